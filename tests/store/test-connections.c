/* test-connections.c: connections, integrations, settings and small state
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include <string.h>

static CwConnectionInfo *
make_connection (const char *name)
{
  CwConnectionInfo *info = cw_connection_info_new (name, "netsuite");

  info->url = g_strdup ("https://1234567-sb1.example.com");
  info->account = g_strdup ("1234567_SB1");
  info->auth = g_strdup ("m2m");
  cw_fields_set (info->settings, "lanes", "5");
  cw_fields_set (info->settings, "pace", "1");
  info->tested_at = 1234;
  info->test_ok = TRUE;
  info->test_message = g_strdup ("Signed in as Zoë");
  return info;
}

static void
assert_same_connection (const CwConnectionInfo *a, const CwConnectionInfo *b)
{
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->system, ==, b->system);
  g_assert_cmpstr (a->url, ==, b->url);
  g_assert_cmpstr (a->account, ==, b->account);
  g_assert_cmpstr (a->auth, ==, b->auth);
  g_assert_true (cw_fields_equal (a->settings, b->settings));
  g_assert_cmpint (a->tested_at, ==, b->tested_at);
  g_assert_cmpint (a->test_ok, ==, b->test_ok);
  g_assert_cmpstr (a->test_message, ==, b->test_message);
}

static void
test_connection (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwConnectionInfo) info = make_connection ("account");
  g_autoptr (CwConnectionInfo) read = NULL;
  g_autoptr (CwConnectionInfo) changed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_add_connection (fixture->store, info, &error));
  g_assert_false (cw_store_add_connection (fixture->store, info, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_EXISTS);
  g_clear_error (&error);
  store_fixture_reopen (fixture);
  read = cw_store_get_connection (fixture->store, "account", &error);
  g_assert_no_error (error);
  assert_same_connection (info, read);

  g_clear_pointer (&info->url, g_free);
  cw_fields_set (info->settings, "lanes", NULL);
  info->test_ok = FALSE;
  g_assert_true (cw_store_update_connection (fixture->store, info, &error));
  changed = cw_store_get_connection (fixture->store, "account", &error);
  assert_same_connection (info, changed);

  g_free (info->name);
  info->name = g_strdup ("nowhere");
  g_assert_false (cw_store_update_connection (fixture->store, info, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_store_get_connection (fixture->store, "nowhere", &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
}

static void
test_list_connections (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwConnectionInfo) info = make_connection ("account");
  g_autoptr (GPtrArray) list = NULL;

  g_assert_true (cw_store_add_connection (fixture->store, info, NULL));
  list = cw_store_list_connections (fixture->store, NULL);
  g_assert_cmpuint (list->len, ==, 3);
  g_assert_cmpstr (((CwConnectionInfo *) list->pdata[0])->name, ==, "account");
  g_assert_cmpstr (((CwConnectionInfo *) list->pdata[1])->name, ==, "netsuite");
  g_assert_cmpstr (((CwConnectionInfo *) list->pdata[2])->name, ==, "precoro");
}

static void
test_remove_connection (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwRecord) record = make_record ("customer", "1", "One");
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_mirror_put (fixture->store, "netsuite", record, 1, NULL));
  g_assert_false (cw_store_remove_connection (fixture->store, "netsuite", &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, "Harbor"));
  g_clear_error (&error);
  g_assert_true (cw_store_remove_integration (fixture->store, "Harbor", NULL));
  g_assert_true (cw_store_remove_integration (fixture->store, "Annex", NULL));
  g_assert_true (cw_store_remove_connection (fixture->store, "netsuite", &error));
  g_assert_no_error (error);
  g_assert_false (cw_store_remove_connection (fixture->store, "netsuite", &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
  g_assert_cmpint (ask_number (fixture->dir, "SELECT (SELECT count (*) FROM record) + (SELECT count (*) FROM record_fields)"), ==, 0);
}

/* A connection made anew in the same transaction is not taken for the one that was removed. */
static void
test_remove_and_add (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwConnectionInfo) info = make_connection ("account");
  g_autoptr (CwRecord) record = make_record ("customer", "1", "One");
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_add_connection (fixture->store, info, NULL));
  g_assert_true (cw_store_begin (fixture->store, NULL));
  g_assert_true (cw_store_mirror_put (fixture->store, "account", record, 1, NULL));
  g_assert_true (cw_store_remove_connection (fixture->store, "account", NULL));
  g_assert_true (cw_store_add_connection (fixture->store, info, NULL));
  g_assert_cmpint (cw_store_mirror_count (fixture->store, "account", "customer", NULL), ==, 0);
  g_assert_true (cw_store_mirror_put (fixture->store, "account", record, 1, &error));
  g_assert_true (cw_store_commit (fixture->store, &error));
  g_assert_no_error (error);
  g_assert_cmpint (cw_store_mirror_count (fixture->store, "account", "customer", NULL), ==, 1);
}

