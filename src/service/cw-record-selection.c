/* cw-record-selection.c: what somebody chose from a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-record-selection.h"

struct _CwRecordSelection {
  GObject   parent_instance;

  CwKeySet *keys;   /* owned */
};

G_DEFINE_FINAL_TYPE (CwRecordSelection, cw_record_selection, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
cw_record_selection_finalize (GObject *object)
{
  CwRecordSelection *self = CW_RECORD_SELECTION (object);

  cw_key_set_free (self->keys);
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
  self->keys = cw_key_set_new ();
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
  return cw_key_set_count (self->keys);
}

gboolean
cw_record_selection_contains (CwRecordSelection *self, gint64 key)
{
  g_return_val_if_fail (CW_IS_RECORD_SELECTION (self), FALSE);
  return cw_key_set_contains (self->keys, key);
}

void
cw_record_selection_set (CwRecordSelection *self, gint64 key, gboolean chosen)
{
  g_return_if_fail (CW_IS_RECORD_SELECTION (self));
  if (cw_key_set_set (self->keys, key, chosen))
    g_signal_emit (self, signals[CHANGED], 0);
}

void
cw_record_selection_set_many (CwRecordSelection *self, const GArray *keys, gboolean chosen)
{
  gboolean changed = FALSE;

  g_return_if_fail (CW_IS_RECORD_SELECTION (self));
  for (guint i = 0; i < keys->len; i++)
    changed |= cw_key_set_set (self->keys, g_array_index (keys, gint64, i), chosen);
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

void
cw_record_selection_add_all (CwRecordSelection *self, const CwKeySet *keys)
{
  g_return_if_fail (CW_IS_RECORD_SELECTION (self));
  if (cw_key_set_add_all (self->keys, keys))
    g_signal_emit (self, signals[CHANGED], 0);
}

void
cw_record_selection_clear (CwRecordSelection *self)
{
  g_return_if_fail (CW_IS_RECORD_SELECTION (self));
  if (cw_key_set_count (self->keys) == 0)
    return;
  cw_key_set_free (self->keys);
  self->keys = cw_key_set_new ();
  g_signal_emit (self, signals[CHANGED], 0);
}

const CwKeySet *
cw_record_selection_get_keys (CwRecordSelection *self)
{
  g_return_val_if_fail (CW_IS_RECORD_SELECTION (self), NULL);
  return self->keys;
}
