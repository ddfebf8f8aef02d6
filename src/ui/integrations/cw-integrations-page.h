/* cw-integrations-page.h: list of integrations, and what one opens to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_INTEGRATIONS_PAGE (cw_integrations_page_get_type ())
G_DECLARE_FINAL_TYPE (CwIntegrationsPage, cw_integrations_page, CW, INTEGRATIONS_PAGE, GtkWidget)

CwIntegrationsPage *cw_integrations_page_new      (CwDesk *desk);
/* One step back; at the first page, to the list in a narrow window. */
void                cw_integrations_page_back     (CwIntegrationsPage *self);
/* Property "searchable" (boolean): the page that is shown has a search entry. */
gboolean            cw_integrations_page_get_searchable (CwIntegrationsPage *self);
/* Puts the keyboard into the search entry of the page that has one. */
void                cw_integrations_page_search   (CwIntegrationsPage *self);
/* Opens @integration as soon as the overview has it. */
void                cw_integrations_page_await    (CwIntegrationsPage *self, const char *integration);
/* Shows the plan or the run that @job is. */
void                cw_integrations_page_show_job (CwIntegrationsPage *self, CwJob *job);
/* TRUE while its page is the one that is shown. */
gboolean            cw_integrations_page_shows_job (CwIntegrationsPage *self, CwJob *job);
/* Shows @widget above what is shown now. */
void                cw_integrations_page_push     (CwIntegrationsPage *self, const char *title, GtkWidget *widget);
/* Shows @widget in place of what is shown now: going back leads past that. */
void                cw_integrations_page_replace  (CwIntegrationsPage *self, const char *title, GtkWidget *widget);

G_END_DECLS
