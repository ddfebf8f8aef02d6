/* cw-mapping-check.c: what is wrong with a mapping itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-private.h"

#include <glib/gi18n-lib.h>

/* The place that is being looked at, and where problems go. */
typedef struct {
  CwMapping            *mapping;
  const CwMappingFacts *facts;     /* never NULL */
  const CwMappingStep  *step;      /* its row is NULL in a condition; the group too in the filter */
  const CwMappingPlan  *plan;      /* NULL in the filter */
  GPtrArray            *problems;
} Check;

/* A condition that holds, or does not, where a branch is reached. */
typedef struct {
  const CwExpression *condition;
  gboolean            truth;
} Known;

typedef enum {
  TRUTH_OPEN,
  TRUTH_YES,
  TRUTH_NO,
} Truth;

static void
report (Check *self, CwMappingProblemKind kind, const char *argument)
{
  CwMappingProblem *problem = g_new0 (CwMappingProblem, 1);
  const CwMappingStep *step = self->step;

  problem->kind = kind;
  problem->group = step->group_index;
  problem->row = step->row_index;
  problem->type = step->group != NULL ? g_strdup (step->group->type) : NULL;
  problem->target = step->row != NULL ? g_strdup (step->row->target) : NULL;
  problem->argument = g_strdup (argument);
  g_ptr_array_add (self->problems, problem);
}

/* ---- types ---- */

static const char *
get_type_title (CwValueType type)
{
  static const char *titles[CW_N_VALUE_TYPES] = {
    [CW_VALUE_TEXT] = N_("text"),
    [CW_VALUE_INTEGER] = N_("a whole number"),
    [CW_VALUE_NUMBER] = N_("a number"),
    [CW_VALUE_BOOLEAN] = N_("yes or no"),
    [CW_VALUE_DATE] = N_("a date"),
    [CW_VALUE_DATETIME] = N_("a date with time"),
    [CW_VALUE_REFERENCE] = N_("a reference"),
  };

  return _(titles[type]);
}

static void
report_type (Check *self, CwValueType is, CwValueType needed)
{
  g_autofree char *argument = g_strdup_printf (_("%s where %s is needed"), get_type_title (is), get_type_title (needed));

  report (self, CW_MAPPING_PROBLEM_TYPE, argument);
}

static void
require_type (Check *self, const CwExpression *expression, CwValueType needed)
{
  if (!cw_value_type_widens (expression->type, needed))
    report_type (self, expression->type, needed);
}

static void
require_condition (Check *self, const CwExpression *expression)
{
  /* A setting is text that may be "true". */
  if (expression->kind != CW_EXPRESSION_SETTING)
    require_type (self, expression, CW_VALUE_BOOLEAN);
}

/* A fixed text beside a typed value has to be one of that type. */
static gboolean
fits_beside (const CwExpression *fixed, CwValueType type)
{
  g_autofree char *value = NULL;

  if (fixed->kind != CW_EXPRESSION_VALUE || fixed->type != CW_VALUE_TEXT || *fixed->texts[0] == '\0')
    return TRUE;
  value = cw_value_type_dup_value (type, fixed->texts[0]);
  return value != NULL;
}

static void
check_sides (Check *self, const CwExpression *comparison)
{
  const CwExpression *left = comparison->parts[0], *right;

  if (comparison->n_parts < 2 || comparison->what == CW_COMPARE_INCLUDES || comparison->what == CW_COMPARE_CONTAINS
      || comparison->what == CW_COMPARE_STARTS_WITH)
    return;
  right = comparison->parts[1];
  if (!cw_value_type_widens (left->type, right->type) && !cw_value_type_widens (right->type, left->type))
    report_type (self, right->type, left->type);
  else if (!fits_beside (right, left->type))
    report_type (self, right->type, left->type);
  else if (!fits_beside (left, right->type))
    report_type (self, left->type, right->type);
}

static void
check_operand (Check *self, const CwExpression *function)
{
  if (function->what == CW_FUNCTION_DATE_FORMAT)
    require_type (self, function->parts[0], CW_VALUE_DATETIME);
  else if (function->what == CW_FUNCTION_NUMBER_FORMAT)
    require_type (self, function->parts[0], CW_VALUE_NUMBER);
}

/* ---- names ---- */

