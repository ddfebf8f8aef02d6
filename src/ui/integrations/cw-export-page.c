/* cw-export-page.c: records of the integrated subsidiaries, to choose and export
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is listed comes from the store page by page; what is chosen belongs to
 * a selection of its own, so that searching, sorting and paging never touch it.
 */

#include "config.h"

#include "cw-export-page.h"

#include "cw-list-facts.h"
#include "cw-plan-page.h"
#include "cw-record-columns.h"
#include "cw-record-list.h"
#include "cw-record-page.h"
#include "cw-record-selection.h"
#include "cw-subsidiaries.h"
#include "cw-time-text.h"
#include "cw-window.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define NARROW_WIDTH 620          /* pixels below which only the most important columns are shown */
#define COUNT_DELAY 250           /* milliseconds without a further choice until parents are counted */

struct _CwExportPage {
  GtkWidget            parent_instance;

  /* inputs */
  CwDesk              *desk;      /* owned */
  CwIntegrationItem   *item;      /* owned */
  CwWorkflow          *workflow;  /* owned */
  CwIntegrationsPage  *pages;     /* borrowed */

  /* template children */
  GtkStack            *stack, *rows_stack;
  GtkLabel            *loading_label, *page_label, *summary;
  AdwStatusPage       *failed_page;
  GtkSearchEntry      *search;
  GtkDropDown         *state_choice, *type_choice, *subsidiary_choice, *mark_choice;
  GtkWidget           *type_box, *subsidiary_box, *filters, *tools;
  GtkColumnView       *view;
  GtkButton           *mark_page, *mark_all, *previous, *next, *clear, *export_button;

  CwRecordSelection         *selection; /* owned */
  CwRecordList        *list;      /* owned; NULL until facts are there */
  GtkSliceListModel   *slice;     /* owned; the page that is shown */
  CwListFacts         *facts;     /* owned; NULL until read */
  GSignalGroup        *job_signals; /* owned: of the integration's work */
  CwJob               *reading;   /* owned; fills an empty list; nullable */

  GCancellable        *cancellable; /* of what the page waits for */
  GCancellable        *counting;  /* of the count of parents under way; nullable */
  guint                count_timer;
  int                  n_parents; /* -1: not counted yet */
  gboolean             answered;  /* the list has answered once */
  gboolean             narrow;
  guint                narrow_idle;
};

G_DEFINE_FINAL_TYPE (CwExportPage, cw_export_page, GTK_TYPE_WIDGET)

static void read_facts (CwExportPage *self);

static void
add_toast (CwExportPage *self, const char *text)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), CW_TYPE_WINDOW);

  if (window != NULL)
    cw_window_add_toast (CW_WINDOW (window), text);
}

/* ---- what is shown ---- */

static guint
get_matches (CwExportPage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->list));
}

static void
show_failure (CwExportPage *self, const char *message, const char *next)
{
  g_autofree char *text = g_strdup_printf ("%s\n%s", message, next);

  adw_status_page_set_description (self->failed_page, text);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
update_stack (CwExportPage *self)
{
  const GError *error = self->list != NULL ? cw_record_list_get_error (self->list) : NULL;
  g_autofree char *next = error != NULL ? cw_error_dup_next_step (error) : NULL;

  if (self->list != NULL && !cw_record_list_is_loading (self->list))
    self->answered = TRUE;
  if (self->reading != NULL || self->facts == NULL || !self->answered)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  else if (error != NULL)
    show_failure (self, error->message, next);
  else
    gtk_stack_set_visible_child_name (self->stack, self->facts->available == 0 ? "empty" : "list");
  /* What was shown stays for the moment that a search takes. */
  if (self->list != NULL && (get_matches (self) > 0 || !cw_record_list_is_loading (self->list)))
    gtk_stack_set_visible_child_name (self->rows_stack, get_matches (self) > 0 ? "rows" : "nothing");
}

static void
update_paging (CwExportPage *self)
{
  guint size = self->facts->page_size, matches = get_matches (self), pages = MAX (1, (matches + size - 1) / size);
  guint page = gtk_slice_list_model_get_offset (self->slice) / size;
  g_autofree char *text = NULL, *all = NULL;

  if (page >= pages && !cw_record_list_is_loading (self->list))
    {
      page = pages - 1;
      gtk_slice_list_model_set_offset (self->slice, page * size);
    }
  text = g_strdup_printf (_("page %'u of %'u"), MIN (page + 1, pages), pages);
  all = g_strdup_printf (_("Mark All %'u That Match"), matches);
  gtk_label_set_label (self->page_label, text);
  gtk_button_set_label (self->mark_all, all);
  gtk_widget_set_sensitive (GTK_WIDGET (self->mark_all), matches > 0 && !cw_record_list_is_loading (self->list));
  gtk_widget_set_sensitive (GTK_WIDGET (self->mark_page), matches > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->previous), page > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->next), page + 1 < pages);
  /* A place of the flow without anything to press would keep the keyboard from what comes after it. */
  gtk_widget_set_sensitive (gtk_widget_get_ancestor (GTK_WIDGET (self->next), GTK_TYPE_FLOW_BOX_CHILD), pages > 1);
}

