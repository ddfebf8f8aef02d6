/* cw-preview-pane.h: a record that the mapping is tried on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping-bench.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_PREVIEW_PANE (cw_preview_pane_get_type ())
G_DECLARE_FINAL_TYPE (CwPreviewPane, cw_preview_pane, CW, PREVIEW_PANE, GtkWidget)

/* Signals: "opened" (guint group, guint row): the row behind a field; "effect" (): what the edits change is to be
 * listed. Property "folded". */

/* @bench nullable. */
void cw_preview_pane_set_bench (CwPreviewPane *self, CwMappingBench *bench);
/* Shows a record of @type, when another is shown; what is searched for stays. */
void cw_preview_pane_want_type (CwPreviewPane *self, const char *type);
/* Puts the focus where a record is searched for. */
void cw_preview_pane_search    (CwPreviewPane *self);
/* Looks for the record called @name, as if somebody had typed it. */
void cw_preview_pane_find      (CwPreviewPane *self, const char *name);

G_END_DECLS
