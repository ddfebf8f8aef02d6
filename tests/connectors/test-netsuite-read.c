/* test-netsuite-read.c: what is read is what is there, in every kind of account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "netsuite-fixture.h"

#include <string.h>

#define SYNC_FIELD "custentity_precoro_sync"

/* One assumption each, or none. */
static const char * const variants[] = {
  NULL,
  "netsuite.oneworld=off",
  "netsuite.projects=off",
  "netsuite.departments=off",
  "netsuite.classes=off",
  "netsuite.locations=off",
  "netsuite.currencies=off",
  "netsuite.deletedrecords=off",
  "netsuite.sync-field=absent",
  "netsuite.connector-bundle=absent",
  "netsuite.job-subsidiary=rest",
  "netsuite.job-subsidiary=none",
  "netsuite.zone=UTC",
  "netsuite.zone=Pacific/Auckland",
  "netsuite.zone=Asia/Kolkata",
  "netsuite.date-format=DD/MM/YYYY",
  "netsuite.date-format=D-Mon-YYYY",
  "netsuite.error-shape=flat",
  "netsuite.retry-after=seconds",
  "netsuite.retry-after=date",
  "netsuite.expires-in=number",
  "netsuite.row-cap=50",
  "netsuite.row-cap=5000",
  "netsuite.offset-past-cap=empty",
  "netsuite.quoted-id=empty",
  "netsuite.quoted-id=accepted",
  "netsuite.string-param=refused",
  "netsuite.bare-date=preference",
  "netsuite.fold=later",
  "netsuite.line-breaks=refused",
  "netsuite.order-without-asc=empty",
  "netsuite.select-star=rows",
  "netsuite.session-timezone-alias=ignored",
  "netsuite.governance-limits=refused",
  "netsuite.property-casing=lower",
  "netsuite.relation-touch=customer",
  "netsuite.searchstage=upper",
  "netsuite.searchstage=absent",
  "netsuite.job-subsidiary=rest netsuite.property-casing=lower",
};

static gboolean
assumes (const char *assume, const char *what)
{
  return assume != NULL && strstr (assume, what) != NULL;
}

/* ---- comparing with the truth ---- */

static const char *
get_text (JsonObject *row, const char *name)
{
  JsonNode *node = json_object_get_member (row, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static char *
expect_name (JsonObject *row)
{
  const char *company = get_text (row, "companyname"), *first = get_text (row, "firstname"), *last = get_text (row, "lastname");

  if (company != NULL)
    return g_strdup (company);
  if (first != NULL && last != NULL)
    return g_strconcat (first, " ", last, NULL);
  if (first != NULL || last != NULL)
    return g_strdup (first != NULL ? first : last);
  return g_strdup (get_text (row, "entityid"));
}

/* In the hour that occurs twice an account's text stands for two instants. */
static void
assert_time (gint64 time, JsonObject *row, const char *name)
{
  const char *text = get_text (row, name);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) expected = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  g_assert_nonnull (expected);
  if (time - g_date_time_to_unix (expected) * G_TIME_SPAN_SECOND != G_TIME_SPAN_HOUR)
    g_assert_cmpint (time, ==, g_date_time_to_unix (expected) * G_TIME_SPAN_SECOND);
}

static void
assert_common (const CwRecord *record, JsonObject *row, const char *assume)
{
  g_autofree char *name = expect_name (row);

  g_assert_cmpstr (record->name, ==, name);
  g_assert_cmpstr (cw_fields_get (record->fields, "entityId"), ==, get_text (row, "entityid"));
  g_assert_cmpint (record->inactive, ==, g_strcmp0 (get_text (row, "isinactive"), "T") == 0);
  g_assert_false (record->deleted);
  if (assumes (assume, "sync-field=absent"))
    g_assert_cmpint (record->mark, ==, CW_MARK_UNKNOWN);
  else
    g_assert_cmpint (record->mark, ==, g_strcmp0 (get_text (row, SYNC_FIELD), "T") == 0 ? CW_MARK_ON : CW_MARK_OFF);
  assert_time (record->modified, row, "lastmodifieddate");
  assert_time (record->created, row, "datecreated");
}

/* The same set as the truth has, whatever the order. */
static void
assert_subsidiaries (const char *subsidiaries, JsonObject *row)
{
  JsonArray *expected = json_object_get_array_member (row, "subsidiaries");
  guint commas = 0;

  g_assert_nonnull (subsidiaries);
  for (const char *at = subsidiaries; *at != '\0'; at++)
    commas += *at == ',';
  g_assert_cmpuint (commas, ==, json_array_get_length (expected) + 1);
  for (guint i = 0; i < json_array_get_length (expected); i++)
    g_assert_true (cw_subsidiaries_has (subsidiaries, json_array_get_string_element (expected, i)));
}

static void
assert_customers (GHashTable *found, GHashTable *truth, const char *assume)
{
  GHashTableIter iter;
  const char *id;
  JsonObject *row;

  g_assert_cmpuint (g_hash_table_size (found), ==, g_hash_table_size (truth));
  g_hash_table_iter_init (&iter, truth);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &row))
    {
      CwRecord *record = g_hash_table_lookup (found, id);
      g_autofree char *stage = g_ascii_strdown (get_text (row, "searchstage"), -1);

      g_assert_nonnull (record);
      assert_common (record, row, assume);
      g_assert_cmpstr (record->stage, ==, stage);
      g_assert_cmpstr (record->parent_id, ==, get_text (row, "parent"));
      g_assert_cmpstr (record->parent_type, ==, get_text (row, "parent") != NULL ? "customer" : NULL);
      if (assumes (assume, "oneworld=off"))
        g_assert_null (record->subsidiaries);
      else
        assert_subsidiaries (record->subsidiaries, row);
    }
}

