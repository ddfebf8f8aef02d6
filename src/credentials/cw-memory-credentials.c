/* cw-memory-credentials.c: secrets that are gone with the process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-keyring.h"

#include "cw-error.h"

#include <glib/gi18n-lib.h>

#define CW_TYPE_MEMORY_CREDENTIALS (cw_memory_credentials_get_type ())
G_DECLARE_FINAL_TYPE (CwMemoryCredentials, cw_memory_credentials, CW, MEMORY_CREDENTIALS, GObject)

struct _CwMemoryCredentials {
  GObject     parent_instance;

  GMutex      lock;
  GHashTable *secrets;   /* "profile\nconnection" → CwSecret, owned; guarded by lock */
};

static char *
dup_key (const char *profile, const char *connection)
{
  return g_strdup_printf ("%s\n%s", profile, connection);
}

static CwSecret *
memory_credentials_lookup (CwCredentials *credentials, const char *profile, const char *connection, GCancellable *cancellable, GError **error)
{
  CwMemoryCredentials *self = CW_MEMORY_CREDENTIALS (credentials);
  g_autofree char *key = dup_key (profile, connection);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  CwSecret *secret;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  secret = g_hash_table_lookup (self->secrets, key);
  if (secret == NULL)
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_NOT_CONNECTED, _("There are no credentials for “%s”. Sign in to it again."), connection);
  return secret != NULL ? cw_secret_ref (secret) : NULL;
}

static gboolean
memory_credentials_store (CwCredentials *credentials, const char *profile, const char *connection, const char *label, CwSecret *secret,
                          GCancellable *cancellable, GError **error)
{
  CwMemoryCredentials *self = CW_MEMORY_CREDENTIALS (credentials);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  g_hash_table_replace (self->secrets, dup_key (profile, connection), cw_secret_ref (secret));
  return TRUE;
}

static gboolean
memory_credentials_clear (CwCredentials *credentials, const char *profile, const char *connection, GCancellable *cancellable, GError **error)
{
  CwMemoryCredentials *self = CW_MEMORY_CREDENTIALS (credentials);
  g_autofree char *key = dup_key (profile, connection);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  g_hash_table_remove (self->secrets, key);
  return TRUE;
}

static void
memory_credentials_iface_init (CwCredentialsInterface *iface)
{
  iface->lookup = memory_credentials_lookup;
  iface->store = memory_credentials_store;
  iface->clear = memory_credentials_clear;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwMemoryCredentials, cw_memory_credentials, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_CREDENTIALS, memory_credentials_iface_init))

static void
memory_credentials_finalize (GObject *object)
{
  CwMemoryCredentials *self = CW_MEMORY_CREDENTIALS (object);

  g_hash_table_unref (self->secrets);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_memory_credentials_parent_class)->finalize (object);
}

static void
cw_memory_credentials_class_init (CwMemoryCredentialsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = memory_credentials_finalize;
}

static void
cw_memory_credentials_init (CwMemoryCredentials *self)
{
  g_mutex_init (&self->lock);
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cw_secret_unref);
}

CwCredentials *
cw_memory_credentials_new (void)
{
  return g_object_new (CW_TYPE_MEMORY_CREDENTIALS, NULL);
}
