/* test-record-list.c: content and announcements of the list model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include "cw-record-list.h"

#include <string.h>

/* Longest wait for a thread. */
#define PATIENCE_SECONDS 30

typedef struct {
  StoreFixture   base;
  CwRecordList  *list;
  CwRecordQuery *query;
  GString       *changes;
} ListFixture;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  GString *changes = data;

  if (changes->len > 0)
    g_string_append (changes, ", ");
  g_string_append_printf (changes, "%u", position);
  if (removed > 0)
    g_string_append_printf (changes, "-%u", removed);
  if (added > 0)
    g_string_append_printf (changes, "+%u", added);
}

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Turns the main loop until @done, or the test fails. */
static void
wait_until (gboolean (*done) (gpointer data), gpointer data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
  guint timer = g_timeout_add (100, wake_cb, NULL);

  while (!done (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (timer);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
set_up (ListFixture *fixture, gconstpointer data)
{
  store_fixture_set_up (&fixture->base, data);
  fixture->list = cw_record_list_new (fixture->base.dir);
  fixture->query = cw_record_query_new ("netsuite");
  fixture->changes = g_string_new (NULL);
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (items_changed_cb), fixture->changes);
}

static void
tear_down (ListFixture *fixture, gconstpointer data)
{
  gpointer list = fixture->list;

  /* A task may hold its list until the main loop has turned once more. */
  g_object_add_weak_pointer (list, &list);
  g_object_unref (list);
  wait_until (is_gone, &list);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  cw_record_query_free (fixture->query);
  g_string_free (fixture->changes, TRUE);
  store_fixture_tear_down (&fixture->base, data);
}

#define list_test_add(path, function) g_test_add (path, ListFixture, NULL, set_up, function, tear_down)

static void
put (ListFixture *fixture, guint id, const char *name)
{
  g_autofree char *text = g_strdup_printf ("%u", id);
  g_autoptr (CwRecord) record = make_record ("customer", text, name);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_mirror_put (fixture->base.store, "netsuite", record, 1, &error));
  g_assert_no_error (error);
}

static void
put_many (ListFixture *fixture, guint first, guint count)
{
  g_assert_true (cw_store_begin (fixture->base.store, NULL));
  for (guint i = first; i < first + count; i++)
    {
      g_autofree char *name = g_strdup_printf ("name %06u", i);

      put (fixture, i, name);
    }
  g_assert_true (cw_store_commit (fixture->base.store, NULL));
}

static void
remove_record (ListFixture *fixture, const char *id)
{
  g_autoptr (CwRecord) record = cw_record_new ("customer", id);

  record->deleted = TRUE;
  g_assert_true (cw_store_mirror_put (fixture->base.store, "netsuite", record, 1, NULL));
}

static gboolean
is_idle (gpointer data)
{
  return !cw_record_list_is_loading (data);
}

static gboolean
is_loaded (gpointer data)
{
  return !cw_record_row_get_loading (data);
}

static CwRecordRow *
get_loaded (ListFixture *fixture, guint position)
{
  CwRecordRow *row = g_list_model_get_item (G_LIST_MODEL (fixture->list), position);

  g_assert_nonnull (row);
  wait_until (is_loaded, row);
  return row;
}

/* Sets the query and waits for its answer. */
static void
show (ListFixture *fixture)
{
  cw_record_list_set_query (fixture->list, fixture->query);
  wait_until (is_idle, fixture->list);
}

static void
refresh (ListFixture *fixture)
{
  cw_record_list_refresh (fixture->list);
  wait_until (is_idle, fixture->list);
}

static void
assert_model (ListFixture *fixture, const char *expected)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->list)); i++)
    {
      g_autoptr (CwRecordRow) row = get_loaded (fixture, i);

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", cw_record_row_get_name (row));
    }
  g_assert_cmpstr (names->str, ==, expected);
}

static void
assert_changes (ListFixture *fixture, const char *expected)
{
  g_assert_cmpstr (fixture->changes->str, ==, expected);
  g_string_truncate (fixture->changes, 0);
}

