/* test-netsuite-records.c: reading, listing and writing by the record API
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-netsuite-fixture.h"

#include "sb-netsuite-record.h"

#include <string.h>

#define CUSTOMERS "/record/v1/customer"

/* ---- reading ---- */

static void
test_get (SbSession *self, gconstpointer data)
{
  g_autofree char *parent = sb_session_create_customer (self, "Parent GmbH");
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;
  g_autofree char *short_target = NULL;
  g_autofree char *follow = NULL;
  g_autoptr (SbReply) reply = NULL;
  g_autoptr (SbReply) some = NULL;
  g_autoptr (SbReply) above = NULL;

  body = g_strdup_printf ("{\"companyName\":\"Käse & Söhne [EU]\",\"subsidiary\":\"3\",\"parent\":{\"id\":%s},\"externalId\":\"X-1\","
                          "\"custentity_precoro_sync\":true,\"creditLimit\":12.5}", parent);
  id = sb_session_create (self, "customer", body);
  reply = sb_session_get (self, "customer", id);
  g_assert_cmpstr (reply->wire.content_type, ==, "application/vnd.oracle.resource+json; type=singular");
  sb_assert_value (reply, "id", id);
  sb_assert_value (reply, "companyName", "Käse & Söhne [EU]");
  sb_assert_value (reply, "parent.id", parent);
  sb_assert_value (reply, "subsidiary.refName", "Harbor EU");
  sb_assert_value (reply, "entityStatus.refName", "CUSTOMER-Closed Won");
  sb_assert_value (reply, "emailPreference.refName", "Default");
  sb_assert_value (reply, "custentity_precoro_sync", "true");
  sb_assert_value (reply, "isInactive", "false");
  sb_assert_value (reply, "creditLimit", "12.5");
  sb_assert_value (reply, "lastModifiedDate", "2026-03-04T10:15:30Z");
  sb_assert_value (reply, "phone", "absent");
  short_target = g_strdup_printf (CUSTOMERS "/eid:X-1?fields=companyname,emailPreference&simpleEnumFormat=true");
  some = sb_session_call (self, "GET", short_target, NULL);
  sb_assert_value (some, "companyName", "Käse & Söhne [EU]");
  sb_assert_value (some, "emailPreference", "DEFAULT");
  sb_assert_value (some, "subsidiary", "absent");
  follow = g_strdup_printf (CUSTOMERS "/%s/parent", id);
  above = sb_session_call (self, "GET", follow, NULL);
  sb_assert_value (above, "companyName", "Parent GmbH");
}

static void
test_get_refusals (SbSession *self, gconstpointer data)
{
  sb_session_assert_refused (self, "GET", CUSTOMERS "/999999999", NULL, 404, "NONEXISTENT_ID");
  sb_session_assert_refused (self, "GET", CUSTOMERS "/eid:nobody", NULL, 404, "NONEXISTENT_ID");
  sb_session_assert_refused (self, "GET", CUSTOMERS "/abc", NULL, 404, "NONEXISTENT_ID");
  sb_session_assert_refused (self, "GET", "/record/v1/", NULL, 404, "NONEXISTENT_ID");
  sb_session_assert_refused (self, "GET", "/record/v1/Customer/5", NULL, 404, "INVALID_REQUEST");
  sb_session_assert_refused (self, "GET", "/record/v1/salesorder", NULL, 404, "INVALID_REQUEST");
  sb_session_assert_refused (self, "GET", "/record/v1/employee/5?fields=nothing", NULL, 400, "INVALID_PARAMETER");
  sb_session_assert_refused (self, "GET", "/record/v1/employee/5?felds=email", NULL, 400, "INVALID_PARAMETER");
  sb_session_assert_refused (self, "GET", "/record/v1/employee/%zz", NULL, 400, "INVALID_REQUEST");
  sb_session_assert_refused (self, "GET", "/record/v9/employee/5", NULL, 404, "INVALID_REQUEST");
  sb_session_assert_refused (self, "OPTIONS", CUSTOMERS, NULL, 405, "METHOD_NOT_ALLOWED");
  sb_session_assert_refused (self, "PATCH", CUSTOMERS, "{}", 405, "METHOD_NOT_ALLOWED");
}

