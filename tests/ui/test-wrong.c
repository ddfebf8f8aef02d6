/* test-wrong.c: what each page says when there is nothing to show, or when something outside of the window is wrong
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * In each case: a sentence that names the thing, a next step, no page that
 * stays empty, every control with a name, and nothing wider than a narrow
 * window.
 */

#include "cw-export-page.h"
#include "cw-users-page.h"
#include "cw-window.h"
#include "ui-accessible.h"
#include "ui-fixture.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>

static GtkWidget *
get_root (UiFixture *ui)
{
  return GTK_WIDGET (ui->window);
}

static gboolean
is_narrow (gpointer window)
{
  return gtk_widget_get_width (window) <= 360;
}

/* As it is, dark, and narrow: a picture each. */
static void
check_looks (UiFixture *ui, const char *name)
{
  g_autofree char *light = g_strconcat (name, "-light", NULL), *dark = g_strconcat (name, "-dark", NULL), *narrow = g_strconcat (name, "-narrow", NULL);
  int width, height;

  g_assert_cmpuint (ui_count_nameless (get_root (ui)), ==, 0);
  ui_shoot (ui, light);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ui_shoot (ui, dark);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  gtk_window_get_default_size (ui->window, &width, &height);
  gtk_window_set_default_size (ui->window, 360, 640);
  ui_wait (is_narrow, ui->window);
  ui_shoot (ui, narrow);
  g_assert_cmpuint (ui_count_nameless (get_root (ui)), ==, 0);
  gtk_window_set_default_size (ui->window, width, height);
}

static void
assert_says (GtkWidget *root, const char *what, const char *next)
{
  ui_wait_shown (root, what);
  if (!ui_shows (root, next))
    g_error ("“%s” comes without “%s”", what, next);
}

/* ---- nothing yet ---- */

/* A window on a profile of its own; @dir is not removed. */
static UiFixture *
open_window (CwDesk *desk)
{
  UiFixture *ui = g_new0 (UiFixture, 1);

  ui->desk = desk;
  ui->window = GTK_WINDOW (cw_window_new (NULL, desk));
  gtk_window_present (ui->window);
  gtk_test_widget_wait_for_draw (get_root (ui));
  return ui;
}

static void
close_window (UiFixture *ui)
{
  gtk_window_destroy (ui->window);
  ui_settle ();
  g_object_unref (ui->desk);
  g_free (ui);
}

static void
remove_folder (const char *dir)
{
  g_autoptr (GDir) files = g_dir_open (dir, 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      g_unlink (path);
    }
  g_rmdir (dir);
}

static void
test_nothing (void)
{
  g_autofree char *dir = g_dir_make_tmp ("causeway-nothing-XXXXXX", NULL);
  UiFixture *ui = open_window (cw_desk_new (dir, FALSE, NULL));

  ui_wait_shown (get_root (ui), "No Integration Yet");
  check_looks (ui, "wrong-nothing-integrations");
  cw_window_show_page (CW_WINDOW (ui->window), "mapping");
  assert_says (get_root (ui), "No Mapping Yet", "under Integrations");
  check_looks (ui, "wrong-nothing-mapping");
  cw_window_show_page (CW_WINDOW (ui->window), "users");
  assert_says (get_root (ui), "No Users Yet", "under Integrations");
  check_looks (ui, "wrong-nothing-users");
  close_window (ui);
  remove_folder (dir);
}

static void
test_unread (void)
{
  UiFixture *ui = ui_fixture_new (5, 3, FALSE);
  GtkWidget *page = GTK_WIDGET (cw_export_page_new (ui->desk, ui->item, ui->workflow, ui->pages));

  cw_integrations_page_push (ui->pages, "Customers and projects", page);
  assert_says (page, "Nothing Read Yet", "Reading changes nothing there");
  check_looks (ui, "wrong-unread-list");
  cw_window_show_page (CW_WINDOW (ui->window), "mapping");
  assert_says (get_root (ui), "No Records Yet", "once an export list has been read");
  check_looks (ui, "wrong-unread-mapping");
  cw_window_show_page (CW_WINDOW (ui->window), "users");
  assert_says (get_root (ui), "Employees and Users", "Reading changes nothing in either system");
  check_looks (ui, "wrong-unread-users");
  ui_fixture_free (ui);
}

