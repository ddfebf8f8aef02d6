/* cw-expression-kinds.c: the kinds of expressions as a person builds them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-expression-kinds.h"

#include <glib/gi18n-lib.h>

#define MOST_CHARACTERS 10000

static const CwKind kinds[] = {
  { .id = "field", .kind = CW_EXPRESSION_FIELD, .section = CW_SECTION_SIMPLE, .title = N_("Field"),
    .parameters = { { CW_PARAMETER_FIELD, 0, N_("Field"), 0 } } },
  { .id = "value", .kind = CW_EXPRESSION_VALUE, .section = CW_SECTION_SIMPLE, .title = N_("Fixed Value"),
    .parameters = { { CW_PARAMETER_VALUE, 0, N_("Value"), 0 } } },
  { .id = "record", .kind = CW_EXPRESSION_RECORD, .section = CW_SECTION_SIMPLE, .title = N_("Property of the Record"),
    .parameters = { { CW_PARAMETER_PROPERTY, 0, N_("Property"), 0 } } },
  { .id = "setting", .kind = CW_EXPRESSION_SETTING, .section = CW_SECTION_SIMPLE, .title = N_("Setting"),
    .parameters = { { CW_PARAMETER_SETTING, 0, N_("Setting"), 0 } } },
  { .id = "mapped", .kind = CW_EXPRESSION_MAPPED, .section = CW_SECTION_SIMPLE, .title = N_("Result of Another Row"),
    .parameters = { { CW_PARAMETER_TARGET, 0, N_("Row"), 0 } } },

  { .id = "if", .kind = CW_EXPRESSION_IF, .section = CW_SECTION_CHOICE, .title = N_("If … Then"),
    .parts = { N_("If"), N_("Then"), N_("Otherwise") }, .min_parts = 2, .max_parts = 3, .add = N_("Add _Otherwise") },
  { .id = "first", .kind = CW_EXPRESSION_FIRST, .section = CW_SECTION_CHOICE, .title = N_("First That Is Not Empty"),
    .parts = { "" }, .min_parts = 1, .max_parts = G_MAXUINT, .add = N_("_Add") },
  { .id = "map", .kind = CW_EXPRESSION_MAP, .section = CW_SECTION_CHOICE, .title = N_("Value Mapping"),
    .parts = { N_("Value of"), N_("All other values") }, .min_parts = 1, .max_parts = 2, .add = N_("Add _Default"),
    .parameters = { { CW_PARAMETER_ENTRIES, 0, N_("Entries"), 0 }, { CW_PARAMETER_FLAG, 0, N_("Ask about values without an entry"), 0 } } },
  { .id = "lookup", .kind = CW_EXPRESSION_LOOKUP, .section = CW_SECTION_CHOICE, .title = N_("Look-up"),
    .parts = { N_("Is") }, .min_parts = 1, .max_parts = 1,
    .parameters = { { CW_PARAMETER_RECORD_TYPE, 0, N_("Look for a record of type"), 0 }, { CW_PARAMETER_TYPE_FIELD, 2, N_("Take its field"), 0 },
                    { CW_PARAMETER_TYPE_FIELD, 1, N_("Whose field"), 0 } } },

  { .id = "concat", .kind = CW_EXPRESSION_CONCAT, .section = CW_SECTION_TEXT, .title = N_("Joined Texts"),
    .parts = { "" }, .min_parts = 1, .max_parts = G_MAXUINT, .add = N_("_Add"),
    .parameters = { { CW_PARAMETER_TEXT, 0, N_("Between the parts"), 0 } } },
  { .id = "trim", .kind = CW_EXPRESSION_FUNCTION, .what = CW_FUNCTION_TRIM, .section = CW_SECTION_TEXT, .title = N_("Without Blanks Around"),
    .parts = { "" }, .min_parts = 1, .max_parts = 1 },
  { .id = "upper", .kind = CW_EXPRESSION_FUNCTION, .what = CW_FUNCTION_UPPER, .section = CW_SECTION_TEXT, .title = N_("Capital Letters"),
    .parts = { "" }, .min_parts = 1, .max_parts = 1 },
  { .id = "lower", .kind = CW_EXPRESSION_FUNCTION, .what = CW_FUNCTION_LOWER, .section = CW_SECTION_TEXT, .title = N_("Small Letters"),
    .parts = { "" }, .min_parts = 1, .max_parts = 1 },
  { .id = "title", .kind = CW_EXPRESSION_FUNCTION, .what = CW_FUNCTION_TITLE, .section = CW_SECTION_TEXT, .title = N_("Words Capitalised"),
    .parts = { "" }, .min_parts = 1, .max_parts = 1 },
  { .id = "replace", .kind = CW_EXPRESSION_FUNCTION, .what = CW_FUNCTION_REPLACE, .section = CW_SECTION_TEXT, .title = N_("Text Replaced"),
    .parts = { N_("In") }, .min_parts = 1, .max_parts = 1,
    .parameters = { { CW_PARAMETER_TEXT, 0, N_("Replace"), 0 }, { CW_PARAMETER_TEXT, 1, N_("With"), 0 } } },
  { .id = "left", .kind = CW_EXPRESSION_FUNCTION, .what = CW_FUNCTION_LEFT, .section = CW_SECTION_TEXT, .title = N_("First Characters"),
    .parts = { N_("Of") }, .min_parts = 1, .max_parts = 1,
    .parameters = { { CW_PARAMETER_NUMBER, 0, N_("Characters"), MOST_CHARACTERS } } },
  { .id = "substring", .kind = CW_EXPRESSION_FUNCTION, .what = CW_FUNCTION_SUBSTRING, .section = CW_SECTION_TEXT, .title = N_("Part of a Text"),
    .parts = { N_("Of") }, .min_parts = 1, .max_parts = 1,
    .parameters = { { CW_PARAMETER_NUMBER, 0, N_("Leave out at the start"), MOST_CHARACTERS },
                    { CW_PARAMETER_NUMBER, 1, N_("Characters"), MOST_CHARACTERS } } },
  { .id = "date-format", .kind = CW_EXPRESSION_FUNCTION, .what = CW_FUNCTION_DATE_FORMAT, .section = CW_SECTION_TEXT, .title = N_("Date Format"),
    .parts = { N_("Of") }, .min_parts = 1, .max_parts = 1,
    .parameters = { { CW_PARAMETER_PATTERN, 0, N_("Written as"), 0 } } },
  { .id = "number-format", .kind = CW_EXPRESSION_FUNCTION, .what = CW_FUNCTION_NUMBER_FORMAT, .section = CW_SECTION_TEXT, .title = N_("Number Format"),
    .parts = { N_("Of") }, .min_parts = 1, .max_parts = 1,
    .parameters = { { CW_PARAMETER_NUMBER, 0, N_("Decimals"), CW_EXPRESSION_MAX_DECIMALS }, { CW_PARAMETER_TEXT, 0, N_("Decimal point"), 0 },
                    { CW_PARAMETER_TEXT, 1, N_("Between thousands"), 0 } } },

  { .id = "compare", .kind = CW_EXPRESSION_COMPARE, .section = CW_SECTION_CONDITION, .title = N_("Condition"),
    .parts = { "" }, .min_parts = 1, .max_parts = 2,
    .parameters = { { CW_PARAMETER_COMPARISON, 0, N_("Comparison"), 0 }, { CW_PARAMETER_VALUES, 0, N_("Values"), 0 },
                    { CW_PARAMETER_FLAG, 0, N_("Ignore case"), 0 } } },
  { .id = "all", .kind = CW_EXPRESSION_ALL, .section = CW_SECTION_CONDITION, .title = N_("All of These"),
    .parts = { "" }, .min_parts = 1, .max_parts = G_MAXUINT, .add = N_("_Add") },
  { .id = "any", .kind = CW_EXPRESSION_ANY, .section = CW_SECTION_CONDITION, .title = N_("Any of These"),
    .parts = { "" }, .min_parts = 1, .max_parts = G_MAXUINT, .add = N_("_Add") },
  { .id = "not", .kind = CW_EXPRESSION_NOT, .section = CW_SECTION_CONDITION, .title = N_("Not"),
    .parts = { "" }, .min_parts = 1, .max_parts = 1 },
};

static const char * const comparison_labels[CW_N_COMPARISONS] = {
  [CW_COMPARE_EQUAL] = NC_("comparison", "is"),
  [CW_COMPARE_NOT_EQUAL] = NC_("comparison", "is not"),
  [CW_COMPARE_CONTAINS] = NC_("comparison", "contains"),
  [CW_COMPARE_STARTS_WITH] = NC_("comparison", "starts with"),
  [CW_COMPARE_IS_EMPTY] = NC_("comparison", "is empty"),
  [CW_COMPARE_LESS] = NC_("comparison", "is less than"),
  [CW_COMPARE_GREATER] = NC_("comparison", "is greater than"),
  [CW_COMPARE_ONE_OF] = NC_("comparison", "is one of"),
  [CW_COMPARE_INCLUDES] = NC_("comparison", "includes"),
};

const CwKind *
cw_kind_list (guint *out_n)
{
  *out_n = G_N_ELEMENTS (kinds);
  return kinds;
}

const CwKind *
cw_kind_find (const CwExpression *expression)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == expression->kind && (expression->kind != CW_EXPRESSION_FUNCTION || kinds[i].what == expression->what))
      return &kinds[i];
  g_return_val_if_reached (NULL);
}

const CwKind *
cw_kind_find_id (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].id, id))
      return &kinds[i];
  return NULL;
}

const char *
cw_kind_get_title (const CwKind *self)
{
  return _(self->title);
}

const char *
cw_kind_get_part_label (const CwKind *self, guint index)
{
  const char *label = "";

  for (guint i = 0; i <= MIN (index, G_N_ELEMENTS (self->parts) - 1); i++)
    if (self->parts[i] != NULL)
      label = self->parts[i];
  return *label != '\0' ? _(label) : "";
}

const char *
cw_kind_get_comparison_label (CwComparison comparison)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "comparison", comparison_labels[comparison]);
}

gboolean
cw_kind_wants_conditions (const CwKind *self, guint index)
{
  return self->kind == CW_EXPRESSION_ALL || self->kind == CW_EXPRESSION_ANY || self->kind == CW_EXPRESSION_NOT
         || (self->kind == CW_EXPRESSION_IF && index == 0);
}
