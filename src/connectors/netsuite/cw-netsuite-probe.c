/* cw-netsuite-probe.c: the connection test, the server's clock, the lanes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server's time is asked for first and alone: it needs no permission, so
 * that its failure is the address or the sign-in. Everything else follows side
 * by side.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "config.h"

#include "cw-netsuite-private.h"

#include <glib/gi18n-lib.h>

#define LANES_UNKNOWN 4    /* "at most 4" on an account that does not tell */
#define LANES_MAX     20   /* what the largest tier has */

#define TIME_PATH       "/services/rest/system/v1/serverTime"
#define GOVERNANCE_PATH "/services/rest/system/v1/governanceLimits"

static CwHttpRequest *
get_request (const char *path)
{
  CwHttpRequest *request = cw_http_request_new ("GET", path);

  cw_http_request_add_header (request, "Accept", "application/json");
  request->repeatable = TRUE;
  return request;
}

/* ---- the server's clock ---- */

static gint64
read_time (const CwHttpAnswer *answer)
{
  g_autoptr (JsonNode) root = cw_json_parse_object (answer->wire->body, NULL);
  g_autofree char *text = root != NULL ? cw_json_dup_member (json_node_get_object (root), "serverTime") : NULL;

  return text != NULL ? _cw_ns_parse_iso (text) : 0;
}

gboolean
_cw_ns_server_time_sync (CwNetsuite *self, gint64 *out_time, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwHttpAnswer) answer = cw_http_client_send_sync (self->client, get_request (TIME_PATH), cancellable);
  g_autoptr (GError) local = NULL;

  if (_cw_ns_check_answer (self, answer, _("asking for the server's time"), NULL, &local))
    {
      *out_time = read_time (answer);
    }
  else if (g_error_matches (local, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_NOT_FOUND)
           || g_error_matches (local, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PERMISSION))
    {
      *out_time = 0;
    }
  else
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* Without that answer the Date header of any other has to do. */
  if (*out_time == 0)
    *out_time = cw_clock_now (self->clock) + cw_http_client_get_clock_offset (self->client);
  return TRUE;
}

/* ---- lanes ---- */

/* What this integration may have under way; 0 when the answer does not tell. */
static guint
read_concurrency (const CwHttpAnswer *answer)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *type = NULL;
  JsonObject *object;
  gint64 own, account = 0, unallocated;

  if (answer->error != NULL || answer->wire->status / 100 != 2)
    return 0;
  root = cw_json_parse_object (answer->wire->body, NULL);
  if (root == NULL)
    return 0;
  object = json_node_get_object (root);
  type = cw_json_dup_member (object, "integrationLimitType");
  cw_json_get_integer (cw_json_get (object, "accountConcurrencyLimit"), &account);
  if (g_strcmp0 (type, "integrationSpecific") == 0
      && cw_json_get_integer (cw_json_get (object, "integrationConcurrencyLimit"), &own) && own > 0)
    account = own;
  else if (cw_json_get_integer (cw_json_get (object, "accountUnallocatedConcurrencyLimit"), &unallocated) && unallocated > 0)
    account = unallocated;
  return (guint) CLAMP (account, 0, G_MAXINT16);
}

/* One place of the account's is left to others. */
static void
adopt_concurrency (CwNetsuite *self, guint concurrency)
{
  gboolean unknown;

  g_mutex_lock (&self->lock);
  unknown = self->lanes_unknown;
  self->lanes_unknown = FALSE;
  g_mutex_unlock (&self->lock);
  if (unknown)
    cw_http_client_set_lanes (self->client, concurrency > 0 ? CLAMP (concurrency - 1, 1, LANES_MAX) : LANES_UNKNOWN);
}

void
_cw_ns_adopt_lanes_sync (CwNetsuite *self, GCancellable *cancellable)
{
  g_autoptr (CwHttpAnswer) answer = NULL;
  gboolean unknown;

  g_mutex_lock (&self->lock);
  unknown = self->lanes_unknown;
  g_mutex_unlock (&self->lock);
  if (!unknown)
    return;
  answer = cw_http_client_send_sync (self->client, get_request (GOVERNANCE_PATH), cancellable);
  adopt_concurrency (self, read_concurrency (answer));
}

/* ---- the connection test ---- */

typedef enum {
  ASK_ZONE,
  ASK_CUSTOMERS,
  ASK_CUSTOMER_FIELD,
  ASK_JOBS,
  ASK_JOB_FIELD,
  ASK_RELATIONS,
  ASK_GOVERNANCE,
  N_ASKED,
} Asked;

