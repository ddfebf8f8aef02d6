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

static void
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
      g_assert_true (cw_store_put_link (store, f->integrations[0], "precoro.employees", link, &error));
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

static void
assert_said (CwFixture *f, const char *id, const char *part)
{
  g_autofree char *head = g_strdup_printf ("purchaseorder:%s ", id);
  const char *line = strstr (f->events->str, head);
  g_autofree char *whole = line != NULL ? g_strndup (line, strcspn (line, "\n")) : NULL;

  if (whole == NULL || strstr (whole, part) == NULL)
    g_error ("“%s” is not said of %s:\n%s", part, id, f->events->str);
}

static guint
count_made (CwFixture *f)
{
  g_autoptr (JsonNode) made = cw_fixture_get (f, "/__sandbox/state/netsuite/transaction");

  JsonArray *rows = json_node_get_array (made);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    count += g_strcmp0 (get_text (json_array_get_object_element (rows, i), "type"), "PurchOrd") == 0 ? 1 : 0;
  return count;
}

static guint
count_attention (CwFixture *f)
{
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (GPtrArray) list = cw_store_list_attention (store, f->integrations[0], NULL);

  return list->len;
}

/* A company with one order of its own, made of @items; the id. */
static CwFixture *
new_single (const char *assume, const char *items, char **out_id)
{
  CwFixture *f = cw_fixture_new (10, 5, assume);
  g_auto (Parts) parts = find_parts (f);
  g_autoptr (GHashTable) matched = match_users (f);

  retire_generated (f);
  *out_id = create_order (f, &parts, parts.purchaser, items);
  return f;
}

/* ---- many orders ---- */

/* So many approved orders of the company, by purchasers in turn, of one to four lines each. */
static void
create_many (CwFixture *f, GHashTable *matched, guint count)
{
  g_auto (Parts) parts = find_parts (f);
  g_autofree gpointer *users = g_hash_table_get_keys_as_array (matched, NULL);
  guint n_users = g_hash_table_size (matched);

  for (guint i = 0; i < count; i++)
    {
      g_autoptr (GString) items = g_string_new (ITEM);
      g_autofree char *id = NULL;

      for (guint n = 0; n < i % 4; n++)
        g_string_append_printf (items, ",{\"name\":\"Laser printer\",\"sku\":\"LP-20\",\"quantity\":\"%u\",\"price\":\"%u.%02u\"}", n + 1, i, i % 100);
      id = create_order (f, &parts, users[i % n_users], items->str);
      g_assert_nonnull (id);
    }
}

static CwFixture *
new_many (guint count, GHashTable **out_matched)
{
  CwFixture *f = cw_fixture_new (4, 2, NULL);

  *out_matched = match_users (f);
  retire_generated (f);
  create_many (f, *out_matched, count);
  return f;
}

static void
add_faults (CwFixture *f)
{
  static const char * const specs[] = { "netsuite:commit-drop:0.05", "netsuite:500:0.02", "netsuite:429:0.02", "netsuite:truncate:0.01",
                                        "precoro:commit-drop:0.04", "precoro:500:0.02", "precoro:reset:0.02", "precoro:429:0.02" };

  for (gsize i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"spec\":\"%s\"}", specs[i]);

      cw_fixture_control (f, "/__sandbox/fault", json);
    }
}

/* Runs until nothing fails any more: refused marks are owed and sent by the next run. */
static void
run_until_done (CwFixture *f)
{
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (CwRunInfo) info = run_records (f, NULL);

      if (g_str_equal (info->outcome, "done"))
        return;
    }
  g_error ("never done:\n%s", f->events->str);
}

static void
test_faults (void)
{
  g_autoptr (GHashTable) matched = NULL;
  CwFixture *f = new_many (500, &matched);

  add_faults (f);
  run_until_done (f);
  cw_fixture_control (f, "/__sandbox/fault", "{\"clear\":true}");
  g_assert_cmpuint (assert_converged (f, matched), ==, 500);
  assert_quiet (f, "done");
  cw_fixture_free (f);
}

/* ---- dying ---- */

typedef enum { DIE_BEFORE_REQUEST, LOSE_ANSWER, DIE_AFTER_REQUEST, DIE_BEFORE_COMMIT, DIE_AFTER_COMMIT, N_WAYS } Way;

typedef struct {
  CwFixture *f;
  Way        way;
  guint      at;         /* which request or commit, from 1; 0: never */
  guint      requests, commits;
  gboolean   dead;
} Death;

static gboolean
on_request (gboolean after, const CwWireRequest *request, gpointer data)
{
  Death *death = data;

  if (death->dead)
    return FALSE;
  if (!after)
    death->requests++;
  if (death->requests != death->at)
    return TRUE;
  if ((!after && death->way == DIE_BEFORE_REQUEST) || (after && death->way == DIE_AFTER_REQUEST))
    death->dead = TRUE;
  if (!after && death->way == LOSE_ANSWER)
    cw_sandbox_transport_lose_answer (CW_SANDBOX_TRANSPORT (death->f->transport));
  return !death->dead;
}

