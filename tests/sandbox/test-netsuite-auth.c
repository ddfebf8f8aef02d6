/* test-netsuite-auth.c: OAuth 2.0 by certificate and by consent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-netsuite-fixture.h"

#include "netsuite-vectors.h"
#include "sb-netsuite-auth.h"

#include <string.h>

#define AUTHORIZE "/netsuite/app/login/oauth2/authorize.nl"
#define REDIRECT  "io.github.causeway-app.causeway:/oauth"
#define STATE     "abcdefghijklmnopqrstuvwxyz"
#define VERIFIER  "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

/* ---- signatures ---- */

static void
test_signing_input (void)
{
  g_autoptr (JsonNode) header = json_from_string ("{\"typ\":\"JWT\",\"alg\":\"ES256\",\"kid\":\"TESTCERTIFICATEID0001\"}", NULL);
  g_autoptr (JsonNode) claims = NULL;
  g_autofree char *ones = g_strnfill (64, '1');
  g_autofree char *json = NULL;
  g_autofree char *key = sb_jwt_dup_new_key ();
  g_autofree char *public = sb_jwt_dup_public (key);
  g_autofree char *token = NULL;
  g_autofree char *digest = NULL;
  g_autoptr (SbJwt) jwt = NULL;

  json = g_strdup_printf ("{\"iss\":\"%s\",\"scope\":[\"rest_webservices\"],\"aud\":\"https://1234567-sb1.suitetalk.api.netsuite.com"
                          "/services/rest/auth/oauth2/v1/token\",\"iat\":1767225600,\"exp\":1767229140}", ones);
  claims = json_from_string (json, NULL);
  token = sb_jwt_sign (json_node_get_object (header), json_node_get_object (claims), key);
  jwt = sb_jwt_parse (token);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, jwt->input, -1);
  g_assert_cmpstr (digest, ==, "ec180fce0f71333bb68630263115d213624ed02df6b1d52b6b4d01a0a8a56f0e");
  g_assert_true (sb_jwt_verify (jwt, public));
}

static void
assert_verifies (const char *token, gboolean expected)
{
  g_autoptr (SbJwt) jwt = sb_jwt_parse (token);

  g_assert_nonnull (jwt);
  g_assert_true (sb_jwt_verify (jwt, openssl_public_key) == expected);
}

static void
test_other_implementation (void)
{
  assert_verifies (openssl_ps256, TRUE);
  assert_verifies (openssl_ps256_short_salt, FALSE);
  assert_verifies (openssl_rs256, FALSE);
}

