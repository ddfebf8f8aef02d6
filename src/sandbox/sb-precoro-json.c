/* sb-precoro-json.c: Precoro's values and answers, in the variant in force
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-precoro.h"

#include <string.h>

gint64
sb_precoro_now (SbSandbox *self)
{
  return sb_sandbox_now (self) / G_USEC_PER_SEC;
}

const char *
sb_column (sqlite3_stmt *statement, int column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

/* ---- members ---- */

void
sb_add_text (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

static gboolean
is_whole_number (const char *value)
{
  gsize length = strlen (value);

  /* longer ones and those with leading zeros would come back changed */
  return length > 0 && length <= 18 && strspn (value, "0123456789") == length && (value[0] != '0' || length == 1);
}

/* What drifts between string and number; text that is no number stays text. */
static void
add_drifting (SbSandbox *self, JsonObject *object, const char *name, const char *value, const char *assumption)
{
  if (value != NULL && is_whole_number (value) && sb_sandbox_assumes (self, assumption, "number"))
    json_object_set_int_member (object, name, g_ascii_strtoll (value, NULL, 10));
  else
    sb_add_text (object, name, value);
}

void
sb_add_external_id (SbSandbox *self, JsonObject *object, const char *name, const char *value)
{
  add_drifting (self, object, name, value, "precoro.external-id-type");
}

void
sb_add_netsuite_id (SbSandbox *self, JsonObject *object, const char *name, const char *value)
{
  add_drifting (self, object, name, value, "precoro.netsuite-id-type");
}

void
sb_add_idn (SbSandbox *self, JsonObject *object, const char *name, const char *value)
{
  add_drifting (self, object, name, value, "precoro.idn-type");
}

void
sb_add_amount (SbSandbox *self, JsonObject *object, const char *name, const char *value)
{
  if (value != NULL && sb_sandbox_assumes (self, "precoro.amount-type", "number"))
    json_object_set_double_member (object, name, g_ascii_strtod (value, NULL));
  else
    sb_add_text (object, name, value);
}

void
sb_add_date (SbSandbox *self, JsonObject *object, const char *name, gint64 seconds)
{
  gboolean zulu = sb_sandbox_assumes (self, "precoro.date-form", "zulu");
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *text = NULL;

  if (seconds != 0)
    {
      date = g_date_time_new_from_unix_utc (seconds);
      text = g_date_time_format (date, zulu ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%dT%H:%M:%S+00:00");
    }
  sb_add_text (object, name, text);
}

void
sb_add_relation (SbSandbox *self, JsonObject *object, const char *name, JsonObject *value)
{
  const char *empty = sb_sandbox_assume (self, "precoro.empty");

  if (value != NULL)
    json_object_set_object_member (object, name, value);
  else if (strcmp (empty, "array") == 0)
    json_object_set_array_member (object, name, json_array_new ());
  else if (strcmp (empty, "null") == 0)
    json_object_set_null_member (object, name);
}

void
sb_add_collection (JsonObject *object, const char *name, JsonArray *array)
{
  JsonObject *wrapper = json_object_new ();

  json_object_set_array_member (wrapper, "data", array);
  json_object_set_object_member (object, name, wrapper);
}

/* Row by row: a tree of a hundred thousand rows would take ten times the memory of its text. */
void
sb_append_row (GString *json, JsonObject *object, gboolean is_first)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  if (!is_first)
    g_string_append_c (json, ',');
  json_node_take_object (node, object);
  json_generator_set_root (generator, node);
  json_generator_to_gstring (generator, json);
}

/* ---- single answers ---- */

void
sb_call_answer (SbCall *self, guint status, JsonObject *object)
{
  g_autoptr (GString) json = g_string_new (NULL);

  sb_append_row (json, object, TRUE);
  sb_response_set_json (self->response, status, json->str);
}

void
sb_call_answer_written (SbCall *self, guint status, JsonObject *object)
{
  JsonObject *short_form;

  if (sb_sandbox_assumes (self->sandbox, "precoro.write-body", "id"))
    {
      short_form = json_object_new ();
      json_object_set_int_member (short_form, "id", json_object_get_int_member (object, "id"));
      json_object_unref (object);
      object = short_form;
    }
  sb_call_answer (self, status, object);
}

static const struct { guint status; const char *sentence; } refusals[] = {
  { 404, "Resource not found" },
  { 405, "Method not allowed" },
  { 406, "Not acceptable" },
  { 415, "Unsupported media type" },
};

void
sb_call_refuse (SbCall *self, guint status)
{
  gboolean plain = status == 404 && sb_sandbox_assumes (self->sandbox, "precoro.not-found", "plain");
  JsonObject *object;

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (refusals[i].status == status)
      {
        if (plain)
          {
            sb_response_set_text (self->response, status, "text/plain; charset=utf-8", refusals[i].sentence);
            return;
          }
        object = json_object_new ();
        json_object_set_string_member (object, "error", refusals[i].sentence);
        sb_call_answer (self, status, object);
        return;
      }
  g_assert_not_reached ();
}

void
sb_call_refuse_values (SbCall *self, JsonObject *errors)
{
  JsonObject *inner = json_object_new ();
  JsonObject *outer = json_object_new ();

  json_object_set_object_member (inner, "errors", errors);
  json_object_set_object_member (outer, "errors", inner);
  sb_call_answer (self, sb_sandbox_assumes (self->sandbox, "precoro.validation-status", "422") ? 422 : 400, outer);
}

void
sb_call_refuse_value (SbCall *self, const char *name, const char *sentence)
{
  JsonObject *errors = json_object_new ();

  json_object_set_string_member (errors, name, sentence);
  sb_call_refuse_values (self, errors);
}

/* ---- lists ---- */

typedef struct {
  gint64 total;
  gint64 per_page;
  gint64 page;       /* from 1 */
  gint64 pages;      /* at least 1 */
  gint64 count;      /* rows on this page */
} Page;

void
sb_where_add (GString *where, const char *format, ...)
{
  va_list arguments;
  char *text;

  va_start (arguments, format);
  text = sqlite3_vmprintf (format, arguments);
  va_end (arguments);
  g_string_append_printf (where, " AND %s", text);
  sqlite3_free (text);
}

/* Lists are asked for in ever different forms, so their statements are not kept. */
static sqlite3_stmt *
prepare_list (SbSandbox *self, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (sb_sandbox_get_db (self), sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sqlite3_errmsg (sb_sandbox_get_db (self)), sql);

  return statement;
}

static gint64
count_rows (SbSandbox *self, const char *from, const char *where)
{
  g_autofree char *sql = g_strconcat ("SELECT count(*) FROM ", from, " WHERE 1", where, NULL);
  sqlite3_stmt *statement = prepare_list (self, sql);
  gint64 count;

  sqlite3_step (statement);
  count = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);

  return count;
}

