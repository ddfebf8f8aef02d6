/* cw-decimal.c: exact decimal numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-decimal.h"

#include <string.h>

/* Beyond it a number is a mistake, and would be formatted as pages of zeros. */
#define POINT_MAX 64

/* Takes the digits before or after the point; zeros at the front only move the point. FALSE: too many. */
static const char *
read_digits (const char *at, gboolean fraction, CwDecimal *decimal, guint *seen)
{
  for (; g_ascii_isdigit (*at); at++)
    {
      (*seen)++;
      if (decimal->n_digits == 0 && *at == '0')
        {
          decimal->point -= fraction ? 1 : 0;
          continue;
        }
      if (decimal->n_digits == CW_DECIMAL_DIGITS)
        return NULL;
      decimal->digits[decimal->n_digits++] = *at;
      decimal->point += fraction ? 0 : 1;
    }
  return at;
}

static const char *
read_exponent (const char *at, int *out_exponent)
{
  gboolean negative;
  int exponent = 0;

  *out_exponent = 0;
  if (*at != 'e' && *at != 'E')
    return at;
  at++;
  negative = *at == '-';
  if (*at == '-' || *at == '+')
    at++;
  if (!g_ascii_isdigit (*at))
    return NULL;
  for (; g_ascii_isdigit (*at); at++)
    exponent = MIN (exponent * 10 + (*at - '0'), 10 * POINT_MAX);
  *out_exponent = negative ? -exponent : exponent;
  return at;
}

static void
drop_zeros (CwDecimal *decimal)
{
  while (decimal->n_digits > 0 && decimal->digits[decimal->n_digits - 1] == '0')
    decimal->n_digits--;
  if (decimal->n_digits > 0)
    return;
  decimal->negative = FALSE;
  decimal->point = 0;
}

gboolean
cw_decimal_parse (const char *text, CwDecimal *out_decimal)
{
  CwDecimal *self = out_decimal;
  guint seen = 0;
  int exponent;

  memset (self, 0, sizeof *self);
  self->negative = *text == '-';
  if (*text == '-' || *text == '+')
    text++;
  text = read_digits (text, FALSE, self, &seen);
  if (text != NULL && *text == '.')
    text = read_digits (text + 1, TRUE, self, &seen);
  if (text == NULL || seen == 0)
    return FALSE;
  text = read_exponent (text, &exponent);
  if (text == NULL || *text != '\0')
    return FALSE;
  self->point += exponent;
  drop_zeros (self);
  return self->point >= -POINT_MAX && self->point <= POINT_MAX;
}

static int
compare_sizes (const CwDecimal *a, const CwDecimal *b)
{
  int order;

  if (a->n_digits == 0 || b->n_digits == 0)
    return (a->n_digits > 0) - (b->n_digits > 0);
  if (a->point != b->point)
    return a->point < b->point ? -1 : 1;
  order = memcmp (a->digits, b->digits, MIN (a->n_digits, b->n_digits));
  if (order != 0)
    return order;
  return (a->n_digits > b->n_digits) - (a->n_digits < b->n_digits);
}

int
cw_decimal_compare (const CwDecimal *a, const CwDecimal *b)
{
  if (a->negative != b->negative)
    return a->negative ? -1 : 1;
  return a->negative ? compare_sizes (b, a) : compare_sizes (a, b);
}

/* Adds one to the last digit kept; a carry through all of them leaves a single 1 in front. */
static void
round_up (CwDecimal *self)
{
  while (self->n_digits > 0 && self->digits[self->n_digits - 1] == '9')
    self->n_digits--;
  if (self->n_digits > 0)
    {
      self->digits[self->n_digits - 1]++;
      return;
    }
  self->digits[self->n_digits++] = '1';
  self->point++;
}

static CwDecimal
round_to (const CwDecimal *self, guint decimals)
{
  CwDecimal rounded = *self;
  int keep = self->point + (int) decimals;

  if (keep >= (int) self->n_digits)
    return rounded;
  rounded.n_digits = (guint) MAX (keep, 0);
  if (keep < 0)
    {
      drop_zeros (&rounded);
      return rounded;
    }
  if (self->digits[keep] >= '5')
    round_up (&rounded);
  drop_zeros (&rounded);
  return rounded;
}

/* The digit that stands for 10^@place; 0 is the one before the point. */
static char
get_digit (const CwDecimal *self, int place)
{
  int position = self->point - 1 - place;

  return position >= 0 && position < (int) self->n_digits ? self->digits[position] : '0';
}

char *
cw_decimal_format (const CwDecimal *self, guint decimals, const char *point, const char *group)
{
  CwDecimal rounded = round_to (self, decimals);
  g_autoptr (GString) text = g_string_new (rounded.negative ? "-" : "");

  for (int place = MAX (rounded.point, 1) - 1; place >= 0; place--)
    {
      g_string_append_c (text, get_digit (&rounded, place));
      if (place > 0 && place % 3 == 0)
        g_string_append (text, group);
    }
  if (decimals > 0)
    g_string_append (text, point);
  for (guint i = 1; i <= decimals; i++)
    g_string_append_c (text, get_digit (&rounded, -(int) i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
