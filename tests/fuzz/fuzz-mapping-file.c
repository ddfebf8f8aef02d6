/* fuzz-mapping-file.c: mapping files from anywhere
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes are refused with a reason, or make a mapping that is the same after
 * it was written and read again, and that can be checked and applied.
 */

#include "cw-mapping-document.h"

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
  g_autoptr (CwMappingDocument) document = cw_mapping_document_parse ("fuzz.json", (const char *) data, size, NULL, &error), again = NULL;
  g_autofree char *text = NULL;
  const GPtrArray *tests;
  const char *base;
  guint version;

  if (document == NULL)
    {
      g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID);
      return 0;
    }
  base = cw_mapping_document_get_base (document, &version);
  text = cw_mapping_document_to_json (document, "some.workflow", version, base);
  again = cw_mapping_document_parse ("again.json", text, strlen (text), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_mapping_document_get_digest (again), ==, cw_mapping_document_get_digest (document));
  g_assert_cmpstr (cw_mapping_document_get_base (again, NULL), ==, base);
  apply (cw_mapping_document_get_mapping (document));
  tests = cw_mapping_document_get_tests (document);
  for (guint i = 0; i < tests->len; i++)
    g_ptr_array_unref (cw_mapping_test_run (tests->pdata[i], cw_mapping_document_get_mapping (document), NULL));
  return 0;
}
