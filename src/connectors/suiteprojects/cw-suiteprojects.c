/* cw-suiteprojects.c: SuiteProjects Pro as a target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-suiteprojects-private.h"

#include "cw-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TOKEN_PATH "/login/oauth2/v1/token"

/* ---- reading ---- */

static gboolean
suiteprojects_read (CwConnector *connector, const CwReadQuery *query, CwReadPage page, gpointer data, GCancellable *cancellable,
                    GError **error)
{
  return _cw_spp_read_sync (CW_SUITEPROJECTS (connector), query, page, data, cancellable, error);
}

/* Users are made in the company whose nickname the connection has; an account that does not tell its own is believed. */
static gboolean
check_company (CwSuiteprojects *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) blocks = self->company != NULL
    ? _cw_spp_ask_sync (self, g_strdup ("<Read type=\"Company\" method=\"all\" limit=\"0,1\"></Read>"), "asking for the company", cancellable, error)
    : NULL;
  const CwSppBlock *block = blocks != NULL && blocks->len > 0 ? g_ptr_array_index (blocks, 0) : NULL;
  const CwSppObject *company = block != NULL && block->objects->len > 0 ? g_ptr_array_index (block->objects, 0) : NULL;
  const char *nickname = company != NULL ? cw_fields_get (company->fields, "nickname") : NULL;
  g_autofree char *ours = NULL, *theirs = NULL;

  if (self->company != NULL && blocks == NULL)
    return FALSE;
  if (nickname == NULL)
    return TRUE;
  ours = g_utf8_casefold (self->company, -1);
  theirs = g_utf8_casefold (nickname, -1);
  if (g_str_equal (ours, theirs))
    return TRUE;
  g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
               _("SuiteProjects Pro “%s”: the company is “%s”, and the connection says “%s”. Enter its nickname as the connection's account."),
               self->name, nickname, self->company);
  return FALSE;
}

/* Who the token stands for; and the account's custom fields, so that a missing permission shows here. */
static gboolean
suiteprojects_probe (CwConnector *connector, const char *sync_field, CwProbe *out_probe, GCancellable *cancellable, GError **error)
{
  CwSuiteprojects *self = CW_SUITEPROJECTS (connector);
  g_autoptr (GPtrArray) blocks = _cw_spp_ask_sync (self, g_strdup ("<Whoami></Whoami>"), _("asking who we are"), cancellable, error);
  CwSppBlock *block = blocks != NULL && blocks->len > 0 ? g_ptr_array_index (blocks, 0) : NULL;
  CwSppObject *user = block != NULL && block->objects->len > 0 ? g_ptr_array_index (block->objects, 0) : NULL;
  const char *nickname;

  if (blocks == NULL || !_cw_spp_load_customs (self, cancellable, error))
    return FALSE;
  if (user == NULL)
    {
      g_autofree char *words = _cw_spp_dup_words (block != NULL ? block->status : 0, block != NULL ? block->text : NULL);

      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL, "SuiteProjects Pro “%s”, asking who we are: %s", self->name, words);
      return FALSE;
    }
  if (!check_company (self, cancellable, error))
    return FALSE;
  nickname = cw_fields_get (user->fields, "nickname");
  if (nickname == NULL)
    nickname = cw_fields_get (user->fields, "name");
  out_probe->account = self->company != NULL ? g_strdup_printf ("%s (%s)", self->company, nickname != NULL ? nickname : "?") : g_strdup (nickname);
  out_probe->clock_offset = cw_http_client_get_clock_offset (self->client);
  out_probe->concurrency = 1;
  return TRUE;
}

/* The Date header of any answer has it; the zone of what the command Time says is nowhere told. */
static gboolean
suiteprojects_server_time (CwConnector *connector, gint64 *out_time, GCancellable *cancellable, GError **error)
{
  CwSuiteprojects *self = CW_SUITEPROJECTS (connector);
  CwHttpStatus status;

  cw_http_client_get_status (self->client, &status);
  if (status.requests == 0)
    {
      g_autoptr (GPtrArray) blocks = _cw_spp_ask_sync (self, g_strdup ("<Time></Time>"), _("asking for the server's time"), cancellable, error);

      if (blocks == NULL)
        return FALSE;
    }
  *out_time = cw_clock_now (self->clock) + cw_http_client_get_clock_offset (self->client);
  return TRUE;
}

