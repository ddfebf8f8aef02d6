/* cw-application.h: options, profile, windows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CW_TYPE_APPLICATION (cw_application_get_type ())
G_DECLARE_FINAL_TYPE (CwApplication, cw_application, CW, APPLICATION, AdwApplication)

CwApplication *cw_application_new (void);

/* Runs until the last window is closed. The exit status: 1 when a picture that was asked for could not be written. */
int cw_application_run (CwApplication *self, int argc, char **argv);

G_END_DECLS
