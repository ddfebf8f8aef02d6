/* cw-precoro.c: Precoro as a target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-precoro"

#include "config.h"

#include "cw-precoro-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PER_PAGE        200   /* the largest that Precoro allows */
#define DOCUMENT_FIELDS "documentcustomfields"
#define FIELDS_PER_PAGE 20    /* each brings all its options along */

/* ---- reading ---- */

/* Picks what a query names: Precoro has no filter that can be relied upon. */
typedef struct {
  const CwReadQuery *query;
  CwReadPage         page;
  gpointer           data;
} Filter;

static gboolean
filter_page (GPtrArray *records, gpointer data, GError **error)
{
  Filter *filter = data;
  g_autoptr (GPtrArray) picked = NULL;

  if (filter->query->ids == NULL)
    return filter->page (records, filter->data, error);
  picked = g_ptr_array_new ();
  for (guint i = 0; i < records->len; i++)
    {
      CwTargetRecord *record = g_ptr_array_index (records, i);

      if (g_strv_contains (filter->query->ids, record->id))
        g_ptr_array_add (picked, record);
    }
  return picked->len == 0 || filter->page (picked, filter->data, error);
}

static gboolean
precoro_read (CwConnector *connector, const CwReadQuery *query, CwReadPage page, gpointer data,
              GCancellable *cancellable, GError **error)
{
  CwPrecoro *self = CW_PRECORO (connector);
  Filter filter = { query, page, data };
  g_autofree char *path = NULL;

  if (g_str_equal (query->type, "users"))
    return _cw_precoro_list_sync (self, "/users", PER_PAGE, _cw_precoro_decode_user, _("reading users"), filter_page, &filter,
                                  cancellable, error);
  if (g_str_equal (query->type, CW_PRECORO_ORDERS))
    return _cw_precoro_read_orders_sync (self, query, page, data, cancellable, error);
  if (g_str_equal (query->type, DOCUMENT_FIELDS))
    return _cw_precoro_list_sync (self, "/" DOCUMENT_FIELDS, FIELDS_PER_PAGE, _cw_precoro_decode_document_field,
                                  _("reading document custom fields"), filter_page, &filter, cancellable, error);
  if (!_cw_precoro_is_field (query->type))
    {
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED, _("Precoro “%s”: “%s” is not read"), self->name, query->type);
      return FALSE;
    }
  path = g_strdup_printf ("/%s/options", query->type);
  return _cw_precoro_list_sync (self, path, PER_PAGE, _cw_precoro_decode_option, _("reading options"), filter_page, &filter,
                                cancellable, error);
}

/* ---- the connection test ---- */

typedef struct {
  const char *email;
  char       *account;   /* owned */
} Search;

static gboolean
find_self (GPtrArray *records, gpointer data, GError **error)
{
  Search *search = data;

  for (guint i = 0; search->account == NULL && i < records->len; i++)
    {
      CwTargetRecord *record = g_ptr_array_index (records, i);
      const char *email = cw_fields_get (record->fields, "email");

      if (email != NULL && g_ascii_strcasecmp (email, search->email) == 0)
        search->account = g_strdup_printf ("%s (%s)", record->name, email);
    }
  return TRUE;
}

static gboolean
precoro_probe (CwConnector *connector, const char *sync_field, CwProbe *out_probe,
               GCancellable *cancellable, GError **error)
{
  CwPrecoro *self = CW_PRECORO (connector);
  Search search = { self->email, NULL };

  if (!_cw_precoro_list_sync (self, "/users", PER_PAGE, _cw_precoro_decode_user, _("reading users"), find_self, &search,
                              cancellable, error))
    {
      g_free (search.account);
      return FALSE;
    }
  out_probe->account = search.account != NULL ? search.account : g_strdup (self->email);
  out_probe->clock_offset = cw_http_client_get_clock_offset (self->client);
  out_probe->concurrency = 1;
  return TRUE;
}

/* There is no clock to ask; the Date header of any answer has it, and no request is spent on it. */
static gboolean
precoro_server_time (CwConnector *connector, gint64 *out_time, GCancellable *cancellable, GError **error)
{
  CwPrecoro *self = CW_PRECORO (connector);
  CwHttpStatus status;

  cw_http_client_get_status (self->client, &status);
  *out_time = status.requests > 0 ? cw_clock_now (self->clock) + cw_http_client_get_clock_offset (self->client) : 0;
  return TRUE;
}

