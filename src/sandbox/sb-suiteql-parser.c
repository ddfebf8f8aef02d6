/* sb-suiteql-parser.c: values and conditions of SuiteQL
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Recursive descent, one function a rule. NetSuite says the same of every
 * mistake, so a rule that fails returns NULL and nothing more. Chains of one
 * precedence are one node with many arguments: a long list of ORs costs no
 * depth, and what does nest is bounded.
 */

#include "sb-suiteql-parser.h"

#include <string.h>

static SbQlExpr *parse_condition (SbQlTree *tree);

/* ---- values ---- */

gboolean
sb_ql_parse_list (SbQlTree *tree, GPtrArray *list)
{
  do
    {
      SbQlExpr *expr = sb_ql_parse_value (tree);

      if (expr == NULL)
        return FALSE;
      g_ptr_array_add (list, expr);
    }
  while (sb_ql_accept_symbol (tree, ","));

  return TRUE;
}

/* After the name and "(". */
static SbQlExpr *
parse_call (SbQlTree *tree, const char *name)
{
  SbQlExpr *expr = sb_ql_new_expr (tree, SB_QL_CALL, sb_ql_upper (tree, name));

  if (sb_ql_accept_symbol (tree, ")"))
    return expr;
  expr->star = sb_ql_accept_symbol (tree, "*");
  if (!expr->star)
    {
      expr->distinct = sb_ql_accept_word (tree, "DISTINCT");
      if (!sb_ql_parse_list (tree, expr->args))
        return NULL;
    }

  return sb_ql_accept_symbol (tree, ")") ? expr : NULL;
}

static SbQlExpr *
parse_named (SbQlTree *tree)
{
  const char *name = sb_ql_accept_name (tree);
  const char *second;
  SbQlExpr *expr;

  if (name == NULL)
    return NULL;
  if (sb_ql_accept_symbol (tree, "("))
    return parse_call (tree, name);
  if (!sb_ql_accept_symbol (tree, "."))
    return sb_ql_new_expr (tree, SB_QL_COLUMN, name);

  second = sb_ql_accept_name (tree);
  if (second == NULL)
    return NULL;
  if (sb_ql_accept_symbol (tree, "("))
    {
      g_autofree char *full = g_strconcat (name, ".", second, NULL);

      return parse_call (tree, full);
    }
  expr = sb_ql_new_expr (tree, SB_QL_COLUMN, second);
  expr->qualifier = name;

  return expr;
}

/* CASE x WHEN v … is CASE WHEN x = v …. */
static SbQlExpr *
parse_case (SbQlTree *tree)
{
  SbQlExpr *expr = sb_ql_new_expr (tree, SB_QL_CASE, NULL);
  SbQlExpr *operand = NULL;

  if (!sb_ql_token_is_word (sb_ql_peek (tree), "WHEN") && (operand = sb_ql_parse_value (tree)) == NULL)
    return NULL;
  while (sb_ql_accept_word (tree, "WHEN"))
    {
      SbQlExpr *when = operand != NULL ? sb_ql_parse_value (tree) : sb_ql_parse_condition (tree);
      SbQlExpr *then = when != NULL && sb_ql_accept_word (tree, "THEN") ? sb_ql_parse_value (tree) : NULL;

      if (then == NULL)
        return NULL;
      g_ptr_array_add (expr->args, operand != NULL ? sb_ql_new_expr_of (tree, SB_QL_COMPARE, "=", operand, when) : when);
      g_ptr_array_add (expr->args, then);
    }
  if (expr->args->len == 0)
    return NULL;
  if (sb_ql_accept_word (tree, "ELSE"))
    {
      SbQlExpr *otherwise = sb_ql_parse_value (tree);

      if (otherwise == NULL)
        return NULL;
      g_ptr_array_add (expr->args, otherwise);
    }

  return sb_ql_accept_word (tree, "END") ? expr : NULL;
}

/* CAST (x AS VARCHAR2 (20)): the length is read and not applied. */
static SbQlExpr *
parse_cast (SbQlTree *tree)
{
  SbQlExpr *value;
  const char *type;

  if (!sb_ql_accept_symbol (tree, "(") || (value = sb_ql_parse_value (tree)) == NULL || !sb_ql_accept_word (tree, "AS"))
    return NULL;
  type = sb_ql_accept_name (tree);
  if (type == NULL)
    return NULL;
  if (sb_ql_accept_symbol (tree, "("))
    {
      do
        if (sb_ql_peek (tree)->type != SB_QL_TOKEN_NUMBER)
          return NULL;
        else
          tree->next++;
      while (sb_ql_accept_symbol (tree, ","));
      if (!sb_ql_accept_symbol (tree, ")"))
        return NULL;
    }

  return sb_ql_accept_symbol (tree, ")") ? sb_ql_new_expr_of (tree, SB_QL_CAST, sb_ql_upper (tree, type), value, NULL) : NULL;
}