/* FALSE: the size was refused. */
static gboolean
choose_page_size (SbCall *call, gint64 *out_size)
{
  static const char * const sizes[] = { "10", "20", "50", "100", "200", NULL };
  const char *size = sb_params_get (call->query, "per_page");

  *out_size = g_ascii_strtoll (sb_sandbox_assume (call->sandbox, "precoro.default-page-size"), NULL, 10);
  if (size == NULL)
    return TRUE;
  if (g_strv_contains (sizes, size))
    {
      *out_size = g_ascii_strtoll (size, NULL, 10);
      return TRUE;
    }
  if (sb_sandbox_assumes (call->sandbox, "precoro.odd-page-size", "default"))
    return TRUE;
  sb_call_refuse_value (call, "per_page", "This value is not valid. Allowed: 10, 20, 50, 100, 200.");

  return FALSE;
}

static gboolean
choose_page (SbCall *call, gint64 total, Page *page)
{
  const char *number = sb_params_get (call->query, "page");

  page->total = total;
  if (!choose_page_size (call, &page->per_page))
    return FALSE;
  page->pages = MAX (1, (total + page->per_page - 1) / page->per_page);
  if (g_strcmp0 (number, "last") == 0)
    page->page = page->pages;
  else
    page->page = number != NULL ? CLAMP (g_ascii_strtoll (number, NULL, 10), 1, G_MAXINT) : 1;
  if (page->page <= page->pages || sb_sandbox_assumes (call->sandbox, "precoro.page-beyond", "empty"))
    return TRUE;
  sb_call_refuse (call, 404);

  return FALSE;
}

static void
append_meta (SbSandbox *self, GString *json, const Page *page)
{
  const char *form = sb_sandbox_assume (self, "precoro.pagination");
  JsonObject *pagination = json_object_new ();
  JsonObject *meta = json_object_new ();

  if (strcmp (form, "modern") != 0)
    {
      json_object_set_int_member (pagination, "total", page->total);
      json_object_set_int_member (pagination, "count", page->count);
      json_object_set_int_member (pagination, "per_page", page->per_page);
    }
  json_object_set_int_member (pagination, "current_page", page->page);
  if (strcmp (form, "modern") != 0)
    json_object_set_int_member (pagination, "total_pages", page->pages);
  if (strcmp (form, "legacy") != 0)
    json_object_set_boolean_member (pagination, "has_next_page", page->page < page->pages);
  json_object_set_object_member (meta, "pagination", pagination);
  sb_append_row (json, meta, TRUE);
}

