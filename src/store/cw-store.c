/* cw-store.c: opens the profile database, and its transactions and errors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-store-private.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* How long a statement waits for another process to let go of the file. */
#define BUSY_WAIT_SECONDS 10
#define BUSY_STEP_MILLISECONDS 10
/* Steps of SQLite's machine between two looks at the cancellable: some microseconds. */
#define CANCEL_CHECK_STEPS 1000

/* ---- errors ---- */

static void
fail_damaged (CwStore *self, const char *detail, GError **error)
{
  g_autofree char *copy = _cw_store_keep_damaged (self->path);

  if (copy != NULL)
    g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_DAMAGED,
                 _("The profile database “%s” is damaged (%s). A copy was kept as “%s”. "
                   "Move the file away to start anew; links are found again in the systems."),
                 self->path, detail, copy);
  else
    g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_DAMAGED,
                 _("The profile database “%s” is damaged (%s), and no copy of it could be made. "
                   "Copy the file by hand before anything else."),
                 self->path, detail);
}

static void
set_error_of_code (CwStore *self, int rc, const char *detail, GError **error)
{
  switch (rc & 0xff)
    {
    case SQLITE_INTERRUPT:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled"));
      break;
    case SQLITE_FULL:
      g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_FULL,
                   _("There is no room left for the profile database “%s”. Free some space on that disk, then try again."), self->path);
      break;
    case SQLITE_IOERR:
      g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_FULL,
                   _("The profile database “%s” cannot be read or written (%s). Check the disk and the space left on it."),
                   self->path, detail);
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_OPEN,
                   _("The profile database “%s” cannot be written. Check the permissions of the file and its folder."), self->path);
      break;
    case SQLITE_CANTOPEN:
      g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_OPEN,
                   _("The profile database “%s” cannot be opened. Check that its folder exists and that you may write in it."), self->path);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_BUSY,
                   _("Another program has been writing the profile database “%s” for too long. Try again when it is done."), self->path);
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      fail_damaged (self, detail, error);
      break;
    default:
      g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_FAILED, _("The profile database “%s” refused a statement: %s (%d)"),
                   self->path, detail, rc);
      break;
    }
}

/* Keeps the first failure of the open transaction, and hands it to the caller. */
static gboolean
take_failure (CwStore *self, GError *failure, GError **error)
{
  if (self->depth > 0 && self->failure == NULL)
    self->failure = g_error_copy (failure);
  g_propagate_error (error, failure);
  return FALSE;
}

gboolean
_cw_store_fail (CwStore *self, int rc, GError **error)
{
  g_autofree char *detail = g_strdup (sqlite3_errmsg (self->db));
  GError *failure = NULL;

  /* A wait for a lock that was given up because of the cancellable looks like any other that was given up. */
  if ((rc & 0xff) == SQLITE_BUSY && g_cancellable_is_cancelled (self->cancellable))
    rc = SQLITE_INTERRUPT;
  set_error_of_code (self, rc, detail, &failure);
  return take_failure (self, failure, error);
}

gboolean
_cw_store_refuse (CwStore *self, CwStoreError code, GError **error, const char *format, ...)
{
  GError *failure;
  va_list arguments;

  va_start (arguments, format);
  failure = g_error_new_valist (CW_STORE_ERROR, code, format, arguments);
  va_end (arguments);
  return take_failure (self, failure, error);
}

static gboolean
fail_dead (CwStore *self, GError **error)
{
  g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_FAILED, "The commit hook ended the use of “%s”", self->path);
  return FALSE;
}

gboolean
_cw_store_check (CwStore *self, GError **error)
{
  if (self->dead)
    return fail_dead (self, error);
  /* SQLite may have rolled back already; what came now would be written on its own. */
  if (self->failure != NULL)
    {
      g_propagate_error (error, g_error_copy (self->failure));
      return FALSE;
    }
  return TRUE;
}

/* ---- SQL without values ---- */

gboolean
_cw_store_exec (CwStore *self, const char *sql, GError **error)
{
  int rc = sqlite3_exec (self->db, sql, NULL, NULL, NULL);

  return rc == SQLITE_OK || _cw_store_fail (self, rc, error);
}

gboolean
_cw_store_pragma (CwStore *self, const char *sql, gint64 *out_value, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init_once (&query, self, sql, error))
    return FALSE;
  step = _cw_query_step (&query, error);
  *out_value = step == CW_STEP_ROW ? _cw_query_get_int (&query, 0) : 0;
  return step != CW_STEP_FAILED;
}

