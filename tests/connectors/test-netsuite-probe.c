/* test-netsuite-probe.c: the connection test, and what a wrong connection is told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "netsuite-fixture.h"

#define SYNC_FIELD "custentity_precoro_sync"

static void
assert_says (const GError *error, const char *word)
{
  g_assert_nonnull (error);
  if (strstr (error->message, word) == NULL)
    g_error ("“%s” does not say “%s”", error->message, word);
}

/* ---- what is found ---- */

typedef struct {
  const char *assume;
  const char *zone;
  gboolean    has_sync_field;
  guint       concurrency;
} Found;

static void
test_found (gconstpointer data)
{
  const Found *found = data;
  g_autoptr (Fixture) fixture = fixture_new (20, 10, 0, found->assume, NULL);
  g_autoptr (GError) error = NULL;
  CwProbe probe = { NULL };

  g_assert_true (cw_connector_probe_sync (fixture->connector, SYNC_FIELD, &probe, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (probe.account, ==, "TSTDRV1000001_SB1");
  g_assert_cmpstr (probe.zone, ==, found->zone);
  g_assert_cmpint (probe.has_sync_field, ==, found->has_sync_field);
  g_assert_cmpuint (probe.concurrency, ==, found->concurrency);
  g_assert_cmpint (ABS (probe.clock_offset), <=, 2 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (cw_connector_get_lanes (fixture->connector), ==, found->concurrency > 0 ? found->concurrency - 1 : 4);
  cw_probe_clear (&probe);
}

static void
test_server_time (void)
{
  g_autoptr (Fixture) fixture = fixture_new (5, 5, 4, NULL, NULL);
  gint64 time = 0;

  g_assert_true (cw_connector_server_time_sync (fixture->connector, &time, NULL, NULL));
  g_assert_cmpint (time, ==, cw_clock_now (fixture->clock));
}

static void
test_describe (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (5, 5, 4, data, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) fields = cw_netsuite_describe_sync (fixture->netsuite, "customer", NULL, &error);
  guint found = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < fields->len; i++)
    {
      const CwFieldInfo *info = g_ptr_array_index (fields, i);

      if (g_str_equal (info->id, SYNC_FIELD))
        {
          g_assert_true (info->custom);
          g_assert_true (info->writable);
          g_assert_cmpint (info->type, ==, CW_VALUE_BOOLEAN);
          found++;
        }
      else if (g_str_equal (info->id, "companyName"))
        {
          g_assert_false (info->custom);
          g_assert_cmpint (info->type, ==, CW_VALUE_TEXT);
          found++;
        }
      else if (g_str_equal (info->id, "parent"))
        {
          g_assert_cmpint (info->type, ==, CW_VALUE_REFERENCE);
          found++;
        }
      else if (g_str_equal (info->id, "lastModifiedDate"))
        {
          g_assert_cmpint (info->type, ==, CW_VALUE_DATETIME);
          g_assert_false (info->writable);
          found++;
        }
    }
  g_assert_cmpuint (found, ==, 4);
}

static gboolean
count_records (GPtrArray *records, gpointer data, GError **error)
{
  *(guint *) data += records->len;
  return TRUE;
}

/* Only what can be read, with a value that occurs. */
static void
test_describe_columns (void)
{
  g_autoptr (Fixture) fixture = fixture_new (40, 20, 4, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) fields = cw_connector_describe_sync (fixture->connector, "job", NULL, &error);
  g_autoptr (GPtrArray) unknown = NULL;
  const char *extra[] = { NULL, NULL };
  CwReadQuery query = { .type = "job", .extra_fields = extra };
  guint found = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < fields->len; i++)
    {
      const CwFieldInfo *info = g_ptr_array_index (fields, i);
      guint records = 0;

      /* Each of them can be asked for. */
      extra[0] = info->id;
      g_assert_true (cw_connector_read_sync (fixture->connector, &query, count_records, &records, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (records, >, 0);
      if (g_str_equal (info->id, "companyName"))
        g_assert_nonnull (info->sample);
      if (g_str_equal (info->id, "customer"))
        g_assert_cmpstr (info->refers, ==, "customer");
      if (g_str_equal (info->id, "custentity_oa_project_template"))
        g_assert_cmpstr (info->label, ==, "SuiteProjects Pro Project Template");
      /* Of a list that is not read, the names. */
      if (g_str_equal (info->id, "custentity_oa_project_stage#name"))
        g_assert_cmpstr (info->sample, ==, "In progress");
      found += g_str_equal (info->id, "companyName") || g_str_equal (info->id, "customer")
               || g_str_equal (info->id, "custentity_oa_project_template") || g_str_equal (info->id, "custentity_oa_project_stage#name");
    }
  g_assert_cmpuint (found, ==, 4);
  unknown = cw_connector_describe_sync (fixture->connector, "spaceship", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (unknown->len, ==, 0);
}

/* A wanted field that is not there is said, not read as empty. */
static void
test_extra_field_gone (void)
{
  static const char * const types[] = { "customer", "job" };
  g_autoptr (Fixture) fixture = fixture_new (10, 10, 4, NULL, NULL);
  const char *extra[] = { "custentity_region", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      CwReadQuery query = { .type = types[i], .extra_fields = extra };
      g_autoptr (GError) error = NULL;
      guint records = 0;

      g_assert_false (cw_connector_read_sync (fixture->connector, &query, count_records, &records, NULL, &error));
      g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED);
      assert_says (error, "custentity_region");
      g_assert_cmpuint (records, ==, 0);
    }
}

/* ---- what is wrong ---- */

typedef struct {
  const char *auth, *account, *url, *member, *value;
  CwConnectorError code;
  const char *says;
} Wrong;

static void
test_wrong (gconstpointer data)
{
  const Wrong *wrong = data;
  g_autoptr (Fixture) fixture = fixture_new (5, 5, 4, NULL, NULL);
  g_autoptr (CwNetsuite) netsuite = NULL;
  g_autoptr (GError) error = NULL;
  CwProbe probe = { NULL };

  netsuite = fixture_connect (fixture, wrong->auth, wrong->account, wrong->url, wrong->member, wrong->value, &error);
  if (netsuite != NULL)
    g_assert_false (cw_connector_probe_sync (CW_CONNECTOR (netsuite), NULL, &probe, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CW_CONNECTOR_ERROR, (int) wrong->code);
  assert_says (error, wrong->says);
  assert_says (error, "books");
}

/* No more than a few attempts: five failures lock the user. */
static void
test_wrong_key_is_not_repeated (void)
{
  g_autoptr (Fixture) fixture = fixture_new (5, 5, 4, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwNetsuite) netsuite = fixture_connect (fixture, "tba", NULL, NULL, "token_secret", "wrong", &error);
  CwReadQuery query = { .type = "customer" };
  CwProbe probe = { NULL };

  g_assert_no_error (error);
  g_assert_false (cw_connector_probe_sync (CW_CONNECTOR (netsuite), NULL, &probe, NULL, NULL));
  g_assert_false (cw_connector_read_sync (CW_CONNECTOR (netsuite), &query, NULL, NULL, NULL, &error));
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH);
  g_assert_cmpuint (cw_sandbox_transport_count (fixture->wire, NULL), <=, 3);
}

static void
test_token_based (void)
{
  g_autoptr (Fixture) fixture = fixture_new (5, 5, 4, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwNetsuite) netsuite = fixture_connect (fixture, "tba", "https://tstdrv1000001-sb1.suitetalk.api.netsuite.com/", NULL, NULL, NULL,
                                                     &error);
  CwProbe probe = { NULL };

  g_assert_no_error (error);
  g_assert_true (cw_connector_probe_sync (CW_CONNECTOR (netsuite), SYNC_FIELD, &probe, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (probe.account, ==, "TSTDRV1000001_SB1");
  cw_probe_clear (&probe);
}

/* The client learns the server's clock from the refusal and signs again. */
static void
test_clock_off (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (5, 5, 4, NULL, NULL);
  g_autoptr (CwClock) wrong_clock = cw_virtual_clock_new (EPOCH + G_TIME_SPAN_HOUR);
  g_autoptr (CwClock) right_clock = fixture->clock;
  g_autoptr (CwNetsuite) netsuite = NULL;
  g_autoptr (GError) error = NULL;
  CwProbe probe = { NULL };

  fixture->clock = g_object_ref (wrong_clock);
  netsuite = fixture_connect (fixture, data, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  if (cw_connector_probe_sync (CW_CONNECTOR (netsuite), NULL, &probe, NULL, &error))
    g_assert_cmpint (ABS (probe.clock_offset + G_TIME_SPAN_HOUR), <=, 2 * G_TIME_SPAN_SECOND);
  else
    assert_says (error, "clock");
  cw_probe_clear (&probe);
  g_clear_object (&netsuite);
}

/* ---- names ---- */

static void
test_account_forms (void)
{
  static const struct {
    const char *given, *host, *realm;
  } forms[] = {
    { "1234567", "1234567", "1234567" },
    { "1234567_SB1", "1234567-sb1", "1234567_SB1" },
    { "1234567-sb1", "1234567-sb1", "1234567_SB1" },
    { " TSTDRV2617106 ", "tstdrv2617106", "TSTDRV2617106" },
    { "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest", "1234567-sb1", "1234567_SB1" },
    { "1234567-sb1.app.netsuite.com", "1234567-sb1", "1234567_SB1" },
    { "A_B_C", "a-b-c", "A_B_C" },
    { "", "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *host = cw_netsuite_dup_host_form (forms[i].given);
      g_autofree char *realm = cw_netsuite_dup_realm_form (forms[i].given);

      g_assert_cmpstr (host, ==, forms[i].host);
      g_assert_cmpstr (realm, ==, forms[i].realm);
    }
}

static void
test_record_urls (void)
{
  g_autofree char *real = cw_netsuite_dup_record_url ("https://1234567-sb1.suitetalk.api.netsuite.com", "1234567_SB1", "customer", "17");
  g_autofree char *sandbox = cw_netsuite_dup_record_url ("http://127.0.0.1:4000/netsuite", "TSTDRV1_SB1", "job", "18");
  g_autofree char *other = cw_netsuite_dup_record_url ("https://9.suitetalk.api.netsuite.com", NULL, "thing", "1&2");
  g_autofree char *order = cw_netsuite_dup_record_url ("https://9.suitetalk.api.netsuite.com", NULL, "purchaseOrder", "5");

  g_assert_cmpstr (order, ==, "https://9.app.netsuite.com/app/accounting/transactions/purchord.nl?id=5");
  g_assert_cmpstr (real, ==, "https://1234567-sb1.app.netsuite.com/app/common/entity/custjob.nl?id=17");
  g_assert_cmpstr (sandbox, ==, "http://127.0.0.1:4000/netsuite/app/accounting/project/project.nl?id=18");
  g_assert_cmpstr (other, ==, "https://9.app.netsuite.com/app/common/entity/entity.nl?id=1%262");
}

int
main (int argc, char **argv)
{
  static const Found found[] = {
    { NULL, "America/Los_Angeles", TRUE, 15 },
    { "netsuite.zone=Pacific/Auckland", "Pacific/Auckland", TRUE, 15 },
    { "netsuite.session-timezone-alias=ignored", "America/Los_Angeles", TRUE, 15 },
    { "netsuite.sync-field=absent", "America/Los_Angeles", FALSE, 15 },
    { "netsuite.projects=off", "America/Los_Angeles", TRUE, 15 },
    { "netsuite.oneworld=off", "America/Los_Angeles", TRUE, 15 },
    { "netsuite.error-shape=flat", "America/Los_Angeles", TRUE, 15 },
    { "netsuite.governance-limits=refused", "America/Los_Angeles", TRUE, 0 },
  };
  static const Wrong wrong[] = {
    { "m2m", NULL, NULL, "client_id", "0123456789abcdef", CW_CONNECTOR_ERROR_AUTH, "client ID" },
    { "m2m", NULL, NULL, "certificate_id", "nobody", CW_CONNECTOR_ERROR_AUTH, "certificate" },
    { "m2m", NULL, NULL, "certificate_id", NULL, CW_CONNECTOR_ERROR_AUTH, "certificate_id" },
    { "m2m", NULL, NULL, "private_key_pem", "no key", CW_CONNECTOR_ERROR_AUTH, "private_key_pem" },
    { "tba", NULL, NULL, "token_secret", "wrong", CW_CONNECTOR_ERROR_AUTH, "token ID and secret" },
    { "tba", NULL, NULL, "consumer_key", NULL, CW_CONNECTOR_ERROR_AUTH, "consumer_key" },
    { "tba", "9999999", NULL, NULL, NULL, CW_CONNECTOR_ERROR_AUTH, "account ID" },
    { "tba", "", NULL, NULL, NULL, CW_CONNECTOR_ERROR_AUTH, "account id" },
    { "m2m", "7654321", "https://1234567.suitetalk.api.netsuite.com", NULL, NULL, CW_CONNECTOR_ERROR_AUTH, "belongs to account 1234567" },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    {
      g_autofree char *path = g_strdup_printf ("/netsuite/probe/found/%u", i);

      g_test_add_data_func (path, &found[i], test_found);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *path = g_strdup_printf ("/netsuite/probe/wrong/%u", i);

      g_test_add_data_func (path, &wrong[i], test_wrong);
    }
  g_test_add_func ("/netsuite/probe/server-time", test_server_time);
  g_test_add_data_func ("/netsuite/probe/describe/camel", NULL, test_describe);
  g_test_add_data_func ("/netsuite/probe/describe/lower", "netsuite.property-casing=lower", test_describe);
  g_test_add_func ("/netsuite/probe/describe/columns", test_describe_columns);
  g_test_add_func ("/netsuite/probe/extra-field-gone", test_extra_field_gone);
  g_test_add_func ("/netsuite/probe/wrong-key-is-not-repeated", test_wrong_key_is_not_repeated);
  g_test_add_func ("/netsuite/probe/token-based", test_token_based);
  g_test_add_data_func ("/netsuite/probe/clock-off/m2m", "m2m", test_clock_off);
  g_test_add_data_func ("/netsuite/probe/clock-off/tba", "tba", test_clock_off);
  g_test_add_func ("/netsuite/probe/account-forms", test_account_forms);
  g_test_add_func ("/netsuite/probe/record-urls", test_record_urls);
  return g_test_run ();
}
