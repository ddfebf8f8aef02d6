/* sb-netsuite-state.c: the truth, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SQLite writes the JSON of a row; 150,000 rows go into one text without a
 * tree in between. Members are named as SuiteQL names its columns, whether it
 * shows them or not; every value is a string, and what is unset is absent. Of a
 * customer's subsidiaries the primary one comes first.
 */

#include "sb-netsuite-private.h"

#include "sb-netsuite-auth.h"

#include <string.h>

#define MEMBERS_MAX 62   /* SQLite takes 127 arguments */

static const struct { const char *collection; const char *sql; } own_collections[] = {
  { "loginaudittrail", "SELECT json_object ('id', CAST (id AS TEXT), 'date', strftime ('%Y-%m-%dT%H:%M:%SZ', date, 'unixepoch'),"
                       " 'user', user, 'type', type, 'status', status, 'subject', subject, 'detail', detail)"
                       " FROM sb_ns_loginaudittrail ORDER BY id" },
  { "integration", "SELECT json_object ('id', id, 'name', name, 'state', state, 'tba', tba, 'm2m', m2m, 'code', code, 'public', public,"
                   " 'redirect_uri', redirect_uri) FROM sb_ns_integration ORDER BY name" },
  { "accesstoken", "SELECT json_object ('id', id, 'client', client, 'revoked', revoked) FROM sb_ns_accesstoken ORDER BY id" },
  { "certificate", "SELECT json_object ('id', id, 'client', client, 'algorithm', algorithm, 'revoked', revoked,"
                   " 'valid_from', strftime ('%Y-%m-%dT%H:%M:%SZ', valid_from, 'unixepoch'),"
                   " 'valid_to', strftime ('%Y-%m-%dT%H:%M:%SZ', valid_to, 'unixepoch')) FROM sb_ns_certificate ORDER BY id" },
};

static void
append_member (GString *sql, const SbField *field)
{
  if (field->type == SB_FIELD_DATETIME)
    g_string_append_printf (sql, ", '%s', strftime ('%%Y-%%m-%%dT%%H:%%M:%%SZ', \"%s\", 'unixepoch')", field->column, field->column);
  else
    g_string_append_printf (sql, ", '%s', CAST (\"%s\" AS TEXT)", field->column, field->column);
}

/* json_patch() drops members that are null; each patch adds as many members as SQLite takes in one call. */
static char *
dup_sql (SbSandbox *self, const SbTable *table)
{
  GString *sql = g_string_new ("SELECT ");
  gsize start = sql->len;
  guint members = 0;

  for (const SbField *f = table->fields; f->column != NULL; f++)
    if ((f->flags & SB_FIELD_CUSTOM) == 0 || sb_netsuite_has_custom_field (self, f->column))
      {
        gsize before;

        if (members % MEMBERS_MAX == 0)
          g_string_append (sql, members > 0 ? ")), json_object (" : "'{}', json_object (");
        before = sql->len;
        append_member (sql, f);
        if (members++ % MEMBERS_MAX == 0)
          g_string_erase (sql, (gssize) before, 2);
      }
  for (guint i = 0; i < members; i += MEMBERS_MAX)
    g_string_insert (sql, (gssize) start, "json_patch (");
  if (strcmp (table->table, "customer") == 0)
    g_string_append (sql, ", 'subsidiaries', (SELECT json_group_array (CAST (subsidiary AS TEXT)) FROM (SELECT r.subsidiary"
                     " FROM ns_customersubsidiaryrelationship r WHERE r.entity = ns_customer.id ORDER BY r.isprimarysub DESC,"
                     " r.subsidiary))");
  else if (strcmp (table->table, "job") == 0)
    g_string_append (sql, ", 'subsidiaries', CASE WHEN subsidiary IS NULL THEN json_array ()"
                     " ELSE json_array (CAST (subsidiary AS TEXT)) END");
  g_string_append (sql, "))");
  g_string_append_printf (sql, " FROM \"ns_%s\" WHERE %s ORDER BY \"%s\"", table->table, sb_table_get_condition (table), table->fields[0].column);

  return g_string_free (sql, FALSE);
}

static char *
dup_rows (SbSandbox *self, const char *sql)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);
  GString *json = g_string_new ("[");

  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      if (json->len > 1)
        g_string_append (json, ",\n");
      g_string_append_len (json, (const char *) sqlite3_column_text (statement, 0), sqlite3_column_bytes (statement, 0));
    }
  sqlite3_reset (statement);
  g_string_append_c (json, ']');

  return g_string_free (json, FALSE);
}

char *
sb_netsuite_dup_state (SbSandbox *self, const char *collection)
{
  const SbTable *table = sb_netsuite_find_table (collection);
  g_autofree char *sql = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (own_collections); i++)
    if (strcmp (own_collections[i].collection, collection) == 0)
      return dup_rows (self, own_collections[i].sql);
  if (table == NULL)
    return NULL;
  sql = dup_sql (self, table);

  return dup_rows (self, sql);
}
