/* test-netsuite-records.c: the record API, the catalogue, edits and the truth
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-netsuite-fixture.h"

#include "sb-netsuite-record.h"

#include <string.h>

#define CUSTOMERS "/record/v1/customer"

typedef struct {
  SbSandbox *sandbox;
  char      *token;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->sandbox = sb_fixture_new (SB_RATE_OFF, data);
  self->token = sb_fixture_dup_token (self->sandbox);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_free (self->token);
  sb_sandbox_free (self->sandbox);
}

/* ---- calls ---- */

static SbReply *
call (Fixture *self, const char *method, const char *target, const char *body)
{
  return sb_fixture_rest (self->sandbox, self->token, method, target, NULL, NULL, body);
}

static SbReply *
call_strictly (Fixture *self, const char *method, const char *target, const char *body)
{
  return sb_fixture_rest (self->sandbox, self->token, method, target, "x-netsuite-propertynamevalidation", "Error", body);
}

/* The id at the end of the Location of a write that went well (transfer full). */
static char *
dup_written (SbReply *reply)
{
  const char *location = sb_reply_header (reply, "Location");

  if (reply->wire.status != 204)
    g_error ("%u %s", reply->wire.status, reply->wire.body->str);
  g_assert_cmpuint (reply->wire.body->len, ==, 0);
  g_assert_true (g_str_has_prefix (location, SB_FIXTURE_URL SB_REST "/record/v1/"));

  return g_strdup (strrchr (location, '/') + 1);
}

static char *
create (Fixture *self, const char *type, const char *body)
{
  g_autofree char *target = g_strconcat ("/record/v1/", type, NULL);
  g_autoptr (SbReply) reply = call_strictly (self, "POST", target, body);

  return dup_written (reply);
}

static char *
create_customer (Fixture *self, const char *name)
{
  g_autofree char *body = g_strdup_printf ("{\"companyName\":\"%s\",\"subsidiary\":{\"id\":\"2\"}}", name);

  return create (self, "customer", body);
}

static SbReply *
get (Fixture *self, const char *type, const char *id)
{
  g_autofree char *target = g_strdup_printf ("/record/v1/%s/%s", type, id);
  SbReply *reply = call (self, "GET", target, NULL);

  g_assert_cmpuint (reply->wire.status, ==, 200);

  return reply;
}

static void
assert_error (SbReply *reply, guint status, const char *code)
{
  if (reply->wire.status != status)
    g_error ("%u %s", reply->wire.status, reply->wire.body->str);
  g_assert_cmpstr (reply->wire.content_type, ==, "application/vnd.oracle.resource+json; type=error");
  sb_assert_value (reply, "o:errorDetails.0.o:errorCode", code);
}

static void
assert_refused (Fixture *self, const char *method, const char *target, const char *body, guint status, const char *code)
{
  g_autoptr (SbReply) reply = call_strictly (self, method, target, body);

  assert_error (reply, status, code);
}

static gint64
count (Fixture *self, const char *sql)
{
  return sb_record_query (self->sandbox, sql, 0);
}

/* ---- reading ---- */

static void
test_get (Fixture *self, gconstpointer data)
{
  g_autofree char *parent = create_customer (self, "Parent GmbH");
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;
  g_autofree char *short_target = NULL;
  g_autofree char *follow = NULL;
  g_autoptr (SbReply) reply = NULL;
  g_autoptr (SbReply) some = NULL;
  g_autoptr (SbReply) above = NULL;

  body = g_strdup_printf ("{\"companyName\":\"Käse & Söhne [EU]\",\"subsidiary\":\"3\",\"parent\":{\"id\":%s},\"externalId\":\"X-1\","
                          "\"custentity_precoro_sync\":true,\"creditLimit\":12.5}", parent);
  id = create (self, "customer", body);
  reply = get (self, "customer", id);
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
  some = call (self, "GET", short_target, NULL);
  sb_assert_value (some, "companyName", "Käse & Söhne [EU]");
  sb_assert_value (some, "emailPreference", "DEFAULT");
  sb_assert_value (some, "subsidiary", "absent");
  follow = g_strdup_printf (CUSTOMERS "/%s/parent", id);
  above = call (self, "GET", follow, NULL);
  sb_assert_value (above, "companyName", "Parent GmbH");
}

