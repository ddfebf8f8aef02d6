/* sb-suiteql-parser.c: tokens of SuiteQL to a tree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Recursive descent, one function a rule. NetSuite says the same of every
 * mistake, so a rule that fails returns NULL and nothing more. Chains of one
 * precedence are one node with many arguments: a long list of ORs costs no
 * depth, and what does nest is bounded.
 */

#include "sb-suiteql-private.h"

#include <string.h>

/* Nesting of parentheses, sub-queries and operators; far above what a person writes and far below what the stack holds. */
#define MAX_DEPTH 60

struct _SbQlTree {
  GStringChunk *chunk;
  GArray       *tokens;   /* SbQlToken */
  GPtrArray    *blocks;   /* nodes, owned */
  GPtrArray    *arrays;   /* GPtrArray of the nodes, owned */
  SbQlQuery    *query;
  /* while parsing */
  guint         next;
  guint         depth;
  GArray       *params;   /* SbQlToken, borrowed */
  guint         next_param;
};

static const char *const reserved[] = {
  "ALL", "AND", "AS", "ASC", "BETWEEN", "BY", "CASE", "CAST", "CROSS", "DESC", "DISTINCT", "ELSE", "END", "ESCAPE", "EXCEPT",
  "EXISTS", "FETCH", "FROM", "FULL", "GROUP", "HAVING", "IN", "INNER", "INTERSECT", "INTO", "IS", "JOIN", "LEFT", "LIKE",
  "LIMIT", "MINUS", "NATURAL", "NOT", "NULL", "OFFSET", "ON", "OR", "ORDER", "OUTER", "RIGHT", "SELECT", "THEN", "TOP",
  "UNION", "USING", "WHEN", "WHERE", "WITH", NULL
};

static SbQlExpr  *parse_condition      (SbQlTree *tree);
static SbQlExpr  *parse_pure_condition (SbQlTree *tree);
static SbQlExpr  *parse_value          (SbQlTree *tree);
static SbQlQuery *parse_query          (SbQlTree *tree);

/* ---- nodes ---- */

static gpointer
new_block (SbQlTree *tree, gsize size)
{
  gpointer block = g_malloc0 (size);

  g_ptr_array_add (tree->blocks, block);

  return block;
}

static GPtrArray *
new_array (SbQlTree *tree)
{
  GPtrArray *array = g_ptr_array_new ();

  g_ptr_array_add (tree->arrays, array);

  return array;
}

static SbQlExpr *
new_expr (SbQlTree *tree, SbQlKind kind, const char *name)
{
  SbQlExpr *expr = new_block (tree, sizeof (SbQlExpr));

  expr->kind = kind;
  expr->name = name;
  expr->args = new_array (tree);

  return expr;
}

static SbQlExpr *
new_expr_of (SbQlTree *tree, SbQlKind kind, const char *name, SbQlExpr *first, SbQlExpr *second)
{
  SbQlExpr *expr = new_expr (tree, kind, name);

  g_ptr_array_add (expr->args, first);
  if (second != NULL)
    g_ptr_array_add (expr->args, second);

  return expr;
}

/* ---- tokens ---- */

static const SbQlToken *
peek (SbQlTree *tree)
{
  return &g_array_index (tree->tokens, SbQlToken, tree->next);
}

static const SbQlToken *
peek_after (SbQlTree *tree)
{
  return &g_array_index (tree->tokens, SbQlToken, MIN (tree->next + 1, tree->tokens->len - 1));
}

static gboolean
is_word (const SbQlToken *token, const char *word)
{
  return token->type == SB_QL_TOKEN_WORD && g_ascii_strcasecmp (token->text, word) == 0;
}

static gboolean
is_symbol (const SbQlToken *token, const char *symbol)
{
  return token->type == SB_QL_TOKEN_SYMBOL && strcmp (token->text, symbol) == 0;
}

static gboolean
accept_word (SbQlTree *tree, const char *word)
{
  if (!is_word (peek (tree), word))
    return FALSE;
  tree->next++;

  return TRUE;
}

static gboolean
accept_symbol (SbQlTree *tree, const char *symbol)
{
  if (!is_symbol (peek (tree), symbol))
    return FALSE;
  tree->next++;

  return TRUE;
}

