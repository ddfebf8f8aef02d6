/* sb-suiteprojects-auth.c: the application, its codes and tokens, and who is let in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A2 to A5. There is the authorization code grant and nothing else. A token
 * shows each API what was there when it was issued, until that API's cache is
 * refreshed.
 */

#include "sb-suiteprojects.h"

#include "sb-netsuite-private.h"

#include <string.h>

#define COMPANY          "harbor"
#define NAMESPACE        "harborconsulting"
#define USER             "integration"
#define REFRESH_SECONDS  (31 * 86400)   /* the application is registered with more than the usual day */
#define CODE_SECONDS     120

static const char tables[] =
  "CREATE TABLE IF NOT EXISTS sp_app (id TEXT PRIMARY KEY, secret TEXT NOT NULL, name TEXT NOT NULL, redirects TEXT NOT NULL,"
  " scopes TEXT NOT NULL, enabled INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS sp_code (code TEXT PRIMARY KEY, client TEXT NOT NULL, redirect TEXT NOT NULL, scope TEXT NOT NULL,"
  " user INTEGER NOT NULL, expires INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0);"
  "CREATE TABLE IF NOT EXISTS sp_refresh (token TEXT PRIMARY KEY, client TEXT NOT NULL, scope TEXT NOT NULL, user INTEGER NOT NULL,"
  " expires INTEGER NOT NULL, dead INTEGER NOT NULL DEFAULT 0);"
  "CREATE TABLE IF NOT EXISTS sp_access (token TEXT PRIMARY KEY, scope TEXT NOT NULL, user INTEGER NOT NULL, expires INTEGER NOT NULL,"
  " dead INTEGER NOT NULL DEFAULT 0, xml INTEGER NOT NULL, rest INTEGER NOT NULL);";

/* ---- statements ---- */

void
sb_spp_run (SbSandbox *self, const char *sql, guint count, ...)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);
  va_list arguments;

  va_start (arguments, count);
  for (guint i = 0; i < count; i++)
    sqlite3_bind_text (statement, (int) i + 1, va_arg (arguments, const char *), -1, SQLITE_TRANSIENT);
  va_end (arguments);
  sb_sandbox_run (self, statement);
}

char *
sb_spp_find (SbSandbox *self, const char *sql, const char *key)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);
  char *value = NULL;

  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_reset (statement);

  return value;
}

char *
sb_spp_dup_random (SbSandbox *self, guint bytes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < bytes; i++)
    g_string_append_printf (text, "%02x", (guint) (sb_sandbox_random (self, "suiteprojects.token") & 0xff));

  return g_string_free (text, FALSE);
}

/* ---- what belongs to the seed ---- */

const char *
sb_spp_get_company (void)
{
  return COMPANY;
}

const char *
sb_spp_get_namespace (void)
{
  return NAMESPACE;
}

