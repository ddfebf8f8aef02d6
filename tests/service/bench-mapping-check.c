/* bench-mapping-check.c: figures of a filter and the whole check over a large mirror
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-fixture.h"
#include "cw-mapping-findings.h"

#include <stdlib.h>
#include <string.h>

#define N_RECORDS   150000
#define COUNT_LIMIT 1.0   /* seconds within which the figures of a filter are there: live, to a person who edits it */

static CwRecord *
make_record (guint i)
{
  static const char *names[] = { "dateCreated", "email", "entityStatus", "isInactive", "lastModifiedDate", "parent", "phone", "searchStage",
                                 "custentity_precoro_sync", "currency", "category" };
  g_autofree char *id = g_strdup_printf ("%u", i), *number = g_strdup_printf ("CUST-%05u", i);
  g_autofree char *name = g_strdup_printf ("Nördliche Handelsgesellschaft für Maschinen und Anlagen %u GmbH", i);
  CwRecord *record = cw_record_new ("customer", id);

  for (gsize j = 0; j < G_N_ELEMENTS (names); j++)
    cw_fields_set (record->fields, names[j], "some value");
  cw_fields_set (record->fields, "entityId", number);
  cw_fields_set (record->fields, "isPerson", i % 8 == 0 ? "T" : "F");
  cw_fields_set (record->fields, "companyName", name);
  record->name = g_strdup (name);
  record->stage = g_strdup ("customer");
  record->subsidiaries = g_strdup (",2,3,");
  return record;
}

static void
fill (CwFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, &error);
  g_autoptr (CwIntegrationInfo) info = cw_store_get_integration (store, f->integrations[0], &error);

  g_assert_true (cw_store_begin (store, &error));
  for (guint i = 0; i < N_RECORDS; i++)
    {
      g_autoptr (CwRecord) record = make_record (i + 1);

      g_assert_true (cw_store_mirror_put (store, info->source, record, 1, &error));
    }
  g_assert_true (cw_store_commit (store, &error));
}

static double
get_seconds (gint64 since)
{
  return (double) (g_get_monotonic_time () - since) / G_USEC_PER_SEC;
}

static CwExpression *
make_filter (void)
{
  CwExpression *parts[] = {
    cw_expression_new_compare (CW_COMPARE_EQUAL, cw_expression_new_field ("isPerson", CW_VALUE_BOOLEAN),
                               cw_expression_new_value ("F", CW_VALUE_BOOLEAN), NULL, FALSE),
    cw_expression_new_compare (CW_COMPARE_CONTAINS, cw_expression_new_field ("companyName", CW_VALUE_TEXT),
                               cw_expression_new_value ("7", CW_VALUE_TEXT), NULL, FALSE),
  };

  return cw_expression_new_group (CW_EXPRESSION_ALL, parts, 2);
}

int
main (int argc, char **argv)
{
  CwFixture *f = cw_fixture_new (1, 0, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (f->profile, f->integrations[0], &error);
  CwWorkflow *workflow = workflows->pdata[0];
  g_autoptr (CwMappingDocument) document = cw_mapping_document_new (workflow->mapping, NULL);
  g_autoptr (CwExpression) filter = make_filter ();
  g_autoptr (CwMappingReport) report = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint64 records, passing;
  double count, check;
  gint64 start;

  fill (f);
  start = g_get_monotonic_time ();
  g_assert_true (cw_mapping_count_sync (f->profile, f->integrations[0], workflow, filter, &records, &passing, NULL, &error));
  g_print ("filter over %" G_GUINT64_FORMAT " records, first time: %.2f s (%" G_GUINT64_FORMAT " pass)\n", records, get_seconds (start), passing);
  start = g_get_monotonic_time ();
  g_assert_true (cw_mapping_count_sync (f->profile, f->integrations[0], workflow, filter, &records, &passing, NULL, &error));
  count = get_seconds (start);
  g_print ("filter over %" G_GUINT64_FORMAT " records: %.2f s (wanted: %.1f)\n", records, count, COUNT_LIMIT);
  start = g_get_monotonic_time ();
  report = cw_mapping_check_sync (f->profile, f->integrations[0], workflow, document, NULL, &error);
  g_assert_no_error (error);
  check = get_seconds (start);
  g_print ("whole check over %" G_GUINT64_FORMAT " records: %.2f s, %u findings\n", report->records, check, report->findings->len);
  start = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  g_assert_null (cw_mapping_check_sync (f->profile, f->integrations[0], workflow, document, cancellable, &error));
  g_print ("a check that is given up: %.3f s\n", get_seconds (start));
  cw_fixture_free (f);
  return count <= COUNT_LIMIT ? EXIT_SUCCESS : EXIT_FAILURE;
}
