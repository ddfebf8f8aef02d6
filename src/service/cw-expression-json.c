/* cw-expression-json.c: mapping expressions in files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-expression-json.h"

#include <glib/gi18n-lib.h>

typedef CwExpression *(*ReadFunc) (CwFileReader *reader, JsonObject *object, GError **error);

static CwExpression *read_node (CwFileReader *reader, JsonObject *object, GError **error);

/* ---- reading ---- */

static gboolean
read_type (CwFileReader *reader, JsonObject *object, CwValueType *out_type, GError **error)
{
  const char *name = NULL;

  if (!cw_file_reader_get_text (reader, object, "type", FALSE, &name, error))
    return FALSE;
  if (name == NULL || cw_value_type_from_string (name, out_type))
    return TRUE;
  return cw_file_reader_fail (reader, object, "type", error, _("“%s” is no type of value"), name);
}

/* The constructors check all that is left; most of what they refuse has been named before. */
static CwExpression *
made (CwFileReader *reader, JsonObject *object, CwExpression *expression, const char *reason, GError **error)
{
  if (expression == NULL)
    cw_file_reader_fail (reader, object, NULL, error, "%s", reason);
  return expression;
}

static const char *
get_size_reason (void)
{
  return _("the expression is not complete, or nested too deeply, or has too many parts");
}

static void
clear_expression (gpointer expression)
{
  cw_expression_unref (expression);
}

/* The expressions in the list @member. (element-type CwExpression) */
static GPtrArray *
read_list (CwFileReader *reader, JsonObject *object, const char *member, GError **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (clear_expression);
  JsonArray *array = NULL;

  if (!cw_file_reader_get_array (reader, object, member, TRUE, &array, error))
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element;
      CwExpression *part;
      gsize before;

      if (!cw_file_reader_get_element (reader, object, member, array, i, &element, error))
        return NULL;
      before = cw_file_reader_enter_nth (reader, member, i);
      part = read_node (reader, element, error);
      cw_file_reader_leave (reader, before);
      if (part == NULL)
        return NULL;
      g_ptr_array_add (parts, part);
    }
  return g_steal_pointer (&parts);
}

static CwExpression **
release_parts (GPtrArray *parts)
{
  g_ptr_array_set_free_func (parts, NULL);
  return (CwExpression **) parts->pdata;
}

static CwExpression *
read_field (CwFileReader *reader, JsonObject *object, GError **error)
{
  static const char * const members[] = { "field", "type", NULL };
  const char *path = NULL;
  CwValueType type = CW_VALUE_TEXT;

  if (!cw_file_reader_check_members (reader, object, members, error)
      || !cw_file_reader_get_text (reader, object, "field", TRUE, &path, error) || !read_type (reader, object, &type, error))
    return NULL;
  return made (reader, object, cw_expression_new_field (path, type), _("this is no name or path of a field"), error);
}

static CwExpression *
read_value (CwFileReader *reader, JsonObject *object, GError **error)
{
  static const char * const members[] = { "value", "type", NULL };
  const char *text = NULL;
  CwValueType type = CW_VALUE_TEXT;

  if (!cw_file_reader_check_members (reader, object, members, error)
      || !cw_file_reader_get_text (reader, object, "value", TRUE, &text, error) || !read_type (reader, object, &type, error))
    return NULL;
  return made (reader, object, cw_expression_new_value (text, type), _("the value is too long, or not of its type"), error);
}

/* An object with a single text: "record", "setting", "mapped". */
static const char *
read_only_text (CwFileReader *reader, JsonObject *object, const char *member, GError **error)
{
  const char * const members[] = { member, NULL };
  const char *text = NULL;

  if (!cw_file_reader_check_members (reader, object, members, error)
      || !cw_file_reader_get_text (reader, object, member, TRUE, &text, error))
    return NULL;
  return text;
}

static CwExpression *
read_record (CwFileReader *reader, JsonObject *object, GError **error)
{
  const char *property = read_only_text (reader, object, "record", error);

  return property == NULL ? NULL : made (reader, object, cw_expression_new_record (property),
                                         _("records have no such property"), error);
}

static CwExpression *
read_setting (CwFileReader *reader, JsonObject *object, GError **error)
{
  const char *key = read_only_text (reader, object, "setting", error);

  return key == NULL ? NULL : made (reader, object, cw_expression_new_setting (key), _("the key is empty"), error);
}

