/* cw-expression.h: what a mapping puts into a field, as a tree of values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Evaluation is pure: the same record, settings and look-ups give the same
 * text on every machine. It is bounded by construction: a tree has at most
 * CW_EXPRESSION_MAX_DEPTH levels and CW_EXPRESSION_MAX_SIZE parts, each is
 * evaluated at most once, and the texts made on the way have a budget.
 *
 * A value is text in the form of CwFields, or nothing: a field that is not
 * set, a condition without "else", a value mapping without entry. Nothing is
 * not sent; an empty text is.
 */
#pragma once

#include "cw-record.h"
#include "cw-mapping-problem.h"
#include "cw-value-type.h"

G_BEGIN_DECLS

#define CW_EXPRESSION_MAX_DEPTH   64
#define CW_EXPRESSION_MAX_SIZE    4096          /* parts, shared ones counted each time */
#define CW_EXPRESSION_MAX_ENTRIES 100000        /* of one value mapping or list of values */
#define CW_EXPRESSION_MAX_TEXT    (64 * 1024)   /* bytes of a value, read or made */
#define CW_EXPRESSION_MAX_BYTES   (1024 * 1024) /* made in one evaluation */
#define CW_EXPRESSION_MAX_DECIMALS 20

typedef enum {
  CW_EXPRESSION_FIELD,     /* field of the source record; "parent.companyName": of the record that it points to */
  CW_EXPRESSION_RECORD,    /* what every record has, see cw_expression_list_properties() */
  CW_EXPRESSION_VALUE,     /* fixed */
  CW_EXPRESSION_SETTING,   /* of the workflow */
  CW_EXPRESSION_MAPPED,    /* what another row gives a target field of the same record */
  CW_EXPRESSION_CONCAT,
  CW_EXPRESSION_FIRST,     /* the first part that is more than white space; else the last */
  CW_EXPRESSION_MAP,       /* value mapping */
  CW_EXPRESSION_LOOKUP,    /* a field of the record of some type whose other field has a value */
  CW_EXPRESSION_IF,
  CW_EXPRESSION_COMPARE,
  CW_EXPRESSION_ALL,
  CW_EXPRESSION_ANY,
  CW_EXPRESSION_NOT,
  CW_EXPRESSION_FUNCTION,
} CwExpressionKind;
#define CW_N_EXPRESSION_KINDS (CW_EXPRESSION_FUNCTION + 1)

typedef enum {
  CW_COMPARE_EQUAL,        /* as numbers or instants where the types say so, else as text; nothing equals "" */
  CW_COMPARE_NOT_EQUAL,
  CW_COMPARE_CONTAINS,
  CW_COMPARE_STARTS_WITH,
  CW_COMPARE_IS_EMPTY,     /* nothing, or only white space */
  CW_COMPARE_LESS,         /* false when a side is empty or not of its type */
  CW_COMPARE_GREATER,
  CW_COMPARE_ONE_OF,
  CW_COMPARE_INCLUDES,     /* the list of ids at the left ("2, 3", ",2,3,") has the one at the right */
} CwComparison;
#define CW_N_COMPARISONS (CW_COMPARE_INCLUDES + 1)

typedef enum {
  CW_FUNCTION_TRIM,
  CW_FUNCTION_UPPER,
  CW_FUNCTION_LOWER,
  CW_FUNCTION_TITLE,
  CW_FUNCTION_REPLACE,
  CW_FUNCTION_LEFT,        /* see cw-text.h on characters */
  CW_FUNCTION_SUBSTRING,
  CW_FUNCTION_DATE_FORMAT,
  CW_FUNCTION_NUMBER_FORMAT,
} CwFunction;
#define CW_N_FUNCTIONS (CW_FUNCTION_NUMBER_FORMAT + 1)

/* Reference counted, immutable. Public for those who walk the tree (file, editor, checks); made by the functions below. */
struct _CwExpression {
  gatomicrefcount  refs;
  CwExpressionKind kind;
  CwValueType      type;        /* of what it gives */
  guint            what;        /* COMPARE: CwComparison; FUNCTION: CwFunction */
  gboolean         flag;        /* MAP: ask when missing; COMPARE: ignore case */
  guint            numbers[2];  /* LEFT: characters; SUBSTRING: start, characters; NUMBER_FORMAT: decimals */
  CwExpression   **parts;       /* MAP: value, default (may be missing); IF: condition, then, else (may be missing);
                                 * COMPARE: left, right; others: their operands */
  guint            n_parts;
  char           **texts;       /* FIELD: path; RECORD: property; VALUE: text; SETTING: key; MAPPED: target field;
                                 * CONCAT: separator; MAP: from, to, from, to, …; LOOKUP: record type, field to search, field
                                 * to return; ONE_OF: values; REPLACE: find, with; DATE_FORMAT: pattern; NUMBER_FORMAT: point, group */
  guint            n_texts;
  /* derived */
  guint            depth;       /* 1: no parts */
  guint            size;        /* itself and all below */
  gboolean         constant;    /* gives the same whatever the record */
  GHashTable      *index;       /* MAP, ONE_OF: text (of ONE_OF that ignores case: folded) → itself or what it becomes; else NULL */
};