static void
test_content (ListFixture *fixture, gconstpointer data)
{
  guint n_items = 99;

  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (fixture->list)) == CW_TYPE_RECORD_ROW);
  assert_model (fixture, "");
  g_assert_null (cw_record_list_get_query (fixture->list));
  put (fixture, 1, "bolt");
  put (fixture, 2, "acme");
  cw_record_list_set_query (fixture->list, fixture->query);
  g_assert_true (cw_record_list_is_loading (fixture->list));
  assert_model (fixture, "");
  wait_until (is_idle, fixture->list);
  assert_model (fixture, "acme bolt");
  assert_changes (fixture, "0+2");
  g_object_get (fixture->list, "n-items", &n_items, NULL);
  g_assert_cmpuint (n_items, ==, 2);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (fixture->list), 2));

  /* The same query is no new search. */
  cw_record_list_set_query (fixture->list, fixture->query);
  g_assert_false (cw_record_list_is_loading (fixture->list));
}

/* Exactly what differs is announced. */
static void
test_changes (ListFixture *fixture, gconstpointer data)
{
  put (fixture, 1, "a");
  put (fixture, 2, "c");
  put (fixture, 3, "e");
  show (fixture);
  assert_changes (fixture, "0+3");
  refresh (fixture);
  assert_changes (fixture, "");
  put (fixture, 4, "d");
  refresh (fixture);
  assert_model (fixture, "a c d e");
  assert_changes (fixture, "2+1");
  remove_record (fixture, "2");
  refresh (fixture);
  assert_model (fixture, "a d e");
  assert_changes (fixture, "1-1");
  put (fixture, 4, "f");
  refresh (fixture);
  assert_model (fixture, "a e f");
  assert_changes (fixture, "1-2+2");
  put (fixture, 5, "0");
  put (fixture, 6, "g");
  refresh (fixture);
  assert_model (fixture, "0 a e f g");
  /* Nothing is equal at the ends: wholly new. */
  assert_changes (fixture, "0-3, 0+5");
  fixture->query->search = g_strdup ("nothing");
  show (fixture);
  assert_model (fixture, "");
  assert_changes (fixture, "0-5");
}

static void
test_large_change (ListFixture *fixture, gconstpointer data)
{
  put (fixture, 1, "a");
  put_many (fixture, 1000, 500);
  put (fixture, 2, "z");
  show (fixture);
  assert_changes (fixture, "0+502");
  fixture->query->sort = CW_RECORD_SORT_ID;
  fixture->query->descending = TRUE;
  show (fixture);
  assert_changes (fixture, "0-502, 0+502");
  fixture->query->sort = CW_RECORD_SORT_NAME;
  fixture->query->descending = FALSE;
  show (fixture);
  assert_changes (fixture, "0-502, 0+502");
  g_assert_true (cw_store_begin (fixture->base.store, NULL));
  for (guint i = 1000; i < 1500; i++)
    {
      g_autofree char *name = g_strdup_printf ("name %06u", 5000 - i);

      put (fixture, i, name);
    }
  g_assert_true (cw_store_commit (fixture->base.store, NULL));
  refresh (fixture);
  assert_changes (fixture, "1-500, 1+500");
}

static void
notify_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  GString *names = data;

  g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", pspec->name);
}

static gboolean
is_not_empty (gpointer data)
{
  return ((GString *) data)->len > 0;
}

/* A changed value notifies on the row, which stays the same object, and announces nothing. */
static void
test_value_changes (ListFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) notified = g_string_new (NULL);
  g_autoptr (CwRecordRow) row = NULL;
  g_autoptr (CwRecordRow) again = NULL;
  g_autoptr (CwRecord) record = make_record ("customer", "1", "acme");
  g_autofree char *name = NULL;
  g_autofree char *id = NULL;
  gboolean marked = FALSE;

  put (fixture, 1, "acme");
  show (fixture);
  row = get_loaded (fixture, 0);
  assert_changes (fixture, "0+1");
  g_signal_connect (row, "notify", G_CALLBACK (notify_cb), notified);
  record->mark = CW_MARK_ON;
  record->modified = 5;
  g_assert_true (cw_store_mirror_put (fixture->base.store, "netsuite", record, 1, NULL));
  refresh (fixture);
  wait_until (is_not_empty, notified);
  g_assert_cmpstr (notified->str, ==, "changed marked");
  assert_changes (fixture, "");
  again = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);
  g_assert_true (again == row);
  g_object_get (row, "name", &name, "marked", &marked, "id", &id, NULL);
  g_assert_cmpstr (name, ==, "acme");
  g_assert_cmpstr (id, ==, "1");
  g_assert_true (marked);
}

