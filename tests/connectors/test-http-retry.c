/* test-http-retry.c: what is tried again, what is not, and what a person reads
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "http-fixture.h"

#include <string.h>

static void
push_times (Fixture *f, guint times, guint status, const char *body)
{
  for (guint i = 0; i < times; i++)
    fake_transport_push (f->transport, status, NULL, body);
}

static void
setup (Fixture *f)
{
  fixture_init (f);
  fixture_open (f);
}

/* ---- repeatable ---- */

static void
test_repeatable_recovers (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) answer = NULL;

  setup (&f);
  fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_LOST);
  fake_transport_push (f.transport, 500, NULL, "oops");
  fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_UNREACHABLE);
  fake_transport_push (f.transport, 503, NULL, NULL);
  fake_transport_push (f.transport, 408, NULL, NULL);
  fake_transport_push (f.transport, 200, NULL, "well");
  answer = fixture_send (&f, "PATCH", "/a", TRUE);
  assert_answered (answer, 200);
  g_assert_cmpuint (answer->attempts, ==, 5);
  fixture_clear (&f);
}

/* Each rest is drawn below a bound that doubles, and every attempt is signed anew. */
static void
test_back_off (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) answer = NULL;
  double bound = 0.5;

  setup (&f);
  push_times (&f, 7, 500, "oops");
  answer = fixture_send (&f, "GET", "/a", TRUE);
  assert_failed (answer, CW_CONNECTOR_ERROR_UNAVAILABLE);
  assert_contains (answer->error->message, "Acme: ");
  assert_contains (answer->error->message, "500: oops");
  g_assert_cmpuint (answer->attempts, ==, 7);
  for (guint i = 1; i < 7; i++)
    {
      double rest = (double) (fake_transport_get (f.transport, i)->time - fake_transport_get (f.transport, i - 1)->time) / G_USEC_PER_SEC;

      g_assert_cmpfloat (rest, <=, bound);
      g_assert_nonnull (sent_get_header (fake_transport_get (f.transport, i), "X-AUTH-TOKEN"));
      bound *= 2;
    }
  fixture_clear (&f);
}

static void
test_max_tries (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) answer = NULL;

  fixture_init (&f);
  f.limits.max_tries = 2;
  fixture_open (&f);
  fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_LOST);
  fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_LOST);
  answer = fixture_send (&f, "GET", "/a", TRUE);
  assert_failed (answer, CW_CONNECTOR_ERROR_LOST);
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 2);
  fixture_clear (&f);
}

static gboolean
check_whole (const CwWireAnswer *answer, gpointer data, GError **error)
{
  guint *checked = data;

  (*checked)++;
  if (g_bytes_get_size (answer->body) > 0)
    return TRUE;
  g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL, "It is empty.");
  return FALSE;
}

static CwHttpAnswer *
send_checked (Fixture *f, gboolean repeatable, guint *checked)
{
  CwHttpRequest *request = cw_http_request_new ("POST", "/a");

  request->repeatable = repeatable;
  request->check = check_whole;
  request->check_data = checked;
  return cw_http_client_send_sync (f->client, request, NULL);
}

static void
test_broken_answer (void)
{
  Fixture f;
  guint checked = 0;
  g_autoptr (CwHttpAnswer) mended = NULL, broken = NULL, unsure = NULL, refused = NULL;

  setup (&f);
  fake_transport_push (f.transport, 200, NULL, NULL);
  fake_transport_push (f.transport, 200, NULL, "whole");
  mended = send_checked (&f, TRUE, &checked);
  assert_answered (mended, 200);
  push_times (&f, 7, 200, NULL);
  broken = send_checked (&f, TRUE, &checked);
  assert_failed (broken, CW_CONNECTOR_ERROR_PROTOCOL);
  assert_contains (broken->error->message, "It is empty.");
  fake_transport_push (f.transport, 201, NULL, NULL);
  unsure = send_checked (&f, FALSE, &checked);
  assert_failed (unsure, CW_CONNECTOR_ERROR_LOST);
  g_assert_cmpuint (checked, ==, 2 + 7 + 1);
  /* Only what claims success is looked at. */
  fake_transport_push (f.transport, 400, NULL, NULL);
  refused = send_checked (&f, FALSE, &checked);
  assert_answered (refused, 400);
  g_assert_cmpuint (checked, ==, 10);
  fixture_clear (&f);
}

