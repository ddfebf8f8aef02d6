/* cw-record-selection.c: what somebody chose from a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-record-selection.h"

struct _CwRecordSelection {
  GObject     parent_instance;

  GHashTable *records;   /* set of char *, owned */
};

G_DEFINE_FINAL_TYPE (CwRecordSelection, cw_record_selection, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
change (CwRecordSelection *self, const char *record, gboolean chosen)
{
  if (!chosen)
    return g_hash_table_remove (self->records, record);
  if (g_hash_table_contains (self->records, record))
    return FALSE;
  return g_hash_table_add (self->records, g_strdup (record));
}

static void
cw_record_selection_finalize (GObject *object)
{
  CwRecordSelection *self = CW_RECORD_SELECTION (object);

  g_hash_table_unref (self->records);
  G_OBJECT_CLASS (cw_record_selection_parent_class)->finalize (object);
}

static void
cw_record_selection_class_init (CwRecordSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_record_selection_finalize;
  signals[CHANGED] = g_signal_new ("changed", CW_TYPE_RECORD_SELECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_record_selection_init (CwRecordSelection *self)
{
  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

CwRecordSelection *
cw_record_selection_new (void)
{
  return g_object_new (CW_TYPE_RECORD_SELECTION, NULL);
}

guint
cw_record_selection_count (CwRecordSelection *self)
{
  g_return_val_if_fail (CW_IS_RECORD_SELECTION (self), 0);
  return g_hash_table_size (self->records);
}

gboolean
cw_record_selection_contains (CwRecordSelection *self, const char *record)
{
  g_return_val_if_fail (CW_IS_RECORD_SELECTION (self), FALSE);
  return record != NULL && g_hash_table_contains (self->records, record);
}

void
cw_record_selection_set (CwRecordSelection *self, const char *record, gboolean chosen)
{
  g_return_if_fail (CW_IS_RECORD_SELECTION (self));
  g_return_if_fail (record != NULL);
  if (change (self, record, chosen))
    g_signal_emit (self, signals[CHANGED], 0);
}

void
cw_record_selection_set_many (CwRecordSelection *self, const char * const *records, gboolean chosen)
{
  gboolean changed = FALSE;

  g_return_if_fail (CW_IS_RECORD_SELECTION (self));
  for (gsize i = 0; records[i] != NULL; i++)
    changed |= change (self, records[i], chosen);
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

void
cw_record_selection_clear (CwRecordSelection *self)
{
  g_return_if_fail (CW_IS_RECORD_SELECTION (self));
  if (g_hash_table_size (self->records) == 0)
    return;
  g_hash_table_remove_all (self->records);
  g_signal_emit (self, signals[CHANGED], 0);
}

char **
cw_record_selection_dup_records (CwRecordSelection *self)
{
  GPtrArray *records = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer record;

  g_return_val_if_fail (CW_IS_RECORD_SELECTION (self), NULL);
  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, &record, NULL))
    g_ptr_array_add (records, g_strdup (record));
  g_ptr_array_add (records, NULL);
  return (char **) g_ptr_array_free (records, FALSE);
}
