/* cw-store-links.c: which records of two systems are the same, and marks that Causeway keeps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-store-private.h"

#include <glib/gi18n-lib.h>

static const char *mark_names[] = {
  [CW_LINK_MARK_NONE] = "none",
  [CW_LINK_MARK_DUE] = "due",
  [CW_LINK_MARK_DONE] = "done",
};

/* An integration's row id where it is only read: nothing is found for one that is not there. */
#define INTEGRATION "(SELECT id FROM integration WHERE name = ?)"

CwLink *
cw_link_new (const char *type, const char *source_id, const char *target_id)
{
  CwLink *self = g_new0 (CwLink, 1);

  self->type = g_strdup (type);
  self->source_id = g_strdup (source_id);
  self->target_id = g_strdup (target_id);
  return self;
}

void
cw_link_free (CwLink *self)
{
  if (self == NULL)
    return;
  g_free (self->type);
  g_free (self->source_id);
  g_free (self->target_id);
  g_free (self->by);
  g_free (self->fingerprint);
  g_free (self->hold);
  g_free (self);
}

static gboolean
put_link (CwStore *self, const char *integration, const char *workflow, const CwLink *link, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  gint64 id;

  if (!_cw_store_find_integration (self, integration, &id, error) ||
      !_cw_query_init (&query, self,
                       "INSERT INTO link (integration, workflow, type, source_id, target_id, made_by, since, fingerprint, mark, hold)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                       " ON CONFLICT (integration, workflow, type, source_id) DO UPDATE SET target_id = excluded.target_id,"
                       " made_by = excluded.made_by, since = excluded.since, fingerprint = excluded.fingerprint,"
                       " mark = excluded.mark, hold = excluded.hold",
                       error))
    return FALSE;
  _cw_query_int (&query, id);
  _cw_query_text (&query, workflow);
  _cw_query_text (&query, link->type);
  _cw_query_text (&query, link->source_id);
  _cw_query_text (&query, link->target_id);
  _cw_query_text (&query, link->by);
  _cw_query_int (&query, link->since);
  _cw_query_text (&query, link->fingerprint);
  _cw_query_text (&query, mark_names[link->mark]);
  _cw_query_text (&query, link->hold);
  return _cw_query_write (&query, error);
}

gboolean
cw_store_put_link (CwStore *self, const char *integration, const char *workflow, const CwLink *link, GError **error)
{
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_end (self, put_link (self, integration, workflow, link, error), error);
}

#define LINK_SELECT "SELECT workflow, type, source_id, target_id, made_by, since, fingerprint, mark, hold FROM link "

static CwLink *
read_link (CwQuery *query)
{
  CwLink *link = g_new0 (CwLink, 1);

  link->type = _cw_query_dup_text (query, 1);
  link->source_id = _cw_query_dup_text (query, 2);
  link->target_id = _cw_query_dup_text (query, 3);
  link->by = _cw_query_dup_text (query, 4);
  link->since = _cw_query_get_int (query, 5);
  link->fingerprint = _cw_query_dup_text (query, 6);
  for (guint mark = 0; mark < G_N_ELEMENTS (mark_names); mark++)
    if (g_strcmp0 (_cw_query_get_text (query, 7), mark_names[mark]) == 0)
      link->mark = mark;
  link->hold = _cw_query_dup_text (query, 8);
  return link;
}

static void
bind_record (CwQuery *query, const char *integration, const char *workflow, const char *type, const char *source_id)
{
  _cw_query_text (query, integration);
  _cw_query_text (query, workflow);
  _cw_query_text (query, type);
  _cw_query_text (query, source_id);
}

CwLink *
cw_store_get_link (CwStore *self, const char *integration, const char *workflow, const char *type, const char *source_id, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       LINK_SELECT "WHERE integration = " INTEGRATION " AND workflow = ? AND type = ? AND source_id = ?", error))
    return NULL;
  bind_record (&query, integration, workflow, type, source_id);
  step = _cw_query_step (&query, error);
  if (step == CW_STEP_DONE)
    g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND, "%s %s has no link in “%s”", type, source_id, integration);
  return step == CW_STEP_ROW ? read_link (&query) : NULL;
}

gboolean
cw_store_remove_link (CwStore *self, const char *integration, const char *workflow, const char *type, const char *source_id, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "DELETE FROM link WHERE integration = " INTEGRATION " AND workflow = ? AND type = ? AND source_id = ?", error))
    return FALSE;
  bind_record (&query, integration, workflow, type, source_id);
  return _cw_query_write (&query, error);
}

gboolean
cw_store_remove_links (CwStore *self, const char *integration, const char *workflow, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self, "DELETE FROM link WHERE integration = " INTEGRATION " AND (?2 IS NULL OR workflow = ?2)", error))
    return FALSE;
  _cw_query_text (&query, integration);
  _cw_query_text (&query, workflow);
  return _cw_query_write (&query, error);
}

