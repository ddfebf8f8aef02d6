/* cw-retry-after.c: how long one "you are too fast" answer asks to wait
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Forms seen: Retry-After in seconds or as an HTTP-date (RFC 9110), Precoro's
 * absolute "YYYY-MM-DD HH:MM:SS UTC" under RateLimit-Retry-After, in the JSON
 * body or as a header of the same name. Absolute times are the server's.
 */

#include "config.h"

#include "cw-http-private.h"

#include <libsoup/soup.h>
#include <string.h>

#define LEAST_WAIT   G_USEC_PER_SEC
#define LONGEST_WAIT (25 * CW_HOUR)
#define MINUTE_WAIT  (60 * G_USEC_PER_SEC)

/* What an answer says about its limit. Strings owned, nullable. */
typedef struct {
  char *type;
  char *until;
} Said;

static void
said_clear (Said *self)
{
  g_free (self->type);
  g_free (self->until);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Said, said_clear)

static void
read_body (const CwWireAnswer *answer, Said *said)
{
  g_autoptr (JsonNode) root = _cw_http_parse_object (answer->body);

  if (root == NULL)
    return;
  said->type = _cw_http_dup_member (json_node_get_object (root), "RateLimit-Type");
  said->until = _cw_http_dup_member (json_node_get_object (root), "RateLimit-Retry-After");
}

static void
read_headers (const CwWireAnswer *answer, Said *said)
{
  if (said->type == NULL)
    said->type = g_strdup (cw_wire_answer_get_header (answer, "ratelimit-type"));
  if (said->until == NULL)
    said->until = g_strdup (cw_wire_answer_get_header (answer, "ratelimit-retry-after"));
  if (said->until == NULL)
    said->until = g_strdup (cw_wire_answer_get_header (answer, "retry-after"));
}

static GDateTime *
parse_instant (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *iso = NULL;
  GDateTime *time;

  if (!g_ascii_isdigit (text[0]))
    return soup_date_time_new_from_http_string (text);
  iso = g_str_has_suffix (text, " UTC") ? g_strndup (text, strlen (text) - 4) : g_strdup (text);
  g_strdelimit (iso, " ", 'T');
  time = g_date_time_new_from_iso8601 (iso, utc);
  return time;
}

/* Microseconds to wait by @text; -1 when it is of no known form. */
static gint64
parse_wait (const char *text, gint64 server_now)
{
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *copy = g_strstrip (g_strdup (text));
  char *end = NULL;
  double seconds = g_ascii_strtod (copy, &end);

  if (end != copy && *end == '\0')
    return seconds != seconds ? -1 : (gint64) (CLAMP (seconds, 1, 90000) * G_USEC_PER_SEC);
  time = parse_instant (copy);
  if (time == NULL)
    return -1;
  return CLAMP (g_date_time_to_unix (time) * G_USEC_PER_SEC - server_now, LEAST_WAIT, LONGEST_WAIT);
}

static gboolean
starts_with (const char *text, const char *prefix)
{
  return text != NULL && g_ascii_strncasecmp (text, prefix, strlen (prefix)) == 0;
}

gint64
cw_http_parse_retry_after (const CwWireAnswer *answer, gint64 server_now, gboolean *out_daily, gboolean *out_hourly)
{
  g_auto (Said) said = { NULL, NULL };
  gint64 wait = -1;

  read_body (answer, &said);
  read_headers (answer, &said);
  *out_daily = starts_with (said.type, "daily") || starts_with (said.type, "day");
  *out_hourly = starts_with (said.type, "hour");
  if (said.until != NULL)
    wait = parse_wait (said.until, server_now);
  if (wait >= 0 || *out_daily || said.type == NULL)
    return wait;
  return *out_hourly ? CW_HOUR : MINUTE_WAIT;
}
