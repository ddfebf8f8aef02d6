/* cw-cli.h: what the commands of causewayctl share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The main thread waits for signals; a command runs top to bottom on one
 * worker thread, and only that thread prints to standard output. With --json
 * every line is one JSON object whose shape docs and man page fix; without,
 * it is text for a person.
 */
#pragma once

#include "cw-service.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Exit codes that are no error; those of errors come from cw_error_get_exit_code(). */
enum {
  CW_CLI_DONE      = 0,
  CW_CLI_ATTENTION = 1,
  CW_CLI_NOT_CONNECTED = 3,
  CW_CLI_STOPPED   = 4,
  CW_CLI_FAILED    = -1,   /* the error is set; without one, the help was printed */
};

typedef struct _CwCli CwCli;

/* One command, or one subcommand of a group. */
typedef struct {
  const char *group;        /* "connection" */
  const char *name;         /* "add"; NULL where the group is the command itself */
  const char *parameters;   /* of the usage line; translatable */
  const char *summary;      /* translatable */
  /* Returns an exit code, or CW_CLI_FAILED. @arguments: what followed the command, program name first. Worker thread. */
  int       (*run) (CwCli *cli, char **arguments, GError **error);
} CwCliCommand;

struct _CwCli {
  /* options */
  char               *profile_dir;  /* owned; NULL: the user's */
  gboolean            json;
  gboolean            verbose;
  gboolean            help;
  gboolean            version;
  /* owned */
  CwProfile          *profile;      /* NULL until a command opens it */
  GCancellable       *cancellable;  /* a second signal, or the first one where nothing can be stopped gently */
  CwRunControl       *control;      /* a first signal during a run */
  /* borrowed */
  const CwCliCommand *command;
  /* shared with the main thread; atomic */
  int                 stoppable;    /* a run is under way that @control stops */
  int                 signals;      /* how many came */
};

/* ---- cw-cli-main.c ---- */

/* No bound to the number of positional arguments. */
#define CW_CLI_MANY G_MAXUINT

/* Parses the options of the command: @entries and the common ones. @out_positional (transfer full): the positional arguments
 * alone, between @minimum and @maximum of them. FALSE without error: the help was printed. Errors: CW_SYNC_ERROR_USAGE. */
gboolean    cw_cli_parse         (CwCli *self, char **arguments, const GOptionEntry *entries, guint minimum, guint maximum,
                                  char ***out_positional, GError **error);
/* Opens the profile once; borrowed. */
CwProfile  *cw_cli_open          (CwCli *self, GError **error);
/* The same for commands that talk to the systems: sample data gets its sandbox started. */
CwProfile  *cw_cli_open_online   (CwCli *self, GError **error);
CwStore    *cw_cli_open_store    (CwCli *self, GError **error);
/* What the store has by that name; CW_SYNC_ERROR_USAGE that says which name is unknown. (transfer full) */
CwConnectionInfo  *cw_cli_get_connection  (CwStore *store, const char *name, GError **error);
CwIntegrationInfo *cw_cli_get_integration (CwStore *store, const char *name, GError **error);
/* "project:12" → "job:12"; anything else that looks like TYPE:ID is kept. CW_SYNC_ERROR_USAGE otherwise. (transfer full) */
char       *cw_cli_dup_record    (const char *text, GError **error);
/* A whole number above 0. CW_SYNC_ERROR_USAGE otherwise. */
gboolean    cw_cli_read_number   (const char *text, gint64 *out_number, GError **error);
/* Splits KEY=VALUE. CW_SYNC_ERROR_USAGE otherwise. */
gboolean    cw_cli_split_setting (const char *text, char **out_key, char **out_value, GError **error);

/* ---- cw-cli-output.c ---- */

/* JSON lines: begin, add members in their order, end (prints and flushes). */
JsonBuilder *cw_cli_line_begin   (void);
void        cw_cli_line_end      (CwCli *self, JsonBuilder *line /* transfer full */);
/* What cw_cli_line_end() prints. (transfer full) */
char       *cw_cli_line_free_to_text (JsonBuilder *line /* transfer full */);
void        cw_cli_line_string   (JsonBuilder *line, const char *name, const char *value /* NULL: null */);
void        cw_cli_line_integer  (JsonBuilder *line, const char *name, gint64 value);
/* With three digits behind the point. Stands behind all other members, wherever it is called. */
void        cw_cli_line_seconds  (JsonBuilder *line, const char *name, double seconds);
void        cw_cli_line_boolean  (JsonBuilder *line, const char *name, gboolean value);
/* @time: microseconds UTC, written as ISO 8601 with seconds; 0: null. */
void        cw_cli_line_time     (JsonBuilder *line, const char *name, gint64 time);
void        cw_cli_line_strv     (JsonBuilder *line, const char *name, char **values /* nullable */);
void        cw_cli_line_fields   (JsonBuilder *line, const char *name, const CwFields *fields);
/* Fields that hold decimal numbers, written as numbers. */
void        cw_cli_line_numbers  (JsonBuilder *line, const char *name, const CwFields *fields);

