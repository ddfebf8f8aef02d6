/* cw-hierarchy-page.h: a classification of the source beside a hierarchy of the target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-integrations-page.h"

G_BEGIN_DECLS

#define CW_TYPE_HIERARCHY_PAGE (cw_hierarchy_page_get_type ())
G_DECLARE_FINAL_TYPE (CwHierarchyPage, cw_hierarchy_page, CW, HIERARCHY_PAGE, GtkWidget)

/* @pages: where a plan is shown; borrowed, outlives the page. */
CwHierarchyPage *cw_hierarchy_page_new (CwDesk *desk, CwIntegrationItem *item, const char *workflow, const char *key,
                                        CwIntegrationsPage *pages);

G_END_DECLS
