/* cw-schedule.c: when a group of workflows runs by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a wall clock shows is counted in seconds as if it were UTC ("local
 * seconds"). An occurrence is the least instant at which the clock shows its
 * local seconds or more. That function never falls while local seconds rise,
 * whatever the clock does at the changes, so occurrences in the order of days
 * and times are occurrences in the order of instants.
 */

#include "config.h"

#include "cw-schedule.h"

#include "cw-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define MINUTES_A_DAY (24 * 60)
#define SECONDS_A_DAY (24 * 60 * 60)
#define OFFSET_MAX    (26 * 60 * 60)   /* seconds: no zone was ever further from UTC */
#define LOOK_AROUND   2                /* days: a zone that changed sides of the date line skipped or doubled a whole one */
#define DAYS_AHEAD    9                /* a week has one of the weekdays, whatever day is skipped */
#define EVERY_DAY     0x7f

/* ---- value ---- */

CwSchedule *
cw_schedule_new (const char *integration, const char *name)
{
  CwSchedule *self = g_new0 (CwSchedule, 1);

  self->integration = g_strdup (integration);
  self->name = g_strdup (name);
  self->workflows = g_new0 (char *, 1);
  self->times = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->zone = g_strdup ("UTC");
  self->on = TRUE;
  return self;
}

CwSchedule *
cw_schedule_copy (const CwSchedule *self)
{
  CwSchedule *copy = g_memdup2 (self, sizeof *self);

  copy->integration = g_strdup (self->integration);
  copy->name = g_strdup (self->name);
  copy->workflows = g_strdupv (self->workflows);
  copy->times = g_array_copy (self->times);
  copy->zone = g_strdup (self->zone);
  return copy;
}

void
cw_schedule_free (CwSchedule *self)
{
  if (self == NULL)
    return;
  g_free (self->integration);
  g_free (self->name);
  g_strfreev (self->workflows);
  g_array_unref (self->times);
  g_free (self->zone);
  g_free (self);
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, sentence);
  return FALSE;
}

static gboolean
check_name (const char *name, GError **error)
{
  if (name == NULL || *name == '\0' || g_ascii_isspace (*name) || g_ascii_isspace (name[strlen (name) - 1]))
    return refuse (error, _("A schedule needs a name, without spaces at its ends."));
  if (!g_utf8_validate (name, -1, NULL) || g_utf8_strlen (name, -1) > CW_SCHEDULE_NAME_MAX)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("The name of a schedule has at most %d characters."), CW_SCHEDULE_NAME_MAX);
      return FALSE;
    }
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isprint (g_utf8_get_char (p)))
      return refuse (error, _("The name of a schedule has only characters that can be seen."));
  return TRUE;
}

static guint
get_minute (const GArray *times, guint position)
{
  return g_array_index (times, guint16, position);
}

gboolean
cw_schedule_check (const CwSchedule *self, GError **error)
{
  if (!check_name (self->name, error))
    return FALSE;
  if (self->workflows == NULL || self->workflows[0] == NULL)
    return refuse (error, _("A schedule needs at least one workflow."));
  if (self->weekdays == 0 || self->weekdays > EVERY_DAY)
    return refuse (error, _("A schedule needs at least one day of the week."));
  if (self->times->len == 0)
    return refuse (error, _("A schedule needs at least one time of day."));
  if (self->times->len > CW_SCHEDULE_TIMES_MAX)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("A schedule has at most %d times a day."), CW_SCHEDULE_TIMES_MAX);
      return FALSE;
    }
  for (guint i = 0; i < self->times->len; i++)
    if (get_minute (self->times, i) >= MINUTES_A_DAY || (i > 0 && get_minute (self->times, i) <= get_minute (self->times, i - 1)))
      return refuse (error, _("The times of a schedule are given once each, from 00:00 to 23:59."));
  return cw_schedule_check_zone (self->zone, error);
}

gboolean
cw_schedule_same_times (const CwSchedule *self, const CwSchedule *other)
{
  return self->weekdays == other->weekdays && g_strcmp0 (self->zone, other->zone) == 0 && self->times->len == other->times->len
         && memcmp (self->times->data, other->times->data, self->times->len * sizeof (guint16)) == 0;
}

gboolean
cw_schedule_has_workflow (const CwSchedule *self, const char *workflow)
{
  return g_strv_contains ((const char * const *) self->workflows, workflow);
}

