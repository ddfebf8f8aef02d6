/* cw-mapping-report.c: what is wrong with a mapping, over all mirrored records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One pass over the mirror: each record goes through the mapping as a new one
 * would, and what it stumbles over is counted by place. Only the fields that
 * the mapping reads are decoded.
 */

#include "config.h"

#include "cw-mapping-report.h"

#include "cw-mapping-source-private.h"
#include "cw-session.h"
#include "cw-value-names.h"
#include "cw-wanted-fields.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BETWEEN_CHECKS 512   /* records after which somebody may have cancelled */
#define VALUES_NAMED   3     /* in a sentence about values without entry */

/* What a place of the mapping does to records. */
typedef struct {
  CwMappingFinding *finding;
  GHashTable       *values;   /* NO_ENTRY: value → count; owned; else NULL */
  guint             limit;    /* TOO_LONG */
  char             *last;     /* key of the record counted last: one counts once. Owned */
} Tally;

struct _CwMappingCheck {
  CwProfile        *profile;      /* owned */
  char             *integration;
  CwWorkflow       *workflow;     /* owned */
  CwMappingSource  *source;       /* owned */
  CwFieldCatalogue *catalogue;    /* owned */
  CwMappingDocument *document;    /* owned */
  CwMapping        *mapping;      /* borrowed */
  GPtrArray        *required;     /* of borrowed names of target fields, ends with NULL; owned */
  gboolean          shorten;

  /* of the pass */
  CwMappingContext  context;
  CwMappingReport  *report;
  GHashTable       *tallies;      /* "group/row/kind" → Tally, owned */
  GPtrArray        *problems;
  guint64           seen;
  GCancellable     *cancellable;
};

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

/* ---- what the catalogue knows ---- */

static void
fill_field (CwMappingField *out_field, const CwCatalogueField *field)
{
  out_field->type = field->type;
  out_field->limit = field->limit;
  out_field->required = field->required;
}

static gboolean
find_source (const char *type, const char *path, CwMappingField *out_field, gpointer data)
{
  CwMappingCheck *self = data;
  const CwCatalogueField *field = cw_field_catalogue_find_source (self->catalogue, type, path);

  if (field == NULL || field->removed)
    return FALSE;
  fill_field (out_field, field);
  return TRUE;
}

static gboolean
find_target (const char *type, const char *id, CwMappingField *out_field, gpointer data)
{
  CwMappingCheck *self = data;
  const CwCatalogueField *field = cw_field_catalogue_find_target (self->catalogue, id);

  if (field == NULL || field->removed || !field->writable)
    return FALSE;
  fill_field (out_field, field);
  return TRUE;
}

static gboolean
has_setting (const char *key, gpointer data)
{
  CwMappingCheck *self = data;

  return cw_workflow_find_setting (self->workflow, key) != NULL;
}

static const char * const *
list_required (const char *type, gpointer data)
{
  return (const char * const *) ((CwMappingCheck *) data)->required->pdata;
}

static gboolean
is_source_described (CwMappingCheck *self)
{
  for (char **type = self->workflow->types; *type != NULL; type++)
    if (!cw_field_catalogue_is_described (self->catalogue, *type))
      return FALSE;
  return TRUE;
}

static void
list_required_fields (CwMappingCheck *self)
{
  const GPtrArray *fields = cw_field_catalogue_list_target (self->catalogue);

  self->required = g_ptr_array_new ();
  for (guint i = 0; i < fields->len; i++)
    if (((CwCatalogueField *) fields->pdata[i])->required)
      g_ptr_array_add (self->required, ((CwCatalogueField *) fields->pdata[i])->id);
  g_ptr_array_add (self->required, NULL);
}

/* ---- findings about the mapping itself ---- */

static gboolean
is_removed (CwMappingCheck *self, const CwMappingProblem *problem)
{
  const CwCatalogueField *field = NULL;

  if (problem->kind == CW_MAPPING_PROBLEM_UNKNOWN_TARGET)
    field = cw_field_catalogue_find_target (self->catalogue, problem->target);
  else if (problem->kind == CW_MAPPING_PROBLEM_UNKNOWN_FIELD && problem->type != NULL)
    field = cw_field_catalogue_find_source (self->catalogue, problem->type, problem->argument);
  else if (problem->kind == CW_MAPPING_PROBLEM_UNKNOWN_FIELD)
    for (char **type = self->workflow->types; field == NULL && *type != NULL; type++)
      field = cw_field_catalogue_find_source (self->catalogue, *type, problem->argument);
  return field != NULL && field->removed;
}

