/* cw-node-book.h: which nodes of hierarchies the records of a workflow hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the service. In a plan each hierarchy has a value of its own, "hierarchy:department", the id of a node or "" for none.
 * In the target all nodes of a record stand in one list. The book turns one into the other: nodes of hierarchies that are none of
 * the workflow's, and nodes that nobody linked, stay in the list as they are.
 */
#pragma once

#include "cw-hierarchy.h"
#include "cw-session.h"

G_BEGIN_DECLS

typedef struct _CwNodeBook CwNodeBook;

/* From the mirrors and links as they are now, and the plans of the run under way. (transfer full) */
CwNodeBook *cw_node_book_new  (CwSession *session, CwWorkflow *workflow, GError **error);
void        cw_node_book_free (CwNodeBook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwNodeBook, cw_node_book_free)
/* No hierarchy is switched on: the other functions do nothing then. */
gboolean    cw_node_book_is_empty (CwNodeBook *self);

/* Sets what @record is to hold. */
void        cw_node_book_want   (CwNodeBook *self, const CwRecord *record, CwFields *wanted);
/* Sets in @fields (of a record of the target) what it holds, as far as it is ours. */
void        cw_node_book_spread (CwNodeBook *self, CwFields *fields);
/* The list that @wanted makes of the nodes in @present (fields of the target; nullable) goes into @out_fields, and what stands for it
 * there is taken out. */
void        cw_node_book_gather (CwNodeBook *self, const CwFields *wanted, const CwFields *present, CwFields *out_fields);
/* Whether a record of the target has what @name and @value, one of the values that stand for a hierarchy, ask for. */
gboolean    cw_node_book_has    (CwNodeBook *self, const char *name, const char *value, const CwFields *present);
/* Names of hierarchies and nodes in place of ids, in what a person sees of @row. @present nullable. */
void        cw_node_book_word   (CwNodeBook *self, CwPlanRow *row, const CwFields *present);

/* Late values in @fields become ids. The first one whose record is not in the target: FALSE with its key. (transfer full) */
gboolean    cw_late_values_resolve (CwSession *session, CwFields *fields, char **out_missing);
/* The key of the record of @workflow that the value stands for; NULL: it is no such value. (transfer full) */
char       *cw_late_value_dup_key (const char *value, const char *workflow);

/* ---- the plan of one hierarchy ---- */

/* What the mirrors know of the hierarchy that @keeper keeps, decided. (transfer full) */
CwHierarchy *cw_session_load_hierarchy (CwSession *session, CwWorkflow *keeper, GError **error);
/* The same with whatever store and connections. @mode: in place of the setting. */
CwHierarchy *cw_store_load_hierarchy (CwStore *store, const CwIntegrationInfo *integration, CwWorkflow *keeper, CwHierarchyMode mode,
                                      GError **error);
/* What is chosen for the hierarchy that @keeper keeps. FALSE: store trouble. */
gboolean     cw_store_get_hierarchy_mode (CwStore *store, const char *integration, CwWorkflow *keeper, CwHierarchyMode *out_mode, GError **error);

G_END_DECLS
