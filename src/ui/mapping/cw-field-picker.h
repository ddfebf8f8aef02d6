/* cw-field-picker.h: a window to choose one of many by searching
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-picker-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CW_TYPE_FIELD_PICKER (cw_field_picker_get_type ())
G_DECLARE_FINAL_TYPE (CwFieldPicker, cw_field_picker, CW, FIELD_PICKER, AdwWindow)

/* Called once, unless the window is closed without a choice. */
typedef void (*CwPicked) (CwPickerItem *item, gpointer data);

/* Shows @items (element-type CwPickerItem; taken) above the window of @parent. */
CwFieldPicker *cw_field_picker_present (GtkWidget *parent, const char *title, GListModel *items, CwPicked picked, gpointer data,
                                        GDestroyNotify free_data);
/* For tests: as if it was chosen by hand. */
void           cw_field_picker_search  (CwFieldPicker *self, const char *text);

G_END_DECLS