static CwExpression *
read_mapped (CwFileReader *reader, JsonObject *object, GError **error)
{
  const char *target = read_only_text (reader, object, "mapped", error);

  return target == NULL ? NULL : made (reader, object, cw_expression_new_mapped (target), _("the field is empty"), error);
}

static CwExpression *
read_concat (CwFileReader *reader, JsonObject *object, GError **error)
{
  static const char * const members[] = { "concat", "separator", NULL };
  const char *separator = NULL;
  g_autoptr (GPtrArray) parts = NULL;

  if (!cw_file_reader_check_members (reader, object, members, error)
      || !cw_file_reader_get_text (reader, object, "separator", FALSE, &separator, error))
    return NULL;
  parts = read_list (reader, object, "concat", error);
  if (parts == NULL)
    return NULL;
  return made (reader, object, cw_expression_new_concat (release_parts (parts), parts->len, separator), get_size_reason (), error);
}

static CwExpression *
read_group (CwFileReader *reader, JsonObject *object, CwExpressionKind kind, const char *member, GError **error)
{
  const char * const members[] = { member, NULL };
  g_autoptr (GPtrArray) parts = NULL;

  if (!cw_file_reader_check_members (reader, object, members, error))
    return NULL;
  parts = read_list (reader, object, member, error);
  if (parts == NULL)
    return NULL;
  return made (reader, object, cw_expression_new_group (kind, release_parts (parts), parts->len), get_size_reason (), error);
}

static CwExpression *
read_first (CwFileReader *reader, JsonObject *object, GError **error)
{
  return read_group (reader, object, CW_EXPRESSION_FIRST, "first", error);
}

static CwExpression *
read_all (CwFileReader *reader, JsonObject *object, GError **error)
{
  return read_group (reader, object, CW_EXPRESSION_ALL, "all", error);
}

static CwExpression *
read_any (CwFileReader *reader, JsonObject *object, GError **error)
{
  return read_group (reader, object, CW_EXPRESSION_ANY, "any", error);
}

static CwExpression *
read_not (CwFileReader *reader, JsonObject *object, GError **error)
{
  static const char * const members[] = { "not", NULL };
  CwExpression *part;

  if (!cw_file_reader_check_members (reader, object, members, error))
    return NULL;
  part = cw_expression_read (reader, object, "not", error);
  if (part == NULL)
    return NULL;
  return made (reader, object, cw_expression_new_group (CW_EXPRESSION_NOT, &part, 1), get_size_reason (), error);
}

/* *@out NULL: not there. */
static gboolean
read_optional (CwFileReader *reader, JsonObject *object, const char *member, CwExpression **out, GError **error)
{
  *out = NULL;
  if (!json_object_has_member (object, member))
    return TRUE;
  *out = cw_expression_read (reader, object, member, error);
  return *out != NULL;
}

static CwExpression *
read_if (CwFileReader *reader, JsonObject *object, GError **error)
{
  static const char * const members[] = { "if", "then", "else", NULL };
  g_autoptr (CwExpression) condition = NULL, then = NULL, otherwise = NULL;
  CwExpression *parts[3];

  if (!cw_file_reader_check_members (reader, object, members, error)
      || (condition = cw_expression_read (reader, object, "if", error)) == NULL
      || (then = cw_expression_read (reader, object, "then", error)) == NULL
      || !read_optional (reader, object, "else", &otherwise, error))
    return NULL;
  parts[0] = g_steal_pointer (&condition);
  parts[1] = g_steal_pointer (&then);
  parts[2] = g_steal_pointer (&otherwise);
  return made (reader, object, cw_expression_new_group (CW_EXPRESSION_IF, parts, parts[2] != NULL ? 3 : 2), get_size_reason (), error);
}

/* One entry of a value mapping; each "from" once. */
static gboolean
read_entry (CwFileReader *reader, JsonObject *entry, GHashTable *seen, GPtrArray *texts, GError **error)
{
  static const char * const members[] = { "from", "to", NULL };
  const char *from = NULL, *to = NULL;

  if (!cw_file_reader_check_members (reader, entry, members, error)
      || !cw_file_reader_get_text (reader, entry, "from", TRUE, &from, error)
      || !cw_file_reader_get_text (reader, entry, "to", TRUE, &to, error))
    return FALSE;
  if (!g_hash_table_add (seen, (gpointer) from))
    return cw_file_reader_fail (reader, entry, "from", error, _("“%s” has an entry already"), from);
  g_ptr_array_add (texts, (gpointer) from);
  g_ptr_array_add (texts, (gpointer) to);
  return TRUE;
}