/* Takes @problem over. */
static CwMappingFinding *
add_finding (CwMappingReport *report, CwMappingProblem *problem)
{
  CwMappingFinding *finding = g_new0 (CwMappingFinding, 1);

  finding->problem = problem;
  finding->error = cw_mapping_problem_is_error (problem);
  g_ptr_array_add (report->findings, finding);
  return finding;
}

static void
add_structural (CwMappingCheck *self, CwMappingReport *report, const CwMappingProblem *problem)
{
  CwMappingFinding *finding = add_finding (report, cw_mapping_problem_copy (problem));
  g_autofree char *sentence = cw_mapping_problem_dup_sentence (problem);

  if (is_removed (self, problem))
    finding->sentence = g_strdup_printf (_("%s The field was there once; it is gone from the system, or hidden from the connection."), sentence);
  else
    finding->sentence = g_steal_pointer (&sentence);
}

/* A record type without any group gets nothing at all. */
static void
add_missing_types (CwMappingCheck *self, CwMappingReport *report)
{
  const GPtrArray *groups = cw_mapping_get_groups (self->mapping);

  for (char **type = self->workflow->types; *type != NULL; type++)
    {
      gboolean found = FALSE;

      for (guint i = 0; i < groups->len; i++)
        found |= g_str_equal (((CwMappingGroup *) groups->pdata[i])->type, *type);
      for (guint i = 0; !found && self->required->pdata[i] != NULL; i++)
        {
          g_autoptr (CwMappingProblem) problem = g_new0 (CwMappingProblem, 1);

          problem->kind = CW_MAPPING_PROBLEM_UNMAPPED;
          problem->type = g_strdup (*type);
          problem->target = g_strdup (self->required->pdata[i]);
          problem->group = CW_MAPPING_NO_GROUP;
          problem->row = CW_MAPPING_NO_ROW;
          add_structural (self, report, problem);
        }
    }
}

/* What is not there at all has a finding of its own. */
static char *
join_known (CwMappingCheck *self, const char *type, char **fields, gboolean labels)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (; *fields != NULL; fields++)
    {
      const CwCatalogueField *field = cw_field_catalogue_find_source (self->catalogue, type, *fields);

      if (!is_source_described (self) || (field != NULL && !field->removed))
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", labels && field != NULL ? field->label : *fields);
    }
  return g_strdup (text->str);
}

/* What is not in the mirror would be taken for empty. */
static void
add_unread (CwMappingCheck *self, CwMappingReport *report)
{
  for (char **type = self->workflow->types; *type != NULL; type++)
    {
      g_auto (GStrv) unread = cw_mirror_list_unread (cw_mapping_source_get_store (self->source),
                                                     cw_mapping_source_get_source (self->source), *type, self->mapping);
      g_autofree char *names = join_known (self, *type, unread, FALSE), *labels = join_known (self, *type, unread, TRUE);
      CwMappingProblem told = { .kind = CW_MAPPING_PROBLEM_UNREAD, .type = *type, .argument = labels };
      CwMappingProblem *problem;
      CwMappingFinding *finding;

      if (*names == '\0')
        continue;
      problem = g_new0 (CwMappingProblem, 1);
      problem->kind = CW_MAPPING_PROBLEM_UNREAD;
      problem->type = g_strdup (*type);
      problem->group = CW_MAPPING_NO_GROUP;
      problem->row = CW_MAPPING_NO_ROW;
      problem->argument = g_steal_pointer (&names);
      finding = add_finding (report, problem);
      finding->error = FALSE;
      finding->sentence = cw_mapping_problem_dup_sentence (&told);
    }
}

static void
check_structure (CwMappingCheck *self, CwMappingReport *report)
{
  CwMappingFacts facts = { .has_setting = has_setting, .find_target = find_target, .list_required = list_required, .data = self };
  g_autoptr (GPtrArray) problems = NULL;

  /* Where nobody told which fields there are, none is unknown. */
  if (is_source_described (self))
    facts.find_source = find_source;
  if (!cw_field_catalogue_is_described (self->catalogue, NULL))
    facts.find_target = NULL;
  problems = cw_mapping_check (self->mapping, &facts);
  for (guint i = 0; i < problems->len; i++)
    add_structural (self, report, problems->pdata[i]);
  add_missing_types (self, report);
  add_unread (self, report);
}

/* ---- tests ---- */

