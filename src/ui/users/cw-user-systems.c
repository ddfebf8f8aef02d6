/* cw-user-systems.c: the choice between the people of each system
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-user-systems.h"

#define KEY "systems"   /* of the drop-down: GPtrArray of names, as many as there are entries but the last */

gboolean
cw_user_systems_has_people (CwIntegrationItem *item)
{
  GListModel *workflows = cw_integration_item_get_workflows (item);

  for (guint i = 0; i < g_list_model_get_n_items (workflows); i++)
    {
      g_autoptr (CwWorkflowItem) row = g_list_model_get_item (workflows, i);

      if (cw_workflow_item_get_workflow (row)->people != NULL)
        return TRUE;
    }
  return FALSE;
}

/* What the target is called: "Precoro". (transfer full) */
static char *
dup_title (CwIntegrationItem *item)
{
  GListModel *connections = cw_integration_item_get_connections (item);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (CwConnectionItem) row = g_list_model_get_item (connections, i);

      if (g_strcmp0 (cw_connection_item_get_name (row), cw_integration_item_get_target (item)) == 0)
        return g_strdup (cw_connection_item_get_system (row));
    }
  return g_strdup (cw_integration_item_get_system (item));
}

static guint
find (GPtrArray *systems, const char *system)
{
  guint index;

  return systems != NULL && g_ptr_array_find_with_equal_func (systems, system, g_str_equal, &index) ? index : GTK_INVALID_LIST_POSITION;
}

static gboolean
is_same (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!g_str_equal (a->pdata[i], b->pdata[i]))
      return FALSE;
  return TRUE;
}

void
cw_user_systems_fill (GtkDropDown *drop_down, GListModel *integrations)
{
  GPtrArray *old = g_object_get_data (G_OBJECT (drop_down), KEY);
  g_autofree char *chosen = g_strdup (cw_user_systems_get (drop_down));
  gboolean employees = old != NULL && old->len > 0 && chosen == NULL;
  g_autoptr (GPtrArray) systems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GtkStringList) entries = gtk_string_list_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (integrations); i++)
    {
      g_autoptr (CwIntegrationItem) item = g_list_model_get_item (integrations, i);
      g_autofree char *title = NULL;

      if (find (systems, cw_integration_item_get_system (item)) != GTK_INVALID_LIST_POSITION)
        continue;
      title = dup_title (item);
      gtk_string_list_append (entries, title);
      g_ptr_array_add (systems, g_strdup (cw_integration_item_get_system (item)));
    }
  if (old != NULL && is_same (old, systems))
    return;
  gtk_string_list_append (entries, "NetSuite");
  g_object_set_data_full (G_OBJECT (drop_down), KEY, g_ptr_array_ref (systems), (GDestroyNotify) g_ptr_array_unref);
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (entries));
  if (employees || (chosen != NULL && find (systems, chosen) != GTK_INVALID_LIST_POSITION))
    cw_user_systems_choose (drop_down, chosen);
}

const char *
cw_user_systems_get (GtkDropDown *drop_down)
{
  GPtrArray *systems = g_object_get_data (G_OBJECT (drop_down), KEY);
  guint selected = gtk_drop_down_get_selected (drop_down);

  return systems != NULL && selected < systems->len ? systems->pdata[selected] : NULL;
}

void
cw_user_systems_choose (GtkDropDown *drop_down, const char *system)
{
  GPtrArray *systems = g_object_get_data (G_OBJECT (drop_down), KEY);
  guint index = system != NULL ? find (systems, system) : systems->len;

  if (index != GTK_INVALID_LIST_POSITION)
    gtk_drop_down_set_selected (drop_down, index);
}