/* ---- occurrences ---- */

static gint64
get_offset (GTimeZone *zone, gint64 instant)
{
  return g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, instant));
}

/* The first second after @before, not later than @after, that lies in an interval of the zone behind @interval. */
static gint64
find_end (GTimeZone *zone, int interval, gint64 before, gint64 after)
{
  while (after - before > 1)
    {
      gint64 middle = before + (after - before) / 2;

      if (g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, middle) > interval)
        after = middle;
      else
        before = middle;
    }
  return after;
}

/* The least instant at which the clock shows @local or more; both in seconds. Within an interval the clock goes evenly: the first
 * interval that gets there has it, at its very beginning when the clock jumped over @local. */
static gint64
find_instant (GTimeZone *zone, gint64 local)
{
  gint64 start = local - OFFSET_MAX;

  for (;;)
    {
      int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, start);
      gint64 reached = MAX (start, local - g_time_zone_get_offset (zone, interval));

      if (g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, reached) == interval)
        return reached;
      start = find_end (zone, interval, start, reached);
    }
}

static gint64
floor_divide (gint64 value, gint64 by)
{
  return value >= 0 ? value / by : -((-value + by - 1) / by);
}

/* The day by the clock on the wall: days since 1970-01-01, which was a Thursday. */
static gint64
get_local_day (GTimeZone *zone, gint64 instant)
{
  return floor_divide (instant + get_offset (zone, instant), SECONDS_A_DAY);
}

static gboolean
has_day (const CwSchedule *self, gint64 day)
{
  gint64 weekday = ((day + 3) % 7 + 7) % 7;

  return (self->weekdays & (1u << weekday)) != 0;
}

static gint64
find_occurrence (const CwSchedule *self, GTimeZone *zone, gint64 day, guint position)
{
  return find_instant (zone, day * SECONDS_A_DAY + get_minute (self->times, position) * 60) * G_USEC_PER_SEC;
}

gint64
cw_schedule_get_next (const CwSchedule *self, gint64 after)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (self->zone);
  gint64 today;

  g_return_val_if_fail (zone != NULL && self->weekdays != 0 && self->times->len > 0, G_MAXINT64);
  today = get_local_day (zone, floor_divide (after, G_USEC_PER_SEC));
  for (gint64 day = today - LOOK_AROUND; day <= today + DAYS_AHEAD; day++)
    for (guint i = 0; has_day (self, day) && i < self->times->len; i++)
      {
        gint64 occurrence = find_occurrence (self, zone, day, i);

        if (occurrence > after)
          return occurrence;
      }
  g_assert_not_reached ();
}

gint64
cw_schedule_get_latest (const CwSchedule *self, gint64 after, gint64 until)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (self->zone);
  gint64 today;

  g_return_val_if_fail (zone != NULL && self->weekdays != 0 && self->times->len > 0, 0);
  if (until <= after)
    return 0;
  today = get_local_day (zone, floor_divide (until, G_USEC_PER_SEC));
  for (gint64 day = today + LOOK_AROUND; day >= today - DAYS_AHEAD; day--)
    for (guint i = self->times->len; has_day (self, day) && i-- > 0;)
      {
        gint64 occurrence = find_occurrence (self, zone, day, i);

        if (occurrence <= until)
          return occurrence > after ? occurrence : 0;
      }
  g_assert_not_reached ();
}

gint64
cw_schedule_get_bound (const CwSchedule *self, gint64 handled, gint64 now)
{
  /* What it began with is rewritten by whoever finds it that far ahead; until then nothing is due. */
  gint64 since = self->since > now + CW_SCHEDULE_TRUST ? now : self->since;

  return MAX (since, handled);
}

/* ---- text forms ---- */

static const char * const day_names[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

const char *
cw_schedule_get_day (guint weekday)
{
  g_return_val_if_fail (weekday < G_N_ELEMENTS (day_names), NULL);
  return day_names[weekday];
}

/* "mon", and the whole name. */
static gboolean
find_day (const char *text, guint *out_weekday)
{
  static const char * const endings[] = { "day", "sday", "nesday", "rsday", "day", "urday", "day" };

  for (guint i = 0; i < G_N_ELEMENTS (day_names); i++)
    if (g_ascii_strncasecmp (text, day_names[i], 3) == 0 && (text[3] == '\0' || g_ascii_strcasecmp (text + 3, endings[i]) == 0))
      {
        *out_weekday = i;
        return TRUE;
      }
  return FALSE;
}

/* "mon", "fri-mon". */
static gboolean
add_days (const char *text, guint *weekdays)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", 3);
  guint first, last;

  if (g_strv_length (ends) > 2 || !find_day (ends[0], &first))
    return FALSE;
  last = first;
  if (ends[1] != NULL && !find_day (ends[1], &last))
    return FALSE;
  for (guint day = first;; day = (day + 1) % 7)
    {
      *weekdays |= 1u << day;
      if (day == last)
        return TRUE;
    }
}