/* In the filter a field counts as known when one of the types has it. */
static gboolean
find_source (Check *self, const char *path, CwMappingField *out_field)
{
  const CwMappingFacts *facts = self->facts;

  if (self->step->group != NULL)
    return facts->find_source (self->step->group->type, path, out_field, facts->data);
  for (guint i = 0; i < self->mapping->plans->len; i++)
    {
      const CwMappingPlan *plan = self->mapping->plans->pdata[i];

      if (facts->find_source (plan->type, path, out_field, facts->data))
        return TRUE;
    }
  return FALSE;
}

static void
check_field (Check *self, const CwExpression *expression)
{
  CwMappingField field = { CW_VALUE_TEXT, 0, FALSE };

  if (self->facts->find_source == NULL)
    return;
  if (!find_source (self, expression->texts[0], &field))
    report (self, CW_MAPPING_PROBLEM_UNKNOWN_FIELD, expression->texts[0]);
  else if (!cw_value_type_widens (field.type, expression->type))
    report_type (self, field.type, expression->type);
}

static void
check_mapped (Check *self, const char *target)
{
  /* Conditions are decided before any row. */
  for (guint i = 0; self->step->row != NULL && i < self->plan->steps->len; i++)
    if (g_str_equal (g_array_index (self->plan->steps, CwMappingStep, i).row->target, target))
      return;
  report (self, CW_MAPPING_PROBLEM_UNKNOWN_MAPPED, target);
}

/* ---- value mappings ---- */

typedef struct {
  Check              *check;
  const CwExpression *map;
} Counting;

static void
count_value (const char *value, guint64 records, gpointer data)
{
  Counting *counting = data;
  CwMappingProblem *problem;

  if (cw_value_is_empty (value) || g_hash_table_contains (counting->map->index, value))
    return;
  report (counting->check, CW_MAPPING_PROBLEM_NO_ENTRY, value);
  problem = counting->check->problems->pdata[counting->check->problems->len - 1];
  problem->count = records;
}

static void
check_entries (Check *self, const CwExpression *map)
{
  const CwMappingFacts *facts = self->facts;
  Counting counting = { self, map };

  if (map->n_parts == 1 && facts->count_values != NULL && self->step->group != NULL)
    facts->count_values (self->step->group->type, map->parts[0], count_value, &counting, facts->data);
}

/* ---- one node ---- */

static void
check_node (const CwExpression *expression, gpointer data)
{
  Check *self = data;

  switch ((int) expression->kind)
    {
    case CW_EXPRESSION_FIELD:
      check_field (self, expression);
      break;
    case CW_EXPRESSION_SETTING:
      if (self->facts->has_setting != NULL && !self->facts->has_setting (expression->texts[0], self->facts->data))
        report (self, CW_MAPPING_PROBLEM_UNKNOWN_SETTING, expression->texts[0]);
      break;
    case CW_EXPRESSION_MAPPED:
      check_mapped (self, expression->texts[0]);
      break;
    case CW_EXPRESSION_MAP:
      check_entries (self, expression);
      break;
    case CW_EXPRESSION_IF:
      require_condition (self, expression->parts[0]);
      break;
    case CW_EXPRESSION_COMPARE:
      check_sides (self, expression);
      break;
    case CW_EXPRESSION_ALL:
    case CW_EXPRESSION_ANY:
    case CW_EXPRESSION_NOT:
      for (guint i = 0; i < expression->n_parts; i++)
        require_condition (self, expression->parts[i]);
      break;
    case CW_EXPRESSION_FUNCTION:
      check_operand (self, expression);
      break;
    default:
      break;
    }
}

/* ---- branches ---- */

static Truth
get_truth (const CwExpression *condition, GArray *known)
{
  Truth open, decided;
  gboolean any = condition->kind == CW_EXPRESSION_ANY;

  if (condition->constant)
    return cw_expression_is_true (condition, NULL, NULL) ? TRUTH_YES : TRUTH_NO;
  for (guint i = 0; i < known->len; i++)
    if (cw_expression_equal (g_array_index (known, Known, i).condition, condition))
      return g_array_index (known, Known, i).truth ? TRUTH_YES : TRUTH_NO;
  if (condition->kind == CW_EXPRESSION_NOT)
    {
      open = get_truth (condition->parts[0], known);
      return open == TRUTH_OPEN ? TRUTH_OPEN : open == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
    }
  if (condition->kind != CW_EXPRESSION_ALL && !any)
    return TRUTH_OPEN;
  decided = any ? TRUTH_YES : TRUTH_NO;
  open = any ? TRUTH_NO : TRUTH_YES;
  for (guint i = 0; i < condition->n_parts; i++)
    {
      Truth part = get_truth (condition->parts[i], known);

      if (part == decided)
        return decided;
      if (part == TRUTH_OPEN)
        open = TRUTH_OPEN;
    }
  return open;
}

