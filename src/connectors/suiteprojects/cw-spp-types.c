/* cw-spp-types.c: what can be written to SuiteProjects Pro
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A11 to A17 of the reference. Lengths are not published there; what an
 * account refuses is told by its own words.
 */

#include "config.h"

#include "cw-suiteprojects-private.h"


#define TEXT(name, label)       { name, label, CW_VALUE_TEXT, 0, FALSE }
#define NEEDED(name, label)     { name, label, CW_VALUE_TEXT, 0, TRUE }
#define FLAG(name, label)       { name, label, CW_VALUE_BOOLEAN, 0, FALSE }
#define NUMBER(name, label)     { name, label, CW_VALUE_NUMBER, 0, FALSE }
#define WHOLE(name, label)      { name, label, CW_VALUE_INTEGER, 0, FALSE }
#define DAY(name, label)        { name, label, CW_VALUE_DATE, 0, FALSE }
#define REFERENCE(name, label)  { name, label, CW_VALUE_REFERENCE, 0, FALSE }
#define OWNER(name, label)      { name, label, CW_VALUE_REFERENCE, 0, TRUE }
#define END                     { NULL }

#define ADDRESS \
  TEXT ("addr/salutation", "Salutation"), TEXT ("addr/first", "First name"), TEXT ("addr/middle", "Middle name"), \
  TEXT ("addr/last", "Last name"), TEXT ("addr/phone", "Phone"), TEXT ("addr/mobile", "Mobile"), TEXT ("addr/fax", "Fax"), \
  TEXT ("addr/email", "E-mail"), TEXT ("addr/addr1", "Address line 1"), TEXT ("addr/addr2", "Address line 2"), \
  TEXT ("addr/addr3", "Address line 3"), TEXT ("addr/addr4", "Address line 4"), TEXT ("addr/city", "City"), \
  TEXT ("addr/state", "State"), TEXT ("addr/zip", "Postal code"), TEXT ("addr/country", "Country")

static const CwSppField user_fields[] = {
  NEEDED ("nickname", "Nickname"), TEXT ("name", "Name"), FLAG ("active", "Active"), ADDRESS, TEXT ("code", "Accounting code"),
  REFERENCE ("role_id", "Role"), REFERENCE ("departmentid", "Department"), REFERENCE ("job_codeid", "Job code"),
  REFERENCE ("line_managerid", "Manager"), REFERENCE ("cost_centerid", "Cost center"), TEXT ("currency", "Currency"),
  TEXT ("timezone", "Time zone"), TEXT ("payroll_code", "Payroll code"), TEXT ("acct_code", "Account code"), NUMBER ("rate", "Rate"),
  TEXT ("hierarchy_node_ids", "Hierarchy nodes"), TEXT ("externalid", "External ID"), END
};

static const CwSppField customer_fields[] = {
  NEEDED ("name", "Nickname"), NEEDED ("company", "Company"), FLAG ("active", "Active"), ADDRESS, TEXT ("code", "Accounting code"),
  TEXT ("billing_code", "Billing code"), TEXT ("currency", "Currency"), NUMBER ("rate", "Rate"), TEXT ("terms", "Terms"),
  TEXT ("notes", "Notes"), TEXT ("web", "Web site"), TEXT ("type", "Type"), REFERENCE ("userid", "Owner"),
  REFERENCE ("billing_contact_id", "Billing contact"), REFERENCE ("primary_contactid", "Primary contact"),
  REFERENCE ("cost_centerid", "Cost center"), WHOLE ("territoryid", "Territory"), TEXT ("invoice_prefix", "Invoice prefix"),
  TEXT ("invoice_text", "Invoice text"), TEXT ("hierarchy_node_ids", "Hierarchy nodes"), TEXT ("externalid", "External ID"), END
};

