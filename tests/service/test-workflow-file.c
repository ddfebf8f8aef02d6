/* test-workflow-file.c: workflow descriptions and mapping files, whole and broken
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Argument: data/mapping.schema.json.
 */

#include "cw-mapping-document.h"
#include "cw-mapping-file.h"
#include "cw-workflow-file.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *schema_file;

static CwWorkflow *
load (void)
{
  g_autoptr (GError) error = NULL;
  CwWorkflow *workflow = cw_workflow_load ("precoro.customers-projects", &error);

  g_assert_no_error (error);
  return workflow;
}

/* ---- descriptions ---- */

static void
test_all_load (void)
{
  g_auto (GStrv) ids = cw_workflow_list_ids ();

  g_assert_true (g_strv_contains ((const char * const *) ids, "precoro.customers-projects"));
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwWorkflow) workflow = cw_workflow_load (ids[i], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (workflow->id, ==, ids[i]);
    }
}

static void
test_unknown (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_workflow_load ("precoro.nothing", &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
}

static void
test_customers_projects (void)
{
  g_autoptr (CwWorkflow) workflow = load ();

  g_assert_cmpstr (workflow->strategy, ==, "tree");
  g_assert_cmpstr (workflow->types[0], ==, "customer");
  g_assert_cmpstr (workflow->types[1], ==, "job");
  g_assert_cmpuint (workflow->page_size, ==, 100);
  g_assert_true (workflow->enabled);
  g_assert_cmpstr (cw_workflow_get_setting (workflow, NULL, "placement"), ==, "three-level");
  g_assert_cmpstr (cw_workflow_get_setting (workflow, NULL, "too-long"), ==, "refuse");
  g_assert_cmpint (cw_workflow_get_integer (workflow, NULL, "customer-name-limit"), ==, 83);
  g_assert_cmpint (cw_workflow_get_integer (workflow, NULL, "project-name-limit"), ==, 256);
  g_assert_true (cw_workflow_get_boolean (workflow, NULL, "match-by-name"));
  g_assert_false (cw_workflow_get_boolean (workflow, NULL, "project-code"));
}

static gboolean
has_setting (const char *key, gpointer data)
{
  return cw_workflow_find_setting (data, key) != NULL;
}

static void
test_default_mappings (void)
{
  g_auto (GStrv) ids = cw_workflow_list_ids ();

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (CwWorkflow) workflow = cw_workflow_load (ids[i], NULL);
      CwMappingFacts facts = { .has_setting = has_setting, .data = workflow };
      g_autoptr (GPtrArray) problems = cw_mapping_check (workflow->mapping, &facts);

      g_assert_cmpuint (problems->len, ==, 0);
    }
}

/* ---- the default mapping ---- */

typedef struct {
  CwWorkflow *workflow;
  CwFields   *chosen;
} Settings;

static const char *
get_setting (const char *key, gpointer data)
{
  Settings *settings = data;

  return cw_workflow_get_setting (settings->workflow, settings->chosen, key);
}

/* @fields: name, value, …, NULL. */
static CwFields *
map_record (Settings *settings, const char *type, const char * const *fields)
{
  CwMappingContext context = { .get_setting = get_setting, .data = settings };
  g_autoptr (CwRecord) record = cw_record_new (type, "1");
  CwFields *wanted = cw_fields_new ();

  for (; *fields != NULL; fields += 2)
    cw_fields_set (record->fields, fields[0], fields[1]);
  g_assert_true (cw_mapping_passes (settings->workflow->mapping, record, &context));
  cw_mapping_apply (settings->workflow->mapping, record, &context, TRUE, wanted, NULL);
  return wanted;
}

#define FIELDS(...) (const char * const[]) { __VA_ARGS__, NULL }

static void
assert_mapped (Settings *settings, const char *type, const char * const *fields, const char *name, const char *code)
{
  g_autoptr (CwFields) wanted = map_record (settings, type, fields);

  g_assert_cmpstr (cw_fields_get (wanted, "name"), ==, name);
  g_assert_cmpstr (cw_fields_get (wanted, "code"), ==, code);
}

