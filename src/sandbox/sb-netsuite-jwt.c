/* sb-netsuite-jwt.c: signed tokens, keys and certificates
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RFC 7515 and 7518. The algorithm named by a token must be one that goes with
 * the key that was registered; a token never chooses how it is checked.
 */

#include "sb-netsuite-auth.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>

#define RSA_MIN_BITS         3072
#define CERTIFICATE_MAX_DAYS (2 * 365 + 1)   /* two years, one of which may be a leap year */
#define COORDINATE_SIZE      32              /* P-256 */

typedef struct {
  const char             *name;
  gnutls_sign_algorithm_t sign;
  gnutls_pk_algorithm_t   key;
  gnutls_ecc_curve_t      curve;   /* of an EC key */
  guint                   half;    /* bytes of R and of S */
} Algorithm;

static const Algorithm algorithms[] = {
  { "PS256", GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, GNUTLS_PK_RSA, GNUTLS_ECC_CURVE_INVALID, 0 },
  { "PS384", GNUTLS_SIGN_RSA_PSS_RSAE_SHA384, GNUTLS_PK_RSA, GNUTLS_ECC_CURVE_INVALID, 0 },
  { "PS512", GNUTLS_SIGN_RSA_PSS_RSAE_SHA512, GNUTLS_PK_RSA, GNUTLS_ECC_CURVE_INVALID, 0 },
  { "ES256", GNUTLS_SIGN_ECDSA_SHA256, GNUTLS_PK_ECDSA, GNUTLS_ECC_CURVE_SECP256R1, 32 },
  { "ES384", GNUTLS_SIGN_ECDSA_SHA384, GNUTLS_PK_ECDSA, GNUTLS_ECC_CURVE_SECP384R1, 48 },
  { "ES512", GNUTLS_SIGN_ECDSA_SHA512, GNUTLS_PK_ECDSA, GNUTLS_ECC_CURVE_SECP521R1, 66 },
};

typedef gnutls_datum_t Datum;

static void
datum_clear (Datum *datum)
{
  gnutls_free (datum->data);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Datum, datum_clear)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_pubkey_t, gnutls_pubkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_privkey_t, gnutls_x509_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_privkey_t, gnutls_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_crt_t, gnutls_x509_crt_deinit, NULL)

/* @data is borrowed. */
static gnutls_datum_t
datum_of (const void *data, gsize size)
{
  return (gnutls_datum_t) { (unsigned char *) data, (unsigned int) size };
}

/* For what fails only when the library is broken or memory ran out. */
static void
must (int result)
{
  if (result < 0)
    g_error ("GnuTLS: %s", gnutls_strerror (result));
}

/* ---- base64url without padding ---- */

char *
sb_jwt_dup_base64url (const guchar *data, gsize size)
{
  char *text = g_base64_encode (data, size);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';

  return text;
}

/* NULL when @text holds anything else. */
static guchar *
decode_base64url (const char *text, gsize *out_size)
{
  g_autoptr (GString) padded = g_string_new (text);

  if (strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != padded->len || padded->len % 4 == 1)
    return NULL;
  g_strdelimit (padded->str, "-", '+');
  g_strdelimit (padded->str, "_", '/');
  while (padded->len % 4 != 0)
    g_string_append_c (padded, '=');

  return g_base64_decode (padded->str, out_size);
}

/* ---- parsing ---- */

static JsonObject *
decode_object (const char *text)
{
  gsize size = 0;
  g_autofree guchar *data = decode_base64url (text, &size);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (data == NULL || !sb_json_is_shallow ((const char *) data, size) ||
      !json_parser_load_from_data (parser, (const char *) data, (gssize) size, NULL))
    return NULL;
  root = json_parser_get_root (parser);

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_dup_object (root) : NULL;
}

SbJwt *
sb_jwt_parse (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ".", -1);
  g_autoptr (SbJwt) self = NULL;

  if (g_strv_length (parts) != 3)
    return NULL;
  self = g_new0 (SbJwt, 1);
  self->header = decode_object (parts[0]);
  self->claims = decode_object (parts[1]);
  self->signature = decode_base64url (parts[2], &self->signature_size);
  self->input = g_strdup_printf ("%s.%s", parts[0], parts[1]);

  return self->header != NULL && self->claims != NULL && self->signature != NULL ? g_steal_pointer (&self) : NULL;
}

void
sb_jwt_free (SbJwt *self)
{
  g_clear_pointer (&self->header, json_object_unref);
  g_clear_pointer (&self->claims, json_object_unref);
  g_free (self->input);
  g_free (self->signature);
  g_free (self);
}

const char *
sb_jwt_get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

