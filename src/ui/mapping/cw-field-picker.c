/* cw-field-picker.c: a window to choose one of many by searching
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-field-picker.h"

struct _CwFieldPicker {
  AdwWindow           parent_instance;

  /* template children */
  AdwWindowTitle     *window_title;
  GtkSearchEntry     *search;
  GtkStack           *stack;
  GtkListView        *list;

  GtkCustomFilter    *filter;       /* owned by the filtered list */
  GtkCustomSorter    *sorter;       /* owned by the sorted list */
  GtkSingleSelection *selection;    /* owned by the list */
  CwPicked            picked;
  gpointer            data;
  GDestroyNotify      free_data;
};

G_DEFINE_FINAL_TYPE (CwFieldPicker, cw_field_picker, ADW_TYPE_WINDOW)

static gboolean
matches_cb (gpointer item, gpointer data)
{
  CwFieldPicker *self = data;

  return cw_picker_item_matches (item, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  CwFieldPicker *self = data;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  /* What is equal stays in its order. */
  return *text != '\0' ? (int) cw_picker_item_rank ((CwPickerItem *) a, text) - (int) cw_picker_item_rank ((CwPickerItem *) b, text) : 0;
}

static void
items_changed_cb (CwFieldPicker *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "nothing");
}

static void
search_changed_cb (CwFieldPicker *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
  gtk_single_selection_set_selected (self->selection, 0);
}

static void
pick (CwFieldPicker *self, guint position)
{
  g_autoptr (CwPickerItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  CwPicked picked = g_steal_pointer (&self->picked);
  g_autoptr (CwFieldPicker) keep = g_object_ref (self);

  if (item == NULL || picked == NULL)
    return;
  gtk_window_close (GTK_WINDOW (self));
  picked (item, self->data);
}

static void
activate_cb (CwFieldPicker *self, guint position)
{
  pick (self, position);
}

/* What is looked for may not have been announced yet: typing and pressing Enter at once means the first match. */
static void
search_activate_cb (CwFieldPicker *self)
{
  search_changed_cb (self);
  pick (self, gtk_single_selection_get_selected (self->selection));
}

static gboolean
key_pressed_cb (CwFieldPicker *self, guint keyval, guint code, GdkModifierType state)
{
  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_Up)
    return FALSE;
  return gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_DOWN);
}

static void
cw_field_picker_dispose (GObject *object)
{
  CwFieldPicker *self = CW_FIELD_PICKER (object);

  if (self->free_data != NULL)
    self->free_data (g_steal_pointer (&self->data));
  self->free_data = NULL;
  G_OBJECT_CLASS (cw_field_picker_parent_class)->dispose (object);
}

static void
cw_field_picker_class_init (CwFieldPickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_field_picker_dispose;
  g_type_ensure (CW_TYPE_PICKER_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-field-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, CwFieldPicker, window_title);
  gtk_widget_class_bind_template_child (widget_class, CwFieldPicker, search);
  gtk_widget_class_bind_template_child (widget_class, CwFieldPicker, stack);
  gtk_widget_class_bind_template_child (widget_class, CwFieldPicker, list);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cw_field_picker_init (CwFieldPicker *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->search), keys);
}

CwFieldPicker *
cw_field_picker_present (GtkWidget *parent, const char *title, GListModel *items, CwPicked picked, gpointer data,
                         GDestroyNotify free_data)
{
  CwFieldPicker *self = g_object_new (CW_TYPE_FIELD_PICKER, "transient-for", gtk_widget_get_root (parent), "title", title, NULL);
  GtkFilterListModel *filtered;
  GtkSortListModel   *sorted;

  self->picked = picked;
  self->data = data;
  self->free_data = free_data;
  adw_window_title_set_title (self->window_title, title);
  self->filter = gtk_custom_filter_new (matches_cb, self, NULL);
  filtered = gtk_filter_list_model_new (items, GTK_FILTER (self->filter));
  self->sorter = gtk_custom_sorter_new (compare_cb, self, NULL);
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (filtered), GTK_SORTER (self->sorter));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (sorted));
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (self->selection);
  items_changed_cb (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  return self;
}

void
cw_field_picker_search (CwFieldPicker *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), text);
}
