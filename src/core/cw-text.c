/* cw-text.c: text as people read it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Graphemes follow Unicode's extended grapheme clusters (UAX 29), from the
 * properties that GLib has. Pictographs are told by their blocks: a block may
 * hold an unassigned character, which no text joins with ZWJ anyway.
 */

#include "cw-text.h"

#include <string.h>

typedef enum {
  CLASS_OTHER,
  CLASS_CR,
  CLASS_LF,
  CLASS_CONTROL,
  CLASS_EXTEND,
  CLASS_ZWJ,
  CLASS_SPACING,
  CLASS_PREPEND,
  CLASS_HANGUL_L,
  CLASS_HANGUL_V,
  CLASS_HANGUL_T,
  CLASS_HANGUL_LV,
  CLASS_HANGUL_LVT,
  CLASS_REGIONAL,
  CLASS_PICTOGRAPH,
} Class;

typedef struct {
  gunichar first, last;
} Range;

static const Range pictographs[] = {
  { 0x00a9, 0x00a9 }, { 0x00ae, 0x00ae }, { 0x203c, 0x203c }, { 0x2049, 0x2049 }, { 0x2122, 0x2122 },
  { 0x2139, 0x2139 }, { 0x2194, 0x21aa }, { 0x231a, 0x23ff }, { 0x24c2, 0x24c2 }, { 0x25aa, 0x27bf },
  { 0x2934, 0x2935 }, { 0x2b05, 0x2b55 }, { 0x3030, 0x3030 }, { 0x303d, 0x303d }, { 0x3297, 0x3299 },
  { 0x1f000, 0x1f1e5 }, { 0x1f200, 0x1f3fa }, { 0x1f400, 0x1faff }, { 0x1fc00, 0x1fffd },
};

/* Signs that stand before the number or letter which they belong to. */
static const Range prepended[] = {
  { 0x0600, 0x0605 }, { 0x06dd, 0x06dd }, { 0x070f, 0x070f }, { 0x0890, 0x0891 }, { 0x08e2, 0x08e2 },
  { 0x0d4e, 0x0d4e }, { 0x110bd, 0x110bd }, { 0x110cd, 0x110cd }, { 0x111c2, 0x111c3 }, { 0x1193f, 0x1193f },
  { 0x11941, 0x11941 }, { 0x11a3a, 0x11a3a }, { 0x11a84, 0x11a89 }, { 0x11d46, 0x11d46 }, { 0x11f02, 0x11f02 },
};

/* Marks with a width of their own that begin a grapheme all the same (Myanmar, Tai Tham, Ahom). */
static const Range standing_marks[] = {
  { 0x102b, 0x102c }, { 0x1038, 0x1038 }, { 0x1062, 0x1064 }, { 0x1067, 0x106d }, { 0x1083, 0x1083 },
  { 0x1087, 0x108c }, { 0x108f, 0x108f }, { 0x109a, 0x109c }, { 0x1a61, 0x1a61 }, { 0x1a63, 0x1a64 },
  { 0xaa7b, 0xaa7b }, { 0xaa7d, 0xaa7d }, { 0x11720, 0x11721 },
};

/* They bind the consonants on both sides into one conjunct. */
static const gunichar linkers[] = { 0x094d, 0x09cd, 0x0acd, 0x0b4d, 0x0c4d, 0x0d4d };

#define ZERO_WIDTH_NON_JOINER 0x200c
#define ZERO_WIDTH_JOINER     0x200d

static gboolean
in_ranges (gunichar c, const Range *ranges, gsize n)
{
  for (gsize i = 0; i < n && c >= ranges[i].first; i++)
    if (c <= ranges[i].last)
      return TRUE;
  return FALSE;
}

