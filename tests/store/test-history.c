/* test-history.c: runs, journal, what needs a person, and the request ledger
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include <string.h>

#define MINUTE (60 * G_USEC_PER_SEC)

/* ---- runs ---- */

static void
test_run (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwFields) options = cw_fields_new ();
  g_autoptr (CwRunInfo) begun = NULL;
  g_autoptr (CwRunInfo) ended = NULL;
  g_autoptr (GError) error = NULL;
  gint64 run;

  cw_fields_set (options, "workflows", "precoro.customers-projects");
  run = cw_store_new_run (fixture->store, "Harbor", 17, "zoe", "by hand", options, &error);
  g_assert_no_error (error);
  begun = cw_store_get_run (fixture->store, run, &error);
  g_assert_cmpstr (begun->integration, ==, "Harbor");
  g_assert_cmpint (begun->started, ==, 17);
  g_assert_cmpint (begun->ended, ==, 0);
  g_assert_cmpstr (begun->by, ==, "zoe");
  g_assert_cmpstr (begun->why, ==, "by hand");
  g_assert_null (begun->outcome);
  g_assert_null (begun->message);
  g_assert_true (cw_fields_equal (begun->options, options));

  begun->ended = 99;
  begun->outcome = g_strdup ("attention");
  begun->message = g_strdup ("2 records need you");
  cw_fields_set (begun->counts, "create", "12");
  cw_fields_set (begun->requests, "precoro", "14");
  g_assert_true (cw_store_update_run (fixture->store, begun, &error));
  store_fixture_reopen (fixture);
  ended = cw_store_get_run (fixture->store, run, &error);
  g_assert_cmpint (ended->ended, ==, 99);
  g_assert_cmpstr (ended->outcome, ==, "attention");
  g_assert_cmpstr (ended->message, ==, "2 records need you");
  g_assert_true (cw_fields_equal (ended->counts, begun->counts));
  g_assert_true (cw_fields_equal (ended->requests, begun->requests));
  g_assert_true (cw_fields_equal (ended->options, options));
}

