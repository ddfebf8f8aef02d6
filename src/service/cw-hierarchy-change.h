/* cw-hierarchy-change.h: hierarchies looked at and changed without waiting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The work is that of cw-hierarchies.h, on a thread of its own.
 */
#pragma once

#include "cw-hierarchies.h"

G_BEGIN_DECLS

typedef enum {
  CW_HIERARCHY_LOOK,        /* changes nothing */
  CW_HIERARCHY_READ,        /* reads both sides anew */
  CW_HIERARCHY_SET_MODE,    /* mode */
  CW_HIERARCHY_ADOPT,       /* hierarchy, mode: EXISTING or EXTENDED */
  CW_HIERARCHY_LINK,        /* source, target */
  CW_HIERARCHY_UNLINK,      /* source */
} CwHierarchyAction;

/* What is asked. Copied by the call. */
typedef struct {
  CwHierarchyAction action;
  const char       *integration, *workflow, *key;
  CwHierarchyMode   mode;
  const char       *hierarchy, *source, *target;
} CwHierarchyChange;

void             cw_hierarchy_change_async  (CwProfile *profile, const CwHierarchyChange *change, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer data);
/* As it stands afterwards. (transfer full) */
CwHierarchyView *cw_hierarchy_change_finish (GAsyncResult *result, GError **error);

/* All of an integration, see cw_profile_list_hierarchies_sync(). */
void             cw_hierarchies_list_async  (CwProfile *profile, const char *integration, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer data);
GPtrArray       *cw_hierarchies_list_finish (GAsyncResult *result, GError **error);

G_END_DECLS