/* ---- the systems ---- */

/* Whatever reads says what failed, and goes on saying it until it is tried again. */
static void
test_gone (void)
{
  UiFixture *ui = ui_fixture_new (5, 3, FALSE);
  GtkWidget *page = GTK_WIDGET (cw_export_page_new (ui->desk, ui->item, ui->workflow, ui->pages));

  cw_integrations_page_push (ui->pages, "Customers and projects", page);
  ui_wait_shown (page, "Nothing Read Yet");
  cw_fixture_control (ui->fixture, "/__sandbox/fault", "{\"spec\":\"netsuite:503:1\"}");
  ui_click (page, "Read from NetSuite");
  assert_says (page, "The List Cannot Be Shown", "Nothing is lost");
  /* What is read beside it, of the profile's own, does not cover it. */
  ui_settle ();
  assert_says (page, "The List Cannot Be Shown", "Nothing is lost");
  check_looks (ui, "wrong-gone-list");
  cw_window_show_page (CW_WINDOW (ui->window), "users");
  ui_wait_shown (get_root (ui), "Employees and Users");
  ui_click (ui_find (get_root (ui), CW_TYPE_USERS_PAGE, NULL), "Read Both Systems");
  assert_says (get_root (ui), "Users Could Not Be Read", "Nothing is lost");
  check_looks (ui, "wrong-gone-users");
  cw_fixture_control (ui->fixture, "/__sandbox/fault", "{\"clear\":true}");
  cw_window_show_page (CW_WINDOW (ui->window), "integrations");
  ui_click (page, "Read Again");
  ui_wait_shown (page, "page 1 of ");
  ui_fixture_free (ui);
}

/* @secret: of the target; NULL: there is none. */
static void
change_secret (UiFixture *ui, const char *secret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (ui->fixture->profile, &error);
  g_autoptr (CwIntegrationInfo) info = cw_store_get_integration (store, ui->fixture->integrations[0], &error);
  g_autoptr (CwSecret) wrong = secret != NULL ? cw_secret_new (secret) : NULL;

  if (wrong != NULL)
    cw_credentials_store_sync (ui->fixture->credentials, cw_store_get_profile (store), info->target, info->target, wrong, NULL, &error);
  else
    cw_credentials_clear_sync (ui->fixture->credentials, cw_store_get_profile (store), info->target, NULL, &error);
  g_assert_no_error (error);
}

/* Chosen, and Export can be pressed. */
static void
choose (UiFixture *ui)
{
  GtkWidget *page = GTK_WIDGET (cw_export_page_new (ui->desk, ui->item, ui->workflow, ui->pages));

  cw_integrations_page_push (ui->pages, "Customers and projects", page);
  ui_wait_shown (page, "page 1 of ");
  ui_click (page, "Mark All on Page");
  ui_wait_shown (page, "chosen, with ");
}

static void
plan (UiFixture *ui)
{
  choose (ui);
  ui_click (ui_find (get_root (ui), CW_TYPE_EXPORT_PAGE, NULL), "Export…");
}

static void
test_wrong_key (void)
{
  UiFixture *ui = ui_fixture_new (5, 3, TRUE);

  change_secret (ui, "{\"api_key\":\"wrong\",\"email\":\"nobody@harbor.example\"}");
  plan (ui);
  assert_says (get_root (ui), "There Is No Plan", "Check the connection's key");
  check_looks (ui, "wrong-key");
  ui_fixture_free (ui);
}

static void
test_no_credentials (void)
{
  UiFixture *ui = ui_fixture_new (5, 3, TRUE);

  change_secret (ui, NULL);
  plan (ui);
  assert_says (get_root (ui), "There Is No Plan", "Enter the connection's credentials");
  check_looks (ui, "wrong-no-credentials");
  ui_fixture_free (ui);
}

/* ---- the keyring ---- */

#define TEST_TYPE_LOCKED (test_locked_get_type ())
G_DECLARE_FINAL_TYPE (TestLocked, test_locked, TEST, LOCKED, GObject)

/* A keyring that stays locked. */
struct _TestLocked {
  GObject parent_instance;
};

