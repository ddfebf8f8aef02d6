/* cw-conflicts-private.h: how a strategy tells what it cannot decide
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-conflicts.h"
#include "cw-field-titles.h"
#include "cw-session.h"

G_BEGIN_DECLS

/* Where conflicts are looked for; everything borrowed. */
struct _CwConflictPlace {
  CwSession              *session;
  CwWorkflow             *workflow;
  const CwFieldTitles    *titles;
  const CwConnectionInfo *source, *target;
};

/* @row: what the plan makes of the record; @wanted: what the mapping does; @candidates: (element-type CwTreeCandidate). Takes
 * @decision (nullable). (transfer full) */
CwConflict *cw_conflict_new (const CwConflictPlace *place, const CwPlanRow *row, CwDecision *decision, const CwFields *wanted,
                             GPtrArray *candidates);

G_END_DECLS
