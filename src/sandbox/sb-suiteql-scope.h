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
/* SYSDATE, ROWNUM and the like; NULL when @expr is a real column. */
char       *sb_ql_dup_pseudo    (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType *out_type);

/* ---- sb-suiteql-calls.c ---- */
char       *sb_ql_dup_call      (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type);

/* ---- sb-suiteql-types.c: (transfer full) SQL ---- */
char       *sb_ql_dup_null      (SbQlType *out_type);
char       *sb_ql_dup_unsupported (SbQlTranslator *t, SbQlType *out_type);
char       *sb_ql_dup_quoted    (const char *text);
char       *sb_ql_join          (GPtrArray *list, const char *separator);
/* Takes @sql and gives it as @to; nothing makes a date of a number or the other way round. */
char       *sb_ql_convert       (SbQlTranslator *t, char *sql, SbQlType from, SbQlType to);
char       *sb_ql_dup_as        (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType type);
/* Takes @sql, of @expr, and makes a text comparable with a value of type @beside. */
char       *sb_ql_adapt         (SbQlTranslator *t, const SbQlExpr *expr, char *sql, SbQlType type, SbQlType beside);
char       *sb_ql_dup_comparison (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *left, const char *operator,
                                 const SbQlExpr *right);
char       *sb_ql_dup_joined    (SbQlTranslator *t, SbQlScope *scope, GPtrArray *args, SbQlType *out_type);
/* The one type of several results: with any text among them, text. */
SbQlType    sb_ql_unify         (SbQlTranslator *t, SbQlType a, SbQlType b);

/* Values that have to end up with one type. */
typedef struct {
  GPtrArray *sql;     /* char, owned */
  GArray    *types;   /* SbQlType */
} SbQlValues;

void        sb_ql_values_init   (SbQlValues *values);
void        sb_ql_values_clear  (SbQlValues *values);
void        sb_ql_values_add    (SbQlValues *values, SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr);
SbQlType    sb_ql_values_unify  (SbQlValues *values, SbQlTranslator *t);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SbQlValues, sb_ql_values_clear)

/* CASE with @tests (char) and, when there is an ELSE, one value more than tests. */
char       *sb_ql_dup_branches  (SbQlTranslator *t, GPtrArray *tests, SbQlValues *values, SbQlType *out_type);

/* ---- sb-suiteql-translate.c ---- */
/* A sub-query; @out_outputs (transfer full). */
char       *sb_ql_dup_query     (SbQlTranslator *t, SbQlScope *parent, const SbQlQuery *query, GArray **out_outputs);

G_END_DECLS
