/* cw-store-ledger.c: how many requests went where, by the minute
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-store-private.h"

static gint64
get_minute (gint64 time)
{
  return time - time % (60 * G_USEC_PER_SEC);
}

gboolean
cw_store_ledger_add (CwStore *self, const char *connection, gint64 time, guint count, GError **error)
{
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self,
                       "INSERT INTO ledger (connection, minute, requests) VALUES (?, ?, ?)"
                       " ON CONFLICT (connection, minute) DO UPDATE SET requests = requests + excluded.requests",
                       error))
    return FALSE;
  _cw_query_text (&query, connection);
  _cw_query_int (&query, get_minute (time));
  _cw_query_int (&query, count);
  return _cw_query_write (&query, error);
}

/* The minute of @since counts whole: rather a request too few than one too many. */
gint64
cw_store_ledger_count (CwStore *self, const char *connection, gint64 since, GArray **out_minutes, GError **error)
{
  g_autoptr (GArray) minutes = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (CwQuery) query = { 0 };
  gint64 count = 0;
  CwStep step;

  if (!_cw_query_init (&query, self, "SELECT minute, requests FROM ledger WHERE connection = ? AND minute >= ? ORDER BY minute", error))
    return -1;
  _cw_query_text (&query, connection);
  _cw_query_int (&query, get_minute (since));
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    {
      gint64 pair[2] = { _cw_query_get_int (&query, 0), _cw_query_get_int (&query, 1) };

      g_array_append_vals (minutes, pair, 2);
      count += pair[1];
    }
  if (step == CW_STEP_FAILED)
    return -1;
  if (out_minutes != NULL)
    *out_minutes = g_steal_pointer (&minutes);
  return count;
}
