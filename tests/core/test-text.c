/* test-text.c: graphemes, cuts and letters
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-text.h"

#include <string.h>

#define FAMILY     "👩‍👩‍👧‍👦"                     /* four people joined by ZWJ: 7 characters */
#define THUMB      "👍🏽"                          /* with a skin tone */
#define FLAG_UA    "🇺🇦"
#define FLAG_JP    "🇯🇵"
#define SCOTLAND   "🏴\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xb3\xf3\xa0\x81\xa3\xf3\xa0\x81\xb4\xf3\xa0\x81\xbf"
#define E_ACUTE    "e\xcc\x81"                     /* letter and combining acute */
#define HEART      "❤️"                            /* with a variation selector */
#define HAN        "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab" /* Hangul in three jamo */
#define KSSI       "क्षि"                           /* one conjunct with its vowel */
#define NI         "நி"

/* Texts with their graphemes between bars. */
static const char *cut_texts[] = {
  "a|b|c",
  "Z|ü|r|i|c|h",
  "n|" E_ACUTE "|e",
  "a|\r\n|b",
  "\n|\r|a",
  FAMILY "|" FAMILY,
  THUMB "|a",
  FLAG_UA "|" FLAG_JP "|🇨",
  SCOTLAND "|" SCOTLAND,
  HEART "|!",
  HAN "|한|글",
  KSSI "|" NI,
  "กำ|น้ำ",
  "ا|ل|\xd8\x80١|٢",
  "Z" "\xcc\xa1\xcc\x8d\xcc\xb3\xcc\x9a" "|a|l",
  "👨|👩",
  "ｶﾞ|ｷ",
  "1️⃣|#️⃣",
  "a\xe2\x80\x8d|b",
  "",
};

static char *
remove_bars (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "|", -1);

  return g_strjoinv ("", parts);
}

static char *
insert_bars (const char *text)
{
  GString *cut = g_string_new (NULL);

  while (*text != '\0')
    {
      const char *end = cw_text_next_grapheme (text);

      if (cut->len > 0)
        g_string_append_c (cut, '|');
      g_string_append_len (cut, text, end - text);
      text = end;
    }
  return g_string_free (cut, FALSE);
}

static void
test_graphemes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cut_texts); i++)
    {
      g_autofree char *text = remove_bars (cut_texts[i]), *cut = insert_bars (text);

      g_assert_cmpstr (cut, ==, cut_texts[i]);
    }
}

static void
assert_left (const char *text, gsize characters, const char *expected)
{
  g_autofree char *left = cw_text_dup_left (text, characters);

  g_assert_cmpstr (left, ==, expected);
}

static void
test_left (void)
{
  assert_left ("Northwind", 5, "North");
  assert_left ("Northwind", 9, "Northwind");
  assert_left ("Northwind", 0, "");
  assert_left ("", 7, "");
  assert_left ("né", 2, "né");
  assert_left ("n" E_ACUTE "e", 2, "n");
  assert_left ("n" E_ACUTE "e", 3, "n" E_ACUTE);
  assert_left ("a" FAMILY "b", 7, "a");
  assert_left ("a" FAMILY "b", 8, "a" FAMILY);
  assert_left (FLAG_UA FLAG_JP, 3, FLAG_UA);
  assert_left ("a\r\nb", 2, "a");
}

static void
assert_substring (const char *text, gsize start, gsize characters, const char *expected)
{
  g_autofree char *part = cw_text_dup_substring (text, start, characters);

  g_assert_cmpstr (part, ==, expected);
}

static void
test_substring (void)
{
  assert_substring ("CUST-00042", 5, 5, "00042");
  assert_substring ("CUST-00042", 0, 4, "CUST");
  assert_substring ("CUST", 4, 4, "");
  assert_substring ("CUST", 40, 4, "");
  assert_substring ("CUST", 2, 400, "ST");
  /* A start in the middle of a grapheme leaves it out. */
  assert_substring ("a" E_ACUTE "bc", 2, 3, "bc");
  assert_substring (FLAG_UA "abc", 1, 2, "a");
  assert_substring ("abc", G_MAXSIZE, G_MAXSIZE, "");
}

typedef char *(*Change) (const char *text);

