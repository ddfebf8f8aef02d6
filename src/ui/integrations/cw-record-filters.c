/* cw-record-filters.c: what a list of records is searched and filtered by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-record-filters.h"

#include "cw-choice.h"
#include "cw-record-columns.h"
#include "cw-subsidiaries.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _CwRecordFilters {
  GtkWidget        parent_instance;

  /* template children */
  GtkSearchEntry  *search;
  GtkWidget       *shape, *choices;
  GtkToggleButton *tree_toggle, *list_toggle, *more_toggle;
  GtkDropDown     *state_choice, *type_choice, *subsidiary_choice, *mark_choice, *sort_choice;

  char           **types;          /* of the workflow */
  char           **subsidiaries;   /* ids, in the order of the choice */
  gboolean         narrow;
  gboolean         quiet;          /* choices move because we fill or reset them */
};

G_DEFINE_FINAL_TYPE (CwRecordFilters, cw_record_filters, GTK_TYPE_WIDGET)

enum {
  CHANGED,
  SORT_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
changed_cb (CwRecordFilters *self)
{
  if (!self->quiet && self->types != NULL)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- narrow windows: the choices are there when they are asked for ---- */

static void
fit (CwRecordFilters *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->more_toggle), self->narrow);
  gtk_widget_set_visible (self->choices, !self->narrow || gtk_toggle_button_get_active (self->more_toggle));
}

void
cw_record_filters_set_narrow (CwRecordFilters *self, gboolean narrow)
{
  g_return_if_fail (CW_IS_RECORD_FILTERS (self));

  self->narrow = narrow;
  fit (self);
}

/* ---- choices ---- */

/* The first choice is always “any”. */
static guint
get_choice (GtkDropDown *choice)
{
  guint selected = gtk_drop_down_get_selected (choice);

  return selected == GTK_INVALID_LIST_POSITION ? 0 : selected;
}

static gboolean
has_titles (GtkDropDown *choice, GPtrArray *titles)
{
  GListModel *model = gtk_drop_down_get_model (choice);

  if (model == NULL || g_list_model_get_n_items (model) != titles->len)
    return FALSE;
  for (guint i = 0; i < titles->len; i++)
    if (strcmp (gtk_string_list_get_string (GTK_STRING_LIST (model), i), titles->pdata[i]) != 0)
      return FALSE;
  return TRUE;
}

static void
fill_choice (GtkDropDown *choice, GPtrArray *titles)
{
  g_autoptr (GtkStringList) model = NULL;
  guint selected = get_choice (choice);

  if (has_titles (choice, titles))
    return;
  model = gtk_string_list_new (NULL);
  for (guint i = 0; i < titles->len; i++)
    gtk_string_list_append (model, titles->pdata[i]);
  gtk_drop_down_set_model (choice, G_LIST_MODEL (model));
  gtk_drop_down_set_selected (choice, selected < titles->len ? selected : 0);
}

static void
fill_states (CwRecordFilters *self)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();

  g_ptr_array_add (titles, (gpointer) _("Any state"));
  for (guint state = 0; state < CW_N_RECORD_STATES; state++)
    g_ptr_array_add (titles, (gpointer) cw_record_columns_get_state_title ((CwRecordState) state));
  fill_choice (self->state_choice, titles);
}

static void
fill_types (CwRecordFilters *self)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();

  g_ptr_array_add (titles, (gpointer) _("Any type"));
  for (guint i = 0; self->types[i] != NULL; i++)
    g_ptr_array_add (titles, (gpointer) cw_record_columns_get_type_title (self->types[i]));
  fill_choice (self->type_choice, titles);
  /* One kind is nothing to choose from. The place in the flow goes with it. */
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->type_choice)), titles->len > 2);
}

