/* cw-apply.c: applies a sealed plan, page by page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All planning and journaling happens here, on one thread; lanes only turn
 * writes into results. The intents of a page are committed together before any
 * of them is sent; results are committed in batches, and only then are the
 * children of a new record sent. A page is loaded while lanes are free, so
 * pages overlap; they end in order.
 *
 * A write without a clear answer is left open: its row waits, with everything
 * below it, for cw_settle() and another call.
 */

#include "config.h"

#include "cw-session.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define WINDOW        4                       /* pages under way at once */
#define PROGRESS_GAP  (G_USEC_PER_SEC / 5)
#define REREAD_AFTER  (5 * 60 * G_USEC_PER_SEC)
#define MARK_BATCH    64

/* A row under way. */
typedef struct {
  CwPlanRow *row;         /* owned */
  char      *key;         /* owned */
  gint64     intent;      /* journal number of the write that is open; 0: none */
  guint      stage;       /* 0: creates and updates; later ones: deactivations, leaf to root */
  gboolean   id_step;     /* the second write, which sets the external id, is under way */
  GPtrArray *waiters;     /* of Job, borrowed: rows whose parent this is; NULL: none */
} Job;

/* A page under way. */
typedef struct {
  guint number;
  guint open;             /* jobs without a first answer */
  guint rows;             /* that were still to do when it was loaded */
  guint done, failed;
} Page;

/* A sync box under way. */
typedef struct {
  char  *type, *id;       /* owned */
  gint64 intent;
} MarkJob;

typedef struct {
  CwSession        *session;
  CwWorkflow       *workflow;
  const CwPlanInfo *plan;
  CwApplyResult    *result;
  CwEnd            *target;
  GHashTable       *open;        /* key → Job, owned: rows loaded and not finished */
  GHashTable       *aside;       /* keys set aside, owned */
  GQueue            ready;       /* of Job, borrowed */
  GQueue            pages;       /* of Page, owned: loaded, in order */
  GHashTable       *mark_jobs;   /* set of MarkJob, owned: waiting and under way */
  GQueue            marks;       /* of MarkJob, borrowed: still to send */
  guint             next_page;   /* to load */
  guint             ended;       /* pages whose end was announced */
  guint             in_flight, marks_in_flight;
  guint             left, total;
  GArray           *open_stages; /* of guint: open jobs by stage */
  gboolean          stopping;
  GError           *fatal;       /* owned: ends the run */
  gint64            progress_at, first_at;
} Apply;

/* ---- jobs ---- */

static void
job_free (gpointer data)
{
  Job *job = data;

  cw_plan_row_free (job->row);
  g_free (job->key);
  g_clear_pointer (&job->waiters, g_ptr_array_unref);
  g_free (job);
}

static void
mark_job_free (gpointer data)
{
  MarkJob *mark = data;

  g_free (mark->type);
  g_free (mark->id);
  g_free (mark);
}

static void
count_stage (Apply *self, guint stage, int change)
{
  if (self->open_stages->len <= stage)
    g_array_set_size (self->open_stages, stage + 1);
  g_array_index (self->open_stages, guint, stage) += (guint) change;
}

static gboolean
is_stage_free (Apply *self, guint stage)
{
  for (guint i = 0; i < stage && i < self->open_stages->len; i++)
    if (g_array_index (self->open_stages, guint, i) > 0)
      return FALSE;
  return TRUE;
}

/* Deactivations come after everything else, the deepest first. */
static guint
get_stage (const CwPlanRow *row)
{
  const guint deepest = 8;

  return row->operation == CW_OPERATION_DEACTIVATE ? 1 + deepest - MIN (row->depth, deepest) : 0;
}

static Page *
find_page (Apply *self, guint number)
{
  for (GList *at = self->pages.head; at != NULL; at = at->next)
    if (((Page *) at->data)->number == number)
      return at->data;
  return NULL;
}

/* ---- events ---- */

static void
emit_record (Apply *self, const CwPlanRow *row, const char *outcome)
{
  CwEvent event = { .kind = CW_EVENT_RECORD, .workflow = self->workflow->id, .row = row, .outcome = outcome, .page = row->page };

  cw_session_emit (self->session, &event);
}

