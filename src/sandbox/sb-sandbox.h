/* sb-sandbox.h: what the parts of the sandbox share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sandbox emulates the remote systems on loopback. It shares no code with
 * the client. Everything here runs on one thread; handling a request is a
 * plain function from a request value to a response value, without a socket,
 * so that a test can call it in its own process.
 */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef struct _SbSandbox SbSandbox;

/* One request as it came over the wire. All members are borrowed by the handlers. */
typedef struct {
  const char *method;    /* upper case */
  const char *path;      /* raw, still percent-encoded, with the prefix ("/netsuite/services/…") */
  const char *query;     /* raw, without "?"; NULL when there is none */
  const char *url;       /* exactly as called: scheme, host, port, path, query; signatures and `aud` are over this */
  GHashTable *headers;   /* lower-case name → value */
  GBytes     *body;      /* never NULL */
} SbRequest;

/* One response; the handler fills it in. */
typedef struct {
  guint      status;       /* HTTP status */
  char      *content_type; /* owned, NULL: none */
  GPtrArray *headers;      /* owned strings, name and value in turn */
  GString   *body;         /* owned */
  /* what a fault does to the answer, set by the frame */
  gboolean   drop;         /* close the connection without an answer (log status 0) */
  gssize     truncate_to;  /* -1: whole; else close after this many bytes of the body */
  guint      slow_ms;      /* 0: at once; else the body dribbles out over this time */
  gboolean   hang;         /* never answer (client's time-out) */
  guint      delay_ms;     /* latency before the answer starts */
  char      *limiter;      /* owned; name of the limiter that refused, for the log */
  char      *fault;        /* owned; fault kind that was applied, for the log */
  char      *commands;     /* owned, nullable; what the body asked for, for the log */
  char      *system;       /* owned; "netsuite", "precoro", "sandbox" */
  gboolean   unchanged;    /* asked to write, it wrote nothing: there is no change whose answer could be lost */
  gboolean   counted;      /* holds a place in the concurrency limit until sb_sandbox_finished() */
} SbResponse;

void        sb_response_init    (SbResponse *response);
void        sb_response_clear   (SbResponse *response);
void        sb_response_set_json (SbResponse *response, guint status, const char *json);
void        sb_response_set_text (SbResponse *response, guint status, const char *content_type, const char *text);
void        sb_response_add_header (SbResponse *response, const char *name, const char *value);

typedef enum { SB_RATE_OFF, SB_RATE_DEMO, SB_RATE_REAL } SbRate;

/* What the command line asks for; defaults by sb_options_init(). */
typedef struct {
  char  *data_dir;       /* NULL: in memory */
  guint  customers, projects, employees, subsidiaries;   /* 2000, 1000, 400, 6 */
  guint64 seed;          /* 1 */
  guint  latency_ms;     /* 0 */
  SbRate rate;           /* SB_RATE_OFF */
  guint  concurrency;    /* 15: NetSuite's limit over all routes */
  double clock_rate;     /* 1.0: sandbox seconds per real second; 0.0: stands still (tests) */
  char **faults;         /* owned strv of SPECs, nullable */
  char **assume;         /* owned strv of NAME=VARIANT, nullable */
  gint64 epoch_us;       /* 0: the real time; else the sandbox clock starts here (tests, repeatable data) */
} SbOptions;

void        sb_options_init     (SbOptions *options);
void        sb_options_clear    (SbOptions *options);

/* Opens (or makes) the state, generates the company when the state is new. @base_url is
 * "http://127.0.0.1:PORT", known to the parts as sb_sandbox_get_base_url(). */
SbSandbox  *sb_sandbox_new      (const SbOptions *options, const char *base_url, GError **error);
void        sb_sandbox_free     (SbSandbox *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbSandbox, sb_sandbox_free)

/* The whole of it: log, faults, concurrency, routing. Call sb_sandbox_finished() when the
 * answer has left (or was given up), which frees its place in the concurrency limit. */
void        sb_sandbox_handle   (SbSandbox *self, const SbRequest *request, SbResponse *out_response);
void        sb_sandbox_finished (SbSandbox *self, const SbResponse *response);

/* The info line of the contract, as JSON text (transfer full). */
char       *sb_sandbox_dup_info (SbSandbox *self);

/* ---- for the parts ---- */
/* Truth of all systems; one connection. The frame opens a transaction around every request, edit and sb_generate(), and
 * commits it before the answer leaves; parts never BEGIN or COMMIT, SAVEPOINTs are free to use. An answer of
 * status 400 or above takes back what the handler wrote since the request began or since sb_sandbox_keep(). */
sqlite3    *sb_sandbox_get_db       (SbSandbox *self);
/* What this request wrote so far stays even when its answer is an error (audit trail, used nonces, used codes). */
void        sb_sandbox_keep         (SbSandbox *self);
/* The compiled statement of @sql, reset and without bound values; kept for the next call with the same text, so one
 * text must not be stepped in two places at once. Borrowed. Aborts when @sql does not compile. */
