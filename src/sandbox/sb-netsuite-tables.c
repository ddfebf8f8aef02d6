/* sb-netsuite-tables.c: the fields of NetSuite's record types
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names, types and lengths follow the REST API Browser and the columns of live
 * extracts. A column that SuiteQL has and REST has not carries no property; a
 * property that SuiteQL has not is flagged. The first field of an entity or
 * list is its key.
 */

#include "sb-netsuite-schema.h"

#define TEXT(column, property, max)       { column, property, SB_FIELD_TEXT, NULL, max, SB_FIELD_PLAIN, NULL }
#define INTEGER(column, property)         { column, property, SB_FIELD_INTEGER, NULL, 0, SB_FIELD_PLAIN, NULL }
#define NUMBER(column, property)          { column, property, SB_FIELD_NUMBER, NULL, 0, SB_FIELD_PLAIN, NULL }
#define BOOLEAN(column, property)         { column, property, SB_FIELD_BOOLEAN, NULL, 0, SB_FIELD_PLAIN, NULL }
#define DATE(column, property)            { column, property, SB_FIELD_DATE, NULL, 0, SB_FIELD_PLAIN, NULL }
#define ENUM(column, property)            { column, property, SB_FIELD_ENUM, NULL, 0, SB_FIELD_PLAIN, NULL }
#define REF(column, property, record)     { column, property, SB_FIELD_REFERENCE, record, 0, SB_FIELD_PLAIN, NULL }
#define MULTI(column, property, record)   { column, property, SB_FIELD_MULTISELECT, record, 0, SB_FIELD_PLAIN, NULL }

/* REST refuses a write of these. */
#define SHOWN_TEXT(column, property)      { column, property, SB_FIELD_TEXT, NULL, 0, SB_FIELD_READ_ONLY, NULL }
#define SHOWN_INTEGER(column, property)   { column, property, SB_FIELD_INTEGER, NULL, 0, SB_FIELD_READ_ONLY, NULL }
#define SHOWN_NUMBER(column, property)    { column, property, SB_FIELD_NUMBER, NULL, 0, SB_FIELD_READ_ONLY, NULL }
#define SHOWN_BOOLEAN(column, property)   { column, property, SB_FIELD_BOOLEAN, NULL, 0, SB_FIELD_READ_ONLY, NULL }
#define SHOWN_DATE(column, property)      { column, property, SB_FIELD_DATE, NULL, 0, SB_FIELD_READ_ONLY, NULL }
#define SHOWN_TIME(column, property)      { column, property, SB_FIELD_DATETIME, NULL, 0, SB_FIELD_READ_ONLY, NULL }
#define SHOWN_REF(column, property, record) \
  { column, property, SB_FIELD_REFERENCE, record, 0, SB_FIELD_READ_ONLY, NULL }

#define KEY                               { "id", "id", SB_FIELD_INTEGER, NULL, 0, SB_FIELD_READ_ONLY, "Internal ID" }
#define EXTERNAL_ID                       { "externalid", "externalId", SB_FIELD_TEXT, NULL, 255, SB_FIELD_PLAIN, "External ID" }
#define INACTIVE                          BOOLEAN ("isinactive", "isInactive")
#define CREATED                           SHOWN_TIME ("datecreated", "dateCreated")
#define MODIFIED                          SHOWN_TIME ("lastmodifieddate", "lastModifiedDate")
#define CUSTOM_BOOLEAN(script_id, title)  { script_id, script_id, SB_FIELD_BOOLEAN, NULL, 0, SB_FIELD_CUSTOM, title }
#define CUSTOM_TEXT(script_id, title)     { script_id, script_id, SB_FIELD_TEXT, NULL, 300, SB_FIELD_CUSTOM, title }
#define CUSTOM_REF(script_id, record, title) \
  { script_id, script_id, SB_FIELD_REFERENCE, record, 0, SB_FIELD_CUSTOM, title }
/* Segments are not standard on customers and projects; the account has added them. */
#define CUSTOM_SEGMENTS \
  CUSTOM_REF ("custentity_department", "department", "Department"), \
  CUSTOM_REF ("custentity_class", "classification", "Class"), \
  CUSTOM_REF ("custentity_location", "location", "Location")
#define END                               { NULL }

static const SbField customer_fields[] = {
  KEY,
  EXTERNAL_ID,
  TEXT ("entityid", "entityId", 80),
  { "autoname", "autoName", SB_FIELD_BOOLEAN, NULL, 0, SB_FIELD_NO_SUITEQL, NULL },
  SHOWN_TEXT ("entitytitle", NULL),
  SHOWN_TEXT ("entitynumber", NULL),
  SHOWN_TEXT ("altname", NULL),
  BOOLEAN ("isperson", "isPerson"),
  TEXT ("companyname", "companyName", 83),
  TEXT ("salutation", "salutation", 15),
  TEXT ("firstname", "firstName", 25),
  TEXT ("middlename", "middleName", 25),
  TEXT ("lastname", "lastName", 25),
  TEXT ("email", "email", 64),
  TEXT ("altemail", "altEmail", 64),
  TEXT ("phone", "phone", 21),
  TEXT ("altphone", "altPhone", 21),
  TEXT ("mobilephone", "mobilePhone", 21),
  TEXT ("homephone", "homePhone", 21),
  TEXT ("fax", "fax", 21),
  TEXT ("url", "url", 100),
  TEXT ("comments", "comments", 4000),
  REF ("parent", "parent", "customer"),
  { "subsidiary", "subsidiary", SB_FIELD_REFERENCE, "subsidiary", 0, SB_FIELD_REQUIRED | SB_FIELD_NO_SUITEQL,
    "Primary Subsidiary" },
  REF ("entitystatus", "entityStatus", "customerStatus"),
  SHOWN_TEXT ("searchstage", "searchStage"),
  REF ("category", "category", "customerCategory"),
  REF ("terms", "terms", "term"),
  REF ("currency", "currency", "currency"),
  NUMBER ("creditlimit", "creditLimit"),
  NUMBER ("probability", "probability"),
  ENUM ("creditholdoverride", "creditHoldOverride"),
  SHOWN_BOOLEAN ("oncredithold", NULL),
  REF ("pricelevel", "priceLevel", "priceLevel"),
  REF ("salesrep", "salesRep", "employee"),
  REF ("territory", "territory", NULL),
  REF ("leadsource", "leadSource", NULL),
  REF ("partner", "partner", NULL),
  { "defaultaddress", "defaultAddress", SB_FIELD_TEXT, NULL, 0, SB_FIELD_READ_ONLY | SB_FIELD_NO_SUITEQL, NULL },
  SHOWN_INTEGER ("defaultbillingaddress", NULL),
  SHOWN_INTEGER ("defaultshippingaddress", NULL),
  SHOWN_NUMBER ("balancesearch", "balance"),
  SHOWN_NUMBER ("overduebalancesearch", "overdueBalance"),
  SHOWN_NUMBER ("unbilledorderssearch", "unbilledOrders"),
  { "depositbalance", "depositBalance", SB_FIELD_NUMBER, NULL, 0, SB_FIELD_READ_ONLY | SB_FIELD_NO_SUITEQL, NULL },
  REF ("receivablesaccount", "receivablesAccount", "account"),
  INACTIVE,
  CREATED,
  MODIFIED,
  DATE ("startdate", "startDate"),
  DATE ("enddate", "endDate"),
  BOOLEAN ("taxable", "taxable"),
  TEXT ("resalenumber", "resaleNumber", 20),
  TEXT ("accountnumber", "accountNumber", 99),
  TEXT ("vatregnumber", "vatRegNumber", 20),
  ENUM ("emailpreference", "emailPreference"),
  ENUM ("language", "language"),
  REF ("representingsubsidiary", "representingSubsidiary", "subsidiary"),
  CUSTOM_BOOLEAN ("custentity_precoro_sync", "Sync with Precoro"),
  CUSTOM_BOOLEAN ("custentity_oa_export_to_openair", "Export to SuiteProjects Pro"),
  CUSTOM_SEGMENTS,
  END
};

