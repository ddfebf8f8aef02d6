/* cw-trial.c: connecting a system without waiting for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-trial.h"

#include <string.h>

CwConnectionInfo *
cw_connection_info_copy (const CwConnectionInfo *self)
{
  CwConnectionInfo *copy = cw_connection_info_new (self->name, self->system);

  copy->url = g_strdup (self->url);
  copy->account = g_strdup (self->account);
  copy->auth = g_strdup (self->auth);
  cw_fields_unref (copy->settings);
  copy->settings = cw_fields_copy (self->settings);
  copy->tested_at = self->tested_at;
  copy->test_ok = self->test_ok;
  copy->test_message = g_strdup (self->test_message);
  return copy;
}

static CwSecret *
ref_secret (CwSecret *secret)
{
  return secret != NULL ? cw_secret_ref (secret) : NULL;
}

/* ---- what there is already ---- */

void
cw_connect_lists_free (CwConnectLists *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->connections, g_ptr_array_unref);
  g_clear_pointer (&self->integrations, g_ptr_array_unref);
  g_free (self);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (source, &error);
  g_autoptr (CwConnectLists) lists = g_new0 (CwConnectLists, 1);

  lists->connections = store != NULL ? cw_store_list_connections (store, &error) : NULL;
  lists->integrations = lists->connections != NULL ? cw_store_list_integrations (store, &error) : NULL;
  if (lists->integrations == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&lists), (GDestroyNotify) cw_connect_lists_free);
}

void
cw_connect_load_async (CwProfile *profile, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (profile, cancellable, callback, data);

  g_task_run_in_thread (task, load_thread);
}

CwConnectLists *
cw_connect_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- trying ---- */

void
cw_trial_free (CwTrial *self)
{
  if (self == NULL)
    return;
  cw_connection_test_free (self->test);
  g_clear_pointer (&self->offers, g_ptr_array_unref);
  g_clear_pointer (&self->secret, cw_secret_unref);
  g_free (self);
}

typedef struct {
  CwConnectionInfo *info;       /* owned */
  CwSecret         *entered;    /* owned, nullable */
  gboolean          kept, sign_in;
  char             *redirect;
  CwTrialPage       page;
  gpointer          page_data;
  GMainContext     *context;    /* owned: of whoever asked */
} Trying;

static void
trying_free (gpointer data)
{
  Trying *self = data;

  cw_connection_info_free (self->info);
  g_clear_pointer (&self->entered, cw_secret_unref);
  g_free (self->redirect);
  g_main_context_unref (self->context);
  g_free (self);
}

typedef struct {
  GTask    *task;      /* owned: keeps Trying */
  CwSignIn *sign_in;   /* owned */
} Page;

static void
page_free (gpointer data)
{
  Page *page = data;

  g_object_unref (page->task);
  cw_sign_in_unref (page->sign_in);
  g_free (page);
}

static gboolean
page_cb (gpointer data)
{
  Page *page = data;
  Trying *trying = g_task_get_task_data (page->task);

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (page->task)))
    trying->page (page->sign_in, trying->page_data);
  return G_SOURCE_REMOVE;
}

/* What was entered, over what is kept. */
static CwSecret *
gather (CwProfile *profile, Trying *trying, GCancellable *cancellable, GError **error)
{
  const CwSignInWay *way = cw_system_info_find_way (cw_system_find_info (trying->info->system), trying->info->auth);
  g_autoptr (CwSecret) kept = trying->kept ? cw_profile_get_secret_sync (profile, trying->info->name, cancellable, error) : NULL;
  g_autoptr (CwSecret) all = NULL;

  if (trying->kept && kept == NULL)
    return NULL;
  all = cw_secret_merge (kept, trying->entered);
  return cw_secret_check_members (all, way, error) ? g_steal_pointer (&all) : NULL;
}

static CwSecret *
sign_in (GTask *task, CwProfile *profile, Trying *trying, CwSecret *entered, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwSignIn) attempt = cw_sign_in_new (profile, trying->info, entered, trying->redirect, error);
  GSource *source;
  Page *page;

  if (attempt == NULL)
    return NULL;
  page = g_new0 (Page, 1);
  page->task = g_object_ref (task);
  page->sign_in = cw_sign_in_ref (attempt);
  /* Not g_main_context_invoke(), which may run it here while nobody owns the context. */
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, page_cb, page, page_free);
  g_source_attach (source, trying->context);
  g_source_unref (source);
  return cw_sign_in_finish_sync (attempt, cancellable, error);
}

static CwConnectionTest *
make_failed_test (Trying *trying, const GError *error)
{
  CwConnectionTest *test = g_new0 (CwConnectionTest, 1);

  test->name = g_strdup (trying->info->name);
  test->system = g_strdup (trying->info->system);
  test->cause = g_strdup (error->message);
  test->next = g_strdup ("");   /* the sentence says it */
  return test;
}

