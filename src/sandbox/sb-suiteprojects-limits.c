/* sb-suiteprojects-limits.c: how often the APIs may be asked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A8: one count for all APIs of the account, over 24 hours and over 60
 * seconds, sliding. Requests that are refused are not counted. --rate demo
 * makes the windows twenty times shorter; the settings of the control plane
 * set limits of their own, whatever the rate.
 */

#include "sb-suiteprojects.h"

#define DAY_LIMIT     100000
#define MINUTE_LIMIT  200
#define DAY_US        (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define MINUTE_US     (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define DEMO_SPEED    20
#define TIMES_KEY     "suiteprojects.times"

static gint64
get_limit (SbSandbox *self, const char *key, gint64 usual)
{
  g_autofree char *set = sb_sandbox_dup_meta (self, key);

  if (set != NULL)
    return g_ascii_strtoll (set, NULL, 10);

  return sb_sandbox_get_options (self)->rate == SB_RATE_OFF ? 0 : usual;
}

static gint64
get_window (SbSandbox *self, gint64 usual)
{
  return sb_sandbox_get_options (self)->rate == SB_RATE_DEMO ? usual / DEMO_SPEED : usual;
}

static GArray *
get_times (SbSandbox *self)
{
  GArray *times = sb_sandbox_get_data (self, TIMES_KEY);

  if (times == NULL)
    {
      times = g_array_new (FALSE, FALSE, sizeof (gint64));
      sb_sandbox_set_data (self, TIMES_KEY, times, (GDestroyNotify) g_array_unref);
    }

  return times;
}

/* Requests within the last @window; @times is in order. */
static guint
count_since (GArray *times, gint64 since)
{
  guint low = 0, high = times->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (times, gint64, middle) > since)
        high = middle;
      else
        low = middle + 1;
    }

  return times->len - low;
}

static void
forget (GArray *times, gint64 since)
{
  guint kept = count_since (times, since);

  if (times->len - kept > 4096)
    g_array_remove_range (times, 0, times->len - kept);
}

gint64
sb_spp_get_remaining (SbSandbox *self)
{
  gint64 limit = get_limit (self, "suiteprojects.day", DAY_LIMIT);
  gint64 used = count_since (get_times (self), sb_sandbox_now (self) - get_window (self, DAY_US));

  if (limit == 0)
    limit = DAY_LIMIT;

  return MAX (limit - used, 0);
}

gboolean
sb_spp_admit (SbSandbox *self, SbResponse *response)
{
  GArray *times = get_times (self);
  gint64 now = sb_sandbox_now (self);
  gint64 minute = get_limit (self, "suiteprojects.minute", MINUTE_LIMIT);
  gint64 day = get_limit (self, "suiteprojects.day", DAY_LIMIT);

  forget (times, now - get_window (self, DAY_US));
  if (day != 0 && count_since (times, now - get_window (self, DAY_US)) >= (guint64) day)
    response->limiter = g_strdup ("day");
  else if (minute != 0 && count_since (times, now - get_window (self, MINUTE_US)) >= (guint64) minute)
    response->limiter = g_strdup ("minute");
  else
    {
      g_array_append_val (times, now);
      return TRUE;
    }

  return FALSE;
}
