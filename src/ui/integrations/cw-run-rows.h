/* cw-run-rows.h: a workflow of a run, and a page of it, with their bars
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @workflow: its title, where the run has several; else NULL. */
GtkWidget *cw_run_page_row_new     (CwJobPage *page, const char *workflow);
GtkWidget *cw_run_workflow_row_new (CwJobWorkflow *workflow, const char *title);

G_END_DECLS
