/* cw-plan-page.c: what an export would change, before it does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-plan-page.h"

#include "cw-conflicts-page.h"
#include "cw-plan-row-list.h"
#include "cw-plan-rows.h"
#include "cw-run-page.h"
#include "cw-time-text.h"
#include "cw-window.h"
#include "cw-plain-text.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

struct _CwPlanPage {
  GtkWidget            parent_instance;

  /* inputs */
  CwDesk              *desk;      /* owned */
  CwJob               *job;       /* owned */
  CwIntegrationsPage  *pages;     /* borrowed */

  /* template children */
  GtkStack            *stack, *rows_stack;
  GtkLabel            *phase, *summary;
  GtkBox              *workflows, *decided_box;
  GtkScrolledWindow   *workflows_box;
  AdwStatusPage       *failed_page, *rows_failed_page;
  GtkFlowBox          *filters;
  GtkListView         *rows;
  GtkButton           *save_button, *export_button;

  GPtrArray           *parts;     /* owned; of CwPlanPart, one for each plan; NULL until planned */
  GPtrArray           *lists;     /* owned; of CwPlanRowList: those that are shown */
  GListStore          *shown;     /* owned; of GListModel: heads and lists, one after the other */
  GtkFlattenListModel *rows_model; /* owned; the same as one list */
  GtkToggleButton     *toggles[CW_N_OPERATIONS];   /* borrowed; NULL where nothing counts */
  GtkFileChooserNative *chooser;  /* owned while it is open */
};

G_DEFINE_FINAL_TYPE (CwPlanPage, cw_plan_page, GTK_TYPE_WIDGET)

/* ---- filters ---- */

static void
filter_cb (CwPlanPage *self)
{
  guint operations = 0;

  for (guint operation = 0; operation < CW_N_OPERATIONS; operation++)
    if (self->toggles[operation] != NULL && gtk_toggle_button_get_active (self->toggles[operation]))
      operations |= 1u << operation;
  for (guint i = 0; i < self->lists->len; i++)
    cw_plan_row_list_set_operations (self->lists->pdata[i], operations);
}

static void
clear_filters (CwPlanPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->filters))) != NULL)
    gtk_flow_box_remove (self->filters, child);
  memset (self->toggles, 0, sizeof self->toggles);
}

static void
add_filter (CwPlanPage *self, CwOperation operation, guint count)
{
  g_autofree char *label = g_strdup_printf ("%s %'u", cw_plan_get_operation_title (operation), count);
  g_autofree char *name = g_strdup_printf (_("Show only: %s, %'u records"), cw_plan_get_operation_title (operation), count);
  GtkWidget *toggle = gtk_toggle_button_new_with_label (label);

  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (toggle, _("Show only these"));
  g_signal_connect_object (toggle, "toggled", G_CALLBACK (filter_cb), self, G_CONNECT_SWAPPED);
  gtk_flow_box_append (self->filters, toggle);
  gtk_widget_set_focusable (gtk_widget_get_parent (toggle), FALSE);
  self->toggles[operation] = GTK_TOGGLE_BUTTON (toggle);
}

static void
list_state_cb (CwPlanPage *self)
{
  const GError *error = NULL;
  g_autofree char *next = NULL, *text = NULL;

  for (guint i = 0; i < self->lists->len && error == NULL; i++)
    error = cw_plan_row_list_get_error (self->lists->pdata[i]);

  if (error != NULL)
    {
      next = cw_error_dup_next_step (error);
      text = g_strdup_printf ("%s\n%s", error->message, next);
      cw_plain_text_set_status (self->rows_failed_page, text);
    }
  gtk_stack_set_visible_child_name (self->rows_stack, error != NULL ? "failed" : "rows");
}

/* ---- the plan ---- */

/* The first of the plans, one for each workflow; all belong to one run. NULL: none. */
static const CwPlanInfo *
get_plan (CwPlanPage *self)
{
  GPtrArray *plans = cw_job_get_plans (self->job);

  return plans != NULL && plans->len > 0 ? plans->pdata[0] : NULL;
}

static guint
count_changes (const CwPlanInfo *plan)
{
  guint changes = 0;

  for (guint operation = 0; operation < CW_OPERATION_UNCHANGED; operation++)
    changes += plan->counts[operation];
  return changes;
}

