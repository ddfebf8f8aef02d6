/* cw-http.h: one client a connection: signing, lanes, pace, limits, retry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A connector builds a CwHttpRequest and reads a CwHttpAnswer. Everything in
 * between happens here, the same for every system: the request waits for the
 * connection's pace and windows, is signed afresh for every attempt, sent on a
 * lane, retried by rule, counted in the ledger.
 *
 * Rule of retry. A repeatable request is tried again after a lost answer, a
 * broken one, 5xx or no connection: exponential back-off with full jitter.
 * One that is not repeatable is tried again only when it surely had no effect
 * (not sent, 429); otherwise its answer is CW_CONNECTOR_ERROR_LOST and the run
 * settles it. 429 waits as told, in every form that the systems use; 401 renews
 * the sign-in once. Other 4xx are answers, except 408, which counts as lost, and
 * the 403 page of a gateway (HTML): CW_CONNECTOR_ERROR_PERMISSION.
 *
 * Sign-in. Until one answer has shown that it works, requests go one at a time;
 * after the second refusal in a row nothing is sent any more, since NetSuite
 * locks a user for half an hour after five: every request of this client fails
 * with the same CW_CONNECTOR_ERROR_AUTH.
 */
#pragma once

#include "cw-transport.h"
#include "cw-clock.h"
#include "cw-credentials.h"

G_BEGIN_DECLS

/* ---- authentication ---- */

#define CW_TYPE_HTTP_AUTH (cw_http_auth_get_type ())
G_DECLARE_INTERFACE (CwHttpAuth, cw_http_auth, CW, HTTP_AUTH, GObject)

/* A wire exchange made on behalf of the authentication itself (token endpoint), counted and paced like any other. */
typedef CwWireAnswer *(*CwHttpExchange) (const CwWireRequest *request, gpointer data, GCancellable *cancellable, GError **error);

struct _CwHttpAuthInterface {
  GTypeInterface parent_iface;
  gboolean (*sign)  (CwHttpAuth *self, const char *method, const char *url, gint64 server_now, GPtrArray *headers, GError **error);
  gboolean (*renew) (CwHttpAuth *self, gint64 server_now, CwHttpExchange exchange, gpointer data, GCancellable *cancellable, GError **error);
  gboolean (*needs_renewal) (CwHttpAuth *self, gint64 server_now);
  const char *(*get_advice) (CwHttpAuth *self, const char *said);   /* may be NULL */
  GBytes  *(*seal)  (CwHttpAuth *self, GBytes *body, GError **error);   /* may be NULL: bodies go as they are */
};

/* Adds what proves who we are to @headers (name, value in turn). @server_now: microseconds UTC on the server's clock.
 * Called once per attempt, any lane thread, thread-safe. */
gboolean cw_http_auth_sign          (CwHttpAuth *self, const char *method, const char *url, gint64 server_now, GPtrArray *headers, GError **error);
/* The body as it goes over the wire, where the proof of who we are stands inside of it; @body itself where it does not. Called
 * with every attempt, any lane thread, thread-safe. @body nullable. (transfer full) */
GBytes  *cw_http_auth_seal          (CwHttpAuth *self, GBytes *body, GError **error);
/* TRUE when a token has to be fetched or refreshed before signing. */
gboolean cw_http_auth_needs_renewal (CwHttpAuth *self, gint64 server_now);
/* Fetches a new token. The client lets one thread at a time in; the others wait for its result.
 * FALSE with CW_CONNECTOR_ERROR_AUTH when a person has to act (the message says what). Without tokens: TRUE when a fresh
 * signature with the corrected clock is worth one more try. */
gboolean cw_http_auth_renew         (CwHttpAuth *self, gint64 server_now, CwHttpExchange exchange, gpointer data,
                                     GCancellable *cancellable, GError **error);

/* What a person should look at when the sign-in is refused, one sentence or two. @said: the refusal, as a sentence. Borrowed; never NULL. */
const char *cw_http_auth_get_advice (CwHttpAuth *self, const char *said);

/* OAuth 1.0a HMAC-SHA256, NetSuite's token-based authentication. @realm in realm form. (transfer full) */
CwHttpAuth *cw_oauth1_auth_new (const char *realm, const char *consumer_key, CwSecret *consumer_secret,
                                const char *token_id, CwSecret *token_secret, CwRandom *random);
