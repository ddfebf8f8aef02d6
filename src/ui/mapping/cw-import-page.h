/* cw-import-page.h: what a mapping file would change
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping-bench.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_IMPORT_PAGE (cw_import_page_get_type ())
G_DECLARE_FINAL_TYPE (CwImportPage, cw_import_page, CW, IMPORT_PAGE, GtkWidget)

/* @import: taken over. Accepting activates "mapping.back". */
CwImportPage *cw_import_page_new (CwMappingBench *bench, CwMappingImport *import);

G_END_DECLS