/* ---- not repeatable ---- */

static void
test_never_repeated (void)
{
  static const guint statuses[] = { 500, 502, 503, 504, 408 };
  Fixture f;
  g_autoptr (CwHttpAnswer) lost = NULL, large = NULL;

  setup (&f);
  fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_LOST);
  lost = fixture_send (&f, "POST", "/a", FALSE);
  assert_failed (lost, CW_CONNECTOR_ERROR_LOST);
  fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_PROTOCOL);
  large = fixture_send (&f, "POST", "/a", FALSE);
  assert_failed (large, CW_CONNECTOR_ERROR_LOST);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (CwHttpAnswer) answer = NULL;

      fake_transport_push (f.transport, statuses[i], NULL, "hm");
      answer = fixture_send (&f, "PUT", "/a", FALSE);
      assert_failed (answer, CW_CONNECTOR_ERROR_LOST);
      assert_contains (answer->error->message, "not known");
    }
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 2 + G_N_ELEMENTS (statuses));
  fixture_clear (&f);
}

/* The last word of a write that may be repeated need not be the whole truth. */
static void
test_uncertain (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) sure = NULL, unsure = NULL, cancelled = NULL, fine = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fixture_init (&f);
  f.limits.max_tries = 2;
  fixture_open (&f);
  fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_UNREACHABLE);
  fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_UNREACHABLE);
  sure = fixture_send (&f, "PATCH", "/a", TRUE);
  g_assert_false (sure->uncertain);
  fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_LOST);
  fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_UNREACHABLE);
  unsure = fixture_send (&f, "PATCH", "/a", TRUE);
  assert_failed (unsure, CW_CONNECTOR_ERROR_UNREACHABLE);
  g_assert_true (unsure->uncertain);
  fake_transport_push (f.transport, 500, NULL, NULL);
  fine = fixture_send (&f, "PATCH", "/a", TRUE);
  assert_answered (fine, 200);
  g_cancellable_cancel (cancellable);
  cancelled = cw_http_client_send_sync (f.client, cw_http_request_new ("PATCH", "/a"), cancellable);
  g_assert_false (cancelled->uncertain);
  fixture_clear (&f);
}

static void
test_surely_without_effect (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) answer = NULL;

  setup (&f);
  fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_UNREACHABLE);
  fake_transport_push (f.transport, 429, NULL, NULL);
  fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_UNREACHABLE);
  fake_transport_push (f.transport, 429, "Retry-After: 3", NULL);
  fake_transport_push (f.transport, 201, NULL, NULL);
  answer = fixture_send (&f, "POST", "/a", FALSE);
  assert_answered (answer, 201);
  g_assert_cmpuint (answer->attempts, ==, 3);
  fixture_clear (&f);
}

/* A host that never answered is given up soon; one that did may come back. */
static void
test_unreachable (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) first = NULL, second = NULL, third = NULL;

  setup (&f);
  for (guint i = 0; i < 3; i++)
    fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_UNREACHABLE);
  first = fixture_send (&f, "GET", "/a", TRUE);
  assert_failed (first, CW_CONNECTOR_ERROR_UNREACHABLE);
  g_assert_cmpuint (first->attempts, ==, 0);
  second = fixture_send (&f, "GET", "/b", TRUE);
  assert_answered (second, 200);
  for (guint i = 0; i < 7; i++)
    fake_transport_push_error (f.transport, CW_CONNECTOR_ERROR_UNREACHABLE);
  third = fixture_send (&f, "GET", "/c", TRUE);
  assert_failed (third, CW_CONNECTOR_ERROR_UNREACHABLE);
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 3 + 1 + 7);
  fixture_clear (&f);
}

