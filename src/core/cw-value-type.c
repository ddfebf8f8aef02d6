/* cw-value-type.c: the types that values in a mapping have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-value-type.h"

#include "cw-decimal.h"

#include <string.h>

static const char *type_names[CW_N_VALUE_TYPES] = {
  [CW_VALUE_TEXT] = "text",
  [CW_VALUE_INTEGER] = "integer",
  [CW_VALUE_NUMBER] = "number",
  [CW_VALUE_BOOLEAN] = "boolean",
  [CW_VALUE_DATE] = "date",
  [CW_VALUE_DATETIME] = "datetime",
  [CW_VALUE_REFERENCE] = "reference",
};

/* Years that GDateTime holds. */
#define YEAR_MIN 1
#define YEAR_MAX 9999

static gboolean
is_integer (const char *text)
{
  if (*text == '-' || *text == '+')
    text++;
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isdigit (*text))
      return FALSE;
  return TRUE;
}

/* The @n digits at @text as a number; FALSE when one of them is none. */
static gboolean
read_digits (const char *text, guint n, guint *out_number)
{
  *out_number = 0;
  for (guint i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      *out_number = *out_number * 10 + (guint) (text[i] - '0');
    }
  return TRUE;
}

static gboolean
parse_date (const char *text, guint *out_year, guint *out_month, guint *out_day)
{
  return strlen (text) == strlen ("YYYY-MM-DD") && text[4] == '-' && text[7] == '-'
         && read_digits (text, 4, out_year) && read_digits (text + 5, 2, out_month) && read_digits (text + 8, 2, out_day)
         && *out_year >= YEAR_MIN && *out_year <= YEAR_MAX
         && g_date_valid_dmy ((GDateDay) *out_day, (GDateMonth) *out_month, (GDateYear) *out_year);
}

const char *
cw_value_type_to_string (CwValueType type)
{
  g_return_val_if_fail ((guint) type < CW_N_VALUE_TYPES, NULL);
  return type_names[type];
}

gboolean
cw_value_type_from_string (const char *text, CwValueType *out_type)
{
  for (guint i = 0; i < CW_N_VALUE_TYPES; i++)
    if (g_strcmp0 (text, type_names[i]) == 0)
      {
        *out_type = (CwValueType) i;
        return TRUE;
      }
  return FALSE;
}

gboolean
cw_value_type_widens (CwValueType from, CwValueType to)
{
  return from == to || to == CW_VALUE_TEXT
         || (from == CW_VALUE_INTEGER && to == CW_VALUE_NUMBER)
         || (from == CW_VALUE_DATE && to == CW_VALUE_DATETIME);
}

CwValueType
cw_value_type_join (CwValueType a, CwValueType b)
{
  if (cw_value_type_widens (a, b))
    return b;
  return cw_value_type_widens (b, a) ? a : CW_VALUE_TEXT;
}

gboolean
cw_value_parse_instant (const char *text, gint64 *out_instant)
{
  g_autoptr (GDateTime) instant = NULL;
  guint year, month, day;

  if (parse_date (text, &year, &month, &day))
    {
      instant = g_date_time_new_utc ((int) year, (int) month, (int) day, 0, 0, 0);
    }
  else
    {
      g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

      instant = g_date_time_new_from_iso8601 (text, utc);
    }
  if (instant == NULL)
    return FALSE;
  *out_instant = g_date_time_to_unix (instant) * G_USEC_PER_SEC + g_date_time_get_microsecond (instant);
  return TRUE;
}

static char *
dup_boolean (const char *text)
{
  if (cw_value_is_true (text))
    return g_strdup ("T");
  return g_str_equal (text, "F") || g_str_equal (text, "false") ? g_strdup ("F") : NULL;
}

static char *
dup_datetime (const char *text)
{
  guint year, month, day;
  gint64 instant;

  if (parse_date (text, &year, &month, &day))
    return g_strconcat (text, "T00:00:00Z", NULL);
  return cw_value_parse_instant (text, &instant) ? g_strdup (text) : NULL;
}

char *
cw_value_type_dup_value (CwValueType type, const char *text)
{
  CwDecimal decimal;
  guint year, month, day;

  switch (type)
    {
    case CW_VALUE_TEXT:
      return g_strdup (text);
    case CW_VALUE_INTEGER:
      return is_integer (text) ? g_strdup (text) : NULL;
    case CW_VALUE_NUMBER:
      return cw_decimal_parse (text, &decimal) ? g_strdup (text) : NULL;
    case CW_VALUE_BOOLEAN:
      return dup_boolean (text);
    case CW_VALUE_DATE:
      return parse_date (text, &year, &month, &day) ? g_strdup (text) : NULL;
    case CW_VALUE_DATETIME:
      return dup_datetime (text);
    case CW_VALUE_REFERENCE:
      return cw_value_is_empty (text) ? NULL : g_strdup (text);
    default:
      g_return_val_if_reached (NULL);
    }
}

gboolean
cw_value_is_true (const char *text)
{
  return text != NULL && (g_str_equal (text, "T") || g_str_equal (text, "true"));
}

gboolean
cw_value_is_empty (const char *text)
{
  if (text == NULL)
    return TRUE;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}
