/* test-precoro.c: options and users read and written, whatever Precoro turns out to do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "precoro-fixture.h"

#include <string.h>

/* One assumption each, or none. */
static const char * const variants[] = {
  NULL,
  "precoro.user-agent-check=off",
  "precoro.accept-header=required",
  "precoro.bad-credentials=plain",
  "precoro.not-found=plain",
  "precoro.accept-json=on",
  "precoro.validation-status=422",
  "precoro.pagination=modern",
  "precoro.pagination=legacy",
  "precoro.default-page-size=50",
  "precoro.default-page-size=200",
  "precoro.odd-page-size=refused",
  "precoro.page-beyond=not-found",
  "precoro.option-paging=ignored",
  "precoro.option-filters=ignored",
  "precoro.option-order=id",
  "precoro.user-filters=ignored",
  "precoro.empty=array",
  "precoro.empty=absent",
  "precoro.external-id-type=number",
  "precoro.netsuite-id-type=number",
  "precoro.level-base=0",
  "precoro.label=name",
  "precoro.drop-down-type=1",
  "precoro.users=minimal",
  "precoro.create-status=200",
  "precoro.write-body=id",
  "precoro.external-on-post=ignored",
  "precoro.put=replace",
  "precoro.enable-on-put=ignored",
  "precoro.disabled-parent=refused",
  "precoro.unique-names=refuse",
  "precoro.unique-external-id=refuse",
  "precoro.external-id-form=digits",
  "precoro.name-limit=255",
  "precoro.mark-touches=off",
};

static gboolean
assumes (const char *assume, const char *what)
{
  return assume != NULL && strstr (assume, what) != NULL;
}

/* ---- comparing with the truth ---- */

/* An id or text of either type; NULL for none in any form. (transfer full) */
static char *
dup_scalar (JsonObject *row, const char *name)
{
  JsonNode *node = json_object_get_member (row, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return g_strdup (json_node_get_string (node));
}

static char *
dup_parent (JsonObject *row)
{
  JsonNode *node = json_object_get_member (row, "parent");

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? dup_scalar (json_node_get_object (node), "id") : NULL;
}

static void
assert_option (const CwTargetRecord *record, JsonObject *row)
{
  g_autofree char *name = dup_scalar (row, "name");
  g_autofree char *code = dup_scalar (row, "code");
  g_autofree char *parent = dup_parent (row);
  g_autofree char *external_id = dup_scalar (row, "externalId");
  g_autofree char *owner = dup_scalar (row, "netSuiteId");

  g_assert_cmpstr (record->name, ==, name);
  g_assert_cmpstr (cw_fields_get (record->fields, "name"), ==, name);
  g_assert_cmpstr (cw_fields_get (record->fields, "code"), ==, code);
  g_assert_cmpstr (record->parent_id, ==, parent);
  g_assert_cmpstr (record->external_id, ==, external_id);
  g_assert_cmpstr (record->owner_id, ==, owner);
  g_assert_cmpint (record->active, ==, json_object_get_boolean_member (row, "enable"));
}

static void
assert_all (Fixture *fixture)
{
  g_autoptr (GHashTable) truth = fixture_load_truth (fixture);
  g_autoptr (GHashTable) found = fixture_read (fixture, fixture->collection);
  GHashTableIter iter;
  const char *id;
  JsonObject *row;

  g_assert_cmpuint (g_hash_table_size (found), ==, g_hash_table_size (truth));
  g_hash_table_iter_init (&iter, truth);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &row))
    {
      g_assert_true (g_hash_table_contains (found, id));
      assert_option (g_hash_table_lookup (found, id), row);
    }
}

/* ---- one option through its life ---- */

static CwWrite *
update_new (Fixture *fixture, const char *id, const char *name, const char *code, const char *parent, const char *external_id, gboolean active)
{
  CwWrite *write = cw_write_new (CW_WRITE_UPDATE, fixture->collection);

  write->target_id = g_strdup (id);
  write->parent_target_id = g_strdup (parent);
  write->external_id = g_strdup (external_id);
  write->active = active;
  cw_fields_set (write->fields, "name", name);
  cw_fields_set (write->fields, "code", code);
  return write;
}

