/* test-schedules.c: schedules and the planned moments that were taken
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include <string.h>

static CwSchedule *
make_schedule (const char *integration, const char *name)
{
  CwSchedule *schedule = cw_schedule_new (integration, name);

  g_strfreev (schedule->workflows);
  schedule->workflows = g_strsplit ("spp.customers spp.projects", " ", -1);
  schedule->weekdays = 0x1f;
  g_array_unref (schedule->times);
  schedule->times = cw_schedule_parse_times ("06:00 18:30", NULL);
  g_free (schedule->zone);
  schedule->zone = g_strdup ("Europe/Berlin");
  schedule->since = 1234;
  return schedule;
}

static void
assert_same (const CwSchedule *a, const CwSchedule *b)
{
  g_assert_cmpint (a->id, ==, b->id);
  g_assert_cmpstr (a->integration, ==, b->integration);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_true (g_strv_equal ((const char * const *) a->workflows, (const char * const *) b->workflows));
  g_assert_true (cw_schedule_same_times (a, b));
  g_assert_cmpint (a->on, ==, b->on);
  g_assert_cmpint (a->since, ==, b->since);
}

static void
assert_failed (gboolean ok, GError **error, CwStoreError code)
{
  g_assert_false (ok);
  g_assert_error (*error, CW_STORE_ERROR, (int) code);
  g_clear_error (error);
}

static void
test_keep (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwSchedule) schedule = make_schedule ("Harbor", "Nightly"), read = NULL, changed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_add_schedule (fixture->store, schedule, &error));
  g_assert_cmpint (schedule->id, >, 0);
  store_fixture_reopen (fixture);
  read = cw_store_get_schedule (fixture->store, schedule->id, &error);
  g_assert_no_error (error);
  assert_same (schedule, read);

  g_free (schedule->name);
  schedule->name = g_strdup ("Früh");
  schedule->on = FALSE;
  schedule->weekdays = 0x40;
  schedule->since = 99;
  g_assert_true (cw_store_update_schedule (fixture->store, schedule, &error));
  changed = cw_store_find_schedule (fixture->store, "Harbor", "Früh", &error);
  g_assert_no_error (error);
  assert_same (schedule, changed);

  g_assert_null (cw_store_find_schedule (fixture->store, "Harbor", "Nightly", &error));
  assert_failed (FALSE, &error, CW_STORE_ERROR_NOT_FOUND);
  g_assert_null (cw_store_get_schedule (fixture->store, 99, &error));
  assert_failed (FALSE, &error, CW_STORE_ERROR_NOT_FOUND);
}

static void
test_names (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwSchedule) first = make_schedule ("Harbor", "Nightly"), second = make_schedule ("Harbor", "Daily");
  g_autoptr (CwSchedule) other = make_schedule ("Annex", "Nightly"), again = make_schedule ("Harbor", "Nightly");
  g_autoptr (CwSchedule) nowhere = make_schedule ("Nowhere", "Nightly");
  g_autoptr (GPtrArray) all = NULL, some = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_add_schedule (fixture->store, first, NULL));
  g_assert_true (cw_store_add_schedule (fixture->store, second, NULL));
  g_assert_true (cw_store_add_schedule (fixture->store, other, NULL));
  assert_failed (cw_store_add_schedule (fixture->store, again, &error), &error, CW_STORE_ERROR_EXISTS);
  assert_failed (cw_store_add_schedule (fixture->store, nowhere, &error), &error, CW_STORE_ERROR_NOT_FOUND);
  g_free (second->name);
  second->name = g_strdup ("Nightly");
  assert_failed (cw_store_update_schedule (fixture->store, second, &error), &error, CW_STORE_ERROR_EXISTS);

  all = cw_store_list_schedules (fixture->store, NULL, NULL);
  some = cw_store_list_schedules (fixture->store, "Harbor", NULL);
  g_assert_cmpuint (all->len, ==, 3);
  g_assert_cmpuint (some->len, ==, 2);
  g_assert_cmpstr (((CwSchedule *) all->pdata[0])->integration, ==, "Annex");
  g_assert_cmpstr (((CwSchedule *) some->pdata[0])->name, ==, "Daily");
}

static void
test_remove (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwSchedule) schedule = make_schedule ("Harbor", "Nightly"), back = NULL, other = make_schedule ("Harbor", "Nightly");
  CwOccurrence occurrence = { .schedule = 0, .planned = 5000, .claimed = 5001, .run = 7 };
  g_autoptr (CwOccurrence) kept = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_add_schedule (fixture->store, schedule, NULL));
  occurrence.schedule = schedule->id;
  g_assert_true (cw_store_add_occurrence (fixture->store, &occurrence, NULL));
  g_assert_true (cw_store_remove_schedule (fixture->store, schedule->id, 77, &error));
  g_assert_null (cw_store_get_schedule (fixture->store, schedule->id, NULL));
  assert_failed (cw_store_remove_schedule (fixture->store, schedule->id, 78, &error), &error, CW_STORE_ERROR_NOT_FOUND);
  assert_failed (cw_store_update_schedule (fixture->store, schedule, &error), &error, CW_STORE_ERROR_NOT_FOUND);

  g_assert_true (cw_store_restore_schedule (fixture->store, schedule->id, &error));
  back = cw_store_get_schedule (fixture->store, schedule->id, NULL);
  assert_same (schedule, back);
  kept = cw_store_get_occurrence (fixture->store, schedule->id, G_MAXINT64, NULL);
  g_assert_cmpint (kept->planned, ==, 5000);

  /* Its name was given away meanwhile. */
  g_assert_true (cw_store_remove_schedule (fixture->store, schedule->id, 79, NULL));
  g_assert_true (cw_store_add_schedule (fixture->store, other, &error));
  assert_failed (cw_store_restore_schedule (fixture->store, schedule->id, &error), &error, CW_STORE_ERROR_EXISTS);
  assert_failed (cw_store_restore_schedule (fixture->store, 99, &error), &error, CW_STORE_ERROR_NOT_FOUND);

  g_assert_true (cw_store_remove_integration (fixture->store, "Harbor", &error));
  g_assert_cmpint (ask_number (fixture->dir, "SELECT (SELECT count (*) FROM schedule) + (SELECT count (*) FROM schedule_occurrence)"), ==, 0);
}

