/* test-list.c: the list of records by pointer and by keyboard
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-export-page.h"
#include "cw-record-columns.h"
#include "cw-record-page.h"
#include "cw-record-row.h"
#include "cw-steady-list.h"
#include "ui-fixture.h"
#include "ui-keys.h"

#include <adwaita.h>
#include <string.h>

typedef struct {
  UiFixture     *ui;
  GtkWidget     *page;
  GtkColumnView *view;
} List;

static List
show_list (guint customers, guint projects)
{
  UiFixture *ui = ui_fixture_new (customers, projects, TRUE);
  List list = { ui, GTK_WIDGET (cw_export_page_new (ui->desk, ui->item, ui->workflow, ui->pages)), NULL };

  cw_integrations_page_push (ui->pages, "Customers and projects", list.page);
  ui_wait_shown (list.page, "page 1 of ");
  list.view = GTK_COLUMN_VIEW (ui_find (list.page, GTK_TYPE_COLUMN_VIEW, NULL));
  return list;
}

static GListModel *
get_model (List *list)
{
  return G_LIST_MODEL (gtk_column_view_get_model (list->view));
}

static gboolean
is_loaded (gpointer data)
{
  CwRecordRow *row = cw_steady_item_get_object (data);

  return row != NULL && !cw_record_row_get_loading (row);
}

/* (transfer full) */
static CwRecordRow *
get_row (List *list, guint position)
{
  g_autoptr (CwSteadyItem) place = g_list_model_get_item (get_model (list), position);

  g_assert_nonnull (place);
  ui_wait (is_loaded, place);
  return g_object_ref (cw_steady_item_get_object (place));
}

