/* cw-http-limits.c: pace, windows and pauses of one connection
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pace: each attempt draws a ticket for the next free moment, so that waiting
 * lanes leave in turn and not all at once. Windows slide: an attempt may leave
 * when fewer than the limit left during the hour or day before it. Pauses are
 * what the server asked for. All of it on the wall clock, because the history
 * comes from another process and a computer that slept has waited too; a clock
 * that is set back takes the near future with it.
 */

#include "config.h"

#include "cw-http-limits.h"

#include "cw-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PACE_MARGIN    1.02              /* what two requests may move towards each other under way */
#define WINDOW_MARGIN  G_USEC_PER_SEC    /* same, at the edge of a window */
#define SAME_MARGIN    (G_USEC_PER_SEC / 2)
#define LONGEST_WAIT   (CW_HOUR + 5 * 60 * G_USEC_PER_SEC)
#define UNKNOWN_DAY    CW_HOUR           /* when nobody said how long the day's limit lasts */
#define SET_BACK       (5 * G_USEC_PER_SEC)
#define MANY_SAME      2048
#define SHOWN          (2 * G_USEC_PER_SEC)   /* shorter waits are no news */

struct _CwHttpLimiter {
  GMutex      lock;

  /* What is allowed */
  gint64      interval;      /* microseconds between two requests; 0: no pace */
  guint       per_hour;      /* 0: none */
  guint       per_day;
  gint64      same_gap;      /* microseconds between two equal GETs */

  /* What happened */
  GArray     *times;         /* of gint64, ascending: the requests of the last day */
  guint       first;         /* index of the first one that still counts */
  GHashTable *same;          /* char* → gint64*: when an equal GET left last */
  gint64      next_slot;
  gint64      last_now;

  /* What holds us */
  gint64      hold_until;
  gint64      day_until;
  gint64      held_until;    /* as shown */
  const char *held_by;       /* static */
};

static guint
take_share (double limit, guint share)
{
  return limit > 0 ? (guint) MAX (1, limit * share / 100) : 0;
}

CwHttpLimiter *
cw_http_limiter_new (const CwHttpLimits *limits)
{
  CwHttpLimiter *self = g_new0 (CwHttpLimiter, 1);
  guint share = limits->share == 0 ? 100 : MIN (limits->share, 100);

  g_mutex_init (&self->lock);
  if (limits->pace > 0)
    self->interval = (gint64) (PACE_MARGIN * G_USEC_PER_SEC * 100 / (limits->pace * share));
  self->per_hour = take_share (limits->per_hour, share);
  self->per_day = take_share (limits->per_day, share);
  if (limits->same_get_gap > 0)
    self->same_gap = (gint64) limits->same_get_gap * G_USEC_PER_SEC + SAME_MARGIN;
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->same = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
cw_http_limiter_free (CwHttpLimiter *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->times);
  g_hash_table_unref (self->same);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
cw_http_limiter_set_history (CwHttpLimiter *self, const gint64 *times, gsize n_times)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->first = 0;
  g_array_set_size (self->times, 0);
  if (self->per_hour > 0 || self->per_day > 0)
    g_array_append_vals (self->times, times, (guint) n_times);
}

/* ---- helpers; all with the lock held ---- */

static gint64
get_time (CwHttpLimiter *self, guint index)
{
  return g_array_index (self->times, gint64, index);
}

static gboolean
forget_old_same (gpointer key, gpointer value, gpointer data)
{
  return *(gint64 *) value < *(gint64 *) data;
}

static void
follow_clock (CwHttpLimiter *self, gint64 now)
{
  gint64 back = self->last_now - now;

  self->last_now = now;
  if (back < SET_BACK)
    return;
  self->next_slot -= back;
  self->hold_until -= back;
  g_hash_table_remove_all (self->same);
}

static void
forget_old (CwHttpLimiter *self, gint64 now)
{
  while (self->first < self->times->len && get_time (self, self->first) <= now - CW_DAY - WINDOW_MARGIN)
    self->first++;
  if (self->first > 1024 && self->first > self->times->len / 2)
    {
      g_array_remove_range (self->times, 0, self->first);
      self->first = 0;
    }
}

/* When fewer than @limit requests will lie in the @window before; 0: now. Waits at most the window itself, so that
 * times in the future, left by a clock that was wrong, cannot hold us for ever. */
static gint64
get_window_end (CwHttpLimiter *self, guint limit, gint64 window, gint64 now)
{
  guint n = self->times->len - self->first;
  gint64 until;

  if (limit == 0 || n < limit)
    return 0;
  until = get_time (self, self->times->len - limit) + window + WINDOW_MARGIN;
  return until > now ? MIN (until, now + window + WINDOW_MARGIN) : 0;
}

static gint64
get_same_end (CwHttpLimiter *self, const char *same, gint64 now)
{
  const gint64 *last = same != NULL && self->same_gap > 0 ? g_hash_table_lookup (self->same, same) : NULL;

  return last != NULL && *last + self->same_gap > now ? *last + self->same_gap : 0;
}

static void
count (CwHttpLimiter *self, const char *same, gint64 now)
{
  if (self->per_hour > 0 || self->per_day > 0)
    {
      gint64 time = self->times->len > self->first ? MAX (now, get_time (self, self->times->len - 1)) : now;

      g_array_append_val (self->times, time);
    }
  if (same == NULL || self->same_gap == 0)
    return;
  if (g_hash_table_size (self->same) >= MANY_SAME)
    {
      gint64 oldest = now - self->same_gap;

      g_hash_table_foreach_remove (self->same, forget_old_same, &oldest);
    }
  g_hash_table_replace (self->same, g_strdup (same), g_memdup2 (&now, sizeof now));
}

