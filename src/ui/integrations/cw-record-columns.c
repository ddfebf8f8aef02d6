/* cw-record-columns.c: the columns of a list of records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-record-columns.h"

#include "cw-record-row.h"
#include "cw-steady-list.h"
#include "cw-subsidiaries.h"
#include "cw-time-text.h"

#include <glib/gi18n-lib.h>

#define INDENT      18   /* pixels for each level of a tree */
#define MAX_INDENTS 6    /* deeper ones stand as far in */
#define ARROW_WIDTH 24   /* pixels of a branch's arrow, with the gap behind it */
#define CHAR_WIDTH  8    /* pixels, about */
#define LEAST_CHARS 5    /* of a name that stands far in */

typedef enum {
  COLUMN_NAME,
  COLUMN_TYPE,
  COLUMN_PARENT,
  COLUMN_SUBSIDIARIES,
  COLUMN_MARK,
  COLUMN_STATE,
  COLUMN_CHANGED,
} Column;

static const struct {
  const char  *title;
  const char  *property; /* of the row, whose changes the cell shows */
  CwRecordSort sort;
  gboolean     expand;
  int          width;    /* characters that it wants; less is cut */
  int          least;    /* that it must have */
  int          from;     /* pixels that a list must have for this column to be there */
} columns[] = {
  [COLUMN_NAME]         = { N_("Name"), "name", CW_RECORD_SORT_NAME, TRUE, 14, 14, 0 },
  [COLUMN_TYPE]         = { N_("Type"), "type", CW_RECORD_SORT_TYPE, FALSE, 8, 8, 480 },
  [COLUMN_PARENT]       = { N_("Parent"), "parent-name", CW_RECORD_SORT_PARENT, TRUE, 11, 11, 640 },
  [COLUMN_SUBSIDIARIES] = { N_("Subsidiaries"), "subsidiaries", CW_RECORD_SORT_SUBSIDIARIES, FALSE, 14, 14, 840 },
  [COLUMN_MARK]         = { N_("Sync"), "marked", CW_RECORD_SORT_MARK, FALSE, 4, 4, 560 },
  [COLUMN_STATE]        = { N_("State"), "state", CW_RECORD_SORT_STATE, FALSE, 9, 7, 0 },
  [COLUMN_CHANGED]      = { N_("Changed"), "changed", CW_RECORD_SORT_CHANGED, FALSE, 8, 8, 640 },
};

/* ---- words ---- */

const char *
cw_record_columns_get_state_title (CwRecordState state)
{
  switch (state)
    {
    case CW_RECORD_STATE_NEW:
      return _("New");
    case CW_RECORD_STATE_IN_STEP:
      return _("In step");
    case CW_RECORD_STATE_CHANGED:
      return _("Changed");
    case CW_RECORD_STATE_WAITING:
      return _("Waiting");
    case CW_RECORD_STATE_ATTENTION:
      return _("Needs you");
    case CW_RECORD_STATE_SKIPPED:
    default:
      return _("Blocked");
    }
}

const char *
cw_record_columns_get_type_title (const char *type)
{
  static const struct { const char *type, *title; } titles[] = {
    { "customer", N_("Customer") }, { "job", N_("Project") }, { "employee", N_("Employee") }, { "vendor", N_("Vendor") },
    { "purchaseorder", N_("Purchase order") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_strcmp0 (titles[i].type, type) == 0)
      return _(titles[i].title);
  return type;
}

/* (transfer full) */
static char *
dup_text (CwRecordRow *row, Column column, GHashTable *names)
{
  gint64 changed = cw_record_row_get_changed (row);

  if (cw_record_row_get_loading (row))
    return g_strdup (column == COLUMN_NAME ? "…" : "");
  switch (column)
    {
    case COLUMN_NAME:
      return g_strdup (cw_record_row_get_name (row));
    case COLUMN_TYPE:
      return g_strdup (cw_record_columns_get_type_title (cw_record_row_get_record_type (row)));
    case COLUMN_PARENT:
      return g_strdup (cw_record_row_get_parent_name (row));
    case COLUMN_SUBSIDIARIES:
      return cw_subsidiaries_dup_names (names, cw_record_row_get_subsidiaries (row));
    case COLUMN_MARK:
      return g_strdup (cw_record_row_get_marked (row) ? _("Yes") : _("No"));
    case COLUMN_STATE:
      return g_strdup (cw_record_columns_get_state_title (cw_record_row_get_state (row)));
    case COLUMN_CHANGED:
    default:
      return changed != 0 ? cw_time_text_dup_ago (changed) : NULL;
    }
}

/* What a cell has no room for. (transfer full) (nullable) */
static char *
dup_tooltip (CwRecordRow *row, Column column, GHashTable *names)
{
  gint64 changed = cw_record_row_get_changed (row);

  if (cw_record_row_get_context (row))
    return g_strdup (_("Shown for what is below it"));
  if (column == COLUMN_STATE)
    return g_strdup (cw_record_row_get_reason (row));
  if (column == COLUMN_CHANGED && changed != 0)
    return cw_time_text_dup_exact (changed);
  if (column == COLUMN_SUBSIDIARIES)
    return cw_subsidiaries_dup_names (names, cw_record_row_get_subsidiaries (row));
  return column == COLUMN_NAME ? g_strdup (cw_record_row_get_name (row)) : NULL;
}

/* ---- text cells ---- */

/* char * → char *: of the account's subsidiaries; nullable. */
static GHashTable *
get_names (GtkWidget *cell)
{
  GtkWidget *view = gtk_widget_get_ancestor (cell, GTK_TYPE_COLUMN_VIEW);

  return view != NULL ? g_object_get_data (G_OBJECT (view), "subsidiary-names") : NULL;
}

/* A label, in the column of names with an arrow before it, in the column of states with an icon behind it. */
static GtkWidget *
get_label (GtkWidget *cell)
{
  return g_object_get_data (G_OBJECT (cell), "label");
}

static Column
get_column (GtkWidget *cell)
{
  return (Column) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (cell), "column"));
}