static void
assert_jobs (GHashTable *found, GHashTable *truth, GHashTable *customers, const char *assume)
{
  GHashTableIter iter;
  const char *id;
  JsonObject *row;

  g_assert_cmpuint (g_hash_table_size (found), ==, g_hash_table_size (truth));
  g_hash_table_iter_init (&iter, truth);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &row))
    {
      CwRecord *record = g_hash_table_lookup (found, id);
      const char *parent = get_text (row, "parent") != NULL ? get_text (row, "parent") : get_text (row, "customer");
      const char *customer = get_text (row, "customer");

      g_assert_nonnull (record);
      assert_common (record, row, assume);
      g_assert_cmpstr (record->parent_id, ==, parent);
      if (parent != NULL)
        g_assert_cmpstr (record->parent_type, ==, g_hash_table_contains (truth, parent) ? "job" : "customer");
      if (assumes (assume, "oneworld=off"))
        {
          g_assert_null (record->subsidiaries);
        }
      else if (assumes (assume, "job-subsidiary=none"))
        {
          CwRecord *owner = customer != NULL ? g_hash_table_lookup (customers, customer) : NULL;
          g_autofree char *first = NULL;

          g_assert_cmpuint (strlen (record->subsidiaries), >, 0);
          if (owner != NULL)
            {
              first = g_strdup_printf (",%s,", cw_fields_get (owner->fields, "subsidiary"));
              g_assert_cmpstr (record->subsidiaries, ==, first);
            }
        }
      else
        {
          assert_subsidiaries (record->subsidiaries, row);
        }
    }
}

/* ---- whole readings ---- */

static void
read_whole (guint n_customers, guint n_projects, guint lanes, const char *assume)
{
  g_autoptr (Fixture) fixture = fixture_new (n_customers, n_projects, lanes, assume, NULL);
  CwReadQuery customers_query = { .type = "customer", .sync_field = SYNC_FIELD };
  CwReadQuery jobs_query = { .type = "job", .sync_field = SYNC_FIELD };
  g_autoptr (GHashTable) customer_truth = fixture_load_truth (fixture, "customer");
  g_autoptr (GHashTable) customers = fixture_read (fixture, &customers_query);
  g_autoptr (GHashTable) jobs = NULL;

  assert_customers (customers, customer_truth, assume);
  jobs = fixture_read (fixture, &jobs_query);
  if (assumes (assume, "projects=off"))
    {
      g_assert_cmpuint (g_hash_table_size (jobs), ==, 0);
    }
  else
    {
      g_autoptr (GHashTable) job_truth = fixture_load_truth (fixture, "job");

      assert_jobs (jobs, job_truth, customers, assume);
    }
}

