/* sb-netsuite-fixture.c: logging in to the fixture's NetSuite
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Assertions are put together here once more, so that sender and receiver are
 * not checked by the same code.
 */

#include "sb-netsuite-fixture.h"

#include "sb-netsuite-record.h"

#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>

static gnutls_datum_t
datum_of (const void *data, gsize size)
{
  return (gnutls_datum_t) { (unsigned char *) data, (unsigned int) size };
}

static void
must (int result)
{
  if (result < 0)
    g_error ("GnuTLS: %s", gnutls_strerror (result));
}

char *
sb_fixture_dup_info (SbSandbox *sandbox, const char *path)
{
  g_autofree char *info = sb_netsuite_dup_info (sandbox);
  SbReply reply = { .json = json_from_string (info, NULL) };
  char *value = sb_reply_dup (&reply, path);

  json_node_unref (reply.json);

  return value;
}

gint64
sb_fixture_now (SbSandbox *sandbox)
{
  return sb_sandbox_now (sandbox) / G_USEC_PER_SEC;
}

void
sb_fixture_advance (SbSandbox *sandbox, gint64 seconds)
{
  sb_sandbox_advance (sandbox, seconds * G_USEC_PER_SEC);
}

/* ---- assertions ---- */

void
sb_assertion_init (SbAssertion *self, SbSandbox *sandbox)
{
  *self = (SbAssertion) {
    .key_pem = sb_fixture_dup_info (sandbox, "m2m.private_key_pem"),
    .algorithm = g_strdup ("ES256"),
    .kid = sb_fixture_dup_info (sandbox, "m2m.certificate_id"),
    .iss = sb_fixture_dup_info (sandbox, "m2m.client_id"),
    .aud = g_strdup (SB_TOKEN_URL),
    .scope = g_strdup ("[\"rest_webservices\"]"),
    .jti = g_uuid_string_random (),
    .iat = sb_fixture_now (sandbox),
    .exp = sb_fixture_now (sandbox) + 300,
  };
}

void
sb_assertion_clear (SbAssertion *self)
{
  g_free (self->key_pem);
  g_free (self->algorithm);
  g_free (self->kid);
  g_free (self->iss);
  g_free (self->aud);
  g_free (self->scope);
  g_free (self->jti);
}

void
sb_assertion_set (char **member, const char *value)
{
  g_free (*member);
  *member = g_strdup (value);
}

static char *
dup_base64url (const guchar *data, gsize size)
{
  char *text = g_base64_encode (data, size);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';

  return text;
}

static void
put_number (const gnutls_datum_t *number, guchar *out, gsize size)
{
  gsize skip = number->size > size ? number->size - size : 0;

  memset (out, 0, size);
  memcpy (out + size - (number->size - skip), number->data + skip, number->size - skip);
}

/* DER to R and S side by side. */
static char *
dup_flat (const gnutls_datum_t *der, gsize half)
{
  g_autofree guchar *flat = g_malloc (2 * half);
  gnutls_datum_t r, s;

  must (gnutls_decode_rs_value (der, &r, &s));
  put_number (&r, flat, half);
  put_number (&s, flat + half, half);
  gnutls_free (r.data);
  gnutls_free (s.data);

  return dup_base64url (flat, 2 * half);
}

static char *
dup_signature (const char *key_pem, const char *algorithm, const char *input)
{
  static const struct { const char *name; gnutls_sign_algorithm_t sign; gsize half; } algorithms[] = {
    { "ES256", GNUTLS_SIGN_ECDSA_SHA256, 32 }, { "ES384", GNUTLS_SIGN_ECDSA_SHA384, 48 }, { "ES512", GNUTLS_SIGN_ECDSA_SHA512, 66 },
    { "PS256", GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, 0 }, { "PS384", GNUTLS_SIGN_RSA_PSS_RSAE_SHA384, 0 },
    { "PS512", GNUTLS_SIGN_RSA_PSS_RSAE_SHA512, 0 }, { "RS256", GNUTLS_SIGN_RSA_SHA256, 0 }, { "none", GNUTLS_SIGN_ECDSA_SHA256, 32 },
  };
  gnutls_datum_t pem = datum_of (key_pem, strlen (key_pem));
  gnutls_datum_t data = datum_of (input, strlen (input));
  gnutls_datum_t signature = { NULL, 0 };
  gnutls_privkey_t key;
  char *text = NULL;

  must (gnutls_privkey_init (&key));
  must (gnutls_privkey_import_x509_raw (key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0));
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (strcmp (algorithms[i].name, algorithm) == 0)
      {
        must (gnutls_privkey_sign_data2 (key, algorithms[i].sign, 0, &data, &signature));
        text = algorithms[i].half > 0 ? dup_flat (&signature, algorithms[i].half) : dup_base64url (signature.data, signature.size);
      }
  gnutls_free (signature.data);
  gnutls_privkey_deinit (key);

  return text;
}

