/* test-generator.c: the company is believable, and the same each time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-sandbox.h"

#include <string.h>

#define EPOCH (G_GINT64_CONSTANT (1772619330) * G_USEC_PER_SEC)

static SbSandbox *
generate (guint64 seed, guint customers, guint projects, guint employees, guint subsidiaries)
{
  g_autoptr (GError) error = NULL;
  SbSandbox *sandbox;
  SbOptions options;

  sb_options_init (&options);
  options.seed = seed;
  options.customers = customers;
  options.projects = projects;
  options.employees = employees;
  options.subsidiaries = subsidiaries;
  options.epoch_us = EPOCH;
  options.clock_rate = 0.0;
  sandbox = sb_sandbox_new (&options, "http://127.0.0.1:1", &error);
  g_assert_no_error (error);

  return sandbox;
}

static gint64
ask (SbSandbox *sandbox, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  gint64 number;

  if (sqlite3_prepare_v2 (sb_sandbox_get_db (sandbox), sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (sb_sandbox_get_db (sandbox)));
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);

  return number;
}

static void
assert_zero (SbSandbox *sandbox, const char *sql)
{
  gint64 number = ask (sandbox, sql);

  if (number != 0)
    g_error ("%" G_GINT64_FORMAT " of %s", number, sql);
}

/* ---- repeatable ---- */

static void
add_table (SbSandbox *sandbox, GChecksum *checksum, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM \"%s\" ORDER BY rowid", table);
  sqlite3_stmt *statement = NULL;

  g_checksum_update (checksum, (const guchar *) table, -1);
  g_assert_cmpint (sqlite3_prepare_v2 (sb_sandbox_get_db (sandbox), sql, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    for (int i = 0; i < sqlite3_column_count (statement); i++)
      {
        const char *text = (const char *) sqlite3_column_text (statement, i);

        g_checksum_update (checksum, (const guchar *) (text != NULL ? text : ""), text != NULL ? (gssize) strlen (text) + 1 : 1);
      }
  sqlite3_finalize (statement);
}

/* All of both systems; what keeps the state itself is not part of the company. */
static char *
dup_digest (SbSandbox *sandbox)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  sqlite3_stmt *statement = NULL;

  sqlite3_prepare_v2 (sb_sandbox_get_db (sandbox), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
                      " AND name <> 'sb_meta' ORDER BY name", -1, &statement, NULL);
  while (sqlite3_step (statement) == SQLITE_ROW)
    add_table (sandbox, checksum, (const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);

  return g_strdup (g_checksum_get_string (checksum));
}

static void
test_repeatable (void)
{
  g_autoptr (SbSandbox) first = generate (7, 400, 200, 60, 6);
  g_autoptr (SbSandbox) second = generate (7, 400, 200, 60, 6);
  g_autoptr (SbSandbox) other = generate (8, 400, 200, 60, 6);
  g_autofree char *one = dup_digest (first);
  g_autofree char *two = dup_digest (second);
  g_autofree char *three = dup_digest (other);

  g_assert_cmpstr (one, ==, two);
  g_assert_cmpstr (one, !=, three);
}

/* ---- believable ---- */

static void
assert_share (SbSandbox *sandbox, const char *where, guint low, guint high)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM ns_customer c WHERE %s", where);
  gint64 per_mille = ask (sandbox, sql) * 1000 / ask (sandbox, "SELECT count (*) FROM ns_customer");

  g_test_message ("%s: %" G_GINT64_FORMAT, where, per_mille);
  g_assert_cmpint (per_mille, >=, low);
  g_assert_cmpint (per_mille, <=, high);
}

#define AVAILABLE(n) "EXISTS (SELECT 1 FROM ns_customersubsidiaryrelationship r WHERE r.entity = c.id AND r.subsidiary = " #n ")"

