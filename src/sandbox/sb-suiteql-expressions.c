/* sb-suiteql-expressions.c: SuiteQL's values and conditions in SQLite's words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteql-scope.h"

#include <string.h>

#define MAX_IN_LIST 1000
#define MAX_CHAIN   500
/* Values emitted for one query. BETWEEN, CASE and DECODE repeat theirs, so that nesting them multiplies. */
#define MAX_WORK    20000

/* ---- columns ---- */

static char *
dup_field (const SbQlRef *ref, SbQlType *out_type)
{
  g_autofree char *sql = sb_ql_ref_dup_sql (ref);

  switch (ref->field->type)
    {
    case SB_FIELD_INTEGER:
    case SB_FIELD_REFERENCE:
      *out_type = SB_QL_TYPE_NUMBER;
      return g_steal_pointer (&sql);
    case SB_FIELD_NUMBER:
      *out_type = SB_QL_TYPE_NUMBER;
      return g_strdup_printf ("CAST (%s AS NUMERIC)", sql);
    case SB_FIELD_DATETIME:
      *out_type = SB_QL_TYPE_TIME;
      return g_steal_pointer (&sql);
    case SB_FIELD_DATE:
      *out_type = SB_QL_TYPE_TIME;
      return g_strdup_printf ("ns_day (%s)", sql);
    case SB_FIELD_TEXT:
    case SB_FIELD_BOOLEAN:
    case SB_FIELD_MULTISELECT:
    case SB_FIELD_ENUM:
      *out_type = SB_QL_TYPE_TEXT;
      return g_steal_pointer (&sql);
    default:
      g_assert_not_reached ();
    }
}

char *
sb_ql_dup_pseudo (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType *out_type)
{
  static const char *const clocks[] = { "SYSDATE", "CURRENT_DATE", "CURRENT_TIMESTAMP", "SYSTIMESTAMP" };

  for (guint i = 0; i < G_N_ELEMENTS (clocks); i++)
    if (sb_ql_is_pseudo (expr, clocks[i]))
      {
        *out_type = SB_QL_TYPE_TIME;
        /* A bare number would be a position in ORDER BY. */
        return g_strdup_printf ("CAST (%" G_GINT64_FORMAT " AS INTEGER)", sb_sandbox_now (t->sandbox) / G_USEC_PER_SEC);
      }
  if (sb_ql_is_pseudo (expr, "SESSIONTIMEZONE"))
    {
      *out_type = SB_QL_TYPE_TEXT;
      return sb_ql_dup_quoted (sb_netsuite_get_zone (t->sandbox));
    }
  if (!sb_ql_is_pseudo (expr, "ROWNUM"))
    return NULL;
  /* Elsewhere than in the outer part of its own SELECT there is no number to give. */
  if (!scope->outside)
    return sb_ql_dup_unsupported (t, out_type);
  *out_type = SB_QL_TYPE_NUMBER;

  return g_strdup_printf ("%s.\"rn\"", scope->wrapper);
}

static char *
dup_column (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType *out_type)
{
  char *sql = sb_ql_dup_pseudo (t, scope, expr, out_type);
  SbQlRef ref;

  if (sql != NULL)
    return sql;
  if (!sb_ql_resolve (t, scope, expr, &ref))
    return sb_ql_dup_null (out_type);
  if (ref.field != NULL)
    return dup_field (&ref, out_type);
  *out_type = g_array_index (ref.item->outputs, SbQlOutput, ref.output).type;

  return sb_ql_ref_dup_sql (&ref);
}

/* ---- other values ---- */

static char *
dup_case (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType *out_type)
{
  g_autoptr (GPtrArray) tests = g_ptr_array_new_with_free_func (g_free);
  g_auto (SbQlValues) values = { NULL };

  sb_ql_values_init (&values);
  for (guint i = 0; i + 1 < expr->args->len; i += 2)
    {
      g_ptr_array_add (tests, sb_ql_dup_condition (t, scope, expr->args->pdata[i]));
      sb_ql_values_add (&values, t, scope, expr->args->pdata[i + 1]);
    }
  if (expr->args->len % 2 == 1)
    sb_ql_values_add (&values, t, scope, expr->args->pdata[expr->args->len - 1]);

  return sb_ql_dup_branches (t, tests, &values, out_type);
}

