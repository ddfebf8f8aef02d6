/* test-http-limits.c: pace, windows, equal GETs, requests in an inbox, many at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All on the virtual clock and without threads.
 */

#include "http-fixture.h"

#include <string.h>

#define HOUR 3600.0

static void
send_many (Fixture *f, guint times)
{
  for (guint i = 0; i < times; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);
      g_autoptr (CwHttpAnswer) answer = fixture_send (f, "GET", path, TRUE);

      assert_answered (answer, 200);
    }
}

static double
get_gap (Fixture *f, guint index)
{
  return (double) (fake_transport_get (f->transport, index)->time - fake_transport_get (f->transport, index - 1)->time) / G_USEC_PER_SEC;
}

static void
test_pace (void)
{
  Fixture f;

  fixture_init (&f);
  f.limits.pace = 1;
  fixture_open (&f);
  send_many (&f, 10);
  for (guint i = 1; i < 10; i++)
    {
      g_assert_cmpfloat (get_gap (&f, i), >=, 1.0);
      g_assert_cmpfloat (get_gap (&f, i), <, 1.05);
    }
  /* A pause is no credit. */
  cw_virtual_clock_advance (f.clock, 100 * G_USEC_PER_SEC);
  send_many (&f, 3);
  g_assert_cmpfloat (get_gap (&f, 11), >=, 1.0);
  g_assert_cmpfloat (get_gap (&f, 12), >=, 1.0);
  fixture_clear (&f);
}

static void
test_share (void)
{
  Fixture f;

  fixture_init (&f);
  f.limits.pace = 1;
  f.limits.per_hour = 40;
  f.limits.share = 25;
  fixture_open (&f);
  send_many (&f, 11);
  g_assert_cmpfloat (get_gap (&f, 1), >=, 4.0);
  g_assert_cmpfloat (get_gap (&f, 9), <, 4.2);
  g_assert_cmpfloat (fixture_get_seconds (&f), >=, HOUR);
  fixture_clear (&f);
}

static void
test_hour (void)
{
  Fixture f;

  fixture_init (&f);
  f.limits.per_hour = 100;
  fixture_open (&f);
  send_many (&f, 100);
  g_assert_cmpfloat (fixture_get_seconds (&f), <, 1);
  send_many (&f, 1);
  g_assert_cmpfloat_with_epsilon (fixture_get_seconds (&f), HOUR, 2);
  send_many (&f, 350);
  g_assert_cmpfloat_with_epsilon (fixture_get_seconds (&f), 4 * HOUR, 10);
  for (guint i = 100; i < fake_transport_count (f.transport); i++)
    g_assert_cmpint (fake_transport_get (f.transport, i)->time - fake_transport_get (f.transport, i - 100)->time, >=, HOUR * G_USEC_PER_SEC);
  fixture_clear (&f);
}

static void
test_hour_shown (void)
{
  Fixture f;
  CwHttpLimiter *limiter;
  CwHttpTicket ticket = { 0 };
  gint64 until = 0, shown = 0;
  char why[48];

  fixture_init (&f);
  f.limits.per_hour = 1;
  fixture_open (&f);
  limiter = f.client->limiter;
  send_many (&f, 1);
  g_assert_cmpint (cw_http_limiter_ask (limiter, &ticket, NULL, START, &until, NULL), ==, CW_HTTP_WAIT);
  cw_http_limiter_get_held (limiter, START, &shown, why, sizeof why);
  g_assert_cmpint (shown, ==, until);
  g_assert_cmpint (shown, >=, START + (gint64) HOUR * G_USEC_PER_SEC);
  g_assert_cmpstr (why, ==, "hourly limit");
  /* Nothing is shown once the time is over. */
  cw_http_limiter_get_held (limiter, until, &shown, why, sizeof why);
  g_assert_cmpint (shown, ==, 0);
  fixture_clear (&f);
}

