/* bench-mapping.c: records a second through the default customer mapping
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-mapping-file.h"
#include "cw-workflow-file.h"

#include <stdlib.h>

#define N_RECORDS     100000
#define N_ROUNDS      10
#define WANTED_RATE   300000   /* records a second on one core */

/* As NetSuite sends them: a few more fields than the mapping reads, one in eight a person. */
static CwRecord *
make_record (guint i)
{
  static const char *names[] = { "altName", "category", "comments", "currency", "dateCreated", "email", "entityStatus", "isInactive",
                                 "lastModifiedDate", "parent", "phone", "salesRep", "searchStage", "terms", "url" };
  g_autofree char *id = g_strdup_printf ("%u", i), *number = g_strdup_printf ("CUST-%05u", i);
  CwRecord *record = cw_record_new ("customer", id);

  for (guint j = 0; j < G_N_ELEMENTS (names); j++)
    cw_fields_set (record->fields, names[j], "some value");
  cw_fields_set (record->fields, "entityId", number);
  cw_fields_set (record->fields, "isPerson", i % 8 == 0 ? "T" : "F");
  if (i % 8 == 0)
    {
      cw_fields_set (record->fields, "firstName", "Olena");
      cw_fields_set (record->fields, "lastName", "Marsh");
    }
  else
    {
      g_autofree char *name = g_strdup_printf ("Nördliche Handelsgesellschaft %u GmbH", i);

      cw_fields_set (record->fields, "companyName", name);
    }
  return record;
}

static gsize
apply_all (CwWorkflow *workflow, const CwMappingContext *context, GPtrArray *records)
{
  gsize length = 0;

  for (guint i = 0; i < records->len; i++)
    {
      g_autoptr (CwFields) wanted = cw_fields_new ();

      if (cw_mapping_passes (workflow->mapping, records->pdata[i], context))
        cw_mapping_apply (workflow->mapping, records->pdata[i], context, FALSE, wanted, NULL);
      length += cw_fields_get_size (wanted);
    }
  return length;
}

static const char *
get_setting (const char *key, gpointer data)
{
  return cw_workflow_get_setting (data, NULL, key);
}

static void
record_free (gpointer record)
{
  cw_record_free (record);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwWorkflow) workflow = cw_workflow_load ("precoro.customers-projects", &error);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (record_free);
  CwMappingContext context = { .get_setting = get_setting, .data = workflow };
  gint64 start;
  double seconds, rate;

  g_assert_no_error (error);
  for (guint i = 0; i < N_RECORDS; i++)
    g_ptr_array_add (records, make_record (i));
  start = g_get_monotonic_time ();
  for (guint i = 0; i < N_ROUNDS; i++)
    g_assert_cmpuint (apply_all (workflow, &context, records), ==, N_RECORDS);
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  rate = N_RECORDS * (double) N_ROUNDS / seconds;
  g_print ("default customer mapping: %.0f records/s, %.1f times the %d that are wanted\n", rate, rate / WANTED_RATE, WANTED_RATE);
  return rate >= WANTED_RATE ? EXIT_SUCCESS : EXIT_FAILURE;
}
