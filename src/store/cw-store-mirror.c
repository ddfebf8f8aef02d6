/* cw-store-mirror.c: what the systems held when they were read last
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-fold.h"
#include "cw-store-private.h"

/* A connection's row id where it is only read: nothing is found for one that is not there. */
#define CONNECTION "(SELECT id FROM connection WHERE name = ?)"

/* ---- source ---- */

/* Row id of a record; FALSE with *@out_found FALSE when it is not known. */
static gboolean
find_record (CwStore *self, gint64 connection, const CwRecord *record, gint64 *out_key, gboolean *out_found, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, "SELECT key FROM record WHERE connection = ? AND type = ? AND number = ? AND id = ?", error))
    return FALSE;
  _cw_query_int (&query, connection);
  _cw_query_text (&query, record->type);
  _cw_query_int (&query, _cw_store_id_number (record->id));
  _cw_query_text (&query, record->id);
  step = _cw_query_step (&query, error);
  *out_found = step == CW_STEP_ROW;
  if (*out_found)
    *out_key = _cw_query_get_int (&query, 0);
  return step != CW_STEP_FAILED;
}

/* A record that is gone comes with little more than its id: what is known of it stays. */
static gboolean
put_deleted (CwStore *self, gint64 key, gint64 generation, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self, "UPDATE record SET deleted = 1, generation = ? WHERE key = ?", error))
    return FALSE;
  _cw_query_int (&query, generation);
  _cw_query_int (&query, key);
  return _cw_query_write (&query, error);
}

static void
bind_columns (CwQuery *query, const CwRecord *record, const char *folded, gint64 generation)
{
  _cw_query_int (query, generation);
  _cw_query_int (query, record->inactive != FALSE);
  _cw_query_int (query, record->mark);
  _cw_query_int (query, record->created);
  _cw_query_int (query, record->modified);
  _cw_query_text (query, record->parent_type);
  _cw_query_text (query, record->parent_id);
  _cw_query_text (query, record->stage);
  _cw_query_text (query, record->subsidiaries);
  _cw_query_text (query, record->name);
  _cw_query_text (query, folded);
}

static gboolean
insert_columns (CwStore *self, gint64 connection, const CwRecord *record, gint64 generation, gint64 *out_key, GError **error)
{
  g_autofree char *folded = cw_fold (record->name);
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "INSERT INTO record (generation, inactive, deleted, mark, created, modified, parent_type, parent_id, stage,"
                       " subsidiaries, name, folded, connection, type, number, id)"
                       " VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       error))
    return FALSE;
  bind_columns (&query, record, folded, generation);
  _cw_query_int (&query, connection);
  _cw_query_text (&query, record->type);
  _cw_query_int (&query, _cw_store_id_number (record->id));
  _cw_query_text (&query, record->id);
  if (!_cw_query_write (&query, error))
    return FALSE;
  *out_key = sqlite3_last_insert_rowid (self->db);
  return TRUE;
}

static gboolean
update_columns (CwStore *self, gint64 key, const CwRecord *record, gint64 generation, GError **error)
{
  g_autofree char *folded = cw_fold (record->name);
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "UPDATE record SET generation = ?, inactive = ?, deleted = 0, mark = ?, created = ?, modified = ?, parent_type = ?,"
                       " parent_id = ?, stage = ?, subsidiaries = ?, name = ?, folded = ? WHERE key = ?",
                       error))
    return FALSE;
  bind_columns (&query, record, folded, generation);
  _cw_query_int (&query, key);
  return _cw_query_write (&query, error);
}

static gboolean
put_fields (CwStore *self, gint64 key, const CwFields *fields, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "INSERT INTO record_fields (record, fields) VALUES (?, ?) ON CONFLICT (record) DO UPDATE SET fields = excluded.fields",
                       error))
    return FALSE;
  _cw_query_int (&query, key);
  _cw_query_fields (&query, fields);
  return _cw_query_write (&query, error);
}

static gboolean
put_record (CwStore *self, const char *connection, const CwRecord *record, gint64 generation, GError **error)
{
  gint64 connection_id, key = 0;
  gboolean found;

  if (!_cw_store_find_connection (self, connection, &connection_id, error) ||
      !find_record (self, connection_id, record, &key, &found, error))
    return FALSE;
  if (record->deleted)
    return !found || put_deleted (self, key, generation, error);
  return (found ? update_columns (self, key, record, generation, error)
                : insert_columns (self, connection_id, record, generation, &key, error)) &&
         put_fields (self, key, record->fields, error);
}

