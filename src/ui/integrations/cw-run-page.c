/* cw-run-page.c: a run as it goes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One list below the numbers: what needs a person first, then each workflow
 * with a row for each of its pages. It makes widgets only for what is on the
 * screen, however many there are.
 */

#include "config.h"

#include "cw-run-page.h"

#include "cw-conflicts-page.h"
#include "cw-plan-page.h"
#include "cw-run-rows.h"
#include "cw-time-text.h"
#include "cw-trouble-row.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define AT_LIMIT 0.7   /* share of the allowed pace from which the limit is what holds us */

struct _CwRunPage {
  GtkWidget            parent_instance;

  /* inputs */
  CwDesk              *desk;      /* owned */
  CwJob               *job;       /* owned */
  CwIntegrationsPage  *pages;     /* borrowed */

  /* template children */
  GtkLabel            *headline, *detail, *limit;
  GtkProgressBar      *bar;
  GtkButton           *pause_button, *stop_button, *resume_button, *again_button, *plan_button;
  GtkListView         *rows;

  GListStore          *trouble_head, *page_head;   /* owned; of GtkStringObject, one or none */
  GListStore          *parts;     /* owned; of GListModel: what the list shows, one after the other */
  GListModel          *shown;     /* owned; the parts as one list */
  GSimpleActionGroup  *actions;   /* owned */
  guint                followed;  /* position of the row that was scrolled to last */
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

/* Of the target, as people call it. */
static const char *
find_system (CwRunPage *self)
{
  CwIntegrationItem *item = cw_overview_find_integration (cw_desk_get_overview (self->desk), cw_job_get_integration (self->job));
  g_autoptr (CwConnectionItem) target = item != NULL ? g_list_model_get_item (cw_integration_item_get_connections (item), 1) : NULL;

  return target != NULL ? cw_connection_item_get_system (target) : "";   /* the overview keeps it */
}

static const char *
find_workflow_title (CwRunPage *self, const char *id)
{
  CwWorkflow *workflow = cw_overview_find_workflow (cw_desk_get_overview (self->desk), id);

  return workflow != NULL ? workflow->title : id;
}

/* "About 4 minutes left, until 14:10 · 12.3 records a second" */
static char *
describe_time (CwRunPage *self)
{
  CwJob *job = self->job;
  gint64 now = cw_clock_now (cw_profile_get_clock (cw_desk_get_profile (self->desk)));
  double speed = cw_job_get_speed (job);
  g_autofree char *left = NULL, *end = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (speed <= 0 || cw_job_get_left (job) == 0)
    return g_strdup (cw_job_get_phase (job) != NULL ? cw_job_get_phase (job) : "");
  left = format_left ((double) (cw_job_get_ends (job) - now) / G_USEC_PER_SEC);
  end = cw_time_text_dup_clock (cw_job_get_ends (job));
  g_string_append_printf (text, _("%s, until %s"), left, end);
  g_string_append_printf (text, speed < 10 ? _(" · %.1f records a second") : _(" · %.0f records a second"), speed);
  return g_strdup (text->str);
}

/* The limit that holds us; empty: none does. */
static char *
describe_limit (CwRunPage *self)
{
  CwJob *job = self->job;
  g_autofree char *until = NULL;

  if (cw_job_is_over (job))
    return g_strdup ("");
  if (cw_job_get_held (job) != NULL)
    {
      until = cw_time_text_dup_clock (cw_job_get_held_until (job));
      return g_strdup_printf (_("Waiting until %s: %s of %s"), until, cw_job_get_held (job), find_system (self));
    }
  if (cw_job_get_pace (job) > 0 && cw_job_get_speed (job) >= AT_LIMIT * cw_job_get_pace (job))
    return g_strdup_printf (_("%g a second, %s’s limit"), cw_job_get_pace (job), find_system (self));
  return g_strdup ("");
}

static char *
describe_done (CwJob *job)
{
  guint done = cw_job_get_done (job), failed = cw_job_get_failed (job);
  g_autofree char *all = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Done: %'u record", "Done: %'u records", done), done);
  g_autofree char *needing = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u needs you", "%'u need you", failed), failed);

  if (cw_job_get_total (job) == 0)
    return g_strdup (_("Everything is in step already"));
  return failed == 0 ? g_steal_pointer (&all) : g_strdup_printf ("%s, %s", all, needing);
}

/* An error is named by what a person can do about it. */
static const char *
describe_failure (CwJob *job)
{
  static const struct { const char *code, *title; } titles[] = {
    { "stale", N_("Nothing was sent: the plan is out of date") },
    { "locked", N_("Another program works this integration") },
    { "unreachable", N_("The system cannot be reached") },
    { "auth", N_("The sign-in was refused") },
    { "permission", N_("A permission is missing") },
    { "not-connected", N_("A connection is not set up") },
    { "keyring", N_("The keyring cannot be used") },
    { "unavailable", N_("The system has trouble of its own") },
    { "daily-limit", N_("The day’s limit is used up") },
    { "rate-limit", N_("The system asks to wait") },
    { "store-full", N_("The disk is full") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_strcmp0 (cw_job_get_error_code (job), titles[i].code) == 0)
      return _(titles[i].title);
  return _("The run could not go on");
}

static char *
describe_headline (CwJob *job)
{
  guint total = cw_job_get_total (job), past = total - MIN (cw_job_get_left (job), total);

  switch (cw_job_get_state (job))
    {
    case CW_JOB_PLANNING:
    case CW_JOB_PLANNED:
      return g_strdup (cw_job_has_plan (job) ? _("Checking that nothing changed since the plan") : _("Reading both sides"));
    case CW_JOB_RUNNING:
      return past == total ? g_strdup (_("Almost done")) : g_strdup_printf (_("%'u of %'u records"), past, total);
    case CW_JOB_PAUSING:
      return g_strdup (_("Pausing; requests under way are finished"));
    case CW_JOB_PAUSED:
      return total == 0 ? g_strdup (_("Paused before the first record")) : g_strdup_printf (_("Paused at %'u of %'u records"), past, total);
    case CW_JOB_STOPPING:
      return g_strdup (_("Stopping; requests under way are finished"));
    case CW_JOB_STOPPED:
      if (cw_job_get_message (job) != NULL && g_strcmp0 (cw_job_get_error_code (job), "stopped") != 0)
        return g_strdup (describe_failure (job));
      return total == 0 ? g_strdup (_("Stopped before the first record")) : g_strdup_printf (_("Stopped at %'u of %'u records"), past, total);
    case CW_JOB_DONE:
    case CW_JOB_ATTENTION:
      return describe_done (job);
    case CW_JOB_FAILED:
    default:
      return g_strdup (describe_failure (job));
    }
}

static char *
describe_detail (CwRunPage *self)
{
  CwJob *job = self->job;
  guint total = cw_job_get_total (job);

  if (cw_job_get_message (job) != NULL && g_strcmp0 (cw_job_get_error_code (job), "stopped") != 0)
    return g_strdup_printf ("%s\n%s", cw_job_get_message (job), cw_job_get_next_step (job));
  switch (cw_job_get_state (job))
    {
    case CW_JOB_STOPPED:
      return g_strdup (total > 0 ? _("What was sent is known; the rest can go on at any time.") : _("Nothing was sent."));
    case CW_JOB_PAUSED:
      return g_strdup (_("Nothing is under way. It goes on where it stopped."));
    case CW_JOB_PLANNING:
      return g_strdup (cw_job_get_phase (job) != NULL ? cw_job_get_phase (job) : "");
    case CW_JOB_RUNNING:
      return describe_time (self);
    case CW_JOB_PLANNED:
    case CW_JOB_PAUSING:
    case CW_JOB_STOPPING:
    case CW_JOB_DONE:
    case CW_JOB_ATTENTION:
    case CW_JOB_FAILED:
    default:
      return g_strdup ("");
    }
}

/* ---- state ---- */

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
update_buttons (CwRunPage *self)
{
  CwJobState state = cw_job_get_state (self->job);
  gboolean over = cw_job_is_over (self->job), unfinished = state == CW_JOB_STOPPED || state == CW_JOB_FAILED;
  gboolean resumable = cw_job_can_resume (self->job), stale = g_strcmp0 (cw_job_get_error_code (self->job), "stale") == 0;
  const char *names[] = { "retry", "retry-all" };

  gtk_widget_set_visible (GTK_WIDGET (self->pause_button), !over);
  gtk_widget_set_visible (GTK_WIDGET (self->stop_button), !over);
  gtk_widget_set_sensitive (GTK_WIDGET (self->pause_button), state != CW_JOB_STOPPING);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stop_button), state != CW_JOB_STOPPING);
  gtk_button_set_label (self->pause_button, state == CW_JOB_PAUSING || state == CW_JOB_PAUSED ? _("_Resume") : _("_Pause"));
  gtk_widget_set_visible (GTK_WIDGET (self->resume_button), unfinished && resumable);
  gtk_widget_set_visible (GTK_WIDGET (self->plan_button), unfinished && !resumable && stale);
  gtk_widget_set_visible (GTK_WIDGET (self->again_button), unfinished && !resumable && !stale);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), names[i])), over);
}

