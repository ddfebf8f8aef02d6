/* sb-netsuite-catalog.c: the metadata catalogue in both of its forms
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 4.9 of the reference. Made for what the account has now: a feature
 * that is off takes types and properties with it. The real catalogue carries
 * no maximum lengths, so this one does not either.
 */

#include "sb-netsuite-records.h"

#include <string.h>

#define CATALOG        SB_NETSUITE_RECORDS "/metadata-catalog"
#define SCHEMA_TYPE    "application/schema+json"
#define SWAGGER_TYPE   "application/swagger+json"

typedef enum { FORM_LIST, FORM_SCHEMA, FORM_SWAGGER } Form;

static gboolean
is_listed (SbSandbox *self, const SbTable *table)
{
  return table->record != NULL && sb_netsuite_has_table (self, table);
}

/* ---- one property ---- */

static JsonObject *
new_type (const char *type, const char *format)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", type);
  if (format != NULL)
    json_object_set_string_member (object, "format", format);

  return object;
}

static JsonObject *
new_pointer (Form form, const char *schema)
{
  JsonObject *object = json_object_new ();
  g_autofree char *target = g_strconcat (form == FORM_SWAGGER ? "#/components/schemas/" : "/services/rest/record/v1/metadata-catalog/",
                                         schema, NULL);

  json_object_set_string_member (object, "$ref", target);

  return object;
}

/* The object form of an enum: an id of a few, and its text. */
static JsonObject *
new_enum (void)
{
  JsonObject *object = new_type ("object", NULL);
  JsonObject *properties = json_object_new ();
  JsonObject *id = new_type ("string", NULL);
  JsonObject *name = new_type ("string", NULL);

  json_object_set_string_member (id, "title", "Internal identifier");
  json_object_set_array_member (id, "enum", json_array_new ());
  json_object_set_string_member (name, "title", "Reference Name");
  json_object_set_boolean_member (name, "readOnly", TRUE);
  json_object_set_object_member (properties, "id", id);
  json_object_set_object_member (properties, "refName", name);
  json_object_set_object_member (object, "properties", properties);

  return object;
}

static JsonObject *
new_reference (SbSandbox *self, const SbTable *table, const SbField *field, Form form)
{
  const SbTable *target = sb_netsuite_find_referenced (field);
  g_autofree char *collection = NULL;

  if (field->type == SB_FIELD_MULTISELECT)
    {
      collection = g_strdup_printf ("%s-%sCollection", table->record, field->property);
      return new_pointer (form, collection);
    }

  return new_pointer (form, target != NULL && is_listed (self, target) ? target->record : "nsResource");
}

static JsonObject *
new_shape (SbSandbox *self, const SbTable *table, const SbField *field, Form form)
{
  switch (field->type)
    {
    case SB_FIELD_INTEGER:
      return strcmp (field->column, "id") == 0 ? new_type ("string", NULL) : new_type ("integer", "int64");
    case SB_FIELD_NUMBER:
      return new_type ("number", "double");
    case SB_FIELD_BOOLEAN:
      return new_type ("boolean", NULL);
    case SB_FIELD_DATE:
      return new_type ("string", "date");
    case SB_FIELD_DATETIME:
      return new_type ("string", "date-time");
    case SB_FIELD_REFERENCE:
    case SB_FIELD_MULTISELECT:
      return new_reference (self, table, field, form);
    case SB_FIELD_ENUM:
      return new_enum ();
    case SB_FIELD_TEXT:
    default:
      return new_type ("string", NULL);
    }
}

/* "companyName" → "Company Name" */
static char *
dup_title (const SbField *field)
{
  GString *title;

  if (field->title != NULL)
    return g_strdup (field->title);
  title = g_string_new (NULL);
  for (const char *c = field->property; *c != '\0'; c++)
    {
      if (g_ascii_isupper (*c))
        g_string_append_c (title, ' ');
      g_string_append_c (title, c == field->property ? g_ascii_toupper (*c) : *c);
    }

  return g_string_free (title, FALSE);
}

/* In JSON Schema and OpenAPI alike nothing may stand beside a $ref. */
static void
add_property (SbSandbox *self, JsonObject *properties, const SbTable *table, const SbField *field, Form form)
{
  JsonObject *shape = new_shape (self, table, field, form);
  g_autofree char *name = sb_record_dup_property (self, field);
  g_autofree char *title = dup_title (field);

  if (!json_object_has_member (shape, "$ref"))
    {
      json_object_set_string_member (shape, "title", title);
      if (strcmp (field->column, "id") != 0)
        json_object_set_boolean_member (shape, "nullable", TRUE);
      if ((field->flags & SB_FIELD_READ_ONLY) != 0)
        json_object_set_boolean_member (shape, "readOnly", TRUE);
      if ((field->flags & SB_FIELD_CUSTOM) != 0)
        json_object_set_boolean_member (shape, "x-ns-custom-field", TRUE);
    }
  json_object_set_object_member (properties, name, shape);
}

