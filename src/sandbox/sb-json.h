/* sb-json.h: JSON that came from outside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The JSON in @length bytes of @text; NULL when it is none or nests deeper than 100 levels, which json-glib 1.6 would
 * follow until the stack ends (transfer full). */
JsonNode *sb_json_parse (const char *text, gsize length);

G_END_DECLS
