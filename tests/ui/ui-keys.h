/* ui-keys.h: real key presses for the window under test
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "ui-fixture.h"

G_BEGIN_DECLS

/* FALSE: this display takes no artificial keys. */
gboolean   ui_keys_work   (void);
/* Presses and releases keys as the X server knows them, one after the other: "Tab", "alt+Down", "ctrl+shift+z", "Return". They go
 * to the window that was shown last. Waits until they have been dealt with. NULL-terminated. */
void       ui_press       (const char *key, ...) G_GNUC_NULL_TERMINATED;
/* Takes the middle of @from with the pointer, as the X server knows it, and lets go above the middle of @to. */
void       ui_drag        (GtkWidget *from, GtkWidget *to);
/* Types @text, which is ASCII. */
void       ui_type        (const char *text);
/* The window that was shown last. */
GtkWindow *ui_top_window  (void);
/* The widget that has the focus there; NULL: none. */
GtkWidget *ui_get_focus   (void);
/* Presses Tab until a widget whose accessible name or text starts with @name has the focus; aborts when it comes round. */
void       ui_tab_to      (const char *name);
/* Presses Down until what has the focus shows @name; in a menu. */
void       ui_down_to     (const char *name);
/* As ui_shoot(), of the window that was shown last. */
void       ui_shoot_top   (UiFixture *ui, const char *name);

G_END_DECLS
