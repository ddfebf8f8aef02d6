/* sb-sandbox.c: state, clock, chance and the way of a request through the sandbox
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request is handled the moment it arrives, in one transaction that is
 * committed before the answer may leave; latency, faults and the concurrency
 * limit are about the answer only. Thus an answered write is never lost, and
 * an answer that is never read does not undo its write.
 */

#define G_LOG_DOMAIN "sb-sandbox"

#include "sb-sandbox-private.h"

#include "sb-precoro.h"
#include "sb-suiteprojects.h"

#include <string.h>
#include <unistd.h>

typedef struct {
  gpointer       data;
  GDestroyNotify destroy;
} PartData;

struct _SbSandbox {
  SbOptions   options;
  char       *base_url;
  guint       boot;          /* how often these data were opened before; varies the random streams */

  sqlite3    *db;
  GHashTable *statements;    /* owned SQL text → sqlite3_stmt, owned */
  int         changes;       /* sqlite3_total_changes() when the transaction began */

  gint64      real_start;    /* real time at which … */
  gint64      clock_start;   /* … the sandbox clock showed this */

  GHashTable *assumptions;   /* name → variant, both of the static table */
  gboolean    shows_truth;   /* the variants are set aside */
  GHashTable *streams;       /* owned name → guint64 state, owned */
  GHashTable *parts;         /* owned key → PartData, owned */
  SbFaults   *faults;
  SbLog      *log;

  guint       latency_ms;
  guint       concurrency;
  guint       in_flight;     /* NetSuite's answers that have not left */
  const char *path;          /* borrowed: of the request at work; NULL: none */
};

static const SbSystem systems[] = {
  { "netsuite", "/netsuite", sb_netsuite_create_tables, sb_netsuite_handle, sb_netsuite_is_write,
    sb_netsuite_dup_state, sb_netsuite_edit, sb_netsuite_refuse },
  { "precoro", "/precoro", sb_precoro_create_tables, sb_precoro_handle, sb_precoro_is_write,
    sb_precoro_dup_state, sb_precoro_edit, sb_precoro_refuse },
  { "suiteprojects", SB_SPP_PREFIX, sb_suiteprojects_create_tables, sb_suiteprojects_handle, sb_suiteprojects_is_write,
    sb_suiteprojects_dup_state, sb_suiteprojects_edit, sb_suiteprojects_refuse, sb_suiteprojects_dup_commands },
  { NULL }
};

const SbSystem *
sb_find_system (const char *name)
{
  for (const SbSystem *s = systems; s->name != NULL; s++)
    if (g_strcmp0 (s->name, name) == 0)
      return s;

  return NULL;
}

static gboolean
has_prefix (const char *path, const char *prefix)
{
  gsize length = strlen (prefix);

  return strncmp (path, prefix, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

static const SbSystem *
find_system_of_path (const char *path)
{
  for (const SbSystem *s = systems; s->name != NULL; s++)
    if (has_prefix (path, s->prefix))
      return s;

  return NULL;
}

/* ---- database ---- */

static gboolean
execute (SbSandbox *self, const char *sql, GError **error)
{
  char *message = NULL;

  if (sqlite3_exec (self->db, sql, NULL, NULL, &message) == SQLITE_OK)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the sandbox's data: %s", message);
  sqlite3_free (message);

  return FALSE;
}

/* For statements that fail only when the program is wrong. */
static void
execute_surely (SbSandbox *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  if (!execute (self, sql, &error))
    g_error ("%s: %s", error->message, sql);
}

static void
part_data_free (PartData *part)
{
  if (part->destroy != NULL)
    part->destroy (part->data);
  g_free (part);
}

/* An exclusive lock keeps a second sandbox off the same data, and spares the shared memory file. */
static gboolean
open_database (SbSandbox *self, GError **error)
{
  g_autofree char *path = NULL;

  if (self->options.data_dir != NULL)
    {
      if (g_mkdir_with_parents (self->options.data_dir, 0700) != 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "cannot make the folder %s", self->options.data_dir);
          return FALSE;
        }
      path = g_build_filename (self->options.data_dir, "sandbox.db", NULL);
    }
  if (sqlite3_open (path != NULL ? path : ":memory:", &self->db) != SQLITE_OK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "cannot open %s: %s", path, sqlite3_errmsg (self->db));
      return FALSE;
    }
  sqlite3_busy_timeout (self->db, 2000);

  return execute (self, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                  "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY", error);
}

