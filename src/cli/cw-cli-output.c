/* cw-cli-output.c: JSON lines for programs, tables and text for people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* ---- JSON lines ---- */

/* Nobody reads any more: a run ends as if it had been asked to stop, so that it can be resumed. */
static void
check_output (CwCli *self, gboolean written)
{
  if (!written)
    cw_run_control_stop (self->control);
}

JsonBuilder *
cw_cli_line_begin (void)
{
  JsonBuilder *line = json_builder_new ();

  json_builder_begin_object (line);
  return line;
}

/* Members that the generator would print with all seventeen digits, as they are to stand. */
#define TAIL "cw-cli-tail"

char *
cw_cli_line_free_to_text (JsonBuilder *line)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  const char *tail = g_object_get_data (G_OBJECT (line), TAIL);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  gsize length;
  char *whole;

  json_builder_end_object (line);
  root = json_builder_get_root (line);
  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, &length);
  text[length - 1] = '\0';
  whole = g_strconcat (text, tail == NULL ? "" : length > 2 ? tail : tail + 1, "}", NULL);
  g_object_unref (line);
  return whole;
}

void
cw_cli_line_end (CwCli *self, JsonBuilder *line)
{
  g_autofree char *text = cw_cli_line_free_to_text (line);

  check_output (self, fputs (text, stdout) >= 0 && fputc ('\n', stdout) != EOF && fflush (stdout) == 0);
}

void
cw_cli_line_seconds (JsonBuilder *line, const char *name, double seconds)
{
  const char *before = g_object_get_data (G_OBJECT (line), TAIL);
  gint64 milliseconds = (gint64) (seconds * 1000 + 0.5);

  g_object_set_data_full (G_OBJECT (line), TAIL,
                          g_strdup_printf ("%s,\"%s\":%" G_GINT64_FORMAT ".%03" G_GINT64_FORMAT, before != NULL ? before : "", name,
                                           milliseconds / 1000, milliseconds % 1000), g_free);
}

void
cw_cli_line_string (JsonBuilder *line, const char *name, const char *value)
{
  json_builder_set_member_name (line, name);
  if (value != NULL)
    json_builder_add_string_value (line, value);
  else
    json_builder_add_null_value (line);
}

void
cw_cli_line_integer (JsonBuilder *line, const char *name, gint64 value)
{
  json_builder_set_member_name (line, name);
  json_builder_add_int_value (line, value);
}

void
cw_cli_line_boolean (JsonBuilder *line, const char *name, gboolean value)
{
  json_builder_set_member_name (line, name);
  json_builder_add_boolean_value (line, value);
}

void
cw_cli_line_time (JsonBuilder *line, const char *name, gint64 time)
{
  g_autoptr (GDateTime) moment = NULL;
  g_autofree char *text = NULL;

  if (time > 0)
    {
      moment = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
      text = g_date_time_format (moment, "%Y-%m-%dT%H:%M:%SZ");
    }
  cw_cli_line_string (line, name, text);
}

void
cw_cli_line_strv (JsonBuilder *line, const char *name, char **values)
{
  json_builder_set_member_name (line, name);
  json_builder_begin_array (line);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    json_builder_add_string_value (line, values[i]);
  json_builder_end_array (line);
}

void
cw_cli_line_fields (JsonBuilder *line, const char *name, const CwFields *fields)
{
  json_builder_set_member_name (line, name);
  json_builder_begin_object (line);
  for (guint i = 0; fields != NULL && i < cw_fields_get_size (fields); i++)
    {
      const char *key, *value;

      cw_fields_get_nth (fields, i, &key, &value);
      cw_cli_line_string (line, key, value);
    }
  json_builder_end_object (line);
}

void
cw_cli_line_numbers (JsonBuilder *line, const char *name, const CwFields *fields)
{
  json_builder_set_member_name (line, name);
  json_builder_begin_object (line);
  for (guint i = 0; fields != NULL && i < cw_fields_get_size (fields); i++)
    {
      const char *key, *value;

      cw_fields_get_nth (fields, i, &key, &value);
      cw_cli_line_integer (line, key, g_ascii_strtoll (value, NULL, 10));
    }
  json_builder_end_object (line);
}

/* ---- text ---- */

