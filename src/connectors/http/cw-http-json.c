/* cw-http-json.c: small JSON objects of token endpoints and limiters
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What connectors read is their own affair; this is only what the client
 * itself has to understand.
 */

#include "config.h"

#include "cw-http-private.h"

#include <string.h>

#define MAX_BYTES  (256 * 1024)
#define MAX_OPENED 100   /* the parser recurses once a level */

static gboolean
is_shallow (const char *bytes, gsize size)
{
  guint opened = 0;

  for (gsize i = 0; i < size; i++)
    opened += bytes[i] == '{' || bytes[i] == '[';
  return opened > 0 && opened <= MAX_OPENED;
}

JsonNode *
_cw_http_parse_object (GBytes *body)
{
  g_autoptr (JsonParser) parser = NULL;
  gsize size;
  const char *bytes = g_bytes_get_data (body, &size);
  JsonNode *root;

  if (size == 0 || size > MAX_BYTES || !is_shallow (bytes, size) || !g_utf8_validate_len (bytes, size, NULL))
    return NULL;
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, bytes, (gssize) size, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  return json_parser_steal_root (parser);
}

char *
_cw_http_dup_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (type == G_TYPE_DOUBLE)
    return g_strdup_printf ("%.0f", json_node_get_double (node));
  return NULL;
}