static void
test_other_statuses_are_answers (void)
{
  static const guint statuses[] = { 204, 301, 400, 403, 404, 405, 409, 412, 415, 422 };
  Fixture f;

  setup (&f);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (CwHttpAnswer) answer = NULL;

      fake_transport_push (f.transport, statuses[i], "Content-Type: application/json", "{}");
      answer = fixture_send (&f, "POST", "/a", FALSE);
      assert_answered (answer, statuses[i]);
    }
  g_assert_cmpuint (fake_transport_count (f.transport), ==, G_N_ELEMENTS (statuses));
  fixture_clear (&f);
}

static void
test_blocked_by_gateway (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) typed = NULL, bare = NULL;

  setup (&f);
  fake_transport_push (f.transport, 403, "Content-Type: text/html; charset=utf-8", "Sorry, you have been blocked");
  typed = fixture_send (&f, "GET", "/a", TRUE);
  assert_failed (typed, CW_CONNECTOR_ERROR_PERMISSION);
  assert_contains (typed->error->message, "403: Sorry, you have been blocked");
  fake_transport_push (f.transport, 403, NULL, "\n <html><title>Blocked</title>");
  bare = fixture_send (&f, "POST", "/a", FALSE);
  assert_failed (bare, CW_CONNECTOR_ERROR_PERMISSION);
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 2);
  fixture_clear (&f);
}

/* ---- too fast ---- */

static void
test_told_to_wait (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) answer = NULL;

  setup (&f);
  /* By the server's clock, which is an hour ahead of ours. */
  fake_transport_push (f.transport, 429, "Date: Thu, 01 Jan 2026 01:00:00 GMT",
                       "{\"RateLimit-Type\":\"Route based limiter by minute\",\"RateLimit-Retry-After\":\"2026-01-01 01:00:30 UTC\"}");
  fake_transport_push (f.transport, 200, NULL, NULL);
  answer = fixture_send (&f, "GET", "/a", TRUE);
  assert_answered (answer, 200);
  g_assert_cmpfloat_with_epsilon (fixture_get_seconds (&f), 30, 0.01);
  fixture_clear (&f);
}

static void
test_hourly_is_waited_out (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) answer = NULL;

  setup (&f);
  fake_transport_push (f.transport, 429, NULL, "{\"RateLimit-Type\":\"Hourly limiter\"}");
  fake_transport_push (f.transport, 200, NULL, NULL);
  answer = fixture_send (&f, "POST", "/a", FALSE);
  assert_answered (answer, 200);
  g_assert_cmpfloat_with_epsilon (fixture_get_seconds (&f), 3600, 1);
  fixture_clear (&f);
}

static void
test_daily_limit (void)
{
  Fixture f;
  CwHttpStatus status;
  g_autoptr (CwHttpAnswer) answer = NULL, refused = NULL, later = NULL;

  setup (&f);
  fake_transport_push (f.transport, 429, NULL, "{\"RateLimit-Type\":\"Daily limiter\",\"RateLimit-Retry-After\":\"2026-01-01 07:00:00 UTC\"}");
  answer = fixture_send (&f, "POST", "/a", FALSE);
  assert_failed (answer, CW_CONNECTOR_ERROR_DAILY_LIMIT);
  assert_contains (answer->error->message, "2026-01-01 07:00");
  cw_http_client_get_status (f.client, &status);
  g_assert_cmpint (status.waiting_until, ==, START + G_GINT64_CONSTANT (7 * 3600) * G_USEC_PER_SEC);
  g_assert_cmpstr (status.held_by, ==, "daily limit");

  /* Nobody asks again before the time. */
  refused = fixture_send (&f, "GET", "/b", TRUE);
  assert_failed (refused, CW_CONNECTOR_ERROR_DAILY_LIMIT);
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 1);
  cw_virtual_clock_advance (f.clock, G_GINT64_CONSTANT (7 * 3600 + 1) * G_USEC_PER_SEC);
  later = fixture_send (&f, "GET", "/b", TRUE);
  assert_answered (later, 200);
  cw_http_client_get_status (f.client, &status);
  g_assert_cmpint (status.waiting_until, ==, 0);
  g_assert_cmpstr (status.held_by, ==, "");
  fixture_clear (&f);
}

