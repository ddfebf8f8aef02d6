/* netsuite-fixture.c: a connector and a sandbox in one process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "netsuite-fixture.h"

#define BASE_URL "http://127.0.0.1:41001"

static JsonObject *
load_info (Fixture *self, JsonNode **out_root)
{
  g_autofree char *info = sb_sandbox_dup_info (self->sandbox);

  *out_root = json_from_string (info, NULL);
  g_assert_nonnull (*out_root);
  return json_object_get_object_member (json_node_get_object (*out_root), "netsuite");
}

static char *
dup_secret (JsonObject *info, const char *auth, const char *member, const char *value)
{
  JsonNode *node = json_object_get_member (info, auth);

  g_assert_nonnull (node);
  if (member != NULL && value != NULL)
    json_object_set_string_member (json_node_get_object (node), member, value);
  else if (member != NULL)
    json_object_remove_member (json_node_get_object (node), member);
  return json_to_string (node, FALSE);
}

static CwNetsuite *
connect_with (Fixture *self, guint lanes, const char *auth, const char *account, const char *url, const char *member, const char *value,
              GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *info = load_info (self, &root);
  g_autofree char *text = dup_secret (info, auth, member, value);
  g_autoptr (CwSecret) secret = cw_secret_new (text);
  CwNetsuiteConfig config = { .name = "books", .auth = auth, .secret = secret };

  config.url = url != NULL ? url : json_object_get_string_member (info, "url");
  config.account = account != NULL ? account : json_object_get_string_member (info, "account");
  config.limits.lanes = lanes;
  config.limits.share = 100;
  return cw_netsuite_new (&config, self->transport, self->clock, self->random, error);
}

CwNetsuite *
fixture_connect (Fixture *self, const char *auth, const char *account, const char *url, const char *member, const char *value, GError **error)
{
  return connect_with (self, 4, auth, account, url, member, value, error);
}

Fixture *
fixture_new (guint customers, guint projects, guint lanes, const char *assume, const char *fault)
{
  Fixture *self = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;
  SbOptions options;

  cw_sandbox_options_init (&options, EPOCH);
  options.customers = customers;
  options.projects = projects;
  options.employees = 20;
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
  self->netsuite = connect_with (self, lanes, "m2m", NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  self->connector = CW_CONNECTOR (self->netsuite);
  return self;
}

void
fixture_free (Fixture *self)
{
  g_assert_finalize_object (G_OBJECT (self->netsuite));
  g_object_unref (self->transport);
  g_object_unref (self->clock);
  g_object_unref (self->random);
  sb_sandbox_free (self->sandbox);
  g_free (self);
}

GHashTable *
fixture_load_truth (Fixture *self, const char *collection)
{
  GHashTable *truth = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  g_autofree char *text = sb_netsuite_dup_state (self->sandbox, collection);
  g_autoptr (JsonNode) root = text != NULL ? json_from_string (text, NULL) : NULL;
  JsonArray *rows;

  g_assert_nonnull (root);
  rows = json_node_get_array (root);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      g_hash_table_insert (truth, g_strdup (json_object_get_string_member (row, "id")), json_object_ref (row));
    }
  return truth;
}

void
fixture_edit (Fixture *self, const char *record, const char *id, const char *member, const char *value)
{
  g_autoptr (JsonObject) set = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  if (member != NULL)
    json_object_set_string_member (set, member, value);
  /* One second, so that a change is not of the same second as what was read before. */
  cw_virtual_clock_advance (self->clock, G_TIME_SPAN_SECOND);
  sb_sandbox_advance (self->sandbox, cw_clock_now (self->clock) - sb_sandbox_now (self->sandbox));
  answer = sb_netsuite_edit (self->sandbox, record, id, set, FALSE, member == NULL, &error);
  g_assert_no_error (error);
}

static gboolean
collect (GPtrArray *records, gpointer data, GError **error)
{
  GHashTable *found = data;

  g_assert_cmpuint (records->len, >, 0);
  for (guint i = 0; i < records->len; i++)
    {
      CwRecord *record = g_ptr_array_index (records, i);
      CwRecord *copy = cw_record_new (record->type, record->id);

      copy->parent_type = g_strdup (record->parent_type);
      copy->parent_id = g_strdup (record->parent_id);
      copy->name = g_strdup (record->name);
      copy->stage = g_strdup (record->stage);
      copy->subsidiaries = g_strdup (record->subsidiaries);
      copy->inactive = record->inactive;
      copy->deleted = record->deleted;
      copy->mark = record->mark;
      copy->created = record->created;
      copy->modified = record->modified;
      cw_fields_unref (copy->fields);
      copy->fields = cw_fields_ref (record->fields);
      /* FALSE: the id was there before. */
      g_assert_true (g_hash_table_insert (found, copy->id, copy));
    }
  return TRUE;
}

GHashTable *
fixture_read (Fixture *self, const CwReadQuery *query)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) cw_record_free);
  g_autoptr (GError) error = NULL;

  cw_connector_read_sync (self->connector, query, collect, found, NULL, &error);
  g_assert_no_error (error);
  return found;
}