/* Deleted rows are flagged and kept for half a year: none vanishes without a trace. */
static gboolean
suiteprojects_fingerprint (CwConnector *connector, const char *type, char **out_fingerprint, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static GPtrArray *
suiteprojects_describe (CwConnector *connector, const char *type_name, GCancellable *cancellable, GError **error)
{
  CwSuiteprojects *self = CW_SUITEPROJECTS (connector);
  const CwSppType *type = _cw_spp_find_type (type_name);
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_field_info_free);

  if (type == NULL || type->fields == NULL)
    return g_steal_pointer (&infos);
  if (!_cw_spp_load_customs (self, cancellable, error))
    return NULL;
  for (const CwSppField *field = type->fields; field->name != NULL; field++)
    {
      CwFieldInfo *info = cw_field_info_new (field->name, field->label, field->type);

      info->required = field->required;
      info->limit = field->limit;
      g_ptr_array_add (infos, info);
    }
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->customs->len; i++)
    {
      const CwSppCustom *custom = g_ptr_array_index (self->customs, i);

      if (g_strcmp0 (custom->association, type->association) == 0)
        {
          CwFieldInfo *info = cw_field_info_new (custom->name, custom->label, custom->type);

          info->custom = TRUE;
          info->list = custom->values != NULL;
          g_ptr_array_add (infos, info);
        }
    }
  g_mutex_unlock (&self->lock);
  return g_steal_pointer (&infos);
}

/* Only drop-downs of the account tell their values; a value is its own name. */
static GPtrArray *
suiteprojects_list_values (CwConnector *connector, const char *type_name, const char *field, GCancellable *cancellable, GError **error)
{
  CwSuiteprojects *self = CW_SUITEPROJECTS (connector);
  const CwSppType *type = _cw_spp_find_type (type_name);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_field_value_free);
  CwSppCustom *custom;

  if (type == NULL)
    return g_steal_pointer (&values);
  if (!_cw_spp_load_customs (self, cancellable, error))
    return NULL;
  custom = _cw_spp_dup_custom (self, type, field);
  for (guint i = 0; custom != NULL && custom->values != NULL && custom->values[i] != NULL && i < CW_FIELD_VALUES_MOST; i++)
    g_ptr_array_add (values, cw_field_value_new (custom->values[i], custom->values[i]));
  _cw_spp_custom_free (custom);
  return g_steal_pointer (&values);
}

/* ---- the rest ---- */

static void
suiteprojects_submit (CwConnector *connector, CwWrite *write, CwInbox *inbox)
{
  _cw_spp_submit (CW_SUITEPROJECTS (connector), write, inbox);
}

/* A whole batch for every lane. */
static guint
suiteprojects_get_lanes (CwConnector *connector)
{
  CwHttpStatus status;

  cw_http_client_get_status (CW_SUITEPROJECTS (connector)->client, &status);
  return MAX (status.lanes_now, 1) * CW_SPP_BATCH;
}

static guint
suiteprojects_get_batch (CwConnector *connector)
{
  return CW_SPP_BATCH;
}

static void
suiteprojects_cancel (CwConnector *connector)
{
  CwSuiteprojects *self = CW_SUITEPROJECTS (connector);

  _cw_spp_cancel (self);
  cw_http_client_cancel (self->client);
}

static void
suiteprojects_iface_init (CwConnectorInterface *iface)
{
  iface->probe = suiteprojects_probe;
  iface->read = suiteprojects_read;
  iface->server_time = suiteprojects_server_time;
  iface->fingerprint = suiteprojects_fingerprint;
  iface->submit = suiteprojects_submit;
  iface->get_lanes = suiteprojects_get_lanes;
  iface->cancel = suiteprojects_cancel;
  iface->get_batch = suiteprojects_get_batch;
  iface->describe = suiteprojects_describe;
  iface->list_values = suiteprojects_list_values;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwSuiteprojects, cw_suiteprojects, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_CONNECTOR, suiteprojects_iface_init))

