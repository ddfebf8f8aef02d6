/* cw-schedule-page.h: one schedule, put together by pointing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-desk.h"
#include "cw-schedules.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_SCHEDULE_PAGE (cw_schedule_page_get_type ())
G_DECLARE_FINAL_TYPE (CwSchedulePage, cw_schedule_page, CW, SCHEDULE_PAGE, GtkWidget)

/* @schedule: copied; without an id it is a new one, of which only the name is read. Saving leads back ("win.back"). */
CwSchedulePage *cw_schedule_page_new (CwDesk *desk, CwIntegrationItem *item, const CwSchedule *schedule);

G_END_DECLS
