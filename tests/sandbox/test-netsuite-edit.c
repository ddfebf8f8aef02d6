/* test-netsuite-edit.c: switches, the catalogue, a person's edits and the truth
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-netsuite-fixture.h"

#include "sb-netsuite-record.h"

#include <string.h>

#define CUSTOMERS "/record/v1/customer"

/* ---- features and shapes ---- */

static void
test_no_oneworld (SbSession *self, gconstpointer data)
{
  g_autofree char *id = sb_session_create (self, "customer", "{\"companyName\":\"Alone\"}");
  g_autoptr (SbReply) read = sb_session_get (self, "customer", id);

  sb_assert_value (read, "subsidiary", "absent");
  sb_session_assert_refused (self, "GET", "/record/v1/subsidiary", NULL, 404, "INVALID_REQUEST");
}

static void
test_created (SbSession *self, gconstpointer data)
{
  g_autoptr (SbReply) reply = sb_session_call (self, "POST", CUSTOMERS, "{\"companyName\":\"A\",\"subsidiary\":\"2\"}");

  g_assert_cmpuint (reply->wire.status, ==, 201);
  g_assert_nonnull (sb_reply_header (reply, "Location"));
}

static void
test_flat_errors (SbSession *self, gconstpointer data)
{
  g_autoptr (SbReply) reply = sb_session_call (self, "GET", CUSTOMERS "?limit=10&offset=100", NULL);

  g_assert_cmpuint (reply->wire.status, ==, 404);
  sb_assert_value (reply, "title", "Specified offset is out of bounds.");
  sb_assert_value (reply, "o:errorCode", "NONEXISTENT_OFFSET");
  sb_assert_value (reply, "o:errorDetails", "absent");
}

static void
test_lower_case (SbSession *self, gconstpointer data)
{
  g_autofree char *id = sb_session_create_customer (self, "Old");
  g_autoptr (SbReply) read = sb_session_get (self, "customer", id);

  sb_assert_value (read, "companyname", "Old");
  sb_assert_value (read, "companyName", "absent");
}

static void
test_governance (SbSession *self, gconstpointer data)
{
  g_autoptr (SbReply) reply = sb_session_call (self, "GET", "/system/v1/governanceLimits", NULL);

  sb_assert_value (reply, "accountConcurrencyLimit", "15");
  sb_assert_value (reply, "integrationLimitType", "accountLimit");
}

static void
test_governance_refused (SbSession *self, gconstpointer data)
{
  sb_session_assert_refused (self, "GET", "/system/v1/governanceLimits", NULL, 403, "INSUFFICIENT_PERMISSION");
}

/* ---- catalogue ---- */

static SbReply *
catalog (SbSession *self, const char *target, const char *accept)
{
  g_autofree char *whole = g_strconcat ("/record/v1/metadata-catalog", target, NULL);

  return sb_fixture_rest (self->sandbox, self->token, "GET", whole, "accept", accept, NULL);
}

static void
test_catalog (SbSession *self, gconstpointer data)
{
  g_autoptr (SbReply) schema = catalog (self, "/customer", "application/schema+json");
  g_autoptr (SbReply) swagger = catalog (self, "?select=customer,job", "application/swagger+json");
  g_autoptr (SbReply) list = catalog (self, "", "application/json");
  g_autoptr (SbReply) unknown = catalog (self, "/Customer", "application/json");
  g_autoptr (SbReply) other = catalog (self, "/customer", "text/html");

  g_assert_cmpstr (schema->wire.content_type, ==, "application/schema+json");
  sb_assert_value (schema, "properties.custentity_precoro_sync.type", "boolean");
  sb_assert_value (schema, "properties.custentity_precoro_sync.x-ns-custom-field", "true");
  sb_assert_value (schema, "properties.lastModifiedDate.format", "date-time");
  sb_assert_value (schema, "properties.lastModifiedDate.readOnly", "true");
  sb_assert_value (schema, "properties.companyName.maxLength", "absent");
  sb_assert_value (schema, "properties.parent.$ref", "/services/rest/record/v1/metadata-catalog/customer");
  g_assert_cmpstr (swagger->wire.content_type, ==, "application/swagger+json");
  sb_assert_value (swagger, "openapi", "3.0.1");
  sb_assert_value (swagger, "components.schemas.job.properties.companyName.type", "string");
  sb_assert_value (swagger, "components.schemas.employee", "absent");
  sb_assert_value (list, "items.0.name", "customer");
  sb_assert_value (list, "items.0.links.2.mediaType", "application/schema+json");
  sb_assert_error (unknown, 404, "INVALID_REQUEST");
  sb_assert_error (other, 406, "INVALID_REQUEST");
}

