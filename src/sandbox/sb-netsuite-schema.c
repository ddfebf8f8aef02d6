/* sb-netsuite-schema.c: look-ups in the table of tables, and its SQLite form
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-netsuite-schema.h"

#include <string.h>

/* Columns whose value follows from others, so that no writer can forget them. */
typedef struct {
  const char *table;
  const char *column;
  const char *expression;
} Derived;

#define PERSON_NAME  "nullif (trim (coalesce (firstname, '') || ' ' || coalesce (lastname, '')), '')"
#define ALT_NAME     "CASE WHEN isperson = 'T' THEN " PERSON_NAME " ELSE companyname END"
#define ENTITY_TITLE "CASE WHEN altname IS NULL OR altname = entityid THEN entityid ELSE entityid || ' ' || altname END"
#define NUMBER_PART  "CASE WHEN entityid <> '' AND entityid NOT GLOB '*[^0-9]*' THEN entityid END"

static const Derived derived[] = {
  { "transaction", "orderstatus", "CASE type WHEN 'SalesOrd' THEN status END" },
  { "transaction", "subtotal", "CASE type WHEN 'SalesOrd' THEN foreigntotal END" },
  { "transaction", "taxtotal", "CASE type WHEN 'SalesOrd' THEN '0.00' END" },
  { "transaction", "undepfunds", "CASE type WHEN 'CustPymt' THEN 'T' END" },
  { "customer", "altname", ALT_NAME },
  { "customer", "entitytitle", ENTITY_TITLE },
  { "customer", "entitynumber", NUMBER_PART },
  { "customer", "oncredithold", "CASE creditholdoverride WHEN 'ON' THEN 'T' ELSE 'F' END" },
  { "job", "altname", "companyname" },
  { "job", "entitytitle", ENTITY_TITLE },
  { "job", "entitynumber", NUMBER_PART },
  { "employee", "altname", PERSON_NAME },
  { "employee", "entitytitle", ENTITY_TITLE },
  { "employee", "entitynumber", NUMBER_PART },
  { "vendor", "altname", ALT_NAME },
  { "vendor", "entitytitle", ENTITY_TITLE },
  { "vendor", "entitynumber", NUMBER_PART },
  { "contact", "entitytitle", "entityid" },
  { "subsidiary", "dropdownstate", "state" },
  { "customerstatus", "title", "upper (stage) || '-' || name" },
  { NULL }
};

/* What is looked up other than by key: changes, relations, external ids, names. */
static const struct { const char *table, *columns; } indexes[] = {
  { "customer", "lastmodifieddate" },
  { "customer", "parent" },
  { "customer", "externalid" },
  { "customer", "entityid" },
  { "job", "lastmodifieddate" },
  { "job", "parent" },
  { "job", "customer" },
  { "job", "externalid" },
  { "job", "entityid" },
  { "employee", "lastmodifieddate" },
  { "employee", "externalid" },
  { "employee", "email" },
  { "customersubsidiaryrelationship", "lastmodifieddate" },
  { "customersubsidiaryrelationship", "entity, isprimarysub, subsidiary" },
  { "customersubsidiaryrelationship", "subsidiary, entity" },
  { "deletedrecord", "deleteddate" },
  { "vendor", "lastmodifieddate" },
  { "vendor", "externalid" },
  { "contact", "lastmodifieddate" },
  { "contact", "company" },
  { "item", "lastmodifieddate" },
  { "transaction", "lastmodifieddate" },
  { "transaction", "type" },
  { "transaction", "externalid" },
  { "customeraddressbook", "entity" },
  { "customeraddressbook", "lastmodifieddate" },
  { "customeraddressbookentityaddress", "lastmodifieddate" },
  { "pricing", "item" },
  { "projecttask", "lastmodifieddate" },
  { "projecttask", "project" },
  { "nexttransactionlinelink", "nextdoc" },
  { "nexttransactionlinelink", "previousdoc" },
  { "transactionline", "entity" },
  { "vendorsubsidiaryrelationship", "entity, subsidiary" },
  { "transaction", "entity" },
  { "transactionline", "\"transaction\", mainline" },
  { "transactionline", "linelastmodifieddate" },
  { NULL }
};

