/* cw-record-selection.h: what somebody chose from a list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A set of records, by their keys in the mirror, that outlives the searching,
 * sorting and paging of the list it was chosen from. Main thread only.
 */
#pragma once

#include "cw-key-set.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define CW_TYPE_RECORD_SELECTION (cw_record_selection_get_type ())
G_DECLARE_FINAL_TYPE (CwRecordSelection, cw_record_selection, CW, RECORD_SELECTION, GObject)

/* Signal "changed" (): once for each call that changed the set. (transfer full) */
CwRecordSelection *cw_record_selection_new      (void);
guint              cw_record_selection_count    (CwRecordSelection *self);
gboolean           cw_record_selection_contains (CwRecordSelection *self, gint64 key);
/* Adds, or takes out. */
void               cw_record_selection_set      (CwRecordSelection *self, gint64 key, gboolean chosen);
/* @keys: (element-type gint64) */
void               cw_record_selection_set_many (CwRecordSelection *self, const GArray *keys, gboolean chosen);
void               cw_record_selection_add_all  (CwRecordSelection *self, const CwKeySet *keys);
void               cw_record_selection_clear    (CwRecordSelection *self);
/* Borrowed until the next change. */
const CwKeySet    *cw_record_selection_get_keys (CwRecordSelection *self);

G_END_DECLS
