/* cw-record-selection.h: what somebody chose from a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A set of records ("customer:1542") that outlives the searching, sorting and
 * paging of the list it was chosen from. Main thread only.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define CW_TYPE_RECORD_SELECTION (cw_record_selection_get_type ())
G_DECLARE_FINAL_TYPE (CwRecordSelection, cw_record_selection, CW, RECORD_SELECTION, GObject)

/* Signal "changed" (): once for each call that changed the set. (transfer full) */
CwRecordSelection *cw_record_selection_new         (void);
guint              cw_record_selection_count       (CwRecordSelection *self);
gboolean           cw_record_selection_contains    (CwRecordSelection *self, const char *record);
/* Adds, or takes out. */
void               cw_record_selection_set         (CwRecordSelection *self, const char *record, gboolean chosen);
void               cw_record_selection_set_many    (CwRecordSelection *self, const char * const *records, gboolean chosen);
void               cw_record_selection_clear       (CwRecordSelection *self);
/* All of them, in no particular order. (transfer full) */
char             **cw_record_selection_dup_records (CwRecordSelection *self);

G_END_DECLS
