/* test-netsuite-changes.c: what changed, vanished, or changed without a trace
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "netsuite-fixture.h"

#define SYNC_FIELD "custentity_precoro_sync"

static GHashTable *
read_since (Fixture *fixture, const char *type, gint64 since)
{
  CwReadQuery query = { .type = type, .changed_since = since, .sync_field = SYNC_FIELD };

  return fixture_read (fixture, &query);
}

/* An id of @collection for which @member is not set, after @skip others; in a stable order. (transfer full) */
static char *
pick (GHashTable *truth, const char *without, guint skip)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (truth), (GCompareFunc) g_strcmp0);

  for (GList *at = ids; at != NULL; at = at->next)
    {
      JsonObject *row = g_hash_table_lookup (truth, at->data);

      if (without != NULL && json_object_has_member (row, without) && !json_object_get_null_member (row, without))
        continue;
      if (skip-- == 0)
        return g_strdup (at->data);
    }
  g_assert_not_reached ();
}

/* Everything of the company is older than the clock at its start. */
static gint64
later (Fixture *fixture)
{
  cw_virtual_clock_advance (fixture->clock, 2 * G_TIME_SPAN_HOUR);
  return cw_clock_now (fixture->clock);
}

static void
test_nothing (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (300, 200, 4, data, NULL);
  gint64 since = later (fixture);
  g_autoptr (GHashTable) customers = NULL;
  g_autoptr (GHashTable) jobs = NULL;

  later (fixture);
  customers = read_since (fixture, "customer", since);
  jobs = read_since (fixture, "job", since);
  g_assert_cmpuint (g_hash_table_size (customers), ==, 0);
  g_assert_cmpuint (g_hash_table_size (jobs), ==, 0);

  /* The account is known by now: a reading without changes takes a handful. */
  cw_sandbox_transport_reset (fixture->wire);
  g_hash_table_unref (customers);
  customers = read_since (fixture, "customer", since);
  g_assert_cmpuint (cw_sandbox_transport_count (fixture->wire, NULL), <=, 3);
  cw_sandbox_transport_reset (fixture->wire);
  g_hash_table_unref (jobs);
  jobs = read_since (fixture, "job", since);
  g_assert_cmpuint (cw_sandbox_transport_count (fixture->wire, NULL), <=, 3);
}

static void
test_edited (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (60, 40, 4, data, NULL);
  g_autoptr (GHashTable) customers = fixture_load_truth (fixture, "customer");
  g_autoptr (GHashTable) jobs = fixture_load_truth (fixture, "job");
  g_autofree char *customer = pick (customers, NULL, 3);
  g_autofree char *job = pick (jobs, NULL, 5);
  gint64 since = later (fixture);
  g_autoptr (GHashTable) found = NULL;
  CwRecord *record;

  fixture_edit (fixture, "customer", customer, "companyname", "Renamed & Söhne");
  fixture_edit (fixture, "job", job, "companyname", "Phase \"X\"");

  found = read_since (fixture, "customer", since);
  g_assert_cmpuint (g_hash_table_size (found), ==, 1);
  record = g_hash_table_lookup (found, customer);
  g_assert_nonnull (record);
  g_assert_cmpstr (record->name, ==, "Renamed & Söhne");
  g_assert_nonnull (record->subsidiaries);

  g_hash_table_unref (found);
  found = read_since (fixture, "job", since);
  g_assert_cmpuint (g_hash_table_size (found), ==, 1);
  record = g_hash_table_lookup (found, job);
  g_assert_nonnull (record);
  g_assert_cmpstr (record->name, ==, "Phase \"X\"");
}