static void
update (CwRunPage *self)
{
  g_autofree char *headline = describe_headline (self->job), *detail = describe_detail (self), *limit = describe_limit (self);
  gboolean empty = cw_job_get_total (self->job) == 0;
  CwJobState state = cw_job_get_state (self->job);

  set_text (self->headline, headline);
  set_text (self->detail, detail);
  set_text (self->limit, limit);
  gtk_progress_bar_set_fraction (self->bar, empty && state == CW_JOB_DONE ? 1 : cw_job_get_fraction (self->job));
  gtk_widget_set_visible (GTK_WIDGET (self->bar), !empty || !cw_job_is_over (self->job) || state == CW_JOB_DONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, headline, -1);
  update_buttons (self);
}

/* ---- buttons ---- */

static void
pause_clicked_cb (CwRunPage *self)
{
  CwJobState state = cw_job_get_state (self->job);

  cw_job_pause (self->job, state != CW_JOB_PAUSED && state != CW_JOB_PAUSING);
}

static void
stop_clicked_cb (CwRunPage *self)
{
  cw_job_stop (self->job);
}

/* One after the other: what is under way is shown instead. */
static gboolean
is_free (CwRunPage *self)
{
  CwJob *running = cw_desk_find_job (self->desk, cw_job_get_integration (self->job));

  if (running == NULL || cw_job_is_over (running))
    return TRUE;
  cw_integrations_page_show_job (self->pages, running);
  return FALSE;
}

