/* cw-http-client.c: one client a connection
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-http"

#include "config.h"

#include "cw-http-private.h"

#define DEFAULT_TIMEOUT  120                         /* seconds */
#define DEFAULT_MAX_BODY ((gsize) 64 * 1024 * 1024)
#define DEFAULT_TRIES    7
#define AHEAD            2                           /* requests per lane that are asked for or wait to be looked at */

G_DEFINE_FINAL_TYPE (CwHttpClient, cw_http_client, G_TYPE_OBJECT)

static void
http_client_dispose (GObject *object)
{
  CwHttpClient *self = CW_HTTP_CLIENT (object);

  if (self->gate != NULL)
    _cw_http_client_end_lanes (self);
  for (guint i = 0; i < self->inboxes->len; i++)
    cw_inbox_remove_pump (self->inboxes->pdata[i], self);
  g_ptr_array_set_size (self->inboxes, 0);
  G_OBJECT_CLASS (cw_http_client_parent_class)->dispose (object);
}

static void
http_client_finalize (GObject *object)
{
  CwHttpClient *self = CW_HTTP_CLIENT (object);

  g_assert (g_queue_is_empty (&self->queue));
  g_clear_pointer (&self->gate, cw_http_gate_free);
  g_clear_pointer (&self->limiter, cw_http_limiter_free);
  g_clear_object (&self->auth);
  g_clear_object (&self->transport);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  g_free ((char *) self->limits.system);
  g_free ((char *) self->limits.base_url);
  g_free (self->refusal);
  g_ptr_array_unref (self->running);
  g_ptr_array_unref (self->threads);
  g_ptr_array_unref (self->inboxes);
  g_cond_clear (&self->work);
  g_cond_clear (&self->finished);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_http_client_parent_class)->finalize (object);
}

static void
cw_http_client_class_init (CwHttpClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = http_client_dispose;
  G_OBJECT_CLASS (klass)->finalize = http_client_finalize;
}

static void
cw_http_client_init (CwHttpClient *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->work);
  g_cond_init (&self->finished);
  g_queue_init (&self->queue);
  self->running = g_ptr_array_new ();
  self->threads = g_ptr_array_new ();
  self->inboxes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_inbox_unref);
}

CwHttpClient *
cw_http_client_new (const CwHttpLimits *limits, CwHttpAuth *auth, CwTransport *transport, CwClock *clock, CwRandom *random)
{
  CwHttpClient *self = g_object_new (CW_TYPE_HTTP_CLIENT, NULL);

  self->limits = *limits;
  self->limits.system = g_strdup (limits->system);
  self->limits.base_url = g_strdup (limits->base_url);
  self->limits.timeout = limits->timeout > 0 ? limits->timeout : DEFAULT_TIMEOUT;
  self->limits.max_body = limits->max_body > 0 ? limits->max_body : DEFAULT_MAX_BODY;
  self->limits.max_tries = limits->max_tries > 0 ? limits->max_tries : DEFAULT_TRIES;
  self->auth = g_object_ref (auth);
  self->transport = g_object_ref (transport);
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  self->threaded = cw_transport_is_threaded (transport);
  self->limiter = cw_http_limiter_new (limits);
  self->gate = cw_http_gate_new (limits->lanes, auth);
  return self;
}

void
cw_http_client_set_counted (CwHttpClient *self, CwHttpCounted counted, gpointer data)
{
  self->counted = counted;
  self->counted_data = data;
}

void
cw_http_client_set_history (CwHttpClient *self, const gint64 *times, gsize n_times)
{
  cw_http_limiter_set_history (self->limiter, times, n_times);
}

void
cw_http_client_set_shuffled (CwHttpClient *self, gboolean shuffled)
{
  self->shuffled = shuffled && !self->threaded;
}

/* ---- one ---- */

typedef struct {
  CwHttpClient *client;
  CwHttpAnswer *answer;   /* guarded by the client's lock */
} Waiter;

static void
wake_waiter (CwHttpAnswer *answer, gpointer data)
{
  Waiter *waiter = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&waiter->client->lock);

  waiter->answer = answer;
  g_cond_broadcast (&waiter->client->finished);
}

