/* cw-store-connections.c: connections, integrations, settings and small state
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-store-private.h"

#include <glib/gi18n-lib.h>

/* ---- values ---- */

CwConnectionInfo *
cw_connection_info_new (const char *name, const char *system)
{
  CwConnectionInfo *self = g_new0 (CwConnectionInfo, 1);

  self->name = g_strdup (name);
  self->system = g_strdup (system);
  self->settings = cw_fields_new ();
  return self;
}

void
cw_connection_info_free (CwConnectionInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->system);
  g_free (self->url);
  g_free (self->account);
  g_free (self->auth);
  cw_fields_unref (self->settings);
  g_free (self->test_message);
  g_free (self);
}

CwIntegrationInfo *
cw_integration_info_new (const char *name)
{
  CwIntegrationInfo *self = g_new0 (CwIntegrationInfo, 1);

  self->name = g_strdup (name);
  self->subsidiaries = g_new0 (char *, 1);
  self->settings = cw_fields_new ();
  return self;
}

void
cw_integration_info_free (CwIntegrationInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->source);
  g_free (self->target);
  g_free (self->company);
  g_strfreev (self->subsidiaries);
  cw_fields_unref (self->settings);
  g_free (self);
}

/* ---- row ids by name ---- */

static gboolean
find_name (CwStore *self, const char *sql, const char *name, gint64 *out_id, gboolean *out_found, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, sql, error))
    return FALSE;
  _cw_query_text (&query, name);
  step = _cw_query_step (&query, error);
  *out_found = step == CW_STEP_ROW;
  if (*out_found)
    *out_id = _cw_query_get_int (&query, 0);
  return step != CW_STEP_FAILED;
}

void
_cw_store_forget_place (CwStore *self)
{
  g_clear_pointer (&self->place_name, g_free);
}

/* Remembered within a transaction only: the write lock keeps others from removing the connection. */
gboolean
_cw_store_find_connection (CwStore *self, const char *name, gint64 *out_id, GError **error)
{
  gboolean found;

  if (self->place_name != NULL && g_str_equal (self->place_name, name))
    {
      *out_id = self->place_id;
      return TRUE;
    }
  if (!find_name (self, "SELECT id FROM connection WHERE name = ?", name, out_id, &found, error))
    return FALSE;
  if (!found)
    return _cw_store_refuse (self, CW_STORE_ERROR_NOT_FOUND, error, _("There is no connection “%s”."), name);
  if (self->depth > 0)
    {
      g_free (self->place_name);
      self->place_name = g_strdup (name);
      self->place_id = *out_id;
    }
  return TRUE;
}

gboolean
_cw_store_find_integration (CwStore *self, const char *name, gint64 *out_id, GError **error)
{
  gboolean found;

  if (!find_name (self, "SELECT id FROM integration WHERE name = ?", name, out_id, &found, error))
    return FALSE;
  return found || _cw_store_refuse (self, CW_STORE_ERROR_NOT_FOUND, error, _("There is no integration “%s”."), name);
}

/* ---- connections ---- */

#define CONNECTION_COLUMNS "name, system, url, account, auth, settings, tested_at, test_ok, test_message"

static void
bind_connection (CwQuery *query, const CwConnectionInfo *info)
{
  _cw_query_text (query, info->system);
  _cw_query_text (query, info->url);
  _cw_query_text (query, info->account);
  _cw_query_text (query, info->auth);
  _cw_query_fields (query, info->settings);
  _cw_query_int (query, info->tested_at);
  _cw_query_int (query, info->test_ok != FALSE);
  _cw_query_text (query, info->test_message);
  _cw_query_text (query, info->name);
}

static CwConnectionInfo *
read_connection (CwQuery *query)
{
  CwConnectionInfo *info = g_new0 (CwConnectionInfo, 1);

  info->name = _cw_query_dup_text (query, 0);
  info->system = _cw_query_dup_text (query, 1);
  info->url = _cw_query_dup_text (query, 2);
  info->account = _cw_query_dup_text (query, 3);
  info->auth = _cw_query_dup_text (query, 4);
  info->settings = _cw_query_dup_fields (query, 5);
  info->tested_at = _cw_query_get_int (query, 6);
  info->test_ok = _cw_query_get_int (query, 7) != 0;
  info->test_message = _cw_query_dup_text (query, 8);
  return info;
}

