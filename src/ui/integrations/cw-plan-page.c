/* cw-plan-page.c: what an export would change, before it does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-plan-page.h"

#include "cw-plan-row-list.h"
#include "cw-run-page.h"
#include "cw-time-text.h"
#include "cw-window.h"

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
  GtkDropDown         *workflows;
  GtkBox              *workflows_box;
  AdwStatusPage       *failed_page, *rows_failed_page;
  GtkFlowBox          *filters;
  GtkListView         *rows;
  GtkButton           *save_button, *export_button;

  CwPlanRowList       *list;      /* owned; NULL until planned */
  gulong               list_handler;
  GtkToggleButton     *toggles[CW_N_OPERATIONS];   /* borrowed; NULL where nothing counts */
  GtkFileChooserNative *chooser;  /* owned while it is open */
};

G_DEFINE_FINAL_TYPE (CwPlanPage, cw_plan_page, GTK_TYPE_WIDGET)

/* ---- words ---- */

static const char *
get_operation_title (CwOperation operation)
{
  switch (operation)
    {
    case CW_OPERATION_CREATE:
      return _("Create");
    case CW_OPERATION_UPDATE:
      return _("Update");
    case CW_OPERATION_MOVE:
      return _("Move");
    case CW_OPERATION_DEACTIVATE:
      return _("Deactivate");
    case CW_OPERATION_REACTIVATE:
      return _("Reactivate");
    case CW_OPERATION_LINK:
      return _("Link");
    case CW_OPERATION_UNCHANGED:
      return _("Unchanged");
    case CW_OPERATION_SKIP:
      return _("Skip");
    case CW_OPERATION_CONFLICT:
    default:
      return _("Conflict");
    }
}

/* Names of target fields as a person reads them; others are shown as they are. */
static const char *
get_field_title (const char *name)
{
  static const struct { const char *name, *title; } titles[] = {
    { "name", N_("Name") }, { "code", N_("Code") }, { "parent", N_("Parent") }, { "active", N_("Active") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].name, name))
      return _(titles[i].title);
  return name;
}

static const char *
get_value_text (const char *name, const char *value)
{
  if (g_str_equal (name, "active") && value != NULL)
    return g_str_equal (value, "T") ? _("yes") : _("no");
  if (value == NULL || *value == '\0')
    return _("nothing");
  return value;
}

/* A line for each field: Name: “Warehouse fit out” → “Warehouse fit-out”. (transfer full) */
static char *
dup_changes (const CwPlanRow *row)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < cw_fields_get_size (row->after); i++)
    {
      const char *name, *value, *before;

      cw_fields_get_nth (row->after, i, &name, &value);
      before = cw_fields_get (row->before, name);
      /* The heading says it already. */
      if (row->operation == CW_OPERATION_CREATE && g_str_equal (name, "name") && g_strcmp0 (value, row->name) == 0)
        continue;
      g_string_append (text, text->len > 0 ? "\n" : "");
      if (row->operation == CW_OPERATION_CREATE)
        g_string_append_printf (text, _("%s: “%s”"), get_field_title (name), get_value_text (name, value));
      else
        g_string_append_printf (text, _("%s: “%s” → “%s”"), get_field_title (name), get_value_text (name, before), get_value_text (name, value));
    }
  return g_string_free (text, FALSE);
}

/* ---- rows ---- */

static GtkWidget *
make_label (GtkWidget *box, const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* Operation and name; why; field by field. */
static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name, *operation;

  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_box_append (GTK_BOX (box), line);
  name = make_label (line, "heading");
  gtk_widget_set_hexpand (name, TRUE);
  operation = make_label (line, "caption-heading");
  gtk_label_set_wrap (GTK_LABEL (operation), FALSE);
  gtk_widget_set_valign (operation, GTK_ALIGN_START);
  g_object_set_data (G_OBJECT (box), "name", name);
  g_object_set_data (G_OBJECT (box), "operation", operation);
  g_object_set_data (G_OBJECT (box), "reason", make_label (box, "dim-label"));
  g_object_set_data (G_OBJECT (box), "changes", make_label (box, "caption"));
  gtk_list_item_set_activatable (list_item, FALSE);
  gtk_list_item_set_child (list_item, box);
}

static void
set_text (GtkWidget *box, const char *part, const char *text)
{
  GtkWidget *label = g_object_get_data (G_OBJECT (box), part);

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, *text != '\0');
}

/* What a person has to look at stands out. */
static void
show_weight (GtkWidget *label, const CwPlanRow *row)
{
  gboolean attention = row != NULL && (row->operation == CW_OPERATION_CONFLICT || cw_reason_needs_attention (row->reason));
  gboolean idle = row != NULL && (row->operation == CW_OPERATION_UNCHANGED || row->operation == CW_OPERATION_SKIP);

  if (attention)
    gtk_widget_add_css_class (label, "warning");
  else
    gtk_widget_remove_css_class (label, "warning");
  if (idle && !attention)
    gtk_widget_add_css_class (label, "dim-label");
  else
    gtk_widget_remove_css_class (label, "dim-label");
}