static void
test_multiselect (SbSession *self, gconstpointer data)
{
  g_autoptr (SbReply) plain = sb_session_get (self, "department", "1");
  g_autoptr (SbReply) whole = sb_session_get (self, "department", "1?expandSubResources=true");

  sb_assert_value (plain, "subsidiary.items", "absent");
  sb_assert_value (whole, "subsidiary.hasMore", "false");
  g_assert_cmpuint (sb_reply_count (whole, "subsidiary.items"), ==, 1);
}

/* ---- lists ---- */

static void
test_list (SbSession *self, gconstpointer data)
{
  g_autoptr (SbReply) first = sb_session_call (self, "GET", CUSTOMERS "?limit=7", NULL);
  g_autoptr (SbReply) last = sb_session_call (self, "GET", CUSTOMERS "?limit=7&offset=28", NULL);
  g_autoptr (SbReply) all = sb_session_call (self, "GET", CUSTOMERS, NULL);

  g_assert_cmpstr (first->wire.content_type, ==, "application/vnd.oracle.resource+json; type=collection");
  sb_assert_value (first, "count", "7");
  sb_assert_value (first, "hasMore", "true");
  sb_assert_value (first, "totalResults", "30");
  sb_assert_value (first, "links.1.rel", "next");
  sb_assert_value (first, "links.2.href", SB_FIXTURE_URL SB_REST CUSTOMERS "?limit=7&offset=28");
  g_assert_cmpuint (sb_reply_count (first, "items.0"), ==, 2);
  sb_assert_value (last, "count", "2");
  sb_assert_value (last, "hasMore", "false");
  sb_assert_value (last, "links.1.rel", "first");
  sb_assert_value (last, "links.2.rel", "prev");
  sb_assert_value (all, "count", "30");
}

static void
test_list_refusals (SbSession *self, gconstpointer data)
{
  sb_session_assert_refused (self, "GET", CUSTOMERS "?limit=0", NULL, 400, "INVALID_PARAMETER");
  sb_session_assert_refused (self, "GET", CUSTOMERS "?limit=1001", NULL, 400, "INVALID_PARAMETER");
  sb_session_assert_refused (self, "GET", CUSTOMERS "?limit=ten", NULL, 400, "INVALID_PARAMETER");
  sb_session_assert_refused (self, "GET", CUSTOMERS "?limit=7&offset=10", NULL, 400, "INVALID_PARAMETER");
  sb_session_assert_refused (self, "GET", CUSTOMERS "?offset=-1", NULL, 400, "INVALID_PARAMETER");
  sb_session_assert_refused (self, "GET", CUSTOMERS "?limit=10&offset=100", NULL, 404, "NONEXISTENT_OFFSET");
}

static void
assert_found (SbSession *self, const char *q, const char *expected)
{
  g_autofree char *encoded = g_uri_escape_string (q, NULL, FALSE);
  g_autofree char *target = g_strconcat (CUSTOMERS "?q=", encoded, NULL);
  g_autoptr (SbReply) reply = sb_session_call (self, "GET", target, NULL);

  if (reply->wire.status != 200)
    g_error ("%s: %s", q, reply->wire.body->str);
  sb_assert_value (reply, "totalResults", expected);
}

static void
test_filters (SbSession *self, gconstpointer data)
{
  g_autofree char *one = sb_session_create_customer (self, "Filter Müller \\\"& Söhne\\\"");
  g_autofree char *two = sb_session_create_customer (self, "filter two");
  g_autofree char *by_id = g_strdup_printf ("id ANY_OF [%s, %s]", one, two);
  g_autofree char *between = g_strdup_printf ("id BETWEEN [%s, %s] AND companyName EMPTY_NOT", one, two);
  g_autofree char *nested = g_strdup_printf ("(id EQUAL %s OR id EQUAL %s) AND companyName START_WITH \"Filter M\"", one, two);
  g_autofree char *loose = g_strdup_printf ("id EQUAL %s OR id EQUAL %s AND companyName IS nothing", one, two);
  const char *refused[] = { "companyName", "companyName LIKE a", "nothing IS a", "id GREATER a", "isInactive IS maybe",
                            "lastModifiedDate ON 2026-03-04", "id EQUAL 1 AND", "(id EQUAL 1", "id ANY_OF [1,", "id EQUAL 1 x",
                            "companyName IS \"open" };

  assert_found (self, by_id, "2");
  assert_found (self, between, "2");
  assert_found (self, nested, "1");
  assert_found (self, loose, "1");
  assert_found (self, "companyName CONTAIN \"Müller \\\"& S\"", "1");
  assert_found (self, "companyName IS \"FILTER TWO\"", "1");
  assert_found (self, "companyName END_WITH two AND companyName START_WITH_NOT x", "1");
  assert_found (self, "isInactive IS true OR isInactive IS_NOT true", "32");
  assert_found (self, "lastModifiedDate ON \"3/4/2026\"", "2");
  assert_found (self, "lastModifiedDate ON_OR_AFTER 3/5/2026", "0");
  assert_found (self, "lastModifiedDate BEFORE 3/4/2026", "30");
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *encoded = g_uri_escape_string (refused[i], NULL, FALSE);
      g_autofree char *target = g_strconcat (CUSTOMERS "?q=", encoded, NULL);

      sb_session_assert_refused (self, "GET", target, NULL, 400, "INVALID_PARAMETER");
    }
}

