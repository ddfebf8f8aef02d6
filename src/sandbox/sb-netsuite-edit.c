/* sb-netsuite-edit.c: what a person does in NetSuite's own pages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Members of `set` are SuiteQL's columns or REST's properties, in any case;
 * besides these "subsidiaries" (ids; of a customer the first is the primary
 * one), "stage" ("lead", "prospect", "customer"), and of a payment "apply"
 * (a list of {"doc", "amount"}). The id "all" changes every
 * record of the type at one instant, as a mass update does.
 */

#include "sb-netsuite-record.h"

#include "sb-netsuite-auth.h"

#include <string.h>

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, format, arguments));
  va_end (arguments);

  return FALSE;
}

/* ---- values ---- */

/* A value of JSON as text; FALSE: an object or array that means nothing here. NULL text: null or empty, which is the same. */
static gboolean
dup_text (JsonNode *node, char **out_text)
{
  GType type;

  *out_text = NULL;
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (JSON_NODE_HOLDS_OBJECT (node) && json_object_has_member (json_node_get_object (node), "id"))
    return dup_text (json_object_get_member (json_node_get_object (node), "id"), out_text);
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  type = json_node_get_value_type (node);
  if (type == G_TYPE_STRING)
    *out_text = *json_node_get_string (node) != '\0' ? json_node_dup_string (node) : NULL;
  else if (type == G_TYPE_BOOLEAN)
    *out_text = g_strdup (json_node_get_boolean (node) ? "T" : "F");
  else if (type == G_TYPE_INT64)
    *out_text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  else
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      *out_text = g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.15g", json_node_get_double (node)));
    }

  return TRUE;
}

/* ISO 8601 with any offset → seconds. */
static gboolean
parse_instant (char **text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (*text, utc);

  if (date == NULL)
    return FALSE;
  g_free (*text);
  *text = g_strdup_printf ("%" G_GINT64_FORMAT, g_date_time_to_unix (date));

  return TRUE;
}

static gboolean
is_day (const char *text)
{
  g_autofree char *instant = g_strconcat (text, "T00:00:00Z", NULL);
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (instant, NULL);

  return date != NULL && strlen (text) == strlen ("YYYY-MM-DD");
}

/* Brings @text into the form that the table holds. */
static gboolean
convert (const SbField *field, char **text)
{
  if (*text == NULL)
    return TRUE;
  switch (field->type)
    {
    case SB_FIELD_BOOLEAN:
      return strcmp (*text, "T") == 0 || strcmp (*text, "F") == 0;
    case SB_FIELD_REFERENCE:
      return sb_record_parse_id (*text) != 0;
    case SB_FIELD_INTEGER:
      return g_ascii_string_to_signed (*text, 10, G_MININT64, G_MAXINT64, NULL, NULL);
    case SB_FIELD_DATETIME:
      return parse_instant (text);
    case SB_FIELD_DATE:
      return is_day (*text);
    case SB_FIELD_TEXT:
    case SB_FIELD_NUMBER:
    case SB_FIELD_MULTISELECT:
    case SB_FIELD_ENUM:
    default:
      return TRUE;
    }
}

/* ---- members ---- */

static gboolean
set_subsidiaries (SbDraft *draft, JsonNode *node, GError **error)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  const SbTable *subsidiaries = sb_netsuite_find_table ("subsidiary");

  if (array == NULL || json_array_get_length (array) == 0)
    return refuse (error, "“subsidiaries” is a list of at least one id");
  draft->subsidiaries = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *text = NULL;
      gint64 id = dup_text (json_array_get_element (array, i), &text) ? sb_record_parse_id (text) : 0;

      if (id == 0 || !sb_record_exists (draft->sandbox, subsidiaries, id))
        return refuse (error, "there is no subsidiary %s", text != NULL ? text : "of that form");
      g_array_append_val (draft->subsidiaries, id);
    }

  return TRUE;
}

/* Of the address that a customer is billed at; the customer counts as changed with it. */
static gboolean
set_billing_address (SbDraft *draft, JsonNode *node, GError **error)
{
  const SbTable *table = sb_netsuite_find_table ("customeraddressbookentityaddress");
  gint64 key = draft->id != 0 ? sb_record_query (draft->sandbox, "SELECT defaultbillingaddress FROM ns_customer WHERE id = ?", 1, draft->id) : 0;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node) || key == 0)
    return refuse (error, "“billingaddress” is an object, of a customer that has such an address");
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value))
    {
      const SbField *field = sb_table_find_column (table, name);
      g_autofree char *sql = NULL, *text = NULL;
      sqlite3_stmt *statement;

      if (field == NULL || (field->type != SB_FIELD_TEXT && field->type != SB_FIELD_ENUM) || !dup_text (value, &text))
        return refuse (error, "“%s” is not something that can be set", name);
      sql = g_strdup_printf ("UPDATE ns_customeraddressbookentityaddress SET \"%s\" = ?1, lastmodifieddate = ?2 WHERE nkey = ?3", field->column);
      statement = sb_sandbox_prepare (draft->sandbox, sql);
      sqlite3_bind_text (statement, 1, text, -1, SQLITE_TRANSIENT);
      sqlite3_bind_int64 (statement, 2, sb_netsuite_now (draft->sandbox));
      sqlite3_bind_int64 (statement, 3, key);
      sqlite3_step (statement);
      sqlite3_reset (statement);
    }

  return TRUE;
}

