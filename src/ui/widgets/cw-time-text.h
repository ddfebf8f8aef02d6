/* cw-time-text.h: times as people say them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All (transfer full). @time: microseconds UTC. */
char *cw_time_text_dup_clock    (gint64 time);     /* "14:10"; with the date when that is not today */
char *cw_time_text_dup_day      (gint64 time);     /* "tomorrow 06:00"; with the date when it is further away */
char *cw_time_text_dup_exact    (gint64 time);     /* date and time */
char *cw_time_text_dup_ago      (gint64 time);     /* "5 min", "2 h", "3 d", then the date */
char *cw_time_text_dup_duration (double seconds);  /* "about 5 minutes" */

G_END_DECLS
