/* cw-connect.h: what a person entered becomes a connection
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing is saved over a connection that works: what was entered is tried
 * first (cw_profile_try_connection_sync()), then kept whole or not at all.
 */
#pragma once

#include "cw-service.h"

G_BEGIN_DECLS

/* ---- secrets: JSON objects that are never printed ---- */

/* NULL where there is none. (transfer full) */
CwSecret *cw_secret_get_member    (CwSecret *self, const char *name);
/* Only of members that are no secret. (transfer full) */
char     *cw_secret_dup_member    (CwSecret *self, const char *name);
/* @self (NULL: an empty one) with @value as member @name. (transfer full) */
CwSecret *cw_secret_with_member   (CwSecret *self, const char *name, CwSecret *value);
/* @self with each member of @entered that is not empty. Either may be NULL. (transfer full) */
CwSecret *cw_secret_merge         (CwSecret *self, CwSecret *entered);
/* Whether it has all that @way asks for; CW_SYNC_ERROR_USAGE names what is missing. */
gboolean  cw_secret_check_members (CwSecret *self, const CwSignInWay *way, GError **error);

/* A new private key and the certificate to upload; see cw-key-pair.h. */
gboolean  cw_profile_make_key     (CwProfile *self, CwSecret **out_key, char **out_certificate, gint64 *out_end, GError **error);
/* Beside the key, as a member of its own, stands when its certificate ends (microseconds UTC; "0": nobody knows), so that the one is not
 * changed without the other. Of the connection it is a setting of the same name: no keyring is asked in order to show it. */
#define CW_CERTIFICATE_END "certificate_end"

/* ---- connections ---- */

/* The keyring's secret of @name. (transfer full) */
CwSecret *cw_profile_get_secret_sync (CwProfile *self, const char *name, GCancellable *cancellable, GError **error);
/* Puts @info in the place of the connection of its name, with @secret (NULL: the one it has). It was tried: the test is noted as
 * passed. CW_SYNC_ERROR_LOCKED while an integration that uses it is at work. */
gboolean  cw_profile_replace_connection_sync (CwProfile *self, const CwConnectionInfo *info, CwSecret *secret, GCancellable *cancellable,
                                              GError **error);

/* One end of a new integration. */
typedef struct {
  const CwConnectionInfo *info;    /* to be added, or only its name when it is kept already */
  CwSecret               *secret;  /* NULL: it is kept already */
} CwConnectEnd;

/* The integration that reads @source with another box than @field; NULL: none. @integrations: (element-type CwIntegrationInfo) */
const CwIntegrationInfo *cw_connect_find_other_box (GPtrArray *integrations, const char *source, const char *field);
/* A name of @wanted's kind that none of @infos (element-type CwConnectionInfo) has. (transfer full) */
char                    *cw_connect_dup_free_name  (GPtrArray *infos, const char *wanted);

/* Adds an integration and those of its ends that are new, all or nothing; its workflows are off. A source that is kept already and
 * is read with another box gets a twin with the same sign-in, when that can be shared (CW_SYNC_ERROR_USAGE otherwise). */
gboolean  cw_profile_connect_sync (CwProfile *self, const CwConnectEnd *source, const CwConnectEnd *target,
                                   const CwIntegrationInfo *integration, GCancellable *cancellable, GError **error);
/* @connections: its connections and their secrets too, as far as no other integration uses them. Nothing changes in the systems, and the
 * history stays. CW_SYNC_ERROR_LOCKED while it is at work. */
gboolean  cw_profile_remove_integration_sync (CwProfile *self, const char *name, gboolean connections, GCancellable *cancellable,
                                              GError **error);

G_END_DECLS
