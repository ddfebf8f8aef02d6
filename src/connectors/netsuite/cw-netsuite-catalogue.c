/* cw-netsuite-catalogue.c: the fields of a record type as the account describes them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The metadata catalogue is made for the caller's role: what it does not show
 * cannot be read or written. It comes as JSON Schema or as OpenAPI; both carry
 * the same "properties". Names are compared without case.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "config.h"

#include "cw-netsuite-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

static gboolean
is_custom (const char *name)
{
  return g_ascii_strncasecmp (name, "cust", 4) == 0 && strchr (name, '_') != NULL;
}

/* "…/metadata-catalog/customer", "#/components/schemas/customer": the type, where it is one that is read. */
static void
note_referred (CwFieldInfo *info, const char *reference)
{
  const char *slash = strrchr (reference, '/');

  if (slash != NULL && _cw_ns_get_fields (slash + 1) != NULL)
    info->refers = g_strdup (slash + 1);
}

/* References point to another schema, or show its members in place. FALSE for a sublist or subrecord. A custom field of several
 * choices is a text of ids to SuiteQL. */
static gboolean
read_object_type (CwFieldInfo *info, const char *name, JsonObject *property)
{
  g_autofree char *reference = cw_json_dup_member (property, "$ref");
  JsonObject *members = cw_json_get_object (property, "properties");

  info->type = CW_VALUE_REFERENCE;
  if (reference != NULL && strstr (reference, "Collection") != NULL)
    {
      info->type = CW_VALUE_TEXT;
      info->list = TRUE;
      return is_custom (name);
    }
  if (reference != NULL)
    {
      note_referred (info, reference);
      return TRUE;
    }
  if (members == NULL || !json_object_has_member (members, "id") || json_object_has_member (members, "items"))
    return FALSE;
  info->list = json_object_has_member (json_object_get_object_member (members, "id"), "enum");
  if (info->list)
    info->type = CW_VALUE_TEXT;
  return TRUE;
}

static gboolean
read_type (CwFieldInfo *info, const char *name, JsonObject *property)
{
  g_autofree char *type = dup_type (property);
  g_autofree char *format = cw_json_dup_member (property, "format");

  if (type == NULL || g_str_equal (type, "object"))
    return read_object_type (info, name, property);
  if (g_str_equal (type, "boolean"))
    info->type = CW_VALUE_BOOLEAN;
  else if (g_str_equal (type, "integer"))
    info->type = CW_VALUE_INTEGER;
  else if (g_str_equal (type, "number"))
    info->type = CW_VALUE_NUMBER;
  else if (!g_str_equal (type, "string"))
    return FALSE;
  else if (g_strcmp0 (format, "date") == 0)
    info->type = CW_VALUE_DATE;
  else if (g_strcmp0 (format, "date-time") == 0)
    info->type = CW_VALUE_DATETIME;
  else
    info->list = json_object_has_member (property, "enum");
  return TRUE;
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
  gboolean custom = is_custom (name) || cw_json_get_flag (cw_json_get (property, "x-ns-custom-field"), FALSE);
  g_autofree char *title = cw_json_dup_member (property, "title"), *id = NULL, *spelled = NULL;
  g_autoptr (CwFieldInfo) info = NULL;

  if (g_str_equal (name, "links") || g_ascii_strcasecmp (name, "refName") == 0)
    return NULL;
  id = custom ? g_ascii_strdown (name, -1) : g_strdup (get_own_spelling (type, name));
  spelled = title == NULL && !custom ? _cw_ns_dup_label (id) : NULL;
  info = cw_field_info_new (id, title != NULL ? title : spelled, CW_VALUE_TEXT);
  info->custom = custom;
  info->writable = !cw_json_get_flag (cw_json_get (property, "readOnly"), FALSE);
  return read_type (info, name, property) ? g_steal_pointer (&info) : NULL;
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
  g_autofree char *path = g_strconcat ("/services/rest/record/v1/metadata-catalog/", _cw_ns_get_rest (type), NULL);
  CwHttpRequest *request = cw_http_request_new ("GET", path);

  cw_http_request_add_header (request, "Accept", "application/schema+json");
  request->repeatable = TRUE;
  return request;
}

static GPtrArray *
fetch_catalogue (CwNetsuite *self, const char *type, GCancellable *cancellable, GError **error)
{
  g_autofree char *doing = g_strdup_printf (_("reading the fields of %s"), _cw_ns_get_title (type));
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
    g_ptr_array_add (copy, cw_field_info_copy (g_ptr_array_index (fields, i)));
  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->catalogue, g_strdup (type), copy);
  g_mutex_unlock (&self->lock);
}

GPtrArray *
cw_netsuite_describe_sync (CwNetsuite *self, const char *type, GCancellable *cancellable, GError **error)
{
  GPtrArray *fields;

  g_return_val_if_fail (CW_IS_NETSUITE (self), NULL);
  g_return_val_if_fail (_cw_ns_get_fields (type) != NULL || g_str_equal (type, CW_NS_ORDERS), NULL);

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