static char *
dup_seeded (SbSandbox *self, const char *what)
{
  g_autofree char *text = g_strdup_printf ("%s.%" G_GUINT64_FORMAT, what, sb_sandbox_get_options (self)->seed);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

char *
sb_spp_dup_key (SbSandbox *self)
{
  g_autofree char *seeded = dup_seeded (self, "key");

  return g_strndup (seeded, 10);
}

static char *
dup_password (SbSandbox *self)
{
  g_autofree char *seeded = dup_seeded (self, "password");

  return g_strdup_printf ("Harbor-%.12s", seeded);
}

/* A2: decimal digits, an underscore, 16 characters. */
static char *
dup_client_id (SbSandbox *self)
{
  g_autofree char *seeded = dup_seeded (self, "client");

  return g_strdup_printf ("1042_%.16s", seeded);
}

/* A private scheme, a loopback address with a fixed port, and one whose code a person copies. */
static const char redirects[] = "io.github.causeway-app.causeway:/oauth\nhttp://127.0.0.1:41953/oauth\nhttps://localhost/oauth";

void
sb_spp_auth_setup (SbSandbox *self)
{
  g_autofree char *client = dup_client_id (self);
  g_autofree char *secret = dup_seeded (self, "secret");
  char *message = NULL;

  if (sqlite3_exec (sb_sandbox_get_db (self), tables, NULL, NULL, &message) != SQLITE_OK)
    g_error ("cannot make SuiteProjects Pro's tables: %s", message);
  sb_spp_run (self, "INSERT OR IGNORE INTO sp_app VALUES (?1, ?2, 'Causeway', ?3, 'xml rest', 1)", 3, client, secret, redirects);
}

gint64
sb_spp_check_password (SbSandbox *self, const char *user, const char *password)
{
  g_autofree char *expected = dup_password (self);

  return g_strcmp0 (user, USER) == 0 && g_strcmp0 (password, expected) == 0 ? SB_SPP_USER_ID : 0;
}

/* ---- tokens ---- */

static gint64
get_life (SbSandbox *self, const char *key, gint64 usual)
{
  g_autofree char *set = sb_sandbox_dup_meta (self, key);

  return set != NULL ? g_ascii_strtoll (set, NULL, 10) : usual;
}

static gint64
get_access_life (SbSandbox *self)
{
  return get_life (self, "suiteprojects.access", g_ascii_strtoll (sb_sandbox_assume (self, "suiteprojects.access-life"), NULL, 10));
}

static char *
issue_access (SbSandbox *self, const char *scope, const char *user)
{
  char *token = sb_spp_dup_random (self, 32);
  g_autofree char *expires = g_strdup_printf ("%" G_GINT64_FORMAT, sb_spp_now (self) + get_access_life (self));
  g_autofree char *horizon = g_strdup_printf ("%" G_GINT64_FORMAT, sb_spp_get_horizon (self));

  sb_spp_run (self, "INSERT INTO sp_access (token, scope, user, expires, xml, rest) VALUES (?1, ?2, ?3, CAST (?4 AS INTEGER),"
              " CAST (?5 AS INTEGER), CAST (?5 AS INTEGER))", 5, token, scope, user, expires, horizon);

  return token;
}

static char *
issue_refresh (SbSandbox *self, const char *client, const char *scope, const char *user)
{
  char *token = sb_spp_dup_random (self, 32);
  g_autofree char *expires = g_strdup_printf ("%" G_GINT64_FORMAT, sb_spp_now (self) + get_life (self, "suiteprojects.refresh", REFRESH_SECONDS));

  sb_spp_run (self, "INSERT INTO sp_refresh (token, client, scope, user, expires) VALUES (?1, ?2, ?3, ?4, CAST (?5 AS INTEGER))", 5, token, client,
              scope, user, expires);

  return token;
}

char *
sb_spp_issue_code (SbSandbox *self, const char *client, const char *redirect, const char *scope, gint64 user)
{
  char *code = sb_spp_dup_random (self, 16);
  g_autofree char *user_text = g_strdup_printf ("%" G_GINT64_FORMAT, user);
  g_autofree char *expires = g_strdup_printf ("%" G_GINT64_FORMAT, sb_spp_now (self) + CODE_SECONDS);

  sb_spp_run (self, "INSERT INTO sp_code (code, client, redirect, scope, user, expires) VALUES (?1, ?2, ?3, ?4, ?5, CAST (?6 AS INTEGER))", 6,
              code, client, redirect, scope, user_text, expires);

  return code;
}

static gboolean
has_scope (const char *scopes, const char *scope)
{
  g_auto (GStrv) words = g_strsplit (scopes, " ", -1);

  return g_strv_contains ((const char * const *) words, scope);
}

gint64
sb_spp_check_token (SbSandbox *self, const char *token, const char *scope, gint64 *out_horizon)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT user, scope, expires, dead, xml, rest FROM sp_access WHERE token = ?"
                                                " AND EXISTS (SELECT 1 FROM sp_app WHERE enabled)");
  gint64 user = 0;

  sqlite3_bind_text (statement, 1, token, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_ROW && sqlite3_column_int64 (statement, 2) > sb_spp_now (self) &&
      sqlite3_column_int (statement, 3) == 0 && has_scope ((const char *) sqlite3_column_text (statement, 1), scope))
    {
      user = sqlite3_column_int64 (statement, 0);
      *out_horizon = sqlite3_column_int64 (statement, strcmp (scope, "xml") == 0 ? 4 : 5);
    }
  sqlite3_reset (statement);
  if (sb_sandbox_assumes (self, "suiteprojects.visibility-cache", "off"))
    *out_horizon = SB_SPP_ALL_SEEN;

  return user;
}

void
sb_spp_refresh_cache (SbSandbox *self, const char *token, const char *scope)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE sp_access SET %s = (SELECT last FROM sp_born) WHERE token = ?", scope);

  sb_spp_run (self, sql, 1, token);
}

void
sb_suiteprojects_expire_tokens (SbSandbox *self, gboolean grants)
{
  sb_spp_run (self, "UPDATE sp_access SET dead = 1", 0);
  if (grants)
    sb_spp_run (self, "UPDATE sp_refresh SET dead = 1", 0);
}

/* ---- the token endpoint ---- */

