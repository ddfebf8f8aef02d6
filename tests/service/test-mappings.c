/* test-mappings.c: saved mappings, what plans make of them, and the fields that they read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-field-catalogue.h"
#include "cw-mapping-suggestion.h"
#include "cw-fixture.h"
#include "cw-mapping-findings.h"
#include "cw-mapping-versions.h"

#include <string.h>

#define WORKFLOW "precoro.customers-projects"
#define HEAD     "{\"format\": \"causeway-mapping\", \"version\": 1, \"workflow\": \"" WORKFLOW "\", "

/* ---- helpers ---- */

static CwMappingDocument *
parse (const char *rest)
{
  g_autofree char *text = g_strconcat (HEAD, rest, "}", NULL);
  g_autoptr (GError) error = NULL;
  CwMappingDocument *document = cw_mapping_document_parse ("test.json", text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  return document;
}

/* Customers by @customer_name, projects by @project_name, codes by @customer_code and @project_code: expressions as files have them;
 * NULL: no code. */
static CwMappingDocument *
document_of (const char *filter, const char *customer_name, const char *customer_code, const char *project_name, const char *project_code)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (filter != NULL)
    g_string_append_printf (text, "\"filter\": %s, ", filter);
  g_string_append_printf (text, "\"groups\": [{\"name\": \"Customers\", \"type\": \"customer\", \"rows\": ["
                                "{\"target\": \"name\", \"required\": true, \"source\": %s}", customer_name);
  if (customer_code != NULL)
    g_string_append_printf (text, ", {\"target\": \"code\", \"source\": %s}", customer_code);
  g_string_append_printf (text, "]}, {\"name\": \"Projects\", \"type\": \"job\", \"rows\": ["
                                "{\"target\": \"name\", \"required\": true, \"source\": %s}", project_name);
  if (project_code != NULL)
    g_string_append_printf (text, ", {\"target\": \"code\", \"source\": %s}", project_code);
  g_string_append (text, "]}]");
  return parse (text->str);
}

#define CUSTOMER_NAME "{\"first\": [{\"field\": \"companyName\"}, {\"function\": \"trim\", \"of\": {\"concat\": [{\"field\": \"firstName\"}," \
                      "{\"value\": \" \"}, {\"field\": \"lastName\"}]}}, {\"field\": \"entityId\"}]}"
#define PROJECT_NAME  "{\"first\": [{\"field\": \"companyName\"}, {\"field\": \"entityId\"}]}"

static guint
save (CwFixture *f, CwMappingDocument *document, const char *note)
{
  g_autoptr (GError) error = NULL;
  guint number = cw_profile_save_mapping_sync (f->profile, f->integrations[0], WORKFLOW, document, CW_MAPPING_IN_FORCE, note, &error);

  g_assert_no_error (error);
  return number;
}

static CwRunInfo *
run (CwFixture *f, gboolean all)
{
  g_autoptr (GError) error = NULL;
  CwRunInfo *info = cw_fixture_run (f, 0, all, &error);

  g_assert_no_error (error);
  return info;
}

static CwRunInfo *
plan (CwFixture *f, gboolean all)
{
  g_autoptr (GError) error = NULL;
  CwRunInfo *info = cw_fixture_plan (f, 0, all, &error);

  g_assert_no_error (error);
  return info;
}

static guint
get_count (const CwRunInfo *info, const char *name)
{
  const char *text = cw_fields_get (info->counts, name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : 0;
}

/* The rows of the only plan of @info that change something. (element-type CwPlanRow) (transfer full) */
static GPtrArray *
load_changes (CwFixture *f, const CwRunInfo *info)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, &error);
  g_autoptr (GPtrArray) plans = cw_store_list_plans (store, info->id, &error);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_plan_row_free);

  g_assert_no_error (error);
  g_assert_cmpuint (plans->len, ==, 1);
  for (guint page = 1; page <= ((CwPlanInfo *) plans->pdata[0])->pages; page++)
    {
      g_autoptr (GPtrArray) some = cw_store_get_plan_page (store, ((CwPlanInfo *) plans->pdata[0])->id, page, &error);

      g_assert_no_error (error);
      for (guint i = 0; i < some->len; i++)
        g_ptr_array_add (rows, cw_plan_row_copy (some->pdata[i]));
    }
  return rows;
}

/* NetSuite's rows of @type: id → JsonObject, within @out_node. (transfer full) */
static GHashTable *
load_truth (CwFixture *f, const char *type, JsonNode **out_node)
{
  g_autofree char *path = g_strconcat ("/__sandbox/state/netsuite/", type, NULL);
  GHashTable *rows = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *array;

  *out_node = cw_fixture_get (f, path);
  array = json_node_get_array (*out_node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *row = json_array_get_object_element (array, i);

      g_hash_table_insert (rows, (gpointer) json_object_get_string_member (row, "id"), row);
    }
  return rows;
}

static const char *
get_member (GHashTable *rows, const char *id, const char *name)
{
  JsonObject *row = g_hash_table_lookup (rows, id);

  g_assert_nonnull (row);
  return json_object_get_string_member_with_default (row, name, NULL);
}

static void
assert_quiet (CwFixture *f, gboolean all)
{
  g_autoptr (CwRunInfo) info = NULL;

  cw_fixture_count_writes (f, "precoro");
  cw_fixture_count_writes (f, "netsuite");
  info = run (f, all);
  g_assert_cmpuint (cw_fixture_count_writes (f, "precoro"), ==, 0);
  g_assert_cmpuint (cw_fixture_count_writes (f, "netsuite"), ==, 0);
}

