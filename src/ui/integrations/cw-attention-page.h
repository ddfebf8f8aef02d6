/* cw-attention-page.h: the records of an integration that need a person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-integrations-page.h"

G_BEGIN_DECLS

#define CW_TYPE_ATTENTION_PAGE (cw_attention_page_get_type ())
G_DECLARE_FINAL_TYPE (CwAttentionPage, cw_attention_page, CW, ATTENTION_PAGE, GtkWidget)

/* @pages: where a retry is shown; borrowed, outlives the page. */
CwAttentionPage *cw_attention_page_new (CwDesk *desk, CwIntegrationItem *item, CwIntegrationsPage *pages);

G_END_DECLS
