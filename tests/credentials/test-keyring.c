/* test-keyring.c: secrets in a real keyring
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs on whatever session bus there is; the test session brings a keyring of
 * its own. Where none answers, these are skipped, except those about that.
 */

#include "cw-keyring.h"

#include "cw-error.h"

#include <libsecret/secret.h>
#include <string.h>

#define PROFILE "test-profile"

static gboolean
has_keyring (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) service = secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION | SECRET_SERVICE_LOAD_COLLECTIONS, NULL, &error);
  g_autoptr (SecretCollection) collection = NULL;
  gboolean ready;

  if (service == NULL)
    return FALSE;
  collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, NULL, NULL);
  ready = collection != NULL && !secret_collection_get_locked (collection);
  secret_service_disconnect ();
  return ready;
}

static gboolean
skip_without_keyring (void)
{
  if (has_keyring ())
    return FALSE;
  g_test_skip ("no unlocked Secret Service on the session bus");
  return TRUE;
}

static void
check_life (CwCredentials *credentials)
{
  g_autoptr (CwSecret) secret = cw_secret_new ("{\"token\":\"\xc3\xa9\\n\"}");
  g_autoptr (CwSecret) other = cw_secret_new ("other");
  g_autoptr (CwSecret) found = NULL, replaced = NULL, gone = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_credentials_clear_sync (credentials, PROFILE, "acme", NULL, &error));
  g_assert_no_error (error);
  g_assert_null (cw_credentials_lookup_sync (credentials, PROFILE, "acme", NULL, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_NOT_CONNECTED);
  g_assert_nonnull (strstr (error->message, "acme"));
  g_clear_error (&error);

  g_assert_true (cw_credentials_store_sync (credentials, PROFILE, "acme", "Causeway: acme", secret, NULL, &error));
  g_assert_true (cw_credentials_store_sync (credentials, PROFILE, "bolt", "Causeway: bolt", other, NULL, &error));
  g_assert_no_error (error);
  found = cw_credentials_lookup_sync (credentials, PROFILE, "acme", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_secret_reveal (found), ==, cw_secret_reveal (secret));

  g_assert_true (cw_credentials_store_sync (credentials, PROFILE, "acme", "Causeway: acme", other, NULL, &error));
  replaced = cw_credentials_lookup_sync (credentials, PROFILE, "acme", NULL, &error);
  g_assert_cmpstr (cw_secret_reveal (replaced), ==, "other");

  g_assert_null (cw_credentials_lookup_sync (credentials, "other-profile", "acme", NULL, NULL));
  g_assert_true (cw_credentials_clear_sync (credentials, PROFILE, "acme", NULL, &error));
  g_assert_null (cw_credentials_lookup_sync (credentials, PROFILE, "acme", NULL, NULL));
  gone = cw_credentials_lookup_sync (credentials, PROFILE, "bolt", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cw_credentials_clear_sync (credentials, PROFILE, "bolt", NULL, &error));
}

static void
test_memory (void)
{
  g_autoptr (CwCredentials) credentials = cw_memory_credentials_new ();

  check_life (credentials);
}

static void
test_life (void)
{
  g_autoptr (CwCredentials) credentials = cw_keyring_new (5);

  if (!skip_without_keyring ())
    check_life (credentials);
}

static gpointer
check_life_thread (gpointer data)
{
  g_autoptr (CwCredentials) credentials = cw_keyring_new (5);

  check_life (credentials);
  return NULL;
}

/* Runs work on threads without a main loop. */
static void
test_threads (void)
{
  if (skip_without_keyring ())
    return;
  for (guint i = 0; i < 3; i++)
    g_thread_join (g_thread_new ("worker", check_life_thread, NULL));
}

