/* test-suiteprojects-rest.c: the REST API's rules, A1 to A9 and A18 of its reference
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteprojects-fixture.h"

#include <string.h>

typedef struct {
  SbSandbox *sandbox;
  char      *token;
} Session;

static void
set_up (Session *self, gconstpointer settings)
{
  self->sandbox = sb_fixture_new (SB_RATE_OFF, settings);
  self->token = sb_spp_dup_token (self->sandbox);
}

static void
tear_down (Session *self, gconstpointer settings)
{
  g_free (self->token);
  sb_sandbox_free (self->sandbox);
}

static SbReply *
call (Session *self, const char *method, const char *target, const char *body)
{
  return sb_spp_rest (self->sandbox, self->token, method, target, body);
}

static void
assert_status (Session *self, guint status, const char *method, const char *target, const char *body)
{
  g_autoptr (SbReply) reply = call (self, method, target, body);
  g_autofree char *message = sb_reply_dup (reply, "message");

  if (reply->wire.status != status || (status >= 400 && strcmp (message, "absent") == 0))
    g_error ("%s %s: %u %s", method, target, reply->wire.status, reply->wire.body->str);
}

/* A4: one message for an expired, an unknown and a foreign token, another for a broken header. */
static void
test_bearer (Session *self, gconstpointer data)
{
  const char *glued[] = { "authorization", "BearerX", NULL };
  const char *doubled[] = { "authorization", "Bearer  x", NULL };
  const char *unknown[] = { "authorization", "Bearer x", NULL };
  g_autoptr (SbReply) broken = sb_fixture_call (self->sandbox, "GET", "/suiteprojects/rest/v1/contacts/", glued, NULL);
  g_autoptr (SbReply) blanks = sb_fixture_call (self->sandbox, "GET", "/suiteprojects/rest/v1/contacts/", doubled, NULL);
  g_autoptr (SbReply) stranger = sb_fixture_call (self->sandbox, "GET", "/suiteprojects/rest/v1/contacts/", unknown, NULL);
  g_autoptr (SbReply) nobody = sb_fixture_call (self->sandbox, "GET", "/suiteprojects/rest/v1/contacts/", NULL, NULL);
  g_autoptr (SbReply) expired = NULL;
  const char *dead = "Bearer error=\"insufficient_scope\", error_description=\"The access token is invalid\"";

  g_assert_cmpuint (broken->wire.status, ==, 400);
  g_assert_cmpstr (sb_reply_header (broken, "WWW-Authenticate"), ==,
                   "Bearer error=\"invalid_request\", error_description=\"Invalid Bearer token format\"");
  g_assert_cmpuint (blanks->wire.status, ==, 400);
  g_assert_cmpuint (stranger->wire.status, ==, 401);
  g_assert_cmpstr (sb_reply_header (stranger, "WWW-Authenticate"), ==, dead);
  g_assert_cmpuint (nobody->wire.status, ==, 401);
  sb_sandbox_advance (self->sandbox, 3600 * (gint64) G_USEC_PER_SEC);
  expired = call (self, "GET", "/contacts/", NULL);
  g_assert_cmpuint (expired->wire.status, ==, 401);
  g_assert_cmpstr (sb_reply_header (expired, "WWW-Authenticate"), ==, dead);
}

