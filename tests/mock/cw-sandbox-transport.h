/* cw-sandbox-transport.h: the sandbox in the test's own process, behind the client's transport
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No socket and, unless a test asks for it, no thread: each exchange is one
 * call, in the order in which the client makes them. The sandbox's clock
 * follows the test's.
 */
#pragma once

#include "cw-clock.h"
#include "cw-transport.h"
#include "sb-sandbox.h"

G_BEGIN_DECLS

/* Called before and after each exchange. FALSE simulates the death of the process at that point: before, nothing was sent;
 * after, the exchange took place and nobody learned of it. Every later call fails. */
typedef gboolean (*CwSandboxHook) (gboolean after, const CwWireRequest *request, gpointer data);

#define CW_TYPE_SANDBOX_TRANSPORT (cw_sandbox_transport_get_type ())
G_DECLARE_FINAL_TYPE (CwSandboxTransport, cw_sandbox_transport, CW, SANDBOX_TRANSPORT, GObject)

/* Fills @options for a test: repeatable, clock standing still from @epoch on. Call instead of sb_options_init(). */
void                cw_sandbox_options_init        (SbOptions *options, gint64 epoch);

/* @sandbox is borrowed and must have been made with clock_rate 0; @clock (ref taken) is a virtual one. (transfer full) */
CwTransport        *cw_sandbox_transport_new       (SbSandbox *sandbox, CwClock *clock);
void                cw_sandbox_transport_set_hook  (CwSandboxTransport *self, CwSandboxHook hook, gpointer data);
/* The answer of the exchange under way, else of the next one, is lost on the way; the process lives on. */
void                cw_sandbox_transport_lose_answer (CwSandboxTransport *self);
/* Clients made from now on have lanes with threads; their exchanges still take place one at a time. */
void                cw_sandbox_transport_set_threaded (CwSandboxTransport *self, gboolean threaded);
/* Every exchange moves the clock by @microseconds, beside the latency that the sandbox itself asks for. */
void                cw_sandbox_transport_set_latency (CwSandboxTransport *self, gint64 microseconds);
/* Dead after a hook said so. */
gboolean            cw_sandbox_transport_is_dead   (CwSandboxTransport *self);
/* Alive again, without hook. */
void                cw_sandbox_transport_revive    (CwSandboxTransport *self);

/* Exchanges since the last reset whose line "METHOD /path?query" contains @part; NULL: all. */
guint               cw_sandbox_transport_count     (CwSandboxTransport *self, const char *part);
void                cw_sandbox_transport_reset     (CwSandboxTransport *self);
/* (element-type utf8) lines of exchanges; borrowed. */
GPtrArray          *cw_sandbox_transport_get_lines (CwSandboxTransport *self);

G_END_DECLS
