/* cw-target-lookup.h: ids of other records of the target, found by what people call them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the service. A description says for which target fields the
 * mapping gives the name of another record ("Planned"), or the source's id that
 * it carries; see CwLookup. Answers come from the mirror of the target.
 */
#pragma once

#include "cw-session.h"

G_BEGIN_DECLS

typedef struct _CwTargetLookup CwTargetLookup;

/* @store and @workflow are borrowed. @connection: of the target. (transfer full) */
CwTargetLookup *cw_target_lookup_new   (CwStore *store, const char *connection, CwWorkflow *workflow);
void            cw_target_lookup_free  (CwTargetLookup *self);
/* Replaces in @values what the mapping made of @record by ids, and adds what comes with them. CW_REASON_NEW, or why the record
 * cannot travel; then @out_argument is that of the reason (transfer full). What is not given stays out. */
CwReason        cw_target_lookup_apply (CwTargetLookup *self, const CwRecord *record, CwFields *values, char **out_argument);

/* Brings the mirrors up to date that the mapping in force asks. */
gboolean        cw_target_lookup_read  (CwSession *session, CwWorkflow *workflow, gboolean refresh, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTargetLookup, cw_target_lookup_free)

G_END_DECLS