/* ---- editing ---- */

/* The example of the product: save, see exactly the differences, run, and nothing is left. */
static void
test_edit_plan_run (void)
{
  CwFixture *f = cw_fixture_new (60, 30, NULL);
  g_autoptr (CwRunInfo) first = run (f, TRUE), planned = NULL, applied = NULL;
  g_autoptr (CwMappingDocument) edited = document_of (NULL, CUSTOMER_NAME, "{\"field\": \"entityId\"}", PROJECT_NAME, NULL);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GHashTable) truth = NULL;
  guint writes;

  g_assert_cmpuint (get_count (first, "create"), >, 20);
  assert_quiet (f, TRUE);
  g_assert_cmpuint (save (f, edited, "codes of customers"), ==, 1);

  planned = plan (f, TRUE);
  rows = load_changes (f, planned);
  truth = load_truth (f, "customer", &node);
  g_assert_cmpuint (rows->len, >, 5);
  g_assert_cmpuint (get_count (planned, "update"), ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      const CwPlanRow *row = rows->pdata[i];

      /* Only customers, only the code, from nothing to what NetSuite has. */
      g_assert_cmpstr (row->type, ==, "customer");
      g_assert_cmpint (row->operation, ==, CW_OPERATION_UPDATE);
      g_assert_cmpuint (cw_fields_get_size (row->before), ==, 1);
      g_assert_cmpstr (cw_fields_get (row->before, "code"), ==, "");
      g_assert_cmpuint (cw_fields_get_size (row->after), ==, 1);
      g_assert_cmpstr (cw_fields_get (row->after, "code"), ==, get_member (truth, row->source_id, "entityid"));
    }

  cw_fixture_count_writes (f, "precoro");
  cw_fixture_count_writes (f, "netsuite");
  applied = run (f, TRUE);
  writes = cw_fixture_count_writes (f, "precoro");
  g_assert_cmpuint (get_count (applied, "update"), ==, rows->len);
  g_assert_cmpuint (writes, ==, rows->len);
  g_assert_cmpuint (cw_fixture_count_writes (f, "netsuite"), ==, 0);
  assert_quiet (f, TRUE);
  cw_fixture_free (f);
}

/* A filter takes records out: what is there stays, nothing new comes. */
static void
test_filter (void)
{
  CwFixture *f = cw_fixture_new (60, 0, NULL);
  g_autoptr (CwMappingDocument) persons = document_of ("{\"field\": \"isPerson\", \"type\": \"boolean\"}", CUSTOMER_NAME, NULL, PROJECT_NAME, NULL);
  g_autoptr (CwRunInfo) first = NULL, second = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GHashTable) truth = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  save (f, persons, NULL);
  first = plan (f, TRUE);
  rows = load_changes (f, first);
  truth = load_truth (f, "customer", &node);
  g_assert_cmpuint (rows->len, >, 0);
  for (guint i = 0; i < rows->len; i++)
    {
      const CwPlanRow *row = rows->pdata[i];

      if (row->reason != CW_REASON_BROUGHT_IN)
        g_assert_cmpstr (get_member (truth, row->source_id, "isperson"), ==, "T");
    }
  cw_profile_restore_mapping_sync (f->profile, f->integrations[0], WORKFLOW, CW_MAPPING_DEFAULT, NULL);
  second = plan (f, TRUE);
  g_assert_cmpuint (get_count (second, "create"), >, get_count (first, "create"));
  cw_fixture_free (f);
}

/* ---- versions ---- */

