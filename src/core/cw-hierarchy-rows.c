/* cw-hierarchy-rows.c: rows for a hierarchy, its levels and its nodes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * They come in the order hierarchy, levels, nodes from the roots down. What a row needs of an earlier one that is still to be made is
 * written as a late value.
 */

#include "config.h"

#include "cw-hierarchy-private.h"

#include "cw-late-value.h"
#include "cw-tree.h"

static void
finish_row (CwPlanRow *row, CwOperation operation, CwReason reason)
{
  row->operation = operation;
  row->reason = reason;
  row->state = operation < CW_OPERATION_UNCHANGED ? CW_ROW_PENDING : CW_ROW_NOTHING;
  if (operation <= CW_OPERATION_UNCHANGED)
    row->fingerprint = cw_tree_dup_fingerprint ("", row->wanted, row->parent_key, TRUE);
}

static CwPlanRow *
new_hierarchy_row (CwHierarchy *self)
{
  CwPlanRow *row = cw_plan_row_new (CW_HIERARCHY_TYPE, self->use->key);

  row->name = g_strdup (cw_hierarchy_get_name (self));
  row->collection = g_strdup (self->use->collection);
  row->depth = 1;
  row->target_id = g_strdup (cw_hierarchy_get_id (self));
  cw_fields_set (row->wanted, "name", row->name);
  cw_fields_set (row->wanted, CW_HIERARCHY_KIND, self->use->kind);
  cw_fields_set (row->wanted, "externalId", self->prefix);
  if (self->trouble != CW_REASON_NEW)
    {
      row->argument = g_strdup (self->use->name);
      finish_row (row, CW_OPERATION_CONFLICT, self->trouble);
    }
  else if (self->found == NULL)
    {
      cw_fields_set (row->after, "name", row->name);
      finish_row (row, CW_OPERATION_CREATE, CW_REASON_NEW);
    }
  else
    {
      finish_row (row, self->found_new ? CW_OPERATION_LINK : CW_OPERATION_UNCHANGED,
                  self->found_new ? CW_REASON_MATCH_EXTERNAL_ID : CW_REASON_SAME);
    }
  return row;
}

static void
take_hierarchy (CwHierarchy *self, CwPlanRow *row)
{
  if (self->found != NULL)
    cw_fields_set (row->wanted, CW_NODE_HIERARCHY, self->found->id);
  else
    cw_fields_take (row->wanted, CW_NODE_HIERARCHY, cw_late_value_dup (self->workflow, CW_HIERARCHY_TYPE, self->use->key));
}

/* NULL: nothing is to be said of that level. */
static CwPlanRow *
new_level_row (CwHierarchy *self, guint number)
{
  const CwTargetRecord *level = _cw_hierarchy_find_level (self, number);
  g_autofree char *text = g_strdup_printf ("%u", number), *external_id = g_strdup_printf ("%s-level-%u", self->prefix, number);
  gboolean linked = _cw_hierarchy_find_link (self, CW_HIERARCHY_LEVEL_TYPE, text) != NULL;
  CwPlanRow *row;

  if (level != NULL && (linked || g_strcmp0 (level->external_id, external_id) != 0))
    return NULL;
  row = cw_plan_row_new (CW_HIERARCHY_LEVEL_TYPE, text);
  row->name = g_strdup_printf ("Level %u", number);
  row->collection = g_strdup (self->use->nodes);
  row->depth = 1;
  row->target_id = level != NULL ? g_strdup (level->id) : NULL;
  cw_fields_set (row->wanted, "name", row->name);
  cw_fields_set (row->wanted, "externalId", external_id);
  cw_fields_set (row->wanted, CW_NODE_IS_LEVEL, "T");
  take_hierarchy (self, row);
  if (level == NULL)
    cw_fields_set (row->after, "name", row->name);
  finish_row (row, level == NULL ? CW_OPERATION_CREATE : CW_OPERATION_LINK, level == NULL ? CW_REASON_NEW : CW_REASON_MATCH_EXTERNAL_ID);
  return row;
}

