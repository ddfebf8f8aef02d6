/* sb-netsuite-oauth2.c: the OAuth 2.0 token endpoints and bearer tokens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sections 2.3 to 2.5 of the reference. An access token is a real JWT signed
 * by the sandbox's key, which the keys endpoint shows; whether it is alive is
 * looked up, so that it can be ended at any time.
 */

#include "sb-netsuite-auth.h"

#include <string.h>

#define ACCESS_SECONDS        3600
#define CONFIDENTIAL_SECONDS  (7 * 24 * 3600)   /* refresh token of a confidential client */
#define HOUR_SECONDS          3600
#define VERIFIER_MIN          43
#define VERIFIER_MAX          128

#define KEY_META              "netsuite.token-key"

/* ---- answers ---- */

static void
refuse (SbResponse *response, const char *error)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "error", error);
  sb_netsuite_answer (response, strcmp (error, "invalid_client") == 0 ? 401 : 400, "application/json", object);
  if (strcmp (error, "invalid_client") == 0)
    sb_response_add_header (response, "WWW-Authenticate", "Basic realm=\"" SB_NETSUITE_ACCOUNT "\"");
  sb_response_add_header (response, "Cache-Control", "no-store");
}

/* ---- access tokens ---- */

static char *
dup_signing_key (SbSandbox *self)
{
  char *key = sb_sandbox_dup_meta (self, KEY_META);

  if (key != NULL)
    return key;
  key = sb_jwt_dup_new_key ();
  sb_sandbox_set_meta (self, KEY_META, key);

  return key;
}

static char *
dup_key_id (const char *private_pem)
{
  g_autofree char *public = sb_jwt_dup_public (private_pem);
  char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, public, -1);

  digest[16] = '\0';

  return digest;
}

static void
add_words (JsonObject *claims, const char *name, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  JsonArray *array = json_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    json_array_add_string_element (array, words[i]);
  json_object_set_array_member (claims, name, array);
}

static char *
dup_access_token (SbSandbox *self, const char *client, const char *scope)
{
  g_autofree char *key = dup_signing_key (self);
  g_autofree char *key_id = dup_key_id (key);
  g_autofree char *subject = g_strdup_printf ("%d;%d", SB_NETSUITE_ROLE_ID, SB_NETSUITE_USER_ID);
  g_autofree char *audience = g_strdup_printf ("%s;%s", client, SB_NETSUITE_ACCOUNT);
  g_autofree char *id = sb_netsuite_dup_random (self, 16);
  g_autoptr (JsonObject) header = json_object_new ();
  g_autoptr (JsonObject) claims = json_object_new ();
  gint64 now = sb_netsuite_now (self);

  json_object_set_string_member (header, "kid", key_id);
  json_object_set_string_member (header, "typ", "JWT");
  json_object_set_string_member (header, "alg", "ES256");
  json_object_set_string_member (claims, "sub", subject);
  add_words (claims, "aud", audience);
  add_words (claims, "scope", scope);
  json_object_set_string_member (claims, "iss", "https://system.netsuite.com");
  json_object_set_int_member (claims, "iat", now);
  json_object_set_int_member (claims, "exp", now + ACCESS_SECONDS);
  json_object_set_string_member (claims, "jti", id);

  return sb_jwt_sign (header, claims, key);
}

static char *
dup_time (gint64 seconds)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, seconds);
}

/* @family: the login that the token goes back to. */
static char *
issue_access_token (SbSandbox *self, const char *client, const char *scope, const char *family)
{
  char *token = dup_access_token (self, client, scope);
  g_autofree char *now = dup_time (sb_netsuite_now (self));
  g_autofree char *expires = dup_time (sb_netsuite_now (self) + ACCESS_SECONDS);

  sb_netsuite_auth_run (self, "DELETE FROM sb_ns_bearer WHERE expires <= CAST (?1 AS INTEGER) - 86400", 1, now);
  sb_netsuite_auth_run (self, "INSERT INTO sb_ns_bearer VALUES (?1, ?2, ?3, ?4, ?5, 'F')", 5, token, client, scope, family, expires);

  return token;
}