static void
test_run_unknown (StoreFixture *fixture, gconstpointer data)
{
  CwRunInfo info = { .id = 9 };
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_store_get_run (fixture->store, 9, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (cw_store_update_run (fixture->store, &info, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
}

static void
assert_runs (StoreFixture *fixture, const char *integration, guint limit, const char *expected)
{
  g_autoptr (GPtrArray) runs = cw_store_list_runs (fixture->store, integration, limit, NULL);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < runs->len; i++)
    g_string_append_printf (list, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "", ((CwRunInfo *) runs->pdata[i])->id);
  g_assert_cmpstr (list->str, ==, expected);
}

static void
test_list_runs (StoreFixture *fixture, gconstpointer data)
{
  static const char * const integrations[] = { "Harbor", "Annex", "Harbor", "Harbor" };

  for (guint i = 0; i < G_N_ELEMENTS (integrations); i++)
    g_assert_cmpint (cw_store_new_run (fixture->store, integrations[i], 1, NULL, NULL, NULL, NULL), ==, i + 1);
  assert_runs (fixture, NULL, 0, "4 3 2 1");
  assert_runs (fixture, NULL, 2, "4 3");
  assert_runs (fixture, "Harbor", 0, "4 3 1");
  assert_runs (fixture, "Harbor", 1, "4");
  assert_runs (fixture, "nowhere", 0, "");
}

static void
assert_refused (StoreFixture *fixture, const char *sql, const char *says)
{
  g_autofree char *message = run_sql (fixture->dir, sql);

  g_assert_nonnull (message);
  g_assert_nonnull (strstr (message, says));
}

static void
test_runs_stay (StoreFixture *fixture, gconstpointer data)
{
  cw_store_new_run (fixture->store, "Harbor", 1, "zoe", NULL, NULL, NULL);
  assert_refused (fixture, "DELETE FROM run", "never removed");
  assert_refused (fixture, "UPDATE run SET started = 2", "never changes");
  assert_refused (fixture, "UPDATE run SET started_by = 'eve', ended = 7", "never changes");
  assert_runs (fixture, NULL, 0, "1");
}

/* ---- journal ---- */

static CwJournalEntry *
make_entry (CwJournalKind kind, const char *integration, const char *source_id, gint64 intent)
{
  CwJournalEntry *entry = cw_journal_entry_new (kind);

  entry->intent = intent;
  entry->run = 1;
  entry->integration = g_strdup (integration);
  entry->type = g_strdup ("customer");
  entry->source_id = g_strdup (source_id);
  return entry;
}

static gint64
add_entry (StoreFixture *fixture, CwJournalKind kind, const char *integration, const char *source_id, gint64 intent)
{
  g_autoptr (CwJournalEntry) entry = make_entry (kind, integration, source_id, intent);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_journal_add (fixture->store, entry, &error));
  g_assert_no_error (error);
  return entry->number;
}

static void
assert_same_entry (const CwJournalEntry *a, const CwJournalEntry *b)
{
  g_assert_cmpint (a->number, ==, b->number);
  g_assert_cmpint (a->intent, ==, b->intent);
  g_assert_cmpint (a->run, ==, b->run);
  g_assert_cmpint (a->plan, ==, b->plan);
  g_assert_cmpint (a->seq, ==, b->seq);
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpstr (a->integration, ==, b->integration);
  g_assert_cmpstr (a->workflow, ==, b->workflow);
  g_assert_cmpstr (a->connection, ==, b->connection);
  g_assert_cmpstr (a->operation, ==, b->operation);
  g_assert_cmpstr (a->type, ==, b->type);
  g_assert_cmpstr (a->source_id, ==, b->source_id);
  g_assert_cmpstr (a->collection, ==, b->collection);
  g_assert_cmpstr (a->target_id, ==, b->target_id);
  g_assert_cmpstr (a->external_id, ==, b->external_id);
  g_assert_cmpstr (a->text, ==, b->text);
  g_assert_cmpint (a->time, ==, b->time);
  g_assert_cmpint (a->values != NULL, ==, b->values != NULL);
  if (a->values != NULL)
    g_assert_true (cw_fields_equal (a->values, b->values));
}

static gboolean
take_cb (const CwJournalEntry *entry, gpointer data, GError **error)
{
  GPtrArray *expected = data;

  assert_same_entry (entry, g_ptr_array_index (expected, 0));
  g_ptr_array_remove_index (data, 0);
  return TRUE;
}

static void
test_journal_round_trip (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_journal_entry_free);
  CwJournalEntry *full = make_entry (CW_JOURNAL_INTENT, "Harbor", "1542", 0);

  full->plan = 3, full->seq = 4, full->time = 5;
  full->workflow = g_strdup ("w");
  full->connection = g_strdup ("precoro");
  full->operation = g_strdup ("create");
  full->collection = g_strdup ("itemcustomfields/7");
  full->target_id = g_strdup ("88");
  full->external_id = g_strdup ("1542");
  full->text = g_strdup ("Zürich");
  full->values = cw_fields_new ();
  cw_fields_set (full->values, "name", "Northwind");
  g_ptr_array_add (entries, full);
  g_assert_true (cw_store_journal_add (fixture->store, full, NULL));
  for (CwJournalKind kind = CW_JOURNAL_DONE; kind <= CW_JOURNAL_CHANGE; kind++)
    {
      CwJournalEntry *entry = cw_journal_entry_new (kind);

      entry->intent = kind == CW_JOURNAL_CHANGE ? 0 : full->number;
      g_ptr_array_add (entries, entry);
      g_assert_true (cw_store_journal_add (fixture->store, entry, NULL));
    }
  store_fixture_reopen (fixture);
  g_assert_true (cw_store_journal_foreach (fixture->store, 0, take_cb, entries, NULL));
  g_assert_cmpuint (entries->len, ==, 0);
}

static gboolean
list_cb (const CwJournalEntry *entry, gpointer data, GError **error)
{
  g_string_append_printf (data, "%s%" G_GINT64_FORMAT, ((GString *) data)->len > 0 ? " " : "", entry->number);
  return TRUE;
}

static void
assert_numbers (GPtrArray *entries, const char *expected)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    list_cb (g_ptr_array_index (entries, i), list, NULL);
  g_assert_cmpstr (list->str, ==, expected);
  g_ptr_array_unref (entries);
}

static void
assert_open (StoreFixture *fixture, const char *integration, const char *expected)
{
  assert_numbers (cw_store_journal_open (fixture->store, integration, NULL), expected);
}

