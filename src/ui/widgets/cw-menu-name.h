/* cw-menu-name.h: what a menu button is called
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names @button, and the button inside of it, which is the one that has the focus. */
void cw_menu_button_set_name (GtkMenuButton *button, const char *name);

G_END_DECLS