static void
test_methods (Session *self, gconstpointer data)
{
  assert_status (self, 405, "POST", "/customers/", "{\"company\":\"X\"}");
  assert_status (self, 405, "PUT", "/customers/1", "{\"company\":\"X\"}");
  assert_status (self, 405, "DELETE", "/customers/1", NULL);
  assert_status (self, 405, "POST", "/users/", "{\"nickname\":\"x\"}");
  assert_status (self, 405, "PUT", "/time-entries/1", "{}");
  assert_status (self, 405, "DELETE", "/project-tasks/2", NULL);
  assert_status (self, 200, "GET", "/project-phases/1", NULL);
  assert_status (self, 404, "GET", "/project-tasks/1", NULL);
  assert_status (self, 200, "GET", "/project-tasks/2", NULL);
  assert_status (self, 405, "POST", "/project-milestones/", "{}");
  assert_status (self, 200, "GET", "/expense-reports/1/receipts", NULL);
  assert_status (self, 200, "GET", "/expense-reports/1/receipts/1", NULL);
  assert_status (self, 404, "GET", "/expense-reports/2/receipts", NULL);
  assert_status (self, 405, "DELETE", "/expense-reports/1/receipts/1", NULL);
  assert_status (self, 404, "GET", "/vendors/", NULL);
  assert_status (self, 404, "GET", "/customers/99999", NULL);
  assert_status (self, 404, "GET", "/customers/abc", NULL);
  assert_status (self, 200, "GET", "/customers", NULL);
}

static void
test_read (Session *self, gconstpointer data)
{
  g_autoptr (SbReply) one = call (self, "GET", "/projects/1?fields=name,customerId,isTemplate,startDate,budget,created,attachments&expand=customerId", NULL);
  g_autoptr (SbReply) whole = call (self, "GET", "/customers/1", NULL);
  g_autofree char *created = sb_reply_dup (whole, "data.0.created");

  g_assert_cmpuint (one->wire.status, ==, 400);   /* attachments are no attribute to choose */
  g_clear_pointer (&one, sb_reply_free);
  one = call (self, "GET", "/projects/1?fields=name,customerId,isTemplate,startDate,budget&expand=customerId", NULL);
  sb_assert_value (one, "message", "success");
  sb_assert_value (one, "data.0", "{\"id\":1,\"name\":\"Template: Implementation\",\"customerId\":1,\"startDate\":\"2024-07-01\",\"budget\":50000.0,"
                   "\"isTemplate\":true}");
  sb_assert_value (one, "meta.relationships.0", "{\"customerId\":{\"type\":\"customer\",\"id\":1}}");
  sb_assert_value (one, "included.0.company", "Harbor Consulting");
  g_assert_true (g_str_has_prefix (created, "2024-06-0") && strlen (created) == strlen ("YYYY-MM-DD HH:MM:SS"));
  sb_assert_value (whole, "data.0.costCenterId", "0");
  sb_assert_value (whole, "data.0.externalId", "");
  sb_assert_value (whole, "data.0.address1", "1 Harbor Street");
  sb_assert_value (whole, "data.0.cfkey_account", "false");
  sb_assert_value (whole, "data.0.cfnetsuite_customer_id", "");
  sb_assert_value (whole, "data.0.first", "absent");
  assert_status (self, 400, "GET", "/projects/1?fields=nothing", NULL);
  assert_status (self, 400, "GET", "/projects/1?expand=name", NULL);
  assert_status (self, 400, "GET", "/projects/1?limit=1", NULL);
}

static void
test_paging (Session *self, gconstpointer data)
{
  g_autoptr (SbReply) first = call (self, "GET", "/customers/?limit=3", NULL);
  g_autoptr (SbReply) second = call (self, "GET", "/customers/?limit=3&offset=3&orderBy=-id&fields=id", NULL);

  g_assert_cmpuint (sb_reply_count (first, "data"), ==, 3);
  sb_assert_value (first, "meta.rowsPerPage", "3");
  sb_assert_value (first, "meta.links.0.rel", "self");
  sb_assert_value (first, "meta.links.1.rel", "next");
  sb_assert_value (first, "meta.links.1.href", SB_FIXTURE_URL "/suiteprojects/rest/v1/customers/?limit=3&offset=3");
  sb_assert_value (second, "meta.links.0.rel", "first");
  sb_assert_value (second, "meta.links.1.rel", "prev");
  sb_assert_value (second, "meta.links.2.href", SB_FIXTURE_URL "/suiteprojects/rest/v1/customers/?limit=3&offset=3&orderBy=-id&fields=id");
  assert_status (self, 400, "GET", "/customers/?limit=1001", NULL);
  assert_status (self, 400, "GET", "/customers/?limit=0", NULL);
  assert_status (self, 400, "GET", "/customers/?limit=3&offset=4", NULL);
  assert_status (self, 400, "GET", "/customers/?offset=-100", NULL);
  assert_status (self, 400, "GET", "/customers/?page=2", NULL);
  assert_status (self, 400, "GET", "/customers/?filterSetId=2", NULL);
  assert_status (self, 200, "GET", "/customers/?filterSetId=1", NULL);
}

