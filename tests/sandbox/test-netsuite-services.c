/* test-netsuite-services.c: what the workflows to SuiteProjects Pro read from NetSuite
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-netsuite-fixture.h"

#include <string.h>

static SbReply *
query (SbSession *self, const char *sql)
{
  g_autofree char *body = g_strdup_printf ("{\"q\":\"%s\"}", sql);

  return sb_fixture_rest (self->sandbox, self->token, "POST", "/query/v1/suiteql?limit=1000", "prefer", "transient", body);
}

static void
assert_rows (SbSession *self, const char *sql)
{
  g_autoptr (SbReply) reply = query (self, sql);

  if (reply->wire.status != 200)
    g_error ("%s: %s", sql, reply->wire.body->str);
  if (sb_reply_count (reply, "items") == 0)
    g_error ("no rows: %s", sql);
}

/* Every column that a workflow maps is there, and somebody has it. */
static void
test_columns (SbSession *self, gconstpointer data)
{
  assert_rows (self, "SELECT id, entityid, searchstage, custentity_oa_export_to_openair, custentity_department, custentity_class, custentity_location,"
               " defaultbillingaddress FROM customer WHERE custentity_oa_export_to_openair = 'T' AND id > 0 ORDER BY id ASC");
  assert_rows (self, "SELECT a.addr1, a.addr2, a.city, a.zip, a.country, b.entity FROM customeraddressbook b JOIN customeraddressbookentityaddress a"
               " ON a.nkey = b.addressbookaddress WHERE b.defaultbilling = 'T' ORDER BY b.entity ASC");
  assert_rows (self, "SELECT id, custentity_oa_project_stage, custentity_oa_project_template, custentity_oa_create_project_workspace, custentity_department"
               " FROM job WHERE custentity_oa_project_stage IS NOT NULL ORDER BY id ASC");
  assert_rows (self, "SELECT id FROM employee WHERE custentity_oa_export_to_openair = 'T' ORDER BY id ASC");
  assert_rows (self, "SELECT id, custentity_oa_user_or_vendor FROM vendor WHERE custentity_oa_export_to_openair = 'T' ORDER BY id ASC");
  assert_rows (self, "SELECT id, firstname, lastname, email, company FROM contact WHERE custentity_oa_export_to_openair = 'T' ORDER BY id ASC");
  assert_rows (self, "SELECT i.id, i.itemid, p.unitprice FROM item i JOIN pricing p ON p.item = i.id AND p.pricelevel = 1 WHERE i.itemtype = 'Service'"
               " AND i.custitem_oa_export_to_openair = 'T' ORDER BY i.id ASC");
  assert_rows (self, "SELECT id FROM item WHERE custitem_oa_export_to_openair_product = 'T' AND itemtype = 'NonInvtPart' ORDER BY id ASC");
  assert_rows (self, "SELECT id, name, defaultrate FROM expensecategory ORDER BY id ASC");
  assert_rows (self, "SELECT id, title, project, estimatedwork, TO_CHAR(startdate, 'YYYY-MM-DD') AS startdate FROM projecttask WHERE"
               " custevent_oa_export_to_openair = 'T' ORDER BY id ASC");
  assert_rows (self, "SELECT t.id, t.tranid, t.otherrefnum, t.foreigntotal FROM transaction t WHERE t.type = 'SalesOrd' AND"
               " t.custbody_oa_export_to_openair = 'T' ORDER BY t.id ASC");
  assert_rows (self, "SELECT p.id, l.previousdoc, l.foreignamount FROM transaction p JOIN nexttransactionlinelink l ON l.nextdoc = p.id AND"
               " l.linktype = 'Payment' JOIN transaction i ON i.id = l.previousdoc AND i.type = 'CustInvc' WHERE p.type = 'CustPymt' ORDER BY p.id ASC");
}

/* What was paid is what the payment says. */
static void
test_payments_add_up (SbSession *self, gconstpointer data)
{
  g_assert_cmpint (sb_session_count (self, "SELECT count (*) FROM ns_transaction WHERE type = 'CustPymt'"), >, 0);
  g_assert_cmpint (sb_session_count (self, "SELECT count (*) FROM ns_transaction i WHERE i.type = 'CustInvc' AND i.foreignamountpaid + 0 <>"
                                     " coalesce ((SELECT sum (l.foreignamount) FROM ns_nexttransactionlinelink l WHERE l.previousdoc = i.id), 0)"), ==, 0);
  g_assert_cmpint (sb_session_count (self, "SELECT count (*) FROM ns_transaction t WHERE t.foreigntotal + 0 <> (SELECT foreignamount + 0 FROM"
                                     " ns_transactionline l WHERE l.\"transaction\" = t.id AND l.mainline = 'T')"), ==, 0);
  g_assert_cmpint (sb_session_count (self, "SELECT count (*) FROM ns_projecttask t LEFT JOIN ns_job j ON j.id = t.project WHERE j.id IS NULL"), ==, 0);
}

