/* cw-mapping-report-structure.c: what is wrong with a mapping without any record, and which of its tests fail
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-report-private.h"

#include "cw-wanted-fields.h"

#include <glib/gi18n-lib.h>

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

void
_cw_mapping_report_list_required (CwMappingCheck *self)
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

/* A field that somebody looks for. */
typedef struct {
  const char *path;
  gboolean    found;
} Sought;

static void
note_sought (const CwExpression *expression, gpointer data)
{
  Sought *sought = data;

  sought->found |= expression->kind == CW_EXPRESSION_FIELD && g_strcmp0 (expression->texts[0], sought->path) == 0;
}

/* A mapping as delivered is made for every account: what one has not stays empty there, and is no mistake of a person's. */
static gboolean
is_delivered (CwMappingCheck *self, const CwMappingProblem *problem)
{
  const GPtrArray *groups = cw_mapping_get_groups (self->workflow->mapping);
  Sought sought = { problem->argument, FALSE };

  if (problem->kind != CW_MAPPING_PROBLEM_UNKNOWN_FIELD || problem->target == NULL || self->workflow->mapping_version > 0)
    return FALSE;
  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; j < group->rows->len; j++)
        {
          const CwMappingRow *row = group->rows->pdata[j];

          if (g_strcmp0 (row->target, problem->target) == 0)
            cw_expression_foreach (row->source, note_sought, &sought);
        }
    }
  return sought.found;
}

static void
add_structural (CwMappingCheck *self, CwMappingReport *report, const CwMappingProblem *problem)
{
  CwMappingFinding *finding = _cw_mapping_report_add (report, cw_mapping_problem_copy (problem));
  g_autofree char *sentence = cw_mapping_problem_dup_sentence (problem);

  if (is_delivered (self, problem))
    {
      finding->error = FALSE;
      finding->sentence = g_strdup_printf (_("%s: this account has no field “%s”, or the connection may not see it; nothing is sent for it."),
                                           problem->target, problem->argument);
    }
  else if (is_removed (self, problem))
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
      finding = _cw_mapping_report_add (report, problem);
      finding->error = FALSE;
      finding->sentence = cw_mapping_problem_dup_sentence (&told);
    }
}

void
_cw_mapping_report_check_structure (CwMappingCheck *self, CwMappingReport *report)
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

void
_cw_mapping_report_run_tests (CwMappingCheck *self, CwMappingReport *report)
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