static void
test_versions (void)
{
  CwFixture *f = cw_fixture_new (5, 0, NULL);
  const char *integration = f->integrations[0];
  g_autoptr (CwMappingDocument) a = document_of (NULL, CUSTOMER_NAME, "{\"field\": \"entityId\"}", PROJECT_NAME, NULL);
  g_autoptr (CwMappingDocument) b = document_of (NULL, CUSTOMER_NAME, "{\"field\": \"email\"}", PROJECT_NAME, NULL), loaded = NULL, usual = NULL;
  g_autoptr (CwMappingVersion) version = NULL;
  g_autoptr (GPtrArray) versions = NULL, changes = NULL;
  g_autoptr (GError) error = NULL;
  const CwMappingVersion *one;

  versions = cw_profile_list_mapping_versions_sync (f->profile, integration, WORKFLOW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (versions->len, ==, 1);
  one = versions->pdata[0];
  g_assert_cmpuint (one->number, ==, 0);
  g_assert_true (one->in_force);

  g_assert_cmpuint (save (f, a, "  the first\n"), ==, 1);
  /* The same again is no version. */
  g_assert_cmpuint (save (f, a, "once more"), ==, 1);
  /* Another one saved meanwhile. */
  g_assert_cmpuint (cw_profile_save_mapping_sync (f->profile, integration, WORKFLOW, b, 0, "stale", &error), ==, 0);
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_STALE);
  g_clear_error (&error);
  g_assert_cmpuint (cw_profile_save_mapping_sync (f->profile, integration, WORKFLOW, b, 1, "the second", &error), ==, 2);
  g_assert_no_error (error);
  g_assert_cmpuint (cw_profile_restore_mapping_sync (f->profile, integration, WORKFLOW, 1, &error), ==, 3);
  g_assert_no_error (error);
  g_assert_cmpuint (cw_profile_restore_mapping_sync (f->profile, integration, WORKFLOW, 9, &error), ==, 0);
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_clear_error (&error);

  g_clear_pointer (&versions, g_ptr_array_unref);
  versions = cw_profile_list_mapping_versions_sync (f->profile, integration, WORKFLOW, &error);
  g_assert_cmpuint (versions->len, ==, 4);
  one = versions->pdata[0];
  g_assert_cmpuint (one->number, ==, 3);
  g_assert_cmpuint (one->based_on, ==, 2);
  g_assert_true (one->in_force);
  g_assert_cmpstr (one->author, ==, g_get_user_name ());
  g_assert_cmpint (one->created, ==, cw_clock_now (f->clock));
  g_assert_cmpuint (one->rows, ==, 3);
  one = versions->pdata[2];
  g_assert_cmpstr (one->note, ==, "the first");
  g_assert_false (one->in_force);

  loaded = cw_profile_load_mapping_sync (f->profile, integration, WORKFLOW, CW_MAPPING_IN_FORCE, &version, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (version->number, ==, 3);
  g_assert_cmpstr (cw_mapping_document_get_digest (loaded), ==, cw_mapping_document_get_digest (a));
  usual = cw_profile_load_mapping_sync (f->profile, integration, WORKFLOW, CW_MAPPING_DEFAULT, NULL, &error);
  changes = cw_mapping_document_compare (usual, loaded, NULL);
  g_assert_cmpuint (changes->len, >, 1);
  /* The other integration has its own. */
  g_clear_pointer (&versions, g_ptr_array_unref);
  versions = cw_profile_list_mapping_versions_sync (f->profile, f->integrations[1], WORKFLOW, &error);
  g_assert_cmpuint (versions->len, ==, 1);
  g_assert_null (cw_profile_list_mapping_versions_sync (f->profile, integration, "precoro.nothing", &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  cw_fixture_free (f);
}

/* Somebody exports, both sides edit, the file comes back. */
static void
test_import (void)
{
  CwFixture *f = cw_fixture_new (5, 0, NULL);
  const char *integration = f->integrations[0];
  g_autoptr (CwMappingDocument) base = document_of (NULL, CUSTOMER_NAME, "{\"field\": \"email\"}", PROJECT_NAME, NULL);
  g_autoptr (CwMappingDocument) ours = document_of (NULL, CUSTOMER_NAME, "{\"field\": \"phone\"}", PROJECT_NAME, NULL);
  g_autoptr (CwMappingDocument) edited = document_of (NULL, CUSTOMER_NAME, "{\"field\": \"email\"}", PROJECT_NAME, "{\"field\": \"entityId\"}");
  g_autoptr (CwMappingDocument) clash = document_of (NULL, CUSTOMER_NAME, "{\"field\": \"entityId\"}", PROJECT_NAME, NULL);
  g_autoptr (CwMappingDocument) theirs = NULL, merged = NULL, replaced = NULL, wanted = NULL, clashing = NULL, settled = NULL;
  g_autoptr (GPtrArray) conflicts = NULL, none = NULL, two = NULL, left = NULL;
  g_autofree char *exported = NULL, *clash_text = NULL;
  g_autoptr (GError) error = NULL;
  gboolean was_merged;

  save (f, base, NULL);
  exported = cw_mapping_document_to_json (edited, WORKFLOW, 1, cw_mapping_document_get_digest (base));
  clash_text = cw_mapping_document_to_json (clash, WORKFLOW, 1, cw_mapping_document_get_digest (base));
  save (f, ours, NULL);
  theirs = cw_mapping_document_parse ("a.json", exported, strlen (exported), NULL, &error);
  g_assert_no_error (error);
  merged = cw_profile_merge_mapping_sync (f->profile, integration, WORKFLOW, ours, theirs, NULL, &conflicts, &was_merged, &error);
  g_assert_no_error (error);
  g_assert_true (was_merged);
  g_assert_cmpuint (conflicts->len, ==, 0);
  wanted = document_of (NULL, CUSTOMER_NAME, "{\"field\": \"phone\"}", PROJECT_NAME, "{\"field\": \"entityId\"}");
  g_assert_cmpstr (cw_mapping_document_get_digest (merged), ==, cw_mapping_document_get_digest (wanted));

  clashing = cw_mapping_document_parse ("b.json", clash_text, strlen (clash_text), NULL, &error);
  g_clear_pointer (&merged, cw_mapping_document_unref);
  merged = cw_profile_merge_mapping_sync (f->profile, integration, WORKFLOW, ours, clashing, NULL, &two, &was_merged, &error);
  g_assert_cmpuint (two->len, ==, 1);
  g_assert_cmpstr (((CwMappingConflict *) two->pdata[0])->name, ==, "code");
  g_assert_cmpstr (cw_mapping_document_get_digest (merged), ==, cw_mapping_document_get_digest (ours));
  ((CwMappingConflict *) two->pdata[0])->take = CW_MAPPING_TAKE_THEIRS;
  settled = cw_profile_merge_mapping_sync (f->profile, integration, WORKFLOW, ours, clashing, two, &left, &was_merged, &error);
  g_assert_cmpstr (cw_mapping_document_get_digest (settled), ==, cw_mapping_document_get_digest (clash));

  /* Where it came from is not known here: all of it. */
  replaced = cw_profile_merge_mapping_sync (f->profile, integration, WORKFLOW, ours, edited, NULL, &none, &was_merged, &error);
  g_assert_false (was_merged);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpstr (cw_mapping_document_get_digest (replaced), ==, cw_mapping_document_get_digest (edited));
  cw_fixture_free (f);
}

/* A run that was interrupted goes on with the mapping that it began with; the next one takes the new one. */
static guint commits_left;

static gboolean
die_soon (gboolean after, gpointer data)
{
  return commits_left == 0 || --commits_left > 0;
}

static void
test_run_keeps_version (void)
{
  CwFixture *f = cw_fixture_new (40, 0, NULL);
  g_autoptr (CwMappingDocument) first = document_of (NULL, CUSTOMER_NAME, "{\"value\": \"one\"}", PROJECT_NAME, NULL);
  g_autoptr (CwMappingDocument) second = document_of (NULL, CUSTOMER_NAME, "{\"value\": \"two\"}", PROJECT_NAME, NULL);
  g_autoptr (CwRunInfo) broken = NULL, resumed = NULL, next = NULL;
  g_autoptr (GPtrArray) runs = NULL, plans = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (GError) error = NULL;
  const CwRunInfo *info;

  save (f, first, NULL);
  f->commit_hook = die_soon;
  commits_left = 60;
  broken = cw_fixture_run (f, 0, TRUE, &error);
  g_assert_null (broken);
  g_clear_error (&error);
  f->commit_hook = NULL;
  cw_fixture_reopen (f);
  g_assert_cmpuint (save (f, second, NULL), ==, 2);

  /* As if much time had passed, so that it is planned anew. */
  cw_virtual_clock_advance (f->clock, 3 * G_TIME_SPAN_HOUR);
  g_assert_true (cw_fixture_resume (f, &error));
  g_assert_no_error (error);
  store = cw_profile_open_store (f->profile, &error);
  runs = cw_store_list_runs (store, f->integrations[0], 1, &error);
  info = runs->pdata[0];
  g_assert_cmpint (info->ended, !=, 0);
  g_assert_cmpstr (cw_fields_get (info->options, CW_RUN_MAPPING_OPTION WORKFLOW), ==, "1");
  plans = cw_store_list_plans (store, info->id, &error);
  for (guint i = 0; i < plans->len; i++)
    g_assert_cmpuint (((CwPlanInfo *) plans->pdata[i])->mapping_version, ==, 1);

  next = plan (f, TRUE);
  g_assert_cmpstr (cw_fields_get (next->options, CW_RUN_MAPPING_OPTION WORKFLOW), ==, "2");
  g_clear_pointer (&plans, g_ptr_array_unref);
  plans = load_changes (f, next);
  g_assert_cmpuint (plans->len, >, 0);
  for (guint i = 0; i < plans->len; i++)
    {
      const CwPlanRow *row = plans->pdata[i];

      g_assert_cmpstr (cw_fields_get (row->before, "code"), ==, "one");
      g_assert_cmpstr (cw_fields_get (row->after, "code"), ==, "two");
    }
  cw_fixture_free (f);
}

/* ---- fields ---- */

/* A field that nobody read until now is read for all records, not taken for empty; and kept when another integration reads. */
static void
test_new_field (void)
{
  CwFixture *f = cw_fixture_new (40, 20, NULL);
  g_autoptr (CwMappingDocument) edited = document_of (NULL, CUSTOMER_NAME, "{\"field\": \"currency\", \"type\": \"reference\"}", PROJECT_NAME,
                                                      "{\"field\": \"startDate\", \"type\": \"date\"}");
  g_autoptr (CwRunInfo) first = run (f, TRUE), planned = NULL, other = NULL, again = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (JsonNode) customer_node = NULL, job_node = NULL;
  g_autoptr (GHashTable) customers = NULL, jobs = NULL;
  g_autoptr (GError) error = NULL;
  guint seen[2] = { 0 };

  save (f, edited, NULL);
  planned = plan (f, TRUE);
  rows = load_changes (f, planned);
  customers = load_truth (f, "customer", &customer_node);
  jobs = load_truth (f, "job", &job_node);
  for (guint i = 0; i < rows->len; i++)
    {
      const CwPlanRow *row = rows->pdata[i];
      gboolean job = g_str_equal (row->type, "job");
      const char *truth = job ? get_member (jobs, row->source_id, "startdate") : get_member (customers, row->source_id, "currency");

      g_assert_nonnull (truth);
      g_assert_true (g_str_has_prefix (truth, cw_fields_get (row->after, "code")));
      seen[job ? 1 : 0]++;
    }
  g_assert_cmpuint (seen[0], >, 5);
  g_assert_cmpuint (seen[1], >, 2);
  g_clear_pointer (&first, cw_run_info_free);
  first = run (f, TRUE);
  /* The second integration has the default mapping and the same mirror. */
  other = cw_fixture_run (f, 1, TRUE, &error);
  g_assert_no_error (error);
  assert_quiet (f, TRUE);
  cw_virtual_clock_advance (f->clock, 2 * G_TIME_SPAN_DAY);
  again = cw_fixture_run (f, 1, TRUE, &error);
  g_assert_no_error (error);
  assert_quiet (f, TRUE);
  cw_fixture_free (f);
}

/* A field that is gone is said; nothing is emptied for it. */
static void
test_gone_field (void)
{
  static const char *filter = "{\"not\": {\"compare\": \"equal\", \"left\": {\"field\": \"custentity_region\"}, \"right\": {\"value\": \"EU\"}}}";
  CwFixture *f = cw_fixture_new (10, 5, NULL);
  g_autoptr (CwMappingDocument) in_row = document_of (NULL, CUSTOMER_NAME, "{\"field\": \"custentity_region\"}", PROJECT_NAME, NULL);
  g_autoptr (CwMappingDocument) in_filter = document_of (filter, CUSTOMER_NAME, NULL, PROJECT_NAME, NULL);
  g_autoptr (CwRunInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  save (f, in_row, NULL);
  info = cw_fixture_plan (f, 0, TRUE, &error);
  g_assert_null (info);
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED);
  g_assert_nonnull (strstr (error->message, "custentity_region"));
  g_clear_error (&error);
  save (f, in_filter, NULL);
  info = cw_fixture_plan (f, 0, TRUE, &error);
  g_assert_null (info);
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED);
  cw_fixture_free (f);
}

/* Of the parent, of another record type, and looked up. */
static void
test_joined (void)
{
  CwFixture *f = cw_fixture_new (40, 30, NULL);
  g_autoptr (CwMappingDocument) edited = document_of (
    NULL, CUSTOMER_NAME,
    "{\"lookup\": {\"concat\": [{\"field\": \"currency\", \"type\": \"reference\"}]}, \"in\": \"subsidiary\", \"by\": \"currency\", \"returns\": \"id\"}",
    PROJECT_NAME,
    "{\"concat\": [{\"field\": \"customer.entityId\"}, {\"field\": \"subsidiary.name\"}, {\"field\": \"parent.entityId\"}], \"separator\": \"|\"}");
  g_autoptr (CwRunInfo) planned = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (JsonNode) customer_node = NULL, job_node = NULL, subsidiary_node = NULL;
  g_autoptr (GHashTable) customers = NULL, jobs = NULL, subsidiaries = NULL;
  guint checked = 0;

  save (f, edited, NULL);
  planned = plan (f, TRUE);
  rows = load_changes (f, planned);
  customers = load_truth (f, "customer", &customer_node);
  jobs = load_truth (f, "job", &job_node);
  subsidiaries = load_truth (f, "subsidiary", &subsidiary_node);
  for (guint i = 0; i < rows->len; i++)
    {
      const CwPlanRow *row = rows->pdata[i];
      const char *customer, *subsidiary, *parent, *above;
      g_autofree char *wanted = NULL;

      if (!g_str_equal (row->type, "job"))
        continue;
      customer = get_member (jobs, row->source_id, "customer");
      parent = get_member (jobs, row->source_id, "parent");
      subsidiary = get_member (jobs, row->source_id, "subsidiary");
      if (customer == NULL || subsidiary == NULL || parent == NULL)
        continue;
      above = g_str_equal (parent, customer) ? get_member (customers, parent, "entityid") : get_member (jobs, parent, "entityid");
      wanted = g_strjoin ("|", get_member (customers, customer, "entityid"), get_member (subsidiaries, subsidiary, "name"), above, NULL);
      g_assert_cmpstr (cw_fields_get (row->after, "code"), ==, wanted);
      checked++;
    }
  g_assert_cmpuint (checked, >, 3);
  cw_fixture_free (f);
}

/* ---- the catalogue ---- */

static void
test_catalogue (void)
{
  CwFixture *f = cw_fixture_new (30, 15, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (f->profile, f->integrations[0], &error);
  CwWorkflow *workflow = workflows->pdata[0];
  g_autoptr (CwFieldCatalogue) empty = NULL, before = NULL, catalogue = NULL, loaded = NULL;
  g_autoptr (CwRunInfo) info = NULL;
  g_autoptr (GPtrArray) found = NULL, suggestions = NULL;
  const GPtrArray *fields;
  const CwCatalogueField *field;

  empty = cw_field_catalogue_load_sync (f->profile, f->integrations[0], workflow, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cw_field_catalogue_list_source (empty, "customer")->len, ==, 0);
  g_assert_nonnull (cw_field_catalogue_find_target (empty, "name"));

  /* What the mirror has, before anybody was asked. */
  info = run (f, TRUE);
  before = cw_field_catalogue_load_sync (f->profile, f->integrations[0], workflow, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_field_catalogue_get_described (before), ==, 0);
  field = cw_field_catalogue_find_source (before, "customer", "companyName");
  g_assert_cmpstr (field->label, ==, "Company Name");
  g_assert_nonnull (field->sample);

  catalogue = cw_field_catalogue_refresh_sync (f->profile, f->integrations[0], workflow, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_field_catalogue_get_described (catalogue), ==, cw_clock_now (f->clock));
  fields = cw_field_catalogue_list_source (catalogue, "customer");
  g_assert_cmpuint (fields->len, >, 15);
  /* Custom ones by themselves, behind the others. */
  field = fields->pdata[fields->len - 1];
  g_assert_true (field->custom);
  field = cw_field_catalogue_find_source (catalogue, "customer", "custentity_precoro_sync");
  g_assert_cmpint (field->type, ==, CW_VALUE_BOOLEAN);
  g_assert_cmpstr (field->label, ==, "Sync with Precoro");
  field = cw_field_catalogue_find_source (catalogue, "job", "customer.companyName");
  g_assert_nonnull (field);
  g_assert_nonnull (strstr (field->label, "›"));
  g_assert_true (field == cw_field_catalogue_find_source (catalogue, "job", "customer.companyName"));
  g_assert_nonnull (cw_field_catalogue_find_source (catalogue, "job", "parent.parent.entityId"));
  g_assert_null (cw_field_catalogue_find_source (catalogue, "job", "customer.nothing"));
  g_assert_null (cw_field_catalogue_find_source (catalogue, "job", "companyName.entityId"));
  field = cw_field_catalogue_find_target (catalogue, "name");
  g_assert_true (field->required);
  g_assert_nonnull (field->sample);
  g_assert_cmpuint (cw_field_catalogue_list_properties (catalogue)->len, ==, 10);

  /* Customers have no code by default; their number is what comes nearest. */
  suggestions = cw_field_catalogue_suggest (catalogue, workflow->default_mapping);
  g_assert_cmpuint (suggestions->len, ==, 1);
  g_assert_cmpstr (((CwMappingSuggestion *) suggestions->pdata[0])->type, ==, "customer");
  g_assert_cmpstr (((CwMappingSuggestion *) suggestions->pdata[0])->target, ==, "code");
  g_assert_cmpstr (((CwMappingSuggestion *) suggestions->pdata[0])->path, ==, "entityId");
  g_assert_nonnull (((CwMappingSuggestion *) suggestions->pdata[0])->reason);

  loaded = cw_field_catalogue_load_sync (f->profile, f->integrations[0], workflow, NULL, &error);
  g_assert_cmpuint (cw_field_catalogue_list_source (loaded, "customer")->len, ==, fields->len);
  cw_fixture_free (f);
}

/* ---- checks ---- */

static const CwMappingFinding *
find_finding (CwMappingReport *report, CwMappingProblemKind kind, const char *target)
{
  for (guint i = 0; i < report->findings->len; i++)
    {
      const CwMappingFinding *finding = report->findings->pdata[i];

      if (finding->problem->kind == kind && g_strcmp0 (finding->problem->target, target) == 0)
        return finding;
    }
  return NULL;
}

static CwMappingReport *
check (CwFixture *f, CwMappingDocument *document)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (f->profile, f->integrations[0], &error);
  CwMappingReport *report = cw_mapping_check_sync (f->profile, f->integrations[0], workflows->pdata[0], document, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (report->complete);
  for (guint i = 0; i < report->findings->len; i++)
    {
      g_assert_nonnull (((CwMappingFinding *) report->findings->pdata[i])->sentence);
      g_test_message ("%s", ((CwMappingFinding *) report->findings->pdata[i])->sentence);
    }
  return report;
}

static void
describe (CwFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (f->profile, f->integrations[0], &error);
  g_autoptr (CwFieldCatalogue) catalogue = cw_field_catalogue_refresh_sync (f->profile, f->integrations[0], workflows->pdata[0], NULL, &error);

  g_assert_no_error (error);
}

/* Customers of company 0 that are there: available to its subsidiary. */
static guint
count_available (CwFixture *f, GHashTable *rows, GHashTable *out_currencies)
{
  GHashTableIter iter;
  gpointer value;
  guint count = 0;

  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      JsonArray *list = json_object_get_array_member (value, "subsidiaries");
      const char *currency = json_object_get_string_member_with_default (value, "currency", "");
      gboolean available = FALSE;

      for (guint i = 0; i < json_array_get_length (list); i++)
        available |= g_str_equal (json_array_get_string_element (list, i), f->subsidiaries[0]);
      if (!available)
        continue;
      count++;
      if (out_currencies != NULL)
        g_hash_table_insert (out_currencies, (gpointer) currency,
                             GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (out_currencies, currency)) + 1));
    }
  return count;
}

