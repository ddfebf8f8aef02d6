/* test-plans.c: sealed sets of rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

static gint64
new_plan (StoreFixture *fixture, gint64 run)
{
  g_autoptr (GError) error = NULL;
  gint64 plan = cw_store_new_plan (fixture->store, run, "Harbor", "w", 99, &error);

  g_assert_no_error (error);
  g_assert_cmpint (plan, >, 0);
  return plan;
}

static void
add (StoreFixture *fixture, gint64 plan, const CwPlanRow *row)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_add_plan_row (fixture->store, plan, row, &error));
  g_assert_no_error (error);
}

static void
add_simple (StoreFixture *fixture, gint64 plan, gint64 seq, guint page, CwRowState state)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, 1000 - seq);
  g_autoptr (CwPlanRow) row = cw_plan_row_new ("customer", id);

  row->seq = seq;
  row->page = page;
  row->state = state;
  add (fixture, plan, row);
}

static void
seal (StoreFixture *fixture, gint64 plan)
{
  CwPlanInfo info = { 0 };

  g_assert_true (cw_store_seal_plan (fixture->store, plan, &info, NULL));
}

static CwPlanRow *
make_full_row (void)
{
  CwPlanRow *row = cw_plan_row_new ("job", "1542");

  row->seq = 7;
  row->page = 3;
  row->name = g_strdup ("Warehouse fit-out");
  row->argument = g_strdup ("Northwind");
  row->collection = g_strdup ("itemcustomfields/7301");
  row->target_id = g_strdup ("12");
  row->parent_key = g_strdup ("customer:77");
  row->depth = 2;
  row->active = FALSE;
  row->fingerprint = g_strdup ("i123");
  row->mark = TRUE;
  row->error = g_strdup ("This value is too long.");
  cw_fields_set (row->before, "name", "old");
  cw_fields_set (row->after, "name", "new");
  cw_fields_set (row->after, "active", "F");
  cw_fields_set (row->wanted, "code", "P-1");
  return row;
}

static void
assert_same_row (const CwPlanRow *a, const CwPlanRow *b)
{
  g_assert_cmpint (a->seq, ==, b->seq);
  g_assert_cmpuint (a->page, ==, b->page);
  g_assert_cmpstr (a->type, ==, b->type);
  g_assert_cmpstr (a->source_id, ==, b->source_id);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpint (a->operation, ==, b->operation);
  g_assert_cmpint (a->reason, ==, b->reason);
  g_assert_cmpstr (a->argument, ==, b->argument);
  g_assert_cmpstr (a->collection, ==, b->collection);
  g_assert_cmpstr (a->target_id, ==, b->target_id);
  g_assert_cmpstr (a->parent_key, ==, b->parent_key);
  g_assert_cmpuint (a->depth, ==, b->depth);
  g_assert_cmpint (a->active, ==, b->active);
  g_assert_true (cw_fields_equal (a->before, b->before));
  g_assert_true (cw_fields_equal (a->after, b->after));
  g_assert_true (cw_fields_equal (a->wanted, b->wanted));
  g_assert_cmpstr (a->fingerprint, ==, b->fingerprint);
  g_assert_cmpint (a->mark, ==, b->mark);
  g_assert_cmpint (a->state, ==, b->state);
  g_assert_cmpstr (a->error, ==, b->error);
}

static void
test_row (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwPlanRow) full = make_full_row ();
  gint64 plan = new_plan (fixture, 1);

  for (guint i = 0; i < MAX (CW_N_REASONS, CW_N_OPERATIONS); i++)
    {
      g_autoptr (CwPlanRow) read = NULL;

      full->seq = i + 1;
      full->operation = i % CW_N_OPERATIONS;
      full->reason = i % CW_N_REASONS;
      full->state = i % (CW_ROW_NOTHING + 1);
      add (fixture, plan, full);
      read = cw_store_get_plan_row (fixture->store, plan, i + 1, NULL);
      assert_same_row (full, read);
    }
}

static void
test_bare_row (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwPlanRow) bare = cw_plan_row_new ("job", "1542");
  g_autoptr (CwPlanRow) read = NULL;
  g_autoptr (GError) error = NULL;
  gint64 plan = new_plan (fixture, 1);

  bare->seq = 1;
  add (fixture, plan, bare);
  store_fixture_reopen (fixture);
  read = cw_store_get_plan_row (fixture->store, plan, 1, NULL);
  assert_same_row (bare, read);
  g_assert_null (cw_store_get_plan_row (fixture->store, plan, 2, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (cw_store_add_plan_row (fixture->store, plan, bare, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_FAILED);
}

static gboolean
list_cb (const CwPlanRow *row, gpointer data, GError **error)
{
  g_string_append_printf (data, "%s%" G_GINT64_FORMAT "/%u", ((GString *) data)->len > 0 ? " " : "", row->seq, row->page);
  return TRUE;
}

static void
assert_rows (StoreFixture *fixture, gint64 plan, guint first, guint last, const char *expected)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_plan_foreach (fixture->store, plan, first, last, list_cb, list, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (list->str, ==, expected);
}

static void
test_pages (StoreFixture *fixture, gconstpointer data)
{
  gint64 plan = new_plan (fixture, 1), other = new_plan (fixture, 1);
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GPtrArray) none = NULL;

  add_simple (fixture, other, 1, 1, CW_ROW_PENDING);
  add_simple (fixture, plan, 1, 1, CW_ROW_PENDING);
  add_simple (fixture, plan, 2, 1, CW_ROW_PENDING);
  add_simple (fixture, plan, 3, 0, CW_ROW_PENDING);
  add_simple (fixture, plan, 4, 2, CW_ROW_PENDING);
  add_simple (fixture, plan, 5, 3, CW_ROW_PENDING);
  add_simple (fixture, plan, 6, 0, CW_ROW_NOTHING);
  assert_rows (fixture, plan, 0, G_MAXUINT, "1/1 2/1 3/0 4/2 5/3 6/0");
  assert_rows (fixture, plan, 1, G_MAXUINT, "1/1 2/1 4/2 5/3");
  assert_rows (fixture, plan, 2, 3, "4/2 5/3");
  assert_rows (fixture, plan, 0, 0, "3/0 6/0");
  assert_rows (fixture, plan, 7, 9, "");
  page = cw_store_get_plan_page (fixture->store, plan, 1, NULL);
  g_assert_cmpuint (page->len, ==, 2);
  g_assert_cmpint (((CwPlanRow *) page->pdata[1])->seq, ==, 2);
  none = cw_store_get_plan_page (fixture->store, plan, 9, NULL);
  g_assert_cmpuint (none->len, ==, 0);
}

static gint64
count (StoreFixture *fixture, gint64 plan, CwRowState state)
{
  gint64 n = -1;

  g_assert_true (cw_store_count_plan_rows (fixture->store, plan, state, &n, NULL));
  return n;
}

static void
test_state (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwPlanRow) row = NULL;
  g_autoptr (CwPlanRow) again = NULL;
  g_autoptr (GError) error = NULL;
  gint64 plan = new_plan (fixture, 1);

  for (guint i = 1; i <= 5; i++)
    add_simple (fixture, plan, i, 1, CW_ROW_PENDING);
  seal (fixture, plan);
  g_assert_cmpint (count (fixture, plan, CW_ROW_PENDING), ==, 5);
  g_assert_true (cw_store_set_plan_row_state (fixture->store, plan, 2, CW_ROW_DONE, "88", NULL, &error));
  g_assert_true (cw_store_set_plan_row_state (fixture->store, plan, 3, CW_ROW_FAILED, NULL, "no", &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, plan, CW_ROW_PENDING), ==, 3);
  g_assert_cmpint (count (fixture, plan, CW_ROW_DONE), ==, 1);
  g_assert_cmpint (count (fixture, plan, CW_ROW_FAILED), ==, 1);
  g_assert_true (cw_store_set_plan_row_state (fixture->store, plan, 2, CW_ROW_FAILED, NULL, "gone", &error));
  row = cw_store_get_plan_row (fixture->store, plan, 2, NULL);
  g_assert_cmpstr (row->target_id, ==, "88");
  g_assert_cmpstr (row->error, ==, "gone");
  g_assert_true (cw_store_set_plan_row_state (fixture->store, plan, 2, CW_ROW_DONE, NULL, NULL, &error));
  again = cw_store_get_plan_row (fixture->store, plan, 2, NULL);
  g_assert_null (again->error);
  g_assert_false (cw_store_set_plan_row_state (fixture->store, plan, 9, CW_ROW_DONE, NULL, NULL, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
}

static void
test_seal (StoreFixture *fixture, gconstpointer data)
{
  CwPlanInfo info = { 0 };
  g_autoptr (CwPlanInfo) open = NULL;
  g_autoptr (CwPlanInfo) sealed = NULL;
  g_autoptr (CwPlanRow) row = cw_plan_row_new ("job", "1");
  g_autoptr (GError) error = NULL;
  gint64 plan = new_plan (fixture, 4);

  open = cw_store_get_plan (fixture->store, plan, NULL);
  g_assert_false (open->sealed);
  for (guint i = 0; i < CW_N_OPERATIONS; i++)
    info.counts[i] = 10 + i;
  info.attention = 1, info.marks = 2, info.pages = 3, info.page_size = 100, info.requests_target = 4, info.requests_source = 5;
  info.ends = 6;
  info.digest = (char *) "abcdef";
  g_assert_true (cw_store_seal_plan (fixture->store, plan, &info, &error));
  store_fixture_reopen (fixture);
  sealed = cw_store_get_plan (fixture->store, plan, &error);
  g_assert_no_error (error);
  g_assert_true (sealed->sealed);
  g_assert_cmpint (sealed->id, ==, plan);
  g_assert_cmpint (sealed->run, ==, 4);
  g_assert_cmpstr (sealed->integration, ==, "Harbor");
  g_assert_cmpstr (sealed->workflow, ==, "w");
  g_assert_cmpint (sealed->created, ==, 99);
  for (guint i = 0; i < CW_N_OPERATIONS; i++)
    g_assert_cmpuint (sealed->counts[i], ==, 10 + i);
  g_assert_cmpuint (sealed->attention, ==, 1);
  g_assert_cmpuint (sealed->marks, ==, 2);
  g_assert_cmpuint (sealed->pages, ==, 3);
  g_assert_cmpuint (sealed->page_size, ==, 100);
  g_assert_cmpuint (sealed->requests_target, ==, 4);
  g_assert_cmpuint (sealed->requests_source, ==, 5);
  g_assert_cmpint (sealed->ends, ==, 6);
  g_assert_cmpstr (sealed->digest, ==, "abcdef");

  g_assert_false (cw_store_seal_plan (fixture->store, plan, &info, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  row->seq = 1;
  g_assert_false (cw_store_add_plan_row (fixture->store, plan, row, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_null (cw_store_get_plan (fixture->store, 999, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
}

static void
test_list (StoreFixture *fixture, gconstpointer data)
{
  gint64 first = new_plan (fixture, 1), second = new_plan (fixture, 1);
  g_autoptr (GPtrArray) plans = NULL;

  new_plan (fixture, 2);
  plans = cw_store_list_plans (fixture->store, 1, NULL);
  g_assert_cmpuint (plans->len, ==, 2);
  g_assert_cmpint (((CwPlanInfo *) plans->pdata[0])->id, ==, first);
  g_assert_cmpint (((CwPlanInfo *) plans->pdata[1])->id, ==, second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/store/plans/row", test_row);
  store_test_add ("/store/plans/bare-row", test_bare_row);
  store_test_add ("/store/plans/pages", test_pages);
  store_test_add ("/store/plans/state", test_state);
  store_test_add ("/store/plans/seal", test_seal);
  store_test_add ("/store/plans/list", test_list);
  return g_test_run ();
}
