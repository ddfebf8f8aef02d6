/* test-suiteql-pages.c: the request, the paging and the order of SuiteQL
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteql-fixture.h"

#include <string.h>

/* ---- the request ---- */

static void
test_request (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open (NULL);
  static const char body[] = "{\"q\":\"SELECT id FROM job ORDER BY id ASC\"}";
  static const struct { SbQlCall call; guint status; const char *code, *locator, *value; } cases[] = {
    { { "GET", "transient", "application/json", NULL, body }, 405, "INVALID_REQUEST", NULL, NULL },
    { { "POST", NULL, "application/json", NULL, body }, 400, "INVALID_REQUEST", "o:errorHeader", "Prefer" },
    { { "POST", "respond-async", "application/json", NULL, body }, 400, "INVALID_REQUEST", "o:errorHeader", "Prefer" },
    { { "POST", "transient", "text/plain", NULL, body }, 415, "INVALID_REQUEST", "o:errorHeader", "Content-Type" },
    { { "POST", "transient", "application/json", "limit=0", body }, 400, "INVALID_PARAMETER", "o:errorQueryParam", "limit" },
    { { "POST", "transient", "application/json", "limit=1001", body }, 400, "INVALID_PARAMETER", "o:errorQueryParam", "limit" },
    { { "POST", "transient", "application/json", "limit=x", body }, 400, "INVALID_PARAMETER", "o:errorQueryParam", "limit" },
    { { "POST", "transient", "application/json", "limit=-1", body }, 400, "INVALID_PARAMETER", "o:errorQueryParam", "limit" },
    { { "POST", "transient", "application/json", "limit=2&offset=1", body }, 400, "INVALID_PARAMETER", "o:errorQueryParam", "offset" },
    { { "POST", "transient", "application/json", "offset=100000", body }, 400, "INVALID_PARAMETER", "o:errorQueryParam", "offset" },
    { { "POST", "transient", "application/json", "offset=1000", body }, 400, "INVALID_PARAMETER", "o:errorQueryParam", "offset" },
    { { "POST", "transient", "application/json", "page=1", body }, 400, "INVALID_PARAMETER", "o:errorQueryParam", "page" },
    { { "POST", "transient", "application/json", NULL, "{\"q\":" }, 400, "INVALID_REQUEST", NULL, NULL },
    { { "POST", "transient", "application/json", NULL, "" }, 400, "INVALID_REQUEST", NULL, NULL },
    { { "POST", "transient", "application/json", NULL, "[]" }, 400, "INVALID_REQUEST", NULL, NULL },
    { { "POST", "transient", "application/json", NULL, "{}" }, 400, "INVALID_CONTENT", "o:errorPath", "q" },
    { { "POST", "transient", "application/json", NULL, "{\"q\":5}" }, 400, "INVALID_CONTENT", "o:errorPath", "q" },
    { { "POST", "transient", "application/json", NULL, "{\"q\":\"x\",\"limit\":5}" }, 400, "INVALID_CONTENT", "o:errorPath", "limit" },
    { { "POST", "transient", "application/json", NULL, "{\"q\":\"x\",\"params\":{}}" }, 400, "INVALID_CONTENT", "o:errorPath", "params" },
    { { "POST", "transient", "application/json", NULL, "{\"q\":\"x\",\"params\":[true]}" }, 400, "INVALID_CONTENT", "o:errorPath", "params" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = sb_ql_call (sandbox, &cases[i].call, cases[i].status);

      g_assert_cmpstr (sb_ql_get_error (node, "o:errorCode"), ==, cases[i].code);
      if (cases[i].locator != NULL)
        g_assert_cmpstr (sb_ql_get_error (node, cases[i].locator), ==, cases[i].value);
    }
}

/* ---- pages ---- */

static char *
dup_links (JsonNode *node)
{
  JsonArray *links = json_object_get_array_member (json_node_get_object (node), "links");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (links); i++)
    {
      JsonObject *link = json_array_get_object_element (links, i);
      const char *href = json_object_get_string_member (link, "href");

      g_assert_true (g_str_has_prefix (href, SB_QL_URL "?"));
      g_string_append_printf (text, "%s%s %s", i == 0 ? "" : "; ", json_object_get_string_member (link, "rel"), href + strlen (SB_QL_URL));
    }

  return g_string_free (text, FALSE);
}

