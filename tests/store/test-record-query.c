/* test-record-query.c: searching, filtering and sorting the mirror
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include "cw-record-query.h"

#include <string.h>

#define WORKFLOW "precoro.customers-projects"

/* ---- a mirror ---- */

static void
put (StoreFixture *fixture, const char *type, const char *id, const char *name, const char *parent, gint64 modified)
{
  g_autoptr (CwRecord) record = make_record (type, id, name);
  g_autoptr (GError) error = NULL;

  record->modified = modified;
  if (parent != NULL)
    {
      record->parent_type = g_strdup ("customer");
      record->parent_id = g_strdup (parent);
    }
  g_assert_true (cw_store_mirror_put (fixture->store, "netsuite", record, 1, &error));
  g_assert_no_error (error);
}

static void
put_company (StoreFixture *fixture)
{
  put (fixture, "customer", "1", "Northwind Traders", NULL, 50);
  put (fixture, "customer", "2", "acme", NULL, 40);
  put (fixture, "customer", "10", "Café Zürich", NULL, 30);
  put (fixture, "customer", "11", "東京商事 100%", "1", 20);
  put (fixture, "job", "20", "Warehouse fit-out", "1", 10);
  put (fixture, "job", "21", "Bolt", "11", 60);
  put (fixture, "job", "22", NULL, "99", 70);
}

static char *
join (char **ids)
{
  char *joined = g_strjoinv (" ", ids);

  return joined;
}

/* What @query finds, as ids; keys and count say the same. */
static void
assert_found (StoreFixture *fixture, const CwRecordQuery *query, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = cw_store_list_record_ids (fixture->store, query, &error);
  g_autoptr (GArray) keys = cw_store_list_record_keys (fixture->store, query, &error);
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  found = join (ids);
  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpuint (keys->len, ==, g_strv_length (ids));
  g_assert_cmpint (cw_store_count_records (fixture->store, query, &error), ==, keys->len);
  g_assert_no_error (error);
}

static CwRecordQuery *
make_query (void)
{
  CwRecordQuery *query = cw_record_query_new ("netsuite");

  query->integration = g_strdup ("Harbor");
  query->workflow = g_strdup (WORKFLOW);
  return query;
}

static void
assert_search (StoreFixture *fixture, const char *search, const char *expected)
{
  g_autoptr (CwRecordQuery) query = make_query ();

  query->search = g_strdup (search);
  assert_found (fixture, query, expected);
}

static void
test_search (StoreFixture *fixture, gconstpointer data)
{
  put_company (fixture);
  assert_search (fixture, NULL, "job:22 customer:2 job:21 customer:10 customer:1 job:20 customer:11");
  assert_search (fixture, "", "job:22 customer:2 job:21 customer:10 customer:1 job:20 customer:11");
  assert_search (fixture, "b", "job:21");
  assert_search (fixture, "zur", "customer:10");
  assert_search (fixture, "ZÜRICH", "customer:10");
  assert_search (fixture, "cafe\xcc\x81", "customer:10");
  assert_search (fixture, " out  ware ", "job:20");
  assert_search (fixture, "商", "customer:11");
  assert_search (fixture, "京商", "customer:11");
  assert_search (fixture, "%", "customer:11");
  assert_search (fixture, "_", "");
  assert_search (fixture, "'; DROP TABLE record; --", "");
  assert_search (fixture, "trad", "customer:1");
}