#define ENTITY_COLUMNS \
  "id, type, entityid, entitytitle, altname, isperson, isinactive, email, parent, " \
  "customer, project, vendor, employee, contact, datecreated, lastmodifieddate"

/* The terms of the view agree in every column's affinity, else SQLite reads all of them to answer a range of ids. */
#define NO_ID        "CAST (NULL AS INTEGER)"
#define NO_TEXT      "CAST (NULL AS TEXT)"
#define FLAG(letter) "CAST ('" letter "' AS TEXT)"
#define KIND(type)   "CAST ('" type "' AS TEXT)"
#define DATES        "datecreated, lastmodifieddate"

static const char views[] =
  "CREATE TABLE IF NOT EXISTS ns_internalentity (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
  "INSERT OR IGNORE INTO ns_internalentity VALUES (-4, '-System-'), (-2, '-No Company-');"
  "CREATE VIEW IF NOT EXISTS ns_entity (" ENTITY_COLUMNS ") AS"
  " SELECT id, " KIND ("CustJob") ", entityid, entitytitle, altname, isperson, isinactive, email, parent,"
  " id, " NO_ID ", " NO_ID ", " NO_ID ", " NO_ID ", " DATES " FROM ns_customer"
  " UNION ALL SELECT id, " KIND ("Job") ", entityid, entitytitle, altname, " FLAG ("F") ", isinactive, " NO_TEXT ", parent,"
  " customer, id, " NO_ID ", " NO_ID ", " NO_ID ", " DATES " FROM ns_job"
  " UNION ALL SELECT id, " KIND ("Employee") ", entityid, entitytitle, altname, " FLAG ("T") ", isinactive, email, " NO_ID ","
  " " NO_ID ", " NO_ID ", " NO_ID ", id, " NO_ID ", " DATES " FROM ns_employee"
  " UNION ALL SELECT id, " KIND ("Vendor") ", entityid, entitytitle, altname, isperson, isinactive, email, " NO_ID ","
  " " NO_ID ", " NO_ID ", id, " NO_ID ", " NO_ID ", " DATES " FROM ns_vendor"
  " UNION ALL SELECT id, " KIND ("Contact") ", entityid, entitytitle, " NO_TEXT ", " FLAG ("T") ", isinactive, email, " NO_ID ","
  " " NO_ID ", " NO_ID ", " NO_ID ", " NO_ID ", id, " DATES " FROM ns_contact"
  " UNION ALL SELECT id, " KIND ("Internal") ", name, name, " NO_TEXT ", " FLAG ("F") ", " FLAG ("F") ", " NO_TEXT ", " NO_ID ","
  " " NO_ID ", " NO_ID ", " NO_ID ", " NO_ID ", " NO_ID ", " NO_ID ", " NO_ID " FROM ns_internalentity;"
  "CREATE VIEW IF NOT EXISTS ns_entitystatus (key, name, entitytype, probability, inactive) AS"
  " SELECT id, title, upper (stage), probability, isinactive FROM ns_customerstatus"
  " UNION ALL SELECT id, name, 'JOB', NULL, isinactive FROM ns_jobstatus;";

const SbTable *
sb_netsuite_find_table (const char *table)
{
  for (const SbTable *t = sb_netsuite_tables; t->table != NULL; t++)
    if (g_ascii_strcasecmp (t->table, table) == 0)
      return t;

  return NULL;
}

const SbTable *
sb_netsuite_find_record (const char *record)
{
  for (const SbTable *t = sb_netsuite_tables; t->table != NULL; t++)
    if (g_strcmp0 (t->record, record) == 0)
      return t;

  return NULL;
}

