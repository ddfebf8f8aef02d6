/* cw-tree-private.h: what the files of cw-tree share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Strings of nodes and targets live in the tree's chunk or are interned. Nodes, targets and their lists are named by index.
 */

#pragma once

#include "cw-tree.h"

G_BEGIN_DECLS

#define NONE G_MAXUINT

/* Why a record cannot stand in the target although its own rules let it travel. */
typedef enum {
  STAND_OK,
  STAND_INACTIVE,         /* itself inactive or deleted */
  STAND_PARENT_INACTIVE,  /* an ancestor is */
  STAND_STOPPED,          /* anything else: reason says what */
} Stand;

typedef struct {
  /* inputs; strings live in the tree's chunk */
  const char *type, *id, *key, *name;
  const char *parent_key;       /* NULL at a root */
  const char *stage;
  const char *problem_argument;
  const char *owner_key;        /* flat: the record of another plan that it belongs to */
  CwFields   *wanted;           /* owned */
  CwFields   *initial;          /* owned, nullable: in place of wanted when it is made */
  CwFields   *monitored;        /* owned, nullable: in place of wanted in the fingerprint */
  CwReason    problem;
  CwReason    identity;         /* identified: how; see CwTreeIdentity */
  const char *identity_target, *identity_argument;
  CwMark      mark;
  guint       available : 1;
  guint       inactive : 1;
  guint       deleted : 1;
  guint       passes_filter : 1;
  guint       chosen : 1;
  guint       taken : 1;
  guint       identified : 1;
  /* links */
  guint       link;             /* index in targets; NONE: not linked */
  const char *fingerprint;      /* confirmed; nullable */
  const char *hold;
  guint       linked : 1;       /* a link was known, whether or not its target is still there */
  /* decisions; they count without a link */
  const char *chosen_id;        /* record of the target that a person chose; nullable */
  GHashTable *excluded;         /* set of ids of targets that it is not, owned; nullable */
  guint       mark_due : 1;
  guint       unlinked : 1;     /* it was, and the target says otherwise */
  /* results */
  guint       parent;           /* index in nodes; NONE */
  guint       target_parent;    /* index of the node whose target is the parent; NONE: at the root */
  guint       depth;            /* in the target; 0 where it cannot stand */
  guint       target;           /* index in targets, linked or matched; NONE */
  guint       blocker;          /* node that is the reason; NONE */
  Stand       stand;
  CwReason    stand_reason;
  const char *stand_argument;
  CwReason    own_stop;         /* CW_REASON_NEW: nothing of its own stops it */
  guint       brought_by;       /* node; NONE */
  guint       needed : 1;
  guint       ordered : 1;
  CwOperation operation;
  CwReason    reason;
  const char *argument;
  guint       keep_inactive : 1; /* a person deactivated it in the target: that stays */
  guint       set_mark : 1;
  guint       set_external_id : 1;
} Node;

typedef struct {
  const char *id, *parent_id, *external_id, *owner_id, *name;
  CwFields   *fields;    /* owned */
  gboolean    active;
  guint       claimed_by;  /* node that is linked to it; NONE */
  guint       matched_by;  /* node that would match it by name; NONE */
  gboolean    chosen;      /* claimed by a decision */
} Target;

struct _CwTree {
  CwTreeRules   rules;
  GStringChunk *strings;        /* owned */
  GArray       *nodes;          /* of Node */
  GArray       *targets;        /* of Target */
  GHashTable   *node_by_key;    /* key (chunk) → index + 1 */
  GHashTable   *target_by_id;   /* id (chunk) → index + 1 */
  GHashTable   *by_external_id; /* external id (chunk) → GArray of guint, owned */
  GHashTable   *by_name;        /* "parent\nname" (chunk) → GArray of guint, owned; only without external id and owner */
  GArray       *order;          /* of guint: nodes, parents first */
};

typedef enum { MATCH_NONE, MATCH_FOUND, MATCH_CONFLICT } Match;

static inline Node *
node_at (CwTree *self, guint index)
{
  return &g_array_index (self->nodes, Node, index);
}

static inline Target *
target_at (CwTree *self, guint index)
{
  return &g_array_index (self->targets, Target, index);
}

/* NONE: @table, of index + 1, has no @key. */
static inline guint
find_index (GHashTable *table, const char *key)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (table, key));

  return found > 0 ? found - 1 : NONE;
}

static inline gboolean
is_flat (const CwTree *self)
{
  return self->rules.placement == CW_PLACEMENT_FLAT;
}

/* ---- cw-tree.c ---- */
/* The source record whose target record is the parent, or what it belongs to; NULL: none. Borrowed. */
const char     *_cw_tree_get_parent_key       (CwTree *self, const Node *node);
/* Id of that record of the target; NULL: none, or still to be made. Borrowed. */
const char     *_cw_tree_get_parent_target    (CwTree *self, const Node *node);
/* @id itself when no record of the target has it. Borrowed. */
const char     *_cw_tree_get_target_name      (CwTree *self, const char *id);
/* The values that it would be made with: among them are some that are not changed later. Borrowed. */
const CwFields *_cw_tree_get_initial          (const Node *node);
/* @argument: in the chunk, or nullable. */
void            _cw_tree_stop_node            (Node *node, CwReason reason, const char *argument);
void            _cw_tree_conclude             (Node *node, CwOperation operation, CwReason reason, const char *argument);

/* ---- cw-tree-judge.c ---- */
/* Fills order, parent, depth, stand, own_stop, needed and brought_by of every node. */
void            _cw_tree_judge                (CwTree *self);
gboolean        _cw_tree_stage_passes         (CwTree *self, const Node *node);
gboolean        _cw_tree_is_picked            (CwTree *self, const Node *node);

/* ---- cw-tree-match.c ---- */
/* FLAT: what tells records of one type apart to people; NULL: nothing. (transfer full) */
char           *_cw_tree_dup_flat_place       (const CwTree *self, const CwFields *fields);
/* FLAT, before anything is judged: drops links that the ids in the target contradict. */
void            _cw_tree_follow_ids           (CwTree *self);
/* Finds the target of node @at, which has no link: FOUND with node->target, and @out_matched says how; CONFLICT: it is concluded. */
Match           _cw_tree_match                (CwTree *self, guint at, CwReason *out_matched);
/* Whether the target @index may become that of node @at; else the conflict is concluded. */
gboolean        _cw_tree_may_take             (CwTree *self, guint at, guint index);

/* ---- cw-tree-compare.c ---- */
/* Concludes every node, parents first, and says which marks are to be set. */
void            _cw_tree_compare              (CwTree *self);
/* Of what is wanted of @node in that state. (transfer full) */
char           *_cw_tree_dup_node_fingerprint (CwTree *self, const Node *node, gboolean active);
/* Whether @fingerprint says what was confirmed last. */
gboolean        _cw_tree_is_confirmed         (const Node *node, const char *fingerprint);
/* An empty value and none are the same. */
gboolean        _cw_tree_is_same              (const char *one, const char *other);
gboolean        _cw_tree_parent_differs       (CwTree *self, const Node *node, const Target *target);

/* ---- cw-tree-unique.c ---- */
/* FLAT, after every node was concluded: stops what would get a name that another record has or gets. */
void            _cw_tree_refuse_twins         (CwTree *self);

G_END_DECLS
