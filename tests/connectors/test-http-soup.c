/* test-http-soup.c: the real transport against servers on loopback
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A SoupServer counts connections and requests; what a well-behaved server
 * never does (answers cut short, connections closed after the change was made)
 * comes from a bare socket.
 */

#include "http-fixture.h"

#include <gnutls/x509.h>
#include <libsoup/soup.h>
#include <string.h>

#define MS 1000

#define UNPACKED 1000000   /* bytes of the packed answer */

/* ---- SoupServer on a thread of its own ---- */

/* The server of libsoup 3.2 leaks the socket of each connection and its own address; here only the client is looked at. */
extern void __lsan_disable (void) __attribute__ ((weak));
extern void __lsan_enable (void) __attribute__ ((weak));
extern void __lsan_ignore_object (const void *object) __attribute__ ((weak));

typedef struct {
  GThread      *thread;
  GMainContext *context;
  GMainLoop    *loop;
  SoupServer   *server;
  char         *url;
  GMutex        lock;
  GHashTable   *ports;      /* remote ports seen: one a connection; guarded by lock */
  guint         requests;
  guint         inside, most_inside;
  char         *agent, *cookie;   /* of the latest request, owned */
} Local;

typedef struct {
  Local             *local;
  SoupServerMessage *message;
} Slow;

static gboolean
answer_slowly_cb (gpointer data)
{
  Slow *slow = data;

  g_mutex_lock (&slow->local->lock);
  slow->local->inside--;
  g_mutex_unlock (&slow->local->lock);
  soup_server_message_unpause (slow->message);
  g_object_unref (slow->message);
  g_free (slow);
  return G_SOURCE_REMOVE;
}

static void
note_request (Local *self, SoupServerMessage *message)
{
  GInetSocketAddress *remote = G_INET_SOCKET_ADDRESS (soup_server_message_get_remote_address (message));
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (__lsan_ignore_object != NULL)
    __lsan_ignore_object (soup_server_message_get_socket (message));
  g_mutex_lock (&self->lock);
  self->requests++;
  self->inside++;
  self->most_inside = MAX (self->most_inside, self->inside);
  g_hash_table_add (self->ports, GUINT_TO_POINTER (g_inet_socket_address_get_port (remote)));
  g_free (self->agent);
  self->agent = g_strdup (soup_message_headers_get_one (headers, "User-Agent"));
  g_free (self->cookie);
  self->cookie = g_strdup (soup_message_headers_get_one (headers, "Cookie"));
  g_mutex_unlock (&self->lock);
}

static void
answer_packed (SoupServerMessage *message)
{
  g_autoptr (GConverter) packer = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autofree char *zeros = g_malloc0 (UNPACKED);
  g_autofree char *packed = g_malloc (UNPACKED);
  gsize read, written;

  g_assert_cmpint (g_converter_convert (packer, zeros, UNPACKED, packed, UNPACKED, G_CONVERTER_INPUT_AT_END, &read, &written, NULL), ==,
                   G_CONVERTER_FINISHED);
  g_assert_cmpuint (written, <, 10000);
  soup_message_headers_append (soup_server_message_get_response_headers (message), "Content-Encoding", "gzip");
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, packed, written);
}

static void
handle_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Local *self = data;
  const char *ms = query != NULL ? g_hash_table_lookup (query, "ms") : NULL;
  const char *size = query != NULL ? g_hash_table_lookup (query, "size") : NULL;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *request = soup_server_message_get_request_body (message);

  note_request (self, message);
  soup_message_headers_append (headers, "Set-Cookie", "session=secret");
  soup_message_headers_append (headers, "X-Twice", "one");
  soup_message_headers_append (headers, "X-Twice", "two");
  if (g_str_equal (path, "/redirect"))
    soup_server_message_set_redirect (message, 302, "/elsewhere");
  else if (g_str_equal (path, "/packed"))
    answer_packed (message);
  else if (size != NULL)
    {
      gsize length = (gsize) g_ascii_strtoull (size, NULL, 10);

      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_TAKE, g_strnfill (length, 'x'), length);
      if (g_str_equal (path, "/chunked"))
        {
          soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
          soup_message_body_complete (soup_server_message_get_response_body (message));
        }
    }
  else
    {
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, request->data != NULL ? request->data : "", (gsize) request->length);
    }
  if (ms != NULL)
    {
      Slow *slow = g_new (Slow, 1);
      GSource *source = g_timeout_source_new ((guint) g_ascii_strtoull (ms, NULL, 10));

      slow->local = self;
      slow->message = g_object_ref (message);
      soup_server_message_pause (message);
      g_source_set_callback (source, answer_slowly_cb, slow, NULL);
      g_source_attach (source, self->context);
      g_source_unref (source);
      return;
    }
  g_mutex_lock (&self->lock);
  self->inside--;
  g_mutex_unlock (&self->lock);
}

