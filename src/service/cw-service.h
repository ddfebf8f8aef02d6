/* cw-service.h: what the application does, for window and command line alike
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A CwProfile is one folder with settings and database. Functions that end in
 * _sync block: call them on a worker thread (the command line's own is one).
 * Each opens its own store, so that several may run on different threads.
 * Progress comes as events on the calling thread.
 */
#pragma once

#include "cw-clock.h"
#include "cw-credentials.h"
#include "cw-connector.h"
#include "cw-store.h"
#include "cw-system-info.h"
#include "cw-transport.h"
#include "cw-tree.h"
#include "cw-workflow.h"

G_BEGIN_DECLS

/* ---- profile ---- */

#define CW_TYPE_PROFILE (cw_profile_get_type ())
G_DECLARE_FINAL_TYPE (CwProfile, cw_profile, CW, PROFILE, GObject)

/* Parts that a test replaces; every member may be NULL: the real one. */
typedef struct {
  CwCredentials *credentials;
  CwClock       *clock;
  CwRandom      *random;
  CwTransport   *transport;
  guint          keyring_timeout;   /* seconds; 0: 5 */
  CwStoreCommitHook commit_hook;    /* see cw_store_set_commit_hook() */
  gpointer       commit_data;
} CwProfileParts;

/* Opens (or makes) the profile in @dir; NULL: the user's data directory. Errors: CW_STORE_ERROR. (transfer full) */
CwProfile     *cw_profile_open            (const char *dir, const CwProfileParts *parts, GError **error);
const char    *cw_profile_get_dir         (CwProfile *self);
CwCredentials *cw_profile_get_credentials (CwProfile *self);
CwClock       *cw_profile_get_clock       (CwProfile *self);
CwRandom      *cw_profile_get_random      (CwProfile *self);
CwTransport   *cw_profile_get_transport   (CwProfile *self);
/* A store of the caller's own, for one thread. (transfer full) */
CwStore       *cw_profile_open_store      (CwProfile *self, GError **error);

/* ---- connections and integrations ---- */

/* Keys a connection may be given: lanes, pace, hour, day, share. Checks name and value (CW_SYNC_ERROR_USAGE). */
gboolean   cw_profile_set_connection      (CwProfile *self, const char *name, const char *key, const char *value, GError **error);
/* @secret: one JSON object, see contract.md; NULL keeps none. Nothing is saved over a working connection when the parts do not fit. */
gboolean   cw_profile_add_connection_sync (CwProfile *self, const CwConnectionInfo *info, CwSecret *secret, GCancellable *cancellable, GError **error);
gboolean   cw_profile_remove_connection_sync (CwProfile *self, const char *name, GCancellable *cancellable, GError **error);

/* Result of a test. Plain value. */
typedef struct {
  char    *name, *system;
  gboolean ok;
  char    *cause;    /* what is wrong, or (when ok) worth mending, one sentence; NULL: nothing */
  char    *next;     /* what to do about it; NULL without a cause */
  char    *account;  /* who we are there; nullable */
} CwConnectionTest;
void       cw_connection_test_free        (CwConnectionTest *self);
/* Never fails: trouble is in the result. (transfer full) */
CwConnectionTest *cw_profile_test_connection_sync (CwProfile *self, const char *name, GCancellable *cancellable);

/* The same for a connection that is not kept yet, or with a secret that is not: @secret (in, out) NULL: the keyring's; one that
 * replaces it in use is put there, and nothing is saved. @out_offers: what an integration can choose there (element-type
 * CwOffer), NULL when the test failed. (transfer full) */
CwConnectionTest *cw_profile_try_connection_sync (CwProfile *self, const CwConnectionInfo *info, CwSecret **secret,
                                                  GPtrArray **out_offers, GCancellable *cancellable);

/* What a person has to enter to connect a system; the first is the one that integrations begin with. NULL: no such system. */
const CwSystemInfo *cw_system_find_info  (const char *name);
const CwSystemInfo *cw_system_get_nth    (guint position);

/* Whether @url may be used at all: https, or plain http to this computer (CW_SYNC_ERROR_USAGE). */
gboolean   cw_connection_check_url        (const char *url, GError **error);

gboolean   cw_profile_add_integration     (CwProfile *self, const CwIntegrationInfo *info, GError **error);

/* Makes connections and integrations for a sandbox from its info file; NULL: the profile's own sandbox, a process
 * (--data DIR/sandbox) that is started when it does not run. (element-type CwIntegrationInfo) (transfer full) */
