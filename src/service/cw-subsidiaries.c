/* cw-subsidiaries.c: names of the source's subsidiaries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-subsidiaries.h"

#include <glib/gi18n-lib.h>

char *
cw_subsidiaries_dup_name (GHashTable *names, const char *id)
{
  const char *name = names != NULL ? g_hash_table_lookup (names, id) : NULL;

  return name != NULL ? g_strdup (name) : g_strdup_printf (_("No. %s"), id);
}

char *
cw_subsidiaries_dup_names (GHashTable *names, const char *ids)
{
  g_auto (GStrv) parts = g_strsplit (ids != NULL ? ids : "", ",", -1);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      const char *id = g_strstrip (parts[i]);
      g_autofree char *name = *id != '\0' ? cw_subsidiaries_dup_name (names, id) : NULL;

      if (name != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", name);
    }
  return g_string_free (text, FALSE);
}
