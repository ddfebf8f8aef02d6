/* sb-precoro-orders.c: purchase orders
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sections A.11 and D.6. Addressed by idn, the number a person sees, which
 * two companies may share; never by id.
 */

#include "sb-precoro.h"

#include <string.h>

static const struct { gint64 status; const char *text; } statuses[] = {
  { 0, "Open" }, { 1, "Pending" }, { 2, "Approved" }, { 3, "Denied" }, { 7, "On revise" }, { 8, "Canceled" }, { 11, "Closed" },
};

/* The document field that the one document value of every order belongs to; its option is made by the generator. */
#define DOCUMENT_FIELDS "SELECT f.id, o.id FROM pc_field f JOIN pc_option o ON o.field = f.id" \
                        " WHERE f.company = ? AND f.document = 1 ORDER BY f.id, o.id LIMIT 1"

#define COLUMNS \
  "p.id, p.idn, p.status, p.created, p.updated, p.approved, p.required, p.currency, p.sum, p.note, p.externalid," \
  " p.creator, uc.firstname, uc.lastname, uc.email, p.purchaser, up.firstname, up.lastname, up.email," \
  " p.supplier, s.name, s.externalid, p.location, l.name, l.externalid, p.company"

#define TABLES \
  "pc_order p LEFT JOIN pc_user uc ON uc.id = p.creator LEFT JOIN pc_user up ON up.id = p.purchaser" \
  " LEFT JOIN pc_supplier s ON s.id = p.supplier LEFT JOIN pc_location l ON l.id = p.location"

/* ---- rows ---- */

static const char *
get_status_text (gint64 status)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return statuses[i].text;

  return "Unknown";
}

/* The person whose id, first name, last name and e-mail stand in four columns from @column on. */
static JsonObject *
read_person (SbSandbox *self, sqlite3_stmt *row, int column)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "id", sqlite3_column_int64 (row, column));
  if (sb_sandbox_assumes (self, "precoro.creator", "id-only"))
    return object;
  sb_add_text (object, "firstname", sb_column (row, column + 1));
  sb_add_text (object, "lastname", sb_column (row, column + 2));
  sb_add_text (object, "email", sb_column (row, column + 3));

  return object;
}

/* Where the purchaser stands is not known; where "creator" is him, whoever typed the order in is not told. */
static void
add_people (SbSandbox *self, JsonObject *object, sqlite3_stmt *row)
{
  const char *key = sb_sandbox_assume (self, "precoro.purchaser-key");

  if (strcmp (key, "creator") == 0)
    json_object_set_object_member (object, "creator", read_person (self, row, 15));
  else
    json_object_set_object_member (object, "purchaser", read_person (self, row, 15));
  if (strcmp (key, "both") == 0)
    json_object_set_object_member (object, "creator", read_person (self, row, 11));
}

static JsonObject *
read_named (SbSandbox *self, sqlite3_stmt *row, int column)
{
  JsonObject *object;

  if (sqlite3_column_type (row, column) == SQLITE_NULL)
    return NULL;
  object = json_object_new ();
  json_object_set_int_member (object, "id", sqlite3_column_int64 (row, column));
  json_object_set_string_member (object, "name", sb_column (row, column + 1));
  sb_add_external_id (self, object, "externalId", sb_column (row, column + 2));

  return object;
}

static JsonObject *
read_order (SbSandbox *self, sqlite3_stmt *row)
{
  JsonObject *object = json_object_new ();
  g_autofree char *name = g_strdup_printf ("PO-%s", sb_column (row, 1));

  json_object_set_int_member (object, "id", sqlite3_column_int64 (row, 0));
  sb_add_idn (self, object, "idn", sb_column (row, 1));
  json_object_set_string_member (object, "customName", name);
  json_object_set_int_member (object, "status", sqlite3_column_int64 (row, 2));
  json_object_set_string_member (object, "statusString", get_status_text (sqlite3_column_int64 (row, 2)));
  sb_add_date (self, object, "createDate", sqlite3_column_int64 (row, 3));
  sb_add_date (self, object, "updateDate", sqlite3_column_int64 (row, 4));
  sb_add_date (self, object, "approvalDate", sqlite3_column_int64 (row, 5));
  sb_add_date (self, object, "requiredDate", sqlite3_column_int64 (row, 6));
  json_object_set_string_member (object, "currency", sb_column (row, 7));
  sb_add_amount (self, object, "netSum", sb_column (row, 8));
  sb_add_amount (self, object, "sum", sb_column (row, 8));
  sb_add_text (object, "note", sb_column (row, 9));
  sb_add_external_id (self, object, "externalId", sb_column (row, 10));
  json_object_set_null_member (object, "integrationStatus");
  add_people (self, object, row);
  sb_add_relation (self, object, "supplier", read_named (self, row, 19));
  sb_add_relation (self, object, "location", read_named (self, row, 22));
  sb_add_relation (self, object, "legalEntity", NULL);

  return object;
}