static void
answer_tokens (SbSandbox *self, SbResponse *response, const char *access_token, const char *refresh_token)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "access_token", access_token);
  if (refresh_token != NULL)
    json_object_set_string_member (object, "refresh_token", refresh_token);
  if (sb_sandbox_assumes (self, "netsuite.expires-in", "number"))
    json_object_set_int_member (object, "expires_in", ACCESS_SECONDS);
  else
    json_object_set_string_member (object, "expires_in", G_STRINGIFY (ACCESS_SECONDS));
  json_object_set_string_member (object, "token_type", "bearer");
  sb_netsuite_answer (response, 200, "application/json", object);
  sb_response_add_header (response, "Cache-Control", "no-store");
}

gboolean
sb_oauth2_is_scope (const char *word)
{
  static const char * const scopes[] = { "rest_webservices", "restlets", "suite_analytics", NULL };

  return g_strv_contains (scopes, word);
}

const char *
sb_oauth2_check_bearer (SbSandbox *self, const char *token)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT b.expires, b.revoked, b.scope, i.state FROM sb_ns_bearer b"
                                                " JOIN sb_ns_integration i ON i.id = b.client WHERE b.token = ?");
  const char *cause = NULL;

  sqlite3_bind_text (statement, 1, token, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) != SQLITE_ROW)
    cause = "UnknownAccessToken";
  else if (sqlite3_column_int64 (statement, 0) <= sb_netsuite_now (self))
    cause = "AccessTokenExpired";
  else if (strcmp ((const char *) sqlite3_column_text (statement, 1), "T") == 0)
    cause = "AccessTokenRevoked";
  else if (strcmp ((const char *) sqlite3_column_text (statement, 3), "enabled") != 0)
    cause = "BlockedClient";
  else if (strstr ((const char *) sqlite3_column_text (statement, 2), "rest_webservices") == NULL)
    cause = "InvalidScope";
  sqlite3_reset (statement);

  return cause;
}

void
sb_netsuite_expire_tokens (SbSandbox *self, gboolean grants)
{
  sb_netsuite_auth_run (self, "UPDATE sb_ns_bearer SET revoked = 'T'", 0);
  if (!grants)
    return;
  sb_netsuite_auth_run (self, "UPDATE sb_ns_refresh SET state = 'revoked'", 0);
  sb_netsuite_auth_run (self, "UPDATE sb_ns_certificate SET revoked = 'T'", 0);
  sb_netsuite_auth_run (self, "UPDATE sb_ns_accesstoken SET revoked = 'T'", 0);
}

/* ---- the client of a request ---- */

/* The name and password of an Authorization header; FALSE when there is none. */
static gboolean
read_basic (const SbRequest *request, char **out_name, char **out_password)
{
  const char *header = g_hash_table_lookup (request->headers, "authorization");
  g_autofree guchar *decoded = NULL;
  g_autofree char *text = NULL;
  char *colon;
  gsize size;

  if (header == NULL || g_ascii_strncasecmp (header, "Basic ", strlen ("Basic ")) != 0)
    return FALSE;
  decoded = g_base64_decode (header + strlen ("Basic "), &size);
  text = g_strndup ((const char *) decoded, size);
  colon = strchr (text, ':');
  if (colon == NULL)
    return FALSE;
  *colon = '\0';
  *out_name = g_uri_unescape_string (text, NULL);
  *out_password = g_uri_unescape_string (colon + 1, NULL);

  return *out_name != NULL && *out_password != NULL;
}

/* A confidential client proves itself by its secret; a public one only says who it is, and has no secret. NULL: refused. */
static char *
dup_client (SbSandbox *self, const SbRequest *request, GPtrArray *form, gboolean *out_public)
{
  g_autofree char *name = NULL;
  g_autofree char *password = NULL;
  g_autofree char *secret = NULL;
  g_autofree char *public = NULL;
  gboolean basic = read_basic (request, &name, &password);

  if (!basic)
    {
      g_free (name);
      name = g_strdup (sb_pairs_get (form, "client_id"));
    }
  if (name == NULL)
    return NULL;
  public = sb_netsuite_auth_find (self, "SELECT public FROM sb_ns_integration WHERE id = ? AND code = 'T' AND state = 'enabled'", name);
  secret = sb_netsuite_auth_find (self, "SELECT secret FROM sb_ns_integration WHERE id = ?", name);
  *out_public = g_strcmp0 (public, "T") == 0;
  if (public == NULL || (basic && strcmp (password, *out_public ? "" : secret) != 0) || (!basic && !*out_public))
    return NULL;

  return g_steal_pointer (&name);
}

/* ---- client credentials ---- */