static char *
dup_cast (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType *out_type)
{
  static const char *const texts[] = { "VARCHAR", "VARCHAR2", "NVARCHAR2", "CHAR", "CLOB", NULL };
  static const char *const numbers[] = { "NUMBER", "NUMERIC", "DECIMAL", "FLOAT", NULL };
  static const char *const integers[] = { "INTEGER", "INT", NULL };
  g_autofree char *value = sb_ql_dup_value (t, scope, expr->args->pdata[0], out_type);
  SbQlType from = *out_type;

  *out_type = SB_QL_TYPE_TEXT;
  if (g_strv_contains (texts, expr->name))
    return sb_ql_convert (t, g_steal_pointer (&value), from, SB_QL_TYPE_TEXT);
  *out_type = SB_QL_TYPE_NUMBER;
  if (g_strv_contains (numbers, expr->name))
    return sb_ql_convert (t, g_steal_pointer (&value), from, SB_QL_TYPE_NUMBER);
  if (g_strv_contains (integers, expr->name))
    {
      value = sb_ql_convert (t, g_steal_pointer (&value), from, SB_QL_TYPE_NUMBER);
      return g_strdup_printf ("ns_round (%s)", value);
    }
  *out_type = SB_QL_TYPE_TIME;
  if ((strcmp (expr->name, "TIMESTAMP") == 0 || strcmp (expr->name, "DATE") == 0) &&
      (from == SB_QL_TYPE_TIME || from == SB_QL_TYPE_NULL))
    return g_steal_pointer (&value);

  return sb_ql_dup_unsupported (t, out_type);
}

/* One step of a chain of + and -, * and /; parentheses are put around the whole, since SQLite nests them 100 deep at most. */
static char *
dup_arithmetic (SbQlTranslator *t, char *left, SbQlType *type, const char *operator, char *right, SbQlType right_type)
{
  g_autofree char *a = left;
  g_autofree char *b = right;
  gboolean minus = *operator == '-';

  if ((*operator == '+' || minus) && (*type == SB_QL_TYPE_TIME || right_type == SB_QL_TYPE_TIME))
    {
      if (*type == SB_QL_TYPE_TIME && right_type == SB_QL_TYPE_TIME && minus)
        {
          *type = SB_QL_TYPE_NUMBER;
          return g_strdup_printf ("ns_days_between (%s, %s)", a, b);
        }
      if (*type == SB_QL_TYPE_TIME)
        {
          b = sb_ql_convert (t, g_steal_pointer (&b), right_type, SB_QL_TYPE_NUMBER);
          return g_strdup_printf ("ns_add_days (%s, %s(%s))", a, minus ? "-" : "", b);
        }
      if (minus)
        sb_ql_unsupported (t);
      a = sb_ql_convert (t, g_steal_pointer (&a), *type, SB_QL_TYPE_NUMBER);
      *type = SB_QL_TYPE_TIME;
      return g_strdup_printf ("ns_add_days (%s, %s)", b, a);
    }

  a = sb_ql_convert (t, g_steal_pointer (&a), *type, SB_QL_TYPE_NUMBER);
  b = sb_ql_convert (t, g_steal_pointer (&b), right_type, SB_QL_TYPE_NUMBER);
  *type = SB_QL_TYPE_NUMBER;

  return *operator == '/' ? g_strdup_printf ("ns_divide (%s, %s)", a, b) : g_strdup_printf ("%s %s %s", a, operator, b);
}