/* ---- one order ---- */

/* A custom field's value: the option's id as text. */
static JsonObject *
build_value (gint64 id, gint64 option, const char *field_name, gint64 field)
{
  JsonObject *value = json_object_new ();
  JsonObject *owner = json_object_new ();
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, option);

  json_object_set_int_member (value, "id", id);
  json_object_set_string_member (value, "value", text);
  json_object_set_int_member (owner, "id", field);
  json_object_set_object_member (value, field_name, owner);

  return value;
}

static JsonObject *
read_line (SbSandbox *self, sqlite3_stmt *row)
{
  JsonObject *object = json_object_new ();
  JsonArray *values = json_array_new ();

  json_object_set_int_member (object, "id", sqlite3_column_int64 (row, 0));
  json_object_set_string_member (object, "name", sb_column (row, 1));
  sb_add_text (object, "sku", sb_column (row, 2));
  sb_add_amount (self, object, "quantity", sb_column (row, 3));
  sb_add_amount (self, object, "price", sb_column (row, 4));
  sb_add_amount (self, object, "sum", sb_column (row, 5));
  json_object_set_null_member (object, "externalId");
  if (sqlite3_column_type (row, 6) != SQLITE_NULL)
    json_array_add_object_element (values, build_value (sqlite3_column_int64 (row, 0), sqlite3_column_int64 (row, 6),
                                                        "itemCustomField", sqlite3_column_int64 (row, 7)));
  sb_add_collection (object, "dataItemCustomFields", values);

  return object;
}

/* @lines: (element-type JsonObject), in the shape in force. */
static void
add_lines (SbSandbox *self, JsonObject *order, GPtrArray *lines)
{
  const char *shape = sb_sandbox_assume (self, "precoro.lines");
  JsonObject *map = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < lines->len; i++)
    {
      JsonObject *line = json_object_ref (g_ptr_array_index (lines, i));
      g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (line, "id"));

      if (strcmp (shape, "map") == 0)
        json_object_set_object_member (map, key, line);
      else
        json_array_add_object_element (array, line);
    }
  if (strcmp (shape, "map") == 0)
    json_object_set_object_member (order, "items", json_object_ref (map));
  else if (strcmp (shape, "array") == 0)
    json_object_set_array_member (order, "items", json_array_ref (array));
  else
    sb_add_collection (order, "items", json_array_ref (array));
  json_object_unref (map);
  json_array_unref (array);
}

static void
load_lines (SbSandbox *self, JsonObject *order)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  sqlite3_stmt *statement = sb_sandbox_prepare (self,
    "SELECT n.id, n.name, n.sku, n.quantity, n.price, n.sum, n.option, o.field FROM pc_line n"
    " LEFT JOIN pc_option o ON o.id = n.option WHERE n.\"order\" = ? ORDER BY n.id");

  sqlite3_bind_int64 (statement, 1, json_object_get_int_member (order, "id"));
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_ptr_array_add (lines, read_line (self, statement));
  sqlite3_reset (statement);
  add_lines (self, order, lines);
}

static void
load_document_values (SbSandbox *self, JsonObject *order, gint64 company)
{
  JsonArray *values = json_array_new ();
  sqlite3_stmt *statement = sb_sandbox_prepare (self, DOCUMENT_FIELDS);

  sqlite3_bind_int64 (statement, 1, company);
  if (sqlite3_step (statement) == SQLITE_ROW)
    json_array_add_object_element (values, build_value (json_object_get_int_member (order, "id"),
                                                        sqlite3_column_int64 (statement, 1), "documentCustomField",
                                                        sqlite3_column_int64 (statement, 0)));
  sqlite3_reset (statement);
  statement = sb_sandbox_prepare (self, "SELECT o.field, o.id FROM pc_value v JOIN pc_option o ON o.id = v.option WHERE v.\"order\" = ?"
                                  " ORDER BY o.field, o.id");
  sqlite3_bind_int64 (statement, 1, json_object_get_int_member (order, "id"));
  while (sqlite3_step (statement) == SQLITE_ROW)
    json_array_add_object_element (values, build_value (json_object_get_int_member (order, "id") * 10 + sqlite3_column_int64 (statement, 0) % 10,
                                                        sqlite3_column_int64 (statement, 1), "documentCustomField",
                                                        sqlite3_column_int64 (statement, 0)));
  sqlite3_reset (statement);
  sb_add_collection (order, "dataDocumentCustomFields", values);
}