static void
test_catalog_without_bundle (SbSession *self, gconstpointer data)
{
  g_autoptr (SbReply) schema = catalog (self, "/customer", "application/schema+json");
  g_autoptr (SbReply) job = catalog (self, "/job", "application/schema+json");

  sb_assert_value (schema, "properties.custentity_precoro_sync", "absent");
  sb_assert_value (schema, "properties.companyName.type", "string");
  sb_assert_error (job, 404, "INVALID_REQUEST");
}

/* ---- a person's edits, and the truth ---- */

static SbReply *
state (SbSession *self, const char *collection)
{
  g_autofree char *target = g_strconcat ("state/netsuite/", collection, NULL);

  return sb_fixture_control (self->sandbox, "GET", target, NULL);
}

/* Where in the collection the record is (transfer full): "17". */
static char *
dup_place (SbReply *reply, const char *id)
{
  for (guint i = 0; i < sb_reply_count (reply, ""); i++)
    {
      g_autofree char *path = g_strdup_printf ("%u.id", i);
      g_autofree char *value = sb_reply_dup (reply, path);

      if (strcmp (value, id) == 0)
        return g_strdup_printf ("%u", i);
    }
  g_error ("no %s", id);
}

static void
assert_state (SbSession *self, const char *collection, const char *id, const char *member, const char *expected)
{
  g_autoptr (SbReply) reply = state (self, collection);
  g_autofree char *place = dup_place (reply, id);
  g_autofree char *path = g_strdup_printf ("%s.%s", place, member);

  sb_assert_value (reply, path, expected);
}

static void
test_state (SbSession *self, gconstpointer data)
{
  g_autoptr (SbReply) customers = state (self, "customer");
  g_autoptr (SbReply) jobs = state (self, "job");
  g_autoptr (SbReply) none = sb_fixture_call (self->sandbox, "GET", "/__sandbox/state/netsuite/nothing", NULL, NULL);
  g_autofree char *id = sb_session_create_customer (self, "Shown \\\"quoted\\\" \\u0007 名");

  g_assert_cmpuint (sb_reply_count (customers, ""), ==, 30);
  g_assert_cmpuint (sb_reply_count (jobs, ""), ==, 20);
  g_assert_cmpuint (none->wire.status, ==, 404);
  assert_state (self, "customer", id, "companyname", "Shown \"quoted\" \a 名");
  assert_state (self, "customer", id, "lastmodifieddate", "2026-03-04T10:15:30Z");
  assert_state (self, "customer", id, "subsidiaries.0", "2");
  assert_state (self, "customer", id, "isinactive", "F");
  assert_state (self, "customer", id, "phone", "absent");
}

static void
test_edits (SbSession *self, gconstpointer data)
{
  g_autofree char *top = sb_session_create_customer (self, "Top");
  g_autofree char *id = sb_session_create_customer (self, "Edited");
  g_autofree char *set = g_strdup_printf ("{\"companyname\":\"Renamed\",\"isInactive\":true,\"parent\":%s,\"stage\":\"prospect\","
                                          "\"custentity_precoro_sync\":\"T\",\"subsidiaries\":[\"3\",4]}", top);

  sb_fixture_advance (self->sandbox, 1);
  sb_fixture_set (self->sandbox, "customer", id, set);
  assert_state (self, "customer", id, "companyname", "Renamed");
  assert_state (self, "customer", id, "isinactive", "T");
  assert_state (self, "customer", id, "parent", top);
  assert_state (self, "customer", id, "searchstage", "Prospect");
  assert_state (self, "customer", id, "custentity_precoro_sync", "T");
  assert_state (self, "customer", id, "subsidiaries.1", "4");
  assert_state (self, "customer", id, "subsidiary", "3");
  assert_state (self, "customer", id, "lastmodifieddate", "2026-03-04T10:15:31Z");
  sb_fixture_set (self->sandbox, "customer", id, "{\"lastmodifieddate\":\"2026-01-01T02:00:00+02:00\",\"parent\":null}");
  assert_state (self, "customer", id, "lastmodifieddate", "2026-01-01T00:00:00Z");
  assert_state (self, "customer", id, "parent", "absent");
}

