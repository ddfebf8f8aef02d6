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
 */
#pragma once

#include "cw-plan.h"
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

CwHierarchyUse *cw_hierarchy_use_copy (const CwHierarchyUse *self);
void            cw_hierarchy_use_free (CwHierarchyUse *self);
/* Keys of the settings of @use. (transfer full) */
char           *cw_hierarchy_use_dup_mode_key  (const CwHierarchyUse *use);
char           *cw_hierarchy_use_dup_field_key (const CwHierarchyUse *use);
/* What the settings @chosen (nullable) of @owner say. */
CwHierarchyMode cw_hierarchy_use_get_mode  (const CwHierarchyUse *use, const CwWorkflow *owner, const CwFields *chosen);
const char     *cw_hierarchy_use_get_field (const CwHierarchyUse *use, const CwWorkflow *owner, const CwFields *chosen);
/* Whether that field has to be asked for. */
gboolean        cw_hierarchy_use_asks_field (const CwHierarchyUse *use, const CwWorkflow *owner, const CwFields *chosen);
/* The name under which a record's node travels through the plan, "hierarchy:department". (transfer full) */
char           *cw_hierarchy_use_dup_value_name (const CwHierarchyUse *use);
#define CW_HIERARCHY_VALUE "hierarchy:"

/* Source types of links and rows beside those of the nodes: source id is the key of the use, or the number of the level. */
#define CW_HIERARCHY_TYPE       "hierarchy"
#define CW_HIERARCHY_LEVEL_TYPE "hierarchy-level"

/* Values of a hierarchy and of its nodes in the target, in the neutral form. */
#define CW_HIERARCHY_KIND  "type"
#define CW_NODE_HIERARCHY  "hierarchyid"
#define CW_NODE_PARENT     "parentid"
#define CW_NODE_LEVEL      "levelid"
#define CW_NODE_IS_LEVEL   "isalevel"

/* ---- values that are known only when they are sent ---- */

/* Stands for the id of the target record that @workflow makes of the source record @type:@id. (transfer full) */
char    *cw_late_value_dup   (const char *workflow, const char *type, const char *id);
/* FALSE for any other text. Out: (transfer full) */
gboolean cw_late_value_parse (const char *text, char **out_workflow, char **out_key);

/* ---- the plan ---- */

typedef struct _CwHierarchy CwHierarchy;

#define CW_HIERARCHY_NONE G_MAXUINT

/* A node of the source, in order of the tree. */
typedef struct {
  char       *id, *name, *path;   /* path: "Sales : Field Sales" */
  guint       depth;              /* 0: a root */
  guint       parent;             /* index; CW_HIERARCHY_NONE */
  gboolean    inactive, deleted;
  guint       partner;            /* index of the node of the target; CW_HIERARCHY_NONE */
  char       *by;                 /* how they were linked: "export", "hand", "name"; NULL: they are not yet */
  CwOperation operation;
  CwReason    reason;
  guint       level;              /* wanted, from 1; 0: it gets none */
  gboolean    needed, cycle;
} CwHierarchySource;

/* A node of the target that is no level, in order of the tree. */
typedef struct {
  char *id, *name, *path, *external_id, *parent_id, *level_id;
  guint depth, parent, partner;
} CwHierarchyTarget;

/* A hierarchy of the target. */
typedef struct {
  char *id, *name, *kind, *external_id;
} CwHierarchyInfo;

/* @workflow: id of the one that keeps it. */
CwHierarchy *cw_hierarchy_new  (CwHierarchyMode mode, const CwHierarchyUse *use, const char *workflow);
void         cw_hierarchy_free (CwHierarchy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHierarchy, cw_hierarchy_free)

void cw_hierarchy_add_source    (CwHierarchy *self, const CwRecord *record);
void cw_hierarchy_add_hierarchy (CwHierarchy *self, const CwTargetRecord *record);
void cw_hierarchy_add_node      (CwHierarchy *self, const CwTargetRecord *record);
void cw_hierarchy_add_link      (CwHierarchy *self, const char *type, const char *source_id, const char *target_id, const char *by);
/* Call once, after everything was added. */
void cw_hierarchy_decide        (CwHierarchy *self);

/* Rows in the order in which they are sent, those without a request among them; @row is valid in the call only. */
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