static CwSecret *
locked_lookup (CwCredentials *credentials, const char *profile, const char *connection, GCancellable *cancellable, GError **error)
{
  g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_KEYRING, "The keyring is locked and was not unlocked.");
  return NULL;
}

static void
locked_iface_init (CwCredentialsInterface *iface)
{
  iface->lookup = locked_lookup;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestLocked, test_locked, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_CREDENTIALS, locked_iface_init))

static void
test_locked_class_init (TestLockedClass *klass)
{
}

static void
test_locked_init (TestLocked *self)
{
}

static void
test_locked_keyring (void)
{
  UiFixture *ui = ui_fixture_new (5, 3, TRUE), locked = *ui;
  g_autoptr (GError) error = NULL;
  g_autoptr (TestLocked) keyring = g_object_new (TEST_TYPE_LOCKED, NULL);
  CwProfileParts parts = { .clock = ui->fixture->clock, .transport = ui->fixture->transport, .credentials = CW_CREDENTIALS (keyring) };
  g_autoptr (CwProfile) profile = cw_profile_open (ui->fixture->dir, &parts, &error);
  UiFixture *window;

  g_assert_no_error (error);
  window = open_window (cw_desk_new_for_profile (profile));
  locked.window = window->window;
  locked.desk = window->desk;
  ui_wait_shown (get_root (&locked), ui->fixture->integrations[0]);
  locked.pages = CW_INTEGRATIONS_PAGE (ui_find (get_root (&locked), CW_TYPE_INTEGRATIONS_PAGE, NULL));
  plan (&locked);
  assert_says (get_root (&locked), "There Is No Plan", "Unlock or start the keyring");
  check_looks (&locked, "wrong-locked");
  close_window (window);
  ui_fixture_free (ui);
}

/* ---- the profile ---- */

static void
test_newer (void)
{
  g_autofree char *dir = g_dir_make_tmp ("causeway-newer-XXXXXX", NULL), *file = g_build_filename (dir, "causeway.db", NULL);
  g_autoptr (GError) error = NULL;
  CwStore *store = cw_store_open (dir, &error);
  sqlite3 *db = NULL;
  UiFixture *ui;

  g_assert_no_error (error);
  cw_store_close (store);
  g_assert_cmpint (sqlite3_open (file, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version = 9999", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  ui = open_window (cw_desk_new (dir, FALSE, NULL));
  assert_says (get_root (ui), "This Profile Belongs to a Newer Version", "Install that version");
  check_looks (ui, "wrong-newer");
  close_window (ui);
  remove_folder (dir);
}

/* Where nobody may write; of the superuser as well. */
static void
test_no_place (void)
{
  UiFixture *ui = open_window (cw_desk_new ("/proc/causeway", FALSE, NULL));

  assert_says (get_root (ui), "This Profile Cannot Be Opened", "that you may write in it");
  check_looks (ui, "wrong-no-place");
  close_window (ui);
}

/* Files that may not grow any more are what a full disk is. */
static void
test_full (void)
{
  UiFixture *ui = ui_fixture_new (5, 3, TRUE);
  struct rlimit before, full;

  choose (ui);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  full = before;
  full.rlim_cur = 1;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &full), ==, 0);
  ui_click (ui_find (get_root (ui), CW_TYPE_EXPORT_PAGE, NULL), "Export…");
  assert_says (get_root (ui), "There Is No Plan", "disk");
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  check_looks (ui, "wrong-full");
  /* With room again it goes on where it was. */
  ui_click (get_root (ui), "Plan Again");
  ui_wait_shown (get_root (ui), "ends about");
  ui_fixture_free (ui);
}

int
main (int argc, char **argv)
{
  if (g_getenv ("DISPLAY") == NULL)
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/wrong/nothing", test_nothing);
  g_test_add_func ("/wrong/unread", test_unread);
  g_test_add_func ("/wrong/gone", test_gone);
  g_test_add_func ("/wrong/key", test_wrong_key);
  g_test_add_func ("/wrong/no-credentials", test_no_credentials);
  g_test_add_func ("/wrong/locked", test_locked_keyring);
  g_test_add_func ("/wrong/newer", test_newer);
  g_test_add_func ("/wrong/no-place", test_no_place);
  g_test_add_func ("/wrong/full", test_full);
  return g_test_run ();
}
