/* cw-mapping-markup.c: expressions in words, with their names set off as chips
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-markup.h"

#include "cw-expression-words.h"

#include <glib/gi18n-lib.h>

char *
cw_mapping_dup_markup (const char *words)
{
  g_autofree char *escaped = g_markup_escape_text (words, -1);
  g_autoptr (GString) markup = g_string_new (escaped);

  /* No-break spaces keep the chip's edge off its name. */
  g_string_replace (markup, CW_WORDS_NAME_START, "<span bgcolor='#888888' bgalpha='22%'>\302\240", 0);
  g_string_replace (markup, CW_WORDS_NAME_END, "\302\240</span>", 0);
  return g_string_free (g_steal_pointer (&markup), FALSE);
}

char *
cw_mapping_dup_figures (guint64 records, guint64 passing)
{
  return g_strdup_printf (_("%'u of %'u records take part"), (guint) MIN (passing, G_MAXUINT), (guint) MIN (records, G_MAXUINT));
}
