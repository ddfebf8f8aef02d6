/* cw-key-pair.h: a private key and the certificate that goes with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-credentials.h"

G_BEGIN_DECLS

/* A new key on P-256 and a certificate signed by itself, both in PEM, good for just under the two years that NetSuite allows.
 * The key is a secret and stays; the certificate is public and is what gets uploaded. @now and @out_end, when the certificate ends:
 * microseconds UTC. */
gboolean cw_key_pair_make (gint64 now, CwSecret **out_key, char **out_certificate, gint64 *out_end, GError **error);

G_END_DECLS
