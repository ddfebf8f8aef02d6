/* cw-tree.c: plans one shared tree in a target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Four passes over an array of nodes, each top down (parents first):
 *  1. order: parents are found, nodes sorted so that every parent comes before
 *     its children; what is left over lies on or below a cycle;
 *  2. rules: what stops a record by itself, and whether it could stand in the
 *     target at all (its chain of parents included);
 *  3. need: which records travel, and the parents they bring in;
 *  4. compare: with link, target and fingerprint, which gives the operation.
 */

#include "config.h"

#include "cw-tree.h"

#include "cw-decimal.h"
#include "cw-money.h"

#include <string.h>

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

static void
node_clear (gpointer data)
{
  Node *node = data;

  g_clear_pointer (&node->wanted, cw_fields_unref);
  g_clear_pointer (&node->initial, cw_fields_unref);
  g_clear_pointer (&node->monitored, cw_fields_unref);
  g_clear_pointer (&node->excluded, g_hash_table_unref);
}

static void
target_clear (gpointer data)
{
  Target *target = data;

  g_clear_pointer (&target->fields, cw_fields_unref);
}

static Node *
node_at (CwTree *self, guint index)
{
  return &g_array_index (self->nodes, Node, index);
}

static Target *
target_at (CwTree *self, guint index)
{
  return &g_array_index (self->targets, Target, index);
}

static const char *
keep (CwTree *self, const char *text)
{
  return text != NULL ? g_string_chunk_insert (self->strings, text) : NULL;
}

static const char *
keep_key (CwTree *self, const char *type, const char *id)
{
  g_autofree char *key = g_strconcat (type, ":", id, NULL);

  return g_string_chunk_insert (self->strings, key);
}

static guint
find_index (GHashTable *table, const char *key)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (table, key));

  return found > 0 ? found - 1 : NONE;
}

static void
add_to_list (GHashTable *table, const char *key, guint index)
{
  GArray *list = g_hash_table_lookup (table, key);

  if (list == NULL)
    {
      list = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (table, (gpointer) key, list);
    }
  g_array_append_val (list, index);
}

static gboolean
is_flat (const CwTree *self)
{
  return self->rules.placement == CW_PLACEMENT_FLAT;
}

/* Of several values together, amounts are what they are worth: "25" is "25.00". A name is what it looks like. */
static char *
dup_comparable (const char *value, gboolean amounts)
{
  CwDecimal decimal;

  if (amounts && cw_decimal_parse (value, &decimal))
    return cw_decimal_format (&decimal, CW_MONEY_MAX_EXPONENT, ".", "");
  return g_utf8_casefold (value, -1);
}

/* What tells records of one type apart to people; NULL: nothing. (transfer full) */
static char *
dup_flat_place (const CwTree *self, const CwFields *fields)
{
  const char *scope = self->rules.match_scope != NULL ? cw_fields_get (fields, self->rules.match_scope) : NULL;
  g_auto (GStrv) names = g_strsplit (self->rules.match_field != NULL ? self->rules.match_field : "name", " ", -1);
  g_autoptr (GString) place = g_string_new (scope);

  if (self->rules.match_scope != NULL && scope == NULL && names[1] != NULL)
    return NULL;
  for (char **name = names; *name != NULL; name++)
    {
      const char *value = cw_fields_get (fields, *name);
      g_autofree char *folded = value != NULL ? dup_comparable (value, names[1] != NULL) : NULL;

      if (folded == NULL)
        return NULL;
      g_string_append_printf (place, "\n%s", folded);
    }
  return g_string_free (g_steal_pointer (&place), FALSE);
}

/* ---- feeding ---- */

CwTree *
cw_tree_new (const CwTreeRules *rules)
{
  CwTree *self = g_new0 (CwTree, 1);

  self->rules = *rules;
  self->strings = g_string_chunk_new (1 << 16);
  self->nodes = g_array_new (FALSE, TRUE, sizeof (Node));
  g_array_set_clear_func (self->nodes, node_clear);
  self->targets = g_array_new (FALSE, TRUE, sizeof (Target));
  g_array_set_clear_func (self->targets, target_clear);
  self->node_by_key = g_hash_table_new (g_str_hash, g_str_equal);
  self->target_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_external_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_array_unref);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_array_unref);
  self->order = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
cw_tree_free (CwTree *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->order);
  g_hash_table_unref (self->by_name);
  g_hash_table_unref (self->by_external_id);
  g_hash_table_unref (self->target_by_id);
  g_hash_table_unref (self->node_by_key);
  g_array_unref (self->targets);
  g_array_unref (self->nodes);
  g_string_chunk_free (self->strings);
  g_free (self);
}

/* An account without subsidiaries has none to compare: everything is available. */
static gboolean
is_available (CwTree *self, const char *subsidiaries)
{
  return self->rules.subsidiaries == NULL || subsidiaries == NULL || cw_subsidiaries_has_any (subsidiaries, self->rules.subsidiaries);
}

void
cw_tree_add_source (CwTree *self, const CwRecord *record, const CwTreeFacts *facts)
{
  Node node = { 0 };

  node.type = g_intern_string (record->type);
  node.id = keep (self, record->id);
  node.key = keep_key (self, record->type, record->id);
  node.name = keep (self, record->name != NULL ? record->name : record->id);
  if (record->parent_id != NULL && !is_flat (self))
    node.parent_key = keep_key (self, record->parent_type != NULL ? record->parent_type : record->type, record->parent_id);
  node.stage = record->stage != NULL ? g_intern_string (record->stage) : NULL;
  node.problem = facts->problem;
  node.problem_argument = keep (self, facts->problem_argument);
  node.owner_key = keep (self, facts->owner_key);
  node.wanted = cw_fields_ref (facts->wanted);
  node.initial = facts->initial != NULL ? cw_fields_ref (facts->initial) : NULL;
  node.monitored = facts->monitored != NULL ? cw_fields_ref (facts->monitored) : NULL;
  node.identified = facts->identity != NULL;
  if (facts->identity != NULL)
    {
      node.identity = facts->identity->reason;
      node.identity_target = keep (self, facts->identity->target_id);
      node.identity_argument = keep (self, facts->identity->argument);
    }
  node.mark = facts->mark;
  node.available = is_available (self, facts->subsidiaries != NULL ? facts->subsidiaries : record->subsidiaries);
  node.inactive = record->inactive;
  node.deleted = record->deleted;
  node.passes_filter = facts->passes_filter;
  node.chosen = facts->chosen;
  node.taken = facts->taken;
  node.link = node.parent = node.target_parent = node.target = node.blocker = node.brought_by = NONE;
  g_hash_table_insert (self->node_by_key, (gpointer) node.key, GUINT_TO_POINTER (self->nodes->len + 1));
  g_array_append_val (self->nodes, node);
}

