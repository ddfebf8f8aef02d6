/* http-fixture.c: a transport that answers by a script, and a client on it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "http-fixture.h"

#include <string.h>

typedef struct {
  CwWireAnswer *answer;   /* owned; NULL: an error */
  int           code;
  gint64        delay;
} Scripted;

struct _FakeTransport {
  GObject     parent_instance;

  CwClock    *clock;
  gboolean    threaded;
  GMutex      lock;
  GQueue      script;   /* of Scripted, owned */
  GPtrArray  *sent;     /* of Sent, owned */
  gint64      delay;
  FakeHandler handler;
  gpointer    data;
};

static void
sent_free (gpointer data)
{
  Sent *self = data;

  g_free (self->method);
  g_free (self->url);
  g_free (self->body);
  g_ptr_array_unref (self->headers);
  g_free (self);
}

static Sent *
note_sent (FakeTransport *self, guint lane, const CwWireRequest *request)
{
  Sent *sent = g_new0 (Sent, 1);

  sent->method = g_strdup (request->method);
  sent->url = g_strdup (request->url);
  sent->body = request->body != NULL ? g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body)) : g_strdup ("");
  sent->headers = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; request->headers != NULL && i < request->headers->len; i++)
    g_ptr_array_add (sent->headers, g_strdup (request->headers->pdata[i]));
  sent->time = cw_clock_now (self->clock);
  sent->lane = lane;
  sent->repeatable = request->repeatable;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->sent, sent);
  g_mutex_unlock (&self->lock);
  return sent;
}

static CwWireAnswer *
answer_by_script (FakeTransport *self, GError **error)
{
  g_autofree Scripted *scripted = NULL;

  g_mutex_lock (&self->lock);
  scripted = g_queue_pop_head (&self->script);
  g_mutex_unlock (&self->lock);
  if (scripted == NULL)
    return make_answer (200, NULL, "");
  if (scripted->delay > 0)
    cw_virtual_clock_advance (self->clock, scripted->delay);
  if (scripted->answer == NULL)
    g_set_error (error, CW_CONNECTOR_ERROR, scripted->code, "scripted %d", scripted->code);
  return scripted->answer;
}

static CwWireAnswer *
fake_transport_send (CwTransport *transport, guint lane, const CwWireRequest *request, GCancellable *cancellable, GError **error)
{
  FakeTransport *self = FAKE_TRANSPORT (transport);
  Sent *sent = note_sent (self, lane, request);
  GError *failure = NULL;
  CwWireAnswer *answer = NULL;

  if (self->handler != NULL)
    answer = self->handler (sent, self->data, cancellable, &failure);
  if (answer == NULL && failure == NULL)
    answer = answer_by_script (self, &failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return answer;
}

static gboolean
fake_transport_is_threaded (CwTransport *transport)
{
  return FAKE_TRANSPORT (transport)->threaded;
}

static void
fake_transport_iface_init (CwTransportInterface *iface)
{
  iface->send = fake_transport_send;
  iface->is_threaded = fake_transport_is_threaded;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeTransport, fake_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_TRANSPORT, fake_transport_iface_init))

static void
scripted_free (gpointer data)
{
  Scripted *self = data;

  cw_wire_answer_free (self->answer);
  g_free (self);
}

static void
fake_transport_finalize (GObject *object)
{
  FakeTransport *self = FAKE_TRANSPORT (object);

  g_queue_clear_full (&self->script, scripted_free);
  g_ptr_array_unref (self->sent);
  g_object_unref (self->clock);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (fake_transport_parent_class)->finalize (object);
}

static void
fake_transport_class_init (FakeTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_transport_finalize;
}

static void
fake_transport_init (FakeTransport *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->script);
  self->sent = g_ptr_array_new_with_free_func (sent_free);
}

FakeTransport *
fake_transport_new (CwClock *clock, gboolean threaded)
{
  FakeTransport *self = g_object_new (FAKE_TYPE_TRANSPORT, NULL);

  self->clock = g_object_ref (clock);
  self->threaded = threaded;
  return self;
}

static void
push (FakeTransport *self, CwWireAnswer *answer, int code)
{
  Scripted *scripted = g_new0 (Scripted, 1);

  scripted->answer = answer;
  scripted->code = code;
  scripted->delay = self->delay;
  self->delay = 0;
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->script, scripted);
  g_mutex_unlock (&self->lock);
}

void
fake_transport_push (FakeTransport *self, guint status, const char *headers, const char *body)
{
  push (self, make_answer (status, headers, body), 0);
}

void
fake_transport_push_error (FakeTransport *self, CwConnectorError code)
{
  push (self, NULL, (int) code);
}

void
fake_transport_push_delay (FakeTransport *self, gint64 microseconds)
{
  self->delay = microseconds;
}

void
fake_transport_set_handler (FakeTransport *self, FakeHandler handler, gpointer data)
{
  self->handler = handler;
  self->data = data;
}

guint
fake_transport_count (FakeTransport *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->sent->len;
}

const Sent *
fake_transport_get (FakeTransport *self, guint index)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_assert_cmpuint (index, <, self->sent->len);
  return self->sent->pdata[index];
}

const char *
sent_get_header (const Sent *sent, const char *name)
{
  for (guint i = 0; i + 1 < sent->headers->len; i += 2)
    if (g_ascii_strcasecmp (sent->headers->pdata[i], name) == 0)
      return sent->headers->pdata[i + 1];
  return NULL;
}

CwWireAnswer *
make_answer (guint status, const char *headers, const char *body)
{
  CwWireAnswer *answer = cw_wire_answer_new (status);
  g_auto (GStrv) lines = g_strsplit (headers != NULL ? headers : "", "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      char *colon = strstr (*line, ": ");

      if (colon == NULL)
        continue;
      *colon = '\0';
      cw_wire_answer_add_header (answer, *line, colon + 2);
    }
  g_bytes_unref (answer->body);
  answer->body = g_bytes_new (body != NULL ? body : "", body != NULL ? strlen (body) : 0);
  return answer;
}

/* ---- fixture ---- */

void
fixture_init (Fixture *self)
{
  g_autoptr (CwSecret) token = cw_secret_new ("open-sesame");

  memset (self, 0, sizeof *self);
  self->clock = cw_virtual_clock_new (START);
  self->random = cw_seeded_random_new (7);
  self->transport = fake_transport_new (self->clock, FALSE);
  self->auth = cw_header_auth_new ("X-AUTH-TOKEN", token, NULL);
  self->limits = (CwHttpLimits) { .system = "Acme", .base_url = "https://acme.example/api", .lanes = 1 };
}

void
fixture_open (Fixture *self)
{
  self->client = cw_http_client_new (&self->limits, self->auth, CW_TRANSPORT (self->transport), self->clock, self->random);
}

void
fixture_clear (Fixture *self)
{
  if (self->client != NULL)
    g_assert_finalize_object (self->client);
  g_assert_finalize_object (self->transport);
  g_clear_object (&self->auth);
  g_clear_object (&self->random);
  g_clear_object (&self->clock);
}

CwHttpAnswer *
fixture_send (Fixture *self, const char *method, const char *path, gboolean repeatable)
{
  CwHttpRequest *request = cw_http_request_new (method, path);

  request->repeatable = repeatable;
  return cw_http_client_send_sync (self->client, request, NULL);
}

double
fixture_get_seconds (Fixture *self)
{
  return (double) (cw_clock_now (self->clock) - START) / G_USEC_PER_SEC;
}
