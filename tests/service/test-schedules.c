/* test-schedules.c: what schedules have due is run once, whatever happens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-fixture.h"

#include "cw-connect.h"
#include "cw-mapping-versions.h"
#include "cw-sandbox-transport.h"
#include "cw-scheduler.h"
#include "cw-schedules.h"
#include "cw-session.h"

#include <string.h>

#define CUSTOMERS "precoro.customers-projects"
#define HOUR      G_TIME_SPAN_HOUR
#define PATIENCE  (60 * G_USEC_PER_SEC)   /* of a busy machine, under sanitizers */

/* ---- helpers ---- */

/* Integration @index, @workflows separated by spaces, at 06:00 and 18:00 UTC. The virtual clock starts at midnight. */
static CwSchedule *
make (CwFixture *f, guint index, const char *name, const char *workflows)
{
  CwSchedule *schedule = cw_schedule_new (f->integrations[index], name);

  g_strfreev (schedule->workflows);
  schedule->workflows = g_strsplit (workflows, " ", -1);
  schedule->weekdays = 0x7f;
  g_array_unref (schedule->times);
  schedule->times = cw_schedule_parse_times ("06:00 18:00", NULL);
  return schedule;
}

static gint64
add (CwFixture *f, guint index, const char *name, const char *workflows)
{
  g_autoptr (CwSchedule) schedule = make (f, index, name, workflows);
  g_autoptr (GError) error = NULL;

  cw_profile_put_schedule_sync (f->profile, schedule, &error);
  g_assert_no_error (error);
  return schedule->id;
}

static void
switch_to (CwFixture *f, gint64 id, gboolean on)
{
  g_autoptr (GError) error = NULL;

  cw_profile_switch_schedule_sync (f->profile, id, on, &error);
  g_assert_no_error (error);
}

static CwRunInfo *
run (CwFixture *f, guint index, gint64 schedule, GError **error)
{
  CwRunRequest request = { .integration = f->integrations[index], .schedule = schedule };

  return cw_fixture_run_as (f, &request, error);
}

static void
assert_not_due (CwFixture *f, guint index, gint64 schedule)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (run (f, index, schedule, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_NOT_DUE);
}

/* Runs that a schedule asked for. */
static guint
count_runs (CwFixture *f)
{
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (GPtrArray) runs = cw_store_list_runs (store, NULL, 0, NULL);
  guint count = 0;

  for (guint i = 0; i < runs->len; i++)
    count += g_strcmp0 (((CwRunInfo *) runs->pdata[i])->why, "schedule") == 0 ? 1 : 0;
  return count;
}

/* The last run of all. (transfer full) */
static CwRunInfo *
get_last_run (CwFixture *f)
{
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (GPtrArray) runs = cw_store_list_runs (store, NULL, 1, NULL);

  g_assert_cmpuint (runs->len, ==, 1);
  return cw_store_get_run (store, ((CwRunInfo *) runs->pdata[0])->id, NULL);
}

static CwScheduleView *
look (CwFixture *f, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) views = cw_profile_list_schedules_sync (f->profile, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < views->len; i++)
    if (((CwScheduleView *) views->pdata[i])->schedule->id == id)
      return g_ptr_array_steal_index (views, i);
  g_assert_not_reached ();
}

static void
assert_usage (gboolean ok, GError **error, CwSyncError code, const char *named)
{
  g_assert_false (ok);
  g_assert_error (*error, CW_SYNC_ERROR, (int) code);
  if (strstr ((*error)->message, named) == NULL)
    g_test_fail_printf ("“%s” does not name %s", (*error)->message, named);
  g_clear_error (error);
}

/* ---- keeping them ---- */

static void
test_put (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autoptr (CwSchedule) schedule = make (f, 0, "Nightly", CUSTOMERS);
  g_autoptr (GError) error = NULL;
  gint64 began = cw_clock_now (f->clock);

  g_assert_true (cw_profile_put_schedule_sync (f->profile, schedule, &error));
  g_assert_cmpint (schedule->since, ==, began);
  cw_virtual_clock_advance (f->clock, HOUR);

  /* Another name changes nothing of when it comes; other times do, and being switched on. */
  g_free (schedule->name);
  schedule->name = g_strdup ("Early");
  g_assert_true (cw_profile_put_schedule_sync (f->profile, schedule, &error));
  g_assert_cmpint (schedule->since, ==, began);
  schedule->on = FALSE;
  g_assert_true (cw_profile_put_schedule_sync (f->profile, schedule, &error));
  g_assert_cmpint (schedule->since, ==, began);
  schedule->on = TRUE;
  g_assert_true (cw_profile_put_schedule_sync (f->profile, schedule, &error));
  g_assert_cmpint (schedule->since, ==, began + HOUR);
  cw_virtual_clock_advance (f->clock, HOUR);
  schedule->weekdays = 0x1f;
  g_assert_true (cw_profile_put_schedule_sync (f->profile, schedule, &error));
  g_assert_cmpint (schedule->since, ==, began + 2 * HOUR);
  g_assert_no_error (error);

  schedule->weekdays = 0;
  assert_usage (cw_profile_put_schedule_sync (f->profile, schedule, &error), &error, CW_SYNC_ERROR_USAGE, "day");
  schedule->weekdays = 1;
  g_free (schedule->workflows[0]);
  schedule->workflows[0] = g_strdup ("spp.customers");
  assert_usage (cw_profile_put_schedule_sync (f->profile, schedule, &error), &error, CW_SYNC_ERROR_USAGE, "spp.customers");
  cw_fixture_free (f);
}

