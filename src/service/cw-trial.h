/* cw-trial.h: connecting a system without waiting for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The steps of cw-connect.h and cw-sign-in.h on a worker, for the window.
 */
#pragma once

#include "cw-connect.h"
#include "cw-sign-in.h"

G_BEGIN_DECLS

/* What there is already. Plain value. */
typedef struct {
  GPtrArray *connections;    /* (element-type CwConnectionInfo) */
  GPtrArray *integrations;   /* (element-type CwIntegrationInfo) */
} CwConnectLists;
void            cw_connect_lists_free  (CwConnectLists *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwConnectLists, cw_connect_lists_free)
void            cw_connect_load_async  (CwProfile *profile, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
CwConnectLists *cw_connect_load_finish (GAsyncResult *result, GError **error);

/* A connection that was tried. Plain value. */
typedef struct {
  CwConnectionTest *test;     /* never NULL */
  GPtrArray        *offers;  /* (element-type CwOffer); NULL when it does not work */
  CwSecret         *secret;   /* to keep; NULL: the one that is kept already is good */
} CwTrial;
void            cw_trial_free   (CwTrial *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTrial, cw_trial_free)

/* Called on the thread that began the trial: the page is to be opened, the answer may be pasted. */
typedef void (*CwTrialPage) (CwSignIn *sign_in, gpointer data);

/* What shall be tried. Borrowed by the call. */
typedef struct {
  const CwConnectionInfo *info;
  CwSecret    *entered;    /* what a person entered; NULL: nothing */
  gboolean     kept;       /* the keyring has a secret of info's name: what was not entered comes from there */
  gboolean     sign_in;    /* on the system's page, first */
  const char  *redirect;   /* see cw_sign_in_new() */
  CwTrialPage  page;
  gpointer     page_data;  /* kept alive by the caller until the trial is finished */
} CwTrialRequest;

/* A system that says no is no error: it is in the test. Errors: cancelled, or the keyring. */
void            cw_trial_async  (CwProfile *profile, const CwTrialRequest *request, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data);
CwTrial        *cw_trial_finish (GAsyncResult *result, GError **error);

/* See cw_profile_connect_sync(), _replace_connection_sync() and _remove_integration_sync(). What is passed is copied. */
void            cw_connect_make_async    (CwProfile *profile, const CwConnectEnd *source, const CwConnectEnd *target,
                                          const CwIntegrationInfo *integration, GAsyncReadyCallback callback, gpointer data);
void            cw_connect_replace_async (CwProfile *profile, const CwConnectionInfo *info, CwSecret *secret,
                                          GAsyncReadyCallback callback, gpointer data);
void            cw_connect_remove_async  (CwProfile *profile, const char *integration, gboolean connections,
                                          GAsyncReadyCallback callback, gpointer data);
gboolean        cw_connect_finish        (GAsyncResult *result, GError **error);

/* See cw_sign_in_deliver_sync(). The sentence for the person; NULL: nobody waits for it. (transfer full) */
void            cw_sign_in_deliver_async  (const char *address, GAsyncReadyCallback callback, gpointer data);
char           *cw_sign_in_deliver_finish (GAsyncResult *result);

/* A copy that lives on. (transfer full) */
CwConnectionInfo *cw_connection_info_copy (const CwConnectionInfo *self);

G_END_DECLS