static void
list_changed_cb (CwExportPage *self)
{
  if (self->facts == NULL)
    return;
  update_paging (self);
  update_stack (self);
}

static void
show_page (CwExportPage *self, guint page)
{
  gtk_slice_list_model_set_offset (self->slice, page * self->facts->page_size);
  update_paging (self);
}

static void
previous_clicked_cb (CwExportPage *self)
{
  show_page (self, gtk_slice_list_model_get_offset (self->slice) / self->facts->page_size - 1);
}

static void
next_clicked_cb (CwExportPage *self)
{
  show_page (self, gtk_slice_list_model_get_offset (self->slice) / self->facts->page_size + 1);
}

/* ---- searching ---- */

/* The first choice is always “all”. */
static guint
get_choice (GtkDropDown *choice)
{
  guint selected = gtk_drop_down_get_selected (choice);

  return selected == GTK_INVALID_LIST_POSITION ? 0 : selected;
}

static CwRecordQuery *
make_query (CwExportPage *self)
{
  CwRecordQuery *query = cw_record_query_copy (self->facts->query);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  guint state = get_choice (self->state_choice), type = get_choice (self->type_choice);
  guint subsidiary = get_choice (self->subsidiary_choice), mark = get_choice (self->mark_choice);

  query->search = *text != '\0' ? g_strdup (text) : NULL;
  query->states = state > 0 ? 1u << (state - 1) : 0;
  query->mark = mark == 0 ? CW_MARK_UNKNOWN : mark == 1 ? CW_MARK_ON : CW_MARK_OFF;
  if (type > 0)
    {
      const char *types[] = { self->workflow->types[type - 1], NULL };

      g_strfreev (query->types);
      query->types = g_strdupv ((char **) types);
    }
  if (subsidiary > 0)
    {
      const char *subsidiaries[] = { self->facts->subsidiaries[subsidiary - 1], NULL };

      g_strfreev (query->subsidiaries);
      query->subsidiaries = g_strdupv ((char **) subsidiaries);
    }
  cw_record_columns_get_sort (self->view, &query->sort, &query->descending);
  return query;
}

static void
search_cb (CwExportPage *self)
{
  g_autoptr (CwRecordQuery) query = NULL;

  if (self->facts == NULL)
    return;
  query = make_query (self);
  gtk_slice_list_model_set_offset (self->slice, 0);
  cw_record_list_set_query (self->list, query);
  list_changed_cb (self);
}

static void
show_all_clicked_cb (CwExportPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_drop_down_set_selected (self->state_choice, 0);
  gtk_drop_down_set_selected (self->type_choice, 0);
  gtk_drop_down_set_selected (self->subsidiary_choice, 0);
  gtk_drop_down_set_selected (self->mark_choice, 0);
}

static void
fill_choice (CwExportPage *self, GtkDropDown *choice, GPtrArray *titles)
{
  g_autoptr (GtkStringList) model = NULL;

  g_ptr_array_add (titles, NULL);
  model = gtk_string_list_new ((const char * const *) titles->pdata);
  gtk_drop_down_set_model (choice, G_LIST_MODEL (model));
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (search_cb), self, G_CONNECT_SWAPPED);
}