static void
test_findings (void)
{
  CwFixture *f = cw_fixture_new (60, 20, NULL);
  g_autoptr (CwMappingDocument) currency = document_of (NULL, CUSTOMER_NAME, "{\"field\": \"currency\", \"type\": \"reference\"}", PROJECT_NAME, NULL);
  g_autoptr (CwMappingDocument) asking = NULL, wrong = NULL, gone = NULL;
  g_autoptr (CwMappingReport) clean = NULL, report = NULL, bad = NULL, empty = NULL;
  g_autoptr (CwRunInfo) info = NULL;
  g_autoptr (JsonNode) customer_node = NULL, job_node = NULL;
  g_autoptr (GHashTable) customers = NULL, jobs = NULL, currencies = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  const CwMappingFinding *finding;
  const CwMappingGroup *group;
  CwMappingRow *row;
  guint available, missing;

  save (f, currency, NULL);
  info = run (f, TRUE);
  describe (f);
  customers = load_truth (f, "customer", &customer_node);
  jobs = load_truth (f, "job", &job_node);
  available = count_available (f, customers, currencies);
  g_assert_cmpuint (g_hash_table_size (currencies), >, 1);
  missing = available - GPOINTER_TO_UINT (g_hash_table_lookup (currencies, "1"));

  clean = check (f, currency);
  g_assert_cmpuint (clean->records, ==, available + count_available (f, jobs, NULL));
  g_assert_cmpuint (clean->passing, ==, clean->records);
  g_assert_cmpuint (clean->findings->len, ==, 0);

  /* Values that occur and have no entry; with counts, and the records. */
  asking = document_of ("{\"compare\": \"equal\", \"left\": {\"record\": \"type\"}, \"right\": {\"value\": \"customer\"}}", CUSTOMER_NAME,
                        "{\"map\": {\"field\": \"currency\", \"type\": \"reference\"}, \"entries\": [{\"from\": \"1\", \"to\": \"USD\"}], \"ask\": true}",
                        PROJECT_NAME, NULL);
  report = check (f, asking);
  g_assert_cmpuint (report->passing, ==, available);
  finding = find_finding (report, CW_MAPPING_PROBLEM_NO_ENTRY, "code");
  g_assert_nonnull (finding);
  g_assert_true (finding->error);
  g_assert_cmpuint (finding->count, ==, missing);
  g_assert_cmpuint (finding->total, ==, available);
  g_assert_cmpuint (finding->records->len, ==, missing);
  g_assert_cmpint (((CwFindingRecord *) finding->records->pdata[0])->key[0], ==, 'c');

  /* The plan holds them back with the reason, and sends the others. */
  save (f, asking, NULL);
  g_clear_pointer (&info, cw_run_info_free);
  info = plan (f, TRUE);
  g_assert_cmpstr (info->outcome, ==, "attention");

  /* What is wrong with the mapping itself, what is too long, what is missing. */
  wrong = document_of (NULL, "{\"if\": {\"field\": \"isPerson\", \"type\": \"boolean\"}, \"then\": {\"field\": \"lastName\"}}",
                       "{\"field\": \"nothingLikeThis\"}", "{\"concat\": [{\"field\": \"entityId\"}, {\"field\": \"entityId\"}]}",
                       "{\"mapped\": \"code\"}");
  group = cw_mapping_get_groups (cw_mapping_document_get_mapping (wrong))->pdata[1];
  row = group->rows->pdata[0];
  row->limit = 4;
  bad = check (f, wrong);
  g_assert_nonnull (find_finding (bad, CW_MAPPING_PROBLEM_UNKNOWN_FIELD, "code"));
  g_assert_nonnull (find_finding (bad, CW_MAPPING_PROBLEM_CYCLE, "code"));
  finding = find_finding (bad, CW_MAPPING_PROBLEM_MISSING, "name");
  g_assert_cmpuint (finding->count, >, 0);
  g_assert_cmpuint (finding->count, <, available);
  finding = find_finding (bad, CW_MAPPING_PROBLEM_TOO_LONG, "name");
  g_assert_cmpuint (finding->count, ==, count_available (f, jobs, NULL));
  g_assert_cmpstr (finding->problem->argument, ==, "4");

  gone = parse ("\"groups\": []");
  empty = check (f, gone);
  g_assert_cmpuint (empty->findings->len, ==, 2);
  g_assert_cmpint (((CwMappingFinding *) empty->findings->pdata[0])->problem->kind, ==, CW_MAPPING_PROBLEM_UNMAPPED);
  cw_fixture_free (f);
}

