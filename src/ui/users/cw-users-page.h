/* cw-users-page.h: users and the employees whom they are matched to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_USERS_PAGE (cw_users_page_get_type ())
G_DECLARE_FINAL_TYPE (CwUsersPage, cw_users_page, CW, USERS_PAGE, GtkWidget)

/* The desk is ready. No system is asked before somebody wants it; what was read before is shown at once. */
CwUsersPage *cw_users_page_new    (CwDesk *desk);
/* Writes what is listed to @file, as the file chooser does with what a person chose. */
void         cw_users_page_export (CwUsersPage *self, const char *file);
/* Puts the keyboard into the search entry. */
void         cw_users_page_search (CwUsersPage *self);

G_END_DECLS
