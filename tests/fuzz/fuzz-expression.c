/* fuzz-expression.c: expressions and records that the fuzzer chooses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first bytes choose the mapping, the rest are values of the record.
 */

#include "cw-random-mapping.h"

#include <stdint.h>
#include <string.h>

#define MAPPING_BYTES 200

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const char *
get_setting (const char *key, gpointer data)
{
  return "3";
}

static char *
dup_joined (const CwRecord *record, const char *path, gpointer data)
{
  return g_strdup (cw_fields_get (record->fields, "companyname"));
}

static char *
dup_lookup (const char *type, const char *by, const char *value, const char *returns, gpointer data)
{
  return g_strdup (value);
}

static const CwMappingContext context = { get_setting, dup_joined, dup_lookup, NULL };

static void
assert_valid (const CwFields *wanted)
{
  for (guint i = 0; i < cw_fields_get_size (wanted); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (wanted, i, &name, &value);
      g_assert (g_utf8_validate (value, -1, NULL));
      g_assert_cmpuint (strlen (value), <=, CW_EXPRESSION_MAX_TEXT + strlen ("T00:00:00Z"));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  CwChance chance = { .data = data, .length = MIN (size, MAPPING_BYTES) };
  g_autoptr (CwMapping) mapping = cw_random_mapping (&chance);
  g_autoptr (CwRecord) record = cw_random_record (&chance);
  g_autoptr (CwFields) wanted = cw_fields_new (), again = cw_fields_new ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_problem_free);

  if (mapping == NULL)
    return 0;
  if (size > MAPPING_BYTES)
    cw_fields_take (record->fields, "companyname", g_strndup ((const char *) data + MAPPING_BYTES, size - MAPPING_BYTES));
  g_ptr_array_unref (cw_mapping_check (mapping, NULL));
  cw_mapping_apply (mapping, record, &context, TRUE, wanted, problems);
  cw_mapping_apply (mapping, record, &context, TRUE, again, NULL);
  g_assert (cw_fields_equal (wanted, again));
  assert_valid (wanted);
  return 0;
}
