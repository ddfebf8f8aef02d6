/* cw-overview.c: integrations, connections and workflows as lists to look at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A worker fills items of its own; on the owner's thread what differs is moved
 * over into the items that are shown.
 */

#include "config.h"

#include "cw-overview-private.h"

#include "cw-session.h"
#include "cw-workflow-file.h"

#include <string.h>

struct _CwOverview {
  GObject     parent_instance;

  CwProfile  *profile;        /* owned */
  GListStore *integrations;   /* owned */
  GHashTable *keepers;        /* id → CwWorkflow, owned: of hierarchies that somebody asked about */
  gboolean    loaded;
};

typedef enum { PROP_LOADED = 1 } CwOverviewProps;
static GParamSpec *properties[PROP_LOADED + 1];

G_DEFINE_FINAL_TYPE (CwOverview, cw_overview, G_TYPE_OBJECT)

static void
cw_overview_dispose (GObject *object)
{
  CwOverview *self = CW_OVERVIEW (object);

  g_clear_object (&self->profile);
  g_clear_object (&self->integrations);
  g_clear_pointer (&self->keepers, g_hash_table_unref);
  G_OBJECT_CLASS (cw_overview_parent_class)->dispose (object);
}

static void
cw_overview_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwOverview *self = CW_OVERVIEW (object);

  switch ((CwOverviewProps) prop_id)
    {
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_overview_class_init (CwOverviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_overview_dispose;
  object_class->get_property = cw_overview_get_property;
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cw_overview_init (CwOverview *self)
{
  self->integrations = g_list_store_new (CW_TYPE_INTEGRATION_ITEM);
  self->keepers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cw_workflow_unref);
}

CwOverview *
cw_overview_new (CwProfile *profile)
{
  CwOverview *self = g_object_new (CW_TYPE_OVERVIEW, NULL);

  self->profile = g_object_ref (profile);
  return self;
}

GListModel *
cw_overview_get_integrations (CwOverview *self)
{
  return G_LIST_MODEL (self->integrations);
}

CwIntegrationItem *
cw_overview_find_integration (CwOverview *self, const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->integrations)); i++)
    {
      g_autoptr (CwIntegrationItem) item = g_list_model_get_item (G_LIST_MODEL (self->integrations), i);

      if (g_strcmp0 (item->name, name) == 0)
        return item;   /* the list keeps it */
    }
  return NULL;
}

/* Workflows that keep a hierarchy are on no list; they follow from the one that they belong to. */
static CwWorkflow *
find_keeper (CwOverview *self, const char *id)
{
  CwWorkflow *keeper = g_hash_table_lookup (self->keepers, id);

  if (keeper != NULL || strchr (id, '/') == NULL)
    return keeper;
  keeper = cw_workflow_load (id, NULL);
  if (keeper != NULL)
    g_hash_table_insert (self->keepers, g_strdup (id), keeper);
  return keeper;
}

CwWorkflow *
cw_overview_find_workflow (CwOverview *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->integrations)); i++)
    {
      g_autoptr (CwIntegrationItem) item = g_list_model_get_item (G_LIST_MODEL (self->integrations), i);

      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (item->workflows)); j++)
        {
          g_autoptr (CwWorkflowItem) workflow = g_list_model_get_item (G_LIST_MODEL (item->workflows), j);

          if (g_strcmp0 (workflow->workflow->id, id) == 0)
            return workflow->workflow;
        }
    }
  return find_keeper (self, id);
}

/* ---- moving over, on the owner's thread ---- */

static gboolean
have_same_names (CwOverview *self, GPtrArray *items)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->integrations));

  if (n != items->len)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CwIntegrationItem) item = g_list_model_get_item (G_LIST_MODEL (self->integrations), i);

      if (g_strcmp0 (item->name, ((CwIntegrationItem *) items->pdata[i])->name) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
take_items (CwOverview *self, GPtrArray *items)
{
  if (have_same_names (self, items))
    for (guint i = 0; i < items->len; i++)
      {
        g_autoptr (CwIntegrationItem) item = g_list_model_get_item (G_LIST_MODEL (self->integrations), i);

        _cw_integration_item_move (item, items->pdata[i]);
      }
  else
    g_list_store_splice (self->integrations, 0, g_list_model_get_n_items (G_LIST_MODEL (self->integrations)), items->pdata, items->len);
  if (self->loaded)
    return;
  self->loaded = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}
/* ---- operations: some change, then a reading ---- */

typedef gboolean (*Change) (CwProfile *profile, char **words, GCancellable *cancellable, GError **error);

typedef struct {
  Change change;    /* NULL: only read */
  char **words;     /* owned */
} Operation;

static void
operation_free (gpointer data)
{
  Operation *operation = data;

  g_strfreev (operation->words);
  g_free (operation);
}

static void
operation_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CwOverview *self = source;
  Operation *operation = data;
  GError *error = NULL;
  GPtrArray *items = NULL;

  if (operation->change == NULL || operation->change (self->profile, operation->words, cancellable, &error))
    items = _cw_overview_read (self->profile, &error);
  if (items != NULL)
    g_task_return_pointer (task, items, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/* Nobody asked how it went; what was read is shown all the same. */
static void
take_quietly_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  cw_overview_change_finish (CW_OVERVIEW (source), result, NULL);
}

static void
start_operation (CwOverview *self, Change change, const char * const *words, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback != NULL ? callback : take_quietly_cb, data);
  Operation *operation = g_new0 (Operation, 1);

  operation->change = change;
  operation->words = g_strdupv ((char **) words);
  g_task_set_source_tag (task, start_operation);
  g_task_set_task_data (task, operation, operation_free);
  g_task_run_in_thread (task, operation_thread);
}