sqlite3_stmt *sb_sandbox_prepare    (SbSandbox *self, const char *sql);
/* Runs a statement that gives no rows, and resets it. Aborts when it fails: only a full or broken disk makes it. */
void        sb_sandbox_run          (SbSandbox *self, sqlite3_stmt *statement);
/* State of a part that lives in memory only (nonces, limiter windows); freed by @destroy at reset and at the end. */
gpointer    sb_sandbox_get_data     (SbSandbox *self, const char *key);
void        sb_sandbox_set_data     (SbSandbox *self, const char *key, gpointer data, GDestroyNotify destroy);
const char *sb_sandbox_get_base_url (SbSandbox *self);
const SbOptions *sb_sandbox_get_options (SbSandbox *self);
/* Sandbox clock: microseconds since the epoch, UTC; runs at clock_rate, moved by the control plane. */
gint64      sb_sandbox_now          (SbSandbox *self);
void        sb_sandbox_advance      (SbSandbox *self, gint64 microseconds);
/* @time_us as "Sat, 21 Nov 2026 10:00:00 GMT" and as "2026-11-21T10:00:00Z" (transfer full). */
char       *sb_format_http_date     (gint64 time_us);
char       *sb_format_iso           (gint64 time_us);
/* The variant in force of an assumption, e.g. sb_sandbox_assume (s, "netsuite.job-subsidiary") → "column".
 * Aborts on a name that is not in the table of sb-assumptions.c. */
const char *sb_sandbox_assume       (SbSandbox *self, const char *name);
gboolean    sb_sandbox_assumes      (SbSandbox *self, const char *name, const char *variant);
/* Uniform random bits from the seeded stream @stream ("fault", "id", …); repeatable. */
guint64     sb_sandbox_random       (SbSandbox *self, const char *stream);
/* How many requests NetSuite answers at once now. */
guint       sb_sandbox_get_concurrency (SbSandbox *self);
/* Key and value kept with the state (survives restarts with --data). */
char       *sb_sandbox_dup_meta     (SbSandbox *self, const char *key);
void        sb_sandbox_set_meta     (SbSandbox *self, const char *key, const char *value);

/* Assumption table row: every UNCONFIRMED or ASSUMED fact that a client can notice. The first variant is the default. */
typedef struct {
  const char *name;        /* "precoro.put" */
  const char *variants[6]; /* NULL-terminated */
  const char *source;      /* section of the reference, e.g. "precoro D.4.4" */
} SbAssumption;
extern const SbAssumption sb_assumptions[];   /* ends with name NULL */

/* ---- the systems (path still carries the prefix) ---- */
/* sb-precoro.c */
void        sb_precoro_create_tables (SbSandbox *self);
void        sb_precoro_handle        (SbSandbox *self, const SbRequest *request, SbResponse *response);
/* Truth for GET /__sandbox/state/precoro/COLLECTION; NULL when there is no such collection. (transfer full) */
char       *sb_precoro_dup_state     (SbSandbox *self, const char *collection);
/* POST /__sandbox/edit as a person in that system would; @set is a JsonObject*. Returns the id (transfer full). */
char       *sb_precoro_edit          (SbSandbox *self, const char *record, const char *id, gpointer set,
                                      gboolean create, gboolean remove, GError **error);

/* sb-netsuite.c: routing of /netsuite/…, the login audit trail, deep-link pages */
void        sb_netsuite_create_tables (SbSandbox *self);
void        sb_netsuite_handle        (SbSandbox *self, const SbRequest *request, SbResponse *response);
char       *sb_netsuite_dup_state     (SbSandbox *self, const char *collection);
char       *sb_netsuite_edit          (SbSandbox *self, const char *record, const char *id, gpointer set,
                                       gboolean create, gboolean remove, GError **error);
/* TRUE when @request changes something (faults of kind commit-drop apply to it); a SuiteQL POST and a token request are no writes. */
gboolean    sb_netsuite_is_write      (const SbRequest *request);
/* `settings` of the control plane: every access token given out so far is dead; with @grants, refresh tokens and certificates' grants too. */
void        sb_netsuite_expire_tokens (SbSandbox *self, gboolean grants);
/* Writes members "netsuite" of the info line: a complete JSON object (transfer full). */
char       *sb_netsuite_dup_info      (SbSandbox *self);
/* Same for "precoro": a complete JSON array. */
char       *sb_precoro_dup_info       (SbSandbox *self);

/* sb-precoro-generate.c: companies, users, orders and the options that were there before; the NetSuite half is filled
 * already. Called by sb_generate(). */
void        sb_precoro_generate       (SbSandbox *self);

/* sb-generator.c: fills the tables of all systems with the company of options (customers, projects, …). Repeatable: a
 * fixed seed and epoch give the same bytes. */
gboolean    sb_generate               (SbSandbox *self, GError **error);

G_END_DECLS
