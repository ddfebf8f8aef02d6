/* cw-expression.c: the nodes of a mapping expression
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-expression.h"

#include "cw-text.h"

#include <string.h>

#define MAX_PATH_STEPS 5

static const char *comparison_names[CW_N_COMPARISONS] = {
  [CW_COMPARE_EQUAL] = "equal",
  [CW_COMPARE_NOT_EQUAL] = "not-equal",
  [CW_COMPARE_CONTAINS] = "contains",
  [CW_COMPARE_STARTS_WITH] = "starts-with",
  [CW_COMPARE_IS_EMPTY] = "is-empty",
  [CW_COMPARE_LESS] = "less",
  [CW_COMPARE_GREATER] = "greater",
  [CW_COMPARE_ONE_OF] = "one-of",
  [CW_COMPARE_INCLUDES] = "includes",
};

static const char *function_names[CW_N_FUNCTIONS] = {
  [CW_FUNCTION_TRIM] = "trim",
  [CW_FUNCTION_UPPER] = "upper",
  [CW_FUNCTION_LOWER] = "lower",
  [CW_FUNCTION_TITLE] = "title",
  [CW_FUNCTION_REPLACE] = "replace",
  [CW_FUNCTION_LEFT] = "left",
  [CW_FUNCTION_SUBSTRING] = "substring",
  [CW_FUNCTION_DATE_FORMAT] = "date-format",
  [CW_FUNCTION_NUMBER_FORMAT] = "number-format",
};

static const char * const property_names[] = {
  "id", "type", "name", "stage", "parent", "parent-type", "subsidiaries", "inactive", "created", "modified", NULL,
};

static gboolean
find_name (const char *text, const char * const *names, guint n, guint *out_index)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (text, names[i]) == 0)
      {
        *out_index = i;
        return TRUE;
      }
  return FALSE;
}

const char *
cw_comparison_to_string (CwComparison comparison)
{
  g_return_val_if_fail ((guint) comparison < CW_N_COMPARISONS, NULL);
  return comparison_names[comparison];
}

gboolean
cw_comparison_from_string (const char *text, CwComparison *out_comparison)
{
  guint index;

  if (!find_name (text, comparison_names, CW_N_COMPARISONS, &index))
    return FALSE;
  *out_comparison = (CwComparison) index;
  return TRUE;
}

const char *
cw_function_to_string (CwFunction function)
{
  g_return_val_if_fail ((guint) function < CW_N_FUNCTIONS, NULL);
  return function_names[function];
}

gboolean
cw_function_from_string (const char *text, CwFunction *out_function)
{
  guint index;

  if (!find_name (text, function_names, CW_N_FUNCTIONS, &index))
    return FALSE;
  *out_function = (CwFunction) index;
  return TRUE;
}

const char * const *
cw_expression_list_properties (void)
{
  return property_names;
}

gboolean
cw_expression_check_date_pattern (const char *pattern)
{
  if (strlen (pattern) > 200 || !g_utf8_validate (pattern, -1, NULL))
    return FALSE;
  for (; *pattern != '\0'; pattern++)
    if (*pattern == '%' && (*++pattern == '\0' || strchr ("YymdjHMSVGu%", *pattern) == NULL))
      return FALSE;
  return TRUE;
}

/* ---- making ---- */

static void
unref_parts (CwExpression **parts, guint n_parts)
{
  for (guint i = 0; i < n_parts; i++)
    g_clear_pointer (&parts[i], cw_expression_unref);
}

static void
measure (CwExpression *self)
{
  self->depth = 1;
  self->size = 1;
  self->constant = self->kind != CW_EXPRESSION_FIELD && self->kind != CW_EXPRESSION_RECORD && self->kind != CW_EXPRESSION_SETTING
                   && self->kind != CW_EXPRESSION_MAPPED && self->kind != CW_EXPRESSION_LOOKUP;
  for (guint i = 0; i < self->n_parts; i++)
    {
      const CwExpression *part = self->parts[i];

      self->depth = MAX (self->depth, part->depth + 1);
      self->size = MIN (self->size + part->size, CW_EXPRESSION_MAX_SIZE + 1);
      self->constant = self->constant && part->constant;
    }
}

/* Texts come from files and people; all others in the tree may rely on their form. */
static char *
dup_valid (const char *text)
{
  return g_utf8_validate (text, -1, NULL) ? g_strdup (text) : g_utf8_make_valid (text, -1);
}