static void
emit_progress (Apply *self, gboolean now)
{
  CwClock *clock = cw_profile_get_clock (self->session->profile);
  gint64 time = cw_clock_monotonic (clock);
  guint done = self->total - self->left;
  CwEvent event = { .kind = CW_EVENT_PROGRESS, .workflow = self->workflow->id, .left = self->left, .total = self->total };
  CwHttpStatus status;

  if (!now && time - self->progress_at < PROGRESS_GAP)
    return;
  self->progress_at = time;
  for (guint i = 0; i < CW_N_OPERATIONS; i++)
    event.done_all += self->result->done[i];
  event.failed_all = self->result->failed;
  if (time > self->first_at && done > 0)
    event.speed = (double) done * G_USEC_PER_SEC / (double) (time - self->first_at);
  if (event.speed > 0)
    event.ends = cw_session_now (self->session) + (gint64) (self->left / event.speed * G_USEC_PER_SEC);
  cw_http_client_get_status (self->target->client, &status);
  event.held = status.held_by[0] != '\0' && status.waiting_until > 0 ? status.held_by : NULL;
  event.held_until = status.waiting_until;
  cw_session_emit (self->session, &event);
}

/* Pages end in order: a later one that is complete waits for the earlier ones. */
static void
end_pages (Apply *self)
{
  for (Page *page = g_queue_peek_head (&self->pages); page != NULL && page->open == 0; page = g_queue_peek_head (&self->pages))
    {
      CwEvent event = { .kind = CW_EVENT_PAGE, .workflow = self->workflow->id, .page = page->number, .pages = self->plan->pages,
                        .done = page->done, .failed = page->failed, .left = self->left };

      g_queue_pop_head (&self->pages);
      if (page->number > self->ended && page->rows > 0 && !self->stopping)
        {
          self->ended = page->number;
          cw_session_emit (self->session, &event);
        }
      g_free (page);
    }
}

/* ---- journal ---- */

static CwJournalEntry *
new_entry (Apply *self, CwJournalKind kind, const CwPlanRow *row, const char *operation)
{
  CwJournalEntry *entry = cw_journal_entry_new (kind);

  entry->run = self->session->run->id;
  entry->plan = self->plan->id;
  entry->seq = row->seq;
  entry->integration = g_strdup (self->session->integration->name);
  entry->workflow = g_strdup (self->workflow->id);
  entry->connection = g_strdup (self->target->info->name);
  entry->operation = g_strdup (operation);
  entry->type = g_strdup (row->type);
  entry->source_id = g_strdup (row->source_id);
  entry->collection = g_strdup (row->collection);
  entry->target_id = g_strdup (row->target_id);
  entry->external_id = g_strdup (row->source_id);
  entry->time = cw_session_now (self->session);
  return entry;
}

static gboolean
write_intent (Apply *self, Job *job, const char *operation, GError **error)
{
  g_autoptr (CwJournalEntry) entry = new_entry (self, CW_JOURNAL_INTENT, job->row, operation);

  entry->values = cw_fields_copy (job->row->wanted);
  cw_fields_set (entry->values, "parent", job->row->parent_key);
  cw_fields_set (entry->values, "active", job->row->active ? "T" : "F");
  if (!cw_store_journal_add (self->session->store, entry, error))
    return FALSE;
  job->intent = entry->number;
  return TRUE;
}

static gboolean
write_outcome (Apply *self, Job *job, CwJournalKind kind, const char *operation, const char *text, GError **error)
{
  g_autoptr (CwJournalEntry) entry = new_entry (self, kind, job->row, operation);

  entry->intent = job->intent;
  entry->text = g_strdup (text);
  return cw_store_journal_add (self->session->store, entry, error);
}

static const char *
get_operation_name (const Job *job)
{
  return job->id_step ? "external-id" : cw_operation_to_string (job->row->operation);
}

/* ---- finishing a row ---- */

static char *
get_linked_target (Apply *self, const char *key)
{
  g_autofree char *type = NULL, *id = NULL;
  g_autoptr (CwLink) link = NULL;

  if (!cw_record_key_parse (key, &type, &id, NULL))
    return NULL;
  link = cw_store_get_link (self->session->store, self->session->integration->name, self->workflow->id, type, id, NULL);
  return link != NULL ? g_strdup (link->target_id) : NULL;
}

static void
finish_job (Apply *self, Job *job)
{
  count_stage (self, job->stage, -1);
  g_hash_table_remove (self->open, job->key);
}