static void
test_daily_limit_without_time (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) answer = NULL;

  setup (&f);
  fake_transport_push (f.transport, 429, NULL, "{\"RateLimit-Type\":\"Daily limiter\"}");
  answer = fixture_send (&f, "GET", "/a", TRUE);
  assert_failed (answer, CW_CONNECTOR_ERROR_DAILY_LIMIT);
  fixture_clear (&f);
}

static void
test_ten_years (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) answer = NULL;

  setup (&f);
  fake_transport_push (f.transport, 429, "Retry-After: Tue, 01 Jan 2036 00:00:00 GMT", NULL);
  answer = fixture_send (&f, "GET", "/a", TRUE);
  assert_failed (answer, CW_CONNECTOR_ERROR_RATE_LIMITED);
  assert_contains (answer->error->message, "2026-01-02");
  g_assert_cmpfloat (fixture_get_seconds (&f), <, 1);
  fixture_clear (&f);
}

static void
test_crowded_for_ever (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) untold = NULL, told = NULL;

  setup (&f);
  push_times (&f, 8, 429, "slow down");
  untold = fixture_send (&f, "GET", "/a", TRUE);
  assert_failed (untold, CW_CONNECTOR_ERROR_RATE_LIMITED);
  assert_contains (untold->error->message, "slow down");
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 8);
  for (guint i = 0; i < 30; i++)
    fake_transport_push (f.transport, 429, "Retry-After: 1", NULL);
  told = fixture_send (&f, "POST", "/b", FALSE);
  assert_failed (told, CW_CONNECTOR_ERROR_RATE_LIMITED);
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 38);
  fixture_clear (&f);
}

/* ---- sign-in ---- */

static CwHttpAuth *
make_oauth1 (CwRandom *random)
{
  g_autoptr (CwSecret) consumer = cw_secret_new ("consumer-secret");
  g_autoptr (CwSecret) token = cw_secret_new ("token-secret");

  return cw_oauth1_auth_new ("1234567", "key", consumer, "id", token, random);
}

static void
setup_oauth1 (Fixture *f)
{
  fixture_init (f);
  g_clear_object (&f->auth);
  f->auth = make_oauth1 (f->random);
  fixture_open (f);
}

static void
test_refused_key (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) answer = NULL, later = NULL;

  setup (&f);
  fake_transport_push (f.transport, 401, NULL, "{\"message\": \"Bad credentials\"}");
  answer = fixture_send (&f, "POST", "/a", FALSE);
  assert_failed (answer, CW_CONNECTOR_ERROR_AUTH);
  assert_contains (answer->error->message, "Acme: ");
  assert_contains (answer->error->message, "Bad credentials");
  assert_contains (answer->error->message, "e-mail");
  g_assert_null (strstr (answer->error->message, "open-sesame"));
  later = fixture_send (&f, "GET", "/b", TRUE);
  assert_failed (later, CW_CONNECTOR_ERROR_AUTH);
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 1);
  fixture_clear (&f);
}

static void
test_refused_signature (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) answer = NULL;

  setup_oauth1 (&f);
  push_times (&f, 2, 401, "Invalid login attempt.");
  answer = fixture_send (&f, "GET", "/a", TRUE);
  assert_failed (answer, CW_CONNECTOR_ERROR_AUTH);
  assert_contains (answer->error->message, "Login Audit Trail");
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 2);
  g_assert_cmpstr (sent_get_header (fake_transport_get (f.transport, 0), "Authorization"), !=,
                   sent_get_header (fake_transport_get (f.transport, 1), "Authorization"));
  fixture_clear (&f);
}

static void
test_clock_mended (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) answer = NULL;

  setup_oauth1 (&f);
  fake_transport_push (f.transport, 401, "Date: Wed, 31 Dec 2025 23:00:00 GMT", NULL);
  fake_transport_push (f.transport, 200, "Date: Wed, 31 Dec 2025 23:00:00 GMT", NULL);
  answer = fixture_send (&f, "GET", "/a", TRUE);
  assert_answered (answer, 200);
  assert_contains (sent_get_header (fake_transport_get (f.transport, 0), "Authorization"), "oauth_timestamp=\"1767225600\"");
  assert_contains (sent_get_header (fake_transport_get (f.transport, 1), "Authorization"), "oauth_timestamp=\"1767222000\"");
  fixture_clear (&f);
}

