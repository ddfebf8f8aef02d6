/* cw-random-mapping.c: mappings and records by chance
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-random-mapping.h"

/* Few names and texts, so that they meet. */
static const char *field_names[] = { "companyname", "entityid", "hold", "credit", "since", "parent.companyname", "parent" };
static const char *target_names[] = { "name", "code", "note", "amount" };
static const char *texts[] = {
  "", " ", "T", "F", "true", "12", "-3.50", "1e3", "2024-02-29", "2026-11-21T10:04:05Z", "Northwind", "NORTHWIND", "Straße",
  "e\xcc\x81tude", "👩‍👩‍👧‍👦", "🇺🇦🇯🇵", "क्षि", "\xe2\x80\xaexyz", "a\r\nb", ",2,3,", "\"\\\n\t", "ﬁΣİ", "99999999999999999999",
};
static const char *properties[] = { "id", "type", "name", "stage", "parent", "subsidiaries", "inactive", "created", "modified" };
static const char *patterns[] = { "%Y-%m-%d", "%d.%m.%y %H:%M:%S", "%V/%G %u %j %%", "" };

#define PICK(chance, list) (list)[cw_chance_below (chance, G_N_ELEMENTS (list))]

guint
cw_chance_below (CwChance *self, guint bound)
{
  guint value;

  if (self->rand != NULL)
    return (guint) g_rand_int_range (self->rand, 0, (gint32) bound);
  if (self->length == 0)
    return 0;
  value = *self->data++;
  self->length--;
  return value % bound;
}

static CwValueType
pick_type (CwChance *chance)
{
  return (CwValueType) (cw_chance_below (chance, 2) == 0 ? CW_VALUE_TEXT : cw_chance_below (chance, CW_N_VALUE_TYPES));
}

static CwExpression *
make_leaf (CwChance *chance)
{
  CwExpression *value;

  switch (cw_chance_below (chance, 5))
    {
    case 0:
      return cw_expression_new_record (PICK (chance, properties));
    case 1:
      value = cw_expression_new_value (PICK (chance, texts), pick_type (chance));
      return value != NULL ? value : cw_expression_new_value ("x", CW_VALUE_TEXT);
    case 2:
      return cw_expression_new_setting (cw_chance_below (chance, 2) == 0 ? "project-code" : "unknown");
    case 3:
      return cw_expression_new_mapped (PICK (chance, target_names));
    default:
      return cw_expression_new_field (PICK (chance, field_names), pick_type (chance));
    }
}

static guint
make_parts (CwChance *chance, guint depth, guint n_parts, CwExpression **parts)
{
  for (guint i = 0; i < n_parts; i++)
    parts[i] = cw_random_expression (chance, depth - 1);
  return n_parts;
}

static CwExpression *
make_group (CwChance *chance, guint depth)
{
  CwExpression *parts[4];
  guint n;

  switch (cw_chance_below (chance, 6))
    {
    case 0:
      n = make_parts (chance, depth, 1 + cw_chance_below (chance, 4), parts);
      return cw_expression_new_concat (parts, n, cw_chance_below (chance, 2) == 0 ? NULL : ", ");
    case 1:
      return cw_expression_new_group (CW_EXPRESSION_FIRST, parts, make_parts (chance, depth, 1 + cw_chance_below (chance, 4), parts));
    case 2:
      return cw_expression_new_group (CW_EXPRESSION_IF, parts, make_parts (chance, depth, 2 + cw_chance_below (chance, 2), parts));
    case 3:
      return cw_expression_new_group (CW_EXPRESSION_ALL, parts, make_parts (chance, depth, 1 + cw_chance_below (chance, 3), parts));
    case 4:
      return cw_expression_new_group (CW_EXPRESSION_ANY, parts, make_parts (chance, depth, 1 + cw_chance_below (chance, 3), parts));
    default:
      return cw_expression_new_group (CW_EXPRESSION_NOT, parts, make_parts (chance, depth, 1, parts));
    }
}

static CwExpression *
make_compare (CwChance *chance, guint depth)
{
  static const char *values[] = { "12", "Northwind", "T", NULL };
  CwComparison comparison = (CwComparison) cw_chance_below (chance, CW_N_COMPARISONS);
  gboolean alone = comparison == CW_COMPARE_IS_EMPTY || comparison == CW_COMPARE_ONE_OF;

  return cw_expression_new_compare (comparison, cw_random_expression (chance, depth - 1),
                                    alone ? NULL : cw_random_expression (chance, depth - 1),
                                    comparison == CW_COMPARE_ONE_OF ? values : NULL,
                                    comparison != CW_COMPARE_IS_EMPTY && cw_chance_below (chance, 2) == 0);
}