void
cw_tree_add_target (CwTree *self, const CwTargetRecord *record)
{
  Target target = { 0 };
  guint index = self->targets->len;

  target.id = keep (self, record->id);
  target.parent_id = keep (self, record->parent_id);
  target.external_id = keep (self, record->external_id);
  target.owner_id = keep (self, record->owner_id);
  target.name = keep (self, record->name);
  target.fields = cw_fields_ref (record->fields);
  target.active = record->active;
  target.claimed_by = target.matched_by = NONE;
  g_array_append_val (self->targets, target);

  g_hash_table_insert (self->target_by_id, (gpointer) target.id, GUINT_TO_POINTER (index + 1));
  if (target.external_id != NULL)
    add_to_list (self->by_external_id, target.external_id, index);
  if (is_flat (self))
    {
      g_autofree char *place = target.owner_id == NULL ? dup_flat_place (self, target.fields) : NULL;

      if (place != NULL)
        add_to_list (self->by_name, g_string_chunk_insert (self->strings, place), index);
    }
  else if (target.external_id == NULL && target.owner_id == NULL && target.name != NULL)
    {
      g_autofree char *place = g_strconcat (target.parent_id != NULL ? target.parent_id : "", "\n", target.name, NULL);

      add_to_list (self->by_name, g_string_chunk_insert (self->strings, place), index);
    }
}

void
cw_tree_add_link (CwTree *self, const char *type, const char *source_id, const char *target_id,
                  const char *fingerprint, gboolean mark_due, const char *hold)
{
  g_autofree char *key = g_strconcat (type, ":", source_id, NULL);
  guint at = find_index (self->node_by_key, key), to = find_index (self->target_by_id, target_id);
  Node *node;

  if (to != NONE)
    target_at (self, to)->claimed_by = at;
  if (at == NONE)
    return;
  node = node_at (self, at);
  node->link = to;
  node->linked = TRUE;
  node->fingerprint = to != NONE ? keep (self, fingerprint) : NULL;
  node->mark_due = mark_due;
  node->hold = keep (self, hold);
}

void
cw_tree_add_decision (CwTree *self, const char *type, const char *source_id, CwChoice choice, const char *target_id,
                      const char * const *candidates)
{
  g_autofree char *key = g_strconcat (type, ":", source_id, NULL);
  guint at = find_index (self->node_by_key, key), to = target_id != NULL ? find_index (self->target_by_id, target_id) : NONE;
  Node *node = at != NONE ? node_at (self, at) : NULL;

  if (node == NULL || node->link != NONE)
    return;
  switch (choice)
    {
    case CW_CHOICE_LINK:
      node->chosen_id = keep (self, target_id);
      /* It is taken before anybody looks for it by name. */
      if (to != NONE && target_at (self, to)->claimed_by == NONE)
        {
          target_at (self, to)->claimed_by = at;
          target_at (self, to)->chosen = TRUE;
        }
      break;
    case CW_CHOICE_CREATE:
      node->excluded = g_hash_table_new (g_str_hash, g_str_equal);
      for (; candidates != NULL && *candidates != NULL; candidates++)
        g_hash_table_add (node->excluded, (gpointer) keep (self, *candidates));
      break;
    case CW_CHOICE_LEAVE_OUT:
    default:
      node->problem = CW_REASON_LEFT_OUT;
      break;
    }
}

/* ---- pass 1: order ---- */

/* Kahn's algorithm: roots first, then whatever lost its last unordered parent. */
static void
order_nodes (CwTree *self)
{
  guint n = self->nodes->len;
  g_autofree guint *first_child = g_new (guint, n), *next_sibling = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    first_child[i] = next_sibling[i] = NONE;
  for (guint i = n; i-- > 0;)
    {
      Node *node = node_at (self, i);

      node->parent = node->parent_key != NULL ? find_index (self->node_by_key, node->parent_key) : NONE;
      if (node->parent == NONE)
        continue;
      next_sibling[i] = first_child[node->parent];
      first_child[node->parent] = i;
    }
  for (guint i = 0; i < n; i++)
    if (node_at (self, i)->parent == NONE)
      g_array_append_val (self->order, i);
  for (guint at = 0; at < self->order->len; at++)
    {
      guint i = g_array_index (self->order, guint, at);

      node_at (self, i)->ordered = TRUE;
      for (guint child = first_child[i]; child != NONE; child = next_sibling[child])
        g_array_append_val (self->order, child);
    }
}

/* The names along a cycle, for the sentence; at most five. */
static const char *
describe_cycle (CwTree *self, guint start)
{
  g_autoptr (GString) text = g_string_new (node_at (self, start)->name);
  guint at = node_at (self, start)->parent;

  for (guint steps = 0; steps < 4 && at != NONE && at != start; steps++, at = node_at (self, at)->parent)
    g_string_append_printf (text, " → %s", node_at (self, at)->name);
  g_string_append_printf (text, " → %s", at == start ? node_at (self, start)->name : "…");
  return g_string_chunk_insert (self->strings, text->str);
}

/* Walks up until a node comes again: TRUE when that is @start itself. */
static gboolean
is_on_cycle (CwTree *self, guint start)
{
  guint slow = start, fast = start;

  do
    {
      fast = node_at (self, node_at (self, fast)->parent)->parent;
      slow = node_at (self, slow)->parent;
      if (slow == start)
        return TRUE;
    }
  while (slow != fast);
  for (guint at = node_at (self, slow)->parent;; at = node_at (self, at)->parent)
    {
      if (at == start)
        return TRUE;
      if (at == slow)
        return FALSE;
    }
}

/* What Kahn left over is on a cycle or hangs below one. */
static void
stop_cycles (CwTree *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = node_at (self, i);

      if (node->ordered)
        continue;
      node->stand = STAND_STOPPED;
      if (is_on_cycle (self, i))
        {
          node->stand_reason = CW_REASON_CYCLE;
          node->stand_argument = describe_cycle (self, i);
        }
      else
        {
          node->stand_reason = CW_REASON_PARENT_STOPPED;
          node->stand_argument = node_at (self, node->parent)->name;
        }
      g_array_append_val (self->order, i);
    }
}

/* ---- pass 2: rules ---- */