static void
test_malformed (void)
{
  static const char * const texts[] = { "", ".", "..", "a.b", "a.b.c.d", "e30.e30.*", "e30.W10.AA", "e30.e30.A", "bm8.e30.AA" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (sb_jwt_parse (texts[i]));
}

/* ---- client credentials ---- */

static void
assert_error (SbReply *reply, guint status, const char *error)
{
  g_assert_cmpuint (reply->wire.status, ==, status);
  sb_assert_value (reply, "error", error);
  if (status == 401)
    g_assert_cmpstr (sb_reply_header (reply, "WWW-Authenticate"), ==, "Basic realm=\"TSTDRV1000001_SB1\"");
}

static void
assert_cause (SbSandbox *sandbox, const SbAssertion *assertion, guint status, const char *error, const char *cause)
{
  g_autoptr (SbReply) reply = sb_fixture_assert (sandbox, assertion);
  g_autofree char *noted = sb_fixture_dup_cause (sandbox);

  assert_error (reply, status, error);
  g_assert_cmpstr (noted, ==, cause);
}

static void
test_m2m (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_auto (SbAssertion) assertion;
  g_autoptr (SbReply) reply = NULL;
  g_autoptr (SbReply) use = NULL;
  g_autofree char *token = NULL;
  g_autofree char *cause = NULL;

  sb_assertion_init (&assertion, sandbox);
  reply = sb_fixture_assert (sandbox, &assertion);
  g_assert_cmpuint (reply->wire.status, ==, 200);
  sb_assert_value (reply, "token_type", "bearer");
  sb_assert_value (reply, "expires_in", "3600");
  sb_assert_value (reply, "refresh_token", "absent");
  g_assert_nonnull (strstr (reply->wire.body->str, "\"expires_in\":\"3600\""));
  token = sb_reply_dup (reply, "access_token");
  use = sb_fixture_rest (sandbox, token, "GET", "/system/v1/serverTime", NULL, NULL, NULL);
  g_assert_cmpuint (use->wire.status, ==, 200);
  sb_assert_value (use, "serverTime", "2026-03-04T10:15:30.000Z");
  cause = sb_fixture_dup_cause (sandbox);
  g_assert_null (cause);
}

static void
test_m2m_number (void)
{
  static const char * const settings[] = { "netsuite.expires-in=number", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  g_auto (SbAssertion) assertion;
  g_autoptr (SbReply) reply = NULL;

  sb_assertion_init (&assertion, sandbox);
  reply = sb_fixture_assert (sandbox, &assertion);
  g_assert_nonnull (strstr (reply->wire.body->str, "\"expires_in\":3600"));
}

/* Uploads a certificate for the sandbox's client; returns its id. */
static char *
upload (SbSandbox *sandbox, const char *certificate)
{
  g_autofree char *client = sb_fixture_dup_info (sandbox, "m2m.client_id");
  JsonObject *create = json_object_new ();

  json_object_set_string_member (create, "pem", certificate);
  json_object_set_string_member (create, "client", client);

  return sb_fixture_create (sandbox, "certificate", create);
}

static void
assert_algorithms (SbSandbox *sandbox, gnutls_pk_algorithm_t kind, guint bits, const char * const *good, const char * const *bad)
{
  gint64 now = sb_fixture_now (sandbox);
  g_autofree char *key = NULL;
  g_autofree char *pem = NULL;
  g_autofree char *id = NULL;

  sb_fixture_make_key (kind, bits, now - 60, now + 86400, &key, &pem);
  id = upload (sandbox, pem);
  for (guint i = 0; good[i] != NULL; i++)
    {
      g_auto (SbAssertion) assertion;
      g_autoptr (SbReply) reply = NULL;

      sb_assertion_init (&assertion, sandbox);
      sb_assertion_set (&assertion.key_pem, key);
      sb_assertion_set (&assertion.kid, id);
      sb_assertion_set (&assertion.algorithm, good[i]);
      reply = sb_fixture_assert (sandbox, &assertion);
      g_assert_cmpuint (reply->wire.status, ==, 200);
    }
  for (guint i = 0; bad[i] != NULL; i++)
    {
      g_auto (SbAssertion) assertion;

      sb_assertion_init (&assertion, sandbox);
      sb_assertion_set (&assertion.key_pem, key);
      sb_assertion_set (&assertion.kid, id);
      sb_assertion_set (&assertion.algorithm, bad[i]);
      assert_cause (sandbox, &assertion, 400, "invalid_grant", "InvalidSignature");
    }
}

#define NAMES(...) (const char * const []) { __VA_ARGS__, NULL }

static void
test_m2m_algorithms (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);

  assert_algorithms (sandbox, GNUTLS_PK_RSA, 3072, NAMES ("PS256", "PS384", "PS512"), NAMES ("RS256"));
  assert_algorithms (sandbox, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), NAMES ("ES256"), NAMES ("none"));
  assert_algorithms (sandbox, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP384R1), NAMES ("ES384"), NAMES ("ES256"));
  assert_algorithms (sandbox, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP521R1), NAMES ("ES512"), NAMES ("ES384"));
}

static void
assert_upload_refused (SbSandbox *sandbox, const char *certificate)
{
  g_autofree char *client = sb_fixture_dup_info (sandbox, "m2m.client_id");
  g_autoptr (JsonObject) create = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  json_object_set_string_member (create, "pem", certificate);
  json_object_set_string_member (create, "client", client);
  id = sb_netsuite_edit (sandbox, "certificate", NULL, create, TRUE, FALSE, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_null (id);
}

static void
test_certificates (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  gint64 now = sb_fixture_now (sandbox);
  SbCertificate certificate = { NULL };
  g_autofree char *short_key = NULL;
  g_autofree char *short_pem = NULL;
  g_autofree char *key = NULL;
  g_autofree char *pem = NULL;

  sb_fixture_make_key (GNUTLS_PK_RSA, 2048, now, now + 86400, &short_key, &short_pem);
  assert_upload_refused (sandbox, short_pem);
  assert_upload_refused (sandbox, "no certificate");

  /* ten years are cut to two */
  sb_fixture_make_key (GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), now, now + 3650 * 86400ll, &key, &pem);
  g_assert_true (sb_certificate_read (&certificate, pem, NULL));
  g_assert_cmpint (certificate.valid_to, ==, now + 731 * 86400ll);
  g_assert_cmpstr (certificate.algorithm, ==, "EC");
  sb_certificate_clear (&certificate);

  for (guint i = 0; i < 4; i++)
    g_free (upload (sandbox, pem));
  assert_upload_refused (sandbox, pem);   /* there was one before */
}

