/* cw-connection-form.h: what a person enters to connect a system, and whether it works
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-trial.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CW_TYPE_CONNECTION_FORM (cw_connection_form_get_type ())
G_DECLARE_FINAL_TYPE (CwConnectionForm, cw_connection_form, CW, CONNECTION_FORM, GtkWidget)

/* Property, read only: "ready" (boolean): what is shown was tried and works.
 * Signal "open-page" (const char *address) → gboolean: a page of the system is to be opened; a handler that returns TRUE did it. */

/* For a new connection to @system, or one of @connections (element-type CwConnectionInfo) that is kept already. */
CwConnectionForm *cw_connection_form_new      (CwProfile *profile, const CwSystemInfo *system, GPtrArray *connections);
/* To change @kept. */
CwConnectionForm *cw_connection_form_new_edit (CwProfile *profile, const CwSystemInfo *system, const CwConnectionInfo *kept);

gboolean          cw_connection_form_get_ready (CwConnectionForm *self);
/* What was tried: borrowed, until something is changed. */
const CwConnectionInfo *cw_connection_form_get_info    (CwConnectionForm *self);
/* To be kept; NULL: the one that is kept already is good. */
CwSecret         *cw_connection_form_get_secret  (CwConnectionForm *self);
/* (element-type CwOffer) */
GPtrArray        *cw_connection_form_get_offers (CwConnectionForm *self);
/* Ends what is under way, and says @message in the place of the last result. */
void              cw_connection_form_show_failure (CwConnectionForm *self, const char *message);

G_END_DECLS
