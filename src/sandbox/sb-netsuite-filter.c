/* sb-netsuite-filter.c: the filter language of collections
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 4.2 of the reference. field OPERATOR value, joined by AND and OR (AND
 * binds tighter), with parentheses; by recursive descent straight into SQL,
 * in which every value is a parameter.
 */

#include "sb-netsuite-records.h"

#include <stdio.h>
#include <string.h>

#define DEPTH_MAX  50
#define PARAMS_MAX 1000   /* what SQLite and NetSuite bear alike */

typedef struct {
  SbSandbox     *sandbox;
  const SbTable *table;
  const char    *at;
  GPtrArray     *params;   /* owned strings */
  GString       *sql;
  guint          depth;
  char          *detail;   /* owned; set once something is wrong */
} Filter;

static gboolean parse_any (Filter *self);

G_GNUC_PRINTF (2, 3)
static gboolean
fail (Filter *self, const char *format, ...)
{
  va_list arguments;

  if (self->detail != NULL)
    return FALSE;
  va_start (arguments, format);
  self->detail = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  return FALSE;
}

/* ---- tokens ---- */

static void
skip_space (Filter *self)
{
  while (g_ascii_isspace (*self->at))
    self->at++;
}

static gboolean
accept_symbol (Filter *self, char symbol)
{
  skip_space (self);
  if (*self->at != symbol)
    return FALSE;
  self->at++;

  return TRUE;
}

static char *
dup_quoted (Filter *self)
{
  GString *text = g_string_new (NULL);

  for (self->at++; *self->at != '\0' && *self->at != '"'; self->at++)
    {
      if (*self->at == '\\' && self->at[1] != '\0')
        self->at++;
      g_string_append_c (text, *self->at);
    }
  if (*self->at == '"')
    self->at++;
  else
    fail (self, "A quotation mark is missing.");

  return g_string_free (text, FALSE);
}

/* A word or a text between double quotes; NULL: neither is next. */
static char *
dup_word (Filter *self)
{
  gsize length;
  char *word;

  skip_space (self);
  if (*self->at == '"')
    return dup_quoted (self);
  length = strcspn (self->at, " \t\r\n()[],\"");
  word = length > 0 ? g_strndup (self->at, length) : NULL;
  self->at += length;

  return word;
}

/* Moves on only when the next word is @keyword. */
static gboolean
accept_keyword (Filter *self, const char *keyword)
{
  const char *start = self->at;
  g_autofree char *word = dup_word (self);

  if (word != NULL && g_ascii_strcasecmp (word, keyword) == 0)
    return TRUE;
  self->at = start;

  return FALSE;
}

/* ---- values ---- */

static gboolean
push (Filter *self, char *value)
{
  g_ptr_array_add (self->params, value);

  return self->params->len <= PARAMS_MAX || fail (self, "Too many values.");
}

static gboolean
push_word (Filter *self)
{
  char *word = dup_word (self);

  return word != NULL ? push (self, word) && self->detail == NULL : fail (self, "A value is missing.");
}

static gboolean
push_number (Filter *self)
{
  g_autofree char *word = dup_word (self);
  char *end = NULL;

  if (word == NULL)
    return fail (self, "A value is missing.");
  g_ascii_strtod (word, &end);
  if (end == word || *end != '\0')
    return fail (self, "Invalid number: %s.", word);

  return push (self, g_steal_pointer (&word));
}

/* [1, 42] */
static gboolean
push_numbers (Filter *self, guint *out_count)
{
  if (!accept_symbol (self, '['))
    return fail (self, "A list in square brackets is missing.");
  *out_count = 0;
  do
    {
      if (!push_number (self))
        return FALSE;
      ++*out_count;
    }
  while (accept_symbol (self, ','));

  return accept_symbol (self, ']') || fail (self, "A square bracket is missing.");
}

/* ---- days, in the user's own format ---- */

static GDate *
parse_day (Filter *self, const char *text)
{
  static const char months[][4] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec" };
  const char *format = sb_netsuite_get_date_format (self->sandbox);
  char month_name[4] = "";
  int day = 0, month = 0, year = 0, length = 0;

  if (strcmp (format, "MM/DD/YYYY") == 0)
    sscanf (text, "%2d/%2d/%4d%n", &month, &day, &year, &length);
  else if (strcmp (format, "DD/MM/YYYY") == 0)
    sscanf (text, "%2d/%2d/%4d%n", &day, &month, &year, &length);
  else if (strcmp (format, "YYYY-MM-DD") == 0)
    sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &length);
  else
    sscanf (text, "%2d-%3[A-Za-z]-%4d%n", &day, month_name, &year, &length);
  for (guint i = 0; i < G_N_ELEMENTS (months); i++)
    if (g_ascii_strcasecmp (months[i], month_name) == 0)
      month = (int) i + 1;
  if (length == 0 || text[length] != '\0' || year < 1900 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return NULL;

  return g_date_new_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

/* The start of @date, as the column holds it: a date, or the second at which the day begins in the user's zone. */
static char *
dup_day_start (Filter *self, const SbField *field, const GDate *date)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GDateTime) start = NULL;

  if (field->type == SB_FIELD_DATE)
    return g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (date), g_date_get_month (date), g_date_get_day (date));
  zone = g_time_zone_new_identifier (sb_netsuite_get_zone (self->sandbox));
  start = g_date_time_new (zone, g_date_get_year (date), g_date_get_month (date), g_date_get_day (date), 0, 0, 0);

  return g_strdup_printf ("%" G_GINT64_FORMAT, g_date_time_to_unix (start));
}

