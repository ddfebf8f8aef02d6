/* cw-record-row-private.h: what a list does with its rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-record-row.h"

G_BEGIN_DECLS

/* A row that is loading. (transfer full) */
CwRecordRow *_cw_record_row_new     (gint64 key);
gint64       _cw_record_row_get_key (CwRecordRow *self);
/* Takes @summary and notifies what differs. */
void         _cw_record_row_take    (CwRecordRow *self, CwRecordSummary *summary);

G_END_DECLS