static void
test_names (void)
{
  g_autoptr (CwWorkflow) workflow = load ();
  g_autoptr (CwFields) chosen = cw_fields_new ();
  Settings settings = { workflow, chosen };

  assert_mapped (&settings, "customer", FIELDS ("companyName", "Acme", "entityId", "C1"), "Acme", NULL);
  assert_mapped (&settings, "customer", FIELDS ("firstName", "Olena", "lastName", "Marsh", "entityId", "C1"), "Olena Marsh", NULL);
  assert_mapped (&settings, "customer", FIELDS ("lastName", "Marsh", "entityId", "C1"), "Marsh", NULL);
  assert_mapped (&settings, "customer", FIELDS ("entityId", "C1"), "C1", NULL);
  assert_mapped (&settings, "customer", FIELDS ("email", "a@b.example"), NULL, NULL);
  assert_mapped (&settings, "job", FIELDS ("companyName", "Fit-out", "entityId", "P1"), "Fit-out", NULL);
  assert_mapped (&settings, "job", FIELDS ("entityId", "P1"), "P1", NULL);
  cw_fields_set (chosen, "project-code", "true");
  assert_mapped (&settings, "job", FIELDS ("companyName", "Fit-out", "entityId", "P1"), "Fit-out", "P1");
  assert_mapped (&settings, "customer", FIELDS ("companyName", "Acme", "entityId", "C1"), "Acme", NULL);
}

static void
test_round_trip (void)
{
  g_autoptr (CwWorkflow) workflow = load ();
  g_autofree char *text = cw_mapping_to_json (workflow->mapping, workflow->id);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwMapping) read = cw_mapping_parse ("export.json", text, strlen (text), workflow, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cw_mapping_get_digest (read), ==, cw_mapping_get_digest (workflow->mapping));
}

