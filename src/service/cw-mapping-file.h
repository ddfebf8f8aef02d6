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
/* The same from the file @path; also G_FILE_ERROR. Blocks. (transfer full) */
CwMapping *cw_mapping_load     (const char *path, const CwWorkflow *workflow, GError **error);
/* The text of a file for workflow @workflow_id, with a line feed at the end. (transfer full) */
char      *cw_mapping_to_json  (CwMapping *self, const char *workflow_id);

/* Member @member of @object: an object with "groups" and "filter". Private to the service. (transfer full) */
CwMapping *cw_mapping_read     (CwFileReader *reader, JsonObject *object, const char *member, const char * const *types, GError **error);

G_END_DECLS
