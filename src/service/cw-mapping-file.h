/* cw-mapping-file.h: mappings in files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The form is published as data/mapping.schema.json. What is read and written
 * again is the same mapping, with the same digest.
 */
#pragma once

#include "cw-file-reader.h"
#include "cw-mapping.h"
#include "cw-workflow.h"

G_BEGIN_DECLS

#define CW_MAPPING_FORMAT         "causeway-mapping"
#define CW_MAPPING_FORMAT_VERSION 1

/* @file: name for messages. @workflow nullable: then the file must be for it, with its record types only.
 * Errors: CW_SYNC_ERROR_INVALID with file, line and reason. (transfer full) */
CwMapping *cw_mapping_parse    (const char *file, const char *data, gsize length, const CwWorkflow *workflow, GError **error);
/* The text of a file for workflow @workflow_id, with a line feed at the end. (transfer full) */
char      *cw_mapping_to_json  (CwMapping *self, const char *workflow_id);

/* ---- private to the service ---- */

/* Member @member of @object: an object with "groups" and "filter". (transfer full) */
CwMapping *cw_mapping_read     (CwFileReader *reader, JsonObject *object, const char *member, const char * const *types, GError **error);
/* "groups" and "filter" of @object itself. (transfer full) */
CwMapping *cw_mapping_read_members  (CwFileReader *reader, JsonObject *object, const char * const *types, GError **error);
void       cw_mapping_write_members (CwMapping *self, JsonBuilder *builder);
/* One part as files have it, on one line. (transfer full) */
char      *cw_mapping_row_to_json   (const CwMappingRow *row);
char      *cw_expression_to_json    (const CwExpression *expression);
/* (transfer full) */
char      *cw_json_builder_dup_text (JsonBuilder *builder, gboolean pretty);

G_END_DECLS