/* What is in the place that the row shows; NULL for a moment while the list is replaced. */
static CwRecordRow *
get_row (GtkListItem *list_item)
{
  CwSteadyItem *place = gtk_list_item_get_item (list_item);

  return place != NULL ? cw_steady_item_get_object (place) : NULL;
}

static void
update_text (GtkListItem *list_item)
{
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  CwRecordRow *row = get_row (list_item);
  Column column = get_column (cell);
  g_autofree char *text = row != NULL ? dup_text (row, column, get_names (cell)) : NULL;

  gtk_label_set_label (GTK_LABEL (get_label (cell)), text != NULL ? text : "");
  if (column == COLUMN_STATE)
    gtk_widget_set_visible (gtk_widget_get_last_child (cell), row != NULL && cw_record_row_get_reason (row) != NULL);
}

/* ---- the tree ---- */

/* Deep trees must leave room for names, and those for the other columns. Names of leaves stand where those of branches do. */
static void
indent (GtkWidget *cell, guint depth, CwRecordFold fold)
{
  int before = (int) MIN (depth, MAX_INDENTS) * INDENT + (fold != CW_RECORD_FOLD_FLAT ? ARROW_WIDTH : 0);

  gtk_widget_set_margin_start (cell, before - (fold == CW_RECORD_FOLD_OPEN || fold == CW_RECORD_FOLD_FOLDED ? ARROW_WIDTH : 0));
  gtk_label_set_width_chars (GTK_LABEL (get_label (cell)), MAX (LEAST_CHARS, columns[COLUMN_NAME].least - before / CHAR_WIDTH));
}

static void
update_arrow (GtkWidget *cell, CwRecordRow *row, CwRecordFold fold)
{
  GtkWidget *arrow = gtk_widget_get_first_child (cell);
  gboolean branch = fold == CW_RECORD_FOLD_OPEN || fold == CW_RECORD_FOLD_FOLDED, open = fold == CW_RECORD_FOLD_OPEN;
  const char *name = branch && cw_record_row_get_name (row) != NULL ? cw_record_row_get_name (row) : "";
  g_autofree char *label = g_strdup_printf (open ? _("Collapse %s") : _("Expand %s"), name);

  gtk_widget_set_visible (arrow, branch);
  gtk_button_set_icon_name (GTK_BUTTON (arrow), open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_EXPANDED, open, -1);
}

/* What a screen reader says of the row, which has the keyboard: its cells are no more than texts. */
static void
describe_row (GtkWidget *cell, CwRecordRow *row, CwRecordFold fold)
{
  GtkWidget *parent = gtk_widget_get_parent (cell);
  GtkAccessible *line = parent != NULL ? GTK_ACCESSIBLE (gtk_widget_get_parent (parent)) : NULL;
  const char *name = row != NULL ? cw_record_row_get_name (row) : NULL;

  if (line == NULL)
    return;
  gtk_accessible_update_property (line, GTK_ACCESSIBLE_PROPERTY_LABEL, name != NULL ? name : "", GTK_ACCESSIBLE_PROPERTY_LEVEL,
                                  row != NULL ? (int) cw_record_row_get_depth (row) + 1 : 1, -1);
  if (fold == CW_RECORD_FOLD_OPEN || fold == CW_RECORD_FOLD_FOLDED)
    gtk_accessible_update_state (line, GTK_ACCESSIBLE_STATE_EXPANDED, fold == CW_RECORD_FOLD_OPEN, -1);
  else
    gtk_accessible_reset_state (line, GTK_ACCESSIBLE_STATE_EXPANDED);
}