static Class
classify_hangul (gunichar c)
{
  switch ((int) g_unichar_break_type (c))
    {
    case G_UNICODE_BREAK_HANGUL_L_JAMO:
      return CLASS_HANGUL_L;
    case G_UNICODE_BREAK_HANGUL_V_JAMO:
      return CLASS_HANGUL_V;
    case G_UNICODE_BREAK_HANGUL_T_JAMO:
      return CLASS_HANGUL_T;
    case G_UNICODE_BREAK_HANGUL_LV_SYLLABLE:
      return CLASS_HANGUL_LV;
    case G_UNICODE_BREAK_HANGUL_LVT_SYLLABLE:
      return CLASS_HANGUL_LVT;
    default:
      return CLASS_OTHER;
    }
}

static gboolean
is_extend (gunichar c)
{
  return c == ZERO_WIDTH_NON_JOINER
         || (c >= 0x1f3fb && c <= 0x1f3ff)    /* skin tones */
         || (c >= 0xe0020 && c <= 0xe007f)    /* tags: flags of regions */
         || c == 0xff9e || c == 0xff9f;       /* voicing of half-width katakana */
}

static Class
classify_by_type (gunichar c)
{
  switch ((int) g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return CLASS_CONTROL;
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
      return CLASS_EXTEND;
    case G_UNICODE_SPACING_MARK:
      return in_ranges (c, standing_marks, G_N_ELEMENTS (standing_marks)) ? CLASS_OTHER : CLASS_SPACING;
    default:
      return CLASS_OTHER;
    }
}

static Class
classify (gunichar c)
{
  if (c >= 0x20 && c < 0x7f)
    return CLASS_OTHER;
  if (c == '\r')
    return CLASS_CR;
  if (c == '\n')
    return CLASS_LF;
  if (c == ZERO_WIDTH_JOINER)
    return CLASS_ZWJ;
  if (is_extend (c))
    return CLASS_EXTEND;
  if (c >= 0x1f1e6 && c <= 0x1f1ff)
    return CLASS_REGIONAL;
  if (in_ranges (c, prepended, G_N_ELEMENTS (prepended)))
    return CLASS_PREPEND;
  if (c == 0x0e33 || c == 0x0eb3)
    return CLASS_SPACING;
  if (in_ranges (c, pictographs, G_N_ELEMENTS (pictographs)))
    return CLASS_PICTOGRAPH;
  if ((c >= 0x1100 && c <= 0x11ff) || (c >= 0xa960 && c <= 0xa97f) || (c >= 0xac00 && c <= 0xd7ff))
    return classify_hangul (c);
  return classify_by_type (c);
}

static gboolean
is_linker (gunichar c)
{
  for (gsize i = 0; i < G_N_ELEMENTS (linkers); i++)
    if (c == linkers[i])
      return TRUE;
  return FALSE;
}

/* What was seen of a grapheme so far. */
typedef struct {
  Class    last;
  guint    regionals;   /* at its end */
  gboolean pictograph;  /* a pictograph, then nothing but extenders and at most a ZWJ */
  gunichar linked;      /* consonant that a linker binds to the next one; 0: none */
  gunichar letter;      /* the last letter, before its marks */
} Cluster;

static void
cluster_add (Cluster *self, gunichar c, Class class)
{
  self->regionals = class == CLASS_REGIONAL ? self->regionals + 1 : 0;
  if (class == CLASS_PICTOGRAPH)
    self->pictograph = TRUE;
  else if (class != CLASS_EXTEND && class != CLASS_ZWJ)
    self->pictograph = FALSE;
  if (is_linker (c))
    {
      self->linked = self->letter;
    }
  else if (class != CLASS_EXTEND && class != CLASS_ZWJ)
    {
      self->linked = 0;
      self->letter = g_unichar_type (c) == G_UNICODE_OTHER_LETTER ? c : 0;
    }
  self->last = class;
}

static gboolean
is_hangul_inside (Class last, Class next)
{
  switch ((int) last)
    {
    case CLASS_HANGUL_L:
      return next == CLASS_HANGUL_L || next == CLASS_HANGUL_V || next == CLASS_HANGUL_LV || next == CLASS_HANGUL_LVT;
    case CLASS_HANGUL_LV:
    case CLASS_HANGUL_V:
      return next == CLASS_HANGUL_V || next == CLASS_HANGUL_T;
    case CLASS_HANGUL_LVT:
    case CLASS_HANGUL_T:
      return next == CLASS_HANGUL_T;
    default:
      return FALSE;
    }
}