static void
test_edit_refusals (SbSession *self, gconstpointer data)
{
  static const char * const bodies[] = {
    "{\"system\":\"netsuite\",\"record\":\"nothing\",\"id\":\"1\",\"set\":{}}",
    "{\"system\":\"netsuite\",\"record\":\"customer\",\"id\":\"999999\",\"set\":{}}",
    "{\"system\":\"netsuite\",\"record\":\"employee\",\"id\":\"5\",\"set\":{\"nothing\":1}}",
    "{\"system\":\"netsuite\",\"record\":\"employee\",\"id\":\"5\",\"set\":{\"entitytitle\":\"x\"}}",
    "{\"system\":\"netsuite\",\"record\":\"employee\",\"id\":\"5\",\"set\":{\"isinactive\":\"perhaps\"}}",
    "{\"system\":\"netsuite\",\"record\":\"employee\",\"id\":\"5\",\"set\":{\"department\":\"77\"}}",
    "{\"system\":\"netsuite\",\"record\":\"employee\",\"id\":\"5\",\"set\":{\"hiredate\":\"1.1.2020\"}}",
    "{\"system\":\"netsuite\",\"record\":\"employee\",\"id\":\"5\",\"delete\":true}",
    "{\"system\":\"netsuite\",\"record\":\"customeraddressbookentityaddress\",\"id\":\"200020\",\"set\":{\"city\":\"Ulm\"}}",
    "{\"system\":\"netsuite\",\"record\":\"customer\",\"create\":{\"companyname\":\"A\",\"billingaddress\":{\"city\":\"Ulm\"}}}",
    "{\"system\":\"netsuite\",\"record\":\"customer\",\"create\":{}}",
    "{\"system\":\"netsuite\",\"record\":\"customer\",\"create\":{\"companyname\":\"A\",\"subsidiaries\":[]}}",
    "{\"system\":\"netsuite\",\"record\":\"customer\",\"create\":{\"companyname\":\"A\",\"subsidiaries\":[\"77\"]}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (SbReply) reply = sb_fixture_call (self->sandbox, "POST", "/__sandbox/edit", NULL, bodies[i]);

      if (reply->wire.status != 400)
        g_error ("%s: %u", bodies[i], reply->wire.status);
    }
}

static void
test_edit_creates_and_deletes (SbSession *self, gconstpointer data)
{
  g_autoptr (JsonNode) company = json_from_string ("{\"companyname\":\"Made\",\"subsidiaries\":[\"2\",\"3\"]}", NULL);
  g_autofree char *id = sb_fixture_create (self->sandbox, "customer", json_node_dup_object (company));
  g_autofree char *project_body = g_strdup_printf ("{\"companyname\":\"P\",\"parent\":\"%s\",\"subsidiaries\":[\"3\"]}", id);
  g_autoptr (JsonNode) project = json_from_string (project_body, NULL);
  g_autofree char *job = sb_fixture_create (self->sandbox, "job", json_node_dup_object (project));
  g_autofree char *body = g_strdup_printf ("{\"system\":\"netsuite\",\"record\":\"job\",\"id\":%s,\"delete\":true}", job);
  g_autoptr (SbReply) deleted = NULL;

  assert_state (self, "customer", id, "subsidiaries.1", "3");
  assert_state (self, "job", job, "subsidiaries.0", "3");
  assert_state (self, "job", job, "customer", id);
  deleted = sb_fixture_control (self->sandbox, "POST", "edit", body);
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT count (*) FROM ns_job WHERE id = ?", 1, sb_record_parse_id (job)), ==, 0);
}

