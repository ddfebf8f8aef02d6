/* cw-http-private.h: what the files of this folder share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-http-gate.h"
#include "cw-http-limits.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* ---- small helpers ---- */

/* Wipes and frees a text. */
void      _cw_http_wipe              (gpointer text);
char     *_cw_http_dup_base64url     (const guint8 *bytes, gsize length);
/* Letters and digits. */
char     *_cw_http_dup_random_text   (CwRandom *random, gsize length);
/* NULL when @body is no small, shallow JSON object. (transfer full) */
JsonNode *_cw_http_parse_object      (GBytes *body);
/* Text or number as text; NULL when absent or anything else. (transfer full) */
char     *_cw_http_dup_member        (JsonObject *object, const char *name);
char     *_cw_pkce_dup_challenge     (const char *verifier);
/* Base64 of the HMAC-SHA256. (transfer full) */
char     *_cw_oauth1_dup_signature   (const char *base_string, const char *consumer_secret, const char *token_secret);

/* ---- the client's inside ---- */

typedef struct {
  CwHttpClient  *client;     /* borrowed */
  CwHttpRequest *request;    /* owned */
  char          *url;
  char          *same;       /* key of equal GETs; NULL for other methods */
  GCancellable  *caller;     /* owned, nullable: ends waiting and breaks off what is repeatable */
  gulong         caller_id;
  GCancellable  *wait;       /* owned: ends waiting */
  CwHttpDone     done;
  gpointer       data;
} CwHttpJob;

struct _CwHttpClient {
  GObject         parent_instance;

  /* Inputs */
  CwHttpLimits    limits;    /* system and base_url owned; zeros replaced by defaults */
  CwHttpAuth     *auth;
  CwTransport    *transport;
  CwClock        *clock;
  CwRandom       *random;
  CwHttpCounted   counted;
  gpointer        counted_data;
  gboolean        threaded;
  gboolean        shuffled;

  /* Shared, with locks of their own */
  CwHttpLimiter  *limiter;
  CwHttpGate     *gate;

  /* Guarded by lock */
  GMutex          lock;
  GCond           work;      /* something in the queue, or closing */
  GCond           finished;  /* an answer for somebody who waits, or a cancellation */
  GQueue          queue;     /* of CwHttpJob, owned */
  GPtrArray      *running;   /* (element-type CwHttpJob), borrowed from the lanes */
  GPtrArray      *threads;   /* (element-type GThread) */
  guint           idle;
  gboolean        closing;
  GPtrArray      *inboxes;   /* (element-type CwInbox), owned: where our pump is registered */
  gint64          clock_offset;
  gint64          answered_at;   /* when a request was last signed in, local clock; 0: never */
  gboolean        reached;   /* something was ever sent */
  guint64         requests;
  char           *refusal;   /* owned; what the latest 401 said; NULL: nothing */
};

/* cw-http-retry.c: turns @job into an answer, however many attempts it takes. @job stays the caller's. (transfer full) */
CwHttpAnswer *_cw_http_client_perform (CwHttpClient *self, CwHttpJob *job, guint lane);

/* cw-http-lanes.c */
CwHttpJob    *_cw_http_job_new        (CwHttpClient *client, CwHttpRequest *request, GCancellable *caller, CwHttpDone done, gpointer data);
/* Calls done and frees the job. */
void          _cw_http_job_finish     (CwHttpJob *self, CwHttpAnswer *answer);
void          _cw_http_client_queue   (CwHttpClient *self, CwHttpJob *job);
/* Runs one queued job on the caller's thread; FALSE when there is none. */
gboolean      _cw_http_client_run_one (gpointer client);
/* Takes a job of the caller's to its end on the caller's thread. */
void          _cw_http_client_run     (CwHttpClient *self, CwHttpJob *job, guint lane);
/* Finishes as cancelled what waits in the queue for @caller; NULL: everything. */
void          _cw_http_client_drop_queued (CwHttpClient *self, GCancellable *caller);
void          _cw_http_client_end_lanes   (CwHttpClient *self);

/* cw-http-clock.c */
gint64        _cw_http_client_get_server_now (CwHttpClient *self);
/* Learns the server's clock from the Date header. */
void          _cw_http_client_note_date (CwHttpClient *self, const CwWireAnswer *answer, gint64 elapsed);
/* The server's time when it wrote @answer, as well as we know it. */
gint64        _cw_http_client_get_answer_time (CwHttpClient *self, const CwWireAnswer *answer);
/* What is wrong with the computer's clock, a sentence with a space behind it; "" when nothing is. (transfer full) */
char         *_cw_http_client_dup_clock_sentence (CwHttpClient *self);

G_END_DECLS