/* What is known where @condition is @truth: it, and the parts of a group that can only come about in one way. */
static void
learn (GArray *known, const CwExpression *condition, gboolean truth)
{
  Known entry = { condition, truth };
  gboolean parts = condition->kind == CW_EXPRESSION_NOT || condition->kind == (truth ? CW_EXPRESSION_ALL : CW_EXPRESSION_ANY);

  g_array_append_val (known, entry);
  for (guint i = 0; parts && i < condition->n_parts; i++)
    learn (known, condition->parts[i], condition->kind == CW_EXPRESSION_NOT ? !truth : truth);
}

static void check_branches (Check *self, const CwExpression *expression, GArray *known);

static void
check_branch (Check *self, const CwExpression *expression, guint branch, Truth truth, GArray *known)
{
  guint before = known->len;
  gboolean then = branch == 1;

  if (truth == (then ? TRUTH_NO : TRUTH_YES))
    {
      report (self, CW_MAPPING_PROBLEM_UNREACHABLE, then ? _("“then”") : _("“otherwise”"));
      return;
    }
  learn (known, expression->parts[0], then);
  check_branches (self, expression->parts[branch], known);
  g_array_set_size (known, before);
}

static void
check_alternatives (Check *self, const CwExpression *first)
{
  for (guint i = 0; i + 1 < first->n_parts; i++)
    {
      g_autofree char *value = NULL, *argument = NULL;

      if (!first->parts[i]->constant)
        continue;
      value = cw_expression_evaluate (first->parts[i], NULL, NULL, NULL, NULL);
      if (cw_value_is_empty (value))
        continue;
      argument = g_strdup_printf (_("what comes after “%s”"), value);
      report (self, CW_MAPPING_PROBLEM_UNREACHABLE, argument);
      return;
    }
}

static void
check_branches (Check *self, const CwExpression *expression, GArray *known)
{
  if (expression->kind == CW_EXPRESSION_FIRST)
    check_alternatives (self, expression);
  if (expression->kind == CW_EXPRESSION_IF)
    {
      Truth truth = get_truth (expression->parts[0], known);

      check_branches (self, expression->parts[0], known);
      for (guint i = 1; i < expression->n_parts; i++)
        check_branch (self, expression, i, truth, known);
      return;
    }
  for (guint i = 0; i < expression->n_parts; i++)
    check_branches (self, expression->parts[i], known);
}

static void
check_expression (Check *self, const CwExpression *expression)
{
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (Known));

  cw_expression_foreach (expression, check_node, self);
  check_branches (self, expression, known);
}

/* ---- rows ---- */

static void
check_constant_length (Check *self, guint limit)
{
  const CwMappingRow *row = self->step->row;
  g_autofree char *value = NULL, *argument = NULL;
  glong length;

  if (!row->source->constant || limit == 0)
    return;
  value = cw_expression_evaluate (row->source, NULL, NULL, NULL, NULL);
  length = value != NULL ? g_utf8_strlen (value, -1) : 0;
  if (length <= (glong) limit)
    return;
  argument = g_strdup_printf (_("%ld characters, %u allowed"), length, limit);
  report (self, CW_MAPPING_PROBLEM_TOO_LONG, argument);
}

static void
check_target (Check *self)
{
  const CwMappingFacts *facts = self->facts;
  const CwMappingRow *row = self->step->row;
  CwMappingField field = { row->type, row->limit, FALSE };

  if (facts->find_target != NULL && !facts->find_target (self->step->group->type, row->target, &field, facts->data))
    {
      report (self, CW_MAPPING_PROBLEM_UNKNOWN_TARGET, NULL);
      return;
    }
  require_type (self, row->source, field.type);
  check_constant_length (self, row->limit != 0 ? row->limit : field.limit);
}