static const SbField addressbook_fields[] = {
  { "id", "id", SB_FIELD_INTEGER, NULL, 0, SB_FIELD_READ_ONLY, NULL },
  BOOLEAN ("defaultbilling", "defaultBilling"),
  BOOLEAN ("defaultshipping", "defaultShipping"),
  TEXT ("label", "label", 50),
  TEXT ("addressee", "addressee", 83),
  TEXT ("attention", "attention", 83),
  TEXT ("addr1", "addr1", 150),
  TEXT ("addr2", "addr2", 150),
  TEXT ("addr3", "addr3", 150),
  TEXT ("city", "city", 50),
  TEXT ("state", "state", 50),
  TEXT ("zip", "zip", 36),
  ENUM ("country", "country"),
  TEXT ("addrphone", "addrPhone", 21),
  SHOWN_TEXT ("addrtext", "addrText"),
  END
};

static const SbSublist customer_sublists[] = {
  { "addressBook", addressbook_fields,
    "SELECT b.internalid AS id, b.*, a.* FROM ns_customeraddressbook b JOIN ns_customeraddressbookentityaddress a ON a.nkey = b.addressbookaddress"
    " WHERE b.entity = ?1 ORDER BY b.internalid", "addressBookAddress", 4 },
  { NULL }
};

/* "parent" is the immediate parent, a project or a customer; "customer" the owning customer. */
static const SbField job_fields[] = {
  KEY,
  EXTERNAL_ID,
  TEXT ("entityid", "entityId", 80),
  { "autoname", "autoName", SB_FIELD_BOOLEAN, NULL, 0, SB_FIELD_NO_SUITEQL, NULL },
  SHOWN_TEXT ("entitytitle", NULL),
  SHOWN_TEXT ("entitynumber", NULL),
  SHOWN_TEXT ("altname", "altName"),
  { "companyname", "companyName", SB_FIELD_TEXT, NULL, 256, SB_FIELD_REQUIRED, "Project Name" },
  { "parent", "parent", SB_FIELD_REFERENCE, "entity", 0, SB_FIELD_REQUIRED | SB_FIELD_CREATE_ONLY, "Parent" },
  SHOWN_REF ("customer", NULL, "customer"),
  REF ("subsidiary", "subsidiary", "subsidiary"),
  REF ("jobtype", "jobType", "jobType"),
  REF ("entitystatus", "entityStatus", "jobStatus"),
  ENUM ("jobbillingtype", "jobBillingType"),
  DATE ("startdate", "startDate"),
  DATE ("projectedenddate", "projectedEndDate"),
  DATE ("enddate", "endDate"),
  SHOWN_DATE ("calculatedenddate", "calculatedEndDate"),
  { "scheduledenddate", "scheduledEndDate", SB_FIELD_DATE, NULL, 0, SB_FIELD_READ_ONLY | SB_FIELD_NO_SUITEQL, NULL },
  REF ("projectmanager", "projectManager", "employee"),
  REF ("currency", "currency", "currency"),
  REF ("category", "category", "customerCategory"),
  INACTIVE,
  BOOLEAN ("allowtime", "allowTime"),
  BOOLEAN ("allowexpenses", "allowExpenses"),
  BOOLEAN ("limittimetoassignees", "limitTimeToAssignees"),
  BOOLEAN ("allowallresourcesfortasks", "allowAllResourcesForTasks"),
  ENUM ("timeapproval", "timeApproval"),
  NUMBER ("percentcomplete", "percentComplete"),
  NUMBER ("estimatedrevenue", "estimatedRevenue"),
  NUMBER ("estimatedcost", "estimatedCost"),
  NUMBER ("estimatedtime", "estimatedTime"),
  SHOWN_REF ("jobitem", NULL, NULL),
  SHOWN_NUMBER ("jobprice", NULL),
  SHOWN_REF ("primarycontact", NULL, "contact"),
  SHOWN_REF ("alternatecontact", NULL, "contact"),
  SHOWN_NUMBER ("fxrate", NULL),
  TEXT ("comments", "comments", 4000),
  CREATED,
  MODIFIED,
  CUSTOM_BOOLEAN ("custentity_precoro_sync", "Sync with Precoro"),
  CUSTOM_BOOLEAN ("custentity_oa_export_to_openair", "Export to SuiteProjects Pro"),
  CUSTOM_REF ("custentity_oa_project_stage", "customrecord_oa_project_stages", "SuiteProjects Pro Project Stage"),
  CUSTOM_TEXT ("custentity_oa_project_template", "SuiteProjects Pro Project Template"),
  CUSTOM_TEXT ("custentity_oa_rev_rec_rule", "SuiteProjects Pro Recognition Rule"),
  CUSTOM_BOOLEAN ("custentity_oa_create_project_workspace", "Create SuiteProjects Pro Project Workspace"),
  CUSTOM_SEGMENTS,
  END
};

