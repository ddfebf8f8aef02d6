/* cw-soup-transport.c: HTTP exchanges through libsoup
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One session with one connection for every thread that sends, on a main
 * context of its own, so that libsoup's blocking calls work in any thread and
 * lanes share nothing.
 *
 * What libsoup 3.2 does on its own and must not do here:
 * - a POST or PATCH opens a new connection each time unless the message is
 *   flagged idempotent; with the flag it is not sent again by itself;
 * - PUT, DELETE and GET are silently sent again when a reused connection broke.
 *   What may not be repeated goes over a fresh connection instead, and any
 *   restart of it is broken off;
 * - a server may close an idle connection at any moment, which looks like a
 *   lost answer. After a few seconds of silence what may not be repeated does
 *   not trust the old connection;
 * - an answer in chunks that is cut between two of them passes for whole, and
 *   so does one that is cut in its headers. The socket shows the first, a body
 *   without length and content the second.
 */

#define G_LOG_DOMAIN "cw-http"

#include "config.h"

#include "cw-transport.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#define TRUSTED_IDLE (4 * G_USEC_PER_SEC)
#define IDLE_TIMEOUT 50            /* seconds */
#define CHUNK        (32 * 1024)   /* bytes */
#define USER_AGENT   "Causeway/" PACKAGE_VERSION

#define CW_TYPE_SOUP_TRANSPORT (cw_soup_transport_get_type ())
G_DECLARE_FINAL_TYPE (CwSoupTransport, cw_soup_transport, CW, SOUP_TRANSPORT, GObject)

struct _CwSoupTransport {
  GObject     parent_instance;

  GMutex      lock;
  GHashTable *lanes;   /* GThread* → Lane, owned; guarded by lock; a lane is used by its thread only */
};

typedef struct {
  GMainContext *context;
  SoupSession  *session;
  GSocket      *socket;    /* owned: of the connection made last; NULL before the first */
  guint         timeout;   /* seconds; of session */
  gint64        used_at;   /* monotonic; 0: no connection yet */
} Lane;

/* One exchange. */
typedef struct {
  const CwWireRequest *request;
  Lane                *lane;
  SoupMessage         *message;
  GCancellable        *cancellable;   /* owned: ours, follows the caller's */
  gboolean             started;       /* bytes may be on the wire */
  gboolean             restarted;     /* libsoup wanted to send it again */
} Exchange;

static gboolean
set_unreachable (const CwWireRequest *request, gboolean lasting, char *message, GError **error)
{
  if (lasting && request->out_lasting != NULL)
    *request->out_lasting = TRUE;
  g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_UNREACHABLE, message);
  g_free (message);
  return FALSE;
}

/* ---- address ---- */

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address) : g_ascii_strcasecmp (host, "localhost") == 0;
}

static GUri *
parse_address (const CwWireRequest *request, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http")))
    {
      set_unreachable (request, TRUE, g_strdup (_("The address is not a web address. It should begin with https:// and a host.")), error);
      return NULL;
    }
  if (g_str_equal (scheme, "http") && !is_loopback (host))
    {
      set_unreachable (request, TRUE, g_strdup_printf (_("Plain http to %s would send the credentials readable by anybody on the way. Use https://."),
                                                       host), error);
      return NULL;
    }
  return g_steal_pointer (&uri);
}

static char *
dup_place (const CwWireRequest *request)
{
  g_autoptr (GUri) uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, NULL);
  int port = g_uri_get_port (uri);

  if (port <= 0 || port == (g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80))
    return g_strdup (g_uri_get_host (uri));
  return g_strdup_printf ("%s:%d", g_uri_get_host (uri), port);
}

/* ---- lanes ---- */

static void
lane_free (gpointer data)
{
  Lane *self = data;

  g_main_context_push_thread_default (self->context);
  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->socket);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_free (self);
}

/* Nothing is kept, guessed or answered on our behalf. */
static SoupSession *
make_session (guint timeout)
{
  SoupSession *session = soup_session_new_with_options ("max-conns", 2,
                                                        "max-conns-per-host", 1,
                                                        "timeout", timeout,
                                                        "idle-timeout", IDLE_TIMEOUT,
                                                        "user-agent", USER_AGENT,
                                                        NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_COOKIE_JAR);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_SNIFFER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_HSTS_ENFORCER);
  return session;
}

static Lane *
find_lane (CwSoupTransport *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Lane *lane = g_hash_table_lookup (self->lanes, g_thread_self ());

  if (lane == NULL)
    {
      lane = g_new0 (Lane, 1);
      lane->context = g_main_context_new ();
      g_hash_table_insert (self->lanes, g_thread_self (), lane);
    }
  return lane;
}

static gboolean
needs_fresh_connection (const CwWireRequest *request, const Lane *lane)
{
  gboolean resent = !g_str_equal (request->method, "POST") && !g_str_equal (request->method, "PATCH");

  if (request->repeatable || lane->used_at == 0)
    return FALSE;
  return resent || g_get_monotonic_time () - lane->used_at > TRUSTED_IDLE;
}