static gboolean
on_commit (gboolean after, gpointer data)
{
  Death *death = data;

  if (death->dead)
    return FALSE;
  if (!after)
    death->commits++;
  if (death->commits == death->at && ((!after && death->way == DIE_BEFORE_COMMIT) || (after && death->way == DIE_AFTER_COMMIT)))
    death->dead = TRUE;
  return !death->dead;
}

static void
arm (CwFixture *f, Death *death)
{
  if (death == NULL)
    cw_sandbox_transport_revive (CW_SANDBOX_TRANSPORT (f->transport));
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (f->transport), death != NULL ? on_request : NULL, death);
  f->commit_hook = death != NULL ? on_commit : NULL;
  f->commit_data = death;
}

/* Takes up what was interrupted, else begins anew; TRUE when it was killed meanwhile. */
static gboolean
live (CwFixture *f, Death *death)
{
  CwRunRequest request = make_request (f, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;
  g_autoptr (GArray) runs = cw_profile_list_interrupted (f->profile, &error);

  g_assert_no_error (error);
  arm (f, death);
  for (guint i = 0; i < runs->len && (death == NULL || !death->dead); i++)
    {
      g_clear_pointer (&info, cw_run_info_free);
      info = cw_profile_resume_sync (f->profile, g_array_index (runs, gint64, i), &request, &error);
      if (info == NULL && (death == NULL || !death->dead))
        g_error ("resuming: %s", error->message);
      g_clear_error (&error);
    }
  if (runs->len == 0)
    info = cw_profile_run_sync (f->profile, &request, &error);
  if (info == NULL && (death == NULL || !death->dead))
    g_error ("running: %s", error != NULL ? error->message : "?");
  arm (f, NULL);
  cw_fixture_reopen (f);
  return death != NULL && death->dead;
}

/* Killed fifty times on the way, in every way there is, with faults on both sides all along. */
static void
test_kills (void)
{
  g_autoptr (GHashTable) matched = NULL;
  CwFixture *f = new_many (500, &matched);
  guint kills = 0;

  add_faults (f);
  for (guint i = 0; kills < 50 && i < 200; i++)
    {
      Way way = (Way) (i % N_WAYS);
      Death death = { f, way, way >= DIE_BEFORE_COMMIT ? 3 + i * 5 % 11 : 20 + i * 13 % 41, 0, 0, FALSE };

      if (live (f, &death) || (way == LOSE_ANSWER && death.requests >= death.at))
        kills++;
    }
  g_assert_cmpuint (kills, ==, 50);
  live (f, NULL);
  run_until_done (f);
  cw_fixture_control (f, "/__sandbox/fault", "{\"clear\":true}");
  g_assert_cmpuint (assert_converged (f, matched), ==, 500);
  assert_quiet (f, "done");
  cw_fixture_free (f);
}

/* One life with a death at @at (0: none); how many requests or commits it had. */
static guint
die_at (Way way, guint at)
{
  g_autoptr (GHashTable) matched = NULL;
  CwFixture *f = new_many (2, &matched);
  Death death = { f, way, at, 0, 0, FALSE };

  live (f, &death);
  live (f, NULL);
  run_until_done (f);
  if (assert_converged (f, matched) != 2)
    g_test_fail_printf ("way %d at %u", way, at);
  assert_quiet (f, "done");
  cw_fixture_free (f);
  return way >= DIE_BEFORE_COMMIT ? death.commits : death.requests;
}

/* Dies at the requests and commits of a small run, each in a life of its own: at all of the last, where orders are made and told,
 * and at every twentieth of those before. */
static void
test_every_death (gconstpointer data)
{
  Way way = (Way) GPOINTER_TO_UINT (data);
  guint points = die_at (way, 0), died = 0;

  for (guint at = 1; at <= points; at++)
    if (at % 20 == 1 || at + 5 > points)
      {
        die_at (way, at);
        died++;
      }
  g_test_message ("died at %u of %u", died, points);
  g_assert_cmpuint (died, >=, 6);
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

static void
test_plan (void)
{
  g_autofree char *id = NULL, *key = NULL;
  CwFixture *f = new_single (NULL, ITEM, &id);
  CwRunRequest request = make_request (f, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = cw_profile_plan_sync (f->profile, &request, &error);
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (GPtrArray) plans = NULL;
  g_autoptr (CwPlanRow) row = NULL;

  g_assert_no_error (error);
  count_all_writes (f);
  assert_said (f, id, "create new planned");
  g_assert_cmpuint (count_made (f), ==, 0);
  plans = cw_store_list_plans (store, info->id, &error);
  row = cw_store_get_plan_row (store, ((CwPlanInfo *) plans->pdata[0])->id, 1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (cw_fields_get (row->after, "entity"));
  g_assert_cmpstr (cw_fields_get (row->after, "total"), ==, "1200.40 USD");
  g_assert_cmpstr (cw_fields_get (row->after, "line 1"), ==, "4 × Pallet rack, 3 bays (PR-3) at 300.10 = 1200.40 USD");
  g_assert_cmpstr (cw_fields_get (row->wanted, "item/0001/amount"), ==, "1200.40");
  cw_fixture_free (f);
}

static void
assert_stopped (CwFixture *f, const char *id, const char *reason, const char *words)
{
  run (f, "attention");
  g_assert_cmpuint (count_made (f), ==, 0);
  assert_said (f, id, reason);
  assert_said (f, id, words);
  g_assert_cmpuint (count_attention (f), ==, 1);
}

/* Retrying what is on the list, as a person would. */
static void
retry (CwFixture *f, const char *id, const char *outcome)
{
  g_autofree char *key = g_strconcat ("purchaseorder:", id, NULL);
  const char * const records[] = { key, NULL };
  g_autoptr (CwRunInfo) info = run_records (f, records);

  if (g_strcmp0 (info->outcome, outcome) != 0)
    g_error ("outcome %s instead of %s:\n%s", info->outcome, outcome, f->events->str);
}

static void
assert_sent (CwFixture *f, const char *id)
{
  g_assert_cmpuint (count_made (f), ==, 1);
  g_assert_cmpuint (count_attention (f), ==, 0);
  assert_quiet (f, "done");
}

/* The only purchase order in NetSuite: its column; (transfer full). */
static char *
get_made (CwFixture *f, const char *column)
{
  g_autoptr (JsonNode) made = cw_fixture_get (f, "/__sandbox/state/netsuite/transaction");
  JsonArray *rows = json_node_get_array (made);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    if (g_strcmp0 (get_text (json_array_get_object_element (rows, i), "type"), "PurchOrd") == 0)
      return g_strdup (get_text (json_array_get_object_element (rows, i), column));
  return NULL;
}

static void
test_purchaser (void)
{
  CwFixture *f = cw_fixture_new (10, 5, NULL);
  g_auto (Parts) parts = find_parts (f);
  g_autoptr (GHashTable) matched = NULL;
  g_autofree char *id = NULL, *employee = NULL;

  retire_generated (f);
  id = create_order (f, &parts, parts.purchaser, ITEM);
  set_setting (f, "purchaser", "stop");
  assert_stopped (f, id, "purchaser-unmatched", "matched with no employee");
  matched = match_users (f);
  retry (f, id, "done");
  employee = get_made (f, "employee");
  g_assert_cmpstr (employee, ==, g_hash_table_lookup (matched, parts.purchaser));
  assert_sent (f, id);
  cw_fixture_free (f);
}

/* By default such an order goes without employee, and its row says so. */
static void
test_purchaser_passes (void)
{
  CwFixture *f = cw_fixture_new (10, 5, "precoro.creator=id-only");
  g_auto (Parts) parts = find_parts (f);
  g_autofree char *id = NULL, *employee = NULL;

  retire_generated (f);
  id = create_order (f, &parts, parts.purchaser, ITEM);
  run (f, "done");
  assert_said (f, id, "create new-without");
  assert_said (f, id, "@");
  employee = get_made (f, "employee");
  g_assert_null (employee);
  assert_sent (f, id);
  cw_fixture_free (f);
}

static void
test_vendor (void)
{
  g_autofree char *id = NULL, *supplier = NULL, *json = NULL, *answer = NULL, *vendor = NULL;
  CwFixture *f = new_single (NULL, ITEM, &id);
  g_autoptr (JsonNode) vendors = cw_fixture_get (f, "/__sandbox/state/netsuite/vendor");
  JsonArray *rows = json_node_get_array (vendors);
  g_autoptr (GString) ids = g_string_new (NULL);

  /* Nobody in NetSuite is what the order's supplier was. */
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      const char *one = get_text (json_array_get_object_element (rows, i), "id");
      g_autofree char *body = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"vendor\",\"id\":\"%s\",\"set\":{\"isinactive\":\"T\"}}", one);

      g_free (cw_fixture_edit (f, body));
    }
  assert_stopped (f, id, "vendor-unknown", "inactive");
  set_setting (f, "vendor", "pass");
  retry (f, id, "attention");   /* without a stand-in there is nobody to send it to */
  answer = cw_fixture_edit (f, "{\"system\":\"netsuite\",\"record\":\"vendor\",\"create\":{\"companyname\":\"Sundry\",\"subsidiary\":\"2\","
                               "\"currency\":\"1\"}}");
  g_assert_nonnull (answer);
  set_setting (f, "stand-in-vendor", answer);
  retry (f, id, "done");
  vendor = get_made (f, "entity");
  g_assert_cmpstr (vendor, ==, answer);
  assert_sent (f, id);
  cw_fixture_free (f);
}

#define STRANGE ",{\"name\":\"Rope, by the yard\",\"sku\":\"RP-9\",\"quantity\":\"2\",\"price\":\"1.5\"}"

static void
test_item (void)
{
  g_autofree char *id = NULL, *total = NULL;
  CwFixture *f = new_single (NULL, ITEM STRANGE, &id);
  g_autoptr (JsonNode) lines = NULL;
  guint expenses = 0;

  assert_stopped (f, id, "item-unknown", "RP-9");
  set_setting (f, "item", "pass");
  retry (f, id, "attention");
  set_setting (f, "expense-account", "103");
  retry (f, id, "done");
  total = get_made (f, "foreigntotal");
  g_assert_cmpstr (total, ==, "1203.40");
  lines = cw_fixture_get (f, "/__sandbox/state/netsuite/transactionline");
  for (guint i = 0; i < json_array_get_length (json_node_get_array (lines)); i++)
    expenses += g_strcmp0 (get_text (json_array_get_object_element (json_node_get_array (lines), i), "expenseaccount"), "103") == 0
                && g_strcmp0 (get_text (json_array_get_object_element (json_node_get_array (lines), i), "foreignamount"), "3.00") == 0 ? 1 : 0;
  g_assert_cmpuint (expenses, ==, 1);
  assert_sent (f, id);
  cw_fixture_free (f);
}

static void
test_currency (void)
{
  g_autofree char *id = NULL;
  CwFixture *f = new_single (NULL, ITEM, &id);

  edit (f, id, "\"currency\":\"EUR\"");
  assert_stopped (f, id, "currency-mismatch", "EUR");
  /* Let through, NetSuite says it in its own words. */
  set_setting (f, "currency", "pass");
  retry (f, id, "attention");
  g_assert_cmpuint (count_made (f), ==, 0);
  g_assert_cmpuint (count_attention (f), ==, 1);
  {
    g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
    g_autoptr (GPtrArray) list = cw_store_list_attention (store, f->integrations[0], NULL);

    g_assert_nonnull (strstr (((CwAttention *) list->pdata[0])->error, "Invalid currency reference key"));
  }
  edit (f, id, "\"currency\":\"XYZ\"");
  run (f, "attention");
  assert_said (f, id, "no currency XYZ");
  edit (f, id, "\"currency\":\"USD\"");
  run (f, "done");
  assert_sent (f, id);
  cw_fixture_free (f);
}

static void
test_period (void)
{
  g_autofree char *id = NULL, *date = NULL;
  CwFixture *f = new_single (NULL, ITEM, &id);

  edit (f, id, "\"createDate\":\"2025-02-03T10:00:00Z\"");
  assert_stopped (f, id, "period-closed", "Feb 2025");
  edit (f, id, "\"createDate\":\"1999-02-03T10:00:00Z\"");
  run (f, "attention");
  assert_said (f, id, "in none");
  /* The last minute of a month in UTC is the first hour of the next one further east. */
  edit (f, id, "\"createDate\":\"2025-12-31T23:30:00Z\"");
  set_setting (f, "time-zone", "Europe/Berlin");
  run (f, "done");
  date = get_made (f, "trandate");
  g_assert_cmpstr (date, ==, "2026-01-01");
  assert_sent (f, id);
  cw_fixture_free (f);
}

static void
test_period_passes (void)
{
  g_autofree char *id = NULL;
  CwFixture *f = new_single ("netsuite.closed-period=accepted", ITEM, &id);

  edit (f, id, "\"createDate\":\"2025-02-03T10:00:00Z\"");
  run (f, "attention");
  set_setting (f, "period", "pass");
  retry (f, id, "done");
  assert_sent (f, id);
  cw_fixture_free (f);
}

/* What an account demands cannot be read: NetSuite says it once, then the settings know. */
static void
test_mandatory (void)
{
  g_autofree char *id = NULL;
  CwFixture *f = new_single ("netsuite.mandatory-department=on", ITEM, &id);
  g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
  g_autoptr (GPtrArray) list = NULL;

  run (f, "attention");
  g_assert_cmpuint (count_made (f), ==, 0);
  list = cw_store_list_attention (store, f->integrations[0], NULL);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_nonnull (strstr (((CwAttention *) list->pdata[0])->error, "Please enter value(s) for: Department."));
  set_setting (f, "required-fields", "department, location");
  count_all_writes (f);
  run (f, "attention");
  assert_said (f, id, "field-missing");
  g_assert_cmpuint (count_all_writes (f), ==, 0);
  {
    g_autoptr (JsonNode) options = cw_fixture_get (f, "/__sandbox/state/precoro/options");
    JsonArray *rows = json_node_get_array (options);

    for (guint i = 0; i < json_array_get_length (rows); i++)
      if (g_str_equal (get_text (json_array_get_object_element (rows, i), "name"), "Operations")
          && get_text (json_array_get_object_element (rows, i), "netSuiteId") != NULL
          && g_strcmp0 (get_text (json_array_get_object_element (rows, i), "company"), f->companies[0]) == 0)
        {
          g_autofree char *option = dup_id (json_array_get_object_element (rows, i), "id");
          g_autofree char *members = g_strdup_printf ("\"document\":[%s]", option);

          edit (f, id, members);
        }
  }
  run (f, "done");
  assert_sent (f, id);
  cw_fixture_free (f);
}

/* A line is for a project that was exported: NetSuite gets the project. */
static void
test_customer (void)
{
  static const char * const customers[] = { "precoro.customers-projects", NULL };
  g_autofree char *id = NULL, *members = NULL, *option = NULL, *wanted = NULL;
  CwFixture *f = new_single (NULL, ITEM, &id);
  CwRunRequest request = { .integration = f->integrations[0], .workflows = customers, .all = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = cw_profile_run_sync (f->profile, &request, &error);
  g_autoptr (JsonNode) options = cw_fixture_get (f, "/__sandbox/state/precoro/options"), lines = NULL;
  JsonArray *rows = json_node_get_array (options);
  guint found = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < json_array_get_length (rows) && option == NULL; i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (get_text (row, "externalId") != NULL && json_object_get_boolean_member (row, "enable")
          && g_strcmp0 (get_text (row, "company"), f->companies[0]) == 0)
        {
          option = dup_id (row, "id");
          wanted = g_strdup (get_text (row, "externalId"));
        }
    }
  members = g_strdup_printf ("\"items\":[{\"name\":\"Laser printer\",\"sku\":\"LP-20\",\"quantity\":\"1\",\"price\":\"9.99\",\"option\":%s}]", option);
  edit (f, id, members);
  run (f, "done");
  lines = cw_fixture_get (f, "/__sandbox/state/netsuite/transactionline");
  for (guint i = 0; i < json_array_get_length (json_node_get_array (lines)); i++)
    found += g_strcmp0 (get_text (json_array_get_object_element (json_node_get_array (lines), i), "entity"), wanted) == 0
             && g_strcmp0 (get_text (json_array_get_object_element (json_node_get_array (lines), i), "foreignamount"), "9.99") == 0 ? 1 : 0;
  g_assert_cmpuint (found, ==, 1);
  cw_fixture_free (f);
}

/* A line is for an option that carries the id of a customer whom NetSuite does not show. */
static void
test_customer_unknown (void)
{
  g_autofree char *id = NULL, *json = NULL, *option = NULL, *members = NULL, *vendor = NULL;
  CwFixture *f = new_single (NULL, ITEM, &id);
  g_autoptr (JsonNode) lines = NULL;
  guint found = 0;

  json = g_strdup_printf ("{\"system\":\"precoro\",\"record\":\"option\",\"create\":{\"company\":\"%s\",\"name\":\"Long gone\",\"externalId\":\"987654\"}}",
                          f->companies[0]);
  option = cw_fixture_edit (f, json);
  members = g_strdup_printf ("\"items\":[{\"name\":\"Laser printer\",\"sku\":\"LP-20\",\"quantity\":\"1\",\"price\":\"9.99\",\"option\":%s}]", option);
  edit (f, id, members);
  assert_stopped (f, id, "customer-unknown", "line 1");
  /* By setting the line goes without, and its row says so. */
  set_setting (f, "customer", "pass");
  retry (f, id, "done");
  assert_said (f, id, "create new-without");
  vendor = get_made (f, "entity");
  lines = cw_fixture_get (f, "/__sandbox/state/netsuite/transactionline");
  for (guint i = 0; i < json_array_get_length (json_node_get_array (lines)); i++)
    {
      JsonObject *line = json_array_get_object_element (json_node_get_array (lines), i);

      if (g_strcmp0 (get_text (line, "foreignamount"), "9.99") != 0)
        continue;
      /* The first line is the order itself, with its vendor. */
      if (get_text (line, "entity") != NULL)
        g_assert_cmpstr (get_text (line, "entity"), ==, vendor);
      else
        found++;
    }
  g_assert_cmpuint (found, ==, 1);
  assert_sent (f, id);
  cw_fixture_free (f);
}

/* The order is for a department that NetSuite does not have, neither by id nor by name. */
static void
test_segment_unknown (void)
{
  g_autofree char *id = NULL, *option = NULL, *json = NULL, *members = NULL, *answer = NULL, *sent = NULL;
  CwFixture *f = new_single (NULL, ITEM, &id);
  g_autoptr (JsonNode) options = cw_fixture_get (f, "/__sandbox/state/precoro/options");
  JsonArray *rows = json_node_get_array (options);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (g_str_equal (get_text (row, "name"), "Operations") && get_text (row, "netSuiteId") != NULL
          && g_strcmp0 (get_text (row, "company"), f->companies[0]) == 0)
        option = dup_id (row, "id");
    }
  g_assert_nonnull (option);
  json = g_strdup_printf ("{\"system\":\"precoro\",\"record\":\"option\",\"id\":\"%s\",\"set\":{\"name\":\"Moon base\",\"netSuiteId\":\"987654\"}}", option);
  answer = cw_fixture_edit (f, json);
  members = g_strdup_printf ("\"document\":[%s]", option);
  edit (f, id, members);
  assert_stopped (f, id, "segment-unknown", "Moon base");
  set_setting (f, "segment", "pass");
  retry (f, id, "done");
  assert_said (f, id, "create new-without");
  sent = get_made (f, "department");
  g_assert_null (sent);
  assert_sent (f, id);
  cw_fixture_free (f);
}

static void
test_amounts (void)
{
  g_autofree char *id = NULL;
  CwFixture *f = new_single (NULL, ITEM, &id);

  edit (f, id, "\"sum\":\"1200.41\"");
  assert_stopped (f, id, "amount-wrong", "1200.40");
  edit (f, id, "\"items\":[{\"name\":\"Laser printer\",\"sku\":\"LP-20\",\"quantity\":\"3\",\"price\":\"0.335\",\"sum\":\"1.005\"}]");
  run (f, "attention");
  assert_said (f, id, "no amount in USD");
  edit (f, id, "\"items\":[{\"name\":\"Laser printer\",\"sku\":\"LP-20\",\"quantity\":\"3\",\"price\":\"0.335\",\"sum\":\"1.01\"}]");
  run (f, "done");
  {
    g_autofree char *total = get_made (f, "foreigntotal");

    g_assert_cmpstr (total, ==, "1.01");
  }
  assert_sent (f, id);
  cw_fixture_free (f);
}

/* Changed, or no longer approved, after it was sent: shown, never overwritten; in step again once a person made them so. */
static void
test_afterwards (void)
{
  g_autofree char *id = NULL, *made = NULL, *json = NULL, *answer = NULL, *employee = NULL;
  CwFixture *f = new_single (NULL, ITEM, &id);
  g_autoptr (JsonNode) employees = cw_fixture_get (f, "/__sandbox/state/netsuite/employee");

  run (f, "done");
  made = get_made (f, "id");
  edit (f, id, "\"items\":[{\"name\":\"Pallet rack, 3 bays\",\"sku\":\"PR-3\",\"quantity\":\"5\",\"price\":\"300.10\"}]");
  assert_quiet (f, "attention");
  assert_said (f, id, "conflict changed-after");
  g_assert_cmpuint (count_attention (f), ==, 1);
  edit (f, id, "\"items\":[" ITEM "]");
  assert_quiet (f, "done");
  g_assert_cmpuint (count_attention (f), ==, 0);

  edit (f, id, "\"status\":7");
  assert_quiet (f, "attention");
  assert_said (f, id, "conflict unapproved");
  edit (f, id, "\"status\":2");
  assert_quiet (f, "done");
  edit (f, id, "\"status\":11");
  assert_quiet (f, "done");
  edit (f, id, "\"status\":8");
  set_setting (f, "changed-after", "ignore");
  assert_quiet (f, "done");
  set_setting (f, "changed-after", "tell");

  /* Another purchaser: the person changes NetSuite's order likewise, and that settles it. */
  {
    g_autoptr (JsonNode) users = cw_fixture_get (f, "/__sandbox/state/precoro/users");
    g_autoptr (CwStore) store = cw_profile_open_store (f->profile, NULL);
    g_autofree char *present = get_made (f, "employee"), *user = NULL, *members = NULL;
    g_autoptr (CwLink) link = NULL;
    JsonObject *other = NULL;

    for (guint i = 0; i < json_array_get_length (json_node_get_array (employees)) && other == NULL; i++)
      {
        JsonObject *row = json_array_get_object_element (json_node_get_array (employees), i);

        if (g_strcmp0 (get_text (row, "isinactive"), "T") != 0 && g_strcmp0 (get_text (row, "id"), present) != 0)
          other = row;
      }
    for (guint i = 0; i < json_array_get_length (json_node_get_array (users)) && user == NULL; i++)
      {
        JsonObject *row = json_array_get_object_element (json_node_get_array (users), i);

        if (is_ours (f, row) && i > 3)
          user = dup_id (row, "id");
      }
    employee = g_strdup (get_text (other, "id"));
    {
      g_autoptr (GPtrArray) old = cw_store_list_user_links (store, f->integrations[0], "precoro.employees", user, NULL);

      for (guint i = 0; i < old->len; i++)
        cw_store_remove_link (store, f->integrations[0], "precoro.employees", "employee", ((CwLink *) old->pdata[i])->source_id, NULL);
    }
    link = cw_link_new ("employee", employee, user);
    link->by = g_strdup ("hand");
    g_assert_true (cw_store_put_link (store, f->integrations[0], "precoro.employees", link, NULL));
    members = g_strdup_printf ("\"status\":2,\"purchaser\":%s", user);
    edit (f, id, members);
  }
  assert_quiet (f, "attention");
  assert_said (f, id, "changed-after");
  json = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"purchaseOrder\",\"id\":\"%s\",\"set\":{\"employee\":\"%s\"}}", made, employee);
  answer = cw_fixture_edit (f, json);
  g_assert_nonnull (answer);
  assert_quiet (f, "done");
  assert_quiet (f, "done");
  g_assert_cmpuint (count_made (f), ==, 1);
  cw_fixture_free (f);
}

