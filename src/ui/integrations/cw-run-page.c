/* cw-run-page.c: a run as it goes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-run-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CwRunPage {
  GtkWidget            parent_instance;

  /* inputs */
  CwDesk              *desk;      /* owned */
  CwJob               *job;       /* owned */
  CwIntegrationsPage  *pages;     /* borrowed */

  /* template children */
  GtkLabel            *headline, *detail;
  GtkProgressBar      *bar;
  GtkButton           *pause_button, *stop_button, *resume_button, *retry_all;
  AdwPreferencesGroup *trouble_group;
  GtkListBox          *troubles;
  GtkListView         *pages_list;
};

G_DEFINE_FINAL_TYPE (CwRunPage, cw_run_page, GTK_TYPE_WIDGET)

/* ---- words ---- */

static char *
format_left (double seconds)
{
  guint minutes = (guint) (seconds / 60 + 0.5), hours = (minutes + 30) / 60, days = (hours + 12) / 24;

  if (minutes < 1)
    return g_strdup (_("Less than a minute left"));
  if (minutes < 120)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "About %u minute left", "About %u minutes left", minutes), minutes);
  if (hours < 48)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "About %u hour left", "About %u hours left", hours), hours);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "About %u day left", "About %u days left", days), days);
}

static char *
format_end (gint64 ends)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ends / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gboolean today = g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (now)
                   && g_date_time_get_year (local) == g_date_time_get_year (now);

  return g_date_time_format (local, today ? "%H:%M" : "%x %H:%M");
}

static char *
describe_progress (CwJob *job)
{
  double speed = cw_job_get_speed (job);
  g_autofree char *left = NULL, *end = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (speed <= 0 || cw_job_get_left (job) == 0)
    return g_strdup (cw_job_get_phase (job) != NULL ? cw_job_get_phase (job) : "");
  left = format_left (cw_job_get_left (job) / speed);
  end = format_end (cw_job_get_ends (job));
  g_string_append_printf (text, _("%s, until %s"), left, end);
  g_string_append_printf (text, speed < 10 ? _(" · %.1f records a second") : _(" · %.0f records a second"), speed);
  if (cw_job_get_held (job) != NULL)
    g_string_append_printf (text, _(" · waiting: %s"), cw_job_get_held (job));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_headline (CwJob *job)
{
  guint total = cw_job_get_total (job), past = total - MIN (cw_job_get_left (job), total);

  switch (cw_job_get_state (job))
    {
    case CW_JOB_PLANNING:
    case CW_JOB_PLANNED:
      return g_strdup (_("Reading both sides"));
    case CW_JOB_RUNNING:
      return g_strdup_printf (_("%'u of %'u records"), past, total);
    case CW_JOB_PAUSING:
      return g_strdup (_("Pausing; requests under way are finished"));
    case CW_JOB_PAUSED:
      return total == 0 ? g_strdup (_("Paused before the first record")) : g_strdup_printf (_("Paused at %'u of %'u records"), past, total);
    case CW_JOB_STOPPING:
      return g_strdup (_("Stopping; requests under way are finished"));
    case CW_JOB_STOPPED:
      return g_strdup_printf (_("Stopped at %'u of %'u records"), past, total);
    case CW_JOB_DONE:
      return total > 0 ? g_strdup_printf (_("Done: %'u records"), cw_job_get_done (job)) : g_strdup (_("Everything is in step already"));
    case CW_JOB_ATTENTION:
      return g_strdup_printf (_("Done: %'u records, some need you"), cw_job_get_done (job));
    case CW_JOB_FAILED:
    default:
      return g_strdup (_("The run could not go on"));
    }
}

/* ---- state ---- */

static void
update_buttons (CwRunPage *self)
{
  CwJobState state = cw_job_get_state (self->job);
  gboolean over = cw_job_is_over (self->job);
  gboolean failed_midway = state == CW_JOB_FAILED && cw_job_get_total (self->job) > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->pause_button), !over);
  gtk_widget_set_visible (GTK_WIDGET (self->stop_button), !over);
  gtk_widget_set_sensitive (GTK_WIDGET (self->pause_button), state != CW_JOB_STOPPING);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stop_button), state != CW_JOB_STOPPING);
  gtk_button_set_label (self->pause_button, state == CW_JOB_PAUSING || state == CW_JOB_PAUSED ? _("_Resume") : _("_Pause"));
  gtk_widget_set_visible (GTK_WIDGET (self->resume_button), state == CW_JOB_STOPPED || failed_midway);
  gtk_widget_set_sensitive (GTK_WIDGET (self->retry_all), over);
}

