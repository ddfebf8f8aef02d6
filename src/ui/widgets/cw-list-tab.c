/* cw-list-tab.c: Tab leaves a list in place of going through it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * While the key is dealt with only the selected row can have the focus.
 */

#include "config.h"

#include "cw-list-tab.h"

static void
set_focusable (GtkListBox *list, gboolean focusable)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    gtk_widget_set_focusable (GTK_WIDGET (row), focusable || gtk_list_box_row_is_selected (row));
}

static gboolean
restore_cb (gpointer data)
{
  set_focusable (data, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
key_pressed_cb (GtkListBox *list, guint keyval, guint code, GdkModifierType state)
{
  if (keyval != GDK_KEY_Tab && keyval != GDK_KEY_ISO_Left_Tab)
    return FALSE;
  set_focusable (list, FALSE);
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, restore_cb, g_object_ref (list), g_object_unref);
  return FALSE;
}

void
cw_list_box_let_tab_leave (GtkListBox *list)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), list);
  gtk_widget_add_controller (GTK_WIDGET (list), keys);
}