static void
test_deleted (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (60, 40, 4, data, NULL);
  g_autoptr (GHashTable) jobs = fixture_load_truth (fixture, "job");
  g_autofree char *job = pick (jobs, NULL, 7);
  gint64 since = later (fixture);
  g_autoptr (GHashTable) found = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  CwRecord *record;

  cw_connector_fingerprint_sync (fixture->connector, "job", &before, NULL, NULL);
  fixture_edit (fixture, "job", job, NULL, NULL);
  cw_connector_fingerprint_sync (fixture->connector, "job", &after, NULL, NULL);
  g_assert_nonnull (before);
  g_assert_cmpstr (before, !=, after);

  found = read_since (fixture, "job", since);
  g_assert_cmpuint (g_hash_table_size (found), ==, 1);
  record = g_hash_table_lookup (found, job);
  g_assert_nonnull (record);
  g_assert_true (record->deleted);
  g_assert_null (record->name);

  g_hash_table_unref (found);
  found = read_since (fixture, "customer", since);
  g_assert_cmpuint (g_hash_table_size (found), ==, 0);
}

/* The role may not see deletions: no error, and the count still tells. */
static void
test_deleted_unseen (void)
{
  g_autoptr (Fixture) fixture = fixture_new (30, 40, 4, "netsuite.deletedrecords=off", NULL);
  g_autoptr (GHashTable) jobs = fixture_load_truth (fixture, "job");
  g_autofree char *job = pick (jobs, NULL, 7);
  gint64 since = later (fixture);
  g_autoptr (GHashTable) found = NULL;

  fixture_edit (fixture, "job", job, NULL, NULL);
  found = read_since (fixture, "job", since);
  g_assert_cmpuint (g_hash_table_size (found), ==, 0);
}

/* ---- relations ---- */

static char *
pick_relation (Fixture *fixture, const char *primary, char **out_customer)
{
  g_autoptr (GHashTable) relations = fixture_load_truth (fixture, "customersubsidiaryrelationship");
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (relations), (GCompareFunc) g_strcmp0);

  for (GList *at = ids; at != NULL; at = at->next)
    {
      JsonObject *row = g_hash_table_lookup (relations, at->data);

      if (g_strcmp0 (json_object_get_string_member (row, "isprimarysub"), primary) != 0)
        continue;
      *out_customer = g_strdup (json_object_get_string_member (row, "entity"));
      return g_strdup (at->data);
    }
  g_assert_not_reached ();
}

static char *
add_relation (Fixture *fixture, const char *customer, const char *subsidiary)
{
  g_autoptr (JsonObject) set = json_object_new ();
  g_autoptr (GError) error = NULL;
  char *id;

  json_object_set_string_member (set, "entity", customer);
  json_object_set_string_member (set, "subsidiary", subsidiary);
  json_object_set_string_member (set, "isprimarysub", "F");
  cw_virtual_clock_advance (fixture->clock, G_TIME_SPAN_SECOND);
  sb_sandbox_advance (fixture->sandbox, cw_clock_now (fixture->clock) - sb_sandbox_now (fixture->sandbox));
  id = sb_netsuite_edit (fixture->sandbox, "customersubsidiaryrelationship", NULL, set, TRUE, FALSE, &error);
  g_assert_no_error (error);
  return id;
}

static void
test_relation_added (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (40, 10, 4, data, NULL);
  g_autoptr (GHashTable) customers = fixture_load_truth (fixture, "customer");
  g_autoptr (GHashTable) subsidiaries = fixture_load_truth (fixture, "subsidiary");
  g_autofree char *customer = pick (customers, NULL, 4);
  JsonArray *has = json_object_get_array_member (g_hash_table_lookup (customers, customer), "subsidiaries");
  g_autofree char *subsidiary = NULL;
  g_autofree char *relation = NULL;
  g_autoptr (GHashTable) found = NULL;
  gint64 since = later (fixture);
  CwRecord *record;

  for (guint skip = 0; subsidiary == NULL; skip++)
    {
      g_autofree char *candidate = pick (subsidiaries, NULL, skip);
      gboolean there = FALSE;

      for (guint i = 0; i < json_array_get_length (has); i++)
        there = there || g_strcmp0 (json_array_get_string_element (has, i), candidate) == 0;
      if (!there)
        subsidiary = g_steal_pointer (&candidate);
    }
  relation = add_relation (fixture, customer, subsidiary);

  found = read_since (fixture, "customer", since);
  g_assert_cmpuint (g_hash_table_size (found), ==, 1);
  record = g_hash_table_lookup (found, customer);
  g_assert_nonnull (record);
  g_assert_true (cw_subsidiaries_has (record->subsidiaries, subsidiary));
  g_assert_true (cw_subsidiaries_has (record->subsidiaries, json_array_get_string_element (has, 0)));
}