/* Header, document values and lines of the order @idn; NULL: there is none. */
static JsonObject *
load_order (SbSandbox *self, gint64 company, gint64 idn)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT " COLUMNS " FROM " TABLES " WHERE p.company = ? AND p.idn = ?");
  JsonObject *order = NULL;

  sqlite3_bind_int64 (statement, 1, company);
  sqlite3_bind_int64 (statement, 2, idn);
  if (sqlite3_step (statement) == SQLITE_ROW)
    order = read_order (self, statement);
  sqlite3_reset (statement);
  if (order == NULL)
    return NULL;
  load_document_values (self, order, company);
  load_lines (self, order);

  return order;
}

static JsonObject *
read_whole_order (SbSandbox *self, sqlite3_stmt *row)
{
  JsonObject *order = read_order (self, row);

  load_document_values (self, order, sqlite3_column_int64 (row, 25));
  load_lines (self, order);

  return order;
}

char *
sb_orders_dup_state (SbSandbox *self)
{
  return sb_precoro_dup_rows (self, "SELECT " COLUMNS ", c.name FROM " TABLES " JOIN pc_company c ON c.id = p.company"
                              " ORDER BY p.id", read_whole_order);
}

/* ---- calls ---- */

void
sb_orders_list (SbCall *call)
{
  g_autoptr (GString) where = g_string_new (NULL);
  gboolean oldest = sb_sandbox_assumes (call->sandbox, "precoro.order-order", "oldest");

  sb_where_add (where, "p.company = %lld", (long long) call->company);
  if (!sb_call_filter_since (call, where, "modifiedSince", "p.updated", ">=") ||
      !sb_call_filter_since (call, where, "approvalLeftDate", "p.approved", ">=") ||
      !sb_call_filter_since (call, where, "approvalRightDate", "p.approved", "<=") ||
      !sb_call_filter_list (call, where, "status", "CAST (p.status AS TEXT)") ||
      !sb_call_filter_list (call, where, "external_id", "p.externalid"))
    return;
  if (sb_sandbox_assumes (call->sandbox, "precoro.sent-to-external", "honoured"))
    sb_call_filter_flag (call, where, "sent_to_external", "p.externalid IS NOT NULL");
  sb_call_answer_list (call, COLUMNS, TABLES, where->str, oldest ? "p.created, p.id" : "p.created DESC, p.id DESC",
                       read_order);
}

void
sb_orders_get (SbCall *call)
{
  JsonObject *order = load_order (call->sandbox, call->company, call->ids[0]);

  if (order != NULL)
    sb_call_answer (call, 200, order);
  else
    sb_call_refuse (call, 404);
}

static void
write_mark (SbCall *call, const char *external_id)
{
  SbSandbox *self = call->sandbox;
  sqlite3_stmt *statement = sb_sandbox_prepare (self,
    "UPDATE pc_order SET externalid = nullif (?, ''), updated = coalesce (?, updated) WHERE company = ? AND idn = ?");

  sqlite3_bind_text (statement, 1, external_id, -1, SQLITE_STATIC);
  if (sb_sandbox_assumes (self, "precoro.mark-touches", "on"))
    sqlite3_bind_int64 (statement, 2, sb_precoro_now (self));
  sqlite3_bind_int64 (statement, 3, call->company);
  sqlite3_bind_int64 (statement, 4, call->ids[0]);
  sb_sandbox_run (self, statement);
}

void
sb_orders_mark (SbCall *call)
{
  const char *external_id = sb_params_get (call->form, "externalId");
  JsonObject *order;

  if (external_id != NULL)
    write_mark (call, external_id);
  order = load_order (call->sandbox, call->company, call->ids[0]);
  if (order != NULL)
    sb_call_answer_written (call, 200, order);
  else
    sb_call_refuse (call, 404);
}
