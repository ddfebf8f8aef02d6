/* cw-netsuite-types.c: the record types that are read, and their fields
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "config.h"

#include "cw-netsuite-private.h"

#include <glib/gi18n-lib.h>

static const CwNsField customer_fields[] = {
  { "entityId",         CW_NS_TEXT,      TRUE },
  { "externalId",       CW_NS_TEXT,      TRUE },
  { "companyName",      CW_NS_TEXT,      TRUE },
  { "isPerson",         CW_NS_BOOLEAN,   TRUE },
  { "firstName",        CW_NS_TEXT,      TRUE },
  { "lastName",         CW_NS_TEXT,      TRUE },
  { "email",            CW_NS_TEXT,      TRUE },
  { "phone",            CW_NS_TEXT,      TRUE },
  { "parent",           CW_NS_REFERENCE, TRUE },
  { "searchStage",      CW_NS_TEXT,      TRUE },
  { "entityStatus",     CW_NS_REFERENCE, TRUE },
  { "isInactive",       CW_NS_BOOLEAN,   TRUE },
  { "dateCreated",      CW_NS_INSTANT,   TRUE },
  { "lastModifiedDate", CW_NS_INSTANT,   TRUE },
  { "category",         CW_NS_REFERENCE, FALSE },
  { "currency",         CW_NS_REFERENCE, FALSE },
  { "priceLevel",       CW_NS_REFERENCE, FALSE },
  { "salesRep",         CW_NS_REFERENCE, FALSE },
  { "terms",            CW_NS_REFERENCE, FALSE },
  { "territory",        CW_NS_REFERENCE, FALSE },
  { "startDate",        CW_NS_DATE,      FALSE },
  { "endDate",          CW_NS_DATE,      FALSE },
  { "taxable",          CW_NS_BOOLEAN,   FALSE },
  { "defaultBillingAddress",  CW_NS_REFERENCE, FALSE },
  { "defaultShippingAddress", CW_NS_REFERENCE, FALSE },
  { NULL }
};

static const CwNsField job_fields[] = {
  { "entityId",         CW_NS_TEXT,      TRUE },
  { "externalId",       CW_NS_TEXT,      TRUE },
  { "companyName",      CW_NS_TEXT,      TRUE },
  { "parent",           CW_NS_REFERENCE, TRUE },
  { "customer",         CW_NS_REFERENCE, TRUE },
  { "subsidiary",       CW_NS_REFERENCE, TRUE },
  { "entityStatus",     CW_NS_REFERENCE, TRUE },
  { "isInactive",       CW_NS_BOOLEAN,   TRUE },
  { "dateCreated",      CW_NS_INSTANT,   TRUE },
  { "lastModifiedDate", CW_NS_INSTANT,   TRUE },
  { "category",         CW_NS_REFERENCE, FALSE },
  { "currency",         CW_NS_REFERENCE, FALSE },
  { "jobType",          CW_NS_REFERENCE, FALSE },
  { "projectManager",   CW_NS_REFERENCE, FALSE },
  { "startDate",        CW_NS_DATE,      FALSE },
  { "projectedEndDate", CW_NS_DATE,      FALSE },
  { "endDate",          CW_NS_DATE,      FALSE },
  { "calculatedEndDate", CW_NS_DATE,     FALSE },
  { "scheduledEndDate", CW_NS_DATE,      FALSE },
  { "allowTime",        CW_NS_BOOLEAN,   FALSE },
  { "allowExpenses",    CW_NS_BOOLEAN,   FALSE },
  { "limitTimeToAssignees", CW_NS_BOOLEAN, FALSE },
  { "allowAllResourcesForTasks", CW_NS_BOOLEAN, FALSE },
  { NULL }
};

static const CwNsField employee_fields[] = {
  { "entityId",         CW_NS_TEXT,      TRUE },
  { "externalId",       CW_NS_TEXT,      TRUE },
  { "firstName",        CW_NS_TEXT,      TRUE },
  { "lastName",         CW_NS_TEXT,      TRUE },
  { "email",            CW_NS_TEXT,      TRUE },
  { "phone",            CW_NS_TEXT,      TRUE },
  { "subsidiary",       CW_NS_REFERENCE, TRUE },
  { "department",       CW_NS_REFERENCE, TRUE },
  { "class",            CW_NS_REFERENCE, TRUE },
  { "location",         CW_NS_REFERENCE, TRUE },
  { "supervisor",       CW_NS_REFERENCE, TRUE },
  { "isInactive",       CW_NS_BOOLEAN,   TRUE },
  { "dateCreated",      CW_NS_INSTANT,   TRUE },
  { "lastModifiedDate", CW_NS_INSTANT,   TRUE },
  { "currency",         CW_NS_REFERENCE, FALSE },
  { "hireDate",         CW_NS_DATE,      FALSE },
  { "releaseDate",      CW_NS_DATE,      FALSE },
  { "isJobResource",    CW_NS_BOOLEAN,   FALSE },
  { "isJobManager",     CW_NS_BOOLEAN,   FALSE },
  { "isSalesRep",       CW_NS_BOOLEAN,   FALSE },
  { "giveAccess",       CW_NS_BOOLEAN,   FALSE },
  { NULL }
};

static const CwNsField subsidiary_fields[] = {
  { "name",             CW_NS_TEXT,      TRUE },
  { "fullName",         CW_NS_TEXT,      TRUE },
  { "externalId",       CW_NS_TEXT,      TRUE },
  { "parent",           CW_NS_REFERENCE, TRUE },
  { "country",          CW_NS_TEXT,      TRUE },
  { "currency",         CW_NS_REFERENCE, TRUE },
  { "isElimination",    CW_NS_BOOLEAN,   TRUE },
  { "isInactive",       CW_NS_BOOLEAN,   TRUE },
  { "lastModifiedDate", CW_NS_INSTANT,   TRUE },
  { NULL }
};

static const CwNsField vendor_fields[] = {
  { "entityId",         CW_NS_TEXT,      TRUE },
  { "externalId",       CW_NS_TEXT,      TRUE },
  { "companyName",      CW_NS_TEXT,      TRUE },
  { "legalName",        CW_NS_TEXT,      TRUE },
  { "isPerson",         CW_NS_BOOLEAN,   TRUE },
  { "firstName",        CW_NS_TEXT,      TRUE },
  { "lastName",         CW_NS_TEXT,      TRUE },
  { "email",            CW_NS_TEXT,      TRUE },
  { "currency",         CW_NS_REFERENCE, TRUE },
  { "isInactive",       CW_NS_BOOLEAN,   TRUE },
  { "dateCreated",      CW_NS_INSTANT,   TRUE },
  { "lastModifiedDate", CW_NS_INSTANT,   TRUE },
  { "terms",            CW_NS_REFERENCE, FALSE },
  { NULL }
};

static const CwNsField item_fields[] = {
  { "itemId",           CW_NS_TEXT,      TRUE },
  { "externalId",       CW_NS_TEXT,      TRUE },
  { "fullName",         CW_NS_TEXT,      TRUE },
  { "displayName",      CW_NS_TEXT,      TRUE },
  { "itemType",         CW_NS_TEXT,      TRUE },
  { "subType",          CW_NS_TEXT,      TRUE },
  { "subsidiary",       CW_NS_TEXT,      TRUE },
  { "includeChildren",  CW_NS_BOOLEAN,   TRUE },
  { "isInactive",       CW_NS_BOOLEAN,   TRUE },
  { "createdDate",      CW_NS_INSTANT,   TRUE },
  { "lastModifiedDate", CW_NS_INSTANT,   TRUE },
  { NULL }
};

/* Departments, classes and locations. */
static const CwNsField segment_fields[] = {
  { "name",             CW_NS_TEXT,      TRUE },
  { "fullName",         CW_NS_TEXT,      TRUE },
  { "externalId",       CW_NS_TEXT,      TRUE },
  { "parent",           CW_NS_REFERENCE, TRUE },
  { "isInactive",       CW_NS_BOOLEAN,   TRUE },
  { "lastModifiedDate", CW_NS_INSTANT,   TRUE },
  { NULL }
};

