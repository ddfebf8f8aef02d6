/* sb-suiteprojects-fixture.h: calls to SuiteProjects Pro without a socket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "sb-fixture.h"

#include "sb-suiteprojects.h"

G_BEGIN_DECLS

/* A member of the info line (transfer full). */
char    *sb_spp_dup_credential (SbSandbox *sandbox, const char *member);
/* POST to the token endpoint with @form, the application's own Basic header. */
SbReply *sb_spp_token          (SbSandbox *sandbox, const char *form);
/* A new access token by the info line's refresh token (transfer full). */
char    *sb_spp_dup_token      (SbSandbox *sandbox);
/* The whole @document to /api.pl; returns the body (transfer full). */
char    *sb_spp_post           (SbSandbox *sandbox, const char *document);
/* @commands in a request that logs in with @token; NULL: by password. The answer without declaration, response and a good
 * Auth (transfer full). */
char    *sb_spp_xml            (SbSandbox *sandbox, const char *token, const char *commands);
/* REST with @token; @body NULL: none. */
SbReply *sb_spp_rest           (SbSandbox *sandbox, const char *token, const char *method, const char *target, const char *body);
/* The text of the first <element> of @xml (transfer full); "absent" when there is none. */
char    *sb_spp_dup_element    (const char *xml, const char *element);
/* How often @part stands in @xml. */
guint    sb_spp_count          (const char *xml, const char *part);

#define sb_assert_xml(sandbox, token, commands, expected) \
  G_STMT_START { \
    g_autofree char *answer_ = sb_spp_xml (sandbox, token, commands); \
    g_assert_cmpstr (answer_, ==, expected); \
  } G_STMT_END

#define sb_assert_contains(text, part) \
  G_STMT_START { \
    if (strstr (text, part) == NULL) \
      g_error ("“%s” is not in %s", part, text); \
  } G_STMT_END

G_END_DECLS