/* From, to, from, to, …: borrowed from the file. */
static GPtrArray *
read_entries (CwFileReader *reader, JsonObject *object, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *array = NULL;

  if (!cw_file_reader_get_array (reader, object, "entries", TRUE, &array, error))
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *entry;
      gboolean ok;
      gsize before;

      if (!cw_file_reader_get_element (reader, object, "entries", array, i, &entry, error))
        return NULL;
      before = cw_file_reader_enter_nth (reader, "entries", i);
      ok = read_entry (reader, entry, seen, texts, error);
      cw_file_reader_leave (reader, before);
      if (!ok)
        return NULL;
    }
  return g_steal_pointer (&texts);
}

static CwExpression *
read_map (CwFileReader *reader, JsonObject *object, GError **error)
{
  static const char * const members[] = { "map", "entries", "default", "ask", "type", NULL };
  g_autoptr (CwExpression) value = NULL, otherwise = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  CwValueType type = CW_VALUE_TEXT;
  gboolean ask = FALSE;

  if (!cw_file_reader_check_members (reader, object, members, error) || !read_type (reader, object, &type, error)
      || !cw_file_reader_get_boolean (reader, object, "ask", &ask, error)
      || (value = cw_expression_read (reader, object, "map", error)) == NULL
      || (entries = read_entries (reader, object, error)) == NULL
      || !read_optional (reader, object, "default", &otherwise, error))
    return NULL;
  return made (reader, object,
               cw_expression_new_map (g_steal_pointer (&value), (const char * const *) entries->pdata, entries->len,
                                      g_steal_pointer (&otherwise), ask, type),
               _("an entry is not of the type that the value mapping gives, or there are too many"), error);
}

static CwExpression *
read_lookup (CwFileReader *reader, JsonObject *object, GError **error)
{
  static const char * const members[] = { "lookup", "in", "by", "returns", "type", NULL };
  const char *in = NULL, *by = NULL, *returns = NULL;
  CwValueType type = CW_VALUE_TEXT;
  CwExpression *value;

  if (!cw_file_reader_check_members (reader, object, members, error) || !read_type (reader, object, &type, error)
      || !cw_file_reader_get_text (reader, object, "in", TRUE, &in, error)
      || !cw_file_reader_get_text (reader, object, "by", TRUE, &by, error)
      || !cw_file_reader_get_text (reader, object, "returns", TRUE, &returns, error)
      || (value = cw_expression_read (reader, object, "lookup", error)) == NULL)
    return NULL;
  return made (reader, object, cw_expression_new_lookup (value, in, by, returns, type), get_size_reason (), error);
}

static gboolean
read_comparison (CwFileReader *reader, JsonObject *object, CwComparison *out_comparison, GError **error)
{
  static const char * const alone[] = { "compare", "left", NULL };
  static const char * const listed[] = { "compare", "left", "values", "ignore-case", NULL };
  static const char * const paired[] = { "compare", "left", "right", "ignore-case", NULL };
  const char *name = NULL;

  if (!cw_file_reader_get_text (reader, object, "compare", TRUE, &name, error))
    return FALSE;
  if (!cw_comparison_from_string (name, out_comparison))
    return cw_file_reader_fail (reader, object, "compare", error, _("“%s” is no comparison"), name);
  return cw_file_reader_check_members (reader, object,
                                       *out_comparison == CW_COMPARE_IS_EMPTY ? alone
                                       : *out_comparison == CW_COMPARE_ONE_OF ? listed : paired, error);
}

