/* sb-suiteprojects-generate.c: what the account held before the first run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A18.10: an account that lived before the integration. The NetSuite half is
 * filled already; some objects are its records by id, some by name alone, and
 * the rest are the cases that go wrong: a name twice but for letter case, an
 * id of a record that is gone, a prospect, an inactive one. Nothing here
 * depends on the clock.
 */

#include "sb-suiteprojects.h"

#include "sb-generator.h"

#include <string.h>

#define PAST        G_GINT64_CONSTANT (1717200000)   /* 2024-06-01 */
#define LINKED_MAX  200
#define GONE        "999999" /* NetSuite has no such record */
#define SHARE       50       /* one of so many exported records of NetSuite is here already */

typedef struct {
  SbSandbox *sandbox;
  gint64     stamp;     /* of the next object */
} Maker;

typedef struct { const char *name, *value; } Value;

/* @id: 0 for the next; returns the id. */
static gint64
make (Maker *self, const char *type, const Value *values)
{
  g_autoptr (SbSppDraft) draft = sb_spp_draft_new (self->sandbox, sb_spp_find_type (type), 0);
  g_auto (SbSppFailure) failure = { 0 };

  draft->unchecked = TRUE;
  draft->created = self->stamp;
  self->stamp += 3661;
  for (guint i = 0; values[i].name != NULL; i++)
    if (values[i].value != NULL)
      sb_spp_draft_put (draft, values[i].name, values[i].value);
  if (!sb_spp_draft_save (draft, &failure))
    g_error ("%s: %s", type, failure.text);

  return draft->id;
}

static char *
dup_id (gint64 id)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, id);
}

static void
make_list (Maker *self, const char *type, const char * const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      Value values[] = { { "name", names[i] }, { NULL } };

      make (self, type, values);
    }
}

/* ---- settings ---- */

static const struct { const char *association, *name, *title, *kind, *values; } customs[] = {
  { "user", "netsuite_user_id", "NetSuite Employee ID", "text", NULL },
  { "customer", "netsuite_customer_id", "NetSuite Customer ID", "text", NULL },
  { "customer", "netsuite_ow_subsidiary_id", "NetSuite Subsidiary ID", "text", NULL },
  { "customer", "rating", "Rating", "dropdown", "A\nB\nC" },
  { "customer", "customer_since", "Customer since", "date", NULL },
  { "customer", "key_account", "Key account", "checkbox", NULL },
  { "customer", "score", "Score", "numeric", NULL },
  { "project", "netsuite_project_id", "NetSuite Project ID", "text", NULL },
  { "project", "risk", "Risk", "dropdown", "low\nmedium\nhigh" },
  { "contact", "netsuite_contact_id", "NetSuite Contact ID", "text", NULL },
  { "vendor", "netsuite_vendor_id", "NetSuite Vendor ID", "text", NULL },
  { "category", "netsuite_item_id", "NetSuite Item ID", "text", NULL },
  { "item", "netsuite_expense_category_id", "NetSuite Expense Category ID", "text", NULL },
  { "product", "netsuite_product_id", "NetSuite Item ID", "text", NULL },
  { "customerpo", "netsuite_sales_order_id", "NetSuite Sales Order ID", "text", NULL },
  { "project_task", "netsuite_project_task_id", "NetSuite Project Task ID", "text", NULL },
  { "invoice", "netsuite_invoice_id", "NetSuite Invoice ID", "text", NULL },
  { "payment", "netsuite_payment_id", "NetSuite Payment ID", "text", NULL },
  { "purchaseorder", "netsuite_purchase_order_id", "NetSuite Purchase Order ID", "text", NULL },
  { "reimbursement", "netsuite_reimbursement_id", "NetSuite Reimbursement ID", "text", NULL },
  { "department", "netsuite_department_id", "NetSuite Department ID", "text", NULL },
  { "hierarchy", "netsuite_hierarchy", "Made by NetSuite Connector", "checkbox", NULL },
  { "hierarchy_node", "netsuite_hierarchy_node", "Made by NetSuite Connector", "checkbox", NULL },
};