typedef struct {
  CwNetsuite *self;
  gboolean    ok[N_ASKED];
  gboolean    missing[N_ASKED];   /* a table or column is not there */
  guint       concurrency;
} Probe;

static gboolean
each_answer (guint index, CwHttpAnswer *answer, gpointer data, GError **error)
{
  Probe *probe = data;
  g_auto (CwNsFault) fault = { CW_NS_FAULT_NONE, NULL };
  g_autoptr (GError) local = NULL;

  if (index == ASK_ZONE)
    return _cw_ns_learn_zone (probe->self, answer, error);
  if (index == ASK_GOVERNANCE)
    {
      probe->concurrency = read_concurrency (answer);
      return TRUE;
    }
  probe->ok[index] = _cw_ns_check_answer (probe->self, answer, "trying what this role may see", &fault, &local);
  probe->missing[index] = fault.kind == CW_NS_FAULT_TABLE || fault.kind == CW_NS_FAULT_COLUMN
                          || g_error_matches (local, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PERMISSION);
  if (probe->ok[index] || probe->missing[index])
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static CwHttpRequest *
field_request (const char *table, const char *field)
{
  g_autofree char *sql = field != NULL ? g_strdup_printf ("SELECT id, %s FROM %s WHERE id > 0 ORDER BY id ASC", field, table)
                                       : g_strdup_printf ("SELECT id FROM %s WHERE id > 0 ORDER BY id ASC", table);

  return _cw_ns_query_new (sql, 1);
}

static gboolean
ask_all (Probe *probe, const char *sync_field, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) requests = g_ptr_array_new ();
  g_autofree char *field = sync_field != NULL ? g_ascii_strdown (sync_field, -1) : NULL;

  g_ptr_array_add (requests, _cw_ns_query_new (CW_NS_ZONE_SQL, 1));
  g_ptr_array_add (requests, field_request ("customer", NULL));
  g_ptr_array_add (requests, field_request ("customer", field));
  g_ptr_array_add (requests, field_request ("job", NULL));
  g_ptr_array_add (requests, field_request ("job", field));
  g_ptr_array_add (requests, field_request (CW_NS_RELATIONS, NULL));
  g_ptr_array_add (requests, get_request (GOVERNANCE_PATH));
  return cw_http_client_send_all_sync (probe->self->client, requests, each_answer, probe, cancellable, error);
}

/* Another account's address cannot work, whatever the keys. */
static gboolean
check_address (CwNetsuite *self, GError **error)
{
  g_autofree char *named = _cw_ns_dup_url_account (self->url);
  g_autofree char *ours = self->account != NULL ? cw_netsuite_dup_host_form (self->account) : NULL;

  if (named == NULL || ours == NULL || ours[0] == '\0' || g_str_equal (named, ours))
    return TRUE;
  g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
               _("NetSuite “%s” names account %s, but its address %s belongs to account %s. Correct the one or the other."),
               self->name, self->account, self->url, named);
  return FALSE;
}

gboolean
_cw_ns_probe_sync (CwNetsuite *self, const char *sync_field, CwProbe *out_probe,
                   GCancellable *cancellable, GError **error)
{
  Probe probe = { self };
  gint64 server;

  if (!check_address (self, error) || !_cw_ns_server_time_sync (self, &server, cancellable, error)
      || !ask_all (&probe, sync_field, cancellable, error))
    return FALSE;
  if (!probe.ok[ASK_CUSTOMERS])
    {
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PERMISSION,
                   _("NetSuite “%s” does not show its customers to this role. Give the role permission to view customers, and for "
                     "REST web services and SuiteAnalytics Workbook."), self->name);
      return FALSE;
    }
  _cw_ns_forget (self);
  if (!probe.ok[ASK_RELATIONS])
    _cw_ns_set_absent (self, CW_NS_RELATIONS, NULL);
  adopt_concurrency (self, probe.concurrency);

  out_probe->account = self->account != NULL ? cw_netsuite_dup_realm_form (self->account) : NULL;
  out_probe->zone = _cw_ns_dup_zone_name (self);
  out_probe->clock_offset = server - cw_clock_now (self->clock);
  out_probe->concurrency = probe.concurrency;
  out_probe->has_sync_field = sync_field != NULL && probe.ok[ASK_CUSTOMER_FIELD] && (!probe.ok[ASK_JOBS] || probe.ok[ASK_JOB_FIELD]);
  return TRUE;
}
