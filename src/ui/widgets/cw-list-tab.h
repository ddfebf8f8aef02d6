/* cw-list-tab.h: Tab leaves a list in place of going through it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For a list whose selection is what is shown beside it: by itself Tab would go through its rows one by one and choose each.
 * Arrows move in it. */
void cw_list_box_let_tab_leave (GtkListBox *list);

G_END_DECLS
