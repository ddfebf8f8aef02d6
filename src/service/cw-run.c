/* cw-run.c: plan, confirm, apply, report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * There is one path: settle what is open, read both sides, plan, apply, settle
 * again while writes are without an answer. A dry run ends after the plan, a
 * resumed run starts after it.
 */

#include "config.h"

#include "cw-session.h"

#include "cw-conflicts.h"
#include "cw-hierarchy.h"
#include "cw-mapping-versions.h"
#include "cw-plan-file.h"
#include "cw-workflow-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ROUNDS 12   /* of settling and applying again; a write lost in every one of them stays unsettled */

/* ---- what was asked, kept with the run so that it can be resumed ---- */

/* With the versions of the mappings: a run keeps what it began with, whatever is saved meanwhile. */
static CwFields *
make_options (const CwRunRequest *request, GPtrArray *workflows)
{
  CwFields *options = cw_fields_new ();

  for (guint i = 0; i < workflows->len; i++)
    {
      const CwWorkflow *workflow = workflows->pdata[i];
      g_autofree char *name = g_strconcat (CW_RUN_MAPPING_OPTION, workflow->id, NULL);

      cw_fields_take (options, name, g_strdup_printf ("%u", workflow->mapping_version));
    }
  if (request->workflows != NULL)
    cw_fields_take (options, "workflows", g_strjoinv (" ", (char **) request->workflows));
  if (request->records != NULL)
    cw_fields_take (options, "records", g_strjoinv (" ", (char **) request->records));
  if (request->all)
    cw_fields_set (options, "all", "true");
  if (request->page_size > 0)
    cw_fields_take (options, "page-size", g_strdup_printf ("%u", request->page_size));
  return options;
}

/* The request of a run that is taken up again: what was asked then, heard by who asks now. */
typedef struct {
  CwRunRequest request;
  char       **workflows, **records;   /* owned */
} Restored;

static void
restore_request (Restored *restored, const CwRunInfo *info, const CwRunRequest *now)
{
  const char *workflows = cw_fields_get (info->options, "workflows"), *records = cw_fields_get (info->options, "records");
  const char *page_size = cw_fields_get (info->options, "page-size");

  restored->request = *now;
  restored->workflows = workflows != NULL ? g_strsplit (workflows, " ", -1) : NULL;
  restored->records = records != NULL ? g_strsplit (records, " ", -1) : NULL;
  restored->request.integration = info->integration;
  restored->request.workflows = (const char * const *) restored->workflows;
  restored->request.records = (const char * const *) restored->records;
  restored->request.all = cw_fields_get (info->options, "all") != NULL;
  restored->request.page_size = page_size != NULL ? (guint) g_ascii_strtoull (page_size, NULL, 10) : 0;
}

static void
restored_clear (Restored *restored)
{
  g_strfreev (restored->workflows);
  g_strfreev (restored->records);
}

/* ---- workflows of a run ---- */

static gboolean
is_asked_for (const CwRunRequest *request, const char *id)
{
  return g_strv_contains (request->workflows, id);
}

/* Before each workflow those that keep its hierarchies, as far as they are switched on. */
static GPtrArray *
add_hierarchies (CwSession *session, GPtrArray *known, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_workflow_unref);

  for (guint i = 0; i < known->len; i++)
    {
      CwWorkflow *workflow = known->pdata[i];
      g_autoptr (CwFields) chosen = cw_store_get_workflow_settings (session->store, session->integration->name, workflow->id, error);

      if (chosen == NULL)
        return NULL;
      for (guint j = 0; j < workflow->hierarchies->len; j++)
        if (cw_hierarchy_use_get_mode (workflow->hierarchies->pdata[j], workflow, chosen) != CW_HIERARCHY_OFF)
          g_ptr_array_add (all, cw_workflow_new_hierarchy (workflow, workflow->hierarchies->pdata[j]));
      g_ptr_array_add (all, cw_workflow_ref (workflow));
    }
  return g_steal_pointer (&all);
}

static CwWorkflow *
find_by_id (GPtrArray *workflows, const char *id)
{
  for (guint i = 0; i < workflows->len; i++)
    if (g_str_equal (((CwWorkflow *) workflows->pdata[i])->id, id))
      return workflows->pdata[i];
  return NULL;
}