static void
assert_update (Fixture *fixture, CwWrite *write, gboolean enable_ignored)
{
  g_autoptr (CwWriteResult) result = NULL;
  g_autoptr (GHashTable) truth = NULL;

  result = fixture_submit (fixture, write);
  g_assert_no_error (result->error);
  g_assert_cmpint (result->outcome, ==, CW_WRITE_DONE);
  truth = fixture_load_truth (fixture);
  if (!enable_ignored)
    assert_option (result->record, g_hash_table_lookup (truth, result->record->id));
}

static void
set_external_id (Fixture *fixture, const char *id, const char *external_id)
{
  CwWrite *write = cw_write_new (CW_WRITE_EXTERNAL_ID, fixture->collection);
  g_autoptr (CwWriteResult) result = NULL;

  write->target_id = g_strdup (id);
  write->external_id = g_strdup (external_id);
  result = fixture_submit (fixture, write);
  g_assert_no_error (result->error);
  g_assert_cmpstr (result->record->external_id, ==, external_id);
}

static char *
create (Fixture *fixture, const char *assume, const char *name, const char *code, const char *parent, const char *external_id)
{
  CwWrite *write = cw_write_new (CW_WRITE_CREATE, fixture->collection);
  g_autoptr (CwWriteResult) result = NULL;
  g_autoptr (GHashTable) truth = NULL;

  cw_fields_set (write->fields, "name", name);
  cw_fields_set (write->fields, "code", code);
  write->parent_target_id = g_strdup (parent);
  write->external_id = g_strdup (external_id);
  result = fixture_submit (fixture, write);
  g_assert_no_error (result->error);
  g_assert_cmpint (result->outcome, ==, CW_WRITE_DONE);
  g_assert_cmpstr (result->record->name, ==, name);
  g_assert_cmpstr (result->record->parent_id, ==, parent);
  if (assumes (assume, "external-on-post=ignored") || assumes (assume, "write-body=id"))
    {
      g_assert_null (result->record->external_id);
      set_external_id (fixture, result->record->id, external_id);
    }
  else
    {
      g_assert_cmpstr (result->record->external_id, ==, external_id);
    }
  return g_strdup (result->record->id);
}

static void
test_variant (gconstpointer data)
{
  const char *assume = data;
  gboolean enable_ignored = assumes (assume, "enable-on-put=ignored");
  g_autoptr (Fixture) fixture = fixture_new (4, assume, NULL);
  g_autofree char *root = create (fixture, assume, "Müller & Söhne = [A+B] 😀", NULL, NULL, "1542");
  g_autofree char *child = create (fixture, assume, "Warehouse fit-out", "WF", root, "1733");
  g_autofree char *leaf = create (fixture, assume, "Phase 1", NULL, child, "1734");

  assert_all (fixture);
  assert_update (fixture, update_new (fixture, child, "Warehouse 2026", "WF26", root, "1733", TRUE), FALSE);
  assert_update (fixture, update_new (fixture, child, "Warehouse 2026", NULL, root, "1733", TRUE), FALSE);
  assert_update (fixture, update_new (fixture, leaf, "Phase 1", NULL, root, "1734", TRUE), FALSE);
  assert_update (fixture, update_new (fixture, leaf, "Phase 1", NULL, NULL, "1734", TRUE), FALSE);
  assert_update (fixture, update_new (fixture, leaf, "Phase 1", NULL, NULL, "1734", FALSE), enable_ignored);
  assert_update (fixture, update_new (fixture, leaf, "Phase 1", NULL, NULL, "1734", TRUE), enable_ignored);
  assert_all (fixture);
}

/* ---- many ---- */