typedef struct {
  const char *name;
  void      (*spoil) (SbSandbox *sandbox, SbAssertion *assertion);
  guint       status;
  const char *error;
  const char *cause;
} Spoiled;

static void
spoil_kid (SbSandbox *sandbox, SbAssertion *assertion)
{
  sb_assertion_set (&assertion->kid, "nobody");
}

static void
spoil_iss (SbSandbox *sandbox, SbAssertion *assertion)
{
  sb_assertion_set (&assertion->iss, "nobody");
}

static void
spoil_client (SbSandbox *sandbox, SbAssertion *assertion)
{
  g_free (assertion->iss);
  assertion->iss = sb_fixture_dup_info (sandbox, "code.client_id");
}

static void
spoil_key (SbSandbox *sandbox, SbAssertion *assertion)
{
  g_free (assertion->key_pem);
  assertion->key_pem = sb_jwt_dup_new_key ();
}

static void
spoil_aud (SbSandbox *sandbox, SbAssertion *assertion)
{
  sb_assertion_set (&assertion->aud, "https://tstdrv1000001-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token");
}

static void
spoil_life (SbSandbox *sandbox, SbAssertion *assertion)
{
  assertion->exp = assertion->iat + 3600;
}

static void
spoil_order (SbSandbox *sandbox, SbAssertion *assertion)
{
  assertion->exp = assertion->iat;
}

static void
spoil_past (SbSandbox *sandbox, SbAssertion *assertion)
{
  assertion->iat -= 3600;
  assertion->exp -= 3600;
}

static void
spoil_future (SbSandbox *sandbox, SbAssertion *assertion)
{
  assertion->iat += 3600;
  assertion->exp += 3600;
}

static void
spoil_scope (SbSandbox *sandbox, SbAssertion *assertion)
{
  sb_assertion_set (&assertion->scope, "[\"rest_webservices\",\"everything\"]");
}

static void
spoil_no_scope (SbSandbox *sandbox, SbAssertion *assertion)
{
  sb_assertion_set (&assertion->scope, "\"\"");
}

static void
spoil_certificate (SbSandbox *sandbox, SbAssertion *assertion)
{
  sb_fixture_set (sandbox, "certificate", assertion->kid, "{\"revoked\":\"T\"}");
}

static void
spoil_integration (SbSandbox *sandbox, SbAssertion *assertion)
{
  sb_fixture_set (sandbox, "integration", assertion->iss, "{\"state\":\"blocked\"}");
}

static void
spoil_age (SbSandbox *sandbox, SbAssertion *assertion)
{
  sb_fixture_advance (sandbox, 731 * 86400);
  assertion->iat = sb_fixture_now (sandbox);
  assertion->exp = assertion->iat + 60;
}

static const Spoiled spoiled[] = {
  { "kid", spoil_kid, 400, "invalid_grant", "UnknownCertificate" },
  { "iss", spoil_iss, 401, "invalid_client", "UnknownClient" },
  { "client", spoil_client, 401, "invalid_client", "UnknownClient" },
  { "key", spoil_key, 400, "invalid_grant", "InvalidSignature" },
  { "aud", spoil_aud, 400, "invalid_grant", "InvalidAudience" },
  { "life", spoil_life, 400, "invalid_grant", "InvalidLifetime" },
  { "order", spoil_order, 400, "invalid_grant", "InvalidLifetime" },
  { "past", spoil_past, 400, "invalid_grant", "AssertionExpired" },
  { "future", spoil_future, 400, "invalid_grant", "InvalidTimestamp" },
  { "scope", spoil_scope, 400, "invalid_scope", "InvalidScope" },
  { "no-scope", spoil_no_scope, 400, "invalid_scope", "InvalidScope" },
  { "certificate", spoil_certificate, 400, "invalid_grant", "CertificateRevoked" },
  { "integration", spoil_integration, 401, "invalid_client", "BlockedClient" },
  { "age", spoil_age, 400, "invalid_grant", "CertificateExpired" },
};

static void
test_m2m_refusal (gconstpointer data)
{
  const Spoiled *how = data;
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_auto (SbAssertion) assertion;

  sb_assertion_init (&assertion, sandbox);
  how->spoil (sandbox, &assertion);
  assert_cause (sandbox, &assertion, how->status, how->error, how->cause);
}