/* A relation that vanishes is in no list of changes; the fingerprint sees it. */
static void
test_relation_removed (void)
{
  g_autoptr (Fixture) fixture = fixture_new (200, 10, 4, NULL, NULL);
  g_autofree char *customer = NULL;
  g_autofree char *relation = pick_relation (fixture, "F", &customer);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_true (cw_connector_fingerprint_sync (fixture->connector, "customer", &before, NULL, NULL));
  cw_sandbox_transport_reset (fixture->wire);
  fixture_edit (fixture, "customersubsidiaryrelationship", relation, NULL, NULL);
  g_assert_true (cw_connector_fingerprint_sync (fixture->connector, "customer", &after, NULL, NULL));
  g_assert_cmpstr (before, !=, after);
  g_assert_cmpuint (cw_sandbox_transport_count (fixture->wire, NULL), <=, 2);
}

/* ---- many at once ---- */

/* Thousands of rows of one second neither end nor repeat a page. */
static void
test_same_second (void)
{
  g_autoptr (Fixture) fixture = fixture_new (2600, 10, 4, NULL, NULL);
  g_autoptr (GHashTable) found = NULL;
  g_autofree char *sql = NULL;
  gint64 since = later (fixture);

  sql = g_strdup_printf ("UPDATE ns_customer SET lastmodifieddate = %" G_GINT64_FORMAT, since / G_TIME_SPAN_SECOND);
  g_assert_cmpint (sqlite3_exec (sb_sandbox_get_db (fixture->sandbox), sql, NULL, NULL, NULL), ==, SQLITE_OK);
  found = read_since (fixture, "customer", since);
  g_assert_cmpuint (g_hash_table_size (found), ==, 2600);

  g_hash_table_unref (found);
  found = read_since (fixture, "customer", since + G_TIME_SPAN_SECOND);
  g_assert_cmpuint (g_hash_table_size (found), ==, 0);
}

/* Each minute around the hour that occurs twice: no change after an instant is missed, whichever of the two the server means. */
static void
test_fold (gconstpointer data)
{
  gint64 fold = G_GINT64_CONSTANT (1793523600) * G_TIME_SPAN_SECOND;   /* 2026-11-01 09:00 UTC, 02:00 turns into 01:00 in Los Angeles */
  g_autoptr (Fixture) fixture = fixture_new (30, 5, 4, data, NULL);
  g_autoptr (GHashTable) customers = fixture_load_truth (fixture, "customer");
  g_autofree char *customer = pick (customers, NULL, 2);

  cw_virtual_clock_advance (fixture->clock, fold + 3 * G_TIME_SPAN_HOUR - cw_clock_now (fixture->clock));
  for (gint64 since = fold - 2 * G_TIME_SPAN_HOUR; since < fold + 2 * G_TIME_SPAN_HOUR; since += 20 * G_TIME_SPAN_MINUTE)
    for (gint64 change = since; change < fold + 2 * G_TIME_SPAN_HOUR; change += 20 * G_TIME_SPAN_MINUTE)
      {
        g_autofree char *sql = g_strdup_printf ("UPDATE ns_customer SET lastmodifieddate = %" G_GINT64_FORMAT " WHERE id = %s",
                                                change / G_TIME_SPAN_SECOND, customer);
        g_autoptr (GHashTable) found = NULL;

        g_assert_cmpint (sqlite3_exec (sb_sandbox_get_db (fixture->sandbox), sql, NULL, NULL, NULL), ==, SQLITE_OK);
        found = read_since (fixture, "customer", since);
        g_assert_true (g_hash_table_contains (found, customer));
      }
}

