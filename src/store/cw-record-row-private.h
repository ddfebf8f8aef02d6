/* cw-record-row-private.h: what a list does with its rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-record-row.h"

G_BEGIN_DECLS

/* A row that is loading. (transfer full) */
CwRecordRow *_cw_record_row_new     (gint64 key);
/* Takes @summary and notifies what differs. */
void         _cw_record_row_take    (CwRecordRow *self, CwRecordSummary *summary);

/* See cw-record-order.h. */
void         _cw_record_row_set_place (CwRecordRow *self, guint8 place);

G_END_DECLS
