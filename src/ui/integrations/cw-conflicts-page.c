/* cw-conflicts-page.c: records for which a person has to say which one is meant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list is read anew after every decision: one may settle another.
 */

#include "config.h"

#include "cw-conflicts-page.h"

#include "cw-conflict-page.h"
#include "cw-list-tab.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define SHOWN 500   /* rows; what is decided makes room */

struct _CwConflictsPage {
  GtkWidget           parent_instance;

  /* inputs */
  CwDesk             *desk;          /* owned */
  char               *integration;
  char               *workflow, *record;   /* to open when it is known; nullable */
  CwIntegrationsPage *pages;         /* borrowed */

  /* template children */
  AdwToastOverlay    *toasts;
  GtkStack           *stack;
  AdwStatusPage      *failed_page;
  GtkListBox         *list;
  GtkLabel           *summary;
  GtkButton          *plan_button;

  GCancellable       *cancellable;   /* owned; of the reading */
  GPtrArray          *conflicts;     /* owned; of CwConflict; NULL until read */
  AdwToast           *undo_toast;    /* weak */
};

G_DEFINE_FINAL_TYPE (CwConflictsPage, cw_conflicts_page, GTK_TYPE_WIDGET)

static void load (CwConflictsPage *self);

/* ---- deciding ---- */

static const CwConflict *
find_conflict (CwConflictsPage *self, const char *workflow, const char *record)
{
  for (guint i = 0; self->conflicts != NULL && i < self->conflicts->len; i++)
    {
      const CwConflict *conflict = self->conflicts->pdata[i];

      if (g_strcmp0 (conflict->record, record) == 0 && (workflow == NULL || g_strcmp0 (conflict->workflow, workflow) == 0))
        return conflict;
    }
  return NULL;
}

static void
add_toast (CwConflictsPage *self, const char *text)
{
  /* Its title is markup. */
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwConflictsPage) self = data;
  g_autoptr (GError) error = NULL;

  if (cw_conflicts_decide_finish (result, &error))
    cw_desk_note_decision (self->desk, self->integration);
  else
    add_toast (self, error->message);
  load (self);
}

/* (ss): workflow and record. */
static void
undo_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwConflictsPage *self = CW_CONFLICTS_PAGE (widget);
  const char *workflow, *record;
  const CwConflict *conflict;

  g_variant_get (parameter, "(&s&s)", &workflow, &record);
  conflict = find_conflict (self, workflow, record);
  if (conflict != NULL)
    cw_conflicts_decide_async (cw_desk_get_profile (self->desk), self->integration, conflict, TRUE, CW_CHOICE_LEAVE_OUT, NULL,
                               undone_cb, g_object_ref (self));
}

/* Kept until another one takes its place: a decision has to be there to be seen before it can be taken back. */
static void
decided_cb (CwConflictPage *page, CwConflictsPage *self)
{
  const CwConflict *conflict = cw_conflict_page_get_conflict (page);
  g_autofree char *text = g_markup_printf_escaped (_("Settled: %s"), conflict->name);
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_action_name (toast, "conflicts.undo");
  adw_toast_set_action_target_value (toast, g_variant_new ("(ss)", conflict->workflow, conflict->record));
  if (self->undo_toast != NULL)
    adw_toast_dismiss (self->undo_toast);
  g_set_weak_pointer (&self->undo_toast, toast);
  cw_integrations_page_back (self->pages);
  adw_toast_overlay_add_toast (self->toasts, toast);
  cw_desk_note_decision (self->desk, self->integration);
  load (self);
}

static void
failed_cb (CwConflictPage *page, const char *message, CwConflictsPage *self)
{
  cw_integrations_page_back (self->pages);
  add_toast (self, message);
  load (self);
}

static void
open_conflict (CwConflictsPage *self, const CwConflict *conflict)
{
  CwConflictPage *page = cw_conflict_page_new (self->desk, self->integration, self->conflicts, conflict);

  g_signal_connect_object (page, "decided", G_CALLBACK (decided_cb), self, 0);
  g_signal_connect_object (page, "failed", G_CALLBACK (failed_cb), self, 0);
  cw_integrations_page_push (self->pages, _("Which One?"), GTK_WIDGET (page));
}

static void
row_activated_cb (CwConflictsPage *self, GtkListBoxRow *row)
{
  open_conflict (self, g_object_get_data (G_OBJECT (row), "conflict"));
}

/* ---- the plan ---- */

/* Workflows with something decided that no run has done. (transfer full) */
static char **
list_workflows (CwConflictsPage *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; self->conflicts != NULL && i < self->conflicts->len; i++)
    {
      const CwConflict *conflict = self->conflicts->pdata[i];

      if (conflict->decision != NULL && !conflict->sent && g_hash_table_add (seen, conflict->workflow))
        g_strv_builder_add (ids, conflict->workflow);
    }
  return g_strv_builder_end (ids);
}

static void
plan_clicked_cb (CwConflictsPage *self)
{
  g_auto (GStrv) workflows = list_workflows (self);
  CwRunRequest request = { .integration = self->integration, .workflows = (const char * const *) workflows };
  CwJob *running = cw_desk_find_job (self->desk, self->integration);

  if (running == NULL || cw_job_is_over (running))
    running = cw_desk_take_job (self->desk, cw_job_plan (cw_desk_get_profile (self->desk), &request));
  cw_integrations_page_show_job (self->pages, running);
}

/* ---- rows ---- */

