/* cw-oauth1-auth.c: OAuth 1.0a with HMAC-SHA256 (RFC 5849)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NetSuite calls it token-based authentication. Every attempt is signed with a
 * nonce of its own; what is signed is exactly the text that is sent.
 */

#include "config.h"

#include "cw-http-private.h"

#include "cw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define NONCE_LENGTH 32

#define CW_TYPE_OAUTH1_AUTH (cw_oauth1_auth_get_type ())
G_DECLARE_FINAL_TYPE (CwOauth1Auth, cw_oauth1_auth, CW, OAUTH1_AUTH, GObject)

struct _CwOauth1Auth {
  GObject   parent_instance;

  char     *realm;
  char     *consumer_key;
  CwSecret *consumer_secret;
  char     *token_id;
  CwSecret *token_secret;
  CwRandom *random;
};

/* ---- what is signed ---- */

static char *
escape (const char *text)
{
  return g_uri_escape_string (text, NULL, FALSE);
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const char * const *first = *(const char * const * const *) a;
  const char * const *second = *(const char * const * const *) b;
  int names = strcmp (first[0], second[0]);

  return names != 0 ? names : strcmp (first[1], second[1]);
}

static void
add_pair (GPtrArray *pairs, const char *name, const char *value)
{
  char **pair = g_new0 (char *, 3);

  pair[0] = escape (name);
  pair[1] = escape (value);
  g_ptr_array_add (pairs, pair);
}

/* A query is read as a form is: a plus is a space. */
static char *
unescape (const char *text)
{
  g_autofree char *spaced = g_strdelimit (g_strdup (text), "+", ' ');

  return g_uri_unescape_string (spaced, NULL);
}

static gboolean
add_query (GPtrArray *pairs, const char *query)
{
  g_auto (GStrv) parts = g_strsplit (query, "&", -1);

  for (char **part = parts; *part != NULL; part++)
    {
      char *equals = strchr (*part, '=');
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (**part == '\0')
        continue;
      if (equals != NULL)
        *equals = '\0';
      name = unescape (*part);
      value = unescape (equals != NULL ? equals + 1 : "");
      if (name == NULL || value == NULL)
        return FALSE;
      add_pair (pairs, name, value);
    }
  return TRUE;
}

static char *
dup_joined (GPtrArray *pairs)
{
  GString *joined = g_string_new (NULL);

  g_ptr_array_sort (pairs, compare_pairs);
  for (guint i = 0; i < pairs->len; i++)
    {
      char **pair = pairs->pdata[i];

      g_string_append_printf (joined, "%s%s=%s", i > 0 ? "&" : "", pair[0], pair[1]);
    }
  return g_string_free (joined, FALSE);
}

static gboolean
is_default_port (const char *scheme, int port)
{
  return port <= 0 || (port == 443 && g_str_equal (scheme, "https")) || (port == 80 && g_str_equal (scheme, "http"));
}

/* Scheme and host in lower case, no default port, the path as it is sent, no query. */
static char *
dup_base_url (GUri *uri)
{
  g_autofree char *scheme = g_ascii_strdown (g_uri_get_scheme (uri), -1);
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);
  gboolean literal = strchr (host, ':') != NULL;
  const char *path = g_uri_get_path (uri);
  GString *url = g_string_new (scheme);

  g_string_append_printf (url, literal ? "://[%s]" : "://%s", host);
  if (!is_default_port (scheme, g_uri_get_port (uri)))
    g_string_append_printf (url, ":%d", g_uri_get_port (uri));
  g_string_append (url, *path != '\0' ? path : "/");
  return g_string_free (url, FALSE);
}

char *
cw_oauth1_dup_base_string (const char *method, const char *url, const char * const *oauth_parameters)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autofree char *upper = g_ascii_strup (method, -1);
  g_autofree char *base = NULL, *escaped_base = NULL, *joined = NULL, *escaped_joined = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return NULL;
  if (g_uri_get_query (uri) != NULL && !add_query (pairs, g_uri_get_query (uri)))
    return NULL;
  for (guint i = 0; oauth_parameters[i] != NULL; i += 2)
    add_pair (pairs, oauth_parameters[i], oauth_parameters[i + 1]);
  base = dup_base_url (uri);
  escaped_base = escape (base);
  joined = dup_joined (pairs);
  escaped_joined = escape (joined);
  return g_strjoin ("&", upper, escaped_base, escaped_joined, NULL);
}

char *
_cw_oauth1_dup_signature (const char *base_string, const char *consumer_secret, const char *token_secret)
{
  char *first = escape (consumer_secret);
  char *second = escape (token_secret);
  char *key = g_strconcat (first, "&", second, NULL);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) key, strlen (key));
  guint8 digest[32];
  gsize length = sizeof digest;

  g_hmac_update (hmac, (const guchar *) base_string, -1);
  g_hmac_get_digest (hmac, digest, &length);
  _cw_http_wipe (first);
  _cw_http_wipe (second);
  _cw_http_wipe (key);
  return g_base64_encode (digest, length);
}

