/* cw-credentials.h: where secrets are kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A secret is a type that cannot be printed: it is opened only by the code
 * that signs, and wiped when it is freed.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CwSecret CwSecret;

/* @text is copied to memory that is wiped at the end. */
CwSecret   *cw_secret_new    (const char *text);
CwSecret   *cw_secret_ref    (CwSecret *self);
void        cw_secret_unref  (CwSecret *self);
/* The only way in. Borrowed; never keep, log or print it. */
const char *cw_secret_reveal (CwSecret *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSecret, cw_secret_unref)

#define CW_TYPE_CREDENTIALS (cw_credentials_get_type ())
G_DECLARE_INTERFACE (CwCredentials, cw_credentials, CW, CREDENTIALS, GObject)

struct _CwCredentialsInterface {
  GTypeInterface parent_iface;
  CwSecret *(*lookup) (CwCredentials *self, const char *profile, const char *connection, GCancellable *cancellable, GError **error);
  gboolean  (*store)  (CwCredentials *self, const char *profile, const char *connection, const char *label, CwSecret *secret,
                       GCancellable *cancellable, GError **error);
  gboolean  (*clear)  (CwCredentials *self, const char *profile, const char *connection, GCancellable *cancellable, GError **error);
};

/* The secret of a connection: one JSON object (members as in the sandbox's info line). NULL with
 * CW_SYNC_ERROR_NOT_CONNECTED when there is none, CW_SYNC_ERROR_KEYRING when the keyring is absent,
 * locked or does not answer in time. @profile: the profile's id. Blocks; worker thread only. (transfer full) */
CwSecret *cw_credentials_lookup_sync (CwCredentials *self, const char *profile, const char *connection,
                                      GCancellable *cancellable, GError **error);
gboolean  cw_credentials_store_sync  (CwCredentials *self, const char *profile, const char *connection, const char *label,
                                      CwSecret *secret, GCancellable *cancellable, GError **error);
/* No secret there is no error. */
gboolean  cw_credentials_clear_sync  (CwCredentials *self, const char *profile, const char *connection,
                                      GCancellable *cancellable, GError **error);

G_END_DECLS
