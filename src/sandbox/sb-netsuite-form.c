/* sb-netsuite-form.c: what comes in: queries and forms as pairs, and how deep JSON is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GLib's own parser keeps one value for each name; a signature is over every
 * pair, and a name that comes twice is a mistake to be found.
 */

#include "sb-netsuite-private.h"

#include <string.h>

#define DEPTH_MAX 100

static void
pair_free (SbPair *pair)
{
  g_free (pair->name);
  g_free (pair->value);
  g_free (pair);
}

static void
take_pair (GPtrArray *pairs, char *name, char *value)
{
  SbPair *pair = g_new (SbPair, 1);

  *pair = (SbPair) { name, value };
  g_ptr_array_add (pairs, pair);
}

void
sb_pairs_add (GPtrArray *pairs, const char *name, const char *value)
{
  take_pair (pairs, g_strdup (name), g_strdup (value));
}

/* NULL when an escape is broken. */
static char *
dup_decoded (const char *text, gsize length)
{
  g_autofree char *spaced = g_strndup (text, length);

  g_strdelimit (spaced, "+", ' ');

  return g_uri_unescape_string (spaced, NULL);
}

static gboolean
parse_pair (GPtrArray *pairs, const char *text)
{
  const char *equals = strchr (text, '=');
  gsize length = equals != NULL ? (gsize) (equals - text) : strlen (text);
  g_autofree char *name = dup_decoded (text, length);
  g_autofree char *value = equals != NULL ? dup_decoded (equals + 1, strlen (equals + 1)) : g_strdup ("");

  if (name == NULL || value == NULL)
    return FALSE;
  take_pair (pairs, g_steal_pointer (&name), g_steal_pointer (&value));

  return TRUE;
}

GPtrArray *
sb_pairs_parse (const char *text)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func ((GDestroyNotify) pair_free);
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", "&", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && !parse_pair (pairs, parts[i]))
      return NULL;

  return g_steal_pointer (&pairs);
}

char *
sb_request_dup_media_type (const SbRequest *request)
{
  const char *type = g_hash_table_lookup (request->headers, "content-type");
  char *media;

  if (type == NULL)
    return g_strdup ("");
  media = g_ascii_strdown (type, (gssize) strcspn (type, ";"));

  return g_strstrip (media);
}

GPtrArray *
sb_pairs_parse_form (const SbRequest *request)
{
  g_autofree char *media = sb_request_dup_media_type (request);
  g_autofree char *text = NULL;
  gsize size;
  const char *body = g_bytes_get_data (request->body, &size);

  if (strcmp (media, "application/x-www-form-urlencoded") != 0 || (size > 0 && memchr (body, '\0', size) != NULL))
    return NULL;
  text = g_strndup (body != NULL ? body : "", size);

  return sb_pairs_parse (text);
}

const char *
sb_pairs_get (GPtrArray *pairs, const char *name)
{
  const char *value = NULL;

  for (guint i = 0; i < pairs->len; i++)
    {
      SbPair *pair = g_ptr_array_index (pairs, i);

      if (strcmp (pair->name, name) != 0)
        continue;
      if (value != NULL)
        return NULL;
      value = pair->value;
    }

  return value;
}

gboolean
sb_pairs_has_duplicates (GPtrArray *pairs)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < pairs->len; i++)
    if (!g_hash_table_add (names, ((SbPair *) g_ptr_array_index (pairs, i))->name))
      return TRUE;

  return FALSE;
}

gboolean
sb_json_is_shallow (const char *text, gsize size)
{
  guint depth = 0;
  gboolean quoted = FALSE;

  for (gsize i = 0; i < size; i++)
    if (quoted && text[i] == '\\')
      i++;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && (text[i] == '{' || text[i] == '['))
      {
        if (++depth > DEPTH_MAX)
          return FALSE;
      }
    else if (!quoted && (text[i] == '}' || text[i] == ']') && depth > 0)
      depth--;

  return TRUE;
}