static void
refuse (SbResponse *response, guint status, const char *error, const char *description)
{
  g_autofree char *json = g_strdup_printf ("{\"error\":\"%s\",\"error_description\":\"%s\"}", error, description);

  sb_response_set_json (response, status, json);
  sb_response_add_header (response, "Cache-Control", "no-store");
  if (status == 401)
    sb_response_add_header (response, "WWW-Authenticate", "Basic realm=\"SuiteProjects Pro\"");
}

static gboolean
read_basic (const SbRequest *request, char **out_name, char **out_password)
{
  const char *header = g_hash_table_lookup (request->headers, "authorization");
  g_autofree guchar *decoded = NULL;
  g_autofree char *text = NULL;
  const char *colon;
  gsize size;

  if (header == NULL || !g_str_has_prefix (header, "Basic "))
    return FALSE;
  decoded = g_base64_decode (header + strlen ("Basic "), &size);
  text = g_strndup ((const char *) decoded, size);
  colon = strchr (text, ':');
  if (colon == NULL)
    return FALSE;
  *out_name = g_strndup (text, (gsize) (colon - text));
  *out_password = g_strdup (colon + 1);

  return TRUE;
}

/* NULL: refused. */
static char *
dup_client (SbSandbox *self, const SbRequest *request, GPtrArray *form)
{
  g_autofree char *name = NULL;
  g_autofree char *password = NULL;
  g_autofree char *secret = NULL;

  if (!read_basic (request, &name, &password))
    {
      if (sb_sandbox_assumes (self, "suiteprojects.client-auth", "basic"))
        return NULL;
      name = g_strdup (sb_pairs_get (form, "client_id"));
      password = g_strdup (sb_pairs_get (form, "client_secret"));
    }
  if (name == NULL)
    return NULL;
  secret = sb_spp_find (self, "SELECT secret FROM sp_app WHERE id = ? AND enabled", name);

  return secret != NULL && g_strcmp0 (secret, password) == 0 ? g_steal_pointer (&name) : NULL;
}

static void
answer_tokens (SbSandbox *self, SbResponse *response, const char *access, const char *refresh)
{
  g_autoptr (GString) json = g_string_new (NULL);

  g_string_append_printf (json, "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%" G_GINT64_FORMAT, access,
                          get_access_life (self));
  if (refresh != NULL)
    g_string_append_printf (json, ",\"refresh_token\":\"%s\"", refresh);
  g_string_append_c (json, '}');
  sb_response_set_json (response, 200, json->str);
  sb_response_add_header (response, "Cache-Control", "no-store");
}

/* A row of sp_code or sp_refresh that is this client's and still good. */
static gboolean
find_grant (SbSandbox *self, const char *sql, const char *key, const char *client, char **out_scope, char **out_user, char **out_redirect)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);
  gboolean found;

  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, client, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, sb_spp_now (self));
  found = sqlite3_step (statement) == SQLITE_ROW;
  if (found)
    {
      *out_scope = g_strdup ((const char *) sqlite3_column_text (statement, 0));
      *out_user = g_strdup ((const char *) sqlite3_column_text (statement, 1));
      *out_redirect = g_strdup ((const char *) sqlite3_column_text (statement, 2));
    }
  sqlite3_reset (statement);

  return found;
}

static void
grant_code (SbSandbox *self, GPtrArray *form, const char *client, SbResponse *response)
{
  const char *code = sb_pairs_get (form, "code");
  const char *redirect = sb_pairs_get (form, "redirect_uri");
  g_autofree char *scope = NULL;
  g_autofree char *user = NULL;
  g_autofree char *given = NULL;
  g_autofree char *access = NULL;
  g_autofree char *refresh = NULL;
  gboolean good;

  if (code == NULL || redirect == NULL)
    {
      refuse (response, 400, "invalid_request", "code and redirect_uri are needed");
      return;
    }
  good = find_grant (self, "SELECT scope, user, redirect FROM sp_code WHERE code = ? AND client = ? AND expires > ? AND used = 0", code, client,
                     &scope, &user, &given);
  /* whoever knows the code gets one try */
  sb_spp_run (self, "UPDATE sp_code SET used = 1 WHERE code = ? AND client = ?", 2, code, client);
  if (!good || strcmp (given, redirect) != 0)
    {
      sb_sandbox_keep (self);
      refuse (response, 400, "invalid_grant", "The authorization code is invalid");
      return;
    }
  access = issue_access (self, scope, user);
  refresh = issue_refresh (self, client, scope, user);
  answer_tokens (self, response, access, refresh);
}