GPtrArray *cw_profile_add_sample_sync     (CwProfile *self, const char *info_file, GCancellable *cancellable, GError **error);
/* When the profile's connections belong to its own sandbox: sees to it that it runs, from now until cw_profile_stop_sample() or
 * the end of the profile or process. */
gboolean   cw_profile_ensure_sample_sync  (CwProfile *self, GCancellable *cancellable, GError **error);
gboolean   cw_profile_is_sample           (CwProfile *self);
/* The sandbox may go as far as this profile is concerned; it goes when no other program needs it. Waits for that. */
void       cw_profile_stop_sample         (CwProfile *self);

/* ---- workflows ---- */
/* Workflows that fit @integration (its target system), in order. (element-type CwWorkflow) (transfer full) */
GPtrArray *cw_profile_list_workflows      (CwProfile *self, const char *integration, GError **error);
/* Two switches: an enabled workflow is one of the integration's, an active one has its part in every run that names none. */
gboolean   cw_profile_is_workflow_enabled (CwProfile *self, CwStore *store, const char *integration, CwWorkflow *workflow);
gboolean   cw_profile_is_workflow_active  (CwProfile *self, CwStore *store, const char *integration, CwWorkflow *workflow);
/* Whether every workflow that @workflow needs is active or among @beside (element-type CwWorkflow; nullable); else
 * CW_SYNC_ERROR_USAGE that names the one that is missing. */
gboolean   cw_profile_check_needs         (CwProfile *self, CwStore *store, const char *integration, CwWorkflow *workflow,
                                            GPtrArray *beside, GError **error);
/* Switching on checks what the workflow needs. */
gboolean   cw_profile_enable_workflow     (CwProfile *self, const char *integration, const char *workflow, gboolean enabled, GError **error);
/* The other switch; switching on checks again. */
gboolean   cw_profile_activate_workflow   (CwProfile *self, const char *integration, const char *workflow, gboolean active, GError **error);
/* Whether that may be set; saves nothing. */
gboolean   cw_profile_check_workflow_setting (CwProfile *self, const char *integration, const char *workflow,
                                            const char *key, const char *value, GError **error);
gboolean   cw_profile_set_workflow_setting (CwProfile *self, const char *integration, const char *workflow,
                                            const char *key, const char *value, GError **error);

/* ---- plan and run ---- */

typedef enum {
  CW_EVENT_PHASE,     /* text: "Reading customers…"; done and total when known */
  CW_EVENT_PLAN,      /* plan: sealed */
  CW_EVENT_RECORD,    /* row, outcome, page */
  CW_EVENT_PAGE,      /* page, pages, done, failed (of the page), left (of the run) */
  CW_EVENT_PROGRESS,  /* done_all, failed_all, left, total, speed, ends, held: several times a second at most */
  CW_EVENT_END,       /* info */
} CwEventKind;

/* Valid during the call only. */
typedef struct {
  CwEventKind       kind;
  gint64            run;
  const char       *integration;
  const char       *workflow;
  const char       *text;
  const CwPlanInfo *plan;         /* PLAN: the one that was sealed; RECORD, PAGE, PROGRESS: the one under way, NULL where not known */
  const CwPlanRow  *row;
  const char       *outcome;      /* "planned", "done", "failed", "unchanged", "skipped", "conflict", "unsettled" */
  const char       *advice;       /* RECORD, failed or unsettled: what to do about it; NULL otherwise */
  guint             page, pages;
  guint             done, failed; /* of the page */
  guint             done_all, failed_all, left, total;   /* of the run, over its workflows; total: their sum */
  gboolean          paused;       /* PROGRESS, PHASE: nothing is under way, until it is resumed */
  double            speed;        /* records a second, over the last minute */
  double            pace;         /* PROGRESS: requests a second that the target's connection is allowed; 0: no such limit */
  gint64            ends;         /* expected, microseconds UTC; 0 unknown */
  const char       *held;         /* what holds us back, e.g. "hourly limit"; NULL: nothing */
  gint64            held_until;
  const CwRunInfo  *info;
  double            seconds;      /* END */
} CwEvent;
typedef void (*CwEventFunc) (const CwEvent *event, gpointer data);

/* Stop and pause from any thread (a signal handler's main loop, a button). */
typedef struct _CwRunControl CwRunControl;
CwRunControl *cw_run_control_new   (void);
CwRunControl *cw_run_control_ref   (CwRunControl *self);
void          cw_run_control_unref (CwRunControl *self);
/* Requests in flight are finished, the run ends as "stopped" and can be resumed. */
void          cw_run_control_stop  (CwRunControl *self);
/* What is on the wire is finished, what waits for a lane or a limit is taken back; then PROGRESS says "paused". */
void          cw_run_control_pause (CwRunControl *self, gboolean paused);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRunControl, cw_run_control_unref)

