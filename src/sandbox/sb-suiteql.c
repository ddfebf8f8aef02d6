/* sb-suiteql.c: POST …/query/v1/suiteql
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "sb-suiteql"

#include "sb-suiteql-private.h"

#include "sb-json.h"

#include <string.h>

#define MAX_LIMIT     1000
#define MAX_PAGES     1000
#define MAX_COUNTS    64              /* totals kept */
#define STEPS         100000          /* of SQLite's machine between two looks at the budget */
#define BUDGET        5000            /* looks before a query is given up: some seconds */
#define COLLECTION    "application/vnd.oracle.resource+json; type=collection"
#define DESCRIPTION   "Invalid search query. Detailed unprocessed description follows. "

/* What was asked for, and what was found. */
typedef struct {
  guint    limit, offset;
  guint    reachable;     /* rows that paging can reach at all */
  char    *text;          /* the query, owned */
  GArray  *params;        /* SbQlToken with owned text */
  GString *items;         /* the rows as JSON, owned */
  guint    count;
  gint64   total;
} Page;

/* Rows of a query: a number, or the keys of all pages of it in ascending order. */
typedef struct {
  gint64  total;
  GArray *keys;           /* gint64, owned, nullable */
} Count;

static void
clear_token (gpointer data)
{
  SbQlToken *token = data;

  g_free ((char *) token->text);
}

static void
page_clear (Page *page)
{
  g_clear_pointer (&page->text, g_free);
  g_clear_pointer (&page->params, g_array_unref);
  if (page->items != NULL)
    g_string_free (page->items, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Page, page_clear)

static void
count_free (gpointer data)
{
  Count *count = data;

  g_clear_pointer (&count->keys, g_array_unref);
  g_free (count);
}

/* ---- the request ---- */

static gboolean
check_method (const SbRequest *request, SbResponse *response)
{
  if (strcmp (request->method, "POST") == 0)
    return TRUE;
  sb_response_add_header (response, "Allow", "POST");
  sb_netsuite_error (response, 405, "INVALID_REQUEST", NULL, NULL, "The method %s is not allowed for this resource.",
                     request->method);

  return FALSE;
}

/* Queries are transient; a client that does not say so is refused. */
static gboolean
check_prefer (const SbRequest *request, SbResponse *response)
{
  const char *prefer = g_hash_table_lookup (request->headers, "prefer");
  g_auto (GStrv) parts = g_strsplit (prefer != NULL ? prefer : "", ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (g_ascii_strcasecmp (g_strstrip (parts[i]), "transient") == 0)
      return TRUE;
  sb_netsuite_error (response, 400, "INVALID_REQUEST", "o:errorHeader", "Prefer", "%s",
                     prefer == NULL ? "The required request header 'Prefer' is missing. Set it to 'transient'."
                                    : "Invalid value of the request header 'Prefer'. Set it to 'transient'.");

  return FALSE;
}

static gboolean
check_content_type (const SbRequest *request, SbResponse *response)
{
  static const char *const types[] = { "application/json", "application/vnd.oracle.resource+json", NULL };
  const char *header = g_hash_table_lookup (request->headers, "content-type");
  g_auto (GStrv) parts = g_strsplit (header != NULL ? header : "", ";", 2);
  g_autofree char *type = g_ascii_strdown (parts[0] != NULL ? g_strstrip (parts[0]) : "", -1);

  if (g_strv_contains (types, type))
    return TRUE;
  sb_netsuite_error (response, 415, "INVALID_REQUEST", "o:errorHeader", "Content-Type",
                     "The media type of the request body is not supported. Use application/json.");

  return FALSE;
}

/* TRUE with @value unchanged when the parameter is absent. */
static gboolean
read_parameter (GHashTable *parameters, const char *name, guint max, guint *value, SbResponse *response)
{
  const char *text = g_hash_table_lookup (parameters, name);
  guint64 number;

  if (text == NULL)
    return TRUE;
  if (g_ascii_string_to_unsigned (text, 10, 0, max, &number, NULL))
    {
      *value = (guint) number;
      return TRUE;
    }
  sb_netsuite_error (response, 400, "INVALID_PARAMETER", "o:errorQueryParam", name,
                     "Invalid value '%s' of the query parameter '%s'.", text, name);

  return FALSE;
}

static gboolean
check_names (GHashTable *parameters, SbResponse *response)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, parameters);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (strcmp (name, "limit") != 0 && strcmp (name, "offset") != 0)
      {
        sb_netsuite_error (response, 400, "INVALID_PARAMETER", "o:errorQueryParam", name,
                           "Invalid query parameter name. Allowed query parameters are: limit, offset.");
        return FALSE;
      }

  return TRUE;
}