static void
try_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Trying *trying = data;
  g_autoptr (CwTrial) trial = g_new0 (CwTrial, 1);
  g_autoptr (GError) error = NULL;
  gboolean fresh = trying->entered != NULL || trying->sign_in;
  g_autoptr (CwSecret) secret = fresh ? gather (source, trying, cancellable, &error) : NULL;

  if (error == NULL && trying->sign_in)
    {
      g_autoptr (CwSecret) entered = g_steal_pointer (&secret);

      secret = sign_in (task, source, trying, entered, cancellable, &error);
    }
  if (g_task_return_error_if_cancelled (task))
    return;
  trial->test = error != NULL ? make_failed_test (trying, error)
                : cw_profile_try_connection_sync (source, trying->info, secret != NULL ? &secret : NULL, &trial->offers, cancellable);
  trial->secret = g_steal_pointer (&secret);
  g_task_return_pointer (task, g_steal_pointer (&trial), (GDestroyNotify) cw_trial_free);
}

void
cw_trial_async (CwProfile *profile, const CwTrialRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (profile, cancellable, callback, data);
  Trying *trying = g_new0 (Trying, 1);

  trying->info = cw_connection_info_copy (request->info);
  trying->entered = ref_secret (request->entered);
  trying->kept = request->kept;
  trying->sign_in = request->sign_in;
  trying->redirect = g_strdup (request->redirect);
  trying->page = request->page;
  trying->page_data = request->page_data;
  trying->context = g_main_context_ref_thread_default ();
  g_task_set_task_data (task, trying, trying_free);
  g_task_run_in_thread (task, try_thread);
}

CwTrial *
cw_trial_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- keeping ---- */

typedef struct {
  CwConnectionInfo  *source, *target;                  /* owned, nullable */
  CwSecret          *source_secret, *target_secret;    /* owned, nullable */
  CwIntegrationInfo *integration;                      /* owned, nullable */
  char              *name;
  gboolean           connections;
} Change;

static void
change_free (gpointer data)
{
  Change *self = data;

  cw_connection_info_free (self->source);
  cw_connection_info_free (self->target);
  g_clear_pointer (&self->source_secret, cw_secret_unref);
  g_clear_pointer (&self->target_secret, cw_secret_unref);
  cw_integration_info_free (self->integration);
  g_free (self->name);
  g_free (self);
}

static void
run_change (CwProfile *profile, Change *change, GTaskThreadFunc thread, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (profile, NULL, callback, data);

  g_task_set_task_data (task, change, change_free);
  g_task_run_in_thread (task, thread);
}

static void
return_change (GTask *task, gboolean ok, GError *error)
{
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
make_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Change *change = data;
  CwConnectEnd from = { change->source, change->source_secret }, to = { change->target, change->target_secret };
  GError *error = NULL;
  gboolean ok = cw_profile_connect_sync (source, &from, &to, change->integration, cancellable, &error);

  return_change (task, ok, error);
}

static CwIntegrationInfo *
copy_integration (const CwIntegrationInfo *info)
{
  CwIntegrationInfo *copy = cw_integration_info_new (info->name);

  copy->company = g_strdup (info->company);
  g_strfreev (copy->subsidiaries);
  copy->subsidiaries = g_strdupv (info->subsidiaries);
  cw_fields_unref (copy->settings);
  copy->settings = cw_fields_copy (info->settings);
  return copy;
}

void
cw_connect_make_async (CwProfile *profile, const CwConnectEnd *source, const CwConnectEnd *target, const CwIntegrationInfo *integration,
                       GAsyncReadyCallback callback, gpointer data)
{
  Change *change = g_new0 (Change, 1);

  change->source = cw_connection_info_copy (source->info);
  change->source_secret = ref_secret (source->secret);
  change->target = cw_connection_info_copy (target->info);
  change->target_secret = ref_secret (target->secret);
  change->integration = copy_integration (integration);
  run_change (profile, change, make_thread, callback, data);
}

static void
replace_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Change *change = data;
  GError *error = NULL;
  gboolean ok = cw_profile_replace_connection_sync (source, change->target, change->target_secret, cancellable, &error);

  return_change (task, ok, error);
}

void
cw_connect_replace_async (CwProfile *profile, const CwConnectionInfo *info, CwSecret *secret, GAsyncReadyCallback callback, gpointer data)
{
  Change *change = g_new0 (Change, 1);

  change->target = cw_connection_info_copy (info);
  change->target_secret = ref_secret (secret);
  run_change (profile, change, replace_thread, callback, data);
}

static void
remove_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Change *change = data;
  GError *error = NULL;
  gboolean ok = cw_profile_remove_integration_sync (source, change->name, change->connections, cancellable, &error);

  return_change (task, ok, error);
}

void
cw_connect_remove_async (CwProfile *profile, const char *integration, gboolean connections, GAsyncReadyCallback callback, gpointer data)
{
  Change *change = g_new0 (Change, 1);

  change->name = g_strdup (integration);
  change->connections = connections;
  run_change (profile, change, remove_thread, callback, data);
}

gboolean
cw_connect_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- handing an answer on ---- */

static void
wipe (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
deliver_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  char *sentence = NULL;

  cw_sign_in_deliver_sync (data, &sentence);
  g_task_return_pointer (task, sentence, g_free);
}

void
cw_sign_in_deliver_async (const char *address, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);

  g_task_set_task_data (task, g_strdup (address), wipe);
  g_task_run_in_thread (task, deliver_thread);
}

char *
cw_sign_in_deliver_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
