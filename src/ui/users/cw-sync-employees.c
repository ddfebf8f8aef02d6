/* cw-sync-employees.c: shows what Sync Employees will do, and switches it on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-sync-employees.h"

#include "cw-people.h"
#include "cw-time-text.h"
#include "cw-user-columns.h"
#include "cw-plain-text.h"

#include <glib/gi18n-lib.h>

struct _CwSyncEmployees {
  AdwWindow         parent_instance;

  /* inputs */
  CwDesk           *desk;        /* owned */
  CwPeople         *people;      /* owned */

  /* template children */
  GtkStack         *stack, *table_stack;
  GtkLabel         *phase_label, *state_label, *company_label;
  GtkToggleButton  *matched_button, *left_button, *conflicts_button;
  GtkWidget        *confirm_box, *switch_button;
  GtkEntry         *company_entry;
  AdwStatusPage    *failed_page;
  GtkColumnView    *table;

  GCancellable     *cancellable; /* owned */
  gboolean          switching;   /* on its way: no second time */
};

G_DEFINE_FINAL_TYPE (CwSyncEmployees, cw_sync_employees, ADW_TYPE_WINDOW)

/* ---- what is shown ---- */

static void
set_button (GtkToggleButton *button, const char *format, guint count)
{
  g_autofree char *number = g_strdup_printf ("%'u", count);
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *label = g_strjoinv (number, parts);

  gtk_button_set_label (GTK_BUTTON (button), label);
}

static gboolean
is_confirmed (CwSyncEmployees *self)
{
  CwUsers *users = cw_people_get_users (self->people);
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->company_entry))));

  return users != NULL && g_str_equal (typed, cw_users_get_company (users));
}

static void
company_cb (CwSyncEmployees *self)
{
  gtk_widget_set_sensitive (self->switch_button, is_confirmed (self) && !self->switching);
}

static void
update_effect (CwSyncEmployees *self, CwUsers *users)
{
  const CwUsersCounts *counts = cw_users_get_counts (users);
  gboolean on = cw_users_get_sync (users);
  guint linked = counts->integrated, would = counts->would_link;
  g_autofree char *since = cw_time_text_dup_exact (cw_users_get_sync_since (users)), *state = NULL, *company = NULL;

  if (on)
    state = g_strdup_printf (_("Sync Employees is on since %s. Users and employees are matched with every run."), since);
  set_button (self->matched_button, on ? _("%s mapped") : _("%s will be matched"), on ? linked : would);
  set_button (self->left_button, _("%s not matched"), counts->users - counts->conflicts - (on ? MIN (linked, counts->users - counts->conflicts) : would));
  set_button (self->conflicts_button, _("%s in conflict"), counts->conflicts);
  gtk_label_set_label (self->state_label, on ? state
                       : _("Every user of Precoro is matched with the NetSuite employee of the same e-mail address, now and whenever somebody is new. "
                           "Nobody is created in either system. Sync Employees cannot be switched off again."));
  company = g_strdup_printf (_("To confirm, type the name of the company: %s"), cw_users_get_company (users));
  gtk_label_set_label (self->company_label, company);
  gtk_widget_set_visible (self->confirm_box, !on);
  company_cb (self);
}

static void
filter_cb (CwSyncEmployees *self)
{
  CwUsers *users = cw_people_get_users (self->people);
  gboolean on = users != NULL && cw_users_get_sync (users);
  CwUsersFilter filter = { .integrated = CW_USERS_ALL };

  if (gtk_toggle_button_get_active (self->conflicts_button))
    filter.conflicts = TRUE;
  else if (gtk_toggle_button_get_active (self->left_button))
    filter.left_over = TRUE;
  else if (on)
    filter.integrated = CW_USERS_YES;
  else
    filter.would_link = TRUE;
  cw_people_set_filter (self->people, &filter);
}

static void
update (CwSyncEmployees *self)
{
  CwUsers *users = cw_people_get_users (self->people);
  const char *phase = cw_people_get_phase (self->people);

  gtk_label_set_label (self->phase_label, phase != NULL ? phase : _("Reading both systems…"));
  if (cw_people_get_busy (self->people))
    {
      gtk_stack_set_visible_child_name (self->stack, "loading");
      return;
    }
  if (users == NULL)
    return;
  update_effect (self, users);
  gtk_stack_set_visible_child_name (self->table_stack, g_list_model_get_n_items (G_LIST_MODEL (self->people)) > 0 ? "table" : "nobody");
}

/* ---- reading ---- */

