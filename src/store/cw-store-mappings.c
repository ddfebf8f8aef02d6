/* cw-store-mappings.c: saved mappings, and what the systems say of their fields
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-store-private.h"

#include <glib/gi18n-lib.h>

/* ---- versions ---- */

void
cw_mapping_version_free (CwMappingVersion *self)
{
  if (self == NULL)
    return;
  g_free (self->author);
  g_free (self->note);
  g_free (self->digest);
  g_free (self);
}

/* The number is given by the insertion itself, so that two that save at once do not get the same. */
gboolean
cw_store_add_mapping (CwStore *self, const char *integration, const char *workflow, CwMappingVersion *version, const char *content,
                      GError **error)
{
  g_auto (CwQuery) query = { 0 };
  gint64 integration_id, number = 0;
  gboolean found;

  if (!_cw_store_find_integration (self, integration, &integration_id, error) ||
      !_cw_query_init (&query, self,
                       "INSERT INTO mapping_version (integration, workflow, version, created, author, note, digest, based_on, row_count,"
                       " test_count, content) SELECT ?1, ?2, coalesce (max (version), 0) + 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10"
                       " FROM mapping_version WHERE integration = ?1 AND workflow = ?2 RETURNING version",
                       error))
    return FALSE;
  _cw_query_int (&query, integration_id);
  _cw_query_text (&query, workflow);
  _cw_query_int (&query, version->created);
  _cw_query_text (&query, version->author);
  _cw_query_text (&query, version->note);
  _cw_query_text (&query, version->digest);
  _cw_query_int (&query, version->based_on);
  _cw_query_int (&query, version->rows);
  _cw_query_int (&query, version->tests);
  _cw_query_text (&query, content);
  if (!_cw_query_write_returning (&query, &number, &found, error))
    return FALSE;
  version->number = (guint) number;
  return TRUE;
}

#define VERSION_COLUMNS "version, created, author, note, digest, based_on, row_count, test_count"
#define VERSIONS_OF \
  " FROM mapping_version WHERE integration = (SELECT id FROM integration WHERE name = ?) AND workflow = ? "

static CwMappingVersion *
read_version (CwQuery *query)
{
  CwMappingVersion *version = g_new0 (CwMappingVersion, 1);

  version->number = (guint) _cw_query_get_int (query, 0);
  version->created = _cw_query_get_int (query, 1);
  version->author = _cw_query_dup_text (query, 2);
  version->note = _cw_query_dup_text (query, 3);
  version->digest = _cw_query_dup_text (query, 4);
  version->based_on = (guint) _cw_query_get_int (query, 5);
  version->rows = (guint) _cw_query_get_int (query, 6);
  version->tests = (guint) _cw_query_get_int (query, 7);
  return version;
}

GPtrArray *
cw_store_list_mappings (CwStore *self, const char *integration, const char *workflow, GError **error)
{
  g_autoptr (GPtrArray) versions = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_version_free);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, "SELECT " VERSION_COLUMNS VERSIONS_OF "ORDER BY version DESC", error))
    return NULL;
  _cw_query_text (&query, integration);
  _cw_query_text (&query, workflow);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    g_ptr_array_add (versions, read_version (&query));
  if (step != CW_STEP_DONE)
    return NULL;
  if (versions->len > 0)
    ((CwMappingVersion *) versions->pdata[0])->in_force = TRUE;
  return g_steal_pointer (&versions);
}

gboolean
cw_store_get_newest_mapping (CwStore *self, const char *integration, const char *workflow, guint *out_number, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self, "SELECT coalesce (max (version), 0)" VERSIONS_OF, error))
    return FALSE;
  _cw_query_text (&query, integration);
  _cw_query_text (&query, workflow);
  if (_cw_query_step (&query, error) != CW_STEP_ROW)
    return FALSE;
  *out_number = (guint) _cw_query_get_int (&query, 0);
  return TRUE;
}