/* What nobody read yet is said, not taken for empty; it can be read before anything is saved. */
static void
test_unread (void)
{
  CwFixture *f = cw_fixture_new (30, 10, NULL);
  g_autoptr (CwMappingDocument) edited = document_of (NULL, CUSTOMER_NAME, "{\"field\": \"currency\", \"type\": \"reference\"}", PROJECT_NAME, NULL);
  g_autoptr (CwMappingDocument) standard = document_of (NULL, CUSTOMER_NAME, "{\"field\": \"email\"}", PROJECT_NAME, NULL);
  g_autoptr (CwRunInfo) info = run (f, TRUE);
  g_autoptr (CwMappingReport) before = NULL, after = NULL, known = NULL;
  g_autoptr (GPtrArray) workflows = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  CwMapping *mapping = cw_mapping_document_get_mapping (edited);

  describe (f);
  before = check (f, edited);
  g_assert_cmpuint (before->findings->len, ==, 1);
  g_assert_cmpint (((CwMappingFinding *) before->findings->pdata[0])->problem->kind, ==, CW_MAPPING_PROBLEM_UNREAD);
  /* What comes with every record anyway is there. */
  known = check (f, standard);
  g_assert_cmpuint (known->findings->len, ==, 0);

  workflows = cw_profile_list_workflows (f->profile, f->integrations[0], &error);
  g_assert_true (cw_mapping_read_sync (f->profile, f->integrations[0], workflows->pdata[0], mapping, NULL, &error));
  g_assert_no_error (error);
  after = check (f, edited);
  g_assert_cmpuint (after->findings->len, ==, 0);
  store = cw_profile_open_store (f->profile, &error);
  rows = load_changes (f, info);
  record = cw_store_mirror_get (store, "netsuite", "customer", "1", NULL);
  for (guint i = 0; record == NULL && i < rows->len; i++)
    if (g_str_equal (((CwPlanRow *) rows->pdata[i])->type, "customer"))
      {
        g_autoptr (CwIntegrationInfo) integration = cw_store_get_integration (store, f->integrations[0], &error);

        record = cw_store_mirror_get (store, integration->source, "customer", ((CwPlanRow *) rows->pdata[i])->source_id, NULL);
      }
  g_assert_nonnull (cw_fields_get (record->fields, "currency"));
  /* Nothing was saved: the next run has nothing to send. */
  assert_quiet (f, TRUE);
  cw_fixture_free (f);
}

