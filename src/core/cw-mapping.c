/* cw-mapping.c: which target field gets what, and which records take part
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ---- rows and groups ---- */

CwMappingRow *
cw_mapping_row_new (const char *target, CwExpression *source)
{
  CwMappingRow *self = g_new0 (CwMappingRow, 1);

  self->target = g_strdup (target);
  self->source = source;
  self->type = CW_VALUE_TEXT;
  self->active = TRUE;
  return self;
}

CwMappingRow *
cw_mapping_row_copy (const CwMappingRow *self)
{
  CwMappingRow *copy = g_new (CwMappingRow, 1);

  *copy = *self;
  copy->target = g_strdup (self->target);
  copy->source = self->source != NULL ? cw_expression_ref (self->source) : NULL;
  copy->limit_setting = g_strdup (self->limit_setting);
  return copy;
}

void
cw_mapping_row_free (CwMappingRow *self)
{
  if (self == NULL)
    return;
  g_free (self->target);
  g_clear_pointer (&self->source, cw_expression_unref);
  g_free (self->limit_setting);
  g_free (self);
}

CwMappingGroup *
cw_mapping_group_new (const char *name, const char *type)
{
  CwMappingGroup *self = g_new0 (CwMappingGroup, 1);

  self->name = g_strdup (name);
  self->type = g_strdup (type);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_row_free);
  return self;
}

CwMappingGroup *
cw_mapping_group_copy (const CwMappingGroup *self)
{
  CwMappingGroup *copy = cw_mapping_group_new (self->name, self->type);

  copy->condition = self->condition != NULL ? cw_expression_ref (self->condition) : NULL;
  for (guint i = 0; i < self->rows->len; i++)
    g_ptr_array_add (copy->rows, cw_mapping_row_copy (self->rows->pdata[i]));
  return copy;
}

void
cw_mapping_group_free (CwMappingGroup *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->type);
  g_clear_pointer (&self->condition, cw_expression_unref);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/* ---- order of evaluation ---- */

static void
plan_free (gpointer data)
{
  CwMappingPlan *plan = data;

  g_array_unref (plan->steps);
  g_free (plan);
}

const CwMappingPlan *
_cw_mapping_find_plan (CwMapping *self, const char *type)
{
  for (guint i = 0; i < self->plans->len; i++)
    {
      const CwMappingPlan *plan = self->plans->pdata[i];

      if (g_str_equal (plan->type, type))
        return plan;
    }
  return NULL;
}

static void
add_steps (CwMapping *self, const CwMappingGroup *group, guint group_index)
{
  CwMappingPlan *plan = (CwMappingPlan *) _cw_mapping_find_plan (self, group->type);

  if (plan == NULL)
    {
      plan = g_new0 (CwMappingPlan, 1);
      plan->type = group->type;
      plan->steps = g_array_new (FALSE, FALSE, sizeof (CwMappingStep));
      g_ptr_array_add (self->plans, plan);
    }
  for (guint i = 0; i < group->rows->len; i++)
    {
      CwMappingStep step = { group, group->rows->pdata[i], group_index, i, FALSE };

      if (step.row->active)
        g_array_append_val (plan->steps, step);
    }
}

static void
note_mapped (const CwExpression *expression, gpointer data)
{
  GHashTable *needs = data;

  if (expression->kind == CW_EXPRESSION_MAPPED)
    g_hash_table_add (needs, expression->texts[0]);
}

/* A step that is not in order yet. */
typedef struct {
  CwMappingStep *step;     /* borrowed */
  GPtrArray     *needs;    /* target fields that it uses, borrowed from its expressions; owned */
} Waiting;

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_ptr_array_unref (waiting->needs);
  g_free (waiting);
}

static Waiting *
waiting_new (CwMappingStep *step)
{
  g_autoptr (GHashTable) needs = g_hash_table_new (g_str_hash, g_str_equal);
  Waiting *self = g_new0 (Waiting, 1);
  GHashTableIter iter;
  gpointer name;

  cw_expression_foreach (step->row->source, note_mapped, needs);
  self->step = step;
  self->needs = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, needs);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (self->needs, name);
  return self;
}

/* How many of @waiting fill each target field. (transfer full) */
static GHashTable *
count_targets (GPtrArray *waiting)
{
  GHashTable *counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < waiting->len; i++)
    {
      const char *target = ((Waiting *) waiting->pdata[i])->step->row->target;

      g_hash_table_insert (counts, (gpointer) target, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, target)) + 1));
    }
  return counts;
}

