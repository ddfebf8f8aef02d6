/* cw-overview.h: integrations, connections and workflows as lists to look at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Read on a worker thread, shown on the thread that made the overview. A
 * refresh changes the objects in place, so that what is selected stays.
 */
#pragma once

#include "cw-service.h"

G_BEGIN_DECLS

#define CW_TYPE_WORKFLOW_ITEM (cw_workflow_item_get_type ())
G_DECLARE_FINAL_TYPE (CwWorkflowItem, cw_workflow_item, CW, WORKFLOW_ITEM, GObject)
/* Properties: "id", "title", "last-result" (string), "enabled" (boolean). */
const char *cw_workflow_item_get_id          (CwWorkflowItem *self);
const char *cw_workflow_item_get_title       (CwWorkflowItem *self);
const char *cw_workflow_item_get_last_result (CwWorkflowItem *self);   /* a sentence: when, and how it ended */
gboolean    cw_workflow_item_get_enabled     (CwWorkflowItem *self);
CwWorkflow *cw_workflow_item_get_workflow    (CwWorkflowItem *self);   /* borrowed */

#define CW_TYPE_CONNECTION_ITEM (cw_connection_item_get_type ())
G_DECLARE_FINAL_TYPE (CwConnectionItem, cw_connection_item, CW, CONNECTION_ITEM, GObject)
/* Properties: "name", "system", "detail" (string), "healthy" (boolean). */
const char *cw_connection_item_get_name    (CwConnectionItem *self);
const char *cw_connection_item_get_detail  (CwConnectionItem *self);   /* account, and when it was tested */
gboolean    cw_connection_item_get_healthy (CwConnectionItem *self);

/* A line of the history. */
#define CW_TYPE_RUN_ITEM (cw_run_item_get_type ())
G_DECLARE_FINAL_TYPE (CwRunItem, cw_run_item, CW, RUN_ITEM, GObject)
gint64      cw_run_item_get_run    (CwRunItem *self);
const char *cw_run_item_get_title  (CwRunItem *self);   /* "Run 7, by hand, today 14:10" */
const char *cw_run_item_get_detail (CwRunItem *self);   /* counts and outcome */

#define CW_TYPE_INTEGRATION_ITEM (cw_integration_item_get_type ())
G_DECLARE_FINAL_TYPE (CwIntegrationItem, cw_integration_item, CW, INTEGRATION_ITEM, GObject)
/* Properties: "name", "summary" (string), "attention" (uint), "linked" (uint), "interrupted" (int64: run, 0 none). */
const char *cw_integration_item_get_name         (CwIntegrationItem *self);
const char *cw_integration_item_get_summary      (CwIntegrationItem *self);   /* state in one line */
guint       cw_integration_item_get_attention    (CwIntegrationItem *self);   /* records that need a person */
guint       cw_integration_item_get_linked       (CwIntegrationItem *self);   /* records that are linked */
guint       cw_integration_item_get_records      (CwIntegrationItem *self);   /* records in the mirror */
gint64      cw_integration_item_get_interrupted  (CwIntegrationItem *self);
const char *cw_integration_item_get_source       (CwIntegrationItem *self);   /* connection */
const char *cw_integration_item_get_target       (CwIntegrationItem *self);   /* connection */
const char *cw_integration_item_get_system       (CwIntegrationItem *self);   /* of the target: "precoro" */
const char *cw_integration_item_get_subsidiaries (CwIntegrationItem *self);   /* names: "Harbor US, Harbor EU" */
gboolean    cw_integration_item_get_sync_new     (CwIntegrationItem *self);
GListModel *cw_integration_item_get_workflows    (CwIntegrationItem *self);   /* (element-type CwWorkflowItem) */
GListModel *cw_integration_item_get_connections  (CwIntegrationItem *self);   /* (element-type CwConnectionItem) */
GListModel *cw_integration_item_get_activity     (CwIntegrationItem *self);   /* (element-type CwRunItem), newest first */
/* A used-up share of the target's windows, "1,120 of 3,000 requests today"; NULL without limits. */
const char *cw_integration_item_get_budget       (CwIntegrationItem *self);

#define CW_TYPE_OVERVIEW (cw_overview_get_type ())
G_DECLARE_FINAL_TYPE (CwOverview, cw_overview, CW, OVERVIEW, GObject)

CwOverview *cw_overview_new              (CwProfile *profile);
/* (element-type CwIntegrationItem), by name. Borrowed. */
GListModel *cw_overview_get_integrations (CwOverview *self);
gboolean    cw_overview_get_loaded       (CwOverview *self);   /* property "loaded": read once at least */
void        cw_overview_refresh_async    (CwOverview *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean    cw_overview_refresh_finish   (CwOverview *self, GAsyncResult *result, GError **error);

/* Changes made on a worker, then a refresh; finish with cw_overview_change_finish(). */
void        cw_overview_enable_workflow_async (CwOverview *self, const char *integration, const char *workflow, gboolean enabled,
                                               GAsyncReadyCallback callback, gpointer data);
void        cw_overview_set_setting_async     (CwOverview *self, const char *integration, const char *workflow, const char *key,
                                               const char *value, GAsyncReadyCallback callback, gpointer data);
void        cw_overview_set_sync_new_async    (CwOverview *self, const char *integration, gboolean on, GAsyncReadyCallback callback, gpointer data);
void        cw_overview_test_connection_async (CwOverview *self, const char *connection, GAsyncReadyCallback callback, gpointer data);
gboolean    cw_overview_change_finish         (CwOverview *self, GAsyncResult *result, GError **error);

G_END_DECLS