static void
resume_clicked_cb (CwRunPage *self)
{
  if (is_free (self))
    cw_integrations_page_show_job (self->pages,
                                   cw_desk_take_job (self->desk, cw_job_resume (cw_desk_get_profile (self->desk), cw_job_get_run (self->job),
                                                                                cw_job_get_integration (self->job))));
}

static void
again_clicked_cb (CwRunPage *self)
{
  if (is_free (self))
    cw_integrations_page_show_job (self->pages, cw_desk_take_job (self->desk, cw_job_again (self->job, FALSE)));
}

static void
plan_clicked_cb (CwRunPage *self)
{
  if (is_free (self))
    {
      CwJob *job = cw_desk_take_job (self->desk, cw_job_again (self->job, TRUE));

      cw_integrations_page_replace (self->pages, _("What Will Change"), GTK_WIDGET (cw_plan_page_new (self->desk, job, self->pages)));
    }
}

static void
retry (CwRunPage *self, const char * const *records)
{
  CwRunRequest request = { .integration = cw_job_get_integration (self->job), .records = records };

  if (is_free (self))
    cw_integrations_page_show_job (self->pages, cw_desk_take_job (self->desk, cw_job_run (cw_desk_get_profile (self->desk), &request)));
}

static void
retry_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *records[] = { g_variant_get_string (parameter, NULL), NULL };

  retry (data, records);
}

static void
settle_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CwRunPage *self = data;
  const char *workflow, *record;

  g_variant_get (parameter, "(&s&s)", &workflow, &record);
  cw_conflicts_page_push (self->desk, cw_job_get_integration (self->job), workflow, record, self->pages);
}

