/* sb-suiteql-dates.c: instants as text in a session zone, by Oracle's masks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A date or date-time is an instant: seconds since the epoch. Its text is local
 * time of the session zone, both ways, so it is ambiguous for one hour in
 * autumn and a local hour in spring does not exist; that is NetSuite's way.
 */

#include "sb-suiteql-private.h"

#include <string.h>
#include <time.h>

#define DAY_SECONDS 86400

typedef enum {
  PART_END,
  PART_BAD,
  PART_LITERAL,
  PART_YEAR,
  PART_SHORT_YEAR,
  PART_MONTH,
  PART_MONTH_NAME,
  PART_DAY,
  PART_HOUR,
  PART_HALF_HOUR,   /* 12-hour clock */
  PART_MERIDIAN,
  PART_MINUTE,
  PART_SECOND,
  PART_FRACTION,
} Part;

static const struct { const char *text; Part part; } parts[] = {
  { "YYYY", PART_YEAR },    { "YY", PART_SHORT_YEAR },  { "MON", PART_MONTH_NAME }, { "MM", PART_MONTH },
  { "MI", PART_MINUTE },    { "DD", PART_DAY },         { "HH24", PART_HOUR },      { "HH12", PART_HALF_HOUR },
  { "HH", PART_HALF_HOUR }, { "AM", PART_MERIDIAN },    { "PM", PART_MERIDIAN },    { "SS", PART_SECOND },
  { "FF", PART_FRACTION },
};

static const char *const month_names[] = {
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
};

/* Reads one part of a mask; @out_literal is the character that a LITERAL stands for, @out_digits FF's digit (0: none). */
static Part
next_part (const char **mask, gboolean *quoted, char *out_literal, int *out_digits)
{
  const char *p = *mask;

  *out_digits = 0;
  if (*p == '"')
    {
      *quoted = !*quoted;
      p++;
    }
  *mask = p;
  if (*p == '\0')
    return *quoted ? PART_BAD : PART_END;
  if (*p == '"')
    return next_part (mask, quoted, out_literal, out_digits);

  *mask = p + 1;
  *out_literal = *p;
  if (*quoted || strchr ("-/,.;: ", *p) != NULL)
    return PART_LITERAL;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_ascii_strncasecmp (p, parts[i].text, strlen (parts[i].text)) == 0)
      {
        *mask = p + strlen (parts[i].text);
        if (parts[i].part == PART_FRACTION && **mask >= '1' && **mask <= '9')
          *out_digits = *(*mask)++ - '0';
        return parts[i].part;
      }
  /* The decimal point, as in SSXFF. */
  *out_literal = '.';

  return g_ascii_toupper (*p) == 'X' ? PART_LITERAL : PART_BAD;
}

gboolean
sb_ql_mask_is_valid (const char *mask, gboolean fractions)
{
  gboolean quoted = FALSE;
  char literal;
  int digits;

  while (TRUE)
    switch (next_part (&mask, &quoted, &literal, &digits))
      {
      case PART_END:
        return TRUE;
      case PART_BAD:
        return FALSE;
      case PART_FRACTION:
        if (!fractions)
          return FALSE;
        break;
      case PART_LITERAL:
      case PART_YEAR:
      case PART_SHORT_YEAR:
      case PART_MONTH:
      case PART_MONTH_NAME:
      case PART_DAY:
      case PART_HOUR:
      case PART_HALF_HOUR:
      case PART_MERIDIAN:
      case PART_MINUTE:
      case PART_SECOND:
        break;
      default:
        g_assert_not_reached ();
      }
}

/* Bounded so that no arithmetic on a query's numbers leaves what gmtime_r() can do. */
static void
to_local (gint64 seconds, GTimeZone *zone, struct tm *out_tm)
{
  const gint64 limit = G_GINT64_CONSTANT (253402300799);   /* the end of the year 9999 */
  time_t local;
  int interval;

  seconds = CLAMP (seconds, -limit, limit);
  interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds);
  local = (time_t) (seconds + g_time_zone_get_offset (zone, interval));
  gmtime_r (&local, out_tm);
}