static GtkWidget *
make_undo_button (const CwConflict *conflict)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Undo"));
  g_autofree char *label = g_strdup_printf (_("Undo for %s"), conflict->name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "conflicts.undo");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", conflict->workflow, conflict->record);
  return button;
}

static GtkWidget *
make_row (const CwConflict *conflict)
{
  GtkWidget *row = adw_action_row_new (), *icon = gtk_image_new_from_icon_name (conflict->open ? "dialog-warning-symbolic" : "emblem-ok-symbolic");
  g_autofree char *decided = cw_conflict_dup_decision_text (conflict);
  g_autofree char *words = g_strdup_printf ("%s · %s", conflict->title, conflict->open || decided == NULL ? conflict->reason : decided);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), conflict->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, conflict->open ? _("Needs you") : _("Decided"), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (conflict->decision != NULL && !conflict->sent)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_undo_button (conflict));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                                                 "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "conflict", (gpointer) conflict);
  return row;
}

static void
summarize (CwConflictsPage *self)
{
  guint open = 0, decided = 0, due = 0;
  g_autofree char *waiting = NULL, *done = NULL, *text = NULL;

  for (guint i = 0; i < self->conflicts->len; i++)
    {
      const CwConflict *conflict = self->conflicts->pdata[i];

      open += conflict->open ? 1 : 0;
      decided += conflict->decision != NULL ? 1 : 0;
      due += conflict->decision != NULL && !conflict->sent && !conflict->open ? 1 : 0;
    }
  waiting = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u needs you", "%'u need you", open), open);
  done = g_strdup_printf (_("%'u decided"), decided);
  text = decided > 0 ? g_strdup_printf ("%s · %s", waiting, done) : g_strdup (waiting);
  gtk_label_set_label (self->summary, text);
  gtk_widget_set_visible (GTK_WIDGET (self->plan_button), due > 0);
}

static void
show_conflicts (CwConflictsPage *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < MIN (self->conflicts->len, SHOWN); i++)
    gtk_list_box_append (self->list, make_row (self->conflicts->pdata[i]));
  summarize (self);
  gtk_stack_set_visible_child_name (self->stack, self->conflicts->len > 0 ? "list" : "empty");
}

/* ---- reading ---- */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwConflictsPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conflicts = cw_conflicts_list_finish (result, &error);
  g_autofree char *workflow = NULL, *record = NULL;
  const CwConflict *wanted;

  if (conflicts == NULL)
    {
      g_autofree char *text = g_markup_escape_text (error->message, -1);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      adw_status_page_set_description (self->failed_page, text);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      return;
    }
  g_clear_pointer (&self->conflicts, g_ptr_array_unref);
  self->conflicts = g_steal_pointer (&conflicts);
  show_conflicts (self);
  /* Once: coming back leads to the list. */
  workflow = g_steal_pointer (&self->workflow);
  record = g_steal_pointer (&self->record);
  wanted = record != NULL ? find_conflict (self, workflow, record) : NULL;
  if (wanted != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    open_conflict (self, wanted);
}

static void
load (CwConflictsPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  cw_conflicts_list_async (cw_desk_get_profile (self->desk), self->integration, NULL, self->cancellable, loaded_cb, g_object_ref (self));
}

/* What a run has done meanwhile is seen when it has ended. */
static void
job_cb (CwConflictsPage *self)
{
  CwJob *job = cw_desk_find_job (self->desk, self->integration);

  if (job != NULL && cw_job_is_over (job) && cw_job_is_run (job))
    load (self);
}

/* ---- object ---- */

static void
cw_conflicts_page_dispose (GObject *object)
{
  CwConflictsPage *self = CW_CONFLICTS_PAGE (object);
  GtkWidget *child;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->undo_toast);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->conflicts, g_ptr_array_unref);
  g_clear_pointer (&self->integration, g_free);
  g_clear_pointer (&self->workflow, g_free);
  g_clear_pointer (&self->record, g_free);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_conflicts_page_parent_class)->dispose (object);
}

static void
cw_conflicts_page_class_init (CwConflictsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_conflicts_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-conflicts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwConflictsPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, CwConflictsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CwConflictsPage, failed_page);
  gtk_widget_class_bind_template_child (widget_class, CwConflictsPage, list);
  gtk_widget_class_bind_template_child (widget_class, CwConflictsPage, summary);
  gtk_widget_class_bind_template_child (widget_class, CwConflictsPage, plan_button);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, plan_clicked_cb);
  gtk_widget_class_install_action (widget_class, "conflicts.undo", "(ss)", undo_action_cb);
}

static void
cw_conflicts_page_init (CwConflictsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_list_box_let_tab_leave (self->list);
}

CwConflictsPage *
cw_conflicts_page_new (CwDesk *desk, const char *integration, const char *workflow, const char *record, CwIntegrationsPage *pages)
{
  CwConflictsPage *self = g_object_new (CW_TYPE_CONFLICTS_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->integration = g_strdup (integration);
  self->workflow = g_strdup (workflow);
  self->record = g_strdup (record);
  self->pages = pages;
  g_signal_connect_object (desk, "notify::job", G_CALLBACK (job_cb), self, G_CONNECT_SWAPPED);
  load (self);
  return self;
}

void
cw_conflicts_page_push (CwDesk *desk, const char *integration, const char *workflow, const char *record, CwIntegrationsPage *pages)
{
  cw_integrations_page_push (pages, _("Conflicts"), GTK_WIDGET (cw_conflicts_page_new (desk, integration, workflow, record, pages)));
}
