/* sb-server.c: the sandbox on a socket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request is handled when it has arrived whole; its answer may then wait
 * (latency), trickle (slow), break off (truncate), never come (timeout) or be
 * replaced by a closed connection (drop). Meanwhile the message is paused, so
 * requests overlap as they do with a distant server.
 *
 * libsoup 3.2 never closes a kept-alive connection that the client has left, so
 * a watch on each socket does, lest the sandbox runs out of file descriptors.
 */

#define G_LOG_DOMAIN "sb-server"

#include "sb-server.h"

#include <libsoup/soup.h>
#include <poll.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif
#include <string.h>
#include <sys/socket.h>

/* A larger body is cut off while it comes in. */
#define BODY_LIMIT (16 * 1024 * 1024)

/* A client that has not given up an answer that never comes is let go after this time. */
#define HANG_MS (10 * 60 * 1000)

/* Also when the client has only ended its own sending; what GLib hands through to poll(). */
#define CLIENT_LEFT ((GIOCondition) (POLLRDHUP | G_IO_HUP | G_IO_ERR))

#define SLOW_STEPS 10

struct _SbServer {
  SoupServer *soup;        /* owned */
  SbSandbox  *sandbox;     /* borrowed */
  char       *url;
  GHashTable *connections; /* GSocket → Connection, owned */
  GHashTable *exchanges;   /* Exchange, owned: answers that have not left */
};

typedef struct _Exchange Exchange;

/* One socket of a client until it leaves. */
typedef struct {
  SbServer *server;        /* borrowed */
  GSocket  *socket;        /* owned */
  GSource  *watch;         /* owned */
  Exchange *exchange;      /* borrowed, nullable: under way */
  gboolean  left;          /* by the client; closed when the exchange is over */
} Connection;

/* One request from its arrival until its answer has left. */
struct _Exchange {
  SbServer          *server;     /* borrowed: it ends its exchanges before it goes */
  SoupServerMessage *message;    /* owned */
  Connection        *connection; /* borrowed, nullable */
  SbResponse         response;
  guint              timer;      /* 0: none */
  gsize              written;    /* of the body, while trickling */
};

/* ---- what libsoup never lets go of ---- */

/* libsoup 3.2 keeps a reference to the socket of each connection that it accepted, and to what it listens with; a program
 * that holds nothing but a SoupServer leaks the same. Told by address, since the sanitizer's quick stacks end before
 * libsoup's frames and a suppression by its name finds nothing. */
static void
forgive_socket (GSocket *socket)
{
#ifdef __SANITIZE_ADDRESS__
  __lsan_ignore_object (socket);
#endif
}

static char *
find_url (SoupServer *soup)
{
  GSList *uris = soup_server_get_uris (soup);
  char *url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return url;
}