static void
test_get_refusals (Fixture *self, gconstpointer data)
{
  assert_refused (self, "GET", CUSTOMERS "/999999999", NULL, 404, "NONEXISTENT_ID");
  assert_refused (self, "GET", CUSTOMERS "/eid:nobody", NULL, 404, "NONEXISTENT_ID");
  assert_refused (self, "GET", CUSTOMERS "/abc", NULL, 404, "NONEXISTENT_ID");
  assert_refused (self, "GET", "/record/v1/Customer/5", NULL, 404, "INVALID_REQUEST");
  assert_refused (self, "GET", "/record/v1/salesorder", NULL, 404, "INVALID_REQUEST");
  assert_refused (self, "GET", "/record/v1/employee/5?fields=nothing", NULL, 400, "INVALID_PARAMETER");
  assert_refused (self, "GET", "/record/v1/employee/5?felds=email", NULL, 400, "INVALID_PARAMETER");
  assert_refused (self, "GET", "/record/v1/employee/%zz", NULL, 400, "INVALID_REQUEST");
  assert_refused (self, "GET", "/record/v9/employee/5", NULL, 404, "INVALID_REQUEST");
  assert_refused (self, "OPTIONS", CUSTOMERS, NULL, 405, "METHOD_NOT_ALLOWED");
  assert_refused (self, "PATCH", CUSTOMERS, "{}", 405, "METHOD_NOT_ALLOWED");
}

static void
test_multiselect (Fixture *self, gconstpointer data)
{
  g_autoptr (SbReply) plain = get (self, "department", "1");
  g_autoptr (SbReply) whole = get (self, "department", "1?expandSubResources=true");

  sb_assert_value (plain, "subsidiary.items", "absent");
  sb_assert_value (whole, "subsidiary.hasMore", "false");
  g_assert_cmpuint (sb_reply_count (whole, "subsidiary.items"), ==, 1);
}

/* ---- lists ---- */

static void
test_list (Fixture *self, gconstpointer data)
{
  g_autoptr (SbReply) first = call (self, "GET", CUSTOMERS "?limit=7", NULL);
  g_autoptr (SbReply) last = call (self, "GET", CUSTOMERS "?limit=7&offset=28", NULL);
  g_autoptr (SbReply) all = call (self, "GET", CUSTOMERS, NULL);

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
test_list_refusals (Fixture *self, gconstpointer data)
{
  assert_refused (self, "GET", CUSTOMERS "?limit=0", NULL, 400, "INVALID_PARAMETER");
  assert_refused (self, "GET", CUSTOMERS "?limit=1001", NULL, 400, "INVALID_PARAMETER");
  assert_refused (self, "GET", CUSTOMERS "?limit=ten", NULL, 400, "INVALID_PARAMETER");
  assert_refused (self, "GET", CUSTOMERS "?limit=7&offset=10", NULL, 400, "INVALID_PARAMETER");
  assert_refused (self, "GET", CUSTOMERS "?offset=-1", NULL, 400, "INVALID_PARAMETER");
  assert_refused (self, "GET", CUSTOMERS "?limit=10&offset=100", NULL, 404, "NONEXISTENT_OFFSET");
}

static void
assert_found (Fixture *self, const char *q, const char *expected)
{
  g_autofree char *encoded = g_uri_escape_string (q, NULL, FALSE);
  g_autofree char *target = g_strconcat (CUSTOMERS "?q=", encoded, NULL);
  g_autoptr (SbReply) reply = call (self, "GET", target, NULL);

  if (reply->wire.status != 200)
    g_error ("%s: %s", q, reply->wire.body->str);
  sb_assert_value (reply, "totalResults", expected);
}

static void
test_filters (Fixture *self, gconstpointer data)
{
  g_autofree char *one = create_customer (self, "Filter Müller \\\"& Söhne\\\"");
  g_autofree char *two = create_customer (self, "filter two");
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

      assert_refused (self, "GET", target, NULL, 400, "INVALID_PARAMETER");
    }
}

/* ---- creating ---- */

