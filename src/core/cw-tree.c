/* cw-tree.c: plans one shared tree in a target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Feeding and looking. What is decided of an array of nodes, top down (parents first):
 *  1. cw-tree-judge.c: parents are found, nodes sorted so that every parent comes before its children (what is left over lies on
 *     or below a cycle); what stops a record by itself, and whether it could stand in the target at all (its chain of parents
 *     included); which records travel, and the parents they bring in;
 *  2. cw-tree-match.c: which record of the target each is;
 *  3. cw-tree-compare.c: with link, target and fingerprint, which gives the operation;
 *  4. cw-tree-rows.c: the rows, in the order in which they are sent.
 */

#include "config.h"

#include "cw-tree-private.h"

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
      g_autofree char *place = target.owner_id == NULL ? _cw_tree_dup_flat_place (self, target.fields) : NULL;

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

/* ---- looking ---- */

const char *
_cw_tree_get_parent_key (CwTree *self, const Node *node)
{
  return node->target_parent != NONE ? node_at (self, node->target_parent)->key : node->owner_key;
}

const char *
_cw_tree_get_parent_target (CwTree *self, const Node *node)
{
  guint target = node->target_parent != NONE ? node_at (self, node->target_parent)->target : NONE;

  return target != NONE ? target_at (self, target)->id : NULL;
}

const char *
_cw_tree_get_target_name (CwTree *self, const char *id)
{
  guint index = id != NULL ? find_index (self->target_by_id, id) : NONE;

  return index != NONE ? target_at (self, index)->name : id;
}

const CwFields *
_cw_tree_get_initial (const Node *node)
{
  return node->initial != NULL ? node->initial : node->wanted;
}

CwFields *
cw_tree_dup_wanted (CwTree *self, const char *type, const char *source_id)
{
  g_autofree char *key = g_strconcat (type, ":", source_id, NULL);
  guint at = find_index (self->node_by_key, key);

  return at != NONE ? cw_fields_copy (_cw_tree_get_initial (node_at (self, at))) : cw_fields_new ();
}

/* ---- deciding ---- */

void
_cw_tree_stop_node (Node *node, CwReason reason, const char *argument)
{
  node->stand = STAND_STOPPED;
  node->stand_reason = reason;
  node->stand_argument = argument;
}

void
_cw_tree_conclude (Node *node, CwOperation operation, CwReason reason, const char *argument)
{
  node->operation = operation;
  node->reason = reason;
  node->argument = argument;
}

void
cw_tree_decide (CwTree *self)
{
  if (is_flat (self))
    _cw_tree_follow_ids (self);
  _cw_tree_judge (self);
  _cw_tree_compare (self);
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
  add_check (checks, "marked", _cw_tree_is_picked (self, node), node->mark == CW_MARK_ON ? "T" : "F", CW_REASON_NOT_MARKED, NULL);
  add_check (checks, "stage", _cw_tree_stage_passes (self, node), node->stage, CW_REASON_STAGE, node->stage);
  add_check (checks, "filter", node->passes_filter, NULL, CW_REASON_FILTER, NULL);
  add_check (checks, "changed", node->operation != CW_OPERATION_UNCHANGED, cw_operation_to_string (node->operation),
             CW_REASON_SAME, NULL);
  add_check (checks, "parents", stands, node->parent != NONE ? node_at (self, node->parent)->name : NULL,
             node->stand_reason, node->stand_argument);
  return checks;
}
