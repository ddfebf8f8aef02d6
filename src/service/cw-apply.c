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

#include "cw-apply-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define WINDOW 4   /* pages under way at once */

/* ---- stages ---- */

static gboolean
is_stage_free (Apply *self, guint stage)
{
  for (guint i = 0; i < stage && i < self->open_stages->len; i++)
    if (g_array_index (self->open_stages, guint, i) > 0)
      return FALSE;
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
  *out_parent = _cw_apply_dup_linked (self, row->parent_key);
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
  job->recalls = self->recalls;
  write->intent = job->intent;
  write->target_id = g_strdup (row->target_id);
  write->parent_target_id = g_strdup (parent);
  write->external_id = g_strdup (cw_plan_row_get_external_id (row));
  write->active = row->active;
  cw_fields_merge (write->fields, row->wanted, TRUE);
  cw_node_book_gather (self->book, row->wanted, present != NULL ? present->fields : NULL, write->fields);
  /* Some systems clear what an update leaves out: what the mapping does not speak of goes along as it is. */
  if (present != NULL)
    write->known = cw_fields_ref (present->fields);
  write->tag = job;
  return write;
}

/* What has to be there before the row can be sent, and is not; NULL: nothing. (transfer full) */
static char *
find_missing (Apply *self, Job *job, char **out_parent, GError **error)
{
  g_autofree char *key = NULL;

  if (!find_parent (self, job, out_parent, error))
    return g_strdup (_("Its parent is not in the target."));
  if (!cw_late_values_resolve (self->session, job->row->wanted, &key))
    return g_strdup_printf (_("%s, which it needs, is not in the target."), key);
  return NULL;
}

/* TRUE out when the job went to the lanes. */
static gboolean
send_job (Apply *self, Job *job, gboolean *out_sent, GError **error)
{
  g_autofree char *parent = NULL, *text = find_missing (self, job, &parent, error);

  *out_sent = FALSE;
  if (text != NULL)
    {
      CwStore *store = self->session->store;

      return cw_store_begin (store, error)
             && cw_store_end (store, _cw_apply_write_outcome (self, job, CW_JOURNAL_FAILED, text, error)
                                     && _cw_apply_fail (self, job, text, _("Export the parent first, or switch its workflow on, then retry."), error), error);
    }
  cw_connector_submit (self->target->connector, make_write (self, job, parent), self->session->inbox);
  self->in_flight++;
  *out_sent = TRUE;
  return TRUE;
}

/* Nothing of this kind will work now: no more is sent, what is in flight is finished. */
void
_cw_apply_stop_for (Apply *self, const GError *cause)
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
  cw_connector_cancel (self->source->connector);
}

gboolean
_cw_apply_was_recalled (Apply *self, const CwWriteResult *result, guint recalls)
{
  return result->outcome == CW_WRITE_NOT_SENT && !self->stopping && recalls < self->recalls
         && g_error_matches (result->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
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
          if (!_cw_apply_load_page (self, error))
            return FALSE;
        }
      else
        {
          break;
        }
    }
  if (!self->stopping)
    {
      guint mark_lanes = cw_connector_get_lanes (self->source->connector);

      return _cw_apply_send_marks (self, mark_lanes > self->marks_in_flight ? mark_lanes - self->marks_in_flight : 0, error);
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
      ok = _cw_apply_take_mark (self, mark, result, error);
      g_hash_table_remove (self->mark_jobs, mark);
      return ok;
    }
  self->in_flight--;
  return _cw_apply_take_result (self, result->write->tag, result, error);
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
  _cw_apply_end_pages (self);
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