sqlite3 *
sb_sandbox_get_db (SbSandbox *self)
{
  return self->db;
}

sqlite3_stmt *
sb_sandbox_prepare (SbSandbox *self, const char *sql)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement == NULL)
    {
      if (sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        g_error ("%s: %s", sqlite3_errmsg (self->db), sql);
      g_hash_table_insert (self->statements, g_strdup (sql), statement);
    }
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);

  return statement;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

/* A statement that is still being stepped would keep the transaction open. */
static void
reset_statements (SbSandbox *self)
{
  sqlite3_stmt *statement = NULL;

  while ((statement = sqlite3_next_stmt (self->db, statement)) != NULL)
    if (sqlite3_stmt_busy (statement))
      sqlite3_reset (statement);
}

void
sb_sandbox_run (SbSandbox *self, sqlite3_stmt *statement)
{
  if (sqlite3_step (statement) != SQLITE_DONE)
    g_error ("%s: %s", sqlite3_errmsg (self->db), sqlite3_sql (statement));
  sqlite3_reset (statement);
}

void
sb_sandbox_begin (SbSandbox *self)
{
  self->changes = sqlite3_total_changes (self->db);
  sb_sandbox_run (self, sb_sandbox_prepare (self, "BEGIN"));
  sb_sandbox_run (self, sb_sandbox_prepare (self, "SAVEPOINT request"));
}

void
sb_sandbox_keep (SbSandbox *self)
{
  reset_statements (self);
  sb_sandbox_run (self, sb_sandbox_prepare (self, "RELEASE request"));
  sb_sandbox_run (self, sb_sandbox_prepare (self, "SAVEPOINT request"));
}

void
sb_sandbox_rollback (SbSandbox *self)
{
  reset_statements (self);
  if (!sqlite3_get_autocommit (self->db))   /* a full disk ends the transaction by itself */
    sb_sandbox_run (self, sb_sandbox_prepare (self, "ROLLBACK TO request"));
}

static void
note_clock (SbSandbox *self)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, sb_sandbox_now (self));

  sb_sandbox_set_meta (self, "clock", now);
}

gboolean
sb_sandbox_commit (SbSandbox *self, GError **error)
{
  reset_statements (self);
  /* noted with every change, so that after a restart time does not run backwards over data already stamped */
  if (self->options.data_dir != NULL && sqlite3_total_changes (self->db) != self->changes)
    note_clock (self);
  if (execute (self, "COMMIT", error))
    return TRUE;
  if (!sqlite3_get_autocommit (self->db))
    execute_surely (self, "ROLLBACK");

  return FALSE;
}

char *
sb_sandbox_dup_meta (SbSandbox *self, const char *key)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT value FROM sb_meta WHERE key = ?");
  char *value = NULL;

  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_reset (statement);

  return value;
}

void
sb_sandbox_set_meta (SbSandbox *self, const char *key, const char *value)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "INSERT OR REPLACE INTO sb_meta VALUES (?, ?)");

  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, value, -1, SQLITE_STATIC);
  sb_sandbox_run (self, statement);
}

/* ---- clock and chance ---- */

gint64
sb_sandbox_now (SbSandbox *self)
{
  gint64 passed = g_get_real_time () - self->real_start;

  return self->clock_start + (gint64) ((double) passed * self->options.clock_rate);
}

static void
set_clock (SbSandbox *self, gint64 now)
{
  self->real_start = g_get_real_time ();
  self->clock_start = now;
}

void
sb_sandbox_advance (SbSandbox *self, gint64 microseconds)
{
  set_clock (self, sb_sandbox_now (self) + microseconds);
}

gboolean
sb_sandbox_keep_clock (SbSandbox *self, GError **error)
{
  sb_sandbox_begin (self);
  note_clock (self);

  return sb_sandbox_commit (self, error);
}

static void
start_clock (SbSandbox *self)
{
  g_autofree char *noted = sb_sandbox_dup_meta (self, "clock");
  gint64 now = self->options.epoch_us != 0 ? self->options.epoch_us : g_get_real_time ();

  if (noted != NULL)
    now = MAX (now, g_ascii_strtoll (noted, NULL, 10));
  set_clock (self, now);
}