static void
fill_subsidiaries (CwRecordFilters *self, GHashTable *names)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (titles, g_strdup (_("Any subsidiary")));
  for (guint i = 0; self->subsidiaries[i] != NULL; i++)
    g_ptr_array_add (titles, cw_subsidiaries_dup_name (names, self->subsidiaries[i]));
  fill_choice (self->subsidiary_choice, titles);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->subsidiary_choice)), titles->len > 2);
}

static void
fill_marks (CwRecordFilters *self)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();

  g_ptr_array_add (titles, (gpointer) _("Marked or not"));
  g_ptr_array_add (titles, (gpointer) _("Marked"));
  g_ptr_array_add (titles, (gpointer) _("Not marked"));
  fill_choice (self->mark_choice, titles);
}

/* ---- the order ---- */

static const struct {
  CwRecordSort sort;
  gboolean     descending;
  const char  *title;
} orders[] = {
  { CW_RECORD_SORT_NAME, FALSE, N_("By name") },
  { CW_RECORD_SORT_NAME, TRUE, N_("By name, last first") },
  { CW_RECORD_SORT_TYPE, FALSE, N_("By type") },
  { CW_RECORD_SORT_PARENT, FALSE, N_("By parent") },
  { CW_RECORD_SORT_SUBSIDIARIES, FALSE, N_("By subsidiary") },
  { CW_RECORD_SORT_MARK, TRUE, N_("Marked first") },
  { CW_RECORD_SORT_STATE, FALSE, N_("By state") },
  { CW_RECORD_SORT_CHANGED, TRUE, N_("Newest first") },
  { CW_RECORD_SORT_CHANGED, FALSE, N_("Oldest first") },
};

static void
fill_orders (CwRecordFilters *self)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    g_ptr_array_add (titles, (gpointer) _(orders[i].title));
  fill_choice (self->sort_choice, titles);
}

static void
order_chosen_cb (CwRecordFilters *self)
{
  guint chosen = get_choice (self->sort_choice);

  if (!self->quiet && self->types != NULL)
    g_signal_emit (self, signals[SORT_CHOSEN], 0, (int) orders[chosen].sort, orders[chosen].descending);
}

/* A header knows both directions of each; the nearest is shown. */
void
cw_record_filters_show_sort (CwRecordFilters *self, CwRecordSort sort, gboolean descending)
{
  guint shown = 0;

  g_return_if_fail (CW_IS_RECORD_FILTERS (self));

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (orders[i].sort == sort && (orders[shown].sort != sort || orders[i].descending == descending))
      shown = i;
  self->quiet = TRUE;
  gtk_drop_down_set_selected (self->sort_choice, shown);
  self->quiet = FALSE;
}

/* ---- drop-downs ---- */

static void
prepare_choice (CwRecordFilters *self, GtkDropDown *choice, GCallback chosen)
{
  cw_choice_cut (GTK_WIDGET (choice));
  g_signal_connect_object (choice, "notify::selected", chosen, self, G_CONNECT_SWAPPED);
  /* The keyboard goes to what is in the flow, not to its places. */
  gtk_widget_set_focusable (gtk_widget_get_parent (GTK_WIDGET (choice)), FALSE);
}

/* ---- object ---- */

static void
cw_record_filters_dispose (GObject *object)
{
  CwRecordFilters *self = CW_RECORD_FILTERS (object);
  GtkWidget *child;

  self->quiet = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->types, g_strfreev);
  g_clear_pointer (&self->subsidiaries, g_strfreev);
  G_OBJECT_CLASS (cw_record_filters_parent_class)->dispose (object);
}