/* Only a final outcome settles an intent. */
static void
test_journal_open (StoreFixture *fixture, gconstpointer data)
{
  for (guint i = 1; i <= 6; i++)
    add_entry (fixture, CW_JOURNAL_INTENT, i == 6 ? "Annex" : "Harbor", "1", 0);
  assert_open (fixture, "Harbor", "1 2 3 4 5");
  add_entry (fixture, CW_JOURNAL_DONE, "Harbor", "1", 1);
  add_entry (fixture, CW_JOURNAL_FAILED, "Harbor", "1", 2);
  add_entry (fixture, CW_JOURNAL_NOT_APPLIED, "Harbor", "1", 3);
  add_entry (fixture, CW_JOURNAL_UNKNOWN, "Harbor", "1", 4);
  add_entry (fixture, CW_JOURNAL_CHANGE, "Harbor", NULL, 0);
  store_fixture_reopen (fixture);
  assert_open (fixture, "Harbor", "4 5");
  assert_open (fixture, "Annex", "6");
  add_entry (fixture, CW_JOURNAL_DONE, "Harbor", "1", 4);
  add_entry (fixture, CW_JOURNAL_DONE, "Harbor", "1", 4);
  assert_open (fixture, "Harbor", "5");
  assert_open (fixture, NULL, "");
}

static void
test_journal_queries (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) of_run = g_string_new (NULL);
  g_autoptr (CwJournalEntry) other_run = make_entry (CW_JOURNAL_CHANGE, "Harbor", "1", 0);
  g_autoptr (CwJournalEntry) orphan = make_entry (CW_JOURNAL_DONE, "Harbor", "1", 999);
  g_autoptr (GError) error = NULL;

  add_entry (fixture, CW_JOURNAL_INTENT, "Harbor", "1", 0);
  add_entry (fixture, CW_JOURNAL_INTENT, "Harbor", "2", 0);
  add_entry (fixture, CW_JOURNAL_INTENT, "Annex", "1", 0);
  add_entry (fixture, CW_JOURNAL_DONE, "Harbor", "1", 1);
  other_run->run = 2;
  g_assert_true (cw_store_journal_add (fixture->store, other_run, NULL));
  assert_numbers (cw_store_journal_of_record (fixture->store, "Harbor", "customer", "1", NULL), "1 4 5");
  assert_numbers (cw_store_journal_of_record (fixture->store, "Harbor", "job", "1", NULL), "");
  g_assert_true (cw_store_journal_foreach (fixture->store, 1, list_cb, of_run, NULL));
  g_assert_cmpstr (of_run->str, ==, "1 2 3 4");
  g_assert_false (cw_store_journal_add (fixture->store, orphan, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_FAILED);
}

static void
test_journal_append_only (StoreFixture *fixture, gconstpointer data)
{
  add_entry (fixture, CW_JOURNAL_INTENT, "Harbor", "1", 0);
  assert_refused (fixture, "DELETE FROM journal", "append-only");
  assert_refused (fixture, "UPDATE journal SET text = 'x'", "append-only");
  assert_refused (fixture, "UPDATE journal SET number = 7", "append-only");
  g_assert_false (_cw_store_exec (fixture->store, "REPLACE INTO journal (number, run, plan, seq, kind, time) VALUES (1, 1, 1, 1, 'done', 1)", NULL));
  g_assert_cmpint (ask_number (fixture->dir, "SELECT count (*) FROM journal WHERE number = 1 AND kind = 'intent' AND text IS NULL"), ==, 1);
}

/* Numbers are never used again, and one that was rolled back was never there. */
static void
test_journal_numbers (StoreFixture *fixture, gconstpointer data)
{
  add_entry (fixture, CW_JOURNAL_INTENT, "Harbor", "1", 0);
  g_assert_true (cw_store_begin (fixture->store, NULL));
  g_assert_cmpint (add_entry (fixture, CW_JOURNAL_INTENT, "Harbor", "1", 0), ==, 2);
  cw_store_rollback (fixture->store);
  assert_open (fixture, "Harbor", "1");
  g_assert_cmpint (add_entry (fixture, CW_JOURNAL_INTENT, "Harbor", "1", 0), ==, 2);
}

/* ---- attention ---- */

