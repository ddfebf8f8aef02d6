/* cw-users-private.h: shared by the files about users and employees
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-users.h"

#include "cw-session.h"

G_BEGIN_DECLS

struct _CwUsers {
  gatomicrefcount  refs;
  CwWorkflow      *workflow;            /* owned: which matches them */
  const char      *system;              /* what the target is called; of texts */
  GStringChunk    *texts;
  GArray          *employees, *users;   /* of CwUsersPerson */
  GHashTable      *bearers;             /* see find_bearers(); owned */
  GHashTable      *linked;              /* ids of users whom some link is to; owned */
  CwPeopleMatch   *match;
  CwUsersCounts    counts;
  char            *company;
  gboolean         sync;
  gint64           sync_since;
  gint64           read_at;
};

/* Decides from the mirrors that @store holds. @sync: whether the workflow is switched on. (transfer full) */
CwUsers    *_cw_users_load   (CwStore *store, const CwIntegrationInfo *integration, CwWorkflow *workflow, gboolean sync,
                              const CwFields *settings, GError **error);
const char *_cw_users_keep   (CwUsers *self, const char *text);
/* ELSEWHERE: the id that the user of @employee's login carries. */
const char *cw_users_get_other_id (const CwUsers *self, guint employee);
/* What the next run of a workflow that makes users does with every employee; no request. */
gboolean    _cw_users_foresee (CwUsers *self, CwProfile *profile, const char *integration, GError **error);
/* The workflow of @integration that says who is whom; CW_SYNC_ERROR_USAGE: there is none. (transfer full) */
CwWorkflow *_cw_users_find_workflow (CwProfile *profile, const char *integration, GError **error);

G_END_DECLS
