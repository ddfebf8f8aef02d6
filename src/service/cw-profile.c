/* cw-profile.c: one folder with settings and database
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-session.h"

#include "cw-connect.h"
#include "cw-keyring.h"
#include "cw-mapping-versions.h"
#include "cw-schedules.h"
#include "cw-trial.h"
#include "cw-workflow-file.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define CLOCK_TOLERANCE 2   /* minutes that a person need not know of */
#define KEYRING_TIMEOUT 5   /* seconds a program without a person waits for the keyring */

struct _CwProfile {
  GObject        parent_instance;

  char          *dir;
  CwCredentials *credentials;   /* owned */
  CwClock       *clock;         /* owned */
  CwRandom      *random;        /* owned */
  CwTransport   *transport;     /* owned */
  CwStoreCommitHook commit_hook;
  gpointer       commit_data;
};

G_DEFINE_FINAL_TYPE (CwProfile, cw_profile, G_TYPE_OBJECT)

static void
cw_profile_dispose (GObject *object)
{
  CwProfile *self = CW_PROFILE (object);

  g_clear_object (&self->credentials);
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  g_clear_object (&self->transport);
  G_OBJECT_CLASS (cw_profile_parent_class)->dispose (object);
}

static void
cw_profile_finalize (GObject *object)
{
  CwProfile *self = CW_PROFILE (object);

  g_free (self->dir);
  G_OBJECT_CLASS (cw_profile_parent_class)->finalize (object);
}

static void
cw_profile_class_init (CwProfileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_profile_dispose;
  object_class->finalize = cw_profile_finalize;
}

static void
cw_profile_init (CwProfile *self)
{
}

static void
take_parts (CwProfile *self, const CwProfileParts *parts)
{
  static const CwProfileParts none = { 0 };
  guint timeout;

  if (parts == NULL)
    parts = &none;
  timeout = parts->keyring_timeout > 0 ? parts->keyring_timeout : KEYRING_TIMEOUT;
  self->credentials = parts->credentials != NULL ? g_object_ref (parts->credentials) : cw_keyring_new (timeout);
  self->clock = parts->clock != NULL ? g_object_ref (parts->clock) : cw_system_clock_new ();
  self->random = parts->random != NULL ? g_object_ref (parts->random) : cw_system_random_new ();
  self->commit_hook = parts->commit_hook;
  self->commit_data = parts->commit_data;
  self->transport = parts->transport != NULL ? g_object_ref (parts->transport) : cw_soup_transport_new ();
}

CwProfile *
cw_profile_open (const char *dir, const CwProfileParts *parts, GError **error)
{
  g_autoptr (CwProfile) self = g_object_new (CW_TYPE_PROFILE, NULL);
  g_autoptr (CwStore) store = NULL;

  self->dir = dir != NULL ? g_canonicalize_filename (dir, NULL) : g_build_filename (g_get_user_data_dir (), "causeway", NULL);
  take_parts (self, parts);
  /* What is wrong with the folder shows when the database is opened in it. */
  g_mkdir_with_parents (self->dir, 0700);
  store = cw_store_open (self->dir, error);
  return store != NULL ? g_steal_pointer (&self) : NULL;
}

const char *
cw_profile_get_dir (CwProfile *self)
{
  return self->dir;
}

CwCredentials *
cw_profile_get_credentials (CwProfile *self)
{
  return self->credentials;
}

CwClock *
cw_profile_get_clock (CwProfile *self)
{
  return self->clock;
}

CwRandom *
cw_profile_get_random (CwProfile *self)
{
  return self->random;
}

CwTransport *
cw_profile_get_transport (CwProfile *self)
{
  return self->transport;
}

CwStore *
cw_profile_open_store (CwProfile *self, GError **error)
{
  CwStore *store = cw_store_open (self->dir, error);

  if (store != NULL && self->commit_hook != NULL)
    cw_store_set_commit_hook (store, self->commit_hook, self->commit_data);
  return store;
}

/* ---- connections ---- */

gboolean
cw_profile_journal_change (CwProfile *self, CwStore *store, const char *integration, const char *text, GError **error)
{
  g_autoptr (CwJournalEntry) entry = cw_journal_entry_new (CW_JOURNAL_CHANGE);

  entry->integration = g_strdup (integration);
  entry->text = g_strdup (text);
  entry->time = cw_clock_now (self->clock);
  return cw_store_journal_add (store, entry, error);
}