/* Each change stands in the journal. */
static gboolean
collect_changes (const CwJournalEntry *entry, gpointer data, GError **error)
{
  if (entry->kind == CW_JOURNAL_CHANGE && g_str_has_prefix (entry->text, "schedule "))
    g_string_append_printf (data, "%s\n", entry->text);
  return TRUE;
}

static void
test_journal (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  gint64 id = add (f, 0, "Nightly", CUSTOMERS);
  g_autoptr (GString) changes = g_string_new (NULL);
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);

  switch_to (f, id, FALSE);
  switch_to (f, id, FALSE);
  g_assert_true (cw_profile_remove_schedule_sync (f->profile, id, NULL));
  g_assert_true (cw_profile_restore_schedule_sync (f->profile, id, NULL));
  g_assert_true (cw_store_journal_foreach (store, 0, collect_changes, changes, NULL));
  g_assert_cmpstr (changes->str, ==,
                   "schedule Nightly: added, on, mon,tue,wed,thu,fri,sat,sun 06:00 18:00 UTC, " CUSTOMERS "\n"
                   "schedule Nightly: changed, off, mon,tue,wed,thu,fri,sat,sun 06:00 18:00 UTC, " CUSTOMERS "\n"
                   "schedule Nightly: removed, off, mon,tue,wed,thu,fri,sat,sun 06:00 18:00 UTC, " CUSTOMERS "\n"
                   "schedule Nightly: brought back, off, mon,tue,wed,thu,fri,sat,sun 06:00 18:00 UTC, " CUSTOMERS "\n");
  cw_fixture_free (f);
}

static void
test_words (void)
{
  static const struct { guint days; const char *words; } known[] = {
    { 0x7f, "Every day" }, { 0x1f, "Mondays to Fridays" }, { 0x60, "Saturdays and Sundays" }, { 0x15, "Mondays, Wednesdays and Fridays" },
    { 0x04, "Wednesdays" }, { 0x4f, "Mondays to Thursdays and Sundays" }, { 0x5b, "Mondays, Tuesdays, Thursdays, Fridays and Sundays" },
  };
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autoptr (CwSchedule) schedule = make (f, 0, "Nightly", CUSTOMERS);
  g_autofree char *utc = cw_schedule_dup_words (schedule), *there = NULL;

  g_assert_cmpstr (utc, ==, "Every day at 06:00 and 18:00, UTC");
  g_free (schedule->zone);
  schedule->zone = g_strdup ("America/New_York");
  schedule->weekdays = 0x1f;
  there = cw_schedule_dup_words (schedule);
  g_assert_cmpstr (there, ==, "Mondays to Fridays at 06:00 and 18:00, New York time");
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autofree char *words = cw_schedule_dup_days_words (known[i].days);

      g_assert_cmpstr (words, ==, known[i].words);
    }
  cw_fixture_free (f);
}

/* ---- runs ---- */

