/* test-open.c: opening, migrating, and files that cannot be opened
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static CwStore *
open_with_error (const char *dir, CwStoreError code, const char *says)
{
  g_autoptr (GError) error = NULL;
  CwStore *store = cw_store_open (dir, &error);

  g_assert_error (error, CW_STORE_ERROR, (int) code);
  g_assert_null (store);
  g_assert_nonnull (strstr (error->message, says));
  return NULL;
}

static gint64
get_pragma (CwStore *store, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = -1;

  _cw_store_pragma (store, sql, &value, &error);
  g_assert_no_error (error);
  return value;
}

static void
test_new (void)
{
  g_autofree char *dir = make_folder ();
  g_autofree char *path = get_path (dir, "causeway.db");
  g_autoptr (CwStore) store = open_store (dir);
  g_auto (GStrv) scripts = _cw_store_load_migrations ();
  GStatBuf status;

  g_assert_true (g_uuid_string_is_valid (cw_store_get_profile (store)));
  g_assert_cmpint (get_pragma (store, "PRAGMA user_version"), ==, g_strv_length (scripts));
  g_assert_cmpint (get_pragma (store, "PRAGMA foreign_keys"), ==, 1);
  g_assert_cmpint (get_pragma (store, "PRAGMA synchronous"), ==, 2);
  g_assert_cmpint (get_pragma (store, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), ==, 1);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_clear_pointer (&store, cw_store_close);
  remove_folder (dir);
}

static void
test_again (void)
{
  g_autofree char *dir = make_folder ();
  g_autoptr (CwStore) store = open_store (dir);
  g_autofree char *profile = g_strdup (cw_store_get_profile (store));
  g_autofree char *copy = get_path (dir, "causeway.db.v1");
  g_autoptr (CwStore) other = open_store (dir);

  g_assert_cmpstr (cw_store_get_profile (other), ==, profile);
  g_clear_pointer (&other, cw_store_close);
  g_clear_pointer (&store, cw_store_close);
  store = open_store (dir);
  g_assert_cmpstr (cw_store_get_profile (store), ==, profile);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_clear_pointer (&store, cw_store_close);
  remove_folder (dir);
}

static gpointer
open_thread (gpointer data)
{
  CwStore *store = open_store (data);
  char *profile = g_strdup (cw_store_get_profile (store));

  cw_store_close (store);
  return profile;
}

/* Several find no file, and all end up with the same one. */
static void
test_race (void)
{
  for (guint round = 0; round < 10; round++)
    {
      g_autofree char *dir = make_folder ();
      GThread *threads[6];
      g_autofree char *first = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("open", open_thread, dir);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        {
          g_autofree char *profile = g_thread_join (threads[i]);

          g_assert_nonnull (profile);
          if (first == NULL)
            first = g_strdup (profile);
          g_assert_cmpstr (profile, ==, first);
        }
      remove_folder (dir);
    }
}