static void
count_first_answer (Apply *self, const Job *job, gboolean failed, gboolean done)
{
  Page *page = find_page (self, job->row->page);

  if (page == NULL)
    return;
  page->open--;
  page->done += done ? 1 : 0;
  page->failed += failed ? 1 : 0;
}

static gboolean
fail_job (Apply *self, Job *job, const char *text, GError **error)
{
  CwSession *session = self->session;
  g_autofree char *below = g_strdup_printf (_("Its parent “%s” could not be sent."), job->row->name);
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&job->waiters);
  CwAttention attention = { .integration = session->integration->name, .workflow = self->workflow->id, .type = job->row->type,
                            .source_id = job->row->source_id, .name = job->row->name,
                            .operation = (char *) get_operation_name (job), .error = (char *) text,
                            .advice = (char *) _("Correct the record in NetSuite or the workflow's settings, then retry."),
                            .run = session->run->id, .plan = self->plan->id, .seq = job->row->seq, .time = cw_session_now (session) };

  if (!cw_store_set_plan_row_state (session->store, self->plan->id, job->row->seq, CW_ROW_FAILED, job->row->target_id, text, error)
      || !cw_store_put_attention (session->store, &attention, error))
    return FALSE;
  self->result->failed++;
  self->left--;
  g_free (job->row->error);
  job->row->error = g_strdup (text);
  count_first_answer (self, job, TRUE, FALSE);
  emit_record (self, job->row, "failed");
  for (guint i = 0; waiters != NULL && i < waiters->len; i++)
    {
      Job *waiter = waiters->pdata[i];

      if (!write_outcome (self, waiter, CW_JOURNAL_FAILED, get_operation_name (waiter), below, error)
          || !fail_job (self, waiter, below, error))
        return FALSE;
    }
  finish_job (self, job);
  return TRUE;
}

static gboolean
put_link (Apply *self, const CwPlanRow *row, gboolean confirmed, GError **error)
{
  CwSession *session = self->session;
  const char *integration = session->integration->name;
  g_autoptr (CwLink) link = cw_store_get_link (session->store, integration, self->workflow->id, row->type, row->source_id, NULL);

  if (link == NULL || g_strcmp0 (link->target_id, row->target_id) != 0)
    {
      const char *by = row->reason == CW_REASON_MATCH_EXTERNAL_ID ? "external id" : row->reason == CW_REASON_MATCH_NAME ? "name" : "export";

      g_clear_pointer (&link, cw_link_free);
      link = cw_link_new (row->type, row->source_id, row->target_id);
      link->by = g_strdup (by);
      link->since = cw_session_now (session);
      link->mark = row->mark ? CW_LINK_MARK_DUE : CW_LINK_MARK_DONE;
    }
  else if (row->mark)
    {
      link->mark = CW_LINK_MARK_DUE;
    }
  g_free (link->fingerprint);
  link->fingerprint = confirmed ? g_strdup (row->fingerprint) : NULL;
  g_clear_pointer (&link->hold, g_free);
  return cw_store_put_link (session->store, integration, self->workflow->id, link, error);
}

static void
merge_fields (CwFields *into, const CwFields *from, gboolean replace)
{
  for (guint i = 0; i < cw_fields_get_size (from); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (from, i, &name, &value);
      if (replace || cw_fields_get (into, name) == NULL)
        cw_fields_set (into, name, value);
    }
}

/* The mirror learns from our own writes, so that the target need not be read again. */
static gboolean
mirror_target (Apply *self, const CwPlanRow *row, const char *parent_id, const char *external_id, GError **error)
{
  CwSession *session = self->session;
  g_autoptr (CwTargetRecord) record = cw_store_target_get (session->store, self->target->info->name, row->collection, row->target_id, NULL);

  if (record == NULL)
    record = cw_target_record_new (row->target_id);
  g_free (record->parent_id);
  record->parent_id = g_strdup (parent_id);
  if (external_id != NULL)
    {
      g_free (record->external_id);
      record->external_id = g_strdup (external_id);
    }
  g_free (record->name);
  record->name = g_strdup (cw_fields_get (row->wanted, "name"));
  record->active = row->active;
  merge_fields (record->fields, row->wanted, TRUE);
  /* Generation 0: a whole reading that follows decides whether it is still there. */
  return cw_store_target_put (session->store, self->target->info->name, row->collection, record, 0, error);
}