/* The keyboard goes to what is in the flow, not to its places. */
static void
skip_places (GtkWidget *flow)
{
  for (GtkWidget *place = gtk_widget_get_first_child (flow); place != NULL; place = gtk_widget_get_next_sibling (place))
    gtk_widget_set_focusable (place, FALSE);
}

static void
fill_choices (CwExportPage *self)
{
  g_autoptr (GPtrArray) states = g_ptr_array_new (), types = g_ptr_array_new (), marks = g_ptr_array_new ();
  g_autoptr (GPtrArray) subsidiaries = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (states, (gpointer) _("All"));
  for (guint state = 0; state < CW_N_RECORD_STATES; state++)
    g_ptr_array_add (states, (gpointer) cw_record_columns_get_state_title ((CwRecordState) state));
  g_ptr_array_add (types, (gpointer) _("All"));
  for (guint i = 0; self->workflow->types[i] != NULL; i++)
    g_ptr_array_add (types, (gpointer) cw_record_columns_get_type_title (self->workflow->types[i]));
  g_ptr_array_add (subsidiaries, g_strdup (_("All")));
  for (guint i = 0; self->facts->subsidiaries[i] != NULL; i++)
    g_ptr_array_add (subsidiaries, cw_subsidiaries_dup_name (self->facts->names, self->facts->subsidiaries[i]));
  g_ptr_array_add (marks, (gpointer) _("All"));
  g_ptr_array_add (marks, (gpointer) _("Marked"));
  g_ptr_array_add (marks, (gpointer) _("Not marked"));
  /* One kind, or one subsidiary, is nothing to choose from. The place in the flow goes with it. */
  gtk_widget_set_visible (gtk_widget_get_parent (self->type_box), types->len > 2);
  gtk_widget_set_visible (gtk_widget_get_parent (self->subsidiary_box), subsidiaries->len > 2);
  fill_choice (self, self->state_choice, states);
  fill_choice (self, self->type_choice, types);
  fill_choice (self, self->subsidiary_choice, subsidiaries);
  fill_choice (self, self->mark_choice, marks);
}

/* ---- choosing ---- */

static void
update_summary (CwExportPage *self)
{
  guint count = cw_record_selection_count (self->selection), requests;
  g_autofree char *duration = NULL, *text = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), count > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->clear), count > 0);
  if (count == 0)
    text = g_strdup (_("Nothing is chosen yet"));
  else if (self->n_parents < 0 || self->facts == NULL)
    text = g_strdup_printf (_("%'u chosen"), count);
  else
    {
      requests = count + (guint) self->n_parents;
      duration = cw_time_text_dup_duration (cw_list_facts_estimate (self->facts, requests));
      text = g_strdup_printf (_("%'u chosen, with %'d parents · up to %'u requests · %s"), count, self->n_parents, requests, duration);
    }
  gtk_label_set_label (self->summary, text);
}

