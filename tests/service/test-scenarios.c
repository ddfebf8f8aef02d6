/* test-scenarios.c: whole runs, both sides compared, requests counted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-fixture.h"
#include "cw-sandbox-transport.h"

#include <string.h>

static guint
get_count (CwRunInfo *info, const char *name)
{
  const char *text = cw_fields_get (info->counts, name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : 0;
}

static CwRunInfo *
run (CwFixture *f, guint index, gboolean all)
{
  g_autoptr (GError) error = NULL;
  CwRunInfo *info = cw_fixture_run (f, index, all, &error);

  g_assert_no_error (error);
  return info;
}

static void
assert_quiet (CwFixture *f, guint index, gboolean all)
{
  g_autoptr (CwRunInfo) info = NULL;

  cw_fixture_count_writes (f, "precoro");
  cw_fixture_count_writes (f, "netsuite");
  info = run (f, index, all);
  g_assert_cmpuint (cw_fixture_count_writes (f, "precoro"), ==, 0);
  g_assert_cmpuint (cw_fixture_count_writes (f, "netsuite"), ==, 0);
}

/* The option of company @index with external id @id: its member @name as text; NULL: no such option. */
static char *
get_option (CwFixture *f, guint index, const char *id, const char *name)
{
  g_autoptr (JsonNode) node = cw_fixture_get (f, "/__sandbox/state/precoro/options");
  JsonArray *rows = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *external = NULL;
      g_autofree char *value = NULL;

      if (g_strcmp0 (json_object_get_string_member (row, "company"), f->companies[index]) != 0)
        continue;
      external = json_to_string (json_object_get_member (row, "externalId"), FALSE);
      if (strcspn (external, "\"") == 0)
        {
          char *bare = g_strndup (external + 1, strlen (external) - 2);

          g_free (external);
          external = bare;
        }
      if (g_strcmp0 (external, id) != 0)
        continue;
      value = json_to_string (json_object_get_member (row, name), FALSE);
      return g_steal_pointer (&value);
    }
  return NULL;
}

static void
assert_option (CwFixture *f, guint index, const char *id, const char *name, const char *expected)
{
  g_autofree char *value = get_option (f, index, id, name);

  g_assert_cmpstr (value, ==, expected);
}

static char *
create_customer (CwFixture *f, const char *name, const char *subsidiaries, const char *more)
{
  g_autofree char *json = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"customer\",\"create\":{\"companyname\":\"%s\",\"isperson\":\"F\","
                                           "\"subsidiaries\":%s,\"custentity_precoro_sync\":\"T\"%s}}", name, subsidiaries, more);

  return cw_fixture_edit (f, json);
}

static char *
create_job (CwFixture *f, const char *name, const char *parent, const char *more)
{
  g_autofree char *json = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"job\",\"create\":{\"companyname\":\"%s\",\"parent\":\"%s\","
                                           "\"subsidiaries\":[\"2\"],\"custentity_precoro_sync\":\"T\"%s}}", name, parent, more);

  return cw_fixture_edit (f, json);
}

static void
set (CwFixture *f, const char *record, const char *id, const char *members)
{
  g_autofree char *json = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"%s\",\"id\":\"%s\",\"set\":{%s}}", record, id, members);
  g_autofree char *answer = cw_fixture_edit (f, json);
}

/* ---- scenarios ---- */

static void
test_first_load (void)
{
  CwFixture *f = cw_fixture_new (120, 80, NULL);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CwRunInfo) info = run (f, i, FALSE);

      cw_fixture_assert_converged (f, i, FALSE);
      assert_quiet (f, i, FALSE);
    }
  cw_fixture_free (f);
}

static void
test_all (void)
{
  CwFixture *f = cw_fixture_new (80, 60, NULL);
  g_autoptr (CwRunInfo) info = run (f, 0, TRUE);
  g_autoptr (CwRunInfo) second = NULL;

  cw_fixture_assert_converged (f, 0, TRUE);
  assert_quiet (f, 0, TRUE);
  /* Every exported record ends marked, so the rule finds the same ones. */
  cw_fixture_assert_converged (f, 0, FALSE);
  cw_fixture_free (f);
}

