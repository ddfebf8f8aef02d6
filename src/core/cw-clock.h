/* cw-clock.h: time and randomness, passed in so that a test owns them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CW_TYPE_CLOCK (cw_clock_get_type ())
G_DECLARE_INTERFACE (CwClock, cw_clock, CW, CLOCK, GObject)

struct _CwClockInterface {
  GTypeInterface parent_iface;
  gint64   (*now)       (CwClock *self);
  gint64   (*monotonic) (CwClock *self);
  gboolean (*sleep)     (CwClock *self, gint64 microseconds, GCancellable *cancellable, GError **error);
};

/* Microseconds since the epoch, UTC. Any thread. */
gint64   cw_clock_now       (CwClock *self);
/* Microseconds of a clock that never jumps; only differences mean anything. Any thread. */
gint64   cw_clock_monotonic (CwClock *self);
/* Blocks for @microseconds. FALSE with G_IO_ERROR_CANCELLED when @cancellable was triggered. Any thread but the main one. */
gboolean cw_clock_sleep_sync (CwClock *self, gint64 microseconds, GCancellable *cancellable, GError **error);

/* The real one. (transfer full) */
CwClock *cw_system_clock_new (void);
/* A virtual one for tests: starts at @now, moves only by sleeping and by cw_virtual_clock_advance(). (transfer full) */
CwClock *cw_virtual_clock_new     (gint64 now);
void     cw_virtual_clock_advance (CwClock *self, gint64 microseconds);

#define CW_TYPE_RANDOM (cw_random_get_type ())
G_DECLARE_INTERFACE (CwRandom, cw_random, CW, RANDOM, GObject)

struct _CwRandomInterface {
  GTypeInterface parent_iface;
  void (*fill) (CwRandom *self, guint8 *bytes, gsize length);
};

/* Any thread. */
void      cw_random_fill   (CwRandom *self, guint8 *bytes, gsize length);
/* Uniform in [0, 1). */
double    cw_random_unit   (CwRandom *self);
/* Uniform in [0, bound). */
guint32   cw_random_below  (CwRandom *self, guint32 bound);

/* The kernel's. (transfer full) */
CwRandom *cw_system_random_new (void);
/* Repeatable, for tests. (transfer full) */
CwRandom *cw_seeded_random_new (guint64 seed);

G_END_DECLS
