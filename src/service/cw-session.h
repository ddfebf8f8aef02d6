/* cw-session.h: everything one piece of work on an integration holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the service. Made, used and freed on one thread: the lock of the
 * integration, a store, two connectors with their lanes, the inbox, the ledger.
 */
#pragma once

#include "cw-http.h"
#include "cw-lock.h"
#include "cw-service.h"

G_BEGIN_DECLS

typedef struct _CwLedger CwLedger;
typedef struct _CwUsers CwUsers;

/* Collects what lanes sent, for the store. */
CwLedger *cw_ledger_new     (const char *connection);
void      cw_ledger_free    (CwLedger *self);
/* CwHttpCounted; any thread. */
void      cw_ledger_counted (gint64 time, gpointer ledger);
/* Writes what was collected since; in a transaction of its own or the caller's. */
gboolean  cw_ledger_flush   (CwLedger *self, CwStore *store, GError **error);
guint64   cw_ledger_get_total (CwLedger *self);

/* One end of an integration. */
typedef struct {
  CwConnectionInfo *info;       /* owned */
  CwConnector      *connector;  /* owned; NULL until cw_session_connect() */
  CwHttpClient     *client;     /* borrowed from connector */
  CwLedger         *ledger;     /* owned */
} CwEnd;

typedef struct {
  CwProfile          *profile;      /* owned */
  CwStore            *store;        /* owned */
  CwIntegrationInfo  *integration;  /* owned */
  CwLock             *lock;         /* owned; NULL: only looking */
  CwEnd               source, target;
  CwInbox            *inbox;        /* owned */
  const CwRunRequest *request;      /* borrowed; never NULL */
  CwRunInfo          *run;          /* owned; NULL until a run is made */
  char               *note;         /* what a run that ends well has to tell all the same; owned, nullable */
  CwWorkflow         *people;       /* which workflow says who is whom; owned; NULL until somebody asks */
  GPtrArray          *workflows;    /* of the run, with the mappings that it began with; owned; NULL until they are chosen */
  GHashTable         *wanted;       /* connection → what its mappings read, see cw-wanted-fields.c; owned */
  GHashTable         *changed;      /* "customer:3": changed since the plan; owned */
  GHashTable         *known;        /* scopes of collections and classifications that this session read; owned; NULL: none */
  gint64              read_at;      /* monotonic time of the last reading of the source, 0: none */
  gint64              started;      /* monotonic */
} CwSession;

/* Opens store and integration; takes the lock when @lock (CW_SYNC_ERROR_LOCKED says who has it). No request yet. (transfer full) */
CwSession *cw_session_new     (CwProfile *profile, const CwRunRequest *request, gboolean lock, GError **error);
void       cw_session_free    (CwSession *self);
/* Fetches the secrets and makes both connectors. */
gboolean   cw_session_connect (CwSession *self, GError **error);
/* What @workflow reads from and what it writes to: imports of a target go the other way. Borrowed. */
CwEnd     *cw_session_get_source (CwSession *self, const CwWorkflow *workflow);
CwEnd     *cw_session_get_target (CwSession *self, const CwWorkflow *workflow);
/* The workflow that says which user of the target is which employee; CW_SYNC_ERROR_USAGE: there is none. Borrowed. */
CwWorkflow *cw_session_get_people (CwSession *self, GError **error);
/* By the name of its connection; NULL when it is none of the two. */
CwEnd     *cw_session_find_end   (CwSession *self, const char *connection);
/* Only this one. */
gboolean   cw_session_connect_end (CwSession *self, CwEnd *end, GError **error);
/* Whether a process works the integration now. */
gboolean   cw_session_is_worked  (CwProfile *profile, const char *integration);
/* Who works it, in words; NULL: nobody. @out_ours: this process. (transfer full) */
char      *cw_session_dup_worker (CwProfile *profile, const char *integration, gboolean *out_ours);
gboolean   cw_session_flush_ledgers (CwSession *self, GError **error);
/* cw-ledger.c: seconds that @requests to @end take at least: its pace, and what is left of its hour and day. */
double     cw_session_forecast (CwSession *session, const CwEnd *end, guint requests);
gint64     cw_session_now     (CwSession *self);
/* TRUE with G_IO_ERROR_CANCELLED or CW_SYNC_ERROR_STOPPED when somebody wants an end. */
gboolean   cw_session_is_stopped (CwSession *self, GError **error);
/* While the run is paused: says so and blocks. Between two pages of a reading. */
void       cw_session_hold    (CwSession *session);
void       cw_session_phase   (CwSession *self, const char *workflow, const char *text);
void       cw_session_emit    (CwSession *self, CwEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSession, cw_session_free)

