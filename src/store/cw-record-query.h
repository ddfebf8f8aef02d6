/* cw-record-query.h: which records a list shows, and in which order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-key-set.h"
#include "cw-store.h"

G_BEGIN_DECLS

/* How a record stands in one workflow of one integration. */
typedef enum {
  CW_RECORD_STATE_NEW,        /* not linked, and nothing is under way */
  CW_RECORD_STATE_IN_STEP,    /* linked, and not changed since it was looked at last */
  CW_RECORD_STATE_CHANGED,    /* linked, and its change is not in the target yet */
  CW_RECORD_STATE_WAITING,    /* in a plan that is being worked or can be resumed, not sent yet */
  CW_RECORD_STATE_ATTENTION,  /* a person has to act: failed, unsettled, conflict */
  CW_RECORD_STATE_SKIPPED,    /* does not travel; there is a reason */
} CwRecordState;
#define CW_N_RECORD_STATES (CW_RECORD_STATE_SKIPPED + 1)

#define CW_TYPE_RECORD_STATE (cw_record_state_get_type ())
GType cw_record_state_get_type (void);

typedef enum {
  CW_RECORD_SORT_NAME,
  CW_RECORD_SORT_TYPE,
  CW_RECORD_SORT_PARENT,
  CW_RECORD_SORT_SUBSIDIARIES,   /* those that have the same stand together */
  CW_RECORD_SORT_MARK,
  CW_RECORD_SORT_STATE,
  CW_RECORD_SORT_CHANGED,
  CW_RECORD_SORT_ID,
} CwRecordSort;

/* What is below a record in the list. */
typedef enum {
  CW_RECORD_FOLD_FLAT,    /* the list is no tree */
  CW_RECORD_FOLD_LEAF,    /* nothing */
  CW_RECORD_FOLD_OPEN,    /* something, and it is shown */
  CW_RECORD_FOLD_FOLDED,  /* something, and it is hidden */
} CwRecordFold;

/* Plain value; strings owned. */
typedef struct {
  char          *connection;    /* of the mirror; never NULL */
  char          *integration;   /* whose states and marks are meant; NULL: none, every record is NEW */
  char          *workflow;      /* same */
  char         **types;         /* NULL: all */
  char         **subsidiaries;  /* available to any of these, as the planner sees it: a record without any is available to all; NULL: all */
  char          *search;        /* words, each of them any part of the name, marks and case aside; NULL: all */
  guint          states;        /* bits 1 << CwRecordState; 0: all */
  CwMark         mark;          /* in force: the box, or the mark that Causeway keeps; CW_MARK_UNKNOWN: either */
  gboolean       deleted_too;   /* those that are gone from the source as well */
  gboolean       tree;          /* below their parents, see cw_record_order_find(); cw_store_… functions give a flat list */
  gboolean       folded;        /* of a tree: branches show nothing of what is below them … */
  CwKeySet      *turned;        /* … and these stand the other way, whatever folded says; owned; NULL: none */
  CwRecordSort   sort;
  gboolean       descending;
} CwRecordQuery;

/* Every record of @connection by name. (transfer full) */
CwRecordQuery *cw_record_query_new   (const char *connection);
CwRecordQuery *cw_record_query_copy  (const CwRecordQuery *self);
void           cw_record_query_free  (CwRecordQuery *self);
gboolean       cw_record_query_equal (const CwRecordQuery *a, const CwRecordQuery *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRecordQuery, cw_record_query_free)

/* What a list shows of a record. Plain value; strings owned, nullable unless said. */
typedef struct {
  gint64        key;           /* of the mirror's row; stays the same as long as the record is known */
  char         *type;          /* never NULL */
  char         *id;            /* never NULL */
  char         *name;
  char         *parent_name;   /* NULL at a root, or where the parent is not known */
  char         *subsidiaries;
  gboolean      marked;
  gboolean      inactive;
  CwRecordState state;
  char         *reason;        /* one sentence: why it was skipped, or what needs a person; NULL otherwise */
  gint64        changed;       /* microseconds UTC, in the source; 0 unknown */
} CwRecordSummary;
void cw_record_summary_free (CwRecordSummary *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRecordSummary, cw_record_summary_free)

/* Keys in order. (element-type gint64) (transfer full) */
GArray    *cw_store_list_record_keys    (CwStore *self, const CwRecordQuery *query, GError **error);
/* -1 with @error. */
gint64     cw_store_count_records       (CwStore *self, const CwRecordQuery *query, GError **error);
/* The records of @keys that are still known, in the order of @keys. @query: connection, integration and workflow.
 * (element-type CwRecordSummary) (transfer full) */
GPtrArray *cw_store_get_record_summaries (CwStore *self, const CwRecordQuery *query, const GArray *keys, GError **error);
/* Key of one record of @connection. */
gboolean   cw_store_find_record_key     (CwStore *self, const char *connection, const char *type, const char *id, gint64 *out_key, GError **error);
/* Names of all known records of @type by id, for small tables such as subsidiaries. char * → char *. (transfer full) */
GHashTable *cw_store_list_record_names  (CwStore *self, const char *connection, const char *type, GError **error);
/* The records of @keys that are still known, as "customer:1542", in no particular order. (transfer full) */
char     **cw_store_list_record_ids     (CwStore *self, const CwKeySet *keys, GError **error);

G_END_DECLS