static gboolean
is_reserved (const SbQlToken *token)
{
  if (token->type != SB_QL_TOKEN_WORD)
    return FALSE;
  for (guint i = 0; reserved[i] != NULL; i++)
    if (g_ascii_strcasecmp (token->text, reserved[i]) == 0)
      return TRUE;

  return FALSE;
}

/* A name, quoted or not; NULL when the next token is none. */
static const char *
accept_name (SbQlTree *tree)
{
  const SbQlToken *token = peek (tree);

  if (token->type == SB_QL_TOKEN_QUOTED || (token->type == SB_QL_TOKEN_WORD && !is_reserved (token)))
    {
      tree->next++;
      return token->text;
    }

  return NULL;
}

static const char *
to_upper (SbQlTree *tree, const char *text)
{
  g_autofree char *upper = g_ascii_strup (text, -1);

  return g_string_chunk_insert (tree->chunk, upper);
}

/* ---- values ---- */

static gboolean
parse_list (SbQlTree *tree, GPtrArray *list)
{
  do
    {
      SbQlExpr *expr = parse_value (tree);

      if (expr == NULL)
        return FALSE;
      g_ptr_array_add (list, expr);
    }
  while (accept_symbol (tree, ","));

  return TRUE;
}

/* After the name and "(". */
static SbQlExpr *
parse_call (SbQlTree *tree, const char *name)
{
  SbQlExpr *expr = new_expr (tree, SB_QL_CALL, to_upper (tree, name));

  if (accept_symbol (tree, ")"))
    return expr;
  expr->star = accept_symbol (tree, "*");
  if (!expr->star)
    {
      expr->distinct = accept_word (tree, "DISTINCT");
      if (!parse_list (tree, expr->args))
        return NULL;
    }

  return accept_symbol (tree, ")") ? expr : NULL;
}

static SbQlExpr *
parse_named (SbQlTree *tree)
{
  const char *name = accept_name (tree);
  const char *second;
  SbQlExpr *expr;

  if (name == NULL)
    return NULL;
  if (accept_symbol (tree, "("))
    return parse_call (tree, name);
  if (!accept_symbol (tree, "."))
    return new_expr (tree, SB_QL_COLUMN, name);

  second = accept_name (tree);
  if (second == NULL)
    return NULL;
  if (accept_symbol (tree, "("))
    {
      g_autofree char *full = g_strconcat (name, ".", second, NULL);

      return parse_call (tree, full);
    }
  expr = new_expr (tree, SB_QL_COLUMN, second);
  expr->qualifier = name;

  return expr;
}

/* CASE x WHEN v … is CASE WHEN x = v …. */
static SbQlExpr *
parse_case (SbQlTree *tree)
{
  SbQlExpr *expr = new_expr (tree, SB_QL_CASE, NULL);
  SbQlExpr *operand = NULL;

  if (!is_word (peek (tree), "WHEN") && (operand = parse_value (tree)) == NULL)
    return NULL;
  while (accept_word (tree, "WHEN"))
    {
      SbQlExpr *when = operand != NULL ? parse_value (tree) : parse_pure_condition (tree);
      SbQlExpr *then = when != NULL && accept_word (tree, "THEN") ? parse_value (tree) : NULL;

      if (then == NULL)
        return NULL;
      g_ptr_array_add (expr->args, operand != NULL ? new_expr_of (tree, SB_QL_COMPARE, "=", operand, when) : when);
      g_ptr_array_add (expr->args, then);
    }
  if (expr->args->len == 0)
    return NULL;
  if (accept_word (tree, "ELSE"))
    {
      SbQlExpr *otherwise = parse_value (tree);

      if (otherwise == NULL)
        return NULL;
      g_ptr_array_add (expr->args, otherwise);
    }

  return accept_word (tree, "END") ? expr : NULL;
}

/* CAST (x AS VARCHAR2 (20)): the length is read and not applied. */
static SbQlExpr *
parse_cast (SbQlTree *tree)
{
  SbQlExpr *value;
  const char *type;

  if (!accept_symbol (tree, "(") || (value = parse_value (tree)) == NULL || !accept_word (tree, "AS"))
    return NULL;
  type = accept_name (tree);
  if (type == NULL)
    return NULL;
  if (accept_symbol (tree, "("))
    {
      do
        if (peek (tree)->type != SB_QL_TOKEN_NUMBER)
          return NULL;
        else
          tree->next++;
      while (accept_symbol (tree, ","));
      if (!accept_symbol (tree, ")"))
        return NULL;
    }

  return accept_symbol (tree, ")") ? new_expr_of (tree, SB_QL_CAST, to_upper (tree, type), value, NULL) : NULL;
}