/* A hierarchy is kept with the workflow that it belongs to, or when somebody asks for it alone. */
static gboolean
is_chosen (CwSession *session, GPtrArray *known, CwWorkflow *workflow)
{
  CwWorkflow *owner = workflow->owner != NULL ? find_by_id (known, workflow->owner) : workflow;

  if (session->request->workflows != NULL)
    return is_asked_for (session->request, workflow->id) || is_asked_for (session->request, owner->id);
  return cw_profile_is_workflow_active (session->profile, session->store, session->integration->name, owner);
}

static gboolean
check_names (CwSession *session, GPtrArray *known, GError **error)
{
  for (const char * const *id = session->request->workflows; id != NULL && *id != NULL; id++)
    {
      gboolean found = FALSE;

      for (guint i = 0; i < known->len; i++)
        found |= g_str_equal (((CwWorkflow *) known->pdata[i])->id, *id);
      if (!found)
        {
          g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Integration “%s” has no workflow “%s”."),
                       session->integration->name, *id);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_needs (CwSession *session, GPtrArray *chosen, GError **error)
{
  for (guint i = 0; i < chosen->len; i++)
    if (!cw_profile_check_needs (session->profile, session->store, session->integration->name, chosen->pdata[i], chosen, error))
      return FALSE;
  return TRUE;
}

/* What is asked for, else what is active; in order. A workflow that needs another runs only when that runs too or is switched on. */
static GPtrArray *
choose_workflows (CwSession *session, GError **error)
{
  const char *integration = session->integration->name;
  g_autoptr (GPtrArray) listed = cw_profile_list_workflows (session->profile, integration, error);
  g_autoptr (GPtrArray) known = listed != NULL ? add_hierarchies (session, listed, error) : NULL;
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_workflow_unref);

  if (known == NULL || !check_names (session, known, error))
    return NULL;
  for (guint i = 0; i < known->len; i++)
    {
      CwWorkflow *workflow = known->pdata[i];

      if (is_chosen (session, known, workflow))
        g_ptr_array_add (chosen, cw_workflow_ref (workflow));
    }
  if (!check_needs (session, chosen, error))
    return NULL;
  if (chosen->len > 0)
    {
      session->workflows = g_ptr_array_ref (chosen);
      return g_steal_pointer (&chosen);
    }
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("No workflow of integration “%s” is switched on."), integration);
  return NULL;
}

/* The mappings that a run began with. */
static gboolean
restore_mappings (CwSession *session, const CwRunInfo *info, GPtrArray *workflows, GError **error)
{
  for (guint i = 0; i < workflows->len; i++)
    {
      CwWorkflow *workflow = workflows->pdata[i];
      g_autofree char *name = g_strconcat (CW_RUN_MAPPING_OPTION, workflow->id, NULL);
      const char *number = cw_fields_get (info->options, name);

      if (number != NULL && !cw_workflow_use_mapping (workflow, session->store, info->integration,
                                                      (guint) g_ascii_strtoull (number, NULL, 10), error))
        return FALSE;
    }
  return TRUE;
}

/* ---- the run itself ---- */

static gboolean
begin_run (CwSession *session, GPtrArray *workflows, const char *why, GError **error)
{
  g_autoptr (CwFields) options = make_options (session->request, workflows);
  gint64 id = cw_store_new_run (session->store, session->integration->name, cw_session_now (session), g_get_user_name (), why, options, error);

  session->run = id > 0 ? cw_store_get_run (session->store, id, error) : NULL;
  return session->run != NULL;
}

static void
count_requests (CwSession *session)
{
  CwEnd *ends[] = { &session->source, &session->target };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      const char *before;
      guint64 total;

      if (ends[i]->ledger == NULL)
        continue;
      before = cw_fields_get (session->run->requests, ends[i]->info->system);
      total = cw_ledger_get_total (ends[i]->ledger) + (before != NULL ? g_ascii_strtoull (before, NULL, 10) : 0);
      cw_fields_take (session->run->requests, ends[i]->info->system, g_strdup_printf ("%" G_GUINT64_FORMAT, total));
    }
}

static void
add_count (CwFields *counts, const char *name, guint more)
{
  const char *before = cw_fields_get (counts, name);
  guint64 total = more + (before != NULL ? g_ascii_strtoull (before, NULL, 10) : 0);

  cw_fields_take (counts, name, g_strdup_printf ("%" G_GUINT64_FORMAT, total));
}