/* Where evaluation asks for what is not in the record. Every member may be NULL. Called on the thread that evaluates. */
typedef struct {
  /* The value in force; NULL: no such setting. */
  const char *(*get_setting) (const char *key, gpointer data);
  /* @path: reference field, then field ("parent.companyName"); NULL: not set. (transfer full) */
  char       *(*dup_joined)  (const CwRecord *record, const char *path, gpointer data);
  /* Field @returns of the one record of @type whose @by is @value; NULL: none, or several. (transfer full) */
  char       *(*dup_lookup)  (const char *type, const char *by, const char *value, const char *returns, gpointer data);
  gpointer      data;
  gboolean      ask_always;   /* report every value that a value mapping without default has no entry for, also where nobody is asked */
} CwMappingContext;

/* All constructors take their parts over, and give NULL when a part is NULL, when the tree would grow beyond the bounds above,
 * or when an argument is not valid. @type: of what they give. */
CwExpression *cw_expression_new_field    (const char *path, CwValueType type);
CwExpression *cw_expression_new_record   (const char *property);
CwExpression *cw_expression_new_value    (const char *text, CwValueType type);
CwExpression *cw_expression_new_setting  (const char *key);
CwExpression *cw_expression_new_mapped   (const char *target);
/* @parts: array of @n_parts, itself not taken. @separator: between the parts that are not empty; NULL: plain. */
CwExpression *cw_expression_new_concat   (CwExpression **parts, guint n_parts, const char *separator);
/* ALL, ANY, FIRST, NOT (one part), IF (two or three parts). */
CwExpression *cw_expression_new_group    (CwExpressionKind kind, CwExpression **parts, guint n_parts);
/* @entries: from, to, from, to, …; no from twice. @otherwise nullable. */
CwExpression *cw_expression_new_map      (CwExpression *value, const char * const *entries, guint n_entries,
                                          CwExpression *otherwise, gboolean ask, CwValueType type);
CwExpression *cw_expression_new_lookup   (CwExpression *value, const char *record_type, const char *by, const char *returns,
                                          CwValueType type);
/* @right: not for IS_EMPTY and ONE_OF; @values: NULL-terminated, only for ONE_OF. */
CwExpression *cw_expression_new_compare  (CwComparison comparison, CwExpression *left, CwExpression *right,
                                          const char * const *values, gboolean ignore_case);
/* TRIM, UPPER, LOWER, TITLE. */
CwExpression *cw_expression_new_function (CwFunction function, CwExpression *of);
CwExpression *cw_expression_new_replace  (CwExpression *of, const char *find, const char *with);
CwExpression *cw_expression_new_left     (CwExpression *of, guint characters);
/* @start counts from 0. */
CwExpression *cw_expression_new_substring (CwExpression *of, guint start, guint characters);
/* @pattern: see cw_expression_check_date_pattern(). */
CwExpression *cw_expression_new_date_format (CwExpression *of, const char *pattern);
CwExpression *cw_expression_new_number_format (CwExpression *of, guint decimals, const char *point, const char *group);

CwExpression *cw_expression_ref          (CwExpression *self);
void          cw_expression_unref        (CwExpression *self);
gboolean      cw_expression_equal        (const CwExpression *a, const CwExpression *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwExpression, cw_expression_unref)

/* Properties of RECORD: "id", "type", "name", "stage", "parent", "parent-type", "subsidiaries", "inactive", "created",
 * "modified". NULL-terminated. */
const char * const *cw_expression_list_properties (void);
/* %Y %y %m %d %j %H %M %S %V %G %u %% and plain text; nothing that depends on a language or zone. Times are UTC. */
gboolean      cw_expression_check_date_pattern (const char *pattern);
/* "equal", "not-equal", …; "trim", …: as in files. */
const char   *cw_comparison_to_string    (CwComparison comparison);
gboolean      cw_comparison_from_string  (const char *text, CwComparison *out_comparison);
const char   *cw_function_to_string      (CwFunction function);
gboolean      cw_function_from_string    (const char *text, CwFunction *out_function);

/* Its text, NULL for nothing. @record NULL: every field is nothing; @context, @mapped (what other rows gave), @out_problems
 * (element-type CwMappingProblem; kind and argument only) nullable. (transfer full) */
char         *cw_expression_evaluate     (const CwExpression *self, const CwRecord *record, const CwMappingContext *context,
                                          const CwFields *mapped, GPtrArray *out_problems);
/* As a condition: "T" and "true" pass. */
gboolean      cw_expression_is_true      (const CwExpression *self, const CwRecord *record, const CwMappingContext *context);

/* Calls @visit for @self and everything below, each before its parts. */
typedef void (*CwExpressionVisit) (const CwExpression *expression, gpointer data);
void          cw_expression_foreach      (const CwExpression *self, CwExpressionVisit visit, gpointer data);
/* Appends a text that is the same for equal expressions only. */
void          cw_expression_append_canonical (const CwExpression *self, GString *text);

G_END_DECLS
