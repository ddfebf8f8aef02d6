/* cw-inbox.c: where results of writes wait for the run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-connector.h"

typedef struct {
  CwInboxPump pump;
  gpointer    data;
} Pump;

struct _CwInbox {
  gatomicrefcount refs;
  GMutex          lock;
  GCond           arrived;
  GQueue          results;   /* of CwWriteResult, owned */
  gboolean        woken;
  GArray         *pumps;     /* of Pump; used by the popping thread only */
};

CwInbox *
cw_inbox_new (void)
{
  CwInbox *self = g_new0 (CwInbox, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  g_cond_init (&self->arrived);
  g_queue_init (&self->results);
  self->pumps = g_array_new (FALSE, FALSE, sizeof (Pump));
  return self;
}

CwInbox *
cw_inbox_ref (CwInbox *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_inbox_unref (CwInbox *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_queue_clear_full (&self->results, (GDestroyNotify) cw_write_result_free);
  g_array_unref (self->pumps);
  g_cond_clear (&self->arrived);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
cw_inbox_add_pump (CwInbox *self, CwInboxPump pump, gpointer data)
{
  Pump entry = { pump, data };

  for (guint i = 0; i < self->pumps->len; i++)
    if (g_array_index (self->pumps, Pump, i).data == data)
      return;
  g_array_append_val (self->pumps, entry);
}

void
cw_inbox_remove_pump (CwInbox *self, gpointer data)
{
  for (guint i = 0; i < self->pumps->len; i++)
    if (g_array_index (self->pumps, Pump, i).data == data)
      {
        g_array_remove_index (self->pumps, i);
        return;
      }
}

void
cw_inbox_push (CwInbox *self, CwWriteResult *result)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_queue_push_tail (&self->results, result);
  g_cond_signal (&self->arrived);
}

void
cw_inbox_push_all (CwInbox *self, GQueue *results)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  CwWriteResult *result;

  while ((result = g_queue_pop_head (results)) != NULL)
    g_queue_push_tail (&self->results, result);
  g_cond_signal (&self->arrived);
}

static CwWriteResult *
take_result (CwInbox *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_queue_pop_head (&self->results);
}

/* Every pump gets its turn, so that no connection starves another. */
static gboolean
run_pumps (CwInbox *self)
{
  gboolean worked = FALSE;

  for (guint i = 0; i < self->pumps->len; i++)
    {
      Pump entry = g_array_index (self->pumps, Pump, i);

      worked |= entry.pump (entry.data);
    }
  return worked;
}

CwWriteResult *
cw_inbox_pop (CwInbox *self, gint64 wait)
{
  CwWriteResult *result = take_result (self);
  gint64 end = g_get_monotonic_time () + wait;

  if (result != NULL || wait <= 0)
    return result;
  while (result == NULL && self->pumps->len > 0 && run_pumps (self))
    result = take_result (self);
  if (result != NULL)
    return result;

  g_mutex_lock (&self->lock);
  while (!self->woken && g_queue_is_empty (&self->results))
    if (!g_cond_wait_until (&self->arrived, &self->lock, end))
      break;
  self->woken = FALSE;
  result = g_queue_pop_head (&self->results);
  g_mutex_unlock (&self->lock);
  return result;
}

void
cw_inbox_wake (CwInbox *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->woken = TRUE;
  g_cond_signal (&self->arrived);
}
