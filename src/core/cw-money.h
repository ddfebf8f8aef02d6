/* cw-money.h: amounts as whole numbers of a currency's smallest unit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-types.h"

G_BEGIN_DECLS

#define CW_MONEY_MAX_EXPONENT 6

/* Decimals of the ISO 4217 currency @code: 2 for USD, 0 for JPY, 3 for KWD; 2 for one that is not known. */
guint    cw_money_get_exponent (const char *code);
/* "12.5" with exponent 2 → 1250. FALSE for what is no number, does not fit, or is finer than the smallest unit. */
gboolean cw_money_parse        (const char *text, guint exponent, gint64 *out_minor);
/* 1250 with exponent 2 → "12.50". (transfer full) */
char    *cw_money_format       (gint64 minor, guint exponent);

G_END_DECLS
