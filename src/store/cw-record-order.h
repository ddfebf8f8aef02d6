/* cw-record-order.h: the order of a mirror's records, kept between searches
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Some numbers for each record (its place by name, its parent, its state), in
 * 40 bytes: 6 MB for 150,000 records, and no text. What is asked for is found
 * with a pass over them; SQLite is asked for texts and marks only, and all is
 * read anew when somebody has written to the database. Belongs to one thread
 * and one store.
 */
#pragma once

#include "cw-key-set.h"
#include "cw-record-query.h"

G_BEGIN_DECLS

/* Where a record of a tree stands: how many levels below a root, whether something is below it, whether that is hidden, and whether
 * it matches or is shown for those below it. */
#define CW_PLACE_DEPTH   0x1f   /* deeper ones stand as deep as this */
#define CW_PLACE_FOLD    0x60   /* shifted by CW_PLACE_FOLD_SHIFT a CwRecordFold */
#define CW_PLACE_FOLD_SHIFT 5
#define CW_PLACE_CONTEXT 0x80

/* What a query finds. Plain value. */
typedef struct {
  GArray     *keys;      /* (element-type gint64), in order; owned */
  GByteArray *places;    /* of each key, see above; owned; NULL: a flat list */
  guint       n_matches;
} CwRecordSnapshot;
void              cw_record_snapshot_free (CwRecordSnapshot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRecordSnapshot, cw_record_snapshot_free)

/* What an export of chosen records brings with it. Plain value. */
typedef struct {
  guint parents;         /* known records above them that are not chosen themselves */
  guint requests;        /* at most: one for each of all these that is not in step */
} CwRecordWeight;

typedef struct _CwRecordOrder CwRecordOrder;
CwRecordOrder    *cw_record_order_new   (void);
void              cw_record_order_free  (CwRecordOrder *self);

/* In the order of cw_store_list_record_keys(). A tree has each record below its parent, brothers in that order; parents of what
 * matches come with it, whatever they are themselves. What is below a folded branch is left out, but counted when it matches.
 * (transfer full) */
CwRecordSnapshot *cw_record_order_find  (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, GError **error);
/* Only what matches. (transfer full) */
CwKeySet         *cw_record_order_match (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, GError **error);
/* @query: connection, integration and workflow. */
gboolean          cw_record_order_weigh (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, const CwKeySet *chosen,
                                         CwRecordWeight *out_weight, GError **error);
/* Works out the states of all records, so that the next question about them has its answer at once. */
gboolean          cw_record_order_warm  (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRecordOrder, cw_record_order_free)

G_END_DECLS
