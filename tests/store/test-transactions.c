/* test-transactions.c: what holds together, and what is left after a crash
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
set (StoreFixture *fixture, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_set_state (fixture->store, "test", key, value, &error));
  g_assert_no_error (error);
}

static void
begin (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_begin (fixture->store, &error));
  g_assert_no_error (error);
}

static void
commit (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_commit (fixture->store, &error));
  g_assert_no_error (error);
}

/* What another connection sees of the keys of "test", joined. */
static void
assert_kept (StoreFixture *fixture, const char *keys)
{
  g_autofree char *sql = g_strdup_printf ("SELECT coalesce ((SELECT group_concat (key, ' ') FROM (SELECT key FROM state"
                                          " WHERE scope = 'test' ORDER BY key)), '') = '%s'", keys);

  g_assert_cmpint (ask_number (fixture->dir, sql), ==, 1);
}

/* A statement that is refused by the database: the connection is not there. */
static void
fail_inside (StoreFixture *fixture, GError **error)
{
  g_autoptr (CwRecord) record = make_record ("customer", "1", "One");

  g_assert_false (cw_store_mirror_put (fixture->store, "nowhere", record, 1, error));
}

static void
test_commit (StoreFixture *fixture, gconstpointer data)
{
  begin (fixture);
  set (fixture, "a", "1");
  assert_kept (fixture, "");
  commit (fixture);
  assert_kept (fixture, "a");
}

static void
test_rollback (StoreFixture *fixture, gconstpointer data)
{
  begin (fixture);
  set (fixture, "a", "1");
  cw_store_rollback (fixture->store);
  assert_kept (fixture, "");
  cw_store_rollback (fixture->store);
  set (fixture, "b", "1");
  assert_kept (fixture, "b");
}

static void
test_nested (StoreFixture *fixture, gconstpointer data)
{
  begin (fixture);
  set (fixture, "a", "1");
  begin (fixture);
  set (fixture, "b", "1");
  commit (fixture);
  assert_kept (fixture, "");
  commit (fixture);
  assert_kept (fixture, "a b");
}

