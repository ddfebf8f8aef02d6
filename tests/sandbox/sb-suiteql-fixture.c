/* sb-suiteql-fixture.c: a few records, and SuiteQL calls without a socket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteql-fixture.h"

#include <string.h>

static const char fixture[] =
  "INSERT INTO ns_subsidiary (id, name, fullname, currency, isinactive, country) VALUES"
  " (1, 'Parent', 'Parent', 1, 'F', 'US'), (2, 'Germany', 'Parent : Germany', 2, 'F', 'DE');"
  "INSERT INTO ns_currency (id, name, symbol, isinactive) VALUES (1, 'US Dollar', 'USD', 'F'), (2, 'Euro', 'EUR', 'F');"
  "INSERT INTO ns_customerstatus (id, name, stage) VALUES (13, 'Closed Won', 'CUSTOMER'), (6, 'New', 'LEAD');"
  "INSERT INTO ns_department (id, name, subsidiary, isinactive) VALUES (4, 'Sales', '1, 2', 'F');"
  "INSERT INTO ns_customer (id, entityid, companyname, isperson, firstname, lastname, email, parent, subsidiary, entitystatus,"
  " searchstage, currency, creditlimit, isinactive, lastmodifieddate, startdate, custentity_precoro_sync, comments) VALUES"
  " (11, 'C-11', 'Acme', 'F', NULL, NULL, 'a@acme.example', NULL, 1, 13, 'Customer', 1, '1000.50', 'F', 1769870000, '2026-01-31', 'T', 'x'),"
  " (12, 'C-12', 'Bolt''s', 'F', NULL, NULL, NULL, 11, 2, 13, 'Customer', 2, NULL, 'F', 1769873600, NULL, 'F', NULL),"
  " (13, 'C-13', NULL, 'T', 'Ann', 'Lee', 'ann@lee.example', NULL, 1, 6, 'Lead', 1, '20', 'T', 1769873600, NULL, 'F', NULL),"
  " (14, 'Müller', 'Müller', 'F', NULL, NULL, NULL, 11, 2, 13, 'Customer', 2, '3', 'F', 1769876100, NULL, NULL, NULL);"
  "INSERT INTO ns_customersubsidiaryrelationship (id, entity, subsidiary, isprimarysub, name) VALUES"
  " (101, 11, 1, 'T', 'Acme'), (102, 11, 2, 'F', 'Acme'), (103, 12, 2, 'T', 'Bolt''s'), (104, 13, 1, 'T', 'Ann Lee'),"
  " (105, 14, 2, 'T', 'Müller');"
  "INSERT INTO ns_job (id, entityid, companyname, parent, customer, subsidiary, jobbillingtype, isinactive, lastmodifieddate) VALUES"
  " (21, 'P-1', 'Roof', 11, 11, 2, 'TM', 'F', 1769870000), (22, 'P-2', 'Tiles', 21, 11, 2, NULL, 'F', 1769870001);"
  "INSERT INTO ns_employee (id, entityid, firstname, lastname, email, subsidiary, department, isinactive) VALUES"
  " (31, 'Eva Noll', 'Eva', 'Noll', 'eva@co.example', 2, 4, 'F');"
  "INSERT INTO ns_deletedrecord (recordid, type, scriptid, name, deleteddate) VALUES (9, 'customer', 'customer', 'Gone', 1769873600);";

void
sb_ql_execute (SbSandbox *sandbox, const char *sql)
{
  g_autofree char *owned = NULL;
  char *message = NULL;

  sqlite3_exec (sb_sandbox_get_db (sandbox), sql, NULL, NULL, &message);
  owned = g_strdup (message);
  sqlite3_free (message);
  g_assert_cmpstr (owned, ==, NULL);
}

/* @assume: NAME=VARIANT, owned; taken */
static SbSandbox *
open_with (GPtrArray *assume)
{
  g_autoptr (GError) error = NULL;
  SbOptions options;
  SbSandbox *sandbox;

  g_ptr_array_add (assume, NULL);
  sb_options_init (&options);
  options.customers = options.projects = options.employees = 1;
  options.subsidiaries = 2;
  options.epoch_us = SB_QL_NOW * G_USEC_PER_SEC;
  options.clock_rate = 0;
  options.assume = (char **) g_ptr_array_free (assume, FALSE);
  sandbox = sb_sandbox_new (&options, "http://127.0.0.1:1", &error);
  g_assert_no_error (error);
  sb_options_clear (&options);

  for (const SbTable *t = sb_netsuite_tables; t->table != NULL; t++)
    if (strcmp (t->table, "entity") != 0 && strcmp (t->table, "entitystatus") != 0 && strcmp (t->table, "customfield") != 0)
      {
        g_autofree char *sql = g_strdup_printf ("DELETE FROM \"ns_%s\"", t->table);

        sb_ql_execute (sandbox, sql);
      }

  return sandbox;
}

