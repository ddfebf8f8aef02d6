/* cw-mapping-row-view.h: one row of a mapping in the list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping-bench.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_MAPPING_ROW_VIEW (cw_mapping_row_view_get_type ())
G_DECLARE_FINAL_TYPE (CwMappingRowView, cw_mapping_row_view, CW, MAPPING_ROW_VIEW, GtkListBoxRow)

/* Signals: "moved" (guint row): it stands there now. */

CwMappingRowView *cw_mapping_row_view_new    (CwMappingBench *bench, guint group, guint row);
/* Shows row @row of group @group, as the draft has it now. */
void              cw_mapping_row_view_update (CwMappingRowView *self, guint group, guint row);
/* What is wrong with it, one sentence a line; NULL: nothing. */
void              cw_mapping_row_view_set_problems (CwMappingRowView *self, const char *problems);
guint             cw_mapping_row_view_get_row (CwMappingRowView *self);

G_END_DECLS