static const SbField employee_fields[] = {
  KEY,
  EXTERNAL_ID,
  TEXT ("entityid", "entityId", 80),
  SHOWN_TEXT ("entitytitle", NULL),
  SHOWN_TEXT ("entitynumber", NULL),
  SHOWN_TEXT ("altname", NULL),
  TEXT ("salutation", "salutation", 15),
  TEXT ("firstname", "firstName", 25),
  TEXT ("middlename", "middleName", 25),
  TEXT ("lastname", "lastName", 25),
  TEXT ("initials", "initials", 3),
  TEXT ("title", "title", 100),
  TEXT ("email", "email", 64),
  TEXT ("phone", "phone", 21),
  TEXT ("officephone", "officePhone", 21),
  TEXT ("mobilephone", "mobilePhone", 21),
  TEXT ("homephone", "homePhone", 21),
  TEXT ("fax", "fax", 21),
  { "subsidiary", "subsidiary", SB_FIELD_REFERENCE, "subsidiary", 0, SB_FIELD_REQUIRED, NULL },
  REF ("department", "department", "department"),
  REF ("class", "class", "classification"),
  REF ("location", "location", "location"),
  REF ("supervisor", "supervisor", "employee"),
  REF ("approver", "approver", "employee"),
  REF ("purchaseorderapprover", "purchaseOrderApprover", "employee"),
  NUMBER ("expenselimit", "expenseLimit"),
  NUMBER ("purchaseorderlimit", "purchaseOrderLimit"),
  NUMBER ("purchaseorderapprovallimit", "purchaseOrderApprovalLimit"),
  NUMBER ("approvallimit", "approvalLimit"),
  REF ("currency", "currency", "currency"),
  REF ("employeetype", "employeeType", "employeeType"),
  REF ("employeestatus", "employeeStatus", "employeeStatus"),
  DATE ("hiredate", "hireDate"),
  DATE ("releasedate", "releaseDate"),
  REF ("billingclass", "billingClass", NULL),
  NUMBER ("laborcost", "laborCost"),
  BOOLEAN ("isjobresource", "isJobResource"),
  BOOLEAN ("isjobmanager", "isJobManager"),
  BOOLEAN ("issalesrep", "isSalesRep"),
  BOOLEAN ("giveaccess", "giveAccess"),
  TEXT ("comments", "comments", 4000),
  INACTIVE,
  CREATED,
  MODIFIED,
  CUSTOM_BOOLEAN ("custentity_oa_export_to_openair", "Export to SuiteProjects Pro"),
  END
};

static const SbField subsidiary_fields[] = {
  KEY,
  EXTERNAL_ID,
  { "name", "name", SB_FIELD_TEXT, NULL, 83, SB_FIELD_REQUIRED, NULL },
  SHOWN_TEXT ("fullname", "fullName"),
  TEXT ("legalname", "legalName", 83),
  REF ("parent", "parent", "subsidiary"),
  REF ("currency", "currency", "currency"),
  ENUM ("country", "country"),
  TEXT ("state", "state", 0),
  SHOWN_TEXT ("dropdownstate", NULL),
  TEXT ("email", "email", 64),
  TEXT ("url", "url", 100),
  TEXT ("fax", "fax", 21),
  TEXT ("edition", "edition", 0),
  ENUM ("languagelocale", "languageLocale"),
  BOOLEAN ("iselimination", "isElimination"),
  INACTIVE,
  REF ("fiscalcalendar", "fiscalCalendar", NULL),
  TEXT ("tranprefix", "tranPrefix", 8),
  SHOWN_INTEGER ("mainaddress", NULL),
  SHOWN_INTEGER ("returnaddress", NULL),
  SHOWN_INTEGER ("shippingaddress", NULL),
  MODIFIED,
  END
};

static const SbField customersubsidiaryrelationship_fields[] = {
  KEY,
  EXTERNAL_ID,
  { "entity", "entity", SB_FIELD_REFERENCE, "customer", 0, SB_FIELD_REQUIRED | SB_FIELD_CREATE_ONLY, "Customer" },
  { "subsidiary", "subsidiary", SB_FIELD_REFERENCE, "subsidiary", 0, SB_FIELD_REQUIRED | SB_FIELD_CREATE_ONLY, NULL },
  { "isprimarysub", "isPrimarySub", SB_FIELD_BOOLEAN, NULL, 0, SB_FIELD_CREATE_ONLY, "Primary" },
  SHOWN_TEXT ("name", "name"),
  SHOWN_REF ("primarycurrency", "primaryCurrency", "currency"),
  SHOWN_NUMBER ("balance", "balance"),
  SHOWN_NUMBER ("depositbalance", "depositBalance"),
  SHOWN_NUMBER ("unbilledorders", "unbilledOrders"),
  MODIFIED,
  END
};

#define SEGMENT_FIELDS \
  KEY, \
  EXTERNAL_ID, \
  { "name", "name", SB_FIELD_TEXT, NULL, 60, SB_FIELD_REQUIRED, NULL }, \
  SHOWN_TEXT ("fullname", "fullName"), \
  MULTI ("subsidiary", "subsidiary", "subsidiary"), \
  BOOLEAN ("includechildren", "includeChildren"), \
  INACTIVE, \
  MODIFIED

static const SbField department_fields[] = {
  SEGMENT_FIELDS,
  REF ("parent", "parent", "department"),
  END
};

static const SbField classification_fields[] = {
  SEGMENT_FIELDS,
  REF ("parent", "parent", "classification"),
  END
};

static const SbField location_fields[] = {
  SEGMENT_FIELDS,
  REF ("parent", "parent", "location"),
  TEXT ("tranprefix", "tranPrefix", 8),
  SHOWN_INTEGER ("mainaddress", NULL),
  SHOWN_INTEGER ("returnaddress", NULL),
  REF ("locationtype", "locationType", NULL),
  { "timezone", "timezone", SB_FIELD_TEXT, NULL, 0, SB_FIELD_NO_SUITEQL, "Time Zone" },
  END
};

static const SbField currency_fields[] = {
  KEY,
  EXTERNAL_ID,
  TEXT ("name", "name", 50),
  TEXT ("symbol", "symbol", 4),
  TEXT ("displaysymbol", "displaySymbol", 4),
  NUMBER ("exchangerate", "exchangeRate"),
  INTEGER ("currencyprecision", "currencyPrecision"),
  SHOWN_BOOLEAN ("isbasecurrency", "isBaseCurrency"),
  ENUM ("symbolplacement", "symbolPlacement"),
  INACTIVE,
  MODIFIED,
  END
};

/* Every status of customers and projects; its key column is "key". A view over the two lists. */
static const SbField entitystatus_fields[] = {
  { "key", NULL, SB_FIELD_INTEGER, NULL, 0, SB_FIELD_READ_ONLY, "Internal ID" },
  SHOWN_TEXT ("name", NULL),
  SHOWN_TEXT ("entitytype", NULL),
  SHOWN_NUMBER ("probability", NULL),
  SHOWN_BOOLEAN ("inactive", NULL),
  END
};

static const SbField customerstatus_fields[] = {
  KEY,
  EXTERNAL_ID,
  TEXT ("name", "name", 199),
  TEXT ("stage", "stage", 0),
  /* "CUSTOMER-Closed Won", what a reference shows */
  { "title", NULL, SB_FIELD_TEXT, NULL, 0, SB_FIELD_READ_ONLY | SB_FIELD_NO_SUITEQL, NULL },
  NUMBER ("probability", "probability"),
  INACTIVE,
  END
};

