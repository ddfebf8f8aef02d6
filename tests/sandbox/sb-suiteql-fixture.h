/* sb-suiteql-fixture.h: a few records, and SuiteQL calls without a socket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sb-netsuite-schema.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define SB_QL_PATH "/netsuite/services/rest/query/v1/suiteql"
#define SB_QL_URL  "http://127.0.0.1:1" SB_QL_PATH

/* Where the sandbox's clock stands: 2026-01-31 08:15:00 in Los Angeles */
#define SB_QL_NOW  G_GINT64_CONSTANT (1769876100)

/* What NetSuite says of most mistakes, after "Detailed unprocessed description follows." */
#define SB_QL_REFUSAL "Search error occurred: Invalid or unsupported search."

/* Both: variants as NAME=VARIANT, then NULL. Without records; with four customers, two projects and what belongs to them. */
SbSandbox  *sb_ql_open_empty     (const char *assumption, ...);
SbSandbox  *sb_ql_open           (const char *assumption, ...);
void        sb_ql_execute        (SbSandbox *sandbox, const char *sql);

typedef struct {
  const char *method, *prefer, *content_type, *query, *body;
} SbQlCall;

/* The answer (transfer full); its status must be @status. */
JsonNode   *sb_ql_call           (SbSandbox *sandbox, const SbQlCall *call, guint status);
/* @params: JSON text of the array, nullable; @query: of the URL, nullable */
JsonNode   *sb_ql_ask            (SbSandbox *sandbox, const char *sql, const char *params, const char *query, guint status);
char       *sb_ql_dup_body       (const char *sql, const char *params);
const char *sb_ql_get_error      (JsonNode *node, const char *member);
/* "id=11 name=Acme; -": what each row holds, without its links, which must be there and empty. */
char       *sb_ql_dup_rows       (JsonNode *node);

void        sb_ql_assert_rows    (SbSandbox *sandbox, const char *sql, const char *params, const char *expected);
/* @tail: what follows the fixed beginning of the detail */
void        sb_ql_assert_refused (SbSandbox *sandbox, const char *sql, const char *params, const char *tail);

G_END_DECLS
