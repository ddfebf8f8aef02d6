/* cw-export-page.c: records of the integrated subsidiaries, to choose and export
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is listed comes from the store page by page; what is chosen belongs to
 * a selection of its own, so that searching, sorting and paging never touch it.
 */

#include "config.h"

#include "cw-export-page-private.h"

#include "cw-plan-page.h"
#include "cw-record-columns.h"
#include "cw-record-page.h"
#include "cw-steady-list.h"
#include "cw-window.h"
#include "cw-plain-text.h"

#include <glib/gi18n-lib.h>

#define NARROW_WIDTH 620          /* pixels below which buttons stand below each other */
#define LEAST_WIDTH 340           /* pixels that fit with everything below each other */
#define READ_AHEAD_DELAY 50       /* milliseconds that what is shown has to itself */


G_DEFINE_FINAL_TYPE (CwExportPage, cw_export_page, GTK_TYPE_WIDGET)

static void read_facts (CwExportPage *self);

void
_cw_export_page_add_toast (CwExportPage *self, const char *text)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), CW_TYPE_WINDOW);

  if (window != NULL)
    cw_window_add_toast (CW_WINDOW (window), text);
}

/* ---- what is shown ---- */

/* Rows: what matches, and in a tree what stands above it. */
static guint
get_rows (CwExportPage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->list));
}

static void
show_failure (CwExportPage *self, const char *message, const char *next)
{
  g_autofree char *text = g_strdup_printf ("%s\n%s", message, next);

  cw_plain_text_set_status (self->failed_page, text);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
update_stack (CwExportPage *self)
{
  const GError *error = self->list != NULL ? cw_record_list_get_error (self->list) : NULL;
  g_autofree char *next = error != NULL ? cw_error_dup_next_step (error) : NULL;

  if (self->list != NULL && !cw_record_list_is_loading (self->list))
    self->answered = TRUE;
  if (self->reading == NULL && self->failed)
    gtk_stack_set_visible_child_name (self->stack, "failed");
  else if (self->reading != NULL || self->facts == NULL || !self->answered)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  else if (error != NULL)
    show_failure (self, error->message, next);
  else
    gtk_stack_set_visible_child_name (self->stack, self->facts->available == 0 ? "empty" : "list");
  /* What was shown stays for the moment that a search takes. */
  if (self->list != NULL && (get_rows (self) > 0 || !cw_record_list_is_loading (self->list)))
    gtk_stack_set_visible_child_name (self->rows_stack, get_rows (self) > 0 ? "rows" : "nothing");
}

static guint
count_pages (CwExportPage *self)
{
  return MAX (1, (get_rows (self) + self->facts->page_size - 1) / self->facts->page_size);
}

/* From 0. */
static guint
get_page (CwExportPage *self)
{
  return gtk_slice_list_model_get_offset (self->slice) / self->facts->page_size;
}

static void
update_paging (CwExportPage *self)
{
  guint matches = cw_record_list_get_matches (self->list), pages = count_pages (self), page = get_page (self);
  gboolean loading = cw_record_list_is_loading (self->list);
  g_autofree char *text = NULL, *all = NULL;

  if (page >= pages && !loading)
    {
      page = pages - 1;
      gtk_slice_list_model_set_offset (self->slice, page * self->facts->page_size);
    }
  text = g_strdup_printf (_("page %'u of %'u"), MIN (page + 1, pages), pages);
  all = g_strdup_printf (_("Mark All %'u That Match"), matches);
  gtk_label_set_label (self->page_label, text);
  gtk_button_set_label (self->mark_all, all);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->mark_all), all);
  gtk_adjustment_set_upper (self->page_range, pages);
  gtk_spin_button_set_value (self->page_number, MIN (page + 1, pages));
  gtk_widget_set_sensitive (GTK_WIDGET (self->mark_all), matches > 0 && !loading);
  gtk_widget_set_sensitive (GTK_WIDGET (self->mark_page), matches > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->previous), page > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->next), page + 1 < pages);
}

