/* sb-suiteprojects-rest-read.c: REST lists and objects, and the description of a collection
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A6 and A7.
 */

#include "sb-suiteprojects-rest.h"

#include "sb-netsuite-private.h"

#include <string.h>

#define LIMIT_MAX    1000
#define LIMIT_USUAL  100

/* ---- the query string ---- */

/* "+" before a field to sort by would else become a blank. */
GPtrArray *
sb_rest_parse_query (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", "orderBy=+", -1);
  g_autofree char *safe = g_strjoinv ("orderBy=%2B", parts);

  return sb_pairs_parse (safe);
}

static const char *
get (SbRestCall *call, const char *name)
{
  return sb_pairs_get (call->query, name);
}

static char **
split (SbRestCall *call, const char *name)
{
  const char *text = get (call, name);

  return text != NULL && *text != '\0' ? g_strsplit (text, ",", -1) : NULL;
}

gboolean
sb_rest_wants_object (SbRestCall *call)
{
  const char *text = get (call, "return_object");

  return text != NULL && *text != '\0' && strcmp (text, "0") != 0;
}

static gboolean
check_names (SbRestCall *call, SbRestVerb verb)
{
  static const char * const known[][9] = {
    [SB_REST_LIST] = { "limit", "offset", "orderBy", "q", "filterSetId", "fields", "expand", NULL },
    [SB_REST_GET] = { "fields", "expand", NULL },
    [SB_REST_WRITE] = { "return_object", "fields", "expand", NULL },
    [SB_REST_DELETE] = { "return_object", NULL },
  };

  for (guint i = 0; i < call->query->len; i++)
    {
      SbPair *pair = g_ptr_array_index (call->query, i);

      if (!g_strv_contains (known[verb], pair->name))
        return sb_rest_refuse (call, 400, "Unknown parameter %s", pair->name), FALSE;
    }
  if (sb_pairs_has_duplicates (call->query))
    return sb_rest_refuse (call, 400, "A parameter is given twice"), FALSE;

  return TRUE;
}

static gboolean
is_attribute (SbRestCall *call, const char *name)
{
  g_autoptr (SbSppCustom) custom = NULL;

  if (sb_spp_find_attribute (call->type, name) != NULL)
    return TRUE;
  custom = g_str_has_prefix (name, "cf") ? sb_spp_find_custom (call->sandbox, call->type, name + 2) : NULL;

  return custom != NULL;
}

static gboolean
check_lists (SbRestCall *call)
{
  g_auto (GStrv) fields = split (call, "fields");
  g_auto (GStrv) expand = split (call, "expand");

  for (guint i = 0; fields != NULL && fields[i] != NULL; i++)
    if (!is_attribute (call, fields[i]))
      return sb_rest_refuse (call, 400, "Unknown attribute %s in fields", fields[i]), FALSE;
  for (guint i = 0; expand != NULL && expand[i] != NULL; i++)
    {
      const SbSppField *field = sb_spp_find_attribute (call->type, expand[i]);

      if (field == NULL || (field->flags & SB_SPP_EXPAND) == 0)
        return sb_rest_refuse (call, 400, "The attribute %s cannot be expanded", expand[i]), FALSE;
    }

  return TRUE;
}

gboolean
sb_rest_check_query (SbRestCall *call, SbRestVerb verb)
{
  return check_names (call, verb) && check_lists (call);
}

/* ---- objects ---- */

