/* cw-versions-page.h: the saved versions of a mapping, to be compared and restored
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping-bench.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_VERSIONS_PAGE (cw_versions_page_get_type ())
G_DECLARE_FINAL_TYPE (CwVersionsPage, cw_versions_page, CW, VERSIONS_PAGE, GtkWidget)

CwVersionsPage *cw_versions_page_new (CwMappingBench *bench);

G_END_DECLS
