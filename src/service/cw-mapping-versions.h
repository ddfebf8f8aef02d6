/* cw-mapping-versions.h: the saved mappings of an integration's workflow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The mapping in force is the newest version; where none was saved, the
 * workflow's default, which counts as version 0. A version never changes and is
 * never removed: restoring an old one saves it anew. A run keeps the version it
 * began with, so that saving is possible at any time.
 *
 * cw_profile_list_workflows () gives every workflow with its mapping in force. CwMappingVersion is in cw-store.h.
 *
 * All functions block on the disk: call them on a worker.
 */
#pragma once

#include "cw-mapping-document.h"
#include "cw-service.h"

G_BEGIN_DECLS

#define CW_MAPPING_IN_FORCE G_MAXUINT   /* in place of a number: whatever is in force */
#define CW_MAPPING_DEFAULT  0

/* Newest first, the default last. CW_SYNC_ERROR_USAGE: no such integration or workflow. (element-type CwMappingVersion) (transfer full) */
GPtrArray *cw_profile_list_mapping_versions_sync (CwProfile *self, const char *integration, const char *workflow, GError **error);

/* The content of version @number, or CW_MAPPING_IN_FORCE. @out_version nullable, (transfer full). CW_SYNC_ERROR_USAGE: there is
 * no such version. (transfer full) */
CwMappingDocument *cw_profile_load_mapping_sync (CwProfile *self, const char *integration, const char *workflow, guint number,
                                                 CwMappingVersion **out_version, GError **error);

/* Saves @document as the newest version; it is in force from the next run on. @based_on: version that was edited; when another
 * was saved meanwhile, CW_SYNC_ERROR_STALE and nothing is saved: load that one, merge, save again. CW_MAPPING_IN_FORCE: whatever
 * is in force. @note nullable. The number, or 0 with an error. What is the same as the version in force is not saved again:
 * its number is returned (which may be 0 without an error). */
guint      cw_profile_save_mapping_sync    (CwProfile *self, const char *integration, const char *workflow, CwMappingDocument *document,
                                            guint based_on, const char *note, GError **error);
/* Saves version @number anew. As above. */
guint      cw_profile_restore_mapping_sync (CwProfile *self, const char *integration, const char *workflow, guint number, GError **error);

/* What importing @theirs over the version in force gives: where the file says which version it came from and that version is
 * known here, both sides' changes since are merged; else the file replaces everything. Saves nothing. @ours: what is in force,
 * or an edited draft. @settled, @out_conflicts: see cw_mapping_document_merge (). @out_merged (nullable): FALSE: replaced.
 * (transfer full) */
CwMappingDocument *cw_profile_merge_mapping_sync (CwProfile *self, const char *integration, const char *workflow,
                                                  CwMappingDocument *ours, CwMappingDocument *theirs, const GPtrArray *settled,
                                                  GPtrArray **out_conflicts, gboolean *out_merged, GError **error);

/* Where a mapping asks when it is evaluated outside of a run: settings in force, joined fields and look-ups from the mirrors.
 * For one thread; opens a store of its own. (transfer full) */
typedef struct _CwMappingSource CwMappingSource;
CwMappingSource        *cw_mapping_source_new         (CwProfile *profile, const char *integration, CwWorkflow *workflow, GError **error);
void                    cw_mapping_source_free        (CwMappingSource *self);
const CwMappingContext *cw_mapping_source_get_context (CwMappingSource *self);   /* borrowed */
CwStore                *cw_mapping_source_get_store   (CwMappingSource *self);   /* borrowed */
const CwIntegrationInfo *cw_mapping_source_get_integration (CwMappingSource *self);   /* borrowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwMappingSource, cw_mapping_source_free)

G_END_DECLS
