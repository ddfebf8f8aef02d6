/* cw-run-apply.c: applies the plans of a run, one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Apply, settle what has no answer, apply the rest; then plan once more what changed meanwhile.
 */

#include "config.h"

#include "cw-run-private.h"

#include "cw-conflicts.h"

#include <glib/gi18n-lib.h>

#define ROUNDS 12   /* of settling and applying again; a write lost in every one of them stays unsettled */

static gboolean
mark_unsettled (CwSession *session, CwWorkflow *workflow, const CwPlanInfo *plan, CwRunTally *tally, GError **error)
{
  gint64 pending = 0;

  for (guint page = 1; page <= plan->pages; page++)
    {
      g_autoptr (GPtrArray) rows = cw_store_get_plan_page (session->store, plan->id, page, error);

      for (guint i = 0; rows != NULL && i < rows->len; i++)
        {
          CwPlanRow *row = rows->pdata[i];
          CwEvent event = { .kind = CW_EVENT_RECORD, .workflow = workflow->id, .plan = plan, .row = row, .outcome = "unsettled",
                            .page = page };

          if (row->state != CW_ROW_PENDING)
            continue;
          pending++;
          if (!cw_store_set_plan_row_state (session->store, plan->id, row->seq, CW_ROW_UNSETTLED, row->target_id, NULL, error))
            return FALSE;
          cw_session_emit (session, &event);
        }
      if (rows == NULL)
        return FALSE;
    }
  tally->attention += (guint) pending;
  tally->total.unsettled = (guint) pending;
  return TRUE;
}

typedef struct {
  CwSession        *session;
  CwRunTally       *tally;
  const CwPlanInfo *plan;      /* NULL: not known */
} Counting;

static void
count_settled (const CwPlanRow *row, const char *workflow, gpointer data)
{
  Counting *counting = data;
  CwEvent event = { .kind = CW_EVENT_RECORD, .workflow = workflow, .plan = counting->plan, .row = row, .outcome = "done",
                    .page = row->page };

  counting->tally->total.done[row->operation]++;
  cw_session_emit (counting->session, &event);
}

gboolean
_cw_run_settle (CwSession *session, const CwPlanInfo *plan, CwRunTally *tally, GError **error)
{
  Counting counting = { session, tally, plan };

  return cw_settle (session, count_settled, &counting, error);
}

/* Applies, settles what has no answer, applies the rest, until nothing is open. */
static gboolean
apply_rounds (CwSession *session, CwWorkflow *workflow, const CwPlanInfo *plan, CwRunTally *tally, GError **error)
{
  CwApplyResult *result = &tally->total;

  result->pages_ended = 0;
  for (guint round = 0; round < ROUNDS; round++)
    {
      if (!cw_apply_plan (session, workflow, plan, result, error))
        return FALSE;
      if (result->unsettled == 0 || result->stopped)
        return TRUE;
      if (!_cw_run_settle (session, plan, tally, error))
        return FALSE;
    }
  return mark_unsettled (session, workflow, plan, tally, error);
}

/* Rows of the plans from @first on that are still to send. */
static gboolean
count_pending (CwSession *session, GPtrArray *plans, guint first, guint *out_pending, GError **error)
{
  *out_pending = 0;
  for (guint i = first; i < plans->len; i++)
    {
      gint64 pending = 0;

      if (!cw_store_count_plan_rows (session->store, ((CwPlanInfo *) plans->pdata[i])->id, CW_ROW_PENDING, &pending, error))
        return FALSE;
      *out_pending += (guint) pending;
    }
  return TRUE;
}

/* ---- what the plan itself leaves to a person ---- */

typedef struct {
  CwSession        *session;
  const CwPlanInfo *plan;
  GHashTable       *listed;   /* "customer:3" of what is on the list for this workflow; owned */
} Noting;

static gboolean
note_row (const CwPlanRow *row, gpointer data, GError **error)
{
  Noting *noting = data;
  CwSession *session = noting->session;
  g_autofree char *key = cw_record_key (row->type, row->source_id), *sentence = NULL;
  CwAttention attention = { .integration = session->integration->name, .workflow = noting->plan->workflow, .type = row->type,
                            .source_id = row->source_id, .name = row->name, .operation = (char *) cw_operation_to_string (row->operation),
                            .advice = (char *) (row->operation == CW_OPERATION_CONFLICT && cw_conflicts_are_decided (noting->plan->workflow)
                                                ? _("Choose under Conflicts which record is meant, or that a new one is made.")
                                                : _("Correct what is named, then run again.")),
                            .run = session->run->id, .plan = noting->plan->id, .seq = row->seq, .time = cw_session_now (session) };

  if (row->operation != CW_OPERATION_CONFLICT && !cw_reason_needs_attention (row->reason))
    return !g_hash_table_contains (noting->listed, key)
           || cw_store_clear_attention (session->store, attention.integration, attention.workflow, row->type, row->source_id, error);
  sentence = cw_reason_dup_sentence (row->reason, row->argument);
  attention.error = sentence;
  return cw_store_put_attention (session->store, &attention, error);
}

/* Rows that are stopped before anything is sent stand on the list like those that the target refused, and leave it like them. */
static gboolean
note_attention (CwSession *session, const CwPlanInfo *plan, GError **error)
{
  g_autoptr (GPtrArray) present = cw_store_list_attention (session->store, session->integration->name, error);
  g_autoptr (GHashTable) listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Noting noting = { session, plan, listed };

  if (present == NULL)
    return FALSE;
  for (guint i = 0; i < present->len; i++)
    {
      const CwAttention *attention = present->pdata[i];

      if (g_strcmp0 (attention->workflow, plan->workflow) == 0)
        g_hash_table_add (listed, cw_record_key (attention->type, attention->source_id));
    }
  return cw_store_begin (session->store, error)
         && cw_store_end (session->store, cw_store_plan_foreach (session->store, plan->id, 0, 0, note_row, &noting, error), error);
}

