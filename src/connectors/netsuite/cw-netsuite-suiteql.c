/* cw-netsuite-suiteql.c: statements, their answers, and what the account has not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every statement is one line, names its columns, wraps every date in TO_CHAR
 * and inlines whole numbers that were checked to be such. Answers hold text
 * only, leave out what is null, and may name an expression exprN in spite of
 * its alias.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "cw-netsuite-private.h"

#include <string.h>

#define QUERY_PATH "/services/rest/query/v1/suiteql"

/* ---- selects ---- */

static void
column_free (gpointer data)
{
  CwNsColumn *column = data;

  g_free (column->name);
  g_free (column->column);
  g_free (column->alias);
  g_free (column->expression);
  g_free (column);
}

CwNsSelect *
_cw_ns_select_new (const char *table, const char *from, const char *prefix, const char *key)
{
  CwNsSelect *self = g_new0 (CwNsSelect, 1);
  CwNsColumn *column = g_new0 (CwNsColumn, 1);

  self->table = g_strdup (table);
  self->from = g_strdup (from != NULL ? from : table);
  self->prefix = g_strdup (prefix);
  self->columns = g_ptr_array_new_with_free_func (column_free);
  column->name = g_strdup ("id");
  column->column = g_strdup (key);
  column->alias = g_strdup (key);
  column->expression = g_strconcat (prefix, key, NULL);
  column->kind = CW_NS_INTEGER;
  column->plain = TRUE;
  g_ptr_array_add (self->columns, column);
  return self;
}

void
_cw_ns_select_free (CwNsSelect *self)
{
  g_free (self->table);
  g_free (self->from);
  g_free (self->prefix);
  g_ptr_array_unref (self->columns);
  g_free (self);
}

gboolean
_cw_ns_select_has (const CwNsSelect *self, const char *name)
{
  for (guint i = 0; i < self->columns->len; i++)
    if (g_str_equal (((CwNsColumn *) g_ptr_array_index (self->columns, i))->name, name))
      return TRUE;
  return FALSE;
}

/* Expressions that lost their alias are counted from 1 by the answer. */
static void
number_expressions (CwNsSelect *self)
{
  guint n = 0;

  for (guint i = 0; i < self->columns->len; i++)
    {
      CwNsColumn *column = g_ptr_array_index (self->columns, i);

      column->nth = column->plain ? 0 : ++n;
    }
}

static void
append (CwNsSelect *self, CwNetsuite *netsuite, const char *name, const char *column, const char *alias, char *expression, CwNsKind kind,
        gboolean plain)
{
  CwNsColumn *added;

  if (_cw_ns_select_has (self, name) || _cw_ns_is_absent (netsuite, self->table, column))
    {
      g_free (expression);
      return;
    }
  added = g_new0 (CwNsColumn, 1);
  added->name = g_strdup (name);
  added->column = g_strdup (column);
  added->alias = g_strdup (alias);
  added->expression = expression;
  added->kind = kind;
  added->plain = plain;
  g_ptr_array_add (self->columns, added);
  number_expressions (self);
}

void
_cw_ns_select_add_expression (CwNsSelect *self, CwNetsuite *netsuite, const char *name, const char *column, const char *alias,
                              const char *expression, CwNsKind kind)
{
  append (self, netsuite, name, column, alias, g_strdup (expression), kind, FALSE);
}

void
_cw_ns_select_add (CwNsSelect *self, CwNetsuite *netsuite, const char *name, const char *column, CwNsKind kind)
{
  if (kind == CW_NS_DATE || kind == CW_NS_INSTANT)
    append (self, netsuite, name, column, column,
            g_strdup_printf ("TO_CHAR(%s%s, '%s')", self->prefix, column, kind == CW_NS_DATE ? "YYYY-MM-DD" : "YYYY-MM-DD HH24:MI:SS"),
            kind, FALSE);
  else
    append (self, netsuite, name, column, column, g_strconcat (self->prefix, column, NULL), kind, TRUE);
}

void
_cw_ns_select_remove (CwNsSelect *self, guint index)
{
  g_ptr_array_remove_index (self->columns, index);
  number_expressions (self);
}

void
_cw_ns_select_keep (CwNsSelect *self, const char *name)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      CwNsColumn *column = g_ptr_array_index (self->columns, i);

      column->kept = column->kept || g_str_equal (column->name, name);
    }
}

/* ---- what is absent ---- */

static char *
dup_absent_key (const char *table, const char *column)
{
  return column != NULL ? g_strconcat (table, ".", column, NULL) : g_strdup (table);
}

gboolean
_cw_ns_is_absent (CwNetsuite *self, const char *table, const char *column)
{
  g_autofree char *key = dup_absent_key (table, column);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_hash_table_contains (self->absent, key);
}

void
_cw_ns_set_absent (CwNetsuite *self, const char *table, const char *column)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_debug ("%s%s%s is not in this account", table, column != NULL ? "." : "", column != NULL ? column : "");
  g_hash_table_add (self->absent, dup_absent_key (table, column));
}

