/* cw-expression-edit.h: changing a part of an expression
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An expression is a value that never changes: it is opened into a form, the
 * form is changed, and a new expression is made of it. A path leads from an
 * expression to a part of it: numbers of parts with dots between ("0.2"), ""
 * is the expression itself. Pure; any thread.
 */
#pragma once

#include "cw-expression.h"

G_BEGIN_DECLS

/* An expression taken apart; the members mean what they mean in CwExpression. Plain value. */
typedef struct {
  CwExpressionKind kind;
  CwValueType      type;
  guint            what;
  gboolean         flag;
  guint            numbers[2];
  GPtrArray       *parts;   /* (element-type CwExpression), owned */
  GPtrArray       *texts;   /* (element-type utf8), owned, without NULL at the end */
} CwExpressionForm;

CwExpressionForm *cw_expression_form_new  (const CwExpression *of);
void              cw_expression_form_free (CwExpressionForm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwExpressionForm, cw_expression_form_free)
/* Replaces text @index, or adds it when it is the next. */
void              cw_expression_form_set_text (CwExpressionForm *self, guint index, const char *text);
/* @part is taken over; @index may be the next. */
void              cw_expression_form_take_part (CwExpressionForm *self, guint index, CwExpression *part);
/* NULL when the form is not a valid expression (see the constructors). (transfer full) */
CwExpression     *cw_expression_form_make (const CwExpressionForm *self);

/* NULL when the path leads nowhere; borrowed. */
CwExpression     *cw_expression_get_at     (CwExpression *root, const char *path);
/* @root with @part, which is taken over, at @path; NULL when the path leads nowhere or the whole would not be valid. (transfer full) */
CwExpression     *cw_expression_replace_at (CwExpression *root, const char *path, CwExpression *part);
/* Path of part @index of what is at @path. (transfer full) */
char             *cw_expression_dup_path   (const char *path, guint index);

/* TRUE for what is true or false by itself: comparisons, all, any, not. */
gboolean          cw_expression_is_condition (const CwExpression *self);
/* @inner within a new expression that means nearly the same at first: a condition whether it is empty, a concatenation of it
 * alone, the function of it. @what: comparison or function. Not for leaves. @inner is borrowed. (transfer full) */
CwExpression     *cw_expression_wrap       (CwExpression *inner, CwExpressionKind kind, guint what);
/* Another comparison of the same left side; the right side is kept as far as it fits. (transfer full) */
CwExpression     *cw_expression_dup_compared (CwExpression *compare, CwComparison comparison);

G_END_DECLS