static const SbField jobstatus_fields[] = {
  KEY,
  EXTERNAL_ID,
  TEXT ("name", "name", 199),
  INACTIVE,
  MODIFIED,
  END
};

/* Lists of a name and nothing else, without a modification date. */
static const SbField list_fields[] = {
  KEY,
  EXTERNAL_ID,
  TEXT ("name", "name", 99),
  INACTIVE,
  END
};

static const SbField term_fields[] = {
  KEY,
  EXTERNAL_ID,
  TEXT ("name", "name", 31),
  INTEGER ("daysuntilnetdue", "daysUntilNetDue"),
  INTEGER ("daysuntilexpiry", "daysUntilExpiry"),
  NUMBER ("discountpercent", "discountPercent"),
  BOOLEAN ("datedriven", "dateDriven"),
  INTEGER ("dayofmonthnetdue", "dayOfMonthNetDue"),
  BOOLEAN ("installment", "installment"),
  BOOLEAN ("preferred", "preferred"),
  INACTIVE,
  MODIFIED,
  END
};

/* All entities in their one id space, and NetSuite's own with negative ids. A view. */
static const SbField entity_fields[] = {
  { "id", NULL, SB_FIELD_INTEGER, NULL, 0, SB_FIELD_READ_ONLY, "Internal ID" },
  SHOWN_TEXT ("type", NULL),
  SHOWN_TEXT ("entityid", NULL),
  SHOWN_TEXT ("entitytitle", NULL),
  SHOWN_TEXT ("altname", NULL),
  SHOWN_BOOLEAN ("isperson", NULL),
  SHOWN_BOOLEAN ("isinactive", NULL),
  SHOWN_TEXT ("email", NULL),
  SHOWN_REF ("parent", NULL, "entity"),
  SHOWN_REF ("customer", NULL, "customer"),
  SHOWN_REF ("project", NULL, "job"),
  SHOWN_REF ("vendor", NULL, "vendor"),
  SHOWN_REF ("employee", NULL, "employee"),
  SHOWN_REF ("contact", NULL, "contact"),
  SHOWN_TIME ("datecreated", NULL),
  SHOWN_TIME ("lastmodifieddate", NULL),
  END
};

static const SbField deletedrecord_fields[] = {
  SHOWN_INTEGER ("recordid", NULL),
  SHOWN_INTEGER ("recordtypeid", NULL),
  SHOWN_TEXT ("scriptid", NULL),
  SHOWN_TEXT ("name", NULL),
  SHOWN_TEXT ("type", NULL),
  SHOWN_TIME ("deleteddate", NULL),
  SHOWN_REF ("deletedby", NULL, "employee"),
  SHOWN_TEXT ("context", NULL),
  SHOWN_BOOLEAN ("iscustomrecord", NULL),
  SHOWN_BOOLEAN ("iscustomlist", NULL),
  SHOWN_BOOLEAN ("iscustomtransaction", NULL),
  END
};

static const SbField customfield_fields[] = {
  { "internalid", NULL, SB_FIELD_INTEGER, NULL, 0, SB_FIELD_READ_ONLY, "Internal ID" },
  SHOWN_TEXT ("scriptid", NULL),
  SHOWN_TEXT ("name", NULL),
  SHOWN_TEXT ("fieldtype", NULL),
  SHOWN_TEXT ("fieldvaluetype", NULL),
  SHOWN_TEXT ("fieldvaluetyperecord", NULL),
  SHOWN_BOOLEAN ("ismandatory", NULL),
  SHOWN_BOOLEAN ("isstored", NULL),
  SHOWN_BOOLEAN ("isinactive", NULL),
  SHOWN_TIME ("lastmodifieddate", NULL),
  END
};

static const SbField account_fields[] = {
  KEY,
  EXTERNAL_ID,
  TEXT ("acctnumber", "acctNumber", 60),
  TEXT ("accountsearchdisplayname", NULL, 0),
  TEXT ("fullname", "acctName", 83),
  ENUM ("accttype", "acctType"),
  TEXT ("description", "description", 999),
  REF ("parent", "parent", "account"),
  REF ("currency", "currency", "currency"),
  MULTI ("subsidiary", "subsidiary", "subsidiary"),
  INACTIVE,
  MODIFIED,
  END
};

static const SbField vendor_fields[] = {
  KEY,
  EXTERNAL_ID,
  TEXT ("entityid", "entityId", 80),
  SHOWN_TEXT ("entitytitle", NULL),
  SHOWN_TEXT ("entitynumber", NULL),
  SHOWN_TEXT ("altname", NULL),
  BOOLEAN ("isperson", "isPerson"),
  TEXT ("companyname", "companyName", 83),
  TEXT ("legalname", "legalName", 83),
  TEXT ("firstname", "firstName", 25),
  TEXT ("lastname", "lastName", 25),
  TEXT ("email", "email", 64),
  TEXT ("phone", "phone", 21),
  TEXT ("fax", "fax", 21),
  TEXT ("url", "url", 100),
  TEXT ("comments", "comments", 4000),
  { "subsidiary", "subsidiary", SB_FIELD_REFERENCE, "subsidiary", 0, SB_FIELD_REQUIRED | SB_FIELD_NO_SUITEQL,
    "Primary Subsidiary" },
  REF ("category", "category", NULL),
  REF ("currency", "currency", "currency"),
  REF ("terms", "terms", "term"),
  NUMBER ("creditlimit", "creditLimit"),
  TEXT ("accountnumber", "accountNumber", 99),
  REF ("expenseaccount", "expenseAccount", "account"),
  REF ("payablesaccount", "payablesAccount", "account"),
  BOOLEAN ("isjobresourcevend", "isJobResourceVend"),
  SHOWN_INTEGER ("defaultbillingaddress", NULL),
  SHOWN_NUMBER ("balance", "balance"),
  SHOWN_NUMBER ("unbilledorders", "unbilledOrders"),
  INACTIVE,
  CREATED,
  MODIFIED,
  CUSTOM_BOOLEAN ("custentity_oa_export_to_openair", "Export to SuiteProjects Pro"),
  CUSTOM_TEXT ("custentity_oa_user_or_vendor", "SuiteProjects Pro User or Vendor"),
  END
};

