/* cw-schedules-page.h: the schedules of an integration
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-integrations-page.h"

G_BEGIN_DECLS

#define CW_TYPE_SCHEDULES_PAGE (cw_schedules_page_get_type ())
G_DECLARE_FINAL_TYPE (CwSchedulesPage, cw_schedules_page, CW, SCHEDULES_PAGE, GtkWidget)

/* @pages: where one of them is shown; borrowed, outlives the page. */
CwSchedulesPage *cw_schedules_page_new (CwDesk *desk, CwIntegrationItem *item, CwIntegrationsPage *pages);

G_END_DECLS
