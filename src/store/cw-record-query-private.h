/* cw-record-query-private.h: parts of a query for those who put them together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-record-query.h"
#include "cw-store-private.h"

G_BEGIN_DECLS

/* What a query means in numbers. */
typedef struct {
  gint64 connection;
  gint64 integration;   /* 0: none */
  gint64 last_plan;     /* 0: none */
  gint64 whole_plan;    /* 0: none */
} CwRecordScope;

gboolean _cw_record_query_read_scope    (CwStore *store, const CwRecordQuery *query, CwRecordScope *out_scope, GError **error);

/* @value: CwRecordState, or whether it is marked; 0 where neither is asked for. */
typedef void (*CwRecordKeyFunc) (gint64 key, guint value, gpointer data);
/* Every key that fits @query, mostly ascending, in no promised order. */
gboolean _cw_record_query_foreach_key   (CwStore *store, const CwRecordQuery *query, CwRecordKeyFunc func, gpointer data, GError **error);
/* Every key that fits @query with its state. */
gboolean _cw_record_query_foreach_state (CwStore *store, const CwRecordQuery *query, CwRecordKeyFunc func, gpointer data, GError **error);
/* Every key that fits @query with 1 where the mark in force is on. */
gboolean _cw_record_query_foreach_mark  (CwStore *store, const CwRecordQuery *query, CwRecordKeyFunc func, gpointer data, GError **error);

G_END_DECLS
