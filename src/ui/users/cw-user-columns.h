/* cw-user-columns.h: the columns of a table of people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Buttons of a row activate the actions users.link, users.refuse, users.unlink (employee and user) and users.choose (user) of
 * whatever widget the table is in; without @buttons there are none.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Fills @table, whose rows are CwPerson. */
void cw_user_columns_add           (GtkColumnView *table, gboolean buttons);
/* The rows are employees of the source, not users of the target. */
void cw_user_columns_set_employees (GtkColumnView *table, gboolean employees);
/* Two columns instead of four: what the others say stands below the employee. */
void cw_user_columns_set_narrow    (GtkColumnView *table, gboolean narrow);

G_END_DECLS