static void
set_value (SbSandbox *self, JsonObject *object, const SbSppField *field, const char *text)
{
  g_autofree char *stamp = NULL;

  switch (field->kind)
    {
    case SB_SPP_INTEGER:
    case SB_SPP_REFERENCE:
      json_object_set_int_member (object, field->rest, text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0);
      break;
    case SB_SPP_NUMBER:
      json_object_set_double_member (object, field->rest, text != NULL ? g_ascii_strtod (text, NULL) : 0.0);
      break;
    case SB_SPP_FLAG:
      json_object_set_boolean_member (object, field->rest, g_strcmp0 (text, "1") == 0);
      break;
    case SB_SPP_INSTANT:
      stamp = text != NULL ? sb_spp_format_instant (self, g_ascii_strtoll (text, NULL, 10)) : NULL;
      json_object_set_string_member (object, field->rest, stamp != NULL ? stamp : "");
      break;
    case SB_SPP_TEXT:
    case SB_SPP_DAY:
    case SB_SPP_IDS:
    default:
      json_object_set_string_member (object, field->rest, text != NULL ? text : "");
    }
}

static void
set_custom (SbSandbox *self, JsonObject *object, const SbSppType *type, gint64 id, const SbSppCustom *custom)
{
  g_autofree char *name = g_strconcat ("cf", custom->name, NULL);
  g_autofree char *text = sb_spp_dup_custom (self, type, id, custom->name);

  if (strcmp (custom->kind, "checkbox") == 0)
    json_object_set_boolean_member (object, name, g_strcmp0 (text, "1") == 0);
  else if (strcmp (custom->kind, "numeric") == 0)
    json_object_set_double_member (object, name, text != NULL ? g_ascii_strtod (text, NULL) : 0.0);
  else
    json_object_set_string_member (object, name, text != NULL ? text : "");
}

static gboolean
is_wanted (char **fields, const char *name)
{
  return fields == NULL || strcmp (name, "id") == 0 || g_strv_contains ((const char * const *) fields, name);
}

static char *
dup_columns (const SbSppType *type)
{
  GString *columns = g_string_new (NULL);

  for (const SbSppField *f = type->fields; f->name != NULL; f++)
    if (f->rest != NULL)
      {
        g_autofree char *expression = sb_spp_dup_expression (type, f);

        g_string_append_printf (columns, "%s%s", columns->len > 0 ? ", " : "", expression);
      }

  return g_string_free (columns, FALSE);
}

/* @fields: nullable. @row has the columns of dup_columns(). */
static JsonObject *
read_object (SbSandbox *self, const SbSppType *type, sqlite3_stmt *row, char **fields, GPtrArray *customs)
{
  static const char * const attached[] = { "Project", "User", "Booking", NULL };
  JsonObject *object = json_object_new ();
  int column = 0;

  for (const SbSppField *f = type->fields; f->name != NULL; f++)
    if (f->rest != NULL)
      {
        if (is_wanted (fields, f->rest))
          set_value (self, object, f, (const char *) sqlite3_column_text (row, column));
        column++;
      }
  for (guint i = 0; i < customs->len; i++)
    {
      const SbSppCustom *custom = g_ptr_array_index (customs, i);
      g_autofree char *name = g_strconcat ("cf", custom->name, NULL);

      if (is_wanted (fields, name))
        set_custom (self, object, type, sqlite3_column_int64 (row, 0), custom);
    }
  if ((g_strv_contains (attached, type->name)) && is_wanted (fields, "attachments"))
    json_object_set_array_member (object, "attachments", json_array_new ());

  return object;
}

/* ---- references ---- */

static void
add_relationship (SbSandbox *self, JsonArray *relationships, const SbSppField *field, gint64 id)
{
  g_autofree char *lower = g_ascii_strdown (field->target, -1);
  JsonObject *outer = json_object_new ();
  JsonObject *inner;

  if (sb_sandbox_assumes (self, "suiteprojects.relationships", "bare"))
    {
      json_object_set_int_member (outer, field->rest, id);
      json_array_add_object_element (relationships, outer);
      return;
    }
  inner = json_object_new ();
  json_object_set_string_member (inner, "type", lower);
  json_object_set_int_member (inner, "id", id);
  json_object_set_object_member (outer, field->rest, inner);
  json_array_add_object_element (relationships, outer);
}