static void
queue_mark (Apply *self, const char *type, const char *id)
{
  MarkJob *mark = g_new0 (MarkJob, 1);

  mark->type = g_strdup (type);
  mark->id = g_strdup (id);
  g_hash_table_add (self->mark_jobs, mark);
  g_queue_push_tail (&self->marks, mark);
}

static gboolean
complete_job (Apply *self, Job *job, GError **error)
{
  CwSession *session = self->session;
  CwPlanRow *row = job->row;

  if (!put_link (self, row, TRUE, error)
      || !cw_store_set_plan_row_state (session->store, self->plan->id, row->seq, CW_ROW_DONE, row->target_id, NULL, error)
      || !cw_store_clear_attention (session->store, session->integration->name, self->workflow->id, row->type, row->source_id, error))
    return FALSE;
  if (row->mark)
    queue_mark (self, row->type, row->source_id);
  self->result->done[row->operation]++;
  self->left--;
  count_first_answer (self, job, FALSE, TRUE);
  emit_record (self, row, "done");
  for (guint i = 0; job->waiters != NULL && i < job->waiters->len; i++)
    g_queue_push_tail (&self->ready, job->waiters->pdata[i]);
  finish_job (self, job);
  return TRUE;
}

/* ---- sending ---- */

/* Where the record hangs now, for a change that leaves it there. */
static char *
get_present_parent (Apply *self, const CwPlanRow *row)
{
  g_autoptr (CwTargetRecord) record = cw_store_target_get (self->session->store, self->target->info->name, row->collection, row->target_id, NULL);

  return record != NULL ? g_strdup (record->parent_id) : NULL;
}

static gboolean
find_parent (Apply *self, Job *job, char **out_parent, GError **error)
{
  const CwPlanRow *row = job->row;

  *out_parent = NULL;
  if (row->operation == CW_OPERATION_DEACTIVATE)
    {
      *out_parent = get_present_parent (self, row);
      return TRUE;
    }
  if (row->parent_key == NULL)
    return TRUE;
  *out_parent = get_linked_target (self, row->parent_key);
  return *out_parent != NULL;
}

static CwWrite *
make_write (Apply *self, Job *job, const char *parent)
{
  const CwPlanRow *row = job->row;
  CwWriteKind kind = job->id_step ? CW_WRITE_EXTERNAL_ID : row->operation == CW_OPERATION_CREATE ? CW_WRITE_CREATE : CW_WRITE_UPDATE;
  CwWrite *write = cw_write_new (kind, row->collection);
  g_autoptr (CwTargetRecord) present = NULL;

  if (kind == CW_WRITE_UPDATE)
    present = cw_store_target_get (self->session->store, self->target->info->name, row->collection, row->target_id, NULL);
  write->intent = job->intent;
  write->target_id = g_strdup (row->target_id);
  write->parent_target_id = g_strdup (parent);
  write->external_id = g_strdup (row->source_id);
  write->active = row->active;
  merge_fields (write->fields, row->wanted, TRUE);
  /* Some systems clear what an update leaves out: what the mapping does not speak of goes along as it is. */
  if (present != NULL)
    merge_fields (write->fields, present->fields, FALSE);
  write->tag = job;
  return write;
}

static gboolean
send_external_id (Apply *self, Job *job, GError **error)
{
  job->id_step = TRUE;
  if (!write_intent (self, job, "external-id", error))
    return FALSE;
  /* The caller's transaction commits this intent before it lets anything out. */
  g_queue_push_head (&self->ready, job);
  return TRUE;
}

/* TRUE out when the job went to the lanes. */
static gboolean
send_job (Apply *self, Job *job, gboolean *out_sent, GError **error)
{
  g_autofree char *parent = NULL;

  *out_sent = FALSE;
  if (!find_parent (self, job, &parent, error))
    {
      const char *text = _("Its parent is not in the target.");

      return cw_store_begin (self->session->store, error)
             && write_outcome (self, job, CW_JOURNAL_FAILED, get_operation_name (job), text, error)
             && fail_job (self, job, text, error)
             && cw_store_commit (self->session->store, error);
    }
  cw_connector_submit (self->target->connector, make_write (self, job, parent), self->session->inbox);
  self->in_flight++;
  *out_sent = TRUE;
  return TRUE;
}

/* ---- results ---- */

