/* cw-window.h: the window with its three tabs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-desk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CW_TYPE_WINDOW (cw_window_get_type ())
G_DECLARE_FINAL_TYPE (CwWindow, cw_window, CW, WINDOW, AdwApplicationWindow)

CwWindow *cw_window_new             (GtkApplication *application, CwDesk *desk);
/* "integrations", "mapping", "users"; others are ignored. */
void      cw_window_show_page       (CwWindow *self, const char *page);
/* One short sentence for a moment. */
void      cw_window_add_toast       (CwWindow *self, const char *text);
/* The same with more to it, such as a button. */
void      cw_window_take_toast      (CwWindow *self, AdwToast *toast /* transfer full */);
/* More than a moment takes to read: a dialog that is closed. */
void      cw_window_tell            (CwWindow *self, const char *heading, const char *text);
/* Sets up an integration, once the profile is open. */
void      cw_window_connect         (CwWindow *self);
CwDesk   *cw_window_get_desk        (CwWindow *self);
/* Stops what is under way without a question, and closes when that has ended. */
void      cw_window_finish          (CwWindow *self);
/* Writes what is shown when nothing moves any more to @file (PNG), then closes the window; signal "picture-failed" () before that
 * when it cannot. */
void      cw_window_take_screenshot (CwWindow *self, const char *file);

G_END_DECLS