static SbQlExpr *
new_literal (SbQlTree *tree, const SbQlToken *token)
{
  if (token->type == SB_QL_TOKEN_NUMBER)
    return sb_ql_new_expr (tree, SB_QL_NUMBER, token->text);
  /* An empty string is null, as in Oracle. */
  if (token->type == SB_QL_TOKEN_STRING && *token->text != '\0')
    return sb_ql_new_expr (tree, SB_QL_STRING, token->text);

  return sb_ql_new_expr (tree, SB_QL_NULL, NULL);
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
  SbQlExpr *expr = sb_ql_new_expr (tree, SB_QL_SCALAR, NULL);

  expr->query = sb_ql_parse_query (tree);

  return expr->query != NULL ? expr : NULL;
}

static SbQlExpr *
parse_primary (SbQlTree *tree)
{
  const SbQlToken *token = sb_ql_peek (tree);
  SbQlExpr *expr;

  if (token->type == SB_QL_TOKEN_NUMBER || token->type == SB_QL_TOKEN_STRING)
    {
      tree->next++;
      return new_literal (tree, token);
    }
  if (sb_ql_accept_symbol (tree, "?"))
    return parse_param (tree);
  if (sb_ql_accept_word (tree, "NULL"))
    return sb_ql_new_expr (tree, SB_QL_NULL, NULL);
  if (sb_ql_accept_word (tree, "CASE"))
    return parse_case (tree);
  if (sb_ql_accept_word (tree, "CAST"))
    return parse_cast (tree);
  if (sb_ql_accept_symbol (tree, "("))
    {
      expr = sb_ql_token_is_word (sb_ql_peek (tree), "SELECT") ? parse_scalar (tree) : parse_condition (tree);
      return expr != NULL && sb_ql_accept_symbol (tree, ")") ? expr : NULL;
    }

  return parse_named (tree);
}

static SbQlExpr *
parse_signed (SbQlTree *tree)
{
  SbQlExpr *expr;
  gboolean negative = FALSE;

  while (sb_ql_token_is_symbol (sb_ql_peek (tree), "-") || sb_ql_token_is_symbol (sb_ql_peek (tree), "+"))
    {
      negative ^= sb_ql_token_is_symbol (sb_ql_peek (tree), "-");
      tree->next++;
    }
  expr = parse_primary (tree);
  if (expr == NULL || !negative)
    return expr;

  return sb_ql_is_condition (expr) ? NULL : sb_ql_new_expr_of (tree, SB_QL_NEGATE, NULL, expr, NULL);
}