/* OAuth 2.0 client credentials: a JWT signed with @private_key_pem (P-256/384/521 → ES256/384/512, RSA → PS256), audience = @token_url. (transfer full) */
CwHttpAuth *cw_oauth2_jwt_auth_new (const char *token_url, const char *client_id, const char *certificate_id,
                                    CwSecret *private_key_pem, const char * const *scopes, CwRandom *random, GError **error);
/* OAuth 2.0 refresh token of the authorization code flow (public client). @store_refresh is called with a rotated refresh token
 * before the new access token is used; FALSE from it fails the renewal. (transfer full) */
typedef gboolean (*CwStoreRefreshToken) (CwSecret *refresh_token, gpointer data, GError **error);
CwHttpAuth *cw_oauth2_refresh_auth_new (const char *token_url, const char *client_id, CwSecret *refresh_token,
                                        CwStoreRefreshToken store_refresh, gpointer data, GDestroyNotify destroy);
/* Fixed headers, such as Precoro's X-AUTH-TOKEN and email: name and secret value in turn, NULL at the end. (transfer full) */
CwHttpAuth *cw_header_auth_new (const char *first_name, CwSecret *first_value, ...) G_GNUC_NULL_TERMINATED;

/* The text that OAuth 1.0a signs, for tests. @oauth_parameters: name and value in turn, NULL at the end. NULL when @url
 * cannot be signed. (transfer full) */
char *cw_oauth1_dup_base_string (const char *method, const char *url, const char * const *oauth_parameters);

/* ---- client ---- */

/* Called for every attempt that counts against the limits. Any lane thread. */
typedef void (*CwHttpCounted) (gint64 time, gpointer data);

/* Parses the text of one "you are too fast" answer: seconds, HTTP-date, Precoro's "YYYY-MM-DD HH:MM:SS UTC" in body or header.
 * Returns the microseconds to wait from @server_now, at least 1 s, at most a day and an hour; -1 when nothing was said.
 * @out_daily: TRUE when the day's allowance is gone. */
gint64 cw_http_parse_retry_after (const CwWireAnswer *answer, gint64 server_now, gboolean *out_daily, gboolean *out_hourly);

typedef struct {
  const char *system;        /* "netsuite", "precoro": for messages */
  const char *base_url;      /* no slash at the end */
  guint       lanes;         /* requests under way at once, ≥ 1 */
  double      pace;          /* requests a second, 0: none */
  guint       per_hour;      /* 0: none */
  guint       per_day;       /* 0: none */
  guint       share;         /* percent of the limits we may use, 1–100 */
  guint       same_get_gap;  /* seconds between two equal GETs, 0: none */
  guint       timeout;       /* seconds; 0: 120 */
  gsize       max_body;      /* bytes; 0: 64 MiB */
  guint       max_tries;     /* 0: 7 */
} CwHttpLimits;

typedef struct _CwHttpRequest CwHttpRequest;
typedef struct _CwHttpAnswer  CwHttpAnswer;

/* Looks at a 2xx answer on the lane. FALSE with CW_CONNECTOR_ERROR_PROTOCOL: it is broken, which counts as lost. */
typedef gboolean (*CwHttpCheck) (const CwWireAnswer *answer, gpointer data, GError **error);

/* The HTTP status that a 200 stands for where a system hides its refusals in the body: 401, 403, 429, 503; 200 when it hides
 * none. May put the words of a refusal in place of the body. */
typedef guint (*CwHttpUnveil) (CwWireAnswer *answer);

struct _CwHttpRequest {
  char        *method;
  char        *path;         /* below base_url, with query, percent-encoded */
  GPtrArray   *headers;      /* name, value in turn; NULL: none */
  GBytes      *body;         /* NULL: none */
  char        *content_type;
  gboolean     repeatable;
  CwHttpCheck  check;        /* NULL: none */
  gpointer     check_data;   /* borrowed; outlives the request */
  CwHttpUnveil unveil;       /* NULL: the status is the status */
};

CwHttpRequest *cw_http_request_new  (const char *method, const char *path);
/* Form body: name, value in turn, NULL at the end; a NULL value is left out. */
void           cw_http_request_set_form (CwHttpRequest *self, const char *first_name, ...) G_GNUC_NULL_TERMINATED;
void           cw_http_request_set_json (CwHttpRequest *self, const char *json);
void           cw_http_request_set_body (CwHttpRequest *self, char *text /* transfer full */, const char *content_type);
void           cw_http_request_add_header (CwHttpRequest *self, const char *name, const char *value);
void           cw_http_request_free (CwHttpRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHttpRequest, cw_http_request_free)