/* A row that is held keeps its identity wherever its record goes. */
static void
test_identity (ListFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecordRow) row = NULL;
  g_autoptr (CwRecordRow) moved = NULL;

  put (fixture, 1, "a");
  put (fixture, 2, "b");
  put (fixture, 3, "c");
  show (fixture);
  row = get_loaded (fixture, 0);
  put (fixture, 1, "z");
  refresh (fixture);
  moved = get_loaded (fixture, 2);
  g_assert_true (moved == row);
}

static void
test_row (ListFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecord) record = make_record ("job", "20", "Fit-out");
  g_autoptr (CwRecordRow) row = NULL;
  g_autoptr (CwRecordRow) loading = NULL;
  g_autofree char *text = NULL;

  put (fixture, 7, "Northwind");
  record->parent_type = g_strdup ("customer");
  record->parent_id = g_strdup ("7");
  record->subsidiaries = g_strdup (",2,");
  record->inactive = TRUE;
  record->mark = CW_MARK_ON;
  record->modified = 77;
  g_assert_true (cw_store_mirror_put (fixture->base.store, "netsuite", record, 1, NULL));
  show (fixture);
  loading = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);
  g_assert_true (cw_record_row_get_loading (loading));
  g_assert_null (cw_record_row_get_name (loading));
  g_assert_null (cw_record_row_dup_record (loading));
  row = get_loaded (fixture, 0);
  g_assert_true (row == loading);
  text = cw_record_row_dup_record (row);
  g_assert_cmpstr (text, ==, "job:20");
  g_assert_cmpstr (cw_record_row_get_record_type (row), ==, "job");
  g_assert_cmpstr (cw_record_row_get_id (row), ==, "20");
  g_assert_cmpstr (cw_record_row_get_name (row), ==, "Fit-out");
  g_assert_cmpstr (cw_record_row_get_parent_name (row), ==, "Northwind");
  g_assert_cmpstr (cw_record_row_get_subsidiaries (row), ==, ",2,");
  g_assert_true (cw_record_row_get_marked (row));
  g_assert_true (cw_record_row_get_inactive (row));
  g_assert_cmpint (cw_record_row_get_state (row), ==, CW_RECORD_STATE_NEW);
  g_assert_null (cw_record_row_get_reason (row));
  g_assert_cmpint (cw_record_row_get_changed (row), ==, 77);
  g_assert_cmpuint (cw_record_row_get_depth (row), ==, 0);
}

/* Every row can be reached, and what nobody holds is let go. */
static void
test_many (ListFixture *fixture, gconstpointer data)
{
  const guint count = 10000;
  GWeakRef first;
  CwRecordRow *row;

  put_many (fixture, 1, count);
  show (fixture);
  assert_changes (fixture, "0+10000");
  row = get_loaded (fixture, 0);
  g_weak_ref_init (&first, row);
  g_object_unref (row);
  for (guint i = 0; i < count; i += 37)
    {
      g_autofree char *name = g_strdup_printf ("name %06u", i + 1);
      g_autoptr (CwRecordRow) at = get_loaded (fixture, i);

      g_assert_cmpstr (cw_record_row_get_name (at), ==, name);
    }
  g_assert_null (g_weak_ref_get (&first));
  g_weak_ref_clear (&first);
  row = get_loaded (fixture, 0);
  g_assert_cmpstr (cw_record_row_get_name (row), ==, "name 000001");
  g_object_unref (row);
}