static void
test_migrate (void)
{
  g_autofree char *dir = make_folder ();
  g_autoptr (CwStore) store = open_store (dir);
  g_auto (GStrv) scripts = _cw_store_load_migrations ();
  const guint n = g_strv_length (scripts);
  g_autofree char *copy_name = g_strdup_printf ("causeway.db.v%u", n), *copy_path = get_path (dir, copy_name);
  g_autofree const char **with_one_more = g_new0 (const char *, n + 2), **with_two_more = g_new0 (const char *, n + 3);
  g_autoptr (GError) error = NULL;
  sqlite3 *copy = NULL;

  memcpy (with_one_more, scripts, n * sizeof *with_one_more);
  with_one_more[n] = "CREATE TABLE two (x); INSERT INTO two VALUES (7);";
  memcpy (with_two_more, with_one_more, (n + 1) * sizeof *with_two_more);
  with_two_more[n + 1] = "INSERT INTO two VALUES (8); INSERT INTO nowhere VALUES (1);";
  cw_store_set_state (store, "scope", "key", "kept", &error);
  g_assert_no_error (error);
  g_assert_true (_cw_store_migrate (store, with_one_more, &error));
  g_assert_no_error (error);
  g_assert_cmpint (get_pragma (store, "PRAGMA user_version"), ==, n + 1);
  g_assert_cmpint (get_pragma (store, "SELECT x FROM two"), ==, 7);
  g_assert_true (_cw_store_migrate (store, with_one_more, &error));

  /* The copy is of the version before, with what was in the log. */
  g_assert_cmpint (sqlite3_open (copy_path, &copy), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (copy, "SELECT 1 / (SELECT count (*) FROM state WHERE value = 'kept')", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (copy, "SELECT * FROM two", NULL, NULL, NULL), ==, SQLITE_ERROR);
  sqlite3_close (copy);

  /* A script that fails leaves the version before it. */
  g_assert_false (_cw_store_migrate (store, with_two_more, &error));
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_FAILED);
  g_assert_cmpint (get_pragma (store, "PRAGMA user_version"), ==, n + 1);
  g_assert_cmpint (get_pragma (store, "SELECT count (*) FROM two"), ==, 1);
  g_clear_pointer (&store, cw_store_close);
  remove_folder (dir);
}

static void
test_newer (void)
{
  g_autofree char *dir = make_folder ();
  g_autofree char *path = get_path (dir, "causeway.db");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize before_length, after_length;

  cw_store_close (open_store (dir));
  g_assert_null (run_sql (dir, "PRAGMA user_version = 99"));
  g_assert_true (g_file_get_contents (path, &before, &before_length, NULL));
  open_with_error (dir, CW_STORE_ERROR_NEWER, "newer version");
  g_assert_true (g_file_get_contents (path, &after, &after_length, NULL));
  g_assert_cmpmem (before, before_length, after, after_length);
  remove_folder (dir);
}

static void
test_other_program (void)
{
  g_autofree char *dir = make_folder ();

  g_assert_null (run_sql (dir, "CREATE TABLE recipes (name)"));
  open_with_error (dir, CW_STORE_ERROR_OPEN, "another program");
  g_assert_cmpint (ask_number (dir, "SELECT count (*) FROM sqlite_schema"), ==, 1);
  remove_folder (dir);
}

static guint
count_files (const char *dir, const char *prefix)
{
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (entries)) != NULL)
    count += g_str_has_prefix (name, prefix);
  return count;
}

/* The file stays as it is, and one copy of it is kept, however often it is tried. */
static void
test_no_database (void)
{
  g_autofree char *dir = make_folder ();
  g_autofree char *path = get_path (dir, "causeway.db");
  g_autofree char *text = g_strnfill (9000, 'x');
  g_autofree char *after = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  open_with_error (dir, CW_STORE_ERROR_DAMAGED, "causeway.db.damaged-");
  open_with_error (dir, CW_STORE_ERROR_DAMAGED, "causeway.db.damaged-");
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (text, ==, after);
  g_assert_cmpuint (count_files (dir, "causeway.db.damaged-"), ==, 1);
  remove_folder (dir);
}

static void
test_cut_short (void)
{
  g_autofree char *dir = make_folder ();
  g_autofree char *path = get_path (dir, "causeway.db");

  cw_store_close (open_store (dir));
  g_assert_cmpint (truncate (path, 10000), ==, 0);
  open_with_error (dir, CW_STORE_ERROR_DAMAGED, "damaged");
  g_assert_cmpuint (count_files (dir, "causeway.db.damaged-"), ==, 1);
  remove_folder (dir);
}

/* Damage that is met later is said in the same words. */
static void
test_damaged_page (void)
{
  g_autofree char *dir = make_folder ();
  g_autofree char *path = get_path (dir, "causeway.db");
  g_autofree char *junk = g_strnfill (4096, 'j');
  g_autofree char *value = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (GError) error = NULL;
  gint64 page;
  FILE *file;

  cw_store_close (open_store (dir));
  page = ask_number (dir, "SELECT rootpage FROM sqlite_schema WHERE name = 'state'");
  file = g_fopen (path, "r+b");
  g_assert_cmpint (fseek (file, (page - 1) * 4096, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (junk, 1, 4096, file), ==, 4096);
  fclose (file);
  store = open_store (dir);
  value = cw_store_get_state (store, "scope", "key", &error);
  g_assert_error (error, CW_STORE_ERROR, CW_STORE_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "causeway.db.damaged-"));
  g_clear_pointer (&store, cw_store_close);
  remove_folder (dir);
}

