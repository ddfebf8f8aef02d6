/* sb-netsuite-record.c: rows by id, by external id, and their end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-netsuite-record.h"

#include "sb-netsuite-auth.h"

#include <string.h>

G_DEFINE_QUARK (sb-record-error-quark, sb_record_error)

/* Of the record types that leave a trace when they are deleted; numbers as NetSuite gives its standard types. */
static const struct { const char *table; const char *type; int number; } deleted_types[] = {
  { "customer", "Customer", -2 },
  { "vendor", "Vendor", -3 },
  { "employee", "Employee", -4 },
  { "contact", "Contact", -6 },
  { "job", "Project", -7 },
  { "department", "Department", -102 },
  { "location", "Location", -103 },
  { "classification", "Class", -101 },
  { "subsidiary", "Subsidiary", -117 },
  { "currency", "Currency", -122 },
  { "transaction", "Transaction", -30 },
};

gint64
sb_record_query (SbSandbox *self, const char *sql, guint count, ...)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);
  gint64 value = 0;
  va_list arguments;
  int result;

  va_start (arguments, count);
  for (guint i = 0; i < count; i++)
    sqlite3_bind_int64 (statement, (int) i + 1, va_arg (arguments, gint64));
  va_end (arguments);
  result = sqlite3_step (statement);
  if (result == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  else if (result != SQLITE_DONE)
    g_warning ("%s: %s", sql, sqlite3_errmsg (sb_sandbox_get_db (self)));
  sqlite3_reset (statement);

  return value;
}

gint64
sb_record_parse_id (const char *text)
{
  guint64 id;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &id, NULL) ? (gint64) id : 0;
}

gboolean
sb_record_exists (SbSandbox *self, const SbTable *table, gint64 id)
{
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM \"ns_%s\" WHERE id = ? AND %s", table->table, sb_table_get_condition (table));

  return sb_record_query (self, sql, 1, id) != 0;
}

static char *
dup_first (SbSandbox *self, const char *sql, gint64 id)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);
  char *value = NULL;

  sqlite3_bind_int64 (statement, 1, id);
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_reset (statement);

  return value;
}

char *
sb_record_dup (SbSandbox *self, const SbTable *table, gint64 id, const char *column)
{
  g_autofree char *sql = g_strdup_printf ("SELECT \"%s\" FROM \"ns_%s\" WHERE id = ?", column, table->table);

  return dup_first (self, sql, id);
}

char *
sb_record_dup_title (SbSandbox *self, const SbTable *table, gint64 id)
{
  if (strcmp (table->table, "customerstatus") == 0)
    return dup_first (self, "SELECT stage || '-' || name FROM ns_customerstatus WHERE id = ?", id);

  return sb_record_dup (self, table, id, table->display);
}

gint64
sb_record_find_external (SbSandbox *self, const SbTable *table, const char *external_id)
{
  g_autofree char *sql = NULL;
  g_autofree char *found = NULL;

  if (strcmp (table->table, "entity") == 0)
    {
      gint64 customer = sb_record_find_external (self, sb_netsuite_find_table ("customer"), external_id);

      return customer != 0 ? customer : sb_record_find_external (self, sb_netsuite_find_table ("job"), external_id);
    }
  if (sb_table_find_column (table, "externalid") == NULL)
    return 0;
  sql = g_strdup_printf ("SELECT id FROM \"ns_%s\" WHERE externalid = ? AND %s", table->table, sb_table_get_condition (table));
  found = sb_netsuite_auth_find (self, sql, external_id);

  return sb_record_parse_id (found);
}

const SbTable *
sb_record_find_entity (SbSandbox *self, gint64 id)
{
  static const char * const tables[] = { "customer", "job", "employee", "vendor", "contact" };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      const SbTable *table = sb_netsuite_find_table (tables[i]);

      if (sb_record_exists (self, table, id))
        return table;
    }

  return NULL;
}

/* ---- deleting ---- */

static gboolean
is_stored (const SbTable *table)
{
  static const char * const views[] = { "entity", "entitystatus", "deletedrecord", "customfield", NULL };

  return !g_strv_contains (views, table->table);
}

static gboolean
is_entity (const SbTable *table)
{
  static const char * const entities[] = { "customer", "job", "employee", "vendor", "contact", NULL };

  return g_strv_contains (entities, table->table);
}

static gboolean
points_to (const SbField *field, const SbTable *table)
{
  const SbTable *target = field->type == SB_FIELD_REFERENCE ? sb_netsuite_find_referenced (field) : NULL;

  return target != NULL && (target == table || (strcmp (target->table, "entity") == 0 && is_entity (table)));
}

