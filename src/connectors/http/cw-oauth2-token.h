/* cw-oauth2-token.h: an access token and the endpoint that gives it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-http.h"

G_BEGIN_DECLS

/* Thread-safe. */
typedef struct {
  GMutex    lock;
  CwSecret *access;     /* owned; NULL before the first */
  gint64    renew_at;   /* microseconds UTC, server's clock: a fifth of the lifetime before its end */
} CwOauth2Token;

void     cw_oauth2_token_init  (CwOauth2Token *self);
void     cw_oauth2_token_clear (CwOauth2Token *self);
/* Adds the bearer header. FALSE with CW_CONNECTOR_ERROR_AUTH while there is no token. */
gboolean cw_oauth2_token_sign  (CwOauth2Token *self, GPtrArray *headers, GError **error);
/* Where a header is of no use. NULL with CW_CONNECTOR_ERROR_AUTH while there is no token. (transfer full) */
CwSecret *cw_oauth2_token_get  (CwOauth2Token *self, GError **error);
gboolean cw_oauth2_token_is_due (CwOauth2Token *self, gint64 server_now);
void     cw_oauth2_token_take  (CwOauth2Token *self, CwSecret *access /* transfer full */, gint64 renew_at);

/* What the token endpoint gave. */
typedef struct {
  CwSecret *access;
  CwSecret *refresh;    /* NULL when none came */
  gint64    renew_at;
} CwOauth2Grant;

void     cw_oauth2_grant_clear (CwOauth2Grant *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwOauth2Grant, cw_oauth2_grant_clear)

/* Posts @form (wiped and freed) to @token_url, with @authorization (nullable) as the header of that name. Errors:
 * CW_CONNECTOR_ERROR_AUTH when it was refused, with the endpoint's code; CW_CONNECTOR_ERROR_PROTOCOL when the answer is no token;
 * else those of @exchange. */
gboolean cw_oauth2_request_grant (const char *token_url, char *form, CwSecret *authorization, gint64 server_now,
                                  CwHttpExchange exchange, gpointer data, CwOauth2Grant *out_grant, GCancellable *cancellable, GError **error);

G_END_DECLS
