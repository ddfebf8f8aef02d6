/* test-server.c: the sandbox on a real socket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The client side is a plain socket: what is tested is what libsoup's client
 * would hide.
 */

#include "sb-fixture.h"
#include "sb-server.h"

#include <string.h>

#define OPTIONS "/precoro/itemcustomfields/7301/options"

/* Far above what a slow machine needs, far below what a person waits. */
#define PATIENCE_SECONDS 20

typedef struct {
  SbServer  *server;
  SbSandbox *sandbox;
  char      *credentials;   /* header lines */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char * const *specs = data;
  g_autoptr (GError) error = NULL;
  SbOptions options;
  g_autofree char *info = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *company;

  fixture->server = sb_server_new (0, &error);
  g_assert_no_error (error);
  sb_options_init (&options);
  options.customers = options.projects = options.employees = 10;
  options.concurrency = 3;
  options.faults = (char **) specs;
  fixture->sandbox = sb_sandbox_new (&options, sb_server_get_url (fixture->server), &error);
  g_assert_no_error (error);
  sb_server_set_sandbox (fixture->server, fixture->sandbox);

  info = sb_precoro_dup_info (fixture->sandbox);
  root = json_from_string (info, NULL);
  company = json_array_get_object_element (json_node_get_array (root), 0);
  fixture->credentials = g_strdup_printf ("User-Agent: test/1\r\nX-AUTH-TOKEN: %s\r\nemail: %s\r\n",
                                          json_object_get_string_member (company, "token"),
                                          json_object_get_string_member (company, "email"));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sb_server_free (fixture->server);
  sb_sandbox_free (fixture->sandbox);
  g_free (fixture->credentials);
}

/* One connection and what has come over it. */
typedef struct {
  GSocketConnection *connection;   /* owned */
  GString           *received;     /* owned */
  GError            *error;        /* owned, nullable: how it ended, if not by an end of data */
  gboolean           ended;
  gboolean           is_reading;
  char               buffer[4096];
} Peer;

static void read_more (Peer *peer);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Peer *peer = user_data;
  gssize size = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &peer->error);

  peer->is_reading = FALSE;
  if (size > 0)
    g_string_append_len (peer->received, peer->buffer, size);
  peer->ended = size <= 0;
  if (!peer->ended)
    read_more (peer);
}

static void
read_more (Peer *peer)
{
  peer->is_reading = TRUE;
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (peer->connection)), peer->buffer, sizeof peer->buffer,
                             G_PRIORITY_DEFAULT, NULL, read_cb, peer);
}

static void
send_text (Peer *peer, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (peer->connection)), text, strlen (text), NULL, NULL,
                             &error);
  g_assert_no_error (error);
}

static Peer *
open_peer (Fixture *fixture)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  Peer *peer = g_new0 (Peer, 1);

  peer->connection = g_socket_client_connect_to_uri (client, sb_server_get_url (fixture->server), 80, NULL, &error);
  g_assert_no_error (error);
  peer->received = g_string_new (NULL);
  read_more (peer);

  return peer;
}

static void
request (Fixture *fixture, Peer *peer, const char *method, const char *target, const char *body)
{
  g_autofree char *text = NULL;

  text = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%sContent-Type: application/x-www-form-urlencoded\r\n"
                          "Content-Length: %zu\r\n\r\n%s", method, target, fixture->credentials, strlen (body), body);
  send_text (peer, text);
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_error ("nothing happened for %d seconds", PATIENCE_SECONDS);
  return G_SOURCE_REMOVE;
}

/* Whole answers received so far. */
static guint
count_answers (Peer *peer)
{
  const char *rest = peer->received->str;
  guint count = 0;

  while ((rest = strstr (rest, "\r\n\r\n")) != NULL)
    {
      g_autofree char *head = g_strndup (peer->received->str, rest - peer->received->str);
      const char *length = g_strrstr (head, "Content-Length: ");
      gsize size = length != NULL ? g_ascii_strtoull (length + strlen ("Content-Length: "), NULL, 10) : 0;

      rest += 4;
      if (strlen (rest) < size)
        break;
      rest += size;
      count++;
    }

  return count;
}

#define wait_until(condition) \
  G_STMT_START { \
    guint patience_ = g_timeout_add_seconds (PATIENCE_SECONDS, give_up_cb, NULL); \
    while (!(condition)) \
      g_main_context_iteration (NULL, TRUE); \
    g_source_remove (patience_); \
  } G_STMT_END

static gboolean
set_flag_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
serve_for (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, set_flag_cb, &over);
  wait_until (over);
}

static void
set_latency (Fixture *fixture, guint milliseconds)
{
  g_autofree char *body = g_strdup_printf ("{\"latency\":%u}", milliseconds);
  g_autoptr (SbReply) reply = sb_fixture_control (fixture->sandbox, "POST", "settings", body);

  g_assert_cmpuint (reply->wire.status, ==, 200);
}