static const CwNsField currency_fields[] = {
  { "name",             CW_NS_TEXT,      TRUE },
  { "symbol",           CW_NS_TEXT,      TRUE },
  { "currencyPrecision", CW_NS_INTEGER,  TRUE },
  { "isBaseCurrency",   CW_NS_BOOLEAN,   TRUE },
  { "isInactive",       CW_NS_BOOLEAN,   TRUE },
  { "lastModifiedDate", CW_NS_INSTANT,   TRUE },
  { NULL }
};

/* What is at hand of the address book of customers: only SuiteQL has it as records of its own. */
static const CwNsField address_fields[] = {
  { "addressee",        CW_NS_TEXT,      TRUE },
  { "attention",        CW_NS_TEXT,      TRUE },
  { "addr1",            CW_NS_TEXT,      TRUE },
  { "addr2",            CW_NS_TEXT,      TRUE },
  { "addr3",            CW_NS_TEXT,      TRUE },
  { "city",             CW_NS_TEXT,      TRUE },
  { "state",            CW_NS_TEXT,      TRUE },
  { "zip",              CW_NS_TEXT,      TRUE },
  { "country",          CW_NS_TEXT,      TRUE },
  { "addrPhone",        CW_NS_TEXT,      TRUE },
  { "lastModifiedDate", CW_NS_INSTANT,   TRUE },
  { NULL }
};