gboolean
cw_store_add_connection (CwStore *self, const CwConnectionInfo *info, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "INSERT INTO connection (system, url, account, auth, settings, tested_at, test_ok, test_message, name)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
                       error))
    return FALSE;
  bind_connection (&query, info);
  if (!_cw_query_write (&query, error))
    return FALSE;
  return _cw_query_changes (&query) > 0 ||
         _cw_store_refuse (self, CW_STORE_ERROR_EXISTS, error, _("There is already a connection “%s”."), info->name);
}

gboolean
cw_store_update_connection (CwStore *self, const CwConnectionInfo *info, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "UPDATE connection SET system = ?, url = ?, account = ?, auth = ?, settings = ?, tested_at = ?,"
                       " test_ok = ?, test_message = ? WHERE name = ?",
                       error))
    return FALSE;
  bind_connection (&query, info);
  if (!_cw_query_write (&query, error))
    return FALSE;
  return _cw_query_changes (&query) > 0 ||
         _cw_store_refuse (self, CW_STORE_ERROR_NOT_FOUND, error, _("There is no connection “%s”."), info->name);
}

CwConnectionInfo *
cw_store_get_connection (CwStore *self, const char *name, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, "SELECT " CONNECTION_COLUMNS " FROM connection WHERE name = ?", error))
    return NULL;
  _cw_query_text (&query, name);
  step = _cw_query_step (&query, error);
  if (step == CW_STEP_DONE)
    g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND, _("There is no connection “%s”."), name);
  return step == CW_STEP_ROW ? read_connection (&query) : NULL;
}

GPtrArray *
cw_store_list_connections (CwStore *self, GError **error)
{
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_connection_info_free);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, "SELECT " CONNECTION_COLUMNS " FROM connection ORDER BY name", error))
    return NULL;
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    g_ptr_array_add (infos, read_connection (&query));
  return step == CW_STEP_DONE ? g_steal_pointer (&infos) : NULL;
}

/* Name of an integration that uses the connection; NULL when none does. */
static gboolean
find_user (CwStore *self, gint64 connection, char **out_integration, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  *out_integration = NULL;
  if (!_cw_query_init (&query, self, "SELECT name FROM integration WHERE source = ?1 OR target = ?1 LIMIT 1", error))
    return FALSE;
  _cw_query_int (&query, connection);
  step = _cw_query_step (&query, error);
  if (step == CW_STEP_ROW)
    *out_integration = _cw_query_dup_text (&query, 0);
  return step != CW_STEP_FAILED;
}

static gboolean
remove_row (CwStore *self, const char *sql, gint64 id, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self, sql, error))
    return FALSE;
  _cw_query_int (&query, id);
  return _cw_query_write (&query, error);
}

static gboolean
remove_unused_connection (CwStore *self, const char *name, GError **error)
{
  g_autofree char *user = NULL;
  gint64 id;

  if (!_cw_store_find_connection (self, name, &id, error) || !find_user (self, id, &user, error))
    return FALSE;
  if (user != NULL)
    return _cw_store_refuse (self, CW_STORE_ERROR_EXISTS, error,
                             _("The integration “%s” uses the connection “%s”. Remove the integration first."), user, name);
  _cw_store_forget_place (self);
  return remove_row (self, "DELETE FROM connection WHERE id = ?", id, error);
}

gboolean
cw_store_remove_connection (CwStore *self, const char *name, GError **error)
{
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_end (self, remove_unused_connection (self, name, error), error);
}

/* ---- integrations ---- */

#define INTEGRATION_SELECT \
  "SELECT i.name, s.name, t.name, i.company, i.settings, i.created, i.id" \
  " FROM integration i JOIN connection s ON s.id = i.source JOIN connection t ON t.id = i.target "

static gboolean
put_subsidiaries (CwStore *self, gint64 integration, char **subsidiaries, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!remove_row (self, "DELETE FROM integration_subsidiary WHERE integration = ?", integration, error) ||
      !_cw_query_init (&query, self, "INSERT INTO integration_subsidiary (integration, position, subsidiary) VALUES (?, ?, ?)", error))
    return FALSE;
  for (guint i = 0; subsidiaries != NULL && subsidiaries[i] != NULL; i++)
    {
      _cw_query_int (&query, integration);
      _cw_query_int (&query, i);
      _cw_query_text (&query, subsidiaries[i]);
      if (!_cw_query_write (&query, error))
        return FALSE;
      _cw_query_restart (&query);
    }
  return TRUE;
}