/* Options are never deleted: there is nothing to notice. */
static gboolean
precoro_fingerprint (CwConnector *connector, const char *type, char **out_fingerprint,
                     GCancellable *cancellable, GError **error)
{
  return TRUE;
}

/* ---- the rest ---- */

static void
precoro_submit (CwConnector *connector, CwWrite *write, CwInbox *inbox)
{
  _cw_precoro_submit (CW_PRECORO (connector), write, inbox);
}

static guint
precoro_get_lanes (CwConnector *connector)
{
  CwHttpStatus status;

  cw_http_client_get_status (CW_PRECORO (connector)->client, &status);
  return MAX (status.lanes_now, 1);
}

static void
precoro_cancel (CwConnector *connector)
{
  cw_http_client_cancel (CW_PRECORO (connector)->client);
}

/* What an option's form takes, whichever field it belongs to; nothing of it can be made by the account. */
static GPtrArray *
precoro_describe (CwConnector *connector, const char *type, GCancellable *cancellable, GError **error)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_field_info_free);
  CwFieldInfo *name;

  if (g_str_equal (type, CW_PRECORO_ORDERS))
    {
      g_ptr_array_unref (fields);
      return _cw_precoro_describe_orders ();
    }
  if (!g_str_equal (type, "option") && !g_str_has_prefix (type, "itemcustomfields/"))
    return fields;
  name = cw_field_info_new ("name", "Name", CW_VALUE_TEXT);
  name->required = TRUE;
  g_ptr_array_add (fields, name);
  g_ptr_array_add (fields, cw_field_info_new ("code", "Code", CW_VALUE_TEXT));
  return fields;
}

static GPtrArray *
precoro_offers (CwConnector *connector, GCancellable *cancellable, GError **error)
{
  return _cw_precoro_offers_sync (CW_PRECORO (connector), cancellable, error);
}

static void
precoro_iface_init (CwConnectorInterface *iface)
{
  iface->probe = precoro_probe;
  iface->read = precoro_read;
  iface->server_time = precoro_server_time;
  iface->fingerprint = precoro_fingerprint;
  iface->submit = precoro_submit;
  iface->get_lanes = precoro_get_lanes;
  iface->cancel = precoro_cancel;
  iface->describe = precoro_describe;
  iface->offers = precoro_offers;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwPrecoro, cw_precoro, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_CONNECTOR, precoro_iface_init))

static void
cw_precoro_dispose (GObject *object)
{
  CwPrecoro *self = CW_PRECORO (object);

  /* Answers use us and the client until the client has joined its lanes. */
  if (self->client != NULL)
    g_object_unref (self->client);
  self->client = NULL;
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (cw_precoro_parent_class)->dispose (object);
}

static void
cw_precoro_finalize (GObject *object)
{
  CwPrecoro *self = CW_PRECORO (object);

  g_free (self->name);
  g_free (self->url);
  g_free (self->email);
  G_OBJECT_CLASS (cw_precoro_parent_class)->finalize (object);
}

static void
cw_precoro_class_init (CwPrecoroClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_precoro_dispose;
  object_class->finalize = cw_precoro_finalize;
}

static void
cw_precoro_init (CwPrecoro *self)
{
}

static char *
dup_secret_member (const CwPrecoroConfig *config, JsonObject *object, const char *name, GError **error)
{
  g_autofree char *text = cw_json_dup_member (object, name);

  if (text != NULL)
    g_strstrip (text);
  if (text != NULL && text[0] != '\0')
    return g_steal_pointer (&text);
  g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
               _("The credentials of Precoro “%s” have no “%s”. Enter the API key and the e-mail address of its user again."), config->name, name);
  return NULL;
}