/* Rows that no page reaches; what a request for them gets is unknown. */
static gboolean
check_reach (SbSandbox *self, Page *page, SbResponse *response)
{
  guint cap = (guint) g_ascii_strtoull (sb_sandbox_assume (self, "netsuite.row-cap"), NULL, 10);

  page->reachable = MIN (cap, page->limit * MAX_PAGES);
  if (page->offset < page->reachable || sb_sandbox_assumes (self, "netsuite.offset-past-cap", "empty"))
    return TRUE;
  sb_netsuite_error (response, 400, "INVALID_PARAMETER", "o:errorQueryParam", "offset",
                     "Invalid value '%u' of the query parameter 'offset'. Only the first %u rows can be read.",
                     page->offset, page->reachable);

  return FALSE;
}

static gboolean
read_paging (SbSandbox *self, const SbRequest *request, Page *page, SbResponse *response)
{
  g_autoptr (GHashTable) parameters = NULL;

  page->limit = MAX_LIMIT;
  parameters = g_uri_parse_params (request->query != NULL ? request->query : "", -1, "&", G_URI_PARAMS_NONE, NULL);
  if (parameters == NULL)
    {
      sb_netsuite_error (response, 400, "INVALID_PARAMETER", "o:errorQueryParam", "limit", "Malformed query parameters.");
      return FALSE;
    }
  if (!check_names (parameters, response) ||
      !read_parameter (parameters, "limit", MAX_LIMIT, &page->limit, response) ||
      !read_parameter (parameters, "offset", G_MAXINT, &page->offset, response))
    return FALSE;
  if (page->limit == 0)
    {
      sb_netsuite_error (response, 400, "INVALID_PARAMETER", "o:errorQueryParam", "limit",
                         "Invalid value '0' of the query parameter 'limit'. The limit is between 1 and %d.", MAX_LIMIT);
      return FALSE;
    }
  if (page->offset % page->limit != 0)
    {
      sb_netsuite_error (response, 400, "INVALID_PARAMETER", "o:errorQueryParam", "offset",
                         "Invalid value '%u' of the query parameter 'offset'. The offset must be divisible by the limit '%u'.",
                         page->offset, page->limit);
      return FALSE;
    }

  return check_reach (self, page, response);
}

static gboolean
fail_content (SbResponse *response, const char *path, const char *detail)
{
  sb_netsuite_error (response, 400, "INVALID_CONTENT", "o:errorPath", path, "%s", detail);

  return FALSE;
}

/* A parameter is what a literal in its place would be; null is a word. */
static gboolean
add_param (Page *page, JsonNode *node)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  SbQlToken token = { SB_QL_TOKEN_WORD, NULL };
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_STRING)
    token = (SbQlToken) { SB_QL_TOKEN_STRING, g_strdup (json_node_get_string (node)) };
  else if (type == G_TYPE_INT64)
    token = (SbQlToken) { SB_QL_TOKEN_NUMBER, g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node)) };
  else if (type == G_TYPE_DOUBLE)
    token = (SbQlToken) { SB_QL_TOKEN_NUMBER, g_strdup (g_ascii_dtostr (buffer, sizeof buffer, json_node_get_double (node))) };
  else if (!JSON_NODE_HOLDS_NULL (node))
    return FALSE;
  g_array_append_val (page->params, token);

  return TRUE;
}

static gboolean
read_params (JsonNode *node, Page *page, SbResponse *response)
{
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail_content (response, "params", "The value of 'params' must be an array.");
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!add_param (page, json_array_get_element (array, i)))
      return fail_content (response, "params", "A value in 'params' must be a string, a number or null.");

  return TRUE;
}

static gboolean
check_members (JsonObject *object, SbResponse *response)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    if (strcmp (l->data, "q") != 0 && strcmp (l->data, "params") != 0)
      return fail_content (response, l->data, "Unknown property of a query. Known properties are: q, params.");

  return TRUE;
}