/* The list reads the rows that it is asked for: those of the next page are there when it is turned to. */
static gboolean
read_ahead_cb (gpointer data)
{
  CwExportPage *self = data;
  guint first = gtk_slice_list_model_get_offset (self->slice) + self->facts->page_size;

  self->read_ahead = 0;
  for (guint position = first; position < MIN (first + self->facts->page_size, get_rows (self)); position++)
    {
      g_autoptr (CwRecordRow) row = g_list_model_get_item (G_LIST_MODEL (self->list), position);
    }
  return G_SOURCE_REMOVE;
}

static void
read_ahead (CwExportPage *self)
{
  if (self->read_ahead == 0)
    self->read_ahead = g_timeout_add (READ_AHEAD_DELAY, read_ahead_cb, self);
}

static gboolean fit_cb (gpointer data);

static void
list_changed_cb (CwExportPage *self)
{
  if (self->facts == NULL)
    return;
  /* Rows are wider than what stands above them. */
  if (!self->fitted && get_rows (self) > 0 && self->fit_idle == 0)
    self->fit_idle = g_idle_add (fit_cb, self);
  self->fitted = get_rows (self) > 0;
  update_paging (self);
  read_ahead (self);
  update_stack (self);
}

static gboolean
focus_cb (gpointer data)
{
  CwExportPage *self = data;

  self->focus_timer = 0;
  gtk_widget_child_focus (GTK_WIDGET (self->view), GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

/* A keyboard that was in rows which are gone goes to the first of the new ones. */
static void
keep_keyboard (CwExportPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view)))
    return;
  /* Taken from them before they go: the view would leave it with a row that nobody sees. */
  gtk_root_set_focus (root, NULL);
  if (self->focus_timer == 0)
    self->focus_timer = g_timeout_add (CW_EXPORT_PAGE_FOCUS_DELAY, focus_cb, self);
}

void
_cw_export_page_show_page (CwExportPage *self, guint page)
{
  if (self->facts == NULL || page >= count_pages (self))
    return;
  keep_keyboard (self);
  gtk_slice_list_model_set_offset (self->slice, page * self->facts->page_size);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
  update_paging (self);
  read_ahead (self);
}

void
_cw_export_page_show_previous (CwExportPage *self)
{
  _cw_export_page_show_page (self, get_page (self) - 1);
}

void
_cw_export_page_show_next (CwExportPage *self)
{
  _cw_export_page_show_page (self, get_page (self) + 1);
}

static void
page_chosen_cb (CwExportPage *self)
{
  gtk_spin_button_update (self->page_number);
  _cw_export_page_show_page (self, (guint) gtk_spin_button_get_value_as_int (self->page_number) - 1);
  gtk_popover_popdown (self->page_popover);
}

/* ---- searching ---- */

static void
search_cb (CwExportPage *self)
{
  g_autoptr (CwRecordQuery) query = NULL;

  if (self->facts == NULL || self->list == NULL)
    return;
  query = cw_record_query_copy (self->facts->query);
  cw_record_filters_apply (self->filters, query);
  cw_record_columns_get_sort (self->view, &query->sort, &query->descending);
  cw_record_filters_show_sort (self->filters, query->sort, query->descending);
  _cw_export_page_apply_folds (self, query);
  gtk_widget_set_visible (self->fold_buttons, query->tree);
  gtk_slice_list_model_set_offset (self->slice, 0);
  cw_record_list_set_query (self->list, query);
  list_changed_cb (self);
}

static void
sort_chosen_cb (CwExportPage *self, int sort, gboolean descending)
{
  cw_record_columns_sort (self->view, (CwRecordSort) sort, descending);
}

static void
show_all_clicked_cb (CwExportPage *self)
{
  cw_record_filters_reset (self->filters);
}

/* ---- exporting ---- */