static void
test_create_refusals (Fixture *self, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (84, 'x');
  g_autofree char *too_long = g_strdup_printf ("{\"companyName\":\"%s\",\"subsidiary\":\"2\"}", long_name);
  g_autofree char *deep = g_strnfill (100000, '[');
  gint64 before = count (self, "SELECT count (*) FROM ns_customer");

  assert_refused (self, "POST", CUSTOMERS, "", 400, "INVALID_REQUEST");
  assert_refused (self, "POST", CUSTOMERS, "{\"companyName\":", 400, "INVALID_REQUEST");
  assert_refused (self, "POST", CUSTOMERS, "[]", 400, "INVALID_REQUEST");
  assert_refused (self, "POST", CUSTOMERS, deep, 400, "INVALID_REQUEST");
  assert_refused (self, "POST", CUSTOMERS, "{}", 400, "USER_ERROR");
  assert_refused (self, "POST", CUSTOMERS, "{\"companyName\":\"A\"}", 400, "USER_ERROR");
  assert_refused (self, "POST", CUSTOMERS, "{\"subsidiary\":\"2\"}", 400, "USER_ERROR");
  assert_refused (self, "POST", CUSTOMERS, "{\"isPerson\":true,\"lastName\":\"A\",\"subsidiary\":\"2\"}", 400, "USER_ERROR");
  assert_refused (self, "POST", CUSTOMERS, too_long, 400, "INVALID_CONTENT");
  assert_refused (self, "POST", CUSTOMERS, "{\"companyName\":7,\"subsidiary\":\"2\"}", 400, "INVALID_CONTENT");
  assert_refused (self, "POST", CUSTOMERS, "{\"companyName\":\"A\",\"subsidiary\":\"77\"}", 400, "INVALID_CONTENT");
  assert_refused (self, "POST", CUSTOMERS, "{\"companyName\":\"A\",\"subsidiary\":{\"refName\":\"Harbor US\"}}", 400, "INVALID_CONTENT");
  assert_refused (self, "POST", CUSTOMERS, "{\"companyName\":\"A\",\"subsidiary\":\"2\",\"isInactive\":\"T\"}", 400, "INVALID_CONTENT");
  assert_refused (self, "POST", CUSTOMERS, "{\"companyName\":\"A\",\"subsidiary\":\"2\",\"startDate\":\"2026-02-30\"}", 400, "INVALID_CONTENT");
  assert_refused (self, "POST", CUSTOMERS, "{\"companyName\":\"A\",\"subsidiary\":\"2\",\"companyNam\":\"B\"}", 400, "INVALID_CONTENT");
  assert_refused (self, "POST", CUSTOMERS, "{\"companyName\":\"A\",\"subsidiary\":\"2\",\"balance\":5}", 400, "INVALID_CONTENT");
  g_assert_cmpint (count (self, "SELECT count (*) FROM ns_customer"), ==, before);
}

static void
test_lengths_in_characters (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autofree char *id = NULL;
  g_autoptr (SbReply) reply = NULL;

  for (guint i = 0; i < 83; i++)
    g_string_append (name, i % 2 == 0 ? "ß" : "語");
  id = create_customer (self, name->str);
  reply = get (self, "customer", id);
  sb_assert_value (reply, "companyName", name->str);
}

