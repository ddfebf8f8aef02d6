/* sb-netsuite-pages.c: what a person sees in the browser, and the discovery call
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Section 9 of the reference: enough of a page for "Open in NetSuite" to
 * arrive at the right record. The login audit trail shows why a login failed.
 */

#include "sb-netsuite-record.h"

#include <string.h>

#define APP SB_NETSUITE_PREFIX "/app"

static const struct { const char *path; const char *table; } pages[] = {
  { APP "/common/entity/entity.nl", "entity" },
  { APP "/common/entity/custjob.nl", "customer" },
  { APP "/accounting/project/project.nl", "job" },
  { APP "/common/entity/employee.nl", "employee" },
  { APP "/common/entity/vendor.nl", "vendor" },
  { APP "/common/entity/contact.nl", "contact" },
  { APP "/common/otherlists/subsidiarytype.nl", "subsidiary" },
  { APP "/common/otherlists/departmenttype.nl", "department" },
  { APP "/common/otherlists/classtype.nl", "classification" },
  { APP "/common/otherlists/locationtype.nl", "location" },
  { APP "/common/multicurrency/currency.nl", "currency" },
  { APP "/accounting/account/account.nl", "account" },
  { APP "/common/item/item.nl", "item" },
  { APP "/accounting/transactions/transaction.nl", "transaction" },
  { APP "/accounting/transactions/purchord.nl", "transaction" },
  { APP "/accounting/transactions/salesord.nl", "transaction" },
  { APP "/accounting/transactions/custinvc.nl", "transaction" },
  { APP "/accounting/transactions/vendbill.nl", "transaction" },
};

void
sb_netsuite_page (SbResponse *response, guint status, const char *title, const char *body_html)
{
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  g_autofree char *html = NULL;

  html = g_strdup_printf ("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>%s - NetSuite (sandbox)</title>\n"
                          "<style>body{font-family:sans-serif;margin:2em;max-width:60em}td,th{padding:.2em 1em .2em 0;"
                          "text-align:start;vertical-align:top}button{margin-inline-end:1em}</style></head>\n"
                          "<body>\n<h1>%s</h1>\n%s\n</body>\n</html>\n", escaped, escaped, body_html);
  sb_response_set_text (response, status, "text/html; charset=utf-8", html);
  sb_response_add_header (response, "X-Content-Type-Options", "nosniff");
  sb_response_add_header (response, "X-Frame-Options", "DENY");
}

/* ---- records ---- */

static char *
dup_shown (SbSandbox *self, const SbField *field, const char *value)
{
  const SbTable *target = field->type == SB_FIELD_REFERENCE ? sb_netsuite_find_referenced (field) : NULL;
  char *title = target != NULL ? sb_record_dup_title (self, target, sb_record_parse_id (value)) : NULL;

  if (title != NULL)
    return title;
  if (field->type == SB_FIELD_DATETIME)
    return sb_format_iso (g_ascii_strtoll (value, NULL, 10) * G_USEC_PER_SEC);
  if (field->type == SB_FIELD_BOOLEAN)
    return g_strdup (strcmp (value, "T") == 0 ? "Yes" : "No");

  return g_strdup (field->type == SB_FIELD_ENUM ? sb_netsuite_get_enum_text (field, value) : value);
}

static void
append_field (GString *html, SbSandbox *self, const SbTable *table, const SbField *field, gint64 id)
{
  g_autofree char *value = sb_record_dup (self, table, id, field->column);
  g_autofree char *shown = value != NULL ? dup_shown (self, field, value) : NULL;
  g_autofree char *escaped = shown != NULL ? g_markup_escape_text (shown, -1) : NULL;
  const char *title = field->title != NULL ? field->title : field->property;

  if (escaped != NULL && title != NULL)
    g_string_append_printf (html, "<tr><th>%s</th><td>%s</td></tr>\n", title, escaped);
}

