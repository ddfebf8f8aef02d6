/* test-http-auth.c: signatures, assertions and tokens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The vectors V0 to V3 were computed with two other programs; V0 is published
 * by Oracle.
 */

#include "http-fixture.h"

#include "cw-jwt.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <string.h>

#define ONES   "1111111111111111111111111111111111111111111111111111111111111111"
#define TWOS   "2222222222222222222222222222222222222222222222222222222222222222"
#define THREES "3333333333333333333333333333333333333333333333333333333333333333"
#define FOURS  "4444444444444444444444444444444444444444444444444444444444444444"

typedef struct {
  const char *method, *url, *nonce, *timestamp;
  const char *consumer_key, *consumer_secret, *token_id, *token_secret;
  const char *base, *signature;
} Vector;

#define HOST  "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/"
#define EHOST "https%3A%2F%2F1234567-sb1.suitetalk.api.netsuite.com%2Fservices%2Frest%2F"

static const Vector vectors[] = {
  { "GET", "https://123456.suitetalk.api.netsuite.com/services/rest/record/v1/employee/40", "fjaLirsIcCGVZWzBX0pg", "1508242306",
    "ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4", "d26ad321a4b2f23b0741c8d38392ce01c3e23e109df6c96eac6d099e9ab9e8b5",
    "2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc", "c29a677df7d5439a458c063654187e3d678d73aca8e3c9d8bea1478a3eb0d295",
    "GET&https%3A%2F%2F123456.suitetalk.api.netsuite.com%2Fservices%2Frest%2Frecord%2Fv1%2Femployee%2F40&oauth_consumer_key%3D"
    "ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4%26oauth_nonce%3DfjaLirsIcCGVZWzBX0pg%26oauth_signature_method%3D"
    "HMAC-SHA256%26oauth_timestamp%3D1508242306%26oauth_token%3D2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc%26"
    "oauth_version%3D1.0",
    "B5OIWznZ2YP0OB7VrJrGkYsTh+8H+5T9Hag+o92q0zY=" },
  { "POST", HOST "query/v1/suiteql?limit=1000&offset=2000", "Ab1Cd2Ef3Gh4Ij5Kl6Mn", "1767225600", ONES, TWOS, THREES, FOURS,
    "POST&" EHOST "query%2Fv1%2Fsuiteql&limit%3D1000%26oauth_consumer_key%3D" ONES "%26oauth_nonce%3DAb1Cd2Ef3Gh4Ij5Kl6Mn%26"
    "oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1767225600%26oauth_token%3D" THREES "%26oauth_version%3D1.0%26offset%3D2000",
    "CDfel1lFadNS9fpm5kHgDP2FZM1sHzESvU7GwnZOAx4=" },
  { "GET", HOST "record/v1/customer?q=companyName%20START_WITH%20%22M%C3%BCller%20%26%20S%C3%B6hne%22&limit=5", "Zz9Yy8Xx7Ww6Vv5Uu4Tt",
    "1767225601", ONES, TWOS, THREES, FOURS,
    "GET&" EHOST "record%2Fv1%2Fcustomer&limit%3D5%26oauth_consumer_key%3D" ONES "%26oauth_nonce%3DZz9Yy8Xx7Ww6Vv5Uu4Tt%26"
    "oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1767225601%26oauth_token%3D" THREES "%26oauth_version%3D1.0%26q%3D"
    "companyName%2520START_WITH%2520%2522M%25C3%25BCller%2520%2526%2520S%25C3%25B6hne%2522",
    "Rw2VG1P2nKUmMDzWL9cj12eK11R6trh5pqeNVpx/0KQ=" },
  { "PUT", HOST "record/v1/customer/eid:CID_002", "Qq1Ww2Ee3Rr4Tt5Yy6Uu", "1767225602", ONES, TWOS, THREES, FOURS,
    "PUT&" EHOST "record%2Fv1%2Fcustomer%2Feid%3ACID_002&oauth_consumer_key%3D" ONES "%26oauth_nonce%3DQq1Ww2Ee3Rr4Tt5Yy6Uu%26"
    "oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1767225602%26oauth_token%3D" THREES "%26oauth_version%3D1.0",
    "RHDAstGIvZ6MSQZ/Xqv8wAIWS0BcswpwU2lujvjO1f0=" },
};