static void
test_media_types (Fixture *self, gconstpointer data)
{
  static const char * const good[] = { "application/json", "application/json; charset=utf-8", "application/vnd.oracle.resource+json; type=singular" };
  static const char * const bad[] = { "text/plain", "application/x-www-form-urlencoded", "application/vnd.oracle.resource+json; type=collection", "" };
  g_autofree char *id = create_customer (self, "Media");
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
test_name_validation (Fixture *self, gconstpointer data)
{
  static const char body[] = "{\"companyName\":\"Warned\",\"subsidiary\":\"2\",\"nonsense\\nX\":1}";
  const char *name = "x-netsuite-propertynamevalidation";
  g_autoptr (SbReply) warned = call (self, "POST", CUSTOMERS, body);
  g_autoptr (SbReply) ignored = sb_fixture_rest (self->sandbox, self->token, "POST", CUSTOMERS, name, "Ignore", body);
  g_autoptr (SbReply) refused = sb_fixture_rest (self->sandbox, self->token, "POST", CUSTOMERS, name, "Error", body);
  g_autoptr (SbReply) unknown = sb_fixture_rest (self->sandbox, self->token, "POST", CUSTOMERS, name, "Maybe", body);

  g_assert_cmpuint (warned->wire.status, ==, 204);
  g_assert_cmpstr (sb_reply_header (warned, "X-NetSuite-Warning"), ==, "Unknown property name: nonsense X.");
  g_assert_cmpuint (ignored->wire.status, ==, 204);
  g_assert_null (sb_reply_header (ignored, "X-NetSuite-Warning"));
  assert_error (refused, 400, "INVALID_CONTENT");
  sb_assert_value (refused, "o:errorDetails.0.o:errorPath", "nonsense\nX");
  assert_error (unknown, 400, "INVALID_REQUEST");
  sb_assert_value (unknown, "o:errorDetails.0.o:errorHeader", "X-NetSuite-PropertyNameValidation");
}

static void
test_value_validation (Fixture *self, gconstpointer data)
{
  g_autoptr (SbReply) reply = sb_fixture_rest (self->sandbox, self->token, "POST", CUSTOMERS, "x-netsuite-propertyvaluevalidation", "Warning",
                                               "{\"companyName\":\"Lax\",\"subsidiary\":\"2\",\"isInactive\":\"yes\"}");

  g_assert_cmpuint (reply->wire.status, ==, 204);
  g_assert_nonnull (strstr (sb_reply_header (reply, "X-NetSuite-Warning"), "isInactive"));
}

static void
test_property_case (Fixture *self, gconstpointer data)
{
  g_autofree char *id = create (self, "customer", "{\"companyname\":\"Lower\",\"SUBSIDIARY\":\"2\",\"CustEntity_Precoro_Sync\":true}");
  g_autoptr (SbReply) reply = get (self, "customer", id);

  sb_assert_value (reply, "companyName", "Lower");
  sb_assert_value (reply, "custentity_precoro_sync", "true");
}

static void
test_relations_of_new (Fixture *self, gconstpointer data)
{
  g_autofree char *id = create_customer (self, "Related");
  g_autofree char *patch = g_strconcat (CUSTOMERS "/", id, NULL);
  g_autofree char *second = g_strdup_printf ("{\"entity\":\"%s\",\"subsidiary\":\"3\"}", id);
  g_autofree char *relation = create (self, "customerSubsidiaryRelationship", second);
  g_autoptr (SbReply) twice = call (self, "POST", "/record/v1/customerSubsidiaryRelationship", second);
  g_autoptr (SbReply) moved = call (self, "PATCH", patch, "{\"subsidiary\":{\"id\":\"4\"}}");
  gint64 number = sb_record_parse_id (id);

  g_assert_nonnull (relation);
  assert_error (twice, 400, "USER_ERROR");
  g_assert_cmpuint (moved->wire.status, ==, 204);
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT count (*) FROM ns_customersubsidiaryrelationship WHERE entity = ?", 1, number), ==, 3);
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT subsidiary FROM ns_customersubsidiaryrelationship WHERE entity = ?"
                                    " AND isprimarysub = 'T'", 1, number), ==, 4);
}

/* ---- changing ---- */

static void
test_patch (Fixture *self, gconstpointer data)
{
  g_autofree char *id = create_customer (self, "Before");
  g_autofree char *target = g_strconcat (CUSTOMERS "/", id, NULL);
  g_autoptr (SbReply) reply = NULL;
  g_autoptr (SbReply) after = NULL;
  g_autoptr (SbReply) cleared = NULL;
  g_autofree char *written = NULL;

  sb_fixture_advance (self->sandbox, 90);
  reply = call_strictly (self, "PATCH", target, "{\"companyName\":\"After\",\"phone\":\"1 2\",\"entityStatus\":{\"id\":\"6\"},\"custentity_precoro_sync\":true}");
  written = dup_written (reply);
  g_assert_cmpstr (written, ==, id);
  after = get (self, "customer", id);
  sb_assert_value (after, "companyName", "After");
  sb_assert_value (after, "searchStage", "Lead");
  sb_assert_value (after, "dateCreated", "2026-03-04T10:15:30Z");
  sb_assert_value (after, "lastModifiedDate", "2026-03-04T10:17:00Z");
  g_clear_pointer (&reply, sb_reply_free);
  reply = call_strictly (self, "PATCH", target, "{\"phone\":null,\"custentity_precoro_sync\":null}");
  cleared = get (self, "customer", id);
  sb_assert_value (cleared, "phone", "absent");
  sb_assert_value (cleared, "custentity_precoro_sync", "false");
  assert_refused (self, "PATCH", target, "{\"companyName\":null}", 400, "USER_ERROR");
  assert_refused (self, "PATCH", CUSTOMERS "/eid:nobody", "{}", 404, "NONEXISTENT_ID");
}