const SbTable *
sb_netsuite_find_referenced (const SbField *field)
{
  const SbTable *table;

  if (field->reference == NULL)
    return NULL;
  table = sb_netsuite_find_record (field->reference);

  return table != NULL ? table : sb_netsuite_find_table (field->reference);
}

const SbSublist *
sb_table_find_sublist (const SbTable *table, const char *name)
{
  for (const SbSublist *s = table->sublists; s != NULL && s->name != NULL; s++)
    if (strcmp (s->name, name) == 0)
      return s;

  return NULL;
}

const char *
sb_table_get_condition (const SbTable *table)
{
  g_autofree char *condition = NULL;
  g_auto (GStrv) parts = NULL;

  if (table->kind == NULL)
    return "1";
  parts = g_strsplit (table->kind, "/", 2);
  if (parts[1] != NULL)   /* of an item */
    condition = g_strdup_printf ("itemtype = '%s' AND subtype = '%s'", parts[0], parts[1]);
  else
    condition = g_strdup_printf ("\"type\" = '%s'", table->kind);

  return g_intern_string (condition);
}

const SbField *
sb_table_find_column (const SbTable *table, const char *column)
{
  for (const SbField *f = table->fields; f->column != NULL; f++)
    if (g_ascii_strcasecmp (f->column, column) == 0)
      return f;

  return NULL;
}

const SbField *
sb_table_find_property (const SbTable *table, const char *property)
{
  for (const SbField *f = table->fields; f->column != NULL; f++)
    if (f->property != NULL && g_ascii_strcasecmp (f->property, property) == 0)
      return f;

  return NULL;
}

gboolean
sb_netsuite_has_feature (SbSandbox *self, const char *feature)
{
  g_autofree char *name = NULL;

  if (feature == NULL)
    return TRUE;
  name = g_strconcat ("netsuite.", feature, NULL);

  return sb_sandbox_assumes (self, name, "on");
}

gboolean
sb_netsuite_has_table (SbSandbox *self, const SbTable *table)
{
  return sb_netsuite_has_feature (self, table->feature);
}

/* Beyond what REST has. */
gboolean
sb_netsuite_has_suiteql_table (SbSandbox *self, const SbTable *table)
{
  static const struct { const char *table, *assumption; } doubtful[] = {
    { "expensecategory", "netsuite.expense-category-table" },
    { "projecttask", "netsuite.project-task-table" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (doubtful); i++)
    if (strcmp (doubtful[i].table, table->table) == 0 && sb_sandbox_assumes (self, doubtful[i].assumption, "absent"))
      return FALSE;

  return sb_netsuite_has_table (self, table);
}

/* Texts whose spelling is not known. */
static const struct { const char *table, *column, *assumption; } spelled[] = {
  { "customer", "searchstage", "netsuite.searchstage" },
  { "deletedrecord", "scriptid", "netsuite.deleted-words" },
  { "deletedrecord", "type", "netsuite.deleted-words" },
};

gboolean
sb_netsuite_is_upper (SbSandbox *self, const char *table, const char *column)
{
  for (guint i = 0; i < G_N_ELEMENTS (spelled); i++)
    if (strcmp (spelled[i].table, table) == 0 && strcmp (spelled[i].column, column) == 0)
      return sb_sandbox_assumes (self, spelled[i].assumption, "upper");

  return FALSE;
}

gboolean
sb_netsuite_has_custom_field (SbSandbox *self, const char *script_id)
{
  static const char * const bundled[] = { "custentity_oa_", "custitem_oa_", "custbody_oa_", "custcol_oa_", "custevent_oa_" };

  if (g_ascii_strcasecmp (script_id, "custentity_precoro_sync") == 0)
    return sb_sandbox_assumes (self, "netsuite.sync-field", "present");
  /* the reference names a box of purchase items alone */
  if (g_ascii_strcasecmp (script_id, "custitem_oa_export_to_openair") == 0 && sb_sandbox_assumes (self, "netsuite.service-box", "absent"))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (bundled); i++)
    if (g_ascii_strncasecmp (script_id, bundled[i], strlen (bundled[i])) == 0)
      return sb_sandbox_assumes (self, "netsuite.connector-bundle", "present");

  return TRUE;
}

