/* test-suiteprojects.c: the connector against the sandbox, and its XML reader against broken answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-sandbox-transport.h"
#include "cw-spp-xml.h"
#include "cw-suiteprojects.h"
#include "sb-suiteprojects.h"

#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define BASE_URL "http://127.0.0.1:41003"
#define EPOCH    (G_GINT64_CONSTANT (1767600000) * G_TIME_SPAN_SECOND)
#define API      "POST /suiteprojects/api.pl"
#define MOST_BESIDE ((gsize) 48 << 20)   /* bytes that reading an answer may take beside the answer */

typedef struct {
  SbSandbox          *sandbox;
  CwClock            *clock;
  CwRandom           *random;
  CwTransport        *transport;
  CwSandboxTransport *wire;
  CwSuiteprojects    *spp;
  CwConnector        *connector;
  CwInbox            *inbox;
  guint               kept;       /* refresh tokens that were stored */
  gboolean            locked;     /* the keyring is */
} Fixture;

/* ---- the whole ---- */

static gboolean
keep_refresh (CwSecret *token, gpointer data, GError **error)
{
  Fixture *self = data;

  g_assert_cmpstr (cw_secret_reveal (token), !=, "");
  if (self->locked)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The keyring is locked.");
      return FALSE;
    }
  self->kept++;
  return TRUE;
}

static CwSuiteprojects *
connect_with (Fixture *self, const char *member, const char *value, GError **error)
{
  g_autofree char *info = sb_sandbox_dup_info (self->sandbox);
  g_autoptr (JsonNode) root = json_from_string (info, NULL);
  JsonNode *node = json_object_get_member (json_node_get_object (root), "suiteprojects");
  JsonObject *object = json_node_get_object (node);
  g_autofree char *text = NULL;
  g_autoptr (CwSecret) secret = NULL;
  CwSuiteprojectsConfig config = { .name = "services", .store_refresh = keep_refresh, .store_refresh_data = self };

  if (member != NULL)
    json_object_set_string_member (object, member, value);
  text = json_to_string (node, FALSE);
  secret = cw_secret_new (text);
  config.url = json_object_get_string_member (object, "url");
  config.company = json_object_get_string_member (object, "company");
  config.secret = secret;
  config.limits.lanes = 1;
  config.limits.share = 100;
  return cw_suiteprojects_new (&config, self->transport, self->clock, self->random, error);
}

static Fixture *
fixture_new (const char *assume, const char *fault)
{
  Fixture *self = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;
  SbOptions options;

  cw_sandbox_options_init (&options, EPOCH);
  options.customers = 30;
  options.projects = 10;
  options.employees = 10;
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
  self->spp = connect_with (self, NULL, NULL, &error);
  g_assert_no_error (error);
  self->connector = CW_CONNECTOR (self->spp);
  self->inbox = cw_inbox_new ();
  return self;
}

static void
fixture_free (Fixture *self)
{
  g_assert_finalize_object (G_OBJECT (self->spp));
  cw_inbox_unref (self->inbox);
  g_object_unref (self->transport);
  g_object_unref (self->clock);
  g_object_unref (self->random);
  sb_sandbox_free (self->sandbox);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static gboolean
collect (GPtrArray *records, gpointer data, GError **error)
{
  for (guint i = 0; i < records->len; i++)
    {
      CwTargetRecord *copy = cw_target_record_copy (g_ptr_array_index (records, i));

      g_assert_true (g_hash_table_insert (data, copy->id, copy));
    }
  return TRUE;
}

static GHashTable *
read_type (Fixture *self, CwReadQuery query)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) cw_target_record_free);
  g_autoptr (GError) error = NULL;

  cw_connector_read_sync (self->connector, &query, collect, found, NULL, &error);
  g_assert_no_error (error);
  return found;
}

/* The sandbox's truth, id → row. */
static GHashTable *
load_truth (Fixture *self, const char *collection)
{
  GHashTable *truth = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  g_autofree char *text = sb_suiteprojects_dup_state (self->sandbox, collection);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonArray *rows = json_node_get_array (root);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      g_hash_table_insert (truth, g_strdup (json_object_get_string_member (row, "id")), json_object_ref (row));
    }
  return truth;
}

