/* test-record-query.c: searching, filtering and sorting the mirror
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include "cw-record-order.h"

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

/* The records of @keys as ids, in order. */
static char *
join_keys (StoreFixture *fixture, const CwRecordQuery *query, const GArray *keys)
{
  g_autoptr (GPtrArray) summaries = cw_store_get_record_summaries (fixture->store, query, keys, NULL);
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < summaries->len; i++)
    {
      const CwRecordSummary *summary = summaries->pdata[i];

      g_string_append_printf (joined, "%s%s:%s", i > 0 ? " " : "", summary->type, summary->id);
    }
  return g_string_free (joined, FALSE);
}

/* SQL and the order that is kept find the same, in the same order. */
static void
assert_same (StoreFixture *fixture, CwRecordOrder *order, const CwRecordQuery *query, const GArray *keys)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRecordSnapshot) snapshot = cw_record_order_find (order, fixture->store, query, &error);
  g_autoptr (CwKeySet) matches = cw_record_order_match (order, fixture->store, query, &error);

  g_assert_no_error (error);
  g_assert_null (snapshot->places);
  g_assert_cmpuint (snapshot->n_matches, ==, keys->len);
  g_assert_cmpmem (snapshot->keys->data, snapshot->keys->len * sizeof (gint64), keys->data, keys->len * sizeof (gint64));
  g_assert_cmpuint (cw_key_set_count (matches), ==, keys->len);
  for (guint i = 0; i < keys->len; i++)
    g_assert_true (cw_key_set_contains (matches, g_array_index (keys, gint64, i)));
}

/* What @query finds, as ids; the count and the kept order say the same. */
static void
assert_found (StoreFixture *fixture, const CwRecordQuery *query, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) keys = cw_store_list_record_keys (fixture->store, query, &error);
  g_autoptr (CwRecordOrder) order = cw_record_order_new ();
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  found = join_keys (fixture, query, keys);
  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpint (cw_store_count_records (fixture->store, query, &error), ==, keys->len);
  g_assert_no_error (error);
  assert_same (fixture, order, query, keys);
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
      g_string_append_printf (text, "%s:%s %s < %s; ", summary->type, summary->id, summary->name, summary->parent_name);
    }
  g_assert_cmpstr (text->str, ==,
                   "customer:1 Northwind Traders < (null); customer:2 acme < (null); customer:10 Café Zürich < (null); "
                   "customer:11 東京商事 100% < Northwind Traders; job:20 Warehouse fit-out < Northwind Traders; "
                   "job:21 Bolt < 東京商事 100%; job:22 (null) < (null); "
                   "customer:30 Ring a < Ring b; customer:31 Ring b < Ring a; ");
}

static gint64
get_key (StoreFixture *fixture, const char *record)
{
  g_auto (GStrv) parts = g_strsplit (record, ":", 2);
  gint64 key;

  g_assert_true (cw_store_find_record_key (fixture->store, "netsuite", parts[0], parts[1], &key, NULL));
  return key;
}

/* @expected: parents and requests. */
static void
assert_weight (StoreFixture *fixture, const char *chosen, guint parents, guint requests)
{
  g_auto (GStrv) list = g_strsplit (chosen, " ", -1);
  g_autoptr (CwKeySet) keys = cw_key_set_new ();
  g_autoptr (CwRecordQuery) query = make_query ();
  g_autoptr (CwRecordOrder) order = cw_record_order_new ();
  CwRecordWeight weight = { 0 };

  for (guint i = 0; list[i] != NULL; i++)
    cw_key_set_set (keys, get_key (fixture, list[i]), TRUE);
  cw_key_set_set (keys, 99999, TRUE);
  g_assert_true (cw_record_order_weigh (order, fixture->store, query, keys, &weight, NULL));
  g_assert_cmpuint (weight.parents, ==, parents);
  g_assert_cmpuint (weight.requests, ==, requests);
}

