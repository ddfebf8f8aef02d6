/* test-money.c: amounts in whole smallest units
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-money.h"

static void
test_parse (void)
{
  static const struct { const char *text; guint exponent; gint64 minor; gboolean ok; } cases[] = {
    { "12.50", 2, 1250, TRUE }, { "12.5", 2, 1250, TRUE }, { "-0.01", 2, -1, TRUE }, { "0", 2, 0, TRUE }, { ".5", 2, 50, TRUE },
    { "300.10", 2, 30010, TRUE }, { "1200", 0, 1200, TRUE }, { "1200.00", 0, 1200, TRUE }, { "1.234", 3, 1234, TRUE },
    { "9007199254740993", 2, G_GINT64_CONSTANT (900719925474099300), TRUE }, { "1E+3", 2, 100000, TRUE },
    { "12.505", 2, 0, FALSE }, { "0.001", 2, 0, FALSE }, { "12.5", 0, 0, FALSE }, { "abc", 2, 0, FALSE }, { "", 2, 0, FALSE },
    { "92233720368547758.08", 2, 0, FALSE }, { "1e30", 2, 0, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 minor = -7;
      gboolean ok = cw_money_parse (cases[i].text, cases[i].exponent, &minor);

      if (ok != cases[i].ok || (ok && minor != cases[i].minor))
        g_test_fail_printf ("“%s” with %u: %d %" G_GINT64_FORMAT, cases[i].text, cases[i].exponent, ok, minor);
    }
}

static void
assert_format (gint64 minor, guint exponent, const char *expected)
{
  g_autofree char *text = cw_money_format (minor, exponent);
  gint64 back = 0;

  g_assert_cmpstr (text, ==, expected);
  g_assert_true (cw_money_parse (text, exponent, &back));
  g_assert_cmpint (back, ==, minor);
}

static void
test_format (void)
{
  assert_format (1250, 2, "12.50");
  assert_format (-1, 2, "-0.01");
  assert_format (0, 2, "0.00");
  assert_format (1200, 0, "1200");
  assert_format (1234, 3, "1.234");
}

static void
test_exponents (void)
{
  g_assert_cmpuint (cw_money_get_exponent ("USD"), ==, 2);
  g_assert_cmpuint (cw_money_get_exponent ("jpy"), ==, 0);
  g_assert_cmpuint (cw_money_get_exponent ("KWD"), ==, 3);
  g_assert_cmpuint (cw_money_get_exponent (NULL), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/money/parse", test_parse);
  g_test_add_func ("/money/format", test_format);
  g_test_add_func ("/money/exponents", test_exponents);
  return g_test_run ();
}