static void
test_m2m_scope_forms (void)
{
  static const char * const scopes[] = { "\"rest_webservices\"", "\"rest_webservices,restlets\"", "\"restlets rest_webservices\"",
                                         "[\"restlets\",\"suite_analytics\",\"rest_webservices\"]" };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    {
      g_auto (SbAssertion) assertion;
      g_autoptr (SbReply) reply = NULL;
      g_autoptr (SbReply) use = NULL;
      g_autofree char *token = NULL;

      sb_assertion_init (&assertion, sandbox);
      sb_assertion_set (&assertion.scope, scopes[i]);
      reply = sb_fixture_assert (sandbox, &assertion);
      g_assert_cmpuint (reply->wire.status, ==, 200);
      token = sb_reply_dup (reply, "access_token");
      use = sb_fixture_rest (sandbox, token, "GET", "/system/v1/serverTime", NULL, NULL, NULL);
      g_assert_cmpuint (use->wire.status, ==, 200);
    }
}

static void
test_m2m_replay (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_auto (SbAssertion) assertion;
  g_autoptr (SbReply) first = NULL;

  sb_assertion_init (&assertion, sandbox);
  first = sb_fixture_assert (sandbox, &assertion);
  g_assert_cmpuint (first->wire.status, ==, 200);
  assert_cause (sandbox, &assertion, 400, "invalid_grant", "AssertionUsed");   /* other signature, same jti */
  g_clear_pointer (&assertion.jti, g_free);
  g_clear_pointer (&first, sb_reply_free);
  first = sb_fixture_assert (sandbox, &assertion);
  g_assert_cmpuint (first->wire.status, ==, 200);
  assert_cause (sandbox, &assertion, 400, "invalid_grant", "AssertionUsed");   /* without one, the same claims */
}

static void
test_token_requests (void)
{
  static const struct { const char *form, *error; } cases[] = {
    { "", "invalid_request" },
    { "grant_type=password", "unsupported_grant_type" },
    { "grant_type=client_credentials", "invalid_request" },
    { "grant_type=client_credentials&grant_type=client_credentials", "invalid_request" },
    { "grant_type=client_credentials&client_assertion_type=jwt&client_assertion=a.b.c", "invalid_request" },
    { "grant_type=%zz", "invalid_request" },
  };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  const char *json[] = { "content-type", "application/json", NULL };
  g_autoptr (SbReply) wrong_type = sb_fixture_call (sandbox, "POST", SB_TOKEN_PATH, json, "grant_type=client_credentials");
  g_autoptr (SbReply) wrong_method = sb_fixture_call (sandbox, "GET", SB_TOKEN_PATH, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SbReply) reply = sb_fixture_post_form (sandbox, SB_TOKEN_PATH, cases[i].form);

      assert_error (reply, 400, cases[i].error);
    }
  assert_error (wrong_type, 400, "invalid_request");
  g_assert_cmpuint (wrong_method->wire.status, ==, 405);
}

/* ---- bearer tokens ---- */

static void
assert_bearer (SbSandbox *sandbox, const char *token, guint status, const char *cause)
{
  g_autoptr (SbReply) reply = sb_fixture_rest (sandbox, token, "GET", "/system/v1/serverTime", NULL, NULL, NULL);
  g_autofree char *noted = NULL;

  g_assert_cmpuint (reply->wire.status, ==, status);
  if (status != 401)
    return;
  noted = sb_fixture_dup_cause (sandbox);
  g_assert_cmpstr (noted, ==, cause);
  g_assert_cmpstr (sb_reply_header (reply, "WWW-Authenticate"), ==,
                   "Bearer realm=\"TSTDRV1000001_SB1\", error=\"invalid_token\", error_description=\"Invalid login attempt.\"");
}

static void
test_bearer_expiry (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = sb_fixture_dup_token (sandbox);

  sb_fixture_advance (sandbox, 3599);
  assert_bearer (sandbox, token, 200, NULL);
  sb_fixture_advance (sandbox, 1);
  assert_bearer (sandbox, token, 401, "AccessTokenExpired");
  assert_bearer (sandbox, "nonsense", 401, "UnknownAccessToken");
  assert_bearer (sandbox, "", 400, NULL);
  assert_bearer (sandbox, "a b", 400, NULL);
}

static void
test_bearer_revoked (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = sb_fixture_dup_token (sandbox);
  g_autofree char *second = NULL;
  g_autoptr (SbReply) settings = sb_fixture_control (sandbox, "POST", "settings", "{\"expire_access_tokens\":true}");
  g_autoptr (SbReply) grants = NULL;
  g_auto (SbAssertion) assertion;

  assert_bearer (sandbox, token, 401, "AccessTokenRevoked");
  second = sb_fixture_dup_token (sandbox);
  assert_bearer (sandbox, second, 200, NULL);
  grants = sb_fixture_control (sandbox, "POST", "settings", "{\"revoke_grants\":true}");
  assert_bearer (sandbox, second, 401, "AccessTokenRevoked");
  sb_assertion_init (&assertion, sandbox);
  assert_cause (sandbox, &assertion, 400, "invalid_grant", "CertificateRevoked");
}