static const SbField contact_fields[] = {
  KEY,
  EXTERNAL_ID,
  TEXT ("entityid", "entityId", 80),
  SHOWN_TEXT ("entitytitle", NULL),
  TEXT ("salutation", "salutation", 15),
  TEXT ("firstname", "firstName", 25),
  TEXT ("middlename", "middleName", 25),
  TEXT ("lastname", "lastName", 25),
  TEXT ("title", "title", 64),
  REF ("company", "company", "entity"),
  TEXT ("email", "email", 64),
  TEXT ("altemail", "altEmail", 64),
  TEXT ("phone", "phone", 21),
  TEXT ("officephone", "officePhone", 21),
  TEXT ("mobilephone", "mobilePhone", 21),
  TEXT ("homephone", "homePhone", 21),
  TEXT ("fax", "fax", 21),
  REF ("subsidiary", "subsidiary", "subsidiary"),
  REF ("supervisor", "supervisor", "contact"),
  MULTI ("category", "category", NULL),
  TEXT ("comments", "comments", 999),
  BOOLEAN ("isprivate", "isPrivate"),
  INACTIVE,
  CREATED,
  MODIFIED,
  CUSTOM_BOOLEAN ("custentity_oa_export_to_openair", "Export to SuiteProjects Pro"),
  END
};

/* One table in SuiteQL; REST splits it into a type for each kind of item. */
static const SbField item_fields[] = {
  { "id", NULL, SB_FIELD_INTEGER, NULL, 0, SB_FIELD_READ_ONLY, "Internal ID" },
  TEXT ("externalid", NULL, 255),
  TEXT ("itemid", NULL, 60),
  SHOWN_TEXT ("fullname", NULL),
  TEXT ("displayname", NULL, 60),
  TEXT ("description", NULL, 4000),
  TEXT ("purchasedescription", NULL, 4000),
  ENUM ("itemtype", NULL),
  ENUM ("subtype", NULL),
  REF ("parent", NULL, "item"),
  REF ("incomeaccount", NULL, "account"),
  REF ("expenseaccount", NULL, "account"),
  REF ("department", NULL, "department"),
  REF ("class", NULL, "classification"),
  REF ("location", NULL, "location"),
  MULTI ("subsidiary", NULL, "subsidiary"),
  BOOLEAN ("includechildren", NULL),
  BOOLEAN ("createjob", NULL),
  BOOLEAN ("isfulfillable", NULL),
  INACTIVE,
  SHOWN_TIME ("createddate", NULL),
  SHOWN_TIME ("lastmodifieddate", NULL),
  CUSTOM_BOOLEAN ("custitem_oa_export_to_openair_product", "Export to SuiteProjects Pro"),
  CUSTOM_BOOLEAN ("custitem_oa_export_to_openair", "Export to SuiteProjects Pro as Service"),
  END
};

static const SbField expensecategory_fields[] = {
  KEY,
  EXTERNAL_ID,
  { "name", "name", SB_FIELD_TEXT, NULL, 60, SB_FIELD_REQUIRED, NULL },
  TEXT ("description", "description", 999),
  REF ("expenseacct", "expenseAcct", "account"),
  { "expenseitem", "expenseItem", SB_FIELD_REFERENCE, "item", 0, SB_FIELD_NO_SUITEQL, NULL },
  NUMBER ("defaultrate", "defaultRate"),
  BOOLEAN ("raterequired", "rateRequired"),
  BOOLEAN ("personalcorporatecardexpense", "personalCorporateCardExpense"),
  MULTI ("subsidiary", "subsidiary", "subsidiary"),
  BOOLEAN ("includechildren", "includeChildren"),
  INACTIVE,
  MODIFIED,
  END
};

static const SbField transaction_fields[] = {
  { "id", NULL, SB_FIELD_INTEGER, NULL, 0, SB_FIELD_READ_ONLY, "Internal ID" },
  TEXT ("externalid", NULL, 255),
  ENUM ("type", NULL),
  TEXT ("recordtype", NULL, 0),
  TEXT ("tranid", NULL, 45),
  TEXT ("transactionnumber", NULL, 0),
  TEXT ("trandisplayname", NULL, 0),
  TEXT ("abbrevtype", NULL, 0),
  DATE ("trandate", NULL),
  DATE ("duedate", NULL),
  DATE ("closedate", NULL),
  SHOWN_TIME ("createddate", NULL),
  SHOWN_TIME ("lastmodifieddate", NULL),
  REF ("createdby", NULL, "employee"),
  REF ("lastmodifiedby", NULL, "employee"),
  REF ("entity", NULL, "entity"),
  REF ("employee", NULL, "employee"),
  ENUM ("status", NULL),
  ENUM ("approvalstatus", NULL),
  REF ("currency", NULL, "currency"),
  NUMBER ("exchangerate", NULL),
  NUMBER ("foreigntotal", NULL),
  { "subsidiary", NULL, SB_FIELD_REFERENCE, "subsidiary", 0, SB_FIELD_NO_SUITEQL, NULL },
  { "department", NULL, SB_FIELD_REFERENCE, "department", 0, SB_FIELD_NO_SUITEQL, NULL },
  { "class", NULL, SB_FIELD_REFERENCE, "classification", 0, SB_FIELD_NO_SUITEQL, NULL },
  { "location", NULL, SB_FIELD_REFERENCE, "location", 0, SB_FIELD_NO_SUITEQL, NULL },
  { "shipto", NULL, SB_FIELD_REFERENCE, "customer", 0, SB_FIELD_NO_SUITEQL, NULL },
  NUMBER ("foreignamountpaid", NULL),
  NUMBER ("foreignamountunpaid", NULL),
  BOOLEAN ("posting", NULL),
  BOOLEAN ("voided", NULL),
  BOOLEAN ("void", NULL),
  REF ("postingperiod", NULL, "accountingPeriod"),
  TEXT ("memo", NULL, 999),
  TEXT ("otherrefnum", NULL, 45),
  TEXT ("source", NULL, 0),
  REF ("terms", NULL, "term"),
  INTEGER ("billingaddress", NULL),
  INTEGER ("shippingaddress", NULL),
  CUSTOM_BOOLEAN ("custbody_oa_export_to_openair", "Export to SuiteProjects Pro"),
  CUSTOM_REF ("custbody_oa_purchase_project_id", "job", "SuiteProjects Pro Project"),
  { "job", NULL, SB_FIELD_REFERENCE, "job", 0, SB_FIELD_NO_SUITEQL, NULL },   /* of REST's orders and invoices */
  END
};