static void
test_variant (gconstpointer data)
{
  read_whole (150, 80, 4, data);
}

/* Several pages of everything, with gaps, on one lane and on many. */
static void
test_large (gconstpointer data)
{
  read_whole (5000, 1500, GPOINTER_TO_UINT (data), NULL);
}

static void
test_large_capped (void)
{
  read_whole (5000, 1500, 4, "netsuite.row-cap=5000");
}

/* Pages are taken apart on the lanes. */
static void
test_threads (void)
{
  g_autoptr (Fixture) fixture = fixture_new (3500, 900, 4, NULL, NULL);
  CwReadQuery customers_query = { .type = "customer", .sync_field = SYNC_FIELD };
  CwReadQuery jobs_query = { .type = "job", .sync_field = SYNC_FIELD };
  g_autoptr (GHashTable) customer_truth = fixture_load_truth (fixture, "customer");
  g_autoptr (GHashTable) job_truth = fixture_load_truth (fixture, "job");
  g_autoptr (CwNetsuite) netsuite = NULL;
  g_autoptr (GHashTable) customers = NULL;
  g_autoptr (GHashTable) jobs = NULL;

  cw_sandbox_transport_set_threaded (fixture->wire, TRUE);
  netsuite = fixture_connect (fixture, "m2m", NULL, NULL, NULL, NULL, NULL);
  fixture->connector = CW_CONNECTOR (netsuite);
  customers = fixture_read (fixture, &customers_query);
  jobs = fixture_read (fixture, &jobs_query);
  assert_customers (customers, customer_truth, NULL);
  assert_jobs (jobs, job_truth, customers, NULL);
}

static void
test_lists (void)
{
  g_autoptr (Fixture) fixture = fixture_new (20, 10, 4, NULL, NULL);
  CwReadQuery employees_query = { .type = "employee" };
  CwReadQuery subsidiaries_query = { .type = "subsidiary" };
  g_autoptr (GHashTable) employees = fixture_read (fixture, &employees_query);
  g_autoptr (GHashTable) subsidiaries = fixture_read (fixture, &subsidiaries_query);
  g_autoptr (GHashTable) truth = fixture_load_truth (fixture, "employee");
  GHashTableIter iter;
  CwRecord *record;

  g_assert_cmpuint (g_hash_table_size (employees), ==, g_hash_table_size (truth));
  g_hash_table_iter_init (&iter, employees);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &record))
    {
      JsonObject *row = g_hash_table_lookup (truth, record->id);
      g_autofree char *subsidiary = g_strdup_printf (",%s,", get_text (row, "subsidiary"));

      g_assert_cmpstr (cw_fields_get (record->fields, "email"), ==, get_text (row, "email"));
      g_assert_cmpstr (record->subsidiaries, ==, subsidiary);
    }
  g_assert_cmpuint (g_hash_table_size (subsidiaries), >=, 2);
  g_hash_table_iter_init (&iter, subsidiaries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &record))
    g_assert_nonnull (record->name);
}

static void
test_some_ids (void)
{
  static const char * const ids[] = { "999999999", "no-number", NULL, NULL, NULL };
  const char *wanted[G_N_ELEMENTS (ids)];
  g_autoptr (Fixture) fixture = fixture_new (50, 40, 4, NULL, NULL);
  g_autoptr (GHashTable) truth = fixture_load_truth (fixture, "job");
  CwReadQuery query = { .type = "job", .ids = wanted };
  g_autoptr (GHashTable) found = NULL;
  GHashTableIter iter;
  const char *id;

  memcpy (wanted, ids, sizeof ids);
  g_hash_table_iter_init (&iter, truth);
  for (guint i = 2; i < 4 && g_hash_table_iter_next (&iter, (gpointer *) &id, NULL); i++)
    wanted[i] = id;
  found = fixture_read (fixture, &query);
  g_assert_cmpuint (g_hash_table_size (found), ==, 2);
  g_assert_true (g_hash_table_contains (found, wanted[2]));
  g_assert_true (g_hash_table_contains (found, wanted[3]));
}