static void
test_weight (StoreFixture *fixture, gconstpointer data)
{
  put_company (fixture);
  put (fixture, "customer", "30", "Ring a", "31", 1);
  put (fixture, "customer", "31", "Ring b", "30", 1);
  assert_weight (fixture, "customer:1 customer:2", 0, 2);
  assert_weight (fixture, "job:21", 2, 3);
  assert_weight (fixture, "job:20 job:21", 2, 4);
  assert_weight (fixture, "job:21 customer:11", 1, 3);
  assert_weight (fixture, "job:22", 0, 1);
  assert_weight (fixture, "customer:30", 1, 2);
  /* What is in step asks for nothing. */
  link_record (fixture, "1", 1000, "a1", NULL);
  assert_weight (fixture, "job:21", 2, 2);
  assert_weight (fixture, "customer:1", 0, 0);
}

static void
test_ids (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwKeySet) keys = cw_key_set_new ();
  g_auto (GStrv) ids = NULL;
  g_autofree char *joined = NULL;

  put_company (fixture);
  cw_key_set_set (keys, get_key (fixture, "job:21"), TRUE);
  cw_key_set_set (keys, get_key (fixture, "customer:2"), TRUE);
  cw_key_set_set (keys, 99999, TRUE);
  ids = cw_store_list_record_ids (fixture->store, keys, NULL);
  joined = g_strjoinv (" ", ids);
  g_assert_cmpstr (joined, ==, "customer:2 job:21");
}

/* ---- trees ---- */

/* A line of the tree: two spaces a level, in brackets what is there only for those below it. */
static char *
draw_tree (StoreFixture *fixture, CwRecordOrder *order, CwRecordQuery *query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRecordSnapshot) snapshot = NULL;
  g_autoptr (GPtrArray) summaries = NULL;
  GString *text = g_string_new ("\n");

  query->tree = TRUE;
  snapshot = cw_record_order_find (order, fixture->store, query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (snapshot->places->len, ==, snapshot->keys->len);
  summaries = cw_store_get_record_summaries (fixture->store, query, snapshot->keys, NULL);
  for (guint i = 0; i < summaries->len; i++)
    {
      const CwRecordSummary *summary = summaries->pdata[i];
      guint8 place = snapshot->places->data[i];

      g_string_append_printf (text, "%*s%s%s%s\n", 2 * (place & CW_PLACE_DEPTH), "", place & CW_PLACE_CONTEXT ? "[" : "",
                              summary->name != NULL ? summary->name : summary->id, place & CW_PLACE_CONTEXT ? "]" : "");
    }
  return g_string_free (text, FALSE);
}

static void
assert_tree (StoreFixture *fixture, CwRecordQuery *query, const char *expected)
{
  g_autoptr (CwRecordOrder) order = cw_record_order_new ();
  g_autofree char *drawn = draw_tree (fixture, order, query);

  g_assert_cmpstr (drawn, ==, expected);
}

static void
test_tree (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecordQuery) query = make_query ();
  g_autoptr (CwRecord) gone = cw_record_new ("customer", "11");

  put_company (fixture);
  assert_tree (fixture, query, "\n22\nacme\nCafé Zürich\nNorthwind Traders\n  Warehouse fit-out\n  東京商事 100%\n    Bolt\n");
  query->descending = TRUE;
  assert_tree (fixture, query, "\nNorthwind Traders\n  東京商事 100%\n    Bolt\n  Warehouse fit-out\nCafé Zürich\nacme\n22\n");
  query->sort = CW_RECORD_SORT_CHANGED;
  query->descending = FALSE;
  assert_tree (fixture, query, "\nCafé Zürich\nacme\nNorthwind Traders\n  Warehouse fit-out\n  東京商事 100%\n    Bolt\n22\n");
  query->sort = CW_RECORD_SORT_NAME;

  /* What is found comes with its parents, whatever they are. */
  query->search = g_strdup ("bolt");
  assert_tree (fixture, query, "\n[Northwind Traders]\n  [東京商事 100%]\n    Bolt\n");
  g_clear_pointer (&query->search, g_free);
  query->types = g_strsplit ("job", ",", -1);
  assert_tree (fixture, query, "\n22\n[Northwind Traders]\n  Warehouse fit-out\n  [東京商事 100%]\n    Bolt\n");
  g_clear_pointer (&query->types, g_strfreev);
  query->search = g_strdup ("nothing at all");
  assert_tree (fixture, query, "\n");
  g_clear_pointer (&query->search, g_free);

  /* Below a record that is gone there is no place: the child stands at the top. */
  gone->deleted = TRUE;
  g_assert_true (cw_store_mirror_put (fixture->store, "netsuite", gone, 1, NULL));
  assert_tree (fixture, query, "\n22\nacme\nBolt\nCafé Zürich\nNorthwind Traders\n  Warehouse fit-out\n");
  query->deleted_too = TRUE;
  assert_tree (fixture, query, "\n22\nacme\nCafé Zürich\nNorthwind Traders\n  Warehouse fit-out\n  東京商事 100%\n    Bolt\n");
}