static const CwSppField project_fields[] = {
  NEEDED ("name", "Name"), OWNER ("customerid", "Customer"), FLAG ("active", "Active"), TEXT ("code", "Accounting code"),
  TEXT ("notes", "Notes"), TEXT ("message", "Message"), REFERENCE ("userid", "Owner"), REFERENCE ("project_stageid", "Stage"),
  DAY ("start_date", "Start"), TEXT ("currency", "Currency"), NUMBER ("rate", "Rate"), NUMBER ("budget", "Budget"),
  NUMBER ("budget_time", "Budget in hours"), TEXT ("billing_code", "Billing code"), REFERENCE ("main_contactid", "Contact"),
  REFERENCE ("billing_contactid", "Billing contact"), REFERENCE ("cost_centerid", "Cost center"), REFERENCE ("rate_cardid", "Rate card"),
  FLAG ("create_workspace", "Make a workspace"), FLAG ("is_template", "Template for others"), REFERENCE ("template_project_id", "Template"),
  FLAG ("copy_custom_fields", "Copy custom fields"), FLAG ("copy_project_billing_rules", "Copy billing rules"),
  FLAG ("copy_revenue_recognition_rules", "Copy recognition rules"), FLAG ("copy_loaded_cost", "Copy loaded cost"),
  FLAG ("copy_approvers", "Copy approvers"), FLAG ("copy_project_pricing", "Copy pricing"),
  TEXT ("hierarchy_node_ids", "Hierarchy nodes"), TEXT ("externalid", "External ID"), END
};

static const CwSppField category_fields[] = {
  NEEDED ("name", "Name"), FLAG ("active", "Active"), TEXT ("code", "Accounting code"), NUMBER ("rate", "Rate"),
  NUMBER ("fixed_fee", "Fixed fee"), NUMBER ("cost_rate", "Cost rate"), TEXT ("currency", "Currency"), FLAG ("taxable", "Taxable"),
  REFERENCE ("cost_centerid", "Cost center"), TEXT ("notes", "Notes"), TEXT ("externalid", "External ID"), END
};

static const CwSppField item_fields[] = {
  NEEDED ("name", "Name"), FLAG ("active", "Active"), TEXT ("code", "Accounting code"), NUMBER ("cost", "Cost"),
  FLAG ("cost_is_fixed", "Cost is fixed"), TEXT ("unitm", "Unit"), TEXT ("currency", "Currency"), FLAG ("taxable", "Taxable"),
  TEXT ("type", "Type"), REFERENCE ("cost_centerid", "Cost center"), TEXT ("externalid", "External ID"), END
};

static const CwSppField contact_fields[] = {
  OWNER ("customerid", "Customer"), ADDRESS, TEXT ("nickname", "Nickname"), TEXT ("job_title", "Job title"),
  FLAG ("can_bill_to", "Bill to"), FLAG ("can_sold_to", "Sell to"), FLAG ("can_ship_to", "Ship to"), FLAG ("active", "Active"),
  TEXT ("code", "Accounting code"), TEXT ("notes", "Notes"), TEXT ("externalid", "External ID"), END
};

static const CwSppField vendor_fields[] = {
  NEEDED ("name", "Name"), FLAG ("active", "Active"), ADDRESS, TEXT ("code", "Accounting code"), TEXT ("currency", "Currency"),
  TEXT ("terms", "Terms"), TEXT ("attention", "Attention"), TEXT ("web", "Web site"), TEXT ("notes", "Notes"),
  TEXT ("externalid", "External ID"), END
};

static const CwSppField product_fields[] = {
  NEEDED ("name", "Name"), FLAG ("active", "Active"), TEXT ("acct_code", "Account code"), NUMBER ("standard_cost", "Standard cost"),
  TEXT ("um", "Unit"), TEXT ("currency", "Currency"), FLAG ("taxable", "Taxable"), REFERENCE ("vendorid", "Vendor"),
  TEXT ("vendor_sku", "Vendor's number"), TEXT ("manufacturer_part", "Manufacturer's number"), TEXT ("notes", "Notes"),
  TEXT ("externalid", "External ID"), END
};

static const CwSppField customerpo_fields[] = {
  NEEDED ("name", "Name"), TEXT ("number", "Number"), OWNER ("customerid", "Customer"), DAY ("date", "Date"), NUMBER ("total", "Total"),
  TEXT ("currency", "Currency"), FLAG ("active", "Active"), DAY ("acct_date", "Accounting date"), TEXT ("externalid", "External ID"), END
};