static void
test_many (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (4, data, NULL);

  for (guint i = 0; i < 1030; i++)
    {
      g_autofree char *name = g_strdup_printf ("Option %u", i);
      g_autofree char *external_id = g_strdup_printf ("%u", 10000 + i);
      g_autofree char *id = fixture_create (fixture, name, NULL, external_id);
    }
  cw_sandbox_transport_reset (fixture->wire);
  assert_all (fixture);
  g_assert_cmpuint (cw_sandbox_transport_count (fixture->wire, "GET"), <=, 7);
}

/* Rows that turn up twice, and one that comes while we read. */
static gboolean
insert_while_reading (gboolean after, const CwWireRequest *request, gpointer data)
{
  SbSandbox *sandbox = ((Fixture *) data)->sandbox;
  g_autofree char *sql = NULL;

  if (!after || strstr (request->url, "page=2") == NULL)
    return TRUE;
  /* Sorts first, so that every later page begins with a row that was there before. */
  sql = g_strdup ("INSERT INTO pc_option (field, parent, name, enable, updated, path)"
                  " SELECT field, NULL, 'Newcomer', 1, updated, '0000000001' FROM pc_option LIMIT 1");
  g_assert_cmpint (sqlite3_exec (sb_sandbox_get_db (sandbox), sql, NULL, NULL, NULL), ==, SQLITE_OK);
  return TRUE;
}

static void
test_moving_pages (void)
{
  g_autoptr (Fixture) fixture = fixture_new (1, NULL, NULL);
  g_autoptr (GHashTable) found = NULL;
  g_autoptr (GHashTable) truth = NULL;

  for (guint i = 0; i < 650; i++)
    {
      g_autofree char *name = g_strdup_printf ("Option %u", i);
      g_autofree char *id = fixture_create (fixture, name, NULL, NULL);
    }
  truth = fixture_load_truth (fixture);
  cw_sandbox_transport_set_hook (fixture->wire, insert_while_reading, fixture);
  found = fixture_read (fixture, fixture->collection);
  g_assert_cmpuint (g_hash_table_size (found), >=, g_hash_table_size (truth));
}

static gboolean
count_records (GPtrArray *records, gpointer data, GError **error)
{
  *(guint *) data += records->len;
  return TRUE;
}

static void
test_some_ids (void)
{
  g_autoptr (Fixture) fixture = fixture_new (1, NULL, NULL);
  g_autofree char *first = fixture_create (fixture, "One", NULL, "1");
  g_autofree char *second = fixture_create (fixture, "Two", NULL, "2");
  const char *ids[] = { second, "5", NULL };
  CwReadQuery query = { .type = fixture->collection, .ids = ids };
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_true (cw_connector_read_sync (fixture->connector, &query, count_records, &n, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
}

static void
test_users (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (1, data, NULL);
  g_autoptr (GHashTable) users = fixture_read (fixture, "users");
  GHashTableIter iter;
  CwTargetRecord *record;

  g_assert_cmpuint (g_hash_table_size (users), >, 2);
  g_hash_table_iter_init (&iter, users);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &record))
    {
      g_assert_nonnull (cw_fields_get (record->fields, "email"));
      g_assert_nonnull (record->name);
      g_assert_null (record->parent_id);
    }
}

static void
test_fields (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (1, data, NULL);
  g_autofree char *id = fixture_create (fixture, "One", NULL, "1");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) fields = cw_precoro_list_fields_sync (fixture->precoro, NULL, &error);
  gboolean found = FALSE;

  g_assert_no_error (error);
  for (guint i = 0; i < fields->len; i++)
    {
      const CwPrecoroField *field = g_ptr_array_index (fields, i);

      found = found || g_str_has_suffix (fixture->collection, field->id);
      g_assert_cmpstr (field->id, !=, "7321");   /* holds text */
    }
  g_assert_true (found);
}

/* ---- the connection test ---- */

