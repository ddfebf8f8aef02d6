/* test-narrow.c: pages whose names are longer than a narrow window is wide
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Integrations, connections, subsidiaries, departments, hierarchies and
 * records are called as people call them. No page may become wider than its
 * window by it, and what is cut can be read in whole.
 */

#include "cw-assistant.h"
#include "cw-edit-connection.h"
#include "cw-export-page.h"
#include "cw-hierarchies-page.h"
#include "cw-hierarchy-page.h"
#include "cw-integration-view.h"
#include "cw-people.h"
#include "cw-users-page.h"
#include "cw-window.h"
#include "ui-fixture.h"

#include <adwaita.h>
#include <sqlite3.h>
#include <string.h>

#define NARROW   360
#define DEEP     7
#define SERVICES 2   /* the integration with SuiteProjects Pro */
#define LONG     "of the Northern European Shipping, Receiving and Warehousing Holding Company (Rotterdam, Zeebrugge and Bremerhaven)"

/* ---- long names ---- */

/* The keyring knows a secret by the name of its connection. */
static void
lengthen_connections (CwFixture *fixture, sqlite3 *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (fixture->profile, &error);
  g_autoptr (GPtrArray) connections = cw_store_list_connections (store, &error);
  const char *profile = cw_store_get_profile (store);

  g_assert_no_error (error);
  for (guint i = 0; i < connections->len; i++)
    {
      const char *name = ((CwConnectionInfo *) connections->pdata[i])->name;
      g_autofree char *longer = g_strconcat (name, " " LONG, NULL);
      g_autoptr (CwSecret) secret = cw_credentials_lookup_sync (fixture->credentials, profile, name, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (cw_credentials_store_sync (fixture->credentials, profile, longer, longer, secret, NULL, &error));
    }
  g_assert_cmpint (sqlite3_exec (db, "UPDATE connection SET name = name || ' " LONG "'", NULL, NULL, NULL), ==, SQLITE_OK);
}

static void
lengthen_profile (CwFixture *fixture)
{
  g_autofree char *file = g_build_filename (fixture->dir, "causeway.db", NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (file, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 10000);
  lengthen_connections (fixture, db);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE integration SET name = name || ' " LONG "'", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->integrations); i++)
    {
      char *longer = g_strconcat (fixture->integrations[i], " " LONG, NULL);

      g_free (fixture->integrations[i]);
      fixture->integrations[i] = longer;
    }
  cw_fixture_reopen (fixture);
}

static char *
edit (CwFixture *fixture, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The id. (transfer full) */
static char *
edit (CwFixture *fixture, const char *format, ...)
{
  g_autofree char *json = NULL;
  va_list list;

  va_start (list, format);
  json = g_strdup_vprintf (format, list);
  va_end (list);
  return cw_fixture_edit (fixture, json);
}

/* Each belongs to the one before; the last one may not travel. */
static void
add_chain (CwFixture *fixture)
{
  g_autofree char *parent = NULL;

  for (guint depth = 0; depth < DEEP; depth++)
    {
      g_autofree char *member = parent != NULL ? g_strdup_printf (",\"parent\":\"%s\"", parent) : g_strdup ("");
      char *id = edit (fixture, "{\"system\":\"netsuite\",\"record\":\"customer\",\"create\":{\"companyname\":\"Aa %u %.60s\",\"isperson\":\"F\","
                                "\"isinactive\":\"%s\",\"subsidiaries\":[\"%s\"],\"custentity_precoro_sync\":\"T\"%s}}", depth, LONG,
                       depth == DEEP - 1 ? "T" : "F", fixture->subsidiaries[0], member);

      g_free (parent);
      parent = id;
    }
}

static void
lengthen_systems (CwFixture *fixture)
{
  g_autofree char *subsidiary = NULL, *department = NULL, *hierarchy = NULL;

  add_chain (fixture);
  subsidiary = edit (fixture, "{\"system\":\"netsuite\",\"record\":\"subsidiary\",\"id\":\"%s\",\"set\":{\"name\":\"Subsidiary %.60s\"}}", fixture->subsidiaries[0], LONG);
  department = edit (fixture, "{\"system\":\"netsuite\",\"record\":\"department\",\"id\":\"1\",\"set\":{\"name\":\"Department %.45s\"}}", LONG);
  hierarchy = edit (fixture, "{\"system\":\"suiteprojects\",\"record\":\"hierarchy\",\"create\":{\"name\":\"Hierarchy %s\",\"type\":\"customer\"}}", LONG);
}

/* ---- the window ---- */

static UiFixture *
open_narrow (void)
{
  CwFixture *fixture = cw_fixture_new (6, 4, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;
  g_autoptr (CwUsers) users = NULL;
  UiFixture *ui;

  lengthen_systems (fixture);
  lengthen_profile (fixture);
  info = cw_fixture_plan (fixture, 0, FALSE, &error);
  g_assert_no_error (error);
  users = cw_users_refresh_sync (fixture->profile, fixture->integrations[SERVICES], NULL, &error);
  g_assert_no_error (error);
  ui = ui_fixture_new_for (fixture);
  gtk_window_set_default_size (ui->window, NARROW, 700);
  return ui;
}

static CwIntegrationItem *
find_item (UiFixture *ui, guint index)
{
  return cw_overview_find_integration (cw_desk_get_overview (ui->desk), ui->fixture->integrations[index]);
}

static void
check_window (GtkWindow *window, const char *name)
{
  UiFixture ui = { .window = window };

  ui_settle ();
  ui_shoot (&ui, name);
  g_test_message ("%s: %d", name, gtk_widget_get_width (GTK_WIDGET (window)));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), <=, NARROW);
}

static void
push (UiFixture *ui, const char *name, GtkWidget *page, const char *shown)
{
  cw_integrations_page_push (ui->pages, ui->fixture->integrations[0], page);
  ui_wait_shown (page, shown);
  check_window (ui->window, name);
}

/* ---- drop-downs ---- */

/* The entry of @choice that starts so. */
static gboolean
choose (GtkWidget *choice, const char *start)
{
  GListModel *model = NULL;
  g_autoptr (GtkExpression) expression = NULL;
  gboolean found = FALSE;

  g_object_get (choice, "model", &model, "expression", &expression, NULL);
  for (guint i = 0; model != NULL && i < g_list_model_get_n_items (model) && !found; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);
      g_autofree char *text = NULL;

      g_object_get (item, GTK_IS_STRING_OBJECT (item) ? "string" : "name", &text, NULL);
      found = g_str_has_prefix (text, start);
      if (found)
        g_object_set (choice, "selected", i, NULL);
    }
  g_clear_object (&model);
  return found;
}

typedef struct {
  GtkWidget  *root;
  const char *start;
} Choice;

static gboolean
choose_now (gpointer data)
{
  Choice *asked = data;
  GtkWidget *choice = ui_look (asked->root, GTK_TYPE_DROP_DOWN, NULL);

  return choice != NULL && choose (choice, asked->start);
}

static GtkWidget *
look_cut (GtkWidget *root)
{
  GtkWidget *found = GTK_IS_LABEL (root) && gtk_widget_get_mapped (root) && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (root))) ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = look_cut (child);
  return found;
}

