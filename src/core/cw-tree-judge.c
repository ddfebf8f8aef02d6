/* cw-tree-judge.c: which records travel, by themselves and by their parents
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-tree-private.h"

#include <string.h>

/* ---- order ---- */

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

/* ---- rules ---- */

gboolean
_cw_tree_stage_passes (CwTree *self, const Node *node)
{
  if (node->stage == NULL || g_str_equal (node->stage, "customer"))
    return TRUE;
  return g_str_equal (node->stage, "lead") ? self->rules.leads : self->rules.prospects;
}

gboolean
_cw_tree_is_picked (CwTree *self, const Node *node)
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
  if (!_cw_tree_is_picked (self, node))
    return self->rules.selection == CW_SELECT_CHOSEN ? CW_REASON_NOT_SELECTED : CW_REASON_NOT_MARKED;
  if (node->hold != NULL && !(self->rules.selection == CW_SELECT_CHOSEN && node->chosen))
    return CW_REASON_HELD;
  if (!_cw_tree_stage_passes (self, node))
    return CW_REASON_STAGE;
  if (!node->passes_filter)
    return CW_REASON_FILTER;
  return CW_REASON_NEW;
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
      _cw_tree_stop_node (node, CW_REASON_PARENT_MISSING, strchr (node->parent_key, ':') + 1);
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
      _cw_tree_stop_node (node, CW_REASON_PARENT_STOPPED, parent->name);
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
      _cw_tree_stop_node (node, CW_REASON_NOT_AVAILABLE, NULL);
    }
  else if (node->deleted || (node->inactive && (node->linked || !self->rules.takes_inactive)))
    {
      node->stand = STAND_INACTIVE;
      node->stand_reason = node->deleted ? CW_REASON_DELETED : CW_REASON_INACTIVE;
    }
  else if (node->problem != CW_REASON_NEW)
    {
      _cw_tree_stop_node (node, node->problem, node->problem_argument);
    }
  else if (place != CW_REASON_NEW)
    {
      _cw_tree_stop_node (node, place, self->rules.placement == CW_PLACEMENT_THREE_LEVEL ? "3" : "5");
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

/* ---- need ---- */

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

void
_cw_tree_judge (CwTree *self)
{
  order_nodes (self);
  stop_cycles (self);
  judge_nodes (self);
  mark_needed (self);
}