/* ---- creating ---- */

/* @body: JSON with single quotes for double ones. */
static void
assert_not_created (SbSession *self, const char *body, const char *code)
{
  g_autofree char *json = g_strdelimit (g_strdup (body), "'", '"');

  sb_session_assert_refused (self, "POST", CUSTOMERS, json, 400, code);
}

static void
test_create_refusals (SbSession *self, gconstpointer data)
{
  static const struct { const char *body, *code; } cases[] = {
    { "", "INVALID_REQUEST" },
    { "{'companyName':", "INVALID_REQUEST" },
    { "[]", "INVALID_REQUEST" },
    { "{}", "USER_ERROR" },
    { "{'companyName':'A'}", "USER_ERROR" },
    { "{'subsidiary':'2'}", "USER_ERROR" },
    { "{'isPerson':true,'lastName':'A','subsidiary':'2'}", "USER_ERROR" },
    { "{'companyName':7,'subsidiary':'2'}", "INVALID_CONTENT" },
    { "{'companyName':'A','subsidiary':'77'}", "INVALID_CONTENT" },
    { "{'companyName':'A','subsidiary':{'refName':'Harbor US'}}", "INVALID_CONTENT" },
    { "{'companyName':'A','subsidiary':'2','isInactive':'T'}", "INVALID_CONTENT" },
    { "{'companyName':'A','subsidiary':'2','startDate':'2026-02-30'}", "INVALID_CONTENT" },
    { "{'companyName':'A','subsidiary':'2','companyNam':'B'}", "INVALID_CONTENT" },
    { "{'companyName':'A','subsidiary':'2','balance':5}", "INVALID_CONTENT" },
  };
  g_autofree char *long_name = g_strnfill (84, 'x');
  g_autofree char *too_long = g_strdup_printf ("{'companyName':'%s','subsidiary':'2'}", long_name);
  g_autofree char *deep = g_strnfill (100000, '[');
  gint64 before = sb_session_count (self, "SELECT count (*) FROM ns_customer");

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    assert_not_created (self, cases[k].body, cases[k].code);
  assert_not_created (self, too_long, "INVALID_CONTENT");
  assert_not_created (self, deep, "INVALID_REQUEST");
  g_assert_cmpint (sb_session_count (self, "SELECT count (*) FROM ns_customer"), ==, before);
}

static void
test_lengths_in_characters (SbSession *self, gconstpointer data)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autofree char *id = NULL;
  g_autoptr (SbReply) reply = NULL;

  for (guint i = 0; i < 83; i++)
    g_string_append (name, i % 2 == 0 ? "ß" : "語");
  id = sb_session_create_customer (self, name->str);
  reply = sb_session_get (self, "customer", id);
  sb_assert_value (reply, "companyName", name->str);
}