static void
test_changes (void)
{
  CwFixture *f = cw_fixture_new (20, 10, NULL);
  g_autofree char *customer = create_customer (f, "Acme & Söhne = [1+1]", "[\"2\"]", "");
  g_autofree char *other = create_customer (f, "Bolt", "[\"2\"]", "");
  g_autofree char *job = create_job (f, "Halle", customer, "");
  g_autofree char *below = create_job (f, "Dach", job, "");
  g_autoptr (CwRunInfo) first = run (f, 0, FALSE);

  assert_option (f, 0, customer, "name", "\"Acme & Söhne = [1+1]\"");
  set (f, "customer", customer, "\"companyname\":\"Acme 2\"");
  set (f, "job", job, "\"isinactive\":\"T\"");
  cw_fixture_count_writes (f, "precoro");
  {
    g_autoptr (CwRunInfo) info = run (f, 0, FALSE);

    g_assert_cmpuint (get_count (info, "update"), ==, 1);
    g_assert_cmpuint (get_count (info, "deactivate"), ==, 2);
    g_assert_cmpuint (cw_fixture_count_writes (f, "precoro"), ==, 3);
  }
  assert_option (f, 0, customer, "name", "\"Acme 2\"");
  assert_option (f, 0, job, "enable", "false");
  assert_option (f, 0, below, "enable", "false");

  set (f, "job", job, "\"isinactive\":\"F\"");
  {
    g_autoptr (CwRunInfo) info = run (f, 0, FALSE);

    g_assert_cmpuint (get_count (info, "reactivate"), ==, 2);
  }
  assert_option (f, 0, below, "enable", "true");

  {
    g_autofree char *parent = g_strdup_printf ("\"parent\":\"%s\",\"customer\":\"%s\"", other, other);

    set (f, "job", job, parent);
  }
  {
    g_autoptr (CwRunInfo) info = run (f, 0, FALSE);

    g_assert_cmpuint (get_count (info, "move"), ==, 1);
  }
  cw_fixture_assert_converged (f, 0, FALSE);
  assert_quiet (f, 0, FALSE);
  cw_fixture_free (f);
}

static void
test_unmark (void)
{
  CwFixture *f = cw_fixture_new (10, 5, NULL);
  g_autofree char *customer = create_customer (f, "Acme", "[\"2\"]", "");
  g_autoptr (CwRunInfo) first = run (f, 0, FALSE);

  set (f, "customer", customer, "\"custentity_precoro_sync\":\"F\",\"companyname\":\"Other\"");
  assert_quiet (f, 0, FALSE);
  assert_option (f, 0, customer, "name", "\"Acme\"");
  cw_fixture_free (f);
}

/* A record goes to every integration that it is available to, and to no other. */
static void
test_two_companies (void)
{
  CwFixture *f = cw_fixture_new (10, 5, NULL);
  g_autofree char *both = create_customer (f, "Both", "[\"2\",\"3\"]", "");
  g_autofree char *first = create_customer (f, "First", "[\"2\"]", "");
  g_autofree char *neither = create_customer (f, "Neither", "[\"1\"]", "");
  g_autoptr (CwRunInfo) a = run (f, 0, FALSE);
  g_autoptr (CwRunInfo) b = run (f, 1, FALSE);

  assert_option (f, 0, both, "name", "\"Both\"");
  assert_option (f, 1, both, "name", "\"Both\"");
  assert_option (f, 0, first, "name", "\"First\"");
  assert_option (f, 1, first, "name", NULL);
  assert_option (f, 0, neither, "name", NULL);
  assert_option (f, 1, neither, "name", NULL);

  /* Taken from the first subsidiary: updates stop, what is there stays. */
  set (f, "customer", both, "\"subsidiaries\":[\"3\"]");
  set (f, "customer", both, "\"companyname\":\"Both 2\"");
  {
    g_autoptr (CwRunInfo) c = run (f, 0, FALSE);
    g_autoptr (CwRunInfo) d = run (f, 1, FALSE);
  }
  assert_option (f, 0, both, "name", "\"Both\"");
  assert_option (f, 0, both, "enable", "true");
  assert_option (f, 1, both, "name", "\"Both 2\"");
  cw_fixture_free (f);
}

