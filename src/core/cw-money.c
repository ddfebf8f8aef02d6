/* cw-money.c: amounts as whole numbers of a currency's smallest unit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-money.h"

#include "cw-decimal.h"

/* Those of ISO 4217 that have other than two decimals. */
static const struct { const char *code; guint exponent; } exponents[] = {
  { "BHD", 3 }, { "BIF", 0 }, { "CLF", 4 }, { "CLP", 0 }, { "DJF", 0 }, { "GNF", 0 }, { "IQD", 3 }, { "ISK", 0 }, { "JOD", 3 }, { "JPY", 0 },
  { "KMF", 0 }, { "KRW", 0 }, { "KWD", 3 }, { "LYD", 3 }, { "OMR", 3 }, { "PYG", 0 }, { "RWF", 0 }, { "TND", 3 }, { "UGX", 0 }, { "UYI", 0 },
  { "UYW", 4 }, { "VND", 0 }, { "VUV", 0 }, { "XAF", 0 }, { "XOF", 0 }, { "XPF", 0 },
};

guint
cw_money_get_exponent (const char *code)
{
  for (gsize i = 0; code != NULL && i < G_N_ELEMENTS (exponents); i++)
    if (g_ascii_strcasecmp (exponents[i].code, code) == 0)
      return exponents[i].exponent;
  return 2;
}

gboolean
cw_money_parse (const char *text, guint exponent, gint64 *out_minor)
{
  CwDecimal decimal;
  int digits;
  gint64 minor = 0;

  if (text == NULL || exponent > CW_MONEY_MAX_EXPONENT || !cw_decimal_parse (text, &decimal))
    return FALSE;
  /* Digits that stand before the point once it is moved behind the smallest unit. */
  digits = decimal.point + (int) exponent;
  if ((int) decimal.n_digits > MAX (digits, 0))
    return FALSE;
  for (int i = 0; i < digits && decimal.n_digits > 0; i++)
    if (__builtin_mul_overflow (minor, 10, &minor)
        || __builtin_add_overflow (minor, i < (int) decimal.n_digits ? decimal.digits[i] - '0' : 0, &minor))
      return FALSE;
  *out_minor = decimal.negative ? -minor : minor;
  return TRUE;
}

char *
cw_money_format (gint64 minor, guint exponent)
{
  guint64 size = minor < 0 ? -(guint64) minor : (guint64) minor, unit = 1;

  for (guint i = 0; i < MIN (exponent, CW_MONEY_MAX_EXPONENT); i++)
    unit *= 10;
  if (unit == 1)
    return g_strdup_printf ("%s%" G_GUINT64_FORMAT, minor < 0 ? "-" : "", size);
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%0*" G_GUINT64_FORMAT, minor < 0 ? "-" : "", size / unit, (int) exponent, size % unit);
}