static void
list_relationships (SbSandbox *self, const SbSppType *type, JsonObject *object, JsonArray *relationships)
{
  for (const SbSppField *f = type->fields; f->name != NULL; f++)
    if (f->rest != NULL && (f->flags & SB_SPP_EXPAND) != 0 && json_object_has_member (object, f->rest) &&
        json_object_get_int_member (object, f->rest) != 0)
      add_relationship (self, relationships, f, json_object_get_int_member (object, f->rest));
}

static void
include_object (SbRestCall *call, const SbSppType *type, gint64 id, JsonArray *included)
{
  g_autofree char *table = sb_spp_dup_table (type);
  g_autofree char *columns = dup_columns (type);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s t WHERE t.id = ? AND t.deleted = 0", columns, table);
  g_autoptr (GPtrArray) customs = sb_spp_list_customs (call->sandbox, type);
  sqlite3_stmt *statement = sb_sandbox_prepare (call->sandbox, sql);

  sqlite3_bind_int64 (statement, 1, id);
  if (sqlite3_step (statement) == SQLITE_ROW)
    json_array_add_object_element (included, read_object (call->sandbox, type, statement, NULL, customs));
  sqlite3_reset (statement);
}

/* Each object once, however many refer to it. NULL: nothing is to be expanded. */
static JsonArray *
expand (SbRestCall *call, JsonArray *data)
{
  g_auto (GStrv) names = split (call, "expand");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *included = names != NULL ? json_array_new () : NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      const SbSppField *field = sb_spp_find_attribute (call->type, names[i]);

      for (guint k = 0; k < json_array_get_length (data); k++)
        {
          g_autofree char *own = NULL;
          g_autofree char *text = NULL;

          own = g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (json_array_get_object_element (data, k), "id"));
          text = sb_spp_dup_value (call->sandbox, call->type, sb_spp_parse_id (own), sb_spp_resolve (call->type, field)->name);
          if (text != NULL && g_hash_table_add (seen, g_strdup_printf ("%s %s", field->target, text)))
            include_object (call, sb_spp_find_type (field->target), sb_spp_parse_id (text), included);
        }
    }

  return included;
}

static JsonObject *
new_meta (SbRestCall *call, JsonArray *data)
{
  JsonObject *meta = json_object_new ();
  JsonArray *relationships = json_array_new ();

  for (guint i = 0; i < json_array_get_length (data); i++)
    list_relationships (call->sandbox, call->type, json_array_get_object_element (data, i), relationships);
  if (json_array_get_length (relationships) > 0)
    json_object_set_array_member (meta, "relationships", relationships);
  else
    json_array_unref (relationships);

  return meta;
}

void
sb_rest_get_one (SbRestCall *call, gint64 id, gint64 horizon)
{
  g_autofree char *table = sb_spp_dup_table (call->type);
  g_autofree char *columns = dup_columns (call->type);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s t WHERE t.id = ?1 AND t.deleted = 0 AND t.born <= ?2", columns, table);
  g_autoptr (GPtrArray) customs = sb_spp_list_customs (call->sandbox, call->type);
  g_auto (GStrv) fields = split (call, "fields");
  sqlite3_stmt *statement = sb_sandbox_prepare (call->sandbox, sql);
  JsonArray *data = json_array_new ();

  sqlite3_bind_int64 (statement, 1, id);
  sqlite3_bind_int64 (statement, 2, horizon);
  if (sqlite3_step (statement) == SQLITE_ROW)
    json_array_add_object_element (data, read_object (call->sandbox, call->type, statement, fields, customs));
  sqlite3_reset (statement);
  sb_rest_answer (call, data, expand (call, data), new_meta (call, data));
}

/* ---- lists ---- */

typedef struct {
  gint64     limit, offset;
  GString   *where;
  GPtrArray *texts;     /* owned */
  char      *order;     /* owned */
} Page;