/* ---- planned once more ---- */

/* Keys of what @plan did not send after all. (transfer full) */
static GHashTable *
list_aside (CwSession *session, const CwPlanInfo *plan, GError **error)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint page = 1; page <= plan->pages; page++)
    {
      g_autoptr (GPtrArray) rows = cw_store_get_plan_page (session->store, plan->id, page, error);

      if (rows == NULL)
        return NULL;
      for (guint i = 0; i < rows->len; i++)
        {
          const CwPlanRow *row = rows->pdata[i];

          if (row->state == CW_ROW_ASIDE)
            g_hash_table_add (keys, cw_record_key (row->type, row->source_id));
        }
    }
  return g_steal_pointer (&keys);
}

typedef struct {
  CwSession        *session;
  const CwPlanInfo *plan;
  GHashTable       *keys;      /* borrowed */
  CwRunTally       *tally;
} Telling;

static gboolean
tell_left (const CwPlanRow *row, gpointer data, GError **error)
{
  Telling *telling = data;
  g_autofree char *key = cw_record_key (row->type, row->source_id);

  if (row->operation <= CW_OPERATION_LINK || !g_hash_table_contains (telling->keys, key))
    return TRUE;
  telling->tally->idle[row->operation]++;
  _cw_run_tell_row (telling->session, telling->plan, row);
  return TRUE;
}

/* What changed while the run went on is planned once more and applied as part of it. Of the rest that was to be sent it is told what
 * became of it: nothing else would say so. */
static gboolean
apply_follow_ups (CwSession *session, CwWorkflow *workflow, const CwPlanInfo *first, CwRunTally *tally, GError **error)
{
  g_autoptr (CwPlanInfo) previous = NULL;

  for (guint round = 0; round < ROUNDS && tally->total.aside > 0 && !tally->total.stopped; round++)
    {
      g_autoptr (CwPlanInfo) plan = NULL;
      g_autoptr (GHashTable) keys = list_aside (session, previous != NULL ? previous : first, error);
      Telling telling = { session, NULL, keys, tally };

      tally->total.aside = 0;
      g_hash_table_remove_all (session->changed);
      plan = keys != NULL ? _cw_run_plan_workflow (session, workflow, error) : NULL;
      telling.plan = plan;
      if (plan == NULL || !note_attention (session, plan, error)
          || !cw_store_plan_foreach (session->store, plan->id, 0, 0, tell_left, &telling, error))
        return FALSE;
      tally->attention += plan->attention;
      if (!apply_rounds (session, workflow, plan, tally, error))
        return FALSE;
      g_clear_pointer (&previous, cw_plan_info_free);
      previous = g_steal_pointer (&plan);
    }
  return TRUE;
}

/* Links that workflows before it made in this run may tell a document what it could not know when it was planned (its employee, its
 * project): it is planned once more. A plan that a person gave is kept as it is. */
static gboolean
set_aside_for_links (CwSession *session, CwWorkflow *workflow, const CwPlanInfo *plan, CwRunTally *tally, GError **error)
{
  const CwStrategy *strategy = cw_strategy_find (workflow->strategy, error);
  guint done = 0;

  if (strategy == NULL)
    return FALSE;
  for (guint i = 0; i < CW_N_OPERATIONS; i++)
    done += tally->total.done[i];
  if (!strategy->by_external_id || done == 0 || session->request->plan_file != NULL || session->request->plan_run != 0)
    return TRUE;
  for (guint page = 1; page <= plan->pages; page++)
    {
      g_autoptr (GPtrArray) rows = cw_store_get_plan_page (session->store, plan->id, page, error);

      for (guint i = 0; rows != NULL && i < rows->len; i++)
        {
          CwPlanRow *row = rows->pdata[i];

          if (row->state != CW_ROW_PENDING)
            continue;
          if (!cw_store_set_plan_row_state (session->store, plan->id, row->seq, CW_ROW_ASIDE, row->target_id, NULL, error))
            return FALSE;
          tally->total.aside++;
        }
      if (rows == NULL)
        return FALSE;
    }
  return TRUE;
}

gboolean
_cw_run_apply_all (CwSession *session, GPtrArray *workflows, GPtrArray *plans, CwRunTally *tally, GError **error)
{
  for (guint i = 0; i < plans->len && !tally->total.stopped; i++)
    {
      const CwPlanInfo *plan = plans->pdata[i];
      CwWorkflow *workflow = NULL;

      for (guint j = 0; j < workflows->len; j++)
        if (g_str_equal (((CwWorkflow *) workflows->pdata[j])->id, plan->workflow))
          workflow = workflows->pdata[j];
      if (workflow == NULL)
        continue;
      tally->attention += plan->attention;
      for (guint operation = CW_OPERATION_UNCHANGED; operation < CW_N_OPERATIONS; operation++)
        tally->idle[operation] += plan->counts[operation];
      if (!count_pending (session, plans, i + 1, &tally->total.later, error)
          || !_cw_run_list_rows (session, plan, 0, 0, error)
          || !note_attention (session, plan, error)
          || !set_aside_for_links (session, workflow, plan, tally, error)
          || !apply_rounds (session, workflow, plan, tally, error)
          || !apply_follow_ups (session, workflow, plan, tally, error))
        return FALSE;
    }
  return TRUE;
}
