/* test-mapping-random.c: what holds for every mapping and record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-mapping-document.h"
#include "cw-mapping-file.h"
#include "cw-random-mapping.h"

#include <string.h>

#define N_MAPPINGS 2000
#define N_RECORDS  5

static const char *
get_setting (const char *key, gpointer data)
{
  return g_str_equal (key, "limit") ? "7" : g_str_equal (key, "project-code") ? "true" : NULL;
}

static char *
dup_joined (const CwRecord *record, const char *path, gpointer data)
{
  return g_strdup (cw_fields_get (record->fields, path));
}

static char *
dup_lookup (const char *type, const char *by, const char *value, const char *returns, gpointer data)
{
  return g_strdup (value);
}

static const CwMappingContext context = { get_setting, dup_joined, dup_lookup, NULL };

static CwFields *
apply (CwMapping *mapping, const CwRecord *record, guint *out_problems)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_problem_free);
  CwFields *wanted = cw_fields_new ();

  cw_mapping_apply (mapping, record, &context, TRUE, wanted, problems);
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *sentence = cw_mapping_problem_dup_sentence (problems->pdata[i]);

      g_assert_true (g_utf8_validate (sentence, -1, NULL));
    }
  *out_problems = problems->len;
  return wanted;
}

static void
assert_bounded (const CwFields *wanted)
{
  for (guint i = 0; i < cw_fields_get_size (wanted); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (wanted, i, &name, &value);
      g_assert_true (g_utf8_validate (value, -1, NULL));
      g_assert_cmpuint (strlen (value), <=, CW_EXPRESSION_MAX_TEXT + strlen ("T00:00:00Z"));
    }
}

/* The same mapping, written and read again. */
static CwMapping *
pass_through_file (CwMapping *mapping)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = cw_mapping_to_json (mapping, "some.workflow"), *again = NULL;
  CwMapping *read = cw_mapping_parse ("random.json", text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cw_mapping_get_digest (read), ==, cw_mapping_get_digest (mapping));
  again = cw_mapping_to_json (read, "some.workflow");
  g_assert_cmpstr (again, ==, text);
  return read;
}

static void
compare_on_record (CwMapping *mapping, CwMapping *read, CwChance *chance)
{
  g_autoptr (CwRecord) record = cw_random_record (chance);
  guint n_problems, n_again;
  g_autoptr (CwFields) wanted = apply (mapping, record, &n_problems), again = apply (read, record, &n_again);
  g_autoptr (CwFields) silent = cw_fields_new ();

  assert_bounded (wanted);
  g_assert_true (cw_fields_equal (wanted, again));
  g_assert_cmpuint (n_problems, ==, n_again);
  cw_mapping_apply (read, record, &context, TRUE, silent, NULL);
  g_assert_true (cw_fields_equal (wanted, silent));
  g_assert_cmpint (cw_mapping_passes (mapping, record, &context), ==, cw_mapping_passes (read, record, &context));
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  CwChance chance = { .rand = rand };

  for (guint i = 0; i < N_MAPPINGS; i++)
    {
      g_autoptr (CwMapping) mapping = cw_random_mapping (&chance);
      g_autoptr (CwMapping) read = NULL;

      g_assert_nonnull (mapping);
      read = pass_through_file (mapping);
      g_ptr_array_unref (cw_mapping_check (mapping, NULL));
      for (guint j = 0; j < N_RECORDS; j++)
        compare_on_record (mapping, read, &chance);
    }
}

/* ---- documents ---- */

#define N_DOCUMENTS 100

static void
test_free (gpointer test)
{
  cw_mapping_test_free (test);
}

/* A mapping with tests that hold, since they were pinned with it. */
static CwMappingDocument *
random_document (CwChance *chance)
{
  g_autoptr (CwMapping) mapping = cw_random_mapping (chance);
  g_autoptr (GPtrArray) tests = g_ptr_array_new_with_free_func (test_free);

  for (guint n = cw_chance_below (chance, 4); n > 0; n--)
    {
      g_autoptr (CwRecord) record = cw_random_record (chance);
      g_autofree char *name = g_strdup_printf ("test %u", cw_chance_below (chance, 4));

      g_ptr_array_add (tests, cw_mapping_test_pin (name, record, cw_chance_below (chance, 2) == 0, mapping, &context));
    }
  return cw_mapping_document_new (mapping, tests);
}

/* What was pinned holds, without anybody to ask, before and after a file. */
static void
test_documents (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  CwMappingContext settings = { .get_setting = get_setting };
  CwChance chance = { .rand = rand };

  for (guint i = 0; i < N_DOCUMENTS; i++)
    {
      g_autoptr (CwMappingDocument) document = random_document (&chance), read = NULL;
      g_autoptr (GPtrArray) changes = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      const GPtrArray *tests;

      text = cw_mapping_document_to_json (document, "some.workflow", i, cw_mapping_document_get_digest (document));
      read = cw_mapping_document_parse ("random.json", text, strlen (text), NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (cw_mapping_document_get_digest (read), ==, cw_mapping_document_get_digest (document));
      g_assert_cmpstr (cw_mapping_document_get_base (read, NULL), ==, cw_mapping_document_get_digest (document));
      changes = cw_mapping_document_compare (document, read, NULL);
      g_assert_cmpuint (changes->len, ==, 0);
      tests = cw_mapping_document_get_tests (read);
      for (guint j = 0; j < tests->len; j++)
        {
          g_autoptr (GPtrArray) deviations = cw_mapping_test_run (tests->pdata[j], cw_mapping_document_get_mapping (read), &settings);

          g_assert_cmpuint (deviations->len, ==, 0);
        }
    }
}

static void
assert_merges_to (CwMappingDocument *base, CwMappingDocument *ours, CwMappingDocument *theirs, CwMappingDocument *wanted)
{
  g_autoptr (GPtrArray) conflicts = NULL, changes = NULL;
  g_autoptr (CwMappingDocument) merged = cw_mapping_document_merge (base, ours, theirs, NULL, NULL, &conflicts);

  g_assert_cmpuint (conflicts->len, ==, 0);
  changes = cw_mapping_document_compare (wanted, merged, NULL);
  for (guint i = 0; i < changes->len; i++)
    {
      const CwMappingChange *change = changes->pdata[i];

      g_test_message ("%s %s %s: %s → %s", cw_mapping_change_kind_to_string (change->kind), cw_mapping_part_to_string (change->part),
                      change->name, change->before_json, change->after_json);
    }
  g_assert_cmpuint (changes->len, ==, 0);
  g_assert_cmpstr (cw_mapping_document_get_digest (merged), ==, cw_mapping_document_get_digest (wanted));
}

/* Who changed nothing takes what the other did, whatever it is; both the same is no conflict. */
static void
test_merges (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  CwChance chance = { .rand = rand };

  for (guint i = 0; i < N_DOCUMENTS; i++)
    {
      g_autoptr (CwMappingDocument) base = random_document (&chance), other = random_document (&chance), third = NULL, merged = NULL;
      g_autoptr (GPtrArray) conflicts = NULL;

      assert_merges_to (base, base, other, other);
      assert_merges_to (base, other, base, other);
      assert_merges_to (base, other, other, other);
      third = random_document (&chance);
      merged = cw_mapping_document_merge (base, other, third, NULL, NULL, &conflicts);
      g_assert_nonnull (merged);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mapping-random/round-trip", test_round_trip);
  g_test_add_func ("/mapping-random/documents", test_documents);
  g_test_add_func ("/mapping-random/merges", test_merges);
  return g_test_run ();
}