static gboolean
read_body (SbSandbox *self, const SbRequest *request, Page *page, SbResponse *response)
{
  gsize size;
  const char *data = g_bytes_get_data (request->body, &size);
  g_autoptr (JsonNode) root = size > 0 ? sb_json_parse (data, size) : NULL;
  JsonObject *object;
  JsonNode *query;

  page->params = g_array_new (FALSE, FALSE, sizeof (SbQlToken));
  g_array_set_clear_func (page->params, clear_token);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      sb_netsuite_error (response, 400, "INVALID_REQUEST", NULL, NULL,
                         "The request could not be understood by the server due to malformed syntax.");
      return FALSE;
    }
  object = json_node_get_object (root);
  if (!check_members (object, response))
    return FALSE;
  query = json_object_get_member (object, "q");
  if (query == NULL || !JSON_NODE_HOLDS_VALUE (query) || json_node_get_value_type (query) != G_TYPE_STRING)
    return fail_content (response, "q", "The required property 'q' is missing or is no text.");
  page->text = json_node_dup_string (query);

  return read_params (json_object_get_member (object, "params"), page, response);
}

/* ---- failures of a query ---- */

static void
fail_query (SbResponse *response, const char *detail)
{
  sb_netsuite_error (response, 400, "INVALID_PARAMETER", "o:errorQueryParam", "q", DESCRIPTION "%s", detail);
}

static void
fail_unexpectedly (SbSandbox *self, SbResponse *response)
{
  sb_netsuite_error (response, 500, "UNEXPECTED_ERROR", NULL, NULL, "An unexpected error occurred. Error ID: %08x%08x",
                     (guint) sb_sandbox_random (self, "error-id"), (guint) sb_sandbox_random (self, "error-id"));
}

static int
spend_cb (void *data)
{
  guint *budget = data;

  return *budget == 0 || --*budget == 0;
}

/* Runs one statement; @row_cb is called for each row. FALSE with the failure in @response. */
typedef void (*RowFunc) (sqlite3_stmt *statement, gpointer data);

static gboolean
run_statement (SbSandbox *self, const char *sql, RowFunc row_cb, gpointer data, SbResponse *response)
{
  sqlite3 *db = sb_sandbox_get_db (self);
  sqlite3_stmt *statement = NULL;
  guint budget = BUDGET;
  int result;

  result = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);
  if (result == SQLITE_OK)
    {
      g_assert (sqlite3_stmt_readonly (statement));
      sqlite3_progress_handler (db, STEPS, spend_cb, &budget);
      while ((result = sqlite3_step (statement)) == SQLITE_ROW)
        row_cb (statement, data);
      sqlite3_progress_handler (db, 0, NULL, NULL);
    }
  if (result == SQLITE_INTERRUPT)
    fail_unexpectedly (self, response);
  else if (result != SQLITE_DONE)
    {
      g_debug ("%s: %s", sqlite3_errmsg (db), sql);
      fail_query (response, SB_QL_UNSUPPORTED);
    }
  sqlite3_finalize (statement);

  return result == SQLITE_DONE;
}

/* ---- totals ---- */

static void
add_key_cb (sqlite3_stmt *statement, gpointer data)
{
  gint64 key = sqlite3_column_int64 (statement, 0);

  g_array_append_val (((Count *) data)->keys, key);
}

static void
set_total_cb (sqlite3_stmt *statement, gpointer data)
{
  ((Count *) data)->total = sqlite3_column_int64 (statement, 0);
}

static const Count *
find_count (SbQlEngine *engine, const char *sql, gboolean keys, SbResponse *response)
{
  Count *count = g_hash_table_lookup (engine->counts, sql);

  if (count != NULL)
    return count;
  count = g_new0 (Count, 1);
  if (keys)
    count->keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!run_statement (engine->sandbox, sql, keys ? add_key_cb : set_total_cb, count, response))
    {
      count_free (count);
      return NULL;
    }
  if (g_hash_table_size (engine->counts) >= MAX_COUNTS)
    g_hash_table_remove_all (engine->counts);
  g_hash_table_insert (engine->counts, g_strdup (sql), count);

  return count;
}

static guint
count_above (GArray *keys, gint64 above)
{
  guint low = 0, high = keys->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (keys, gint64, middle) > above)
        high = middle;
      else
        low = middle + 1;
    }

  return keys->len - low;
}