static const CwSppField task_fields[] = {
  NEEDED ("name", "Name"), OWNER ("projectid", "Project"), REFERENCE ("parentid", "Parent task"), TEXT ("id_number", "Number"),
  WHOLE ("priority", "Priority"), NUMBER ("percent_complete", "Percent complete"), NUMBER ("planned_hours", "Planned hours"),
  NUMBER ("estimated_hours", "Estimated hours"), DAY ("starts", "Start"), DAY ("fnlt_date", "Finish no later than"),
  FLAG ("non_billable", "Not billable"), FLAG ("closed", "Closed"), TEXT ("currency", "Currency"), TEXT ("notes", "Notes"),
  TEXT ("externalid", "External ID"), END
};

static const CwSppField payment_fields[] = {
  OWNER ("invoiceid", "Invoice"), OWNER ("customerid", "Customer"), DAY ("date", "Date"), NUMBER ("total", "Total"),
  TEXT ("currency", "Currency"), TEXT ("notes", "Notes"), TEXT ("externalid", "External ID"), END
};

static const CwSppField department_fields[] = {
  NEEDED ("name", "Name"), FLAG ("active", "Active"), TEXT ("code", "Accounting code"), REFERENCE ("userid", "Head"),
  TEXT ("notes", "Notes"), TEXT ("externalid", "External ID"), END
};

static const CwSppField hierarchy_fields[] = {
  NEEDED ("name", "Name"), NEEDED ("type", "Type"), FLAG ("active", "Active"), FLAG ("required", "Required"),
  TEXT ("externalid", "External ID"), END
};

static const CwSppField node_fields[] = {
  NEEDED ("name", "Name"), OWNER ("hierarchyid", "Hierarchy"), REFERENCE ("parentid", "Parent node"), REFERENCE ("levelid", "Level"),
  FLAG (CW_SPP_IS_LEVEL, "Is a level"), FLAG (CW_SPP_IS_NODE, "Is a node"), TEXT ("notes", "Notes"),
  TEXT ("externalid", "External ID"), END
};

static const CwSppType types[] = {
  { "User", "user", "netsuite_user_id", NULL, TRUE, user_fields },
  { "Customer", "customer", "netsuite_customer_id", NULL, TRUE, customer_fields },
  { "Project", "project", "netsuite_project_id", "customerid", TRUE, project_fields },
  { "Category", "category", NULL, NULL, TRUE, category_fields },
  { "Item", "item", NULL, NULL, TRUE, item_fields },
  { "Contact", "contact", NULL, "customerid", TRUE, contact_fields },
  { "Vendor", "vendor", NULL, NULL, TRUE, vendor_fields },
  { "Product", "product", NULL, NULL, TRUE, product_fields },
  { "Customerpo", "customerpo", NULL, "customerid", TRUE, customerpo_fields },
  { "Projecttask", "project_task", NULL, "projectid", FALSE, task_fields },
  { "Payment", "payment", NULL, "invoiceid", FALSE, payment_fields },
  { "Department", "department", NULL, NULL, TRUE, department_fields },
  { "Hierarchy", "hierarchy", NULL, NULL, TRUE, hierarchy_fields },
  { "HierarchyNode", "hierarchy_node", NULL, "parentid", FALSE, node_fields },
  { "Projectstage", NULL, NULL, NULL, FALSE, NULL },
  { "Ratecard", NULL, NULL, NULL, FALSE, NULL },
  { "Costcenter", NULL, NULL, NULL, FALSE, NULL },
  { "Jobcode", NULL, NULL, NULL, FALSE, NULL },
  { "Role", NULL, NULL, NULL, FALSE, NULL },
  { "Invoice", "invoice", NULL, "customerid", FALSE, NULL },
  { "CustField", NULL, NULL, NULL, TRUE, NULL },
};

const CwSppType *
_cw_spp_find_type (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (types[i].name, name) == 0)
      return &types[i];
  return NULL;
}

const CwSppField *
_cw_spp_find_field (const CwSppType *type, const char *name)
{
  for (const CwSppField *field = type->fields; field != NULL && field->name != NULL; field++)
    if (g_str_equal (field->name, name))
      return field;
  return NULL;
}