/* A person changes where a customer is billed: the address is another one, and the customer changed. */
static void
test_edit_address (SbSession *self, gconstpointer data)
{
  gint64 customer = sb_record_query (self->sandbox, "SELECT id FROM ns_customer WHERE defaultbillingaddress IS NOT NULL LIMIT 1", 0);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, customer);
  gint64 now = sb_record_query (self->sandbox, "SELECT max (lastmodifieddate) FROM ns_customer", 0);

  sb_fixture_set (self->sandbox, "customer", id, "{\"billingaddress\":{\"city\":\"Neustadt\",\"addr2\":null}}");
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT count (*) FROM ns_customeraddressbookentityaddress WHERE city = 'Neustadt' AND addr2 IS NULL"
                                    " AND recordowner = ?1 AND lastmodifieddate >= ?2", 2, customer, now), ==, 1);
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT lastmodifieddate >= ?2 FROM ns_customer WHERE id = ?1", 2, customer, now), ==, 1);
}

/* A person may move a project; all below it follow to the new customer. */
static void
test_moves (SbSession *self, gconstpointer data)
{
  g_autofree char *from = sb_session_create_customer (self, "From");
  g_autofree char *to = sb_session_create_customer (self, "To");
  g_autofree char *first_body = g_strdup_printf ("{\"companyName\":\"First\",\"parent\":\"%s\"}", from);
  g_autofree char *first = sb_session_create (self, "job", first_body);
  g_autofree char *second_body = g_strdup_printf ("{\"companyName\":\"Second\",\"parent\":\"%s\"}", first);
  g_autofree char *second = sb_session_create (self, "job", second_body);
  g_autofree char *set = g_strdup_printf ("{\"parent\":\"%s\"}", to);
  g_autofree char *knot = g_strdup_printf ("{\"parent\":\"%s\"}", second);

  sb_fixture_set (self->sandbox, "job", first, set);
  assert_state (self, "job", first, "customer", to);
  assert_state (self, "job", second, "customer", to);
  assert_state (self, "job", second, "parent", first);
  sb_fixture_set (self->sandbox, "job", first, knot);   /* must end, whatever it means */
}

static void
assert_touch (SbSession *self, const char *customer_stamp)
{
  g_autofree char *id = sb_session_create_customer (self, "Touched");

  sb_fixture_advance (self->sandbox, 5);
  sb_fixture_set (self->sandbox, "customer", id, "{\"subsidiaries\":[\"2\",\"3\"]}");
  assert_state (self, "customer", id, "lastmodifieddate", customer_stamp);
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT lastmodifieddate FROM ns_customersubsidiaryrelationship WHERE entity = ?"
                                    " AND subsidiary = 3", 1, sb_record_parse_id (id)), ==, sb_fixture_now (self->sandbox));
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT lastmodifieddate FROM ns_customersubsidiaryrelationship WHERE entity = ?"
                                    " AND subsidiary = 2", 1, sb_record_parse_id (id)), ==, sb_fixture_now (self->sandbox) - 5);
}

static void
test_touch_own (SbSession *self, gconstpointer data)
{
  assert_touch (self, "2026-03-04T10:15:30Z");
}

static void
test_touch_customer (SbSession *self, gconstpointer data)
{
  assert_touch (self, "2026-03-04T10:15:35Z");
}

static void
test_mass_update (SbSession *self, gconstpointer data)
{
  sb_fixture_set (self->sandbox, "customer", "all", "{\"custentity_precoro_sync\":\"T\"}");
  g_assert_cmpint (sb_session_count (self, "SELECT count (*) FROM ns_customer WHERE custentity_precoro_sync = 'F'"), ==, 0);
  g_assert_cmpint (sb_session_count (self, "SELECT count (DISTINCT lastmodifieddate) FROM ns_customer"), ==, 1);
}

static void
test_full_names (SbSession *self, gconstpointer data)
{
  sb_fixture_set (self->sandbox, "subsidiary", "3", "{\"name\":\"Harbor Europe\"}");
  assert_state (self, "subsidiary", "3", "fullname", "Harbor Group : Harbor Europe");
  assert_state (self, "subsidiary", "4", "fullname", "Harbor Group : Harbor Europe : Harbor UK");
}