static void
test_records (SbSession *self, gconstpointer data)
{
  g_autoptr (SbReply) item = sb_session_get (self, "serviceSaleItem", "401");
  g_autoptr (SbReply) other_kind = sb_session_call (self, "GET", "/record/v1/servicePurchaseItem/401", NULL);
  g_autoptr (SbReply) order = sb_session_call (self, "GET", "/record/v1/salesOrder?limit=1", NULL);
  g_autofree char *order_id = sb_reply_dup (order, "items.0.id");
  g_autoptr (SbReply) body = sb_session_get (self, "salesOrder", order_id);
  g_autofree char *content = g_strdup_printf ("{\"title\":\"Extra\",\"company\":{\"id\":\"%" G_GINT64_FORMAT "\"}}",
                                              sb_session_count (self, "SELECT min (id) FROM ns_job"));
  g_autofree char *task = sb_session_create (self, "projectTask", content);

  sb_assert_value (item, "itemId", "Consulting");
  sb_assert_value (item, "custitem_oa_export_to_openair", "true");
  g_assert_cmpuint (other_kind->wire.status, ==, 404);
  sb_assert_value (body, "custbody_oa_export_to_openair", "true");
  sb_session_assert_refused (self, "POST", "/record/v1/salesOrder", "{\"memo\":\"x\"}", 400, "USER_ERROR");
  g_assert_nonnull (task);
}

static void
test_sublists (SbSession *self, gconstpointer data)
{
  gint64 with_address = sb_session_count (self, "SELECT min (entity) FROM ns_customeraddressbook");
  gint64 paid = sb_session_count (self, "SELECT min (nextdoc) FROM ns_nexttransactionlinelink");
  g_autofree char *customer = g_strdup_printf ("/record/v1/customer/%" G_GINT64_FORMAT "?expandSubResources=true", with_address);
  g_autofree char *plain = g_strdup_printf ("/record/v1/customer/%" G_GINT64_FORMAT, with_address);
  g_autofree char *payment = g_strdup_printf ("/record/v1/customerPayment/%" G_GINT64_FORMAT "/apply", paid);
  g_autoptr (SbReply) whole = sb_session_call (self, "GET", customer, NULL);
  g_autoptr (SbReply) short_form = sb_session_call (self, "GET", plain, NULL);
  g_autoptr (SbReply) applied = sb_session_call (self, "GET", payment, NULL);
  g_autofree char *street = sb_reply_dup (whole, "addressBook.items.0.addressBookAddress.addr1");

  sb_assert_value (whole, "addressBook.items.0.defaultBilling", "true");
  g_assert_cmpstr (street, !=, "absent");
  sb_assert_value (short_form, "addressBook.items", "absent");
  sb_assert_value (short_form, "addressBook.links.0.rel", "self");
  sb_assert_value (applied, "items.0.type", "Invoice");
  sb_assert_value (applied, "items.0.apply", "true");
  sb_assert_value (applied, "items.0.due", "0.0");
  sb_session_assert_refused (self, "PATCH", plain, "{\"addressBook\":{\"items\":[]}}", 400, "INVALID_CONTENT");
}

static void
test_create_item (SbSession *self, gconstpointer data)
{
  g_autofree char *id = sb_session_create (self, "serviceSaleItem", "{\"itemId\":\"Coaching\",\"custitem_oa_export_to_openair\":true}");
  g_autofree char *sql = g_strdup_printf ("SELECT itemtype, subtype, fullname FROM item WHERE id = %s", id);
  g_autoptr (SbReply) reply = query (self, sql);

  sb_assert_value (reply, "items.0.itemtype", "Service");
  sb_assert_value (reply, "items.0.subtype", "Sale");
  sb_assert_value (reply, "items.0.fullname", "Coaching");
}

