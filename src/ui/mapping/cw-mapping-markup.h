/* cw-mapping-markup.h: expressions in words, with their names set off as chips
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Markup for a label of what cw_expression_dup_words() gives. (transfer full) */
char *cw_mapping_dup_markup (const char *words);
/* "8,210 of 18,220 records take part". (transfer full) */
char *cw_mapping_dup_figures (guint64 records, guint64 passing);

G_END_DECLS