static void
test_file (void)
{
  g_autoptr (CwWorkflow) workflow = load ();
  g_autofree char *text = cw_mapping_to_json (workflow->mapping, workflow->id);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwMappingDocument) read = NULL, missing = NULL;
  int fd = g_file_open_tmp ("causeway-mapping-XXXXXX.json", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  read = cw_mapping_document_load (path, workflow, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_mapping_get_digest (cw_mapping_document_get_mapping (read)), ==, cw_mapping_get_digest (workflow->mapping));
  g_unlink (path);
  missing = cw_mapping_document_load (path, workflow, &error);
  g_assert_null (missing);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* ---- refused files ---- */

#define HEAD "{\"format\":\"causeway-mapping\",\"version\":1,\"workflow\":\"precoro.customers-projects\",\n"
#define ROW(source) \
  HEAD "\"groups\":[\n{\"name\":\"a\",\"type\":\"customer\",\"rows\":[\n{\"target\":\"name\",\n\"source\":" source "}]}]}"

/* Text of a file, and how the message must begin. */
static const struct {
  const char *text, *message;
} refused[] = {
  { "", "m.json:1: " },
  { "[]", "m.json:1: this is not an object" },
  { "{\n\"format\": 'x'}", "m.json:2: this is not JSON" },
  { "// {}\n{}", "m.json:1: this is not an object" },
  { "{\n// x\n}", "m.json:2: this is not JSON" },
  { "{\"format\":\n\"causeway-mapping\",}", "m.json:2: " },
  { "{\"format\":\"x\ny\"}", "m.json:1: a text is not closed" },
  { "{}\n{}", "m.json:2: something follows the end" },
  { "}", "m.json:1: this is not an object" },
  { "2{}", "m.json:1: this is not an object" },
  { "{\"version\":1}", "m.json:1: “format” is missing" },
  { "{\"format\":1}", "m.json:1: format: a text is needed" },
  { "{\"format\":\"causeway-workflow\",\"version\":1}", "m.json:1: format: this is a “causeway-workflow”" },
  { "{\"format\":\"causeway-mapping\",\"version\":2}", "m.json:1: version: the file is of format version 2, written by a newer Causeway" },
  { "{\"format\":\"causeway-mapping\",\"version\":1.5}", "m.json:1: version: a whole number" },
  { "{\"format\":\"causeway-mapping\",\"version\":1,\"workflow\":\"x\",\"groups\":[]}", "m.json:1: workflow: the mapping is for “x”" },
  { HEAD "\"groups\":[],\"extra\":1}", "m.json:1: “extra” is not known here" },
  { HEAD "\"groups\":[],\"groups\":[]}", "m.json:1: a member is given twice" },
  { HEAD "\"groups\":{}}", "m.json:1: groups: a list is needed" },
  { HEAD "\"groups\":[\n1]}", "m.json:1: groups[0]: an object is needed" },
  { HEAD "\"groups\":[\n{\"name\":\"a\",\"type\":\"vendor\",\"rows\":[]}]}",
    "m.json:3: groups[0].type: this workflow has no records of type “vendor”" },
  { HEAD "\"groups\":[{\"name\":\"a\",\"type\":\"job\",\"rows\":[\n\n{\"target\":\"\"}]}]}",
    "m.json:4: groups[0].rows[0].target: the name of the field is empty" },
  { HEAD "\"groups\":[{\"name\":\"a\",\"type\":\"job\",\"rows\":[\n{\"target\":\"name\"}]}]}",
    "m.json:3: groups[0].rows[0]: “source” is missing" },
  { HEAD "\"groups\":[{\"name\":\"a\",\"type\":\"job\",\"rows\":[\n{\"target\":\"name\",\"limit\":0,\"source\":{\"value\":\"\"}}]}]}",
    "m.json:3: groups[0].rows[0].limit: a whole number from 1" },
  { ROW ("\"name\""), "m.json:4: groups[0].rows[0].source: an object is needed" },
  { ROW ("{}"), "m.json:5: groups[0].rows[0].source: this is no expression" },
  { ROW ("{\"field\":\"a..b\"}"), "m.json:5: groups[0].rows[0].source: this is no name or path of a field" },
  { ROW ("{\"field\":\"a\",\"value\":\"b\"}"), "m.json:5: groups[0].rows[0].source: “value” is not known here" },
  { ROW ("{\"field\":\"a\",\"type\":\"money\"}"), "m.json:5: groups[0].rows[0].source.type: “money” is no type of value" },
  { ROW ("{\"value\":\"a\",\"type\":\"integer\"}"), "m.json:5: groups[0].rows[0].source: the value is too long, or not of its type" },
  { ROW ("{\"record\":\"colour\"}"), "m.json:5: groups[0].rows[0].source: records have no such property" },
  { ROW ("{\"concat\":[]}"), "m.json:5: groups[0].rows[0].source: the expression is not complete" },
  { ROW ("{\"first\":[\n{\"value\":\"a\"},\n{\"function\":\"shout\"}]}"),
    "m.json:7: groups[0].rows[0].source.first[1].function: “shout” is no function" },
  { ROW ("{\"function\":\"trim\",\"of\":{\"field\":\"a\"},\"find\":\"x\"}"), "m.json:5: groups[0].rows[0].source: “find” is not known here" },
  { ROW ("{\"function\":\"left\",\"of\":{\"field\":\"a\"},\"characters\":-1}"),
    "m.json:5: groups[0].rows[0].source.characters: a whole number from 0" },
  { ROW ("{\"function\":\"date-format\",\"of\":{\"field\":\"a\"},\"pattern\":\"%c\"}"),
    "m.json:5: groups[0].rows[0].source: the pattern has something other" },
  { ROW ("{\"compare\":\"like\",\"left\":{\"field\":\"a\"}}"), "m.json:5: groups[0].rows[0].source.compare: “like” is no comparison" },
  { ROW ("{\"compare\":\"is-empty\",\"left\":{\"field\":\"a\"},\"right\":{\"field\":\"a\"}}"),
    "m.json:5: groups[0].rows[0].source: “right” is not known here" },
  { ROW ("{\"compare\":\"one-of\",\"left\":{\"field\":\"a\"},\"values\":[1]}"),
    "m.json:5: groups[0].rows[0].source.values: a list of texts is needed" },
  { ROW ("{\"map\":{\"field\":\"a\"},\"entries\":[{\"from\":\"1\",\"to\":\"2\"},\n{\"from\":\"1\",\"to\":\"3\"}]}"),
    "m.json:6: groups[0].rows[0].source.entries[1].from: “1” has an entry already" },
  { ROW ("{\"value\":\"\xff\"}"), "m.json:1: the text is not valid UTF-8" },
};

static void
test_refused (void)
{
  g_autoptr (CwWorkflow) workflow = load ();

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwMapping) mapping = cw_mapping_parse ("m.json", refused[i].text, strlen (refused[i].text), workflow, &error);

      g_assert_null (mapping);
      g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID);
      if (!g_str_has_prefix (error->message, refused[i].message))
        g_error ("“%s” gives “%s”", refused[i].text, error->message);
    }
}

static char *
repeat (const char *before, const char *part, guint n, const char *after)
{
  GString *text = g_string_new (before);

  for (guint i = 0; i < n; i++)
    g_string_append (text, part);
  g_string_append (text, after);
  return g_string_free (text, FALSE);
}

static void
assert_refused (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwMapping) mapping = cw_mapping_parse ("m.json", text, length, NULL, &error);

  g_assert_null (mapping);
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID);
}

