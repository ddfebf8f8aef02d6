/* cw-time-text.c: times as people say them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-time-text.h"

#include <glib/gi18n-lib.h>

static char *
format (gint64 time, const char *pattern)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, pattern) : g_strdup ("");
}

char *
cw_time_text_dup_clock (gint64 time)
{
  g_autofree char *day = format (time, "%F"), *today = format (g_get_real_time (), "%F");

  return format (time, g_str_equal (day, today) ? "%H:%M" : "%x %H:%M");
}

char *
cw_time_text_dup_day (gint64 time)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local (), before = g_date_time_add_days (now, -1), after = g_date_time_add_days (now, 1);
  g_autofree char *day = format (time, "%F"), *clock = format (time, "%H:%M");
  g_autofree char *today = g_date_time_format (now, "%F"), *yesterday = g_date_time_format (before, "%F");
  g_autofree char *tomorrow = g_date_time_format (after, "%F");

  /* Translators: the clock's time follows: “today 18:00” */
  if (g_str_equal (day, today))
    return g_strdup_printf (_("today %s"), clock);
  if (g_str_equal (day, yesterday))
    return g_strdup_printf (_("yesterday %s"), clock);
  return g_str_equal (day, tomorrow) ? g_strdup_printf (_("tomorrow %s"), clock) : format (time, "%x %H:%M");
}

char *
cw_time_text_dup_exact (gint64 time)
{
  return format (time, "%x %X");
}

char *
cw_time_text_dup_ago (gint64 time)
{
  gint64 minutes = (g_get_real_time () - time) / G_USEC_PER_SEC / 60;

  if (minutes < 1)
    return g_strdup (_("now"));
  if (minutes < 60)
    return g_strdup_printf (_("%d min"), (int) minutes);
  if (minutes < 48 * 60)
    return g_strdup_printf (_("%d h"), (int) (minutes / 60));
  if (minutes < 60 * 24 * 60)
    return g_strdup_printf (_("%d d"), (int) (minutes / 60 / 24));
  return format (time, "%x");
}

char *
cw_time_text_dup_duration (double seconds)
{
  guint minutes = (guint) (seconds / 60 + 0.5), hours = (minutes + 30) / 60, days = (hours + 12) / 24;

  if (minutes < 1)
    return g_strdup (_("less than a minute"));
  if (minutes < 120)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "about %u minute", "about %u minutes", minutes), minutes);
  if (hours < 48)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "about %u hour", "about %u hours", hours), hours);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "about %u day", "about %u days", days), days);
}
