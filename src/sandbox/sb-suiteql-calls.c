/* sb-suiteql-calls.c: SuiteQL's functions in SQLite's words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteql-scope.h"

#include <string.h>

/* A function whose arguments are converted and passed on. */
typedef struct {
  const char *name;
  const char *function;    /* SQLite's or ours */
  guint       min, max;    /* arguments */
  const char *arguments;   /* 't' text, 'n' number; the last one repeats */
  SbQlType    type;
} Simple;

static const Simple simple_functions[] = {
  { "UPPER", "ns_upper", 1, 1, "t", SB_QL_TYPE_TEXT },
  { "LOWER", "ns_lower", 1, 1, "t", SB_QL_TYPE_TEXT },
  { "TRIM", "trim", 1, 1, "t", SB_QL_TYPE_TEXT },
  { "LTRIM", "ltrim", 1, 2, "t", SB_QL_TYPE_TEXT },
  { "RTRIM", "rtrim", 1, 2, "t", SB_QL_TYPE_TEXT },
  { "REPLACE", "replace", 3, 3, "t", SB_QL_TYPE_TEXT },
  { "LENGTH", "length", 1, 1, "t", SB_QL_TYPE_NUMBER },
  { "INSTR", "instr", 2, 2, "t", SB_QL_TYPE_NUMBER },
  { "ABS", "abs", 1, 1, "n", SB_QL_TYPE_NUMBER },
  { "CEIL", "ns_ceil", 1, 1, "n", SB_QL_TYPE_NUMBER },
  { "FLOOR", "ns_floor", 1, 1, "n", SB_QL_TYPE_NUMBER },
  { "ROUND", "ns_round", 1, 2, "n", SB_QL_TYPE_NUMBER },
  { "TO_NUMBER", "ns_to_number", 1, 1, "t", SB_QL_TYPE_NUMBER },
  { NULL }
};

typedef char *(*Special) (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type);

static gboolean
has_literal_mask (const SbQlExpr *call, gboolean fractions)
{
  const SbQlExpr *mask = call->args->len == 2 ? call->args->pdata[1] : NULL;

  return mask != NULL && mask->kind == SB_QL_STRING && sb_ql_mask_is_valid (mask->name, fractions);
}

static char *
to_char (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  SbQlType type;
  g_autofree char *value = sb_ql_dup_value (t, scope, call->args->pdata[0], &type);
  g_autofree char *mask = NULL;

  *out_type = SB_QL_TYPE_TEXT;
  if (call->args->len == 1)
    return sb_ql_convert (t, g_steal_pointer (&value), type, SB_QL_TYPE_TEXT);
  if ((type != SB_QL_TYPE_TIME && type != SB_QL_TYPE_NULL) || !has_literal_mask (call, TRUE))
    return sb_ql_dup_unsupported (t, out_type);
  mask = sb_ql_dup_as (t, scope, call->args->pdata[1], SB_QL_TYPE_TEXT);

  return g_strdup_printf ("ns_to_char (%s, %s)", value, mask);
}

static char *
to_date (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  SbQlType type;
  g_autofree char *value = sb_ql_dup_value (t, scope, call->args->pdata[0], &type);
  g_autofree char *mask = NULL;

  if ((type != SB_QL_TYPE_TEXT && type != SB_QL_TYPE_NULL) || !has_literal_mask (call, strcmp (call->name, "TO_TIMESTAMP") == 0))
    return sb_ql_dup_unsupported (t, out_type);
  mask = sb_ql_dup_as (t, scope, call->args->pdata[1], SB_QL_TYPE_TEXT);
  *out_type = SB_QL_TYPE_TIME;

  return g_strdup_printf ("ns_to_date (%s, %s)", value, mask);
}