gboolean
cw_profile_set_connection (CwProfile *self, const char *name, const char *key, const char *value, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);
  g_autoptr (CwConnectionInfo) info = NULL;
  g_autofree char *text = g_strdup_printf ("connection %s: %s=%s", name, key, value);

  if (store == NULL || !cw_connection_check_setting (key, value, error))
    return FALSE;
  info = cw_store_get_connection (store, name, error);
  if (info == NULL)
    return FALSE;
  cw_fields_set (info->settings, key, value);
  return cw_store_begin (store, error)
         && cw_store_update_connection (store, info, error)
         && cw_profile_journal_change (self, store, NULL, text, error)
         && cw_store_commit (store, error);
}

gboolean
cw_profile_store_secret_sync (CwProfile *self, CwStore *store, const char *connection, CwSecret *secret, GCancellable *cancellable,
                              GError **error)
{
  g_autofree char *label = g_strdup_printf (_("Causeway: %s (profile %s)"), connection, self->dir);

  return cw_credentials_store_sync (self->credentials, cw_store_get_profile (store), connection, label, secret, cancellable, error);
}

void
_cw_connection_note_certificate (CwConnectionInfo *info, CwSecret *secret)
{
  g_autofree char *end = secret != NULL ? cw_secret_dup_member (secret, CW_CERTIFICATE_END) : NULL;

  if (end != NULL)
    cw_fields_set (info->settings, CW_CERTIFICATE_END, end);
}

/* The row first, uncommitted: a taken name must not overwrite the secret of the connection that has it. */
gboolean
cw_profile_put_connection_sync (CwProfile *self, CwStore *store, const CwConnectionInfo *info, CwSecret *secret, GCancellable *cancellable,
                                GError **error)
{
  g_autofree char *text = g_strdup_printf ("connection %s: added, %s, %s", info->name, info->system, info->url);
  g_autoptr (CwConnectionInfo) noted = cw_connection_info_copy (info);

  _cw_connection_note_certificate (noted, secret);
  return cw_connection_check_way (info->system, info->auth, error)
         && cw_connection_check_url (info->url, error)
         && cw_store_add_connection (store, noted, error)
         && cw_profile_journal_change (self, store, NULL, text, error)
         && (secret == NULL || cw_profile_store_secret_sync (self, store, info->name, secret, cancellable, error));
}

gboolean
cw_profile_add_connection_sync (CwProfile *self, const CwConnectionInfo *info, CwSecret *secret, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);

  if (store == NULL || !cw_store_begin (store, error))
    return FALSE;
  if (cw_profile_put_connection_sync (self, store, info, secret, cancellable, error))
    return cw_store_commit (store, error);
  cw_store_rollback (store);
  return FALSE;
}

/* A schedule that is on is named before the integration that it belongs to. */
static gboolean
check_users_unscheduled (CwProfile *self, CwStore *store, const char *connection, GError **error)
{
  g_autoptr (GPtrArray) integrations = cw_store_list_integrations (store, error);

  for (guint i = 0; integrations != NULL && i < integrations->len; i++)
    {
      const CwIntegrationInfo *info = integrations->pdata[i];

      if ((g_strcmp0 (info->source, connection) == 0 || g_strcmp0 (info->target, connection) == 0)
          && !cw_profile_check_unscheduled (self, store, info->name, NULL, error))
        return FALSE;
    }
  return integrations != NULL;
}

gboolean
cw_profile_remove_connection_sync (CwProfile *self, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);
  g_autofree char *text = g_strdup_printf ("connection %s: removed", name);

  if (store == NULL || !cw_store_begin (store, error))
    return FALSE;
  if (!check_users_unscheduled (self, store, name, error)
      || !cw_store_remove_connection (store, name, error)
      || !cw_credentials_clear_sync (self->credentials, cw_store_get_profile (store), name, cancellable, error)
      || !cw_profile_journal_change (self, store, NULL, text, error))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  return cw_store_commit (store, error);
}

void
cw_connection_test_free (CwConnectionTest *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->system);
  g_free (self->cause);
  g_free (self->next);
  g_free (self->account);
  g_free (self);
}