/* ---- pages ---- */

static void
test_pages (SbSession *self, gconstpointer data)
{
  g_autofree char *id = sb_session_create_customer (self, "<b>Bold</b> & Co");
  g_autofree char *target = g_strdup_printf ("/netsuite/app/common/entity/custjob.nl?id=%s&compid=TSTDRV1000001", id);
  g_autofree char *any = g_strconcat ("/netsuite/app/common/entity/entity.nl?id=", id, NULL);
  g_autoptr (SbReply) page = sb_fixture_call (self->sandbox, "GET", target, NULL, NULL);
  g_autoptr (SbReply) entity = sb_fixture_call (self->sandbox, "GET", any, NULL, NULL);
  g_autoptr (SbReply) missing = sb_fixture_call (self->sandbox, "GET", "/netsuite/app/common/entity/custjob.nl?id=9", NULL, NULL);
  g_autoptr (SbReply) trail = sb_fixture_call (self->sandbox, "GET", "/netsuite/app/login/loginaudittrail.nl", NULL, NULL);
  g_autoptr (SbReply) urls = sb_fixture_call (self->sandbox, "GET", "/netsuite/rest/datacenterurls?account=tstdrv1000001-sb1", NULL, NULL);
  g_autoptr (SbReply) nothing = sb_fixture_call (self->sandbox, "GET", "/netsuite/app/nothing.nl", NULL, NULL);

  g_assert_cmpuint (page->wire.status, ==, 200);
  g_assert_nonnull (strstr (page->wire.body->str, "&lt;b&gt;Bold&lt;/b&gt; &amp; Co"));
  g_assert_cmpuint (entity->wire.status, ==, 200);
  g_assert_cmpuint (missing->wire.status, ==, 404);
  g_assert_nonnull (strstr (trail->wire.body->str, "Success"));
  sb_assert_value (urls, "restDomain", SB_FIXTURE_URL "/netsuite");
  g_assert_cmpuint (nothing->wire.status, ==, 404);
}

#define SETTINGS(...) (const char * const []) { __VA_ARGS__, NULL }
static void
add (const char *path, const char * const *settings, void (*function) (SbSession *self, gconstpointer data))
{
  g_test_add (path, SbSession, settings, sb_session_set_up, function, sb_session_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("/netsuite/records/no-oneworld", SETTINGS ("netsuite.oneworld=off"), test_no_oneworld);
  add ("/netsuite/records/created", SETTINGS ("netsuite.create-status=201"), test_created);
  add ("/netsuite/records/flat-errors", SETTINGS ("netsuite.error-shape=flat"), test_flat_errors);
  add ("/netsuite/records/lower-case", SETTINGS ("netsuite.property-casing=lower"), test_lower_case);
  add ("/netsuite/system/governance", NULL, test_governance);
  add ("/netsuite/system/governance-refused", SETTINGS ("netsuite.governance-limits=refused"), test_governance_refused);
  add ("/netsuite/catalog/forms", NULL, test_catalog);
  add ("/netsuite/catalog/features", SETTINGS ("netsuite.sync-field=absent", "netsuite.projects=off"), test_catalog_without_bundle);
  add ("/netsuite/state/rows", NULL, test_state);
  add ("/netsuite/edit/sets", NULL, test_edits);
  add ("/netsuite/edit/refusals", NULL, test_edit_refusals);
  add ("/netsuite/edit/creates-and-deletes", NULL, test_edit_creates_and_deletes);
  add ("/netsuite/edit/address", NULL, test_edit_address);
  add ("/netsuite/edit/moves", NULL, test_moves);
  add ("/netsuite/edit/touch-own", NULL, test_touch_own);
  add ("/netsuite/edit/touch-customer", SETTINGS ("netsuite.relation-touch=customer"), test_touch_customer);
  add ("/netsuite/edit/mass-update", NULL, test_mass_update);
  add ("/netsuite/edit/full-names", NULL, test_full_names);
  add ("/netsuite/pages", NULL, test_pages);

  return g_test_run ();
}