static CwWrite *
customer (const char *name, const char *company, const char *netsuite_id)
{
  CwWrite *write = cw_write_new (CW_WRITE_CREATE, "Customer");

  write->intent = 1;
  write->active = TRUE;
  write->external_id = g_strdup (netsuite_id);
  cw_fields_set (write->fields, "name", name);
  cw_fields_set (write->fields, "company", company);
  cw_fields_set (write->fields, "addr/city", "Zürich & Bern");
  cw_fields_set (write->fields, "addr/country", "CH");
  return write;
}

static CwWriteResult *
pop (Fixture *self)
{
  CwWriteResult *result = cw_inbox_pop (self->inbox, 1);

  g_assert_nonnull (result);
  return result;
}

/* ---- reading ---- */

static void
test_reading (gconstpointer data)
{
  g_autoptr (Fixture) self = fixture_new (data, NULL);
  g_autoptr (GHashTable) truth = load_truth (self, "customer");
  g_autoptr (GHashTable) found = read_type (self, (CwReadQuery) { .type = "Customer" });
  GHashTableIter iter;
  gpointer id, value;

  g_assert_cmpuint (g_hash_table_size (truth), >, 5);
  g_assert_cmpuint (g_hash_table_size (found), ==, g_hash_table_size (truth));
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      CwTargetRecord *record = value;
      JsonObject *row = g_hash_table_lookup (truth, id);

      g_assert_nonnull (row);
      g_assert_cmpstr (record->name, ==, json_object_get_string_member_with_default (row, "name", NULL));
      g_assert_cmpstr (cw_fields_get (record->fields, "company"), ==, json_object_get_string_member_with_default (row, "company", NULL));
    }
}

static void
test_ids (void)
{
  g_autoptr (Fixture) self = fixture_new (NULL, NULL);
  g_autoptr (GHashTable) all = read_type (self, (CwReadQuery) { .type = "Customer" });
  GHashTableIter iter;
  gpointer id;
  const char *ids[] = { NULL, "999999", NULL };
  g_autoptr (GHashTable) some = NULL;

  g_hash_table_iter_init (&iter, all);
  g_assert_true (g_hash_table_iter_next (&iter, &id, NULL));
  ids[0] = id;
  cw_sandbox_transport_reset (self->wire);
  some = read_type (self, (CwReadQuery) { .type = "Customer", .ids = ids });
  g_assert_cmpuint (g_hash_table_size (some), ==, 1);
  g_assert_true (g_hash_table_contains (some, id));
  g_assert_cmpuint (cw_sandbox_transport_count (self->wire, API), ==, 1);
}

/* ---- writing ---- */

static void
test_batch (gconstpointer data)
{
  g_autoptr (Fixture) self = fixture_new (data, NULL);
  g_autoptr (GHashTable) before = load_truth (self, "customer");
  g_autoptr (GHashTable) after = NULL, found = NULL;
  char *ids[2] = { NULL };

  cw_connector_submit (self->connector, customer ("CUST-1", "Müller <&> Söhne", "90001"), self->inbox);
  cw_connector_submit (self->connector, customer ("CUST-2", "", "90002"), self->inbox);
  cw_connector_submit (self->connector, customer ("CUST-3", "Third", "90003"), self->inbox);
  g_assert_cmpuint (cw_sandbox_transport_count (self->wire, API), ==, 0);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (CwWriteResult) result = pop (self);

      /* One without a company is refused; the others are made all the same. */
      if (g_str_equal (result->write->external_id, "90002"))
        {
          g_assert_cmpint (result->outcome, ==, CW_WRITE_REJECTED);
          g_assert_error (result->error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED);
          continue;
        }
      g_assert_no_error (result->error);
      g_assert_cmpint (result->outcome, ==, CW_WRITE_DONE);
      ids[g_str_equal (result->write->external_id, "90003")] = g_strdup (result->record->id);
    }
  g_assert_null (cw_inbox_pop (self->inbox, 1));
  /* The account's custom fields, and one Add for all three. */
  g_assert_cmpuint (cw_sandbox_transport_count (self->wire, API), ==, 2);
  after = load_truth (self, "customer");
  g_assert_cmpuint (g_hash_table_size (after), ==, g_hash_table_size (before) + 2);
  g_assert_cmpstr (json_object_get_string_member (g_hash_table_lookup (after, ids[0]), "company"), ==, "Müller <&> Söhne");

  /* What we made is seen, although the token is older; its external id is NetSuite's. */
  found = read_type (self, (CwReadQuery) { .type = "Customer" });
  g_assert_nonnull (g_hash_table_lookup (found, ids[0]));
  g_assert_cmpstr (((CwTargetRecord *) g_hash_table_lookup (found, ids[0]))->external_id, ==, "90001");
  g_assert_cmpstr (cw_fields_get (((CwTargetRecord *) g_hash_table_lookup (found, ids[0]))->fields, "addr/city"), ==, "Zürich & Bern");
  g_free (ids[0]);
  g_free (ids[1]);
}

