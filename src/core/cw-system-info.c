/* cw-system-info.c: what a person has to enter to connect a system
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-system-info.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const CwSignInWay *
cw_system_info_find_way (const CwSystemInfo *self, const char *id)
{
  for (const CwSignInWay *way = self->ways; way->id != NULL; way++)
    if (g_strcmp0 (way->id, id) == 0)
      return way;
  return &self->ways[0];
}

/* A space within an id or key is what the clipboard brought along. */
static gboolean
has_space (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (g_ascii_isspace (*at) || g_ascii_iscntrl (*at))
      return TRUE;
  return FALSE;
}

static gboolean
is_email (const char *text)
{
  const char *at = strchr (text, '@');

  return at != NULL && at != text && at[1] != '\0' && strchr (at + 1, '@') == NULL;
}

char *
cw_input_dup_problem (const CwInput *input, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));
  const char *label = _(input->label);

  if (*stripped == '\0')
    return g_strdup_printf (_("%s is missing."), label);
  if (input->kind == CW_INPUT_KEY)
    return strstr (stripped, "PRIVATE KEY-----") != NULL ? NULL
           : g_strdup (_("This is no private key. It begins with a line “BEGIN PRIVATE KEY”."));
  if (has_space (stripped))
    return g_strdup_printf (_("%s has a space or line end inside. Copy it once more, whole and alone."), label);
  if (input->kind == CW_INPUT_EMAIL && !is_email (stripped))
    return g_strdup_printf (_("%s is no e-mail address."), label);
  return NULL;
}
