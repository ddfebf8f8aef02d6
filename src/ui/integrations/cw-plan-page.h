/* cw-plan-page.h: what an export would change, before it does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-integrations-page.h"

G_BEGIN_DECLS

#define CW_TYPE_PLAN_PAGE (cw_plan_page_get_type ())
G_DECLARE_FINAL_TYPE (CwPlanPage, cw_plan_page, CW, PLAN_PAGE, GtkWidget)

/* @plan_job: of cw_job_plan(), under way or over. @pages: where the run is shown; borrowed, outlives the page. */
CwPlanPage *cw_plan_page_new     (CwDesk *desk, CwJob *plan_job, CwIntegrationsPage *pages);
CwJob      *cw_plan_page_get_job (CwPlanPage *self);
/* Writes the plan, all its workflows, to @file; a toast says how that went. What Save… does once a file is chosen. */
void        cw_plan_page_save    (CwPlanPage *self, const char *file);

G_END_DECLS
