/* cw-plan-file.h: a sealed plan as a file, for a later run of exactly this plan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-service.h"

G_BEGIN_DECLS

typedef struct _CwPlanFile CwPlanFile;

/* CW_SYNC_ERROR_INVALID when it is no plan file, broken, or of a newer format. (transfer full) */
CwPlanFile *cw_plan_file_read    (const char *file, GError **error);
/* The plan that @run made, as if it had been written and read. (transfer full) */
CwPlanFile *cw_plan_file_load    (CwStore *store, gint64 run, GError **error);
void        cw_plan_file_free    (CwPlanFile *self);
/* Puts what the plan was made for into @request; its strings belong to the file. CW_SYNC_ERROR_USAGE when
 * @request asks for another integration. */
gboolean    cw_plan_file_restore (CwPlanFile *self, CwRunRequest *request, GError **error);
/* Whether @plans (element-type CwPlanInfo), made now, would do exactly what the file says. CW_SYNC_ERROR_STALE names the records that differ. */
gboolean    cw_plan_file_check   (CwPlanFile *self, CwStore *store, GPtrArray *plans, GError **error);
/* Whole or not at all. */
gboolean    cw_plan_file_write   (CwStore *store, const CwRunInfo *run, const char *file, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPlanFile, cw_plan_file_free)

G_END_DECLS
