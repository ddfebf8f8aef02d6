/* cw-workflow-settings.h: the settings of a workflow, as its description lists them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CW_TYPE_WORKFLOW_SETTINGS (cw_workflow_settings_get_type ())
G_DECLARE_FINAL_TYPE (CwWorkflowSettings, cw_workflow_settings, CW, WORKFLOW_SETTINGS, AdwExpanderRow)

/* A row that opens to one row for each setting; changes are saved at once, a wrong value says why. */
CwWorkflowSettings *cw_workflow_settings_new (CwDesk *desk, const char *integration, CwWorkflow *workflow);

/* Whether it is one of the integration's workflows, as the overview has it. */
void                cw_workflow_settings_show_enabled (CwWorkflowSettings *self, gboolean enabled);
const char         *cw_workflow_settings_get_id       (CwWorkflowSettings *self);

G_END_DECLS