static gboolean
stage_passes (CwTree *self, const Node *node)
{
  if (node->stage == NULL || g_str_equal (node->stage, "customer"))
    return TRUE;
  return g_str_equal (node->stage, "lead") ? self->rules.leads : self->rules.prospects;
}

static gboolean
is_picked (CwTree *self, const Node *node)
{
  switch (self->rules.selection)
    {
    case CW_SELECT_ALL:
      return TRUE;
    case CW_SELECT_CHOSEN:
      return node->chosen;
    case CW_SELECT_MARKED:
    default:
      return node->mark == CW_MARK_ON || node->mark_due || node->taken;
    }
}

/* The first rule that says no gives the record its reason. */
static CwReason
find_own_stop (CwTree *self, const Node *node)
{
  if (!node->available)
    return CW_REASON_NOT_AVAILABLE;
  if (!is_picked (self, node))
    return self->rules.selection == CW_SELECT_CHOSEN ? CW_REASON_NOT_SELECTED : CW_REASON_NOT_MARKED;
  if (node->hold != NULL && !(self->rules.selection == CW_SELECT_CHOSEN && node->chosen))
    return CW_REASON_HELD;
  if (!stage_passes (self, node))
    return CW_REASON_STAGE;
  if (!node->passes_filter)
    return CW_REASON_FILTER;
  return CW_REASON_NEW;
}

static void
stop_node (Node *node, CwReason reason, const char *argument)
{
  node->stand = STAND_STOPPED;
  node->stand_reason = reason;
  node->stand_argument = argument;
}

/* Depth and parent in the target; CW_REASON_NEW, or why there is no place. */
static CwReason
place_node (CwTree *self, Node *node)
{
  gboolean root_type = g_str_equal (node->type, self->rules.root_type);
  gboolean three = self->rules.placement == CW_PLACEMENT_THREE_LEVEL;

  if (is_flat (self))
    {
      node->depth = 1;
      return CW_REASON_NEW;
    }
  if (!root_type && node->parent == NONE)
    return CW_REASON_NO_CUSTOMER;
  if (node->parent == NONE || (three && root_type))
    {
      node->depth = 1;
      return CW_REASON_NEW;
    }
  node->target_parent = node->parent;
  node->depth = node_at (self, node->parent)->depth + 1;
  return node->depth <= (three ? 3 : 5) ? CW_REASON_NEW : CW_REASON_TOO_DEEP;
}

/* What a parent hands down to its children. */
static gboolean
inherit_stop (CwTree *self, Node *node)
{
  Node *parent;

  if (node->parent == NONE)
    {
      if (node->parent_key == NULL)
        return FALSE;
      stop_node (node, CW_REASON_PARENT_MISSING, strchr (node->parent_key, ':') + 1);
      return TRUE;
    }
  parent = node_at (self, node->parent);
  if (parent->stand == STAND_OK)
    return FALSE;
  if (parent->stand == STAND_INACTIVE || parent->stand == STAND_PARENT_INACTIVE)
    {
      node->stand = STAND_PARENT_INACTIVE;
      node->stand_reason = CW_REASON_PARENT_INACTIVE;
      node->stand_argument = parent->stand == STAND_INACTIVE ? parent->name : parent->stand_argument;
    }
  else
    {
      stop_node (node, CW_REASON_PARENT_STOPPED, parent->name);
    }
  return TRUE;
}

/* What leaves has a place too: the order of deactivations follows from it. */
static void
judge_stand (CwTree *self, Node *node)
{
  gboolean stopped = inherit_stop (self, node);
  CwReason place;

  if (stopped && node->stand == STAND_STOPPED)
    return;
  place = place_node (self, node);
  if (stopped)
    return;
  if (!node->available)
    {
      stop_node (node, CW_REASON_NOT_AVAILABLE, NULL);
    }
  else if (node->deleted || (node->inactive && (node->linked || !self->rules.takes_inactive)))
    {
      node->stand = STAND_INACTIVE;
      node->stand_reason = node->deleted ? CW_REASON_DELETED : CW_REASON_INACTIVE;
    }
  else if (node->problem != CW_REASON_NEW)
    {
      stop_node (node, node->problem, node->problem_argument);
    }
  else if (place != CW_REASON_NEW)
    {
      stop_node (node, place, self->rules.placement == CW_PLACEMENT_THREE_LEVEL ? "3" : "5");
    }
}

static void
judge_nodes (CwTree *self)
{
  for (guint at = 0; at < self->order->len; at++)
    {
      Node *node = node_at (self, g_array_index (self->order, guint, at));

      node->own_stop = find_own_stop (self, node);
      if (node->ordered)
        judge_stand (self, node);
    }
}

/* ---- pass 3: need ---- */

static void
mark_needed (CwTree *self)
{
  for (guint at = 0; at < self->order->len; at++)
    {
      guint i = g_array_index (self->order, guint, at);
      Node *node = node_at (self, i);

      if (node->own_stop != CW_REASON_NEW || node->stand != STAND_OK)
        continue;
      node->needed = TRUE;
      node->brought_by = NONE;
      for (guint up = node->parent; up != NONE && !node_at (self, up)->needed; up = node_at (self, up)->parent)
        {
          node_at (self, up)->needed = TRUE;
          node_at (self, up)->brought_by = i;
        }
    }
}

/* ---- pass 4: compare ---- */

char *
cw_tree_dup_fingerprint (const char *rules_digest, const CwFields *wanted, const char *parent_key, gboolean active)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (sum, (const guchar *) rules_digest, -1);
  g_checksum_update (sum, (const guchar *) "\0", 1);
  for (guint i = 0; i < cw_fields_get_size (wanted); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (wanted, i, &name, &value);
      g_checksum_update (sum, (const guchar *) name, (gssize) strlen (name) + 1);
      g_checksum_update (sum, (const guchar *) value, (gssize) strlen (value) + 1);
    }
  g_checksum_update (sum, (const guchar *) "\1", 1);
  g_checksum_update (sum, (const guchar *) (parent_key != NULL ? parent_key : ""), -1);
  return g_strconcat (active ? "a" : "i", g_checksum_get_string (sum), NULL);
}

static const char *
get_parent_key (CwTree *self, const Node *node)
{
  return node->target_parent != NONE ? node_at (self, node->target_parent)->key : node->owner_key;
}

static const char *
get_parent_target (CwTree *self, const Node *node)
{
  guint target = node->target_parent != NONE ? node_at (self, node->target_parent)->target : NONE;

  return target != NONE ? target_at (self, target)->id : NULL;
}

