/* cw-precoro-private.h: what the files of this folder share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-json.h"
#include "cw-precoro.h"

G_BEGIN_DECLS

struct _CwPrecoro {
  GObject       parent_instance;

  char         *name;    /* of the connection */
  char         *url;
  char         *email;   /* of the user whose key it is */
  CwHttpClient *client;
  CwClock      *clock;
};

/* ---- cw-precoro-error.c ---- */

/* TRUE when @answer is a 2xx. Else sets @error, which names the connection and @doing and ends with Precoro's own words. */
gboolean _cw_precoro_check_answer (CwPrecoro *self, const CwHttpAnswer *answer, const char *doing, GError **error);
/* Precoro's own words in an error body of any shape. Never NULL. (transfer full) */
char    *_cw_precoro_dup_detail   (const CwWireAnswer *wire);
CwRefusal   _cw_precoro_get_refusal     (const CwWireAnswer *wire, const char *detail);

/* ---- cw-precoro-decode.c ---- */

/* One element of a list or the answer to a write → a record. NULL with CW_CONNECTOR_ERROR_PROTOCOL and the path of the member,
 * which starts with @path. Any thread. (transfer full) */
typedef CwTargetRecord *(*CwPrecoroDecode) (JsonObject *object, const char *path, GError **error);
CwTargetRecord *_cw_precoro_decode_option (JsonObject *object, const char *path, GError **error);
CwTargetRecord *_cw_precoro_decode_user   (JsonObject *object, const char *path, GError **error);
/* An item custom field; its fields are "type" and, when it has options, "options". */
CwTargetRecord *_cw_precoro_decode_field  (JsonObject *object, const char *path, GError **error);

/* A document custom field; its options are fields "option/ID/name", "option/ID/externalId" and "option/ID/netSuiteId". */
CwTargetRecord *_cw_precoro_decode_document_field (JsonObject *object, const char *path, GError **error);
/* {"id":…}, a bare id, a list of one of these → the id; NULL: none. (transfer full) */
char           *_cw_precoro_dup_relation  (JsonNode *node);
/* A purchase order, as a list shows it or whole; the value of "updateDate" is among its fields. */
CwTargetRecord *_cw_precoro_decode_order  (JsonObject *object, const char *path, GError **error);

typedef enum {
  CW_PRECORO_MORE,      /* the answer says that there is a next page */
  CW_PRECORO_LAST,      /* it says that there is none */
  CW_PRECORO_UNTOLD,    /* it says neither */
} CwPrecoroNext;

typedef struct {
  GPtrArray    *records;      /* (element-type CwTargetRecord) */
  CwPrecoroNext next;
  gint64        total_pages;  /* 0: not said */
} CwPrecoroPage;

/* (transfer full) */
CwPrecoroPage *_cw_precoro_page_decode (GBytes *body, CwPrecoroDecode decode, GError **error);
void           _cw_precoro_page_free   (CwPrecoroPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPrecoroPage, _cw_precoro_page_free)

/* ---- cw-precoro-list.c ---- */

/* Reads the whole list at @path, every record once, and hands it over page by page on the caller's thread. Blocks. */
gboolean _cw_precoro_list_sync (CwPrecoro *self, const char *path, guint per_page, CwPrecoroDecode decode, const char *doing,
                                CwReadPage page, gpointer data, GCancellable *cancellable, GError **error);

/* ---- cw-precoro-orders.c ---- */

#define CW_PRECORO_ORDERS "purchaseorder"

/* (element-type CwFieldInfo) (transfer full) */
GPtrArray *_cw_precoro_describe_orders (void);
/* The whole of cw_connector_read_sync() for purchase orders. */
gboolean _cw_precoro_read_orders_sync  (CwPrecoro *self, const CwReadQuery *query, CwReadPage page, gpointer data,
                                        GCancellable *cancellable, GError **error);

/* ---- cw-precoro-write.c ---- */
void     _cw_precoro_submit    (CwPrecoro *self, CwWrite *write, CwInbox *inbox);
/* Its lists. (element-type CwOffer) (transfer full) */
GPtrArray *_cw_precoro_offers_sync (CwPrecoro *self, GCancellable *cancellable, GError **error);
/* Whether @collection is "itemcustomfields/ID". */
gboolean _cw_precoro_is_field  (const char *collection);

G_END_DECLS