static void
test_run (void)
{
  CwFixture *f = cw_fixture_new (10, 10, NULL);
  gint64 id = add (f, 0, "Nightly", CUSTOMERS);
  g_autoptr (CwRunInfo) info = NULL, second = NULL;
  g_autoptr (CwScheduleView) view = NULL, later = NULL;
  g_autoptr (GError) error = NULL;

  assert_not_due (f, 0, id);
  g_assert_cmpuint (count_runs (f), ==, 0);
  cw_virtual_clock_advance (f->clock, 6 * HOUR - 1);
  assert_not_due (f, 0, id);
  cw_virtual_clock_advance (f->clock, 5);
  view = look (f, id);
  g_assert_cmpint (view->due, >, 0);
  info = run (f, 0, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->why, ==, "schedule");
  g_assert_cmpstr (info->by, ==, g_get_user_name ());
  g_assert_cmpstr (cw_fields_get (info->options, "workflows"), ==, CUSTOMERS);
  cw_fixture_assert_converged (f, 0, FALSE);
  assert_not_due (f, 0, id);

  /* Three were missed: one run. */
  cw_virtual_clock_advance (f->clock, 40 * HOUR);
  cw_fixture_count_writes (f, "precoro");
  second = run (f, 0, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cw_fixture_count_writes (f, "precoro"), ==, 0);
  assert_not_due (f, 0, id);
  g_assert_cmpuint (count_runs (f), ==, 2);
  later = look (f, id);
  g_assert_cmpint (later->due, ==, 0);
  g_assert_cmpint (later->last->run, ==, second->id);
  g_assert_cmpint (later->next, >, cw_clock_now (f->clock));
  g_assert_cmpint (later->next, <=, cw_clock_now (f->clock) + 12 * HOUR);

  switch_to (f, id, FALSE);
  cw_virtual_clock_advance (f->clock, 24 * HOUR);
  assert_not_due (f, 0, id);
  switch_to (f, id, TRUE);
  assert_not_due (f, 0, id);
  g_assert_true (cw_profile_remove_schedule_sync (f->profile, id, NULL));
  cw_virtual_clock_advance (f->clock, 24 * HOUR);
  assert_not_due (f, 0, id);
  cw_fixture_free (f);
}

/* What is in the way is the run's end: it is told, and does not come again and again. */
static void
assert_failed_once (CwFixture *f, guint index, gint64 id, const char *outcome, const char *named)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = run (f, index, id, &error), kept = NULL;
  guint runs = count_runs (f);

  g_assert_null (info);
  g_assert_nonnull (error);
  kept = get_last_run (f);
  g_assert_cmpstr (kept->why, ==, "schedule");
  g_assert_cmpstr (kept->outcome, ==, outcome);
  g_assert_cmpint (kept->ended, >, 0);
  if (strstr (kept->message, named) == NULL)
    g_test_fail_printf ("“%s” does not name %s", kept->message, named);
  assert_not_due (f, index, id);
  g_assert_cmpuint (count_runs (f), ==, runs);
}

static void
test_not_connected (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  gint64 id = add (f, 0, "Nightly", CUSTOMERS);
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (CwIntegrationInfo) info = cw_store_get_integration (store, f->integrations[0], NULL);

  g_assert_true (cw_credentials_clear_sync (f->credentials, cw_store_get_profile (store), info->target, NULL, NULL));
  cw_virtual_clock_advance (f->clock, 6 * HOUR);
  assert_failed_once (f, 0, id, "failed", info->target);
  cw_fixture_free (f);
}

static void
test_daily_limit (void)
{
  CwFixture *f = cw_fixture_new (10, 10, NULL);
  gint64 id = add (f, 0, "Nightly", CUSTOMERS);
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (CwIntegrationInfo) info = cw_store_get_integration (store, f->integrations[0], NULL);
  g_autoptr (CwRunInfo) next = NULL, kept = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_profile_set_connection (f->profile, info->target, "day", "8", NULL));
  cw_virtual_clock_advance (f->clock, 6 * HOUR);
  g_assert_null (run (f, 0, id, &error));
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_DAILY_LIMIT);
  kept = get_last_run (f);
  g_assert_cmpstr (kept->outcome, ==, "stopped");
  assert_not_due (f, 0, id);
  g_clear_error (&error);

  /* The next planned moment goes on where the day's allowance ended. */
  g_assert_true (cw_profile_set_connection (f->profile, info->target, "day", "1000", NULL));
  cw_virtual_clock_advance (f->clock, 12 * HOUR);
  next = run (f, 0, id, &error);
  g_assert_no_error (error);
  cw_fixture_assert_converged (f, 0, FALSE);
  cw_fixture_free (f);
}

static void
assert_note (const CwRunInfo *info, const char *titles)
{
  g_autofree char *sentence = titles != NULL ? g_strdup_printf ("Left out, since not active: %s.", titles) : NULL;

  g_assert_cmpstr (info->message, ==, sentence);
}