/* What was read may be sent back. */
static void
test_round_trip (Fixture *self, gconstpointer data)
{
  g_autofree char *id = create_customer (self, "Round");
  g_autofree char *target = g_strconcat (CUSTOMERS "/", id, NULL);
  g_autoptr (SbReply) read = get (self, "customer", id);
  g_autoptr (SbReply) reply = call_strictly (self, "PATCH", target, read->wire.body->str);

  g_assert_cmpuint (reply->wire.status, ==, 204);
}

static void
test_circles (Fixture *self, gconstpointer data)
{
  g_autofree char *top = create_customer (self, "Top");
  g_autofree char *body = g_strdup_printf ("{\"companyName\":\"Below\",\"subsidiary\":\"2\",\"parent\":\"%s\"}", top);
  g_autofree char *below = create (self, "customer", body);
  g_autofree char *target = g_strconcat (CUSTOMERS "/", top, NULL);
  g_autofree char *knot = g_strdup_printf ("{\"parent\":\"%s\"}", below);
  g_autofree char *own = g_strdup_printf ("{\"parent\":\"%s\"}", top);

  assert_refused (self, "PATCH", target, knot, 400, "USER_ERROR");
  assert_refused (self, "PATCH", target, own, 400, "USER_ERROR");
}

static void
test_upsert (Fixture *self, gconstpointer data)
{
  g_autoptr (SbReply) made = call_strictly (self, "PUT", CUSTOMERS "/eid:SPP_7", "{\"companyName\":\"Upsert\",\"subsidiary\":\"2\"}");
  g_autoptr (SbReply) changed = call_strictly (self, "PUT", CUSTOMERS "/eid:SPP_7", "{\"companyName\":\"Upserted\"}");
  g_autofree char *id = dup_written (made);
  g_autofree char *again = dup_written (changed);
  g_autofree char *by_id = g_strconcat (CUSTOMERS "/", id, NULL);
  g_autoptr (SbReply) read = get (self, "customer", "eid:SPP_7");

  g_assert_cmpstr (id, ==, again);
  sb_assert_value (read, "externalId", "SPP_7");
  sb_assert_value (read, "companyName", "Upserted");
  assert_refused (self, "PUT", by_id, "{}", 400, "INVALID_REQUEST");
  assert_refused (self, "POST", CUSTOMERS, "{\"companyName\":\"Twin\",\"subsidiary\":\"2\",\"externalId\":\"SPP_7\"}", 400, "USER_ERROR");
}

static void
test_names_are_unique (Fixture *self, gconstpointer data)
{
  g_autofree char *first = create (self, "customer", "{\"companyName\":\"A\",\"entityId\":\"ACME\",\"subsidiary\":\"2\"}");
  g_autofree char *second = create (self, "customer", "{\"companyName\":\"A\",\"subsidiary\":\"2\"}");
  g_autofree char *target = g_strconcat (CUSTOMERS "/", second, NULL);

  g_assert_cmpstr (first, !=, second);
  assert_refused (self, "PATCH", target, "{\"entityId\":\"ACME\"}", 400, "USER_ERROR");
}

/* ---- deleting ---- */

