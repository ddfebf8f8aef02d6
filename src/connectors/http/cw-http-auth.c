/* cw-http-auth.c: what every way of signing in has in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-http-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_INTERFACE (CwHttpAuth, cw_http_auth, G_TYPE_OBJECT)

static void
cw_http_auth_default_init (CwHttpAuthInterface *iface)
{
}

gboolean
cw_http_auth_sign (CwHttpAuth *self, const char *method, const char *url, gint64 server_now, GPtrArray *headers, GError **error)
{
  g_return_val_if_fail (CW_IS_HTTP_AUTH (self), FALSE);
  return CW_HTTP_AUTH_GET_IFACE (self)->sign (self, method, url, server_now, headers, error);
}

GBytes *
cw_http_auth_seal (CwHttpAuth *self, GBytes *body, GError **error)
{
  g_return_val_if_fail (CW_IS_HTTP_AUTH (self), NULL);
  if (body == NULL || CW_HTTP_AUTH_GET_IFACE (self)->seal == NULL)
    return body != NULL ? g_bytes_ref (body) : NULL;
  return CW_HTTP_AUTH_GET_IFACE (self)->seal (self, body, error);
}

gboolean
cw_http_auth_needs_renewal (CwHttpAuth *self, gint64 server_now)
{
  g_return_val_if_fail (CW_IS_HTTP_AUTH (self), FALSE);
  return CW_HTTP_AUTH_GET_IFACE (self)->needs_renewal (self, server_now);
}

gboolean
cw_http_auth_renew (CwHttpAuth *self, gint64 server_now, CwHttpExchange exchange, gpointer data, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CW_IS_HTTP_AUTH (self), FALSE);
  return CW_HTTP_AUTH_GET_IFACE (self)->renew (self, server_now, exchange, data, cancellable, error);
}

const char *
cw_http_auth_get_advice (CwHttpAuth *self, const char *said)
{
  g_return_val_if_fail (CW_IS_HTTP_AUTH (self), "");
  if (CW_HTTP_AUTH_GET_IFACE (self)->get_advice == NULL)
    return _("Check the connection's credentials.");
  return CW_HTTP_AUTH_GET_IFACE (self)->get_advice (self, said);
}

/* ---- helpers of the implementations ---- */

void
_cw_http_wipe (gpointer text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

char *
_cw_http_dup_base64url (const guint8 *bytes, gsize length)
{
  char *text = g_base64_encode (bytes, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/* Bytes beyond the last whole multiple of the alphabet's length are thrown away, so that every character is equally likely. */
char *
_cw_http_dup_random_text (CwRandom *random, gsize length)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const guint n = sizeof alphabet - 1;
  char *text = g_malloc (length + 1);
  gsize done = 0;

  while (done < length)
    {
      guint8 bytes[32];

      cw_random_fill (random, bytes, sizeof bytes);
      for (gsize i = 0; i < sizeof bytes && done < length; i++)
        if (bytes[i] < 256 / n * n)
          text[done++] = alphabet[bytes[i] % n];
    }
  text[done] = '\0';
  return text;
}

char *
_cw_pkce_dup_challenge (const char *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) verifier, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return _cw_http_dup_base64url (digest, length);
}