static void
test_customers (void)
{
  g_autoptr (SbSandbox) sandbox = generate (1, 4000, 0, 20, 6);

  assert_share (sandbox, AVAILABLE (2) " AND NOT " AVAILABLE (3), 380, 520);
  assert_share (sandbox, AVAILABLE (3) " AND NOT " AVAILABLE (2), 190, 310);
  assert_share (sandbox, AVAILABLE (2) " AND " AVAILABLE (3), 140, 260);
  assert_share (sandbox, "NOT " AVAILABLE (2) " AND NOT " AVAILABLE (3), 60, 150);
  assert_share (sandbox, "custentity_precoro_sync = 'T'", 550, 650);
  assert_share (sandbox, "searchstage <> 'Customer'", 30, 70);
  assert_share (sandbox, "isinactive = 'T'", 30, 90);
  assert_share (sandbox, "isperson = 'T'", 40, 100);
  assert_share (sandbox, "parent IS NOT NULL", 180, 300);
  assert_share (sandbox, "length (companyname) = 83", 1, 20);
  assert_share (sandbox, "unicode (companyname) > 1000", 100, 250);
  assert_share (sandbox, "instr (companyname, '&') OR instr (companyname, '=') OR instr (companyname, '[')", 20, 300);
  assert_share (sandbox, "EXISTS (SELECT 1 FROM ns_customer p WHERE p.id = c.parent AND p.isinactive = 'T') AND isinactive = 'F'", 2, 60);
  g_assert_cmpint (ask (sandbox, "SELECT max (n) FROM (SELECT count (*) n FROM ns_customer GROUP BY companyname"
                        " HAVING companyname NOT NULL)"), ==, 2);
  g_assert_cmpint (ask (sandbox, "WITH RECURSIVE t (id, depth) AS (SELECT id, 1 FROM ns_customer WHERE parent IS NULL UNION ALL"
                        " SELECT c.id, t.depth + 1 FROM ns_customer c JOIN t ON c.parent = t.id) SELECT max (depth) FROM t"), >, 5);
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM ns_customer WHERE id < parent"), >, 0);
  assert_zero (sandbox, "SELECT count (*) FROM ns_customer WHERE length (companyname) > 83 OR length (entityid) > 80 OR companyname = ''"
               " OR companyname <> trim (companyname)");
}

/* What NetSuite itself would not let happen. */
static void
test_sound (void)
{
  g_autoptr (SbSandbox) sandbox = generate (3, 1500, 1500, 200, 6);

  assert_zero (sandbox, "SELECT count (*) FROM (SELECT 1 FROM ns_customer GROUP BY entityid HAVING count (*) > 1)");
  assert_zero (sandbox, "SELECT count (*) FROM (SELECT 1 FROM ns_job GROUP BY entityid HAVING count (*) > 1)");
  assert_zero (sandbox, "SELECT count (*) - count (DISTINCT id) FROM ns_entity");
  assert_zero (sandbox, "SELECT count (*) FROM ns_customer WHERE parent IS NOT NULL AND parent NOT IN (SELECT id FROM ns_customer)");
  assert_zero (sandbox, "SELECT count (*) FROM ns_job WHERE parent IS NOT NULL AND parent NOT IN"
               " (SELECT id FROM ns_customer UNION SELECT id FROM ns_job)");
  assert_zero (sandbox, "SELECT count (*) FROM ns_customer c WHERE (SELECT count (*) FROM ns_customersubsidiaryrelationship r"
               " WHERE r.entity = c.id AND r.isprimarysub = 'T' AND r.subsidiary = c.subsidiary) <> 1");
  assert_zero (sandbox, "SELECT count (*) FROM ns_job j WHERE customer IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
               " ns_customersubsidiaryrelationship r WHERE r.entity = j.customer AND r.subsidiary = j.subsidiary)");
  assert_zero (sandbox, "SELECT count (*) FROM ns_customersubsidiaryrelationship WHERE subsidiary = 6");   /* for elimination */
  assert_zero (sandbox, "SELECT count (*) FROM ns_customer WHERE lastmodifieddate < datecreated");
  assert_zero (sandbox, "SELECT count (*) FROM ns_job WHERE length (companyname) > 256");
  assert_zero (sandbox, "SELECT count (*) FROM ns_employee WHERE supervisor = id OR length (firstname) > 25 OR length (lastname) > 25");
}