static void
test_delete (Fixture *self, gconstpointer data)
{
  g_autofree char *top = create_customer (self, "Top");
  g_autofree char *body = g_strdup_printf ("{\"companyName\":\"P\",\"parent\":\"%s\"}", top);
  g_autofree char *job = create (self, "job", body);
  g_autofree char *top_target = g_strconcat (CUSTOMERS "/", top, NULL);
  g_autofree char *job_target = g_strconcat ("/record/v1/job/", job, NULL);
  g_autofree char *next = NULL;
  g_autoptr (SbReply) first = NULL;
  g_autoptr (SbReply) second = NULL;
  gint64 before = count (self, "SELECT count (*) FROM ns_deletedrecord");

  assert_refused (self, "DELETE", top_target, NULL, 400, "USER_ERROR");
  first = call (self, "DELETE", job_target, NULL);
  second = call (self, "DELETE", top_target, NULL);
  g_assert_cmpuint (first->wire.status, ==, 204);
  g_assert_cmpuint (second->wire.status, ==, 204);
  assert_refused (self, "GET", top_target, NULL, 404, "NONEXISTENT_ID");
  g_assert_cmpint (count (self, "SELECT count (*) FROM ns_deletedrecord"), ==, before + 2);
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT count (*) FROM ns_customersubsidiaryrelationship WHERE entity = ?", 1,
                                    sb_record_parse_id (top)), ==, 0);
  next = create_customer (self, "Next");
  g_assert_cmpint (sb_record_parse_id (next), >, sb_record_parse_id (job));   /* ids are not given out again */
}

/* ---- projects ---- */

static void
test_jobs (Fixture *self, gconstpointer data)
{
  g_autofree char *customer = create_customer (self, "Owner");
  g_autofree char *other = create_customer (self, "Other");
  g_autofree char *first_body = g_strdup_printf ("{\"companyName\":\"First\",\"parent\":{\"id\":\"%s\"}}", customer);
  g_autofree char *first = create (self, "job", first_body);
  g_autofree char *second_body = g_strdup_printf ("{\"companyName\":\"Second\",\"parent\":{\"id\":\"%s\"}}", first);
  g_autofree char *second = create (self, "job", second_body);
  g_autofree char *target = g_strconcat ("/record/v1/job/", second, NULL);
  g_autofree char *same = g_strdup_printf ("{\"parent\":{\"id\":\"%s\"}}", first);
  g_autofree char *move = g_strdup_printf ("{\"parent\":{\"id\":\"%s\"}}", other);
  g_autofree char *foreign = g_strdup_printf ("{\"companyName\":\"X\",\"parent\":\"%s\",\"subsidiary\":\"3\"}", customer);
  g_autoptr (SbReply) unchanged = call_strictly (self, "PATCH", target, same);
  g_autoptr (SbReply) read = get (self, "job", second);
  g_autofree char *link = sb_reply_dup (read, "parent.links.0.href");

  g_assert_cmpuint (unchanged->wire.status, ==, 204);
  sb_assert_value (read, "parent.id", first);
  sb_assert_value (read, "subsidiary.id", "2");
  g_assert_true (g_str_has_suffix (link, "/job/") || strstr (link, "/record/v1/job/") != NULL);
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT customer FROM ns_job WHERE id = ?", 1, sb_record_parse_id (second)), ==,
                   sb_record_parse_id (customer));
  assert_refused (self, "PATCH", target, move, 400, "INVALID_CONTENT");
  assert_refused (self, "POST", "/record/v1/job", foreign, 400, "INVALID_CONTENT");
  assert_refused (self, "POST", "/record/v1/job", "{\"companyName\":\"X\",\"parent\":\"5\"}", 400, "INVALID_CONTENT");
  assert_refused (self, "POST", "/record/v1/job", "{\"companyName\":\"X\"}", 400, "USER_ERROR");
}

static void
test_job_without_subsidiary (Fixture *self, gconstpointer data)
{
  g_autofree char *customer = create_customer (self, "Owner");
  g_autofree char *body = g_strdup_printf ("{\"companyName\":\"P\",\"parent\":\"%s\"}", customer);
  g_autofree char *job = create (self, "job", body);
  g_autofree char *target = g_strconcat ("/record/v1/job/", job, NULL);
  g_autoptr (SbReply) read = get (self, "job", job);

  sb_assert_value (read, "subsidiary", "absent");
  assert_refused (self, "PATCH", target, "{\"subsidiary\":\"2\"}", 400, "INVALID_CONTENT");
}

/* ---- features and shapes ---- */

