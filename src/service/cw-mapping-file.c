/* cw-mapping-file.c: mappings in files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-file.h"

#include "cw-expression-json.h"

#include <glib/gi18n-lib.h>

/* ---- reading ---- */

/* "limit": a number, or {"setting": KEY}. */
static gboolean
read_limit (CwFileReader *reader, JsonObject *object, CwMappingRow *row, GError **error)
{
  static const char * const members[] = { "setting", NULL };
  JsonNode *node = json_object_get_member (object, "limit");
  JsonObject *inner = NULL;
  const char *key = NULL;
  gint64 number = 0;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      if (!cw_file_reader_get_integer (reader, object, "limit", TRUE, 1, G_MAXINT, &number, error))
        return FALSE;
      row->limit = (guint) number;
      return TRUE;
    }
  inner = json_node_get_object (node);
  if (!cw_file_reader_check_members (reader, inner, members, error)
      || !cw_file_reader_get_text (reader, inner, "setting", TRUE, &key, error))
    return FALSE;
  row->limit_setting = g_strdup (key);
  return TRUE;
}

static gboolean
read_row_type (CwFileReader *reader, JsonObject *object, CwMappingRow *row, GError **error)
{
  const char *name = NULL;

  if (!cw_file_reader_get_text (reader, object, "type", FALSE, &name, error))
    return FALSE;
  if (name == NULL || cw_value_type_from_string (name, &row->type))
    return TRUE;
  return cw_file_reader_fail (reader, object, "type", error, _("“%s” is no type of value"), name);
}

static CwMappingRow *
read_row (CwFileReader *reader, JsonObject *object, GError **error)
{
  static const char * const members[] = { "target", "source", "type", "active", "initial-only", "required", "limit", NULL };
  g_autoptr (CwMappingRow) row = NULL;
  const char *target = NULL;

  if (!cw_file_reader_check_members (reader, object, members, error)
      || !cw_file_reader_get_text (reader, object, "target", TRUE, &target, error))
    return NULL;
  if (*target == '\0')
    {
      cw_file_reader_fail (reader, object, "target", error, _("the name of the field is empty"));
      return NULL;
    }
  row = cw_mapping_row_new (target, NULL);
  if (!read_row_type (reader, object, row, error)
      || !cw_file_reader_get_boolean (reader, object, "active", &row->active, error)
      || !cw_file_reader_get_boolean (reader, object, "initial-only", &row->initial_only, error)
      || !cw_file_reader_get_boolean (reader, object, "required", &row->required, error)
      || !read_limit (reader, object, row, error))
    return NULL;
  row->source = cw_expression_read (reader, object, "source", error);
  return row->source != NULL ? g_steal_pointer (&row) : NULL;
}

static gboolean
read_rows (CwFileReader *reader, JsonObject *object, GPtrArray *rows, GError **error)
{
  JsonArray *array = NULL;

  if (!cw_file_reader_get_array (reader, object, "rows", TRUE, &array, error))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element;
      CwMappingRow *row;
      gsize before;

      if (!cw_file_reader_get_element (reader, object, "rows", array, i, &element, error))
        return FALSE;
      before = cw_file_reader_enter_nth (reader, "rows", i);
      row = read_row (reader, element, error);
      cw_file_reader_leave (reader, before);
      if (row == NULL)
        return FALSE;
      g_ptr_array_add (rows, row);
    }
  return TRUE;
}

static CwMappingGroup *
read_group (CwFileReader *reader, JsonObject *object, const char * const *types, GError **error)
{
  static const char * const members[] = { "name", "type", "condition", "rows", NULL };
  g_autoptr (CwMappingGroup) group = NULL;
  const char *name = NULL, *type = NULL;

  if (!cw_file_reader_check_members (reader, object, members, error)
      || !cw_file_reader_get_text (reader, object, "name", TRUE, &name, error)
      || !cw_file_reader_get_text (reader, object, "type", TRUE, &type, error))
    return NULL;
  if (types != NULL && !g_strv_contains (types, type))
    {
      cw_file_reader_fail (reader, object, "type", error, _("this workflow has no records of type “%s”"), type);
      return NULL;
    }
  group = cw_mapping_group_new (name, type);
  if (json_object_has_member (object, "condition"))
    {
      group->condition = cw_expression_read (reader, object, "condition", error);
      if (group->condition == NULL)
        return NULL;
    }
  return read_rows (reader, object, group->rows, error) ? g_steal_pointer (&group) : NULL;
}

static void
group_free (gpointer group)
{
  cw_mapping_group_free (group);
}

