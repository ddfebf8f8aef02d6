/* cw-export-page.h: records of the integrated subsidiaries, to choose and export
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-integrations-page.h"
#include "cw-record-list.h"

G_BEGIN_DECLS

#define CW_TYPE_EXPORT_PAGE (cw_export_page_get_type ())
G_DECLARE_FINAL_TYPE (CwExportPage, cw_export_page, CW, EXPORT_PAGE, GtkWidget)

/* @pages: where the plan is shown; borrowed, outlives the page. */
CwExportPage *cw_export_page_new    (CwDesk *desk, CwIntegrationItem *item, CwWorkflow *workflow, CwIntegrationsPage *pages);
/* Puts the keyboard into the search entry. */
void          cw_export_page_search (CwExportPage *self);
/* Whether the page says what became of @job. */
gboolean      cw_export_page_shows_job (CwExportPage *self, CwJob *job);
/* What is listed; NULL until it is known what the workflow lists. Borrowed. */
CwRecordList *cw_export_page_get_list (CwExportPage *self);

G_END_DECLS
