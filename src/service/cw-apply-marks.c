/* cw-apply-marks.c: writes the sync boxes back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-apply-private.h"

#include <glib/gi18n-lib.h>

#define BATCH 64   /* intents in one transaction */

void
_cw_apply_mark_free (gpointer data)
{
  MarkJob *mark = data;

  g_free (mark->type);
  g_free (mark->id);
  g_free (mark);
}

void
_cw_apply_queue_mark (Apply *self, const char *type, const char *id)
{
  MarkJob *mark = g_new0 (MarkJob, 1);

  mark->type = g_strdup (type);
  mark->id = g_strdup (id);
  g_hash_table_add (self->mark_jobs, mark);
  g_queue_push_tail (&self->marks, mark);
}

static CwJournalEntry *
new_mark_entry (Apply *self, const MarkJob *mark, CwJournalKind kind)
{
  CwJournalEntry *entry = cw_journal_entry_new (kind);

  entry->run = self->session->run->id;
  entry->plan = self->plan->id;
  entry->integration = g_strdup (self->session->integration->name);
  entry->workflow = g_strdup (self->workflow->id);
  entry->connection = g_strdup (self->source->info->name);
  entry->operation = g_strdup ("mark");
  entry->type = g_strdup (mark->type);
  entry->source_id = g_strdup (mark->id);
  entry->collection = g_strdup (mark->type);
  entry->target_id = g_strdup (mark->id);
  entry->time = cw_session_now (self->session);
  return entry;
}

static gboolean
settle_link_mark (Apply *self, const MarkJob *mark, GError **error)
{
  CwSession *session = self->session;
  g_autoptr (CwLink) link = cw_store_get_link (session->store, session->integration->name, self->workflow->id, mark->type, mark->id, NULL);

  if (link == NULL)
    return TRUE;
  link->mark = CW_LINK_MARK_DONE;
  return cw_store_put_link (session->store, session->integration->name, self->workflow->id, link, error);
}

/* No box in the account: Causeway keeps the mark itself, without a request. */
static gboolean
mark_locally (Apply *self, const MarkJob *mark, GError **error)
{
  CwSession *session = self->session;

  if (!cw_store_set_local_mark (session->store, session->integration->name, mark->type, mark->id, CW_MARK_ON, error)
      || !settle_link_mark (self, mark, error))
    return FALSE;
  self->result->marks++;
  return TRUE;
}

static gboolean
has_box (Apply *self, const MarkJob *mark, gboolean *out_checked)
{
  g_autoptr (CwRecord) record = cw_store_mirror_get (self->session->store, self->source->info->name, mark->type, mark->id, NULL);

  *out_checked = record != NULL && record->mark == CW_MARK_ON;
  return record != NULL && record->mark != CW_MARK_UNKNOWN;
}

static CwWrite *
make_mark_write (Apply *self, MarkJob *mark)
{
  CwSession *session = self->session;
  CwWrite *write = cw_write_new (CW_WRITE_MARK, mark->type);
  g_autoptr (CwLink) link = cw_store_get_link (session->store, session->integration->name, self->workflow->id, mark->type, mark->id, NULL);
  g_autoptr (CwRecord) record = cw_store_mirror_get (session->store, self->source->info->name, mark->type, mark->id, NULL);

  mark->recalls = self->recalls;
  write->intent = mark->intent;
  write->target_id = g_strdup (mark->id);
  write->external_id = g_strdup (link != NULL ? link->target_id : NULL);
  write->known = record != NULL ? cw_fields_ref (record->fields) : NULL;
  cw_fields_set (write->fields, cw_session_get_sync_field (self->session, self->workflow), "T");
  write->tag = mark;
  return write;
}

/* Takes the next marks, writes their intents in one transaction, then lets them out. */
gboolean
_cw_apply_send_marks (Apply *self, guint room, GError **error)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  CwStore *store = self->session->store;

  if (room == 0 || g_queue_is_empty (&self->marks))
    return TRUE;
  if (!cw_store_begin (store, error))
    return FALSE;
  while (batch->len < MIN (room, BATCH) && !g_queue_is_empty (&self->marks))
    {
      MarkJob *mark = g_queue_pop_head (&self->marks);
      gboolean checked, box = has_box (self, mark, &checked), ok;

      if (box && !checked)
        {
          g_autoptr (CwJournalEntry) entry = new_mark_entry (self, mark, CW_JOURNAL_INTENT);

          ok = cw_store_journal_add (store, entry, error);
          mark->intent = entry->number;
          g_ptr_array_add (batch, mark);
        }
      else
        {
          ok = box ? settle_link_mark (self, mark, error) : mark_locally (self, mark, error);
          g_hash_table_remove (self->mark_jobs, mark);
        }
      if (!ok)
        {
          cw_store_rollback (store);
          return FALSE;
        }
    }
  if (!cw_store_commit (store, error))
    return FALSE;
  for (guint i = 0; i < batch->len; i++, self->marks_in_flight++)
    cw_connector_submit (self->source->connector, make_mark_write (self, batch->pdata[i]), self->session->inbox);
  return TRUE;
}