static char *
dup_chain (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType *out_type)
{
  g_autofree char *sql = NULL;

  if (expr->operators->len > MAX_CHAIN)
    return sb_ql_dup_unsupported (t, out_type);
  if (strcmp (expr->operators->pdata[0], "||") == 0)
    return sb_ql_dup_joined (t, scope, expr->args, out_type);

  sql = sb_ql_dup_value (t, scope, expr->args->pdata[0], out_type);
  for (guint i = 0; i < expr->operators->len; i++)
    {
      SbQlType type;
      char *right = sb_ql_dup_value (t, scope, expr->args->pdata[i + 1], &type);

      sql = dup_arithmetic (t, g_steal_pointer (&sql), out_type, expr->operators->pdata[i], right, type);
    }

  return g_strdup_printf ("(%s)", sql);
}

/* A sub-query of one column. */
static char *
dup_single (SbQlTranslator *t, SbQlScope *scope, const SbQlQuery *query, SbQlType *out_type)
{
  g_autoptr (GArray) outputs = NULL;
  g_autofree char *sql = sb_ql_dup_query (t, scope, query, &outputs);

  if (outputs->len != 1)
    return sb_ql_dup_unsupported (t, out_type);
  *out_type = g_array_index (outputs, SbQlOutput, 0).type;

  return g_strdup_printf ("(%s)", sql);
}

char *
sb_ql_dup_value (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType *out_type)
{
  g_autofree char *sql = NULL;

  if (++t->work > MAX_WORK)
    return sb_ql_dup_unsupported (t, out_type);
  switch (expr->kind)
    {
    case SB_QL_COLUMN:
      return dup_column (t, scope, expr, out_type);
    case SB_QL_STRING:
      *out_type = SB_QL_TYPE_TEXT;
      return sb_ql_dup_quoted (expr->name);
    case SB_QL_NUMBER:
      *out_type = SB_QL_TYPE_NUMBER;
      return g_strdup (expr->name);
    case SB_QL_NULL:
      return sb_ql_dup_null (out_type);
    case SB_QL_CALL:
      return sb_ql_dup_call (t, scope, expr, out_type);
    case SB_QL_CAST:
      return dup_cast (t, scope, expr, out_type);
    case SB_QL_CASE:
      return dup_case (t, scope, expr, out_type);
    case SB_QL_CHAIN:
      return dup_chain (t, scope, expr, out_type);
    case SB_QL_NEGATE:
      sql = sb_ql_dup_as (t, scope, expr->args->pdata[0], SB_QL_TYPE_NUMBER);
      *out_type = SB_QL_TYPE_NUMBER;
      return g_strdup_printf ("(- %s)", sql);
    case SB_QL_SCALAR:
      return dup_single (t, scope, expr->query, out_type);
    case SB_QL_AND:
    case SB_QL_OR:
    case SB_QL_NOT:
    case SB_QL_COMPARE:
    case SB_QL_LIKE:
    case SB_QL_BETWEEN:
    case SB_QL_IN:
    case SB_QL_IS_NULL:
    case SB_QL_EXISTS:
    default:
      /* The parser keeps conditions out of values. */
      g_assert_not_reached ();
    }
}

/* ---- conditions ---- */

static char *
dup_logic (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, const char *separator)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  for (guint i = 0; i < expr->args->len; i++)
    g_ptr_array_add (list, sb_ql_dup_condition (t, scope, expr->args->pdata[i]));
  joined = sb_ql_join (list, separator);

  return g_strdup_printf ("(%s)", joined);
}

static char *
dup_like (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *arguments = NULL;

  for (guint i = 0; i < expr->args->len; i++)
    g_ptr_array_add (list, sb_ql_dup_as (t, scope, expr->args->pdata[i], SB_QL_TYPE_TEXT));
  arguments = sb_ql_join (list, ", ");

  return g_strdup_printf ("%sns_like (%s)", expr->negated ? "NOT " : "", arguments);
}