/* @outcome NULL: interrupted, to be resumed; its counts are kept all the same. */
static gboolean
end_run (CwSession *session, const char *outcome, const char *message, gboolean resumable, GError **error)
{
  CwRunInfo *run = session->run;

  count_requests (session);
  run->ended = resumable ? 0 : cw_session_now (session);
  g_free (run->outcome);
  run->outcome = g_strdup (outcome);
  g_free (run->message);
  run->message = g_strdup (message);
  return cw_session_flush_ledgers (session, error) && cw_store_update_run (session->store, run, error);
}

static void
emit_end (CwSession *session)
{
  gint64 elapsed = cw_clock_monotonic (cw_profile_get_clock (session->profile)) - session->started;
  CwEvent event = { .kind = CW_EVENT_END, .info = session->run, .outcome = session->run->outcome,
                    .seconds = (double) elapsed / G_USEC_PER_SEC };

  cw_session_emit (session, &event);
}

/* ---- planning ---- */

/* How long a sliding window of @window seconds with room for @limit holds @requests back, given what was sent already. */
static double
wait_for_window (CwSession *session, const CwEnd *end, guint limit, double share, double window, guint requests)
{
  gint64 now = cw_session_now (session);
  gint64 used = limit > 0 ? cw_store_ledger_count (session->store, end->info->name,
                                                   now - (gint64) (window * G_USEC_PER_SEC), NULL, NULL) : 0;
  guint allowed = MAX (1, (guint) (limit * share)), room = used >= allowed ? 0 : allowed - (guint) MAX (used, 0);

  if (limit == 0 || requests <= room)
    return 0;
  return (1 + (requests - room - 1) / allowed) * window;
}

double
cw_session_forecast (CwSession *session, const CwEnd *end, guint requests)
{
  CwHttpLimits limits;
  double seconds, share;

  cw_connection_get_limits (end->info, &limits);
  share = limits.share > 0 ? limits.share / 100.0 : 1;
  seconds = limits.pace > 0 ? requests / (limits.pace * share) : requests * 0.2 / MAX (limits.lanes, 1);
  seconds = MAX (seconds, wait_for_window (session, end, limits.per_hour, share, 3600, requests));
  return MAX (seconds, wait_for_window (session, end, limits.per_day, share, 86400, requests));
}

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

static CwPlanInfo *
plan_workflow (CwSession *session, CwWorkflow *workflow, GError **error)
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

static gboolean
emit_row (const CwPlanRow *row, gpointer data, GError **error)
{
  Listing *listing = data;
  CwEvent event = { .kind = CW_EVENT_RECORD, .workflow = listing->plan->workflow, .plan = listing->plan, .row = row, .page = row->page };

  if (row->operation == CW_OPERATION_UNCHANGED && !listing->session->request->unchanged_too)
    return TRUE;
  event.outcome = row->operation <= CW_OPERATION_LINK ? "planned" : get_idle_outcome (row->operation);
  cw_session_emit (listing->session, &event);
  return !cw_session_is_stopped (listing->session, error);
}

static gboolean
list_rows (CwSession *session, const CwPlanInfo *plan, guint first, guint last, GError **error)
{
  Listing listing = { session, plan };

  return session->request->event == NULL
         || cw_store_plan_foreach (session->store, plan->id, first, last, emit_row, &listing, error);
}

static void
count_planned (CwSession *session, const CwPlanInfo *plan)
{
  for (guint i = 0; i < CW_N_OPERATIONS; i++)
    add_count (session->run->counts, cw_operation_to_string (i), plan->counts[i]);
}

static gboolean
plan_all (CwSession *session, GPtrArray *workflows, GPtrArray *out_plans, GError **error)
{
  if (!read_sides (session, workflows, error))
    return FALSE;
  for (guint i = 0; i < workflows->len; i++)
    {
      CwPlanInfo *plan = plan_workflow (session, workflows->pdata[i], error);

      if (plan == NULL)
        return FALSE;
      g_ptr_array_add (out_plans, plan);
      emit_plan (session, plan);
    }
  return TRUE;
}

/* ---- earlier runs ---- */

/* A new run takes the place of one that was interrupted: its open intents are settled, its rows are planned anew. */
static gboolean
supersede_interrupted (CwSession *session, GError **error)
{
  g_autoptr (GPtrArray) runs = cw_store_list_runs (session->store, session->integration->name, 50, error);

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      CwRunInfo *info = runs->pdata[i];

      if (info->ended != 0 || info->id == session->run->id)
        continue;
      info->ended = cw_session_now (session);
      g_free (info->outcome);
      info->outcome = g_strdup ("superseded");
      if (!cw_store_update_run (session->store, info, error))
        return FALSE;
    }
  return runs != NULL;
}