/* New and changed ones leave together; each answer finds its own. */
static void
test_mixed (gconstpointer data)
{
  g_autoptr (Fixture) self = fixture_new (data, NULL);
  g_autoptr (GHashTable) before = read_type (self, (CwReadQuery) { .type = "Customer" });
  g_autoptr (GHashTable) after = NULL;
  GHashTableIter iter;
  gpointer value;
  CwWrite *changes[2];
  const CwTargetRecord *record;

  g_hash_table_iter_init (&iter, before);
  g_assert_true (g_hash_table_iter_next (&iter, NULL, &value));
  record = value;
  for (guint i = 0; i < 2; i++)
    {
      changes[i] = cw_write_new (CW_WRITE_UPDATE, "Customer");
      changes[i]->intent = 1;
      changes[i]->active = TRUE;
      changes[i]->target_id = g_strdup (i == 0 ? record->id : "999999");
      cw_fields_set (changes[i]->fields, "company", "Renamed");
    }
  cw_sandbox_transport_reset (self->wire);
  cw_connector_submit (self->connector, changes[0], self->inbox);
  cw_connector_submit (self->connector, customer ("CUST-1", "One", "90001"), self->inbox);
  cw_connector_submit (self->connector, changes[1], self->inbox);
  cw_connector_submit (self->connector, customer ("CUST-2", "", "90002"), self->inbox);
  cw_connector_submit (self->connector, customer ("CUST-3", "Three", "90003"), self->inbox);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (CwWriteResult) result = pop (self);
      gboolean refused = g_strcmp0 (result->write->external_id, "90002") == 0 || g_strcmp0 (result->write->target_id, "999999") == 0;

      g_assert_cmpint (result->outcome, ==, refused ? CW_WRITE_REJECTED : CW_WRITE_DONE);
      if (result->write->kind == CW_WRITE_UPDATE && !refused)
        g_assert_cmpstr (result->record->id, ==, record->id);
    }
  g_assert_cmpuint (cw_sandbox_transport_count (self->wire, API), ==, 1);
  after = read_type (self, (CwReadQuery) { .type = "Customer" });
  g_assert_cmpuint (g_hash_table_size (after), ==, g_hash_table_size (before) + 2);
  g_assert_cmpstr (cw_fields_get (((CwTargetRecord *) g_hash_table_lookup (after, record->id))->fields, "company"), ==, "Renamed");
}

