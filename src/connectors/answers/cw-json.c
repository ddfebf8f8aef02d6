/* cw-json.c: JSON of a remote system, read defensively
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-json.h"

#include <math.h>
#include <string.h>

gboolean
cw_json_fail (GError **error, const char *path, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL, "%s: %s", path, text);
  return FALSE;
}

/* The end of the string that starts behind @at; NULL when it does not end. */
static const char *
skip_string (const char *at, const char *end)
{
  while (at < end)
    {
      char c = *at++;

      if (c == '"')
        return at;
      if (c == '\\' && at < end)
        at++;
    }
  return NULL;
}

/* Bytes that may stand outside a string. json-glib takes comments and other quotes as well, which could hide
 * brackets from the count below; a remote has no use for them. */
static gboolean
is_plain (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr (" \t\r\n,:+-.", c) != NULL);
}

/* The text of @body without a byte order mark; never NULL. */
static const char *
get_text (GBytes *body, gsize *out_length)
{
  const char *text = g_bytes_get_data (body, out_length);

  if (text == NULL)
    return "";
  if (*out_length < 3 || memcmp (text, "\xef\xbb\xbf", 3) != 0)
    return text;
  *out_length -= 3;
  return text + 3;
}

gboolean
cw_json_check (GBytes *body, GError **error)
{
  gsize length;
  const char *text = get_text (body, &length);
  const char *end = text + length;
  guint depth = 0;
  gboolean ended = FALSE;

  for (const char *at = text; at < end;)
    {
      char c = *at++;
      gboolean opens = c == '{' || c == '[', closes = c == '}' || c == ']';

      if (depth == 0 && g_ascii_isspace (c))
        continue;
      /* One value, and that a list or an object: json-glib would read several, and lose all but the last. */
      if (depth == 0 && (ended || !opens))
        return cw_json_fail (error, "$", ended ? "something follows the end of the text" : "this is not JSON");
      if (opens && ++depth > CW_JSON_MAX_DEPTH)
        return cw_json_fail (error, "$", "nested deeper than %u levels", CW_JSON_MAX_DEPTH);
      if (closes)
        ended = --depth == 0;
      if (c == '"' && (at = skip_string (at, end)) == NULL)
        return cw_json_fail (error, "$", "the text ends in the middle of a string");
      if (c != '"' && !opens && !closes && !is_plain (c))
        return cw_json_fail (error, "$", "this is not JSON");
    }
  if (depth > 0)
    return cw_json_fail (error, "$", "the text ends before its brackets close");
  return ended || cw_json_fail (error, "$", "the text is empty");
}

JsonNode *
cw_json_parse (GBytes *body, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) local = NULL;
  JsonNode *root;
  gsize length;
  const char *text = get_text (body, &length);

  if (!cw_json_check (body, error))
    return NULL;

  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, (gssize) length, &local))
    {
      cw_json_fail (error, "$", "%s", local->message);
      return NULL;
    }
  root = json_parser_steal_root (parser);
  if (root == NULL)
    cw_json_fail (error, "$", "the text is empty");
  return root;
}

JsonNode *
cw_json_parse_object (GBytes *body, GError **error)
{
  g_autoptr (JsonNode) root = cw_json_parse (body, error);

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      cw_json_fail (error, "$", "an object was expected");
      return NULL;
    }
  return g_steal_pointer (&root);
}

JsonNode *
cw_json_get (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonObjectIter iter;
  const char *other;

  if (node != NULL)
    return node;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &other, &node))
    if (g_ascii_strcasecmp (other, name) == 0)
      return node;
  return NULL;
}

JsonObject *
cw_json_get_object (JsonObject *object, const char *name)
{
  JsonNode *node = cw_json_get (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

gboolean
cw_json_is_none (JsonNode *node)
{
  if (node == NULL)
    return TRUE;
  switch (JSON_NODE_TYPE (node))
    {
    case JSON_NODE_NULL:
      return TRUE;
    case JSON_NODE_ARRAY:
      return json_array_get_length (json_node_get_array (node)) == 0;
    case JSON_NODE_OBJECT:
      return json_object_get_size (json_node_get_object (node)) == 0;
    case JSON_NODE_VALUE:
      return json_node_get_value_type (node) == G_TYPE_STRING && json_node_get_string (node)[0] == '\0';
    default:
      return FALSE;
    }
}

/* A whole number that came as a floating one (1e3, 12.0) is written without its fraction. */
static char *
double_to_text (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (value == floor (value) && fabs (value) < 1e15)
    return g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) value);
  /* Fifteen digits are those that were sent, where they make the same number again. */
  g_ascii_formatd (text, sizeof text, "%.15g", value);
  if (g_ascii_strtod (text, NULL) != value)
    g_ascii_dtostr (text, sizeof text, value);
  return g_strdup (text);
}

char *
cw_json_dup_text (JsonNode *node)
{
  GType type;

  if (cw_json_is_none (node) || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  type = json_node_get_value_type (node);
  if (type == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (type == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "T" : "F");
  return double_to_text (json_node_get_double (node));
}

char *
cw_json_dup_member (JsonObject *object, const char *name)
{
  return cw_json_dup_text (cw_json_get (object, name));
}

gboolean
cw_json_get_flag (JsonNode *node, gboolean fallback)
{
  g_autofree char *text = cw_json_dup_text (node);

  if (text == NULL)
    return fallback;
  if (g_str_equal (text, "1") || g_ascii_strcasecmp (text, "T") == 0 || g_ascii_strcasecmp (text, "true") == 0)
    return TRUE;
  if (g_str_equal (text, "0") || g_ascii_strcasecmp (text, "F") == 0 || g_ascii_strcasecmp (text, "false") == 0)
    return FALSE;
  return fallback;
}

gboolean
cw_json_get_integer (JsonNode *node, gint64 *out_value)
{
  g_autofree char *text = cw_json_dup_text (node);

  return text != NULL && g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, out_value, NULL);
}

static GPtrArray *
list_array (JsonArray *array)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (list, json_array_get_element (array, i));
  return list;
}

/* An object keyed by position or id: every value is an element, and an object itself. */
static GPtrArray *
list_values (JsonObject *object)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  JsonObjectIter iter;
  const char *name;   /* json-glib 1.6 writes it unasked */
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      if (!JSON_NODE_HOLDS_OBJECT (node))
        return NULL;
      g_ptr_array_add (list, node);
    }
  return g_steal_pointer (&list);
}

GPtrArray *
cw_json_list (JsonNode *node)
{
  JsonObject *object;
  JsonNode *inner;

  if (cw_json_is_none (node))
    return g_ptr_array_new ();
  if (JSON_NODE_HOLDS_ARRAY (node))
    return list_array (json_node_get_array (node));
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  object = json_node_get_object (node);
  inner = json_object_has_member (object, "data") ? json_object_get_member (object, "data")
                                                  : json_object_get_member (object, "items");
  if (inner == NULL)
    return list_values (object);
  if (cw_json_is_none (inner))
    return g_ptr_array_new ();
  if (JSON_NODE_HOLDS_ARRAY (inner))
    return list_array (json_node_get_array (inner));
  return JSON_NODE_HOLDS_OBJECT (inner) ? list_values (json_node_get_object (inner)) : NULL;
}
