/* cw-hierarchy-change.c: hierarchies looked at and changed without waiting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-hierarchy-change.h"

static void
change_free (gpointer data)
{
  CwHierarchyChange *self = data;

  g_free ((char *) self->integration);
  g_free ((char *) self->workflow);
  g_free ((char *) self->key);
  g_free ((char *) self->hierarchy);
  g_free ((char *) self->source);
  g_free ((char *) self->target);
  g_free (self);
}

static gboolean
make_change (CwProfile *profile, const CwHierarchyChange *change, GCancellable *cancellable, GError **error)
{
  const char *integration = change->integration, *workflow = change->workflow, *key = change->key;
  CwRunRequest request = { .cancellable = cancellable };

  switch (change->action)
    {
    case CW_HIERARCHY_READ:
      return cw_profile_read_hierarchy_sync (profile, integration, workflow, key, &request, error);
    case CW_HIERARCHY_SET_MODE:
      return cw_profile_set_hierarchy_mode_sync (profile, integration, workflow, key, change->mode, error);
    case CW_HIERARCHY_ADOPT:
      return cw_profile_adopt_hierarchy_sync (profile, integration, workflow, key, change->hierarchy,
                                              change->mode == CW_HIERARCHY_EXTENDED, NULL, error);
    case CW_HIERARCHY_LINK:
      return cw_profile_link_node_sync (profile, integration, workflow, key, change->source, change->target, error);
    case CW_HIERARCHY_UNLINK:
      return cw_profile_unlink_node_sync (profile, integration, workflow, key, change->source, error);
    case CW_HIERARCHY_LOOK:
    default:
      return TRUE;
    }
}

static void
change_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const CwHierarchyChange *change = data;
  g_autoptr (GError) error = NULL;
  CwHierarchyView *view = NULL;

  if (make_change (source, change, cancellable, &error))
    view = cw_profile_load_hierarchy_sync (source, change->integration, change->workflow, change->key, &error);
  if (view != NULL)
    g_task_return_pointer (task, view, (GDestroyNotify) cw_hierarchy_view_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
cw_hierarchy_change_async (CwProfile *profile, const CwHierarchyChange *change, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (profile, cancellable, callback, data);
  CwHierarchyChange *copy = g_memdup2 (change, sizeof *change);

  copy->integration = g_strdup (change->integration);
  copy->workflow = g_strdup (change->workflow);
  copy->key = g_strdup (change->key);
  copy->hierarchy = g_strdup (change->hierarchy);
  copy->source = g_strdup (change->source);
  copy->target = g_strdup (change->target);
  g_task_set_source_tag (task, cw_hierarchy_change_async);
  g_task_set_task_data (task, copy, change_free);
  g_task_run_in_thread (task, change_thread);
}

CwHierarchyView *
cw_hierarchy_change_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
list_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *views = cw_profile_list_hierarchies_sync (source, data, &error);

  if (views != NULL)
    g_task_return_pointer (task, views, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
cw_hierarchies_list_async (CwProfile *profile, const char *integration, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (profile, cancellable, callback, data);

  g_task_set_source_tag (task, cw_hierarchies_list_async);
  g_task_set_task_data (task, g_strdup (integration), g_free);
  g_task_run_in_thread (task, list_thread);
}

GPtrArray *
cw_hierarchies_list_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