static GPtrArray *
read_groups (CwFileReader *reader, JsonObject *object, const char * const *types, GError **error)
{
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (group_free);
  JsonArray *array = NULL;

  if (!cw_file_reader_get_array (reader, object, "groups", TRUE, &array, error))
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element;
      CwMappingGroup *group;
      gsize before;

      if (!cw_file_reader_get_element (reader, object, "groups", array, i, &element, error))
        return NULL;
      before = cw_file_reader_enter_nth (reader, "groups", i);
      group = read_group (reader, element, types, error);
      cw_file_reader_leave (reader, before);
      if (group == NULL)
        return NULL;
      g_ptr_array_add (groups, group);
    }
  return g_steal_pointer (&groups);
}

static CwMapping *
read_mapping (CwFileReader *reader, JsonObject *object, const char * const *types, GError **error)
{
  g_autoptr (CwExpression) filter = NULL;
  g_autoptr (GPtrArray) groups = NULL;
  CwMapping *mapping;

  if (json_object_has_member (object, "filter") && (filter = cw_expression_read (reader, object, "filter", error)) == NULL)
    return NULL;
  groups = read_groups (reader, object, types, error);
  if (groups == NULL)
    return NULL;
  mapping = cw_mapping_new (g_steal_pointer (&filter), g_steal_pointer (&groups));
  if (mapping == NULL)
    cw_file_reader_fail (reader, object, NULL, error, _("there are more than %d groups or %d rows"), CW_MAPPING_MAX_GROUPS,
                         CW_MAPPING_MAX_ROWS);
  return mapping;
}

CwMapping *
cw_mapping_read (CwFileReader *reader, JsonObject *object, const char *member, const char * const *types, GError **error)
{
  static const char * const members[] = { "filter", "groups", NULL };
  JsonObject *inner = NULL;
  CwMapping *mapping = NULL;
  gsize before;

  if (!cw_file_reader_get_object (reader, object, member, TRUE, &inner, error))
    return NULL;
  before = cw_file_reader_enter (reader, member);
  if (cw_file_reader_check_members (reader, inner, members, error))
    mapping = read_mapping (reader, inner, types, error);
  cw_file_reader_leave (reader, before);
  return mapping;
}

CwMapping *
cw_mapping_read_members (CwFileReader *reader, JsonObject *object, const char * const *types, GError **error)
{
  return read_mapping (reader, object, types, error);
}

/* ---- writing ---- */

static void
write_text (JsonBuilder *builder, const char *member, const char *text)
{
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
write_limit (JsonBuilder *builder, const CwMappingRow *row)
{
  if (row->limit == 0 && row->limit_setting == NULL)
    return;
  json_builder_set_member_name (builder, "limit");
  if (row->limit_setting == NULL)
    {
      json_builder_add_int_value (builder, row->limit);
      return;
    }
  json_builder_begin_object (builder);
  write_text (builder, "setting", row->limit_setting);
  json_builder_end_object (builder);
}

static void
write_row (JsonBuilder *builder, const CwMappingRow *row)
{
  json_builder_begin_object (builder);
  write_text (builder, "target", row->target);
  if (row->type != CW_VALUE_TEXT)
    write_text (builder, "type", cw_value_type_to_string (row->type));
  write_flag (builder, "active", row->active, TRUE);
  write_flag (builder, "initial-only", row->initial_only, FALSE);
  write_flag (builder, "required", row->required, FALSE);
  write_limit (builder, row);
  json_builder_set_member_name (builder, "source");
  cw_expression_write (row->source, builder);
  json_builder_end_object (builder);
}

static void
write_group (JsonBuilder *builder, const CwMappingGroup *group)
{
  json_builder_begin_object (builder);
  write_text (builder, "name", group->name);
  write_text (builder, "type", group->type);
  if (group->condition != NULL)
    {
      json_builder_set_member_name (builder, "condition");
      cw_expression_write (group->condition, builder);
    }
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  for (guint i = 0; i < group->rows->len; i++)
    write_row (builder, group->rows->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

void
cw_mapping_write_members (CwMapping *self, JsonBuilder *builder)
{
  const GPtrArray *groups = cw_mapping_get_groups (self);
  CwExpression *filter = cw_mapping_get_filter (self);

  if (filter != NULL)
    {
      json_builder_set_member_name (builder, "filter");
      cw_expression_write (filter, builder);
    }
  json_builder_set_member_name (builder, "groups");
  json_builder_begin_array (builder);
  for (guint i = 0; i < groups->len; i++)
    write_group (builder, groups->pdata[i]);
  json_builder_end_array (builder);
}

char *
cw_json_builder_dup_text (JsonBuilder *builder, gboolean pretty)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  json_generator_set_pretty (generator, pretty);
  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, NULL);
}

char *
cw_mapping_row_to_json (const CwMappingRow *row)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  write_row (builder, row);
  return cw_json_builder_dup_text (builder, FALSE);
}

char *
cw_expression_to_json (const CwExpression *expression)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  cw_expression_write (expression, builder);
  return cw_json_builder_dup_text (builder, FALSE);
}
