/* sb-suiteql-lexer.c: the tokens of SuiteQL
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteql-private.h"

#include <string.h>

/* Longest first. */
static const char *const symbols[] = {
  "||", "<>", "!=", "<=", ">=", "(", ")", ",", ".", "*", "+", "-", "/", "=", "<", ">", "?",
};

static void
add_token (GArray *tokens, GStringChunk *chunk, SbQlTokenType type, const char *text, gssize length)
{
  SbQlToken token = { type, g_string_chunk_insert_len (chunk, text, length) };

  g_array_append_val (tokens, token);
}

static gboolean
is_word_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '$' || c == '#';
}

static const char *
read_word (const char *p, GArray *tokens, GStringChunk *chunk)
{
  const char *start = p;

  while (is_word_char (*p))
    p++;
  add_token (tokens, chunk, SB_QL_TOKEN_WORD, start, p - start);

  return p;
}

/* NULL when a letter follows the digits, as in 12ab. */
static const char *
read_number (const char *p, GArray *tokens, GStringChunk *chunk)
{
  const char *start = p;

  while (g_ascii_isdigit (*p))
    p++;
  if (*p == '.')
    for (p++; g_ascii_isdigit (*p); p++)
      ;
  if (is_word_char (*p))
    return NULL;
  add_token (tokens, chunk, SB_QL_TOKEN_NUMBER, start, p - start);

  return p;
}

/* NULL when the quote is never closed. */
static const char *
read_quoted (const char *p, GArray *tokens, GStringChunk *chunk)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char quote = *p++;

  for (; *p != '\0'; p++)
    {
      if (*p == quote && p[1] != quote)
        {
          add_token (tokens, chunk, quote == '"' ? SB_QL_TOKEN_QUOTED : SB_QL_TOKEN_STRING, text->str, (gssize) text->len);
          return p + 1;
        }
      if (*p == quote)
        p++;
      g_string_append_c (text, *p);
    }

  return NULL;
}

static const char *
read_symbol (const char *p, GArray *tokens, GStringChunk *chunk)
{
  /* Comments are not sent by a careful client, and one that forgets to quote must not get away with them. */
  if (g_str_has_prefix (p, "--") || g_str_has_prefix (p, "/*"))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    if (g_str_has_prefix (p, symbols[i]))
      {
        add_token (tokens, chunk, SB_QL_TOKEN_SYMBOL, symbols[i], -1);
        return p + strlen (symbols[i]);
      }

  return NULL;
}

GArray *
sb_ql_tokenize (const char *text, GStringChunk *chunk)
{
  g_autoptr (GArray) tokens = g_array_new (FALSE, FALSE, sizeof (SbQlToken));
  const char *p = text;

  while (p != NULL && *p != '\0')
    {
      if (g_ascii_isspace (*p))
        p++;
      else if (g_ascii_isalpha (*p) || *p == '_')
        p = read_word (p, tokens, chunk);
      else if (g_ascii_isdigit (*p) || (*p == '.' && g_ascii_isdigit (p[1])))
        p = read_number (p, tokens, chunk);
      else if (*p == '\'' || *p == '"')
        p = read_quoted (p, tokens, chunk);
      else
        p = read_symbol (p, tokens, chunk);
    }
  if (p == NULL)
    return NULL;
  add_token (tokens, chunk, SB_QL_TOKEN_END, "", 0);

  return g_steal_pointer (&tokens);
}
