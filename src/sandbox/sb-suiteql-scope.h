/* sb-suiteql-scope.h: which names a part of a SuiteQL query may use
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "sb-suiteql-private.h"

G_BEGIN_DECLS

/* One translation. The first mistake found is the one reported; what is emitted after it is never run. */
typedef struct {
  SbSandbox *sandbox;
  char      *detail;        /* the mistake, owned; NULL: none so far */
  guint      last_source;   /* number of the newest "s1" */
  guint      work;          /* values emitted, bounded */
  gboolean   trips;         /* a column was used on which the real engine fails */
} SbQlTranslator;

typedef struct {
  const char    *name;      /* alias, else the table's name as written; NULL: a nameless sub-query */
  const SbTable *table;     /* NULL: a sub-query or DUAL */
  GArray        *outputs;   /* SbQlOutput, owned, of a sub-query; its columns are "c1", "c2", … */
  char          *alias;     /* "s1", owned */
} SbQlItem;

/* What one SELECT sees: its sources, then those of the SELECT around it. */
typedef struct _SbQlScope SbQlScope;
struct _SbQlScope {
  SbQlScope *parent;
  GPtrArray *items;         /* SbQlItem, owned */
  gboolean   aggregates;    /* aggregates are allowed here now */
  /* With ROWNUM the rows are numbered in an inner SELECT; outside it a column is "wN"."s1_id". */
  char      *wrapper;       /* "w1", owned; NULL: no ROWNUM */
  gboolean   outside;       /* what is emitted now stands outside the inner SELECT */
  GPtrArray *carried;       /* SQL of the columns that the inner SELECT hands out, owned */
};

/* A column found: of a table (field) or of a sub-query (output). */
typedef struct {
  SbQlScope     *scope;
  SbQlItem      *item;
  const SbField *field;     /* NULL: output */
  guint          output;    /* index */
} SbQlRef;

void        sb_ql_scope_init   (SbQlScope *scope, SbQlScope *parent);
void        sb_ql_scope_clear  (SbQlScope *scope);
SbQlItem   *sb_ql_scope_add    (SbQlScope *scope, SbQlTranslator *t, const char *name, const SbTable *table);

/* Records the mistake; always FALSE. */
gboolean    sb_ql_fail         (SbQlTranslator *t, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean    sb_ql_unsupported  (SbQlTranslator *t);

/* FALSE, with the mistake recorded, when there is no such column. */
gboolean    sb_ql_resolve      (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *column, SbQlRef *out_ref);
/* The same for something that need not be there: no mistake is recorded. */
gboolean    sb_ql_try_resolve  (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *column, SbQlRef *out_ref);
gboolean    sb_ql_ref_is_key   (const SbQlRef *ref);
char       *sb_ql_ref_dup_sql  (const SbQlRef *ref);   /* as stored, without conversion */

/* ---- sb-suiteql-expressions.c: (transfer full) SQL; "NULL" after a mistake ---- */
char       *sb_ql_dup_value     (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType *out_type);
char       *sb_ql_dup_condition (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr);

/* ---- sb-suiteql-translate.c ---- */
/* A sub-query; @out_outputs (transfer full). */
char       *sb_ql_dup_query     (SbQlTranslator *t, SbQlScope *parent, const SbQlQuery *query, GArray **out_outputs);

G_END_DECLS
