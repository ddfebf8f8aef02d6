/* sb-server.h: the sandbox on a socket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * HTTP/1.1 on 127.0.0.1 and ::1, never on another address. Main context of the
 * thread that made it.
 */
#pragma once

#include "sb-sandbox.h"

G_BEGIN_DECLS

typedef struct _SbServer SbServer;

/* Listens on @port; 0 takes a free one. Errors: G_IO_ERROR, in words for a person. */
SbServer   *sb_server_new         (guint16 port, GError **error);
void        sb_server_free        (SbServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbServer, sb_server_free)

/* "http://127.0.0.1:PORT"; borrowed. */
const char *sb_server_get_url     (SbServer *self);
/* @sandbox is borrowed and must outlive the server; until it is set requests wait in the socket's queue. */
void        sb_server_set_sandbox (SbServer *self, SbSandbox *sandbox);

G_END_DECLS