static const SbField transactionline_fields[] = {
  SHOWN_INTEGER ("uniquekey", NULL),
  SHOWN_INTEGER ("id", NULL),
  REF ("transaction", NULL, "transaction"),
  INTEGER ("linesequencenumber", NULL),
  BOOLEAN ("mainline", NULL),
  BOOLEAN ("taxline", NULL),
  BOOLEAN ("iscogs", NULL),
  BOOLEAN ("donotdisplayline", NULL),
  REF ("item", NULL, "item"),
  ENUM ("itemtype", NULL),
  REF ("expenseaccount", NULL, "account"),
  REF ("category", NULL, "expenseCategory"),
  ENUM ("accountinglinetype", NULL),
  NUMBER ("quantity", NULL),
  NUMBER ("quantitybilled", NULL),
  NUMBER ("quantityshiprecv", NULL),
  REF ("units", NULL, NULL),
  NUMBER ("rate", NULL),
  NUMBER ("rateamount", NULL),
  NUMBER ("ratepercent", NULL),
  REF ("price", NULL, NULL),
  NUMBER ("foreignamount", NULL),
  NUMBER ("netamount", NULL),
  NUMBER ("creditforeignamount", NULL),
  NUMBER ("debitforeignamount", NULL),
  REF ("entity", NULL, "entity"),
  REF ("department", NULL, "department"),
  REF ("class", NULL, "classification"),
  REF ("location", NULL, "location"),
  REF ("subsidiary", NULL, "subsidiary"),
  TEXT ("memo", NULL, 999),
  BOOLEAN ("isclosed", NULL),
  BOOLEAN ("isbillable", NULL),
  REF ("createdfrom", NULL, "transaction"),
  SHOWN_TIME ("linelastmodifieddate", NULL),
  CUSTOM_BOOLEAN ("custcol_oa_export_to_openair", "Export to SuiteProjects Pro"),
  CUSTOM_TEXT ("custcol_oa_po_rate", "SuiteProjects Pro PO Rate"),
  CUSTOM_TEXT ("custcol_oa_po_line_tax", "SuiteProjects Pro PO Line Tax"),
  END
};

/* Rows of transaction whose type is PurchOrd, as REST names them. "department" and its like are the document's own; SuiteQL
 * shows them on its main line. */
static const SbField purchaseorder_fields[] = {
  KEY,
  EXTERNAL_ID,
  TEXT ("tranid", "tranId", 45),
  DATE ("trandate", "tranDate"),
  DATE ("duedate", "dueDate"),
  { "entity", "entity", SB_FIELD_REFERENCE, "vendor", 0, SB_FIELD_REQUIRED | SB_FIELD_CREATE_ONLY, "Vendor" },
  { "subsidiary", "subsidiary", SB_FIELD_REFERENCE, "subsidiary", 0, SB_FIELD_CREATE_ONLY, NULL },
  REF ("employee", "employee", "employee"),
  { "currency", "currency", SB_FIELD_REFERENCE, "currency", 0, SB_FIELD_CREATE_ONLY, NULL },
  NUMBER ("exchangerate", "exchangeRate"),
  REF ("department", "department", "department"),
  REF ("class", "class", "classification"),
  REF ("location", "location", "location"),
  REF ("terms", "terms", "term"),
  REF ("shipto", "shipTo", "customer"),
  TEXT ("memo", "memo", 999),
  TEXT ("otherrefnum", "otherRefNum", 45),
  ENUM ("approvalstatus", "approvalStatus"),
  { "status", "status", SB_FIELD_ENUM, NULL, 0, SB_FIELD_READ_ONLY, NULL },
  SHOWN_NUMBER ("foreigntotal", "total"),
  SHOWN_REF ("postingperiod", NULL, "accountingPeriod"),
  SHOWN_TIME ("createddate", "createdDate"),
  SHOWN_TIME ("lastmodifieddate", "lastModifiedDate"),
  SHOWN_TEXT ("type", NULL),
  SHOWN_TEXT ("recordtype", NULL),
  SHOWN_TEXT ("transactionnumber", NULL),
  SHOWN_TEXT ("trandisplayname", NULL),
  SHOWN_TEXT ("abbrevtype", NULL),
  SHOWN_BOOLEAN ("posting", NULL),
  SHOWN_BOOLEAN ("voided", NULL),
  SHOWN_BOOLEAN ("void", NULL),
  END
};

static const SbField purchaseorder_item_fields[] = {
  { "linesequencenumber", "line", SB_FIELD_INTEGER, NULL, 0, SB_FIELD_READ_ONLY, NULL },
  { "item", "item", SB_FIELD_REFERENCE, "item", 0, SB_FIELD_REQUIRED, "Item" },
  TEXT ("memo", "description", 4000),
  NUMBER ("quantity", "quantity"),
  NUMBER ("rate", "rate"),
  NUMBER ("foreignamount", "amount"),
  REF ("department", "department", "department"),
  REF ("class", "class", "classification"),
  REF ("location", "location", "location"),
  REF ("entity", "customer", "entity"),
  BOOLEAN ("isbillable", "isBillable"),
  BOOLEAN ("isclosed", "isClosed"),
  END
};

static const SbField purchaseorder_expense_fields[] = {
  { "linesequencenumber", "line", SB_FIELD_INTEGER, NULL, 0, SB_FIELD_READ_ONLY, NULL },
  REF ("expenseaccount", "account", "account"),
  REF ("category", "category", "expenseCategory"),
  { "foreignamount", "amount", SB_FIELD_NUMBER, NULL, 0, SB_FIELD_REQUIRED, "Amount" },
  TEXT ("memo", "memo", 4000),
  REF ("department", "department", "department"),
  REF ("class", "class", "classification"),
  REF ("location", "location", "location"),
  REF ("entity", "customer", "entity"),
  BOOLEAN ("isbillable", "isBillable"),
  BOOLEAN ("isclosed", "isClosed"),
  END
};

static const SbSublist purchaseorder_sublists[] = {
  { "item", purchaseorder_item_fields },
  { "expense", purchaseorder_expense_fields },
  { NULL }
};

/* Months, and the quarters and years that they make up. */
static const SbField accountingperiod_fields[] = {
  KEY,
  TEXT ("periodname", "periodName", 45),
  DATE ("startdate", "startDate"),
  DATE ("enddate", "endDate"),
  REF ("parent", "parent", "accountingPeriod"),
  BOOLEAN ("closed", "closed"),
  BOOLEAN ("alllocked", "allLocked"),
  BOOLEAN ("aplocked", "apLocked"),
  BOOLEAN ("arlocked", "arLocked"),
  BOOLEAN ("isadjust", "isAdjust"),
  BOOLEAN ("isquarter", "isQuarter"),
  BOOLEAN ("isyear", "isYear"),
  INACTIVE,
  MODIFIED,
  END
};

static const SbField vendorsubsidiaryrelationship_fields[] = {
  SHOWN_INTEGER ("id", NULL),
  REF ("entity", NULL, "vendor"),
  REF ("subsidiary", NULL, "subsidiary"),
  BOOLEAN ("isprimarysub", NULL),
  SHOWN_TIME ("lastmodifieddate", NULL),
  END
};

/* ---- what the workflows to SuiteProjects Pro read ---- */

