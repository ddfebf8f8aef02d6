/* cw-apply-private.h: what the files of cw-apply share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cw-node-book.h"

G_BEGIN_DECLS

/* A row under way. */
typedef struct {
  CwPlanRow *row;         /* owned */
  char      *key;         /* owned */
  gint64     intent;      /* journal number of the write that is open; 0: none */
  guint      stage;       /* 0: creates and updates; later ones: deactivations, leaf to root */
  guint      recalls;     /* pauses before it was sent */
  gboolean   id_step;     /* the second write, which sets the external id, is under way */
  GPtrArray *waiters;     /* of Job, borrowed: rows whose parent this is; NULL: none */
} Job;

/* A page under way. */
typedef struct {
  guint number;
  guint open;             /* jobs without a first answer */
  guint rows;             /* that were still to do when it was loaded */
  guint done, failed;
} Page;

/* A sync box under way. */
typedef struct {
  char  *type, *id;       /* owned */
  gint64 intent;
  guint  recalls;         /* pauses before it was sent */
} MarkJob;

#define CW_SPEED_SAMPLES 60   /* one a second: the speed is that of the last minute */

/* How many rows were past at a time. */
typedef struct {
  gint64 time;   /* monotonic */
  guint  past;
} SpeedSample;

typedef struct {
  CwSession        *session;
  CwWorkflow       *workflow;
  const CwPlanInfo *plan;
  CwApplyResult    *result;
  CwEnd            *source, *target;   /* of the workflow */
  CwNodeBook       *book;        /* owned */
  GHashTable       *open;        /* key → Job, owned: rows loaded and not finished */
  GHashTable       *aside;       /* keys set aside, owned */
  GHashTable       *strangers;   /* set of places, see cw-apply-rows.c, owned; NULL: not asked for yet */
  GQueue            ready;       /* of Job, borrowed */
  GQueue            pages;       /* of Page, owned: loaded, in order */
  GHashTable       *mark_jobs;   /* set of MarkJob, owned: waiting and under way */
  GQueue            marks;       /* of MarkJob, borrowed: still to send */
  guint             next_page;   /* to load */
  guint             ended;       /* pages whose end was announced */
  guint             in_flight, marks_in_flight;
  guint             left;
  GArray           *open_stages; /* of guint: open jobs by stage */
  gboolean          stopping;
  gboolean          holding;     /* paused: what waited in the lanes was called back */
  guint             recalls;     /* how often that happened */
  GError           *fatal;       /* owned: ends the run */
  gint64            progress_at;
  SpeedSample       samples[CW_SPEED_SAMPLES];   /* a ring, none from before a pause */
  guint             n_samples, next_sample;
  double            request_share;   /* requests a row of this plan takes */
  gint64            forecast_at;     /* monotonic time of the forecast; 0: none yet */
  double            forecast;        /* seconds that the limits ask for at least */
} Apply;

/* ---- cw-apply.c ---- */
/* Nothing will work now for @cause: no more is sent, what is in flight is finished. */
void        _cw_apply_stop_for      (Apply *self, const GError *cause);
/* A pause took the write with @result out of the lanes; @recalls: pauses before it was sent. */
gboolean    _cw_apply_was_recalled  (Apply *self, const CwWriteResult *result, guint recalls);

/* ---- cw-apply-rows.c: opening, finishing and failing rows ---- */
void        _cw_apply_job_free      (gpointer job);
const char *_cw_apply_operation     (const Job *job);
gboolean    _cw_apply_write_outcome (Apply *self, Job *job, CwJournalKind kind, const char *text, GError **error);
/* @advice: what somebody should do about it, in a sentence. */
gboolean    _cw_apply_fail          (Apply *self, Job *job, const char *text, const char *advice, GError **error);
/* Within a transaction of the caller: journal, link, mirror and row say what became of the write. */
gboolean    _cw_apply_take_result   (Apply *self, Job *job, CwWriteResult *result, GError **error);
/* Loads the next page: its intents are committed together before anything of it is sent. */
gboolean    _cw_apply_load_page     (Apply *self, GError **error);
/* Sends it when its turn comes: after the rows whose records it names. */
void        _cw_apply_queue_job     (Apply *self, Job *job);
void        _cw_apply_end_pages     (Apply *self);
void        _cw_apply_emit_progress (Apply *self, gboolean now);
/* Time that was paused is no time that rows took. */
void        _cw_apply_forget_speed  (Apply *self);
/* Target id of a linked source record, NULL when there is none. (transfer full) */
char       *_cw_apply_dup_linked    (Apply *self, const char *key);

/* ---- cw-apply-marks.c: sync boxes, written back on the source's own lanes ---- */
void        _cw_apply_mark_free     (gpointer mark);
void        _cw_apply_queue_mark    (Apply *self, const char *type, const char *id);
/* What earlier attempts still owe, and what a person chose although nothing else changes. */
gboolean    _cw_apply_queue_due     (Apply *self, GError **error);
gboolean    _cw_apply_send_marks    (Apply *self, guint room, GError **error);
gboolean    _cw_apply_take_mark     (Apply *self, MarkJob *mark, CwWriteResult *result, GError **error);

G_END_DECLS
