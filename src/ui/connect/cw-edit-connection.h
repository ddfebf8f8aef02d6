/* cw-edit-connection.h: changes a connection, once it was tried
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CW_TYPE_EDIT_CONNECTION (cw_edit_connection_get_type ())
G_DECLARE_FINAL_TYPE (CwEditConnection, cw_edit_connection, CW, EDIT_CONNECTION, AdwWindow)

/* In the window of @parent. */
void cw_edit_connection_show    (CwDesk *desk, const char *connection, GtkWidget *parent);

/* Asks whether @integration shall be removed, and removes it. */
void cw_remove_integration_show (CwDesk *desk, const char *integration, GtkWidget *parent);

G_END_DECLS