/* Runs @sql, which takes the columns in this order and answers the row's id. */
static gboolean
write_integration (CwStore *self, const char *sql, const CwIntegrationInfo *info, gint64 *out_id, gboolean *out_found, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  gint64 source, target;

  if (!_cw_store_find_connection (self, info->source, &source, error) ||
      !_cw_store_find_connection (self, info->target, &target, error) ||
      !_cw_query_init (&query, self, sql, error))
    return FALSE;
  _cw_query_int (&query, source);
  _cw_query_int (&query, target);
  _cw_query_text (&query, info->company);
  _cw_query_fields (&query, info->settings);
  _cw_query_int (&query, info->created);
  _cw_query_text (&query, info->name);
  return _cw_query_write_returning (&query, out_id, out_found, error);
}

static gboolean
add_integration (CwStore *self, const CwIntegrationInfo *info, GError **error)
{
  gint64 id = 0;
  gboolean found;

  if (!write_integration (self,
                          "INSERT INTO integration (source, target, company, settings, created, name) VALUES (?, ?, ?, ?, ?, ?)"
                          " ON CONFLICT (name) DO NOTHING RETURNING id",
                          info, &id, &found, error))
    return FALSE;
  if (!found)
    return _cw_store_refuse (self, CW_STORE_ERROR_EXISTS, error, _("There is already an integration “%s”."), info->name);
  return put_subsidiaries (self, id, info->subsidiaries, error);
}

gboolean
cw_store_add_integration (CwStore *self, const CwIntegrationInfo *info, GError **error)
{
  g_return_val_if_fail (info->name != NULL && info->source != NULL && info->target != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_end (self, add_integration (self, info, error), error);
}

static gboolean
update_integration (CwStore *self, const CwIntegrationInfo *info, GError **error)
{
  gint64 id = 0;
  gboolean found;

  if (!write_integration (self,
                          "UPDATE integration SET source = ?, target = ?, company = ?, settings = ?, created = ? WHERE name = ? RETURNING id",
                          info, &id, &found, error))
    return FALSE;
  if (!found)
    return _cw_store_refuse (self, CW_STORE_ERROR_NOT_FOUND, error, _("There is no integration “%s”."), info->name);
  return put_subsidiaries (self, id, info->subsidiaries, error);
}

gboolean
cw_store_update_integration (CwStore *self, const CwIntegrationInfo *info, GError **error)
{
  g_return_val_if_fail (info->name != NULL && info->source != NULL && info->target != NULL, FALSE);

  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_end (self, update_integration (self, info, error), error);
}

static gboolean
read_subsidiaries (CwStore *self, gint64 integration, char ***out_subsidiaries, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, "SELECT subsidiary FROM integration_subsidiary WHERE integration = ? ORDER BY position", error))
    return FALSE;
  _cw_query_int (&query, integration);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    g_strv_builder_add (builder, _cw_query_get_text (&query, 0));
  *out_subsidiaries = g_strv_builder_end (builder);
  return step == CW_STEP_DONE;
}

static CwIntegrationInfo *
read_integration (CwStore *self, CwQuery *query, GError **error)
{
  g_autoptr (CwIntegrationInfo) info = g_new0 (CwIntegrationInfo, 1);

  info->name = _cw_query_dup_text (query, 0);
  info->source = _cw_query_dup_text (query, 1);
  info->target = _cw_query_dup_text (query, 2);
  info->company = _cw_query_dup_text (query, 3);
  info->settings = _cw_query_dup_fields (query, 4);
  info->created = _cw_query_get_int (query, 5);
  return read_subsidiaries (self, _cw_query_get_int (query, 6), &info->subsidiaries, error) ? g_steal_pointer (&info) : NULL;
}

CwIntegrationInfo *
cw_store_get_integration (CwStore *self, const char *name, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, INTEGRATION_SELECT "WHERE i.name = ?", error))
    return NULL;
  _cw_query_text (&query, name);
  step = _cw_query_step (&query, error);
  if (step == CW_STEP_DONE)
    g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND, _("There is no integration “%s”."), name);
  return step == CW_STEP_ROW ? read_integration (self, &query, error) : NULL;
}

