/* test-connect.c: a person connects systems in the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated sandbox stands for the systems; the browser is played by this
 * test, which answers the page that the window asks to open.
 */

#include "cw-assistant.h"
#include "cw-connection-form.h"
#include "cw-connect.h"
#include "cw-edit-connection.h"
#include "cw-integration-view.h"
#include "cw-window.h"
#include "ui-fixture.h"

#include <adwaita.h>
#include <string.h>

/* ---- the browser ---- */

static char *
send_form (CwFixture *fixture, const char *page, const char *more)
{
  const char *target = page + strlen (fixture->base_url);
  g_autofree char *path = g_strndup (target, strcspn (target, "?")), *form = g_strconcat (strchr (target, '?') + 1, "&", more, NULL);
  g_autofree char *url = g_strconcat (fixture->base_url, path, NULL);
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) body = g_bytes_new (form, strlen (form));
  SbRequest request = { "POST", path, NULL, url, headers, body };
  SbResponse response;
  char *location = NULL;

  g_assert_true (g_str_has_prefix (page, fixture->base_url));
  g_hash_table_insert (headers, (gpointer) "content-type", (gpointer) "application/x-www-form-urlencoded");
  g_hash_table_insert (headers, (gpointer) "user-agent", (gpointer) "Browser/1");
  sb_response_init (&response);
  sb_sandbox_handle (fixture->sandbox, &request, &response);
  sb_sandbox_finished (fixture->sandbox, &response);
  g_assert_cmpuint (response.status, ==, 302);
  for (guint i = 0; i + 1 < response.headers->len; i += 2)
    if (g_str_equal (response.headers->pdata[i], "Location"))
      location = g_strdup (response.headers->pdata[i + 1]);
  sb_response_clear (&response);
  return location;
}

typedef struct {
  UiFixture  *ui;
  char       *page;    /* that the window wanted to open */
} Browser;

static gboolean
open_page_cb (CwConnectionForm *form, const char *page, gpointer data)
{
  Browser *browser = data;

  g_free (browser->page);
  browser->page = g_strdup (page);
  return TRUE;
}

static gboolean
has_page (gpointer data)
{
  return ((Browser *) data)->page != NULL;
}

/* ---- the person ---- */

static JsonObject *
get_credentials (UiFixture *ui, const char *system, JsonNode **out_root)
{
  g_autofree char *info = sb_sandbox_dup_info (ui->fixture->sandbox);

  *out_root = json_from_string (info, NULL);
  return json_object_get_object_member (json_node_get_object (*out_root), system);
}

/* The entry row whose title starts with @title. */
static GtkWidget *
look_row (GtkWidget *root, const char *title)
{
  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return NULL;
  if (ADW_IS_PREFERENCES_ROW (root) && g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = look_row (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_row (GtkWidget *root, const char *title)
{
  GtkWidget *row = look_row (root, title);

  if (row == NULL)
    g_error ("No row “%s”", title);
  return row;
}

static void
type (GtkWidget *root, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (find_row (root, title)), text);
}

static void
type_member (GtkWidget *root, const char *title, JsonObject *from, const char *name)
{
  type (root, title, json_object_get_string_member (from, name));
}

static void
type_address (UiFixture *ui, GtkWidget *root, const char *system)
{
  g_autofree char *url = g_strconcat (ui->fixture->base_url, "/", system, NULL);

  type (root, "Address", url);
}

static GtkWidget *
find_window (UiFixture *ui, GType wanted)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, wanted))
        return window;
    }
  return NULL;
}

/* The first step is done once what there is already was read. */
static GtkWidget *
open_assistant (UiFixture *ui, const char *system)
{
  GtkWidget *assistant;

  cw_window_connect (CW_WINDOW (ui->window));
  assistant = find_window (ui, CW_TYPE_ASSISTANT);
  ui_wait_shown (assistant, "Step 1 of 4");
  for (guint tries = 0; tries < 200 && !ui_shows (assistant, "Step 2 of 4"); tries++)
    {
      GtkWidget *row = look_row (assistant, system);

      if (row != NULL)
        g_signal_emit_by_name (row, "activated");
      g_main_context_iteration (NULL, FALSE);
      g_usleep (20000);
    }
  ui_wait_shown (assistant, "Step 2 of 4");
  return assistant;
}

