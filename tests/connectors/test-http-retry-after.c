/* test-http-retry-after.c: every form of "you are too fast"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "http-fixture.h"

#include <string.h>

#define SECONDS(n) ((gint64) (n) * G_USEC_PER_SEC)

static gint64
parse (const char *headers, const char *body, gboolean *out_daily, gboolean *out_hourly)
{
  g_autoptr (CwWireAnswer) answer = make_answer (429, headers, body);
  gboolean daily, hourly;
  gint64 wait = cw_http_parse_retry_after (answer, START, &daily, &hourly);

  if (out_daily != NULL)
    *out_daily = daily;
  if (out_hourly != NULL)
    *out_hourly = hourly;
  return wait;
}

static void
test_seconds (void)
{
  g_assert_cmpint (parse ("Retry-After: 17", NULL, NULL, NULL), ==, SECONDS (17));
  g_assert_cmpint (parse ("Retry-After:  2.5 ", NULL, NULL, NULL), ==, SECONDS (5) / 2);
  g_assert_cmpint (parse ("Retry-After: 0", NULL, NULL, NULL), ==, SECONDS (1));
  g_assert_cmpint (parse ("Retry-After: -30", NULL, NULL, NULL), ==, SECONDS (1));
  g_assert_cmpint (parse ("Retry-After: 315360000", NULL, NULL, NULL), ==, SECONDS (25 * 3600));
  g_assert_cmpint (parse ("Retry-After: 1e300", NULL, NULL, NULL), ==, SECONDS (25 * 3600));
  g_assert_cmpint (parse ("Retry-After: nan", NULL, NULL, NULL), ==, -1);
}

static void
test_http_date (void)
{
  g_assert_cmpint (parse ("Retry-After: Thu, 01 Jan 2026 00:01:30 GMT", NULL, NULL, NULL), ==, SECONDS (90));
  g_assert_cmpint (parse ("Retry-After: Wed, 31 Dec 2025 23:00:00 GMT", NULL, NULL, NULL), ==, SECONDS (1));
  g_assert_cmpint (parse ("Retry-After: Tue, 01 Jan 2036 00:00:00 GMT", NULL, NULL, NULL), ==, SECONDS (25 * 3600));
}

static void
test_precoro_body (void)
{
  gboolean daily, hourly;

  g_assert_cmpint (parse (NULL, "{\"error\":\"Too many requests for this endpoint\",\"RateLimit-Type\":\"Route based limiter by minute\","
                                "\"RateLimit-Retry-After\":\"2026-01-01 00:00:42 UTC\",\"RateLimit-Limit\":1}", &daily, &hourly), ==, SECONDS (42));
  g_assert_false (daily);
  g_assert_false (hourly);
  g_assert_cmpint (parse (NULL, "{\"RateLimit-Type\":\"Hourly limiter\",\"RateLimit-Retry-After\":\"2026-01-01 00:50:00 UTC\"}", &daily, &hourly),
                   ==, SECONDS (3000));
  g_assert_true (hourly);
  g_assert_cmpint (parse (NULL, "{\"RateLimit-Type\":\"Daily limiter\",\"RateLimit-Retry-After\":\"2026-01-02 00:00:00 UTC\"}", &daily, &hourly),
                   ==, SECONDS (86400));
  g_assert_true (daily);
  g_assert_cmpint (parse (NULL, "{\"RateLimit-Retry-After\":\"2025-12-31 23:59:59 UTC\"}", NULL, NULL), ==, SECONDS (1));
  g_assert_cmpint (parse (NULL, "{\"RateLimit-Retry-After\":\"2036-01-01 00:00:00 UTC\"}", NULL, NULL), ==, SECONDS (25 * 3600));
  g_assert_cmpint (parse (NULL, "{\"RateLimit-Retry-After\":12}", NULL, NULL), ==, SECONDS (12));
}

static void
test_precoro_header (void)
{
  gboolean daily, hourly;

  g_assert_cmpint (parse ("RateLimit-Type: Daily limiter\nRateLimit-Retry-After: 2026-01-01 10:00:00 UTC", "too fast", &daily, &hourly),
                   ==, SECONDS (36000));
  g_assert_true (daily);
  g_assert_cmpint (parse ("Retry-After: 2026-01-01 00:00:10 UTC", NULL, NULL, NULL), ==, SECONDS (10));
  /* The body is read first. */
  g_assert_cmpint (parse ("RateLimit-Retry-After: 2026-01-01 00:00:10 UTC", "{\"RateLimit-Retry-After\":\"2026-01-01 00:00:20 UTC\"}", NULL, NULL),
                   ==, SECONDS (20));
}

static void
test_missing (void)
{
  gboolean daily, hourly;

  g_assert_cmpint (parse (NULL, NULL, &daily, &hourly), ==, -1);
  g_assert_false (daily || hourly);
  g_assert_cmpint (parse ("Retry-After: soon", "<html>", NULL, NULL), ==, -1);
  g_assert_cmpint (parse (NULL, "[1]", NULL, NULL), ==, -1);
  g_assert_cmpint (parse (NULL, "{\"RateLimit-Type\":\"Route based limiter by minute\"}", NULL, NULL), ==, SECONDS (60));
  g_assert_cmpint (parse (NULL, "{\"RateLimit-Type\":\"Hourly limiter\"}", NULL, NULL), ==, SECONDS (3600));
  g_assert_cmpint (parse (NULL, "{\"RateLimit-Type\":\"Daily limiter\"}", &daily, NULL), ==, -1);
  g_assert_true (daily);
  g_assert_cmpint (parse (NULL, "{\"RateLimit-Type\":\"Other limiter\",\"RateLimit-Retry-After\":{}}", NULL, NULL), ==, SECONDS (60));
}

/* The parser recurses: a body that is nothing but brackets must not reach it. */
static void
test_hostile_body (void)
{
  g_autofree char *deep = g_strnfill (200000, '[');

  deep[0] = '{';
  g_assert_cmpint (parse (NULL, deep, NULL, NULL), ==, -1);
}

static void
test_excerpt (void)
{
  g_autoptr (CwWireAnswer) answer = make_answer (403, NULL, "  <b>No\r\n\tway\x01</b> \xe2\x80\xae" "evil \xff\xc3\xa9 ");
  g_autoptr (CwWireAnswer) empty = make_answer (403, NULL, NULL);
  g_autofree char *long_text = g_strnfill (199, 'x');
  g_autofree char *long_body = g_strconcat (long_text, "\xc3\xa9", NULL);
  g_autoptr (CwWireAnswer) long_answer = make_answer (403, NULL, long_body);
  g_autofree char *excerpt = cw_wire_answer_dup_excerpt (answer);
  g_autofree char *nothing = cw_wire_answer_dup_excerpt (empty);
  g_autofree char *cut = cw_wire_answer_dup_excerpt (long_answer);

  g_assert_cmpstr (excerpt, ==, "<b>No way</b> evil \xef\xbf\xbd\xc3\xa9");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (cut, ==, long_text);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/retry-after/seconds", test_seconds);
  g_test_add_func ("/http/retry-after/http-date", test_http_date);
  g_test_add_func ("/http/retry-after/precoro-body", test_precoro_body);
  g_test_add_func ("/http/retry-after/precoro-header", test_precoro_header);
  g_test_add_func ("/http/retry-after/missing", test_missing);
  g_test_add_func ("/http/retry-after/hostile-body", test_hostile_body);
  g_test_add_func ("/http/excerpt", test_excerpt);
  return g_test_run ();
}