/* The kinds of item that REST knows share the table "item"; SuiteQL shows them all. */
static const SbField serviceitem_fields[] = {
  KEY,
  EXTERNAL_ID,
  { "itemid", "itemId", SB_FIELD_TEXT, NULL, 60, SB_FIELD_REQUIRED, "Item Name/Number" },
  TEXT ("displayname", "displayName", 60),
  TEXT ("description", "salesDescription", 4000),
  TEXT ("purchasedescription", "purchaseDescription", 4000),
  { "itemtype", "itemType", SB_FIELD_ENUM, NULL, 0, SB_FIELD_READ_ONLY, NULL },
  SHOWN_TEXT ("subtype", NULL),
  REF ("parent", "parent", "item"),
  REF ("incomeaccount", "incomeAccount", "account"),
  REF ("expenseaccount", "expenseAccount", "account"),
  REF ("department", "department", "department"),
  REF ("class", "class", "classification"),
  REF ("location", "location", "location"),
  MULTI ("subsidiary", "subsidiary", "subsidiary"),
  BOOLEAN ("includechildren", "includeChildren"),
  BOOLEAN ("createjob", "createJob"),
  BOOLEAN ("isfulfillable", "isFulfillable"),
  INACTIVE,
  SHOWN_TIME ("createddate", "createdDate"),
  MODIFIED,
  CUSTOM_BOOLEAN ("custitem_oa_export_to_openair_product", "Export to SuiteProjects Pro"),
  CUSTOM_BOOLEAN ("custitem_oa_export_to_openair", "Export to SuiteProjects Pro as Service"),
  END
};

/* Prices by level; SuiteQL only, and without a date of change. */
static const SbField pricing_fields[] = {
  SHOWN_INTEGER ("internalid", NULL),
  REF ("item", NULL, "item"),
  REF ("pricelevel", NULL, "priceLevel"),
  INTEGER ("quantity", NULL),
  NUMBER ("unitprice", NULL),
  REF ("currency", NULL, "currency"),
  END
};

static const SbField customeraddressbook_fields[] = {
  SHOWN_INTEGER ("internalid", NULL),
  REF ("entity", NULL, "customer"),
  INTEGER ("addressbookaddress", NULL),
  BOOLEAN ("defaultbilling", NULL),
  BOOLEAN ("defaultshipping", NULL),
  TEXT ("label", NULL, 50),
  SHOWN_TIME ("lastmodifieddate", NULL),
  END
};

static const SbField customeraddressbookentityaddress_fields[] = {
  SHOWN_INTEGER ("nkey", NULL),
  REF ("recordowner", NULL, "customer"),
  TEXT ("addressee", NULL, 83),
  TEXT ("attention", NULL, 83),
  TEXT ("addr1", NULL, 150),
  TEXT ("addr2", NULL, 150),
  TEXT ("addr3", NULL, 150),
  TEXT ("city", NULL, 50),
  TEXT ("state", NULL, 50),
  TEXT ("zip", NULL, 36),
  ENUM ("country", NULL),
  TEXT ("addrphone", NULL, 21),
  SHOWN_TEXT ("addrtext", NULL),
  BOOLEAN ("override", NULL),
  SHOWN_TIME ("lastmodifieddate", NULL),
  END
};

static const SbField projecttask_fields[] = {
  KEY,
  EXTERNAL_ID,
  { "title", "title", SB_FIELD_TEXT, NULL, 200, SB_FIELD_REQUIRED, "Name" },
  { "project", "company", SB_FIELD_REFERENCE, "job", 0, SB_FIELD_REQUIRED | SB_FIELD_CREATE_ONLY, "Project" },
  REF ("parent", "parent", "projectTask"),
  DATE ("startdate", "startDate"),
  SHOWN_DATE ("enddate", "endDate"),
  ENUM ("status", "status"),
  ENUM ("priority", "priority"),
  NUMBER ("estimatedwork", "estimatedWork"),
  SHOWN_NUMBER ("actualwork", "actualWork"),
  SHOWN_NUMBER ("percentworkcomplete", "percentWorkComplete"),
  BOOLEAN ("issummarytask", NULL),
  BOOLEAN ("nonbillabletask", "nonBillableTask"),
  TEXT ("message", "message", 4000),
  SHOWN_TIME ("createddate", "createdDate"),
  MODIFIED,
  CUSTOM_BOOLEAN ("custevent_oa_export_to_openair", "Export to SuiteProjects Pro"),
  END
};

#define DOCUMENT_FIELDS \
  KEY, \
  EXTERNAL_ID, \
  SHOWN_TEXT ("tranid", "tranId"), \
  SHOWN_DATE ("trandate", "tranDate"), \
  SHOWN_REF ("subsidiary", "subsidiary", "subsidiary"), \
  SHOWN_REF ("currency", "currency", "currency"), \
  SHOWN_NUMBER ("exchangerate", "exchangeRate"), \
  TEXT ("memo", "memo", 999), \
  { "status", "status", SB_FIELD_ENUM, NULL, 0, SB_FIELD_READ_ONLY, NULL }, \
  SHOWN_TIME ("createddate", "createdDate"), \
  SHOWN_TIME ("lastmodifieddate", "lastModifiedDate"), \
  SHOWN_TEXT ("type", NULL), \
  SHOWN_TEXT ("trandisplayname", NULL)

static const SbField salesorder_fields[] = {
  DOCUMENT_FIELDS,
  SHOWN_REF ("entity", "entity", "entity"),
  SHOWN_REF ("job", "job", "job"),
  SHOWN_TEXT ("otherrefnum", "otherRefNum"),
  SHOWN_REF ("terms", "terms", "term"),
  SHOWN_REF ("salesrep", "salesRep", "employee"),
  SHOWN_DATE ("startdate", "startDate"),
  SHOWN_DATE ("enddate", "endDate"),
  { "orderstatus", "orderStatus", SB_FIELD_ENUM, NULL, 0, SB_FIELD_READ_ONLY, NULL },
  SHOWN_NUMBER ("subtotal", "subtotal"),
  SHOWN_NUMBER ("taxtotal", "taxTotal"),
  SHOWN_TEXT ("source", "source"),
  SHOWN_NUMBER ("foreigntotal", "total"),
  CUSTOM_BOOLEAN ("custbody_oa_export_to_openair", "Export to SuiteProjects Pro"),
  END
};

static const SbField invoice_fields[] = {
  DOCUMENT_FIELDS,
  SHOWN_REF ("entity", "entity", "entity"),
  SHOWN_REF ("job", "job", "job"),
  SHOWN_DATE ("duedate", "dueDate"),
  SHOWN_REF ("terms", "terms", "term"),
  SHOWN_REF ("postingperiod", "postingPeriod", "accountingPeriod"),
  SHOWN_REF ("createdfrom", "createdFrom", "transaction"),
  SHOWN_NUMBER ("foreigntotal", "total"),
  SHOWN_NUMBER ("foreignamountpaid", "amountPaid"),
  SHOWN_NUMBER ("foreignamountunpaid", "amountRemaining"),
  END
};