/* What SuiteQL and REST have in common: a custom field must be installed, and a reference vanishes with the feature it points to. */
static gboolean
has_field (SbSandbox *self, const SbField *field)
{
  const SbTable *target = sb_netsuite_find_referenced (field);

  if ((field->flags & SB_FIELD_CUSTOM) != 0 && !sb_netsuite_has_custom_field (self, field->column))
    return FALSE;

  return target == NULL || sb_netsuite_has_table (self, target);
}

static gboolean
is_job_subsidiary (const SbTable *table, const SbField *field)
{
  return strcmp (table->table, "job") == 0 && strcmp (field->column, "subsidiary") == 0;
}

static gboolean
is_search_stage (const SbTable *table, const SbField *field)
{
  return strcmp (table->table, "customer") == 0 && strcmp (field->column, "searchstage") == 0;
}

gboolean
sb_netsuite_has_column (SbSandbox *self, const SbTable *table, const SbField *field)
{
  if ((field->flags & SB_FIELD_NO_SUITEQL) != 0)
    return FALSE;
  if (is_job_subsidiary (table, field) && !sb_sandbox_assumes (self, "netsuite.job-subsidiary", "column"))
    return FALSE;
  if (strcmp (table->table, "contact") == 0 && strcmp (field->column, "company") == 0 &&
      !sb_sandbox_assumes (self, "netsuite.contact-company", "column"))
    return FALSE;

  if (is_search_stage (table, field) && sb_sandbox_assumes (self, "netsuite.searchstage", "absent"))
    return FALSE;

  return has_field (self, field);
}

gboolean
sb_netsuite_has_property (SbSandbox *self, const SbTable *table, const SbField *field)
{
  if (field->property == NULL)
    return FALSE;
  if ((is_job_subsidiary (table, field) && sb_sandbox_assumes (self, "netsuite.job-subsidiary", "none")) ||
      (is_search_stage (table, field) && sb_sandbox_assumes (self, "netsuite.searchstage", "absent")))
    return FALSE;

  return has_field (self, field);
}

const char *
sb_netsuite_get_zone (SbSandbox *self)
{
  return sb_sandbox_assume (self, "netsuite.zone");
}

const char *
sb_netsuite_get_date_format (SbSandbox *self)
{
  return sb_sandbox_assume (self, "netsuite.date-format");
}