static void
test_integration (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwIntegrationInfo) info = cw_integration_info_new ("Overseas");
  g_autoptr (CwIntegrationInfo) read = NULL;
  g_autoptr (CwIntegrationInfo) changed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *joined_again = NULL;

  info->source = g_strdup ("netsuite");
  info->target = g_strdup ("precoro");
  info->company = g_strdup ("Overseas Ltd.");
  g_strfreev (info->subsidiaries);
  info->subsidiaries = g_strsplit ("9,odd id,2", ",", -1);
  cw_fields_set (info->settings, "sync-field", "custentity_precoro_sync");
  info->created = 77;
  g_assert_true (cw_store_add_integration (fixture->store, info, &error));
  g_assert_false (cw_store_add_integration (fixture->store, info, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_EXISTS);
  g_clear_error (&error);
  store_fixture_reopen (fixture);
  read = cw_store_get_integration (fixture->store, "Overseas", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->source, ==, "netsuite");
  g_assert_cmpstr (read->target, ==, "precoro");
  g_assert_cmpstr (read->company, ==, "Overseas Ltd.");
  joined = g_strjoinv ("|", read->subsidiaries);
  g_assert_cmpstr (joined, ==, "9|odd id|2");
  g_assert_true (cw_fields_equal (read->settings, info->settings));
  g_assert_cmpint (read->created, ==, 77);

  g_strfreev (read->subsidiaries);
  read->subsidiaries = g_strsplit ("5", ",", -1);
  g_clear_pointer (&read->company, g_free);
  g_assert_true (cw_store_update_integration (fixture->store, read, &error));
  changed = cw_store_get_integration (fixture->store, "Overseas", &error);
  joined_again = g_strjoinv ("|", changed->subsidiaries);
  g_assert_cmpstr (joined_again, ==, "5");
  g_assert_null (changed->company);
}

