/* test-http-lanes.c: lanes as threads: how many at once, sign-in, cancellation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "http-fixture.h"

#include <string.h>

#define MS 1000

/* A server in the same process: counts who is inside, and refuses by rule. */
typedef struct {
  GMutex   lock;
  GCond    changed;
  guint    inside, most_inside;
  guint    capacity;        /* 0: any */
  guint    refused;         /* 429 given */
  guint    delay;           /* ms per request */
  guint    token;           /* the only good one */
  guint    tokens_refused;  /* 401 given */
  gboolean closed;          /* requests wait until it is opened */
  gboolean first_alone;     /* the first request is slow; nobody may come meanwhile */
  guint    served;
} Server;

static void
server_init (Server *self)
{
  memset (self, 0, sizeof *self);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
}

static void
server_clear (Server *self)
{
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
}

static guint
enter (Server *self, const Sent *sent)
{
  const char *token = sent_get_header (sent, "Token");
  guint status = 200;

  self->inside++;
  self->most_inside = MAX (self->most_inside, self->inside);
  if (self->capacity > 0 && self->inside > self->capacity)
    {
      self->refused++;
      status = 429;
    }
  if (token != NULL && (guint) g_ascii_strtoull (token, NULL, 10) != self->token)
    {
      self->tokens_refused++;
      status = 401;
    }
  return status;
}

static CwWireAnswer *
serve (const Sent *sent, gpointer data, GCancellable *cancellable, GError **error)
{
  Server *self = data;
  gboolean alone, cancelled = FALSE;
  guint status;

  g_mutex_lock (&self->lock);
  status = enter (self, sent);
  alone = self->first_alone && self->served == 0;
  while (self->closed && !cancelled)
    {
      g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + MS);
      cancelled = g_cancellable_is_cancelled (cancellable);
    }
  g_mutex_unlock (&self->lock);
  if (status == 200 && !cancelled)
    g_usleep ((alone ? 50 : self->delay) * MS);
  g_mutex_lock (&self->lock);
  if (alone)
    g_assert_cmpuint (self->most_inside, ==, 1);
  self->inside--;
  self->served++;
  g_mutex_unlock (&self->lock);
  if (cancelled)
    {
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return NULL;
    }
  return make_answer (status, NULL, NULL);
}

/* ---- a sign-in that can be watched ---- */

#define TEST_TYPE_AUTH (test_auth_get_type ())
G_DECLARE_FINAL_TYPE (TestAuth, test_auth, TEST, AUTH, GObject)

struct _TestAuth {
  GObject parent_instance;

  GMutex  lock;
  guint   token;
  guint   renewals, renewing;
  Server *server;     /* whose token is taken at a renewal; NULL: renewing gives nothing new */
};

static gboolean
test_auth_sign (CwHttpAuth *auth, const char *method, const char *url, gint64 server_now, GPtrArray *headers, GError **error)
{
  TestAuth *self = TEST_AUTH (auth);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_ptr_array_add (headers, g_strdup ("Token"));
  g_ptr_array_add (headers, g_strdup_printf ("%u", self->token));
  return TRUE;
}

static gboolean
test_auth_renew (CwHttpAuth *auth, gint64 server_now, CwHttpExchange exchange, gpointer data, GCancellable *cancellable, GError **error)
{
  TestAuth *self = TEST_AUTH (auth);

  g_mutex_lock (&self->lock);
  self->renewals++;
  g_assert_cmpuint (++self->renewing, ==, 1);
  g_mutex_unlock (&self->lock);
  g_usleep (10 * MS);
  g_mutex_lock (&self->lock);
  self->renewing--;
  if (self->server != NULL)
    {
      g_mutex_lock (&self->server->lock);
      self->token = self->server->token;
      g_mutex_unlock (&self->server->lock);
    }
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
test_auth_needs_renewal (CwHttpAuth *auth, gint64 server_now)
{
  return FALSE;
}

static void
test_auth_iface_init (CwHttpAuthInterface *iface)
{
  iface->sign = test_auth_sign;
  iface->renew = test_auth_renew;
  iface->needs_renewal = test_auth_needs_renewal;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestAuth, test_auth, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_HTTP_AUTH, test_auth_iface_init))