void
_cw_ns_forget (CwNetsuite *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove_all (self->absent);
  g_hash_table_remove_all (self->catalogue);
}

/* ---- requests ---- */

static JsonArray *
get_items (JsonObject *object, GError **error)
{
  JsonNode *items = cw_json_get (object, "items");

  if (items == NULL || !JSON_NODE_HOLDS_ARRAY (items))
    {
      cw_json_fail (error, "$.items", "a list was expected");
      return NULL;
    }
  return json_node_get_array (items);
}

/* A broken answer to a question is asked for again. */
static gboolean
check_items (const CwWireAnswer *wire, gpointer data, GError **error)
{
  g_autoptr (JsonNode) root = cw_json_parse_object (wire->body, error);

  return root != NULL && get_items (json_node_get_object (root), error) != NULL;
}

CwHttpRequest *
_cw_ns_query_new (const char *sql, guint limit)
{
  g_autofree char *path = g_strdup_printf (QUERY_PATH "?limit=%u&offset=0", limit);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_alloc ();
  g_autofree char *body = NULL;
  CwHttpRequest *request = cw_http_request_new ("POST", path);

  json_object_set_string_member (object, "q", sql);
  json_node_init_object (root, object);
  body = json_to_string (root, FALSE);
  cw_http_request_set_json (request, body);
  cw_http_request_add_header (request, "Prefer", "transient");
  cw_http_request_add_header (request, "Accept", "application/json");
  request->repeatable = TRUE;
  request->check = check_items;
  return request;
}

gboolean
_cw_ns_is_id (const char *id)
{
  gint64 value;

  return id != NULL && g_ascii_isdigit (id[0]) && g_ascii_string_to_signed (id, 10, 0, G_MAXINT64, &value, NULL);
}

GPtrArray *
_cw_ns_list_conditions (const char *column, GPtrArray *ids)
{
  GPtrArray *conditions = g_ptr_array_new_with_free_func (g_free);
  GString *list = NULL;
  guint n = 0;

  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);

      if (!_cw_ns_is_id (id))
        continue;
      if (list == NULL)
        {
          list = g_string_new (NULL);
          g_string_append_printf (list, "%s IN (%s", column, id);
          n = 1;
        }
      else
        {
          g_string_append_printf (list, ", %s", id);
          n++;
        }
      if (n == CW_NS_LIST_IDS)
        g_ptr_array_add (conditions, g_string_free (g_string_append_c (g_steal_pointer (&list), ')'), FALSE));
    }
  if (list != NULL)
    g_ptr_array_add (conditions, g_string_free (g_string_append_c (list, ')'), FALSE));
  return conditions;
}

/* ---- answers ---- */

static char *
dup_member_path (guint row, const char *column)
{
  return g_strdup_printf ("$.items[%u].%s", row, column);
}

/* The value of @column; NULL when it is null, which is the same as not there. */
static JsonNode *
find_value (JsonObject *row, const CwNsColumn *column)
{
  JsonNode *node = cw_json_get (row, column->alias);
  char fallback[16];

  if (node != NULL || column->nth == 0)
    return node;
  g_snprintf (fallback, sizeof fallback, "expr%u", column->nth);
  return cw_json_get (row, fallback);
}

static char *
dup_value (const CwNsColumn *column, GTimeZone *zone, char *text)
{
  gint64 time;

  if (column->kind == CW_NS_BOOLEAN)
    {
      gboolean on = g_ascii_strcasecmp (text, "T") == 0 || g_ascii_strcasecmp (text, "true") == 0;

      g_free (text);
      return g_strdup (on ? "T" : "F");
    }
  if (column->kind != CW_NS_INSTANT)
    return text;
  time = _cw_ns_parse_local (zone, text);
  g_free (text);
  return time != 0 ? _cw_ns_dup_iso (time) : NULL;
}

static CwFields *
decode_row (const CwNsSelect *select, GTimeZone *zone, JsonObject *object, guint nth, GError **error)
{
  g_autoptr (CwFields) row = cw_fields_new ();

  for (guint i = 0; i < select->columns->len; i++)
    {
      const CwNsColumn *column = g_ptr_array_index (select->columns, i);
      JsonNode *node = find_value (object, column);
      g_autofree char *text = cw_json_dup_text (node);
      g_autofree char *path = NULL;

      if (text != NULL)
        {
          cw_fields_take (row, column->name, dup_value (column, zone, g_steal_pointer (&text)));
        }
      else if (!cw_json_is_none (node))
        {
          path = dup_member_path (nth, column->alias);
          cw_json_fail (error, path, "a plain value was expected");
          return NULL;
        }
    }
  if (!_cw_ns_is_id (cw_fields_get (row, "id")))
    {
      g_autofree char *path = dup_member_path (nth, ((CwNsColumn *) g_ptr_array_index (select->columns, 0))->alias);

      cw_json_fail (error, path, "a whole number was expected");
      return NULL;
    }
  return g_steal_pointer (&row);
}