GPtrArray *
cw_store_list_integrations (CwStore *self, GError **error)
{
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_integration_info_free);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, INTEGRATION_SELECT "ORDER BY i.name", error))
    return NULL;
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    {
      CwIntegrationInfo *info = read_integration (self, &query, error);

      if (info == NULL)
        return NULL;
      g_ptr_array_add (infos, info);
    }
  return step == CW_STEP_DONE ? g_steal_pointer (&infos) : NULL;
}

/* Links, settings and marks go with it; runs and journal name it by text and stay. */
gboolean
cw_store_remove_integration (CwStore *self, const char *name, GError **error)
{
  gint64 id;
  gboolean ok;

  if (!cw_store_begin (self, error))
    return FALSE;
  ok = _cw_store_find_integration (self, name, &id, error) &&
       remove_row (self, "DELETE FROM integration WHERE id = ?", id, error);
  return cw_store_end (self, ok, error);
}

/* ---- settings of workflows ---- */

CwFields *
cw_store_get_workflow_settings (CwStore *self, const char *integration, const char *workflow, GError **error)
{
  g_autoptr (CwFields) settings = cw_fields_new ();
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       "SELECT key, value FROM workflow_setting WHERE integration = (SELECT id FROM integration WHERE name = ?)"
                       " AND workflow = ?",
                       error))
    return NULL;
  _cw_query_text (&query, integration);
  _cw_query_text (&query, workflow);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    cw_fields_set (settings, _cw_query_get_text (&query, 0), _cw_query_get_text (&query, 1));
  return step == CW_STEP_DONE ? g_steal_pointer (&settings) : NULL;
}

static gboolean
set_workflow_setting (CwStore *self, const char *integration, const char *workflow, const char *key, const char *value, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  gint64 id;

  if (!_cw_store_find_integration (self, integration, &id, error) ||
      !_cw_query_init (&query, self,
                       value != NULL ? "INSERT INTO workflow_setting (integration, workflow, key, value) VALUES (?1, ?2, ?3, ?4)"
                                       " ON CONFLICT (integration, workflow, key) DO UPDATE SET value = excluded.value"
                                     : "DELETE FROM workflow_setting WHERE integration = ?1 AND workflow = ?2 AND key = ?3",
                       error))
    return FALSE;
  _cw_query_int (&query, id);
  _cw_query_text (&query, workflow);
  _cw_query_text (&query, key);
  if (value != NULL)
    _cw_query_text (&query, value);
  return _cw_query_write (&query, error);
}

gboolean
cw_store_set_workflow_setting (CwStore *self, const char *integration, const char *workflow, const char *key, const char *value,
                               GError **error)
{
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_end (self, set_workflow_setting (self, integration, workflow, key, value, error), error);
}

/* ---- small state ---- */

char *
cw_store_get_state (CwStore *self, const char *scope, const char *key, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self, "SELECT value FROM state WHERE scope = ? AND key = ?", error))
    return NULL;
  _cw_query_text (&query, scope);
  _cw_query_text (&query, key);
  return _cw_query_step (&query, error) == CW_STEP_ROW ? _cw_query_dup_text (&query, 0) : NULL;
}

gboolean
cw_store_set_state (CwStore *self, const char *scope, const char *key, const char *value, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       value != NULL ? "INSERT INTO state (scope, key, value) VALUES (?1, ?2, ?3)"
                                       " ON CONFLICT (scope, key) DO UPDATE SET value = excluded.value"
                                     : "DELETE FROM state WHERE scope = ?1 AND key = ?2",
                       error))
    return FALSE;
  _cw_query_text (&query, scope);
  _cw_query_text (&query, key);
  if (value != NULL)
    _cw_query_text (&query, value);
  return _cw_query_write (&query, error);
}

gint64
cw_store_next_generation (CwStore *self, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  gint64 generation = 0;
  gboolean found;

  if (!_cw_query_init (&query, self, "UPDATE profile SET generation = generation + 1 RETURNING generation", error) ||
      !_cw_query_write_returning (&query, &generation, &found, error))
    return 0;
  return generation;
}
