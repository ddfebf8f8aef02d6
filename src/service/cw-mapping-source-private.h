/* cw-mapping-source-private.h: what plans and checks share of a mapping's source
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping-versions.h"

G_BEGIN_DECLS

/* As cw_mapping_source_new (), with a store of the caller's, which has to outlive it. @source, @target: connections that the
 * workflow reads from and writes to. (transfer full) */
CwMappingSource *cw_mapping_source_new_in     (CwStore *store, CwWorkflow *workflow, CwFields *settings, const char *source, const char *target);
/* Names of the two connections. Borrowed. */
const char      *cw_mapping_source_get_source (CwMappingSource *self);
const char      *cw_mapping_source_get_target (CwMappingSource *self);
/* FALSE: @workflow goes from the integration's target to its source. */
gboolean         cw_workflow_starts_at_source (CwStore *store, const CwIntegrationInfo *integration, const CwWorkflow *workflow);
/* The record type that @field of @type points to, as @connection described it; NULL: not known. (transfer full) */
char            *cw_mapping_dup_referred_type (CwStore *store, const char *connection, const char *type, const char *field);

G_END_DECLS