static void
test_sorting (Session *self, gconstpointer data)
{
  g_autoptr (SbReply) plus = call (self, "GET", "/customers/?orderBy=+company&limit=1", NULL);
  g_autoptr (SbReply) encoded = call (self, "GET", "/customers/?orderBy=%2Bcompany&limit=1", NULL);
  g_autoptr (SbReply) blank = call (self, "GET", "/customers/?orderBy=%20company&limit=1", NULL);
  g_autofree char *first = sb_reply_dup (plus, "data.0.id");

  sb_assert_value (encoded, "data.0.id", first);
  sb_assert_value (blank, "data.0.id", first);
  assert_status (self, 400, "GET", "/customers/?orderBy=company,id", NULL);
  assert_status (self, 400, "GET", "/customers/?orderBy=currency", NULL);   /* flagged as not to be sorted by */
  assert_status (self, 400, "GET", "/customers/?orderBy=name", NULL);       /* nobody knows */
}

static void
test_filters (Session *self, gconstpointer data)
{
  static const struct { const char *q, *rows; } good[] = {
    { "company IS 'Prospect Partners LLC'", "1" },
    { "currency IS 'EUR' AND city IS 'Zürich'", "1" },
    { "id ANY_OF [1,2,77777]", "2" },
    { "id EQUAL 3", "1" },
    { "id BETWEEN [1,2]", "2" },
    { "created BETWEEN ['2020-01-01','2024-06-01']", "0" },
    { "cfnetsuite_customer_id CONTAIN '9999'", "1" },
    { "cfrating CONTAIN_NOT 'A'", NULL },
    { "cfscore EQUAL 5", "0" },
    { "cfkey_account EQUAL 1", "0" },
    { "cfcustomer_since BETWEEN ['2020-01-01','2021-01-01']", "0" },
    { "cfnetsuite_customer_id IS '999999'", "1" },
    { "externalId IS 'none'", "0" },
    { "updated BETWEEN ['2024-01-01','2999-12-31']", NULL },
  };
  static const char * const bad[] = { "", "company", "company IS", "company = 'x'", "company IS x", "company IS 'x", "nothing IS 'x'", "company EQUAL 1",
                                      "id IS '1'", "id BETWEEN [1]", "id BETWEEN [1,2,3]", "id ANY_OF 1", "company IS 'x' OR id EQUAL 1", "name IS 'x'",
                                      "id GREATER 5", "created BETWEEN ['soon','later']",
                                      /* what is said of other kinds only */
                                      "company CONTAIN 'Dormant'", "company BETWEEN ['a','b']", "created EQUAL '2024-06-01'", "cfrating EQUAL 1",
                                      "cfscore IS '5'", "cfscore EQUAL '5'", "cfkey_account CONTAIN '1'", "cfcustomer_since IS '2020-01-01'",
                                      "cfcustomer_since BETWEEN ['x','y']", "company IS 'x' company IS 'y'" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *escaped = g_uri_escape_string (good[i].q, NULL, FALSE);
      g_autofree char *target = g_strconcat ("/customers/?q=", escaped, NULL);
      g_autoptr (SbReply) reply = call (self, "GET", target, NULL);
      g_autofree char *rows = sb_reply_dup (reply, "meta.totalRows");

      if (reply->wire.status != 200 || (good[i].rows != NULL && strcmp (rows, good[i].rows) != 0))
        g_error ("%s: %s rows, %s", good[i].q, rows, reply->wire.body->str);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *escaped = g_uri_escape_string (bad[i], NULL, FALSE);
      g_autofree char *target = g_strconcat ("/customers/?q=", escaped, NULL);

      assert_status (self, 400, "GET", target, NULL);
    }
}

