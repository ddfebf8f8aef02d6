/* cw-store.h: the profile database
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One connection to one SQLite file (WAL, synchronous=FULL, foreign keys, busy
 * timeout). A CwStore belongs to one thread; every thread that needs the
 * database opens its own. Many readers, one writer. Statements are prepared
 * once and values always bound. Everything that must hold together is one
 * transaction: cw_store_begin() … cw_store_commit(); a single write outside of
 * one is a transaction of its own.
 *
 * Errors are CW_STORE_ERROR, or G_IO_ERROR_CANCELLED. FALSE, NULL, 0 for an id
 * and -1 for a count always come with an error: CW_STORE_ERROR_NOT_FOUND where
 * there is no such row. Only cw_store_get_state() and cw_store_get_occurrence() answer NULL without one.
 */
#pragma once

#include "cw-connector.h"
#include "cw-clock.h"
#include "cw-plan.h"
#include "cw-schedule.h"

G_BEGIN_DECLS

typedef struct _CwStore CwStore;

/* Opens DIR/causeway.db, makes it when absent, migrates it when older (PRAGMA user_version, numbered scripts, each in one
 * transaction; a copy "causeway.db.vN" is kept before the first). Errors: CW_STORE_ERROR_NEWER, _DAMAGED (the file is copied
 * to "causeway.db.damaged-TIME" and the message says so), _OPEN, _FULL. (transfer full) */
CwStore    *cw_store_open     (const char *dir, GError **error);
void        cw_store_close    (CwStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwStore, cw_store_close)

/* The profile's id (UUID made with the database): names its secrets in the keyring. Borrowed. */
const char *cw_store_get_profile (CwStore *self);

/* BEGIN IMMEDIATE. Nests: only the outermost commits. Any failure inside makes the outermost commit fail and roll back:
 * an SQL error, a write that was refused, an inner rollback; that a record is not found while reading is none. From the failure
 * on every call but these fails with the same error, until the outermost commit or rollback. cw_store_commit() ends its level
 * whether it succeeds or not; a rollback after a failed commit does nothing. */
gboolean    cw_store_begin    (CwStore *self, GError **error);
gboolean    cw_store_commit   (CwStore *self, GError **error);
void        cw_store_rollback (CwStore *self);
/* Commits when @ok, else rolls back. TRUE when all went well. After a failure inside a transaction every call fails until this. */
gboolean    cw_store_end      (CwStore *self, gboolean ok, GError **error);

/* Tests only: called before (@after FALSE) and after each outermost commit; FALSE makes this and every later call on the
 * store fail, as if the process had died there. */
typedef gboolean (*CwStoreCommitHook) (gboolean after, gpointer data);
void        cw_store_set_commit_hook (CwStore *self, CwStoreCommitHook hook, gpointer data);
/* Long SQL and the wait for another writer are interrupted when @cancellable is triggered (G_IO_ERROR_CANCELLED); what takes no
 * time is done all the same, a commit always. NULL: none. */
void        cw_store_set_cancellable (CwStore *self, GCancellable *cancellable);

/* ---- connections and integrations ---- */

/* Plain values; strings owned. Settings: text by key ("lanes", "pace", "hour", "day", "share", …); no secret. */
typedef struct {
  char     *name;
  char     *system;     /* "netsuite", "precoro", "suiteprojects" */
  char     *url;
  char     *account;    /* nullable */
  char     *auth;       /* "m2m", "tba", "code", "token" */
  CwFields *settings;   /* never NULL */
  gint64    tested_at;  /* 0: never */
  gboolean  test_ok;
  char     *test_message; /* nullable */
} CwConnectionInfo;
CwConnectionInfo *cw_connection_info_new  (const char *name, const char *system);
void              cw_connection_info_free (CwConnectionInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwConnectionInfo, cw_connection_info_free)

gboolean          cw_store_add_connection    (CwStore *self, const CwConnectionInfo *info, GError **error);   /* _EXISTS */
gboolean          cw_store_update_connection (CwStore *self, const CwConnectionInfo *info, GError **error);   /* by name */
CwConnectionInfo *cw_store_get_connection    (CwStore *self, const char *name, GError **error);               /* _NOT_FOUND */
GPtrArray        *cw_store_list_connections  (CwStore *self, GError **error);                                 /* in order of name */
gboolean          cw_store_remove_connection (CwStore *self, const char *name, GError **error);               /* _EXISTS while an integration uses it; its mirrors go with it */