static CwExpression *
read_compare (CwFileReader *reader, JsonObject *object, GError **error)
{
  g_autoptr (CwExpression) left = NULL, right = NULL;
  g_auto (GStrv) values = NULL;
  CwComparison comparison;
  gboolean ignore_case = FALSE, alone;

  if (!read_comparison (reader, object, &comparison, error)
      || !cw_file_reader_get_boolean (reader, object, "ignore-case", &ignore_case, error)
      || (left = cw_expression_read (reader, object, "left", error)) == NULL)
    return NULL;
  alone = comparison == CW_COMPARE_IS_EMPTY || comparison == CW_COMPARE_ONE_OF;
  if (!alone && (right = cw_expression_read (reader, object, "right", error)) == NULL)
    return NULL;
  if (comparison == CW_COMPARE_ONE_OF && !cw_file_reader_dup_texts (reader, object, "values", TRUE, &values, error))
    return NULL;
  return made (reader, object,
               cw_expression_new_compare (comparison, g_steal_pointer (&left), g_steal_pointer (&right),
                                          (const char * const *) values, ignore_case),
               _("a value is given twice, or the comparison has too many parts"), error);
}

/* ---- functions ---- */

static gboolean
read_count (CwFileReader *reader, JsonObject *object, const char *member, gint64 maximum, guint *out, GError **error)
{
  gint64 number = 0;

  if (!cw_file_reader_get_integer (reader, object, member, TRUE, 0, maximum, &number, error))
    return FALSE;
  *out = (guint) number;
  return TRUE;
}

static CwExpression *
read_replace (CwFileReader *reader, JsonObject *object, CwExpression *of, GError **error)
{
  const char *find = NULL, *with = NULL;

  if (!cw_file_reader_get_text (reader, object, "find", TRUE, &find, error)
      || !cw_file_reader_get_text (reader, object, "with", TRUE, &with, error))
    return NULL;
  return made (reader, object, cw_expression_new_replace (cw_expression_ref (of), find, with),
               _("what is to be found is empty, or a text is too long"), error);
}

static CwExpression *
read_cut (CwFileReader *reader, JsonObject *object, CwFunction function, CwExpression *of, GError **error)
{
  guint start = 0, characters = 0;

  if (!read_count (reader, object, "characters", G_MAXINT, &characters, error)
      || (function == CW_FUNCTION_SUBSTRING && !read_count (reader, object, "start", G_MAXINT, &start, error)))
    return NULL;
  cw_expression_ref (of);
  return made (reader, object,
               function == CW_FUNCTION_LEFT ? cw_expression_new_left (of, characters)
                                            : cw_expression_new_substring (of, start, characters), get_size_reason (), error);
}

static CwExpression *
read_date_format (CwFileReader *reader, JsonObject *object, CwExpression *of, GError **error)
{
  const char *pattern = NULL;

  if (!cw_file_reader_get_text (reader, object, "pattern", TRUE, &pattern, error))
    return NULL;
  return made (reader, object, cw_expression_new_date_format (cw_expression_ref (of), pattern),
               _("the pattern has something other than %Y %y %m %d %j %H %M %S %V %G %u %% and text"), error);
}

static CwExpression *
read_number_format (CwFileReader *reader, JsonObject *object, CwExpression *of, GError **error)
{
  const char *point = ".", *group = "";
  guint decimals = 0;

  if (!read_count (reader, object, "decimals", CW_EXPRESSION_MAX_DECIMALS, &decimals, error)
      || !cw_file_reader_get_text (reader, object, "point", FALSE, &point, error)
      || !cw_file_reader_get_text (reader, object, "group", FALSE, &group, error))
    return NULL;
  return made (reader, object, cw_expression_new_number_format (cw_expression_ref (of), decimals, point, group),
               _("the sign between digits is too long"), error);
}

static gboolean
read_function_name (CwFileReader *reader, JsonObject *object, CwFunction *out_function, GError **error)
{
  static const char * const plain[] = { "function", "of", NULL };
  static const char * const replace[] = { "function", "of", "find", "with", NULL };
  static const char * const left[] = { "function", "of", "characters", NULL };
  static const char * const substring[] = { "function", "of", "start", "characters", NULL };
  static const char * const date[] = { "function", "of", "pattern", NULL };
  static const char * const number[] = { "function", "of", "decimals", "point", "group", NULL };
  static const char * const * const members[CW_N_FUNCTIONS] = {
    [CW_FUNCTION_TRIM] = plain,
    [CW_FUNCTION_UPPER] = plain,
    [CW_FUNCTION_LOWER] = plain,
    [CW_FUNCTION_TITLE] = plain,
    [CW_FUNCTION_REPLACE] = replace,
    [CW_FUNCTION_LEFT] = left,
    [CW_FUNCTION_SUBSTRING] = substring,
    [CW_FUNCTION_DATE_FORMAT] = date,
    [CW_FUNCTION_NUMBER_FORMAT] = number,
  };
  const char *name = NULL;

  if (!cw_file_reader_get_text (reader, object, "function", TRUE, &name, error))
    return FALSE;
  if (!cw_function_from_string (name, out_function))
    return cw_file_reader_fail (reader, object, "function", error, _("“%s” is no function"), name);
  return cw_file_reader_check_members (reader, object, members[*out_function], error);
}