static CwExpression *
make_map (CwChance *chance, guint depth)
{
  static const char *entries[] = { "12", "1", "Northwind", "2", "T", "3" };

  return cw_expression_new_map (cw_random_expression (chance, depth - 1), entries, 2 * cw_chance_below (chance, 4),
                                cw_chance_below (chance, 2) == 0 ? NULL : cw_random_expression (chance, depth - 1),
                                cw_chance_below (chance, 2) == 0, cw_chance_below (chance, 2) == 0 ? CW_VALUE_TEXT : CW_VALUE_INTEGER);
}

static CwExpression *
make_function (CwChance *chance, guint depth)
{
  CwExpression *of = cw_random_expression (chance, depth - 1);
  CwFunction function = (CwFunction) cw_chance_below (chance, CW_N_FUNCTIONS);
  const char *find;

  switch ((int) function)
    {
    case CW_FUNCTION_REPLACE:
      find = PICK (chance, texts);
      return cw_expression_new_replace (of, *find != '\0' ? find : "a", PICK (chance, texts));
    case CW_FUNCTION_LEFT:
      return cw_expression_new_left (of, cw_chance_below (chance, 30));
    case CW_FUNCTION_SUBSTRING:
      return cw_expression_new_substring (of, cw_chance_below (chance, 10), cw_chance_below (chance, 30));
    case CW_FUNCTION_DATE_FORMAT:
      return cw_expression_new_date_format (of, PICK (chance, patterns));
    case CW_FUNCTION_NUMBER_FORMAT:
      return cw_expression_new_number_format (of, cw_chance_below (chance, CW_EXPRESSION_MAX_DECIMALS + 1), ".", "’");
    default:
      return cw_expression_new_function (function, of);
    }
}

CwExpression *
cw_random_expression (CwChance *chance, guint depth)
{
  if (depth <= 1)
    return make_leaf (chance);
  switch (cw_chance_below (chance, 7))
    {
    case 1:
    case 2:
      return make_group (chance, depth);
    case 3:
      return make_compare (chance, depth);
    case 4:
      return make_map (chance, depth);
    case 5:
      return make_function (chance, depth);
    case 6:
      return cw_expression_new_lookup (cw_random_expression (chance, depth - 1), "department", "name", "id", pick_type (chance));
    default:
      return make_leaf (chance);
    }
}

static CwMappingRow *
make_row (CwChance *chance)
{
  CwMappingRow *row = cw_mapping_row_new (PICK (chance, target_names), cw_random_expression (chance, 1 + cw_chance_below (chance, 5)));

  row->type = pick_type (chance);
  row->active = cw_chance_below (chance, 5) > 0;
  row->initial_only = cw_chance_below (chance, 5) == 0;
  row->required = cw_chance_below (chance, 3) == 0;
  switch (cw_chance_below (chance, 3))
    {
    case 1:
      row->limit = 1 + cw_chance_below (chance, 20);
      break;
    case 2:
      row->limit_setting = g_strdup ("limit");
      break;
    default:
      break;
    }
  return row;
}

CwMapping *
cw_random_mapping (CwChance *chance)
{
  GPtrArray *groups = g_ptr_array_new ();

  for (guint n = cw_chance_below (chance, 4); n > 0; n--)
    {
      CwMappingGroup *group = cw_mapping_group_new (PICK (chance, texts), cw_chance_below (chance, 3) == 0 ? "job" : "customer");

      if (cw_chance_below (chance, 3) == 0)
        group->condition = cw_random_expression (chance, 3);
      for (guint rows = cw_chance_below (chance, 5); rows > 0; rows--)
        g_ptr_array_add (group->rows, make_row (chance));
      g_ptr_array_add (groups, group);
    }
  return cw_mapping_new (cw_chance_below (chance, 2) == 0 ? NULL : cw_random_expression (chance, 4), groups);
}

CwRecord *
cw_random_record (CwChance *chance)
{
  CwRecord *record = cw_record_new (cw_chance_below (chance, 3) == 0 ? "job" : "customer", "1");

  record->stage = g_strdup ("lead");
  record->subsidiaries = g_strdup (",2,3,");
  record->created = (gint64) cw_chance_below (chance, 3) * 1767225600 * G_USEC_PER_SEC;
  for (guint i = 0; i < G_N_ELEMENTS (field_names); i++)
    if (cw_chance_below (chance, 4) > 0)
      cw_fields_set (record->fields, field_names[i], PICK (chance, texts));
  if (cw_chance_below (chance, 20) == 0)
    cw_fields_set (record->fields, "companyname", "broken \xff\xfe text");
  if (cw_chance_below (chance, 20) == 0)
    cw_fields_take (record->fields, "entityid", g_strnfill (CW_EXPRESSION_MAX_TEXT + cw_chance_below (chance, 3), 'x'));
  return record;
}