static gboolean
is_breaking (Class class)
{
  return class == CLASS_CR || class == CLASS_LF || class == CLASS_CONTROL;
}

/* Whether @c goes on with the grapheme; in the order of the rules GB3 to GB13. */
static gboolean
cluster_accepts (const Cluster *self, gunichar c, Class class)
{
  if (self->last == CLASS_CR)
    return class == CLASS_LF;
  if (is_breaking (self->last) || is_breaking (class))
    return FALSE;
  if (is_hangul_inside (self->last, class))
    return TRUE;
  if (class == CLASS_EXTEND || class == CLASS_ZWJ || class == CLASS_SPACING || self->last == CLASS_PREPEND)
    return TRUE;
  if (self->linked != 0 && g_unichar_type (c) == G_UNICODE_OTHER_LETTER
      && g_unichar_get_script (c) == g_unichar_get_script (self->linked))
    return TRUE;
  if (class == CLASS_PICTOGRAPH && self->last == CLASS_ZWJ && self->pictograph)
    return TRUE;
  return class == CLASS_REGIONAL && self->regionals % 2 == 1;
}

const char *
cw_text_next_grapheme (const char *text)
{
  Cluster cluster = { CLASS_OTHER, 0, FALSE, 0, 0 };
  gunichar c;

  if (*text == '\0')
    return text;
  /* Nearly all text: nothing that joins is below U+0300, but for CR LF. */
  if ((guchar) *text < 0x80 && (guchar) text[1] < 0x80 && *text != '\r')
    return text + 1;
  c = g_utf8_get_char (text);
  cluster_add (&cluster, c, classify (c));
  for (text = g_utf8_next_char (text); *text != '\0'; text = g_utf8_next_char (text))
    {
      Class class;

      c = g_utf8_get_char (text);
      class = classify (c);
      if (!cluster_accepts (&cluster, c, class))
        break;
      cluster_add (&cluster, c, class);
    }
  return text;
}

/* The end of the longest run of whole graphemes from @text on with at most @characters. */
static const char *
skip_characters (const char *text, gsize characters)
{
  gsize count = 0;

  while (*text != '\0')
    {
      const char *end = cw_text_next_grapheme (text);

      count += (gsize) g_utf8_strlen (text, end - text);
      if (count > characters)
        break;
      text = end;
    }
  return text;
}

char *
cw_text_dup_left (const char *text, gsize characters)
{
  return g_strndup (text, (gsize) (skip_characters (text, characters) - text));
}

char *
cw_text_dup_substring (const char *text, gsize start, gsize characters)
{
  const char *from = text, *limit;
  gsize position = 0;

  while (*from != '\0' && position < start)
    {
      const char *end = cw_text_next_grapheme (from);

      position += (gsize) g_utf8_strlen (from, end - from);
      from = end;
    }
  /* A grapheme across the start is left out; what it took is not given to the end. */
  characters -= MIN (characters, position > start ? position - start : 0);
  limit = skip_characters (from, characters);
  return g_strndup (from, (gsize) (limit - from));
}