/* Without what is to be cleared: once it is, nothing of it is left to be confirmed. */
static CwFields *
dup_filled (const CwFields *wanted)
{
  CwFields *filled = cw_fields_new ();

  for (guint i = 0; i < cw_fields_get_size (wanted); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (wanted, i, &name, &value);
      if (*value != '\0')
        cw_fields_set (filled, name, value);
    }
  return filled;
}

/* Side by side the names of what we filled stand behind the digest: only that may be cleared later, never what people filled. */
static char *
dup_fingerprint (CwTree *self, const Node *node, gboolean active)
{
  g_autoptr (CwFields) filled = is_flat (self) ? dup_filled (node->wanted) : NULL;
  const CwFields *values = node->monitored != NULL ? node->monitored : filled != NULL ? filled : node->wanted;
  g_autofree char *digest = cw_tree_dup_fingerprint (self->rules.rules_digest, values, get_parent_key (self, node), active);
  GString *text;

  if (filled == NULL || self->rules.clearable == NULL)
    return g_steal_pointer (&digest);
  text = g_string_new (digest);
  for (const char * const *name = self->rules.clearable; *name != NULL; name++)
    if (cw_fields_get (filled, *name) != NULL)
      g_string_append_printf (text, ";%s", *name);
  return g_string_free (text, FALSE);
}

/* Of monitored values only the digest counts: which others were filled is remembered until one of them changes. */
static gboolean
is_confirmed (const Node *node, const char *fingerprint)
{
  if (node->fingerprint == NULL || node->monitored == NULL)
    return g_strcmp0 (fingerprint, node->fingerprint) == 0;
  return strcspn (fingerprint, ";") == strcspn (node->fingerprint, ";") && strncmp (fingerprint, node->fingerprint, strcspn (fingerprint, ";")) == 0;
}

/* What we filled and the source has no value for any more is wanted empty. */
static void
clear_gone (CwTree *self, Node *node)
{
  const char *names = node->fingerprint != NULL ? strchr (node->fingerprint, ';') : NULL;
  g_auto (GStrv) filled = names != NULL ? g_strsplit (names + 1, ";", -1) : NULL;

  for (char **name = filled; name != NULL && *name != NULL; name++)
    if (self->rules.clearable != NULL && g_strv_contains (self->rules.clearable, *name) && cw_fields_get (node->wanted, *name) == NULL)
      cw_fields_set (node->wanted, *name, "");
}

static void
conclude (Node *node, CwOperation operation, CwReason reason, const char *argument)
{
  node->operation = operation;
  node->reason = reason;
  node->argument = argument;
}

static const char *
list_ids (CwTree *self, GArray *candidates)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < candidates->len && i < 5; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", target_at (self, g_array_index (candidates, guint, i))->id);
  return g_string_chunk_insert (self->strings, text->str);
}

/* Whether @index may become @node's target; else the conflict is concluded. */
static gboolean
may_take (CwTree *self, guint at, guint index)
{
  Node *node = node_at (self, at);
  Target *target = target_at (self, index);

  if (target->owner_id != NULL)
    {
      conclude (node, CW_OPERATION_CONFLICT, CW_REASON_OTHER_OWNER, target->id);
      return FALSE;
    }
  if (target->claimed_by != NONE && target->claimed_by != at)
    {
      conclude (node, CW_OPERATION_CONFLICT, CW_REASON_TAKEN, node_at (self, target->claimed_by)->name);
      return FALSE;
    }
  return TRUE;
}

typedef enum { MATCH_NONE, MATCH_FOUND, MATCH_CONFLICT } Match;

/* Those of @list (nullable) that a person did not say it is not; NULL: none. (transfer full) */
static GArray *
dup_allowed (CwTree *self, const Node *node, GArray *list)
{
  g_autoptr (GArray) allowed = NULL;

  if (list == NULL || node->excluded == NULL)
    return list != NULL ? g_array_ref (list) : NULL;
  allowed = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < list->len; i++)
    if (!g_hash_table_contains (node->excluded, target_at (self, g_array_index (list, guint, i))->id))
      g_array_append_val (allowed, g_array_index (list, guint, i));
  return allowed->len > 0 ? g_steal_pointer (&allowed) : NULL;
}

/* What a person chose; it is looked at like any other: it may be gone, or somebody else's by now. */
static Match
match_chosen (CwTree *self, guint at)
{
  Node *node = node_at (self, at);
  guint index = find_index (self->target_by_id, node->chosen_id);

  if (index == NONE)
    {
      conclude (node, CW_OPERATION_CONFLICT, CW_REASON_CHOICE_GONE, node->chosen_id);
      return MATCH_CONFLICT;
    }
  if (!may_take (self, at, index))
    return MATCH_CONFLICT;
  node->target = index;
  node->set_external_id = g_strcmp0 (target_at (self, index)->external_id, node->id) != 0;
  return MATCH_FOUND;
}

static Match
match_external_id (CwTree *self, guint at)
{
  Node *node = node_at (self, at);
  g_autoptr (GArray) candidates = dup_allowed (self, node, g_hash_table_lookup (self->by_external_id, node->id));

  if (candidates == NULL)
    return MATCH_NONE;
  if (candidates->len > 1)
    {
      conclude (node, CW_OPERATION_CONFLICT, CW_REASON_TWO_CANDIDATES, list_ids (self, candidates));
      return MATCH_CONFLICT;
    }
  if (!may_take (self, at, g_array_index (candidates, guint, 0)))
    return MATCH_CONFLICT;
  node->target = g_array_index (candidates, guint, 0);
  return MATCH_FOUND;
}

/* The values that it would be made with: among them are some that are not changed later. */
static const CwFields *
get_initial (const Node *node)
{
  return node->initial != NULL ? node->initial : node->wanted;
}

static GArray *
find_flat (CwTree *self, const Node *node)
{
  g_autofree char *place = self->rules.match_by_name ? dup_flat_place (self, get_initial (node)) : NULL;

  return place != NULL ? g_hash_table_lookup (self->by_name, place) : NULL;
}

static GArray *
find_by_name (CwTree *self, const Node *node)
{
  const char *name = cw_fields_get (get_initial (node), "name");
  const char *parent = get_parent_target (self, node);
  g_autofree char *place = NULL;

  if (!self->rules.match_by_name || name == NULL || (node->target_parent != NONE && parent == NULL))
    return NULL;
  place = g_strconcat (parent != NULL ? parent : "", "\n", name, NULL);
  return g_hash_table_lookup (self->by_name, place);
}

