/* cw-record-order-private.h: what the files of cw-record-order share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On one worker's thread, like everything of an order. Errors are those of the store.
 */

#pragma once

#include "cw-record-order.h"

G_BEGIN_DECLS

#define NONE      G_MAXUINT32
#define MAX_TYPES 250

/* Flags of entries, while a question is answered. */
#define MATCHES  1
#define FOUND    2   /* by name */
#define ABOVE    4   /* above one that matches */
#define PLACED   8

/* One record. */
typedef struct {
  gint64  key;
  gint64  number;          /* of its id */
  gint64  modified;
  guint32 rank;            /* of its name: equal names share one */
  guint32 parent;          /* index; NONE: at a root, or not known */
  guint8  type;            /* index into types */
  guint8  state;           /* CwRecordState, when states_for says so */
  guint16 set;             /* of subsidiaries: index into sets */
  guint8  deleted : 1;
  guint8  marked : 1;      /* when marks_for says so */
} Entry;

/* Subsidiaries that many records share. */
typedef struct {
  char    *text;           /* as a record keeps them; NULL: none are known */
  guint    rank;           /* in order of the texts */
} Set;

struct _CwRecordOrder {
  char      *connection;
  gint64     version;       /* of the database, as the store sees others write */
  GPtrArray *types;         /* of char *, owned */
  GArray    *sets;          /* of Set */
  GArray    *entries;       /* of Entry, by name */
  GArray    *by_key;        /* of guint32: indices of entries by ascending key */
  gboolean   empty_first;   /* rank 0 is that of no name */
  char      *states_for;    /* integration and workflow; NULL: states are not known */
  char      *marks_for;     /* integration; NULL: marks are not known */
  GArray    *sorted;        /* of guint32: all entries as they were sorted last; NULL: not yet, or no longer true */
  CwRecordSort sorted_by;
  gboolean   sorted_descending;
};

static inline Entry *
entry_at (CwRecordOrder *self, guint index)
{
  return &g_array_index (self->entries, Entry, index);
}

/* ---- cw-record-order-read.c ---- */
/* Reads all anew when another connection has written since, or another mirror is asked for. */
gboolean _cw_record_order_ensure_entries  (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, GError **error);
/* State and mark of every entry, for the integration and workflow of @query. */
gboolean _cw_record_order_ensure_states   (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, GError **error);
gboolean _cw_record_order_ensure_marks    (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, GError **error);
/* FOUND in @flags, one byte an entry, for those that the search of @query names. */
gboolean _cw_record_order_find_texts      (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, guint8 *flags, GError **error);
/* The entry of @key; NULL: it is newer than the order. @at: where in by_key it is expected, 0 at first. Borrowed. */
Entry    *_cw_record_order_find_entry     (CwRecordOrder *self, gint64 key, guint *at);
/* In order of their names; @a and @b: indexes. */
int      _cw_record_order_compare_types   (CwRecordOrder *self, guint8 a, guint8 b);

/* ---- cw-record-order.c ---- */
/* Indices of the entries with any of @wanted in @flags, as @query sorts. (element-type guint32) (transfer full) */
GArray   *_cw_record_order_sort           (CwRecordOrder *self, const CwRecordQuery *query, const guint8 *flags, guint8 wanted);

/* ---- cw-record-order-tree.c ---- */
/* ABOVE in @flags for what is above an entry with MATCHES. */
void     _cw_record_order_flag_parents    (CwRecordOrder *self, const CwRecordQuery *query, guint8 *flags);
/* Fills keys and places of @snapshot with what matches and what is above it. */
void     _cw_record_order_make_tree       (CwRecordOrder *self, const CwRecordQuery *query, guint8 *flags, CwRecordSnapshot *snapshot);

G_END_DECLS