static void
test_ids_only (void)
{
  g_autoptr (Fixture) fixture = fixture_new (1500, 20, 4, NULL, NULL);
  g_autoptr (GHashTable) truth = fixture_load_truth (fixture, "customer");
  CwReadQuery query = { .type = "customer", .ids_only = TRUE };
  g_autoptr (GHashTable) found = fixture_read (fixture, &query);
  GHashTableIter iter;
  const char *id;

  g_assert_cmpuint (g_hash_table_size (found), ==, g_hash_table_size (truth));
  g_hash_table_iter_init (&iter, truth);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
    g_assert_true (g_hash_table_contains (found, id));
  g_assert_cmpuint (cw_sandbox_transport_count (fixture->wire, "suiteql"), <=, 3);
}

/* "Nothing is left" is not what a missing table means. */
static void
test_ids_only_without_table (void)
{
  g_autoptr (Fixture) fixture = fixture_new (10, 5, 4, "netsuite.projects=off", NULL);
  CwReadQuery query = { .type = "job", .ids_only = TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_connector_read_sync (fixture->connector, &query, NULL, NULL, NULL, &error));
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PERMISSION);
}

static gboolean
ignore_page (GPtrArray *records, gpointer data, GError **error)
{
  return TRUE;
}

static void
test_extra_fields (void)
{
  static const char * const extra[] = { "phone", "startDate", "custentity_oa_project_stage", "nosuchfield", "custentity_none", "bad;name", NULL };
  g_autoptr (Fixture) fixture = fixture_new (30, 30, 4, NULL, NULL);
  CwReadQuery query = { .type = "job", .sync_field = SYNC_FIELD, .optional_fields = extra };
  g_autoptr (GHashTable) truth = fixture_load_truth (fixture, "job");
  g_autoptr (GHashTable) found = fixture_read (fixture, &query);
  GHashTableIter iter;
  CwRecord *record;

  g_assert_cmpuint (g_hash_table_size (found), ==, g_hash_table_size (truth));
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &record))
    {
      JsonObject *row = g_hash_table_lookup (truth, record->id);

      g_assert_cmpstr (cw_fields_get (record->fields, "startDate"), ==, get_text (row, "startdate"));
      g_assert_cmpstr (cw_fields_get (record->fields, "custentity_oa_project_stage"), ==, get_text (row, "custentity_oa_project_stage"));
      g_assert_null (cw_fields_get (record->fields, "nosuchfield"));
      g_assert_null (cw_fields_get (record->fields, "parentJob"));
    }

  /* What is absent was remembered: the second reading asks for nothing in vain. */
  cw_sandbox_transport_reset (fixture->wire);
  g_hash_table_unref (found);
  found = fixture_read (fixture, &query);
  g_assert_cmpuint (cw_sandbox_transport_count (fixture->wire, NULL), ==, 1);
}

/* A mapping that wants a field must not silently get nothing. */
static void
test_wanted_fields (void)
{
  static const char * const extra[] = { "startDate", "nosuchfield", NULL };
  g_autoptr (Fixture) fixture = fixture_new (30, 30, 4, NULL, NULL);
  CwReadQuery query = { .type = "job", .sync_field = SYNC_FIELD, .extra_fields = extra };
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_connector_read_sync (fixture->connector, &query, ignore_page, NULL, NULL, &error));
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED);
  g_assert_nonnull (strstr (error->message, "nosuchfield"));
  g_assert_null (strstr (error->message, "startDate"));
}

static void
test_tripping_column (void)
{
  static const char * const extra[] = { "comments", "phone", NULL };
  g_autoptr (Fixture) fixture = fixture_new (30, 5, 4, "netsuite.tripping-column=comments", NULL);
  CwReadQuery query = { .type = "customer", .sync_field = SYNC_FIELD, .optional_fields = extra };
  g_autoptr (GHashTable) truth = fixture_load_truth (fixture, "customer");
  g_autoptr (GHashTable) found = fixture_read (fixture, &query);

  assert_customers (found, truth, NULL);
}

/* ---- counts ---- */

