/* cw-keyring.c: secrets in the person's keyring
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libsecret's blocking calls wait for a person's answer to a prompt without
 * end. Each operation here starts the asynchronous call on a main context of
 * its own, pushed on the calling thread, and iterates that until the answer, the
 * time limit or the caller's cancellation.
 */

#define G_LOG_DOMAIN "cw-keyring"

#include "config.h"

#include "cw-keyring.h"

#include "cw-error.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#define CW_TYPE_KEYRING (cw_keyring_get_type ())
G_DECLARE_FINAL_TYPE (CwKeyring, cw_keyring, CW, KEYRING, GObject)

struct _CwKeyring {
  GObject parent_instance;

  guint   timeout;   /* seconds; 0: none */
};

static const SecretSchema schema = {
  "io.github.causeway_app.Causeway.Connection", SECRET_SCHEMA_NONE,
  {
    { "profile", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "connection", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* One operation under way. */
typedef struct {
  GMainContext *context;       /* owned */
  GCancellable *cancellable;   /* owned: follows the caller's and the time limit */
  GCancellable *caller;        /* borrowed, nullable */
  gulong        caller_id;
  GSource      *limit;         /* owned, nullable */
  gboolean      timed_out;
  GAsyncResult *result;        /* owned; NULL until it is there */
} Wait;

/* ---- waiting ---- */

static void
caller_cancelled_cb (GCancellable *caller, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

static gboolean
time_over_cb (gpointer data)
{
  Wait *self = data;

  self->timed_out = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *self = data;

  g_clear_object (&self->result);
  self->result = g_object_ref (result);
}

static void
wait_begin (Wait *self, guint timeout, GCancellable *caller)
{
  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  self->cancellable = g_cancellable_new ();
  self->caller = caller;
  if (caller != NULL)
    self->caller_id = g_cancellable_connect (caller, G_CALLBACK (caller_cancelled_cb), g_object_ref (self->cancellable), g_object_unref);
  if (timeout == 0)
    return;
  self->limit = g_timeout_source_new_seconds (timeout);
  g_source_set_callback (self->limit, time_over_cb, self, NULL);
  g_source_attach (self->limit, self->context);
}

/* The answer of the call started last. */
static GAsyncResult *
wait_for_answer (Wait *self)
{
  while (self->result == NULL)
    g_main_context_iteration (self->context, TRUE);
  return self->result;
}

static void
wait_end (Wait *self)
{
  g_cancellable_disconnect (self->caller, self->caller_id);
  if (self->limit != NULL)
    g_source_destroy (self->limit);
  g_clear_pointer (&self->limit, g_source_unref);
  g_clear_object (&self->result);
  g_clear_object (&self->cancellable);
  /* libsecret keeps its proxy, whose signals belong to this context: the next call makes a new one. */
  secret_service_disconnect ();
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_clear_pointer (&self->context, g_main_context_unref);
}

/* ---- errors ---- */

static gboolean
is_absent (const GError *cause)
{
  return g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
         || g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)
         || g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_NO_SERVER)
         || (cause->domain == G_DBUS_ERROR && cause->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED && cause->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY)
         || cause->domain == G_IO_ERROR || cause->domain == G_FILE_ERROR;
}

static gboolean
set_locked (GError **error)
{
  g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_KEYRING,
                       _("The keyring is locked and was not unlocked. Unlock it, for example with “Passwords and Keys”, and try again."));
  return FALSE;
}

/* What stopped the operation, said once and for a person. Always FALSE. */
static gboolean
translate (Wait *self, const GError *cause, guint timeout, GError **error)
{
  if (self->caller != NULL && g_cancellable_is_cancelled (self->caller))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, cause->message);
  else if (self->timed_out)
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_KEYRING,
                 ngettext ("The keyring did not answer within %u second: it is probably locked. Unlock it and try again.",
                           "The keyring did not answer within %u seconds: it is probably locked. Unlock it and try again.", timeout), timeout);
  else if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return set_locked (error);
  else if (is_absent (cause))
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_KEYRING,
                 _("No keyring answers in this session (%s). Install and start a Secret Service, such as GNOME Keyring or KeePassXC."),
                 cause->message);
  else
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_KEYRING, _("The keyring failed (%s)."), cause->message);
  return FALSE;
}

/* ---- operations ---- */

static GHashTable *
make_attributes (const char *profile, const char *connection)
{
  return secret_attributes_build (&schema, "profile", profile, "connection", connection, NULL);
}

