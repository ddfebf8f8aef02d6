/* cw-clock.c: the real clock and a virtual one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-clock.h"

G_DEFINE_INTERFACE (CwClock, cw_clock, G_TYPE_OBJECT)

static void
cw_clock_default_init (CwClockInterface *iface)
{
}

gint64
cw_clock_now (CwClock *self)
{
  return CW_CLOCK_GET_IFACE (self)->now (self);
}

gint64
cw_clock_monotonic (CwClock *self)
{
  return CW_CLOCK_GET_IFACE (self)->monotonic (self);
}

gboolean
cw_clock_sleep_sync (CwClock *self, gint64 microseconds, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (microseconds <= 0)
    return TRUE;
  return CW_CLOCK_GET_IFACE (self)->sleep (self, microseconds, cancellable, error);
}

/* ---- the real one ---- */

#define CW_TYPE_SYSTEM_CLOCK (cw_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (CwSystemClock, cw_system_clock, CW, SYSTEM_CLOCK, GObject)

struct _CwSystemClock {
  GObject parent_instance;
};

static gint64
system_clock_now (CwClock *clock)
{
  return g_get_real_time ();
}

static gint64
system_clock_monotonic (CwClock *clock)
{
  return g_get_monotonic_time ();
}

/* Sleeps on the cancellable's own file descriptor, so that a cancellation ends the wait at once. */
static gboolean
system_clock_sleep (CwClock *clock, gint64 microseconds, GCancellable *cancellable, GError **error)
{
  gint64 end = g_get_monotonic_time () + microseconds;
  GPollFD fd;

  if (cancellable == NULL || !g_cancellable_make_pollfd (cancellable, &fd))
    {
      g_usleep (microseconds);
      return TRUE;
    }

  for (gint64 left = microseconds; left > 0; left = end - g_get_monotonic_time ())
    {
      int wait = (int) MIN ((left + 999) / 1000, G_MAXINT);

      fd.revents = 0;
      g_poll (&fd, 1, wait);
      if (g_cancellable_is_cancelled (cancellable))
        break;
    }
  g_cancellable_release_fd (cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
system_clock_iface_init (CwClockInterface *iface)
{
  iface->now = system_clock_now;
  iface->monotonic = system_clock_monotonic;
  iface->sleep = system_clock_sleep;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwSystemClock, cw_system_clock, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_CLOCK, system_clock_iface_init))

static void
cw_system_clock_class_init (CwSystemClockClass *klass)
{
}

static void
cw_system_clock_init (CwSystemClock *self)
{
}

CwClock *
cw_system_clock_new (void)
{
  return g_object_new (CW_TYPE_SYSTEM_CLOCK, NULL);
}

/* ---- the virtual one ---- */

#define CW_TYPE_VIRTUAL_CLOCK (cw_virtual_clock_get_type ())
G_DECLARE_FINAL_TYPE (CwVirtualClock, cw_virtual_clock, CW, VIRTUAL_CLOCK, GObject)

struct _CwVirtualClock {
  GObject parent_instance;

  GMutex  lock;
  gint64  now;
  gint64  elapsed;
};

static gint64
virtual_clock_now (CwClock *clock)
{
  CwVirtualClock *self = CW_VIRTUAL_CLOCK (clock);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->now;
}

static gint64
virtual_clock_monotonic (CwClock *clock)
{
  CwVirtualClock *self = CW_VIRTUAL_CLOCK (clock);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->elapsed;
}

static gboolean
virtual_clock_sleep (CwClock *clock, gint64 microseconds, GCancellable *cancellable, GError **error)
{
  cw_virtual_clock_advance (clock, microseconds);
  return TRUE;
}

static void
virtual_clock_iface_init (CwClockInterface *iface)
{
  iface->now = virtual_clock_now;
  iface->monotonic = virtual_clock_monotonic;
  iface->sleep = virtual_clock_sleep;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwVirtualClock, cw_virtual_clock, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_CLOCK, virtual_clock_iface_init))

static void
virtual_clock_finalize (GObject *object)
{
  CwVirtualClock *self = CW_VIRTUAL_CLOCK (object);

  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_virtual_clock_parent_class)->finalize (object);
}

static void
cw_virtual_clock_class_init (CwVirtualClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = virtual_clock_finalize;
}

static void
cw_virtual_clock_init (CwVirtualClock *self)
{
  g_mutex_init (&self->lock);
}

CwClock *
cw_virtual_clock_new (gint64 now)
{
  CwVirtualClock *self = g_object_new (CW_TYPE_VIRTUAL_CLOCK, NULL);

  self->now = now;
  return CW_CLOCK (self);
}

void
cw_virtual_clock_advance (CwClock *clock, gint64 microseconds)
{
  CwVirtualClock *self = CW_VIRTUAL_CLOCK (clock);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->now += microseconds;
  self->elapsed += MAX (microseconds, 0);
}