/* @secret NULL: the keyring's. @out_offers nullable: what an integration can choose there. */
static gboolean
probe_connection (CwProfile *self, CwStore *store, const CwConnectionInfo *info, CwSecret **secret, CwProbe *out_probe,
                  GPtrArray **out_offers, GCancellable *cancellable, GError **error)
{
  CwLedger *ledger = cw_ledger_new (info->name);
  g_autoptr (CwConnector) connector = NULL;
  CwHttpClient *client = NULL;
  gboolean ok;

  connector = secret != NULL ? cw_connection_open_trial (self, store, info, secret, ledger, &client, error)
                             : cw_connection_open (self, store, info, ledger, &client, cancellable, error);
  ok = connector != NULL && cw_connector_probe_sync (connector, CW_DEFAULT_SYNC_FIELD, out_probe, cancellable, error);
  if (ok && out_offers != NULL)
    ok = (*out_offers = cw_connector_offers_sync (connector, cancellable, error)) != NULL;
  g_clear_object (&connector);
  cw_ledger_flush (ledger, store, NULL);
  cw_ledger_free (ledger);
  return ok;
}

/* Requests are signed with the server's time, so that a wrong clock does no harm there; schedules and forecasts follow ours. */
static void
note_clock (CwConnectionTest *test, gint64 offset)
{
  const gint64 minute = 60 * G_USEC_PER_SEC;
  int minutes = (int) (ABS (offset) / minute);

  if (minutes < CLOCK_TOLERANCE)
    return;
  test->cause = offset > 0
                ? g_strdup_printf (ngettext ("This computer's clock is %d minute slow; requests are signed with the server's time.",
                                             "This computer's clock is %d minutes slow; requests are signed with the server's time.",
                                             (gulong) minutes), minutes)
                : g_strdup_printf (ngettext ("This computer's clock is %d minute fast; requests are signed with the server's time.",
                                             "This computer's clock is %d minutes fast; requests are signed with the server's time.",
                                             (gulong) minutes), minutes);
  test->next = g_strdup (_("Set this computer's clock right, best by network time."));
}

static void
judge (CwConnectionTest *test, const CwProbe *probe, const GError *error)
{
  test->ok = error == NULL;
  if (test->ok)
    {
      test->account = g_strdup (probe->account);
      note_clock (test, probe->clock_offset);
      return;
    }
  test->cause = g_strdup (error->message);
  test->next = cw_error_dup_next_step (error);
}

CwConnectionTest *
cw_profile_try_connection_sync (CwProfile *self, const CwConnectionInfo *info, CwSecret **secret, GPtrArray **out_offers,
                                GCancellable *cancellable)
{
  CwConnectionTest *test = g_new0 (CwConnectionTest, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (self, &error);
  CwProbe probe = { 0 };

  *out_offers = NULL;
  test->name = g_strdup (info->name);
  test->system = g_strdup (info->system);
  if (store != NULL)
    probe_connection (self, store, info, secret, &probe, out_offers, cancellable, &error);
  judge (test, &probe, error);
  cw_probe_clear (&probe);
  return test;
}

CwConnectionTest *
cw_profile_test_connection_sync (CwProfile *self, const char *name, GCancellable *cancellable)
{
  CwConnectionTest *test = g_new0 (CwConnectionTest, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (self, &error);
  g_autoptr (CwConnectionInfo) info = store != NULL ? cw_store_get_connection (store, name, &error) : NULL;
  CwProbe probe = { 0 };

  test->name = g_strdup (name);
  test->system = g_strdup (info != NULL ? info->system : NULL);
  if (info != NULL)
    probe_connection (self, store, info, NULL, &probe, NULL, cancellable, &error);
  judge (test, &probe, error);
  if (info != NULL)
    {
      info->tested_at = cw_clock_now (self->clock);
      info->test_ok = test->ok;
      g_free (info->test_message);
      info->test_message = g_strdup (test->cause);
      cw_store_update_connection (store, info, NULL);
    }
  cw_probe_clear (&probe);
  return test;
}

/* ---- integrations ---- */

static const char *
get_sync_field (const CwIntegrationInfo *info)
{
  const char *field = cw_fields_get (info->settings, "sync-field");

  return field != NULL ? field : CW_DEFAULT_SYNC_FIELD;
}

/* A mirror keeps one mark for each record: two boxes read into it would take each other's place. */
static gboolean
check_sync_field (CwStore *store, const CwIntegrationInfo *info, GError **error)
{
  g_autoptr (GPtrArray) others = cw_store_list_integrations (store, error);

  for (guint i = 0; others != NULL && i < others->len; i++)
    {
      const CwIntegrationInfo *other = others->pdata[i];

      if (g_strcmp0 (other->source, info->source) != 0 || g_ascii_strcasecmp (get_sync_field (other), get_sync_field (info)) == 0)
        continue;
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                   _("Integration “%s” reads connection “%s” with the sync box %s, and this one would with %s. Use a connection of its own: "
                     "add one to the same NetSuite account."),
                   other->name, info->source, get_sync_field (other), get_sync_field (info));
      return FALSE;
    }
  return others != NULL;
}

static gboolean
check_integration (CwStore *store, const CwIntegrationInfo *info, GError **error)
{
  g_autoptr (CwConnectionInfo) source = cw_store_get_connection (store, info->source, error);
  g_autoptr (CwConnectionInfo) target = source != NULL ? cw_store_get_connection (store, info->target, error) : NULL;

  if (target == NULL)
    return FALSE;
  if (g_strcmp0 (source->system, "netsuite") != 0 || g_strcmp0 (target->system, "netsuite") == 0)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                   _("An integration goes from a NetSuite connection to another system; “%s” is %s and “%s” is %s."),
                   info->source, source->system, info->target, target->system);
      return FALSE;
    }
  if (info->subsidiaries == NULL || info->subsidiaries[0] == NULL)
    {
      g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("An integration needs at least one subsidiary id."));
      return FALSE;
    }
  /* What nobody chose is the box that goes with the target. */
  if (cw_fields_get (info->settings, "sync-field") == NULL)
    {
      const char *box = cw_system_find_info (target->system)->sync_field;

      if (g_strcmp0 (box, CW_DEFAULT_SYNC_FIELD) != 0)
        cw_fields_set (info->settings, "sync-field", box);
    }
  return check_sync_field (store, info, error);
}

