/* cw-explain.c: why a record did or did not travel, links and budget
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-session.h"

#include <glib/gi18n-lib.h>

void
cw_explanation_free (CwExplanation *self)
{
  if (self == NULL)
    return;
  g_free (self->source);
  g_free (self->name);
  g_free (self->state);
  g_free (self->reason);
  g_free (self->target);
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_free (self);
}

CwWorkflow *
cw_profile_find_workflow_of_type (CwProfile *self, const char *integration, const char *type, GError **error)
{
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (self, integration, error);

  for (guint i = 0; workflows != NULL && i < workflows->len; i++)
    {
      CwWorkflow *workflow = workflows->pdata[i];

      if (g_strv_contains ((const char * const *) workflow->types, type))
        return cw_workflow_ref (workflow);
    }
  if (workflows != NULL)
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("No workflow of integration “%s” carries records of type “%s”."), integration, type);
  return NULL;
}

/* What went wrong at the last attempt outweighs what would happen next. */
static void
add_attention (CwSession *session, CwExplanation *explanation, const char *type, const char *id)
{
  g_autoptr (GPtrArray) entries = cw_store_list_attention (session->store, session->integration->name, NULL);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const CwAttention *attention = entries->pdata[i];

      if (!g_str_equal (attention->type, type) || !g_str_equal (attention->source_id, id))
        continue;
      g_free (explanation->state);
      explanation->state = g_strdup ("needs attention");
      g_free (explanation->reason);
      explanation->reason = g_strdup (attention->error);
    }
}

CwExplanation *
cw_profile_explain_sync (CwProfile *self, const char *integration, const char *record, GError **error)
{
  CwRunRequest request = { .integration = integration };
  g_autofree char *type = NULL, *id = NULL;
  g_autoptr (CwSession) session = NULL;
  g_autoptr (CwWorkflow) workflow = NULL;
  const CwStrategy *strategy;
  CwExplanation *explanation;

  if (!cw_record_key_parse (record, &type, &id, error))
    return NULL;
  session = cw_session_new (self, &request, FALSE, error);
  workflow = session != NULL ? cw_profile_find_workflow_of_type (self, integration, type, error) : NULL;
  strategy = workflow != NULL ? cw_strategy_find (workflow->strategy, error) : NULL;
  explanation = strategy != NULL ? strategy->explain (session, workflow, type, id, error) : NULL;
  if (explanation != NULL)
    add_attention (session, explanation, type, id);
  return explanation;
}

/* ---- links ---- */

typedef struct {
  CwSession  *session;
  CwWorkflow *workflow;
  const CwStrategy *strategy;
  GHashTable *twice;    /* external ids that more than one record carries; owned */
  GHashTable *seen;     /* external ids; owned */
  guint       count;
} Rebuild;

static gboolean
note_external_id (const CwTargetRecord *record, gpointer data, GError **error)
{
  Rebuild *self = data;

  if (record->external_id != NULL && !g_hash_table_add (self->seen, g_strdup (record->external_id)))
    g_hash_table_add (self->twice, g_strdup (record->external_id));
  return TRUE;
}

/* The id space of the source's entities is one, so the type follows from the id. */
static const char *
find_type (Rebuild *self, const char *id)
{
  for (char **type = self->workflow->types; *type != NULL; type++)
    {
      g_autoptr (CwRecord) record = cw_store_mirror_get (self->session->store, cw_session_get_source (self->session, self->workflow)->info->name, *type, id, NULL);

      if (record != NULL)
        return *type;
    }
  return NULL;
}

/* Two records of one external id prove nothing: a person settles it. */
static gboolean
rebuild_link (const CwTargetRecord *record, gpointer data, GError **error)
{
  Rebuild *self = data;
  const char *type;
  g_autofree char *id = NULL;
  g_autoptr (CwLink) link = NULL;

  if (record->external_id == NULL || record->owner_id != NULL || g_hash_table_contains (self->twice, record->external_id))
    return TRUE;
  id = self->strategy->dup_source_id != NULL ? self->strategy->dup_source_id (record->external_id) : g_strdup (record->external_id);
  type = id != NULL ? find_type (self, id) : NULL;
  if (type == NULL)
    return TRUE;
  link = cw_link_new (type, id, record->id);
  link->by = g_strdup ("rebuild");
  link->since = cw_session_now (self->session);
  /* A box that is not checked is a person's choice; an id that is not there was never written. */
  link->mark = self->strategy->by_external_id ? CW_LINK_MARK_DUE : CW_LINK_MARK_DONE;
  self->count++;
  return cw_store_put_link (self->session->store, self->session->integration->name, self->workflow->id, link, error);
}