static void
test_occurrences (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwSchedule) schedule = make_schedule ("Harbor", "Nightly");
  CwOccurrence first = { .planned = 5000, .claimed = 5001, .run = 7 }, second = { .planned = 9000, .claimed = 9500, .run = 8 };
  g_autoptr (CwOccurrence) latest = NULL, before = NULL, none = NULL;
  g_autoptr (GPtrArray) open = NULL, rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *refusal = NULL;

  g_assert_true (cw_store_add_schedule (fixture->store, schedule, NULL));
  first.schedule = second.schedule = schedule->id;
  g_assert_null (cw_store_get_occurrence (fixture->store, schedule->id, G_MAXINT64, &error));
  g_assert_no_error (error);
  g_assert_true (cw_store_add_occurrence (fixture->store, &second, NULL));
  g_assert_true (cw_store_add_occurrence (fixture->store, &first, NULL));
  second.run = 9;
  assert_failed (cw_store_add_occurrence (fixture->store, &second, &error), &error, CW_STORE_ERROR_EXISTS);

  latest = cw_store_get_occurrence (fixture->store, schedule->id, G_MAXINT64, NULL);
  g_assert_cmpint (latest->run, ==, 8);
  g_assert_cmpint (latest->claimed, ==, 9500);
  g_assert_cmpuint (latest->attempts, ==, 1);
  before = cw_store_get_occurrence (fixture->store, schedule->id, 8999, NULL);
  g_assert_cmpint (before->planned, ==, 5000);
  none = cw_store_get_occurrence (fixture->store, schedule->id, 4999, &error);
  g_assert_null (none);

  open = cw_store_list_open_occurrences (fixture->store, NULL);
  g_assert_cmpuint (open->len, ==, 2);
  g_assert_cmpint (((CwOccurrence *) open->pdata[0])->planned, ==, 5000);
  first.ended = 6000;
  first.attempts = 2;
  g_assert_true (cw_store_update_occurrence (fixture->store, &first, &error));
  rest = cw_store_list_open_occurrences (fixture->store, NULL);
  g_assert_cmpuint (rest->len, ==, 1);
  first.planned = 1;
  assert_failed (cw_store_update_occurrence (fixture->store, &first, &error), &error, CW_STORE_ERROR_NOT_FOUND);

  refusal = run_sql (fixture->dir, "UPDATE schedule_occurrence SET run = 99");
  g_assert_nonnull (refusal);
  g_assert_nonnull (strstr (refusal, "never changes"));
}

/* The run and the planned moment are one transaction: taken by somebody else, there is no run either. */
static void
test_taken_together (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (CwSchedule) schedule = make_schedule ("Harbor", "Nightly");
  g_autoptr (CwFields) options = cw_fields_new ();
  CwOccurrence occurrence = { .planned = 5000, .claimed = 5001, .run = 1 };
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_add_schedule (fixture->store, schedule, NULL));
  occurrence.schedule = schedule->id;
  g_assert_true (cw_store_add_occurrence (fixture->store, &occurrence, NULL));
  g_assert_true (cw_store_begin (fixture->store, NULL));
  occurrence.run = cw_store_new_run (fixture->store, "Harbor", 1, "me", "schedule", options, NULL);
  assert_failed (cw_store_add_occurrence (fixture->store, &occurrence, &error), &error, CW_STORE_ERROR_EXISTS);
  g_assert_false (cw_store_commit (fixture->store, NULL));
  g_assert_cmpint (ask_number (fixture->dir, "SELECT count (*) FROM run"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/store/schedules/keep", test_keep);
  store_test_add ("/store/schedules/names", test_names);
  store_test_add ("/store/schedules/remove", test_remove);
  store_test_add ("/store/schedules/occurrences", test_occurrences);
  store_test_add ("/store/schedules/taken-together", test_taken_together);
  return g_test_run ();
}