static void
update_branch (GtkListItem *list_item)
{
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  CwRecordRow *row = get_row (list_item);
  CwRecordFold fold = row != NULL ? cw_record_row_get_fold (row) : CW_RECORD_FOLD_FLAT;

  indent (cell, row != NULL ? cw_record_row_get_depth (row) : 0, fold);
  update_arrow (cell, row, fold);
  describe_row (cell, row, fold);
}

static void
arrow_clicked_cb (GtkWidget *arrow, GtkListItem *list_item)
{
  CwRecordRow *row = get_row (list_item);

  if (row != NULL)
    gtk_widget_activate_action (arrow, "records.fold", "(xb)", cw_record_row_get_key (row),
                                cw_record_row_get_fold (row) == CW_RECORD_FOLD_OPEN);
}

/* The row takes the keyboard, and its Left and Right do what the arrow does. */
static GtkWidget *
make_arrow (GtkListItem *list_item)
{
  GtkWidget *arrow = gtk_button_new ();

  gtk_widget_set_can_focus (arrow, FALSE);
  gtk_widget_set_valign (arrow, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (arrow, "flat");
  gtk_widget_add_css_class (arrow, "branch-arrow");
  g_signal_connect (arrow, "clicked", G_CALLBACK (arrow_clicked_cb), list_item);
  return arrow;
}

/* ---- cells ---- */

/* What does not match itself is paler. */
static void
update_look (GtkListItem *list_item)
{
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  CwRecordRow *row = get_row (list_item);

  if (row != NULL && cw_record_row_get_context (row))
    gtk_widget_add_css_class (cell, "dim-label");
  else
    gtk_widget_remove_css_class (cell, "dim-label");
}

static void
update_cell (GtkListItem *list_item)
{
  update_text (list_item);
  update_look (list_item);
  if (get_column (gtk_list_item_get_child (list_item)) == COLUMN_NAME)
    update_branch (list_item);
}

/* Made when it is asked for: to set one costs two answers of the display's server, for each cell of a page. */
static gboolean
query_tooltip_cb (GtkWidget *cell, int x, int y, gboolean keyboard, GtkTooltip *tooltip, GtkListItem *list_item)
{
  CwRecordRow *row = get_row (list_item);
  g_autofree char *text = row != NULL ? dup_tooltip (row, get_column (cell), get_names (cell)) : NULL;

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL && *text != '\0';
}

static void
setup_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer column)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4), *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), columns[GPOINTER_TO_INT (column)].least);
  gtk_label_set_max_width_chars (GTK_LABEL (label), columns[GPOINTER_TO_INT (column)].width);
  gtk_widget_set_hexpand (label, GPOINTER_TO_INT (column) != COLUMN_STATE);
  if (GPOINTER_TO_INT (column) == COLUMN_NAME)
    gtk_box_append (GTK_BOX (cell), make_arrow (list_item));
  gtk_box_append (GTK_BOX (cell), label);
  g_object_set_data (G_OBJECT (cell), "label", label);
  g_object_set_data (G_OBJECT (cell), "list-item", list_item);
  if (GPOINTER_TO_INT (column) == COLUMN_STATE)
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("record-why-symbolic");

      gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Open the record to see why"), -1);
      gtk_box_append (GTK_BOX (cell), icon);
    }
  g_object_set_data (G_OBJECT (cell), "column", column);
  gtk_widget_set_has_tooltip (cell, TRUE);
  g_signal_connect (cell, "query-tooltip", G_CALLBACK (query_tooltip_cb), list_item);
  gtk_list_item_set_child (list_item, cell);
}