static void
test_change (gconstpointer data)
{
  g_autoptr (Fixture) self = fixture_new (data, NULL);
  g_autoptr (GHashTable) all = read_type (self, (CwReadQuery) { .type = "Customer" });
  g_autoptr (GHashTable) again = NULL;
  g_autoptr (CwWriteResult) result = NULL;
  GHashTableIter iter;
  gpointer value;
  CwTargetRecord *record, *changed;
  CwWrite *write = cw_write_new (CW_WRITE_UPDATE, "Customer");

  g_hash_table_iter_init (&iter, all);
  g_assert_true (g_hash_table_iter_next (&iter, NULL, &value));
  record = value;
  write->intent = 1;
  write->target_id = g_strdup (record->id);
  write->external_id = g_strdup ("70001");
  write->active = FALSE;
  cw_fields_set (write->fields, "company", "Renamed");
  cw_fields_set (write->fields, "addr/zip", "8000");
  /* As the run does it: an Address is rewritten whole. */
  write->known = cw_fields_ref (record->fields);
  cw_connector_submit (self->connector, write, self->inbox);
  result = pop (self);
  g_assert_no_error (result->error);
  again = read_type (self, (CwReadQuery) { .type = "Customer" });
  changed = g_hash_table_lookup (again, record->id);
  g_assert_cmpstr (cw_fields_get (changed->fields, "company"), ==, "Renamed");
  g_assert_cmpstr (changed->external_id, ==, "70001");
  g_assert_false (changed->active);
  g_assert_cmpstr (changed->name, ==, record->name);
  g_assert_cmpstr (cw_fields_get (changed->fields, "addr/city"), ==, cw_fields_get (record->fields, "addr/city"));
  g_assert_cmpstr (cw_fields_get (changed->fields, "notes"), ==, cw_fields_get (record->fields, "notes"));
}

static void
test_user (void)
{
  g_autoptr (Fixture) self = fixture_new ("suiteprojects.licences=few", NULL);
  g_autoptr (GHashTable) before = load_truth (self, "user");
  g_autoptr (GHashTable) after = NULL;

  for (guint i = 0; i < 5; i++)
    {
      CwWrite *write = cw_write_new (CW_WRITE_CREATE, "User");

      write->intent = i + 1;
      write->active = TRUE;
      write->external_id = g_strdup_printf ("%u", 600 + i);
      cw_fields_take (write->fields, "nickname", g_strdup_printf ("new.person.%u", i));
      cw_fields_set (write->fields, "addr/first", "New");
      cw_fields_set (write->fields, "addr/last", "Person");
      cw_fields_take (write->fields, "addr/email", g_strdup_printf ("new.person.%u@example.test", i));
      cw_connector_submit (self->connector, write, self->inbox);
    }
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (CwWriteResult) result = pop (self);

      g_assert_no_error (result->error);
      g_assert_cmpint (result->outcome, ==, CW_WRITE_DONE);
      /* There are three licences left: the others come to be, and are not active. */
      g_assert_true (result->record->active == (result->write->intent <= 3));
    }
  after = load_truth (self, "user");
  g_assert_cmpuint (g_hash_table_size (after), ==, g_hash_table_size (before) + 5);
}

static void
test_lost (void)
{
  g_autoptr (Fixture) self = fixture_new (NULL, NULL);
  g_autoptr (GHashTable) before = read_type (self, (CwReadQuery) { .type = "Customer" });
  g_autoptr (GHashTable) found = NULL;
  const char *external[] = { "90001", "90002", NULL };

  cw_connector_submit (self->connector, customer ("CUST-1", "One", "90001"), self->inbox);
  cw_connector_submit (self->connector, customer ("CUST-2", "Two", "90002"), self->inbox);
  cw_sandbox_transport_lose_answer (self->wire);
  cw_sandbox_transport_reset (self->wire);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CwWriteResult) result = pop (self);

      g_assert_cmpint (result->outcome, ==, CW_WRITE_UNKNOWN);
    }
  /* An Add is never sent twice; they are found by their external ids. */
  g_assert_cmpuint (cw_sandbox_transport_count (self->wire, API), ==, 1);
  found = read_type (self, (CwReadQuery) { .type = "Customer", .external_ids = external });
  g_assert_cmpuint (g_hash_table_size (found), ==, 2);
}

