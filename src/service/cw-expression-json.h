/* cw-expression-json.h: mapping expressions in files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the service. One object an expression, told by one member: "field",
 * "record", "value", "setting", "mapped", "concat", "first", "map", "lookup",
 * "if", "compare", "all", "any", "not", "function". See data/mapping.schema.json.
 */
#pragma once

#include "cw-expression.h"
#include "cw-file-reader.h"

G_BEGIN_DECLS

/* Member @member of @object; an error when it is not there. (transfer full) */
CwExpression *cw_expression_read  (CwFileReader *reader, JsonObject *object, const char *member, GError **error);
void          cw_expression_write (const CwExpression *expression, JsonBuilder *builder);

G_END_DECLS
