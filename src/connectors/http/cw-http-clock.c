/* cw-http-clock.c: the server's clock, seen through the Date header
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The header has whole seconds and its way takes time, so a small difference
 * means nothing and is not followed.
 */

#include "config.h"

#include "cw-http-private.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#define NOISE    (2 * G_USEC_PER_SEC)
#define HALF     (G_USEC_PER_SEC / 2)      /* middle of the second that the header names */
#define MINUTE   (60 * G_USEC_PER_SEC)
#define FAR_OFF  (4 * MINUTE)              /* NetSuite accepts five minutes */

/* Microseconds UTC; -1 without a usable header. */
static gint64
parse_date (const CwWireAnswer *answer)
{
  const char *text = cw_wire_answer_get_header (answer, "date");
  g_autoptr (GDateTime) time = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  return time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC : -1;
}

gint64
cw_http_client_get_clock_offset (CwHttpClient *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->clock_offset;
}

gint64
_cw_http_client_get_server_now (CwHttpClient *self)
{
  return cw_clock_now (self->clock) + cw_http_client_get_clock_offset (self);
}

void
_cw_http_client_note_date (CwHttpClient *self, const CwWireAnswer *answer, gint64 elapsed)
{
  gint64 date = parse_date (answer);
  gint64 offset = date + HALF - cw_clock_now (self->clock);
  g_autoptr (GMutexLocker) locker = NULL;

  if (date < 0)
    return;
  locker = g_mutex_locker_new (&self->lock);
  if (ABS (offset - self->clock_offset) <= NOISE + elapsed)
    return;
  self->clock_offset = ABS (offset) <= NOISE + elapsed ? 0 : offset;
}

gint64
_cw_http_client_get_answer_time (CwHttpClient *self, const CwWireAnswer *answer)
{
  gint64 date = parse_date (answer);

  return date >= 0 ? date : _cw_http_client_get_server_now (self);
}

char *
_cw_http_client_dup_clock_sentence (CwHttpClient *self)
{
  gint64 offset = cw_http_client_get_clock_offset (self);
  gint64 minutes = (ABS (offset) + MINUTE / 2) / MINUTE;

  if (ABS (offset) <= FAR_OFF)
    return g_strdup ("");
  if (offset > 0)
    return g_strdup_printf (ngettext ("This computer's clock is %d minute slow: set it right. ",
                                      "This computer's clock is %d minutes slow: set it right. ", (gulong) minutes), (int) minutes);
  return g_strdup_printf (ngettext ("This computer's clock is %d minute fast: set it right. ",
                                    "This computer's clock is %d minutes fast: set it right. ", (gulong) minutes), (int) minutes);
}