static void
cw_suiteprojects_dispose (GObject *object)
{
  CwSuiteprojects *self = CW_SUITEPROJECTS (object);

  if (self->client != NULL)
    {
      _cw_spp_forget_inboxes (self);
      _cw_spp_cancel (self);
      /* Answers use us and the client until the client has joined its lanes. */
      g_object_unref (self->client);
    }
  self->client = NULL;
  g_clear_object (&self->clock);
  g_clear_object (&self->random);
  G_OBJECT_CLASS (cw_suiteprojects_parent_class)->dispose (object);
}

static void
cw_suiteprojects_finalize (GObject *object)
{
  CwSuiteprojects *self = CW_SUITEPROJECTS (object);

  g_free (self->name);
  g_free (self->url);
  g_free (self->company);
  g_clear_pointer (&self->customs, g_ptr_array_unref);
  g_ptr_array_unref (self->inboxes);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_suiteprojects_parent_class)->finalize (object);
}

static void
cw_suiteprojects_class_init (CwSuiteprojectsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_suiteprojects_dispose;
  object_class->finalize = cw_suiteprojects_finalize;
}

static void
cw_suiteprojects_init (CwSuiteprojects *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->pending);
  self->inboxes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_inbox_unref);
}

/* NULL with an error when there is none. (transfer full) */
static CwSecret *
take_member (const CwSuiteprojectsConfig *config, JsonObject *object, const char *name, GError **error)
{
  char *text = cw_json_dup_member (object, name);
  CwSecret *secret = NULL;

  if (text != NULL && *g_strstrip (text) != '\0')
    secret = cw_secret_new (text);
  else
    g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
                 _("The credentials of SuiteProjects Pro “%s” have no “%s”. Sign in again, and enter the API application's id and secret, "
                   "the namespace and the key."), config->name, name);
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
  return secret;
}

static CwHttpAuth *
new_auth (const CwSuiteprojectsConfig *config, GError **error)
{
  static const char * const names[] = { "client_id", "client_secret", "refresh_token", "namespace", "key" };
  const char *text = cw_secret_reveal (config->secret);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (JsonNode) root = cw_json_parse_object (bytes, NULL);
  g_autofree char *token_url = g_strconcat (config->url, TOKEN_PATH, NULL);
  CwSecret *members[G_N_ELEMENTS (names)] = { NULL };
  CwHttpAuth *auth = NULL;
  gboolean ok = root != NULL;

  if (!ok)
    g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH,
                 _("The credentials of SuiteProjects Pro “%s” are not one JSON object. Enter them again."), config->name);
  for (gsize i = 0; ok && i < G_N_ELEMENTS (names); i++)
    ok = (members[i] = take_member (config, json_node_get_object (root), names[i], error)) != NULL;
  if (ok)
    {
      CwSppSignIn sign_in = { members[0], members[1], members[2], members[3], members[4] };

      auth = _cw_spp_auth_new (&sign_in, token_url, config->store_refresh, config->store_refresh_data);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_clear_pointer (&members[i], cw_secret_unref);
  return auth;
}

CwSuiteprojects *
cw_suiteprojects_new (const CwSuiteprojectsConfig *config, CwTransport *transport, CwClock *clock, CwRandom *random, GError **error)
{
  CwHttpLimits limits;
  g_autoptr (CwHttpAuth) auth = NULL;
  CwSuiteprojects *self;

  g_return_val_if_fail (config != NULL && config->name != NULL && config->url != NULL && config->secret != NULL, NULL);

  auth = new_auth (config, error);
  if (auth == NULL)
    return NULL;
  limits = config->limits;
  limits.system = "suiteprojects";
  limits.base_url = config->url;
  limits.lanes = MAX (limits.lanes, 1);
  limits.max_body = CW_SPP_MAX_ANSWER;

  self = g_object_new (CW_TYPE_SUITEPROJECTS, NULL);
  self->name = g_strdup (config->name);
  self->url = g_strdup (config->url);
  self->company = g_strdup (config->company);
  self->clock = g_object_ref (clock);
  self->random = g_object_ref (random);
  self->client = cw_http_client_new (&limits, auth, transport, clock, random);
  return self;
}

CwHttpClient *
cw_suiteprojects_get_client (CwSuiteprojects *self)
{
  g_return_val_if_fail (CW_IS_SUITEPROJECTS (self), NULL);

  return self->client;
}
