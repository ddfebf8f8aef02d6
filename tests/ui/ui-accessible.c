/* ui-accessible.c: what somebody needs who does not see the window or has no mouse
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The toolkit has no question for the name of a control that asks in the same
 * way in every version; what makes one is looked at instead: a label that was
 * set, a relation to a label, or words inside of it.
 */

#include "ui-accessible.h"

#include "ui-fixture.h"

#include <adwaita.h>
#include <string.h>

#define MANY_STEPS  2000
#define MANY_ROUNDS 200

static gboolean
is_control (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_SWITCH (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_ENTRY (widget)
         || GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_SPIN_BUTTON (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_LIST_VIEW (widget)
         || GTK_IS_COLUMN_VIEW (widget) || GTK_IS_LIST_BOX (widget) || GTK_IS_PROGRESS_BAR (widget) || GTK_IS_LEVEL_BAR (widget)
         || GTK_IS_TEXT_VIEW (widget) || (GTK_IS_LIST_BOX_ROW (widget) && gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (widget)))
         || ADW_IS_ENTRY_ROW (widget);
}

/* Made by the toolkit for one of its own; their names are the toolkit's business, and so is how the keyboard gets to them. */
static gboolean
is_part (GtkWidget *widget)
{
  for (GtkWidget *at = gtk_widget_get_parent (widget); at != NULL; at = gtk_widget_get_parent (at))
    if (GTK_IS_SPIN_BUTTON (at) || GTK_IS_SEARCH_ENTRY (at) || GTK_IS_DROP_DOWN (at) || GTK_IS_ENTRY (at) || GTK_IS_WINDOW_CONTROLS (at)
        || GTK_IS_MENU_BUTTON (at) || GTK_IS_SWITCH (at) || ADW_IS_ENTRY_ROW (at) || ADW_IS_COMBO_ROW (at) || GTK_IS_POPOVER (at)
        || ADW_IS_VIEW_SWITCHER (at) || (GTK_IS_LIST_VIEW (widget) && GTK_IS_COLUMN_VIEW (at)))
      return TRUE;
  /* The box that an expander keeps its rows in. */
  return GTK_IS_LIST_BOX (widget) && gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_ROW) != NULL;
}

static gboolean
is_shown (GtkWidget *widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_child_visible (widget);
}

static gboolean
has_words (GtkWidget *widget)
{
  if (!gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_words (child))
      return TRUE;
  return FALSE;
}

static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  if (gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL)
      || gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return TRUE;
  /* A list in a group of rows is named by the group. */
  if (GTK_IS_LIST_BOX (widget) && gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_GROUP) != NULL)
    return TRUE;
  return (GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_LIST_BOX_ROW (widget)) && has_words (widget);
}

/* Where it is: the types from the window down, and what stands on it. */
static void
complain (GtkWidget *widget, const char *what)
{
  g_autoptr (GString) path = g_string_new (NULL);
  const char *label = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;

  for (GtkWidget *at = widget; at != NULL; at = gtk_widget_get_parent (at))
    {
      g_string_prepend (path, G_OBJECT_TYPE_NAME (at));
      g_string_prepend (path, " ");
    }
  g_printerr ("%s: %s “%s” (%s)\n", what, path->str, label != NULL ? label : "", gtk_widget_get_tooltip_text (widget));
}

guint
ui_count_nameless (GtkWidget *root)
{
  guint n = 0;

  if (!is_shown (root))
    return 0;
  if (is_control (root) && !is_part (root) && !has_name (root))
    {
      complain (root, "no name");
      n++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += ui_count_nameless (child);
  return n;
}

/* ---- the keyboard ---- */

/* Of a list the toolkit takes one row with Tab, the others with the arrows; and a bar only shows something. */
static gboolean
wants_keyboard (GtkWidget *widget)
{
  return is_control (widget) && !is_part (widget) && gtk_widget_is_sensitive (widget) && gtk_widget_get_focusable (widget)
         && !GTK_IS_PROGRESS_BAR (widget) && !GTK_IS_LEVEL_BAR (widget) && !GTK_IS_LIST_BOX (widget) && !GTK_IS_LIST_BOX_ROW (widget)
         && !GTK_IS_LIST_VIEW (widget) && !GTK_IS_COLUMN_VIEW (widget)
         && gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_VIEW) == NULL && gtk_widget_get_ancestor (widget, GTK_TYPE_COLUMN_VIEW) == NULL;
}

/* What Tab has to reach, as it stands now. */
static void
list_controls (GtkWidget *root, GPtrArray *controls)
{
  if (!is_shown (root))
    return;
  if (wants_keyboard (root))
    g_ptr_array_add (controls, root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    list_controls (child, controls);
}

static gboolean
is_same (const GPtrArray *before, const GPtrArray *after)
{
  return before->len == after->len && memcmp (before->pdata, after->pdata, before->len * sizeof *before->pdata) == 0;
}

/* Goes all the way round. Those that had the keyboard though nobody sees them: the number of them. */
static guint
walk (GtkWindow *window, GHashTable *reached)
{
  GtkWidget *first = NULL;
  guint hidden = 0;

  gtk_window_set_focus (window, NULL);
  for (guint step = 0; step < MANY_STEPS; step++)
    {
      GtkWidget *focus;

      if (!gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD))
        gtk_window_set_focus (window, NULL);
      focus = gtk_window_get_focus (window);
      if (focus == NULL)
        continue;
      if (focus == first && step > 1)
        break;
      if (first == NULL)
        first = focus;
      /* A row that comes into sight by this is made, and placed a moment later. */
      for (guint i = 0; !is_shown (focus) && i < 20; i++)
        g_main_context_iteration (NULL, TRUE);
      if (!is_shown (focus))
        {
          complain (focus, "hidden, but has the keyboard");
          hidden++;
        }
      for (GtkWidget *at = focus; at != NULL; at = gtk_widget_get_parent (at))
        g_hash_table_add (reached, at);
    }
  return hidden;
}

/* A page whose answers from the database are on their way makes and drops rows in the middle of a walk, which then misses what came
 * behind it. Only a walk during which nothing came or went says anything. */
guint
ui_count_unreachable (GtkWindow *window)
{
  for (guint round = 0; round < MANY_ROUNDS; round++)
    {
      g_autoptr (GHashTable) reached = g_hash_table_new (NULL, NULL);
      g_autoptr (GPtrArray) before = g_ptr_array_new (), after = g_ptr_array_new ();
      guint unreachable;

      list_controls (GTK_WIDGET (window), before);
      unreachable = walk (window, reached);
      list_controls (GTK_WIDGET (window), after);
      if (!is_same (before, after))
        {
          g_test_message ("the page changed below the walk");
          ui_settle ();
          continue;
        }
      for (guint i = 0; i < after->len; i++)
        if (!g_hash_table_contains (reached, after->pdata[i]))
          {
            complain (after->pdata[i], "not reached with Tab");
            unreachable++;
          }
      return unreachable;
    }
  g_error ("The page never comes to rest");
}
