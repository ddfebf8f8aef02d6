/* cw-apply-rows.c: rows of a plan under way: opened, finished, failed, left open
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-apply-private.h"

#include <glib/gi18n-lib.h>

#define PROGRESS_GAP  (G_USEC_PER_SEC / 5)
#define SAMPLE_GAP    G_USEC_PER_SEC
#define FORECAST_GAP  (10 * G_USEC_PER_SEC)
#define REREAD_AFTER  (5 * G_TIME_SPAN_MINUTE)

void
_cw_apply_job_free (gpointer data)
{
  Job *job = data;

  cw_plan_row_free (job->row);
  g_free (job->key);
  g_clear_pointer (&job->waiters, g_ptr_array_unref);
  g_free (job);
}

static void
count_stage (Apply *self, guint stage, int change)
{
  if (self->open_stages->len <= stage)
    g_array_set_size (self->open_stages, stage + 1);
  g_array_index (self->open_stages, guint, stage) += (guint) change;
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
emit_record (Apply *self, const CwPlanRow *row, const char *outcome, const char *advice)
{
  CwEvent event = { .kind = CW_EVENT_RECORD, .workflow = self->workflow->id, .plan = self->plan, .row = row, .outcome = outcome,
                    .advice = advice, .page = row->page };

  cw_session_emit (self->session, &event);
}

static guint
count_done (Apply *self)
{
  guint done = self->result->earlier_done;

  for (guint i = 0; i < CW_N_OPERATIONS; i++)
    done += self->result->done[i];
  return done;
}

/* Of the whole run: this plan, what was set aside to be planned anew, and the workflows that follow. */
static guint
count_left (Apply *self)
{
  return self->left + self->result->aside + self->result->later;
}

void
_cw_apply_forget_speed (Apply *self)
{
  self->n_samples = self->next_sample = 0;
}

/* Rows a second over the last minute, 0 while nothing is known. */
static double
measure_speed (Apply *self, gint64 time, guint past)
{
  guint newest = (self->next_sample + CW_SPEED_SAMPLES - 1) % CW_SPEED_SAMPLES;
  const SpeedSample *first;

  if (self->n_samples == 0 || time - self->samples[newest].time >= SAMPLE_GAP)
    {
      self->samples[self->next_sample] = (SpeedSample) { time, past };
      self->next_sample = (self->next_sample + 1) % CW_SPEED_SAMPLES;
      self->n_samples = MIN (self->n_samples + 1, CW_SPEED_SAMPLES);
    }
  first = &self->samples[self->n_samples < CW_SPEED_SAMPLES ? 0 : self->next_sample];
  return time > first->time && past > first->past ? (double) (past - first->past) * G_USEC_PER_SEC / (double) (time - first->time) : 0;
}

/* What the limits ask for; counted now and then, since it reads the ledger. */
static double
get_forecast (Apply *self, gint64 time, guint left)
{
  if (self->forecast_at == 0 || time - self->forecast_at >= FORECAST_GAP)
    {
      self->forecast = cw_session_forecast (self->session, self->target, (guint) (left * self->request_share));
      self->forecast_at = MAX (time, 1);
    }
  return self->forecast;
}

void
_cw_apply_emit_progress (Apply *self, gboolean now)
{
  CwClock *clock = cw_profile_get_clock (self->session->profile);
  gint64 time = cw_clock_monotonic (clock);
  CwEvent event = { .kind = CW_EVENT_PROGRESS, .workflow = self->workflow->id, .plan = self->plan, .left = count_left (self),
                    .done_all = count_done (self), .failed_all = self->result->earlier_failed + self->result->failed };
  CwHttpStatus status;
  CwHttpLimits limits;

  if (!now && time - self->progress_at < PROGRESS_GAP)
    return;
  self->progress_at = time;
  event.total = event.done_all + event.failed_all + event.left;
  event.paused = self->holding && self->in_flight == 0 && self->marks_in_flight == 0;
  event.speed = measure_speed (self, time, event.done_all + event.failed_all);
  if (event.speed > 0)
    event.ends = cw_session_now (self->session)
                 + (gint64) (MAX (event.left / event.speed, get_forecast (self, time, event.left)) * G_USEC_PER_SEC);
  cw_connection_get_limits (self->target->info, &limits);
  event.pace = limits.pace * (limits.share > 0 ? limits.share : 100) / 100;
  cw_http_client_get_status (self->target->client, &status);
  event.held = status.held_by[0] != '\0' && status.waiting_until > 0 ? status.held_by : NULL;
  event.held_until = status.waiting_until;
  cw_session_emit (self->session, &event);
}