static void
test_edit (SbSession *self, gconstpointer data)
{
  g_autoptr (SbReply) first = query (self, "SELECT id FROM contact ORDER BY id ASC");
  g_autofree char *id = sb_reply_dup (first, "items.0.id");
  g_autoptr (SbReply) after = NULL;
  g_autofree char *sql = g_strdup_printf ("SELECT email FROM contact WHERE id = %s", id);
  g_autoptr (SbReply) order = query (self, "SELECT id FROM transaction WHERE type = 'SalesOrd' ORDER BY id ASC");
  g_autofree char *order_id = sb_reply_dup (order, "items.0.id");

  sb_fixture_set (self->sandbox, "contact", id, "{\"email\":\"new@contact.example\"}");
  sb_fixture_set (self->sandbox, "salesOrder", order_id, "{\"foreigntotal\":\"1.00\"}");
  after = query (self, sql);
  sb_assert_value (after, "items.0.email", "new@contact.example");
}

/* Without the bundle its fields are nowhere. */
static void
test_without_bundle (void)
{
  const char *settings[] = { "netsuite.connector-bundle=absent", NULL };
  SbSession session = { NULL, NULL };
  static const char * const columns[] = { "custbody_oa_export_to_openair FROM transaction", "custbody_oa_purchase_project_id FROM transaction",
                                          "custcol_oa_po_rate FROM transactionline", "custentity_oa_rev_rec_rule FROM job",
                                          "custevent_oa_export_to_openair FROM projecttask",
                                          "custitem_oa_export_to_openair FROM item", "custentity_oa_export_to_openair FROM contact" };

  sb_session_set_up (&session, settings);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *sql = g_strconcat ("SELECT ", columns[i], NULL);
      g_autoptr (SbReply) reply = query (&session, sql);

      g_assert_cmpuint (reply->wire.status, ==, 400);
    }
  sb_session_tear_down (&session, settings);
}

static void
assert_refused (SbSession *self, const char *sql)
{
  g_autoptr (SbReply) reply = query (self, sql);

  if (reply->wire.status != 400)
    g_error ("%s was answered", sql);
}

/* Types that SuiteQL may not show, and REST has all the same. */
static void
test_tables (SbSession *self, gconstpointer data)
{
  g_autoptr (SbReply) shown = query (self, "SELECT COUNT(*) AS n FROM expensecategory");
  g_autoptr (SbReply) list = NULL;
  g_autoptr (SbReply) tasks = NULL;

  sb_assert_value (shown, "items.0.n", "8");
  sb_fixture_assume (self->sandbox, "netsuite.expense-category-table=absent");
  sb_fixture_assume (self->sandbox, "netsuite.project-task-table=absent");
  assert_refused (self, "SELECT id FROM expensecategory");
  assert_refused (self, "SELECT id FROM projecttask");
  list = sb_session_call (self, "GET", "/record/v1/expenseCategory", NULL);
  tasks = sb_session_call (self, "GET", "/record/v1/projectTask?limit=1", NULL);
  sb_assert_value (list, "totalResults", "8");
  g_assert_cmpuint (sb_reply_count (tasks, "items"), ==, 1);
}

/* The stage of leads and prospects, in letters of either case or as the status alone. */
static void
test_stages (SbSession *self, gconstpointer data)
{
  const char *sql = "SELECT COUNT(*) AS n FROM customer WHERE searchstage = 'LEAD'";
  g_autoptr (SbReply) titles = query (self, "SELECT COUNT(*) AS n FROM customer WHERE searchstage = 'Lead'");
  g_autofree char *leads = sb_reply_dup (titles, "items.0.n");
  g_autoptr (SbReply) none = query (self, sql);
  g_autoptr (SbReply) upper = NULL;
  g_autoptr (SbReply) found = NULL;
  g_autofree char *id = NULL;
  g_autoptr (SbReply) record = NULL;

  g_assert_cmpstr (leads, !=, "0");
  sb_assert_value (none, "items.0.n", "0");
  sb_fixture_assume (self->sandbox, "netsuite.searchstage=upper");
  upper = query (self, sql);
  sb_assert_value (upper, "items.0.n", leads);
  found = query (self, "SELECT id FROM customer WHERE searchstage = 'LEAD' ORDER BY id ASC");
  id = sb_reply_dup (found, "items.0.id");
  record = sb_session_get (self, "customer", id);
  sb_assert_value (record, "searchStage", "LEAD");
  sb_fixture_assume (self->sandbox, "netsuite.searchstage=absent");
  assert_refused (self, sql);
}

