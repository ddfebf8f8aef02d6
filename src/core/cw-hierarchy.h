/* cw-hierarchy.h: plans a classification of the source as a hierarchy of the target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Feed it the nodes of the source (departments, say), hierarchies and nodes of
 * the target and the links; it says for every node of the source which node of
 * the target is its partner and what has to be done for that.
 *
 * In a hierarchy of our own everything follows the source. In an existing one
 * only what we made follows; what a person linked is never changed.
 *
 * A plain value without locks: on one thread at a time. No errors: what cannot
 * be done is a row with its reason.
 */
#pragma once

#include "cw-hierarchy-use.h"
#include "cw-plan.h"

G_BEGIN_DECLS

/* Source types of links and rows beside those of the nodes: source id is the key of the use, or the number of the level. */
#define CW_HIERARCHY_TYPE       "hierarchy"
#define CW_HIERARCHY_LEVEL_TYPE "hierarchy-level"

/* Values of a hierarchy and of its nodes in the target, in the neutral form. */
#define CW_HIERARCHY_KIND  "type"
#define CW_NODE_HIERARCHY  "hierarchyid"
#define CW_NODE_PARENT     "parentid"
#define CW_NODE_LEVEL      "levelid"
#define CW_NODE_IS_LEVEL   "isalevel"

typedef struct _CwHierarchy CwHierarchy;

#define CW_HIERARCHY_NONE G_MAXUINT

/* A node of the source, in order of the tree. Plain value; strings owned. */
typedef struct {
  char       *id, *name, *path;   /* path: "Sales : Field Sales" */
  guint       depth;              /* 0: a root */
  guint       parent;             /* index; CW_HIERARCHY_NONE */
  gboolean    inactive, deleted;
  guint       partner;            /* index of the node of the target; CW_HIERARCHY_NONE */
  char       *by;                 /* how they were linked: "export", "hand", "name"; NULL: they are not yet */
  CwOperation operation;
  CwReason    reason;
  guint       level;              /* how deep its node lies when all is done, from 1; 0: it has none */
  gboolean    needed;             /* it, or something below it, has a node or is to get one */
  gboolean    cycle;              /* it is its own ancestor */
} CwHierarchySource;

/* A node of the target that is no level, in order of the tree. Plain value; strings owned. */
typedef struct {
  char *id, *name, *path;                      /* path as above */
  char *external_id, *parent_id, *level_id;    /* nullable */
  guint depth;                                 /* 0: a root */
  guint parent;                                /* index; CW_HIERARCHY_NONE */
  guint partner;                               /* index of the node of the source; CW_HIERARCHY_NONE */
} CwHierarchyTarget;

/* A hierarchy of the target. Plain value; strings owned. */
typedef struct {
  char *id, *name;
  char *kind;          /* of the records that its nodes are for: "customer" */
  char *external_id;   /* nullable */
} CwHierarchyInfo;

/* @use: copied. @workflow: id of the one that keeps it. (transfer full) */
CwHierarchy *cw_hierarchy_new  (CwHierarchyMode mode, const CwHierarchyUse *use, const char *workflow);
void         cw_hierarchy_free (CwHierarchy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHierarchy, cw_hierarchy_free)

/* Records are copied. The fields of a node: CW_NODE_*; of a hierarchy: CW_HIERARCHY_KIND. Those of other kinds, and nodes of other
 * hierarchies, are passed over. @source_id of a link: id, key of the use, or number of the level; @by: how it was made, "export",
 * "hand", "name"; NULL: "export". */
void cw_hierarchy_add_source    (CwHierarchy *self, const CwRecord *record);
void cw_hierarchy_add_hierarchy (CwHierarchy *self, const CwTargetRecord *record);
void cw_hierarchy_add_node      (CwHierarchy *self, const CwTargetRecord *record);
void cw_hierarchy_add_link      (CwHierarchy *self, const char *type, const char *source_id, const char *target_id, const char *by);
/* Call once, after everything was added. */
void cw_hierarchy_decide        (CwHierarchy *self);

/* Rows in the order in which they are sent, those without a request among them: the hierarchy, levels, nodes from the roots down,
 * and last those that wait for others to leave. @row is valid in the call only; FALSE ends early. */
gboolean cw_hierarchy_foreach   (CwHierarchy *self, gboolean (*func) (const CwPlanRow *row, gpointer data), gpointer data);

/* After cw_hierarchy_decide(). Borrowed. */
const char      *cw_hierarchy_get_id      (CwHierarchy *self);     /* of the hierarchy in the target; NULL: there is none yet */
const char      *cw_hierarchy_get_name    (CwHierarchy *self);     /* what it is called there, or will be */
/* What keeps it from being used: HIERARCHY_THERE or HIERARCHY_MISSING; NEW: nothing. */
CwReason         cw_hierarchy_get_trouble (CwHierarchy *self);
const GPtrArray *cw_hierarchy_get_sources (CwHierarchy *self);     /* (element-type CwHierarchySource) */
const GPtrArray *cw_hierarchy_get_targets (CwHierarchy *self);     /* (element-type CwHierarchyTarget) */
const GPtrArray *cw_hierarchy_get_known   (CwHierarchy *self);     /* those of the kind, (element-type CwHierarchyInfo) */

/* Pairs of nodes that have no partner and the same name, whatever its case: under parents that are partners first, then names that
 * there are only once on either side. Source id and target id in turn. (element-type utf8) (transfer full) */
GPtrArray *cw_hierarchy_match_names (CwHierarchy *self);

G_END_DECLS