/* FNV-1a, 64 bits. */
static guint64
hash_text (const char *text)
{
  guint64 hash = 0xcbf29ce484222325u;

  for (const char *c = text; *c != '\0'; c++)
    hash = (hash ^ (guint8) *c) * 0x100000001b3u;

  return hash;
}

/* SplitMix64: tiny, and any state is a good one. */
guint64
sb_sandbox_random (SbSandbox *self, const char *stream)
{
  guint64 *state = g_hash_table_lookup (self->streams, stream);
  guint64 bits;

  if (state == NULL)
    {
      state = g_new (guint64, 1);
      *state = hash_text (stream) ^ (self->options.seed * 0x9e3779b97f4a7c15u) ^ ((guint64) self->boot << 40);
      g_hash_table_insert (self->streams, g_strdup (stream), state);
    }
  bits = (*state += 0x9e3779b97f4a7c15u);
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;

  return bits ^ (bits >> 31);
}

/* ---- settings ---- */

const SbOptions *
sb_sandbox_get_options (SbSandbox *self)
{
  return &self->options;
}

const char *
sb_sandbox_get_base_url (SbSandbox *self)
{
  return self->base_url;
}

SbFaults *
sb_sandbox_get_faults (SbSandbox *self)
{
  return self->faults;
}

SbLog *
sb_sandbox_get_log (SbSandbox *self)
{
  return self->log;
}

const char *
sb_sandbox_get_path (SbSandbox *self)
{
  return self->path;
}

void
sb_sandbox_set_latency (SbSandbox *self, guint milliseconds)
{
  self->latency_ms = milliseconds;
}

void
sb_sandbox_set_rate (SbSandbox *self, SbRate rate)
{
  self->options.rate = rate;
}

void
sb_sandbox_set_concurrency (SbSandbox *self, guint limit)
{
  self->concurrency = limit;
}

void
sb_sandbox_show_truth (SbSandbox *self, gboolean shows_truth)
{
  self->shows_truth = shows_truth;
}

guint
sb_sandbox_get_concurrency (SbSandbox *self)
{
  return self->concurrency;
}

const char *
sb_sandbox_assume (SbSandbox *self, const char *name)
{
  const char *variant = self->shows_truth ? sb_find_assumption (name)->variants[0]
                                          : g_hash_table_lookup (self->assumptions, name);

  if (variant == NULL)
    g_error ("no assumption %s", name);

  return variant;
}

gboolean
sb_sandbox_assumes (SbSandbox *self, const char *name, const char *variant)
{
  return strcmp (sb_sandbox_assume (self, name), variant) == 0;
}

gboolean
sb_sandbox_set_assumption (SbSandbox *self, const char *assignment, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (assignment, "=", 2);
  const SbAssumption *assumption = parts[0] != NULL ? sb_find_assumption (parts[0]) : NULL;
  const char *variant;

  if (assumption == NULL || parts[1] == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "“%s” is no assumption: NAME=VARIANT, as --list-assumptions prints them", assignment);
      return FALSE;
    }
  variant = sb_assumption_find_variant (assumption, parts[1]);
  if (variant == NULL)
    {
      g_autofree char *variants = g_strjoinv (", ", (char **) assumption->variants);

      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s is one of %s, not “%s”", assumption->name,
                   variants, parts[1]);
      return FALSE;
    }
  g_hash_table_insert (self->assumptions, (gpointer) assumption->name, (gpointer) variant);

  return TRUE;
}

gpointer
sb_sandbox_get_data (SbSandbox *self, const char *key)
{
  PartData *part = g_hash_table_lookup (self->parts, key);

  return part != NULL ? part->data : NULL;
}

void
sb_sandbox_set_data (SbSandbox *self, const char *key, gpointer data, GDestroyNotify destroy)
{
  PartData *part = g_new (PartData, 1);

  *part = (PartData) { data, destroy };
  g_hash_table_insert (self->parts, g_strdup (key), part);
}

/* ---- life ---- */

