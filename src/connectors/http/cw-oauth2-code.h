/* cw-oauth2-code.h: OAuth 2.0 authorization code flow, the steps of the client
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The address of the page where a person allows the access, the answer that
 * the browser brings back, and the exchange of its code for tokens.
 */
#pragma once

#include "cw-oauth2-token.h"

#include "cw-system-info.h"
#include "cw-transport.h"

G_BEGIN_DECLS

/* One attempt. Plain value; state and verifier are for this attempt alone. */
typedef struct {
  const CwConsent *consent;      /* borrowed */
  char            *url;          /* of the connection */
  char            *client_id;
  CwSecret        *client_secret; /* NULL: a public client */
  char            *redirect;
  CwSecret        *state;        /* ties the answer to this attempt */
  CwSecret        *verifier;     /* NULL without PKCE */
} CwOauth2Attempt;

void  cw_oauth2_attempt_clear (CwOauth2Attempt *self);
/* Draws state and verifier. Strings are copied. */
void  cw_oauth2_attempt_init  (CwOauth2Attempt *self, const CwConsent *consent, const char *url, const char *client_id,
                               CwSecret *client_secret, const char *redirect, CwRandom *random);
/* The page to open in a browser. (transfer full) */
char *cw_oauth2_attempt_dup_page (const CwOauth2Attempt *self, const char *account);

typedef enum {
  CW_OAUTH2_CODE,      /* a code came */
  CW_OAUTH2_REFUSED,   /* the person or the system said no; the attempt is over */
  CW_OAUTH2_FOREIGN,   /* not the answer of this attempt, which goes on */
} CwOauth2Verdict;

/* Reads @address, where the browser was sent to. @out_account: the account that it names, NULL where it names none. Error when not
 * CODE; it never repeats the address. */
CwOauth2Verdict cw_oauth2_attempt_read (const CwOauth2Attempt *self, const char *address, CwSecret **out_code, char **out_account,
                                        GError **error);

/* Exchanges @code. FALSE with CW_CONNECTOR_ERROR_AUTH when it is refused, or no refresh token came with it. Blocks. */
gboolean cw_oauth2_attempt_exchange_sync (const CwOauth2Attempt *self, CwSecret *code, CwTransport *transport, CwClock *clock,
                                          CwOauth2Grant *out_grant, GCancellable *cancellable, GError **error);

G_END_DECLS