static void
test_callback (void)
{
  g_autoptr (Fixture) self = fixture_new (NULL, NULL);
  g_autoptr (CwWriteResult) result = NULL;

  cw_connector_submit (self->connector, customer ("CUST-1", "One", "90001"), self->inbox);
  cw_connector_cancel (self->connector);
  result = pop (self);
  g_assert_cmpint (result->outcome, ==, CW_WRITE_NOT_SENT);
  g_assert_error (result->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (cw_sandbox_transport_count (self->wire, API), ==, 0);
}

static void
test_control_characters (void)
{
  g_autoptr (Fixture) self = fixture_new (NULL, NULL);
  g_autoptr (CwWriteResult) result = NULL;

  cw_connector_submit (self->connector, customer ("CUST\001", "One", "90001"), self->inbox);
  result = pop (self);
  g_assert_cmpint (result->outcome, ==, CW_WRITE_REJECTED);
  g_assert_nonnull (strstr (result->error->message, "control characters"));
}

/* ---- sign-in ---- */

static void
test_sign_in (void)
{
  g_autoptr (Fixture) self = fixture_new ("suiteprojects.refresh-rotation=rotated", NULL);
  g_autoptr (GError) error = NULL;
  CwProbe probe = { 0 };

  g_assert_true (cw_connector_probe_sync (self->connector, NULL, &probe, NULL, &error));
  g_assert_no_error (error);
  g_assert_nonnull (probe.account);
  g_assert_cmpuint (self->kept, ==, 1);
  cw_probe_clear (&probe);
}

/* What came with a refresh token that could not be kept is not used; it is kept as soon as that can be done. */
static void
test_not_kept (void)
{
  g_autoptr (Fixture) self = fixture_new ("suiteprojects.refresh-rotation=rotated", NULL);
  g_autoptr (GError) error = NULL;
  CwProbe probe = { 0 };

  self->locked = TRUE;
  g_assert_false (cw_connector_probe_sync (self->connector, NULL, &probe, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "The keyring is locked."));
  g_assert_cmpuint (cw_sandbox_transport_count (self->wire, API), ==, 0);
  g_clear_error (&error);
  self->locked = FALSE;
  cw_connector_probe_sync (self->connector, NULL, &probe, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self->kept, ==, 1);
  cw_probe_clear (&probe);
}

static void
test_expiry (gconstpointer data)
{
  g_autoptr (Fixture) self = fixture_new (data, NULL);
  g_autoptr (GHashTable) first = read_type (self, (CwReadQuery) { .type = "Project" });
  g_autoptr (GHashTable) second = NULL;

  sb_suiteprojects_expire_tokens (self->sandbox, FALSE);
  second = read_type (self, (CwReadQuery) { .type = "Project" });
  g_assert_cmpuint (g_hash_table_size (first), ==, g_hash_table_size (second));
}

static void
test_wrong (const char *member, const char *word, const char *advice)
{
  g_autoptr (Fixture) self = fixture_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSuiteprojects) wrong = connect_with (self, member, "not-the-right-one", NULL);
  CwProbe probe = { 0 };

  g_assert_false (cw_connector_probe_sync (CW_CONNECTOR (wrong), NULL, &probe, NULL, &error));
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH);
  g_assert_null (strstr (error->message, "not-the-right-one"));
  g_assert_nonnull (strstr (error->message, word));
  g_assert_nonnull (strstr (error->message, advice));
  cw_probe_clear (&probe);
}

/* Each says which of them it is, as far as the system tells, and names nothing else. */
static void
test_wrong_credentials (void)
{
  test_wrong ("key", "503", "API key is wrong");
  test_wrong ("namespace", "504", "API namespace is wrong");
  test_wrong ("client_secret", "invalid_client", "Client ID or client secret is wrong");
  test_wrong ("client_id", "invalid_client", "Client ID or client secret is wrong");
  test_wrong ("refresh_token", "invalid_grant", "Sign in to SuiteProjects Pro again");
}

/* The company is no secret: both names are told. */
static void
test_wrong_company (void)
{
  g_autoptr (Fixture) self = fixture_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSuiteprojects) wrong = connect_with (self, "company", "somebody-else", NULL);
  CwProbe probe = { 0 };

  g_assert_false (cw_connector_probe_sync (CW_CONNECTOR (wrong), NULL, &probe, NULL, &error));
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH);
  g_assert_nonnull (strstr (error->message, "“harbor”"));
  g_assert_nonnull (strstr (error->message, "“somebody-else”"));
  cw_probe_clear (&probe);
}