/* A pinned test breaks with an edit, and says what came out. */
static void
test_failed_tests (void)
{
  CwFixture *f = cw_fixture_new (10, 0, NULL);
  g_autoptr (CwMappingDocument) first = document_of (NULL, CUSTOMER_NAME, NULL, PROJECT_NAME, NULL);
  g_autoptr (CwMappingDocument) edited = document_of (NULL, "{\"function\": \"upper\", \"of\": {\"field\": \"companyName\"}}", NULL, PROJECT_NAME, NULL);
  g_autoptr (CwRecord) record = cw_record_new ("customer", "3");
  g_autoptr (GPtrArray) tests = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_test_free);
  g_autoptr (CwMappingDocument) pinned = NULL, broken = NULL;
  g_autoptr (CwMappingReport) good = NULL, bad = NULL;
  const CwFailedTest *failed;

  cw_fields_set (record->fields, "companyName", "Acme");
  g_ptr_array_add (tests, cw_mapping_test_pin ("Acme", record, TRUE, cw_mapping_document_get_mapping (first), NULL));
  pinned = cw_mapping_document_new (cw_mapping_document_get_mapping (first), tests);
  broken = cw_mapping_document_new (cw_mapping_document_get_mapping (edited), tests);
  good = check (f, pinned);
  g_assert_cmpuint (good->tests, ==, 1);
  g_assert_cmpuint (good->failed_tests->len, ==, 0);
  bad = check (f, broken);
  g_assert_cmpuint (bad->failed_tests->len, ==, 1);
  failed = bad->failed_tests->pdata[0];
  g_assert_cmpstr (failed->name, ==, "Acme");
  g_assert_nonnull (strstr (failed->sentence, "ACME"));
  /* They are saved with the version. */
  save (f, broken, NULL);
  g_clear_pointer (&pinned, cw_mapping_document_unref);
  pinned = cw_profile_load_mapping_sync (f->profile, f->integrations[0], WORKFLOW, CW_MAPPING_IN_FORCE, NULL, NULL);
  g_assert_cmpuint (cw_mapping_document_get_tests (pinned)->len, ==, 1);
  cw_fixture_free (f);
}

