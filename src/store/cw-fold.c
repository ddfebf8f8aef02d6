/* cw-fold.c: text as search and sort see it, and our functions for SQL
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-fold.h"

#include "cw-store-private.h"

#include <string.h>

/* Most names are ASCII; these need no tables. NULL when @text has other bytes. */
static char *
fold_ascii (const char *text)
{
  gsize length = strlen (text);
  g_autofree char *folded = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) text[i] >= 0x80)
        return NULL;
      folded[i] = g_ascii_tolower (text[i]);
    }
  folded[length] = '\0';
  return g_steal_pointer (&folded);
}

static gboolean
is_mark (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK;
}

static void
strip_marks (char *text)
{
  char *to = text;

  for (const char *at = text, *next; *at != '\0'; at = next)
    {
      next = g_utf8_next_char (at);
      if (is_mark (g_utf8_get_char (at)))
        continue;
      memmove (to, at, next - at);
      to += next - at;
    }
  *to = '\0';
}

char *
cw_fold (const char *text)
{
  g_autofree char *valid = NULL;
  g_autofree char *plain = NULL;
  char *folded;

  if (text == NULL)
    return g_strdup ("");
  folded = fold_ascii (text);
  if (folded != NULL)
    return folded;

  valid = g_utf8_make_valid (text, -1);
  plain = g_utf8_normalize (valid, -1, G_NORMALIZE_NFKD);
  strip_marks (plain);
  return g_utf8_casefold (plain, -1);
}

gint64
_cw_store_id_number (const char *id)
{
  gint64 number = 0;
  gsize length = strlen (id);

  if (length == 0 || length > 18)
    return G_MAXINT64;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (id[i]))
        return G_MAXINT64;
      number = number * 10 + g_ascii_digit_value (id[i]);
    }
  return number;
}

/* cw_fold (text) */
static void
sql_fold (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const char *text = (const char *) sqlite3_value_text (values[0]);

  sqlite3_result_text (context, cw_fold (text), -1, g_free);
}

/* cw_field (fields, name): the value, or NULL where it is not set. */
static void
sql_field (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const char *data = sqlite3_value_blob (values[0]);
  const char *name = (const char *) sqlite3_value_text (values[1]);
  const char *value = name != NULL ? _cw_fields_find (data, sqlite3_value_bytes (values[0]), name) : NULL;

  sqlite3_result_text (context, value, -1, SQLITE_TRANSIENT);
}

/* cw_number (id) */
static void
sql_number (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const char *id = (const char *) sqlite3_value_text (values[0]);

  if (id != NULL)
    sqlite3_result_int64 (context, _cw_store_id_number (id));
}

gboolean
_cw_store_add_functions (CwStore *self, GError **error)
{
  int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  int rc = sqlite3_create_function (self->db, "cw_fold", 1, flags, NULL, sql_fold, NULL, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_create_function (self->db, "cw_field", 2, flags, NULL, sql_field, NULL, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_create_function (self->db, "cw_number", 1, flags, NULL, sql_number, NULL, NULL);
  return rc == SQLITE_OK || _cw_store_fail (self, rc, error);
}
