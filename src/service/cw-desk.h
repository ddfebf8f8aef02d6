/* cw-desk.h: a profile with what is going on in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening a profile, starting its sample data and reading the overview happen
 * on a worker; the desk is made at once and says how far it is.
 */
#pragma once

#include "cw-job.h"
#include "cw-overview.h"
#include "cw-scheduler.h"

G_BEGIN_DECLS

typedef enum {
  CW_DESK_OPENING,
  CW_DESK_READY,
  CW_DESK_FAILED,   /* error says why */
} CwDeskState;

#define CW_TYPE_DESK (cw_desk_get_type ())
G_DECLARE_FINAL_TYPE (CwDesk, cw_desk, CW, DESK, GObject)

/* Properties, read only: "state" (int), "sample" (boolean), "error" (string), "next-step" (string), "job" (CwJob: the newest that is
 * not over, else the newest; nullable). All on the thread that made the desk.
 * Signal "decided" (const char *integration): what a plan of it would do is another thing now.
 * Signal "trouble" (const char *message): something in the background went wrong; what is shown stays as it was. */

/* @dir: NULL: the user's data directory. @sample: adds sample data when the profile has no integration. @parts nullable. */
CwDesk      *cw_desk_new          (const char *dir, gboolean sample, const CwProfileParts *parts);
/* For tests: a profile that is open already. */
CwDesk      *cw_desk_new_for_profile (CwProfile *profile);
/* Adds sample data to a desk that is ready and empty. */
void         cw_desk_add_sample   (CwDesk *self);
/* Tries again to open what could not be opened. */
void         cw_desk_open_again   (CwDesk *self);
/* Lets the sample server go. */
void         cw_desk_close        (CwDesk *self);

CwDeskState  cw_desk_get_state    (CwDesk *self);
gboolean     cw_desk_get_sample   (CwDesk *self);
const char  *cw_desk_get_error    (CwDesk *self);
const char  *cw_desk_get_next_step (CwDesk *self);
/* See cw_error_get_code(); NULL: no error. */
const char  *cw_desk_get_error_code (CwDesk *self);
/* NULL until ready. Borrowed. */
CwProfile   *cw_desk_get_profile  (CwDesk *self);
CwOverview  *cw_desk_get_overview (CwDesk *self);
/* Runs what schedules have due, from the moment at which the desk is ready; its runs are jobs of the desk. NULL until then. Borrowed. */
CwScheduler *cw_desk_get_scheduler (CwDesk *self);

/* A person decided about a record of @integration, or took that back: says so (signal "decided") and reads the overview anew. */
void         cw_desk_note_decision (CwDesk *self, const char *integration);

/* Keeps @job until the next of the same integration; refreshes the overview when it ends. Borrowed. */
CwJob       *cw_desk_take_job     (CwDesk *self, CwJob *job /* transfer full */);
CwJob       *cw_desk_get_job      (CwDesk *self);
/* The job of one integration; NULL: none yet. Borrowed. */
CwJob       *cw_desk_find_job     (CwDesk *self, const char *integration);
/* Some run is under way, or waits to go on. */
gboolean     cw_desk_is_busy      (CwDesk *self);
/* Stops every run; "job" is notified as each ends. Nothing is started by schedule until somebody looks at the desk again: another
 * program may go on with it. */
void         cw_desk_stop_jobs    (CwDesk *self);
/* Somebody looks at it: schedules go on, whatever was stopped before. */
void         cw_desk_go_on        (CwDesk *self);

G_END_DECLS
