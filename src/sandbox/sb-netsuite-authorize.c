/* sb-netsuite-authorize.c: the page where a person lets an application in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 2.4 of the reference. With an unknown client or another redirect
 * address there is nobody to send the browser back to; every other mistake
 * goes back to the application. The form carries the request along, and what
 * comes back is checked again as if it were new.
 */

#include "sb-netsuite-auth.h"

#include <string.h>

#define CODE_SECONDS   120
#define STATE_MIN      22
#define STATE_MAX      1024
#define CHALLENGE_SIZE 43    /* base64url of a SHA-256 */

/* Of all that the address may carry; more is ignored. */
static const char * const parameters[] = { "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge",
                                           "code_challenge_method", "prompt" };

static gboolean
is_state (const char *state)
{
  gsize length = state != NULL ? strlen (state) : 0;

  if (length < STATE_MIN || length > STATE_MAX)
    return FALSE;
  for (const char *at = state; *at != '\0'; at++)
    if (*at < ' ' || *at > '~')
      return FALSE;

  return TRUE;
}

static gboolean
is_scope_list (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (!sb_oauth2_is_scope (words[i]))
      return FALSE;

  return words[0] != NULL;
}

/* A public client proves by the verifier that the code came to the one who asked for it. */
static gboolean
is_challenge (GPtrArray *pairs, gboolean needed)
{
  const char *challenge = sb_pairs_get (pairs, "code_challenge");
  const char *method = sb_pairs_get (pairs, "code_challenge_method");

  if (challenge == NULL && method == NULL)
    return !needed;

  return g_strcmp0 (method, "S256") == 0 && challenge != NULL && strlen (challenge) == CHALLENGE_SIZE &&
         strspn (challenge, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == CHALLENGE_SIZE;
}

static gboolean
is_prompt (const char *prompt)
{
  static const char * const prompts[] = { "none", "login", "consent", "login consent", NULL };

  return prompt == NULL || g_strv_contains (prompts, prompt);
}

/* NULL when all is well, else the `error` for the application. */
static const char *
check_request (SbSandbox *self, GPtrArray *pairs)
{
  const char *client = sb_pairs_get (pairs, "client_id");
  const char *type = sb_pairs_get (pairs, "response_type");
  g_autofree char *allowed = NULL;
  g_autofree char *public = sb_netsuite_auth_find (self, "SELECT public FROM sb_ns_integration WHERE id = ?", client);

  allowed = sb_netsuite_auth_find (self, "SELECT id FROM sb_ns_integration WHERE id = ? AND code = 'T' AND state = 'enabled'", client);
  if (sb_pairs_has_duplicates (pairs) || type == NULL || !is_state (sb_pairs_get (pairs, "state")))
    return "invalid_request";
  if (allowed == NULL)
    return "unauthorized_client";
  if (strcmp (type, "code") != 0)
    return "unsupported_response_type";
  if (!is_scope_list (sb_pairs_get (pairs, "scope")))
    return "invalid_scope";
  if (!is_challenge (pairs, g_strcmp0 (public, "T") == 0) || !is_prompt (sb_pairs_get (pairs, "prompt")))
    return "invalid_request";

  return NULL;
}

/* What has to stay in the browser: a sentence; NULL when there is an address to go back to. */
static const char *
check_redirect (SbSandbox *self, GPtrArray *pairs)
{
  const char *client = sb_pairs_get (pairs, "client_id");
  const char *redirect = sb_pairs_get (pairs, "redirect_uri");
  g_autofree char *registered = NULL;

  if (client == NULL)
    return "The client_id parameter is missing.";
  registered = sb_netsuite_auth_find (self, "SELECT redirect_uri FROM sb_ns_integration WHERE id = ?", client);
  if (registered == NULL)
    return "The application is not known in this account.";
  if (g_strcmp0 (registered, redirect) != 0)
    return "The redirect_uri does not match the one of the integration record.";
  if (g_ascii_strncasecmp (redirect, "http:", strlen ("http:")) == 0)
    return "The redirect_uri must use https or a custom scheme.";

  return NULL;
}

/* ---- going back ---- */

static void
add_parameter (GString *url, const char *name, const char *value)
{
  g_autofree char *encoded = g_uri_escape_string (value, NULL, FALSE);

  g_string_append_printf (url, "%c%s=%s", strchr (url->str, '?') == NULL ? '?' : '&', name, encoded);
}

static void
redirect (SbResponse *response, GString *url)
{
  sb_response_set_text (response, 302, "text/html; charset=utf-8", "");
  sb_response_add_header (response, "Location", url->str);
  sb_response_add_header (response, "Cache-Control", "no-store");
}

static void
redirect_error (GPtrArray *pairs, SbResponse *response, const char *error)
{
  g_autoptr (GString) url = g_string_new (sb_pairs_get (pairs, "redirect_uri"));
  const char *state = sb_pairs_get (pairs, "state");

  if (is_state (state))
    add_parameter (url, "state", state);
  add_parameter (url, "error", error);
  redirect (response, url);
}

static char *
issue_code (SbSandbox *self, GPtrArray *pairs)
{
  char *code = sb_netsuite_dup_random (self, 32);
  const char *challenge = sb_pairs_get (pairs, "code_challenge");
  g_autofree char *family = sb_netsuite_dup_random (self, 8);
  g_autofree char *expires = g_strdup_printf ("%" G_GINT64_FORMAT, sb_netsuite_now (self) + CODE_SECONDS);

  sb_netsuite_auth_run (self, "INSERT INTO sb_ns_code (code, client, redirect_uri, challenge, scope, family, expires)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?)", 7, code, sb_pairs_get (pairs, "client_id"),
                        sb_pairs_get (pairs, "redirect_uri"), challenge != NULL ? challenge : "", sb_pairs_get (pairs, "scope"),
                        family, expires);

  return code;
}

static void
redirect_code (SbSandbox *self, GPtrArray *pairs, SbResponse *response)
{
  g_autoptr (GString) url = g_string_new (sb_pairs_get (pairs, "redirect_uri"));
  g_autofree char *code = issue_code (self, pairs);

  add_parameter (url, "state", sb_pairs_get (pairs, "state"));
  add_parameter (url, "code", code);
  add_parameter (url, "role", G_STRINGIFY (SB_NETSUITE_ROLE_ID));
  add_parameter (url, "entity", G_STRINGIFY (SB_NETSUITE_USER_ID));
  add_parameter (url, "company", SB_NETSUITE_ACCOUNT);
  redirect (response, url);
}

/* ---- the page ---- */

static char *
dup_consent_key (GPtrArray *pairs)
{
  return g_strconcat ("netsuite.consent.", sb_pairs_get (pairs, "client_id"), NULL);
}

static void
show_form (SbSandbox *self, GPtrArray *pairs, SbResponse *response)
{
  g_autoptr (GString) html = g_string_new (NULL);
  g_autofree char *name = NULL;
  g_autofree char *escaped_name = NULL;

  name = sb_netsuite_auth_find (self, "SELECT name FROM sb_ns_integration WHERE id = ?", sb_pairs_get (pairs, "client_id"));
  escaped_name = g_markup_escape_text (name, -1);
  g_string_append_printf (html, "<p><b>%s</b> asks for access to the account <b>" SB_NETSUITE_ACCOUNT "</b> as <b>"
                          SB_NETSUITE_USER "</b>.</p>\n<form method=\"post\" action=\"" SB_NETSUITE_PREFIX
                          "/app/login/oauth2/authorize.nl\">\n", escaped_name);
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      const char *value = sb_pairs_get (pairs, parameters[i]);
      g_autofree char *escaped = value != NULL ? g_markup_escape_text (value, -1) : NULL;

      if (value != NULL)
        g_string_append_printf (html, "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n", parameters[i], escaped);
    }
  g_string_append (html, "<button type=\"submit\" name=\"action\" value=\"allow\">Allow</button>\n"
                   "<button type=\"submit\" name=\"action\" value=\"deny\">Deny</button>\n</form>");
  sb_netsuite_page (response, 200, "Authorize Application", html->str);
}

