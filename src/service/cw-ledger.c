/* cw-ledger.c: counts what the lanes send, and tells from it how long more will take
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

/* How long a sliding window of @window seconds with room for @limit holds @requests back, given what was sent already. */
static double
wait_for_window (CwSession *session, const CwEnd *end, guint limit, double share, double window, guint requests)
{
  gint64 now = cw_session_now (session);
  gint64 used = limit > 0 ? cw_store_ledger_count (session->store, end->info->name,
                                                   now - (gint64) (window * G_USEC_PER_SEC), NULL, NULL) : 0;
  guint allowed = MAX (1, (guint) (limit * share)), room = used >= allowed ? 0 : allowed - (guint) MAX (used, 0);

  if (limit == 0 || requests <= room)
    return 0;
  return (1 + (requests - room - 1) / allowed) * window;
}

double
cw_session_forecast (CwSession *session, const CwEnd *end, guint requests)
{
  CwHttpLimits limits;
  double seconds, share;

  cw_connection_get_limits (end->info, &limits);
  share = limits.share > 0 ? limits.share / 100.0 : 1;
  seconds = limits.pace > 0 ? requests / (limits.pace * share) : requests * 0.2 / MAX (limits.lanes, 1);
  seconds = MAX (seconds, wait_for_window (session, end, limits.per_hour, share, 3600, requests));
  return MAX (seconds, wait_for_window (session, end, limits.per_day, share, 86400, requests));
}
