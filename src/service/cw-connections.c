/* cw-connections.c: makes the connector of a connection
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-session.h"

#include "cw-netsuite.h"
#include "cw-precoro.h"
#include "cw-suiteprojects.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  CwProfile    *profile;
  CwStore      *store;
  const CwConnectionInfo *info;
  CwSecret     *secret;
  CwHttpLimits  limits;
  CwSecret    **trial;       /* a secret that is only tried: what replaces it goes here; NULL: it is the keyring's */
} Making;

/* One system: what its real hosts allow, and how its connector is made. */
typedef struct {
  const char   *name;
  const char   *label;   /* for messages */
  const CwSystemInfo *(*get_info) (void);
  CwHttpLimits  defaults;
  CwConnector *(*make) (const Making *making, CwHttpClient **out_client, GError **error);
  char        *(*dup_url) (const CwConnectionInfo *info, const char *type, const char *id, gboolean *out_exact);   /* nullable */
} System;

/* ---- refresh tokens ---- */

/* A rotated refresh token has to be kept before the new access token is used, or the next start would be locked out. */
typedef struct {
  CwProfile *profile;   /* owned */
  char      *profile_id, *connection;
  CwSecret  *secret;    /* owned: the whole JSON object, to put the new token into */
  CwSecret **trial;     /* see Making */
} TokenKeeper;

static char *
put_refresh_token (const char *json, const char *token)
{
  g_autoptr (JsonNode) root = json_from_string (json, NULL);

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  json_object_set_string_member (json_node_get_object (root), "refresh_token", token);
  return json_to_string (root, FALSE);
}

static gboolean
keep_refresh_token (CwSecret *refresh_token, gpointer data, GError **error)
{
  TokenKeeper *keeper = data;
  g_autofree char *json = put_refresh_token (cw_secret_reveal (keeper->secret), cw_secret_reveal (refresh_token));
  g_autoptr (CwSecret) secret = NULL;
  gboolean kept;

  if (json == NULL)
    {
      g_set_error_literal (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL,
                           _("The sign-in answered with a refresh token of no known shape."));
      return FALSE;
    }
  secret = cw_secret_new (json);
  explicit_bzero (json, strlen (json));
  kept = keeper->trial != NULL
         || cw_credentials_store_sync (cw_profile_get_credentials (keeper->profile), keeper->profile_id, keeper->connection,
                                       keeper->connection, secret, NULL, error);
  if (kept && keeper->trial != NULL)
    {
      cw_secret_unref (*keeper->trial);
      *keeper->trial = cw_secret_ref (secret);
    }
  if (kept)
    {
      cw_secret_unref (keeper->secret);
      keeper->secret = g_steal_pointer (&secret);
    }
  return kept;
}

static void
token_keeper_free (gpointer data)
{
  TokenKeeper *keeper = data;

  g_object_unref (keeper->profile);
  g_free (keeper->profile_id);
  g_free (keeper->connection);
  cw_secret_unref (keeper->secret);
  g_free (keeper);
}

static TokenKeeper *
token_keeper_new (const Making *making)
{
  TokenKeeper *keeper = g_new0 (TokenKeeper, 1);

  keeper->profile = g_object_ref (making->profile);
  keeper->profile_id = g_strdup (cw_store_get_profile (making->store));
  keeper->connection = g_strdup (making->info->name);
  keeper->secret = cw_secret_ref (making->secret);
  keeper->trial = making->trial;
  return keeper;
}

/* ---- NetSuite ---- */

static CwConnector *
make_netsuite (const Making *making, CwHttpClient **out_client, GError **error)
{
  const CwConnectionInfo *info = making->info;
  TokenKeeper *keeper = token_keeper_new (making);
  CwNetsuiteConfig config = { 0 };
  CwNetsuite *netsuite;

  config.name = info->name;
  config.url = info->url;
  config.account = info->account;
  config.auth = info->auth;
  config.secret = making->secret;
  config.limits = making->limits;
  config.store_refresh = keep_refresh_token;
  config.store_refresh_data = keeper;
  netsuite = cw_netsuite_new (&config, cw_profile_get_transport (making->profile), cw_profile_get_clock (making->profile),
                              cw_profile_get_random (making->profile), error);
  if (netsuite == NULL)
    {
      token_keeper_free (keeper);
      return NULL;
    }
  g_object_set_data_full (G_OBJECT (netsuite), "cw-token-keeper", keeper, token_keeper_free);
  *out_client = cw_netsuite_get_client (netsuite);
  return CW_CONNECTOR (netsuite);
}

static char *
dup_netsuite_url (const CwConnectionInfo *info, const char *type, const char *id, gboolean *out_exact)
{
  *out_exact = TRUE;
  return cw_netsuite_dup_record_url (info->url, info->account, type, id);
}

/* ---- Precoro ---- */

