/* cw-store-runs.c: executions, and what needs a person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-store-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* ---- runs ---- */

void
cw_run_info_free (CwRunInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->integration);
  g_free (self->by);
  g_free (self->why);
  g_free (self->outcome);
  g_free (self->message);
  cw_fields_unref (self->options);
  cw_fields_unref (self->counts);
  cw_fields_unref (self->requests);
  g_free (self);
}

gint64
cw_store_new_run (CwStore *self, const char *integration, gint64 started, const char *by, const char *why, const CwFields *options,
                  GError **error)
{
  g_auto (CwQuery) query = { 0 };
  gint64 id = 0;
  gboolean found;

  if (!_cw_query_init (&query, self,
                       "INSERT INTO run (integration, started, started_by, why, options) VALUES (?, ?, ?, ?, ?) RETURNING id", error))
    return 0;
  _cw_query_text (&query, integration);
  _cw_query_int (&query, started);
  _cw_query_text (&query, by);
  _cw_query_text (&query, why);
  _cw_query_fields (&query, options);
  return _cw_query_write_returning (&query, &id, &found, error) ? id : 0;
}

gboolean
cw_store_update_run (CwStore *self, const CwRunInfo *info, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self, "UPDATE run SET ended = ?, outcome = ?, message = ?, counts = ?, requests = ? WHERE id = ?", error))
    return FALSE;
  _cw_query_int (&query, info->ended);
  _cw_query_text (&query, info->outcome);
  _cw_query_text (&query, info->message);
  _cw_query_fields (&query, info->counts);
  _cw_query_fields (&query, info->requests);
  _cw_query_int (&query, info->id);
  if (!_cw_query_write (&query, error))
    return FALSE;
  return _cw_query_changes (&query) > 0 ||
         _cw_store_refuse (self, CW_STORE_ERROR_NOT_FOUND, error, _("There is no run %" PRId64 "."), info->id);
}

#define RUN_SELECT \
  "SELECT id, integration, started, ended, started_by, why, outcome, message, options, counts, requests FROM run "

static CwRunInfo *
read_run (CwQuery *query)
{
  CwRunInfo *info = g_new0 (CwRunInfo, 1);

  info->id = _cw_query_get_int (query, 0);
  info->integration = _cw_query_dup_text (query, 1);
  info->started = _cw_query_get_int (query, 2);
  info->ended = _cw_query_get_int (query, 3);
  info->by = _cw_query_dup_text (query, 4);
  info->why = _cw_query_dup_text (query, 5);
  info->outcome = _cw_query_dup_text (query, 6);
  info->message = _cw_query_dup_text (query, 7);
  info->options = _cw_query_dup_fields (query, 8);
  info->counts = _cw_query_dup_fields (query, 9);
  info->requests = _cw_query_dup_fields (query, 10);
  return info;
}

CwRunInfo *
cw_store_get_run (CwStore *self, gint64 run, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, RUN_SELECT "WHERE id = ?", error))
    return NULL;
  _cw_query_int (&query, run);
  step = _cw_query_step (&query, error);
  if (step == CW_STEP_DONE)
    g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND, _("There is no run %" PRId64 "."), run);
  return step == CW_STEP_ROW ? read_run (&query) : NULL;
}

GPtrArray *
cw_store_list_runs (CwStore *self, const char *integration, guint limit, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_run_info_free);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       integration != NULL ? RUN_SELECT "WHERE integration = ?2 ORDER BY id DESC LIMIT ?1"
                                           : RUN_SELECT "ORDER BY id DESC LIMIT ?1",
                       error))
    return NULL;
  _cw_query_int (&query, limit > 0 ? (gint64) limit : -1);
  if (integration != NULL)
    _cw_query_text (&query, integration);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    g_ptr_array_add (runs, read_run (&query));
  return step == CW_STEP_DONE ? g_steal_pointer (&runs) : NULL;
}

