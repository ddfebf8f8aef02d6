/* cw-run-control.c: stop and pause from any thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-session.h"

struct _CwRunControl {
  gatomicrefcount refs;
  GMutex          lock;
  GCond           changed;
  gboolean        stopped, paused;
  CwInbox        *inbox;   /* owned; of the run that listens now */
};

CwRunControl *
cw_run_control_new (void)
{
  CwRunControl *self = g_new0 (CwRunControl, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return self;
}

CwRunControl *
cw_run_control_ref (CwRunControl *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_run_control_unref (CwRunControl *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->inbox, cw_inbox_unref);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
announce (CwRunControl *self)
{
  g_cond_broadcast (&self->changed);
  if (self->inbox != NULL)
    cw_inbox_wake (self->inbox);
}

void
cw_run_control_stop (CwRunControl *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->stopped = TRUE;
  announce (self);
}

void
cw_run_control_pause (CwRunControl *self, gboolean paused)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->paused = paused;
  announce (self);
}

gboolean
cw_run_control_is_stopped (CwRunControl *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (self == NULL)
    return FALSE;
  locker = g_mutex_locker_new (&self->lock);
  return self->stopped;
}

gboolean
cw_run_control_is_paused (CwRunControl *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (self == NULL)
    return FALSE;
  locker = g_mutex_locker_new (&self->lock);
  return self->paused && !self->stopped;
}

void
cw_run_control_wait (CwRunControl *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (self == NULL)
    return;
  locker = g_mutex_locker_new (&self->lock);
  while (self->paused && !self->stopped)
    g_cond_wait (&self->changed, &self->lock);
}

void
cw_run_control_set_inbox (CwRunControl *self, CwInbox *inbox)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (self == NULL)
    return;
  locker = g_mutex_locker_new (&self->lock);
  g_clear_pointer (&self->inbox, cw_inbox_unref);
  self->inbox = inbox != NULL ? cw_inbox_ref (inbox) : NULL;
}