/* B6: the names of the fields with NetSuite's ids are known for users, projects and customers only (transfer full). */
static char *
dup_custom_name (Maker *self, guint i)
{
  static const char * const known[] = { "user", "customer", "project", NULL };
  g_auto (GStrv) words = g_strsplit (customs[i].association, "_", -1);
  g_autofree char *type = g_strjoinv ("", words);

  if (!g_str_has_prefix (customs[i].name, "netsuite_") || !g_str_has_suffix (customs[i].name, "_id") ||
      g_strv_contains (known, customs[i].association) || sb_sandbox_assumes (self->sandbox, "suiteprojects.id-field-names", "by-record"))
    return g_strdup (customs[i].name);

  return g_strdup_printf ("netsuite_%s_id", type);
}

static void
make_customs (Maker *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (customs); i++)
    {
      g_autofree char *name = dup_custom_name (self, i);
      Value values[] = {
        { "association", customs[i].association }, { "name", name }, { "title", customs[i].title }, { "type", customs[i].kind },
        { "valuelist", customs[i].values }, { "active", "1" }, { "required", "0" }, { "force_unique", "0" },
        { "hidden_data_entry", g_str_has_prefix (customs[i].association, "hierarchy") ? "1" : "0" }, { NULL }
      };

      make (self, "CustField", values);
    }
}

/* The same currencies as in NetSuite. */
static char *
make_currencies (Maker *self)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self->sandbox, "SELECT group_concat (symbol || '|' || name || '|' || exchangerate, '\n') FROM"
                                                " (SELECT * FROM ns_currency ORDER BY id)");
  g_autofree char *all = NULL;
  g_auto (GStrv) lines = NULL;
  GString *symbols = g_string_new (NULL);

  if (sqlite3_step (statement) == SQLITE_ROW)
    all = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_reset (statement);
  lines = g_strsplit (all != NULL ? all : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "|", 3);
      Value values[] = { { "symbol", parts[0] }, { "name", parts[1] }, { "rate", parts[2] }, { "active", "1" }, { NULL } };

      make (self, "Currency", values);
      g_string_append_printf (symbols, "%s%s", i > 0 ? "," : "", parts[0]);
    }

  return g_string_free (symbols, FALSE);
}

static void
make_settings (Maker *self)
{
  static const char * const roles[] = { "Administrator", "Project manager", "Employee", "Integration", NULL };
  static const char * const filter_sets[] = { "All access", "Europe", NULL };
  static const char * const cost_centers[] = { "Delivery", "Sales", "Administration", NULL };
  static const char * const time_types[] = { "Regular", "Overtime", "Leave", NULL };
  static const char * const schedules[] = { "Standard, 40 hours", NULL };
  static const char * const terms[] = { "Net 30", "Net 15", "Net 60", "Due on receipt", "Net 90", NULL };
  static const char * const stages[] = { "In progress", "Planned", "On hold", "Completed", NULL };
  static const char * const rate_cards[] = { "Standard", "Public sector", NULL };
  static const char * const departments[] = { "Consulting", "Finance", NULL };
  static const char * const job_codes[] = { "Consultant", "Senior Consultant", "Architect", "Project Lead", NULL };
  g_autofree char *symbols = NULL;
  Value company[] = {
    { "nickname", sb_spp_get_company () }, { "company", "Harbor Consulting" }, { "base_currency", "USD" }, { "currencies", NULL },
    { "timezone", "UTC" }, { "multiple_currencies", "1" }, { NULL }
  };

  symbols = make_currencies (self);
  company[3].value = symbols;
  make (self, "Company", company);
  make_customs (self);
  make_list (self, "Role", roles);
  make_list (self, "Filterset", filter_sets);
  make_list (self, "Costcenter", cost_centers);
  make_list (self, "Timetype", time_types);
  make_list (self, "Workschedule", schedules);
  make_list (self, "Paymentterms", terms);
  make_list (self, "Projectstage", stages);
  make_list (self, "Ratecard", rate_cards);
  make_list (self, "Department", departments);
  make_list (self, "Jobcode", job_codes);
}