gboolean
sb_jwt_get_time (SbJwt *self, const char *claim, gint64 *out_seconds)
{
  JsonNode *node = json_object_get_member (self->claims, claim);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *out_seconds = json_node_get_int (node);

  return *out_seconds >= 0 && *out_seconds <= G_MAXUINT32;
}

/* ---- verifying ---- */

static const Algorithm *
find_algorithm (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (g_strcmp0 (algorithms[i].name, name) == 0)
      return &algorithms[i];

  return NULL;
}

static gboolean
fits_key (const Algorithm *algorithm, gnutls_pubkey_t key)
{
  gnutls_ecc_curve_t curve;

  if (gnutls_pubkey_get_pk_algorithm (key, NULL) != (int) algorithm->key)
    return FALSE;
  if (algorithm->key == GNUTLS_PK_RSA)
    return TRUE;

  return gnutls_pubkey_export_ecc_raw2 (key, &curve, NULL, NULL, 0) == 0 && curve == algorithm->curve;
}

/* A JWT carries R and S side by side, the library wants them as DER. */
static gboolean
encode_signature (SbJwt *self, const Algorithm *algorithm, gnutls_datum_t *out_signature)
{
  gnutls_datum_t r = datum_of (self->signature, algorithm->half);
  gnutls_datum_t s = datum_of (self->signature + algorithm->half, algorithm->half);

  return self->signature_size == 2 * (gsize) algorithm->half && gnutls_encode_rs_value (out_signature, &r, &s) == 0;
}

gboolean
sb_jwt_verify (SbJwt *self, const char *public_pem)
{
  const Algorithm *algorithm = find_algorithm (sb_jwt_get_text (self->header, "alg"));
  gnutls_datum_t pem = datum_of (public_pem, strlen (public_pem));
  gnutls_datum_t input = datum_of (self->input, strlen (self->input));
  gnutls_datum_t plain = datum_of (self->signature, self->signature_size);
  g_auto (Datum) der = { NULL, 0 };
  g_auto (gnutls_pubkey_t) key = NULL;

  must (gnutls_pubkey_init (&key));
  if (algorithm == NULL || gnutls_pubkey_import (key, &pem, GNUTLS_X509_FMT_PEM) != 0 || !fits_key (algorithm, key))
    return FALSE;
  if (algorithm->half > 0 && !encode_signature (self, algorithm, &der))
    return FALSE;

  return gnutls_pubkey_verify_data2 (key, algorithm->sign, 0, &input, algorithm->half > 0 ? &der : &plain) >= 0;
}

/* ---- keys ---- */

static char *
dup_private_pem (gnutls_x509_privkey_t key)
{
  g_auto (Datum) pem = { NULL, 0 };

  must (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem));

  return g_strndup ((const char *) pem.data, pem.size);
}

char *
sb_jwt_dup_new_key (void)
{
  g_auto (gnutls_x509_privkey_t) key = NULL;

  must (gnutls_x509_privkey_init (&key));
  must (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));

  return dup_private_pem (key);
}

char *
sb_jwt_dup_key_of (const char *x, const char *y, const char *k)
{
  const char *parts[] = { x, y, k };
  guchar bytes[3][COORDINATE_SIZE];
  gnutls_datum_t data[3];
  g_auto (gnutls_x509_privkey_t) key = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      gnutls_datum_t hex = datum_of (parts[i], strlen (parts[i]));
      size_t size = sizeof bytes[i];

      must (gnutls_hex_decode (&hex, bytes[i], &size));
      data[i] = datum_of (bytes[i], size);
    }
  must (gnutls_x509_privkey_init (&key));
  must (gnutls_x509_privkey_import_ecc_raw (key, GNUTLS_ECC_CURVE_SECP256R1, &data[0], &data[1], &data[2]));

  return dup_private_pem (key);
}

/* @private_pem is one of ours. */
static void
load_key (const char *private_pem, gnutls_privkey_t *out_key)
{
  gnutls_datum_t pem = datum_of (private_pem, strlen (private_pem));

  must (gnutls_privkey_init (out_key));
  must (gnutls_privkey_import_x509_raw (*out_key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0));
}

static char *
dup_public_pem (gnutls_pubkey_t key)
{
  g_auto (Datum) pem = { NULL, 0 };

  must (gnutls_pubkey_export2 (key, GNUTLS_X509_FMT_PEM, &pem));

  return g_strndup ((const char *) pem.data, pem.size);
}

char *
sb_jwt_dup_public (const char *private_pem)
{
  g_auto (gnutls_privkey_t) key = NULL;
  g_auto (gnutls_pubkey_t) public = NULL;

  load_key (private_pem, &key);
  must (gnutls_pubkey_init (&public));
  must (gnutls_pubkey_import_privkey (public, key, 0, 0));

  return dup_public_pem (public);
}

