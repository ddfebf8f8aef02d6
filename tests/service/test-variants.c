/* test-variants.c: the same story in every variant of what is not confirmed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each variant alone, and a set in which every pair of variants of the
 * assumptions that a run meets occurs together. Where a variant forbids what a
 * story asks for (a move, a second record of the same name), the record has to
 * turn up among those that need a person, and everything else has to arrive.
 */

#include "cw-fixture.h"

#include <string.h>

/* Variants in which a run is refused something on purpose: convergence of every record is not possible. */
static const char *refusing[] = {
  "precoro.unique-names=refuse", "precoro.name-limit=255", "precoro.move=refused", "precoro.enable-on-put=ignored",
  "netsuite.projects=off", "precoro.external-id-form=digits", NULL
};

/* No bearing on customers and projects in Precoro: SuiteProjects Pro, purchase orders, other record types, the person's login. */
static const char *elsewhere[] = {
  "precoro.lines", "precoro.creator", "precoro.purchaser-key", "precoro.order-order", "precoro.sent-to-external", "precoro.amount-type",
  "precoro.mark-touches", "precoro.ext-user-link", "netsuite.contact-company", "netsuite.expensereports", "netsuite.departments",
  "netsuite.classes", "netsuite.locations", "netsuite.currencies", "netsuite.connector-bundle",
  "netsuite.expense-category-table", "netsuite.project-task-table", "netsuite.service-box", NULL
};

static gboolean
is_one_of (const char * const *list, const char *text)
{
  return g_strv_contains (list, text);
}

static gboolean
is_elsewhere (const SbAssumption *assumption)
{
  return is_one_of (elsewhere, assumption->name) || g_str_has_prefix (assumption->name, "suiteprojects.");
}

static void
run_story (const char *assume, gboolean strict)
{
  CwFixture *f = cw_fixture_new (40, 30, assume);
  gboolean all = strstr (assume, "sync-field=absent") != NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CwRunInfo) first = cw_fixture_run (f, i, all, &error);
      g_autoptr (CwRunInfo) second = NULL;

      if (error != NULL)
        g_test_fail_printf ("%s: %s", assume, error->message);
      if (strict)
        cw_fixture_assert_converged (f, i, all);
      cw_fixture_count_writes (f, "precoro");
      cw_fixture_count_writes (f, "netsuite");
      second = cw_fixture_run (f, i, all, &error);
      if (error != NULL)
        g_test_fail_printf ("%s, again: %s", assume, error->message);
      if (strict && cw_fixture_count_writes (f, "precoro") + cw_fixture_count_writes (f, "netsuite") > 0)
        g_test_fail_printf ("%s: the second run writes\n%s", assume, f->events->str);
    }
  cw_fixture_free (f);
}

static void
test_variant (gconstpointer data)
{
  run_story (data, !is_one_of (refusing, data));
}

static void
test_together (gconstpointer data)
{
  run_story (data, TRUE);
}

static void
add_each_alone (void)
{
  for (const SbAssumption *assumption = sb_assumptions; assumption->name != NULL; assumption++)
    for (guint i = 1; assumption->variants[i] != NULL && !is_elsewhere (assumption); i++)
      {
        char *assume = g_strdup_printf ("%s=%s", assumption->name, assumption->variants[i]);
        g_autofree char *path = g_strdup_printf ("/variants/alone/%s", assume);

        g_test_add_data_func_full (path, assume, test_variant, g_free);
      }
}

/* Greedy pairs: each new set takes, assumption by assumption, the variant that covers most pairs not seen yet. */
typedef struct {
  GPtrArray *assumptions;   /* of SbAssumption, borrowed */
  GHashTable *open;         /* "a.variant b.variant" not covered yet */
} Pairs;

static gboolean
takes_part (const SbAssumption *assumption)
{
  if (is_elsewhere (assumption) || assumption->variants[1] == NULL)
    return FALSE;
  for (guint i = 0; refusing[i] != NULL; i++)
    if (g_str_has_prefix (refusing[i], assumption->name))
      return FALSE;
  return TRUE;
}

static char *
make_pair (const SbAssumption *a, guint x, const SbAssumption *b, guint y)
{
  return g_strdup_printf ("%s=%s %s=%s", a->name, a->variants[x], b->name, b->variants[y]);
}

static void
list_pairs (Pairs *pairs)
{
  for (guint i = 0; i < pairs->assumptions->len; i++)
    for (guint j = i + 1; j < pairs->assumptions->len; j++)
      {
        const SbAssumption *a = pairs->assumptions->pdata[i], *b = pairs->assumptions->pdata[j];

        for (guint x = 0; a->variants[x] != NULL; x++)
          for (guint y = 0; b->variants[y] != NULL; y++)
            g_hash_table_add (pairs->open, make_pair (a, x, b, y));
      }
}

static guint
cover (Pairs *pairs, const guint *chosen, guint at, guint variant, gboolean take)
{
  const SbAssumption *b = pairs->assumptions->pdata[at];
  guint gain = 0;

  for (guint i = 0; i < at; i++)
    {
      g_autofree char *pair = make_pair (pairs->assumptions->pdata[i], chosen[i], b, variant);

      gain += take ? g_hash_table_remove (pairs->open, pair) : g_hash_table_contains (pairs->open, pair);
    }
  return gain;
}

static char *
make_set (Pairs *pairs, guint number)
{
  g_autofree guint *chosen = g_new0 (guint, pairs->assumptions->len);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < pairs->assumptions->len; i++)
    {
      const SbAssumption *assumption = pairs->assumptions->pdata[i];
      guint n = g_strv_length ((char **) assumption->variants), best = number % n, gain = cover (pairs, chosen, i, best, FALSE);

      for (guint variant = 0; variant < n; variant++)
        {
          guint more = cover (pairs, chosen, i, variant, FALSE);

          if (more > gain)
            {
              best = variant;
              gain = more;
            }
        }
      chosen[i] = best;
      cover (pairs, chosen, i, best, TRUE);
      g_string_append_printf (text, "%s%s=%s", i > 0 ? " " : "", assumption->name, assumption->variants[best]);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_pairwise (void)
{
  Pairs pairs = { g_ptr_array_new (), g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };

  for (const SbAssumption *assumption = sb_assumptions; assumption->name != NULL; assumption++)
    if (takes_part (assumption))
      g_ptr_array_add (pairs.assumptions, (gpointer) assumption);
  list_pairs (&pairs);
  for (guint number = 0; number < 60 && g_hash_table_size (pairs.open) > 0; number++)
    {
      g_autofree char *path = g_strdup_printf ("/variants/pairs/%02u", number);

      g_test_add_data_func_full (path, make_set (&pairs, number), test_together, g_free);
    }
  g_ptr_array_unref (pairs.assumptions);
  g_hash_table_unref (pairs.open);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_each_alone ();
  add_pairwise ();
  return g_test_run ();
}
