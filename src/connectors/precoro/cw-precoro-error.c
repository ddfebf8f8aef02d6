/* cw-precoro-error.c: what Precoro's refusals mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-precoro"

#include "cw-precoro-private.h"

#include "cw-answer.h"

/* ---- words ---- */

/* The first text below @node, depth first in the order of the answer; its depth is bounded by the parser's. */
static char *
find_first_text (JsonNode *node)
{
  char *text = cw_json_dup_text (node);
  JsonObjectIter iter;
  const char *name;   /* json-glib 1.6 writes it unasked */
  JsonNode *inner;

  if (text != NULL || cw_json_is_none (node))
    return text;
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; text == NULL && i < json_array_get_length (array); i++)
        text = find_first_text (json_array_get_element (array, i));
      return text;
    }
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (text == NULL && json_object_iter_next_ordered (&iter, &name, &inner))
    text = find_first_text (inner);
  return text;
}

static char *
dup_json_detail (JsonObject *object)
{
  char *text = cw_json_dup_member (object, "error");

  if (text == NULL)
    text = cw_json_dup_member (object, "message");
  if (text == NULL)
    text = find_first_text (cw_json_get (object, "errors"));
  return text;
}

char *
_cw_precoro_dup_detail (const CwWireAnswer *wire)
{
  g_autoptr (JsonNode) root = cw_json_parse_object (wire->body, NULL);
  g_autofree char *text = root != NULL ? dup_json_detail (json_node_get_object (root)) : NULL;

  if (text == NULL)
    text = cw_wire_answer_dup_excerpt (wire);
  if (text == NULL || text[0] == '\0')
    return g_strdup_printf ("HTTP status %u without a text", wire->status);
  return cw_json_check (wire->body, NULL) ? g_steal_pointer (&text) : g_strdup_printf ("the answer is not JSON: %s", text);
}

/* ---- answers ---- */

/* A wrong key, a wrong e-mail address and the other region's host look the same. */
static char *
dup_introduction (CwPrecoro *self, const GError *cause, const char *doing)
{
  if (g_error_matches (cause, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH))
    return g_strdup_printf ("Precoro “%s” (API key of %s at %s)", self->name, self->email, self->url);
  if (g_error_matches (cause, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_UNREACHABLE))
    return g_strdup_printf ("Precoro “%s” could not be reached at %s", self->name, self->url);
  return g_strdup_printf ("Precoro “%s”, %s", self->name, doing);
}

gboolean
_cw_precoro_check_answer (CwPrecoro *self, const CwHttpAnswer *answer, const char *doing, GError **error)
{
  g_autofree char *words = NULL;

  if (answer->error != NULL)
    {
      words = dup_introduction (self, answer->error, doing);
      cw_http_answer_copy_error (answer, "precoro", words, error);
      return FALSE;
    }
  if (answer->wire->status / 100 == 2)
    return TRUE;
  words = _cw_precoro_dup_detail (answer->wire);
  g_set_error (error, CW_CONNECTOR_ERROR, (int) cw_http_status_get_code (answer->wire->status), "Precoro “%s”, %s: %s (%u)",
               self->name, doing, words, answer->wire->status);
  return FALSE;
}
