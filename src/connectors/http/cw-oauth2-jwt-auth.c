/* cw-oauth2-jwt-auth.c: OAuth 2.0 client credentials with a signed assertion
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * There is no refresh token: every renewal signs a new assertion, used once.
 */

#include "config.h"

#include "cw-http-private.h"
#include "cw-jwt.h"
#include "cw-oauth2-token.h"

#include <glib/gi18n-lib.h>

#define ASSERTION_LIFETIME 300   /* seconds; NetSuite allows less than 3600 */
#define ASSERTION_TYPE     "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"

#define CW_TYPE_OAUTH2_JWT_AUTH (cw_oauth2_jwt_auth_get_type ())
G_DECLARE_FINAL_TYPE (CwOauth2JwtAuth, cw_oauth2_jwt_auth, CW, OAUTH2_JWT_AUTH, GObject)

struct _CwOauth2JwtAuth {
  GObject        parent_instance;

  char          *token_url;
  char          *client_id;
  char          *certificate_id;
  char         **scopes;
  CwJwtKey      *key;      /* owned */
  CwRandom      *random;
  CwOauth2Token  token;
};

static char *
dup_assertion (CwOauth2JwtAuth *self, gint64 server_now, GError **error)
{
  g_autofree char *id = _cw_http_dup_random_text (self->random, 24);
  CwJwtClaims claims = {
    .key_id = self->certificate_id,
    .issuer = self->client_id,
    .scopes = (const char * const *) self->scopes,
    .audience = self->token_url,
    .issued = server_now / G_USEC_PER_SEC,
    .expires = server_now / G_USEC_PER_SEC + ASSERTION_LIFETIME,
    .id = id,
  };

  return cw_jwt_dup_signed (self->key, &claims, error);
}

static gboolean
jwt_auth_renew (CwHttpAuth *auth, gint64 server_now, CwHttpExchange exchange, gpointer data, GCancellable *cancellable, GError **error)
{
  CwOauth2JwtAuth *self = CW_OAUTH2_JWT_AUTH (auth);
  g_auto (CwOauth2Grant) grant = { NULL, NULL, 0 };
  char *assertion = dup_assertion (self, server_now, error);
  char *form;

  if (assertion == NULL)
    return FALSE;
  form = g_strconcat ("grant_type=client_credentials&client_assertion_type=" ASSERTION_TYPE "&client_assertion=", assertion, NULL);
  _cw_http_wipe (assertion);
  if (!cw_oauth2_request_grant (self->token_url, form, NULL, server_now, exchange, data, &grant, cancellable, error))
    return FALSE;
  cw_oauth2_token_take (&self->token, g_steal_pointer (&grant.access), grant.renew_at);
  return TRUE;
}

static gboolean
jwt_auth_sign (CwHttpAuth *auth, const char *method, const char *url, gint64 server_now, GPtrArray *headers, GError **error)
{
  return cw_oauth2_token_sign (&CW_OAUTH2_JWT_AUTH (auth)->token, headers, error);
}

static gboolean
jwt_auth_needs_renewal (CwHttpAuth *auth, gint64 server_now)
{
  return cw_oauth2_token_is_due (&CW_OAUTH2_JWT_AUTH (auth)->token, server_now);
}

static const char *
jwt_auth_get_advice (CwHttpAuth *auth, const char *said)
{
  return _("Check the account ID, the client ID and the certificate ID, whether the certificate has expired or was revoked, and whether "
           "the role it is mapped to may log in with OAuth 2.0.");
}

static void
jwt_auth_iface_init (CwHttpAuthInterface *iface)
{
  iface->sign = jwt_auth_sign;
  iface->renew = jwt_auth_renew;
  iface->needs_renewal = jwt_auth_needs_renewal;
  iface->get_advice = jwt_auth_get_advice;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwOauth2JwtAuth, cw_oauth2_jwt_auth, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_HTTP_AUTH, jwt_auth_iface_init))

static void
jwt_auth_finalize (GObject *object)
{
  CwOauth2JwtAuth *self = CW_OAUTH2_JWT_AUTH (object);

  g_free (self->token_url);
  g_free (self->client_id);
  g_free (self->certificate_id);
  g_strfreev (self->scopes);
  cw_jwt_key_free (self->key);
  g_clear_object (&self->random);
  cw_oauth2_token_clear (&self->token);
  G_OBJECT_CLASS (cw_oauth2_jwt_auth_parent_class)->finalize (object);
}

static void
cw_oauth2_jwt_auth_class_init (CwOauth2JwtAuthClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jwt_auth_finalize;
}

static void
cw_oauth2_jwt_auth_init (CwOauth2JwtAuth *self)
{
  cw_oauth2_token_init (&self->token);
}

CwHttpAuth *
cw_oauth2_jwt_auth_new (const char *token_url, const char *client_id, const char *certificate_id,
                        CwSecret *private_key_pem, const char * const *scopes, CwRandom *random, GError **error)
{
  g_autoptr (CwJwtKey) key = cw_jwt_key_new (cw_secret_reveal (private_key_pem), error);
  CwOauth2JwtAuth *self;

  if (key == NULL)
    return NULL;
  self = g_object_new (CW_TYPE_OAUTH2_JWT_AUTH, NULL);
  self->token_url = g_strdup (token_url);
  self->client_id = g_strdup (client_id);
  self->certificate_id = g_strdup (certificate_id);
  self->scopes = g_strdupv ((char **) scopes);
  self->key = g_steal_pointer (&key);
  self->random = g_object_ref (random);
  return CW_HTTP_AUTH (self);
}
