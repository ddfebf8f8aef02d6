/* test-links.c: links, and marks that Causeway keeps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

static void
put (StoreFixture *fixture, const char *integration, const char *workflow, const char *type, const char *source_id)
{
  g_autoptr (CwLink) link = cw_link_new (type, source_id, "t");
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_put_link (fixture->store, integration, workflow, link, &error));
  g_assert_no_error (error);
}

static gboolean
list_cb (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  g_string_append_printf (data, "%s%s/%s:%s", ((GString *) data)->len > 0 ? " " : "", workflow, link->type, link->source_id);
  return TRUE;
}

static void
assert_links (StoreFixture *fixture, const char *integration, const char *workflow, const char *expected)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_links_foreach (fixture->store, integration, workflow, list_cb, list, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (list->str, ==, expected);
}

static void
assert_link (StoreFixture *fixture, const CwLink *link)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwLink) read = cw_store_get_link (fixture->store, "Harbor", "w", link->type, link->source_id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (read->type, ==, link->type);
  g_assert_cmpstr (read->source_id, ==, link->source_id);
  g_assert_cmpstr (read->target_id, ==, link->target_id);
  g_assert_cmpstr (read->by, ==, link->by);
  g_assert_cmpint (read->since, ==, link->since);
  g_assert_cmpstr (read->fingerprint, ==, link->fingerprint);
  g_assert_cmpint (read->mark, ==, link->mark);
  g_assert_cmpstr (read->hold, ==, link->hold);
}

static void
test_round_trip (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwLink) link = cw_link_new ("customer", "1542", "88");
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_put_link (fixture->store, "Harbor", "w", link, NULL));
  assert_link (fixture, link);
  link->by = g_strdup ("external id");
  link->since = 12345;
  link->fingerprint = g_strdup ("a123");
  link->hold = g_strdup ("taken back by run 9");
  g_free (link->target_id);
  link->target_id = g_strdup ("89");
  for (link->mark = CW_LINK_MARK_NONE; link->mark <= CW_LINK_MARK_DONE; link->mark++)
    {
      g_assert_true (cw_store_put_link (fixture->store, "Harbor", "w", link, NULL));
      store_fixture_reopen (fixture);
      assert_link (fixture, link);
    }
  g_assert_null (cw_store_get_link (fixture->store, "Harbor", "v", "customer", "1542", &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (cw_store_put_link (fixture->store, "nowhere", "w", link, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
}

static void
test_foreach (StoreFixture *fixture, gconstpointer data)
{
  put (fixture, "Harbor", "w", "job", "2");
  put (fixture, "Harbor", "w", "customer", "3");
  put (fixture, "Harbor", "v", "customer", "3");
  put (fixture, "Annex", "w", "customer", "4");
  assert_links (fixture, "Harbor", NULL, "v/customer:3 w/customer:3 w/job:2");
  assert_links (fixture, "Harbor", "w", "w/customer:3 w/job:2");
  assert_links (fixture, "Annex", NULL, "w/customer:4");
  assert_links (fixture, "nowhere", NULL, "");
}

static void
test_remove (StoreFixture *fixture, gconstpointer data)
{
  put (fixture, "Harbor", "w", "job", "2");
  put (fixture, "Harbor", "w", "customer", "3");
  put (fixture, "Harbor", "v", "customer", "3");
  put (fixture, "Annex", "w", "customer", "3");
  g_assert_true (cw_store_remove_link (fixture->store, "Harbor", "w", "customer", "3", NULL));
  g_assert_true (cw_store_remove_link (fixture->store, "Harbor", "w", "customer", "3", NULL));
  assert_links (fixture, "Harbor", NULL, "v/customer:3 w/job:2");
  g_assert_true (cw_store_remove_links (fixture->store, "Harbor", "w", NULL));
  assert_links (fixture, "Harbor", NULL, "v/customer:3");
  g_assert_true (cw_store_remove_links (fixture->store, "Harbor", NULL, NULL));
  assert_links (fixture, "Harbor", NULL, "");
  assert_links (fixture, "Annex", NULL, "w/customer:3");
}

static void
test_local_marks (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) marks = NULL;
  g_autoptr (GHashTable) others = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_set_local_mark (fixture->store, "Harbor", "customer", "1", CW_MARK_OFF, NULL));
  g_assert_true (cw_store_set_local_mark (fixture->store, "Harbor", "customer", "1", CW_MARK_ON, NULL));
  g_assert_true (cw_store_set_local_mark (fixture->store, "Harbor", "job", "1", CW_MARK_OFF, NULL));
  g_assert_true (cw_store_set_local_mark (fixture->store, "Harbor", "job", "2", CW_MARK_ON, NULL));
  g_assert_true (cw_store_set_local_mark (fixture->store, "Harbor", "job", "2", CW_MARK_UNKNOWN, NULL));
  marks = cw_store_get_local_marks (fixture->store, "Harbor", NULL);
  g_assert_cmpuint (g_hash_table_size (marks), ==, 2);
  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (marks, "customer:1")), ==, CW_MARK_ON);
  g_assert_true (g_hash_table_contains (marks, "job:1"));
  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (marks, "job:1")), ==, CW_MARK_OFF);
  others = cw_store_get_local_marks (fixture->store, "Annex", NULL);
  g_assert_cmpuint (g_hash_table_size (others), ==, 0);
  g_assert_false (cw_store_set_local_mark (fixture->store, "nowhere", "job", "2", CW_MARK_ON, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
}

static gboolean
list_refusal_cb (const char *source_id, const char *target_id, gint64 since, gpointer data, GError **error)
{
  g_string_append_printf (data, "%s-%s@%d ", source_id, target_id, (int) since);
  return TRUE;
}

static void
assert_refusals (StoreFixture *fixture, const char *expected)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_match_refusals_foreach (fixture->store, "Harbor", "w", list_refusal_cb, list, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (list->str, ==, expected);
}

static void
test_refusals (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_set_match_refusal (fixture->store, "Harbor", "w", "7", "5001", 11, NULL));
  g_assert_true (cw_store_set_match_refusal (fixture->store, "Harbor", "w", "7", "5001", 12, NULL));
  g_assert_true (cw_store_set_match_refusal (fixture->store, "Harbor", "w", "7", "5002", 13, NULL));
  g_assert_true (cw_store_set_match_refusal (fixture->store, "Harbor", "v", "7", "5003", 14, NULL));
  g_assert_true (cw_store_set_match_refusal (fixture->store, "Annex", "w", "7", "5004", 15, NULL));
  assert_refusals (fixture, "7-5001@11 7-5002@13 ");
  g_assert_true (cw_store_set_match_refusal (fixture->store, "Harbor", "w", "7", "5001", 0, NULL));
  g_assert_true (cw_store_set_match_refusal (fixture->store, "Harbor", "w", "7", "5001", 0, NULL));
  store_fixture_reopen (fixture);
  assert_refusals (fixture, "7-5002@13 ");
  g_assert_false (cw_store_set_match_refusal (fixture->store, "nowhere", "w", "7", "5001", 1, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
}

static void
put_user_link (StoreFixture *fixture, const char *type, const char *source_id, const char *target_id, gint64 since)
{
  g_autoptr (CwLink) link = cw_link_new (type, source_id, target_id);

  link->since = since;
  g_assert_true (cw_store_put_link (fixture->store, "Harbor", "w", link, NULL));
}

static void
test_user_links (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) links = NULL, none = NULL;

  put_user_link (fixture, "employee", "7", "5001", 10);
  put_user_link (fixture, "employee", "8", "5001", 20);
  put_user_link (fixture, "employee", "9", "5002", 30);
  put_user_link (fixture, "customer", "10", "5001", 40);
  links = cw_store_list_user_links (fixture->store, "Harbor", "w", "5001", NULL);
  g_assert_cmpuint (links->len, ==, 2);
  g_assert_cmpstr (((CwLink *) links->pdata[0])->source_id, ==, "8");
  g_assert_cmpstr (((CwLink *) links->pdata[1])->source_id, ==, "7");
  none = cw_store_list_user_links (fixture->store, "Harbor", "v", "5001", NULL);
  g_assert_cmpuint (none->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/store/links/round-trip", test_round_trip);
  store_test_add ("/store/links/foreach", test_foreach);
  store_test_add ("/store/links/remove", test_remove);
  store_test_add ("/store/links/local-marks", test_local_marks);
  store_test_add ("/store/links/refusals", test_refusals);
  store_test_add ("/store/links/user-links", test_user_links);
  return g_test_run ();
}