/* ---- hierarchies ---- */

static gint64
make_node (Maker *self, gint64 hierarchy, gint64 parent, gint64 level, const char *name, gboolean is_level)
{
  g_autofree char *hierarchy_text = dup_id (hierarchy);
  g_autofree char *parent_text = parent != 0 ? dup_id (parent) : NULL;
  g_autofree char *level_text = level != 0 ? dup_id (level) : NULL;
  g_autoptr (SbSppDraft) draft = sb_spp_draft_new (self->sandbox, sb_spp_find_type ("HierarchyNode"), 0);
  const SbSppType *type = draft->type;
  g_auto (SbSppFailure) failure = { 0 };

  draft->unchecked = TRUE;
  draft->created = self->stamp++;
  sb_spp_draft_put (draft, "hierarchyid", hierarchy_text);
  sb_spp_draft_put (draft, "name", name);
  sb_spp_draft_put (draft, "parentid", parent_text);
  sb_spp_draft_put (draft, "levelid", level_text);
  for (const SbSppField *f = type->fields; f->name != NULL; f++)
    if (strcmp (f->name, "isalevel") == 0 || strcmp (f->name, "isanode") == 0)
      sb_spp_draft_set (draft, f, (strcmp (f->name, "isalevel") == 0) == is_level ? "1" : "0", &failure);
  if (!sb_spp_draft_save (draft, &failure))
    g_error ("HierarchyNode: %s", failure.text);

  return draft->id;
}

/* The departments of NetSuite, nearly: some are missing here, some there, and one stands elsewhere. */
static void
make_business_units (Maker *self)
{
  static const struct { const char *name; guint parent; } units[] = {
    { "Finance", 0 }, { "Accounts Payable", 1 }, { "Sales", 0 }, { "Inside Sales", 3 }, { "Field sales", 3 }, { "Operations", 0 },
    { "IT", 0 }, { "Procurement", 0 }, { "Legal", 0 },
  };
  Value values[] = { { "name", "Business Unit" }, { "type", "customer" }, { NULL } };
  gint64 hierarchy = make (self, "Hierarchy", values), nodes[G_N_ELEMENTS (units)];
  gint64 upper = make_node (self, hierarchy, 0, 0, "Unit", TRUE);
  gint64 lower = make_node (self, hierarchy, 0, 0, "Team", TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      gint64 parent = units[i].parent != 0 ? nodes[units[i].parent - 1] : 0;

      nodes[i] = make_node (self, hierarchy, parent, parent != 0 ? lower : upper, units[i].name, FALSE);
    }
}

/* Some that people made, to be mapped onto; the integration's own come with its first run. */
static void
make_hierarchies (Maker *self)
{
  static const char * const regions[][4] = { { "EMEA", "DACH", "Benelux", NULL }, { "Americas", "US East", "Canada", NULL }, { "APAC", "Japan", NULL } };
  Value region[] = { { "name", "Customer Region" }, { "type", "customer" }, { NULL } };
  Value practice[] = { { "name", "Practice" }, { "type", "project" }, { NULL } };
  Value team[] = { { "name", "Team" }, { "type", "user" }, { NULL } };
  gint64 hierarchy = make (self, "Hierarchy", region);
  gint64 upper = make_node (self, hierarchy, 0, 0, "Region", TRUE);
  gint64 lower = make_node (self, hierarchy, 0, 0, "Area", TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (regions); i++)
    {
      gint64 parent = make_node (self, hierarchy, 0, upper, regions[i][0], FALSE);

      for (guint k = 1; k < 4 && regions[i][k] != NULL; k++)
        make_node (self, hierarchy, parent, lower, regions[i][k], FALSE);
    }
  hierarchy = make (self, "Hierarchy", practice);
  upper = make_node (self, hierarchy, 0, 0, "Practice", TRUE);
  make_node (self, hierarchy, 0, upper, "Consulting", FALSE);
  make_node (self, hierarchy, 0, upper, "Managed Services", FALSE);
  hierarchy = make (self, "Hierarchy", team);
  upper = make_node (self, hierarchy, 0, 0, "Team", TRUE);
  make_node (self, hierarchy, 0, upper, "Delivery", FALSE);
  make_business_units (self);
}

