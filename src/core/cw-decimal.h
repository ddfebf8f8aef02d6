/* cw-decimal.h: exact decimal numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Money and rates pass through mappings; a double would change them.
 */
#pragma once

#include "cw-types.h"

G_BEGIN_DECLS

#define CW_DECIMAL_DIGITS 64   /* significant ones; longer numbers are refused, not rounded */

/* ± 0.DIGITS × 10^point. Plain value, no leading or trailing zero in digits. */
typedef struct {
  gboolean negative;   /* never for zero */
  int      point;      /* digits before the decimal point; may be negative, 0 for zero */
  guint    n_digits;   /* 0: zero */
  char     digits[CW_DECIMAL_DIGITS];
} CwDecimal;

/* "12", "-12.50", ".5", "1.2E+3". FALSE for anything else and for numbers that do not fit. */
gboolean cw_decimal_parse   (const char *text, CwDecimal *out_decimal);
/* Below, equal, above zero as strcmp(). */
int      cw_decimal_compare (const CwDecimal *a, const CwDecimal *b);
/* With exactly @decimals digits after @point, half rounded away from zero; @group goes between thousands ("" for none). (transfer full) */
char    *cw_decimal_format  (const CwDecimal *self, guint decimals, const char *point, const char *group);

G_END_DECLS