/* A pause lets only what is on the wire end: what waits in the lanes, perhaps an hour for a limit, is called back. */
static void
hold_if_paused (Apply *self)
{
  CwRunControl *control = self->session->request->control;

  if (!cw_run_control_is_paused (control) || self->stopping)
    {
      self->holding = FALSE;
      return;
    }
  if (!self->holding)
    {
      self->holding = TRUE;
      self->recalls++;
      cw_connector_cancel (self->target->connector);
      cw_connector_cancel (self->session->source.connector);
    }
  if (self->in_flight > 0 || self->marks_in_flight > 0)
    return;
  _cw_apply_emit_progress (self, TRUE);
  cw_run_control_wait (control);
  self->holding = FALSE;
  _cw_apply_forget_speed (self);
  _cw_apply_emit_progress (self, TRUE);
}

static gboolean
run_loop (Apply *self, GError **error)
{
  while (!is_finished (self))
    {
      /* Before the question whether it was stopped: that may have happened during a pause. */
      hold_if_paused (self);
      if (!self->stopping && cw_session_is_stopped (self->session, NULL))
        {
          self->stopping = TRUE;
          self->result->stopped = TRUE;
          cw_connector_cancel (self->target->connector);
          cw_connector_cancel (self->source->connector);
        }
      if (!self->holding && !fill_lanes (self, error))
        return FALSE;
      if ((self->in_flight > 0 || self->marks_in_flight > 0) && !take_results (self, error))
        return FALSE;
      _cw_apply_emit_progress (self, FALSE);
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

      if (job->intent != 0 && !_cw_apply_write_outcome (self, job, CW_JOURNAL_NOT_APPLIED, _("Stopped before it was sent."), error))
        {
          cw_store_rollback (store);
          return FALSE;
        }
    }
  return cw_store_commit (store, error);
}

static gboolean
prepare (Apply *self, GError **error)
{
  CwStore *store = self->session->store;
  gint64 pending = 0;
  guint rows = 0;

  if (!cw_store_count_plan_rows (store, self->plan->id, CW_ROW_PENDING, &pending, error))
    return FALSE;
  for (guint operation = 0; operation < CW_OPERATION_UNCHANGED; operation++)
    rows += self->plan->counts[operation];
  self->request_share = rows > 0 ? (double) self->plan->requests_target / rows : 1;
  self->left = (guint) pending;
  self->next_page = 1;
  return _cw_apply_queue_due (self, error);
}

gboolean
cw_apply_plan (CwSession *session, CwWorkflow *workflow, const CwPlanInfo *plan, CwApplyResult *result, GError **error)
{
  Apply self = { .session = session, .workflow = workflow, .plan = plan, .result = result, 
                 .source = cw_session_get_source (session, workflow), .target = cw_session_get_target (session, workflow) };
  gboolean ok;

  self.open = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, _cw_apply_job_free);
  self.aside = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.mark_jobs = g_hash_table_new_full (NULL, NULL, _cw_apply_mark_free, NULL);
  self.open_stages = g_array_new (FALSE, TRUE, sizeof (guint));
  self.ended = result->pages_ended;
  g_queue_init (&self.ready);
  g_queue_init (&self.pages);
  g_queue_init (&self.marks);
  result->unsettled = 0;

  self.book = cw_node_book_new (session, workflow, error);
  ok = self.book != NULL && prepare (&self, error);
  _cw_apply_emit_progress (&self, TRUE);
  ok = ok && run_loop (&self, error) && withdraw_unsent (&self, error)
       && cw_session_flush_ledgers (session, error);
  _cw_apply_emit_progress (&self, TRUE);
  result->pages_ended = self.ended;
  if (ok && self.fatal != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self.fatal));
      ok = FALSE;
    }
  g_clear_error (&self.fatal);
  g_clear_pointer (&self.book, cw_node_book_free);
  g_queue_clear (&self.ready);
  g_queue_clear_full (&self.pages, g_free);
  g_queue_clear (&self.marks);
  g_hash_table_unref (self.mark_jobs);
  g_array_unref (self.open_stages);
  g_hash_table_unref (self.aside);
  g_clear_pointer (&self.strangers, g_hash_table_unref);
  g_hash_table_unref (self.open);
  return ok;
}
