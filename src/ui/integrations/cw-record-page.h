/* cw-record-page.h: one record on both sides, and why it did or did not travel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-integrations-page.h"

G_BEGIN_DECLS

#define CW_TYPE_RECORD_PAGE (cw_record_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRecordPage, cw_record_page, CW, RECORD_PAGE, GtkWidget)

/* @record: "customer:1542". @pages: where the plan is shown; borrowed, outlives the page. */
CwRecordPage *cw_record_page_new  (CwDesk *desk, const char *integration, const char *record, CwIntegrationsPage *pages);
/* Shows the record above what @pages shows now. @name: as a person calls it; NULL: @record. */
void          cw_record_page_show (CwDesk *desk, const char *integration, const char *record, const char *name, CwIntegrationsPage *pages);

G_END_DECLS