static SbQlExpr *
new_literal (SbQlTree *tree, const SbQlToken *token)
{
  if (token->type == SB_QL_TOKEN_NUMBER)
    return new_expr (tree, SB_QL_NUMBER, token->text);
  /* An empty string is null, as in Oracle. */
  if (token->type == SB_QL_TOKEN_STRING && *token->text != '\0')
    return new_expr (tree, SB_QL_STRING, token->text);

  return new_expr (tree, SB_QL_NULL, NULL);
}

static SbQlExpr *
parse_param (SbQlTree *tree)
{
  SbQlExpr *expr;

  if (tree->next_param >= tree->params->len)
    return NULL;
  expr = new_literal (tree, &g_array_index (tree->params, SbQlToken, tree->next_param++));
  expr->param = TRUE;

  return expr;
}

static SbQlExpr *
parse_scalar (SbQlTree *tree)
{
  SbQlExpr *expr = new_expr (tree, SB_QL_SCALAR, NULL);

  expr->query = parse_query (tree);

  return expr->query != NULL ? expr : NULL;
}

static SbQlExpr *
parse_primary (SbQlTree *tree)
{
  const SbQlToken *token = peek (tree);
  SbQlExpr *expr;

  if (token->type == SB_QL_TOKEN_NUMBER || token->type == SB_QL_TOKEN_STRING)
    {
      tree->next++;
      return new_literal (tree, token);
    }
  if (accept_symbol (tree, "?"))
    return parse_param (tree);
  if (accept_word (tree, "NULL"))
    return new_expr (tree, SB_QL_NULL, NULL);
  if (accept_word (tree, "CASE"))
    return parse_case (tree);
  if (accept_word (tree, "CAST"))
    return parse_cast (tree);
  if (accept_symbol (tree, "("))
    {
      expr = is_word (peek (tree), "SELECT") ? parse_scalar (tree) : parse_condition (tree);
      return expr != NULL && accept_symbol (tree, ")") ? expr : NULL;
    }

  return parse_named (tree);
}

static SbQlExpr *
parse_signed (SbQlTree *tree)
{
  SbQlExpr *expr;
  gboolean negative = FALSE;

  while (is_symbol (peek (tree), "-") || is_symbol (peek (tree), "+"))
    {
      negative ^= is_symbol (peek (tree), "-");
      tree->next++;
    }
  expr = parse_primary (tree);
  if (expr == NULL || !negative)
    return expr;

  return sb_ql_is_condition (expr) ? NULL : new_expr_of (tree, SB_QL_NEGATE, NULL, expr, NULL);
}

/* One precedence: operands by @operand, joined by any of @operators. */
static SbQlExpr *
parse_chain (SbQlTree *tree, SbQlExpr *(*operand) (SbQlTree *), const char *const *operators)
{
  SbQlExpr *first = operand (tree);
  SbQlExpr *chain = NULL;

  while (first != NULL && peek (tree)->type == SB_QL_TOKEN_SYMBOL && g_strv_contains (operators, peek (tree)->text))
    {
      const char *operator = peek (tree)->text;
      SbQlExpr *next;

      tree->next++;
      next = operand (tree);
      if (next == NULL || sb_ql_is_condition (next) || sb_ql_is_condition (first))
        return NULL;
      if (chain == NULL)
        {
          chain = new_expr_of (tree, SB_QL_CHAIN, NULL, first, NULL);
          chain->operators = new_array (tree);
        }
      g_ptr_array_add (chain->operators, (gpointer) operator);
      g_ptr_array_add (chain->args, next);
    }

  return chain != NULL ? chain : first;
}

static SbQlExpr *
parse_product (SbQlTree *tree)
{
  static const char *const operators[] = { "*", "/", NULL };

  return parse_chain (tree, parse_signed, operators);
}

static SbQlExpr *
parse_sum (SbQlTree *tree)
{
  static const char *const operators[] = { "+", "-", NULL };

  return parse_chain (tree, parse_product, operators);
}

