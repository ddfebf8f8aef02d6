/* cw-scripted-transport.c: answers that a test wrote down
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-scripted-transport.h"

#include <string.h>

typedef struct {
  guint  status;   /* 0: lost */
  char  *body;
} Scripted;

struct _CwScriptedTransport {
  GObject          parent_instance;

  GQueue           script;      /* of Scripted, owned */
  CwScriptedAnswer answer;      /* NULL: none */
  gpointer         answer_data;
  GPtrArray       *requests;    /* owned, of char* */
};

static void
scripted_free (gpointer data)
{
  Scripted *scripted = data;

  g_free (scripted->body);
  g_free (scripted);
}

CwWireAnswer *
cw_scripted_answer_new (guint status, const char *body)
{
  CwWireAnswer *answer = cw_wire_answer_new (status);
  gsize length = body != NULL ? strlen (body) : 0;

  g_hash_table_replace (answer->headers, g_strdup ("content-type"), g_strdup ("application/json; charset=utf-8"));
  g_bytes_unref (answer->body);
  answer->body = g_bytes_new (body != NULL ? body : "", length);
  return answer;
}

static CwWireAnswer *
scripted_transport_send (CwTransport *transport, guint lane, const CwWireRequest *request, GCancellable *cancellable, GError **error)
{
  CwScriptedTransport *self = CW_SCRIPTED_TRANSPORT (transport);
  g_autofree char *line = g_strconcat (request->method, " ", request->url, NULL);
  g_autofree char *body = request->body != NULL
                            ? g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body)) : g_strdup ("");
  CwWireAnswer *answer = NULL;
  Scripted *scripted;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  g_ptr_array_add (self->requests, g_strconcat (line, "\n", body, NULL));
  if (self->answer != NULL)
    answer = self->answer (line, body, self->answer_data);
  if (answer != NULL)
    return answer;

  scripted = g_queue_pop_head (&self->script);
  if (scripted == NULL)
    g_error ("the script has no answer to %s", line);
  if (scripted->status == 0)
    g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_LOST, "the connection ended before the answer was whole");
  else
    answer = cw_scripted_answer_new (scripted->status, scripted->body);
  scripted_free (scripted);
  return answer;
}

static gboolean
scripted_transport_is_threaded (CwTransport *transport)
{
  return FALSE;
}

static void
transport_iface_init (CwTransportInterface *iface)
{
  iface->send = scripted_transport_send;
  iface->is_threaded = scripted_transport_is_threaded;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwScriptedTransport, cw_scripted_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_TRANSPORT, transport_iface_init))

static void
cw_scripted_transport_finalize (GObject *object)
{
  CwScriptedTransport *self = CW_SCRIPTED_TRANSPORT (object);

  g_queue_clear_full (&self->script, scripted_free);
  g_ptr_array_unref (self->requests);
  G_OBJECT_CLASS (cw_scripted_transport_parent_class)->finalize (object);
}

static void
cw_scripted_transport_class_init (CwScriptedTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_scripted_transport_finalize;
}

static void
cw_scripted_transport_init (CwScriptedTransport *self)
{
  g_queue_init (&self->script);
  self->requests = g_ptr_array_new_with_free_func (g_free);
}

CwTransport *
cw_scripted_transport_new (void)
{
  return g_object_new (CW_TYPE_SCRIPTED_TRANSPORT, NULL);
}

void
cw_scripted_transport_push (CwScriptedTransport *self, guint status, const char *body)
{
  Scripted *scripted = g_new0 (Scripted, 1);

  scripted->status = status;
  scripted->body = g_strdup (body);
  g_queue_push_tail (&self->script, scripted);
}

void
cw_scripted_transport_set_func (CwScriptedTransport *self, CwScriptedAnswer answer, gpointer data)
{
  self->answer = answer;
  self->answer_data = data;
}

GPtrArray *
cw_scripted_transport_get_requests (CwScriptedTransport *self)
{
  return self->requests;
}