static void
test_media_types (SbSession *self, gconstpointer data)
{
  static const char * const good[] = { "application/json", "application/json; charset=utf-8",
                                       "application/vnd.oracle.resource+json; type=singular" };
  static const char * const bad[] = { "text/plain", SB_FORM, "application/vnd.oracle.resource+json; type=collection", "" };
  g_autofree char *id = sb_session_create_customer (self, "Media");
  g_autofree char *target = g_strconcat (SB_REST CUSTOMERS "/", id, NULL);
  g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (good) + G_N_ELEMENTS (bad); i++)
    {
      gboolean is_good = i < G_N_ELEMENTS (good);
      const char *headers[] = { "authorization", bearer, "content-type", is_good ? good[i] : bad[i - G_N_ELEMENTS (good)], NULL };
      g_autoptr (SbReply) reply = sb_fixture_call (self->sandbox, "PATCH", target, headers, "{\"phone\":\"1\"}");

      g_assert_cmpuint (reply->wire.status, ==, is_good ? 204 : 415);
    }
}

static void
test_name_validation (SbSession *self, gconstpointer data)
{
  static const char body[] = "{\"companyName\":\"Warned\",\"subsidiary\":\"2\",\"nonsense\\nX\":1}";
  const char *name = "x-netsuite-propertynamevalidation";
  g_autoptr (SbReply) warned = sb_session_call (self, "POST", CUSTOMERS, body);
  g_autoptr (SbReply) ignored = sb_fixture_rest (self->sandbox, self->token, "POST", CUSTOMERS, name, "Ignore", body);
  g_autoptr (SbReply) refused = sb_fixture_rest (self->sandbox, self->token, "POST", CUSTOMERS, name, "Error", body);
  g_autoptr (SbReply) unknown = sb_fixture_rest (self->sandbox, self->token, "POST", CUSTOMERS, name, "Maybe", body);

  g_assert_cmpuint (warned->wire.status, ==, 204);
  g_assert_cmpstr (sb_reply_header (warned, "X-NetSuite-Warning"), ==, "Unknown property name: nonsense X.");
  g_assert_cmpuint (ignored->wire.status, ==, 204);
  g_assert_null (sb_reply_header (ignored, "X-NetSuite-Warning"));
  sb_assert_error (refused, 400, "INVALID_CONTENT");
  sb_assert_value (refused, "o:errorDetails.0.o:errorPath", "nonsense\nX");
  sb_assert_error (unknown, 400, "INVALID_REQUEST");
  sb_assert_value (unknown, "o:errorDetails.0.o:errorHeader", "X-NetSuite-PropertyNameValidation");
}

static void
test_value_validation (SbSession *self, gconstpointer data)
{
  const char *name = "x-netsuite-propertyvaluevalidation";
  g_autoptr (SbReply) reply = sb_fixture_rest (self->sandbox, self->token, "POST", CUSTOMERS, name, "Warning",
                                               "{\"companyName\":\"Lax\",\"subsidiary\":\"2\",\"isInactive\":\"yes\"}");

  g_assert_cmpuint (reply->wire.status, ==, 204);
  g_assert_nonnull (strstr (sb_reply_header (reply, "X-NetSuite-Warning"), "isInactive"));
}

static void
test_property_case (SbSession *self, gconstpointer data)
{
  g_autofree char *id = sb_session_create (self, "customer", "{\"companyname\":\"Lower\",\"SUBSIDIARY\":\"2\",\"CustEntity_Precoro_Sync\":true}");
  g_autoptr (SbReply) reply = sb_session_get (self, "customer", id);

  sb_assert_value (reply, "companyName", "Lower");
  sb_assert_value (reply, "custentity_precoro_sync", "true");
}

static void
test_relations_of_new (SbSession *self, gconstpointer data)
{
  g_autofree char *id = sb_session_create_customer (self, "Related");
  g_autofree char *patch = g_strconcat (CUSTOMERS "/", id, NULL);
  g_autofree char *second = g_strdup_printf ("{\"entity\":\"%s\",\"subsidiary\":\"3\"}", id);
  g_autofree char *relation = sb_session_create (self, "customerSubsidiaryRelationship", second);
  g_autoptr (SbReply) twice = sb_session_call (self, "POST", "/record/v1/customerSubsidiaryRelationship", second);
  g_autoptr (SbReply) moved = sb_session_call (self, "PATCH", patch, "{\"subsidiary\":{\"id\":\"4\"}}");
  gint64 number = sb_record_parse_id (id);

  g_assert_nonnull (relation);
  sb_assert_error (twice, 400, "USER_ERROR");
  g_assert_cmpuint (moved->wire.status, ==, 204);
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT count (*) FROM ns_customersubsidiaryrelationship WHERE entity = ?", 1,
                                    number), ==, 3);
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT subsidiary FROM ns_customersubsidiaryrelationship WHERE entity = ?"
                                    " AND isprimarysub = 'T'", 1, number), ==, 4);
}

