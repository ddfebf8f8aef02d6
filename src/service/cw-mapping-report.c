/* cw-mapping-report.c: what is wrong with a mapping, over all mirrored records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One pass over the mirror: each record goes through the mapping as a new one
 * would, and what it stumbles over is counted by place. Only the fields that
 * the mapping reads are decoded.
 */

#include "config.h"

#include "cw-mapping-report-private.h"

#include "cw-session.h"

#include <string.h>

#define BETWEEN_CHECKS 512   /* records after which somebody may have cancelled */

/* ---- values ---- */

static void
record_free (gpointer data)
{
  CwFindingRecord *record = data;

  g_free (record->key);
  g_free (record->name);
  g_free (record->value);
  g_free (record->called);
  g_free (record);
}

static void
finding_free (gpointer data)
{
  CwMappingFinding *finding = data;

  cw_mapping_problem_free (finding->problem);
  g_free (finding->sentence);
  g_clear_pointer (&finding->records, g_ptr_array_unref);
  g_free (finding);
}

static void
failed_free (gpointer data)
{
  CwFailedTest *failed = data;

  g_free (failed->name);
  g_ptr_array_unref (failed->deviations);
  g_free (failed->sentence);
  g_free (failed);
}

static void
tally_free (gpointer data)
{
  Tally *tally = data;

  g_clear_pointer (&tally->values, g_hash_table_unref);
  g_free (tally->last);
  g_free (tally);
}

static CwMappingReport *
report_new (void)
{
  CwMappingReport *self = g_new0 (CwMappingReport, 1);

  g_atomic_ref_count_init (&self->refs);
  self->findings = g_ptr_array_new_with_free_func (finding_free);
  self->failed_tests = g_ptr_array_new_with_free_func (failed_free);
  return self;
}

CwMappingReport *
cw_mapping_report_ref (CwMappingReport *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_mapping_report_unref (CwMappingReport *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->findings);
  g_ptr_array_unref (self->failed_tests);
  g_free (self);
}

/* ---- findings about records ---- */

CwMappingFinding *
_cw_mapping_report_add (CwMappingReport *report, CwMappingProblem *problem)
{
  CwMappingFinding *finding = g_new0 (CwMappingFinding, 1);

  finding->problem = problem;
  finding->error = cw_mapping_problem_is_error (problem);
  g_ptr_array_add (report->findings, finding);
  return finding;
}

static Tally *
get_tally (CwMappingCheck *self, const CwMappingProblem *problem)
{
  g_autofree char *key = g_strdup_printf ("%u/%u/%d", problem->group, problem->row, problem->kind);
  Tally *tally = g_hash_table_lookup (self->tallies, key);

  if (tally != NULL)
    return tally;
  tally = g_new0 (Tally, 1);
  tally->finding = _cw_mapping_report_add (self->report, cw_mapping_problem_copy (problem));
  tally->finding->records = g_ptr_array_new_with_free_func (record_free);
  if (problem->kind == CW_MAPPING_PROBLEM_NO_ENTRY)
    tally->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (self->tallies, g_steal_pointer (&key), tally);
  return tally;
}

static void
count_value (Tally *tally, const char *value)
{
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (tally->values, value));

  g_hash_table_insert (tally->values, g_strdup (value), GUINT_TO_POINTER (count + 1));
}

static void
count_problem (CwMappingCheck *self, const CwMappingProblem *problem, const CwRecord *record, const CwFields *wanted)
{
  Tally *tally = get_tally (self, problem);
  g_autofree char *key = cw_record_key (record->type, record->id);
  const char *value = problem->kind == CW_MAPPING_PROBLEM_TOO_LONG ? cw_fields_get (wanted, problem->target) : problem->argument;
  CwFindingRecord *shown;

  if (tally->values != NULL && problem->argument != NULL)
    count_value (tally, problem->argument);
  if (problem->kind == CW_MAPPING_PROBLEM_TOO_LONG)
    tally->limit = (guint) problem->count;
  if (g_strcmp0 (tally->last, key) == 0)
    return;
  g_free (tally->last);
  tally->last = g_strdup (key);
  tally->finding->count++;
  if (tally->finding->records->len >= CW_FINDING_RECORDS)
    return;
  shown = g_new0 (CwFindingRecord, 1);
  shown->key = g_steal_pointer (&key);
  shown->name = g_strdup (record->name != NULL ? record->name : record->id);
  shown->value = g_strdup (value);
  g_ptr_array_add (tally->finding->records, shown);
}

