/* test-belonging.c: to whom a record is available, and what it may be brought along by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The integration has subsidiaries 2 and 3; 1 is above all of them, 4 below 3.
 */

#include "services-fixture.h"

#include <string.h>

#define ITEM_BOX  ",\"custitem_oa_export_to_openair\":\"T\""
#define GOODS_BOX ",\"custitem_oa_export_to_openair_product\":\"T\""

static char *
add (CwFixture *f, const char *record, const char *members)
{
  return spp_edit (f, "netsuite", record, NULL, members);
}

static void
assert_out (CwFixture *f, const char *type, const char *id, const char *collection, const char *id_field)
{
  g_assert_true (spp_has_event (f, type, id, "skip not-available"));
  g_assert_cmpuint (spp_count_there (f, collection, id_field, id), ==, 0);
}

/* ---- subsidiaries ---- */

static void
test_items (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autofree char *ours = add (f, "serviceSaleItem", "\"itemid\":\"Ours\",\"subsidiary\":\"2\",\"includechildren\":\"F\"" ITEM_BOX);
  g_autofree char *theirs = add (f, "serviceSaleItem", "\"itemid\":\"Theirs\",\"subsidiary\":\"4\",\"includechildren\":\"F\"" ITEM_BOX);
  g_autofree char *above = add (f, "serviceSaleItem", "\"itemid\":\"Above\",\"subsidiary\":\"1\",\"includechildren\":\"F\"" ITEM_BOX);
  g_autofree char *all = add (f, "serviceSaleItem", "\"itemid\":\"All\",\"subsidiary\":\"1\",\"includechildren\":\"T\"" ITEM_BOX);
  g_autofree char *goods = add (f, "nonInventoryPurchaseItem", "\"itemid\":\"Goods\",\"subsidiary\":\"2\",\"includechildren\":\"F\"" GOODS_BOX);
  g_autofree char *others = add (f, "nonInventoryPurchaseItem", "\"itemid\":\"Other goods\",\"subsidiary\":\"4\",\"includechildren\":\"F\"" GOODS_BOX);
  g_autoptr (CwRunInfo) info = NULL;

  spp_enable (f, "spp.services");
  spp_enable (f, "spp.products");
  info = spp_run (f);
  spp_assert_there (f, "category", "netsuite_item_id__c", ours, "name", "Ours");
  spp_assert_there (f, "category", "netsuite_item_id__c", all, "name", "All");
  assert_out (f, "serviceitem", theirs, "category", "netsuite_item_id__c");
  assert_out (f, "serviceitem", above, "category", "netsuite_item_id__c");
  spp_assert_there (f, "product", "netsuite_product_id__c", goods, "name", "Goods");
  assert_out (f, "purchaseitem", others, "product", "netsuite_product_id__c");
  spp_assert_quiet (f);

  /* Given to us, and taken away: updates stop, what is there stays. */
  spp_set (f, "serviceSaleItem", theirs, "\"subsidiary\":\"2, 4\"");
  spp_set (f, "serviceSaleItem", ours, "\"subsidiary\":\"4\",\"itemid\":\"No longer ours\"");
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  spp_assert_there (f, "category", "netsuite_item_id__c", theirs, "name", "Theirs");
  spp_assert_there (f, "category", "netsuite_item_id__c", ours, "name", "Ours");
  g_assert_true (spp_has_event (f, "serviceitem", ours, "skip not-available"));
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

static void
test_expense_items (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autofree char *theirs = add (f, "expensecategory", "\"name\":\"Theirs\",\"subsidiary\":\"4\",\"includechildren\":\"F\"");
  g_autofree char *ours = add (f, "expensecategory", "\"name\":\"Ours\",\"subsidiary\":\"2, 4\",\"includechildren\":\"F\"");
  g_autoptr (CwRunInfo) info = NULL;

  spp_enable (f, "spp.expense-items");
  info = spp_run (f);
  spp_assert_there (f, "item", "netsuite_expense_category_id__c", ours, "name", "Ours");
  assert_out (f, "expensecategory", theirs, "item", "netsuite_expense_category_id__c");
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

static char *
add_order (CwFixture *f, const char *entity, const char *number, const char *subsidiary)
{
  g_autofree char *members = g_strdup_printf ("\"entity\":\"%s\",\"tranid\":\"%s\",\"trandate\":\"2026-01-05\",\"currency\":\"1\",\"foreigntotal\":\"10.00\","
                                              "\"subsidiary\":\"%s\",\"custbody_oa_export_to_openair\":\"T\"", entity, number, subsidiary);

  return add (f, "salesOrder", members);
}

/* An order may name the customer or one of its projects. */
static void
test_orders (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autofree char *customer = spp_add_customer (f, "Buyer", ""), *job = spp_add_job (f, "Works", customer, "");
  g_autofree char *ours = add_order (f, customer, "SO-1", "2"), *theirs = add_order (f, customer, "SO-2", "4");
  g_autofree char *of_job = add_order (f, job, "SO-3", "2"), *there = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  spp_enable (f, "spp.customer-pos");
  info = spp_run (f);
  there = spp_get_there (f, "customer", "netsuite_customer_id__c", customer, "id", NULL);
  spp_assert_there (f, "customerpo", "netsuite_sales_order_id__c", ours, "customerid", there);
  spp_assert_there (f, "customerpo", "netsuite_sales_order_id__c", of_job, "customerid", there);
  assert_out (f, "salesorder", theirs, "customerpo", "netsuite_sales_order_id__c");
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

/* A task has no subsidiary of its own: it is where its project is. */
static void
test_tasks (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autofree char *customer = spp_add_customer (f, "Doer", ""), *job = spp_add_job (f, "Works", customer, "");
  g_autofree char *members = g_strdup_printf ("\"title\":\"Dig\",\"project\":\"%s\",\"custevent_oa_export_to_openair\":\"T\"", job);
  g_autofree char *task = add (f, "projectTask", members);
  g_autoptr (CwRunInfo) info = NULL;

  spp_set (f, "customer", customer, "\"subsidiaries\":[\"2\",\"4\"]");
  spp_enable (f, "spp.tasks");
  info = spp_run (f);
  spp_assert_there (f, "projecttask", "netsuite_project_task_id__c", task, "name", "Dig");
  spp_assert_quiet (f);
  spp_set (f, "job", job, "\"subsidiaries\":[\"4\"]");
  spp_set (f, "projectTask", task, "\"title\":\"Dig deeper\"");
  spp_assert_quiet (f);
  g_assert_true (spp_has_event (f, "projecttask", task, "skip not-available"));
  spp_assert_there (f, "projecttask", "netsuite_project_task_id__c", task, "name", "Dig");
  cw_fixture_free (f);
}

/* Where there are none, everything is available. */
static void
test_no_subsidiaries (void)
{
  CwFixture *f = cw_fixture_new (3, 2, "netsuite.oneworld=off");
  g_autofree char *item = add (f, "serviceSaleItem", "\"itemid\":\"Ours\"" ITEM_BOX);
  g_autoptr (CwRunInfo) info = NULL;

  spp_enable (f, "spp.services");
  info = spp_run (f);
  spp_assert_there (f, "category", "netsuite_item_id__c", item, "name", "Ours");
  spp_assert_quiet (f);
  cw_fixture_free (f);
}

/* ---- contacts of projects ---- */

static char *
add_contact (CwFixture *f, const char *first, const char *company)
{
  g_autofree char *members = g_strdup_printf ("\"entityid\":\"%s Doe\",\"firstname\":\"%s\",\"lastname\":\"Doe\",\"company\":\"%s\",\"subsidiary\":\"2\","
                                              "\"" SPP_BOX "\":\"F\"", first, first, company);

  return add (f, "contact", members);
}

static void
assert_needs_projects (GError *error)
{
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, "spp.projects"));
  g_assert_nonnull (strstr (error->message, "Contacts of projects"));
}

static void
test_contacts_of_projects (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  const char *integration = f->integrations[SPP_INTEGRATION];
  g_autofree char *customer = spp_add_customer (f, "Owner", ""), *job = spp_add_job (f, "Marked", customer, "");
  g_autofree char *unmarked = spp_add_job (f, "Not marked", customer, ",\"" SPP_BOX "\":\"F\"");
  g_autofree char *ann = add_contact (f, "Ann", job), *bob = add_contact (f, "Bob", unmarked), *cid = add_contact (f, "Cid", customer), *there = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;

  spp_enable (f, "spp.contacts");
  info = spp_run (f);
  g_assert_cmpuint (spp_count_there (f, "contact", "netsuite_contact_id__c", ann), ==, 0);
  spp_assert_quiet (f);

  spp_set_setting (f, "spp.contacts", "with-project", "true");
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  there = spp_get_there (f, "customer", "netsuite_customer_id__c", customer, "id", NULL);
  spp_assert_there (f, "contact", "netsuite_contact_id__c", ann, "customerid", there);
  g_assert_cmpuint (spp_count_there (f, "contact", "netsuite_contact_id__c", bob), ==, 0);
  g_assert_cmpuint (spp_count_there (f, "contact", "netsuite_contact_id__c", cid), ==, 0);
  spp_assert_quiet (f);
  /* Changes go on travelling: it ended marked. */
  spp_set (f, "contact", ann, "\"title\":\"Buyer\"");
  g_assert_cmpuint (spp_run_counted (f), ==, 1);
  spp_assert_there (f, "contact", "netsuite_contact_id__c", ann, "job_title", "Buyer");

  /* The setting cannot do without projects: said when a run starts, when it is set, and when the workflow is switched on. */
  g_assert_true (cw_profile_enable_workflow (f->profile, integration, "spp.projects", FALSE, &error));
  g_assert_null (cw_profile_run_sync (f->profile, &(CwRunRequest) { .integration = integration }, &error));
  assert_needs_projects (error);
  g_clear_error (&error);
  spp_set_setting (f, "spp.contacts", "with-project", "false");
  g_assert_false (cw_profile_set_workflow_setting (f->profile, integration, "spp.contacts", "with-project", "true", &error));
  assert_needs_projects (error);
  g_clear_error (&error);
  g_assert_true (cw_profile_enable_workflow (f->profile, integration, "spp.contacts", FALSE, &error));
  spp_set_setting (f, "spp.contacts", "with-project", "true");
  g_assert_false (cw_profile_enable_workflow (f->profile, integration, "spp.contacts", TRUE, &error));
  assert_needs_projects (error);
  cw_fixture_free (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/belonging/items", test_items);
  g_test_add_func ("/belonging/expense-items", test_expense_items);
  g_test_add_func ("/belonging/orders", test_orders);
  g_test_add_func ("/belonging/tasks", test_tasks);
  g_test_add_func ("/belonging/no-subsidiaries", test_no_subsidiaries);
  g_test_add_func ("/belonging/contacts-of-projects", test_contacts_of_projects);
  return g_test_run ();
}