static void
show_failure (CwSyncEmployees *self, const GError *error)
{
  g_autofree char *next = cw_error_dup_next_step (error), *text = g_strdup_printf ("%s\n%s", error->message, next);

  cw_plain_text_set_status (self->failed_page, text);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwSyncEmployees) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = cw_people_finish (CW_PEOPLE (source), result, &error);

  if (self->desk == NULL)
    return;
  if (!ok)
    {
      show_failure (self, error);
      return;
    }
  filter_cb (self);
  update (self);
  gtk_stack_set_visible_child_name (self->stack, "effect");
}

static void
read_people (CwSyncEmployees *self)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  cw_people_refresh_async (self->people, self->cancellable, read_cb, g_object_ref (self));
  update (self);
}

/* ---- switching on ---- */

static void
switched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwSyncEmployees) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = cw_people_finish (CW_PEOPLE (source), result, &error);

  self->switching = FALSE;
  if (self->desk == NULL)
    return;
  /* Every list that shows the integration learns of it. */
  cw_overview_refresh_async (cw_desk_get_overview (self->desk), NULL, NULL, NULL);
  if (!ok)
    {
      show_failure (self, error);
      return;
    }
  filter_cb (self);
  update (self);
  gtk_stack_set_visible_child_name (self->stack, "effect");
}

static void
switch_clicked_cb (CwSyncEmployees *self)
{
  if (!is_confirmed (self) || self->switching)
    return;
  self->switching = TRUE;
  company_cb (self);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  cw_people_switch_on_async (self->people, gtk_editable_get_text (GTK_EDITABLE (self->company_entry)), self->cancellable, switched_cb,
                             g_object_ref (self));
  update (self);
}

/* ---- object ---- */

static void
cw_sync_employees_dispose (GObject *object)
{
  CwSyncEmployees *self = CW_SYNC_EMPLOYEES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->people);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_sync_employees_parent_class)->dispose (object);
}

static gboolean
cw_sync_employees_close_request (GtkWindow *window)
{
  CwSyncEmployees *self = CW_SYNC_EMPLOYEES (window);

  /* A reading is given up; what was confirmed is done to its end. */
  if (!self->switching)
    g_cancellable_cancel (self->cancellable);
  return GTK_WINDOW_CLASS (cw_sync_employees_parent_class)->close_request (window);
}

static void
cw_sync_employees_class_init (CwSyncEmployeesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_sync_employees_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = cw_sync_employees_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-sync-employees.ui");
  gtk_widget_class_bind_template_child (widget_class, CwSyncEmployees, stack);
  gtk_widget_class_bind_template_child (widget_class, CwSyncEmployees, table_stack);
  gtk_widget_class_bind_template_child (widget_class, CwSyncEmployees, phase_label);
  gtk_widget_class_bind_template_child (widget_class, CwSyncEmployees, state_label);
  gtk_widget_class_bind_template_child (widget_class, CwSyncEmployees, company_label);
  gtk_widget_class_bind_template_child (widget_class, CwSyncEmployees, matched_button);
  gtk_widget_class_bind_template_child (widget_class, CwSyncEmployees, left_button);
  gtk_widget_class_bind_template_child (widget_class, CwSyncEmployees, conflicts_button);
  gtk_widget_class_bind_template_child (widget_class, CwSyncEmployees, confirm_box);
  gtk_widget_class_bind_template_child (widget_class, CwSyncEmployees, switch_button);
  gtk_widget_class_bind_template_child (widget_class, CwSyncEmployees, company_entry);
  gtk_widget_class_bind_template_child (widget_class, CwSyncEmployees, failed_page);
  gtk_widget_class_bind_template_child (widget_class, CwSyncEmployees, table);
  gtk_widget_class_bind_template_callback (widget_class, company_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, read_people);
  gtk_widget_class_bind_template_callback (widget_class, switch_clicked_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cw_sync_employees_init (CwSyncEmployees *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_user_columns_add (self->table, FALSE);
  cw_user_columns_set_narrow (self->table, TRUE);
}

CwSyncEmployees *
cw_sync_employees_show (CwDesk *desk, const char *integration, GtkWidget *parent)
{
  CwSyncEmployees *self = g_object_new (CW_TYPE_SYNC_EMPLOYEES, NULL);
  GtkRoot *root = parent != NULL ? gtk_widget_get_root (parent) : NULL;
  g_autoptr (GtkNoSelection) selection = NULL;

  self->desk = g_object_ref (desk);
  self->people = cw_people_new (cw_desk_get_profile (desk), integration);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->people)));
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (self->people, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->people, "notify::phase", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (self));
  read_people (self);
  return self;
}