static void
test_oauth1_vectors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      const Vector *v = &vectors[i];
      const char *parameters[] = {
        "oauth_version", "1.0", "oauth_nonce", v->nonce, "oauth_timestamp", v->timestamp, "oauth_signature_method", "HMAC-SHA256",
        "oauth_token", v->token_id, "oauth_consumer_key", v->consumer_key, NULL,
      };
      g_autofree char *base = cw_oauth1_dup_base_string (v->method, v->url, parameters);
      g_autofree char *signature = _cw_oauth1_dup_signature (base, v->consumer_secret, v->token_secret);

      g_assert_cmpstr (base, ==, v->base);
      g_assert_cmpstr (signature, ==, v->signature);
    }
}

static void
assert_base (const char *method, const char *url, const char *expected)
{
  const char *parameters[] = { "oauth_nonce", "n", NULL };
  g_autofree char *base = cw_oauth1_dup_base_string (method, url, parameters);

  g_assert_cmpstr (base, ==, expected);
}

static void
test_oauth1_corners (void)
{
  assert_base ("get", "HTTPS://Acme.Example:443", "GET&https%3A%2F%2Facme.example%2F&oauth_nonce%3Dn");
  assert_base ("GET", "http://127.0.0.1:40001/netsuite/x", "GET&http%3A%2F%2F127.0.0.1%3A40001%2Fnetsuite%2Fx&oauth_nonce%3Dn");
  assert_base ("GET", "http://[::1]:80/x#part", "GET&http%3A%2F%2F%5B%3A%3A1%5D%2Fx&oauth_nonce%3Dn");
  /* Sorted by name, then value; a plus is a space; a name without a value. */
  assert_base ("GET", "https://a.example/?z=1&b=2+3&b=1&&flag", "GET&https%3A%2F%2Fa.example%2F&b%3D1%26b%3D2%25203%26flag%3D%26oauth_nonce%3Dn%26z%3D1");
  assert_base ("GET", "https://a.example/?x=%zz", NULL);
  assert_base ("GET", "no address", NULL);
}

static char *
dup_header_value (const char *header, const char *name)
{
  g_autofree char *start = g_strdup_printf ("%s=\"", name);
  const char *value = strstr (header, start);
  const char *end;

  g_assert_nonnull (value);
  value += strlen (start);
  end = strchr (value, '"');
  return g_uri_unescape_segment (value, end, NULL);
}

static void
test_oauth1_header (void)
{
  g_autoptr (CwRandom) random = cw_seeded_random_new (1);
  g_autoptr (CwSecret) consumer = cw_secret_new (TWOS);
  g_autoptr (CwSecret) token = cw_secret_new (FOURS);
  g_autoptr (CwHttpAuth) auth = cw_oauth1_auth_new ("1234567_SB1", ONES, consumer, THREES, token, random);
  g_autofree char *earlier = NULL;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GPtrArray) headers = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *nonce = NULL, *timestamp = NULL, *signature = NULL, *base = NULL, *expected = NULL, *realm = NULL;

      g_assert_true (cw_http_auth_sign (auth, "GET", HOST "x?limit=5", START + 5 * G_USEC_PER_SEC, headers, NULL));
      g_assert_cmpuint (headers->len, ==, 2);
      g_assert_cmpstr (headers->pdata[0], ==, "Authorization");
      g_assert_true (g_str_has_prefix (headers->pdata[1], "OAuth realm=\""));
      realm = dup_header_value (headers->pdata[1], "realm");
      nonce = dup_header_value (headers->pdata[1], "oauth_nonce");
      timestamp = dup_header_value (headers->pdata[1], "oauth_timestamp");
      signature = dup_header_value (headers->pdata[1], "oauth_signature");
      g_assert_cmpstr (realm, ==, "1234567_SB1");
      g_assert_cmpstr (timestamp, ==, "1767225605");
      g_assert_cmpuint (strlen (nonce), >=, 24);
      g_assert_cmpuint (strspn (nonce, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS), ==, strlen (nonce));
      g_assert_cmpstr (nonce, !=, earlier);
      base = cw_oauth1_dup_base_string ("GET", HOST "x?limit=5", (const char *[]) {
        "oauth_consumer_key", ONES, "oauth_token", THREES, "oauth_signature_method", "HMAC-SHA256", "oauth_timestamp", timestamp,
        "oauth_nonce", nonce, "oauth_version", "1.0", NULL });
      expected = _cw_oauth1_dup_signature (base, TWOS, FOURS);
      g_assert_cmpstr (signature, ==, expected);
      g_free (earlier);
      earlier = g_steal_pointer (&nonce);
    }
}