static gint64
append_rows (SbSandbox *self, GString *json, const char *sql, SbRowReader read)
{
  sqlite3_stmt *statement = prepare_list (self, sql);
  gint64 count = 0;

  while (sqlite3_step (statement) == SQLITE_ROW)
    sb_append_row (json, read (self, statement), count++ == 0);
  sqlite3_finalize (statement);

  return count;
}

static void
answer_page (SbCall *self, Page *page, const char *sql, SbRowReader read)
{
  g_autoptr (GString) json = g_string_new ("{\"data\":[");

  page->count = append_rows (self->sandbox, json, sql, read);
  g_string_append (json, "],\"meta\":");
  append_meta (self->sandbox, json, page);
  g_string_append_c (json, '}');
  sb_response_set_json (self->response, 200, json->str);
}

void
sb_call_answer_list (SbCall *self, const char *columns, const char *from, const char *where, const char *order,
                     SbRowReader read)
{
  Page page;
  g_autofree char *sql = NULL;

  if (!choose_page (self, count_rows (self->sandbox, from, where), &page))
    return;
  sql = g_strdup_printf ("SELECT %s FROM %s WHERE 1%s ORDER BY %s LIMIT %" G_GINT64_FORMAT " OFFSET %" G_GINT64_FORMAT,
                         columns, from, where, order, page.per_page, (page.page - 1) * page.per_page);
  answer_page (self, &page, sql, read);
}

void
sb_call_answer_whole (SbCall *self, const char *columns, const char *from, const char *where, const char *order,
                      SbRowReader read)
{
  gint64 total = count_rows (self->sandbox, from, where);
  Page page = { .total = total, .per_page = MAX (total, 1), .page = 1, .pages = 1 };
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s WHERE 1%s ORDER BY %s", columns, from, where, order);

  answer_page (self, &page, sql, read);
}

char *
sb_precoro_dup_rows (SbSandbox *self, const char *sql, SbRowReader read)
{
  GString *json = g_string_new ("[");
  sqlite3_stmt *statement = prepare_list (self, sql);
  gboolean is_first = TRUE;

  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      JsonObject *row = read (self, statement);

      json_object_set_string_member (row, "company", sb_column (statement, sqlite3_column_count (statement) - 1));
      sb_append_row (json, row, is_first);
      is_first = FALSE;
    }
  sqlite3_finalize (statement);
  g_string_append_c (json, ']');

  return g_string_free (json, FALSE);
}

/* ---- filters ---- */

gboolean
sb_call_filter_since (SbCall *self, GString *where, const char *name, const char *column, const char *comparison)
{
  const char *text = sb_params_get (self->query, name);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = NULL;

  if (text == NULL)
    return TRUE;
  date = g_date_time_new_from_iso8601 (text, utc);
  if (date == NULL)
    {
      sb_call_refuse_value (self, name, "This value is not a valid datetime.");
      return FALSE;
    }
  sb_where_add (where, "%s %s %lld", column, comparison, (long long) g_date_time_to_unix (date));

  return TRUE;
}

gboolean
sb_call_filter_list (SbCall *self, GString *where, const char *name, const char *column)
{
  g_autoptr (GPtrArray) values = sb_params_get_all (self->query, name);

  if (values->len == 0)
    return TRUE;
  if (values->len > 200)
    {
      sb_call_refuse_value (self, name, "This collection should contain 200 elements or less.");
      return FALSE;
    }
  g_string_append_printf (where, " AND %s IN (", column);
  for (guint i = 0; i < values->len; i++)
    {
      char *value = sqlite3_mprintf ("%s%Q", i == 0 ? "" : ", ", (const char *) g_ptr_array_index (values, i));

      g_string_append (where, value);
      sqlite3_free (value);
    }
  g_string_append_c (where, ')');

  return TRUE;
}

void
sb_call_filter_flag (SbCall *self, GString *where, const char *name, const char *condition)
{
  const char *value = sb_params_get (self->query, name);

  if (g_strcmp0 (value, "1") == 0)
    sb_where_add (where, "(%s)", condition);
  else if (g_strcmp0 (value, "0") == 0)
    sb_where_add (where, "NOT (%s)", condition);
}