static CwConnector *
make_precoro (const Making *making, CwHttpClient **out_client, GError **error)
{
  CwPrecoroConfig config = { 0 };
  CwPrecoro *precoro;

  config.name = making->info->name;
  config.url = making->info->url;
  config.secret = making->secret;
  config.limits = making->limits;
  precoro = cw_precoro_new (&config, cw_profile_get_transport (making->profile), cw_profile_get_clock (making->profile),
                            cw_profile_get_random (making->profile), error);
  if (precoro == NULL)
    return NULL;
  *out_client = cw_precoro_get_client (precoro);
  return CW_CONNECTOR (precoro);
}

static char *
dup_precoro_url (const CwConnectionInfo *info, const char *type, const char *id, gboolean *out_exact)
{
  *out_exact = FALSE;
  return cw_precoro_dup_app_url (info->url);
}

/* ---- SuiteProjects Pro ---- */

static CwConnector *
make_suiteprojects (const Making *making, CwHttpClient **out_client, GError **error)
{
  TokenKeeper *keeper = token_keeper_new (making);
  CwSuiteprojectsConfig config = { 0 };
  CwSuiteprojects *spp;

  config.name = making->info->name;
  config.url = making->info->url;
  config.company = making->info->account;
  config.secret = making->secret;
  config.limits = making->limits;
  config.store_refresh = keep_refresh_token;
  config.store_refresh_data = keeper;
  spp = cw_suiteprojects_new (&config, cw_profile_get_transport (making->profile), cw_profile_get_clock (making->profile),
                              cw_profile_get_random (making->profile), error);
  if (spp == NULL)
    {
      token_keeper_free (keeper);
      return NULL;
    }
  g_object_set_data_full (G_OBJECT (spp), "cw-token-keeper", keeper, token_keeper_free);
  *out_client = cw_suiteprojects_get_client (spp);
  return CW_CONNECTOR (spp);
}

/* Its records have addresses that hold a session: only the application can be named. */
static char *
dup_suiteprojects_url (const CwConnectionInfo *info, const char *type, const char *id, gboolean *out_exact)
{
  *out_exact = FALSE;
  return g_str_has_prefix (info->url, "https://") ? g_strdup (info->url) : NULL;
}

/* NetSuite: an account of the smallest tier allows 5 at once for all its integrations together. Precoro: its help page on 429. */
static const System systems[] = {
  { "netsuite", "NetSuite", cw_netsuite_get_system_info, { .system = "netsuite", .lanes = 4, .share = 100 }, make_netsuite,
    dup_netsuite_url },
  { "precoro", "Precoro", cw_precoro_get_system_info, { .system = "precoro", .lanes = 1, .pace = 1, .per_hour = 1500, .per_day = 3000, .share = 100,
                            .same_get_gap = 60 }, make_precoro, dup_precoro_url },
  { "suiteprojects", "SuiteProjects Pro", cw_suiteprojects_get_system_info, { .system = "suiteprojects", .lanes = 1, .share = 100 }, make_suiteprojects,
    dup_suiteprojects_url },
};

static const System *
find_system (const char *name, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (systems); i++)
    if (g_strcmp0 (systems[i].name, name) == 0)
      return &systems[i];
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("There is no system “%s”; there are netsuite, precoro and suiteprojects."), name);
  return NULL;
}

const CwSystemInfo *
cw_system_find_info (const char *name)
{
  const System *system = find_system (name, NULL);

  return system != NULL ? system->get_info () : NULL;
}

const CwSystemInfo *
cw_system_get_nth (guint position)
{
  return position < G_N_ELEMENTS (systems) ? systems[position].get_info () : NULL;
}

char *
cw_connection_dup_record_url (const CwConnectionInfo *info, const char *type, const char *id, gboolean *out_exact)
{
  const System *system = find_system (info->system, NULL);

  *out_exact = FALSE;
  return system != NULL && system->dup_url != NULL && info->url != NULL ? system->dup_url (info, type, id, out_exact) : NULL;
}

/* ---- settings ---- */

/* What a person may set, with the range that makes sense. */
static const struct {
  const char *key;
  double      minimum, maximum;
} keys[] = {
  { "lanes", 1, 64 }, { "pace", 0, 1000 }, { "hour", 0, 10000000 }, { "day", 0, 100000000 }, { "share", 1, 100 }, { "gap", 0, 3600 },
};

gboolean
cw_connection_check_setting (const char *key, const char *value, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      char *end = NULL;
      double number;

      if (g_strcmp0 (keys[i].key, key) != 0)
        continue;
      number = g_ascii_strtod (value, &end);
      if (end != value && *end == '\0' && number >= keys[i].minimum && number <= keys[i].maximum)
        return TRUE;
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("“%s” is no value for %s; it takes a number from %g to %g."),
                   value, key, keys[i].minimum, keys[i].maximum);
      return FALSE;
    }
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
               _("A connection has no setting “%s”; it has lanes, pace, hour, day, share and gap."), key);
  return FALSE;
}

static double
get_number (const CwConnectionInfo *info, const char *key, double fallback)
{
  const char *text = cw_fields_get (info->settings, key);

  return text != NULL ? g_ascii_strtod (text, NULL) : fallback;
}