/* ---- broken answers ---- */

static void
refuse (const char *text, gssize length)
{
  g_autoptr (GBytes) body = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_spp_parse (body, &error));
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL);
}

static void
test_broken (void)
{
  g_autoptr (GString) deep = g_string_new ("<response>");

  refuse ("", -1);
  refuse ("{\"a\":1}", -1);
  refuse ("<html><body>sorry</body></html>", -1);
  refuse ("<response><Auth status=\"0\"/><Read status=\"0\"><Customer><id>1</id>", -1);
  refuse ("<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><response>&b;</response>", -1);
  refuse ("\357\273\277<?xml version=\"1.0\"?><!-- x --><!DOCTYPE r SYSTEM \"file:///etc/passwd\"><response/>", -1);
  refuse ("<response>&undefined;</response>", -1);
  refuse ("<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADw-response/+AD4-", -1);
  refuse ("<response>\000</response>", 22);
  refuse (" <?", -1);
  refuse ("<response><!--", -1);
  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "<a>");
  refuse (deep->str, -1);
}

/* ---- answers without end ---- */

/* What is sent again and again between @head and the end; "#" in it becomes a number that grows. */
typedef struct { const char *name, *head, *part; } Flood;

static const Flood floods[] = {
  { "commands", "<response><Auth status=\"0\"/>", "<Read/>" },
  { "objects", "<response><Read status=\"0\">", "<Customer/>" },
  { "fields", "<response><Read status=\"0\"><Customer>", "<f>1</f>" },
  { "names", "<response><Read status=\"0\"><Customer>", "<f#>1</f#>" },
  { "long-names", "<response><Read status=\"0\"><Customer>", "<ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff#/>" },
  { "attributes", "<response><Read", " a#=\"1\"" },
  { "attribute", "<response><Read status=\"", "0000" },
  { "tag", "<response><", "tag" },
  { "text", "<response><Read status=\"0\"><Customer><name>", "text" },
  { "comment", "<response><!--", "comment " },
  { "marked", "<response><Read status=\"0\"><Customer><name><![CDATA[", "text" },
  { "depth", "<response>", "<a>" },
  { "instructions", "<response>", "<?a b?>" },
  { "comments", "<response>", "<!--a-->" },
  { "sections", "<response><Read status=\"0\"><Customer><name>", "<![CDATA[a]]>" },
  { "mixed", "<response><Read status=\"0\"><Customer>", "a<f/>" },
  { "references", "<response><Read status=\"0\"><Customer><name>", "&#65;" },
};

static GBytes *
dup_flood (const Flood *flood, gsize size)
{
  GString *text = g_string_sized_new (size + 1024);
  guint number = 0;

  g_string_append (text, flood->head);
  while (text->len + 1024 < size)
    for (const char *at = flood->part; number < G_MAXUINT && *at != '\0'; at++)
      {
        if (*at == '#')
          g_string_append_printf (text, "%u", number / 2);
        else
          g_string_append_c (text, *at);
        number += at[1] == '\0';
      }
  return g_string_free_to_bytes (text);
}

static gsize
get_peak (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (gsize) usage.ru_maxrss * 1024;
}

/* As large as an answer may be; reading it takes little beside it. */
static void
test_flood (gconstpointer data)
{
  const Flood *flood = data;
  const gsize size = CW_SPP_MAX_ANSWER;

  if (g_test_subprocess ())
    {
      g_autoptr (GBytes) body = dup_flood (flood, size);
      gsize before = get_peak ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) blocks = cw_spp_parse (body, &error);

      g_assert_null (blocks);
      g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL);
      g_print ("%" G_GSIZE_FORMAT " MB for %s\n", (get_peak () - before) >> 20, error->message);
#ifndef __SANITIZE_ADDRESS__
      g_assert_cmpuint (get_peak () - before, <, MOST_BESIDE);
