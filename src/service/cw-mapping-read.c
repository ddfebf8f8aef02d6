/* cw-mapping-read.c: reads the fields that a mapping uses and the mirrors do not have yet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-findings.h"

#include "cw-mapping-source-private.h"
#include "cw-session.h"
#include "cw-wanted-fields.h"

static gboolean
has_unread (CwProfile *profile, const char *integration, CwWorkflow *workflow, CwMapping *mapping, gboolean *out_unread, GError **error)
{
  g_autoptr (CwMappingSource) source = cw_mapping_source_new (profile, integration, workflow, error);

  *out_unread = FALSE;
  for (char **type = workflow->types; source != NULL && *type != NULL; type++)
    {
      g_auto (GStrv) unread = cw_mirror_list_unread (cw_mapping_source_get_store (source), cw_mapping_source_get_source (source), *type,
                                                     mapping);

      *out_unread = *out_unread || unread[0] != NULL;
    }
  return source != NULL;
}

/* The workflow as it is described, with another mapping; what that one misses is no error yet. */
static CwWorkflow *
load_with (CwProfile *profile, const char *integration, const char *id, CwMapping *mapping, GError **error)
{
  CwWorkflow *workflow = cw_profile_find_workflow (profile, integration, id, error);

  if (workflow == NULL)
    return NULL;
  cw_mapping_unref (workflow->mapping);
  workflow->mapping = cw_mapping_ref (mapping);
  workflow->mapping_version = 0;
  return workflow;
}

gboolean
cw_mapping_read_sync (CwProfile *profile, const char *integration, CwWorkflow *workflow, CwMapping *mapping, GCancellable *cancellable,
                      GError **error)
{
  CwRunRequest request = { .integration = integration, .cancellable = cancellable };
  g_autoptr (CwSession) session = NULL;
  g_autoptr (CwWorkflow) edited = NULL;
  CwEnd *source;
  gboolean unread;

  if (!has_unread (profile, integration, workflow, mapping, &unread, error))
    return FALSE;
  if (!unread)
    return TRUE;
  edited = load_with (profile, integration, workflow->id, mapping, error);
  session = edited != NULL ? cw_session_new (profile, &request, TRUE, error) : NULL;
  if (session == NULL || !cw_session_connect (session, error))
    return FALSE;
  session->workflows = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_workflow_unref);
  g_ptr_array_add (session->workflows, cw_workflow_ref (edited));
  source = cw_session_get_source (session, edited);
  /* Custom fields of a filter are told by what is described. */
  for (char **type = edited->types; *type != NULL; type++)
    if (!cw_session_describe (session, source, *type, FALSE, error))
      return FALSE;
  return cw_strategy_read_source (session, edited, FALSE, error);
}

/* ---- the same on a worker ---- */

typedef struct {
  CwProfile  *profile;
  char       *integration;
  CwWorkflow *workflow;
  CwMapping  *mapping;
} Read;

static void
read_free (gpointer data)
{
  Read *read = data;

  g_object_unref (read->profile);
  g_free (read->integration);
  cw_workflow_unref (read->workflow);
  cw_mapping_unref (read->mapping);
  g_free (read);
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Read *read = data;
  GError *error = NULL;

  if (cw_mapping_read_sync (read->profile, read->integration, read->workflow, read->mapping, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
cw_mapping_read_async (CwProfile *profile, const char *integration, CwWorkflow *workflow, CwMapping *mapping, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Read *read = g_new0 (Read, 1);

  read->profile = g_object_ref (profile);
  read->integration = g_strdup (integration);
  read->workflow = cw_workflow_ref (workflow);
  read->mapping = cw_mapping_ref (mapping);
  g_task_set_source_tag (task, cw_mapping_read_async);
  g_task_set_task_data (task, read, read_free);
  g_task_run_in_thread (task, read_thread);
}

gboolean
cw_mapping_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