static void
test_integration_errors (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwIntegrationInfo) info = cw_integration_info_new ("Overseas");
  g_autoptr (GError) error = NULL;

  info->source = g_strdup ("netsuite");
  info->target = g_strdup ("nowhere");
  g_assert_false (cw_store_add_integration (fixture->store, info, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_free (info->target);
  info->target = g_strdup ("precoro");
  g_assert_false (cw_store_update_integration (fixture->store, info, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_store_get_integration (fixture->store, "Overseas", &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (cw_store_remove_integration (fixture->store, "Overseas", &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
}

static void
test_list_integrations (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) list = cw_store_list_integrations (fixture->store, NULL);
  const CwIntegrationInfo *first;

  g_assert_cmpuint (list->len, ==, 2);
  first = list->pdata[0];
  g_assert_cmpstr (first->name, ==, "Annex");
  g_assert_cmpuint (g_strv_length (first->subsidiaries), ==, 2);
  g_assert_cmpstr (((CwIntegrationInfo *) list->pdata[1])->name, ==, "Harbor");
}

/* What belongs to the integration goes, history stays. */
static void
test_remove_integration (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwLink) link = cw_link_new ("customer", "1", "10");
  g_autoptr (CwJournalEntry) entry = cw_journal_entry_new (CW_JOURNAL_CHANGE);
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (CwAttention) attention = make_attention ("Harbor", "1", "odd");

  entry->integration = g_strdup ("Harbor");
  g_assert_cmpint (cw_store_new_run (fixture->store, "Harbor", 1, "zoe", "by hand", NULL, NULL), ==, 1);
  g_assert_true (cw_store_journal_add (fixture->store, entry, NULL));
  g_assert_true (cw_store_put_link (fixture->store, "Harbor", "w", link, NULL));
  g_assert_true (cw_store_put_attention (fixture->store, attention, NULL));
  g_assert_true (cw_store_set_local_mark (fixture->store, "Harbor", "customer", "1", CW_MARK_ON, NULL));
  g_assert_true (cw_store_set_workflow_setting (fixture->store, "Harbor", "w", "enabled", "true", NULL));
  g_assert_true (cw_store_remove_integration (fixture->store, "Harbor", NULL));
  g_assert_cmpint (ask_number (fixture->dir,
                               "SELECT (SELECT count (*) FROM link) + (SELECT count (*) FROM attention) + (SELECT count (*) FROM local_mark)"
                               " + (SELECT count (*) FROM workflow_setting)"),
                   ==, 0);
  g_assert_cmpint (ask_number (fixture->dir, "SELECT count (*) FROM journal"), ==, 1);
  runs = cw_store_list_runs (fixture->store, "Harbor", 0, NULL);
  g_assert_cmpuint (runs->len, ==, 1);
}

static void
test_workflow_settings (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwFields) none = cw_store_get_workflow_settings (fixture->store, "Harbor", "w", NULL);
  g_autoptr (CwFields) some = NULL;
  g_autoptr (CwFields) other = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (cw_fields_get_size (none), ==, 0);
  g_assert_true (cw_store_set_workflow_setting (fixture->store, "Harbor", "w", "enabled", "true", NULL));
  g_assert_true (cw_store_set_workflow_setting (fixture->store, "Harbor", "w", "enabled", "false", NULL));
  g_assert_true (cw_store_set_workflow_setting (fixture->store, "Harbor", "w", "placement", "five-level", NULL));
  g_assert_true (cw_store_set_workflow_setting (fixture->store, "Harbor", "w", "placement", NULL, NULL));
  g_assert_true (cw_store_set_workflow_setting (fixture->store, "Harbor", "v", "enabled", "true", NULL));
  some = cw_store_get_workflow_settings (fixture->store, "Harbor", "w", NULL);
  g_assert_cmpuint (cw_fields_get_size (some), ==, 1);
  g_assert_cmpstr (cw_fields_get (some, "enabled"), ==, "false");
  other = cw_store_get_workflow_settings (fixture->store, "Annex", "w", NULL);
  g_assert_cmpuint (cw_fields_get_size (other), ==, 0);
  g_assert_false (cw_store_set_workflow_setting (fixture->store, "nowhere", "w", "enabled", "true", &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
}

static void
assert_state (StoreFixture *fixture, const char *scope, const char *key, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *value = cw_store_get_state (fixture->store, scope, key, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (value, ==, expected);
}

static void
test_state (StoreFixture *fixture, gconstpointer data)
{
  assert_state (fixture, "netsuite/customer", "since", NULL);
  g_assert_true (cw_store_set_state (fixture->store, "netsuite/customer", "since", "1", NULL));
  g_assert_true (cw_store_set_state (fixture->store, "netsuite/customer", "since", "2", NULL));
  g_assert_true (cw_store_set_state (fixture->store, "netsuite/job", "since", "", NULL));
  store_fixture_reopen (fixture);
  assert_state (fixture, "netsuite/customer", "since", "2");
  assert_state (fixture, "netsuite/job", "since", "");
  g_assert_true (cw_store_set_state (fixture->store, "netsuite/customer", "since", NULL, NULL));
  assert_state (fixture, "netsuite/customer", "since", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/store/connections/round-trip", test_connection);
  store_test_add ("/store/connections/list", test_list_connections);
  store_test_add ("/store/connections/remove", test_remove_connection);
  store_test_add ("/store/connections/remove-and-add", test_remove_and_add);
  store_test_add ("/store/integrations/round-trip", test_integration);
  store_test_add ("/store/integrations/errors", test_integration_errors);
  store_test_add ("/store/integrations/list", test_list_integrations);
  store_test_add ("/store/integrations/remove", test_remove_integration);
  store_test_add ("/store/settings/workflow", test_workflow_settings);
  store_test_add ("/store/state", test_state);
  return g_test_run ();
}