static void
page_clear (Page *self)
{
  g_string_free (self->where, TRUE);
  g_ptr_array_unref (self->texts);
  g_free (self->order);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Page, page_clear)

static gboolean
read_number (SbRestCall *call, const char *name, gint64 usual, gint64 least, gint64 most, gint64 *out_number)
{
  const char *text = get (call, name);

  *out_number = usual;
  if (text == NULL || g_ascii_string_to_signed (text, 10, least, most, out_number, NULL))
    return TRUE;
  sb_rest_refuse (call, 400, "Invalid %s", name);

  return FALSE;
}

/* One level, ties by id. */
static gboolean
read_order (SbRestCall *call, Page *page)
{
  const char *text = get (call, "orderBy");
  const char *name = text != NULL && *text != '\0' && strchr ("+- ", *text) != NULL ? text + 1 : text;
  const SbSppField *field = name != NULL ? sb_spp_find_attribute (call->type, name) : NULL;
  g_autofree char *expression = NULL;

  if (text == NULL)
    {
      page->order = g_strdup ("t.id");
      return TRUE;
    }
  if (field == NULL || !sb_rest_allows (call->sandbox, field, SB_SPP_SORT))
    return sb_rest_refuse (call, 400, "Sorting by “%s” is not possible", text), FALSE;
  expression = sb_spp_dup_expression (call->type, field);
  page->order = g_strdup_printf ("%s%s, t.id", expression, *text == '-' ? " DESC" : "");

  return TRUE;
}

/* The first is the user's own; there is another, which he may not use. */
static gboolean
check_filter_set (SbRestCall *call)
{
  const char *text = get (call, "filterSetId");

  return text == NULL || strcmp (text, "1") == 0 || (sb_rest_refuse (call, 400, "Invalid filterSetId"), FALSE);
}

static gboolean
read_page (SbRestCall *call, Page *page)
{
  const char *q = get (call, "q");

  if (!sb_rest_check_query (call, SB_REST_LIST) || !read_number (call, "limit", LIMIT_USUAL, 1, LIMIT_MAX, &page->limit) ||
      !read_number (call, "offset", 0, 0, G_MAXINT32, &page->offset) || !read_order (call, page) || !check_filter_set (call))
    return FALSE;
  if (page->offset % page->limit != 0)
    return sb_rest_refuse (call, 400, "The offset must be a multiple of the limit"), FALSE;
  g_string_append_printf (page->where, "%s AND t.deleted = 0 AND t.born <= %" G_GINT64_FORMAT, call->only != NULL ? call->only : "1", call->horizon);

  return q == NULL || sb_rest_read_filter (call, q, page->where, page->texts);
}

static sqlite3_stmt *
prepare_page (SbRestCall *call, const Page *page, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (sb_sandbox_get_db (call->sandbox), sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sqlite3_errmsg (sb_sandbox_get_db (call->sandbox)), sql);
  for (guint i = 0; i < page->texts->len; i++)
    sqlite3_bind_text (statement, (int) i + 1, g_ptr_array_index (page->texts, i), -1, SQLITE_STATIC);

  return statement;
}

static gint64
count_rows (SbRestCall *call, const Page *page, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM %s t WHERE %s", table, page->where->str);
  sqlite3_stmt *statement = prepare_page (call, page, sql);
  gint64 count = 0;

  if (sqlite3_step (statement) == SQLITE_ROW)
    count = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);

  return count;
}

static JsonArray *
read_rows (SbRestCall *call, const Page *page, const char *table)
{
  g_autofree char *columns = dup_columns (call->type);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s t WHERE %s ORDER BY %s LIMIT %" G_GINT64_FORMAT " OFFSET %" G_GINT64_FORMAT, columns,
                                          table, page->where->str, page->order, page->limit, page->offset);
  g_autoptr (GPtrArray) customs = sb_spp_list_customs (call->sandbox, call->type);
  g_auto (GStrv) fields = split (call, "fields");
  sqlite3_stmt *statement = prepare_page (call, page, sql);
  JsonArray *data = json_array_new ();

  while (sqlite3_step (statement) == SQLITE_ROW)
    json_array_add_object_element (data, read_object (call->sandbox, call->type, statement, fields, customs));
  sqlite3_finalize (statement);

  return data;
}