static gboolean
is_enabled (gpointer data)
{
  return gtk_widget_is_sensitive (data);
}

static void
press_next (GtkWidget *assistant, const char *label)
{
  GtkWidget *button = ui_find (assistant, GTK_TYPE_BUTTON, label);

  ui_wait (is_enabled, button);
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
has_size (gpointer data)
{
  return gtk_widget_get_width (data) > 0 && gtk_widget_get_height (data) > 0;
}

static void
shoot (UiFixture *ui, GtkWidget *window, const char *name)
{
  GtkWindow *before = ui->window;

  ui_wait (has_size, window);
  ui->window = GTK_WINDOW (window);
  ui_shoot (ui, name);
  ui->window = before;
}

/* What waits for the browser does not settle. */
static void
shoot_unsettled (GtkWidget *window, const char *name)
{
  const char *dir = g_getenv ("CAUSEWAY_SHOTS");
  g_autofree char *base = g_strconcat (name, ".png", NULL), *file = dir != NULL ? g_build_filename (dir, base, NULL) : NULL;
  float width = (float) gtk_widget_get_width (window), height = (float) gtk_widget_get_height (window);
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  if (dir == NULL)
    return;
  paintable = gtk_widget_paintable_new (window);
  for (guint tries = 0; node == NULL && tries < 100; tries++)
    {
      GtkSnapshot *snapshot = gtk_snapshot_new ();

      for (guint i = 0; i < 20; i++)
        g_main_context_iteration (NULL, FALSE);
      g_usleep (20000);
      gdk_paintable_snapshot (paintable, snapshot, (double) width, (double) height);
      node = gtk_snapshot_free_to_node (snapshot);
    }
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, &GRAPHENE_RECT_INIT (0, 0, width, height));
  g_assert_true (gdk_texture_save_to_png (texture, file));
}

static gboolean
is_there (gpointer data)
{
  const char *name = g_object_get_data (data, "wanted");

  return cw_overview_find_integration (cw_desk_get_overview (data), name) != NULL;
}

static void
wait_for_integration (UiFixture *ui, const char *name)
{
  g_object_set_data (G_OBJECT (ui->desk), "wanted", (gpointer) name);
  ui_wait (is_there, ui->desk);
  ui_wait_shown (GTK_WIDGET (ui->window), "is set up");
}

/* ---- both systems ---- */