/* Nothing of this kind will work now: no more is sent, what is in flight is finished. */
static void
stop_for (Apply *self, const GError *cause)
{
  self->stopping = TRUE;
  self->result->stopped = TRUE;
  if (g_error_matches (cause, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_DAILY_LIMIT))
    {
      CwHttpStatus status;

      cw_http_client_get_status (self->target->client, &status);
      self->result->daily_limit = TRUE;
      self->result->continue_at = status.waiting_until;
    }
  if (!g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED) && self->fatal == NULL)
    self->fatal = g_error_copy (cause);
  cw_connector_cancel (self->target->connector);
  cw_connector_cancel (self->session->source.connector);
}

static gboolean
take_done (Apply *self, Job *job, CwWriteResult *result, GError **error)
{
  CwPlanRow *row = job->row;
  const char *answered = result->record->external_id;

  if (!write_outcome (self, job, CW_JOURNAL_DONE, get_operation_name (job), NULL, error))
    return FALSE;
  job->intent = 0;
  if (row->target_id == NULL)
    row->target_id = g_strdup (result->record->id);
  if (job->id_step)
    answered = row->source_id;
  if (!mirror_target (self, row, result->write->parent_target_id, answered, error))
    return FALSE;
  if (!job->id_step && (row->set_external_id || (row->operation == CW_OPERATION_CREATE && answered == NULL)))
    return put_link (self, row, FALSE, error) && send_external_id (self, job, error);
  return complete_job (self, job, error);
}

/* The target record is gone: the link goes too, and the record is planned anew in this run. */
static gboolean
take_vanished (Apply *self, Job *job, const GError *cause, GError **error)
{
  CwSession *session = self->session;

  if (!write_outcome (self, job, CW_JOURNAL_FAILED, get_operation_name (job), cause->message, error)
      || !cw_store_remove_link (session->store, session->integration->name, self->workflow->id, job->row->type, job->row->source_id, error)
      || !cw_store_target_remove (session->store, self->target->info->name, job->row->collection, job->row->target_id, error)
      || !cw_store_set_plan_row_state (session->store, self->plan->id, job->row->seq, CW_ROW_ASIDE, NULL, cause->message, error))
    return FALSE;
  self->result->aside++;
  self->left--;
  g_hash_table_add (self->aside, g_strdup (job->key));
  count_first_answer (self, job, FALSE, FALSE);
  finish_job (self, job);
  return TRUE;
}

/* Everything below an open question waits for its answer. */
static void
leave_open (Apply *self, Job *job)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&job->waiters);

  for (guint i = 0; waiters != NULL && i < waiters->len; i++)
    leave_open (self, waiters->pdata[i]);
  count_first_answer (self, job, FALSE, FALSE);
  count_stage (self, job->stage, -1);
  g_hash_table_steal (self->open, job->key);
  g_hash_table_add (self->aside, g_strdup (job->key));
  job_free (job);
}

static gboolean
take_result (Apply *self, Job *job, CwWriteResult *result, GError **error)
{
  switch (result->outcome)
    {
    case CW_WRITE_DONE:
      return take_done (self, job, result, error);

    case CW_WRITE_REJECTED:
      if (g_error_matches (result->error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_NOT_FOUND) && job->row->target_id != NULL)
        return take_vanished (self, job, result->error, error);
      return write_outcome (self, job, CW_JOURNAL_FAILED, get_operation_name (job), result->error->message, error)
             && fail_job (self, job, result->error->message, error);

    case CW_WRITE_UNKNOWN:
      if (!write_outcome (self, job, CW_JOURNAL_UNKNOWN, get_operation_name (job), result->error->message, error))
        return FALSE;
      self->result->unsettled++;
      leave_open (self, job);
      return TRUE;

    case CW_WRITE_NOT_SENT:
    default:
      if (!write_outcome (self, job, CW_JOURNAL_NOT_APPLIED, get_operation_name (job), result->error->message, error))
        return FALSE;
      stop_for (self, result->error);
      leave_open (self, job);
      return TRUE;
    }
}

/* ---- marks ---- */

static CwJournalEntry *
new_mark_entry (Apply *self, const MarkJob *mark, CwJournalKind kind)
{
  CwJournalEntry *entry = cw_journal_entry_new (kind);

  entry->run = self->session->run->id;
  entry->plan = self->plan->id;
  entry->integration = g_strdup (self->session->integration->name);
  entry->workflow = g_strdup (self->workflow->id);
  entry->connection = g_strdup (self->session->source.info->name);
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
  g_autoptr (CwRecord) record = cw_store_mirror_get (self->session->store, self->session->source.info->name, mark->type, mark->id, NULL);

  *out_checked = record != NULL && record->mark == CW_MARK_ON;
  return record != NULL && record->mark != CW_MARK_UNKNOWN;
}

