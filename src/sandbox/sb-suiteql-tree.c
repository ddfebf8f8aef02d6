/* sb-suiteql-tree.c: the tokens and nodes of a SuiteQL query being parsed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteql-parser.h"

#include <string.h>

static const char *const reserved[] = {
  "ALL", "AND", "AS", "ASC", "BETWEEN", "BY", "CASE", "CAST", "CROSS", "DESC", "DISTINCT", "ELSE", "END", "ESCAPE", "EXCEPT",
  "EXISTS", "FETCH", "FROM", "FULL", "GROUP", "HAVING", "IN", "INNER", "INTERSECT", "INTO", "IS", "JOIN", "LEFT", "LIKE",
  "LIMIT", "MINUS", "NATURAL", "NOT", "NULL", "OFFSET", "ON", "OR", "ORDER", "OUTER", "RIGHT", "SELECT", "THEN", "TOP",
  "UNION", "USING", "WHEN", "WHERE", "WITH", NULL
};

/* ---- nodes ---- */

gpointer
sb_ql_new_block (SbQlTree *tree, gsize size)
{
  gpointer block = g_malloc0 (size);

  g_ptr_array_add (tree->blocks, block);

  return block;
}

GPtrArray *
sb_ql_new_array (SbQlTree *tree)
{
  GPtrArray *array = g_ptr_array_new ();

  g_ptr_array_add (tree->arrays, array);

  return array;
}

SbQlExpr *
sb_ql_new_expr (SbQlTree *tree, SbQlKind kind, const char *name)
{
  SbQlExpr *expr = sb_ql_new_block (tree, sizeof (SbQlExpr));

  expr->kind = kind;
  expr->name = name;
  expr->args = sb_ql_new_array (tree);

  return expr;
}

SbQlExpr *
sb_ql_new_expr_of (SbQlTree *tree, SbQlKind kind, const char *name, SbQlExpr *first, SbQlExpr *second)
{
  SbQlExpr *expr = sb_ql_new_expr (tree, kind, name);

  g_ptr_array_add (expr->args, first);
  if (second != NULL)
    g_ptr_array_add (expr->args, second);

  return expr;
}

/* ---- tokens ---- */

const SbQlToken *
sb_ql_peek (SbQlTree *tree)
{
  return &g_array_index (tree->tokens, SbQlToken, tree->next);
}

const SbQlToken *
sb_ql_peek_after (SbQlTree *tree)
{
  return &g_array_index (tree->tokens, SbQlToken, MIN (tree->next + 1, tree->tokens->len - 1));
}

gboolean
sb_ql_token_is_word (const SbQlToken *token, const char *word)
{
  return token->type == SB_QL_TOKEN_WORD && g_ascii_strcasecmp (token->text, word) == 0;
}

gboolean
sb_ql_token_is_symbol (const SbQlToken *token, const char *symbol)
{
  return token->type == SB_QL_TOKEN_SYMBOL && strcmp (token->text, symbol) == 0;
}

gboolean
sb_ql_accept_word (SbQlTree *tree, const char *word)
{
  if (!sb_ql_token_is_word (sb_ql_peek (tree), word))
    return FALSE;
  tree->next++;

  return TRUE;
}

gboolean
sb_ql_accept_symbol (SbQlTree *tree, const char *symbol)
{
  if (!sb_ql_token_is_symbol (sb_ql_peek (tree), symbol))
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

const char *
sb_ql_accept_name (SbQlTree *tree)
{
  const SbQlToken *token = sb_ql_peek (tree);

  if (token->type == SB_QL_TOKEN_QUOTED || (token->type == SB_QL_TOKEN_WORD && !is_reserved (token)))
    {
      tree->next++;
      return token->text;
    }

  return NULL;
}

const char *
sb_ql_upper (SbQlTree *tree, const char *text)
{
  g_autofree char *upper = g_ascii_strup (text, -1);

  return g_string_chunk_insert (tree->chunk, upper);
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

  tree->query = sb_ql_parse_query (tree);
  if (tree->query == NULL || sb_ql_peek (tree)->type != SB_QL_TOKEN_END || tree->next_param != params->len)
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
