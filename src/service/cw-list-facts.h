/* cw-list-facts.h: what an export list knows beside its records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-record-query.h"
#include "cw-service.h"

G_BEGIN_DECLS

/* Plain value. */
typedef struct {
  CwRecordQuery *query;       /* everything that is available to the integration; owned */
  char         **subsidiaries; /* of the integration: ids, owned */
  GHashTable    *names;       /* of the account's subsidiaries by id: char * → char *, owned */
  guint          page_size;   /* of an export, 1 at least */
  gint64         available;   /* records of @query */
  double         pace;        /* requests a second to the target that can be expected; above 0 */
  double         per_hour, per_day; /* requests that are ours; 0: no limit */
} CwListFacts;
void         cw_list_facts_free        (CwListFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwListFacts, cw_list_facts_free)

/* Seconds that so many requests take at least. */
double       cw_list_facts_estimate    (const CwListFacts *self, guint requests);

/* Blocks. */
CwListFacts *cw_list_facts_read_sync   (CwStore *store, const char *integration, CwWorkflow *workflow, GError **error);
/* Reads on a worker. */
void         cw_list_facts_read_async  (CwProfile *profile, const char *integration, CwWorkflow *workflow, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer data);
CwListFacts *cw_list_facts_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
