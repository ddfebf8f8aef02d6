/* precoro-fixture.c: a connector and a sandbox in one process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "precoro-fixture.h"

#define BASE_URL "http://127.0.0.1:41002"
#define EPOCH    (G_GINT64_CONSTANT (1767600000) * G_TIME_SPAN_SECOND)

static JsonObject *
load_info (Fixture *self, JsonNode **out_root)
{
  g_autofree char *info = sb_sandbox_dup_info (self->sandbox);
  JsonArray *companies;

  *out_root = json_from_string (info, NULL);
  g_assert_nonnull (*out_root);
  companies = json_object_get_array_member (json_node_get_object (*out_root), "precoro");
  return json_array_get_object_element (companies, 0);
}

static CwPrecoro *
connect_with (Fixture *self, guint lanes, const char *email, const char *token, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *info = load_info (self, &root);
  g_autofree char *text = NULL;
  g_autoptr (CwSecret) secret = NULL;
  CwPrecoroConfig config = { .name = "purchasing" };

  text = g_strdup_printf ("{\"email\":\"%s\",\"token\":\"%s\"}",
                          email != NULL ? email : json_object_get_string_member (info, "email"),
                          token != NULL ? token : json_object_get_string_member (info, "token"));
  secret = cw_secret_new (text);
  config.url = json_object_get_string_member (info, "url");
  config.secret = secret;
  config.limits.lanes = lanes;
  config.limits.share = 100;
  if (self->paced)
    {
      config.limits.pace = 1;
      config.limits.per_hour = 1500;
      config.limits.per_day = 3000;
      config.limits.same_get_gap = 60;
    }
  return cw_precoro_new (&config, self->transport, self->clock, self->random, error);
}

CwPrecoro *
fixture_connect (Fixture *self, const char *email, const char *token, GError **error)
{
  return connect_with (self, 4, email, token, error);
}

static Fixture *
build (guint lanes, const char *assume, const char *fault, gboolean paced)
{
  Fixture *self = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *info;
  SbOptions options;

  cw_sandbox_options_init (&options, EPOCH);
  options.customers = 20;
  options.projects = 10;
  options.employees = 30;
  options.rate = paced ? SB_RATE_REAL : SB_RATE_OFF;
  self->paced = paced;
  if (assume != NULL)
    options.assume = g_strsplit (assume, " ", -1);
  if (fault != NULL)
    options.faults = g_strsplit (fault, " ", -1);
  self->sandbox = sb_sandbox_new (&options, BASE_URL, &error);
  g_assert_no_error (error);
  sb_options_clear (&options);

  self->clock = cw_virtual_clock_new (EPOCH);
  self->random = cw_seeded_random_new (1);
  self->transport = cw_sandbox_transport_new (self->sandbox, self->clock);
  self->wire = CW_SANDBOX_TRANSPORT (self->transport);
  info = load_info (self, &root);
  self->company = g_strdup (json_object_get_string_member (info, "company"));
  self->collection = g_strdup_printf ("itemcustomfields/%" G_GINT64_FORMAT, json_object_get_int_member (info, "item_custom_field"));
  self->precoro = connect_with (self, lanes, NULL, NULL, &error);
  g_assert_no_error (error);
  self->connector = CW_CONNECTOR (self->precoro);
  return self;
}

Fixture *
fixture_new (guint lanes, const char *assume, const char *fault)
{
  return build (lanes, assume, fault, FALSE);
}

Fixture *
fixture_new_paced (void)
{
  return build (1, NULL, NULL, TRUE);
}

void
fixture_free (Fixture *self)
{
  g_assert_finalize_object (G_OBJECT (self->precoro));
  g_object_unref (self->transport);
  g_object_unref (self->clock);
  g_object_unref (self->random);
  sb_sandbox_free (self->sandbox);
  g_free (self->company);
  g_free (self->collection);
  g_free (self);
}

CwWriteResult *
fixture_submit (Fixture *self, CwWrite *write)
{
  g_autoptr (CwInbox) inbox = cw_inbox_new ();
  CwWriteResult *result;

  write->intent = 1;
  cw_connector_submit (self->connector, write, inbox);
  result = cw_inbox_pop (inbox, 1);
  g_assert_nonnull (result);
  g_assert_null (cw_inbox_pop (inbox, 1));
  g_assert_true (result->write == write);
  g_assert_true ((result->outcome == CW_WRITE_DONE) == (result->record != NULL));
  g_assert_true ((result->outcome == CW_WRITE_DONE) == (result->error == NULL));
  return result;
}

char *
fixture_create (Fixture *self, const char *name, const char *parent, const char *external_id)
{
  CwWrite *write = cw_write_new (CW_WRITE_CREATE, self->collection);
  g_autoptr (CwWriteResult) result = NULL;

  cw_fields_set (write->fields, "name", name);
  write->parent_target_id = g_strdup (parent);
  write->external_id = g_strdup (external_id);
  result = fixture_submit (self, write);
  g_assert_no_error (result->error);
  return g_strdup (result->record->id);
}

static gboolean
collect (GPtrArray *records, gpointer data, GError **error)
{
  g_assert_cmpuint (records->len, >, 0);
  for (guint i = 0; i < records->len; i++)
    {
      CwTargetRecord *copy = cw_target_record_copy (g_ptr_array_index (records, i));

      g_assert_true (g_hash_table_insert (data, copy->id, copy));
    }
  return TRUE;
}

GHashTable *
fixture_read (Fixture *self, const char *collection)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) cw_target_record_free);
  CwReadQuery query = { .type = collection };
  g_autoptr (GError) error = NULL;

  cw_connector_read_sync (self->connector, &query, collect, found, NULL, &error);
  g_assert_no_error (error);
  return found;
}

GHashTable *
fixture_load_truth (Fixture *self)
{
  GHashTable *truth = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  g_autofree char *text = sb_precoro_dup_state (self->sandbox, "options");
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonArray *rows = json_node_get_array (root);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      g_autofree char *collection = g_strdup_printf ("itemcustomfields/%" G_GINT64_FORMAT, json_object_get_int_member (row, "field"));

      if (g_str_equal (collection, self->collection))
        g_hash_table_insert (truth, g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (row, "id")), json_object_ref (row));
    }
  return truth;
}