static const struct { const char *column, *value, *text; } enum_texts[] = {
  { "creditholdoverride", "AUTO", "Auto" },
  { "creditholdoverride", "ON", "On" },
  { "creditholdoverride", "OFF", "Off" },
  { "emailpreference", "DEFAULT", "Default" },
  { "jobbillingtype", "CB", "Charge-Based" },
  { "jobbillingtype", "FBI", "Fixed Bid, Interval" },
  { "jobbillingtype", "FBM", "Fixed Bid, Milestone" },
  { "jobbillingtype", "TM", "Time and Materials" },
  { "timeapproval", "AUTO", "Automatic" },
  { "timeapproval", "PM", "Project Manager" },
  { "language", "de_DE", "German" },
  { "language", "en_GB", "English (U.K.)" },
  { "language", "en_US", "English (U.S.)" },
  { "language", "fr_FR", "French (France)" },
  { "languagelocale", "de_DE", "German" },
  { "languagelocale", "en_GB", "English (U.K.)" },
  { "languagelocale", "en_US", "English (U.S.)" },
  { "languagelocale", "fr_FR", "French (France)" },
  { "country", "AT", "Austria" },
  { "country", "AU", "Australia" },
  { "country", "CA", "Canada" },
  { "country", "CH", "Switzerland" },
  { "country", "DE", "Germany" },
  { "country", "ES", "Spain" },
  { "country", "FR", "France" },
  { "country", "GB", "United Kingdom" },
  { "country", "IE", "Ireland" },
  { "country", "IN", "India" },
  { "country", "IT", "Italy" },
  { "country", "JP", "Japan" },
  { "country", "NL", "Netherlands" },
  { "country", "PL", "Poland" },
  { "country", "SE", "Sweden" },
  { "country", "SG", "Singapore" },
  { "country", "US", "United States" },
  { "approvalstatus", "1", "Pending Approval" },
  { "approvalstatus", "2", "Approved" },
  { "approvalstatus", "3", "Rejected" },
  { "orderstatus", "B", "Purchase Order : Pending Receipt" },
  { "itemtype", "Service", "Service" },
  { "status", "NOTSTART", "Not Started" },
  { "status", "PROGRESS", "In Progress" },
  { "status", "COMPLETE", "Completed" },
  { "priority", "HIGH", "High" },
  { "priority", "MEDIUM", "Medium" },
  { "priority", "LOW", "Low" },
  { "itemtype", "InvtPart", "Inventory Item" },
  { "itemtype", "NonInvtPart", "Non-inventory Item" },
  { "itemtype", "OthCharge", "Other Charge" },
  { "type", "CustInvc", "Invoice" },
  { "type", "CustPymt", "Payment" },
  { "type", "ExpRept", "Expense Report" },
  { "type", "PurchOrd", "Purchase Order" },
  { "type", "SalesOrd", "Sales Order" },
  { "type", "VendBill", "Bill" },
  { NULL }
};

const char *
sb_netsuite_get_enum_text (const SbField *field, const char *value)
{
  for (guint i = 0; enum_texts[i].column != NULL; i++)
    if (strcmp (enum_texts[i].column, field->column) == 0 && strcmp (enum_texts[i].value, value) == 0)
      return enum_texts[i].text;

  return value;
}

static void
execute (sqlite3 *db, const char *sql)
{
  char *message = NULL;

  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("cannot make NetSuite's tables: %s: %s", message, sql);
}

static const char *
sql_type (const SbField *field)
{
  switch (field->type)
    {
    case SB_FIELD_INTEGER:
    case SB_FIELD_REFERENCE:
    case SB_FIELD_DATETIME:
      return "INTEGER";
    case SB_FIELD_TEXT:
    case SB_FIELD_NUMBER:
    case SB_FIELD_BOOLEAN:
    case SB_FIELD_DATE:
    case SB_FIELD_MULTISELECT:
    case SB_FIELD_ENUM:
      return "TEXT";
    default:
      g_assert_not_reached ();
    }
}

static const char *
find_derived (const char *table, const char *column)
{
  for (const Derived *d = derived; d->table != NULL; d++)
    if (strcmp (d->table, table) == 0 && strcmp (d->column, column) == 0)
      return d->expression;

  return NULL;
}

gboolean
sb_netsuite_is_derived (const SbTable *table, const SbField *field)
{
  return find_derived (table->table, field->column) != NULL;
}

static gboolean
is_key (const char *column)
{
  return strcmp (column, "id") == 0 || strcmp (column, "internalid") == 0 || strcmp (column, "uniquekey") == 0;
}

static void
create_table (sqlite3 *db, const SbTable *table)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "CREATE TABLE IF NOT EXISTS \"ns_%s\" (", table->table);
  for (const SbField *f = table->fields; f->column != NULL; f++)
    {
      const char *expression = find_derived (table->table, f->column);

      g_string_append_printf (sql, "%s\"%s\" %s", f == table->fields ? "" : ", ", f->column, sql_type (f));
      if (f == table->fields && is_key (f->column))
        g_string_append (sql, " PRIMARY KEY");
      if (expression != NULL)
        g_string_append_printf (sql, " GENERATED ALWAYS AS (%s) VIRTUAL", expression);
    }
  g_string_append (sql, ")");
  execute (db, sql->str);
}