static CwExpression *
make (CwExpressionKind kind, CwValueType type, CwExpression **parts, guint n_parts, const char * const *texts, guint n_texts)
{
  CwExpression *self;

  for (guint i = 0; i < n_parts; i++)
    if (parts[i] == NULL)
      {
        unref_parts (parts, n_parts);
        return NULL;
      }
  self = g_new0 (CwExpression, 1);
  g_atomic_ref_count_init (&self->refs);
  self->kind = kind;
  self->type = type;
  self->n_parts = n_parts;
  self->parts = g_new (CwExpression *, n_parts + 1);
  for (guint i = 0; i < n_parts; i++)
    self->parts[i] = parts[i];
  self->n_texts = n_texts;
  self->texts = g_new0 (char *, n_texts + 1);
  for (guint i = 0; i < n_texts; i++)
    self->texts[i] = dup_valid (texts[i]);
  measure (self);
  if (self->depth <= CW_EXPRESSION_MAX_DEPTH && self->size <= CW_EXPRESSION_MAX_SIZE)
    return self;
  cw_expression_unref (self);
  return NULL;
}

static gboolean
is_path (const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", MAX_PATH_STEPS + 1);
  guint n = g_strv_length (steps);

  for (guint i = 0; i < n; i++)
    if (*steps[i] == '\0')
      return FALSE;
  return n >= 1 && n <= MAX_PATH_STEPS;
}

CwExpression *
cw_expression_new_field (const char *path, CwValueType type)
{
  return is_path (path) ? make (CW_EXPRESSION_FIELD, type, NULL, 0, &path, 1) : NULL;
}

static CwValueType
get_property_type (const char *property)
{
  if (g_str_equal (property, "inactive"))
    return CW_VALUE_BOOLEAN;
  if (g_str_equal (property, "created") || g_str_equal (property, "modified"))
    return CW_VALUE_DATETIME;
  return g_str_equal (property, "id") || g_str_equal (property, "parent") ? CW_VALUE_REFERENCE : CW_VALUE_TEXT;
}

CwExpression *
cw_expression_new_record (const char *property)
{
  if (!g_strv_contains (property_names, property))
    return NULL;
  return make (CW_EXPRESSION_RECORD, get_property_type (property), NULL, 0, &property, 1);
}

CwExpression *
cw_expression_new_value (const char *text, CwValueType type)
{
  g_autofree char *valid = cw_value_type_dup_value (type, text);

  if (valid == NULL || strlen (valid) > CW_EXPRESSION_MAX_TEXT)
    return NULL;
  return make (CW_EXPRESSION_VALUE, type, NULL, 0, (const char * const *) &valid, 1);
}

CwExpression *
cw_expression_new_setting (const char *key)
{
  return *key != '\0' ? make (CW_EXPRESSION_SETTING, CW_VALUE_TEXT, NULL, 0, &key, 1) : NULL;
}

CwExpression *
cw_expression_new_mapped (const char *target)
{
  return *target != '\0' ? make (CW_EXPRESSION_MAPPED, CW_VALUE_TEXT, NULL, 0, &target, 1) : NULL;
}

CwExpression *
cw_expression_new_concat (CwExpression **parts, guint n_parts, const char *separator)
{
  const char *text = separator != NULL ? separator : "";

  if (n_parts == 0 || strlen (text) > CW_EXPRESSION_MAX_TEXT)
    {
      unref_parts (parts, n_parts);
      return NULL;
    }
  return make (CW_EXPRESSION_CONCAT, CW_VALUE_TEXT, parts, n_parts, &text, 1);
}

static gboolean
is_group (CwExpressionKind kind, guint n_parts)
{
  switch ((int) kind)
    {
    case CW_EXPRESSION_ALL:
    case CW_EXPRESSION_ANY:
    case CW_EXPRESSION_FIRST:
      return n_parts >= 1;
    case CW_EXPRESSION_NOT:
      return n_parts == 1;
    case CW_EXPRESSION_IF:
      return n_parts == 2 || n_parts == 3;
    default:
      return FALSE;
    }
}

