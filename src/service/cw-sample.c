/* cw-sample.c: connections and integrations for sample data
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sample data is served by a process of its own, causeway-sandbox, which
 * nothing links: its address is read from the info file that it writes.
 */

#include "config.h"

#include "cw-session.h"

#include "cw-sample-server.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <json-glib/json-glib.h>

static JsonObject *
read_info (const char *file, JsonParser *parser, GError **error)
{
  g_autoptr (GError) broken = NULL;
  JsonNode *root;

  if (!json_parser_load_from_file (parser, file, &broken))
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("%s cannot be read as the info of a sandbox: %s."), file, broken->message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) && json_object_has_member (json_node_get_object (root), "netsuite")
      && json_object_has_member (json_node_get_object (root), "precoro"))
    return json_node_get_object (root);
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("%s is not the info of a sandbox."), file);
  return NULL;
}

/* ---- the profile's own sandbox ---- */

static CwSampleServer *
get_server (CwProfile *self)
{
  static GMutex mutex;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  CwSampleServer *server = g_object_get_data (G_OBJECT (self), "cw-sample-server");

  if (server == NULL)
    {
      server = cw_sample_server_new (cw_profile_get_dir (self));
      g_object_set_data_full (G_OBJECT (self), "cw-sample-server", server, (GDestroyNotify) cw_sample_server_free);
    }
  return server;
}

gboolean
cw_profile_is_sample (CwProfile *self)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, NULL);
  g_autofree char *kind = store != NULL ? cw_store_get_state (store, "profile", "sample", NULL) : NULL;

  return g_strcmp0 (kind, "own") == 0;
}

gboolean
cw_profile_ensure_sample_sync (CwProfile *self, GCancellable *cancellable, GError **error)
{
  return !cw_profile_is_sample (self) || cw_sample_server_hold (get_server (self), cancellable, error);
}

void
cw_profile_stop_sample (CwProfile *self)
{
  cw_sample_server_release (get_server (self));
}

/* ---- connections ---- */

/* What a sandbox bears: without limits, as many lanes as its account allows; else what the real system would get. */
static void
set_limits (CwConnectionInfo *info, const char *rate)
{
  gboolean precoro = g_str_equal (info->system, "precoro");

  if (g_strcmp0 (rate, "real") == 0 || !precoro)
    {
      if (!precoro)
        cw_fields_set (info->settings, "lanes", "8");
      return;
    }
  cw_fields_set (info->settings, "lanes", g_strcmp0 (rate, "demo") == 0 ? "1" : "15");
  cw_fields_set (info->settings, "pace", g_strcmp0 (rate, "demo") == 0 ? "19" : "0");
  cw_fields_set (info->settings, "hour", "0");
  cw_fields_set (info->settings, "day", "0");
  cw_fields_set (info->settings, "gap", g_strcmp0 (rate, "demo") == 0 ? "3" : "0");
}

static gboolean
has_connection (CwProfile *self, const char *name)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, NULL);
  g_autoptr (CwConnectionInfo) known = store != NULL ? cw_store_get_connection (store, name, NULL) : NULL;

  return known != NULL;
}

/* Adding twice renews address and secret of what is there. */
static gboolean
put_connection (CwProfile *self, CwConnectionInfo *info, const char *secret_json, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwSecret) secret = cw_secret_new (secret_json);
  g_autoptr (CwStore) store = NULL;

  if (!has_connection (self, info->name))
    return cw_profile_add_connection_sync (self, info, secret, cancellable, error);
  store = cw_profile_open_store (self, error);
  return store != NULL
         && cw_store_update_connection (store, info, error)
         && cw_credentials_store_sync (cw_profile_get_credentials (self), cw_store_get_profile (store), info->name, info->name,
                                       secret, cancellable, error);
}

static gboolean
put_netsuite (CwProfile *self, JsonObject *netsuite, const char *rate, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwConnectionInfo) info = cw_connection_info_new (name, "netsuite");
  JsonNode *secret = json_object_get_member (netsuite, "m2m");
  g_autofree char *json = secret != NULL ? json_to_string (secret, FALSE) : NULL;

  if (json == NULL)
    {
      g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("The info of the sandbox has no key for NetSuite."));
      return FALSE;
    }
  info->url = g_strdup (json_object_get_string_member_with_default (netsuite, "url", ""));
  info->account = g_strdup (json_object_get_string_member_with_default (netsuite, "account", ""));
  info->auth = g_strdup ("m2m");
  set_limits (info, rate);
  return put_connection (self, info, json, cancellable, error);
}

static char *
make_precoro_secret (JsonObject *company)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "email");
  json_builder_add_string_value (builder, json_object_get_string_member_with_default (company, "email", ""));
  json_builder_set_member_name (builder, "token");
  json_builder_add_string_value (builder, json_object_get_string_member_with_default (company, "token", ""));
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static CwIntegrationInfo *
make_integration (const char *source, const char *target, JsonObject *company)
{
  CwIntegrationInfo *info = cw_integration_info_new (NULL);
  const char *label = json_object_get_string_member_with_default (company, "company", "Company");
  const char *subsidiary = json_object_get_string_member_with_default (company, "subsidiary", "");
  const char *subsidiaries[] = { subsidiary, NULL };

  info->name = g_strdup (label);
  info->source = g_strdup (source);
  info->target = g_strdup (target);
  info->company = g_strdup (label);
  g_strfreev (info->subsidiaries);
  info->subsidiaries = g_strdupv ((char **) subsidiaries);
  cw_fields_take (info->settings, "item-custom-field",
                  g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member_with_default (company, "item_custom_field", 0)));
  return info;
}

