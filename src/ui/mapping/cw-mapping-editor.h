/* cw-mapping-editor.h: the rows of one mapping, to be edited
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping-bench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CW_TYPE_MAPPING_EDITOR (cw_mapping_editor_get_type ())
G_DECLARE_FINAL_TYPE (CwMappingEditor, cw_mapping_editor, CW, MAPPING_EDITOR, GtkWidget)

/* Signals: "try" (): the record to try it on is wanted; "type" (string): what is built is for records of that type; "record" (string): the record
 * of that name is to be looked at. Property "folded" (boolean): there is only one column. */

CwMappingEditor *cw_mapping_editor_new       (CwMappingBench *bench);
CwMappingBench  *cw_mapping_editor_get_bench (CwMappingEditor *self);
/* FALSE: there is nothing to go back to. */
gboolean         cw_mapping_editor_back      (CwMappingEditor *self);
/* Opens what a problem is about. */
void             cw_mapping_editor_show      (CwMappingEditor *self, guint group, guint row);
/* Lists the records that the unsaved edits change. */
void             cw_mapping_editor_show_effect (CwMappingEditor *self);
/* Reads the file and shows what it would change. */
void             cw_mapping_editor_import    (CwMappingEditor *self, const char *path);
void             cw_mapping_editor_export    (CwMappingEditor *self, const char *path);

G_END_DECLS