/* What is chosen in @choice is cut, and whole in its tooltip. */
static void
assert_cut (GtkWidget *choice)
{
  GtkWidget *label = look_cut (choice);
  gboolean shown = FALSE;
  GtkTooltip *tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);

  g_assert_nonnull (label);
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (label)), "Northern European"));
  g_signal_emit_by_name (label, "query-tooltip", 1, 1, FALSE, tooltip, &shown);
  g_assert_true (shown);
  g_object_unref (tooltip);
}

/* Opened, every entry is in sight, and the long ones are cut to a width that a window can have. */
static void
assert_opens (GtkWidget *choice)
{
  GtkWidget *button = gtk_widget_get_first_child (choice), *popover = gtk_widget_get_last_child (choice), *list;
  GtkAdjustment *place;

  g_assert_true (GTK_IS_TOGGLE_BUTTON (button) && GTK_IS_POPOVER (popover));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  gtk_popover_popup (GTK_POPOVER (popover));
  list = ui_find (popover, GTK_TYPE_LIST_VIEW, NULL);
  ui_settle ();
  place = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  g_assert_cmpfloat (gtk_adjustment_get_upper (place), <=, gtk_adjustment_get_page_size (place));
  g_assert_cmpint (gtk_widget_get_width (list), <=, 2 * NARROW);
  assert_cut (list);
  gtk_popover_popdown (GTK_POPOVER (popover));
  ui_settle ();
}

/* ---- pages ---- */

static void
test_precoro (void)
{
  UiFixture *ui = open_narrow ();
  GtkWidget *page;

  check_window (ui->window, "narrow-integrations");
  push (ui, "narrow-precoro", GTK_WIDGET (cw_integration_view_new (ui->desk, find_item (ui, 0), ui->pages)), "Subsidiaries");
  page = GTK_WIDGET (cw_export_page_new (ui->desk, ui->item, ui->workflow, ui->pages));
  push (ui, "narrow-list", page, "page 1 of ");
  ui_wait_shown (page, "Blocked");
  g_assert_cmpint (gtk_widget_get_width (ui_find (page, GTK_TYPE_COLUMN_VIEW, NULL)), <=, gtk_widget_get_width (page));
  ui_click (page, "Mark All on Page");
  ui_wait_shown (page, "chosen, with ");
  ui_click (page, "Export…");
  ui_wait_shown (GTK_WIDGET (ui->window), "ends about");
  check_window (ui->window, "narrow-plan");
  ui_fixture_free (ui);
}

