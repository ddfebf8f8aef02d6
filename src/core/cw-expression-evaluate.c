/* cw-expression-evaluate.c: the value of an expression for one record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One walk down the tree, without allocation where a value is only passed on:
 * most rows of a mapping copy a field, and mirrors hold 150,000 records.
 */

#include "config.h"

#include "cw-expression-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A value on the way. */
typedef struct {
  const char *text;    /* NULL: nothing; borrowed from record, tree, context or @owned */
  char       *owned;   /* nullable */
} Value;

typedef struct {
  const CwRecord         *record;     /* nullable */
  const CwMappingContext *context;    /* nullable */
  const CwFields         *mapped;     /* nullable */
  GPtrArray              *problems;   /* nullable */
  gsize                   bytes_left;
  gboolean                over;       /* the budget is used up: everything else is nothing */
} Evaluation;

static const Value nothing = { NULL, NULL };

static Value evaluate (Evaluation *self, const CwExpression *expression);

static void
value_clear (Value *value)
{
  g_clear_pointer (&value->owned, g_free);
  value->text = NULL;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Value, value_clear)

static void
report (Evaluation *self, CwMappingProblemKind kind, char *argument)
{
  CwMappingProblem *problem;

  if (self->problems == NULL)
    {
      g_free (argument);
      return;
    }
  problem = g_new0 (CwMappingProblem, 1);
  problem->kind = kind;
  problem->group = CW_MAPPING_NO_GROUP;
  problem->row = CW_MAPPING_NO_ROW;
  problem->argument = argument;
  g_ptr_array_add (self->problems, problem);
}

static Value
give_up (Evaluation *self)
{
  if (!self->over)
    report (self, CW_MAPPING_PROBLEM_TOO_BIG, NULL);
  self->over = TRUE;
  return nothing;
}

/* Takes @text as a value made here; counts it. */
static Value
take (Evaluation *self, char *text)
{
  gsize length = text != NULL ? strlen (text) + 1 : 0;

  if (length > CW_EXPRESSION_MAX_TEXT + 1 || length > self->bytes_left)
    {
      g_free (text);
      return give_up (self);
    }
  self->bytes_left -= length;
  return (Value) { text, text };
}

/* Passes on a value from outside, which need not be valid or of decent size. */
static Value
borrow (Evaluation *self, const char *text)
{
  if (text == NULL)
    return nothing;
  if (strlen (text) > CW_EXPRESSION_MAX_TEXT)
    return give_up (self);
  if (g_utf8_validate (text, -1, NULL))
    return (Value) { text, NULL };
  return take (self, g_utf8_make_valid (text, -1));
}

static Value
adopt (Evaluation *self, char *text)
{
  Value value = borrow (self, text);

  if (value.text == text)
    return take (self, text);
  g_free (text);
  return value;
}

/* A field is taken at its declared type; what does not look like it is refused here, not deep in the target. */
static Value
check_type (Evaluation *self, CwValueType type, Value value)
{
  char *typed;

  if (type == CW_VALUE_TEXT || value.text == NULL)
    return value;
  if (*value.text == '\0')
    return value;
  typed = cw_value_type_dup_value (type, value.text);
  if (typed == NULL)
    report (self, CW_MAPPING_PROBLEM_VALUE, g_strdup_printf (_("“%s” as %s"), value.text, cw_value_type_to_string (type)));
  value_clear (&value);
  return take (self, typed);
}

/* ---- sources ---- */

static char *
dup_instant (gint64 instant)
{
  g_autoptr (GDateTime) date = instant != 0 ? g_date_time_new_from_unix_utc (instant / G_USEC_PER_SEC) : NULL;

  return date != NULL ? g_date_time_format_iso8601 (date) : NULL;
}