/* NetSuite by token, Precoro by key. */
static void
test_precoro (void)
{
  UiFixture *ui = ui_fixture_new (5, 2, FALSE);
  GtkWidget *assistant = open_assistant (ui, "Precoro");
  g_autoptr (JsonNode) root = NULL, other = NULL;
  JsonObject *netsuite = get_credentials (ui, "netsuite", &root), *tba = json_object_get_object_member (netsuite, "tba"), *precoro;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwIntegrationInfo) info = NULL;
  CwIntegrationItem *item;

  /* What is typed is checked at once; the address follows the account. */
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (assistant, "Way of Signing In")), 2);
  type (assistant, "Account ID", "Harbor Consulting");
  g_assert_true (ui_shows (assistant, "letters, digits and underscores only"));
  g_assert_false (gtk_widget_is_sensitive (ui_find (assistant, GTK_TYPE_BUTTON, "Test Connection")));
  shoot (ui, assistant, "connect-typing");
  type (assistant, "Account ID", "1234567_SB1");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_row (assistant, "Address"))), ==, "https://1234567-sb1.suitetalk.api.netsuite.com");
  type_member (assistant, "Account ID", netsuite, "account");
  type (assistant, "Address", "http://netsuite.example");
  g_assert_true (ui_shows (assistant, "is not safe"));
  type_address (ui, assistant, "netsuite");
  type_member (assistant, "Consumer Key", tba, "consumer_key");
  type_member (assistant, "Consumer Secret", tba, "consumer_secret");
  type_member (assistant, "Token ID", tba, "token_id");
  g_assert_false (gtk_widget_is_sensitive (ui_find (assistant, GTK_TYPE_BUTTON, "Test Connection")));
  type (assistant, "Token Secret", "guess");
  ui_click (assistant, "Test Connection");
  ui_wait_shown (assistant, "Check the connection's key, account and role");
  g_assert_false (gtk_widget_is_sensitive (ui_find (assistant, GTK_TYPE_BUTTON, "Next")));
  shoot (ui, assistant, "connect-refused");
  type_member (assistant, "Token Secret", tba, "token_secret");
  g_assert_false (ui_shows (assistant, "Check the connection's key"));
  ui_click (assistant, "Test Connection");
  ui_wait_shown (assistant, "It works");
  shoot (ui, assistant, "connect-netsuite");
  press_next (assistant, "Next");

  ui_wait_shown (assistant, "Step 3 of 4");
  precoro = json_array_get_object_element (json_object_get_array_member (json_node_get_object (root), "precoro"), 0);
  type_address (ui, assistant, "precoro");
  type (assistant, "E-mail", "no address");
  g_assert_true (ui_shows (assistant, "has a space"));
  type_member (assistant, "E-mail", precoro, "email");
  type_member (assistant, "API Key", precoro, "token");
  type (assistant, "Name Here", "NetSuite sample");
  g_assert_true (ui_shows (assistant, "There is already a connection"));
  type (assistant, "Name Here", "Purchasing");
  ui_click (assistant, "Test Connection");
  ui_wait_shown (assistant, "It works");
  shoot (ui, assistant, "connect-precoro");
  press_next (assistant, "Next");

  ui_wait_shown (assistant, "Step 4 of 4");
  g_assert_false (gtk_widget_is_sensitive (ui_find (assistant, GTK_TYPE_BUTTON, "Set Up")));
  type (assistant, "Name of the Integration", ui->fixture->integrations[0]);
  g_assert_true (ui_shows (assistant, "There is already an integration"));
  type (assistant, "Name of the Integration", "Ours");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (assistant, GTK_TYPE_CHECK_BUTTON, NULL)), TRUE);
  shoot (ui, assistant, "connect-finish");
  press_next (assistant, "Set Up");
  wait_for_integration (ui, "Ours");
  ui_settle ();

  item = cw_overview_find_integration (cw_desk_get_overview (ui->desk), "Ours");
  for (guint i = 0; i < g_list_model_get_n_items (cw_integration_item_get_workflows (item)); i++)
    {
      g_autoptr (CwWorkflowItem) workflow = g_list_model_get_item (cw_integration_item_get_workflows (item), i);

      g_assert_false (cw_workflow_item_get_enabled (workflow));
    }
  store = cw_profile_open_store (ui->fixture->profile, &error);
  info = cw_store_get_integration (store, "Ours", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->target, ==, "Purchasing");
  g_assert_cmpuint (g_strv_length (info->subsidiaries), ==, 1);
  g_assert_cmpint (g_ascii_strtoll (cw_fields_get (info->settings, "item-custom-field"), NULL, 10), ==,
                   json_object_get_int_member (precoro, "item_custom_field"));
  ui_fixture_free (ui);
}