/* A value, or a condition in parentheses, which the callers tell apart. */
static SbQlExpr *
parse_operand (SbQlTree *tree)
{
  static const char *const operators[] = { "||", NULL };
  SbQlExpr *expr = NULL;

  if (++tree->depth <= MAX_DEPTH)
    expr = parse_chain (tree, parse_sum, operators);
  tree->depth--;

  return expr;
}

static SbQlExpr *
parse_value (SbQlTree *tree)
{
  SbQlExpr *expr = parse_operand (tree);

  return expr != NULL && !sb_ql_is_condition (expr) ? expr : NULL;
}

/* ---- conditions ---- */

static SbQlExpr *
parse_in (SbQlTree *tree, SbQlExpr *value)
{
  SbQlExpr *expr = new_expr_of (tree, SB_QL_IN, NULL, value, NULL);

  if (!accept_symbol (tree, "("))
    return NULL;
  if (is_word (peek (tree), "SELECT"))
    expr->query = parse_query (tree);
  if (expr->query == NULL && !parse_list (tree, expr->args))
    return NULL;

  return accept_symbol (tree, ")") ? expr : NULL;
}

static SbQlExpr *
parse_like (SbQlTree *tree, SbQlExpr *value)
{
  SbQlExpr *pattern = parse_value (tree);
  SbQlExpr *escape = NULL;
  SbQlExpr *expr;

  if (pattern == NULL || (accept_word (tree, "ESCAPE") && (escape = parse_value (tree)) == NULL))
    return NULL;
  expr = new_expr_of (tree, SB_QL_LIKE, NULL, value, pattern);
  if (escape != NULL)
    g_ptr_array_add (expr->args, escape);

  return expr;
}

static SbQlExpr *
parse_between (SbQlTree *tree, SbQlExpr *value)
{
  SbQlExpr *low = parse_value (tree);
  SbQlExpr *high = low != NULL && accept_word (tree, "AND") ? parse_value (tree) : NULL;
  SbQlExpr *expr;

  if (high == NULL)
    return NULL;
  expr = new_expr_of (tree, SB_QL_BETWEEN, NULL, value, low);
  g_ptr_array_add (expr->args, high);

  return expr;
}

static SbQlExpr *
parse_is (SbQlTree *tree, SbQlExpr *value)
{
  SbQlExpr *expr = new_expr_of (tree, SB_QL_IS_NULL, NULL, value, NULL);

  expr->negated = accept_word (tree, "NOT");

  return accept_word (tree, "NULL") ? expr : NULL;
}

static SbQlExpr *
parse_comparison (SbQlTree *tree, SbQlExpr *value)
{
  static const char *const operators[] = { "=", "<>", "!=", "<", ">", "<=", ">=", NULL };
  const char *operator = peek (tree)->text;
  SbQlExpr *right;

  if (peek (tree)->type != SB_QL_TOKEN_SYMBOL || !g_strv_contains (operators, operator))
    return value;
  tree->next++;
  right = parse_value (tree);

  return right != NULL ? new_expr_of (tree, SB_QL_COMPARE, strcmp (operator, "!=") == 0 ? "<>" : operator, value, right) : NULL;
}

static SbQlExpr *
parse_exists (SbQlTree *tree)
{
  SbQlExpr *expr = new_expr (tree, SB_QL_EXISTS, NULL);

  if (!accept_symbol (tree, "("))
    return NULL;
  expr->query = parse_query (tree);

  return expr->query != NULL && accept_symbol (tree, ")") ? expr : NULL;
}

static SbQlExpr *
parse_predicate (SbQlTree *tree)
{
  SbQlExpr *value, *expr;
  gboolean negated;

  if (accept_word (tree, "EXISTS"))
    return parse_exists (tree);
  value = parse_operand (tree);
  if (value == NULL || sb_ql_is_condition (value))
    return value;
  if (accept_word (tree, "IS"))
    return parse_is (tree, value);

  negated = accept_word (tree, "NOT");
  if (accept_word (tree, "IN"))
    expr = parse_in (tree, value);
  else if (accept_word (tree, "LIKE"))
    expr = parse_like (tree, value);
  else if (accept_word (tree, "BETWEEN"))
    expr = parse_between (tree, value);
  else
    return negated ? NULL : parse_comparison (tree, value);
  if (expr != NULL)
    expr->negated = negated;

  return expr;
}