/* ---- attention ---- */

void
cw_attention_free (CwAttention *self)
{
  if (self == NULL)
    return;
  g_free (self->integration);
  g_free (self->workflow);
  g_free (self->type);
  g_free (self->source_id);
  g_free (self->name);
  g_free (self->operation);
  g_free (self->error);
  g_free (self->advice);
  g_free (self);
}

static gboolean
put_attention (CwStore *self, const CwAttention *attention, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  gint64 integration;

  if (!_cw_store_find_integration (self, attention->integration, &integration, error) ||
      !_cw_query_init (&query, self,
                       "INSERT INTO attention (integration, workflow, type, source_id, name, operation, error, advice, run, plan, seq, time)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                       " ON CONFLICT (integration, workflow, type, source_id) DO UPDATE SET name = excluded.name,"
                       " operation = excluded.operation, error = excluded.error, advice = excluded.advice, run = excluded.run,"
                       " plan = excluded.plan, seq = excluded.seq, time = excluded.time",
                       error))
    return FALSE;
  _cw_query_int (&query, integration);
  _cw_query_text (&query, attention->workflow);
  _cw_query_text (&query, attention->type);
  _cw_query_text (&query, attention->source_id);
  _cw_query_text (&query, attention->name);
  _cw_query_text (&query, attention->operation);
  _cw_query_text (&query, attention->error);
  _cw_query_text (&query, attention->advice);
  _cw_query_int (&query, attention->run);
  _cw_query_int (&query, attention->plan);
  _cw_query_int (&query, attention->seq);
  _cw_query_int (&query, attention->time);
  return _cw_query_write (&query, error);
}

gboolean
cw_store_put_attention (CwStore *self, const CwAttention *attention, GError **error)
{
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_end (self, put_attention (self, attention, error), error);
}

gboolean
cw_store_clear_attention (CwStore *self, const char *integration, const char *workflow, const char *type, const char *source_id, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "DELETE FROM attention WHERE integration = (SELECT id FROM integration WHERE name = ?)"
                       " AND workflow = ? AND type = ? AND source_id = ?",
                       error))
    return FALSE;
  _cw_query_text (&query, integration);
  _cw_query_text (&query, workflow);
  _cw_query_text (&query, type);
  _cw_query_text (&query, source_id);
  return _cw_query_write (&query, error);
}

static CwAttention *
read_attention (CwQuery *query)
{
  CwAttention *attention = g_new0 (CwAttention, 1);

  attention->id = _cw_query_get_int (query, 0);
  attention->integration = _cw_query_dup_text (query, 1);
  attention->workflow = _cw_query_dup_text (query, 2);
  attention->type = _cw_query_dup_text (query, 3);
  attention->source_id = _cw_query_dup_text (query, 4);
  attention->name = _cw_query_dup_text (query, 5);
  attention->operation = _cw_query_dup_text (query, 6);
  attention->error = _cw_query_dup_text (query, 7);
  attention->advice = _cw_query_dup_text (query, 8);
  attention->run = _cw_query_get_int (query, 9);
  attention->plan = _cw_query_get_int (query, 10);
  attention->seq = _cw_query_get_int (query, 11);
  attention->time = _cw_query_get_int (query, 12);
  return attention;
}

GPtrArray *
cw_store_list_attention (CwStore *self, const char *integration, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_attention_free);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       "SELECT a.id, i.name, a.workflow, a.type, a.source_id, a.name, a.operation, a.error, a.advice, a.run, a.plan,"
                       " a.seq, a.time FROM attention a JOIN integration i ON i.id = a.integration"
                       " WHERE ?1 IS NULL OR i.name = ?1 ORDER BY a.id",
                       error))
    return NULL;
  _cw_query_text (&query, integration);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    g_ptr_array_add (list, read_attention (&query));
  return step == CW_STEP_DONE ? g_steal_pointer (&list) : NULL;
}
