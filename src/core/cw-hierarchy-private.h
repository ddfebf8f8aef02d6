/* cw-hierarchy-private.h: what the files of cw-hierarchy share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "cw-hierarchy.h"

G_BEGIN_DECLS

#define NONE CW_HIERARCHY_NONE

struct _CwHierarchy {
  CwHierarchyMode       mode;
  CwHierarchyUse       *use;        /* owned */
  char                 *workflow;
  char                 *prefix;     /* of external ids: "customer-department" */
  GPtrArray            *sources;    /* of CwHierarchySource, owned */
  GPtrArray            *targets;    /* of CwHierarchyTarget, owned */
  GPtrArray            *known;      /* of CwHierarchyInfo, owned */
  GPtrArray            *nodes;      /* of CwTargetRecord, owned: all of the account, until it is decided */
  GPtrArray            *levels;     /* of CwTargetRecord, borrowed from nodes: of this hierarchy, in order */
  GHashTable           *parents;    /* source id → id of its parent; owned */
  GHashTable           *links;      /* "department:4" → target id; owned */
  GHashTable           *made_by;    /* "department:4" → how; owned */
  /* results */
  CwHierarchyInfo      *found;      /* borrowed from known; NULL: to be made, or trouble */
  gboolean              found_new;  /* by its external id, without a link */
  CwReason              trouble;
  guint                *above;      /* nodes by number, see get_number() of cw-hierarchy-decide.c: the node above each, as it will be; NONE; owned */
  GArray               *order;      /* of guint: sources, in the order in which they are sent; owned */
  guint                 most_levels;
};

static inline CwHierarchySource *
source_at (CwHierarchy *self, guint index)
{
  return self->sources->pdata[index];
}

static inline CwHierarchyTarget *
target_at (CwHierarchy *self, guint index)
{
  return self->targets->pdata[index];
}

/* ---- cw-hierarchy.c ---- */
/* "department:4". (transfer full) */
char       *_cw_hierarchy_dup_key     (const char *type, const char *id);
/* Systems write “none” in several ways: NULL for each. */
const char *_cw_hierarchy_or_null     (const char *id);
/* Id of the target that the source @type:@id is linked to, and how; NULL: it is not. Borrowed. */
const char *_cw_hierarchy_find_link   (CwHierarchy *self, const char *type, const char *id);
const char *_cw_hierarchy_find_by     (CwHierarchy *self, const char *type, const char *id);

/* ---- cw-hierarchy-trees.c ---- */
/* Fills targets and levels, brings sources and targets into the order of their trees: parent, depth, path, cycle. */
void        _cw_hierarchy_order       (CwHierarchy *self);

/* ---- cw-hierarchy-decide.c ---- */
/* Fills found, found_new and trouble. */
void        _cw_hierarchy_find        (CwHierarchy *self);
/* Fills partner, operation, reason and level of every source, order and most_levels. */
void        _cw_hierarchy_decide      (CwHierarchy *self);
void        _cw_hierarchy_pair        (CwHierarchy *self, guint source, guint target);
gboolean    _cw_hierarchy_makes_nodes (const CwHierarchy *self);
/* The nearest source above @source that has a node in the target; NONE. */
guint       _cw_hierarchy_find_place  (CwHierarchy *self, const CwHierarchySource *source);
/* NULL: there is none yet. Borrowed. */
const CwTargetRecord *_cw_hierarchy_find_level (CwHierarchy *self, guint number);

G_END_DECLS