/* A box that cannot be checked is a matter of the role, the same for all records; the id of what was made belongs to one. */
static gboolean
keeps_ids (Apply *self)
{
  const CwStrategy *strategy = cw_strategy_find (self->workflow->strategy, NULL);

  return strategy != NULL && strategy->by_external_id;
}

/* The record travelled, and its own system will not be told so: a person has to know, since every run tries again. */
static gboolean
note_refusal (Apply *self, const MarkJob *mark, const GError *refusal, GError **error)
{
  CwSession *session = self->session;
  g_autoptr (CwRecord) record = cw_store_mirror_get (session->store, self->source->info->name, mark->type, mark->id, NULL);
  g_autofree char *advice = cw_error_dup_record_advice (refusal);
  CwAttention attention = { .integration = session->integration->name, .workflow = self->workflow->id, .type = mark->type,
                            .source_id = mark->id, .name = record != NULL ? record->name : NULL, .operation = (char *) "mark",
                            .error = refusal->message, .advice = advice,
                            .run = session->run->id, .plan = self->plan->id, .time = cw_session_now (session) };

  return cw_store_put_attention (session->store, &attention, error);
}

gboolean
_cw_apply_take_mark (Apply *self, MarkJob *mark, CwWriteResult *result, GError **error)
{
  static const CwJournalKind kinds[] = {
    [CW_WRITE_DONE] = CW_JOURNAL_DONE, [CW_WRITE_REJECTED] = CW_JOURNAL_FAILED,
    [CW_WRITE_UNKNOWN] = CW_JOURNAL_UNKNOWN, [CW_WRITE_NOT_SENT] = CW_JOURNAL_NOT_APPLIED,
  };
  g_autoptr (CwJournalEntry) entry = new_mark_entry (self, mark, kinds[result->outcome]);
  CwSession *session = self->session;

  entry->intent = mark->intent;
  entry->text = g_strdup (result->error != NULL ? result->error->message : NULL);
  if (!cw_store_journal_add (session->store, entry, error))
    return FALSE;
  if (result->outcome == CW_WRITE_DONE)
    {
      self->result->marks++;
      return settle_link_mark (self, mark, error)
             && cw_store_clear_attention (session->store, session->integration->name, self->workflow->id, mark->type, mark->id, error)
             && cw_store_mirror_set_mark (session->store, self->source->info->name, mark->type, mark->id, CW_MARK_ON, error);
    }
  if (_cw_apply_was_recalled (self, result, mark->recalls))
    {
      /* It is still owed. */
      _cw_apply_queue_mark (self, mark->type, mark->id);
      return TRUE;
    }
  if (result->outcome == CW_WRITE_REJECTED && keeps_ids (self) && !note_refusal (self, mark, result->error, error))
    return FALSE;
  self->result->marks_failed++;
  if (result->outcome == CW_WRITE_NOT_SENT && !self->stopping)
    _cw_apply_stop_for (self, result->error);
  return TRUE;
}

/* Marks that an earlier attempt still owes. */
static gboolean
queue_due_mark (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  Apply *self = data;

  if (link->mark == CW_LINK_MARK_DUE)
    _cw_apply_queue_mark (self, link->type, link->source_id);
  return TRUE;
}

/* Unchanged records that a person chose: only their box is missing. */
static gboolean
mark_unchanged (const CwPlanRow *row, gpointer data, GError **error)
{
  Apply *self = data;
  CwSession *session = self->session;
  g_autoptr (CwLink) link = NULL;

  if (!row->mark || row->operation != CW_OPERATION_UNCHANGED)
    return TRUE;
  link = cw_store_get_link (session->store, session->integration->name, self->workflow->id, row->type, row->source_id, NULL);
  if (link == NULL || link->mark == CW_LINK_MARK_DUE)
    return TRUE;
  link->mark = CW_LINK_MARK_DUE;
  return cw_store_put_link (session->store, session->integration->name, self->workflow->id, link, error);
}

gboolean
_cw_apply_queue_due (Apply *self, GError **error)
{
  CwStore *store = self->session->store;

  return cw_store_begin (store, error)
         && cw_store_end (store, cw_store_plan_foreach (store, self->plan->id, 0, 0, mark_unchanged, self, error), error)
         && cw_store_links_foreach (store, self->session->integration->name, self->workflow->id, queue_due_mark, self, error);
}
