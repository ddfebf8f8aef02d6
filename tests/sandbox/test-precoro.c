/* test-precoro.c: Precoro's rules, part D of its reference
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-fixture.h"

#include <string.h>

#define OPTIONS "/itemcustomfields/7301/options"

/* Creates an option in company 0's list and returns its id; 0: at the root. */
static gint64
create (SbSandbox *sandbox, const char *name, gint64 parent, const char *external_id)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, TRUE);
  g_autofree char *parent_text = parent != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, parent) : g_strdup ("");
  g_autofree char *form = g_strdup_printf ("name=%s&parent%%5Bid%%5D=%s&externalId=%s", escaped, parent_text,
                                           external_id != NULL ? external_id : "");
  g_autoptr (SbReply) reply = sb_fixture_precoro (sandbox, 0, "POST", OPTIONS, form);

  g_assert_cmpuint (reply->wire.status, ==, 201);

  return json_object_get_int_member (json_node_get_object (reply->json), "id");
}

static SbReply *
change (SbSandbox *sandbox, const char *method, gint64 id, const char *form)
{
  g_autofree char *target = g_strdup_printf (OPTIONS "/%" G_GINT64_FORMAT, id);

  return sb_fixture_precoro (sandbox, 0, method, target, form);
}

static void
assert_refused (SbReply *reply, const char *member)
{
  g_autofree char *path = g_strconcat ("errors.errors.", member, NULL);
  g_autofree char *sentence = sb_reply_dup (reply, path);

  g_assert_cmpuint (reply->wire.status, ==, 400);
  g_assert_cmpstr (sentence, !=, "absent");
}

static void
test_fields (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (SbReply) reply = sb_fixture_precoro (sandbox, 0, "GET", "/itemcustomfields?per_page=50&page=1", NULL);
  g_autoptr (SbReply) other = sb_fixture_precoro (sandbox, 1, "GET", "/itemcustomfields", NULL);
  g_autoptr (SbReply) documents = sb_fixture_precoro (sandbox, 0, "GET", "/documentcustomfields", NULL);

  g_assert_cmpstr (reply->wire.content_type, ==, "application/json; charset=utf-8");
  g_assert_cmpstr (sb_reply_header (reply, "Date"), ==, "Wed, 04 Mar 2026 10:15:30 GMT");
  sb_assert_value (reply, "data.0.id", "7301");
  sb_assert_value (reply, "data.0.name", "NetSuite Customers/Projects");
  sb_assert_value (reply, "data.0.type", "0");
  sb_assert_value (reply, "data.0.options.data.0.id", "88001");
  sb_assert_value (reply, "data.0.options.data.2.level", "2");
  sb_assert_value (reply, "data.0.options.data.2.parent.id", "88002");
  sb_assert_value (reply, "meta.pagination.has_next_page", "false");
  sb_assert_value (other, "data.0.id", "7302");
  sb_assert_value (documents, "data.0.id", "3120");
}

static void
test_chain (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  gint64 customer = create (sandbox, "Northwind Traders", 0, "1542");
  gint64 project = create (sandbox, "Warehouse fit-out", customer, "1733");
  gint64 phase = create (sandbox, "Phase 1", project, "1734");
  g_autofree char *project_text = g_strdup_printf ("%" G_GINT64_FORMAT, project);
  g_autoptr (SbReply) reply = sb_fixture_precoro (sandbox, 0, "GET", OPTIONS "?external_id[]=1734&per_page=200", NULL);

  sb_assert_value (reply, "data.0.name", "Phase 1");
  sb_assert_value (reply, "data.0.level", "3");
  sb_assert_value (reply, "data.0.label", "Phase 1");
  sb_assert_value (reply, "data.0.parent.id", project_text);
  sb_assert_value (reply, "data.0.externalId", "1734");
  sb_assert_value (reply, "data.0.enable", "true");
  sb_assert_value (reply, "meta.pagination.total", "1");
  g_assert_cmpint (phase, >, project);
}

static void
test_raw_brackets (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (SbReply) raw = sb_fixture_precoro (sandbox, 0, "POST", OPTIONS, "name=Raw&parent[id]=88001");
  g_autoptr (SbReply) encoded = sb_fixture_precoro (sandbox, 0, "POST", OPTIONS, "name=Encoded&parent%5bid%5D=88001");
  g_autoptr (SbReply) list = NULL;

  sb_assert_value (raw, "parent.id", "88001");
  sb_assert_value (encoded, "parent.id", "88001");
  list = sb_fixture_precoro (sandbox, 0, "GET", OPTIONS "?external_id%5B%5D=x", NULL);
  sb_assert_value (list, "meta.pagination.total", "0");
}

