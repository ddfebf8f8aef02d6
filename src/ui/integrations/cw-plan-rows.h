/* cw-plan-rows.h: the rows of a plan as widgets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-field-titles.h"
#include "cw-plan.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* "Create", "Update", … in the program's language. */
const char         *cw_plan_get_operation_title (CwOperation operation);

/* What the rows of one workflow share. */
#define CW_TYPE_PLAN_PART (cw_plan_part_get_type ())
G_DECLARE_FINAL_TYPE (CwPlanPart, cw_plan_part, CW, PLAN_PART, GObject)
CwPlanPart         *cw_plan_part_new            (const char *workflow);
void                cw_plan_part_take_titles    (CwPlanPart *self, CwFieldTitles *titles /* transfer full */);
/* The items of @list (CwPlanItem) are of this workflow. */
void                cw_plan_part_attach         (CwPlanPart *self, GListModel *list);

/* For a list over @model, whose items are CwPlanItem, or GtkStringObject above those of a workflow. A conflict has a button with the
 * action "plan.settle" (ss): workflow, record. (transfer full) */
GtkListItemFactory *cw_plan_rows_new_factory    (GtkFlattenListModel *model);

G_END_DECLS
