/* test-precoro-variants.c: each switch of the Precoro half does what its name says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The limits' switches are in test-precoro-limits.c.
 */

#include "sb-fixture.h"

#include <string.h>

#define OPTIONS "/itemcustomfields/7301/options"
#define PHASE   "name=Phase&externalId=1734&code=PH&parent[id]=88002"

/* One request under a variant and what its answer shows. */
typedef struct {
  const char *setting;
  const char *method;
  const char *target;
  const char *form;
  guint       status;
  const char *path;       /* NULL: the status is all */
  const char *expected;
} Case;

static const Case cases[] = {
  { "precoro.not-found=json", "GET", "/nothing", NULL, 404, "error", "Resource not found" },
  { "precoro.not-found=plain", "GET", "/nothing", NULL, 404, "error", NULL },
  { "precoro.validation-status=400", "POST", OPTIONS, "name=", 400, NULL, NULL },
  { "precoro.validation-status=422", "POST", OPTIONS, "name=", 422, "errors.errors.name", "This value should not be blank." },

  { "precoro.pagination=all", "GET", "/locations?per_page=10", NULL, 200, "meta.pagination",
    "{\"total\":3,\"count\":3,\"per_page\":10,\"current_page\":1,\"total_pages\":1,\"has_next_page\":false}" },
  { "precoro.pagination=modern", "GET", "/locations", NULL, 200, "meta.pagination",
    "{\"current_page\":1,\"has_next_page\":false}" },
  { "precoro.pagination=legacy", "GET", "/locations?per_page=10", NULL, 200, "meta.pagination",
    "{\"total\":3,\"count\":3,\"per_page\":10,\"current_page\":1,\"total_pages\":1}" },
  { "precoro.default-page-size=20", "GET", "/locations", NULL, 200, "meta.pagination.per_page", "20" },
  { "precoro.default-page-size=50", "GET", "/locations", NULL, 200, "meta.pagination.per_page", "50" },
  { "precoro.default-page-size=200", "GET", "/locations", NULL, 200, "meta.pagination.per_page", "200" },
  { "precoro.odd-page-size=default", "GET", "/locations?per_page=1000", NULL, 200, "meta.pagination.per_page", "20" },
  { "precoro.odd-page-size=refused", "GET", "/locations?per_page=1000", NULL, 400, NULL, NULL },
  { "precoro.page-beyond=empty", "GET", "/locations?page=2", NULL, 200, "data", "[]" },
  { "precoro.page-beyond=not-found", "GET", "/locations?page=2", NULL, 404, NULL, NULL },
  { "precoro.option-paging=honoured", "GET", OPTIONS "?per_page=10", NULL, 200, "meta.pagination.per_page", "10" },
  { "precoro.option-paging=ignored", "GET", OPTIONS "?per_page=10", NULL, 200, "meta.pagination.count", "8" },
  { "precoro.option-filters=honoured", "GET", OPTIONS "?external_id[]=1", NULL, 200, "meta.pagination.total", "0" },
  { "precoro.option-filters=ignored", "GET", OPTIONS "?external_id[]=1", NULL, 200, "meta.pagination.total", "8" },
  { "precoro.disabled-options=shown", "GET", OPTIONS, NULL, 200, "meta.pagination.total", "8" },
  { "precoro.disabled-options=hidden", "GET", OPTIONS, NULL, 200, "meta.pagination.total", "6" },
  { "precoro.user-filters=honoured", "GET", "/users?enable=2&enable=0", NULL, 200, "data.0.enable", "false" },
  { "precoro.user-filters=ignored", "GET", "/users?enable=0", NULL, 200, "data.0.enable", "true" },
  { "precoro.sent-to-external=honoured", "GET", "/purchaseorders?sent_to_external=1", NULL, 200, "meta.pagination.total", "0" },
  { "precoro.sent-to-external=ignored", "GET", "/purchaseorders?sent_to_external=1", NULL, 200, "meta.pagination.total", "60" },
  { "precoro.order-order=newest", "GET", "/purchaseorders", NULL, 200, "data.0.idn", "1060" },
  { "precoro.order-order=oldest", "GET", "/purchaseorders", NULL, 200, "data.0.idn", "1001" },

  { "precoro.empty=null", "GET", "/purchaseorders/1001", NULL, 200, "legalEntity", "null" },
  { "precoro.empty=array", "GET", "/purchaseorders/1001", NULL, 200, "legalEntity", "[]" },
  { "precoro.empty=absent", "GET", "/purchaseorders/1001", NULL, 200, "legalEntity", "absent" },
  { "precoro.date-form=offset", "GET", "/itemcustomfields", NULL, 200, "data.0.createDate", "2025-05-08T10:15:30+00:00" },
  { "precoro.date-form=zulu", "GET", "/itemcustomfields", NULL, 200, "data.0.createDate", "2025-05-08T10:15:30Z" },
  { "precoro.level-base=1", "POST", OPTIONS, PHASE, 201, "level", "2" },
  { "precoro.level-base=0", "POST", OPTIONS, PHASE, 201, "level", "1" },
  { "precoro.label=code-name", "POST", OPTIONS, PHASE, 201, "label", "PH Phase" },
  { "precoro.label=name", "POST", OPTIONS, PHASE, 201, "label", "Phase" },
  { "precoro.drop-down-type=0", "GET", "/itemcustomfields", NULL, 200, "data.0.type", "0" },
  { "precoro.drop-down-type=1", "GET", "/itemcustomfields", NULL, 200, "data.0.type", "1" },
  { "precoro.users=full", "GET", "/users", NULL, 200, "data.0.enable", "true" },
  { "precoro.users=minimal", "GET", "/users", NULL, 200, "data.0.enable", "absent" },
  { "precoro.purchaser-key=creator", "GET", "/purchaseorders/1001", NULL, 200, "purchaser", "absent" },
  { "precoro.purchaser-key=purchaser", "GET", "/purchaseorders/1001", NULL, 200, "creator", "absent" },
  { "precoro.purchaser-key=both", "GET", "/purchaseorders/1001", NULL, 200, "creator.id", "5001" },
  { "precoro.creator=id-only", "GET", "/purchaseorders/1001", NULL, 200, "creator.email", "absent" },

  { "precoro.create-status=201", "POST", OPTIONS, PHASE, 201, NULL, NULL },
  { "precoro.create-status=200", "POST", OPTIONS, PHASE, 200, "name", "Phase" },
  { "precoro.write-body=full", "POST", OPTIONS, PHASE, 201, "code", "PH" },
  { "precoro.write-body=id", "POST", OPTIONS, PHASE, 201, "name", "absent" },
  { "precoro.write-body=id", "PUT", OPTIONS "/88001", "enable=0", 200, "", "{\"id\":88001}" },
  { "precoro.external-on-post=stored", "POST", OPTIONS, PHASE, 201, "externalId", "1734" },
  { "precoro.external-on-post=ignored", "POST", OPTIONS, PHASE, 201, "externalId", "null" },
  { "precoro.put=keep", "PUT", OPTIONS "/88004", "name=X", 200, "parent.id", "88002" },
  { "precoro.put=keep", "PUT", OPTIONS "/88004", "name=X", 200, "code", "WEB" },
  { "precoro.put=replace", "PUT", OPTIONS "/88004", "name=X", 200, "parent", "null" },
  { "precoro.put=replace", "PUT", OPTIONS "/88004", "name=X", 200, "code", "null" },
  { "precoro.put=replace", "PUT", OPTIONS "/88004", "name=X", 200, "enable", "false" },
  { "precoro.enable-on-put=honoured", "PUT", OPTIONS "/88001", "enable=0", 200, "enable", "false" },
  { "precoro.enable-on-put=ignored", "PUT", OPTIONS "/88001", "enable=0", 200, "enable", "true" },
  { "precoro.move=allowed", "PUT", OPTIONS "/88003", "parent[id]=88001", 200, "parent.id", "88001" },
  { "precoro.move=refused", "PUT", OPTIONS "/88003", "parent[id]=88001", 400, NULL, NULL },
  { "precoro.move=refused", "PUT", OPTIONS "/88003", "name=X&parent[id]=88002", 200, NULL, NULL },
  { "precoro.disabled-parent=allowed", "POST", OPTIONS, "name=X&parent[id]=88005", 201, NULL, NULL },
  { "precoro.disabled-parent=refused", "POST", OPTIONS, "name=X&parent[id]=88005", 400, NULL, NULL },
  { "precoro.unique-names=allow", "POST", OPTIONS, "name=General+overhead", 201, NULL, NULL },
  { "precoro.unique-names=refuse", "POST", OPTIONS, "name=General+overhead", 400, "errors.errors.name", "This value is already used." },
  { "precoro.unique-names=refuse", "POST", OPTIONS, "name=General+overhead&parent[id]=88002", 201, NULL, NULL },
  { "precoro.unique-names=refuse", "PUT", OPTIONS "/88001", "name=General+overhead", 200, NULL, NULL },
  { "precoro.external-id-form=any", "POST", OPTIONS, "name=X&externalId=job-7", 201, "externalId", "job-7" },
  { "precoro.external-id-form=digits", "POST", OPTIONS, "name=X&externalId=job-7", 400, NULL, NULL },
  { "precoro.external-id-form=digits", "POST", OPTIONS, "name=X&externalId=7", 201, NULL, NULL },
  { "precoro.netsuite-owned=writable", "PUT", OPTIONS "/88006", "name=X", 200, NULL, NULL },
  { "precoro.netsuite-owned=refused", "PUT", OPTIONS "/88006", "name=X", 400, NULL, NULL },
  { "precoro.netsuite-owned=refused", "PATCH", OPTIONS "/88006", "externalId=1", 400, NULL, NULL },
  { "precoro.ext-user-link=off", "PATCH", "/users/5001", "netSuiteId=7", 405, NULL, NULL },
  { "precoro.ext-user-link=on", "PATCH", "/users/5001", "netSuiteId=7", 200, "netSuiteId", "7" },
  { "precoro.ext-user-link=on", "PATCH", "/users/1", "netSuiteId=7", 404, NULL, NULL },
  { "precoro.mark-touches=on", "PATCH", "/purchaseorders/1001", "externalId=1", 200, "updateDate", "2026-03-04T10:15:30+00:00" },
};

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  const char *settings[] = { test->setting, NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  g_autoptr (SbReply) reply = sb_fixture_precoro (sandbox, 0, test->method, test->target, test->form);

  g_assert_cmpuint (reply->wire.status, ==, test->status);
  if (test->expected != NULL)
    sb_assert_value (reply, test->path, test->expected);
  else if (test->path != NULL)
    g_assert_null (reply->json);
}

