/* cw-netsuite-catalogue.c: the fields of a record type as the account describes them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The metadata catalogue is made for the caller's role: what it does not show
 * cannot be read or written. It comes as JSON Schema or as OpenAPI; both carry
 * the same "properties". Names are compared without case.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "cw-netsuite-private.h"

#include <string.h>

void
cw_field_info_free (CwFieldInfo *self)
{
  g_free (self->id);
  g_free (self->label);
  g_free (self->kind);
  g_free (self);
}

static CwFieldInfo *
field_info_copy (const CwFieldInfo *self)
{
  CwFieldInfo *copy = g_new0 (CwFieldInfo, 1);

  copy->id = g_strdup (self->id);
  copy->label = g_strdup (self->label);
  copy->kind = g_strdup (self->kind);
  copy->custom = self->custom;
  copy->writable = self->writable;
  return copy;
}

/* ---- one property ---- */

/* "type" is a word, or a list of words of which one may be "null". */
static char *
dup_type (JsonObject *property)
{
  JsonNode *node = cw_json_get (property, "type");
  g_autoptr (GPtrArray) list = NULL;

  if (node == NULL || JSON_NODE_HOLDS_VALUE (node))
    return cw_json_dup_text (node);
  list = cw_json_list (node);
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      g_autofree char *word = cw_json_dup_text (g_ptr_array_index (list, i));

      if (word != NULL && !g_str_equal (word, "null"))
        return g_steal_pointer (&word);
    }
  return NULL;
}

/* References point to another schema, or show its members in place. NULL for a sublist or subrecord. */
static const char *
get_object_kind (JsonObject *property)
{
  g_autofree char *reference = cw_json_dup_member (property, "$ref");
  JsonObject *members = cw_json_get_object (property, "properties");

  if (reference != NULL)
    return strstr (reference, "Collection") == NULL ? "reference" : NULL;
  if (members == NULL || !json_object_has_member (members, "id") || json_object_has_member (members, "items"))
    return NULL;
  return json_object_has_member (json_object_get_object_member (members, "id"), "enum") ? "list" : "reference";
}

static const char *
get_kind (JsonObject *property)
{
  g_autofree char *type = dup_type (property);
  g_autofree char *format = cw_json_dup_member (property, "format");

  if (type == NULL || g_str_equal (type, "object"))
    return get_object_kind (property);
  if (g_str_equal (type, "boolean") || g_str_equal (type, "integer") || g_str_equal (type, "number"))
    return g_str_equal (type, "boolean") ? "boolean" : g_str_equal (type, "integer") ? "integer" : "number";
  if (!g_str_equal (type, "string"))
    return NULL;
  if (g_strcmp0 (format, "date") == 0)
    return "date";
  if (g_strcmp0 (format, "date-time") == 0)
    return "datetime";
  return json_object_has_member (property, "enum") ? "list" : "text";
}

/* The case of properties has changed between releases; ours is the one that records carry. */
static const char *
get_own_spelling (const char *type, const char *name)
{
  for (const CwNsField *field = _cw_ns_get_fields (type); field != NULL && field->name != NULL; field++)
    if (g_ascii_strcasecmp (field->name, name) == 0)
      return field->name;
  return name;
}

static CwFieldInfo *
read_property (const char *type, const char *name, JsonObject *property)
{
  const char *kind = get_kind (property);
  CwFieldInfo *info;

  if (kind == NULL || g_str_equal (name, "links") || g_ascii_strcasecmp (name, "refName") == 0)
    return NULL;
  info = g_new0 (CwFieldInfo, 1);
  info->custom = cw_json_get_flag (cw_json_get (property, "x-ns-custom-field"), FALSE);
  info->id = info->custom ? g_ascii_strdown (name, -1) : g_strdup (get_own_spelling (type, name));
  info->label = cw_json_dup_member (property, "title");
  if (info->label == NULL)
    info->label = g_strdup (name);
  info->kind = g_strdup (kind);
  info->writable = !cw_json_get_flag (cw_json_get (property, "readOnly"), FALSE);
  return info;
}

/* ---- a type ---- */