static char *
dup_deviation (const CwMappingDeviation *deviation)
{
  if (deviation->target == NULL)
    return g_strdup (g_strcmp0 (deviation->found, "T") == 0 ? _("the filter lets it through") : _("the filter holds it back"));
  if (deviation->found == NULL)
    return g_strdup_printf (_("%s gives nothing, expected “%s”"), deviation->target, deviation->expected);
  if (deviation->expected == NULL)
    return g_strdup_printf (_("%s gives “%s”, expected nothing"), deviation->target, deviation->found);
  return g_strdup_printf (_("%s gives “%s”, expected “%s”"), deviation->target, deviation->found, deviation->expected);
}

static void
run_tests (CwMappingCheck *self, CwMappingReport *report)
{
  const GPtrArray *tests = cw_mapping_document_get_tests (self->document);

  report->tests = tests->len;
  for (guint i = 0; i < tests->len; i++)
    {
      const CwMappingTest *test = tests->pdata[i];
      g_autoptr (GPtrArray) deviations = cw_mapping_test_run (test, self->mapping, &self->context);
      g_autoptr (GString) sentence = g_string_new (NULL);
      CwFailedTest *failed;

      if (deviations->len == 0)
        continue;
      g_string_append_printf (sentence, "%s: ", test->name);
      for (guint j = 0; j < deviations->len; j++)
        {
          g_autofree char *text = dup_deviation (deviations->pdata[j]);

          g_string_append_printf (sentence, "%s%s", j > 0 ? "; " : "", text);
        }
      failed = g_new0 (CwFailedTest, 1);
      failed->name = g_strdup (test->name);
      failed->index = i;
      failed->deviations = g_steal_pointer (&deviations);
      failed->sentence = g_strdup (sentence->str);
      g_ptr_array_add (report->failed_tests, failed);
    }
}

/* ---- findings about records ---- */

static Tally *
get_tally (CwMappingCheck *self, const CwMappingProblem *problem)
{
  g_autofree char *key = g_strdup_printf ("%u/%u/%d", problem->group, problem->row, problem->kind);
  Tally *tally = g_hash_table_lookup (self->tallies, key);

  if (tally != NULL)
    return tally;
  tally = g_new0 (Tally, 1);
  tally->finding = add_finding (self->report, cw_mapping_problem_copy (problem));
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

/* ---- sentences ---- */

static int
compare_counts (gconstpointer a, gconstpointer b, gpointer counts)
{
  const char *x = *(char * const *) a, *y = *(char * const *) b;
  guint m = GPOINTER_TO_UINT (g_hash_table_lookup (counts, x)), n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, y));

  return m != n ? (m > n ? -1 : 1) : strcmp (x, y);
}

/* The value mapping of a row that a value without entry came to. */
static void
note_map (const CwExpression *expression, gpointer data)
{
  const CwExpression **found = data;

  if (*found == NULL && expression->kind == CW_EXPRESSION_MAP)
    *found = expression;
}

static const CwExpression *
find_map (CwMappingCheck *self, const CwMappingProblem *problem)
{
  const CwMappingGroup *group = cw_mapping_get_groups (self->mapping)->pdata[problem->group];
  const CwExpression *map = NULL;

  cw_expression_foreach (((CwMappingRow *) group->rows->pdata[problem->row])->source, note_map, &map);
  return map;
}

/* A value by its name, where it has one. (transfer full) */
static char *
dup_named (CwMappingCheck *self, const CwMappingProblem *problem, const char *value)
{
  const CwMappingGroup *group = cw_mapping_get_groups (self->mapping)->pdata[problem->group];
  const CwExpression *map = find_map (self, problem);
  g_autoptr (CwKeptNames) kept = cw_kept_names_new (cw_mapping_source_get_store (self->source), cw_mapping_source_get_source (self->source),
                                                    self->workflow, group->type);
  char *name = map != NULL ? cw_kept_names_dup (map->parts[0], value, kept) : NULL;

  return name != NULL ? name : g_strdup (value);
}

/* "“Field Sales” (30), “Marketing” (11)" */
static char *
dup_values (CwMappingCheck *self, const CwMappingProblem *problem, GHashTable *values)
{
  g_autofree gpointer *names = g_hash_table_get_keys_as_array (values, NULL);
  guint n = g_hash_table_size (values);
  g_autoptr (GString) text = g_string_new (NULL);

  g_qsort_with_data (names, (int) n, sizeof *names, compare_counts, values);
  for (guint i = 0; i < MIN (n, VALUES_NAMED); i++)
    {
      g_autofree char *name = dup_named (self, problem, names[i]);

      g_string_append_printf (text, _("%s“%s” (%'u)"), i > 0 ? ", " : "", name, GPOINTER_TO_UINT (g_hash_table_lookup (values, names[i])));
    }
  if (n > VALUES_NAMED)
    g_string_append (text, ", …");
  return g_strdup (text->str);
}