static void
test_clock_named (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) answer = NULL;

  setup_oauth1 (&f);
  fake_transport_push (f.transport, 401, "Date: Thu, 01 Jan 2026 00:10:00 GMT", NULL);
  fake_transport_push (f.transport, 401, "Date: Thu, 01 Jan 2026 00:10:00 GMT", NULL);
  answer = fixture_send (&f, "GET", "/a", TRUE);
  assert_failed (answer, CW_CONNECTOR_ERROR_AUTH);
  assert_contains (answer->error->message, "clock is 10 minutes slow");
  fixture_clear (&f);
}

static void
test_clock_noise (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) near = NULL, far = NULL, back = NULL;

  setup (&f);
  fake_transport_push (f.transport, 200, "Date: Thu, 01 Jan 2026 00:00:01 GMT", NULL);
  near = fixture_send (&f, "GET", "/a", TRUE);
  g_assert_cmpint (cw_http_client_get_clock_offset (f.client), ==, 0);
  fake_transport_push (f.transport, 200, "Date: Thu, 01 Jan 2026 00:01:00 GMT", NULL);
  far = fixture_send (&f, "GET", "/b", TRUE);
  g_assert_cmpint (cw_http_client_get_clock_offset (f.client) / G_USEC_PER_SEC, ==, 60);
  fake_transport_push (f.transport, 200, "Date: nonsense", NULL);
  fake_transport_push (f.transport, 200, "Date: Thu, 01 Jan 2026 00:00:00 GMT", NULL);
  cw_http_answer_free (fixture_send (&f, "GET", "/c", TRUE));
  g_assert_cmpint (cw_http_client_get_clock_offset (f.client) / G_USEC_PER_SEC, ==, 60);
  back = fixture_send (&f, "GET", "/d", TRUE);
  g_assert_cmpint (cw_http_client_get_clock_offset (f.client), ==, 0);
  fixture_clear (&f);
}

/* A server under load refuses a good sign-in after about a minute. */
static void
test_slow_refusal (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) good = NULL, slow = NULL;

  setup (&f);
  fake_transport_push (f.transport, 200, NULL, NULL);
  good = fixture_send (&f, "GET", "/a", TRUE);
  fake_transport_push_delay (f.transport, 61 * G_USEC_PER_SEC);
  fake_transport_push (f.transport, 401, NULL, NULL);
  fake_transport_push (f.transport, 200, NULL, NULL);
  slow = fixture_send (&f, "GET", "/b", TRUE);
  assert_answered (slow, 200);
  g_assert_cmpfloat (fixture_get_seconds (&f), >=, 66);
  fixture_clear (&f);
}

static void
test_slow_refusal_twice (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) good = NULL, slow = NULL;

  setup (&f);
  fake_transport_push (f.transport, 200, NULL, NULL);
  good = fixture_send (&f, "GET", "/a", TRUE);
  for (guint i = 0; i < 2; i++)
    {
      fake_transport_push_delay (f.transport, 61 * G_USEC_PER_SEC);
      fake_transport_push (f.transport, 401, NULL, NULL);
    }
  slow = fixture_send (&f, "GET", "/b", TRUE);
  assert_failed (slow, CW_CONNECTOR_ERROR_AUTH);
  fixture_clear (&f);
}

/* A refusal in between does not count against a sign-in that works again. */
static void
test_refusals_far_apart (void)
{
  Fixture f;

  setup_oauth1 (&f);
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (CwHttpAnswer) answer = NULL;

      fake_transport_push (f.transport, 401, NULL, NULL);
      fake_transport_push (f.transport, 200, NULL, NULL);
      answer = fixture_send (&f, "POST", "/a", FALSE);
      assert_answered (answer, 200);
    }
  fixture_clear (&f);
}

/* ---- cancellation ---- */

