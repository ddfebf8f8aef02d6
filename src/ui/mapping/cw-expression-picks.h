/* cw-expression-picks.h: choosing a simple expression by pointing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-expression-spot.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @expression: (transfer full). Called once, unless nothing was chosen. */
typedef void (*CwExpressionPicked) (CwExpression *expression, gpointer data);

/* Lets a person choose an expression of @kind, which has nothing inside, for records of @type (NULL: of
 * every type of the workflow); an empty fixed value is there at once. @free_data is called in any case. */
void          cw_expression_pick     (GtkWidget *parent, CwMappingBench *bench, const char *type, const CwKind *kind,
                                      CwExpressionPicked picked, gpointer data, GDestroyNotify free_data);
/* A field of records of @type with the type that is known of it. (transfer full) */
CwExpression *cw_expression_new_known_field (CwMappingBench *bench, const char *type, const char *path);

G_END_DECLS