/* Data of an earlier version have fewer columns; what they hold is kept. */
static void
add_missing_columns (sqlite3 *db, const SbTable *table)
{
  g_autoptr (GHashTable) present = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *info = g_strdup_printf ("SELECT name FROM pragma_table_xinfo ('ns_%s')", table->table);
  sqlite3_stmt *statement = NULL;

  sqlite3_prepare_v2 (db, info, -1, &statement, NULL);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_hash_table_add (present, g_strdup ((const char *) sqlite3_column_text (statement, 0)));
  sqlite3_finalize (statement);
  for (const SbField *f = table->fields; f->column != NULL; f++)
    if (!g_hash_table_contains (present, f->column))
      {
        const char *expression = find_derived (table->table, f->column);
        g_autofree char *generated = expression != NULL ? g_strdup_printf (" GENERATED ALWAYS AS (%s) VIRTUAL", expression) : g_strdup ("");
        g_autofree char *sql = g_strdup_printf ("ALTER TABLE \"ns_%s\" ADD COLUMN \"%s\" %s%s", table->table, f->column, sql_type (f), generated);

        execute (db, sql);
      }
}

static void
create_indexes (sqlite3 *db)
{
  for (guint i = 0; indexes[i].table != NULL; i++)
    {
      g_autofree char *sql = NULL;

      sql = g_strdup_printf ("CREATE INDEX IF NOT EXISTS ns_index_%u ON \"ns_%s\" (%s)", i, indexes[i].table,
                             indexes[i].columns);
      execute (db, sql);
    }
}

/* What the account's custom fields are on. */
static const char *
get_custom_owner (const SbField *field)
{
  static const struct { const char *prefix, *owner; } owners[] = { { "custitem", "ITEM" }, { "custbody", "BODY" }, { "custcol", "COLUMN" }, { "custevent", "EVENT" } };

  for (guint n = 0; n < G_N_ELEMENTS (owners); n++)
    if (g_str_has_prefix (field->column, owners[n].prefix))
      return owners[n].owner;

  return "ENTITY";
}

/* One row for each script id, however many record types carry the field. */
static void
fill_custom_fields (SbSandbox *self, sqlite3 *db)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gint64 now = sb_sandbox_now (self) / G_USEC_PER_SEC;

  for (const SbTable *t = sb_netsuite_tables; t->table != NULL; t++)
    for (const SbField *f = t->fields; f->column != NULL; f++)
      {
        g_autofree char *script_id = NULL;
        char *sql;

        if ((f->flags & SB_FIELD_CUSTOM) == 0 || !g_hash_table_add (seen, (gpointer) f->column))
          continue;
        script_id = g_ascii_strup (f->column, -1);
        sql = sqlite3_mprintf ("INSERT INTO ns_customfield (internalid, scriptid, name, fieldtype, fieldvaluetype,"
                               " ismandatory, isstored, isinactive, lastmodifieddate)"
                               " SELECT coalesce (max (internalid), 1000) + 1, %Q, %Q, %Q, %Q, 'F', 'T', 'F', %lld FROM ns_customfield"
                               " HAVING NOT EXISTS (SELECT 1 FROM ns_customfield WHERE scriptid = %Q)",
                               script_id, f->title, get_custom_owner (f),
                               f->type == SB_FIELD_BOOLEAN ? "Check Box" : f->type == SB_FIELD_REFERENCE ? "List/Record" : "Free-Form Text",
                               (long long) now, script_id);
        execute (db, sql);
        sqlite3_free (sql);
      }
}

void
sb_netsuite_create_tables (SbSandbox *self)
{
  sqlite3 *db = sb_sandbox_get_db (self);

  for (const SbTable *t = sb_netsuite_tables; t->table != NULL; t++)
    if (strcmp (t->table, "entity") != 0 && strcmp (t->table, "entitystatus") != 0)
      {
        create_table (db, t);
        add_missing_columns (db, t);
      }
  create_indexes (db);
  execute (db, views);
  fill_custom_fields (self, db);
}
