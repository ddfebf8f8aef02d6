/* test-services.c: records of one type kept in step with SuiteProjects Pro
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Both sides are changed as a person would, a run is made, and the truth of the
 * sandbox is looked at. Requests that write are counted by what they carry:
 * reading and writing have one address there.
 */

#include "services-fixture.h"

#include "cw-mapping-document.h"
#include "cw-mapping-findings.h"

#include <string.h>

/* ---- both sides ---- */

/* A record that people made in the target; @id: the NetSuite id that it carries, nullable. */
static char *
add_there (CwFixture *f, const char *name, const char *id)
{
  g_autofree char *members = id != NULL ? g_strdup_printf ("\"name\":\"%s\",\"company\":\"Old\",\"active\":\"1\",\"netsuite_customer_id__c\":\"%s\"", name, id)
                                        : g_strdup_printf ("\"name\":\"%s\",\"company\":\"Old\",\"active\":\"1\"", name);

  return spp_edit (f, "suiteprojects", "customer", NULL, members);
}

#define assert_customer(f, id, name, expected) spp_assert_there (f, "customer", "netsuite_customer_id__c", id, name, expected)
#define assert_project(f, id, name, expected) spp_assert_there (f, "project", "netsuite_project_id__c", id, name, expected)

/* ---- stories ---- */

