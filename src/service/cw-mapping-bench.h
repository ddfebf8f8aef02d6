/* cw-mapping-bench.h: all that an editor of one mapping works with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The mapping of one workflow of one integration: its draft, a record to try it
 * on, the fields that it can use. Lives on the thread that made it; what blocks
 * is done on workers.
 */
#pragma once

#include "cw-mapping-draft.h"
#include "cw-mapping-preview.h"

G_BEGIN_DECLS

#define CW_TYPE_MAPPING_BENCH (cw_mapping_bench_get_type ())
G_DECLARE_FINAL_TYPE (CwMappingBench, cw_mapping_bench, CW, MAPPING_BENCH, GObject)

/* Signal "fields-changed" (): labels and lists of fields are others than before. */

CwMappingBench   *cw_mapping_bench_new             (CwProfile *profile, const char *integration, CwWorkflow *workflow);
/* All borrowed. */
CwProfile        *cw_mapping_bench_get_profile     (CwMappingBench *self);
const char       *cw_mapping_bench_get_integration (CwMappingBench *self);
CwWorkflow       *cw_mapping_bench_get_workflow    (CwMappingBench *self);
CwMappingDraft   *cw_mapping_bench_get_draft       (CwMappingBench *self);
CwMappingPreview *cw_mapping_bench_get_preview     (CwMappingBench *self);

/* Source record type that an expression at @place reads; of the filter the workflow's first. Borrowed. */
const char       *cw_mapping_bench_get_record_type (CwMappingBench *self, const CwDraftPlace *place);
/* What people call a field; its id where no label is known. Borrowed. */
const char       *cw_mapping_bench_get_source_label (CwMappingBench *self, const char *type, const char *path);
CwValueType       cw_mapping_bench_get_source_type (CwMappingBench *self, const char *type, const char *path);   /* text where it is not known */
const char       *cw_mapping_bench_get_target_label (CwMappingBench *self, const char *field);
/* FALSE: it is not known; @out_field stays as it is. */
gboolean          cw_mapping_bench_find_target     (CwMappingBench *self, const char *field, CwMappingField *out_field);
/* What is wrong with the draft itself, at once. (element-type CwMappingProblem) (transfer full) */
GPtrArray        *cw_mapping_bench_check           (CwMappingBench *self);
/* An expression in words with the labels of its fields, see cw_expression_dup_words(). (transfer full) */
char             *cw_mapping_bench_dup_words       (CwMappingBench *self, const char *type, const CwExpression *expression);

G_END_DECLS