/* Whether @node holds the record of the target that carries its id: it is linked, travels now, or would without this selection. */
static gboolean
holds_its_record (CwTree *self, const Node *node)
{
  gboolean marked = node->mark == CW_MARK_ON || node->mark_due || node->taken;

  if (node->deleted || node->link != NONE || node->needed)
    return !node->deleted;
  return node->own_stop == CW_REASON_NOT_SELECTED && marked && node->stand == STAND_OK && stage_passes (self, node) && node->passes_filter;
}

/* A candidate that carries the id of another record stays that one's while it takes part, since an id means one record on each side.
 * Else the id is replaced, unless merging such records is switched off. */
static gboolean
may_merge (CwTree *self, Node *node, const Target *target)
{
  g_autofree char *key = NULL;
  guint other;

  if (target->external_id == NULL || g_str_equal (target->external_id, node->id))
    return TRUE;
  if (self->rules.skip_merge)
    {
      conclude (node, CW_OPERATION_SKIP, CW_REASON_OTHER_ID, target->external_id);
      return FALSE;
    }
  key = g_strconcat (node->type, ":", target->external_id, NULL);
  other = find_index (self->node_by_key, key);
  if (other == NONE || !holds_its_record (self, node_at (self, other)))
    return TRUE;
  conclude (node, CW_OPERATION_CONFLICT, CW_REASON_TAKEN, node_at (self, other)->name);
  return FALSE;
}

/* Two source records that fit the same hand-made one cannot both be it: the second to come turns both into conflicts. */
static Match
match_name (CwTree *self, guint at)
{
  Node *node = node_at (self, at);
  g_autoptr (GArray) candidates = dup_allowed (self, node, is_flat (self) ? find_flat (self, node) : find_by_name (self, node));
  Target *target;

  if (candidates == NULL)
    return MATCH_NONE;
  if (candidates->len > 1)
    {
      conclude (node, CW_OPERATION_CONFLICT, CW_REASON_TWO_CANDIDATES, list_ids (self, candidates));
      return MATCH_CONFLICT;
    }
  target = target_at (self, g_array_index (candidates, guint, 0));
  if (is_flat (self) && !may_merge (self, node, target))
    return MATCH_CONFLICT;
  if (target->claimed_by != NONE && target->claimed_by != at && !(is_flat (self) && node_at (self, target->claimed_by)->deleted))
    {
      /* With the id of the one that it was given to it will be no candidate of a tree any more; side by side it stays one. */
      if (is_flat (self) && target->chosen)
        conclude (node, CW_OPERATION_CONFLICT, CW_REASON_TAKEN, node_at (self, target->claimed_by)->name);
      return is_flat (self) && target->chosen ? MATCH_CONFLICT : MATCH_NONE;
    }
  if (target->matched_by != NONE)
    {
      Node *other = node_at (self, target->matched_by);

      conclude (other, CW_OPERATION_CONFLICT, CW_REASON_TAKEN, node->name);
      other->target = NONE;
      conclude (node, CW_OPERATION_CONFLICT, CW_REASON_TAKEN, other->name);
      return MATCH_CONFLICT;
    }
  target->matched_by = at;
  node->target = g_array_index (candidates, guint, 0);
  node->set_external_id = TRUE;
  return MATCH_FOUND;
}

/* Somebody else decided who it is; what belongs to another is not taken all the same. */
static Match
match_identity (CwTree *self, guint at)
{
  Node *node = node_at (self, at);
  guint index = node->identity_target != NULL ? find_index (self->target_by_id, node->identity_target) : NONE;

  if (node->identity == CW_REASON_SHARED_EMAIL || node->identity == CW_REASON_PERSON_UNCLEAR || node->identity == CW_REASON_OTHER_ID)
    {
      conclude (node, node->identity == CW_REASON_OTHER_ID ? CW_OPERATION_SKIP : CW_OPERATION_CONFLICT, node->identity,
                node->identity_argument);
      return MATCH_CONFLICT;
    }
  if (index == NONE)
    return MATCH_NONE;
  if (!may_take (self, at, index))
    return MATCH_CONFLICT;
  node->target = index;
  node->set_external_id = g_strcmp0 (target_at (self, index)->external_id, node->id) != 0;
  return MATCH_FOUND;
}

/* An empty value and none are the same. */
static gboolean
is_same (const char *one, const char *other)
{
  return g_strcmp0 (one != NULL ? one : "", other != NULL ? other : "") == 0;
}

static gboolean
values_differ (const Node *node, const Target *target)
{
  for (guint i = 0; i < cw_fields_get_size (node->wanted); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (node->wanted, i, &name, &value);
      if (!is_same (value, cw_fields_get (target->fields, name)))
        return TRUE;
    }
  return FALSE;
}

/* The parent is still to be made, perhaps once more because it vanished from the target. */
static gboolean
parent_is_new (CwTree *self, const Node *node)
{
  return node->target_parent != NONE && get_parent_target (self, node) == NULL;
}

static gboolean
parent_differs (CwTree *self, const Node *node, const Target *target)
{
  if (is_flat (self))
    return FALSE;
  if (parent_is_new (self, node))
    return TRUE;
  return g_strcmp0 (get_parent_target (self, node), target->parent_id) != 0;
}

/* A person who deactivates in the target is not overruled as long as nothing changed here: our last confirmed state was active. */
static gboolean
was_deactivated_there (const Node *node, const Target *target)
{
  return !target->active && node->fingerprint != NULL && node->fingerprint[0] == 'a';
}

/* @matched: how an unlinked record found its target; CW_REASON_NEW when it was linked. */
static void
compare_with_target (CwTree *self, Node *node, CwReason matched)
{
  const Target *target = target_at (self, node->target);
  gboolean values = values_differ (node, target), parent = parent_differs (self, node, target);

  node->keep_inactive = was_deactivated_there (node, target) || node->inactive;
  if (!target->active && !node->keep_inactive)
    conclude (node, CW_OPERATION_REACTIVATE, CW_REASON_ACTIVE_AGAIN, NULL);
  else if (parent)
    conclude (node, CW_OPERATION_MOVE, CW_REASON_MOVED, NULL);
  else if (values)
    conclude (node, CW_OPERATION_UPDATE, CW_REASON_CHANGED, NULL);
  else if (matched != CW_REASON_NEW)
    conclude (node, CW_OPERATION_LINK, matched, NULL);
  else if (node->set_external_id)
    conclude (node, CW_OPERATION_LINK, CW_REASON_ID_MISSING, NULL);
  else
    conclude (node, CW_OPERATION_UNCHANGED, CW_REASON_SAME, NULL);
  if ((matched == CW_REASON_MATCH_NAME || matched == CW_REASON_CHOSEN || (matched != CW_REASON_NEW && node->identified))
      && node->operation != CW_OPERATION_LINK)
    conclude (node, node->operation, matched, NULL);
}

