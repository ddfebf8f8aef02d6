/* cw-assistant.h: sets up an integration, step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CW_TYPE_ASSISTANT (cw_assistant_get_type ())
G_DECLARE_FINAL_TYPE (CwAssistant, cw_assistant, CW, ASSISTANT, AdwWindow)

/* Signal "made" (const char *integration): it is there. */

/* In the window of @parent; @desk is ready. Borrowed. */
CwAssistant *cw_assistant_show (CwDesk *desk, GtkWidget *parent);

G_END_DECLS
