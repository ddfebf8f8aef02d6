/* cw-connector.h: what every system offers to the service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading blocks on the caller's thread and hands over pages of values; the
 * connector may fetch several pages side by side. Writing is a value in and a
 * value out: cw_connector_submit() queues it on the connection's lanes, and the
 * result turns up in the inbox of the run. A connector never retries a write
 * whose effect is unknown; that is the run's to settle.
 */
#pragma once

#include "cw-error.h"
#include "cw-field-info.h"
#include "cw-record.h"

G_BEGIN_DECLS

/* ---- writes ---- */

typedef enum {
  CW_WRITE_CREATE,       /* a new record; fields, parent_target_id, external_id */
  CW_WRITE_UPDATE,       /* fields, parent and active state of target_id, as they shall be; what else it has stays */
  CW_WRITE_EXTERNAL_ID,  /* only external_id of target_id */
  CW_WRITE_MARK,         /* that source record target_id of type collection travelled: its sync box (fields), or in systems that
                          * keep the id of what was made instead, external_id; known has what the mirror knows of it */
} CwWriteKind;

/* One change to send. Plain value. */
struct _CwWrite {
  CwWriteKind kind;
  gint64      intent;           /* journal number of its intent; > 0 */
  char       *collection;       /* where in the target: Precoro "itemcustomfields/7301", NetSuite "customer" */
  char       *target_id;        /* NULL for a create */
  char       *parent_target_id; /* NULL: at the root */
  char       *external_id;      /* the source's internal id; NULL where it has none */
  gboolean    active;           /* wanted state */
  CwFields   *fields;           /* wanted values by the target's field names; never NULL. A document's lines are
                                 * "LIST/NNNN/FIELD" with NNNN counted from 0001 in each list */
  CwFields   *known;            /* what the mirror has of the record, for systems that clear what is left out; nullable */
  gpointer    tag;              /* the run's own, borrowed */
};

CwWrite *cw_write_new  (CwWriteKind kind, const char *collection);
void     cw_write_free (CwWrite *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwWrite, cw_write_free)

typedef enum {
  CW_WRITE_DONE,      /* took effect; record holds what the target has now (id at least) */
  CW_WRITE_REJECTED,  /* surely without effect, and will be again: error has the remote's words */
  CW_WRITE_UNKNOWN,   /* may have taken effect: no answer, a broken one, or 5xx to a create */
  CW_WRITE_NOT_SENT,  /* surely without effect, may work later: unreachable, limit, sign-in, cancelled: error says which */
} CwWriteOutcome;

struct _CwWriteResult {
  CwWrite        *write;    /* owned */
  CwWriteOutcome  outcome;
  CwTargetRecord *record;   /* DONE: never NULL; external_id as the answer shows it */
  GError         *error;    /* not DONE: never NULL */
};

void cw_write_result_free (CwWriteResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwWriteResult, cw_write_result_free)

/* ---- inbox: where results wait for the run ---- */

/* Runs one waiting piece of work on the caller's thread; FALSE when there is none. For lanes without threads. */
typedef gboolean (*CwInboxPump) (gpointer data);

CwInbox       *cw_inbox_new    (void);
CwInbox       *cw_inbox_ref    (CwInbox *self);
void           cw_inbox_unref  (CwInbox *self);
/* Lanes without threads register here; pumps are tried in turn when the inbox is empty. */
void           cw_inbox_add_pump    (CwInbox *self, CwInboxPump pump, gpointer data);
void           cw_inbox_remove_pump (CwInbox *self, gpointer data);
/* Any thread. (transfer full) */
void           cw_inbox_push   (CwInbox *self, CwWriteResult *result);
/* All (element-type CwWriteResult) of @results at once, so that nobody finds the inbox empty between two of them; empties @results. Any thread. */
void           cw_inbox_push_all (CwInbox *self, GQueue *results);
/* The next result; NULL after @wait microseconds without one (0: do not wait, and run no pump). One thread. (transfer full) */
CwWriteResult *cw_inbox_pop    (CwInbox *self, gint64 wait);
/* Makes a waiting cw_inbox_pop() return NULL now (stop, pause). Any thread. */
void           cw_inbox_wake   (CwInbox *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwInbox, cw_inbox_unref)

/* ---- reads ---- */

/* How much of a record is read whose list shows only its head. */
typedef enum {
  CW_READ_WHOLE,
  CW_READ_HEADER,    /* what the list shows is enough */
  CW_READ_NOTHING,   /* it is left out of the pages */
} CwReadDepth;
/* @header: the record as far as the list shows it. Called on the reader's thread, between its pages. */
typedef CwReadDepth (*CwReadChoose) (const CwRecord *header, gpointer data);

typedef struct {
  const char         *type;          /* record type or collection */
  gint64              changed_since; /* microseconds UTC; 0: everything; else also what was deleted since */
  const char * const *ids;           /* only these; NULL: all */
  const char * const *external_ids;  /* of a target: only records that carry one of these; NULL: all */
  gboolean            ids_only;      /* only type and id are filled in (what exists now, for a set difference) */
  const char         *sync_field;    /* script id of the sync box to read; NULL: none */
  CwReadChoose        depth;         /* NULL: everything whole */
  gpointer            depth_data;
  const char * const *extra_fields;  /* source fields that mappings and filters want beside the standard ones; NULL: none. One
                                      * that the system does not show fails the reading (CW_CONNECTOR_ERROR_REJECTED, names it) */
  const char * const *optional_fields; /* the same, left out where the system does not show them; NULL: none */
} CwReadQuery;