static gint64
from_local (struct tm *tm, GTimeZone *zone, gboolean later)
{
  gint64 local = (gint64) timegm (tm);
  int interval;

  /* A local time that does not exist moves to the end of the gap. */
  interval = g_time_zone_adjust_time (zone, later ? G_TIME_TYPE_STANDARD : G_TIME_TYPE_DAYLIGHT, &local);

  return local - g_time_zone_get_offset (zone, interval);
}

static void
append_part (GString *out, Part part, const struct tm *tm, char literal, int digits)
{
  int half_hour = tm->tm_hour % 12 == 0 ? 12 : tm->tm_hour % 12;

  switch (part)
    {
    case PART_LITERAL:
      g_string_append_c (out, literal);
      break;
    case PART_YEAR:
      g_string_append_printf (out, "%04d", tm->tm_year + 1900);
      break;
    case PART_SHORT_YEAR:
      g_string_append_printf (out, "%02d", ABS (tm->tm_year) % 100);
      break;
    case PART_MONTH:
      g_string_append_printf (out, "%02d", tm->tm_mon + 1);
      break;
    case PART_MONTH_NAME:
      g_string_append (out, month_names[tm->tm_mon]);
      break;
    case PART_DAY:
      g_string_append_printf (out, "%02d", tm->tm_mday);
      break;
    case PART_HOUR:
      g_string_append_printf (out, "%02d", tm->tm_hour);
      break;
    case PART_HALF_HOUR:
      g_string_append_printf (out, "%02d", half_hour);
      break;
    case PART_MERIDIAN:
      g_string_append (out, tm->tm_hour < 12 ? "AM" : "PM");
      break;
    case PART_MINUTE:
      g_string_append_printf (out, "%02d", tm->tm_min);
      break;
    case PART_SECOND:
      g_string_append_printf (out, "%02d", tm->tm_sec);
      break;
    case PART_FRACTION:
      /* Stored values are whole seconds. */
      g_string_append_printf (out, "%0*d", digits > 0 ? digits : 6, 0);
      break;
    case PART_END:
    case PART_BAD:
    default:
      g_assert_not_reached ();
    }
}

void
sb_ql_format_time (GString *out, const char *mask, gint64 seconds, GTimeZone *zone)
{
  gboolean quoted = FALSE;
  struct tm tm;
  Part part;
  char literal = '\0';
  int digits;

  to_local (seconds, zone, &tm);
  while ((part = next_part (&mask, &quoted, &literal, &digits)) != PART_END && part != PART_BAD)
    append_part (out, part, &tm, literal, digits);
}

/* One to @width digits. */
static gboolean
read_digits (const char **text, int width, int *out_value)
{
  int read;

  *out_value = 0;
  for (read = 0; read < width && g_ascii_isdigit (**text); read++)
    *out_value = *out_value * 10 + g_ascii_digit_value (*(*text)++);

  return read > 0;
}

static gboolean
read_month_name (const char **text, int *out_month)
{
  for (guint i = 0; i < G_N_ELEMENTS (month_names); i++)
    if (g_ascii_strncasecmp (*text, month_names[i], 3) == 0)
      {
        *text += 3;
        *out_month = (int) i + 1;
        return TRUE;
      }

  return FALSE;
}

static gboolean
read_meridian (const char **text, int *out_afternoon)
{
  if (g_ascii_strncasecmp (*text, "AM", 2) != 0 && g_ascii_strncasecmp (*text, "PM", 2) != 0)
    return FALSE;
  *out_afternoon = g_ascii_toupper (**text) == 'P';
  *text += 2;

  return TRUE;
}

typedef struct {
  int year, month, day, hour, half_hour, afternoon, minute, second, fraction_us;
} Fields;

static gboolean
read_fraction (const char **text, int *out_us)
{
  const char *start = *text;

  if (!read_digits (text, 6, out_us))
    return FALSE;
  for (gsize i = (gsize) (*text - start); i < 6; i++)
    *out_us *= 10;
  while (g_ascii_isdigit (**text))
    (*text)++;

  return TRUE;
}

