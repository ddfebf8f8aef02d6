/* test-frame.c: faults, limits, clock, log and control plane
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-faults.h"
#include "sb-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define OPTIONS "/itemcustomfields/7301/options"
#define STATE   "state/precoro/options"

static guint
count_options (SbSandbox *sandbox)
{
  g_autoptr (SbReply) reply = sb_fixture_control (sandbox, "GET", STATE, NULL);

  return sb_reply_count (reply, "");
}

static void
control (SbSandbox *sandbox, const char *what, const char *body)
{
  g_autoptr (SbReply) reply = sb_fixture_control (sandbox, "POST", what, body);
}

/* ---- faults ---- */

static void
test_fault_grammar (void)
{
  const char *good[] = { "precoro:429", "netsuite:500:0.05", "precoro:503:1", "netsuite:html403:#3", "precoro:timeout:#3+2",
                         "precoro:reset", "netsuite:truncate", "precoro:wrong-json", "precoro:slow", "precoro:commit-drop:#1" };
  const char *bad[] = { "", "precoro", "precoro:", "precoro:404", "other:429", "precoro:429:", "precoro:429:0", "precoro:429:1.1",
                        "precoro:429:-0.5", "precoro:429:nan", "precoro:429:0.5x", "precoro:429:#", "precoro:429:#0",
                        "precoro:429:#1+", "precoro:429:#1+0", "precoro:429:#1+x", "precoro:429:#-1", "precoro:429:0.5:1" };
  g_autoptr (SbFaults) faults = sb_faults_new ();

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (sb_faults_add (faults, good[i], &error));
      g_assert_no_error (error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (sb_faults_add (faults, bad[i], &error));
      g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
    }
}