static void
assert_change (Change change, const char *text, const char *expected)
{
  g_autofree char *changed = change (text);

  g_assert_cmpstr (changed, ==, expected);
}

static void
test_trim (void)
{
  assert_change (cw_text_dup_trimmed, "  a b  ", "a b");
  assert_change (cw_text_dup_trimmed, "\xc2\xa0\xe3\x80\x80x\t\n", "x");
  assert_change (cw_text_dup_trimmed, " \t ", "");
  assert_change (cw_text_dup_trimmed, "", "");
}

static void
test_case (void)
{
  assert_change (cw_text_dup_upper, "straße ﬁx éa", "STRASSE FIX ÉA");
  assert_change (cw_text_dup_lower, "ΟΔΟΣ ΣΑΣ", "οδος σας");
  assert_change (cw_text_dup_lower, "İI", "i\xcc\x87i");
  assert_change (cw_text_dup_title, "harbor o'neill & söhne GMBH", "Harbor O'neill & Söhne Gmbh");
  assert_change (cw_text_dup_title, "ǆ ﬁre 3com", "ǅ Fire 3com");
  assert_change (cw_text_dup_title, E_ACUTE "tude", "E\xcc\x81tude");
}

static void
test_folded (void)
{
  g_autofree char *a = cw_text_dup_folded ("ÉTUDE"), *b = cw_text_dup_folded (E_ACUTE "tude");
  g_autofree char *c = cw_text_dup_folded ("STRASSE"), *d = cw_text_dup_folded ("Straße");

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (c, ==, d);
}

static void
assert_replaced (const char *text, const char *find, const char *with, const char *expected)
{
  g_autofree char *replaced = cw_text_dup_replaced (text, find, with, 1000);

  g_assert_cmpstr (replaced, ==, expected);
}

static void
test_replace (void)
{
  assert_replaced ("a-b-c", "-", "", "abc");
  assert_replaced ("aaa", "aa", "b", "ba");
  assert_replaced ("abc", "x", "y", "abc");
  assert_replaced ("abc", "", "y", "abc");
  assert_replaced ("", "a", "b", "");
  /* The letter below an accent is not the letter. */
  assert_replaced ("e" E_ACUTE, "e", "x", "x" E_ACUTE);
  assert_replaced (FAMILY, "👩", "x", FAMILY);
  assert_replaced ("aaaaaaaaaa", "a", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
                   "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", NULL);
}

/* Whatever the text: graphemes cover it, in order, each at least a character, and a cut is one of their ends. */
static void
test_random (void)
{
  static const char *pieces[] = { "a", "é", E_ACUTE, "\xcc\x81", "👩", "\xe2\x80\x8d", FLAG_UA, "🇯", "\xef\xb8\x8f", HAN, "\xe1\x85\xa1",
                                  "क", "्", "\r", "\n", " ", "🏽", "\xd8\x80", "ำ", "ﬁ", "Σ", "ß" };

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      gsize limit = (gsize) g_test_rand_int_range (0, 30);
      g_autofree char *left = NULL, *upper = NULL, *cut = NULL;
      const char *at;

      for (int n = g_test_rand_int_range (0, 15); n > 0; n--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      left = cw_text_dup_left (text->str, limit);
      upper = cw_text_dup_upper (text->str);
      cut = cw_text_dup_substring (text->str, limit / 2, limit);
      g_assert_true (g_utf8_validate (upper, -1, NULL));
      g_assert_true (g_utf8_validate (cut, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (left, -1), <=, (glong) limit);
      g_assert_cmpint (g_utf8_strlen (cut, -1), <=, (glong) limit);
      g_assert_true (g_str_has_prefix (text->str, left));
      for (at = text->str; at < text->str + strlen (left); at = cw_text_next_grapheme (at))
        g_assert_true (g_utf8_validate (at, -1, NULL));
      g_assert_true (at == text->str + strlen (left));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/graphemes", test_graphemes);
  g_test_add_func ("/text/left", test_left);
  g_test_add_func ("/text/substring", test_substring);
  g_test_add_func ("/text/trim", test_trim);
  g_test_add_func ("/text/case", test_case);
  g_test_add_func ("/text/folded", test_folded);
  g_test_add_func ("/text/replace", test_replace);
  g_test_add_func ("/text/random", test_random);
  return g_test_run ();
}