static Value
evaluate_record (Evaluation *self, const char *property)
{
  const CwRecord *record = self->record;

  if (record == NULL)
    return nothing;
  if (g_str_equal (property, "id"))
    return borrow (self, record->id);
  if (g_str_equal (property, "type"))
    return borrow (self, record->type);
  if (g_str_equal (property, "name"))
    return borrow (self, record->name);
  if (g_str_equal (property, "stage"))
    return borrow (self, record->stage);
  if (g_str_equal (property, "parent"))
    return borrow (self, record->parent_id);
  if (g_str_equal (property, "parent-type"))
    return borrow (self, record->parent_type);
  if (g_str_equal (property, "subsidiaries"))
    return borrow (self, record->subsidiaries);
  if (g_str_equal (property, "inactive"))
    return (Value) { record->inactive ? "T" : "F", NULL };
  return take (self, dup_instant (g_str_equal (property, "created") ? record->created : record->modified));
}

static Value
evaluate_field (Evaluation *self, const CwExpression *expression)
{
  const char *path = expression->texts[0];
  const CwMappingContext *context = self->context;
  Value value = nothing;

  if (self->record == NULL)
    return nothing;
  if (strchr (path, '.') == NULL)
    value = borrow (self, cw_fields_get (self->record->fields, path));
  else if (context != NULL && context->dup_joined != NULL)
    value = adopt (self, context->dup_joined (self->record, path, context->data));
  return check_type (self, expression->type, value);
}

static Value
evaluate_setting (Evaluation *self, const char *key)
{
  const CwMappingContext *context = self->context;

  return context != NULL && context->get_setting != NULL ? borrow (self, context->get_setting (key, context->data)) : nothing;
}

/* ---- combinations ---- */

static Value
evaluate_concat (Evaluation *self, const CwExpression *expression)
{
  const char *separator = expression->texts[0];
  g_autoptr (GString) text = NULL;

  for (guint i = 0; i < expression->n_parts; i++)
    {
      g_auto (Value) part = evaluate (self, expression->parts[i]);

      if (part.text == NULL || (*separator != '\0' && cw_value_is_empty (part.text)))
        continue;
      if (text == NULL)
        text = g_string_new (NULL);
      else
        g_string_append (text, separator);
      g_string_append (text, part.text);
      if (text->len > CW_EXPRESSION_MAX_TEXT)
        return give_up (self);
    }
  return text != NULL ? take (self, g_string_free (g_steal_pointer (&text), FALSE)) : nothing;
}

static Value
evaluate_first (Evaluation *self, const CwExpression *expression)
{
  for (guint i = 0; i + 1 < expression->n_parts; i++)
    {
      g_auto (Value) part = evaluate (self, expression->parts[i]);

      if (!cw_value_is_empty (part.text))
        return (Value) { part.text, g_steal_pointer (&part.owned) };
    }
  return evaluate (self, expression->parts[expression->n_parts - 1]);
}

static Value
evaluate_map (Evaluation *self, const CwExpression *expression)
{
  g_auto (Value) value = evaluate (self, expression->parts[0]);
  const char *found = g_hash_table_lookup (expression->index, value.text != NULL ? value.text : "");

  if (found != NULL)
    return (Value) { found, NULL };
  if (expression->n_parts == 2)
    return evaluate (self, expression->parts[1]);
  if ((expression->flag || (self->context != NULL && self->context->ask_always)) && !cw_value_is_empty (value.text))
    report (self, CW_MAPPING_PROBLEM_NO_ENTRY, g_strdup (value.text));
  return nothing;
}

static Value
evaluate_lookup (Evaluation *self, const CwExpression *expression)
{
  const CwMappingContext *context = self->context;
  g_auto (Value) value = evaluate (self, expression->parts[0]);

  if (cw_value_is_empty (value.text) || context == NULL || context->dup_lookup == NULL)
    return nothing;
  return check_type (self, expression->type,
                     adopt (self, context->dup_lookup (expression->texts[0], expression->texts[1], value.text,
                                                       expression->texts[2], context->data)));
}

static gboolean
holds (Evaluation *self, const CwExpression *condition)
{
  g_auto (Value) value = evaluate (self, condition);

  return cw_value_is_true (value.text);
}

static Value
evaluate_if (Evaluation *self, const CwExpression *expression)
{
  if (holds (self, expression->parts[0]))
    return evaluate (self, expression->parts[1]);
  return expression->n_parts == 3 ? evaluate (self, expression->parts[2]) : nothing;
}