/* Numbers come with leading zeros or without some; the form here is of fixed size. */
static void
pad_left (const gnutls_datum_t *number, guchar *out, gsize size)
{
  gsize skip = number->size > size ? number->size - size : 0;
  gsize used = number->size - skip;

  memset (out, 0, size - used);
  memcpy (out + size - used, number->data + skip, used);
}

void
sb_jwt_dup_point (const char *private_pem, char **out_x, char **out_y)
{
  g_auto (gnutls_privkey_t) key = NULL;
  g_auto (Datum) x = { NULL, 0 };
  g_auto (Datum) y = { NULL, 0 };
  guchar bytes[COORDINATE_SIZE];

  load_key (private_pem, &key);
  must (gnutls_privkey_export_ecc_raw (key, NULL, &x, &y, NULL));
  pad_left (&x, bytes, sizeof bytes);
  *out_x = sb_jwt_dup_base64url (bytes, sizeof bytes);
  pad_left (&y, bytes, sizeof bytes);
  *out_y = sb_jwt_dup_base64url (bytes, sizeof bytes);
}

/* ---- signing ---- */

static char *
dup_encoded_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *json = json_to_string (node, FALSE);

  return sb_jwt_dup_base64url ((const guchar *) json, strlen (json));
}

char *
sb_jwt_sign (JsonObject *header, JsonObject *claims, const char *private_pem)
{
  g_autofree char *first = dup_encoded_object (header);
  g_autofree char *second = dup_encoded_object (claims);
  g_autofree char *input = g_strdup_printf ("%s.%s", first, second);
  g_autofree char *third = NULL;
  gnutls_datum_t data = datum_of (input, strlen (input));
  g_auto (gnutls_privkey_t) key = NULL;
  g_auto (Datum) der = { NULL, 0 };
  g_auto (Datum) r = { NULL, 0 };
  g_auto (Datum) s = { NULL, 0 };
  guchar signature[2 * COORDINATE_SIZE];

  load_key (private_pem, &key);
  must (gnutls_privkey_sign_data2 (key, GNUTLS_SIGN_ECDSA_SHA256, 0, &data, &der));
  must (gnutls_decode_rs_value (&der, &r, &s));
  pad_left (&r, signature, COORDINATE_SIZE);
  pad_left (&s, signature + COORDINATE_SIZE, COORDINATE_SIZE);
  third = sb_jwt_dup_base64url (signature, sizeof signature);

  return g_strdup_printf ("%s.%s", input, third);
}

/* ---- certificates ---- */

void
sb_certificate_clear (SbCertificate *self)
{
  g_clear_pointer (&self->public_pem, g_free);
  g_clear_pointer (&self->algorithm, g_free);
}

static gboolean
is_allowed_key (gnutls_pubkey_t key)
{
  unsigned int bits = 0;
  int kind = gnutls_pubkey_get_pk_algorithm (key, &bits);

  if (kind == GNUTLS_PK_RSA)
    return bits == RSA_MIN_BITS || bits == 4096;
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (algorithms[i].half > 0 && fits_key (&algorithms[i], key))
      return TRUE;

  return FALSE;
}

gboolean
sb_certificate_read (SbCertificate *self, const char *pem, GError **error)
{
  gnutls_datum_t data = datum_of (pem, strlen (pem));
  g_auto (gnutls_x509_crt_t) certificate = NULL;
  g_auto (gnutls_pubkey_t) key = NULL;

  must (gnutls_x509_crt_init (&certificate));
  must (gnutls_pubkey_init (&key));
  if (gnutls_x509_crt_import (certificate, &data, GNUTLS_X509_FMT_PEM) != 0 || gnutls_pubkey_import_x509 (key, certificate, 0) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "The file is no X.509 certificate in PEM form");
      return FALSE;
    }
  if (!is_allowed_key (key))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "The key is to be RSA of 3072 or 4096 bits, or EC on P-256, P-384 or P-521");
      return FALSE;
    }
  self->public_pem = dup_public_pem (key);
  self->algorithm = g_strdup (gnutls_pubkey_get_pk_algorithm (key, NULL) == GNUTLS_PK_RSA ? "RSA" : "EC");
  self->valid_from = gnutls_x509_crt_get_activation_time (certificate);
  self->valid_to = MIN (gnutls_x509_crt_get_expiration_time (certificate),
                        self->valid_from + CERTIFICATE_MAX_DAYS * 24 * 60 * 60);

  return TRUE;
}