/* Nobody is lost in a circle, and no chain is too long. */
static void
test_strange_trees (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecordQuery) query = make_query ();
  g_autoptr (CwRecordOrder) order = cw_record_order_new ();
  g_autoptr (CwRecordSnapshot) snapshot = NULL;

  put (fixture, "customer", "1", "a", "2", 1);
  put (fixture, "customer", "2", "b", "3", 1);
  put (fixture, "customer", "3", "c", "1", 1);
  put (fixture, "customer", "4", "d", "3", 1);
  put (fixture, "customer", "5", "self", "5", 1);
  put (fixture, "customer", "x-1", "odd", NULL, 1);
  put (fixture, "customer", "x-2", "odd child", "x-1", 1);
  assert_tree (fixture, query, "\nodd\n  odd child\na\n  c\n    b\n    d\nself\n");
  query->search = g_strdup ("d");
  assert_tree (fixture, query, "\nodd\n  odd child\n[a]\n  [c]\n    [b]\n    d\n");
  g_clear_pointer (&query->search, g_free);

  for (guint i = 100; i < 500; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i), *parent = g_strdup_printf ("%u", i - 1);

      put (fixture, "customer", id, id, i > 100 ? parent : NULL, 1);
    }
  query->tree = TRUE;
  snapshot = cw_record_order_find (order, fixture->store, query, NULL);
  g_assert_cmpuint (snapshot->keys->len, ==, 407);
}

/* ---- any records, any question: SQL says the same ---- */

static void
put_random (StoreFixture *fixture, guint count)
{
  static const char *names[] = { "", "acme", "Acme", "acme 2", "Zürich", "zurich", "東京", "a very long name that is longer than eight", "a very l" };

  g_assert_true (cw_store_begin (fixture->store, NULL));
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *id = g_strdup_printf ("%d", g_test_rand_int_range (1, 300)), *parent = g_strdup_printf ("%d", g_test_rand_int_range (1, 300));
      g_autoptr (CwRecord) record = make_record (g_test_rand_bit () ? "customer" : "job", id,
                                                 names[g_test_rand_int_range (0, G_N_ELEMENTS (names))]);

      record->modified = g_test_rand_int_range (0, 5);
      record->mark = g_test_rand_int_range (-1, 2);
      record->deleted = g_test_rand_int_range (0, 20) == 0;
      if (g_test_rand_bit ())
        {
          record->parent_type = g_strdup (g_test_rand_bit () ? "customer" : "job");
          record->parent_id = g_steal_pointer (&parent);
        }
      if (g_test_rand_bit ())
        record->subsidiaries = g_strdup (g_test_rand_bit () ? ",2," : ",2,3,");
      g_assert_true (cw_store_mirror_put (fixture->store, "netsuite", record, 1, NULL));
      if (g_test_rand_int_range (0, 4) == 0)
        g_assert_true (cw_store_set_local_mark (fixture->store, "Harbor", record->type, record->id, g_test_rand_int_range (0, 2), NULL));
    }
  g_assert_true (cw_store_commit (fixture->store, NULL));
}

static CwRecordQuery *
make_random_query (void)
{
  static const char *searches[] = { NULL, NULL, "", "a", "acme", "京", "ong e", "zur ich" };
  CwRecordQuery *query = make_query ();

  query->search = g_strdup (searches[g_test_rand_int_range (0, G_N_ELEMENTS (searches))]);
  if (g_test_rand_bit ())
    query->types = g_strsplit (g_test_rand_bit () ? "job" : "job,vendor", ",", -1);
  if (g_test_rand_bit ())
    query->subsidiaries = g_strsplit (g_test_rand_bit () ? "3" : "2,9", ",", -1);
  query->mark = g_test_rand_int_range (-1, 2);
  query->states = g_test_rand_bit () ? 0 : (guint) g_test_rand_int_range (0, 64);
  query->deleted_too = g_test_rand_bit ();
  query->sort = g_test_rand_int_range (0, CW_RECORD_SORT_ID + 1);
  query->descending = g_test_rand_bit ();
  return query;
}