static void
test_bearer_scope (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_auto (SbAssertion) assertion;
  g_autoptr (SbReply) reply = NULL;
  g_autofree char *token = NULL;

  sb_assertion_init (&assertion, sandbox);
  sb_assertion_set (&assertion.scope, "[\"restlets\"]");
  reply = sb_fixture_assert (sandbox, &assertion);
  token = sb_reply_dup (reply, "access_token");
  assert_bearer (sandbox, token, 401, "InvalidScope");
}

static void
test_keys (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = sb_fixture_dup_token (sandbox);
  g_autoptr (SbReply) reply = sb_fixture_call (sandbox, "GET", SB_REST "/auth/oauth2/v1/keys", NULL, NULL);
  g_autoptr (SbJwt) jwt = sb_jwt_parse (token);
  g_autofree char *x = sb_reply_dup (reply, "keys.0.x");

  sb_assert_value (reply, "keys.0.kid", sb_jwt_get_text (jwt->header, "kid"));
  g_assert_cmpstr (sb_jwt_get_text (jwt->claims, "iss"), ==, "https://system.netsuite.com");
  g_assert_cmpstr (sb_jwt_get_text (jwt->claims, "sub"), ==, "1047;5");
  g_assert_cmpuint (strlen (x), ==, 43);
}

/* ---- authorization code ---- */

/* @changes: names and values in turn, NULL-terminated; a NULL value leaves the parameter out. */
static char *
dup_request (SbSandbox *sandbox, const char * const *names, const char * const *values)
{
  g_autofree char *client = sb_fixture_dup_info (sandbox, "code.client_id");
  const char *presets[][2] = {
    { "response_type", "code" }, { "client_id", client }, { "redirect_uri", REDIRECT }, { "scope", "rest_webservices" }, { "state", STATE },
    { "code_challenge", CHALLENGE }, { "code_challenge_method", "S256" },
  };
  GString *query = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    {
      const char *value = presets[i][1];
      g_autofree char *encoded = NULL;

      for (guint k = 0; names != NULL && names[k] != NULL; k++)
        if (strcmp (names[k], presets[i][0]) == 0)
          value = values[k];
      if (value == NULL)
        continue;
      encoded = g_uri_escape_string (value, NULL, FALSE);
      g_string_append_printf (query, "%s%s=%s", query->len > 0 ? "&" : "", presets[i][0], encoded);
    }

  return g_string_free (query, FALSE);
}

static char *
dup_changed (SbSandbox *sandbox, const char *name, const char *value)
{
  const char *names[] = { name, NULL };
  const char *values[] = { value, NULL };

  return dup_request (sandbox, names, values);
}

static SbReply *
show (SbSandbox *sandbox, const char *query)
{
  g_autofree char *target = g_strconcat (AUTHORIZE "?", query, NULL);

  return sb_fixture_call (sandbox, "GET", target, NULL, NULL);
}

static SbReply *
press (SbSandbox *sandbox, const char *query, const char *action)
{
  g_autofree char *form = g_strdup_printf ("%s&action=%s", query, action);

  return sb_fixture_post_form (sandbox, AUTHORIZE, form);
}

/* A parameter of the address that the browser is sent to (transfer full). */
static char *
dup_location (SbReply *reply, const char *name)
{
  const char *location = sb_reply_header (reply, "Location");
  g_autoptr (GPtrArray) pairs = NULL;

  g_assert_cmpuint (reply->wire.status, ==, 302);
  g_assert_true (g_str_has_prefix (location, REDIRECT "?"));
  pairs = sb_pairs_parse (strchr (location, '?') + 1);

  return g_strdup (sb_pairs_get (pairs, name));
}

static char *
dup_code (SbSandbox *sandbox)
{
  g_autofree char *query = dup_request (sandbox, NULL, NULL);
  g_autoptr (SbReply) reply = press (sandbox, query, "allow");

  return dup_location (reply, "code");
}