/* Counting anew for each page would read the table a hundred times, so the keys of all pages are kept. */
static gboolean
count_rows (SbQlEngine *engine, const SbQlPlan *plan, gint64 *out_total, SbResponse *response)
{
  const Count *count = find_count (engine, plan->keys_sql != NULL ? plan->keys_sql : plan->count_sql,
                                   plan->keys_sql != NULL, response);

  if (count == NULL)
    return FALSE;
  *out_total = count->keys != NULL ? count_above (count->keys, plan->keys_above) : count->total;

  return TRUE;
}

/* ---- rows ---- */

typedef struct {
  SbQlEngine *engine;
  GArray     *outputs;     /* SbQlOutput, borrowed */
  char      **names;       /* `,"name":"` for each column; NULL where a later one has the same name */
  const char *preference;
  GString    *items;       /* borrowed */
  guint       count, max;
  gboolean    more;        /* there was a row beyond max */
} Writer;

/* JSON's escapes in a text that is UTF-8 already. */
static void
append_escaped (GString *out, const char *text)
{
  const char *start = text;

  for (;; text++)
    {
      guchar c = (guchar) *text;

      if (c >= 0x20 && c != '"' && c != '\\')
        continue;
      g_string_append_len (out, start, text - start);
      if (c == '\0')
        return;
      if (c < 0x20)
        g_string_append_printf (out, "\\u%04x", c);
      else
        {
          g_string_append_c (out, '\\');
          g_string_append_c (out, (char) c);
        }
      start = text + 1;
    }
}

static char **
dup_names (GArray *outputs)
{
  char **names = g_new0 (char *, outputs->len);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = outputs->len; i-- > 0;)
    {
      const char *name = g_array_index (outputs, SbQlOutput, i).name;
      GString *text;

      if (!g_hash_table_add (seen, (gpointer) name))
        continue;
      text = g_string_new (",\"");
      append_escaped (text, name);
      g_string_append (text, "\":\"");
      names[i] = g_string_free (text, FALSE);
    }

  return names;
}

static void
append_value (Writer *writer, sqlite3_stmt *statement, guint i)
{
  sqlite3_value *value = sqlite3_column_value (statement, (int) i);
  SbQlType type = g_array_index (writer->outputs, SbQlOutput, i).type;

  if (type == SB_QL_TYPE_TIME)
    sb_ql_format_date (writer->items, writer->preference, sqlite3_value_int64 (value), writer->engine->zone);
  else if (sqlite3_value_type (value) == SQLITE_FLOAT)
    sb_ql_format_number (writer->items, value);
  else
    append_escaped (writer->items, (const char *) sqlite3_value_text (value));
}

/* An empty text is null, and a null is left out. */
static gboolean
is_unset (sqlite3_stmt *statement, int i)
{
  int type = sqlite3_column_type (statement, i);

  return type == SQLITE_NULL || (type == SQLITE_TEXT && sqlite3_column_bytes (statement, i) == 0);
}

static void
write_row_cb (sqlite3_stmt *statement, gpointer data)
{
  Writer *writer = data;

  writer->more = writer->count == writer->max;
  if (writer->more)
    return;
  g_string_append (writer->items, writer->count++ == 0 ? "{\"links\":[]" : ",{\"links\":[]");
  for (guint i = 0; i < writer->outputs->len; i++)
    if (writer->names[i] != NULL && !is_unset (statement, (int) i))
      {
        g_string_append (writer->items, writer->names[i]);
        append_value (writer, statement, i);
        g_string_append_c (writer->items, '"');
      }
  g_string_append_c (writer->items, '}');
}

static gboolean
read_rows (SbQlEngine *engine, const SbQlPlan *plan, Page *page, gboolean *out_more, SbResponse *response)
{
  guint max = page->offset < page->reachable ? MIN (page->limit, page->reachable - page->offset) : 0;
  Writer writer = { engine, plan->outputs, dup_names (plan->outputs), sb_netsuite_get_date_format (engine->sandbox),
                    page->items, 0, max };
  g_autofree char *sql = g_strdup_printf ("%s LIMIT %u OFFSET %u", plan->sql, max + 1, page->offset);
  gboolean done;

  engine->scatter = sb_sandbox_get_options (engine->sandbox)->seed * 31 + page->offset;
  done = run_statement (engine->sandbox, sql, write_row_cb, &writer, response);
  page->count = writer.count;
  *out_more = writer.more;
  for (guint i = 0; i < plan->outputs->len; i++)
    g_free (writer.names[i]);
  g_free (writer.names);

  return done;
}

