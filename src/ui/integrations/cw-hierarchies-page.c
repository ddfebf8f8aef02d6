/* cw-hierarchies-page.c: the hierarchies of an integration
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row for each classification of each workflow that can have one, with its
 * state. It is read again whenever the page comes into view.
 */

#include "config.h"

#include "cw-hierarchies-page.h"

#include "cw-hierarchy-change.h"
#include "cw-hierarchy-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CwHierarchiesPage {
  GtkWidget           parent_instance;

  /* inputs */
  CwDesk             *desk;      /* owned */
  CwIntegrationItem  *item;      /* owned */
  CwIntegrationsPage *pages;     /* borrowed */

  /* template children */
  GtkStack           *stack;
  GtkBox             *groups;
  AdwStatusPage      *failed;

  GCancellable       *cancellable;  /* owned: of the reading under way */
  GHashTable         *rows;         /* keeper → AdwActionRow, borrowed from groups */
};

G_DEFINE_FINAL_TYPE (CwHierarchiesPage, cw_hierarchies_page, GTK_TYPE_WIDGET)

/* ---- rows ---- */

static void
activated_cb (AdwActionRow *row, CwHierarchiesPage *self)
{
  const char *workflow = g_object_get_data (G_OBJECT (row), "workflow"), *key = g_object_get_data (G_OBJECT (row), "key");
  const char *title = g_object_get_data (G_OBJECT (row), "title");

  cw_integrations_page_push (self->pages, title, GTK_WIDGET (cw_hierarchy_page_new (self->desk, self->item, workflow, key, self->pages)));
}

static AdwActionRow *
make_row (CwHierarchiesPage *self, const CwHierarchyView *view)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(view->title));
  adw_action_row_add_suffix (row, arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "workflow", g_strdup (view->workflow), g_free);
  g_object_set_data_full (G_OBJECT (row), "key", g_strdup (view->key), g_free);
  g_object_set_data_full (G_OBJECT (row), "title", g_strdup_printf ("%s: %s", _(view->workflow_title), _(view->title)), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (activated_cb), self, 0);
  return row;
}

static void
show_views (CwHierarchiesPage *self, GPtrArray *views)
{
  GtkWidget *group = NULL;
  const char *workflow = NULL;

  for (guint i = 0; i < views->len; i++)
    {
      const CwHierarchyView *view = views->pdata[i];
      AdwActionRow *row = g_hash_table_lookup (self->rows, view->keeper);
      g_autofree char *state = cw_hierarchy_view_dup_state (view);

      if (row == NULL)
        {
          if (g_strcmp0 (workflow, view->workflow) != 0)
            {
              group = adw_preferences_group_new ();
              adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _(view->workflow_title));
              gtk_box_append (self->groups, group);
            }
          row = make_row (self, view);
          adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (row));
          g_hash_table_insert (self->rows, g_strdup (view->keeper), row);
        }
      workflow = view->workflow;
      adw_action_row_set_subtitle (row, state);
    }
  gtk_stack_set_visible_child_name (self->stack, "list");
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwHierarchiesPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) views = cw_hierarchies_list_finish (result, &error);

  if (views != NULL)
    {
      show_views (self, views);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  adw_status_page_set_description (self->failed, error->message);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
read_again (CwHierarchiesPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  cw_hierarchies_list_async (cw_desk_get_profile (self->desk), cw_integration_item_get_name (self->item), self->cancellable,
                             listed_cb, g_object_ref (self));
}

/* ---- object ---- */

static void
cw_hierarchies_page_dispose (GObject *object)
{
  CwHierarchiesPage *self = CW_HIERARCHIES_PAGE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->item);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_hierarchies_page_parent_class)->dispose (object);
}

static void
cw_hierarchies_page_class_init (CwHierarchiesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_hierarchies_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-hierarchies-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwHierarchiesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchiesPage, groups);
  gtk_widget_class_bind_template_child (widget_class, CwHierarchiesPage, failed);
  gtk_widget_class_bind_template_callback (widget_class, read_again);
}

static void
cw_hierarchies_page_init (CwHierarchiesPage *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwHierarchiesPage *
cw_hierarchies_page_new (CwDesk *desk, CwIntegrationItem *item, CwIntegrationsPage *pages)
{
  CwHierarchiesPage *self = g_object_new (CW_TYPE_HIERARCHIES_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->item = g_object_ref (item);
  self->pages = pages;
  /* What was changed on the page of one of them, and what a run did. */
  g_signal_connect_object (self, "map", G_CALLBACK (read_again), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (item, "changed", G_CALLBACK (read_again), self, G_CONNECT_SWAPPED);
  return self;
}
