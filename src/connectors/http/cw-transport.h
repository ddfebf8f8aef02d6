/* cw-transport.h: one HTTP exchange, whoever performs it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The real one is libsoup, one session and one reused connection a lane; tests
 * put their own in its place. No retry, no signing, no waiting here.
 */
#pragma once

#include "cw-connector.h"

G_BEGIN_DECLS

/* What goes over the wire. Plain value. */
typedef struct {
  const char *method;        /* upper case */
  const char *url;           /* whole, percent-encoded exactly as it shall be sent and signed */
  GPtrArray  *headers;       /* (element-type utf8) name and value in turn; secrets among them: never logged */
  GBytes     *body;          /* NULL: none */
  const char *content_type;  /* NULL: none */
  gboolean    repeatable;    /* sending it twice does no harm */
  guint       timeout;       /* seconds without a byte */
  gsize       max_body;      /* bytes; a longer answer is broken off: CW_CONNECTOR_ERROR_PROTOCOL */
  gboolean   *out_lasting;   /* (out) nullable; set to TRUE when the error will be the same again: bad certificate, plain http */
} CwWireRequest;

/* What came back. Plain value. */
typedef struct {
  guint       status;
  GHashTable *headers;       /* lower-case name → value, owned */
  GBytes     *body;          /* never NULL */
} CwWireAnswer;

CwWireAnswer *cw_wire_answer_new  (guint status);
void          cw_wire_answer_free (CwWireAnswer *self);
/* @name in any case; a second value of the same name is put behind the first with a comma. */
void          cw_wire_answer_add_header (CwWireAnswer *self, const char *name, const char *value);
/* Borrowed; NULL when absent. @name in lower case. */
const char   *cw_wire_answer_get_header (const CwWireAnswer *self, const char *name);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwWireAnswer, cw_wire_answer_free)

#define CW_TYPE_TRANSPORT (cw_transport_get_type ())
G_DECLARE_INTERFACE (CwTransport, cw_transport, CW, TRANSPORT, GObject)

struct _CwTransportInterface {
  GTypeInterface parent_iface;
  CwWireAnswer *(*send) (CwTransport *self, guint lane, const CwWireRequest *request, GCancellable *cancellable, GError **error);
  gboolean      (*is_threaded) (CwTransport *self);
  void          (*end_lane) (CwTransport *self);   /* may be NULL */
};

/* Blocks. Lane @lane is used by one thread at a time, and several clients may have a lane of the same number. Errors: CW_CONNECTOR_ERROR_UNREACHABLE (surely not sent),
 * _LOST (sent, no whole answer), _PROTOCOL (too large), G_IO_ERROR_CANCELLED. Any HTTP status is an answer. (transfer full) */
CwWireAnswer *cw_transport_send_sync  (CwTransport *self, guint lane, const CwWireRequest *request,
                                       GCancellable *cancellable, GError **error);
/* FALSE: lanes have no threads; each request runs to its end on the run's thread (tests, repeatable order). */
gboolean      cw_transport_is_threaded (CwTransport *self);
/* Closes what the calling thread keeps open; every thread that sent something calls it before it ends. */
void          cw_transport_end_lane (CwTransport *self);

/* libsoup: system trust for TLS, plain http only to loopback (else CW_CONNECTOR_ERROR_UNREACHABLE that says so), no cookies,
 * sniffing, caches of authentication, redirects or websockets; User-Agent "Causeway/VERSION". (transfer full) */
CwTransport  *cw_soup_transport_new (void);

G_END_DECLS
