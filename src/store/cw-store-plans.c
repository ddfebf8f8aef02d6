/* cw-store-plans.c: sealed sets of rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-store-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

gint64
cw_store_new_plan (CwStore *self, gint64 run, const char *integration, const char *workflow, gint64 created, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  gint64 id = 0;
  gboolean found;

  if (!_cw_query_init (&query, self, "INSERT INTO plan (run, integration, workflow, created) VALUES (?, ?, ?, ?) RETURNING id", error))
    return 0;
  _cw_query_int (&query, run);
  _cw_query_text (&query, integration);
  _cw_query_text (&query, workflow);
  _cw_query_int (&query, created);
  return _cw_query_write_returning (&query, &id, &found, error) ? id : 0;
}

/* ---- rows ---- */

static void
bind_row (CwQuery *query, const CwPlanRow *row)
{
  _cw_query_int (query, row->seq);
  _cw_query_int (query, row->page);
  _cw_query_text (query, cw_row_state_to_string (row->state));
  _cw_query_text (query, cw_operation_to_string (row->operation));
  _cw_query_text (query, cw_reason_to_string (row->reason));
  _cw_query_int (query, row->depth);
  _cw_query_int (query, row->active != FALSE);
  _cw_query_int (query, row->mark != FALSE);
  _cw_query_text (query, row->type);
  _cw_query_text (query, row->source_id);
  _cw_query_text (query, row->name);
  _cw_query_text (query, row->argument);
  _cw_query_text (query, row->collection);
  _cw_query_text (query, row->target_id);
  _cw_query_text (query, row->parent_key);
  _cw_query_text (query, row->fingerprint);
  _cw_query_text (query, row->error);
  _cw_query_fields (query, row->before);
  _cw_query_fields (query, row->after);
  _cw_query_fields (query, row->wanted);
  _cw_query_int (query, row->set_external_id != FALSE);
}

/* The plan is looked up by the insertion itself: a sealed one takes no row. */
gboolean
cw_store_add_plan_row (CwStore *self, gint64 plan, const CwPlanRow *row, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "INSERT INTO plan_row (plan, seq, page, state, operation, reason, depth, active, mark, type, source_id, name,"
                       " argument, collection, target_id, parent_key, fingerprint, error, before_values, after_values, wanted_values,"
                       " set_external_id) SELECT id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM plan WHERE id = ? AND sealed = 0",
                       error))
    return FALSE;
  bind_row (&query, row);
  _cw_query_int (&query, plan);
  if (!_cw_query_write (&query, error))
    return FALSE;
  return _cw_query_changes (&query) > 0 ||
         _cw_store_refuse (self, CW_STORE_ERROR_FAILED, error, "Plan %" G_GINT64_FORMAT " takes no more rows", plan);
}

#define ROW_SELECT \
  "SELECT seq, page, state, operation, reason, depth, active, mark, type, source_id, name, argument, collection, target_id," \
  " parent_key, fingerprint, error, before_values, after_values, wanted_values, set_external_id FROM plan_row "

static CwPlanRow *
read_row (CwQuery *query)
{
  CwPlanRow *row = g_new0 (CwPlanRow, 1);

  row->seq = _cw_query_get_int (query, 0);
  row->page = (guint) _cw_query_get_int (query, 1);
  cw_row_state_from_string (_cw_query_get_text (query, 2), &row->state);
  cw_operation_from_string (_cw_query_get_text (query, 3), &row->operation);
  cw_reason_from_string (_cw_query_get_text (query, 4), &row->reason);
  row->depth = (guint) _cw_query_get_int (query, 5);
  row->active = _cw_query_get_int (query, 6) != 0;
  row->mark = _cw_query_get_int (query, 7) != 0;
  row->type = _cw_query_dup_text (query, 8);
  row->source_id = _cw_query_dup_text (query, 9);
  row->name = _cw_query_dup_text (query, 10);
  row->argument = _cw_query_dup_text (query, 11);
  row->collection = _cw_query_dup_text (query, 12);
  row->target_id = _cw_query_dup_text (query, 13);
  row->parent_key = _cw_query_dup_text (query, 14);
  row->fingerprint = _cw_query_dup_text (query, 15);
  row->error = _cw_query_dup_text (query, 16);
  row->before = _cw_query_dup_fields (query, 17);
  row->after = _cw_query_dup_fields (query, 18);
  row->wanted = _cw_query_dup_fields (query, 19);
  row->set_external_id = _cw_query_get_int (query, 20) != 0;
  return row;
}