gboolean
cw_profile_put_integration (CwProfile *self, CwStore *store, const CwIntegrationInfo *info, GError **error)
{
  g_autofree char *text = g_strdup_printf ("integration %s: added, %s to %s", info->name, info->source, info->target);

  return check_integration (store, info, error)
         && cw_store_add_integration (store, info, error)
         && cw_profile_journal_change (self, store, info->name, text, error);
}

gboolean
cw_profile_add_integration (CwProfile *self, const CwIntegrationInfo *info, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);

  if (store == NULL || !cw_store_begin (store, error))
    return FALSE;
  if (cw_profile_put_integration (self, store, info, error))
    return cw_store_commit (store, error);
  cw_store_rollback (store);
  return FALSE;
}

/* ---- workflows ---- */

static gboolean
is_between (const CwWorkflow *workflow, const char *from, const char *to)
{
  return g_strcmp0 (workflow->source_system, from) == 0 && g_strcmp0 (workflow->target_system, to) == 0;
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  const CwWorkflow *x = *(const CwWorkflow * const *) a, *y = *(const CwWorkflow * const *) b;

  if (x->position != y->position)
    return x->position < y->position ? -1 : 1;
  return strcmp (x->id, y->id);
}

GPtrArray *
cw_profile_list_workflows (CwProfile *self, const char *integration, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);
  g_autoptr (CwIntegrationInfo) info = store != NULL ? cw_store_get_integration (store, integration, error) : NULL;
  g_autoptr (CwConnectionInfo) source = info != NULL ? cw_store_get_connection (store, info->source, error) : NULL;
  g_autoptr (CwConnectionInfo) target = source != NULL ? cw_store_get_connection (store, info->target, error) : NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_workflow_unref);
  g_auto (GStrv) ids = cw_workflow_list_ids ();

  if (target == NULL)
    return NULL;
  for (char **id = ids; *id != NULL; id++)
    {
      g_autoptr (CwWorkflow) workflow = cw_workflow_load (*id, error);

      if (workflow == NULL)
        return NULL;
      if (!is_between (workflow, source->system, target->system) && !is_between (workflow, target->system, source->system))
        continue;
      if (!cw_workflow_use_mapping (workflow, store, integration, CW_MAPPING_IN_FORCE, error))
        return NULL;
      g_ptr_array_add (found, g_steal_pointer (&workflow));
    }
  g_ptr_array_sort (found, compare_positions);
  return g_steal_pointer (&found);
}

