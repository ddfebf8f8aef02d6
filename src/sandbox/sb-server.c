/* sb-server.c: the sandbox on a socket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request is handled when it has arrived whole; its answer may then wait
 * (latency), trickle (slow), break off (truncate), never come (timeout) or be
 * replaced by a closed connection (drop). Meanwhile the message is paused, so
 * requests overlap as they do with a distant server.
 */

#define G_LOG_DOMAIN "sb-server"

#include "sb-server.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>

/* A larger body is cut off while it comes in. */
#define BODY_LIMIT (16 * 1024 * 1024)

/* A client that hangs on an answer is looked after this often, and let go after so many looks. */
#define HANG_CHECK_MS 500
#define HANG_CHECKS   1200

#define SLOW_STEPS 10

struct _SbServer {
  SoupServer *soup;        /* owned */
  SbSandbox  *sandbox;     /* borrowed */
  char       *url;
  GHashTable *exchanges;   /* Exchange, owned: answers that have not left */
};

/* One request from its arrival until its answer has left. */
typedef struct {
  SbServer          *server;     /* borrowed: it ends its exchanges before it goes */
  SoupServerMessage *message;    /* owned */
  SbResponse         response;
  guint              timer;      /* 0: none */
  guint              looks;      /* while hanging */
  gsize              written;    /* of the body, while trickling */
} Exchange;

static void
exchange_free (Exchange *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
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

/* A paused connection is not read, so nobody else would notice that the client has gone. */
static gboolean
hang_cb (gpointer user_data)
{
  Exchange *self = user_data;
  GSocket *socket = soup_server_message_get_socket (self->message);
  char byte;
  gboolean gone = socket == NULL || recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;

  if (!gone && ++self->looks < HANG_CHECKS)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  drop_answer (self);

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
    set_timer (self, HANG_CHECK_MS, hang_cb);
  else if (delay > 0)
    set_timer (self, delay, answer_cb);
  else
    answer (self);
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

static char *
find_url (SoupServer *soup)
{
  GSList *uris = soup_server_get_uris (soup);
  char *url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return url;
}

SbServer *
sb_server_new (guint16 port, GError **error)
{
  g_autoptr (SbServer) self = g_new0 (SbServer, 1);

  self->exchanges = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) exchange_free, NULL);
  self->soup = soup_server_new ("server-header", "causeway-sandbox", NULL);
  /* a machine without IPv6 serves 127.0.0.1 alone */
  if (!soup_server_listen_local (self->soup, port, 0, NULL) &&
      !soup_server_listen_local (self->soup, port, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    {
      g_prefix_error (error, "cannot listen on port %u: ", port);
      return NULL;
    }
  self->url = find_url (self->soup);

  return g_steal_pointer (&self);
}

void
sb_server_free (SbServer *self)
{
  soup_server_disconnect (self->soup);
  g_hash_table_unref (self->exchanges);
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