static gboolean
push_day (Filter *self, const SbField *field, gboolean start, gboolean end)
{
  g_autofree char *word = dup_word (self);
  g_autoptr (GDate) date = word != NULL ? parse_day (self, word) : NULL;

  if (date == NULL)
    return fail (self, "Unparseable date: \"%s\"", word != NULL ? word : "");
  if (start && !push (self, dup_day_start (self, field, date)))
    return FALSE;
  g_date_add_days (date, 1);

  return !end || push (self, dup_day_start (self, field, date));
}

/* ---- comparisons, by type; each leaves a condition ---- */

#define PARAM_NUMBER "CAST (? AS NUMERIC)"

static gboolean
compare_boolean (Filter *self, const SbField *field, const char *operator)
{
  g_autofree char *word = NULL;

  if (strcmp (operator, "IS") != 0)
    return fail (self, "Operator %s cannot be used with the field %s.", operator, field->property);
  word = dup_word (self);
  if (word == NULL || (g_ascii_strcasecmp (word, "true") != 0 && g_ascii_strcasecmp (word, "false") != 0))
    return fail (self, "Invalid value: %s.", word != NULL ? word : "");
  g_string_append_printf (self->sql, "\"%s\" = '%s'", field->column, g_ascii_tolower (*word) == 't' ? "T" : "F");

  return TRUE;
}

static gboolean
compare_list (Filter *self, const char *value, gboolean range)
{
  guint count = 0;

  if (!push_numbers (self, &count))
    return FALSE;
  if (range && count != 2)
    return fail (self, "Two values are needed.");
  g_string_append_printf (self->sql, "%s %s", value, range ? "BETWEEN " PARAM_NUMBER " AND " PARAM_NUMBER : "IN (");
  for (guint i = 0; !range && i < count; i++)
    g_string_append (self->sql, i > 0 ? ", " PARAM_NUMBER : PARAM_NUMBER);
  if (!range)
    g_string_append_c (self->sql, ')');

  return TRUE;
}

static gboolean
compare_number (Filter *self, const SbField *field, const char *operator)
{
  static const struct { const char *name, *sql; } comparisons[] = {
    { "EQUAL", "=" }, { "GREATER", ">" }, { "GREATER_OR_EQUAL", ">=" }, { "LESS", "<" }, { "LESS_OR_EQUAL", "<=" },
  };
  g_autofree char *value = NULL;

  value = field->type == SB_FIELD_NUMBER ? g_strdup_printf ("CAST (\"%s\" AS NUMERIC)", field->column)
                                         : g_strdup_printf ("\"%s\"", field->column);
  for (guint i = 0; i < G_N_ELEMENTS (comparisons); i++)
    if (strcmp (comparisons[i].name, operator) == 0)
      {
        g_string_append_printf (self->sql, "%s %s " PARAM_NUMBER, value, comparisons[i].sql);
        return push_number (self);
      }
  if (strcmp (operator, "ANY_OF") == 0)
    return compare_list (self, value, FALSE);
  if (strcmp (operator, "BETWEEN") == 0 || strcmp (operator, "WITHIN") == 0)
    return compare_list (self, value, TRUE);

  return fail (self, "Operator %s cannot be used with the field %s.", operator, field->property);
}

/* Without regard to case, as far as SQLite knows of it. */
static gboolean
compare_text (Filter *self, const SbField *field, const char *operator)
{
  if (strcmp (operator, "IS") == 0)
    g_string_append_printf (self->sql, "\"%s\" = ? COLLATE NOCASE", field->column);
  else if (strcmp (operator, "CONTAIN") == 0)
    g_string_append_printf (self->sql, "instr (lower (\"%s\"), lower (?)) > 0", field->column);
  else if (strcmp (operator, "START_WITH") == 0)
    g_string_append_printf (self->sql, "instr (lower (\"%s\"), lower (?)) = 1", field->column);
  else if (strcmp (operator, "END_WITH") == 0 || strcmp (operator, "ENDWITH") == 0)
    {
      guint param = self->params->len + 1;

      g_string_append_printf (self->sql, "substr (lower (\"%s\"), -length (?%u)) = lower (?%u)", field->column, param, param);
    }
  else
    return fail (self, "Operator %s cannot be used with the field %s.", operator, field->property);

  return push_word (self);
}

