/* cw-precoro-error.c: what Precoro's refusals mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-precoro"

#include "config.h"

#include "cw-precoro-private.h"

#include "cw-answer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

/* ---- what they mean ---- */

/* Fields whose refusal says what is wrong, whatever the sentence. */
static const struct {
  const char *field;
  CwRefusal   refusal;
} fields[] = {
  { "parent", CW_REFUSAL_PLACE },
  { "sumPaid", CW_REFUSAL_STATE },
};

/* Parts of sentences, in lower case; the first that is found counts. */
static const struct {
  const char *part;
  CwRefusal   refusal;
} sentences[] = {
  { "should not be blank", CW_REFUSAL_MISSING },
  { "should not be null", CW_REFUSAL_MISSING },
  { "is required", CW_REFUSAL_MISSING },
  { "is missing", CW_REFUSAL_MISSING },
  { "already used", CW_REFUSAL_TAKEN },
  { "already exist", CW_REFUSAL_TAKEN },
  { "already in use", CW_REFUSAL_TAKEN },
  { "too long", CW_REFUSAL_LONG },
  { "not found", CW_REFUSAL_REFERENCE },
  { "does not exist", CW_REFUSAL_REFERENCE },
  { "not valid", CW_REFUSAL_VALUE },
  { "invalid", CW_REFUSAL_VALUE },
  { "not a valid", CW_REFUSAL_VALUE },
  { "of type", CW_REFUSAL_VALUE },
  { "managed by an integration", CW_REFUSAL_RULE },
  { "not allowed", CW_REFUSAL_FORBIDDEN },
};

/* The field that the first sentence below "errors" stands for; NULL: none is named. */
static char *
dup_field (JsonObject *object)
{
  JsonNode *node = cw_json_get (object, "errors");
  char *field = NULL;

  while (!cw_json_is_none (node) && JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      if (!json_object_iter_next_ordered (&iter, &name, &node))
        break;
      g_free (field);
      field = g_strdup (name);
    }
  return field;
}

CwRefusal
_cw_precoro_get_refusal (const CwWireAnswer *wire, const char *detail)
{
  g_autoptr (JsonNode) root = cw_json_parse_object (wire->body, NULL);
  g_autofree char *field = root != NULL ? dup_field (json_node_get_object (root)) : NULL;
  g_autofree char *small = g_utf8_strdown (detail, -1);

  if (wire->status == 403)
    return CW_REFUSAL_FORBIDDEN;
  if (wire->status == 404)
    return CW_REFUSAL_GONE;
  if (wire->status == 405 || wire->status == 415)
    return CW_REFUSAL_REQUEST;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_strcmp0 (field, fields[i].field) == 0)
      return fields[i].refusal;
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (strstr (small, sentences[i].part) != NULL)
      return sentences[i].refusal;
  return CW_REFUSAL_OTHER;
}

/* ---- answers ---- */

/* A wrong key, a wrong e-mail address and the other region's host look the same. */
static char *
dup_introduction (CwPrecoro *self, const GError *cause, const char *doing)
{
  if (g_error_matches (cause, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH))
    return g_strdup_printf (_("Precoro “%s” (API key of %s at %s)"), self->name, self->email, self->url);
  if (g_error_matches (cause, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_UNREACHABLE))
    return g_strdup_printf (_("Precoro “%s” could not be reached at %s"), self->name, self->url);
  return g_strdup_printf (_("Precoro “%s”, %s"), self->name, doing);
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
  g_set_error (error, CW_CONNECTOR_ERROR, (int) cw_http_status_get_code (answer->wire->status), _("Precoro “%s”, %s: %s (%u)"),
               self->name, doing, words, answer->wire->status);
  if (error != NULL)
    cw_error_set_refusal (*error, _cw_precoro_get_refusal (answer->wire, words));
  return FALSE;
}
