/* cw-users-page.h: employees and users as both systems have them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_USERS_PAGE (cw_users_page_get_type ())
G_DECLARE_FINAL_TYPE (CwUsersPage, cw_users_page, CW, USERS_PAGE, GtkWidget)

/* The desk is ready. Nothing is read before somebody asks for it. */
CwUsersPage *cw_users_page_new    (CwDesk *desk);
/* Puts the keyboard into the search entry. */
void         cw_users_page_search (CwUsersPage *self);

G_END_DECLS
