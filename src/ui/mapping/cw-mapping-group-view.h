/* cw-mapping-group-view.h: a group of rows in the editor
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping-bench.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_MAPPING_GROUP_VIEW (cw_mapping_group_view_get_type ())
G_DECLARE_FINAL_TYPE (CwMappingGroupView, cw_mapping_group_view, CW, MAPPING_GROUP_VIEW, GtkWidget)

/* Signal "opened" (guint group, guint row): somebody wants to build that row; CW_MAPPING_NO_ROW: the group's condition. */

CwMappingGroupView *cw_mapping_group_view_new       (CwMappingBench *bench, guint group);
void                cw_mapping_group_view_update    (CwMappingGroupView *self, guint group);
void                cw_mapping_group_view_focus_row (CwMappingGroupView *self, guint row);
/* @findings: (element-type CwMappingFinding); of the whole mapping. */
void                cw_mapping_group_view_set_findings (CwMappingGroupView *self, const GPtrArray *findings);

G_END_DECLS