static CwWrite *
make_mark_write (Apply *self, MarkJob *mark)
{
  CwWrite *write = cw_write_new (CW_WRITE_MARK, mark->type);

  write->intent = mark->intent;
  write->target_id = g_strdup (mark->id);
  cw_fields_set (write->fields, cw_session_get_sync_field (self->session), "T");
  write->tag = mark;
  return write;
}

/* Takes the next marks, writes their intents in one transaction, then lets them out. */
static gboolean
send_marks (Apply *self, guint room, GError **error)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  CwStore *store = self->session->store;

  if (room == 0 || g_queue_is_empty (&self->marks))
    return TRUE;
  if (!cw_store_begin (store, error))
    return FALSE;
  while (batch->len < MIN (room, MARK_BATCH) && !g_queue_is_empty (&self->marks))
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
    cw_connector_submit (self->session->source.connector, make_mark_write (self, batch->pdata[i]), self->session->inbox);
  return TRUE;
}

static gboolean
take_mark_result (Apply *self, MarkJob *mark, CwWriteResult *result, GError **error)
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
             && cw_store_mirror_set_mark (session->store, session->source.info->name, mark->type, mark->id, CW_MARK_ON, error);
    }
  self->result->marks_failed++;
  if (result->outcome == CW_WRITE_NOT_SENT && !self->stopping)
    stop_for (self, result->error);
  return TRUE;
}

/* ---- loading ---- */

/* Changed in the source since it was planned, or below such a record: it is planned anew, never sent stale. */
static gboolean
is_stale (Apply *self, const CwPlanRow *row, const char *key)
{
  return g_hash_table_contains (self->session->changed, key)
         || (row->parent_key != NULL && row->operation != CW_OPERATION_DEACTIVATE
             && g_hash_table_contains (self->session->changed, row->parent_key));
}

static gboolean
is_below_open (Apply *self, const CwPlanRow *row)
{
  return row->parent_key != NULL && g_hash_table_contains (self->aside, row->parent_key);
}

static gboolean
set_aside (Apply *self, CwPlanRow *row, const char *key, GError **error)
{
  g_hash_table_add (self->aside, g_strdup (key));
  self->result->aside++;
  self->left--;
  return cw_store_set_plan_row_state (self->session->store, self->plan->id, row->seq, CW_ROW_ASIDE, row->target_id, NULL, error);
}

static void
queue_job (Apply *self, Job *job)
{
  Job *parent = job->row->parent_key != NULL && job->row->operation != CW_OPERATION_DEACTIVATE
                ? g_hash_table_lookup (self->open, job->row->parent_key) : NULL;

  if (parent == NULL || parent == job)
    {
      g_queue_push_tail (&self->ready, job);
      return;
    }
  if (parent->waiters == NULL)
    parent->waiters = g_ptr_array_new ();
  g_ptr_array_add (parent->waiters, job);
}

/* Made by an attempt that ended before the external id was set: only that is missing. */
static gboolean
was_created_before (Apply *self, CwPlanRow *row)
{
  g_autofree char *key = cw_record_key (row->type, row->source_id);

  if (row->operation != CW_OPERATION_CREATE)
    return FALSE;
  g_free (row->target_id);
  row->target_id = get_linked_target (self, key);
  return row->target_id != NULL;
}

/* A row that only makes a link sends nothing. */
static gboolean
open_row (Apply *self, Page *page, CwPlanRow *taken, GPtrArray *out_jobs, GError **error)
{
  Job *job = g_new0 (Job, 1);

  job->row = taken;
  job->key = cw_record_key (taken->type, taken->source_id);
  job->stage = get_stage (taken);
  page->open++;
  count_stage (self, job->stage, 1);
  g_hash_table_insert (self->open, job->key, job);
  if (cw_plan_row_count_requests (taken) == 0)
    return complete_job (self, job, error);
  job->id_step = taken->operation == CW_OPERATION_LINK || was_created_before (self, taken);
  if (!write_intent (self, job, get_operation_name (job), error))
    return FALSE;
  g_ptr_array_add (out_jobs, job);
  return TRUE;
}