/* A relation that is removed leaves no trace, and other records change at the same time: it is noticed all the same. */
static void
test_vanished_relation (void)
{
  CwFixture *f = cw_fixture_new (10, 5, NULL);
  g_autofree char *both = create_customer (f, "Both", "[\"2\",\"3\"]", "");
  g_autofree char *other = create_customer (f, "Other", "[\"2\"]", "");
  g_autoptr (CwRunInfo) first = run (f, 0, FALSE);
  g_autoptr (CwRunInfo) second = NULL;
  g_autofree char *key = g_strdup_printf ("customer:%s skip not-available", both);

  set (f, "customer", both, "\"subsidiaries\":[\"3\"]");
  set (f, "customer", other, "\"companyname\":\"Other 2\"");
  second = run (f, 0, FALSE);
  g_assert_nonnull (strstr (f->events->str, key));
  assert_option (f, 0, other, "name", "\"Other 2\"");
  cw_fixture_free (f);
}

static void
test_deleted (void)
{
  CwFixture *f = cw_fixture_new (10, 5, NULL);
  g_autofree char *customer = create_customer (f, "Acme", "[\"2\"]", "");
  g_autoptr (CwRunInfo) first = run (f, 0, FALSE);
  g_autofree char *json = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"customer\",\"id\":\"%s\",\"delete\":true}", customer);
  g_autofree char *answer = cw_fixture_edit (f, json);
  g_autoptr (CwRunInfo) second = run (f, 0, FALSE);

  assert_option (f, 0, customer, "enable", "false");
  assert_quiet (f, 0, FALSE);
  cw_fixture_free (f);
}

