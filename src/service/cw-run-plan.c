/* cw-run-plan.c: from both sides to sealed plans
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-run-private.h"

#include <glib/gi18n-lib.h>

/* When the writes of @plan will be done: the pace, else a guess of a fifth of a second a request on each lane; then the windows. */
static void
forecast (CwSession *session, CwWorkflow *workflow, CwPlanInfo *plan)
{
  /* Marks go on lanes of their own, side by side with the writes. */
  double target = cw_session_forecast (session, cw_session_get_target (session, workflow), plan->requests_target);
  double source = cw_session_forecast (session, cw_session_get_source (session, workflow), plan->requests_source);

  plan->ends = cw_session_now (session) + (gint64) (MAX (target, source) * G_USEC_PER_SEC);
}

static guint
get_page_size (CwSession *session, CwWorkflow *workflow)
{
  g_autoptr (CwFields) settings = NULL;
  gint64 size;

  if (session->request->page_size > 0)
    return session->request->page_size;
  settings = cw_store_get_workflow_settings (session->store, session->integration->name, workflow->id, NULL);
  size = settings != NULL && cw_workflow_find_setting (workflow, "page-size") != NULL
         ? cw_workflow_get_integer (workflow, settings, "page-size") : 0;
  return size > 0 ? (guint) size : MAX (workflow->page_size, 1);
}

CwPlanInfo *
_cw_run_plan_workflow (CwSession *session, CwWorkflow *workflow, GError **error)
{
  const CwStrategy *strategy = cw_strategy_find (workflow->strategy, error);
  g_autoptr (CwPlanInfo) info = g_new0 (CwPlanInfo, 1);
  gint64 plan;

  if (strategy == NULL)
    return NULL;
  cw_session_phase (session, workflow->id, _("Planning…"));
  plan = cw_store_new_plan (session->store, session->run->id, session->integration->name, workflow->id, cw_session_now (session), error);
  if (plan <= 0)
    return NULL;
  info->page_size = get_page_size (session, workflow);
  info->mapping_version = workflow->mapping_version;
  if (!strategy->plan (session, workflow, plan, info, error))
    return NULL;
  forecast (session, workflow, info);
  if (!cw_store_seal_plan (session->store, plan, info, error))
    return NULL;
  return cw_store_get_plan (session->store, plan, error);
}

/* Both sides read, open questions settled: afterwards the mirrors may be planned from. */
static gboolean
read_sides (CwSession *session, GPtrArray *workflows, GError **error)
{
  gboolean due;

  if (!cw_settle_is_due (session, &due, error) || (due && !cw_settle (session, NULL, NULL, error)))
    return FALSE;
  for (guint i = 0; i < workflows->len; i++)
    {
      CwWorkflow *workflow = workflows->pdata[i];
      const CwStrategy *strategy = cw_strategy_find (workflow->strategy, error);

      if (strategy == NULL || !cw_strategy_read (strategy, session, workflow, session->request->refresh, error))
        return FALSE;
    }
  /* What one workflow reads after another is no change since a plan. */
  g_hash_table_remove_all (session->changed);
  return TRUE;
}

static void
emit_plan (CwSession *session, const CwPlanInfo *plan)
{
  CwEvent event = { .kind = CW_EVENT_PLAN, .workflow = plan->workflow, .plan = plan };

  cw_session_emit (session, &event);
}

typedef struct {
  CwSession        *session;
  const CwPlanInfo *plan;
} Listing;

static const char *
get_idle_outcome (CwOperation operation)
{
  return operation == CW_OPERATION_UNCHANGED ? "unchanged" : operation == CW_OPERATION_CONFLICT ? "conflict" : "skipped";
}

void
_cw_run_tell_row (CwSession *session, const CwPlanInfo *plan, const CwPlanRow *row)
{
  CwEvent event = { .kind = CW_EVENT_RECORD, .workflow = plan->workflow, .plan = plan, .row = row, .page = row->page };

  if (row->operation == CW_OPERATION_UNCHANGED && !session->request->unchanged_too)
    return;
  event.outcome = row->operation <= CW_OPERATION_LINK ? "planned" : get_idle_outcome (row->operation);
  cw_session_emit (session, &event);
}

static gboolean
emit_row (const CwPlanRow *row, gpointer data, GError **error)
{
  Listing *listing = data;

  _cw_run_tell_row (listing->session, listing->plan, row);
  return !cw_session_is_stopped (listing->session, error);
}

gboolean
_cw_run_list_rows (CwSession *session, const CwPlanInfo *plan, guint first, guint last, GError **error)
{
  Listing listing = { session, plan };

  return session->request->event == NULL
         || cw_store_plan_foreach (session->store, plan->id, first, last, emit_row, &listing, error);
}

gboolean
_cw_run_plan_all (CwSession *session, GPtrArray *workflows, GPtrArray *out_plans, GError **error)
{
  if (!read_sides (session, workflows, error))
    return FALSE;
  for (guint i = 0; i < workflows->len; i++)
    {
      CwPlanInfo *plan = _cw_run_plan_workflow (session, workflows->pdata[i], error);

      if (plan == NULL)
        return FALSE;
      g_ptr_array_add (out_plans, plan);
      emit_plan (session, plan);
    }
  return TRUE;
}
