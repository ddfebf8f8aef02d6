/* cw-run-private.h: what the files of cw-run share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything here happens on the thread of the run; errors are those of the session, its store and its connectors.
 */

#pragma once

#include "cw-session.h"

G_BEGIN_DECLS

/* What became of the rows of a run. */
typedef struct {
  CwApplyResult total;
  guint         attention;   /* rows that a person has to look at, planned or failed */
  guint         idle[CW_N_OPERATIONS];   /* rows with nothing to send, by operation; those below UNCHANGED stay 0 */
} CwRunTally;

/* The request of a run that is taken up again: what was asked then, heard by who asks now. */
typedef struct {
  CwRunRequest request;      /* borrows from the members below, from the run and from who asks */
  char       **workflows, **records;   /* owned; NULL: all */
} CwRestoredRequest;

/* ---- cw-run-request.c ---- */
/* As cw_store_new_run() keeps it: "workflows" and "records" with spaces between, "all", "page-size", "schedule" (its id), and for each of
 * @workflows (element-type CwWorkflow; nullable: none could be chosen) the version of its mapping: a run keeps what it began with, whatever is saved meanwhile. (transfer full) */
CwFields   *_cw_run_make_options     (const CwRunRequest *request, GPtrArray *workflows);
void        _cw_run_restore_request  (CwRestoredRequest *restored, const CwRunInfo *info, const CwRunRequest *now);
void        _cw_run_restored_clear   (CwRestoredRequest *restored);
/* What is asked for, else what is switched on; in order, hierarchies before what they belong to. session->workflows holds them too.
 * CW_SYNC_ERROR_USAGE: an unknown name, nothing to run, or one needs another that is off.
 * (transfer full) (element-type CwWorkflow), never empty. */
GPtrArray  *_cw_run_choose_workflows (CwSession *session, GError **error);
/* The mappings that the run of @info began with. */
gboolean    _cw_run_restore_mappings (CwSession *session, const CwRunInfo *info, GPtrArray *workflows, GError **error);

/* ---- cw-run-schedule.c ---- */
/* For a run that request->schedule asks for: puts its active workflows into @request, and those that are not into session->note.
 * CW_SYNC_ERROR_NOT_DUE: the schedule is not there any more. @out_workflows: keeps them; (transfer full). */
gboolean    _cw_run_prepare_scheduled (CwSession *session, CwRunRequest *request, char ***out_workflows, GError **error);
/* In the transaction that makes @run: takes what is due now. CW_SYNC_ERROR_NOT_DUE: nothing is, or the schedule is switched off. */
gboolean    _cw_run_take_occurrence   (CwSession *session, gint64 run, GError **error);

/* ---- cw-run-plan.c ---- */
/* Plans @workflow from the mirrors and seals the plan. (transfer full) */
CwPlanInfo *_cw_run_plan_workflow    (CwSession *session, CwWorkflow *workflow, GError **error);
/* Reads both sides, then adds a plan for each of @workflows to @out_plans (element-type CwPlanInfo). */
gboolean    _cw_run_plan_all         (CwSession *session, GPtrArray *workflows, GPtrArray *out_plans, GError **error);
/* Tells who listens what @row of @plan is about, or why it is not sent. */
void        _cw_run_tell_row         (CwSession *session, const CwPlanInfo *plan, const CwPlanRow *row);
/* Tells who listens about the rows on pages @first to @last; 0, 0: those on no page, with nothing to send. */
gboolean    _cw_run_list_rows        (CwSession *session, const CwPlanInfo *plan, guint first, guint last, GError **error);

/* ---- cw-run-apply.c ---- */
/* Applies @plans in order, with what came to be due meanwhile. TRUE with tally->total.stopped when it ended before that. */
gboolean    _cw_run_apply_all        (CwSession *session, GPtrArray *workflows, GPtrArray *plans, CwRunTally *tally, GError **error);
/* Gives every open intent its outcome and counts what turned out to be done. @plan: whose rows they are; NULL: not known. */
gboolean    _cw_run_settle           (CwSession *session, const CwPlanInfo *plan, CwRunTally *tally, GError **error);

G_END_DECLS
