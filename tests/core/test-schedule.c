/* test-schedule.c: occurrences of a schedule, whatever the clocks do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-schedule.h"

#include "cw-error.h"

#include <gio/gio.h>
#include <string.h>

#define SECONDS_A_DAY (24 * 60 * 60)
#define STEP_SECONDS  (15 * 60)   /* every clock changes at, and is off UTC by, a multiple of it */

static CwSchedule *
make (const char *days, const char *times, const char *zone)
{
  CwSchedule *schedule = cw_schedule_new ("Harbor", "Nightly");
  GError *error = NULL;

  g_strfreev (schedule->workflows);
  schedule->workflows = g_strsplit ("spp.customers spp.projects", " ", -1);
  cw_schedule_parse_days (days, &schedule->weekdays, &error);
  g_assert_no_error (error);
  g_array_unref (schedule->times);
  schedule->times = cw_schedule_parse_times (times, &error);
  g_assert_no_error (error);
  g_free (schedule->zone);
  schedule->zone = g_strdup (zone);
  cw_schedule_check (schedule, &error);
  g_assert_no_error (error);
  return schedule;
}

static gint64
parse_instant (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, utc);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

/* Occurrences from @after on, @expected separated by spaces; in UTC. */
static void
assert_next (const CwSchedule *schedule, const char *after, const char *expected)
{
  g_auto (GStrv) instants = g_strsplit (expected, " ", -1);
  gint64 at = parse_instant (after);

  for (guint i = 0; instants[i] != NULL; i++)
    {
      g_autoptr (GDateTime) found = NULL;
      g_autofree char *text = NULL;

      at = cw_schedule_get_next (schedule, at);
      found = g_date_time_new_from_unix_utc (at / G_USEC_PER_SEC);
      text = g_date_time_format (found, "%Y-%m-%dT%H:%MZ");
      g_assert_cmpstr (text, ==, instants[i]);
    }
}

static void
test_week (void)
{
  g_autoptr (CwSchedule) work = make ("mon-fri", "06:00 18:00", "Europe/Berlin");
  g_autoptr (CwSchedule) round = make ("fri-mon", "00:00", "UTC");

  /* Friday, 20 November 2026. */
  assert_next (work, "2026-11-20T04:59:59Z", "2026-11-20T05:00Z 2026-11-20T17:00Z 2026-11-23T05:00Z 2026-11-23T17:00Z");
  assert_next (work, "2026-11-20T05:00:00Z", "2026-11-20T17:00Z");
  assert_next (round, "2026-11-18T00:00:00Z", "2026-11-20T00:00Z 2026-11-21T00:00Z 2026-11-22T00:00Z 2026-11-23T00:00Z 2026-11-27T00:00Z");
}

static void
test_leap_day (void)
{
  g_autoptr (CwSchedule) daily = make ("daily", "12:00", "UTC");
  g_autoptr (CwSchedule) tuesdays = make ("tue", "23:59", "UTC");

  assert_next (daily, "2028-02-27T12:00:00Z", "2028-02-28T12:00Z 2028-02-29T12:00Z 2028-03-01T12:00Z");
  assert_next (daily, "2100-02-27T12:00:00Z", "2100-02-28T12:00Z 2100-03-01T12:00Z");
  assert_next (tuesdays, "2028-02-28T00:00:00Z", "2028-02-29T23:59Z 2028-03-07T23:59Z");
}

