/* cw-overview.h: integrations, connections and workflows as lists to look at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Read on a worker thread, shown on the thread that made the overview. A
 * refresh changes the objects in place, so that what is selected stays.
 */
#pragma once

#include "cw-job.h"

G_BEGIN_DECLS

#define CW_TYPE_WORKFLOW_ITEM (cw_workflow_item_get_type ())
G_DECLARE_FINAL_TYPE (CwWorkflowItem, cw_workflow_item, CW, WORKFLOW_ITEM, GObject)
/* Properties: "id", "title", "last-result" (string), "enabled" (boolean). */
const char *cw_workflow_item_get_id          (CwWorkflowItem *self);
const char *cw_workflow_item_get_title       (CwWorkflowItem *self);
const char *cw_workflow_item_get_last_result (CwWorkflowItem *self);   /* how it ended last: "Done, some records need you" */
gint64      cw_workflow_item_get_last_time   (CwWorkflowItem *self);   /* when that began, microseconds UTC; 0: never */
guint       cw_workflow_item_get_records     (CwWorkflowItem *self);   /* in the mirror of its source */
guint       cw_workflow_item_get_linked      (CwWorkflowItem *self);   /* that are linked */
gboolean    cw_workflow_item_get_enabled     (CwWorkflowItem *self);   /* one of the integration's */
gboolean    cw_workflow_item_get_active      (CwWorkflowItem *self);   /* has its part in every run that names none */
/* Name of a schedule that is switched on and uses it; NULL: none. */
const char *cw_workflow_item_get_scheduled (CwWorkflowItem *self);
CwWorkflow *cw_workflow_item_get_workflow    (CwWorkflowItem *self);   /* borrowed */

#define CW_TYPE_CONNECTION_ITEM (cw_connection_item_get_type ())
G_DECLARE_FINAL_TYPE (CwConnectionItem, cw_connection_item, CW, CONNECTION_ITEM, GObject)
/* Properties: "name", "system", "detail" (string), "healthy" (boolean). */
const char *cw_connection_item_get_name    (CwConnectionItem *self);
const char *cw_connection_item_get_system  (CwConnectionItem *self);   /* "NetSuite" */
const char *cw_connection_item_get_detail  (CwConnectionItem *self);   /* account, or what is wrong */
/* What will keep it from working before long, when, and what to do; NULL: nothing that is known. */
const char *cw_connection_item_get_warning (CwConnectionItem *self);
gboolean    cw_connection_item_get_healthy (CwConnectionItem *self);
gint64      cw_connection_item_get_tested  (CwConnectionItem *self);   /* microseconds UTC; 0: never */

/* A line of the history. */
#define CW_TYPE_RUN_ITEM (cw_run_item_get_type ())
G_DECLARE_FINAL_TYPE (CwRunItem, cw_run_item, CW, RUN_ITEM, GObject)
const char *cw_run_item_get_title  (CwRunItem *self);   /* how it ended: "Done, some records need you" */
const char *cw_run_item_get_detail (CwRunItem *self);   /* counts, or what went wrong */
const char *cw_run_item_get_origin (CwRunItem *self);   /* "Run 7, by hand, olena" */
const char *cw_run_item_get_icon   (CwRunItem *self);
gint64      cw_run_item_get_time   (CwRunItem *self);   /* when it began, microseconds UTC */

#define CW_TYPE_INTEGRATION_ITEM (cw_integration_item_get_type ())
G_DECLARE_FINAL_TYPE (CwIntegrationItem, cw_integration_item, CW, INTEGRATION_ITEM, GObject)
/* Properties: "name", "summary", "icon" (string), "attention" (uint), "linked" (uint), "interrupted" (int64: run, 0 none).
 * Signal "changed" (): a refresh found something new. */