static CwHttpLimits
make_limits (const System *system, const CwConnectionInfo *info)
{
  CwHttpLimits limits = system->defaults;

  limits.system = system->label;
  limits.base_url = info->url;
  limits.lanes = (guint) get_number (info, "lanes", limits.lanes);
  limits.pace = get_number (info, "pace", limits.pace);
  limits.per_hour = (guint) get_number (info, "hour", limits.per_hour);
  limits.per_day = (guint) get_number (info, "day", limits.per_day);
  limits.share = (guint) get_number (info, "share", limits.share);
  limits.same_get_gap = (guint) get_number (info, "gap", limits.same_get_gap);
  return limits;
}

void
cw_connection_get_limits (const CwConnectionInfo *info, CwHttpLimits *out_limits)
{
  const System *system = find_system (info->system, NULL);

  memset (out_limits, 0, sizeof *out_limits);
  if (system != NULL)
    *out_limits = make_limits (system, info);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_str_equal (host, "localhost") || (address != NULL && g_inet_address_get_is_loopback (address));
}

gboolean
cw_connection_check_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0')
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("“%s” is no address; it should begin with https:// and a host."), url);
      return FALSE;
    }
  if (g_strcmp0 (g_uri_get_scheme (uri), "https") == 0)
    return TRUE;
  if (g_strcmp0 (g_uri_get_scheme (uri), "http") == 0 && is_loopback (host))
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
               _("“%s” is not safe; use https:// (plain http is taken only for this computer)."), url);
  return FALSE;
}

const char *
cw_connection_get_label (const CwConnectionInfo *info)
{
  const System *system = find_system (info->system, NULL);

  return system != NULL ? system->label : info->system;
}

gboolean
cw_connection_check_system (const char *system, GError **error)
{
  return find_system (system, error) != NULL;
}

gboolean
cw_connection_check_way (const char *system, const char *way, GError **error)
{
  const CwSystemInfo *info = cw_system_find_info (system);
  g_autoptr (GString) known = g_string_new (NULL);

  if (info == NULL)
    return cw_connection_check_system (system, error);
  for (gsize i = 0; info->ways[i].id != NULL; i++)
    {
      if (g_strcmp0 (info->ways[i].id, way) == 0)
        return TRUE;
      g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", info->ways[i].id);
    }
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Nobody signs in to %s by “%s”; there is: %s."), info->label, way, known->str);
  return FALSE;
}

/* ---- opening ---- */

/* What this connection already used of its day, so that a restart does not forget. */
static gboolean
load_history (CwStore *store, const char *connection, gint64 now, CwHttpClient *client, GError **error)
{
  g_autoptr (GArray) minutes = NULL;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (cw_store_ledger_count (store, connection, now - G_TIME_SPAN_DAY, &minutes, error) < 0)
    return FALSE;
  for (guint i = 0; minutes != NULL && i + 1 < minutes->len; i += 2)
    for (gint64 n = 0; n < g_array_index (minutes, gint64, i + 1); n++)
      {
        /* The end of the minute: rather wait too long than ask too early. */
        gint64 time = g_array_index (minutes, gint64, i) + G_TIME_SPAN_MINUTE;

        g_array_append_val (times, time);
      }
  cw_http_client_set_history (client, (const gint64 *) (gpointer) times->data, times->len);
  return TRUE;
}

static CwConnector *
open_with (Making *making, CwLedger *ledger, CwHttpClient **out_client, GError **error)
{
  const System *system = find_system (making->info->system, error);
  g_autoptr (CwConnector) connector = NULL;

  if (system == NULL)
    return NULL;
  making->limits = make_limits (system, making->info);
  connector = system->make (making, out_client, error);
  if (connector == NULL)
    return NULL;
  if (ledger != NULL)
    cw_http_client_set_counted (*out_client, cw_ledger_counted, ledger);
  if (!load_history (making->store, making->info->name, cw_clock_now (cw_profile_get_clock (making->profile)), *out_client, error))
    return NULL;
  return g_steal_pointer (&connector);
}

CwConnector *
cw_connection_open (CwProfile *profile, CwStore *store, const CwConnectionInfo *info, CwLedger *ledger,
                    CwHttpClient **out_client, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwSecret) secret = NULL;
  Making making = { .profile = profile, .store = store, .info = info };

  if (!cw_connection_check_system (info->system, error) || !cw_connection_check_url (info->url, error))
    return NULL;
  secret = cw_credentials_lookup_sync (cw_profile_get_credentials (profile), cw_store_get_profile (store), info->name,
                                       cancellable, error);
  if (secret == NULL)
    return NULL;
  making.secret = secret;
  return open_with (&making, ledger, out_client, error);
}

CwConnector *
cw_connection_open_trial (CwProfile *profile, CwStore *store, const CwConnectionInfo *info, CwSecret **secret, CwLedger *ledger,
                          CwHttpClient **out_client, GError **error)
{
  Making making = { .profile = profile, .store = store, .info = info, .secret = *secret, .trial = secret };

  if (!cw_connection_check_system (info->system, error) || !cw_connection_check_url (info->url, error))
    return NULL;
  return open_with (&making, ledger, out_client, error);
}