gboolean
cw_store_mirror_put (CwStore *self, const char *connection, const CwRecord *record, gint64 generation, GError **error)
{
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_end (self, put_record (self, connection, record, generation, error), error);
}

/* What a later reading has seen was not missing. */
gboolean
cw_store_mirror_sweep (CwStore *self, const char *connection, const char *type, gint64 generation, gboolean mark, gint64 *out_missing,
                       GError **error)
{
  g_auto (CwQuery) query = { 0 };
  gint64 missing = 0;
  gboolean ok;

  if (!_cw_query_init (&query, self,
                       mark ? "UPDATE record SET deleted = 1 WHERE connection = " CONNECTION " AND type = ? AND generation < ? AND deleted = 0"
                            : "SELECT count(*) FROM record WHERE connection = " CONNECTION " AND type = ? AND generation < ? AND deleted = 0",
                       error))
    return FALSE;
  _cw_query_text (&query, connection);
  _cw_query_text (&query, type);
  _cw_query_int (&query, generation);
  if (mark)
    {
      ok = _cw_query_write (&query, error);
      missing = _cw_query_changes (&query);
    }
  else
    {
      ok = _cw_query_step (&query, error) == CW_STEP_ROW;
      missing = _cw_query_get_int (&query, 0);
    }
  if (ok && out_missing != NULL)
    *out_missing = missing;
  return ok;
}

/* Ids of parts are no numbers, and all of one document lie side by side. */
GPtrArray *
cw_store_mirror_list_gone_parts (CwStore *self, const char *connection, const char *type, const char *whole, gint64 generation, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *from = g_strconcat (whole, "-", NULL), *upto = g_strconcat (whole, ".", NULL);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       "SELECT id FROM record WHERE connection = " CONNECTION " AND type = ? AND number = ? AND id > ? AND id < ?"
                       " AND generation < ? AND deleted = 0",
                       error))
    return NULL;
  _cw_query_text (&query, connection);
  _cw_query_text (&query, type);
  _cw_query_int (&query, G_MAXINT64);
  _cw_query_text (&query, from);
  _cw_query_text (&query, upto);
  _cw_query_int (&query, generation);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    g_ptr_array_add (ids, _cw_query_dup_text (&query, 0));
  return step == CW_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/* Runs @sql, whose parameters are a number, connection, type, numeric id and id. */
static gboolean
write_number (CwStore *self, const char *sql, gint64 number, const char *connection, const char *type, const char *id, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self, sql, error))
    return FALSE;
  _cw_query_int (&query, number);
  _cw_query_text (&query, connection);
  _cw_query_text (&query, type);
  _cw_query_int (&query, _cw_store_id_number (id));
  _cw_query_text (&query, id);
  return _cw_query_write (&query, error);
}

gboolean
cw_store_mirror_touch (CwStore *self, const char *connection, const char *type, const char *id, gint64 generation, GError **error)
{
  return write_number (self,
                       "UPDATE record SET generation = ? WHERE connection = " CONNECTION " AND type = ? AND number = ? AND id = ?",
                       generation, connection, type, id, error);
}

gboolean
cw_store_mirror_set_mark (CwStore *self, const char *connection, const char *type, const char *id, CwMark mark, GError **error)
{
  return write_number (self,
                       "UPDATE record SET mark = ? WHERE connection = " CONNECTION " AND type = ? AND number = ? AND id = ?",
                       mark, connection, type, id, error);
}

#define RECORD_SELECT \
  "SELECT r.type, r.id, r.parent_type, r.parent_id, r.name, r.stage, r.subsidiaries, r.inactive, r.deleted, r.mark," \
  " r.created, r.modified, f.fields FROM record r JOIN record_fields f ON f.record = r.key "

/* @fields NULL: all. */
static CwRecord *
read_some (CwQuery *query, const char * const *fields)
{
  CwRecord *record = g_new0 (CwRecord, 1);

  record->type = _cw_query_dup_text (query, 0);
  record->id = _cw_query_dup_text (query, 1);
  record->parent_type = _cw_query_dup_text (query, 2);
  record->parent_id = _cw_query_dup_text (query, 3);
  record->name = _cw_query_dup_text (query, 4);
  record->stage = _cw_query_dup_text (query, 5);
  record->subsidiaries = _cw_query_dup_text (query, 6);
  record->inactive = _cw_query_get_int (query, 7) != 0;
  record->deleted = _cw_query_get_int (query, 8) != 0;
  record->mark = (CwMark) _cw_query_get_int (query, 9);
  record->created = _cw_query_get_int (query, 10);
  record->modified = _cw_query_get_int (query, 11);
  record->fields = fields != NULL ? _cw_query_dup_some_fields (query, 12, fields) : _cw_query_dup_fields (query, 12);
  return record;
}