static void
assert_attention (StoreFixture *fixture, const char *integration, const char *expected)
{
  g_autoptr (GPtrArray) list = cw_store_list_attention (fixture->store, integration, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const CwAttention *attention = list->pdata[i];

      g_string_append_printf (text, "%s%s/%s/%s:%s %s", i > 0 ? ", " : "", attention->integration, attention->workflow,
                              attention->type, attention->source_id, attention->error);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
put_attention (StoreFixture *fixture, const char *integration, const char *source_id, const char *text)
{
  g_autoptr (CwAttention) attention = make_attention (integration, source_id, text);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_put_attention (fixture->store, attention, &error));
  g_assert_no_error (error);
}

static void
test_attention (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwAttention) nowhere = make_attention ("nowhere", "1", "odd");
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  const CwAttention *first;

  put_attention (fixture, "Harbor", "1", "too long");
  put_attention (fixture, "Harbor", "2", "odd");
  put_attention (fixture, "Annex", "1", "taken");
  put_attention (fixture, "Harbor", "1", "still too long");
  assert_attention (fixture, NULL, "Harbor/w/job:1 still too long, Harbor/w/job:2 odd, Annex/w/job:1 taken");
  assert_attention (fixture, "Harbor", "Harbor/w/job:1 still too long, Harbor/w/job:2 odd");
  list = cw_store_list_attention (fixture->store, "Harbor", NULL);
  first = list->pdata[0];
  g_assert_cmpint (first->id, >, 0);
  g_assert_cmpstr (first->name, ==, "Phase 1");
  g_assert_cmpstr (first->operation, ==, "create");
  g_assert_cmpstr (first->advice, ==, "Shorten it.");
  g_assert_cmpint (first->run, ==, 1);
  g_assert_cmpint (first->plan, ==, 2);
  g_assert_cmpint (first->seq, ==, 3);
  g_assert_cmpint (first->time, ==, 4);

  g_assert_true (cw_store_clear_attention (fixture->store, "Harbor", "w", "job", "1", NULL));
  g_assert_true (cw_store_clear_attention (fixture->store, "Harbor", "w", "job", "1", NULL));
  assert_attention (fixture, NULL, "Harbor/w/job:2 odd, Annex/w/job:1 taken");
  g_assert_false (cw_store_put_attention (fixture->store, nowhere, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
}

/* ---- ledger ---- */

static void
test_ledger (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) minutes = NULL;
  const gint64 start = G_GINT64_CONSTANT (1700000040) * G_USEC_PER_SEC;

  g_assert_true (cw_store_ledger_add (fixture->store, "precoro", start, 3, NULL));
  g_assert_true (cw_store_ledger_add (fixture->store, "precoro", start + MINUTE - 1, 4, NULL));
  g_assert_true (cw_store_ledger_add (fixture->store, "precoro", start + 5 * MINUTE, 1, NULL));
  g_assert_true (cw_store_ledger_add (fixture->store, "netsuite", start, 50, NULL));
  store_fixture_reopen (fixture);
  g_assert_cmpint (cw_store_ledger_count (fixture->store, "precoro", start, &minutes, NULL), ==, 8);
  g_assert_cmpuint (minutes->len, ==, 4);
  g_assert_cmpint (g_array_index (minutes, gint64, 0), ==, start);
  g_assert_cmpint (g_array_index (minutes, gint64, 1), ==, 7);
  g_assert_cmpint (g_array_index (minutes, gint64, 2), ==, start + 5 * MINUTE);
  g_assert_cmpint (g_array_index (minutes, gint64, 3), ==, 1);
  g_assert_cmpint (cw_store_ledger_count (fixture->store, "precoro", start + MINUTE - 1, NULL, NULL), ==, 8);
  g_assert_cmpint (cw_store_ledger_count (fixture->store, "precoro", start + MINUTE, NULL, NULL), ==, 1);
  g_assert_cmpint (cw_store_ledger_count (fixture->store, "precoro", start + 6 * MINUTE, NULL, NULL), ==, 0);
  g_assert_cmpint (cw_store_ledger_count (fixture->store, "nowhere", 0, NULL, NULL), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/store/runs/round-trip", test_run);
  store_test_add ("/store/runs/unknown", test_run_unknown);
  store_test_add ("/store/runs/list", test_list_runs);
  store_test_add ("/store/runs/stay", test_runs_stay);
  store_test_add ("/store/journal/round-trip", test_journal_round_trip);
  store_test_add ("/store/journal/open", test_journal_open);
  store_test_add ("/store/journal/queries", test_journal_queries);
  store_test_add ("/store/journal/append-only", test_journal_append_only);
  store_test_add ("/store/journal/numbers", test_journal_numbers);
  store_test_add ("/store/attention", test_attention);
  store_test_add ("/store/ledger", test_ledger);
  return g_test_run ();
}
