/* cw-http-lanes.c: the queue of requests and the threads that work it off
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A thread is started when more waits than idle threads can take, up to the
 * number of lanes, and lives as long as the client. Without threads the same
 * jobs run on the run's thread, one at a time, when it asks the inbox.
 */

#define G_LOG_DOMAIN "cw-http"

#include "config.h"

#include "cw-http-private.h"

typedef struct {
  CwHttpClient *client;   /* borrowed: joined before it goes */
  guint         index;
} Lane;

/* ---- jobs ---- */

/* Runs on whatever thread cancels. */
static void
caller_cancelled_cb (GCancellable *caller, gpointer data)
{
  CwHttpJob *self = data;

  g_cancellable_cancel (self->wait);
  cw_http_gate_wake (self->client->gate);
  g_mutex_lock (&self->client->lock);
  g_cond_broadcast (&self->client->finished);
  g_mutex_unlock (&self->client->lock);
}

CwHttpJob *
_cw_http_job_new (CwHttpClient *client, CwHttpRequest *request, GCancellable *caller, CwHttpDone done, gpointer data)
{
  CwHttpJob *self = g_new0 (CwHttpJob, 1);

  self->client = client;
  self->request = request;
  self->url = g_strconcat (client->limits.base_url, request->path, NULL);
  self->same = g_str_equal (request->method, "GET") ? cw_http_dup_same_key (request->path) : NULL;
  self->wait = g_cancellable_new ();
  self->done = done;
  self->data = data;
  if (caller != NULL)
    {
      self->caller = g_object_ref (caller);
      self->caller_id = g_cancellable_connect (caller, G_CALLBACK (caller_cancelled_cb), self, NULL);
    }
  return self;
}

void
_cw_http_job_finish (CwHttpJob *self, CwHttpAnswer *answer)
{
  if (self->caller != NULL)
    {
      g_cancellable_disconnect (self->caller, self->caller_id);
      g_object_unref (self->caller);
    }
  self->done (answer, self->data);
  cw_http_request_free (self->request);
  g_free (self->url);
  g_free (self->same);
  g_object_unref (self->wait);
  g_free (self);
}

static void
finish_cancelled (CwHttpJob *job)
{
  CwHttpAnswer *answer = g_new0 (CwHttpAnswer, 1);

  g_set_error_literal (&answer->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Operation was cancelled");
  _cw_http_job_finish (job, answer);
}

void
_cw_http_client_run (CwHttpClient *self, CwHttpJob *job, guint lane)
{
  CwHttpAnswer *answer;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->running, job);
  g_mutex_unlock (&self->lock);

  answer = _cw_http_client_perform (self, job, lane);

  g_mutex_lock (&self->lock);
  g_ptr_array_remove_fast (self->running, job);
  g_mutex_unlock (&self->lock);
  _cw_http_job_finish (job, answer);
}

/* ---- queue ---- */

static CwHttpJob *
take_job (CwHttpClient *self)
{
  guint length = self->queue.length;

  if (length == 0)
    return NULL;
  return g_queue_pop_nth (&self->queue, self->shuffled ? cw_random_below (self->random, length) : 0);
}

static gpointer
lane_thread (gpointer data)
{
  g_autofree Lane *lane = data;
  CwHttpClient *self = lane->client;

  g_mutex_lock (&self->lock);
  while (!self->closing)
    {
      CwHttpJob *job = take_job (self);

      if (job == NULL)
        {
          self->idle++;
          g_cond_wait (&self->work, &self->lock);
          self->idle--;
          continue;
        }
      g_mutex_unlock (&self->lock);
      _cw_http_client_run (self, job, lane->index);
      g_mutex_lock (&self->lock);
    }
  g_mutex_unlock (&self->lock);
  cw_transport_end_lane (self->transport);
  return NULL;
}

static void
start_lane (CwHttpClient *self)
{
  Lane *lane = g_new (Lane, 1);
  g_autofree char *name = g_strdup_printf ("lane-%u", self->threads->len);

  lane->client = self;
  lane->index = self->threads->len;
  g_ptr_array_add (self->threads, g_thread_new (name, lane_thread, lane));
}

void
_cw_http_client_queue (CwHttpClient *self, CwHttpJob *job)
{
  guint lanes = cw_http_gate_get_lanes (self->gate, NULL);

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->queue, job);
  if (self->threaded)
    {
      if (self->queue.length > self->idle && self->threads->len < lanes)
        start_lane (self);
      g_cond_signal (&self->work);
    }
  g_mutex_unlock (&self->lock);
}

gboolean
_cw_http_client_run_one (gpointer client)
{
  CwHttpClient *self = client;
  CwHttpJob *job;

  g_mutex_lock (&self->lock);
  job = take_job (self);
  g_mutex_unlock (&self->lock);
  if (job == NULL)
    return FALSE;
  _cw_http_client_run (self, job, 0);
  return TRUE;
}

void
_cw_http_client_drop_queued (CwHttpClient *self, GCancellable *caller)
{
  g_autoptr (GPtrArray) dropped = g_ptr_array_new ();

  g_mutex_lock (&self->lock);
  for (GList *l = self->queue.head, *next; l != NULL; l = next)
    {
      CwHttpJob *job = l->data;

      next = l->next;
      if (caller != NULL && job->caller != caller)
        continue;
      g_ptr_array_add (dropped, job);
      g_queue_delete_link (&self->queue, l);
    }
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < dropped->len; i++)
    finish_cancelled (dropped->pdata[i]);
}

void
_cw_http_client_end_lanes (CwHttpClient *self)
{
  g_mutex_lock (&self->lock);
  self->closing = TRUE;
  g_cond_broadcast (&self->work);
  g_mutex_unlock (&self->lock);
  cw_http_client_cancel (self);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (self->threads->pdata[i]);
  g_ptr_array_set_size (self->threads, 0);
}