static SbReply *
call_under (const char *setting, const char *method, const char *target, const char *form)
{
  const char *settings[] = { setting, NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);

  return sb_fixture_precoro (sandbox, 0, method, target, form);
}

static GType
get_type (SbReply *reply, const char *member)
{
  return json_node_get_value_type (json_object_get_member (json_node_get_object (reply->json), member));
}

static void
test_types (void)
{
  g_autoptr (SbReply) text = call_under ("precoro.external-id-type=string", "POST", OPTIONS, PHASE);
  g_autoptr (SbReply) number = call_under ("precoro.external-id-type=number", "POST", OPTIONS, PHASE);
  g_autoptr (SbReply) no_number = call_under ("precoro.external-id-type=number", "POST", OPTIONS, "name=X&externalId=007");
  g_autoptr (SbReply) idn = call_under ("precoro.idn-type=number", "GET", "/purchaseorders/1001", NULL);
  g_autoptr (SbReply) amount = call_under ("precoro.amount-type=number", "GET", "/purchaseorders/1001", NULL);
  g_autoptr (SbReply) owned = call_under ("precoro.netsuite-id-type=number", "PUT", OPTIONS "/88006", "name=X");

  g_assert_cmpuint (get_type (text, "externalId"), ==, G_TYPE_STRING);
  g_assert_cmpuint (get_type (number, "externalId"), ==, G_TYPE_INT64);
  g_assert_cmpuint (get_type (no_number, "externalId"), ==, G_TYPE_STRING);
  g_assert_cmpuint (get_type (idn, "idn"), ==, G_TYPE_INT64);
  g_assert_cmpuint (get_type (amount, "sum"), ==, G_TYPE_DOUBLE);
  g_assert_cmpuint (get_type (owned, "netSuiteId"), ==, G_TYPE_INT64);
}