gboolean
cw_schedule_parse_days (const char *text, guint *out_weekdays, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, ", ", -1);
  guint weekdays = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] == '\0')
        continue;
      if (g_ascii_strcasecmp (words[i], "daily") == 0)
        weekdays = EVERY_DAY;
      else if (!add_days (words[i], &weekdays))
        {
          g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                       _("“%s” is no day of the week; write mon, tue, wed, thu, fri, sat, sun, a range such as mon-fri, or daily."), words[i]);
          return FALSE;
        }
    }
  if (weekdays == 0)
    return refuse (error, _("A schedule needs at least one day of the week."));
  *out_weekdays = weekdays;
  return TRUE;
}

/* "6:00", "06:00" */
static gboolean
parse_time (const char *text, guint16 *out_minute)
{
  const char *colon = strchr (text, ':');
  gsize digits = colon != NULL ? (gsize) (colon - text) : 0;

  if (digits < 1 || digits > 2 || strlen (colon + 1) != 2 || strspn (text, "0123456789") != digits || strspn (colon + 1, "0123456789") != 2)
    return FALSE;
  *out_minute = (guint16) (atoi (text) * 60 + atoi (colon + 1));
  return atoi (text) < 24 && atoi (colon + 1) < 60;
}

static int
compare_minutes (gconstpointer a, gconstpointer b)
{
  return *(const guint16 *) a - *(const guint16 *) b;
}

GArray *
cw_schedule_parse_times (const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, ", ", -1);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (guint16));

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint16 minute;

      if (*words[i] == '\0')
        continue;
      if (!parse_time (words[i], &minute))
        {
          g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("“%s” is no time of day; write hours and minutes, such as 06:00 or 18:30."),
                       words[i]);
          return NULL;
        }
      g_array_append_val (times, minute);
    }
  g_array_sort (times, compare_minutes);
  for (guint i = times->len; i-- > 1;)
    if (get_minute (times, i) == get_minute (times, i - 1))
      g_array_remove_index (times, i);
  if (times->len > 0)
    return g_steal_pointer (&times);
  refuse (error, _("A schedule needs at least one time of day."));
  return NULL;
}

char *
cw_schedule_dup_times (const GArray *times)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < times->len; i++)
    g_string_append_printf (text, "%s%02u:%02u", i > 0 ? " " : "", get_minute (times, i) / 60, get_minute (times, i) % 60);
  return g_string_free (text, FALSE);
}

/* GLib reads rules such as "CET-1CEST" and "+02:00" as well; those say nothing of the changes to come. */
static gboolean
is_zone_name (const char *zone)
{
  gboolean place = strchr (zone, '/') != NULL;

  if (!g_ascii_isalpha (*zone))
    return FALSE;
  for (const char *p = zone; *p != '\0'; p++)
    if (!g_ascii_isalpha (*p) && strchr ("_-+/", *p) == NULL && !(place && g_ascii_isdigit (*p)))
      return FALSE;
  return TRUE;
}

gboolean
cw_schedule_check_zone (const char *zone, GError **error)
{
  g_autoptr (GTimeZone) found = zone != NULL && is_zone_name (zone) ? g_time_zone_new_identifier (zone) : NULL;

  if (found != NULL)
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("There is no time zone “%s”; write a name such as Europe/Berlin or America/New_York."),
               zone != NULL ? zone : "");
  return FALSE;
}

char *
cw_schedule_dup_local_zone (void)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  const char *name = g_time_zone_get_identifier (local);

  /* TZ may be given with a colon, or as a path. */
  if (name != NULL && *name == ':')
    name++;
  if (name != NULL && g_str_has_prefix (name, "/usr/share/zoneinfo/"))
    name += strlen ("/usr/share/zoneinfo/");
  return g_strdup (name != NULL && cw_schedule_check_zone (name, NULL) ? name : "UTC");
}