/* Inside Flatpak libsecret keeps an encrypted file of the application's own, whose key comes from the Secret portal. */
static gboolean
is_in_flatpak (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

/* Asked directly, and not through secret_password_lookup(): that one does not tell a keyring that stayed locked from one without
 * the item, and in libsecret 0.20 leaks every answer. NULL without an error: there is no such item. */
static CwSecret *
look_up_in_service (Wait *wait, GHashTable *attributes, GError **error)
{
  GList *items;
  g_autoptr (SecretValue) value = NULL;

  secret_service_search (NULL, &schema, attributes, SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS, wait->cancellable,
                         answered_cb, wait);
  items = secret_service_search_finish (NULL, wait_for_answer (wait), error);
  if (items == NULL)
    return NULL;
  value = secret_item_get_secret (items->data);
  g_list_free_full (items, g_object_unref);
  if (value != NULL && secret_value_get_text (value) != NULL)
    return cw_secret_new (secret_value_get_text (value));
  g_set_error_literal (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "locked");
  return NULL;
}

static CwSecret *
look_up_in_file (Wait *wait, GHashTable *attributes, GError **error)
{
  CwSecret *secret;
  char *password;

  secret_password_lookupv (&schema, attributes, wait->cancellable, answered_cb, wait);
  password = secret_password_lookup_nonpageable_finish (wait_for_answer (wait), error);
  secret = password != NULL ? cw_secret_new (password) : NULL;
  secret_password_free (password);
  return secret;
}

static CwSecret *
keyring_lookup (CwCredentials *credentials, const char *profile, const char *connection, GCancellable *cancellable, GError **error)
{
  CwKeyring *self = CW_KEYRING (credentials);
  g_autoptr (GHashTable) attributes = make_attributes (profile, connection);
  g_autoptr (GError) cause = NULL;
  CwSecret *secret = NULL;
  Wait wait = { NULL };

  wait_begin (&wait, self->timeout, cancellable);
  secret = is_in_flatpak () ? look_up_in_file (&wait, attributes, &cause) : look_up_in_service (&wait, attributes, &cause);
  if (cause != NULL)
    translate (&wait, cause, self->timeout, error);
  else if (secret == NULL)
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_NOT_CONNECTED,
                 _("The keyring has no credentials for “%s”. Enter them again in the connection's settings."), connection);
  wait_end (&wait);
  return secret;
}

static gboolean
keyring_store (CwCredentials *credentials, const char *profile, const char *connection, const char *label, CwSecret *secret,
               GCancellable *cancellable, GError **error)
{
  CwKeyring *self = CW_KEYRING (credentials);
  g_autoptr (GHashTable) attributes = make_attributes (profile, connection);
  g_autoptr (GError) cause = NULL;
  Wait wait = { NULL };
  gboolean stored;

  wait_begin (&wait, self->timeout, cancellable);
  secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, cw_secret_reveal (secret), wait.cancellable,
                          answered_cb, &wait);
  stored = secret_password_store_finish (wait_for_answer (&wait), &cause);
  if (!stored && cause == NULL)
    set_locked (error);
  else if (!stored)
    translate (&wait, cause, self->timeout, error);
  wait_end (&wait);
  return stored;
}

static gboolean
keyring_clear (CwCredentials *credentials, const char *profile, const char *connection, GCancellable *cancellable, GError **error)
{
  CwKeyring *self = CW_KEYRING (credentials);
  g_autoptr (GHashTable) attributes = make_attributes (profile, connection);
  g_autoptr (GError) cause = NULL;
  Wait wait = { NULL };

  wait_begin (&wait, self->timeout, cancellable);
  secret_password_clearv (&schema, attributes, wait.cancellable, answered_cb, &wait);
  secret_password_clear_finish (wait_for_answer (&wait), &cause);
  if (cause != NULL)
    translate (&wait, cause, self->timeout, error);
  wait_end (&wait);
  return cause == NULL;
}

static void
keyring_iface_init (CwCredentialsInterface *iface)
{
  iface->lookup = keyring_lookup;
  iface->store = keyring_store;
  iface->clear = keyring_clear;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwKeyring, cw_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_CREDENTIALS, keyring_iface_init))

static void
cw_keyring_class_init (CwKeyringClass *klass)
{
}

static void
cw_keyring_init (CwKeyring *self)
{
}

CwCredentials *
cw_keyring_new (guint timeout)
{
  CwKeyring *self = g_object_new (CW_TYPE_KEYRING, NULL);

  self->timeout = timeout;
  return CW_CREDENTIALS (self);
}