/* What is in the search entry was asked for and answered, and every place has the row that belongs there. */
static gboolean
is_answered (gpointer data)
{
  List *list = data;
  CwRecordList *records = cw_export_page_get_list (CW_EXPORT_PAGE (list->page));
  const char *wanted = gtk_editable_get_text (GTK_EDITABLE (ui_find (list->page, GTK_TYPE_SEARCH_ENTRY, NULL)));
  const char *asked = cw_record_list_get_query (records)->search;
  guint rows = g_list_model_get_n_items (G_LIST_MODEL (records)), places = g_list_model_get_n_items (get_model (list));

  if (cw_record_list_is_loading (records) || !g_str_equal (wanted, asked != NULL ? asked : "") || places > rows || (rows > 0) != (places > 0))
    return FALSE;
  for (guint i = 0; i < places; i++)
    {
      g_autoptr (CwSteadyItem) place = g_list_model_get_item (get_model (list), i);

      if (cw_steady_item_get_object (place) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* Whatever was done to search, filters, headers or branches is shown. */
static void
settle (List *list)
{
  ui_wait (is_answered, list);
}

static GtkDropDown *
get_choice (List *list, guint position)
{
  GtkWidget *place = gtk_widget_get_parent (ui_find (list->page, GTK_TYPE_DROP_DOWN, NULL));

  for (; position > 0; position--)
    place = gtk_widget_get_next_sibling (place);
  return GTK_DROP_DOWN (gtk_widget_get_first_child (place));
}

static void
choose (List *list, guint position, guint selected)
{
  gtk_drop_down_set_selected (get_choice (list, position), selected);
  settle (list);
}

static void
search (List *list, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (ui_find (list->page, GTK_TYPE_SEARCH_ENTRY, NULL)), text);
  settle (list);
}

/* ---- tree and list ---- */

static guint
count_levels (List *list)
{
  guint deepest = 0;

  for (guint i = 0; i < g_list_model_get_n_items (get_model (list)); i++)
    {
      g_autoptr (CwRecordRow) row = get_row (list, i);

      deepest = MAX (deepest, cw_record_row_get_depth (row));
    }
  return deepest;
}

static void
test_tree (void)
{
  List list = show_list (60, 60);
  g_autoptr (CwRecordRow) found = NULL;
  g_autofree char *name = NULL;
  guint rows, matches = 0;

  g_assert_cmpuint (count_levels (&list), >=, 2);
  ui_shoot (list.ui, "list-tree");
  for (guint i = 0; found == NULL; i++)
    {
      g_autoptr (CwRecordRow) row = get_row (&list, i);

      if (cw_record_row_get_depth (row) == 2 && strlen (cw_record_row_get_name (row)) > 4)
        found = g_object_ref (row);
    }
  /* What is found comes with its parents, and these are not counted. */
  name = g_strdup (cw_record_row_get_name (found));
  search (&list, name);
  rows = g_list_model_get_n_items (get_model (&list));
  g_assert_cmpuint (rows, >=, 3);
  for (guint i = 0; i < rows; i++)
    {
      g_autoptr (CwRecordRow) row = get_row (&list, i);

      matches += cw_record_row_get_context (row) ? 0 : 1;
    }
  g_assert_cmpuint (matches, <, rows);
  ui_shoot (list.ui, "list-tree-search");
  ui_click (list.page, "Mark All on Page");
  {
    g_autofree char *chosen = g_strdup_printf ("%u chosen", matches);

    ui_wait_shown (list.page, chosen);
  }
  ui_click (list.page, "List");
  settle (&list);
  g_assert_cmpuint (g_list_model_get_n_items (get_model (&list)), ==, matches);
  g_assert_cmpuint (count_levels (&list), ==, 0);
  ui_shoot (list.ui, "list-flat");
  ui_fixture_free (list.ui);
}

/* ---- branches ---- */

/* The arrow of the row that shows @name; NULL: it has none, or nobody shows it. */
static GtkWidget *
look_for_arrow (GtkWidget *root, const char *name)
{
  if (!gtk_widget_get_child_visible (root) || !gtk_widget_get_visible (root))
    return NULL;
  if (gtk_widget_has_css_class (root, "branch-arrow"))
    return g_strcmp0 (gtk_label_get_label (GTK_LABEL (gtk_widget_get_next_sibling (root))), name) == 0 ? root : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = look_for_arrow (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The one that has the keyboard. */
static GtkWidget *
get_line (GtkWidget *arrow)
{
  return gtk_widget_get_parent (gtk_widget_get_parent (gtk_widget_get_parent (arrow)));
}

/* As a screen reader is told. */
static void
assert_expanded (List *list, const char *name, gboolean expanded)
{
  GtkWidget *arrow = look_for_arrow (list->page, name);
  g_autofree char *label = g_strdup_printf (expanded ? "Collapse %s" : "Expand %s", name);

  g_assert_nonnull (arrow);
  gtk_test_accessible_assert_property (arrow, GTK_ACCESSIBLE_PROPERTY_LABEL, label);
  gtk_test_accessible_assert_state (arrow, GTK_ACCESSIBLE_STATE_EXPANDED, expanded);
  gtk_test_accessible_assert_state (get_line (arrow), GTK_ACCESSIBLE_STATE_EXPANDED, expanded);
  gtk_test_accessible_assert_property (get_line (arrow), GTK_ACCESSIBLE_PROPERTY_LABEL, name);
}

/* Position of the first root that has something below something below it. */
static guint
find_tall_branch (List *list)
{
  guint root = 0;

  for (guint i = 0; i < g_list_model_get_n_items (get_model (list)); i++)
    {
      g_autoptr (CwRecordRow) row = get_row (list, i);

      root = cw_record_row_get_depth (row) == 0 ? i : root;
      if (cw_record_row_get_depth (row) == 2)
        return root;
    }
  g_assert_not_reached ();
}

static guint
count_below (List *list, guint root)
{
  guint below = 0;

  for (guint i = root + 1; i < g_list_model_get_n_items (get_model (list)); i++)
    {
      g_autoptr (CwRecordRow) row = get_row (list, i);

      if (cw_record_row_get_depth (row) == 0)
        break;
      below++;
    }
  return below;
}

static guint
count_roots (List *list)
{
  guint roots = 0;

  for (guint i = 0; i < g_list_model_get_n_items (get_model (list)); i++)
    {
      g_autoptr (CwRecordRow) row = get_row (list, i);

      roots += cw_record_row_get_depth (row) == 0 ? 1 : 0;
    }
  return roots;
}

static guint
count_rows (List *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (cw_export_page_get_list (CW_EXPORT_PAGE (list->page))));
}

static void
press_hint (GtkWidget *root, const char *hint)
{
  g_signal_emit_by_name (ui_find_hint (root, GTK_TYPE_BUTTON, hint), "clicked");
}

/* A branch is folded by its arrow and stays folded over a search, which opens what it finds. */
static void
test_fold (void)
{
  List list = show_list (60, 60);
  guint all = count_rows (&list), root = find_tall_branch (&list), below = count_below (&list, root);
  guint matches = cw_record_list_get_matches (cw_export_page_get_list (CW_EXPORT_PAGE (list.page)));
  g_autoptr (CwRecordRow) branch = get_row (&list, root), inside = get_row (&list, root + 1);
  g_autofree char *inside_name = g_strdup (cw_record_row_get_name (inside)), *name = g_strdup (cw_record_row_get_name (branch));

  gtk_widget_activate_action (GTK_WIDGET (gtk_widget_get_last_child (GTK_WIDGET (list.view))), "list.scroll-to-item", "u", root);
  ui_settle ();
  assert_expanded (&list, name, TRUE);
  g_signal_emit_by_name (look_for_arrow (list.page, name), "clicked");
  settle (&list);
  g_assert_cmpuint (count_rows (&list), ==, all - below);
  assert_expanded (&list, name, FALSE);
  ui_shoot (list.ui, "list-folded");
  /* All that match are those that are hidden as well. */
  g_assert_cmpuint (cw_record_list_get_matches (cw_export_page_get_list (CW_EXPORT_PAGE (list.page))), ==, matches);
  search (&list, inside_name);
  g_assert_true (ui_shows (list.page, inside_name));
  search (&list, "");
  g_assert_cmpuint (count_rows (&list), ==, all - below);

  press_hint (list.page, "Collapse all");
  settle (&list);
  g_assert_cmpuint (count_levels (&list), ==, 0);
  ui_shoot (list.ui, "list-folded-all");
  g_signal_emit_by_name (look_for_arrow (list.page, name), "clicked");
  settle (&list);
  assert_expanded (&list, name, TRUE);
  g_assert_cmpuint (count_levels (&list), >=, 1);
  press_hint (list.page, "Expand all");
  settle (&list);
  g_assert_cmpuint (count_rows (&list), ==, all);
  /* A flat list has nothing to fold. */
  ui_click (list.page, "List");
  settle (&list);
  g_assert_null (look_for_arrow (list.page, name));
  ui_fixture_free (list.ui);
}

/* ---- filters ---- */

static void
test_filters (void)
{
  List list = show_list (60, 40);
  guint all = g_list_model_get_n_items (get_model (&list));

  ui_click (list.page, "List");
  settle (&list);
  choose (&list, 1, 2);
  for (guint i = 0; i < g_list_model_get_n_items (get_model (&list)); i++)
    {
      g_autoptr (CwRecordRow) row = get_row (&list, i);

      g_assert_cmpstr (cw_record_row_get_record_type (row), ==, "job");
    }
  choose (&list, 1, 0);
  choose (&list, 3, 1);
  g_assert_cmpuint (g_list_model_get_n_items (get_model (&list)), <, all);
  for (guint i = 0; i < g_list_model_get_n_items (get_model (&list)); i++)
    {
      g_autoptr (CwRecordRow) row = get_row (&list, i);

      g_assert_true (cw_record_row_get_marked (row));
    }
  choose (&list, 3, 0);
  choose (&list, 0, 1 + CW_RECORD_STATE_SKIPPED);
  g_assert_cmpuint (g_list_model_get_n_items (get_model (&list)), >, 0);
  for (guint i = 0; i < g_list_model_get_n_items (get_model (&list)); i++)
    {
      g_autoptr (CwRecordRow) row = get_row (&list, i);

      g_assert_cmpint (cw_record_row_get_state (row), ==, CW_RECORD_STATE_SKIPPED);
      g_assert_nonnull (cw_record_row_get_reason (row));
    }
  search (&list, "zzz no such record");
  ui_wait_shown (list.page, "No Record Matches");
  ui_click (list.page, "Show All");
  settle (&list);
  g_assert_cmpuint (g_list_model_get_n_items (get_model (&list)), ==, all);
  ui_fixture_free (list.ui);
}

/* Subsidiaries have names, in the choice and in the rows. */
static void
test_subsidiaries (void)
{
  List list = show_list (40, 10);
  g_autoptr (CwRecordRow) row = get_row (&list, 0);

  gtk_window_set_default_size (list.ui->window, 1300, 700);
  ui_settle ();
  ui_shoot (list.ui, "list-wide");
  g_assert_true (ui_shows (list.page, "Harbor "));
  g_assert_false (ui_shows (list.page, "No. "));
  ui_fixture_free (list.ui);
}

/* ---- sorting ---- */

static char *
dup_key (CwRecordRow *row, guint column)
{
  switch (column)
    {
    case 1:
      return g_utf8_casefold (cw_record_row_get_name (row), -1);
    case 2:
      return g_strdup (cw_record_row_get_record_type (row));
    case 4:
      return g_strdup (cw_record_row_get_subsidiaries (row));
    case 5:
      return g_strdup (cw_record_row_get_marked (row) ? "1" : "0");
    case 6:
      return g_strdup_printf ("%d", (int) cw_record_row_get_state (row));
    case 7:
      return g_strdup_printf ("%020" G_GINT64_FORMAT, cw_record_row_get_changed (row));
    default:
      return g_strdup ("");
    }
}

static void
assert_sorted (List *list, guint column, gboolean descending)
{
  g_autofree char *before = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (get_model (list)); i++)
    {
      g_autoptr (CwRecordRow) row = get_row (list, i);
      g_autofree char *key = dup_key (row, column);

      if (before != NULL)
        g_assert_cmpint (strcmp (before, key) * (descending ? -1 : 1), <=, 0);
      g_free (before);
      before = g_steal_pointer (&key);
    }
}

/* By each column, both ways, as a press on its header does. Names are folded otherwise than here; their order is the store's test. */
static void
test_sort (void)
{
  List list = show_list (40, 30);
  GListModel *columns = gtk_column_view_get_columns (list.view);
  g_autoptr (GtkColumnViewColumn) name = g_list_model_get_item (columns, 1);

  ui_click (list.page, "List");
  settle (&list);
  for (guint i = 1; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      g_assert_nonnull (gtk_column_view_column_get_sorter (column));
      gtk_column_view_sort_by_column (list.view, column, GTK_SORT_ASCENDING);
      settle (&list);
      if (i != 1)
        assert_sorted (&list, i, FALSE);
      gtk_column_view_sort_by_column (list.view, column, GTK_SORT_DESCENDING);
      settle (&list);
      if (i != 1)
        assert_sorted (&list, i, TRUE);
    }
  /* By the keyboard as well, which cannot go to the headers; the choice follows these. */
  choose (&list, 4, 7);
  assert_sorted (&list, 7, TRUE);
  choose (&list, 4, 6);
  assert_sorted (&list, 6, FALSE);
  gtk_column_view_sort_by_column (list.view, name, GTK_SORT_DESCENDING);
  settle (&list);
  g_assert_cmpuint (gtk_drop_down_get_selected (get_choice (&list, 4)), ==, 1);
  ui_fixture_free (list.ui);
}

/* ---- the keyboard ---- */

static gboolean
is_in_rows (List *list)
{
  GtkWidget *focus = ui_get_focus ();

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (list->view))
         && gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (focus)) != GTK_ACCESSIBLE_ROLE_COLUMN_HEADER;
}