static void
update (CwRunPage *self)
{
  g_autofree char *headline = describe_headline (self->job), *detail = NULL;
  gboolean failed = cw_job_get_message (self->job) != NULL;

  detail = failed ? g_strdup_printf ("%s\n%s", cw_job_get_message (self->job), cw_job_get_next_step (self->job))
           : cw_job_is_over (self->job) ? g_strdup ("") : describe_progress (self->job);
  gtk_label_set_label (self->headline, headline);
  gtk_label_set_label (self->detail, detail);
  if (cw_job_get_state (self->job) == CW_JOB_PLANNING)
    gtk_progress_bar_pulse (self->bar);
  else
    gtk_progress_bar_set_fraction (self->bar, cw_job_is_over (self->job) && !failed && cw_job_get_total (self->job) == 0
                                              ? 1 : cw_job_get_fraction (self->job));
  update_buttons (self);
}

static void
troubles_changed_cb (CwRunPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_group), g_list_model_get_n_items (cw_job_get_troubles (self->job)) > 0);
}

/* ---- buttons ---- */

static void
pause_clicked_cb (CwRunPage *self)
{
  cw_job_pause (self->job, cw_job_get_state (self->job) != CW_JOB_PAUSED);
}

static void
stop_clicked_cb (CwRunPage *self)
{
  cw_job_stop (self->job);
}

static void
resume_clicked_cb (CwRunPage *self)
{
  CwJob *job = cw_desk_take_job (self->desk, cw_job_resume (cw_desk_get_profile (self->desk), cw_job_get_run (self->job),
                                                            cw_job_get_integration (self->job)));

  cw_integrations_page_show_job (self->pages, job);
}

/* Retrying is a run of just these records. */
static void
retry (CwRunPage *self, const char * const *records)
{
  CwRunRequest request = { .integration = cw_job_get_integration (self->job), .records = records };

  cw_integrations_page_show_job (self->pages, cw_desk_take_job (self->desk, cw_job_run (cw_desk_get_profile (self->desk), &request)));
}

static void
retry_clicked_cb (GtkButton *button, CwRunPage *self)
{
  const char *records[] = { g_object_get_data (G_OBJECT (button), "record"), NULL };

  if (cw_job_is_over (self->job))
    retry (self, records);
}

static void
retry_all_clicked_cb (CwRunPage *self)
{
  GListModel *troubles = cw_job_get_troubles (self->job);
  g_autoptr (GPtrArray) records = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (troubles); i++)
    {
      g_autoptr (CwJobTrouble) trouble = g_list_model_get_item (troubles, i);

      g_ptr_array_add (records, (gpointer) cw_job_trouble_get_record (trouble));
    }
  g_ptr_array_add (records, NULL);
  retry (self, (const char * const *) records->pdata);
}

/* ---- rows ---- */