/* What is asked. Borrowed by the call. */
typedef struct {
  const char         *integration;
  const char * const *workflows;  /* NULL: every enabled one */
  const char * const *records;    /* "customer:3" (job or project); NULL: by rule */
  gboolean            all;        /* every available one */
  gboolean            refresh;    /* re-read source and target whole */
  guint               page_size;  /* 0: the workflow's */
  const char         *why;        /* "by hand", … ; NULL: "by hand" */
  const char         *plan_file;  /* run: apply exactly this plan */
  gint64              plan_run;   /* run: apply exactly the plan that this run made; 0: none */
  gint64              schedule;   /* run: what this schedule has due, see cw-schedules.h; its own workflows take the place of those
                                   * above, of records and of all. CW_SYNC_ERROR_NOT_DUE, without a run: nothing is. 0: no schedule asks */
  gboolean            unchanged_too; /* RECORD events for unchanged rows as well */
  CwEventFunc         event;
  gpointer            event_data;
  CwRunControl       *control;    /* NULL: none */
  GCancellable       *cancellable;/* gives up at once */
} CwRunRequest;

/* Errors end the call before or in the middle of a run: CW_SYNC_ERROR_*, CW_CONNECTOR_ERROR_*, CW_STORE_ERROR_*. A failing
 * record is not an error. The outcome of the run is in the info: "planned", "done", "attention", "stopped", "failed". (transfer full) */
CwRunInfo *cw_profile_plan_sync   (CwProfile *self, const CwRunRequest *request, GError **error);
CwRunInfo *cw_profile_run_sync    (CwProfile *self, const CwRunRequest *request, GError **error);
/* @request: only event, control, cancellable are read. Runs not ended and worked by nobody, except paused ones. */
CwRunInfo *cw_profile_resume_sync (CwProfile *self, gint64 run, const CwRunRequest *request, GError **error);
/* Ids of interrupted runs, oldest first. (element-type gint64) (transfer full) */
GArray    *cw_profile_list_interrupted (CwProfile *self, GError **error);
/* Writes a sealed plan to a file that run --plan takes. Whole or not at all. */
gboolean   cw_profile_save_plan        (CwProfile *self, gint64 run, const char *file, GError **error);

/* ---- looking ---- */

/* (transfer full). CW_SYNC_ERROR_USAGE when the record is not known. Uses the mirror as it is: no request. */
typedef struct {
  char      *source;   /* "customer:1542" */
  char      *name;
  char      *state;    /* "in step", "waiting", "blocked", "needs attention" */
  char      *reason;   /* one sentence */
  char      *target;   /* nullable */
  GPtrArray *rules;    /* (element-type CwRuleCheck) */
} CwExplanation;
void           cw_explanation_free       (CwExplanation *self);
CwExplanation *cw_profile_explain_sync   (CwProfile *self, const char *integration, const char *record, GError **error);

/* Checks or clears the sync box of @record ("customer:1542"): in the source where it has the box, else the mark that Causeway keeps.
 * Journaled; one request at most, none when it is so already. Errors: CW_SYNC_ERROR_LOCKED while the integration is at work. */
gboolean       cw_profile_set_mark_sync  (CwProfile *self, const char *integration, const char *record, gboolean marked,
                                          GCancellable *cancellable, GError **error);

/* Drops the links of @integration and finds them again by external id in a fresh reading of the target; writes nothing there.
 * Out: how many. */
gboolean       cw_profile_rebuild_links_sync (CwProfile *self, const char *integration, const CwRunRequest *request, guint *out_links, GError **error);

/* One window of a connection's request ledger. Plain value. */
typedef struct {
  char  *connection, *window;  /* "hour", "day" */
  guint  used, limit;          /* limit 0: none */
  gint64 resets;               /* when the oldest request of the window falls out; 0: nothing used */
} CwBudget;
void       cw_budget_free          (CwBudget *self);
GPtrArray *cw_profile_list_budget  (CwProfile *self, GError **error);   /* (element-type CwBudget) */

/* What somebody should do about @error; one sentence, never NULL. (transfer full) */
char      *cw_error_dup_next_step  (const GError *error);
/* The same for one record of many that was refused. */
char      *cw_error_dup_record_advice (const GError *error);
/* Stable word for @error in JSON: "usage", "auth", "unreachable", "locked", "stale", "daily-limit", "keyring", "store", … */
const char *cw_error_get_code      (const GError *error);
/* Exit code of contract.md for @error. */
int        cw_error_get_exit_code  (const GError *error);

G_END_DECLS