static gboolean
has_keyboard_in_rows (gpointer list)
{
  return is_in_rows (list);
}

static gboolean
has_moved (gpointer data)
{
  return ui_get_focus () != data;
}

static void
go_to_rows (List *list)
{
  gtk_widget_grab_focus (ui_find (list->page, GTK_TYPE_DROP_DOWN, NULL));
  for (guint i = 0; i < 40 && !is_in_rows (list); i++)
    {
      GtkWidget *before = ui_get_focus ();

      ui_press ("Tab", NULL);
      ui_wait (has_moved, before);
    }
  g_assert_true (is_in_rows (list));
}

static gboolean
is_searching (gpointer data)
{
  List *list = data;

  return gtk_widget_is_ancestor (ui_get_focus (), ui_find (list->page, GTK_TYPE_SEARCH_ENTRY, NULL));
}

static void
test_keyboard (void)
{
  List list = show_list (300, 100);

  ui_click (list.page, "List");
  settle (&list);
  if (!ui_keys_work ())
    {
      g_test_skip ("this display takes no keys");
      ui_fixture_free (list.ui);
      return;
    }
  /* Ctrl+F, from wherever the keyboard is, and typing searches. */
  gtk_widget_grab_focus (ui_find (list.page, GTK_TYPE_BUTTON, "List"));
  ui_press ("ctrl+f", NULL);
  ui_wait (is_searching, &list);
  ui_type ("an");
  settle (&list);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_find (list.page, GTK_TYPE_SEARCH_ENTRY, NULL))), ==, "an");
  ui_press ("BackSpace", "BackSpace", NULL);
  settle (&list);

  /* Space takes the row into the choice and out of it. */
  go_to_rows (&list);
  ui_press ("Down", "space", NULL);
  ui_wait_shown (list.page, "1 chosen");
  ui_press ("Down", "space", NULL);
  ui_wait_shown (list.page, "2 chosen");
  ui_press ("space", NULL);
  ui_wait_shown (list.page, "1 chosen");
  ui_press ("ctrl+a", NULL);
  ui_wait_shown (list.page, "100 chosen, with ");
  ui_press ("ctrl+shift+a", NULL);
  ui_wait_shown (list.page, "Nothing is chosen yet");

  /* Pages; what was chosen stays. */
  ui_press ("ctrl+a", "ctrl+Next", NULL);
  ui_wait_shown (list.page, "page 2 of ");
  g_assert_true (ui_shows (list.page, "100 chosen"));
  ui_wait (has_keyboard_in_rows, &list);
  ui_press ("ctrl+Prior", NULL);
  ui_wait_shown (list.page, "page 1 of ");
  ui_wait (has_keyboard_in_rows, &list);

  /* Return opens the record. */
  ui_press ("Down", "Return", NULL);
  ui_wait_shown (GTK_WIDGET (list.ui->pages), "Both Sides");
  g_assert_nonnull (ui_look (GTK_WIDGET (list.ui->pages), CW_TYPE_RECORD_PAGE, NULL));
  ui_fixture_free (list.ui);
}

