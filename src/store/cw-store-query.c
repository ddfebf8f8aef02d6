/* cw-store-query.c: one use of a prepared statement
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Statements are kept by the address of their SQL, which is a literal: cheaper
 * than comparing text, and a second copy of one literal only costs a second
 * statement.
 */

#include "cw-store-private.h"

static void
statement_free (gpointer data)
{
  CwStatement *statement = data;

  sqlite3_finalize (statement->stmt);
  g_free (statement);
}

static CwStatement *
get_statement (CwStore *self, const char *sql)
{
  CwStatement *statement;

  if (self->statements == NULL)
    self->statements = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, statement_free);
  statement = g_hash_table_lookup (self->statements, sql);
  if (statement == NULL)
    {
      statement = g_new0 (CwStatement, 1);
      g_hash_table_insert (self->statements, (gpointer) sql, statement);
    }
  return statement;
}

gboolean
_cw_query_init (CwQuery *self, CwStore *store, const char *sql, GError **error)
{
  CwStatement *statement;

  *self = (CwQuery) { .store = store };
  if (!_cw_store_check (store, error))
    return FALSE;

  statement = get_statement (store, sql);
  if (statement->taken)
    return _cw_query_init_once (self, store, sql, error);
  if (statement->stmt == NULL)
    {
      int rc = sqlite3_prepare_v3 (store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->stmt, NULL);

      if (rc != SQLITE_OK)
        return _cw_store_fail (store, rc, error);
    }
  statement->taken = TRUE;
  self->kept = statement;
  self->stmt = statement->stmt;
  return TRUE;
}

gboolean
_cw_query_init_once (CwQuery *self, CwStore *store, const char *sql, GError **error)
{
  int rc;

  *self = (CwQuery) { .store = store };
  if (!_cw_store_check (store, error))
    return FALSE;
  rc = sqlite3_prepare_v2 (store->db, sql, -1, &self->stmt, NULL);
  return rc == SQLITE_OK || _cw_store_fail (store, rc, error);
}

void
_cw_query_clear (CwQuery *self)
{
  if (self->kept != NULL)
    {
      /* What reset returns was told when the statement was stepped. */
      sqlite3_reset (self->stmt);
      sqlite3_clear_bindings (self->stmt);
      self->kept->taken = FALSE;
    }
  else
    {
      sqlite3_finalize (self->stmt);
    }
  *self = (CwQuery) { 0 };
}

void
_cw_query_restart (CwQuery *self)
{
  sqlite3_reset (self->stmt);
  self->n_bound = 0;
  self->rc = SQLITE_OK;
}

static void
note_binding (CwQuery *self, int rc)
{
  if (rc != SQLITE_OK && self->rc == SQLITE_OK)
    self->rc = rc;
}

void
_cw_query_text (CwQuery *self, const char *text)
{
  note_binding (self, sqlite3_bind_text (self->stmt, ++self->n_bound, text, -1, SQLITE_STATIC));
}

void
_cw_query_int (CwQuery *self, gint64 value)
{
  note_binding (self, sqlite3_bind_int64 (self->stmt, ++self->n_bound, value));
}

void
_cw_query_fields (CwQuery *self, const CwFields *fields)
{
  char *data;
  gsize length;

  if (fields == NULL || cw_fields_get_size (fields) == 0)
    {
      note_binding (self, sqlite3_bind_null (self->stmt, ++self->n_bound));
      return;
    }
  data = _cw_fields_encode (fields, &length);
  note_binding (self, sqlite3_bind_blob64 (self->stmt, ++self->n_bound, data, length, g_free));
}

CwStep
_cw_query_step (CwQuery *self, GError **error)
{
  int rc = self->rc;

  if (rc == SQLITE_OK)
    rc = sqlite3_step (self->stmt);
  if (rc == SQLITE_ROW)
    return CW_STEP_ROW;
  if (rc == SQLITE_DONE)
    return CW_STEP_DONE;
  _cw_store_fail (self->store, rc, error);
  return CW_STEP_FAILED;
}

gboolean
_cw_query_write (CwQuery *self, GError **error)
{
  if (!cw_store_begin (self->store, error))
    return FALSE;
  return cw_store_end (self->store, _cw_query_step (self, error) == CW_STEP_DONE, error);
}

gboolean
_cw_query_write_returning (CwQuery *self, gint64 *out_value, gboolean *out_found, GError **error)
{
  CwStep step;

  if (!cw_store_begin (self->store, error))
    return FALSE;
  step = _cw_query_step (self, error);
  *out_found = step == CW_STEP_ROW;
  if (*out_found)
    {
      *out_value = _cw_query_get_int (self, 0);
      step = _cw_query_step (self, error);
    }
  return cw_store_end (self->store, step == CW_STEP_DONE, error);
}

gint64
_cw_query_changes (CwQuery *self)
{
  return sqlite3_changes64 (self->store->db);
}

const char *
_cw_query_get_text (CwQuery *self, int column)
{
  return (const char *) sqlite3_column_text (self->stmt, column);
}

char *
_cw_query_dup_text (CwQuery *self, int column)
{
  return g_strdup (_cw_query_get_text (self, column));
}

gint64
_cw_query_get_int (CwQuery *self, int column)
{
  return sqlite3_column_int64 (self->stmt, column);
}

gboolean
_cw_query_is_null (CwQuery *self, int column)
{
  return sqlite3_column_type (self->stmt, column) == SQLITE_NULL;
}

CwFields *
_cw_query_dup_fields (CwQuery *self, int column)
{
  gconstpointer data = sqlite3_column_blob (self->stmt, column);

  return _cw_fields_decode (data, sqlite3_column_bytes (self->stmt, column));
}

CwFields *
_cw_query_dup_some_fields (CwQuery *self, int column, const char * const *wanted)
{
  gconstpointer data = sqlite3_column_blob (self->stmt, column);

  return _cw_fields_decode_some (data, sqlite3_column_bytes (self->stmt, column), wanted);
}