gboolean   cw_run_control_is_stopped (CwRunControl *self);
/* Blocks while paused. NULL: never. */
void       cw_run_control_wait    (CwRunControl *self);
gboolean   cw_run_control_is_paused (CwRunControl *self);
void       cw_run_control_set_inbox (CwRunControl *self, CwInbox *inbox);   /* woken by stop; NULL at the end */

/* ---- cw-connections.c ---- */
/* Makes the connector of @info with its secret. @ledger counts its requests. (transfer full) */
CwConnector *cw_connection_open (CwProfile *profile, CwStore *store, const CwConnectionInfo *info, CwLedger *ledger,
                                 CwHttpClient **out_client, GCancellable *cancellable, GError **error);
/* The same with a secret that is only tried: one that replaces it in use is put into @secret, which outlives the connector, and the
 * keyring is left alone. (transfer full) */
CwConnector *cw_connection_open_trial (CwProfile *profile, CwStore *store, const CwConnectionInfo *info, CwSecret **secret, CwLedger *ledger,
                                       CwHttpClient **out_client, GError **error);
/* A known key with a value in its range; CW_SYNC_ERROR_USAGE. */
gboolean     cw_connection_check_setting (const char *key, const char *value, GError **error);
gboolean     cw_connection_check_system  (const char *system, GError **error);
/* Whether @system has this way of signing in; CW_SYNC_ERROR_USAGE names those it has. */
gboolean     cw_connection_check_way     (const char *system, const char *way, GError **error);
/* What the system is called, for messages. Borrowed. */
const char  *cw_connection_get_label     (const CwConnectionInfo *info);
/* The limits in force: the system's, changed by the connection's settings. Strings are borrowed from @info. */
void         cw_connection_get_limits    (const CwConnectionInfo *info, CwHttpLimits *out_limits);
/* Where a person sees record @id of @type in the web application of @info; NULL where that has no address. @out_exact: the record
 * itself, not only the application. (transfer full) */
char        *cw_connection_dup_record_url (const CwConnectionInfo *info, const char *type, const char *id, gboolean *out_exact);

/* ---- cw-mirror.c ---- */
/* Script id of the box that marks a record for this integration. */
/* The source fields whose change counts for @workflow; NULL in @out_fields: all that are mapped. FALSE when the setting names a field
 * that the mapping does not read: a change would never be noticed. (transfer full) */
gboolean    cw_workflow_dup_monitored (CwWorkflow *workflow, const CwFields *settings, char ***out_fields, GError **error);
const char *cw_session_get_sync_field (CwSession *session, const CwWorkflow *workflow);
/* Brings the mirror of @end, read as a source, up to date for @types: whole at first, on request and once a day, else what changed. */
gboolean   cw_mirror_refresh_source (CwSession *session, CwEnd *end, const char * const *types, gboolean whole, GError **error);
/* Reads @collection of @end, as a target, whole when never read, on request, or not for days. */
gboolean   cw_mirror_refresh_target (CwSession *session, CwEnd *end, const char *collection, gboolean force, GError **error);
/* The same when the last reading is older than @age, microseconds. */
gboolean   cw_mirror_refresh_target_aged (CwSession *session, CwEnd *end, const char *collection, gint64 age, GError **error);
/* Whole when it was never read so, on @whole, or not for days; else what changed since, as far as the system tells. */
gboolean   cw_mirror_refresh_target_changes (CwSession *session, CwEnd *end, const char *collection, gboolean whole, GError **error);
/* The same, but not when that was done a moment ago. */
gboolean   cw_mirror_follow_target  (CwSession *session, CwEnd *end, const char *collection, gboolean whole, GError **error);
/* Before something is sent to @collection: what people did there since, unless this session knows it. @out_news: the mirror learned
 * something, so that what was planned from it is to be planned again. */
