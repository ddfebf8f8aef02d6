/* sb-generator-services.c: what a services company has besides: addresses, contacts, services, tasks, orders, payments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made last, with chance of its own or none, so that everybody else stays who
 * he was. All that follows from ids alone is left to SQL.
 */

#include "sb-generator.h"

#define DAY            G_GINT64_CONSTANT (86400)
#define INCOME_ACCOUNT 201
#define FIRST_ITEM     401
#define FIRST_DOCUMENT 20001
#define FIRST_MANY     60      /* exported customers that have an invoice each; of the others one in ten has */

static void
execute (SbGenerator *self, const char *sql)
{
  char *message = NULL;

  if (sqlite3_exec (sb_sandbox_get_db (self->sandbox), sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", message, sql);
}

/* ---- boxes and segments ---- */

static void
set_boxes (SbGenerator *self)
{
  execute (self, "UPDATE ns_employee SET custentity_oa_export_to_openair = CASE WHEN id % 10 < 8 THEN 'T' ELSE 'F' END;"
           "UPDATE ns_vendor SET custentity_oa_export_to_openair = CASE WHEN id % 4 < 3 THEN 'T' ELSE 'F' END,"
           " custentity_oa_user_or_vendor = CASE WHEN id % 9 = 0 THEN 'User' ELSE 'Vendor' END;"
           "UPDATE ns_vendor SET url = 'https://vendor-' || id || '.example' WHERE id % 3 = 0;"
           "UPDATE ns_customer SET url = CASE WHEN id % 3 = 0 THEN 'https://customer-' || id || '.example' END,"
           " accountnumber = CASE WHEN id % 4 = 0 THEN 'D' || (10000 + id) END, fax = CASE WHEN id % 9 = 0 THEN '+49 30 99' || (1000 + id % 9000) END;"
           "UPDATE ns_customer SET custentity_department = CASE id % 3 WHEN 0 THEN 1 + id / 3 % 12 END,"
           " custentity_class = CASE id % 4 WHEN 1 THEN 1 + id / 4 % 6 END, custentity_location = CASE id % 5 WHEN 2 THEN 1 + id / 5 % 8 END;"
           "UPDATE ns_job SET custentity_department = CASE id % 3 WHEN 0 THEN 1 + id / 3 % 12 END,"
           " custentity_class = CASE id % 4 WHEN 1 THEN 1 + id / 4 % 6 END, custentity_location = CASE id % 5 WHEN 2 THEN 1 + id / 5 % 8 END,"
           " custentity_oa_create_project_workspace = 'F',"
           " custentity_oa_project_stage = CASE id % 6 WHEN 0 THEN 12 WHEN 1 THEN 11 WHEN 2 THEN 13 END,"
           " custentity_oa_project_template = CASE WHEN id % 25 = 0 THEN 'Template: Implementation' END;"
           "UPDATE ns_item SET custitem_oa_export_to_openair_product = CASE WHEN itemtype <> 'Service' AND id % 4 < 3 THEN 'T' ELSE 'F' END,"
           " custitem_oa_export_to_openair = 'F', createjob = 'F', isfulfillable = 'F'");
}

/* The stages by the names that they have in SuiteProjects Pro, under ids of their own. */
static void
add_stages (SbGenerator *self)
{
  execute (self, "INSERT INTO ns_customrecord_oa_project_stages (id, name, isinactive) VALUES (11, 'In progress', 'F'), (12, 'Planned', 'F'),"
           " (13, 'On hold', 'F'), (14, 'Completed', 'F')");
}

/* ---- addresses ---- */

/* One for billing, often the one for shipping as well; some customers have none. */
static void
add_addresses (SbGenerator *self)
{
  execute (self, "INSERT INTO ns_customeraddressbookentityaddress (nkey, recordowner, addressee, attention, addr1, addr2, addr3, city, state, zip,"
           " country, addrphone, override, lastmodifieddate) SELECT 200000 + c.id, c.id, substr (coalesce (c.companyname, c.firstname || ' ' || c.lastname), 1, 83),"
           " CASE WHEN c.id % 6 = 0 THEN 'Accounts payable' END,"
           " CASE c.id % 5 WHEN 0 THEN 'Hauptstr. ' WHEN 1 THEN 'Main Street ' WHEN 2 THEN 'Søndergade ' WHEN 3 THEN 'Rue de l’Église ' ELSE 'High Street ' END"
           " || (1 + c.id % 97), CASE WHEN c.id % 4 = 0 THEN 'Floor ' || (1 + c.id % 12) END, CASE WHEN c.id % 16 = 0 THEN 'Building <B> & annex' END,"
           " CASE c.id % 5 WHEN 0 THEN 'Ulm' WHEN 1 THEN 'Boston' WHEN 2 THEN 'København' WHEN 3 THEN 'Nîmes' ELSE 'York' END,"
           " CASE WHEN c.id % 5 = 1 THEN 'MA' END, printf ('%05d', 1000 + c.id % 90000),"
           " CASE c.id % 5 WHEN 0 THEN 'DE' WHEN 1 THEN 'US' WHEN 2 THEN 'DK' WHEN 3 THEN 'FR' ELSE 'GB' END, c.phone, 'F', c.lastmodifieddate"
           " FROM ns_customer c WHERE c.id % 50 <> 0;"
           "UPDATE ns_customeraddressbookentityaddress SET addrtext = addressee || char (10) || addr1 || char (10) || zip || ' ' || city;"
           "INSERT INTO ns_customeraddressbook (internalid, entity, addressbookaddress, defaultbilling, defaultshipping, label, lastmodifieddate)"
           " SELECT nkey, recordowner, nkey, 'T', CASE WHEN recordowner % 7 = 0 THEN 'F' ELSE 'T' END, 'HQ', lastmodifieddate"
           " FROM ns_customeraddressbookentityaddress;"
           "UPDATE ns_customer SET defaultbillingaddress = 200000 + id, defaultshippingaddress = CASE WHEN id % 7 <> 0 THEN 200000 + id END"
           " WHERE id % 50 <> 0");
}

/* ---- lists ---- */

static void
add_income_account (SbGenerator *self)
{
  SbInsert row;

  sb_insert_begin (&row, self->sandbox, "account", "id, acctnumber, accountsearchdisplayname, fullname, accttype, subsidiary, isinactive,"
                   " lastmodifieddate");
  sb_insert_number (&row, INCOME_ACCOUNT);
  sb_insert_text (&row, "4000");
  sb_insert_text (&row, "4000 Services Revenue");
  sb_insert_text (&row, "Services Revenue");
  sb_insert_text (&row, "Income");
  sb_insert_text (&row, "1");
  sb_insert_flag (&row, FALSE);
  sb_insert_number (&row, self->base - 1000 * DAY);
  sb_insert_end (&row);
}

static const struct { const char *name, *display, *price, *subtype; gboolean exported, inactive; } services[] = {
  { "Consulting", "Consulting, hour", "145.00", "Sale", TRUE, FALSE },
  { "Senior Consulting", "Senior consulting, hour", "190.00", "Sale", TRUE, FALSE },
  { "Architecture", "Architecture, hour", "225.00", "Resale", TRUE, FALSE },
  { "Training", "Training, day", "1450.00", "Sale", TRUE, FALSE },
  { "Projektleitung", "Projektleitung, Stunde", "165.50", "Sale", TRUE, FALSE },
  { "Travel time", NULL, "80.00", "Resale", FALSE, FALSE },
  { "Legacy support", NULL, "99.00", "Sale", TRUE, TRUE },
};

static void
add_price (SbGenerator *self, gint64 item, const char *price)
{
  SbInsert row;

  sb_insert_begin (&row, self->sandbox, "pricing", "internalid, item, pricelevel, quantity, unitprice, currency");
  sb_insert_number (&row, item);
  sb_insert_number (&row, item);
  sb_insert_number (&row, 1);
  sb_insert_number (&row, 0);
  sb_insert_text (&row, price);
  sb_insert_number (&row, 1);
  sb_insert_end (&row);
}

static void
add_services (SbGenerator *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      SbInsert row;

      sb_insert_begin (&row, self->sandbox, "item", "id, itemid, fullname, displayname, description, itemtype, subtype, incomeaccount, subsidiary,"
                       " includechildren, createjob, isfulfillable, isinactive, custitem_oa_export_to_openair_product, custitem_oa_export_to_openair,"
                       " createddate, lastmodifieddate");
      sb_insert_number (&row, FIRST_ITEM + i);
      sb_insert_text (&row, services[i].name);
      sb_insert_text (&row, services[i].name);
      sb_insert_text (&row, services[i].display);
      sb_insert_text (&row, services[i].display);
      sb_insert_text (&row, "Service");
      sb_insert_text (&row, services[i].subtype);
      sb_insert_number (&row, INCOME_ACCOUNT);
      sb_insert_text (&row, "1");
      sb_insert_flag (&row, TRUE);
      sb_insert_flag (&row, FALSE);
      sb_insert_flag (&row, FALSE);
      sb_insert_flag (&row, services[i].inactive);
      sb_insert_flag (&row, FALSE);
      sb_insert_flag (&row, services[i].exported);
      sb_insert_number (&row, self->base - 700 * DAY);
      sb_insert_number (&row, self->base - (gint64) (20 + i) * DAY);
      sb_insert_end (&row);
      add_price (self, FIRST_ITEM + i, services[i].price);
    }
}

static void
add_expense_categories (SbGenerator *self)
{
  static const struct { const char *name, *rate; guint account; } categories[] = {
    { "Mileage", "0.70", 104 }, { "Airfare", NULL, 104 }, { "Lodging", NULL, 104 }, { "Meals", NULL, 104 }, { "Office supplies", NULL, 103 },
    { "Phone & internet", NULL, 103 }, { "Verpflegungspauschale", "28.00", 104 }, { "Entertainment (old)", NULL, 104 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    {
      SbInsert row;

      sb_insert_begin (&row, self->sandbox, "expensecategory", "id, name, description, expenseacct, defaultrate, raterequired,"
                       " personalcorporatecardexpense, subsidiary, includechildren, isinactive, lastmodifieddate");
      sb_insert_number (&row, i + 1);
      sb_insert_text (&row, categories[i].name);
      sb_insert_text (&row, categories[i].name);
      sb_insert_number (&row, categories[i].account);
      sb_insert_text (&row, categories[i].rate);
      sb_insert_flag (&row, categories[i].rate != NULL);
      sb_insert_flag (&row, FALSE);
      sb_insert_text (&row, "1");
      sb_insert_flag (&row, TRUE);
      sb_insert_flag (&row, i + 1 == G_N_ELEMENTS (categories));
      sb_insert_number (&row, self->base - (gint64) (50 + i) * DAY);
      sb_insert_end (&row);
    }
}

/* ---- contacts ---- */

static void
add_contact (SbGenerator *self, gint64 company, guint subsidiary, guint number)
{
  SbPersonName name = { NULL, NULL };
  gint64 created, modified, id = sb_generator_take_id (self);
  gboolean nameless = sb_rng_chance (&self->rng, 20);
  g_autofree char *local = NULL;
  SbInsert row;

  sb_names_person (&self->rng, FALSE, &name);
  local = sb_names_ascii (name.last);
  sb_generator_pick_dates (self, &created, &modified);
  sb_insert_begin (&row, self->sandbox, "contact", "id, entityid, firstname, lastname, title, company, email, phone, subsidiary, isprivate, isinactive,"
                   " custentity_oa_export_to_openair, datecreated, lastmodifieddate");
  sb_insert_number (&row, id);
  sb_insert_take (&row, g_strdup_printf ("%s %s (%u)", name.first, name.last, number));
  sb_insert_text (&row, nameless ? NULL : name.first);
  sb_insert_text (&row, name.last);
  sb_insert_text (&row, sb_rng_chance (&self->rng, 500) ? "Buyer" : NULL);
  sb_insert_number (&row, company);
  sb_insert_take (&row, sb_rng_chance (&self->rng, 900) ? g_strdup_printf ("%s%u@contact.example", *local != '\0' ? local : "c", number) : NULL);
  sb_insert_take (&row, sb_rng_chance (&self->rng, 500) ? g_strdup_printf ("+1 617 %07u", sb_rng_below (&self->rng, 10000000)) : NULL);
  sb_insert_number (&row, subsidiary);
  sb_insert_flag (&row, FALSE);
  sb_insert_flag (&row, sb_rng_chance (&self->rng, 50));
  sb_insert_flag (&row, sb_rng_chance (&self->rng, 700));
  sb_insert_number (&row, created);
  sb_insert_number (&row, modified);
  sb_insert_end (&row);
  sb_person_name_clear (&name);
}

static void
add_contacts (SbGenerator *self)
{
  guint number = 0;

  for (guint i = 0; i < self->customers->len; i++)
    {
      const SbMadeCustomer *customer = &g_array_index (self->customers, SbMadeCustomer, i);
      guint count = sb_rng_chance (&self->rng, 200) ? 1 + sb_rng_below (&self->rng, 2) : 0;

      while (count-- > 0)
        add_contact (self, customer->id, customer->primary, ++number);
    }
}

/* ---- project tasks ---- */

static void
add_task (SbGenerator *self, gint64 id, gint64 project, gint64 parent, const char *title, gboolean summary)
{
  gint64 created, modified;
  SbInsert row;

  sb_generator_pick_dates (self, &created, &modified);
  sb_insert_begin (&row, self->sandbox, "projecttask", "id, title, project, parent, startdate, enddate, status, priority, estimatedwork, actualwork,"
                   " percentworkcomplete, issummarytask, nonbillabletask, custevent_oa_export_to_openair, createddate, lastmodifieddate");
  sb_insert_number (&row, id);
  sb_insert_text (&row, title);
  sb_insert_number (&row, project);
  sb_insert_reference (&row, parent);
  sb_insert_take (&row, sb_generator_dup_day (created));
  sb_insert_take (&row, sb_generator_dup_day (created + 30 * DAY));
  sb_insert_text (&row, id % 3 == 0 ? "NOTSTART" : id % 3 == 1 ? "PROGRESS" : "COMPLETE");
  sb_insert_text (&row, id % 5 == 0 ? "HIGH" : "MEDIUM");
  sb_insert_take (&row, summary ? NULL : g_strdup_printf ("%u", 8 * (1 + sb_rng_below (&self->rng, 20))));
  sb_insert_text (&row, "0");
  sb_insert_text (&row, "0");
  sb_insert_flag (&row, summary);
  sb_insert_flag (&row, sb_rng_chance (&self->rng, 100));
  sb_insert_flag (&row, sb_rng_chance (&self->rng, 750));
  sb_insert_number (&row, created);
  sb_insert_number (&row, modified);
  sb_insert_end (&row);
}

static void
add_tasks (SbGenerator *self)
{
  static const char * const titles[] = { "Analysis", "Design", "Build", "Rollout & handover", "Abnahme", NULL };
  gint64 last = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      const SbMadeJob *job = &g_array_index (self->jobs, SbMadeJob, i);
      gint64 parent = 0;

      if (job->customer == G_MAXUINT || !sb_rng_chance (&self->rng, 350))
        continue;
      for (guint count = 1 + sb_rng_below (&self->rng, 3); count > 0; count--)
        {
          gboolean summary = parent == 0 && count > 1;

          add_task (self, ++last, job->id, parent, sb_rng_pick (&self->rng, titles), summary);
          if (summary)
            parent = last;
        }
    }
}

/* ---- documents ---- */

typedef struct {
  const char *type, *record, *prefix, *title, *abbreviation, *status;
} DocumentKind;

static const DocumentKind sales_order = { "SalesOrd", "salesorder", "SO", "Sales Order", "SALESORD", "B" };
static const DocumentKind invoice = { "CustInvc", "invoice", "INV", "Invoice", "INV", "A" };
static const DocumentKind payment = { "CustPymt", "customerpayment", "PYMT", "Payment", "PYMT", "C" };

static void
add_line (SbGenerator *self, gint64 key, gint64 document, guint number, guint item, guint quantity, guint rate, const SbMadeCustomer *customer,
          gint64 modified)
{
  SbInsert row;

  sb_insert_begin (&row, self->sandbox, "transactionline", "uniquekey, id, \"transaction\", linesequencenumber, mainline, taxline, iscogs,"
                   " donotdisplayline, item, itemtype, quantity, rate, foreignamount, entity, subsidiary, isclosed, isbillable, linelastmodifieddate");
  sb_insert_number (&row, key);
  sb_insert_number (&row, number);
  sb_insert_number (&row, document);
  sb_insert_number (&row, number);
  sb_insert_flag (&row, number == 0);
  for (guint i = 0; i < 3; i++)
    sb_insert_flag (&row, FALSE);
  sb_insert_reference (&row, number == 0 ? 0 : item);
  sb_insert_text (&row, number == 0 ? NULL : "Service");
  sb_insert_take (&row, number == 0 ? NULL : g_strdup_printf ("-%u", quantity));
  sb_insert_take (&row, number == 0 ? NULL : g_strdup_printf ("%u.00", rate));
  sb_insert_take (&row, g_strdup_printf (number == 0 ? "%u.00" : "-%u.00", quantity * rate));
  sb_insert_number (&row, customer->id);
  sb_insert_number (&row, customer->primary);
  sb_insert_flag (&row, FALSE);
  sb_insert_flag (&row, FALSE);
  sb_insert_number (&row, modified);
  sb_insert_end (&row);
}

/* @paid: of an invoice; @job: 0: none. */
static void
add_document (SbGenerator *self, gint64 id, const DocumentKind *kind, const SbMadeCustomer *customer, gint64 job, guint quantity, guint rate,
              gboolean paid)
{
  gboolean is_invoice = kind == &invoice;
  guint total = quantity * rate;
  gint64 created, modified;
  SbInsert row;

  sb_generator_pick_dates (self, &created, &modified);
  sb_insert_begin (&row, self->sandbox, "transaction", "id, type, recordtype, tranid, transactionnumber, trandisplayname, abbrevtype, trandate, duedate,"
                   " createddate, lastmodifieddate, entity, job, status, currency, exchangerate, foreigntotal, subsidiary, foreignamountpaid,"
                   " foreignamountunpaid, posting, voided, void, memo, otherrefnum, terms, custbody_oa_export_to_openair");
  sb_insert_number (&row, id);
  sb_insert_text (&row, kind->type);
  sb_insert_text (&row, kind->record);
  sb_insert_take (&row, g_strdup_printf ("%s%" G_GINT64_FORMAT, kind->prefix, id));
  sb_insert_take (&row, g_strdup_printf ("%s%" G_GINT64_FORMAT, kind->prefix, id));
  sb_insert_take (&row, g_strdup_printf ("%s #%s%" G_GINT64_FORMAT, kind->title, kind->prefix, id));
  sb_insert_text (&row, kind->abbreviation);
  sb_insert_take (&row, sb_generator_dup_day (created));
  sb_insert_take (&row, is_invoice ? sb_generator_dup_day (created + 30 * DAY) : NULL);
  sb_insert_number (&row, created);
  sb_insert_number (&row, modified);
  sb_insert_number (&row, customer->id);
  sb_insert_reference (&row, job);
  sb_insert_text (&row, is_invoice && paid ? "B" : kind->status);
  sb_insert_number (&row, sb_generator_get_currency (customer->primary));
  sb_insert_text (&row, "1");
  sb_insert_take (&row, g_strdup_printf ("%u.00", total));
  sb_insert_number (&row, customer->primary);
  sb_insert_take (&row, is_invoice ? g_strdup_printf ("%u.00", paid ? total : 0) : NULL);
  sb_insert_take (&row, is_invoice ? g_strdup_printf ("%u.00", paid ? 0 : total) : NULL);
  sb_insert_flag (&row, kind != &sales_order);
  sb_insert_flag (&row, FALSE);
  sb_insert_flag (&row, FALSE);
  sb_insert_text (&row, NULL);
  sb_insert_take (&row, kind == &sales_order ? g_strdup_printf ("PO-%05" G_GINT64_FORMAT, id % 100000) : NULL);
  sb_insert_number (&row, 1 + id % 3);
  sb_insert_flag (&row, kind == &sales_order && sb_rng_chance (&self->rng, 700));
  sb_insert_end (&row);
  add_line (self, id * 10, id, 0, 0, quantity, rate, customer, modified);
  if (kind != &payment)
    add_line (self, id * 10 + 1, id, 1, FIRST_ITEM + (guint) (id % 5), quantity, rate, customer, modified);
}

static void
add_link (SbGenerator *self, gint64 from, gint64 to, guint amount)
{
  SbInsert row;

  sb_insert_begin (&row, self->sandbox, "nexttransactionlinelink", "previousdoc, previousline, nextdoc, nextline, linktype, foreignamount,"
                   " lastmodifieddate");
  sb_insert_number (&row, from);
  sb_insert_number (&row, 0);
  sb_insert_number (&row, to);
  sb_insert_number (&row, 0);
  sb_insert_text (&row, "Payment");
  sb_insert_take (&row, g_strdup_printf ("%u.00", amount));
  sb_insert_number (&row, self->base - DAY);
  sb_insert_end (&row);
}

static gboolean
is_exported (SbGenerator *self, gint64 customer)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self->sandbox, "SELECT custentity_oa_export_to_openair = 'T' FROM ns_customer WHERE id = ?");
  gboolean exported;

  sqlite3_bind_int64 (statement, 1, customer);
  exported = sqlite3_step (statement) == SQLITE_ROW && sqlite3_column_int (statement, 0) != 0;
  sqlite3_reset (statement);

  return exported;
}

