/* test-lists.c: what an export list and the page of one record are told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-fixture.h"

#include "cw-list-facts.h"
#include "cw-record-detail.h"
#include "cw-subsidiaries.h"

#include <string.h>

static void
run (CwFixture *f, gboolean all)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = cw_fixture_run (f, 0, all, &error);

  g_assert_no_error (error);
}

static char *
create_customer (CwFixture *f, const char *name, const char *more)
{
  g_autofree char *json = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"customer\",\"create\":{"
                                           "\"companyname\":\"%s\",\"isperson\":\"F\",\"subsidiaries\":[\"2\"]%s}}", name, more);

  return cw_fixture_edit (f, json);
}

static CwRecordDetail *
read_detail (CwFixture *f, const char *type, const char *id)
{
  g_autofree char *record = g_strdup_printf ("%s:%s", type, id);
  g_autoptr (GError) error = NULL;
  CwRecordDetail *detail = cw_record_detail_read_sync (f->profile, f->integrations[0], record, NULL, &error);

  g_assert_no_error (error);
  return detail;
}

static const CwDetailField *
find_field (const CwRecordDetail *detail, const char *title)
{
  for (guint i = 0; i < detail->fields->len; i++)
    if (g_str_equal (((CwDetailField *) detail->fields->pdata[i])->title, title))
      return detail->fields->pdata[i];
  g_error ("No field %s", title);
}

static gboolean
set_mark (CwFixture *f, const char *id, gboolean marked, GError **error)
{
  g_autofree char *record = g_strdup_printf ("customer:%s", id);

  return cw_profile_set_mark_sync (f->profile, f->integrations[0], record, marked, NULL, error);
}

/* ---- facts ---- */

static CwListFacts *
read_facts (CwFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (f->profile, f->integrations[0], &error);
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, &error);
  CwListFacts *facts = cw_list_facts_read_sync (store, f->integrations[0], workflows->pdata[0], &error);

  g_assert_no_error (error);
  return facts;
}

static void
set_subsidiary (CwFixture *f, const char *id)
{
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (CwIntegrationInfo) info = cw_store_get_integration (store, f->integrations[0], NULL);

  g_strfreev (info->subsidiaries);
  info->subsidiaries = g_strsplit (id, ",", -1);
  g_assert_true (cw_store_update_integration (store, info, NULL));
}

/* A subsidiary without records is one that the list is empty for, not a reason to list everybody's. */
static void
test_nothing_available (void)
{
  CwFixture *f = cw_fixture_new (20, 5, NULL);
  g_autoptr (CwListFacts) before = NULL, after = NULL;

  run (f, FALSE);
  before = read_facts (f);
  g_assert_cmpint (before->available, >, 0);
  set_subsidiary (f, "99");
  after = read_facts (f);
  g_assert_cmpint (after->available, ==, 0);
  g_assert_nonnull (after->query->subsidiaries);
  cw_fixture_free (f);
}

/* An account without subsidiaries names none, and everything is available. */
static void
test_single (void)
{
  CwFixture *f = cw_fixture_new (20, 5, "netsuite.oneworld=off");
  g_autoptr (CwListFacts) facts = NULL;

  run (f, FALSE);
  facts = read_facts (f);
  g_assert_cmpint (facts->available, >=, 20);
  cw_fixture_free (f);
}

