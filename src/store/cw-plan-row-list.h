/* cw-plan-row-list.h: the rows of a plan as a list model that reads what is looked at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As CwRecordList: a snapshot of row numbers read by a thread of its own, rows
 * read in pages when they are asked for, a bounded number of them kept.
 */
#pragma once

#include "cw-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* One row. Property: "row" (notified when it is there). */
#define CW_TYPE_PLAN_ITEM (cw_plan_item_get_type ())
G_DECLARE_FINAL_TYPE (CwPlanItem, cw_plan_item, CW, PLAN_ITEM, GObject)

/* NULL while it is being read. Borrowed. */
const CwPlanRow *cw_plan_item_get_row (CwPlanItem *self);

#define CW_TYPE_PLAN_ROW_LIST (cw_plan_row_list_get_type ())
G_DECLARE_FINAL_TYPE (CwPlanRowList, cw_plan_row_list, CW, PLAN_ROW_LIST, GObject)

/* A GListModel of CwPlanItem over a sealed plan of the profile in @dir, in the order in which rows are sent. Properties: "loading"
 * (boolean), "error" (GError, nullable). Main thread only. (transfer full) */
CwPlanRowList *cw_plan_row_list_new            (const char *dir, gint64 plan);
/* Bits 1 << CwOperation; 0: all, as at first. What is shown stays until the answer is there. */
void           cw_plan_row_list_set_operations (CwPlanRowList *self, guint operations);
const GError  *cw_plan_row_list_get_error      (CwPlanRowList *self);

G_END_DECLS