static gboolean
open_rows (Apply *self, Page *page, GPtrArray *rows, GPtrArray *out_jobs, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    {
      CwPlanRow *row = rows->pdata[i];
      g_autofree char *key = cw_record_key (row->type, row->source_id);

      if (row->state != CW_ROW_PENDING)
        continue;
      page->rows++;
      if (is_stale (self, row, key))
        {
          if (!set_aside (self, row, key, error))
            return FALSE;
        }
      else if (is_below_open (self, row))
        {
          g_hash_table_add (self->aside, g_strdup (key));
        }
      else if (!open_row (self, page, g_steal_pointer (&rows->pdata[i]), out_jobs, error))
        {
          return FALSE;
        }
    }
  return TRUE;
}

/* In a long run the source is read again now and then: what changed since the plan is not sent as it was planned. */
static gboolean
reread_source (Apply *self, GError **error)
{
  CwSession *session = self->session;
  gint64 now = cw_clock_monotonic (cw_profile_get_clock (session->profile));

  if (session->read_at == 0 || now - session->read_at < REREAD_AFTER)
    return TRUE;
  return cw_mirror_refresh_source (session, (const char * const *) self->workflow->types, FALSE, error);
}

/* The intents of the page are committed together, before anything of it is sent. */
static gboolean
load_page (Apply *self, GError **error)
{
  CwStore *store = self->session->store;
  g_autoptr (GPtrArray) rows = NULL, jobs = g_ptr_array_new ();
  Page *page = g_new0 (Page, 1);

  page->number = self->next_page++;
  g_queue_push_tail (&self->pages, page);
  if (!reread_source (self, error))
    return FALSE;
  rows = cw_store_get_plan_page (store, self->plan->id, page->number, error);
  if (rows == NULL || !cw_store_begin (store, error))
    return FALSE;
  if (!open_rows (self, page, rows, jobs, error))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  if (!cw_store_commit (store, error))
    return FALSE;
  for (guint i = 0; i < jobs->len; i++)
    queue_job (self, jobs->pdata[i]);
  end_pages (self);
  return TRUE;
}

/* ---- the loop ---- */

static Job *
take_ready (Apply *self)
{
  for (GList *at = self->ready.head; at != NULL; at = at->next)
    {
      Job *job = at->data;

      if (job->id_step || is_stage_free (self, job->stage))
        {
          g_queue_delete_link (&self->ready, at);
          return job;
        }
    }
  return NULL;
}

static gboolean
fill_lanes (Apply *self, GError **error)
{
  guint lanes = cw_connector_get_lanes (self->target->connector);

  while (!self->stopping && self->in_flight < lanes)
    {
      Job *job = take_ready (self);
      gboolean sent;

      if (job != NULL)
        {
          if (!send_job (self, job, &sent, error))
            return FALSE;
        }
      else if (self->next_page <= self->plan->pages && self->pages.length < WINDOW)
        {
          if (!load_page (self, error))
            return FALSE;
        }
      else
        {
          break;
        }
    }
  if (!self->stopping)
    {
      guint mark_lanes = cw_connector_get_lanes (self->session->source.connector);

      return send_marks (self, mark_lanes > self->marks_in_flight ? mark_lanes - self->marks_in_flight : 0, error);
    }
  return TRUE;
}

static gboolean
take_one (Apply *self, CwWriteResult *result, GError **error)
{
  gboolean ok;

  if (result->write->kind == CW_WRITE_MARK)
    {
      MarkJob *mark = result->write->tag;

      self->marks_in_flight--;
      ok = take_mark_result (self, mark, result, error);
      g_hash_table_remove (self->mark_jobs, mark);
      return ok;
    }
  self->in_flight--;
  return take_result (self, result->write->tag, result, error);
}

/* All results that are there go into one transaction. */
static gboolean
take_results (Apply *self, GError **error)
{
  CwStore *store = self->session->store;
  g_autoptr (CwWriteResult) result = cw_inbox_pop (self->session->inbox, G_USEC_PER_SEC / 5);
  gboolean ok = TRUE;

  if (result == NULL)
    return TRUE;
  if (!cw_store_begin (store, error))
    return FALSE;
  while (ok && result != NULL)
    {
      ok = take_one (self, result, error);
      cw_write_result_free (result);
      result = ok ? cw_inbox_pop (self->session->inbox, 0) : NULL;
    }
  if (!ok || !cw_session_flush_ledgers (self->session, error))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  if (!cw_store_commit (store, error))
    return FALSE;
  end_pages (self);
  return TRUE;
}