static void
test_no_oneworld (Fixture *self, gconstpointer data)
{
  g_autofree char *id = create (self, "customer", "{\"companyName\":\"Alone\"}");
  g_autoptr (SbReply) read = get (self, "customer", id);

  sb_assert_value (read, "subsidiary", "absent");
  assert_refused (self, "GET", "/record/v1/subsidiary", NULL, 404, "INVALID_REQUEST");
}

static void
test_created (Fixture *self, gconstpointer data)
{
  g_autoptr (SbReply) reply = call (self, "POST", CUSTOMERS, "{\"companyName\":\"A\",\"subsidiary\":\"2\"}");

  g_assert_cmpuint (reply->wire.status, ==, 201);
  g_assert_nonnull (sb_reply_header (reply, "Location"));
}

static void
test_flat_errors (Fixture *self, gconstpointer data)
{
  g_autoptr (SbReply) reply = call (self, "GET", CUSTOMERS "?limit=10&offset=100", NULL);

  g_assert_cmpuint (reply->wire.status, ==, 404);
  sb_assert_value (reply, "title", "Specified offset is out of bounds.");
  sb_assert_value (reply, "o:errorCode", "NONEXISTENT_OFFSET");
  sb_assert_value (reply, "o:errorDetails", "absent");
}

static void
test_lower_case (Fixture *self, gconstpointer data)
{
  g_autofree char *id = create_customer (self, "Old");
  g_autoptr (SbReply) read = get (self, "customer", id);

  sb_assert_value (read, "companyname", "Old");
  sb_assert_value (read, "companyName", "absent");
}

static void
test_governance (Fixture *self, gconstpointer data)
{
  g_autoptr (SbReply) reply = call (self, "GET", "/system/v1/governanceLimits", NULL);

  sb_assert_value (reply, "accountConcurrencyLimit", "15");
  sb_assert_value (reply, "integrationLimitType", "accountLimit");
}

static void
test_governance_refused (Fixture *self, gconstpointer data)
{
  assert_refused (self, "GET", "/system/v1/governanceLimits", NULL, 403, "INSUFFICIENT_PERMISSION");
}

/* ---- catalogue ---- */

static SbReply *
catalog (Fixture *self, const char *target, const char *accept)
{
  g_autofree char *whole = g_strconcat ("/record/v1/metadata-catalog", target, NULL);

  return sb_fixture_rest (self->sandbox, self->token, "GET", whole, "accept", accept, NULL);
}

static void
test_catalog (Fixture *self, gconstpointer data)
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
  assert_error (unknown, 404, "INVALID_REQUEST");
  assert_error (other, 406, "INVALID_REQUEST");
}

static void
test_catalog_without_bundle (Fixture *self, gconstpointer data)
{
  g_autoptr (SbReply) schema = catalog (self, "/customer", "application/schema+json");
  g_autoptr (SbReply) job = catalog (self, "/job", "application/schema+json");

  sb_assert_value (schema, "properties.custentity_precoro_sync", "absent");
  sb_assert_value (schema, "properties.companyName.type", "string");
  assert_error (job, 404, "INVALID_REQUEST");
}

/* ---- a person's edits, and the truth ---- */

static SbReply *
state (Fixture *self, const char *collection)
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
assert_state (Fixture *self, const char *collection, const char *id, const char *member, const char *expected)
{
  g_autoptr (SbReply) reply = state (self, collection);
  g_autofree char *place = dup_place (reply, id);
  g_autofree char *path = g_strdup_printf ("%s.%s", place, member);

  sb_assert_value (reply, path, expected);
}