CwExpression *
cw_expression_new_group (CwExpressionKind kind, CwExpression **parts, guint n_parts)
{
  CwExpression *self;
  guint first = kind == CW_EXPRESSION_IF ? 1 : 0;

  if (!is_group (kind, n_parts))
    {
      unref_parts (parts, n_parts);
      return NULL;
    }
  self = make (kind, CW_VALUE_BOOLEAN, parts, n_parts, NULL, 0);
  if (self == NULL || (kind != CW_EXPRESSION_FIRST && kind != CW_EXPRESSION_IF))
    return self;
  self->type = self->parts[first]->type;
  for (guint i = first + 1; i < n_parts; i++)
    self->type = cw_value_type_join (self->type, self->parts[i]->type);
  return self;
}

/* Fills the index with every @step-th text; FALSE when one comes twice. */
static gboolean
index_texts (CwExpression *self, guint step)
{
  self->index = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i + step <= self->n_texts; i += step)
    if (!g_hash_table_insert (self->index, self->texts[i], self->texts[i + step - 1]))
      return FALSE;
  return TRUE;
}

/* A long list is looked up, not gone through, whatever the case. */
static void
index_folded (CwExpression *self)
{
  self->index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < self->n_texts; i++)
    g_hash_table_insert (self->index, cw_text_dup_folded (self->texts[i]), self->texts[i]);
}

static gboolean
are_values (const char * const *texts, guint n_texts, guint step, CwValueType type)
{
  for (guint i = 0; i < n_texts; i++)
    {
      g_autofree char *value = (i + 1) % step == 0 ? cw_value_type_dup_value (type, texts[i]) : g_strdup (texts[i]);

      if (value == NULL || strlen (value) > CW_EXPRESSION_MAX_TEXT)
        return FALSE;
    }
  return TRUE;
}

CwExpression *
cw_expression_new_map (CwExpression *value, const char * const *entries, guint n_entries, CwExpression *otherwise, gboolean ask,
                       CwValueType type)
{
  CwExpression *parts[2] = { value, otherwise };
  guint n_parts = otherwise != NULL ? 2 : 1;
  CwExpression *self;

  if (n_entries % 2 != 0 || n_entries / 2 > CW_EXPRESSION_MAX_ENTRIES || !are_values (entries, n_entries, 2, type))
    {
      unref_parts (parts, n_parts);
      return NULL;
    }
  self = make (CW_EXPRESSION_MAP, type, parts, n_parts, entries, n_entries);
  if (self == NULL)
    return NULL;
  self->flag = ask;
  if (index_texts (self, 2))
    return self;
  cw_expression_unref (self);
  return NULL;
}

CwExpression *
cw_expression_new_lookup (CwExpression *value, const char *record_type, const char *by, const char *returns, CwValueType type)
{
  const char *texts[] = { record_type, by, returns };

  if (*record_type != '\0' && *by != '\0' && *returns != '\0')
    return make (CW_EXPRESSION_LOOKUP, type, &value, 1, texts, G_N_ELEMENTS (texts));
  g_clear_pointer (&value, cw_expression_unref);
  return NULL;
}

static gboolean
needs_right (CwComparison comparison)
{
  return comparison != CW_COMPARE_IS_EMPTY && comparison != CW_COMPARE_ONE_OF;
}

CwExpression *
cw_expression_new_compare (CwComparison comparison, CwExpression *left, CwExpression *right, const char * const *values,
                           gboolean ignore_case)
{
  CwExpression *parts[2] = { left, right };
  guint n_values = comparison == CW_COMPARE_ONE_OF && values != NULL ? g_strv_length ((char **) values) : 0;
  guint n_parts = needs_right (comparison) ? 2 : 1;
  CwExpression *self;

  if (n_values > CW_EXPRESSION_MAX_ENTRIES || (n_parts == 1 && right != NULL)
      || !are_values (values, n_values, 1, CW_VALUE_TEXT))
    {
      unref_parts (parts, 2);
      return NULL;
    }
  self = make (CW_EXPRESSION_COMPARE, CW_VALUE_BOOLEAN, parts, n_parts, values, n_values);
  if (self == NULL)
    return NULL;
  self->what = comparison;
  self->flag = ignore_case;
  if (comparison != CW_COMPARE_ONE_OF || index_texts (self, 1))
    {
      if (comparison == CW_COMPARE_ONE_OF && ignore_case)
        {
          g_clear_pointer (&self->index, g_hash_table_unref);
          index_folded (self);
        }
      return self;
    }
  cw_expression_unref (self);
  return NULL;
}

