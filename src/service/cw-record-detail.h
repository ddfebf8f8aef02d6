/* cw-record-detail.h: one record on both sides, field by field
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Read on a worker from the mirrors as they are: no request is sent. Only the
 * sync box can be changed from here.
 */
#pragma once

#include "cw-service.h"

#include "cw-record-query.h"

G_BEGIN_DECLS

/* One row. Plain value; strings owned, nullable unless said. */
typedef struct {
  char     *title;     /* never NULL */
  char     *source;    /* what the source has; a line for each field that counts */
  char     *mapped;    /* what the mapping makes of it */
  char     *target;    /* what the target has */
  gboolean  differs;   /* mapped and target, and an export would change it */
} CwDetailField;

/* One thing that happened to the record. Plain value. */
typedef struct {
  gint64    time;      /* microseconds UTC */
  gint64    run;       /* 0: outside a run */
  char     *title;     /* never NULL: "Create: done" */
  char     *text;      /* the system's own words, or a note; nullable */
  gboolean  failed;
} CwDetailEvent;

/* Plain value; strings owned, nullable unless said. */
typedef struct {
  char         *record;        /* "customer:1542"; never NULL */
  char         *type, *id;     /* never NULL */
  char         *name;          /* never NULL */
  char         *parent;        /* "customer:7" */
  char         *parent_name;
  char         *subsidiaries;  /* names */
  char         *workflow;      /* id; never NULL */
  char         *source_system, *target_system;   /* as a person reads them: "NetSuite"; never NULL */
  gint64        changed;       /* in the source; 0 unknown */
  gboolean      deleted;       /* in the source */
  gboolean      marked;        /* in force */
  gboolean      can_mark;      /* records of this workflow are marked at all, and this one is there */
  gboolean      has_box;       /* the mark is a box in the source; else Causeway keeps it */
  CwRecordState state;
  char         *reason;        /* why it was skipped, or what needs a person */
  char         *advice;        /* what to do about it */
  char         *link;          /* what it is linked with, since when and by whom; NULL: not linked */
  char         *source_url, *target_url;   /* where a person sees the record in the web application */
  gboolean      source_url_exact, target_url_exact;   /* the record itself, not only the application */
  GPtrArray    *fields;        /* (element-type CwDetailField): what the mapping fills, then parent and state */
  GPtrArray    *others;        /* (element-type CwDetailField): further fields of the source */
  GPtrArray    *problems;      /* (element-type utf8): of the mapping with this record; sentences */
  GPtrArray    *history;       /* (element-type CwDetailEvent), newest first */
} CwRecordDetail;
void            cw_record_detail_free        (CwRecordDetail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRecordDetail, cw_record_detail_free)

/* @record: "customer:1542". Blocks. Errors: CW_STORE_ERROR, CW_SYNC_ERROR_USAGE. (transfer full) */
CwRecordDetail *cw_record_detail_read_sync   (CwProfile *profile, const char *integration, const char *record,
                                              GCancellable *cancellable, GError **error);
void            cw_record_detail_read_async  (CwProfile *profile, const char *integration, const char *record, GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer data);
CwRecordDetail *cw_record_detail_read_finish (GAsyncResult *result, GError **error);

/* cw_profile_explain_sync() on a worker. (transfer full) */
void            cw_explanation_read_async    (CwProfile *profile, const char *integration, const char *record, GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer data);
CwExplanation  *cw_explanation_read_finish   (GAsyncResult *result, GError **error);

/* cw_profile_set_mark_sync() on a worker. */
void            cw_record_mark_async         (CwProfile *profile, const char *integration, const char *record, gboolean marked,
                                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean        cw_record_mark_finish        (GAsyncResult *result, GError **error);

G_END_DECLS
