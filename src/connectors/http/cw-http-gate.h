/* cw-http-gate.h: how many requests may be under way, and whether we are signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any thread.
 */
#pragma once

#include "cw-http.h"

G_BEGIN_DECLS

typedef struct _CwHttpGate CwHttpGate;

/* The place of one attempt inside. */
typedef struct {
  gboolean proves;      /* its answer shows whether the sign-in works; everybody else waits for it */
  gboolean renews;      /* it has to renew the sign-in first */
  guint    generation;  /* of the sign-in that it uses */
  guint    epoch;       /* of the number of lanes that let it in */
} CwHttpPlace;

typedef enum {
  CW_HTTP_ANSWERED,   /* the sign-in works */
  CW_HTTP_CROWDED,    /* too many at once (429, 503) */
  CW_HTTP_REFUSED,    /* 401 */
  CW_HTTP_SILENT,     /* nothing that tells anything */
} CwHttpVerdict;

CwHttpGate *cw_http_gate_new  (guint lanes, CwHttpAuth *auth);
void        cw_http_gate_free (CwHttpGate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHttpGate, cw_http_gate_free)

/* Waits for a place. FALSE: the client has stopped for good (that error), or @cancellable. Call cw_http_gate_wake() after
 * cancelling it. */
gboolean    cw_http_gate_enter (CwHttpGate *self, gint64 server_now, CwHttpPlace *out_place, GCancellable *cancellable, GError **error);
/* TRUE with CW_HTTP_REFUSED: it was the last try; nobody enters until cw_http_gate_stop(), which must follow.
 * @again: the request was told to slow down before. */
gboolean    cw_http_gate_leave (CwHttpGate *self, const CwHttpPlace *place, CwHttpVerdict verdict, gboolean again);
/* The prover has renewed the sign-in. */
void        cw_http_gate_renewed (CwHttpGate *self, CwHttpPlace *place);
/* Every entrance, waiting or later, fails with @cause. */
void        cw_http_gate_stop  (CwHttpGate *self, const GError *cause);
void        cw_http_gate_wake  (CwHttpGate *self);

void        cw_http_gate_set_lanes (CwHttpGate *self, guint lanes);
guint       cw_http_gate_get_lanes (CwHttpGate *self, guint *out_now);

G_END_DECLS
