/* cw-mapping-report.h: the steps of a mapping's check
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the service. One thread; the store is its own.
 */
#pragma once

#include "cw-mapping-findings.h"

G_BEGIN_DECLS

typedef struct _CwMappingCheck CwMappingCheck;

/* Opens the profile and knows its fields. (transfer full) */
CwMappingCheck  *cw_mapping_check_new       (CwProfile *profile, const char *integration, CwWorkflow *workflow,
                                             CwMappingDocument *document, GCancellable *cancellable, GError **error);
void             cw_mapping_check_free      (CwMappingCheck *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwMappingCheck, cw_mapping_check_free)
/* What needs no records, and the tests. (transfer full) */
CwMappingReport *cw_mapping_check_structure (CwMappingCheck *self);
/* Everything; once. (transfer full) */
CwMappingReport *cw_mapping_check_records   (CwMappingCheck *self, GError **error);

G_END_DECLS