static void
test_auth_finalize (GObject *object)
{
  g_mutex_clear (&TEST_AUTH (object)->lock);
  G_OBJECT_CLASS (test_auth_parent_class)->finalize (object);
}

static void
test_auth_class_init (TestAuthClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_auth_finalize;
}

static void
test_auth_init (TestAuth *self)
{
  g_mutex_init (&self->lock);
}

/* ---- fixture ---- */

typedef struct {
  Fixture  f;
  Server   server;
  TestAuth *auth;   /* borrowed from f */
} Threaded;

static void
setup (Threaded *self, guint lanes)
{
  server_init (&self->server);
  fixture_init (&self->f);
  g_clear_object (&self->f.clock);
  g_clear_object (&self->f.transport);
  g_clear_object (&self->f.auth);
  self->f.clock = cw_system_clock_new ();
  self->f.transport = fake_transport_new (self->f.clock, TRUE);
  self->auth = g_object_new (TEST_TYPE_AUTH, NULL);
  self->f.auth = CW_HTTP_AUTH (self->auth);
  self->f.limits.lanes = lanes;
  fake_transport_set_handler (self->f.transport, serve, &self->server);
  fixture_open (&self->f);
}

static void
teardown (Threaded *self)
{
  fixture_clear (&self->f);
  server_clear (&self->server);
}

/* Answers that arrive on lane threads. */
typedef struct {
  GMutex lock;
  GCond  changed;
  guint  answered, cancelled, auth_failed, other;
} Tally;