static void
test_contacts (Session *self, gconstpointer data)
{
  g_autoptr (SbReply) created = call (self, "POST", "/contacts/", "{\"customerId\":1,\"firstName\":\"Ada\",\"lastName\":\"Example\",\"jobTitle\":\"Buyer\","
                                      "\"email\":\"ada@example.test\",\"isActive\":true,\"cfnetsuite_contact_id\":\"77\"}");
  g_autofree char *id = sb_reply_dup (created, "data.0.id");
  g_autofree char *target = g_strconcat ("/contacts/", id, NULL);
  g_autofree char *returning = g_strconcat (target, "?return_object=1&fields=lastName,isActive,cfnetsuite_contact_id", NULL);
  g_autofree char *written = g_strdup_printf ("{\"id\":%s}", id);
  g_autofree char *expected = g_strdup_printf ("{\"id\":%s,\"lastName\":\"Sample\",\"isActive\":true,\"cfnetsuite_contact_id\":\"77\"}", id);
  g_autofree char *bad_expand = g_strconcat (target, "?return_object=1&expand=lastName", NULL);
  g_autofree char *state = NULL;
  g_autoptr (SbReply) changed = NULL;

  sb_assert_value (created, "message", "success");
  sb_assert_value (created, "data.0", written);
  assert_status (self, 404, "GET", target, NULL);        /* made after the token */
  assert_status (self, 404, "PUT", target, "{\"lastName\":\"Sample\"}");
  assert_status (self, 400, "POST", "/session/cache/refresh", "{\"filterSet\":1}");
  assert_status (self, 200, "POST", "/session/cache/refresh", "{\"filterSet\":true}");
  assert_status (self, 200, "GET", target, NULL);
  assert_status (self, 400, "PUT", bad_expand, "{\"lastName\":\"Never\"}");
  changed = call (self, "PUT", returning, "{\"lastName\":\"Sample\"}");
  sb_assert_value (changed, "data.0", expected);
  state = sb_suiteprojects_dup_state (self->sandbox, "contact");
  g_assert_cmpuint (sb_spp_count (state, "Never"), ==, 0);
  assert_status (self, 200, "DELETE", target, NULL);
  assert_status (self, 404, "GET", target, NULL);
}

/* The caches of the two scopes know nothing of each other. */
static void
test_cache_by_scope (Session *self, gconstpointer data)
{
  g_autoptr (SbReply) created = call (self, "POST", "/job-codes/", "{\"name\":\"Tester\"}");
  g_autofree char *id = sb_reply_dup (created, "data.0.id");
  g_autofree char *read = g_strdup_printf ("<Read type=\"Jobcode\" method=\"equal to\" limit=\"1\"><Jobcode><id>%s</id></Jobcode><_Return><name/></_Return></Read>", id);

  assert_status (self, 200, "POST", "/session/cache/refresh", "{\"filterSet\":true}");
  sb_assert_xml (self->sandbox, self->token, read, "<Read status=\"601\"/>");
}

static void
test_bodies (Session *self, gconstpointer data)
{
  g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);
  const char *untyped[] = { "authorization", bearer, NULL };
  g_autoptr (SbReply) no_type = sb_fixture_call (self->sandbox, "POST", "/suiteprojects/rest/v1/contacts/", untyped, "{}");
  g_autoptr (SbReply) broken = call (self, "POST", "/contacts/", "{\"a\":");
  g_autofree char *deep = g_strnfill (300, '[');

  g_assert_cmpuint (no_type->wire.status, ==, 400);
  sb_assert_value (broken, "message", "Contact deserialization failed");
  assert_status (self, 400, "POST", "/contacts/", deep);
  assert_status (self, 400, "POST", "/contacts/", "[]");
  assert_status (self, 400, "POST", "/contacts/", "{\"customerId\":1}");
  assert_status (self, 400, "POST", "/contacts/", "{\"customerId\":1,\"lastName\":5}");
  assert_status (self, 400, "POST", "/contacts/", "{\"customerId\":1,\"lastName\":\"X\",\"colour\":\"red\"}");
  assert_status (self, 400, "POST", "/contacts/", "{\"customerId\":1,\"lastName\":\"X\",\"created\":\"2020-01-01 00:00:00\"}");
  assert_status (self, 400, "POST", "/contacts/", "{\"customerId\":99999,\"lastName\":\"X\"}");
  assert_status (self, 400, "POST", "/projects/", "{\"customerId\":1,\"name\":\"Internal\"}");
}