/* What each kind does to a POST: whether the option is made, and how the answer looks. */
static void
test_fault_kinds (void)
{
  const struct { const char *kind; guint status; gboolean made, drop, hang, cut, slow; } cases[] = {
    { "429", 429, FALSE, FALSE, FALSE, FALSE, FALSE },
    { "500", 500, FALSE, FALSE, FALSE, FALSE, FALSE },
    { "503", 503, FALSE, FALSE, FALSE, FALSE, FALSE },
    { "html403", 403, FALSE, FALSE, FALSE, FALSE, FALSE },
    { "timeout", 0, FALSE, FALSE, TRUE, FALSE, FALSE },
    { "reset", 0, FALSE, TRUE, FALSE, FALSE, FALSE },
    { "truncate", 201, TRUE, FALSE, FALSE, TRUE, FALSE },
    { "wrong-json", 201, TRUE, FALSE, FALSE, FALSE, FALSE },
    { "slow", 201, TRUE, FALSE, FALSE, FALSE, TRUE },
    { "commit-drop", 0, TRUE, TRUE, FALSE, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *spec = g_strconcat ("precoro:", cases[i].kind, NULL);
      const char *settings[] = { spec, NULL };
      g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
      guint before = count_options (sandbox);
      g_autoptr (SbReply) reply = sb_fixture_precoro (sandbox, 0, "POST", OPTIONS, "name=A");
      g_autoptr (SbReply) log = sb_fixture_control (sandbox, "GET", "log", NULL);
      g_autofree char *status = g_strdup_printf ("%u", cases[i].status);

      g_assert_cmpuint (count_options (sandbox) - before, ==, cases[i].made ? 1 : 0);
      g_assert_cmpint (reply->wire.drop, ==, cases[i].drop);
      g_assert_cmpint (reply->wire.hang, ==, cases[i].hang);
      g_assert_cmpint (reply->wire.truncate_to >= 0, ==, cases[i].cut);
      g_assert_cmpint (reply->wire.slow_ms > 0, ==, cases[i].slow);
      sb_assert_value (log, "0.status", status);
      sb_assert_value (log, "0.fault", cases[i].kind);
      /* once */
      sb_assert_status (sandbox, 201, "POST", OPTIONS, "name=B");
    }
}

static void
test_fault_numbers (void)
{
  const char *settings[] = { "precoro:500:#3+2", "precoro:commit-drop:#2", "netsuite:503", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  g_autoptr (SbReply) dropped = NULL;

  sb_assert_status (sandbox, 200, "GET", "/users", NULL);
  sb_assert_status (sandbox, 201, "POST", OPTIONS, "name=A");
  sb_assert_status (sandbox, 500, "GET", "/users", NULL);
  sb_assert_status (sandbox, 500, "POST", OPTIONS, "name=B");
  sb_assert_status (sandbox, 200, "GET", "/users", NULL);
  /* the second write that was made; reads and refused writes do not count */
  sb_assert_status (sandbox, 400, "POST", OPTIONS, "name=");
  dropped = sb_fixture_precoro (sandbox, 0, "POST", OPTIONS, "name=C");
  g_assert_true (dropped->wire.drop);
}

static guint
count_strikes (guint64 *out_pattern)
{
  const char *settings[] = { "precoro:500:0.25", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  guint strikes = 0;

  for (guint i = 0; i < 400; i++)
    {
      g_autoptr (SbReply) reply = sb_fixture_precoro (sandbox, 0, "GET", "/locations", NULL);

      if (reply->wire.status == 500)
        {
          strikes++;
          *out_pattern = *out_pattern * 31 + i;
        }
    }

  return strikes;
}

static void
test_fault_rate (void)
{
  guint64 first = 0;
  guint64 second = 0;
  guint strikes = count_strikes (&first);

  g_assert_cmpuint (strikes, >, 60);
  g_assert_cmpuint (strikes, <, 140);
  g_assert_cmpuint (count_strikes (&second), ==, strikes);
  g_assert_cmpuint (first, ==, second);
}

static void
test_wrong_bodies (void)
{
  const char *settings[] = { "precoro:wrong-json:1", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  gboolean seen_broken = FALSE;

  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (SbReply) reply = sb_fixture_precoro (sandbox, 0, "GET", "/locations", NULL);

      sb_assert_value (reply, "data.0.id", "absent");
      seen_broken = seen_broken || reply->json == NULL;
    }
  g_assert_true (seen_broken);
}

static void
test_fault_control (void)
{
  const char *settings[] = { "precoro:500:1", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  g_autoptr (SbReply) wrong = NULL;

  sb_assert_status (sandbox, 500, "GET", "/users", NULL);
  control (sandbox, "fault", "{\"spec\":\"precoro:503:#2\",\"clear\":true}");
  sb_assert_status (sandbox, 200, "GET", "/users", NULL);
  sb_assert_status (sandbox, 503, "GET", "/users", NULL);
  control (sandbox, "fault", "{\"spec\":\"precoro:429\"}");
  control (sandbox, "fault", "{\"clear\":true}");
  sb_assert_status (sandbox, 200, "GET", "/users", NULL);
  wrong = sb_fixture_call (sandbox, "POST", "/__sandbox/fault", NULL, "{\"spec\":\"precoro:nothing\"}");
  g_assert_cmpuint (wrong->wire.status, ==, 400);
}

/* ---- concurrency ---- */

static void
start_netsuite (SbSandbox *sandbox, SbResponse *response)
{
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) body = g_bytes_new_static ("", 0);
  const char *path = "/netsuite/services/rest/system/v1/serverTime";
  SbRequest request = { "GET", path, NULL, SB_FIXTURE_URL "/netsuite/services/rest/system/v1/serverTime", headers, body };

  sb_response_init (response);
  sb_sandbox_handle (sandbox, &request, response);
}

static void
finish (SbSandbox *sandbox, SbResponse *response)
{
  sb_sandbox_finished (sandbox, response);
  sb_response_clear (response);
}

static void
test_concurrency (void)
{
  const char *settings[] = { "netsuite.retry-after=seconds", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  SbResponse responses[4];

  control (sandbox, "settings", "{\"concurrency\":2}");
  for (guint i = 0; i < 3; i++)
    start_netsuite (sandbox, &responses[i]);
  g_assert_cmpuint (responses[1].status, !=, 429);
  g_assert_cmpuint (responses[2].status, ==, 429);
  g_assert_cmpstr (responses[2].limiter, ==, "concurrency");
  g_assert_nonnull (strstr (responses[2].body->str, "CONCURRENCY_LIMIT_EXCEEDED"));
  finish (sandbox, &responses[2]);
  finish (sandbox, &responses[0]);
  start_netsuite (sandbox, &responses[3]);
  g_assert_cmpuint (responses[3].status, !=, 429);
  finish (sandbox, &responses[1]);
  finish (sandbox, &responses[3]);
}

/* ---- log ---- */

static void
test_log (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, NULL);
  g_autoptr (SbReply) log = NULL;
  g_autoptr (SbReply) since = NULL;

  sb_assert_status (sandbox, 200, "GET", "/users?page=1&token=secret&cod%65=secret", NULL);
  sb_assert_status (sandbox, 429, "POST", OPTIONS, "name=secret");
  log = sb_fixture_control (sandbox, "GET", "log", NULL);
  g_assert_cmpuint (sb_reply_count (log, ""), ==, 2);
  sb_assert_value (log, "0.number", "1");
  sb_assert_value (log, "0.time", "2026-03-04T10:15:30.000Z");
  sb_assert_value (log, "0.system", "precoro");
  sb_assert_value (log, "0.path", "/precoro/users");
  sb_assert_value (log, "0.query", "page=1&token=***&cod%65=***");
  sb_assert_value (log, "0.limiter", "null");
  sb_assert_value (log, "1.limiter", "second");
  sb_assert_value (log, "1.status", "429");
  g_assert_null (strstr (log->wire.body->str, "secret"));
  since = sb_fixture_control (sandbox, "GET", "log?since=1", NULL);
  g_assert_cmpuint (sb_reply_count (since, ""), ==, 1);
}

/* ---- control ---- */

static void
test_state (void)
{
  const char *settings[] = { "precoro.empty=array", "precoro.users=minimal", "precoro.level-base=0", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  g_autoptr (SbReply) options = sb_fixture_control (sandbox, "GET", STATE, NULL);
  g_autoptr (SbReply) users = sb_fixture_control (sandbox, "GET", "state/precoro/users", NULL);
  g_autoptr (SbReply) orders = sb_fixture_control (sandbox, "GET", "state/precoro/purchaseorders", NULL);
  g_autoptr (SbReply) nothing = sb_fixture_call (sandbox, "GET", "/__sandbox/state/precoro/nothing", NULL, NULL);
  g_autofree char *info = sb_precoro_dup_info (sandbox);
  g_autofree char *company = sb_reply_dup (options, "0.company");

  g_assert_nonnull (strstr (info, company));
  sb_assert_value (options, "0.parent", "null");   /* whatever the variants in force show to a client */
  sb_assert_value (options, "0.level", "1");
  sb_assert_value (options, "0.field", "7301");
  sb_assert_value (users, "0.enable", "true");
  g_assert_cmpuint (sb_reply_count (orders, ""), ==, 120);
  g_assert_cmpuint (sb_reply_count (orders, "0.items.data"), >, 0);
  g_assert_cmpuint (nothing->wire.status, ==, 404);
}

static void
test_edit_options (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (SbReply) created = NULL;
  g_autoptr (SbReply) option = NULL;
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;
  guint before = count_options (sandbox);

  created = sb_fixture_control (sandbox, "POST", "edit",
                                "{\"system\":\"precoro\",\"record\":\"option\",\"create\":{\"field\":7301,\"name\":\"Typed in\","
                                "\"parent\":{\"id\":88002}}}");
  id = sb_reply_dup (created, "id");
  body = g_strdup_printf ("{\"system\":\"precoro\",\"record\":\"options\",\"id\":\"%s\",\"set\":{\"name\":\"Renamed\","
                          "\"enable\":false,\"parent\":null,\"externalId\":99}}", id);
  control (sandbox, "edit", body);
  option = sb_fixture_precoro (sandbox, 0, "GET", OPTIONS "?external_id[]=99", NULL);
  sb_assert_value (option, "data.0.name", "Renamed");
  sb_assert_value (option, "data.0.level", "1");
  sb_assert_value (option, "data.0.enable", "false");

  /* two children go with their parent */
  control (sandbox, "edit", "{\"system\":\"precoro\",\"record\":\"option\",\"id\":88002,\"delete\":true}");
  g_assert_cmpuint (count_options (sandbox), ==, before + 1 - 3);
}

static void
test_edit_users_and_orders (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *info = sb_precoro_dup_info (sandbox);
  g_autoptr (JsonNode) root = json_from_string (info, NULL);
  const char *company = json_object_get_string_member (json_array_get_object_element (json_node_get_array (root), 0), "company");
  g_autofree char *order = NULL;
  g_autoptr (SbReply) created = NULL;
  g_autoptr (SbReply) shown = NULL;
  g_autoptr (SbReply) users = NULL;

  control (sandbox, "edit", "{\"system\":\"precoro\",\"record\":\"user\",\"id\":\"5001\",\"set\":{\"enable\":false,"
                            "\"email\":\"new@example.test\"}}");
  users = sb_fixture_precoro (sandbox, 0, "GET", "/users", NULL);
  sb_assert_value (users, "data.0.email", "new@example.test");
  sb_assert_value (users, "data.0.enable", "false");

  order = g_strdup_printf ("{\"system\":\"precoro\",\"record\":\"purchaseorder\",\"create\":{\"company\":\"%s\",\"purchaser\":5002,"
                           "\"note\":\"By hand\",\"items\":[{\"name\":\"A\",\"quantity\":3,\"price\":\"1.25\",\"option\":88001}]}}",
                           company);
  created = sb_fixture_control (sandbox, "POST", "edit", order);
  shown = sb_fixture_precoro (sandbox, 0, "GET", "/purchaseorders/1061", NULL);
  sb_assert_value (shown, "sum", "3.75");
  sb_assert_value (shown, "creator.id", "5002");
  sb_assert_value (shown, "items.data.0.dataItemCustomFields.data.0.value", "88001");
}

static void
test_edit_errors (void)
{
  const char *bodies[] = {
    "{}", "[]", "x", "{\"system\":\"precoro\",\"record\":\"option\",\"set\":{}}",
    "{\"system\":\"precoro\",\"record\":\"option\",\"id\":1,\"set\":{\"name\":\"x\"}}",
    "{\"system\":\"precoro\",\"record\":\"option\",\"id\":88001,\"set\":{\"nmae\":\"x\"}}",
    "{\"system\":\"precoro\",\"record\":\"option\",\"id\":88002,\"set\":{\"parent\":88003}}",
    "{\"system\":\"precoro\",\"record\":\"option\",\"create\":{\"name\":\"x\"}}",
    "{\"system\":\"precoro\",\"record\":\"user\",\"id\":5001,\"delete\":true}",
    "{\"system\":\"precoro\",\"record\":\"purchaseorder\",\"id\":640001,\"set\":{\"items\":[{\"name\":\"A\"},1]}}",
  };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (SbReply) before = sb_fixture_control (sandbox, "GET", "state/precoro/purchaseorders", NULL);
  g_autoptr (SbReply) after = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (SbReply) reply = sb_fixture_call (sandbox, "POST", "/__sandbox/edit", NULL, bodies[i]);

      g_assert_cmpuint (reply->wire.status, ==, 400);
    }
  after = sb_fixture_control (sandbox, "GET", "state/precoro/purchaseorders", NULL);
  g_assert_cmpstr (before->wire.body->str, ==, after->wire.body->str);
}

static void
test_deep_body (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *deep = g_strnfill (1000000, '[');
  g_autoptr (SbReply) reply = sb_fixture_call (sandbox, "POST", "/__sandbox/edit", NULL, deep);

  g_assert_cmpuint (reply->wire.status, ==, 400);
}

static void
refuse_settings (SbSandbox *sandbox, const char *body)
{
  g_autoptr (SbReply) reply = sb_fixture_call (sandbox, "POST", "/__sandbox/settings", NULL, body);

  if (reply->wire.status != 400)
    g_error ("%s was taken", body);
}

static void
test_settings (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (SbReply) wrong = NULL;
  g_autoptr (SbReply) reply = NULL;

  control (sandbox, "settings", "{\"latency\":40,\"rate\":\"real\",\"assume\":{\"precoro.create-status\":\"200\"}}");
  reply = sb_fixture_precoro (sandbox, 0, "POST", OPTIONS, "name=A");
  g_assert_cmpuint (reply->wire.status, ==, 200);
  g_assert_cmpuint (reply->wire.delay_ms, ==, 40);
  sb_assert_status (sandbox, 429, "POST", OPTIONS, "name=A");
  control (sandbox, "settings", "{\"expire_access_tokens\":true,\"revoke_grants\":true}");
  refuse_settings (sandbox, "{\"latency\":60,\"assume\":{\"precoro.put\":\"sideways\"}}");
  refuse_settings (sandbox, "{\"latency\":60,\"assume\":{\"precoro.putt\":\"keep\"}}");
  refuse_settings (sandbox, "{\"latency\":60,\"rate\":\"slow\"}");
  refuse_settings (sandbox, "{\"latency\":60,\"concurrency\":0}");
  refuse_settings (sandbox, "{\"latency\":\"60\"}");
  refuse_settings (sandbox, "{\"latency\":60,\"revoke_grants\":\"yes\"}");
  refuse_settings (sandbox, "{\"latency\":60,\"suiteprojects\":{\"day_limit\":-1}}");
  refuse_settings (sandbox, "{\"latency\":60,\"colour\":\"red\"}");
  wrong = sb_fixture_call (sandbox, "POST", "/__sandbox/settings", NULL, "{\"assume\":{\"precoro.put\":\"sideways\"}}");
  g_assert_cmpuint (wrong->wire.status, ==, 400);
  g_assert_nonnull (strstr (wrong->wire.body->str, "keep, replace"));
  g_clear_pointer (&reply, sb_reply_free);
  reply = sb_fixture_precoro (sandbox, 0, "GET", OPTIONS, NULL);
  g_assert_cmpuint (reply->wire.delay_ms, ==, 40);   /* of what is refused nothing is taken */
}

static void
test_clock (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, NULL);
  g_autoptr (SbReply) advanced = NULL;

  sb_assert_status (sandbox, 201, "POST", OPTIONS, "name=A");
  sb_assert_status (sandbox, 429, "POST", OPTIONS, "name=A");
  advanced = sb_fixture_control (sandbox, "POST", "clock", "{\"advance\":90.5}");
  sb_assert_value (advanced, "now", "2026-03-04T10:17:00Z");
  sb_assert_status (sandbox, 201, "POST", OPTIONS, "name=A");
}

static void
test_reset (void)
{
  const char *settings[] = { "precoro:500:#2", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  g_autoptr (SbReply) before = sb_fixture_control (sandbox, "GET", STATE, NULL);
  g_autofree char *info = sb_sandbox_dup_info (sandbox);
  g_autofree char *info_after = NULL;
  g_autoptr (SbReply) after = NULL;
  g_autoptr (SbReply) log = NULL;

  control (sandbox, "clock", "{\"advance\":3600}");
  control (sandbox, "settings", "{\"assume\":{\"precoro.put\":\"replace\"}}");
  sb_assert_status (sandbox, 201, "POST", OPTIONS, "name=A");
  control (sandbox, "reset", NULL);
  after = sb_fixture_control (sandbox, "GET", STATE, NULL);
  log = sb_fixture_control (sandbox, "GET", "log", NULL);
  info_after = sb_sandbox_dup_info (sandbox);
  g_assert_cmpstr (before->wire.body->str, ==, after->wire.body->str);
  g_assert_cmpstr (info, ==, info_after);
  g_assert_cmpuint (sb_reply_count (log, ""), ==, 0);
  g_assert_cmpint (sb_sandbox_now (sandbox), ==, SB_FIXTURE_EPOCH);
  sb_assert_status (sandbox, 201, "POST", OPTIONS, "name=A");
  sb_assert_status (sandbox, 500, "POST", OPTIONS, "name=A");
}

static void
test_unknown_addresses (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  const char *targets[] = { "/", "/precorox/users", "/__sandbox", "/__sandbox/state", "/__sandbox/edit" };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr (SbReply) reply = sb_fixture_call (sandbox, "GET", targets[i], NULL, NULL);

      g_assert_cmpuint (reply->wire.status, ==, 404);
    }
}

/* ---- life ---- */

static void
test_same_seed_same_bytes (void)
{
  g_autoptr (SbSandbox) one = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (SbSandbox) other = sb_fixture_new (SB_RATE_OFF, NULL);
  const char *places[] = { "state/precoro/options", "state/precoro/users", "state/precoro/purchaseorders" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (SbReply) first = sb_fixture_control (one, "GET", places[i], NULL);
      g_autoptr (SbReply) second = sb_fixture_control (other, "GET", places[i], NULL);

      g_assert_cmpstr (first->wire.body->str, ==, second->wire.body->str);
    }
}

static SbSandbox *
open_data (const char *folder, guint64 seed, GError **error)
{
  SbOptions options;

  sb_options_init (&options);
  options.data_dir = (char *) folder;
  options.customers = options.projects = options.employees = 10;
  options.seed = seed;
  options.clock_rate = 0.0;
  options.epoch_us = SB_FIXTURE_EPOCH;

  return sb_sandbox_new (&options, SB_FIXTURE_URL, error);
}

static void
remove_data (const char *folder)
{
  const char *names[] = { "sandbox.db", "sandbox.db-wal", "sandbox.db-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
test_data_over_restart (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sandbox-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  SbSandbox *sandbox = open_data (folder, 5, &error);
  g_autofree char *info = NULL;
  g_autofree char *info_after = NULL;
  guint before;

  g_assert_no_error (error);
  info = sb_sandbox_dup_info (sandbox);
  before = count_options (sandbox);
  control (sandbox, "clock", "{\"advance\":100}");
  sb_assert_status (sandbox, 201, "POST", OPTIONS, "name=Kept");
  g_assert_null (open_data (folder, 5, &error));   /* in use */
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  sb_sandbox_free (sandbox);

  sandbox = open_data (folder, 6, NULL);
  info_after = sb_sandbox_dup_info (sandbox);
  g_assert_cmpuint (count_options (sandbox), ==, before + 1);
  g_assert_cmpstr (info, ==, info_after);
  g_assert_cmpint (sb_sandbox_now (sandbox), ==, SB_FIXTURE_EPOCH + 100 * G_USEC_PER_SEC);
  sb_sandbox_free (sandbox);
  remove_data (folder);
}

static void
test_assumption_table (void)
{
  for (const SbAssumption *a = sb_assumptions; a->name != NULL; a++)
    {
      g_assert_true (g_str_has_prefix (a->name, "precoro.") || g_str_has_prefix (a->name, "netsuite.") ||
                     g_str_has_prefix (a->name, "suiteprojects."));
      g_assert_nonnull (a->variants[1]);
      g_assert_nonnull (a->source);
      for (const SbAssumption *b = a + 1; b->name != NULL; b++)
        g_assert_cmpstr (a->name, !=, b->name);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/frame/fault/grammar", test_fault_grammar);
  g_test_add_func ("/frame/fault/kinds", test_fault_kinds);
  g_test_add_func ("/frame/fault/numbers", test_fault_numbers);
  g_test_add_func ("/frame/fault/rate", test_fault_rate);
  g_test_add_func ("/frame/fault/wrong-json", test_wrong_bodies);
  g_test_add_func ("/frame/fault/control", test_fault_control);
  g_test_add_func ("/frame/concurrency", test_concurrency);
  g_test_add_func ("/frame/log", test_log);
  g_test_add_func ("/frame/state", test_state);
  g_test_add_func ("/frame/edit/options", test_edit_options);
  g_test_add_func ("/frame/edit/users-and-orders", test_edit_users_and_orders);
  g_test_add_func ("/frame/edit/errors", test_edit_errors);
  g_test_add_func ("/frame/deep-body", test_deep_body);
  g_test_add_func ("/frame/settings", test_settings);
  g_test_add_func ("/frame/clock", test_clock);
  g_test_add_func ("/frame/reset", test_reset);
  g_test_add_func ("/frame/addresses", test_unknown_addresses);
  g_test_add_func ("/frame/seed", test_same_seed_same_bytes);
  g_test_add_func ("/frame/data", test_data_over_restart);
  g_test_add_func ("/frame/assumptions", test_assumption_table);

  return g_test_run ();
}