/* ---- one type ---- */

static JsonObject *
new_links_property (void)
{
  JsonObject *links = new_type ("array", NULL);

  json_object_set_string_member (links, "title", "Links");
  json_object_set_boolean_member (links, "readOnly", TRUE);

  return links;
}

static JsonArray *
list_filterable (SbSandbox *self, const SbTable *table)
{
  JsonArray *names = json_array_new ();

  for (const SbField *f = table->fields; f->column != NULL; f++)
    if (sb_netsuite_has_property (self, table, f) && f->type != SB_FIELD_MULTISELECT)
      {
        g_autofree char *name = sb_record_dup_property (self, f);

        json_array_add_string_element (names, name);
      }

  return names;
}

static JsonObject *
new_schema (SbSandbox *self, const SbTable *table, Form form)
{
  JsonObject *schema = new_type ("object", NULL);
  JsonObject *properties = json_object_new ();

  for (const SbField *f = table->fields; f->column != NULL; f++)
    if (sb_netsuite_has_property (self, table, f))
      add_property (self, properties, table, f, form);
  json_object_set_object_member (properties, "links", new_links_property ());
  json_object_set_object_member (schema, "properties", properties);
  json_object_set_array_member (schema, "x-ns-filterable", list_filterable (self, table));

  return schema;
}

/* What a reference to a type that is not in the catalogue looks like. */
static JsonObject *
new_resource_schema (void)
{
  JsonObject *schema = new_type ("object", NULL);
  JsonObject *properties = json_object_new ();
  JsonObject *name = new_type ("string", NULL);

  json_object_set_boolean_member (name, "readOnly", TRUE);
  json_object_set_object_member (properties, "id", new_type ("string", NULL));
  json_object_set_object_member (properties, "refName", name);
  json_object_set_object_member (properties, "externalId", new_type ("string", NULL));
  json_object_set_object_member (properties, "links", new_links_property ());
  json_object_set_object_member (schema, "properties", properties);

  return schema;
}

/* ---- documents ---- */

static JsonObject *
new_swagger (SbSandbox *self, GPtrArray *tables)
{
  JsonObject *document = json_object_new ();
  JsonObject *info = json_object_new ();
  JsonObject *components = json_object_new ();
  JsonObject *schemas = json_object_new ();

  json_object_set_string_member (info, "title", "NetSuite REST Record API");
  json_object_set_string_member (info, "version", "v1");
  for (guint i = 0; i < tables->len; i++)
    {
      const SbTable *table = g_ptr_array_index (tables, i);

      json_object_set_object_member (schemas, table->record, new_schema (self, table, FORM_SWAGGER));
    }
  json_object_set_object_member (schemas, "nsResource", new_resource_schema ());
  json_object_set_object_member (components, "schemas", schemas);
  json_object_set_string_member (document, "openapi", "3.0.1");
  json_object_set_object_member (document, "info", info);
  json_object_set_object_member (document, "paths", json_object_new ());
  json_object_set_object_member (document, "components", components);

  return document;
}

static JsonObject *
new_json_schema (SbSandbox *self, const SbTable *table)
{
  JsonObject *schema = new_schema (self, table, FORM_SCHEMA);
  g_autofree char *id = g_strconcat ("/services/rest/record/v1/metadata-catalog/", table->record, NULL);

  json_object_set_string_member (schema, "$schema", "http://json-schema.org/draft-06/hyper-schema#");
  json_object_set_string_member (schema, "$id", id);

  return schema;
}

/* Several schemas in one document, by type. */
static JsonObject *
new_json_schemas (SbSandbox *self, GPtrArray *tables)
{
  JsonObject *document = json_object_new ();
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < tables->len; i++)
    json_array_add_object_element (items, new_json_schema (self, g_ptr_array_index (tables, i)));
  json_object_set_array_member (document, "items", items);

  return document;
}

static void
add_entry_link (JsonArray *links, const char *rel, const char *href, const char *media_type)
{
  JsonObject *link = json_object_new ();

  json_object_set_string_member (link, "rel", rel);
  json_object_set_string_member (link, "href", href);
  if (media_type != NULL)
    json_object_set_string_member (link, "mediaType", media_type);
  json_array_add_object_element (links, link);
}