/* Everything the command line sets and the control plane may have moved since. */
static gboolean
apply_options (SbSandbox *self, GError **error)
{
  for (const SbAssumption *a = sb_assumptions; a->name != NULL; a++)
    g_hash_table_insert (self->assumptions, (gpointer) a->name, (gpointer) a->variants[0]);
  for (char **a = self->options.assume; a != NULL && *a != NULL; a++)
    if (!sb_sandbox_set_assumption (self, *a, error))
      return FALSE;
  sb_faults_clear (self->faults);
  for (char **spec = self->options.faults; spec != NULL && *spec != NULL; spec++)
    if (!sb_faults_add (self->faults, *spec, error))
      return FALSE;
  self->latency_ms = self->options.latency_ms;
  self->concurrency = self->options.concurrency;

  return TRUE;
}

/* Data know the seed they were made from: it also makes the credentials, which must not change with the command line. */
static void
recall_seed (SbSandbox *self)
{
  g_autofree char *seed = sb_sandbox_dup_meta (self, "seed");
  g_autofree char *boot = sb_sandbox_dup_meta (self, "boot");
  g_autofree char *next = NULL;

  if (seed != NULL)
    self->options.seed = g_ascii_strtoull (seed, NULL, 10);
  self->boot = boot != NULL ? (guint) g_ascii_strtoull (boot, NULL, 10) : 0;
  next = g_strdup_printf ("%u", self->boot + 1);
  sb_sandbox_set_meta (self, "boot", next);
}

static gboolean
generate (SbSandbox *self, GError **error)
{
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, self->options.seed);

  sb_sandbox_set_meta (self, "seed", seed);
  return sb_generate (self, error);
}

/* One transaction: a sandbox killed while it makes its data starts afresh. */
static gboolean
fill_database (SbSandbox *self, GError **error)
{
  g_autofree char *seed = NULL;
  gboolean filled;

  execute_surely (self, "CREATE TABLE IF NOT EXISTS sb_meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID");
  start_clock (self);
  sb_sandbox_begin (self);
  seed = sb_sandbox_dup_meta (self, "seed");
  recall_seed (self);
  for (const SbSystem *s = systems; s->name != NULL; s++)
    s->create_tables (self);
  filled = seed != NULL || generate (self, error);
  if (seed != NULL)
    sb_suiteprojects_catch_up (self);
  if (!filled)
    sb_sandbox_rollback (self);

  return sb_sandbox_commit (self, filled ? error : NULL) && filled;
}