/* What is skipped comes with the first moment after; what comes twice, the first time. */
static void
test_changes_of_clocks (void)
{
  g_autoptr (CwSchedule) berlin = make ("sun", "02:30", "Europe/Berlin");
  g_autoptr (CwSchedule) gap = make ("sun", "01:59 02:00 02:30 02:59 03:00 03:01", "Europe/Berlin");
  g_autoptr (CwSchedule) havana = make ("daily", "00:00 00:30", "America/Havana");
  g_autoptr (CwSchedule) sao_paulo = make ("daily", "23:30 00:00", "America/Sao_Paulo");
  g_autoptr (CwSchedule) lord_howe = make ("sun", "01:45 02:15", "Australia/Lord_Howe");
  g_autoptr (CwSchedule) apia = make ("daily", "06:00", "Pacific/Apia");

  assert_next (berlin, "2026-03-22T12:00:00Z", "2026-03-29T01:00Z 2026-04-05T00:30Z");
  assert_next (berlin, "2026-10-18T12:00:00Z", "2026-10-25T00:30Z 2026-11-01T01:30Z");
  assert_next (gap, "2026-03-28T12:00:00Z", "2026-03-29T00:59Z 2026-03-29T01:00Z 2026-03-29T01:01Z 2026-04-04T23:59Z");
  /* The clock goes from 00:00 to 01:00, and in autumn from 01:00 back to 00:00. */
  assert_next (havana, "2026-03-07T12:00:00Z", "2026-03-08T05:00Z 2026-03-09T04:00Z 2026-03-09T04:30Z");
  assert_next (havana, "2026-10-31T12:00:00Z", "2026-11-01T04:00Z 2026-11-01T04:30Z 2026-11-02T05:00Z");
  /* From 00:00 back to 23:00 of the day before: midnight is still to come. */
  assert_next (sao_paulo, "2018-02-17T12:00:00Z", "2018-02-18T01:30Z 2018-02-18T03:00Z 2018-02-19T02:30Z");
  /* By half an hour. */
  assert_next (lord_howe, "2026-10-03T00:00:00Z", "2026-10-03T15:15Z 2026-10-03T15:30Z 2026-10-10T14:45Z");
  /* A day that never was: 30 December 2011. */
  assert_next (apia, "2011-12-29T12:00:00Z", "2011-12-29T16:00Z 2011-12-30T10:00Z 2011-12-30T16:00Z 2011-12-31T16:00Z");
}

/* What a clock on the wall shows, by another way than the one under test: seconds, as if it were UTC. */
static gint64
read_clock (GTimeZone *zone, gint64 instant)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (instant);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

  return instant + g_date_time_get_utc_offset (local) / G_TIME_SPAN_SECOND;
}

/* Watches the clock for a year and writes down when each half hour is shown, or jumped over, for the first time. */
static GArray *
watch_clock (GTimeZone *zone, gint64 from, gint64 until, guint *out_times)
{
  GArray *instants = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 shown = read_clock (zone, from);

  *out_times = 0;
  for (gint64 at = from + STEP_SECONDS; at <= until; at += STEP_SECONDS)
    {
      gint64 now = read_clock (zone, at), before = *out_times;

      for (gint64 time = shown - shown % 1800 + 1800; time <= now; time += 1800)
        ++*out_times;
      if (*out_times > before)
        g_array_append_val (instants, at);
      shown = MAX (shown, now);
    }
  return instants;
}

static gint64
find_next (GArray *instants, gint64 after)
{
  for (guint i = 0; i < instants->len; i++)
    if (g_array_index (instants, gint64, i) > after)
      return g_array_index (instants, gint64, i);
  return 0;
}

static gint64
find_latest (GArray *instants, gint64 after, gint64 until)
{
  gint64 found = 0;

  for (guint i = 0; i < instants->len && g_array_index (instants, gint64, i) <= until; i++)
    found = g_array_index (instants, gint64, i) > after ? g_array_index (instants, gint64, i) : found;
  return found;
}

static gboolean
is_near_change (GTimeZone *zone, gint64 instant)
{
  return read_clock (zone, instant + SECONDS_A_DAY) - read_clock (zone, instant - SECONDS_A_DAY) != 2 * SECONDS_A_DAY;
}

/* Every half hour of a year comes exactly once, in every zone; and both functions agree with what was seen. */
static void
test_year (gconstpointer data)
{
  const char *zone_name = data;
  int year = atoi (strchr (zone_name, ' ') + 1);
  g_autofree char *identifier = g_strndup (zone_name, (gsize) (strchr (zone_name, ' ') - zone_name));
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (identifier);
  g_autoptr (GString) times = g_string_new (NULL);
  g_autoptr (CwSchedule) schedule = NULL;
  g_autoptr (GArray) seen = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (GDateTime) first = g_date_time_new_utc (year, 1, 1, 12, 0, 0);
  gint64 from = g_date_time_to_unix (first), until = from + 364 * (gint64) SECONDS_A_DAY, at = from * G_USEC_PER_SEC;
  guint n_times;

  g_assert_nonnull (zone);
  for (int half = 0; half < 48; half++)
    g_string_append_printf (times, "%02d:%02d ", half / 2, half % 2 * 30);
  schedule = make ("daily", times->str, identifier);
  seen = watch_clock (zone, from, until, &n_times);
  /* As many half hours as the wall clock went on, however it went. */
  g_assert_cmpint (n_times, ==, read_clock (zone, until) / 1800 - read_clock (zone, from) / 1800);
  for (guint i = 0; i < seen->len; i++)
    {
      at = cw_schedule_get_next (schedule, at);
      g_assert_cmpint (at, ==, g_array_index (seen, gint64, i) * G_USEC_PER_SEC);
      if (i % 97 != 0 && !is_near_change (zone, at / G_USEC_PER_SEC))
        continue;
      g_assert_cmpint (cw_schedule_get_latest (schedule, 0, at), ==, at);
      g_assert_cmpint (cw_schedule_get_latest (schedule, at - 1, at), ==, at);
      g_assert_cmpint (cw_schedule_get_latest (schedule, at, at + 1), ==, 0);
    }
  for (guint i = 0; i < 500; i++)
    {
      gint64 after = g_rand_int_range (random, 0, 300 * SECONDS_A_DAY) + from, span = g_rand_int_range (random, 0, 40 * SECONDS_A_DAY);

      g_assert_cmpint (cw_schedule_get_next (schedule, after * G_USEC_PER_SEC), ==, find_next (seen, after) * G_USEC_PER_SEC);
      g_assert_cmpint (cw_schedule_get_latest (schedule, after * G_USEC_PER_SEC, (after + span) * G_USEC_PER_SEC), ==,
                       find_latest (seen, after, after + span) * G_USEC_PER_SEC);
    }
}

