/* cw-record-order-tree.c: records below their parents
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-record-order-private.h"

#include <string.h>

typedef struct {
  CwRecordOrder    *order;
  guint8           *flags;
  guint32          *first;     /* child of an entry, in order; NONE: none */
  guint32          *next;      /* brother of an entry, in order; NONE: none */
  const CwRecordQuery *query;
  CwRecordSnapshot *snapshot;
} Tree;

static guint32
get_parent (CwRecordOrder *self, const CwRecordQuery *query, guint32 index)
{
  guint32 parent = entry_at (self, index)->parent;

  return parent != NONE && entry_at (self, parent)->deleted && !query->deleted_too ? NONE : parent;
}

/* Each chain is walked as far as nobody has walked before, so that circles end as well. */
void
_cw_record_order_flag_parents (CwRecordOrder *self, const CwRecordQuery *query, guint8 *flags)
{
  for (guint32 i = 0; i < self->entries->len; i++)
    {
      if ((flags[i] & MATCHES) == 0)
        continue;
      for (guint32 at = get_parent (self, query, i); at != NONE && (flags[at] & ABOVE) == 0; at = get_parent (self, query, at))
        flags[at] |= ABOVE;
    }
}

static guint32
skip_placed (Tree *tree, guint32 at)
{
  while (at != NONE && (tree->flags[at] & PLACED) != 0)
    at = tree->next[at];
  return at;
}

static gboolean
is_folded (Tree *tree, gint64 key)
{
  return tree->query->folded != (tree->query->turned != NULL && cw_key_set_contains (tree->query->turned, key));
}

/* @hidden: below a folded branch; it counts as placed all the same. Whether this one is folded. */
static gboolean
place (Tree *tree, guint32 index, guint depth, gboolean hidden)
{
  gint64 key = entry_at (tree->order, index)->key;
  CwRecordFold fold = CW_RECORD_FOLD_LEAF;
  guint8 byte;

  tree->flags[index] |= PLACED;
  if (hidden)
    return FALSE;
  if (skip_placed (tree, tree->first[index]) != NONE)
    fold = is_folded (tree, key) ? CW_RECORD_FOLD_FOLDED : CW_RECORD_FOLD_OPEN;
  byte = (guint8) (MIN (depth, CW_PLACE_DEPTH) | fold << CW_PLACE_FOLD_SHIFT);
  if ((tree->flags[index] & MATCHES) == 0)
    byte |= CW_PLACE_CONTEXT;
  g_array_append_val (tree->snapshot->keys, key);
  g_byte_array_append (tree->snapshot->places, &byte, 1);
  return fold == CW_RECORD_FOLD_FOLDED;
}

/* @root and everything below it, without recursion: a child is placed once, so that a circle ends where it began. What a folded
 * branch hides is walked as well, so that nothing of it is taken for a root later. */
static void
place_branch (Tree *tree, guint32 root, GArray *stack)
{
  guint hidden = place (tree, root, 0, FALSE) ? 0 : G_MAXUINT;   /* depth of the folded branch that the walk is in */
  guint32 at = tree->first[root];

  g_array_set_size (stack, 0);
  for (;;)
    {
      at = skip_placed (tree, at);
      if (at != NONE)
        {
          g_array_append_val (stack, at);
          if (place (tree, at, stack->len, stack->len > hidden))
            hidden = stack->len;
          at = tree->first[at];
        }
      else if (stack->len > 0)
        {
          at = tree->next[g_array_index (stack, guint32, stack->len - 1)];
          g_array_set_size (stack, stack->len - 1);
          /* A brother of the folded one, or of one above it, is seen again. */
          hidden = stack->len < hidden ? G_MAXUINT : hidden;
        }
      else
        {
          return;
        }
    }
}

void
_cw_record_order_make_tree (CwRecordOrder *self, const CwRecordQuery *query, guint8 *flags, CwRecordSnapshot *snapshot)
{
  g_autofree guint32 *first = g_new (guint32, self->entries->len + 1), *next = g_new (guint32, self->entries->len + 1);
  g_autoptr (GArray) sorted = NULL, stack = g_array_new (FALSE, FALSE, sizeof (guint32));
  Tree tree = { self, flags, first, next, query, snapshot };

  _cw_record_order_flag_parents (self, query, flags);
  sorted = _cw_record_order_sort (self, query, flags, MATCHES | ABOVE);
  memset (first, 0xff, (self->entries->len + 1) * sizeof *first);
  /* From the last to the first, each in front of its brothers. */
  for (guint i = sorted->len; i > 0; i--)
    {
      guint32 index = g_array_index (sorted, guint32, i - 1), parent = get_parent (self, query, index);

      next[index] = parent != NONE ? first[parent] : NONE;
      if (parent != NONE)
        first[parent] = index;
    }
  for (guint i = 0; i < sorted->len; i++)
    if (get_parent (self, query, g_array_index (sorted, guint32, i)) == NONE)
      place_branch (&tree, g_array_index (sorted, guint32, i), stack);
  /* Who is his own ancestor has no root: the first of a circle stands for it. */
  for (guint i = 0; i < sorted->len; i++)
    if ((flags[g_array_index (sorted, guint32, i)] & PLACED) == 0)
      place_branch (&tree, g_array_index (sorted, guint32, i), stack);
}