static void
test_label (void)
{
  g_autoptr (CwCredentials) credentials = cw_keyring_new (5);
  g_autoptr (CwSecret) secret = cw_secret_new ("value");
  g_autoptr (GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  g_autofree char *label = NULL;
  GList *items;

  if (skip_without_keyring ())
    return;
  g_assert_true (cw_credentials_store_sync (credentials, PROFILE, "acme", "Causeway: acme", secret, NULL, &error));
  g_hash_table_insert (attributes, (char *) "xdg:schema", (char *) "io.github.causeway_app.Causeway.Connection");
  g_hash_table_insert (attributes, (char *) "profile", (char *) PROFILE);
  g_hash_table_insert (attributes, (char *) "connection", (char *) "acme");
  items = secret_service_search_sync (NULL, NULL, attributes, SECRET_SEARCH_ALL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_length (items), ==, 1);
  label = secret_item_get_label (items->data);
  g_assert_cmpstr (label, ==, "Causeway: acme");
  g_list_free_full (items, g_object_unref);
  g_assert_true (cw_credentials_clear_sync (credentials, PROFILE, "acme", NULL, &error));
  secret_service_disconnect ();
}

static void
test_cancelled (void)
{
  g_autoptr (CwCredentials) memory = cw_memory_credentials_new (), keyring = cw_keyring_new (5);
  CwCredentials *both[] = { memory, keyring };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CwSecret) secret = cw_secret_new ("value");

  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_autoptr (GError) lookup = NULL, store = NULL, clear = NULL;

      g_assert_null (cw_credentials_lookup_sync (both[i], PROFILE, "acme", cancellable, &lookup));
      g_assert_error (lookup, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_false (cw_credentials_store_sync (both[i], PROFILE, "acme", "label", secret, cancellable, &store));
      g_assert_error (store, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_false (cw_credentials_clear_sync (both[i], PROFILE, "acme", cancellable, &clear));
      g_assert_error (clear, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
lock_keyring (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) service = secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION, NULL, &error);
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (GList) list = NULL;

  g_assert_no_error (error);
  collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, NULL, &error);
  g_assert_no_error (error);
  list = g_list_append (NULL, collection);
  g_assert_cmpint (secret_service_lock_sync (service, list, NULL, NULL, &error), ==, 1);
  g_assert_no_error (error);
  secret_service_disconnect ();
}

static void
check_locked (void)
{
  g_autoptr (CwCredentials) credentials = cw_keyring_new (2);
  g_autoptr (CwSecret) secret = cw_secret_new ("value");
  g_autoptr (GError) error = NULL;
  gint64 start;

  g_assert_true (cw_credentials_store_sync (credentials, PROFILE, "acme", "Causeway: acme", secret, NULL, &error));
  lock_keyring ();
  start = g_get_monotonic_time ();
  g_assert_null (cw_credentials_lookup_sync (credentials, PROFILE, "acme", NULL, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_KEYRING);
  g_assert_nonnull (strstr (error->message, "nlock"));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 4 * G_USEC_PER_SEC);
  g_clear_error (&error);
  g_assert_false (cw_credentials_store_sync (credentials, PROFILE, "acme", "Causeway: acme", secret, NULL, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_KEYRING);
}

/* Last: nobody can unlock it again here. The prompt is not answered, or cannot even be shown. In a process of its own, because
 * libsecret 0.20 leaks a prompt that fails. */
static void
test_locked (void)
{
  if (g_test_subprocess ())
    {
      check_locked ();
      return;
    }
  if (g_getenv ("CAUSEWAY_TEST_LOCK_KEYRING") == NULL)
    {
      g_test_skip ("locks the keyring of the session: only where CAUSEWAY_TEST_LOCK_KEYRING says it is the test's own");
      return;
    }
  if (skip_without_keyring ())
    return;
  g_setenv ("ASAN_OPTIONS", "detect_leaks=0", TRUE);
  g_test_trap_subprocess (NULL, 20 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* ---- buses of the test's own ---- */

static GDBusMessage *
swallow_call (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer data)
{
  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;
  g_object_unref (message);
  return NULL;
}

/* Owns the name and never answers, as a keyring does while nobody answers its prompt. */
static GDBusConnection *
be_silent (const char *address)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                                                 | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                                        NULL, NULL, &error);
  g_autoptr (GVariant) owned = NULL;

  g_assert_no_error (error);
  g_dbus_connection_add_filter (connection, swallow_call, NULL, NULL);
  owned = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.secrets", 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static void
assert_silent (CwCredentials *credentials)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_credentials_lookup_sync (credentials, PROFILE, "acme", NULL, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_KEYRING);
  g_assert_nonnull (strstr (error->message, "within 1 second"));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3 * G_USEC_PER_SEC);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (100000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
assert_cancelled_while_silent (void)
{
  g_autoptr (CwCredentials) credentials = cw_keyring_new (0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CwSecret) secret = cw_secret_new ("value");
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);

  g_assert_false (cw_credentials_store_sync (credentials, PROFILE, "acme", "label", secret, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

static void
test_silent (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (CwCredentials) credentials = cw_keyring_new (1);
      g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
      g_autoptr (GDBusConnection) silent = NULL;

      g_test_dbus_up (bus);
      silent = be_silent (g_test_dbus_get_bus_address (bus));
      assert_silent (credentials);
      assert_cancelled_while_silent ();
      g_dbus_connection_close_sync (silent, NULL, NULL);
      g_test_dbus_stop (bus);
      return;
    }
  g_test_trap_subprocess (NULL, 20 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* A session bus on which nobody keeps secrets. */
static void
test_absent (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (CwCredentials) credentials = cw_keyring_new (5);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwSecret) secret = cw_secret_new ("value");
      g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);

      g_test_dbus_up (bus);
      g_assert_null (cw_credentials_lookup_sync (credentials, PROFILE, "acme", NULL, &error));
      g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_KEYRING);
      g_assert_nonnull (strstr (error->message, "No keyring answers"));
      g_clear_error (&error);
      g_assert_false (cw_credentials_store_sync (credentials, PROFILE, "acme", "label", secret, NULL, &error));
      g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_KEYRING);
      g_clear_object (&credentials);
      g_test_dbus_stop (bus);
      return;
    }
  g_test_trap_subprocess (NULL, 20 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/credentials/memory", test_memory);
  g_test_add_func ("/credentials/keyring/life", test_life);
  g_test_add_func ("/credentials/keyring/threads", test_threads);
  g_test_add_func ("/credentials/keyring/label", test_label);
  g_test_add_func ("/credentials/cancelled", test_cancelled);
  g_test_add_func ("/credentials/keyring/absent", test_absent);
  g_test_add_func ("/credentials/keyring/silent", test_silent);
  g_test_add_func ("/credentials/keyring/locked", test_locked);
  return g_test_run ();
}