static CwExpression *
read_function (CwFileReader *reader, JsonObject *object, GError **error)
{
  g_autoptr (CwExpression) of = NULL;
  CwFunction function;

  if (!read_function_name (reader, object, &function, error)
      || (of = cw_expression_read (reader, object, "of", error)) == NULL)
    return NULL;
  switch ((int) function)
    {
    case CW_FUNCTION_REPLACE:
      return read_replace (reader, object, of, error);
    case CW_FUNCTION_LEFT:
    case CW_FUNCTION_SUBSTRING:
      return read_cut (reader, object, function, of, error);
    case CW_FUNCTION_DATE_FORMAT:
      return read_date_format (reader, object, of, error);
    case CW_FUNCTION_NUMBER_FORMAT:
      return read_number_format (reader, object, of, error);
    default:
      return made (reader, object, cw_expression_new_function (function, cw_expression_ref (of)), get_size_reason (), error);
    }
}

/* ---- any ---- */

static const struct {
  const char *member;
  ReadFunc    read;
} kinds[] = {
  { "field", read_field },
  { "record", read_record },
  { "value", read_value },
  { "setting", read_setting },
  { "mapped", read_mapped },
  { "concat", read_concat },
  { "first", read_first },
  { "map", read_map },
  { "lookup", read_lookup },
  { "if", read_if },
  { "compare", read_compare },
  { "all", read_all },
  { "any", read_any },
  { "not", read_not },
  { "function", read_function },
};

static CwExpression *
read_node (CwFileReader *reader, JsonObject *object, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (json_object_has_member (object, kinds[i].member))
      return kinds[i].read (reader, object, error);
  cw_file_reader_fail (reader, object, NULL, error, _("this is no expression"));
  return NULL;
}

CwExpression *
cw_expression_read (CwFileReader *reader, JsonObject *object, const char *member, GError **error)
{
  JsonObject *node = NULL;
  CwExpression *expression;
  gsize before;

  if (!cw_file_reader_get_object (reader, object, member, TRUE, &node, error))
    return NULL;
  before = cw_file_reader_enter (reader, member);
  expression = read_node (reader, node, error);
  cw_file_reader_leave (reader, before);
  return expression;
}

/* ---- writing ---- */

static void
write_text (JsonBuilder *builder, const char *member, const char *text)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, text);
}

static void
write_number (JsonBuilder *builder, const char *member, guint number)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_int_value (builder, number);
}

static void
write_flag (JsonBuilder *builder, const char *member, gboolean flag)
{
  if (!flag)
    return;
  json_builder_set_member_name (builder, member);
  json_builder_add_boolean_value (builder, TRUE);
}

static void
write_type (JsonBuilder *builder, const CwExpression *expression)
{
  if (expression->type != CW_VALUE_TEXT)
    write_text (builder, "type", cw_value_type_to_string (expression->type));
}

static void
write_part (JsonBuilder *builder, const char *member, const CwExpression *expression, guint index)
{
  if (index >= expression->n_parts)
    return;
  json_builder_set_member_name (builder, member);
  cw_expression_write (expression->parts[index], builder);
}

static void
write_parts (JsonBuilder *builder, const char *member, const CwExpression *expression)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; i < expression->n_parts; i++)
    cw_expression_write (expression->parts[i], builder);
  json_builder_end_array (builder);
}

