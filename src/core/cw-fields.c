/* cw-fields.c: named text values of one record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-fields.h"

typedef struct {
  const char *name;    /* interned: field names are few and come again for every record */
  char       *value;
} Entry;

struct _CwFields {
  gatomicrefcount refs;
  GArray         *entries;   /* of Entry, by name */
};

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->value);
}

CwFields *
cw_fields_new (void)
{
  CwFields *self = g_new0 (CwFields, 1);

  g_atomic_ref_count_init (&self->refs);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  return self;
}

CwFields *
cw_fields_ref (CwFields *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_fields_unref (CwFields *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_array_unref (self->entries);
  g_free (self);
}

CwFields *
cw_fields_copy (const CwFields *self)
{
  CwFields *copy = cw_fields_new ();

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = &g_array_index (self->entries, Entry, i);
      Entry twin = { entry->name, g_strdup (entry->value) };

      g_array_append_val (copy->entries, twin);
    }
  return copy;
}

guint
cw_fields_get_size (const CwFields *self)
{
  return self->entries->len;
}

/* Position of @name, or where it would stand. */
static gboolean
find_entry (const CwFields *self, const char *name, guint *out_position)
{
  guint low = 0, high = self->entries->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      int order = g_strcmp0 (g_array_index (self->entries, Entry, middle).name, name);

      if (order == 0)
        {
          *out_position = middle;
          return TRUE;
        }
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  *out_position = low;
  return FALSE;
}

const char *
cw_fields_get (const CwFields *self, const char *name)
{
  guint position;

  return find_entry (self, name, &position) ? g_array_index (self->entries, Entry, position).value : NULL;
}

void
cw_fields_take (CwFields *self, const char *name, char *value)
{
  guint position;
  gboolean there = find_entry (self, name, &position);

  if (there && value == NULL)
    {
      g_array_remove_index (self->entries, position);
    }
  else if (there)
    {
      Entry *entry = &g_array_index (self->entries, Entry, position);

      g_free (entry->value);
      entry->value = value;
    }
  else if (value != NULL)
    {
      Entry entry = { g_intern_string (name), value };

      g_array_insert_val (self->entries, position, entry);
    }
}

void
cw_fields_set (CwFields *self, const char *name, const char *value)
{
  cw_fields_take (self, name, g_strdup (value));
}

void
cw_fields_get_nth (const CwFields *self, guint index, const char **out_name, const char **out_value)
{
  const Entry *entry;

  g_return_if_fail (index < self->entries->len);
  entry = &g_array_index (self->entries, Entry, index);
  if (out_name != NULL)
    *out_name = entry->name;
  if (out_value != NULL)
    *out_value = entry->value;
}

void
cw_fields_merge (CwFields *self, const CwFields *from, gboolean replace)
{
  for (guint i = 0; i < from->entries->len; i++)
    {
      const Entry *entry = &g_array_index (from->entries, Entry, i);

      if (replace || cw_fields_get (self, entry->name) == NULL)
        cw_fields_set (self, entry->name, entry->value);
    }
}

gboolean
cw_fields_equal (const CwFields *a, const CwFields *b)
{
  if (a->entries->len != b->entries->len)
    return FALSE;
  for (guint i = 0; i < a->entries->len; i++)
    {
      const Entry *x = &g_array_index (a->entries, Entry, i), *y = &g_array_index (b->entries, Entry, i);

      if (x->name != y->name || g_strcmp0 (x->value, y->value) != 0)
        return FALSE;
    }
  return TRUE;
}
