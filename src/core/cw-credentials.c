/* cw-credentials.c: the type of a secret, and where secrets are kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-credentials.h"

#include <string.h>

struct _CwSecret {
  gatomicrefcount refs;
  gsize           length;
  char           *text;
};

CwSecret *
cw_secret_new (const char *text)
{
  CwSecret *self = g_new0 (CwSecret, 1);

  g_atomic_ref_count_init (&self->refs);
  self->length = strlen (text);
  self->text = g_strdup (text);
  return self;
}

CwSecret *
cw_secret_ref (CwSecret *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_secret_unref (CwSecret *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  explicit_bzero (self->text, self->length);
  g_free (self->text);
  g_free (self);
}

const char *
cw_secret_reveal (CwSecret *self)
{
  return self->text;
}

G_DEFINE_INTERFACE (CwCredentials, cw_credentials, G_TYPE_OBJECT)

static void
cw_credentials_default_init (CwCredentialsInterface *iface)
{
}

CwSecret *
cw_credentials_lookup_sync (CwCredentials *self, const char *profile, const char *connection,
                            GCancellable *cancellable, GError **error)
{
  return CW_CREDENTIALS_GET_IFACE (self)->lookup (self, profile, connection, cancellable, error);
}

gboolean
cw_credentials_store_sync (CwCredentials *self, const char *profile, const char *connection, const char *label,
                           CwSecret *secret, GCancellable *cancellable, GError **error)
{
  return CW_CREDENTIALS_GET_IFACE (self)->store (self, profile, connection, label, secret, cancellable, error);
}

gboolean
cw_credentials_clear_sync (CwCredentials *self, const char *profile, const char *connection,
                           GCancellable *cancellable, GError **error)
{
  return CW_CREDENTIALS_GET_IFACE (self)->clear (self, profile, connection, cancellable, error);
}
