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
  cw_record_selection_set (selection, 1, TRUE);
  cw_record_selection_set (selection, 1, TRUE);
  g_assert_cmpuint (cw_record_selection_count (selection), ==, 1);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_true (cw_record_selection_contains (selection, 1));
  g_assert_false (cw_record_selection_contains (selection, 2));
  g_assert_false (cw_record_selection_contains (selection, 0));
  g_assert_false (cw_record_selection_contains (selection, -1));
  g_assert_false (cw_record_selection_contains (selection, G_MAXINT64));
  cw_record_selection_set (selection, 700, FALSE);
  g_assert_cmpuint (changes, ==, 1);
  cw_record_selection_set (selection, 1, FALSE);
  g_assert_cmpuint (cw_record_selection_count (selection), ==, 0);
  g_assert_cmpuint (changes, ==, 2);
}

static void
test_many (void)
{
  static const gint64 three[] = { 1, 64, 150000 }, two[] = { 64, 63 };
  g_autoptr (CwRecordSelection) selection = cw_record_selection_new (), other = cw_record_selection_new ();
  g_autoptr (GArray) some = g_array_new (FALSE, FALSE, sizeof (gint64)), others = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint changes = 0;

  g_array_append_vals (some, three, G_N_ELEMENTS (three));
  g_array_append_vals (others, two, G_N_ELEMENTS (two));
  g_signal_connect (selection, "changed", G_CALLBACK (count_cb), &changes);
  cw_record_selection_set_many (selection, some, TRUE);
  cw_record_selection_set_many (selection, some, TRUE);
  g_assert_cmpuint (changes, ==, 1);
  cw_record_selection_set_many (selection, others, FALSE);
  g_assert_cmpuint (cw_record_selection_count (selection), ==, 2);
  g_assert_cmpuint (changes, ==, 2);
  cw_record_selection_set_many (other, others, TRUE);
  cw_record_selection_add_all (selection, cw_record_selection_get_keys (other));
  cw_record_selection_add_all (selection, cw_record_selection_get_keys (other));
  g_assert_cmpuint (changes, ==, 3);
  g_assert_cmpuint (cw_record_selection_count (selection), ==, 4);
  cw_record_selection_clear (selection);
  cw_record_selection_clear (selection);
  g_assert_cmpuint (changes, ==, 4);
  g_assert_cmpuint (cw_record_selection_count (selection), ==, 0);
}

/* The bits against a table of the same members. */
static void
test_random (void)
{
  g_autoptr (CwKeySet) set = cw_key_set_new (), copy = NULL;
  g_autoptr (GHashTable) table = g_hash_table_new (NULL, NULL);
  guint count = 0;

  for (guint i = 0; i < 3000; i++)
    {
      gpointer key = GINT_TO_POINTER (g_test_rand_int_range (1, 1000));
      gboolean member = g_test_rand_bit (), changed = cw_key_set_set (set, GPOINTER_TO_INT (key), member);

      g_assert_cmpint (changed, ==, member ? g_hash_table_add (table, key) : g_hash_table_remove (table, key));
    }
  copy = cw_key_set_copy (set);
  for (gint64 key = cw_key_set_next (copy, 0); key != 0; key = cw_key_set_next (copy, key), count++)
    g_assert_true (g_hash_table_contains (table, GINT_TO_POINTER ((int) key)));
  g_assert_cmpuint (count, ==, g_hash_table_size (table));
  g_assert_cmpuint (cw_key_set_count (copy), ==, count);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/selection/set", test_set);
  g_test_add_func ("/selection/many", test_many);
  g_test_add_func ("/selection/random", test_random);
  return g_test_run ();
}
