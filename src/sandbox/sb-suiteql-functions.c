/* sb-suiteql-functions.c: Oracle's functions for SQLite
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteql-private.h"

#include <math.h>
#include <string.h>

#define DAY_SECONDS 86400.0

typedef void (*Function) (sqlite3_context *context, int n, sqlite3_value **values);

static SbQlEngine *
get_engine (sqlite3_context *context)
{
  return sqlite3_user_data (context);
}

static const char *
get_text (sqlite3_value *value)
{
  return (const char *) sqlite3_value_text (value);
}

/* An unset argument makes an unset result, except where a function says otherwise. */
static gboolean
any_null (int n, sqlite3_value **values)
{
  for (int i = 0; i < n; i++)
    if (sqlite3_value_type (values[i]) == SQLITE_NULL)
      return TRUE;

  return FALSE;
}

static void
take_text (sqlite3_context *context, char *text)
{
  sqlite3_result_text (context, text, -1, g_free);
}

static void
take_string (sqlite3_context *context, GString *string)
{
  take_text (context, g_string_free (string, FALSE));
}

/* ---- text ---- */

static void
upper (sqlite3_context *context, int n, sqlite3_value **values)
{
  if (!any_null (n, values))
    take_text (context, g_utf8_strup (get_text (values[0]), -1));
}

static void
lower (sqlite3_context *context, int n, sqlite3_value **values)
{
  if (!any_null (n, values))
    take_text (context, g_utf8_strdown (get_text (values[0]), -1));
}

/* Upper and lower case differ, unlike in SQLite's LIKE. On a mismatch only the last "%" tries again, which is enough. */
static gboolean
matches (const char *text, const char *pattern, gunichar escape)
{
  const char *retry_text = NULL, *retry_pattern = NULL;

  while (*text != '\0')
    {
      gunichar c = g_utf8_get_char (pattern);
      gboolean escaped = c != 0 && c == escape;
      const char *next = c != 0 ? g_utf8_next_char (pattern) : pattern;

      if (escaped)
        {
          c = g_utf8_get_char (next);
          next = c != 0 ? g_utf8_next_char (next) : next;
        }
      if (c == '%' && !escaped)
        {
          retry_text = text;
          retry_pattern = pattern = next;
        }
      else if (c != 0 && ((c == '_' && !escaped) || c == g_utf8_get_char (text)))
        {
          text = g_utf8_next_char (text);
          pattern = next;
        }
      else if (retry_text != NULL)
        {
          text = retry_text = g_utf8_next_char (retry_text);
          pattern = retry_pattern;
        }
      else
        return FALSE;
    }
  while (*pattern == '%')
    pattern++;

  return *pattern == '\0';
}

static void
like (sqlite3_context *context, int n, sqlite3_value **values)
{
  if (any_null (n, values))
    return;
  if (n == 3 && g_utf8_strlen (get_text (values[2]), -1) != 1)
    sqlite3_result_error (context, "the escape is one character", -1);
  else
    sqlite3_result_int (context, matches (get_text (values[0]), get_text (values[1]),
                                          n == 3 ? g_utf8_get_char (get_text (values[2])) : 0));
}

/* ---- numbers ---- */

void
sb_ql_format_number (GString *out, sqlite3_value *value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (sqlite3_value_type (value) == SQLITE_FLOAT)
    g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.15g", sqlite3_value_double (value)));
  else
    g_string_append (out, get_text (value));
}

static void
number_text (sqlite3_context *context, int n, sqlite3_value **values)
{
  GString *out;

  if (any_null (n, values))
    return;
  out = g_string_new (NULL);
  sb_ql_format_number (out, values[0]);
  take_string (context, out);
}

/* A whole number stays one, so that its text has no fraction. */
static void
result_number (sqlite3_context *context, double number)
{
  if (number == floor (number) && fabs (number) < 9e15)
    sqlite3_result_int64 (context, (gint64) number);
  else
    sqlite3_result_double (context, number);
}

static void
to_number (sqlite3_context *context, int n, sqlite3_value **values)
{
  const char *text;
  char *end;
  double number;

  if (any_null (n, values))
    return;
  text = get_text (values[0]);
  number = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0')
    sqlite3_result_error (context, "invalid number", -1);
  else
    result_number (context, number);
}

static void
ceiling (sqlite3_context *context, int n, sqlite3_value **values)
{
  if (!any_null (n, values))
    result_number (context, ceil (sqlite3_value_double (values[0])));
}

