/* sb-netsuite-m2m.c: the client credentials grant, where a signed assertion stands for a password
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 2.3 of the reference. Only the answer for an expired assertion is
 * documented (invalid_grant); every other flaw of an assertion answers the
 * same, but for an unknown client.
 */

#include "sb-netsuite-auth.h"

#include <string.h>

#define LIFE_LIMIT_SECONDS  3600   /* exp is less than iat plus this */
#define SKEW_SECONDS        60     /* how far ahead of ours the clock of iat may be */

/* What is known of the certificate that `kid` names. */
typedef struct {
  char    *client;
  char    *public_pem;
  gint64   valid_from;
  gint64   valid_to;
  gboolean revoked;
} Grant;

static void
grant_clear (Grant *grant)
{
  g_free (grant->client);
  g_free (grant->public_pem);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Grant, grant_clear)

static gboolean
find_grant (SbSandbox *self, const char *certificate, Grant *out_grant)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT client, public_pem, valid_from, valid_to, revoked"
                                                " FROM sb_ns_certificate WHERE id = ?");
  gboolean found;

  sqlite3_bind_text (statement, 1, certificate, -1, SQLITE_STATIC);
  found = sqlite3_step (statement) == SQLITE_ROW;
  if (found)
    *out_grant = (Grant) {
      .client = g_strdup ((const char *) sqlite3_column_text (statement, 0)),
      .public_pem = g_strdup ((const char *) sqlite3_column_text (statement, 1)),
      .valid_from = sqlite3_column_int64 (statement, 2),
      .valid_to = sqlite3_column_int64 (statement, 3),
      .revoked = g_strcmp0 ((const char *) sqlite3_column_text (statement, 4), "T") == 0,
    };
  sqlite3_reset (statement);

  return found;
}

static const char *
check_grant (SbSandbox *self, SbJwt *jwt, const char *client)
{
  const char *certificate = sb_jwt_get_text (jwt->header, "kid");
  const char *type = sb_jwt_get_text (jwt->header, "typ");
  gint64 now = sb_netsuite_now (self);
  g_auto (Grant) grant = { NULL };

  if (type != NULL && g_ascii_strcasecmp (type, "JWT") != 0)
    return "InvalidTokenType";
  if (certificate == NULL || !find_grant (self, certificate, &grant) || strcmp (grant.client, client) != 0)
    return "UnknownCertificate";
  if (grant.revoked)
    return "CertificateRevoked";
  if (now < grant.valid_from || now > grant.valid_to)
    return "CertificateExpired";

  return sb_jwt_verify (jwt, grant.public_pem) ? NULL : "InvalidSignature";
}

static const char *
check_times (SbSandbox *self, SbJwt *jwt)
{
  gint64 now = sb_netsuite_now (self);
  gint64 issued, expires, from;

  if (!sb_jwt_get_time (jwt, "iat", &issued) || !sb_jwt_get_time (jwt, "exp", &expires))
    return "MissingTimestamp";
  if (expires <= issued || expires >= issued + LIFE_LIMIT_SECONDS)
    return "InvalidLifetime";
  if (expires <= now)
    return "AssertionExpired";
  if (issued > now + SKEW_SECONDS)
    return "InvalidTimestamp";
  if (sb_jwt_get_time (jwt, "nbf", &from) && from > now + SKEW_SECONDS)
    return "InvalidTimestamp";

  return NULL;
}

/* The audience is the token URL exactly as it was called, alone or in a list. */
static gboolean
is_audience (SbJwt *jwt, const char *url)
{
  JsonNode *node = json_object_get_member (jwt->claims, "aud");
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *element = json_array_get_element (list, i);

      if (json_node_get_value_type (element) == G_TYPE_STRING && strcmp (json_node_get_string (element), url) == 0)
        return TRUE;
    }

  return g_strcmp0 (sb_jwt_get_text (jwt->claims, "aud"), url) == 0;
}

static gboolean
add_scope (GString *scope, const char *word)
{
  if (!sb_oauth2_is_scope (word))
    return FALSE;
  g_string_append_printf (scope, "%s%s", scope->len > 0 ? " " : "", word);

  return TRUE;
}