static void
test_names (void)
{
  CwFixture *f = cw_fixture_new (20, 5, NULL);
  g_autoptr (CwListFacts) before = read_facts (f), after = NULL;
  g_autoptr (JsonNode) node = cw_fixture_get (f, "/__sandbox/state/netsuite/subsidiary");
  JsonArray *rows = json_node_get_array (node);
  g_autofree char *unknown = cw_subsidiaries_dup_names (before->names, ",2,3,"), *known = NULL, *expected = NULL;
  const char *second = NULL, *third = NULL;

  g_assert_cmpstr (unknown, ==, "No. 2, No. 3");
  run (f, FALSE);
  after = read_facts (f);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *id = json_to_string (json_object_get_member (row, "id"), FALSE);

      if (strpbrk (id, "2") != NULL && strlen (id) <= 3)
        second = json_object_get_string_member (row, "name");
      else if (strpbrk (id, "3") != NULL && strlen (id) <= 3)
        third = json_object_get_string_member (row, "name");
    }
  g_assert_nonnull (second);
  expected = g_strdup_printf ("%s, %s", second, third);
  known = cw_subsidiaries_dup_names (after->names, ",2,3,");
  g_assert_cmpstr (known, ==, expected);
  cw_fixture_free (f);
}

/* ---- one record ---- */

static void
test_detail (void)
{
  CwFixture *f = cw_fixture_new (10, 5, NULL);
  g_autofree char *id = create_customer (f, "Acme", ",\"custentity_precoro_sync\":\"T\"");
  g_autoptr (CwRecordDetail) before = NULL, after = NULL, renamed = NULL;
  g_autofree char *change = NULL;
  g_autoptr (GError) error = NULL;

  run (f, FALSE);
  after = read_detail (f, "customer", id);
  g_assert_cmpstr (after->name, ==, "Acme");
  g_assert_cmpint (after->state, ==, CW_RECORD_STATE_IN_STEP);
  g_assert_true (after->marked);
  g_assert_true (after->has_box);
  g_assert_nonnull (after->link);
  g_assert_nonnull (strstr (after->link, "made by an export"));
  g_assert_true (g_str_has_prefix (find_field (after, "Name")->source, "Company Name: Acme\nEntity Id: "));
  g_assert_cmpstr (find_field (after, "Name")->mapped, ==, "Acme");
  g_assert_cmpstr (find_field (after, "Name")->target, ==, "Acme");
  for (guint i = 0; i < after->fields->len; i++)
    g_assert_false (((CwDetailField *) after->fields->pdata[i])->differs);
  g_assert_cmpuint (after->history->len, >, 0);
  g_assert_true (g_str_has_suffix (((CwDetailEvent *) after->history->pdata[0])->title, ": done"));
  g_assert_nonnull (strstr (after->source_url, "custjob.nl?id="));
  /* The sandbox's Precoro has no pages. */
  g_assert_null (after->target_url);

  change = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"customer\",\"id\":\"%s\","
                            "\"set\":{\"companyname\":\"Acme 2\"}}", id);
  g_free (cw_fixture_edit (f, change));
  cw_run_info_free (cw_fixture_plan (f, 0, FALSE, NULL));
  renamed = read_detail (f, "customer", id);
  g_assert_cmpstr (find_field (renamed, "Name")->mapped, ==, "Acme 2");
  g_assert_cmpstr (find_field (renamed, "Name")->target, ==, "Acme");
  g_assert_true (find_field (renamed, "Name")->differs);
  g_assert_false (find_field (renamed, "Active")->differs);

  g_assert_null (cw_record_detail_read_sync (f->profile, f->integrations[0], "customer:999999", NULL, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
  cw_fixture_free (f);
}

/* A project's parent is compared by its link, and named on both sides. */
static void
test_parent (void)
{
  CwFixture *f = cw_fixture_new (10, 5, NULL);
  g_autofree char *customer = create_customer (f, "Acme", ""), *json = NULL, *project = NULL;
  g_autoptr (CwRecordDetail) detail = NULL;

  json = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"job\",\"create\":{\"companyname\":\"Roof\","
                          "\"parent\":\"%s\",\"subsidiaries\":[\"2\"],\"custentity_precoro_sync\":\"T\"}}", customer);
  project = cw_fixture_edit (f, json);
  run (f, FALSE);
  detail = read_detail (f, "job", project);
  g_assert_cmpstr (find_field (detail, "Parent")->source, ==, "Acme");
  g_assert_cmpstr (find_field (detail, "Parent")->mapped, ==, "Acme");
  g_assert_cmpstr (find_field (detail, "Parent")->target, ==, "Acme");
  g_assert_false (find_field (detail, "Parent")->differs);
  g_assert_cmpstr (detail->parent_name, ==, "Acme");
  cw_fixture_free (f);
}