/* SuiteProjects Pro: a group of workflows. */
static void
test_group (void)
{
  CwFixture *f = cw_fixture_new (5, 5, NULL);
  const char *integration = f->integrations[2];
  gint64 id;
  g_autoptr (CwRunInfo) info = NULL, some = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (CwScheduleView) view = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_profile_enable_workflow (f->profile, integration, "spp.customers", TRUE, NULL));
  g_assert_true (cw_profile_enable_workflow (f->profile, integration, "spp.projects", TRUE, NULL));
  g_assert_true (cw_profile_enable_workflow (f->profile, integration, "spp.vendors", TRUE, NULL));
  id = add (f, 2, "Nightly", "spp.projects spp.customers spp.vendors");
  cw_virtual_clock_advance (f->clock, 6 * HOUR);
  info = run (f, 2, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_fields_get (info->options, "workflows"), ==, "spp.customers spp.projects spp.vendors");
  assert_note (info, NULL);

  switch_to (f, id, FALSE);
  g_assert_true (cw_profile_activate_workflow (f->profile, integration, "spp.vendors", FALSE, &error));
  g_assert_no_error (error);
  switch_to (f, id, TRUE);
  cw_virtual_clock_advance (f->clock, 12 * HOUR);
  some = run (f, 2, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_fields_get (some->options, "workflows"), ==, "spp.customers spp.projects");
  assert_note (some, "Vendors");
  view = look (f, id);
  g_assert_cmpuint (g_strv_length (view->titles), ==, 3);
  g_assert_cmpuint (g_strv_length (view->inactive), ==, 1);
  g_assert_cmpstr (view->inactive[0], ==, "Vendors");

  /* What a workflow needs is missing: as when a run is started by hand, and the run says so. */
  switch_to (f, id, FALSE);
  g_assert_true (cw_profile_activate_workflow (f->profile, integration, "spp.customers", FALSE, &error));
  g_assert_no_error (error);
  switch_to (f, id, TRUE);
  cw_virtual_clock_advance (f->clock, 12 * HOUR);
  assert_failed_once (f, 2, id, "failed", "spp.customers");

  /* None is left. A schedule that would do nothing is not switched on; one that came to that says so. */
  g_assert_true (cw_store_set_workflow_setting (store, integration, "spp.projects", "active", "false", NULL));
  cw_virtual_clock_advance (f->clock, 12 * HOUR);
  assert_failed_once (f, 2, id, "failed", integration);
  switch_to (f, id, FALSE);
  assert_usage (cw_profile_switch_schedule_sync (f->profile, id, TRUE, &error), &error, CW_SYNC_ERROR_USAGE, "Nightly");
  cw_fixture_free (f);
}

/* While somebody else works the integration nothing is taken; afterwards it is run once. */
static void
test_locked (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  gint64 id = add (f, 0, "Nightly", CUSTOMERS);
  CwRunRequest looking = { .integration = f->integrations[0] };
  g_autoptr (CwSession) other = cw_session_new (f->profile, &looking, TRUE, NULL);
  g_autoptr (CwRunInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  cw_virtual_clock_advance (f->clock, 6 * HOUR);
  g_assert_null (run (f, 0, id, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_cmpuint (count_runs (f), ==, 0);
  cw_virtual_clock_advance (f->clock, 13 * HOUR);
  g_clear_pointer (&other, cw_session_free);
  info = run (f, 0, id, &error);
  g_assert_no_error (error);
  assert_not_due (f, 0, id);
  g_assert_cmpuint (count_runs (f), ==, 1);
  cw_fixture_free (f);
}

/* ---- clocks ---- */

static gint64
find_due (CwStore *store, const CwSchedule *schedule, gint64 now)
{
  gint64 due, next;
  g_autoptr (GError) error = NULL;

  cw_schedule_find_due (store, schedule, now, &due, &next, &error);
  g_assert_no_error (error);
  g_assert_cmpint (next, >, now);
  return due;
}

static void
take (CwStore *store, const CwSchedule *schedule, gint64 planned)
{
  CwOccurrence occurrence = { .schedule = schedule->id, .planned = planned, .claimed = planned, .run = 1 };

  g_assert_true (cw_store_add_occurrence (store, &occurrence, NULL));
}

/* A clock that is set back brings nothing again, and one that was years ahead holds nothing up. */
static void
test_clock (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autoptr (CwSchedule) schedule = make (f, 0, "Nightly", CUSTOMERS);
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  gint64 midnight = cw_clock_now (f->clock), year = 365 * G_TIME_SPAN_DAY;

  g_assert_true (cw_profile_put_schedule_sync (f->profile, schedule, NULL));
  midnight -= midnight % G_TIME_SPAN_DAY;
  g_assert_cmpint (find_due (store, schedule, midnight + 6 * HOUR), ==, midnight + 6 * HOUR);
  take (store, schedule, midnight + 6 * HOUR);
  /* Back by an hour, by a day, and on again. */
  g_assert_cmpint (find_due (store, schedule, midnight + 5 * HOUR), ==, 0);
  g_assert_cmpint (find_due (store, schedule, midnight + 6 * HOUR), ==, 0);
  g_assert_cmpint (find_due (store, schedule, midnight - 18 * HOUR), ==, 0);
  g_assert_cmpint (find_due (store, schedule, midnight + 17 * HOUR), ==, 0);
  g_assert_cmpint (find_due (store, schedule, midnight + 18 * HOUR), ==, midnight + 18 * HOUR);

  /* Ten years ahead one is caught up; set right again, today's come, and no more than today's. */
  g_assert_cmpint (find_due (store, schedule, midnight + 10 * year), >, midnight + 9 * year);
  take (store, schedule, find_due (store, schedule, midnight + 10 * year));
  g_assert_cmpint (find_due (store, schedule, midnight + 10 * HOUR), ==, 0);
  g_assert_cmpint (find_due (store, schedule, midnight + 18 * HOUR), ==, midnight + 18 * HOUR);
  take (store, schedule, midnight + 18 * HOUR);
  /* Then days back, though what was taken is known: none of them again. */
  g_assert_cmpint (find_due (store, schedule, midnight + 7 * HOUR), ==, 0);
  g_assert_cmpint (find_due (store, schedule, midnight + 30 * HOUR), ==, midnight + 30 * HOUR);
  cw_fixture_free (f);
}

/* ---- the scheduler ---- */

typedef struct {
  guint      started, waiting, ended;
  CwJobState state;
  gboolean   pauses;   /* whatever starts */
} Heard;

static void
started_cb (CwScheduler *scheduler, CwJob *job, const char *name, Heard *heard)
{
  heard->started++;
  if (heard->pauses)
    cw_job_pause (job, TRUE);
}

static void
waiting_cb (CwScheduler *scheduler, const char *integration, const char *name, const char *sentence, Heard *heard)
{
  heard->waiting++;
}

static void
ended_cb (CwScheduler *scheduler, CwJob *job, const char *name, Heard *heard)
{
  heard->ended++;
  heard->state = cw_job_get_state (job);
}

static CwScheduler *
listen (CwFixture *f, Heard *heard)
{
  CwScheduler *scheduler = cw_scheduler_new (f->profile);

  g_signal_connect (scheduler, "started", G_CALLBACK (started_cb), heard);
  g_signal_connect (scheduler, "waiting", G_CALLBACK (waiting_cb), heard);
  g_signal_connect (scheduler, "ended", G_CALLBACK (ended_cb), heard);
  return scheduler;
}

static void
wait_for (const guint *count, guint wanted)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (*count < wanted)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, g_main_context_pending (NULL));
      g_usleep (500);
    }
}