gboolean
cw_profile_is_workflow_enabled (CwProfile *self, CwStore *store, const char *integration, CwWorkflow *workflow)
{
  g_autoptr (CwFields) settings = cw_store_get_workflow_settings (store, integration, workflow->id, NULL);
  const char *enabled = settings != NULL ? cw_fields_get (settings, "enabled") : NULL;

  return enabled != NULL ? g_str_equal (enabled, "true") : workflow->enabled;
}

gboolean
cw_profile_is_workflow_active (CwProfile *self, CwStore *store, const char *integration, CwWorkflow *workflow)
{
  g_autoptr (CwFields) settings = cw_store_get_workflow_settings (store, integration, workflow->id, NULL);
  const char *active = settings != NULL ? cw_fields_get (settings, "active") : NULL;

  return cw_profile_is_workflow_enabled (self, store, integration, workflow) && (active == NULL || g_str_equal (active, "true"));
}

CwWorkflow *
cw_profile_find_workflow (CwProfile *self, const char *integration, const char *id, GError **error)
{
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (self, integration, error);

  if (workflows == NULL)
    return NULL;
  for (guint i = 0; i < workflows->len; i++)
    {
      CwWorkflow *workflow = workflows->pdata[i];

      if (g_strcmp0 (workflow->id, id) == 0)
        return cw_workflow_ref (workflow);
    }
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Integration “%s” has no workflow “%s”."), integration, id);
  return NULL;
}

/* @what: the workflow, or the setting of it, that cannot do without @need. */
static gboolean
check_need (CwProfile *self, CwStore *store, const char *integration, const CwWorkflow *workflow, const char *what, const char *need,
            GPtrArray *beside, GError **error)
{
  g_autoptr (CwWorkflow) needed = NULL;

  for (guint i = 0; beside != NULL && i < beside->len; i++)
    if (g_str_equal (((const CwWorkflow *) beside->pdata[i])->id, need))
      return TRUE;
  needed = cw_profile_find_workflow (self, integration, need, error);
  if (needed == NULL)
    return FALSE;
  if (cw_profile_is_workflow_active (self, store, integration, needed))
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
               _("“%s” (%s) needs “%s” (%s), which is switched off. Switch that on first."), what, workflow->id,
               needed->title, needed->id);
  return FALSE;
}

/* What a setting needs, if it is on. */
static gboolean
check_setting_needs (CwProfile *self, CwStore *store, const char *integration, CwWorkflow *workflow, const CwSetting *setting,
                     const char *value, GPtrArray *beside, GError **error)
{
  for (char **need = setting->needs; need != NULL && *need != NULL && g_strcmp0 (value, "true") == 0; need++)
    if (!check_need (self, store, integration, workflow, setting->title, *need, beside, error))
      return FALSE;
  return TRUE;
}