static void
test_probe (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (1, data, NULL);
  g_autoptr (GError) error = NULL;
  CwProbe probe = { NULL };
  gint64 time = 0;
  g_autofree char *fingerprint = NULL;

  g_assert_true (cw_connector_probe_sync (fixture->connector, NULL, &probe, NULL, &error));
  g_assert_no_error (error);
  g_assert_nonnull (probe.account);
  g_assert_nonnull (strchr (probe.account, '@'));
  g_assert_null (probe.zone);
  cw_probe_clear (&probe);
  g_assert_true (cw_connector_server_time_sync (fixture->connector, &time, NULL, &error));
  g_assert_cmpint (ABS (time - cw_clock_now (fixture->clock)), <=, 2 * G_TIME_SPAN_SECOND);
  g_assert_true (cw_connector_fingerprint_sync (fixture->connector, fixture->collection, &fingerprint, NULL, &error));
  g_assert_null (fingerprint);
  g_assert_cmpuint (cw_connector_get_lanes (fixture->connector), ==, 1);
}

/* No request is spent on the time: it is known once any other was answered. */
static void
test_server_time_alone (void)
{
  g_autoptr (Fixture) fixture = fixture_new (1, NULL, NULL);
  gint64 time = -1;

  g_assert_true (cw_connector_server_time_sync (fixture->connector, &time, NULL, NULL));
  g_assert_cmpuint (cw_sandbox_transport_count (fixture->wire, NULL), ==, 0);
  g_assert_cmpint (time, ==, 0);
}

static void
assert_refused (Fixture *fixture, const char *email, const char *token)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrecoro) precoro = fixture_connect (fixture, email, token, &error);
  CwProbe probe = { NULL };

  if (precoro != NULL)
    {
      cw_sandbox_transport_reset (fixture->wire);
      g_assert_false (cw_connector_probe_sync (CW_CONNECTOR (precoro), NULL, &probe, NULL, &error));
      g_assert_cmpuint (cw_sandbox_transport_count (fixture->wire, NULL), ==, 1);
    }
  g_assert_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_AUTH);
  g_assert_nonnull (strstr (error->message, "e-mail"));
  g_assert_nonnull (strstr (error->message, "key"));
}

static void
test_wrong_credentials (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (1, data, NULL);

  assert_refused (fixture, "nobody@example.test", NULL);
  assert_refused (fixture, NULL, "wrong");
  assert_refused (fixture, NULL, "");
}

/* ---- what some companies do otherwise ---- */

static void
test_move_refused (void)
{
  g_autoptr (Fixture) fixture = fixture_new (1, "precoro.move=refused", NULL);
  g_autofree char *root = fixture_create (fixture, "Root", NULL, "1");
  g_autofree char *leaf = fixture_create (fixture, "Leaf", root, "2");
  g_autoptr (CwWriteResult) result = fixture_submit (fixture, update_new (fixture, leaf, "Leaf", NULL, NULL, "2", TRUE));

  g_assert_cmpint (result->outcome, ==, CW_WRITE_REJECTED);
  g_assert_nonnull (strstr (result->error->message, "The parent cannot be changed."));
}

static void
test_disabled_hidden (void)
{
  g_autoptr (Fixture) fixture = fixture_new (1, "precoro.disabled-options=hidden", NULL);
  g_autofree char *id = fixture_create (fixture, "Gone", NULL, "1");
  g_autoptr (CwWriteResult) result = fixture_submit (fixture, update_new (fixture, id, "Gone", NULL, NULL, "1", FALSE));
  g_autoptr (GHashTable) found = fixture_read (fixture, fixture->collection);

  g_assert_false (result->record->active);
  g_assert_false (g_hash_table_contains (found, id));
}

/* Real limits: a request a second, equal ones a minute apart; nothing is refused. */
static void
test_paced (void)
{
  g_autoptr (Fixture) fixture = fixture_new_paced ();
  gint64 start = cw_clock_monotonic (fixture->clock);
  g_autoptr (GHashTable) again = NULL;
  g_autoptr (GHashTable) found = NULL;
  CwHttpStatus status;

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("Option %u", i);
      g_autofree char *id = fixture_create (fixture, name, NULL, "9");
    }
  found = fixture_read (fixture, fixture->collection);
  again = fixture_read (fixture, fixture->collection);
  g_assert_cmpuint (g_hash_table_size (found), >=, 40);
  g_assert_cmpint (cw_clock_monotonic (fixture->clock) - start, >=, 100 * G_TIME_SPAN_SECOND);
  cw_http_client_get_status (cw_precoro_get_client (fixture->precoro), &status);
  g_assert_cmpuint (status.requests, ==, 42);
}