/* ---- what NetSuite has ---- */

typedef struct {
  char *id;         /* owned, as all */
  char *entity_id;
  char *name;
  char *currency;
} Record;

static void
record_free (Record *record)
{
  g_free (record->id);
  g_free (record->entity_id);
  g_free (record->name);
  g_free (record->currency);
  g_free (record);
}

/* @sql: id, entity id, name, currency symbol */
static GPtrArray *
list_records (Maker *self, const char *sql)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) record_free);
  sqlite3_stmt *statement = sb_sandbox_prepare (self->sandbox, sql);

  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      Record *record = g_new (Record, 1);

      *record = (Record) {
        g_strdup ((const char *) sqlite3_column_text (statement, 0)), g_strdup ((const char *) sqlite3_column_text (statement, 1)),
        g_strdup ((const char *) sqlite3_column_text (statement, 2)), g_strdup ((const char *) sqlite3_column_text (statement, 3)),
      };
      g_ptr_array_add (records, record);
    }
  sqlite3_reset (statement);

  return records;
}

/* ---- users ---- */

static gint64
make_user (Maker *self, const char *nickname, const char *first, const char *last, const char *netsuite_id, const char *role, const char *active)
{
  g_autofree char *name = g_strdup_printf ("%s %s", first, last);
  g_autofree char *local = sb_names_ascii (nickname);
  g_autofree char *email = g_strconcat (local, "@harbor.example", NULL);
  Value values[] = {
    { "nickname", nickname }, { "name", name }, { "addr/first", first }, { "addr/last", last }, { "addr/email", email }, { "role_id", role },
    { "currency", "USD" }, { "departmentid", "1" }, { "job_codeid", "1" }, { "generic", "0" }, { "locked", "0" }, { "active", active },
    { "primary_filter_set", "1" }, { "netsuite_user_id__c", netsuite_id }, { NULL }
  };

  return make (self, "User", values);
}

static void
make_users (Maker *self)
{
  g_autoptr (GPtrArray) employees = list_records (self, "SELECT e.id, e.entityid, e.firstname, e.lastname FROM ns_employee e WHERE e.isinactive = 'F'"
                                                  " AND e.id > 5 AND e.lastname IS NOT NULL AND e.firstname IS NOT NULL ORDER BY e.id LIMIT 40");
  g_autofree char *count = NULL;
  guint made = 0;

  /* the first is the integration user, on whom all else depends */
  g_assert_cmpint (make_user (self, "integration", "Integration", "Causeway", "5", "1", "1"), ==, SB_SPP_USER_ID);
  make_user (self, "ops.desk", "Operations", "Desk", NULL, "2", "1");
  make_user (self, "former.colleague", "Former", "Colleague", NULL, "3", "0");
  for (guint i = 0; i < employees->len && made < MAX (employees->len / 4, 2); i += 2, made++)
    {
      const Record *r = g_ptr_array_index (employees, i);

      make_user (self, r->entity_id, r->name, r->currency, made % 2 == 0 ? r->id : NULL, "3", "1");
    }
  count = dup_id (sb_spp_query (self->sandbox, "SELECT count (*) FROM sp_user WHERE active = '1'", 0));
  sb_sandbox_set_meta (self->sandbox, "suiteprojects.users", count);
}

