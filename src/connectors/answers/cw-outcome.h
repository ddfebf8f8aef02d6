/* cw-outcome.h: what became of a write, from what came back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-http.h"

G_BEGIN_DECLS

/* A refusal had no effect; what never left can be sent later; of the rest nobody knows. A 2xx is CW_WRITE_DONE. Any thread. */
CwWriteOutcome cw_http_answer_get_outcome (const CwHttpAnswer *answer);

G_END_DECLS