/* ---- refusals and losses ---- */

static CwWrite *
create_new (Fixture *fixture, const char *name, const char *parent)
{
  CwWrite *write = cw_write_new (CW_WRITE_CREATE, fixture->collection);

  cw_fields_set (write->fields, "name", name);
  write->parent_target_id = g_strdup (parent);
  write->external_id = g_strdup ("77");
  return write;
}

static void
test_rejected (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (1, data, NULL);
  g_autoptr (CwWriteResult) parent = fixture_submit (fixture, create_new (fixture, "Orphan", "999999"));
  g_autoptr (CwWriteResult) blank = fixture_submit (fixture, create_new (fixture, "  ", NULL));
  g_autoptr (CwWriteResult) nameless = fixture_submit (fixture, create_new (fixture, NULL, NULL));
  g_autoptr (CwWriteResult) gone = fixture_submit (fixture, update_new (fixture, "999999", "Nobody", NULL, NULL, NULL, TRUE));

  g_assert_cmpint (parent->outcome, ==, CW_WRITE_REJECTED);
  g_assert_error (parent->error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED);
  g_assert_nonnull (strstr (parent->error->message, "This value is not valid."));
  g_assert_nonnull (strstr (parent->error->message, "Orphan"));
  g_assert_cmpint (blank->outcome, ==, CW_WRITE_REJECTED);
  g_assert_nonnull (strstr (blank->error->message, "This value should not be blank."));
  g_assert_cmpint (nameless->outcome, ==, CW_WRITE_REJECTED);
  g_assert_cmpint (gone->outcome, ==, CW_WRITE_REJECTED);
  g_assert_error (gone->error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_NOT_FOUND);
}

/* How many options are called @name in truth. */
static guint
count_named (Fixture *fixture, const char *name)
{
  g_autoptr (GHashTable) truth = fixture_load_truth (fixture);
  GHashTableIter iter;
  JsonObject *row;
  guint n = 0;

  g_hash_table_iter_init (&iter, truth);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &row))
    n += g_strcmp0 (json_object_get_string_member (row, "name"), name) == 0;
  return n;
}

typedef struct {
  const char    *fault;
  CwWriteOutcome outcome;
  guint          made;       /* options afterwards */
} Loss;

/* A create is sent once, whatever becomes of its answer. */
static void
test_create_lost (gconstpointer data)
{
  const Loss *loss = data;
  g_autoptr (Fixture) fixture = fixture_new (1, NULL, loss->fault);
  g_autoptr (CwWriteResult) result = fixture_submit (fixture, create_new (fixture, "Once", NULL));

  g_assert_cmpint (result->outcome, ==, loss->outcome);
  g_assert_cmpuint (count_named (fixture, "Once"), ==, loss->made);
  if (loss->outcome == CW_WRITE_UNKNOWN)
    g_assert_cmpuint (cw_sandbox_transport_count (fixture->wire, "POST"), ==, 1);
}

/* A change sets what shall be and is sent until it is confirmed. */
static void
test_update_lost (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (1, NULL, data);
  g_autofree char *id = fixture_create (fixture, "Before", NULL, "1");
  g_autoptr (CwWriteResult) result = fixture_submit (fixture, update_new (fixture, id, "After", NULL, NULL, "1", TRUE));

  g_assert_no_error (result->error);
  g_assert_cmpint (result->outcome, ==, CW_WRITE_DONE);
  g_assert_cmpuint (count_named (fixture, "After"), ==, 1);
}

