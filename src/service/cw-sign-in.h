/* cw-sign-in.h: signing in on a page of the system's own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One attempt: its page is opened in a browser, the answer comes back by
 * itself or is pasted, its code is exchanged. Window and command line do the
 * same. What comes out is a secret for the keyring; nothing is kept here.
 */
#pragma once

#include "cw-service.h"

G_BEGIN_DECLS

/* Reference counted. */
typedef struct _CwSignIn CwSignIn;

/* @info: the connection, kept or not. @entered: JSON object with what its way of signing in asks for. @redirect: one of its
 * redirect addresses; NULL: the first. Listens from now on. Errors: CW_SYNC_ERROR_USAGE (nothing to sign in to, or a member is
 * missing), CW_SYNC_ERROR_NOT_CONNECTED (the port is taken). (transfer full) */
CwSignIn   *cw_sign_in_new        (CwProfile *profile, const CwConnectionInfo *info, CwSecret *entered, const char *redirect, GError **error);
CwSignIn   *cw_sign_in_ref        (CwSignIn *self);
void        cw_sign_in_unref      (CwSignIn *self);
/* To be opened in a browser. Borrowed. */
const char *cw_sign_in_get_page   (CwSignIn *self);
const char *cw_sign_in_get_redirect (CwSignIn *self);
/* Seconds that somebody has for the page; ten minutes. */
void        cw_sign_in_set_patience (CwSignIn *self, guint seconds);
/* The address that the browser ended on, as a person copied it. FALSE when it is not the answer of this attempt, which goes on.
 * Any thread. */
gboolean    cw_sign_in_paste      (CwSignIn *self, const char *address, GError **error);
/* Waits for the answer and exchanges it; once. What was entered, with what came out of it. Errors: CW_CONNECTOR_ERROR_* of the
 * exchange and of a refusal, CW_SYNC_ERROR_NOT_CONNECTED when nothing came in time. Worker thread. (transfer full) */
CwSecret   *cw_sign_in_finish_sync (CwSignIn *self, GCancellable *cancellable, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSignIn, cw_sign_in_unref)

/* An address that the desktop opened with us: handed to whoever waits for it, in this process or another. FALSE: nobody does.
 * @out_sentence: what to tell the person. Blocks, seconds at most. */
gboolean    cw_sign_in_deliver_sync (const char *address, char **out_sentence);

G_END_DECLS
