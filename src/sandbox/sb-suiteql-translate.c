/* sb-suiteql-translate.c: a SuiteQL query as SQLite text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two things are made visible on purpose. Rows that no ORDER BY puts in a
 * unique order come in a different order on every page. And ROWNUM counts rows
 * before they are ordered: it numbers an inner SELECT.
 */

#include "sb-suiteql-scope.h"

#include <string.h>

#define MAX_COLUMNS 100

/* One SELECT, taken apart. */
typedef struct {
  SbQlScope  scope;
  GString   *columns;
  GPtrArray *column_sql;   /* owned, without alias */
  GArray    *outputs;      /* SbQlOutput */
  GString   *from;
  char      *where;        /* owned, nullable */
  char      *rest;         /* owned, nullable: where without the key's lower bound, when there is one */
  char      *key;          /* owned, nullable: the column of that bound */
  gint64     above;
  GString   *group_by;
  GHashTable *groups;      /* owned SQL of what is grouped by */
  char      *having;       /* owned, nullable */
  gboolean   distinct;
  gboolean   aggregated;
  gboolean   star;
  gint64     row_limit;    /* of ROWNUM; -1: none */
} Parts;

static void
clear_output (gpointer data)
{
  SbQlOutput *output = data;

  g_free (output->name);
}