static char *
dup_between (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  const SbQlExpr *value = expr->args->pdata[0];
  g_autofree char *low = sb_ql_dup_comparison (t, scope, value, ">=", expr->args->pdata[1]);
  g_autofree char *high = sb_ql_dup_comparison (t, scope, value, "<=", expr->args->pdata[2]);

  return g_strdup_printf ("%s(%s AND %s)", expr->negated ? "NOT " : "", low, high);
}

/* An entry of an IN list takes the type of the value before IN. */
static char *
dup_entry (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *entry, SbQlType type)
{
  SbQlType entry_type;
  char *sql = sb_ql_dup_value (t, scope, entry, &entry_type);

  if (type == SB_QL_TYPE_TEXT && entry_type == SB_QL_TYPE_NUMBER)
    return sb_ql_convert (t, sql, entry_type, type);
  if (entry_type != SB_QL_TYPE_TEXT && entry_type != SB_QL_TYPE_NULL && type != SB_QL_TYPE_NULL && entry_type != type)
    sb_ql_unsupported (t);

  return sb_ql_adapt (t, entry, sql, entry_type, type);
}

static char *
dup_in (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  SbQlType type, query_type;
  g_autofree char *value = sb_ql_dup_value (t, scope, expr->args->pdata[0], &type);
  g_autofree char *entries = NULL;

  if (expr->query != NULL)
    {
      entries = dup_single (t, scope, expr->query, &query_type);
      if (sb_ql_unify (t, type, query_type) != type && type != SB_QL_TYPE_NULL)
        sb_ql_unsupported (t);
      return g_strdup_printf ("%s%s IN %s", value, expr->negated ? " NOT" : "", entries);
    }
  if (expr->args->len - 1 > MAX_IN_LIST)
    sb_ql_unsupported (t);
  for (guint i = 1; i < expr->args->len; i++)
    g_ptr_array_add (list, dup_entry (t, scope, expr->args->pdata[i], type));
  entries = sb_ql_join (list, ", ");

  return g_strdup_printf ("%s%s IN (%s)", value, expr->negated ? " NOT" : "", entries);
}

static char *
dup_exists (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  g_autoptr (GArray) outputs = NULL;
  g_autofree char *sql = sb_ql_dup_query (t, scope, expr->query, &outputs);

  return g_strdup_printf ("EXISTS (%s)", sql);
}

static char *
dup_is_null (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  SbQlType type;
  g_autofree char *value = sb_ql_dup_value (t, scope, expr->args->pdata[0], &type);

  return g_strdup_printf ("%s IS %sNULL", value, expr->negated ? "NOT " : "");
}

static char *
dup_not (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  g_autofree char *condition = sb_ql_dup_condition (t, scope, expr->args->pdata[0]);

  return g_strdup_printf ("NOT (%s)", condition);
}

char *
sb_ql_dup_condition (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  switch (expr->kind)
    {
    case SB_QL_AND:
      return dup_logic (t, scope, expr, " AND ");
    case SB_QL_OR:
      return dup_logic (t, scope, expr, " OR ");
    case SB_QL_NOT:
      return dup_not (t, scope, expr);
    case SB_QL_COMPARE:
      return sb_ql_dup_comparison (t, scope, expr->args->pdata[0], expr->name, expr->args->pdata[1]);
    case SB_QL_LIKE:
      return dup_like (t, scope, expr);
    case SB_QL_BETWEEN:
      return dup_between (t, scope, expr);
    case SB_QL_IN:
      return dup_in (t, scope, expr);
    case SB_QL_IS_NULL:
      return dup_is_null (t, scope, expr);
    case SB_QL_EXISTS:
      return dup_exists (t, scope, expr);
    case SB_QL_COLUMN:
    case SB_QL_STRING:
    case SB_QL_NUMBER:
    case SB_QL_NULL:
    case SB_QL_CALL:
    case SB_QL_CAST:
    case SB_QL_CASE:
    case SB_QL_CHAIN:
    case SB_QL_NEGATE:
    case SB_QL_SCALAR:
    default:
      g_assert_not_reached ();
    }
}