static void
test_read_faults (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (4, NULL, data);

  for (guint i = 0; i < 3; i++)
    assert_all (fixture);
}

static void
test_gateway (void)
{
  g_autoptr (Fixture) fixture = fixture_new (1, NULL, "precoro:html403");
  g_autoptr (CwWriteResult) result = fixture_submit (fixture, create_new (fixture, "Later", NULL));

  g_assert_cmpint (result->outcome, ==, CW_WRITE_NOT_SENT);
  g_assert_error (result->error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PERMISSION);
  g_assert_nonnull (strstr (result->error->message, "403"));
}

static void
test_cancelled (void)
{
  g_autoptr (Fixture) fixture = fixture_new (1, NULL, NULL);
  g_autoptr (CwInbox) inbox = cw_inbox_new ();

  for (guint i = 0; i < 3; i++)
    cw_connector_submit (fixture->connector, create_new (fixture, "Never", NULL), inbox);
  cw_connector_cancel (fixture->connector);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (CwWriteResult) result = cw_inbox_pop (inbox, 1);

      g_assert_nonnull (result);
      g_assert_cmpint (result->outcome, ==, CW_WRITE_NOT_SENT);
      g_assert_error (result->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  g_assert_null (cw_inbox_pop (inbox, 1));
  g_assert_cmpuint (count_named (fixture, "Never"), ==, 0);
}

/* Writes on lanes with threads: one result each. */
static void
test_threads (void)
{
  g_autoptr (Fixture) fixture = fixture_new (1, NULL, NULL);
  g_autoptr (CwInbox) inbox = cw_inbox_new ();
  g_autoptr (CwPrecoro) precoro = NULL;
  guint done = 0;

  cw_sandbox_transport_set_threaded (fixture->wire, TRUE);
  precoro = fixture_connect (fixture, NULL, NULL, NULL);
  for (guint i = 0; i < 50; i++)
    cw_connector_submit (CW_CONNECTOR (precoro), create_new (fixture, "Threaded", NULL), inbox);
  while (done < 50)
    {
      g_autoptr (CwWriteResult) result = cw_inbox_pop (inbox, 30 * G_TIME_SPAN_SECOND);

      g_assert_nonnull (result);
      g_assert_cmpint (result->outcome, ==, CW_WRITE_DONE);
      done++;
    }
  g_clear_object (&precoro);
  g_assert_null (cw_inbox_pop (inbox, 1));
  g_assert_cmpuint (count_named (fixture, "Threaded"), ==, 50);
}

/* The connector goes while writes wait: each still gets its result. */
static void
test_disposed (void)
{
  g_autoptr (Fixture) fixture = fixture_new (1, NULL, NULL);
  g_autoptr (CwInbox) inbox = cw_inbox_new ();
  CwPrecoro *precoro = fixture_connect (fixture, NULL, NULL, NULL);
  g_autoptr (CwWriteResult) result = NULL;

  cw_connector_submit (CW_CONNECTOR (precoro), create_new (fixture, "Never", NULL), inbox);
  g_object_unref (precoro);
  result = cw_inbox_pop (inbox, 1);
  g_assert_nonnull (result);
  g_assert_cmpint (result->outcome, ==, CW_WRITE_NOT_SENT);
}

static void
add_all (const char *prefix, const char * const *values, guint n, GTestDataFunc func)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strconcat (prefix, values[i] != NULL ? values[i] : "default", NULL);

      g_test_add_data_func (path, values[i], func);
    }
}

