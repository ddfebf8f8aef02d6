/* cw-order-build.h: what an order becomes in NetSuite, and what stands in its way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the service. From the mirrors alone: no request.
 */
#pragma once

#include "cw-mapping.h"
#include "cw-order-lists.h"

G_BEGIN_DECLS

/* What the settings of the workflow say. */
typedef struct {
  CwWorkflow      *workflow;    /* borrowed, as all here but zone */
  const CwFields  *settings;
  CwOrderLists    *lists;
  CwMappingContext mapping;
  GTimeZone       *zone;        /* owned */
} CwOrderRules;

/* @mapping: where the mapping asks; what it points to has to outlive this. CW_SYNC_ERROR_INVALID names the setting that makes no
 * sense. */
gboolean cw_order_rules_init  (CwOrderRules *self, CwWorkflow *workflow, const CwFields *settings, CwOrderLists *lists,
                               const CwMappingContext *mapping, GError **error);
void     cw_order_rules_clear (CwOrderRules *self);

/* One thing that is wrong. */
typedef struct {
  CwReason  reason;
  char     *argument;   /* owned */
  gboolean  stops;      /* by setting; else the order travels without */
} CwOrderProblem;

typedef struct {
  CwFields  *wanted;    /* as CwWrite's fields; "externalId" among them */
  CwFields  *shown;     /* the same for people: "entity" → "Steelworks Ltd", "line 1" → "4 × …" */
  GPtrArray *problems;  /* of CwOrderProblem, those that stop first */
} CwBuiltOrder;

/* Errors: CW_STORE_ERROR. (transfer full) */
CwBuiltOrder *cw_order_build      (CwSession *session, const CwOrderRules *rules, const CwRecord *order, GError **error);
void          cw_built_order_free (CwBuiltOrder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwBuiltOrder, cw_built_order_free)
gboolean      cw_built_order_is_stopped (const CwBuiltOrder *self);
/* The reason of a row that is new: the first problem, its argument with the sentences of all others. (transfer full) */
CwReason      cw_built_order_get_reason (const CwBuiltOrder *self, char **out_argument);
/* What differs between @wanted and the order as the target has it, in both; FALSE: nothing. Names and texts are the target's. */
gboolean      cw_built_order_differs    (const CwBuiltOrder *self, const CwTargetRecord *target, CwFields *before, CwFields *after);

G_END_DECLS