gboolean
cw_store_links_foreach (CwStore *self, const char *integration, const char *workflow, CwStoreLinkFunc func, gpointer data, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       LINK_SELECT "WHERE integration = " INTEGRATION " AND (?2 IS NULL OR workflow = ?2) ORDER BY workflow, type, source_id",
                       error))
    return FALSE;
  _cw_query_text (&query, integration);
  _cw_query_text (&query, workflow);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    {
      g_autoptr (CwLink) link = read_link (&query);

      if (!func (_cw_query_get_text (&query, 0), link, data, error))
        return FALSE;
    }
  return step == CW_STEP_DONE;
}

GPtrArray *
cw_store_list_user_links (CwStore *self, const char *integration, const char *workflow, const char *target_id, GError **error)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_link_free);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       LINK_SELECT "WHERE integration = " INTEGRATION " AND workflow = ? AND target_id = ? AND type = 'employee'"
                                   " ORDER BY since DESC, source_id",
                       error))
    return NULL;
  _cw_query_text (&query, integration);
  _cw_query_text (&query, workflow);
  _cw_query_text (&query, target_id);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    g_ptr_array_add (links, read_link (&query));
  return step == CW_STEP_DONE ? g_steal_pointer (&links) : NULL;
}

/* ---- pairs that a person refused ---- */

static gboolean
set_refusal (CwStore *self, const char *integration, const char *workflow, const char *source_id, const char *target_id,
             gint64 since, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  gint64 id;

  if (!_cw_store_find_integration (self, integration, &id, error) ||
      !_cw_query_init (&query, self,
                       since != 0 ? "INSERT INTO match_refusal (integration, workflow, source_id, target_id, since)"
                                    " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING"
                                  : "DELETE FROM match_refusal WHERE integration = ?1 AND workflow = ?2 AND source_id = ?3"
                                    " AND target_id = ?4",
                       error))
    return FALSE;
  _cw_query_int (&query, id);
  _cw_query_text (&query, workflow);
  _cw_query_text (&query, source_id);
  _cw_query_text (&query, target_id);
  if (since != 0)
    _cw_query_int (&query, since);
  return _cw_query_write (&query, error);
}

gboolean
cw_store_set_match_refusal (CwStore *self, const char *integration, const char *workflow, const char *source_id,
                            const char *target_id, gint64 since, GError **error)
{
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_end (self, set_refusal (self, integration, workflow, source_id, target_id, since, error), error);
}

gboolean
cw_store_match_refusals_foreach (CwStore *self, const char *integration, const char *workflow,
                                 CwStoreRefusalFunc func, gpointer data, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       "SELECT source_id, target_id, since FROM match_refusal WHERE integration = " INTEGRATION " AND workflow = ?"
                       " ORDER BY source_id, target_id",
                       error))
    return FALSE;
  _cw_query_text (&query, integration);
  _cw_query_text (&query, workflow);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    {
      g_autofree char *source_id = _cw_query_dup_text (&query, 0), *target_id = _cw_query_dup_text (&query, 1);

      if (!func (source_id, target_id, _cw_query_get_int (&query, 2), data, error))
        return FALSE;
    }
  return step == CW_STEP_DONE;
}

/* ---- marks that Causeway keeps ---- */

static gboolean
set_local_mark (CwStore *self, const char *integration, const char *type, const char *id, CwMark mark, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  gint64 integration_id;

  if (!_cw_store_find_integration (self, integration, &integration_id, error) ||
      !_cw_query_init (&query, self,
                       mark != CW_MARK_UNKNOWN ? "INSERT INTO local_mark (integration, type, id, mark) VALUES (?1, ?2, ?3, ?4)"
                                                 " ON CONFLICT (integration, type, id) DO UPDATE SET mark = excluded.mark"
                                               : "DELETE FROM local_mark WHERE integration = ?1 AND type = ?2 AND id = ?3",
                       error))
    return FALSE;
  _cw_query_int (&query, integration_id);
  _cw_query_text (&query, type);
  _cw_query_text (&query, id);
  if (mark != CW_MARK_UNKNOWN)
    _cw_query_int (&query, mark);
  return _cw_query_write (&query, error);
}

gboolean
cw_store_set_local_mark (CwStore *self, const char *integration, const char *type, const char *id, CwMark mark, GError **error)
{
  if (!cw_store_begin (self, error))
    return FALSE;
  return cw_store_end (self, set_local_mark (self, integration, type, id, mark, error), error);
}

GHashTable *
cw_store_get_local_marks (CwStore *self, const char *integration, GError **error)
{
  g_autoptr (GHashTable) marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, "SELECT type || ':' || id, mark FROM local_mark WHERE integration = " INTEGRATION, error))
    return NULL;
  _cw_query_text (&query, integration);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    g_hash_table_insert (marks, _cw_query_dup_text (&query, 0), GINT_TO_POINTER ((int) _cw_query_get_int (&query, 1)));
  return step == CW_STEP_DONE ? g_steal_pointer (&marks) : NULL;
}
