/* sb-refusals.c: what each system answers when it is busy or broken
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NetSuite: section 5.2 and 4.12 of its reference; Precoro: D.2 and A.3.
 */

#include "sb-sandbox-private.h"

#include "sb-netsuite-schema.h"
#include "sb-precoro.h"

#define NETSUITE_TYPE "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.1"

void
sb_refuse_by_edge (SbResponse *response, guint status)
{
  const char *title = status == 403 ? "403 Forbidden" : "503 Service Temporarily Unavailable";
  g_autofree char *html = NULL;

  html = g_strdup_printf ("<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n"
                          "<hr><center>edge</center>\r\n</body>\r\n</html>\r\n", title, title);
  sb_response_set_text (response, status, "text/html; charset=utf-8", html);
}

static void
add_netsuite_retry_after (SbSandbox *self, SbResponse *response)
{
  g_autofree char *date = NULL;

  if (sb_sandbox_assumes (self, "netsuite.retry-after", "seconds"))
    sb_response_add_header (response, "Retry-After", "1");
  else if (sb_sandbox_assumes (self, "netsuite.retry-after", "date"))
    {
      date = sb_format_http_date (sb_sandbox_now (self) + 2 * G_USEC_PER_SEC);
      sb_response_add_header (response, "Retry-After", date);
    }
}

/* The title really says "Bad Request". */
static void
refuse_concurrency (SbSandbox *self, SbResponse *response)
{
  const char *body;

  if (sb_sandbox_assumes (self, "netsuite.error-shape", "flat"))
    body = "{\"type\":\"" NETSUITE_TYPE "\",\"title\":\"Concurrent request limit exceeded. Request blocked.\","
           "\"status\":429,\"o:errorCode\":\"CONCURRENCY_LIMIT_EXCEEDED\","
           "\"detail\":\"Concurrent request limit exceeded. Request blocked.\"}";
  else
    body = "{\"type\":\"" NETSUITE_TYPE "\",\"title\":\"Bad Request\",\"status\":429,\"o:errorCode\":\"USER_ERROR\","
           "\"o:errorDetails\":[{\"detail\":\"Concurrent request limit exceeded. Request blocked.\","
           "\"o:errorCode\":\"CONCURRENCY_LIMIT_EXCEEDED\"}]}";
  sb_response_set_text (response, 429, "application/vnd.oracle.resource+json; type=error", body);
  response->limiter = g_strdup ("concurrency");
  add_netsuite_retry_after (self, response);
}

void
sb_netsuite_refuse (SbSandbox *self, guint status, SbResponse *response)
{
  if (status == 429)
    refuse_concurrency (self, response);
  else if (status == 500)
    sb_netsuite_error (response, 500, "UNEXPECTED_ERROR", NULL, NULL,
                       "An unexpected error occurred. Error ID: %" G_GINT64_MODIFIER "x",
                       sb_sandbox_random (self, "error-id") >> 16);
  else
    sb_refuse_by_edge (response, status);
}

void
sb_precoro_refuse (SbSandbox *self, guint status, SbResponse *response)
{
  if (status == 429)
    sb_precoro_refuse_pace (self, response);
  else if (status == 500)
    sb_response_set_json (response, 500, "{\"error\":\"Internal server error\"}");
  else
    sb_refuse_by_edge (response, status);
}