/* A person's answer, or the page that asks for it. */
static void
decide (SbSandbox *self, GPtrArray *pairs, const char *action, SbResponse *response)
{
  g_autofree char *key = dup_consent_key (pairs);
  g_autofree char *given = sb_sandbox_dup_meta (self, key);
  gboolean silent = g_strcmp0 (sb_pairs_get (pairs, "prompt"), "none") == 0;

  if (g_strcmp0 (action, "allow") == 0)
    {
      sb_sandbox_set_meta (self, key, "given");
      redirect_code (self, pairs, response);
    }
  else if (action != NULL || (silent && given == NULL))
    redirect_error (pairs, response, "access_denied");
  else if (silent)
    redirect_code (self, pairs, response);
  else
    show_form (self, pairs, response);
}

void
sb_netsuite_authorize_handle (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  gboolean is_post = strcmp (request->method, "POST") == 0;
  g_autoptr (GPtrArray) pairs = is_post ? sb_pairs_parse_form (request) : sb_pairs_parse (request->query);
  const char *sentence = pairs != NULL ? check_redirect (self, pairs) : "The request could not be understood.";
  g_autofree char *html = NULL;
  const char *error;

  if (!is_post && strcmp (request->method, "GET") != 0)
    sentence = "The method is not allowed.";
  if (sentence != NULL)
    {
      html = g_strdup_printf ("<p>Invalid login attempt. %s</p>", sentence);
      sb_netsuite_page (response, 400, "Error", html);
      return;
    }
  error = check_request (self, pairs);
  if (error != NULL)
    redirect_error (pairs, response, error);
  else
    decide (self, pairs, is_post ? sb_pairs_get (pairs, "action") : NULL, response);
}
