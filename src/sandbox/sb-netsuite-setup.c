/* sb-netsuite-setup.c: the page where an administrator uploads a certificate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 2.3 of the reference: the certificate of an application is mapped to
 * a user, a role and an integration, and gets the id that goes into `kid`.
 */

#include "sb-netsuite-auth.h"

#include <string.h>

static void
append_integrations (SbSandbox *self, GString *html)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT id, name FROM sb_ns_integration WHERE m2m = 'T'"
                                                " AND state = 'enabled' ORDER BY name");

  g_string_append (html, "<p><label>Integration <select name=\"client\">\n");
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      g_autofree char *name = g_markup_escape_text ((const char *) sqlite3_column_text (statement, 1), -1);

      g_string_append_printf (html, "<option value=\"%s\">%s</option>\n", sqlite3_column_text (statement, 0), name);
    }
  sqlite3_reset (statement);
  g_string_append (html, "</select></label></p>\n");
}

static void
append_certificates (SbSandbox *self, GString *html)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT c.id, i.name, c.algorithm, c.valid_to, c.revoked FROM sb_ns_certificate c"
                                                " JOIN sb_ns_integration i ON i.id = c.client ORDER BY c.valid_to DESC");

  g_string_append (html, "<table>\n<tr><th>Certificate ID</th><th>Integration</th><th>Key</th><th>Valid to</th><th>Revoked</th></tr>\n");
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      g_autofree char *name = g_markup_escape_text ((const char *) sqlite3_column_text (statement, 1), -1);
      g_autofree char *valid_to = sb_format_iso (sqlite3_column_int64 (statement, 3) * G_USEC_PER_SEC);

      g_string_append_printf (html, "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
                              sqlite3_column_text (statement, 0), name, sqlite3_column_text (statement, 2), valid_to,
                              strcmp ((const char *) sqlite3_column_text (statement, 4), "T") == 0 ? "Yes" : "No");
    }
  sqlite3_reset (statement);
  g_string_append (html, "</table>\n");
}

static void
show (SbSandbox *self, guint status, const char *message, SbResponse *response)
{
  g_autoptr (GString) html = g_string_new (NULL);
  g_autofree char *escaped = message != NULL ? g_markup_escape_text (message, -1) : NULL;

  if (escaped != NULL)
    g_string_append_printf (html, "<p><b>%s</b></p>\n", escaped);
  append_certificates (self, html);
  g_string_append (html, "<form method=\"post\" action=\"" SB_NETSUITE_SETUP_PATH "\">\n");
  append_integrations (self, html);
  g_string_append (html, "<p><label>Certificate in PEM form<br><textarea name=\"pem\" rows=\"16\" cols=\"70\"></textarea></label></p>\n"
                   "<p><button type=\"submit\">Save</button></p>\n</form>");
  sb_netsuite_page (response, status, "OAuth 2.0 Client Credentials (M2M) Setup", html->str);
}

static void
upload (SbSandbox *self, GPtrArray *form, SbResponse *response)
{
  const char *client = form != NULL ? sb_pairs_get (form, "client") : NULL;
  const char *pem = form != NULL ? sb_pairs_get (form, "pem") : NULL;
  g_autoptr (JsonObject) create = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *message = NULL;

  if (client != NULL)
    json_object_set_string_member (create, "client", client);
  if (pem != NULL)
    json_object_set_string_member (create, "pem", pem);
  id = sb_netsuite_auth_edit (self, "certificate", NULL, create, TRUE, FALSE, &error);
  message = id != NULL ? g_strconcat ("Certificate ID: ", id, NULL) : g_strdup (error->message);
  show (self, id != NULL ? 200 : 400, message, response);
}

void
sb_netsuite_setup_handle (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  g_autoptr (GPtrArray) form = NULL;

  if (strcmp (request->method, "POST") != 0)
    {
      show (self, 200, NULL, response);
      return;
    }
  form = sb_pairs_parse_form (request);
  upload (self, form, response);
}