/* One page of answers, in no order between pages. @records: (element-type CwRecord) for a source,
 * (element-type CwTargetRecord) for a target; borrowed. Return FALSE with @error to end the reading. */
typedef gboolean (*CwReadPage) (GPtrArray *records, gpointer data, GError **error);

/* Something that an integration chooses in a system: a subsidiary, a list. Plain value. */
typedef struct {
  char *id;
  char *label;
  guint depth;   /* below the one before it */
} CwOffer;

CwOffer *cw_offer_new  (const char *id, const char *label, guint depth);
void      cw_offer_free (CwOffer *self);

/* What a connection test found. */
typedef struct {
  char    *account;       /* who we are there: company, account, user; may be NULL */
  char    *zone;          /* session zone (IANA); NULL where there is none */
  gint64   clock_offset;  /* server minus local, microseconds */
  guint    concurrency;   /* allowed at once; 0 not known */
  gboolean has_sync_field;/* the sync box field exists on every marked record type */
} CwProbe;

void cw_probe_clear (CwProbe *self);

#define CW_TYPE_CONNECTOR (cw_connector_get_type ())
G_DECLARE_INTERFACE (CwConnector, cw_connector, CW, CONNECTOR, GObject)

struct _CwConnectorInterface {
  GTypeInterface parent_iface;
  gboolean (*probe)       (CwConnector *self, const char *sync_field, CwProbe *out_probe, GCancellable *cancellable, GError **error);
  gboolean (*read)        (CwConnector *self, const CwReadQuery *query, CwReadPage page, gpointer data, GCancellable *cancellable, GError **error);
  gboolean (*server_time) (CwConnector *self, gint64 *out_time, GCancellable *cancellable, GError **error);
  gboolean (*fingerprint) (CwConnector *self, const char *type, char **out_fingerprint, GCancellable *cancellable, GError **error);
  void     (*submit)      (CwConnector *self, CwWrite *write, CwInbox *inbox);
  guint    (*get_lanes)   (CwConnector *self);
  void     (*cancel)      (CwConnector *self);
  guint    (*get_batch)   (CwConnector *self);   /* NULL: one by one */
  /* NULL: the system does not tell. */
  GPtrArray *(*describe)  (CwConnector *self, const char *type, GCancellable *cancellable, GError **error);
  /* NULL: nothing to choose. */
  GPtrArray *(*offers)   (CwConnector *self, GCancellable *cancellable, GError **error);
  /* NULL: the system does not tell. */
  GPtrArray *(*list_values) (CwConnector *self, const char *type, const char *field, GCancellable *cancellable, GError **error);
};

/* Signs in and looks around with a few reads; the error says precisely which part is wrong. */
gboolean cw_connector_probe_sync       (CwConnector *self, const char *sync_field, CwProbe *out_probe, GCancellable *cancellable, GError **error);
/* Every record that fits @query, each once. The types a system offers are in its own header. */
gboolean cw_connector_read_sync        (CwConnector *self, const CwReadQuery *query, CwReadPage page, gpointer data,
                                        GCancellable *cancellable, GError **error);
/* The server's clock, microseconds UTC: watermarks come from it. 0 where it is not known before the first other request. */
gboolean cw_connector_server_time_sync (CwConnector *self, gint64 *out_time, GCancellable *cancellable, GError **error);
/* A cheap text that changes when a record of @type vanishes without a trace: "COUNT:SUM" of the records' ids, and where records
 * belong to subsidiaries ";COUNT:SUM" of these relations. NULL out where the system offers none. One or two requests. */
gboolean cw_connector_fingerprint_sync (CwConnector *self, const char *type, char **out_fingerprint, GCancellable *cancellable, GError **error);
/* The fields of @type (as CwReadQuery names it; or the type of records that a workflow makes: "option"): those that can be read
 * of a source, that can be written of a target; custom ones too. Empty where the system does not tell.
 * (element-type CwFieldInfo) (transfer full) */
GPtrArray *cw_connector_describe_sync  (CwConnector *self, const char *type, GCancellable *cancellable, GError **error);
/* What an integration can choose there, see CwSystemInfo. (element-type CwOffer) (transfer full) */
GPtrArray *cw_connector_offers_sync    (CwConnector *self, GCancellable *cancellable, GError **error);
/* What people call the values of the list or reference @field of records of @type: those that records have, or that they may have.
 * At most CW_FIELD_VALUES_MOST; empty where the system does not tell. One request at most. (element-type CwFieldValue)
 * (transfer full) */
GPtrArray *cw_connector_list_values_sync (CwConnector *self, const char *type, const char *field, GCancellable *cancellable, GError **error);
/* Queues @write (transfer full) on the lanes; exactly one result reaches @inbox. Never blocks. */
void     cw_connector_submit           (CwConnector *self, CwWrite *write, CwInbox *inbox);
/* How many writes it can have under way at once, now. */
guint    cw_connector_get_lanes        (CwConnector *self);
/* How many writes of a kind go in one request, at most; at least 1. */
guint    cw_connector_get_batch        (CwConnector *self);
/* Work that waits in the lanes comes back as NOT_SENT at once; what is on the wire is finished. Any thread. */
void     cw_connector_cancel           (CwConnector *self);

G_END_DECLS
