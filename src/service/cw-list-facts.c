/* cw-list-facts.c: what an export list knows beside its records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-list-facts.h"

#include "cw-session.h"

/* Without a limit of its own an answer takes about this long. */
#define SECONDS_A_REQUEST 0.2

typedef struct {
  char       *integration;
  CwWorkflow *workflow;     /* owned */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->integration);
  cw_workflow_unref (request->workflow);
  g_free (request);
}

static gboolean
read_limits (CwStore *store, const char *target, CwListFacts *facts, GError **error)
{
  g_autoptr (CwConnectionInfo) info = cw_store_get_connection (store, target, error);
  CwHttpLimits limits;
  double share;

  if (info == NULL)
    return FALSE;
  cw_connection_get_limits (info, &limits);
  share = limits.share > 0 ? limits.share / 100.0 : 1;
  facts->pace = limits.pace > 0 ? limits.pace * share : MAX (limits.lanes, 1) / SECONDS_A_REQUEST;
  facts->per_hour = limits.per_hour * share;
  facts->per_day = limits.per_day * share;
  return TRUE;
}

static gboolean
read_page_size (CwStore *store, const char *integration, CwWorkflow *workflow, CwListFacts *facts, GError **error)
{
  g_autoptr (CwFields) settings = cw_store_get_workflow_settings (store, integration, workflow->id, error);
  gint64 size;

  if (settings == NULL)
    return FALSE;
  size = cw_workflow_find_setting (workflow, "page-size") != NULL
         ? cw_workflow_get_integer (workflow, settings, "page-size") : 0;
  facts->page_size = size > 0 ? (guint) size : MAX (workflow->page_size, 1);
  return TRUE;
}

CwListFacts *
cw_list_facts_read_sync (CwStore *store, const char *integration, CwWorkflow *workflow, GError **error)
{
  g_autoptr (CwIntegrationInfo) info = cw_store_get_integration (store, integration, error);
  g_autoptr (CwConnectionInfo) source = info != NULL ? cw_store_get_connection (store, info->source, error) : NULL;
  g_autoptr (CwListFacts) facts = g_new0 (CwListFacts, 1);
  gboolean forward;

  if (source == NULL)
    return NULL;
  forward = g_strcmp0 (workflow->source_system, source->system) == 0;
  facts->query = cw_record_query_new (forward ? info->source : info->target);
  facts->query->integration = g_strdup (integration);
  facts->query->workflow = g_strdup (workflow->id);
  facts->query->types = g_strdupv (workflow->types);
  facts->subsidiaries = g_strdupv (info->subsidiaries);
  facts->names = cw_store_list_record_names (store, info->source, "subsidiary", error);
  if (facts->names == NULL)
    return NULL;
  facts->query->subsidiaries = g_strdupv (facts->subsidiaries);
  if (!read_limits (store, forward ? info->target : info->source, facts, error) || !read_page_size (store, integration, workflow, facts, error))
    return NULL;
  facts->available = cw_store_count_records (store, facts->query, error);
  return facts->available >= 0 ? g_steal_pointer (&facts) : NULL;
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (source, &error);
  CwListFacts *facts = NULL;

  if (store != NULL)
    {
      cw_store_set_cancellable (store, cancellable);
      facts = cw_list_facts_read_sync (store, request->integration, request->workflow, &error);
    }
  if (facts != NULL)
    g_task_return_pointer (task, facts, (GDestroyNotify) cw_list_facts_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
cw_list_facts_read_async (CwProfile *profile, const char *integration, CwWorkflow *workflow, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (profile, cancellable, callback, data);
  Request *request = g_new0 (Request, 1);

  request->integration = g_strdup (integration);
  request->workflow = cw_workflow_ref (workflow);
  g_task_set_source_tag (task, cw_list_facts_read_async);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, read_thread);
}

CwListFacts *
cw_list_facts_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

double
cw_list_facts_estimate (const CwListFacts *self, guint requests)
{
  double seconds = requests / self->pace;

  if (self->per_hour >= 1 && requests > 0)
    seconds = MAX (seconds, (double) ((requests - 1) / (guint) self->per_hour) * 3600);
  if (self->per_day >= 1 && requests > 0)
    seconds = MAX (seconds, (double) ((requests - 1) / (guint) self->per_day) * 86400);
  return seconds;
}

void
cw_list_facts_free (CwListFacts *self)
{
  if (self == NULL)
    return;
  cw_record_query_free (self->query);
  g_strfreev (self->subsidiaries);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_free (self);
}