static void
tally_done (CwHttpAnswer *answer, gpointer data)
{
  Tally *self = data;

  g_mutex_lock (&self->lock);
  if (answer->error == NULL)
    self->answered++;
  else if (g_error_matches (answer->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->cancelled++;
  else if (g_error_matches (answer->error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH))
    self->auth_failed++;
  else
    self->other++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  cw_http_answer_free (answer);
}

static void
submit (Threaded *self, Tally *tally, guint n)
{
  for (guint i = 0; i < n; i++)
    cw_http_client_submit (self->f.client, cw_http_request_new ("POST", "/x"), NULL, tally_done, tally);
}

static void
wait_for (Tally *self, guint n)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  g_mutex_lock (&self->lock);
  while (self->answered + self->cancelled + self->auth_failed + self->other < n)
    g_assert_true (g_cond_wait_until (&self->changed, &self->lock, end));
  g_mutex_unlock (&self->lock);
}

static void
wait_until_inside (Server *self, guint n)
{
  gboolean there = FALSE;

  for (guint i = 0; i < 5000 && !there; i++)
    {
      g_usleep (MS);
      g_mutex_lock (&self->lock);
      there = self->inside >= n;
      g_mutex_unlock (&self->lock);
    }
  g_assert_true (there);
}

static void
open_server (Server *self)
{
  g_mutex_lock (&self->lock);
  self->closed = FALSE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
prove (Threaded *self)
{
  g_autoptr (CwHttpAnswer) answer = fixture_send (&self->f, "GET", "/first", TRUE);

  assert_answered (answer, 200);
}

/* ---- tests ---- */

static void
test_at_once (void)
{
  Threaded self;
  Tally tally = { 0 };

  setup (&self, 4);
  self.server.delay = 10;
  self.server.first_alone = TRUE;
  submit (&self, &tally, 40);
  wait_for (&tally, 40);
  g_assert_cmpuint (tally.answered, ==, 40);
  g_assert_cmpuint (self.server.most_inside, ==, 4);
  for (guint i = 0; i < 40; i++)
    g_assert_cmpuint (fake_transport_get (self.f.transport, i)->lane, <, 4);
  teardown (&self);
}

static void
test_more_lanes_later (void)
{
  Threaded self;
  Tally tally = { 0 };

  setup (&self, 1);
  prove (&self);
  cw_http_client_set_lanes (self.f.client, 3);
  g_assert_cmpuint (cw_http_client_get_lanes (self.f.client), ==, 3);
  self.server.delay = 50;
  submit (&self, &tally, 12);
  wait_for (&tally, 12);
  g_assert_cmpuint (self.server.most_inside, ==, 3);
  self.server.most_inside = 0;
  cw_http_client_set_lanes (self.f.client, 2);
  submit (&self, &tally, 12);
  wait_for (&tally, 24);
  g_assert_cmpuint (self.server.most_inside, ==, 2);
  teardown (&self);
}

static void
test_renewal_single_flight (void)
{
  Threaded self;
  Tally tally = { 0 };

  setup (&self, 8);
  self.auth->server = &self.server;
  self.server.delay = 2;
  prove (&self);
  self.server.token = 1;   /* everybody's token has expired */
  submit (&self, &tally, 100);
  wait_for (&tally, 100);
  g_assert_cmpuint (tally.answered, ==, 100);
  g_assert_cmpuint (self.auth->renewals, ==, 1);
  g_assert_cmpuint (self.server.tokens_refused, <=, 8);
  teardown (&self);
}

/* Five refusals lock a user: a wrong key may cost two, however many lanes there are. */
static void
test_stop_at_start (void)
{
  Threaded self;
  Tally tally = { 0 };

  setup (&self, 8);
  self.server.token = 1;
  submit (&self, &tally, 100);
  wait_for (&tally, 100);
  g_assert_cmpuint (tally.auth_failed, ==, 100);
  g_assert_cmpuint (self.server.tokens_refused, ==, 2);
  submit (&self, &tally, 1);
  wait_for (&tally, 101);
  g_assert_cmpuint (self.server.tokens_refused, ==, 2);
  teardown (&self);
}

/* Withdrawn in the middle: what was under way is refused, then one more try. */
static void
test_stop_in_the_middle (void)
{
  Threaded self;
  Tally tally = { 0 };

  setup (&self, 4);
  self.server.delay = 2;
  prove (&self);
  self.server.token = 1;
  submit (&self, &tally, 50);
  wait_for (&tally, 50);
  g_assert_cmpuint (tally.auth_failed, ==, 50);
  g_assert_cmpuint (self.server.tokens_refused, <=, 5);
  g_assert_cmpuint (self.auth->renewals, ==, 1);
  teardown (&self);
}

/* The server takes five at once and says so only by refusing. */
static void
test_adaptation (void)
{
  Threaded self;
  Tally tally = { 0 };
  CwHttpStatus status;

  setup (&self, 15);
  self.server.capacity = 5;
  /* Long against what a busy machine takes to wake a thread, or the lanes are never all in at once. */
  self.server.delay = 10;
  submit (&self, &tally, 800);
  wait_for (&tally, 800);
  g_assert_cmpuint (tally.answered, ==, 800);
  cw_http_client_get_status (self.f.client, &status);
  g_assert_cmpuint (status.lanes_now, <=, 8);
  g_assert_cmpuint (self.server.refused, <, 80);
  g_assert_cmpuint (status.requests, ==, 800 + self.server.refused);
  g_assert_cmpuint (cw_http_client_get_lanes (self.f.client), ==, 15);
  teardown (&self);
}

static void
test_cancel (void)
{
  Threaded self;
  Tally tally = { 0 };

  setup (&self, 2);
  prove (&self);
  self.server.closed = TRUE;
  submit (&self, &tally, 20);
  wait_until_inside (&self.server, 2);
  cw_http_client_cancel (self.f.client);
  wait_for (&tally, 18);   /* at once, with the lanes still busy */
  g_assert_cmpuint (tally.cancelled, ==, 18);
  open_server (&self.server);
  wait_for (&tally, 20);
  g_assert_cmpuint (tally.answered, ==, 2);
  submit (&self, &tally, 3);
  wait_for (&tally, 23);
  g_assert_cmpuint (tally.answered, ==, 5);
  teardown (&self);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (30 * MS);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* Waiting in a queue that does not move, and on the wire. */
static void
test_send_cancelled (void)
{
  Threaded self;
  Tally tally = { 0 };

  setup (&self, 1);
  prove (&self);
  self.server.closed = TRUE;
  for (guint queued = 0; queued < 2; queued++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
      g_autoptr (CwHttpAnswer) answer = cw_http_client_send_sync (self.f.client, cw_http_request_new ("GET", "/x"), cancellable);

      g_thread_join (thread);
      g_assert_error (answer->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      if (queued == 0)
        {
          submit (&self, &tally, 1);
          wait_until_inside (&self.server, 1);
        }
    }
  open_server (&self.server);
  wait_for (&tally, 1);
  g_assert_cmpuint (tally.answered, ==, 1);
  teardown (&self);
}

typedef struct {
  GPtrArray *requests;
  guint      seen, most;
  gboolean   stop;
} Fetching;

static gboolean
see_each (guint index, CwHttpAnswer *answer, gpointer data, GError **error)
{
  Fetching *fetching = data;

  assert_answered (answer, 200);
  fetching->seen++;
  if (fetching->requests->len < fetching->most)
    for (guint i = 0; i < 3; i++)
      g_ptr_array_add (fetching->requests, cw_http_request_new ("GET", "/x"));
  if (fetching->stop && fetching->seen == 20)
    {
      g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL, "enough");
      return FALSE;
    }
  return TRUE;
}

static void
test_many (void)
{
  Threaded self;
  g_autoptr (GPtrArray) requests = g_ptr_array_new ();
  Fetching fetching = { requests, 0, 200, FALSE };
  g_autoptr (GError) error = NULL;

  setup (&self, 6);
  self.server.delay = 1;
  g_ptr_array_add (requests, cw_http_request_new ("GET", "/x"));
  g_assert_true (cw_http_client_send_all_sync (self.f.client, requests, see_each, &fetching, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fetching.seen, ==, requests->len);
  g_assert_cmpuint (requests->len, >=, 200);
  g_assert_cmpuint (self.server.most_inside, ==, 6);

  fetching.stop = TRUE;
  fetching.seen = 0;
  fetching.most = 0;
  g_ptr_array_set_size (requests, 0);
  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (requests, cw_http_request_new ("GET", "/x"));
  g_assert_false (cw_http_client_send_all_sync (self.f.client, requests, see_each, &fetching, NULL, &error));
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL);
  teardown (&self);
}

static void
test_many_cancelled (void)
{
  Threaded self;
  g_autoptr (GPtrArray) requests = g_ptr_array_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Fetching fetching = { requests, 0, 0, FALSE };
  g_autoptr (GError) error = NULL;
  GThread *thread;

  setup (&self, 3);
  prove (&self);
  self.server.closed = TRUE;
  for (guint i = 0; i < 50; i++)
    g_ptr_array_add (requests, cw_http_request_new ("GET", "/x"));
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_false (cw_http_client_send_all_sync (self.f.client, requests, see_each, &fetching, cancellable, &error));
  g_thread_join (thread);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fetching.seen, ==, 0);
  g_assert_cmpuint (fake_transport_count (self.f.transport), ==, 1 + 3);
  teardown (&self);
}

/* Everything that was asked comes back when the client goes. */
static void
test_dispose_busy (void)
{
  Threaded self;
  Tally tally = { 0 };

  setup (&self, 2);
  prove (&self);
  self.server.delay = 20;
  submit (&self, &tally, 10);
  wait_until_inside (&self.server, 2);
  teardown (&self);
  g_assert_cmpuint (tally.answered + tally.cancelled, ==, 10);
  g_assert_cmpuint (tally.answered, >=, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/lanes/at-once", test_at_once);
  g_test_add_func ("/http/lanes/more-later", test_more_lanes_later);
  g_test_add_func ("/http/lanes/renewal", test_renewal_single_flight);
  g_test_add_func ("/http/lanes/stop-at-start", test_stop_at_start);
  g_test_add_func ("/http/lanes/stop-in-the-middle", test_stop_in_the_middle);
  g_test_add_func ("/http/lanes/adaptation", test_adaptation);
  g_test_add_func ("/http/lanes/cancel", test_cancel);
  g_test_add_func ("/http/lanes/send-cancelled", test_send_cancelled);
  g_test_add_func ("/http/lanes/many", test_many);
  g_test_add_func ("/http/lanes/many-cancelled", test_many_cancelled);
  g_test_add_func ("/http/lanes/dispose-busy", test_dispose_busy);
  return g_test_run ();
}