/* By subsidiary, of which this integration has several. */
static void
test_filter (void)
{
  UiFixture *ui = open_narrow ();
  CwIntegrationItem *item = find_item (ui, SERVICES);
  g_autoptr (CwWorkflowItem) workflow = g_list_model_get_item (cw_integration_item_get_workflows (item), 0);
  GtkWidget *page = GTK_WIDGET (cw_export_page_new (ui->desk, item, cw_workflow_item_get_workflow (workflow), ui->pages)), *flow, *choice;

  cw_integrations_page_push (ui->pages, "Employees", page);
  ui_wait_shown (page, "page 1 of ");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (ui_find (page, GTK_TYPE_TOGGLE_BUTTON, "Filter")), TRUE);
  ui_settle ();
  flow = ui_find (page, GTK_TYPE_FLOW_BOX, NULL);
  choice = gtk_widget_get_first_child (GTK_WIDGET (gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (flow), 2)));
  g_assert_true (choose (choice, "Subsidiary "));
  check_window (ui->window, "narrow-list-filter");
  assert_cut (choice);
  ui_fixture_free (ui);
}

static void
test_services (void)
{
  UiFixture *ui = open_narrow ();
  GtkWidget *page;

  push (ui, "narrow-services", GTK_WIDGET (cw_integration_view_new (ui->desk, find_item (ui, SERVICES), ui->pages)), "Subsidiaries");
  push (ui, "narrow-hierarchies", GTK_WIDGET (cw_hierarchies_page_new (ui->desk, find_item (ui, SERVICES), ui->pages)), "No hierarchy");
  page = GTK_WIDGET (cw_hierarchy_page_new (ui->desk, find_item (ui, SERVICES), "spp.customers", "department", ui->pages));
  push (ui, "narrow-hierarchy", page, "Nothing is sent before");
  ui_wait (choose_now, &(Choice) { page, "Existing: Hierarchy of" });
  check_window (ui->window, "narrow-hierarchy-existing");
  assert_cut (ui_find (page, GTK_TYPE_DROP_DOWN, NULL));
  assert_opens (ui_find (page, GTK_TYPE_DROP_DOWN, NULL));
  ui_fixture_free (ui);
}

static void
test_users (void)
{
  UiFixture *ui = open_narrow ();
  GtkWidget *page;

  cw_window_show_page (CW_WINDOW (ui->window), "mapping");
  check_window (ui->window, "narrow-mapping");
  cw_window_show_page (CW_WINDOW (ui->window), "users");
  page = ui_find (GTK_WIDGET (ui->window), CW_TYPE_USERS_PAGE, NULL);
  ui_wait (choose_now, &(Choice) { page, "Harbor Services" });
  ui_wait_shown (page, "users in SuiteProjects Pro");
  check_window (ui->window, "narrow-users");
  assert_cut (ui_find (page, GTK_TYPE_DROP_DOWN, NULL));
  ui_fixture_free (ui);
}

static GtkWindow *
find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }
  g_error ("No window %s", g_type_name (type));
}

static void
test_connect (void)
{
  UiFixture *ui = open_narrow ();
  GtkWindow *dialog;
  GtkWidget *row;

  cw_window_connect (CW_WINDOW (ui->window));
  dialog = find_window (CW_TYPE_ASSISTANT);
  gtk_window_set_default_size (dialog, NARROW, 700);
  ui_wait_shown (GTK_WIDGET (dialog), "Step 1 of 4");
  check_window (dialog, "narrow-connect");
  g_signal_emit_by_name (gtk_widget_get_ancestor (ui_find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "Precoro"), ADW_TYPE_ACTION_ROW), "activated");
  ui_wait_shown (GTK_WIDGET (dialog), "Step 2 of 4");
  row = ui_find (GTK_WIDGET (dialog), ADW_TYPE_COMBO_ROW, NULL);
  g_assert_true (choose (row, "NetSuite sample of"));
  check_window (dialog, "narrow-connect-kept");
  assert_cut (row);
  gtk_window_destroy (dialog);
  ui_settle ();
  {
    g_autofree char *name = g_strdup ("NetSuite sample " LONG);

    cw_edit_connection_show (ui->desk, name, GTK_WIDGET (ui->window));
  }
  ui_settle ();
  dialog = find_window (CW_TYPE_EDIT_CONNECTION);
  gtk_window_set_default_size (dialog, NARROW, 700);
  check_window (dialog, "narrow-edit");
  gtk_window_destroy (dialog);
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
  g_test_add_func ("/narrow/precoro", test_precoro);
  g_test_add_func ("/narrow/filter", test_filter);
  g_test_add_func ("/narrow/services", test_services);
  g_test_add_func ("/narrow/users", test_users);
  g_test_add_func ("/narrow/connect", test_connect);
  return g_test_run ();
}