static gboolean
is_finished (Apply *self)
{
  if (self->in_flight > 0 || self->marks_in_flight > 0)
    return FALSE;
  if (self->stopping)
    return TRUE;
  return g_queue_is_empty (&self->ready) && g_queue_is_empty (&self->marks) && self->next_page > self->plan->pages;
}

static gboolean
run_loop (Apply *self, GError **error)
{
  while (!is_finished (self))
    {
      if (!self->stopping && cw_session_is_stopped (self->session, NULL))
        {
          self->stopping = TRUE;
          self->result->stopped = TRUE;
          cw_connector_cancel (self->target->connector);
          cw_connector_cancel (self->session->source.connector);
        }
      if (self->in_flight == 0 && self->marks_in_flight == 0)
        cw_run_control_wait (self->session->request->control);
      if (!cw_run_control_is_paused (self->session->request->control) && !fill_lanes (self, error))
        return FALSE;
      if ((self->in_flight > 0 || self->marks_in_flight > 0) && !take_results (self, error))
        return FALSE;
      emit_progress (self, FALSE);
    }
  return TRUE;
}

/* At an orderly stop, what was announced and never sent is taken back in the journal. */
static gboolean
withdraw_unsent (Apply *self, GError **error)
{
  CwStore *store = self->session->store;
  GHashTableIter iter;
  gpointer value;

  if (g_hash_table_size (self->open) == 0)
    return TRUE;
  if (!cw_store_begin (store, error))
    return FALSE;
  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Job *job = value;

      if (job->intent != 0 && !write_outcome (self, job, CW_JOURNAL_NOT_APPLIED, get_operation_name (job), _("Stopped before it was sent."), error))
        {
          cw_store_rollback (store);
          return FALSE;
        }
    }
  return cw_store_commit (store, error);
}

/* Marks that an earlier attempt still owes. */
static gboolean
queue_due_mark (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  Apply *self = data;

  if (link->mark == CW_LINK_MARK_DUE)
    queue_mark (self, link->type, link->source_id);
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

static gboolean
prepare (Apply *self, GError **error)
{
  CwStore *store = self->session->store;
  gint64 pending = 0;

  if (!cw_store_count_plan_rows (store, self->plan->id, CW_ROW_PENDING, &pending, error))
    return FALSE;
  self->left = self->total = (guint) pending;
  self->next_page = 1;
  self->first_at = cw_clock_monotonic (cw_profile_get_clock (self->session->profile));
  return cw_store_begin (store, error)
         && cw_store_plan_foreach (store, self->plan->id, 0, 0, mark_unchanged, self, error)
         && cw_store_commit (store, error)
         && cw_store_links_foreach (store, self->session->integration->name, self->workflow->id, queue_due_mark, self, error);
}

gboolean
cw_apply_plan (CwSession *session, CwWorkflow *workflow, const CwPlanInfo *plan, CwApplyResult *result, GError **error)
{
  Apply self = { .session = session, .workflow = workflow, .plan = plan, .result = result, .target = &session->target };
  gboolean ok;

  self.open = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, job_free);
  self.aside = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.mark_jobs = g_hash_table_new_full (NULL, NULL, mark_job_free, NULL);
  self.open_stages = g_array_new (FALSE, TRUE, sizeof (guint));
  self.ended = result->pages_ended;
  g_queue_init (&self.ready);
  g_queue_init (&self.pages);
  g_queue_init (&self.marks);
  result->unsettled = 0;

  ok = prepare (&self, error) && run_loop (&self, error) && withdraw_unsent (&self, error)
       && cw_session_flush_ledgers (session, error);
  emit_progress (&self, TRUE);
  result->pages_ended = self.ended;
  if (ok && self.fatal != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self.fatal));
      ok = FALSE;
    }
  g_clear_error (&self.fatal);
  g_queue_clear (&self.ready);
  g_queue_clear_full (&self.pages, g_free);
  g_queue_clear (&self.marks);
  g_hash_table_unref (self.mark_jobs);
  g_array_unref (self.open_stages);
  g_hash_table_unref (self.aside);
  g_hash_table_unref (self.open);
  return ok;
}