static void
retry_all_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CwRunPage *self = data;
  GListModel *troubles = cw_job_get_troubles (self->job);
  g_autoptr (GPtrArray) records = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (troubles); i++)
    {
      g_autoptr (CwJobTrouble) trouble = g_list_model_get_item (troubles, i);

      if (!cw_job_trouble_is_conflict (trouble))
        g_ptr_array_add (records, (gpointer) cw_job_trouble_get_record (trouble));
    }
  if (records->len == 0)
    return;
  g_ptr_array_add (records, NULL);
  retry (self, (const char * const *) records->pdata);
}

static const GActionEntry actions[] = {
  { "retry", retry_action, "s", NULL, NULL },
  { "retry-all", retry_all_action, NULL, NULL, NULL },
  { "settle", settle_action, "(ss)", NULL, NULL },
};

/* ---- rows ---- */

static void
count_troubles (CwRunPage *self)
{
  guint n = g_list_model_get_n_items (cw_job_get_troubles (self->job));
  guint known = g_list_model_get_n_items (G_LIST_MODEL (self->trouble_head));
  g_autofree char *text = g_strdup_printf (_("Needs You (%'u)"), n);
  g_autoptr (GtkStringObject) head = gtk_string_object_new (text);

  g_object_set_data (G_OBJECT (head), "troubles", self);
  g_list_store_splice (self->trouble_head, 0, known, n > 0 ? (gpointer[]) { head } : NULL, n > 0 ? 1 : 0);
  if (n > 0 && known == 0)
    gtk_widget_activate_action (GTK_WIDGET (self->rows), "list.scroll-to-item", "u", 0);
}

/* Where the first page that has not ended stands in the list; GTK_INVALID_LIST_POSITION: all have. */
static guint
find_under_way (CwRunPage *self)
{
  for (guint at = self->followed; at < g_list_model_get_n_items (self->shown); at++)
    {
      g_autoptr (GObject) row = g_list_model_get_item (self->shown, at);

      if (CW_IS_JOB_PAGE (row) && !cw_job_page_get_ended (CW_JOB_PAGE (row)))
        return at;
    }
  return GTK_INVALID_LIST_POSITION;
}

/* The page that is under way stays in sight, unless something above needs a person. */
static void
follow (CwRunPage *self)
{
  guint at = find_under_way (self);

  if (at == self->followed || at == GTK_INVALID_LIST_POSITION || g_list_model_get_n_items (G_LIST_MODEL (self->trouble_head)) > 0)
    return;
  self->followed = at;
  gtk_widget_activate_action (GTK_WIDGET (self->rows), "list.scroll-to-item", "u", at);
}

/* With several workflows each has a line of its own above its pages; one needs none, the numbers above are its. */
static void
workflows_changed_cb (CwRunPage *self)
{
  GListModel *workflows = cw_job_get_workflows (self->job);
  guint n = g_list_model_get_n_items (workflows), known = g_list_model_get_n_items (G_LIST_MODEL (self->parts));
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CwJobWorkflow) workflow = g_list_model_get_item (workflows, i);
      GListStore *head = g_list_store_new (CW_TYPE_JOB_WORKFLOW);

      g_list_store_append (head, workflow);
      g_ptr_array_add (parts, n > 1 ? G_LIST_MODEL (head) : G_LIST_MODEL (g_object_ref (self->page_head)));
      if (n == 1)
        g_object_unref (head);
      g_ptr_array_add (parts, g_object_ref (cw_job_workflow_get_pages (workflow)));
    }
  /* The troubles stay. */
  g_list_store_splice (self->parts, 2, known - 2, parts->pdata, parts->len);
}

static void
pages_changed_cb (CwRunPage *self)
{
  g_autoptr (GtkStringObject) head = gtk_string_object_new (_("Pages"));
  guint known = g_list_model_get_n_items (G_LIST_MODEL (self->page_head));

  if (known == 0 && g_list_model_get_n_items (cw_job_get_pages (self->job)) > 0)
    g_list_store_append (self->page_head, head);
}

/* Conflicts are settled, not tried again. */
static gboolean
can_retry (CwRunPage *self)
{
  GListModel *troubles = cw_job_get_troubles (self->job);

  for (guint i = 0; i < g_list_model_get_n_items (troubles); i++)
    {
      g_autoptr (CwJobTrouble) trouble = g_list_model_get_item (troubles, i);

      if (!cw_job_trouble_is_conflict (trouble))
        return TRUE;
    }
  return FALSE;
}

