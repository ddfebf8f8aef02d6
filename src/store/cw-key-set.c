/* cw-key-set.c: a set of records, by their keys in the mirror
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-key-set.h"

#include <string.h>

#define WORD_BITS 64

struct _CwKeySet {
  guint64 *words;      /* owned */
  gsize    n_words;
  guint    count;
};

CwKeySet *
cw_key_set_new (void)
{
  return g_new0 (CwKeySet, 1);
}

CwKeySet *
cw_key_set_copy (const CwKeySet *self)
{
  CwKeySet *copy = g_memdup2 (self, sizeof *self);

  copy->words = g_memdup2 (self->words, self->n_words * sizeof *self->words);
  return copy;
}

void
cw_key_set_free (CwKeySet *self)
{
  if (self == NULL)
    return;
  g_free (self->words);
  g_free (self);
}

guint
cw_key_set_count (const CwKeySet *self)
{
  return self->count;
}

/* One may have room for greater keys than the other. */
gboolean
cw_key_set_equal (const CwKeySet *a, const CwKeySet *b)
{
  gsize shorter = MIN (a->n_words, b->n_words);

  /* As many members, and all that the shorter one could have are the same: none is left for the longer one. */
  return a->count == b->count && (shorter == 0 || memcmp (a->words, b->words, shorter * sizeof *a->words) == 0);
}

gboolean
cw_key_set_contains (const CwKeySet *self, gint64 key)
{
  gsize word = (gsize) key / WORD_BITS;

  return key > 0 && word < self->n_words && (self->words[word] >> (key % WORD_BITS) & 1) != 0;
}

static void
grow (CwKeySet *self, gsize n_words)
{
  if (n_words <= self->n_words)
    return;
  self->words = g_renew (guint64, self->words, n_words);
  memset (self->words + self->n_words, 0, (n_words - self->n_words) * sizeof *self->words);
  self->n_words = n_words;
}

gboolean
cw_key_set_set (CwKeySet *self, gint64 key, gboolean member)
{
  gsize word = (gsize) key / WORD_BITS;

  g_return_val_if_fail (key > 0, FALSE);
  if (cw_key_set_contains (self, key) == !!member)
    return FALSE;
  /* Twice as much as is needed: keys mostly come in order. */
  if (word >= self->n_words)
    grow (self, MAX (word + 1, 2 * self->n_words));
  self->words[word] ^= G_GUINT64_CONSTANT (1) << (key % WORD_BITS);
  self->count += member ? 1 : -1;
  return TRUE;
}

static guint
count_bits (guint64 word)
{
  return (guint) __builtin_popcountll (word);
}

gboolean
cw_key_set_add_all (CwKeySet *self, const CwKeySet *other)
{
  guint before = self->count;

  grow (self, other->n_words);
  for (gsize i = 0; i < other->n_words; i++)
    {
      guint64 added = other->words[i] & ~self->words[i];

      self->words[i] |= added;
      self->count += count_bits (added);
    }
  return self->count != before;
}

gint64
cw_key_set_next (const CwKeySet *self, gint64 after)
{
  gint64 from = after + 1;

  for (gsize word = (gsize) from / WORD_BITS; word < self->n_words; word++)
    {
      guint64 bits = self->words[word];

      if (word == (gsize) from / WORD_BITS)
        bits &= ~G_GUINT64_CONSTANT (0) << (from % WORD_BITS);
      if (bits != 0)
        return (gint64) word * WORD_BITS + __builtin_ctzll (bits);
    }
  return 0;
}