char *
sb_assertion_dup (const SbAssertion *self)
{
  g_autofree char *header = g_strdup_printf ("{\"typ\":\"JWT\",\"alg\":\"%s\",\"kid\":\"%s\"}", self->algorithm, self->kid);
  g_autofree char *jti = self->jti != NULL ? g_strdup_printf (",\"jti\":\"%s\"", self->jti) : g_strdup ("");
  g_autofree char *claims = NULL;
  g_autofree char *first = dup_base64url ((const guchar *) header, strlen (header));
  g_autofree char *second = NULL;
  g_autofree char *input = NULL;
  g_autofree char *signature = NULL;

  claims = g_strdup_printf ("{\"iss\":\"%s\",\"scope\":%s,\"aud\":\"%s\",\"iat\":%" G_GINT64_FORMAT ",\"exp\":%" G_GINT64_FORMAT "%s}",
                            self->iss, self->scope, self->aud, self->iat, self->exp, jti);
  second = dup_base64url ((const guchar *) claims, strlen (claims));
  input = g_strdup_printf ("%s.%s", first, second);
  signature = dup_signature (self->key_pem, self->algorithm, input);

  return g_strdup_printf ("%s.%s", input, signature);
}

/* ---- calls ---- */

SbReply *
sb_fixture_post_form (SbSandbox *sandbox, const char *target, const char *form)
{
  const char *headers[] = { "content-type", SB_FORM, NULL };

  return sb_fixture_call (sandbox, "POST", target, headers, form);
}

SbReply *
sb_fixture_assert (SbSandbox *sandbox, const SbAssertion *assertion)
{
  g_autofree char *jwt = sb_assertion_dup (assertion);
  g_autofree char *form = NULL;

  form = g_strdup_printf ("grant_type=client_credentials&client_assertion_type=urn%%3Aietf%%3Aparams%%3Aoauth%%3A"
                          "client-assertion-type%%3Ajwt-bearer&client_assertion=%s", jwt);

  return sb_fixture_post_form (sandbox, SB_TOKEN_PATH, form);
}

char *
sb_fixture_dup_token (SbSandbox *sandbox)
{
  g_auto (SbAssertion) assertion;
  g_autoptr (SbReply) reply = NULL;

  sb_assertion_init (&assertion, sandbox);
  reply = sb_fixture_assert (sandbox, &assertion);
  g_assert_cmpuint (reply->wire.status, ==, 200);

  return sb_reply_dup (reply, "access_token");
}

SbReply *
sb_fixture_rest (SbSandbox *sandbox, const char *token, const char *method, const char *target, const char *header,
                 const char *value, const char *body)
{
  g_autofree char *whole = g_strconcat (SB_REST, target, NULL);
  g_autofree char *credentials = g_strconcat ("Bearer ", token, NULL);
  const char *headers[] = { "authorization", credentials, "content-type", "application/json", header, value, NULL };

  return sb_fixture_call (sandbox, method, whole, headers, body);
}

/* ---- keys ---- */

static char *
dup_pem (int result, gnutls_datum_t *pem)
{
  char *text;

  must (result);
  text = g_strndup ((const char *) pem->data, pem->size);
  gnutls_free (pem->data);

  return text;
}

void
sb_fixture_make_key (gnutls_pk_algorithm_t kind, guint bits, gint64 from, gint64 to, char **out_key, char **out_certificate)
{
  static const unsigned char serial[] = { 1 };
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;
  gnutls_datum_t pem;

  must (gnutls_x509_privkey_init (&key));
  must (gnutls_x509_crt_init (&certificate));
  must (gnutls_x509_privkey_generate (key, kind, bits, 0));
  must (gnutls_x509_crt_set_key (certificate, key));
  must (gnutls_x509_crt_set_version (certificate, 3));
  must (gnutls_x509_crt_set_serial (certificate, serial, sizeof serial));
  must (gnutls_x509_crt_set_activation_time (certificate, from));
  must (gnutls_x509_crt_set_expiration_time (certificate, to));
  must (gnutls_x509_crt_set_dn (certificate, "CN=test", NULL));
  must (gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0));
  *out_key = dup_pem (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem), &pem);
  *out_certificate = dup_pem (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &pem), &pem);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (key);
}

/* ---- the control plane ---- */

