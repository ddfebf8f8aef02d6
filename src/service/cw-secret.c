/* cw-secret.c: the JSON object that is a connection's secret
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-connect.h"

#include "cw-key-pair.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* NULL when it is no object. (transfer full) */
static JsonNode *
parse (CwSecret *self)
{
  JsonNode *root = self != NULL ? json_from_string (cw_secret_reveal (self), NULL) : json_node_init_object (json_node_alloc (), NULL);

  if (root != NULL && !JSON_NODE_HOLDS_OBJECT (root))
    g_clear_pointer (&root, json_node_unref);
  if (root != NULL && json_node_get_object (root) == NULL)
    json_node_take_object (root, json_object_new ());
  return root;
}

static CwSecret *
make (JsonNode *root)
{
  char *json = json_to_string (root, FALSE);
  CwSecret *secret = cw_secret_new (json);

  explicit_bzero (json, strlen (json));
  g_free (json);
  return secret;
}

static const char *
peek (JsonNode *root, const char *name)
{
  JsonNode *member = root != NULL ? json_object_get_member (json_node_get_object (root), name) : NULL;

  return member != NULL && JSON_NODE_HOLDS_VALUE (member) && json_node_get_value_type (member) == G_TYPE_STRING ? json_node_get_string (member)
                                                                                                               : NULL;
}

CwSecret *
cw_secret_get_member (CwSecret *self, const char *name)
{
  g_autoptr (JsonNode) root = parse (self);
  const char *text = peek (root, name);

  return text != NULL ? cw_secret_new (text) : NULL;
}

char *
cw_secret_dup_member (CwSecret *self, const char *name)
{
  g_autoptr (JsonNode) root = parse (self);

  return g_strdup (peek (root, name));
}

CwSecret *
cw_secret_with_member (CwSecret *self, const char *name, CwSecret *value)
{
  g_autoptr (JsonNode) root = parse (self);

  if (root == NULL)
    root = parse (NULL);
  json_object_set_string_member (json_node_get_object (root), name, cw_secret_reveal (value));
  return make (root);
}

CwSecret *
cw_secret_merge (CwSecret *self, CwSecret *entered)
{
  g_autoptr (JsonNode) root = parse (self), more = parse (entered);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (root == NULL)
    root = parse (NULL);
  if (more == NULL)
    return make (root);
  json_object_iter_init (&iter, json_node_get_object (more));
  while (json_object_iter_next (&iter, &name, &value))
    if (peek (more, name) != NULL && *peek (more, name) != '\0')
      json_object_set_string_member (json_node_get_object (root), name, peek (more, name));
  return make (root);
}

gboolean
cw_secret_check_members (CwSecret *self, const CwSignInWay *way, GError **error)
{
  g_autoptr (JsonNode) root = parse (self);

  for (const CwInput *input = way->inputs; input->name != NULL; input++)
    {
      g_autofree char *problem = cw_input_dup_problem (input, peek (root, input->name));

      if (problem == NULL)
        continue;
      g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, problem);
      return FALSE;
    }
  return TRUE;
}

gboolean
cw_profile_make_key (CwProfile *self, CwSecret **out_key, char **out_certificate, gint64 *out_end, GError **error)
{
  return cw_key_pair_make (cw_clock_now (cw_profile_get_clock (self)), out_key, out_certificate, out_end, error);
}