/* Of several queries one after the other, the last one's answer is shown and no other. */
static void
test_latest_query (ListFixture *fixture, gconstpointer data)
{
  put_many (fixture, 1, 2000);
  for (guint i = 1; i <= 20; i++)
    {
      g_free (fixture->query->search);
      fixture->query->search = g_strdup_printf ("%06u", i);
      cw_record_list_set_query (fixture->list, fixture->query);
    }
  wait_until (is_idle, fixture->list);
  assert_model (fixture, "name 000020");
  assert_changes (fixture, "0+1");
}

/* Refreshing again and again does not keep the answer away, and the last change is seen. */
static void
test_refresh_often (ListFixture *fixture, gconstpointer data)
{
  put_many (fixture, 1, 500);
  cw_record_list_set_query (fixture->list, fixture->query);
  for (guint i = 0; i < 50; i++)
    {
      cw_record_list_refresh (fixture->list);
      g_main_context_iteration (NULL, FALSE);
    }
  put_many (fixture, 501, 1);
  cw_record_list_refresh (fixture->list);
  wait_until (is_idle, fixture->list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 501);
}

typedef struct {
  CwRecordList   *list;
  CwKeySet       *keys;
  char          **ids;
  CwRecordWeight  weight;
  gboolean        done;
  GError         *error;
} Answers;

static void
matches_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answers *answers = data;

  answers->keys = cw_record_list_list_matches_finish (answers->list, result, &answers->error);
  answers->done = TRUE;
}

static void
ids_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answers *answers = data;

  answers->ids = cw_record_list_list_ids_finish (answers->list, result, &answers->error);
  answers->done = TRUE;
}

static void
weight_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answers *answers = data;

  answers->done = cw_record_list_weigh_finish (answers->list, result, &answers->weight, &answers->error);
}

static gboolean
is_done (gpointer data)
{
  return ((Answers *) data)->done;
}

static void
test_answers (ListFixture *fixture, gconstpointer data)
{
  Answers answers = { .list = fixture->list };
  g_autofree char *joined = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CwRecord) record = make_record ("job", "9", "Phase o");

  put (fixture, 1, "bolt");
  put (fixture, 2, "acme");
  put (fixture, 3, "zoo");
  record->parent_type = g_strdup ("customer");
  record->parent_id = g_strdup ("2");
  g_assert_true (cw_store_mirror_put (fixture->base.store, "netsuite", record, 1, NULL));
  fixture->query->search = g_strdup ("o");
  show (fixture);
  g_assert_cmpuint (cw_record_list_get_matches (fixture->list), ==, 3);
  cw_record_list_list_matches_async (fixture->list, NULL, matches_cb, &answers);
  wait_until (is_done, &answers);
  g_assert_cmpuint (cw_key_set_count (answers.keys), ==, 3);
  answers.done = FALSE;
  cw_record_list_list_ids_async (fixture->list, answers.keys, NULL, ids_cb, &answers);
  wait_until (is_done, &answers);
  joined = g_strjoinv (" ", answers.ids);
  g_assert_cmpstr (joined, ==, "customer:1 customer:3 job:9");
  answers.done = FALSE;
  cw_record_list_weigh_async (fixture->list, answers.keys, NULL, weight_cb, &answers);
  wait_until (is_done, &answers);
  g_assert_cmpuint (answers.weight.parents, ==, 1);
  g_assert_cmpuint (answers.weight.requests, ==, 4);
  cw_key_set_free (answers.keys);
  g_strfreev (answers.ids);

  answers.done = FALSE;
  g_cancellable_cancel (cancellable);
  cw_record_list_list_matches_async (fixture->list, cancellable, matches_cb, &answers);
  wait_until (is_done, &answers);
  g_assert_error (answers.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&answers.error);
}

static char *
draw (ListFixture *fixture)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->list)); i++)
    {
      g_autoptr (CwRecordRow) row = get_loaded (fixture, i);

      g_string_append_printf (text, "%s%u%s%s", i > 0 ? " " : "", cw_record_row_get_depth (row), cw_record_row_get_context (row) ? "." : ":",
                              cw_record_row_get_name (row));
    }
  return g_string_free (text, FALSE);
}