/* Pages end in order: a later one that is complete waits for the earlier ones. */
void
_cw_apply_end_pages (Apply *self)
{
  for (Page *page = g_queue_peek_head (&self->pages); page != NULL && page->open == 0; page = g_queue_peek_head (&self->pages))
    {
      CwEvent event = { .kind = CW_EVENT_PAGE, .workflow = self->workflow->id, .plan = self->plan, .page = page->number,
                        .pages = self->plan->pages, .done = page->done, .failed = page->failed, .left = count_left (self) };

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
  entry->external_id = g_strdup (cw_plan_row_get_external_id (row));
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

gboolean
_cw_apply_write_outcome (Apply *self, Job *job, CwJournalKind kind, const char *text, GError **error)
{
  g_autoptr (CwJournalEntry) entry = new_entry (self, kind, job->row, _cw_apply_operation (job));

  entry->intent = job->intent;
  entry->text = g_strdup (text);
  return cw_store_journal_add (self->session->store, entry, error);
}

const char *
_cw_apply_operation (const Job *job)
{
  return job->id_step ? "external-id" : cw_operation_to_string (job->row->operation);
}

/* ---- finishing a row ---- */

/* Records of another type belong to the workflow that a reference names. */
static const char *
find_link_workflow (const CwWorkflow *workflow, const char *type)
{
  if (g_strv_contains ((const char * const *) workflow->types, type))
    return workflow->id;
  for (guint i = 0; i < workflow->references->len; i++)
    {
      const CwReference *reference = workflow->references->pdata[i];

      if (g_str_equal (reference->type, type))
        return reference->workflow;
    }
  return workflow->id;
}

char *
_cw_apply_dup_linked (Apply *self, const char *key)
{
  g_autofree char *type = NULL, *id = NULL;
  g_autoptr (CwLink) link = NULL;

  if (!cw_record_key_parse (key, &type, &id, NULL))
    return NULL;
  link = cw_store_get_link (self->session->store, self->session->integration->name, find_link_workflow (self->workflow, type), type, id, NULL);
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

gboolean
_cw_apply_fail (Apply *self, Job *job, const char *text, const char *advice, GError **error)
{
  CwSession *session = self->session;
  g_autofree char *below = g_strdup_printf (_("Its parent “%s” could not be sent."), job->row->name);
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&job->waiters);
  CwAttention attention = { .integration = session->integration->name, .workflow = self->workflow->id, .type = job->row->type,
                            .source_id = job->row->source_id, .name = job->row->name,
                            .operation = (char *) _cw_apply_operation (job), .error = (char *) text,
                            .advice = (char *) advice,
                            .run = session->run->id, .plan = self->plan->id, .seq = job->row->seq, .time = cw_session_now (session) };

  if (!cw_store_set_plan_row_state (session->store, self->plan->id, job->row->seq, CW_ROW_FAILED, job->row->target_id, text, error)
      || !cw_store_put_attention (session->store, &attention, error))
    return FALSE;
  self->result->failed++;
  self->left--;
  g_free (job->row->error);
  job->row->error = g_strdup (text);
  count_first_answer (self, job, TRUE, FALSE);
  emit_record (self, job->row, "failed", advice);
  for (guint i = 0; waiters != NULL && i < waiters->len; i++)
    {
      Job *waiter = waiters->pdata[i];

      if (!_cw_apply_write_outcome (self, waiter, CW_JOURNAL_FAILED, below, error)
          || !_cw_apply_fail (self, waiter, below, _("Mend its parent first; with that retried it is sent as well."), error))
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
      const char *by = row->reason == CW_REASON_MATCH_EXTERNAL_ID ? "external id" : row->reason == CW_REASON_MATCH_NAME ? "name"
                       : row->reason == CW_REASON_CHOSEN ? "hand"
                       : row->reason == CW_REASON_MATCH_EMAIL ? "e-mail" : "export";

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

/* The mirror learns from our own writes, so that the target need not be read again. */
static gboolean
mirror_target (Apply *self, const CwPlanRow *row, const char *parent_id, const char *external_id, const CwFields *answered, GError **error)
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
  record->name = g_strdup (cw_fields_get (row->wanted, "name") != NULL ? cw_fields_get (row->wanted, "name") : row->name);
  record->active = row->active;
  /* What it belongs to is among the values of some systems. */
  cw_fields_merge (record->fields, answered, TRUE);
  cw_fields_merge (record->fields, row->wanted, TRUE);
  cw_node_book_gather (self->book, row->wanted, record->fields, record->fields);
  /* Generation 0: a whole reading that follows decides whether it is still there. */
  return cw_store_target_put (session->store, self->target->info->name, row->collection, record, 0, error);
}

static gboolean
complete_job (Apply *self, Job *job, GError **error)
{
  CwSession *session = self->session;
  CwPlanRow *row = job->row;
  g_autoptr (GPtrArray) released = g_ptr_array_new ();

  if (!put_link (self, row, TRUE, error)
      || !cw_store_set_plan_row_state (session->store, self->plan->id, row->seq, CW_ROW_DONE, row->target_id, NULL, error)
      || !cw_store_clear_attention (session->store, session->integration->name, self->workflow->id, row->type, row->source_id, error))
    return FALSE;
  if (row->mark)
    _cw_apply_queue_mark (self, row->type, row->source_id);
  self->result->done[row->operation]++;
  self->left--;
  count_first_answer (self, job, FALSE, TRUE);
  emit_record (self, row, "done", NULL);
  for (guint i = 0; job->waiters != NULL && i < job->waiters->len; i++)
    g_ptr_array_add (released, job->waiters->pdata[i]);
  finish_job (self, job);
  for (guint i = 0; i < released->len; i++)
    _cw_apply_queue_job (self, released->pdata[i]);
  return TRUE;
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

/* ---- results ---- */

/* An answer that shows the record shows whether the change was really made; one with the id alone is believed. */
static const char *
find_contradiction (const Job *job, const CwTargetRecord *answer)
{
  if (job->id_step || answer->name == NULL)
    return NULL;
  if (answer->active != job->row->active)
    return job->row->active ? _("The target accepted the change but did not activate the record.")
                            : _("The target accepted the change but did not deactivate the record.");
  if (cw_fields_get (job->row->wanted, "name") != NULL && !g_str_equal (answer->name, cw_fields_get (job->row->wanted, "name")))
    return _("The target accepted the change but keeps another name.");
  return NULL;
}

static gboolean
take_done (Apply *self, Job *job, CwWriteResult *result, GError **error)
{
  CwPlanRow *row = job->row;
  const char *answered = result->record->external_id;
  const char *contradiction = find_contradiction (job, result->record);

  if (contradiction != NULL && row->operation != CW_OPERATION_CREATE)
    return _cw_apply_write_outcome (self, job, CW_JOURNAL_FAILED, contradiction, error)
           && _cw_apply_fail (self, job, contradiction, _("Look at the record there: a rule of that account may have changed it. Then retry."), error);

  if (!_cw_apply_write_outcome (self, job, CW_JOURNAL_DONE, NULL, error))
    return FALSE;
  job->intent = 0;
  if (row->target_id == NULL)
    row->target_id = g_strdup (result->record->id);
  if (job->id_step)
    answered = cw_plan_row_get_external_id (row);
  if (!mirror_target (self, row, result->write->parent_target_id, answered, result->record->fields, error))
    return FALSE;
  /* Where the id went along with the values there is nothing left to do. */
  if (!job->id_step && (row->set_external_id || row->operation == CW_OPERATION_CREATE)
      && (answered == NULL || (row->set_external_id && g_strcmp0 (answered, cw_plan_row_get_external_id (row)) != 0)))
    return put_link (self, row, FALSE, error) && send_external_id (self, job, error);
  return complete_job (self, job, error);
}

/* The target record is gone: the link goes too, and the record is planned anew in this run. */
static gboolean
take_vanished (Apply *self, Job *job, const GError *cause, GError **error)
{
  CwSession *session = self->session;

  if (!_cw_apply_write_outcome (self, job, CW_JOURNAL_FAILED, cause->message, error)
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
  _cw_apply_job_free (job);
}

/* It is the first to go when the run goes on, with an intent of its own. */
static gboolean
announce_again (Apply *self, Job *job, GError **error)
{
  if (!write_intent (self, job, _cw_apply_operation (job), error))
    return FALSE;
  g_queue_push_head (&self->ready, job);
  return TRUE;
}

static gboolean
take_rejected (Apply *self, Job *job, const GError *refusal, GError **error)
{
  g_autofree char *advice = cw_error_dup_record_advice (refusal);

  return _cw_apply_write_outcome (self, job, CW_JOURNAL_FAILED, refusal->message, error)
         && _cw_apply_fail (self, job, refusal->message, advice, error);
}

gboolean
_cw_apply_take_result (Apply *self, Job *job, CwWriteResult *result, GError **error)
{
  switch (result->outcome)
    {
    case CW_WRITE_DONE:
      return take_done (self, job, result, error);

    case CW_WRITE_REJECTED:
      if (g_error_matches (result->error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_NOT_FOUND) && job->row->target_id != NULL)
        return take_vanished (self, job, result->error, error);
      return take_rejected (self, job, result->error, error);

    case CW_WRITE_UNKNOWN:
      if (!_cw_apply_write_outcome (self, job, CW_JOURNAL_UNKNOWN, result->error->message, error))
        return FALSE;
      self->result->unsettled++;
      leave_open (self, job);
      return TRUE;

    case CW_WRITE_NOT_SENT:
    default:
      if (!_cw_apply_write_outcome (self, job, CW_JOURNAL_NOT_APPLIED, result->error->message, error))
        return FALSE;
      if (_cw_apply_was_recalled (self, result, job->recalls))
        return announce_again (self, job, error);
      _cw_apply_stop_for (self, result->error);
      leave_open (self, job);
      return TRUE;
    }
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

/* The first of the records that @row needs, its parent or one that a value stands for, that is in @table; NULL: none. */
static gpointer
find_needed (Apply *self, const CwPlanRow *row, GHashTable *table)
{
  gpointer found = row->parent_key != NULL ? g_hash_table_lookup (table, row->parent_key) : NULL;

  for (guint i = 0; found == NULL && i < cw_fields_get_size (row->wanted); i++)
    {
      const char *name, *value;
      g_autofree char *key = NULL;

      cw_fields_get_nth (row->wanted, i, &name, &value);
      key = *value == '{' ? cw_late_value_dup_key (value, self->workflow->id) : NULL;
      found = key != NULL ? g_hash_table_lookup (table, key) : NULL;
    }
  return found;
}

static gboolean
is_below_open (Apply *self, const CwPlanRow *row)
{
  return find_needed (self, row, self->aside) != NULL;
}

static gboolean
set_aside (Apply *self, CwPlanRow *row, const char *key, GError **error)
{
  g_hash_table_add (self->aside, g_strdup (key));
  self->result->aside++;
  self->left--;
  return cw_store_set_plan_row_state (self->session->store, self->plan->id, row->seq, CW_ROW_ASIDE, row->target_id, NULL, error);
}

void
_cw_apply_queue_job (Apply *self, Job *job)
{
  Job *parent = job->row->operation != CW_OPERATION_DEACTIVATE ? find_needed (self, job->row, self->open) : NULL;

  if (parent == NULL || parent == job)
    {
      g_queue_push_tail (&self->ready, job);
      return;
    }
  if (parent->waiters == NULL)
    parent->waiters = g_ptr_array_new ();
  g_ptr_array_add (parent->waiters, job);
}

/* Made by an attempt that ended before the external id was set: only that is missing. Where a link leads to what was deleted in the
 * target meanwhile, the mirror knows. */
static gboolean
was_created_before (Apply *self, CwPlanRow *row)
{
  g_autofree char *key = cw_record_key (row->type, row->source_id), *linked = NULL;
  g_autoptr (CwTargetRecord) present = NULL;

  if (row->operation != CW_OPERATION_CREATE)
    return FALSE;
  linked = _cw_apply_dup_linked (self, key);
  if (linked != NULL)
    present = cw_store_target_get (self->session->store, self->target->info->name, row->collection, linked, NULL);
  g_free (row->target_id);
  row->target_id = present != NULL ? g_steal_pointer (&linked) : NULL;
  return present != NULL;
}

/* What is done without a request is history all the same. */
static gboolean
journal_link (Apply *self, const CwPlanRow *row, GError **error)
{
  g_autoptr (CwJournalEntry) entry = new_entry (self, CW_JOURNAL_CHANGE, row, cw_operation_to_string (row->operation));

  entry->text = cw_reason_dup_sentence (row->reason, row->argument);
  return cw_store_journal_add (self->session->store, entry, error);
}

/* A row that only makes a link sends nothing. */
static gboolean
open_row (Apply *self, Page *page, CwPlanRow *taken, GPtrArray *out_jobs, GError **error)
{
  Job *job = g_new0 (Job, 1);
  g_autofree char *missing = NULL;

  job->row = taken;
  job->key = cw_record_key (taken->type, taken->source_id);
  job->stage = get_stage (taken);
  page->open++;
  count_stage (self, job->stage, 1);
  g_hash_table_insert (self->open, job->key, job);
  if (cw_plan_row_count_requests (taken) == 0)
    return journal_link (self, taken, error) && complete_job (self, job, error);
  job->id_step = taken->operation == CW_OPERATION_LINK || was_created_before (self, taken);
  /* What is known by now goes into the journal as it will be sent. */
  cw_late_values_resolve (self->session, taken->wanted, &missing);
  if (!write_intent (self, job, _cw_apply_operation (job), error))
    return FALSE;
  g_ptr_array_add (out_jobs, job);
  return TRUE;
}

/* ---- what came along ---- */

/* What the run made may have brought records of its own: a project made from a template has tasks. They were not there when
 * what is below it was planned, and would be made a second time. A place is what a record belongs to, and its name. */

static const CwReference *
find_owner_reference (const CwWorkflow *workflow)
{
  for (guint i = 0; i < workflow->references->len; i++)
    if (((const CwReference *) workflow->references->pdata[i])->required)
      return workflow->references->pdata[i];
  return NULL;
}

static char *
dup_place (Apply *self, const char *owner, const CwFields *fields)
{
  const char *name = cw_fields_get (fields, self->workflow->match != NULL ? self->workflow->match : "name");
  g_autofree char *folded = name != NULL ? g_utf8_casefold (name, -1) : NULL;

  return folded != NULL && owner != NULL ? g_strconcat (owner, "\n", folded, NULL) : NULL;
}

/* Where @row is going to stand, if what it belongs to was still to be made when it was planned. (transfer full) */
static char *
dup_new_place (Apply *self, const CwPlanRow *row)
{
  const CwReference *reference = find_owner_reference (self->workflow);
  g_autofree char *owner = NULL;

  if (reference == NULL || row->operation != CW_OPERATION_CREATE || row->state != CW_ROW_PENDING || row->parent_key == NULL
      || cw_fields_get (row->wanted, reference->target) != NULL)
    return NULL;
  owner = _cw_apply_dup_linked (self, row->parent_key);
  return dup_place (self, owner, row->wanted);
}

static gboolean
note_stranger (const CwTargetRecord *record, gpointer data, GError **error)
{
  Apply *self = data;
  const char *owner = cw_fields_get (record->fields, find_owner_reference (self->workflow)->target);
  char *place = record->external_id == NULL ? dup_place (self, owner, record->fields) : NULL;

  if (place != NULL)
    g_hash_table_add (self->strangers, place);
  return TRUE;
}

/* Asked for once, and only where a row of @rows may meet one. */
static gboolean
find_strangers (Apply *self, GPtrArray *rows, GError **error)
{
  const char *collection = NULL;

  for (guint i = 0; self->strangers == NULL && collection == NULL && i < rows->len; i++)
    {
      g_autofree char *place = dup_new_place (self, rows->pdata[i]);

      if (place != NULL)
        collection = ((CwPlanRow *) rows->pdata[i])->collection;
    }
  if (collection == NULL)
    return TRUE;
  self->strangers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return cw_mirror_refresh_target_changes (self->session, self->target, collection, FALSE, error)
         && cw_store_target_foreach (self->session->store, self->target->info->name, collection, note_stranger, self, error);
}

static gboolean
meets_stranger (Apply *self, const CwPlanRow *row)
{
  g_autofree char *place = self->strangers != NULL ? dup_new_place (self, row) : NULL;

  return place != NULL && g_hash_table_contains (self->strangers, place);
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
      if (is_stale (self, row, key) || meets_stranger (self, row))
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
  return cw_mirror_refresh_source (session, self->source, (const char * const *) self->workflow->types, FALSE, error);
}

/* The intents of the page are committed together, before anything of it is sent. */
gboolean
_cw_apply_load_page (Apply *self, GError **error)
{
  CwStore *store = self->session->store;
  g_autoptr (GPtrArray) rows = NULL, jobs = g_ptr_array_new ();
  Page *page = g_new0 (Page, 1);

  page->number = self->next_page++;
  g_queue_push_tail (&self->pages, page);
  if (!reread_source (self, error))
    return FALSE;
  rows = cw_store_get_plan_page (store, self->plan->id, page->number, error);
  if (rows == NULL || !find_strangers (self, rows, error) || !cw_store_begin (store, error))
    return FALSE;
  if (!open_rows (self, page, rows, jobs, error))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  if (!cw_store_commit (store, error))
    return FALSE;
  for (guint i = 0; i < jobs->len; i++)
    _cw_apply_queue_job (self, jobs->pdata[i]);
  _cw_apply_end_pages (self);
  return TRUE;
}

