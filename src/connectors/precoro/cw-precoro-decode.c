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

#include <string.h>

/* An id or reference to another system; zero stands for none. */
static char *
dup_id (JsonNode *node)
{
  g_autofree char *text = cw_json_dup_text (node);

  return text != NULL && !g_str_equal (text, "0") ? g_steal_pointer (&text) : NULL;
}

/* {"id":…}, a bare id, a list of one of these. */
char *
_cw_precoro_dup_relation (JsonNode *node)
{
  g_autoptr (GPtrArray) list = NULL;

  if (cw_json_is_none (node))
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return dup_id (cw_json_get (json_node_get_object (node), "id"));
  if (JSON_NODE_HOLDS_VALUE (node))
    return json_node_get_value_type (node) != G_TYPE_BOOLEAN ? dup_id (node) : NULL;
  list = cw_json_list (node);
  return _cw_precoro_dup_relation (g_ptr_array_index (list, 0));
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
  record->parent_id = _cw_precoro_dup_relation (cw_json_get (object, "parent"));
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

static void
take_option (CwTargetRecord *record, JsonObject *option)
{
  static const char * const members[] = { "name", "externalId", "netSuiteId" };
  g_autofree char *id = dup_id (cw_json_get (option, "id"));

  for (gsize i = 0; id != NULL && i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *name = g_strdup_printf ("option/%s/%s", id, members[i]);

      cw_fields_take (record->fields, name, cw_json_dup_member (option, members[i]));
    }
}

CwTargetRecord *
_cw_precoro_decode_document_field (JsonObject *object, const char *path, GError **error)
{
  CwTargetRecord *record = new_record (object, path, error);
  g_autoptr (GPtrArray) options = NULL;

  if (record == NULL)
    return NULL;
  record->name = cw_json_dup_member (object, "name");
  options = cw_json_list (cw_json_get (object, "options"));
  for (guint i = 0; options != NULL && i < options->len; i++)
    if (JSON_NODE_HOLDS_OBJECT ((JsonNode *) g_ptr_array_index (options, i)))
      take_option (record, json_node_get_object (g_ptr_array_index (options, i)));
  return record;
}

/* ---- purchase orders ---- */

/* An instant in any zone as the instant in UTC; a bare date is the start of its day. (transfer full) (nullable) */
static char *
dup_instant (JsonNode *node)
{
  g_autofree char *text = cw_json_dup_text (node);
  g_autofree char *whole = text != NULL && strlen (text) == strlen ("YYYY-MM-DD") ? g_strconcat (text, "T00:00:00Z", NULL) : g_strdup (text);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) local = whole != NULL ? g_date_time_new_from_iso8601 (whole, utc) : NULL;
  g_autoptr (GDateTime) time = local != NULL ? g_date_time_to_utc (local) : NULL;

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

/* A relation of an order: its id under @name, its name and external id beside it. */
static void
take_related (CwTargetRecord *record, JsonObject *object, const char *member, const char *name)
{
  JsonNode *node = cw_json_get (object, member);
  JsonObject *related = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autofree char *title = g_strconcat (name, "Name", NULL), *external = g_strconcat (name, "ExternalId", NULL);

  cw_fields_take (record->fields, name, _cw_precoro_dup_relation (node));
  if (related == NULL)
    return;
  cw_fields_take (record->fields, title, cw_json_dup_member (related, "name"));
  cw_fields_take (record->fields, external, cw_json_dup_member (related, "externalId"));
}

static void
take_purchaser (CwTargetRecord *record, JsonObject *object)
{
  const char *member = cw_json_is_none (cw_json_get (object, "purchaser")) ? "creator" : "purchaser";
  JsonObject *person = cw_json_get_object (object, member);
  g_autofree char *first = NULL, *last = NULL;

  cw_fields_take (record->fields, "purchaser", _cw_precoro_dup_relation (cw_json_get (object, member)));
  if (person == NULL)
    return;
  first = cw_json_dup_member (person, "firstname");
  last = cw_json_dup_member (person, "lastname");
  if (first != NULL || last != NULL)
    cw_fields_take (record->fields, "purchaserName", g_strjoin (first != NULL && last != NULL ? " " : "", first != NULL ? first : "",
                                                                 last != NULL ? last : "", NULL));
  cw_fields_take (record->fields, "purchaserEmail", cw_json_dup_member (person, "email"));
}

/* Custom values of an order or a line: "PREFIX/FIELD" is the option's id. */
static void
take_values (CwTargetRecord *record, JsonNode *node, const char *owner, const char *prefix)
{
  g_autoptr (GPtrArray) values = cw_json_list (node);

  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      JsonNode *value = g_ptr_array_index (values, i);
      g_autofree char *field = NULL, *name = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (value))
        continue;
      field = _cw_precoro_dup_relation (cw_json_get (json_node_get_object (value), owner));
      if (field == NULL)
        continue;
      name = g_strdup_printf ("%s/%s", prefix, field);
      cw_fields_take (record->fields, name, cw_json_dup_member (json_node_get_object (value), "value"));
    }
}

static void
take_line (CwTargetRecord *record, JsonObject *line, guint number)
{
  static const char * const members[] = { "id", "name", "sku", "quantity", "price", "sum" };
  g_autofree char *prefix = g_strdup_printf ("line/%04u", number), *option = g_strconcat (prefix, "/option", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/%s", prefix, members[i]);

      cw_fields_take (record->fields, name, cw_json_dup_member (line, members[i]));
    }
  take_values (record, cw_json_get (line, "dataItemCustomFields"), "itemCustomField", option);
}

static gboolean
take_lines (CwTargetRecord *record, JsonNode *node, const char *path, GError **error)
{
  g_autoptr (GPtrArray) lines = cw_json_list (node);

  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      JsonNode *line = g_ptr_array_index (lines, i);

      if (!JSON_NODE_HOLDS_OBJECT (line))
        {
          g_autofree char *member = g_strdup_printf ("%s.items[%u]", path, i);

          return cw_json_fail (error, member, "an object was expected");
        }
      take_line (record, json_node_get_object (line), i + 1);
    }
  cw_fields_take (record->fields, CW_FIELD_LINES, g_strdup_printf ("%u", lines != NULL ? lines->len : 0));
  return TRUE;
}

CwTargetRecord *
_cw_precoro_decode_order (JsonObject *object, const char *path, GError **error)
{
  static const char * const members[] = { "idn", "customName", "status", "statusString", "currency", "netSum", "sum", "note", "externalId",
                                          "integrationStatus" };
  static const char * const instants[] = { "createDate", "updateDate", "approvalDate", "requiredDate" };
  g_autoptr (CwTargetRecord) record = new_record (object, path, error);

  if (record == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    take_member (record, object, members[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (instants); i++)
    cw_fields_take (record->fields, instants[i], dup_instant (cw_json_get (object, instants[i])));
  take_purchaser (record, object);
  take_related (record, object, "supplier", "supplier");
  take_related (record, object, "location", "location");
  take_related (record, object, "legalEntity", "legalEntity");
  take_values (record, cw_json_get (object, "dataDocumentCustomFields"), "documentCustomField", "document");
  if (json_object_has_member (object, "items") && !take_lines (record, cw_json_get (object, "items"), path, error))
    return NULL;
  return g_steal_pointer (&record);
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