/* NetSuite that is there already and read with another box; SuiteProjects Pro on its own page: refused, then allowed. */
static void
test_services (void)
{
  UiFixture *ui = ui_fixture_new (5, 2, FALSE);
  GtkWidget *assistant = open_assistant (ui, "SuiteProjects Pro"), *form;
  Browser browser = { ui, NULL };
  g_autoptr (JsonNode) root = NULL;
  JsonObject *services = get_credentials (ui, "suiteprojects", &root);
  g_autofree char *allow = g_strdup_printf ("action=allow&user=%s&password=%s", json_object_get_string_member (services, "user"),
                                            json_object_get_string_member (services, "password"));
  g_autofree char *denied = NULL, *allowed = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (ui->fixture->profile, &error);
  g_autoptr (CwIntegrationInfo) info = NULL;

  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (assistant, "Connection")), 1);
  g_assert_null (look_row (assistant, "Account ID"));
  ui_click (assistant, "Test Connection");
  ui_wait_shown (assistant, "It works");
  shoot (ui, assistant, "connect-known");
  press_next (assistant, "Next");

  ui_wait_shown (assistant, "Step 3 of 4");
  form = ui_find (assistant, CW_TYPE_CONNECTION_FORM, NULL);
  g_signal_connect (form, "open-page", G_CALLBACK (open_page_cb), &browser);
  type_member (assistant, "Company ID", services, "company");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_row (assistant, "Address"))), ==, "https://harbor.app.netsuitesuiteprojectspro.com");
  type_address (ui, assistant, "suiteprojects");
  type_member (assistant, "Client ID", services, "client_id");
  type_member (assistant, "Client Secret", services, "client_secret");
  type_member (assistant, "API Namespace", services, "namespace");
  type_member (assistant, "API Key", services, "key");
  ui_click (assistant, "Sign In in the Browser");
  ui_wait (has_page, &browser);
  ui_wait_shown (assistant, "Waiting for the answer");
  shoot_unsettled (assistant, "connect-waiting");
  type (assistant, "Paste the Address", "https://elsewhere.example/?code=1");
  g_signal_emit_by_name (find_row (assistant, "Paste the Address"), "apply");
  g_assert_true (ui_shows (assistant, "not the answer of this sign-in"));
  denied = send_form (ui->fixture, browser.page, "action=cancel");
  type (assistant, "Paste the Address", denied);
  g_signal_emit_by_name (find_row (assistant, "Paste the Address"), "apply");
  ui_wait_shown (assistant, "was not allowed");
  shoot (ui, assistant, "connect-denied");

  /* Stopped by the person, and once more. */
  g_clear_pointer (&browser.page, g_free);
  ui_click (assistant, "Sign In in the Browser");
  ui_wait (has_page, &browser);
  ui_click (assistant, "Cancel");
  ui_wait_shown (assistant, "Stopped. Nothing was changed");
  g_clear_pointer (&browser.page, g_free);
  ui_click (assistant, "Sign In in the Browser");
  ui_wait (has_page, &browser);
  allowed = send_form (ui->fixture, browser.page, allow);
  type (assistant, "Paste the Address", allowed);
  g_signal_emit_by_name (find_row (assistant, "Paste the Address"), "apply");
  ui_wait_shown (assistant, "It works");
  shoot (ui, assistant, "connect-services");
  press_next (assistant, "Next");

  ui_wait_shown (assistant, "A second connection to the same account");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (assistant, GTK_TYPE_CHECK_BUTTON, NULL)), TRUE);
  type (assistant, "Name of the Integration", "Projects");
  shoot (ui, assistant, "connect-twin");
  press_next (assistant, "Set Up");
  wait_for_integration (ui, "Projects");
  info = cw_store_get_integration (store, "Projects", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->source, ==, "NetSuite sample (2)");
  g_free (browser.page);
  ui_settle ();
  ui_fixture_free (ui);
}

/* A narrow window in the dark has room for all of it. */
static void
test_narrow (void)
{
  UiFixture *ui = ui_fixture_new (5, 2, FALSE);
  GtkWidget *assistant = open_assistant (ui, "SuiteProjects Pro");
  Browser browser = { ui, NULL };
  g_autoptr (JsonNode) root = NULL;
  JsonObject *netsuite = get_credentials (ui, "netsuite", &root);
  int least;

  gtk_widget_hide (assistant);
  gtk_window_set_default_size (GTK_WINDOW (assistant), 360, 640);
  gtk_window_present (GTK_WINDOW (assistant));
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ui_settle ();
  shoot (ui, assistant, "connect-narrow-key");
  g_signal_connect (ui_find (assistant, CW_TYPE_CONNECTION_FORM, NULL), "open-page", G_CALLBACK (open_page_cb), &browser);
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (assistant, "Way of Signing In")), 1);
  type_member (assistant, "Account ID", netsuite, "account");
  type_address (ui, assistant, "netsuite");
  type_member (assistant, "Client ID", json_object_get_object_member (netsuite, "code"), "client_id");
  ui_click (assistant, "Sign In in the Browser");
  ui_wait (has_page, &browser);
  ui_wait_shown (assistant, "Waiting for the answer");
  gtk_widget_measure (assistant, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <=, 360);
  shoot_unsettled (assistant, "connect-narrow-waiting");
  ui_click (assistant, "Cancel");
  ui_wait_shown (assistant, "Stopped. Nothing was changed");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  gtk_window_close (GTK_WINDOW (assistant));
  g_free (browser.page);
  ui_settle ();
  ui_fixture_free (ui);
}

