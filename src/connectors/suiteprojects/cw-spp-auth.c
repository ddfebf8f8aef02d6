/* cw-spp-auth.c: signing in to SuiteProjects Pro
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A3 and A17: a token of the authorization code flow, renewed with the refresh
 * token and the application's own id and secret, and put into the body of every
 * request, since the XML API has no header for it. One that replaces the
 * refresh token is stored before the access token that came with it is used.
 */

#include "config.h"

#include "cw-suiteprojects-private.h"

#include "cw-oauth2-token.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CW_TYPE_SPP_AUTH (cw_spp_auth_get_type ())
G_DECLARE_FINAL_TYPE (CwSppAuth, cw_spp_auth, CW, SPP_AUTH, GObject)

struct _CwSppAuth {
  GObject             parent_instance;

  char               *token_url;
  char               *namespace;
  CwSecret           *key;            /* owned */
  CwSecret           *authorization;  /* owned: "Basic …" */
  CwStoreRefreshToken store;
  gpointer            store_data;     /* borrowed */
  CwOauth2Token       token;
  CwSecret           *refresh;        /* owned; changed by the renewing thread only */
};

static void
wipe (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static gboolean
spp_auth_renew (CwHttpAuth *auth, gint64 server_now, CwHttpExchange exchange, gpointer data, GCancellable *cancellable, GError **error)
{
  CwSppAuth *self = CW_SPP_AUTH (auth);
  g_auto (CwOauth2Grant) grant = { NULL, NULL, 0 };
  GString *form = g_string_new ("grant_type=refresh_token&refresh_token=");

  g_string_append_uri_escaped (form, cw_secret_reveal (self->refresh), NULL, FALSE);
  if (!cw_oauth2_request_grant (self->token_url, g_string_free (form, FALSE), self->authorization, server_now, exchange, data, &grant,
                                cancellable, error))
    return FALSE;
  /* Without one in the answer the old one stays good. */
  if (grant.refresh != NULL)
    {
      cw_secret_unref (self->refresh);
      self->refresh = cw_secret_ref (grant.refresh);
      if (self->store != NULL && !self->store (grant.refresh, self->store_data, error))
        return FALSE;
    }
  cw_oauth2_token_take (&self->token, g_steal_pointer (&grant.access), grant.renew_at);
  return TRUE;
}

/* Nothing in the headers: see seal. */
static gboolean
spp_auth_sign (CwHttpAuth *auth, const char *method, const char *url, gint64 server_now, GPtrArray *headers, GError **error)
{
  return TRUE;
}

static GBytes *
spp_auth_seal (CwHttpAuth *auth, GBytes *body, GError **error)
{
  CwSppAuth *self = CW_SPP_AUTH (auth);
  g_autoptr (CwSecret) access = cw_oauth2_token_get (&self->token, error);
  GString *xml;
  gsize size;
  const char *commands = g_bytes_get_data (body, &size);
  char *text;

  if (access == NULL)
    return NULL;
  /* Room for all of it: growing would leave copies behind. */
  xml = g_string_sized_new (size + 1024 + 6 * (strlen (cw_secret_reveal (access)) + strlen (cw_secret_reveal (self->key))));
  g_string_append (xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<request API_version=\"1.0\" client=\"Causeway\" client_ver=\""
                        PACKAGE_VERSION "\" namespace=\"");
  cw_spp_append_escaped (xml, self->namespace);
  g_string_append (xml, "\" key=\"");
  cw_spp_append_escaped (xml, cw_secret_reveal (self->key));
  g_string_append (xml, "\"><Auth><Login><access_token>");
  cw_spp_append_escaped (xml, cw_secret_reveal (access));
  g_string_append (xml, "</access_token></Login></Auth>");
  g_string_append_len (xml, commands, (gssize) size);
  g_string_append (xml, "</request>");
  size = xml->len;
  text = g_string_free (xml, FALSE);
  return g_bytes_new_with_free_func (text, size, wipe, text);
}

static gboolean
spp_auth_needs_renewal (CwHttpAuth *auth, gint64 server_now)
{
  return cw_oauth2_token_is_due (&CW_SPP_AUTH (auth)->token, server_now);
}

/* The token endpoint and the XML API tell apart what is wrong (RFC 6749 and A17); where they do not, all of it is named. */
static const char *
spp_auth_get_advice (CwHttpAuth *auth, const char *said)
{
  if (strstr (said, "invalid_client") != NULL)
    return _("Client ID or client secret is wrong, or the API application was switched off; the answer does not say which. Compare both with "
             "Administration > Global Settings > Account > API Integration Applications.");
  if (strstr (said, "(504)") != NULL)
    return _("The API namespace is wrong. Enter the one that was issued together with the API key.");
  if (strstr (said, "(503)") != NULL)
    return _("The API key is wrong. Enter the one that was issued together with the API namespace.");
  if (strstr (said, "invalid_grant") != NULL)
    return _("Sign in to SuiteProjects Pro again in the connection's settings: a sign-in ends after the days that its API application "
             "allows, one by default, or was withdrawn.");
  return _("Sign in to SuiteProjects Pro again in the connection's settings: a sign-in ends after the days that its API application "
           "allows, one by default, or was withdrawn. The application's id and secret, namespace and key have to be the account's own.");
}

static void
spp_auth_iface_init (CwHttpAuthInterface *iface)
{
  iface->sign = spp_auth_sign;
  iface->seal = spp_auth_seal;
  iface->renew = spp_auth_renew;
  iface->needs_renewal = spp_auth_needs_renewal;
  iface->get_advice = spp_auth_get_advice;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwSppAuth, cw_spp_auth, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_HTTP_AUTH, spp_auth_iface_init))

static void
cw_spp_auth_finalize (GObject *object)
{
  CwSppAuth *self = CW_SPP_AUTH (object);

  g_free (self->token_url);
  g_free (self->namespace);
  g_clear_pointer (&self->key, cw_secret_unref);
  g_clear_pointer (&self->authorization, cw_secret_unref);
  g_clear_pointer (&self->refresh, cw_secret_unref);
  cw_oauth2_token_clear (&self->token);
  G_OBJECT_CLASS (cw_spp_auth_parent_class)->finalize (object);
}

static void
cw_spp_auth_class_init (CwSppAuthClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_spp_auth_finalize;
}

static void
cw_spp_auth_init (CwSppAuth *self)
{
  cw_oauth2_token_init (&self->token);
}

static CwSecret *
make_authorization (CwSecret *id, CwSecret *secret)
{
  char *plain = g_strconcat (cw_secret_reveal (id), ":", cw_secret_reveal (secret), NULL);
  char *encoded = g_base64_encode ((const guchar *) plain, strlen (plain));
  char *text = g_strconcat ("Basic ", encoded, NULL);
  CwSecret *authorization = cw_secret_new (text);

  wipe (plain);
  wipe (encoded);
  wipe (text);
  return authorization;
}

CwHttpAuth *
_cw_spp_auth_new (const CwSppSignIn *sign_in, const char *token_url, CwStoreRefreshToken store, gpointer data)
{
  CwSppAuth *self = g_object_new (CW_TYPE_SPP_AUTH, NULL);

  self->token_url = g_strdup (token_url);
  self->namespace = g_strdup (cw_secret_reveal (sign_in->namespace));
  self->key = cw_secret_ref (sign_in->key);
  self->authorization = make_authorization (sign_in->client_id, sign_in->client_secret);
  self->refresh = cw_secret_ref (sign_in->refresh_token);
  self->store = store;
  self->store_data = data;
  return CW_HTTP_AUTH (self);
}