static void
test_not_ours (void)
{
  g_autofree char *id = NULL;
  CwFixture *f = new_single (NULL, ITEM, &id);

  edit (f, id, "\"status\":1");
  run (f, "done");
  assert_said (f, id, "skip not-approved");
  edit (f, id, "\"status\":2,\"externalId\":\"77\"");
  run (f, "done");
  assert_said (f, id, "skip sent-by-other");
  edit (f, id, "\"externalId\":null");
  set_setting (f, "approved-from", "2026-06-01");
  run (f, "done");
  assert_said (f, id, "skip too-old");
  g_assert_cmpuint (count_made (f), ==, 0);
  /* A person knows better. */
  retry (f, id, "done");
  assert_sent (f, id);
  cw_fixture_free (f);
}

static void
test_bad_settings (void)
{
  g_autofree char *id = NULL;
  CwFixture *f = new_single (NULL, ITEM, &id);
  CwRunRequest request = make_request (f, NULL);
  g_autoptr (GError) error = NULL;

  set_setting (f, "time-zone", "Mars/Olympus");
  g_assert_null (cw_profile_run_sync (f->profile, &request, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "Mars/Olympus"));
  g_clear_error (&error);
  set_setting (f, "time-zone", NULL);
  set_setting (f, "approved-from", "yesterday");
  g_assert_null (cw_profile_run_sync (f->profile, &request, &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID);
  cw_fixture_free (f);
}

/* The profile is lost: orders are found by their external ids, and none is made twice. */
static void
test_lost_profile (void)
{
  g_autoptr (GHashTable) matched = NULL;
  CwFixture *f = new_many (20, &matched);
  g_autoptr (CwStore) store = NULL;
  g_autoptr (GError) error = NULL;
  CwRunRequest request = { .integration = f->integrations[0] };
  guint links = 0;

  run (f, "done");
  store = cw_profile_open_store (f->profile, NULL);
  g_assert_true (cw_store_remove_links (store, f->integrations[0], WORKFLOW, NULL));
  assert_quiet (f, "done");
  g_assert_nonnull (strstr (f->events->str, "link match-external-id done"));
  assert_converged (f, matched);
  g_assert_true (cw_profile_rebuild_links_sync (f->profile, f->integrations[0], &request, &links, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (links, >=, 20);
  assert_quiet (f, "done");
  cw_fixture_free (f);
}

static gboolean
has_rule (const CwExplanation *explanation, const char *rule, gboolean passed)
{
  for (guint i = 0; i < explanation->rules->len; i++)
    if (g_str_equal (((CwRuleCheck *) explanation->rules->pdata[i])->rule, rule))
      return ((CwRuleCheck *) explanation->rules->pdata[i])->passed == passed;
  return FALSE;
}

static void
test_explain (void)
{
  g_autofree char *id = NULL, *key = NULL;
  CwFixture *f = new_single (NULL, ITEM STRANGE, &id);
  g_autoptr (GError) error = NULL;
  CwExplanation *explanation;

  run (f, "attention");
  key = g_strconcat ("purchaseorder:", id, NULL);
  explanation = cw_profile_explain_sync (f->profile, f->integrations[0], key, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (explanation->state, ==, "needs attention");
  g_assert_nonnull (strstr (explanation->reason, "RP-9"));
  g_assert_true (has_rule (explanation, "approved", TRUE));
  g_assert_true (has_rule (explanation, "items", FALSE));
  g_assert_true (has_rule (explanation, "vendor", TRUE));
  cw_explanation_free (explanation);
  edit (f, id, "\"items\":[" ITEM "]");
  run (f, "done");
  explanation = cw_profile_explain_sync (f->profile, f->integrations[0], key, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (explanation->state, ==, "in step");
  g_assert_nonnull (explanation->target);
  cw_explanation_free (explanation);
  g_assert_null (cw_profile_explain_sync (f->profile, f->integrations[0], "purchaseorder:1", &error));
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  cw_fixture_free (f);
}

/* Whatever form Precoro gives its values, and NetSuite its answers. */
static void
test_variant (gconstpointer data)
{
  CwFixture *f = cw_fixture_new (6, 3, data);
  g_autoptr (GHashTable) matched = match_users (f);

  run (f, "done");
  g_assert_cmpuint (assert_converged (f, matched), >, 30);
  assert_quiet (f, "done");
  cw_fixture_free (f);
}

/* Without subsidiaries both companies' vendors are everybody's: by name alone they are two of a kind. */
static void
test_no_subsidiaries (void)
{
  g_autofree char *id = NULL, *members = NULL, *supplier = NULL;
  CwFixture *f = new_single ("netsuite.oneworld=off", ITEM, &id);
  g_autoptr (JsonNode) orders = cw_fixture_get (f, "/__sandbox/state/precoro/purchaseorders");
  JsonArray *rows = json_node_get_array (orders);

  run (f, "done");
  g_assert_cmpuint (count_made (f), ==, 1);
  for (guint i = 0; i < json_array_get_length (rows) && supplier == NULL; i++)
    {
      JsonObject *one = json_object_get_object_member (json_array_get_object_element (rows, i), "supplier");

      if (is_ours (f, json_array_get_object_element (rows, i)) && one != NULL && get_text (one, "externalId") == NULL)
        supplier = dup_id (one, "id");
    }
  g_free (id);
  {
    g_auto (Parts) parts = find_parts (f);

    g_free (parts.supplier);
    parts.supplier = g_steal_pointer (&supplier);
    id = create_order (f, &parts, parts.purchaser, ITEM);
  }
  run (f, "attention");
  assert_said (f, id, "more than one vendor");
  cw_fixture_free (f);
}

int
main (int argc, char **argv)
{
  /* Each variant once; together, since none hides another. */
  static const struct { const char *name, *assume; } variants[] = {
    { "arrays", "precoro.purchaser-key=purchaser precoro.lines=array precoro.empty=array precoro.idn-type=number precoro.amount-type=number" },
    { "maps", "precoro.purchaser-key=both precoro.lines=map precoro.empty=absent precoro.external-id-type=number precoro.date-form=zulu" },
    { "short", "precoro.creator=id-only precoro.write-body=id precoro.mark-touches=off precoro.pagination=modern" },
    { "old", "precoro.pagination=legacy precoro.order-order=oldest precoro.users=minimal netsuite.create-status=201" },
    { "netsuite", "netsuite.property-casing=lower netsuite.zone=Pacific/Auckland netsuite.date-format=DD/MM/YYYY netsuite.error-shape=flat" },
    { "no-currencies", "netsuite.currencies=off netsuite.departments=off" },
    { "no-segments", "netsuite.classes=off netsuite.locations=off" },
  };
  static const char * const ways[N_WAYS] = { "before-request", "lost-answer", "after-request", "before-commit", "after-commit" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orders/generated", test_generated);
  g_test_add_func ("/orders/plan", test_plan);
  g_test_add_func ("/orders/purchaser", test_purchaser);
  g_test_add_func ("/orders/purchaser-passes", test_purchaser_passes);
  g_test_add_func ("/orders/vendor", test_vendor);
  g_test_add_func ("/orders/item", test_item);
  g_test_add_func ("/orders/currency", test_currency);
  g_test_add_func ("/orders/period", test_period);
  g_test_add_func ("/orders/period-passes", test_period_passes);
  g_test_add_func ("/orders/mandatory", test_mandatory);
  g_test_add_func ("/orders/customer", test_customer);
  g_test_add_func ("/orders/customer-unknown", test_customer_unknown);
  g_test_add_func ("/orders/segment-unknown", test_segment_unknown);
  g_test_add_func ("/orders/amounts", test_amounts);
  g_test_add_func ("/orders/afterwards", test_afterwards);
  g_test_add_func ("/orders/not-ours", test_not_ours);
  g_test_add_func ("/orders/bad-settings", test_bad_settings);
  g_test_add_func ("/orders/lost-profile", test_lost_profile);
  g_test_add_func ("/orders/explain", test_explain);
  g_test_add_func ("/orders/no-subsidiaries", test_no_subsidiaries);
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree char *path = g_strconcat ("/orders/variants/", variants[i].name, NULL);

      g_test_add_data_func (path, variants[i].assume, test_variant);
    }
  g_test_add_func ("/orders/faults", test_faults);
  g_test_add_func ("/orders/kills", test_kills);
  /* The other ways are among the kills. */
  for (Way way = LOSE_ANSWER; way < N_WAYS; way += 2)
    {
      g_autofree char *path = g_strconcat ("/orders/deaths/", ways[way], NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (way), test_every_death);
    }
  return g_test_run ();
}
