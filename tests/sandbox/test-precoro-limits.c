/* test-precoro-limits.c: Precoro's limits, on a clock that moves by hand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-fixture.h"

#include <string.h>

#define OPTIONS "/itemcustomfields/7301/options"

static void
pass (SbSandbox *sandbox, double seconds)
{
  sb_sandbox_advance (sandbox, (gint64) (seconds * G_USEC_PER_SEC));
}

/* A write, which no limiter takes for a repetition. */
static void
post (SbSandbox *sandbox, guint status)
{
  sb_assert_status (sandbox, status, "POST", OPTIONS, "name=A");
}

static void
get (SbSandbox *sandbox, guint status, const char *target)
{
  sb_assert_status (sandbox, status, "GET", target, NULL);
}

static void
assert_limiter (SbSandbox *sandbox, const char *target, const char *type, const char *until)
{
  g_autoptr (SbReply) reply = sb_fixture_precoro (sandbox, 0, "GET", target, NULL);

  g_assert_cmpuint (reply->wire.status, ==, 429);
  sb_assert_value (reply, "RateLimit-Type", type);
  sb_assert_value (reply, "RateLimit-Retry-After", until);
}

static void
test_second (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, NULL);
  g_autoptr (SbReply) other = NULL;

  post (sandbox, 201);
  assert_limiter (sandbox, "/users", "Concurrency limiter", "2026-03-04 10:15:31 UTC");
  pass (sandbox, 0.999);
  post (sandbox, 429);
  pass (sandbox, 0.001);
  post (sandbox, 201);
  /* counted per key */
  other = sb_fixture_precoro (sandbox, 1, "GET", "/users", NULL);
  g_assert_cmpuint (other->wire.status, ==, 200);
}

static void
test_same_get (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, NULL);

  get (sandbox, 200, "/users?page=1&per_page=200");
  pass (sandbox, 1);
  assert_limiter (sandbox, "/users?per_page=200&page=%31", "Route based limiter by minute", "2026-03-04 10:16:30 UTC");
  get (sandbox, 200, "/users?page=2&per_page=200");
  pass (sandbox, 58.5);
  get (sandbox, 429, "/users?page=1&per_page=200");
  pass (sandbox, 0.5);
  get (sandbox, 200, "/users?page=1&per_page=200");
}

static void
test_literal_get (void)
{
  const char *settings[] = { "precoro.identical-get=literal", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, settings);

  get (sandbox, 200, "/users?page=1&per_page=200");
  pass (sandbox, 1);
  get (sandbox, 200, "/users?per_page=200&page=1");
}

static void
test_route_key (void)
{
  const char *settings[] = { "precoro.rate-key=route", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, settings);

  get (sandbox, 200, "/itemcustomfields");
  pass (sandbox, 1);
  get (sandbox, 429, OPTIONS "?page=2");
  get (sandbox, 200, "/users");
  pass (sandbox, 1);
  post (sandbox, 201);
}

static void
test_get_of_the_hour (void)
{
  const char *settings[] = { "precoro.identical-get-hour=30", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, settings);

  for (guint i = 0; i < 30; i++)
    {
      get (sandbox, 200, "/users");
      pass (sandbox, 60);
    }
  assert_limiter (sandbox, "/users", "Route based limiter by hour", "2026-03-04 11:15:30 UTC");
  get (sandbox, 200, "/suppliers");
}

static void
test_hour (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, NULL);

  for (guint i = 0; i < 1500; i++)
    {
      post (sandbox, 201);
      pass (sandbox, 1);
    }
  assert_limiter (sandbox, "/users", "Hourly limiter", "2026-03-04 11:15:30 UTC");
  /* the window slides: one more each second from then on */
  pass (sandbox, 3600 - 1500);
  post (sandbox, 201);
  post (sandbox, 429);
  pass (sandbox, 1);
  post (sandbox, 201);
}

static void
test_fixed_hour (void)
{
  const char *settings[] = { "precoro.rate-window=fixed", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, settings);

  for (guint i = 0; i < 1500; i++)
    {
      post (sandbox, 201);
      pass (sandbox, 1);
    }
  assert_limiter (sandbox, "/users", "Hourly limiter", "2026-03-04 11:00:00 UTC");
}

