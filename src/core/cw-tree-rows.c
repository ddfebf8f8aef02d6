/* cw-tree-rows.c: the rows of a plan, in the order in which they are sent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-tree-private.h"

#include <string.h>

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
  const CwFields *values = target == NULL ? _cw_tree_get_initial (node) : node->wanted;

  for (guint i = 0; i < cw_fields_get_size (values); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (values, i, &name, &value);
      cw_fields_set (row->wanted, name, value);
      if (target == NULL)
        cw_fields_set (row->after, name, value);
      else if (!_cw_tree_is_same (value, cw_fields_get (target->fields, name)))
        set_pair (row, name, cw_fields_get (target->fields, name), value);
    }
  if (target == NULL && parent_name != NULL)
    cw_fields_set (row->after, "parent", parent_name);
  else if (target != NULL && _cw_tree_parent_differs (self, node, target))
    set_pair (row, "parent", _cw_tree_get_target_name (self, target->parent_id), parent_name);
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
      row->parent_key = g_strdup (_cw_tree_get_parent_key (self, node));
      row->fingerprint = _cw_tree_dup_node_fingerprint (self, node, FALSE);
    }
  else if (node->operation <= CW_OPERATION_UNCHANGED)
    {
      row->active = !node->keep_inactive && !node->inactive && node->stand == STAND_OK;
      row->parent_key = g_strdup (_cw_tree_get_parent_key (self, node));
      row->fingerprint = _cw_tree_dup_node_fingerprint (self, node, node->stand == STAND_OK && !node->inactive);
      if (node->operation == CW_OPERATION_UNCHANGED && _cw_tree_is_confirmed (node, row->fingerprint))
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
