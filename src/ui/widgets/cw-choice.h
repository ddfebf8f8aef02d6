/* cw-choice.h: drop-downs with texts of any length
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Cuts what is chosen on the button of @choice, a GtkDropDown or an AdwComboRow, where there is no room for all of it; its list shows
 * all of it, or its first 40 characters. What is cut is whole in the tooltip. The entries are GtkStringObjects, or what the expression
 * of @choice makes a text of. */
void cw_choice_cut (GtkWidget *choice);

G_END_DECLS