static void
test_history (void)
{
  gint64 times[90];
  Fixture f;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    times[i] = START - (90 - i) * 60 * G_USEC_PER_SEC;
  fixture_init (&f);
  f.limits.per_hour = 70;
  fixture_open (&f);
  cw_http_client_set_history (f.client, times, G_N_ELEMENTS (times));
  send_many (&f, 10);   /* 60 of the hour before, 10 more are free */
  g_assert_cmpfloat (fixture_get_seconds (&f), <, 62);
  send_many (&f, 1);
  g_assert_cmpfloat (fixture_get_seconds (&f), <=, 62);
  send_many (&f, 5);
  g_assert_cmpfloat_with_epsilon (fixture_get_seconds (&f), 5 * 60, 62);
  fixture_clear (&f);
}

static void
test_day (void)
{
  Fixture f;
  CwHttpStatus status;
  g_autoptr (CwHttpAnswer) refused = NULL;

  fixture_init (&f);
  f.limits.per_day = 20;
  fixture_open (&f);
  send_many (&f, 20);
  refused = fixture_send (&f, "POST", "/a", FALSE);
  assert_failed (refused, CW_CONNECTOR_ERROR_DAILY_LIMIT);
  assert_contains (refused->error->message, "20");
  assert_contains (refused->error->message, "2026-01-02");
  cw_http_client_get_status (f.client, &status);
  g_assert_cmpint (status.waiting_until, >=, START + CW_DAY);
  g_assert_cmpstr (status.held_by, ==, "daily limit");
  cw_virtual_clock_advance (f.clock, CW_DAY + 2 * G_USEC_PER_SEC);
  send_many (&f, 20);
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 40);
  fixture_clear (&f);
}

/* What was not sent is not counted; everything else is, also what was refused or lost. */
static void
count_cb (gint64 time, gpointer data)
{
  guint *count = data;

  g_assert_cmpint (time, >=, START);
  (*count)++;
}

static void
test_counted (void)
{
  Fixture f;
  guint count = 0;
  CwHttpStatus status;
  g_autoptr (CwHttpAnswer) answer = NULL, refused = NULL;

  fixture_init (&f);
  f.limits.per_day = 4;
  fixture_open (&f);
  cw_http_client_set_counted (f.client, count_cb, &count);
  fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_UNREACHABLE);
  fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_LOST);
  fake_transport_push (f.transport, 429, NULL, NULL);
  fake_transport_push (f.transport, 500, NULL, NULL);
  fake_transport_push (f.transport, 404, NULL, NULL);
  answer = fixture_send (&f, "GET", "/a", TRUE);
  assert_answered (answer, 404);
  g_assert_cmpuint (count, ==, 4);
  cw_http_client_get_status (f.client, &status);
  g_assert_cmpuint (status.requests, ==, 4);
  refused = fixture_send (&f, "GET", "/a", TRUE);
  assert_failed (refused, CW_CONNECTOR_ERROR_DAILY_LIMIT);
  fixture_clear (&f);
}

static void
test_equal_gets (void)
{
  static const char *paths[] = { "/users?page=1&per_page=50", "/users?per_page=50&page=1", "/users?page=2&per_page=50" };
  Fixture f;
  g_autoptr (CwHttpAnswer) post = NULL;

  fixture_init (&f);
  f.limits.same_get_gap = 60;
  fixture_open (&f);
  cw_http_answer_free (fixture_send (&f, "GET", paths[0], TRUE));
  cw_http_answer_free (fixture_send (&f, "GET", paths[2], TRUE));
  post = fixture_send (&f, "POST", paths[0], FALSE);
  g_assert_cmpfloat (fixture_get_seconds (&f), <, 1);
  cw_http_answer_free (fixture_send (&f, "GET", paths[1], TRUE));
  g_assert_cmpfloat_with_epsilon (fixture_get_seconds (&f), 60.5, 0.5);
  fixture_clear (&f);
}

/* The clock is set back by a day: what was reserved in the near future goes with it. */
static void
test_clock_set_back (void)
{
  Fixture f;

  fixture_init (&f);
  f.limits.pace = 1;
  f.limits.same_get_gap = 60;
  f.limits.per_hour = 1000;
  fixture_open (&f);
  send_many (&f, 5);
  cw_virtual_clock_advance (f.clock, -CW_DAY);
  send_many (&f, 5);
  g_assert_cmpfloat (fixture_get_seconds (&f) + 86400, <, 12);
  fixture_clear (&f);
}

