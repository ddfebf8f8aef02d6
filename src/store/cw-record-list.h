/* cw-record-list.h: the mirror's records as a list model that reads what is looked at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Order and membership are a snapshot that a thread of its own reads; rows are
 * read in pages when they are asked for, and a bounded number of them is kept.
 * So a list of 150,000 records costs a number each, and the main thread never
 * waits for the disk. Main thread only.
 */
#pragma once

#include "cw-record-order.h"
#include "cw-record-row.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CW_TYPE_RECORD_LIST (cw_record_list_get_type ())
G_DECLARE_FINAL_TYPE (CwRecordList, cw_record_list, CW, RECORD_LIST, GObject)

/* A GListModel of CwRecordRow over the profile in @dir; empty until it has a query. Properties: "loading" (boolean: a search is
 * under way), "error" (GError, nullable: why the last reading failed; what is shown is older), "n-items" (uint).
 * (transfer full) */
CwRecordList        *cw_record_list_new         (const char *dir);
/* Searches anew when @query differs from the present one. What is shown stays until the answer is there. */
void                 cw_record_list_set_query   (CwRecordList *self, const CwRecordQuery *query);
/* NULL before the first. Borrowed. */
const CwRecordQuery *cw_record_list_get_query   (CwRecordList *self);
/* Reads again what is shown, after something changed. Cheap to call often: calls during a search make one more. */
void                 cw_record_list_refresh     (CwRecordList *self);
gboolean             cw_record_list_is_loading  (CwRecordList *self);
const GError        *cw_record_list_get_error   (CwRecordList *self);

/* Records that match: of a tree some rows are there only for what is below them. */
guint                cw_record_list_get_matches (CwRecordList *self);

/* Position of the record that the one at @position stands below in a tree; G_MAXUINT: none. */
guint                cw_record_list_find_above  (CwRecordList *self, guint position);

/* Every record that matches, for marking all of them. (transfer full) */
void                 cw_record_list_list_matches_async  (CwRecordList *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                                         gpointer data);
CwKeySet            *cw_record_list_list_matches_finish (CwRecordList *self, GAsyncResult *result, GError **error);
/* The records of @keys as "customer:1542". (transfer full) */
void                 cw_record_list_list_ids_async      (CwRecordList *self, const CwKeySet *keys, GCancellable *cancellable,
                                                         GAsyncReadyCallback callback, gpointer data);
char               **cw_record_list_list_ids_finish     (CwRecordList *self, GAsyncResult *result, GError **error);
/* What an export of @keys brings with it. */
void                 cw_record_list_weigh_async         (CwRecordList *self, const CwKeySet *keys, GCancellable *cancellable,
                                                         GAsyncReadyCallback callback, gpointer data);
gboolean             cw_record_list_weigh_finish        (CwRecordList *self, GAsyncResult *result, CwRecordWeight *out_weight,
                                                         GError **error);

G_END_DECLS