/* ---- changing ---- */

static void
test_patch (SbSession *self, gconstpointer data)
{
  g_autofree char *id = sb_session_create_customer (self, "Before");
  g_autofree char *target = g_strconcat (CUSTOMERS "/", id, NULL);
  g_autoptr (SbReply) reply = NULL;
  g_autoptr (SbReply) after = NULL;
  g_autoptr (SbReply) cleared = NULL;
  g_autofree char *written = NULL;

  sb_fixture_advance (self->sandbox, 90);
  reply = sb_session_call_strictly (self, "PATCH", target, "{\"companyName\":\"After\",\"phone\":\"1 2\",\"entityStatus\":"
                                    "{\"id\":\"6\"},\"custentity_precoro_sync\":true}");
  written = sb_reply_dup_written (reply);
  g_assert_cmpstr (written, ==, id);
  after = sb_session_get (self, "customer", id);
  sb_assert_value (after, "companyName", "After");
  sb_assert_value (after, "searchStage", "Lead");
  sb_assert_value (after, "dateCreated", "2026-03-04T10:15:30Z");
  sb_assert_value (after, "lastModifiedDate", "2026-03-04T10:17:00Z");
  g_clear_pointer (&reply, sb_reply_free);
  reply = sb_session_call_strictly (self, "PATCH", target, "{\"phone\":null,\"custentity_precoro_sync\":null}");
  cleared = sb_session_get (self, "customer", id);
  sb_assert_value (cleared, "phone", "absent");
  sb_assert_value (cleared, "custentity_precoro_sync", "false");
  sb_session_assert_refused (self, "PATCH", target, "{\"companyName\":null}", 400, "USER_ERROR");
  sb_session_assert_refused (self, "PATCH", CUSTOMERS "/eid:nobody", "{}", 404, "NONEXISTENT_ID");
}

/* What was read may be sent back. */
static void
test_round_trip (SbSession *self, gconstpointer data)
{
  g_autofree char *id = sb_session_create_customer (self, "Round");
  g_autofree char *target = g_strconcat (CUSTOMERS "/", id, NULL);
  g_autoptr (SbReply) read = sb_session_get (self, "customer", id);
  g_autoptr (SbReply) reply = sb_session_call_strictly (self, "PATCH", target, read->wire.body->str);

  g_assert_cmpuint (reply->wire.status, ==, 204);
}

static void
test_circles (SbSession *self, gconstpointer data)
{
  g_autofree char *top = sb_session_create_customer (self, "Top");
  g_autofree char *body = g_strdup_printf ("{\"companyName\":\"Below\",\"subsidiary\":\"2\",\"parent\":\"%s\"}", top);
  g_autofree char *below = sb_session_create (self, "customer", body);
  g_autofree char *target = g_strconcat (CUSTOMERS "/", top, NULL);
  g_autofree char *knot = g_strdup_printf ("{\"parent\":\"%s\"}", below);
  g_autofree char *own = g_strdup_printf ("{\"parent\":\"%s\"}", top);

  sb_session_assert_refused (self, "PATCH", target, knot, 400, "USER_ERROR");
  sb_session_assert_refused (self, "PATCH", target, own, 400, "USER_ERROR");
}

static void
test_upsert (SbSession *self, gconstpointer data)
{
  g_autoptr (SbReply) made = sb_session_call_strictly (self, "PUT", CUSTOMERS "/eid:SPP_7",
                                                       "{\"companyName\":\"Upsert\",\"subsidiary\":\"2\"}");
  g_autoptr (SbReply) changed = sb_session_call_strictly (self, "PUT", CUSTOMERS "/eid:SPP_7", "{\"companyName\":\"Upserted\"}");
  g_autofree char *id = sb_reply_dup_written (made);
  g_autofree char *again = sb_reply_dup_written (changed);
  g_autofree char *by_id = g_strconcat (CUSTOMERS "/", id, NULL);
  g_autoptr (SbReply) read = sb_session_get (self, "customer", "eid:SPP_7");

  g_assert_cmpstr (id, ==, again);
  sb_assert_value (read, "externalId", "SPP_7");
  sb_assert_value (read, "companyName", "Upserted");
  sb_session_assert_refused (self, "PUT", by_id, "{}", 400, "INVALID_REQUEST");
  assert_not_created (self, "{'companyName':'Twin','subsidiary':'2','externalId':'SPP_7'}", "USER_ERROR");
}

