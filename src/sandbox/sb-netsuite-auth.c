/* sb-netsuite-auth.c: who may come in, and the login audit trail
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The credentials of a seed are always the same, so that a client set up for
 * one sandbox goes on with the next of that seed. They are no secrets.
 */

#include "sb-netsuite-auth.h"

#include <string.h>

#define CERTIFICATE_SECONDS  (2 * 365 * 24 * 3600)

/* The sandbox's own private key for client credentials: a point on P-256 and its number. The number is one without its
 * highest bit, which GnuTLS would export with a byte too many for other libraries to read. */
#define CLIENT_KEY_X  "84f432069bbadbcbdb38ec946ed515ab92d361a2ec54310f9a51d89a9803e0e2"
#define CLIENT_KEY_Y  "dd6927d60f38c8e638a34fe3dbbbb386d27b63793cee32bab00d5461984204c1"
#define CLIENT_KEY_K  "6b38f8df2815b14378899c06297da07cf5c639ff6647e0c4bfb59acc41ab44d6"

static const char tables[] =
  "CREATE TABLE IF NOT EXISTS sb_ns_integration (id TEXT PRIMARY KEY, name TEXT, secret TEXT, state TEXT DEFAULT 'enabled',"
  " tba TEXT DEFAULT 'F', m2m TEXT DEFAULT 'F', code TEXT DEFAULT 'F', public TEXT DEFAULT 'F', redirect_uri TEXT,"
  " refresh_hours INTEGER DEFAULT 48, rotation_hours INTEGER DEFAULT 168);"
  "CREATE TABLE IF NOT EXISTS sb_ns_accesstoken (id TEXT PRIMARY KEY, secret TEXT, client TEXT, revoked TEXT DEFAULT 'F');"
  "CREATE TABLE IF NOT EXISTS sb_ns_certificate (id TEXT PRIMARY KEY, client TEXT, public_pem TEXT, algorithm TEXT,"
  " valid_from INTEGER, valid_to INTEGER, revoked TEXT DEFAULT 'F');"
  "CREATE TABLE IF NOT EXISTS sb_ns_assertion (id TEXT PRIMARY KEY, expires INTEGER);"
  "CREATE TABLE IF NOT EXISTS sb_ns_bearer (token TEXT PRIMARY KEY, client TEXT, scope TEXT, family TEXT, expires INTEGER,"
  " revoked TEXT);"
  "CREATE TABLE IF NOT EXISTS sb_ns_code (code TEXT PRIMARY KEY, client TEXT, redirect_uri TEXT, challenge TEXT, scope TEXT,"
  " family TEXT, expires INTEGER, used TEXT DEFAULT 'F');"
  "CREATE TABLE IF NOT EXISTS sb_ns_refresh (token TEXT PRIMARY KEY, client TEXT, scope TEXT, family TEXT, expires INTEGER,"
  " ends INTEGER, state TEXT);"
  "CREATE TABLE IF NOT EXISTS sb_ns_loginaudittrail (id INTEGER PRIMARY KEY, date INTEGER, user TEXT, type TEXT, status TEXT,"
  " subject TEXT, detail TEXT)";

/* ---- rows ---- */

char *
sb_netsuite_auth_find (SbSandbox *self, const char *sql, const char *key)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);
  char *value = NULL;

  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_reset (statement);

  return value;
}

void
sb_netsuite_auth_run (SbSandbox *self, const char *sql, guint count, ...)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);
  va_list arguments;

  va_start (arguments, count);
  for (guint i = 0; i < count; i++)
    sqlite3_bind_text (statement, (int) i + 1, va_arg (arguments, const char *), -1, SQLITE_TRANSIENT);
  va_end (arguments);
  if (sqlite3_step (statement) != SQLITE_DONE)
    g_warning ("%s: %s", sql, sqlite3_errmsg (sb_sandbox_get_db (self)));
  sqlite3_reset (statement);
}

char *
sb_netsuite_dup_random (SbSandbox *self, guint bytes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < bytes; i++)
    g_string_append_printf (text, "%02x", (guint) (sb_sandbox_random (self, "netsuite-token") >> 56));

  return g_string_free (text, FALSE);
}