/* An address of another system has no application beside it. */
static void
test_app_urls (void)
{
  static const struct { const char *url, *app; } urls[] = {
    { "https://api.precoro.com", "https://app.precoro.com/" }, { "https://api.precoro.us", "https://app.precoro.us/" },
    { "http://127.0.0.1:4000/precoro", NULL }, { "https://api.precoro.example.com", NULL }, { "nonsense", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autofree char *app = cw_precoro_dup_app_url (urls[i].url);

      g_assert_cmpstr (app, ==, urls[i].app);
    }
}

int
main (int argc, char **argv)
{
  static const char * const many[] = {
    NULL, "precoro.pagination=modern", "precoro.pagination=legacy", "precoro.page-beyond=not-found", "precoro.option-paging=ignored",
    "precoro.option-order=id",
  };
  static const char * const bad_credentials[] = { "precoro.bad-credentials=json", "precoro.bad-credentials=plain" };
  static const char * const rejections[] = { NULL, "precoro.validation-status=422", "precoro.not-found=plain" };
  static const char * const users[] = { NULL, "precoro.users=minimal", "precoro.empty=array", "precoro.netsuite-id-type=number" };
  static const char * const fields[] = { NULL, "precoro.drop-down-type=1", "precoro.pagination=modern" };
  static const char * const update_faults[] = {
    "precoro:commit-drop:#2", "precoro:500:#2+2", "precoro:429:#2+2", "precoro:truncate:#2", "precoro:wrong-json:#2", "precoro:timeout:#2",
  };
  static const char * const read_faults[] = {
    "precoro:500:#1+2", "precoro:429:#1+2", "precoro:503:#1+2", "precoro:truncate:#1+2", "precoro:wrong-json:#1+2", "precoro:reset:#1+2",
    "precoro:timeout:#1", "precoro:slow:#1+2",
  };
  static const Loss losses[] = {
    { "precoro:commit-drop:#1", CW_WRITE_UNKNOWN, 1 },
    { "precoro:truncate:#1", CW_WRITE_UNKNOWN, 1 },
    { "precoro:wrong-json:#1", CW_WRITE_UNKNOWN, 1 },
    { "precoro:500:#1", CW_WRITE_UNKNOWN, 0 },
    { "precoro:503:#1", CW_WRITE_UNKNOWN, 0 },
    { "precoro:timeout:#1", CW_WRITE_UNKNOWN, 0 },
    { "precoro:429:#1+2", CW_WRITE_DONE, 1 },
  };

  g_test_init (&argc, &argv, NULL);
  add_all ("/precoro/variants/", variants, G_N_ELEMENTS (variants), test_variant);
  add_all ("/precoro/many/", many, G_N_ELEMENTS (many), test_many);
  add_all ("/precoro/wrong-credentials/", bad_credentials, G_N_ELEMENTS (bad_credentials), test_wrong_credentials);
  add_all ("/precoro/rejected/", rejections, G_N_ELEMENTS (rejections), test_rejected);
  add_all ("/precoro/users/", users, G_N_ELEMENTS (users), test_users);
  add_all ("/precoro/fields/", fields, G_N_ELEMENTS (fields), test_fields);
  add_all ("/precoro/probe/", users, G_N_ELEMENTS (users), test_probe);
  add_all ("/precoro/update-lost/", update_faults, G_N_ELEMENTS (update_faults), test_update_lost);
  add_all ("/precoro/read-faults/", read_faults, G_N_ELEMENTS (read_faults), test_read_faults);
  for (guint i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      g_autofree char *path = g_strconcat ("/precoro/create-lost/", losses[i].fault, NULL);

      g_test_add_data_func (path, &losses[i], test_create_lost);
    }
  g_test_add_func ("/precoro/app-urls", test_app_urls);
  g_test_add_func ("/precoro/moving-pages", test_moving_pages);
  g_test_add_func ("/precoro/some-ids", test_some_ids);
  g_test_add_func ("/precoro/move-refused", test_move_refused);
  g_test_add_func ("/precoro/disabled-hidden", test_disabled_hidden);
  g_test_add_func ("/precoro/paced", test_paced);
  g_test_add_func ("/precoro/server-time-alone", test_server_time_alone);
  g_test_add_func ("/precoro/gateway", test_gateway);
  g_test_add_func ("/precoro/cancelled", test_cancelled);
  g_test_add_func ("/precoro/threads", test_threads);
  g_test_add_func ("/precoro/disposed", test_disposed);
  return g_test_run ();
}