static void
add_link (SbRestCall *call, JsonArray *links, const char *rel, const Page *page, gint64 offset)
{
  g_autoptr (GString) href = g_string_new (sb_sandbox_get_base_url (call->sandbox));
  JsonObject *link = json_object_new ();

  g_string_append_printf (href, SB_SPP_PREFIX "/rest/v1/%s/?limit=%" G_GINT64_FORMAT "&offset=%" G_GINT64_FORMAT, call->path, page->limit, offset);
  for (guint i = 0; i < call->query->len; i++)
    {
      SbPair *pair = g_ptr_array_index (call->query, i);

      if (strcmp (pair->name, "limit") == 0 || strcmp (pair->name, "offset") == 0)
        continue;
      g_string_append_printf (href, "&%s=", pair->name);
      g_string_append_uri_escaped (href, pair->value, NULL, FALSE);
    }
  json_object_set_string_member (link, "rel", rel);
  json_object_set_string_member (link, "href", href->str);
  json_array_add_object_element (links, link);
}

static void
set_links (SbRestCall *call, JsonObject *meta, const Page *page, gint64 rows)
{
  JsonArray *links = json_array_new ();
  gint64 last = rows > 0 ? (rows - 1) / page->limit * page->limit : 0;

  if (page->offset > 0)
    {
      add_link (call, links, "first", page, 0);
      add_link (call, links, "prev", page, page->offset - page->limit);
    }
  add_link (call, links, "self", page, page->offset);
  if (page->offset < last)
    {
      add_link (call, links, "next", page, page->offset + page->limit);
      add_link (call, links, "last", page, last);
    }
  json_object_set_int_member (meta, "rowsPerPage", page->limit);
  json_object_set_int_member (meta, "totalPages", (rows + page->limit - 1) / page->limit);
  json_object_set_int_member (meta, "totalRows", rows);
  json_object_set_array_member (meta, "links", links);
}

void
sb_rest_list (SbRestCall *call)
{
  g_auto (Page) page = { .where = g_string_new (NULL), .texts = g_ptr_array_new_with_free_func (g_free) };
  g_autofree char *table = sb_spp_dup_table (call->type);
  JsonArray *data;
  JsonObject *meta;

  if (!read_page (call, &page))
    return;
  data = read_rows (call, &page, table);
  meta = new_meta (call, data);
  set_links (call, meta, &page, count_rows (call, &page, table));
  sb_rest_answer (call, data, expand (call, data), meta);
}

/* ---- OPTIONS ---- */

static JsonObject *
new_property (SbSandbox *self, const SbSppField *field)
{
  static const char * const types[] = {
    [SB_SPP_TEXT] = "string", [SB_SPP_INTEGER] = "integer", [SB_SPP_NUMBER] = "number", [SB_SPP_FLAG] = "boolean", [SB_SPP_DAY] = "string",
    [SB_SPP_INSTANT] = "string", [SB_SPP_REFERENCE] = "integer", [SB_SPP_IDS] = "string",
  };
  JsonObject *property = json_object_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  if ((field->flags & SB_SPP_REQUIRED) != 0)
    g_string_append (text, "[REQUIRED] ");
  if (sb_rest_allows (self, field, SB_SPP_QUERY))
    g_string_append (text, "Query allowed. ");
  if (sb_rest_allows (self, field, SB_SPP_SORT))
    g_string_append (text, "Sorting allowed. ");
  if ((field->flags & SB_SPP_EXPAND) != 0)
    g_string_append (text, "Expandable. ");
  json_object_set_string_member (property, "type", types[field->kind]);
  if (field->kind == SB_SPP_DAY)
    json_object_set_string_member (property, "format", "date");
  if ((field->flags & SB_SPP_READ_ONLY) != 0)
    json_object_set_boolean_member (property, "readOnly", TRUE);
  json_object_set_string_member (property, "description", g_strchomp (text->str));

  return property;
}