/* What the target allows where no row says so. */
static void
check_lengths (CwMappingCheck *self, const CwRecord *record, const CwFields *wanted)
{
  const GPtrArray *groups = cw_mapping_get_groups (self->mapping);

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; g_str_equal (group->type, record->type) && j < group->rows->len; j++)
        {
          const CwMappingRow *row = group->rows->pdata[j];
          const char *value = row->active ? cw_fields_get (wanted, row->target) : NULL;
          guint limit = value != NULL ? cw_mapping_get_limit_in (self->mapping, record->type, row->target, &self->context) : 0;
          const CwCatalogueField *field = limit == 0 && value != NULL ? cw_field_catalogue_find_target (self->catalogue, row->target) : NULL;
          CwMappingProblem problem = { .kind = CW_MAPPING_PROBLEM_TOO_LONG, .type = record->type, .target = row->target,
                                       .group = i, .row = j };

          limit = field != NULL ? field->limit : limit;
          if (limit == 0 || strlen (value) <= limit || g_utf8_strlen (value, -1) <= (glong) limit)
            continue;
          problem.count = limit;
          count_problem (self, &problem, record, wanted);
        }
    }
}

static gboolean
is_available (CwMappingCheck *self, const CwRecord *record)
{
  const CwIntegrationInfo *info = cw_mapping_source_get_integration (self->source);

  if (record->deleted)
    return FALSE;
  return record->subsidiaries == NULL || cw_subsidiaries_has_any (record->subsidiaries, (const char * const *) info->subsidiaries);
}

static gboolean
check_cancelled (CwMappingCheck *self, GError **error)
{
  return ++self->seen % BETWEEN_CHECKS != 0 || !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

static gboolean
check_record (const CwRecord *record, gpointer data, GError **error)
{
  CwMappingCheck *self = data;
  g_autoptr (CwFields) wanted = NULL;

  if (!check_cancelled (self, error))
    return FALSE;
  if (!is_available (self, record))
    return TRUE;
  self->report->records++;
  if (!cw_mapping_passes (self->mapping, record, &self->context))
    return TRUE;
  self->report->passing++;
  wanted = cw_fields_new ();
  cw_mapping_apply (self->mapping, record, &self->context, TRUE, wanted, self->problems);
  for (guint i = 0; i < self->problems->len; i++)
    {
      const CwMappingProblem *problem = self->problems->pdata[i];

      /* Lengths are looked at below, also against what the target says; the rest needs no record to be known. */
      if (problem->kind < CW_MAPPING_PROBLEM_UNKNOWN_FIELD && problem->kind != CW_MAPPING_PROBLEM_TOO_LONG)
        count_problem (self, problem, record, wanted);
    }
  g_ptr_array_set_size (self->problems, 0);
  check_lengths (self, record, wanted);
  return TRUE;
}

/* ---- checks ---- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

/* Every field that the mapping reads of any of the types, sorted, each once. (transfer full) */
static char **
dup_read_fields (CwMapping *mapping, char **types)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (; *types != NULL; types++)
    {
      g_auto (GStrv) fields = cw_mapping_dup_source_fields (mapping, *types);

      for (char **field = fields; *field != NULL; field++)
        if (!g_hash_table_contains (seen, *field))
          {
            char *copy = g_strdup (*field);

            g_hash_table_add (seen, copy);
            g_ptr_array_add (names, copy);
          }
    }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

CwMappingCheck *
cw_mapping_check_new (CwProfile *profile, const char *integration, CwWorkflow *workflow, CwMappingDocument *document,
                      GCancellable *cancellable, GError **error)
{
  g_autoptr (CwMappingCheck) self = g_new0 (CwMappingCheck, 1);

  self->profile = g_object_ref (profile);
  self->integration = g_strdup (integration);
  self->workflow = cw_workflow_ref (workflow);
  self->document = cw_mapping_document_ref (document);
  self->mapping = cw_mapping_document_get_mapping (document);
  self->tallies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, tally_free);
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_problem_free);
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->source = cw_mapping_source_new (profile, integration, workflow, error);
  self->catalogue = self->source != NULL ? cw_field_catalogue_load_sync (profile, integration, workflow, cancellable, error) : NULL;
  if (self->catalogue == NULL)
    return NULL;
  _cw_mapping_report_list_required (self);
  cw_store_set_cancellable (cw_mapping_source_get_store (self->source), cancellable);
  self->context = *cw_mapping_source_get_context (self->source);
  self->context.ask_always = TRUE;
  self->shorten = g_strcmp0 (self->context.get_setting ("too-long", self->context.data), "shorten") == 0;
  return g_steal_pointer (&self);
}

