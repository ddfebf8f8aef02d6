/* cw-sample-server.h: the sandbox that serves a profile's sample data
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One causeway-sandbox for each folder, shared by all programs that have the
 * profile open, however many. Whoever needs it holds it; whoever finds it
 * missing starts it; it ends itself when nobody holds it any more, also when
 * the last one was killed. Any thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CwSampleServer CwSampleServer;

/* @dir: the profile's folder; nothing is started yet. */
CwSampleServer *cw_sample_server_new     (const char *dir);
/* Releases. */
void            cw_sample_server_free    (CwSampleServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSampleServer, cw_sample_server_free)

/* Starts the sandbox where it does not run, and again whenever it goes away while it is held. The port of an earlier start
 * is asked for; where another program has it, the profile's connections get the new address.
 * Errors: CW_SYNC_ERROR_NOT_CONNECTED, CW_STORE_ERROR_OPEN, G_IO_ERROR_CANCELLED. */
gboolean        cw_sample_server_hold    (CwSampleServer *self, GCancellable *cancellable, GError **error);
/* Waits until the sandbox is gone, at most some seconds, unless another program holds it. */
void            cw_sample_server_release (CwSampleServer *self);

/* Where the sandbox writes its address and made-up credentials; exists once it was held. Borrowed. */
const char     *cw_sample_server_get_info_file (CwSampleServer *self);

G_END_DECLS