/* What a person sees instead of an id; only a column has that. */
static char *
display (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  const SbQlExpr *column = call->args->pdata[0];
  g_autofree char *sql = NULL;
  const SbTable *target;
  SbQlType type;
  SbQlRef ref;

  if (column->kind != SB_QL_COLUMN || (sql = sb_ql_dup_pseudo (t, scope, column, &type)) != NULL)
    return sb_ql_dup_unsupported (t, out_type);
  *out_type = SB_QL_TYPE_TEXT;
  if (!sb_ql_resolve (t, scope, column, &ref))
    return sb_ql_dup_null (out_type);
  if (ref.field == NULL)
    return sb_ql_dup_as (t, scope, column, SB_QL_TYPE_TEXT);

  sql = sb_ql_ref_dup_sql (&ref);
  target = sb_netsuite_find_referenced (ref.field);
  if (ref.field->type == SB_FIELD_REFERENCE && target != NULL)
    return g_strdup_printf ("(SELECT d.\"%s\" FROM \"ns_%s\" d WHERE d.\"%s\" = %s)", target->display, target->table,
                            target->fields->column, sql);
  if (ref.field->type == SB_FIELD_MULTISELECT && target != NULL)
    return g_strdup_printf ("(SELECT group_concat (d.\"%s\", ', ') FROM \"ns_%s\" d"
                            " WHERE ', ' || %s || ',' LIKE '%%, ' || d.\"%s\" || ',%%')", target->display, target->table, sql,
                            target->fields->column);
  if (ref.field->type == SB_FIELD_ENUM)
    return g_strdup_printf ("ns_enum_text ('%s', '%s', %s)", ref.item->table->table, ref.field->column, sql);

  return sb_ql_dup_as (t, scope, column, SB_QL_TYPE_TEXT);
}

static char *
common (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  static const struct { const char *name, *function; } names[] = {
    { "NVL", "coalesce" }, { "COALESCE", "coalesce" }, { "NULLIF", "nullif" }, { "GREATEST", "max" }, { "LEAST", "min" },
  };
  g_auto (SbQlValues) values = { NULL };
  g_autofree char *arguments = NULL;

  sb_ql_values_init (&values);
  for (guint i = 0; i < call->args->len; i++)
    sb_ql_values_add (&values, t, scope, call->args->pdata[i]);
  *out_type = sb_ql_values_unify (&values, t);
  arguments = sb_ql_join (values.sql, ", ");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].name, call->name) == 0)
      return g_strdup_printf ("%s (%s)", names[i].function, arguments);
  g_assert_not_reached ();
}

/* DECODE takes two nulls for equal. */
static char *
decode (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  g_autoptr (GPtrArray) tests = g_ptr_array_new_with_free_func (g_free);
  g_auto (SbQlValues) values = { NULL };
  guint pairs = (call->args->len - 1) / 2;

  sb_ql_values_init (&values);
  for (guint i = 0; i < pairs; i++)
    {
      g_ptr_array_add (tests, sb_ql_dup_comparison (t, scope, call->args->pdata[0], "IS", call->args->pdata[2 * i + 1]));
      sb_ql_values_add (&values, t, scope, call->args->pdata[2 * i + 2]);
    }
  if (call->args->len % 2 == 0)
    sb_ql_values_add (&values, t, scope, call->args->pdata[call->args->len - 1]);

  return sb_ql_dup_branches (t, tests, &values, out_type);
}

/* Position 0 is position 1. */
static char *
substring (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  g_autofree char *text = sb_ql_dup_as (t, scope, call->args->pdata[0], SB_QL_TYPE_TEXT);
  g_autofree char *start = sb_ql_dup_as (t, scope, call->args->pdata[1], SB_QL_TYPE_NUMBER);
  g_autofree char *length = NULL;

  *out_type = SB_QL_TYPE_TEXT;
  if (call->args->len == 2)
    return g_strdup_printf ("nullif (substr (%s, coalesce (nullif (%s, 0), 1)), '')", text, start);
  length = sb_ql_dup_as (t, scope, call->args->pdata[2], SB_QL_TYPE_NUMBER);

  return g_strdup_printf ("nullif (substr (%s, coalesce (nullif (%s, 0), 1), max (%s, 0)), '')", text, start, length);
}

