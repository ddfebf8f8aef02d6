/* sb-precoro-users.c: users, suppliers and locations
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Users: A.10 and D.5. Suppliers and locations: A.12, as far as orders refer to them.
 */

#include "sb-precoro.h"

#include <string.h>

/* ---- users ---- */

#define USER_COLUMNS "u.id, u.firstname, u.lastname, u.email, u.enable, u.netsuiteid"

static JsonObject *
read_user (SbSandbox *self, sqlite3_stmt *row)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "id", sqlite3_column_int64 (row, 0));
  json_object_set_string_member (object, "firstname", sb_column (row, 1));
  json_object_set_string_member (object, "lastname", sb_column (row, 2));
  json_object_set_string_member (object, "email", sb_column (row, 3));
  if (sb_sandbox_assumes (self, "precoro.users", "minimal"))
    return object;
  json_object_set_boolean_member (object, "enable", sqlite3_column_int (row, 4) != 0);
  sb_add_netsuite_id (self, object, "netSuiteId", sb_column (row, 5));

  return object;
}

char *
sb_users_dup_state (SbSandbox *self)
{
  return sb_precoro_dup_rows (self, "SELECT " USER_COLUMNS ", c.name FROM pc_user u JOIN pc_company c ON c.id = u.company"
                              " ORDER BY u.id", read_user);
}

void
sb_users_list (SbCall *call)
{
  g_autoptr (GString) where = g_string_new (NULL);

  sb_where_add (where, "u.company = %lld", (long long) call->company);
  if (sb_sandbox_assumes (call->sandbox, "precoro.user-filters", "honoured"))
    {
      sb_call_filter_flag (call, where, "netSuiteIntegrated", "coalesce (u.netsuiteid, '') <> ''");
      sb_call_filter_flag (call, where, "enable", "u.enable");
    }
  sb_call_answer_list (call, USER_COLUMNS, "pc_user u", where->str, "u.id", read_user);
}

/* An extension of the sandbox: the real system has no such method. */
void
sb_users_mark (SbCall *call)
{
  const char *netsuite_id = sb_params_get (call->form, "netSuiteId");
  sqlite3_stmt *statement;

  if (sb_sandbox_assumes (call->sandbox, "precoro.ext-user-link", "off"))
    {
      sb_call_refuse (call, 405);
      return;
    }
  if (netsuite_id != NULL)
    {
      statement = sb_sandbox_prepare (call->sandbox, "UPDATE pc_user SET netsuiteid = nullif (?, '') WHERE id = ? AND company = ?");
      sqlite3_bind_text (statement, 1, netsuite_id, -1, SQLITE_STATIC);
      sqlite3_bind_int64 (statement, 2, call->ids[0]);
      sqlite3_bind_int64 (statement, 3, call->company);
      sb_sandbox_run (call->sandbox, statement);
    }
  statement = sb_sandbox_prepare (call->sandbox, "SELECT " USER_COLUMNS " FROM pc_user u WHERE u.id = ? AND u.company = ?");
  sqlite3_bind_int64 (statement, 1, call->ids[0]);
  sqlite3_bind_int64 (statement, 2, call->company);
  if (sqlite3_step (statement) == SQLITE_ROW)
    sb_call_answer_written (call, 200, read_user (call->sandbox, statement));
  else
    sb_call_refuse (call, 404);
  sqlite3_reset (statement);
}

/* ---- suppliers ---- */

#define SUPPLIER_COLUMNS "id, name, code, currency, status, enable, externalid, netsuiteid, created, updated"

static JsonObject *
read_supplier (SbSandbox *self, sqlite3_stmt *row)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "id", sqlite3_column_int64 (row, 0));
  json_object_set_string_member (object, "name", sb_column (row, 1));
  sb_add_text (object, "uniqueCode", sb_column (row, 2));
  json_object_set_string_member (object, "currency", sb_column (row, 3));
  json_object_set_int_member (object, "status", sqlite3_column_int64 (row, 4));
  json_object_set_boolean_member (object, "enable", sqlite3_column_int (row, 5) != 0);
  sb_add_external_id (self, object, "externalId", sb_column (row, 6));
  sb_add_netsuite_id (self, object, "netSuiteId", sb_column (row, 7));
  sb_add_date (self, object, "createDate", sqlite3_column_int64 (row, 8));
  sb_add_date (self, object, "updateDate", sqlite3_column_int64 (row, 9));

  return object;
}