/* A link that was never confirmed may be to a record that carries the id of another. */
static gboolean
lacks_id (const Node *node, const Target *target)
{
  return target->external_id == NULL
         || (node->identified && node->fingerprint == NULL && !g_str_equal (target->external_id, node->id));
}

static void
plan_travelling (CwTree *self, guint at)
{
  Node *node = node_at (self, at);
  g_autofree char *fingerprint = NULL;
  Match match;
  CwReason matched = CW_REASON_NEW;

  if (node->link != NONE)
    {
      if (!may_take (self, at, node->link))
        return;
      node->target = node->link;
      node->set_external_id = lacks_id (node, target_at (self, node->link));
      if (is_flat (self))
        clear_gone (self, node);
      fingerprint = dup_fingerprint (self, node, TRUE);
      if (is_confirmed (node, fingerprint) && !parent_is_new (self, node) && !node->set_external_id)
        conclude (node, CW_OPERATION_UNCHANGED, CW_REASON_SAME, NULL);
      else
        compare_with_target (self, node, CW_REASON_NEW);
      return;
    }

  match = node->chosen_id != NULL ? match_chosen (self, at) : node->identified ? match_identity (self, at) : match_external_id (self, at);
  if (match == MATCH_FOUND)
    matched = node->chosen_id != NULL ? CW_REASON_CHOSEN : node->identified ? node->identity : CW_REASON_MATCH_EXTERNAL_ID;
  else if (match == MATCH_NONE && !node->identified)
    {
      match = match_name (self, at);
      matched = CW_REASON_MATCH_NAME;
    }
  if (match == MATCH_FOUND)
    compare_with_target (self, node, matched);
  else if (match == MATCH_NONE && node->excluded != NULL)
    conclude (node, CW_OPERATION_CREATE, CW_REASON_CHOSEN_NEW, NULL);
  else if (match == MATCH_NONE && node->brought_by != NONE)
    conclude (node, CW_OPERATION_CREATE, CW_REASON_BROUGHT_IN, node_at (self, node->brought_by)->name);
  else if (match == MATCH_NONE)
    conclude (node, CW_OPERATION_CREATE, CW_REASON_NEW, NULL);
}

/* Inactive or below something inactive: what is there goes inactive, what is not stays away. */
static void
plan_leaving (CwTree *self, Node *node)
{
  const Target *target = node->link != NONE ? target_at (self, node->link) : NULL;

  node->target = node->link;
  if (target == NULL)
    conclude (node, CW_OPERATION_SKIP, node->stand_reason, node->stand_argument);
  else if (target->owner_id != NULL)
    conclude (node, CW_OPERATION_CONFLICT, CW_REASON_OTHER_OWNER, target->id);
  else if (self->rules.tells_leaving)
    conclude (node, CW_OPERATION_CONFLICT, CW_REASON_REMOVED, target->id);
  else if (self->rules.keeps_active)
    conclude (node, CW_OPERATION_SKIP, node->stand_reason, node->stand_argument);
  else if (target->active)
    conclude (node, CW_OPERATION_DEACTIVATE, node->stand_reason, node->stand_argument);
  else
    conclude (node, CW_OPERATION_UNCHANGED, node->stand_reason, node->stand_argument);
}

/* A parent that turned into a conflict has no target: its children cannot stand. */
static gboolean
parent_fell_out (CwTree *self, Node *node)
{
  Node *parent;

  if (node->target_parent == NONE)
    return FALSE;
  parent = node_at (self, node->target_parent);
  if (parent->target != NONE || parent->operation == CW_OPERATION_CREATE)
    return FALSE;
  stop_node (node, CW_REASON_PARENT_STOPPED, parent->name);
  return TRUE;
}

/* A parent that is still brought in goes on being kept in step, whatever its stage or the filter; one that a person unmarked
 * after it was linked, or put on hold, stays as it is. */
static gboolean
updates_stopped (const Node *node)
{
  if (node->link == NONE)
    return FALSE;
  switch (node->own_stop)
    {
    case CW_REASON_NOT_MARKED:
    case CW_REASON_HELD:
      return TRUE;
    case CW_REASON_NOT_SELECTED:
      return node->mark != CW_MARK_ON && !node->mark_due;
    default:
      return FALSE;
    }
}

static void
plan_node (CwTree *self, guint at)
{
  Node *node = node_at (self, at);

  if (node->needed && parent_fell_out (self, node))
    {
      conclude (node, CW_OPERATION_SKIP, node->stand_reason, node->stand_argument);
      return;
    }
  if (node->needed && !updates_stopped (node))
    {
      plan_travelling (self, at);
      return;
    }
  node->target = node->link;
  if (node->own_stop != CW_REASON_NEW)
    conclude (node, CW_OPERATION_SKIP,
              node->needed && node->own_stop == CW_REASON_NOT_SELECTED ? CW_REASON_NOT_MARKED : node->own_stop,
              node->own_stop == CW_REASON_STAGE ? node->stage : node->own_stop == CW_REASON_HELD ? node->hold : NULL);
  else if (node->stand == STAND_INACTIVE || node->stand == STAND_PARENT_INACTIVE)
    plan_leaving (self, node);
  else
    conclude (node, CW_OPERATION_SKIP, node->stand_reason, node->stand_argument);
}

/* Children of a name conflict that was found late (the second candidate came after them) fall out too. */
static void
plan_nodes (CwTree *self)
{
  for (guint at = 0; at < self->order->len; at++)
    plan_node (self, g_array_index (self->order, guint, at));
  for (guint at = 0; at < self->order->len; at++)
    {
      Node *node = node_at (self, g_array_index (self->order, guint, at));

      if (node->needed && node->operation < CW_OPERATION_SKIP && parent_fell_out (self, node))
        {
          conclude (node, CW_OPERATION_SKIP, CW_REASON_PARENT_STOPPED, node->stand_argument);
          node->target = node->link;
        }
    }
}