typedef struct {
  char     *name;
  char     *source;        /* connection name */
  char     *target;        /* connection name */
  char     *company;       /* nullable: the target's company, for people */
  char    **subsidiaries;  /* ids, at least one */
  CwFields *settings;      /* never NULL: "item-custom-field", "sync-field", "sync-new" (ISO instant since when, unset: off), … */
  gint64    created;
} CwIntegrationInfo;
CwIntegrationInfo *cw_integration_info_new  (const char *name);
void               cw_integration_info_free (CwIntegrationInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwIntegrationInfo, cw_integration_info_free)

gboolean           cw_store_add_integration    (CwStore *self, const CwIntegrationInfo *info, GError **error);
gboolean           cw_store_update_integration (CwStore *self, const CwIntegrationInfo *info, GError **error);
CwIntegrationInfo *cw_store_get_integration    (CwStore *self, const char *name, GError **error);
GPtrArray         *cw_store_list_integrations  (CwStore *self, GError **error);
gboolean           cw_store_remove_integration (CwStore *self, const char *name, GError **error);  /* history stays; links, marks and settings go */

/* Settings of a workflow in an integration; "enabled" is one of them. Unset keys have the description's default. (transfer full) */
CwFields *cw_store_get_workflow_settings (CwStore *self, const char *integration, const char *workflow, GError **error);
gboolean  cw_store_set_workflow_setting  (CwStore *self, const char *integration, const char *workflow,
                                          const char *key, const char *value /* nullable: back to default */, GError **error);

/* ---- saved mappings ---- */

/* What is known of a version beside its content. Plain value. */
typedef struct {
  guint    number;     /* 1, 2, …; 0: the workflow's default, which is not in the store */
  gint64   created;    /* 0: the default */
  char    *author;     /* user name; NULL: the default */
  char    *note;       /* never NULL; may be empty */
  char    *digest;     /* of mapping and tests */
  guint    based_on;   /* number of the version that it was made from */
  guint    rows;       /* active and inactive ones */
  guint    tests;
  gboolean in_force;
} CwMappingVersion;
void       cw_mapping_version_free (CwMappingVersion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwMappingVersion, cw_mapping_version_free)

/* Sets version->number to the next one. */
gboolean   cw_store_add_mapping   (CwStore *self, const char *integration, const char *workflow, CwMappingVersion *version,
                                   const char *content, GError **error);
/* Newest first. (element-type CwMappingVersion) */
GPtrArray *cw_store_list_mappings (CwStore *self, const char *integration, const char *workflow, GError **error);
/* 0: none was saved. */
gboolean   cw_store_get_newest_mapping (CwStore *self, const char *integration, const char *workflow, guint *out_number, GError **error);
/* @out_content nullable, (transfer full). in_force is not set. */
CwMappingVersion *cw_store_get_mapping (CwStore *self, const char *integration, const char *workflow, guint number,
                                        char **out_content, GError **error);

/* ---- fields of a system ---- */

/* What @connection says of the fields of @type (element-type CwFieldInfo), in order; those known before that are not among them
 * stay, as removed. */
gboolean   cw_store_put_fields    (CwStore *self, const char *connection, const char *type, const GPtrArray *fields, GError **error);
/* In order, removed ones last. (element-type CwFieldInfo) */
GPtrArray *cw_store_list_fields   (CwStore *self, const char *connection, const char *type, GError **error);

/* ---- mirror of the source ---- */

/* Inserts or replaces by connection, type, id. A record with deleted set only sets the flag on a known one.
 * Within a transaction of the caller. @generation: number of the reading, for cw_store_mirror_sweep(). */
gboolean  cw_store_mirror_put    (CwStore *self, const char *connection, const CwRecord *record, gint64 generation, GError **error);
/* After a whole reading: records of @type not seen in @generation. With @mark they get the deleted flag. Out: how many. */
gboolean  cw_store_mirror_sweep  (CwStore *self, const char *connection, const char *type, gint64 generation, gboolean mark,
                                  gint64 *out_missing, GError **error);
/* Parts of the document @whole that the mirror has and that were last seen before @generation. (element-type utf8) (transfer full) */
GPtrArray      *cw_store_mirror_list_gone_parts (CwStore *self, const char *connection, const char *type, const char *whole,
                                                 gint64 generation, GError **error);
