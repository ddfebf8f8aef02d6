/* test-netsuite-orders.c: purchase orders by the record API and in SuiteQL
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-netsuite-fixture.h"

#include "sb-netsuite-record.h"

#include <string.h>

#define ORDERS "/record/v1/purchaseOrder"

/* Ids of the generated company: vendor 1 of subsidiary 2, an item. */
static char *
find_vendor (SbSession *self, guint subsidiary)
{
  SbSandbox *sandbox = self->sandbox;
  gint64 id = sb_record_query (sandbox, "SELECT min (id) FROM ns_vendor WHERE subsidiary = ?", 1, (gint64) subsidiary);

  return g_strdup_printf ("%" G_GINT64_FORMAT, id);
}

static char *
build_body (const char *vendor, const char *more, const char *lines)
{
  return g_strdup_printf ("{\"entity\":{\"id\":\"%s\"},\"tranDate\":\"2026-03-02\"%s,\"item\":{\"items\":[%s]}}", vendor, more, lines);
}

#define LINE "{\"item\":{\"id\":\"301\"},\"quantity\":4,\"rate\":300.10}"

static void
assert_refused (SbSession *self, const char *vendor, const char *more, const char *lines, const char *words)
{
  g_autofree char *body = build_body (vendor, more, lines);
  g_autoptr (SbReply) reply = sb_session_call (self, "POST", ORDERS, body);

  g_assert_cmpuint (reply->wire.status, ==, 400);
  if (strstr (reply->wire.body->str, words) == NULL)
    g_error ("“%s” is not in %s", words, reply->wire.body->str);
}

static void
test_create (SbSession *self, gconstpointer data)
{
  g_autofree char *vendor = find_vendor (self, 2);
  g_autofree char *body = build_body (vendor, ",\"externalId\":\"precoro-x-po-1\",\"memo\":\"Hall B\"",
                                      LINE ",{\"item\":{\"id\":\"302\"},\"quantity\":\"3\",\"rate\":\"0.335\",\"description\":\"small\"}");
  g_autofree char *id = sb_session_create (self, "purchaseOrder", body);
  g_autoptr (SbReply) plain = sb_session_get (self, "purchaseOrder", id);
  g_autoptr (SbReply) whole = sb_session_get (self, "purchaseOrder", "eid:precoro-x-po-1?expandSubResources=true");
  g_autofree char *lines_path = g_strdup_printf (ORDERS "/%s/item", id);
  g_autoptr (SbReply) lines = sb_session_call (self, "GET", lines_path, NULL);

  sb_assert_value (plain, "entity.id", vendor);
  sb_assert_value (plain, "subsidiary.id", "2");
  sb_assert_value (plain, "currency.id", "1");
  sb_assert_value (plain, "status.id", "B");
  sb_assert_value (plain, "item.items", "absent");
  sb_assert_value (whole, "id", id);
  g_assert_cmpuint (sb_reply_count (whole, "item.items"), ==, 2);
  sb_assert_value (whole, "item.items.1.description", "small");
  sb_assert_value (lines, "totalResults", "2");
  /* 4 × 300.10 + 3 × 0.335, rounded to cents by line */
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT foreigntotal = '1201.41' FROM ns_transaction WHERE id = ?", 1,
                                    g_ascii_strtoll (id, NULL, 10)), ==, 1);
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT count (*) FROM ns_transactionline WHERE \"transaction\" = ? AND mainline = 'F'", 1,
                                    g_ascii_strtoll (id, NULL, 10)), ==, 2);
  assert_refused (self, vendor, ",\"externalId\":\"precoro-x-po-1\"", LINE, "already exists");
}

static void
test_upsert (SbSession *self, gconstpointer data)
{
  g_autofree char *vendor = find_vendor (self, 2);
  g_autofree char *body = build_body (vendor, "", LINE);
  g_autoptr (SbReply) first = sb_session_call (self, "PUT", ORDERS "/eid:precoro-x-po-2", body);
  g_autoptr (SbReply) second = sb_session_call (self, "PUT", ORDERS "/eid:precoro-x-po-2", "{\"memo\":\"again\"}");
  g_autoptr (SbReply) shown = sb_session_get (self, "purchaseOrder", "eid:precoro-x-po-2");

  g_assert_cmpuint (first->wire.status, ==, 204);
  g_assert_cmpuint (second->wire.status, ==, 204);
  sb_assert_value (shown, "memo", "again");
  g_assert_cmpint (sb_record_query (self->sandbox, "SELECT count (*) FROM ns_transaction WHERE type = 'PurchOrd'", 0), ==, 1);
}