struct _CwHttpAnswer {
  CwWireAnswer *wire;        /* NULL when error is set */
  GError       *error;       /* NULL when there is an answer (any status that is not retried) */
  guint         attempts;    /* on the wire */
  gint64        elapsed;     /* microseconds, of the last attempt */
  gboolean      uncertain;   /* an attempt, not the last one perhaps, ended so that it may have taken effect: lost, broken, 5xx.
                              * With an error of whatever code, a repeatable write may then have been done. */
};
void cw_http_answer_free (CwHttpAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHttpAnswer, cw_http_answer_free)

/* What happens now, for the progress display. */
typedef struct {
  guint   lanes_now;         /* after adapting to 429, 503 and slow refusals */
  gint64  waiting_until;     /* 0: not held; else server or limit says wait, microseconds UTC (local clock) */
  char    held_by[48];       /* "hourly limit", "daily limit", "asked to wait", … */
  guint64 requests;          /* attempts on the wire since the client was made */
} CwHttpStatus;

#define CW_TYPE_HTTP_CLIENT (cw_http_client_get_type ())
G_DECLARE_FINAL_TYPE (CwHttpClient, cw_http_client, CW, HTTP_CLIENT, GObject)

/* @auth and @transport are shared (ref taken). Threads are started on first use and joined in dispose. */
CwHttpClient *cw_http_client_new (const CwHttpLimits *limits, CwHttpAuth *auth, CwTransport *transport, CwClock *clock, CwRandom *random);
void          cw_http_client_set_counted (CwHttpClient *self, CwHttpCounted counted, gpointer data);
/* What was already used of hour and day before this process: times of requests in microseconds, ascending. */
void          cw_http_client_set_history (CwHttpClient *self, const gint64 *times, gsize n_times);

/* Sends on one lane and waits; worker thread. @cancellable ends every wait at once and breaks off a repeatable request on the
 * wire; one that is not repeatable is finished there, since its outcome matters. Never NULL. (transfer full) */
CwHttpAnswer *cw_http_client_send_sync (CwHttpClient *self, CwHttpRequest *request /* transfer full */, GCancellable *cancellable);

/* Queues on the lanes. @done is called exactly once, on a lane thread (threaded) or in a pump of @inbox (not threaded), or in
 * cw_http_client_cancel() for what still waits in the queue. @done may not block, nor drop the last reference to the client.
 * @inbox: NULL when threaded. */
typedef void (*CwHttpDone) (CwHttpAnswer *answer /* transfer full */, gpointer data);
void          cw_http_client_submit (CwHttpClient *self, CwHttpRequest *request /* transfer full */, CwInbox *inbox, CwHttpDone done, gpointer data);

/* Fetches many side by side: for each of @requests (transfer full, element-type CwHttpRequest) calls @done on the caller's thread as
 * answers come, in any order, with its index; may append further requests to the array while running. Blocks until all are done;
 * after @done returns FALSE or @cancellable, what waits is dropped and FALSE is returned. Worker thread. */
typedef gboolean (*CwHttpEach) (guint index, CwHttpAnswer *answer /* borrowed */, gpointer data, GError **error);
gboolean      cw_http_client_send_all_sync (CwHttpClient *self, GPtrArray *requests, CwHttpEach each, gpointer data, GCancellable *cancellable, GError **error);

/* What waits for a lane, a pace or a limit now comes back with G_IO_ERROR_CANCELLED; what is on the wire is finished.
 * Requests made later are sent as usual. Any thread. */
void          cw_http_client_cancel      (CwHttpClient *self);
void          cw_http_client_get_status  (CwHttpClient *self, CwHttpStatus *out_status);
guint         cw_http_client_get_lanes   (CwHttpClient *self);
/* Server minus local, microseconds; from the Date header of the latest answers. */
gint64        cw_http_client_get_clock_offset (CwHttpClient *self);
/* Raises or lowers the number of lanes once more is known (governance limits). */
void          cw_http_client_set_lanes   (CwHttpClient *self, guint lanes);

/* Without threads: takes waiting requests in an order drawn from the client's randomness instead of first come, first served. */
void          cw_http_client_set_shuffled (CwHttpClient *self, gboolean shuffled);

/* Body as text for messages: printable, at most 200 bytes, no control or bidi characters. (transfer full) */
char         *cw_wire_answer_dup_excerpt (const CwWireAnswer *answer);

G_END_DECLS