static void
test_filters (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecordQuery) query = make_query ();
  g_autoptr (CwRecord) here = make_record ("customer", "5", "Here");
  g_autoptr (CwRecord) nowhere = make_record ("customer", "6", "Nowhere");
  g_autoptr (CwRecord) gone = cw_record_new ("customer", "2");

  put_company (fixture);
  query->types = g_strsplit ("job", ",", -1);
  assert_found (fixture, query, "job:22 job:21 job:20");
  g_strfreev (query->types);
  query->types = g_strsplit ("job,customer", ",", -1);
  query->search = g_strdup ("o");
  assert_found (fixture, query, "job:21 customer:1 job:20");
  g_clear_pointer (&query->search, g_free);
  g_clear_pointer (&query->types, g_strfreev);

  here->subsidiaries = g_strdup (",2,13,");
  g_assert_true (cw_store_mirror_put (fixture->store, "netsuite", here, 1, NULL));
  /* The others do not say, so they are available to all; one that names none is available to nobody. */
  g_free (nowhere->subsidiaries);
  nowhere->subsidiaries = g_strdup (",");
  g_assert_true (cw_store_mirror_put (fixture->store, "netsuite", nowhere, 1, NULL));
  query->search = g_strdup ("here");
  query->subsidiaries = g_strsplit ("3,1", ",", -1);
  assert_found (fixture, query, "");
  g_strfreev (query->subsidiaries);
  query->subsidiaries = g_strsplit ("3,13", ",", -1);
  assert_found (fixture, query, "customer:5");
  g_free (query->search);
  query->search = g_strdup ("cafe");
  assert_found (fixture, query, "customer:10");
  g_clear_pointer (&query->search, g_free);
  g_clear_pointer (&query->subsidiaries, g_strfreev);

  gone->deleted = TRUE;
  g_assert_true (cw_store_mirror_put (fixture->store, "netsuite", gone, 1, NULL));
  query->search = g_strdup ("acme");
  assert_found (fixture, query, "");
  query->deleted_too = TRUE;
  assert_found (fixture, query, "customer:2");
  g_free (query->connection);
  query->connection = g_strdup ("precoro");
  assert_found (fixture, query, "");
}

static void
test_mark (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecordQuery) query = make_query ();

  put_company (fixture);
  g_assert_true (cw_store_mirror_set_mark (fixture->store, "netsuite", "customer", "1", CW_MARK_ON, NULL));
  g_assert_true (cw_store_mirror_set_mark (fixture->store, "netsuite", "customer", "2", CW_MARK_OFF, NULL));
  /* Where there is a box it counts, else the mark that is kept. */
  g_assert_true (cw_store_set_local_mark (fixture->store, "Harbor", "customer", "2", CW_MARK_ON, NULL));
  g_assert_true (cw_store_set_local_mark (fixture->store, "Harbor", "job", "20", CW_MARK_ON, NULL));
  g_assert_true (cw_store_set_local_mark (fixture->store, "Annex", "job", "21", CW_MARK_ON, NULL));
  query->mark = CW_MARK_ON;
  assert_found (fixture, query, "customer:1 job:20");
  query->mark = CW_MARK_OFF;
  assert_found (fixture, query, "job:22 customer:2 job:21 customer:10 customer:11");
}

static void
assert_sorted (StoreFixture *fixture, CwRecordSort sort, gboolean descending, const char *expected)
{
  g_autoptr (CwRecordQuery) query = make_query ();

  query->sort = sort;
  query->descending = descending;
  assert_found (fixture, query, expected);
}

static void
test_sort (StoreFixture *fixture, gconstpointer data)
{
  put_company (fixture);
  assert_sorted (fixture, CW_RECORD_SORT_NAME, TRUE, "customer:11 job:20 customer:1 customer:10 job:21 customer:2 job:22");
  assert_sorted (fixture, CW_RECORD_SORT_TYPE, FALSE, "customer:2 customer:10 customer:1 customer:11 job:22 job:21 job:20");
  assert_sorted (fixture, CW_RECORD_SORT_TYPE, TRUE, "job:22 job:21 job:20 customer:2 customer:10 customer:1 customer:11");
  assert_sorted (fixture, CW_RECORD_SORT_PARENT, FALSE, "job:22 customer:2 customer:10 customer:1 job:20 customer:11 job:21");
  assert_sorted (fixture, CW_RECORD_SORT_CHANGED, FALSE, "job:20 customer:11 customer:10 customer:2 customer:1 job:21 job:22");
  assert_sorted (fixture, CW_RECORD_SORT_CHANGED, TRUE, "job:22 job:21 customer:1 customer:2 customer:10 customer:11 job:20");
  assert_sorted (fixture, CW_RECORD_SORT_ID, FALSE, "customer:1 customer:2 customer:10 customer:11 job:20 job:21 job:22");
}

/* ---- states ---- */

static gint64
begin_plan (StoreFixture *fixture, const char *records, gint64 created, gint64 *out_run)
{
  g_autoptr (CwFields) options = cw_fields_new ();

  cw_fields_set (options, "records", records);
  *out_run = cw_store_new_run (fixture->store, "Harbor", 1, NULL, NULL, options, NULL);
  return cw_store_new_plan (fixture->store, *out_run, "Harbor", WORKFLOW, created, NULL);
}

