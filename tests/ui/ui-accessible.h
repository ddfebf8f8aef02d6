/* ui-accessible.h: what somebody needs who does not see the window or has no mouse
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Every control that is shown in @root has a name. Says which has none and returns how many. */
guint ui_count_nameless   (GtkWidget *root);
/* Goes through @window with Tab: every control that can be used gets the keyboard, and nothing that is hidden does. Says which
 * cannot be reached and returns how many. */
guint ui_count_unreachable (GtkWindow *window);

G_END_DECLS