/* ---- the answer ---- */

static void
append_link (GString *body, const char *base, const char *rel, guint limit, gint64 offset)
{
  g_string_append_printf (body, "%s{\"rel\":\"%s\",\"href\":\"", body->str[body->len - 1] == '[' ? "" : ",", rel);
  append_escaped (body, base);
  g_string_append_printf (body, "?limit=%u&offset=%" G_GINT64_FORMAT "\"}", limit, offset);
}

static void
write_answer (const SbRequest *request, const Page *page, SbResponse *response)
{
  g_autofree char *base = g_strndup (request->url, strcspn (request->url, "?"));
  gint64 reachable = MIN (page->total, (gint64) page->reachable);
  gboolean more = page->offset + page->count < reachable;
  GString *body = response->body;

  g_string_append (body, "{\"links\":[");
  append_link (body, base, "self", page->limit, page->offset);
  if (page->offset > 0)
    {
      append_link (body, base, "first", page->limit, 0);
      append_link (body, base, "prev", page->limit, page->offset - page->limit);
    }
  if (more)
    {
      append_link (body, base, "next", page->limit, page->offset + page->limit);
      append_link (body, base, "last", page->limit, (reachable - 1) / page->limit * page->limit);
    }
  g_string_append_printf (body, "],\"count\":%u,\"hasMore\":%s,\"items\":[", page->count, more ? "true" : "false");
  g_string_append_len (body, page->items->str, (gssize) page->items->len);
  g_string_append_printf (body, "],\"offset\":%u,\"totalResults\":%" G_GINT64_FORMAT "}", page->offset, page->total);

  response->status = 200;
  g_free (response->content_type);
  response->content_type = g_strdup (COLLECTION);
}

/* Rows and total; a page that is not full tells the total by itself. */
static gboolean
fill_page (SbSandbox *self, const SbQlPlan *plan, Page *page, SbResponse *response)
{
  SbQlEngine *engine = sb_ql_get_engine (self, count_free);
  gboolean more;

  page->items = g_string_sized_new (plan->empty ? 0 : 65536);
  if (plan->empty)
    return TRUE;
  if (!read_rows (engine, plan, page, &more, response))
    return FALSE;
  page->total = page->offset + page->count;
  if ((more || (page->count == 0 && page->offset > 0)) && !count_rows (engine, plan, &page->total, response))
    return FALSE;
  if (page->offset == 0 || page->offset < page->total)
    return TRUE;
  sb_netsuite_error (response, 400, "INVALID_PARAMETER", "o:errorQueryParam", "offset", "Specified offset is out of bounds.");

  return FALSE;
}

/* The plan of the text, NULL with the failure in @response. */
static SbQlPlan *
make_plan (SbSandbox *self, const Page *page, SbResponse *response)
{
  g_autoptr (SbQlTree) tree = NULL;
  g_autoptr (SbQlPlan) plan = NULL;
  g_autofree char *detail = NULL;

  if (strpbrk (page->text, "\n\r\t") == NULL || sb_sandbox_assumes (self, "netsuite.line-breaks", "accepted"))
    tree = sb_ql_parse (page->text, page->params);
  if (tree == NULL)
    {
      fail_query (response, SB_QL_UNSUPPORTED);
      return NULL;
    }
  plan = sb_ql_translate (self, sb_ql_tree_get_query (tree), &detail);
  if (plan == NULL)
    fail_query (response, detail);
  else if (plan->trips)
    {
      fail_unexpectedly (self, response);
      return NULL;
    }

  return g_steal_pointer (&plan);
}

void
sb_suiteql_handle (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  g_autoptr (SbQlPlan) plan = NULL;
  g_auto (Page) page = { 0 };

  if (!check_method (request, response) || !check_prefer (request, response) || !check_content_type (request, response) ||
      !read_paging (self, request, &page, response) || !read_body (self, request, &page, response))
    return;
  plan = make_plan (self, &page, response);
  if (plan != NULL && fill_page (self, plan, &page, response))
    write_answer (request, &page, response);
}