static void
add_row (StoreFixture *fixture, gint64 plan, gint64 seq, const char *id, CwOperation operation, CwReason reason, CwRowState state)
{
  g_autoptr (CwPlanRow) row = cw_plan_row_new ("customer", id);
  g_autoptr (GError) error = NULL;

  row->seq = seq;
  row->operation = operation;
  row->reason = reason;
  row->argument = g_strdup ("lead");
  row->state = state;
  g_assert_true (cw_store_add_plan_row (fixture->store, plan, row, &error));
  g_assert_no_error (error);
}

static void
seal (StoreFixture *fixture, gint64 plan)
{
  CwPlanInfo info = { 0 };

  g_assert_true (cw_store_seal_plan (fixture->store, plan, &info, NULL));
}

static void
end_run (StoreFixture *fixture, gint64 run)
{
  g_autoptr (CwRunInfo) info = cw_store_get_run (fixture->store, run, NULL);

  info->ended = 1;
  g_assert_true (cw_store_update_run (fixture->store, info, NULL));
}

static void
link_record (StoreFixture *fixture, const char *id, gint64 since, const char *fingerprint, const char *hold)
{
  g_autoptr (CwLink) link = cw_link_new ("customer", id, "t");

  link->since = since;
  link->fingerprint = g_strdup (fingerprint);
  link->hold = g_strdup (hold);
  g_assert_true (cw_store_put_link (fixture->store, "Harbor", WORKFLOW, link, NULL));
}

/* State and reason of customer @id, in one text. */
static char *
describe (StoreFixture *fixture, const char *id)
{
  g_autoptr (CwRecordQuery) query = make_query ();
  g_autoptr (GArray) keys = NULL;
  g_autoptr (GPtrArray) summaries = NULL;
  g_autoptr (GEnumClass) states = g_type_class_ref (CW_TYPE_RECORD_STATE);
  const CwRecordSummary *summary = NULL;

  keys = cw_store_list_record_keys (fixture->store, query, NULL);
  summaries = cw_store_get_record_summaries (fixture->store, query, keys, NULL);
  g_assert_cmpuint (summaries->len, ==, keys->len);
  for (guint i = 0; i < summaries->len; i++)
    {
      const CwRecordSummary *candidate = summaries->pdata[i];

      if (g_str_equal (candidate->id, id))
        summary = candidate;
    }
  g_assert_nonnull (summary);
  return g_strdup_printf ("%s%s%s", g_enum_get_value (states, summary->state)->value_nick, summary->reason != NULL ? ": " : "",
                          summary->reason != NULL ? summary->reason : "");
}

static void
assert_state (StoreFixture *fixture, const char *id, const char *expected)
{
  g_autofree char *found = describe (fixture, id);

  g_assert_cmpstr (found, ==, expected);
}

static void
put_customers (StoreFixture *fixture, guint count)
{
  for (guint i = 1; i <= count; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      put (fixture, "customer", id, id, NULL, 100);
    }
}

static void
test_states_by_link (StoreFixture *fixture, gconstpointer data)
{
  put_customers (fixture, 5);
  link_record (fixture, "2", 100, "a1", NULL);
  link_record (fixture, "3", 99, "a1", NULL);
  link_record (fixture, "4", 100, NULL, NULL);
  link_record (fixture, "5", 100, "a1", "taken back by run 9");
  assert_state (fixture, "1", "new");
  assert_state (fixture, "2", "in-step");
  assert_state (fixture, "3", "changed");
  assert_state (fixture, "4", "changed");
  assert_state (fixture, "5", "skipped: On hold: taken back by run 9. Export it by hand to let it travel again.");
}

