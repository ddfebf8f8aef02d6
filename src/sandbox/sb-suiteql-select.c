/* sb-suiteql-select.c: one SELECT of SuiteQL as SQLite text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ROWNUM counts rows before they are ordered or grouped: it numbers an inner
 * SELECT, whose columns the outer one uses.
 */

#include "sb-suiteql-parts.h"

#include <string.h>

static void
clear_output (gpointer data)
{
  SbQlOutput *output = data;

  g_free (output->name);
}

void
sb_ql_parts_init (SbQlParts *parts, SbQlScope *parent)
{
  *parts = (SbQlParts) { .row_limit = -1 };
  sb_ql_scope_init (&parts->scope, parent);
  parts->columns = g_string_new (NULL);
  parts->column_sql = g_ptr_array_new_with_free_func (g_free);
  parts->outputs = g_array_new (FALSE, FALSE, sizeof (SbQlOutput));
  g_array_set_clear_func (parts->outputs, clear_output);
  parts->from = g_string_new (NULL);
  parts->group_by = g_string_new (NULL);
  parts->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
sb_ql_parts_clear (SbQlParts *parts)
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

/* A table with texts whose spelling is a variant. */
static void
append_spelled (SbQlTranslator *t, const SbTable *table, const char *alias, GString *from)
{
  g_string_append (from, "(SELECT ");
  for (const SbField *f = table->fields; f->column != NULL; f++)
    {
      gboolean upper = sb_netsuite_is_upper (t->sandbox, table->table, f->column);

      g_string_append_printf (from, upper ? "%supper (\"%s\") AS \"%s\"" : "%s\"%s\" AS \"%s\"", f == table->fields ? "" : ", ", f->column,
                              f->column);
    }
  g_string_append_printf (from, " FROM \"ns_%s\") AS %s", table->table, alias);
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
  if (!sb_netsuite_has_suiteql_table (t->sandbox, table))
    sb_ql_fail (t, "Search error occurred: Record '%s' was not found.", source->table);

  item = sb_ql_scope_add (scope, t, name, table);
  if (strcmp (table->table, "customfield") == 0)
    g_string_append_printf (from, "(SELECT * FROM ns_customfield WHERE ns_has_custom_field (scriptid)) AS %s", item->alias);
  else if (strcmp (table->table, "deletedrecord") == 0 || sb_netsuite_is_upper (t->sandbox, table->table, "searchstage"))
    append_spelled (t, table, item->alias, from);
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
append_sources (SbQlTranslator *t, const SbQlSelect *select, SbQlParts *parts)
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

GPtrArray *
sb_ql_dup_conjuncts (const SbQlExpr *where)
{
  GPtrArray *conjuncts = g_ptr_array_new ();

  if (where != NULL && where->kind == SB_QL_AND)
    g_ptr_array_extend (conjuncts, where->args, NULL, NULL);
  else if (where != NULL)
    g_ptr_array_add (conjuncts, (gpointer) where);

  return conjuncts;
}

/* A negative one can only come as a parameter. */
gboolean
sb_ql_is_whole_number (const SbQlExpr *expr)
{
  return expr->kind == SB_QL_NUMBER && strlen (expr->name) <= 18 && strspn (expr->name, "-0123456789") == strlen (expr->name);
}

/* ROWNUM compared with a number is a limit; TRUE when @expr was that. */
static gboolean
take_row_limit (SbQlTranslator *t, const SbQlExpr *expr, SbQlParts *parts)
{
  const SbQlExpr *value, *bound;
  gint64 number, limit = -1;

  if (expr->kind != SB_QL_COMPARE)
    return FALSE;
  value = expr->args->pdata[0];
  bound = expr->args->pdata[1];
  if (!sb_ql_is_pseudo (value, "ROWNUM") || !sb_ql_is_whole_number (bound))
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
take_key (SbQlTranslator *t, const SbQlExpr *expr, SbQlParts *parts)
{
  const SbQlExpr *bound;
  SbQlRef ref;

  if (parts->key != NULL || expr->kind != SB_QL_COMPARE || expr->name[0] != '>')
    return FALSE;
  bound = expr->args->pdata[1];
  if (!sb_ql_is_whole_number (bound) || !sb_ql_try_resolve (t, &parts->scope, expr->args->pdata[0], &ref) ||
      !sb_ql_ref_is_key (&ref) || ref.scope != &parts->scope)
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
translate_where (SbQlTranslator *t, const SbQlSelect *select, SbQlParts *parts)
{
  g_autoptr (GPtrArray) conjuncts = sb_ql_dup_conjuncts (select->where);

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

gboolean
sb_ql_has_aggregate (const SbQlExpr *expr)
{
  if (sb_ql_is_aggregate (expr))
    return TRUE;
  for (guint i = 0; i < expr->args->len; i++)
    if (sb_ql_has_aggregate (expr->args->pdata[i]))
      return TRUE;

  return FALSE;
}

/* Takes @sql and @name. */
static void
add_column (SbQlParts *parts, char *sql, char *name, SbQlType type)
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
add_star_column (SbQlTranslator *t, SbQlParts *parts, const SbQlItem *item, const char *name)
{
  SbQlExpr column = { .kind = SB_QL_COLUMN, .name = name, .qualifier = item->name };
  SbQlType type;
  char *sql = sb_ql_dup_value (t, &parts->scope, &column, &type);

  add_column (parts, sql, g_strdup (name), type);
}

/* "*" or "alias.*" */
static void
add_star (SbQlTranslator *t, SbQlParts *parts, const char *qualifier)
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
translate_columns (SbQlTranslator *t, const SbQlSelect *select, SbQlParts *parts)
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

void
sb_ql_check_grouped (SbQlTranslator *t, SbQlParts *parts, const SbQlExpr *expr)
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
    sb_ql_check_grouped (t, parts, expr->args->pdata[i]);
}

static void
translate_groups (SbQlTranslator *t, const SbQlSelect *select, SbQlParts *parts)
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
translate_grouping (SbQlTranslator *t, const SbQlSelect *select, SbQlParts *parts)
{
  translate_groups (t, select, parts);
  if (select->having != NULL)
    {
      parts->having = sb_ql_dup_condition (t, &parts->scope, select->having);
      sb_ql_check_grouped (t, parts, select->having);
    }
  for (guint i = 0; i < select->columns->len; i++)
    {
      const SbQlColumn *column = select->columns->pdata[i];

      if (column->expr == NULL)
        sb_ql_unsupported (t);
      else
        sb_ql_check_grouped (t, parts, column->expr);
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

      if (column->expr != NULL && sb_ql_has_aggregate (column->expr))
        return TRUE;
    }

  return FALSE;
}

/* ---- one SELECT ---- */

void
sb_ql_translate_select (SbQlTranslator *t, const SbQlSelect *select, SbQlParts *parts)
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
append_numbered (GString *sql, const SbQlParts *parts)
{
  g_string_append (sql, "(SELECT row_number () OVER () AS \"rn\"");
  for (guint i = 0; i < parts->scope.carried->len; i++)
    g_string_append_printf (sql, ", %s", (const char *) parts->scope.carried->pdata[i]);
  g_string_append_printf (sql, " FROM %s", parts->from->str);
  if (parts->where != NULL)
    g_string_append_printf (sql, " WHERE %s", parts->where);
  g_string_append_printf (sql, " LIMIT %" G_GINT64_FORMAT ") AS %s", parts->row_limit, parts->scope.wrapper);
}

char *
sb_ql_dup_select (const SbQlParts *parts, const char *columns)
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