static GtkWidget *
make_trouble_cb (gpointer object, gpointer data)
{
  CwRunPage *self = data;
  CwJobTrouble *trouble = object;
  GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_with_mnemonic (_("_Retry"));
  g_autofree char *text = g_strdup_printf ("%s\n%s", cw_job_trouble_get_error (trouble), cw_job_trouble_get_advice (trouble));
  g_autofree char *label = g_strdup_printf (_("Retry %s"), cw_job_trouble_get_name (trouble));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), cw_job_trouble_get_name (trouble));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (button), "record", g_strdup (cw_job_trouble_get_record (trouble)), g_free);
  g_object_bind_property (self->retry_all, "sensitive", button, "sensitive", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (button, "clicked", G_CALLBACK (retry_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

/* A row of the pages list: number, bar, words. */
static void
setup_page_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (NULL), *bar = gtk_progress_bar_new (), *words = gtk_label_new (NULL);

  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_width_chars (GTK_LABEL (name), 10);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_label_set_xalign (GTK_LABEL (words), 1);
  gtk_widget_add_css_class (words, "numeric");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), words);
  gtk_list_item_set_activatable (list_item, FALSE);
  gtk_list_item_set_child (list_item, box);
}

static void
update_page_row (CwJobPage *page, GParamSpec *pspec, GtkListItem *list_item)
{
  GtkWidget *box = gtk_list_item_get_child (list_item);
  GtkWidget *name = gtk_widget_get_first_child (box), *bar = gtk_widget_get_next_sibling (name), *words = gtk_widget_get_next_sibling (bar);
  guint done = cw_job_page_get_done (page), failed = cw_job_page_get_failed (page), size = MAX (cw_job_page_get_size (page), 1);
  g_autofree char *title = g_strdup_printf (_("Page %'u"), cw_job_page_get_number (page));
  g_autofree char *text = failed > 0 ? g_strdup_printf (_("%u done · %u need you"), done, failed) : g_strdup_printf (_("%u done"), done);

  gtk_label_set_label (GTK_LABEL (name), title);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), cw_job_page_get_ended (page) ? 1 : MIN (1.0, (double) (done + failed) / size));
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_label_set_label (GTK_LABEL (words), text);
}

static void
bind_page_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  CwJobPage *page = gtk_list_item_get_item (list_item);
  gulong handler = g_signal_connect (page, "notify", G_CALLBACK (update_page_row), list_item);

  g_object_set_data (G_OBJECT (list_item), "handler", GSIZE_TO_POINTER (handler));
  update_page_row (page, NULL, list_item);
}

static void
unbind_page_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  g_signal_handler_disconnect (gtk_list_item_get_item (list_item), GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (list_item), "handler")));
}

/* ---- object ---- */

static void
cw_run_page_dispose (GObject *object)
{
  CwRunPage *self = CW_RUN_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->job);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_run_page_parent_class)->dispose (object);
}

static void
cw_run_page_class_init (CwRunPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_run_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-run-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, headline);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, detail);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, bar);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, pause_button);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, resume_button);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, retry_all);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, trouble_group);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, troubles);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, pages_list);
  gtk_widget_class_bind_template_callback (widget_class, pause_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, resume_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_all_clicked_cb);
}

static void
cw_run_page_init (CwRunPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwRunPage *
cw_run_page_new (CwDesk *desk, CwJob *job, CwIntegrationsPage *pages)
{
  CwRunPage *self = g_object_new (CW_TYPE_RUN_PAGE, NULL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->desk = g_object_ref (desk);
  self->job = g_object_ref (job);
  self->pages = pages;
  g_signal_connect (factory, "setup", G_CALLBACK (setup_page_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_page_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_page_cb), NULL);
  gtk_list_view_set_factory (self->pages_list, factory);
  g_object_unref (factory);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (cw_job_get_pages (job))));
  gtk_list_view_set_model (self->pages_list, selection);
  gtk_list_box_bind_model (self->troubles, cw_job_get_troubles (job), make_trouble_cb, self, NULL);
  g_signal_connect_object (cw_job_get_troubles (job), "items-changed", G_CALLBACK (troubles_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "ended", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  troubles_changed_cb (self);
  update (self);
  return self;
}

CwJob *
cw_run_page_get_job (CwRunPage *self)
{
  return self->job;
}
