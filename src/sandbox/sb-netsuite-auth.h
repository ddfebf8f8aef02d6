/* sb-netsuite-auth.h: what the ways of logging in to NetSuite share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 2 of the reference. NetSuite answers a failed login in one way only;
 * the cause goes to the login audit trail (table sb_ns_loginaudittrail).
 */
#pragma once

#include "sb-netsuite-private.h"

G_BEGIN_DECLS

/* The one user and role that every credential of the sandbox stands for. */
#define SB_NETSUITE_USER       "integration@harbor.example"
#define SB_NETSUITE_USER_ID    5
#define SB_NETSUITE_ROLE_ID    1047

#define SB_NETSUITE_REDIRECT   "io.github.causeway-app.causeway:/oauth"

/* ---- sb-netsuite-auth.c ---- */

/* Makes the tables and, when they are new, the credentials that belong to the seed. */
void        sb_netsuite_auth_setup      (SbSandbox *self);
/* Adds the members "m2m", "tba" and "code" of the info line. */
void        sb_netsuite_auth_add_info   (SbSandbox *self, JsonObject *info);
/* @subject: token, certificate or client id; @detail: NULL for a success. Stays when the answer is an error. */
void        sb_netsuite_audit           (SbSandbox *self, const char *method, const char *subject, const char *detail);
/* One value of a row of the auth tables; @sql has one parameter. NULL when there is no row (transfer full). */
char       *sb_netsuite_auth_find       (SbSandbox *self, const char *sql, const char *key);
/* Runs @sql with @count text parameters; an INTEGER column takes decimal text. */
void        sb_netsuite_auth_run        (SbSandbox *self, const char *sql, guint count, ...);
/* An administrator's doing, for the control plane: records "integration", "accesstoken", "certificate". NULL: other. */
char       *sb_netsuite_auth_edit       (SbSandbox *self, const char *record, const char *id, JsonObject *set,
                                         gboolean create, gboolean remove, GError **error);
gboolean    sb_netsuite_is_auth_record  (const char *record);
/* "3f9a…" of @bytes random bytes, from the seeded stream of tokens (transfer full). */
char       *sb_netsuite_dup_random      (SbSandbox *self, guint bytes);

/* ---- sb-netsuite-tba.c: OAuth 1.0a ---- */

/* @params: SbPair of the query and of the header, without realm and oauth_signature (transfer full). */
char       *sb_tba_dup_base_string      (const char *method, const char *url, GPtrArray *params);
/* Base64, not percent-encoded (transfer full). */
char       *sb_tba_dup_signature        (const char *base_string, const char *consumer_secret, const char *token_secret);
/* @credentials: the header after "OAuth ". NULL when the signature is good, else the cause as the audit trail names it;
 * @out_token: (out) (transfer full) (nullable): the token id as sent. */
const char *sb_tba_verify               (SbSandbox *self, const SbRequest *request, const char *credentials, char **out_token);

/* ---- sb-netsuite-jwt.c ---- */

typedef struct {
  JsonObject *header;
  JsonObject *claims;
  char       *input;       /* "header.claims" as sent */
  guchar     *signature;
  gsize       signature_size;
} SbJwt;

/* NULL when @text is no signed JWT. */
SbJwt      *sb_jwt_parse                (const char *text);
void        sb_jwt_free                 (SbJwt *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbJwt, sb_jwt_free)

/* Whether the signature is @public_pem's, by an algorithm that goes with the key: PS256, PS384, PS512 for RSA, ES256 for
 * P-256, ES384 for P-384, ES512 for P-521. */
gboolean    sb_jwt_verify               (SbJwt *self, const char *public_pem);
/* FALSE when the claim is missing or no whole number. */
gboolean    sb_jwt_get_time             (SbJwt *self, const char *claim, gint64 *out_seconds);
const char *sb_jwt_get_text             (JsonObject *object, const char *name);

/* ES256 with a P-256 key. (transfer full) */
char       *sb_jwt_sign                 (JsonObject *header, JsonObject *claims, const char *private_pem);
char       *sb_jwt_dup_new_key          (void);                      /* PEM of a new P-256 key */
char       *sb_jwt_dup_public           (const char *private_pem);   /* its public PEM */
/* Coordinates of a P-256 key as base64url. */
void        sb_jwt_dup_point            (const char *private_pem, char **out_x, char **out_y);
/* PEM of the P-256 key with these hexadecimal parts (transfer full). */
char       *sb_jwt_dup_key_of           (const char *x, const char *y, const char *k);
char       *sb_jwt_dup_base64url        (const guchar *data, gsize size);

/* What is taken from a certificate as an administrator uploads it. */
typedef struct {
  char  *public_pem;   /* owned */
  char  *algorithm;    /* owned: "RSA", "EC" */
  gint64 valid_from;
  gint64 valid_to;
} SbCertificate;

void        sb_certificate_clear        (SbCertificate *self);
/* Errors: G_IO_ERROR_INVALID_ARGUMENT with the rule of section 2.3 that @pem breaks. */
gboolean    sb_certificate_read         (SbCertificate *self, const char *pem, GError **error);

/* ---- sb-netsuite-oauth2.c: token, revoke and keys endpoints, bearer tokens ---- */

/* TRUE when @request was for one of the endpoints. */
gboolean    sb_oauth2_handle            (SbSandbox *self, const SbRequest *request, SbResponse *response);
/* NULL when @token is good, else the cause. */
const char *sb_oauth2_check_bearer      (SbSandbox *self, const char *token);
gboolean    sb_oauth2_is_scope          (const char *word);

/* ---- sb-netsuite-m2m.c: the client credentials grant ---- */

/* NULL when the assertion is good: @out_client and @out_scope (words joined by spaces) are filled in. Else the `error` of the answer,
 * with the cause in @out_cause. */
const char *sb_m2m_check                (SbSandbox *self, const SbRequest *request, const char *assertion, char **out_client,
                                         char **out_scope, const char **out_cause);

/* ---- sb-netsuite-authorize.c: the consent page ---- */

/* GET and POST of /netsuite/app/login/oauth2/authorize.nl */
void        sb_netsuite_authorize_handle (SbSandbox *self, const SbRequest *request, SbResponse *response);

/* ---- sb-netsuite-setup.c: certificates of applications ---- */

#define SB_NETSUITE_SETUP_PATH SB_NETSUITE_PREFIX "/app/setup/oauth2clientcredentials.nl"

void        sb_netsuite_setup_handle    (SbSandbox *self, const SbRequest *request, SbResponse *response);

G_END_DECLS
