/* sb-json.c: JSON that came from outside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-json.h"

#define DEPTH_LIMIT 100

/* Counts brackets outside of strings; whether they match is the parser's business. */
static gboolean
is_deep (const char *text, gsize length)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < length; i++)
    if (in_string)
      {
        if (text[i] == '\\')
          i++;
        else if (text[i] == '"')
          in_string = FALSE;
      }
    else if (text[i] == '"')
      in_string = TRUE;
    else if (text[i] == '[' || text[i] == '{')
      {
        if (++depth > DEPTH_LIMIT)
          return TRUE;
      }
    else if ((text[i] == ']' || text[i] == '}') && depth > 0)
      depth--;

  return FALSE;
}

JsonNode *
sb_json_parse (const char *text, gsize length)
{
  g_autoptr (JsonParser) parser = NULL;

  if (is_deep (text, length))
    return NULL;
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return NULL;

  return json_parser_steal_root (parser);
}