/* The primary subsidiary stays the primary one while it is listed. */
static void
keep_primary_first (SbDraft *draft)
{
  gint64 primary = draft->id != 0 ? sb_draft_get_reference (draft, "subsidiary") : 0;

  for (guint i = 1; i < draft->subsidiaries->len; i++)
    if (g_array_index (draft->subsidiaries, gint64, i) == primary)
      {
        g_array_remove_index (draft->subsidiaries, i);
        g_array_prepend_val (draft->subsidiaries, primary);
        return;
      }
}

static gboolean
set_stage (SbDraft *draft, const char *stage, GError **error)
{
  g_autofree char *upper = stage != NULL ? g_ascii_strup (stage, -1) : g_strdup ("");
  g_autofree char *status = NULL;

  status = sb_netsuite_auth_find (draft->sandbox, "SELECT id FROM ns_customerstatus WHERE stage = ? ORDER BY id LIMIT 1", upper);
  if (status == NULL)
    return refuse (error, "“%s” is no stage: lead, prospect, customer", upper);
  sb_draft_set_column (draft, "entitystatus", status);

  return TRUE;
}

static gboolean
set_member (SbDraft *draft, const char *name, JsonNode *node, GError **error)
{
  const SbField *field = sb_table_find_column (draft->table, name);
  gboolean is_customer = strcmp (draft->table->table, "customer") == 0;
  gboolean is_vendor = strcmp (draft->table->table, "vendor") == 0;
  g_autofree char *text = NULL;

  if (strcmp (name, "subsidiaries") == 0 && (is_customer || is_vendor || strcmp (draft->table->table, "job") == 0))
    return set_subsidiaries (draft, node, error);
  if (strcmp (name, "billingaddress") == 0 && is_customer)
    return set_billing_address (draft, node, error);
  if (strcmp (name, "apply") == 0 && g_strcmp0 (draft->table->kind, "CustPymt") == 0)
    return sb_payment_set_applied (draft, node) || refuse (error, "“apply” is a list of {\"doc\", \"amount\"}");
  if (!dup_text (node, &text))
    return refuse (error, "“%s” is not that kind of value", name);
  if (is_customer && (strcmp (name, "stage") == 0 || strcmp (name, "searchstage") == 0))
    return set_stage (draft, text, error);
  if (field == NULL)
    field = sb_table_find_property (draft->table, name);
  if (field == NULL || sb_netsuite_is_derived (draft->table, field) || strcmp (field->column, "id") == 0)
    return refuse (error, "“%s” is not something that can be set", name);
  if (!convert (field, &text))
    return refuse (error, "“%s” is not that kind of value", name);
  sb_draft_set (draft, field, text);

  return TRUE;
}

static gboolean
set_members (SbDraft *draft, JsonObject *set, GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, set);
  while (json_object_iter_next (&iter, &name, &node))
    if (!set_member (draft, name, node, error))
      return FALSE;
  if (draft->subsidiaries != NULL && strcmp (draft->table->table, "customer") == 0)
    keep_primary_first (draft);

  return TRUE;
}

/* ---- edits ---- */

static gint64
edit_one (SbSandbox *self, const SbTable *table, gint64 id, JsonObject *set, GError **error)
{
  g_autoptr (SbDraft) draft = sb_draft_new (self, table, id);

  draft->by_person = TRUE;

  return set_members (draft, set, error) && sb_draft_save (draft, error) ? draft->id : 0;
}

static gboolean
edit_all (SbSandbox *self, const SbTable *table, JsonObject *set, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM \"ns_%s\" ORDER BY id", table->table);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);

  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      gint64 id = sqlite3_column_int64 (statement, 0);

      g_array_append_val (ids, id);
    }
  sqlite3_reset (statement);
  for (guint i = 0; i < ids->len; i++)
    if (edit_one (self, table, g_array_index (ids, gint64, i), set, error) == 0)
      return FALSE;

  return TRUE;
}

static gboolean
is_editable (const SbTable *table)
{
  static const char * const views[] = { "entity", "entitystatus", "deletedrecord", "customfield", "transactionline", NULL };

  return table != NULL && sb_table_find_column (table, "id") != NULL && !g_strv_contains (views, table->table) && (strcmp (table->table, "transaction") != 0 || table->kind != NULL);
}

/* A kind of document or item by its REST type in any case, all else by its table. */
static const SbTable *
find_edited (const char *record)
{
  for (const SbTable *t = sb_netsuite_tables; t->table != NULL; t++)
    if (t->kind != NULL && g_ascii_strcasecmp (t->record, record) == 0)
      return t;

  return sb_netsuite_find_table (record);
}

char *
sb_netsuite_edit (SbSandbox *self, const char *record, const char *id, gpointer set, gboolean create, gboolean remove,
                  GError **error)
{
  const SbTable *table = find_edited (record);
  gint64 number = sb_record_parse_id (id);

  if (sb_netsuite_is_auth_record (record))
    return sb_netsuite_auth_edit (self, record, id, set, create, remove, error);
  if (!is_editable (table))
    return refuse (error, "NetSuite has no record type %s", record), NULL;
  if (!create && !remove && g_strcmp0 (id, "all") == 0)
    return edit_all (self, table, set, error) ? g_strdup (id) : NULL;
  if (!create && (number == 0 || !sb_record_exists (self, table, number)))
    return refuse (error, "there is no record with the id %s", id), NULL;
  if (remove)
    return sb_record_delete (self, table, number, error) ? g_strdup (id) : NULL;
  number = edit_one (self, table, create ? 0 : number, set, error);

  return number != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : NULL;
}
