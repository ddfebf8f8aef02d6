/* cw-answer.h: what an answer means, whatever the system
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-http.h"

G_BEGIN_DECLS

/* A refusal had no effect; what never left can be sent later; of the rest nobody knows. A 2xx is CW_WRITE_DONE. Any thread. */
CwWriteOutcome   cw_http_answer_get_outcome (const CwHttpAnswer *answer);

/* Code for an answer with @status that is no 2xx. */
CwConnectorError cw_http_status_get_code    (guint status);

/* Copies the client's own error, with @introduction (connection and what was being done) where it names @system.
 * @answer: with an error. Cancellation is copied as it is. */
void             cw_http_answer_copy_error  (const CwHttpAnswer *answer, const char *system, const char *introduction, GError **error);

G_END_DECLS