static void
test_names_are_unique (SbSession *self, gconstpointer data)
{
  g_autofree char *first = sb_session_create (self, "customer", "{\"companyName\":\"A\",\"entityId\":\"ACME\",\"subsidiary\":\"2\"}");
  g_autofree char *second = sb_session_create (self, "customer", "{\"companyName\":\"A\",\"subsidiary\":\"2\"}");
  g_autofree char *target = g_strconcat (CUSTOMERS "/", second, NULL);

  g_assert_cmpstr (first, !=, second);
  sb_session_assert_refused (self, "PATCH", target, "{\"entityId\":\"ACME\"}", 400, "USER_ERROR");
}

/* ---- deleting ---- */

static void
test_delete (SbSession *self, gconstpointer data)
{
  g_autofree char *top = sb_session_create_customer (self, "Top");
  g_autofree char *body = g_strdup_printf ("{\"companyName\":\"P\",\"parent\":\"%s\"}", top);
  g_autofree char *job = sb_session_create (self, "job", body);
  g_autofree char *top_target = g_strconcat (CUSTOMERS "/", top, NULL);
  g_autofree char *job_target = g_strconcat ("/record/v1/job/", job, NULL);
  g_autofree char *next = NULL;
  g_autoptr (SbReply) first = NULL;
  g_autoptr (SbReply) second = NULL;
  gint64 before = sb_session_count (self, "SELECT count (*) FROM ns_deletedrecord");

  sb_session_assert_refused (self, "DELETE", top_target, NULL, 400, "USER_ERROR");
  first = sb_session_call (self, "DELETE", job_target, NULL);
  second = sb_session_call (self, "DELETE", top_target, NULL);
  g_assert_cmpuint (first->wire.status, ==, 204);
  g_assert_cmpuint (second->wire.status, ==, 204);
  sb_session_assert_refused (self, "GET", top_target, NULL, 404, "NONEXISTENT_ID");
  g_assert_cmpint (sb_session_count (self, "SELECT count (*) FROM ns_deletedrecord"), ==, before + 2);
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT count (*) FROM ns_customersubsidiaryrelationship WHERE entity = ?", 1,
                                    sb_record_parse_id (top)), ==, 0);
  next = sb_session_create_customer (self, "Next");
  g_assert_cmpint (sb_record_parse_id (next), >, sb_record_parse_id (job));   /* ids are not given out again */
}

static void
test_delete_relation (SbSession *self, gconstpointer data)
{
  g_autofree char *id = sb_session_create_customer (self, "Related");
  g_autofree char *body = g_strdup_printf ("{\"entity\":\"%s\",\"subsidiary\":\"3\"}", id);
  g_autofree char *relation = sb_session_create (self, "customerSubsidiaryRelationship", body);
  g_autofree char *target = g_strconcat ("/record/v1/customerSubsidiaryRelationship/", relation, NULL);
  g_autofree char *primary = g_strdup_printf ("/record/v1/customerSubsidiaryRelationship/%" G_GINT64_FORMAT,
                                              sb_record_parse_id (relation) - 1);
  g_autoptr (SbReply) reply = sb_session_call (self, "DELETE", target, NULL);

  g_assert_cmpuint (reply->wire.status, ==, 204);
  sb_session_assert_refused (self, "DELETE", primary, NULL, 400, "USER_ERROR");
}

/* ---- projects ---- */

