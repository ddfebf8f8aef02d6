/* cw-choose-node.c: asks which node of a hierarchy is meant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Return in the search takes the first that is left; the arrow down goes into
 * the list.
 */

#include "config.h"

#include "cw-choose-node.h"

#include <glib/gi18n-lib.h>

struct _CwChooseNode {
  AdwWindow       parent_instance;

  char           *source;     /* owned */

  /* template children */
  AdwWindowTitle *title;
  GtkSearchEntry *search;
  GtkListBox     *list;
};

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwChooseNode, cw_choose_node, ADW_TYPE_WINDOW)

static gboolean
is_shown (GtkListBoxRow *row, gpointer data)
{
  CwChooseNode *self = data;
  const char *folded = g_object_get_data (G_OBJECT (row), "folded");
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);

  return strstr (folded, g_strstrip (wanted)) != NULL;
}

static void
activated_cb (CwChooseNode *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[CHOSEN], 0, self->source, g_object_get_data (G_OBJECT (row), "target"));
  gtk_window_close (GTK_WINDOW (self));
}

static void
search_changed_cb (CwChooseNode *self)
{
  gtk_list_box_invalidate_filter (self->list);
}

static void
search_activate_cb (CwChooseNode *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)) && gtk_widget_get_sensitive (GTK_WIDGET (row)))
      {
        activated_cb (self, row);
        return;
      }
}

/* One that is taken says by whom, and cannot be chosen. */
static void
add_node (CwChooseNode *self, const CwHierarchyTarget *target, const char *taken)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *subtitle = taken != NULL ? g_strdup_printf (_("linked to %s"), taken) : NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), target->path);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), taken == NULL);
  gtk_widget_set_sensitive (row, taken == NULL);
  g_object_set_data_full (G_OBJECT (row), "target", g_strdup (target->id), g_free);
  g_object_set_data_full (G_OBJECT (row), "folded", g_utf8_casefold (target->path, -1), g_free);
  gtk_list_box_append (self->list, row);
}

static void
cw_choose_node_finalize (GObject *object)
{
  g_free (CW_CHOOSE_NODE (object)->source);
  G_OBJECT_CLASS (cw_choose_node_parent_class)->finalize (object);
}

static void
cw_choose_node_class_init (CwChooseNodeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_choose_node_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_STRING, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-choose-node.ui");
  gtk_widget_class_bind_template_child (widget_class, CwChooseNode, title);
  gtk_widget_class_bind_template_child (widget_class, CwChooseNode, search);
  gtk_widget_class_bind_template_child (widget_class, CwChooseNode, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cw_choose_node_init (CwChooseNode *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->list, is_shown, self, NULL);
}

CwChooseNode *
cw_choose_node_new (const CwHierarchyView *view, const CwHierarchySource *source)
{
  CwChooseNode *self = g_object_new (CW_TYPE_CHOOSE_NODE, NULL);
  const GPtrArray *sources = cw_hierarchy_get_sources (view->hierarchy), *targets = cw_hierarchy_get_targets (view->hierarchy);
  g_autofree char *title = g_strdup_printf (_("Link %s"), source->path);

  self->source = g_strdup (source->id);
  adw_window_title_set_title (self->title, title);
  adw_window_title_set_subtitle (self->title, cw_hierarchy_get_name (view->hierarchy));
  gtk_window_set_title (GTK_WINDOW (self), title);
  for (guint i = 0; i < targets->len; i++)
    {
      const CwHierarchyTarget *target = targets->pdata[i];

      add_node (self, target, target->partner != CW_HIERARCHY_NONE ? ((CwHierarchySource *) sources->pdata[target->partner])->path : NULL);
    }
  return self;
}
