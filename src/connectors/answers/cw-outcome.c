/* cw-outcome.c: what became of a write, from what came back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-outcome.h"

static CwWriteOutcome
get_outcome_of_status (guint status)
{
  if (status / 100 == 2)
    return CW_WRITE_DONE;
  if (status == 401 || status == 429)
    return CW_WRITE_NOT_SENT;
  return status / 100 == 4 && status != 408 ? CW_WRITE_REJECTED : CW_WRITE_UNKNOWN;
}

static CwWriteOutcome
get_outcome_of_code (CwConnectorError code)
{
  switch (code)
    {
    case CW_CONNECTOR_ERROR_AUTH:
    case CW_CONNECTOR_ERROR_PERMISSION:   /* a gateway's page: the system itself was not reached */
    case CW_CONNECTOR_ERROR_UNREACHABLE:
    case CW_CONNECTOR_ERROR_RATE_LIMITED:
    case CW_CONNECTOR_ERROR_DAILY_LIMIT:
      return CW_WRITE_NOT_SENT;
    case CW_CONNECTOR_ERROR_REJECTED:
    case CW_CONNECTOR_ERROR_NOT_FOUND:
      return CW_WRITE_REJECTED;
    case CW_CONNECTOR_ERROR_LOST:
    case CW_CONNECTOR_ERROR_UNAVAILABLE:
    case CW_CONNECTOR_ERROR_PROTOCOL:
      break;
    }
  return CW_WRITE_UNKNOWN;
}

CwWriteOutcome
cw_http_answer_get_outcome (const CwHttpAnswer *answer)
{
  if (answer->error == NULL)
    return get_outcome_of_status (answer->wire->status);
  if (answer->error->domain == CW_CONNECTOR_ERROR)
    return get_outcome_of_code (answer->error->code);
  /* Cancelled: before the first attempt nothing has left; after it, an answer may have been lost. */
  return answer->attempts == 0 ? CW_WRITE_NOT_SENT : CW_WRITE_UNKNOWN;
}
