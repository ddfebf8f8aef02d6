/* cw-mapping-document.c: a mapping with its tests, and the file of both
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-document-private.h"

#include "cw-mapping-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DIGEST_LENGTH 64

struct _CwMappingDocument {
  gatomicrefcount refs;
  CwMapping *mapping;       /* owned */
  GPtrArray *tests;         /* (element-type CwMappingTest), owned */
  char      *digest;
  char      *base_digest;   /* nullable */
  guint      base_version;
};

static void
test_free (gpointer test)
{
  cw_mapping_test_free (test);
}

/* ---- tests in files ---- */

static void
write_text (JsonBuilder *builder, const char *member, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, text);
}

static void
write_flag (JsonBuilder *builder, const char *member, gboolean flag, gboolean usual)
{
  if (flag == usual)
    return;
  json_builder_set_member_name (builder, member);
  json_builder_add_boolean_value (builder, flag);
}

static void
write_instant (JsonBuilder *builder, const char *member, gint64 instant)
{
  g_autoptr (GDateTime) date = instant != 0 ? g_date_time_new_from_unix_utc (instant / G_USEC_PER_SEC) : NULL;
  g_autofree char *text = date != NULL ? g_date_time_format_iso8601 (date) : NULL;

  write_text (builder, member, text);
}

static void
write_fields (JsonBuilder *builder, const char *member, const CwFields *fields)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_object (builder);
  for (guint i = 0; i < cw_fields_get_size (fields); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (fields, i, &name, &value);
      write_text (builder, name, value);
    }
  json_builder_end_object (builder);
}

static void
write_record (JsonBuilder *builder, const CwRecord *record)
{
  json_builder_set_member_name (builder, "record");
  json_builder_begin_object (builder);
  write_text (builder, "type", record->type);
  write_text (builder, "id", record->id);
  write_text (builder, "name", record->name);
  write_text (builder, "stage", record->stage);
  write_text (builder, "parent-type", record->parent_type);
  write_text (builder, "parent", record->parent_id);
  write_text (builder, "subsidiaries", record->subsidiaries);
  write_flag (builder, "inactive", record->inactive, FALSE);
  write_instant (builder, "created", record->created);
  write_instant (builder, "modified", record->modified);
  write_fields (builder, "fields", record->fields);
  json_builder_end_object (builder);
}