static CwRecord *
read_record (CwQuery *query)
{
  return read_some (query, NULL);
}

CwRecord *
cw_store_mirror_get (CwStore *self, const char *connection, const char *type, const char *id, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       RECORD_SELECT "WHERE r.connection = " CONNECTION " AND r.type = ? AND r.number = ? AND r.id = ?", error))
    return NULL;
  _cw_query_text (&query, connection);
  _cw_query_text (&query, type);
  _cw_query_int (&query, _cw_store_id_number (id));
  _cw_query_text (&query, id);
  step = _cw_query_step (&query, error);
  if (step == CW_STEP_DONE)
    g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND, "%s %s is not in the mirror of “%s”", type, id, connection);
  return step == CW_STEP_ROW ? read_record (&query) : NULL;
}

gint64
cw_store_mirror_count (CwStore *self, const char *connection, const char *type, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "SELECT count(*) FROM record WHERE connection = " CONNECTION " AND type = ? AND deleted = 0", error))
    return -1;
  _cw_query_text (&query, connection);
  _cw_query_text (&query, type);
  return _cw_query_step (&query, error) == CW_STEP_ROW ? _cw_query_get_int (&query, 0) : -1;
}

/* ",2,3," has one comma more than ids. */
gboolean
cw_store_mirror_count_relations (CwStore *self, const char *connection, const char *type, gint64 *out_records, gint64 *out_relations,
                                 GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "SELECT count(*), total(length(subsidiaries) - length(replace(subsidiaries, ',', '')) - 1) FROM record"
                       " WHERE connection = " CONNECTION " AND type = ? AND deleted = 0", error))
    return FALSE;
  _cw_query_text (&query, connection);
  _cw_query_text (&query, type);
  if (_cw_query_step (&query, error) != CW_STEP_ROW)
    return FALSE;
  *out_records = _cw_query_get_int (&query, 0);
  *out_relations = _cw_query_get_int (&query, 1);
  return TRUE;
}

/* One statement for all types, so that they are of one moment. The plus keeps the order that of the index, without sorting. */
static char *
make_foreach_sql (const char * const *types, gboolean ordered)
{
  GString *sql = g_string_new (RECORD_SELECT);

  /* In the order of the table both tables are read from end to end. */
  g_string_append_printf (sql, "WHERE %sr.connection = " CONNECTION " AND +r.type IN (", ordered ? "" : "+");
  for (guint i = 0; types[i] != NULL; i++)
    g_string_append (sql, i > 0 ? ", ?" : "?");
  g_string_append (sql, ordered ? ") ORDER BY r.type, r.number, r.id" : ") ORDER BY r.key");
  return g_string_free (sql, FALSE);
}

static gboolean
foreach_record (CwStore *self, const char *connection, const char * const *types, const char * const *fields, CwStoreRecordFunc func,
                gpointer data, GError **error)
{
  g_autofree char *sql = make_foreach_sql (types, fields == NULL);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init_once (&query, self, sql, error))
    return FALSE;
  _cw_query_text (&query, connection);
  for (guint i = 0; types[i] != NULL; i++)
    _cw_query_text (&query, types[i]);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    {
      g_autoptr (CwRecord) record = read_some (&query, fields);

      if (!func (record, data, error))
        return FALSE;
    }
  return step == CW_STEP_DONE;
}

gboolean
cw_store_mirror_foreach (CwStore *self, const char *connection, const char * const *types, CwStoreRecordFunc func, gpointer data,
                         GError **error)
{
  return foreach_record (self, connection, types, NULL, func, data, error);
}

gboolean
cw_store_mirror_foreach_some (CwStore *self, const char *connection, const char * const *types, const char * const *fields,
                              CwStoreRecordFunc func, gpointer data, GError **error)
{
  return foreach_record (self, connection, types, fields, func, data, error);
}

/* ---- target ---- */