static SbReply *
exchange (SbSandbox *sandbox, const char *code, const char *verifier)
{
  g_autofree char *client = sb_fixture_dup_info (sandbox, "code.client_id");
  g_autofree char *redirect = g_uri_escape_string (REDIRECT, NULL, FALSE);
  g_autofree char *form = NULL;

  form = g_strdup_printf ("grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=%s&client_id=%s", code, redirect, verifier,
                          client);

  return sb_fixture_post_form (sandbox, SB_TOKEN_PATH, form);
}

static SbReply *
refresh (SbSandbox *sandbox, const char *token)
{
  g_autofree char *client = sb_fixture_dup_info (sandbox, "code.client_id");
  g_autofree char *form = g_strdup_printf ("grant_type=refresh_token&refresh_token=%s&client_id=%s", token, client);

  return sb_fixture_post_form (sandbox, SB_TOKEN_PATH, form);
}

static void
test_consent (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *query = dup_request (sandbox, NULL, NULL);
  g_autoptr (SbReply) page = show (sandbox, query);
  g_autoptr (SbReply) denied = press (sandbox, query, "deny");
  g_autoptr (SbReply) allowed = press (sandbox, query, "allow");
  g_autofree char *error = dup_location (denied, "error");
  g_autofree char *state = dup_location (allowed, "state");
  g_autofree char *company = dup_location (allowed, "company");

  g_assert_cmpuint (page->wire.status, ==, 200);
  g_assert_nonnull (strstr (page->wire.body->str, "value=\"" STATE "\""));
  g_assert_nonnull (strstr (page->wire.body->str, "name=\"action\" value=\"allow\""));
  g_assert_cmpstr (error, ==, "access_denied");
  g_assert_cmpstr (state, ==, STATE);
  g_assert_cmpstr (company, ==, "TSTDRV1000001_SB1");
}

/* Where there is nobody to send the browser back to. */
static void
test_consent_stays (void)
{
  static const struct { const char *name, *value; } cases[] = {
    { "client_id", "nobody" }, { "client_id", NULL }, { "redirect_uri", REDIRECT "/" }, { "redirect_uri", "http://127.0.0.1/" },
    { "redirect_uri", NULL },
  };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *query = dup_changed (sandbox, cases[i].name, cases[i].value);
      g_autoptr (SbReply) reply = show (sandbox, query);

      g_assert_cmpuint (reply->wire.status, ==, 400);
      g_assert_null (sb_reply_header (reply, "Location"));
    }
}

static void
test_consent_errors (void)
{
  static const struct { const char *name, *value, *error; } cases[] = {
    { "response_type", "token", "unsupported_response_type" }, { "response_type", NULL, "invalid_request" },
    { "scope", "everything", "invalid_scope" }, { "scope", NULL, "invalid_scope" }, { "state", "tooshort", "invalid_request" },
    { "state", NULL, "invalid_request" }, { "state", "abcdefghijklmnopqrstuvw\xc3\xa4", "invalid_request" },
    { "code_challenge", NULL, "invalid_request" }, { "code_challenge", "short", "invalid_request" },
    { "code_challenge_method", "plain", "invalid_request" }, { "code_challenge_method", NULL, "invalid_request" },
  };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *query = dup_changed (sandbox, cases[i].name, cases[i].value);
      g_autoptr (SbReply) reply = show (sandbox, query);
      g_autofree char *error = dup_location (reply, "error");

      g_assert_cmpstr (error, ==, cases[i].error);
    }
}

static void
test_consent_silent (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *plain = dup_request (sandbox, NULL, NULL);
  g_autofree char *query = g_strconcat (plain, "&prompt=none", NULL);
  g_autoptr (SbReply) before = show (sandbox, query);
  g_autofree char *error = dup_location (before, "error");
  g_autoptr (SbReply) allowed = press (sandbox, plain, "allow");
  g_autoptr (SbReply) after = show (sandbox, query);
  g_autofree char *code = dup_location (after, "code");

  g_assert_cmpstr (error, ==, "access_denied");
  g_assert_nonnull (code);
}

static void
test_code (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *code = dup_code (sandbox);
  g_autoptr (SbReply) reply = exchange (sandbox, code, VERIFIER);
  g_autoptr (SbReply) again = NULL;
  g_autofree char *token = sb_reply_dup (reply, "access_token");
  g_autofree char *refresh_token = sb_reply_dup (reply, "refresh_token");

  g_assert_cmpuint (reply->wire.status, ==, 200);
  assert_bearer (sandbox, token, 200, NULL);
  g_assert_cmpuint (strlen (refresh_token), ==, 64);

  /* a code that comes twice was stolen: all that came of it ends */
  again = exchange (sandbox, code, VERIFIER);
  assert_error (again, 400, "invalid_grant");
  assert_bearer (sandbox, token, 401, "AccessTokenRevoked");
}

