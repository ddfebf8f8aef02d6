/* test-netsuite-write.c: marks written back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "netsuite-fixture.h"

#define SYNC_FIELD "custentity_precoro_sync"

static CwWrite *
mark_new (const char *type, const char *id, const char *field)
{
  CwWrite *write = cw_write_new (CW_WRITE_MARK, type);

  write->intent = 1;
  write->target_id = g_strdup (id);
  cw_fields_set (write->fields, field, "T");
  return write;
}

/* Submits and waits; asserts that there is one result and no more. */
static CwWriteResult *
submit (Fixture *fixture, CwWrite *write)
{
  g_autoptr (CwInbox) inbox = cw_inbox_new ();
  CwWriteResult *result;

  cw_connector_submit (fixture->connector, write, inbox);
  result = cw_inbox_pop (inbox, 1);
  g_assert_nonnull (result);
  g_assert_null (cw_inbox_pop (inbox, 1));
  g_assert_true ((result->outcome == CW_WRITE_DONE) == (result->record != NULL));
  g_assert_true ((result->outcome == CW_WRITE_DONE) == (result->error == NULL));
  return result;
}

static char *
pick_unmarked (Fixture *fixture, const char *type)
{
  g_autoptr (GHashTable) truth = fixture_load_truth (fixture, type);
  GHashTableIter iter;
  const char *id;
  JsonObject *row;

  g_hash_table_iter_init (&iter, truth);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &row))
    if (g_strcmp0 (json_object_get_string_member_with_default (row, SYNC_FIELD, "F"), "T") != 0)
      return g_strdup (id);
  g_assert_not_reached ();
}

static void
assert_marked (Fixture *fixture, const char *type, const char *id)
{
  g_autoptr (GHashTable) truth = fixture_load_truth (fixture, type);

  g_assert_cmpstr (json_object_get_string_member (g_hash_table_lookup (truth, id), SYNC_FIELD), ==, "T");
}

static void
test_mark (gconstpointer data)
{
  static const char * const types[] = { "customer", "job" };
  g_autoptr (Fixture) fixture = fixture_new (40, 30, 4, NULL, data);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *id = pick_unmarked (fixture, types[i]);
      g_autoptr (CwWriteResult) result = submit (fixture, mark_new (types[i], id, SYNC_FIELD));

      g_assert_no_error (result->error);
      g_assert_cmpint (result->outcome, ==, CW_WRITE_DONE);
      g_assert_cmpstr (result->record->id, ==, id);
      assert_marked (fixture, types[i], id);
    }
}

static void
test_refused (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (10, 5, 4, data, NULL);
  g_autofree char *id = pick_unmarked (fixture, "customer");
  g_autoptr (CwWriteResult) unknown_field = submit (fixture, mark_new ("customer", id, "custentity_nobody"));
  g_autoptr (CwWriteResult) unknown_id = submit (fixture, mark_new ("customer", "99999999", SYNC_FIELD));
  g_autoptr (CwWriteResult) bad_id = submit (fixture, mark_new ("customer", "../1", SYNC_FIELD));

  g_assert_cmpint (unknown_field->outcome, ==, CW_WRITE_REJECTED);
  g_assert_error (unknown_field->error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED);
  g_assert_nonnull (strstr (unknown_field->error->message, "custentity_nobody"));
  g_assert_cmpint (unknown_id->outcome, ==, CW_WRITE_REJECTED);
  g_assert_error (unknown_id->error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_NOT_FOUND);
  g_assert_cmpint (bad_id->outcome, ==, CW_WRITE_REJECTED);
}

static void
test_cancelled (void)
{
  g_autoptr (Fixture) fixture = fixture_new (10, 5, 4, NULL, NULL);
  g_autofree char *id = pick_unmarked (fixture, "customer");
  g_autoptr (CwInbox) inbox = cw_inbox_new ();
  g_autoptr (CwWriteResult) result = NULL;

  cw_connector_submit (fixture->connector, mark_new ("customer", id, SYNC_FIELD), inbox);
  cw_connector_cancel (fixture->connector);
  result = cw_inbox_pop (inbox, 1);
  g_assert_nonnull (result);
  g_assert_cmpint (result->outcome, ==, CW_WRITE_NOT_SENT);
  g_assert_error (result->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_update (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (10, 5, 4, data, NULL);
  g_autofree char *id = pick_unmarked (fixture, "customer");
  CwWrite *write = cw_write_new (CW_WRITE_UPDATE, "customer");
  g_autoptr (CwWriteResult) result = NULL;
  g_autoptr (GHashTable) truth = NULL;
  JsonObject *row;

  write->intent = 2;
  write->target_id = g_strdup (id);
  cw_fields_set (write->fields, "comments", "T");
  cw_fields_set (write->fields, "phone", "+380 44 123");
  cw_fields_set (write->fields, "isInactive", "T");
  result = submit (fixture, write);
  g_assert_no_error (result->error);
  truth = fixture_load_truth (fixture, "customer");
  row = g_hash_table_lookup (truth, id);
  g_assert_cmpstr (json_object_get_string_member (row, "comments"), ==, "T");
  g_assert_cmpstr (json_object_get_string_member (row, "phone"), ==, "+380 44 123");
  g_assert_cmpstr (json_object_get_string_member (row, "isinactive"), ==, "T");
}

int
main (int argc, char **argv)
{
  static const char * const faults[] = {
    "netsuite:commit-drop:#1+1", "netsuite:500:#3+2", "netsuite:429:#3+3", "netsuite:truncate:#3+1", "netsuite:timeout:#3+1",
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/netsuite/write/mark/plain", NULL, test_mark);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strconcat ("/netsuite/write/mark/", faults[i], NULL);

      g_test_add_data_func (path, faults[i], test_mark);
    }
  g_test_add_data_func ("/netsuite/write/refused/nested", NULL, test_refused);
  g_test_add_data_func ("/netsuite/write/refused/flat", "netsuite.error-shape=flat", test_refused);
  g_test_add_func ("/netsuite/write/cancelled", test_cancelled);
  g_test_add_data_func ("/netsuite/write/update/camel", NULL, test_update);
  g_test_add_data_func ("/netsuite/write/update/lower", "netsuite.property-casing=lower", test_update);
  return g_test_run ();
}