static void
test_requests_of_whole_reading (gconstpointer data)
{
  guint lanes = GPOINTER_TO_UINT (data);
  g_autoptr (Fixture) fixture = fixture_new (10000, 5000, lanes, NULL, NULL);
  CwReadQuery customers_query = { .type = "customer", .sync_field = SYNC_FIELD };
  CwReadQuery jobs_query = { .type = "job", .sync_field = SYNC_FIELD };
  g_autoptr (GHashTable) relations = fixture_load_truth (fixture, "customersubsidiaryrelationship");
  g_autoptr (GHashTable) customers = fixture_read (fixture, &customers_query);
  g_autoptr (GHashTable) jobs = NULL;
  guint pages = (10000 + 999) / 1000 + (g_hash_table_size (relations) + 999) / 1000;
  guint used = cw_sandbox_transport_count (fixture->wire, "suiteql");

  g_assert_cmpuint (g_hash_table_size (customers), ==, 10000);
  g_test_message ("10,000 customers, %u relations, %u lanes: %u requests, at least %u", g_hash_table_size (relations), lanes, used, pages);
  /* One for the session's zone; with one lane nothing is wasted. */
  if (lanes == 1)
    g_assert_cmpuint (used, ==, pages + 1);
  else
    g_assert_cmpuint (used, <=, pages + pages / 4 + 2);

  cw_sandbox_transport_reset (fixture->wire);
  jobs = fixture_read (fixture, &jobs_query);
  used = cw_sandbox_transport_count (fixture->wire, "suiteql");
  g_test_message ("5,000 projects, %u lanes: %u requests", lanes, used);
  g_assert_cmpuint (g_hash_table_size (jobs), ==, 5000);
  g_assert_cmpuint (used, <=, lanes == 1 ? 5 : 8);
}

/* ---- faults on the way ---- */

static void
test_faults (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (1500, 100, 4, NULL, data);
  CwReadQuery customers_query = { .type = "customer", .sync_field = SYNC_FIELD };
  g_autoptr (GHashTable) truth = fixture_load_truth (fixture, "customer");
  g_autoptr (GHashTable) found = fixture_read (fixture, &customers_query);

  assert_customers (found, truth, NULL);
}

