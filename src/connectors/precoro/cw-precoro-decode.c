/* cw-precoro-decode.c: Precoro's JSON into records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ids come as number or string, relations that are empty as null, [] or not at
 * all, lists bare, below "data" or keyed by position. "level" is not read: its
 * base is not known, the depth follows from the parents.
 */

#define G_LOG_DOMAIN "cw-precoro"

#include "cw-precoro-private.h"

/* An id or reference to another system; zero stands for none. */
static char *
dup_id (JsonNode *node)
{
  g_autofree char *text = cw_json_dup_text (node);

  return text != NULL && !g_str_equal (text, "0") ? g_steal_pointer (&text) : NULL;
}

/* {"id":…}, a bare id, a list of one of these. */
static char *
dup_relation (JsonNode *node)
{
  g_autoptr (GPtrArray) list = NULL;

  if (cw_json_is_none (node))
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return dup_id (cw_json_get (json_node_get_object (node), "id"));
  if (JSON_NODE_HOLDS_VALUE (node))
    return json_node_get_value_type (node) != G_TYPE_BOOLEAN ? dup_id (node) : NULL;
  list = cw_json_list (node);
  return dup_relation (g_ptr_array_index (list, 0));
}

static CwTargetRecord *
new_record (JsonObject *object, const char *path, GError **error)
{
  g_autofree char *id = dup_id (cw_json_get (object, "id"));
  g_autofree char *member = g_strconcat (path, ".id", NULL);
  CwTargetRecord *record;

  if (id == NULL)
    {
      cw_json_fail (error, member, "an id was expected");
      return NULL;
    }
  record = cw_target_record_new (id);
  record->external_id = cw_json_dup_member (object, "externalId");
  record->owner_id = dup_id (cw_json_get (object, "netSuiteId"));
  record->active = cw_json_get_flag (cw_json_get (object, "enable"), TRUE);
  return record;
}

static void
take_member (CwTargetRecord *record, JsonObject *object, const char *name)
{
  cw_fields_take (record->fields, name, cw_json_dup_member (object, name));
}

CwTargetRecord *
_cw_precoro_decode_option (JsonObject *object, const char *path, GError **error)
{
  CwTargetRecord *record = new_record (object, path, error);

  if (record == NULL)
    return NULL;
  record->parent_id = dup_relation (cw_json_get (object, "parent"));
  record->name = cw_json_dup_member (object, "name");
  take_member (record, object, "name");
  take_member (record, object, "code");
  return record;
}

CwTargetRecord *
_cw_precoro_decode_user (JsonObject *object, const char *path, GError **error)
{
  CwTargetRecord *record = new_record (object, path, error);
  const char *first, *last;

  if (record == NULL)
    return NULL;
  take_member (record, object, "firstname");
  take_member (record, object, "lastname");
  take_member (record, object, "email");
  first = cw_fields_get (record->fields, "firstname");
  last = cw_fields_get (record->fields, "lastname");
  if (first != NULL && last != NULL)
    record->name = g_strconcat (first, " ", last, NULL);
  else if (first != NULL || last != NULL)
    record->name = g_strdup (first != NULL ? first : last);
  else
    record->name = g_strdup (cw_fields_get (record->fields, "email"));
  return record;
}

CwTargetRecord *
_cw_precoro_decode_field (JsonObject *object, const char *path, GError **error)
{
  CwTargetRecord *record = new_record (object, path, error);
  g_autoptr (GPtrArray) options = NULL;

  if (record == NULL)
    return NULL;
  record->name = cw_json_dup_member (object, "name");
  take_member (record, object, "type");
  options = cw_json_list (cw_json_get (object, "options"));
  if (options != NULL && options->len > 0)
    cw_fields_set (record->fields, "options", "T");
  return record;
}

/* ---- pages ---- */

/* has_next_page is what newer answers are true to; older ones count pages. */
static void
read_pagination (CwPrecoroPage *page, JsonObject *root)
{
  JsonObject *meta = cw_json_get_object (root, "meta");
  JsonObject *pagination = meta != NULL ? cw_json_get_object (meta, "pagination") : NULL;
  gint64 current;

  page->next = CW_PRECORO_UNTOLD;
  if (pagination == NULL)
    return;
  if (!cw_json_get_integer (cw_json_get (pagination, "total_pages"), &page->total_pages))
    page->total_pages = 0;
  if (!cw_json_is_none (cw_json_get (pagination, "has_next_page")))
    page->next = cw_json_get_flag (cw_json_get (pagination, "has_next_page"), FALSE) ? CW_PRECORO_MORE : CW_PRECORO_LAST;
  else if (page->total_pages > 0 && cw_json_get_integer (cw_json_get (pagination, "current_page"), &current))
    page->next = current < page->total_pages ? CW_PRECORO_MORE : CW_PRECORO_LAST;
}

static gboolean
add_element (CwPrecoroPage *page, JsonNode *node, guint nth, CwPrecoroDecode decode, GError **error)
{
  g_autofree char *path = g_strdup_printf ("$.data[%u]", nth);
  CwTargetRecord *record;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return cw_json_fail (error, path, "an object was expected");
  record = decode (json_node_get_object (node), path, error);
  if (record != NULL)
    g_ptr_array_add (page->records, record);
  return record != NULL;
}

CwPrecoroPage *
_cw_precoro_page_decode (GBytes *body, CwPrecoroDecode decode, GError **error)
{
  g_autoptr (JsonNode) root = cw_json_parse_object (body, error);
  JsonNode *data = root != NULL ? cw_json_get (json_node_get_object (root), "data") : NULL;
  g_autoptr (GPtrArray) list = data != NULL ? cw_json_list (data) : NULL;
  g_autoptr (CwPrecoroPage) page = NULL;

  if (list == NULL)
    {
      if (root != NULL)
        cw_json_fail (error, "$.data", "a list was expected");
      return NULL;
    }
  page = g_new0 (CwPrecoroPage, 1);
  page->records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_target_record_free);
  read_pagination (page, json_node_get_object (root));
  for (guint i = 0; i < list->len; i++)
    if (!add_element (page, g_ptr_array_index (list, i), i, decode, error))
      return NULL;
  return g_steal_pointer (&page);
}

void
_cw_precoro_page_free (CwPrecoroPage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->records);
  g_free (self);
}