static void
test_refusals (SbSession *self, gconstpointer data)
{
  g_autofree char *vendor = find_vendor (self, 2), *other = find_vendor (self, 3);
  g_autofree char *customer = sb_session_create_customer (self, "No vendor");

  assert_refused (self, vendor, "", "", "at least one line");
  assert_refused (self, "999999", "", LINE, "Invalid Field Value 999999");
  assert_refused (self, customer, "", LINE, "Invalid Field Value");
  assert_refused (self, other, ",\"subsidiary\":{\"id\":\"2\"}", LINE, "Invalid entity reference key");
  assert_refused (self, vendor, ",\"currency\":{\"id\":\"4\"}", LINE, "Invalid currency reference key 4");
  assert_refused (self, vendor, ",\"employee\":{\"id\":\"999999\"}", LINE, "following field: employee");
  assert_refused (self, vendor, "", "{\"item\":{\"id\":\"999\"},\"quantity\":1,\"rate\":1}", "following field: item");
  assert_refused (self, vendor, "", "{\"item\":{\"id\":\"999\"},\"quantity\":1,\"rate\":1}", "item.items[0].item");
  assert_refused (self, vendor, "", "{\"quantity\":1,\"rate\":1}", "Please enter value(s) for: Item");
  assert_refused (self, vendor, "", LINE ",{\"item\":{\"id\":\"301\"},\"rate\":1,\"customer\":{\"id\":\"1\"}}", "item.items[1].customer");
  assert_refused (self, vendor, ",\"tranDate\":\"2025-03-02\"", LINE, "closed or locked");
  assert_refused (self, vendor, ",\"tranDate\":\"2005-03-02\"", LINE, "not within the date range");
}

static void
test_mandatory (SbSession *self, gconstpointer data)
{
  g_autofree char *vendor = find_vendor (self, 2);
  g_autofree char *body = build_body (vendor, ",\"department\":{\"id\":\"7\"}", LINE);

  assert_refused (self, vendor, "", LINE, "Please enter value(s) for: Department.");
  g_free (sb_session_create (self, "purchaseOrder", body));
}

static SbReply *
query (SbSession *self, const char *sql)
{
  g_autofree char *body = g_strdup_printf ("{\"q\":\"%s\"}", sql);

  return sb_fixture_rest (self->sandbox, self->token, "POST", "/query/v1/suiteql", "prefer", "transient", body);
}

static void
test_query (SbSession *self, gconstpointer data)
{
  g_autofree char *vendor = find_vendor (self, 2);
  g_autofree char *body = build_body (vendor, ",\"externalId\":\"precoro-x-po-3\"", LINE);
  g_autofree char *id = sb_session_create (self, "purchaseOrder", body);
  g_autoptr (SbReply) head = query (self, "SELECT id, externalid, tranid, foreigntotal FROM transaction WHERE type = 'PurchOrd'"
                                               " AND externalid IN ('precoro-x-po-3', 'precoro-x-po-4') AND id > 0 ORDER BY id ASC");
  g_autofree char *sql = g_strdup_printf ("SELECT transaction, linesequencenumber, item, quantity, foreignamount FROM transactionline"
                                          " WHERE mainline = 'F' AND transaction = %s ORDER BY uniquekey ASC", id);
  g_autoptr (SbReply) lines = query (self, sql);
  g_autoptr (SbReply) periods = query (self, "SELECT id, periodname, TO_CHAR(startdate, 'YYYY-MM-DD') AS startdate, closed FROM"
                                                  " accountingperiod WHERE isquarter = 'F' AND isyear = 'F' ORDER BY id ASC");

  sb_assert_value (head, "totalResults", "1");
  sb_assert_value (head, "items.0.id", id);
  sb_assert_value (head, "items.0.foreigntotal", "1200.4");
  sb_assert_value (lines, "items.0.item", "301");
  sb_assert_value (lines, "items.0.foreignamount", "1200.4");
  sb_assert_value (periods, "totalResults", "60");
}

static void
add (const char *path, const char * const *settings, void (*function) (SbSession *self, gconstpointer data))
{
  g_test_add (path, SbSession, settings, sb_session_set_up, function, sb_session_tear_down);
}

int
main (int argc, char *argv[])
{
  static const char * const mandatory[] = { "netsuite.mandatory-department=on", NULL };

  g_test_init (&argc, &argv, NULL);
  add ("/netsuite/orders/create", NULL, test_create);
  add ("/netsuite/orders/upsert", NULL, test_upsert);
  add ("/netsuite/orders/refusals", NULL, test_refusals);
  add ("/netsuite/orders/mandatory", mandatory, test_mandatory);
  add ("/netsuite/orders/query", NULL, test_query);

  return g_test_run ();
}
