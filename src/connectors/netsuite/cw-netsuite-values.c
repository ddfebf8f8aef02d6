/* cw-netsuite-values.c: what people call the values of a list or reference field
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-netsuite-private.h"

#include <glib/gi18n-lib.h>

static gboolean
is_column (const char *name)
{
  if (!g_ascii_isalpha (name[0]))
    return FALSE;
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '_')
      return FALSE;
  return TRUE;
}

/* Values that records have: a list that nobody uses needs no names. */
static char *
dup_sql (const char *type, const char *field)
{
  g_autofree char *column = g_ascii_strdown (field, -1);

  return g_strdup_printf ("SELECT DISTINCT %s AS v, BUILTIN.DF(%s) AS n FROM %s WHERE %s IS NOT NULL", column, column,
                          _cw_ns_get_table (type), column);
}

/* A field that the account, or the role, does not have has no values either. */
static gboolean
is_unknown (const GError *error)
{
  return g_error_matches (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PERMISSION)
         || g_error_matches (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_NOT_FOUND)
         || g_error_matches (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED);
}

GPtrArray *
_cw_ns_list_values_sync (CwNetsuite *self, const char *type, const char *field, GCancellable *cancellable, GError **error)
{
  static const char * const aliases[] = { "v", "n", NULL };
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_field_value_free), rows = NULL;
  g_auto (CwNsFault) fault = { CW_NS_FAULT_NONE, NULL };
  g_autofree char *sql = NULL, *doing = NULL;
  g_autoptr (GError) local = NULL;

  if (_cw_ns_get_fields (type) == NULL || !is_column (field))
    return g_steal_pointer (&values);
  sql = dup_sql (type, field);
  doing = g_strdup_printf (_("reading the values of %s of %s"), field, _cw_ns_get_title (type));
  rows = _cw_ns_query_rows_sync (self, sql, aliases, doing, &fault, cancellable, &local);
  if (rows == NULL && !is_unknown (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  for (guint i = 0; rows != NULL && i < MIN (rows->len, CW_FIELD_VALUES_MOST); i++)
    {
      const GPtrArray *row = rows->pdata[i];
      const char *value = row->pdata[0], *name = row->pdata[1];

      if (value != NULL && *value != '\0' && name != NULL && *name != '\0')
        g_ptr_array_add (values, cw_field_value_new (value, name));
    }
  return g_steal_pointer (&values);
}