static void
test_bulk (Session *self, gconstpointer data)
{
  g_autoptr (SbReply) mixed = call (self, "POST", "/projects/bulk/", "[{\"customerId\":1,\"name\":\"B1\"},{\"name\":\"B2\"},{\"customerId\":1,\"name\":\"B3\"}]");
  g_autoptr (SbReply) good = call (self, "POST", "/projects/bulk/", "[{\"customerId\":1,\"name\":\"B4\"}]");
  g_autofree char *id = sb_reply_dup (good, "data.0.id");
  g_autofree char *both = g_strdup_printf ("/projects/bulk/%s,99999", id);
  g_autoptr (SbReply) changed = NULL;

  g_assert_cmpuint (mixed->wire.status, ==, 207);
  sb_assert_value (mixed, "data.0.status", "200");
  sb_assert_value (mixed, "data.1.status", "400");
  sb_assert_value (mixed, "data.1.message", "customerId is required");
  sb_assert_value (mixed, "data.2.status", "200");
  g_assert_cmpuint (good->wire.status, ==, 200);
  assert_status (self, 200, "POST", "/session/cache/refresh", "{\"filterSet\":true}");
  changed = call (self, "PUT", both, "{\"notes\":\"n\"}");
  g_assert_cmpuint (changed->wire.status, ==, 207);
  sb_assert_value (changed, "data.1.status", "404");
  assert_status (self, 200, "POST", "/projects/from-template/", "{\"templateProjectId\":1,\"customerId\":1,\"name\":\"From template\"}");
  assert_status (self, 400, "POST", "/projects/from-template/", "{\"templateProjectId\":2,\"customerId\":1,\"name\":\"From none\"}");
}

static void
test_description (Session *self, gconstpointer data)
{
  g_autoptr (SbReply) reply = call (self, "OPTIONS", "/contacts/", NULL);
  g_autoptr (SbReply) customers = call (self, "OPTIONS", "/customers/", NULL);

  sb_assert_value (reply, "openapi", "3.0.0");
  sb_assert_value (reply, "components.schemas.Contact.required", "[\"customerId\",\"lastName\"]");
  sb_assert_value (reply, "components.schemas.Contact.properties.customerId.description", "[REQUIRED] Query allowed. Sorting allowed. Expandable.");
  sb_assert_value (reply, "components.schemas.Contact.properties.created.readOnly", "true");
  sb_assert_value (reply, "components.schemas.Contact.properties.cfnetsuite_contact_id.type", "string");
  g_assert_cmpstr (sb_reply_header (reply, "Allow"), ==, "GET, OPTIONS, POST");
  g_assert_cmpstr (sb_reply_header (customers, "Allow"), ==, "GET, OPTIONS");
}

static void
test_limits_and_faults (Session *self, gconstpointer data)
{
  g_autoptr (SbReply) fault = sb_fixture_control (self->sandbox, "POST", "fault", "{\"spec\":\"suiteprojects:429\"}");
  g_autoptr (SbReply) set = NULL;

  assert_status (self, 429, "GET", "/contacts/", NULL);
  assert_status (self, 200, "GET", "/contacts/", NULL);
  set = sb_fixture_control (self->sandbox, "POST", "settings", "{\"suiteprojects\":{\"minute_limit\":2}}");
  assert_status (self, 200, "GET", "/contacts/", NULL);
  assert_status (self, 429, "GET", "/contacts/", NULL);
  sb_assert_xml (self->sandbox, self->token, "<Time/>", "<Auth status=\"556\"><errors>XML API rate limit exceeded</errors></Auth>");
}

