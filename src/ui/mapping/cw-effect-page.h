/* cw-effect-page.h: the records that the unsaved edits of a mapping change
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping-bench.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_EFFECT_PAGE (cw_effect_page_get_type ())
G_DECLARE_FINAL_TYPE (CwEffectPage, cw_effect_page, CW, EFFECT_PAGE, GtkWidget)

/* Signal "chosen" (const char *name): somebody wants to see this record. */

CwEffectPage *cw_effect_page_new         (CwMappingBench *bench);
/* "Changes 12 records"; what is said while they are counted; NULL: nothing is edited. (transfer full) */
char         *cw_effect_page_dup_summary (CwMappingBench *bench);

G_END_DECLS