const char *cw_integration_item_get_name         (CwIntegrationItem *self);
const char *cw_integration_item_get_detail       (CwIntegrationItem *self);   /* "99.2 % in step · 41 waiting · 2 need you" */
/* What keeps it from working, with the next step: another program at it, a connection that does not work; NULL: nothing. */
const char *cw_integration_item_get_trouble      (CwIntegrationItem *self);
/* Some program works it at the moment, this one or another. */
gboolean    cw_integration_item_get_worked       (CwIntegrationItem *self);
guint       cw_integration_item_get_attention    (CwIntegrationItem *self);   /* records that need a person */
gint64      cw_integration_item_get_interrupted  (CwIntegrationItem *self);
const char *cw_integration_item_get_source       (CwIntegrationItem *self);   /* connection */
const char *cw_integration_item_get_target       (CwIntegrationItem *self);   /* connection */
const char *cw_integration_item_get_system       (CwIntegrationItem *self);   /* of the target: "precoro" */
/* Names of the schedules that are switched on; NULL: none. */
const char *cw_integration_item_get_schedules (CwIntegrationItem *self);
const char *cw_integration_item_get_subsidiaries (CwIntegrationItem *self);   /* names: "Harbor US, Harbor EU" */
gboolean    cw_integration_item_get_sync_new     (CwIntegrationItem *self);
GListModel *cw_integration_item_get_workflows    (CwIntegrationItem *self);   /* (element-type CwWorkflowItem) */
/* Which workflow is missing when @chosen (nullable) and what is active run, with the one that needs it, one sentence; NULL: none.
 * @workflow NULL: of any of @chosen. (transfer full) */
char       *cw_integration_item_dup_missing      (CwIntegrationItem *self, const char *workflow, const char * const *chosen);
GListModel *cw_integration_item_get_connections  (CwIntegrationItem *self);   /* (element-type CwConnectionItem) */
GListModel *cw_integration_item_get_activity     (CwIntegrationItem *self);   /* (element-type CwRunItem), newest first */
/* Records that need a person, the first of them. (element-type CwJobTrouble) */
GListModel *cw_integration_item_get_troubles     (CwIntegrationItem *self);
/* A used-up share of the target's windows, "1,120 of 3,000 requests in the last day"; NULL without limits. */
const char *cw_integration_item_get_budget       (CwIntegrationItem *self);
double      cw_integration_item_get_budget_share (CwIntegrationItem *self);   /* 0 to 1 */

#define CW_TYPE_OVERVIEW (cw_overview_get_type ())
G_DECLARE_FINAL_TYPE (CwOverview, cw_overview, CW, OVERVIEW, GObject)

CwOverview *cw_overview_new              (CwProfile *profile);
/* (element-type CwIntegrationItem), by name. Borrowed. */
GListModel *cw_overview_get_integrations (CwOverview *self);
/* NULL where it is not known. Borrowed. */
CwIntegrationItem *cw_overview_find_integration (CwOverview *self, const char *name);
CwWorkflow *cw_overview_find_workflow    (CwOverview *self, const char *id);
/* @callback NULL: nobody asks how it went. */
void        cw_overview_refresh_async    (CwOverview *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    cw_overview_refresh_finish   (CwOverview *self, GAsyncResult *result, GError **error);

/* Changes made on a worker, then a refresh; finish with cw_overview_change_finish(). */
void        cw_overview_enable_workflow_async (CwOverview *self, const char *integration, const char *workflow, gboolean enabled,
                                               GAsyncReadyCallback callback, gpointer data);
void        cw_overview_activate_workflow_async (CwOverview *self, const char *integration, const char *workflow, gboolean active,
                                                 GAsyncReadyCallback callback, gpointer data);
void        cw_overview_set_setting_async     (CwOverview *self, const char *integration, const char *workflow, const char *key,
                                               const char *value, GAsyncReadyCallback callback, gpointer data);
void        cw_overview_set_sync_new_async    (CwOverview *self, const char *integration, gboolean on, GAsyncReadyCallback callback, gpointer data);
void        cw_overview_test_connection_async (CwOverview *self, const char *connection, GAsyncReadyCallback callback, gpointer data);
gboolean    cw_overview_change_finish         (CwOverview *self, GAsyncResult *result, GError **error);

G_END_DECLS