static void
test_pkce (void)
{
  g_autofree char *oracle = _cw_pkce_dup_challenge ("abFOm_isZAwm7PpI9BtJRMEuiMqhU6sUqZlVWSsAAf1QutgIOD~on78mu-JdpbKc_RA7IEcf2e~q0XrKlJ1tE."
                                                    "8Un64PXLKQG16G4lwW-a5de_0aeU2mHnyVPg.Or8cE");
  g_autofree char *rfc = _cw_pkce_dup_challenge ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

  g_assert_cmpstr (oracle, ==, "Who5QBshz2Mu1Mq6GuAknYA5TnjA-0z7VhAgLloec1s");
  g_assert_cmpstr (rfc, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void
test_jwt_vector (void)
{
  const char *scopes[] = { "rest_webservices", NULL };
  CwJwtClaims claims = { "TESTCERTIFICATEID0001", ONES, scopes, HOST "auth/oauth2/v1/token", 1767225600, 1767229140, NULL };
  g_autofree char *input = cw_jwt_dup_signing_input ("ES256", &claims);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, input, -1);

  g_assert_cmpstr (digest, ==, "ec180fce0f71333bb68630263115d213624ed02df6b1d52b6b4d01a0a8a56f0e");
}

/* ---- assertions, checked with the public key ---- */

typedef struct {
  const char             *name;
  gnutls_pk_algorithm_t   pk;
  unsigned int            bits;
  gnutls_sign_algorithm_t sign;
  gsize                   half;
} Kind;

static const Kind kinds[] = {
  { "ES256", GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), GNUTLS_SIGN_ECDSA_SHA256, 32 },
  { "ES384", GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP384R1), GNUTLS_SIGN_ECDSA_SHA384, 48 },
  { "ES512", GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP521R1), GNUTLS_SIGN_ECDSA_SHA512, 66 },
  { "PS256", GNUTLS_PK_RSA, 2048, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, 0 },
};

static char *
make_key (const Kind *kind, gnutls_pubkey_t *out_public)
{
  gnutls_x509_privkey_t key;
  gnutls_privkey_t abstract;
  gnutls_datum_t pem;
  char *text;

  g_assert_cmpint (gnutls_x509_privkey_init (&key), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_generate (key, kind->pk, kind->bits, 0), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem), ==, 0);
  g_assert_cmpint (gnutls_privkey_init (&abstract), ==, 0);
  g_assert_cmpint (gnutls_privkey_import_x509 (abstract, key, 0), ==, 0);
  g_assert_cmpint (gnutls_pubkey_init (out_public), ==, 0);
  g_assert_cmpint (gnutls_pubkey_import_privkey (*out_public, abstract, 0, 0), ==, 0);
  text = g_strndup ((const char *) pem.data, pem.size);
  gnutls_free (pem.data);
  gnutls_privkey_deinit (abstract);
  gnutls_x509_privkey_deinit (key);
  return text;
}

static guchar *
decode_base64url (const char *text, gsize *out_length)
{
  g_autofree char *plain = g_strdup (text);
  g_autofree char *padded = NULL;

  g_strdelimit (plain, "-", '+');
  g_strdelimit (plain, "_", '/');
  padded = g_strconcat (plain, "===" + (strlen (plain) % 4 == 0 ? 3 : strlen (plain) % 4 - 1), NULL);
  return g_base64_decode (padded, out_length);
}