static void
assert_drawn (ListFixture *fixture, const char *expected)
{
  g_autofree char *drawn = draw (fixture);

  g_assert_cmpstr (drawn, ==, expected);
}

/* A row that stays where it is learns that it stands elsewhere in the tree, or matches now. */
static void
test_tree (ListFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecord) record = make_record ("job", "9", "roof");
  g_autoptr (CwRecordRow) row = NULL;
  g_autoptr (GString) notified = g_string_new (NULL);

  put (fixture, 1, "acme");
  put (fixture, 2, "bolt");
  record->parent_type = g_strdup ("customer");
  record->parent_id = g_strdup ("1");
  g_assert_true (cw_store_mirror_put (fixture->base.store, "netsuite", record, 1, NULL));
  fixture->query->tree = TRUE;
  show (fixture);
  assert_drawn (fixture, "0:acme 1:roof 0:bolt");
  row = get_loaded (fixture, 0);
  g_signal_connect (row, "notify", G_CALLBACK (notify_cb), notified);
  g_assert_cmpuint (cw_record_row_get_fold (row), ==, CW_RECORD_FOLD_OPEN);
  g_assert_cmpuint (cw_record_list_find_above (fixture->list, 1), ==, 0);
  g_assert_cmpuint (cw_record_list_find_above (fixture->list, 2), ==, G_MAXUINT);
  fixture->query->turned = cw_key_set_new ();
  cw_key_set_set (fixture->query->turned, cw_record_row_get_key (row), TRUE);
  cw_record_list_set_query (fixture->list, fixture->query);
  wait_until (is_idle, fixture->list);
  assert_drawn (fixture, "0:acme 0:bolt");
  g_assert_cmpstr (notified->str, ==, "fold");
  g_assert_cmpuint (cw_record_list_get_matches (fixture->list), ==, 3);
  g_string_truncate (notified, 0);
  cw_key_set_free (g_steal_pointer (&fixture->query->turned));
  cw_record_list_set_query (fixture->list, fixture->query);
  wait_until (is_idle, fixture->list);
  assert_drawn (fixture, "0:acme 1:roof 0:bolt");
  g_string_truncate (notified, 0);
  fixture->query->search = g_strdup ("roof");
  cw_record_list_set_query (fixture->list, fixture->query);
  wait_until (is_idle, fixture->list);
  assert_drawn (fixture, "0.acme 1:roof");
  g_assert_cmpstr (notified->str, ==, "context");
  g_assert_cmpuint (cw_record_list_get_matches (fixture->list), ==, 1);
  fixture->query->tree = FALSE;
  g_clear_pointer (&fixture->query->search, g_free);
  cw_record_list_set_query (fixture->list, fixture->query);
  wait_until (is_idle, fixture->list);
  assert_drawn (fixture, "0:acme 0:bolt 0:roof");
}

/* What was shown stays; the error is there until a search succeeds. */
static void
test_error (ListFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecordList) nowhere = cw_record_list_new ("/nonexistent/causeway");
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) notified = g_string_new (NULL);

  g_signal_connect (nowhere, "notify", G_CALLBACK (notify_cb), notified);
  cw_record_list_set_query (nowhere, fixture->query);
  wait_until (is_idle, nowhere);
  g_assert_error (cw_record_list_get_error (nowhere), CW_STORE_ERROR, CW_STORE_ERROR_OPEN);
  g_assert_cmpstr (notified->str, ==, "loading error loading");

  put (fixture, 1, "acme");
  show (fixture);
  g_assert_null (run_sql (fixture->base.dir, "ALTER TABLE record RENAME TO elsewhere"));
  refresh (fixture);
  g_object_get (fixture->list, "error", &error, NULL);
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_FAILED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 1);
  g_assert_null (run_sql (fixture->base.dir, "ALTER TABLE elsewhere RENAME TO record"));
  refresh (fixture);
  g_assert_null (cw_record_list_get_error (fixture->list));
  assert_model (fixture, "acme");
}