typedef struct {
  List       *list;
  const char *name;
} Focused;

/* The row that shows that name has the keyboard. */
static gboolean
is_focused (gpointer data)
{
  Focused *focused = data;
  List *list = focused->list;
  guint position = ui_get_focus () != NULL ? cw_record_columns_get_position (list->view, ui_get_focus ()) : GTK_INVALID_LIST_POSITION;
  g_autoptr (CwRecordRow) row = position != GTK_INVALID_LIST_POSITION ? get_row (list, position) : NULL;

  return row != NULL && g_strcmp0 (cw_record_row_get_name (row), focused->name) == 0;
}

typedef struct {
  List *list;
  guint rows;
} Rows;

static gboolean
has_rows (gpointer data)
{
  Rows *rows = data;

  return is_answered (rows->list) && count_rows (rows->list) == rows->rows;
}

/* A key that was sent comes a moment later. */
static void
wait_rows (List *list, guint n)
{
  Rows rows = { list, n };

  ui_wait (has_rows, &rows);
}

static gboolean
is_folded (gpointer row)
{
  return cw_record_row_get_fold (row) == CW_RECORD_FOLD_FOLDED;
}

/* Left and Right go up and down the branches and open and close them; with Shift, all of them. */
static void
test_fold_keys (void)
{
  List list = show_list (60, 60);
  guint all = count_rows (&list), root = find_tall_branch (&list), below = count_below (&list, root), roots = count_roots (&list);
  g_autoptr (CwRecordRow) branch = get_row (&list, root), inside = get_row (&list, root + 1);
  g_autofree char *branch_name = g_strdup (cw_record_row_get_name (branch)), *inside_name = g_strdup (cw_record_row_get_name (inside));
  Focused on_branch = { &list, branch_name }, on_inside = { &list, inside_name };

  if (!ui_keys_work ())
    {
      g_test_skip ("this display takes no keys");
      ui_fixture_free (list.ui);
      return;
    }
  cw_record_columns_focus (list.view, root);
  ui_wait (is_focused, &on_branch);
  ui_press ("Right", NULL);
  ui_wait (is_focused, &on_inside);
  g_assert_cmpuint (count_rows (&list), ==, all);
  /* Closes what is open there first, if it is. */
  if (cw_record_row_get_fold (inside) == CW_RECORD_FOLD_OPEN)
    {
      ui_press ("Left", NULL);
      ui_wait (is_folded, inside);
      ui_wait (is_focused, &on_inside);
    }
  ui_press ("Left", NULL);
  ui_wait (is_focused, &on_branch);
  ui_press ("Left", NULL);
  wait_rows (&list, all - below);
  ui_wait (is_focused, &on_branch);
  ui_press ("shift+Left", NULL);
  wait_rows (&list, roots);
  g_assert_cmpuint (count_levels (&list), ==, 0);
  ui_press ("shift+Right", NULL);
  wait_rows (&list, all);
  ui_fixture_free (list.ui);
}