/* For a moment, so that what should not happen has the time to. */
static void
linger (void)
{
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC / 3;

  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
}

static void
test_scheduler (void)
{
  CwFixture *f = cw_fixture_new (5, 5, NULL);
  gint64 id = add (f, 0, "Nightly", CUSTOMERS);
  Heard heard = { 0 };
  g_autoptr (CwScheduler) scheduler = listen (f, &heard);
  g_autoptr (CwScheduleView) view = NULL;

  linger ();
  g_assert_cmpuint (heard.started, ==, 0);
  cw_virtual_clock_advance (f->clock, 30 * HOUR);
  cw_scheduler_look (scheduler);
  wait_for (&heard.ended, 1);
  linger ();
  g_assert_cmpuint (heard.started, ==, 1);
  g_assert_cmpuint (heard.waiting, ==, 0);
  g_assert_cmpuint (count_runs (f), ==, 1);
  view = look (f, id);
  g_assert_cmpint (view->last->ended, >, 0);
  g_assert_cmpuint (view->last->attempts, ==, 1);
  cw_fixture_assert_converged (f, 0, FALSE);
  g_clear_object (&scheduler);
  cw_fixture_free (f);
}

/* Made while the clock was ten years ahead: it counts from the moment at which somebody looks with a clock that is right. */
static void
test_mended (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  Heard heard = { 0 };
  g_autoptr (CwScheduler) scheduler = NULL;
  g_autoptr (CwScheduleView) view = NULL;
  gint64 now, ahead = 3650 * G_TIME_SPAN_DAY, id;

  cw_virtual_clock_advance (f->clock, 7 * HOUR + ahead);
  id = add (f, 0, "Nightly", CUSTOMERS);
  cw_virtual_clock_advance (f->clock, -ahead);
  now = cw_clock_now (f->clock);
  scheduler = listen (f, &heard);
  linger ();
  g_assert_cmpuint (heard.started, ==, 0);
  view = look (f, id);
  g_assert_cmpint (view->schedule->since, ==, now);
  cw_virtual_clock_advance (f->clock, 11 * HOUR);
  cw_scheduler_look (scheduler);
  wait_for (&heard.ended, 1);
  g_assert_cmpuint (count_runs (f), ==, 1);
  g_clear_object (&scheduler);
  cw_fixture_free (f);
}

