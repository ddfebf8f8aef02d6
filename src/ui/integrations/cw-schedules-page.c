/* cw-schedules-page.c: the schedules of an integration
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row for each, in words, with its switch. It is read again whenever the page
 * comes into view and whenever the scheduler has looked.
 */

#include "config.h"

#include "cw-schedules-page.h"

#include "cw-plain-text.h"
#include "cw-schedule-page.h"
#include "cw-schedules.h"
#include "cw-time-text.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CwSchedulesPage {
  GtkWidget            parent_instance;

  /* inputs */
  CwDesk              *desk;      /* owned */
  CwIntegrationItem   *item;      /* owned */
  CwIntegrationsPage  *pages;     /* borrowed */

  /* template children */
  GtkStack            *stack;
  AdwPreferencesGroup *group;
  GtkLabel            *refusal;
  AdwStatusPage       *failed;

  GCancellable        *cancellable;  /* owned: of the reading under way */
  GPtrArray           *views;        /* of CwScheduleView, owned; NULL until read */
  GPtrArray           *rows;         /* of AdwActionRow, borrowed from group: one for each view */
  gboolean             filling;      /* switches move because of a reading, not a person */
};

G_DEFINE_FINAL_TYPE (CwSchedulesPage, cw_schedules_page, GTK_TYPE_WIDGET)

/* ---- words ---- */

static const char *
get_outcome_words (const CwRunInfo *run)
{
  if (run->outcome == NULL)
    return run->ended == 0 ? _("under way") : _("ended");
  if (g_str_equal (run->outcome, "done"))
    return _("done");
  if (g_str_equal (run->outcome, "attention"))
    return _("done, some records need you");
  if (g_str_equal (run->outcome, "stopped"))
    return _("stopped");
  return g_str_equal (run->outcome, "superseded") ? _("taken over by a later run") : _("failed");
}

/* "next: tomorrow 06:00 · last: today 18:00, done", and what is in the way. (transfer full) */
static char *
dup_state (const CwScheduleView *view)
{
  g_autofree char *next = view->next != 0 ? cw_time_text_dup_day (view->next) : NULL;
  g_autofree char *last = view->last != NULL ? cw_time_text_dup_day (view->last->planned) : NULL;
  GString *text = g_string_new (NULL);

  if (!view->schedule->on)
    g_string_append (text, _("Off"));
  else if (view->trouble != NULL)
    g_string_append (text, view->trouble);
  else if (view->due != 0)
    g_string_append (text, _("Waits for its turn"));
  else
    g_string_append_printf (text, _("next: %s"), next);
  if (last != NULL)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, _("last: %s, %s"), last, get_outcome_words (view->run));
    }
  if (view->run != NULL && view->run->message != NULL)
    g_string_append_printf (text, "\n%s", view->run->message);
  return g_string_free (text, FALSE);
}

/* (transfer full) */
static char *
dup_words (const CwScheduleView *view)
{
  g_autofree char *when = cw_schedule_dup_words (view->schedule), *state = dup_state (view);
  g_autofree char *workflows = g_strjoinv (", ", view->titles), *inactive = g_strjoinv (", ", view->inactive), *left_out = NULL;

  if (view->inactive[0] != NULL)
    left_out = g_strdup_printf (_("Left out, since not active: %s."), inactive);
  return g_strdup_printf ("%s · %s\n%s%s%s", when, workflows, state, left_out != NULL ? "\n" : "", left_out != NULL ? left_out : "");
}

/* ---- changes ---- */

static void read_again (CwSchedulesPage *self);

static void
show_refusal (CwSchedulesPage *self, const char *sentence)
{
  gtk_label_set_label (self->refusal, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->refusal), sentence != NULL);
}

static void
switched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwSchedulesPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) views = cw_schedule_change_finish (result, &error);

  show_refusal (self, error != NULL ? error->message : NULL);
  if (self->desk != NULL && cw_desk_get_scheduler (self->desk) != NULL)
    cw_scheduler_look (cw_desk_get_scheduler (self->desk));
  read_again (self);
}

static void
switch_cb (GtkSwitch *widget, GParamSpec *pspec, CwSchedulesPage *self)
{
  const CwScheduleView *view = g_object_get_data (G_OBJECT (widget), "view");
  g_autoptr (CwSchedule) wanted = NULL;

  if (self->filling)
    return;
  wanted = cw_schedule_copy (view->schedule);
  wanted->on = gtk_switch_get_active (widget);
  cw_schedule_change_async (cw_desk_get_profile (self->desk), CW_SCHEDULE_SWITCH, wanted->integration, wanted, NULL, switched_cb,
                            g_object_ref (self));
}

static void
activated_cb (AdwActionRow *row, CwSchedulesPage *self)
{
  const CwScheduleView *view = g_object_get_data (G_OBJECT (row), "view");

  cw_integrations_page_push (self->pages, view->schedule->name,
                             GTK_WIDGET (cw_schedule_page_new (self->desk, self->item, view->schedule)));
}