/* ---- the sync box ---- */

static void
test_mark (void)
{
  CwFixture *f = cw_fixture_new (10, 5, NULL);
  g_autofree char *id = create_customer (f, "Acme", ",\"custentity_precoro_sync\":\"T\"");
  g_autoptr (CwRecordDetail) off = NULL, on = NULL;
  g_autoptr (GError) error = NULL;

  run (f, FALSE);
  cw_fixture_count_writes (f, "netsuite");
  g_assert_true (set_mark (f, id, FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (cw_fixture_count_writes (f, "netsuite"), ==, 1);
  off = read_detail (f, "customer", id);
  g_assert_false (off->marked);
  g_assert_cmpstr (((CwDetailEvent *) off->history->pdata[0])->title, ==, "Clear the sync box: done");
  /* What is so already needs no request, and a run does not check it again. */
  g_assert_true (set_mark (f, id, FALSE, &error));
  run (f, FALSE);
  g_assert_cmpuint (cw_fixture_count_writes (f, "netsuite"), ==, 0);
  g_assert_true (set_mark (f, id, TRUE, &error));
  g_assert_cmpuint (cw_fixture_count_writes (f, "netsuite"), ==, 1);
  on = read_detail (f, "customer", id);
  g_assert_true (on->marked);
  cw_fixture_free (f);
}

/* What NetSuite refuses is told in its words and stands in the history; the box stays as it is. */
static void
test_mark_refused (void)
{
  CwFixture *f = cw_fixture_new (10, 5, NULL);
  g_autofree char *id = create_customer (f, "Acme", ""), *gone = NULL;
  g_autoptr (CwRecordDetail) detail = NULL;
  g_autoptr (GError) error = NULL;

  run (f, FALSE);
  gone = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"customer\",\"id\":\"%s\",\"delete\":true}", id);
  g_free (cw_fixture_edit (f, gone));
  g_assert_false (set_mark (f, id, TRUE, &error));
  g_assert_nonnull (error);
  detail = read_detail (f, "customer", id);
  g_assert_false (detail->marked);
  g_assert_true (((CwDetailEvent *) detail->history->pdata[0])->failed);
  g_assert_nonnull (((CwDetailEvent *) detail->history->pdata[0])->text);
  cw_fixture_free (f);
}

static void
test_local_mark (void)
{
  CwFixture *f = cw_fixture_new (10, 5, "netsuite.sync-field=absent");
  g_autofree char *id = create_customer (f, "Acme", "");
  g_autoptr (CwRecordDetail) on = NULL, off = NULL;
  g_autoptr (GError) error = NULL;

  run (f, FALSE);
  cw_fixture_count_writes (f, "netsuite");
  g_assert_true (set_mark (f, id, TRUE, &error));
  on = read_detail (f, "customer", id);
  g_assert_true (on->marked);
  g_assert_false (on->has_box);
  g_assert_true (set_mark (f, id, FALSE, &error));
  off = read_detail (f, "customer", id);
  g_assert_false (off->marked);
  g_assert_cmpuint (off->history->len, ==, 2);
  g_assert_cmpuint (cw_fixture_count_writes (f, "netsuite"), ==, 0);
  cw_fixture_free (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lists/nothing-available", test_nothing_available);
  g_test_add_func ("/lists/single", test_single);
  g_test_add_func ("/lists/names", test_names);
  g_test_add_func ("/record/detail", test_detail);
  g_test_add_func ("/record/parent", test_parent);
  g_test_add_func ("/record/mark", test_mark);
  g_test_add_func ("/record/mark-refused", test_mark_refused);
  g_test_add_func ("/record/local-mark", test_local_mark);
  return g_test_run ();
}