/* ---- inbox ---- */

typedef struct {
  GString *order;
  guint    errors;
} Results;

typedef struct {
  Results *results;
  char     name;
} Submitted;

static void
note_done (CwHttpAnswer *answer, gpointer data)
{
  g_autofree Submitted *submitted = data;

  g_string_append_c (submitted->results->order, submitted->name);
  submitted->results->errors += answer->error != NULL;
  cw_http_answer_free (answer);
}

static void
submit_many (Fixture *f, CwInbox *inbox, Results *results, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      Submitted *submitted = g_new (Submitted, 1);

      submitted->results = results;
      submitted->name = (char) ('a' + i);
      cw_http_client_submit (f->client, cw_http_request_new ("POST", "/"), inbox, note_done, submitted);
    }
}

static void
test_inbox (void)
{
  Fixture f;
  g_autoptr (CwInbox) inbox = cw_inbox_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  Results results = { order, 0 };

  fixture_init (&f);
  f.limits.lanes = 3;
  fixture_open (&f);
  submit_many (&f, inbox, &results, 5);
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 0);
  g_assert_null (cw_inbox_pop (inbox, 1));
  g_assert_cmpstr (order->str, ==, "abcde");
  g_assert_cmpuint (results.errors, ==, 0);
  fixture_clear (&f);
  /* The pump went with the client. */
  g_assert_null (cw_inbox_pop (inbox, 1));
}

static void
test_inbox_shuffled (void)
{
  Fixture f;
  g_autoptr (CwInbox) inbox = cw_inbox_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  Results results = { order, 0 };

  fixture_init (&f);
  fixture_open (&f);
  cw_http_client_set_shuffled (f.client, TRUE);
  submit_many (&f, inbox, &results, 20);
  g_assert_null (cw_inbox_pop (inbox, 1));
  g_assert_cmpuint (order->len, ==, 20);
  g_assert_cmpstr (order->str, !=, "abcdefghijklmnopqrst");
  for (char c = 'a'; c < 'a' + 20; c++)
    g_assert_nonnull (strchr (order->str, c));
  fixture_clear (&f);
}

static void
test_inbox_cancelled (void)
{
  Fixture f;
  g_autoptr (CwInbox) inbox = cw_inbox_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  Results results = { order, 0 };

  fixture_init (&f);
  fixture_open (&f);
  submit_many (&f, inbox, &results, 3);
  cw_http_client_cancel (f.client);
  g_assert_cmpstr (order->str, ==, "abc");
  g_assert_cmpuint (results.errors, ==, 3);
  g_assert_null (cw_inbox_pop (inbox, 1));
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 0);
  /* What waits when the client goes comes back as well. */
  submit_many (&f, inbox, &results, 2);
  fixture_clear (&f);
  g_assert_cmpuint (results.errors, ==, 5);
}

/* ---- many ---- */

typedef struct {
  GPtrArray    *requests;
  GString      *order;
  guint         more;      /* requests to append */
  guint         stop_at;   /* index; 0: never */
  GCancellable *cancellable;
} Fetching;

static gboolean
note_each (guint index, CwHttpAnswer *answer, gpointer data, GError **error)
{
  Fetching *fetching = data;

  assert_answered (answer, 200);
  g_string_append_printf (fetching->order, "%u ", index);
  if (fetching->more > 0)
    {
      fetching->more--;
      g_ptr_array_add (fetching->requests, cw_http_request_new ("GET", "/more"));
    }
  if (fetching->cancellable != NULL && index == fetching->stop_at)
    g_cancellable_cancel (fetching->cancellable);
  else if (fetching->stop_at > 0 && index == fetching->stop_at)
    {
      g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL, "enough");
      return FALSE;
    }
  return TRUE;
}

static GPtrArray *
make_requests (guint n)
{
  GPtrArray *requests = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (requests, cw_http_request_new ("GET", "/x"));
  return requests;
}