/* Text for a person, on standard output, in the terminal's encoding. */
void        cw_cli_print         (CwCli *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* @text without control and bidirectional override characters, which a terminal would act on. (transfer full) */
char       *cw_cli_dup_safe      (const char *text);
/* "14:10", with the day in front when that is not today. Local time. (transfer full) */
char       *cw_cli_dup_time      (gint64 time);
/* "about 5 minutes". (transfer full) */
char       *cw_cli_dup_duration  (gint64 microseconds);
/* Columns that @text takes on a terminal. */
guint       cw_cli_get_width     (const char *text);

/* A table: titles first, then rows; the last column may be of any width. */
typedef struct _CwCliTable CwCliTable;
CwCliTable *cw_cli_table_new     (const char *first_title, ...) G_GNUC_NULL_TERMINATED;
/* As many values as there are titles, NULL for an empty cell. */
void        cw_cli_table_add     (CwCliTable *self, ...);
/* Prints and frees; without rows prints @empty. */
void        cw_cli_table_end     (CwCliTable *self, CwCli *cli, const char *empty);

/* ---- cw-cli-progress.c: one line that is redrawn, or plain lines once in a while ---- */
typedef struct _CwCliProgress CwCliProgress;
CwCliProgress *cw_cli_progress_new    (CwCli *cli);
void           cw_cli_progress_free   (CwCliProgress *self);
/* Shows what @event says (PHASE, PROGRESS) or keeps it for the next line (PLAN, PAGE). */
void           cw_cli_progress_update (CwCliProgress *self, const CwEvent *event);
/* Takes the bar off the screen, so that other text can be printed. */
void           cw_cli_progress_clear  (CwCliProgress *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCliProgress, cw_cli_progress_free)

/* ---- cw-cli-report.c: the events of plan, run and resume ---- */
typedef struct _CwCliReport CwCliReport;
typedef enum {
  CW_CLI_REPORT_PLAN,     /* every row of a plan */
  CW_CLI_REPORT_PREVIEW,  /* the figures of a plan, before a person is asked */
  CW_CLI_REPORT_RUN,      /* progress, and the rows that need somebody */
} CwCliReportKind;
CwCliReport *cw_cli_report_new   (CwCli *cli, CwCliReportKind kind);
void         cw_cli_report_free  (CwCliReport *self);
/* Fills in event, control and cancellable of @request. */
void         cw_cli_report_attach (CwCliReport *self, CwRunRequest *request);
/* TRUE when the plans seen so far send anything. */
gboolean     cw_cli_report_has_work (CwCliReport *self);
/* Prints `end` when no event did, and gives the exit code for @info. */
int          cw_cli_report_end   (CwCliReport *self, const CwRunInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCliReport, cw_cli_report_free)

/* ---- cw-cli-workflow.c ---- */

/* The workflow of @integration with its mapping in force; CW_SYNC_ERROR_USAGE. (transfer full) */
CwWorkflow *cw_cli_find_workflow (CwCli *self, const char *integration, const char *id, GError **error);

/* ---- cw-cli-integration.c ---- */

/* The table of integrations, and one as a row of it or, without a table, as a JSON line. */
CwCliTable *cw_cli_integration_table_new (void);
void        cw_cli_print_integration     (CwCli *self, CwStore *store, const CwIntegrationInfo *info, CwCliTable *table);

/* ---- cw-cli-run.c ---- */

/* Runs @records (NULL-terminated) of @workflows (the same; NULL: every enabled one); an exit code or CW_CLI_FAILED. */
int         cw_cli_run_records (CwCli *self, const char *integration, const char * const *workflows,
                                const char * const *records, GError **error);

/* ---- cw-cli-secret.c ---- */

/* Reads one JSON object from standard input, without echo on a terminal. @auth: when the object has a member of that name
 * that is an object, that one is taken ("m2m" of the sandbox's info line). (transfer full) */
CwSecret   *cw_cli_read_secret_sync (CwCli *self, const char *system, const char *auth, GError **error);

/* ---- commands; what each file holds ---- */
int cw_cli_sample_add         (CwCli *self, char **arguments, GError **error);
int cw_cli_connection_add     (CwCli *self, char **arguments, GError **error);
int cw_cli_connection_set     (CwCli *self, char **arguments, GError **error);
int cw_cli_connection_list    (CwCli *self, char **arguments, GError **error);
int cw_cli_connection_test    (CwCli *self, char **arguments, GError **error);
int cw_cli_connection_sign_in (CwCli *self, char **arguments, GError **error);
/* How a test ended, as a line or in words. */
void cw_cli_print_test        (CwCli *self, const CwConnectionTest *test);
int cw_cli_connection_remove  (CwCli *self, char **arguments, GError **error);
int cw_cli_integration_add    (CwCli *self, char **arguments, GError **error);
int cw_cli_integration_list   (CwCli *self, char **arguments, GError **error);
int cw_cli_integration_remove (CwCli *self, char **arguments, GError **error);
int cw_cli_workflow_list      (CwCli *self, char **arguments, GError **error);
int cw_cli_workflow_enable    (CwCli *self, char **arguments, GError **error);
int cw_cli_workflow_disable   (CwCli *self, char **arguments, GError **error);
int cw_cli_workflow_activate  (CwCli *self, char **arguments, GError **error);
int cw_cli_workflow_deactivate (CwCli *self, char **arguments, GError **error);
int cw_cli_workflow_show      (CwCli *self, char **arguments, GError **error);
int cw_cli_workflow_set       (CwCli *self, char **arguments, GError **error);
int cw_cli_plan               (CwCli *self, char **arguments, GError **error);
int cw_cli_run                (CwCli *self, char **arguments, GError **error);
int cw_cli_resume             (CwCli *self, char **arguments, GError **error);
int cw_cli_history            (CwCli *self, char **arguments, GError **error);
int cw_cli_attention_list     (CwCli *self, char **arguments, GError **error);
int cw_cli_attention_retry    (CwCli *self, char **arguments, GError **error);
int cw_cli_conflicts_list     (CwCli *self, char **arguments, GError **error);
int cw_cli_conflicts_settle   (CwCli *self, char **arguments, GError **error);
int cw_cli_conflicts_undo     (CwCli *self, char **arguments, GError **error);
int cw_cli_schedule_list      (CwCli *self, char **arguments, GError **error);
int cw_cli_schedule_add       (CwCli *self, char **arguments, GError **error);
int cw_cli_schedule_set       (CwCli *self, char **arguments, GError **error);
int cw_cli_schedule_remove    (CwCli *self, char **arguments, GError **error);
int cw_cli_schedule_on        (CwCli *self, char **arguments, GError **error);
int cw_cli_schedule_off       (CwCli *self, char **arguments, GError **error);
int cw_cli_schedule_serve     (CwCli *self, char **arguments, GError **error);
int cw_cli_explain            (CwCli *self, char **arguments, GError **error);
int cw_cli_links_list         (CwCli *self, char **arguments, GError **error);
int cw_cli_links_rebuild      (CwCli *self, char **arguments, GError **error);
int cw_cli_hierarchies_list   (CwCli *self, char **arguments, GError **error);
int cw_cli_hierarchies_show   (CwCli *self, char **arguments, GError **error);
int cw_cli_hierarchies_create (CwCli *self, char **arguments, GError **error);
int cw_cli_hierarchies_adopt  (CwCli *self, char **arguments, GError **error);
int cw_cli_hierarchies_off    (CwCli *self, char **arguments, GError **error);
int cw_cli_hierarchies_link   (CwCli *self, char **arguments, GError **error);
int cw_cli_hierarchies_unlink (CwCli *self, char **arguments, GError **error);
int cw_cli_users              (CwCli *self, char **arguments, GError **error);
int cw_cli_users_link         (CwCli *self, char **arguments, GError **error);
int cw_cli_users_unlink       (CwCli *self, char **arguments, GError **error);
int cw_cli_users_refuse       (CwCli *self, char **arguments, GError **error);
int cw_cli_users_allow        (CwCli *self, char **arguments, GError **error);
int cw_cli_users_sync         (CwCli *self, char **arguments, GError **error);
int cw_cli_mapping_show       (CwCli *self, char **arguments, GError **error);
int cw_cli_mapping_export     (CwCli *self, char **arguments, GError **error);
int cw_cli_mapping_import     (CwCli *self, char **arguments, GError **error);
int cw_cli_mapping_check      (CwCli *self, char **arguments, GError **error);
int cw_cli_mapping_preview    (CwCli *self, char **arguments, GError **error);
int cw_cli_mapping_versions   (CwCli *self, char **arguments, GError **error);
int cw_cli_mapping_diff       (CwCli *self, char **arguments, GError **error);
int cw_cli_mapping_restore    (CwCli *self, char **arguments, GError **error);
int cw_cli_budget             (CwCli *self, char **arguments, GError **error);

G_END_DECLS
