/* fuzz-mapping-file.c: mapping files from anywhere
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes are refused with a reason, or make a mapping that is the same after
 * it was written and read again, and that can be checked and applied.
 */

#include "cw-mapping-file.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
apply (CwMapping *mapping)
{
  g_autoptr (CwRecord) record = cw_record_new ("customer", "1");
  g_autoptr (CwFields) wanted = cw_fields_new ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_problem_free);

  g_ptr_array_unref (cw_mapping_check (mapping, NULL));
  cw_fields_set (record->fields, "companyName", "Northwind Traders");
  cw_fields_set (record->fields, "entityId", "12");
  cw_mapping_passes (mapping, record, NULL);
  cw_mapping_apply (mapping, record, NULL, TRUE, wanted, problems);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwMapping) mapping = cw_mapping_parse ("fuzz.json", (const char *) data, size, NULL, &error), again = NULL;
  g_autofree char *text = NULL;

  if (mapping == NULL)
    {
      g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID);
      return 0;
    }
  text = cw_mapping_to_json (mapping, "some.workflow");
  again = cw_mapping_parse ("again.json", text, strlen (text), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_mapping_get_digest (again), ==, cw_mapping_get_digest (mapping));
  apply (mapping);
  return 0;
}