static void
prepare_session (Lane *lane, const CwWireRequest *request)
{
  if (lane->session != NULL && lane->timeout != request->timeout)
    {
      soup_session_abort (lane->session);
      g_clear_object (&lane->session);
    }
  if (lane->session == NULL)
    {
      lane->session = make_session (request->timeout);
      lane->timeout = request->timeout;
      lane->used_at = 0;
    }
  else if (needs_fresh_connection (request, lane))
    soup_session_abort (lane->session);
}

/* ---- message ---- */

static void
starting_cb (SoupMessage *message, gpointer data)
{
  Exchange *exchange = data;

  exchange->started = TRUE;
}

static void
network_event_cb (SoupMessage *message, GSocketClientEvent event, GIOStream *stream, gpointer data)
{
  Exchange *exchange = data;

  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (stream))
    g_set_object (&exchange->lane->socket, g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)));
}

static void
restarted_cb (SoupMessage *message, gpointer data)
{
  Exchange *exchange = data;

  if (exchange->request->repeatable)
    return;
  exchange->restarted = TRUE;
  g_cancellable_cancel (exchange->cancellable);
}

static SoupMessage *
make_message (Exchange *exchange, GUri *uri)
{
  const CwWireRequest *request = exchange->request;
  SoupMessage *message = soup_message_new_from_uri (request->method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE | SOUP_MESSAGE_IDEMPOTENT);
  for (guint i = 0; request->headers != NULL && i + 1 < request->headers->len; i += 2)
    soup_message_headers_replace (headers, request->headers->pdata[i], request->headers->pdata[i + 1]);
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);
  g_signal_connect (message, "starting", G_CALLBACK (starting_cb), exchange);
  g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), exchange);
  g_signal_connect (message, "restarted", G_CALLBACK (restarted_cb), exchange);
  return message;
}

/* ---- errors ---- */

static gboolean
is_bad_certificate (const GError *cause)
{
  return g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
}

static char *
dup_unreachable (const CwWireRequest *request, const GError *cause)
{
  g_autofree char *place = dup_place (request);

  if (is_bad_certificate (cause))
    return g_strdup_printf (_("%s shows a certificate that is not valid for it (%s). Check the address, and this computer's clock."),
                            place, cause->message);
  if (cause->domain == G_TLS_ERROR)
    return g_strdup_printf (_("No secure connection to %s could be made (%s)."), place, cause->message);
  if (cause->domain == G_RESOLVER_ERROR)
    return g_strdup_printf (_("The host %s was not found (%s). Check the address and the network."), place, cause->message);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_strdup_printf (_("Nothing answers at %s (%s). Check the address, and whether the service is running."), place, cause->message);
  return g_strdup_printf (_("%s cannot be reached (%s). Check the network."), place, cause->message);
}

static void
set_lost (GError **error)
{
  g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_LOST, _("The connection was closed before the whole answer had come."));
}

static void
translate_error (const Exchange *exchange, const GError *cause, GCancellable *caller, GError **error)
{
  const CwWireRequest *request = exchange->request;

  if (!exchange->restarted && caller != NULL && g_cancellable_is_cancelled (caller))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, cause->message);
  else if (!exchange->started)
    set_unreachable (request, is_bad_certificate (cause), dup_unreachable (request, cause), error);
  else if (exchange->restarted)
    set_lost (error);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_LOST,
                 ngettext ("No answer came within %u second.", "No answer came within %u seconds.", request->timeout), request->timeout);
  else
    g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_LOST, _("The answer was lost on the way (%s)."), cause->message);
}

/* ---- answer ---- */

static gboolean
set_too_large (const CwWireRequest *request, GError **error)
{
  g_autofree char *size = g_format_size (request->max_body);

  g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL, _("The answer is longer than %s, the most that is taken."), size);
  return FALSE;
}

/* Bounded while it is read, so that a compressed answer cannot swell in memory. */
static GBytes *
read_body (Exchange *exchange, GInputStream *stream, GCancellable *caller, GError **error)
{
  const CwWireRequest *request = exchange->request;
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (GError) cause = NULL;
  gssize n;

  do
    {
      guint had = body->len;

      g_byte_array_set_size (body, had + CHUNK);
      n = g_input_stream_read (stream, body->data + had, CHUNK, exchange->cancellable, &cause);
      g_byte_array_set_size (body, had + (guint) MAX (n, 0));
      if (n < 0)
        {
          translate_error (exchange, cause, caller, error);
          return NULL;
        }
      if (body->len > request->max_body)
        {
          set_too_large (request, error);
          return NULL;
        }
    }
  while (n > 0);
  return g_byte_array_free_to_bytes (g_steal_pointer (&body));
}

/* Cookies are nobody's business here. */
static void
take_headers (CwWireAnswer *answer, SoupMessageHeaders *headers)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;

  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    if (g_ascii_strcasecmp (name, "set-cookie") != 0)
      cw_wire_answer_add_header (answer, name, value);
}

static gboolean
announces_too_much (Exchange *exchange)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (exchange->message);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
         && (guint64) soup_message_headers_get_content_length (headers) > exchange->request->max_body;
}

