/* cw-late-value.c: values that are known only when they are sent: "{spp.customers/department department:4}"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-late-value.h"

#include <string.h>

char *
cw_late_value_dup (const char *workflow, const char *type, const char *id)
{
  return g_strdup_printf ("{%s %s:%s}", workflow, type, id);
}

gboolean
cw_late_value_parse (const char *text, char **out_workflow, char **out_key)
{
  const char *space = text != NULL && *text == '{' ? strchr (text, ' ') : NULL;
  gsize length = space != NULL ? strlen (text) : 0;

  if (space == NULL || text[length - 1] != '}')
    return FALSE;
  *out_workflow = g_strndup (text + 1, (gsize) (space - text - 1));
  *out_key = g_strndup (space + 1, length - (gsize) (space - text) - 2);
  return TRUE;
}