static void
decide_marks (CwTree *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = node_at (self, i);
      gboolean by_hand = self->rules.selection != CW_SELECT_MARKED && node->own_stop == CW_REASON_NEW;

      switch (node->operation)
        {
        case CW_OPERATION_CREATE:
        case CW_OPERATION_LINK:
          node->set_mark = node->mark != CW_MARK_ON;
          break;
        case CW_OPERATION_UPDATE:
        case CW_OPERATION_MOVE:
        case CW_OPERATION_REACTIVATE:
        case CW_OPERATION_UNCHANGED:
          node->set_mark = node->mark != CW_MARK_ON && (by_hand || node->mark_due || !node->linked || node->taken) && node->stand == STAND_OK;
          break;
        case CW_OPERATION_DEACTIVATE:
        case CW_OPERATION_SKIP:
        case CW_OPERATION_CONFLICT:
        default:
          break;
        }
    }
}

/* ---- before the passes: links ---- */

/* The only record that carries @id and that nobody is linked to; NONE: there is no such. */
static guint
find_bearer (CwTree *self, const char *id)
{
  GArray *bearers = g_hash_table_lookup (self->by_external_id, id);
  guint bearer = bearers != NULL && bearers->len == 1 ? g_array_index (bearers, guint, 0) : NONE;

  return bearer != NONE && target_at (self, bearer)->claimed_by == NONE ? bearer : NONE;
}

/* Records side by side carry their ids in a field that people type into to repair what belongs to what: where that says another thing
 * than our link, the field is right. One that lost its id altogether keeps the link, unless another has it now. */
static void
follow_ids (CwTree *self)
{
  for (guint at = 0; at < self->nodes->len; at++)
    {
      Node *node = node_at (self, at);
      const Target *target = node->link != NONE ? target_at (self, node->link) : NULL;
      guint bearer = NONE;

      /* A link without a fingerprint is a person's word that was not carried out yet. */
      if (target == NULL || node->hold != NULL || node->fingerprint == NULL || g_strcmp0 (target->external_id, node->id) == 0)
        continue;
      /* Who decides who it is has looked at the ids. */
      if (node->identified && g_strcmp0 (node->identity_target, target->id) == 0)
        continue;
      if (target->external_id == NULL)
        bearer = find_bearer (self, node->id);
      if (target->external_id == NULL && bearer == NONE)
        continue;
      if (target->claimed_by == at)
        target_at (self, node->link)->claimed_by = NONE;
      node->link = NONE;
      node->fingerprint = NULL;
      node->unlinked = TRUE;
    }
  /* Of two that were linked to one record, the one that keeps its link has it. */
  for (guint at = 0; at < self->nodes->len; at++)
    if (node_at (self, at)->link != NONE)
      target_at (self, node_at (self, at)->link)->claimed_by = at;
}

void
cw_tree_decide (CwTree *self)
{
  if (is_flat (self))
    follow_ids (self);
  order_nodes (self);
  stop_cycles (self);
  judge_nodes (self);
  mark_needed (self);
  plan_nodes (self);
  decide_marks (self);
}

/* ---- rows ---- */

/* 0: sent parents first; 1: sent leaf to root; 2: nothing to send. */
static int
get_group (const Node *node)
{
  if (node->operation == CW_OPERATION_DEACTIVATE)
    return 1;
  return node->operation <= CW_OPERATION_LINK ? 0 : 2;
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  CwTree *self = data;
  const Node *x = node_at (self, *(const guint *) a), *y = node_at (self, *(const guint *) b);
  int group = get_group (x) - get_group (y);

  if (group != 0)
    return group;
  if (x->depth != y->depth && get_group (x) < 2)
    return get_group (x) == 1 ? (x->depth < y->depth ? 1 : -1) : (x->depth < y->depth ? -1 : 1);
  group = strcmp (x->name, y->name);
  return group != 0 ? group : strcmp (x->key, y->key);
}

static const char *
get_target_name (CwTree *self, const char *id)
{
  guint index = id != NULL ? find_index (self->target_by_id, id) : NONE;

  return index != NONE ? target_at (self, index)->name : id;
}

static void
set_pair (CwPlanRow *row, const char *field, const char *before, const char *after)
{
  cw_fields_set (row->before, field, before != NULL ? before : "");
  cw_fields_set (row->after, field, after != NULL ? after : "");
}

static void
fill_values (CwTree *self, const Node *node, CwPlanRow *row)
{
  const Target *target = node->target != NONE ? target_at (self, node->target) : NULL;
  const char *parent_name = node->target_parent != NONE ? node_at (self, node->target_parent)->name : NULL;
  const CwFields *values = target == NULL ? get_initial (node) : node->wanted;

  for (guint i = 0; i < cw_fields_get_size (values); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (values, i, &name, &value);
      cw_fields_set (row->wanted, name, value);
      if (target == NULL)
        cw_fields_set (row->after, name, value);
      else if (!is_same (value, cw_fields_get (target->fields, name)))
        set_pair (row, name, cw_fields_get (target->fields, name), value);
    }
  if (target == NULL && parent_name != NULL)
    cw_fields_set (row->after, "parent", parent_name);
  else if (target != NULL && parent_differs (self, node, target))
    set_pair (row, "parent", get_target_name (self, target->parent_id), parent_name);
  if (target != NULL && !target->active && !node->keep_inactive)
    set_pair (row, "active", "F", "T");
}

/* What leaves keeps its values; only its state changes. */
static void
fill_leaving (CwTree *self, const Node *node, CwPlanRow *row)
{
  const Target *target = target_at (self, node->target);

  row->active = FALSE;
  cw_fields_unref (row->wanted);
  row->wanted = cw_fields_copy (target->fields);
  if (target->name != NULL)
    cw_fields_set (row->wanted, "name", target->name);
  set_pair (row, "active", "T", "F");
}

static CwPlanRow *
make_row (CwTree *self, const Node *node)
{
  CwPlanRow *row = cw_plan_row_new (node->type, node->id);

  row->name = g_strdup (node->name);
  row->operation = node->operation;
  row->reason = node->reason;
  row->argument = g_strdup (node->argument);
  row->collection = g_strdup (self->rules.collection);
  row->depth = node->depth;
  row->mark = node->set_mark;
  row->unlink = node->unlinked;
  row->set_external_id = node->set_external_id && node->operation <= CW_OPERATION_LINK;
  if (node->target != NONE)
    row->target_id = g_strdup (target_at (self, node->target)->id);
  if (node->operation < CW_OPERATION_UNCHANGED)
    row->state = CW_ROW_PENDING;
  else
    row->state = CW_ROW_NOTHING;

  if (node->operation == CW_OPERATION_DEACTIVATE)
    {
      fill_leaving (self, node, row);
      row->parent_key = g_strdup (get_parent_key (self, node));
      row->fingerprint = dup_fingerprint (self, node, FALSE);
    }
  else if (node->operation <= CW_OPERATION_UNCHANGED)
    {
      row->active = !node->keep_inactive && !node->inactive && node->stand == STAND_OK;
      row->parent_key = g_strdup (get_parent_key (self, node));
      row->fingerprint = dup_fingerprint (self, node, node->stand == STAND_OK && !node->inactive);
      if (node->operation == CW_OPERATION_UNCHANGED && is_confirmed (node, row->fingerprint))
        {
          g_free (row->fingerprint);
          row->fingerprint = g_strdup (node->fingerprint);
        }
      if (node->operation != CW_OPERATION_UNCHANGED)
        fill_values (self, node, row);
      row->confirm = node->operation == CW_OPERATION_UNCHANGED && node->link != NONE
                     && g_strcmp0 (row->fingerprint, node->fingerprint) != 0;
    }
  return row;
}