static GPtrArray *
collect (const char *assumption, va_list args)
{
  GPtrArray *assume = g_ptr_array_new ();

  for (; assumption != NULL; assumption = va_arg (args, const char *))
    g_ptr_array_add (assume, g_strdup (assumption));

  return assume;
}

SbSandbox *
sb_ql_open_empty (const char *assumption, ...)
{
  SbSandbox *sandbox;
  va_list args;

  va_start (args, assumption);
  sandbox = open_with (collect (assumption, args));
  va_end (args);

  return sandbox;
}

SbSandbox *
sb_ql_open (const char *assumption, ...)
{
  SbSandbox *sandbox;
  va_list args;

  va_start (args, assumption);
  sandbox = open_with (collect (assumption, args));
  va_end (args);
  sb_ql_execute (sandbox, fixture);

  return sandbox;
}

JsonNode *
sb_ql_call (SbSandbox *sandbox, const SbQlCall *given, guint status)
{
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) body = g_bytes_new_static (given->body, strlen (given->body));
  g_autofree char *url = g_strconcat (SB_QL_URL, given->query != NULL ? "?" : "", given->query, NULL);
  SbRequest request = { given->method, SB_QL_PATH, given->query, url, headers, body };
  SbResponse response;
  JsonNode *node;

  if (given->prefer != NULL)
    g_hash_table_insert (headers, (gpointer) "prefer", (gpointer) given->prefer);
  if (given->content_type != NULL)
    g_hash_table_insert (headers, (gpointer) "content-type", (gpointer) given->content_type);
  sb_response_init (&response);
  sb_suiteql_handle (sandbox, &request, &response);
  if (response.status != status)
    g_test_message ("%s: %s", given->body, response.body->str);
  g_assert_cmpuint (response.status, ==, status);
  if (status == 200)
    g_assert_cmpstr (response.content_type, ==, "application/vnd.oracle.resource+json; type=collection");
  node = json_from_string (response.body->str, NULL);
  g_assert_nonnull (node);
  sb_response_clear (&response);

  return node;
}

char *
sb_ql_dup_body (const char *sql, const char *params)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), json_object_new ());
  JsonObject *object = json_node_get_object (node);

  json_object_unref (object);
  json_object_set_string_member (object, "q", sql);
  if (params != NULL)
    json_object_set_member (object, "params", json_from_string (params, NULL));

  return json_to_string (node, FALSE);
}

JsonNode *
sb_ql_ask (SbSandbox *sandbox, const char *sql, const char *params, const char *query, guint status)
{
  g_autofree char *body = sb_ql_dup_body (sql, params);
  SbQlCall given = { "POST", "transient", "application/json", query, body };

  return sb_ql_call (sandbox, &given, status);
}

char *
sb_ql_dup_rows (JsonNode *node)
{
  JsonArray *items = json_object_get_array_member (json_node_get_object (node), "items");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *row = json_array_get_object_element (items, i);
      g_autoptr (GList) names = json_object_get_members (row);

      g_assert_cmpstr (names->data, ==, "links");
      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (row, "links")), ==, 0);
      g_string_append (text, i == 0 ? "" : "; ");
      g_string_append (text, names->next == NULL ? "-" : "");
      for (GList *l = names->next; l != NULL; l = l->next)
        g_string_append_printf (text, "%s%s=%s", l == names->next ? "" : " ", (char *) l->data,
                                json_object_get_string_member (row, l->data));
    }

  return g_string_free (text, FALSE);
}

const char *
sb_ql_get_error (JsonNode *node, const char *member)
{
  JsonArray *details = json_object_get_array_member (json_node_get_object (node), "o:errorDetails");

  return json_object_get_string_member_with_default (json_array_get_object_element (details, 0), member, NULL);
}

void
sb_ql_assert_rows (SbSandbox *sandbox, const char *sql, const char *params, const char *expected)
{
  g_autoptr (JsonNode) node = sb_ql_ask (sandbox, sql, params, NULL, 200);
  g_autofree char *rows = sb_ql_dup_rows (node);

  if (strcmp (rows, expected) != 0)
    g_test_message ("%s", sql);
  g_assert_cmpstr (rows, ==, expected);
}

void
sb_ql_assert_refused (SbSandbox *sandbox, const char *sql, const char *params, const char *tail)
{
  g_autoptr (JsonNode) node = sb_ql_ask (sandbox, sql, params, NULL, 400);
  g_autofree char *expected = g_strconcat ("Invalid search query. Detailed unprocessed description follows. ", tail, NULL);

  g_assert_cmpstr (sb_ql_get_error (node, "detail"), ==, expected);
  g_assert_cmpstr (sb_ql_get_error (node, "o:errorCode"), ==, "INVALID_PARAMETER");
  g_assert_cmpstr (sb_ql_get_error (node, "o:errorQueryParam"), ==, "q");
}