static const CwNsField accountingperiod_fields[] = {
  { "periodName",       CW_NS_TEXT,      TRUE },
  { "startDate",        CW_NS_DATE,      TRUE },
  { "endDate",          CW_NS_DATE,      TRUE },
  { "closed",           CW_NS_BOOLEAN,   TRUE },
  { "allLocked",        CW_NS_BOOLEAN,   TRUE },
  { "apLocked",         CW_NS_BOOLEAN,   TRUE },
  { "isAdjust",         CW_NS_BOOLEAN,   TRUE },
  { "isQuarter",        CW_NS_BOOLEAN,   TRUE },
  { "isYear",           CW_NS_BOOLEAN,   TRUE },
  { "isInactive",       CW_NS_BOOLEAN,   TRUE },
  { "lastModifiedDate", CW_NS_INSTANT,   TRUE },
  { NULL }
};

static const CwNsField contact_fields[] = {
  { "entityId",         CW_NS_TEXT,      TRUE },
  { "externalId",       CW_NS_TEXT,      TRUE },
  { "firstName",        CW_NS_TEXT,      TRUE },
  { "lastName",         CW_NS_TEXT,      TRUE },
  { "title",            CW_NS_TEXT,      TRUE },
  { "company",          CW_NS_REFERENCE, TRUE },
  { "email",            CW_NS_TEXT,      TRUE },
  { "phone",            CW_NS_TEXT,      TRUE },
  { "subsidiary",       CW_NS_REFERENCE, TRUE },
  { "isInactive",       CW_NS_BOOLEAN,   TRUE },
  { "dateCreated",      CW_NS_INSTANT,   TRUE },
  { "lastModifiedDate", CW_NS_INSTANT,   TRUE },
  { NULL }
};

static const CwNsField expensecategory_fields[] = {
  { "name",             CW_NS_TEXT,      TRUE },
  { "externalId",       CW_NS_TEXT,      TRUE },
  { "description",      CW_NS_TEXT,      TRUE },
  { "expenseAcct",      CW_NS_REFERENCE, TRUE },
  { "defaultRate",      CW_NS_NUMBER,    TRUE },
  { "subsidiary",       CW_NS_TEXT,      TRUE },
  { "includeChildren",  CW_NS_BOOLEAN,   TRUE },
  { "isInactive",       CW_NS_BOOLEAN,   TRUE },
  { "lastModifiedDate", CW_NS_INSTANT,   TRUE },
  { NULL }
};

static const CwNsField salesorder_fields[] = {
  { "tranId",           CW_NS_TEXT,      TRUE },
  { "externalId",       CW_NS_TEXT,      TRUE },
  { "tranDate",         CW_NS_DATE,      TRUE },
  { "entity",           CW_NS_REFERENCE, TRUE },
  { "subsidiary",       CW_NS_REFERENCE, TRUE, TRUE },
  { "currency",         CW_NS_REFERENCE, TRUE },
  { "foreignTotal",     CW_NS_NUMBER,    TRUE },
  { "otherRefNum",      CW_NS_TEXT,      TRUE },
  { "memo",             CW_NS_TEXT,      TRUE },
  { "createdDate",      CW_NS_INSTANT,   TRUE },
  { "lastModifiedDate", CW_NS_INSTANT,   TRUE },
  { NULL }
};

/* Of a share of a payment, see cw-netsuite-payments.c. */
static const CwNsField customerpayment_fields[] = {
  { "tranId",           CW_NS_TEXT,      TRUE },
  { "externalId",       CW_NS_TEXT,      TRUE },
  { "tranDate",         CW_NS_DATE,      TRUE },
  { "entity",           CW_NS_REFERENCE, TRUE },
  { "subsidiary",       CW_NS_REFERENCE, TRUE, TRUE },
  { "currency",         CW_NS_REFERENCE, TRUE },
  { "foreignTotal",     CW_NS_NUMBER,    TRUE },
  { "memo",             CW_NS_TEXT,      TRUE },
  { "voided",           CW_NS_BOOLEAN,   TRUE },
  { "createdDate",      CW_NS_INSTANT,   TRUE },
  { "lastModifiedDate", CW_NS_INSTANT,   TRUE },
  { "payment",          CW_NS_REFERENCE, TRUE, TRUE },
  { "invoice",          CW_NS_REFERENCE, TRUE, TRUE },
  { "documentNumber",   CW_NS_TEXT,      TRUE, TRUE },
  { "amount",           CW_NS_NUMBER,    TRUE, TRUE },
  { NULL }
};