static const SbField customerpayment_fields[] = {
  DOCUMENT_FIELDS,
  SHOWN_BOOLEAN ("voided", NULL),
  SHOWN_REF ("entity", "customer", "customer"),
  SHOWN_REF ("aracct", "arAcct", "account"),
  SHOWN_REF ("account", "account", "account"),
  SHOWN_BOOLEAN ("undepfunds", "undepFunds"),
  SHOWN_REF ("postingperiod", "postingPeriod", "accountingPeriod"),
  SHOWN_NUMBER ("foreigntotal", "payment"),
  END
};

/* What a payment was applied to. */
static const SbField apply_fields[] = {
  SHOWN_INTEGER ("doc", "doc"),
  SHOWN_TEXT ("refnum", "refNum"),
  SHOWN_TEXT ("kind", "type"),
  SHOWN_DATE ("applydate", "applyDate"),
  SHOWN_BOOLEAN ("apply", "apply"),
  SHOWN_NUMBER ("amount", "amount"),
  SHOWN_NUMBER ("total", "total"),
  SHOWN_NUMBER ("due", "due"),
  END
};

static const SbSublist customerpayment_sublists[] = {
  { "apply", apply_fields,
    "SELECT i.id AS doc, i.tranid AS refnum, 'Invoice' AS kind, i.trandate AS applydate, 'T' AS apply, l.foreignamount AS amount,"
    " i.foreigntotal AS total, i.foreignamountunpaid AS due FROM ns_nexttransactionlinelink l JOIN ns_transaction i ON i.id = l.previousdoc"
    " WHERE l.nextdoc = ?1 AND l.linktype = 'Payment' ORDER BY i.id", NULL, 0 },
  { NULL }
};

static const SbSublist salesorder_sublists[] = {
  { "item", purchaseorder_item_fields },
  { NULL }
};

/* What a document came from and went into: a payment and the invoice it was applied to. */
static const SbField nexttransactionlinelink_fields[] = {
  SHOWN_REF ("previousdoc", NULL, "transaction"),
  SHOWN_INTEGER ("previousline", NULL),
  SHOWN_REF ("nextdoc", NULL, "transaction"),
  SHOWN_INTEGER ("nextline", NULL),
  SHOWN_TEXT ("linktype", NULL),
  SHOWN_NUMBER ("foreignamount", NULL),
  SHOWN_TIME ("lastmodifieddate", NULL),
  END
};

const SbTable sb_netsuite_tables[] = {
  { "customer", "customer", customer_fields, NULL, "entitytitle", NULL, customer_sublists },
  { "job", "job", job_fields, "projects", "entitytitle" },
  { "employee", "employee", employee_fields, NULL, "entitytitle" },
  { "subsidiary", "subsidiary", subsidiary_fields, "oneworld", "name" },
  { "customersubsidiaryrelationship", "customerSubsidiaryRelationship", customersubsidiaryrelationship_fields,
    "oneworld", "name" },
  { "department", "department", department_fields, "departments", "name" },
  { "classification", "classification", classification_fields, "classes", "name" },
  { "location", "location", location_fields, "locations", "name" },
  { "currency", "currency", currency_fields, "currencies", "name" },
  { "entitystatus", NULL, entitystatus_fields, NULL, "name" },
  { "customerstatus", "customerStatus", customerstatus_fields, NULL, "title" },
  { "jobstatus", "jobStatus", jobstatus_fields, "projects", "name" },
  { "jobtype", "jobType", list_fields, "projects", "name" },
  { "customercategory", "customerCategory", list_fields, NULL, "name" },
  { "employeetype", "employeeType", list_fields, NULL, "name" },
  { "employeestatus", "employeeStatus", list_fields, NULL, "name" },
  { "pricelevel", "priceLevel", list_fields, NULL, "name" },
  { "term", "term", term_fields, NULL, "name" },
  { "customrecord_oa_project_stages", "customrecord_oa_project_stages", list_fields, "projects", "name" },
  { "entity", NULL, entity_fields, NULL, "entitytitle" },
  { "deletedrecord", NULL, deletedrecord_fields, "deletedrecords", "name" },
  { "customfield", NULL, customfield_fields, NULL, "name" },
  { "account", "account", account_fields, NULL, "fullname" },
  { "vendor", "vendor", vendor_fields, NULL, "entitytitle" },
  { "contact", "contact", contact_fields, NULL, "entitytitle" },
  { "item", NULL, item_fields, NULL, "fullname" },
  { "expensecategory", "expenseCategory", expensecategory_fields, "expensereports", "name" },
  { "transaction", NULL, transaction_fields, NULL, "trandisplayname" },
  { "transactionline", NULL, transactionline_fields, NULL, "memo" },
  /* After the table itself, so that SuiteQL finds that. */
  { "transaction", "purchaseOrder", purchaseorder_fields, NULL, "trandisplayname", "PurchOrd", purchaseorder_sublists },
  { "transaction", "salesOrder", salesorder_fields, NULL, "trandisplayname", "SalesOrd", salesorder_sublists },
  { "transaction", "invoice", invoice_fields, NULL, "trandisplayname", "CustInvc", salesorder_sublists },
  { "transaction", "customerPayment", customerpayment_fields, NULL, "trandisplayname", "CustPymt", customerpayment_sublists },
  { "item", "serviceSaleItem", serviceitem_fields, NULL, "fullname", "Service/Sale" },
  { "item", "serviceResaleItem", serviceitem_fields, NULL, "fullname", "Service/Resale" },
  { "item", "servicePurchaseItem", serviceitem_fields, NULL, "fullname", "Service/Purchase" },
  { "item", "nonInventoryPurchaseItem", serviceitem_fields, NULL, "fullname", "NonInvtPart/Purchase" },
  { "pricing", NULL, pricing_fields, NULL, "item" },
  { "customeraddressbook", NULL, customeraddressbook_fields, NULL, "label" },
  { "customeraddressbookentityaddress", NULL, customeraddressbookentityaddress_fields, NULL, "addrtext" },
  { "projecttask", "projectTask", projecttask_fields, "projects", "title" },
  { "nexttransactionlinelink", NULL, nexttransactionlinelink_fields, NULL, "linktype" },
  { "accountingperiod", "accountingPeriod", accountingperiod_fields, NULL, "periodname" },
  { "vendorsubsidiaryrelationship", NULL, vendorsubsidiaryrelationship_fields, "oneworld", "entity" },
  { NULL }
};
