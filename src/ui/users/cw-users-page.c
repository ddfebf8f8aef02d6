/* cw-users-page.c: users and the employees whom they are matched to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-users-page.h"

#include "cw-choice.h"
#include "cw-choose-employee.h"
#include "cw-people.h"
#include "cw-sync-employees.h"
#include "cw-time-text.h"
#include "cw-user-columns.h"
#include "cw-user-systems.h"
#include "cw-plain-text.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define NARROW_WIDTH 640   /* pixels below which two columns stand for four */

struct _CwUsersPage {
  GtkWidget         parent_instance;

  /* inputs */
  CwDesk           *desk;            /* owned */

  /* template children */
  AdwToastOverlay  *toasts;
  GtkStack         *state_stack, *people_stack;
  GtkDropDown      *integrations;
  GtkSearchEntry   *search;
  GtkWidget        *refresh_button, *export_button, *facts, *sync_bar, *sync_button, *busy_bar;
  GtkToggleButton  *unmapped_card, *mapped_card, *conflicts_card;
  GtkLabel         *unmapped_count, *mapped_count, *conflicts_count, *sync_label, *read_label, *phase_label;
  GtkDropDown      *integrated, *active, *system, *order;
  GtkFlowBox       *filters;
  AdwStatusPage    *failed_page;
  GtkColumnView    *table;

  GHashTable       *last;            /* system → integration of it that was shown last; owned */
  GHashTable       *people;          /* name of integration → CwPeople, owned */
  CwPeople         *shown;           /* borrowed from people; NULL: none */
  GCancellable     *cancellable;     /* of the reading; owned, nullable */
  GtkFileChooserNative *chooser;     /* owned while it is open */
  AdwToast         *undo_toast;      /* weak: of the last change; NULL: gone */
  char             *error;           /* why the people that are shown could not be read; nullable */
  gboolean          conflicts;       /* only people in a conflict */
  gboolean          filling;         /* controls move because something else did, not a person */
  gboolean          narrow;
  guint             narrow_idle;
};

G_DEFINE_FINAL_TYPE (CwUsersPage, cw_users_page, GTK_TYPE_WIDGET)

static void
add_toast (CwUsersPage *self, const char *text)
{
  AdwToast *toast = cw_plain_text_new_toast (text);

  /* The one with Undo stays, and comes back after this one. */
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* ---- what is shown ---- */

static void
set_count (GtkToggleButton *card, GtkLabel *label, guint count, const char *caption)
{
  g_autofree char *number = g_strdup_printf ("%'u", count), *name = g_strdup_printf ("%s %s", number, caption);

  gtk_label_set_label (label, number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update_cards (CwUsersPage *self, const CwUsersCounts *counts)
{
  guint integrated = gtk_drop_down_get_selected (self->integrated);

  set_count (self->unmapped_card, self->unmapped_count, counts->unmapped, _("Not mapped with NetSuite"));
  set_count (self->mapped_card, self->mapped_count, counts->integrated, _("Mapped"));
  set_count (self->conflicts_card, self->conflicts_count, counts->conflicts, _("Conflicts"));
  self->filling = TRUE;
  gtk_toggle_button_set_active (self->unmapped_card, integrated == CW_USERS_NO && !self->conflicts);
  gtk_toggle_button_set_active (self->mapped_card, integrated == CW_USERS_YES && !self->conflicts);
  gtk_toggle_button_set_active (self->conflicts_card, self->conflicts);
  self->filling = FALSE;
}

/* What becomes of those who are not mapped. */
static char *
dup_sync_text (CwUsers *users)
{
  const CwUsersCounts *counts = cw_users_get_counts (users);
  const char *title = _(cw_users_get_workflow (users)->title);

  if (!cw_users_are_made (users))
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Sync Employees is off. It would match %'u user.",
                                         "Sync Employees is off. It would match %'u users.", counts->would_link), counts->would_link);
  if (!cw_users_get_sync (users))
    return g_strdup_printf (_("The import “%s” is switched off: nobody is linked or created."), title);
  return g_strdup_printf (_("The import “%s” links and creates users whenever it runs. Next: %'u to link, %'u to create."), title,
                          counts->would_link, counts->would_create);
}

static void
update_sync_bar (CwUsersPage *self, CwUsers *users)
{
  g_autofree char *text = dup_sync_text (users);

  /* What cannot be switched off again has a way of its own; other workflows are switched on their integration's page. */
  gtk_widget_set_visible (self->sync_bar, cw_users_are_made (users) || !cw_users_get_sync (users));
  gtk_widget_set_visible (self->sync_button, !cw_users_are_made (users));
  gtk_label_set_label (self->sync_label, text);
}

static void
update_read_label (CwUsersPage *self, CwUsers *users)
{
  const CwUsersCounts *counts = cw_users_get_counts (users);
  g_autofree char *employees = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u employee in NetSuite", "%'u employees in NetSuite", counts->employees),
                                                counts->employees);
  g_autofree char *people = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u user in %s", "%'u users in %s", counts->users), counts->users,
                                             cw_users_get_system (users));
  g_autofree char *ago = cw_time_text_dup_ago (cw_users_get_read_at (users)), *text = NULL;
  g_autofree char *exact = cw_time_text_dup_exact (cw_users_get_read_at (users));
  guint listed = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  g_autofree char *shown = g_strdup_printf (_("%'u shown"), listed);

  text = g_strdup_printf (_("%s · %s · %s · read %s"), shown, people, employees, ago);
  gtk_label_set_label (self->read_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->read_label), exact);
}

