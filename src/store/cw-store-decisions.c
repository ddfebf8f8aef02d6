/* cw-store-decisions.c: what persons decided about records that could not be told apart
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row is never removed: taking back only ends its time in force.
 */

#include "config.h"

#include "cw-store-private.h"

#include <glib/gi18n-lib.h>

/* An integration's row id where it is only read: nothing is found for one that is not there. */
#define INTEGRATION "(SELECT id FROM integration WHERE name = ?)"

#define DECISION_SELECT "SELECT key, workflow, type, source_id, name, choice, target_id, candidates, made, made_by, way, undone, undone_by" \
                        " FROM decision "

void
cw_decision_free (CwDecision *self)
{
  if (self == NULL)
    return;
  g_free (self->workflow);
  g_free (self->type);
  g_free (self->source_id);
  g_free (self->name);
  g_free (self->target_id);
  g_strfreev (self->candidates);
  g_free (self->by);
  g_free (self->way);
  g_free (self->undone_by);
  g_free (self);
}

/* Ids are opaque, but no system has one with a line break in it. */
static CwDecision *
read_decision (CwQuery *query)
{
  CwDecision *self = g_new0 (CwDecision, 1);
  const char *candidates = _cw_query_get_text (query, 7);

  self->id = _cw_query_get_int (query, 0);
  self->workflow = _cw_query_dup_text (query, 1);
  self->type = _cw_query_dup_text (query, 2);
  self->source_id = _cw_query_dup_text (query, 3);
  self->name = _cw_query_dup_text (query, 4);
  cw_choice_from_string (_cw_query_get_text (query, 5), &self->choice);
  self->target_id = _cw_query_dup_text (query, 6);
  self->candidates = g_strsplit (candidates != NULL ? candidates : "", "\n", -1);
  self->time = _cw_query_get_int (query, 8);
  self->by = _cw_query_dup_text (query, 9);
  self->way = _cw_query_dup_text (query, 10);
  self->undone = _cw_query_get_int (query, 11);
  self->undone_by = _cw_query_dup_text (query, 12);
  return self;
}

/* ---- writing ---- */

gboolean
cw_store_undo_decision (CwStore *self, const char *integration, const char *workflow, const char *type, const char *source_id,
                        const char *by, gint64 time, gboolean *out_found, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "UPDATE decision SET undone = ?, undone_by = ? WHERE integration = " INTEGRATION
                       " AND workflow = ? AND type = ? AND source_id = ? AND undone IS NULL", error))
    return FALSE;
  _cw_query_int (&query, time);
  _cw_query_text (&query, by);
  _cw_query_text (&query, integration);
  _cw_query_text (&query, workflow);
  _cw_query_text (&query, type);
  _cw_query_text (&query, source_id);
  if (!_cw_query_write (&query, error))
    return FALSE;
  if (out_found != NULL)
    *out_found = _cw_query_changes (&query) > 0;
  return TRUE;
}

static gboolean
add_decision (CwStore *self, const char *integration, const CwDecision *decision, GError **error)
{
  g_autofree char *candidates = g_strjoinv ("\n", decision->candidates);
  g_auto (CwQuery) query = { 0 };
  gint64 id;

  if (!_cw_store_find_integration (self, integration, &id, error)
      || !cw_store_undo_decision (self, integration, decision->workflow, decision->type, decision->source_id, decision->by,
                                  decision->time, NULL, error)
      || !_cw_query_init (&query, self,
                          "INSERT INTO decision (integration, workflow, type, source_id, name, choice, target_id, candidates, made, made_by, way)"
                          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error))
    return FALSE;
  _cw_query_int (&query, id);
  _cw_query_text (&query, decision->workflow);
  _cw_query_text (&query, decision->type);
  _cw_query_text (&query, decision->source_id);
  _cw_query_text (&query, decision->name);
  _cw_query_text (&query, cw_choice_to_string (decision->choice));
  _cw_query_text (&query, decision->target_id);
  _cw_query_text (&query, candidates);
  _cw_query_int (&query, decision->time);
  _cw_query_text (&query, decision->by);
  _cw_query_text (&query, decision->way);
  return _cw_query_write (&query, error);
}

gboolean
cw_store_put_decision (CwStore *self, const char *integration, const CwDecision *decision, GError **error)
{
  return cw_store_begin (self, error)
         && cw_store_end (self, add_decision (self, integration, decision, error), error);
}

/* ---- reading ---- */

GPtrArray *
cw_store_list_decisions (CwStore *self, const char *integration, const char *workflow, gboolean undone_too, GError **error)
{
  g_autoptr (GPtrArray) decisions = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_decision_free);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       DECISION_SELECT "WHERE integration = " INTEGRATION " AND (?2 IS NULL OR workflow = ?2) AND (?3 OR undone IS NULL)"
                                       " ORDER BY key", error))
    return NULL;
  _cw_query_text (&query, integration);
  _cw_query_text (&query, workflow);
  _cw_query_int (&query, undone_too);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    g_ptr_array_add (decisions, read_decision (&query));
  return step == CW_STEP_DONE ? g_steal_pointer (&decisions) : NULL;
}
