/* cw-netsuite-zone.c: texts of the session's clock
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SuiteQL writes and reads instants as local text of the session's zone. In
 * autumn one local hour occurs twice; a bound inside it would miss what happens
 * in the second turn, so that such a bound is moved before the first.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "config.h"

#include "cw-netsuite-private.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#define FALLBACK_ZONE "America/Los_Angeles"   /* what a production reader assumes when the question fails */
#define STEP          (30 * G_TIME_SPAN_MINUTE)   /* the smallest shift of a clock anywhere (Lord Howe) */

/* ---- the zone ---- */

static GTimeZone *
get_known_zone (CwNetsuite *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->zone != NULL ? g_time_zone_ref (self->zone) : NULL;
}

gboolean
_cw_ns_learn_zone (CwNetsuite *self, const CwHttpAnswer *answer, GError **error)
{
  static const char * const aliases[] = { "timezone", NULL };
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) row = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  const char *name = FALLBACK_ZONE;

  if (!_cw_ns_check_answer (self, answer, _("asking for the session's time zone"), NULL, &local))
    {
      if (!g_error_matches (local, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_debug ("no session zone, %s is assumed: %s", FALLBACK_ZONE, local->message);
    }
  else
    {
      row = _cw_ns_read_row (answer, aliases, error);
      if (row == NULL)
        return FALSE;
      if (g_ptr_array_index (row, 0) != NULL)
        name = g_ptr_array_index (row, 0);
    }

  zone = g_time_zone_new_identifier (name);
  if (zone == NULL)
    {
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL,
                   _("NetSuite “%s” works in the time zone “%s”, which this computer does not know. Install its time zone data (tzdata)."),
                   self->name, name);
      return FALSE;
    }
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = g_steal_pointer (&zone);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

gboolean
_cw_ns_get_zone_sync (CwNetsuite *self, GTimeZone **out_zone, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwHttpAnswer) answer = NULL;

  *out_zone = get_known_zone (self);
  if (*out_zone != NULL)
    return TRUE;
  answer = cw_http_client_send_sync (self->client, _cw_ns_query_new (CW_NS_ZONE_SQL, CW_NS_PAGE_ROWS), cancellable);
  if (!_cw_ns_learn_zone (self, answer, error))
    return FALSE;
  *out_zone = get_known_zone (self);
  return TRUE;
}

char *
_cw_ns_dup_zone_name (CwNetsuite *self)
{
  g_autoptr (GTimeZone) zone = get_known_zone (self);

  return zone != NULL ? g_strdup (g_time_zone_get_identifier (zone)) : NULL;
}

/* ---- texts ---- */

gint64
_cw_ns_parse_local (GTimeZone *zone, const char *text)
{
  int year, month, day, hour, minute, second;
  g_autoptr (GDateTime) time = NULL;

  if (sscanf (text, "%4d-%2d-%2d %2d:%2d:%2d", &year, &month, &day, &hour, &minute, &second) != 6)
    return 0;
  time = g_date_time_new (zone, year, month, day, hour, minute, second);
  return time != NULL ? g_date_time_to_unix (time) * G_TIME_SPAN_SECOND : 0;
}

static GDateTime *
new_local (GTimeZone *zone, gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_TIME_SPAN_SECOND);

  return g_date_time_to_timezone (utc, zone);
}

static GTimeSpan
get_offset (GTimeZone *zone, gint64 time)
{
  g_autoptr (GDateTime) local = new_local (zone, time);

  return g_date_time_get_utc_offset (local);
}

/* Whether the local text of @time is also that of another instant. */
static gboolean
occurs_twice (GTimeZone *zone, gint64 time)
{
  GTimeSpan here = get_offset (zone, time);
  GTimeSpan others[] = { get_offset (zone, time - 3 * G_TIME_SPAN_HOUR), get_offset (zone, time + 3 * G_TIME_SPAN_HOUR) };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (others[i] != here && get_offset (zone, time + here - others[i]) == others[i])
      return TRUE;
  return FALSE;
}

char *
_cw_ns_dup_lower_bound (GTimeZone *zone, gint64 time)
{
  g_autoptr (GDateTime) local = NULL;

  while (occurs_twice (zone, time))
    time -= STEP;
  local = new_local (zone, time);
  return g_date_time_format (local, "%Y-%m-%d %H:%M:%S");
}

char *
_cw_ns_dup_iso (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_TIME_SPAN_SECOND);

  return g_date_time_format (utc, "%Y-%m-%dT%H:%M:%SZ");
}

gint64
_cw_ns_parse_iso (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, utc);

  return time != NULL ? g_date_time_to_unix (time) * G_TIME_SPAN_SECOND + g_date_time_get_microsecond (time) : 0;
}
