/* cw-expression-control.h: one parameter of an expression, to be chosen or typed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-expression-spot.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_EXPRESSION_CONTROL (cw_expression_control_get_type ())
G_DECLARE_FINAL_TYPE (CwExpressionControl, cw_expression_control, CW, EXPRESSION_CONTROL, GtkWidget)

/* @spot: copied. */
CwExpressionControl *cw_expression_control_new    (const CwExpressionSpot *spot, const CwParameter *parameter);
/* Shows what the draft has now; what somebody is typing stays. */
void                 cw_expression_control_update (CwExpressionControl *self);

G_END_DECLS