/* The first target field that @self uses and that one of the others, or itself, still has to fill; NULL: none. */
static const char *
find_need (const Waiting *self, GHashTable *counts)
{
  for (guint i = 0; i < self->needs->len; i++)
    if (GPOINTER_TO_UINT (g_hash_table_lookup (counts, self->needs->pdata[i])) > 0)
      return self->needs->pdata[i];
  return NULL;
}

/* The first step that waits for none of the others; all that are left wait: G_MAXUINT. */
static guint
find_ready (GPtrArray *waiting, GHashTable *counts)
{
  for (guint i = 0; i < waiting->len; i++)
    if (find_need (waiting->pdata[i], counts) == NULL)
      return i;
  return G_MAXUINT;
}

static guint
find_filler (GPtrArray *waiting, const char *target)
{
  for (guint i = 0; i < waiting->len; i++)
    if (g_str_equal (((Waiting *) waiting->pdata[i])->step->row->target, target))
      return i;
  g_assert_not_reached ();
}

/* One step of a circle, when all of @waiting wait: who follows the needs for long enough comes back to where he was. */
static guint
find_cyclic (GPtrArray *waiting, GHashTable *counts)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint at = 0;

  while (g_hash_table_add (seen, GUINT_TO_POINTER (at)))
    at = find_filler (waiting, find_need (waiting->pdata[at], counts));
  ((Waiting *) waiting->pdata[at])->step->cyclic = TRUE;
  return at;
}

/* Rows that use what others give come after them; the order of the rest, where the later of two rows wins, stays. */
static void
order_steps (CwMappingPlan *plan)
{
  g_autoptr (GPtrArray) waiting = g_ptr_array_new_with_free_func (waiting_free);
  g_autoptr (GArray) ordered = g_array_new (FALSE, FALSE, sizeof (CwMappingStep));
  g_autoptr (GHashTable) counts = NULL;
  gboolean any = FALSE;

  for (guint i = 0; i < plan->steps->len; i++)
    {
      Waiting *one = waiting_new (&g_array_index (plan->steps, CwMappingStep, i));

      any = any || one->needs->len > 0;
      g_ptr_array_add (waiting, one);
    }
  if (!any)
    return;
  counts = count_targets (waiting);
  while (waiting->len > 0)
    {
      guint at = find_ready (waiting, counts);
      const CwMappingStep *step;

      if (at == G_MAXUINT)
        at = find_cyclic (waiting, counts);
      step = ((Waiting *) waiting->pdata[at])->step;
      g_array_append_val (ordered, *step);
      g_hash_table_insert (counts, step->row->target,
                           GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, step->row->target)) - 1));
      g_ptr_array_remove_index (waiting, at);
    }
  g_clear_pointer (&counts, g_hash_table_unref);
  g_clear_pointer (&waiting, g_ptr_array_unref);
  g_array_unref (plan->steps);
  plan->steps = g_steal_pointer (&ordered);
}

/* ---- the mapping ---- */

static void
append_text (GString *text, const char *part)
{
  if (part == NULL)
    g_string_append (text, " -");
  else
    g_string_append_printf (text, " %" G_GSIZE_FORMAT ":%s", strlen (part), part);
}

static void
append_expression (GString *text, const CwExpression *expression)
{
  if (expression == NULL)
    g_string_append (text, " -");
  else
    cw_expression_append_canonical (expression, text);
}

static void
append_group (GString *text, const CwMappingGroup *group)
{
  g_string_append (text, "\ngroup");
  append_text (text, group->name);
  append_text (text, group->type);
  append_expression (text, group->condition);
  for (guint i = 0; i < group->rows->len; i++)
    {
      const CwMappingRow *row = group->rows->pdata[i];

      g_string_append_printf (text, "\nrow %s %d %d %d %u", cw_value_type_to_string (row->type), row->active ? 1 : 0,
                              row->initial_only ? 1 : 0, row->required ? 1 : 0, row->limit);
      append_text (text, row->limit_setting);
      append_text (text, row->target);
      append_expression (text, row->source);
    }
}

static char *
dup_digest (CwMapping *self)
{
  g_autoptr (GString) text = g_string_new ("mapping 1");

  append_expression (text, self->filter);
  for (guint i = 0; i < self->groups->len; i++)
    append_group (text, self->groups->pdata[i]);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize) text->len);
}

