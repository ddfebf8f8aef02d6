/* cw-choose-zone.c: asks for a time zone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Return in the search takes the first that is left; the arrow down goes into
 * the list.
 */

#include "config.h"

#include "cw-choose-zone.h"

#include "cw-schedules.h"

#include <glib/gi18n-lib.h>

struct _CwChooseZone {
  AdwWindow           parent_instance;

  char               *zone;      /* owned: chosen before */

  /* template children */
  AdwWindowTitle     *title;
  GtkSearchEntry     *search;
  GtkStack           *stack;
  GtkListView        *list;

  GtkStringList      *zones;     /* owned */
  GtkFilterListModel *left;      /* owned */
  GtkCustomFilter    *filter;    /* borrowed from left */
  char               *wanted;    /* owned: folded words of the search */
};

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwChooseZone, cw_choose_zone, ADW_TYPE_WINDOW)

static char *
fold (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return g_strstrip (g_strdelimit (g_steal_pointer (&folded), "_", ' '));
}

static gboolean
is_left (gpointer item, gpointer data)
{
  CwChooseZone *self = data;
  g_autofree char *folded = fold (gtk_string_object_get_string (item));

  return self->wanted == NULL || strstr (folded, self->wanted) != NULL;
}

static void
choose (CwChooseZone *self, guint position)
{
  g_autoptr (GtkStringObject) item = g_list_model_get_item (G_LIST_MODEL (self->left), position);

  if (item == NULL)
    return;
  g_signal_emit (self, signals[CHOSEN], 0, gtk_string_object_get_string (item));
  gtk_window_close (GTK_WINDOW (self));
}

static void
activated_cb (CwChooseZone *self, guint position)
{
  choose (self, position);
}

static void
search_activate_cb (CwChooseZone *self)
{
  choose (self, 0);
}

static void
search_changed_cb (CwChooseZone *self)
{
  g_free (self->wanted);
  self->wanted = fold (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (G_LIST_MODEL (self->left)) > 0 ? "list" : "none");
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "margin-start", 12, "margin-end", 12, "margin-top", 8,
                                               "margin-bottom", 8, "ellipsize", PANGO_ELLIPSIZE_END, NULL));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  const char *zone = gtk_string_object_get_string (gtk_list_item_get_item (item));
  g_autofree char *text = g_strdelimit (g_strdup (zone), "_", ' ');

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwChooseZone) self = CW_CHOOSE_ZONE (g_object_ref (source));
  g_auto (GStrv) zones = g_task_propagate_pointer (G_TASK (result), NULL);

  if (zones == NULL || self->zones == NULL)
    return;
  gtk_string_list_splice (self->zones, 0, g_list_model_get_n_items (G_LIST_MODEL (self->zones)), (const char * const *) zones);
  search_changed_cb (self);
}

static void
list_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, cw_schedule_list_zones_sync (data), (GDestroyNotify) g_strfreev);
}

/* ---- object ---- */

static void
cw_choose_zone_dispose (GObject *object)
{
  CwChooseZone *self = CW_CHOOSE_ZONE (object);

  g_clear_object (&self->left);
  g_clear_object (&self->zones);
  G_OBJECT_CLASS (cw_choose_zone_parent_class)->dispose (object);
}

static void
cw_choose_zone_finalize (GObject *object)
{
  CwChooseZone *self = CW_CHOOSE_ZONE (object);

  g_free (self->zone);
  g_free (self->wanted);
  G_OBJECT_CLASS (cw_choose_zone_parent_class)->finalize (object);
}

static void
cw_choose_zone_class_init (CwChooseZoneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cw_choose_zone_dispose;
  object_class->finalize = cw_choose_zone_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-choose-zone.ui");
  gtk_widget_class_bind_template_child (widget_class, CwChooseZone, title);
  gtk_widget_class_bind_template_child (widget_class, CwChooseZone, search);
  gtk_widget_class_bind_template_child (widget_class, CwChooseZone, stack);
  gtk_widget_class_bind_template_child (widget_class, CwChooseZone, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cw_choose_zone_init (CwChooseZone *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->zones = gtk_string_list_new (NULL);
  self->filter = gtk_custom_filter_new (is_left, self, NULL);
  self->left = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->zones)), GTK_FILTER (self->filter));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->left)))));
}

CwChooseZone *
cw_choose_zone_new (const char *zone)
{
  CwChooseZone *self = g_object_new (CW_TYPE_CHOOSE_ZONE, NULL);
  g_autoptr (GTask) task = g_task_new (self, NULL, listed_cb, NULL);
  g_autofree char *city = cw_schedule_dup_city (zone);

  self->zone = g_strdup (zone);
  adw_window_title_set_subtitle (self->title, city);
  g_task_set_source_tag (task, cw_choose_zone_new);
  g_task_set_task_data (task, g_strdup (zone), g_free);
  g_task_run_in_thread (task, list_thread);
  return self;
}
