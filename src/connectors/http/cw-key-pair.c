/* cw-key-pair.c: a private key and the certificate that goes with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-key-pair.h"

#include "cw-error.h"

#include <glib/gi18n-lib.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>

#define LIFE_DAYS 729   /* two years at most; a longer one would be cut there without a word */
#define DAY       (24 * 3600)

static int
fill_certificate (gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key, time_t now, time_t end)
{
  static const char name[] = "Causeway";
  guint8 serial[16];
  int code = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);

  serial[0] &= 0x7f;   /* a positive number */
  serial[0] |= 0x01;
  if (code >= 0)
    code = gnutls_x509_crt_set_version (certificate, 3);
  if (code >= 0)
    code = gnutls_x509_crt_set_serial (certificate, serial, sizeof serial);
  if (code >= 0)
    code = gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned int) strlen (name));
  /* The clock here may be ahead of theirs. */
  if (code >= 0)
    code = gnutls_x509_crt_set_activation_time (certificate, now - DAY);
  if (code >= 0)
    code = gnutls_x509_crt_set_expiration_time (certificate, end);
  if (code >= 0)
    code = gnutls_x509_crt_set_key (certificate, key);
  if (code >= 0)
    code = gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE);
  if (code >= 0)
    code = gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0);
  return code;
}

static int
export_pair (gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key, CwSecret **out_key, char **out_certificate)
{
  gnutls_datum_t pem = { NULL, 0 }, private = { NULL, 0 };
  int code = gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &pem);
  char *text;

  if (code >= 0)
    code = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &private);
  if (code >= 0)
    {
      text = g_strndup ((const char *) private.data, private.size);
      *out_key = cw_secret_new (text);
      explicit_bzero (text, strlen (text));
      g_free (text);
      *out_certificate = g_strndup ((const char *) pem.data, pem.size);
    }
  if (private.data != NULL)
    explicit_bzero (private.data, private.size);
  gnutls_free (private.data);
  gnutls_free (pem.data);
  return code;
}

gboolean
cw_key_pair_make (gint64 now, CwSecret **out_key, char **out_certificate, gint64 *out_end, GError **error)
{
  time_t begin = (time_t) (now / G_USEC_PER_SEC), end = begin + (time_t) (LIFE_DAYS - 1) * DAY;
  gnutls_x509_privkey_t key = NULL;
  gnutls_x509_crt_t certificate = NULL;
  int code = gnutls_x509_privkey_init (&key);

  if (code >= 0)
    code = gnutls_x509_crt_init (&certificate);
  if (code >= 0)
    code = gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
  if (code >= 0)
    code = fill_certificate (certificate, key, begin, end);
  if (code >= 0)
    code = export_pair (certificate, key, out_key, out_certificate);
  if (certificate != NULL)
    gnutls_x509_crt_deinit (certificate);
  if (key != NULL)
    gnutls_x509_privkey_deinit (key);
  *out_end = (gint64) end * G_USEC_PER_SEC;
  if (code < 0)
    g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH, _("No key could be made (%s). Make one elsewhere and choose its file."),
                 gnutls_strerror (code));
  return code >= 0;
}