static GtkWidget *
make_head (CwRunPage *self, GtkStringObject *head)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *label = gtk_label_new (gtk_string_object_get_string (head)), *button;

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_add_css_class (box, "list-head");
  if (g_object_get_data (G_OBJECT (head), "troubles") != NULL)
    {
      button = gtk_button_new_with_mnemonic (_("Retry _All"));
      gtk_widget_set_visible (button, can_retry (self));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "trouble.retry-all");
      gtk_box_append (GTK_BOX (box), button);
    }
  return box;
}

static gboolean
has_several (CwRunPage *self)
{
  return g_list_model_get_n_items (cw_job_get_workflows (self->job)) > 1;
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CwRunPage *self)
{
  gpointer item = gtk_list_item_get_item (list_item);

  gtk_list_item_set_activatable (list_item, FALSE);
  if (CW_IS_JOB_TROUBLE (item))
    gtk_list_item_set_child (list_item, cw_trouble_row_new (item));
  else if (CW_IS_JOB_PAGE (item))
    gtk_list_item_set_child (list_item, cw_run_page_row_new (item, has_several (self) ? find_workflow_title (self, cw_job_page_get_workflow (item)) : NULL));
  else if (CW_IS_JOB_WORKFLOW (item))
    gtk_list_item_set_child (list_item, cw_run_workflow_row_new (item, find_workflow_title (self, cw_job_workflow_get_id (item))));
  else
    gtk_list_item_set_child (list_item, make_head (self, item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, CwRunPage *self)
{
  gtk_list_item_set_child (list_item, NULL);
}

/* Head and troubles, then heads and pages, one after the other. (transfer full) */
static GtkSelectionModel *
make_model (CwRunPage *self)
{

  self->trouble_head = g_list_store_new (GTK_TYPE_STRING_OBJECT);
  self->page_head = g_list_store_new (GTK_TYPE_STRING_OBJECT);
  self->parts = g_list_store_new (G_TYPE_LIST_MODEL);
  g_list_store_append (self->parts, self->trouble_head);
  g_list_store_append (self->parts, cw_job_get_troubles (self->job));
  workflows_changed_cb (self);
  self->shown = G_LIST_MODEL (gtk_flatten_list_model_new (g_object_ref (G_LIST_MODEL (self->parts))));
  return GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (self->shown)));
}

/* ---- object ---- */

static void
cw_run_page_dispose (GObject *object)
{
  CwRunPage *self = CW_RUN_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->trouble_head);
  g_clear_object (&self->page_head);
  g_clear_object (&self->parts);
  g_clear_object (&self->shown);
  g_clear_object (&self->actions);
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
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, limit);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, bar);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, pause_button);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, resume_button);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, again_button);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, plan_button);
  gtk_widget_class_bind_template_child (widget_class, CwRunPage, rows);
  gtk_widget_class_bind_template_callback (widget_class, pause_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, resume_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, plan_clicked_cb);
}

static void
cw_run_page_init (CwRunPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "trouble", G_ACTION_GROUP (self->actions));
}

CwRunPage *
cw_run_page_new (CwDesk *desk, CwJob *job, CwIntegrationsPage *pages)
{
  CwRunPage *self = g_object_new (CW_TYPE_RUN_PAGE, NULL);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSelectionModel) model = NULL;

  self->desk = g_object_ref (desk);
  self->job = g_object_ref (job);
  self->pages = pages;
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  gtk_list_view_set_factory (self->rows, factory);
  model = make_model (self);
  gtk_list_view_set_model (self->rows, model);
  g_signal_connect_object (cw_job_get_troubles (job), "items-changed", G_CALLBACK (count_troubles), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_job_get_workflows (job), "items-changed", G_CALLBACK (workflows_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_job_get_pages (job), "items-changed", G_CALLBACK (pages_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify::done", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "ended", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  count_troubles (self);
  pages_changed_cb (self);
  update (self);
  return self;
}

CwJob *
cw_run_page_get_job (CwRunPage *self)
{
  return self->job;
}
