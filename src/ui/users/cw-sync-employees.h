/* cw-sync-employees.h: shows what Sync Employees will do, and switches it on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * It cannot be switched off again, so the whole effect is read from both
 * systems first, and the name of the company has to be typed. Return confirms
 * nothing.
 */
#pragma once

#include "cw-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CW_TYPE_SYNC_EMPLOYEES (cw_sync_employees_get_type ())
G_DECLARE_FINAL_TYPE (CwSyncEmployees, cw_sync_employees, CW, SYNC_EMPLOYEES, AdwWindow)

/* Opens the dialog above the window of @parent. Borrowed: it lives until it is closed. */
CwSyncEmployees *cw_sync_employees_show (CwDesk *desk, const char *integration, GtkWidget *parent);

G_END_DECLS