/* NULL: it cannot (transfer full). */
static char *
listen_locally (SoupServer *soup, guint16 port, GError **error)
{
  g_autofree char *url = NULL;

#ifdef __SANITIZE_ADDRESS__
  __lsan_disable ();
#endif
  /* a machine without IPv6 serves 127.0.0.1 alone */
  if (soup_server_listen_local (soup, port, 0, NULL) || soup_server_listen_local (soup, port, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    url = find_url (soup);
#ifdef __SANITIZE_ADDRESS__
  __lsan_enable ();
#endif

  return g_steal_pointer (&url);
}

static void
connection_free (Connection *self)
{
  g_source_destroy (self->watch);
  g_source_unref (self->watch);
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  g_free (self);
}

static void
exchange_free (Exchange *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->connection != NULL)
    self->connection->exchange = NULL;
  if (self->connection != NULL && self->connection->left)
    g_hash_table_remove (self->server->connections, self->connection->socket);
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_object_unref (self->message);
  sb_sandbox_finished (self->server->sandbox, &self->response);
  sb_response_clear (&self->response);
  g_free (self);
}

static void
set_timer (Exchange *self, guint milliseconds, GSourceFunc callback)
{
  g_assert (self->timer == 0);
  self->timer = g_timeout_add (milliseconds, callback, self);
}

/* ---- ends of an answer ---- */

/* The peer of a socket so marked sees a reset, not an end, when it is closed. */
static void
mark_for_reset (GSocket *socket)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

/* Ends the exchange: the message goes with its connection. */
static void
drop_answer (Exchange *self)
{
  GSocket *socket = soup_server_message_get_socket (self->message);
  g_autoptr (GIOStream) stream = NULL;

  if (socket != NULL && g_strcmp0 (self->response.fault, "reset") == 0)
    mark_for_reset (socket);
  stream = soup_server_message_steal_connection (self->message);
  g_io_stream_close (stream, NULL, NULL);
}

static gboolean
drop_cb (gpointer user_data)
{
  Exchange *self = user_data;

  self->timer = 0;
  drop_answer (self);

  return G_SOURCE_REMOVE;
}

/* Not at once: libsoup is still busy with the chunk. */
static void
wrote_part_cb (SoupServerMessage *message, gpointer user_data)
{
  set_timer (user_data, 0, drop_cb);
}

static gboolean
slow_cb (gpointer user_data)
{
  Exchange *self = user_data;
  SoupMessageBody *body = soup_server_message_get_response_body (self->message);
  gsize step = self->response.body->len / SLOW_STEPS + 1;
  gsize size = MIN (step, self->response.body->len - self->written);

  soup_message_body_append (body, SOUP_MEMORY_COPY, self->response.body->str + self->written, size);
  self->written += size;
  soup_server_message_unpause (self->message);
  if (self->written < self->response.body->len)
    return G_SOURCE_CONTINUE;
  soup_message_body_complete (body);
  self->timer = 0;

  return G_SOURCE_REMOVE;
}

static void
send_whole (Exchange *self)
{
  gsize size = self->response.body->len;

  soup_message_body_append_take (soup_server_message_get_response_body (self->message),
                                 (guchar *) g_string_free (g_steal_pointer (&self->response.body), FALSE), size);
  soup_message_body_complete (soup_server_message_get_response_body (self->message));
  soup_server_message_unpause (self->message);
}

/* The header promises the whole body. */
static void
send_part (Exchange *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);

  soup_message_headers_set_content_length (headers, (goffset) self->response.body->len);
  if (self->response.slow_ms > 0)
    {
      set_timer (self, self->response.slow_ms / SLOW_STEPS, slow_cb);
      return;
    }
  g_signal_connect (self->message, "wrote-chunk", G_CALLBACK (wrote_part_cb), self);
  soup_message_body_append (soup_server_message_get_response_body (self->message), SOUP_MEMORY_COPY,
                            self->response.body->str, (gsize) self->response.truncate_to);
  soup_server_message_unpause (self->message);
}

static void
set_head (Exchange *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);

  soup_server_message_set_status (self->message, self->response.status, NULL);
  for (guint i = 0; i + 1 < self->response.headers->len; i += 2)
    {
      const char *name = g_ptr_array_index (self->response.headers, i);
      const char *value = g_ptr_array_index (self->response.headers, i + 1);

      /* libsoup has put its own date, from the real clock */
      if (g_ascii_strcasecmp (name, "Date") == 0)
        soup_message_headers_replace (headers, name, value);
      else
        soup_message_headers_append (headers, name, value);
    }
  if (self->response.content_type != NULL)
    soup_message_headers_replace (headers, "Content-Type", self->response.content_type);
}

static void
answer (Exchange *self)
{
  gboolean has_body = self->response.body->len > 0 && soup_server_message_get_method (self->message) != SOUP_METHOD_HEAD;

  if (self->response.drop)
    {
      drop_answer (self);
      return;
    }
  set_head (self);
  if (has_body && (self->response.truncate_to > 0 || self->response.slow_ms > 0))
    send_part (self);
  else
    send_whole (self);
}

static gboolean
answer_cb (gpointer user_data)
{
  Exchange *self = user_data;

  self->timer = 0;
  answer (self);

  return G_SOURCE_REMOVE;
}

static void
start_answer (Exchange *self)
{
  guint delay = self->response.delay_ms;

  if (self->response.slow_ms > 0 && self->response.body->len == 0)
    delay += self->response.slow_ms;
  soup_server_message_pause (self->message);
  if (self->response.hang)
    set_timer (self, HANG_MS, drop_cb);
  else if (delay > 0)
    set_timer (self, delay, answer_cb);
  else
    answer (self);
}

/* ---- connections ---- */

/* A paused connection is not read, so libsoup would not notice that the client of a hanging answer has gone. */
static gboolean
client_left_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Connection *self = user_data;

  self->left = TRUE;
  if (self->exchange == NULL)
    g_hash_table_remove (self->server->connections, socket);
  else if (self->exchange->response.hang)
    drop_answer (self->exchange);

  return G_SOURCE_REMOVE;
}

