/* cw-schedule-words.c: a schedule as a person says it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-schedules.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define EVERY_DAY 0x7f
#define SHORTEST_RANGE 3   /* days: two are named one by one */

static const char * const day_names[] = {
  N_("Mondays"), N_("Tuesdays"), N_("Wednesdays"), N_("Thursdays"), N_("Fridays"), N_("Saturdays"), N_("Sundays"),
};

/* "a, b and c" */
static char *
join (GPtrArray *parts)
{
  g_autoptr (GString) head = g_string_new (NULL);

  if (parts->len == 1)
    return g_strdup (parts->pdata[0]);
  for (guint i = 0; i + 1 < parts->len; i++)
    g_string_append_printf (head, "%s%s", i > 0 ? ", " : "", (char *) parts->pdata[i]);
  /* Translators: the end of a list: “06:00, 12:00 and 18:00” */
  return g_strdup_printf (_("%s and %s"), head->str, (char *) parts->pdata[parts->len - 1]);
}

char *
cw_schedule_dup_days_words (guint weekdays)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (weekdays == EVERY_DAY)
    return g_strdup (_("Every day"));
  for (guint day = 0; day < 7; day++)
    {
      guint last = day;

      if ((weekdays & (1u << day)) == 0)
        continue;
      while (last < 6 && (weekdays & (1u << (last + 1))) != 0)
        last++;
      if (last - day + 1 < SHORTEST_RANGE)
        {
          g_ptr_array_add (parts, g_strdup (_(day_names[day])));
          continue;
        }
      /* Translators: “Mondays to Fridays” */
      g_ptr_array_add (parts, g_strdup_printf (_("%s to %s"), _(day_names[day]), _(day_names[last])));
      day = last;
    }
  return parts->len > 0 ? join (parts) : g_strdup (_("On no day"));
}

char *
cw_schedule_dup_city (const char *zone)
{
  const char *slash = strrchr (zone, '/');

  return g_strdelimit (g_strdup (slash != NULL ? slash + 1 : zone), "_", ' ');
}

char *
cw_schedule_dup_words (const CwSchedule *schedule)
{
  g_autofree char *days = cw_schedule_dup_days_words (schedule->weekdays), *city = cw_schedule_dup_city (schedule->zone);
  g_autofree char *line = cw_schedule_dup_times (schedule->times), *times = NULL;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) each = g_strsplit (line, " ", -1);

  for (char **time = each; *time != NULL; time++)
    g_ptr_array_add (parts, g_strdup (*time));
  if (parts->len == 0)
    return g_steal_pointer (&days);
  times = join (parts);
  if (g_str_equal (schedule->zone, "UTC"))
    /* Translators: “Mondays to Fridays at 06:00 and 18:00, UTC” */
    return g_strdup_printf (_("%s at %s, UTC"), days, times);
  /* Translators: “Mondays to Fridays at 06:00 and 18:00, Berlin time” */
  return g_strdup_printf (_("%s at %s, %s time"), days, times, city);
}

/* ---- zones ---- */

#define ZONES_FILE "/usr/share/zoneinfo/zone.tab"   /* lines of country, coordinates and name, with tabs between */

static int
compare_zones (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char * const *) a, *(const char * const *) b);
}

char **
cw_schedule_list_zones_sync (const char *first)
{
  g_autoptr (GPtrArray) zones = g_ptr_array_new ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (g_file_get_contents (ZONES_FILE, &text, NULL, NULL))
    lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; line != NULL && *line != NULL; line++)
    {
      g_auto (GStrv) fields = g_strsplit (*line, "\t", -1);

      if (**line != '#' && g_strv_length (fields) >= 3 && cw_schedule_check_zone (fields[2], NULL))
        g_ptr_array_add (zones, g_strdup (fields[2]));
    }
  g_ptr_array_sort (zones, compare_zones);
  g_ptr_array_insert (zones, 0, g_strdup ("UTC"));
  if (!g_str_equal (first, "UTC"))
    g_ptr_array_insert (zones, 0, g_strdup (first));
  g_ptr_array_add (zones, NULL);
  return (char **) g_ptr_array_steal (zones, NULL);
}
