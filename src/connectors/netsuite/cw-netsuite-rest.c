/* cw-netsuite-rest.c: records of types that SuiteQL does not show
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a small list (expense categories) or a younger type (project tasks)
 * is a table of SuiteQL differs between accounts. Where it is none, the record
 * API's list and a GET for each of its ids say the same; there is no filter by
 * date that can be trusted, so that the whole is read.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "cw-netsuite-private.h"

#include <string.h>

typedef struct {
  CwNetsuite        *self;
  const CwReadQuery *query;
  const CwNsSelect  *select;
  GPtrArray         *ids;      /* (element-type utf8), owned */
  GPtrArray         *rows;     /* (element-type CwFields), owned: NULL where the record is gone */
} Reading;

static CwHttpRequest *
new_request (char *path)
{
  CwHttpRequest *request = cw_http_request_new ("GET", path);

  cw_http_request_add_header (request, "Accept", "application/json");
  request->repeatable = TRUE;
  g_free (path);
  return request;
}

/* ---- the list ---- */

/* @out_more: there is another page. */
static gboolean
take_ids (Reading *reading, const CwHttpAnswer *answer, gboolean *out_more, GError **error)
{
  g_autoptr (JsonNode) root = cw_json_parse_object (answer->wire->body, error);
  g_autoptr (GPtrArray) items = NULL;

  if (root == NULL)
    return FALSE;
  items = cw_json_list (cw_json_get (json_node_get_object (root), "items"));
  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      JsonNode *item = g_ptr_array_index (items, i);
      char *id = JSON_NODE_HOLDS_OBJECT (item) ? cw_json_dup_member (json_node_get_object (item), "id") : NULL;

      if (id == NULL || !_cw_ns_is_id (id))
        {
          g_free (id);
          return cw_json_fail (error, "items", "no id");
        }
      g_ptr_array_add (reading->ids, id);
    }
  *out_more = items != NULL && items->len > 0 && cw_json_get_flag (cw_json_get (json_node_get_object (root), "hasMore"), FALSE);
  return TRUE;
}

