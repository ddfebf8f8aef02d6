/* cw-workflow-file.h: workflow descriptions, which are files in data/workflows/
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Compiled into the program; their texts are in English and are translated
 * where they are shown.
 */
#pragma once

#include "cw-workflow.h"

G_BEGIN_DECLS

#define CW_WORKFLOW_FORMAT         "causeway-workflow"
#define CW_WORKFLOW_FORMAT_VERSION 1

/* Ids of all descriptions, sorted. (transfer full) */
char      **cw_workflow_list_ids (void);
/* "spp.customers/department" is the workflow that keeps a hierarchy of that one.
 * CW_SYNC_ERROR_USAGE: there is no such workflow; CW_SYNC_ERROR_INVALID with file, line and reason. (transfer full) */
CwWorkflow *cw_workflow_load     (const char *id, GError **error);
/* @file: name for messages. (transfer full) */
CwWorkflow *cw_workflow_parse    (const char *file, const char *data, gsize length, GError **error);
/* The workflow that keeps the hierarchy @use of @owner; it runs before that one. (transfer full) */
CwWorkflow *cw_workflow_new_hierarchy (const CwWorkflow *owner, const CwHierarchyUse *use);

G_END_DECLS
