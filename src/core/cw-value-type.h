/* cw-value-type.h: the types that values in a mapping have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values are text in the form of CwFields whatever their type; the type says
 * what that text must look like, how two values compare, and where a value may go.
 */
#pragma once

#include "cw-types.h"

G_BEGIN_DECLS

typedef enum {
  CW_VALUE_TEXT,
  CW_VALUE_INTEGER,    /* "-12" */
  CW_VALUE_NUMBER,     /* "12.50": decimal, exact */
  CW_VALUE_BOOLEAN,    /* "T", "F" */
  CW_VALUE_DATE,       /* "2026-11-21" */
  CW_VALUE_DATETIME,   /* ISO 8601 in UTC */
  CW_VALUE_REFERENCE,  /* the id that it points to */
} CwValueType;
#define CW_N_VALUE_TYPES (CW_VALUE_REFERENCE + 1)

/* "text", "integer", … as in files. */
const char *cw_value_type_to_string   (CwValueType type);
gboolean    cw_value_type_from_string (const char *text, CwValueType *out_type);

/* TRUE when every value of @from is one of @to, as it is or written otherwise: integer to number, date to datetime,
 * anything to text. Nothing else: a text is no number because some texts look like one. */
gboolean    cw_value_type_widens      (CwValueType from, CwValueType to);
/* The narrowest type that both widen to. */
CwValueType cw_value_type_join        (CwValueType a, CwValueType b);

/* @text as a value of @type ("true" becomes "T", a date becomes the instant it begins where an instant is wanted);
 * NULL when it is none. (transfer full) */
char       *cw_value_type_dup_value   (CwValueType type, const char *text);
/* Microseconds since the epoch of a date or datetime; FALSE when @text is neither. */
gboolean    cw_value_parse_instant    (const char *text, gint64 *out_instant);
/* TRUE for "T" and "true". NULL is not true. */
gboolean    cw_value_is_true          (const char *text);
/* TRUE for NULL and for text that is only white space: to a person both are nothing. */
gboolean    cw_value_is_empty         (const char *text);

G_END_DECLS