static void
grant_client_credentials (SbSandbox *self, const SbRequest *request, GPtrArray *form, SbResponse *response)
{
  const char *type = sb_pairs_get (form, "client_assertion_type");
  const char *assertion = sb_pairs_get (form, "client_assertion");
  g_autofree char *client = NULL;
  g_autofree char *scope = NULL;
  g_autofree char *token = NULL;
  const char *cause = NULL;
  const char *error;

  if (assertion == NULL || g_strcmp0 (type, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") != 0)
    {
      refuse (response, "invalid_request");
      return;
    }
  error = sb_m2m_check (self, request, assertion, &client, &scope, &cause);
  sb_netsuite_audit (self, "OAuth 2.0 client credentials", client, cause);
  if (error != NULL)
    {
      refuse (response, error);
      return;
    }
  token = issue_access_token (self, client, scope, client);
  answer_tokens (self, response, token, NULL);
}

/* ---- authorization code ---- */

typedef struct {
  char    *client;
  char    *redirect_uri;
  char    *challenge;
  char    *scope;
  char    *family;
  gint64   expires;
  gboolean used;
} Code;

static void
code_clear (Code *code)
{
  g_free (code->client);
  g_free (code->redirect_uri);
  g_free (code->challenge);
  g_free (code->scope);
  g_free (code->family);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Code, code_clear)

static gboolean
find_code (SbSandbox *self, const char *text, Code *out_code)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT client, redirect_uri, challenge, scope, family, expires, used"
                                                " FROM sb_ns_code WHERE code = ?");
  gboolean found;

  sqlite3_bind_text (statement, 1, text, -1, SQLITE_STATIC);
  found = sqlite3_step (statement) == SQLITE_ROW;
  if (found)
    *out_code = (Code) {
      .client = g_strdup ((const char *) sqlite3_column_text (statement, 0)),
      .redirect_uri = g_strdup ((const char *) sqlite3_column_text (statement, 1)),
      .challenge = g_strdup ((const char *) sqlite3_column_text (statement, 2)),
      .scope = g_strdup ((const char *) sqlite3_column_text (statement, 3)),
      .family = g_strdup ((const char *) sqlite3_column_text (statement, 4)),
      .expires = sqlite3_column_int64 (statement, 5),
      .used = strcmp ((const char *) sqlite3_column_text (statement, 6), "T") == 0,
    };
  sqlite3_reset (statement);

  return found;
}