static const char *
choose_state (CwUsersPage *self, CwUsers *users)
{
  gboolean is_read = users != NULL && cw_users_get_read_at (users) != 0;

  if (cw_people_get_busy (self->shown) && !is_read)
    return "loading";
  if (self->error != NULL && !is_read)
    return "failed";
  if (users == NULL)
    return "loading";
  if (!is_read)
    return "unread";
  if (cw_users_get_counts (users)->users + cw_users_get_counts (users)->employees == 0)
    return "nobody";
  return g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0 ? "table" : "nothing-found";
}

static void
update (CwUsersPage *self)
{
  CwUsers *users;
  gboolean is_read, busy;
  const char *phase;

  if (self->shown == NULL)
    return;
  users = cw_people_get_users (self->shown);
  is_read = users != NULL && cw_users_get_read_at (users) != 0;
  busy = cw_people_get_busy (self->shown);
  phase = cw_people_get_phase (self->shown);
  gtk_widget_set_visible (self->facts, is_read);
  gtk_widget_set_visible (GTK_WIDGET (self->search), is_read);
  gtk_widget_set_visible (self->refresh_button, is_read);
  gtk_widget_set_sensitive (self->refresh_button, !busy);
  gtk_widget_set_visible (self->export_button, is_read);
  gtk_widget_set_visible (self->busy_bar, busy && is_read);
  gtk_label_set_label (self->phase_label, phase != NULL ? phase : _("Reading…"));
  if (is_read)
    {
      update_cards (self, cw_users_get_counts (users));
      update_sync_bar (self, users);
      update_read_label (self, users);
    }
  if (self->error != NULL)
    cw_plain_text_set_status (self->failed_page, self->error);
  gtk_stack_set_visible_child_name (self->people_stack, choose_state (self, users));
}

/* The shown list, with what the controls say. */
static void
apply_filter (CwUsersPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  CwUsersFilter filter = {
    .employees = cw_user_systems_get (self->system) == NULL,
    .integrated = gtk_drop_down_get_selected (self->integrated),
    .active = gtk_drop_down_get_selected (self->active),
    .conflicts = self->conflicts,
    .search = *text != '\0' ? text : NULL,
  };

  if (self->shown == NULL || self->filling)
    return;
  cw_user_columns_set_employees (self->table, filter.employees);
  cw_people_set_filter (self->shown, &filter);
  cw_people_set_order (self->shown, gtk_drop_down_get_selected (self->order), gtk_drop_down_get_selected (self->order) == CW_USERS_BY_SINCE);
  update (self);
}