static void
assert_signed (const Kind *kind, gnutls_pubkey_t public, const char *assertion)
{
  const char *dot = strrchr (assertion, '.');
  gnutls_datum_t data = { (unsigned char *) assertion, (unsigned int) (dot - assertion) };
  gsize length;
  g_autofree guchar *raw = decode_base64url (dot + 1, &length);
  gnutls_datum_t signature = { raw, (unsigned int) length };

  if (kind->half > 0)
    {
      gnutls_datum_t r = { raw, (unsigned int) kind->half }, s = { raw + kind->half, (unsigned int) kind->half };

      g_assert_cmpuint (length, ==, 2 * kind->half);
      g_assert_cmpint (gnutls_encode_rs_value (&signature, &r, &s), ==, 0);
    }
  g_assert_cmpint (gnutls_pubkey_verify_data2 (public, kind->sign, 0, &data, &signature), >=, 0);
  if (kind->half > 0)
    gnutls_free (signature.data);
}

/* Often enough that R or S begins with a zero byte sometimes. */
static void
test_jwt_signature (gconstpointer data)
{
  const Kind *kind = data;
  gnutls_pubkey_t public;
  g_autofree char *pem = make_key (kind, &public);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwJwtKey) key = cw_jwt_key_new (pem, &error);
  const char *scopes[] = { "rest_webservices", NULL };
  guint times = kind->half == 32 ? 600 : 3;

  g_assert_no_error (error);
  g_assert_cmpstr (cw_jwt_key_get_algorithm (key), ==, kind->name);
  for (guint i = 0; i < times; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      CwJwtClaims claims = { "kid", "iss", scopes, "aud", 1, 2, id };
      g_autofree char *assertion = cw_jwt_dup_signed (key, &claims, &error);

      g_assert_no_error (error);
      assert_signed (kind, public, assertion);
    }
  gnutls_pubkey_deinit (public);
}

static void
assert_no_key (const char *pem)
{
  g_autoptr (CwSecret) secret = cw_secret_new (pem);
  g_autoptr (CwRandom) random = cw_seeded_random_new (1);
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_oauth2_jwt_auth_new ("https://t", "c", "k", secret, (const char *[]) { "s", NULL }, random, &error));
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH);
  if (*pem != '\0')
    g_assert_null (strstr (error->message, pem));
}

static void
test_jwt_bad_key (void)
{
  static const Kind edwards = { "", GNUTLS_PK_EDDSA_ED25519, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_ED25519), 0, 0 };
  gnutls_pubkey_t public;
  g_autofree char *pem = make_key (&edwards, &public);

  assert_no_key ("");
  assert_no_key ("my secret");
  assert_no_key ("-----BEGIN PRIVATE KEY-----\nMIG\n-----END PRIVATE KEY-----\n");
  assert_no_key (pem);
  gnutls_pubkey_deinit (public);
}

/* ---- tokens through the client ---- */

#define TOKEN_URL "https://acme.example/token"

typedef struct {
  Fixture         f;
  gnutls_pubkey_t public;
} JwtFixture;

static void
jwt_fixture_init (JwtFixture *self)
{
  g_autofree char *pem = make_key (&kinds[0], &self->public);
  g_autoptr (CwSecret) secret = cw_secret_new (pem);

  fixture_init (&self->f);
  g_clear_object (&self->f.auth);
  self->f.auth = cw_oauth2_jwt_auth_new (TOKEN_URL, "client", "certificate", secret, (const char *[]) { "rest_webservices", NULL },
                                         self->f.random, NULL);
  fixture_open (&self->f);
}

static void
jwt_fixture_clear (JwtFixture *self)
{
  gnutls_pubkey_deinit (self->public);
  fixture_clear (&self->f);
}

static JsonObject *
parse_claims (const char *assertion, JsonParser *parser)
{
  g_auto (GStrv) parts = g_strsplit (assertion, ".", 3);
  gsize length;
  g_autofree guchar *json = decode_base64url (parts[1], &length);

  g_assert_true (json_parser_load_from_data (parser, (const char *) json, (gssize) length, NULL));
  return json_node_get_object (json_parser_get_root (parser));
}