/* ---- the credentials of the seed ---- */

/* 64 hexadecimal digits, as NetSuite's own are. */
static char *
dup_seeded (SbSandbox *self, const char *what)
{
  g_autofree char *text = g_strdup_printf ("%s of %" G_GUINT64_FORMAT, what, sb_sandbox_get_options (self)->seed);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static void
add_integrations (SbSandbox *self)
{
  g_autofree char *m2m = dup_seeded (self, "m2m client");
  g_autofree char *tba = dup_seeded (self, "consumer key");
  g_autofree char *tba_secret = dup_seeded (self, "consumer secret");
  g_autofree char *code = dup_seeded (self, "code client");

  sb_netsuite_auth_run (self, "INSERT OR IGNORE INTO sb_ns_integration (id, name, secret, m2m) VALUES (?, 'Causeway, unattended', '', 'T')",
                        1, m2m);
  sb_netsuite_auth_run (self, "INSERT OR IGNORE INTO sb_ns_integration (id, name, secret, tba) VALUES (?, 'Causeway, tokens', ?, 'T')",
                        2, tba, tba_secret);
  sb_netsuite_auth_run (self, "INSERT OR IGNORE INTO sb_ns_integration (id, name, secret, code, public, redirect_uri)"
                        " VALUES (?, 'Causeway', '', 'T', 'T', '" SB_NETSUITE_REDIRECT "')", 1, code);
}

static void
add_credentials (SbSandbox *self)
{
  g_autofree char *tba = dup_seeded (self, "consumer key");
  g_autofree char *token = dup_seeded (self, "token id");
  g_autofree char *token_secret = dup_seeded (self, "token secret");
  g_autofree char *m2m = dup_seeded (self, "m2m client");
  g_autofree char *certificate = dup_seeded (self, "certificate id");
  g_autofree char *key = sb_jwt_dup_key_of (CLIENT_KEY_X, CLIENT_KEY_Y, CLIENT_KEY_K);
  g_autofree char *public = sb_jwt_dup_public (key);
  gint64 from = sb_netsuite_now (self) - 24 * 3600;
  g_autofree char *valid_from = g_strdup_printf ("%" G_GINT64_FORMAT, from);
  g_autofree char *valid_to = g_strdup_printf ("%" G_GINT64_FORMAT, from + CERTIFICATE_SECONDS);

  sb_netsuite_auth_run (self, "INSERT OR IGNORE INTO sb_ns_accesstoken (id, secret, client) VALUES (?, ?, ?)", 3, token, token_secret, tba);
  sb_netsuite_auth_run (self, "INSERT OR IGNORE INTO sb_ns_certificate (id, client, public_pem, algorithm, valid_from, valid_to)"
                        " VALUES (?, ?, ?, 'EC', ?, ?)", 5, certificate, m2m, public, valid_from, valid_to);
}

void
sb_netsuite_auth_setup (SbSandbox *self)
{
  char *message = NULL;

  if (sqlite3_exec (sb_sandbox_get_db (self), tables, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s", message);
  add_integrations (self);
  add_credentials (self);
}

static void
take_text (JsonObject *object, const char *name, char *text)
{
  json_object_set_string_member (object, name, text);
  g_free (text);
}

void
sb_netsuite_auth_add_info (SbSandbox *self, JsonObject *info)
{
  JsonObject *m2m = json_object_new ();
  JsonObject *tba = json_object_new ();
  JsonObject *code = json_object_new ();

  take_text (m2m, "client_id", dup_seeded (self, "m2m client"));
  take_text (m2m, "certificate_id", dup_seeded (self, "certificate id"));
  take_text (m2m, "private_key_pem", sb_jwt_dup_key_of (CLIENT_KEY_X, CLIENT_KEY_Y, CLIENT_KEY_K));
  take_text (tba, "consumer_key", dup_seeded (self, "consumer key"));
  take_text (tba, "consumer_secret", dup_seeded (self, "consumer secret"));
  take_text (tba, "token_id", dup_seeded (self, "token id"));
  take_text (tba, "token_secret", dup_seeded (self, "token secret"));
  take_text (code, "client_id", dup_seeded (self, "code client"));
  json_object_set_string_member (code, "redirect_uri", SB_NETSUITE_REDIRECT);
  json_object_set_object_member (info, "m2m", m2m);
  json_object_set_object_member (info, "tba", tba);
  json_object_set_object_member (info, "code", code);
}

/* ---- audit trail ---- */

void
sb_netsuite_audit (SbSandbox *self, const char *method, const char *subject, const char *detail)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, sb_netsuite_now (self));

  sb_netsuite_auth_run (self, "INSERT INTO sb_ns_loginaudittrail (date, user, type, status, subject, detail)"
                        " VALUES (?, '" SB_NETSUITE_USER "', ?, ?, ?, ?)", 5, now, method,
                        detail == NULL ? "Success" : "Failure", subject, detail);
  sb_sandbox_keep (self);
}

/* ---- requests ---- */

/* The one answer to every failed login; @scheme is the one that the client tried. */
static gboolean
refuse (SbSandbox *self, SbResponse *response, const char *scheme, const char *subject, const char *cause)
{
  gboolean bearer = strcmp (scheme, "Bearer") == 0;
  g_autofree char *header = NULL;

  header = g_strdup_printf ("%s realm=\"" SB_NETSUITE_ACCOUNT "\", error=\"%s\", error_description=\"Invalid login attempt.\"",
                            scheme, bearer ? "invalid_token" : "token_rejected");
  sb_netsuite_audit (self, bearer ? "OAuth 2.0 access token" : "Token-based authentication", subject, cause);
  sb_netsuite_error (response, 401, "INVALID_LOGIN", NULL, NULL,
                     "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at Setup >"
                     " Users/Roles > User Management > View Login Audit Trail.");
  sb_response_add_header (response, "WWW-Authenticate", header);

  return FALSE;
}

static gboolean
refuse_syntax (SbResponse *response)
{
  sb_netsuite_error (response, 400, "INVALID_REQUEST", "o:errorHeader", "Authorization",
                     "The request could not be understood by the server due to malformed syntax.");
  sb_response_add_header (response, "WWW-Authenticate", "Bearer realm=\"" SB_NETSUITE_ACCOUNT "\", error=\"invalid_request\", "
                          "error_description=\"The request could not be understood by the server due to malformed syntax.\"");

  return FALSE;
}

static gboolean
has_scheme (const char *header, const char *scheme)
{
  gsize length = strlen (scheme);

  return g_ascii_strncasecmp (header, scheme, length) == 0 && (header[length] == ' ' || header[length] == '\0');
}

static gboolean
check_tba (SbSandbox *self, const SbRequest *request, const char *credentials, SbResponse *response)
{
  g_autofree char *token = NULL;
  const char *cause = sb_tba_verify (self, request, credentials, &token);

  return cause == NULL || refuse (self, response, "OAuth", token, cause);
}

static gboolean
check_bearer (SbSandbox *self, const char *token, SbResponse *response)
{
  const char *cause;

  while (*token == ' ')
    token++;
  if (*token == '\0' || strspn (token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=") != strlen (token))
    return refuse_syntax (response);
  cause = sb_oauth2_check_bearer (self, token);

  return cause == NULL || refuse (self, response, "Bearer", NULL, cause);
}

gboolean
sb_netsuite_authenticate (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  const char *header = g_hash_table_lookup (request->headers, "authorization");

  if (header != NULL && has_scheme (header, "OAuth"))
    return check_tba (self, request, header + strlen ("OAuth"), response);
  if (header != NULL && has_scheme (header, "Bearer"))
    return check_bearer (self, header + strlen ("Bearer"), response);

  return refuse (self, response, "OAuth", NULL, "MissingTokenPassportRequiredFields");
}

gboolean
sb_netsuite_auth_handle (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  if (strcmp (request->path, SB_NETSUITE_PREFIX "/app/login/oauth2/authorize.nl") == 0)
    {
      sb_netsuite_authorize_handle (self, request, response);
      return TRUE;
    }
  if (strcmp (request->path, SB_NETSUITE_SETUP_PATH) == 0)
    {
      sb_netsuite_setup_handle (self, request, response);
      return TRUE;
    }

  return sb_oauth2_handle (self, request, response);
}