SbSandbox *
sb_sandbox_new (const SbOptions *options, const char *base_url, GError **error)
{
  g_autoptr (SbSandbox) self = g_new0 (SbSandbox, 1);

  self->options = *options;
  self->options.data_dir = g_strdup (options->data_dir);
  self->options.faults = g_strdupv (options->faults);
  self->options.assume = g_strdupv (options->assume);
  self->base_url = g_strdup (base_url);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_statement);
  self->assumptions = g_hash_table_new (g_str_hash, g_str_equal);
  self->streams = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) part_data_free);
  self->faults = sb_faults_new ();
  self->log = sb_log_new ();

  if (!apply_options (self, error) || !open_database (self, error) || !fill_database (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
sb_sandbox_free (SbSandbox *self)
{
  g_hash_table_unref (self->parts);
  g_hash_table_unref (self->statements);
  sqlite3_close (self->db);
  g_hash_table_unref (self->streams);
  g_hash_table_unref (self->assumptions);
  sb_faults_free (self->faults);
  sb_log_free (self->log);
  sb_options_clear (&self->options);
  g_free (self->base_url);
  g_free (self);
}

static void
drop_all (SbSandbox *self)
{
  static const char * const kinds[] = { "view", "table" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GString) sql = g_string_new (NULL);
      sqlite3_stmt *statement = NULL;

      sqlite3_prepare_v2 (self->db, "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite_%'", -1,
                          &statement, NULL);
      sqlite3_bind_text (statement, 1, kinds[i], -1, SQLITE_STATIC);
      while (sqlite3_step (statement) == SQLITE_ROW)
        g_string_append_printf (sql, "DROP %s \"%s\";", kinds[i], (const char *) sqlite3_column_text (statement, 0));
      sqlite3_finalize (statement);
      execute_surely (self, sql->str);
    }
}

gboolean
sb_sandbox_reset (SbSandbox *self, GError **error)
{
  g_hash_table_remove_all (self->parts);
  g_hash_table_remove_all (self->statements);
  g_hash_table_remove_all (self->streams);
  sb_log_clear (self->log);
  execute_surely (self, "BEGIN");
  drop_all (self);

  return execute (self, "COMMIT", error) && apply_options (self, error) && fill_database (self, error);
}

/* ---- requests ---- */

static gboolean
is_limited (const SbSystem *system)
{
  return strcmp (system->name, "netsuite") == 0;
}

/* What the handler wrote stays only with a good answer, and a good answer leaves only when it is kept. */
static void
run_handler (SbSandbox *self, const SbSystem *system, const SbRequest *request, SbResponse *response)
{
  g_autoptr (GError) error = NULL;

  sb_sandbox_begin (self);
  system->handle (self, request, response);
  if (response->status >= 400)
    sb_sandbox_rollback (self);
  if (sb_sandbox_commit (self, &error))
    return;
  g_warning ("%s", error->message);
  system->refuse (self, 500, response);
}

static void
handle_system (SbSandbox *self, const SbSystem *system, const SbRequest *request, SbResponse *response)
{
  SbFaultKind fault = sb_faults_before (self->faults, self, system->name);

  if (fault != SB_FAULT_NONE)
    {
      sb_fault_apply (self->faults, self, system->name, fault, response);
      return;
    }
  if (is_limited (system) && self->in_flight >= self->concurrency)
    {
      system->refuse (self, 429, response);
      return;
    }
  if (is_limited (system))
    {
      response->counted = TRUE;
      self->in_flight++;
    }
  run_handler (self, system, request, response);
  fault = sb_faults_after (self->faults, self, system->name, response, system->is_write (request));
  if (fault != SB_FAULT_NONE)
    sb_fault_apply (self->faults, self, system->name, fault, response);
}

static void
add_date (SbSandbox *self, SbResponse *response)
{
  g_autofree char *date = sb_format_http_date (sb_sandbox_now (self));

  sb_response_add_header (response, "Date", date);
}

void
sb_sandbox_handle (SbSandbox *self, const SbRequest *request, SbResponse *out_response)
{
  const SbSystem *system = find_system_of_path (request->path);

  add_date (self, out_response);
  out_response->system = g_strdup (system != NULL ? system->name : "sandbox");
  if (has_prefix (request->path, "/__sandbox"))
    {
      sb_control_handle (self, request, out_response);
      return;
    }
  out_response->delay_ms = self->latency_ms;
  self->path = request->path;
  if (system != NULL)
    handle_system (self, system, request, out_response);
  else
    sb_response_set_json (out_response, 404, "{\"error\":\"No system of the sandbox has this address\"}");
  self->path = NULL;
  if (system != NULL && system->dup_commands != NULL)
    out_response->commands = system->dup_commands (request);
  sb_log_add (self->log, sb_sandbox_now (self), request, out_response);
}

void
sb_sandbox_finished (SbSandbox *self, const SbResponse *response)
{
  if (!response->counted)
    return;
  g_assert (self->in_flight > 0);
  self->in_flight--;
}

/* ---- info line ---- */

static void
take_member (JsonObject *object, const char *name, char *json)
{
  JsonNode *node = json_from_string (json, NULL);

  json_object_set_member (object, name, node);
  g_free (json);
}

/* Only what differs from the table: what a test or a person switched. */
static JsonObject *
list_switched (SbSandbox *self)
{
  JsonObject *object = json_object_new ();

  for (const SbAssumption *a = sb_assumptions; a->name != NULL; a++)
    if (!sb_sandbox_assumes (self, a->name, a->variants[0]))
      json_object_set_string_member (object, a->name, sb_sandbox_assume (self, a->name));

  return object;
}

char *
sb_sandbox_dup_info (SbSandbox *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "url", self->base_url);
  json_object_set_int_member (object, "pid", getpid ());
  json_object_set_string_member (object, "rate", sb_rate_to_string (self->options.rate));
  take_member (object, "netsuite", sb_netsuite_dup_info (self));
  take_member (object, "precoro", sb_precoro_dup_info (self));
  take_member (object, "suiteprojects", sb_suiteprojects_dup_info (self));
  json_object_set_object_member (object, "assume", list_switched (self));
  json_node_set_object (node, object);

  return json_to_string (node, FALSE);
}