/* ---- applying ---- */

typedef struct {
  CwApplyResult total;
  guint         attention;   /* rows that a person has to look at, planned or failed */
  guint         idle[CW_N_OPERATIONS];
} Tally;

static gboolean
mark_unsettled (CwSession *session, CwWorkflow *workflow, const CwPlanInfo *plan, Tally *tally, GError **error)
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
  Tally            *tally;
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

/* Applies, settles what has no answer, applies the rest, until nothing is open. */
static gboolean
apply_rounds (CwSession *session, CwWorkflow *workflow, const CwPlanInfo *plan, Tally *tally, GError **error)
{
  CwApplyResult *result = &tally->total;
  Counting counting = { session, tally, plan };

  result->pages_ended = 0;
  for (guint round = 0; round < ROUNDS; round++)
    {
      if (!cw_apply_plan (session, workflow, plan, result, error))
        return FALSE;
      if (result->unsettled == 0 || result->stopped)
        return TRUE;
      if (!cw_settle (session, count_settled, &counting, error))
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

/* What changed while the run went on is planned once more and applied as part of it. */
static gboolean
apply_follow_ups (CwSession *session, CwWorkflow *workflow, Tally *tally, GError **error)
{
  for (guint round = 0; round < ROUNDS && tally->total.aside > 0 && !tally->total.stopped; round++)
    {
      g_autoptr (CwPlanInfo) plan = NULL;

      tally->total.aside = 0;
      g_hash_table_remove_all (session->changed);
      plan = plan_workflow (session, workflow, error);
      if (plan == NULL || !note_attention (session, plan, error))
        return FALSE;
      tally->attention += plan->attention;
      if (!apply_rounds (session, workflow, plan, tally, error))
        return FALSE;
    }
  return TRUE;
}

/* Links that workflows before it made in this run may tell a document what it could not know when it was planned (its employee, its
 * project): it is planned once more. A plan that a person gave is kept as it is. */
static gboolean
set_aside_for_links (CwSession *session, CwWorkflow *workflow, const CwPlanInfo *plan, Tally *tally, GError **error)
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

static gboolean
apply_all (CwSession *session, GPtrArray *workflows, GPtrArray *plans, Tally *tally, GError **error)
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
          || !list_rows (session, plan, 0, 0, error)
          || !note_attention (session, plan, error)
          || !set_aside_for_links (session, workflow, plan, tally, error)
          || !apply_rounds (session, workflow, plan, tally, error)
          || !apply_follow_ups (session, workflow, tally, error))
        return FALSE;
    }
  return TRUE;
}

static void
count_done (CwSession *session, const Tally *tally)
{
  CwFields *counts = session->run->counts;

  for (guint i = 0; i < CW_N_OPERATIONS; i++)
    add_count (counts, cw_operation_to_string (i), i < CW_OPERATION_UNCHANGED ? tally->total.done[i] : tally->idle[i]);
  add_count (counts, "failed", tally->total.failed);
}

static gboolean
conclude_run (CwSession *session, const Tally *tally, GError **error)
{
  g_autofree char *message = NULL;
  gboolean attention = tally->attention > 0 || tally->total.failed > 0 || tally->total.marks_failed > 0;

  count_done (session, tally);
  if (tally->total.stopped)
    {
      message = g_strdup (_("Stopped; it can be resumed."));
      return end_run (session, "stopped", message, TRUE, error);
    }
  return end_run (session, attention ? "attention" : "done", NULL, FALSE, error);
}

/* The run ends in the middle: what was done is kept, and the rest can be resumed. */
static void
abandon_run (CwSession *session, const Tally *tally, const GError *cause)
{
  gboolean stopped = g_error_matches (cause, CW_SYNC_ERROR, CW_SYNC_ERROR_STOPPED)
                     || g_error_matches (cause, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_DAILY_LIMIT)
                     || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (tally != NULL)
    count_done (session, tally);
  end_run (session, stopped ? "stopped" : "failed", cause->message, tally != NULL, NULL);
  emit_end (session);
}

/* ---- entries ---- */

