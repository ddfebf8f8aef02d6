/* cw-subpage.h: a page below another, with title and way back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_SUBPAGE (cw_subpage_get_type ())
G_DECLARE_FINAL_TYPE (CwSubpage, cw_subpage, CW, SUBPAGE, GtkWidget)

/* The back button activates "win.back". */
GtkWidget  *cw_subpage_new       (const char *title, GtkWidget *child);
GtkWidget  *cw_subpage_get_child (CwSubpage *self);

/* Title and way back. Borrowed. */
GtkWidget *cw_subpage_get_bar (CwSubpage *self);

G_END_DECLS