static void
add_custom_properties (SbRestCall *call, JsonObject *properties)
{
  g_autoptr (GPtrArray) customs = sb_spp_list_customs (call->sandbox, call->type);

  for (guint i = 0; i < customs->len; i++)
    {
      const SbSppCustom *custom = g_ptr_array_index (customs, i);
      g_autofree char *name = g_strconcat ("cf", custom->name, NULL);
      JsonObject *property = json_object_new ();

      json_object_set_string_member (property, "type", strcmp (custom->kind, "checkbox") == 0 ? "boolean"
                                                       : strcmp (custom->kind, "numeric") == 0 ? "number" : "string");
      json_object_set_string_member (property, "description", "Query allowed.");
      json_object_set_object_member (properties, name, property);
    }
}

static JsonObject *
new_schema (SbRestCall *call)
{
  JsonObject *schema = json_object_new ();
  JsonObject *properties = json_object_new ();
  JsonArray *required = json_array_new ();

  for (const SbSppField *f = call->type->fields; f->name != NULL; f++)
    if (f->rest != NULL)
      {
        json_object_set_object_member (properties, f->rest, new_property (call->sandbox, f));
        if ((f->flags & SB_SPP_REQUIRED) != 0)
          json_array_add_string_element (required, f->rest);
      }
  add_custom_properties (call, properties);
  json_object_set_string_member (schema, "type", "object");
  json_object_set_object_member (schema, "properties", properties);
  json_object_set_array_member (schema, "required", required);

  return schema;
}

static void
add_path (JsonObject *paths, const char *path, const char *verbs, gboolean item)
{
  static const struct { char letter; gboolean item; const char *method; } methods[] = {
    { 'L', FALSE, "get" }, { 'C', FALSE, "post" }, { 'G', TRUE, "get" }, { 'U', TRUE, "put" }, { 'D', TRUE, "delete" },
  };
  JsonObject *operations = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (methods[i].item == item && strchr (verbs, methods[i].letter) != NULL)
      json_object_set_object_member (operations, methods[i].method, json_object_new ());
  json_object_set_object_member (paths, path, operations);
}

void
sb_rest_describe (SbRestCall *call)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *collection = g_strdup_printf ("/%s/", call->path);
  g_autofree char *item = g_strdup_printf ("/%s/{id}", call->path);
  g_autofree char *json = NULL;
  g_autoptr (GString) allow = g_string_new ("GET, OPTIONS");
  JsonObject *document = json_object_new ();
  JsonObject *info = json_object_new ();
  JsonObject *paths = json_object_new ();
  JsonObject *components = json_object_new ();
  JsonObject *schemas = json_object_new ();

  json_object_set_string_member (info, "title", "SuiteProjects Pro REST API");
  json_object_set_string_member (info, "version", "v1");
  add_path (paths, collection, call->verbs, FALSE);
  add_path (paths, item, call->verbs, TRUE);
  json_object_set_object_member (schemas, call->type->name, new_schema (call));
  json_object_set_object_member (components, "schemas", schemas);
  json_object_set_string_member (document, "openapi", "3.0.0");
  json_object_set_object_member (document, "info", info);
  json_object_set_object_member (document, "paths", paths);
  json_object_set_object_member (document, "components", components);
  json_node_take_object (node, document);
  json = json_to_string (node, FALSE);
  sb_response_set_json (call->response, 200, json);
  if (strchr (call->verbs, 'C') != NULL)
    g_string_append (allow, ", POST");
  sb_response_add_header (call->response, "Allow", allow->str);
}