static void
write_lookups (JsonBuilder *builder, const CwFields *lookups)
{
  json_builder_set_member_name (builder, "lookups");
  json_builder_begin_array (builder);
  for (guint i = 0; i < cw_fields_get_size (lookups); i++)
    {
      const char *key, *result;
      g_auto (GStrv) parts = NULL;

      cw_fields_get_nth (lookups, i, &key, &result);
      parts = g_strsplit (key, "\x1f", 4);
      if (g_strv_length (parts) != 4)
        continue;
      json_builder_begin_object (builder);
      write_text (builder, "in", parts[0]);
      write_text (builder, "by", parts[1]);
      write_text (builder, "value", parts[3]);
      write_text (builder, "returns", parts[2]);
      write_text (builder, "result", result);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
write_test (JsonBuilder *builder, const CwMappingTest *test)
{
  json_builder_begin_object (builder);
  write_text (builder, "name", test->name);
  write_record (builder, test->record);
  if (cw_fields_get_size (test->joined) > 0)
    write_fields (builder, "joined", test->joined);
  if (cw_fields_get_size (test->lookups) > 0)
    write_lookups (builder, test->lookups);
  write_flag (builder, "initial", test->initial, TRUE);
  write_flag (builder, "passes", test->passes, TRUE);
  write_fields (builder, "expect", test->expected);
  json_builder_end_object (builder);
}

char *
cw_mapping_test_to_json (const CwMappingTest *test)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  write_test (builder, test);
  return cw_json_builder_dup_text (builder, FALSE);
}

static gboolean
read_copy (CwFileReader *reader, JsonObject *object, const char *member, char **out, GError **error)
{
  const char *text = NULL;

  if (!cw_file_reader_get_text (reader, object, member, FALSE, &text, error))
    return FALSE;
  g_free (*out);
  *out = g_strdup (text);
  return TRUE;
}

static gboolean
read_instant (CwFileReader *reader, JsonObject *object, const char *member, gint64 *out, GError **error)
{
  const char *text = NULL;

  if (!cw_file_reader_get_text (reader, object, member, FALSE, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  if (cw_value_parse_instant (text, out))
    {
      *out -= ((*out % G_USEC_PER_SEC) + G_USEC_PER_SEC) % G_USEC_PER_SEC;
      return TRUE;
    }
  return cw_file_reader_fail (reader, object, member, error, _("“%s” is no date with time"), text);
}

static gboolean
read_name (CwFileReader *reader, JsonObject *object, const char *member, const char **out, GError **error)
{
  if (!cw_file_reader_get_text (reader, object, member, TRUE, out, error))
    return FALSE;
  return **out != '\0' || cw_file_reader_fail (reader, object, member, error, _("the text is empty"));
}

static CwRecord *
read_record (CwFileReader *reader, JsonObject *object, const char * const *types, GError **error)
{
  static const char * const members[] = { "type", "id", "name", "stage", "parent-type", "parent", "subsidiaries", "inactive",
                                          "created", "modified", "fields", NULL };
  g_autoptr (CwRecord) record = NULL;
  const char *type = NULL, *id = NULL;

  if (!cw_file_reader_check_members (reader, object, members, error) || !read_name (reader, object, "type", &type, error)
      || !read_name (reader, object, "id", &id, error))
    return NULL;
  if (types != NULL && !g_strv_contains (types, type))
    {
      cw_file_reader_fail (reader, object, "type", error, _("this workflow has no records of type “%s”"), type);
      return NULL;
    }
  record = cw_record_new (type, id);
  if (!read_copy (reader, object, "name", &record->name, error) || !read_copy (reader, object, "stage", &record->stage, error)
      || !read_copy (reader, object, "parent-type", &record->parent_type, error)
      || !read_copy (reader, object, "parent", &record->parent_id, error)
      || !read_copy (reader, object, "subsidiaries", &record->subsidiaries, error)
      || !cw_file_reader_get_boolean (reader, object, "inactive", &record->inactive, error)
      || !read_instant (reader, object, "created", &record->created, error)
      || !read_instant (reader, object, "modified", &record->modified, error)
      || !cw_file_reader_get_fields (reader, object, "fields", TRUE, record->fields, error))
    return NULL;
  return g_steal_pointer (&record);
}

static gboolean
read_lookup (CwFileReader *reader, JsonObject *object, CwFields *lookups, GError **error)
{
  static const char * const members[] = { "in", "by", "value", "returns", "result", NULL };
  const char *in = NULL, *by = NULL, *value = NULL, *returns = NULL, *result = NULL;
  g_autofree char *key = NULL;

  if (!cw_file_reader_check_members (reader, object, members, error) || !read_name (reader, object, "in", &in, error)
      || !read_name (reader, object, "by", &by, error) || !read_name (reader, object, "value", &value, error)
      || !read_name (reader, object, "returns", &returns, error)
      || !cw_file_reader_get_text (reader, object, "result", TRUE, &result, error))
    return FALSE;
  if (strchr (in, '\x1f') != NULL || strchr (by, '\x1f') != NULL || strchr (returns, '\x1f') != NULL)
    return cw_file_reader_fail (reader, object, NULL, error, _("a name has a character that no name can have"));
  key = cw_mapping_test_lookup_key (in, by, value, returns);
  cw_fields_set (lookups, key, result);
  return TRUE;
}

static gboolean
read_lookups (CwFileReader *reader, JsonObject *object, CwFields *lookups, GError **error)
{
  JsonArray *array = NULL;

  if (!cw_file_reader_get_array (reader, object, "lookups", FALSE, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *element;
      gsize before;
      gboolean ok;

      if (!cw_file_reader_get_element (reader, object, "lookups", array, i, &element, error))
        return FALSE;
      before = cw_file_reader_enter_nth (reader, "lookups", i);
      ok = read_lookup (reader, element, lookups, error);
      cw_file_reader_leave (reader, before);
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

static CwMappingTest *
read_test (CwFileReader *reader, JsonObject *object, const char * const *types, GError **error)
{
  static const char * const members[] = { "name", "record", "joined", "lookups", "initial", "passes", "expect", NULL };
  g_autoptr (CwMappingTest) test = NULL;
  CwRecord *record;
  JsonObject *inner = NULL;
  const char *name = NULL;
  gsize before;

  if (!cw_file_reader_check_members (reader, object, members, error) || !read_name (reader, object, "name", &name, error)
      || !cw_file_reader_get_object (reader, object, "record", TRUE, &inner, error))
    return NULL;
  before = cw_file_reader_enter (reader, "record");
  record = read_record (reader, inner, types, error);
  cw_file_reader_leave (reader, before);
  if (record == NULL)
    return NULL;
  test = cw_mapping_test_new (name, record);
  if (!cw_file_reader_get_fields (reader, object, "joined", FALSE, test->joined, error)
      || !read_lookups (reader, object, test->lookups, error)
      || !cw_file_reader_get_boolean (reader, object, "initial", &test->initial, error)
      || !cw_file_reader_get_boolean (reader, object, "passes", &test->passes, error)
      || !cw_file_reader_get_fields (reader, object, "expect", TRUE, test->expected, error))
    return NULL;
  return g_steal_pointer (&test);
}

static gboolean
has_test (const GPtrArray *tests, const char *name)
{
  for (guint i = 0; i < tests->len; i++)
    if (g_str_equal (((CwMappingTest *) tests->pdata[i])->name, name))
      return TRUE;
  return FALSE;
}

static gboolean
read_tests (CwFileReader *reader, JsonObject *root, const char * const *types, GPtrArray *tests, GError **error)
{
  JsonArray *array = NULL;

  if (!cw_file_reader_get_array (reader, root, "tests", FALSE, &array, error))
    return FALSE;
  if (array != NULL && json_array_get_length (array) > CW_MAPPING_MAX_TESTS)
    return cw_file_reader_fail (reader, root, "tests", error, _("there are more than %d tests"), CW_MAPPING_MAX_TESTS);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *element;
      CwMappingTest *test;
      gsize before;

      if (!cw_file_reader_get_element (reader, root, "tests", array, i, &element, error))
        return FALSE;
      before = cw_file_reader_enter_nth (reader, "tests", i);
      test = read_test (reader, element, types, error);
      if (test != NULL && has_test (tests, test->name))
        {
          cw_file_reader_fail (reader, element, "name", error, _("there is another test with this name"));
          g_clear_pointer (&test, cw_mapping_test_free);
        }
      cw_file_reader_leave (reader, before);
      if (test == NULL)
        return FALSE;
      g_ptr_array_add (tests, test);
    }
  return TRUE;
}

/* ---- documents ---- */

static char *
dup_digest (CwMapping *mapping, const GPtrArray *tests)
{
  g_autoptr (GChecksum) sum = NULL;

  if (tests->len == 0)
    return g_strdup (cw_mapping_get_digest (mapping));
  sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (sum, (const guchar *) cw_mapping_get_digest (mapping), -1);
  for (guint i = 0; i < tests->len; i++)
    {
      g_autofree char *json = cw_mapping_test_to_json (tests->pdata[i]);

      g_checksum_update (sum, (const guchar *) "\n", 1);
      g_checksum_update (sum, (const guchar *) json, -1);
    }
  return g_strdup (g_checksum_get_string (sum));
}

static CwMappingDocument *
take_document (CwMapping *mapping, GPtrArray *tests)
{
  CwMappingDocument *self = g_new0 (CwMappingDocument, 1);

  g_atomic_ref_count_init (&self->refs);
  self->mapping = mapping;
  self->tests = tests;
  self->digest = dup_digest (mapping, tests);
  return self;
}

CwMappingDocument *
cw_mapping_document_new (CwMapping *mapping, const GPtrArray *tests)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (test_free);

  for (guint i = 0; tests != NULL && i < tests->len && copies->len < CW_MAPPING_MAX_TESTS; i++)
    if (!has_test (copies, ((CwMappingTest *) tests->pdata[i])->name))
      g_ptr_array_add (copies, cw_mapping_test_copy (tests->pdata[i]));
  return take_document (cw_mapping_ref (mapping), copies);
}

CwMappingDocument *
cw_mapping_document_ref (CwMappingDocument *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_mapping_document_unref (CwMappingDocument *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  cw_mapping_unref (self->mapping);
  g_ptr_array_unref (self->tests);
  g_free (self->digest);
  g_free (self->base_digest);
  g_free (self);
}

CwMapping *
cw_mapping_document_get_mapping (CwMappingDocument *self)
{
  return self->mapping;
}

const GPtrArray *
cw_mapping_document_get_tests (CwMappingDocument *self)
{
  return self->tests;
}

const char *
cw_mapping_document_get_digest (CwMappingDocument *self)
{
  return self->digest;
}

const char *
cw_mapping_document_get_base (CwMappingDocument *self, guint *out_version)
{
  if (out_version != NULL)
    *out_version = self->base_version;
  return self->base_digest;
}

/* ---- files ---- */

static gboolean
is_digest (const char *text)
{
  return strlen (text) == DIGEST_LENGTH && strspn (text, "0123456789abcdef") == DIGEST_LENGTH;
}

/* "from": the version that the file was exported from. */
static gboolean
read_base (CwFileReader *reader, JsonObject *root, CwMappingDocument *self, GError **error)
{
  static const char * const members[] = { "version", "digest", NULL };
  JsonObject *inner = NULL;
  const char *digest = NULL;
  gint64 version = 0;
  gsize before;

  if (!cw_file_reader_get_object (reader, root, "from", FALSE, &inner, error))
    return FALSE;
  if (inner == NULL)
    return TRUE;
  before = cw_file_reader_enter (reader, "from");
  if (!cw_file_reader_check_members (reader, inner, members, error)
      || !cw_file_reader_get_integer (reader, inner, "version", TRUE, 0, G_MAXINT, &version, error)
      || !cw_file_reader_get_text (reader, inner, "digest", TRUE, &digest, error))
    return FALSE;
  if (!is_digest (digest))
    return cw_file_reader_fail (reader, inner, "digest", error, _("64 hexadecimal digits are needed"));
  cw_file_reader_leave (reader, before);
  self->base_version = (guint) version;
  self->base_digest = g_strdup (digest);
  return TRUE;
}

static CwMappingDocument *
read_document (CwFileReader *reader, JsonObject *root, const char * const *types, GError **error)
{
  g_autoptr (CwMapping) mapping = cw_mapping_read_members (reader, root, types, error);
  g_autoptr (GPtrArray) tests = g_ptr_array_new_with_free_func (test_free);
  g_autoptr (CwMappingDocument) self = NULL;

  if (mapping == NULL || !read_tests (reader, root, types, tests, error))
    return NULL;
  self = take_document (g_steal_pointer (&mapping), g_steal_pointer (&tests));
  return read_base (reader, root, self, error) ? g_steal_pointer (&self) : NULL;
}

CwMappingDocument *
cw_mapping_document_parse (const char *file, const char *data, gsize length, const CwWorkflow *workflow, GError **error)
{
  static const char * const members[] = { "$schema", "format", "version", "workflow", "from", "filter", "groups", "tests", NULL };
  g_autoptr (CwFileReader) reader = cw_file_reader_new (file, data, length, CW_MAPPING_FORMAT, CW_MAPPING_FORMAT_VERSION, error);
  JsonObject *root = reader != NULL ? cw_file_reader_get_root (reader) : NULL;
  const char *id = NULL;

  if (reader == NULL || !cw_file_reader_check_members (reader, root, members, error)
      || !cw_file_reader_get_text (reader, root, "workflow", TRUE, &id, error))
    return NULL;
  if (workflow != NULL && !g_str_equal (id, workflow->id))
    {
      cw_file_reader_fail (reader, root, "workflow", error, _("the mapping is for “%s”, not for “%s”"), id, workflow->id);
      return NULL;
    }
  return read_document (reader, root, workflow != NULL ? (const char * const *) workflow->types : NULL, error);
}

CwMappingDocument *
cw_mapping_document_load (const char *path, const CwWorkflow *workflow, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);

  if (file == NULL)
    return NULL;
  return cw_mapping_document_parse (name, g_mapped_file_get_contents (file), g_mapped_file_get_length (file), workflow, error);
}

static void
write_base (JsonBuilder *builder, guint version, const char *digest)
{
  json_builder_set_member_name (builder, "from");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, version);
  write_text (builder, "digest", digest);
  json_builder_end_object (builder);
}

static void
write_tests (JsonBuilder *builder, const GPtrArray *tests)
{
  json_builder_set_member_name (builder, "tests");
  json_builder_begin_array (builder);
  for (guint i = 0; i < tests->len; i++)
    write_test (builder, tests->pdata[i]);
  json_builder_end_array (builder);
}

char *
cw_mapping_document_to_json (CwMappingDocument *self, const char *workflow_id, guint base_version, const char *base_digest)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  write_text (builder, "format", CW_MAPPING_FORMAT);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, CW_MAPPING_FORMAT_VERSION);
  write_text (builder, "workflow", workflow_id);
  if (base_digest != NULL)
    write_base (builder, base_version, base_digest);
  cw_mapping_write_members (self->mapping, builder);
  if (self->tests->len > 0)
    write_tests (builder, self->tests);
  json_builder_end_object (builder);
  text = cw_json_builder_dup_text (builder, TRUE);
  return g_strconcat (text, "\n", NULL);
}

/* ---- the mapping alone ---- */

CwMapping *
cw_mapping_parse (const char *file, const char *data, gsize length, const CwWorkflow *workflow, GError **error)
{
  g_autoptr (CwMappingDocument) document = cw_mapping_document_parse (file, data, length, workflow, error);

  return document != NULL ? cw_mapping_ref (document->mapping) : NULL;
}

char *
cw_mapping_to_json (CwMapping *self, const char *workflow_id)
{
  g_autoptr (CwMappingDocument) document = cw_mapping_document_new (self, NULL);

  return cw_mapping_document_to_json (document, workflow_id, 0, NULL);
}