static void
test_many (void)
{
  Fixture f;
  g_autoptr (GPtrArray) requests = make_requests (3), none = make_requests (0);
  g_autoptr (GString) order = g_string_new (NULL);
  Fetching fetching = { requests, order, 2, 0, NULL };
  g_autoptr (GError) error = NULL;

  fixture_init (&f);
  fixture_open (&f);
  g_assert_true (cw_http_client_send_all_sync (f.client, requests, note_each, &fetching, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (order->str, ==, "0 1 2 3 4 ");
  g_assert_true (cw_http_client_send_all_sync (f.client, none, note_each, &fetching, NULL, &error));
  fixture_clear (&f);
}

static void
test_many_stopped (void)
{
  Fixture f;
  g_autoptr (GPtrArray) requests = make_requests (10);
  g_autoptr (GString) order = g_string_new (NULL);
  Fetching fetching = { requests, order, 0, 4, NULL };
  g_autoptr (GError) error = NULL;

  fixture_init (&f);
  fixture_open (&f);
  g_assert_false (cw_http_client_send_all_sync (f.client, requests, note_each, &fetching, NULL, &error));
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL);
  g_assert_cmpstr (order->str, ==, "0 1 2 3 4 ");
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 5);
  fixture_clear (&f);
}

static void
test_many_cancelled (void)
{
  Fixture f;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) requests = make_requests (10);
  g_autoptr (GString) order = g_string_new (NULL);
  Fetching fetching = { requests, order, 0, 2, cancellable };
  g_autoptr (GError) error = NULL;

  fixture_init (&f);
  fixture_open (&f);
  g_assert_false (cw_http_client_send_all_sync (f.client, requests, note_each, &fetching, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (order->str, ==, "0 1 2 ");
  fixture_clear (&f);
}

static void
test_request_bodies (void)
{
  Fixture f;
  CwHttpRequest *form = cw_http_request_new ("post", "/form"), *json = cw_http_request_new ("PATCH", "/json");
  g_autoptr (CwHttpAnswer) first = NULL, second = NULL;
  const Sent *sent;

  fixture_init (&f);
  fixture_open (&f);
  cw_http_request_set_form (form, "parent[id]", "812", "name", "M\xc3\xbcller & S\xc3\xb6hne + 1", "code", NULL, "enable", "0", NULL);
  cw_http_request_add_header (form, "Accept", "application/json");
  cw_http_request_set_json (json, "{\"a\":1}");
  first = cw_http_client_send_sync (f.client, form, NULL);
  second = cw_http_client_send_sync (f.client, json, NULL);
  sent = fake_transport_get (f.transport, 0);
  g_assert_cmpstr (sent->method, ==, "POST");
  g_assert_cmpstr (sent->url, ==, "https://acme.example/api/form");
  g_assert_cmpstr (sent->body, ==, "parent%5Bid%5D=812&name=M%C3%BCller%20%26%20S%C3%B6hne%20%2B%201&enable=0");
  g_assert_cmpstr (sent_get_header (sent, "Accept"), ==, "application/json");
  g_assert_cmpstr (sent_get_header (sent, "X-AUTH-TOKEN"), ==, "open-sesame");
  g_assert_cmpstr (fake_transport_get (f.transport, 1)->body, ==, "{\"a\":1}");
  fixture_clear (&f);
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/limits/pace", test_pace);
  g_test_add_func ("/http/limits/share", test_share);
  g_test_add_func ("/http/limits/hour", test_hour);
  g_test_add_func ("/http/limits/hour-shown", test_hour_shown);
  g_test_add_func ("/http/limits/history", test_history);
  g_test_add_func ("/http/limits/day", test_day);
  g_test_add_func ("/http/limits/counted", test_counted);
  g_test_add_func ("/http/limits/equal-gets", test_equal_gets);
  g_test_add_func ("/http/limits/clock-set-back", test_clock_set_back);
  g_test_add_func ("/http/inbox/order", test_inbox);
  g_test_add_func ("/http/inbox/shuffled", test_inbox_shuffled);
  g_test_add_func ("/http/inbox/cancelled", test_inbox_cancelled);
  g_test_add_func ("/http/many/appended", test_many);
  g_test_add_func ("/http/many/stopped", test_many_stopped);
  g_test_add_func ("/http/many/cancelled", test_many_cancelled);
  g_test_add_func ("/http/request/bodies", test_request_bodies);
  return g_test_run ();
}