/* Only what the cell shows: a row that arrives changes a dozen properties, and a page has 800 cells. */
static void
bind_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  CwSteadyItem *place = gtk_list_item_get_item (list_item);
  Column column = get_column (gtk_list_item_get_child (list_item));
  g_autofree char *changes = g_strconcat ("changed::", columns[column].property, NULL);

  g_signal_connect_swapped (place, "notify::object", G_CALLBACK (update_cell), list_item);
  g_signal_connect_swapped (place, "changed::loading", G_CALLBACK (update_text), list_item);
  g_signal_connect_swapped (place, changes, G_CALLBACK (update_text), list_item);
  if (column == COLUMN_STATE)
    g_signal_connect_swapped (place, "changed::reason", G_CALLBACK (update_text), list_item);
  g_signal_connect_swapped (place, "changed::context", G_CALLBACK (update_look), list_item);
  if (column == COLUMN_NAME)
    {
      g_signal_connect_swapped (place, "changed::depth", G_CALLBACK (update_branch), list_item);
      g_signal_connect_swapped (place, "changed::fold", G_CALLBACK (update_branch), list_item);
      g_signal_connect_swapped (place, "changed::name", G_CALLBACK (update_branch), list_item);
    }
  update_cell (list_item);
}

static void
unbind_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (list_item), list_item);
}

/* ---- check boxes ---- */

static void
update_chosen (GtkListItem *list_item)
{
  GtkWidget *check = gtk_list_item_get_child (list_item);
  CwRecordSelection *selection = g_object_get_data (G_OBJECT (check), "selection");
  CwRecordRow *row = get_row (list_item);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), row != NULL && cw_record_selection_contains (selection, cw_record_row_get_key (row)));
}

static void
update_check (GtkListItem *list_item)
{
  GtkWidget *check = gtk_list_item_get_child (list_item);
  CwRecordRow *row = get_row (list_item);
  const char *name = row != NULL ? cw_record_row_get_name (row) : NULL;
  g_autofree char *label = g_strdup_printf (_("Choose %s"), name != NULL ? name : "");

  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  update_chosen (list_item);
}

static void
check_toggled_cb (GtkCheckButton *check, GtkListItem *list_item)
{
  CwRecordRow *row = get_row (list_item);

  if (row != NULL)
    cw_record_selection_set (g_object_get_data (G_OBJECT (check), "selection"), cw_record_row_get_key (row),
                             gtk_check_button_get_active (check));
}

/* Takes no focus: the row does, and the space bar works there. A check button that may focus but is not focusable would say that it
 * took it, and keep the keyboard out of the list. */
static void
setup_check_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer selection)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_can_focus (check, FALSE);
  g_object_set_data_full (G_OBJECT (check), "selection", g_object_ref (selection), g_object_unref);
  g_signal_connect (check, "toggled", G_CALLBACK (check_toggled_cb), list_item);
  gtk_list_item_set_child (list_item, check);
}

static void
bind_check_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer selection)
{
  CwSteadyItem *place = gtk_list_item_get_item (list_item);

  g_signal_connect_swapped (place, "notify::object", G_CALLBACK (update_check), list_item);
  g_signal_connect_swapped (place, "changed::name", G_CALLBACK (update_check), list_item);
  g_signal_connect_swapped (selection, "changed", G_CALLBACK (update_chosen), list_item);
  update_check (list_item);
}

static void
unbind_check_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer selection)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (list_item), list_item);
  g_signal_handlers_disconnect_by_func (selection, update_chosen, list_item);
}

/* ---- rows ---- */

/* The cell of @line that says which row it shows; NULL: @line is a header. */
static GtkListItem *
get_list_item (GtkWidget *line)
{
  for (GtkWidget *child = gtk_widget_get_first_child (line); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *cell = gtk_widget_get_first_child (child);
      GtkListItem *list_item = cell != NULL ? g_object_get_data (G_OBJECT (cell), "list-item") : NULL;

      if (list_item != NULL)
        return list_item;
    }
  return NULL;
}

guint
cw_record_columns_get_position (GtkColumnView *view, GtkWidget *widget)
{
  GtkListItem *list_item = NULL;

  if (!gtk_widget_is_ancestor (widget, GTK_WIDGET (view)))
    return GTK_INVALID_LIST_POSITION;
  for (; widget != GTK_WIDGET (view) && list_item == NULL; widget = gtk_widget_get_parent (widget))
    list_item = get_list_item (widget);
  return list_item != NULL ? gtk_list_item_get_position (list_item) : GTK_INVALID_LIST_POSITION;
}

void
cw_record_columns_focus (GtkColumnView *view, guint position)
{
  /* The header comes first, then what holds the rows. */
  GtkWidget *rows = gtk_widget_get_last_child (GTK_WIDGET (view));

  gtk_widget_activate_action (rows, "list.scroll-to-item", "u", position);
  for (GtkWidget *line = gtk_widget_get_first_child (rows); line != NULL; line = gtk_widget_get_next_sibling (line))
    {
      GtkListItem *list_item = get_list_item (line);

      if (list_item == NULL || gtk_list_item_get_position (list_item) != position)
        continue;
      gtk_widget_grab_focus (line);
      gtk_widget_activate_action (rows, "list.select-item", "(ubb)", position, FALSE, FALSE);
      return;
    }
}