/* The plus keeps to the order of seq: most calls want nearly every page. */
gboolean
cw_store_plan_foreach (CwStore *self, gint64 plan, guint first_page, guint last_page, CwStorePlanRowFunc func, gpointer data, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, ROW_SELECT "WHERE plan = ? AND +page BETWEEN ? AND ? ORDER BY seq", error))
    return FALSE;
  _cw_query_int (&query, plan);
  _cw_query_int (&query, first_page);
  _cw_query_int (&query, last_page);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    {
      g_autoptr (CwPlanRow) row = read_row (&query);

      if (!func (row, data, error))
        return FALSE;
    }
  return step == CW_STEP_DONE;
}

GPtrArray *
cw_store_get_plan_page (CwStore *self, gint64 plan, guint page, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_plan_row_free);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, ROW_SELECT "WHERE plan = ? AND page = ? ORDER BY seq", error))
    return NULL;
  _cw_query_int (&query, plan);
  _cw_query_int (&query, page);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    g_ptr_array_add (rows, read_row (&query));
  return step == CW_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

CwPlanRow *
cw_store_get_plan_row (CwStore *self, gint64 plan, gint64 seq, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, ROW_SELECT "WHERE plan = ? AND seq = ?", error))
    return NULL;
  _cw_query_int (&query, plan);
  _cw_query_int (&query, seq);
  step = _cw_query_step (&query, error);
  if (step == CW_STEP_DONE)
    g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND, "Plan %" G_GINT64_FORMAT " has no row %" G_GINT64_FORMAT, plan, seq);
  return step == CW_STEP_ROW ? read_row (&query) : NULL;
}

gboolean
cw_store_set_plan_row_state (CwStore *self, gint64 plan, gint64 seq, CwRowState state, const char *target_id, const char *error_text,
                             GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "UPDATE plan_row SET state = ?, target_id = coalesce (?, target_id), error = ? WHERE plan = ? AND seq = ?", error))
    return FALSE;
  _cw_query_text (&query, cw_row_state_to_string (state));
  _cw_query_text (&query, target_id);
  _cw_query_text (&query, error_text);
  _cw_query_int (&query, plan);
  _cw_query_int (&query, seq);
  if (!_cw_query_write (&query, error))
    return FALSE;
  return _cw_query_changes (&query) > 0 ||
         _cw_store_refuse (self, CW_STORE_ERROR_NOT_FOUND, error, "Plan %" G_GINT64_FORMAT " has no row %" G_GINT64_FORMAT, plan, seq);
}

gboolean
cw_store_count_plan_rows (CwStore *self, gint64 plan, CwRowState state, gint64 *out_count, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self, "SELECT count(*) FROM plan_row INDEXED BY plan_row_by_page WHERE plan = ? AND state = ?", error))
    return FALSE;
  _cw_query_int (&query, plan);
  _cw_query_text (&query, cw_row_state_to_string (state));
  if (_cw_query_step (&query, error) != CW_STEP_ROW)
    return FALSE;
  *out_count = _cw_query_get_int (&query, 0);
  return TRUE;
}

GArray *
cw_store_count_plan_pages (CwStore *self, gint64 plan, GError **error)
{
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (CwPlanPageCount));
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       "SELECT page, sum (state = 'done'), sum (state IN ('failed', 'unsettled')), count(*) FROM plan_row INDEXED BY plan_row_by_page"
                       " WHERE plan = ? AND page > 0 GROUP BY page ORDER BY page", error))
    return NULL;
  _cw_query_int (&query, plan);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    {
      CwPlanPageCount count = { (guint) _cw_query_get_int (&query, 0), (guint) _cw_query_get_int (&query, 1),
                                (guint) _cw_query_get_int (&query, 2), (guint) _cw_query_get_int (&query, 3) };

      g_array_append_val (counts, count);
    }
  return step == CW_STEP_DONE ? g_steal_pointer (&counts) : NULL;
}

