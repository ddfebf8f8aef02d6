/* cw-expression-page.h: a row, the condition of a group, or the filter, to be built
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping-bench.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_EXPRESSION_PAGE (cw_expression_page_get_type ())
G_DECLARE_FINAL_TYPE (CwExpressionPage, cw_expression_page, CW, EXPRESSION_PAGE, GtkWidget)

CwExpressionPage   *cw_expression_page_new       (CwMappingBench *bench, const CwDraftPlace *place);
const CwDraftPlace *cw_expression_page_get_place (CwExpressionPage *self);

G_END_DECLS