static void
test_names_round_trip (void)
{
  g_autofree char *long_name = g_strnfill (256, 'x');
  const char *names[] = { "A & B = C [D] + 100 %", "Ökonomie 株式会社 مرحبا", "emoji 😀👩‍🚀", "  spaces  kept ", "=cmd()", "a\tb", "",
                          NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);

  names[6] = long_name;
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *external_id = g_strdup_printf ("name-%u", i);
      g_autofree char *target = g_strconcat (OPTIONS "?external_id[]=", external_id, NULL);
      g_autoptr (SbReply) reply = NULL;

      create (sandbox, names[i], 0, external_id);
      reply = sb_fixture_precoro (sandbox, 0, "GET", target, NULL);
      sb_assert_value (reply, "data.0.name", names[i]);
    }
}

static void
test_validation (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  const struct { const char *form, *member; } cases[] = {
    { "externalId=1", "name" },
    { "name=", "name" },
    { "name=+%C2%A0", "name" },
    { "name=A&parent[id]=1", "parent" },
    { "name=A&parent[id]=88009", "parent" },   /* of another field */
    { "name=A&parent[id]=x", "parent" },
    { "name=%FF", "body" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SbReply) reply = sb_fixture_precoro (sandbox, 0, "POST", OPTIONS, cases[i].form);

      assert_refused (reply, cases[i].member);
    }
}

static void
test_depth (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  gint64 ids[6] = { 0 };
  g_autofree char *form = NULL;
  g_autofree char *move = NULL;
  g_autoptr (SbReply) too_deep = NULL;
  g_autoptr (SbReply) moved = NULL;

  for (guint i = 1; i <= 5; i++)
    ids[i] = create (sandbox, "Level", ids[i - 1], NULL);
  form = g_strdup_printf ("name=Level&parent[id]=%" G_GINT64_FORMAT, ids[5]);
  too_deep = sb_fixture_precoro (sandbox, 0, "POST", OPTIONS, form);
  assert_refused (too_deep, "parent");
  move = g_strdup_printf ("parent[id]=%" G_GINT64_FORMAT, create (sandbox, "New root", 0, NULL));
  moved = change (sandbox, "PUT", ids[1], move);
  assert_refused (moved, "parent");
}

static void
test_rename_and_move (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  gint64 one = create (sandbox, "One", 0, "1");
  gint64 two = create (sandbox, "Two", 0, "2");
  gint64 child = create (sandbox, "Child", one, "3");
  gint64 grandchild = create (sandbox, "Grandchild", child, "4");
  g_autofree char *form = g_strdup_printf ("name=Child+2026&code=C26&parent[id]=%" G_GINT64_FORMAT "&enable=1", two);
  g_autofree char *under_itself = g_strdup_printf ("parent[id]=%" G_GINT64_FORMAT, grandchild);
  g_autofree char *two_text = g_strdup_printf ("%" G_GINT64_FORMAT, two);
  g_autoptr (SbReply) moved = change (sandbox, "PUT", child, form);
  g_autoptr (SbReply) cycle = change (sandbox, "PUT", child, under_itself);
  g_autoptr (SbReply) list = NULL;
  g_autoptr (SbReply) root = NULL;

  g_assert_cmpuint (moved->wire.status, ==, 200);
  sb_assert_value (moved, "name", "Child 2026");
  sb_assert_value (moved, "label", "C26 Child 2026");
  sb_assert_value (moved, "parent.id", two_text);
  sb_assert_value (moved, "externalId", "3");
  assert_refused (cycle, "parent");

  /* the tree in display order: the branch came along */
  list = sb_fixture_precoro (sandbox, 0, "GET", OPTIONS "?external_id[]=1&external_id[]=2&external_id[]=3&external_id[]=4", NULL);
  sb_assert_value (list, "data.0.name", "One");
  sb_assert_value (list, "data.1.name", "Two");
  sb_assert_value (list, "data.2.name", "Child 2026");
  sb_assert_value (list, "data.3.name", "Grandchild");
  sb_assert_value (list, "data.3.level", "3");

  root = change (sandbox, "PUT", child, "parent[id]=");
  sb_assert_value (root, "parent", "null");
  sb_assert_value (root, "level", "1");
  sb_assert_value (root, "code", "C26");
}