/* ---- customers ---- */

static gint64
make_customer (Maker *self, const char *name, const char *company, const char *currency, const char *netsuite_id, const char *kind,
               const char *active)
{
  Value values[] = {
    { "name", name }, { "company", company }, { "currency", currency }, { "type", kind }, { "active", active }, { "addr/email", "ap@customer.example" },
    { "addr/addr1", "1 Harbor Street" }, { "addr/city", "Boston" }, { "addr/country", "US" }, { "terms", "Net 30" }, { "userid", "1" },
    { "netsuite_customer_id__c", netsuite_id }, { NULL }
  };

  return make (self, "Customer", values);
}

static void
make_far_customer (Maker *self)
{
  Value values[] = {
    { "name", "Żółć & Søn" }, { "company", "Żółć & Søn ΑΒΓ 株式会社" }, { "currency", "EUR" }, { "type", "C" }, { "addr/first", "Ægir" },
    { "addr/last", "Łukasiewicz" }, { "addr/addr1", "Hinterhof links, 2. Stiege" }, { "addr/addr2", "c/o Größmann <&> Partner" },
    { "addr/addr3", "Süd-Straße 7" }, { "addr/addr4", "Postfach 42" }, { "addr/city", "Zürich" }, { "addr/zip", "8001" },
    { "addr/country", "CH" }, { "notes", "Four lines, \"quotes\" and <angles>" }, { NULL }
  };

  make (self, "Customer", values);
}

static const char exported_customers[] =
  "SELECT c.id, c.entityid, coalesce (c.companyname, c.firstname || ' ' || c.lastname), y.symbol FROM ns_customer c LEFT JOIN ns_currency y"
  " ON y.id = c.currency WHERE c.custentity_oa_export_to_openair = 'T' AND c.isinactive = 'F' AND c.searchstage = 'Customer' ORDER BY c.id";

/* Names with letters come first: of a number there is no other letter case. */
static void
put_names_first (GPtrArray *records)
{
  guint front = 0;

  for (guint i = 0; i < records->len && front < 2; i++)
    {
      Record *r = g_ptr_array_index (records, i);
      g_autofree char *upper = g_utf8_strup (r->entity_id, -1);

      if (strcmp (upper, r->entity_id) == 0)
        continue;
      g_ptr_array_index (records, i) = g_ptr_array_index (records, front);
      g_ptr_array_index (records, front++) = r;
    }
}

/* The cases of A18.10 first, then a share that is here by id or by name. */
static void
make_customers (Maker *self)
{
  g_autoptr (GPtrArray) records = list_records (self, exported_customers);
  guint cases = MIN (records->len, 4);
  guint more = MIN (MAX (records->len / SHARE, 2), LINKED_MAX);

  put_names_first (records);
  if (cases < 3)   /* in the smallest company, too */
    make_customer (self, "Gone with the merger", "Gone with the merger Inc.", "USD", GONE, "C", "1");
  make_customer (self, "House account", "Harbor Consulting", "USD", NULL, "C", "1");
  make_customer (self, "Prospect Partners", "Prospect Partners LLC", "USD", NULL, "P", "1");
  make_customer (self, "Dormant Dry Goods", "Dormant Dry Goods Inc.", "USD", NULL, "C", "0");
  make_far_customer (self);
  make_customer (self, "Ada Works", "Ada Works Ltd", "GBP", NULL, "C", "1");
  make_customer (self, "ADA WORKS", "Ada Works Limited", "GBP", NULL, "C", "1");
  for (guint i = 0; i < cases; i++)
    {
      const Record *r = g_ptr_array_index (records, i);
      g_autofree char *folded = g_utf8_strup (r->entity_id, -1);

      if (i == 0)        /* a nickname twice, but for its case */
        {
          make_customer (self, r->entity_id, r->name, r->currency, NULL, "C", "1");
          make_customer (self, folded, r->name, r->currency, NULL, "C", "1");
        }
      else if (i == 1)   /* without an id: to be merged by name */
        make_customer (self, folded, r->name, r->currency, NULL, "C", "1");
      else if (i == 2)   /* the id of a record that is gone */
        make_customer (self, r->entity_id, r->name, r->currency, GONE, "C", "1");
      else               /* linked already, under another name */
        make_customer (self, "Linked long ago", r->name, r->currency, r->id, "C", "1");
    }
  for (guint i = cases; i < records->len && i < cases + more; i++)
    {
      const Record *r = g_ptr_array_index (records, i);

      make_customer (self, r->entity_id, r->name, r->currency, i % 2 == 0 ? r->id : NULL, "C", "1");
    }
}