static gboolean
put_target (CwStore *self, const char *connection, const char *collection, const CwTargetRecord *record, gint64 generation, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  gint64 connection_id;

  if (!_cw_store_find_connection (self, connection, &connection_id, error) ||
      !_cw_query_init (&query, self,
                       "INSERT INTO target_record (connection, collection, number, id, generation, active, parent_id, external_id,"
                       " owner_id, name, fields) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                       " ON CONFLICT (connection, collection, number, id) DO UPDATE SET generation = excluded.generation,"
                       " active = excluded.active, parent_id = excluded.parent_id, external_id = excluded.external_id,"
                       " owner_id = excluded.owner_id, name = excluded.name, fields = excluded.fields",
                       error))
    return FALSE;
  _cw_query_int (&query, connection_id);
  _cw_query_text (&query, collection);
  _cw_query_int (&query, _cw_store_id_number (record->id));
  _cw_query_text (&query, record->id);
  _cw_query_int (&query, generation);
  _cw_query_int (&query, record->active != FALSE);
  _cw_query_text (&query, record->parent_id);
  _cw_query_text (&query, record->external_id);
  _cw_query_text (&query, record->owner_id);
  _cw_query_text (&query, record->name);
  _cw_query_fields (&query, record->fields);
  return _cw_query_write (&query, error);
}

gboolean
cw_store_target_put (CwStore *self, const char *connection, const char *collection, const CwTargetRecord *record, gint64 generation,
                     GError **error)
{
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_end (self, put_target (self, connection, collection, record, generation, error), error);
}

gboolean
cw_store_target_remove (CwStore *self, const char *connection, const char *collection, const char *id, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "DELETE FROM target_record WHERE connection = " CONNECTION " AND collection = ? AND number = ? AND id = ?", error))
    return FALSE;
  _cw_query_text (&query, connection);
  _cw_query_text (&query, collection);
  _cw_query_int (&query, _cw_store_id_number (id));
  _cw_query_text (&query, id);
  return _cw_query_write (&query, error);
}

gboolean
cw_store_target_sweep (CwStore *self, const char *connection, const char *collection, gint64 generation, gint64 *out_hidden, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "UPDATE target_record SET active = 0 WHERE connection = " CONNECTION " AND collection = ? AND generation < ? AND active <> 0", error))
    return FALSE;
  _cw_query_text (&query, connection);
  _cw_query_text (&query, collection);
  _cw_query_int (&query, generation);
  if (!_cw_query_write (&query, error))
    return FALSE;
  if (out_hidden != NULL)
    *out_hidden = _cw_query_changes (&query);
  return TRUE;
}

#define TARGET_SELECT "SELECT id, parent_id, external_id, owner_id, name, active, fields FROM target_record "

static CwTargetRecord *
read_target (CwQuery *query)
{
  CwTargetRecord *record = g_new0 (CwTargetRecord, 1);

  record->id = _cw_query_dup_text (query, 0);
  record->parent_id = _cw_query_dup_text (query, 1);
  record->external_id = _cw_query_dup_text (query, 2);
  record->owner_id = _cw_query_dup_text (query, 3);
  record->name = _cw_query_dup_text (query, 4);
  record->active = _cw_query_get_int (query, 5) != 0;
  record->fields = _cw_query_dup_fields (query, 6);
  return record;
}

CwTargetRecord *
cw_store_target_get (CwStore *self, const char *connection, const char *collection, const char *id, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       TARGET_SELECT "WHERE connection = " CONNECTION " AND collection = ? AND number = ? AND id = ?", error))
    return NULL;
  _cw_query_text (&query, connection);
  _cw_query_text (&query, collection);
  _cw_query_int (&query, _cw_store_id_number (id));
  _cw_query_text (&query, id);
  step = _cw_query_step (&query, error);
  if (step == CW_STEP_DONE)
    g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND, "%s %s is not in the mirror of “%s”", collection, id, connection);
  return step == CW_STEP_ROW ? read_target (&query) : NULL;
}

gboolean
cw_store_target_foreach (CwStore *self, const char *connection, const char *collection, CwStoreTargetFunc func, gpointer data, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       TARGET_SELECT "WHERE connection = " CONNECTION " AND collection = ? ORDER BY number, id", error))
    return FALSE;
  _cw_query_text (&query, connection);
  _cw_query_text (&query, collection);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    {
      g_autoptr (CwTargetRecord) record = read_target (&query);

      if (!func (record, data, error))
        return FALSE;
    }
  return step == CW_STEP_DONE;
}
