/* sb-log.h: every request to a system, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "sb-sandbox.h"

G_BEGIN_DECLS

typedef struct _SbLog SbLog;

SbLog *sb_log_new      (void);
void   sb_log_free     (SbLog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbLog, sb_log_free)

void   sb_log_clear    (SbLog *self);
/* Status 0 is noted for an answer that never leaves whole: dropped or hung. Secrets in the query are masked. */
void   sb_log_add      (SbLog *self, gint64 time_us, const SbRequest *request, const SbResponse *response);
/* JSON array of the requests with a number above @since, oldest first (transfer full). */
char  *sb_log_dup_json (SbLog *self, guint64 since);

G_END_DECLS