static gpointer
local_thread (gpointer data)
{
  Local *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
local_start_with (Local *self, GTlsCertificate *certificate)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;
  g_autofree char *url = NULL;

  memset (self, 0, sizeof *self);
  g_mutex_init (&self->lock);
  self->ports = g_hash_table_new (NULL, NULL);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_main_context_push_thread_default (self->context);
  self->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (self->server, NULL, handle_request, self, NULL);
  if (__lsan_disable != NULL)
    __lsan_disable ();
  g_assert_true (soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY | (certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0), &error));
  if (__lsan_enable != NULL)
    __lsan_enable ();
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  url = g_uri_to_string (uris->data);
  self->url = g_strndup (url, strlen (url) - 1);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_main_context_pop_thread_default (self->context);
  self->thread = g_thread_new ("local-server", local_thread, self);
}

static void
local_start (Local *self)
{
  local_start_with (self, NULL);
}

/* On the server's own thread, where its connections live. */
static gboolean
quit_cb (gpointer data)
{
  Local *self = data;

  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static void
local_stop (Local *self)
{
  g_main_context_invoke (self->context, quit_cb, self);
  g_thread_join (self->thread);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_hash_table_unref (self->ports);
  g_free (self->url);
  g_free (self->agent);
  g_free (self->cookie);
  g_mutex_clear (&self->lock);
}

/* ---- a bare socket that writes down what comes and answers word by word ---- */

typedef struct {
  GThread         *thread;
  GSocketListener *listener;
  GCancellable    *stop;
  char            *url;
  const char      *answers[8];   /* for the requests as they come; NULL: close without an answer */
  guint            n_answers;
  int              requests;     /* atomic */
  int              connections;  /* atomic */
} Bare;

/* TRUE when a whole request was read. */
static gboolean
read_request (GDataInputStream *stream)
{
  gsize length = 0;
  gboolean any = FALSE;

  while (TRUE)
    {
      g_autofree char *line = g_data_input_stream_read_line (stream, NULL, NULL, NULL);

      if (line == NULL)
        return FALSE;
      if (*line == '\0' && any)
        break;
      any = TRUE;
      if (g_ascii_strncasecmp (line, "content-length:", 15) == 0)
        length = (gsize) g_ascii_strtoull (line + 15, NULL, 10);
    }
  return length == 0 || g_input_stream_skip (G_INPUT_STREAM (stream), length, NULL, NULL) == (gssize) length;
}

static void
serve_connection (Bare *self, GSocketConnection *connection)
{
  g_autoptr (GDataInputStream) stream = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));

  g_data_input_stream_set_newline_type (stream, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  while (read_request (stream))
    {
      guint number = (guint) g_atomic_int_add (&self->requests, 1);
      const char *answer = number < self->n_answers ? self->answers[number] : NULL;

      if (answer == NULL)
        return;
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), answer, strlen (answer), NULL, NULL, NULL);
      if (strstr (answer, "[cut]") != NULL)
        return;
    }
}

static gpointer
bare_thread (gpointer data)
{
  Bare *self = data;

  while (TRUE)
    {
      g_autoptr (GSocketConnection) connection = g_socket_listener_accept (self->listener, NULL, self->stop, NULL);

      if (connection == NULL)
        return NULL;
      g_atomic_int_inc (&self->connections);
      serve_connection (self, connection);
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    }
}

static void
bare_start (Bare *self)
{
  guint16 port;

  memset (self, 0, sizeof *self);
  self->listener = g_socket_listener_new ();
  self->stop = g_cancellable_new ();
  port = g_socket_listener_add_any_inet_port (self->listener, NULL, NULL);
  g_assert_cmpuint (port, >, 0);
  self->url = g_strdup_printf ("http://127.0.0.1:%u", port);
}

static void
bare_expect (Bare *self, const char *answer)
{
  self->answers[self->n_answers++] = answer;
}

static void
bare_run (Bare *self)
{
  self->thread = g_thread_new ("bare-server", bare_thread, self);
}

static void
bare_stop (Bare *self)
{
  g_cancellable_cancel (self->stop);
  g_thread_join (self->thread);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
  g_free (self->url);
}