/* A cancellation also takes the request out of the queue, which may be long. */
static void
wait_for_answer (CwHttpClient *self, Waiter *waiter, GCancellable *cancellable)
{
  gboolean dropped = FALSE;

  g_mutex_lock (&self->lock);
  while (waiter->answer == NULL)
    {
      if (!dropped && cancellable != NULL && g_cancellable_is_cancelled (cancellable))
        {
          dropped = TRUE;
          g_mutex_unlock (&self->lock);
          _cw_http_client_drop_queued (self, cancellable);
          g_mutex_lock (&self->lock);
          continue;
        }
      g_cond_wait (&self->finished, &self->lock);
    }
  g_mutex_unlock (&self->lock);
}

CwHttpAnswer *
cw_http_client_send_sync (CwHttpClient *self, CwHttpRequest *request, GCancellable *cancellable)
{
  Waiter waiter = { self, NULL };
  CwHttpJob *job;

  g_return_val_if_fail (CW_IS_HTTP_CLIENT (self) && request != NULL, NULL);
  job = _cw_http_job_new (self, request, cancellable, wake_waiter, &waiter);
  if (self->threaded)
    {
      _cw_http_client_queue (self, job);
      wait_for_answer (self, &waiter, cancellable);
    }
  else
    _cw_http_client_run (self, job, 0);
  return waiter.answer;
}

/* ---- into an inbox ---- */

static void
register_pump (CwHttpClient *self, CwInbox *inbox)
{
  if (g_ptr_array_find (self->inboxes, inbox, NULL))
    return;
  g_ptr_array_add (self->inboxes, cw_inbox_ref (inbox));
  cw_inbox_add_pump (inbox, _cw_http_client_run_one, self);
}

void
cw_http_client_submit (CwHttpClient *self, CwHttpRequest *request, CwInbox *inbox, CwHttpDone done, gpointer data)
{
  g_return_if_fail (CW_IS_HTTP_CLIENT (self) && request != NULL && done != NULL);
  g_return_if_fail (self->threaded || inbox != NULL);
  if (!self->threaded)
    register_pump (self, inbox);
  _cw_http_client_queue (self, _cw_http_job_new (self, request, NULL, done, data));
}

/* ---- many ---- */

/* One call of cw_http_client_send_all_sync(). */
typedef struct {
  CwHttpClient *client;
  GPtrArray    *requests;   /* borrowed from the caller */
  guint         next;       /* index of the first one not yet asked for */
  guint         open;       /* asked for and not yet looked at */
  GQueue        answers;    /* of Arrival, owned; guarded by the client's lock */
  GCancellable *group;      /* owned: ends all of them */
} Fetch;

/* One request of a fetch, and then its answer. */
typedef struct {
  Fetch        *fetch;
  guint         index;
  CwHttpAnswer *answer;
} Arrival;

static void
arrival_free (Arrival *self)
{
  cw_http_answer_free (self->answer);
  g_free (self);
}

static void
note_arrival (CwHttpAnswer *answer, gpointer data)
{
  Arrival *arrival = data;
  CwHttpClient *client = arrival->fetch->client;

  arrival->answer = answer;
  g_mutex_lock (&client->lock);
  g_queue_push_tail (&arrival->fetch->answers, arrival);
  g_cond_broadcast (&client->finished);
  g_mutex_unlock (&client->lock);
}

static void
ask_for_more (Fetch *self)
{
  guint most = AHEAD * cw_http_gate_get_lanes (self->client->gate, NULL);

  while (self->next < self->requests->len && self->open < most)
    {
      Arrival *arrival = g_new0 (Arrival, 1);
      CwHttpRequest *request = g_steal_pointer (&self->requests->pdata[self->next]);

      arrival->fetch = self;
      arrival->index = self->next++;
      self->open++;
      _cw_http_client_queue (self->client, _cw_http_job_new (self->client, request, self->group, note_arrival, arrival));
    }
}