static void
update_row (CwPlanItem *item, GParamSpec *pspec, GtkListItem *list_item)
{
  GtkWidget *box = gtk_list_item_get_child (list_item);
  const CwPlanRow *row = cw_plan_item_get_row (item);
  g_autofree char *reason = row != NULL ? cw_reason_dup_sentence (row->reason, row->argument) : g_strdup ("");
  g_autofree char *changes = row != NULL ? dup_changes (row) : g_strdup ("");

  set_text (box, "name", row != NULL ? row->name : "…");
  set_text (box, "operation", row != NULL ? get_operation_title (row->operation) : "");
  show_weight (g_object_get_data (G_OBJECT (box), "operation"), row);
  set_text (box, "reason", reason);
  set_text (box, "changes", changes);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  CwPlanItem *item = gtk_list_item_get_item (list_item);
  gulong handler = g_signal_connect (item, "notify::row", G_CALLBACK (update_row), list_item);

  g_object_set_data (G_OBJECT (list_item), "handler", GSIZE_TO_POINTER (handler));
  update_row (item, NULL, list_item);
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  g_signal_handler_disconnect (gtk_list_item_get_item (list_item), GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (list_item), "handler")));
}

/* ---- filters ---- */

static void
filter_cb (CwPlanPage *self)
{
  guint operations = 0;

  for (guint operation = 0; operation < CW_N_OPERATIONS; operation++)
    if (self->toggles[operation] != NULL && gtk_toggle_button_get_active (self->toggles[operation]))
      operations |= 1u << operation;
  cw_plan_row_list_set_operations (self->list, operations);
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
  g_autofree char *label = g_strdup_printf ("%s %'u", get_operation_title (operation), count);
  g_autofree char *name = g_strdup_printf (_("Show only: %s, %'u records"), get_operation_title (operation), count);
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
  const GError *error = cw_plan_row_list_get_error (self->list);
  g_autofree char *next = NULL, *text = NULL;

  if (error != NULL)
    {
      next = cw_error_dup_next_step (error);
      text = g_markup_printf_escaped ("%s\n%s", error->message, next);
      adw_status_page_set_description (self->rows_failed_page, text);
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

/* The rows of one workflow. */
static void
show_rows (CwPlanPage *self, const CwPlanInfo *plan)
{
  g_autoptr (GtkSelectionModel) model = NULL;

  if (self->list != NULL)
    g_clear_signal_handler (&self->list_handler, self->list);
  g_clear_object (&self->list);
  clear_filters (self);
  self->list = cw_plan_row_list_new (cw_profile_get_dir (cw_desk_get_profile (self->desk)), plan->id);
  self->list_handler = g_signal_connect_object (self->list, "notify", G_CALLBACK (list_state_cb), self, G_CONNECT_SWAPPED);
  for (guint operation = 0; operation < CW_N_OPERATIONS; operation++)
    if (plan->counts[operation] > 0)
      add_filter (self, (CwOperation) operation, plan->counts[operation]);
  model = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->list))));
  gtk_list_view_set_model (self->rows, model);
  list_state_cb (self);
}

static void
workflow_chosen_cb (CwPlanPage *self)
{
  GPtrArray *plans = cw_job_get_plans (self->job);
  guint chosen = gtk_drop_down_get_selected (self->workflows);

  if (chosen < plans->len)
    show_rows (self, plans->pdata[chosen]);
}

static void
show_plans (CwPlanPage *self)
{
  GPtrArray *plans = cw_job_get_plans (self->job);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; i < plans->len; i++)
    {
      const CwPlanInfo *plan = plans->pdata[i];
      guint changes = count_changes (plan);
      CwWorkflow *workflow = cw_overview_find_workflow (cw_desk_get_overview (self->desk), plan->workflow);
      g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: %'u change", "%s: %'u changes", changes),
                                               workflow != NULL ? workflow->title : plan->workflow, changes);

      gtk_string_list_append (titles, text);
    }
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row_cb), NULL);
  gtk_list_view_set_factory (self->rows, factory);
  show_rows (self, plans->pdata[0]);
  gtk_drop_down_set_model (self->workflows, G_LIST_MODEL (titles));
  gtk_widget_set_visible (GTK_WIDGET (self->workflows_box), plans->len > 1);
  fill_summary (self);
  gtk_stack_set_visible_child_name (self->stack, "plan");
}

static void
show_failure (CwPlanPage *self)
{
  g_autofree char *text = NULL;

  if (cw_job_get_message (self->job) != NULL && g_strcmp0 (cw_job_get_error_code (self->job), "stopped") != 0)
    text = g_markup_printf_escaped ("%s\n%s", cw_job_get_message (self->job), cw_job_get_next_step (self->job));
  adw_status_page_set_title (self->failed_page, text != NULL ? _("There Is No Plan") : _("Planning Was Stopped"));
  adw_status_page_set_description (self->failed_page, text != NULL ? text : _("Nothing was sent."));
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
update (CwPlanPage *self)
{
  const char *phase = cw_job_get_phase (self->job);
  const CwPlanInfo *plan = get_plan (self);

  if (self->list != NULL)
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

/* ---- object ---- */

static void
cw_plan_page_dispose (GObject *object)
{
  CwPlanPage *self = CW_PLAN_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->chooser);
  g_clear_object (&self->list);
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
  gtk_widget_class_bind_template_callback (widget_class, workflow_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_clicked_cb);
}

static void
cw_plan_page_init (CwPlanPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwPlanPage *
cw_plan_page_new (CwDesk *desk, CwJob *plan_job, CwIntegrationsPage *pages)
{
  CwPlanPage *self = g_object_new (CW_TYPE_PLAN_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->job = g_object_ref (plan_job);
  self->pages = pages;
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