/* Both without effect on a record that is not there. */
gboolean  cw_store_mirror_touch  (CwStore *self, const char *connection, const char *type, const char *id, gint64 generation, GError **error);
gboolean  cw_store_mirror_set_mark (CwStore *self, const char *connection, const char *type, const char *id, CwMark mark, GError **error);
CwRecord *cw_store_mirror_get    (CwStore *self, const char *connection, const char *type, const char *id, GError **error);
/* Without deleted ones. */
gint64    cw_store_mirror_count  (CwStore *self, const char *connection, const char *type, GError **error);
/* Records that are not deleted, and how many subsidiaries they belong to, all in all. */
gboolean  cw_store_mirror_count_relations (CwStore *self, const char *connection, const char *type,
                                           gint64 *out_records, gint64 *out_relations, GError **error);
/* Every record of the types (NULL-terminated), deleted ones too, streamed in order of type and numeric id; @record is valid in the call only. */
typedef gboolean (*CwStoreRecordFunc) (const CwRecord *record, gpointer data, GError **error);
gboolean  cw_store_mirror_foreach (CwStore *self, const char *connection, const char * const *types,
                                   CwStoreRecordFunc func, gpointer data, GError **error);

/* The same with only the fields of @fields (NULL-terminated, sorted), and in no order: much faster where few are looked at. */
gboolean  cw_store_mirror_foreach_some (CwStore *self, const char *connection, const char * const *types, const char * const *fields,
                                        CwStoreRecordFunc func, gpointer data, GError **error);

/* ---- mirror of the target ---- */
gboolean        cw_store_target_put   (CwStore *self, const char *connection, const char *collection, const CwTargetRecord *record,
                                       gint64 generation, GError **error);
gboolean        cw_store_target_remove (CwStore *self, const char *connection, const char *collection, const char *id, GError **error);
/* What was not seen in @generation is hidden or gone, and only a write to it can tell which: it counts as inactive from now on. */
gboolean        cw_store_target_sweep (CwStore *self, const char *connection, const char *collection, gint64 generation,
                                       gint64 *out_hidden, GError **error);
CwTargetRecord *cw_store_target_get   (CwStore *self, const char *connection, const char *collection, const char *id, GError **error);
typedef gboolean (*CwStoreTargetFunc) (const CwTargetRecord *record, gpointer data, GError **error);
gboolean        cw_store_target_foreach (CwStore *self, const char *connection, const char *collection,
                                         CwStoreTargetFunc func, gpointer data, GError **error);

/* Next number of a reading, for either mirror; 1, 2, …; grows for ever. */
gint64    cw_store_next_generation (CwStore *self, GError **error);

/* ---- watermarks and other small state ---- */
/* Text by scope and key, e.g. scope "netsuite-1/customer", keys "since", "zone", "fingerprint", "read-whole". (transfer full), NULL when unset. */
char     *cw_store_get_state (CwStore *self, const char *scope, const char *key, GError **error);
gboolean  cw_store_set_state (CwStore *self, const char *scope, const char *key, const char *value, GError **error);

/* ---- links ---- */

typedef enum { CW_LINK_MARK_NONE, CW_LINK_MARK_DUE, CW_LINK_MARK_DONE } CwLinkMark;

/* The proof that two records are the same one. Plain value. */
typedef struct {
  char       *type;         /* source type */
  char       *source_id;
  char       *target_id;
  char       *by;           /* "export", "external id", "name", "hand", "rebuild" */
  gint64      since;
  char       *fingerprint;  /* of what was last confirmed in the target; NULL: compare anew */
  CwLinkMark  mark;         /* whether the sync box still has to be checked by us; DONE: afterwards a person's choice counts */
  char       *hold;         /* nullable: why the record is held back ("taken back by run 9") */
} CwLink;
CwLink   *cw_link_new  (const char *type, const char *source_id, const char *target_id);
void      cw_link_free (CwLink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwLink, cw_link_free)

