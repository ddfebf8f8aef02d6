/* cw-sign-in.c: signing in on a page of the system's own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-sign-in.h"

#include "cw-connect.h"
#include "cw-oauth2-code.h"
#include "cw-redirect-listener.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PATIENCE 600   /* seconds */

struct _CwSignIn {
  gatomicrefcount      references;
  CwProfile           *profile;    /* owned */
  char                *connection;
  char                *account;    /* nullable: what the person entered */
  CwSecret            *entered;    /* owned */
  CwOauth2Attempt      attempt;
  char                *page;
  CwRedirectListener  *listener;   /* owned */
  guint                patience;

  GMutex               lock;
  CwSecret            *code;       /* owned; NULL until it came */
  GError              *failure;    /* owned; NULL: not refused */
  gboolean             over;       /* exchanged, refused or given up */
};

/* ---- the answer ---- */

static CwOauth2Verdict
check_account (CwSignIn *self, CwOauth2Verdict verdict, const char *account, GError **error)
{
  const CwConsent *consent = self->attempt.consent;

  if (verdict != CW_OAUTH2_CODE || account == NULL || self->account == NULL || *self->account == '\0' || consent->same_account == NULL
      || consent->same_account (account, self->account))
    return verdict;
  g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
               _("You signed in to the account %s, and this connection is for %s. Sign out in the browser, then sign in again."),
               account, self->account);
  return CW_OAUTH2_REFUSED;
}

/* What @address means; the first answer counts, later ones change nothing. */
static CwOauth2Verdict
take_answer (CwSignIn *self, const char *address, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (CwSecret) code = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *account = NULL;
  CwOauth2Verdict verdict = cw_oauth2_attempt_read (&self->attempt, address, &code, &account, &local);

  verdict = check_account (self, verdict, account, &local);
  if (verdict != CW_OAUTH2_FOREIGN && self->over)
    {
      g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
                           _("This sign-in was answered already. Nothing was changed; this page can be closed."));
      return CW_OAUTH2_FOREIGN;
    }
  if (verdict != CW_OAUTH2_FOREIGN)
    {
      self->over = TRUE;
      self->code = verdict == CW_OAUTH2_CODE ? g_steal_pointer (&code) : NULL;
      self->failure = verdict == CW_OAUTH2_REFUSED ? g_error_copy (local) : NULL;
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return verdict;
}

static char *
answered_cb (const char *address, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (take_answer (data, address, &error) == CW_OAUTH2_CODE)
    return g_strdup (_("Causeway has the answer. You can close this page and go back to Causeway."));
  return g_strdup (error->message);
}

gboolean
cw_sign_in_paste (CwSignIn *self, const char *address, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (address));
  g_autoptr (GError) local = NULL;
  CwOauth2Verdict verdict = take_answer (self, stripped, &local);

  explicit_bzero (stripped, strlen (stripped));
  if (verdict == CW_OAUTH2_FOREIGN)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  cw_redirect_listener_wake (self->listener);
  return TRUE;
}

gboolean
cw_sign_in_deliver_sync (const char *address, char **out_sentence)
{
  return cw_redirect_deliver_sync (address, out_sentence);
}

/* ---- making ---- */

static const char *
pick_redirect (const CwConsent *consent, const char *redirect, GError **error)
{
  if (redirect == NULL)
    return consent->redirects[0].address;
  for (const CwRedirect *at = consent->redirects; at->address != NULL; at++)
    if (g_str_equal (at->address, redirect))
      return at->address;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("An answer cannot come back to %s; choose %s."), redirect,
               consent->redirects[0].address);
  return NULL;
}

static const CwSignInWay *
find_way (const CwConnectionInfo *info, GError **error)
{
  const CwSystemInfo *system = cw_system_find_info (info->system);
  const CwSignInWay *way = system != NULL ? cw_system_info_find_way (system, info->auth) : NULL;

  if (way != NULL && way->consent != NULL)
    return way;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
               _("“%s” has no sign-in page: what was entered is all that it needs. Test it, or enter it again."), info->name);
  return NULL;
}