/* A project of an order is a property of REST; what SuiteQL has is the entity. */
static void
test_order_projects (SbSession *self, gconstpointer data)
{
  g_autoptr (SbReply) orders = query (self, "SELECT id, entity FROM transaction WHERE type = 'SalesOrd' ORDER BY id ASC");
  g_autofree char *id = sb_reply_dup (orders, "items.0.id");
  g_autofree char *path = g_strconcat ("/record/v1/salesOrder/", id, NULL);
  g_autoptr (SbReply) order = sb_session_call (self, "GET", path, NULL);
  g_autofree char *project = sb_reply_dup (order, "job.id");

  g_assert_cmpstr (project, !=, "absent");
  sb_assert_value (order, "orderStatus.id", "B");
  sb_assert_value (order, "taxTotal", "0.0");
  assert_refused (self, "SELECT job FROM transaction");
}

/* What was deleted, in words whose spelling is not known. */
static void
test_deleted_words (SbSession *self, gconstpointer data)
{
  g_autoptr (SbReply) titles = query (self, "SELECT COUNT(*) AS n FROM deletedrecord WHERE type = 'Customer'");
  g_autofree char *customers = sb_reply_dup (titles, "items.0.n");
  g_autoptr (SbReply) upper = NULL;

  sb_fixture_assume (self->sandbox, "netsuite.deleted-words=upper");
  upper = query (self, "SELECT COUNT(*) AS n FROM deletedrecord WHERE type = 'CUSTOMER' AND scriptid = 'CUSTOMER'");
  sb_assert_value (upper, "items.0.n", customers);
}

/* A contact has a name: its own or the person's. */
static void
test_create_contact (SbSession *self, gconstpointer data)
{
  g_autofree char *id = sb_session_create (self, "contact", "{\"firstName\":\"Noor\",\"lastName\":\"van Dijk\"}");
  g_autofree char *sql = g_strdup_printf ("SELECT entityid FROM contact WHERE id = %s", id);
  g_autoptr (SbReply) reply = query (self, sql);

  sb_assert_value (reply, "items.0.entityid", "Noor van Dijk");
  sb_session_assert_refused (self, "POST", "/record/v1/contact", "{\"email\":\"nobody@contact.example\"}", 400, "USER_ERROR");
}

/* The box of service items is nowhere written of. */
static void
test_service_box (SbSession *self, gconstpointer data)
{
  sb_fixture_assume (self->sandbox, "netsuite.service-box=absent");
  assert_refused (self, "SELECT custitem_oa_export_to_openair FROM item");
  sb_reply_free (query (self, "SELECT custitem_oa_export_to_openair_product FROM item"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/netsuite/services/columns", SbSession, NULL, sb_session_set_up, test_columns, sb_session_tear_down);
  g_test_add ("/netsuite/services/payments-add-up", SbSession, NULL, sb_session_set_up, test_payments_add_up, sb_session_tear_down);
  g_test_add ("/netsuite/services/records", SbSession, NULL, sb_session_set_up, test_records, sb_session_tear_down);
  g_test_add ("/netsuite/services/sublists", SbSession, NULL, sb_session_set_up, test_sublists, sb_session_tear_down);
  g_test_add ("/netsuite/services/create-item", SbSession, NULL, sb_session_set_up, test_create_item, sb_session_tear_down);
  g_test_add ("/netsuite/services/edit", SbSession, NULL, sb_session_set_up, test_edit, sb_session_tear_down);
  g_test_add_func ("/netsuite/services/without-bundle", test_without_bundle);
  g_test_add ("/netsuite/services/tables", SbSession, NULL, sb_session_set_up, test_tables, sb_session_tear_down);
  g_test_add ("/netsuite/services/stages", SbSession, NULL, sb_session_set_up, test_stages, sb_session_tear_down);
  g_test_add ("/netsuite/services/order-projects", SbSession, NULL, sb_session_set_up, test_order_projects, sb_session_tear_down);
  g_test_add ("/netsuite/services/deleted-words", SbSession, NULL, sb_session_set_up, test_deleted_words, sb_session_tear_down);
  g_test_add ("/netsuite/services/create-contact", SbSession, NULL, sb_session_set_up, test_create_contact, sb_session_tear_down);
  g_test_add ("/netsuite/services/service-box", SbSession, NULL, sb_session_set_up, test_service_box, sb_session_tear_down);

  return g_test_run ();
}