static void
close_peer (Peer *peer)
{
  g_socket_shutdown (g_socket_connection_get_socket (peer->connection), TRUE, TRUE, NULL);
  wait_until (!peer->is_reading);
  g_object_unref (peer->connection);
  g_string_free (peer->received, TRUE);
  g_clear_error (&peer->error);
  g_free (peer);
}

static guint
count_options (Fixture *fixture)
{
  g_autoptr (SbReply) reply = sb_fixture_control (fixture->sandbox, "GET", "state/precoro/options", NULL);

  return sb_reply_count (reply, "");
}

/* ---- tests ---- */

static void
test_keep_alive (Fixture *fixture, gconstpointer data)
{
  Peer *peer = open_peer (fixture);

  request (fixture, peer, "GET", "/precoro/users?per_page=10", "");
  wait_until (count_answers (peer) == 1);
  request (fixture, peer, "POST", OPTIONS, "name=A%20b+c&parent[id]=88002");
  wait_until (count_answers (peer) == 2);
  g_assert_true (g_str_has_prefix (peer->received->str, "HTTP/1.1 200 OK\r\n"));
  g_assert_nonnull (strstr (peer->received->str, "HTTP/1.1 201 Created"));
  g_assert_nonnull (strstr (peer->received->str, "\"name\":\"A b c\""));
  close_peer (peer);
}

/* The query reaches the system as it was sent, brackets and all. */
static void
test_raw_query (Fixture *fixture, gconstpointer data)
{
  Peer *peer = open_peer (fixture);
  g_autoptr (SbReply) log = NULL;

  request (fixture, peer, "GET", "/precoro/purchaseorders?status[]=2&status%5B%5D=8&note=a%2Fb", "");
  wait_until (count_answers (peer) == 1);
  log = sb_fixture_control (fixture->sandbox, "GET", "log", NULL);
  sb_assert_value (log, "0.query", "status[]=2&status%5B%5D=8&note=a%2Fb");
  close_peer (peer);
}

static void
test_date (Fixture *fixture, gconstpointer data)
{
  Peer *peer = open_peer (fixture);
  g_autofree char *date = NULL;

  sb_sandbox_advance (fixture->sandbox, 400 * G_TIME_SPAN_DAY);
  date = sb_format_http_date (sb_sandbox_now (fixture->sandbox));
  request (fixture, peer, "GET", "/precoro/users", "");
  wait_until (count_answers (peer) == 1);
  /* to the hour: the second may have turned */
  date[strlen (date) - strlen (":00:00 GMT")] = '\0';
  g_assert_nonnull (strstr (peer->received->str, date));
  g_assert_true (strstr (peer->received->str, "Date: ") == g_strrstr (peer->received->str, "Date: "));
  close_peer (peer);
}

/* Four requests of 400 ms take about 400 ms; NetSuite's limit sees them at the same time. */
static void
test_latency_overlaps (Fixture *fixture, gconstpointer data)
{
  Peer *peers[4];
  gint64 start;
  guint refused = 0;

  g_clear_pointer (&fixture->credentials, g_free);
  fixture->credentials = g_strdup ("");
  set_latency (fixture, 400);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    {
      peers[i] = open_peer (fixture);
      request (fixture, peers[i], "GET", "/netsuite/services/rest/system/v1/serverTime", "");
    }
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    wait_until (count_answers (peers[i]) == 1);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 400 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 1200 * G_TIME_SPAN_MILLISECOND);
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    {
      refused += g_str_has_prefix (peers[i]->received->str, "HTTP/1.1 429");
      close_peer (peers[i]);
    }
  g_assert_cmpuint (refused, ==, 1);
}

static void
test_drop (Fixture *fixture, gconstpointer data)
{
  guint before = count_options (fixture);
  Peer *peer = open_peer (fixture);

  request (fixture, peer, "POST", OPTIONS, "name=A");
  wait_until (peer->ended);
  g_assert_no_error (peer->error);
  g_assert_cmpuint (peer->received->len, ==, 0);
  g_assert_cmpuint (count_options (fixture), ==, before + 1);
  close_peer (peer);
}