static void
test_jobs (void)
{
  g_autoptr (SbSandbox) sandbox = generate (5, 500, 2000, 20, 6);
  static const char depths[] = "WITH RECURSIVE t (id, depth) AS (SELECT id, 1 FROM ns_job WHERE parent IS NULL OR parent IN (SELECT id"
                               " FROM ns_customer) UNION ALL SELECT j.id, t.depth + 1 FROM ns_job j JOIN t ON j.parent = t.id)"
                               " SELECT count (*) FROM t WHERE depth ";
  g_autofree char *second = g_strconcat (depths, "= 2", NULL);
  g_autofree char *deep = g_strconcat (depths, ">= 4", NULL);
  g_autofree char *all = g_strconcat (depths, "> 0", NULL);

  g_assert_cmpint (ask (sandbox, all), ==, 2000);
  g_assert_cmpint (ask (sandbox, second), >, 100);
  g_assert_cmpint (ask (sandbox, deep), >, 10);
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM ns_job WHERE parent IS NULL"), >, 5);
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM ns_job WHERE length (companyname) = 256"), >, 0);
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM ns_job j JOIN ns_customer c ON c.id = j.customer"
                        " WHERE j.subsidiary <> c.subsidiary"), >, 0);
}

static void
test_employees (void)
{
  g_autoptr (SbSandbox) sandbox = generate (1, 0, 0, 400, 6);

  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM ns_employee"), ==, 400);
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM ns_employee WHERE email IS NULL"), >, 5);
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM ns_employee WHERE email <> lower (email)"), >, 5);
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM ns_employee WHERE email <> trim (email)"), >, 0);
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM (SELECT 1 FROM ns_employee GROUP BY email HAVING count (*) > 1"
                        " AND email NOT NULL)"), >, 3);
}

static void
test_company (void)
{
  g_autoptr (SbSandbox) few = generate (1, 50, 50, 1, 3);
  g_autoptr (SbSandbox) usual = generate (1, 0, 0, 1, 6);
  g_autoptr (SbSandbox) many = generate (1, 300, 50, 1, 100);

  g_assert_cmpint (ask (few, "SELECT count (*) FROM ns_subsidiary"), ==, 3);
  assert_zero (few, "SELECT count (*) FROM ns_subsidiary WHERE iselimination = 'T'");
  assert_zero (few, "SELECT count (*) FROM ns_customersubsidiaryrelationship WHERE subsidiary NOT IN (SELECT id FROM ns_subsidiary)");
  g_assert_cmpint (ask (usual, "SELECT count (*) FROM ns_subsidiary"), ==, 6);
  g_assert_cmpint (ask (usual, "SELECT count (*) FROM ns_subsidiary WHERE iselimination = 'T'"), ==, 1);
  g_assert_cmpint (ask (usual, "SELECT count (*) FROM ns_subsidiary WHERE name IN ('Harbor US', 'Harbor EU') AND id IN (2, 3)"), ==, 2);
  g_assert_cmpint (ask (usual, "SELECT count (*) FROM ns_subsidiary WHERE fullname = 'Harbor Group : Harbor EU : Harbor UK'"), ==, 1);
  g_assert_cmpint (ask (many, "SELECT count (*) FROM ns_subsidiary"), ==, 100);
  assert_zero (many, "SELECT count (*) FROM ns_customersubsidiaryrelationship WHERE subsidiary > 60");
}

/* ---- what was in SuiteProjects Pro before ---- */

#define NETSUITE_ID "(SELECT v.value FROM sp_value v WHERE v.type = 'Customer' AND v.record = c.id AND v.name = 'netsuite_customer_id')"

/* Each case that goes wrong is there, whatever the company's size. */
static void
assert_cases (SbSandbox *sandbox)
{
  /* two of one nickname, but for letter case */
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM (SELECT 1 FROM sp_customer GROUP BY lower (name) HAVING count (*) = 2"
                        " AND count (DISTINCT name) = 2 AND max (name) = 'Ada Works')"), ==, 1);
  /* without an id of NetSuite, and with one of a record that is gone */
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM sp_customer c WHERE c.type = 'C' AND c.active = '1' AND " NETSUITE_ID " IS NULL"), >=, 3);
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM sp_customer c WHERE " NETSUITE_ID " NOT IN (SELECT CAST (id AS TEXT) FROM ns_entity)"), ==, 1);
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM sp_customer WHERE type = 'P' AND active = '1'"), ==, 1);
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM sp_customer WHERE type = 'C' AND active = '0'"), ==, 1);
  /* four lines, and letters of several alphabets */
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM sp_customer WHERE \"addr/addr1\" NOT NULL AND \"addr/addr2\" NOT NULL"
                        " AND \"addr/addr3\" NOT NULL AND \"addr/addr4\" NOT NULL AND length (company) < length (CAST (company AS BLOB))"), ==, 1);
  /* the integration user, one without an id, one who left */
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM sp_user u WHERE u.id = 1 AND EXISTS (SELECT 1 FROM sp_value v WHERE v.type = 'User'"
                        " AND v.record = 1 AND v.name = 'netsuite_user_id')"), ==, 1);
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM sp_user WHERE active = '0'"), ==, 1);
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM sp_project WHERE is_template = '1'"), ==, 1);
  g_assert_cmpint (ask (sandbox, "SELECT count (DISTINCT type) FROM sp_hierarchy"), ==, 3);
  assert_zero (sandbox, "SELECT count (*) FROM sp_customer WHERE deleted <> 0 OR updated < created");
  assert_zero (sandbox, "SELECT count (*) FROM sp_hierarchynode n WHERE parentid IS NOT NULL AND parentid NOT IN (SELECT id FROM sp_hierarchynode p"
               " WHERE p.hierarchyid = n.hierarchyid)");
}

