/* cw-scheduler.h: runs what schedules have due
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * It looks when the next planned moment comes, once a minute in any case (a
 * computer that slept and a clock that was set are seen then), and whenever it
 * is told that something changed. What is due while its integration is at work,
 * here or in another program, waits its turn; what comes meanwhile is the same
 * run. Several programs may do this on one profile: each planned moment becomes
 * one run. A run that was interrupted together with its program is resumed.
 */
#pragma once

#include "cw-job.h"

G_BEGIN_DECLS

#define CW_TYPE_SCHEDULER (cw_scheduler_get_type ())
G_DECLARE_FINAL_TYPE (CwScheduler, cw_scheduler, CW, SCHEDULER, GObject)

/* Property "busy" (boolean, read only): a run that it started is under way, or its end being noted.
 * Signals, on the thread that made it:
 * "started" (CwJob *job, const char *schedule): a run has begun, or was taken up again;
 * "waiting" (const char *integration, const char *schedule, const char *sentence): why something due does not begin; once for each;
 * "ended" (CwJob *job, const char *schedule): after its planned moment was settled;
 * "changed" (): after each look, and whenever what the list of schedules shows may be another thing. */

/* Looks for the first time as soon as the thread's main context runs. (transfer full) */
CwScheduler *cw_scheduler_new      (CwProfile *profile);
/* Schedules changed: looks at once. */
void         cw_scheduler_look     (CwScheduler *self);
/* Starts nothing from now on; what is under way goes on to its end. */
void         cw_scheduler_rest     (CwScheduler *self);
/* The same, and lets the runs that are under way only finish what is on the wire: whoever looks next takes them up again. */
void         cw_scheduler_stop     (CwScheduler *self);
/* Takes either back. */
void         cw_scheduler_go_on    (CwScheduler *self);
gboolean     cw_scheduler_get_busy (CwScheduler *self);

G_END_DECLS
