/* cw-oauth2-code.c: OAuth 2.0 authorization code flow, the steps of the client
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RFC 6749 section 4.1, with the proof of RFC 7636 where the system has it.
 */

#include "config.h"

#include "cw-oauth2-code.h"

#include "cw-http-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define RANDOM_BYTES 32   /* 43 characters: enough for the state of NetSuite (22) and for a verifier (43) */

static CwSecret *
draw (CwRandom *random)
{
  guint8 bytes[RANDOM_BYTES];
  char *text;
  CwSecret *secret;

  cw_random_fill (random, bytes, sizeof bytes);
  text = _cw_http_dup_base64url (bytes, sizeof bytes);
  explicit_bzero (bytes, sizeof bytes);
  secret = cw_secret_new (text);
  _cw_http_wipe (text);
  return secret;
}

void
cw_oauth2_attempt_init (CwOauth2Attempt *self, const CwConsent *consent, const char *url, const char *client_id,
                        CwSecret *client_secret, const char *redirect, CwRandom *random)
{
  memset (self, 0, sizeof *self);
  self->consent = consent;
  self->url = g_strdup (url);
  self->client_id = g_strdup (client_id);
  self->client_secret = client_secret != NULL ? cw_secret_ref (client_secret) : NULL;
  self->redirect = g_strdup (redirect);
  self->state = draw (random);
  self->verifier = consent->pkce ? draw (random) : NULL;
}

void
cw_oauth2_attempt_clear (CwOauth2Attempt *self)
{
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->client_id, g_free);
  g_clear_pointer (&self->client_secret, cw_secret_unref);
  g_clear_pointer (&self->redirect, g_free);
  g_clear_pointer (&self->state, cw_secret_unref);
  g_clear_pointer (&self->verifier, cw_secret_unref);
}

/* ---- the page ---- */

static char *
dup_challenge (CwSecret *verifier)
{
  const char *text = cw_secret_reveal (verifier);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text));
  g_checksum_get_digest (checksum, digest, &size);
  return _cw_http_dup_base64url (digest, size);
}

static void
add_parameter (GString *url, const char *name, const char *value)
{
  g_string_append_printf (url, "%c%s=", strchr (url->str, '?') == NULL ? '?' : '&', name);
  g_string_append_uri_escaped (url, value, NULL, FALSE);
}

char *
cw_oauth2_attempt_dup_page (const CwOauth2Attempt *self, const char *account)
{
  g_autofree char *base = self->consent->dup_authorize_url (self->url, account);
  GString *url = g_string_new (base);

  add_parameter (url, "response_type", "code");
  add_parameter (url, "client_id", self->client_id);
  add_parameter (url, "redirect_uri", self->redirect);
  add_parameter (url, "scope", self->consent->scope);
  add_parameter (url, "state", cw_secret_reveal (self->state));
  if (self->verifier != NULL)
    {
      g_autofree char *challenge = dup_challenge (self->verifier);

      add_parameter (url, "code_challenge", challenge);
      add_parameter (url, "code_challenge_method", "S256");
    }
  return g_string_free (url, FALSE);
}

/* ---- the answer ---- */

/* Query of @address when that begins with our redirect address; NULL: it leads somewhere else. */
static const char *
find_query (const char *address, const char *redirect)
{
  gsize length = strlen (redirect);

  if (strncmp (address, redirect, length) != 0 || address[length] != '?')
    return NULL;
  return address + length + 1;
}

/* As long as the longer one takes. */
static gboolean
is_same (const char *one, const char *other)
{
  gsize a = strlen (one), b = strlen (other);
  guint different = a != b;

  for (gsize i = 0; i < a; i++)
    different |= (guint) one[i] ^ (guint) other[i % (b + 1)];
  return different == 0;
}

static CwOauth2Verdict
refuse_foreign (GError **error)
{
  g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
                       _("This is not the answer of this sign-in. Finish the page that was opened last, or copy the whole address that it ended on."));
  return CW_OAUTH2_FOREIGN;
}