/* Edits come faster than checks: the last one counts, and it comes. */
static void
note_changed (CwMappingFindings *findings, gpointer data)
{
  ++*(guint *) data;
}

static void
test_watching (void)
{
  CwFixture *f = cw_fixture_new (60, 0, NULL);
  g_autoptr (CwRunInfo) info = run (f, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (f->profile, f->integrations[0], &error);
  g_autoptr (CwMappingFindings) findings = cw_mapping_findings_new (f->profile, f->integrations[0], workflows->pdata[0]);
  guint64 records, passing;
  guint changed = 0, counted = 0;

  g_signal_connect (findings, "changed", G_CALLBACK (note_changed), &changed);
  g_signal_connect (findings, "counted", G_CALLBACK (note_changed), &counted);
  g_assert_false (cw_mapping_findings_get_counts (findings, &records, &passing));
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *filter = g_strdup_printf ("{\"compare\": \"less\", \"left\": {\"function\": \"number-format\", \"of\": {\"record\": \"id\"},"
                                                 "\"decimals\": 0}, \"right\": {\"value\": \"%u\"}}", i);
      g_autoptr (CwMappingDocument) document = document_of (i < 19 ? filter : NULL, CUSTOMER_NAME, NULL, PROJECT_NAME, NULL);

      cw_mapping_findings_set_document (findings, document);
      g_assert_true (cw_mapping_findings_get_checking (findings));
    }
  while (cw_mapping_findings_get_checking (findings))
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (cw_mapping_findings_get_error (findings));
  g_assert_true (cw_mapping_findings_get_report (findings)->complete);
  g_assert_true (cw_mapping_findings_get_counts (findings, &records, &passing));
  g_assert_cmpuint (passing, ==, records);
  g_assert_cmpuint (records, >, 0);
  g_assert_cmpuint (changed, ==, 2);
  g_assert_cmpuint (counted, ==, 1);
  cw_fixture_free (f);
}