static void
parts_init (Parts *parts, SbQlScope *parent)
{
  *parts = (Parts) { .row_limit = -1 };
  sb_ql_scope_init (&parts->scope, parent);
  parts->columns = g_string_new (NULL);
  parts->column_sql = g_ptr_array_new_with_free_func (g_free);
  parts->outputs = g_array_new (FALSE, FALSE, sizeof (SbQlOutput));
  g_array_set_clear_func (parts->outputs, clear_output);
  parts->from = g_string_new (NULL);
  parts->group_by = g_string_new (NULL);
  parts->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
parts_clear (Parts *parts)
{
  sb_ql_scope_clear (&parts->scope);
  g_string_free (parts->columns, TRUE);
  g_clear_pointer (&parts->column_sql, g_ptr_array_unref);
  g_clear_pointer (&parts->outputs, g_array_unref);
  g_string_free (parts->from, TRUE);
  g_clear_pointer (&parts->where, g_free);
  g_clear_pointer (&parts->rest, g_free);
  g_clear_pointer (&parts->key, g_free);
  g_string_free (parts->group_by, TRUE);
  g_clear_pointer (&parts->groups, g_hash_table_unref);
  g_clear_pointer (&parts->having, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

/* ---- FROM ---- */

static void
append_dual (SbQlTranslator *t, SbQlScope *scope, const char *name, GString *from)
{
  SbQlItem *item = sb_ql_scope_add (scope, t, name, NULL);
  SbQlOutput dummy = { g_strdup ("dummy"), SB_QL_TYPE_TEXT };

  item->outputs = g_array_new (FALSE, FALSE, sizeof (SbQlOutput));
  g_array_set_clear_func (item->outputs, clear_output);
  g_array_append_val (item->outputs, dummy);
  g_string_append_printf (from, "(SELECT 'X' AS c1) AS %s", item->alias);
}

static void
append_table (SbQlTranslator *t, SbQlScope *scope, const SbQlSource *source, GString *from)
{
  const SbTable *table = sb_netsuite_find_table (source->table);
  const char *name = source->alias != NULL ? source->alias : source->table;
  SbQlItem *item;

  if (g_ascii_strcasecmp (source->table, "dual") == 0)
    {
      append_dual (t, scope, name, from);
      return;
    }
  if (table == NULL)
    {
      sb_ql_fail (t, "Invalid search type: %s.", source->table);
      return;
    }
  if (!sb_netsuite_has_table (t->sandbox, table))
    sb_ql_fail (t, "Search error occurred: Record '%s' was not found.", source->table);

  item = sb_ql_scope_add (scope, t, name, table);
  if (strcmp (table->table, "customfield") == 0)
    g_string_append_printf (from, "(SELECT * FROM ns_customfield WHERE ns_has_custom_field (scriptid)) AS %s", item->alias);
  else
    g_string_append_printf (from, "\"ns_%s\" AS %s", table->table, item->alias);
}

static void
append_sub_query (SbQlTranslator *t, SbQlScope *scope, const SbQlSource *source, GString *from)
{
  GArray *outputs = NULL;
  /* A sub-query does not see its neighbours. */
  g_autofree char *sql = sb_ql_dup_query (t, scope->parent, source->query, &outputs);
  SbQlItem *item = sb_ql_scope_add (scope, t, source->alias, NULL);

  item->outputs = outputs;
  /* With a LIMIT SQLite keeps the order of the sub-query, which ROWNUM relies on. */
  g_string_append_printf (from, "(%s%s) AS %s", sql, source->query->order_by->len > 0 ? " LIMIT -1" : "", item->alias);
}

static void
append_sources (SbQlTranslator *t, const SbQlSelect *select, Parts *parts)
{
  static const char *const joins[] = {
    [SB_QL_JOIN_NONE] = "", [SB_QL_JOIN_COMMA] = ", ", [SB_QL_JOIN_INNER] = " JOIN ", [SB_QL_JOIN_LEFT] = " LEFT JOIN ",
  };

  for (guint i = 0; i < select->sources->len && t->detail == NULL; i++)
    {
      const SbQlSource *source = select->sources->pdata[i];

      g_string_append (parts->from, joins[source->join]);
      if (source->query != NULL)
        append_sub_query (t, &parts->scope, source, parts->from);
      else
        append_table (t, &parts->scope, source, parts->from);
      if (source->on != NULL && t->detail == NULL)
        {
          g_autofree char *on = sb_ql_dup_condition (t, &parts->scope, source->on);

          g_string_append_printf (parts->from, " ON %s", on);
        }
    }
}

/* ---- WHERE ---- */

/* The conditions that all have to hold. */
static GPtrArray *
dup_conjuncts (const SbQlExpr *where)
{
  GPtrArray *conjuncts = g_ptr_array_new ();

  if (where != NULL && where->kind == SB_QL_AND)
    g_ptr_array_extend (conjuncts, where->args, NULL, NULL);
  else if (where != NULL)
    g_ptr_array_add (conjuncts, (gpointer) where);

  return conjuncts;
}

/* A negative one can only come as a parameter. */
static gboolean
is_whole_number (const SbQlExpr *expr)
{
  return expr->kind == SB_QL_NUMBER && strlen (expr->name) <= 18 && strspn (expr->name, "-0123456789") == strlen (expr->name);
}

/* ROWNUM compared with a number is a limit; TRUE when @expr was that. */
static gboolean
take_row_limit (SbQlTranslator *t, const SbQlExpr *expr, Parts *parts)
{
  const SbQlExpr *value, *bound;
  gint64 number, limit = -1;

  if (expr->kind != SB_QL_COMPARE)
    return FALSE;
  value = expr->args->pdata[0];
  bound = expr->args->pdata[1];
  if (!sb_ql_is_pseudo (value, "ROWNUM") || !is_whole_number (bound))
    return FALSE;

  number = g_ascii_strtoll (bound->name, NULL, 10);
  if (strcmp (expr->name, "<=") == 0)
    limit = number;
  else if (strcmp (expr->name, "<") == 0)
    limit = MAX (number - 1, 0);
  else if (strcmp (expr->name, "=") == 0)
    limit = number == 1 ? 1 : 0;
  else if (strcmp (expr->name, ">") == 0 || strcmp (expr->name, ">=") == 0)
    /* The first row is row 1 until one passes, so nothing ever passes. */
    limit = number > (expr->name[1] == '=') ? 0 : -1;
  else
    sb_ql_unsupported (t);
  if (limit >= 0 && (parts->row_limit < 0 || limit < parts->row_limit))
    parts->row_limit = limit;

  return TRUE;
}

/* A lower bound on a whole-number column, the mark of keyset paging. */
static gboolean
take_key (SbQlTranslator *t, const SbQlExpr *expr, Parts *parts)
{
  const SbQlExpr *bound;
  SbQlRef ref;

  if (parts->key != NULL || expr->kind != SB_QL_COMPARE || expr->name[0] != '>')
    return FALSE;
  bound = expr->args->pdata[1];
  if (!is_whole_number (bound) || !sb_ql_try_resolve (t, &parts->scope, expr->args->pdata[0], &ref) || !sb_ql_ref_is_key (&ref) ||
      ref.scope != &parts->scope)
    return FALSE;
  parts->key = sb_ql_ref_dup_sql (&ref);
  parts->above = g_ascii_strtoll (bound->name, NULL, 10) - (expr->name[1] == '=');

  return TRUE;
}

static void
add_conjunct (char **where, const char *condition)
{
  char *longer = *where == NULL ? g_strdup (condition) : g_strdup_printf ("%s AND %s", *where, condition);

  g_free (*where);
  *where = longer;
}

static void
translate_where (SbQlTranslator *t, const SbQlSelect *select, Parts *parts)
{
  g_autoptr (GPtrArray) conjuncts = dup_conjuncts (select->where);

  for (guint i = 0; i < conjuncts->len; i++)
    {
      const SbQlExpr *expr = conjuncts->pdata[i];
      g_autofree char *condition = NULL;

      if (take_row_limit (t, expr, parts))
        continue;
      condition = sb_ql_dup_condition (t, &parts->scope, expr);
      add_conjunct (&parts->where, condition);
      if (!take_key (t, expr, parts))
        add_conjunct (&parts->rest, condition);
    }
}

/* ---- the columns ---- */

static gboolean
uses_row_number (const SbQlExpr *expr)
{
  if (expr == NULL)
    return FALSE;
  if (sb_ql_is_pseudo (expr, "ROWNUM"))
    return TRUE;
  for (guint i = 0; i < expr->args->len; i++)
    if (uses_row_number (expr->args->pdata[i]))
      return TRUE;

  return FALSE;
}

static gboolean
select_uses_row_number (const SbQlSelect *select)
{
  if (uses_row_number (select->where))
    return TRUE;
  for (guint i = 0; i < select->columns->len; i++)
    if (uses_row_number (((const SbQlColumn *) select->columns->pdata[i])->expr))
      return TRUE;

  return FALSE;
}

static gboolean
has_aggregate (const SbQlExpr *expr)
{
  if (sb_ql_is_aggregate (expr))
    return TRUE;
  for (guint i = 0; i < expr->args->len; i++)
    if (has_aggregate (expr->args->pdata[i]))
      return TRUE;

  return FALSE;
}

/* Takes @sql and @name. */
static void
add_column (Parts *parts, char *sql, char *name, SbQlType type)
{
  SbQlOutput output = { name, type };

  g_array_append_val (parts->outputs, output);
  g_ptr_array_add (parts->column_sql, sql);
  g_string_append_printf (parts->columns, "%s%s AS c%u", parts->outputs->len > 1 ? ", " : "", sql, parts->outputs->len);
}

/* An alias, a column's own name, or expr1, expr2, …; all in lower case. */
static char *
dup_output_name (SbQlTranslator *t, const SbQlColumn *column, guint *expressions)
{
  gboolean zone = sb_ql_is_pseudo (column->expr, "SESSIONTIMEZONE");

  if (zone && sb_sandbox_assumes (t->sandbox, "netsuite.session-timezone-alias", "ignored"))
    return g_strdup_printf ("expr%u", ++*expressions);
  if (column->alias != NULL)
    return g_ascii_strdown (column->alias, -1);
  if (column->expr->kind == SB_QL_COLUMN && !zone)
    return g_ascii_strdown (column->expr->name, -1);

  return g_strdup_printf ("expr%u", ++*expressions);
}

static void
add_star_column (SbQlTranslator *t, Parts *parts, const SbQlItem *item, const char *name)
{
  SbQlExpr column = { .kind = SB_QL_COLUMN, .name = name, .qualifier = item->name };
  SbQlType type;
  char *sql = sb_ql_dup_value (t, &parts->scope, &column, &type);

  add_column (parts, sql, g_strdup (name), type);
}

/* "*" or "alias.*" */
static void
add_star (SbQlTranslator *t, Parts *parts, const char *qualifier)
{
  gboolean found = FALSE;

  parts->star = TRUE;
  for (guint i = 0; i < parts->scope.items->len; i++)
    {
      const SbQlItem *item = parts->scope.items->pdata[i];

      if (qualifier != NULL && (item->name == NULL || g_ascii_strcasecmp (item->name, qualifier) != 0))
        continue;
      found = TRUE;
      for (const SbField *f = item->table != NULL ? item->table->fields : NULL; f != NULL && f->column != NULL; f++)
        if (sb_netsuite_has_column (t->sandbox, item->table, f))
          add_star_column (t, parts, item, f->column);
      for (guint k = 0; item->outputs != NULL && k < item->outputs->len; k++)
        add_star_column (t, parts, item, g_array_index (item->outputs, SbQlOutput, k).name);
    }
  if (!found)
    sb_ql_unsupported (t);
}

static void
translate_columns (SbQlTranslator *t, const SbQlSelect *select, Parts *parts)
{
  guint expressions = 0;

  for (guint i = 0; i < select->columns->len; i++)
    {
      const SbQlColumn *column = select->columns->pdata[i];
      SbQlType type;
      char *sql;

      if (column->expr == NULL)
        {
          add_star (t, parts, column->qualifier);
          continue;
        }
      sql = sb_ql_dup_value (t, &parts->scope, column->expr, &type);
      add_column (parts, sql, dup_output_name (t, column, &expressions), type);
    }
}

/* ---- GROUP BY ---- */

/* Outside aggregates only what is grouped by may be used. */
static void
check_grouped (SbQlTranslator *t, Parts *parts, const SbQlExpr *expr)
{
  SbQlRef ref;

  if (sb_ql_is_aggregate (expr) || t->detail != NULL)
    return;
  if (!sb_ql_is_condition (expr))
    {
      SbQlType type;
      g_autofree char *sql = sb_ql_dup_value (t, &parts->scope, expr, &type);

      if (g_hash_table_contains (parts->groups, sql))
        return;
    }
  if (sb_ql_try_resolve (t, &parts->scope, expr, &ref) && ref.scope == &parts->scope)
    sb_ql_unsupported (t);
  for (guint i = 0; i < expr->args->len; i++)
    check_grouped (t, parts, expr->args->pdata[i]);
}

static void
translate_groups (SbQlTranslator *t, const SbQlSelect *select, Parts *parts)
{
  parts->scope.aggregates = FALSE;
  for (guint i = 0; i < select->group_by->len; i++)
    {
      const SbQlExpr *expr = select->group_by->pdata[i];
      SbQlType type;
      char *sql;

      /* A number would be a position for SQLite, and is nothing for Oracle. */
      if (expr->kind == SB_QL_NUMBER)
        sb_ql_unsupported (t);
      sql = sb_ql_dup_value (t, &parts->scope, expr, &type);
      g_string_append_printf (parts->group_by, "%s%s", i == 0 ? "" : ", ", sql);
      g_hash_table_add (parts->groups, sql);
    }
  parts->scope.aggregates = TRUE;
}

static void
translate_grouping (SbQlTranslator *t, const SbQlSelect *select, Parts *parts)
{
  translate_groups (t, select, parts);
  if (select->having != NULL)
    {
      parts->having = sb_ql_dup_condition (t, &parts->scope, select->having);
      check_grouped (t, parts, select->having);
    }
  for (guint i = 0; i < select->columns->len; i++)
    {
      const SbQlColumn *column = select->columns->pdata[i];

      if (column->expr == NULL)
        sb_ql_unsupported (t);
      else
        check_grouped (t, parts, column->expr);
    }
}

static gboolean
is_aggregated (const SbQlSelect *select)
{
  if (select->group_by->len > 0 || select->having != NULL)
    return TRUE;
  for (guint i = 0; i < select->columns->len; i++)
    {
      const SbQlColumn *column = select->columns->pdata[i];

      if (column->expr != NULL && has_aggregate (column->expr))
        return TRUE;
    }

  return FALSE;
}

/* ---- one SELECT ---- */

static void
translate_select (SbQlTranslator *t, const SbQlSelect *select, Parts *parts)
{
  gboolean numbered = select_uses_row_number (select);

  append_sources (t, select, parts);
  if (t->detail != NULL)
    return;
  translate_where (t, select, parts);
  if (numbered)
    parts->scope.wrapper = g_strdup_printf ("w%u", ++t->last_source);
  parts->scope.outside = numbered;
  parts->distinct = select->distinct;
  parts->aggregated = is_aggregated (select);
  parts->scope.aggregates = TRUE;
  translate_columns (t, select, parts);
  if (parts->aggregated)
    translate_grouping (t, select, parts);
}

/* The rows before grouping, of a SELECT that numbers them. */
static void
append_numbered (GString *sql, const Parts *parts)
{
  g_string_append (sql, "(SELECT row_number () OVER () AS \"rn\"");
  for (guint i = 0; i < parts->scope.carried->len; i++)
    g_string_append_printf (sql, ", %s", (const char *) parts->scope.carried->pdata[i]);
  g_string_append_printf (sql, " FROM %s", parts->from->str);
  if (parts->where != NULL)
    g_string_append_printf (sql, " WHERE %s", parts->where);
  g_string_append_printf (sql, " LIMIT %" G_GINT64_FORMAT ") AS %s", parts->row_limit, parts->scope.wrapper);
}

static char *
dup_select_sql (const Parts *parts, const char *columns)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "SELECT %s%s FROM ", parts->distinct ? "DISTINCT " : "", columns);
  if (parts->scope.wrapper != NULL)
    append_numbered (sql, parts);
  else
    g_string_append (sql, parts->from->str);
  if (parts->scope.wrapper == NULL && parts->where != NULL)
    g_string_append_printf (sql, " WHERE %s", parts->where);
  if (parts->group_by->len > 0)
    g_string_append_printf (sql, " GROUP BY %s", parts->group_by->str);
  if (parts->having != NULL)
    g_string_append_printf (sql, " HAVING %s", parts->having);

  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/* ---- ORDER BY ---- */

/* The output column that an ORDER BY term names by alias, name or position; 0: none. */
static guint
find_ordered_output (SbQlTranslator *t, GArray *outputs, const SbQlExpr *expr)
{
  if (expr->kind == SB_QL_NUMBER)
    {
      gint64 position = is_whole_number (expr) ? g_ascii_strtoll (expr->name, NULL, 10) : 0;

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
get_output_expr (const SbQlSelect *select, const Parts *parts, guint output)
{
  if (output == 0 || parts->star)
    return NULL;

  return ((const SbQlColumn *) select->columns->pdata[output - 1])->expr;
}

/* Terms of a single SELECT's order. */
static void
append_order (SbQlTranslator *t, const SbQlQuery *query, const SbQlSelect *select, Parts *parts, GString *order)
{
  for (guint i = 0; i < query->order_by->len && t->detail == NULL; i++)
    {
      const SbQlOrder *term = query->order_by->pdata[i];
      guint output = find_ordered_output (t, parts->outputs, term->expr);
      const SbQlExpr *expr = output > 0 ? get_output_expr (select, parts, output) : term->expr;
      g_autofree char *sql = NULL;
      SbQlType type;

      sql = output > 0 ? g_strdup (parts->column_sql->pdata[output - 1]) : sb_ql_dup_value (t, &parts->scope, expr, &type);
      if (output == 0 && (parts->distinct || (!parts->aggregated && has_aggregate (expr))))
        sb_ql_unsupported (t);
      if (output == 0 && parts->aggregated)
        check_grouped (t, parts, expr);
      append_term (order, sql, term->descending, expr == NULL || !is_never_null (t, &parts->scope, expr));
    }
}

/* Terms of an order over whole output columns: of a UNION, or around a DISTINCT. */
static void
append_output_order (SbQlTranslator *t, const SbQlQuery *query, GArray *outputs, GString *order)
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
equates (SbQlTranslator *t, Parts *parts, const SbQlExpr *expr, GHashTable *fixed)
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
fix_joined (SbQlTranslator *t, const SbQlSelect *select, Parts *parts, GHashTable *fixed)
{
  g_autoptr (GPtrArray) conjuncts = dup_conjuncts (select->where);
  gboolean more = TRUE;

  for (guint i = 0; i < select->sources->len; i++)
    {
      const SbQlSource *source = select->sources->pdata[i];
      g_autoptr (GPtrArray) on = dup_conjuncts (source->on);

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

static gboolean
is_order_unique (SbQlTranslator *t, const SbQlQuery *query, const SbQlSelect *select, Parts *parts)
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

/* ---- whole queries ---- */

static gboolean
same_types (GArray *a, GArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      SbQlType x = g_array_index (a, SbQlOutput, i).type, y = g_array_index (b, SbQlOutput, i).type;

      if (x != y && x != SB_QL_TYPE_NULL && y != SB_QL_TYPE_NULL)
        return FALSE;
    }

  return TRUE;
}

/* Names and types are those of the first SELECT; a null there takes the type of a later one. */
static void
merge_outputs (SbQlTranslator *t, GArray **outputs, Parts *parts)
{
  if (*outputs == NULL)
    {
      *outputs = g_steal_pointer (&parts->outputs);
      return;
    }
  if (!same_types (*outputs, parts->outputs))
    {
      sb_ql_unsupported (t);
      return;
    }
  for (guint i = 0; i < (*outputs)->len; i++)
    if (g_array_index (*outputs, SbQlOutput, i).type == SB_QL_TYPE_NULL)
      g_array_index (*outputs, SbQlOutput, i).type = g_array_index (parts->outputs, SbQlOutput, i).type;
}

/* The SELECTs of a UNION, without order. */
static char *
dup_union (SbQlTranslator *t, SbQlScope *parent, const SbQlQuery *query, GArray **out_outputs)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  for (guint i = 0; i < query->selects->len && t->detail == NULL; i++)
    {
      g_auto (Parts) parts;
      g_autofree char *part = NULL;

      parts_init (&parts, parent);
      translate_select (t, query->selects->pdata[i], &parts);
      part = dup_select_sql (&parts, parts.columns->str);
      g_string_append_printf (sql, "%s%s%s%s", i == 0 ? "" : " ", i == 0 ? "" : (const char *) query->unions->pdata[i - 1],
                              i == 0 ? "" : " ", part);
      merge_outputs (t, out_outputs, &parts);
    }
  if (*out_outputs == NULL)
    *out_outputs = g_array_new (FALSE, FALSE, sizeof (SbQlOutput));

  return g_string_free (g_steal_pointer (&sql), FALSE);
}

char *
sb_ql_dup_query (SbQlTranslator *t, SbQlScope *parent, const SbQlQuery *query, GArray **out_outputs)
{
  g_autoptr (GString) order = g_string_new (NULL);
  g_autofree char *sql = NULL;
  g_auto (Parts) parts;

  parts_init (&parts, parent);
  if (query->selects->len > 1)
    {
      g_autofree char *inner = dup_union (t, parent, query, out_outputs);

      append_output_order (t, query, *out_outputs, order);
      return g_strdup_printf ("SELECT * FROM (%s)%s", inner, order->str);
    }
  translate_select (t, query->selects->pdata[0], &parts);
  append_order (t, query, query->selects->pdata[0], &parts, order);
  sql = dup_select_sql (&parts, parts.columns->str);
  *out_outputs = g_steal_pointer (&parts.outputs);

  return g_strconcat (sql, order->str, NULL);
}

static void
append_scatter (GString *order)
{
  g_string_append (order, order->len == 0 ? " ORDER BY ns_scatter ()" : ", ns_scatter ()");
}

static void
plan_union (SbQlTranslator *t, const SbQlQuery *query, SbQlPlan *plan)
{
  g_autoptr (GString) order = g_string_new (NULL);
  g_autofree char *sql = dup_union (t, NULL, query, &plan->outputs);

  append_output_order (t, query, plan->outputs, order);
  append_scatter (order);
  plan->sql = g_strdup_printf ("SELECT * FROM (%s)%s", sql, order->str);
  plan->count_sql = g_strdup_printf ("SELECT count (*) FROM (%s)", sql);
}

static void
plan_counts (const Parts *parts, const char *sql, SbQlPlan *plan)
{
  gboolean plain = !parts->distinct && !parts->aggregated && parts->scope.wrapper == NULL;

  if (!plain)
    {
      plan->count_sql = g_strdup_printf ("SELECT count (*) FROM (%s)", sql);
      return;
    }
  plan->count_sql = dup_select_sql (parts, "count (*)");
  if (parts->key == NULL)
    return;
  plan->keys_sql = g_strdup_printf ("SELECT %s FROM %s%s%s ORDER BY 1", parts->key, parts->from->str,
                                    parts->rest != NULL ? " WHERE " : "", parts->rest != NULL ? parts->rest : "");
  plan->keys_above = parts->above;
}

static void
plan_select (SbQlTranslator *t, const SbQlQuery *query, SbQlPlan *plan)
{
  const SbQlSelect *select = query->selects->pdata[0];
  g_autoptr (GString) order = g_string_new (NULL);
  g_autofree char *sql = NULL;
  g_auto (Parts) parts;

  parts_init (&parts, NULL);
  translate_select (t, select, &parts);
  if (t->detail != NULL)
    return;
  if (parts.distinct)
    append_output_order (t, query, parts.outputs, order);
  else
    append_order (t, query, select, &parts, order);
  if (!is_order_unique (t, query, select, &parts))
    append_scatter (order);
  sql = dup_select_sql (&parts, parts.columns->str);
  plan->sql = parts.distinct ? g_strdup_printf ("SELECT * FROM (%s)%s", sql, order->str) : g_strconcat (sql, order->str, NULL);
  plan_counts (&parts, sql, plan);
  plan->empty = parts.star && sb_sandbox_assumes (t->sandbox, "netsuite.select-star", "empty");
  plan->outputs = g_steal_pointer (&parts.outputs);
}

/* One account returned nothing for an ORDER BY without a direction. */
static gboolean
lacks_direction (const SbQlQuery *query)
{
  for (guint i = 0; i < query->order_by->len; i++)
    if (!((const SbQlOrder *) query->order_by->pdata[i])->stated)
      return TRUE;

  return FALSE;
}

SbQlPlan *
sb_ql_translate (SbSandbox *self, const SbQlQuery *query, char **out_detail)
{
  g_autoptr (SbQlPlan) plan = g_new0 (SbQlPlan, 1);
  SbQlTranslator t = { .sandbox = self };

  if (query->selects->len > 1)
    plan_union (&t, query, plan);
  else
    plan_select (&t, query, plan);
  if (t.detail != NULL)
    {
      *out_detail = t.detail;
      return NULL;
    }
  plan->empty = plan->empty || plan->outputs->len > MAX_COLUMNS ||
                (lacks_direction (query) && sb_sandbox_assumes (self, "netsuite.order-without-asc", "empty"));
  plan->trips = t.trips;

  return g_steal_pointer (&plan);
}

void
sb_ql_plan_free (SbQlPlan *plan)
{
  g_free (plan->sql);
  g_free (plan->count_sql);
  g_free (plan->keys_sql);
  g_clear_pointer (&plan->outputs, g_array_unref);
  g_free (plan);
}