static gboolean
read_part (Part part, const char **text, char literal, Fields *fields)
{
  switch (part)
    {
    case PART_LITERAL:
      return *(*text)++ == literal;
    case PART_YEAR:
      return read_digits (text, 4, &fields->year);
    case PART_SHORT_YEAR:
      if (!read_digits (text, 2, &fields->year))
        return FALSE;
      fields->year += 2000;
      return TRUE;
    case PART_MONTH:
      return read_digits (text, 2, &fields->month);
    case PART_MONTH_NAME:
      return read_month_name (text, &fields->month);
    case PART_DAY:
      return read_digits (text, 2, &fields->day);
    case PART_HOUR:
      return read_digits (text, 2, &fields->hour);
    case PART_HALF_HOUR:
      return read_digits (text, 2, &fields->half_hour);
    case PART_MERIDIAN:
      return read_meridian (text, &fields->afternoon);
    case PART_MINUTE:
      return read_digits (text, 2, &fields->minute);
    case PART_SECOND:
      return read_digits (text, 2, &fields->second);
    case PART_FRACTION:
      return read_fraction (text, &fields->fraction_us);
    case PART_END:
    case PART_BAD:
    default:
      return FALSE;
    }
}

static gboolean
check_fields (Fields *fields)
{
  if (fields->half_hour >= 0)
    {
      if (fields->half_hour < 1 || fields->half_hour > 12)
        return FALSE;
      fields->hour = fields->half_hour % 12 + (fields->afternoon ? 12 : 0);
    }

  return fields->year > 0 && fields->month > 0 && fields->day > 0 &&
         g_date_valid_dmy ((GDateDay) fields->day, (GDateMonth) fields->month, (GDateYear) fields->year) &&
         fields->hour < 24 && fields->minute < 60 && fields->second < 60;
}

gboolean
sb_ql_parse_time (const char *text, const char *mask, GTimeZone *zone, gboolean later, gint64 *out_us)
{
  Fields fields = { .half_hour = -1 };
  struct tm tm = { 0 };
  gboolean quoted = FALSE;
  char literal = '\0';
  int digits;
  Part part;

  while ((part = next_part (&mask, &quoted, &literal, &digits)) != PART_END)
    {
      /* A text may end before its time of day, as in Oracle. */
      if (*text == '\0')
        break;
      if (!read_part (part, &text, literal, &fields))
        return FALSE;
    }
  if (*text != '\0' || !check_fields (&fields))
    return FALSE;

  tm.tm_year = fields.year - 1900;
  tm.tm_mon = fields.month - 1;
  tm.tm_mday = fields.day;
  tm.tm_hour = fields.hour;
  tm.tm_min = fields.minute;
  tm.tm_sec = fields.second;
  *out_us = from_local (&tm, zone, later) * G_USEC_PER_SEC + fields.fraction_us;

  return TRUE;
}

/* Days are added to the local clock: tomorrow at the same time, whatever the zone does in between. */
gint64
sb_ql_add_days (gint64 seconds, double days, GTimeZone *zone, gboolean later)
{
  struct tm tm;
  time_t local;

  to_local (seconds, zone, &tm);
  local = timegm (&tm) + (time_t) (CLAMP (days, -1e6, 1e6) * DAY_SECONDS);
  gmtime_r (&local, &tm);

  return from_local (&tm, zone, later);
}

/* The masks that the preferences stand for; one of them has a day without padding. */
const char *
sb_ql_preference_mask (const char *preference)
{
  return g_str_has_prefix (preference, "D-Mon") ? "DD-MON-YYYY" : preference;
}

void
sb_ql_format_date (GString *out, const char *preference, gint64 seconds, GTimeZone *zone)
{
  gsize start = out->len;

  sb_ql_format_time (out, sb_ql_preference_mask (preference), seconds, zone);
  if (g_str_has_prefix (preference, "D-") && out->str[start] == '0')
    g_string_erase (out, (gssize) start, 1);
}