static gboolean
are_whole (GPtrArray *groups)
{
  guint n_rows = 0;

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      n_rows += group->rows->len;
      for (guint j = 0; j < group->rows->len; j++)
        {
          const CwMappingRow *row = group->rows->pdata[j];

          if (row->source == NULL || row->target == NULL || *row->target == '\0')
            return FALSE;
        }
    }
  return groups->len <= CW_MAPPING_MAX_GROUPS && n_rows <= CW_MAPPING_MAX_ROWS;
}

CwMapping *
cw_mapping_new (CwExpression *filter, GPtrArray *groups)
{
  CwMapping *self;

  g_ptr_array_set_free_func (groups, (GDestroyNotify) cw_mapping_group_free);
  if (!are_whole (groups))
    {
      g_clear_pointer (&filter, cw_expression_unref);
      g_ptr_array_unref (groups);
      return NULL;
    }
  self = g_new0 (CwMapping, 1);
  g_atomic_ref_count_init (&self->refs);
  self->filter = filter;
  self->groups = groups;
  self->plans = g_ptr_array_new_with_free_func (plan_free);
  for (guint i = 0; i < groups->len; i++)
    add_steps (self, groups->pdata[i], i);
  for (guint i = 0; i < self->plans->len; i++)
    order_steps (self->plans->pdata[i]);
  self->digest = dup_digest (self);
  return self;
}

CwMapping *
cw_mapping_ref (CwMapping *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_mapping_unref (CwMapping *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->filter, cw_expression_unref);
  g_ptr_array_unref (self->plans);
  g_ptr_array_unref (self->groups);
  g_free (self->digest);
  g_free (self);
}

const char *
cw_mapping_get_digest (CwMapping *self)
{
  return self->digest;
}

CwExpression *
cw_mapping_get_filter (CwMapping *self)
{
  return self->filter;
}

const GPtrArray *
cw_mapping_get_groups (CwMapping *self)
{
  return self->groups;
}

/* ---- records ---- */

gboolean
cw_mapping_passes (CwMapping *self, const CwRecord *record, const CwMappingContext *context)
{
  return self->filter == NULL || cw_expression_is_true (self->filter, record, context);
}

CwMappingProblem *
_cw_mapping_problem_new (CwMappingProblemKind kind, const CwMappingStep *step, char *argument)
{
  CwMappingProblem *problem = g_new0 (CwMappingProblem, 1);

  problem->kind = kind;
  problem->type = g_strdup (step->group->type);
  problem->target = step->row != NULL ? g_strdup (step->row->target) : NULL;
  problem->group = step->group_index;
  problem->row = step->row_index;
  problem->argument = argument;
  return problem;
}

/* Says of the problems from @first on, which an expression reported, which row they are of. */
static void
place_problems (GPtrArray *problems, guint first, const CwMappingStep *step)
{
  for (guint i = first; i < problems->len; i++)
    {
      CwMappingProblem *problem = problems->pdata[i];

      problem->type = g_strdup (step->group->type);
      problem->target = g_strdup (step->row->target);
      problem->group = step->group_index;
      problem->row = step->row_index;
    }
}

static guint
get_row_limit (const CwMappingRow *row, const CwMappingContext *context)
{
  const char *text;
  guint64 limit;

  if (row->limit_setting == NULL || context == NULL || context->get_setting == NULL)
    return row->limit;
  text = context->get_setting (row->limit_setting, context->data);
  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &limit, NULL))
    return row->limit;
  return (guint) limit;
}

static void
add_problem (GPtrArray *problems, CwMappingProblemKind kind, const CwMappingStep *step, char *argument)
{
  if (problems != NULL)
    g_ptr_array_add (problems, _cw_mapping_problem_new (kind, step, argument));
  else
    g_free (argument);
}

/* The value as the target field's type; NULL when it is none. */
static char *
convert_value (const CwMappingStep *step, char *value, GPtrArray *problems)
{
  const CwMappingRow *row = step->row;
  char *converted;

  if (value == NULL || *value == '\0' || row->type == CW_VALUE_TEXT || row->type == row->source->type)
    return value;
  converted = cw_value_type_dup_value (row->type, value);
  if (converted == NULL)
    add_problem (problems, CW_MAPPING_PROBLEM_VALUE, step,
                 g_strdup_printf (_("“%s” as %s"), value, cw_value_type_to_string (row->type)));
  g_free (value);
  return converted;
}

