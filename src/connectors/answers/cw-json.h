/* cw-json.h: JSON of a remote system, read defensively
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes over the wire drifts: numbers turn into strings, null into an
 * empty list, a list into an object keyed by position, the case of a name
 * changes. These readers take every such form; what fits none of them is
 * CW_CONNECTOR_ERROR_PROTOCOL with the path of the offending member. For the
 * connectors only: no room above sees a JsonNode.
 */
#pragma once

#include "cw-error.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Nesting that is still read; json-glib recurses, so that deeper texts are refused before parsing. */
#define CW_JSON_MAX_DEPTH 64

/* One whole object or list within CW_JSON_MAX_DEPTH? Cheap: one pass, no allocation. A cut text is not whole. Any thread. */
gboolean    cw_json_check        (GBytes *body, GError **error);
/* Parses @body. NULL with CW_CONNECTOR_ERROR_PROTOCOL. Any thread. (transfer full) */
JsonNode   *cw_json_parse        (GBytes *body, GError **error);
/* Same for an object at the top. */
JsonNode   *cw_json_parse_object (GBytes *body, GError **error);

/* Member @name of @object; when it is not there, one that differs in case only; NULL when there is none. Borrowed. */
JsonNode   *cw_json_get          (JsonObject *object, const char *name);
/* NULL unless the member is an object. Borrowed. */
JsonObject *cw_json_get_object   (JsonObject *object, const char *name);
/* Whether @node is absent (NULL), null, [], {} or "". */
gboolean    cw_json_is_none      (JsonNode *node);

/* A scalar as text: numbers in decimal, booleans as "T" and "F"; NULL for what cw_json_is_none() and for everything that is
 * not a scalar. (transfer full) */
char       *cw_json_dup_text     (JsonNode *node);
/* Text of member @name, same rules. (transfer full) */
char       *cw_json_dup_member   (JsonObject *object, const char *name);
/* A true value in any form: true, 1, "1", "T", "true"; @fallback for none and for what is neither. */
gboolean    cw_json_get_flag     (JsonNode *node, gboolean fallback);
/* A whole number in any form. FALSE when @node is none or no whole number. */
gboolean    cw_json_get_integer  (JsonNode *node, gint64 *out_value);

/* The elements of a collection in any of its forms: an array, {"data":[…]}, {"items":[…]}, an object of objects. NULL when @node is of
 * another shape; empty for none. (element-type JsonNode) (transfer container), elements borrowed */
GPtrArray  *cw_json_list         (JsonNode *node);

/* Sets CW_CONNECTOR_ERROR_PROTOCOL: "@path: @format". Returns FALSE, so that a reader can end with it. */
gboolean    cw_json_fail         (GError **error, const char *path, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