gboolean
cw_overview_change_finish (CwOverview *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) items = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  items = g_task_propagate_pointer (G_TASK (result), error);
  if (items == NULL)
    return FALSE;
  take_items (self, items);
  return TRUE;
}

void
cw_overview_refresh_async (CwOverview *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  start_operation (self, NULL, NULL, cancellable, callback, data);
}

gboolean
cw_overview_refresh_finish (CwOverview *self, GAsyncResult *result, GError **error)
{
  return cw_overview_change_finish (self, result, error);
}

static gboolean
change_enabled (CwProfile *profile, char **words, GCancellable *cancellable, GError **error)
{
  return cw_profile_enable_workflow (profile, words[0], words[1], g_str_equal (words[2], "true"), error);
}

void
cw_overview_enable_workflow_async (CwOverview *self, const char *integration, const char *workflow, gboolean enabled,
                                   GAsyncReadyCallback callback, gpointer data)
{
  const char *words[] = { integration, workflow, enabled ? "true" : "false", NULL };

  start_operation (self, change_enabled, words, NULL, callback, data);
}

static gboolean
change_active (CwProfile *profile, char **words, GCancellable *cancellable, GError **error)
{
  return cw_profile_activate_workflow (profile, words[0], words[1], g_str_equal (words[2], "true"), error);
}

void
cw_overview_activate_workflow_async (CwOverview *self, const char *integration, const char *workflow, gboolean active,
                                     GAsyncReadyCallback callback, gpointer data)
{
  const char *words[] = { integration, workflow, active ? "true" : "false", NULL };

  start_operation (self, change_active, words, NULL, callback, data);
}

static gboolean
change_setting (CwProfile *profile, char **words, GCancellable *cancellable, GError **error)
{
  return cw_profile_set_workflow_setting (profile, words[0], words[1], words[2], words[3], error);
}

void
cw_overview_set_setting_async (CwOverview *self, const char *integration, const char *workflow, const char *key, const char *value,
                               GAsyncReadyCallback callback, gpointer data)
{
  const char *words[] = { integration, workflow, key, value, NULL };

  start_operation (self, change_setting, words, NULL, callback, data);
}

/* "By default" counts from now: what was there before is not marked. */
static gboolean
change_sync_new (CwProfile *profile, char **words, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (profile, error);
  g_autoptr (CwIntegrationInfo) info = store != NULL ? cw_store_get_integration (store, words[0], error) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (cw_clock_now (cw_profile_get_clock (profile)) / G_USEC_PER_SEC);
  g_autofree char *since = g_date_time_format_iso8601 (now);

  if (info == NULL)
    return FALSE;
  cw_fields_set (info->settings, "sync-new", g_str_equal (words[1], "true") ? since : NULL);
  return cw_store_update_integration (store, info, error);
}

void
cw_overview_set_sync_new_async (CwOverview *self, const char *integration, gboolean on, GAsyncReadyCallback callback, gpointer data)
{
  const char *words[] = { integration, on ? "true" : "false", NULL };

  start_operation (self, change_sync_new, words, NULL, callback, data);
}

static gboolean
change_tested (CwProfile *profile, char **words, GCancellable *cancellable, GError **error)
{
  CwConnectionTest *test = cw_profile_test_connection_sync (profile, words[0], cancellable);
  gboolean ok = test->ok;

  if (!ok)
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_NOT_CONNECTED, "%s %s", test->cause, test->next);
  cw_connection_test_free (test);
  return ok;
}

void
cw_overview_test_connection_async (CwOverview *self, const char *connection, GAsyncReadyCallback callback, gpointer data)
{
  const char *words[] = { connection, NULL };

  start_operation (self, change_tested, words, NULL, callback, data);
}