/* ---- the transport alone ---- */

static CwWireAnswer *
exchange (CwTransport *transport, const char *method, const char *url, gboolean repeatable, gsize max_body, GError **error)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("hello", 5);
  gboolean writes = !g_str_equal (method, "GET");
  CwWireRequest request = {
    .method = method,
    .url = url,
    .body = writes ? body : NULL,
    .content_type = writes ? "text/plain" : NULL,
    .repeatable = repeatable,
    .timeout = 2,
    .max_body = max_body,
  };

  return cw_transport_send_sync (transport, 0, &request, NULL, error);
}

static void
test_answer (void)
{
  Local local;
  g_autoptr (CwTransport) transport = cw_soup_transport_new ();
  g_autoptr (CwWireAnswer) answer = NULL, again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;

  local_start (&local);
  url = g_strconcat (local.url, "/a?x=%5B1%5D", NULL);
  answer = exchange (transport, "POST", url, FALSE, 100, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpmem (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body), "hello", 5);
  g_assert_cmpstr (cw_wire_answer_get_header (answer, "x-twice"), ==, "one, two");
  g_assert_nonnull (cw_wire_answer_get_header (answer, "date"));
  g_assert_null (cw_wire_answer_get_header (answer, "set-cookie"));
  g_assert_true (g_str_has_prefix (local.agent, "Causeway/"));
  again = exchange (transport, "GET", url, TRUE, 100, &error);
  g_assert_no_error (error);
  g_assert_null (local.cookie);
  g_clear_object (&transport);
  local_stop (&local);
}

static void
test_no_redirect (void)
{
  Local local;
  g_autoptr (CwTransport) transport = cw_soup_transport_new ();
  g_autoptr (CwWireAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;

  local_start (&local);
  url = g_strconcat (local.url, "/redirect", NULL);
  answer = exchange (transport, "GET", url, TRUE, 100, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 302);
  g_assert_cmpuint (local.requests, ==, 1);
  g_clear_object (&transport);
  local_stop (&local);
}

/* One connection for reads and for writes that go on without a pause; PUT and DELETE never on a used one unless repeatable. */
static void
test_reuse (void)
{
  static const struct {
    const char *method;
    gboolean    repeatable;
    guint       connections;
  } cases[] = {
    { "GET", TRUE, 1 }, { "POST", TRUE, 1 }, { "POST", FALSE, 1 }, { "PATCH", FALSE, 1 }, { "PUT", TRUE, 1 }, { "PUT", FALSE, 10 },
    { "DELETE", FALSE, 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Local local;
      g_autoptr (CwTransport) transport = cw_soup_transport_new ();
      g_autoptr (GError) error = NULL;

      local_start (&local);
      for (guint n = 0; n < 10; n++)
        {
          g_autoptr (CwWireAnswer) answer = exchange (transport, cases[i].method, local.url, cases[i].repeatable, 100, &error);

          g_assert_no_error (error);
        }
      g_assert_cmpuint (local.requests, ==, 10);
      g_assert_cmpuint (g_hash_table_size (local.ports), ==, cases[i].connections);
      g_clear_object (&transport);
      local_stop (&local);
    }
}

static void
test_idle_connection (void)
{
  Local local;
  g_autoptr (CwTransport) transport = cw_soup_transport_new ();
  g_autoptr (GError) error = NULL;

  local_start (&local);
  cw_wire_answer_free (exchange (transport, "POST", local.url, FALSE, 100, &error));
  g_usleep (4200 * MS);
  cw_wire_answer_free (exchange (transport, "POST", local.url, TRUE, 100, &error));
  g_assert_cmpuint (g_hash_table_size (local.ports), ==, 1);
  g_usleep (4200 * MS);
  cw_wire_answer_free (exchange (transport, "POST", local.url, FALSE, 100, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (local.ports), ==, 2);
  g_clear_object (&transport);
  local_stop (&local);
}

static void
test_body_bound (void)
{
  static const char *paths[] = { "/plain", "/chunked" };
  Local local;
  g_autoptr (CwTransport) transport = cw_soup_transport_new ();

  local_start (&local);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *fits = g_strdup_printf ("%s%s?size=100000", local.url, paths[i]);
      g_autofree char *large = g_strdup_printf ("%s%s?size=100001", local.url, paths[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwWireAnswer) answer = exchange (transport, "GET", fits, TRUE, 100000, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (answer->body), ==, 100000);
      g_assert_null (exchange (transport, "GET", large, TRUE, 100000, &error));
      g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL);
    }
  g_clear_object (&transport);
  local_stop (&local);
}

/* A small answer that swells when it is unpacked. */
static void
test_packed (void)
{
  Local local;
  g_autoptr (CwTransport) transport = cw_soup_transport_new ();
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwWireAnswer) answer = NULL;

  local_start (&local);
  url = g_strconcat (local.url, "/packed", NULL);
  answer = exchange (transport, "GET", url, TRUE, UNPACKED, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (answer->body), ==, UNPACKED);
  g_assert_null (exchange (transport, "GET", url, TRUE, UNPACKED - 1, &error));
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL);
  g_clear_object (&transport);
  local_stop (&local);
}

