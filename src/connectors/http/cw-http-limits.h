/* cw-http-limits.h: pace, windows and pauses of one connection
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Times are microseconds UTC by the local clock. Every function may be called
 * on any thread.
 */
#pragma once

#include "cw-http.h"

G_BEGIN_DECLS

#define CW_HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define CW_DAY  (24 * CW_HOUR)

typedef struct _CwHttpLimiter CwHttpLimiter;

/* The place of one attempt in the queue of the pace; zero at first. */
typedef struct {
  gint64 slot;
} CwHttpTicket;

typedef enum {
  CW_HTTP_GO,     /* send now; counted */
  CW_HTTP_WAIT,   /* ask again at the given time */
  CW_HTTP_STOP,   /* error: the day is used up, or the wait is longer than a call may wait */
} CwHttpLeave;

CwHttpLimiter *cw_http_limiter_new  (const CwHttpLimits *limits);
void           cw_http_limiter_free (CwHttpLimiter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHttpLimiter, cw_http_limiter_free)

void           cw_http_limiter_set_history (CwHttpLimiter *self, const gint64 *times, gsize n_times);
/* @same: what makes two GETs equal, NULL for other methods. */
CwHttpLeave    cw_http_limiter_ask       (CwHttpLimiter *self, CwHttpTicket *ticket, const char *same, gint64 now,
                                          gint64 *out_until, GError **error);
/* A ticket that will not be used. */
void           cw_http_limiter_drop      (CwHttpLimiter *self, CwHttpTicket *ticket);
/* What was counted at @time was never sent. */
void           cw_http_limiter_give_back (CwHttpLimiter *self, gint64 time);
/* Nothing goes before @until. */
void           cw_http_limiter_hold      (CwHttpLimiter *self, gint64 now, gint64 until);
/* The server says that the day is used up; @until 0: not known. */
void           cw_http_limiter_end_day   (CwHttpLimiter *self, gint64 now, gint64 until);
void           cw_http_limiter_get_held  (CwHttpLimiter *self, gint64 now, gint64 *out_until, char *out_why, gsize why_size);

/* Equal for two GETs that Precoro takes for the same: path and set of parameters. (transfer full) */
char          *cw_http_dup_same_key (const char *path);

G_END_DECLS
