/* cw-answer.c: what an answer means, whatever the system
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-answer.h"

#include <string.h>

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
  /* An attempt that was lost may have taken effect, whatever stopped the ones after it. */
  if (answer->uncertain)
    return CW_WRITE_UNKNOWN;
  if (answer->error->domain == CW_CONNECTOR_ERROR)
    return get_outcome_of_code (answer->error->code);
  /* Cancelled: before the first attempt nothing has left; after it, an answer may have been lost. */
  return answer->attempts == 0 ? CW_WRITE_NOT_SENT : CW_WRITE_UNKNOWN;
}

CwConnectorError
cw_http_status_get_code (guint status)
{
  switch (status)
    {
    case 401:
      return CW_CONNECTOR_ERROR_AUTH;
    case 403:
      return CW_CONNECTOR_ERROR_PERMISSION;
    case 404:
      return CW_CONNECTOR_ERROR_NOT_FOUND;
    case 429:
      return CW_CONNECTOR_ERROR_RATE_LIMITED;
    default:
      if (status >= 500)
        return CW_CONNECTOR_ERROR_UNAVAILABLE;
      return status >= 400 ? CW_CONNECTOR_ERROR_REJECTED : CW_CONNECTOR_ERROR_PROTOCOL;
    }
}

void
cw_http_answer_copy_error (const CwHttpAnswer *answer, const char *system, const char *introduction, GError **error)
{
  const char *words = answer->error->message;
  gsize length = strlen (system);

  if (error == NULL)
    return;
  if (answer->error->domain != CW_CONNECTOR_ERROR)
    {
      *error = g_error_copy (answer->error);
      return;
    }
  if (strncmp (words, system, length) == 0 && strncmp (words + length, ": ", 2) == 0)
    words += length + 2;
  g_set_error (error, CW_CONNECTOR_ERROR, answer->error->code, "%s: %s", introduction, words);
}