#else
      /* Memory says nothing here, since what was freed is kept; and GLib's old tables of names would be taken for leaks. */
      fflush (NULL);
      _exit (0);
#endif
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* What is allowed is read: as many of everything as our own requests can lead to. */
static void
test_large (void)
{
  g_autoptr (GString) text = g_string_new ("<response><Auth status=\"0\"/>");
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) blocks = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "<CreateUser status=\"0\"><User><id>%u</id></User></CreateUser>", i);
  g_string_append (text, "<Read status=\"0\">");
  for (guint i = 0; i < 1000; i++)
    {
      g_string_append (text, "<Customer>");
      for (guint field = 0; field < 400; field++)
        g_string_append_printf (text, "<custom_field_%u__c>value %u</custom_field_%u__c>", field, i, field);
      g_string_append (text, "</Customer>");
    }
  g_string_append (text, "</Read></response>");
  body = g_bytes_new (text->str, text->len);
  blocks = cw_spp_parse (body, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (blocks->len, ==, 1002);
}

static void
test_shapes (void)
{
  static const char text[] =
    "<response><Auth status=\"0\"/><Read status=\"0\"><Customer><id>88</id><name>A &amp; B</name><addr><Address><city>Bern</city>"
    "<zip/></Address></addr><since><Date><year>2026</year><month>2</month><day>3</day><hour/><minute/><second/></Date></since>"
    "<updated><Date><year>2026</year><month>02</month><day>03</day><hour>4</hour><minute>5</minute><second>6</second></Date></updated>"
    "<never><Date><year/></Date></never></Customer></Read><Add status=\"8\"><Error><code>910</code><text>Not found</text></Error></Add>"
    "<Modify status=\"601\"><errors>Invalid id</errors></Modify><Add status=\"943\"><Project status=\"0\"><id>5</id></Project>"
    "<Project status=\"943\"><errors>Twice</errors></Project></Add></response>";
  g_autoptr (GBytes) body = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) blocks = cw_spp_parse (body, &error);
  CwSppBlock *block;
  CwSppObject *object;

  g_assert_no_error (error);
  g_assert_cmpuint (blocks->len, ==, 5);
  block = g_ptr_array_index (blocks, 1);
  object = g_ptr_array_index (block->objects, 0);
  g_assert_cmpstr (cw_fields_get (object->fields, "id"), ==, "88");
  g_assert_cmpstr (cw_fields_get (object->fields, "name"), ==, "A & B");
  g_assert_cmpstr (cw_fields_get (object->fields, "addr/city"), ==, "Bern");
  g_assert_null (cw_fields_get (object->fields, "addr/zip"));
  g_assert_cmpstr (cw_fields_get (object->fields, "since"), ==, "2026-02-03");
  g_assert_cmpstr (cw_fields_get (object->fields, "updated"), ==, "2026-02-03T04:05:06");
  g_assert_null (cw_fields_get (object->fields, "never"));
  block = g_ptr_array_index (blocks, 2);
  g_assert_cmpint (block->status, ==, 910);
  g_assert_cmpstr (block->text, ==, "Not found");
  block = g_ptr_array_index (blocks, 3);
  g_assert_cmpint (block->status, ==, 601);
  g_assert_cmpstr (block->text, ==, "Invalid id");
  block = g_ptr_array_index (blocks, 4);
  g_assert_cmpuint (block->objects->len, ==, 2);
  g_assert_cmpint (((CwSppObject *) g_ptr_array_index (block->objects, 0))->status, ==, 0);
  g_assert_cmpint (((CwSppObject *) g_ptr_array_index (block->objects, 1))->status, ==, 943);
  g_assert_cmpstr (((CwSppObject *) g_ptr_array_index (block->objects, 1))->text, ==, "Twice");
}