static void
test_lines (void)
{
  g_autoptr (SbReply) data = call_under ("precoro.lines=data", "GET", "/purchaseorders/1001", NULL);
  g_autoptr (SbReply) array = call_under ("precoro.lines=array", "GET", "/purchaseorders/1001", NULL);
  g_autoptr (SbReply) map = call_under ("precoro.lines=map", "GET", "/purchaseorders/1001", NULL);
  g_autofree char *id = sb_reply_dup (data, "items.data.0.id");
  g_autofree char *path = g_strdup_printf ("items.%s.id", id);

  sb_assert_value (array, "items.0.id", id);
  sb_assert_value (map, path, id);
}

static void
test_option_order (void)
{
  const char *settings[] = { "precoro.option-order=id", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  g_autoptr (SbReply) list = NULL;

  /* now its parent comes after it */
  sb_assert_status (sandbox, 200, "PUT", OPTIONS "/88003", "parent[id]=88008");
  list = sb_fixture_precoro (sandbox, 0, "GET", OPTIONS, NULL);
  sb_assert_value (list, "data.2.id", "88003");
  sb_assert_value (list, "data.2.parent.id", "88008");
}

static void
test_unique_external_id (void)
{
  const char *settings[] = { "precoro.unique-external-id=refuse", NULL };
  g_autoptr (SbSandbox) strict = sb_fixture_new (SB_RATE_OFF, settings);
  g_autoptr (SbSandbox) lenient = sb_fixture_new (SB_RATE_OFF, NULL);

  sb_assert_status (strict, 201, "POST", OPTIONS, "name=A&externalId=1");
  sb_assert_status (strict, 400, "POST", OPTIONS, "name=B&externalId=1");
  sb_assert_status (strict, 400, "PATCH", OPTIONS "/88001", "externalId=1");
  sb_assert_status (strict, 201, "POST", "/itemcustomfields/7311/options", "name=B&externalId=1");
  sb_assert_status (lenient, 201, "POST", OPTIONS, "name=A&externalId=1");
  sb_assert_status (lenient, 201, "POST", OPTIONS, "name=B&externalId=1");
}

static void
test_name_limit (void)
{
  const char *settings[] = { "precoro.name-limit=255", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  g_autoptr (GString) form = g_string_new ("name=");

  for (guint i = 0; i < 255; i++)
    g_string_append (form, "%C3%A9");
  sb_assert_status (sandbox, 201, "POST", OPTIONS, form->str);
  g_string_append_c (form, 'x');
  sb_assert_status (sandbox, 400, "POST", OPTIONS, form->str);
}

static void
test_disable_children (void)
{
  const char *settings[] = { "precoro.disable-children=cascade", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  g_autoptr (SbReply) child = NULL;

  sb_assert_status (sandbox, 200, "PUT", OPTIONS "/88002", "enable=0");
  child = sb_fixture_precoro (sandbox, 0, "PATCH", OPTIONS "/88003", NULL);
  sb_assert_value (child, "enable", "false");
}

static void
test_mark_without_touch (void)
{
  g_autoptr (SbReply) before = call_under ("precoro.mark-touches=off", "GET", "/purchaseorders/1001", NULL);
  g_autoptr (SbReply) after = call_under ("precoro.mark-touches=off", "PATCH", "/purchaseorders/1001", "externalId=1");
  g_autofree char *date = sb_reply_dup (before, "updateDate");

  sb_assert_value (after, "externalId", "1");
  sb_assert_value (after, "updateDate", date);
}

static SbReply *
call_bare (const char *setting, const char *agent)
{
  const char *settings[] = { setting, NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  const char *headers[] = { agent != NULL ? "user-agent" : NULL, agent, NULL };

  return sb_fixture_call (sandbox, "GET", "/precoro/users", headers, NULL);
}

static void
test_edge (void)
{
  g_autoptr (SbReply) unchecked = call_bare ("precoro.user-agent-check=off", NULL);
  g_autoptr (SbReply) python = call_bare ("precoro.user-agent-check=on", "Python-urllib/3.11");
  g_autoptr (SbReply) plain = call_bare ("precoro.bad-credentials=plain", "test/1");

  g_assert_cmpuint (unchecked->wire.status, ==, 401);
  g_assert_cmpuint (python->wire.status, ==, 403);
  g_assert_cmpstr (plain->wire.body->str, ==, "Bad credentials");
}

static void
test_accept (void)
{
  const char *settings[] = { "precoro.accept-header=required", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  g_autofree char *info = sb_precoro_dup_info (sandbox);
  g_autoptr (JsonNode) root = json_from_string (info, NULL);
  JsonObject *company = json_array_get_object_element (json_node_get_array (root), 0);
  const char *headers[] = { "user-agent", "t", "x-auth-token", json_object_get_string_member (company, "token"), "email",
                            json_object_get_string_member (company, "email"), NULL };
  g_autoptr (SbReply) refused = sb_fixture_call (sandbox, "GET", "/precoro/users", headers, NULL);

  g_assert_cmpuint (refused->wire.status, ==, 406);
  sb_assert_status (sandbox, 200, "GET", "/users", NULL);
}

static void
test_pace_limiter (void)
{
  const char *settings[] = { "precoro.pace-limiter=second", NULL };
  g_autoptr (SbSandbox) sandbox = sb_fixture_new (SB_RATE_REAL, settings);
  g_autoptr (SbReply) reply = NULL;

  sb_assert_status (sandbox, 200, "GET", "/users", NULL);
  reply = sb_fixture_precoro (sandbox, 0, "GET", "/suppliers", NULL);
  sb_assert_value (reply, "RateLimit-Type", "Second limiter");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/precoro-variants/%s/%u", cases[i].setting, i);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/precoro-variants/types", test_types);
  g_test_add_func ("/precoro-variants/lines", test_lines);
  g_test_add_func ("/precoro-variants/option-order", test_option_order);
  g_test_add_func ("/precoro-variants/unique-external-id", test_unique_external_id);
  g_test_add_func ("/precoro-variants/name-limit", test_name_limit);
  g_test_add_func ("/precoro-variants/disable-children", test_disable_children);
  g_test_add_func ("/precoro-variants/mark-touches", test_mark_without_touch);
  g_test_add_func ("/precoro-variants/edge", test_edge);
  g_test_add_func ("/precoro-variants/accept-header", test_accept);
  g_test_add_func ("/precoro-variants/pace-limiter", test_pace_limiter);

  return g_test_run ();
}
