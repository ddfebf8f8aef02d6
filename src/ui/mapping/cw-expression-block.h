/* cw-expression-block.h: an expression as a block that is built by pointing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows its kind, its parameters and, each in a block of its own, its parts,
 * with the value that the record of the preview gives at every step.
 */
#pragma once

#include "cw-expression-spot.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_EXPRESSION_BLOCK (cw_expression_block_get_type ())
G_DECLARE_FINAL_TYPE (CwExpressionBlock, cw_expression_block, CW, EXPRESSION_BLOCK, GtkWidget)

/* @spot: copied. */
CwExpressionBlock *cw_expression_block_new         (const CwExpressionSpot *spot);
/* Shows what the draft has now. FALSE: there is nothing any more. */
gboolean           cw_expression_block_update      (CwExpressionBlock *self);
/* Shows what the record gives now. */
void               cw_expression_block_show_values (CwExpressionBlock *self);

G_END_DECLS