/* What changed since a moment; where the account takes no such filter, everything, which is not wrong either. */
static void
test_since (gconstpointer data)
{
  g_autoptr (Fixture) self = fixture_new (data, NULL);
  g_autoptr (GHashTable) all = read_type (self, (CwReadQuery) { .type = "Customer" });
  g_autoptr (GHashTable) changed = NULL;
  g_autoptr (CwWriteResult) result = NULL;
  GHashTableIter iter;
  gpointer id;
  CwWrite *write = cw_write_new (CW_WRITE_UPDATE, "Customer");

  g_hash_table_iter_init (&iter, all);
  g_assert_true (g_hash_table_iter_next (&iter, &id, NULL));
  write->intent = 1;
  write->active = TRUE;
  write->target_id = g_strdup (id);
  cw_fields_set (write->fields, "notes", "changed");
  cw_connector_submit (self->connector, write, self->inbox);
  result = pop (self);
  g_assert_no_error (result->error);
  changed = read_type (self, (CwReadQuery) { .type = "Customer", .changed_since = sb_sandbox_now (self->sandbox) });
  g_assert_true (g_hash_table_contains (changed, id));
  g_assert_cmpuint (g_hash_table_size (changed), ==, strstr (data, "=method") != NULL ? g_hash_table_size (all) : 1);
}

/* ---- every variant of what is not confirmed ---- */

static void
add_variants (void)
{
  gboolean first = TRUE;   /* that the defaults are tested once is enough */

  for (const SbAssumption *assumption = sb_assumptions; assumption->name != NULL; assumption++)
    {
      if (!g_str_has_prefix (assumption->name, "suiteprojects."))
        continue;
      for (guint i = first ? 0 : 1; assumption->variants[i] != NULL; i++)
        {
          char *assume = g_strdup_printf ("%s=%s", assumption->name, assumption->variants[i]);
          g_autofree char *reading = g_strconcat ("/suiteprojects/variant/reading/", assume, NULL);
          g_autofree char *batch = g_strconcat ("/suiteprojects/variant/batch/", assume, NULL);
          g_autofree char *mixed = g_strconcat ("/suiteprojects/variant/mixed/", assume, NULL);
          g_autofree char *change = g_strconcat ("/suiteprojects/variant/change/", assume, NULL);
          g_autofree char *expiry = g_strconcat ("/suiteprojects/variant/expiry/", assume, NULL);

          g_test_add_data_func (reading, assume, test_reading);
          /* Without its check the record without a company is made. */
          if (!g_str_equal (assume, "suiteprojects.xml-required=unchecked"))
            {
              g_test_add_data_func (batch, assume, test_batch);
              g_test_add_data_func (mixed, assume, test_mixed);
            }
          g_test_add_data_func (change, assume, test_change);
          g_test_add_data_func_full (expiry, assume, test_expiry, g_free);
        }
      first = FALSE;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/suiteprojects/xml/broken", test_broken);
  g_test_add_func ("/suiteprojects/xml/shapes", test_shapes);
  g_test_add_func ("/suiteprojects/xml/large", test_large);
  for (gsize i = 0; i < G_N_ELEMENTS (floods); i++)
    {
      g_autofree char *path = g_strconcat ("/suiteprojects/xml/flood/", floods[i].name, NULL);

      g_test_add_data_func (path, &floods[i], test_flood);
    }
  g_test_add_func ("/suiteprojects/ids", test_ids);
  g_test_add_data_func ("/suiteprojects/since/filter", "suiteprojects.newer-than=filter", test_since);
  g_test_add_data_func ("/suiteprojects/since/both", "suiteprojects.newer-than=both", test_since);
  g_test_add_data_func ("/suiteprojects/since/method", "suiteprojects.newer-than=method", test_since);
  g_test_add_func ("/suiteprojects/user", test_user);
  g_test_add_func ("/suiteprojects/lost", test_lost);
  g_test_add_func ("/suiteprojects/callback", test_callback);
  g_test_add_func ("/suiteprojects/control-characters", test_control_characters);
  g_test_add_func ("/suiteprojects/sign-in", test_sign_in);
  g_test_add_func ("/suiteprojects/not-kept", test_not_kept);
  g_test_add_func ("/suiteprojects/wrong-credentials", test_wrong_credentials);
  g_test_add_func ("/suiteprojects/wrong-company", test_wrong_company);
  add_variants ();

  return g_test_run ();
}
