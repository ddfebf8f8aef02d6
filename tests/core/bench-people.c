/* bench-people.c: how long it takes to match the people of a large company
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-people-match.h"

#include <stdlib.h>

#define N_USERS      5000
#define N_EMPLOYEES  6000
#define WANTED_MS    500   /* on one core */

/* "qahowepuzi": every number has a name of its own, and neighbours differ in more than two letters only by chance. */
static char *
make_name (GRand *rand, guint number)
{
  static const char *consonants = "bcdfghjklmnpqrstvwxz", *vowels = "aeiou";
  char name[11];

  g_rand_set_seed (rand, number * 2654435761u);
  for (guint i = 0; i < 5; i++)
    {
      name[2 * i] = consonants[g_rand_int_range (rand, 0, 20)];
      name[2 * i + 1] = vowels[g_rand_int_range (rand, 0, 5)];
    }
  name[10] = '\0';
  return g_strdup (name);
}

int
main (int argc, char **argv)
{
  const CwPeopleRules by_email = { .by_email = TRUE };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (CwPeopleMatch) match = cw_people_match_new (&by_email);
  guint n_matched = 0, n_near = 0;
  gint64 started = g_get_monotonic_time (), taken;

  for (guint i = 0; i < N_EMPLOYEES; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i + 1), *first = make_name (rand, i), *last = make_name (rand, i / 3);
      g_autofree char *email = g_strdup_printf ("%s.%s@harbor.example", first, last);

      cw_people_match_add_employee (match, id, first, last, email, TRUE);
      if (i >= N_USERS)
        continue;
      /* One in ten is misspelt, one in twenty in another domain. */
      g_free (email);
      email = g_strdup_printf ("%s%s.%s@%s", first, i % 10 == 0 ? "x" : "", last, i % 20 == 1 ? "quay.example" : "harbor.example");
      cw_people_match_add_user (match, id, first, last, email, TRUE, NULL);
    }
  cw_people_match_decide (match);
  taken = (g_get_monotonic_time () - started) / 1000;
  for (guint i = 0; i < N_USERS; i++)
    {
      n_matched += cw_people_match_get_user (match, i)->state == CW_USER_BY_EMAIL ? 1 : 0;
      n_near += cw_people_match_get_user (match, i)->n_near;
    }
  g_print ("%u users and %u employees in %" G_GINT64_FORMAT " ms (wanted: %u): %u matched, %u suggestions\n",
           N_USERS, N_EMPLOYEES, taken, WANTED_MS, n_matched, n_near);
  return taken <= WANTED_MS ? EXIT_SUCCESS : EXIT_FAILURE;
}