static void
row_activated_cb (CwExportPage *self, guint position)
{
  g_autoptr (CwRecordRow) row = g_list_model_get_item (G_LIST_MODEL (self->slice), position);
  g_autofree char *record = row != NULL ? cw_record_row_dup_record (row) : NULL;

  if (record != NULL)
    cw_record_page_show (self->desk, cw_integration_item_get_name (self->item), record, cw_record_row_get_name (row), self->pages);
}

/* NULL when work of the integration is going on, which is shown instead. (borrowed) */
static CwJob *
start_plan (CwExportPage *self, const char * const *records, gboolean all)
{
  const char *workflows[] = { self->workflow->id, NULL };
  CwRunRequest request = { .integration = cw_integration_item_get_name (self->item), .workflows = workflows, .records = records, .all = all };
  CwJob *running = cw_desk_find_job (self->desk, request.integration);

  if (running == NULL || cw_job_is_over (running))
    return cw_desk_take_job (self->desk, cw_job_plan (cw_desk_get_profile (self->desk), &request));
  _cw_export_page_add_toast (self, _("This integration is at work; here is how far it is"));
  cw_integrations_page_show_job (self->pages, running);
  return NULL;
}

static void
show_plan (CwExportPage *self, const char * const *records, gboolean all)
{
  CwJob *job = start_plan (self, records, all);

  if (job != NULL)
    cw_integrations_page_push (self->pages, _("What Will Change"), GTK_WIDGET (cw_plan_page_new (self->desk, job, self->pages)));
}

static void
ids_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwExportPage) self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) records = cw_record_list_list_ids_finish (CW_RECORD_LIST (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  _cw_export_page_update_summary (self);
  if (records != NULL)
    show_plan (self, (const char * const *) records, FALSE);
  else
    _cw_export_page_add_toast (self, error->message);
}

/* Which records the keys mean is asked of the database. */
static void
export_clicked_cb (CwExportPage *self)
{
  if (cw_record_selection_count (self->selection) == self->facts->available)
    {
      show_plan (self, NULL, TRUE);
      return;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), FALSE);
  cw_record_list_list_ids_async (self->list, cw_record_selection_get_keys (self->selection), self->cancellable, ids_cb, g_object_ref (self));
}

/* ---- reading ---- */

static void
reading_changed_cb (CwExportPage *self, GParamSpec *pspec, CwJob *job)
{
  const char *phase = cw_job_get_phase (job);

  gtk_label_set_label (self->loading_label, phase != NULL ? phase : _("Reading from NetSuite"));
}

static void
reading_ended_cb (CwExportPage *self, CwJob *job)
{
  g_clear_object (&self->reading);
  /* Facts are read again as well, and must not cover what went wrong. */
  self->failed = cw_job_get_message (job) != NULL;
  if (self->failed)
    show_failure (self, cw_job_get_message (job), cw_job_get_next_step (job));
  else
    read_facts (self);
}

static void
read_clicked_cb (CwExportPage *self)
{
  CwJob *job = start_plan (self, NULL, FALSE);

  if (job == NULL)
    return;
  self->failed = FALSE;
  g_set_object (&self->reading, job);
  g_set_object (&self->last_reading, job);
  g_signal_connect_object (job, "notify::phase", G_CALLBACK (reading_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "ended", G_CALLBACK (reading_ended_cb), self, G_CONNECT_SWAPPED);
  update_stack (self);
}

static void
make_list (CwExportPage *self)
{
  GtkSingleSelection *model = gtk_single_selection_new (NULL);
  g_autoptr (CwSteadyList) places = NULL;

  self->list = cw_record_list_new (cw_profile_get_dir (cw_desk_get_profile (self->desk)));
  self->slice = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->list)), 0, self->facts->page_size);
  gtk_single_selection_set_autoselect (model, FALSE);
  gtk_single_selection_set_can_unselect (model, TRUE);
  places = cw_steady_list_new (G_LIST_MODEL (self->slice));
  gtk_single_selection_set_model (model, G_LIST_MODEL (places));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (model));
  g_object_unref (model);
  g_signal_connect_object (self->list, "notify", G_CALLBACK (list_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (search_cb), self, G_CONNECT_SWAPPED);
  search_cb (self);
}