static void
test_jobs (SbSession *self, gconstpointer data)
{
  g_autofree char *customer = sb_session_create_customer (self, "Owner");
  g_autofree char *other = sb_session_create_customer (self, "Other");
  g_autofree char *first_body = g_strdup_printf ("{\"companyName\":\"First\",\"parent\":{\"id\":\"%s\"}}", customer);
  g_autofree char *first = sb_session_create (self, "job", first_body);
  g_autofree char *second_body = g_strdup_printf ("{\"companyName\":\"Second\",\"parent\":{\"id\":\"%s\"}}", first);
  g_autofree char *second = sb_session_create (self, "job", second_body);
  g_autofree char *target = g_strconcat ("/record/v1/job/", second, NULL);
  g_autofree char *same = g_strdup_printf ("{\"parent\":{\"id\":\"%s\"}}", first);
  g_autofree char *move = g_strdup_printf ("{\"parent\":{\"id\":\"%s\"}}", other);
  g_autofree char *foreign = g_strdup_printf ("{\"companyName\":\"X\",\"parent\":\"%s\",\"subsidiary\":\"3\"}", customer);
  g_autoptr (SbReply) unchanged = sb_session_call_strictly (self, "PATCH", target, same);
  g_autoptr (SbReply) read = sb_session_get (self, "job", second);
  g_autofree char *link = sb_reply_dup (read, "parent.links.0.href");

  g_assert_cmpuint (unchanged->wire.status, ==, 204);
  sb_assert_value (read, "parent.id", first);
  sb_assert_value (read, "subsidiary.id", "2");
  g_assert_true (g_str_has_suffix (link, "/job/") || strstr (link, "/record/v1/job/") != NULL);
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT customer FROM ns_job WHERE id = ?", 1, sb_record_parse_id (second)), ==,
                   sb_record_parse_id (customer));
  sb_session_assert_refused (self, "PATCH", target, move, 400, "INVALID_CONTENT");
  sb_session_assert_refused (self, "POST", "/record/v1/job", foreign, 400, "INVALID_CONTENT");
  sb_session_assert_refused (self, "POST", "/record/v1/job", "{\"companyName\":\"X\",\"parent\":\"5\"}", 400, "INVALID_CONTENT");
  sb_session_assert_refused (self, "POST", "/record/v1/job", "{\"companyName\":\"X\"}", 400, "USER_ERROR");
}

static void
test_job_without_subsidiary (SbSession *self, gconstpointer data)
{
  g_autofree char *customer = sb_session_create_customer (self, "Owner");
  g_autofree char *body = g_strdup_printf ("{\"companyName\":\"P\",\"parent\":\"%s\"}", customer);
  g_autofree char *job = sb_session_create (self, "job", body);
  g_autofree char *target = g_strconcat ("/record/v1/job/", job, NULL);
  g_autoptr (SbReply) read = sb_session_get (self, "job", job);

  sb_assert_value (read, "subsidiary", "absent");
  sb_session_assert_refused (self, "PATCH", target, "{\"subsidiary\":\"2\"}", 400, "INVALID_CONTENT");
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
  add ("/netsuite/records/get", NULL, test_get);
  add ("/netsuite/records/get-refusals", NULL, test_get_refusals);
  add ("/netsuite/records/multiselect", NULL, test_multiselect);
  add ("/netsuite/records/list", NULL, test_list);
  add ("/netsuite/records/list-refusals", NULL, test_list_refusals);
  add ("/netsuite/records/filters", NULL, test_filters);
  add ("/netsuite/records/create-refusals", NULL, test_create_refusals);
  add ("/netsuite/records/lengths-in-characters", NULL, test_lengths_in_characters);
  add ("/netsuite/records/media-types", NULL, test_media_types);
  add ("/netsuite/records/name-validation", NULL, test_name_validation);
  add ("/netsuite/records/value-validation", NULL, test_value_validation);
  add ("/netsuite/records/property-case", NULL, test_property_case);
  add ("/netsuite/records/relations-of-new", NULL, test_relations_of_new);
  add ("/netsuite/records/patch", NULL, test_patch);
  add ("/netsuite/records/round-trip", NULL, test_round_trip);
  add ("/netsuite/records/circles", NULL, test_circles);
  add ("/netsuite/records/upsert", NULL, test_upsert);
  add ("/netsuite/records/names-are-unique", NULL, test_names_are_unique);
  add ("/netsuite/records/delete", NULL, test_delete);
  add ("/netsuite/records/delete-relation", NULL, test_delete_relation);
  add ("/netsuite/records/jobs", NULL, test_jobs);
  add ("/netsuite/records/job-without-subsidiary", SETTINGS ("netsuite.job-subsidiary=none"), test_job_without_subsidiary);

  return g_test_run ();
}
