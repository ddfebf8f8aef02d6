/* test-decimal.c: exact decimal numbers and the types of values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-decimal.h"
#include "cw-value-type.h"

static void
assert_format (const char *text, guint decimals, const char *expected)
{
  CwDecimal decimal;
  g_autofree char *formatted = NULL;

  g_assert_true (cw_decimal_parse (text, &decimal));
  formatted = cw_decimal_format (&decimal, decimals, ".", ",");
  g_assert_cmpstr (formatted, ==, expected);
}

static void
test_format (void)
{
  assert_format ("0", 0, "0");
  assert_format ("-0.00", 2, "0.00");
  assert_format ("12", 2, "12.00");
  assert_format ("1234567.891", 2, "1,234,567.89");
  assert_format ("1234567.895", 2, "1,234,567.90");
  assert_format ("-1234.5", 0, "-1,235");
  assert_format ("999.995", 2, "1,000.00");
  assert_format ("0.005", 2, "0.01");
  assert_format ("0.004", 2, "0.00");
  assert_format ("-0.004", 2, "0.00");
  assert_format ("0.0005", 2, "0.00");
  assert_format (".5", 0, "1");
  assert_format ("9.5", 0, "10");
  assert_format ("1.2E+3", 1, "1,200.0");
  assert_format ("12e-4", 4, "0.0012");
  assert_format ("100", 0, "100");
  assert_format ("+007.10", 3, "7.100");
  /* What a double would get wrong. */
  assert_format ("1.005", 2, "1.01");
  assert_format ("9007199254740993", 0, "9,007,199,254,740,993");
}

static void
test_parse (void)
{
  static const char *refused[] = { "", "-", ".", "a", "1a", "1 ", " 1", "1,000", "1e", "1e+", "0x10", "1.2.3", "--1", "1e100", "1e-100",
                                   "nan", "inf",
                                   "12345678901234567890123456789012345678901234567890123456789012345" };
  CwDecimal decimal;

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_false (cw_decimal_parse (refused[i], &decimal));
}

static int
compare (const char *a, const char *b)
{
  CwDecimal x, y;

  g_assert_true (cw_decimal_parse (a, &x));
  g_assert_true (cw_decimal_parse (b, &y));
  return cw_decimal_compare (&x, &y);
}

static void
test_compare (void)
{
  static const char *rising[] = { "-100", "-99.9", "-1", "-0.5", "-0.05", "0", "0.05", "0.5", "1", "1.01", "1.1", "9", "10", "1e3" };

  for (guint i = 0; i < G_N_ELEMENTS (rising); i++)
    for (guint j = 0; j < G_N_ELEMENTS (rising); j++)
      {
        int order = compare (rising[i], rising[j]);

        g_assert_true (i < j ? order < 0 : i > j ? order > 0 : order == 0);
      }
  g_assert_cmpint (compare ("1.50", "001.5"), ==, 0);
  g_assert_cmpint (compare ("-0", "0.0"), ==, 0);
}

static void
assert_value (CwValueType type, const char *text, const char *expected)
{
  g_autofree char *value = cw_value_type_dup_value (type, text);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_values (void)
{
  assert_value (CW_VALUE_TEXT, "anything", "anything");
  assert_value (CW_VALUE_INTEGER, "-12", "-12");
  assert_value (CW_VALUE_INTEGER, "1.0", NULL);
  assert_value (CW_VALUE_INTEGER, "-", NULL);
  assert_value (CW_VALUE_NUMBER, "1.0", "1.0");
  assert_value (CW_VALUE_NUMBER, "one", NULL);
  assert_value (CW_VALUE_BOOLEAN, "true", "T");
  assert_value (CW_VALUE_BOOLEAN, "F", "F");
  assert_value (CW_VALUE_BOOLEAN, "yes", NULL);
  assert_value (CW_VALUE_DATE, "2024-02-29", "2024-02-29");
  assert_value (CW_VALUE_DATE, "2023-02-29", NULL);
  assert_value (CW_VALUE_DATE, "0000-01-01", NULL);
  assert_value (CW_VALUE_DATE, "2024-2-9", NULL);
  assert_value (CW_VALUE_DATETIME, "2024-02-29", "2024-02-29T00:00:00Z");
  assert_value (CW_VALUE_DATETIME, "2024-02-29T10:00:00Z", "2024-02-29T10:00:00Z");
  assert_value (CW_VALUE_DATETIME, "later", NULL);
  assert_value (CW_VALUE_REFERENCE, "12", "12");
  assert_value (CW_VALUE_REFERENCE, " ", NULL);
}

static void
test_widening (void)
{
  for (guint i = 0; i < CW_N_VALUE_TYPES; i++)
    {
      CwValueType back;

      g_assert_true (cw_value_type_widens (i, i));
      g_assert_true (cw_value_type_widens (i, CW_VALUE_TEXT));
      g_assert_true (cw_value_type_from_string (cw_value_type_to_string (i), &back));
      g_assert_cmpint (back, ==, i);
      if (i != CW_VALUE_TEXT)
        g_assert_false (cw_value_type_widens (CW_VALUE_TEXT, i));
    }
  g_assert_true (cw_value_type_widens (CW_VALUE_INTEGER, CW_VALUE_NUMBER));
  g_assert_false (cw_value_type_widens (CW_VALUE_NUMBER, CW_VALUE_INTEGER));
  g_assert_true (cw_value_type_widens (CW_VALUE_DATE, CW_VALUE_DATETIME));
  g_assert_false (cw_value_type_widens (CW_VALUE_DATETIME, CW_VALUE_DATE));
  g_assert_cmpint (cw_value_type_join (CW_VALUE_NUMBER, CW_VALUE_INTEGER), ==, CW_VALUE_NUMBER);
  g_assert_cmpint (cw_value_type_join (CW_VALUE_NUMBER, CW_VALUE_DATE), ==, CW_VALUE_TEXT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decimal/format", test_format);
  g_test_add_func ("/decimal/parse", test_parse);
  g_test_add_func ("/decimal/compare", test_compare);
  g_test_add_func ("/value-type/values", test_values);
  g_test_add_func ("/value-type/widening", test_widening);
  return g_test_run ();
}