static CwHttpLeave
wait_for (CwHttpLimiter *self, CwHttpTicket *ticket, gint64 until, gint64 now, const char *why, gint64 *out_until)
{
  *out_until = until;
  if (why != NULL)
    ticket->slot = 0;
  if (why != NULL && until - now >= SHOWN)
    {
      self->held_until = until;
      self->held_by = why;
    }
  return CW_HTTP_WAIT;
}

static char *
dup_clock_time (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc ((time + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M %Z") : g_strdup ("?");
}

static CwHttpLeave
stop_day (CwHttpLimiter *self, gint64 until, GError **error)
{
  g_autofree char *time = dup_clock_time (until);

  self->day_until = until;
  self->held_until = until;
  self->held_by = N_("daily limit");
  if (self->per_day > 0)
    g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_DAILY_LIMIT,
                 _("The day's limit of requests is used up (%u a day are allowed here). It can go on at %s."), self->per_day, time);
  else
    g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_DAILY_LIMIT,
                 _("The day's limit of requests is used up. It can go on at %s."), time);
  return CW_HTTP_STOP;
}

static CwHttpLeave
stop_long (CwHttpLimiter *self, GError **error)
{
  g_autofree char *time = dup_clock_time (self->hold_until);

  self->held_until = self->hold_until;
  self->held_by = N_("asked to wait");
  g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_RATE_LIMITED,
               _("It asks to wait until %s, longer than a run waits. Start again then."), time);
  return CW_HTTP_STOP;
}

static CwHttpLeave
check_day (CwHttpLimiter *self, gint64 now, GError **error)
{
  gint64 until = self->day_until > now ? self->day_until : get_window_end (self, self->per_day, CW_DAY, now);

  return until > 0 ? stop_day (self, until, error) : CW_HTTP_GO;
}

/* ---- public ---- */

CwHttpLeave
cw_http_limiter_ask (CwHttpLimiter *self, CwHttpTicket *ticket, const char *same, gint64 now, gint64 *out_until, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 until;

  follow_clock (self, now);
  forget_old (self, now);
  if (check_day (self, now, error) == CW_HTTP_STOP)
    return CW_HTTP_STOP;
  if (self->hold_until - now > LONGEST_WAIT)
    return stop_long (self, error);
  if (self->hold_until > now)
    return wait_for (self, ticket, self->hold_until, now, N_("asked to wait"), out_until);
  if ((until = get_window_end (self, self->per_hour, CW_HOUR, now)) > 0)
    return wait_for (self, ticket, until, now, N_("hourly limit"), out_until);
  if ((until = get_same_end (self, same, now)) > 0)
    return wait_for (self, ticket, until, now, N_("pause between equal questions"), out_until);

  if (self->interval > 0 && ticket->slot == 0)
    {
      ticket->slot = MAX (now, self->next_slot);
      self->next_slot = ticket->slot + self->interval;
    }
  if (ticket->slot > now)
    return wait_for (self, ticket, ticket->slot, now, NULL, out_until);
  if (self->interval > 0 && self->next_slot < now + self->interval)
    self->next_slot = now + self->interval;   /* it leaves late: the next one keeps its distance */
  ticket->slot = 0;
  self->held_until = 0;
  self->held_by = NULL;
  count (self, same, now);
  return CW_HTTP_GO;
}

void
cw_http_limiter_drop (CwHttpLimiter *self, CwHttpTicket *ticket)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (ticket->slot != 0 && ticket->slot + self->interval == self->next_slot)
    self->next_slot = ticket->slot;
  ticket->slot = 0;
}

void
cw_http_limiter_give_back (CwHttpLimiter *self, gint64 time)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = self->times->len; i > self->first && get_time (self, i - 1) >= time; i--)
    if (get_time (self, i - 1) == time)
      {
        g_array_remove_index (self->times, i - 1);
        return;
      }
}

void
cw_http_limiter_hold (CwHttpLimiter *self, gint64 now, gint64 until)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  follow_clock (self, now);
  self->hold_until = MAX (self->hold_until, until);
}

void
cw_http_limiter_end_day (CwHttpLimiter *self, gint64 now, gint64 until)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (until <= now)
    until = get_window_end (self, self->per_day, CW_DAY, now);
  self->day_until = MAX (self->day_until, until > now ? until : now + UNKNOWN_DAY);
}

void
cw_http_limiter_get_held (CwHttpLimiter *self, gint64 now, gint64 *out_until, char *out_why, gsize why_size)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean held = self->held_by != NULL && self->held_until > now;
  const char *end;

  *out_until = held ? self->held_until : 0;
  g_strlcpy (out_why, held ? _(self->held_by) : "", why_size);
  if (!g_utf8_validate (out_why, -1, &end))
    out_why[end - out_why] = '\0';
}

static int
compare_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

char *
cw_http_dup_same_key (const char *path)
{
  const char *query = strchr (path, '?');
  g_auto (GStrv) parameters = NULL;
  g_autofree char *sorted = NULL;

  if (query == NULL)
    return g_strdup (path);
  parameters = g_strsplit (query + 1, "&", -1);
  qsort (parameters, g_strv_length (parameters), sizeof *parameters, compare_text);
  sorted = g_strjoinv ("&", parameters);
  return g_strdup_printf ("%.*s?%s", (int) (query - path), path, sorted);
}
