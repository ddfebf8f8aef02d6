/* cw-oauth2-refresh-auth.c: OAuth 2.0 with the refresh token of a public client
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A refresh token of a public client is good for one use. The one that replaces
 * it is stored before the access token that came with it is used, so that a
 * crash in between costs an access token and not the sign-in.
 */

#include "config.h"

#include "cw-http-private.h"
#include "cw-oauth2-token.h"

#include <glib/gi18n-lib.h>

#define CW_TYPE_OAUTH2_REFRESH_AUTH (cw_oauth2_refresh_auth_get_type ())
G_DECLARE_FINAL_TYPE (CwOauth2RefreshAuth, cw_oauth2_refresh_auth, CW, OAUTH2_REFRESH_AUTH, GObject)

struct _CwOauth2RefreshAuth {
  GObject             parent_instance;

  char               *token_url;
  char               *client_id;
  CwStoreRefreshToken store;
  gpointer            store_data;
  GDestroyNotify      store_destroy;
  CwOauth2Token       token;
  CwSecret           *refresh;   /* owned; changed by the renewing thread only */
};

static char *
dup_form (CwOauth2RefreshAuth *self)
{
  GString *form = g_string_new ("grant_type=refresh_token&refresh_token=");

  g_string_append_uri_escaped (form, cw_secret_reveal (self->refresh), NULL, FALSE);
  g_string_append (form, "&client_id=");
  g_string_append_uri_escaped (form, self->client_id, NULL, FALSE);
  return g_string_free (form, FALSE);
}

static gboolean
keep_rotated (CwOauth2RefreshAuth *self, CwSecret *refresh, GError **error)
{
  cw_secret_unref (self->refresh);
  self->refresh = cw_secret_ref (refresh);
  return self->store == NULL || self->store (refresh, self->store_data, error);
}

static gboolean
refresh_auth_renew (CwHttpAuth *auth, gint64 server_now, CwHttpExchange exchange, gpointer data, GCancellable *cancellable, GError **error)
{
  CwOauth2RefreshAuth *self = CW_OAUTH2_REFRESH_AUTH (auth);
  g_auto (CwOauth2Grant) grant = { NULL, NULL, 0 };

  if (!cw_oauth2_request_grant (self->token_url, dup_form (self), NULL, server_now, exchange, data, &grant, cancellable, error))
    return FALSE;
  if (grant.refresh != NULL && !keep_rotated (self, grant.refresh, error))
    return FALSE;
  cw_oauth2_token_take (&self->token, g_steal_pointer (&grant.access), grant.renew_at);
  return TRUE;
}

static gboolean
refresh_auth_sign (CwHttpAuth *auth, const char *method, const char *url, gint64 server_now, GPtrArray *headers, GError **error)
{
  return cw_oauth2_token_sign (&CW_OAUTH2_REFRESH_AUTH (auth)->token, headers, error);
}

static gboolean
refresh_auth_needs_renewal (CwHttpAuth *auth, gint64 server_now)
{
  return cw_oauth2_token_is_due (&CW_OAUTH2_REFRESH_AUTH (auth)->token, server_now);
}

static const char *
refresh_auth_get_advice (CwHttpAuth *auth, const char *said)
{
  return _("Sign in again in the connection's settings: a sign-in in the browser ends after some days, or was withdrawn.");
}

static void
refresh_auth_iface_init (CwHttpAuthInterface *iface)
{
  iface->sign = refresh_auth_sign;
  iface->renew = refresh_auth_renew;
  iface->needs_renewal = refresh_auth_needs_renewal;
  iface->get_advice = refresh_auth_get_advice;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwOauth2RefreshAuth, cw_oauth2_refresh_auth, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_HTTP_AUTH, refresh_auth_iface_init))

static void
refresh_auth_finalize (GObject *object)
{
  CwOauth2RefreshAuth *self = CW_OAUTH2_REFRESH_AUTH (object);

  if (self->store_destroy != NULL)
    self->store_destroy (self->store_data);
  g_free (self->token_url);
  g_free (self->client_id);
  cw_oauth2_token_clear (&self->token);
  cw_secret_unref (self->refresh);
  G_OBJECT_CLASS (cw_oauth2_refresh_auth_parent_class)->finalize (object);
}

static void
cw_oauth2_refresh_auth_class_init (CwOauth2RefreshAuthClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = refresh_auth_finalize;
}

static void
cw_oauth2_refresh_auth_init (CwOauth2RefreshAuth *self)
{
  cw_oauth2_token_init (&self->token);
}

CwHttpAuth *
cw_oauth2_refresh_auth_new (const char *token_url, const char *client_id, CwSecret *refresh_token,
                            CwStoreRefreshToken store_refresh, gpointer data, GDestroyNotify destroy)
{
  CwOauth2RefreshAuth *self = g_object_new (CW_TYPE_OAUTH2_REFRESH_AUTH, NULL);

  self->token_url = g_strdup (token_url);
  self->client_id = g_strdup (client_id);
  self->refresh = cw_secret_ref (refresh_token);
  self->store = store_refresh;
  self->store_data = data;
  self->store_destroy = destroy;
  return CW_HTTP_AUTH (self);
}
