/* cw-record-list-private.h: what the files of cw-record-list share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On the thread of the list alone, but for what a question does.
 */

#pragma once

#include "cw-record-list.h"

#include "cw-page-cache.h"
#include "cw-record-order.h"
#include "cw-store-worker.h"

G_BEGIN_DECLS

struct _CwRecordList {
  GObject        parent_instance;

  CwStoreWorker *searcher;
  CwRecordOrder *order;         /* owned; used on the searcher's thread alone */
  CwStoreWorker *reader;        /* of its own, so that rows do not wait for a search */
  GCancellable  *cancellable;   /* of everything that is under way */

  CwRecordQuery *query;         /* wanted; nullable */
  GCancellable  *search;        /* of the search under way; nullable */
  GCancellable  *warming;       /* of the reading ahead under way; nullable */
  guint          searches;      /* number of the latest search: answers of others are dropped */
  gboolean       search_again;

  CwRecordQuery *shown;         /* what keys answers; nullable */
  guint          generation;    /* of keys: answers to rows of others are dropped */
  GArray        *keys;          /* gint64, in order */
  GByteArray    *places;        /* of keys; NULL: a flat list */
  guint          n_matches;
  GHashTable    *rows;          /* gint64 → KnownRow of cw-record-list-rows.c, owned */
  guint          sweep_at;      /* size of rows at which entries of rows that are gone are swept out */
  CwPageCache   *pages;         /* of CwRecordRow, owned; their positions are those of keys */
  GError        *error;         /* nullable */
};

/* What came of a request belongs to a list that may be gone by then. */
typedef struct {
  GWeakRef list;
  guint    number;     /* of the search, or the generation */
} CwRecordListAnswer;

/* What is asked of the order, on the searcher's thread. */
typedef struct {
  CwRecordOrder *order;     /* borrowed: the list joins the thread before it lets go of it */
  CwRecordQuery *query;     /* owned */
  CwKeySet      *keys;      /* owned; nullable */
} CwRecordQuestion;

/* 0: the list is flat. */
static inline guint8
_cw_record_get_place (const GByteArray *places, guint position)
{
  return places != NULL ? places->data[position] : 0;
}

/* ---- cw-record-list.c ---- */
/* @number: of the search, or the generation. Keeps no list alive. (transfer full) */
CwRecordListAnswer *_cw_record_list_answer_new    (CwRecordList *self, guint number);
/* The list, or NULL when it is gone. (transfer full) */
CwRecordList       *_cw_record_list_answer_free   (CwRecordListAnswer *answer, guint *out_number);
/* @error nullable. */
void               _cw_record_list_set_error      (CwRecordList *self, const GError *error);
/* Of the query that is wanted; @keys nullable. (transfer full) */
CwRecordQuestion   *_cw_record_list_question_new  (CwRecordList *self, const CwKeySet *keys);
void               _cw_record_question_free       (gpointer question);

/* ---- cw-record-list-rows.c ---- */
void               _cw_record_list_init_rows      (CwRecordList *self);
/* CwPageFunc: rows of one page; values that are not there are asked for. (element-type CwRecordRow) */
GPtrArray          *_cw_record_list_make_rows     (gpointer list, guint first);
/* The row of record @key, when somebody holds it; else NULL. (transfer full) */
CwRecordRow        *_cw_record_list_find_row      (CwRecordList *self, gint64 key);
/* Rows that somebody holds have values of the time before: asks for them anew. */
void               _cw_record_list_read_again     (CwRecordList *self);

G_END_DECLS