/* What is missing is read on demand, and everything is looked at again. */
static void
note_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_mapping_findings_read_finish (CW_MAPPING_FINDINGS (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
test_reading (void)
{
  CwFixture *f = cw_fixture_new (30, 0, NULL);
  g_autoptr (CwRunInfo) info = run (f, TRUE);
  g_autoptr (CwMappingDocument) document = document_of ("{\"compare\": \"equal\", \"left\": {\"field\": \"currency\", \"type\": \"reference\"},"
                                                        "\"right\": {\"value\": \"1\"}}", CUSTOMER_NAME, NULL, PROJECT_NAME, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (f->profile, f->integrations[0], &error);
  g_autoptr (CwMappingFindings) findings = cw_mapping_findings_new (f->profile, f->integrations[0], workflows->pdata[0]);
  guint64 records, passing;
  gboolean done = FALSE;
  guint read = 0;

  g_signal_connect (findings, "read", G_CALLBACK (note_changed), &read);
  cw_mapping_findings_set_document (findings, document);
  while (cw_mapping_findings_get_checking (findings))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (cw_mapping_findings_get_report (findings)->findings->len, ==, 2);   /* customers and projects */
  g_assert_true (cw_mapping_findings_get_counts (findings, &records, &passing));
  g_assert_cmpuint (passing, ==, 0);
  cw_mapping_findings_read_async (findings, note_done, &done);
  while (!done || cw_mapping_findings_get_checking (findings))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (read, ==, 1);
  g_assert_cmpuint (cw_mapping_findings_get_report (findings)->findings->len, ==, 0);
  g_assert_true (cw_mapping_findings_get_counts (findings, &records, &passing));
  g_assert_cmpuint (passing, >, 0);
  cw_fixture_free (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mappings/edit-plan-run", test_edit_plan_run);
  g_test_add_func ("/mappings/filter", test_filter);
  g_test_add_func ("/mappings/versions", test_versions);
  g_test_add_func ("/mappings/import", test_import);
  g_test_add_func ("/mappings/run-keeps-version", test_run_keeps_version);
  g_test_add_func ("/mappings/new-field", test_new_field);
  g_test_add_func ("/mappings/gone-field", test_gone_field);
  g_test_add_func ("/mappings/joined", test_joined);
  g_test_add_func ("/mappings/catalogue", test_catalogue);
  g_test_add_func ("/mappings/findings", test_findings);
  g_test_add_func ("/mappings/unread", test_unread);
  g_test_add_func ("/mappings/failed-tests", test_failed_tests);
  g_test_add_func ("/mappings/watching", test_watching);
  g_test_add_func ("/mappings/reading", test_reading);
  return g_test_run ();
}