static void
take_error (CwUsersPage *self, const GError *error)
{
  g_autofree char *next = cw_error_dup_next_step (error);

  g_free (self->error);
  self->error = g_strdup_printf ("%s\n%s", error->message, next);
}

static void
people_changed_cb (CwUsersPage *self, CwPeople *people)
{
  g_autoptr (GError) error = cw_people_take_error (people);

  if (people != self->shown)
    return;
  if (error != NULL)
    take_error (self, error);
  update (self);
}

static void
busy_cb (CwUsersPage *self, GParamSpec *pspec, CwPeople *people)
{
  if (people == self->shown)
    update (self);
}

static CwPeople *
find_people (CwUsersPage *self, const char *integration)
{
  CwPeople *people = g_hash_table_lookup (self->people, integration);

  if (people != NULL)
    return people;
  people = cw_people_new (cw_desk_get_profile (self->desk), integration);
  g_hash_table_insert (self->people, g_strdup (integration), people);
  g_signal_connect_object (people, "changed", G_CALLBACK (people_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (people, "notify::phase", G_CALLBACK (busy_cb), self, G_CONNECT_SWAPPED);
  cw_people_reload (people);
  return people;
}

static void
show_people (CwUsersPage *self, CwPeople *people)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  if (self->shown == people)
    return;
  g_clear_pointer (&self->error, g_free);
  self->shown = people;
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (people)));
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (selection));
  apply_filter (self);
  update (self);
}

static void
fill_systems (CwUsersPage *self)
{
  gboolean filling = self->filling;

  self->filling = TRUE;
  cw_user_systems_fill (self->system, gtk_drop_down_get_model (self->integrations));
  self->filling = filling;
}

/* Users of another system than that of the integration are never shown. */
static void
show_integration (CwUsersPage *self, CwIntegrationItem *item)
{
  const char *system = cw_integration_item_get_system (item);

  fill_systems (self);
  g_hash_table_insert (self->last, g_strdup (system), g_strdup (cw_integration_item_get_name (item)));
  if (cw_user_systems_get (self->system) != NULL && !g_str_equal (cw_user_systems_get (self->system), system))
    {
      self->filling = TRUE;
      cw_user_systems_choose (self->system, system);
      self->filling = FALSE;
    }
  show_people (self, find_people (self, cw_integration_item_get_name (item)));
}

static void
selected_cb (CwUsersPage *self)
{
  CwIntegrationItem *item = gtk_drop_down_get_selected_item (self->integrations);

  gtk_stack_set_visible_child_name (self->state_stack, item != NULL ? "people" : "empty");
  if (item != NULL && self->last != NULL)
    show_integration (self, item);
}

/* The integration of @system that was shown last, else its first one. */
static guint
find_integration (CwUsersPage *self, const char *system)
{
  GListModel *items = gtk_drop_down_get_model (self->integrations);
  const char *last = g_hash_table_lookup (self->last, system);
  guint found = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (CwIntegrationItem) item = g_list_model_get_item (items, i);

      if (!g_str_equal (cw_integration_item_get_system (item), system))
        continue;
      if (g_strcmp0 (cw_integration_item_get_name (item), last) == 0)
        return i;
      if (found == GTK_INVALID_LIST_POSITION)
        found = i;
    }
  return found;
}

/* ---- filters ---- */

static void
filter_cb (CwUsersPage *self)
{
  apply_filter (self);
}

static void
system_cb (CwUsersPage *self)
{
  CwIntegrationItem *item = gtk_drop_down_get_selected_item (self->integrations);
  const char *system = cw_user_systems_get (self->system);
  guint other;

  if (self->filling)
    return;
  other = system != NULL && item != NULL && !g_str_equal (cw_integration_item_get_system (item), system)
          ? find_integration (self, system) : GTK_INVALID_LIST_POSITION;
  if (other != GTK_INVALID_LIST_POSITION)
    gtk_drop_down_set_selected (self->integrations, other);
  apply_filter (self);
}

static void
integrated_cb (CwUsersPage *self)
{
  if (self->filling)
    return;
  self->conflicts = FALSE;
  apply_filter (self);
}