static void
test_paging (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open_empty (NULL);
  static const struct { const char *query, *links; guint count; gboolean more; } cases[] = {
    { NULL, "self ?limit=1000&offset=0", 65, FALSE },
    { "limit=2", "self ?limit=2&offset=0; next ?limit=2&offset=2; last ?limit=2&offset=64", 2, TRUE },
    { "limit=2&offset=2", "self ?limit=2&offset=2; first ?limit=2&offset=0; prev ?limit=2&offset=0; next ?limit=2&offset=4; "
      "last ?limit=2&offset=64", 2, TRUE },
    { "offset=64&limit=2", "self ?limit=2&offset=64; first ?limit=2&offset=0; prev ?limit=2&offset=62", 1, FALSE },
    { "limit=65", "self ?limit=65&offset=0", 65, FALSE },
  };

  sb_ql_execute (sandbox, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 65)"
                 " INSERT INTO ns_customer (id) SELECT i FROM n");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = sb_ql_ask (sandbox, "SELECT id FROM customer ORDER BY id ASC", NULL, cases[i].query, 200);
      JsonObject *object = json_node_get_object (node);
      g_autofree char *links = dup_links (node);

      g_assert_cmpstr (links, ==, cases[i].links);
      g_assert_cmpint (json_object_get_int_member (object, "count"), ==, cases[i].count);
      g_assert_cmpint (json_object_get_int_member (object, "totalResults"), ==, 65);
      g_assert_cmpint (json_object_get_boolean_member (object, "hasMore"), ==, cases[i].more);
    }
}

static void
test_empty (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open_empty (NULL);
  g_autoptr (JsonNode) node = sb_ql_ask (sandbox, "SELECT id FROM customer ORDER BY id ASC", NULL, NULL, 200);
  JsonObject *object = json_node_get_object (node);

  g_assert_cmpint (json_object_get_int_member (object, "count"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (object, "totalResults"), ==, 0);
  g_assert_false (json_object_get_boolean_member (object, "hasMore"));
}

/* Reads pages by offset until there is no more; the number of different ids seen. */
static guint
count_by_offset (SbSandbox *sandbox, const char *sql, guint limit, guint *out_rows)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean more = TRUE;

  for (*out_rows = 0; more;)
    {
      g_autofree char *query = g_strdup_printf ("limit=%u&offset=%u", limit, *out_rows);
      g_autoptr (JsonNode) node = sb_ql_ask (sandbox, sql, NULL, query, 200);
      JsonObject *object = json_node_get_object (node);
      JsonArray *items = json_object_get_array_member (object, "items");

      for (guint i = 0; i < json_array_get_length (items); i++)
        g_hash_table_add (seen, g_strdup (json_object_get_string_member (json_array_get_object_element (items, i), "id")));
      *out_rows += json_array_get_length (items);
      more = json_object_get_boolean_member (object, "hasMore");
    }

  return g_hash_table_size (seen);
}

/* Without a unique order every page has another one, so that rows are lost and others doubled. */
static void
test_order (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open_empty (NULL);
  static const struct { const char *sql; gboolean complete; } cases[] = {
    { "SELECT id FROM customer ORDER BY id ASC", TRUE },
    { "SELECT c.id AS id FROM customer c ORDER BY c.isinactive DESC, c.id DESC", TRUE },
    { "SELECT r.entity AS id FROM customersubsidiaryrelationship r INNER JOIN customer c ON c.id = r.entity ORDER BY r.id ASC", TRUE },
    { "SELECT c.id AS id FROM customer c LEFT JOIN customersubsidiaryrelationship r ON r.entity = c.id ORDER BY c.id ASC", TRUE },
    { "SELECT DISTINCT id FROM customer ORDER BY id ASC", TRUE },
    { "SELECT id FROM customer UNION SELECT id FROM job ORDER BY id ASC", TRUE },
    { "SELECT id FROM customer", FALSE },
    { "SELECT id FROM customer ORDER BY isinactive ASC", FALSE },
    { "SELECT id FROM customer UNION SELECT id FROM job", FALSE },
    { "SELECT DISTINCT id, isinactive FROM customer ORDER BY isinactive ASC", FALSE },
  };

  sb_ql_execute (sandbox, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
                 " INSERT INTO ns_customer (id, isinactive) SELECT i, 'F' FROM n;"
                 "INSERT INTO ns_customersubsidiaryrelationship (id, entity, subsidiary) SELECT id + 500, id, 1 FROM ns_customer");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint rows, ids = count_by_offset (sandbox, cases[i].sql, 10, &rows);

      g_assert_cmpuint (rows, ==, 100);
      g_assert_cmpint (ids == 100, ==, cases[i].complete);
    }
}