static gboolean
is_taken (CwSchedulesPage *self, const char *name)
{
  for (guint i = 0; self->views != NULL && i < self->views->len; i++)
    if (g_str_equal (((CwScheduleView *) self->views->pdata[i])->schedule->name, name))
      return TRUE;
  return FALSE;
}

static void
add_clicked_cb (CwSchedulesPage *self)
{
  g_autoptr (CwSchedule) schedule = cw_schedule_new (cw_integration_item_get_name (self->item), NULL);

  for (guint number = 1; schedule->name == NULL || is_taken (self, schedule->name); number++)
    {
      g_free (schedule->name);
      schedule->name = g_strdup_printf (_("Schedule %u"), number);
    }
  cw_integrations_page_push (self->pages, _("New Schedule"), GTK_WIDGET (cw_schedule_page_new (self->desk, self->item, schedule)));
}

/* ---- rows ---- */

static AdwActionRow *
make_row (CwSchedulesPage *self)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  GtkWidget *on = gtk_switch_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_widget_set_valign (on, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (on, _("Runs by itself"));
  adw_action_row_add_suffix (row, on);
  adw_action_row_add_suffix (row, g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic", "accessible-role",
                                                GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "switch", on);
  g_signal_connect_object (row, "activated", G_CALLBACK (activated_cb), self, 0);
  g_signal_connect_object (on, "notify::active", G_CALLBACK (switch_cb), self, 0);
  return row;
}

static void
fill_row (AdwActionRow *row, const CwScheduleView *view)
{
  GtkWidget *on = g_object_get_data (G_OBJECT (row), "switch");
  g_autofree char *words = dup_words (view), *label = g_strdup_printf (_("%s is switched on"), view->schedule->name);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), view->schedule->name);
  adw_action_row_set_subtitle (row, words);
  g_object_set_data (G_OBJECT (row), "view", (gpointer) view);
  g_object_set_data (G_OBJECT (on), "view", (gpointer) view);
  gtk_accessible_update_property (GTK_ACCESSIBLE (on), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_switch_set_active (GTK_SWITCH (on), view->schedule->on);
}

/* Rows stay where they are, with the keyboard in them; there are few. */
static void
show_views (CwSchedulesPage *self, GPtrArray *views)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->views);

  self->views = g_ptr_array_ref (views);
  self->filling = TRUE;
  while (self->rows->len > views->len)
    {
      adw_preferences_group_remove (self->group, self->rows->pdata[self->rows->len - 1]);
      g_ptr_array_set_size (self->rows, (int) self->rows->len - 1);
    }
  while (self->rows->len < views->len)
    {
      AdwActionRow *row = make_row (self);

      adw_preferences_group_add (self->group, GTK_WIDGET (row));
      g_ptr_array_add (self->rows, row);
    }
  for (guint i = 0; i < views->len; i++)
    fill_row (self->rows->pdata[i], views->pdata[i]);
  self->filling = FALSE;
  gtk_stack_set_visible_child_name (self->stack, views->len > 0 ? "list" : "empty");
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwSchedulesPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) views = cw_schedule_change_finish (result, &error);

  if (self->desk == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (views != NULL)
    {
      show_views (self, views);
      return;
    }
  cw_plain_text_set_status (self->failed, error->message);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
read_again (CwSchedulesPage *self)
{
  if (self->desk == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  cw_schedule_change_async (cw_desk_get_profile (self->desk), CW_SCHEDULE_LOOK, cw_integration_item_get_name (self->item), NULL,
                            self->cancellable, listed_cb, g_object_ref (self));
}

/* What is out of view is read when it comes back. */
static void
changed_cb (CwSchedulesPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    read_again (self);
}

/* ---- object ---- */

static void
cw_schedules_page_dispose (GObject *object)
{
  CwSchedulesPage *self = CW_SCHEDULES_PAGE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->views, g_ptr_array_unref);
  g_clear_object (&self->item);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_schedules_page_parent_class)->dispose (object);
}

static void
cw_schedules_page_class_init (CwSchedulesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_schedules_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-schedules-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwSchedulesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CwSchedulesPage, group);
  gtk_widget_class_bind_template_child (widget_class, CwSchedulesPage, refusal);
  gtk_widget_class_bind_template_child (widget_class, CwSchedulesPage, failed);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, read_again);
}

static void
cw_schedules_page_init (CwSchedulesPage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwSchedulesPage *
cw_schedules_page_new (CwDesk *desk, CwIntegrationItem *item, CwIntegrationsPage *pages)
{
  CwSchedulesPage *self = g_object_new (CW_TYPE_SCHEDULES_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->item = g_object_ref (item);
  self->pages = pages;
  g_signal_connect_object (self, "map", G_CALLBACK (read_again), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_desk_get_scheduler (desk), "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
