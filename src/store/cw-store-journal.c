/* cw-store-journal.c: what was about to be written, and what came of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-store-private.h"

static const char *kind_names[] = {
  [CW_JOURNAL_INTENT] = "intent",
  [CW_JOURNAL_DONE] = "done",
  [CW_JOURNAL_FAILED] = "failed",
  [CW_JOURNAL_NOT_APPLIED] = "not-applied",
  [CW_JOURNAL_UNKNOWN] = "unknown",
  [CW_JOURNAL_CHANGE] = "change",
};

CwJournalEntry *
cw_journal_entry_new (CwJournalKind kind)
{
  CwJournalEntry *self = g_new0 (CwJournalEntry, 1);

  self->kind = kind;
  return self;
}

void
cw_journal_entry_free (CwJournalEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->integration);
  g_free (self->workflow);
  g_free (self->connection);
  g_free (self->operation);
  g_free (self->type);
  g_free (self->source_id);
  g_free (self->collection);
  g_free (self->target_id);
  g_free (self->external_id);
  g_clear_pointer (&self->values, cw_fields_unref);
  g_free (self->text);
  g_free (self);
}

static void
bind_entry (CwQuery *query, const CwJournalEntry *entry)
{
  _cw_query_int (query, entry->intent);
  _cw_query_int (query, entry->run);
  _cw_query_int (query, entry->plan);
  _cw_query_int (query, entry->seq);
  _cw_query_text (query, kind_names[entry->kind]);
  _cw_query_int (query, entry->time);
  _cw_query_text (query, entry->integration);
  _cw_query_text (query, entry->workflow);
  _cw_query_text (query, entry->connection);
  _cw_query_text (query, entry->operation);
  _cw_query_text (query, entry->type);
  _cw_query_text (query, entry->source_id);
  _cw_query_text (query, entry->collection);
  _cw_query_text (query, entry->target_id);
  _cw_query_text (query, entry->external_id);
  _cw_query_text (query, entry->text);
  _cw_query_fields (query, entry->values);
}

gboolean
cw_store_journal_add (CwStore *self, CwJournalEntry *entry, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "INSERT INTO journal (intent, run, plan, seq, kind, time, integration, workflow, connection, operation, type,"
                       " source_id, collection, target_id, external_id, text, fields)"
                       " VALUES (nullif (?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       error))
    return FALSE;
  bind_entry (&query, entry);
  if (!_cw_query_write (&query, error))
    return FALSE;
  entry->number = sqlite3_last_insert_rowid (self->db);
  return TRUE;
}

#define ENTRY_SELECT \
  "SELECT j.number, j.intent, j.run, j.plan, j.seq, j.kind, j.time, j.integration, j.workflow, j.connection, j.operation, j.type," \
  " j.source_id, j.collection, j.target_id, j.external_id, j.text, j.fields FROM journal j "

static CwJournalKind
read_kind (const char *name)
{
  for (guint kind = 0; kind < G_N_ELEMENTS (kind_names); kind++)
    if (g_strcmp0 (kind_names[kind], name) == 0)
      return kind;
  /* The table allows no other; in a damaged one, an outcome that says nothing settles nothing. */
  return CW_JOURNAL_UNKNOWN;
}

static CwJournalEntry *
read_entry (CwQuery *query)
{
  CwJournalEntry *entry = cw_journal_entry_new (read_kind (_cw_query_get_text (query, 5)));

  entry->number = _cw_query_get_int (query, 0);
  entry->intent = _cw_query_get_int (query, 1);
  entry->run = _cw_query_get_int (query, 2);
  entry->plan = _cw_query_get_int (query, 3);
  entry->seq = _cw_query_get_int (query, 4);
  entry->time = _cw_query_get_int (query, 6);
  entry->integration = _cw_query_dup_text (query, 7);
  entry->workflow = _cw_query_dup_text (query, 8);
  entry->connection = _cw_query_dup_text (query, 9);
  entry->operation = _cw_query_dup_text (query, 10);
  entry->type = _cw_query_dup_text (query, 11);
  entry->source_id = _cw_query_dup_text (query, 12);
  entry->collection = _cw_query_dup_text (query, 13);
  entry->target_id = _cw_query_dup_text (query, 14);
  entry->external_id = _cw_query_dup_text (query, 15);
  entry->text = _cw_query_dup_text (query, 16);
  if (!_cw_query_is_null (query, 17))
    entry->values = _cw_query_dup_fields (query, 17);
  return entry;
}

static GPtrArray *
read_entries (CwQuery *query, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_journal_entry_free);
  CwStep step;

  while ((step = _cw_query_step (query, error)) == CW_STEP_ROW)
    g_ptr_array_add (entries, read_entry (query));
  return step == CW_STEP_DONE ? g_steal_pointer (&entries) : NULL;
}

GPtrArray *
cw_store_journal_open (CwStore *self, const char *integration, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       ENTRY_SELECT "JOIN open_intent o ON o.number = j.number WHERE o.integration IS ? ORDER BY o.number", error))
    return NULL;
  _cw_query_text (&query, integration);
  return read_entries (&query, error);
}

GPtrArray *
cw_store_journal_of_record (CwStore *self, const char *integration, const char *type, const char *source_id, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self, ENTRY_SELECT "WHERE j.source_id = ? AND j.type = ? AND j.integration = ? ORDER BY j.number", error))
    return NULL;
  _cw_query_text (&query, source_id);
  _cw_query_text (&query, type);
  _cw_query_text (&query, integration);
  return read_entries (&query, error);
}

gboolean
cw_store_journal_foreach (CwStore *self, gint64 run, CwStoreJournalFunc func, gpointer data, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       run != 0 ? ENTRY_SELECT "WHERE j.run = ? ORDER BY j.number" : ENTRY_SELECT "ORDER BY j.number", error))
    return FALSE;
  if (run != 0)
    _cw_query_int (&query, run);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    {
      g_autoptr (CwJournalEntry) entry = read_entry (&query);

      if (!func (entry, data, error))
        return FALSE;
    }
  return step == CW_STEP_DONE;
}
