/* cw-two-columns.h: two things side by side, below each other where that is too narrow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_TWO_COLUMNS (cw_two_columns_get_type ())
/* The children of the markup, at most two; each column is as wide as the other. */
G_DECLARE_FINAL_TYPE (CwTwoColumns, cw_two_columns, CW, TWO_COLUMNS, GtkWidget)

G_END_DECLS
