/* cw-choice.c: drop-downs with texts of any length
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The toolkit's own drop-down is as wide as what is chosen, so that one long name makes the whole page wider than its window.
 */

#include "config.h"

#include "cw-choice.h"

#define BUTTON_CHARS  10   /* that stay readable when there is no room */
#define BUTTON_WISH   20   /* asked for when there is */
#define LIST_CHARS    40   /* shown in the list; what is shorter is whole */

static char *
dup_text (GtkWidget *choice, gpointer item)
{
  g_autoptr (GtkExpression) expression = NULL;
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get (choice, "expression", &expression, NULL);
  if (expression != NULL && gtk_expression_evaluate (expression, item, &value))
    return g_value_dup_string (&value);
  return GTK_IS_STRING_OBJECT (item) ? g_strdup (gtk_string_object_get_string (item)) : NULL;
}

static gboolean
query_tooltip_cb (GtkLabel *label, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return FALSE;
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));
  return TRUE;
}

static GtkWidget *
make_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_has_tooltip (label, TRUE);
  g_signal_connect (label, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  return label;
}

/* ---- the button ---- */

static void
setup_button_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, GtkWidget *choice)
{
  GtkWidget *label = make_label ();

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), BUTTON_WISH);
  gtk_list_item_set_child (list_item, label);
}

static void
bind_button_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, GtkWidget *choice)
{
  g_autofree char *text = dup_text (choice, gtk_list_item_get_item (list_item));
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (list_item));

  gtk_label_set_width_chars (label, text != NULL ? (int) MIN (g_utf8_strlen (text, -1), BUTTON_CHARS) : 0);
  gtk_label_set_label (label, text != NULL ? text : "");
}

/* ---- the list ---- */

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, GtkWidget *choice)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = make_label ();

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_IMAGE, "icon-name", "object-select-symbolic", "accessible-role",
                                               GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_list_item_set_child (list_item, box);
}

static void
selected_cb (GtkListItem *list_item, GParamSpec *pspec, GtkWidget *choice)
{
  g_autoptr (GObject) selected = NULL;

  g_object_get (choice, "selected-item", &selected, NULL);
  gtk_widget_set_opacity (gtk_widget_get_last_child (gtk_list_item_get_child (list_item)), selected == gtk_list_item_get_item (list_item) ? 1 : 0);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, GtkWidget *choice)
{
  g_autofree char *text = dup_text (choice, gtk_list_item_get_item (list_item));
  GtkLabel *label = GTK_LABEL (gtk_widget_get_first_child (gtk_list_item_get_child (list_item)));
  gboolean fits = text == NULL || g_utf8_strlen (text, -1) <= LIST_CHARS;

  /* The list is as wide as its rows must be, not as they would like to be. */
  gtk_label_set_ellipsize (label, fits ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (label, fits ? -1 : LIST_CHARS);
  gtk_label_set_label (label, text != NULL ? text : "");
  g_signal_connect_object (choice, "notify::selected-item", G_CALLBACK (selected_cb), list_item, G_CONNECT_SWAPPED);
  selected_cb (list_item, NULL, choice);
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, GtkWidget *choice)
{
  g_signal_handlers_disconnect_by_func (choice, selected_cb, list_item);
}

void
cw_choice_cut (GtkWidget *choice)
{
  g_autoptr (GtkListItemFactory) button = gtk_signal_list_item_factory_new (), list = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (button, "setup", G_CALLBACK (setup_button_cb), choice, 0);
  g_signal_connect_object (button, "bind", G_CALLBACK (bind_button_cb), choice, 0);
  g_signal_connect_object (list, "setup", G_CALLBACK (setup_row_cb), choice, 0);
  g_signal_connect_object (list, "bind", G_CALLBACK (bind_row_cb), choice, 0);
  g_signal_connect_object (list, "unbind", G_CALLBACK (unbind_row_cb), choice, 0);
  g_object_set (choice, "factory", button, "list-factory", list, NULL);
}
