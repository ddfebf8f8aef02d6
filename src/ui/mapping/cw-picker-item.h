/* cw-picker-item.h: what can be chosen, with what helps to choose it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-expression-spot.h"

G_BEGIN_DECLS

#define CW_PICKER_PROPERTY "@"   /* before the id of a property: no field begins so */

#define CW_TYPE_PICKER_ITEM (cw_picker_item_get_type ())
G_DECLARE_FINAL_TYPE (CwPickerItem, cw_picker_item, CW, PICKER_ITEM, GObject)

/* All but @id and @label nullable. */
CwPickerItem *cw_picker_item_new        (const char *id, const char *label, const char *facts, const char *sample);
const char   *cw_picker_item_get_id     (CwPickerItem *self);
const char   *cw_picker_item_get_label  (CwPickerItem *self);
/* TRUE when label, id or sample have all words of @text in them, whatever their case. */
gboolean      cw_picker_item_matches    (CwPickerItem *self, const char *text);
/* How well it matches: 0 exactly, 1 from its beginning, 2 somewhere. */
guint         cw_picker_item_rank       (CwPickerItem *self, const char *text);

/* Lists of CwPickerItem. (transfer full) */
/* Fields of source records of @type (NULL: of all types of the workflow), joined ones at the end; @with_properties: then what every record has. */
GListModel   *cw_picker_list_source     (CwMappingBench *bench, const char *type, gboolean with_properties);
/* Fields that rows can fill. */
GListModel   *cw_picker_list_target     (CwMappingBench *bench, const char *type);
GListModel   *cw_picker_list_properties (CwMappingBench *bench);
GListModel   *cw_picker_list_settings   (CwMappingBench *bench);
/* Target fields that rows for records of @type fill. */
GListModel   *cw_picker_list_rows       (CwMappingBench *bench, const char *type);
/* Record types that can be looked in. */
GListModel   *cw_picker_list_types      (CwMappingBench *bench);

/* Values that @expression gives for records of @type (NULL: of all types of the workflow), most frequent first; they come in while the list is shown. */
GListModel   *cw_picker_list_values     (CwMappingBench *bench, const char *type, const CwExpression *expression);
/* What the target field @field takes; empty where that is not known. */
GListModel   *cw_picker_list_target_values (CwMappingBench *bench, const char *field);
/* Patterns of dates. */
GListModel   *cw_picker_list_patterns   (void);

/* As people of the program read it: "text", "number". Borrowed. */
const char   *cw_value_type_get_title   (CwValueType type);

G_END_DECLS
