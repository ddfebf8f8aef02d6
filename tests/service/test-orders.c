/* test-orders.c: approved purchase orders, once each, with everything that can stop them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-fixture.h"

#include "cw-sandbox-transport.h"
#include "cw-user-links.h"

#include <string.h>

#define WORKFLOW "precoro.purchase-orders"

static const char * const workflows[] = { WORKFLOW, NULL };

/* ---- running ---- */

static void
note_event (const CwEvent *event, gpointer data)
{
  CwFixture *f = data;
  g_autofree char *reason = NULL;

  if (event->kind != CW_EVENT_RECORD)
    return;
  reason = cw_reason_dup_sentence (event->row->reason, event->row->argument);
  g_string_append_printf (f->events, "%s:%s %s %s %s: %s\n", event->row->type, event->row->source_id,
                          cw_operation_to_string (event->row->operation), cw_reason_to_string (event->row->reason), event->outcome, reason);
}

static CwRunRequest
make_request (CwFixture *f, const char * const *records)
{
  g_string_truncate (f->events, 0);
  return (CwRunRequest) { .integration = f->integrations[0], .workflows = workflows, .records = records, .event = note_event, .event_data = f };
}

static CwRunInfo *
run_records (CwFixture *f, const char * const *records)
{
  CwRunRequest request = make_request (f, records);
  g_autoptr (GError) error = NULL;
  CwRunInfo *info = cw_profile_run_sync (f->profile, &request, &error);

  g_assert_no_error (error);
  return info;
}

static void
run (CwFixture *f, const char *outcome)
{
  g_autoptr (CwRunInfo) info = run_records (f, NULL);

  if (g_strcmp0 (info->outcome, outcome) != 0)
    g_error ("outcome %s instead of %s:\n%s", info->outcome, outcome, f->events->str);
}

static guint
count_all_writes (CwFixture *f)
{
  return cw_fixture_count_writes (f, "precoro") + cw_fixture_count_writes (f, "netsuite");
}

static void
assert_quiet (CwFixture *f, const char *outcome)
{
  count_all_writes (f);
  run (f, outcome);
  g_assert_cmpuint (count_all_writes (f), ==, 0);
}

G_GNUC_UNUSED static void
set_setting (CwFixture *f, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  cw_profile_set_workflow_setting (f->profile, f->integrations[0], WORKFLOW, key, value, &error);
  g_assert_no_error (error);
}

/* ---- what the systems have ---- */

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static char *
dup_id (JsonObject *object, const char *name)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (object, name));
}

static gboolean
is_ours (CwFixture *f, JsonObject *order)
{
  return g_strcmp0 (get_text (order, "company"), f->companies[0]) == 0;
}

/* The first order of the company that is approved; (transfer full). */
G_GNUC_UNUSED static char *
find_approved (CwFixture *f)
{
  g_autoptr (JsonNode) orders = cw_fixture_get (f, "/__sandbox/state/precoro/purchaseorders");
  JsonArray *rows = json_node_get_array (orders);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *order = json_array_get_object_element (rows, i);

      if (is_ours (f, order) && json_object_get_int_member (order, "status") == 2)
        return dup_id (order, "id");
    }
  g_assert_not_reached ();
}

static char *
edit_order (CwFixture *f, const char *id, const char *members)
{
  g_autofree char *json = g_strdup_printf ("{\"system\":\"precoro\",\"record\":\"purchaseorder\",\"id\":\"%s\",\"set\":{%s}}", id, members);

  return cw_fixture_edit (f, json);
}

static void
edit (CwFixture *f, const char *id, const char *members)
{
  g_autofree char *answer = edit_order (f, id, members);

  g_assert_nonnull (answer);
}

/* ids of the first supplier and location of the company, a purchaser */
typedef struct { char *supplier, *location, *purchaser; } Parts;