static void
add_invoices (SbGenerator *self, gint64 *last)
{
  guint exported = 0;

  for (guint i = 0; i < self->customers->len; i++)
    {
      const SbMadeCustomer *customer = &g_array_index (self->customers, SbMadeCustomer, i);
      guint quantity = 4 + sb_rng_below (&self->rng, 60);
      gboolean paid = sb_rng_chance (&self->rng, 600);
      gint64 document;

      if (!customer->is_customer || !is_exported (self, customer->id) || (exported++ >= FIRST_MANY && exported % 10 != 0))
        continue;
      document = ++*last;
      add_document (self, document, &invoice, customer, 0, quantity, 150, paid);
      if (!paid)
        continue;
      add_document (self, ++*last, &payment, customer, 0, quantity, 150, FALSE);
      add_link (self, document, *last, quantity * 150);
    }
}

static void
add_sales_orders (SbGenerator *self, gint64 *last)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      const SbMadeJob *job = &g_array_index (self->jobs, SbMadeJob, i);

      if (job->customer != G_MAXUINT && sb_rng_chance (&self->rng, 150))
        add_document (self, ++*last, &sales_order, &g_array_index (self->customers, SbMadeCustomer, job->customer), job->id,
                      10 + sb_rng_below (&self->rng, 200), 145, FALSE);
    }
}

void
sb_generator_make_services (SbGenerator *self)
{
  gint64 last = FIRST_DOCUMENT;

  add_stages (self);
  set_boxes (self);
  add_addresses (self);
  add_income_account (self);
  add_services (self);
  add_expense_categories (self);
  add_contacts (self);
  add_tasks (self);
  add_invoices (self, &last);
  add_sales_orders (self, &last);
}