gboolean  cw_store_put_link    (CwStore *self, const char *integration, const char *workflow, const CwLink *link, GError **error);
CwLink   *cw_store_get_link    (CwStore *self, const char *integration, const char *workflow, const char *type, const char *source_id, GError **error);
gboolean  cw_store_remove_link (CwStore *self, const char *integration, const char *workflow, const char *type, const char *source_id, GError **error);
gboolean  cw_store_remove_links (CwStore *self, const char *integration, const char *workflow /* NULL: all */, GError **error);
typedef gboolean (*CwStoreLinkFunc) (const char *workflow, const CwLink *link, gpointer data, GError **error);
gboolean  cw_store_links_foreach (CwStore *self, const char *integration, const char *workflow /* NULL: all */,
                                  CwStoreLinkFunc func, gpointer data, GError **error);

/* Links of employees to the target record @target_id, newest first; normally one, more while an employee that is gone is still
 * linked. (element-type CwLink) (transfer full) */
GPtrArray *cw_store_list_user_links (CwStore *self, const char *integration, const char *workflow, const char *target_id, GError **error);

/* "Not this person": pairs that are never suggested or matched again. @since 0 takes the refusal back. */
gboolean  cw_store_set_match_refusal (CwStore *self, const char *integration, const char *workflow, const char *source_id,
                                      const char *target_id, gint64 since, GError **error);
typedef gboolean (*CwStoreRefusalFunc) (const char *source_id, const char *target_id, gint64 since, gpointer data, GError **error);
gboolean  cw_store_match_refusals_foreach (CwStore *self, const char *integration, const char *workflow,
                                           CwStoreRefusalFunc func, gpointer data, GError **error);

/* What a person decided about a record for which more than one record of the target could be meant. Plain value. */
typedef struct {
  gint64    id;           /* set by the store */
  char     *workflow, *type, *source_id;
  char     *name;         /* of the record, as it was called then; nullable */
  CwChoice  choice;
  char     *target_id;    /* LINK: the one that was chosen; else NULL */
  char    **candidates;   /* ids of those that there were to choose from */
  char     *by;           /* user name */
  char     *way;          /* "window", "causewayctl" */
  gint64    time;
  gint64    undone;       /* 0: in force */
  char     *undone_by;
} CwDecision;
void       cw_decision_free (CwDecision *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDecision, cw_decision_free)

/* Takes the place of the one that is in force for the record. */
gboolean   cw_store_put_decision   (CwStore *self, const char *integration, const CwDecision *decision, GError **error);
/* Ends the one in force; *@out_found (nullable) FALSE: there was none. */
gboolean   cw_store_undo_decision  (CwStore *self, const char *integration, const char *workflow, const char *type, const char *source_id,
                                    const char *by, gint64 time, gboolean *out_found, GError **error);
/* Oldest first; @workflow NULL: of all. (element-type CwDecision) */
GPtrArray *cw_store_list_decisions (CwStore *self, const char *integration, const char *workflow, gboolean undone_too, GError **error);

/* Marks kept by Causeway where the account has no sync box. CW_MARK_UNKNOWN forgets one. */
gboolean  cw_store_set_local_mark (CwStore *self, const char *integration, const char *type, const char *id, CwMark mark, GError **error);
/* type ":" id → CwMark by GINT_TO_POINTER. (transfer full) */
GHashTable *cw_store_get_local_marks (CwStore *self, const char *integration, GError **error);

/* ---- plans: sealed sets of rows (values in cw-plan.h) ---- */
gint64    cw_store_new_plan    (CwStore *self, gint64 run, const char *integration, const char *workflow, gint64 created, GError **error);
/* Rows come in the order of their numbers (seq 1, 2, …). Within a transaction of the caller. */
gboolean  cw_store_add_plan_row (CwStore *self, gint64 plan, const CwPlanRow *row, GError **error);
/* Writes counts and digest; afterwards no row is added. @info: everything but id. */
gboolean  cw_store_seal_plan   (CwStore *self, gint64 plan, const CwPlanInfo *info, GError **error);
CwPlanInfo *cw_store_get_plan  (CwStore *self, gint64 plan, GError **error);
/* The plans of a run in order. (element-type CwPlanInfo) */
GPtrArray *cw_store_list_plans (CwStore *self, gint64 run, GError **error);
typedef gboolean (*CwStorePlanRowFunc) (const CwPlanRow *row, gpointer data, GError **error);
/* Rows in order with page between the bounds, inclusive (page 0: rows that need no request); streamed. */
gboolean  cw_store_plan_foreach (CwStore *self, gint64 plan, guint first_page, guint last_page, CwStorePlanRowFunc func, gpointer data, GError **error);
/* Rows of one page, for applying. (element-type CwPlanRow) (transfer full) */
GPtrArray *cw_store_get_plan_page (CwStore *self, gint64 plan, guint page, GError **error);
CwPlanRow *cw_store_get_plan_row  (CwStore *self, gint64 plan, gint64 seq, GError **error);
/* What became of a row: state, target id (NULL: as it was) and error text. */
gboolean  cw_store_set_plan_row_state (CwStore *self, gint64 plan, gint64 seq, CwRowState state, const char *target_id, const char *error_text, GError **error);
/* What became of the rows of one page so far. Plain value. */
typedef struct { guint page, done, failed, size; } CwPlanPageCount;
/* (element-type CwPlanPageCount), in order. (transfer full) */
GArray   *cw_store_count_plan_pages (CwStore *self, gint64 plan, GError **error);
gboolean  cw_store_count_plan_rows (CwStore *self, gint64 plan, CwRowState state, gint64 *out_count, GError **error);

