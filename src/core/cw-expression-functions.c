/* cw-expression-functions.c: text functions and comparisons
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-expression-private.h"

#include "cw-decimal.h"
#include "cw-text.h"

#include <string.h>

/* ---- functions ---- */

static char *
format_date (const char *text, const char *pattern)
{
  g_autoptr (GDateTime) date = NULL;
  gint64 instant;

  if (!cw_value_parse_instant (text, &instant))
    return NULL;
  date = g_date_time_new_from_unix_utc (instant / G_USEC_PER_SEC - (instant % G_USEC_PER_SEC < 0 ? 1 : 0));
  return date != NULL ? g_date_time_format (date, pattern) : NULL;
}

static char *
format_number (const CwExpression *function, const char *text)
{
  CwDecimal decimal;

  if (!cw_decimal_parse (text, &decimal))
    return NULL;
  return cw_decimal_format (&decimal, function->numbers[0], function->texts[0], function->texts[1]);
}

char *
_cw_function_apply (const CwExpression *function, const char *text, gboolean *out_too_big)
{
  char *result;

  *out_too_big = FALSE;
  switch ((CwFunction) function->what)
    {
    case CW_FUNCTION_TRIM:
      return cw_text_dup_trimmed (text);
    case CW_FUNCTION_UPPER:
      return cw_text_dup_upper (text);
    case CW_FUNCTION_LOWER:
      return cw_text_dup_lower (text);
    case CW_FUNCTION_TITLE:
      return cw_text_dup_title (text);
    case CW_FUNCTION_REPLACE:
      result = cw_text_dup_replaced (text, function->texts[0], function->texts[1], CW_EXPRESSION_MAX_TEXT);
      *out_too_big = result == NULL;
      return result;
    case CW_FUNCTION_LEFT:
      return cw_text_dup_left (text, function->numbers[0]);
    case CW_FUNCTION_SUBSTRING:
      return cw_text_dup_substring (text, function->numbers[0], function->numbers[1]);
    case CW_FUNCTION_DATE_FORMAT:
      return format_date (text, function->texts[0]);
    case CW_FUNCTION_NUMBER_FORMAT:
      return format_number (function, text);
    default:
      g_return_val_if_reached (NULL);
    }
}

/* ---- comparisons ---- */

typedef enum {
  ORDER_BELOW = -1,
  ORDER_SAME = 0,
  ORDER_ABOVE = 1,
  ORDER_NONE,      /* one of them is not of the type that both are compared as */
} Order;

static Order
to_order (int order)
{
  return order < 0 ? ORDER_BELOW : order > 0 ? ORDER_ABOVE : ORDER_SAME;
}

static Order
order_numbers (const char *left, const char *right)
{
  CwDecimal a, b;

  if (!cw_decimal_parse (left, &a) || !cw_decimal_parse (right, &b))
    return ORDER_NONE;
  return to_order (cw_decimal_compare (&a, &b));
}

static Order
order_instants (const char *left, const char *right)
{
  gint64 a, b;

  if (!cw_value_parse_instant (left, &a) || !cw_value_parse_instant (right, &b))
    return ORDER_NONE;
  return a < b ? ORDER_BELOW : a > b ? ORDER_ABOVE : ORDER_SAME;
}

static Order
order_texts (const char *left, const char *right, gboolean ignore_case)
{
  g_autofree char *a = NULL, *b = NULL;

  if (!ignore_case)
    return to_order (strcmp (left, right));
  a = cw_text_dup_folded (left);
  b = cw_text_dup_folded (right);
  return to_order (strcmp (a, b));
}

static gboolean
is_numeric (CwValueType type)
{
  return type == CW_VALUE_INTEGER || type == CW_VALUE_NUMBER;
}

static gboolean
is_temporal (CwValueType type)
{
  return type == CW_VALUE_DATE || type == CW_VALUE_DATETIME;
}

/* One typed side is enough: the other is then often a fixed value or a setting, which is text. */
static Order
order_values (const CwExpression *comparison, const char *left, const char *right)
{
  CwValueType a = comparison->parts[0]->type, b = comparison->parts[1]->type;

  if (is_numeric (a) || is_numeric (b))
    return order_numbers (left, right);
  if (is_temporal (a) || is_temporal (b))
    return order_instants (left, right);
  if (a == CW_VALUE_BOOLEAN || b == CW_VALUE_BOOLEAN)
    return to_order ((int) cw_value_is_true (left) - (int) cw_value_is_true (right));
  return order_texts (left, right, comparison->flag);
}

static gboolean
are_equal (const CwExpression *comparison, const char *left, const char *right)
{
  Order order;

  if (left == NULL || right == NULL || *left == '\0' || *right == '\0')
    return (left == NULL || *left == '\0') && (right == NULL || *right == '\0');
  order = order_values (comparison, left, right);
  /* What is not of its type can still be the same text. */
  return order == ORDER_NONE ? g_str_equal (left, right) : order == ORDER_SAME;
}

static gboolean
is_found (const CwExpression *comparison, const char *left, const char *right)
{
  g_autofree char *text = NULL, *part = NULL;

  if (left == NULL || right == NULL || *right == '\0')
    return FALSE;
  if (comparison->flag)
    {
      left = text = cw_text_dup_folded (left);
      right = part = cw_text_dup_folded (right);
    }
  return comparison->what == CW_COMPARE_CONTAINS ? strstr (left, right) != NULL : g_str_has_prefix (left, right);
}

static gboolean
is_one_of (const CwExpression *comparison, const char *left)
{
  g_autofree char *folded = NULL;

  if (left == NULL)
    left = "";
  if (!comparison->flag)
    return g_hash_table_contains (comparison->index, left);
  folded = cw_text_dup_folded (left);
  return g_hash_table_contains (comparison->index, folded);
}

static gboolean
list_includes (const char *list, const char *id)
{
  gsize length = id != NULL ? strlen (id) : 0;

  while (list != NULL && length > 0)
    {
      const char *end;

      list += strspn (list, ", ");
      end = list + strcspn (list, ",");
      while (end > list && end[-1] == ' ')
        end--;
      if ((gsize) (end - list) == length && memcmp (list, id, length) == 0)
        return TRUE;
      list = strchr (end, ',');
    }
  return FALSE;
}

static gboolean
has_order (const CwExpression *comparison, const char *left, const char *right, Order order)
{
  return !cw_value_is_empty (left) && !cw_value_is_empty (right) && order_values (comparison, left, right) == order;
}

gboolean
_cw_comparison_holds (const CwExpression *comparison, const char *left, const char *right)
{
  switch ((CwComparison) comparison->what)
    {
    case CW_COMPARE_EQUAL:
      return are_equal (comparison, left, right);
    case CW_COMPARE_NOT_EQUAL:
      return !are_equal (comparison, left, right);
    case CW_COMPARE_CONTAINS:
    case CW_COMPARE_STARTS_WITH:
      return is_found (comparison, left, right);
    case CW_COMPARE_IS_EMPTY:
      return cw_value_is_empty (left);
    case CW_COMPARE_LESS:
      return has_order (comparison, left, right, ORDER_BELOW);
    case CW_COMPARE_GREATER:
      return has_order (comparison, left, right, ORDER_ABOVE);
    case CW_COMPARE_ONE_OF:
      return is_one_of (comparison, left);
    case CW_COMPARE_INCLUDES:
      return list_includes (left, right);
    default:
      g_return_val_if_reached (FALSE);
    }
}
