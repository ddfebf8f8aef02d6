/* cw-netsuite.c: NetSuite as a source of records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "cw-netsuite-private.h"

#define TIMEOUT_SECONDS 300   /* a wide statement takes minutes; production readers wait 300 to 500 s */
#define LANES_AT_FIRST  4     /* until the account tells its limit */

static gboolean
netsuite_probe (CwConnector *connector, const char *sync_field, CwProbe *out_probe,
                GCancellable *cancellable, GError **error)
{
  return _cw_ns_probe_sync (CW_NETSUITE (connector), sync_field, out_probe, cancellable, error);
}

static gboolean
netsuite_read (CwConnector *connector, const CwReadQuery *query, CwReadPage page, gpointer data,
               GCancellable *cancellable, GError **error)
{
  return _cw_ns_read_sync (CW_NETSUITE (connector), query, page, data, cancellable, error);
}

static gboolean
netsuite_server_time (CwConnector *connector, gint64 *out_time, GCancellable *cancellable, GError **error)
{
  return _cw_ns_server_time_sync (CW_NETSUITE (connector), out_time, cancellable, error);
}

static gboolean
netsuite_fingerprint (CwConnector *connector, const char *type, char **out_fingerprint,
                      GCancellable *cancellable, GError **error)
{
  return _cw_ns_fingerprint_sync (CW_NETSUITE (connector), type, out_fingerprint, cancellable, error);
}

static void
netsuite_submit (CwConnector *connector, CwWrite *write, CwInbox *inbox)
{
  _cw_ns_submit (CW_NETSUITE (connector), write, inbox);
}

static guint
netsuite_get_lanes (CwConnector *connector)
{
  CwHttpStatus status;

  cw_http_client_get_status (CW_NETSUITE (connector)->client, &status);
  return MAX (status.lanes_now, 1);
}

static void
netsuite_cancel (CwConnector *connector)
{
  cw_http_client_cancel (CW_NETSUITE (connector)->client);
}

static GPtrArray *
netsuite_list_values (CwConnector *connector, const char *type, const char *field, GCancellable *cancellable, GError **error)
{
  return _cw_ns_list_values_sync (CW_NETSUITE (connector), type, field, cancellable, error);
}

static GPtrArray *
netsuite_describe (CwConnector *connector, const char *type, GCancellable *cancellable, GError **error)
{
  return _cw_ns_describe_sync (CW_NETSUITE (connector), type, cancellable, error);
}

static GPtrArray *
netsuite_offers (CwConnector *connector, GCancellable *cancellable, GError **error)
{
  return _cw_ns_offers_sync (CW_NETSUITE (connector), cancellable, error);
}

static void
netsuite_iface_init (CwConnectorInterface *iface)
{
  iface->probe = netsuite_probe;
  iface->read = netsuite_read;
  iface->server_time = netsuite_server_time;
  iface->fingerprint = netsuite_fingerprint;
  iface->submit = netsuite_submit;
  iface->get_lanes = netsuite_get_lanes;
  iface->cancel = netsuite_cancel;
  iface->describe = netsuite_describe;
  iface->offers = netsuite_offers;
  iface->list_values = netsuite_list_values;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwNetsuite, cw_netsuite, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_CONNECTOR, netsuite_iface_init))

static void
cw_netsuite_dispose (GObject *object)
{
  CwNetsuite *self = CW_NETSUITE (object);

  /* Answers use us and the client until the client has joined its lanes. */
  if (self->client != NULL)
    g_object_unref (self->client);
  self->client = NULL;
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (cw_netsuite_parent_class)->dispose (object);
}

static void
cw_netsuite_finalize (GObject *object)
{
  CwNetsuite *self = CW_NETSUITE (object);

  g_free (self->name);
  g_free (self->url);
  g_free (self->account);
  g_free (self->auth);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_hash_table_unref (self->absent);
  g_hash_table_unref (self->catalogue);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_netsuite_parent_class)->finalize (object);
}

static void
cw_netsuite_class_init (CwNetsuiteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_netsuite_dispose;
  object_class->finalize = cw_netsuite_finalize;
}

static void
cw_netsuite_init (CwNetsuite *self)
{
  g_mutex_init (&self->lock);
  self->absent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->catalogue = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
}

CwNetsuite *
cw_netsuite_new (const CwNetsuiteConfig *config, CwTransport *transport, CwClock *clock, CwRandom *random, GError **error)
{
  CwHttpLimits limits;
  g_autoptr (CwHttpAuth) auth = NULL;
  CwNetsuite *self;

  g_return_val_if_fail (config != NULL && config->name != NULL && config->url != NULL && config->auth != NULL, NULL);
  g_return_val_if_fail (config->secret != NULL, NULL);

  auth = _cw_ns_auth_new (config, random, error);
  if (auth == NULL)
    return NULL;
  limits = config->limits;
  limits.system = "netsuite";
  limits.base_url = config->url;
  if (limits.lanes == 0)
    limits.lanes = LANES_AT_FIRST;
  if (limits.timeout == 0)
    limits.timeout = TIMEOUT_SECONDS;

  self = g_object_new (CW_TYPE_NETSUITE, NULL);
  self->name = g_strdup (config->name);
  self->url = g_strdup (config->url);
  self->account = g_strdup (config->account);
  self->auth = g_strdup (config->auth);
  self->lanes_unknown = config->limits.lanes == 0;
  self->clock = g_object_ref (clock);
  self->client = cw_http_client_new (&limits, auth, transport, clock, random);
  return self;
}

CwHttpClient *
cw_netsuite_get_client (CwNetsuite *self)
{
  g_return_val_if_fail (CW_IS_NETSUITE (self), NULL);

  return self->client;
}
