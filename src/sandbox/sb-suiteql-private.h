/* sb-suiteql-private.h: from the text of a SuiteQL query to SQLite
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * text → tokens → tree → plan (SQLite text and typed output columns). Names in
 * the plan's SQL are ours alone ("s1", "c1"), literals are re-quoted: nothing
 * of the query reaches SQLite as it came.
 */
#pragma once

#include "sb-netsuite-schema.h"

G_BEGIN_DECLS

/* ---- tokens ---- */

typedef enum {
  SB_QL_TOKEN_END,
  SB_QL_TOKEN_WORD,     /* as written */
  SB_QL_TOKEN_QUOTED,   /* between double quotes: a name, never a keyword */
  SB_QL_TOKEN_STRING,   /* between single quotes, doubled ones undone */
  SB_QL_TOKEN_NUMBER,
  SB_QL_TOKEN_SYMBOL,
} SbQlTokenType;

typedef struct {
  SbQlTokenType type;
  const char   *text;   /* in the string chunk; "" at the end */
} SbQlToken;

/* (transfer full) (element-type SbQlToken): ends with SB_QL_TOKEN_END; NULL when a character has no place in SuiteQL
 * (square brackets, comments, a name for a parameter, an open quote). */
GArray *sb_ql_tokenize (const char *text, GStringChunk *chunk);

/* ---- tree ---- */

typedef struct _SbQlQuery SbQlQuery;

typedef enum {
  /* values */
  SB_QL_COLUMN,       /* qualifier (nullable), name */
  SB_QL_STRING,       /* name: the text; param: came by a "?" */
  SB_QL_NUMBER,       /* name: decimal digits; param */
  SB_QL_NULL,
  SB_QL_CALL,         /* name: upper case, with package ("BUILTIN.DF"); args; star, distinct for aggregates */
  SB_QL_CAST,         /* name: type in upper case; args[0] */
  SB_QL_CASE,         /* args: condition, value, … and, when odd in number, the value of ELSE */
  SB_QL_CHAIN,        /* args joined left to right by operators: "+" and "-", "*" and "/", or "||" */
  SB_QL_NEGATE,       /* args[0] */
  SB_QL_SCALAR,       /* query */
  /* conditions */
  SB_QL_AND,          /* args: two or more */
  SB_QL_OR,
  SB_QL_NOT,          /* args[0] */
  SB_QL_COMPARE,      /* name: operator; args[0], args[1] */
  SB_QL_LIKE,         /* args: value, pattern, escape (maybe) */
  SB_QL_BETWEEN,      /* args: value, low, high */
  SB_QL_IN,           /* args: value, then the list; or query */
  SB_QL_IS_NULL,      /* args[0] */
  SB_QL_EXISTS,       /* query */
} SbQlKind;

typedef struct {
  SbQlKind    kind;
  const char *name;
  const char *qualifier;
  GPtrArray  *args;        /* SbQlExpr */
  GPtrArray  *operators;   /* const char */
  SbQlQuery  *query;
  gboolean    negated;     /* NOT LIKE, NOT IN, IS NOT NULL, … */
  gboolean    distinct;
  gboolean    star;
  gboolean    param;
} SbQlExpr;

typedef struct {
  SbQlExpr   *expr;        /* NULL: "*" or "alias.*" */
  const char *qualifier;   /* of "alias.*" */
  const char *alias;       /* nullable */
} SbQlColumn;

typedef enum { SB_QL_JOIN_NONE, SB_QL_JOIN_COMMA, SB_QL_JOIN_INNER, SB_QL_JOIN_LEFT } SbQlJoin;

typedef struct {
  SbQlJoin    join;
  const char *table;       /* NULL: query */
  SbQlQuery  *query;
  const char *alias;       /* nullable */
  SbQlExpr   *on;          /* of the ANSI joins */
} SbQlSource;

typedef struct {
  gboolean    distinct;
  GPtrArray  *columns;     /* SbQlColumn */
  GPtrArray  *sources;     /* SbQlSource, at least one */
  SbQlExpr   *where;       /* nullable */
  GPtrArray  *group_by;    /* SbQlExpr */
  SbQlExpr   *having;      /* nullable */
} SbQlSelect;

