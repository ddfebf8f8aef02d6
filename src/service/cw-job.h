/* cw-job.h: a plan or a run as something to look at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The work goes on a thread of its own; this object lives on the thread that
 * made it (the main one) and changes only there, a few times a second at most,
 * however fast records go by. Closing a page that shows it changes nothing.
 */
#pragma once

#include "cw-service.h"

G_BEGIN_DECLS

typedef enum {
  CW_JOB_PLANNING,    /* reading both sides, comparing */
  CW_JOB_PLANNED,     /* a plan is there */
  CW_JOB_RUNNING,
  CW_JOB_PAUSING,     /* requests in flight are being finished */
  CW_JOB_PAUSED,      /* nothing is under way */
  CW_JOB_STOPPING,    /* requests in flight are being finished */
  CW_JOB_STOPPED,     /* can be resumed */
  CW_JOB_DONE,
  CW_JOB_ATTENTION,   /* done, some records need a person */
  CW_JOB_FAILED,      /* message says why */
} CwJobState;

/* One page of a plan in a run. */
#define CW_TYPE_JOB_PAGE (cw_job_page_get_type ())
G_DECLARE_FINAL_TYPE (CwJobPage, cw_job_page, CW, JOB_PAGE, GObject)
/* Properties: "number" (uint), "size" (uint), "done" (uint), "failed" (uint), "ended" (boolean). */
guint    cw_job_page_get_number (CwJobPage *self);
guint    cw_job_page_get_size   (CwJobPage *self);
guint    cw_job_page_get_done   (CwJobPage *self);
guint    cw_job_page_get_failed (CwJobPage *self);
gboolean cw_job_page_get_ended  (CwJobPage *self);
/* Identifier of the workflow; constant. */
const char *cw_job_page_get_workflow (CwJobPage *self);

/* What one workflow has done in a run, with its pages. */
#define CW_TYPE_JOB_WORKFLOW (cw_job_workflow_get_type ())
G_DECLARE_FINAL_TYPE (CwJobWorkflow, cw_job_workflow, CW, JOB_WORKFLOW, GObject)
/* Signal "changed" (): a number is another one. */
const char *cw_job_workflow_get_id     (CwJobWorkflow *self);
guint       cw_job_workflow_get_size   (CwJobWorkflow *self);   /* records to send; 0: nothing has to change */
guint       cw_job_workflow_get_done   (CwJobWorkflow *self);
guint       cw_job_workflow_get_failed (CwJobWorkflow *self);
guint       cw_job_workflow_get_left   (CwJobWorkflow *self);
GListModel *cw_job_workflow_get_pages  (CwJobWorkflow *self);   /* (element-type CwJobPage), in order. Borrowed. */

/* A record that needs a person. */
#define CW_TYPE_JOB_TROUBLE (cw_job_trouble_get_type ())
G_DECLARE_FINAL_TYPE (CwJobTrouble, cw_job_trouble, CW, JOB_TROUBLE, GObject)
/* For a record that an earlier run left behind. (transfer full) */
CwJobTrouble *cw_job_trouble_new      (const CwAttention *attention);
const char *cw_job_trouble_get_record (CwJobTrouble *self);   /* "customer:3" */
const char *cw_job_trouble_get_workflow (CwJobTrouble *self); /* id */
/* A person has to say which record of the target is meant: trying again alone would change nothing. */
gboolean    cw_job_trouble_is_conflict (CwJobTrouble *self);
const char *cw_job_trouble_get_name   (CwJobTrouble *self);
const char *cw_job_trouble_get_error  (CwJobTrouble *self);   /* the system's own words */
const char *cw_job_trouble_get_advice (CwJobTrouble *self);   /* what to do */

#define CW_TYPE_JOB (cw_job_get_type ())
G_DECLARE_FINAL_TYPE (CwJob, cw_job, CW, JOB, GObject)

/* Properties, all read only, notified on the owner's thread: "state" (int), "phase" (string), "message" (string), "next-step" (string),
 * "total", "done", "failed", "left" (uint), "fraction" (double), "speed" (double), "ends" (int64), "held" (string), "run" (int64),
 * "pace" (double).
 * Signal "ended" (): the last notification. */

/* Starts at once. What the request points to is copied; its event and control members are the job's own. (transfer full) */
CwJob      *cw_job_plan    (CwProfile *profile, const CwRunRequest *request);
CwJob      *cw_job_run     (CwProfile *profile, const CwRunRequest *request);
CwJob      *cw_job_resume  (CwProfile *profile, gint64 run, const char *integration);
/* Applies exactly the plan that @plan_job made; the job knows where it came from. */
CwJob      *cw_job_apply   (CwJob *plan_job);
/* What a job that is over was asked for, asked once more. For one that applied a plan: @replan TRUE plans again. */
CwJob      *cw_job_again   (CwJob *self, gboolean replan);

/* "state" is PAUSING until nothing is under way, then PAUSED. */
void        cw_job_pause   (CwJob *self, gboolean paused);
void        cw_job_stop    (CwJob *self);

CwJobState  cw_job_get_state       (CwJob *self);
gboolean    cw_job_is_over         (CwJob *self);
const char *cw_job_get_integration (CwJob *self);
const char *cw_job_get_phase       (CwJob *self);
const char *cw_job_get_message     (CwJob *self);   /* NULL: nothing to say */
const char *cw_job_get_next_step   (CwJob *self);   /* NULL: nothing to do */
const char *cw_job_get_error_code  (CwJob *self);   /* see cw_error_get_code(); NULL: no error */
/* Over before its end, and its run can be taken up where it stopped. */
gboolean    cw_job_can_resume      (CwJob *self);
/* It sends; else it only plans. */
gboolean    cw_job_is_run          (CwJob *self);
/* It applies a plan that was shown before. */
gboolean    cw_job_has_plan        (CwJob *self);
gint64      cw_job_get_run         (CwJob *self);
guint       cw_job_get_total       (CwJob *self);
guint       cw_job_get_done        (CwJob *self);
guint       cw_job_get_failed      (CwJob *self);
guint       cw_job_get_left        (CwJob *self);
double      cw_job_get_fraction    (CwJob *self);
double      cw_job_get_speed       (CwJob *self);   /* records a second */
gint64      cw_job_get_ends        (CwJob *self);   /* microseconds UTC; 0 unknown */
const char *cw_job_get_held        (CwJob *self);   /* the limit that holds us; NULL: none */
gint64      cw_job_get_held_until  (CwJob *self);   /* microseconds UTC; 0: not held */
double      cw_job_get_pace        (CwJob *self);   /* requests a second that are allowed; 0: no such limit */
/* (element-type CwJobPage), in order, also those that wait. Borrowed. */
GListModel *cw_job_get_pages       (CwJob *self);
/* The same by workflow: (element-type CwJobWorkflow), in the order of the run, also those with nothing to do. Borrowed. */
GListModel *cw_job_get_workflows   (CwJob *self);
/* (element-type CwJobTrouble). Borrowed. */
GListModel *cw_job_get_troubles    (CwJob *self);
/* The plans of a planning that ended well: (element-type CwPlanInfo). Borrowed. */
GPtrArray  *cw_job_get_plans       (CwJob *self);

G_END_DECLS