/* What the reference leaves open. */
static void
test_variants (Session *self, gconstpointer data)
{
  g_autoptr (SbReply) reply = NULL;

  sb_fixture_assume (self->sandbox, "suiteprojects.task-verbs=allowed");
  assert_status (self, 200, "PUT", "/project-tasks/2", "{\"notes\":\"n\"}");
  assert_status (self, 405, "PUT", "/project-phases/1", "{\"notes\":\"n\"}");
  sb_fixture_assume (self->sandbox, "suiteprojects.phase-paths=missing");
  assert_status (self, 404, "GET", "/project-phases/1", NULL);
  assert_status (self, 404, "GET", "/project-milestones/", NULL);
  assert_status (self, 200, "GET", "/project-tasks/2", NULL);
  sb_fixture_assume (self->sandbox, "suiteprojects.relationships=bare");
  reply = call (self, "GET", "/projects/1?fields=customerId", NULL);
  sb_assert_value (reply, "meta.relationships.0", "{\"customerId\":1}");
  g_clear_pointer (&reply, sb_reply_free);
  sb_fixture_assume (self->sandbox, "suiteprojects.refusal-body=errors");
  reply = call (self, "POST", "/contacts/", "{\"customerId\":1}");
  g_assert_cmpuint (reply->wire.status, ==, 400);
  sb_assert_value (reply, "errors.0.message", "lastName is required");
  sb_assert_value (reply, "message", "Validation failed");
  g_clear_pointer (&reply, sb_reply_free);
  sb_fixture_assume (self->sandbox, "suiteprojects.retry-after=seconds");
  g_clear_pointer (&reply, sb_reply_free);
  reply = sb_fixture_control (self->sandbox, "POST", "fault", "{\"spec\":\"suiteprojects:429\"}");
  g_clear_pointer (&reply, sb_reply_free);
  reply = call (self, "GET", "/contacts/", NULL);
  g_assert_cmpuint (reply->wire.status, ==, 429);
  g_assert_cmpstr (sb_reply_header (reply, "Retry-After"), ==, "60");
}

/* A fault that loses the answer to a change needs a change. */
static void
test_lost_answers (Session *self, gconstpointer data)
{
  g_autoptr (SbReply) fault = sb_fixture_control (self->sandbox, "POST", "fault", "{\"spec\":\"suiteprojects:commit-drop\"}");
  g_autoptr (SbReply) lost = NULL;

  assert_status (self, 400, "POST", "/contacts/", "{\"customerId\":1}");
  assert_status (self, 207, "POST", "/projects/bulk/", "[{\"name\":\"B1\"},{\"customerId\":1,\"name\":\"Internal\"}]");
  lost = call (self, "POST", "/projects/bulk/", "[{\"name\":\"B1\"},{\"customerId\":1,\"name\":\"B2\"}]");
  g_assert_true (lost->wire.drop);
}

int
main (int argc, char *argv[])
{
  static const struct { const char *name; void (*test) (Session *self, gconstpointer data); } tests[] = {
    { "bearer", test_bearer }, { "methods", test_methods }, { "read", test_read }, { "paging", test_paging }, { "sorting", test_sorting },
    { "filters", test_filters }, { "contacts", test_contacts }, { "cache-by-scope", test_cache_by_scope }, { "bodies", test_bodies },
    { "bulk", test_bulk }, { "description", test_description }, { "limits-and-faults", test_limits_and_faults },
    { "variants", test_variants }, { "lost-answers", test_lost_answers },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/suiteprojects/rest/", tests[i].name, NULL);

      g_test_add (path, Session, NULL, set_up, tests[i].test, tear_down);
    }

  return g_test_run ();
}