static void
test_row_cap (void)
{
  static const char sql[] = "SELECT id FROM customer ORDER BY id ASC";
  g_autoptr (SbSandbox) sandbox = sb_ql_open_empty ("netsuite.row-cap=50", NULL);
  g_autoptr (JsonNode) first = NULL, last = NULL, beyond = NULL;
  guint rows;

  sb_ql_execute (sandbox, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)"
                 " INSERT INTO ns_customer (id) SELECT i FROM n");
  g_assert_cmpuint (count_by_offset (sandbox, sql, 20, &rows), ==, 50);
  first = sb_ql_ask (sandbox, sql, NULL, "limit=1000", 200);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (first), "count"), ==, 50);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (first), "totalResults"), ==, 120);
  g_assert_false (json_object_get_boolean_member (json_node_get_object (first), "hasMore"));
  last = sb_ql_ask (sandbox, sql, NULL, "limit=20&offset=40", 200);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (last), "count"), ==, 10);
  beyond = sb_ql_ask (sandbox, sql, NULL, "limit=20&offset=60", 400);
  g_assert_cmpstr (sb_ql_get_error (beyond, "o:errorQueryParam"), ==, "offset");
}

/* Keyset paging reads everything behind a low cap, while rows appear, change and vanish around it. */
static void
test_keyset (void)
{
  g_autoptr (SbSandbox) sandbox = sb_ql_open_empty ("netsuite.row-cap=50", NULL);
  gint64 last = 0;
  guint rows = 0, pages = 0;
  gboolean more = TRUE;

  sb_ql_execute (sandbox, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
                 " INSERT INTO ns_customer (id, isinactive) SELECT i * 251, CASE WHEN i % 5 THEN 'F' ELSE 'T' END FROM n");
  for (; more; pages++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT id FROM customer WHERE id > %" G_GINT64_FORMAT " AND isinactive = 'F'"
                                              " ORDER BY id ASC", last);
      g_autoptr (JsonNode) node = sb_ql_ask (sandbox, sql, NULL, "limit=40", 200);
      JsonObject *object = json_node_get_object (node);
      JsonArray *items = json_object_get_array_member (object, "items");
      guint n = json_array_get_length (items);

      g_assert_cmpint (json_object_get_int_member (object, "totalResults"), ==, 800 - rows);
      for (guint i = 0; i < n; i++)
        {
          const char *id = json_object_get_string_member (json_array_get_object_element (items, i), "id");

          g_assert_cmpint (g_ascii_strtoll (id, NULL, 10), >, last);
          last = g_ascii_strtoll (id, NULL, 10);
        }
      rows += n;
      more = json_object_get_boolean_member (object, "hasMore");
      /* Behind the mark: one row goes and one comes, so the totals must be counted anew and stay. */
      if (pages == 3)
        sb_ql_execute (sandbox, "UPDATE ns_customer SET isinactive = 'T' WHERE id = 251; INSERT INTO ns_customer (id, isinactive) VALUES (1, 'F')");
    }
  g_assert_cmpuint (rows, ==, 800);
  g_assert_cmpuint (pages, ==, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/suiteql/request", test_request);
  g_test_add_func ("/suiteql/paging", test_paging);
  g_test_add_func ("/suiteql/empty", test_empty);
  g_test_add_func ("/suiteql/order", test_order);
  g_test_add_func ("/suiteql/row-cap", test_row_cap);
  g_test_add_func ("/suiteql/keyset", test_keyset);

  return g_test_run ();
}