static void
cw_record_filters_class_init (CwRecordFiltersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_record_filters_dispose;
  signals[CHANGED] = g_signal_new ("changed", CW_TYPE_RECORD_FILTERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SORT_CHOSEN] = g_signal_new ("sort-chosen", CW_TYPE_RECORD_FILTERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT,
                                      G_TYPE_BOOLEAN);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-record-filters.ui");
  gtk_widget_class_bind_template_child (widget_class, CwRecordFilters, search);
  gtk_widget_class_bind_template_child (widget_class, CwRecordFilters, shape);
  gtk_widget_class_bind_template_child (widget_class, CwRecordFilters, choices);
  gtk_widget_class_bind_template_child (widget_class, CwRecordFilters, tree_toggle);
  gtk_widget_class_bind_template_child (widget_class, CwRecordFilters, list_toggle);
  gtk_widget_class_bind_template_child (widget_class, CwRecordFilters, more_toggle);
  gtk_widget_class_bind_template_child (widget_class, CwRecordFilters, state_choice);
  gtk_widget_class_bind_template_child (widget_class, CwRecordFilters, type_choice);
  gtk_widget_class_bind_template_child (widget_class, CwRecordFilters, subsidiary_choice);
  gtk_widget_class_bind_template_child (widget_class, CwRecordFilters, mark_choice);
  gtk_widget_class_bind_template_child (widget_class, CwRecordFilters, sort_choice);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, fit);
}

static void
cw_record_filters_init (CwRecordFilters *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  prepare_choice (self, self->state_choice, G_CALLBACK (changed_cb));
  prepare_choice (self, self->type_choice, G_CALLBACK (changed_cb));
  prepare_choice (self, self->subsidiary_choice, G_CALLBACK (changed_cb));
  prepare_choice (self, self->mark_choice, G_CALLBACK (changed_cb));
  prepare_choice (self, self->sort_choice, G_CALLBACK (order_chosen_cb));
}

GtkWidget *
cw_record_filters_new (void)
{
  return g_object_new (CW_TYPE_RECORD_FILTERS, NULL);
}

void
cw_record_filters_set_facts (CwRecordFilters *self, const CwWorkflow *workflow, const CwListFacts *facts)
{
  g_return_if_fail (CW_IS_RECORD_FILTERS (self));

  self->quiet = TRUE;
  g_strfreev (self->types);
  self->types = g_strdupv (workflow->types);
  g_strfreev (self->subsidiaries);
  self->subsidiaries = g_strdupv (facts->subsidiaries);
  fill_states (self);
  fill_types (self);
  fill_subsidiaries (self, facts->names);
  fill_marks (self);
  fill_orders (self);
  gtk_widget_set_visible (self->shape, g_strcmp0 (workflow->strategy, "tree") == 0);
  self->quiet = FALSE;
}

static char **
make_list (const char *text)
{
  const char *texts[] = { text, NULL };

  return g_strdupv ((char **) texts);
}

void
cw_record_filters_apply (CwRecordFilters *self, CwRecordQuery *query)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  guint state = get_choice (self->state_choice), type = get_choice (self->type_choice);
  guint subsidiary = get_choice (self->subsidiary_choice), mark = get_choice (self->mark_choice);

  g_return_if_fail (self->types != NULL);

  query->search = *text != '\0' ? g_strdup (text) : NULL;
  query->states = state > 0 ? 1u << (state - 1) : 0;
  query->mark = mark == 0 ? CW_MARK_UNKNOWN : mark == 1 ? CW_MARK_ON : CW_MARK_OFF;
  query->tree = gtk_widget_get_visible (self->shape) && gtk_toggle_button_get_active (self->tree_toggle);
  if (type > 0)
    {
      g_strfreev (query->types);
      query->types = make_list (self->types[type - 1]);
    }
  if (subsidiary > 0)
    {
      g_strfreev (query->subsidiaries);
      query->subsidiaries = make_list (self->subsidiaries[subsidiary - 1]);
    }
}

void
cw_record_filters_reset (CwRecordFilters *self)
{
  self->quiet = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_drop_down_set_selected (self->state_choice, 0);
  gtk_drop_down_set_selected (self->type_choice, 0);
  gtk_drop_down_set_selected (self->subsidiary_choice, 0);
  gtk_drop_down_set_selected (self->mark_choice, 0);
  self->quiet = FALSE;
  changed_cb (self);
}

void
cw_record_filters_focus (CwRecordFilters *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