static guint
get_fold (const CwRecordSnapshot *snapshot, guint position)
{
  return (snapshot->places->data[position] & CW_PLACE_FOLD) >> CW_PLACE_FOLD_SHIFT;
}

static guint
get_depth (const CwRecordSnapshot *snapshot, guint position)
{
  return snapshot->places->data[position] & CW_PLACE_DEPTH;
}

/* @all: nothing is folded. With some branches turned it is what one gets by striking out what is below them. */
static void
check_turned (const CwRecordSnapshot *all, const CwRecordSnapshot *some, const CwRecordQuery *query)
{
  guint hidden = G_MAXUINT, at = 0;

  for (guint i = 0; i < all->keys->len; i++)
    {
      gboolean turned = cw_key_set_contains (query->turned, g_array_index (all->keys, gint64, i));

      if (get_depth (all, i) > hidden)
        continue;
      hidden = get_fold (all, i) != CW_RECORD_FOLD_LEAF && turned != query->folded ? get_depth (all, i) : G_MAXUINT;
      g_assert_cmpint (g_array_index (all->keys, gint64, i), ==, g_array_index (some->keys, gint64, at));
      g_assert_cmpuint (get_depth (all, i), ==, get_depth (some, at));
      g_assert_cmpuint (get_fold (some, at), ==, hidden != G_MAXUINT ? (guint) CW_RECORD_FOLD_FOLDED : get_fold (all, i));
      at++;
    }
  g_assert_cmpuint (some->keys->len, ==, at);
  g_assert_cmpuint (some->n_matches, ==, all->n_matches);
}

/* @query: of @all, with nothing folded. */
static void
check_folds (StoreFixture *fixture, CwRecordOrder *order, const CwRecordQuery *query, const CwRecordSnapshot *all)
{
  g_autoptr (CwRecordQuery) turned = cw_record_query_copy (query);

  turned->turned = cw_key_set_new ();
  for (guint i = 0; i < all->keys->len; i++)
    if (g_test_rand_int_range (0, 4) == 0)
      cw_key_set_set (turned->turned, g_array_index (all->keys, gint64, i), TRUE);
  for (guint folded = 0; folded < 2; folded++)
    {
      g_autoptr (CwRecordSnapshot) some = NULL;

      turned->folded = folded == 1;
      some = cw_record_order_find (order, fixture->store, turned, NULL);
      check_turned (all, some, turned);
    }
}

/* Each of a tree stands below its parent, in the order of a flat list. */
static void
check_tree (StoreFixture *fixture, CwRecordOrder *order, CwRecordQuery *query, const GArray *flat)
{
  g_autoptr (CwRecordSnapshot) snapshot = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint matches = 0;

  query->tree = TRUE;
  snapshot = cw_record_order_find (order, fixture->store, query, NULL);
  for (guint i = 0; i < snapshot->keys->len; i++)
    {
      guint8 place = snapshot->places->data[i];

      g_assert_true (g_hash_table_add (seen, &g_array_index (snapshot->keys, gint64, i)));
      g_assert_cmpuint (place & CW_PLACE_DEPTH, <=, i == 0 ? 0 : (snapshot->places->data[i - 1] & CW_PLACE_DEPTH) + 1);
      matches += (place & CW_PLACE_CONTEXT) == 0 ? 1 : 0;
    }
  g_assert_cmpuint (matches, ==, flat->len);
  check_folds (fixture, order, query, snapshot);
  for (guint i = 0; i < flat->len; i++)
    g_assert_true (g_hash_table_contains (seen, &g_array_index (flat, gint64, i)));
}