static SbQlExpr *
parse_not (SbQlTree *tree)
{
  SbQlExpr *expr;
  gboolean negated = FALSE;

  if (!is_word (peek (tree), "NOT"))
    return parse_predicate (tree);
  while (accept_word (tree, "NOT"))
    negated = !negated;
  expr = parse_predicate (tree);
  if (expr == NULL || !sb_ql_is_condition (expr))
    return NULL;

  return negated ? new_expr_of (tree, SB_QL_NOT, NULL, expr, NULL) : expr;
}

static SbQlExpr *
parse_logic (SbQlTree *tree, SbQlKind kind, const char *word, SbQlExpr *(*operand) (SbQlTree *))
{
  SbQlExpr *first = operand (tree);
  SbQlExpr *expr = NULL;

  while (first != NULL && accept_word (tree, word))
    {
      SbQlExpr *next = operand (tree);

      if (next == NULL || !sb_ql_is_condition (next) || !sb_ql_is_condition (first))
        return NULL;
      if (expr == NULL)
        expr = new_expr_of (tree, kind, NULL, first, NULL);
      g_ptr_array_add (expr->args, next);
    }

  return expr != NULL ? expr : first;
}

static SbQlExpr *
parse_and (SbQlTree *tree)
{
  return parse_logic (tree, SB_QL_AND, "AND", parse_not);
}

/* Within parentheses a plain value may come out of this as well. */
static SbQlExpr *
parse_condition (SbQlTree *tree)
{
  SbQlExpr *expr = NULL;

  if (++tree->depth <= MAX_DEPTH)
    expr = parse_logic (tree, SB_QL_OR, "OR", parse_and);
  tree->depth--;

  return expr;
}

static SbQlExpr *
parse_pure_condition (SbQlTree *tree)
{
  SbQlExpr *expr = parse_condition (tree);

  return expr != NULL && sb_ql_is_condition (expr) ? expr : NULL;
}

/* ---- queries ---- */

static gboolean
parse_alias (SbQlTree *tree, const char **out_alias)
{
  gboolean stated = accept_word (tree, "AS");

  *out_alias = accept_name (tree);

  return *out_alias != NULL || !stated;
}

static SbQlColumn *
parse_column (SbQlTree *tree)
{
  SbQlColumn *column = new_block (tree, sizeof (SbQlColumn));

  if (accept_symbol (tree, "*"))
    return column;
  if (is_symbol (peek_after (tree), ".") && tree->next + 2 < tree->tokens->len &&
      is_symbol (&g_array_index (tree->tokens, SbQlToken, tree->next + 2), "*"))
    {
      column->qualifier = accept_name (tree);
      tree->next += 2;
      return column->qualifier != NULL ? column : NULL;
    }
  column->expr = parse_value (tree);

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
  while (accept_symbol (tree, ","));

  return TRUE;
}

static SbQlSource *
parse_source (SbQlTree *tree, SbQlJoin join)
{
  SbQlSource *source = new_block (tree, sizeof (SbQlSource));

  source->join = join;
  if (accept_symbol (tree, "("))
    {
      source->query = parse_query (tree);
      if (source->query == NULL || !accept_symbol (tree, ")"))
        return NULL;
      /* Oracle has no AS here. */
      source->alias = accept_name (tree);
      return source;
    }
  source->table = accept_name (tree);
  if (source->table != NULL)
    source->alias = accept_name (tree);

  return source->table != NULL ? source : NULL;
}

/* What joins the next source; NONE when there is none. FALSE when a word of a join stands alone. */
static gboolean
parse_join_word (SbQlTree *tree, SbQlJoin *out_join)
{
  *out_join = SB_QL_JOIN_NONE;
  if (accept_symbol (tree, ","))
    *out_join = SB_QL_JOIN_COMMA;
  else if (accept_word (tree, "LEFT"))
    {
      accept_word (tree, "OUTER");
      *out_join = SB_QL_JOIN_LEFT;
      return accept_word (tree, "JOIN");
    }
  else if (accept_word (tree, "INNER"))
    {
      *out_join = SB_QL_JOIN_INNER;
      return accept_word (tree, "JOIN");
    }
  else if (accept_word (tree, "JOIN"))
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
          if (!accept_word (tree, "ON") || (source->on = parse_pure_condition (tree)) == NULL)
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
  SbQlSelect *select = new_block (tree, sizeof (SbQlSelect));

  select->columns = new_array (tree);
  select->sources = new_array (tree);
  select->group_by = new_array (tree);
  if (!accept_word (tree, "SELECT"))
    return NULL;
  select->distinct = accept_word (tree, "DISTINCT");
  if (!select->distinct)
    accept_word (tree, "ALL");
  if (!parse_columns (tree, select->columns) || !accept_word (tree, "FROM") || !parse_sources (tree, select->sources))
    return NULL;
  if (accept_word (tree, "WHERE") && (select->where = parse_pure_condition (tree)) == NULL)
    return NULL;
  if (accept_word (tree, "GROUP") && (!accept_word (tree, "BY") || !parse_list (tree, select->group_by)))
    return NULL;
  if (accept_word (tree, "HAVING") && (select->having = parse_pure_condition (tree)) == NULL)
    return NULL;

  return select;
}

