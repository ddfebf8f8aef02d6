/* cw-value-census.h: which values an expression gives over all records, and how often
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping.h"
#include "cw-service.h"

G_BEGIN_DECLS

#define CW_VALUE_CENSUS_MOST 10000   /* different values that are told */

/* One value. Plain value. */
typedef struct {
  char *value;     /* never empty */
  char *name;      /* of the record that it is the id of; NULL: none, or not known */
  guint records;   /* that have it */
} CwValueCount;
void       cw_value_count_free   (CwValueCount *self);

/* Reads the mirrored records of @type (NULL: of all types of @workflow) that are available to the integration, on a worker;
 * no request. @expression is referenced; of the property "subsidiaries" each id counts for itself. */
void       cw_value_census_async (CwProfile *profile, const char *integration, CwWorkflow *workflow, const char *type,
                                  const CwExpression *expression, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* Most frequent first. (element-type CwValueCount) (transfer full) */
GPtrArray *cw_value_census_finish (GAsyncResult *result, GError **error);

G_END_DECLS