/* A card shows exactly the users that it counts; pressed again, everybody. */
static void
press_card (CwUsersPage *self, gboolean pressed, CwUsersChoice integrated, gboolean conflicts)
{
  if (self->filling)
    return;
  self->filling = TRUE;
  self->conflicts = pressed && conflicts;
  gtk_drop_down_set_selected (self->integrated, pressed ? integrated : CW_USERS_ALL);
  gtk_drop_down_set_selected (self->active, CW_USERS_ALL);
  if (gtk_drop_down_get_selected_item (self->integrations) != NULL)
    cw_user_systems_choose (self->system, cw_integration_item_get_system (gtk_drop_down_get_selected_item (self->integrations)));
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  self->filling = FALSE;
  apply_filter (self);
}

static void
unmapped_cb (CwUsersPage *self)
{
  press_card (self, gtk_toggle_button_get_active (self->unmapped_card), CW_USERS_NO, FALSE);
}

static void
mapped_cb (CwUsersPage *self)
{
  press_card (self, gtk_toggle_button_get_active (self->mapped_card), CW_USERS_YES, FALSE);
}

static void
conflicts_cb (CwUsersPage *self)
{
  press_card (self, gtk_toggle_button_get_active (self->conflicts_card), CW_USERS_ALL, TRUE);
}

/* ---- reading ---- */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwUsersPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean shown = CW_PEOPLE (source) == self->shown;

  if (!cw_people_finish (CW_PEOPLE (source), result, &error) && shown && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      CwUsers *users = cw_people_get_users (self->shown);

      take_error (self, error);
      if (users != NULL && cw_users_get_read_at (users) != 0)
        add_toast (self, error->message);
    }
  else if (shown)
    {
      g_clear_pointer (&self->error, g_free);
    }
  if (self->desk == NULL)
    return;
  update (self);
  /* With Sync Employees on it was a run. */
  cw_overview_refresh_async (cw_desk_get_overview (self->desk), NULL, NULL, NULL);
}

static void
read_people (CwUsersPage *self)
{
  if (self->shown == NULL || cw_people_get_busy (self->shown))
    return;
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  cw_people_refresh_async (self->shown, self->cancellable, read_cb, g_object_ref (self));
  update (self);
}

static void
cancel_clicked_cb (CwUsersPage *self)
{
  g_cancellable_cancel (self->cancellable);
}

/* A run that ended may have matched somebody. */
static void
job_cb (CwUsersPage *self)
{
  CwJob *job = cw_desk_get_job (self->desk);
  CwPeople *people = job != NULL && cw_job_is_over (job) ? g_hash_table_lookup (self->people, cw_job_get_integration (job)) : NULL;

  if (people != NULL && !cw_people_get_busy (people))
    cw_people_reload (people);
}

/* ---- changes ---- */

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwUsersPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!cw_people_finish (CW_PEOPLE (source), result, &error) && self->desk != NULL)
    add_toast (self, error->message);
}

static void
undo_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwUsersPage *self = CW_USERS_PAGE (widget);
  CwPeople *people = g_hash_table_lookup (self->people, g_variant_get_string (parameter, NULL));

  if (people != NULL && cw_people_can_undo (people))
    cw_people_undo_async (people, undone_cb, g_object_ref (self));
}

static const char *
get_done_text (CwPeopleChange change)
{
  switch (change)
    {
    case CW_PEOPLE_LINK:
      return _("Linked");
    case CW_PEOPLE_UNLINK:
      return _("No longer linked");
    case CW_PEOPLE_REFUSE:
    default:
      return _("Not suggested again");
    }
}

/* One change on its way. */
typedef struct {
  CwUsersPage   *self;   /* owned */
  CwPeopleChange change;
} Change;

