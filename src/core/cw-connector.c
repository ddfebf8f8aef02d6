/* cw-connector.c: what every system offers to the service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-connector.h"

CwWrite *
cw_write_new (CwWriteKind kind, const char *collection)
{
  CwWrite *self = g_new0 (CwWrite, 1);

  self->kind = kind;
  self->collection = g_strdup (collection);
  self->active = TRUE;
  self->fields = cw_fields_new ();
  return self;
}

void
cw_write_free (CwWrite *self)
{
  if (self == NULL)
    return;
  g_free (self->collection);
  g_free (self->target_id);
  g_free (self->parent_target_id);
  g_free (self->external_id);
  cw_fields_unref (self->fields);
  g_clear_pointer (&self->known, cw_fields_unref);
  g_free (self);
}

void
cw_write_result_free (CwWriteResult *self)
{
  if (self == NULL)
    return;
  cw_write_free (self->write);
  cw_target_record_free (self->record);
  g_clear_error (&self->error);
  g_free (self);
}

void
cw_probe_clear (CwProbe *self)
{
  g_clear_pointer (&self->account, g_free);
  g_clear_pointer (&self->zone, g_free);
}

G_DEFINE_INTERFACE (CwConnector, cw_connector, G_TYPE_OBJECT)

static void
cw_connector_default_init (CwConnectorInterface *iface)
{
}

gboolean
cw_connector_probe_sync (CwConnector *self, const char *sync_field, CwProbe *out_probe, GCancellable *cancellable, GError **error)
{
  return CW_CONNECTOR_GET_IFACE (self)->probe (self, sync_field, out_probe, cancellable, error);
}

gboolean
cw_connector_read_sync (CwConnector *self, const CwReadQuery *query, CwReadPage page, gpointer data,
                        GCancellable *cancellable, GError **error)
{
  return CW_CONNECTOR_GET_IFACE (self)->read (self, query, page, data, cancellable, error);
}

gboolean
cw_connector_server_time_sync (CwConnector *self, gint64 *out_time, GCancellable *cancellable, GError **error)
{
  return CW_CONNECTOR_GET_IFACE (self)->server_time (self, out_time, cancellable, error);
}

gboolean
cw_connector_fingerprint_sync (CwConnector *self, const char *type, char **out_fingerprint, GCancellable *cancellable, GError **error)
{
  *out_fingerprint = NULL;
  return CW_CONNECTOR_GET_IFACE (self)->fingerprint (self, type, out_fingerprint, cancellable, error);
}

GPtrArray *
cw_connector_describe_sync (CwConnector *self, const char *type, GCancellable *cancellable, GError **error)
{
  CwConnectorInterface *iface = CW_CONNECTOR_GET_IFACE (self);

  return iface->describe != NULL ? iface->describe (self, type, cancellable, error)
                                 : g_ptr_array_new_with_free_func ((GDestroyNotify) cw_field_info_free);
}

CwOffer *
cw_offer_new (const char *id, const char *label, guint depth)
{
  CwOffer *self = g_new0 (CwOffer, 1);

  self->id = g_strdup (id);
  self->label = g_strdup (label != NULL ? label : id);
  self->depth = depth;
  return self;
}

void
cw_offer_free (CwOffer *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->label);
  g_free (self);
}

GPtrArray *
cw_connector_offers_sync (CwConnector *self, GCancellable *cancellable, GError **error)
{
  CwConnectorInterface *iface = CW_CONNECTOR_GET_IFACE (self);

  return iface->offers != NULL ? iface->offers (self, cancellable, error)
                                : g_ptr_array_new_with_free_func ((GDestroyNotify) cw_offer_free);
}

GPtrArray *
cw_connector_list_values_sync (CwConnector *self, const char *type, const char *field, GCancellable *cancellable, GError **error)
{
  CwConnectorInterface *iface = CW_CONNECTOR_GET_IFACE (self);

  return iface->list_values != NULL ? iface->list_values (self, type, field, cancellable, error)
                                    : g_ptr_array_new_with_free_func ((GDestroyNotify) cw_field_value_free);
}

void
cw_connector_submit (CwConnector *self, CwWrite *write, CwInbox *inbox)
{
  CW_CONNECTOR_GET_IFACE (self)->submit (self, write, inbox);
}

guint
cw_connector_get_batch (CwConnector *self)
{
  CwConnectorInterface *iface = CW_CONNECTOR_GET_IFACE (self);

  return iface->get_batch != NULL ? iface->get_batch (self) : 1;
}

guint
cw_connector_get_lanes (CwConnector *self)
{
  return CW_CONNECTOR_GET_IFACE (self)->get_lanes (self);
}

void
cw_connector_cancel (CwConnector *self)
{
  CW_CONNECTOR_GET_IFACE (self)->cancel (self);
}
