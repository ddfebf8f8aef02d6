/* cw-error.c: the error domains
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-error.h"

G_DEFINE_QUARK (cw-connector-error-quark, cw_connector_error)
G_DEFINE_QUARK (cw-store-error-quark, cw_store_error)
G_DEFINE_QUARK (cw-sync-error-quark, cw_sync_error)
