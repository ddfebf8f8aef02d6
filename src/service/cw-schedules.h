/* cw-schedules.h: the schedules of an integration
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A schedule that is switched on keeps its workflows from being switched off,
 * and its integration from being removed; how they work may change at any time,
 * and the next run takes it. Every change is one transaction with its entry in
 * the journal.
 */
#pragma once

#include "cw-service.h"

G_BEGIN_DECLS

/* A schedule as it stands. Plain value. */
typedef struct {
  CwSchedule   *schedule;
  char        **titles;      /* of its workflows, in the order in which they run; of one that is not there any more: its id */
  char        **inactive;    /* titles of those that a run would leave out */
  char         *trouble;     /* why it cannot come; NULL: nothing */
  gint64        due;         /* planned moment that waits for its turn; 0: none, or it is off */
  gint64        next;        /* the one after; 0: it is off */
  CwOccurrence *last;        /* NULL: none yet */
  CwRunInfo    *run;         /* what came of it; NULL without @last */
} CwScheduleView;
void       cw_schedule_view_free (CwScheduleView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwScheduleView, cw_schedule_view_free)

/* Any but the main thread, each. CW_SYNC_ERROR_USAGE, CW_STORE_ERROR_EXISTS, _NOT_FOUND. */

/* By name; @integration NULL: of all, by integration. (element-type CwScheduleView) (transfer full) */
GPtrArray *cw_profile_list_schedules_sync   (CwProfile *self, const char *integration, GError **error);
/* Without an id it is added; else name, workflows, days, times, zone and switch are changed. Sets id and since: what is added, switched
 * on or given other times counts from now. */
gboolean   cw_profile_put_schedule_sync     (CwProfile *self, CwSchedule *schedule, GError **error);
gboolean   cw_profile_switch_schedule_sync  (CwProfile *self, gint64 id, gboolean on, GError **error);
gboolean   cw_profile_remove_schedule_sync  (CwProfile *self, gint64 id, GError **error);
/* Takes the removal back, as if it had not been. */
gboolean   cw_profile_restore_schedule_sync (CwProfile *self, gint64 id, GError **error);

/* ---- the same without waiting ---- */

typedef enum {
  CW_SCHEDULE_LOOK,      /* changes nothing */
  CW_SCHEDULE_PUT,       /* schedule */
  CW_SCHEDULE_SWITCH,    /* schedule: id and on */
  CW_SCHEDULE_REMOVE,    /* schedule: id */
  CW_SCHEDULE_RESTORE,   /* schedule: id */
} CwScheduleAction;

/* @schedule is copied; NULL only to look. */
void       cw_schedule_change_async  (CwProfile *profile, CwScheduleAction action, const char *integration, const CwSchedule *schedule,
                                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* As they stand afterwards: those of the integration. (transfer full) */
GPtrArray *cw_schedule_change_finish (GAsyncResult *result, GError **error);

/* ---- what is due ---- */

/* @out_due: the planned moment that stands for all that came since the last one that was taken; 0: none. @out_next: the first one after
 * @now. Whether it is on makes no difference. CW_SYNC_ERROR_USAGE: the schedule cannot be followed, such as in a zone that is unknown. */
gboolean   cw_schedule_find_due (CwStore *store, const CwSchedule *schedule, gint64 now, gint64 *out_due, gint64 *out_next, GError **error);

/* ---- protection ---- */

/* CW_SYNC_ERROR_IN_USE names the schedule that is switched on and needs @workflow to be active; NULL: the integration itself. */
gboolean   cw_profile_check_unscheduled (CwProfile *self, CwStore *store, const char *integration, CwWorkflow *workflow, GError **error);

/* ---- words ---- */

/* "Mondays to Fridays at 06:00 and 18:00, Berlin time". (transfer full) */
char      *cw_schedule_dup_words      (const CwSchedule *schedule);
/* "Mondays to Fridays". (transfer full) */
char      *cw_schedule_dup_days_words (guint weekdays);
/* Zones to choose from: @first, UTC, then all that this computer knows by name. Reads a file: any but the main thread. (transfer full) */
char     **cw_schedule_list_zones_sync (const char *first);
/* "Berlin" for "Europe/Berlin". (transfer full) */
char      *cw_schedule_dup_city       (const char *zone);

G_END_DECLS