#define WHOLE "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

static void
test_cut (void)
{
  static const char *answers[] = {
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort [cut]",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n64\r\nshort [cut]",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[cut]\r\n",
    "HTTP/1.1 200 OK\r\nX-Half: [cut]",
    "HTTP/1.1 200 OK\r\nX-Whole: 1\r\nContent-Length: 2[cut]",
    "HTTP/1.1 [cut]",
    NULL,
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    for (guint reused = 0; reused < 2; reused++)
      {
        Bare bare;
        g_autoptr (CwTransport) transport = cw_soup_transport_new ();
        g_autoptr (GError) error = NULL;

        bare_start (&bare);
        if (reused)
          bare_expect (&bare, WHOLE);
        bare_expect (&bare, answers[i]);
        bare_expect (&bare, WHOLE);
        bare_run (&bare);
        g_test_message ("answer %u, %s connection", i, reused ? "used" : "fresh");
        if (reused)
          cw_wire_answer_free (exchange (transport, "POST", bare.url, FALSE, 1000, &error));
        g_assert_null (exchange (transport, "POST", bare.url, FALSE, 1000, &error));
        g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_LOST);
        g_assert_cmpint (g_atomic_int_get (&bare.requests), ==, 1 + (int) reused);
        g_assert_cmpint (g_atomic_int_get (&bare.connections), ==, 1);
        g_clear_object (&transport);
        bare_stop (&bare);
      }
}

/* libsoup would send these again by itself. */
static void
test_not_replayed (void)
{
  static const char *methods[] = { "PUT", "DELETE", "POST", "PATCH" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      Bare bare;
      g_autoptr (CwTransport) transport = cw_soup_transport_new ();
      g_autoptr (GError) error = NULL;

      bare_start (&bare);
      bare_expect (&bare, WHOLE);
      bare_expect (&bare, NULL);
      bare_expect (&bare, WHOLE);
      bare_run (&bare);
      cw_wire_answer_free (exchange (transport, methods[i], bare.url, FALSE, 1000, &error));
      g_assert_no_error (error);
      g_assert_null (exchange (transport, methods[i], bare.url, FALSE, 1000, &error));
      g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_LOST);
      g_assert_cmpint (g_atomic_int_get (&bare.requests), ==, 2);
      g_clear_object (&transport);
      bare_stop (&bare);
    }
}

static void
test_no_answer_in_time (void)
{
  Local local;
  g_autoptr (CwTransport) transport = cw_soup_transport_new ();
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;
  CwWireRequest request = { .method = "POST", .repeatable = FALSE, .timeout = 1, .max_body = 10 };

  local_start (&local);
  request.url = url = g_strconcat (local.url, "/?ms=1500", NULL);
  g_assert_null (cw_transport_send_sync (transport, 0, &request, NULL, &error));
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_LOST);
  assert_contains (error->message, "1 second");
  g_usleep (700 * MS);
  g_clear_object (&transport);
  local_stop (&local);
}

static void
assert_unreachable (const char *url, gboolean lasting, const char *words)
{
  g_autoptr (CwTransport) transport = cw_soup_transport_new ();
  g_autoptr (GError) error = NULL;
  gboolean last = FALSE;
  CwWireRequest request = { .method = "POST", .url = url, .timeout = 2, .max_body = 10, .out_lasting = &last };

  g_assert_null (cw_transport_send_sync (transport, 0, &request, NULL, &error));
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_UNREACHABLE);
  g_assert_cmpint (last, ==, lasting);
  assert_contains (error->message, words);
}