/* Where a project's subsidiary is its customer's, a change there brings the project along. */
static void
test_derived_subsidiary (void)
{
  g_autoptr (Fixture) fixture = fixture_new (30, 30, 4, "netsuite.job-subsidiary=none", NULL);
  g_autoptr (GHashTable) jobs = fixture_load_truth (fixture, "job");
  g_autofree char *job = pick (jobs, NULL, 3);
  const char *customer = json_object_get_string_member (g_hash_table_lookup (jobs, job), "customer");
  gint64 since = later (fixture);
  g_autoptr (GHashTable) found = NULL;
  g_autofree char *sql = NULL;

  later (fixture);
  sql = g_strdup_printf ("UPDATE ns_customersubsidiaryrelationship SET subsidiary = 4, lastmodifieddate = %" G_GINT64_FORMAT
                         " WHERE entity = %s AND isprimarysub = 'T'", since / G_TIME_SPAN_SECOND, customer);
  g_assert_cmpint (sqlite3_exec (sb_sandbox_get_db (fixture->sandbox), sql, NULL, NULL, NULL), ==, SQLITE_OK);
  found = read_since (fixture, "job", since);
  g_assert_true (g_hash_table_contains (found, job));
  g_assert_cmpstr (((CwRecord *) g_hash_table_lookup (found, job))->subsidiaries, ==, ",4,");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/netsuite/changes/nothing/default", NULL, test_nothing);
  g_test_add_data_func ("/netsuite/changes/nothing/derived", "netsuite.job-subsidiary=none", test_nothing);
  g_test_add_data_func ("/netsuite/changes/nothing/single", "netsuite.oneworld=off", test_nothing);
  g_test_add_data_func ("/netsuite/changes/edited/default", NULL, test_edited);
  g_test_add_data_func ("/netsuite/changes/edited/auckland", "netsuite.zone=Pacific/Auckland", test_edited);
  g_test_add_data_func ("/netsuite/changes/edited/kolkata", "netsuite.zone=Asia/Kolkata", test_edited);
  g_test_add_data_func ("/netsuite/changes/edited/utc", "netsuite.zone=UTC", test_edited);
  g_test_add_data_func ("/netsuite/changes/edited/rest", "netsuite.job-subsidiary=rest", test_edited);
  g_test_add_data_func ("/netsuite/changes/edited/derived", "netsuite.job-subsidiary=none", test_edited);
  g_test_add_data_func ("/netsuite/changes/edited/capped", "netsuite.row-cap=50", test_edited);
  g_test_add_data_func ("/netsuite/changes/deleted/title", NULL, test_deleted);
  g_test_add_data_func ("/netsuite/changes/deleted/upper", "netsuite.deleted-words=upper", test_deleted);
  g_test_add_func ("/netsuite/changes/deleted-unseen", test_deleted_unseen);
  g_test_add_data_func ("/netsuite/changes/relation-added/own", NULL, test_relation_added);
  g_test_add_data_func ("/netsuite/changes/relation-added/customer", "netsuite.relation-touch=customer", test_relation_added);
  g_test_add_func ("/netsuite/changes/relation-removed", test_relation_removed);
  g_test_add_func ("/netsuite/changes/derived-subsidiary", test_derived_subsidiary);
  g_test_add_func ("/netsuite/changes/same-second", test_same_second);
  g_test_add_data_func ("/netsuite/changes/fold/earlier", NULL, test_fold);
  g_test_add_data_func ("/netsuite/changes/fold/later", "netsuite.fold=later", test_fold);
  return g_test_run ();
}