static void
check_length (const CwMappingStep *step, const char *value, const CwMappingContext *context, GPtrArray *problems)
{
  guint limit = problems != NULL ? get_row_limit (step->row, context) : 0;
  glong length;

  /* Bytes are never fewer than characters. */
  if (limit == 0 || strlen (value) <= limit)
    return;
  length = g_utf8_strlen (value, -1);
  if (length > (glong) limit)
    add_problem (problems, CW_MAPPING_PROBLEM_TOO_LONG, step, g_strdup_printf (_("%ld characters, %u allowed"), length, limit));
}

static void
apply_step (const CwMappingStep *step, const CwRecord *record, const CwMappingContext *context, CwFields *wanted,
            GPtrArray *problems)
{
  const CwMappingRow *row = step->row;
  guint first = problems != NULL ? problems->len : 0;
  char *value;

  if (step->group->condition != NULL && !cw_expression_is_true (step->group->condition, record, context))
    return;
  if (step->cyclic)
    {
      add_problem (problems, CW_MAPPING_PROBLEM_CYCLE, step, NULL);
      return;
    }
  value = cw_expression_evaluate (row->source, record, context, wanted, problems);
  if (problems != NULL)
    place_problems (problems, first, step);
  value = convert_value (step, value, problems);
  if (value != NULL)
    {
      check_length (step, value, context, problems);
      cw_fields_take (wanted, row->target, value);
    }
}

/* Only when all rows had their turn: another group may have filled the field. */
static void
check_required (const CwMappingPlan *plan, gboolean initial, const CwFields *wanted, GPtrArray *problems)
{
  for (guint i = 0; i < plan->steps->len; i++)
    {
      const CwMappingStep *step = &g_array_index (plan->steps, CwMappingStep, i);

      if (step->row->required && (initial || !step->row->initial_only)
          && cw_value_is_empty (cw_fields_get (wanted, step->row->target)))
        add_problem (problems, CW_MAPPING_PROBLEM_MISSING, step, NULL);
    }
}

void
cw_mapping_apply (CwMapping *self, const CwRecord *record, const CwMappingContext *context, gboolean initial, CwFields *out_wanted,
                  GPtrArray *out_problems)
{
  const CwMappingPlan *plan = _cw_mapping_find_plan (self, record->type);

  if (plan == NULL)
    return;
  for (guint i = 0; i < plan->steps->len; i++)
    {
      const CwMappingStep *step = &g_array_index (plan->steps, CwMappingStep, i);

      if (initial || !step->row->initial_only)
        apply_step (step, record, context, out_wanted, out_problems);
    }
  if (out_problems != NULL)
    check_required (plan, initial, out_wanted, out_problems);
}

/* ---- what the rows say ---- */

guint
cw_mapping_get_limit_in (CwMapping *self, const char *type, const char *target_field, const CwMappingContext *context)
{
  const CwMappingPlan *plan = _cw_mapping_find_plan (self, type);
  guint strictest = 0;

  for (guint i = 0; plan != NULL && i < plan->steps->len; i++)
    {
      const CwMappingRow *row = g_array_index (plan->steps, CwMappingStep, i).row;
      guint limit = g_str_equal (row->target, target_field) ? get_row_limit (row, context) : 0;

      if (limit != 0 && (strictest == 0 || limit < strictest))
        strictest = limit;
    }
  return strictest;
}

static void
note_field (const CwExpression *expression, gpointer data)
{
  GHashTable *names = data;
  const char *path = expression->texts[0], *dot;

  if (expression->kind != CW_EXPRESSION_FIELD)
    return;
  dot = strchr (path, '.');
  g_hash_table_add (names, dot != NULL ? g_strndup (path, (gsize) (dot - path)) : g_strdup (path));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

char **
cw_mapping_dup_source_fields (CwMapping *self, const char *type)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  const CwMappingPlan *plan = _cw_mapping_find_plan (self, type);
  GHashTableIter iter;
  gpointer name;

  if (self->filter != NULL)
    cw_expression_foreach (self->filter, note_field, names);
  for (guint i = 0; plan != NULL && i < plan->steps->len; i++)
    {
      const CwMappingStep *step = &g_array_index (plan->steps, CwMappingStep, i);

      if (step->group->condition != NULL)
        cw_expression_foreach (step->group->condition, note_field, names);
      cw_expression_foreach (step->row->source, note_field, names);
    }
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (sorted, g_strdup (name));
  g_ptr_array_sort (sorted, compare_names);
  g_ptr_array_add (sorted, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&sorted), FALSE);
}