static CwExpression *
make_function (CwFunction function, CwExpression *of, const char * const *texts, guint n_texts, guint first, guint second)
{
  CwExpression *self = make (CW_EXPRESSION_FUNCTION, CW_VALUE_TEXT, &of, 1, texts, n_texts);

  if (self == NULL)
    return NULL;
  self->what = function;
  self->numbers[0] = first;
  self->numbers[1] = second;
  return self;
}

CwExpression *
cw_expression_new_function (CwFunction function, CwExpression *of)
{
  if (function <= CW_FUNCTION_TITLE)
    return make_function (function, of, NULL, 0, 0, 0);
  g_clear_pointer (&of, cw_expression_unref);
  return NULL;
}

CwExpression *
cw_expression_new_replace (CwExpression *of, const char *find, const char *with)
{
  const char *texts[] = { find, with };

  if (*find != '\0' && strlen (find) <= 1024 && strlen (with) <= 1024)
    return make_function (CW_FUNCTION_REPLACE, of, texts, 2, 0, 0);
  g_clear_pointer (&of, cw_expression_unref);
  return NULL;
}

CwExpression *
cw_expression_new_left (CwExpression *of, guint characters)
{
  return make_function (CW_FUNCTION_LEFT, of, NULL, 0, characters, 0);
}

CwExpression *
cw_expression_new_substring (CwExpression *of, guint start, guint characters)
{
  return make_function (CW_FUNCTION_SUBSTRING, of, NULL, 0, start, characters);
}

CwExpression *
cw_expression_new_date_format (CwExpression *of, const char *pattern)
{
  if (cw_expression_check_date_pattern (pattern))
    return make_function (CW_FUNCTION_DATE_FORMAT, of, &pattern, 1, 0, 0);
  g_clear_pointer (&of, cw_expression_unref);
  return NULL;
}

CwExpression *
cw_expression_new_number_format (CwExpression *of, guint decimals, const char *point, const char *group)
{
  const char *texts[] = { point, group };

  if (decimals <= CW_EXPRESSION_MAX_DECIMALS && strlen (point) <= 8 && strlen (group) <= 8)
    return make_function (CW_FUNCTION_NUMBER_FORMAT, of, texts, 2, decimals, 0);
  g_clear_pointer (&of, cw_expression_unref);
  return NULL;
}

CwExpression *
cw_expression_ref (CwExpression *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/* Recursion is as deep as the tree, which is bounded. */
void
cw_expression_unref (CwExpression *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  unref_parts (self->parts, self->n_parts);
  g_free (self->parts);
  g_strfreev (self->texts);
  g_clear_pointer (&self->index, g_hash_table_unref);
  g_free (self);
}

/* ---- walking ---- */

static gboolean
equal_alone (const CwExpression *a, const CwExpression *b)
{
  if (a->kind != b->kind || a->type != b->type || a->what != b->what || a->flag != b->flag || a->numbers[0] != b->numbers[0]
      || a->numbers[1] != b->numbers[1] || a->n_parts != b->n_parts || a->n_texts != b->n_texts || a->size != b->size)
    return FALSE;
  for (guint i = 0; i < a->n_texts; i++)
    if (!g_str_equal (a->texts[i], b->texts[i]))
      return FALSE;
  return TRUE;
}

gboolean
cw_expression_equal (const CwExpression *a, const CwExpression *b)
{
  if (a == b)
    return TRUE;
  if (!equal_alone (a, b))
    return FALSE;
  for (guint i = 0; i < a->n_parts; i++)
    if (!cw_expression_equal (a->parts[i], b->parts[i]))
      return FALSE;
  return TRUE;
}

void
cw_expression_foreach (const CwExpression *self, CwExpressionVisit visit, gpointer data)
{
  visit (self, data);
  for (guint i = 0; i < self->n_parts; i++)
    cw_expression_foreach (self->parts[i], visit, data);
}

/* Lengths stand before texts, so that no text can look like the end of another. */
void
cw_expression_append_canonical (const CwExpression *self, GString *text)
{
  g_string_append_printf (text, "(%u %s %u %d %u %u", self->kind, cw_value_type_to_string (self->type), self->what,
                          self->flag ? 1 : 0, self->numbers[0], self->numbers[1]);
  for (guint i = 0; i < self->n_texts; i++)
    g_string_append_printf (text, " %" G_GSIZE_FORMAT ":%s", strlen (self->texts[i]), self->texts[i]);
  for (guint i = 0; i < self->n_parts; i++)
    cw_expression_append_canonical (self->parts[i], text);
  g_string_append_c (text, ')');
}
