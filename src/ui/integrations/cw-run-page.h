/* cw-run-page.h: a run as it goes: pages, speed, what needs a person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-integrations-page.h"

G_BEGIN_DECLS

#define CW_TYPE_RUN_PAGE (cw_run_page_get_type ())
G_DECLARE_FINAL_TYPE (CwRunPage, cw_run_page, CW, RUN_PAGE, GtkWidget)

/* @pages: where a retry is shown; borrowed, outlives the page. Leaving the page changes nothing about the run. */
CwRunPage *cw_run_page_new     (CwDesk *desk, CwJob *job, CwIntegrationsPage *pages);
CwJob     *cw_run_page_get_job (CwRunPage *self);

G_END_DECLS