CwMappingVersion *
cw_store_get_mapping (CwStore *self, const char *integration, const char *workflow, guint number, char **out_content, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, "SELECT " VERSION_COLUMNS ", content" VERSIONS_OF "AND version = ?", error))
    return NULL;
  _cw_query_text (&query, integration);
  _cw_query_text (&query, workflow);
  _cw_query_int (&query, number);
  step = _cw_query_step (&query, error);
  if (step == CW_STEP_DONE)
    g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND, _("The mapping of “%s” has no version %u."), workflow, number);
  if (step != CW_STEP_ROW)
    return NULL;
  if (out_content != NULL)
    *out_content = _cw_query_dup_text (&query, 8);
  return read_version (&query);
}

/* ---- fields ---- */

static gboolean
mark_removed (CwStore *self, gint64 connection, const char *type, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self, "UPDATE field SET removed = 1 WHERE connection = ? AND type = ?", error))
    return FALSE;
  _cw_query_int (&query, connection);
  _cw_query_text (&query, type);
  return _cw_query_write (&query, error);
}

static gboolean
put_field (CwStore *self, gint64 connection, const char *type, guint position, const CwFieldInfo *info, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "INSERT INTO field (connection, type, id, position, label, value_type, list, custom, writable, required, length,"
                       " refers, sample, always, removed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
                       " ON CONFLICT (connection, type, id) DO UPDATE SET position = excluded.position, label = excluded.label,"
                       " value_type = excluded.value_type, list = excluded.list, custom = excluded.custom, writable = excluded.writable,"
                       " required = excluded.required, length = excluded.length, refers = excluded.refers,"
                       " sample = coalesce (excluded.sample, sample), always = excluded.always, removed = 0",
                       error))
    return FALSE;
  _cw_query_int (&query, connection);
  _cw_query_text (&query, type);
  _cw_query_text (&query, info->id);
  _cw_query_int (&query, position);
  _cw_query_text (&query, info->label);
  _cw_query_text (&query, cw_value_type_to_string (info->type));
  _cw_query_int (&query, info->list != FALSE);
  _cw_query_int (&query, info->custom != FALSE);
  _cw_query_int (&query, info->writable != FALSE);
  _cw_query_int (&query, info->required != FALSE);
  _cw_query_int (&query, info->limit);
  _cw_query_text (&query, info->refers);
  _cw_query_text (&query, info->sample);
  _cw_query_int (&query, info->always != FALSE);
  return _cw_query_write (&query, error);
}

static gboolean
put_fields (CwStore *self, const char *connection, const char *type, const GPtrArray *fields, GError **error)
{
  gint64 connection_id;

  if (!_cw_store_find_connection (self, connection, &connection_id, error) || !mark_removed (self, connection_id, type, error))
    return FALSE;
  for (guint i = 0; i < fields->len; i++)
    if (!put_field (self, connection_id, type, i, fields->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
cw_store_put_fields (CwStore *self, const char *connection, const char *type, const GPtrArray *fields, GError **error)
{
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_end (self, put_fields (self, connection, type, fields, error), error);
}

static CwFieldInfo *
read_field (CwQuery *query)
{
  CwFieldInfo *info = cw_field_info_new (_cw_query_get_text (query, 0), _cw_query_get_text (query, 1), CW_VALUE_TEXT);

  cw_value_type_from_string (_cw_query_get_text (query, 2), &info->type);
  info->list = _cw_query_get_int (query, 3) != 0;
  info->custom = _cw_query_get_int (query, 4) != 0;
  info->writable = _cw_query_get_int (query, 5) != 0;
  info->required = _cw_query_get_int (query, 6) != 0;
  info->limit = (guint) _cw_query_get_int (query, 7);
  info->refers = _cw_query_dup_text (query, 8);
  info->sample = _cw_query_dup_text (query, 9);
  info->removed = _cw_query_get_int (query, 10) != 0;
  info->always = _cw_query_get_int (query, 11) != 0;
  return info;
}

GPtrArray *
cw_store_list_fields (CwStore *self, const char *connection, const char *type, GError **error)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_field_info_free);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       "SELECT id, label, value_type, list, custom, writable, required, length, refers, sample, removed, always FROM field"
                       " WHERE connection = (SELECT id FROM connection WHERE name = ?) AND type = ? ORDER BY removed, position, id", error))
    return NULL;
  _cw_query_text (&query, connection);
  _cw_query_text (&query, type);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    g_ptr_array_add (fields, read_field (&query));
  return step == CW_STEP_DONE ? g_steal_pointer (&fields) : NULL;
}
