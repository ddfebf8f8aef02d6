/* cw-expression-kinds.h: the kinds of expressions as a person builds them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One description for each kind: the builder shows what it says and knows no
 * kind by name. A new kind or function is a new entry here.
 */
#pragma once

#include "cw-expression-edit.h"

G_BEGIN_DECLS

/* How a parameter is chosen. */
typedef enum {
  CW_PARAMETER_NONE,          /* end of the list */
  CW_PARAMETER_FIELD,         /* text: field of the source record */
  CW_PARAMETER_PROPERTY,      /* text: what every record has */
  CW_PARAMETER_SETTING,       /* text: setting of the workflow */
  CW_PARAMETER_TARGET,        /* text: target field that another row fills */
  CW_PARAMETER_RECORD_TYPE,   /* text: record type to look in */
  CW_PARAMETER_TYPE_FIELD,    /* text: field of that record type */
  CW_PARAMETER_VALUE,         /* text: fixed value, typed or one that occurs */
  CW_PARAMETER_TEXT,          /* text, typed */
  CW_PARAMETER_PATTERN,       /* text: pattern of a date, chosen or typed */
  CW_PARAMETER_NUMBER,        /* number */
  CW_PARAMETER_FLAG,
  CW_PARAMETER_COMPARISON,    /* what */
  CW_PARAMETER_VALUES,        /* texts: list of values */
  CW_PARAMETER_ENTRIES,       /* texts: table of a value mapping */
} CwParameterKind;

typedef struct {
  CwParameterKind kind;
  guint           index;      /* of the text or number */
  const char     *label;      /* translatable */
  guint           maximum;    /* NUMBER */
} CwParameter;

/* Where a kind stands in menus. */
typedef enum {
  CW_SECTION_SIMPLE,          /* fields and values: nothing inside */
  CW_SECTION_CHOICE,
  CW_SECTION_TEXT,
  CW_SECTION_CONDITION,       /* true or false */
} CwKindSection;

typedef struct {
  const char      *id;        /* "if", "trim" */
  CwExpressionKind kind;
  guint            what;      /* FUNCTION; else 0 */
  CwKindSection    section;
  const char      *title;     /* translatable */
  const char      *parts[3];  /* translatable labels; the last counts for all that follow; "": none is needed */
  guint            min_parts;
  guint            max_parts; /* G_MAXUINT: any number */
  const char      *add;       /* translatable: adds a part */
  CwParameter      parameters[4];
} CwKind;

/* All of them, in order of menus. */
const CwKind *cw_kind_list      (guint *out_n);
const CwKind *cw_kind_find      (const CwExpression *expression);
const CwKind *cw_kind_find_id   (const char *id);   /* NULL: there is none */
/* Translated; of part @index. */
const char   *cw_kind_get_title (const CwKind *self);
const char   *cw_kind_get_part_label (const CwKind *self, guint index);
/* The comparison between two sides, translated: "is", "contains". */
const char   *cw_kind_get_comparison_label (CwComparison comparison);
/* Whether part @index should be true or false. */
gboolean      cw_kind_wants_conditions (const CwKind *self, guint index);

G_END_DECLS
