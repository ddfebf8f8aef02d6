/* sb-netsuite-list.c: collections of ids, a page at a time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 4.2 of the reference: ids and links only, never fields.
 */

#include "sb-netsuite-records.h"

#include <string.h>

#define LIMIT_MAX 1000

typedef struct {
  gint64      limit;
  gint64      offset;
  const char *q;       /* borrowed; NULL: all */
} Page;

GPtrArray *
sb_records_parse_query (const SbRequest *request, const char * const *allowed, SbResponse *response)
{
  g_autoptr (GPtrArray) query = sb_pairs_parse (request->query);

  if (query == NULL)
    {
      sb_netsuite_error (response, 400, "INVALID_REQUEST", NULL, NULL,
                         "The request could not be understood by the server due to malformed syntax.");
      return NULL;
    }
  for (guint i = 0; i < query->len; i++)
    {
      SbPair *pair = g_ptr_array_index (query, i);

      if (g_strv_contains (allowed, pair->name))
        continue;
      sb_netsuite_error (response, 400, "INVALID_PARAMETER", "o:errorQueryParam", pair->name, "Invalid query parameter name: %s.",
                         pair->name);
      return NULL;
    }

  return g_steal_pointer (&query);
}

static gboolean
read_number (GPtrArray *query, const char *name, gint64 preset, gint64 min, gint64 max, gint64 *out_number, SbResponse *response)
{
  const char *text = sb_pairs_get (query, name);

  *out_number = preset;
  if (text == NULL || g_ascii_string_to_signed (text, 10, min, max, out_number, NULL))
    return TRUE;
  sb_netsuite_error (response, 400, "INVALID_PARAMETER", "o:errorQueryParam", name,
                     "Invalid value for the query parameter %s: %s. It must be a whole number from %" G_GINT64_FORMAT " to %"
                     G_GINT64_FORMAT ".", name, text, min, max);

  return FALSE;
}

static gboolean
read_page (GPtrArray *query, Page *out_page, SbResponse *response)
{
  if (!read_number (query, "limit", LIMIT_MAX, 1, LIMIT_MAX, &out_page->limit, response) ||
      !read_number (query, "offset", 0, 0, G_MAXINT32, &out_page->offset, response))
    return FALSE;
  out_page->q = sb_pairs_get (query, "q");
  if (out_page->offset % out_page->limit == 0)
    return TRUE;
  sb_netsuite_error (response, 400, "INVALID_PARAMETER", "o:errorQueryParam", "offset",
                     "The offset must be divisible by the limit (%" G_GINT64_FORMAT ").", out_page->limit);

  return FALSE;
}

/* ---- rows ---- */

static sqlite3_stmt *
prepare (SbSandbox *self, const char *sql, GPtrArray *params)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);

  for (guint i = 0; i < params->len; i++)
    sqlite3_bind_text (statement, (int) i + 1, g_ptr_array_index (params, i), -1, SQLITE_STATIC);

  return statement;
}

static gint64
count_rows (SbSandbox *self, const SbTable *table, const char *where, GPtrArray *params)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM \"ns_%s\" WHERE (%s) AND %s", table->table, where,
                                          sb_table_get_condition (table));
  sqlite3_stmt *statement = prepare (self, sql, params);
  gint64 count = sqlite3_step (statement) == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : 0;

  sqlite3_reset (statement);

  return count;
}

static JsonArray *
list_items (SbSandbox *self, const SbTable *table, const char *where, GPtrArray *params, const Page *page)
{
  g_autofree char *sql = NULL;
  sqlite3_stmt *statement;
  JsonArray *items = json_array_new ();

  sql = g_strdup_printf ("SELECT id FROM \"ns_%s\" WHERE (%s) AND %s ORDER BY id LIMIT %" G_GINT64_FORMAT " OFFSET %" G_GINT64_FORMAT, table->table,
                         where, sb_table_get_condition (table), page->limit, page->offset);
  statement = prepare (self, sql, params);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      JsonObject *item = json_object_new ();
      g_autofree char *url = sb_record_dup_url (self, table, sqlite3_column_int64 (statement, 0));

      sb_json_add_link (item, "self", url);
      json_object_set_string_member (item, "id", (const char *) sqlite3_column_text (statement, 0));
      json_array_add_object_element (items, item);
    }
  sqlite3_reset (statement);

  return items;
}

/* ---- the answer ---- */

static void
add_page_link (SbSandbox *self, JsonObject *object, const SbTable *table, const Page *page, const char *rel, gint64 offset)
{
  g_autofree char *q = page->q != NULL ? g_uri_escape_string (page->q, NULL, FALSE) : NULL;
  g_autofree char *url = NULL;

  url = g_strdup_printf ("%s" SB_NETSUITE_RECORDS "/%s?limit=%" G_GINT64_FORMAT "&offset=%" G_GINT64_FORMAT "%s%s",
                         sb_sandbox_get_base_url (self), table->record, page->limit, offset, q != NULL ? "&q=" : "", q != NULL ? q : "");
  sb_json_add_link (object, rel, url);
}

static void
add_links (SbSandbox *self, JsonObject *object, const SbTable *table, const Page *page, gint64 total)
{
  gint64 last = total > 0 ? (total - 1) / page->limit * page->limit : 0;

  add_page_link (self, object, table, page, "self", page->offset);
  if (page->offset > 0)
    {
      add_page_link (self, object, table, page, "first", 0);
      add_page_link (self, object, table, page, "prev", page->offset - page->limit);
    }
  if (page->offset < last)
    {
      add_page_link (self, object, table, page, "next", page->offset + page->limit);
      add_page_link (self, object, table, page, "last", last);
    }
}

static void
answer_page (SbSandbox *self, const SbTable *table, const char *where, GPtrArray *params, const Page *page, SbResponse *response)
{
  gint64 total = count_rows (self, table, where, params);
  JsonObject *object;
  JsonArray *items;
  gint64 count;

  if (page->offset > 0 && page->offset >= total)
    {
      sb_netsuite_error (response, 404, "NONEXISTENT_OFFSET", "o:errorQueryParam", "offset", "Specified offset is out of bounds.");
      return;
    }
  object = json_object_new ();
  items = list_items (self, table, where, params, page);
  count = json_array_get_length (items);
  add_links (self, object, table, page, total);
  json_object_set_int_member (object, "count", count);
  json_object_set_boolean_member (object, "hasMore", page->offset + count < total);
  json_object_set_array_member (object, "items", items);
  json_object_set_int_member (object, "offset", page->offset);
  json_object_set_int_member (object, "totalResults", total);
  sb_netsuite_answer (response, 200, SB_TYPE_COLLECTION, object);
}

void
sb_records_list (SbSandbox *self, const SbTable *table, const SbRequest *request, SbResponse *response)
{
  static const char * const allowed[] = { "q", "limit", "offset", NULL };
  g_autoptr (GPtrArray) query = sb_records_parse_query (request, allowed, response);
  g_autoptr (GPtrArray) params = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *where = NULL;
  g_autofree char *detail = NULL;
  Page page;

  if (query == NULL || !read_page (query, &page, response))
    return;
  where = page.q != NULL ? sb_filter_dup_sql (self, table, page.q, params, &detail) : g_strdup ("1");
  if (where == NULL)
    sb_netsuite_error (response, 400, "INVALID_PARAMETER", "o:errorQueryParam", "q", "Invalid search query. %s", detail);
  else
    answer_page (self, table, where, params, &page, response);
}