/* Its relations go with a customer; every other reference holds it. */
static gboolean
is_held (SbSandbox *self, const SbTable *holder, const SbTable *table, gint64 id)
{
  if (strcmp (holder->table, "customersubsidiaryrelationship") == 0 && strcmp (table->table, "customer") == 0)
    return FALSE;
  if (strcmp (holder->table, "vendorsubsidiaryrelationship") == 0 && strcmp (table->table, "vendor") == 0)
    return FALSE;
  if (strcmp (holder->table, "transactionline") == 0 && strcmp (table->table, "transaction") == 0)
    return FALSE;
  for (const SbField *f = holder->fields; f->column != NULL; f++)
    {
      g_autofree char *sql = NULL;

      if (!points_to (f, table))
        continue;
      sql = g_strdup_printf ("SELECT 1 FROM \"ns_%s\" WHERE \"%s\" = ?1 AND NOT (?2 AND rowid = ?1) LIMIT 1", holder->table, f->column);
      if (sb_record_query (self, sql, 2, id, (gint64) (holder == table)) != 0)
        return TRUE;
    }

  return FALSE;
}

static void
note_deletion (SbSandbox *self, const SbTable *table, gint64 id)
{
  for (guint i = 0; i < G_N_ELEMENTS (deleted_types); i++)
    {
      g_autofree char *number = NULL;
      g_autofree char *type_number = NULL;
      g_autofree char *name = NULL;
      g_autofree char *now = NULL;

      if (strcmp (deleted_types[i].table, table->table) != 0)
        continue;
      number = g_strdup_printf ("%" G_GINT64_FORMAT, id);
      type_number = g_strdup_printf ("%d", deleted_types[i].number);
      now = g_strdup_printf ("%" G_GINT64_FORMAT, sb_netsuite_now (self));
      name = sb_record_dup_title (self, table, id);
      sb_netsuite_auth_run (self, "INSERT INTO ns_deletedrecord (recordid, recordtypeid, scriptid, name, type, deleteddate, deletedby,"
                            " context, iscustomrecord, iscustomlist, iscustomtransaction) VALUES (?, ?, ?, ?, ?, ?, "
                            G_STRINGIFY (SB_NETSUITE_USER_ID) ", 'User Interface', 'F', 'F', 'F')", 6, number, type_number,
                            table->table, name, deleted_types[i].type, now);
      return;
    }
}

static gboolean
check_deletable (SbSandbox *self, const SbTable *table, gint64 id, GError **error)
{
  gboolean is_relation = strcmp (table->table, "customersubsidiaryrelationship") == 0;

  if (is_relation && sb_record_query (self, "SELECT isprimarysub = 'T' FROM ns_customersubsidiaryrelationship WHERE id = ?", 1, id) != 0)
    {
      g_set_error (error, SB_RECORD_ERROR, SB_RECORD_ERROR_RULE, "The primary subsidiary of a customer cannot be removed.");
      return FALSE;
    }
  for (const SbTable *holder = sb_netsuite_tables; holder->table != NULL; holder++)
    if (is_stored (holder) && is_held (self, holder, table, id))
      {
        g_set_error (error, SB_RECORD_ERROR, SB_RECORD_ERROR_RULE,
                     "This record cannot be deleted because it has dependent records.");
        return FALSE;
      }

  return TRUE;
}

/* The stamp of the customer whose relation goes. */
static void
touch_customer (SbSandbox *self, gint64 relation)
{
  if (sb_sandbox_assumes (self, "netsuite.relation-touch", "customer"))
    sb_record_query (self, "UPDATE ns_customer SET lastmodifieddate = ?2 WHERE id = (SELECT entity FROM ns_customersubsidiaryrelationship"
                     " WHERE id = ?1)", 2, relation, sb_netsuite_now (self));
}

gboolean
sb_record_delete (SbSandbox *self, const SbTable *table, gint64 id, GError **error)
{
  g_autofree char *sql = NULL;

  if (!check_deletable (self, table, id, error))
    return FALSE;
  note_deletion (self, table, id);
  if (strcmp (table->table, "customersubsidiaryrelationship") == 0)
    touch_customer (self, id);
  if (strcmp (table->table, "customer") == 0)
    sb_record_query (self, "DELETE FROM ns_customersubsidiaryrelationship WHERE entity = ?", 1, id);
  if (strcmp (table->table, "vendor") == 0)
    sb_record_query (self, "DELETE FROM ns_vendorsubsidiaryrelationship WHERE entity = ?", 1, id);
  if (strcmp (table->table, "transaction") == 0)
    sb_payment_forget (self, id);
  if (strcmp (table->table, "transaction") == 0)
    sb_record_query (self, "DELETE FROM ns_transactionline WHERE \"transaction\" = ?", 1, id);
  sql = g_strdup_printf ("DELETE FROM \"ns_%s\" WHERE id = ?", table->table);
  sb_record_query (self, sql, 1, id);

  return TRUE;
}
