/* cw-record-row.h: one record in a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-record-query.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CW_TYPE_RECORD_ROW (cw_record_row_get_type ())
G_DECLARE_FINAL_TYPE (CwRecordRow, cw_record_row, CW, RECORD_ROW, GObject)

/* Main thread. Properties of the same names ("type", "id", "name", "parent-name", "subsidiaries", "marked", "inactive", "state",
 * "reason", "changed", "depth", "context", "fold", "loading") notify when a value arrives or changes. While "loading" is TRUE nothing else is
 * known but key and place. The row of a record stays the same object as long as anybody holds it. Strings are borrowed and nullable. */
gboolean      cw_record_row_get_loading      (CwRecordRow *self);
const char   *cw_record_row_get_record_type  (CwRecordRow *self);
const char   *cw_record_row_get_id           (CwRecordRow *self);
const char   *cw_record_row_get_name         (CwRecordRow *self);
const char   *cw_record_row_get_parent_name  (CwRecordRow *self);
const char   *cw_record_row_get_subsidiaries (CwRecordRow *self);
gboolean      cw_record_row_get_marked       (CwRecordRow *self);
gboolean      cw_record_row_get_inactive     (CwRecordRow *self);
CwRecordState cw_record_row_get_state        (CwRecordRow *self);
const char   *cw_record_row_get_reason       (CwRecordRow *self);
gint64        cw_record_row_get_changed      (CwRecordRow *self);
/* Levels below a root in a tree; 0 in a flat list. */
guint         cw_record_row_get_depth        (CwRecordRow *self);
/* It does not match itself and is shown for what is below it. */
gboolean      cw_record_row_get_context      (CwRecordRow *self);
CwRecordFold  cw_record_row_get_fold         (CwRecordRow *self);
/* Key in the mirror: known at once, and the same as long as the record is. */
gint64        cw_record_row_get_key          (CwRecordRow *self);
/* "customer:1542"; NULL while loading. (transfer full) */
char         *cw_record_row_dup_record       (CwRecordRow *self);

G_END_DECLS