/* ---- plans ---- */

gboolean
cw_store_seal_plan (CwStore *self, gint64 plan, const CwPlanInfo *info, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "UPDATE plan SET sealed = 1, creates = ?, updates = ?, moves = ?, deactivates = ?, reactivates = ?, links = ?,"
                       " unchanged = ?, skips = ?, conflicts = ?, attention = ?, marks = ?, pages = ?, page_size = ?,"
                       " requests_target = ?, requests_source = ?, ends = ?, digest = ?, mapping_version = ? WHERE id = ? AND sealed = 0",
                       error))
    return FALSE;
  for (guint operation = 0; operation < CW_N_OPERATIONS; operation++)
    _cw_query_int (&query, info->counts[operation]);
  _cw_query_int (&query, info->attention);
  _cw_query_int (&query, info->marks);
  _cw_query_int (&query, info->pages);
  _cw_query_int (&query, info->page_size);
  _cw_query_int (&query, info->requests_target);
  _cw_query_int (&query, info->requests_source);
  _cw_query_int (&query, info->ends);
  _cw_query_text (&query, info->digest);
  _cw_query_int (&query, info->mapping_version);
  _cw_query_int (&query, plan);
  if (!_cw_query_write (&query, error))
    return FALSE;
  return _cw_query_changes (&query) > 0 ||
         _cw_store_refuse (self, CW_STORE_ERROR_NOT_FOUND, error, "There is no open plan %" G_GINT64_FORMAT, plan);
}

#define PLAN_SELECT \
  "SELECT id, run, integration, workflow, created, sealed, creates, updates, moves, deactivates, reactivates, links, unchanged," \
  " skips, conflicts, attention, marks, pages, page_size, requests_target, requests_source, ends, digest," \
  " mapping_version FROM plan "

static CwPlanInfo *
read_plan (CwQuery *query)
{
  CwPlanInfo *info = g_new0 (CwPlanInfo, 1);
  int column = 0;

  info->id = _cw_query_get_int (query, column++);
  info->run = _cw_query_get_int (query, column++);
  info->integration = _cw_query_dup_text (query, column++);
  info->workflow = _cw_query_dup_text (query, column++);
  info->created = _cw_query_get_int (query, column++);
  info->sealed = _cw_query_get_int (query, column++) != 0;
  for (guint operation = 0; operation < CW_N_OPERATIONS; operation++)
    info->counts[operation] = (guint) _cw_query_get_int (query, column++);
  info->attention = (guint) _cw_query_get_int (query, column++);
  info->marks = (guint) _cw_query_get_int (query, column++);
  info->pages = (guint) _cw_query_get_int (query, column++);
  info->page_size = (guint) _cw_query_get_int (query, column++);
  info->requests_target = (guint) _cw_query_get_int (query, column++);
  info->requests_source = (guint) _cw_query_get_int (query, column++);
  info->ends = _cw_query_get_int (query, column++);
  info->digest = _cw_query_dup_text (query, column++);
  info->mapping_version = (guint) _cw_query_get_int (query, column++);
  return info;
}

CwPlanInfo *
cw_store_get_plan (CwStore *self, gint64 plan, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, PLAN_SELECT "WHERE id = ?", error))
    return NULL;
  _cw_query_int (&query, plan);
  step = _cw_query_step (&query, error);
  if (step == CW_STEP_DONE)
    g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND, _("There is no plan %" PRId64 "."), plan);
  return step == CW_STEP_ROW ? read_plan (&query) : NULL;
}

GPtrArray *
cw_store_list_plans (CwStore *self, gint64 run, GError **error)
{
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_plan_info_free);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, PLAN_SELECT "WHERE run = ? ORDER BY id", error))
    return NULL;
  _cw_query_int (&query, run);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    g_ptr_array_add (plans, read_plan (&query));
  return step == CW_STEP_DONE ? g_steal_pointer (&plans) : NULL;
}