static void
test_reset (Fixture *fixture, gconstpointer data)
{
  guint before = count_options (fixture);
  Peer *peer = open_peer (fixture);

  request (fixture, peer, "POST", OPTIONS, "name=A");
  wait_until (peer->ended);
  g_assert_error (peer->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  g_assert_cmpuint (peer->received->len, ==, 0);
  g_assert_cmpuint (count_options (fixture), ==, before);
  close_peer (peer);
}

static void
test_truncate (Fixture *fixture, gconstpointer data)
{
  Peer *peer = open_peer (fixture);

  request (fixture, peer, "GET", "/precoro/users", "");
  wait_until (peer->ended);
  g_assert_true (g_str_has_prefix (peer->received->str, "HTTP/1.1 200 OK\r\n"));
  g_assert_nonnull (strstr (peer->received->str, "\r\n\r\n{\"data\":["));
  g_assert_cmpuint (count_answers (peer), ==, 0);
  close_peer (peer);
}

static void
test_slow (Fixture *fixture, gconstpointer data)
{
  Peer *peer = open_peer (fixture);
  gint64 start = g_get_monotonic_time ();
  gint64 first;

  request (fixture, peer, "GET", "/precoro/users", "");
  wait_until (strstr (peer->received->str, "{\"data\"") != NULL);
  first = g_get_monotonic_time ();
  wait_until (count_answers (peer) == 1);
  g_assert_cmpint (g_get_monotonic_time () - first, >, G_TIME_SPAN_SECOND);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_TIME_SPAN_SECOND);
  close_peer (peer);
}

/* The client goes away; the sandbox serves on, and nothing is left behind (the sanitizer looks). */
static void
test_hang (Fixture *fixture, gconstpointer data)
{
  Peer *gone = open_peer (fixture);
  Peer *peer = open_peer (fixture);

  request (fixture, gone, "GET", "/precoro/users", "");
  serve_for (300);
  g_assert_cmpuint (gone->received->len, ==, 0);
  close_peer (gone);
  serve_for (700);
  request (fixture, peer, "GET", "/precoro/users", "");
  wait_until (count_answers (peer) == 1);
  close_peer (peer);
}

static void
test_client_leaves_early (Fixture *fixture, gconstpointer data)
{
  Peer *peer = open_peer (fixture);

  set_latency (fixture, 200);
  request (fixture, peer, "GET", "/netsuite/services/rest/system/v1/serverTime", "");
  serve_for (50);
  close_peer (peer);
  serve_for (400);
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  while (g_dir_read_name (folder) != NULL)
    count++;

  return count;
}

static void
test_connections_are_closed (Fixture *fixture, gconstpointer data)
{
  guint before = count_descriptors ();

  for (guint i = 0; i < 40; i++)
    {
      Peer *peer = open_peer (fixture);

      request (fixture, peer, "GET", "/precoro/locations", "");
      wait_until (count_answers (peer) == 1);
      close_peer (peer);
    }
  serve_for (100);
  g_assert_cmpuint (count_descriptors (), <=, before + 2);
}

static void
test_large_body (Fixture *fixture, gconstpointer data)
{
  Peer *announced = open_peer (fixture);
  Peer *growing = open_peer (fixture);
  g_autofree char *chunk = g_strnfill (0x100000, 'x');
  g_autofree char *head = g_strdup_printf ("POST " OPTIONS " HTTP/1.1\r\nHost: x\r\n%s", fixture->credentials);
  g_autoptr (GError) error = NULL;

  send_text (announced, head);
  send_text (announced, "Content-Length: 900000000\r\n\r\n");
  wait_until (announced->ended);
  close_peer (announced);

  send_text (growing, head);
  send_text (growing, "Transfer-Encoding: chunked\r\n\r\n");
  g_socket_set_blocking (g_socket_connection_get_socket (growing->connection), FALSE);
  for (guint i = 0; i < 4000 && !growing->ended; i++)
    {
      GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (growing->connection));

      g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (stream), "10000\r\n", 7, NULL, NULL);
      g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (stream), chunk, 0x10000, NULL, NULL);
      g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (stream), "\r\n", 2, NULL, NULL);
      for (guint n = 0; n < 20; n++)
        g_main_context_iteration (NULL, FALSE);
    }
  g_assert_true (growing->ended);
  close_peer (growing);
}

#define SPECS(name, spec) static const char * const name[] = { spec, NULL }

SPECS (dropping, "precoro:commit-drop");
SPECS (resetting, "precoro:reset");
SPECS (truncating, "precoro:truncate");
SPECS (slowing, "precoro:slow");
SPECS (hanging, "precoro:timeout");

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, specs, test) g_test_add ("/server/" path, Fixture, specs, set_up, test, tear_down)
  ADD ("keep-alive", NULL, test_keep_alive);
  ADD ("raw-query", NULL, test_raw_query);
  ADD ("date", NULL, test_date);
  ADD ("latency", NULL, test_latency_overlaps);
  ADD ("drop", dropping, test_drop);
  ADD ("reset", resetting, test_reset);
  ADD ("truncate", truncating, test_truncate);
  ADD ("slow", slowing, test_slow);
  ADD ("hang", hanging, test_hang);
  ADD ("client-leaves", NULL, test_client_leaves_early);
  ADD ("closing", NULL, test_connections_are_closed);
  ADD ("large-body", NULL, test_large_body);

  return g_test_run ();
}
