/* cw-hierarchies.h: which classification of the source is which hierarchy of the target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A hierarchy is named by the workflow whose records hold its nodes and the key
 * of the classification: "spp.customers", "department". Functions that end in
 * _sync block, so on a worker; they open a store of their own. Their errors:
 * CW_STORE_ERROR, and CW_SYNC_ERROR_USAGE for a name that is not known.
 */
#pragma once

#include "cw-hierarchy.h"
#include "cw-service.h"

G_BEGIN_DECLS

/* One of them as it stands in the mirrors. Plain value; everything owned. */
typedef struct {
  char            *workflow;        /* "spp.customers" */
  char            *workflow_title;  /* "Customers" */
  char            *keeper;          /* the workflow that makes and changes it: "spp.customers/department" */
  char            *key;             /* "department" */
  char            *title;           /* "Department" */
  char            *field;           /* of the source: "custentity_department" */
  char            *system;          /* label of the target: "SuiteProjects Pro" */
  CwHierarchyMode  mode;
  gboolean         read;            /* both sides were read once */
  CwHierarchy     *hierarchy;       /* owned: the two trees */
  guint            linked;          /* nodes of the source that have a partner */
  guint            coming;          /* that will get one by a run */
  guint            alone;           /* active ones that have none and get none */
  guint            alone_there;     /* nodes of the target that have none */
} CwHierarchyView;
void cw_hierarchy_view_free (CwHierarchyView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHierarchyView, cw_hierarchy_view_free)

/* How it stands, in a few words for a person. (transfer full) */
char            *cw_hierarchy_view_dup_state (const CwHierarchyView *self);
/* How one node of the source stands: its partner's path, or what becomes of it. (transfer full) */
char            *cw_hierarchy_view_dup_node_state (const CwHierarchyView *self, const CwHierarchySource *source);
/* What keeps it from working, one sentence; NULL: nothing. (transfer full) */
char            *cw_hierarchy_view_dup_trouble (const CwHierarchyView *self);
/* Whether a person chooses the partner of @source. */
gboolean         cw_hierarchy_view_may_link   (const CwHierarchyView *self, const CwHierarchySource *source);
gboolean         cw_hierarchy_view_may_unlink (const CwHierarchyView *self, const CwHierarchySource *source);
/* "by hand", "by name", "created". Borrowed; NULL: not linked. */
const char      *cw_hierarchy_by_to_words (const char *by);

/* Whether any workflow of @integration has such settings. */
gboolean         cw_workflow_has_hierarchies (const CwWorkflow *workflow);
/* All of @integration in order of workflow and key. (element-type CwHierarchyView) (transfer full) */
GPtrArray       *cw_profile_list_hierarchies_sync (CwProfile *self, const char *integration, GError **error);
/* (transfer full) */
CwHierarchyView *cw_profile_load_hierarchy_sync   (CwProfile *self, const char *integration, const char *workflow, const char *key,
                                                   GError **error);
/* Reads both sides anew, @key or (NULL) all of @workflow. @request: event, control and cancellable are read; nullable. Requests are
 * sent; also CW_CONNECTOR_ERROR, and CW_SYNC_ERROR_LOCKED while the integration is worked. */
gboolean         cw_profile_read_hierarchy_sync   (CwProfile *self, const char *integration, const char *workflow, const char *key,
                                                   const CwRunRequest *request, GError **error);

/* What a person chooses. Nothing is sent; the next run does what follows from it. Errors: CW_SYNC_ERROR_USAGE. */

/* OFF and OWN, and from EXISTING to EXTENDED and back. */
gboolean cw_profile_set_hierarchy_mode_sync (CwProfile *self, const char *integration, const char *workflow, const char *key,
                                             CwHierarchyMode mode, GError **error);
/* Nodes of the same name are linked at once. @extend: what has no partner is made there by the next run. @out_linked nullable. */
gboolean cw_profile_adopt_hierarchy_sync    (CwProfile *self, const char *integration, const char *workflow, const char *key,
                                             const char *hierarchy, gboolean extend, guint *out_linked, GError **error);
gboolean cw_profile_link_node_sync          (CwProfile *self, const char *integration, const char *workflow, const char *key,
                                             const char *source_id, const char *target_id, GError **error);
gboolean cw_profile_unlink_node_sync        (CwProfile *self, const char *integration, const char *workflow, const char *key,
                                             const char *source_id, GError **error);

G_END_DECLS