static gint64
assert_assertion (JwtFixture *self, const Sent *sent)
{
  g_autoptr (GHashTable) form = g_uri_parse_params (sent->body, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  const char *assertion = g_hash_table_lookup (form, "client_assertion");
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *claims = parse_claims (assertion, parser);

  g_assert_cmpstr (sent->url, ==, TOKEN_URL);
  g_assert_cmpstr (g_hash_table_lookup (form, "grant_type"), ==, "client_credentials");
  g_assert_cmpstr (g_hash_table_lookup (form, "client_assertion_type"), ==, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  g_assert_null (sent_get_header (sent, "Authorization"));
  assert_signed (&kinds[0], self->public, assertion);
  g_assert_cmpstr (json_object_get_string_member (claims, "iss"), ==, "client");
  g_assert_cmpstr (json_object_get_string_member (claims, "aud"), ==, TOKEN_URL);
  g_assert_cmpint (json_object_get_int_member (claims, "exp"), <, json_object_get_int_member (claims, "iat") + 3600);
  g_assert_cmpuint (strlen (json_object_get_string_member (claims, "jti")), >, 20);
  return json_object_get_int_member (claims, "iat");
}

static void
assert_bearer (FakeTransport *transport, guint index, const char *token)
{
  g_autofree char *expected = g_strconcat ("Bearer ", token, NULL);

  g_assert_cmpstr (sent_get_header (fake_transport_get (transport, index), "Authorization"), ==, expected);
}

static void
test_jwt_token (void)
{
  JwtFixture self;
  g_autoptr (CwHttpAnswer) first = NULL, second = NULL, third = NULL;

  jwt_fixture_init (&self);
  fake_transport_push (self.f.transport, 200, NULL, "{\"access_token\":\"one\",\"expires_in\":\"3600\",\"token_type\":\"Bearer\"}");
  fake_transport_push (self.f.transport, 200, NULL, "first");
  fake_transport_push (self.f.transport, 200, NULL, "second");
  fake_transport_push (self.f.transport, 200, NULL, "{\"access_token\":\"two\",\"expires_in\":3600,\"token_type\":\"bearer\"}");
  first = fixture_send (&self.f, "GET", "/a", TRUE);
  assert_answered (first, 200);
  assert_assertion (&self, fake_transport_get (self.f.transport, 0));
  assert_bearer (self.f.transport, 1, "one");

  /* Renewed after four fifths of its life, not before. */
  cw_virtual_clock_advance (self.f.clock, G_GINT64_CONSTANT (2870) * G_USEC_PER_SEC);
  second = fixture_send (&self.f, "GET", "/b", TRUE);
  assert_bearer (self.f.transport, 2, "one");
  cw_virtual_clock_advance (self.f.clock, G_GINT64_CONSTANT (20) * G_USEC_PER_SEC);
  third = fixture_send (&self.f, "GET", "/c", TRUE);
  g_assert_cmpstr (fake_transport_get (self.f.transport, 3)->url, ==, TOKEN_URL);
  assert_bearer (self.f.transport, 4, "two");
  g_assert_cmpuint (fake_transport_count (self.f.transport), ==, 5);
  jwt_fixture_clear (&self);
}

/* The assertion is refused because our clock is off; the refusal shows the server's. */
static void
test_jwt_clock (void)
{
  JwtFixture self;
  g_autoptr (CwHttpAnswer) answer = NULL;

  jwt_fixture_init (&self);
  fake_transport_push (self.f.transport, 400, "Date: Thu, 01 Jan 2026 01:00:00 GMT", "{\"error\":\"invalid_grant\"}");
  fake_transport_push (self.f.transport, 200, "Date: Thu, 01 Jan 2026 01:00:00 GMT", "{\"access_token\":\"one\"}");
  fake_transport_push (self.f.transport, 204, NULL, NULL);
  answer = fixture_send (&self.f, "POST", "/a", FALSE);
  assert_answered (answer, 204);
  g_assert_cmpint (assert_assertion (&self, fake_transport_get (self.f.transport, 0)), ==, START / G_USEC_PER_SEC);
  g_assert_cmpint (assert_assertion (&self, fake_transport_get (self.f.transport, 1)), ==, START / G_USEC_PER_SEC + 3600);
  g_assert_cmpint (cw_http_client_get_clock_offset (self.f.client) / G_USEC_PER_SEC, ==, 3600);
  jwt_fixture_clear (&self);
}

static void
test_jwt_refused (void)
{
  JwtFixture self;
  g_autoptr (CwHttpAnswer) answer = NULL, later = NULL;

  jwt_fixture_init (&self);
  fake_transport_push (self.f.transport, 400, NULL, "{\"error\":\"invalid_grant\",\"error_description\":\"certificate expired\"}");
  answer = fixture_send (&self.f, "GET", "/a", TRUE);
  assert_failed (answer, CW_CONNECTOR_ERROR_AUTH);
  assert_contains (answer->error->message, "Acme: ");
  assert_contains (answer->error->message, "invalid_grant: certificate expired");
  assert_contains (answer->error->message, "certificate ID");
  g_assert_null (strstr (answer->error->message, "clock"));
  later = fixture_send (&self.f, "GET", "/b", TRUE);
  assert_failed (later, CW_CONNECTOR_ERROR_AUTH);
  g_assert_cmpstr (later->error->message, ==, answer->error->message);
  g_assert_cmpuint (fake_transport_count (self.f.transport), ==, 1);
  jwt_fixture_clear (&self);
}

/* What fails at the token endpoint for another reason is tried again, whatever the request. */
static void
test_token_endpoint_fails (void)
{
  JwtFixture self;
  g_autoptr (CwHttpAnswer) answer = NULL;

  jwt_fixture_init (&self);
  fake_transport_push (self.f.transport, 503, "Retry-After: 9", "busy");
  fake_transport_push_error (self.f.transport, CW_CONNECTOR_ERROR_LOST);
  fake_transport_push (self.f.transport, 200, NULL, "{\"access_token\":");
  fake_transport_push (self.f.transport, 429, NULL, NULL);
  fake_transport_push (self.f.transport, 200, NULL, "{\"access_token\":\"one\"}");
  fake_transport_push (self.f.transport, 201, NULL, NULL);
  answer = fixture_send (&self.f, "POST", "/a", FALSE);
  assert_answered (answer, 201);
  g_assert_cmpuint (answer->attempts, ==, 1);
  g_assert_cmpuint (fake_transport_count (self.f.transport), ==, 6);
  g_assert_cmpfloat (fixture_get_seconds (&self.f), >=, 9);
  jwt_fixture_clear (&self);
}

static void
test_token_is_header_safe (void)
{
  JwtFixture self;
  g_autoptr (CwHttpAnswer) answer = NULL;

  jwt_fixture_init (&self);
  for (guint i = 0; i < 10; i++)
    fake_transport_push (self.f.transport, 200, NULL, "{\"access_token\":\"one\\r\\nX: y\"}");
  answer = fixture_send (&self.f, "GET", "/a", TRUE);
  assert_failed (answer, CW_CONNECTOR_ERROR_AUTH);
  jwt_fixture_clear (&self);
}

typedef struct {
  char    *stored;
  guint    sent_before;
  gboolean fails;
  Fixture *f;
} Keeper;

static gboolean
keep (CwSecret *refresh, gpointer data, GError **error)
{
  Keeper *keeper = data;

  g_free (keeper->stored);
  keeper->stored = g_strdup (cw_secret_reveal (refresh));
  keeper->sent_before = fake_transport_count (keeper->f->transport);
  if (keeper->fails)
    g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_KEYRING, "locked");
  return !keeper->fails;
}

static void
refresh_fixture_open (Fixture *f, Keeper *keeper)
{
  g_autoptr (CwSecret) refresh = cw_secret_new ("re fresh/1");

  fixture_init (f);
  g_clear_object (&f->auth);
  f->auth = cw_oauth2_refresh_auth_new (TOKEN_URL, "client", refresh, keep, keeper, NULL);
  keeper->f = f;
  fixture_open (f);
}

static void
test_refresh_rotation (void)
{
  Fixture f;
  Keeper keeper = { NULL, 0, FALSE, NULL };
  g_autoptr (CwHttpAnswer) first = NULL, second = NULL;

  refresh_fixture_open (&f, &keeper);
  fake_transport_push (f.transport, 200, NULL, "{\"access_token\":\"one\",\"expires_in\":100,\"refresh_token\":\"two\"}");
  fake_transport_push (f.transport, 200, NULL, NULL);
  fake_transport_push (f.transport, 200, NULL, "{\"access_token\":\"three\"}");
  first = fixture_send (&f, "GET", "/a", TRUE);
  assert_answered (first, 200);
  g_assert_cmpstr (fake_transport_get (f.transport, 0)->body, ==, "grant_type=refresh_token&refresh_token=re%20fresh%2F1&client_id=client");
  g_assert_cmpstr (keeper.stored, ==, "two");
  g_assert_cmpuint (keeper.sent_before, ==, 1);
  assert_bearer (f.transport, 1, "one");

  /* Without a new refresh token the old one stays. */
  cw_virtual_clock_advance (f.clock, 200 * G_USEC_PER_SEC);
  second = fixture_send (&f, "GET", "/b", TRUE);
  assert_contains (fake_transport_get (f.transport, 2)->body, "refresh_token=two&");
  assert_bearer (f.transport, 3, "three");
  g_free (keeper.stored);
  fixture_clear (&f);
}

static void
test_refresh_not_stored (void)
{
  Fixture f;
  Keeper keeper = { NULL, 0, TRUE, NULL };
  g_autoptr (CwHttpAnswer) first = NULL, second = NULL;

  refresh_fixture_open (&f, &keeper);
  fake_transport_push (f.transport, 200, NULL, "{\"access_token\":\"one\",\"refresh_token\":\"two\"}");
  first = fixture_send (&f, "GET", "/a", TRUE);
  g_assert_error (first->error, CW_SYNC_ERROR, CW_SYNC_ERROR_KEYRING);
  g_assert_cmpuint (fake_transport_count (f.transport), ==, 1);

  /* The old one is spent: the next try goes on with the new one. */
  keeper.fails = FALSE;
  fake_transport_push (f.transport, 200, NULL, "{\"access_token\":\"three\",\"refresh_token\":\"four\"}");
  second = fixture_send (&f, "GET", "/a", TRUE);
  assert_answered (second, 200);
  assert_contains (fake_transport_get (f.transport, 1)->body, "refresh_token=two&");
  g_assert_cmpstr (keeper.stored, ==, "four");
  g_free (keeper.stored);
  fixture_clear (&f);
}

static void
test_refresh_withdrawn (void)
{
  Fixture f;
  Keeper keeper = { NULL, 0, FALSE, NULL };
  g_autoptr (CwHttpAnswer) answer = NULL;

  refresh_fixture_open (&f, &keeper);
  fake_transport_push (f.transport, 400, NULL, "{\"error\":\"invalid_grant\"}");
  answer = fixture_send (&f, "GET", "/a", TRUE);
  assert_failed (answer, CW_CONNECTOR_ERROR_AUTH);
  assert_contains (answer->error->message, "Sign in again");
  fixture_clear (&f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/oauth1/vectors", test_oauth1_vectors);
  g_test_add_func ("/http/oauth1/corners", test_oauth1_corners);
  g_test_add_func ("/http/oauth1/header", test_oauth1_header);
  g_test_add_func ("/http/pkce", test_pkce);
  g_test_add_func ("/http/jwt/vector", test_jwt_vector);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/http/jwt/signature/", kinds[i].name, NULL);

      g_test_add_data_func (path, &kinds[i], test_jwt_signature);
    }
  g_test_add_func ("/http/jwt/bad-key", test_jwt_bad_key);
  g_test_add_func ("/http/jwt/token", test_jwt_token);
  g_test_add_func ("/http/jwt/clock", test_jwt_clock);
  g_test_add_func ("/http/jwt/refused", test_jwt_refused);
  g_test_add_func ("/http/token/endpoint-fails", test_token_endpoint_fails);
  g_test_add_func ("/http/token/header-safe", test_token_is_header_safe);
  g_test_add_func ("/http/refresh/rotation", test_refresh_rotation);
  g_test_add_func ("/http/refresh/not-stored", test_refresh_not_stored);
  g_test_add_func ("/http/refresh/withdrawn", test_refresh_withdrawn);
  return g_test_run ();
}
