/* cw-workflow-lookups.h: the look-ups of a workflow description
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-file-reader.h"
#include "cw-workflow.h"

G_BEGIN_DECLS

/* Empty. (element-type CwLookup) (transfer full) */
GPtrArray *cw_workflow_new_lookups  (void);
/* Adds those of the member "lookups" of @root, which may be missing. */
gboolean   cw_workflow_read_lookups (CwFileReader *reader, JsonObject *root, CwWorkflow *workflow, GError **error);

G_END_DECLS