static void
show_record (SbSandbox *self, const SbTable *table, gint64 id, SbResponse *response)
{
  g_autoptr (GString) html = g_string_new ("<table>\n");
  g_autofree char *title = sb_record_dup_title (self, table, id);

  for (const SbField *f = table->fields; f->column != NULL; f++)
    append_field (html, self, table, f, id);
  g_string_append (html, "</table>");
  sb_netsuite_page (response, 200, title != NULL ? title : "Record", html->str);
}

/* The customer page shows whatever customer, lead or prospect; entity.nl whatever entity. */
static void
show_page (SbSandbox *self, const char *table_name, const SbRequest *request, SbResponse *response)
{
  g_autoptr (GPtrArray) query = sb_pairs_parse (request->query);
  gint64 id = query != NULL ? sb_record_parse_id (sb_pairs_get (query, "id")) : 0;
  const SbTable *table = sb_netsuite_find_table (table_name);

  if (id != 0 && strcmp (table_name, "entity") == 0)
    table = sb_record_find_entity (self, id);
  if (id == 0 || table == NULL || !sb_netsuite_has_table (self, table) || !sb_record_exists (self, table, id))
    sb_netsuite_page (response, 404, "Notice", "<p>That record does not exist.</p>");
  else
    show_record (self, table, id, response);
}

/* ---- login audit trail ---- */

static void
show_audit_trail (SbSandbox *self, SbResponse *response)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT date, user, type, status, coalesce (subject, ''), coalesce (detail, '')"
                                                " FROM sb_ns_loginaudittrail ORDER BY id DESC LIMIT 500");
  g_autoptr (GString) html = g_string_new ("<table>\n<tr><th>Date</th><th>User</th><th>Type</th><th>Status</th><th>Detail</th>"
                                           "<th>Token or client</th></tr>\n");

  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      g_autofree char *date = sb_format_iso (sqlite3_column_int64 (statement, 0) * G_USEC_PER_SEC);
      g_autofree char *subject = g_markup_escape_text ((const char *) sqlite3_column_text (statement, 4), -1);

      g_string_append_printf (html, "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n", date,
                              sqlite3_column_text (statement, 1), sqlite3_column_text (statement, 2), sqlite3_column_text (statement, 3),
                              sqlite3_column_text (statement, 5), subject);
    }
  sqlite3_reset (statement);
  g_string_append (html, "</table>");
  sb_netsuite_page (response, 200, "Login Audit Trail", html->str);
}

/* ---- discovery ---- */

/* Either spelling of the account id. */
static gboolean
is_account (const char *text)
{
  g_autofree char *account = g_ascii_strup (text, -1);

  g_strdelimit (account, "-", '_');

  return strcmp (account, SB_NETSUITE_ACCOUNT) == 0;
}

static void
answer_discovery (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  g_autoptr (GPtrArray) query = sb_pairs_parse (request->query);
  const char *account = query != NULL ? sb_pairs_get (query, "account") : NULL;
  g_autofree char *url = sb_netsuite_dup_url (self, "");
  JsonObject *object;

  if (account == NULL || !is_account (account))
    {
      sb_netsuite_error (response, 404, "INVALID_PARAMETER", "o:errorQueryParam", "account", "The account does not exist.");
      return;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "restDomain", url);
  json_object_set_string_member (object, "systemDomain", url);
  json_object_set_string_member (object, "webservicesDomain", url);
  sb_netsuite_answer (response, 200, "application/json", object);
}

gboolean
sb_netsuite_pages_handle (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  if (strcmp (request->method, "GET") != 0)
    return FALSE;
  if (strcmp (request->path, SB_NETSUITE_PREFIX "/rest/datacenterurls") == 0)
    {
      answer_discovery (self, request, response);
      return TRUE;
    }
  if (strcmp (request->path, APP "/login/loginaudittrail.nl") == 0)
    {
      show_audit_trail (self, response);
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (strcmp (pages[i].path, request->path) == 0)
      {
        show_page (self, pages[i].table, request, response);
        return TRUE;
      }

  return FALSE;
}
