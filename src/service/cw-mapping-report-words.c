/* cw-mapping-report-words.c: sentences about what records stumbled over
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-report-private.h"

#include "cw-value-names.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define VALUES_NAMED   3     /* in a sentence about values without entry */

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

int
_cw_mapping_report_compare (gconstpointer a, gconstpointer b)
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

void
_cw_mapping_report_finish (CwMappingCheck *self)
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
  g_ptr_array_sort (self->report->findings, _cw_mapping_report_compare);
}