static void
test_cancelled_before (void)
{
  Fixture f;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CwHttpAnswer) answer = NULL;

  setup (&f);
  g_cancellable_cancel (cancellable);
  answer = cw_http_client_send_sync (f.client, cw_http_request_new ("GET", "/a"), cancellable);
  g_assert_error (answer->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 0);
  fixture_clear (&f);
}

static CwWireAnswer *
cancel_and_fail (const Sent *sent, gpointer data, GCancellable *cancellable, GError **error)
{
  g_cancellable_cancel (data);
  g_assert_true ((cancellable != NULL) == sent->repeatable);
  return make_answer (429, NULL, NULL);
}

/* It ends in the rest after the first attempt. */
static void
test_cancelled_while_resting (void)
{
  Fixture f;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CwHttpRequest *request = cw_http_request_new ("POST", "/a");
  g_autoptr (CwHttpAnswer) answer = NULL;

  setup (&f);
  fake_transport_set_handler (f.transport, cancel_and_fail, cancellable);
  answer = cw_http_client_send_sync (f.client, request, cancellable);
  g_assert_error (answer->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 1);
  fixture_clear (&f);
}

static CwWireAnswer *
cancel_client_and_fail (const Sent *sent, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *f = data;

  cw_http_client_cancel (f->client);
  return make_answer (fake_transport_count (f->transport) == 1 ? 500 : 200, NULL, NULL);
}

static void
test_client_cancelled (void)
{
  Fixture f;
  g_autoptr (CwHttpAnswer) resting = NULL, on_wire = NULL;

  setup (&f);
  fake_transport_set_handler (f.transport, cancel_client_and_fail, &f);
  resting = fixture_send (&f, "GET", "/a", TRUE);
  g_assert_error (resting->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* Later requests are sent, and what is on the wire is finished. */
  on_wire = fixture_send (&f, "GET", "/b", TRUE);
  assert_answered (on_wire, 200);
  fixture_clear (&f);
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/retry/repeatable", test_repeatable_recovers);
  g_test_add_func ("/http/retry/back-off", test_back_off);
  g_test_add_func ("/http/retry/max-tries", test_max_tries);
  g_test_add_func ("/http/retry/broken-answer", test_broken_answer);
  g_test_add_func ("/http/retry/never-repeated", test_never_repeated);
  g_test_add_func ("/http/retry/uncertain", test_uncertain);
  g_test_add_func ("/http/retry/surely-without-effect", test_surely_without_effect);
  g_test_add_func ("/http/retry/unreachable", test_unreachable);
  g_test_add_func ("/http/retry/other-statuses", test_other_statuses_are_answers);
  g_test_add_func ("/http/retry/gateway", test_blocked_by_gateway);
  g_test_add_func ("/http/crowded/told", test_told_to_wait);
  g_test_add_func ("/http/crowded/hourly", test_hourly_is_waited_out);
  g_test_add_func ("/http/crowded/daily", test_daily_limit);
  g_test_add_func ("/http/crowded/daily-without-time", test_daily_limit_without_time);
  g_test_add_func ("/http/crowded/ten-years", test_ten_years);
  g_test_add_func ("/http/crowded/for-ever", test_crowded_for_ever);
  g_test_add_func ("/http/sign-in/refused-key", test_refused_key);
  g_test_add_func ("/http/sign-in/refused-signature", test_refused_signature);
  g_test_add_func ("/http/sign-in/clock-mended", test_clock_mended);
  g_test_add_func ("/http/sign-in/clock-named", test_clock_named);
  g_test_add_func ("/http/sign-in/clock-noise", test_clock_noise);
  g_test_add_func ("/http/sign-in/slow-refusal", test_slow_refusal);
  g_test_add_func ("/http/sign-in/slow-refusal-twice", test_slow_refusal_twice);
  g_test_add_func ("/http/sign-in/refusals-far-apart", test_refusals_far_apart);
  g_test_add_func ("/http/cancel/before", test_cancelled_before);
  g_test_add_func ("/http/cancel/resting", test_cancelled_while_resting);
  g_test_add_func ("/http/cancel/client", test_client_cancelled);
  return g_test_run ();
}