gboolean   cw_mirror_read_news      (CwSession *session, CwEnd *end, const char *collection, gboolean *out_news, GError **error);
/* Reads the records of @collection that carry one of @external_ids (element-type utf8), and only these: the mirror learns which
 * are there and forgets those of them that are not. */
gboolean   cw_mirror_refresh_found  (CwSession *session, CwEnd *end, const char *collection, GPtrArray *external_ids, GError **error);

/* Puts a whole reading of @collection into the mirror; (element-type CwTargetRecord). Within a transaction of the caller. */
gboolean   cw_mirror_replace_target (CwSession *session, CwEnd *end, const char *collection, GPtrArray *records, GError **error);

/* ---- strategies ---- */
/* See cw-conflicts-private.h. */
typedef struct _CwConflictPlace CwConflictPlace;
/* One way of planning. A new one is one new file. */
typedef struct {
  const char *name;
  /* Its records in the target are looked up one by one, by external id; the target is never read whole for it. */
  gboolean    by_external_id;
  /* Between two whole readings the changes of its collection are followed, by the target's own stamps. */
  gboolean    follows;
  /* Where in the target @workflow writes, for this integration. (transfer full) */
  char     *(*dup_collection) (CwSession *session, CwWorkflow *workflow, GError **error);
  /* Brings everything that planning looks at up to date; @refresh: reads it whole. NULL: the workflow's types and its collection. */
  gboolean  (*read)           (CwSession *session, CwWorkflow *workflow, gboolean refresh, GError **error);
  /* The id of the source record whose target record carries @external_id; NULL: not one of ours. (transfer full)
   * NULL: the external id is the id. */
  char     *(*dup_source_id)  (const char *external_id);
  /* Its links are known here alone: they cannot be found again in the target, and are never dropped for that. */
  gboolean    keeps_links;
  /* Writes the rows of plan @plan from the mirrors; fills counts, marks, pages of @out_info. No request but one for what is new in the
   * target where something would be made there that people may have made meanwhile. */
  gboolean  (*plan)           (CwSession *session, CwWorkflow *workflow, gint64 plan, CwPlanInfo *out_info, GError **error);
  /* Adds what a person has to tell apart, or did (CwConflict), from the mirrors. NULL: nothing, or it is settled elsewhere. */
  gboolean  (*list_conflicts) (const CwConflictPlace *place, GPtrArray *out, GError **error);
  /* What a run would do with every record now, from the mirrors; of people who are known as @people. NULL: nothing is made. */
  gboolean  (*foresee)        (CwSession *session, CwWorkflow *workflow, CwUsers *people, CwTreeRowFunc func, gpointer data, GError **error);
  /* Why one record does or does not travel, from the mirrors. */
  CwExplanation *(*explain)   (CwSession *session, CwWorkflow *workflow, const char *type, const char *id, GError **error);
} CwStrategy;

extern const CwStrategy cw_tree_strategy, cw_upsert_strategy;
extern const CwStrategy cw_match_strategy;
extern const CwStrategy cw_document_strategy;
extern const CwStrategy cw_hierarchy_strategy;
const CwStrategy *cw_strategy_find (const char *name, GError **error);
/* Everything read that planning looks at. */
gboolean          cw_strategy_read (const CwStrategy *self, CwSession *session, CwWorkflow *workflow, gboolean refresh, GError **error);
/* Where @workflow begins. */
gboolean          cw_strategy_read_source (CwSession *session, CwWorkflow *workflow, gboolean refresh, GError **error);

