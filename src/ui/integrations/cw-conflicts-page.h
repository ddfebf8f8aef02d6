/* cw-conflicts-page.h: records for which a person has to say which one is meant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-integrations-page.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_CONFLICTS_PAGE (cw_conflicts_page_get_type ())
G_DECLARE_FINAL_TYPE (CwConflictsPage, cw_conflicts_page, CW, CONFLICTS_PAGE, GtkWidget)

/* Those of @integration; @record (nullable, "customer:3") of @workflow is opened as soon as it is known. */
CwConflictsPage *cw_conflicts_page_new (CwDesk *desk, const char *integration, const char *workflow, const char *record,
                                        CwIntegrationsPage *pages);
/* Shows it above what is shown. */
void             cw_conflicts_page_push (CwDesk *desk, const char *integration, const char *workflow, const char *record,
                                         CwIntegrationsPage *pages);

G_END_DECLS
