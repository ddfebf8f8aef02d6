/* cw-redirect-listener.c: receives the answer that a browser brings back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-redirect-listener.h"

#include "cw-error.h"
#include "cw-http-private.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>
#include <unistd.h>

#define ADDRESS_MAX 8192   /* bytes; no system's answer comes near */
#define HAND_OVER   5      /* seconds for a local exchange */
#define SENT_WITHIN 2      /* seconds that a page of ours may take to the browser */

struct _CwRedirectListener {
  GMainContext   *context;     /* owned */
  CwRedirectFunc  func;
  gpointer        data;
  char           *redirect;
  char           *path;        /* of the redirect address */
  SoupServer     *server;      /* owned; NULL: not over http */
  GSocket        *socket;      /* owned; NULL: not over a scheme of our own */
  GSource        *source;      /* owned: of socket */
  guint           serving;     /* requests whose page is not sent yet */
};

/* The state itself is a secret; its digest tells nobody anything. */
static GSocketAddress *
make_name (const char *state)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, state, -1);
  g_autofree char *name = g_strdup_printf ("%s/sign-in/%.40s", APPLICATION_ID, digest);

  return g_unix_socket_address_new_with_type (name, (int) strlen (name), G_UNIX_SOCKET_ADDRESS_ABSTRACT);
}

static gboolean
is_ours (GSocket *socket)
{
  g_autoptr (GCredentials) peer = g_socket_get_credentials (socket, NULL);

  return peer != NULL && g_credentials_get_unix_user (peer, NULL) == geteuid ();
}

/* ---- a scheme of our own ---- */

static gboolean
send_all (GSocket *socket, const char *text)
{
  gsize length = strlen (text), done = 0;

  while (done < length)
    {
      gssize n = g_socket_send (socket, text + done, length - done, NULL, NULL);

      if (n <= 0)
        return FALSE;
      done += (gsize) n;
    }
  return TRUE;
}

/* To the end of what the other side sends; NULL when that is too long or breaks off. Wiped by the caller. */
static char *
receive_all (GSocket *socket)
{
  char *text = g_malloc0 (ADDRESS_MAX + 1);
  gsize length = 0;
  gssize n = 1;

  while (n > 0 && length < ADDRESS_MAX)
    {
      n = g_socket_receive (socket, text + length, ADDRESS_MAX - length, NULL, NULL);
      if (n > 0)
        length += (gsize) n;
    }
  if (n == 0 && length > 0 && g_utf8_validate_len (text, length, NULL))
    return text;
  _cw_http_wipe (text);
  return NULL;
}

static gboolean
accept_cb (GSocket *socket, GIOCondition condition, gpointer data)
{
  CwRedirectListener *self = data;
  g_autoptr (GSocket) peer = g_socket_accept (socket, NULL, NULL);
  char *address;

  if (peer == NULL)
    return G_SOURCE_CONTINUE;
  g_socket_set_blocking (peer, TRUE);
  g_socket_set_timeout (peer, HAND_OVER);
  address = is_ours (peer) ? receive_all (peer) : NULL;
  if (address != NULL)
    {
      g_autofree char *sentence = self->func (address, self->data);

      send_all (peer, sentence);
    }
  _cw_http_wipe (address);
  return G_SOURCE_CONTINUE;
}

static gboolean
listen_for_scheme (CwRedirectListener *self, CwSecret *state, GError **error)
{
  g_autoptr (GSocketAddress) name = make_name (cw_secret_reveal (state));

  self->socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  if (self->socket == NULL || !g_socket_bind (self->socket, name, FALSE, error) || !g_socket_listen (self->socket, error))
    return FALSE;
  g_socket_set_blocking (self->socket, FALSE);
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (accept_cb), self, NULL);
  g_source_attach (self->source, self->context);
  return TRUE;
}

static char *
dup_state (const char *address)
{
  const char *query = strchr (address, '?');
  g_autofree char *bare = query != NULL ? g_strndup (query + 1, strcspn (query + 1, "#")) : NULL;
  g_autoptr (GHashTable) parameters = bare != NULL ? g_uri_parse_params (bare, -1, "&", G_URI_PARAMS_WWW_FORM, NULL) : NULL;

  return parameters != NULL ? g_strdup (g_hash_table_lookup (parameters, "state")) : NULL;
}

gboolean
cw_redirect_deliver_sync (const char *address, char **out_sentence)
{
  char *state = strlen (address) <= ADDRESS_MAX ? dup_state (address) : NULL;
  g_autoptr (GSocketAddress) name = state != NULL ? make_name (state) : NULL;
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);

  _cw_http_wipe (state);
  *out_sentence = NULL;
  if (name == NULL || socket == NULL)
    return FALSE;
  g_socket_set_timeout (socket, HAND_OVER);
  if (!g_socket_connect (socket, name, NULL, NULL) || !is_ours (socket) || !send_all (socket, address)
      || !g_socket_shutdown (socket, FALSE, TRUE, NULL))
    return FALSE;
  *out_sentence = receive_all (socket);
  return *out_sentence != NULL;
}

/* ---- http to this computer ---- */