/* @out_missing: the record API has no such type either. */
static gboolean
list_ids (Reading *reading, const char *doing, gboolean *out_missing, GCancellable *cancellable, GError **error)
{
  const char *rest = _cw_ns_get_rest (reading->query->type);
  gboolean more = TRUE;

  *out_missing = FALSE;
  for (guint offset = 0; more; offset += CW_NS_PAGE_ROWS)
    {
      g_autoptr (CwHttpAnswer) answer = cw_http_client_send_sync (reading->self->client,
        new_request (g_strdup_printf ("/services/rest/record/v1/%s?limit=%d&offset=%u", rest, CW_NS_PAGE_ROWS, offset)), cancellable);

      if (offset == 0 && answer->error == NULL && (answer->wire->status == 400 || answer->wire->status == 404))
        {
          *out_missing = TRUE;
          return TRUE;
        }
      if (!_cw_ns_check_answer (reading->self, answer, doing, NULL, error) || !take_ids (reading, answer, &more, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- records ---- */

static char *
dup_id (JsonNode *node)
{
  return JSON_NODE_HOLDS_OBJECT (node) ? cw_json_dup_member (json_node_get_object (node), "id") : cw_json_dup_text (node);
}

/* "1, 2", as SuiteQL writes a multiple selection. */
static char *
dup_ids (JsonNode *items)
{
  g_autoptr (GPtrArray) list = cw_json_list (items);
  GString *text = g_string_new (NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      g_autofree char *id = dup_id (g_ptr_array_index (list, i));

      if (id != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", id);
    }
  return g_string_free (text, text->len == 0);
}

static char *
dup_value (JsonNode *node, CwNsKind kind)
{
  g_autofree char *text = NULL;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (object != NULL && json_object_has_member (object, "items"))
    return dup_ids (json_object_get_member (object, "items"));
  if (object != NULL)
    return cw_json_dup_member (object, "id");
  text = cw_json_dup_text (node);
  if (kind != CW_NS_INSTANT || text == NULL)
    return g_steal_pointer (&text);
  return _cw_ns_dup_iso (_cw_ns_parse_iso (text));
}

/* The property that the column @name of SuiteQL is; a task says "company" where the table says "project". */
static JsonNode *
find_property (const CwNsSelect *select, JsonObject *object, const char *name)
{
  JsonNode *node = cw_json_get (object, name);

  return node == NULL && g_str_equal (select->table, "projecttask") && g_str_equal (name, "project") ? cw_json_get (object, "company") : node;
}

static CwFields *
new_row (const CwNsSelect *select, JsonObject *object)
{
  CwFields *row = cw_fields_new ();

  for (guint i = 0; i < select->columns->len; i++)
    {
      const CwNsColumn *column = g_ptr_array_index (select->columns, i);
      g_autofree char *reference = _cw_ns_dup_reference (column->name);
      JsonNode *node = find_property (select, object, reference != NULL ? reference : column->name);
      g_autofree char *value = NULL;

      if (node == NULL)
        continue;
      if (reference != NULL)
        value = JSON_NODE_HOLDS_OBJECT (node) ? cw_json_dup_member (json_node_get_object (node), "refName") : NULL;
      else
        value = dup_value (node, column->kind);
      cw_fields_set (row, column->name, value);
    }
  return row;
}

/* A record that went since the list was made is not there. */
static gboolean
take_record (guint index, CwHttpAnswer *answer, gpointer data, GError **error)
{
  Reading *reading = data;
  g_autoptr (JsonNode) root = NULL;

  if (answer->error == NULL && answer->wire->status == 404)
    return TRUE;
  if (!_cw_ns_check_answer (reading->self, answer, _cw_ns_get_title (reading->query->type), NULL, error))
    return FALSE;
  root = cw_json_parse_object (answer->wire->body, error);
  if (root == NULL)
    return FALSE;
  g_ptr_array_index (reading->rows, index) = new_row (reading->select, json_node_get_object (root));
  cw_fields_set (g_ptr_array_index (reading->rows, index), "id", g_ptr_array_index (reading->ids, index));
  return TRUE;
}

static gboolean
read_records (Reading *reading, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) requests = g_ptr_array_new ();

  for (guint i = 0; i < reading->ids->len; i++)
    {
      g_ptr_array_add (requests, new_request (g_strdup_printf ("/services/rest/record/v1/%s/%s?expandSubResources=true",
                                                               _cw_ns_get_rest (reading->query->type), (char *) reading->ids->pdata[i])));
      g_ptr_array_add (reading->rows, NULL);
    }
  return requests->len == 0 || cw_http_client_send_all_sync (reading->self->client, requests, take_record, reading, cancellable, error);
}

static void
row_free (gpointer row)
{
  if (row != NULL)
    cw_fields_unref (row);
}

gboolean
_cw_ns_read_by_rest_sync (CwNetsuite *self, const CwReadQuery *query, const CwNsSelect *select, CwNsRows rows, gpointer data,
                          gboolean *out_missing, GCancellable *cancellable, GError **error)
{
  g_autofree char *doing = g_strdup_printf ("reading %s by the record API", _cw_ns_get_title (query->type));
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (row_free);
  g_autoptr (GPtrArray) there = g_ptr_array_new ();
  Reading reading = { self, query, select, ids, all };

  *out_missing = FALSE;
  for (const char * const *id = query->ids; id != NULL && *id != NULL; id++)
    if (_cw_ns_is_id (*id))
      g_ptr_array_add (ids, g_strdup (*id));
  if (query->ids == NULL && !list_ids (&reading, doing, out_missing, cancellable, error))
    return FALSE;
  for (guint i = 0; query->ids_only && i < ids->len; i++)
    {
      g_ptr_array_add (all, cw_fields_new ());
      cw_fields_set (g_ptr_array_index (all, i), "id", g_ptr_array_index (ids, i));
    }
  if (!query->ids_only && !read_records (&reading, cancellable, error))
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    if (g_ptr_array_index (all, i) != NULL)
      g_ptr_array_add (there, g_ptr_array_index (all, i));
  return there->len == 0 || rows (there, data, error);
}