static void
test_random (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwStore) reader = cw_store_open (fixture->dir, NULL);
  g_autoptr (CwRecordOrder) order = cw_record_order_new ();
  StoreFixture other = *fixture;

  /* Others write, as a run does; the order notices. */
  other.store = reader;
  for (guint round = 0; round < 40; round++)
    {
      if (round % 4 == 0)
        put_random (fixture, 40);
      if (round % 4 == 2)
        link_record (fixture, "7", 1, "a1", NULL);
      for (guint i = 0; i < 10; i++)
        {
          g_autoptr (CwRecordQuery) query = make_random_query ();
          g_autoptr (GArray) keys = cw_store_list_record_keys (reader, query, NULL);

          assert_same (&other, order, query, keys);
          check_tree (&other, order, query, keys);
        }
    }
}

/* 100,000 customers, each third below another one, and 50,000 projects below them: everything is in the tree once, and matches come
 * with their parents. */
static void
test_large_tree (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *error = run_sql (fixture->dir,
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150000)"
    " INSERT INTO record (connection, type, number, id, generation, inactive, deleted, mark, created, modified, parent_type, parent_id,"
    " name, folded) SELECT (SELECT id FROM connection WHERE name = 'netsuite'), iif (i <= 100000, 'customer', 'job'), i, i, 1, 0, 0, i % 2,"
    " 0, i * 7919 % 150000, iif (i > 100000 OR i % 3 = 0, 'customer', NULL),"
    " iif (i > 100000, (i - 100000) * 2, iif (i % 3 = 0, i / 3, NULL)), 'Record ' || (i * 7919 % 150000),"
    " 'record ' || (i * 7919 % 150000) FROM n");
  g_autoptr (CwRecordQuery) query = make_query ();
  g_autoptr (CwRecordOrder) order = cw_record_order_new ();
  g_autoptr (CwRecordSnapshot) all = NULL, some = NULL;
  g_autoptr (GArray) flat = NULL;
  g_autoptr (CwKeySet) keys = NULL;
  CwRecordWeight weight;
  guint depth = 0, context = 0;

  g_assert_null (error);
  query->tree = TRUE;
  all = cw_record_order_find (order, fixture->store, query, NULL);
  g_assert_cmpuint (all->keys->len, ==, 150000);
  g_assert_cmpuint (all->n_matches, ==, 150000);
  for (guint i = 0; i < all->places->len; i++)
    {
      g_assert_cmpuint (all->places->data[i] & CW_PLACE_DEPTH, <=, i == 0 ? 0 : (all->places->data[i - 1] & CW_PLACE_DEPTH) + 1u);
      depth = MAX (depth, all->places->data[i] & CW_PLACE_DEPTH);
    }
  /* 3^10 < 100,000 < 3^11: roots have up to ten levels of customers below them, and projects below these. */
  g_assert_cmpuint (depth, >=, 10);
  check_tree (fixture, order, query, all->keys);

  query->search = g_strdup ("149");
  some = cw_record_order_find (order, fixture->store, query, NULL);
  flat = cw_store_list_record_keys (fixture->store, query, NULL);
  g_assert_cmpuint (some->n_matches, ==, flat->len);
  for (guint i = 0; i < some->places->len; i++)
    context += some->places->data[i] & CW_PLACE_CONTEXT ? 1 : 0;
  g_assert_cmpuint (context, >, 0);
  g_assert_cmpuint (some->keys->len, ==, some->n_matches + context);
  /* What is marked brings what is there only for it. */
  keys = cw_record_order_match (order, fixture->store, query, NULL);
  g_assert_cmpuint (cw_key_set_count (keys), ==, some->n_matches);
  g_assert_true (cw_record_order_weigh (order, fixture->store, query, keys, &weight, NULL));
  g_assert_cmpuint (weight.parents, ==, context);
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
  store_test_add ("/store/record-query/weight", test_weight);
  store_test_add ("/store/record-query/ids", test_ids);
  store_test_add ("/store/record-query/tree", test_tree);
  store_test_add ("/store/record-query/strange-trees", test_strange_trees);
  store_test_add ("/store/record-query/large-tree", test_large_tree);
  store_test_add ("/store/record-query/random", test_random);
  g_test_add_func ("/store/record-query/value", test_query_value);
  return g_test_run ();
}