/* Rows under conditions of different groups may share a target field; the others hide each other. */
static gboolean
hides (const CwMappingStep *earlier, const CwMappingStep *step)
{
  return g_str_equal (earlier->row->target, step->row->target)
         && (earlier->group == step->group || (earlier->group->condition == NULL && step->group->condition == NULL));
}

static gboolean
stands_before (const CwMappingStep *a, const CwMappingStep *b)
{
  return a->group_index < b->group_index || (a->group_index == b->group_index && a->row_index < b->row_index);
}

static void
check_duplicate (Check *self)
{
  for (guint i = 0; i < self->plan->steps->len; i++)
    {
      const CwMappingStep *other = &g_array_index (self->plan->steps, CwMappingStep, i);

      if (stands_before (other, self->step) && hides (other, self->step))
        {
          report (self, CW_MAPPING_PROBLEM_DUPLICATE, NULL);
          return;
        }
    }
}

static void
check_row (Check *self)
{
  check_target (self);
  check_expression (self, self->step->row->source);
  check_duplicate (self);
  if (self->step->cyclic)
    report (self, CW_MAPPING_PROBLEM_CYCLE, NULL);
  if (self->step->row->limit_setting != NULL && self->facts->has_setting != NULL
      && !self->facts->has_setting (self->step->row->limit_setting, self->facts->data))
    report (self, CW_MAPPING_PROBLEM_UNKNOWN_SETTING, self->step->row->limit_setting);
}

static void
check_unmapped (Check *self)
{
  const CwMappingFacts *facts = self->facts;
  const char * const *names = facts->list_required != NULL ? facts->list_required (self->plan->type, facts->data) : NULL;

  for (; names != NULL && *names != NULL; names++)
    {
      gboolean found = FALSE;
      CwMappingProblem *problem;

      for (guint i = 0; i < self->plan->steps->len && !found; i++)
        found = g_str_equal (g_array_index (self->plan->steps, CwMappingStep, i).row->target, *names);
      if (found)
        continue;
      report (self, CW_MAPPING_PROBLEM_UNMAPPED, NULL);
      problem = self->problems->pdata[self->problems->len - 1];
      problem->type = g_strdup (self->plan->type);
      problem->target = g_strdup (*names);
    }
}

/* The steps of a plan stand in order of evaluation; a person reads them in order of the mapping. */
static int
compare_problems (gconstpointer a, gconstpointer b)
{
  const CwMappingProblem *x = *(CwMappingProblem * const *) a, *y = *(CwMappingProblem * const *) b;

  if (x->group != y->group)
    return x->group < y->group ? -1 : 1;
  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  return (int) x->kind - (int) y->kind;
}

static void
check_conditions (Check *self)
{
  for (guint i = 0; i < self->mapping->groups->len; i++)
    {
      const CwMappingGroup *group = self->mapping->groups->pdata[i];
      CwMappingStep step = { group, NULL, i, CW_MAPPING_NO_ROW, FALSE };

      self->step = &step;
      self->plan = _cw_mapping_find_plan (self->mapping, group->type);
      if (group->condition == NULL)
        continue;
      require_condition (self, group->condition);
      check_expression (self, group->condition);
    }
}

GPtrArray *
cw_mapping_check (CwMapping *self, const CwMappingFacts *facts)
{
  static const CwMappingFacts no_facts;
  const CwMappingStep nowhere = { NULL, NULL, CW_MAPPING_NO_GROUP, CW_MAPPING_NO_ROW, FALSE };
  GPtrArray *problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_problem_free);
  Check check = { self, facts != NULL ? facts : &no_facts, &nowhere, NULL, problems };

  if (self->filter != NULL)
    {
      require_condition (&check, self->filter);
      check_expression (&check, self->filter);
    }
  check_conditions (&check);
  for (guint i = 0; i < self->plans->len; i++)
    {
      check.plan = self->plans->pdata[i];
      check.step = &nowhere;
      check_unmapped (&check);
      for (guint j = 0; j < check.plan->steps->len; j++)
        {
          check.step = &g_array_index (check.plan->steps, CwMappingStep, j);
          check_row (&check);
        }
    }
  g_ptr_array_sort (problems, compare_problems);
  return problems;
}