void
cw_cli_print (CwCli *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_print ("%s", text);
  check_output (self, !ferror (stdout));
}

static gboolean
is_harmful (gunichar c)
{
  if (g_unichar_type (c) == G_UNICODE_CONTROL)
    return TRUE;
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c ||
         c == 0x2028 || c == 0x2029;
}

char *
cw_cli_dup_safe (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *safe = g_string_sized_new (strlen (valid) + 1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '\n' || c == '\t')
        g_string_append_c (safe, ' ');
      else
        g_string_append_unichar (safe, is_harmful (c) ? 0xfffd : c);
    }
  return g_string_free (safe, FALSE);
}

char *
cw_cli_dup_time (gint64 time)
{
  g_autoptr (GDateTime) moment = NULL, local = NULL, now = NULL;
  gboolean today;

  if (time <= 0)
    return g_strdup ("–");
  moment = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  local = g_date_time_to_local (moment);
  now = g_date_time_new_now_local ();
  today = g_date_time_get_year (local) == g_date_time_get_year (now) &&
          g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (now);
  return g_date_time_format (local, today ? "%H:%M" : "%Y-%m-%d %H:%M");
}

char *
cw_cli_dup_duration (gint64 microseconds)
{
  gint64 seconds = MAX (microseconds, 0) / G_USEC_PER_SEC;

  if (seconds < 90)
    return g_strdup_printf (ngettext ("about %d second", "about %d seconds", seconds), (int) seconds);
  if (seconds < 90 * 60)
    return g_strdup_printf (ngettext ("about %d minute", "about %d minutes", (seconds + 30) / 60), (int) ((seconds + 30) / 60));
  if (seconds < 36 * 3600)
    return g_strdup_printf (ngettext ("about %d hour", "about %d hours", (seconds + 1800) / 3600), (int) ((seconds + 1800) / 3600));
  return g_strdup_printf (ngettext ("about %d day", "about %d days", (seconds + 43200) / 86400), (int) ((seconds + 43200) / 86400));
}

guint
cw_cli_get_width (const char *text)
{
  guint width = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

/* ---- tables ---- */

struct _CwCliTable {
  guint      n_columns;
  GPtrArray *cells;      /* (element-type utf8) row by row, titles first */
};

CwCliTable *
cw_cli_table_new (const char *first_title, ...)
{
  CwCliTable *self = g_new0 (CwCliTable, 1);
  va_list titles;

  self->cells = g_ptr_array_new_with_free_func (g_free);
  va_start (titles, first_title);
  for (const char *title = first_title; title != NULL; title = va_arg (titles, const char *))
    {
      g_ptr_array_add (self->cells, g_strdup (title));
      self->n_columns++;
    }
  va_end (titles);
  return self;
}

void
cw_cli_table_add (CwCliTable *self, ...)
{
  va_list values;

  va_start (values, self);
  for (guint i = 0; i < self->n_columns; i++)
    {
      const char *value = va_arg (values, const char *);

      g_ptr_array_add (self->cells, cw_cli_dup_safe (value != NULL ? value : ""));
    }
  va_end (values);
}

static void
print_row (CwCliTable *self, CwCli *cli, guint first, const guint *widths)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint column = 0; column < self->n_columns; column++)
    {
      const char *cell = g_ptr_array_index (self->cells, first + column);

      g_string_append (line, cell);
      if (column + 1 < self->n_columns)
        for (guint width = cw_cli_get_width (cell); width < widths[column] + 2; width++)
          g_string_append_c (line, ' ');
    }
  g_strchomp (line->str);
  cw_cli_print (cli, "%s\n", line->str);
}

void
cw_cli_table_end (CwCliTable *self, CwCli *cli, const char *empty)
{
  g_autofree guint *widths = g_new0 (guint, self->n_columns);

  for (guint i = 0; i < self->cells->len; i++)
    widths[i % self->n_columns] = MAX (widths[i % self->n_columns], cw_cli_get_width (g_ptr_array_index (self->cells, i)));
  if (self->cells->len == self->n_columns)
    cw_cli_print (cli, "%s\n", empty);
  else
    for (guint first = 0; first < self->cells->len; first += self->n_columns)
      print_row (self, cli, first, widths);
  g_ptr_array_unref (self->cells);
  g_free (self);
}