typedef struct {
  SbQlExpr   *expr;
  gboolean    descending;
  gboolean    stated;      /* ASC or DESC was written */
} SbQlOrder;

struct _SbQlQuery {
  GPtrArray  *selects;     /* SbQlSelect: more than one with UNION */
  GPtrArray  *unions;      /* const char: "UNION" or "UNION ALL", one fewer */
  GPtrArray  *order_by;    /* SbQlOrder */
};

typedef struct _SbQlTree SbQlTree;   /* owns every node */

/* @params: (element-type SbQlToken): STRING or NUMBER, or WORD for null, one for each "?". NULL for whatever SuiteQL does not accept. */
SbQlTree        *sb_ql_parse          (const char *text, GArray *params);
const SbQlQuery *sb_ql_tree_get_query (SbQlTree *tree);
void             sb_ql_tree_free      (SbQlTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbQlTree, sb_ql_tree_free)

gboolean         sb_ql_is_condition   (const SbQlExpr *expr);
gboolean         sb_ql_is_aggregate   (const SbQlExpr *expr);
/* An unqualified ROWNUM, SYSDATE, …: @name in any case. */
gboolean         sb_ql_is_pseudo      (const SbQlExpr *expr, const char *name);

/* ---- plan ---- */

typedef enum {
  SB_QL_TYPE_NULL,
  SB_QL_TYPE_TEXT,
  SB_QL_TYPE_NUMBER,
  SB_QL_TYPE_TIME,        /* dates too: in SQLite, seconds since the epoch */
} SbQlType;

typedef struct {
  char    *name;          /* owned, lower case */
  SbQlType type;
} SbQlOutput;

typedef struct {
  char    *sql;           /* the rows, in order, without LIMIT */
  char    *count_sql;     /* one number */
  char    *keys_sql;      /* nullable: the query without its lower bound on an integer column, giving that column in order */
  gint64   keys_above;    /* the bound: the query's rows are those of keys_sql with a greater value */
  GArray  *outputs;       /* SbQlOutput */
  gboolean empty;         /* zero rows and no error */
  gboolean trips;         /* the real engine fails on it */
} SbQlPlan;

/* @out_detail: what NetSuite says after "Detailed unprocessed description follows.", when NULL is returned. */
SbQlPlan *sb_ql_translate (SbSandbox *self, const SbQlQuery *query, char **out_detail);
void      sb_ql_plan_free (SbQlPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbQlPlan, sb_ql_plan_free)

#define SB_QL_UNSUPPORTED "Search error occurred: Invalid or unsupported search."

/* ---- functions and dates ---- */

/* What the SQL functions and the pages share, kept by the sandbox until it is reset. */
typedef struct {
  SbSandbox  *sandbox;
  sqlite3    *db;
  GTimeZone  *zone;            /* session zone of the request being answered */
  gboolean    fold_later;      /* an ambiguous local time means its second occurrence */
  guint64     scatter;         /* state of ns_scatter() */
  GHashTable *counts;          /* owned SQL → totals, owned; emptied when a row of NetSuite's changes */
} SbQlEngine;

/* Registers the functions with the sandbox's database on first use; sets the zone for this request. */
SbQlEngine *sb_ql_get_engine (SbSandbox *self, GDestroyNotify free_count);

/* Masks: YYYY YY MM MON DD HH24 HH12 HH AM MI SS FF, "text", punctuation, X for the decimal point. */
gboolean    sb_ql_mask_is_valid (const char *mask, gboolean fractions);
void        sb_ql_format_time   (GString *out, const char *mask, gint64 seconds, GTimeZone *zone);
/* Local text → microseconds since the epoch; FALSE when the text does not fit the mask. */
gboolean    sb_ql_parse_time    (const char *text, const char *mask, GTimeZone *zone, gboolean later, gint64 *out_us);
gint64      sb_ql_add_days      (gint64 seconds, double days, GTimeZone *zone, gboolean later);
/* What an unwrapped date or date-time shows: its date in the user's preference. */
void        sb_ql_format_date   (GString *out, const char *preference, gint64 seconds, GTimeZone *zone);
const char *sb_ql_preference_mask (const char *preference);
void        sb_ql_format_number (GString *out, sqlite3_value *value);

G_END_DECLS
