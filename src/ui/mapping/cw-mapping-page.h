/* cw-mapping-page.h: the mapping in force, with a record run through it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_MAPPING_PAGE (cw_mapping_page_get_type ())
G_DECLARE_FINAL_TYPE (CwMappingPage, cw_mapping_page, CW, MAPPING_PAGE, GtkWidget)

/* The desk is ready. */
CwMappingPage *cw_mapping_page_new    (CwDesk *desk);
/* Puts the keyboard into the search entry of the preview. */
void           cw_mapping_page_search (CwMappingPage *self);
/* One step back in a narrow window. */
void           cw_mapping_page_back   (CwMappingPage *self);

G_END_DECLS
