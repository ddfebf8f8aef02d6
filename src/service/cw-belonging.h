/* cw-belonging.h: what a record belongs to, as the links of other workflows tell
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the service. See CwReference: what a record belongs to is among
 * its values, as the id that another workflow's links give, or that a plan
 * before this one is about to make.
 */
#pragma once

#include "cw-session.h"

G_BEGIN_DECLS

typedef struct _CwBelonging CwBelonging;

/* Reads what earlier plans of the run will make. @session and @workflow are borrowed. (transfer full) */
CwBelonging *cw_belonging_new  (CwSession *session, CwWorkflow *workflow, const CwFields *settings, GError **error);
void         cw_belonging_free (CwBelonging *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwBelonging, cw_belonging_free)

/* Sets in @wanted the ids of what @record belongs to. FALSE: something without which it cannot travel is not in the target; then
 * @out_missing is its key, or its type where none is named. @out_owner: key of what it belongs to, nullable. @out_brought: by the
 * settings it needs no mark of its own. (all transfer full) */
gboolean     cw_belonging_apply (CwBelonging *self, const CwRecord *record, CwFields *wanted, char **out_missing, char **out_owner,
                                 gboolean *out_brought);
/* Those of what it belongs to, where @record says nothing of its own: what has none is available where that is. @owner nullable;
 * NULL: its own count. (transfer full) */
char        *cw_belonging_dup_subsidiaries (CwBelonging *self, const CwRecord *record, const char *owner);

G_END_DECLS