static void
test_code_refusals (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *first = dup_code (sandbox);
  g_autofree char *second = dup_code (sandbox);
  g_autofree char *third = dup_code (sandbox);
  g_autofree char *form = g_strdup_printf ("grant_type=authorization_code&code=%s&client_id=nobody&redirect_uri=x", third);
  g_autoptr (SbReply) unknown = exchange (sandbox, "nothing", VERIFIER);
  g_autoptr (SbReply) wrong = exchange (sandbox, first, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX");
  g_autoptr (SbReply) client = sb_fixture_post_form (sandbox, SB_TOKEN_PATH, form);
  g_autoptr (SbReply) late = NULL;

  assert_error (unknown, 400, "invalid_grant");
  assert_error (wrong, 400, "invalid_grant");
  assert_error (client, 401, "invalid_client");
  sb_fixture_advance (sandbox, 120);
  late = exchange (sandbox, second, VERIFIER);
  assert_error (late, 400, "invalid_grant");
}

static void
test_verifier_of_oracle (void)
{
  const char *names[] = { "code_challenge", NULL };
  const char *values[] = { "Who5QBshz2Mu1Mq6GuAknYA5TnjA-0z7VhAgLloec1s", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *query = dup_request (sandbox, names, values);
  g_autoptr (SbReply) allowed = press (sandbox, query, "allow");
  g_autofree char *code = dup_location (allowed, "code");
  g_autoptr (SbReply) reply = exchange (sandbox, code, "abFOm_isZAwm7PpI9BtJRMEuiMqhU6sUqZlVWSsAAf1QutgIOD~on78mu-JdpbKc_RA7IEcf2e~q0XrKl"
                                        "J1tE.8Un64PXLKQG16G4lwW-a5de_0aeU2mHnyVPg.Or8cE");

  g_assert_cmpuint (reply->wire.status, ==, 200);
}

static char *
dup_refresh_token (SbSandbox *sandbox)
{
  g_autofree char *code = dup_code (sandbox);
  g_autoptr (SbReply) reply = exchange (sandbox, code, VERIFIER);

  return sb_reply_dup (reply, "refresh_token");
}

static void
test_refresh (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *first = dup_refresh_token (sandbox);
  g_autoptr (SbReply) reply = refresh (sandbox, first);
  g_autoptr (SbReply) again = refresh (sandbox, first);
  g_autofree char *second = sb_reply_dup (reply, "refresh_token");
  g_autofree char *token = sb_reply_dup (reply, "access_token");
  g_autoptr (SbReply) late = NULL;

  g_assert_cmpuint (reply->wire.status, ==, 200);
  g_assert_cmpstr (first, !=, second);
  assert_bearer (sandbox, token, 200, NULL);
  assert_error (again, 400, "invalid_grant");
  sb_fixture_advance (sandbox, 48 * 3600);
  late = refresh (sandbox, second);
  assert_error (late, 400, "invalid_grant");
}

/* However often it is renewed, after a week a person is asked again. */
static void
test_refresh_limit (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = dup_refresh_token (sandbox);
  guint renewed = 0;

  for (;;)
    {
      g_autoptr (SbReply) reply = NULL;

      sb_fixture_advance (sandbox, 24 * 3600);
      reply = refresh (sandbox, token);
      if (reply->wire.status != 200)
        break;
      g_free (token);
      token = sb_reply_dup (reply, "refresh_token");
      renewed++;
    }
  g_assert_cmpuint (renewed, ==, 6);
}

static void
test_revoke (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *code = dup_code (sandbox);
  g_autoptr (SbReply) tokens = exchange (sandbox, code, VERIFIER);
  g_autofree char *token = sb_reply_dup (tokens, "refresh_token");
  g_autofree char *access = sb_reply_dup (tokens, "access_token");
  g_autofree char *client = sb_fixture_dup_info (sandbox, "code.client_id");
  g_autofree char *form = g_strdup_printf ("token=%s&client_id=%s", token, client);
  g_autoptr (SbReply) revoked = sb_fixture_post_form (sandbox, SB_REST "/auth/oauth2/v1/revoke", form);
  g_autoptr (SbReply) after = refresh (sandbox, token);

  g_assert_cmpuint (revoked->wire.status, ==, 200);
  assert_error (after, 400, "invalid_grant");
  assert_bearer (sandbox, access, 401, "AccessTokenRevoked");
}

/* With a secret, whose refresh token stays. */
static void
test_confidential (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (JsonNode) create = json_from_string ("{\"name\":\"Server\",\"code\":\"T\",\"redirect_uri\":\"https://app.example/cb\"}", NULL);
  g_autofree char *client = sb_fixture_create (sandbox, "integration", json_node_dup_object (create));
  g_autofree char *secret = sb_netsuite_auth_find (sandbox, "SELECT secret FROM sb_ns_integration WHERE id = ?", client);
  g_autofree char *pair = g_strdup_printf ("%s:%s", client, secret);
  g_autofree char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  g_autofree char *basic = g_strconcat ("Basic ", encoded, NULL);
  const char *headers[] = { "content-type", SB_FORM, "authorization", basic, NULL };
  g_autofree char *form = g_strdup_printf ("response_type=code&client_id=%s&redirect_uri=https%%3A%%2F%%2Fapp.example%%2Fcb"
                                           "&scope=rest_webservices&state=" STATE "&action=allow", client);
  g_autoptr (SbReply) allowed = sb_fixture_post_form (sandbox, AUTHORIZE, form);
  const char *location = sb_reply_header (allowed, "Location");
  g_autoptr (GPtrArray) pairs = sb_pairs_parse (strchr (location, '?') + 1);
  g_autofree char *body = g_strdup_printf ("grant_type=authorization_code&code=%s&redirect_uri=https%%3A%%2F%%2Fapp.example%%2Fcb",
                                           sb_pairs_get (pairs, "code"));
  g_autoptr (SbReply) bare = sb_fixture_post_form (sandbox, SB_TOKEN_PATH, body);
  g_autoptr (SbReply) tokens = sb_fixture_call (sandbox, "POST", SB_TOKEN_PATH, headers, body);
  g_autofree char *token = sb_reply_dup (tokens, "refresh_token");
  g_autofree char *renew = g_strdup_printf ("grant_type=refresh_token&refresh_token=%s", token);

  assert_error (bare, 401, "invalid_client");
  g_assert_cmpuint (tokens->wire.status, ==, 200);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SbReply) renewed = sb_fixture_call (sandbox, "POST", SB_TOKEN_PATH, headers, renew);

      g_assert_cmpuint (renewed->wire.status, ==, 200);
      sb_assert_value (renewed, "refresh_token", "absent");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/netsuite/jwt/signing-input", test_signing_input);
  g_test_add_func ("/netsuite/jwt/other-implementation", test_other_implementation);
  g_test_add_func ("/netsuite/jwt/malformed", test_malformed);
  g_test_add_func ("/netsuite/m2m/good", test_m2m);
  g_test_add_func ("/netsuite/m2m/expires-in-number", test_m2m_number);
  g_test_add_func ("/netsuite/m2m/algorithms", test_m2m_algorithms);
  g_test_add_func ("/netsuite/m2m/certificates", test_certificates);
  for (guint i = 0; i < G_N_ELEMENTS (spoiled); i++)
    {
      g_autofree char *path = g_strconcat ("/netsuite/m2m/refuses/", spoiled[i].name, NULL);

      g_test_add_data_func (path, &spoiled[i], test_m2m_refusal);
    }
  g_test_add_func ("/netsuite/m2m/scope-forms", test_m2m_scope_forms);
  g_test_add_func ("/netsuite/m2m/replay", test_m2m_replay);
  g_test_add_func ("/netsuite/token-requests", test_token_requests);
  g_test_add_func ("/netsuite/bearer/expiry", test_bearer_expiry);
  g_test_add_func ("/netsuite/bearer/revoked", test_bearer_revoked);
  g_test_add_func ("/netsuite/bearer/scope", test_bearer_scope);
  g_test_add_func ("/netsuite/keys", test_keys);
  g_test_add_func ("/netsuite/consent/page", test_consent);
  g_test_add_func ("/netsuite/consent/stays", test_consent_stays);
  g_test_add_func ("/netsuite/consent/errors", test_consent_errors);
  g_test_add_func ("/netsuite/consent/silent", test_consent_silent);
  g_test_add_func ("/netsuite/code/good", test_code);
  g_test_add_func ("/netsuite/code/refusals", test_code_refusals);
  g_test_add_func ("/netsuite/code/oracle-sample", test_verifier_of_oracle);
  g_test_add_func ("/netsuite/code/refresh", test_refresh);
  g_test_add_func ("/netsuite/code/refresh-limit", test_refresh_limit);
  g_test_add_func ("/netsuite/code/revoke", test_revoke);
  g_test_add_func ("/netsuite/code/confidential", test_confidential);

  return g_test_run ();
}