/* ---- what is there ---- */

static gboolean
is_gone (gpointer data)
{
  return find_window (data, CW_TYPE_EDIT_CONNECTION) == NULL;
}

static gboolean
is_removed (gpointer data)
{
  UiFixture *ui = data;

  return cw_overview_find_integration (cw_desk_get_overview (ui->desk), ui->fixture->integrations[0]) == NULL;
}

/* A secret is replaced only by one that works; an integration goes once its name was read in the question. */
static void
test_edit_and_remove (void)
{
  UiFixture *ui = ui_fixture_new (5, 2, FALSE);
  const char *connection = cw_integration_item_get_target (ui->item);
  g_autofree char *name = g_strdup (connection), *heading = g_strdup_printf ("Remove “%s”?", ui->fixture->integrations[0]);
  g_autoptr (JsonNode) root = NULL;
  JsonObject *netsuite = get_credentials (ui, "netsuite", &root), *precoro;
  g_autoptr (CwSecret) before = cw_profile_get_secret_sync (ui->fixture->profile, name, NULL, NULL), after = NULL, gone = NULL;
  GtkWidget *window;

  g_assert_nonnull (netsuite);
  precoro = json_array_get_object_element (json_object_get_array_member (json_node_get_object (root), "precoro"), 0);
  cw_edit_connection_show (ui->desk, name, GTK_WIDGET (ui->window));
  window = find_window (ui, CW_TYPE_EDIT_CONNECTION);
  ui_wait_shown (window, "API Key (empty: unchanged)");
  type (window, "API Key", "guess");
  ui_click (window, "Test Connection");
  ui_wait_shown (window, "Precoro");
  ui_settle ();
  g_assert_false (gtk_widget_is_sensitive (ui_find (window, GTK_TYPE_BUTTON, "Save")));
  after = cw_profile_get_secret_sync (ui->fixture->profile, name, NULL, NULL);
  g_assert_cmpstr (cw_secret_reveal (after), ==, cw_secret_reveal (before));
  type_member (window, "API Key", precoro, "token");
  ui_click (window, "Test Connection");
  ui_wait_shown (window, "It works");
  shoot (ui, window, "connect-edit");
  press_next (window, "Save");
  ui_wait (is_gone, ui);

  cw_remove_integration_show (ui->desk, ui->fixture->integrations[0], GTK_WIDGET (ui->window));
  window = find_window (ui, ADW_TYPE_MESSAGE_DIALOG);
  ui_wait_shown (window, heading);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (window, GTK_TYPE_CHECK_BUTTON, NULL)), TRUE);
  ui_settle ();
  shoot (ui, window, "connect-remove");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (window), "remove");
  ui_wait (is_removed, ui);
  gone = cw_profile_get_secret_sync (ui->fixture->profile, name, NULL, NULL);
  g_assert_null (gone);
  ui_settle ();
  ui->item = NULL;
  ui_fixture_free (ui);
}

/* ---- a keyring that is locked ---- */

#define TEST_TYPE_KEYRING (test_keyring_get_type ())
G_DECLARE_FINAL_TYPE (TestKeyring, test_keyring, TEST, KEYRING, GObject)

struct _TestKeyring {
  GObject parent_instance;

  CwCredentials *inner;    /* owned */
  int            locked;   /* atomic */
};

static gboolean
is_open (CwCredentials *credentials, GError **error)
{
  if (!g_atomic_int_get (&TEST_KEYRING (credentials)->locked))
    return TRUE;
  g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_KEYRING, "The keyring is locked and was not unlocked.");
  return FALSE;
}

static CwSecret *
keyring_lookup (CwCredentials *self, const char *profile, const char *connection, GCancellable *cancellable, GError **error)
{
  return is_open (self, error) ? cw_credentials_lookup_sync (TEST_KEYRING (self)->inner, profile, connection, cancellable, error) : NULL;
}

static gboolean
keyring_store (CwCredentials *self, const char *profile, const char *connection, const char *label, CwSecret *secret, GCancellable *cancellable,
               GError **error)
{
  return is_open (self, error) && cw_credentials_store_sync (TEST_KEYRING (self)->inner, profile, connection, label, secret, cancellable, error);
}