/* ---- projects and what hangs on customers ---- */

static gint64
make_project (Maker *self, const char *name, const char *customer, const char *currency, const char *netsuite_id, const char *template_flag)
{
  Value values[] = {
    { "name", name }, { "customerid", customer }, { "userid", "1" }, { "currency", currency }, { "project_stageid", "1" },
    { "start_date", "2024-07-01" }, { "budget", "50000" }, { "is_template", template_flag }, { "netsuite_project_id__c", netsuite_id }, { NULL }
  };

  return make (self, "Project", values);
}

static void
make_task (Maker *self, const char *project, const char *name, const char *kind, const char *hours)
{
  Value values[] = {
    { "projectid", project }, { "name", name }, { "classification", kind }, { "planned_hours", hours }, { "starts", "2024-07-01" },
    { "priority", "5" }, { NULL }
  };

  make (self, "Projecttask", values);
}

static void
make_own_projects (Maker *self)
{
  g_autofree char *template_id = dup_id (make_project (self, "Template: Implementation", "1", "USD", NULL, "1"));
  g_autofree char *internal = dup_id (make_project (self, "Internal", "1", "USD", NULL, "0"));

  make_task (self, template_id, "Analysis", "P", NULL);
  make_task (self, template_id, "Build", "T", "80");
  make_task (self, internal, "Administration", "T", "200");
}

/* Projects of customers that are linked: half of them linked, too. */
static void
make_linked_projects (Maker *self)
{
  g_autoptr (GPtrArray) records = list_records (self, "SELECT j.id, c.id, j.companyname, y.symbol FROM ns_job j JOIN sp_value v ON v.type = 'Customer'"
                                                " AND v.name = 'netsuite_customer_id' AND v.value = CAST (j.customer AS TEXT) JOIN sp_customer c"
                                                " ON c.id = v.record LEFT JOIN ns_currency y ON y.id = j.currency WHERE j.isinactive = 'F'"
                                                " AND j.custentity_oa_export_to_openair = 'T' ORDER BY j.id LIMIT 40");

  for (guint i = 0; i < records->len; i++)
    {
      const Record *r = g_ptr_array_index (records, i);
      g_autofree char *id = dup_id (make_project (self, r->name, r->entity_id, r->currency, i % 2 == 0 ? r->id : NULL, "0"));

      make_task (self, id, "Delivery", "T", "40");
    }
}

static void
make_contacts (Maker *self)
{
  static const char * const people[][2] = { { "Ada", "Example" }, { "Grace", "Müller" }, { "Noor", "van Dijk" } };

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autofree char *customer = g_strdup_printf ("%u", i + 1);
      g_autofree char *local = sb_names_ascii (people[i][0]);
      g_autofree char *email = g_strconcat (local, "@customer.example", NULL);
      Value values[] = {
        { "customerid", customer }, { "addr/first", people[i][0] }, { "addr/last", people[i][1] }, { "addr/email", email }, { "job_title", "Buyer" },
        { "can_bill_to", "1" }, { "can_ship_to", "0" }, { "can_sold_to", "1" }, { NULL }
      };

      make (self, "Contact", values);
    }
}

