/* cw-run-schedule.c: a run that a schedule asks for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The integration is locked before anything is taken, so that what is due waits
 * its turn; then the run and the planned moment are one transaction. Whatever
 * dies after that leaves a run to be resumed, whatever dies before leaves what
 * is due to be found again.
 */

#include "config.h"

#include "cw-run-private.h"

#include "cw-schedules.h"

#include <glib/gi18n-lib.h>

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_NOT_DUE, _("The schedule has nothing to do now; another program may have done it."));
  return FALSE;
}

static CwSchedule *
load_schedule (CwSession *session, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (CwSchedule) schedule = cw_store_get_schedule (session->store, session->request->schedule, &local_error);

  if (g_error_matches (local_error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND) || (schedule != NULL && !schedule->on))
    refuse (error);
  else if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    return g_steal_pointer (&schedule);
  return NULL;
}

static void
note_left_out (CwSession *session, GPtrArray *titles)
{
  g_autofree char *list = NULL;

  if (titles->len == 0)
    return;
  g_ptr_array_add (titles, NULL);
  list = g_strjoinv (", ", (char **) titles->pdata);
  session->note = g_strdup_printf (_("Left out, since not active: %s."), list);
}

/* A workflow that the integration does not have (any more) is as good as one that is not active. */
gboolean
_cw_run_prepare_scheduled (CwSession *session, CwRunRequest *request, char ***out_workflows, GError **error)
{
  g_autoptr (CwSchedule) schedule = load_schedule (session, error);
  g_autoptr (GPtrArray) known = schedule != NULL ? cw_profile_list_workflows (session->profile, session->integration->name, error) : NULL;
  g_autoptr (GPtrArray) left_out = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) active = g_strv_builder_new ();

  if (known == NULL)
    return FALSE;
  for (guint i = 0; i < known->len; i++)
    {
      CwWorkflow *workflow = known->pdata[i];

      if (!cw_schedule_has_workflow (schedule, workflow->id))
        continue;
      if (cw_profile_is_workflow_active (session->profile, session->store, session->integration->name, workflow))
        g_strv_builder_add (active, workflow->id);
      else
        g_ptr_array_add (left_out, workflow->title);
    }
  note_left_out (session, left_out);
  *out_workflows = g_strv_builder_end (active);
  request->workflows = (const char * const *) *out_workflows;
  request->records = NULL;
  request->all = FALSE;
  request->why = "schedule";
  return TRUE;
}

gboolean
_cw_run_take_occurrence (CwSession *session, gint64 run, GError **error)
{
  g_autoptr (CwSchedule) schedule = load_schedule (session, error);
  CwOccurrence occurrence = { .schedule = session->request->schedule, .claimed = cw_session_now (session), .run = run };
  gint64 next;

  if (schedule == NULL || !cw_schedule_find_due (session->store, schedule, occurrence.claimed, &occurrence.planned, &next, error))
    return FALSE;
  if (occurrence.planned == 0)
    return refuse (error);
  return cw_store_add_occurrence (session->store, &occurrence, error);
}