static void
parents_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwExportPage) self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parents = cw_record_list_list_parents_finish (CW_RECORD_LIST (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (parents == NULL)
    add_toast (self, error->message);
  else
    self->n_parents = (int) g_strv_length (parents);
  update_summary (self);
}

static gboolean
count_cb (gpointer data)
{
  CwExportPage *self = data;
  g_auto (GStrv) records = cw_record_selection_dup_records (self->selection);

  self->count_timer = 0;
  self->counting = g_cancellable_new ();
  cw_record_list_list_parents_async (self->list, (const char * const *) records, self->counting, parents_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
cancel_count (CwExportPage *self)
{
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  g_clear_handle_id (&self->count_timer, g_source_remove);
}

static void
selection_changed_cb (CwExportPage *self)
{
  cancel_count (self);
  self->n_parents = -1;
  if (cw_record_selection_count (self->selection) > 0)
    self->count_timer = g_timeout_add (COUNT_DELAY, count_cb, self);
  update_summary (self);
}

/* A row of the page may still be on its way. */
static void
mark_row_cb (CwRecordRow *row, GParamSpec *pspec, CwExportPage *self)
{
  g_autofree char *record = cw_record_row_dup_record (row);

  if (record == NULL)
    return;
  g_signal_handlers_disconnect_by_func (row, mark_row_cb, self);
  cw_record_selection_set (self->selection, record, TRUE);
}

static void
set_page (CwExportPage *self, gboolean chosen)
{
  GListModel *page = G_LIST_MODEL (self->slice);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < g_list_model_get_n_items (page); i++)
    {
      g_autoptr (CwRecordRow) row = g_list_model_get_item (page, i);
      char *record = cw_record_row_dup_record (row);

      if (record != NULL)
        g_ptr_array_add (records, record);
      else if (chosen)
        g_signal_connect_object (row, "notify::loading", G_CALLBACK (mark_row_cb), self, 0);
    }
  g_ptr_array_add (records, NULL);
  cw_record_selection_set_many (self->selection, (const char * const *) records->pdata, chosen);
}

static void
mark_page_clicked_cb (CwExportPage *self)
{
  set_page (self, TRUE);
}

static void
ids_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwExportPage) self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) records = cw_record_list_list_ids_finish (CW_RECORD_LIST (source), result, &error);

  if (records != NULL)
    cw_record_selection_set_many (self->selection, (const char * const *) records, TRUE);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    add_toast (self, error->message);
}

static void
mark_all_clicked_cb (CwExportPage *self)
{
  cw_record_list_list_ids_async (self->list, self->cancellable, ids_cb, g_object_ref (self));
}

static void
clear_clicked_cb (CwExportPage *self)
{
  cw_record_selection_clear (self->selection);
}

static void
toggle_row (CwExportPage *self, guint position)
{
  g_autoptr (CwRecordRow) row = g_list_model_get_item (G_LIST_MODEL (self->slice), position);
  g_autofree char *record = row != NULL ? cw_record_row_dup_record (row) : NULL;

  if (record != NULL)
    cw_record_selection_set (self->selection, record, !cw_record_selection_contains (self->selection, record));
}

static void
row_activated_cb (CwExportPage *self, guint position)
{
  g_autoptr (CwRecordRow) row = g_list_model_get_item (G_LIST_MODEL (self->slice), position);
  g_autofree char *record = row != NULL ? cw_record_row_dup_record (row) : NULL;

  if (record != NULL)
    cw_record_page_show (self->desk, cw_integration_item_get_name (self->item), record, cw_record_row_get_name (row), self->pages);
}

/* A header, where it can have the keyboard, is pressed by the space bar. */
static gboolean
toggle_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  CwExportPage *self = data;
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  guint position = gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (gtk_column_view_get_model (self->view)));

  if (position == GTK_INVALID_LIST_POSITION || focus == NULL
      || gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (focus)) == GTK_ACCESSIBLE_ROLE_COLUMN_HEADER)
    return FALSE;
  toggle_row (self, position);
  return TRUE;
}

static gboolean
mark_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  set_page (data, TRUE);
  return TRUE;
}

static gboolean
unmark_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  set_page (data, FALSE);
  return TRUE;
}

/* Before the view's own, which would move its cursor only. */
static void
add_shortcuts (CwExportPage *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  struct { guint key; GdkModifierType modifiers; GtkShortcutFunc func; } shortcuts[] = {
    { GDK_KEY_space, 0, toggle_shortcut_cb },
    { GDK_KEY_a, GDK_CONTROL_MASK, mark_shortcut_cb },
    { GDK_KEY_a, GDK_CONTROL_MASK | GDK_SHIFT_MASK, unmark_shortcut_cb },
  };

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          gtk_shortcut_new (gtk_keyval_trigger_new (shortcuts[i].key, shortcuts[i].modifiers),
                                                            gtk_callback_action_new (shortcuts[i].func, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->view), controller);
}

/* ---- exporting ---- */

