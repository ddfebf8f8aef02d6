/* cw-dragged.h: what the pointer carries within the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The type for which a drop target asks. */
#define CW_TYPE_DRAGGED (cw_dragged_get_type ())
GType               cw_dragged_get_type (void);

/* Carries @widget, and does not keep it: the toolkit may hold on to what was dragged long after. (transfer full) */
GdkContentProvider *cw_dragged_new      (GtkWidget *widget);
/* The widget in @value, of CW_TYPE_DRAGGED; NULL: it is gone. (transfer full) */
GtkWidget          *cw_dragged_get      (const GValue *value);

G_END_DECLS