static CwRunInfo *
take_run (CwSession *session)
{
  return g_steal_pointer (&session->run);
}

CwRunInfo *
cw_profile_plan_sync (CwProfile *self, const CwRunRequest *request, GError **error)
{
  g_autoptr (CwSession) session = cw_session_new (self, request, TRUE, error);
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_plan_info_free);
  g_autoptr (GPtrArray) workflows = NULL;
  g_autoptr (GError) cause = NULL;
  guint attention = 0;

  workflows = session != NULL ? choose_workflows (session, error) : NULL;
  if (workflows == NULL || !cw_session_connect (session, error) || !begin_run (session, workflows, "plan", error))
    return NULL;
  if (!plan_all (session, workflows, plans, &cause))
    {
      abandon_run (session, NULL, cause);
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  for (guint i = 0; i < plans->len; i++)
    {
      const CwPlanInfo *plan = plans->pdata[i];

      attention += plan->attention;
      count_planned (session, plan);
      if (!list_rows (session, plan, 1, plan->pages, error) || !list_rows (session, plan, 0, 0, error))
        return NULL;
    }
  add_count (session->run->counts, "failed", 0);
  if (!end_run (session, attention > 0 ? "attention" : "planned", NULL, FALSE, error))
    return NULL;
  emit_end (session);
  return take_run (session);
}

/* NULL out when no plan is given. */
static gboolean
load_plan_file (CwProfile *self, const CwRunRequest *request, CwPlanFile **out_file, GError **error)
{
  g_autoptr (CwStore) store = NULL;

  if (request->plan_file != NULL)
    {
      *out_file = cw_plan_file_read (request->plan_file, error);
      return *out_file != NULL;
    }
  if (request->plan_run == 0)
    return TRUE;
  store = cw_profile_open_store (self, error);
  *out_file = store != NULL ? cw_plan_file_load (store, request->plan_run, error) : NULL;
  return *out_file != NULL;
}

CwRunInfo *
cw_profile_run_sync (CwProfile *self, const CwRunRequest *request, GError **error)
{
  g_autoptr (CwPlanFile) file = NULL;
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_plan_info_free);
  g_autoptr (GPtrArray) workflows = NULL;
  g_autoptr (GError) cause = NULL;
  CwRunRequest effective = *request;
  Tally tally = { 0 };
  gboolean ok;

  if (!load_plan_file (self, request, &file, error) || (file != NULL && !cw_plan_file_restore (file, &effective, error)))
    return NULL;
  session = cw_session_new (self, &effective, TRUE, error);
  workflows = session != NULL ? choose_workflows (session, error) : NULL;
  if (workflows == NULL || !cw_session_connect (session, error)
      || !begin_run (session, workflows, request->why != NULL ? request->why : "by hand", error))
    return NULL;

  ok = plan_all (session, workflows, plans, &cause)
       && (file == NULL || cw_plan_file_check (file, session->store, plans, &cause));
  if (!ok)
    {
      abandon_run (session, NULL, cause);
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  if (!supersede_interrupted (session, error))
    return NULL;
  if (!apply_all (session, workflows, plans, &tally, &cause))
    {
      abandon_run (session, &tally, cause);
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  if (!conclude_run (session, &tally, error))
    return NULL;
  emit_end (session);
  return take_run (session);
}

/* Much may have happened on both sides in this time: better planned anew; what is done is then unchanged. */
static gboolean
is_old (CwSession *session, GPtrArray *plans)
{
  for (guint i = 0; i < plans->len; i++)
    if (cw_session_now (session) - ((CwPlanInfo *) plans->pdata[i])->created > G_TIME_SPAN_HOUR)
      return TRUE;
  return FALSE;
}

/* Rows that an attempt set aside and, interrupted, did not come back to; and those that it finished. What was settled just now
 * is counted already. */
static gboolean
count_earlier (CwSession *session, GPtrArray *plans, Tally *tally, GError **error)
{
  guint settled = 0;

  for (guint operation = 0; operation < CW_N_OPERATIONS; operation++)
    settled += tally->total.done[operation];
  for (guint i = 0; i < plans->len; i++)
    {
      gint64 aside = 0, done = 0, failed = 0, plan = ((CwPlanInfo *) plans->pdata[i])->id;

      if (!cw_store_count_plan_rows (session->store, plan, CW_ROW_ASIDE, &aside, error)
          || !cw_store_count_plan_rows (session->store, plan, CW_ROW_DONE, &done, error)
          || !cw_store_count_plan_rows (session->store, plan, CW_ROW_FAILED, &failed, error))
        return FALSE;
      tally->total.aside += (guint) aside;
      tally->total.earlier_done += (guint) done;
      tally->total.earlier_failed += (guint) failed;
    }
  tally->total.earlier_done -= MIN (settled, tally->total.earlier_done);
  return TRUE;
}

/* The plans that were sealed before the run ended; without any it is planned now. */
static GPtrArray *
find_plans (CwSession *session, GPtrArray *workflows, Tally *tally, GError **error)
{
  Counting counting = { session, tally, NULL };
  g_autoptr (GPtrArray) stored = cw_store_list_plans (session->store, session->run->id, error);
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_plan_info_free);
  gboolean due;

  if (stored == NULL)
    return NULL;
  for (guint i = 0; i < stored->len; i++)
    if (((CwPlanInfo *) stored->pdata[i])->sealed)
      g_ptr_array_add (plans, cw_store_get_plan (session->store, ((CwPlanInfo *) stored->pdata[i])->id, NULL));
  if (plans->len < workflows->len || is_old (session, plans))
    {
      g_ptr_array_set_size (plans, 0);
      return plan_all (session, workflows, plans, error) ? g_steal_pointer (&plans) : NULL;
    }
  if (!cw_settle_is_due (session, &due, error) || (due && !cw_settle (session, count_settled, &counting, error)))
    return NULL;
  /* Marks the instant from which changes count as made since the plan, and finds those made while nobody ran. */
  session->read_at = 1;
  for (guint i = 0; i < workflows->len; i++)
    if (!cw_mirror_refresh_source (session, cw_session_get_source (session, workflows->pdata[i]),
                                   (const char * const *) ((CwWorkflow *) workflows->pdata[i])->types, FALSE, error))
      return NULL;
  return count_earlier (session, plans, tally, error) ? g_steal_pointer (&plans) : NULL;
}