/* One precedence: operands by @operand, joined by any of @operators. */
static SbQlExpr *
parse_chain (SbQlTree *tree, SbQlExpr *(*operand) (SbQlTree *), const char *const *operators)
{
  SbQlExpr *first = operand (tree);
  SbQlExpr *chain = NULL;

  while (first != NULL && sb_ql_peek (tree)->type == SB_QL_TOKEN_SYMBOL && g_strv_contains (operators, sb_ql_peek (tree)->text))
    {
      const char *operator = sb_ql_peek (tree)->text;
      SbQlExpr *next;

      tree->next++;
      next = operand (tree);
      if (next == NULL || sb_ql_is_condition (next) || sb_ql_is_condition (first))
        return NULL;
      if (chain == NULL)
        {
          chain = sb_ql_new_expr_of (tree, SB_QL_CHAIN, NULL, first, NULL);
          chain->operators = sb_ql_new_array (tree);
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

  if (++tree->depth <= SB_QL_MAX_DEPTH)
    expr = parse_chain (tree, parse_sum, operators);
  tree->depth--;

  return expr;
}

SbQlExpr *
sb_ql_parse_value (SbQlTree *tree)
{
  SbQlExpr *expr = parse_operand (tree);

  return expr != NULL && !sb_ql_is_condition (expr) ? expr : NULL;
}

/* ---- conditions ---- */

static SbQlExpr *
parse_in (SbQlTree *tree, SbQlExpr *value)
{
  SbQlExpr *expr = sb_ql_new_expr_of (tree, SB_QL_IN, NULL, value, NULL);

  if (!sb_ql_accept_symbol (tree, "("))
    return NULL;
  if (sb_ql_token_is_word (sb_ql_peek (tree), "SELECT"))
    expr->query = sb_ql_parse_query (tree);
  if (expr->query == NULL && !sb_ql_parse_list (tree, expr->args))
    return NULL;

  return sb_ql_accept_symbol (tree, ")") ? expr : NULL;
}

static SbQlExpr *
parse_like (SbQlTree *tree, SbQlExpr *value)
{
  SbQlExpr *pattern = sb_ql_parse_value (tree);
  SbQlExpr *escape = NULL;
  SbQlExpr *expr;

  if (pattern == NULL || (sb_ql_accept_word (tree, "ESCAPE") && (escape = sb_ql_parse_value (tree)) == NULL))
    return NULL;
  expr = sb_ql_new_expr_of (tree, SB_QL_LIKE, NULL, value, pattern);
  if (escape != NULL)
    g_ptr_array_add (expr->args, escape);

  return expr;
}

static SbQlExpr *
parse_between (SbQlTree *tree, SbQlExpr *value)
{
  SbQlExpr *low = sb_ql_parse_value (tree);
  SbQlExpr *high = low != NULL && sb_ql_accept_word (tree, "AND") ? sb_ql_parse_value (tree) : NULL;
  SbQlExpr *expr;

  if (high == NULL)
    return NULL;
  expr = sb_ql_new_expr_of (tree, SB_QL_BETWEEN, NULL, value, low);
  g_ptr_array_add (expr->args, high);

  return expr;
}

static SbQlExpr *
parse_is (SbQlTree *tree, SbQlExpr *value)
{
  SbQlExpr *expr = sb_ql_new_expr_of (tree, SB_QL_IS_NULL, NULL, value, NULL);

  expr->negated = sb_ql_accept_word (tree, "NOT");

  return sb_ql_accept_word (tree, "NULL") ? expr : NULL;
}

static SbQlExpr *
parse_comparison (SbQlTree *tree, SbQlExpr *value)
{
  static const char *const operators[] = { "=", "<>", "!=", "<", ">", "<=", ">=", NULL };
  const char *operator = sb_ql_peek (tree)->text;
  SbQlExpr *right;

  if (sb_ql_peek (tree)->type != SB_QL_TOKEN_SYMBOL || !g_strv_contains (operators, operator))
    return value;
  tree->next++;
  right = sb_ql_parse_value (tree);
  if (right == NULL)
    return NULL;

  return sb_ql_new_expr_of (tree, SB_QL_COMPARE, strcmp (operator, "!=") == 0 ? "<>" : operator, value, right);
}

static SbQlExpr *
parse_exists (SbQlTree *tree)
{
  SbQlExpr *expr = sb_ql_new_expr (tree, SB_QL_EXISTS, NULL);

  if (!sb_ql_accept_symbol (tree, "("))
    return NULL;
  expr->query = sb_ql_parse_query (tree);

  return expr->query != NULL && sb_ql_accept_symbol (tree, ")") ? expr : NULL;
}

static SbQlExpr *
parse_predicate (SbQlTree *tree)
{
  SbQlExpr *value, *expr;
  gboolean negated;

  if (sb_ql_accept_word (tree, "EXISTS"))
    return parse_exists (tree);
  value = parse_operand (tree);
  if (value == NULL || sb_ql_is_condition (value))
    return value;
  if (sb_ql_accept_word (tree, "IS"))
    return parse_is (tree, value);

  negated = sb_ql_accept_word (tree, "NOT");
  if (sb_ql_accept_word (tree, "IN"))
    expr = parse_in (tree, value);
  else if (sb_ql_accept_word (tree, "LIKE"))
    expr = parse_like (tree, value);
  else if (sb_ql_accept_word (tree, "BETWEEN"))
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

  if (!sb_ql_token_is_word (sb_ql_peek (tree), "NOT"))
    return parse_predicate (tree);
  while (sb_ql_accept_word (tree, "NOT"))
    negated = !negated;
  expr = parse_predicate (tree);
  if (expr == NULL || !sb_ql_is_condition (expr))
    return NULL;

  return negated ? sb_ql_new_expr_of (tree, SB_QL_NOT, NULL, expr, NULL) : expr;
}

static SbQlExpr *
parse_logic (SbQlTree *tree, SbQlKind kind, const char *word, SbQlExpr *(*operand) (SbQlTree *))
{
  SbQlExpr *first = operand (tree);
  SbQlExpr *expr = NULL;

  while (first != NULL && sb_ql_accept_word (tree, word))
    {
      SbQlExpr *next = operand (tree);

      if (next == NULL || !sb_ql_is_condition (next) || !sb_ql_is_condition (first))
        return NULL;
      if (expr == NULL)
        expr = sb_ql_new_expr_of (tree, kind, NULL, first, NULL);
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

  if (++tree->depth <= SB_QL_MAX_DEPTH)
    expr = parse_logic (tree, SB_QL_OR, "OR", parse_and);
  tree->depth--;

  return expr;
}

SbQlExpr *
sb_ql_parse_condition (SbQlTree *tree)
{
  SbQlExpr *expr = parse_condition (tree);

  return expr != NULL && sb_ql_is_condition (expr) ? expr : NULL;
}