static gboolean
keyring_clear (CwCredentials *self, const char *profile, const char *connection, GCancellable *cancellable, GError **error)
{
  return is_open (self, error) && cw_credentials_clear_sync (TEST_KEYRING (self)->inner, profile, connection, cancellable, error);
}

static void
keyring_iface_init (CwCredentialsInterface *iface)
{
  iface->lookup = keyring_lookup;
  iface->store = keyring_store;
  iface->clear = keyring_clear;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestKeyring, test_keyring, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_CREDENTIALS, keyring_iface_init))

static void
test_keyring_finalize (GObject *object)
{
  g_clear_object (&TEST_KEYRING (object)->inner);
  G_OBJECT_CLASS (test_keyring_parent_class)->finalize (object);
}

static void
test_keyring_class_init (TestKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_keyring_finalize;
}

static void
test_keyring_init (TestKeyring *self)
{
}

static TestKeyring *
lock_keyring (CwFixture *fixture)
{
  TestKeyring *keyring = g_object_new (TEST_TYPE_KEYRING, NULL);

  keyring->inner = fixture->credentials;
  fixture->credentials = CW_CREDENTIALS (keyring);
  g_atomic_int_set (&keyring->locked, TRUE);
  cw_fixture_reopen (fixture);
  return keyring;
}

static guint
count_connections (UiFixture *ui)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (ui->fixture->profile, &error);
  g_autoptr (GPtrArray) connections = cw_store_list_connections (store, &error);

  g_assert_no_error (error);
  return connections->len;
}

/* What is kept cannot be tried, what is new cannot be kept; nothing is half there, what was entered stays, and once the keyring is
 * unlocked the same button goes on. */
static void
test_locked (void)
{
  CwFixture *fixture = cw_fixture_new (5, 2, NULL);
  TestKeyring *keyring = lock_keyring (fixture);
  UiFixture *ui = ui_fixture_new_for (fixture);
  guint before = count_connections (ui);
  GtkWidget *assistant = open_assistant (ui, "Precoro");
  g_autoptr (JsonNode) root = NULL;
  JsonObject *precoro;

  g_assert_nonnull (get_credentials (ui, "netsuite", &root));
  precoro = json_array_get_object_element (json_object_get_array_member (json_node_get_object (root), "precoro"), 0);
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (assistant, "Connection")), 1);
  ui_click (assistant, "Test Connection");
  ui_wait_shown (assistant, "The keyring is locked");
  g_assert_true (ui_shows (assistant, "Unlock or start the keyring of your desktop, then try again."));
  g_assert_false (gtk_widget_is_sensitive (ui_find (assistant, GTK_TYPE_BUTTON, "Next")));
  shoot (ui, assistant, "connect-locked");
  g_atomic_int_set (&keyring->locked, FALSE);
  ui_click (assistant, "Test Connection");
  ui_wait_shown (assistant, "It works");
  press_next (assistant, "Next");

  ui_wait_shown (assistant, "Step 3 of 4");
  type_address (ui, assistant, "precoro");
  type_member (assistant, "E-mail", precoro, "email");
  type_member (assistant, "API Key", precoro, "token");
  type (assistant, "Name Here", "Purchasing");
  ui_click (assistant, "Test Connection");
  ui_wait_shown (assistant, "It works");
  press_next (assistant, "Next");
  ui_wait_shown (assistant, "Step 4 of 4");
  type (assistant, "Name of the Integration", "Ours");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (assistant, GTK_TYPE_CHECK_BUTTON, NULL)), TRUE);
  g_atomic_int_set (&keyring->locked, TRUE);
  press_next (assistant, "Set Up");
  ui_wait_shown (assistant, "The keyring is locked");
  g_assert_true (ui_shows (assistant, "Unlock or start the keyring of your desktop, then try again."));
  shoot (ui, assistant, "connect-locked-finish");
  g_assert_cmpuint (count_connections (ui), ==, before);
  g_assert_null (cw_overview_find_integration (cw_desk_get_overview (ui->desk), "Ours"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_row (assistant, "Name of the Integration"))), ==, "Ours");
  g_atomic_int_set (&keyring->locked, FALSE);
  press_next (assistant, "Set Up");
  wait_for_integration (ui, "Ours");
  g_assert_cmpuint (count_connections (ui), ==, before + 1);
  ui_settle ();
  ui_fixture_free (ui);
}