static const CwNsField projecttask_fields[] = {
  { "title",            CW_NS_TEXT,      TRUE },
  { "externalId",       CW_NS_TEXT,      TRUE },
  { "project",          CW_NS_REFERENCE, TRUE },
  { "parent",           CW_NS_REFERENCE, TRUE },
  { "startDate",        CW_NS_DATE,      TRUE },
  { "endDate",          CW_NS_DATE,      TRUE },
  { "estimatedWork",    CW_NS_NUMBER,    TRUE },
  { "nonBillableTask",  CW_NS_BOOLEAN,   TRUE },
  { "createdDate",      CW_NS_INSTANT,   TRUE },
  { "lastModifiedDate", CW_NS_INSTANT,   TRUE },
  { NULL }
};

static const CwNsType types[] = {
  { "customer",   N_("customers"),    customer_fields, .own_parents = TRUE },
  { "job",        N_("projects"),     job_fields },
  { "employee",   N_("employees"),    employee_fields, .available = CW_NS_AVAILABLE_ONE },
  { "subsidiary", N_("subsidiaries"), subsidiary_fields, .own_parents = TRUE },
  { "vendor",     N_("vendors"),      vendor_fields },
  { "item",       N_("items"),        item_fields },
  { "department", N_("departments"),  segment_fields, .own_parents = TRUE },
  { "classification", N_("classes"),  segment_fields, .own_parents = TRUE },
  { "location",   N_("locations"),    segment_fields, .own_parents = TRUE },
  { "currency",   N_("currencies"),   currency_fields },
  { CW_NS_ADDRESSES, N_("addresses"), address_fields, .table = "customeraddressbookentityaddress", .key = "nkey" },
  { "accountingperiod", N_("accounting periods"), accountingperiod_fields },
  { "contact",    N_("contacts"),     contact_fields, .available = CW_NS_AVAILABLE_ONE },
  { "expensecategory", N_("expense categories"), expensecategory_fields, .rest = "expenseCategory", .by_rest = TRUE,
    .available = CW_NS_AVAILABLE_LIST },
  { "serviceitem", N_("service items"), item_fields, .table = "item", .condition = "@itemtype = 'Service'", .keeps_box = TRUE,
    .available = CW_NS_AVAILABLE_LIST },
  { "purchaseitem", N_("purchase items"), item_fields, .table = "item", .condition = "@itemtype <> 'Service'", .keeps_box = TRUE,
    .available = CW_NS_AVAILABLE_LIST },
  { "salesorder", N_("sales orders"), salesorder_fields, .table = "transaction", .condition = "@type = 'SalesOrd'", .keeps_box = TRUE,
    .available = CW_NS_AVAILABLE_LINE },
  { CW_NS_PAYMENTS, N_("customer payments"), customerpayment_fields, .table = "transaction", .condition = "@type = 'CustPymt'",
    .rest = "customerPayment", .keeps_box = TRUE, .available = CW_NS_AVAILABLE_LINE },
  { "projecttask", N_("project tasks"), projecttask_fields, .rest = "projectTask", .by_rest = TRUE },
};

const CwNsType *
_cw_ns_find_type (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].type, type))
      return &types[i];
  return NULL;
}

const CwNsField *
_cw_ns_get_fields (const char *type)
{
  const CwNsType *known = _cw_ns_find_type (type);

  return known != NULL ? known->fields : NULL;
}

const char *
_cw_ns_get_title (const char *type)
{
  const CwNsType *known = _cw_ns_find_type (type);

  return known != NULL ? _(known->title) : type;
}

const char *
_cw_ns_get_rest (const char *type)
{
  const CwNsType *known = _cw_ns_find_type (type);

  return known != NULL && known->rest != NULL ? known->rest : type;
}

const char *
_cw_ns_get_table (const char *type)
{
  const CwNsType *known = _cw_ns_find_type (type);

  return known != NULL && known->table != NULL ? known->table : type;
}

const char *
_cw_ns_get_key (const char *type)
{
  const CwNsType *known = _cw_ns_find_type (type);

  return known != NULL && known->key != NULL ? known->key : "id";
}

gboolean
_cw_ns_is_derived (const char *type, const char *name)
{
  for (const CwNsField *field = _cw_ns_get_fields (type); field != NULL && field->name != NULL; field++)
    if (g_str_equal (field->name, name))
      return field->derived;
  return FALSE;
}