/* ---- CwHttpAuth ---- */

static char *
dup_header (CwOauth1Auth *self, const char * const *parameters, const char *signature)
{
  GString *header = g_string_new ("OAuth realm=\"");

  g_string_append_uri_escaped (header, self->realm, NULL, FALSE);
  for (guint i = 0; parameters[i] != NULL; i += 2)
    {
      g_string_append_printf (header, "\",%s=\"", parameters[i]);
      g_string_append_uri_escaped (header, parameters[i + 1], NULL, FALSE);
    }
  g_string_append (header, "\",oauth_signature=\"");
  g_string_append_uri_escaped (header, signature, NULL, FALSE);
  g_string_append_c (header, '"');
  return g_string_free (header, FALSE);
}

static gboolean
oauth1_auth_sign (CwHttpAuth *auth, const char *method, const char *url, gint64 server_now, GPtrArray *headers, GError **error)
{
  CwOauth1Auth *self = CW_OAUTH1_AUTH (auth);
  g_autofree char *nonce = _cw_http_dup_random_text (self->random, NONCE_LENGTH);
  g_autofree char *timestamp = g_strdup_printf ("%" G_GINT64_FORMAT, server_now / G_USEC_PER_SEC);
  const char *parameters[] = {
    "oauth_consumer_key", self->consumer_key,
    "oauth_token", self->token_id,
    "oauth_signature_method", "HMAC-SHA256",
    "oauth_timestamp", timestamp,
    "oauth_nonce", nonce,
    "oauth_version", "1.0",
    NULL,
  };
  g_autofree char *base = cw_oauth1_dup_base_string (method, url, parameters);
  g_autofree char *signature = NULL;

  if (base == NULL)
    {
      g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL, _("The address cannot be signed; it is not well formed."));
      return FALSE;
    }
  signature = _cw_oauth1_dup_signature (base, cw_secret_reveal (self->consumer_secret), cw_secret_reveal (self->token_secret));
  g_ptr_array_add (headers, g_strdup ("Authorization"));
  g_ptr_array_add (headers, dup_header (self, parameters, signature));
  return TRUE;
}

static gboolean
oauth1_auth_needs_renewal (CwHttpAuth *auth, gint64 server_now)
{
  return FALSE;
}

/* Every attempt has a fresh nonce and the server's time: worth one more try. */
static gboolean
oauth1_auth_renew (CwHttpAuth *auth, gint64 server_now, CwHttpExchange exchange, gpointer data, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static const char *
oauth1_auth_get_advice (CwHttpAuth *auth, const char *said)
{
  return _("Check the account ID, the consumer key and secret, the token ID and secret, whether the token's role may log in with access "
           "tokens, and the Login Audit Trail in NetSuite.");
}

static void
oauth1_auth_iface_init (CwHttpAuthInterface *iface)
{
  iface->sign = oauth1_auth_sign;
  iface->renew = oauth1_auth_renew;
  iface->needs_renewal = oauth1_auth_needs_renewal;
  iface->get_advice = oauth1_auth_get_advice;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwOauth1Auth, cw_oauth1_auth, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_HTTP_AUTH, oauth1_auth_iface_init))

static void
oauth1_auth_finalize (GObject *object)
{
  CwOauth1Auth *self = CW_OAUTH1_AUTH (object);

  g_free (self->realm);
  g_free (self->consumer_key);
  g_free (self->token_id);
  cw_secret_unref (self->consumer_secret);
  cw_secret_unref (self->token_secret);
  g_clear_object (&self->random);
  G_OBJECT_CLASS (cw_oauth1_auth_parent_class)->finalize (object);
}

static void
cw_oauth1_auth_class_init (CwOauth1AuthClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = oauth1_auth_finalize;
}

static void
cw_oauth1_auth_init (CwOauth1Auth *self)
{
}

CwHttpAuth *
cw_oauth1_auth_new (const char *realm, const char *consumer_key, CwSecret *consumer_secret, const char *token_id,
                    CwSecret *token_secret, CwRandom *random)
{
  CwOauth1Auth *self = g_object_new (CW_TYPE_OAUTH1_AUTH, NULL);

  self->realm = g_strdup (realm);
  self->consumer_key = g_strdup (consumer_key);
  self->consumer_secret = cw_secret_ref (consumer_secret);
  self->token_id = g_strdup (token_id);
  self->token_secret = cw_secret_ref (token_secret);
  self->random = g_object_ref (random);
  return CW_HTTP_AUTH (self);
}