/* Nothing more may come after a whole answer on a connection that stays open: what can be read there is its end. */
static gboolean
was_cut (Exchange *exchange, const CwWireAnswer *answer)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (exchange->message);
  SoupEncoding encoding = soup_message_headers_get_encoding (headers);
  GSocket *socket = exchange->lane->socket;

  /* These never have a body, so that nothing announces its end. */
  if (answer->status == SOUP_STATUS_NO_CONTENT || answer->status == SOUP_STATUS_NOT_MODIFIED)
    return FALSE;
  if (soup_message_get_http_version (exchange->message) > SOUP_HTTP_1_1)
    return FALSE;
  if (encoding == SOUP_ENCODING_EOF)
    return answer->status / 100 == 2 && g_bytes_get_size (answer->body) == 0;
  return encoding == SOUP_ENCODING_CHUNKED && !soup_message_headers_header_contains (headers, "Connection", "close")
         && socket != NULL && (g_socket_is_closed (socket) || g_socket_condition_check (socket, G_IO_IN | G_IO_HUP) != 0);
}

static CwWireAnswer *
receive (Exchange *exchange, GInputStream *stream, GCancellable *caller, GError **error)
{
  g_autoptr (CwWireAnswer) answer = cw_wire_answer_new (soup_message_get_status (exchange->message));
  GBytes *body;

  take_headers (answer, soup_message_get_response_headers (exchange->message));
  if (announces_too_much (exchange))
    {
      set_too_large (exchange->request, error);
      return NULL;
    }
  body = read_body (exchange, stream, caller, error);
  if (body == NULL)
    return NULL;
  g_bytes_unref (answer->body);
  answer->body = body;
  if (was_cut (exchange, answer))
    {
      set_lost (error);
      return NULL;
    }
  return g_steal_pointer (&answer);
}

/* ---- CwTransport ---- */

static CwWireAnswer *
run_exchange (Lane *lane, Exchange *exchange, GCancellable *caller, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GInputStream) stream = soup_session_send (lane->session, exchange->message, exchange->cancellable, &cause);
  CwWireAnswer *answer = NULL;

  if (stream == NULL)
    translate_error (exchange, cause, caller, error);
  else
    {
      answer = receive (exchange, stream, caller, error);
      g_input_stream_close (stream, NULL, NULL);
    }
  /* What was broken off leaves a connection in an unknown state. */
  if (answer == NULL)
    soup_session_abort (lane->session);
  lane->used_at = g_get_monotonic_time ();
  return answer;
}

static void
forward_cancellation_cb (GCancellable *caller, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

static CwWireAnswer *
soup_transport_send (CwTransport *transport, guint number, const CwWireRequest *request, GCancellable *caller, GError **error)
{
  Lane *lane;
  g_autoptr (GUri) uri = parse_address (request, error);
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  Exchange exchange = { .request = request };
  CwWireAnswer *answer;
  gulong id = 0;

  if (uri == NULL)
    return NULL;
  cancellable = exchange.cancellable = g_cancellable_new ();
  if (caller != NULL)
    id = g_cancellable_connect (caller, G_CALLBACK (forward_cancellation_cb), g_object_ref (cancellable), g_object_unref);
  lane = exchange.lane = find_lane (CW_SOUP_TRANSPORT (transport));
  g_main_context_push_thread_default (lane->context);
  prepare_session (lane, request);
  message = exchange.message = make_message (&exchange, uri);
  answer = run_exchange (lane, &exchange, caller, error);
  g_signal_handlers_disconnect_by_data (message, &exchange);
  g_main_context_pop_thread_default (lane->context);
  g_cancellable_disconnect (caller, id);
  return answer;
}

static gboolean
soup_transport_is_threaded (CwTransport *transport)
{
  return TRUE;
}

static void
soup_transport_end_lane (CwTransport *transport)
{
  CwSoupTransport *self = CW_SOUP_TRANSPORT (transport);
  gpointer lane = NULL;

  g_mutex_lock (&self->lock);
  g_hash_table_steal_extended (self->lanes, g_thread_self (), NULL, &lane);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&lane, lane_free);
}

static void
soup_transport_iface_init (CwTransportInterface *iface)
{
  iface->send = soup_transport_send;
  iface->is_threaded = soup_transport_is_threaded;
  iface->end_lane = soup_transport_end_lane;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwSoupTransport, cw_soup_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_TRANSPORT, soup_transport_iface_init))

static void
soup_transport_finalize (GObject *object)
{
  CwSoupTransport *self = CW_SOUP_TRANSPORT (object);

  g_hash_table_unref (self->lanes);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_soup_transport_parent_class)->finalize (object);
}

static void
cw_soup_transport_class_init (CwSoupTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = soup_transport_finalize;
}

static void
cw_soup_transport_init (CwSoupTransport *self)
{
  g_mutex_init (&self->lock);
  self->lanes = g_hash_table_new_full (NULL, NULL, NULL, lane_free);
}

CwTransport *
cw_soup_transport_new (void)
{
  return g_object_new (CW_TYPE_SOUP_TRANSPORT, NULL);
}