/* A page by its number. */
static void
test_jump (void)
{
  List list = show_list (300, 100);
  GtkMenuButton *button = GTK_MENU_BUTTON (ui_find (list.page, GTK_TYPE_MENU_BUTTON, NULL));
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (button));

  gtk_menu_button_popup (button);
  ui_settle ();
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (ui_find (popover, GTK_TYPE_SPIN_BUTTON, NULL)), 3);
  ui_shoot (list.ui, "list-jump");
  ui_click (popover, "Go");
  ui_wait_shown (list.page, "page 3 of ");
  g_assert_false (gtk_widget_get_visible (popover));
  ui_fixture_free (list.ui);
}

/* ---- looks ---- */

static gboolean
is_narrow (gpointer window)
{
  return gtk_widget_get_width (window) <= 360;
}

static gboolean
has_few_columns (gpointer page)
{
  return !ui_shows (page, "Subsidiaries");
}

static void
test_looks (void)
{
  List list = show_list (120, 60);

  ui_click (list.page, "Mark All on Page");
  ui_wait_shown (list.page, " chosen, with ");
  ui_shoot (list.ui, "list-light");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ui_settle ();
  ui_shoot (list.ui, "list-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  gtk_window_set_default_size (list.ui->window, 360, 640);
  ui_wait (is_narrow, list.ui->window);
  ui_wait (has_few_columns, list.page);
  g_assert_cmpint (gtk_widget_get_width (list.page), <=, 360);
  ui_settle ();
  /* A branch within a branch within a branch does not push the signs behind the states out of the window. */
  g_assert_cmpint (gtk_widget_get_width (ui_find (list.page, GTK_TYPE_COLUMN_VIEW, NULL)), <=, gtk_widget_get_width (list.page));
  ui_shoot (list.ui, "list-narrow");
  search (&list, "zzz no such record");
  ui_wait_shown (list.page, "No Record Matches");
  ui_shoot (list.ui, "list-narrow-nothing");
  ui_fixture_free (list.ui);
}

/* What is wrong is said, with what to do, in place of the list. */
static void
test_failed (void)
{
  UiFixture *ui = ui_fixture_new (10, 5, TRUE);
  static const char *names[] = { "causeway.db", "causeway.db-wal", "causeway.db-shm" };
  GtkWidget *page;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_build_filename (ui->fixture->dir, names[i], NULL);

      g_assert_true (g_file_set_contents (file, "this is no database, but it is long enough to be looked at", -1, NULL));
    }
  page = GTK_WIDGET (cw_export_page_new (ui->desk, ui->item, ui->workflow, ui->pages));
  cw_integrations_page_push (ui->pages, "Customers and projects", page);
  ui_wait_shown (page, "The List Cannot Be Shown");
  ui_shoot (ui, "list-failed");
  ui_fixture_free (ui);
}

int
main (int argc, char **argv)
{
  if (g_getenv ("DISPLAY") == NULL)
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/list/tree", test_tree);
  g_test_add_func ("/list/fold", test_fold);
  g_test_add_func ("/list/fold-keys", test_fold_keys);
  g_test_add_func ("/list/filters", test_filters);
  g_test_add_func ("/list/subsidiaries", test_subsidiaries);
  g_test_add_func ("/list/sort", test_sort);
  g_test_add_func ("/list/keyboard", test_keyboard);
  g_test_add_func ("/list/jump", test_jump);
  g_test_add_func ("/list/looks", test_looks);
  g_test_add_func ("/list/failed", test_failed);
  return g_test_run ();
}