/* ---- runs ---- */

/* Plain value. */
typedef struct {
  gint64    id;
  char     *integration;
  gint64    started;
  gint64    ended;       /* 0: not ended: running, or interrupted when no process works it */
  char     *by;          /* who: user name */
  char     *why;         /* "by hand", "schedule", "change", "plan" */
  char     *outcome;     /* NULL, "planned", "done", "attention", "stopped", "paused", "failed", "superseded" */
  char     *message;     /* nullable */
  CwFields *options;     /* what was asked: "workflows", "all", "records", "page-size"; CW_RUN_MAPPING_OPTION WORKFLOW: version of its
                          * mapping that the run began with; for resuming */
  CwFields *counts;      /* by operation, as text */
  CwFields *requests;    /* by system, as text */
} CwRunInfo;
#define CW_RUN_MAPPING_OPTION "mapping "
void      cw_run_info_free (CwRunInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRunInfo, cw_run_info_free)

gint64     cw_store_new_run   (CwStore *self, const char *integration, gint64 started, const char *by, const char *why, const CwFields *options, GError **error);
gboolean   cw_store_update_run (CwStore *self, const CwRunInfo *info, GError **error);   /* ended, outcome, message, counts, requests */
CwRunInfo *cw_store_get_run   (CwStore *self, gint64 run, GError **error);
/* Newest first. @integration NULL: all; @limit 0: all. (element-type CwRunInfo) */
GPtrArray *cw_store_list_runs (CwStore *self, const char *integration, guint limit, GError **error);

/* ---- schedules (values in cw-schedule.h) ---- */

/* Sets schedule->id. _EXISTS: the integration has one of that name. */
gboolean    cw_store_add_schedule    (CwStore *self, CwSchedule *schedule, GError **error);
gboolean    cw_store_update_schedule (CwStore *self, const CwSchedule *schedule, GError **error);   /* by id; integration stays; _EXISTS */
/* What is removed is on no list, and can be brought back as it was unless its name was given away (_EXISTS). */
gboolean    cw_store_remove_schedule  (CwStore *self, gint64 id, gint64 time, GError **error);
gboolean    cw_store_restore_schedule (CwStore *self, gint64 id, GError **error);
CwSchedule *cw_store_get_schedule    (CwStore *self, gint64 id, GError **error);                                   /* _NOT_FOUND */
CwSchedule *cw_store_find_schedule   (CwStore *self, const char *integration, const char *name, GError **error);   /* _NOT_FOUND */
/* By integration and name; @integration NULL: of all. (element-type CwSchedule) */
GPtrArray  *cw_store_list_schedules  (CwStore *self, const char *integration, GError **error);

/* A planned moment that was taken, and the run that it became. Plain value. */
typedef struct {
  gint64 schedule, planned, claimed, run;
  guint  attempts;   /* starts of the run, the first one included */
  gint64 ended;      /* 0: nobody saw the run's end yet */
} CwOccurrence;
void          cw_occurrence_free (CwOccurrence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwOccurrence, cw_occurrence_free)