gboolean
cw_tree_foreach (CwTree *self, CwTreeRowFunc func, gpointer data)
{
  g_autoptr (GArray) sorted = g_array_sized_new (FALSE, FALSE, sizeof (guint), self->nodes->len);
  gint64 seq = 0;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      const Node *node = node_at (self, i);

      if (self->rules.selection != CW_SELECT_CHOSEN || node->chosen || node->needed)
        g_array_append_val (sorted, i);
    }
  g_array_sort_with_data (sorted, compare_rows, self);
  for (guint at = 0; at < sorted->len; at++)
    {
      g_autoptr (CwPlanRow) row = make_row (self, node_at (self, g_array_index (sorted, guint, at)));

      row->seq = ++seq;
      if (!func (row, data))
        return FALSE;
    }
  return TRUE;
}

/* ---- candidates ---- */

static void
candidate_free (gpointer data)
{
  CwTreeCandidate *self = data;

  cw_fields_unref (self->fields);
  g_free (self);
}

static void
add_candidate (CwTree *self, guint at, guint index, GHashTable *seen, GPtrArray *candidates)
{
  const Node *node = node_at (self, at);
  const Target *target = target_at (self, index);
  CwTreeCandidate *candidate;
  guint owner = target->claimed_by;

  if (!g_hash_table_add (seen, GUINT_TO_POINTER (index)))
    return;
  candidate = g_new0 (CwTreeCandidate, 1);
  candidate->id = target->id;
  candidate->name = target->name;
  candidate->external_id = target->external_id;
  candidate->parent_name = get_target_name (self, target->parent_id);
  candidate->fields = cw_fields_ref (target->fields);
  candidate->active = target->active;
  candidate->foreign = target->owner_id != NULL;
  if (owner == NONE && target->external_id != NULL)
    {
      g_autofree char *key = g_strconcat (node->type, ":", target->external_id, NULL);

      owner = find_index (self->node_by_key, key);
    }
  if (owner != NONE && owner != at)
    {
      candidate->owner_key = node_at (self, owner)->key;
      candidate->owner_name = node_at (self, owner)->name;
      candidate->linked = target->claimed_by != NONE;
    }
  g_ptr_array_add (candidates, candidate);
}

static void
add_candidates (CwTree *self, guint at, GArray *list, GHashTable *seen, GPtrArray *candidates)
{
  for (guint i = 0; list != NULL && i < list->len; i++)
    add_candidate (self, at, g_array_index (list, guint, i), seen, candidates);
}

CwFields *
cw_tree_dup_wanted (CwTree *self, const char *type, const char *source_id)
{
  g_autofree char *key = g_strconcat (type, ":", source_id, NULL);
  guint at = find_index (self->node_by_key, key);

  return at != NONE ? cw_fields_copy (get_initial (node_at (self, at))) : cw_fields_new ();
}

GPtrArray *
cw_tree_list_candidates (CwTree *self, const char *type, const char *source_id)
{
  g_autofree char *key = g_strconcat (type, ":", source_id, NULL);
  GPtrArray *candidates = g_ptr_array_new_with_free_func (candidate_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint at = find_index (self->node_by_key, key), chosen;
  Node *node = at != NONE ? node_at (self, at) : NULL;

  if (node == NULL)
    return candidates;
  add_candidates (self, at, g_hash_table_lookup (self->by_external_id, node->id), seen, candidates);
  add_candidates (self, at, is_flat (self) ? find_flat (self, node) : find_by_name (self, node), seen, candidates);
  chosen = node->chosen_id != NULL ? find_index (self->target_by_id, node->chosen_id) : NONE;
  if (chosen != NONE)
    add_candidate (self, at, chosen, seen, candidates);
  return candidates;
}

/* ---- explanation ---- */

void
cw_rule_check_free (CwRuleCheck *self)
{
  if (self == NULL)
    return;
  g_free (self->rule);
  g_free (self->value);
  g_free (self->reason);
  g_free (self);
}

static void
add_check (GPtrArray *checks, const char *rule, gboolean passed, const char *value, CwReason reason, const char *argument)
{
  CwRuleCheck *check = g_new0 (CwRuleCheck, 1);

  check->rule = g_strdup (rule);
  check->passed = passed;
  check->value = g_strdup (value);
  check->reason = passed ? g_strdup ("") : cw_reason_dup_sentence (reason, argument);
  g_ptr_array_add (checks, check);
}

GPtrArray *
cw_tree_explain (CwTree *self, const char *type, const char *source_id)
{
  g_autofree char *key = g_strconcat (type, ":", source_id, NULL);
  guint at = find_index (self->node_by_key, key);
  GPtrArray *checks = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_rule_check_free);
  const Node *node;
  gboolean stands;

  if (at == NONE)
    return checks;
  node = node_at (self, at);
  stands = node->stand == STAND_OK;
  add_check (checks, "available", node->available, NULL, CW_REASON_NOT_AVAILABLE, NULL);
  add_check (checks, "marked", is_picked (self, node), node->mark == CW_MARK_ON ? "T" : "F", CW_REASON_NOT_MARKED, NULL);
  add_check (checks, "stage", stage_passes (self, node), node->stage, CW_REASON_STAGE, node->stage);
  add_check (checks, "filter", node->passes_filter, NULL, CW_REASON_FILTER, NULL);
  add_check (checks, "changed", node->operation != CW_OPERATION_UNCHANGED, cw_operation_to_string (node->operation),
             CW_REASON_SAME, NULL);
  add_check (checks, "parents", stands, node->parent != NONE ? node_at (self, node->parent)->name : NULL,
             node->stand_reason, node->stand_argument);
  return checks;
}