/* Of all workflows: they are exported together, one after the other. */
static void
fill_summary (CwPlanPage *self)
{
  GPtrArray *plans = cw_job_get_plans (self->job);
  guint requests = 0, changes = 0, marks = 0;
  gint64 now = cw_clock_now (cw_profile_get_clock (cw_desk_get_profile (self->desk))), ends = 0;
  g_autofree char *when = NULL, *sent = NULL, *text = NULL;

  for (guint i = 0; i < plans->len; i++)
    {
      const CwPlanInfo *plan = plans->pdata[i];

      requests += plan->requests_target;
      changes += count_changes (plan);
      marks += plan->marks;
      /* Each was forecast as if it were alone. */
      if (plan->ends > plan->created)
        ends = (ends == 0 ? now : ends) + plan->ends - plan->created;
    }
  sent = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u request", "%'u requests", requests), requests);
  when = ends != 0 ? cw_time_text_dup_clock (ends) : NULL;
  if (changes + marks == 0)
    text = g_strdup (_("Nothing has to change"));
  else if (requests == 0)
    text = g_strdup (_("Only boxes in NetSuite are checked"));
  else if (when != NULL)
    text = g_strdup_printf (_("%s · ends about %s"), sent, when);
  else
    text = g_strdup (sent);
  gtk_label_set_label (self->summary, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), changes + marks > 0);
}

static const char *
get_workflow_title (CwPlanPage *self, const CwPlanInfo *plan)
{
  CwWorkflow *workflow = cw_overview_find_workflow (cw_desk_get_overview (self->desk), plan->workflow);

  return workflow != NULL ? workflow->title : plan->workflow;
}

/* "Customers: 12 changes" (transfer full) */
static char *
dup_plan_title (CwPlanPage *self, const CwPlanInfo *plan)
{
  guint changes = count_changes (plan);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: %'u change", "%s: %'u changes", changes), get_workflow_title (self, plan), changes);
}

static void
add_list (CwPlanPage *self, guint index, gboolean headed)
{
  const CwPlanInfo *plan = cw_job_get_plans (self->job)->pdata[index];
  g_autoptr (CwPlanRowList) list = cw_plan_row_list_new (cw_profile_get_dir (cw_desk_get_profile (self->desk)), plan->id);

  cw_plan_part_attach (self->parts->pdata[index], G_LIST_MODEL (list));
  g_signal_connect_object (list, "notify", G_CALLBACK (list_state_cb), self, G_CONNECT_SWAPPED);
  if (headed)
    {
      g_autofree char *title = dup_plan_title (self, plan);
      g_autoptr (GListStore) head = g_list_store_new (GTK_TYPE_STRING_OBJECT);
      g_autoptr (GtkStringObject) text = gtk_string_object_new (title);

      g_list_store_append (head, text);
      g_list_store_append (self->shown, head);
    }
  g_list_store_append (self->shown, list);
  g_ptr_array_add (self->lists, g_steal_pointer (&list));
}

/* The rows of one workflow, or of all of them. */
static void
show_rows (CwPlanPage *self, int index)
{
  GPtrArray *plans = cw_job_get_plans (self->job);
  guint counts[CW_N_OPERATIONS] = { 0 };

  for (guint i = 0; i < self->lists->len; i++)
    g_signal_handlers_disconnect_by_func (self->lists->pdata[i], list_state_cb, self);
  g_ptr_array_set_size (self->lists, 0);
  g_list_store_remove_all (self->shown);
  clear_filters (self);
  for (guint i = 0; i < plans->len; i++)
    {
      const CwPlanInfo *plan = plans->pdata[i];

      if (index >= 0 && i != (guint) index)
        continue;
      add_list (self, i, index < 0);
      for (guint operation = 0; operation < CW_N_OPERATIONS; operation++)
        counts[operation] += plan->counts[operation];
    }
  for (guint operation = 0; operation < CW_N_OPERATIONS; operation++)
    if (counts[operation] > 0)
      add_filter (self, (CwOperation) operation, counts[operation]);
  list_state_cb (self);
}

static void
workflow_toggled_cb (GtkToggleButton *toggle, CwPlanPage *self)
{
  if (gtk_toggle_button_get_active (toggle))
    show_rows (self, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (toggle), "index")));
}

/* @index -1: all of them. */
static void
add_workflow (CwPlanPage *self, int index, const char *title, guint changes)
{
  g_autofree char *label = g_strdup_printf ("%s %'u", title, changes);
  g_autofree char *name = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Show %s, %'u change", "Show %s, %'u changes", changes), title, changes);
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->workflows)), *toggle = gtk_toggle_button_new_with_label (label);

  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (toggle), GTK_TOGGLE_BUTTON (first));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), first == NULL);
  g_object_set_data (G_OBJECT (toggle), "index", GINT_TO_POINTER (index));
  g_signal_connect_object (toggle, "toggled", G_CALLBACK (workflow_toggled_cb), self, 0);
  gtk_box_append (self->workflows, toggle);
}