gboolean
cw_profile_check_needs (CwProfile *self, CwStore *store, const char *integration, CwWorkflow *workflow, GPtrArray *beside, GError **error)
{
  g_autoptr (CwFields) settings = cw_store_get_workflow_settings (store, integration, workflow->id, error);

  if (settings == NULL)
    return FALSE;
  for (char **need = workflow->needs; need != NULL && *need != NULL; need++)
    if (!check_need (self, store, integration, workflow, workflow->title, *need, beside, error))
      return FALSE;
  for (guint i = 0; i < workflow->settings->len; i++)
    {
      const CwSetting *setting = workflow->settings->pdata[i];

      if (!check_setting_needs (self, store, integration, workflow, setting, cw_workflow_get_setting (workflow, settings, setting->key), beside,
                                error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_needs (CwProfile *self, const char *integration, CwWorkflow *workflow, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);

  return store != NULL && cw_profile_check_needs (self, store, integration, workflow, NULL, error);
}

static gboolean
write_workflow_setting (CwProfile *self, CwStore *store, const char *integration, const char *workflow, const char *key, const char *value,
                        GError **error)
{
  g_autofree char *text = g_strdup_printf ("workflow %s: %s=%s", workflow, key, value != NULL ? value : "default");

  return cw_store_set_workflow_setting (store, integration, workflow, key, value, error)
         && cw_profile_journal_change (self, store, integration, text, error);
}

static gboolean
save_workflow_setting (CwProfile *self, const char *integration, const char *workflow, const char *key, const char *value, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);

  if (store == NULL || !cw_store_begin (store, error))
    return FALSE;
  if (write_workflow_setting (self, store, integration, workflow, key, value, error))
    return cw_store_commit (store, error);
  cw_store_rollback (store);
  return FALSE;
}

/* One of the two switches. In one transaction with the question whether a schedule uses it. */
static gboolean
save_switch (CwProfile *self, const char *integration, CwWorkflow *workflow, const char *key, gboolean on, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);

  if (store == NULL || !cw_store_begin (store, error))
    return FALSE;
  if ((on || cw_profile_check_unscheduled (self, store, integration, workflow, error))
      && write_workflow_setting (self, store, integration, workflow->id, key, on ? "true" : "false", error))
    return cw_store_commit (store, error);
  cw_store_rollback (store);
  return FALSE;
}

gboolean
cw_profile_enable_workflow (CwProfile *self, const char *integration, const char *workflow, gboolean enabled, GError **error)
{
  g_autoptr (CwWorkflow) found = cw_profile_find_workflow (self, integration, workflow, error);

  if (found != NULL && found->stays_enabled)
    {
      if (enabled)
        g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                     _("“%s” cannot be switched off again, so its effect is shown and confirmed first: see “Sync Employees” in the integration's settings, or “causewayctl users sync”."),
                     found->title);
      else
        g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("“%s” cannot be switched off once it is on."), found->title);
      return FALSE;
    }
  return found != NULL && (!enabled || check_needs (self, integration, found, error))
         && save_switch (self, integration, found, "enabled", enabled, error);
}

gboolean
cw_profile_activate_workflow (CwProfile *self, const char *integration, const char *workflow, gboolean active, GError **error)
{
  g_autoptr (CwWorkflow) found = cw_profile_find_workflow (self, integration, workflow, error);
  g_autoptr (CwStore) store = found != NULL ? cw_profile_open_store (self, error) : NULL;

  if (store == NULL)
    return FALSE;
  if (found->stays_enabled && !active)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("“%s” cannot be switched off once it is on."), found->title);
      return FALSE;
    }
  if (active && !cw_profile_is_workflow_enabled (self, store, integration, found))
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("“%s” (%s) is not enabled. Enable it first."), found->title, found->id);
      return FALSE;
    }
  return (!active || check_needs (self, integration, found, error))
         && save_switch (self, integration, found, "active", active, error);
}

static gboolean
check_monitored (CwWorkflow *workflow, const char *key, const char *value, GError **error)
{
  g_autoptr (CwFields) settings = cw_fields_new ();
  g_auto (GStrv) fields = NULL;

  cw_fields_set (settings, key, value);
  return cw_workflow_dup_monitored (workflow, settings, &fields, error);
}

/* While the workflow is off, its settings wait with it: switching it on asks again. */
static gboolean
check_setting (CwProfile *self, const char *integration, CwWorkflow *workflow, const CwSetting *setting, const char *value, GError **error)
{
  g_autoptr (CwStore) store = NULL;

  if (setting->needs == NULL)
    return TRUE;
  store = cw_profile_open_store (self, error);
  return store != NULL
         && (!cw_profile_is_workflow_enabled (self, store, integration, workflow)
             || check_setting_needs (self, store, integration, workflow, setting, value, NULL, error));
}

gboolean
cw_profile_check_workflow_setting (CwProfile *self, const char *integration, const char *workflow,
                                   const char *key, const char *value, GError **error)
{
  g_autoptr (CwWorkflow) found = cw_profile_find_workflow (self, integration, workflow, error);
  const CwSetting *setting = found != NULL ? cw_workflow_find_setting (found, key) : NULL;

  if (found == NULL)
    return FALSE;
  if (setting == NULL)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Workflow “%s” has no setting “%s”."), workflow, key);
      return FALSE;
    }
  return value == NULL || (cw_setting_check (setting, value, error) && check_monitored (found, key, value, error)
                           && check_setting (self, integration, found, setting, value, error));
}

gboolean
cw_profile_set_workflow_setting (CwProfile *self, const char *integration, const char *workflow,
                                 const char *key, const char *value, GError **error)
{
  return cw_profile_check_workflow_setting (self, integration, workflow, key, value, error)
         && save_workflow_setting (self, integration, workflow, key, value, error);
}
