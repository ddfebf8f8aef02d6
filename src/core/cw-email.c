/* cw-email.c: addresses and names of people as they are compared
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-people-match.h"
#include "cw-text.h"

#include <gio/gio.h>
#include <string.h>

/* A domain that is none (too long, bad ACE text) is compared as it is written. */
static char *
dup_domain_key (const char *domain)
{
  g_autofree char *folded = cw_text_dup_folded (domain);
  gsize length = strlen (folded);
  char *ascii;

  if (length > 1 && folded[length - 1] == '.')
    folded[length - 1] = '\0';
  ascii = g_hostname_to_ascii (folded);
  return ascii != NULL ? ascii : g_steal_pointer (&folded);
}

char *
cw_email_dup_key (const char *address)
{
  g_autofree char *valid = NULL, *trimmed = NULL, *local = NULL, *domain = NULL;
  char *at;

  if (address == NULL)
    return NULL;
  valid = g_utf8_make_valid (address, -1);
  trimmed = cw_text_dup_trimmed (valid);
  at = strrchr (trimmed, '@');
  if (at == NULL || at == trimmed || at[1] == '\0')
    return NULL;
  *at = '\0';
  local = cw_text_dup_folded (trimmed);
  domain = dup_domain_key (at + 1);
  if (*domain == '\0' || g_str_equal (domain, "."))
    return NULL;
  return g_strconcat (local, "@", domain, NULL);
}

/* Letters that have no decomposition, although people write them without their stroke. */
static const char *
get_plain_letter (gunichar c)
{
  switch (c)
    {
    case 0x00f8:
      return "o";
    case 0x0142:
      return "l";
    case 0x0111:
    case 0x00f0:
      return "d";
    case 0x0127:
      return "h";
    case 0x0131:
      return "i";
    case 0x00e6:
      return "ae";
    case 0x0153:
      return "oe";
    case 0x00fe:
      return "th";
    default:
      return NULL;
    }
}

static void
append_name (GString *key, const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *apart = g_utf8_normalize (valid, -1, G_NORMALIZE_NFKD);
  g_autofree char *plain = g_utf8_casefold (apart, -1);
  gboolean in_word = FALSE;

  for (const char *at = plain; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      const char *letter = get_plain_letter (c);

      if (g_unichar_ismark (c) || c == '\'' || c == 0x2019)
        continue;
      if (!g_unichar_isalnum (c))
        {
          in_word = FALSE;
          continue;
        }
      if (!in_word && key->len > 0)
        g_string_append_c (key, ' ');
      in_word = TRUE;
      if (letter != NULL)
        g_string_append (key, letter);
      else
        g_string_append_unichar (key, c);
    }
}

char *
cw_person_name_dup_key (const char *first, const char *last)
{
  GString *key = g_string_new (NULL);

  if (first != NULL)
    append_name (key, first);
  if (last != NULL)
    append_name (key, last);
  return g_string_free (key, FALSE);
}
