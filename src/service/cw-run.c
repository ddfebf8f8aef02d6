/* cw-run.c: plan, confirm, apply, report
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * There is one path: settle what is open, read both sides, plan, apply, settle
 * again while writes are without an answer. A dry run ends after the plan, a
 * resumed run starts after it.
 */

#include "config.h"

#include "cw-run-private.h"

#include "cw-plan-file.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* ---- the run itself ---- */

/* A run that a schedule asks for and the moment that it was planned for are taken together. */
static gboolean
add_run (CwSession *session, const CwFields *options, const char *why, GError **error)
{
  gint64 id = cw_store_new_run (session->store, session->integration->name, cw_session_now (session), g_get_user_name (), why, options, error);

  session->run = id > 0 ? cw_store_get_run (session->store, id, error) : NULL;
  return session->run != NULL && (session->request->schedule == 0 || _cw_run_take_occurrence (session, id, error));
}

/* @workflows NULL: what is in the way of choosing them is told as the run's end. */
static gboolean
begin_run (CwSession *session, GPtrArray *workflows, const char *why, GError **error)
{
  g_autoptr (CwFields) options = _cw_run_make_options (session->request, workflows);

  if (!cw_store_begin (session->store, error))
    return FALSE;
  if (add_run (session, options, why, error))
    return cw_store_commit (session->store, error);
  cw_store_rollback (session->store);
  return FALSE;
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

static void
count_planned (CwSession *session, const CwPlanInfo *plan)
{
  for (guint i = 0; i < CW_N_OPERATIONS; i++)
    add_count (session->run->counts, cw_operation_to_string (i), plan->counts[i]);
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

static void
count_done (CwSession *session, const CwRunTally *tally)
{
  CwFields *counts = session->run->counts;

  for (guint i = 0; i < CW_N_OPERATIONS; i++)
    add_count (counts, cw_operation_to_string (i), i < CW_OPERATION_UNCHANGED ? tally->total.done[i] : tally->idle[i]);
  add_count (counts, "failed", tally->total.failed);
}

static gboolean
conclude_run (CwSession *session, const CwRunTally *tally, GError **error)
{
  g_autofree char *message = NULL;
  gboolean attention = tally->attention > 0 || tally->total.failed > 0 || tally->total.marks_failed > 0;

  count_done (session, tally);
  if (tally->total.stopped)
    {
      message = g_strdup (_("Stopped; it can be resumed."));
      return end_run (session, "stopped", message, TRUE, error);
    }
  return end_run (session, attention ? "attention" : "done", session->note, FALSE, error);
}

/* The run ends in the middle: what was done is kept, and the rest can be resumed. @tally NULL: nothing was sent yet, and a person who
 * stopped it starts it again; whoever stopped the program while it did what a schedule asks for wants it done all the same. */
static void
abandon_run (CwSession *session, const CwRunTally *tally, const GError *cause)
{
  gboolean asked = g_error_matches (cause, CW_SYNC_ERROR, CW_SYNC_ERROR_STOPPED) || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  gboolean stopped = asked || g_error_matches (cause, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_DAILY_LIMIT);
  gboolean resumable = tally != NULL || (asked && session->request->schedule != 0);

  if (tally != NULL)
    count_done (session, tally);
  end_run (session, stopped ? "stopped" : "failed", cause->message, resumable, NULL);
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

  workflows = session != NULL ? _cw_run_choose_workflows (session, error) : NULL;
  if (workflows == NULL || !cw_session_connect (session, error) || !begin_run (session, workflows, "plan", error))
    return NULL;
  if (!_cw_run_plan_all (session, workflows, plans, &cause))
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
      if (!_cw_run_list_rows (session, plan, 1, plan->pages, error) || !_cw_run_list_rows (session, plan, 0, 0, error))
        return NULL;
    }
  add_count (session->run->counts, "failed", 0);
  if (!end_run (session, attention > 0 ? "attention" : "planned", NULL, FALSE, error))
    return NULL;
  emit_end (session);
  return take_run (session);
}

/* What a person asked for begins when it can. What a schedule asks for begins in any case, since its moment is taken with it, and
 * tells as its end what was in the way. */
static GPtrArray *
begin (CwSession *session, GError **error)
{
  const CwRunRequest *request = session->request;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GPtrArray) workflows = _cw_run_choose_workflows (session, &cause);

  if (request->schedule != 0)
    {
      if (!begin_run (session, workflows, request->why, error))
        return NULL;
      if (workflows != NULL && cw_session_connect (session, &cause))
        return g_steal_pointer (&workflows);
      abandon_run (session, NULL, cause);
    }
  else if (workflows != NULL && cw_session_connect (session, &cause))
    {
      return begin_run (session, workflows, request->why != NULL ? request->why : "by hand", error) ? g_steal_pointer (&workflows) : NULL;
    }
  g_propagate_error (error, g_steal_pointer (&cause));
  return NULL;
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
  g_auto (GStrv) group = NULL;
  g_autoptr (GError) cause = NULL;
  CwRunRequest effective = *request;
  CwRunTally tally = { 0 };
  gboolean ok;

  if (!load_plan_file (self, request, &file, error) || (file != NULL && !cw_plan_file_restore (file, &effective, error)))
    return NULL;
  session = cw_session_new (self, &effective, TRUE, error);
  if (session == NULL || (request->schedule != 0 && !_cw_run_prepare_scheduled (session, &effective, &group, error)))
    return NULL;
  workflows = begin (session, error);
  if (workflows == NULL)
    return NULL;

  ok = _cw_run_plan_all (session, workflows, plans, &cause)
       && (file == NULL || cw_plan_file_check (file, session->store, plans, &cause));
  if (!ok)
    {
      abandon_run (session, NULL, cause);
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  if (!supersede_interrupted (session, error))
    return NULL;
  if (!_cw_run_apply_all (session, workflows, plans, &tally, &cause))
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
count_earlier (CwSession *session, GPtrArray *plans, CwRunTally *tally, GError **error)
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
find_plans (CwSession *session, GPtrArray *workflows, CwRunTally *tally, GError **error)
{
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
      return _cw_run_plan_all (session, workflows, plans, error) ? g_steal_pointer (&plans) : NULL;
    }
  if (!cw_settle_is_due (session, &due, error) || (due && !_cw_run_settle (session, NULL, tally, error)))
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
  CwRestoredRequest restored = { 0 };
  CwRunTally tally = { 0 };

  if (info == NULL)
    return NULL;
  if (info->ended != 0)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Run %" PRId64 " has ended; there is nothing to resume."), run);
      return NULL;
    }
  _cw_run_restore_request (&restored, info, request);
  session = cw_session_new (self, &restored.request, TRUE, error);
  workflows = session != NULL ? _cw_run_choose_workflows (session, error) : NULL;
  if (workflows == NULL || !_cw_run_restore_mappings (session, info, workflows, error) || !cw_session_connect (session, error))
    {
      g_clear_pointer (&session, cw_session_free);
      _cw_run_restored_clear (&restored);
      return NULL;
    }
  session->run = g_steal_pointer (&info);
  plans = find_plans (session, workflows, &tally, &cause);
  if (plans == NULL || !_cw_run_apply_all (session, workflows, plans, &tally, &cause))
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
  _cw_run_restored_clear (&restored);
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
