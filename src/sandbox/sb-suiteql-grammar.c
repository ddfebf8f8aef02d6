/* sb-suiteql-grammar.c: SELECT, FROM, UNION and ORDER BY of SuiteQL
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteql-parser.h"

static gboolean
parse_alias (SbQlTree *tree, const char **out_alias)
{
  gboolean stated = sb_ql_accept_word (tree, "AS");

  *out_alias = sb_ql_accept_name (tree);

  return *out_alias != NULL || !stated;
}

static SbQlColumn *
parse_column (SbQlTree *tree)
{
  SbQlColumn *column = sb_ql_new_block (tree, sizeof (SbQlColumn));

  if (sb_ql_accept_symbol (tree, "*"))
    return column;
  if (sb_ql_token_is_symbol (sb_ql_peek_after (tree), ".") && tree->next + 2 < tree->tokens->len &&
      sb_ql_token_is_symbol (&g_array_index (tree->tokens, SbQlToken, tree->next + 2), "*"))
    {
      column->qualifier = sb_ql_accept_name (tree);
      tree->next += 2;
      return column->qualifier != NULL ? column : NULL;
    }
  column->expr = sb_ql_parse_value (tree);

  return column->expr != NULL && parse_alias (tree, &column->alias) ? column : NULL;
}

static gboolean
parse_columns (SbQlTree *tree, GPtrArray *columns)
{
  do
    {
      SbQlColumn *column = parse_column (tree);

      if (column == NULL)
        return FALSE;
      g_ptr_array_add (columns, column);
    }
  while (sb_ql_accept_symbol (tree, ","));

  return TRUE;
}

static SbQlSource *
parse_source (SbQlTree *tree, SbQlJoin join)
{
  SbQlSource *source = sb_ql_new_block (tree, sizeof (SbQlSource));

  source->join = join;
  if (sb_ql_accept_symbol (tree, "("))
    {
      source->query = sb_ql_parse_query (tree);
      if (source->query == NULL || !sb_ql_accept_symbol (tree, ")"))
        return NULL;
      /* Oracle has no AS here. */
      source->alias = sb_ql_accept_name (tree);
      return source;
    }
  source->table = sb_ql_accept_name (tree);
  if (source->table != NULL)
    source->alias = sb_ql_accept_name (tree);

  return source->table != NULL ? source : NULL;
}

/* What joins the next source; NONE when there is none. FALSE when a word of a join stands alone. */
static gboolean
parse_join_word (SbQlTree *tree, SbQlJoin *out_join)
{
  *out_join = SB_QL_JOIN_NONE;
  if (sb_ql_accept_symbol (tree, ","))
    *out_join = SB_QL_JOIN_COMMA;
  else if (sb_ql_accept_word (tree, "LEFT"))
    {
      sb_ql_accept_word (tree, "OUTER");
      *out_join = SB_QL_JOIN_LEFT;
      return sb_ql_accept_word (tree, "JOIN");
    }
  else if (sb_ql_accept_word (tree, "INNER"))
    {
      *out_join = SB_QL_JOIN_INNER;
      return sb_ql_accept_word (tree, "JOIN");
    }
  else if (sb_ql_accept_word (tree, "JOIN"))
    *out_join = SB_QL_JOIN_INNER;

  return TRUE;
}

/* ANSI joins and commas are not mixed in one statement. */
static gboolean
parse_sources (SbQlTree *tree, GPtrArray *sources)
{
  SbQlJoin join = SB_QL_JOIN_NONE;
  gboolean ansi = FALSE, comma = FALSE;

  do
    {
      SbQlSource *source = parse_source (tree, join);

      if (source == NULL)
        return FALSE;
      if (join == SB_QL_JOIN_INNER || join == SB_QL_JOIN_LEFT)
        {
          if (!sb_ql_accept_word (tree, "ON") || (source->on = sb_ql_parse_condition (tree)) == NULL)
            return FALSE;
          ansi = TRUE;
        }
      comma = comma || join == SB_QL_JOIN_COMMA;
      g_ptr_array_add (sources, source);
      if (!parse_join_word (tree, &join))
        return FALSE;
    }
  while (join != SB_QL_JOIN_NONE);

  return !(ansi && comma);
}

static SbQlSelect *
parse_select (SbQlTree *tree)
{
  SbQlSelect *select = sb_ql_new_block (tree, sizeof (SbQlSelect));

  select->columns = sb_ql_new_array (tree);
  select->sources = sb_ql_new_array (tree);
  select->group_by = sb_ql_new_array (tree);
  if (!sb_ql_accept_word (tree, "SELECT"))
    return NULL;
  select->distinct = sb_ql_accept_word (tree, "DISTINCT");
  if (!select->distinct)
    sb_ql_accept_word (tree, "ALL");
  if (!parse_columns (tree, select->columns) || !sb_ql_accept_word (tree, "FROM") || !parse_sources (tree, select->sources))
    return NULL;
  if (sb_ql_accept_word (tree, "WHERE") && (select->where = sb_ql_parse_condition (tree)) == NULL)
    return NULL;
  if (sb_ql_accept_word (tree, "GROUP") && (!sb_ql_accept_word (tree, "BY") || !sb_ql_parse_list (tree, select->group_by)))
    return NULL;
  if (sb_ql_accept_word (tree, "HAVING") && (select->having = sb_ql_parse_condition (tree)) == NULL)
    return NULL;

  return select;
}

static gboolean
parse_order (SbQlTree *tree, GPtrArray *order_by)
{
  if (!sb_ql_accept_word (tree, "BY"))
    return FALSE;
  do
    {
      SbQlOrder *order = sb_ql_new_block (tree, sizeof (SbQlOrder));

      order->expr = sb_ql_parse_value (tree);
      if (order->expr == NULL)
        return FALSE;
      order->descending = sb_ql_accept_word (tree, "DESC");
      order->stated = order->descending || sb_ql_accept_word (tree, "ASC");
      g_ptr_array_add (order_by, order);
    }
  while (sb_ql_accept_symbol (tree, ","));

  return TRUE;
}

static SbQlQuery *
parse_unions (SbQlTree *tree)
{
  SbQlQuery *query = sb_ql_new_block (tree, sizeof (SbQlQuery));

  query->selects = sb_ql_new_array (tree);
  query->unions = sb_ql_new_array (tree);
  query->order_by = sb_ql_new_array (tree);
  do
    {
      SbQlSelect *select = parse_select (tree);

      if (select == NULL)
        return NULL;
      g_ptr_array_add (query->selects, select);
      if (!sb_ql_accept_word (tree, "UNION"))
        break;
      g_ptr_array_add (query->unions, sb_ql_accept_word (tree, "ALL") ? (gpointer) "UNION ALL" : (gpointer) "UNION");
    }
  while (TRUE);
  if (sb_ql_accept_word (tree, "ORDER") && !parse_order (tree, query->order_by))
    return NULL;

  return query;
}

SbQlQuery *
sb_ql_parse_query (SbQlTree *tree)
{
  SbQlQuery *query = NULL;

  if (++tree->depth <= SB_QL_MAX_DEPTH)
    query = parse_unions (tree);
  tree->depth--;

  return query;
}