/* ---- bytes that flipped ---- */

static gboolean
ignore_record (const CwRecord *record, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
ignore_link (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
ignore_entry (const CwJournalEntry *entry, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
ignore_row (const CwPlanRow *row, gpointer data, GError **error)
{
  return TRUE;
}

static void
fill_store (CwStore *store)
{
  g_assert_true (cw_store_begin (store, NULL));
  for (guint i = 1; i <= 50; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      g_autoptr (CwRecord) record = make_record ("customer", id, "Northwind Traders");
      g_autoptr (CwLink) link = cw_link_new ("customer", id, id);
      g_autoptr (CwJournalEntry) entry = cw_journal_entry_new (CW_JOURNAL_INTENT);
      g_autoptr (CwPlanRow) row = cw_plan_row_new ("customer", id);

      cw_fields_set (record->fields, "companyname", "Northwind Traders");
      row->seq = i;
      if (i == 1)
        g_assert_cmpint (cw_store_new_plan (store, 1, "Harbor", "w", 1, NULL), ==, 1);
      g_assert_true (cw_store_mirror_put (store, "netsuite", record, 1, NULL));
      g_assert_true (cw_store_put_link (store, "Harbor", "w", link, NULL));
      g_assert_true (cw_store_journal_add (store, entry, NULL));
      g_assert_true (cw_store_add_plan_row (store, 1, row, NULL));
    }
  g_assert_true (cw_store_commit (store, NULL));
}

static void
read_everything (CwStore *store)
{
  static const char * const types[] = { "customer", NULL };
  g_autoptr (GPtrArray) connections = cw_store_list_connections (store, NULL);
  g_autoptr (GPtrArray) integrations = cw_store_list_integrations (store, NULL);
  g_autoptr (GPtrArray) runs = cw_store_list_runs (store, NULL, 0, NULL);

  cw_store_mirror_foreach (store, "netsuite", types, ignore_record, NULL, NULL);
  cw_store_links_foreach (store, "Harbor", NULL, ignore_link, NULL, NULL);
  cw_store_journal_foreach (store, 0, ignore_entry, NULL, NULL);
  cw_store_plan_foreach (store, 1, 0, G_MAXUINT, ignore_row, NULL, NULL);
}

/* Whatever became of the file, it is read, or there is an error: nothing else. */
static void
test_flipped_bytes (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_path (fixture->dir, "causeway.db");
  g_autofree char *whole = NULL;
  gsize length;

  fill_store (fixture->store);
  g_clear_pointer (&fixture->store, cw_store_close);
  g_assert_true (g_file_get_contents (path, &whole, &length, NULL));
  for (guint round = 0; round < 100; round++)
    {
      g_autofree char *broken = g_memdup2 (whole, length);
      g_autofree char *dir = make_folder ();
      g_autofree char *broken_path = get_path (dir, "causeway.db");
      g_autoptr (GError) error = NULL;
      g_autoptr (CwStore) store = NULL;

      for (guint flips = 0; flips < 20; flips++)
        broken[g_test_rand_int_range (0, (gint32) length)] ^= (char) (1 << g_test_rand_int_range (0, 8));
      g_assert_true (g_file_set_contents (broken_path, broken, (gssize) length, NULL));
      store = cw_store_open (dir, &error);
      g_assert_true ((store != NULL) == (error == NULL));
      if (store != NULL)
        read_everything (store);
      g_clear_pointer (&store, cw_store_close);
      remove_folder (dir);
    }
}

static void
test_no_folder (void)
{
  open_with_error ("/nonexistent/causeway", CW_STORE_ERROR_OPEN, "folder exists");
}

static void
test_is_folder (void)
{
  g_autofree char *dir = make_folder ();
  g_autofree char *path = get_path (dir, "causeway.db");

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  open_with_error (dir, CW_STORE_ERROR_OPEN, "cannot be opened");
  g_rmdir (path);
  remove_folder (dir);
}

/* Runs @function in a child process, which a test can leave without an orderly end. TRUE when it did what it should. */
static gboolean
run_child (gboolean (*function) (const char *dir), const char *dir)
{
  pid_t child = fork ();
  int status = -1;

  if (child == 0)
    {
      /* To the superuser every folder can be written. */
      if (geteuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
        _exit (2);
      _exit (function (dir) ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

static gboolean
open_read_only (const char *dir)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_store_open (dir, &error);

  return store == NULL && g_error_matches (error, CW_STORE_ERROR, CW_STORE_ERROR_OPEN) && strstr (error->message, "writ") != NULL;
}

static void
test_read_only (void)
{
  g_autofree char *dir = make_folder ();
  g_autofree char *path = get_path (dir, "causeway.db");

  g_chmod (dir, 0555);
  g_assert_true (run_child (open_read_only, dir));
  g_chmod (dir, 0755);
  cw_store_close (open_store (dir));

  g_chmod (path, 0666);
  g_chmod (dir, 0555);
  g_assert_true (run_child (open_read_only, dir));
  g_chmod (path, 0444);
  g_chmod (dir, 0777);
  g_assert_true (run_child (open_read_only, dir));
  remove_folder (dir);
}

/* No file may grow beyond a few pages: what a full disk looks like to a file. */
static gboolean
fill_disk (const char *dir)
{
  struct rlimit limit = { 300 * 1024, 300 * 1024 };
  g_autofree char *value = g_strnfill (20000, 'v');
  g_autoptr (CwStore) store = open_store (dir);
  g_autoptr (GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN);
  if (setrlimit (RLIMIT_FSIZE, &limit) != 0)
    return FALSE;
  for (guint i = 0; i < 100 && error == NULL; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);

      cw_store_set_state (store, "scope", key, value, &error);
    }
  return g_error_matches (error, CW_STORE_ERROR, CW_STORE_ERROR_FULL);
}

static void
test_full_disk (void)
{
  g_autofree char *dir = make_folder ();
  g_autoptr (CwStore) store = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_kept;

  g_chmod (dir, 0777);
  g_assert_true (run_child (fill_disk, dir));
  store = open_store (dir);
  n_kept = get_pragma (store, "SELECT count (*) FROM state");
  g_assert_cmpint (n_kept, >, 0);
  g_assert_cmpint (n_kept, <, 100);
  g_assert_cmpint (get_pragma (store, "SELECT count (*) FROM state WHERE length (value) <> 20000"), ==, 0);
  g_assert_true (cw_store_set_state (store, "scope", "after", "room again", &error));
  g_assert_no_error (error);
  g_clear_pointer (&store, cw_store_close);
  remove_folder (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/open/new", test_new);
  g_test_add_func ("/store/open/again", test_again);
  g_test_add_func ("/store/open/race", test_race);
  g_test_add_func ("/store/open/migrate", test_migrate);
  g_test_add_func ("/store/open/newer", test_newer);
  g_test_add_func ("/store/open/other-program", test_other_program);
  g_test_add_func ("/store/open/no-database", test_no_database);
  g_test_add_func ("/store/open/cut-short", test_cut_short);
  g_test_add_func ("/store/open/damaged-page", test_damaged_page);
  store_test_add ("/store/open/flipped-bytes", test_flipped_bytes);
  g_test_add_func ("/store/open/no-folder", test_no_folder);
  g_test_add_func ("/store/open/is-folder", test_is_folder);
  g_test_add_func ("/store/open/read-only", test_read_only);
  g_test_add_func ("/store/open/full-disk", test_full_disk);
  return g_test_run ();
}