static void
facts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwExportPage) self = data;
  g_autoptr (GError) error = NULL;
  CwListFacts *facts = cw_list_facts_read_finish (result, &error);
  g_autofree char *next = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (facts == NULL)
    {
      next = cw_error_dup_next_step (error);
      show_failure (self, error->message, next);
      return;
    }
  g_clear_pointer (&self->facts, cw_list_facts_free);
  self->facts = facts;
  cw_record_columns_set_names (self->view, facts->names);
  cw_record_filters_set_facts (self->filters, self->workflow, facts);
  if (self->list == NULL)
    make_list (self);
  gtk_slice_list_model_set_size (self->slice, facts->page_size);
  cw_record_list_refresh (self->list);
  list_changed_cb (self);
  _cw_export_page_weigh (self);
}

static void
read_facts (CwExportPage *self)
{
  cw_list_facts_read_async (cw_desk_get_profile (self->desk), cw_integration_item_get_name (self->item), self->workflow,
                            self->cancellable, facts_cb, g_object_ref (self));
}

static void
desk_job_cb (CwExportPage *self)
{
  g_signal_group_set_target (self->job_signals, cw_desk_find_job (self->desk, cw_integration_item_get_name (self->item)));
}

/* ---- narrow windows ---- */

static gboolean
fit_cb (gpointer data)
{
  CwExportPage *self = data;

  gboolean narrow = self->width < NARROW_WIDTH;
  GtkOrientation orientation = narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  self->fit_idle = 0;
  cw_record_columns_fit (self->view, self->width);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->tools), orientation);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->footer), orientation);
  gtk_box_set_homogeneous (self->marks, narrow);
  gtk_box_set_homogeneous (self->ends, narrow);
  cw_record_filters_set_narrow (self->filters, narrow);
  return G_SOURCE_REMOVE;
}

static int
get_least_width (CwExportPage *self)
{
  int least;

  gtk_widget_measure (GTK_WIDGET (self->stack), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  return least;
}

/* Columns must not change while sizes are being settled: until they have followed, what is too wide is cut. */
static void
cw_export_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CwExportPage *self = CW_EXPORT_PAGE (widget);

  if (width != self->width && self->fit_idle == 0)
    self->fit_idle = g_idle_add (fit_cb, self);
  self->width = width;
  gtk_widget_allocate (GTK_WIDGET (self->stack), MAX (width, get_least_width (self)), height, baseline, NULL);
}

/* What stands beside each other in a wide window must not keep it from becoming narrow. */
static void
cw_export_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  CwExportPage *self = CW_EXPORT_PAGE (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    for_size = MAX (for_size, get_least_width (self));
  gtk_widget_measure (GTK_WIDGET (self->stack), orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, LEAST_WIDTH);
}

/* ---- object ---- */

static void
cw_export_page_dispose (GObject *object)
{
  CwExportPage *self = CW_EXPORT_PAGE (object);
  GtkWidget *child;

  /* While the page is taken apart its children still say that they change; without facts nobody listens. */
  g_clear_pointer (&self->facts, cw_list_facts_free);
  g_cancellable_cancel (self->cancellable);
  _cw_export_page_cancel_count (self);
  _cw_export_page_clear_folds (self);
  g_clear_handle_id (&self->fit_idle, g_source_remove);
  g_clear_handle_id (&self->focus_timer, g_source_remove);
  g_clear_handle_id (&self->read_ahead, g_source_remove);
  if (self->reading != NULL)
    g_signal_handlers_disconnect_by_data (self->reading, self);
  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->job_signals);
  g_clear_object (&self->reading);
  g_clear_object (&self->last_reading);
  g_clear_object (&self->slice);
  g_clear_object (&self->list);
  g_clear_object (&self->selection);
  g_clear_object (&self->item);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->workflow, cw_workflow_unref);
  G_OBJECT_CLASS (cw_export_page_parent_class)->dispose (object);
}

