/* sb-suiteql-parser.h: what the rules of SuiteQL's grammar share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sb-suiteql-private.h"

G_BEGIN_DECLS

/* Nesting of parentheses, sub-queries and operators; far above what a person writes and far below what the stack holds. */
#define SB_QL_MAX_DEPTH 60

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

/* ---- sb-suiteql-tree.c: nodes, owned by the tree ---- */
gpointer    sb_ql_new_block        (SbQlTree *tree, gsize size);
GPtrArray  *sb_ql_new_array        (SbQlTree *tree);
SbQlExpr   *sb_ql_new_expr         (SbQlTree *tree, SbQlKind kind, const char *name);
/* @second: nullable */
SbQlExpr   *sb_ql_new_expr_of      (SbQlTree *tree, SbQlKind kind, const char *name, SbQlExpr *first, SbQlExpr *second);
const char *sb_ql_upper            (SbQlTree *tree, const char *text);

/* ---- sb-suiteql-tree.c: the tokens; accept: take the next one if it is that ---- */
const SbQlToken *sb_ql_peek        (SbQlTree *tree);
const SbQlToken *sb_ql_peek_after  (SbQlTree *tree);
gboolean    sb_ql_token_is_word    (const SbQlToken *token, const char *word);
gboolean    sb_ql_token_is_symbol  (const SbQlToken *token, const char *symbol);
gboolean    sb_ql_accept_word      (SbQlTree *tree, const char *word);
gboolean    sb_ql_accept_symbol    (SbQlTree *tree, const char *symbol);
/* A name, quoted or not; NULL when the next token is none. */
const char *sb_ql_accept_name      (SbQlTree *tree);

/* ---- rules; NULL or FALSE when the tokens do not follow them ---- */
SbQlExpr   *sb_ql_parse_value      (SbQlTree *tree);
gboolean    sb_ql_parse_list       (SbQlTree *tree, GPtrArray *list);
SbQlExpr   *sb_ql_parse_condition  (SbQlTree *tree);
SbQlQuery  *sb_ql_parse_query      (SbQlTree *tree);

G_END_DECLS