/* Whether the mapping at the place was told to ask; elsewhere a value without entry just gives nothing. */
static void
note_ask (const CwExpression *expression, gpointer data)
{
  if (expression->kind == CW_EXPRESSION_MAP && expression->flag)
    *(gboolean *) data = TRUE;
}

static gboolean
asks (CwMappingCheck *self, const CwMappingProblem *problem)
{
  const CwMappingGroup *group = cw_mapping_get_groups (self->mapping)->pdata[problem->group];
  gboolean found = FALSE;

  cw_expression_foreach (((CwMappingRow *) group->rows->pdata[problem->row])->source, note_ask, &found);
  return found;
}

static const char *
get_target_label (CwMappingCheck *self, const char *target)
{
  const CwCatalogueField *field = cw_field_catalogue_find_target (self->catalogue, target);

  return field != NULL ? field->label : target;
}

static void
finish_finding (CwMappingCheck *self, Tally *tally)
{
  CwMappingFinding *finding = tally->finding;
  const CwMappingProblem *problem = finding->problem;
  guint count = (guint) MIN (finding->count, G_MAXUINT);
  g_autofree char *some = g_strdup_printf ("%'u", count), *all = g_strdup_printf ("%'u", (guint) MIN (self->report->passing, G_MAXUINT));
  g_autofree char *limit = g_strdup_printf ("%'u", tally->limit), *values = NULL;

  const char *target = get_target_label (self, problem->target);

  finding->total = self->report->passing;
  finding->problem->count = finding->count;
  switch ((int) problem->kind)
    {
    case CW_MAPPING_PROBLEM_TOO_LONG:
      g_free (finding->problem->argument);
      finding->problem->argument = g_strdup_printf ("%u", tally->limit);
      finding->error = !self->shorten;
      finding->sentence = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: %s of %s records exceeds %s characters.",
                                                        "%s: %s of %s records exceed %s characters.", count),
                                           target, some, all, limit);
      break;
    case CW_MAPPING_PROBLEM_MISSING:
      finding->sentence = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: %s of %s records gives nothing, and it is required.",
                                                        "%s: %s of %s records give nothing, and it is required.", count),
                                           target, some, all);
      break;
    case CW_MAPPING_PROBLEM_NO_ENTRY:
      values = dup_values (self, problem, tally->values);
      finding->error = asks (self, problem);
      finding->sentence = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: %'u value has no entry (%s records): %s",
                                                        "%s: %'u values have no entry (%s records): %s",
                                                        g_hash_table_size (tally->values)),
                                           target, g_hash_table_size (tally->values), some, values);
      break;
    case CW_MAPPING_PROBLEM_VALUE:
      finding->sentence = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: %s of %s records has a value of another type, such as %s.",
                                                        "%s: %s of %s records have a value of another type, such as %s.", count),
                                           target, some, all, problem->argument);
      break;
    default:
      finding->sentence = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: %s of %s records is too large for the mapping.",
                                                        "%s: %s of %s records are too large for the mapping.", count),
                                           target, some, all);
      break;
    }
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const CwMappingFinding *x = *(CwMappingFinding * const *) a, *y = *(CwMappingFinding * const *) b;

  if (x->problem->group != y->problem->group)
    return x->problem->group < y->problem->group ? -1 : 1;
  if (x->problem->row != y->problem->row)
    return x->problem->row < y->problem->row ? -1 : 1;
  return (int) x->problem->kind - (int) y->problem->kind;
}

static void
name_records (CwMappingCheck *self, CwMappingFinding *finding)
{
  const CwMappingGroup *group = cw_mapping_get_groups (self->mapping)->pdata[finding->problem->group];
  const CwExpression *map = find_map (self, finding->problem);
  g_autoptr (CwKeptNames) kept = cw_kept_names_new (cw_mapping_source_get_store (self->source), cw_mapping_source_get_source (self->source),
                                                    self->workflow, group->type);

  for (guint i = 0; map != NULL && i < finding->records->len; i++)
    {
      CwFindingRecord *record = finding->records->pdata[i];

      record->called = record->value != NULL ? cw_kept_names_dup (map->parts[0], record->value, kept) : NULL;
    }
}