static void
grant_refresh (SbSandbox *self, GPtrArray *form, const char *client, SbResponse *response)
{
  const char *token = sb_pairs_get (form, "refresh_token");
  g_autofree char *scope = NULL;
  g_autofree char *user = NULL;
  g_autofree char *unused = NULL;
  g_autofree char *access = NULL;
  g_autofree char *refresh = NULL;

  if (token == NULL)
    {
      refuse (response, 400, "invalid_request", "refresh_token is needed");
      return;
    }
  if (!find_grant (self, "SELECT scope, user, '' FROM sp_refresh WHERE token = ? AND client = ? AND expires > ? AND dead = 0", token, client,
                   &scope, &user, &unused))
    {
      refuse (response, 400, "invalid_grant", "The refresh token is invalid");
      return;
    }
  if (sb_sandbox_assumes (self, "suiteprojects.refresh-rotation", "rotated"))
    {
      sb_spp_run (self, "UPDATE sp_refresh SET dead = 1 WHERE token = ?", 1, token);
      refresh = issue_refresh (self, client, scope, user);
    }
  else if (sb_sandbox_assumes (self, "suiteprojects.refresh-rotation", "kept"))
    refresh = g_strdup (token);
  access = issue_access (self, scope, user);
  answer_tokens (self, response, access, refresh);
}

void
sb_spp_handle_token (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  g_autoptr (GPtrArray) form = sb_pairs_parse_form (request);
  const char *type = form != NULL && !sb_pairs_has_duplicates (form) ? sb_pairs_get (form, "grant_type") : NULL;
  g_autofree char *client = NULL;

  if (strcmp (request->method, "POST") != 0)
    {
      sb_response_add_header (response, "Allow", "POST");
      refuse (response, 405, "invalid_request", "POST only");
      return;
    }
  if (type == NULL)
    {
      refuse (response, 400, "invalid_request", "The body is no form with a grant_type");
      return;
    }
  client = dup_client (self, request, form);
  if (client == NULL)
    refuse (response, 401, "invalid_client", "Client authentication failed");
  else if (strcmp (type, "authorization_code") == 0)
    grant_code (self, form, client, response);
  else if (strcmp (type, "refresh_token") == 0)
    grant_refresh (self, form, client, response);
  else
    refuse (response, 400, "unsupported_grant_type", "authorization_code or refresh_token");
}

/* ---- info line ---- */

/* The one of the info line is for clients that start without a browser. */
static char *
dup_info_refresh (SbSandbox *self, const char *client)
{
  g_autofree char *noted = sb_sandbox_dup_meta (self, "suiteprojects.info-refresh");
  g_autofree char *scope = NULL;
  g_autofree char *user = NULL;
  g_autofree char *unused = NULL;

  if (noted != NULL && find_grant (self, "SELECT scope, user, '' FROM sp_refresh WHERE token = ? AND client = ? AND expires > ? AND dead = 0",
                                   noted, client, &scope, &user, &unused))
    return g_steal_pointer (&noted);
  g_free (noted);
  noted = issue_refresh (self, client, "xml rest", G_STRINGIFY (SB_SPP_USER_ID));
  sb_sandbox_set_meta (self, "suiteprojects.info-refresh", noted);

  return g_steal_pointer (&noted);
}

char *
sb_suiteprojects_dup_info (SbSandbox *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *url = g_strconcat (sb_sandbox_get_base_url (self), SB_SPP_PREFIX, NULL);
  g_autofree char *client = dup_client_id (self);
  g_autofree char *secret = dup_seeded (self, "secret");
  g_autofree char *password = dup_password (self);
  g_autofree char *key = sb_spp_dup_key (self);
  g_autofree char *refresh = dup_info_refresh (self, client);
  g_auto (GStrv) list = g_strsplit (redirects, "\n", -1);
  JsonArray *uris = json_array_new ();

  for (guint i = 0; list[i] != NULL; i++)
    json_array_add_string_element (uris, list[i]);
  json_object_set_string_member (object, "url", url);
  json_object_set_string_member (object, "company", COMPANY);
  json_object_set_string_member (object, "client_id", client);
  json_object_set_string_member (object, "client_secret", secret);
  json_object_set_array_member (object, "redirect_uris", uris);
  json_object_set_string_member (object, "user", USER);
  json_object_set_string_member (object, "password", password);
  json_object_set_string_member (object, "refresh_token", refresh);
  json_object_set_string_member (object, "namespace", NAMESPACE);
  json_object_set_string_member (object, "key", key);
  json_node_set_object (node, object);

  return json_to_string (node, FALSE);
}
