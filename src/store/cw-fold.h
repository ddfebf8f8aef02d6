/* cw-fold.h: text as search and sort see it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @text decomposed (NFKD), without combining marks, in folded case: "Café Zürich" → "cafe zurich". Bytes that are no UTF-8
 * become U+FFFD. NULL gives "". (transfer full) */
char *cw_fold (const char *text);

G_END_DECLS