/* ---- cw-settle.c ---- */
/* TRUE out when some intent of the integration has no outcome. */
gboolean   cw_settle_is_due (CwSession *session, gboolean *out_due, GError **error);
/* Called for a row of a plan that turned out to be done; @row is valid in the call only. */
typedef void (*CwSettledFunc) (const CwPlanRow *row, const char *workflow, gpointer data);
/* Reads the target whole and gives every open intent its outcome. Nothing is written in the target. @settled nullable. */
gboolean   cw_settle        (CwSession *session, CwSettledFunc settled, gpointer data, GError **error);

/* ---- cw-apply.c ---- */
typedef struct {
  guint    done[CW_N_OPERATIONS];
  guint    failed, unsettled, aside;
  guint    marks;             /* boxes checked */
  guint    marks_failed;
  guint    pages_ended;       /* announced so far */
  guint    earlier_done, earlier_failed;   /* rows that attempts before this one finished */
  guint    later;             /* rows of plans that come after */
  gboolean stopped;           /* before the end */
  gboolean daily_limit;       /* because of it */
  gint64   continue_at;       /* when the limit allows more; 0 unknown */
} CwApplyResult;
/* Applies the pending rows of a sealed plan; may be called again for the same plan. FALSE with an error that ends the run
 * (connection, store); what was done until then is kept. */
gboolean   cw_apply_plan    (CwSession *session, CwWorkflow *workflow, const CwPlanInfo *plan, CwApplyResult *result, GError **error);

/* ---- small things ---- */
/* The sync box of an integration that names none. */
#define CW_DEFAULT_SYNC_FIELD "custentity_precoro_sync"
char      *cw_record_key    (const char *type, const char *id);
/* "customer:3"; "project" is accepted for "job". FALSE: CW_SYNC_ERROR_USAGE. */
gboolean   cw_record_key_parse (const char *text, char **out_type, char **out_id, GError **error);
/* The workflow of @integration that carries records of @type. (transfer full) */
CwWorkflow *cw_profile_find_workflow_of_type (CwProfile *self, const char *integration, const char *type, GError **error);
/* At most @limit characters of @text, the last of them "…". (transfer full) */
char      *cw_strategy_dup_shortened (const char *text, guint limit);
char      *cw_workflow_dup_rules_digest (CwWorkflow *workflow, const CwFields *settings);
/* CW_SYNC_ERROR_USAGE when @integration has no such workflow. (transfer full) */
CwWorkflow *cw_profile_find_workflow (CwProfile *self, const char *integration, const char *id, GError **error);
/* The same as cw_profile_add_connection_sync() and cw_profile_add_integration(), in the caller's transaction. */
/* Sets of @info when the certificate ends that belongs to the key in @secret; NULL changes nothing. */
void       _cw_connection_note_certificate (CwConnectionInfo *info, CwSecret *secret);
gboolean   cw_profile_put_connection_sync (CwProfile *self, CwStore *store, const CwConnectionInfo *info, CwSecret *secret,
                                           GCancellable *cancellable, GError **error);
gboolean   cw_profile_put_integration (CwProfile *self, CwStore *store, const CwIntegrationInfo *info, GError **error);
/* Puts @secret into the keyring, with a label that a person understands. */
gboolean   cw_profile_store_secret_sync (CwProfile *self, CwStore *store, const char *connection, CwSecret *secret,
                                         GCancellable *cancellable, GError **error);
/* Notes a change that a person made, in the caller's transaction. */
gboolean   cw_profile_journal_change (CwProfile *self, CwStore *store, const char *integration, const char *text, GError **error);
/* Makes version @number (or CW_MAPPING_IN_FORCE) the mapping of @workflow, which nobody else must have yet. */
gboolean   cw_workflow_use_mapping (CwWorkflow *workflow, CwStore *store, const char *integration, guint number, GError **error);

G_END_DECLS