static void
test_state (Fixture *self, gconstpointer data)
{
  g_autoptr (SbReply) customers = state (self, "customer");
  g_autoptr (SbReply) jobs = state (self, "job");
  g_autoptr (SbReply) none = sb_fixture_call (self->sandbox, "GET", "/__sandbox/state/netsuite/nothing", NULL, NULL);
  g_autofree char *id = create_customer (self, "Shown \\\"quoted\\\" \\u0007 名");

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
test_edits (Fixture *self, gconstpointer data)
{
  g_autofree char *top = create_customer (self, "Top");
  g_autofree char *id = create_customer (self, "Edited");
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
test_edit_refusals (Fixture *self, gconstpointer data)
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
test_edit_creates_and_deletes (Fixture *self, gconstpointer data)
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

/* A person may move a project; all below it follow to the new customer. */
static void
test_moves (Fixture *self, gconstpointer data)
{
  g_autofree char *from = create_customer (self, "From");
  g_autofree char *to = create_customer (self, "To");
  g_autofree char *first_body = g_strdup_printf ("{\"companyName\":\"First\",\"parent\":\"%s\"}", from);
  g_autofree char *first = create (self, "job", first_body);
  g_autofree char *second_body = g_strdup_printf ("{\"companyName\":\"Second\",\"parent\":\"%s\"}", first);
  g_autofree char *second = create (self, "job", second_body);
  g_autofree char *set = g_strdup_printf ("{\"parent\":\"%s\"}", to);
  g_autofree char *knot = g_strdup_printf ("{\"parent\":\"%s\"}", second);

  sb_fixture_set (self->sandbox, "job", first, set);
  assert_state (self, "job", first, "customer", to);
  assert_state (self, "job", second, "customer", to);
  assert_state (self, "job", second, "parent", first);
  sb_fixture_set (self->sandbox, "job", first, knot);   /* must end, whatever it means */
}

static void
assert_touch (Fixture *self, const char *customer_stamp)
{
  g_autofree char *id = create_customer (self, "Touched");

  sb_fixture_advance (self->sandbox, 5);
  sb_fixture_set (self->sandbox, "customer", id, "{\"subsidiaries\":[\"2\",\"3\"]}");
  assert_state (self, "customer", id, "lastmodifieddate", customer_stamp);
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT lastmodifieddate FROM ns_customersubsidiaryrelationship WHERE entity = ?"
                                    " AND subsidiary = 3", 1, sb_record_parse_id (id)), ==, sb_fixture_now (self->sandbox));
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT lastmodifieddate FROM ns_customersubsidiaryrelationship WHERE entity = ?"
                                    " AND subsidiary = 2", 1, sb_record_parse_id (id)), ==, sb_fixture_now (self->sandbox) - 5);
}

static void
test_touch_own (Fixture *self, gconstpointer data)
{
  assert_touch (self, "2026-03-04T10:15:30Z");
}

static void
test_touch_customer (Fixture *self, gconstpointer data)
{
  assert_touch (self, "2026-03-04T10:15:35Z");
}

static void
test_mass_update (Fixture *self, gconstpointer data)
{
  sb_fixture_set (self->sandbox, "customer", "all", "{\"custentity_precoro_sync\":\"T\"}");
  g_assert_cmpint (count (self, "SELECT count (*) FROM ns_customer WHERE custentity_precoro_sync = 'F'"), ==, 0);
  g_assert_cmpint (count (self, "SELECT count (DISTINCT lastmodifieddate) FROM ns_customer"), ==, 1);
}

static void
test_full_names (Fixture *self, gconstpointer data)
{
  sb_fixture_set (self->sandbox, "subsidiary", "3", "{\"name\":\"Harbor Europe\"}");
  assert_state (self, "subsidiary", "3", "fullname", "Harbor Group : Harbor Europe");
  assert_state (self, "subsidiary", "4", "fullname", "Harbor Group : Harbor Europe : Harbor UK");
}

/* ---- pages ---- */

static void
test_pages (Fixture *self, gconstpointer data)
{
  g_autofree char *id = create_customer (self, "<b>Bold</b> & Co");
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
add (const char *path, const char * const *settings, void (*function) (Fixture *self, gconstpointer data))
{
  g_test_add (path, Fixture, settings, set_up, function, tear_down);
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
  add ("/netsuite/records/jobs", NULL, test_jobs);
  add ("/netsuite/records/job-without-subsidiary", SETTINGS ("netsuite.job-subsidiary=none"), test_job_without_subsidiary);
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
  add ("/netsuite/edit/moves", NULL, test_moves);
  add ("/netsuite/edit/touch-own", NULL, test_touch_own);
  add ("/netsuite/edit/touch-customer", SETTINGS ("netsuite.relation-touch=customer"), test_touch_customer);
  add ("/netsuite/edit/mass-update", NULL, test_mass_update);
  add ("/netsuite/edit/full-names", NULL, test_full_names);
  add ("/netsuite/pages", NULL, test_pages);

  return g_test_run ();
}