static char *
truncate_value (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  g_autofree char *value = sb_ql_dup_value (t, scope, call->args->pdata[0], out_type);
  g_autofree char *digits = NULL;

  if (*out_type == SB_QL_TYPE_TIME && call->args->len == 1)
    return g_strdup_printf ("ns_trunc_day (%s)", value);
  value = sb_ql_convert (t, g_steal_pointer (&value), *out_type, SB_QL_TYPE_NUMBER);
  *out_type = SB_QL_TYPE_NUMBER;
  if (call->args->len == 1)
    return g_strdup_printf ("ns_trunc (%s)", value);
  digits = sb_ql_dup_as (t, scope, call->args->pdata[1], SB_QL_TYPE_NUMBER);

  return g_strdup_printf ("ns_trunc (%s, %s)", value, digits);
}

static char *
concatenate (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  return sb_ql_dup_joined (t, scope, call->args, out_type);
}

static char *
aggregate (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  gboolean number = strcmp (call->name, "SUM") == 0 || strcmp (call->name, "AVG") == 0;
  g_autofree char *value = NULL;

  if (!scope->aggregates || (call->star && strcmp (call->name, "COUNT") != 0))
    return sb_ql_dup_unsupported (t, out_type);
  if (call->star)
    {
      *out_type = SB_QL_TYPE_NUMBER;
      return g_strdup ("count (*)");
    }

  /* No aggregate within an aggregate. */
  scope->aggregates = FALSE;
  value = sb_ql_dup_value (t, scope, call->args->pdata[0], out_type);
  scope->aggregates = TRUE;
  if (number)
    value = sb_ql_convert (t, g_steal_pointer (&value), *out_type, SB_QL_TYPE_NUMBER);
  if (number || strcmp (call->name, "COUNT") == 0)
    *out_type = SB_QL_TYPE_NUMBER;

  return g_strdup_printf ("%s (%s%s)", call->name, call->distinct ? "DISTINCT " : "", value);
}

static const struct { const char *name; guint min, max; Special function; } special_functions[] = {
  { "TO_CHAR", 1, 2, to_char },
  { "TO_DATE", 2, 2, to_date },
  { "TO_TIMESTAMP", 2, 2, to_date },
  { "BUILTIN.DF", 1, 1, display },
  { "NVL", 2, 2, common },
  { "COALESCE", 2, 64, common },
  { "NULLIF", 2, 2, common },
  { "GREATEST", 2, 64, common },
  { "LEAST", 2, 64, common },
  { "DECODE", 3, 255, decode },
  { "SUBSTR", 2, 3, substring },
  { "TRUNC", 1, 2, truncate_value },
  { "CONCAT", 2, 2, concatenate },
  { "COUNT", 0, 1, aggregate },
  { "MIN", 1, 1, aggregate },
  { "MAX", 1, 1, aggregate },
  { "SUM", 1, 1, aggregate },
  { "AVG", 1, 1, aggregate },
};

static char *
dup_simple (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, const Simple *simple, SbQlType *out_type)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *arguments = NULL;
  gsize kinds = strlen (simple->arguments);

  for (guint i = 0; i < call->args->len; i++)
    g_ptr_array_add (list, sb_ql_dup_as (t, scope, call->args->pdata[i],
                                         simple->arguments[MIN (i, kinds - 1)] == 't' ? SB_QL_TYPE_TEXT : SB_QL_TYPE_NUMBER));
  arguments = sb_ql_join (list, ", ");
  *out_type = simple->type;

  return g_strdup_printf ("%s (%s)", simple->function, arguments);
}

static gboolean
fits (const SbQlExpr *call, guint min, guint max)
{
  if (call->star)
    return sb_ql_is_aggregate (call);

  return call->args->len >= MAX (min, 1) && call->args->len <= max && (!call->distinct || sb_ql_is_aggregate (call));
}

char *
sb_ql_dup_call (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  for (guint i = 0; i < G_N_ELEMENTS (special_functions); i++)
    if (strcmp (special_functions[i].name, call->name) == 0 && fits (call, special_functions[i].min, special_functions[i].max))
      return special_functions[i].function (t, scope, call, out_type);
  for (const Simple *s = simple_functions; s->name != NULL; s++)
    if (strcmp (s->name, call->name) == 0 && fits (call, s->min, s->max))
      return dup_simple (t, scope, call, s, out_type);

  return sb_ql_dup_unsupported (t, out_type);
}