static void
test_cancelled (void)
{
  g_autoptr (Fixture) fixture = fixture_new (10, 5, 4, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CwReadQuery query = { .type = "customer" };
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (cw_connector_read_sync (fixture->connector, &query, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
refuse_page (GPtrArray *records, gpointer data, GError **error)
{
  g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_FULL, "disk full");
  return FALSE;
}

static void
test_page_refused (void)
{
  g_autoptr (Fixture) fixture = fixture_new (5000, 5, 4, NULL, NULL);
  CwReadQuery query = { .type = "customer" };
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_connector_read_sync (fixture->connector, &query, refuse_page, NULL, NULL, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_FULL);
}

/* Types that SuiteQL does not show are read by the record API: the same records with the same fields. */
static void
test_by_rest (gconstpointer data)
{
  const char *type = data;
  gboolean tasks = g_str_equal (type, "projecttask");
  CwReadQuery query = { .type = type, .sync_field = tasks ? "custevent_oa_export_to_openair" : NULL };
  g_autoptr (Fixture) fixture = fixture_new (20, 40, 4, NULL, NULL);
  g_autoptr (Fixture) hidden = fixture_new (20, 40, 4, tasks ? "netsuite.project-task-table=absent" : "netsuite.expense-category-table=absent", NULL);
  g_autoptr (GHashTable) expected = fixture_read (fixture, &query);
  g_autoptr (GHashTable) found = fixture_read (hidden, &query);
  g_autoptr (GHashTable) ids = NULL;
  g_autoptr (GHashTable) one = NULL;
  g_autoptr (GHashTable) changed = NULL;
  const char *wanted[] = { "1", "999999", NULL };
  GHashTableIter iter;
  gpointer id, value;

  g_assert_cmpuint (g_hash_table_size (expected), >, 5);
  g_assert_cmpuint (g_hash_table_size (found), ==, g_hash_table_size (expected));
  g_hash_table_iter_init (&iter, expected);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      const CwRecord *record = value, *other = g_hash_table_lookup (found, id);

      g_assert_nonnull (other);
      g_assert_cmpstr (other->name, ==, record->name);
      g_assert_cmpint (other->inactive, ==, record->inactive);
      g_assert_cmpint (other->mark, ==, record->mark);
      g_assert_cmpint (other->modified, ==, record->modified);
      g_assert_cmpstr (other->subsidiaries, ==, record->subsidiaries);
      for (guint i = 0; i < cw_fields_get_size (record->fields); i++)
        {
          const char *name, *text;

          cw_fields_get_nth (record->fields, i, &name, &text);
          if (g_str_equal (name, "estimatedWork") || g_str_equal (name, "defaultRate"))   /* 8 and 8.0 */
            g_assert_cmpfloat (g_ascii_strtod (cw_fields_get (other->fields, name), NULL), ==, g_ascii_strtod (text, NULL));
          else
            g_assert_cmpstr (cw_fields_get (other->fields, name), ==, text);
        }
      g_assert_cmpuint (cw_fields_get_size (other->fields), ==, cw_fields_get_size (record->fields));
    }
  ids = fixture_read (hidden, &(CwReadQuery) { .type = type, .ids_only = TRUE });
  g_assert_cmpuint (g_hash_table_size (ids), ==, g_hash_table_size (expected));
  one = fixture_read (hidden, &(CwReadQuery) { .type = type, .ids = wanted });
  g_assert_cmpuint (g_hash_table_size (one), ==, 1);
  changed = fixture_read (hidden, &(CwReadQuery) { .type = type, .changed_since = EPOCH });
  g_assert_cmpuint (g_hash_table_size (changed), ==, g_hash_table_size (expected));   /* the whole: there is no filter to trust */
}

int
main (int argc, char **argv)
{
  static const char * const faults[] = {
    "netsuite:429:#5+3", "netsuite:500:#5+2", "netsuite:503:#5+2", "netsuite:truncate:#5+2", "netsuite:wrong-json:#5+2",
    "netsuite:reset:#5+2", "netsuite:timeout:#6+1", "netsuite:slow:#5+2", "netsuite:500:0.2", "netsuite:truncate:0.2",
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree char *path = g_strconcat ("/netsuite/read/variants/", variants[i] != NULL ? variants[i] : "default", NULL);

      g_strdelimit (path + strlen ("/netsuite/read/variants/"), "/", '-');
      g_test_add_data_func (path, variants[i], test_variant);
    }
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strconcat ("/netsuite/read/faults/", faults[i], NULL);

      g_test_add_data_func (path, faults[i], test_faults);
    }
  g_test_add_data_func ("/netsuite/read/large/4-lanes", GUINT_TO_POINTER (4), test_large);
  g_test_add_data_func ("/netsuite/read/large/15-lanes", GUINT_TO_POINTER (15), test_large);
  g_test_add_func ("/netsuite/read/large/capped", test_large_capped);
  g_test_add_func ("/netsuite/read/threads", test_threads);
  g_test_add_func ("/netsuite/read/lists", test_lists);
  g_test_add_func ("/netsuite/read/some-ids", test_some_ids);
  g_test_add_func ("/netsuite/read/ids-only", test_ids_only);
  g_test_add_func ("/netsuite/read/ids-only-without-table", test_ids_only_without_table);
  g_test_add_func ("/netsuite/read/extra-fields", test_extra_fields);
  g_test_add_func ("/netsuite/read/extra-fields/wanted", test_wanted_fields);
  g_test_add_func ("/netsuite/read/tripping-column", test_tripping_column);
  g_test_add_data_func ("/netsuite/read/requests/1-lane", GUINT_TO_POINTER (1), test_requests_of_whole_reading);
  g_test_add_data_func ("/netsuite/read/requests/4-lanes", GUINT_TO_POINTER (4), test_requests_of_whole_reading);
  g_test_add_func ("/netsuite/read/cancelled", test_cancelled);
  g_test_add_func ("/netsuite/read/page-refused", test_page_refused);
  g_test_add_data_func ("/netsuite/read/by-rest/expense-categories", "expensecategory", test_by_rest);
  g_test_add_data_func ("/netsuite/read/by-rest/project-tasks", "projecttask", test_by_rest);

  return g_test_run ();
}