static void
parts_clear (Parts *parts)
{
  g_free (parts->supplier);
  g_free (parts->location);
  g_free (parts->purchaser);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static Parts
find_parts (CwFixture *f)
{
  g_autoptr (JsonNode) orders = cw_fixture_get (f, "/__sandbox/state/precoro/purchaseorders");
  JsonArray *rows = json_node_get_array (orders);
  Parts parts = { NULL, NULL, NULL };

  for (guint i = 0; i < json_array_get_length (rows) && parts.supplier == NULL; i++)
    {
      JsonObject *order = json_array_get_object_element (rows, i);
      JsonObject *supplier = json_object_get_object_member (order, "supplier");

      if (!is_ours (f, order) || get_text (supplier, "externalId") == NULL)
        continue;
      parts.supplier = dup_id (supplier, "id");
      parts.location = dup_id (json_object_get_object_member (order, "location"), "id");
      parts.purchaser = dup_id (json_object_get_object_member (order, "creator"), "id");
    }
  return parts;
}

static char *
create_order (CwFixture *f, const Parts *parts, const char *purchaser, const char *items)
{
  g_autofree char *json = g_strdup_printf ("{\"system\":\"precoro\",\"record\":\"purchaseorder\",\"create\":{\"company\":\"%s\",\"status\":2,"
                                           "\"purchaser\":%s,\"supplier\":%s,\"location\":%s,\"items\":[%s]}}", f->companies[0], purchaser,
                                           parts->supplier, parts->location, items);
  g_autoptr (GError) error = NULL;

  return cw_fixture_edit (f, json);
}

#define ITEM "{\"name\":\"Pallet rack, 3 bays\",\"sku\":\"PR-3\",\"quantity\":\"4\",\"price\":\"300.10\"}"

/* Every approved order of the company that the generator made is out of the way. */
static void
retire_generated (CwFixture *f)
{
  g_autoptr (JsonNode) orders = cw_fixture_get (f, "/__sandbox/state/precoro/purchaseorders");
  JsonArray *rows = json_node_get_array (orders);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    if (is_ours (f, json_array_get_object_element (rows, i)))
      {
        g_autofree char *id = dup_id (json_array_get_object_element (rows, i), "id");

        edit (f, id, "\"status\":0");
      }
}

/* Users of the company in turn are employees in turn: as if somebody had matched them. user → employee, owned both. */
static GHashTable *
match_users (CwFixture *f)
{
  GHashTable *matched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (JsonNode) users = cw_fixture_get (f, "/__sandbox/state/precoro/users"), employees = cw_fixture_get (f, "/__sandbox/state/netsuite/employee");
  JsonArray *user_rows = json_node_get_array (users), *employee_rows = json_node_get_array (employees);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, &error);
  guint at = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < json_array_get_length (user_rows) && at < json_array_get_length (employee_rows); i++)
    {
      JsonObject *user = json_array_get_object_element (user_rows, i), *employee;
      g_autofree char *user_id = dup_id (user, "id");
      g_autoptr (CwLink) link = NULL;

      if (!is_ours (f, user))
        continue;
      do
        employee = json_array_get_object_element (employee_rows, at++);
      while (at < json_array_get_length (employee_rows) && g_strcmp0 (get_text (employee, "isinactive"), "T") == 0);
      if (g_strcmp0 (get_text (employee, "isinactive"), "T") == 0)
        break;
      link = cw_link_new ("employee", get_text (employee, "id"), user_id);
      link->by = g_strdup ("hand");
      g_assert_true (cw_store_put_link (store, f->integrations[0], CW_EMPLOYEES_WORKFLOW, link, &error));
      g_assert_no_error (error);
      g_hash_table_insert (matched, g_strdup (user_id), g_strdup (get_text (employee, "id")));
    }
  return matched;
}

/* Orders of the company that are approved now, each as NetSuite has it: once, with its own external id, its total, its lines and its
 * employee, and told so; and nothing else. */