static gboolean
keep_by_hand (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  GPtrArray *kept = data;
  CwLink *copy;

  if (g_strcmp0 (link->by, "hand") != 0)
    return TRUE;
  copy = cw_link_new (link->type, link->source_id, link->target_id);
  copy->by = g_strdup (link->by);
  copy->since = link->since;
  copy->mark = link->mark;
  copy->hold = g_strdup (link->hold);
  g_ptr_array_add (kept, copy);
  return TRUE;
}

/* What a person said is known here alone, until a run has written it to the target. */
static gboolean
restore_by_hand (Rebuild *self, GPtrArray *kept, GError **error)
{
  CwSession *session = self->session;

  for (guint i = 0; i < kept->len; i++)
    if (!cw_store_put_link (session->store, session->integration->name, self->workflow->id, kept->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
rebuild_workflow (Rebuild *self, const char *collection, GError **error)
{
  CwSession *session = self->session;
  const char *connection = cw_session_get_target (session, self->workflow)->info->name;
  CwStore *store = session->store;
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_link_free);

  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->twice = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return cw_store_target_foreach (store, connection, collection, note_external_id, self, error)
         && cw_store_links_foreach (store, session->integration->name, self->workflow->id, keep_by_hand, kept, error)
         && cw_store_begin (store, error)
         && cw_store_end (store, cw_store_remove_links (store, session->integration->name, self->workflow->id, error)
                                 && cw_store_target_foreach (store, connection, collection, rebuild_link, self, error)
                                 && restore_by_hand (self, kept, error), error);
}

static gboolean
rebuild_links (CwSession *session, guint *out_links, GError **error)
{
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (session->profile, session->integration->name, error);

  *out_links = 0;
  for (guint i = 0; workflows != NULL && i < workflows->len; i++)
    {
      CwWorkflow *workflow = workflows->pdata[i];
      const CwStrategy *strategy = cw_strategy_find (workflow->strategy, error);
      g_autofree char *collection = strategy != NULL ? strategy->dup_collection (session, workflow, error) : NULL;
      Rebuild rebuild = { .session = session, .workflow = workflow, .strategy = strategy };
      gboolean ok;

      if (strategy != NULL && strategy->keeps_links)
        continue;
      ok = collection != NULL
           && cw_strategy_read (strategy, session, workflow, TRUE, error)
           && rebuild_workflow (&rebuild, collection, error);
      g_clear_pointer (&rebuild.seen, g_hash_table_unref);
      g_clear_pointer (&rebuild.twice, g_hash_table_unref);
      if (!ok)
        return FALSE;
      *out_links += rebuild.count;
    }
  return workflows != NULL;
}

gboolean
cw_profile_rebuild_links_sync (CwProfile *self, const char *integration, const CwRunRequest *request, guint *out_links, GError **error)
{
  CwRunRequest effective = *request;
  g_autoptr (CwSession) session = NULL;

  effective.integration = integration;
  session = cw_session_new (self, &effective, TRUE, error);
  return session != NULL && cw_session_connect (session, error) && rebuild_links (session, out_links, error);
}

/* ---- budget ---- */

void
cw_budget_free (CwBudget *self)
{
  if (self == NULL)
    return;
  g_free (self->connection);
  g_free (self->window);
  g_free (self);
}

static gboolean
add_window (CwStore *store, const char *connection, const char *window, gint64 length, guint limit, gint64 now, GPtrArray *budgets, GError **error)
{
  g_autoptr (GArray) minutes = NULL;
  gint64 used = cw_store_ledger_count (store, connection, now - length, &minutes, error);
  CwBudget *budget;

  if (used < 0)
    return FALSE;
  budget = g_new0 (CwBudget, 1);
  budget->connection = g_strdup (connection);
  budget->window = g_strdup (window);
  budget->used = (guint) used;
  budget->limit = limit;
  budget->resets = minutes != NULL && minutes->len > 0 ? g_array_index (minutes, gint64, 0) + length : 0;
  g_ptr_array_add (budgets, budget);
  return TRUE;
}

GPtrArray *
cw_profile_list_budget (CwProfile *self, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);
  g_autoptr (GPtrArray) connections = store != NULL ? cw_store_list_connections (store, error) : NULL;
  g_autoptr (GPtrArray) budgets = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_budget_free);
  gint64 now = cw_clock_now (cw_profile_get_clock (self));

  for (guint i = 0; connections != NULL && i < connections->len; i++)
    {
      const CwConnectionInfo *info = connections->pdata[i];
      CwHttpLimits limits;

      cw_connection_get_limits (info, &limits);
      if (!add_window (store, info->name, "hour", G_TIME_SPAN_HOUR, limits.per_hour * limits.share / 100, now, budgets, error)
          || !add_window (store, info->name, "day", G_TIME_SPAN_DAY, limits.per_day * limits.share / 100, now, budgets, error))
        return NULL;
    }
  return connections != NULL ? g_steal_pointer (&budgets) : NULL;
}