static gboolean
matches_challenge (const char *verifier, const char *challenge)
{
  gsize length = strlen (verifier);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *computed = NULL;
  guint8 digest[32];
  gsize size = sizeof digest;

  if (length < VERIFIER_MIN || length > VERIFIER_MAX ||
      strspn (verifier, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") != length)
    return FALSE;
  g_checksum_update (checksum, (const guchar *) verifier, (gssize) length);
  g_checksum_get_digest (checksum, digest, &size);
  computed = sb_jwt_dup_base64url (digest, size);

  return strcmp (computed, challenge) == 0;
}

static void
end_family (SbSandbox *self, const char *family)
{
  sb_netsuite_auth_run (self, "UPDATE sb_ns_refresh SET state = 'revoked' WHERE family = ?", 1, family);
  sb_netsuite_auth_run (self, "UPDATE sb_ns_bearer SET revoked = 'T' WHERE family = ?", 1, family);
}

static const char *
check_code (SbSandbox *self, GPtrArray *form, const char *client, Code *out_code)
{
  const char *text = sb_pairs_get (form, "code");
  const char *verifier = sb_pairs_get (form, "code_verifier");

  if (!find_code (self, text, out_code) || strcmp (out_code->client, client) != 0)
    return "UnknownCode";
  if (out_code->used)
    return "CodeUsed";
  /* whoever knows the code gets one try */
  sb_netsuite_auth_run (self, "UPDATE sb_ns_code SET used = 'T' WHERE code = ?", 1, text);
  if (out_code->expires <= sb_netsuite_now (self))
    return "CodeExpired";
  if (g_strcmp0 (sb_pairs_get (form, "redirect_uri"), out_code->redirect_uri) != 0)
    return "RedirectMismatch";
  if (*out_code->challenge != '\0' && (verifier == NULL || !matches_challenge (verifier, out_code->challenge)))
    return "VerifierMismatch";

  return NULL;
}

static char *
issue_refresh_token (SbSandbox *self, const char *client, const char *scope, const char *family, gint64 life, gint64 family_ends)
{
  char *token = sb_netsuite_dup_random (self, 32);
  g_autofree char *expires = dup_time (MIN (sb_netsuite_now (self) + life, family_ends));
  g_autofree char *ends = dup_time (family_ends);

  sb_netsuite_auth_run (self, "INSERT INTO sb_ns_refresh VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'live')", 6, token, client, scope,
                        family, expires, ends);

  return token;
}

static gint64
find_hours (SbSandbox *self, const char *sql, const char *client)
{
  g_autofree char *hours = sb_netsuite_auth_find (self, sql, client);

  return g_ascii_strtoll (hours, NULL, 10) * HOUR_SECONDS;
}

static gint64
get_refresh_life (SbSandbox *self, const char *client, gboolean public)
{
  return public ? find_hours (self, "SELECT refresh_hours FROM sb_ns_integration WHERE id = ?", client) : CONFIDENTIAL_SECONDS;
}

static gint64
get_family_life (SbSandbox *self, const char *client, gboolean public)
{
  return public ? find_hours (self, "SELECT rotation_hours FROM sb_ns_integration WHERE id = ?", client) : CONFIDENTIAL_SECONDS;
}

static void
grant_code (SbSandbox *self, const SbRequest *request, GPtrArray *form, SbResponse *response)
{
  g_auto (Code) code = { NULL };
  gboolean public = FALSE;
  g_autofree char *client = dup_client (self, request, form, &public);
  g_autofree char *access = NULL;
  g_autofree char *refresh = NULL;
  const char *cause;

  if (client == NULL || sb_pairs_get (form, "code") == NULL || sb_pairs_get (form, "redirect_uri") == NULL)
    {
      refuse (response, client == NULL ? "invalid_client" : "invalid_request");
      return;
    }
  cause = check_code (self, form, client, &code);
  if (g_strcmp0 (cause, "CodeUsed") == 0)
    end_family (self, code.family);
  sb_netsuite_audit (self, "OAuth 2.0 authorization code", client, cause);
  if (cause != NULL)
    {
      refuse (response, "invalid_grant");
      return;
    }
  access = issue_access_token (self, client, code.scope, code.family);
  refresh = issue_refresh_token (self, client, code.scope, code.family, get_refresh_life (self, client, public),
                                 sb_netsuite_now (self) + get_family_life (self, client, public));
  answer_tokens (self, response, access, refresh);
}

/* ---- refresh ---- */

/* @out_scope, @out_family: (out) (transfer full) */
static const char *
check_refresh (SbSandbox *self, const char *token, const char *client, char **out_scope, char **out_family, gint64 *out_ends)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT client, scope, family, expires, ends, state FROM sb_ns_refresh"
                                                " WHERE token = ?");
  const char *cause = NULL;

  sqlite3_bind_text (statement, 1, token, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) != SQLITE_ROW || strcmp ((const char *) sqlite3_column_text (statement, 0), client) != 0)
    cause = "UnknownRefreshToken";
  else if (strcmp ((const char *) sqlite3_column_text (statement, 5), "used") == 0)
    cause = "RefreshTokenUsed";
  else if (strcmp ((const char *) sqlite3_column_text (statement, 5), "revoked") == 0)
    cause = "RefreshTokenRevoked";
  else if (sqlite3_column_int64 (statement, 3) <= sb_netsuite_now (self))
    cause = "RefreshTokenExpired";
  else
    {
      *out_scope = g_strdup ((const char *) sqlite3_column_text (statement, 1));
      *out_family = g_strdup ((const char *) sqlite3_column_text (statement, 2));
      *out_ends = sqlite3_column_int64 (statement, 4);
    }
  sqlite3_reset (statement);

  return cause;
}

/* A public client's refresh token is good for one time. */
static char *
rotate (SbSandbox *self, const char *token, const char *client, const char *scope, const char *family, gint64 ends)
{
  sb_netsuite_auth_run (self, "UPDATE sb_ns_refresh SET state = 'used' WHERE token = ?", 1, token);

  return issue_refresh_token (self, client, scope, family, get_refresh_life (self, client, TRUE), ends);
}