/* Missed ones are one. */
static void
test_missed (void)
{
  g_autoptr (CwSchedule) schedule = make ("mon-fri", "06:00 18:00", "UTC");
  gint64 handled = parse_instant ("2026-11-13T18:00:00Z");

  g_assert_cmpint (cw_schedule_get_latest (schedule, handled, parse_instant ("2026-11-16T05:59:59Z")), ==, 0);
  g_assert_cmpint (cw_schedule_get_latest (schedule, handled, parse_instant ("2026-11-16T06:00:00Z")), ==,
                   parse_instant ("2026-11-16T06:00:00Z"));
  g_assert_cmpint (cw_schedule_get_latest (schedule, handled, parse_instant ("2027-11-20T05:00:00Z")), ==,
                   parse_instant ("2027-11-19T18:00:00Z"));
  /* The clock was set back. */
  g_assert_cmpint (cw_schedule_get_latest (schedule, handled, parse_instant ("2026-11-13T17:00:00Z")), ==, 0);
}

static void
test_bound (void)
{
  g_autoptr (CwSchedule) schedule = make ("daily", "06:00", "UTC");
  gint64 now = parse_instant ("2026-11-13T18:00:00Z");

  schedule->since = now - 5;
  g_assert_cmpint (cw_schedule_get_bound (schedule, 0, now), ==, now - 5);
  g_assert_cmpint (cw_schedule_get_bound (schedule, now - 1, now), ==, now - 1);
  g_assert_cmpint (cw_schedule_get_bound (schedule, now - 9, now), ==, now - 5);
  /* Set back a little: it is waited for; by years: it is not believed. */
  schedule->since = now + CW_SCHEDULE_TRUST;
  g_assert_cmpint (cw_schedule_get_bound (schedule, 0, now), ==, now + CW_SCHEDULE_TRUST);
  schedule->since = now + CW_SCHEDULE_TRUST + 1;
  g_assert_cmpint (cw_schedule_get_bound (schedule, 0, now), ==, now);
}

/* ---- text ---- */

static void
test_days (void)
{
  static const struct { const char *text; guint expected; } known[] = {
    { "mon", 0x01 }, { "Sunday", 0x40 }, { "mon-fri", 0x1f }, { "fri-mon", 0x71 }, { "tue, thu", 0x0a }, { "daily", 0x7f },
    { "sat-sun wednesday", 0x64 }, { "mon-mon", 0x01 }, { "Tuesday-Thursday", 0x0e }, { "sat,sat,saturday", 0x20 },
  };
  static const char * const refused[] = { "", " ", "moo", "mon-", "-mon", "mon-tue-wed", "monda", "8", "mon;tue" };
  guint weekdays;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_assert_true (cw_schedule_parse_days (known[i].text, &weekdays, NULL));
      g_assert_cmphex (weekdays, ==, known[i].expected);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (cw_schedule_parse_days (refused[i], &weekdays, &error));
      g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
    }
  for (guint i = 0; i < 7; i++)
    {
      g_assert_true (cw_schedule_parse_days (cw_schedule_get_day (i), &weekdays, NULL));
      g_assert_cmphex (weekdays, ==, 1u << i);
    }
}