static void
add_workflows (CwPlanPage *self)
{
  GPtrArray *plans = cw_job_get_plans (self->job);
  guint changes = 0;

  for (guint i = 0; i < plans->len; i++)
    changes += count_changes (plans->pdata[i]);
  add_workflow (self, -1, _("All Workflows"), changes);
  for (guint i = 0; i < plans->len; i++)
    add_workflow (self, (int) i, get_workflow_title (self, plans->pdata[i]), count_changes (plans->pdata[i]));
}

typedef struct {
  CwPlanPage *page;   /* owned */
  CwPlanPart *part;   /* owned */
} Naming;

/* What is shown already is shown anew, with the titles. */
static void
titles_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Naming *naming = data;
  g_autoptr (CwPlanPage) self = naming->page;
  g_autoptr (CwPlanPart) part = naming->part;
  CwFieldTitles *titles = cw_field_titles_load_finish (result, NULL);

  if (titles == NULL)
    return;
  cw_plan_part_take_titles (part, titles);
  for (guint i = 0; self->rows_model != NULL && i < self->lists->len; i++)
    if (g_object_get_data (self->lists->pdata[i], "part") == part)
      {
        g_autoptr (GtkListItemFactory) factory = cw_plan_rows_new_factory (self->rows_model);

        gtk_list_view_set_factory (self->rows, factory);
      }
}

static void
load_titles (CwPlanPage *self, CwPlanPart *part, const CwPlanInfo *plan)
{
  CwWorkflow *workflow = cw_overview_find_workflow (cw_desk_get_overview (self->desk), plan->workflow);
  Naming *naming;

  if (workflow == NULL)
    return;
  naming = g_new0 (Naming, 1);
  naming->page = g_object_ref (self);
  naming->part = g_object_ref (part);
  cw_field_titles_load_async (cw_desk_get_profile (self->desk), cw_job_get_integration (self->job), workflow, NULL, titles_cb, naming);
}

static void
show_plans (CwPlanPage *self)
{
  GPtrArray *plans = cw_job_get_plans (self->job);
  g_autoptr (GtkListItemFactory) factory = NULL;
  g_autoptr (GtkSelectionModel) model = NULL;

  self->parts = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < plans->len; i++)
    {
      CwPlanPart *part = cw_plan_part_new (((const CwPlanInfo *) plans->pdata[i])->workflow);

      g_ptr_array_add (self->parts, part);
      load_titles (self, part, plans->pdata[i]);
    }
  self->rows_model = gtk_flatten_list_model_new (g_object_ref (G_LIST_MODEL (self->shown)));
  factory = cw_plan_rows_new_factory (self->rows_model);
  gtk_list_view_set_factory (self->rows, factory);
  model = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->rows_model))));
  gtk_list_view_set_model (self->rows, model);
  show_rows (self, plans->len > 1 ? -1 : 0);
  if (plans->len > 1)
    add_workflows (self);
  gtk_widget_set_visible (GTK_WIDGET (self->workflows_box), plans->len > 1);
  fill_summary (self);
  gtk_stack_set_visible_child_name (self->stack, "plan");
}