static void
finish_findings (CwMappingCheck *self)
{
  GHashTableIter iter;
  gpointer tally;

  g_hash_table_iter_init (&iter, self->tallies);
  while (g_hash_table_iter_next (&iter, NULL, &tally))
    {
      finish_finding (self, tally);
      if (((Tally *) tally)->values != NULL)
        name_records (self, ((Tally *) tally)->finding);
    }
  g_ptr_array_sort (self->report->findings, compare_findings);
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
  list_required_fields (self);
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
  g_clear_pointer (&self->catalogue, cw_field_catalogue_unref);
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

  check_structure (self, report);
  run_tests (self, report);
  g_ptr_array_sort (report->findings, compare_findings);
  return report;
}

CwMappingReport *
cw_mapping_check_records (CwMappingCheck *self, GError **error)
{
  g_autoptr (CwMappingReport) report = report_new ();
  g_auto (GStrv) fields = dup_read_fields (self->mapping, self->workflow->types);

  check_structure (self, report);
  run_tests (self, report);
  self->report = report;
  if (!cw_store_mirror_foreach_some (cw_mapping_source_get_store (self->source), cw_mapping_source_get_source (self->source),
                                     (const char * const *) self->workflow->types, (const char * const *) fields, check_record, self,
                                     error))
    return NULL;
  finish_findings (self);
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

/* ---- reading what is missing ---- */

static gboolean
has_unread (CwProfile *profile, const char *integration, CwWorkflow *workflow, CwMapping *mapping, gboolean *out_unread, GError **error)
{
  g_autoptr (CwMappingSource) source = cw_mapping_source_new (profile, integration, workflow, error);

  *out_unread = FALSE;
  for (char **type = workflow->types; source != NULL && *type != NULL; type++)
    {
      g_auto (GStrv) unread = cw_mirror_list_unread (cw_mapping_source_get_store (source), cw_mapping_source_get_source (source), *type,
                                                     mapping);

      *out_unread = *out_unread || unread[0] != NULL;
    }
  return source != NULL;
}

/* The workflow as it is described, with another mapping; what that one misses is no error yet. */
static CwWorkflow *
load_with (CwProfile *profile, const char *integration, const char *id, CwMapping *mapping, GError **error)
{
  CwWorkflow *workflow = cw_profile_find_workflow (profile, integration, id, error);

  if (workflow == NULL)
    return NULL;
  cw_mapping_unref (workflow->mapping);
  workflow->mapping = cw_mapping_ref (mapping);
  workflow->mapping_version = 0;
  return workflow;
}

gboolean
cw_mapping_read_sync (CwProfile *profile, const char *integration, CwWorkflow *workflow, CwMapping *mapping, GCancellable *cancellable,
                      GError **error)
{
  CwRunRequest request = { .integration = integration, .cancellable = cancellable };
  g_autoptr (CwSession) session = NULL;
  g_autoptr (CwWorkflow) edited = NULL;
  CwEnd *source;
  gboolean unread;

  if (!has_unread (profile, integration, workflow, mapping, &unread, error))
    return FALSE;
  if (!unread)
    return TRUE;
  edited = load_with (profile, integration, workflow->id, mapping, error);
  session = edited != NULL ? cw_session_new (profile, &request, TRUE, error) : NULL;
  if (session == NULL || !cw_session_connect (session, error))
    return FALSE;
  session->workflows = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_workflow_unref);
  g_ptr_array_add (session->workflows, cw_workflow_ref (edited));
  source = cw_session_get_source (session, edited);
  /* Custom fields of a filter are told by what is described. */
  for (char **type = edited->types; *type != NULL; type++)
    if (!cw_session_describe (session, source, *type, FALSE, error))
      return FALSE;
  return cw_strategy_read_source (session, edited, FALSE, error);
}

/* ---- the same on a worker ---- */

typedef struct {
  CwProfile  *profile;
  char       *integration;
  CwWorkflow *workflow;
  CwMapping  *mapping;
} Read;

static void
read_free (gpointer data)
{
  Read *read = data;

  g_object_unref (read->profile);
  g_free (read->integration);
  cw_workflow_unref (read->workflow);
  cw_mapping_unref (read->mapping);
  g_free (read);
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Read *read = data;
  GError *error = NULL;

  if (cw_mapping_read_sync (read->profile, read->integration, read->workflow, read->mapping, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
cw_mapping_read_async (CwProfile *profile, const char *integration, CwWorkflow *workflow, CwMapping *mapping, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Read *read = g_new0 (Read, 1);

  read->profile = g_object_ref (profile);
  read->integration = g_strdup (integration);
  read->workflow = cw_workflow_ref (workflow);
  read->mapping = cw_mapping_ref (mapping);
  g_task_set_source_tag (task, cw_mapping_read_async);
  g_task_set_task_data (task, read, read_free);
  g_task_run_in_thread (task, read_thread);
}

gboolean
cw_mapping_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