static void
test_extremes (void)
{
  g_autofree char *nested = repeat ("", "[", 1000000, ""), *closed = repeat ("{\"a\":\"", "]", 1000, "\"}");
  g_autofree char *deep = repeat (ROW ("{\"field\":\"a\"}"), " ", 0, ""), *not = repeat ("", "{\"not\":", 100, "");
  g_autofree char *large = g_strnfill (CW_FILE_MAX_BYTES + 1, ' ');
  g_autofree char *chain = g_strconcat (HEAD "\"groups\":[],\"filter\":", not, "{\"field\":\"a\"}", NULL);
  g_autofree char *closing = g_strnfill (101, '}'), *whole = g_strconcat (chain, closing, NULL);

  assert_refused (nested, strlen (nested));
  assert_refused (closed, strlen (closed));
  assert_refused (large, strlen (large));
  assert_refused (whole, strlen (whole));
  /* Cut anywhere: refused, never half read. */
  for (gsize i = 0; i < strlen (deep) - 1; i++)
    assert_refused (deep, i);
  assert_refused ("{}\0{}", 5);
}

/* ---- the published schema ---- */

static JsonArray *
find_enum (JsonObject *variants, const char *member)
{
  JsonObject *property = json_object_get_object_member (json_object_get_object_member (variants, "properties"), member);

  return property != NULL && json_object_has_member (property, "enum") ? json_object_get_array_member (property, "enum") : NULL;
}

/* Adds what the schema allows for @member of any kind of expression. */
static void
collect_names (JsonArray *kinds, const char *member, GHashTable *names)
{
  for (guint i = 0; i < json_array_get_length (kinds); i++)
    {
      JsonObject *kind = json_array_get_object_element (kinds, i);
      JsonObject *properties = json_object_get_object_member (kind, "properties");
      JsonArray *list;

      if (!json_object_has_member (properties, member))
        continue;
      list = find_enum (kind, member);
      for (guint j = 0; list != NULL && j < json_array_get_length (list); j++)
        g_hash_table_add (names, (gpointer) json_array_get_string_element (list, j));
      if (json_object_has_member (json_object_get_object_member (properties, member), "const"))
        g_hash_table_add (names, (gpointer) json_object_get_string_member (json_object_get_object_member (properties, member), "const"));
    }
}

static void
test_schema (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GHashTable) comparisons = g_hash_table_new (g_str_hash, g_str_equal), functions = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) properties = g_hash_table_new (g_str_hash, g_str_equal);
  const char * const *property = cw_expression_list_properties ();
  g_autoptr (GError) error = NULL;
  JsonObject *definitions;
  JsonArray *kinds, *types;

  json_parser_load_from_file (parser, schema_file, &error);
  g_assert_no_error (error);
  definitions = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), "$defs");
  kinds = json_object_get_array_member (json_object_get_object_member (definitions, "expression"), "oneOf");
  collect_names (kinds, "compare", comparisons);
  collect_names (kinds, "function", functions);
  collect_names (kinds, "record", properties);
  g_assert_cmpuint (g_hash_table_size (comparisons), ==, CW_N_COMPARISONS);
  for (guint i = 0; i < CW_N_COMPARISONS; i++)
    g_assert_true (g_hash_table_contains (comparisons, cw_comparison_to_string (i)));
  g_assert_cmpuint (g_hash_table_size (functions), ==, CW_N_FUNCTIONS);
  for (guint i = 0; i < CW_N_FUNCTIONS; i++)
    g_assert_true (g_hash_table_contains (functions, cw_function_to_string (i)));
  for (; *property != NULL; property++)
    g_assert_true (g_hash_table_remove (properties, *property));
  g_assert_cmpuint (g_hash_table_size (properties), ==, 0);
  types = json_object_get_array_member (json_object_get_object_member (definitions, "value-type"), "enum");
  g_assert_cmpuint (json_array_get_length (types), ==, CW_N_VALUE_TYPES);
  for (guint i = 0; i < CW_N_VALUE_TYPES; i++)
    g_assert_cmpstr (json_array_get_string_element (types, i), ==, cw_value_type_to_string (i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  schema_file = argv[1];
  g_test_add_func ("/workflow-file/all-load", test_all_load);
  g_test_add_func ("/workflow-file/unknown", test_unknown);
  g_test_add_func ("/workflow-file/customers-projects", test_customers_projects);
  g_test_add_func ("/workflow-file/default-mappings", test_default_mappings);
  g_test_add_func ("/workflow-file/names", test_names);
  g_test_add_func ("/mapping-file/round-trip", test_round_trip);
  g_test_add_func ("/mapping-file/file", test_file);
  g_test_add_func ("/mapping-file/refused", test_refused);
  g_test_add_func ("/mapping-file/extremes", test_extremes);
  g_test_add_func ("/mapping-file/schema", test_schema);
  return g_test_run ();
}
