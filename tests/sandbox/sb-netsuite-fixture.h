/* sb-netsuite-fixture.h: logging in to the fixture's NetSuite
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "sb-fixture.h"

#include <gnutls/abstract.h>

G_BEGIN_DECLS

#define SB_REST        "/netsuite/services/rest"
#define SB_TOKEN_PATH  SB_REST "/auth/oauth2/v1/token"
#define SB_TOKEN_URL   SB_FIXTURE_URL SB_TOKEN_PATH
#define SB_FORM        "application/x-www-form-urlencoded"

/* A member of the info line, as "m2m.client_id" (transfer full). */
char    *sb_fixture_dup_info    (SbSandbox *sandbox, const char *path);
/* Seconds of the sandbox's clock. */
gint64   sb_fixture_now         (SbSandbox *sandbox);

void     sb_fixture_advance     (SbSandbox *sandbox, gint64 seconds);

/* What goes into an assertion; sb_assertion_init() fills in a good one for the sandbox's own certificate. */
typedef struct {
  char       *key_pem;      /* owned, as everything here */
  char       *algorithm;
  char       *kid;
  char       *iss;
  char       *aud;
  char       *scope;        /* JSON text */
  char       *jti;          /* nullable */
  gint64      iat, exp;
} SbAssertion;

void     sb_assertion_init      (SbAssertion *self, SbSandbox *sandbox);
void     sb_assertion_clear     (SbAssertion *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SbAssertion, sb_assertion_clear)
void     sb_assertion_set       (char **member, const char *value);
/* Signed (transfer full) */
char    *sb_assertion_dup       (const SbAssertion *self);
SbReply *sb_fixture_post_form   (SbSandbox *sandbox, const char *target, const char *form);
SbReply *sb_fixture_assert      (SbSandbox *sandbox, const SbAssertion *assertion);
/* An access token by the sandbox's own certificate (transfer full). */
char    *sb_fixture_dup_token   (SbSandbox *sandbox);

/* A call with a bearer token and up to one more header; @body is JSON or NULL. @target is below …/services/rest. */
SbReply *sb_fixture_rest        (SbSandbox *sandbox, const char *token, const char *method, const char *target,
                                 const char *header, const char *value, const char *body);

/* PEM of a new key and of a certificate for it, by GnuTLS. */
void     sb_fixture_make_key    (gnutls_pk_algorithm_t kind, guint bits, gint64 from, gint64 to, char **out_key, char **out_certificate);
/* The answers of POST /__sandbox/edit. */
char    *sb_fixture_create      (SbSandbox *sandbox, const char *record, JsonObject *create);   /* the new id (transfer full); takes @create */
void     sb_fixture_set         (SbSandbox *sandbox, const char *record, const char *id, const char *set);   /* JSON object */
/* What the login audit trail says last; NULL for a success (transfer full). */
char    *sb_fixture_dup_cause   (SbSandbox *sandbox);

/* {"error":…} of the token endpoint. */
void     sb_assert_oauth_error  (SbReply *reply, guint status, const char *error);
/* What serverTime answers with @token; @cause as the audit trail has it for a 401. */
void     sb_assert_bearer       (SbSandbox *sandbox, const char *token, guint status, const char *cause);

/* ---- a fixture for g_test_add(): a sandbox and a token for it ---- */

typedef struct {
  SbSandbox *sandbox;
  char      *token;
} SbSession;

void     sb_session_set_up      (SbSession *self, gconstpointer settings);   /* as sb_fixture_new() */
void     sb_session_tear_down   (SbSession *self, gconstpointer settings);
/* @target is below …/services/rest; "strictly": unknown property names are errors. */
SbReply *sb_session_call        (SbSession *self, const char *method, const char *target, const char *body);
SbReply *sb_session_call_strictly (SbSession *self, const char *method, const char *target, const char *body);
SbReply *sb_session_get         (SbSession *self, const char *type, const char *id);
/* The id at the end of the Location of a write that went well (transfer full). */
char    *sb_reply_dup_written   (SbReply *reply);
char    *sb_session_create      (SbSession *self, const char *type, const char *body);          /* (transfer full) */
char    *sb_session_create_customer (SbSession *self, const char *name);                        /* of subsidiary 2 */
/* NetSuite's error body. */
void     sb_assert_error        (SbReply *reply, guint status, const char *code);
void     sb_session_assert_refused (SbSession *self, const char *method, const char *target, const char *body, guint status,
                                    const char *code);
gint64   sb_session_count       (SbSession *self, const char *sql);

G_END_DECLS