static void
test_times (void)
{
  static const struct { const char *text, *expected; } known[] = {
    { "06:00", "06:00" }, { "6:00", "06:00" }, { "18:30,6:05  00:00", "00:00 06:05 18:30" }, { "23:59 23:59", "23:59" },
  };
  static const char * const refused[] = { "", "24:00", "6", "06:60", "6:0", "-1:00", "006:00", "06:00Z", "6.30", ":30", "06:+5" };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autoptr (GArray) times = cw_schedule_parse_times (known[i].text, NULL);
      g_autofree char *text = cw_schedule_dup_times (times);

      g_assert_cmpstr (text, ==, known[i].expected);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_schedule_parse_times (refused[i], &error));
      g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
    }
}

static void
test_zones (void)
{
  static const char * const known[] = { "Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+5", "America/Port-au-Prince" };
  static const char * const refused[] = { "", "Europe/Nowhere", "CET-1CEST", "+02:00", "../../etc/passwd", "/etc/localtime", "EST5EDT4",
                                          "Europe/", "Europe", "Berlin" };
  g_autofree char *local = cw_schedule_dup_local_zone ();

  g_assert_true (cw_schedule_check_zone (local, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_true (cw_schedule_check_zone (known[i], NULL));
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (cw_schedule_check_zone (refused[i], &error));
      g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
    }
}

static void
assert_refused (CwSchedule *schedule)
{
  g_autoptr (CwSchedule) taken = schedule;
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_schedule_check (taken, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
}

static void
test_check (void)
{
  static const char * const names[] = { "", " x", "x ", "two\nlines", "\xff", "bidi \xe2\x80\xae end" };
  g_autofree char *long_name = g_strnfill (CW_SCHEDULE_NAME_MAX + 1, 'x');
  g_autoptr (CwSchedule) good = make ("mon", "06:00", "UTC"), other = cw_schedule_copy (good);
  CwSchedule *bad;
  guint16 minute = 0;

  g_assert_true (cw_schedule_same_times (good, other));
  other->weekdays = 2;
  g_assert_false (cw_schedule_same_times (good, other));
  g_assert_true (cw_schedule_has_workflow (good, "spp.projects"));
  g_assert_false (cw_schedule_has_workflow (good, "spp.project"));
  for (guint i = 0; i <= G_N_ELEMENTS (names); i++)
    {
      bad = cw_schedule_copy (good);
      g_free (bad->name);
      bad->name = g_strdup (i < G_N_ELEMENTS (names) ? names[i] : long_name);
      assert_refused (bad);
    }
  bad = cw_schedule_copy (good);
  g_strfreev (bad->workflows);
  bad->workflows = g_new0 (char *, 1);
  assert_refused (bad);
  bad = cw_schedule_copy (good);
  bad->weekdays = 0;
  assert_refused (bad);
  bad = cw_schedule_copy (good);
  bad->weekdays = 0x80;
  assert_refused (bad);
  bad = cw_schedule_copy (good);
  g_array_set_size (bad->times, 0);
  assert_refused (bad);
  bad = cw_schedule_copy (good);
  g_array_append_val (bad->times, minute);
  assert_refused (bad);
  bad = cw_schedule_copy (good);
  g_free (bad->zone);
  bad->zone = NULL;
  assert_refused (bad);
}

int
main (int argc, char **argv)
{
  static const char * const years[] = {
    "Europe/Berlin 2026", "America/New_York 2026", "Australia/Lord_Howe 2026", "America/Havana 2026", "America/Sao_Paulo 2018",
    "Asia/Tehran 2021", "Africa/Casablanca 2025", "Pacific/Apia 2011", "Pacific/Chatham 2026", "Antarctica/Troll 2026",
    "Africa/Cairo 2026", "Asia/Kathmandu 2026", "America/Caracas 2016", "Asia/Pyongyang 2018", "UTC 2028", "Europe/Berlin 2045",
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/week", test_week);
  g_test_add_func ("/schedule/leap-day", test_leap_day);
  g_test_add_func ("/schedule/changes-of-clocks", test_changes_of_clocks);
  for (guint i = 0; i < G_N_ELEMENTS (years); i++)
    {
      g_autofree char *path = g_strdelimit (g_strconcat ("/schedule/year/", years[i], NULL), " ", '-');

      g_test_add_data_func (path, years[i], test_year);
    }
  g_test_add_func ("/schedule/missed", test_missed);
  g_test_add_func ("/schedule/bound", test_bound);
  g_test_add_func ("/schedule/days", test_days);
  g_test_add_func ("/schedule/times", test_times);
  g_test_add_func ("/schedule/zones", test_zones);
  g_test_add_func ("/schedule/check", test_check);
  return g_test_run ();
}
