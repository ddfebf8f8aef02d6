/* cw-text.h: text as people read it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Positions and limits count characters (code points), as the systems do; a
 * cut never splits a grapheme, what a person takes for one character: a letter
 * with its accents, a flag, a family of emoji, a Hangul syllable. Nothing here
 * depends on the locale, so that a mapping gives the same on every machine.
 * All texts are valid UTF-8.
 */
#pragma once

#include "cw-types.h"

G_BEGIN_DECLS

/* Where the grapheme that begins at @text ends; @text itself when it is empty. */
const char *cw_text_next_grapheme   (const char *text);

/* The longest beginning of @text of at most @characters. (transfer full) */
char       *cw_text_dup_left        (const char *text, gsize characters);
/* The whole graphemes from character @start (0: the first) on, at most @characters. (transfer full) */
char       *cw_text_dup_substring   (const char *text, gsize start, gsize characters);
/* Without white space at both ends. (transfer full) */
char       *cw_text_dup_trimmed     (const char *text);
char       *cw_text_dup_upper       (const char *text);
char       *cw_text_dup_lower       (const char *text);
/* Every word with a capital, the rest small. (transfer full) */
char       *cw_text_dup_title       (const char *text);
/* Every @find replaced by @with, left to right; only whole graphemes are found. NULL when the result would be longer than
 * @max_bytes. (transfer full) */
char       *cw_text_dup_replaced    (const char *text, const char *find, const char *with, gsize max_bytes);
/* For comparing without regard to case and to how accents are encoded. (transfer full) */
char       *cw_text_dup_folded      (const char *text);

G_END_DECLS
