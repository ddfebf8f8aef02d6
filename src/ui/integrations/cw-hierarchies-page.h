/* cw-hierarchies-page.h: the hierarchies of an integration
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-integrations-page.h"

G_BEGIN_DECLS

#define CW_TYPE_HIERARCHIES_PAGE (cw_hierarchies_page_get_type ())
G_DECLARE_FINAL_TYPE (CwHierarchiesPage, cw_hierarchies_page, CW, HIERARCHIES_PAGE, GtkWidget)

/* @pages: where one of them is shown; borrowed, outlives the page. */
CwHierarchiesPage *cw_hierarchies_page_new (CwDesk *desk, CwIntegrationItem *item, CwIntegrationsPage *pages);

G_END_DECLS
