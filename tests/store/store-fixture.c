/* store-fixture.c: a profile database in a folder of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include <glib/gstdio.h>

char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *dir = g_dir_make_tmp ("causeway-store-XXXXXX", &error);

  g_assert_no_error (error);
  return dir;
}

void
remove_folder (const char *dir)
{
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  const char *name;

  g_chmod (dir, 0700);
  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = get_path (dir, name);

      g_unlink (path);
    }
  g_rmdir (dir);
}

char *
get_path (const char *dir, const char *name)
{
  return g_build_filename (dir, name, NULL);
}

CwStore *
open_store (const char *dir)
{
  g_autoptr (GError) error = NULL;
  CwStore *store = cw_store_open (dir, &error);

  g_assert_no_error (error);
  g_assert_nonnull (store);
  return store;
}

static sqlite3 *
open_behind (const char *dir)
{
  g_autofree char *path = get_path (dir, "causeway.db");
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  return db;
}

char *
run_sql (const char *dir, const char *sql)
{
  sqlite3 *db = open_behind (dir);
  char *message = NULL;

  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    message = g_strdup (sqlite3_errmsg (db));
  sqlite3_close (db);
  return message;
}

gint64
ask_number (const char *dir, const char *sql)
{
  sqlite3 *db = open_behind (dir);
  sqlite3_stmt *stmt = NULL;
  gint64 number;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  return number;
}

static void
add_integration (CwStore *store, const char *name)
{
  g_autoptr (CwIntegrationInfo) info = cw_integration_info_new (name);
  g_autoptr (GError) error = NULL;

  info->source = g_strdup ("netsuite");
  info->target = g_strdup ("precoro");
  g_strfreev (info->subsidiaries);
  info->subsidiaries = g_strsplit ("2 3", " ", -1);
  cw_store_add_integration (store, info, &error);
  g_assert_no_error (error);
}

static void
add_connection (CwStore *store, const char *name)
{
  g_autoptr (CwConnectionInfo) info = cw_connection_info_new (name, name);
  g_autoptr (GError) error = NULL;

  cw_store_add_connection (store, info, &error);
  g_assert_no_error (error);
}

void
store_fixture_set_up (StoreFixture *fixture, gconstpointer data)
{
  fixture->dir = make_folder ();
  fixture->store = open_store (fixture->dir);
  add_connection (fixture->store, "netsuite");
  add_connection (fixture->store, "precoro");
  add_integration (fixture->store, "Harbor");
  add_integration (fixture->store, "Annex");
}

void
store_fixture_tear_down (StoreFixture *fixture, gconstpointer data)
{
  cw_store_close (fixture->store);
  remove_folder (fixture->dir);
  g_free (fixture->dir);
}

void
store_fixture_reopen (StoreFixture *fixture)
{
  cw_store_close (fixture->store);
  fixture->store = open_store (fixture->dir);
}

CwRecord *
make_record (const char *type, const char *id, const char *name)
{
  CwRecord *record = cw_record_new (type, id);

  record->name = g_strdup (name);
  return record;
}

CwAttention *
make_attention (const char *integration, const char *source_id, const char *text)
{
  CwAttention *attention = g_new0 (CwAttention, 1);

  attention->integration = g_strdup (integration);
  attention->workflow = g_strdup ("w");
  attention->type = g_strdup ("job");
  attention->source_id = g_strdup (source_id);
  attention->name = g_strdup ("Phase 1");
  attention->operation = g_strdup ("create");
  attention->error = g_strdup (text);
  attention->advice = g_strdup ("Shorten it.");
  attention->run = 1;
  attention->plan = 2;
  attention->seq = 3;
  attention->time = 4;
  return attention;
}