/* Two programs look at once, and again after each other. */
static void
test_two (void)
{
  CwFixture *f = cw_fixture_new (5, 5, NULL);
  Heard first = { 0 }, second = { 0 };
  g_autoptr (CwScheduler) one = NULL, other = NULL;

  add (f, 0, "Nightly", CUSTOMERS);
  cw_virtual_clock_advance (f->clock, 6 * HOUR);
  one = listen (f, &first);
  other = listen (f, &second);
  while (first.ended + second.ended == 0)
    linger ();
  cw_scheduler_look (one);
  cw_scheduler_look (other);
  linger ();
  cw_scheduler_look (one);
  cw_scheduler_look (other);
  linger ();
  g_assert_cmpuint (first.started + second.started, ==, 1);
  g_assert_cmpuint (count_runs (f), ==, 1);
  g_clear_object (&one);
  g_clear_object (&other);
  cw_fixture_free (f);
}

static void
test_waits (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  CwRunRequest looking = { .integration = f->integrations[0] };
  g_autoptr (CwSession) other = cw_session_new (f->profile, &looking, TRUE, NULL);
  Heard heard = { 0 };
  g_autoptr (CwScheduler) scheduler = NULL;

  add (f, 0, "Nightly", CUSTOMERS);
  add (f, 0, "Hourly", CUSTOMERS);
  cw_virtual_clock_advance (f->clock, 6 * HOUR);
  scheduler = listen (f, &heard);
  wait_for (&heard.waiting, 2);
  cw_scheduler_look (scheduler);
  linger ();
  g_assert_cmpuint (heard.waiting, ==, 2);
  g_assert_cmpuint (heard.started, ==, 0);
  g_clear_pointer (&other, cw_session_free);
  /* One after another. */
  wait_for (&heard.ended, 2);
  g_assert_cmpuint (count_runs (f), ==, 2);
  g_clear_object (&scheduler);
  cw_fixture_free (f);
}

/* Nothing is started while it rests; afterwards what is due is still due. */
static void
test_rests (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  Heard heard = { 0 };
  g_autoptr (CwScheduler) scheduler = NULL;

  add (f, 0, "Nightly", CUSTOMERS);
  scheduler = listen (f, &heard);
  cw_scheduler_rest (scheduler);
  cw_virtual_clock_advance (f->clock, 6 * HOUR);
  cw_scheduler_look (scheduler);
  linger ();
  g_assert_cmpuint (heard.started, ==, 0);
  g_assert_false (cw_scheduler_get_busy (scheduler));
  cw_scheduler_go_on (scheduler);
  wait_for (&heard.ended, 1);
  g_assert_cmpuint (count_runs (f), ==, 1);
  g_clear_object (&scheduler);
  cw_fixture_free (f);
}

/* The program is told to end in the middle: the next one goes on with the same run. */
static void
test_stopped (void)
{
  CwFixture *f = cw_fixture_new (20, 20, NULL);
  gint64 id = add (f, 0, "Nightly", CUSTOMERS);
  Heard heard = { 0 }, again = { 0 };
  g_autoptr (CwScheduler) scheduler = NULL, next = NULL;
  g_autoptr (CwScheduleView) view = NULL, end = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  cw_virtual_clock_advance (f->clock, 6 * HOUR);
  scheduler = listen (f, &heard);
  wait_for (&heard.started, 1);
  cw_scheduler_stop (scheduler);
  wait_for (&heard.ended, 1);
  g_clear_object (&scheduler);
  view = look (f, id);
  /* So soon that it was over all the same: nothing to show then. */
  if (heard.state == CW_JOB_STOPPED)
    {
      g_assert_cmpint (view->last->ended, ==, 0);
      g_assert_cmpstr (view->run->outcome, ==, "stopped");
      next = listen (f, &again);
      wait_for (&again.ended, 1);
      end = look (f, id);
      g_assert_cmpint (end->last->run, ==, view->last->run);
      g_assert_cmpint (end->last->ended, >, 0);
      g_assert_cmpuint (end->last->attempts, ==, 2);
    }
  g_assert_cmpuint (count_runs (f), ==, 1);
  info = get_last_run (f);
  g_assert_cmpint (info->ended, >, 0);
  cw_fixture_assert_converged (f, 0, FALSE);
  g_clear_object (&next);
  cw_fixture_free (f);
}

/* Long enough for a run to be met while it sends. */
static gboolean
take_time (gboolean after, const CwWireRequest *request, gpointer data)
{
  if (!after)
    g_usleep (20 * 1000);
  return TRUE;
}

