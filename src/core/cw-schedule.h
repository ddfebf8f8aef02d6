/* cw-schedule.h: when a group of workflows runs by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A schedule is weekdays and times of day by the clock on the wall of one time
 * zone. Each weekday and time of a week is one occurrence, and each occurrence
 * is one moment: the first at which that clock shows the time or a later one.
 * So a time that is skipped when the clocks go forward comes with the first
 * moment after the gap, and one that comes twice when they go back comes the
 * first time. Occurrences are known by that moment, in UTC; which of them were
 * handled is never kept as "until now", and a clock that is set back cannot
 * bring one again.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CW_SCHEDULE_TIMES_MAX 48   /* times a day */
#define CW_SCHEDULE_NAME_MAX  80   /* characters */

/* An instant that lies further ahead than this was noted while the clock was wrong, and no longer holds anything back: a clock
 * that was far ahead and is set right silences a schedule for a day at most. A clock that is set back by less brings nothing again. */
#define CW_SCHEDULE_TRUST G_TIME_SPAN_DAY

/* Plain value; all owned. */
typedef struct {
  gint64   id;            /* 0: not kept yet */
  char    *integration;
  char    *name;          /* no other schedule of the integration has it */
  char   **workflows;     /* ids, at least one */
  guint    weekdays;      /* bit 0: Monday … bit 6: Sunday */
  GArray  *times;         /* of guint16: minutes since midnight, ascending, each once */
  char    *zone;          /* IANA identifier, "Europe/Berlin" */
  gboolean on;
  gint64   since;         /* microseconds UTC: occurrences up to then are not its own */
} CwSchedule;

/* Without workflows, days and times; in UTC and on. (transfer full) */
CwSchedule *cw_schedule_new  (const char *integration, const char *name);
CwSchedule *cw_schedule_copy (const CwSchedule *self);
void        cw_schedule_free (CwSchedule *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSchedule, cw_schedule_free)

/* Everything but whether the workflows are known. CW_SYNC_ERROR_USAGE names what is wrong. */
gboolean    cw_schedule_check      (const CwSchedule *self, GError **error);
/* Whether the two have the same occurrences. */
gboolean    cw_schedule_same_times (const CwSchedule *self, const CwSchedule *other);
gboolean    cw_schedule_has_workflow (const CwSchedule *self, const char *workflow);

/* ---- occurrences: microseconds UTC; the schedule must be one that cw_schedule_check() takes. Any thread. ---- */

/* The first one after @after. Whether it is on makes no difference here; nor in the next. */
gint64      cw_schedule_get_next   (const CwSchedule *self, gint64 after);
/* The last one that is later than @after and not later than @until; 0: none. However many there are in between, this one stands for all. */
gint64      cw_schedule_get_latest (const CwSchedule *self, gint64 after, gint64 until);

/* The instant after which occurrences are still to be handled, given @handled: the latest occurrence that was and that is not
 * later than @now + CW_SCHEDULE_TRUST; 0: none. */
gint64      cw_schedule_get_bound  (const CwSchedule *self, gint64 handled, gint64 now);

/* ---- text forms ---- */

/* "mon-fri,sun", "daily"; names in English, case ignored. CW_SYNC_ERROR_USAGE. */
gboolean    cw_schedule_parse_days  (const char *text, guint *out_weekdays, GError **error);
/* "06:00 18:30", also with commas. Sorted, each once. NULL with CW_SYNC_ERROR_USAGE. (transfer full) */
GArray     *cw_schedule_parse_times (const char *text, GError **error);
/* "mon", … "sun". */
const char *cw_schedule_get_day     (guint weekday);
/* As cw_schedule_parse_times() reads them. (transfer full) */
char       *cw_schedule_dup_times   (const GArray *times);
/* CW_SYNC_ERROR_USAGE when there is no such zone. */
gboolean    cw_schedule_check_zone  (const char *zone, GError **error);
/* This computer's zone; "UTC" where it has no name. (transfer full) */
char       *cw_schedule_dup_local_zone (void);

G_END_DECLS