static Arrival *
take_arrival (Fetch *self)
{
  CwHttpClient *client = self->client;
  Arrival *arrival;

  if (!client->threaded)
    {
      if (g_queue_is_empty (&self->answers))
        _cw_http_client_run_one (client);
      return g_queue_pop_head (&self->answers);
    }
  g_mutex_lock (&client->lock);
  while ((arrival = g_queue_pop_head (&self->answers)) == NULL)
    {
      if (g_cancellable_is_cancelled (self->group))
        {
          g_mutex_unlock (&client->lock);
          _cw_http_client_drop_queued (client, self->group);
          g_mutex_lock (&client->lock);
          if (!g_queue_is_empty (&self->answers))
            continue;
        }
      g_cond_wait (&client->finished, &client->lock);
    }
  g_mutex_unlock (&client->lock);
  return arrival;
}

/* What is still open refers to the caller's data, so it has to end before we return. */
static void
drain (Fetch *self)
{
  g_cancellable_cancel (self->group);
  _cw_http_client_drop_queued (self->client, self->group);
  while (self->open > 0)
    {
      Arrival *arrival = take_arrival (self);

      if (arrival != NULL)
        self->open--;
      g_clear_pointer (&arrival, arrival_free);
    }
}

static gboolean
look_at_answers (Fetch *self, CwHttpEach each, gpointer data, GError **error)
{
  while (self->next < self->requests->len || self->open > 0)
    {
      Arrival *arrival;
      gboolean going_on;

      ask_for_more (self);
      arrival = take_arrival (self);
      if (arrival == NULL)
        continue;
      self->open--;
      ask_for_more (self);
      going_on = !g_cancellable_set_error_if_cancelled (self->group, error) && each (arrival->index, arrival->answer, data, error);
      arrival_free (arrival);
      if (!going_on)
        return FALSE;
    }
  return TRUE;
}

static void
cancel_group_cb (GCancellable *caller, gpointer group)
{
  g_cancellable_cancel (group);
}

gboolean
cw_http_client_send_all_sync (CwHttpClient *self, GPtrArray *requests, CwHttpEach each, gpointer data,
                              GCancellable *cancellable, GError **error)
{
  g_autoptr (GCancellable) group = g_cancellable_new ();
  Fetch fetch = { .client = self, .requests = requests, .group = group, .answers = G_QUEUE_INIT };
  gulong id = 0;
  gboolean done;

  g_return_val_if_fail (CW_IS_HTTP_CLIENT (self) && requests != NULL, FALSE);
  if (cancellable != NULL)
    id = g_cancellable_connect (cancellable, G_CALLBACK (cancel_group_cb), g_object_ref (group), g_object_unref);
  done = look_at_answers (&fetch, each, data, error);
  drain (&fetch);
  g_cancellable_disconnect (cancellable, id);
  for (guint i = fetch.next; i < requests->len; i++)
    cw_http_request_free (g_steal_pointer (&requests->pdata[i]));
  return done;
}

/* ---- state ---- */

void
cw_http_client_cancel (CwHttpClient *self)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->running->len; i++)
    g_cancellable_cancel (((CwHttpJob *) self->running->pdata[i])->wait);
  g_mutex_unlock (&self->lock);
  cw_http_gate_wake (self->gate);
  _cw_http_client_drop_queued (self, NULL);
}

void
cw_http_client_get_status (CwHttpClient *self, CwHttpStatus *out_status)
{
  cw_http_gate_get_lanes (self->gate, &out_status->lanes_now);
  cw_http_limiter_get_held (self->limiter, cw_clock_now (self->clock), &out_status->waiting_until,
                            out_status->held_by, sizeof out_status->held_by);
  g_mutex_lock (&self->lock);
  out_status->requests = self->requests;
  g_mutex_unlock (&self->lock);
}

guint
cw_http_client_get_lanes (CwHttpClient *self)
{
  return cw_http_gate_get_lanes (self->gate, NULL);
}

void
cw_http_client_set_lanes (CwHttpClient *self, guint lanes)
{
  cw_http_gate_set_lanes (self->gate, lanes);
}
