/* cw-integration-view.h: one integration: workflows, lists, settings, connections, activity
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-integrations-page.h"

G_BEGIN_DECLS

#define CW_TYPE_INTEGRATION_VIEW (cw_integration_view_get_type ())
G_DECLARE_FINAL_TYPE (CwIntegrationView, cw_integration_view, CW, INTEGRATION_VIEW, GtkWidget)

/* @pages: where further pages are shown; borrowed, outlives the view. */
CwIntegrationView *cw_integration_view_new (CwDesk *desk, CwIntegrationItem *item, CwIntegrationsPage *pages);

/* The name at the top. Borrowed. */
GtkWidget         *cw_integration_view_get_title (CwIntegrationView *self);

G_END_DECLS