static void
show_failure (CwPlanPage *self)
{
  g_autofree char *text = NULL;

  if (cw_job_get_message (self->job) != NULL && g_strcmp0 (cw_job_get_error_code (self->job), "stopped") != 0)
    text = g_strdup_printf ("%s\n%s", cw_job_get_message (self->job), cw_job_get_next_step (self->job));
  adw_status_page_set_title (self->failed_page, text != NULL ? _("There Is No Plan") : _("Planning Was Stopped"));
  cw_plain_text_set_status (self->failed_page, text != NULL ? text : _("Nothing was sent."));
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
update (CwPlanPage *self)
{
  const char *phase = cw_job_get_phase (self->job);
  const CwPlanInfo *plan = get_plan (self);

  if (self->parts != NULL)
    return;
  if (!cw_job_is_over (self->job))
    gtk_label_set_label (self->phase, phase != NULL ? phase : _("Reading both sides"));
  else if (plan != NULL)
    show_plans (self);
  else
    show_failure (self);
}

/* ---- buttons ---- */

static void
stop_clicked_cb (CwPlanPage *self)
{
  cw_job_stop (self->job);
}

/* One after the other: what is under way is shown instead. */
static gboolean
is_free (CwPlanPage *self)
{
  CwJob *running = cw_desk_find_job (self->desk, cw_job_get_integration (self->job));

  if (running == NULL || cw_job_is_over (running))
    return TRUE;
  cw_integrations_page_show_job (self->pages, running);
  return FALSE;
}

static void
again_clicked_cb (CwPlanPage *self)
{
  CwJob *job = is_free (self) ? cw_desk_take_job (self->desk, cw_job_again (self->job, TRUE)) : NULL;

  if (job != NULL)
    cw_integrations_page_replace (self->pages, _("What Will Change"), GTK_WIDGET (cw_plan_page_new (self->desk, job, self->pages)));
}

/* A plan is applied once: the way back from its run leads past this page. */
static void
export_clicked_cb (CwPlanPage *self)
{
  CwJob *job = is_free (self) ? cw_desk_take_job (self->desk, cw_job_apply (self->job)) : NULL;
  g_autofree char *title = g_strdup_printf (_("Export to %s"), cw_job_get_integration (self->job));

  if (job != NULL)
    cw_integrations_page_replace (self->pages, title, GTK_WIDGET (cw_run_page_new (self->desk, job, self->pages)));
}

typedef struct {
  gint64  run;
  char   *file;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_free (saving->file);
  g_free (saving);
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;
  GError *error = NULL;

  if (cw_profile_save_plan (source, saving->run, saving->file, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwPlanPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), CW_TYPE_WINDOW);

  if (window != NULL)
    cw_window_add_toast (CW_WINDOW (window), ok ? _("Plan saved") : error->message);
}

void
cw_plan_page_save (CwPlanPage *self, const char *file)
{
  g_autoptr (GTask) task = g_task_new (cw_desk_get_profile (self->desk), NULL, saved_cb, g_object_ref (self));
  Saving *saving = g_new0 (Saving, 1);

  saving->run = get_plan (self)->run;
  saving->file = g_strdup (file);
  g_task_set_source_tag (task, cw_plan_page_save);
  g_task_set_task_data (task, saving, saving_free);
  g_task_run_in_thread (task, save_thread);
}

static void
chooser_cb (CwPlanPage *self, int response)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    cw_plan_page_save (self, path);
}

static void
save_clicked_cb (CwPlanPage *self)
{
  g_autofree char *name = g_strdup_printf ("plan-%" G_GINT64_FORMAT ".json", get_plan (self)->run);

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_("Save Plan"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* (ss): workflow and record. */
static void
settle_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CwPlanPage *self = CW_PLAN_PAGE (widget);
  const char *workflow, *record;

  g_variant_get (parameter, "(&s&s)", &workflow, &record);
  cw_conflicts_page_push (self->desk, cw_job_get_integration (self->job), workflow, record, self->pages);
}

/* The plan stays what it was; a new one does what was decided. */
static void
decided_cb (CwPlanPage *self, const char *integration)
{
  if (g_strcmp0 (integration, cw_job_get_integration (self->job)) == 0)
    gtk_widget_set_visible (GTK_WIDGET (self->decided_box), TRUE);
}

/* ---- object ---- */

static void
cw_plan_page_dispose (GObject *object)
{
  CwPlanPage *self = CW_PLAN_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->chooser);
  for (guint i = 0; self->lists != NULL && i < self->lists->len; i++)
    g_signal_handlers_disconnect_by_func (self->lists->pdata[i], list_state_cb, self);
  g_clear_object (&self->rows_model);
  g_clear_object (&self->shown);
  g_clear_pointer (&self->lists, g_ptr_array_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_object (&self->job);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_plan_page_parent_class)->dispose (object);
}

static void
cw_plan_page_class_init (CwPlanPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_plan_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-plan-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, rows_stack);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, phase);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, summary);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, failed_page);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, rows_failed_page);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, filters);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, rows);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, save_button);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, workflows);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, workflows_box);
  gtk_widget_class_bind_template_child (widget_class, CwPlanPage, decided_box);
  gtk_widget_class_install_action (widget_class, "plan.settle", "(ss)", settle_action_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_clicked_cb);
}

static void
cw_plan_page_init (CwPlanPage *self)
{
  self->lists = g_ptr_array_new_with_free_func (g_object_unref);
  self->shown = g_list_store_new (G_TYPE_LIST_MODEL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwPlanPage *
cw_plan_page_new (CwDesk *desk, CwJob *plan_job, CwIntegrationsPage *pages)
{
  CwPlanPage *self = g_object_new (CW_TYPE_PLAN_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->job = g_object_ref (plan_job);
  self->pages = pages;
  g_signal_connect_object (desk, "decided", G_CALLBACK (decided_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (plan_job, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (plan_job, "ended", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}

CwJob *
cw_plan_page_get_job (CwPlanPage *self)
{
  return self->job;
}