static void
take_level (CwHierarchy *self, const CwHierarchySource *source, CwPlanRow *row)
{
  const CwTargetRecord *level = _cw_hierarchy_find_level (self, source->level);
  g_autofree char *text = g_strdup_printf ("%u", source->level);

  if (level != NULL)
    cw_fields_set (row->wanted, CW_NODE_LEVEL, level->id);
  else
    cw_fields_take (row->wanted, CW_NODE_LEVEL, cw_late_value_dup (self->workflow, CW_HIERARCHY_LEVEL_TYPE, text));
}

static void
set_pair (CwPlanRow *row, const char *field, const char *before, const char *after)
{
  if (g_strcmp0 (before, after) == 0)
    return;
  if (row->target_id != NULL)
    cw_fields_set (row->before, field, before != NULL ? before : "");
  cw_fields_set (row->after, field, after != NULL ? after : "");
}

static const char *
get_level_name (CwHierarchy *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->levels->len; i++)
    if (g_str_equal (((const CwTargetRecord *) self->levels->pdata[i])->id, id))
      return ((const CwTargetRecord *) self->levels->pdata[i])->name;
  return NULL;
}

static void
fill_values (CwHierarchy *self, const CwHierarchySource *source, guint place, CwPlanRow *row)
{
  const CwHierarchyTarget *target = source->partner != NONE ? target_at (self, source->partner) : NULL;
  const CwTargetRecord *level = _cw_hierarchy_find_level (self, source->level);
  g_autofree char *usual = g_strdup_printf ("Level %u", source->level);
  const char *before = target != NULL && target->parent != NONE ? target_at (self, target->parent)->path : NULL;

  set_pair (row, "name", target != NULL ? target->name : NULL, source->name);
  /* Names alone do not tell: a parent that is renamed at the same time is the same one. */
  if (target == NULL || source->operation == CW_OPERATION_MOVE)
    set_pair (row, "parent", before, place != NONE ? source_at (self, place)->path : NULL);
  if (target != NULL)
    set_pair (row, "level", get_level_name (self, target->level_id), level != NULL ? level->name : usual);
}

static CwPlanRow *
new_node_row (CwHierarchy *self, const CwHierarchySource *source)
{
  CwPlanRow *row = cw_plan_row_new (self->use->type, source->id);
  guint place = _cw_hierarchy_find_place (self, source);

  row->name = g_strdup (source->path);
  row->collection = g_strdup (self->use->nodes);
  row->depth = source->depth + 1;
  row->target_id = source->partner != NONE ? g_strdup (target_at (self, source->partner)->id) : NULL;
  if (source->reason == CW_REASON_PARENT_STOPPED)
    row->argument = g_strdup (self->use->name);
  if (source->reason == CW_REASON_CYCLE)
    row->argument = g_strdup (source->path);
  if (source->reason == CW_REASON_BELOW_ITSELF)
    row->argument = g_strdup (source_at (self, place)->path);
  if (source->operation <= CW_OPERATION_LINK)
    {
      cw_fields_set (row->wanted, "name", source->name);
      cw_fields_take (row->wanted, "externalId", g_strconcat (self->prefix, "-", source->id, NULL));
      take_hierarchy (self, row);
      take_level (self, source, row);
      if (place != NONE)
        row->parent_key = _cw_hierarchy_dup_key (self->use->type, source_at (self, place)->id);
      else if (source->operation == CW_OPERATION_MOVE)
        cw_fields_set (row->wanted, CW_NODE_PARENT, "");
      fill_values (self, source, place, row);
    }
  finish_row (row, source->operation, source->reason);
  return row;
}

gboolean
cw_hierarchy_foreach (CwHierarchy *self, gboolean (*func) (const CwPlanRow *row, gpointer data), gpointer data)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_plan_row_free);
  gint64 seq = 0;

  g_ptr_array_add (rows, new_hierarchy_row (self));
  for (guint number = 1; _cw_hierarchy_makes_nodes (self) && self->trouble == CW_REASON_NEW && number <= self->most_levels; number++)
    {
      CwPlanRow *row = new_level_row (self, number);

      if (row != NULL)
        g_ptr_array_add (rows, row);
    }
  for (guint i = 0; i < self->order->len; i++)
    g_ptr_array_add (rows, new_node_row (self, source_at (self, g_array_index (self->order, guint, i))));
  for (guint i = 0; i < rows->len; i++)
    {
      CwPlanRow *row = rows->pdata[i];

      row->seq = ++seq;
      if (!func (row, data))
        return FALSE;
    }
  return TRUE;
}