/* The first request on a socket makes its connection known. */
static void
request_started_cb (SoupServer *soup, SoupServerMessage *message, gpointer user_data)
{
  SbServer *self = user_data;
  GSocket *socket = soup_server_message_get_socket (message);
  Connection *connection;

  if (socket == NULL || g_hash_table_contains (self->connections, socket))
    return;
  forgive_socket (socket);
  connection = g_new0 (Connection, 1);
  connection->server = self;
  connection->socket = g_object_ref (socket);
  connection->watch = g_socket_create_source (socket, CLIENT_LEFT, NULL);
  g_source_set_callback (connection->watch, G_SOURCE_FUNC (client_left_cb), connection, NULL);
  g_source_attach (connection->watch, g_main_context_get_thread_default ());
  g_hash_table_insert (self->connections, socket, connection);
}

/* ---- requests ---- */

static void
collect_header (const char *name, const char *value, gpointer user_data)
{
  GHashTable *headers = user_data;
  char *key = g_ascii_strdown (name, -1);
  const char *before = g_hash_table_lookup (headers, key);

  g_hash_table_insert (headers, key, before != NULL ? g_strconcat (before, ", ", value, NULL) : g_strdup (value));
}

/* libsoup parses the request's address with its percent-encoding left alone; the host is the one that was called. */
static char *
build_url (SbServer *self, GHashTable *headers, const char *path, const char *query)
{
  const char *host = g_hash_table_lookup (headers, "host");
  const char *origin = host != NULL ? host : self->url + strlen ("http://");

  return g_strconcat ("http://", origin, path, query != NULL ? "?" : "", query != NULL ? query : "", NULL);
}

static void
handle (SbServer *self, SoupServerMessage *message, SbResponse *response)
{
  g_autoptr (GHashTable) headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  GUri *uri = soup_server_message_get_uri (message);
  g_autofree char *url = NULL;

  soup_message_headers_foreach (soup_server_message_get_request_headers (message), collect_header, headers);
  url = build_url (self, headers, g_uri_get_path (uri), g_uri_get_query (uri));
  sb_sandbox_handle (self->sandbox,
                     &(SbRequest) {
                       .method = soup_server_message_get_method (message),
                       .path = g_uri_get_path (uri),
                       .query = g_uri_get_query (uri),
                       .url = url,
                       .headers = headers,
                       .body = body,
                     },
                     response);
}

static void
ended_cb (SoupServerMessage *message, gpointer user_data)
{
  Exchange *exchange = user_data;

  g_hash_table_remove (exchange->server->exchanges, exchange);
}

static void
request_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  SbServer *self = user_data;
  Exchange *exchange = g_new0 (Exchange, 1);

  exchange->server = self;
  exchange->message = g_object_ref (message);
  exchange->connection = g_hash_table_lookup (self->connections, soup_server_message_get_socket (message));
  if (exchange->connection != NULL)
    exchange->connection->exchange = exchange;
  g_hash_table_add (self->exchanges, exchange);
  sb_response_init (&exchange->response);
  handle (self, message, &exchange->response);
  g_signal_connect (message, "finished", G_CALLBACK (ended_cb), exchange);
  g_signal_connect (message, "disconnected", G_CALLBACK (ended_cb), exchange);
  start_answer (exchange);
}

/* Closes under libsoup's feet: its next read fails and ends the message. */
static void
cut_connection (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  gsize size = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (message), "size")) + g_bytes_get_size (chunk);

  g_object_set_data (G_OBJECT (message), "size", GSIZE_TO_POINTER (size));
  if (size > BODY_LIMIT)
    cut_connection (message);
}

/* Before the body: what is announced as too large is not read at all, what grows too large is not read on. */
static void
early_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_content_length (headers) > BODY_LIMIT)
    cut_connection (message);
  else
    g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), NULL);
}

/* ---- life ---- */

SbServer *
sb_server_new (guint16 port, GError **error)
{
  g_autoptr (SbServer) self = g_new0 (SbServer, 1);

  self->connections = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) connection_free);
  self->exchanges = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) exchange_free, NULL);
  self->soup = soup_server_new ("server-header", "causeway-sandbox", NULL);
  g_signal_connect (self->soup, "request-started", G_CALLBACK (request_started_cb), self);
  self->url = listen_locally (self->soup, port, error);
  if (self->url == NULL)
    {
      g_prefix_error (error, "cannot listen on port %u: ", port);
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
sb_server_free (SbServer *self)
{
  soup_server_disconnect (self->soup);
  g_hash_table_unref (self->exchanges);
  g_hash_table_unref (self->connections);
  g_object_unref (self->soup);
  g_free (self->url);
  g_free (self);
}

const char *
sb_server_get_url (SbServer *self)
{
  return self->url;
}

void
sb_server_set_sandbox (SbServer *self, SbSandbox *sandbox)
{
  g_return_if_fail (self->sandbox == NULL);

  self->sandbox = sandbox;
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, request_cb, self, NULL);
}
