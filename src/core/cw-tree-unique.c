/* cw-tree-unique.c: records that the target cannot hold both, told before anything is sent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SuiteProjects Pro takes a project's name once for each customer. Who has it there keeps it, else whoever comes first; the others wait for
 * a person. Only equal names count: where the target is stricter, it says so itself.
 */

#include "config.h"

#include "cw-tree-private.h"

/* The first of both that says something. */
static const char *
find_value (const CwFields *fields, const CwFields *otherwise, const char *name)
{
  const char *value = cw_fields_get (fields, name);

  return value == NULL && otherwise != NULL ? cw_fields_get (otherwise, name) : value;
}

/* @owner: what it belongs to where that has no id there yet; nullable. NULL: it has no name, or nobody knows where. (transfer full) */
static char *
dup_place (const CwTree *self, const CwFields *fields, const CwFields *otherwise, const char *owner)
{
  const char *name = find_value (fields, otherwise, self->rules.match_field != NULL ? self->rules.match_field : "name");
  const char *scope = self->rules.match_scope != NULL ? find_value (fields, otherwise, self->rules.match_scope) : "";

  if (scope == NULL)
    scope = owner;
  return name != NULL && *name != '\0' && scope != NULL ? g_strconcat (scope, "\n", name, NULL) : NULL;
}

/* Whose place is looked at: it is made, or gets another name. (transfer full) */
static char *
dup_new_place (CwTree *self, const Node *node)
{
  const Target *target = node->target != NONE ? target_at (self, node->target) : NULL;
  g_autofree char *place = NULL, *present = NULL;

  switch (node->operation)
    {
    case CW_OPERATION_CREATE:
      return dup_place (self, _cw_tree_get_initial (node), NULL, node->owner_key);
    case CW_OPERATION_UPDATE:
    case CW_OPERATION_REACTIVATE:
      if (target == NULL)
        return NULL;
      place = dup_place (self, node->wanted, target->fields, NULL);
      present = dup_place (self, target->fields, NULL, NULL);
      return g_strcmp0 (place, present) != 0 ? g_steal_pointer (&place) : NULL;
    default:
      return NULL;
    }
}

/* As people know it, and find it. In the chunk. */
static const char *
word (CwTree *self, const char *name, const char *id)
{
  g_autofree char *words = name != NULL ? g_strdup_printf ("“%s” (%s)", name, id) : g_strdup (id);

  return g_string_chunk_insert (self->strings, words);
}

/* Place → who has it there, in words. Who gives it up in this very plan does not count. */
static GHashTable *
list_taken (CwTree *self)
{
  GHashTable *taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) leaving = g_hash_table_new (NULL, NULL);

  for (guint at = 0; at < self->nodes->len; at++)
    {
      g_autofree char *place = dup_new_place (self, node_at (self, at));

      if (place != NULL && node_at (self, at)->target != NONE)
        g_hash_table_add (leaving, GUINT_TO_POINTER (node_at (self, at)->target));
    }
  for (guint index = 0; index < self->targets->len; index++)
    {
      const Target *target = target_at (self, index);
      char *place = g_hash_table_contains (leaving, GUINT_TO_POINTER (index)) ? NULL : dup_place (self, target->fields, NULL, NULL);

      if (place != NULL)
        g_hash_table_insert (taken, place, (gpointer) word (self, target->name, target->id));
    }
  return taken;
}

void
_cw_tree_refuse_twins (CwTree *self)
{
  g_autoptr (GHashTable) taken = list_taken (self);

  for (guint i = 0; i < self->order->len; i++)
    {
      Node *node = node_at (self, g_array_index (self->order, guint, i));
      g_autofree char *place = dup_new_place (self, node);
      const char *holder = place != NULL ? g_hash_table_lookup (taken, place) : NULL;

      if (place == NULL)
        continue;
      if (holder != NULL)
        _cw_tree_conclude (node, CW_OPERATION_SKIP, CW_REASON_NAME_TAKEN, holder);
      else
        g_hash_table_insert (taken, g_steal_pointer (&place), (gpointer) word (self, node->name, node->key));
    }
}