static void
flooring (sqlite3_context *context, int n, sqlite3_value **values)
{
  if (!any_null (n, values))
    result_number (context, floor (sqlite3_value_double (values[0])));
}

static double
scale_of (int n, sqlite3_value **values)
{
  return pow (10, n > 1 ? CLAMP (sqlite3_value_int (values[1]), -15, 15) : 0);
}

/* Halves go away from zero. */
static void
rounding (sqlite3_context *context, int n, sqlite3_value **values)
{
  if (!any_null (n, values))
    result_number (context, round (sqlite3_value_double (values[0]) * scale_of (n, values)) / scale_of (n, values));
}

static void
truncating (sqlite3_context *context, int n, sqlite3_value **values)
{
  if (!any_null (n, values))
    result_number (context, trunc (sqlite3_value_double (values[0]) * scale_of (n, values)) / scale_of (n, values));
}

static void
divide (sqlite3_context *context, int n, sqlite3_value **values)
{
  if (any_null (n, values))
    return;
  if (sqlite3_value_double (values[1]) == 0)
    sqlite3_result_error (context, "division by zero", -1);
  else
    result_number (context, sqlite3_value_double (values[0]) / sqlite3_value_double (values[1]));
}

/* ---- dates ---- */

static void
to_char (sqlite3_context *context, int n, sqlite3_value **values)
{
  GString *out;

  if (any_null (n, values))
    return;
  if (!sb_ql_mask_is_valid (get_text (values[1]), TRUE))
    {
      sqlite3_result_error (context, "date format not recognized", -1);
      return;
    }
  out = g_string_new (NULL);
  sb_ql_format_time (out, get_text (values[1]), sqlite3_value_int64 (values[0]), get_engine (context)->zone);
  take_string (context, out);
}

static void
date_text (sqlite3_context *context, int n, sqlite3_value **values)
{
  SbQlEngine *engine = get_engine (context);
  GString *out;

  if (any_null (n, values))
    return;
  out = g_string_new (NULL);
  sb_ql_format_date (out, sb_netsuite_get_date_format (engine->sandbox), sqlite3_value_int64 (values[0]), engine->zone);
  take_string (context, out);
}

static void
parse_into (sqlite3_context *context, const char *text, const char *mask)
{
  SbQlEngine *engine = get_engine (context);
  gint64 us;

  if (!sb_ql_parse_time (text, mask, engine->zone, engine->fold_later, &us))
    sqlite3_result_error (context, "the text is no date of this format", -1);
  else if (us % G_USEC_PER_SEC == 0)
    sqlite3_result_int64 (context, us / G_USEC_PER_SEC);
  else
    sqlite3_result_double (context, (double) us / G_USEC_PER_SEC);
}

static void
to_date (sqlite3_context *context, int n, sqlite3_value **values)
{
  if (!any_null (n, values))
    parse_into (context, get_text (values[0]), get_text (values[1]));
}

/* A stored date is the beginning of that day. */
static void
day (sqlite3_context *context, int n, sqlite3_value **values)
{
  if (!any_null (n, values))
    parse_into (context, get_text (values[0]), "YYYY-MM-DD");
}

static void
add_days (sqlite3_context *context, int n, sqlite3_value **values)
{
  SbQlEngine *engine = get_engine (context);

  if (!any_null (n, values))
    sqlite3_result_int64 (context, sb_ql_add_days (sqlite3_value_int64 (values[0]), sqlite3_value_double (values[1]),
                                                   engine->zone, engine->fold_later));
}

static void
days_between (sqlite3_context *context, int n, sqlite3_value **values)
{
  if (!any_null (n, values))
    result_number (context, (sqlite3_value_double (values[0]) - sqlite3_value_double (values[1])) / DAY_SECONDS);
}

static void
trunc_day (sqlite3_context *context, int n, sqlite3_value **values)
{
  g_autoptr (GString) text = NULL;

  if (any_null (n, values))
    return;
  text = g_string_new (NULL);
  sb_ql_format_time (text, "YYYY-MM-DD", sqlite3_value_int64 (values[0]), get_engine (context)->zone);
  parse_into (context, text->str, "YYYY-MM-DD");
}

/* ---- NetSuite's ---- */

/* ns_enum_text (table, column, value) */
static void
enum_text (sqlite3_context *context, int n, sqlite3_value **values)
{
  const SbField *field;

  if (any_null (n, values))
    return;
  field = sb_table_find_column (sb_netsuite_find_table (get_text (values[0])), get_text (values[1]));
  sqlite3_result_text (context, sb_netsuite_get_enum_text (field, get_text (values[2])), -1, SQLITE_TRANSIENT);
}

