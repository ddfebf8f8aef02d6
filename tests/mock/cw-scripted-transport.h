/* cw-scripted-transport.h: answers that a test wrote down
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-transport.h"

G_BEGIN_DECLS

#define CW_TYPE_SCRIPTED_TRANSPORT (cw_scripted_transport_get_type ())
G_DECLARE_FINAL_TYPE (CwScriptedTransport, cw_scripted_transport, CW, SCRIPTED_TRANSPORT, GObject)

/* Answers a request by its line "METHOD URL" and body. NULL: the next answer of the script. */
typedef CwWireAnswer *(*CwScriptedAnswer) (const char *line, const char *body, gpointer data);

/* Without threads. (transfer full) */
CwTransport *cw_scripted_transport_new      (void);
/* Appends an answer; @body NULL: empty. Status 0: the answer is lost. */
void         cw_scripted_transport_push     (CwScriptedTransport *self, guint status, const char *body);
/* @answer is asked for every request before the script. */
void         cw_scripted_transport_set_func (CwScriptedTransport *self, CwScriptedAnswer answer, gpointer data);
/* (element-type utf8) "METHOD URL\nBODY" of every request; borrowed. */
GPtrArray   *cw_scripted_transport_get_requests (CwScriptedTransport *self);
/* (transfer full) */
CwWireAnswer *cw_scripted_answer_new        (guint status, const char *body);

G_END_DECLS