/* The properties of @type in either form of catalogue. */
static JsonObject *
find_properties (JsonObject *root, const char *type)
{
  JsonObject *properties = cw_json_get_object (root, "properties");
  JsonObject *components, *schemas, *schema;

  if (properties != NULL)
    return properties;
  components = cw_json_get_object (root, "components");
  schemas = components != NULL ? cw_json_get_object (components, "schemas") : NULL;
  schema = schemas != NULL ? cw_json_get_object (schemas, type) : NULL;
  return schema != NULL ? cw_json_get_object (schema, "properties") : NULL;
}

static GPtrArray *
read_catalogue (GBytes *body, const char *type, GError **error)
{
  g_autoptr (JsonNode) root = cw_json_parse_object (body, error);
  JsonObject *properties = root != NULL ? find_properties (json_node_get_object (root), type) : NULL;
  GPtrArray *fields;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (root != NULL && properties == NULL)
    cw_json_fail (error, "$.properties", "an object was expected");
  if (properties == NULL)
    return NULL;
  fields = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_field_info_free);
  json_object_iter_init_ordered (&iter, properties);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      CwFieldInfo *info = JSON_NODE_HOLDS_OBJECT (node) ? read_property (type, name, json_node_get_object (node)) : NULL;

      if (info != NULL)
        g_ptr_array_add (fields, info);
    }
  return fields;
}

static CwHttpRequest *
catalogue_request (const char *type)
{
  g_autofree char *path = g_strconcat ("/services/rest/record/v1/metadata-catalog/", type, NULL);
  CwHttpRequest *request = cw_http_request_new ("GET", path);

  cw_http_request_add_header (request, "Accept", "application/schema+json");
  request->repeatable = TRUE;
  return request;
}

static GPtrArray *
fetch_catalogue (CwNetsuite *self, const char *type, GCancellable *cancellable, GError **error)
{
  g_autofree char *doing = g_strdup_printf ("reading the fields of %s", _cw_ns_get_title (type));
  g_autoptr (CwHttpAnswer) answer = cw_http_client_send_sync (self->client, catalogue_request (type), cancellable);

  if (!_cw_ns_check_answer (self, answer, doing, NULL, error))
    return NULL;
  return read_catalogue (answer->wire->body, type, error);
}

static void
remember (CwNetsuite *self, const char *type, GPtrArray *fields)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_field_info_free);

  for (guint i = 0; i < fields->len; i++)
    g_ptr_array_add (copy, field_info_copy (g_ptr_array_index (fields, i)));
  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->catalogue, g_strdup (type), copy);
  g_mutex_unlock (&self->lock);
}

GPtrArray *
cw_netsuite_describe_sync (CwNetsuite *self, const char *type, GCancellable *cancellable, GError **error)
{
  GPtrArray *fields;

  g_return_val_if_fail (CW_IS_NETSUITE (self), NULL);
  g_return_val_if_fail (_cw_ns_get_fields (type) != NULL, NULL);

  fields = fetch_catalogue (self, type, cancellable, error);
  if (fields != NULL)
    remember (self, type, fields);
  return fields;
}

gboolean
_cw_ns_learn_catalogue_sync (CwNetsuite *self, const char *type, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) fields = NULL;
  gboolean known;

  g_mutex_lock (&self->lock);
  known = g_hash_table_contains (self->catalogue, type);
  g_mutex_unlock (&self->lock);
  if (known)
    return TRUE;

  fields = fetch_catalogue (self, type, cancellable, &local);
  if (fields == NULL
      && !g_error_matches (local, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PERMISSION)
      && !g_error_matches (local, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_NOT_FOUND)
      && !g_error_matches (local, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (fields == NULL)
    fields = g_ptr_array_new ();
  remember (self, type, fields);
  return TRUE;
}

gboolean
_cw_ns_has_property (CwNetsuite *self, const char *type, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GPtrArray *fields = g_hash_table_lookup (self->catalogue, type);

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    if (g_ascii_strcasecmp (((CwFieldInfo *) g_ptr_array_index (fields, i))->id, name) == 0)
      return TRUE;
  return FALSE;
}