static void
test_day (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, NULL);

  for (guint i = 0; i < 3000; i++)
    {
      post (sandbox, 201);
      pass (sandbox, 3);
    }
  assert_limiter (sandbox, "/users", "Daily limiter", "2026-03-05 10:15:30 UTC");
  pass (sandbox, 86400 - 9000);
  post (sandbox, 201);
}

static void
test_refusals_are_free (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, NULL);

  for (guint i = 0; i < 2000; i++)
    {
      post (sandbox, i == 0 ? 201 : 429);
      pass (sandbox, 0.0001);
    }
  pass (sandbox, 1);
  post (sandbox, 201);
}

static void
test_refusals_counted (void)
{
  const char *settings[] = { "precoro.refused=counted", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, settings);

  post (sandbox, 201);
  for (guint i = 0; i < 1499; i++)
    post (sandbox, 429);
  pass (sandbox, 2);
  assert_limiter (sandbox, "/users", "Hourly limiter", "2026-03-04 11:15:30 UTC");
}

static void
test_failures_count (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, NULL);

  get (sandbox, 404, "/nothing");
  post (sandbox, 429);
}

static void
test_wrong_email_counts (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, NULL);
  g_autofree char *info = sb_precoro_dup_info (sandbox);
  g_autoptr (JsonNode) root = json_from_string (info, NULL);
  JsonObject *company = json_array_get_object_element (json_node_get_array (root), 0);
  const char *headers[] = { "user-agent", "t", "x-auth-token", json_object_get_string_member (company, "token"), "email",
                            "somebody@example.test", NULL };
  g_autoptr (SbReply) wrong = sb_fixture_call (sandbox, "GET", "/precoro/users", headers, NULL);

  g_assert_cmpuint (wrong->wire.status, ==, 401);
  post (sandbox, 429);
}

static void
test_demo (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_DEMO, NULL);

  post (sandbox, 201);
  assert_limiter (sandbox, "/users", "Concurrency limiter", "2026-03-04 10:15:31 UTC");
  pass (sandbox, 0.05);
  get (sandbox, 200, "/users");
  pass (sandbox, 2.9);
  assert_limiter (sandbox, "/users", "Route based limiter by minute", "2026-03-04 10:15:34 UTC");
  pass (sandbox, 0.1);
  get (sandbox, 200, "/users");
}

static void
test_headers (void)
{
  const struct { const char *setting, *name, *value; } cases[] = {
    { "precoro.retry-after-header=same-names", "RateLimit-Retry-After", "2026-03-04 10:15:31 UTC" },
    { "precoro.retry-after-header=seconds", "Retry-After", "1" },
    { "precoro.retry-after-header=date", "Retry-After", "Wed, 04 Mar 2026 10:15:31 GMT" },
    { "precoro.retry-after-header=none", "Retry-After", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *settings[] = { cases[i].setting, "precoro.rate-limit-time=absent", NULL };
      g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, settings);
      g_autoptr (SbReply) reply = NULL;

      post (sandbox, 201);
      reply = sb_fixture_precoro (sandbox, 0, "GET", "/users", NULL);
      g_assert_cmpstr (sb_reply_header (reply, cases[i].name), ==, cases[i].value);
      sb_assert_value (reply, "RateLimit-Retry-After", "absent");
      sb_assert_value (reply, "RateLimit-Limit", "1");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/precoro-limits/second", test_second);
  g_test_add_func ("/precoro-limits/same-get/set", test_same_get);
  g_test_add_func ("/precoro-limits/same-get/literal", test_literal_get);
  g_test_add_func ("/precoro-limits/same-get/route", test_route_key);
  g_test_add_func ("/precoro-limits/same-get/hour", test_get_of_the_hour);
  g_test_add_func ("/precoro-limits/hour/sliding", test_hour);
  g_test_add_func ("/precoro-limits/hour/fixed", test_fixed_hour);
  g_test_add_func ("/precoro-limits/day", test_day);
  g_test_add_func ("/precoro-limits/refused/free", test_refusals_are_free);
  g_test_add_func ("/precoro-limits/refused/counted", test_refusals_counted);
  g_test_add_func ("/precoro-limits/counts/404", test_failures_count);
  g_test_add_func ("/precoro-limits/counts/401", test_wrong_email_counts);
  g_test_add_func ("/precoro-limits/demo", test_demo);
  g_test_add_func ("/precoro-limits/headers", test_headers);

  return g_test_run ();
}