static void
test_states_by_plan (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAttention) attention = make_attention ("Harbor", "8", "too long");
  gint64 run, plan;

  put_customers (fixture, 8);
  link_record (fixture, "2", 50, "a1", NULL);
  link_record (fixture, "6", 50, "a1", NULL);
  plan = begin_plan (fixture, NULL, 100, &run);
  add_row (fixture, plan, 1, "1", CW_OPERATION_CREATE, CW_REASON_NEW, CW_ROW_PENDING);
  add_row (fixture, plan, 2, "2", CW_OPERATION_UPDATE, CW_REASON_CHANGED, CW_ROW_PENDING);
  add_row (fixture, plan, 3, "3", CW_OPERATION_SKIP, CW_REASON_STAGE, CW_ROW_NOTHING);
  add_row (fixture, plan, 4, "4", CW_OPERATION_CONFLICT, CW_REASON_TWO_CANDIDATES, CW_ROW_NOTHING);
  add_row (fixture, plan, 5, "5", CW_OPERATION_CREATE, CW_REASON_NEW, CW_ROW_FAILED);
  add_row (fixture, plan, 6, "6", CW_OPERATION_UNCHANGED, CW_REASON_SAME, CW_ROW_NOTHING);
  assert_state (fixture, "3", "new");
  seal (fixture, plan);
  g_free (attention->workflow);
  attention->workflow = g_strdup (WORKFLOW);
  g_free (attention->type);
  attention->type = g_strdup ("customer");
  g_assert_true (cw_store_put_attention (fixture->store, attention, NULL));

  assert_state (fixture, "1", "waiting");
  assert_state (fixture, "2", "waiting");
  assert_state (fixture, "3", "skipped: It is a lead, and only customers travel.");
  assert_state (fixture, "4", "attention: More than one record in the target fits: lead. Choose one of them.");
  assert_state (fixture, "5", "attention: Not in the target yet.");
  assert_state (fixture, "6", "in-step");
  assert_state (fixture, "7", "new");
  assert_state (fixture, "8", "attention: too long");

  /* A dry run that ended leaves nothing waiting; a change after the plan puts its answer in doubt. */
  end_run (fixture, run);
  assert_state (fixture, "1", "new");
  assert_state (fixture, "2", "changed");
  put (fixture, "customer", "3", "3", NULL, 101);
  assert_state (fixture, "3", "new");
  put (fixture, "customer", "6", "6", NULL, 101);
  assert_state (fixture, "6", "changed");
}

/* A plan of some records leaves what an earlier one said of the others. */
static void
test_states_of_chosen (StoreFixture *fixture, gconstpointer data)
{
  gint64 run, plan;

  put_customers (fixture, 3);
  plan = begin_plan (fixture, NULL, 100, &run);
  add_row (fixture, plan, 1, "1", CW_OPERATION_SKIP, CW_REASON_NOT_MARKED, CW_ROW_NOTHING);
  add_row (fixture, plan, 2, "2", CW_OPERATION_SKIP, CW_REASON_NOT_MARKED, CW_ROW_NOTHING);
  seal (fixture, plan);
  end_run (fixture, run);
  plan = begin_plan (fixture, "customer:1", 110, &run);
  add_row (fixture, plan, 1, "1", CW_OPERATION_CREATE, CW_REASON_NEW, CW_ROW_PENDING);
  seal (fixture, plan);
  assert_state (fixture, "1", "waiting");
  assert_state (fixture, "2", "skipped: Its sync box is not checked.");
  assert_state (fixture, "3", "new");
  g_assert_true (cw_store_set_plan_row_state (fixture->store, plan, 1, CW_ROW_DONE, "t", NULL, NULL));
  link_record (fixture, "1", 111, "a1", NULL);
  assert_state (fixture, "1", "in-step");
}

static void
test_state_filter (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecordQuery) query = make_query ();
  gint64 counts[CW_N_RECORD_STATES];

  put_customers (fixture, 5);
  link_record (fixture, "2", 100, "a1", NULL);
  link_record (fixture, "3", 99, "a1", NULL);
  link_record (fixture, "4", 100, "a1", NULL);
  query->states = 1u << CW_RECORD_STATE_IN_STEP;
  assert_found (fixture, query, "customer:2 customer:4");
  query->states |= 1u << CW_RECORD_STATE_NEW;
  assert_found (fixture, query, "customer:1 customer:2 customer:4 customer:5");
  query->states = 0;
  query->sort = CW_RECORD_SORT_STATE;
  assert_found (fixture, query, "customer:1 customer:5 customer:2 customer:4 customer:3");
  query->descending = TRUE;
  assert_found (fixture, query, "customer:3 customer:2 customer:4 customer:1 customer:5");
  g_assert_true (cw_store_count_record_states (fixture->store, query, counts, NULL));
  g_assert_cmpint (counts[CW_RECORD_STATE_NEW], ==, 2);
  g_assert_cmpint (counts[CW_RECORD_STATE_IN_STEP], ==, 2);
  g_assert_cmpint (counts[CW_RECORD_STATE_CHANGED], ==, 1);
  g_assert_cmpint (counts[CW_RECORD_STATE_WAITING], ==, 0);

  g_clear_pointer (&query->integration, g_free);
  query->states = 1u << CW_RECORD_STATE_NEW;
  query->sort = CW_RECORD_SORT_ID;
  query->descending = FALSE;
  assert_found (fixture, query, "customer:1 customer:2 customer:3 customer:4 customer:5");
}

