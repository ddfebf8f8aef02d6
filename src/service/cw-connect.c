/* cw-connect.c: what a person entered becomes a connection
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-connect.h"

#include "cw-schedules.h"
#include "cw-session.h"
#include "cw-workflow-file.h"

#include <glib/gi18n-lib.h>

CwSecret *
cw_profile_get_secret_sync (CwProfile *self, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);

  return store != NULL ? cw_credentials_lookup_sync (cw_profile_get_credentials (self), cw_store_get_profile (store), name, cancellable, error)
                       : NULL;
}

/* ---- who uses a connection ---- */

static gboolean
uses (const CwIntegrationInfo *integration, const char *connection)
{
  return g_strcmp0 (integration->source, connection) == 0 || g_strcmp0 (integration->target, connection) == 0;
}

/* A run has the secret in its hands, and puts a new one in its place: nobody may change it meanwhile. */
static gboolean
check_idle (CwProfile *self, const char *integration, GError **error)
{
  gboolean ours;
  g_autofree char *worker = cw_session_dup_worker (self, integration, &ours);

  if (worker == NULL)
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_LOCKED, _("%s works “%s” at the moment. Wait until it is done, or stop it."), worker,
               integration);
  return FALSE;
}

static gboolean
check_unused_now (CwProfile *self, CwStore *store, const char *connection, GError **error)
{
  g_autoptr (GPtrArray) integrations = cw_store_list_integrations (store, error);

  for (guint i = 0; integrations != NULL && i < integrations->len; i++)
    {
      const CwIntegrationInfo *integration = integrations->pdata[i];

      if (uses (integration, connection) && !check_idle (self, integration->name, error))
        return FALSE;
    }
  return integrations != NULL;
}

/* ---- changing one ---- */

static gboolean
replace (CwProfile *self, CwStore *store, const CwConnectionInfo *info, CwSecret *secret, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwConnectionInfo) kept = cw_store_get_connection (store, info->name, error);
  g_autofree char *text = g_strdup_printf ("connection %s: changed, %s, %s%s", info->name, info->auth, info->url,
                                           secret != NULL ? ", new credentials" : "");

  if (kept == NULL)
    return FALSE;
  g_free (kept->url);
  g_free (kept->account);
  g_free (kept->auth);
  g_free (kept->test_message);
  kept->url = g_strdup (info->url);
  kept->account = g_strdup (info->account);
  kept->auth = g_strdup (info->auth);
  kept->tested_at = cw_clock_now (cw_profile_get_clock (self));
  kept->test_ok = TRUE;
  kept->test_message = NULL;
  _cw_connection_note_certificate (kept, secret);
  return cw_store_update_connection (store, kept, error)
         && cw_profile_journal_change (self, store, NULL, text, error)
         && (secret == NULL || cw_profile_store_secret_sync (self, store, info->name, secret, cancellable, error));
}

gboolean
cw_profile_replace_connection_sync (CwProfile *self, const CwConnectionInfo *info, CwSecret *secret, GCancellable *cancellable,
                                    GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);

  if (store == NULL || !cw_connection_check_url (info->url, error) || !check_unused_now (self, store, info->name, error)
      || !cw_store_begin (store, error))
    return FALSE;
  if (replace (self, store, info, secret, cancellable, error))
    return cw_store_commit (store, error);
  cw_store_rollback (store);
  return FALSE;
}

/* ---- the box in NetSuite ---- */

static const char *
get_box (const CwIntegrationInfo *info)
{
  const char *field = cw_fields_get (info->settings, "sync-field");

  return field != NULL ? field : CW_DEFAULT_SYNC_FIELD;
}

const CwIntegrationInfo *
cw_connect_find_other_box (GPtrArray *integrations, const char *source, const char *field)
{
  for (guint i = 0; i < integrations->len; i++)
    {
      const CwIntegrationInfo *other = integrations->pdata[i];

      if (g_strcmp0 (other->source, source) == 0 && g_ascii_strcasecmp (get_box (other), field) != 0)
        return other;
    }
  return NULL;
}