static void
test_other_system (void)
{
  g_autoptr (SbSandbox) empty = generate (1, 0, 0, 1, 3);
  g_autoptr (SbSandbox) small = generate (1, 40, 20, 10, 6);
  g_autoptr (SbSandbox) usual = generate (1, 2000, 1000, 400, 6);

  assert_cases (empty);
  assert_cases (small);
  assert_cases (usual);
  /* of NetSuite's customers one is here twice, one in other letters, one linked under another name; more by id and by name */
  g_assert_cmpint (ask (usual, "SELECT count (*) FROM (SELECT 1 FROM sp_customer c JOIN ns_customer n ON lower (n.entityid) = lower (c.name)"
                        " WHERE n.custentity_oa_export_to_openair = 'T' GROUP BY n.id HAVING count (*) = 2)"), ==, 1);
  g_assert_cmpint (ask (usual, "SELECT count (*) FROM sp_customer c JOIN ns_customer n ON lower (n.entityid) = lower (c.name) AND n.entityid <> c.name"
                        " WHERE " NETSUITE_ID " IS NULL"), >=, 1);
  g_assert_cmpint (ask (usual, "SELECT count (*) FROM sp_customer c JOIN ns_customer n ON CAST (n.id AS TEXT) = " NETSUITE_ID
                        " WHERE lower (n.entityid) <> lower (c.name)"), ==, 1);
  g_assert_cmpint (ask (usual, "SELECT count (*) FROM sp_customer c JOIN ns_customer n ON CAST (n.id AS TEXT) = " NETSUITE_ID " AND n.entityid = c.name"), >=, 5);
  g_assert_cmpint (ask (usual, "SELECT count (*) FROM sp_invoice i JOIN sp_value v ON v.type = 'Invoice' AND v.record = i.id AND v.name = 'netsuite_invoice_id'"
                        " JOIN ns_transaction t ON CAST (t.id AS TEXT) = v.value AND t.type = 'CustInvc'"), >=, 5);
}

