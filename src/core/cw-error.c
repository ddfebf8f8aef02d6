/* cw-error.c: the error domains
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-error.h"

/* What an error of a connector carries beside its words. */
typedef struct {
  CwRefusal refusal;
} CwConnectorErrorPrivate;

static void
cw_connector_error_private_init (CwConnectorErrorPrivate *self)
{
}

static void
cw_connector_error_private_copy (const CwConnectorErrorPrivate *source, CwConnectorErrorPrivate *copy)
{
  copy->refusal = source->refusal;
}

static void
cw_connector_error_private_clear (CwConnectorErrorPrivate *self)
{
}

G_DEFINE_EXTENDED_ERROR (CwConnectorError, cw_connector_error)

void
cw_error_set_refusal (GError *error, CwRefusal refusal)
{
  if (error == NULL)
    return;
  g_return_if_fail (error->domain == CW_CONNECTOR_ERROR);

  cw_connector_error_get_private (error)->refusal = refusal;
}

CwRefusal
cw_error_get_refusal (const GError *error)
{
  return error != NULL && error->domain == CW_CONNECTOR_ERROR ? cw_connector_error_get_private (error)->refusal : CW_REFUSAL_OTHER;
}

G_DEFINE_QUARK (cw-store-error-quark, cw_store_error)
G_DEFINE_QUARK (cw-sync-error-quark, cw_sync_error)