static gboolean
add_scopes_of_text (GString *scope, const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, ", ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !add_scope (scope, words[i]))
      return FALSE;

  return TRUE;
}

/* Oracle's prose, its sample and working clients disagree on the form: array, commas, spaces. NULL: no such scope. */
static char *
dup_scope (SbJwt *jwt)
{
  JsonNode *node = json_object_get_member (jwt->claims, "scope");
  g_autoptr (GString) scope = g_string_new (NULL);
  gboolean good = TRUE;

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; good && i < json_array_get_length (json_node_get_array (node)); i++)
      {
        JsonNode *element = json_array_get_element (json_node_get_array (node), i);

        good = json_node_get_value_type (element) == G_TYPE_STRING && add_scope (scope, json_node_get_string (element));
      }
  else
    good = sb_jwt_get_text (jwt->claims, "scope") != NULL && add_scopes_of_text (scope, sb_jwt_get_text (jwt->claims, "scope"));

  return good && scope->len > 0 ? g_strdup (scope->str) : NULL;
}

/* FALSE when the assertion, or another with its `jti`, was used before. */
static gboolean
use_assertion (SbSandbox *self, SbJwt *jwt, const char *client)
{
  const char *id = sb_jwt_get_text (jwt->claims, "jti");
  g_autofree char *own = g_strdup_printf ("%s\n%s", client, id != NULL ? id : jwt->input);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, own, -1);
  g_autofree char *whole = g_compute_checksum_for_string (G_CHECKSUM_SHA256, jwt->input, -1);
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, sb_netsuite_now (self));
  g_autofree char *seen = NULL;
  g_autofree char *seen_whole = NULL;
  g_autofree char *expires = NULL;
  gint64 seconds = 0;

  sb_netsuite_auth_run (self, "DELETE FROM sb_ns_assertion WHERE expires <= CAST (?1 AS INTEGER)", 1, now);
  seen = sb_netsuite_auth_find (self, "SELECT id FROM sb_ns_assertion WHERE id = ?", digest);
  seen_whole = sb_netsuite_auth_find (self, "SELECT id FROM sb_ns_assertion WHERE id = ?", whole);
  if (seen != NULL || seen_whole != NULL)
    return FALSE;
  sb_jwt_get_time (jwt, "exp", &seconds);
  expires = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);
  sb_netsuite_auth_run (self, "INSERT INTO sb_ns_assertion VALUES (?1, ?3), (?2, ?3)", 3, digest, whole, expires);

  return TRUE;
}

const char *
sb_m2m_check (SbSandbox *self, const SbRequest *request, const char *assertion, char **out_client, char **out_scope,
              const char **out_cause)
{
  g_autoptr (SbJwt) jwt = sb_jwt_parse (assertion);
  const char *client = jwt != NULL ? sb_jwt_get_text (jwt->claims, "iss") : NULL;
  g_autofree char *state = NULL;

  *out_client = g_strdup (client);
  *out_scope = NULL;
  *out_cause = "MalformedAssertion";
  if (client == NULL)
    return "invalid_grant";
  state = sb_netsuite_auth_find (self, "SELECT state FROM sb_ns_integration WHERE id = ? AND m2m = 'T'", client);
  *out_cause = state == NULL ? "UnknownClient" : "BlockedClient";
  if (g_strcmp0 (state, "enabled") != 0)
    return "invalid_client";
  *out_cause = check_grant (self, jwt, client);
  if (*out_cause == NULL && !is_audience (jwt, request->url))
    *out_cause = "InvalidAudience";
  if (*out_cause == NULL)
    *out_cause = check_times (self, jwt);
  if (*out_cause != NULL)
    return "invalid_grant";
  *out_scope = dup_scope (jwt);
  *out_cause = "InvalidScope";
  if (*out_scope == NULL)
    return "invalid_scope";
  *out_cause = use_assertion (self, jwt, client) ? NULL : "AssertionUsed";

  return *out_cause != NULL ? "invalid_grant" : NULL;
}