/* ---- transactions ---- */

/* Statements that control transactions do not go through CwQuery: they run when everything else is refused, too. */
static int
run_control (CwStore *self, const char *sql)
{
  int rc;

  self->committing = TRUE;
  rc = sqlite3_exec (self->db, sql, NULL, NULL, NULL);
  self->committing = FALSE;
  return rc;
}

static void
leave_transaction (CwStore *self)
{
  if (!sqlite3_get_autocommit (self->db))
    run_control (self, "ROLLBACK");
  self->depth = 0;
  g_clear_error (&self->failure);
  _cw_store_forget_place (self);
}

gboolean
cw_store_begin (CwStore *self, GError **error)
{
  int rc;

  if (!_cw_store_check (self, error))
    return FALSE;
  if (self->depth == 0)
    {
      rc = sqlite3_exec (self->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
      if (rc != SQLITE_OK)
        return _cw_store_fail (self, rc, error);
    }
  self->depth++;
  return TRUE;
}

static gboolean
call_hook (CwStore *self, gboolean after)
{
  if (self->hook != NULL && !self->hook (after, self->hook_data))
    self->dead = TRUE;
  return !self->dead;
}

gboolean
cw_store_commit (CwStore *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  int rc;

  g_return_val_if_fail (self->depth > 0, FALSE);

  if (self->depth > 1)
    {
      self->depth--;
      return TRUE;
    }
  if (!_cw_store_check (self, error) || (!call_hook (self, FALSE) && !fail_dead (self, error)))
    {
      leave_transaction (self);
      return FALSE;
    }
  rc = run_control (self, "COMMIT");
  if (rc != SQLITE_OK)
    _cw_store_fail (self, rc, &failure);
  leave_transaction (self);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return call_hook (self, TRUE) || fail_dead (self, error);
}

void
cw_store_rollback (CwStore *self)
{
  if (self->depth == 0)
    return;
  if (self->depth == 1)
    {
      leave_transaction (self);
      return;
    }
  self->depth--;
  if (self->failure == NULL)
    self->failure = g_error_new_literal (CW_STORE_ERROR, CW_STORE_ERROR_FAILED, "A part of the transaction was rolled back");
}

gboolean
cw_store_end (CwStore *self, gboolean ok, GError **error)
{
  if (ok)
    return cw_store_commit (self, error);
  cw_store_rollback (self);
  return FALSE;
}

void
cw_store_set_commit_hook (CwStore *self, CwStoreCommitHook hook, gpointer data)
{
  self->hook = hook;
  self->hook_data = data;
}

/* ---- waiting and cancelling ---- */

static int
progress_cb (gpointer data)
{
  CwStore *self = data;

  return !self->committing && g_cancellable_is_cancelled (self->cancellable);
}

static int
busy_cb (gpointer data, int n_calls)
{
  CwStore *self = data;

  if (n_calls >= BUSY_WAIT_SECONDS * 1000 / BUSY_STEP_MILLISECONDS || g_cancellable_is_cancelled (self->cancellable))
    return 0;
  g_usleep (BUSY_STEP_MILLISECONDS * 1000);
  return 1;
}

void
cw_store_set_cancellable (CwStore *self, GCancellable *cancellable)
{
  g_set_object (&self->cancellable, cancellable);
  sqlite3_progress_handler (self->db, CANCEL_CHECK_STEPS, cancellable != NULL ? progress_cb : NULL, self);
}

/* ---- opening ---- */

/* The file is its owner's alone. It must not be opened when it is there: closing it would drop the locks that another store
 * of this process holds on it. */
static void
make_file (const char *path)
{
  int fd = g_open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
}

/* A file of a newer version is said to be that, whatever else is the matter with it. Tables are counted before the application is
 * asked for: another process may be making both right now, in one transaction. */
static gboolean
check_file (CwStore *self, const char * const *scripts, GError **error)
{
  gint64 application = 0, n_objects = 0;

  if (!_cw_store_check_version (self, scripts, error) ||
      !_cw_store_pragma (self, "SELECT count(*) FROM sqlite_schema", &n_objects, error) ||
      !_cw_store_pragma (self, "PRAGMA application_id", &application, error))
    return FALSE;
  if (n_objects > 0 && application != CW_STORE_APPLICATION_ID)
    return _cw_store_refuse (self, CW_STORE_ERROR_OPEN, error, _("“%s” is a database of another program."), self->path);
  if (sqlite3_db_readonly (self->db, "main") == 1)
    return _cw_store_fail (self, SQLITE_READONLY, error);
  return TRUE;
}

/* A file that was just made may be switched by two processes at once; SQLite calls no busy handler then. */
static gboolean
use_write_ahead_log (CwStore *self, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  int n_calls = 0, rc;

  do
    rc = sqlite3_exec (self->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
  while ((rc & 0xff) == SQLITE_BUSY && busy_cb (self, n_calls++));
  if (rc != SQLITE_OK)
    return _cw_store_fail (self, rc, error);
  if (!_cw_query_init_once (&query, self, "PRAGMA journal_mode", error) || _cw_query_step (&query, error) == CW_STEP_FAILED)
    return FALSE;
  if (g_strcmp0 (_cw_query_get_text (&query, 0), "wal") != 0)
    return _cw_store_refuse (self, CW_STORE_ERROR_OPEN, error,
                             _("The folder of “%s” is on a file system that a profile cannot be kept on. Choose a folder on a local disk."),
                             self->path);
  return TRUE;
}

static gboolean
configure (CwStore *self, GError **error)
{
  return use_write_ahead_log (self, error) &&
         _cw_store_exec (self, "PRAGMA synchronous = FULL", error) &&
         /* Without it REPLACE would remove rows behind the triggers that forbid it. */
         _cw_store_exec (self, "PRAGMA recursive_triggers = ON", error) &&
         _cw_store_exec (self, "PRAGMA secure_delete = OFF", error) &&
         _cw_store_exec (self, "PRAGMA temp_store = MEMORY", error) &&
         _cw_store_exec (self, "PRAGMA cache_size = -16384", error) &&
         _cw_store_exec (self, "PRAGMA journal_size_limit = 67108864", error) &&
         _cw_store_add_functions (self, error);
}

static gboolean
read_profile (CwStore *self, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init_once (&query, self, "SELECT id FROM profile", error))
    return FALSE;
  step = _cw_query_step (&query, error);
  if (step == CW_STEP_ROW)
    self->profile = _cw_query_dup_text (&query, 0);
  return step != CW_STEP_FAILED;
}

/* Two processes may open a new file at once: the first id stays. */
static gboolean
ensure_profile (CwStore *self, GError **error)
{
  g_autofree char *id = NULL;
  g_auto (CwQuery) query = { 0 };

  if (!read_profile (self, error))
    return FALSE;
  if (self->profile != NULL)
    return TRUE;
  id = g_uuid_string_random ();
  if (!_cw_query_init_once (&query, self, "INSERT OR IGNORE INTO profile (one, id) VALUES (1, ?)", error))
    return FALSE;
  _cw_query_text (&query, id);
  return _cw_query_write (&query, error) && read_profile (self, error);
}

static gboolean
open_file (CwStore *self, GError **error)
{
  g_auto (GStrv) texts = _cw_store_load_migrations ();
  const char * const *scripts = (const char * const *) texts;
  int rc;

  make_file (self->path);
  rc = sqlite3_open_v2 (self->path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (rc != SQLITE_OK)
    return _cw_store_fail (self, rc, error);
  sqlite3_busy_handler (self->db, busy_cb, self);
  return check_file (self, scripts, error) &&
         configure (self, error) &&
         _cw_store_migrate (self, scripts, error) &&
         _cw_store_exec (self, "PRAGMA foreign_keys = ON", error) &&
         ensure_profile (self, error);
}

CwStore *
cw_store_open (const char *dir, GError **error)
{
  g_autoptr (CwStore) self = g_new0 (CwStore, 1);

  g_return_val_if_fail (dir != NULL, NULL);

  self->path = g_build_filename (dir, "causeway.db", NULL);
  return open_file (self, error) ? g_steal_pointer (&self) : NULL;
}

void
cw_store_close (CwStore *self)
{
  if (self == NULL)
    return;
  /* Closing checkpoints and must not be cut short; what is open is rolled back. */
  if (self->db != NULL)
    sqlite3_progress_handler (self->db, 0, NULL, NULL);
  g_clear_pointer (&self->statements, g_hash_table_unref);
  sqlite3_close (self->db);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->failure);
  g_free (self->place_name);
  g_free (self->profile);
  g_free (self->path);
  g_free (self);
}

const char *
cw_store_get_profile (CwStore *self)
{
  return self->profile;
}