static void
test_enable (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  gint64 one = create (sandbox, "One", 0, "1");
  gint64 child = create (sandbox, "Child", one, "3");
  g_autoptr (SbReply) off = change (sandbox, "PUT", one, "enable=0");
  g_autoptr (SbReply) below = change (sandbox, "PATCH", child, NULL);
  g_autoptr (SbReply) on = change (sandbox, "PUT", one, "enable=1");

  sb_assert_value (off, "enable", "false");
  sb_assert_value (off, "name", "One");
  sb_assert_value (below, "enable", "true");
  sb_assert_value (on, "enable", "true");
}

static void
test_patch_reads_external_id_alone (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  gint64 one = create (sandbox, "One", 0, NULL);
  g_autoptr (SbReply) set = change (sandbox, "PATCH", one, "externalId=77&name=Other&enable=0");
  g_autoptr (SbReply) kept = change (sandbox, "PATCH", one, NULL);
  g_autoptr (SbReply) cleared = change (sandbox, "PATCH", one, "externalId=");

  sb_assert_value (set, "externalId", "77");
  sb_assert_value (set, "name", "One");
  sb_assert_value (set, "enable", "true");
  sb_assert_value (kept, "externalId", "77");
  sb_assert_value (cleared, "externalId", "null");
}

static void
test_companies_apart (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  gint64 one = create (sandbox, "One", 0, "1");
  g_autofree char *target = g_strdup_printf ("/itemcustomfields/7302/options/%" G_GINT64_FORMAT, one);
  g_autoptr (SbReply) foreign_field = sb_fixture_precoro (sandbox, 1, "GET", OPTIONS, NULL);
  g_autoptr (SbReply) foreign_option = sb_fixture_precoro (sandbox, 1, "PUT", target, "name=X");

  g_assert_cmpuint (foreign_field->wire.status, ==, 404);
  g_assert_cmpuint (foreign_option->wire.status, ==, 404);
}

static void
test_pages (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (SbReply) second = NULL;
  g_autoptr (SbReply) last = NULL;
  g_autoptr (SbReply) beyond = NULL;
  g_autoptr (SbReply) odd = NULL;

  for (guint i = 0; i < 42; i++)
    create (sandbox, "Filler", 0, NULL);
  second = sb_fixture_precoro (sandbox, 0, "GET", OPTIONS "?per_page=20&page=2", NULL);
  sb_assert_value (second, "meta.pagination",
                   "{\"total\":50,\"count\":20,\"per_page\":20,\"current_page\":2,\"total_pages\":3,\"has_next_page\":true}");
  g_assert_cmpuint (sb_reply_count (second, "data"), ==, 20);
  last = sb_fixture_precoro (sandbox, 0, "GET", OPTIONS "?per_page=20&page=last", NULL);
  sb_assert_value (last, "meta.pagination.count", "10");
  sb_assert_value (last, "meta.pagination.has_next_page", "false");
  beyond = sb_fixture_precoro (sandbox, 0, "GET", OPTIONS "?per_page=20&page=9", NULL);
  sb_assert_value (beyond, "data", "[]");
  sb_assert_value (beyond, "meta.pagination.has_next_page", "false");
  odd = sb_fixture_precoro (sandbox, 0, "GET", OPTIONS "?per_page=33", NULL);
  sb_assert_value (odd, "meta.pagination.per_page", "20");
}

static void
test_option_filters (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (SbReply) since = NULL;
  g_autoptr (SbReply) disabled = NULL;
  g_autoptr (SbReply) broken = NULL;

  sb_sandbox_advance (sandbox, 60 * G_USEC_PER_SEC);
  create (sandbox, "Later", 0, NULL);
  since = sb_fixture_precoro (sandbox, 0, "GET", OPTIONS "?modifiedSince=2026-03-04T10:16:00", NULL);
  sb_assert_value (since, "meta.pagination.total", "1");
  disabled = sb_fixture_precoro (sandbox, 0, "GET", OPTIONS "?enable=0", NULL);
  sb_assert_value (disabled, "meta.pagination.total", "2");
  broken = sb_fixture_precoro (sandbox, 0, "GET", OPTIONS "?modifiedSince=yesterday", NULL);
  assert_refused (broken, "modifiedSince");
}

