/* cw-value-table.h: the entries of a value mapping, or a list of values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Beside the entries it lists the values that records have, with how many: an
 * entry is made by filling in what stands there already.
 */
#pragma once

#include "cw-expression-spot.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_VALUE_TABLE (cw_value_table_get_type ())
G_DECLARE_FINAL_TYPE (CwValueTable, cw_value_table, CW, VALUE_TABLE, GtkWidget)

/* @spot: of a value mapping, or of a comparison with a list; copied. */
CwValueTable *cw_value_table_new    (const CwExpressionSpot *spot);
void          cw_value_table_update (CwValueTable *self);

G_END_DECLS