/* In the middle of everything the list is let go. */
static void
test_dispose (ListFixture *fixture, gconstpointer data)
{
  put_many (fixture, 1, 5000);
  for (guint round = 0; round < 20; round++)
    {
      CwRecordList *list = cw_record_list_new (fixture->base.dir);

      cw_record_list_set_query (list, fixture->query);
      if (round % 2 == 0)
        wait_until (is_idle, list);
      for (guint i = 0; i < MIN (300, g_list_model_get_n_items (G_LIST_MODEL (list))); i++)
        g_object_unref (g_list_model_get_item (G_LIST_MODEL (list), i));
      cw_record_list_refresh (list);
      g_assert_finalize_object (list);
    }
}

/* A list whose last holder is a task is let go by the main thread, not by its own. */
static void
dropped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwKeySet) keys = cw_record_list_list_matches_finish (CW_RECORD_LIST (source), result, NULL);

  g_assert_nonnull (keys);
  *(gboolean *) data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static void
test_dropped (ListFixture *fixture, gconstpointer data)
{
  put_many (fixture, 1, 100);
  for (guint round = 0; round < 20; round++)
    {
      CwRecordList *list = cw_record_list_new (fixture->base.dir);
      gboolean done = FALSE;

      cw_record_list_set_query (list, fixture->query);
      cw_record_list_list_matches_async (list, NULL, dropped_cb, &done);
      g_object_unref (list);
      wait_until (is_true, &done);
    }
}

/* ---- any changes: what is announced leads to what is there ---- */

typedef struct {
  GListModel *model;
  GPtrArray  *rows;   /* what a view would have */
} View;

static void
follow_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  View *view = data;

  if (removed > 0)
    g_ptr_array_remove_range (view->rows, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (view->rows, position + i, g_list_model_get_item (model, position + i));
  g_assert_cmpuint (view->rows->len, ==, g_list_model_get_n_items (model));
}

static void
test_random (ListFixture *fixture, gconstpointer data)
{
  View view = { G_LIST_MODEL (fixture->list), g_ptr_array_new_with_free_func (g_object_unref) };

  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (follow_cb), &view);
  cw_record_list_set_query (fixture->list, fixture->query);
  for (guint round = 0; round < 60; round++)
    {
      for (int i = g_test_rand_int_range (0, 40); i > 0; i--)
        {
          g_autofree char *name = g_strdup_printf ("name %d", g_test_rand_int_range (0, 1000));

          put (fixture, g_test_rand_int_range (1, 400), name);
        }
      g_free (fixture->query->search);
      fixture->query->search = g_test_rand_bit () ? g_strdup_printf ("%d", g_test_rand_int_range (0, 10)) : NULL;
      fixture->query->descending = g_test_rand_bit ();
      cw_record_list_set_query (fixture->list, fixture->query);
      refresh (fixture);
      for (guint i = 0; i < view.rows->len; i++)
        {
          g_autoptr (CwRecordRow) row = get_loaded (fixture, i);

          g_assert_true (row == g_ptr_array_index (view.rows, i));
        }
    }
  g_signal_handlers_disconnect_by_func (fixture->list, follow_cb, &view);
  g_ptr_array_unref (view.rows);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  list_test_add ("/store/record-list/content", test_content);
  list_test_add ("/store/record-list/changes", test_changes);
  list_test_add ("/store/record-list/large-change", test_large_change);
  list_test_add ("/store/record-list/value-changes", test_value_changes);
  list_test_add ("/store/record-list/identity", test_identity);
  list_test_add ("/store/record-list/row", test_row);
  list_test_add ("/store/record-list/many", test_many);
  list_test_add ("/store/record-list/latest-query", test_latest_query);
  list_test_add ("/store/record-list/refresh-often", test_refresh_often);
  list_test_add ("/store/record-list/answers", test_answers);
  list_test_add ("/store/record-list/tree", test_tree);
  list_test_add ("/store/record-list/error", test_error);
  list_test_add ("/store/record-list/dispose", test_dispose);
  list_test_add ("/store/record-list/dropped", test_dropped);
  list_test_add ("/store/record-list/random", test_random);
  return g_test_run ();
}