static void
test_life (void)
{
  CwFixture *f = cw_fixture_new (6, 4, NULL);
  g_autofree char *customer = spp_add_customer (f, "Acme & Söhne <1>", ""), *job = spp_add_job (f, "Halle", customer, "");
  g_autofree char *there = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  info = spp_run (f);
  assert_customer (f, customer, "name", "Acme & Söhne <1>");
  assert_customer (f, customer, "active", "1");
  assert_project (f, job, "name", "Halle");
  there = spp_get_there (f, "customer", "netsuite_customer_id__c", customer, "id", NULL);
  assert_project (f, job, "customerid", there);
  spp_assert_quiet (f);

  spp_set (f, "customer", customer, "\"email\":\"ap@acme.example\"");
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  g_assert_true (spp_has_event (f, "customer", customer, "update changed done"));
  assert_customer (f, customer, "addr/email", "ap@acme.example");
  spp_assert_quiet (f);

  spp_set (f, "job", job, "\"isinactive\":\"T\"");
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  g_assert_true (spp_has_event (f, "job", job, "deactivate inactive done"));
  assert_project (f, job, "active", "0");
  spp_assert_quiet (f);

  spp_set (f, "job", job, "\"isinactive\":\"F\"");
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  g_assert_true (spp_has_event (f, "job", job, "reactivate active-again done"));
  assert_project (f, job, "active", "1");
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

static void
test_match (void)
{
  CwFixture *f = cw_fixture_new (6, 4, NULL);
  g_autofree char *by_id = spp_add_customer (f, "By id", ""), *by_name = spp_add_customer (f, "By Name Größe", "");
  g_autofree char *twice = spp_add_customer (f, "Twice", ""), *stale = spp_add_customer (f, "Stale", "");
  g_autofree char *other = spp_add_customer (f, "Other", ""), *gone = add_there (f, "STALE", "987654321");
  g_autofree char *there_id = add_there (f, "Quite another name", by_id), *there_name = add_there (f, "BY NAME GRÖSSE", NULL);
  g_autofree char *first = add_there (f, "TWICE", NULL), *second = add_there (f, "twice", NULL);
  g_autofree char *taken = add_there (f, "other", by_name);
  g_autofree char *value = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  /* "other" carries the id of a record that is there: neither of the two may have it without a person. */
  info = spp_run (f);
  value = spp_get_there (f, "customer", "netsuite_customer_id__c", by_id, "id", NULL);
  g_assert_cmpstr (value, ==, there_id);
  assert_customer (f, by_id, "name", "By id");
  g_assert_true (spp_has_event (f, "customer", twice, "conflict two-candidates"));
  g_assert_cmpuint (spp_count_there (f, "customer", "name", "Twice"), ==, 0);
  g_assert_true (spp_has_event (f, "customer", other, "conflict taken"));
  spp_assert_there (f, "customer", "id", gone, "netsuite_customer_id__c", stale);
  spp_assert_there (f, "customer", "id", gone, "name", "Stale");
  /* By its id it is that one, whatever another is called. */
  spp_assert_there (f, "customer", "id", taken, "name", "By Name Größe");
  spp_assert_there (f, "customer", "id", there_name, "netsuite_customer_id__c", NULL);
  /* That one was renamed, so that the name is free. */
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  g_assert_true (spp_has_event (f, "customer", other, "create new done"));
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

static void
test_match_name (void)
{
  CwFixture *f = cw_fixture_new (6, 4, NULL);
  g_autofree char *here = spp_add_customer (f, "By Name Größe", ""), *there = add_there (f, "bY nAME gRÖßE", NULL);
  g_autoptr (CwRunInfo) info = spp_run (f);

  spp_assert_there (f, "customer", "id", there, "netsuite_customer_id__c", here);
  spp_assert_there (f, "customer", "id", there, "name", "By Name Größe");
  g_assert_cmpuint (spp_count_there (f, "customer", "netsuite_customer_id__c", here), ==, 1);
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

static void
test_skip_merge (void)
{
  CwFixture *f = cw_fixture_new (6, 4, NULL);
  g_autofree char *here = spp_add_customer (f, "Same", ""), *there = add_there (f, "SAME", "987654321");
  g_autoptr (CwRunInfo) info = NULL;

  spp_set_setting (f, "spp.customers", "skip-merge", "true");
  info = spp_run (f);
  g_assert_true (spp_has_event (f, "customer", here, "skip other-id"));
  spp_assert_there (f, "customer", "id", there, "netsuite_customer_id__c", "987654321");
  spp_assert_there (f, "customer", "id", there, "name", "SAME");
  g_assert_cmpuint (spp_count_there (f, "customer", "netsuite_customer_id__c", here), ==, 0);
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

static void
test_owner_stays (void)
{
  CwFixture *f = cw_fixture_new (6, 4, NULL);
  g_autofree char *customer = spp_add_customer (f, "Unmarked", ",\"" SPP_BOX "\":\"F\""), *job = spp_add_job (f, "Alone", customer, "");
  g_autoptr (CwRunInfo) info = spp_run (f);

  g_assert_true (spp_has_event (f, "job", job, "skip reference-missing"));
  g_assert_cmpuint (spp_count_there (f, "project", "netsuite_project_id__c", job), ==, 0);
  spp_assert_quiet (f);
  /* Its customer travels now: so does the project, in the same run. */
  spp_set (f, "customer", customer, "\"" SPP_BOX "\":\"T\"");
  g_assert_cmpuint (spp_run_counted (f), ==, 2);
  assert_project (f, job, "name", "Alone");
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

/* A value that counts only at creation stays as people have it. */
static void
test_initial (void)
{
  CwFixture *f = cw_fixture_new (6, 4, NULL);
  g_autofree char *employee = spp_edit (f, "netsuite", "employee", NULL, "\"entityid\":\"Jane Doe\",\"firstname\":\"Jane\",\"lastname\":\"Doe\","
                                    "\"email\":\"jane@doe.example\",\"subsidiary\":\"2\",\"" SPP_BOX "\":\"T\"");
  g_autofree char *there = spp_edit (f, "suiteprojects", "user", NULL, "\"nickname\":\"JANE DOE\",\"name\":\"J. D.\",\"active\":\"1\",\"addr\":{\"last\":\"Old\"}");
  g_autoptr (CwRunInfo) info = spp_run (f);

  spp_assert_there (f, "user", "id", there, "netsuite_user_id__c", employee);
  spp_assert_there (f, "user", "id", there, "nickname", "JANE DOE");
  spp_assert_there (f, "user", "id", there, "addr/last", "Doe");
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

/* Everybody who has the box and is active is there once. */
static void
assert_once (CwFixture *f, const char *record, const char *collection, const char *id_field)
{
  g_autofree char *path = g_strconcat ("/__sandbox/state/netsuite/", record, NULL);
  g_autoptr (JsonNode) node = cw_fixture_get (f, path);
  JsonArray *rows = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      g_autofree char *id = spp_dup_text (json_array_get_object_element (rows, i), "id");
      guint count = spp_count_there (f, collection, id_field, id);

      if (count > 1)
        g_test_fail_printf ("%s %s is there %u times", record, id, count);
    }
}

static void
assert_settled (CwFixture *f, const char *customer, const char *job)
{
  assert_customer (f, customer, "active", "1");
  assert_project (f, job, "active", "1");
  assert_once (f, "customer", "customer", "netsuite_customer_id__c");
  assert_once (f, "job", "project", "netsuite_project_id__c");
  assert_once (f, "employee", "user", "netsuite_user_id__c");
  spp_assert_quiet (f);
}

static void
test_lost_batch (void)
{
  CwFixture *f = cw_fixture_new (6, 4, NULL);
  g_autofree char *customer = spp_add_customer (f, "Lost", ""), *job = spp_add_job (f, "Found", customer, "");
  SppWatch watch = { .lose_write = TRUE };
  g_autoptr (CwRunInfo) info = NULL;

  spp_watch_start (&watch, f);
  info = spp_run (f);
  spp_watch_end (f);
  g_assert_false (watch.lose_write);
  assert_settled (f, customer, job);
  cw_fixture_free (f);
}

typedef enum { DIE_BEFORE, DIE_AFTER, LOSE, N_WAYS } Way;

static void
live_once (Way way, guint at, GArray *writes)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autofree char *customer = spp_add_customer (f, "Killed", ""), *job = spp_add_job (f, "Alive", customer, "");
  SppWatch watch = { .die_before = way == DIE_BEFORE ? at : 0, .die_after = way == DIE_AFTER ? at : 0, .lose = way == LOSE ? at : 0,
                  .at = writes };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  spp_watch_start (&watch, f);
  info = cw_fixture_run (f, SPP_INTEGRATION, FALSE, &error);
  spp_watch_end (f);
  if (at > 0)
    {
      g_clear_error (&error);
      cw_fixture_reopen (f);
      if (!cw_fixture_resume (f, &error))
        g_test_fail_printf ("way %d at %u: %s", way, at, error->message);
      g_clear_pointer (&info, cw_run_info_free);
      /* Where no run was begun, there was nothing to resume. */
      info = spp_run (f);
    }
  g_assert_no_error (error);
  assert_settled (f, customer, job);
  cw_fixture_free (f);
}

/* Readings are repeated by the next life whatever becomes of them: what matters are the requests that write. */
static void
test_kill (void)
{
  g_autoptr (GArray) writes = g_array_new (FALSE, FALSE, sizeof (guint));

  live_once (DIE_BEFORE, 0, writes);
  g_assert_cmpuint (writes->len, >=, 3);
  for (Way way = 0; way < N_WAYS; way++)
    for (guint i = 0; i < writes->len; i++)
      live_once (way, g_array_index (writes, guint, i), NULL);
}

/* ---- what needs what ---- */

static gboolean
enable (CwFixture *f, const char *workflow, gboolean enabled, GError **error)
{
  return cw_profile_enable_workflow (f->profile, f->integrations[SPP_INTEGRATION], workflow, enabled, error);
}

static void
assert_names (GError *error, const char *missing)
{
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, missing));
}

static void
test_needs (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  static const char * const projects[] = { "spp.projects", NULL }, * const both[] = { "spp.projects", "spp.customers", NULL };
  CwRunRequest request = { .integration = f->integrations[SPP_INTEGRATION], .workflows = projects };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  g_assert_true (enable (f, "spp.projects", FALSE, &error));
  g_assert_true (enable (f, "spp.customers", FALSE, &error));
  g_assert_false (enable (f, "spp.projects", TRUE, &error));
  assert_names (error, "spp.customers");
  g_clear_error (&error);

  /* Switched off afterwards, and asked for by name: the run itself looks again. */
  g_assert_null (cw_profile_run_sync (f->profile, &request, &error));
  assert_names (error, "spp.customers");
  g_clear_error (&error);
  request.workflows = both;
  info = cw_profile_run_sync (f->profile, &request, &error);
  g_assert_no_error (error);
  g_assert_nonnull (info);
  g_assert_true (enable (f, "spp.customers", TRUE, &error));
  g_assert_true (enable (f, "spp.projects", TRUE, &error));
  g_assert_true (enable (f, "spp.customers", FALSE, &error));
  g_assert_null (cw_profile_run_sync (f->profile, &(CwRunRequest) { .integration = f->integrations[SPP_INTEGRATION] }, &error));
  assert_names (error, "spp.customers");
  cw_fixture_free (f);
}

static gboolean
activate (CwFixture *f, const char *workflow, gboolean active, GError **error)
{
  return cw_profile_activate_workflow (f->profile, f->integrations[SPP_INTEGRATION], workflow, active, error);
}

/* An inactive workflow stays one of the integration's, runs where it is named, and is missed by those that need it. */
static void
test_switches (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  static const char * const services[] = { "spp.services", NULL };
  CwRunRequest by_rule = { .integration = f->integrations[SPP_INTEGRATION] }, named = { .integration = f->integrations[SPP_INTEGRATION], .workflows = services };
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (GPtrArray) plans = NULL, one = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) all = NULL, single = NULL;

  g_assert_true (enable (f, "spp.services", TRUE, &error) && activate (f, "spp.services", FALSE, &error));
  all = cw_profile_plan_sync (f->profile, &by_rule, &error);
  g_assert_no_error (error);
  plans = cw_store_list_plans (store, all->id, NULL);
  for (guint i = 0; i < plans->len; i++)
    g_assert_cmpstr (((CwPlanInfo *) plans->pdata[i])->workflow, !=, "spp.services");
  single = cw_profile_plan_sync (f->profile, &named, &error);
  g_assert_no_error (error);
  one = cw_store_list_plans (store, single->id, NULL);
  g_assert_cmpuint (one->len, ==, 1);

  /* What is needed has to be active, not only enabled. */
  g_assert_true (activate (f, "spp.projects", FALSE, &error) && activate (f, "spp.customers", FALSE, &error));
  g_assert_false (activate (f, "spp.projects", TRUE, &error));
  assert_names (error, "spp.customers");
  g_clear_error (&error);
  g_assert_true (activate (f, "spp.customers", TRUE, &error) && activate (f, "spp.projects", TRUE, &error));
  g_assert_true (enable (f, "spp.services", FALSE, &error));
  g_assert_false (activate (f, "spp.services", TRUE, &error));
  assert_names (error, "spp.services");
  cw_fixture_free (f);
}

/* Two sync boxes in one mirror would take each other's place. */
static void
test_own_connection (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (CwIntegrationInfo) precoro = cw_store_get_integration (store, f->integrations[0], NULL);
  g_autoptr (CwIntegrationInfo) services = cw_store_get_integration (store, f->integrations[SPP_INTEGRATION], NULL);
  g_autoptr (CwIntegrationInfo) mixed = cw_integration_info_new ("mixed"), second = cw_integration_info_new ("second");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (cw_fields_get (services->settings, "sync-field"), ==, SPP_BOX);
  mixed->source = g_strdup (precoro->source);
  mixed->target = g_strdup (services->target);
  g_strfreev (mixed->subsidiaries);
  mixed->subsidiaries = g_strdupv (services->subsidiaries);
  g_assert_false (cw_profile_add_integration (f->profile, mixed, &error));
  assert_names (error, "connection of its own");
  g_assert_nonnull (strstr (error->message, precoro->source));
  g_clear_error (&error);
  /* The same box on the same connection is one mark for both. */
  second->source = g_strdup (services->source);
  second->target = g_strdup (services->target);
  g_strfreev (second->subsidiaries);
  second->subsidiaries = g_strdupv (services->subsidiaries);
  cw_profile_add_integration (f->profile, second, &error);
  g_assert_no_error (error);
  cw_fixture_free (f);
}

/* ---- settings ---- */

static void
test_inactive_too (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autofree char *employee = spp_edit (f, "netsuite", "employee", NULL, "\"entityid\":\"Old Hand\",\"firstname\":\"Old\",\"lastname\":\"Hand\","
                                    "\"email\":\"old@hand.example\",\"subsidiary\":\"2\",\"isinactive\":\"T\",\"" SPP_BOX "\":\"T\"");
  g_autoptr (CwRunInfo) info = spp_run (f);

  g_assert_true (spp_has_event (f, "employee", employee, "skip inactive"));
  spp_set_setting (f, "spp.employees", "inactive-too", "true");
  g_assert_cmpuint (spp_run_counted (f), >=, 1);
  spp_assert_there (f, "user", "netsuite_user_id__c", employee, "active", "0");
  spp_assert_quiet (f);
  spp_set (f, "employee", employee, "\"isinactive\":\"F\"");
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  spp_assert_there (f, "user", "netsuite_user_id__c", employee, "active", "1");
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

static void
test_with_owner (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autofree char *customer = spp_add_customer (f, "Owner", ""), *apart = spp_add_customer (f, "Apart", ",\"" SPP_BOX "\":\"F\"");
  g_autofree char *mine = g_strdup_printf ("\"entityid\":\"A B\",\"firstname\":\"A\",\"lastname\":\"B\",\"company\":\"%s\",\"subsidiary\":\"2\","
                                           "\"" SPP_BOX "\":\"F\"", customer);
  g_autofree char *theirs = g_strdup_printf ("\"entityid\":\"C D\",\"firstname\":\"C\",\"lastname\":\"D\",\"company\":\"%s\",\"subsidiary\":\"2\","
                                             "\"" SPP_BOX "\":\"F\"", apart);
  g_autofree char *here = spp_edit (f, "netsuite", "contact", NULL, mine), *there = spp_edit (f, "netsuite", "contact", NULL, theirs);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  enable (f, "spp.contacts", TRUE, &error);
  g_assert_no_error (error);
  info = spp_run (f);
  g_assert_cmpuint (spp_count_there (f, "contact", "netsuite_contact_id__c", here), ==, 0);
  spp_set_setting (f, "spp.contacts", "with-owner", "true");
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  spp_assert_there (f, "contact", "netsuite_contact_id__c", here, "addr/last", "B");
  spp_set (f, "contact", here, "\"lastname\":\"Bee\"");
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  spp_assert_there (f, "contact", "netsuite_contact_id__c", here, "addr/last", "Bee");
  g_assert_cmpuint (spp_count_there (f, "contact", "netsuite_contact_id__c", there), ==, 0);
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

static void
test_by_default (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autofree char *customer = spp_add_customer (f, "Plain", ",\"" SPP_BOX "\":\"F\"");
  g_autoptr (CwRunInfo) info = spp_run (f);

  g_assert_cmpuint (spp_count_there (f, "customer", "netsuite_customer_id__c", customer), ==, 0);
  spp_set_setting (f, "spp.customers", "export-by-default", "true");
  g_assert_cmpuint (spp_run_counted (f), >=, 1);
  assert_customer (f, customer, "name", "Plain");
  spp_assert_quiet (f);
  /* It ended marked, so that changes go on travelling. */
  spp_set (f, "customer", customer, "\"phone\":\"555\"");
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  assert_customer (f, customer, "addr/phone", "555");
  /* A box that a person clears afterwards keeps it as it is. */
  spp_set (f, "customer", customer, "\"" SPP_BOX "\":\"F\",\"email\":\"new@plain.example\"");
  spp_assert_quiet (f);
  assert_customer (f, customer, "addr/email", NULL);
  cw_fixture_free (f);
}

/* ---- monitored fields ---- */

static void
test_monitored (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autofree char *customer = spp_add_customer (f, "Watched", ",\"email\":\"a@watched.example\",\"phone\":\"1\"");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  g_assert_false (cw_profile_set_workflow_setting (f->profile, f->integrations[SPP_INTEGRATION], "spp.customers", "monitored-fields", "email, fax", &error));
  assert_names (error, "fax");
  spp_set_setting (f, "spp.customers", "monitored-fields", "companyName, email");
  info = spp_run (f);
  spp_assert_quiet (f);

  spp_set (f, "customer", customer, "\"phone\":\"2\"");
  spp_assert_quiet (f);
  assert_customer (f, customer, "addr/phone", "1");

  spp_set (f, "customer", customer, "\"email\":\"b@watched.example\"");
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  g_assert_true (spp_has_event (f, "customer", customer, "update changed done"));
  assert_customer (f, customer, "addr/email", "b@watched.example");
  /* What was waiting goes along. */
  assert_customer (f, customer, "addr/phone", "2");
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

/* ---- the other workflows ---- */

/* One of them, and the truth of both sides. */
typedef struct {
  const char *workflow, *table, *box;   /* box NULL: none, all travel */
  const char *only, *is;                /* column and its value; NULL: all rows */
  const char *type, *collection, *id_field;
  const char *here, *there;             /* a value that is the same on both sides */
  gboolean by_type;                     /* the id's field is named after the collection */
  const char *owner, *owner_type;       /* column with the record that it belongs to, and where that has to be; NULL: nobody */
} Flow;

static const Flow flows[] = {
  { "spp.services", "item", "custitem_oa_export_to_openair", "itemtype", "Service", "serviceitem", "category", "netsuite_item_id__c", "itemid", "name" },
  { "spp.expense-items", "expensecategory", NULL, NULL, NULL, "expensecategory", "item", "netsuite_expense_category_id__c", "name", "name" },
  { "spp.contacts", "contact", SPP_BOX, NULL, NULL, "contact", "contact", "netsuite_contact_id__c", "lastname", "addr/last", .owner = "company", .owner_type = "customer" },
  { "spp.vendors", "vendor", SPP_BOX, NULL, NULL, "vendor", "vendor", "netsuite_vendor_id__c", "entityid", "name" },
  { "spp.products", "item", "custitem_oa_export_to_openair_product", NULL, NULL, "purchaseitem", "product", "netsuite_product_id__c", "itemid", "name" },
  { "spp.customer-pos", "transaction", "custbody_oa_export_to_openair", "type", "SalesOrd", "salesorder", "customerpo", "netsuite_sales_order_id__c", "tranid", "number", .owner = "entity", .owner_type = "customer" },
  { "spp.tasks", "projecttask", "custevent_oa_export_to_openair", NULL, NULL, "projecttask", "projecttask", "netsuite_project_task_id__c", "title", "name", .owner = "project", .owner_type = "project" },
};

static gboolean
is_owner_there (CwFixture *f, const Flow *flow, JsonObject *row)
{
  g_autofree char *owner = flow->owner != NULL ? spp_dup_text (row, flow->owner) : NULL;
  g_autofree char *field = flow->owner != NULL ? g_strdup_printf ("netsuite_%s_id__c", flow->owner_type) : NULL;

  return flow->owner == NULL || (owner != NULL && spp_count_there (f, flow->owner_type, field, owner) == 1);
}

static gboolean
has_value (JsonObject *row, const char *name, const char *value)
{
  g_autofree char *text = name != NULL ? spp_dup_text (row, name) : NULL;

  return name == NULL || g_strcmp0 (text, value) == 0;
}

/* How many of @flow have to be there, and are, with the same value; what is missing fails the test. */
static guint
compare_flow (CwFixture *f, const Flow *flow)
{
  g_autofree char *path = g_strconcat ("/__sandbox/state/netsuite/", flow->table, NULL);
  g_autoptr (JsonNode) node = cw_fixture_get (f, path);
  JsonArray *rows = json_node_get_array (node);
  guint compared = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *id = spp_dup_text (row, "id"), *here = spp_dup_text (row, flow->here), *there = NULL, *by_type = NULL, *line = g_strdup_printf ("%s:%s skip", flow->type, id);
      guint count;

      if (!has_value (row, flow->only, flow->is) || !has_value (row, flow->box, "T") || has_value (row, "isinactive", "T")
          || !is_owner_there (f, flow, row))
        continue;
      by_type = g_strdup_printf ("netsuite_%s_id__c", flow->collection);
      there = spp_get_there (f, flow->collection, flow->by_type ? by_type : flow->id_field, id, flow->there, &count);
      /* Of another company's subsidiary. */
      if (count == 0 && strstr (f->events->str, line) != NULL && strstr (f->events->str, "not-available") != NULL
          && (g_str_equal (flow->table, "vendor") || g_str_equal (flow->table, "contact")))
        continue;
      if (count != 1 || g_strcmp0 (here, there) != 0)
        g_test_fail_printf ("%s %s: %u there, “%s”, expected “%s”", flow->workflow, id, count, there, here);
      compared++;
    }
  return compared;
}

/* In every account: what is not confirmed changes nothing of it. */
static void
test_others (gconstpointer data)
{
  CwFixture *f = cw_fixture_new (60, 60, data);
  g_autoptr (GError) error = NULL;
  guint writes;

  for (guint i = 0; i < G_N_ELEMENTS (flows); i++)
    {
      enable (f, flows[i].workflow, TRUE, &error);
      g_assert_no_error (error);
    }
  writes = spp_run_counted (f);
  g_assert_cmpuint (writes, <=, 2 * (3 + G_N_ELEMENTS (flows)));
  if (strstr (f->events->str, " failed\n") != NULL)
    g_test_fail_printf ("some failed\n%s", f->events->str);
  for (guint i = 0; i < G_N_ELEMENTS (flows); i++)
    {
      Flow flow = flows[i];
      guint compared;

      flow.by_type = data != NULL && strstr (data, "by-type") != NULL;
      compared = compare_flow (f, &flow);

      g_test_message ("%s: %u", flows[i].workflow, compared);
      /* What has no box to check is marked here. */
      if (flows[i].box == NULL)
        spp_set (f, flows[i].table, "1", "\"name\":\"Renamed\"");
      if (compared == 0)
        g_test_fail_printf ("%s: nothing travelled\n%s", flows[i].workflow, f->events->str);
    }
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  g_assert_true (spp_has_event (f, "expensecategory", "1", "update changed done"));
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

/* The delivered mapping of customers, checked. */
static CwMappingReport *
check_customers (CwFixture *f)
{
  const char *integration = f->integrations[SPP_INTEGRATION];
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (f->profile, integration, &error);
  CwMappingReport *report = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < workflows->len; i++)
    if (g_str_equal (((CwWorkflow *) workflows->pdata[i])->id, "spp.customers"))
      {
        CwWorkflow *workflow = workflows->pdata[i];
        g_autoptr (CwMappingDocument) document = cw_mapping_document_new (workflow->mapping, NULL);

        report = cw_mapping_check_sync (f->profile, integration, workflow, document, NULL, &error);
      }
  g_assert_no_error (error);
  return report;
}

/* A delivered mapping is for every account: without currencies none is sent, the rest is, and nobody is told of a mistake. */
static void
test_single_currency (void)
{
  CwFixture *f = cw_fixture_new (6, 4, "netsuite.currencies=off");
  g_autofree char *customer = spp_add_customer (f, "One money", ""), *currency = NULL;
  g_autoptr (CwMappingReport) report = NULL;
  const CwMappingFinding *finding;

  cw_run_info_free (spp_run (f));
  currency = spp_get_there (f, "customer", "netsuite_customer_id__c", customer, "currency", NULL);
  g_assert_cmpstr (currency, ==, NULL);
  report = check_customers (f);
  g_assert_cmpuint (report->findings->len, ==, 1);
  finding = report->findings->pdata[0];
  g_assert_cmpint (finding->problem->kind, ==, CW_MAPPING_PROBLEM_UNKNOWN_FIELD);
  g_assert_cmpstr (finding->problem->target, ==, "currency");
  g_assert_false (finding->error);
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/services/life", test_life);
  g_test_add_func ("/services/match", test_match);
  g_test_add_func ("/services/match-name", test_match_name);
  g_test_add_func ("/services/skip-merge", test_skip_merge);
  g_test_add_func ("/services/owner-stays", test_owner_stays);
  g_test_add_func ("/services/initial", test_initial);
  g_test_add_func ("/services/lost-batch", test_lost_batch);
  g_test_add_func ("/services/kill", test_kill);
  g_test_add_func ("/services/needs", test_needs);
  g_test_add_func ("/services/switches", test_switches);
  g_test_add_func ("/services/own-connection", test_own_connection);
  g_test_add_func ("/services/inactive-too", test_inactive_too);
  g_test_add_func ("/services/with-owner", test_with_owner);
  g_test_add_func ("/services/by-default", test_by_default);
  g_test_add_func ("/services/monitored", test_monitored);
  g_test_add_func ("/services/single-currency", test_single_currency);
  g_test_add_data_func ("/services/others/default", NULL, test_others);
  g_test_add_data_func ("/services/others/netsuite", "netsuite.expense-category-table=absent netsuite.project-task-table=absent"
                        " netsuite.searchstage=upper netsuite.deleted-words=upper", test_others);
  g_test_add_data_func ("/services/others/answers", "suiteprojects.modify-reply=bare suiteprojects.add-reply=id suiteprojects.newer-than=method"
                        " suiteprojects.address-modify=merged suiteprojects.hidden-writes=done suiteprojects.inline-custom=refused"
                        " suiteprojects.attribute-lookups=refused suiteprojects.access-life=300", test_others);
  g_test_add_data_func ("/services/others/names", "suiteprojects.id-field-names=by-type suiteprojects.modify-reply=whole suiteprojects.newer-than=both"
                        " suiteprojects.user-address=required suiteprojects.add-lookup=honoured", test_others);
  return g_test_run ();
}
