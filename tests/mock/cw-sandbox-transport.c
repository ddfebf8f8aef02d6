/* cw-sandbox-transport.c: the sandbox in the test's own process, behind the client's transport
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-sandbox-transport.h"

#include <string.h>

struct _CwSandboxTransport {
  GObject       parent_instance;

  GMutex        lock;       /* one exchange at a time */
  SbSandbox    *sandbox;    /* borrowed */
  CwClock      *clock;      /* owned */
  CwSandboxHook hook;       /* NULL: none */
  gpointer      hook_data;
  gint64        latency;
  gboolean      threaded;
  gboolean      dead;
  GPtrArray    *lines;      /* owned, of char* */
  gboolean lose_answer;
};

/* ---- one exchange ---- */

static void
follow_clock (CwSandboxTransport *self)
{
  gint64 ahead = cw_clock_now (self->clock) - sb_sandbox_now (self->sandbox);

  if (ahead != 0)
    sb_sandbox_advance (self->sandbox, ahead);
}

static const char *
find_path (const char *url)
{
  const char *host = strstr (url, "://");
  const char *path = host != NULL ? strchr (host + 3, '/') : NULL;

  g_assert_nonnull (path);
  return path;
}

static GHashTable *
build_headers (const CwWireRequest *request)
{
  GHashTable *headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *host = strstr (request->url, "://") + 3;

  g_hash_table_insert (headers, g_strdup ("host"), g_strndup (host, strcspn (host, "/")));
  g_hash_table_insert (headers, g_strdup ("user-agent"), g_strdup ("Causeway/test"));
  for (guint i = 0; request->headers != NULL && i + 1 < request->headers->len; i += 2)
    g_hash_table_insert (headers, g_ascii_strdown (g_ptr_array_index (request->headers, i), -1),
                         g_strdup (g_ptr_array_index (request->headers, i + 1)));
  if (request->content_type != NULL)
    g_hash_table_insert (headers, g_strdup ("content-type"), g_strdup (request->content_type));
  return headers;
}

static void
note_line (CwSandboxTransport *self, const CwWireRequest *request)
{
  g_ptr_array_add (self->lines, g_strconcat (request->method, " ", find_path (request->url), NULL));
}

static void
exchange (CwSandboxTransport *self, const CwWireRequest *wire, SbResponse *response)
{
  g_autoptr (GHashTable) headers = build_headers (wire);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autofree char *path = g_strdup (find_path (wire->url));
  char *query = strchr (path, '?');
  SbRequest request = { wire->method, path, NULL, wire->url, headers, wire->body != NULL ? wire->body : empty };

  if (query != NULL)
    {
      *query = '\0';
      request.query = query + 1;
    }
  follow_clock (self);
  note_line (self, wire);
  sb_sandbox_handle (self->sandbox, &request, response);
  cw_virtual_clock_advance (self->clock, self->latency + ((gint64) response->delay_ms + response->slow_ms) * 1000);
  sb_sandbox_finished (self->sandbox, response);
}

static CwWireAnswer *
build_answer (const SbResponse *response)
{
  CwWireAnswer *answer = cw_wire_answer_new (response->status);

  for (guint i = 0; i + 1 < response->headers->len; i += 2)
    g_hash_table_replace (answer->headers, g_ascii_strdown (g_ptr_array_index (response->headers, i), -1),
                          g_strdup (g_ptr_array_index (response->headers, i + 1)));
  if (response->content_type != NULL)
    g_hash_table_replace (answer->headers, g_strdup ("content-type"), g_strdup (response->content_type));
  g_bytes_unref (answer->body);
  answer->body = g_bytes_new (response->body->str, response->body->len);
  return answer;
}

/* What the network would make of @response. */
static CwWireAnswer *
receive (CwSandboxTransport *self, const CwWireRequest *request, const SbResponse *response, GError **error)
{
  if (response->hang)
    cw_virtual_clock_advance (self->clock, (gint64) request->timeout * G_TIME_SPAN_SECOND);
  if (response->hang || response->drop || (response->truncate_to >= 0 && (gsize) response->truncate_to < response->body->len))
    {
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_LOST, "the connection ended before the answer was whole");
      return NULL;
    }
  if (request->max_body > 0 && response->body->len > request->max_body)
    {
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL, "the answer is larger than %" G_GSIZE_FORMAT " bytes",
                   request->max_body);
      return NULL;
    }
  return build_answer (response);
}