static void
test_unreachable (void)
{
  Bare bare;
  g_autofree char *secure = NULL;

  assert_unreachable ("http://127.0.0.1:1/x", FALSE, "Nothing answers at 127.0.0.1:1");
  assert_unreachable ("http://192.0.2.1/x", TRUE, "Plain http to 192.0.2.1");
  assert_unreachable ("http://localhost.example/x", TRUE, "https://");
  assert_unreachable ("http://127.0.0.1.example/x", TRUE, "https://");
  assert_unreachable ("ftp://127.0.0.1/x", TRUE, "https://");
  assert_unreachable ("nonsense", TRUE, "https://");

  bare_start (&bare);
  bare_run (&bare);
  secure = g_strconcat ("https", bare.url + strlen ("http"), NULL);
  assert_unreachable (secure, FALSE, "127.0.0.1");
  g_assert_cmpint (g_atomic_int_get (&bare.requests), ==, 0);
  bare_stop (&bare);
}

static void
test_localhost (void)
{
  Local local;
  g_autoptr (CwTransport) transport = cw_soup_transport_new ();
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwWireAnswer) answer = NULL;

  local_start (&local);
  url = g_strconcat ("http://LocalHost", strrchr (local.url, ':'), NULL);
  answer = exchange (transport, "GET", url, TRUE, 100, &error);
  g_assert_no_error (error);
  g_clear_object (&transport);
  local_stop (&local);
}

/* Signed by itself, so that nobody vouches for it. */
static GTlsCertificate *
make_certificate (void)
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;
  gnutls_datum_t key_pem, certificate_pem;
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;
  GTlsCertificate *made;

  gnutls_x509_privkey_init (&key);
  gnutls_x509_crt_init (&certificate);
  g_assert_cmpint (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0), ==, 0);
  gnutls_x509_crt_set_key (certificate, key);
  gnutls_x509_crt_set_version (certificate, 3);
  gnutls_x509_crt_set_serial (certificate, "\x01", 1);
  gnutls_x509_crt_set_dn (certificate, "CN=localhost", NULL);
  gnutls_x509_crt_set_activation_time (certificate, time (NULL) - 3600);
  gnutls_x509_crt_set_expiration_time (certificate, time (NULL) + 3600);
  g_assert_cmpint (gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key_pem), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &certificate_pem), ==, 0);
  pem = g_strdup_printf ("%.*s\n%.*s", (int) certificate_pem.size, certificate_pem.data, (int) key_pem.size, key_pem.data);
  gnutls_free (key_pem.data);
  gnutls_free (certificate_pem.data);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (key);
  made = g_tls_certificate_new_from_pem (pem, -1, &error);
  g_assert_no_error (error);
  return made;
}