/* The codes of RFC 6749 section 4.1.2.1, each with what a person can do. */
static CwOauth2Verdict
refuse (const char *code, GError **error)
{
  static const struct {
    const char *code, *text;
  } reasons[] = {
    { "access_denied", N_("The access was not allowed on the page. Sign in again and choose Allow, or ask an administrator of the system.") },
    { "unauthorized_client", N_("The system does not let this application sign in this way. Switch on the authorization code grant in its "
                                "registration there, then sign in again.") },
    { "invalid_scope", N_("The application may not ask for this access. Give it the scopes that are named here, then sign in again.") },
    { "invalid_request", N_("The system did not understand the request. Check the client id and the redirect address, then sign in again.") },
    { "server_error", N_("The system failed on its sign-in page. Try again later; nothing was changed.") },
    { "temporarily_unavailable", N_("The system cannot sign anybody in at the moment. Try again later; nothing was changed.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i].code, code) == 0)
      {
        g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH, _(reasons[i].text));
        return CW_OAUTH2_REFUSED;
      }
  g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
                       _("The system refused the sign-in without a reason that is known. Check the application's registration there, then sign in again."));
  return CW_OAUTH2_REFUSED;
}

CwOauth2Verdict
cw_oauth2_attempt_read (const CwOauth2Attempt *self, const char *address, CwSecret **out_code, char **out_account, GError **error)
{
  const char *query = find_query (address, self->redirect);
  g_autofree char *bare = query != NULL ? g_strndup (query, strcspn (query, "#")) : NULL;
  g_autoptr (GHashTable) parameters = bare != NULL ? g_uri_parse_params (bare, -1, "&", G_URI_PARAMS_WWW_FORM, NULL) : NULL;
  const char *state = parameters != NULL ? g_hash_table_lookup (parameters, "state") : NULL;
  const char *failure, *code;

  if (state == NULL || !is_same (state, cw_secret_reveal (self->state)))
    return refuse_foreign (error);
  failure = g_hash_table_lookup (parameters, "error");
  if (failure != NULL)
    return refuse (failure, error);
  code = g_hash_table_lookup (parameters, "code");
  if (code == NULL || *code == '\0')
    return refuse_foreign (error);
  *out_code = cw_secret_new (code);
  *out_account = self->consent->account_member != NULL ? g_strdup (g_hash_table_lookup (parameters, self->consent->account_member)) : NULL;
  return CW_OAUTH2_CODE;
}

/* ---- the exchange ---- */

typedef struct {
  CwTransport *transport;
} Wire;

static CwWireAnswer *
exchange_cb (const CwWireRequest *request, gpointer data, GCancellable *cancellable, GError **error)
{
  Wire *wire = data;

  return cw_transport_send_sync (wire->transport, 0, request, cancellable, error);
}

static char *
dup_form (const CwOauth2Attempt *self, CwSecret *code)
{
  GString *form = g_string_sized_new (4096);   /* growing would leave copies behind */

  g_string_append (form, "grant_type=authorization_code&code=");
  g_string_append_uri_escaped (form, cw_secret_reveal (code), NULL, FALSE);
  g_string_append (form, "&redirect_uri=");
  g_string_append_uri_escaped (form, self->redirect, NULL, FALSE);
  if (self->verifier != NULL)
    {
      g_string_append (form, "&code_verifier=");
      g_string_append_uri_escaped (form, cw_secret_reveal (self->verifier), NULL, FALSE);
    }
  if (self->client_secret == NULL)
    {
      g_string_append (form, "&client_id=");
      g_string_append_uri_escaped (form, self->client_id, NULL, FALSE);
    }
  return g_string_free (form, FALSE);
}

static CwSecret *
dup_authorization (const CwOauth2Attempt *self)
{
  char *plain, *encoded, *text;
  CwSecret *secret;

  if (self->client_secret == NULL)
    return NULL;
  plain = g_strconcat (self->client_id, ":", cw_secret_reveal (self->client_secret), NULL);
  encoded = g_base64_encode ((const guchar *) plain, strlen (plain));
  text = g_strconcat ("Basic ", encoded, NULL);
  secret = cw_secret_new (text);
  _cw_http_wipe (plain);
  _cw_http_wipe (encoded);
  _cw_http_wipe (text);
  return secret;
}

/* The endpoint's own code is in the message of @refusal; what a person does about it differs. */
static void
explain_refusal (GError *refusal, GError **error)
{
  if (!g_error_matches (refusal, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH))
    {
      g_propagate_error (error, g_error_copy (refusal));
      return;
    }
  if (strstr (refusal->message, "invalid_grant") != NULL)
    g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
                         _("The answer of the browser is no longer good: it came too late, or it was used already. Sign in again."));
  else if (strstr (refusal->message, "invalid_client") != NULL)
    g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
                         _("The system does not know this application. Check the client id, and the client secret where there is one, then sign in again."));
  else
    g_propagate_error (error, g_error_copy (refusal));
}

gboolean
cw_oauth2_attempt_exchange_sync (const CwOauth2Attempt *self, CwSecret *code, CwTransport *transport, CwClock *clock,
                                 CwOauth2Grant *out_grant, GCancellable *cancellable, GError **error)
{
  g_autofree char *token_url = g_strconcat (self->url, self->consent->token_path, NULL);
  g_autoptr (CwSecret) authorization = dup_authorization (self);
  g_autoptr (GError) refusal = NULL;
  Wire wire = { transport };
  gboolean ok = cw_oauth2_request_grant (token_url, dup_form (self, code), authorization, cw_clock_now (clock), exchange_cb, &wire, out_grant,
                                         cancellable, &refusal);

  cw_transport_end_lane (transport);
  if (!ok)
    {
      explain_refusal (refusal, error);
      return FALSE;
    }
  if (out_grant->refresh != NULL)
    return TRUE;
  cw_oauth2_grant_clear (out_grant);
  g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
                       _("The sign-in gave access for an hour only and nothing to renew it with. Allow refresh tokens in the application's "
                         "registration there, then sign in again."));
  return FALSE;
}