static void
test_inner_rollback (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (fixture);
  set (fixture, "a", "1");
  begin (fixture);
  set (fixture, "b", "1");
  cw_store_rollback (fixture->store);
  g_assert_false (cw_store_set_state (fixture->store, "test", "c", "1", NULL));
  g_assert_false (cw_store_commit (fixture->store, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_FAILED);
  assert_kept (fixture, "");
  set (fixture, "d", "1");
  assert_kept (fixture, "d");
}

/* The outermost commit fails with the first error, and nothing in between is written on its own. */
static void
test_failure_inside (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) inner = NULL;
  g_autoptr (GError) between = NULL;
  g_autoptr (GError) outer = NULL;

  begin (fixture);
  set (fixture, "a", "1");
  begin (fixture);
  fail_inside (fixture, &inner);
  g_assert_error (inner, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
  commit (fixture);
  g_assert_false (cw_store_set_state (fixture->store, "test", "b", "1", &between));
  g_assert_cmpstr (between->message, ==, inner->message);
  g_assert_false (cw_store_begin (fixture->store, NULL));
  g_assert_false (cw_store_commit (fixture->store, &outer));
  g_assert_cmpstr (outer->message, ==, inner->message);
  assert_kept (fixture, "");
  set (fixture, "c", "1");
  assert_kept (fixture, "c");
}

/* Not finding something is an answer. */
static void
test_not_found_inside (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (fixture);
  set (fixture, "a", "1");
  g_assert_null (cw_store_get_link (fixture->store, "Harbor", "w", "customer", "1", &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND);
  commit (fixture);
  assert_kept (fixture, "a");
}

/* ---- commit hook ---- */

typedef struct {
  guint    calls;
  guint    dies_at;   /* number of the call that says no; 0: none */
  GString *said;
} Hook;

static gboolean
hook_cb (gboolean after, gpointer data)
{
  Hook *hook = data;

  g_string_append (hook->said, after ? "a" : "b");
  return ++hook->calls != hook->dies_at;
}

static void
test_hook_calls (StoreFixture *fixture, gconstpointer data)
{
  Hook hook = { 0, 0, g_string_new (NULL) };

  cw_store_set_commit_hook (fixture->store, hook_cb, &hook);
  set (fixture, "a", "1");
  g_assert_cmpstr (hook.said->str, ==, "ba");
  begin (fixture);
  set (fixture, "b", "1");
  begin (fixture);
  set (fixture, "c", "1");
  commit (fixture);
  g_assert_cmpstr (hook.said->str, ==, "ba");
  commit (fixture);
  g_assert_cmpstr (hook.said->str, ==, "baba");
  begin (fixture);
  set (fixture, "d", "1");
  cw_store_rollback (fixture->store);
  g_assert_cmpstr (hook.said->str, ==, "baba");
  cw_store_set_commit_hook (fixture->store, NULL, NULL);
  g_string_free (hook.said, TRUE);
}

static void
die_at (StoreFixture *fixture, guint call, const char *kept)
{
  Hook hook = { 0, call, g_string_new (NULL) };
  g_autoptr (GError) error = NULL;

  cw_store_set_commit_hook (fixture->store, hook_cb, &hook);
  begin (fixture);
  set (fixture, "a", "1");
  g_assert_false (cw_store_commit (fixture->store, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_FAILED);
  assert_kept (fixture, kept);
  g_clear_error (&error);

  /* Dead: reading, writing, beginning. */
  g_assert_null (cw_store_get_state (fixture->store, "test", "a", &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_FAILED);
  g_assert_false (cw_store_set_state (fixture->store, "test", "b", "1", NULL));
  g_assert_false (cw_store_begin (fixture->store, NULL));
  cw_store_rollback (fixture->store);
  g_assert_cmpuint (hook.calls, ==, call);
  store_fixture_reopen (fixture);
  assert_kept (fixture, kept);
  g_string_free (hook.said, TRUE);
}

static void
test_hook_before (StoreFixture *fixture, gconstpointer data)
{
  die_at (fixture, 1, "");
}

static void
test_hook_after (StoreFixture *fixture, gconstpointer data)
{
  die_at (fixture, 2, "a");
}

/* ---- several connections ---- */

static gboolean
count_links (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  (*(guint *) data)++;
  return TRUE;
}

static void
put_link (CwStore *store, guint number)
{
  g_autofree char *id = g_strdup_printf ("%u", number);
  g_autoptr (CwLink) link = cw_link_new ("customer", id, id);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_put_link (store, "Harbor", "w", link, &error));
  g_assert_no_error (error);
}

/* A reader sees the last commit, whatever a writer is at. */
static void
test_reader (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwStore) reader = open_store (fixture->dir);
  g_autoptr (GError) error = NULL;
  guint count = 0;

  put_link (fixture->store, 1);
  begin (fixture);
  put_link (fixture->store, 2);
  g_assert_true (cw_store_links_foreach (reader, "Harbor", "w", count_links, &count, &error));
  g_assert_cmpuint (count, ==, 1);
  commit (fixture);
  count = 0;
  g_assert_true (cw_store_links_foreach (reader, "Harbor", "w", count_links, &count, &error));
  g_assert_cmpuint (count, ==, 2);
}

typedef struct {
  CwStore *reader;
  CwStore *writer;
  guint    count;
} Reading;

static gboolean
write_meanwhile (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  Reading *reading = data;
  guint inner = 0;

  reading->count++;
  put_link (reading->writer, 100 + reading->count);
  /* The same statement within itself. */
  g_assert_true (cw_store_links_foreach (reading->reader, "Harbor", "w", count_links, &inner, error));
  g_assert_cmpuint (inner, ==, 3);
  return TRUE;
}

/* A reading is of one moment; it holds up no writer. */
static void
test_reader_meanwhile (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwStore) reader = open_store (fixture->dir);
  Reading reading = { reader, fixture->store, 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= 3; i++)
    put_link (fixture->store, i);
  g_assert_true (cw_store_links_foreach (reader, "Harbor", "w", write_meanwhile, &reading, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (reading.count, ==, 3);
}

static gpointer
write_thread (gpointer data)
{
  CwStore *store = open_store (data);

  for (guint i = 1; i <= 50; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (cw_store_ledger_add (store, "precoro", 0, 1, &error));
      g_assert_no_error (error);
    }
  cw_store_close (store);
  return NULL;
}

/* Writers wait for each other, and none of what they write is lost. */
static void
test_writers (StoreFixture *fixture, gconstpointer data)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("write", write_thread, fixture->dir);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (cw_store_ledger_count (fixture->store, "precoro", 0, NULL, NULL), ==, 200);
}

static gpointer
cancel_thread (gpointer data)
{
  g_usleep (100000);
  g_cancellable_cancel (data);
  return NULL;
}

/* Waiting for another writer ends when it is cancelled. */
static void
test_cancel_wait (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwStore) other = open_store (fixture->dir);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;
  gint64 started = g_get_monotonic_time ();

  begin (fixture);
  cw_store_set_cancellable (other, cancellable);
  thread = g_thread_new ("cancel", cancel_thread, cancellable);
  g_assert_false (cw_store_begin (other, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - started, <, 5 * G_USEC_PER_SEC);
  g_thread_join (thread);
  commit (fixture);
}

/* Long SQL is interrupted; what takes no time is done all the same, and so is a commit. */
static void
test_cancel (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint count = 0;

  begin (fixture);
  for (guint i = 1; i <= 5000; i++)
    put_link (fixture->store, i);
  commit (fixture);
  cw_store_set_cancellable (fixture->store, cancellable);
  g_assert_true (cw_store_links_foreach (fixture->store, "Harbor", "w", count_links, &count, &error));
  g_cancellable_cancel (cancellable);
  count = 0;
  g_assert_false (cw_store_links_foreach (fixture->store, "Harbor", "w", count_links, &count, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count, <, 5000);
  set (fixture, "a", "1");
  assert_kept (fixture, "a");
  g_clear_error (&error);

  begin (fixture);
  set (fixture, "b", "1");
  g_assert_false (cw_store_remove_links (fixture->store, "Harbor", "w", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (cw_store_commit (fixture->store, NULL));
  assert_kept (fixture, "a");
  cw_store_set_cancellable (fixture->store, NULL);
  g_assert_true (cw_store_remove_links (fixture->store, "Harbor", "w", NULL));
}

/* ---- crash and full disk ---- */

/* A process ends at once, without closing, in the middle of a transaction. */
static void
test_crash (StoreFixture *fixture, gconstpointer data)
{
  pid_t child;
  int status;

  cw_store_close (fixture->store);
  fixture->store = NULL;
  child = fork ();
  if (child == 0)
    {
      CwStore *store = cw_store_open (fixture->dir, NULL);
      gboolean ok = cw_store_set_state (store, "test", "a", "1", NULL) && cw_store_begin (store, NULL);

      /* More than the cache holds, so that some of it is in the log already. */
      for (guint i = 0; i < 30000 && ok; i++)
        {
          g_autofree char *key = g_strdup_printf ("lost %u", i);
          g_autofree char *value = g_strnfill (1000, 'x');

          ok = cw_store_set_state (store, "test", key, value, NULL);
        }
      _exit (ok ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  assert_kept (fixture, "a");
  fixture->store = open_store (fixture->dir);
  set (fixture, "b", "1");
  assert_kept (fixture, "a b");
}

/* Counts for ever, twice in each transaction, and tells @out what was committed. */
static void
count_for_ever (const char *dir, int out)
{
  CwStore *store = cw_store_open (dir, NULL);

  for (guint i = 1; store != NULL; i++)
    {
      g_autofree char *value = g_strdup_printf ("%u", i);

      if (!cw_store_begin (store, NULL) || !cw_store_set_state (store, "test", "a", value, NULL) ||
          !cw_store_set_state (store, "test", "b", value, NULL) || !cw_store_commit (store, NULL) ||
          write (out, &i, sizeof i) != sizeof i)
        break;
    }
  _exit (1);
}

/* Killed at any moment: both counts are the same, and not behind what was said to be committed. */
static void
test_killed (StoreFixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->store, cw_store_close);
  for (guint round = 0; round < 10; round++)
    {
      g_autofree char *a = NULL, *b = NULL;
      guint told = 0, said;
      int ends[2], status;
      pid_t child;

      g_assert_cmpint (pipe (ends), ==, 0);
      child = fork ();
      if (child == 0)
        count_for_ever (fixture->dir, ends[1]);
      close (ends[1]);
      while (told < 5 && read (ends[0], &said, sizeof said) == sizeof said)
        told = said;
      g_assert_cmpuint (told, ==, 5);
      g_usleep (g_test_rand_int_range (0, 20000));
      kill (child, SIGKILL);
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      while (read (ends[0], &said, sizeof said) == sizeof said)
        told = said;
      close (ends[0]);

      fixture->store = open_store (fixture->dir);
      a = cw_store_get_state (fixture->store, "test", "a", NULL);
      b = cw_store_get_state (fixture->store, "test", "b", NULL);
      g_assert_cmpstr (a, ==, b);
      g_assert_cmpint (g_ascii_strtoll (a, NULL, 10), >=, told);
      g_clear_pointer (&fixture->store, cw_store_close);
    }
}

/* In the middle of a transaction there is no room: all of it is undone, and what was there before can be read and written. */
static void
test_full (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *limit = NULL;
  g_autofree char *value = g_strnfill (100000, 'x');
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) later = NULL;
  gint64 pages = 0;

  set (fixture, "a", "1");
  g_assert_true (_cw_store_pragma (fixture->store, "PRAGMA page_count", &pages, NULL));
  limit = g_strdup_printf ("PRAGMA max_page_count = %" G_GINT64_FORMAT, pages + 10);
  g_assert_true (_cw_store_exec (fixture->store, limit, NULL));
  begin (fixture);
  set (fixture, "b", "1");
  g_assert_false (cw_store_set_state (fixture->store, "test", "c", value, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_FULL);
  g_assert_nonnull (strstr (error->message, "room"));
  g_assert_false (cw_store_set_state (fixture->store, "test", "d", "1", NULL));
  g_assert_false (cw_store_commit (fixture->store, &later));
  g_assert_error (later, CW_STORE_ERROR, CW_STORE_ERROR_FULL);
  assert_kept (fixture, "a");
  set (fixture, "e", "1");
  assert_kept (fixture, "a e");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/store/transactions/commit", test_commit);
  store_test_add ("/store/transactions/rollback", test_rollback);
  store_test_add ("/store/transactions/nested", test_nested);
  store_test_add ("/store/transactions/inner-rollback", test_inner_rollback);
  store_test_add ("/store/transactions/failure-inside", test_failure_inside);
  store_test_add ("/store/transactions/not-found-inside", test_not_found_inside);
  store_test_add ("/store/transactions/hook-calls", test_hook_calls);
  store_test_add ("/store/transactions/hook-before", test_hook_before);
  store_test_add ("/store/transactions/hook-after", test_hook_after);
  store_test_add ("/store/transactions/reader", test_reader);
  store_test_add ("/store/transactions/reader-meanwhile", test_reader_meanwhile);
  store_test_add ("/store/transactions/writers", test_writers);
  store_test_add ("/store/transactions/cancel-wait", test_cancel_wait);
  store_test_add ("/store/transactions/cancel", test_cancel);
  store_test_add ("/store/transactions/crash", test_crash);
  store_test_add ("/store/transactions/killed", test_killed);
  store_test_add ("/store/transactions/full", test_full);
  return g_test_run ();
}