void
sb_suppliers_list (SbCall *call)
{
  g_autoptr (GString) where = g_string_new (NULL);

  sb_where_add (where, "company = %lld", (long long) call->company);
  if (!sb_call_filter_since (call, where, "modifiedSince", "updated", ">=") ||
      !sb_call_filter_list (call, where, "external_id", "externalid"))
    return;
  sb_call_filter_flag (call, where, "enable", "enable");
  sb_call_filter_flag (call, where, "externalIntegrated", "externalid IS NOT NULL");
  sb_call_answer_list (call, SUPPLIER_COLUMNS, "pc_supplier", where->str, "id", read_supplier);
}

/* Answers the row @sql finds for the id of the path in this company. */
static void
answer_one (SbCall *call, const char *sql, SbRowReader read, gboolean written)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (call->sandbox, sql);

  sqlite3_bind_int64 (statement, 1, call->ids[0]);
  sqlite3_bind_int64 (statement, 2, call->company);
  if (sqlite3_step (statement) != SQLITE_ROW)
    sb_call_refuse (call, 404);
  else if (written)
    sb_call_answer_written (call, 200, read (call->sandbox, statement));
  else
    sb_call_answer (call, 200, read (call->sandbox, statement));
  sqlite3_reset (statement);
}

/* Runs @sql with the external id, the id of the path and the company. */
static void
write_external_id (SbCall *call, const char *sql)
{
  const char *external_id = sb_params_get (call->form, "externalId");
  sqlite3_stmt *statement;

  if (external_id == NULL)
    return;
  statement = sb_sandbox_prepare (call->sandbox, sql);
  sqlite3_bind_text (statement, 1, external_id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, call->ids[0]);
  sqlite3_bind_int64 (statement, 3, call->company);
  if (sqlite3_bind_parameter_count (statement) >= 4)
    sqlite3_bind_int64 (statement, 4, sb_precoro_now (call->sandbox));
  sb_sandbox_run (call->sandbox, statement);
}

#define ONE_SUPPLIER "SELECT " SUPPLIER_COLUMNS " FROM pc_supplier WHERE id = ? AND company = ?"

void
sb_suppliers_get (SbCall *call)
{
  answer_one (call, ONE_SUPPLIER, read_supplier, FALSE);
}

void
sb_suppliers_mark (SbCall *call)
{
  write_external_id (call, "UPDATE pc_supplier SET externalid = nullif (?1, ''), updated = ?4 WHERE id = ?2 AND company = ?3");
  answer_one (call, ONE_SUPPLIER, read_supplier, TRUE);
}

/* ---- locations ---- */

#define LOCATION_COLUMNS "id, name, enable, externalid"

static JsonObject *
read_location (SbSandbox *self, sqlite3_stmt *row)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "id", sqlite3_column_int64 (row, 0));
  json_object_set_string_member (object, "name", sb_column (row, 1));
  json_object_set_boolean_member (object, "enable", sqlite3_column_int (row, 2) != 0);
  sb_add_external_id (self, object, "externalId", sb_column (row, 3));

  return object;
}

void
sb_locations_list (SbCall *call)
{
  g_autoptr (GString) where = g_string_new (NULL);

  sb_where_add (where, "company = %lld", (long long) call->company);
  sb_call_answer_list (call, LOCATION_COLUMNS, "pc_location", where->str, "id", read_location);
}

void
sb_locations_mark (SbCall *call)
{
  write_external_id (call, "UPDATE pc_location SET externalid = nullif (?1, '') WHERE id = ?2 AND company = ?3");
  answer_one (call, "SELECT " LOCATION_COLUMNS " FROM pc_location WHERE id = ? AND company = ?", read_location, TRUE);
}