static void
has_custom_field (sqlite3_context *context, int n, sqlite3_value **values)
{
  sqlite3_result_int (context, sb_netsuite_has_custom_field (get_engine (context)->sandbox, get_text (values[0])));
}

/* An arbitrary order, another one for each seed (splitmix64). */
static void
scatter (sqlite3_context *context, int n, sqlite3_value **values)
{
  SbQlEngine *engine = get_engine (context);
  guint64 z = engine->scatter += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  sqlite3_result_int64 (context, (gint64) (z >> 1));
}

static const struct { const char *name; int n; gboolean constant; Function function; } functions[] = {
  { "ns_upper", 1, TRUE, upper },
  { "ns_lower", 1, TRUE, lower },
  { "ns_like", 2, TRUE, like },
  { "ns_like", 3, TRUE, like },
  { "ns_number_text", 1, TRUE, number_text },
  { "ns_to_number", 1, TRUE, to_number },
  { "ns_ceil", 1, TRUE, ceiling },
  { "ns_floor", 1, TRUE, flooring },
  { "ns_round", 1, TRUE, rounding },
  { "ns_round", 2, TRUE, rounding },
  { "ns_trunc", 1, TRUE, truncating },
  { "ns_trunc", 2, TRUE, truncating },
  { "ns_divide", 2, TRUE, divide },
  /* Constant as long as one statement runs: the zone changes between requests. */
  { "ns_to_char", 2, TRUE, to_char },
  { "ns_date_text", 1, TRUE, date_text },
  { "ns_to_date", 2, TRUE, to_date },
  { "ns_day", 1, TRUE, day },
  { "ns_add_days", 2, TRUE, add_days },
  { "ns_days_between", 2, TRUE, days_between },
  { "ns_trunc_day", 1, TRUE, trunc_day },
  { "ns_enum_text", 3, TRUE, enum_text },
  { "ns_has_custom_field", 1, FALSE, has_custom_field },
  { "ns_scatter", 0, FALSE, scatter },
};

static void
free_engine (gpointer data)
{
  SbQlEngine *engine = data;

  sqlite3_update_hook (engine->db, NULL, NULL);
  g_clear_pointer (&engine->zone, g_time_zone_unref);
  g_clear_pointer (&engine->counts, g_hash_table_unref);
  g_free (engine);
}

static void
row_changed_cb (void *data, int operation, const char *database, const char *table, sqlite3_int64 rowid)
{
  SbQlEngine *engine = data;

  if (g_str_has_prefix (table, "ns_") && sb_netsuite_find_table (table + strlen ("ns_")) != NULL)
    g_hash_table_remove_all (engine->counts);
}

static SbQlEngine *
new_engine (SbSandbox *self, GDestroyNotify free_count)
{
  SbQlEngine *engine = g_new0 (SbQlEngine, 1);

  engine->sandbox = self;
  engine->db = sb_sandbox_get_db (self);
  engine->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_count);
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    {
      int flags = SQLITE_UTF8 | (functions[i].constant ? SQLITE_DETERMINISTIC : 0);

      if (sqlite3_create_function_v2 (engine->db, functions[i].name, functions[i].n, flags, engine, functions[i].function,
                                      NULL, NULL, NULL) != SQLITE_OK)
        g_error ("cannot register %s: %s", functions[i].name, sqlite3_errmsg (engine->db));
    }
  sqlite3_update_hook (engine->db, row_changed_cb, engine);

  return engine;
}

static void
set_zone (SbQlEngine *engine, const char *zone)
{
  if (engine->zone != NULL && strcmp (g_time_zone_get_identifier (engine->zone), zone) == 0)
    return;
  g_clear_pointer (&engine->zone, g_time_zone_unref);
  engine->zone = g_time_zone_new_identifier (zone);
  if (engine->zone == NULL)
    g_error ("no data for the zone %s: install the zone database", zone);
  g_hash_table_remove_all (engine->counts);
}

SbQlEngine *
sb_ql_get_engine (SbSandbox *self, GDestroyNotify free_count)
{
  SbQlEngine *engine = sb_sandbox_get_data (self, "suiteql");

  if (engine == NULL)
    {
      engine = new_engine (self, free_count);
      sb_sandbox_set_data (self, "suiteql", engine, free_engine);
    }
  set_zone (engine, sb_netsuite_get_zone (self));
  engine->fold_later = sb_sandbox_assumes (self, "netsuite.fold", "later");

  return engine;
}
