/* cw-expression-private.h: the parts of evaluation that look at texts only
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-expression.h"

G_BEGIN_DECLS

/* What @function makes of @text. NULL: @text is no value for it (a word as a number), or, with @out_too_big, the result would
 * be beyond CW_EXPRESSION_MAX_TEXT. (transfer full) */
char    *_cw_function_apply    (const CwExpression *function, const char *text, gboolean *out_too_big);
/* Whether @comparison holds between two values; either may be NULL. */
gboolean _cw_comparison_holds  (const CwExpression *comparison, const char *left, const char *right);

G_END_DECLS
