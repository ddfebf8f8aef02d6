/* cw-mapping-document-private.h: parts of a document as files have them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-mapping-document.h"

G_BEGIN_DECLS

/* On one line; the same for equal tests only. (transfer full) */
char *cw_mapping_test_to_json (const CwMappingTest *test);

G_END_DECLS
