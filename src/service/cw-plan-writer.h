/* cw-plan-writer.h: the rows of a plan into the store, whatever strategy made them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the service.
 */
#pragma once

#include "cw-session.h"

G_BEGIN_DECLS

typedef struct _CwPlanWriter CwPlanWriter;

/* Begins a transaction; fills counts, pages and digest of @info, which has the page size, as rows come. (transfer full) */
CwPlanWriter *cw_plan_writer_new  (CwSession *session, CwWorkflow *workflow, gint64 plan, CwPlanInfo *info, GError **error);
/* A CwTreeRowFunc with the writer as data; @row has its number (seq), pages are given out here. FALSE: it went wrong, end now. */
gboolean      cw_plan_writer_add  (const CwPlanRow *row, gpointer writer);
/* Commits; after a failure rolls back and gives its error. */
gboolean      cw_plan_writer_end  (CwPlanWriter *self, GError **error);
void          cw_plan_writer_free (CwPlanWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPlanWriter, cw_plan_writer_free)

/* What the plan would do with one record; @rules is taken over. (transfer full) */
CwExplanation *cw_explanation_new (const CwPlanRow *row, GPtrArray *rules);

G_END_DECLS