static void
test_untrusted (void)
{
  Local local;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *url = NULL;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_test_skip ("no TLS backend");
      return;
    }
  certificate = make_certificate ();
  local_start_with (&local, certificate);
  url = g_strdup_printf ("https://localhost%s", strrchr (local.url, ':'));
  assert_unreachable (url, TRUE, "certificate");
  g_assert_cmpuint (local.requests, ==, 0);
  local_stop (&local);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (50 * MS);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancelled (void)
{
  Local local;
  g_autoptr (CwTransport) transport = cw_soup_transport_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;
  CwWireRequest request = { .method = "GET", .repeatable = TRUE, .timeout = 10, .max_body = 10 };
  gint64 start = g_get_monotonic_time ();
  GThread *thread;

  local_start (&local);
  request.url = url = g_strconcat (local.url, "/?ms=800", NULL);
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_null (cw_transport_send_sync (transport, 0, &request, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 600 * MS);
  g_thread_join (thread);
  g_usleep (900 * MS);
  g_clear_object (&transport);
  local_stop (&local);
}

/* ---- through the client ---- */

static CwHttpClient *
make_client (const char *url, guint lanes)
{
  g_autoptr (CwSecret) token = cw_secret_new ("open-sesame");
  g_autoptr (CwHttpAuth) auth = cw_header_auth_new ("X-AUTH-TOKEN", token, NULL);
  g_autoptr (CwTransport) transport = cw_soup_transport_new ();
  g_autoptr (CwClock) clock = cw_system_clock_new ();
  g_autoptr (CwRandom) random = cw_seeded_random_new (3);
  CwHttpLimits limits = { .system = "Acme", .base_url = url, .lanes = lanes, .timeout = 5, .max_body = 100000 };

  return cw_http_client_new (&limits, auth, transport, clock, random);
}

static gboolean
see_each (guint index, CwHttpAnswer *answer, gpointer data, GError **error)
{
  guint *seen = data;

  assert_answered (answer, 200);
  (*seen)++;
  return TRUE;
}

/* Slow answers overlap, one connection a lane. */
static void
test_lanes (void)
{
  Local local;
  g_autoptr (CwHttpClient) client = NULL;
  g_autoptr (GPtrArray) requests = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  guint seen = 0;

  local_start (&local);
  client = make_client (local.url, 5);
  for (guint i = 0; i < 41; i++)
    g_ptr_array_add (requests, cw_http_request_new ("POST", "/?ms=60"));
  g_assert_true (cw_http_client_send_all_sync (client, requests, see_each, &seen, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (seen, ==, 41);
  g_assert_cmpuint (local.requests, ==, 41);
  g_assert_cmpuint (local.most_inside, ==, 5);
  g_assert_cmpuint (g_hash_table_size (local.ports), ==, 5);
  /* 9 rounds of 60 ms; one after the other it would be 2.5 s. */
  g_assert_cmpint (g_get_monotonic_time () - start, <, 1500 * MS);
  g_assert_finalize_object (g_steal_pointer (&client));
  local_stop (&local);
}

static void
test_client_does_not_repeat (void)
{
  Bare bare;
  g_autoptr (CwHttpClient) client = NULL;
  CwHttpRequest *first = cw_http_request_new ("GET", "/"), *second = cw_http_request_new ("POST", "/"), *third = cw_http_request_new ("GET", "/");
  g_autoptr (CwHttpAnswer) good = NULL, lost = NULL, again = NULL;

  bare_start (&bare);
  bare_expect (&bare, WHOLE);
  bare_expect (&bare, NULL);
  bare_expect (&bare, NULL);
  bare_expect (&bare, WHOLE);
  bare_run (&bare);
  client = make_client (bare.url, 1);
  good = cw_http_client_send_sync (client, first, NULL);
  assert_answered (good, 200);
  lost = cw_http_client_send_sync (client, second, NULL);
  assert_failed (lost, CW_CONNECTOR_ERROR_LOST);
  g_assert_cmpuint (lost->attempts, ==, 1);
  g_assert_cmpint (g_atomic_int_get (&bare.requests), ==, 2);
  again = cw_http_client_send_sync (client, third, NULL);
  assert_answered (again, 200);
  g_assert_cmpint (g_atomic_int_get (&bare.requests), ==, 4);
  g_assert_finalize_object (g_steal_pointer (&client));
  bare_stop (&bare);
}

static void
test_client_not_reached (void)
{
  g_autoptr (CwHttpClient) closed = make_client ("http://127.0.0.1:1", 1), plain = make_client ("http://192.0.2.1", 1);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (CwHttpAnswer) refused = cw_http_client_send_sync (closed, cw_http_request_new ("GET", "/"), NULL);
  g_autoptr (CwHttpAnswer) unsafe = cw_http_client_send_sync (plain, cw_http_request_new ("GET", "/"), NULL);

  assert_failed (refused, CW_CONNECTOR_ERROR_UNREACHABLE);
  g_assert_true (g_str_has_prefix (refused->error->message, "Acme: Nothing answers at 127.0.0.1:1"));
  assert_failed (unsafe, CW_CONNECTOR_ERROR_UNREACHABLE);
  assert_contains (unsafe->error->message, "Acme: Plain http");
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3 * G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/soup/answer", test_answer);
  g_test_add_func ("/http/soup/no-redirect", test_no_redirect);
  g_test_add_func ("/http/soup/reuse", test_reuse);
  g_test_add_func ("/http/soup/idle-connection", test_idle_connection);
  g_test_add_func ("/http/soup/body-bound", test_body_bound);
  g_test_add_func ("/http/soup/packed", test_packed);
  g_test_add_func ("/http/soup/cut", test_cut);
  g_test_add_func ("/http/soup/not-replayed", test_not_replayed);
  g_test_add_func ("/http/soup/no-answer-in-time", test_no_answer_in_time);
  g_test_add_func ("/http/soup/unreachable", test_unreachable);
  g_test_add_func ("/http/soup/untrusted", test_untrusted);
  g_test_add_func ("/http/soup/localhost", test_localhost);
  g_test_add_func ("/http/soup/cancelled", test_cancelled);
  g_test_add_func ("/http/soup/lanes", test_lanes);
  g_test_add_func ("/http/soup/client-does-not-repeat", test_client_does_not_repeat);
  g_test_add_func ("/http/soup/client-not-reached", test_client_not_reached);
  return g_test_run ();
}
