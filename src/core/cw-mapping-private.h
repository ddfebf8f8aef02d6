/* cw-mapping-private.h: a mapping made ready for many records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping.h"

G_BEGIN_DECLS

/* An active row where it stands in the mapping. */
typedef struct {
  const CwMappingGroup *group;
  const CwMappingRow   *row;
  guint                 group_index, row_index;
  gboolean              cyclic;      /* needs its own result: never evaluated */
} CwMappingStep;

/* The active rows of one record type. */
typedef struct {
  const char *type;      /* borrowed from a group */
  GArray     *steps;     /* of CwMappingStep, in the order in which they can be evaluated */
} CwMappingPlan;

struct _CwMapping {
  gatomicrefcount refs;
  CwExpression   *filter;   /* nullable */
  GPtrArray      *groups;   /* of CwMappingGroup */
  GPtrArray      *plans;    /* of CwMappingPlan; one for each type that groups have */
  char           *digest;
};

const CwMappingPlan *_cw_mapping_find_plan (CwMapping *self, const char *type);
CwMappingProblem    *_cw_mapping_problem_new (CwMappingProblemKind kind, const CwMappingStep *step, char *argument);

G_END_DECLS