static void
cw_export_page_finalize (GObject *object)
{
  CwExportPage *self = CW_EXPORT_PAGE (object);

  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (cw_export_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, rows_stack);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, loading_label);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, page_label);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, summary);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, failed_page);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, filters);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, tools);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, marks);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, footer);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, ends);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, page_popover);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, page_number);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, page_range);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, view);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, mark_page);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, mark_all);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, previous);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, next);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, clear);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, fold_buttons);
}

static void
cw_export_page_class_init (CwExportPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_export_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_export_page_finalize;
  widget_class->size_allocate = cw_export_page_size_allocate;
  widget_class->measure = cw_export_page_measure;
  g_type_ensure (CW_TYPE_RECORD_FILTERS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-export-page.ui");
  bind_children (widget_class);
  _cw_export_page_install_fold_actions (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, sort_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, _cw_export_page_mark_page);
  gtk_widget_class_bind_template_callback (widget_class, _cw_export_page_mark_all);
  gtk_widget_class_bind_template_callback (widget_class, _cw_export_page_show_previous);
  gtk_widget_class_bind_template_callback (widget_class, _cw_export_page_show_next);
  gtk_widget_class_bind_template_callback (widget_class, page_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, _cw_export_page_unmark_all);
  gtk_widget_class_bind_template_callback (widget_class, export_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, read_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

/* A label that is longer than its place takes two lines, and does not keep a window from becoming narrow. */
static void
let_shrink (GtkButton *button)
{
  GtkLabel *label = GTK_LABEL (gtk_button_get_child (button));

  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_justify (label, GTK_JUSTIFY_CENTER);
}

static void
cw_export_page_init (CwExportPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  self->selection = cw_record_selection_new ();
  self->cancellable = g_cancellable_new ();
  self->job_signals = g_signal_group_new (CW_TYPE_JOB);
  cw_record_columns_add (self->view, self->selection);
  gtk_button_set_label (self->mark_all, "");
  let_shrink (self->mark_page);
  let_shrink (self->mark_all);
  /* Small until there is room: what stands beside each other would keep a window from becoming narrow. */
  cw_record_columns_fit (self->view, 0);
  _cw_export_page_add_shortcuts (self);
  _cw_export_page_add_tree_shortcuts (self);
  g_signal_connect_object (self->selection, "changed", G_CALLBACK (_cw_export_page_weigh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_editable_get_delegate (GTK_EDITABLE (self->page_number)), "activate", G_CALLBACK (page_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_group_connect_swapped (self->job_signals, "ended", G_CALLBACK (read_facts), self);
  _cw_export_page_update_summary (self);
}

CwExportPage *
cw_export_page_new (CwDesk *desk, CwIntegrationItem *item, CwWorkflow *workflow, CwIntegrationsPage *pages)
{
  CwExportPage *self = g_object_new (CW_TYPE_EXPORT_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->item = g_object_ref (item);
  self->workflow = cw_workflow_ref (workflow);
  self->pages = pages;
  g_signal_connect_object (desk, "notify::job", G_CALLBACK (desk_job_cb), self, G_CONNECT_SWAPPED);
  desk_job_cb (self);
  read_facts (self);
  return self;
}

void
cw_export_page_search (CwExportPage *self)
{
  cw_record_filters_focus (self->filters);
}

CwRecordList *
cw_export_page_get_list (CwExportPage *self)
{
  return self->list;
}

gboolean
cw_export_page_shows_job (CwExportPage *self, CwJob *job)
{
  return self->last_reading == job;
}