char *
cw_text_dup_trimmed (const char *text)
{
  const char *end = text + strlen (text);

  while (*text != '\0' && g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  while (end > text)
    {
      const char *before = g_utf8_prev_char (end);

      if (!g_unichar_isspace (g_utf8_get_char (before)))
        break;
      end = before;
    }
  return g_strndup (text, (gsize) (end - text));
}

/* Characters whose capital is several, as Unicode's SpecialCasing lists them for every language. */
static const struct {
  gunichar    c;
  const char *upper, *title;
} long_capitals[] = {
  { 0x00df, "SS", "Ss" },
  { 0x0149, "\xca\xbcN", "\xca\xbcN" },
  { 0x01f0, "J\xcc\x8c", "J\xcc\x8c" },
  { 0x0587, "\xd4\xb5\xd5\x92", "\xd4\xb5\xd6\x82" },
  { 0xfb00, "FF", "Ff" },
  { 0xfb01, "FI", "Fi" },
  { 0xfb02, "FL", "Fl" },
  { 0xfb03, "FFI", "Ffi" },
  { 0xfb04, "FFL", "Ffl" },
  { 0xfb05, "ST", "St" },
  { 0xfb06, "ST", "St" },
};

static void
append_capital (GString *text, gunichar c, gboolean title)
{
  for (gsize i = 0; i < G_N_ELEMENTS (long_capitals); i++)
    if (long_capitals[i].c == c)
      {
        g_string_append (text, title ? long_capitals[i].title : long_capitals[i].upper);
        return;
      }
  g_string_append_unichar (text, title ? g_unichar_totitle (c) : g_unichar_toupper (c));
}

static gboolean
is_word_part (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c) || c == '\'' || c == 0x2019;
}

#define GREEK_CAPITAL_SIGMA     0x03a3
#define GREEK_SMALL_SIGMA       0x03c3
#define GREEK_SMALL_FINAL_SIGMA 0x03c2
#define LATIN_I_WITH_DOT        0x0130

static void
append_small (GString *text, gunichar c, gboolean in_word, const char *after)
{
  if (c == LATIN_I_WITH_DOT)
    g_string_append (text, "i\xcc\x87");
  else if (c == GREEK_CAPITAL_SIGMA)
    g_string_append_unichar (text, in_word && !is_word_part (g_utf8_get_char (after)) ? GREEK_SMALL_FINAL_SIGMA
                                                                                      : GREEK_SMALL_SIGMA);
  else
    g_string_append_unichar (text, g_unichar_tolower (c));
}

char *
cw_text_dup_upper (const char *text)
{
  g_autoptr (GString) upper = g_string_sized_new (strlen (text) + 1);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    append_capital (upper, g_utf8_get_char (text), FALSE);
  return g_string_free (g_steal_pointer (&upper), FALSE);
}

static char *
dup_small (const char *text, gboolean title)
{
  g_autoptr (GString) small = g_string_sized_new (strlen (text) + 1);
  gboolean in_word = FALSE;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (title && !in_word && g_unichar_isalpha (c))
        append_capital (small, c, TRUE);
      else
        append_small (small, c, in_word, g_utf8_next_char (text));
      in_word = in_word ? is_word_part (c) : g_unichar_isalnum (c);
    }
  return g_string_free (g_steal_pointer (&small), FALSE);
}

char *
cw_text_dup_lower (const char *text)
{
  return dup_small (text, FALSE);
}

char *
cw_text_dup_title (const char *text)
{
  return dup_small (text, TRUE);
}

/* TRUE when @find stands at @text and ends where a grapheme ends. */
static gboolean
stands_at (const char *text, const char *find, gsize length)
{
  const char *end = text + length;

  if (strncmp (text, find, length) != 0)
    return FALSE;
  while (text < end)
    text = cw_text_next_grapheme (text);
  return text == end;
}

char *
cw_text_dup_replaced (const char *text, const char *find, const char *with, gsize max_bytes)
{
  g_autoptr (GString) result = g_string_sized_new (strlen (text) + 1);
  gsize length = strlen (find);

  if (length == 0)
    return g_strdup (text);
  while (*text != '\0')
    {
      if (stands_at (text, find, length))
        {
          g_string_append (result, with);
          text += length;
        }
      else
        {
          const char *end = cw_text_next_grapheme (text);

          g_string_append_len (result, text, end - text);
          text = end;
        }
      if (result->len > max_bytes)
        return NULL;
    }
  return g_string_free (g_steal_pointer (&result), FALSE);
}

char *
cw_text_dup_folded (const char *text)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  g_autofree char *folded = g_utf8_casefold (composed, -1);

  return g_utf8_normalize (folded, -1, G_NORMALIZE_NFC);
}