CwRunInfo *
cw_profile_resume_sync (CwProfile *self, gint64 run, const CwRunRequest *request, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);
  g_autoptr (CwRunInfo) info = store != NULL ? cw_store_get_run (store, run, error) : NULL;
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GPtrArray) workflows = NULL, plans = NULL;
  g_autoptr (GError) cause = NULL;
  Restored restored = { 0 };
  Tally tally = { 0 };

  if (info == NULL)
    return NULL;
  if (info->ended != 0)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Run %" G_GINT64_FORMAT " has ended; there is nothing to resume."), run);
      return NULL;
    }
  restore_request (&restored, info, request);
  session = cw_session_new (self, &restored.request, TRUE, error);
  workflows = session != NULL ? choose_workflows (session, error) : NULL;
  if (workflows == NULL || !restore_mappings (session, info, workflows, error) || !cw_session_connect (session, error))
    {
      g_clear_pointer (&session, cw_session_free);
      restored_clear (&restored);
      return NULL;
    }
  session->run = g_steal_pointer (&info);
  plans = find_plans (session, workflows, &tally, &cause);
  if (plans == NULL || !apply_all (session, workflows, plans, &tally, &cause))
    {
      abandon_run (session, &tally, cause);
      g_propagate_error (error, g_steal_pointer (&cause));
    }
  else if (conclude_run (session, &tally, error))
    {
      emit_end (session);
      info = take_run (session);
    }
  g_clear_pointer (&session, cw_session_free);
  restored_clear (&restored);
  return g_steal_pointer (&info);
}

GArray *
cw_profile_list_interrupted (CwProfile *self, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);
  g_autoptr (GPtrArray) runs = store != NULL ? cw_store_list_runs (store, NULL, 0, error) : NULL;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (runs == NULL)
    return NULL;
  for (guint i = runs->len; i-- > 0;)
    {
      const CwRunInfo *info = runs->pdata[i];

      if (info->ended == 0 && g_strcmp0 (info->outcome, "paused") != 0 && !cw_session_is_worked (self, info->integration))
        g_array_append_val (found, info->id);
    }
  return g_steal_pointer (&found);
}

gboolean
cw_profile_save_plan (CwProfile *self, gint64 run, const char *file, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);
  g_autoptr (CwRunInfo) info = store != NULL ? cw_store_get_run (store, run, error) : NULL;

  return info != NULL && cw_plan_file_write (store, info, file, error);
}