static gboolean
evaluate_compare (Evaluation *self, const CwExpression *expression)
{
  g_auto (Value) left = evaluate (self, expression->parts[0]);
  g_auto (Value) right = expression->n_parts == 2 ? evaluate (self, expression->parts[1]) : nothing;

  return _cw_comparison_holds (expression, left.text, right.text);
}

static gboolean
evaluate_all_any (Evaluation *self, const CwExpression *expression)
{
  gboolean any = expression->kind == CW_EXPRESSION_ANY;

  for (guint i = 0; i < expression->n_parts; i++)
    if (holds (self, expression->parts[i]) == any)
      return any;
  return !any;
}

static Value
evaluate_function (Evaluation *self, const CwExpression *expression)
{
  g_auto (Value) value = evaluate (self, expression->parts[0]);
  gboolean too_big;
  char *text;

  if (value.text == NULL)
    return nothing;
  if (expression->what >= CW_FUNCTION_DATE_FORMAT && *value.text == '\0')
    return nothing;
  text = _cw_function_apply (expression, value.text, &too_big);
  if (text != NULL)
    return take (self, text);
  if (too_big)
    return give_up (self);
  report (self, CW_MAPPING_PROBLEM_VALUE,
          g_strdup_printf (expression->what == CW_FUNCTION_DATE_FORMAT ? _("“%s” as a date") : _("“%s” as a number"), value.text));
  return nothing;
}

static Value
from_truth (gboolean truth)
{
  return (Value) { truth ? "T" : "F", NULL };
}

static Value
evaluate (Evaluation *self, const CwExpression *expression)
{
  if (self->over)
    return nothing;
  switch (expression->kind)
    {
    case CW_EXPRESSION_FIELD:
      return evaluate_field (self, expression);
    case CW_EXPRESSION_RECORD:
      return evaluate_record (self, expression->texts[0]);
    case CW_EXPRESSION_VALUE:
      return (Value) { expression->texts[0], NULL };
    case CW_EXPRESSION_SETTING:
      return evaluate_setting (self, expression->texts[0]);
    case CW_EXPRESSION_MAPPED:
      return borrow (self, self->mapped != NULL ? cw_fields_get (self->mapped, expression->texts[0]) : NULL);
    case CW_EXPRESSION_CONCAT:
      return evaluate_concat (self, expression);
    case CW_EXPRESSION_FIRST:
      return evaluate_first (self, expression);
    case CW_EXPRESSION_MAP:
      return evaluate_map (self, expression);
    case CW_EXPRESSION_LOOKUP:
      return evaluate_lookup (self, expression);
    case CW_EXPRESSION_IF:
      return evaluate_if (self, expression);
    case CW_EXPRESSION_COMPARE:
      return from_truth (evaluate_compare (self, expression));
    case CW_EXPRESSION_ALL:
    case CW_EXPRESSION_ANY:
      return from_truth (evaluate_all_any (self, expression));
    case CW_EXPRESSION_NOT:
      return from_truth (!holds (self, expression->parts[0]));
    case CW_EXPRESSION_FUNCTION:
      return evaluate_function (self, expression);
    default:
      g_return_val_if_reached (nothing);
    }
}

char *
cw_expression_evaluate (const CwExpression *self, const CwRecord *record, const CwMappingContext *context, const CwFields *mapped,
                        GPtrArray *out_problems)
{
  Evaluation evaluation = { record, context, mapped, out_problems, CW_EXPRESSION_MAX_BYTES, FALSE };
  g_auto (Value) value = evaluate (&evaluation, self);

  /* A result on the way to the end of the budget is not to be trusted: a condition may have turned around. */
  if (evaluation.over || value.text == NULL)
    return NULL;
  return value.owned != NULL ? g_steal_pointer (&value.owned) : g_strdup (value.text);
}

gboolean
cw_expression_is_true (const CwExpression *self, const CwRecord *record, const CwMappingContext *context)
{
  Evaluation evaluation = { record, context, NULL, NULL, CW_EXPRESSION_MAX_BYTES, FALSE };

  return holds (&evaluation, self) && !evaluation.over;
}
