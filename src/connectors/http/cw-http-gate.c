/* cw-http-gate.c: how many requests may be under way, and whether we are signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Number of lanes: halved when the server is crowded, once for all that entered
 * before the halving. It grows by one after as many answers as there are lanes
 * while it is below the number at which the crowd was met, and carefully from
 * there on, so that it settles just under the limit instead of swinging.
 *
 * Sign-in: unproven, being proven by one attempt, or proven. Two refusals
 * without an answer in between end it.
 */

#include "config.h"

#include "cw-http-gate.h"

#define CAREFUL 40   /* answers per lane before one more lane is tried at the known limit */

typedef enum {
  SIGN_IN_UNPROVEN,
  SIGN_IN_PROVING,
  SIGN_IN_PROVEN,
} SignIn;

struct _CwHttpGate {
  GMutex      lock;
  GCond       changed;
  CwHttpAuth *auth;        /* owned */

  guint       lanes;       /* allowed by the settings */
  guint       lanes_now;   /* allowed by what the server showed */
  guint       inside;
  guint       ceiling;     /* where the crowd was met; 0: nowhere yet */
  guint       answers;     /* since lanes_now changed */
  guint       epoch;

  SignIn      sign_in;
  gboolean    renew_due;
  guint       generation;
  guint       refusals;    /* since the last answer */
  GError     *stop;        /* owned; NULL while going on */
};

CwHttpGate *
cw_http_gate_new (guint lanes, CwHttpAuth *auth)
{
  CwHttpGate *self = g_new0 (CwHttpGate, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->auth = g_object_ref (auth);
  self->lanes = self->lanes_now = MAX (lanes, 1);
  return self;
}

void
cw_http_gate_free (CwHttpGate *self)
{
  if (self == NULL)
    return;
  g_clear_error (&self->stop);
  g_object_unref (self->auth);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
has_room (CwHttpGate *self)
{
  return self->sign_in != SIGN_IN_PROVING && self->inside < self->lanes_now;
}

static void
take_place (CwHttpGate *self, gint64 server_now, CwHttpPlace *place)
{
  gboolean renews = self->renew_due || cw_http_auth_needs_renewal (self->auth, server_now);

  self->inside++;
  place->renews = renews;
  place->proves = renews || self->sign_in == SIGN_IN_UNPROVEN;
  place->generation = self->generation;
  place->epoch = self->epoch;
  if (place->proves)
    self->sign_in = SIGN_IN_PROVING;
}

gboolean
cw_http_gate_enter (CwHttpGate *self, gint64 server_now, CwHttpPlace *out_place, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (TRUE)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (self->stop != NULL)
        {
          g_propagate_error (error, g_error_copy (self->stop));
          return FALSE;
        }
      if (has_room (self))
        break;
      g_cond_wait (&self->changed, &self->lock);
    }
  take_place (self, server_now, out_place);
  return TRUE;
}

static void
slow_down (CwHttpGate *self, const CwHttpPlace *place)
{
  self->answers = 0;
  if (place->epoch != self->epoch)
    return;
  self->ceiling = self->lanes_now;
  self->lanes_now = MAX (1, self->lanes_now / 2);
  self->epoch++;
}

static void
speed_up (CwHttpGate *self)
{
  gboolean careful = self->ceiling > 0 && self->lanes_now + 1 >= self->ceiling;

  if (self->lanes_now >= self->lanes || ++self->answers < self->lanes_now * (careful ? CAREFUL : 1))
    return;
  self->lanes_now++;
  self->answers = 0;
}

static gboolean
note_refusal (CwHttpGate *self, const CwHttpPlace *place)
{
  /* Those that were under way with a sign-in that others already found refused tell nothing new. */
  if (!place->proves && (place->generation != self->generation || self->sign_in != SIGN_IN_PROVEN))
    return FALSE;
  self->refusals++;
  self->renew_due = TRUE;
  self->sign_in = SIGN_IN_UNPROVEN;
  if (self->refusals < 2)
    return FALSE;
  self->sign_in = SIGN_IN_PROVING;
  return TRUE;
}

static void
note_answer (CwHttpGate *self, const CwHttpPlace *place)
{
  if (place->proves)
    self->sign_in = SIGN_IN_PROVEN;
  if (place->proves || place->generation == self->generation)
    self->refusals = 0;
}

gboolean
cw_http_gate_leave (CwHttpGate *self, const CwHttpPlace *place, CwHttpVerdict verdict, gboolean again)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean last = FALSE;

  self->inside--;
  switch (verdict)
    {
    case CW_HTTP_ANSWERED:
      note_answer (self, place);
      if (!again)
        speed_up (self);
      break;

    case CW_HTTP_REFUSED:
      last = note_refusal (self, place);
      break;

    case CW_HTTP_CROWDED:
      slow_down (self, place);
      G_GNUC_FALLTHROUGH;

    case CW_HTTP_SILENT:
      if (place->proves)
        self->sign_in = SIGN_IN_UNPROVEN;
      break;
    }
  g_cond_broadcast (&self->changed);
  return last;
}

void
cw_http_gate_renewed (CwHttpGate *self, CwHttpPlace *place)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->renew_due = FALSE;
  place->generation = ++self->generation;
}

void
cw_http_gate_stop (CwHttpGate *self, const GError *cause)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->stop == NULL)
    self->stop = g_error_copy (cause);
  g_cond_broadcast (&self->changed);
}

void
cw_http_gate_wake (CwHttpGate *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_cond_broadcast (&self->changed);
}

void
cw_http_gate_set_lanes (CwHttpGate *self, guint lanes)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  lanes = MAX (lanes, 1);
  /* Whoever was not slowed down takes the new number at once. */
  self->lanes_now = self->ceiling == 0 ? lanes : MIN (self->lanes_now, lanes);
  self->lanes = lanes;
  g_cond_broadcast (&self->changed);
}

guint
cw_http_gate_get_lanes (CwHttpGate *self, guint *out_now)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (out_now != NULL)
    *out_now = self->lanes_now;
  return self->lanes;
}