static void
answer_page (SoupServerMessage *message, guint status, const char *sentence)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *text = g_markup_escape_text (sentence, -1);
  char *html = g_strdup_printf ("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>Causeway</title></head>"
                                "<body><h1>Causeway</h1><p>%s</p></body></html>\n", text);

  soup_server_message_set_status (message, status, NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "Content-Security-Policy", "default-src 'none'");
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_TAKE, html, strlen (html));
}

/* Every page of any site can make a browser ask here; only what has the attempt's state means anything. */
static void
request_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  CwRedirectListener *self = data;
  GUri *uri = soup_server_message_get_uri (message);
  const char *text = g_uri_get_query (uri);
  g_autofree char *sentence = NULL;
  char *address;

  if (g_strcmp0 (soup_server_message_get_method (message), "GET") != 0 || !g_str_equal (path, self->path) || text == NULL
      || strlen (text) > ADDRESS_MAX)
    {
      answer_page (message, 404, _("There is nothing here."));
      return;
    }
  address = g_strconcat (self->redirect, "?", text, NULL);
  sentence = self->func (address, self->data);
  _cw_http_wipe (address);
  answer_page (message, 200, sentence);
}

static void
started_cb (CwRedirectListener *self)
{
  self->serving++;
}

static void
finished_cb (CwRedirectListener *self)
{
  self->serving--;
}

static gboolean
listen_for_http (CwRedirectListener *self, GUri *uri, GError **error)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (g_uri_get_host (uri), (guint) MAX (g_uri_get_port (uri), 0));
  g_autoptr (GError) cause = NULL;

  self->path = g_strdup (*g_uri_get_path (uri) != '\0' ? g_uri_get_path (uri) : "/");
  self->server = g_object_new (SOUP_TYPE_SERVER, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  g_signal_connect_swapped (self->server, "request-started", G_CALLBACK (started_cb), self);
  g_signal_connect_swapped (self->server, "request-finished", G_CALLBACK (finished_cb), self);
  g_signal_connect_swapped (self->server, "request-aborted", G_CALLBACK (finished_cb), self);
  if (address != NULL && soup_server_listen (self->server, address, 0, &cause))
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_NOT_CONNECTED,
               _("Another program of this computer listens where the answer should arrive (%s). End it, or choose another redirect address."),
               self->redirect);
  return FALSE;
}

/* ---- waiting ---- */

CwRedirectListener *
cw_redirect_listener_new (const char *redirect, CwSecret *state, CwRedirectFunc func, gpointer data, GError **error)
{
  g_autoptr (CwRedirectListener) self = g_new0 (CwRedirectListener, 1);
  g_autoptr (GUri) uri = g_uri_parse (redirect, G_URI_FLAGS_NONE, error);
  gboolean ok;

  self->context = g_main_context_new ();
  self->func = func;
  self->data = data;
  self->redirect = g_strdup (redirect);
  if (uri == NULL || g_str_equal (g_uri_get_scheme (uri), "https"))
    return uri != NULL ? g_steal_pointer (&self) : NULL;
  g_main_context_push_thread_default (self->context);
  ok = g_str_equal (g_uri_get_scheme (uri), "http") ? listen_for_http (self, uri, error) : listen_for_scheme (self, state, error);
  g_main_context_pop_thread_default (self->context);
  return ok ? g_steal_pointer (&self) : NULL;
}

void
cw_redirect_listener_free (CwRedirectListener *self)
{
  if (self == NULL)
    return;
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  if (self->socket != NULL)
    g_socket_close (self->socket, NULL);
  g_clear_object (&self->socket);
  g_main_context_push_thread_default (self->context);
  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_free (self->redirect);
  g_free (self->path);
  g_free (self);
}

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer context)
{
  g_main_context_wakeup (context);
}

/* One turn of the context, at most until @until. */
static void
turn (CwRedirectListener *self, gint64 until)
{
  gint64 left = until - g_get_monotonic_time ();
  GSource *limit = g_timeout_source_new ((guint) CLAMP (left / 1000 + 1, 0, 3600 * 1000));

  g_source_set_callback (limit, wake_cb, NULL, NULL);
  g_source_attach (limit, self->context);
  g_main_context_iteration (self->context, TRUE);
  g_source_destroy (limit);
  g_source_unref (limit);
}

void
cw_redirect_listener_wait (CwRedirectListener *self, gint64 until, GCancellable *cancellable)
{
  gulong id = cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self->context, NULL) : 0;
  gint64 sent_by;

  g_main_context_push_thread_default (self->context);
  if (!g_cancellable_is_cancelled (cancellable))
    turn (self, until);
  /* The person in the browser sees the page before anything else goes on. */
  sent_by = g_get_monotonic_time () + SENT_WITHIN * G_USEC_PER_SEC;
  while (self->serving > 0 && g_get_monotonic_time () < sent_by)
    turn (self, sent_by);
  g_main_context_pop_thread_default (self->context);
  g_cancellable_disconnect (cancellable, id);
}

void
cw_redirect_listener_wake (CwRedirectListener *self)
{
  g_main_context_wakeup (self->context);
}
