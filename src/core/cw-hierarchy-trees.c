/* cw-hierarchy-trees.c: nodes of both sides in the order of their trees
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-hierarchy-private.h"

#include <string.h>

/* A node of either side, as far as its place goes. */
typedef struct {
  const char *id, *name;
  const char *up;       /* id of its parent; NULL at a root */
  gboolean    deleted;  /* nothing hangs below it */
  /* results */
  gpointer    node;
  gboolean   *cycle;    /* it is its own ancestor; NULL: nobody asks */
  guint      *depth, *parent;
  char      **path;
  /* in between */
  guint       above, first, next;   /* indexes of branches; NONE */
} Branch;

static int
compare_branches (gconstpointer a, gconstpointer b, gpointer data)
{
  guint i = *(const guint *) a, j = *(const guint *) b;
  const Branch *x = &g_array_index ((GArray *) data, Branch, i), *y = &g_array_index ((GArray *) data, Branch, j);
  int order = g_utf8_collate (x->name, y->name);

  return order != 0 ? order : (i > j) - (i < j);
}

static Branch *
branch_at (GArray *branches, guint index)
{
  return &g_array_index (branches, Branch, index);
}

static gboolean
is_below_itself (const guint *parents, guint start, guint n)
{
  guint at = parents[start];

  for (guint steps = 0; at != NONE && steps <= n; steps++, at = parents[at])
    if (at == start)
      return TRUE;
  return FALSE;
}

/* Whoever is his own ancestor has nobody above him. */
static void
find_above (GArray *branches)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint *parents = g_new (guint, branches->len + 1);

  for (guint i = 0; i < branches->len; i++)
    g_hash_table_insert (by_id, (gpointer) branch_at (branches, i)->id, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < branches->len; i++)
    {
      const char *up = branch_at (branches, i)->up;
      guint found = up != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (by_id, up)) : 0;

      parents[i] = found > 0 && !branch_at (branches, found - 1)->deleted ? found - 1 : NONE;
    }
  for (guint i = 0; i < branches->len; i++)
    {
      Branch *branch = branch_at (branches, i);
      gboolean cycle = is_below_itself (parents, i, branches->len);

      branch->above = cycle ? NONE : parents[i];
      if (branch->cycle != NULL)
        *branch->cycle = cycle;
    }
}

/* Depth first, siblings by name. (element-type guint) (transfer full) */
static GArray *
order_branches (GArray *branches)
{
  guint n = branches->len, roots = NONE;
  g_autoptr (GArray) sorted = g_array_sized_new (FALSE, FALSE, sizeof (guint), n), stack = g_array_new (FALSE, FALSE, sizeof (guint));
  GArray *order = g_array_sized_new (FALSE, FALSE, sizeof (guint), n);

  for (guint i = 0; i < n; i++)
    g_array_append_val (sorted, i);
  g_array_sort_with_data (sorted, compare_branches, branches);
  /* From the last on, so that each list comes in order. */
  for (guint i = n; i-- > 0;)
    {
      guint at = g_array_index (sorted, guint, i);
      Branch *branch = branch_at (branches, at);
      guint *list = branch->above != NONE ? &branch_at (branches, branch->above)->first : &roots;

      branch->next = *list;
      *list = at;
    }
  if (roots != NONE)
    g_array_append_val (stack, roots);
  while (stack->len > 0)
    {
      guint at = g_array_index (stack, guint, stack->len - 1);
      const Branch *branch = branch_at (branches, at);

      g_array_set_size (stack, stack->len - 1);
      g_array_append_val (order, at);
      if (branch->next != NONE)
        g_array_append_val (stack, branch->next);
      if (branch->first != NONE)
        g_array_append_val (stack, branch->first);
    }
  return order;
}