static void
test_scope (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  const char *target = "/itemcustomfields/options/depend_add";
  g_autoptr (SbReply) done = sb_fixture_precoro (sandbox, 0, "PATCH", target,
                                                 "item_custom_field_option_id=88001&depend_type=1&entity_ids=%5B1%2C+2%5D");
  g_autoptr (SbReply) refused = sb_fixture_precoro (sandbox, 1, "PATCH", target,
                                                    "item_custom_field_option_id=88001&depend_type=1&entity_ids=1");

  g_assert_cmpuint (done->wire.status, ==, 200);
  g_assert_cmpstr (done->wire.body->str, ==, "{}");
  assert_refused (refused, "item_custom_field_option_id");
}

static void
test_routes (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);

  sb_assert_status (sandbox, 404, "GET", "/", NULL);
  sb_assert_status (sandbox, 404, "GET", "", NULL);
  sb_assert_status (sandbox, 404, "GET", "/users/", NULL);
  sb_assert_status (sandbox, 404, "GET", "/nothing", NULL);
  sb_assert_status (sandbox, 404, "GET", "/itemcustomfields/abc/options", NULL);
  sb_assert_status (sandbox, 404, "GET", "/itemcustomfields/7321/options", NULL);   /* a text field */
  sb_assert_status (sandbox, 404, "GET", "/documentcustomfields/7301/options", NULL);
  sb_assert_status (sandbox, 405, "DELETE", OPTIONS "/88001", NULL);
  sb_assert_status (sandbox, 405, "GET", OPTIONS "/88001", NULL);
  sb_assert_status (sandbox, 405, "POST", "/itemcustomfields/options/depend_add", NULL);
  sb_assert_status (sandbox, 405, "PATCH", "/users/5001", "netSuiteId=1");
  sb_assert_status (sandbox, 404, "PATCH", OPTIONS "/1", "externalId=1");
}

static void
test_edge_and_credentials (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  const char *no_agent[] = { "x-auth-token", "t", NULL };
  const char *wrong[] = { "user-agent", "test/1", "x-auth-token", "wrong", "email", "a@b", NULL };
  g_autoptr (SbReply) blocked = sb_fixture_call (sandbox, "GET", "/precoro/users", no_agent, NULL);
  g_autoptr (SbReply) refused = sb_fixture_call (sandbox, "GET", "/precoro/nothing", wrong, NULL);

  g_assert_cmpuint (blocked->wire.status, ==, 403);
  g_assert_true (g_str_has_prefix (blocked->wire.content_type, "text/html"));
  g_assert_cmpuint (refused->wire.status, ==, 401);
  g_assert_cmpstr (refused->wire.body->str, ==, "{\"message\": \"Bad credentials\"}");
}

static void
test_media_type (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autofree char *info = sb_precoro_dup_info (sandbox);
  g_autoptr (JsonNode) root = json_from_string (info, NULL);
  JsonObject *company = json_array_get_object_element (json_node_get_array (root), 0);
  const char *headers[] = {
    "user-agent", "test/1", "x-auth-token", json_object_get_string_member (company, "token"), "email",
    json_object_get_string_member (company, "email"), "content-type", "application/json", NULL
  };
  const char *json = "{\"name\":\"From JSON\",\"parent\":{\"id\":88001},\"code\":null}";
  g_autoptr (SbReply) refused = sb_fixture_call (sandbox, "POST", "/precoro" OPTIONS, headers, json);
  g_autoptr (SbReply) settings = sb_fixture_control (sandbox, "POST", "settings",
                                                     "{\"assume\":{\"precoro.accept-json\":\"on\"}}");
  g_autoptr (SbReply) accepted = sb_fixture_call (sandbox, "POST", "/precoro" OPTIONS, headers, json);

  g_assert_cmpuint (refused->wire.status, ==, 415);
  g_assert_cmpuint (accepted->wire.status, ==, 201);
  sb_assert_value (accepted, "parent.id", "88001");
  sb_assert_value (accepted, "code", "null");
}

static void
test_users (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (SbReply) all = sb_fixture_precoro (sandbox, 0, "GET", "/users?per_page=200", NULL);
  g_autoptr (SbReply) inactive = sb_fixture_precoro (sandbox, 0, "GET", "/users?enable=0&per_page=200", NULL);
  g_autofree char *info = sb_precoro_dup_info (sandbox);
  g_autofree char *email = sb_reply_dup (all, "data.0.email");

  g_assert_cmpuint (sb_reply_count (all, "data.0"), ==, 6);
  g_assert_cmpuint (sb_reply_count (all, "data"), >, 5);
  g_assert_cmpuint (sb_reply_count (inactive, "data"), <, sb_reply_count (all, "data"));
  /* the key's owner is there: a client tests the connection by him */
  g_assert_nonnull (strstr (info, email));
}