static void
change_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Change *change = data;
  g_autoptr (CwUsersPage) self = change->self;
  g_autoptr (GError) error = NULL;
  AdwToast *toast;

  if (!cw_people_finish (CW_PEOPLE (source), result, &error))
    {
      if (self->desk != NULL)
        add_toast (self, error->message);
      return;
    }
  if (self->desk == NULL)
    return;
  toast = cw_plain_text_new_toast (get_done_text (change->change));
  adw_toast_set_button_label (toast, _("_Undo"));
  /* Nobody has to be quick: it stays until it is closed or something else is done. */
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_action_name (toast, "users.undo");
  adw_toast_set_action_target_value (toast, g_variant_new_string (cw_people_get_integration (CW_PEOPLE (source))));
  /* An older toast would take back the newer change. */
  if (self->undo_toast != NULL)
    adw_toast_dismiss (self->undo_toast);
  g_set_weak_pointer (&self->undo_toast, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
start_change (CwUsersPage *self, CwPeopleChange kind, const char *employee, const char *user)
{
  Change *change = g_new0 (Change, 1);

  change->self = g_object_ref (self);
  change->change = kind;
  cw_people_change_async (self->shown, kind, employee, user, change_done_cb, change);
}

static void
change_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *employee, *user;

  g_variant_get (parameter, "(&s&s)", &employee, &user);
  start_change (CW_USERS_PAGE (widget),
                g_str_equal (name, "users.link") ? CW_PEOPLE_LINK : g_str_equal (name, "users.unlink") ? CW_PEOPLE_UNLINK : CW_PEOPLE_REFUSE,
                employee, user);
}

static void
chosen_cb (CwUsersPage *self, const char *employee, const char *user)
{
  start_change (self, CW_PEOPLE_LINK, employee, user);
}

static void
choose_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwUsersPage *self = CW_USERS_PAGE (widget);
  CwUsers *users = cw_people_get_users (self->shown);
  guint user = users != NULL ? cw_people_match_find_user (cw_users_get_match (users), g_variant_get_string (parameter, NULL)) : CW_NOBODY;
  CwChooseEmployee *dialog;

  if (user == CW_NOBODY)
    return;
  dialog = cw_choose_employee_new (users, user);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (gtk_widget_get_root (widget)));
  g_signal_connect_object (dialog, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
reload (CwUsersPage *self)
{
  if (self->shown != NULL && !cw_people_get_busy (self->shown))
    cw_people_reload (self->shown);
}

static void
sync_clicked_cb (CwUsersPage *self)
{
  CwSyncEmployees *dialog;

  if (self->shown == NULL)
    return;
  dialog = cw_sync_employees_show (self->desk, cw_people_get_integration (self->shown), GTK_WIDGET (self));
  g_signal_connect_object (dialog, "destroy", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
}

/* ---- files ---- */

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwUsersPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = cw_people_finish (CW_PEOPLE (source), result, &error);

  if (self->desk != NULL)
    add_toast (self, ok ? _("The list was written") : error->message);
}

static void
chooser_cb (CwUsersPage *self, int response)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    cw_users_page_export (self, path);
}

void
cw_users_page_export (CwUsersPage *self, const char *file)
{
  cw_people_export_async (self->shown, file, exported_cb, g_object_ref (self));
}

static void
export_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwUsersPage *self = CW_USERS_PAGE (widget);

  if (self->chooser != NULL || self->shown == NULL || cw_people_get_users (self->shown) == NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_("Export Users"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), g_variant_get_string (parameter, NULL));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* ---- integrations ---- */

static gboolean
has_users_cb (gpointer item, gpointer data)
{
  return cw_user_systems_has_people (item);
}

static void
integrations_changed_cb (CwUsersPage *self)
{
  guint n = g_list_model_get_n_items (gtk_drop_down_get_model (self->integrations));

  fill_systems (self);
  gtk_widget_set_visible (GTK_WIDGET (self->integrations), n > 1);
  selected_cb (self);
}

