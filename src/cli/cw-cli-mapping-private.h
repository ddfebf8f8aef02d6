/* cw-cli-mapping-private.h: what the commands about mappings share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On the command's thread.
 */

#pragma once

#include "cw-cli.h"

#include "cw-mapping-versions.h"

G_BEGIN_DECLS

/* What every command begins with. */
typedef struct {
  CwCli      *cli;
  CwWorkflow *workflow;      /* owned */
  const char *integration;   /* borrowed */
} CwMappingPlace;

/* Opens the profile and finds INTEGRATION and WORKFLOW, the first two of @positional. Errors: CW_SYNC_ERROR_USAGE. */
gboolean           _cw_mapping_place_find       (CwCli *self, CwMappingPlace *place, char **positional, gboolean online, GError **error);
void               _cw_mapping_place_clear      (CwMappingPlace *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwMappingPlace, _cw_mapping_place_clear)

/* "7", "default". */
gboolean           _cw_mapping_parse_version    (const char *text, guint *out_number);
/* @text: a version or a file ("-": standard input); NULL: what is in force. @out_version nullable; NULL for a file. (transfer full) */
CwMappingDocument *_cw_mapping_place_load       (const CwMappingPlace *place, const char *text, CwMappingVersion **out_version, GError **error);
/* (transfer full) */
CwMappingDocument *_cw_mapping_place_load_file  (const CwMappingPlace *place, const char *path, GError **error);

/* @words as the editor shows them, with markup; plain for a line or a person. */
void               _cw_mapping_line_words       (JsonBuilder *line, const char *name, const char *words);
void               _cw_mapping_print_words      (CwCli *self, const char *before, const char *words);

/* One change as a line or in words. */
void               _cw_mapping_print_change     (CwCli *self, const CwMappingChange *change);
/* Version @number was saved: as a line, with @value as member @why (NULL: nothing more), or in words. */
void               _cw_mapping_print_saved      (CwCli *self, guint number, const char *why, gint64 value);

G_END_DECLS
