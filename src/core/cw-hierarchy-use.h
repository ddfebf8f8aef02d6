/* cw-hierarchy-use.h: what a workflow does with a classification of the source
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A description names uses (CwHierarchyUse, cw-workflow.h); two settings of the
 * workflow for each say how it is kept and which field of the target's records
 * lists the nodes.
 */
#pragma once

#include "cw-workflow.h"

G_BEGIN_DECLS

typedef enum {
  CW_HIERARCHY_OFF,
  CW_HIERARCHY_OWN,        /* made by us and kept in step */
  CW_HIERARCHY_EXISTING,   /* nodes are linked to those of an existing one; nothing is made */
  CW_HIERARCHY_EXTENDED,   /* the same, and what has no partner there is made there */
} CwHierarchyMode;

const char     *cw_hierarchy_mode_to_string   (CwHierarchyMode mode);   /* "own", as the settings have it */
CwHierarchyMode cw_hierarchy_mode_from_string (const char *text);       /* OFF for anything unknown; @text nullable */

/* (transfer full) */
CwHierarchyUse *cw_hierarchy_use_copy (const CwHierarchyUse *self);
void            cw_hierarchy_use_free (CwHierarchyUse *self);
/* Keys of the settings of @use. (transfer full) */
char           *cw_hierarchy_use_dup_mode_key  (const CwHierarchyUse *use);
char           *cw_hierarchy_use_dup_field_key (const CwHierarchyUse *use);
/* What the settings @chosen (nullable) of @owner, the workflow whose records hold the nodes, say. Borrowed from them. */
CwHierarchyMode cw_hierarchy_use_get_mode  (const CwHierarchyUse *use, const CwWorkflow *owner, const CwFields *chosen);
const char     *cw_hierarchy_use_get_field (const CwHierarchyUse *use, const CwWorkflow *owner, const CwFields *chosen);
/* Whether that field has to be asked for. */
gboolean        cw_hierarchy_use_asks_field (const CwHierarchyUse *use, const CwWorkflow *owner, const CwFields *chosen);
/* The name under which a record's node travels through the plan, "hierarchy:department". (transfer full) */
char           *cw_hierarchy_use_dup_value_name (const CwHierarchyUse *use);
#define CW_HIERARCHY_VALUE "hierarchy:"

G_END_DECLS
