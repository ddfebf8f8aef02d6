/* cw-mark.c: checks or clears the sync box of one record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A write like any other: its intent stands in the journal before it is sent,
 * its outcome after. Where the account has no such box, Causeway keeps the mark.
 */

#include "config.h"

#include "cw-session.h"

#include <glib/gi18n-lib.h>

#define LOOK (G_USEC_PER_SEC / 2)   /* between two looks at whether somebody gave up */

typedef struct {
  CwSession  *session;
  CwRecord   *record;     /* owned */
  CwWorkflow *workflow;   /* owned */
  gboolean    marked;
} Mark;

static CwJournalEntry *
new_entry (const Mark *self, CwJournalKind kind)
{
  CwJournalEntry *entry = cw_journal_entry_new (kind);

  entry->integration = g_strdup (self->session->integration->name);
  entry->workflow = g_strdup (self->workflow->id);
  entry->connection = g_strdup (self->session->source.info->name);
  entry->operation = g_strdup ("mark");
  entry->type = g_strdup (self->record->type);
  entry->source_id = g_strdup (self->record->id);
  entry->collection = g_strdup (self->record->type);
  entry->target_id = g_strdup (self->record->id);
  entry->values = cw_fields_new ();
  cw_fields_set (entry->values, "mark", self->marked ? "T" : "F");
  entry->time = cw_session_now (self->session);
  return entry;
}

/* From now on the person's choice counts, whatever a run still owed. */
static gboolean
settle_link (const Mark *self, GError **error)
{
  CwSession *session = self->session;
  g_autoptr (CwLink) link = cw_store_get_link (session->store, session->integration->name, self->workflow->id, self->record->type,
                                               self->record->id, NULL);

  if (link == NULL || link->mark == CW_LINK_MARK_DONE)
    return TRUE;
  link->mark = CW_LINK_MARK_DONE;
  return cw_store_put_link (session->store, session->integration->name, self->workflow->id, link, error);
}

static gboolean
mark_locally (const Mark *self, GError **error)
{
  CwSession *session = self->session;
  g_autoptr (CwJournalEntry) entry = new_entry (self, CW_JOURNAL_CHANGE);

  return cw_store_begin (session->store, error)
         && cw_store_end (session->store,
                          cw_store_set_local_mark (session->store, session->integration->name, self->record->type, self->record->id,
                                                   self->marked ? CW_MARK_ON : CW_MARK_OFF, error)
                          && settle_link (self, error) && cw_store_journal_add (session->store, entry, error), error);
}

static CwWriteResult *
send_mark (const Mark *self, gint64 intent)
{
  CwSession *session = self->session;
  CwWrite *write = cw_write_new (CW_WRITE_MARK, self->record->type);
  CwWriteResult *result;

  write->intent = intent;
  write->target_id = g_strdup (self->record->id);
  cw_fields_set (write->fields, cw_session_get_sync_field (session, self->workflow), self->marked ? "T" : "F");
  cw_connector_submit (session->source.connector, write, session->inbox);
  while ((result = cw_inbox_pop (session->inbox, LOOK)) == NULL)
    if (g_cancellable_is_cancelled (session->request->cancellable))
      cw_connector_cancel (session->source.connector);
  return result;
}

static gboolean
take_result (const Mark *self, const CwWriteResult *result, gint64 intent, GError **error)
{
  static const CwJournalKind kinds[] = {
    [CW_WRITE_DONE] = CW_JOURNAL_DONE, [CW_WRITE_REJECTED] = CW_JOURNAL_FAILED,
    [CW_WRITE_UNKNOWN] = CW_JOURNAL_UNKNOWN, [CW_WRITE_NOT_SENT] = CW_JOURNAL_NOT_APPLIED,
  };
  g_autoptr (CwJournalEntry) entry = new_entry (self, kinds[result->outcome]);
  CwSession *session = self->session;
  gboolean done = result->outcome == CW_WRITE_DONE;

  entry->intent = intent;
  entry->text = g_strdup (result->error != NULL ? result->error->message : NULL);
  return cw_store_begin (session->store, error)
         && cw_store_end (session->store,
                          cw_store_journal_add (session->store, entry, error)
                          && (!done || (settle_link (self, error)
                                        && cw_store_mirror_set_mark (session->store, session->source.info->name, self->record->type,
                                                                     self->record->id, self->marked ? CW_MARK_ON : CW_MARK_OFF, error))),
                          error);
}

static gboolean
mark_remotely (const Mark *self, GError **error)
{
  CwSession *session = self->session;
  g_autoptr (CwJournalEntry) intent = new_entry (self, CW_JOURNAL_INTENT);
  g_autoptr (CwWriteResult) result = NULL;

  if (!cw_session_connect_end (session, &session->source, error) || !cw_store_journal_add (session->store, intent, error))
    return FALSE;
  result = send_mark (self, intent->number);
  if (!take_result (self, result, intent->number, error) || !cw_session_flush_ledgers (session, error))
    return FALSE;
  if (result->error != NULL)
    g_propagate_error (error, g_error_copy (result->error));
  return result->error == NULL;
}

static gboolean
set_mark (Mark *self, GError **error)
{
  CwMark wanted = self->marked ? CW_MARK_ON : CW_MARK_OFF;

  if (self->record->mark == CW_MARK_UNKNOWN)
    return mark_locally (self, error);
  return self->record->mark == wanted ? settle_link (self, error) : mark_remotely (self, error);
}

gboolean
cw_profile_set_mark_sync (CwProfile *self, const char *integration, const char *record, gboolean marked, GCancellable *cancellable,
                          GError **error)
{
  CwRunRequest request = { .integration = integration, .cancellable = cancellable };
  g_autofree char *type = NULL, *id = NULL;
  g_autoptr (CwSession) session = NULL;
  g_autoptr (CwRecord) known = NULL;
  g_autoptr (CwWorkflow) workflow = NULL;

  if (!cw_record_key_parse (record, &type, &id, error))
    return FALSE;
  session = cw_session_new (self, &request, TRUE, error);
  known = session != NULL ? cw_store_mirror_get (session->store, session->source.info->name, type, id, error) : NULL;
  workflow = known != NULL ? cw_profile_find_workflow_of_type (self, integration, type, error) : NULL;
  if (workflow != NULL && cw_session_get_source (session, workflow) != &session->source)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Records of type “%s” are not marked; they travel the other way."), type);
      return FALSE;
    }
  return workflow != NULL && set_mark (&(Mark) { session, known, workflow, marked }, error);
}
