/* sb-precoro-params.c: forms and queries in PHP's manner
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names are percent-decoded before their brackets are looked at, so that
 * "parent[id]" and "parent%5Bid%5D" are the same.
 */

#include "sb-precoro.h"

#include "sb-json.h"

#include <string.h>

typedef struct {
  char *name;
  char *value;
} Param;

struct _SbParams {
  GPtrArray *items;   /* Param, owned, in the order sent */
};

static void
param_free (Param *param)
{
  g_free (param->name);
  g_free (param->value);
  g_free (param);
}

static SbParams *
params_new (void)
{
  SbParams *self = g_new0 (SbParams, 1);

  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) param_free);
  return self;
}

static void
take_param (SbParams *self, char *name, char *value)
{
  Param *param = g_new (Param, 1);

  *param = (Param) { name, value };
  g_ptr_array_add (self->items, param);
}

SbParams *
sb_params_new_form (const char *text, gssize length)
{
  g_autoptr (SbParams) self = params_new ();
  g_autoptr (GError) error = NULL;
  GUriParamsIter iter;
  char *name;
  char *value;

  if (text == NULL || length == 0 || *text == '\0')
    return g_steal_pointer (&self);
  g_uri_params_iter_init (&iter, text, length, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, &error))
    take_param (self, name, value);

  return error == NULL ? g_steal_pointer (&self) : NULL;
}

static char *
dup_scalar (JsonNode *node)
{
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      return json_node_dup_string (node);
    case G_TYPE_INT64:
      return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
    case G_TYPE_BOOLEAN:
      return g_strdup (json_node_get_boolean (node) ? "1" : "0");
    case G_TYPE_DOUBLE:
      {
        char digits[G_ASCII_DTOSTR_BUF_SIZE];

        return g_strdup (g_ascii_dtostr (digits, sizeof digits, json_node_get_double (node)));
      }
    default:
      return g_strdup ("");
    }
}

static void add_json (SbParams *self, const char *name, JsonNode *node);

static void
add_json_object (SbParams *self, const char *prefix, JsonObject *object)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &member, &node))
    {
      g_autofree char *name = *prefix != '\0' ? g_strdup_printf ("%s[%s]", prefix, member) : g_strdup (member);

      add_json (self, name, node);
    }
}

/* sb_json_parse() bounds how deep a text nests, and with it this recursion. */
static void
add_json (SbParams *self, const char *name, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    add_json_object (self, name, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      {
        g_autofree char *item = g_strconcat (name, "[]", NULL);

        add_json (self, item, json_array_get_element (json_node_get_array (node), i));
      }
  else
    take_param (self, g_strdup (name), JSON_NODE_HOLDS_VALUE (node) ? dup_scalar (node) : g_strdup (""));
}

SbParams *
sb_params_new_json (const char *text, gsize length)
{
  g_autoptr (JsonNode) root = sb_json_parse (text, length);
  SbParams *self;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  self = params_new ();
  add_json_object (self, "", json_node_get_object (root));

  return self;
}

void
sb_params_free (SbParams *self)
{
  g_ptr_array_unref (self->items);
  g_free (self);
}

const char *
sb_params_get (SbParams *self, const char *name)
{
  for (guint i = self->items->len; i > 0; i--)
    {
      const Param *param = g_ptr_array_index (self->items, i - 1);

      if (strcmp (param->name, name) == 0)
        return param->value;
    }

  return NULL;
}

/* NAME, NAME[] or NAME[digits] */
static gboolean
is_item_of (const char *text, const char *name)
{
  gsize length = strlen (name);
  const char *rest = text + length;

  if (strncmp (text, name, length) != 0)
    return FALSE;
  if (*rest == '\0')
    return TRUE;
  if (*rest != '[')
    return FALSE;
  rest += 1 + strspn (rest + 1, "0123456789");

  return strcmp (rest, "]") == 0;
}

GPtrArray *
sb_params_get_all (SbParams *self, const char *name)
{
  GPtrArray *values = g_ptr_array_new ();

  for (guint i = 0; i < self->items->len; i++)
    {
      const Param *param = g_ptr_array_index (self->items, i);

      if (is_item_of (param->name, name))
        g_ptr_array_add (values, param->value);
    }

  return values;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

char *
sb_params_dup_set (SbParams *self)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->items->len; i++)
    {
      const Param *param = g_ptr_array_index (self->items, i);
      g_autofree char *value = g_uri_escape_string (param->value, NULL, TRUE);

      g_ptr_array_add (texts, g_strconcat (param->name, "=", value, NULL));
    }
  g_ptr_array_sort (texts, compare_texts);
  g_ptr_array_add (texts, NULL);

  return g_strjoinv ("&", (char **) texts->pdata);
}
