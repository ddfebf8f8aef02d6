/* sb-suiteql-order.c: ORDER BY of SuiteQL, and whether it says enough
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteql-parts.h"

#include <string.h>

/* The output column that an ORDER BY term names by alias, name or position; 0: none. */
static guint
find_ordered_output (SbQlTranslator *t, GArray *outputs, const SbQlExpr *expr)
{
  if (expr->kind == SB_QL_NUMBER)
    {
      gint64 position = sb_ql_is_whole_number (expr) ? g_ascii_strtoll (expr->name, NULL, 10) : 0;

      if (position >= 1 && position <= outputs->len)
        return (guint) position;
      sb_ql_unsupported (t);
      return 0;
    }
  if (expr->kind != SB_QL_COLUMN || expr->qualifier != NULL)
    return 0;
  for (guint i = 0; i < outputs->len; i++)
    if (g_ascii_strcasecmp (g_array_index (outputs, SbQlOutput, i).name, expr->name) == 0)
      return i + 1;

  return 0;
}

/* Nulls are the greatest. A key has none, and the plain term lets SQLite read it in order. */
static void
append_term (GString *order, const char *sql, gboolean descending, gboolean nullable)
{
  g_string_append_printf (order, "%s%s %s%s", order->len == 0 ? " ORDER BY " : ", ", sql, descending ? "DESC" : "ASC",
                          !nullable ? "" : descending ? " NULLS FIRST" : " NULLS LAST");
}

static gboolean
is_never_null (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  SbQlRef ref;

  return sb_ql_try_resolve (t, scope, expr, &ref) &&
         (sb_ql_ref_is_key (&ref) || (ref.field != NULL && ref.field->type == SB_FIELD_DATETIME));
}

/* The expression of a SELECT that an output column stands for, else NULL. */
static const SbQlExpr *
get_output_expr (const SbQlSelect *select, const SbQlParts *parts, guint output)
{
  if (output == 0 || parts->star)
    return NULL;

  return ((const SbQlColumn *) select->columns->pdata[output - 1])->expr;
}

void
sb_ql_append_order (SbQlTranslator *t, const SbQlQuery *query, const SbQlSelect *select, SbQlParts *parts, GString *order)
{
  for (guint i = 0; i < query->order_by->len && t->detail == NULL; i++)
    {
      const SbQlOrder *term = query->order_by->pdata[i];
      guint output = find_ordered_output (t, parts->outputs, term->expr);
      const SbQlExpr *expr = output > 0 ? get_output_expr (select, parts, output) : term->expr;
      g_autofree char *sql = NULL;
      SbQlType type;

      sql = output > 0 ? g_strdup (parts->column_sql->pdata[output - 1]) : sb_ql_dup_value (t, &parts->scope, expr, &type);
      if (output == 0 && (parts->distinct || (!parts->aggregated && sb_ql_has_aggregate (expr))))
        sb_ql_unsupported (t);
      if (output == 0 && parts->aggregated)
        sb_ql_check_grouped (t, parts, expr);
      append_term (order, sql, term->descending, expr == NULL || !is_never_null (t, &parts->scope, expr));
    }
}

void
sb_ql_append_output_order (SbQlTranslator *t, const SbQlQuery *query, GArray *outputs, GString *order)
{
  for (guint i = 0; i < query->order_by->len; i++)
    {
      const SbQlOrder *term = query->order_by->pdata[i];
      guint output = find_ordered_output (t, outputs, term->expr);
      g_autofree char *sql = g_strdup_printf ("c%u", output);

      if (output == 0)
        sb_ql_unsupported (t);
      append_term (order, sql, term->descending, TRUE);
    }
}

/* ---- is the order unique? ---- */

static gboolean
equates (SbQlTranslator *t, SbQlParts *parts, const SbQlExpr *expr, GHashTable *fixed)
{
  SbQlRef left, right;

  if (expr->kind != SB_QL_COMPARE || strcmp (expr->name, "=") != 0 ||
      !sb_ql_try_resolve (t, &parts->scope, expr->args->pdata[0], &left) ||
      !sb_ql_try_resolve (t, &parts->scope, expr->args->pdata[1], &right))
    return FALSE;
  if (sb_ql_ref_is_key (&left) && g_hash_table_contains (fixed, right.item))
    return g_hash_table_add (fixed, left.item);

  return sb_ql_ref_is_key (&right) && g_hash_table_contains (fixed, left.item) && g_hash_table_add (fixed, right.item);
}

/* A source whose key is equal to a column of a fixed one has one row for it, so it is fixed as well. */
static void
fix_joined (SbQlTranslator *t, const SbQlSelect *select, SbQlParts *parts, GHashTable *fixed)
{
  g_autoptr (GPtrArray) conjuncts = sb_ql_dup_conjuncts (select->where);
  gboolean more = TRUE;

  for (guint i = 0; i < select->sources->len; i++)
    {
      const SbQlSource *source = select->sources->pdata[i];
      g_autoptr (GPtrArray) on = sb_ql_dup_conjuncts (source->on);

      g_ptr_array_extend (conjuncts, on, NULL, NULL);
    }
  while (more)
    {
      more = FALSE;
      for (guint i = 0; i < conjuncts->len; i++)
        more |= equates (t, parts, conjuncts->pdata[i], fixed);
    }
}

/* A sub-query's own order is taken as it is when nothing is said around it. */
static gboolean
keeps_sub_order (const SbQlQuery *query, const SbQlSelect *select)
{
  const SbQlSource *source = select->sources->pdata[0];

  return query->order_by->len == 0 && select->sources->len == 1 && source->query != NULL && source->query->order_by->len > 0;
}

gboolean
sb_ql_is_order_unique (SbQlTranslator *t, const SbQlQuery *query, const SbQlSelect *select, SbQlParts *parts)
{
  g_autoptr (GHashTable) fixed = g_hash_table_new (NULL, NULL);

  if (parts->aggregated && select->group_by->len == 0)
    return TRUE;
  if (keeps_sub_order (query, select))
    return TRUE;
  for (guint i = 0; i < query->order_by->len; i++)
    {
      const SbQlOrder *term = query->order_by->pdata[i];
      guint output = find_ordered_output (t, parts->outputs, term->expr);
      const SbQlExpr *expr = output > 0 ? get_output_expr (select, parts, output) : term->expr;
      SbQlRef ref;

      if (expr != NULL && sb_ql_try_resolve (t, &parts->scope, expr, &ref) && sb_ql_ref_is_key (&ref))
        g_hash_table_add (fixed, ref.item);
    }
  fix_joined (t, select, parts, fixed);

  return g_hash_table_size (fixed) == parts->scope.items->len;
}