/* @out_email: (transfer full) */
static CwHttpAuth *
new_auth (const CwPrecoroConfig *config, char **out_email, GError **error)
{
  const char *text = cw_secret_reveal (config->secret);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (JsonNode) root = cw_json_parse_object (bytes, NULL);
  g_autofree char *email = NULL;
  g_autofree char *token = NULL;
  g_autoptr (CwSecret) email_secret = NULL;
  g_autoptr (CwSecret) token_secret = NULL;

  if (root == NULL)
    {
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
                   _("The credentials of Precoro “%s” are not one JSON object. Enter them again."), config->name);
      return NULL;
    }
  email = dup_secret_member (config, json_node_get_object (root), "email", error);
  token = email != NULL ? dup_secret_member (config, json_node_get_object (root), "token", error) : NULL;
  if (token == NULL)
    return NULL;
  email_secret = cw_secret_new (email);
  token_secret = cw_secret_new (token);
  explicit_bzero (token, strlen (token));
  *out_email = g_steal_pointer (&email);
  return cw_header_auth_new ("X-AUTH-TOKEN", token_secret, "email", email_secret, NULL);
}

CwPrecoro *
cw_precoro_new (const CwPrecoroConfig *config, CwTransport *transport, CwClock *clock, CwRandom *random, GError **error)
{
  CwHttpLimits limits;
  g_autoptr (CwHttpAuth) auth = NULL;
  g_autofree char *email = NULL;
  CwPrecoro *self;

  g_return_val_if_fail (config != NULL && config->name != NULL && config->url != NULL && config->secret != NULL, NULL);

  auth = new_auth (config, &email, error);
  if (auth == NULL)
    return NULL;
  limits = config->limits;
  limits.system = "precoro";
  limits.base_url = config->url;
  limits.lanes = MAX (limits.lanes, 1);

  self = g_object_new (CW_TYPE_PRECORO, NULL);
  self->name = g_strdup (config->name);
  self->url = g_strdup (config->url);
  self->email = g_steal_pointer (&email);
  self->clock = g_object_ref (clock);
  self->client = cw_http_client_new (&limits, auth, transport, clock, random);
  return self;
}

CwHttpClient *
cw_precoro_get_client (CwPrecoro *self)
{
  g_return_val_if_fail (CW_IS_PRECORO (self), NULL);

  return self->client;
}

/* ---- fields ---- */

void
cw_precoro_field_free (CwPrecoroField *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

static gboolean
collect_fields (GPtrArray *records, gpointer data, GError **error)
{
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (data, cw_target_record_copy (g_ptr_array_index (records, i)));
  return TRUE;
}

/* Which number stands for a drop-down is not known: it is the one of fields that have options. Where none has, every field may be one. */
static GPtrArray *
pick_lists (GPtrArray *records)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_precoro_field_free);
  g_autoptr (GHashTable) types = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < records->len; i++)
    {
      CwTargetRecord *record = g_ptr_array_index (records, i);
      const char *type = cw_fields_get (record->fields, "type");

      if (type != NULL && cw_fields_get (record->fields, "options") != NULL)
        g_hash_table_add (types, (gpointer) type);
    }
  for (guint i = 0; i < records->len; i++)
    {
      CwTargetRecord *record = g_ptr_array_index (records, i);
      const char *type = cw_fields_get (record->fields, "type");
      CwPrecoroField *field;

      if (type != NULL && g_hash_table_size (types) > 0 && !g_hash_table_contains (types, type))
        continue;
      field = g_new0 (CwPrecoroField, 1);
      field->id = g_strdup (record->id);
      field->name = g_strdup (record->name);
      field->enabled = record->active;
      g_ptr_array_add (fields, field);
    }
  return fields;
}

GPtrArray *
cw_precoro_list_fields_sync (CwPrecoro *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) records = NULL;

  g_return_val_if_fail (CW_IS_PRECORO (self), NULL);

  records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_target_record_free);
  if (!_cw_precoro_list_sync (self, "/itemcustomfields", FIELDS_PER_PAGE, _cw_precoro_decode_field, _("reading item custom fields"),
                              collect_fields, records, cancellable, error))
    return NULL;
  return pick_lists (records);
}

char *
cw_precoro_dup_app_url (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (g_strcmp0 (host, "api.precoro.com") != 0 && g_strcmp0 (host, "api.precoro.us") != 0)
    return NULL;
  return g_strdup_printf ("https://app.%s/", host + strlen ("api."));
}