char *
sb_fixture_create (SbSandbox *sandbox, const char *record, JsonObject *create)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *body = NULL;
  g_autoptr (SbReply) reply = NULL;

  json_object_set_string_member (object, "system", "netsuite");
  json_object_set_string_member (object, "record", record);
  json_object_set_object_member (object, "create", create);
  body = json_to_string (node, FALSE);
  reply = sb_fixture_control (sandbox, "POST", "edit", body);

  return sb_reply_dup (reply, "id");
}

void
sb_fixture_set (SbSandbox *sandbox, const char *record, const char *id, const char *set)
{
  g_autofree char *body = NULL;
  g_autoptr (SbReply) reply = NULL;

  body = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"%s\",\"id\":\"%s\",\"set\":%s}", record, id, set);
  reply = sb_fixture_control (sandbox, "POST", "edit", body);
}

char *
sb_fixture_dup_cause (SbSandbox *sandbox)
{
  g_autoptr (SbReply) reply = sb_fixture_control (sandbox, "GET", "state/netsuite/loginaudittrail", NULL);
  g_autofree char *path = g_strdup_printf ("%u.detail", sb_reply_count (reply, "") - 1);
  char *detail = sb_reply_dup (reply, path);

  if (strcmp (detail, "null") != 0)
    return detail;
  g_free (detail);

  return NULL;
}

/* ---- assertions of tests ---- */

void
sb_assert_oauth_error (SbReply *reply, guint status, const char *error)
{
  g_assert_cmpuint (reply->wire.status, ==, status);
  sb_assert_value (reply, "error", error);
  if (status == 401)
    g_assert_cmpstr (sb_reply_header (reply, "WWW-Authenticate"), ==, "Basic realm=\"TSTDRV1000001_SB1\"");
}

void
sb_assert_bearer (SbSandbox *sandbox, const char *token, guint status, const char *cause)
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

/* ---- sessions ---- */

void
sb_session_set_up (SbSession *self, gconstpointer data)
{
  self->sandbox = sb_fixture_new (SB_RATE_OFF, data);
  self->token = sb_fixture_dup_token (self->sandbox);
}

void
sb_session_tear_down (SbSession *self, gconstpointer data)
{
  g_free (self->token);
  sb_sandbox_free (self->sandbox);
}

SbReply *
sb_session_call (SbSession *self, const char *method, const char *target, const char *body)
{
  return sb_fixture_rest (self->sandbox, self->token, method, target, NULL, NULL, body);
}

SbReply *
sb_session_call_strictly (SbSession *self, const char *method, const char *target, const char *body)
{
  return sb_fixture_rest (self->sandbox, self->token, method, target, "x-netsuite-propertynamevalidation", "Error", body);
}

char *
sb_reply_dup_written (SbReply *reply)
{
  const char *location = sb_reply_header (reply, "Location");

  if (reply->wire.status != 204)
    g_error ("%u %s", reply->wire.status, reply->wire.body->str);
  g_assert_cmpuint (reply->wire.body->len, ==, 0);
  g_assert_true (g_str_has_prefix (location, SB_FIXTURE_URL SB_REST "/record/v1/"));

  return g_strdup (strrchr (location, '/') + 1);
}

char *
sb_session_create (SbSession *self, const char *type, const char *body)
{
  g_autofree char *target = g_strconcat ("/record/v1/", type, NULL);
  g_autoptr (SbReply) reply = sb_session_call_strictly (self, "POST", target, body);

  return sb_reply_dup_written (reply);
}

char *
sb_session_create_customer (SbSession *self, const char *name)
{
  g_autofree char *body = g_strdup_printf ("{\"companyName\":\"%s\",\"subsidiary\":{\"id\":\"2\"}}", name);

  return sb_session_create (self, "customer", body);
}

SbReply *
sb_session_get (SbSession *self, const char *type, const char *id)
{
  g_autofree char *target = g_strdup_printf ("/record/v1/%s/%s", type, id);
  SbReply *reply = sb_session_call (self, "GET", target, NULL);

  g_assert_cmpuint (reply->wire.status, ==, 200);

  return reply;
}

void
sb_assert_error (SbReply *reply, guint status, const char *code)
{
  if (reply->wire.status != status)
    g_error ("%u %s", reply->wire.status, reply->wire.body->str);
  g_assert_cmpstr (reply->wire.content_type, ==, "application/vnd.oracle.resource+json; type=error");
  sb_assert_value (reply, "o:errorDetails.0.o:errorCode", code);
}

void
sb_session_assert_refused (SbSession *self, const char *method, const char *target, const char *body, guint status, const char *code)
{
  g_autoptr (SbReply) reply = sb_session_call_strictly (self, method, target, body);

  sb_assert_error (reply, status, code);
}

gint64
sb_session_count (SbSession *self, const char *sql)
{
  return sb_record_query (self->sandbox, sql, 0);
}
