/* cw-secret-rows.h: a row for each member of a secret
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-connect.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CW_TYPE_SECRET_ROWS (cw_secret_rows_get_type ())
G_DECLARE_FINAL_TYPE (CwSecretRows, cw_secret_rows, CW, SECRET_ROWS, GObject)

/* Signal "changed" (): something was entered. */

/* Shows its rows in @group, which it empties before. */
CwSecretRows *cw_secret_rows_new         (CwProfile *profile, AdwPreferencesGroup *group);
/* @kept: what is left empty is in the keyring already. */
void          cw_secret_rows_set_way     (CwSecretRows *self, const CwSignInWay *way, gboolean kept);
/* What is wrong with what was entered so far; NULL: nothing. Marks the rows. (transfer full) */
char         *cw_secret_rows_dup_problem (CwSecretRows *self);
/* Whether nothing is missing. */
gboolean      cw_secret_rows_is_whole    (CwSecretRows *self);
/* Whether something was entered. */
gboolean      cw_secret_rows_has_any     (CwSecretRows *self);
/* (transfer full) */
CwSecret     *cw_secret_rows_get_secret  (CwSecretRows *self);

/* A button at the end of @row that says where its value is found. */
void          cw_entry_row_add_hint      (AdwEntryRow *row, const char *title, const char *text);

G_END_DECLS