/* ---- sorting ---- */

/* A header needs a sorter to be pressed, and which header counts can be asked of the view only by letting it compare: the
 * sorter of that column is asked first and notes itself. Nothing is ever ordered by it. */
typedef struct {
  int *probe;   /* CwRecordSort; -1: nobody was asked yet */
  int  sort;
} Header;

static int
note_header (gconstpointer a, gconstpointer b, gpointer data)
{
  Header *header = data;

  if (*header->probe < 0)
    *header->probe = header->sort;
  return -1;
}

void
cw_record_columns_get_sort (GtkColumnView *view, CwRecordSort *out_sort, gboolean *out_descending)
{
  int *probe = g_object_get_data (G_OBJECT (view), "sort-probe");
  GtkOrdering ordering;

  *probe = -1;
  ordering = gtk_sorter_compare (gtk_column_view_get_sorter (view), view, gtk_column_view_get_columns (view));
  *out_sort = *probe >= 0 ? (CwRecordSort) *probe : CW_RECORD_SORT_NAME;
  *out_descending = *probe >= 0 && ordering == GTK_ORDERING_LARGER;
}

void
cw_record_columns_sort (GtkColumnView *view, CwRecordSort sort, gboolean descending)
{
  for (guint kind = 0; kind < G_N_ELEMENTS (columns); kind++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (view), kind + 1);

      if (columns[kind].sort == sort)
        gtk_column_view_sort_by_column (view, column, descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
    }
}

/* ---- columns ---- */

static void
add_check_column (GtkColumnView *view, CwRecordSelection *selection)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_check_cb), selection, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_check_cb), selection, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_check_cb), selection, 0);
  column = gtk_column_view_column_new ("", factory);
  gtk_column_view_append_column (view, column);
}

static void
add_text_column (GtkColumnView *view, Column kind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Header *header = g_new0 (Header, 1);
  g_autoptr (GtkColumnViewColumn) column = NULL;
  g_autoptr (GtkSorter) sorter = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), GINT_TO_POINTER (kind));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cell_cb), NULL);
  column = gtk_column_view_column_new (_(columns[kind].title), factory);
  gtk_column_view_column_set_expand (column, columns[kind].expand);
  gtk_column_view_column_set_resizable (column, TRUE);
  header->probe = g_object_get_data (G_OBJECT (view), "sort-probe");
  header->sort = (int) columns[kind].sort;
  sorter = GTK_SORTER (gtk_custom_sorter_new (note_header, header, g_free));
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_append_column (view, column);
  if (kind == COLUMN_NAME)
    gtk_column_view_sort_by_column (view, column, GTK_SORT_ASCENDING);
}

void
cw_record_columns_add (GtkColumnView *view, CwRecordSelection *selection)
{
  g_object_set_data_full (G_OBJECT (view), "sort-probe", g_new0 (int, 1), g_free);
  add_check_column (view, selection);
  for (guint kind = 0; kind < G_N_ELEMENTS (columns); kind++)
    add_text_column (view, (Column) kind);
}

void
cw_record_columns_set_names (GtkColumnView *view, GHashTable *names)
{
  g_object_set_data_full (G_OBJECT (view), "subsidiary-names", g_hash_table_ref (names), (GDestroyNotify) g_hash_table_unref);
}

static void
set_visible (GtkColumnView *view, guint kind, gboolean visible)
{
  g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (view), kind + 1);

  gtk_column_view_column_set_visible (column, visible);
}

void
cw_record_columns_fit (GtkColumnView *view, int width)
{
  /* Headers of other languages are longer: these go first, until the others fit. */
  static const Column spare[] = { COLUMN_SUBSIDIARIES, COLUMN_PARENT, COLUMN_CHANGED, COLUMN_MARK, COLUMN_TYPE };
  int least;

  for (guint kind = 0; kind < G_N_ELEMENTS (columns); kind++)
    set_visible (view, kind, width >= columns[kind].from);
  for (guint i = 0; i < G_N_ELEMENTS (spare); i++)
    {
      gtk_widget_measure (GTK_WIDGET (view), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      if (least <= width)
        break;
      set_visible (view, spare[i], FALSE);
    }
}