static void
test_orders (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (SbReply) list = sb_fixture_precoro (sandbox, 0, "GET", "/purchaseorders?status[]=2&per_page=10", NULL);
  g_autoptr (SbReply) one = NULL;
  g_autoptr (SbReply) marked = NULL;
  g_autoptr (SbReply) unsent = NULL;
  g_autofree char *idn = sb_reply_dup (list, "data.0.idn");
  g_autofree char *id = sb_reply_dup (list, "data.0.id");
  g_autofree char *by_idn = g_strconcat ("/purchaseorders/", idn, NULL);
  g_autofree char *by_id = g_strconcat ("/purchaseorders/", id, NULL);

  sb_assert_value (list, "data.0.statusString", "Approved");
  sb_assert_value (list, "data.0.items", "absent");
  one = sb_fixture_precoro (sandbox, 0, "GET", by_idn, NULL);
  sb_assert_value (one, "id", id);
  sb_assert_value (one, "legalEntity", "null");
  g_assert_cmpuint (sb_reply_count (one, "items.data"), >, 0);
  /* region, department, class */
  g_assert_cmpuint (sb_reply_count (one, "dataDocumentCustomFields.data"), ==, 3);
  sb_assert_status (sandbox, 404, "GET", by_id, NULL);
  sb_assert_status (sandbox, 404, "PATCH", by_id, "externalId=1");

  sb_sandbox_advance (sandbox, 5 * G_USEC_PER_SEC);
  marked = sb_fixture_precoro (sandbox, 0, "PATCH", by_idn, "externalId=30417");
  sb_assert_value (marked, "externalId", "30417");
  sb_assert_value (marked, "updateDate", "2026-03-04T10:15:35+00:00");
  unsent = sb_fixture_precoro (sandbox, 0, "GET", "/purchaseorders?sent_to_external=1", NULL);
  sb_assert_value (unsent, "meta.pagination.total", "1");
}

static void
test_suppliers_and_locations (void)
{
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, NULL);
  g_autoptr (SbReply) suppliers = sb_fixture_precoro (sandbox, 0, "GET", "/suppliers?enable=1&externalIntegrated=0", NULL);
  g_autoptr (SbReply) supplier = sb_fixture_precoro (sandbox, 0, "PATCH", "/suppliers/9301", "externalId=44");
  g_autoptr (SbReply) location = sb_fixture_precoro (sandbox, 0, "PATCH", "/locations/41", "externalId=7");

  g_assert_cmpuint (sb_reply_count (suppliers, "data"), >, 0);
  sb_assert_value (supplier, "externalId", "44");
  sb_assert_value (location, "externalId", "7");
  sb_assert_status (sandbox, 404, "GET", "/suppliers/1", NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/precoro/fields", test_fields);
  g_test_add_func ("/precoro/options/chain", test_chain);
  g_test_add_func ("/precoro/options/raw-brackets", test_raw_brackets);
  g_test_add_func ("/precoro/options/names", test_names_round_trip);
  g_test_add_func ("/precoro/options/validation", test_validation);
  g_test_add_func ("/precoro/options/depth", test_depth);
  g_test_add_func ("/precoro/options/move", test_rename_and_move);
  g_test_add_func ("/precoro/options/enable", test_enable);
  g_test_add_func ("/precoro/options/patch", test_patch_reads_external_id_alone);
  g_test_add_func ("/precoro/options/companies", test_companies_apart);
  g_test_add_func ("/precoro/options/filters", test_option_filters);
  g_test_add_func ("/precoro/options/scope", test_scope);
  g_test_add_func ("/precoro/pages", test_pages);
  g_test_add_func ("/precoro/routes", test_routes);
  g_test_add_func ("/precoro/credentials", test_edge_and_credentials);
  g_test_add_func ("/precoro/media-type", test_media_type);
  g_test_add_func ("/precoro/users", test_users);
  g_test_add_func ("/precoro/orders", test_orders);
  g_test_add_func ("/precoro/master-data", test_suppliers_and_locations);

  return g_test_run ();
}