/* Puts @nodes, which @branches tell about, into the order of their tree and says of each where it lies. */
static void
order_nodes (GPtrArray *nodes, GArray *branches)
{
  g_autoptr (GArray) order = NULL;
  g_autofree guint *places = g_new (guint, nodes->len + 1);

  for (guint i = 0; i < branches->len; i++)
    branch_at (branches, i)->first = NONE;
  find_above (branches);
  order = order_branches (branches);
  for (guint i = 0; i < order->len; i++)
    {
      guint at = g_array_index (order, guint, i);
      const Branch *branch = branch_at (branches, at), *up = branch->above != NONE ? branch_at (branches, branch->above) : NULL;

      places[at] = i;
      nodes->pdata[i] = branch->node;
      *branch->parent = up != NULL ? places[branch->above] : NONE;
      *branch->depth = up != NULL ? *up->depth + 1 : 0;
      *branch->path = up != NULL ? g_strconcat (*up->path, " : ", branch->name, NULL) : g_strdup (branch->name);
    }
}

/* What is deleted and was never linked is none of ours. */
static void
drop_deleted (CwHierarchy *self)
{
  for (guint i = self->sources->len; i-- > 0;)
    {
      const CwHierarchySource *source = source_at (self, i);

      if (source->deleted && _cw_hierarchy_find_link (self, self->use->type, source->id) == NULL)
        g_ptr_array_remove_index (self->sources, i);
    }
}

static void
order_sources (CwHierarchy *self)
{
  g_autoptr (GArray) branches = g_array_sized_new (FALSE, FALSE, sizeof (Branch), self->sources->len);

  for (guint i = 0; i < self->sources->len; i++)
    {
      CwHierarchySource *source = source_at (self, i);
      Branch branch = { .id = source->id, .name = source->name, .up = g_hash_table_lookup (self->parents, source->id),
                        .deleted = source->deleted, .node = source, .cycle = &source->cycle, .depth = &source->depth,
                        .parent = &source->parent, .path = &source->path };

      g_array_append_val (branches, branch);
    }
  order_nodes (self->sources, branches);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const CwTargetRecord *x = *(CwTargetRecord * const *) a, *y = *(CwTargetRecord * const *) b;
  gint64 m = g_ascii_strtoll (x->id, NULL, 10), n = g_ascii_strtoll (y->id, NULL, 10);

  return m != n ? (m < n ? -1 : 1) : strcmp (x->id, y->id);
}

static void
take_target (CwHierarchy *self, const CwTargetRecord *record)
{
  CwHierarchyTarget *target = g_new0 (CwHierarchyTarget, 1);

  target->id = g_strdup (record->id);
  target->name = g_strdup (record->name != NULL ? record->name : record->id);
  target->external_id = g_strdup (record->external_id);
  target->parent_id = g_strdup (_cw_hierarchy_or_null (record->parent_id));
  target->level_id = g_strdup (_cw_hierarchy_or_null (cw_fields_get (record->fields, CW_NODE_LEVEL)));
  target->parent = target->partner = NONE;
  g_ptr_array_add (self->targets, target);
}

static void
take_nodes (CwHierarchy *self)
{
  for (guint i = 0; self->found != NULL && i < self->nodes->len; i++)
    {
      CwTargetRecord *record = self->nodes->pdata[i];

      /* What a reading no longer shows is inactive from then on (nodes know no other such state): it is gone. */
      if (g_strcmp0 (cw_fields_get (record->fields, CW_NODE_HIERARCHY), self->found->id) != 0 || !record->active)
        continue;
      if (g_strcmp0 (cw_fields_get (record->fields, CW_NODE_IS_LEVEL), "T") == 0)
        g_ptr_array_add (self->levels, record);
      else
        take_target (self, record);
    }
  g_ptr_array_sort (self->levels, compare_ids);
}

static void
order_targets (CwHierarchy *self)
{
  g_autoptr (GArray) branches = g_array_sized_new (FALSE, FALSE, sizeof (Branch), self->targets->len);

  for (guint i = 0; i < self->targets->len; i++)
    {
      CwHierarchyTarget *target = target_at (self, i);
      Branch branch = { .id = target->id, .name = target->name, .up = target->parent_id, .node = target, .depth = &target->depth,
                        .parent = &target->parent, .path = &target->path };

      g_array_append_val (branches, branch);
    }
  order_nodes (self->targets, branches);
}

void
_cw_hierarchy_order (CwHierarchy *self)
{
  drop_deleted (self);
  order_sources (self);
  take_nodes (self);
  order_targets (self);
}