static guint
assert_converged (CwFixture *f, GHashTable *matched)
{
  g_autoptr (JsonNode) orders = cw_fixture_get (f, "/__sandbox/state/precoro/purchaseorders");
  g_autoptr (JsonNode) made = cw_fixture_get (f, "/__sandbox/state/netsuite/transaction");
  g_autoptr (JsonNode) lines = cw_fixture_get (f, "/__sandbox/state/netsuite/transactionline");
  g_autoptr (GHashTable) by_external = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) n_lines = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *rows = json_node_get_array (made), *line_rows = json_node_get_array (lines);
  guint expected = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (g_strcmp0 (get_text (row, "type"), "PurchOrd") != 0)
        continue;
      g_assert_nonnull (get_text (row, "externalid"));
      if (!g_hash_table_insert (by_external, (gpointer) get_text (row, "externalid"), row))
        g_test_fail_printf ("%s is there twice", get_text (row, "externalid"));
    }
  for (guint i = 0; i < json_array_get_length (line_rows); i++)
    {
      JsonObject *row = json_array_get_object_element (line_rows, i);
      const char *id = get_text (row, "transaction");

      if (g_strcmp0 (get_text (row, "mainline"), "F") == 0)
        g_hash_table_insert (n_lines, (gpointer) id, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (n_lines, id)) + 1));
    }
  rows = json_node_get_array (orders);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *order = json_array_get_object_element (rows, i);
      g_autofree char *id = dup_id (order, "id"), *external = g_strdup_printf ("precoro-local-po-%s", id), *user = NULL;
      JsonObject *there = g_hash_table_lookup (by_external, external);
      guint own_lines = json_array_get_length (json_object_get_array_member (json_object_get_object_member (order, "items"), "data"));

      if (!is_ours (f, order) || json_object_get_int_member (order, "status") != 2)
        continue;
      expected++;
      if (there == NULL)
        {
          g_test_fail_printf ("order %s is not there", id);
          continue;
        }
      user = dup_id (json_object_get_object_member (order, "creator"), "id");
      if (g_strcmp0 (get_text (there, "employee"), g_hash_table_lookup (matched, user)) != 0)
        g_test_fail_printf ("order %s: employee %s instead of %s", id, get_text (there, "employee"), (char *) g_hash_table_lookup (matched, user));
      if (g_strcmp0 (get_text (there, "foreigntotal"), get_text (order, "netSum")) != 0)
        g_test_fail_printf ("order %s: total %s instead of %s", id, get_text (there, "foreigntotal"), get_text (order, "netSum"));
      if (g_strcmp0 (get_text (order, "externalId"), get_text (there, "id")) != 0)
        g_test_fail_printf ("order %s is told %s instead of %s", id, get_text (order, "externalId"), get_text (there, "id"));
      if (GPOINTER_TO_UINT (g_hash_table_lookup (n_lines, get_text (there, "id"))) != own_lines)
        g_test_fail_printf ("order %s has other lines", id);
    }
  if (g_hash_table_size (by_external) != expected)
    g_test_fail_printf ("%u orders instead of %u", g_hash_table_size (by_external), expected);
  return expected;
}

G_GNUC_UNUSED static void
assert_said (CwFixture *f, const char *id, const char *part)
{
  g_autofree char *head = g_strdup_printf ("purchaseorder:%s ", id);
  const char *line = strstr (f->events->str, head);
  g_autofree char *whole = line != NULL ? g_strndup (line, strcspn (line, "\n")) : NULL;

  if (whole == NULL || strstr (whole, part) == NULL)
    g_error ("“%s” is not said of %s:\n%s", part, id, f->events->str);
}

G_GNUC_UNUSED static guint
count_made (CwFixture *f)
{
  g_autoptr (JsonNode) made = cw_fixture_get (f, "/__sandbox/state/netsuite/transaction");

  return json_array_get_length (json_node_get_array (made));
}

G_GNUC_UNUSED static guint
count_attention (CwFixture *f)
{
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (GPtrArray) list = cw_store_list_attention (store, f->integrations[0], NULL);

  return list->len;
}

/* A company with one order of its own, made of @items; the id. */
G_GNUC_UNUSED static CwFixture *
new_single (const char *assume, const char *items, char **out_id)
{
  CwFixture *f = cw_fixture_new (10, 5, assume);
  g_auto (Parts) parts = find_parts (f);
  g_autoptr (GHashTable) matched = match_users (f);

  retire_generated (f);
  *out_id = create_order (f, &parts, parts.purchaser, items);
  return f;
}

/* ---- scenarios ---- */

static void
test_generated (void)
{
  CwFixture *f = cw_fixture_new (20, 10, NULL);
  g_autoptr (GHashTable) matched = match_users (f);

  run (f, "done");
  g_assert_cmpuint (assert_converged (f, matched), >, 30);
  assert_quiet (f, "done");
  assert_quiet (f, "done");
  cw_fixture_free (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orders/generated", test_generated);
  return g_test_run ();
}