/* The profile can be lost: links come back from the target, nothing is made twice. */
static void
test_lost_profile (void)
{
  CwFixture *f = cw_fixture_new (40, 30, NULL);
  g_autoptr (CwRunInfo) first = run (f, 0, FALSE);
  CwRunRequest request = { .integration = f->integrations[0] };
  g_autoptr (GError) error = NULL;
  guint links = 0;

  g_assert_true (cw_profile_rebuild_links_sync (f->profile, f->integrations[0], &request, &links, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (links, >, 0);
  assert_quiet (f, 0, FALSE);
  cw_fixture_assert_converged (f, 0, FALSE);
  cw_fixture_free (f);
}

static void
test_faults (gconstpointer data)
{
  CwFixture *f = cw_fixture_new (60, 40, NULL);

  for (const char *const *spec = data; *spec != NULL; spec++)
    {
      g_autofree char *json = g_strdup_printf ("{\"spec\":\"%s\"}", *spec);

      cw_fixture_control (f, "/__sandbox/fault", json);
    }
  {
    g_autoptr (CwRunInfo) info = run (f, 0, TRUE);

    g_assert_cmpuint (get_count (info, "failed"), ==, 0);
  }
  cw_fixture_control (f, "/__sandbox/fault", "{\"clear\":true}");
  cw_fixture_assert_converged (f, 0, TRUE);
  assert_quiet (f, 0, TRUE);
  cw_fixture_free (f);
}

static void
test_stale_plan (void)
{
  CwFixture *f = cw_fixture_new (10, 5, NULL);
  g_autofree char *customer = create_customer (f, "Acme", "[\"2\"]", "");
  g_autofree char *file = g_build_filename (f->dir, "plan.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) plan = cw_fixture_plan (f, 0, FALSE, &error);
  CwRunRequest request = { .integration = f->integrations[0], .plan_file = file };

  g_assert_no_error (error);
  g_assert_true (cw_profile_save_plan (f->profile, plan->id, file, &error));
  set (f, "customer", customer, "\"companyname\":\"Changed\"");
  cw_fixture_count_writes (f, "precoro");
  g_assert_null (cw_profile_run_sync (f->profile, &request, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_STALE);
  g_assert_nonnull (strstr (error->message, customer));
  g_assert_cmpuint (cw_fixture_count_writes (f, "precoro"), ==, 0);
  g_clear_error (&error);

  set (f, "customer", customer, "\"companyname\":\"Acme\"");
  {
    g_autoptr (CwRunInfo) info = cw_profile_run_sync (f->profile, &request, &error);

    g_assert_no_error (error);
  }
  cw_fixture_assert_converged (f, 0, FALSE);
  cw_fixture_free (f);
}

static void
test_plan_writes_nothing (void)
{
  CwFixture *f = cw_fixture_new (30, 20, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) plan = NULL;

  plan = cw_fixture_plan (f, 0, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (get_count (plan, "create"), >, 0);
  g_assert_cmpuint (cw_fixture_count_writes (f, "precoro"), ==, 0);
  g_assert_cmpuint (cw_fixture_count_writes (f, "netsuite"), ==, 0);
  cw_fixture_free (f);
}

static void
test_local_marks (void)
{
  CwFixture *f = cw_fixture_new (30, 20, "netsuite.sync-field=absent");
  g_autoptr (CwRunInfo) nothing = run (f, 0, FALSE);
  g_autoptr (CwRunInfo) all = NULL;

  g_assert_cmpuint (get_count (nothing, "create"), ==, 0);
  all = run (f, 0, TRUE);
  g_assert_cmpuint (get_count (all, "create"), >, 0);
  g_assert_cmpuint (cw_fixture_count_writes (f, "netsuite"), ==, 0);
  assert_quiet (f, 0, FALSE);
  cw_fixture_free (f);
}

static void
test_explain (void)
{
  CwFixture *f = cw_fixture_new (10, 5, NULL);
  g_autofree char *customer = create_customer (f, "Acme", "[\"3\"]", "");
  g_autoptr (CwRunInfo) info = run (f, 0, FALSE);
  g_autofree char *key = g_strdup_printf ("customer:%s", customer);
  g_autoptr (GError) error = NULL;
  CwExplanation *explanation = cw_profile_explain_sync (f->profile, f->integrations[0], key, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (explanation->state, ==, "blocked");
  g_assert_cmpuint (explanation->rules->len, ==, 6);
  cw_explanation_free (explanation);
  g_assert_null (cw_profile_explain_sync (f->profile, f->integrations[0], "customer:999999", &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  cw_fixture_free (f);
}

static void
test_stopped (void)
{
  CwFixture *f = cw_fixture_new (5, 2, NULL);
  CwRunControl *control = cw_run_control_new ();
  CwRunRequest request = { .integration = f->integrations[0], .control = control };
  g_autoptr (GError) error = NULL;

  cw_run_control_stop (control);
  g_assert_null (cw_profile_run_sync (f->profile, &request, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_STOPPED);
  cw_run_control_unref (control);
  cw_fixture_free (f);
}

/* ---- pause ---- */

#define LANES 3   /* of each of the two connections */

typedef struct {
  CwFixture    *fixture;
  CwRunControl *control;
  guint         pause_at;      /* the write at which somebody pauses */
  guint         writes, after; /* all; and those that were begun after the pause */
  gboolean      paused;        /* asked for, not yet resumed */
  guint         rests;         /* how often the run said that nothing is under way */
  guint         past, total;   /* as told last */
  GThread      *resumer;
} Pausing;

static gboolean
note_exchange (gboolean after, const CwWireRequest *request, gpointer data)
{
  Pausing *self = data;

  if (after || g_str_equal (request->method, "GET") || strstr (request->url, "suiteql") != NULL || strstr (request->url, "token") != NULL)
    return TRUE;
  self->after += self->paused ? 1 : 0;
  if (++self->writes == self->pause_at)
    {
      self->paused = TRUE;
      cw_run_control_pause (self->control, TRUE);
    }
  return TRUE;
}

/* A person looks for a while: nothing at all may happen meanwhile. */
static gpointer
resume_later (gpointer data)
{
  Pausing *self = data;
  guint before = self->writes;

  g_usleep (100000);
  g_assert_cmpuint (self->writes, ==, before);
  self->paused = FALSE;
  cw_run_control_pause (self->control, FALSE);
  return NULL;
}

static void
note_progress (const CwEvent *event, gpointer data)
{
  Pausing *self = data;

  if (event->kind != CW_EVENT_PROGRESS)
    return;
  g_assert_cmpuint (event->total, ==, event->done_all + event->failed_all + event->left);
  g_assert_cmpuint (event->total - event->left, >=, self->past);
  g_assert_true (self->total == 0 || self->total == event->total);
  self->past = event->total - event->left;
  self->total = event->total;
  if (!event->paused)
    return;
  self->rests++;
  self->resumer = g_thread_new ("resumer", resume_later, self);
}

static void
set_lanes (CwFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, &error);
  g_autoptr (CwIntegrationInfo) info = cw_store_get_integration (store, f->integrations[0], &error);
  g_autofree char *lanes = g_strdup_printf ("%u", LANES);

  g_assert_no_error (error);
  g_assert_true (cw_profile_set_connection (f->profile, info->source, "lanes", lanes, &error));
  g_assert_true (cw_profile_set_connection (f->profile, info->target, "lanes", lanes, &error));
}

/* Nothing is begun after a pause but what is under way on a lane, nothing is sent twice, and the numbers go on. */
static void
pause_once (gboolean threaded, guint pause_at)
{
  CwFixture *f = cw_fixture_new (40, 20, NULL);
  CwSandboxTransport *transport = CW_SANDBOX_TRANSPORT (f->transport);
  Pausing pausing = { .fixture = f, .pause_at = pause_at, .control = cw_run_control_new () };
  CwRunRequest request = { .integration = f->integrations[0], .all = TRUE, .control = pausing.control, .event = note_progress,
                           .event_data = &pausing };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (GPtrArray) open = NULL;

  set_lanes (f);
  cw_sandbox_transport_set_threaded (transport, threaded);
  cw_sandbox_transport_set_hook (transport, note_exchange, &pausing);
  info = cw_profile_run_sync (f->profile, &request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pausing.rests, ==, 1);
  g_assert_cmpuint (pausing.after, <=, threaded ? 2 * LANES - 1 : 1);
  g_assert_cmpuint (pausing.past, ==, pausing.total);
  g_thread_join (pausing.resumer);
  cw_sandbox_transport_set_hook (transport, NULL, NULL);
  cw_fixture_assert_converged (f, 0, TRUE);
  assert_quiet (f, 0, TRUE);
  store = cw_profile_open_store (f->profile, &error);
  open = cw_store_journal_open (store, f->integrations[0], &error);
  g_assert_no_error (error);
  g_assert_cmpuint (open->len, ==, 0);
  cw_run_control_unref (pausing.control);
  cw_fixture_free (f);
}

static void
test_pause (gconstpointer data)
{
  static const guint moments[] = { 1, 2, 7, 23, 40 };

  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    pause_once (GPOINTER_TO_INT (data), moments[i]);
}

int
main (int argc, char **argv)
{
  static const char *drop[] = { "precoro:commit-drop:0.1", "netsuite:500:0.1", NULL };
  static const char *mix[] = { "precoro:500:0.1", "precoro:429:0.1", "precoro:reset:0.05", "precoro:commit-drop:0.05",
                               "precoro:truncate:0.03", "precoro:wrong-json:0.03", "netsuite:429:0.1", "netsuite:truncate:0.03", NULL };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/service/first-load", test_first_load);
  g_test_add_func ("/service/all", test_all);
  g_test_add_func ("/service/changes", test_changes);
  g_test_add_func ("/service/unmark", test_unmark);
  g_test_add_func ("/service/two-companies", test_two_companies);
  g_test_add_func ("/service/vanished-relation", test_vanished_relation);
  g_test_add_func ("/service/deleted", test_deleted);
  g_test_add_func ("/service/lost-profile", test_lost_profile);
  g_test_add_data_func ("/service/faults/drop", drop, test_faults);
  g_test_add_data_func ("/service/faults/mix", mix, test_faults);
  g_test_add_func ("/service/stale-plan", test_stale_plan);
  g_test_add_func ("/service/plan-writes-nothing", test_plan_writes_nothing);
  g_test_add_func ("/service/local-marks", test_local_marks);
  g_test_add_func ("/service/explain", test_explain);
  g_test_add_func ("/service/stopped", test_stopped);
  g_test_add_data_func ("/service/pause/one-lane", GINT_TO_POINTER (FALSE), test_pause);
  g_test_add_data_func ("/service/pause/lanes", GINT_TO_POINTER (TRUE), test_pause);
  return g_test_run ();
}
