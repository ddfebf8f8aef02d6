/* cw-precoro-error.c: what Precoro's refusals mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-precoro"

#include "cw-precoro-private.h"

/* ---- words ---- */

/* The first text below @node, depth first in the order of the answer; its depth is bounded by the parser's. */
static char *
find_first_text (JsonNode *node)
{
  char *text = cw_json_dup_text (node);
  JsonObjectIter iter;
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
  while (text == NULL && json_object_iter_next_ordered (&iter, NULL, &inner))
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
  g_autoptr (JsonNode) root = cw_json_parse (wire->body, NULL);
  g_autofree char *text = NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    text = dup_json_detail (json_node_get_object (root));
  if (text == NULL)
    text = cw_wire_answer_dup_excerpt (wire);
  if (text == NULL || text[0] == '\0')
    return g_strdup_printf ("HTTP status %u without a text", wire->status);
  return root != NULL ? g_steal_pointer (&text) : g_strdup_printf ("the answer is not JSON: %s", text);
}

/* ---- answers ---- */

/* A wrong key, a wrong address and the other region's host look the same. */
static void
set_sign_in_error (CwPrecoro *self, const char *words, GError **error)
{
  g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
               "Precoro “%s” refused the sign-in: the API key and the e-mail address %s do not belong together, or the key was replaced, "
               "or the company is not at %s. Compare both with Configuration > Integrations > API Key. (%s)",
               self->name, self->email, self->url, words);
}

static void
set_client_error (CwPrecoro *self, const GError *cause, const char *doing, GError **error)
{
  if (g_error_matches (cause, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH))
    {
      set_sign_in_error (self, cause->message, error);
      return;
    }
  if (error == NULL)
    return;
  *error = g_error_copy (cause);
  if (g_error_matches (cause, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_UNREACHABLE))
    g_prefix_error (error, "Precoro “%s” could not be reached at %s: ", self->name, self->url);
  else if (cause->domain != G_IO_ERROR)
    g_prefix_error (error, "Precoro “%s”, %s: ", self->name, doing);
}

static CwConnectorError
get_code_of_status (guint status)
{
  switch (status)
    {
    case 403:
      return CW_CONNECTOR_ERROR_PERMISSION;
    case 404:
      return CW_CONNECTOR_ERROR_NOT_FOUND;
    case 429:
      return CW_CONNECTOR_ERROR_RATE_LIMITED;
    default:
      if (status >= 500)
        return CW_CONNECTOR_ERROR_UNAVAILABLE;
      return status >= 400 ? CW_CONNECTOR_ERROR_REJECTED : CW_CONNECTOR_ERROR_PROTOCOL;
    }
}

gboolean
_cw_precoro_check_answer (CwPrecoro *self, const CwHttpAnswer *answer, const char *doing, GError **error)
{
  g_autofree char *detail = NULL;

  if (answer->error != NULL)
    {
      set_client_error (self, answer->error, doing, error);
      return FALSE;
    }
  if (answer->wire->status / 100 == 2)
    return TRUE;
  detail = _cw_precoro_dup_detail (answer->wire);
  if (answer->wire->status == 401)
    set_sign_in_error (self, detail, error);
  else
    g_set_error (error, CW_CONNECTOR_ERROR, get_code_of_status (answer->wire->status), "Precoro “%s”, %s: %s (%u)",
                 self->name, doing, detail, answer->wire->status);
  return FALSE;
}