/* _EXISTS: it was taken before. */
gboolean      cw_store_add_occurrence    (CwStore *self, const CwOccurrence *occurrence, GError **error);
gboolean      cw_store_update_occurrence (CwStore *self, const CwOccurrence *occurrence, GError **error);   /* attempts, ended */
/* The latest one of @schedule not later than @until; NULL without an error: none. */
CwOccurrence *cw_store_get_occurrence    (CwStore *self, gint64 schedule, gint64 until, GError **error);
/* Those whose run's end nobody saw, of removed schedules too; oldest first. (element-type CwOccurrence) */
GPtrArray    *cw_store_list_open_occurrences (CwStore *self, GError **error);

/* ---- journal: append-only (triggers refuse UPDATE and DELETE) ---- */

typedef enum {
  CW_JOURNAL_INTENT,     /* before a request */
  CW_JOURNAL_DONE,       /* took effect */
  CW_JOURNAL_FAILED,     /* surely had no effect, final for this run */
  CW_JOURNAL_NOT_APPLIED,/* surely had no effect, may be tried again */
  CW_JOURNAL_UNKNOWN,    /* no answer: stays open, like an intent without an outcome */
  CW_JOURNAL_CHANGE,     /* a change of settings, mapping, mark, connection: no remote write */
} CwJournalKind;

/* Plain value. */
typedef struct {
  gint64        number;      /* set by the store */
  gint64        intent;      /* outcomes: the number of their intent; 0 otherwise */
  gint64        run;         /* 0: outside a run */
  gint64        plan;        /* 0: none */
  gint64        seq;         /* plan row; 0: none */
  CwJournalKind kind;
  char         *integration; /* nullable */
  char         *workflow;    /* nullable */
  char         *connection;  /* where it is written */
  char         *operation;   /* "create", "update", "external-id", "mark", … */
  char         *type;        /* source type, nullable */
  char         *source_id;   /* nullable */
  char         *collection;  /* nullable */
  char         *target_id;   /* nullable */
  char         *external_id; /* nullable */
  CwFields     *values;      /* wanted (intent) or found (outcome) values incl. "parent", "active"; NULL: none */
  char         *text;        /* error or note, nullable */
  gint64        time;
} CwJournalEntry;
CwJournalEntry *cw_journal_entry_new  (CwJournalKind kind);
void            cw_journal_entry_free (CwJournalEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwJournalEntry, cw_journal_entry_free)

/* Sets entry->number. */
gboolean   cw_store_journal_add  (CwStore *self, CwJournalEntry *entry, GError **error);
/* Intents of @integration without a final outcome (DONE, FAILED, NOT_APPLIED), oldest first. (element-type CwJournalEntry) */
GPtrArray *cw_store_journal_open (CwStore *self, const char *integration, GError **error);
typedef gboolean (*CwStoreJournalFunc) (const CwJournalEntry *entry, gpointer data, GError **error);
gboolean   cw_store_journal_foreach (CwStore *self, gint64 run /* 0: all */, CwStoreJournalFunc func, gpointer data, GError **error);
/* All entries about one record, oldest first. */
GPtrArray *cw_store_journal_of_record (CwStore *self, const char *integration, const char *type, const char *source_id, GError **error);

/* ---- what needs a person ---- */

/* Plain value: the last thing that went wrong with a record and was not mended since. */
typedef struct {
  gint64  id;
  char   *integration, *workflow, *type, *source_id, *name;
  char   *operation;
  char   *error;       /* the system's own words */
  char   *advice;      /* what to do */
  gint64  run, plan, seq, time;
} CwAttention;
void       cw_attention_free (CwAttention *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAttention, cw_attention_free)
/* Replaces an older one of the same record and workflow. */
gboolean   cw_store_put_attention    (CwStore *self, const CwAttention *attention, GError **error);
gboolean   cw_store_clear_attention  (CwStore *self, const char *integration, const char *workflow, const char *type, const char *source_id, GError **error);
GPtrArray *cw_store_list_attention   (CwStore *self, const char *integration /* NULL: all */, GError **error);

/* ---- request ledger ---- */
/* Adds @count requests to the minute of @time. */
gboolean   cw_store_ledger_add   (CwStore *self, const char *connection, gint64 time, guint count, GError **error);
/* Requests since @since, all of its minute counted; out_minutes: (element-type gint64) start of minute and count in turn, ascending; may be NULL. */
gint64     cw_store_ledger_count (CwStore *self, const char *connection, gint64 since, GArray **out_minutes, GError **error);

G_END_DECLS