/* A person paused it before the program ended: it waits for a person, and what is due next takes its place. */
static void
test_paused (void)
{
  CwFixture *f = cw_fixture_new (20, 20, NULL);
  gint64 id = add (f, 0, "Nightly", CUSTOMERS);
  Heard heard = { .pauses = TRUE }, again = { 0 };
  g_autoptr (CwScheduler) scheduler = NULL, next = NULL;
  g_autoptr (CwScheduleView) view = NULL;
  g_autoptr (GArray) interrupted = NULL;

  cw_virtual_clock_advance (f->clock, 6 * HOUR);
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), take_time, NULL);
  scheduler = listen (f, &heard);
  wait_for (&heard.started, 1);
  cw_scheduler_stop (scheduler);
  wait_for (&heard.ended, 1);
  g_clear_object (&scheduler);
  g_assert_cmpint (heard.state, ==, CW_JOB_STOPPED);
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), NULL, NULL);
  view = look (f, id);
  g_assert_cmpint (view->run->ended, ==, 0);
  g_assert_cmpint (view->last->ended, >, 0);
  interrupted = cw_profile_list_interrupted (f->profile, NULL);
  g_assert_cmpuint (interrupted->len, ==, 1);

  next = listen (f, &again);
  linger ();
  g_assert_cmpuint (again.started, ==, 0);
  cw_virtual_clock_advance (f->clock, 12 * HOUR);
  cw_scheduler_look (next);
  wait_for (&again.ended, 1);
  g_assert_cmpuint (count_runs (f), ==, 2);
  cw_fixture_assert_converged (f, 0, FALSE);
  g_clear_object (&next);
  cw_fixture_free (f);
}

/* ---- dying ---- */

typedef struct {
  guint    commits, at;   /* at: which one, from 1 */
  gboolean after, dead;
} Death;

static gboolean
on_commit (gboolean after, gpointer data)
{
  Death *death = data;

  if (death->dead)
    return FALSE;
  death->commits += after ? 0 : 1;
  death->dead = death->commits == death->at && after == death->after;
  return !death->dead;
}

static gboolean
on_request (gboolean after, const CwWireRequest *request, gpointer data)
{
  return !((Death *) data)->dead;
}

/* Dies at a commit; then a scheduler finds what is due or left. One run, all there, and nothing open. */
static void
die_once (Death *death)
{
  CwFixture *f = cw_fixture_new (3, 3, NULL);
  gint64 id = add (f, 0, "Nightly", CUSTOMERS);
  Heard heard = { 0 };
  g_autoptr (CwScheduler) scheduler = NULL;
  g_autoptr (CwScheduleView) view = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  cw_virtual_clock_advance (f->clock, 6 * HOUR);
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), on_request, death);
  f->commit_hook = on_commit;
  f->commit_data = death;
  info = run (f, 0, id, NULL);
  f->commit_hook = NULL;
  cw_sandbox_transport_revive (CW_SANDBOX_TRANSPORT (f->transport));
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), NULL, NULL);
  cw_fixture_reopen (f);
  scheduler = listen (f, &heard);
  view = look (f, id);
  /* A run that died after its very last word is over; its moment is settled by looking. */
  if (view->run == NULL || view->run->ended == 0)
    wait_for (&heard.ended, 1);
  else
    linger ();
  g_clear_pointer (&view, cw_schedule_view_free);
  view = look (f, id);
  if (count_runs (f) != 1 || view->last == NULL || view->last->ended == 0 || view->run->ended == 0)
    g_test_fail_printf ("commit %u, %s: %u runs", death->at, death->after ? "after" : "before", count_runs (f));
  cw_fixture_assert_converged (f, 0, FALSE);
  g_clear_object (&scheduler);
  cw_fixture_free (f);
}

static void
test_dying (void)
{
  Death count = { .at = G_MAXUINT };

  die_once (&count);
  g_assert_cmpuint (count.commits, >, 5);
  /* All at the beginning, where the moment is taken; then some. */
  for (guint at = 1; at <= count.commits; at += at < 6 ? 1 : 11)
    for (guint after = 0; after < 2; after++)
      {
        Death death = { .at = at, .after = after != 0 };

        die_once (&death);
        g_assert_true (death.dead);
      }
}

/* ---- protection ---- */