static JsonObject *
new_list (SbSandbox *self, GPtrArray *tables)
{
  const char *base = sb_sandbox_get_base_url (self);
  JsonObject *document = json_object_new ();
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < tables->len; i++)
    {
      const SbTable *table = g_ptr_array_index (tables, i);
      g_autofree char *entry = g_strconcat (base, CATALOG, "/", table->record, NULL);
      g_autofree char *record = g_strconcat (base, SB_NETSUITE_RECORDS, "/", table->record, NULL);
      JsonObject *item = json_object_new ();
      JsonArray *links = json_array_new ();

      add_entry_link (links, "canonical", entry, "application/json");
      add_entry_link (links, "alternate", entry, SWAGGER_TYPE);
      add_entry_link (links, "alternate", entry, SCHEMA_TYPE);
      add_entry_link (links, "describes", record, NULL);
      json_object_set_string_member (item, "name", table->record);
      json_object_set_array_member (item, "links", links);
      json_array_add_object_element (items, item);
    }
  json_object_set_array_member (document, "items", items);

  return document;
}

/* ---- requests ---- */

/* FALSE: nothing that is accepted can be given. */
static gboolean
read_form (const SbRequest *request, Form *out_form)
{
  const char *accept = g_hash_table_lookup (request->headers, "accept");

  *out_form = FORM_LIST;
  if (accept == NULL || strstr (accept, SCHEMA_TYPE) != NULL || strstr (accept, SWAGGER_TYPE) != NULL)
    {
      if (accept != NULL)
        *out_form = strstr (accept, SCHEMA_TYPE) != NULL ? FORM_SCHEMA : FORM_SWAGGER;
      return TRUE;
    }

  return strstr (accept, "application/json") != NULL || strstr (accept, "*/*") != NULL || strstr (accept, "application/*") != NULL;
}

static gboolean
add_table (SbSandbox *self, GPtrArray *tables, const char *name, const char *parameter, SbResponse *response)
{
  const SbTable *table = sb_netsuite_find_record (name);

  if (table != NULL && is_listed (self, table))
    {
      g_ptr_array_add (tables, (gpointer) table);
      return TRUE;
    }
  if (parameter != NULL)
    sb_netsuite_error (response, 400, "INVALID_PARAMETER", "o:errorQueryParam", parameter, "Record type %s does not exist.", name);
  else
    sb_netsuite_error (response, 404, "INVALID_REQUEST", "o:errorUrl", CATALOG, "Record type %s does not exist.", name);

  return FALSE;
}

/* NULL: the answer is filled in. */
static GPtrArray *
list_tables (SbSandbox *self, const SbRequest *request, const char *type, SbResponse *response)
{
  static const char * const allowed[] = { "select", NULL };
  g_autoptr (GPtrArray) query = sb_records_parse_query (request, allowed, response);
  g_autoptr (GPtrArray) tables = g_ptr_array_new ();
  const char *select = query != NULL ? sb_pairs_get (query, "select") : NULL;
  g_auto (GStrv) names = NULL;

  if (query == NULL)
    return NULL;
  if (type != NULL)
    return add_table (self, tables, type, NULL, response) ? g_steal_pointer (&tables) : NULL;
  names = g_strsplit (select != NULL ? select : "", ",", -1);
  for (guint i = 0; names[i] != NULL; i++)
    if (!add_table (self, tables, names[i], "select", response))
      return NULL;
  for (const SbTable *t = sb_netsuite_tables; names[0] == NULL && t->table != NULL; t++)
    if (is_listed (self, t))
      g_ptr_array_add (tables, (gpointer) t);

  return g_steal_pointer (&tables);
}

void
sb_netsuite_catalog_handle (SbSandbox *self, const SbRequest *request, const char *type, SbResponse *response)
{
  g_autoptr (GPtrArray) tables = NULL;
  Form form;

  if (!read_form (request, &form))
    {
      sb_netsuite_error (response, 406, "INVALID_REQUEST", "o:errorHeader", "Accept", "None of the accepted media types is available.");
      return;
    }
  tables = list_tables (self, request, type, response);
  if (tables == NULL)
    return;
  if (form == FORM_SWAGGER)
    sb_netsuite_answer (response, 200, SWAGGER_TYPE, new_swagger (self, tables));
  else if (form == FORM_LIST)
    sb_netsuite_answer (response, 200, "application/json", new_list (self, tables));
  else
    sb_netsuite_answer (response, 200, SCHEMA_TYPE, type != NULL ? new_json_schema (self, g_ptr_array_index (tables, 0))
                                                                 : new_json_schemas (self, tables));
}
