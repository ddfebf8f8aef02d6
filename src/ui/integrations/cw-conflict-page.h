/* cw-conflict-page.h: one record and everything that it could be, side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-conflicts.h"
#include "cw-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CW_TYPE_CONFLICT_PAGE (cw_conflict_page_get_type ())
G_DECLARE_FINAL_TYPE (CwConflictPage, cw_conflict_page, CW, CONFLICT_PAGE, GtkWidget)

/* Signals: "decided" (): what was pressed is kept; "failed" (const char *message): it could not be.
 * @conflict lives as long as @conflicts, which is kept. */
CwConflictPage   *cw_conflict_page_new          (CwDesk *desk, const char *integration, GPtrArray *conflicts, const CwConflict *conflict);
const CwConflict *cw_conflict_page_get_conflict (CwConflictPage *self);

G_END_DECLS