/* FALSE when the simulated process dies here. */
static gboolean
survives (CwSandboxTransport *self, gboolean after, const CwWireRequest *request)
{
  if (!self->dead && self->hook != NULL && !self->hook (after, request, self->hook_data))
    self->dead = TRUE;
  return !self->dead;
}

static CwWireAnswer *
sandbox_transport_send (CwTransport *transport, guint lane, const CwWireRequest *request, GCancellable *cancellable, GError **error)
{
  CwSandboxTransport *self = CW_SANDBOX_TRANSPORT (transport);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  CwWireAnswer *answer;
  SbResponse response;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (!survives (self, FALSE, request))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the simulated process is dead");
      return NULL;
    }
  sb_response_init (&response);
  exchange (self, request, &response);
  if (survives (self, TRUE, request) && self->lose_answer)
    {
      self->lose_answer = FALSE;
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_LOST, "the answer was lost on the way");
      answer = NULL;
    }
  else if (!self->dead)
    {
      answer = receive (self, request, &response, error);
    }
  else
    {
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_LOST, "the simulated process is dead");
      answer = NULL;
    }
  sb_response_clear (&response);
  return answer;
}

static gboolean
sandbox_transport_is_threaded (CwTransport *transport)
{
  return CW_SANDBOX_TRANSPORT (transport)->threaded;
}

static void
transport_iface_init (CwTransportInterface *iface)
{
  iface->send = sandbox_transport_send;
  iface->is_threaded = sandbox_transport_is_threaded;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwSandboxTransport, cw_sandbox_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_TRANSPORT, transport_iface_init))

static void
cw_sandbox_transport_finalize (GObject *object)
{
  CwSandboxTransport *self = CW_SANDBOX_TRANSPORT (object);

  g_object_unref (self->clock);
  g_ptr_array_unref (self->lines);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_sandbox_transport_parent_class)->finalize (object);
}

static void
cw_sandbox_transport_class_init (CwSandboxTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_sandbox_transport_finalize;
}

static void
cw_sandbox_transport_init (CwSandboxTransport *self)
{
  g_mutex_init (&self->lock);
  self->lines = g_ptr_array_new_with_free_func (g_free);
}

/* ---- for the tests ---- */

void
cw_sandbox_options_init (SbOptions *options, gint64 epoch)
{
  sb_options_init (options);
  options->epoch_us = epoch;
  options->clock_rate = 0.0;
}

CwTransport *
cw_sandbox_transport_new (SbSandbox *sandbox, CwClock *clock)
{
  CwSandboxTransport *self = g_object_new (CW_TYPE_SANDBOX_TRANSPORT, NULL);

  self->sandbox = sandbox;
  self->clock = g_object_ref (clock);
  return CW_TRANSPORT (self);
}

void
cw_sandbox_transport_set_hook (CwSandboxTransport *self, CwSandboxHook hook, gpointer data)
{
  self->hook = hook;
  self->hook_data = data;
}

void
cw_sandbox_transport_lose_answer (CwSandboxTransport *self)
{
  self->lose_answer = TRUE;
}

void
cw_sandbox_transport_set_threaded (CwSandboxTransport *self, gboolean threaded)
{
  self->threaded = threaded;
}

void
cw_sandbox_transport_set_latency (CwSandboxTransport *self, gint64 microseconds)
{
  self->latency = microseconds;
}

gboolean
cw_sandbox_transport_is_dead (CwSandboxTransport *self)
{
  return self->dead;
}

void
cw_sandbox_transport_revive (CwSandboxTransport *self)
{
  self->dead = FALSE;
  self->hook = NULL;
}

guint
cw_sandbox_transport_count (CwSandboxTransport *self, const char *part)
{
  guint n = 0;

  for (guint i = 0; i < self->lines->len; i++)
    if (part == NULL || strstr (g_ptr_array_index (self->lines, i), part) != NULL)
      n++;
  return n;
}

void
cw_sandbox_transport_reset (CwSandboxTransport *self)
{
  g_ptr_array_set_size (self->lines, 0);
}

GPtrArray *
cw_sandbox_transport_get_lines (CwSandboxTransport *self)
{
  return self->lines;
}
