/* cw-transport.c: what goes over the wire and what comes back, as values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-http.h"

#include <string.h>

#define EXCERPT_BYTES 200

G_DEFINE_INTERFACE (CwTransport, cw_transport, G_TYPE_OBJECT)

static void
cw_transport_default_init (CwTransportInterface *iface)
{
}

CwWireAnswer *
cw_transport_send_sync (CwTransport *self, guint lane, const CwWireRequest *request, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (CW_IS_TRANSPORT (self), NULL);
  return CW_TRANSPORT_GET_IFACE (self)->send (self, lane, request, cancellable, error);
}

gboolean
cw_transport_is_threaded (CwTransport *self)
{
  g_return_val_if_fail (CW_IS_TRANSPORT (self), FALSE);
  return CW_TRANSPORT_GET_IFACE (self)->is_threaded (self);
}

void
cw_transport_end_lane (CwTransport *self)
{
  g_return_if_fail (CW_IS_TRANSPORT (self));
  if (CW_TRANSPORT_GET_IFACE (self)->end_lane != NULL)
    CW_TRANSPORT_GET_IFACE (self)->end_lane (self);
}

/* ---- the answer ---- */

CwWireAnswer *
cw_wire_answer_new (guint status)
{
  CwWireAnswer *self = g_new0 (CwWireAnswer, 1);

  self->status = status;
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->body = g_bytes_new (NULL, 0);
  return self;
}

void
cw_wire_answer_free (CwWireAnswer *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self);
}

void
cw_wire_answer_add_header (CwWireAnswer *self, const char *name, const char *value)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  const char *before = g_hash_table_lookup (self->headers, lower);
  char *joined = before != NULL ? g_strconcat (before, ", ", value, NULL) : g_strdup (value);

  g_hash_table_replace (self->headers, g_steal_pointer (&lower), joined);
}

const char *
cw_wire_answer_get_header (const CwWireAnswer *self, const char *name)
{
  return g_hash_table_lookup (self->headers, name);
}

/* Format characters are those that turn the direction of text or hide in it. */
static gboolean
is_printable (gunichar c)
{
  return g_unichar_isprint (c) && g_unichar_type (c) != G_UNICODE_FORMAT;
}

char *
cw_wire_answer_dup_excerpt (const CwWireAnswer *answer)
{
  gsize size;
  const char *bytes = g_bytes_get_data (answer->body, &size);
  g_autofree char *text = bytes != NULL ? g_utf8_make_valid (bytes, (gssize) MIN (size, 4 * EXCERPT_BYTES)) : g_strdup ("");
  GString *excerpt = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean space = g_unichar_isspace (c);
      char utf8[6];

      if (space && (excerpt->len == 0 || excerpt->str[excerpt->len - 1] == ' '))
        continue;
      if (!space && !is_printable (c))
        continue;
      c = space ? ' ' : c;
      if (excerpt->len + (gsize) g_unichar_to_utf8 (c, utf8) > EXCERPT_BYTES)
        break;
      g_string_append_unichar (excerpt, c);
    }
  g_strchomp (excerpt->str);
  return g_string_free (excerpt, FALSE);
}