/* ---- a certificate that ends ---- */

#define DAY (24 * G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/* As the window's button makes it, without the file chooser that it opens. (transfer full) */
static CwSecret *
make_key (UiFixture *ui)
{
  g_autoptr (CwSecret) key = NULL, end = NULL, one = NULL;
  g_autofree char *certificate = NULL, *text = NULL;
  g_autoptr (GError) error = NULL;
  gint64 time = 0;

  g_assert_true (cw_profile_make_key (ui->fixture->profile, &key, &certificate, &time, &error));
  g_assert_no_error (error);
  text = g_strdup_printf ("%" G_GINT64_FORMAT, time);
  end = cw_secret_new (text);
  one = cw_secret_with_member (NULL, "private_key_pem", key);
  return cw_secret_with_member (one, CW_CERTIFICATE_END, end);
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (cw_overview_refresh_finish (CW_OVERVIEW (source), result, NULL));
  *(gboolean *) data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static void
pass_days (UiFixture *ui, guint days)
{
  gboolean done = FALSE;

  cw_virtual_clock_advance (ui->fixture->clock, days * DAY);
  cw_overview_refresh_async (cw_desk_get_overview (ui->desk), NULL, refreshed_cb, &done);
  ui_wait (is_true, &done);
  ui_settle ();
}

/* Said a month before, with the day and what to do; pressing it leads there. */
static void
test_certificate (void)
{
  UiFixture *ui = ui_fixture_new (5, 2, FALSE);
  g_autofree char *name = g_strdup (cw_integration_item_get_source (ui->item));
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (ui->fixture->profile, &error);
  g_autoptr (CwConnectionInfo) info = cw_store_get_connection (store, name, &error);
  g_autoptr (CwSecret) kept = cw_profile_get_secret_sync (ui->fixture->profile, name, NULL, &error), made = make_key (ui);
  g_autoptr (CwSecret) secret = cw_secret_merge (kept, made);
  GtkWidget *view;

  g_assert_true (cw_profile_replace_connection_sync (ui->fixture->profile, info, secret, NULL, &error));
  g_assert_no_error (error);
  view = GTK_WIDGET (cw_integration_view_new (ui->desk, ui->item, ui->pages));
  cw_integrations_page_push (ui->pages, "Integration", view);
  pass_days (ui, 697);
  g_assert_false (ui_shows (view, "A New Certificate Is Needed"));
  pass_days (ui, 2);
  ui_wait_shown (view, "A New Certificate Is Needed");
  g_assert_true (ui_shows (view, " ends on 30 December 2027, in 29 days; nothing travels after that."));
  g_assert_true (ui_shows (view, "make a new key, upload its certificate in NetSuite"));
  shoot (ui, GTK_WIDGET (ui->window), "integration-certificate");
  pass_days (ui, 30);
  ui_wait_shown (view, " ended on 30 December 2027: nothing travels any more.");
  adw_action_row_activate (ADW_ACTION_ROW (find_row (view, "A New Certificate Is Needed")));
  ui_settle ();
  g_assert_nonnull (find_window (ui, CW_TYPE_EDIT_CONNECTION));
  gtk_window_destroy (GTK_WINDOW (find_window (ui, CW_TYPE_EDIT_CONNECTION)));
  ui_settle ();

  /* Of a key from elsewhere nobody knows it. */
  {
    g_autoptr (CwSecret) unknown = cw_secret_new ("0"), other = cw_secret_with_member (secret, CW_CERTIFICATE_END, unknown);

    g_assert_true (cw_profile_replace_connection_sync (ui->fixture->profile, info, other, NULL, &error));
  }
  pass_days (ui, 1);
  g_assert_false (ui_shows (view, "A New Certificate Is Needed"));
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
  g_test_add_func ("/connect/precoro", test_precoro);
  g_test_add_func ("/connect/services", test_services);
  g_test_add_func ("/connect/narrow", test_narrow);
  g_test_add_func ("/connect/edit-and-remove", test_edit_and_remove);
  g_test_add_func ("/connect/locked", test_locked);
  g_test_add_func ("/connect/certificate", test_certificate);
  return g_test_run ();
}