/* NULL when work of the integration is going on, which is shown instead. (borrowed) */
static CwJob *
start_plan (CwExportPage *self, const char * const *records, gboolean all)
{
  const char *workflows[] = { self->workflow->id, NULL };
  CwRunRequest request = { .integration = cw_integration_item_get_name (self->item), .workflows = workflows, .records = records, .all = all };
  CwJob *running = cw_desk_find_job (self->desk, request.integration);

  if (running == NULL || cw_job_is_over (running))
    return cw_desk_take_job (self->desk, cw_job_plan (cw_desk_get_profile (self->desk), &request));
  add_toast (self, _("This integration is at work; here is how far it is"));
  cw_integrations_page_show_job (self->pages, running);
  return NULL;
}

static void
export_clicked_cb (CwExportPage *self)
{
  g_auto (GStrv) records = cw_record_selection_dup_records (self->selection);
  gboolean all = cw_record_selection_count (self->selection) == self->facts->available;
  CwJob *job = start_plan (self, all ? NULL : (const char * const *) records, all);

  if (job != NULL)
    cw_integrations_page_push (self->pages, _("What Will Change"), GTK_WIDGET (cw_plan_page_new (self->desk, job, self->pages)));
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
  if (cw_job_get_message (job) != NULL)
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
  g_set_object (&self->reading, job);
  g_signal_connect_object (job, "notify::phase", G_CALLBACK (reading_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "ended", G_CALLBACK (reading_ended_cb), self, G_CONNECT_SWAPPED);
  update_stack (self);
}

static void
make_list (CwExportPage *self)
{
  GtkSingleSelection *model = gtk_single_selection_new (NULL);

  self->list = cw_record_list_new (cw_profile_get_dir (cw_desk_get_profile (self->desk)));
  self->slice = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->list)), 0, self->facts->page_size);
  gtk_single_selection_set_autoselect (model, FALSE);
  gtk_single_selection_set_can_unselect (model, TRUE);
  gtk_single_selection_set_model (model, G_LIST_MODEL (self->slice));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (model));
  g_object_unref (model);
  fill_choices (self);
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
  if (self->list == NULL)
    make_list (self);
  gtk_slice_list_model_set_size (self->slice, facts->page_size);
  cw_record_list_refresh (self->list);
  list_changed_cb (self);
  update_summary (self);
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
narrow_cb (gpointer data)
{
  CwExportPage *self = data;

  self->narrow_idle = 0;
  cw_record_columns_set_narrow (self->view, self->narrow);
  return G_SOURCE_REMOVE;
}

/* Columns must not change while sizes are being settled. */
static void
cw_export_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CwExportPage *self = CW_EXPORT_PAGE (widget);
  gboolean narrow = width < NARROW_WIDTH;

  if (narrow != self->narrow && self->narrow_idle == 0)
    self->narrow_idle = g_idle_add (narrow_cb, self);
  self->narrow = narrow;
  gtk_widget_allocate (GTK_WIDGET (self->stack), width, height, baseline, NULL);
}

static void
cw_export_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (CW_EXPORT_PAGE (widget)->stack), orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
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
  cancel_count (self);
  g_clear_handle_id (&self->narrow_idle, g_source_remove);
  if (self->reading != NULL)
    g_signal_handlers_disconnect_by_data (self->reading, self);
  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->job_signals);
  g_clear_object (&self->reading);
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
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, search);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, state_choice);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, type_choice);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, subsidiary_choice);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, mark_choice);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, type_box);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, subsidiary_box);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, filters);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, tools);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, view);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, mark_page);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, mark_all);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, previous);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, next);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, clear);
  gtk_widget_class_bind_template_child (widget_class, CwExportPage, export_button);
}

static void
cw_export_page_class_init (CwExportPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_export_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_export_page_finalize;
  widget_class->size_allocate = cw_export_page_size_allocate;
  widget_class->measure = cw_export_page_measure;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-export-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, mark_page_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, mark_all_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, read_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
cw_export_page_init (CwExportPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = cw_record_selection_new ();
  self->cancellable = g_cancellable_new ();
  self->n_parents = -1;
  self->job_signals = g_signal_group_new (CW_TYPE_JOB);
  cw_record_columns_add (self->view, self->selection);
  add_shortcuts (self);
  skip_places (self->filters);
  skip_places (self->tools);
  g_signal_connect_object (self->selection, "changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_group_connect_swapped (self->job_signals, "ended", G_CALLBACK (read_facts), self);
  update_summary (self);
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
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
