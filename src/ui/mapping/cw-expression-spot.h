/* cw-expression-spot.h: the part of a mapping that a builder shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-expression-kinds.h"
#include "cw-mapping-bench.h"

G_BEGIN_DECLS

/* Plain value. */
typedef struct {
  CwMappingBench *bench;   /* owned */
  CwDraftPlace    place;
  char           *path;    /* see cw-expression-edit.h; owned */
} CwExpressionSpot;

CwExpressionSpot *cw_expression_spot_new      (CwMappingBench *bench, const CwDraftPlace *place, const char *path);
CwExpressionSpot *cw_expression_spot_copy     (const CwExpressionSpot *self);
void              cw_expression_spot_free     (CwExpressionSpot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwExpressionSpot, cw_expression_spot_free)

/* What is there; NULL: not any more. Borrowed from the draft: valid until the next edit. */
CwExpression     *cw_expression_spot_get      (const CwExpressionSpot *self);
/* Takes @expression (NULL: it could not be made). FALSE: nothing was changed. @merge: see cw_mapping_draft_settle(). */
gboolean          cw_expression_spot_set      (const CwExpressionSpot *self, CwExpression *expression, const char *label,
                                               const char *merge);
/* What it is a part of; NULL: nothing. @out_index: which part. Borrowed as above. */
CwExpression     *cw_expression_spot_get_parent (const CwExpressionSpot *self, CwExpressionSpot **out_parent, guint *out_index);
/* TRUE when it should be true or false. */
gboolean          cw_expression_spot_wants_condition (const CwExpressionSpot *self);
/* The type that a fixed value here should have: of what it is compared with, or of the target field. */
CwValueType       cw_expression_spot_get_wanted_type (const CwExpressionSpot *self);
/* The target field that gets what is here as it is; NULL: something is made of it first. Borrowed from the draft. */
const char       *cw_expression_spot_get_target (const CwExpressionSpot *self);
const char       *cw_expression_spot_get_record_type (const CwExpressionSpot *self);
/* Whose fields can be chosen; NULL: of every type, as in the filter. */
const char       *cw_expression_spot_get_choice_type (const CwExpressionSpot *self);

G_END_DECLS
