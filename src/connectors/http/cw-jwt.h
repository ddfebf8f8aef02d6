/* cw-jwt.h: a client assertion, signed with the connection's own key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CwJwtKey CwJwtKey;

/* @pem: PKCS#8, SEC1 or PKCS#1. CW_CONNECTOR_ERROR_AUTH when it is no private key on P-256, P-384, P-521 or of RSA. */
CwJwtKey   *cw_jwt_key_new     (const char *pem, GError **error);
void        cw_jwt_key_free    (CwJwtKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwJwtKey, cw_jwt_key_free)
/* "ES256", "ES384", "ES512" or "PS256" (RFC 7518). */
const char *cw_jwt_key_get_algorithm (const CwJwtKey *self);

/* What an assertion says. Strings borrowed; times in seconds since the epoch. */
typedef struct {
  const char         *key_id;
  const char         *issuer;
  const char * const *scopes;
  const char         *audience;
  gint64              issued, expires;
  const char         *id;          /* NULL: left out */
} CwJwtClaims;

/* Header and claims in base64url, a dot between: what is signed. (transfer full) */
char       *cw_jwt_dup_signing_input (const char *algorithm, const CwJwtClaims *claims);
/* The whole assertion. Thread-safe. (transfer full) */
char       *cw_jwt_dup_signed  (CwJwtKey *self, const CwJwtClaims *claims, GError **error);

G_END_DECLS