static gboolean
has_name (GPtrArray *infos, const char *name)
{
  for (guint i = 0; i < infos->len; i++)
    if (g_strcmp0 (((const CwConnectionInfo *) infos->pdata[i])->name, name) == 0)
      return TRUE;
  return FALSE;
}

char *
cw_connect_dup_free_name (GPtrArray *infos, const char *wanted)
{
  char *name = g_strdup (wanted);

  for (guint number = 2; has_name (infos, name); number++)
    {
      g_free (name);
      name = g_strdup_printf ("%s (%u)", wanted, number);
    }
  return name;
}

/* ---- a new integration ---- */

/* One under way. */
typedef struct {
  CwProfile    *profile;
  CwStore      *store;
  GCancellable *cancellable;
  GPtrArray    *stored;     /* of const char *: connections whose secrets were put into the keyring */
} Work;

static gboolean
add_connection (Work *work, const CwConnectionInfo *info, CwSecret *secret, GError **error)
{
  g_autoptr (CwConnectionInfo) tested = cw_connection_info_new (info->name, info->system);

  tested->url = g_strdup (info->url);
  tested->account = g_strdup (info->account);
  tested->auth = g_strdup (info->auth);
  cw_fields_unref (tested->settings);
  tested->settings = cw_fields_copy (info->settings);
  tested->tested_at = cw_clock_now (cw_profile_get_clock (work->profile));
  tested->test_ok = TRUE;
  if (!cw_profile_put_connection_sync (work->profile, work->store, tested, secret, work->cancellable, error))
    return FALSE;
  g_ptr_array_add (work->stored, g_strdup (info->name));
  return TRUE;
}

/* The same account with the same sign-in under another name: a mirror of its own, whose marks are those of another box. */
static char *
add_twin (Work *work, const char *name, GError **error)
{
  g_autoptr (CwConnectionInfo) info = cw_store_get_connection (work->store, name, error);
  g_autoptr (GPtrArray) all = info != NULL ? cw_store_list_connections (work->store, error) : NULL;
  g_autoptr (CwSecret) secret = NULL;
  g_autofree char *twin = NULL;

  if (all == NULL)
    return NULL;
  if (cw_system_info_find_way (cw_system_find_info (info->system), info->auth)->single)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                   _("Another integration reads “%s” with another box, and a sign-in in the browser cannot be shared. Go back, choose a new "
                     "connection to the same account, and sign in once more."), name);
      return NULL;
    }
  secret = cw_profile_get_secret_sync (work->profile, name, work->cancellable, error);
  twin = cw_connect_dup_free_name (all, name);
  g_free (info->name);
  info->name = g_strdup (twin);
  return secret != NULL && add_connection (work, info, secret, error) ? g_steal_pointer (&twin) : NULL;
}

static char *
add_source (Work *work, const CwConnectEnd *source, const CwIntegrationInfo *integration, GError **error)
{
  g_autoptr (GPtrArray) integrations = NULL;

  if (source->secret != NULL)
    return add_connection (work, source->info, source->secret, error) ? g_strdup (source->info->name) : NULL;
  integrations = cw_store_list_integrations (work->store, error);
  if (integrations == NULL)
    return NULL;
  return cw_connect_find_other_box (integrations, source->info->name, get_box (integration)) != NULL ? add_twin (work, source->info->name, error)
                                                                                                     : g_strdup (source->info->name);
}