static void
bind_integrations (CwUsersPage *self)
{
  GListModel *all = cw_overview_get_integrations (cw_desk_get_overview (self->desk));
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (has_users_cb, NULL, NULL));
  g_autoptr (GListModel) model = G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (all), filter));
  g_autoptr (GtkExpression) name = gtk_property_expression_new (CW_TYPE_INTEGRATION_ITEM, NULL, "name");

  gtk_drop_down_set_expression (self->integrations, name);
  gtk_drop_down_set_model (self->integrations, model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (integrations_changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  integrations_changed_cb (self);
}

/* ---- narrow windows ---- */

static gboolean
narrow_cb (gpointer data)
{
  CwUsersPage *self = data;

  self->narrow_idle = 0;
  cw_user_columns_set_narrow (self->table, self->narrow);
  return G_SOURCE_REMOVE;
}

/* Children must not change while sizes are being settled. */
static void
cw_users_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CwUsersPage *self = CW_USERS_PAGE (widget);
  gboolean narrow = width < NARROW_WIDTH;

  if (narrow != self->narrow && self->narrow_idle == 0)
    self->narrow_idle = g_idle_add (narrow_cb, self);
  self->narrow = narrow;
  gtk_widget_allocate (GTK_WIDGET (self->toasts), width, height, baseline, NULL);
}

static void
cw_users_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (CW_USERS_PAGE (widget)->toasts), orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
}

/* ---- object ---- */

/* Another program, or another page, may have changed something since. */
static void
cw_users_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cw_users_page_parent_class)->map (widget);
  reload (CW_USERS_PAGE (widget));
}

static void
cw_users_page_dispose (GObject *object)
{
  CwUsersPage *self = CW_USERS_PAGE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->narrow_idle, g_source_remove);
  g_clear_object (&self->chooser);
  g_clear_weak_pointer (&self->undo_toast);
  g_clear_object (&self->desk);
  self->shown = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->people, g_hash_table_unref);
  g_clear_pointer (&self->last, g_hash_table_unref);
  g_clear_pointer (&self->error, g_free);
  G_OBJECT_CLASS (cw_users_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, state_stack);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, people_stack);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, integrations);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, search);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, refresh_button);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, facts);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, sync_bar);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, sync_button);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, busy_bar);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, unmapped_card);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, mapped_card);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, conflicts_card);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, unmapped_count);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, mapped_count);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, conflicts_count);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, sync_label);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, read_label);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, phase_label);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, integrated);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, active);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, system);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, order);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, filters);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, failed_page);
  gtk_widget_class_bind_template_child (widget_class, CwUsersPage, table);
}

static void
cw_users_page_class_init (CwUsersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_users_page_dispose;
  widget_class->size_allocate = cw_users_page_size_allocate;
  widget_class->measure = cw_users_page_measure;
  widget_class->map = cw_users_page_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-users-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, conflicts_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, integrated_cb);
  gtk_widget_class_bind_template_callback (widget_class, mapped_cb);
  gtk_widget_class_bind_template_callback (widget_class, read_people);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, sync_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, system_cb);
  gtk_widget_class_bind_template_callback (widget_class, unmapped_cb);
  gtk_widget_class_install_action (widget_class, "users.link", "(ss)", change_action_cb);
  gtk_widget_class_install_action (widget_class, "users.unlink", "(ss)", change_action_cb);
  gtk_widget_class_install_action (widget_class, "users.refuse", "(ss)", change_action_cb);
  gtk_widget_class_install_action (widget_class, "users.choose", "s", choose_action_cb);
  gtk_widget_class_install_action (widget_class, "users.undo", "s", undo_action_cb);
  gtk_widget_class_install_action (widget_class, "users.export", "s", export_action_cb);
}

static void
cw_users_page_init (CwUsersPage *self)
{
  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->filling = FALSE;
  cw_user_columns_add (self->table, TRUE);
  cw_choice_cut (GTK_WIDGET (self->integrations));
  /* The drop-downs in the flow take the focus, not their places. */
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->filters)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      gtk_widget_set_focusable (child, FALSE);
      cw_choice_cut (gtk_widget_get_first_child (child));
    }
}

CwUsersPage *
cw_users_page_new (CwDesk *desk)
{
  CwUsersPage *self = g_object_new (CW_TYPE_USERS_PAGE, NULL);

  self->desk = g_object_ref (desk);
  bind_integrations (self);
  g_signal_connect_object (desk, "notify::job", G_CALLBACK (job_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
cw_users_page_search (CwUsersPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
