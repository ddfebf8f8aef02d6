/* sb-suiteql-parts.h: one SELECT of a SuiteQL query, taken apart
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sb-suiteql-scope.h"

G_BEGIN_DECLS

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
} SbQlParts;

/* ---- sb-suiteql-select.c ---- */
void       sb_ql_parts_init       (SbQlParts *parts, SbQlScope *parent);
void       sb_ql_parts_clear      (SbQlParts *parts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SbQlParts, sb_ql_parts_clear)

void       sb_ql_translate_select (SbQlTranslator *t, const SbQlSelect *select, SbQlParts *parts);
/* The SELECT with @columns (SQL), without its order (transfer full). */
char      *sb_ql_dup_select       (const SbQlParts *parts, const char *columns);
/* Records a mistake when @expr uses, outside aggregates, what is not grouped by. */
void       sb_ql_check_grouped    (SbQlTranslator *t, SbQlParts *parts, const SbQlExpr *expr);
gboolean   sb_ql_has_aggregate    (const SbQlExpr *expr);
gboolean   sb_ql_is_whole_number  (const SbQlExpr *expr);
/* The conditions (borrowed) that all have to hold; @where: nullable. */
GPtrArray *sb_ql_dup_conjuncts    (const SbQlExpr *where);

/* ---- sb-suiteql-order.c ---- */
/* " ORDER BY …" of a single SELECT. */
void       sb_ql_append_order     (SbQlTranslator *t, const SbQlQuery *query, const SbQlSelect *select, SbQlParts *parts,
                                   GString *order);
/* The same over whole output columns: of a UNION, or around a DISTINCT. */
void       sb_ql_append_output_order (SbQlTranslator *t, const SbQlQuery *query, GArray *outputs, GString *order);
/* Whether no two rows can be equal in all that the query orders by. */
gboolean   sb_ql_is_order_unique  (SbQlTranslator *t, const SbQlQuery *query, const SbQlSelect *select, SbQlParts *parts);

G_END_DECLS
