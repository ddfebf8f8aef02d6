/* cw-job-private.h: what the files of a job share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-job.h"

G_BEGIN_DECLS

#define CW_JOB_DELIVERY_GAP 100   /* milliseconds */

typedef enum { WORK_PLAN, WORK_RUN, WORK_RESUME } Work;

struct _CwJobPage {
  GObject  parent_instance;

  gint64   plan;
  char    *workflow;
  guint    number, size, done, failed;
  gboolean ended;
};

struct _CwJobTrouble {
  GObject  parent_instance;

  char    *record, *workflow, *name, *error, *advice;
  gboolean conflict;
};

struct _CwJobWorkflow {
  GObject     parent_instance;

  char       *id;
  guint       size, done, failed;
  GListStore *pages;   /* owned */
};

/* What the worker has to tell, not delivered yet. */
typedef struct {
  gboolean   scheduled;
  gboolean   over;
  gboolean   applying;
  char      *phase;
  guint      total, done, failed, left;
  double     speed, pace;
  gint64     ends, run, held_until;
  char      *held;
  gboolean   paused;
  GPtrArray *workflows;  /* of char*: ids of those whose plans were not known */
  GPtrArray *begun;      /* of CwJobPage: those of plans that were not known */
  GArray    *pages;      /* of PageChange */
  GPtrArray *troubles;   /* of CwJobTrouble */
  GPtrArray *plans;      /* of CwPlanInfo; NULL: none */
  CwRunInfo *info;
  GError    *error;
} Draft;

typedef struct {
  gint64   plan;
  guint    number, done, failed;   /* done and failed add up */
  gboolean ended;
} PageChange;

struct _CwJob {
  GObject       parent_instance;

  /* inputs */
  CwProfile    *profile;        /* owned */
  Work          work;
  char         *integration;
  char        **workflows, **records;   /* owned, nullable */
  CwRunRequest  request;        /* strings point into the members above */
  gint64        resumed;

  /* in progress */
  CwRunControl *control;        /* owned */
  GMainContext *context;        /* owned: of the thread that made the job */
  GThread      *thread;
  GMutex        lock;           /* guards draft */
  Draft         draft;
  GPtrArray    *sealed;         /* of CwPlanInfo, owned: plans of which nothing was sent yet; worker's own */
  GHashTable   *known_plans;    /* set of gint64, owned; worker's own */

  /* results */
  CwJobState    state;
  char         *phase, *message, *next_step, *held;
  const char   *error_code;     /* static */
  guint         total, done, failed, left;
  double        speed, pace;
  gint64        ends, run, held_until;
  GListStore   *pages;          /* owned */
  GPtrArray    *page_index;     /* the same pages; borrowed from the store */
  GListStore   *parts;          /* owned; of CwJobWorkflow */
  GListStore   *troubles;       /* owned */
  GHashTable   *known;          /* "WORKFLOW RECORD" → CwJobTrouble: those that are listed */
  GPtrArray    *plans;          /* owned */
};

/* ---- cw-job-items.c ---- */

/* Adds what happened to the page since it was last told. */
void     _cw_job_page_apply (CwJobPage *self, const PageChange *change);
CwJobWorkflow *_cw_job_workflow_new (const char *id);
/* Counts a page that is shown from now on. */
void     _cw_job_workflow_add_page (CwJobWorkflow *self, CwJobPage *page);
/* Counts its pages anew. */
void     _cw_job_workflow_update   (CwJobWorkflow *self);

/* ---- cw-job-work.c, on the worker ---- */

/* A CwEventFunc with the job as data. */
void     _cw_job_event      (const CwEvent *event, gpointer data);
/* The whole work; a GThreadFunc with the job as data. */
gpointer _cw_job_work       (gpointer data);

/* ---- cw-job.c ---- */

/* Takes the draft over on the owner's thread; a GSourceFunc with the job as data. */
gboolean _cw_job_deliver    (gpointer data);

G_END_DECLS