static void
test_protection (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  const char *integration = f->integrations[2];
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (CwIntegrationInfo) info = cw_store_get_integration (store, integration, NULL);
  g_autoptr (GError) error = NULL;
  gint64 id;

  g_assert_true (cw_profile_enable_workflow (f->profile, integration, "spp.customers", TRUE, NULL));
  g_assert_true (cw_profile_enable_workflow (f->profile, integration, "spp.projects", TRUE, NULL));
  g_assert_true (cw_profile_enable_workflow (f->profile, integration, "spp.vendors", TRUE, NULL));
  id = add (f, 2, "Nightly", "spp.projects");

  assert_usage (cw_profile_enable_workflow (f->profile, integration, "spp.projects", FALSE, &error), &error, CW_SYNC_ERROR_IN_USE, "“Nightly”");
  assert_usage (cw_profile_activate_workflow (f->profile, integration, "spp.projects", FALSE, &error), &error, CW_SYNC_ERROR_IN_USE, "“Nightly”");
  /* Nor what they need. */
  assert_usage (cw_profile_activate_workflow (f->profile, integration, "spp.customers", FALSE, &error), &error, CW_SYNC_ERROR_IN_USE, "“Customers”");
  /* What no schedule uses goes off and on as before. */
  g_assert_true (cw_profile_activate_workflow (f->profile, integration, "spp.vendors", FALSE, &error));
  assert_usage (cw_profile_remove_integration_sync (f->profile, integration, FALSE, NULL, &error), &error, CW_SYNC_ERROR_IN_USE, "“Nightly”");
  assert_usage (cw_profile_remove_connection_sync (f->profile, info->target, NULL, &error), &error, CW_SYNC_ERROR_IN_USE, "“Nightly”");
  assert_usage (cw_profile_remove_connection_sync (f->profile, info->source, NULL, &error), &error, CW_SYNC_ERROR_IN_USE, "“Nightly”");
  /* How it works may change. */
  g_assert_true (cw_profile_set_workflow_setting (f->profile, integration, "spp.customers", "leads", "true", &error));
  g_assert_no_error (error);

  switch_to (f, id, FALSE);
  g_assert_true (cw_profile_enable_workflow (f->profile, integration, "spp.projects", FALSE, &error));
  g_assert_true (cw_profile_remove_integration_sync (f->profile, integration, FALSE, NULL, &error));
  g_assert_no_error (error);
  cw_fixture_free (f);
}

/* A mapping that is edited between two runs is the second one's. */
static void
test_mapping (void)
{
  CwFixture *f = cw_fixture_new (5, 0, NULL);
  const char *text = "{\"format\": \"causeway-mapping\", \"version\": 1, \"workflow\": \"" CUSTOMERS "\", \"groups\": ["
                     "{\"name\": \"Customers\", \"type\": \"customer\", \"rows\": [{\"target\": \"name\", \"required\": true,"
                     " \"source\": {\"concat\": [{\"field\": \"entityId\"}, {\"value\": \" new\"}]}}]},"
                     "{\"name\": \"Projects\", \"type\": \"job\", \"rows\": [{\"target\": \"name\", \"required\": true,"
                     " \"source\": {\"field\": \"entityId\"}}]}]}";
  g_autoptr (CwMappingDocument) document = NULL;
  g_autoptr (CwRunInfo) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id = add (f, 0, "Nightly", CUSTOMERS);

  cw_virtual_clock_advance (f->clock, 6 * HOUR);
  before = run (f, 0, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_fields_get (before->options, CW_RUN_MAPPING_OPTION CUSTOMERS), ==, "0");
  document = cw_mapping_document_parse ("test.json", text, strlen (text), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cw_profile_save_mapping_sync (f->profile, f->integrations[0], CUSTOMERS, document, CW_MAPPING_IN_FORCE, NULL, &error), ==, 1);
  g_assert_no_error (error);
  cw_virtual_clock_advance (f->clock, 12 * HOUR);
  after = run (f, 0, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_fields_get (after->options, CW_RUN_MAPPING_OPTION CUSTOMERS), ==, "1");
  g_assert_cmpstr (cw_fields_get (after->counts, "update"), !=, "0");
  cw_fixture_free (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedules/put", test_put);
  g_test_add_func ("/schedules/journal", test_journal);
  g_test_add_func ("/schedules/words", test_words);
  g_test_add_func ("/schedules/run", test_run);
  g_test_add_func ("/schedules/not-connected", test_not_connected);
  g_test_add_func ("/schedules/daily-limit", test_daily_limit);
  g_test_add_func ("/schedules/group", test_group);
  g_test_add_func ("/schedules/locked", test_locked);
  g_test_add_func ("/schedules/clock", test_clock);
  g_test_add_func ("/schedules/scheduler", test_scheduler);
  g_test_add_func ("/schedules/mended", test_mended);
  g_test_add_func ("/schedules/two", test_two);
  g_test_add_func ("/schedules/waits", test_waits);
  g_test_add_func ("/schedules/rests", test_rests);
  g_test_add_func ("/schedules/stopped", test_stopped);
  g_test_add_func ("/schedules/paused", test_paused);
  g_test_add_func ("/schedules/dying", test_dying);
  g_test_add_func ("/schedules/protection", test_protection);
  g_test_add_func ("/schedules/mapping", test_mapping);
  return g_test_run ();
}