static gboolean
compare_day (Filter *self, const SbField *field, const char *operator)
{
  static const struct { const char *name, *sql; gboolean end; } comparisons[] = {
    { "AFTER", ">=", TRUE }, { "BEFORE", "<", FALSE }, { "ON_OR_AFTER", ">=", FALSE }, { "ON_OR_BEFORE", "<", TRUE },
  };
  const char *cast = field->type == SB_FIELD_DATE ? "TEXT" : "INTEGER";

  if (strcmp (operator, "ON") == 0)
    {
      g_string_append_printf (self->sql, "\"%s\" >= CAST (? AS %s) AND \"%s\" < CAST (? AS %s)", field->column, cast, field->column, cast);
      return push_day (self, field, TRUE, TRUE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (comparisons); i++)
    if (strcmp (comparisons[i].name, operator) == 0)
      {
        g_string_append_printf (self->sql, "\"%s\" %s CAST (? AS %s)", field->column, comparisons[i].sql, cast);
        return push_day (self, field, !comparisons[i].end, comparisons[i].end);
      }

  return fail (self, "Operator %s cannot be used with the field %s.", operator, field->property);
}

static gboolean
compare (Filter *self, const SbField *field, const char *operator)
{
  if (strcmp (operator, "EMPTY") == 0)
    {
      g_string_append_printf (self->sql, "\"%s\" IS NULL", field->column);
      return TRUE;
    }
  switch (field->type)
    {
    case SB_FIELD_BOOLEAN:
      return compare_boolean (self, field, operator);
    case SB_FIELD_INTEGER:
    case SB_FIELD_NUMBER:
    case SB_FIELD_REFERENCE:
      return compare_number (self, field, operator);
    case SB_FIELD_DATE:
    case SB_FIELD_DATETIME:
      return compare_day (self, field, operator);
    case SB_FIELD_MULTISELECT:
      return fail (self, "The field %s cannot be used in a filter.", field->property);
    case SB_FIELD_TEXT:
    case SB_FIELD_ENUM:
    default:
      return compare_text (self, field, operator);
    }
}

/* ---- conditions ---- */

static gboolean
parse_condition (Filter *self)
{
  g_autofree char *name = dup_word (self);
  g_autofree char *word = dup_word (self);
  const SbField *field = name != NULL ? sb_table_find_property (self->table, name) : NULL;
  g_autofree char *operator = NULL;
  gboolean negated, good;

  if (field == NULL || !sb_netsuite_has_property (self->sandbox, self->table, field))
    return fail (self, "Invalid field name: %s.", name != NULL ? name : "");
  operator = g_ascii_strup (word != NULL ? word : "", -1);
  negated = g_str_has_suffix (operator, "_NOT");
  if (negated)
    operator[strlen (operator) - strlen ("_NOT")] = '\0';
  g_string_append (self->sql, negated ? "NOT coalesce (" : "coalesce (");
  good = compare (self, field, operator);
  g_string_append (self->sql, ", 0)");

  return good;
}

static gboolean
parse_factor (Filter *self)
{
  gboolean good;

  if (!accept_symbol (self, '('))
    return parse_condition (self);
  if (++self->depth > DEPTH_MAX)
    return fail (self, "The filter is nested too deeply.");
  g_string_append_c (self->sql, '(');
  good = parse_any (self) && (accept_symbol (self, ')') || fail (self, "A parenthesis is missing."));
  g_string_append_c (self->sql, ')');
  self->depth--;

  return good;
}

static gboolean
parse_all (Filter *self)
{
  if (!parse_factor (self))
    return FALSE;
  while (accept_keyword (self, "AND"))
    {
      g_string_append (self->sql, " AND ");
      if (!parse_factor (self))
        return FALSE;
    }

  return TRUE;
}

static gboolean
parse_any (Filter *self)
{
  if (!parse_all (self))
    return FALSE;
  while (accept_keyword (self, "OR"))
    {
      g_string_append (self->sql, " OR ");
      if (!parse_all (self))
        return FALSE;
    }

  return TRUE;
}

char *
sb_filter_dup_sql (SbSandbox *self, const SbTable *table, const char *q, GPtrArray *params, char **out_detail)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  Filter filter = { self, table, q, params, sql };
  gboolean good = parse_any (&filter);

  skip_space (&filter);
  if (good && *filter.at != '\0')
    good = fail (&filter, "Unexpected text: %s", filter.at);
  if (good)
    return g_strdup (sql->str);
  *out_detail = filter.detail;

  return NULL;
}