static gboolean
parse_order (SbQlTree *tree, GPtrArray *order_by)
{
  if (!accept_word (tree, "BY"))
    return FALSE;
  do
    {
      SbQlOrder *order = new_block (tree, sizeof (SbQlOrder));

      order->expr = parse_value (tree);
      if (order->expr == NULL)
        return FALSE;
      order->descending = accept_word (tree, "DESC");
      order->stated = order->descending || accept_word (tree, "ASC");
      g_ptr_array_add (order_by, order);
    }
  while (accept_symbol (tree, ","));

  return TRUE;
}

static SbQlQuery *
parse_unions (SbQlTree *tree)
{
  SbQlQuery *query = new_block (tree, sizeof (SbQlQuery));

  query->selects = new_array (tree);
  query->unions = new_array (tree);
  query->order_by = new_array (tree);
  do
    {
      SbQlSelect *select = parse_select (tree);

      if (select == NULL)
        return NULL;
      g_ptr_array_add (query->selects, select);
      if (!accept_word (tree, "UNION"))
        break;
      g_ptr_array_add (query->unions, accept_word (tree, "ALL") ? (gpointer) "UNION ALL" : (gpointer) "UNION");
    }
  while (TRUE);
  if (accept_word (tree, "ORDER") && !parse_order (tree, query->order_by))
    return NULL;

  return query;
}

static SbQlQuery *
parse_query (SbQlTree *tree)
{
  SbQlQuery *query = NULL;

  if (++tree->depth <= MAX_DEPTH)
    query = parse_unions (tree);
  tree->depth--;

  return query;
}

gboolean
sb_ql_is_condition (const SbQlExpr *expr)
{
  return expr->kind >= SB_QL_AND;
}

gboolean
sb_ql_is_aggregate (const SbQlExpr *expr)
{
  static const char *const aggregates[] = { "COUNT", "MIN", "MAX", "SUM", "AVG", NULL };

  return expr->kind == SB_QL_CALL && g_strv_contains (aggregates, expr->name);
}

gboolean
sb_ql_is_pseudo (const SbQlExpr *expr, const char *name)
{
  return expr->kind == SB_QL_COLUMN && expr->qualifier == NULL && g_ascii_strcasecmp (expr->name, name) == 0;
}

SbQlTree *
sb_ql_parse (const char *text, GArray *params)
{
  g_autoptr (SbQlTree) tree = g_new0 (SbQlTree, 1);

  tree->chunk = g_string_chunk_new (1024);
  tree->blocks = g_ptr_array_new_with_free_func (g_free);
  tree->arrays = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  tree->params = params;
  tree->tokens = sb_ql_tokenize (text, tree->chunk);
  if (tree->tokens == NULL)
    return NULL;

  tree->query = parse_query (tree);
  if (tree->query == NULL || peek (tree)->type != SB_QL_TOKEN_END || tree->next_param != params->len)
    return NULL;

  return g_steal_pointer (&tree);
}

const SbQlQuery *
sb_ql_tree_get_query (SbQlTree *tree)
{
  return tree->query;
}

void
sb_ql_tree_free (SbQlTree *tree)
{
  g_clear_pointer (&tree->tokens, g_array_unref);
  g_clear_pointer (&tree->arrays, g_ptr_array_unref);
  g_clear_pointer (&tree->blocks, g_ptr_array_unref);
  g_clear_pointer (&tree->chunk, g_string_chunk_free);
  g_free (tree);
}
