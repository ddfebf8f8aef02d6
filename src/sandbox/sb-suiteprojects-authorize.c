/* sb-suiteprojects-authorize.c: signing in, and the consent page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A3. With an unknown application or another redirect address there is nobody
 * to send the browser back to; every other mistake goes back to the
 * application. The form carries the request along, and what comes back is
 * checked again as if it were new. PKCE is ignored, which a variant changes.
 */

#include "sb-suiteprojects.h"

#include "sb-netsuite-private.h"

#include <string.h>

static const char * const parameters[] = { "response_type", "client_id", "redirect_uri", "scope", "state" };

static void
show_page (SbResponse *response, guint status, const char *title, const char *body)
{
  g_autofree char *html = g_strdup_printf ("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>%s - SuiteProjects Pro"
                                           "</title></head>\n<body>\n<h1>%s</h1>\n%s\n</body>\n</html>\n", title, title, body);

  sb_response_set_text (response, status, "text/html; charset=utf-8", html);
  sb_response_add_header (response, "Cache-Control", "no-store");
}

/* What has to stay in the browser: a sentence; NULL when there is an address to go back to. */
static const char *
check_redirect (SbSandbox *self, GPtrArray *pairs)
{
  const char *client = sb_pairs_get (pairs, "client_id");
  const char *redirect = sb_pairs_get (pairs, "redirect_uri");
  g_autofree char *registered = client != NULL ? sb_spp_find (self, "SELECT redirects FROM sp_app WHERE id = ? AND enabled", client) : NULL;
  g_auto (GStrv) list = registered != NULL ? g_strsplit (registered, "\n", -1) : NULL;

  if (list == NULL)
    return "The application is not registered in this account, or is disabled.";
  if (redirect == NULL || !g_strv_contains ((const char * const *) list, redirect))
    return "The redirect_uri is not one of the registered ones.";
  if (g_str_has_prefix (redirect, "http://127.0.0.1") && sb_sandbox_assumes (self, "suiteprojects.loopback-redirect", "refused"))
    return "The redirect_uri must use https.";

  return NULL;
}

static gboolean
is_scope (SbSandbox *self, GPtrArray *pairs)
{
  const char *scope = sb_pairs_get (pairs, "scope");
  g_autofree char *allowed = sb_spp_find (self, "SELECT scopes FROM sp_app WHERE id = ?", sb_pairs_get (pairs, "client_id"));
  g_auto (GStrv) granted = g_strsplit (allowed, " ", -1);
  g_auto (GStrv) words = g_strsplit (scope != NULL ? scope : "", " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (!g_strv_contains ((const char * const *) granted, words[i]))
      return FALSE;

  return words[0] != NULL;
}

static void
go_back (GPtrArray *pairs, const char *name, const char *value, SbResponse *response)
{
  const char *redirect = sb_pairs_get (pairs, "redirect_uri");
  const char *state = sb_pairs_get (pairs, "state");
  g_autoptr (GString) url = g_string_new (redirect);

  g_string_append_printf (url, "%c%s=", strchr (redirect, '?') == NULL ? '?' : '&', name);
  g_string_append_uri_escaped (url, value, NULL, FALSE);
  if (state != NULL)
    {
      g_string_append (url, "&state=");
      g_string_append_uri_escaped (url, state, NULL, FALSE);
    }
  sb_response_set_text (response, 302, "text/html; charset=utf-8", "");
  sb_response_add_header (response, "Location", url->str);
  sb_response_add_header (response, "Cache-Control", "no-store");
}

static void
show_form (SbSandbox *self, GPtrArray *pairs, const char *complaint, SbResponse *response)
{
  g_autoptr (GString) html = g_string_new (NULL);
  g_autofree char *name = sb_spp_find (self, "SELECT name FROM sp_app WHERE id = ?", sb_pairs_get (pairs, "client_id"));
  g_autofree char *escaped_name = g_markup_escape_text (name, -1);

  if (complaint != NULL)
    g_string_append_printf (html, "<p role=\"alert\">%s</p>\n", complaint);
  g_string_append_printf (html, "<p>Company: <b>%s</b></p>\n<form method=\"post\" action=\"" SB_SPP_PREFIX "/login/oauth2/v1/authorize\">\n",
                          sb_spp_get_company ());
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      const char *value = sb_pairs_get (pairs, parameters[i]);
      g_autofree char *escaped = value != NULL ? g_markup_escape_text (value, -1) : NULL;

      if (value != NULL)
        g_string_append_printf (html, "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n", parameters[i], escaped);
    }
  g_string_append_printf (html, "<p><label>User ID <input name=\"user\" autocomplete=\"username\"></label>\n"
                          "<label>Password <input type=\"password\" name=\"password\" autocomplete=\"current-password\"></label></p>\n"
                          "<p><b>%s</b> asks to access SuiteProjects Pro as you.</p>\n"
                          "<button type=\"submit\" name=\"action\" value=\"allow\">ALLOW</button>\n"
                          "<button type=\"submit\" name=\"action\" value=\"cancel\">CANCEL</button>\n</form>", escaped_name);
  show_page (response, 200, "Sign in", html->str);
}

static void
decide (SbSandbox *self, GPtrArray *pairs, gboolean is_post, SbResponse *response)
{
  const char *action = is_post ? sb_pairs_get (pairs, "action") : NULL;
  g_autofree char *code = NULL;
  gint64 user;

  if (action == NULL)
    {
      show_form (self, pairs, NULL, response);
      return;
    }
  if (strcmp (action, "allow") != 0)
    {
      go_back (pairs, "error", sb_sandbox_assume (self, "suiteprojects.cancel-error"), response);
      return;
    }
  user = sb_spp_check_password (self, sb_pairs_get (pairs, "user"), sb_pairs_get (pairs, "password"));
  if (user == 0)
    {
      show_form (self, pairs, "The user ID or the password is wrong.", response);
      return;
    }
  code = sb_spp_issue_code (self, sb_pairs_get (pairs, "client_id"), sb_pairs_get (pairs, "redirect_uri"), sb_pairs_get (pairs, "scope"), user);
  go_back (pairs, "code", code, response);
}

void
sb_spp_handle_authorize (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  gboolean is_post = strcmp (request->method, "POST") == 0;
  g_autoptr (GPtrArray) pairs = is_post ? sb_pairs_parse_form (request) : sb_pairs_parse (request->query);
  const char *sentence = pairs != NULL ? check_redirect (self, pairs) : "The request could not be understood.";
  g_autofree char *html = NULL;

  if (!is_post && strcmp (request->method, "GET") != 0)
    sentence = "The method is not allowed.";
  if (sentence != NULL)
    {
      html = g_strdup_printf ("<p>%s</p>", sentence);
      show_page (response, 400, "Error", html);
      return;
    }
  if (sb_pairs_has_duplicates (pairs) ||
      (sb_pairs_get (pairs, "code_challenge") != NULL && sb_sandbox_assumes (self, "suiteprojects.pkce", "refused")))
    go_back (pairs, "error", "invalid_request", response);
  else if (g_strcmp0 (sb_pairs_get (pairs, "response_type"), "code") != 0)
    go_back (pairs, "error", "unsupported_response_type", response);
  else if (!is_scope (self, pairs))
    go_back (pairs, "error", "invalid_scope", response);
  else
    decide (self, pairs, is_post, response);
}