static CwIntegrationInfo *
put_company (CwProfile *self, JsonObject *company, const char *rate, const char *source, GCancellable *cancellable, GError **error)
{
  const char *label = json_object_get_string_member_with_default (company, "company", "Company");
  g_autofree char *name = g_strdup_printf ("Precoro %s", label), *json = make_precoro_secret (company);
  g_autoptr (CwConnectionInfo) info = cw_connection_info_new (name, "precoro");
  g_autoptr (CwIntegrationInfo) integration = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwIntegrationInfo) known = NULL;

  info->url = g_strdup (json_object_get_string_member_with_default (company, "url", ""));
  info->auth = g_strdup ("token");
  set_limits (info, rate);
  if (!put_connection (self, info, json, cancellable, error))
    return NULL;
  integration = make_integration (source, name, company);
  store = cw_profile_open_store (self, error);
  known = store != NULL ? cw_store_get_integration (store, integration->name, NULL) : NULL;
  if (known == NULL && !cw_profile_add_integration (self, integration, error))
    return NULL;
  return g_steal_pointer (&integration);
}

/* Every subsidiary that the Precoro companies have. (transfer full) */
static char **
list_subsidiaries (JsonArray *companies)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (companies); i++)
    g_strv_builder_add (builder, json_object_get_string_member_with_default (json_array_get_object_element (companies, i), "subsidiary", ""));
  return g_strv_builder_end (builder);
}

/* The account's name is one for signing in, "harbor": "Harbor Services" (transfer full) */
static char *
dup_services_name (const char *account)
{
  g_autofree char *first = g_utf8_substring (account, 0, g_utf8_strlen (account, 1)), *upper = g_utf8_strup (first, -1);

  return g_strdup_printf ("%s%s Services", upper, account + strlen (first));
}

/* With a NetSuite connection of its own: another box marks the records that travel there. */
static CwIntegrationInfo *
put_services (CwProfile *self, JsonObject *info, const char *rate, GCancellable *cancellable, GError **error)
{
  static const char source[] = "NetSuite sample for services", target[] = "SuiteProjects Pro sample";
  JsonNode *node = json_object_get_member (info, "suiteprojects");
  JsonObject *services = json_node_get_object (node);
  g_autofree char *json = json_to_string (node, FALSE);
  g_autoptr (CwConnectionInfo) connection = cw_connection_info_new (target, "suiteprojects");
  g_autoptr (CwIntegrationInfo) integration = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwIntegrationInfo) known = NULL;

  connection->url = g_strdup (json_object_get_string_member_with_default (services, "url", ""));
  connection->account = g_strdup (json_object_get_string_member_with_default (services, "company", ""));
  connection->auth = g_strdup ("code");
  if (!put_netsuite (self, json_object_get_object_member (info, "netsuite"), rate, source, cancellable, error)
      || !put_connection (self, connection, json, cancellable, error))
    return NULL;
  integration = cw_integration_info_new (NULL);
  integration->name = dup_services_name (connection->account);
  integration->source = g_strdup (source);
  integration->target = g_strdup (target);
  integration->company = g_strdup (connection->account);
  g_strfreev (integration->subsidiaries);
  integration->subsidiaries = list_subsidiaries (json_object_get_array_member (info, "precoro"));
  store = cw_profile_open_store (self, error);
  known = store != NULL ? cw_store_get_integration (store, integration->name, NULL) : NULL;
  if (known == NULL && !cw_profile_add_integration (self, integration, error))
    return NULL;
  return g_steal_pointer (&integration);
}

static GPtrArray *
put_all (CwProfile *self, JsonObject *info, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) integrations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_integration_info_free);
  const char *rate = json_object_get_string_member_with_default (info, "rate", "off"), *source = "NetSuite sample";
  JsonArray *companies = json_object_get_array_member (info, "precoro");

  if (!put_netsuite (self, json_object_get_object_member (info, "netsuite"), rate, source, cancellable, error))
    return NULL;
  for (guint i = 0; i < json_array_get_length (companies); i++)
    {
      CwIntegrationInfo *integration = put_company (self, json_array_get_object_element (companies, i), rate, source, cancellable, error);

      if (integration == NULL)
        return NULL;
      g_ptr_array_add (integrations, integration);
    }
  if (json_object_has_member (info, "suiteprojects"))
    {
      CwIntegrationInfo *integration = put_services (self, info, rate, cancellable, error);

      if (integration == NULL)
        return NULL;
      g_ptr_array_add (integrations, integration);
    }
  return g_steal_pointer (&integrations);
}

GPtrArray *
cw_profile_add_sample_sync (CwProfile *self, const char *info_file, GCancellable *cancellable, GError **error)
{
  gboolean own = info_file == NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GPtrArray) integrations = NULL;
  g_autoptr (CwStore) store = NULL;
  JsonObject *info;

  if (own && !cw_sample_server_hold (get_server (self), cancellable, error))
    return NULL;
  info = read_info (own ? cw_sample_server_get_info_file (get_server (self)) : info_file, parser, error);
  integrations = info != NULL ? put_all (self, info, cancellable, error) : NULL;
  if (integrations == NULL)
    return NULL;
  store = cw_profile_open_store (self, error);
  if (store == NULL || !cw_store_set_state (store, "profile", "sample", own ? "own" : "given", error))
    return NULL;
  return g_steal_pointer (&integrations);
}