static void
write_map (JsonBuilder *builder, const CwExpression *map)
{
  write_part (builder, "map", map, 0);
  json_builder_set_member_name (builder, "entries");
  json_builder_begin_array (builder);
  for (guint i = 0; i + 1 < map->n_texts; i += 2)
    {
      json_builder_begin_object (builder);
      write_text (builder, "from", map->texts[i]);
      write_text (builder, "to", map->texts[i + 1]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  write_part (builder, "default", map, 1);
  write_flag (builder, "ask", map->flag);
  write_type (builder, map);
}

static void
write_compare (JsonBuilder *builder, const CwExpression *comparison)
{
  write_text (builder, "compare", cw_comparison_to_string ((CwComparison) comparison->what));
  write_part (builder, "left", comparison, 0);
  write_part (builder, "right", comparison, 1);
  if (comparison->what == CW_COMPARE_ONE_OF)
    {
      json_builder_set_member_name (builder, "values");
      json_builder_begin_array (builder);
      for (guint i = 0; i < comparison->n_texts; i++)
        json_builder_add_string_value (builder, comparison->texts[i]);
      json_builder_end_array (builder);
    }
  write_flag (builder, "ignore-case", comparison->flag);
}

static void
write_function (JsonBuilder *builder, const CwExpression *function)
{
  write_text (builder, "function", cw_function_to_string ((CwFunction) function->what));
  write_part (builder, "of", function, 0);
  switch (function->what)
    {
    case CW_FUNCTION_REPLACE:
      write_text (builder, "find", function->texts[0]);
      write_text (builder, "with", function->texts[1]);
      break;
    case CW_FUNCTION_LEFT:
      write_number (builder, "characters", function->numbers[0]);
      break;
    case CW_FUNCTION_SUBSTRING:
      write_number (builder, "start", function->numbers[0]);
      write_number (builder, "characters", function->numbers[1]);
      break;
    case CW_FUNCTION_DATE_FORMAT:
      write_text (builder, "pattern", function->texts[0]);
      break;
    case CW_FUNCTION_NUMBER_FORMAT:
      write_number (builder, "decimals", function->numbers[0]);
      write_text (builder, "point", function->texts[0]);
      write_text (builder, "group", function->texts[1]);
      break;
    default:
      break;
    }
}

static void
write_concat (JsonBuilder *builder, const CwExpression *concat)
{
  write_parts (builder, "concat", concat);
  if (*concat->texts[0] != '\0')
    write_text (builder, "separator", concat->texts[0]);
}

static void
write_lookup (JsonBuilder *builder, const CwExpression *lookup)
{
  write_part (builder, "lookup", lookup, 0);
  write_text (builder, "in", lookup->texts[0]);
  write_text (builder, "by", lookup->texts[1]);
  write_text (builder, "returns", lookup->texts[2]);
  write_type (builder, lookup);
}

static void
write_members (const CwExpression *expression, JsonBuilder *builder)
{
  switch (expression->kind)
    {
    case CW_EXPRESSION_FIELD:
      write_text (builder, "field", expression->texts[0]);
      write_type (builder, expression);
      break;
    case CW_EXPRESSION_RECORD:
      write_text (builder, "record", expression->texts[0]);
      break;
    case CW_EXPRESSION_VALUE:
      write_text (builder, "value", expression->texts[0]);
      write_type (builder, expression);
      break;
    case CW_EXPRESSION_SETTING:
      write_text (builder, "setting", expression->texts[0]);
      break;
    case CW_EXPRESSION_MAPPED:
      write_text (builder, "mapped", expression->texts[0]);
      break;
    case CW_EXPRESSION_CONCAT:
      write_concat (builder, expression);
      break;
    case CW_EXPRESSION_FIRST:
      write_parts (builder, "first", expression);
      break;
    case CW_EXPRESSION_MAP:
      write_map (builder, expression);
      break;
    case CW_EXPRESSION_LOOKUP:
      write_lookup (builder, expression);
      break;
    case CW_EXPRESSION_IF:
      write_part (builder, "if", expression, 0);
      write_part (builder, "then", expression, 1);
      write_part (builder, "else", expression, 2);
      break;
    case CW_EXPRESSION_COMPARE:
      write_compare (builder, expression);
      break;
    case CW_EXPRESSION_ALL:
      write_parts (builder, "all", expression);
      break;
    case CW_EXPRESSION_ANY:
      write_parts (builder, "any", expression);
      break;
    case CW_EXPRESSION_NOT:
      write_part (builder, "not", expression, 0);
      break;
    case CW_EXPRESSION_FUNCTION:
      write_function (builder, expression);
      break;
    default:
      g_return_if_reached ();
    }
}

void
cw_expression_write (const CwExpression *expression, JsonBuilder *builder)
{
  json_builder_begin_object (builder);
  write_members (expression, builder);
  json_builder_end_object (builder);
}