void
cw_mapping_check_free (CwMappingCheck *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->catalogue, cw_field_catalogue_free);
  g_clear_pointer (&self->source, cw_mapping_source_free);
  g_clear_pointer (&self->required, g_ptr_array_unref);
  g_hash_table_unref (self->tallies);
  g_ptr_array_unref (self->problems);
  g_clear_object (&self->cancellable);
  cw_mapping_document_unref (self->document);
  cw_workflow_unref (self->workflow);
  g_object_unref (self->profile);
  g_free (self->integration);
  g_free (self);
}

CwMappingReport *
cw_mapping_check_structure (CwMappingCheck *self)
{
  CwMappingReport *report = report_new ();

  _cw_mapping_report_check_structure (self, report);
  _cw_mapping_report_run_tests (self, report);
  g_ptr_array_sort (report->findings, _cw_mapping_report_compare);
  return report;
}

CwMappingReport *
cw_mapping_check_records (CwMappingCheck *self, GError **error)
{
  g_autoptr (CwMappingReport) report = report_new ();
  g_auto (GStrv) fields = dup_read_fields (self->mapping, self->workflow->types);

  _cw_mapping_report_check_structure (self, report);
  _cw_mapping_report_run_tests (self, report);
  self->report = report;
  if (!cw_store_mirror_foreach_some (cw_mapping_source_get_store (self->source), cw_mapping_source_get_source (self->source),
                                     (const char * const *) self->workflow->types, (const char * const *) fields, check_record, self,
                                     error))
    return NULL;
  _cw_mapping_report_finish (self);
  report->complete = TRUE;
  return g_steal_pointer (&report);
}

CwMappingReport *
cw_mapping_check_sync (CwProfile *profile, const char *integration, CwWorkflow *workflow, CwMappingDocument *document,
                       GCancellable *cancellable, GError **error)
{
  g_autoptr (CwMappingCheck) check = cw_mapping_check_new (profile, integration, workflow, document, cancellable, error);

  return check != NULL ? cw_mapping_check_records (check, error) : NULL;
}

/* ---- counting ---- */

typedef struct {
  const CwIntegrationInfo *info;
  const CwExpression      *filter;
  const CwMappingContext  *context;
  GCancellable            *cancellable;
  guint64                  seen, records, passing;
} Counting;

static gboolean
count_record (const CwRecord *record, gpointer data, GError **error)
{
  Counting *counting = data;

  if (++counting->seen % BETWEEN_CHECKS == 0 && g_cancellable_set_error_if_cancelled (counting->cancellable, error))
    return FALSE;
  if (record->deleted || (record->subsidiaries != NULL
                          && !cw_subsidiaries_has_any (record->subsidiaries, (const char * const *) counting->info->subsidiaries)))
    return TRUE;
  counting->records++;
  counting->passing += counting->filter == NULL || cw_expression_is_true (counting->filter, record, counting->context) ? 1 : 0;
  return TRUE;
}

gboolean
cw_mapping_count_sync (CwProfile *profile, const char *integration, CwWorkflow *workflow, const CwExpression *filter,
                       guint64 *out_records, guint64 *out_passing, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwMappingSource) source = cw_mapping_source_new (profile, integration, workflow, error);
  g_autoptr (CwMapping) mapping = NULL;
  g_auto (GStrv) fields = NULL;
  Counting counting = { .filter = filter, .cancellable = cancellable };

  if (source == NULL)
    return FALSE;
  mapping = cw_mapping_new (filter != NULL ? cw_expression_ref ((CwExpression *) filter) : NULL, g_ptr_array_new ());
  fields = dup_read_fields (mapping, workflow->types);
  counting.info = cw_mapping_source_get_integration (source);
  counting.context = cw_mapping_source_get_context (source);
  cw_store_set_cancellable (cw_mapping_source_get_store (source), cancellable);
  if (!cw_store_mirror_foreach_some (cw_mapping_source_get_store (source), cw_mapping_source_get_source (source),
                                     (const char * const *) workflow->types, (const char * const *) fields, count_record, &counting, error))
    return FALSE;
  *out_records = counting.records;
  *out_passing = counting.passing;
  return TRUE;
}
