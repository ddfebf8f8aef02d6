/* cw-redirect-listener.h: receives the answer that a browser brings back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A redirect address of this computer (http://127.0.0.1:PORT/…) is served for
 * as long as somebody waits. One with a scheme of our own is opened by the
 * desktop in whatever process it starts, which hands it on here: the waiting
 * program listens on a name of the kernel that is made from the attempt's
 * state, so that the answer finds it among windows, profiles and command lines.
 */
#pragma once

#include "cw-credentials.h"

G_BEGIN_DECLS

typedef struct _CwRedirectListener CwRedirectListener;

/* @address: where the browser was sent to; a secret. Called on the thread that waits. Returns what to tell the person there. (transfer full) */
typedef char *(*CwRedirectFunc) (const char *address, gpointer data);

/* Errors: CW_SYNC_ERROR_NOT_CONNECTED when the port is taken. An https address is nobody's to receive here: it is pasted. */
CwRedirectListener *cw_redirect_listener_new  (const char *redirect, CwSecret *state, CwRedirectFunc func, gpointer data, GError **error);
void                cw_redirect_listener_free (CwRedirectListener *self);
/* Handles what came, or waits for it: until @until (monotonic), cancellation or cw_redirect_listener_wake(). */
void                cw_redirect_listener_wait (CwRedirectListener *self, gint64 until, GCancellable *cancellable);
/* Any thread. */
void                cw_redirect_listener_wake (CwRedirectListener *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRedirectListener, cw_redirect_listener_free)

/* Hands @address to whoever of this user waits for it. FALSE: nobody does. @out_sentence: what it was answered. Blocks, seconds at most. */
gboolean            cw_redirect_deliver_sync  (const char *address, char **out_sentence);

G_END_DECLS
