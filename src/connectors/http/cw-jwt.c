/* cw-jwt.c: a client assertion, signed with the connection's own key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GnuTLS signs; JSON Web Signature wants ECDSA as R and S side by side where
 * GnuTLS gives them in DER.
 */

#include "config.h"

#include "cw-jwt.h"

#include "cw-error.h"
#include "cw-http-private.h"

#include <glib/gi18n-lib.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <string.h>

/* One algorithm of RFC 7518. */
typedef struct {
  const char                *name;
  gnutls_pk_algorithm_t      pk;
  gnutls_ecc_curve_t         curve;        /* invalid: any RSA key */
  gnutls_sign_algorithm_t    sign;
  gsize                      half;         /* bytes of R and of S; 0: the signature goes as it is */
} Algorithm;

static const Algorithm algorithms[] = {
  { "ES256", GNUTLS_PK_ECDSA, GNUTLS_ECC_CURVE_SECP256R1, GNUTLS_SIGN_ECDSA_SHA256, 32 },
  { "ES384", GNUTLS_PK_ECDSA, GNUTLS_ECC_CURVE_SECP384R1, GNUTLS_SIGN_ECDSA_SHA384, 48 },
  { "ES512", GNUTLS_PK_ECDSA, GNUTLS_ECC_CURVE_SECP521R1, GNUTLS_SIGN_ECDSA_SHA512, 66 },
  { "PS256", GNUTLS_PK_RSA, GNUTLS_ECC_CURVE_INVALID, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, 0 },
  { "PS256", GNUTLS_PK_RSA_PSS, GNUTLS_ECC_CURVE_INVALID, GNUTLS_SIGN_RSA_PSS_SHA256, 0 },
};

struct _CwJwtKey {
  gnutls_privkey_t  key;
  const Algorithm  *algorithm;
};

static const Algorithm *
find_algorithm (gnutls_privkey_t key)
{
  gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
  int pk = gnutls_privkey_get_pk_algorithm (key, NULL);

  if (pk == GNUTLS_PK_ECDSA)
    gnutls_privkey_export_ecc_raw (key, &curve, NULL, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if ((int) algorithms[i].pk == pk && algorithms[i].curve == curve)
      return &algorithms[i];
  return NULL;
}

CwJwtKey *
cw_jwt_key_new (const char *pem, GError **error)
{
  g_autoptr (CwJwtKey) self = g_new0 (CwJwtKey, 1);
  gnutls_datum_t datum = { (unsigned char *) pem, (unsigned int) strlen (pem) };
  int code = gnutls_privkey_init (&self->key);

  if (code == GNUTLS_E_SUCCESS)
    code = gnutls_privkey_import_x509_raw (self->key, &datum, GNUTLS_X509_FMT_PEM, NULL, 0);
  if (code != GNUTLS_E_SUCCESS)
    {
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
                   _("The private key cannot be read (%s). Paste it whole, from its BEGIN to its END line, without a password."),
                   gnutls_strerror (code));
      return NULL;
    }
  self->algorithm = find_algorithm (self->key);
  if (self->algorithm == NULL)
    {
      g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
                           _("The private key is of a kind that cannot be used. Make one on P-256, P-384 or P-521, or an RSA key."));
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
cw_jwt_key_free (CwJwtKey *self)
{
  if (self == NULL)
    return;
  if (self->key != NULL)
    gnutls_privkey_deinit (self->key);
  g_free (self);
}

const char *
cw_jwt_key_get_algorithm (const CwJwtKey *self)
{
  return self->algorithm->name;
}

/* ---- what is signed ---- */

static void
add_member (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_time (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static char *
dup_encoded (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json = json_to_string (root, FALSE);
  return _cw_http_dup_base64url ((const guint8 *) json, strlen (json));
}

static char *
dup_header (const char *algorithm, const char *key_id)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_member (builder, "typ", "JWT");
  add_member (builder, "alg", algorithm);
  add_member (builder, "kid", key_id);
  return dup_encoded (builder);
}

static char *
dup_payload (const CwJwtClaims *claims)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_member (builder, "iss", claims->issuer);
  json_builder_set_member_name (builder, "scope");
  json_builder_begin_array (builder);
  for (guint i = 0; claims->scopes[i] != NULL; i++)
    json_builder_add_string_value (builder, claims->scopes[i]);
  json_builder_end_array (builder);
  add_member (builder, "aud", claims->audience);
  add_time (builder, "iat", claims->issued);
  add_time (builder, "exp", claims->expires);
  if (claims->id != NULL)
    add_member (builder, "jti", claims->id);
  return dup_encoded (builder);
}

char *
cw_jwt_dup_signing_input (const char *algorithm, const CwJwtClaims *claims)
{
  g_autofree char *header = dup_header (algorithm, claims->key_id);
  g_autofree char *payload = dup_payload (claims);

  return g_strconcat (header, ".", payload, NULL);
}

/* ---- signature ---- */

/* DER integers have a leading zero when their first bit is set, and no others. */
static gboolean
put_number (const gnutls_datum_t *number, guint8 *out, gsize half)
{
  const guint8 *bytes = number->data;
  gsize length = number->size;

  while (length > 0 && bytes[0] == 0)
    {
      bytes++;
      length--;
    }
  if (length > half)
    return FALSE;
  memset (out, 0, half - length);
  memcpy (out + half - length, bytes, length);
  return TRUE;
}

static char *
dup_raw_signature (const gnutls_datum_t *der, gsize half)
{
  g_autofree guint8 *raw = g_malloc (2 * half);
  gnutls_datum_t r = { NULL, 0 }, s = { NULL, 0 };
  char *text = NULL;

  if (gnutls_decode_rs_value (der, &r, &s) != GNUTLS_E_SUCCESS)
    return NULL;
  if (put_number (&r, raw, half) && put_number (&s, raw + half, half))
    text = _cw_http_dup_base64url (raw, 2 * half);
  gnutls_free (r.data);
  gnutls_free (s.data);
  return text;
}

char *
cw_jwt_dup_signed (CwJwtKey *self, const CwJwtClaims *claims, GError **error)
{
  g_autofree char *input = cw_jwt_dup_signing_input (self->algorithm->name, claims);
  g_autofree char *signature = NULL;
  gnutls_datum_t data = { (unsigned char *) input, (unsigned int) strlen (input) };
  gnutls_datum_t raw = { NULL, 0 };
  int code = gnutls_privkey_sign_data2 (self->key, self->algorithm->sign, 0, &data, &raw);

  if (code == GNUTLS_E_SUCCESS)
    {
      signature = self->algorithm->half > 0 ? dup_raw_signature (&raw, self->algorithm->half) : _cw_http_dup_base64url (raw.data, raw.size);
      gnutls_free (raw.data);
    }
  if (signature == NULL)
    {
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH, _("The private key cannot sign (%s). Make a new one."),
                   gnutls_strerror (code));
      return NULL;
    }
  return g_strconcat (input, ".", signature, NULL);
}