/* What the workflows to SuiteProjects Pro read in NetSuite. */
static void
test_services (void)
{
  g_autoptr (SbSandbox) sandbox = generate (1, 2000, 1000, 400, 6);
  static const char * const some[] = {
    "ns_customer WHERE searchstage = 'Lead' AND custentity_oa_export_to_openair = 'T'",
    "ns_customer WHERE searchstage = 'Prospect' AND custentity_oa_export_to_openair = 'T'",
    "ns_customer WHERE custentity_department NOT NULL AND custentity_class NOT NULL AND custentity_location NOT NULL",
    "ns_customer WHERE defaultbillingaddress IS NULL", "ns_customeraddressbookentityaddress WHERE addr3 NOT NULL AND country = 'DE'",
    "ns_employee WHERE custentity_oa_export_to_openair = 'F'", "ns_employee WHERE isinactive = 'T' AND custentity_oa_export_to_openair = 'T'",
    "ns_job WHERE custentity_oa_project_template NOT NULL", "ns_job WHERE custentity_oa_project_stage = 13", "ns_job WHERE custentity_oa_project_stage IS NULL",
    "ns_vendor WHERE custentity_oa_export_to_openair = 'T' AND custentity_oa_user_or_vendor = 'User'",
    "ns_contact WHERE firstname IS NULL", "ns_contact WHERE email IS NULL", "ns_contact WHERE isinactive = 'T'",
    "ns_contact k JOIN ns_customer c ON c.id = k.company", "ns_item WHERE itemtype = 'Service' AND isinactive = 'T' AND custitem_oa_export_to_openair = 'T'",
    "ns_item WHERE itemtype <> 'Service' AND custitem_oa_export_to_openair_product = 'T'", "ns_pricing", "ns_expensecategory WHERE isinactive = 'T'",
    "ns_expensecategory WHERE defaultrate NOT NULL", "ns_projecttask WHERE issummarytask = 'T'", "ns_projecttask WHERE parent NOT NULL",
    "ns_projecttask WHERE custevent_oa_export_to_openair = 'F'", "ns_transaction WHERE type = 'SalesOrd' AND job NOT NULL AND custbody_oa_export_to_openair = 'T'",
    "ns_transaction WHERE type = 'CustInvc' AND status = 'A'", "ns_transaction WHERE type = 'CustPymt'",
  };

  for (guint i = 0; i < G_N_ELEMENTS (some); i++)
    {
      g_autofree char *sql = g_strconcat ("SELECT count (*) FROM ", some[i], NULL);

      if (ask (sandbox, sql) == 0)
        g_error ("none of %s", some[i]);
    }
  assert_zero (sandbox, "SELECT count (*) FROM ns_projecttask t WHERE parent NOT NULL AND parent NOT IN (SELECT id FROM ns_projecttask p WHERE p.project = t.project)");
  assert_zero (sandbox, "SELECT count (*) FROM ns_transaction i WHERE i.type = 'CustInvc' AND i.foreignamountpaid + i.foreignamountunpaid <> i.foreigntotal + 0");
  assert_zero (sandbox, "SELECT count (*) FROM ns_transaction i WHERE i.type = 'CustInvc' AND i.foreignamountpaid + 0 <> coalesce ((SELECT sum (l.foreignamount)"
               " FROM ns_nexttransactionlinelink l WHERE l.previousdoc = i.id AND l.linktype = 'Payment'), 0)");
  assert_zero (sandbox, "SELECT count (*) FROM ns_contact WHERE company NOT IN (SELECT id FROM ns_customer)");
}

/* The fields with NetSuite's ids have the names of either kind. */
static void
test_id_fields (void)
{
  SbOptions options;
  g_autoptr (SbSandbox) usual = generate (1, 10, 5, 5, 3);
  g_autoptr (SbSandbox) other = NULL;
  g_autoptr (GError) error = NULL;
  const char *assume[] = { "suiteprojects.id-field-names=by-type", NULL };

  sb_options_init (&options);
  options.customers = options.projects = options.employees = 5;
  options.assume = g_strdupv ((char **) assume);
  other = sb_sandbox_new (&options, "http://127.0.0.1:1", &error);
  g_assert_no_error (error);
  sb_options_clear (&options);
  g_assert_cmpint (ask (usual, "SELECT count (*) FROM sp_custfield WHERE name IN ('netsuite_item_id', 'netsuite_project_task_id')"), ==, 2);
  g_assert_cmpint (ask (other, "SELECT count (*) FROM sp_custfield WHERE association || name IN ('categorynetsuite_category_id', 'itemnetsuite_item_id',"
                        " 'project_tasknetsuite_projecttask_id', 'customernetsuite_customer_id', 'customernetsuite_ow_subsidiary_id')"), ==, 5);
}

/* Its figure is for reading; a slow machine fails nothing. */
static void
test_speed (void)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (SbSandbox) sandbox = generate (1, 10000, 5000, 400, 6);

  g_test_message ("10,000 customers and 5,000 projects in %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - start) / 1000);
  g_assert_cmpint (ask (sandbox, "SELECT count (*) FROM ns_customer"), ==, 10000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/generator/repeatable", test_repeatable);
  g_test_add_func ("/generator/customers", test_customers);
  g_test_add_func ("/generator/sound", test_sound);
  g_test_add_func ("/generator/jobs", test_jobs);
  g_test_add_func ("/generator/employees", test_employees);
  g_test_add_func ("/generator/company", test_company);
  g_test_add_func ("/generator/other-system", test_other_system);
  g_test_add_func ("/generator/services", test_services);
  g_test_add_func ("/generator/id-fields", test_id_fields);
  g_test_add_func ("/generator/speed", test_speed);

  return g_test_run ();
}
