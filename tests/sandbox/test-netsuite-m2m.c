/* test-netsuite-m2m.c: OAuth 2.0 by certificate, and what a bearer token is good for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-netsuite-fixture.h"

#include "netsuite-vectors.h"
#include "sb-netsuite-auth.h"

#include <string.h>

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
assert_cause (SbSandbox *sandbox, const SbAssertion *assertion, guint status, const char *error, const char *cause)
{
  g_autoptr (SbReply) reply = sb_fixture_assert (sandbox, assertion);
  g_autofree char *noted = sb_fixture_dup_cause (sandbox);

  sb_assert_oauth_error (reply, status, error);
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

/* As a person does it in the browser. */
static void
test_setup_page (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  gint64 now = sb_fixture_now (sandbox);
  g_autofree char *client = sb_fixture_dup_info (sandbox, "m2m.client_id");
  g_autofree char *key = NULL;
  g_autofree char *pem = NULL;
  g_autofree char *encoded = NULL;
  g_autofree char *form = NULL;
  g_autofree char *id = NULL;
  g_autoptr (SbReply) page = sb_fixture_call (sandbox, "GET", SB_NETSUITE_SETUP_PATH, NULL, NULL);
  g_autoptr (SbReply) empty = sb_fixture_post_form (sandbox, SB_NETSUITE_SETUP_PATH, "");
  g_autoptr (SbReply) saved = NULL;
  g_autoptr (SbReply) token = NULL;
  g_auto (SbAssertion) assertion;
  const char *shown;

  g_assert_nonnull (strstr (page->wire.body->str, client));
  g_assert_cmpuint (empty->wire.status, ==, 400);
  sb_fixture_make_key (GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), now - 60, now + 86400, &key, &pem);
  encoded = g_uri_escape_string (pem, NULL, FALSE);
  form = g_strdup_printf ("client=%s&pem=%s", client, encoded);
  saved = sb_fixture_post_form (sandbox, SB_NETSUITE_SETUP_PATH, form);
  shown = strstr (saved->wire.body->str, "Certificate ID: ");
  g_assert_nonnull (shown);
  id = g_strndup (shown + strlen ("Certificate ID: "), 64);
  sb_assertion_init (&assertion, sandbox);
  sb_assertion_set (&assertion.key_pem, key);
  sb_assertion_set (&assertion.kid, id);
  token = sb_fixture_assert (sandbox, &assertion);
  g_assert_cmpuint (token->wire.status, ==, 200);
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

      sb_assert_oauth_error (reply, 400, cases[i].error);
    }
  sb_assert_oauth_error (wrong_type, 400, "invalid_request");
  g_assert_cmpuint (wrong_method->wire.status, ==, 405);
}

/* ---- bearer tokens ---- */

static void
test_bearer_expiry (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *token = sb_fixture_dup_token (sandbox);

  sb_fixture_advance (sandbox, 3599);
  sb_assert_bearer (sandbox, token, 200, NULL);
  sb_fixture_advance (sandbox, 1);
  sb_assert_bearer (sandbox, token, 401, "AccessTokenExpired");
  sb_assert_bearer (sandbox, "nonsense", 401, "UnknownAccessToken");
  sb_assert_bearer (sandbox, "", 400, NULL);
  sb_assert_bearer (sandbox, "a b", 400, NULL);
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

  sb_assert_bearer (sandbox, token, 401, "AccessTokenRevoked");
  second = sb_fixture_dup_token (sandbox);
  sb_assert_bearer (sandbox, second, 200, NULL);
  grants = sb_fixture_control (sandbox, "POST", "settings", "{\"revoke_grants\":true}");
  sb_assert_bearer (sandbox, second, 401, "AccessTokenRevoked");
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
  sb_assert_bearer (sandbox, token, 401, "InvalidScope");
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
  g_test_add_func ("/netsuite/m2m/setup-page", test_setup_page);
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

  return g_test_run ();
}