/* ---- what is shown ---- */

static void
test_summary (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecordQuery) query = make_query ();
  g_autoptr (GArray) keys = NULL;
  g_autoptr (GPtrArray) summaries = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 unknown = 4711;

  put_company (fixture);
  put (fixture, "customer", "30", "Ring a", "31", 1);
  put (fixture, "customer", "31", "Ring b", "30", 1);
  query->sort = CW_RECORD_SORT_ID;
  keys = cw_store_list_record_keys (fixture->store, query, NULL);
  g_array_append_val (keys, unknown);
  summaries = cw_store_get_record_summaries (fixture->store, query, keys, NULL);
  for (guint i = 0; i < summaries->len; i++)
    {
      const CwRecordSummary *summary = summaries->pdata[i];

      g_assert_cmpint (summary->key, ==, g_array_index (keys, gint64, i));
      g_string_append_printf (text, "%s:%s %s < %s, %u; ", summary->type, summary->id, summary->name, summary->parent_name, summary->depth);
    }
  g_assert_cmpstr (text->str, ==,
                   "customer:1 Northwind Traders < (null), 0; customer:2 acme < (null), 0; customer:10 Café Zürich < (null), 0; "
                   "customer:11 東京商事 100% < Northwind Traders, 1; job:20 Warehouse fit-out < Northwind Traders, 1; "
                   "job:21 Bolt < 東京商事 100%, 2; job:22 (null) < (null), 1; "
                   "customer:30 Ring a < Ring b, 32; customer:31 Ring b < Ring a, 32; ");
}

static void
assert_parents (StoreFixture *fixture, const char *ids, const char *expected)
{
  g_auto (GStrv) list = g_strsplit (ids, " ", -1);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parents = cw_store_list_record_parents (fixture->store, "netsuite", (const char * const *) list, &error);
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  found = join (parents);
  g_assert_cmpstr (found, ==, expected);
}

static void
test_parents (StoreFixture *fixture, gconstpointer data)
{
  put_company (fixture);
  put (fixture, "customer", "30", "Ring a", "31", 1);
  put (fixture, "customer", "31", "Ring b", "30", 1);
  assert_parents (fixture, "", "");
  assert_parents (fixture, "customer:1 customer:2", "");
  assert_parents (fixture, "job:21", "customer:11 customer:1");
  assert_parents (fixture, "job:20 job:21", "customer:1 customer:11");
  assert_parents (fixture, "job:21 customer:11", "customer:1");
  assert_parents (fixture, "job:22 job:99 nonsense :", "");
  assert_parents (fixture, "customer:30", "customer:31");
}

static void
test_query_value (void)
{
  g_autoptr (CwRecordQuery) query = make_query ();
  g_autoptr (CwRecordQuery) copy = NULL;

  query->types = g_strsplit ("a b", " ", -1);
  query->search = g_strdup ("x");
  copy = cw_record_query_copy (query);
  g_assert_true (cw_record_query_equal (query, copy));
  copy->descending = TRUE;
  g_assert_false (cw_record_query_equal (query, copy));
  copy->descending = FALSE;
  g_clear_pointer (&copy->types, g_strfreev);
  g_assert_false (cw_record_query_equal (query, copy));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/store/record-query/search", test_search);
  store_test_add ("/store/record-query/filters", test_filters);
  store_test_add ("/store/record-query/mark", test_mark);
  store_test_add ("/store/record-query/sort", test_sort);
  store_test_add ("/store/record-query/states-by-link", test_states_by_link);
  store_test_add ("/store/record-query/states-by-plan", test_states_by_plan);
  store_test_add ("/store/record-query/states-of-chosen", test_states_of_chosen);
  store_test_add ("/store/record-query/state-filter", test_state_filter);
  store_test_add ("/store/record-query/summary", test_summary);
  store_test_add ("/store/record-query/parents", test_parents);
  g_test_add_func ("/store/record-query/value", test_query_value);
  return g_test_run ();
}
