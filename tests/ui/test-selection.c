/* test-selection.c: what somebody chose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-record-selection.h"

static void
count_cb (CwRecordSelection *selection, guint *count)
{
  (*count)++;
}

static void
test_set (void)
{
  g_autoptr (CwRecordSelection) selection = cw_record_selection_new ();
  guint changes = 0;

  g_signal_connect (selection, "changed", G_CALLBACK (count_cb), &changes);
  cw_record_selection_set (selection, "customer:1", TRUE);
  cw_record_selection_set (selection, "customer:1", TRUE);
  g_assert_cmpuint (cw_record_selection_count (selection), ==, 1);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_true (cw_record_selection_contains (selection, "customer:1"));
  g_assert_false (cw_record_selection_contains (selection, "job:1"));
  g_assert_false (cw_record_selection_contains (selection, NULL));
  cw_record_selection_set (selection, "job:1", FALSE);
  g_assert_cmpuint (changes, ==, 1);
  cw_record_selection_set (selection, "customer:1", FALSE);
  g_assert_cmpuint (cw_record_selection_count (selection), ==, 0);
  g_assert_cmpuint (changes, ==, 2);
}

static void
test_many (void)
{
  static const char * const three[] = { "customer:1", "customer:2", "job:7", NULL };
  static const char * const two[] = { "customer:2", "job:8", NULL };
  g_autoptr (CwRecordSelection) selection = cw_record_selection_new ();
  g_auto (GStrv) records = NULL;
  guint changes = 0;

  g_signal_connect (selection, "changed", G_CALLBACK (count_cb), &changes);
  cw_record_selection_set_many (selection, three, TRUE);
  cw_record_selection_set_many (selection, three, TRUE);
  cw_record_selection_set_many (selection, two, FALSE);
  g_assert_cmpuint (changes, ==, 2);
  records = cw_record_selection_dup_records (selection);
  g_assert_cmpuint (g_strv_length (records), ==, 2);
  g_assert_true (g_strv_contains ((const char * const *) records, "customer:1"));
  g_assert_true (g_strv_contains ((const char * const *) records, "job:7"));
  cw_record_selection_clear (selection);
  cw_record_selection_clear (selection);
  g_assert_cmpuint (changes, ==, 3);
  g_assert_cmpuint (cw_record_selection_count (selection), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/selection/set", test_set);
  g_test_add_func ("/selection/many", test_many);
  return g_test_run ();
}