static void
grant_refresh (SbSandbox *self, const SbRequest *request, GPtrArray *form, SbResponse *response)
{
  const char *token = sb_pairs_get (form, "refresh_token");
  gboolean public = FALSE;
  g_autofree char *client = dup_client (self, request, form, &public);
  g_autofree char *scope = NULL;
  g_autofree char *family = NULL;
  g_autofree char *access = NULL;
  g_autofree char *refresh = NULL;
  gint64 ends = 0;
  const char *cause;

  if (client == NULL || token == NULL)
    {
      refuse (response, client == NULL ? "invalid_client" : "invalid_request");
      return;
    }
  cause = check_refresh (self, token, client, &scope, &family, &ends);
  sb_netsuite_audit (self, "OAuth 2.0 refresh", client, cause);
  if (cause != NULL)
    {
      refuse (response, "invalid_grant");
      return;
    }
  if (public)
    refresh = rotate (self, token, client, scope, family, ends);
  access = issue_access_token (self, client, scope, family);
  answer_tokens (self, response, access, refresh);
}

/* ---- endpoints ---- */

static void
handle_token (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  static const struct {
    const char *type;
    void (*grant) (SbSandbox *self, const SbRequest *request, GPtrArray *form, SbResponse *response);
  } grants[] = {
    { "client_credentials", grant_client_credentials },
    { "authorization_code", grant_code },
    { "refresh_token", grant_refresh },
  };
  g_autoptr (GPtrArray) form = sb_pairs_parse_form (request);
  const char *type = form != NULL && !sb_pairs_has_duplicates (form) ? sb_pairs_get (form, "grant_type") : NULL;

  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (grants); i++)
    if (strcmp (grants[i].type, type) == 0)
      {
        grants[i].grant (self, request, form, response);
        return;
      }
  refuse (response, type == NULL ? "invalid_request" : "unsupported_grant_type");
}

/* A token that is not known is as good as revoked (RFC 7009). */
static void
handle_revoke (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  g_autoptr (GPtrArray) form = sb_pairs_parse_form (request);
  const char *token = form != NULL ? sb_pairs_get (form, "token") : NULL;
  gboolean public = FALSE;
  g_autofree char *client = token != NULL ? dup_client (self, request, form, &public) : NULL;
  g_autofree char *owner = NULL;
  g_autofree char *family = NULL;

  if (client == NULL)
    {
      refuse (response, token == NULL ? "invalid_request" : "invalid_client");
      return;
    }
  owner = sb_netsuite_auth_find (self, "SELECT client FROM sb_ns_refresh WHERE token = ?", token);
  family = sb_netsuite_auth_find (self, "SELECT family FROM sb_ns_refresh WHERE token = ?", token);
  if (g_strcmp0 (owner, client) == 0)
    end_family (self, family);
  sb_response_set_json (response, 200, "{}");
}

static void
handle_keys (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  g_autofree char *key = dup_signing_key (self);
  g_autofree char *key_id = dup_key_id (key);
  g_autofree char *x = NULL;
  g_autofree char *y = NULL;
  JsonObject *object = json_object_new ();
  JsonObject *entry = json_object_new ();
  JsonArray *keys = json_array_new ();

  sb_jwt_dup_point (key, &x, &y);
  json_object_set_string_member (entry, "kty", "EC");
  json_object_set_string_member (entry, "use", "sig");
  json_object_set_string_member (entry, "alg", "ES256");
  json_object_set_string_member (entry, "kid", key_id);
  json_object_set_string_member (entry, "crv", "P-256");
  json_object_set_string_member (entry, "x", x);
  json_object_set_string_member (entry, "y", y);
  json_array_add_object_element (keys, entry);
  json_object_set_array_member (object, "keys", keys);
  sb_netsuite_answer (response, 200, "application/json", object);
}

gboolean
sb_oauth2_handle (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  static const struct {
    const char *path;
    const char *method;
    void (*handle) (SbSandbox *self, const SbRequest *request, SbResponse *response);
  } endpoints[] = {
    { SB_NETSUITE_TOKEN, "POST", handle_token },
    { SB_NETSUITE_REST "/auth/oauth2/v1/revoke", "POST", handle_revoke },
    { SB_NETSUITE_REST "/auth/oauth2/v1/keys", "GET", handle_keys },
  };

  for (guint i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      if (strcmp (endpoints[i].path, request->path) != 0)
        continue;
      if (strcmp (endpoints[i].method, request->method) == 0)
        endpoints[i].handle (self, request, response);
      else
        {
          sb_response_add_header (response, "Allow", endpoints[i].method);
          sb_netsuite_error (response, 405, "METHOD_NOT_ALLOWED", NULL, NULL, "Method not allowed.");
        }
      return TRUE;
    }

  return FALSE;
}