/* Nothing travels before somebody said what shall. */
static gboolean
switch_workflows_off (Work *work, const char *integration, const char *target, GError **error)
{
  g_auto (GStrv) ids = cw_workflow_list_ids ();

  for (char **id = ids; *id != NULL; id++)
    {
      g_autoptr (CwWorkflow) workflow = cw_workflow_load (*id, error);

      if (workflow == NULL)
        return FALSE;
      if (!workflow->enabled || (g_strcmp0 (workflow->source_system, target) != 0 && g_strcmp0 (workflow->target_system, target) != 0))
        continue;
      if (!cw_store_set_workflow_setting (work->store, integration, workflow->id, "enabled", "false", error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
connect_ends (Work *work, const CwConnectEnd *source, const CwConnectEnd *target, const CwIntegrationInfo *wanted, GError **error)
{
  g_autofree char *name = add_source (work, source, wanted, error);
  g_autoptr (CwIntegrationInfo) info = cw_integration_info_new (wanted->name);
  g_autoptr (CwConnectionInfo) end = NULL;

  if (name == NULL || (target->secret != NULL && !add_connection (work, target->info, target->secret, error)))
    return FALSE;
  end = cw_store_get_connection (work->store, target->info->name, error);
  if (end == NULL)
    return FALSE;
  info->source = g_steal_pointer (&name);
  info->target = g_strdup (target->info->name);
  info->company = g_strdup (wanted->company);
  g_strfreev (info->subsidiaries);
  info->subsidiaries = g_strdupv (wanted->subsidiaries);
  cw_fields_unref (info->settings);
  info->settings = cw_fields_copy (wanted->settings);
  info->created = cw_clock_now (cw_profile_get_clock (work->profile));
  return cw_profile_put_integration (work->profile, work->store, info, error)
         && switch_workflows_off (work, info->name, end->system, error);
}

gboolean
cw_profile_connect_sync (CwProfile *self, const CwConnectEnd *source, const CwConnectEnd *target, const CwIntegrationInfo *integration,
                         GCancellable *cancellable, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);
  g_autoptr (GPtrArray) stored = g_ptr_array_new_with_free_func (g_free);
  Work work = { self, store, cancellable, stored };

  if (store == NULL || !cw_store_begin (store, error))
    return FALSE;
  if (connect_ends (&work, source, target, integration, error) && cw_store_commit (store, error))
    return TRUE;
  cw_store_rollback (store);
  for (guint i = 0; i < stored->len; i++)
    cw_credentials_clear_sync (cw_profile_get_credentials (self), cw_store_get_profile (store), stored->pdata[i], NULL, NULL);
  return FALSE;
}

/* ---- removing one ---- */

static gboolean
remove_unused (CwProfile *self, CwStore *store, const char *connection, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) integrations = cw_store_list_integrations (store, error);
  g_autofree char *text = g_strdup_printf ("connection %s: removed", connection);

  for (guint i = 0; integrations != NULL && i < integrations->len; i++)
    if (uses (integrations->pdata[i], connection))
      return TRUE;
  return integrations != NULL
         && cw_store_remove_connection (store, connection, error)
         && cw_profile_journal_change (self, store, NULL, text, error)
         && cw_credentials_clear_sync (cw_profile_get_credentials (self), cw_store_get_profile (store), connection, cancellable, error);
}

static gboolean
remove_integration (CwProfile *self, CwStore *store, const CwIntegrationInfo *info, gboolean connections, GCancellable *cancellable, GError **error)
{
  g_autofree char *text = g_strdup_printf ("integration %s: removed, %s to %s", info->name, info->source, info->target);

  return cw_profile_check_unscheduled (self, store, info->name, NULL, error)
         && cw_store_remove_integration (store, info->name, error)
         && cw_profile_journal_change (self, store, info->name, text, error)
         && (!connections || (remove_unused (self, store, info->source, cancellable, error)
                              && remove_unused (self, store, info->target, cancellable, error)));
}

gboolean
cw_profile_remove_integration_sync (CwProfile *self, const char *name, gboolean connections, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);
  g_autoptr (CwIntegrationInfo) info = store != NULL ? cw_store_get_integration (store, name, error) : NULL;

  if (info == NULL || !check_idle (self, name, error) || !cw_store_begin (store, error))
    return FALSE;
  if (remove_integration (self, store, info, connections, cancellable, error))
    return cw_store_commit (store, error);
  cw_store_rollback (store);
  return FALSE;
}
