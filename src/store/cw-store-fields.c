/* cw-store-fields.c: the form in which a set of fields is kept in a column
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Name, NUL, value, NUL, and so on. Fields are text that holds no NUL, so this
 * needs no lengths. It is written and read for every field of every record:
 * a GVariant of the same content takes ten times as long to build.
 */

#include "cw-store-private.h"

#include <string.h>

char *
_cw_fields_encode (const CwFields *fields, gsize *out_length)
{
  guint size = cw_fields_get_size (fields);
  const char *name, *value;
  gsize length = 0;
  char *data, *at;

  for (guint i = 0; i < size; i++)
    {
      cw_fields_get_nth (fields, i, &name, &value);
      length += strlen (name) + strlen (value) + 2;
    }
  data = at = g_malloc (length);
  for (guint i = 0; i < size; i++)
    {
      cw_fields_get_nth (fields, i, &name, &value);
      at = stpcpy (at, name) + 1;
      at = stpcpy (at, value) + 1;
    }
  *out_length = length;
  return data;
}

/* The next pair at *@at; FALSE at the end, or where the data is broken. */
static gboolean
next_pair (const char **at, const char *end, const char **out_name, const char **out_value)
{
  const char *name_end = *at < end ? memchr (*at, '\0', end - *at) : NULL;
  const char *value_end = name_end != NULL ? memchr (name_end + 1, '\0', end - name_end - 1) : NULL;

  if (value_end == NULL)
    return FALSE;
  *out_name = *at;
  *out_value = name_end + 1;
  *at = value_end + 1;
  return TRUE;
}

CwFields *
_cw_fields_decode (const char *data, gsize length)
{
  CwFields *fields = cw_fields_new ();
  const char *at = data, *name, *value;

  while (data != NULL && next_pair (&at, data + length, &name, &value))
    cw_fields_set (fields, name, value);
  return fields;
}

/* Sets are written in order of name, so that both lists are walked once. */
CwFields *
_cw_fields_decode_some (const char *data, gsize length, const char * const *wanted)
{
  CwFields *fields = cw_fields_new ();
  const char *at = data, *name, *value;

  while (data != NULL && *wanted != NULL && next_pair (&at, data + length, &name, &value))
    {
      int order = strcmp (*wanted, name);

      while (order < 0 && *++wanted != NULL)
        order = strcmp (*wanted, name);
      if (*wanted != NULL && order == 0)
        cw_fields_set (fields, name, value);
    }
  return fields;
}

const char *
_cw_fields_find (const char *data, gsize length, const char *wanted)
{
  const char *at = data, *name, *value;

  while (data != NULL && next_pair (&at, data + length, &name, &value))
    if (strcmp (name, wanted) == 0)
      return value;
  return NULL;
}