CwNsPage *
_cw_ns_page_decode (const CwNsSelect *select, GTimeZone *zone, GBytes *body, GError **error)
{
  g_autoptr (JsonNode) root = cw_json_parse_object (body, error);
  g_autoptr (CwNsPage) page = NULL;
  JsonArray *items = root != NULL ? get_items (json_node_get_object (root), error) : NULL;

  if (items == NULL)
    return NULL;
  page = g_new0 (CwNsPage, 1);
  page->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_fields_unref);
  page->has_more = cw_json_get_flag (cw_json_get (json_node_get_object (root), "hasMore"), FALSE);
  if (!cw_json_get_integer (cw_json_get (json_node_get_object (root), "totalResults"), &page->total))
    page->total = -1;
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *node = json_array_get_element (items, i);
      CwFields *row;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_autofree char *path = g_strdup_printf ("$.items[%u]", i);

          cw_json_fail (error, path, "an object was expected");
          return NULL;
        }
      row = decode_row (select, zone, json_node_get_object (node), i, error);
      if (row == NULL)
        return NULL;
      g_ptr_array_add (page->rows, row);
    }
  return g_steal_pointer (&page);
}

void
_cw_ns_page_free (CwNsPage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/* ---- aggregates ---- */

/* A column by its alias, else by its place among unnamed expressions, else the only one there is. */
static char *
dup_aggregate (JsonObject *row, const char *alias, guint nth, guint n_aliases)
{
  g_autofree char *fallback = g_strdup_printf ("expr%u", nth);
  JsonNode *node = cw_json_get (row, alias);
  JsonObjectIter iter;
  const char *name;

  if (node == NULL)
    node = cw_json_get (row, fallback);
  if (node == NULL && n_aliases == 1)
    {
      json_object_iter_init (&iter, row);
      while (json_object_iter_next (&iter, &name, &node) && g_str_equal (name, "links"))
        node = NULL;
    }
  return cw_json_dup_text (node);
}

GPtrArray *
_cw_ns_read_row (const CwHttpAnswer *answer, const char * const *aliases, GError **error)
{
  g_autoptr (JsonNode) root = cw_json_parse_object (answer->wire->body, error);
  JsonArray *items = root != NULL ? get_items (json_node_get_object (root), error) : NULL;
  guint n = g_strv_length ((char **) aliases);
  JsonNode *first;
  GPtrArray *row;

  if (items == NULL)
    return NULL;
  first = json_array_get_length (items) > 0 ? json_array_get_element (items, 0) : NULL;
  if (first == NULL || !JSON_NODE_HOLDS_OBJECT (first))
    {
      cw_json_fail (error, "$.items[0]", "an object was expected");
      return NULL;
    }
  row = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (row, dup_aggregate (json_node_get_object (first), aliases[i], i + 1, n));
  return row;
}

GPtrArray *
_cw_ns_query_row_sync (CwNetsuite *self, const char *sql, const char * const *aliases, const char *doing, CwNsFault *out_fault,
                       GCancellable *cancellable, GError **error)
{
  g_autoptr (CwHttpAnswer) answer = cw_http_client_send_sync (self->client, _cw_ns_query_new (sql, CW_NS_PAGE_ROWS), cancellable);

  if (!_cw_ns_check_answer (self, answer, doing, out_fault, error))
    return NULL;
  return _cw_ns_read_row (answer, aliases, error);
}

static GPtrArray *
read_rows (const CwHttpAnswer *answer, const char * const *aliases, GError **error)
{
  g_autoptr (JsonNode) root = cw_json_parse_object (answer->wire->body, error);
  JsonArray *items = root != NULL ? get_items (json_node_get_object (root), error) : NULL;
  GPtrArray *rows;

  if (items == NULL)
    return NULL;
  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *item = json_array_get_element (items, i);
      GPtrArray *row = g_ptr_array_new_with_free_func (g_free);

      for (guint j = 0; aliases[j] != NULL; j++)
        g_ptr_array_add (row, JSON_NODE_HOLDS_OBJECT (item) ? cw_json_dup_text (cw_json_get (json_node_get_object (item), aliases[j])) : NULL);
      g_ptr_array_add (rows, row);
    }
  return rows;
}

GPtrArray *
_cw_ns_query_rows_sync (CwNetsuite *self, const char *sql, const char * const *aliases, const char *doing, CwNsFault *out_fault,
                        GCancellable *cancellable, GError **error)
{
  g_autoptr (CwHttpAnswer) answer = cw_http_client_send_sync (self->client, _cw_ns_query_new (sql, CW_NS_PAGE_ROWS), cancellable);

  if (!_cw_ns_check_answer (self, answer, doing, out_fault, error))
    return NULL;
  return read_rows (answer, aliases, error);
}