CwSignIn *
cw_sign_in_new (CwProfile *profile, const CwConnectionInfo *info, CwSecret *entered, const char *redirect, GError **error)
{
  const CwSignInWay *way = find_way (info, error);
  const char *where = way != NULL ? pick_redirect (way->consent, redirect, error) : NULL;
  g_autoptr (CwSecret) client_secret = NULL;
  g_autoptr (CwSignIn) self = NULL;
  g_autofree char *client_id = NULL;

  if (where == NULL || !cw_secret_check_members (entered, way, error) || !cw_connection_check_url (info->url, error))
    return NULL;
  self = g_new0 (CwSignIn, 1);
  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->profile = g_object_ref (profile);
  self->connection = g_strdup (info->name);
  self->account = g_strdup (info->account);
  self->entered = cw_secret_ref (entered);
  self->patience = PATIENCE;
  client_id = cw_secret_dup_member (entered, "client_id");
  client_secret = way->consent->client_secret ? cw_secret_get_member (entered, "client_secret") : NULL;
  cw_oauth2_attempt_init (&self->attempt, way->consent, info->url, client_id, client_secret, where, cw_profile_get_random (profile));
  self->page = cw_oauth2_attempt_dup_page (&self->attempt, info->account);
  self->listener = cw_redirect_listener_new (where, self->attempt.state, answered_cb, self, error);
  return self->listener != NULL ? g_steal_pointer (&self) : NULL;
}

CwSignIn *
cw_sign_in_ref (CwSignIn *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
cw_sign_in_unref (CwSignIn *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  cw_redirect_listener_free (self->listener);
  cw_oauth2_attempt_clear (&self->attempt);
  g_clear_pointer (&self->code, cw_secret_unref);
  g_clear_error (&self->failure);
  cw_secret_unref (self->entered);
  g_object_unref (self->profile);
  g_free (self->connection);
  g_free (self->account);
  g_free (self->page);
  g_mutex_clear (&self->lock);
  g_free (self);
}

const char *
cw_sign_in_get_page (CwSignIn *self)
{
  return self->page;
}

const char *
cw_sign_in_get_redirect (CwSignIn *self)
{
  return self->attempt.redirect;
}

void
cw_sign_in_set_patience (CwSignIn *self, guint seconds)
{
  self->patience = seconds;
}

/* ---- waiting ---- */

static gboolean
is_over (CwSignIn *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->over;
}

/* What is left of an attempt that nobody answered counts as answered: a late page is told so. */
static void
give_up (CwSignIn *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->over = TRUE;
}

static gboolean
wait_for_answer (CwSignIn *self, GCancellable *cancellable, GError **error)
{
  gint64 until = g_get_monotonic_time () + (gint64) self->patience * G_USEC_PER_SEC;

  while (!is_over (self) && g_get_monotonic_time () < until && !g_cancellable_is_cancelled (cancellable))
    cw_redirect_listener_wait (self->listener, until, cancellable);
  if (is_over (self))
    return TRUE;
  give_up (self);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_NOT_CONNECTED,
               ngettext ("No answer came from the browser within %u minute. Sign in again; when the page ends without Causeway noticing, copy "
                         "its address and paste it here.",
                         "No answer came from the browser within %u minutes. Sign in again; when the page ends without Causeway noticing, copy "
                         "its address and paste it here.", (self->patience + 59) / 60), (self->patience + 59) / 60);
  return FALSE;
}

CwSecret *
cw_sign_in_finish_sync (CwSignIn *self, GCancellable *cancellable, GError **error)
{
  g_auto (CwOauth2Grant) grant = { NULL, NULL, 0 };

  if (!wait_for_answer (self, cancellable, error))
    return NULL;
  if (self->failure != NULL)
    {
      g_propagate_error (error, g_error_copy (self->failure));
      return NULL;
    }
  if (self->code == NULL)
    {
      g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_NOT_CONNECTED, _("This sign-in is over. Sign in again."));
      return NULL;
    }
  if (!cw_oauth2_attempt_exchange_sync (&self->attempt, self->code, cw_profile_get_transport (self->profile),
                                        cw_profile_get_clock (self->profile), &grant, cancellable, error))
    return NULL;
  return cw_secret_with_member (self->entered, "refresh_token", grant.refresh);
}