static void
make_articles (Maker *self)
{
  static const char * const categories[] = { "Consulting", "Training", "Travel time", NULL };
  static const char * const items[] = { "Mileage", "Lodging", "Meals", NULL };
  static const char * const vendors[] = { "Harbor Office Supplies", "Skyline Travel", NULL };
  static const char * const products[] = { "Docking station", "Licence, yearly", NULL };

  make_list (self, "Category", categories);
  make_list (self, "Item", items);
  make_list (self, "Vendor", vendors);
  make_list (self, "Product", products);
}

static void
make_documents (Maker *self)
{
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *number = g_strdup_printf ("SPP-%05u", 1001 + i);
      g_autofree char *total = g_strdup_printf ("%u.00", 1200 + i * 250);
      Value invoice[] = { { "number", number }, { "date", "2024-09-30" }, { "customerid", "1" }, { "currency", "USD" }, { "total", total },
                          { "approval_status", "A" }, { NULL } };
      Value entry[] = { { "date", "2024-09-02" }, { "userid", "1" }, { "customerid", "1" }, { "projectid", "2" }, { "projecttaskid", "3" },
                        { "decimal_hours", "7.50" }, { "description", "Administration" }, { NULL } };
      Value booking[] = { { "customerid", "1" }, { "projectid", "2" }, { "userid", "1" }, { "startdate", "2024-09-02" },
                          { "enddate", "2024-09-06" }, { "hours", "40" }, { "approval_status", "A" }, { NULL } };

      make (self, "Invoice", invoice);
      make (self, "Task", entry);
      make (self, "Booking", booking);
    }
}

/* Invoices that went to NetSuite from here: payments there can come back to them. */
static void
make_exported_invoices (Maker *self)
{
  g_autoptr (GPtrArray) records = list_records (self, "SELECT t.id, c.id, t.tranid || '|' || t.foreigntotal || '|' || t.trandate, y.symbol FROM ns_transaction t"
                                                " JOIN sp_value v ON v.type = 'Customer' AND v.name = 'netsuite_customer_id'"
                                                " AND v.value = CAST (t.entity AS TEXT) JOIN sp_customer c ON c.id = v.record LEFT JOIN ns_currency y"
                                                " ON y.id = t.currency WHERE t.type = 'CustInvc' ORDER BY t.id LIMIT 40");

  for (guint i = 0; i < records->len; i++)
    {
      const Record *r = g_ptr_array_index (records, i);
      g_auto (GStrv) parts = g_strsplit (r->name, "|", 3);
      Value values[] = {
        { "number", parts[0] }, { "date", parts[2] }, { "customerid", r->entity_id }, { "currency", r->currency }, { "total", parts[1] },
        { "approval_status", "A" }, { "netsuite_invoice_id__c", r->id }, { NULL }
      };

      make (self, "Invoice", values);
    }
}

static void
make_expenses (Maker *self)
{
  Value envelope[] = { { "name", "Trip to Boston" }, { "number", "ER-1" }, { "date", "2024-09-10" }, { "userid", "1" }, { "status", "A" },
                       { "currency", "USD" }, { NULL } };
  Value ticket[] = { { "envelopeid", "1" }, { "date", "2024-09-09" }, { "userid", "1" }, { "itemid", "2" }, { "quantity", "2" }, { "cost", "180" },
                     { "total", "360" }, { "currency", "USD" }, { "status", "R" }, { NULL } };

  make (self, "Envelope", envelope);
  make (self, "Ticket", ticket);
}

void
sb_suiteprojects_generate (SbSandbox *self)
{
  Maker maker = { .sandbox = self, .stamp = PAST };

  make_settings (&maker);
  make_users (&maker);
  make_hierarchies (&maker);
  make_articles (&maker);
  make_customers (&maker);
  make_contacts (&maker);
  make_own_projects (&maker);
  make_linked_projects (&maker);
  make_documents (&maker);
  make_exported_invoices (&maker);
  make_expenses (&maker);
}
