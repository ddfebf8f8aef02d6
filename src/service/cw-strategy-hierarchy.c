/* cw-strategy-hierarchy.c: plans workflows that keep a hierarchy of the target like a classification of the source
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Such a workflow has no description of its own: it follows from a hierarchy
 * in the description of another one, whose setting switches it on and before
 * which it runs. Links, plan, journal and settling are those of any workflow.
 */

#include "config.h"

#include "cw-node-book.h"

#include "cw-plan-writer.h"

#include <glib/gi18n-lib.h>

static char *
hierarchy_dup_collection (CwSession *session, CwWorkflow *workflow, GError **error)
{
  return g_strdup (workflow->target_type);
}

/* One classification is a hierarchy of customers, of projects and of users: it is read for the first of them. */
static gboolean
read_classification (CwSession *session, CwWorkflow *workflow, gboolean refresh, GError **error)
{
  CwEnd *source = cw_session_get_source (session, workflow);
  g_autofree char *scope = g_strdup_printf ("source/%s/%s", source->info->name, workflow->types[0]);

  if (session->known != NULL && g_hash_table_contains (session->known, scope))
    return TRUE;
  if (!cw_mirror_refresh_source (session, source, (const char * const *) workflow->types, refresh, error))
    return FALSE;
  if (session->known == NULL)
    session->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (session->known, g_steal_pointer (&scope));
  return TRUE;
}

static gboolean
hierarchy_read (CwSession *session, CwWorkflow *workflow, gboolean refresh, GError **error)
{
  const CwHierarchyUse *use = workflow->hierarchies->pdata[0];
  CwEnd *target = cw_session_get_target (session, workflow);

  return cw_mirror_follow_target (session, target, use->collection, refresh, error)
         && cw_mirror_follow_target (session, target, use->nodes, refresh, error)
         && read_classification (session, workflow, refresh, error);
}

typedef struct {
  CwSession    *session;
  CwWorkflow   *workflow;
  CwPlanWriter *writer;
  GError      **error;
} Writing;

/* A link to something that is gone would make the new node look like a half-made one. */
static gboolean
write_row (const CwPlanRow *row, gpointer data)
{
  Writing *writing = data;
  CwSession *session = writing->session;

  if (row->operation == CW_OPERATION_CREATE
      && !cw_store_remove_link (session->store, session->integration->name, writing->workflow->id, row->type, row->source_id, writing->error))
    return FALSE;
  return cw_plan_writer_add (row, writing->writer);
}

static gboolean
find_sent (const CwPlanRow *row, gpointer data)
{
  *(gboolean *) data |= row->operation <= CW_OPERATION_LINK;
  return !*(gboolean *) data;
}

/* Before anything is sent, what people did there since is read, as for records. */
static CwHierarchy *
load_with_news (CwSession *session, CwWorkflow *workflow, GError **error)
{
  const CwHierarchyUse *use = workflow->hierarchies->pdata[0];
  CwEnd *target = cw_session_get_target (session, workflow);
  g_autoptr (CwHierarchy) hierarchy = cw_session_load_hierarchy (session, workflow, error);
  gboolean sent = FALSE, hierarchies = FALSE, nodes = FALSE;

  if (hierarchy == NULL)
    return NULL;
  cw_hierarchy_foreach (hierarchy, find_sent, &sent);
  if (sent && (!cw_mirror_read_news (session, target, use->collection, &hierarchies, error)
               || !cw_mirror_read_news (session, target, use->nodes, &nodes, error)))
    return NULL;
  return hierarchies || nodes ? cw_session_load_hierarchy (session, workflow, error) : g_steal_pointer (&hierarchy);
}

static gboolean
hierarchy_plan (CwSession *session, CwWorkflow *workflow, gint64 plan, CwPlanInfo *out_info, GError **error)
{
  g_autoptr (CwHierarchy) hierarchy = load_with_news (session, workflow, error);
  g_autoptr (GError) local = NULL;
  g_autoptr (CwPlanWriter) writer = hierarchy != NULL ? cw_plan_writer_new (session, workflow, plan, out_info, error) : NULL;

  Writing writing = { session, workflow, writer, &local };

  if (writer == NULL)
    return FALSE;
  cw_hierarchy_foreach (hierarchy, write_row, &writing);
  if (local == NULL)
    return cw_plan_writer_end (writer, error);
  /* A writer that is freed without an end takes everything back. */
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* ---- explanation ---- */

typedef struct {
  const char *type, *id;
  CwPlanRow  *row;   /* owned */
} Wanted;

static gboolean
find_row (const CwPlanRow *row, gpointer data)
{
  Wanted *wanted = data;

  if (!g_str_equal (row->type, wanted->type) || !g_str_equal (row->source_id, wanted->id))
    return TRUE;
  wanted->row = cw_plan_row_copy (row);
  return FALSE;
}

static CwExplanation *
hierarchy_explain (CwSession *session, CwWorkflow *workflow, const char *type, const char *id, GError **error)
{
  g_autoptr (CwHierarchy) hierarchy = cw_session_load_hierarchy (session, workflow, error);
  Wanted wanted = { type, id, NULL };
  CwExplanation *explanation;

  if (hierarchy == NULL)
    return NULL;
  cw_hierarchy_foreach (hierarchy, find_row, &wanted);
  if (wanted.row == NULL)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                   _("No record %s:%s is known yet. Plan the integration once, or check the id."), type, id);
      return NULL;
    }
  explanation = cw_explanation_new (wanted.row, g_ptr_array_new_with_free_func ((GDestroyNotify) cw_rule_check_free));
  cw_plan_row_free (wanted.row);
  return explanation;
}

const CwStrategy cw_hierarchy_strategy = {
  .name = "hierarchy",
  .dup_collection = hierarchy_dup_collection,
  .read = hierarchy_read,
  .plan = hierarchy_plan,
  .explain = hierarchy_explain,
};
