/* cw-ledger.c: counts what the lanes send
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-session.h"

typedef struct {
  gint64 minute;
  guint  count;
} Tally;

struct _CwLedger {
  char    *connection;
  GMutex   lock;
  GArray  *tallies;   /* of Tally: not written yet */
  guint64  total;
};

CwLedger *
cw_ledger_new (const char *connection)
{
  CwLedger *self = g_new0 (CwLedger, 1);

  self->connection = g_strdup (connection);
  g_mutex_init (&self->lock);
  self->tallies = g_array_new (FALSE, FALSE, sizeof (Tally));
  return self;
}

void
cw_ledger_free (CwLedger *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->tallies);
  g_mutex_clear (&self->lock);
  g_free (self->connection);
  g_free (self);
}

void
cw_ledger_counted (gint64 time, gpointer ledger)
{
  CwLedger *self = ledger;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Tally fresh = { time - time % G_TIME_SPAN_MINUTE, 1 };

  self->total++;
  if (self->tallies->len > 0)
    {
      Tally *last = &g_array_index (self->tallies, Tally, self->tallies->len - 1);

      if (last->minute == fresh.minute)
        {
          last->count++;
          return;
        }
    }
  g_array_append_val (self->tallies, fresh);
}

gboolean
cw_ledger_flush (CwLedger *self, CwStore *store, GError **error)
{
  g_autoptr (GArray) taken = NULL;

  g_mutex_lock (&self->lock);
  if (self->tallies->len > 0)
    {
      taken = g_steal_pointer (&self->tallies);
      self->tallies = g_array_new (FALSE, FALSE, sizeof (Tally));
    }
  g_mutex_unlock (&self->lock);
  for (guint i = 0; taken != NULL && i < taken->len; i++)
    {
      const Tally *tally = &g_array_index (taken, Tally, i);

      if (!cw_store_ledger_add (store, self->connection, tally->minute, tally->count, error))
        return FALSE;
    }
  return TRUE;
}

guint64
cw_ledger_get_total (CwLedger *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->total;
}
