/* cw-oauth2-token.c: an access token and the endpoint that gives it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-oauth2-token.h"

#include "cw-http-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DEFAULT_LIFETIME 3600            /* seconds, when the answer names none */
#define LONGEST_LIFETIME (7 * 24 * 3600)
#define TIMEOUT          60              /* seconds */
#define MAX_BODY         (256 * 1024)

void
cw_oauth2_token_init (CwOauth2Token *self)
{
  g_mutex_init (&self->lock);
}

void
cw_oauth2_token_clear (CwOauth2Token *self)
{
  g_clear_pointer (&self->access, cw_secret_unref);
  g_mutex_clear (&self->lock);
}

CwSecret *
cw_oauth2_token_get (CwOauth2Token *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->access != NULL)
    return cw_secret_ref (self->access);
  g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH, _("There is no access token yet."));
  return NULL;
}

gboolean
cw_oauth2_token_sign (CwOauth2Token *self, GPtrArray *headers, GError **error)
{
  g_autoptr (CwSecret) access = cw_oauth2_token_get (self, error);

  if (access == NULL)
    return FALSE;
  g_ptr_array_add (headers, g_strdup ("Authorization"));
  g_ptr_array_add (headers, g_strconcat ("Bearer ", cw_secret_reveal (access), NULL));
  return TRUE;
}

gboolean
cw_oauth2_token_is_due (CwOauth2Token *self, gint64 server_now)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->access == NULL || server_now >= self->renew_at;
}

void
cw_oauth2_token_take (CwOauth2Token *self, CwSecret *access, gint64 renew_at)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_clear_pointer (&self->access, cw_secret_unref);
  self->access = access;
  self->renew_at = renew_at;
}

/* ---- the endpoint ---- */

void
cw_oauth2_grant_clear (CwOauth2Grant *self)
{
  g_clear_pointer (&self->access, cw_secret_unref);
  g_clear_pointer (&self->refresh, cw_secret_unref);
}

/* The endpoint's own code and description; only these, since an answer may repeat what was sent. (transfer full) */
static char *
dup_refusal (const CwWireAnswer *answer)
{
  g_autoptr (JsonNode) root = _cw_http_parse_object (answer->body);
  JsonObject *object = root != NULL ? json_node_get_object (root) : NULL;
  g_autofree char *code = object != NULL ? _cw_http_dup_member (object, "error") : NULL;
  g_autofree char *text = object != NULL ? _cw_http_dup_member (object, "error_description") : NULL;
  g_autoptr (CwWireAnswer) said = cw_wire_answer_new (answer->status);

  if (code == NULL)
    return g_strdup_printf ("HTTP %u", answer->status);
  g_bytes_unref (said->body);
  said->body = text != NULL ? g_bytes_new_take (g_strdup_printf ("%s: %s", code, text), strlen (code) + 2 + strlen (text))
                            : g_bytes_new (code, strlen (code));
  return cw_wire_answer_dup_excerpt (said);
}

static gint64
read_lifetime (JsonObject *object)
{
  g_autofree char *text = _cw_http_dup_member (object, "expires_in");
  gint64 seconds = text != NULL ? g_ascii_strtoll (text, NULL, 10) : DEFAULT_LIFETIME;

  return CLAMP (seconds, 1, LONGEST_LIFETIME);
}

static CwSecret *
read_secret (JsonObject *object, const char *name)
{
  char *text = _cw_http_dup_member (object, name);
  CwSecret *secret = text != NULL && *text != '\0' ? cw_secret_new (text) : NULL;

  _cw_http_wipe (text);
  return secret;
}

/* A line end in a token would end the header it is put into. */
static gboolean
is_usable (CwSecret *access)
{
  for (const char *p = access != NULL ? cw_secret_reveal (access) : NULL; p != NULL; p++)
    {
      if (*p == '\0')
        return TRUE;
      if (!g_ascii_isgraph (*p))
        return FALSE;
    }
  return FALSE;
}

static gboolean
read_grant (const CwWireAnswer *answer, gint64 server_now, CwOauth2Grant *out_grant, GError **error)
{
  g_autoptr (JsonNode) root = _cw_http_parse_object (answer->body);
  JsonObject *object = root != NULL ? json_node_get_object (root) : NULL;
  g_autofree char *type = object != NULL ? _cw_http_dup_member (object, "token_type") : NULL;

  if (object != NULL)
    {
      out_grant->access = read_secret (object, "access_token");
      out_grant->refresh = read_secret (object, "refresh_token");
    }
  if (!is_usable (out_grant->access) || (type != NULL && g_ascii_strcasecmp (type, "bearer") != 0))
    {
      g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL,
                           _("The token endpoint answered without a bearer token. Check the address of the connection."));
      return FALSE;
    }
  out_grant->renew_at = server_now + read_lifetime (object) * (G_USEC_PER_SEC * 4 / 5);
  return TRUE;
}

gboolean
cw_oauth2_request_grant (const char *token_url, char *form, CwSecret *authorization, gint64 server_now,
                         CwHttpExchange exchange, gpointer data, CwOauth2Grant *out_grant, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) headers = g_ptr_array_new_with_free_func (_cw_http_wipe);
  g_autoptr (GBytes) body = g_bytes_new_with_free_func (form, strlen (form), _cw_http_wipe, form);
  g_autoptr (CwWireAnswer) answer = NULL;
  CwWireRequest request = {
    .method = "POST",
    .url = token_url,
    .headers = headers,
    .body = body,
    .content_type = "application/x-www-form-urlencoded",
    .timeout = TIMEOUT,
    .max_body = MAX_BODY,
  };

  memset (out_grant, 0, sizeof *out_grant);
  g_ptr_array_add (headers, g_strdup ("Accept"));
  g_ptr_array_add (headers, g_strdup ("application/json"));
  if (authorization != NULL)
    {
      g_ptr_array_add (headers, g_strdup ("Authorization"));
      g_ptr_array_add (headers, g_strdup (cw_secret_reveal (authorization)));
    }
  answer = exchange (&request, data, cancellable, error);
  if (answer == NULL)
    return FALSE;
  if (answer->status == 404 || answer->status == 405)
    {
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL,
                   _("Nothing at this address signs anybody in (HTTP %u). Check the address of the connection."), answer->status);
      return FALSE;
    }
  if (answer->status / 100 != 2)
    {
      g_autofree char *refusal = dup_refusal (answer);

      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH, _("The sign-in was refused (%s)."), refusal);
      return FALSE;
    }
  return read_grant (answer, server_now, out_grant, error);
}
