/* sb-precoro-edit.c: what a person does in Precoro's own window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People may do what the API cannot: delete options, rename the field, change
 * users and orders. Members are named as the API shows them; "company" is its
 * name. A member that is not known here is an error, so that a test's slip of
 * the pen does not pass for an edit.
 */

#include "sb-precoro.h"

#include <stdarg.h>
#include <string.h>

/* One edit under way. */
typedef struct {
  SbSandbox  *sandbox;
  gint64      id;        /* 0 when creating */
  JsonObject *set;       /* NULL when deleting */
  GError    **error;
} Edit;

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (Edit *edit, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (edit->error, g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, format, arguments));
  va_end (arguments);

  return FALSE;
}

static gboolean
check_members (Edit *edit, const char * const *known)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, edit->set);
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (known, name))
      return refuse (edit, "this record has no “%s” to edit", name);

  return TRUE;
}

static JsonNode *
get_value (Edit *edit, const char *name)
{
  JsonNode *node = json_object_get_member (edit->set, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? node : NULL;
}

/* A text or a whole number as text; NULL when null, absent or another shape (transfer full). */
static char *
dup_text (Edit *edit, const char *name)
{
  JsonNode *node = get_value (edit, name);

  if (node == NULL)
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);

  return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
}

static gint64
get_id (Edit *edit, const char *name)
{
  g_autofree char *text = dup_text (edit, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static gboolean
get_flag (Edit *edit, const char *name, gboolean fallback)
{
  JsonNode *node = get_value (edit, name);

  if (node == NULL)
    return fallback;
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);

  return json_node_get_int (node) != 0;
}

/* Runs @sql with its one parameter; the first column, 0 when there is no row. */
static gint64
find_number (Edit *edit, const char *sql, gint64 parameter)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (edit->sandbox, sql);
  gint64 number = 0;

  sqlite3_bind_int64 (statement, 1, parameter);
  if (sqlite3_step (statement) == SQLITE_ROW)
    number = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);

  return number;
}

static gint64
find_company (Edit *edit)
{
  g_autofree char *name = dup_text (edit, "company");
  sqlite3_stmt *statement = sb_sandbox_prepare (edit->sandbox, "SELECT id FROM pc_company WHERE name = ?");
  gint64 company = 0;

  sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_ROW)
    company = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  if (company == 0)
    refuse (edit, "“company” is the name of one of the two companies");

  return company;
}

/* Runs "UPDATE @table SET @column = @value WHERE id = …"; @value NULL sets null. */
static void
write_text (Edit *edit, const char *table, const char *column, const char *value)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE %s SET %s = ? WHERE id = ?", table, column);
  sqlite3_stmt *statement = sb_sandbox_prepare (edit->sandbox, sql);

  sqlite3_bind_text (statement, 1, value, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, edit->id);
  sb_sandbox_run (edit->sandbox, statement);
}

static void
write_number (Edit *edit, const char *table, const char *column, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  write_text (edit, table, column, text);   /* the column's affinity makes it a number again */
}

/* The texts of @members that are set, into the columns of the same place. */
static void
write_texts (Edit *edit, const char *table, const char * const *members, const char * const *columns)
{
  for (guint i = 0; members[i] != NULL; i++)
    if (json_object_has_member (edit->set, members[i]))
      {
        g_autofree char *value = dup_text (edit, members[i]);

        write_text (edit, table, columns[i], value);
      }
}

/* ---- options ---- */

/* 0: root. A parent is its id, or an object with one. */
static gint64
get_parent (Edit *edit)
{
  JsonNode *node = json_object_get_member (edit->set, "parent");

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_int_member_with_default (json_node_get_object (node), "id", 0);

  return get_id (edit, "parent");
}

static gboolean
check_parent (Edit *edit, gint64 field, gint64 parent)
{
  SbSandbox *self = edit->sandbox;
  guint level;

  if (parent == 0)
    return TRUE;
  level = sb_option_get_level (self, field, parent);
  if (level == 0)
    return refuse (edit, "the field has no option %" G_GINT64_FORMAT " to be the parent", parent);
  if (edit->id != 0 && sb_option_is_below (self, parent, edit->id))
    return refuse (edit, "an option cannot be placed under itself");
  if (level + (edit->id != 0 ? sb_option_get_height (self, edit->id) : 1) > SB_OPTION_LEVELS)
    return refuse (edit, "there are at most %d levels", SB_OPTION_LEVELS);

  return TRUE;
}

static gboolean
create_option (Edit *edit)
{
  gint64 company = json_object_has_member (edit->set, "field") ? 0 : find_company (edit);
  gint64 field = get_id (edit, "field");
  gint64 parent = get_parent (edit);
  g_autofree char *name = dup_text (edit, "name");
  g_autofree char *code = dup_text (edit, "code");
  g_autofree char *external_id = dup_text (edit, "externalId");
  g_autofree char *netsuite_id = dup_text (edit, "netSuiteId");

  if (edit->error != NULL && *edit->error != NULL)
    return FALSE;
  if (field == 0)
    field = find_number (edit, "SELECT field FROM pc_company WHERE id = ?", company);
  if (find_number (edit, "SELECT id FROM pc_field WHERE type = 0 AND id = ?", field) == 0)
    return refuse (edit, "“field” or “company” is needed, of a field with options");
  if (name == NULL || *name == '\0')
    return refuse (edit, "“name” is needed");
  if (!check_parent (edit, field, parent))
    return FALSE;
  edit->id = sb_option_insert (edit->sandbox, field, parent, name, code, external_id, netsuite_id,
                               get_flag (edit, "enable", TRUE));

  return TRUE;
}

static gboolean
change_option (Edit *edit)
{
  static const char * const members[] = { "name", "code", "externalId", "netSuiteId", NULL };
  static const char * const columns[] = { "name", "code", "externalid", "netsuiteid", NULL };
  gint64 field = find_number (edit, "SELECT field FROM pc_option WHERE id = ?", edit->id);
  gint64 parent = get_parent (edit);

  if (json_object_has_member (edit->set, "name") && !JSON_NODE_HOLDS_VALUE (json_object_get_member (edit->set, "name")))
    return refuse (edit, "an option has a name");
  if (json_object_has_member (edit->set, "parent"))
    {
      if (!check_parent (edit, field, parent))
        return FALSE;
      sb_option_move (edit->sandbox, edit->id, parent);
    }
  write_texts (edit, "pc_option", members, columns);
  if (json_object_has_member (edit->set, "enable"))
    write_number (edit, "pc_option", "enable", get_flag (edit, "enable", TRUE));
  write_number (edit, "pc_option", "updated", sb_precoro_now (edit->sandbox));

  return TRUE;
}

/* Whatever is below goes with it. */
static gboolean
delete_option (Edit *edit)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (edit->sandbox,
    "WITH RECURSIVE branch (id) AS (SELECT ? UNION SELECT o.id FROM pc_option o JOIN branch b ON o.parent = b.id)"
    " DELETE FROM pc_option WHERE id IN branch");

  sqlite3_bind_int64 (statement, 1, edit->id);
  sb_sandbox_run (edit->sandbox, statement);

  return TRUE;
}

/* ---- users ---- */

static gboolean
change_user (Edit *edit)
{
  static const char * const members[] = { "firstname", "lastname", "email", "netSuiteId", NULL };
  static const char * const columns[] = { "firstname", "lastname", "email", "netsuiteid", NULL };

  for (guint i = 0; i < 3; i++)
    if (json_object_has_member (edit->set, members[i]) && get_value (edit, members[i]) == NULL)
      return refuse (edit, "a user has a %s", members[i]);
  write_texts (edit, "pc_user", members, columns);
  if (json_object_has_member (edit->set, "enable"))
    write_number (edit, "pc_user", "enable", get_flag (edit, "enable", TRUE));

  return TRUE;
}

static gboolean
create_user (Edit *edit)
{
  gint64 company = find_company (edit);
  sqlite3_stmt *statement;

  if (company == 0)
    return FALSE;
  statement = sb_sandbox_prepare (edit->sandbox,
    "INSERT INTO pc_user (company, firstname, lastname, email, enable) VALUES (?, '', '', '', 1)");
  sqlite3_bind_int64 (statement, 1, company);
  sb_sandbox_run (edit->sandbox, statement);
  edit->id = sqlite3_last_insert_rowid (sb_sandbox_get_db (edit->sandbox));

  return change_user (edit);
}

static gboolean
delete_user (Edit *edit)
{
  return refuse (edit, "users are deactivated, not deleted");
}

/* ---- purchase orders ---- */

#define MILLIONTHS G_GINT64_CONSTANT (1000000)

/* "12.5" → 12,500,000; 0 for nothing. */
static gint64
parse_amount (const char *text)
{
  gint64 value = 0, unit = MILLIONTHS / 10;

  if (text == NULL)
    return 0;
  for (; g_ascii_isdigit (*text); text++)
    value = value * 10 + (*text - '0');
  value *= MILLIONTHS;
  if (*text == '.')
    for (text++; g_ascii_isdigit (*text) && unit > 0; text++, unit /= 10)
      value += (*text - '0') * unit;

  return value;
}

/* At least two decimals, as many as are needed. */
static char *
format_amount (gint64 millionths)
{
  char *text = g_strdup_printf ("%" G_GINT64_FORMAT ".%06d", millionths / MILLIONTHS, (int) (millionths % MILLIONTHS));
  gsize length = strlen (text);

  while (text[length - 1] == '0' && text[length - 3] != '.')
    text[--length] = '\0';

  return text;
}

static gint64
insert_line (Edit *edit, JsonObject *line)
{
  Edit member = { edit->sandbox, 0, line, edit->error };
  g_autofree char *name = dup_text (&member, "name");
  g_autofree char *quantity = dup_text (&member, "quantity");
  g_autofree char *price = dup_text (&member, "price");
  gint64 option = get_id (&member, "option");
  g_autofree char *sku = dup_text (&member, "sku");
  g_autofree char *given = dup_text (&member, "sum");
  gint64 sum = given != NULL ? parse_amount (given)
                             : (gint64) ((__int128) parse_amount (quantity != NULL ? quantity : "1") * parse_amount (price) / MILLIONTHS);
  g_autofree char *price_text = format_amount (parse_amount (price));
  g_autofree char *sum_text = given != NULL ? g_strdup (given) : format_amount (sum);
  sqlite3_stmt *statement = sb_sandbox_prepare (edit->sandbox,
    "INSERT INTO pc_line (\"order\", name, quantity, price, sum, option, sku) VALUES (?, ?, ?, ?, ?, nullif (?, 0), ?)");

  sqlite3_bind_int64 (statement, 1, edit->id);
  sqlite3_bind_text (statement, 2, name != NULL ? name : "Line", -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, quantity != NULL ? quantity : "1", -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, price_text, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 5, sum_text, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 6, option);
  sqlite3_bind_text (statement, 7, sku, -1, SQLITE_STATIC);
  sb_sandbox_run (edit->sandbox, statement);

  return sum;
}

/* Replaces the lines; the order's sum follows. */
static gboolean
write_lines (Edit *edit)
{
  JsonNode *node = json_object_get_member (edit->set, "items");
  g_autofree char *text = NULL;
  sqlite3_stmt *statement;
  JsonArray *lines;
  gint64 sum = 0;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return refuse (edit, "“items” is an array of objects with name, quantity, price and option");
  lines = json_node_get_array (node);
  statement = sb_sandbox_prepare (edit->sandbox, "DELETE FROM pc_line WHERE \"order\" = ?");
  sqlite3_bind_int64 (statement, 1, edit->id);
  sb_sandbox_run (edit->sandbox, statement);
  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (lines, i)))
        return refuse (edit, "“items” is an array of objects with name, quantity, price and option");
      sum += insert_line (edit, json_array_get_object_element (lines, i));
    }
  text = format_amount (sum);
  write_text (edit, "pc_order", "sum", text);

  return TRUE;
}

static gboolean
write_days (Edit *edit)
{
  static const struct { const char *member, *column; } days[] = { { "createDate", "created" }, { "requiredDate", "required" } };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *text = dup_text (edit, days[i].member);
      g_autoptr (GDateTime) date = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

      if (text != NULL && date == NULL)
        return refuse (edit, "“%s” is no instant", days[i].member);
      if (date != NULL)
        write_number (edit, "pc_order", days[i].column, g_date_time_to_unix (date));
    }

  return TRUE;
}

/* "document": ids of options of document fields, in place of those there were. */
static gboolean
write_values (Edit *edit)
{
  JsonNode *node = json_object_get_member (edit->set, "document");
  sqlite3_stmt *statement;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return refuse (edit, "“document” is an array of option ids");
  statement = sb_sandbox_prepare (edit->sandbox, "DELETE FROM pc_value WHERE \"order\" = ?");
  sqlite3_bind_int64 (statement, 1, edit->id);
  sb_sandbox_run (edit->sandbox, statement);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    {
      statement = sb_sandbox_prepare (edit->sandbox, "INSERT INTO pc_value VALUES (?, ?)");
      sqlite3_bind_int64 (statement, 1, edit->id);
      sqlite3_bind_int64 (statement, 2, json_array_get_int_element (json_node_get_array (node), i));
      sb_sandbox_run (edit->sandbox, statement);
    }

  return TRUE;
}

static gboolean
change_order (Edit *edit)
{
  static const char * const members[] = { "note", "currency", "externalId", "sum", "supplier", "location", NULL };
  static const char * const columns[] = { "note", "currency", "externalid", "sum", "supplier", "location", NULL };
  gint64 now = sb_precoro_now (edit->sandbox);
  gint64 purchaser = get_id (edit, "purchaser");

  if (json_object_has_member (edit->set, "purchaser"))
    {
      if (find_number (edit, "SELECT id FROM pc_user WHERE id = ?", purchaser) == 0)
        return refuse (edit, "there is no user %" G_GINT64_FORMAT, purchaser);
      write_number (edit, "pc_order", "purchaser", purchaser);
    }
  if (!write_lines (edit) || !write_days (edit) || !write_values (edit))
    return FALSE;
  write_texts (edit, "pc_order", members, columns);
  if (json_object_has_member (edit->set, "status"))
    {
      write_number (edit, "pc_order", "status", get_id (edit, "status"));
      if (get_id (edit, "status") == 2)
        write_number (edit, "pc_order", "approved", now);
    }
  write_number (edit, "pc_order", "updated", now);

  return TRUE;
}

static gboolean
create_order (Edit *edit)
{
  gint64 company = find_company (edit);
  gint64 purchaser = get_id (edit, "purchaser");
  gint64 now = sb_precoro_now (edit->sandbox);
  sqlite3_stmt *statement;

  if (company == 0)
    return FALSE;
  if (purchaser == 0)
    purchaser = find_number (edit, "SELECT min (id) FROM pc_user WHERE company = ?", company);
  statement = sb_sandbox_prepare (edit->sandbox,
    "INSERT INTO pc_order (company, idn, status, created, updated, approved, currency, sum, creator, purchaser)"
    " SELECT ?1, coalesce (max (idn), 1000) + 1, 2, ?2, ?2, ?2, 'USD', '0.00', ?3, ?3 FROM pc_order WHERE company = ?1");
  sqlite3_bind_int64 (statement, 1, company);
  sqlite3_bind_int64 (statement, 2, now);
  sqlite3_bind_int64 (statement, 3, purchaser);
  sb_sandbox_run (edit->sandbox, statement);
  edit->id = sqlite3_last_insert_rowid (sb_sandbox_get_db (edit->sandbox));

  return change_order (edit);
}

static gboolean
delete_order (Edit *edit)
{
  return refuse (edit, "orders are canceled (status 8), not deleted");
}

/* ---- fields ---- */

static gboolean
change_field (Edit *edit)
{
  static const char * const members[] = { "name", NULL };

  if (json_object_has_member (edit->set, "name") && get_value (edit, "name") == NULL)
    return refuse (edit, "a field has a name");
  write_texts (edit, "pc_field", members, members);
  if (json_object_has_member (edit->set, "enable"))
    write_number (edit, "pc_field", "enable", get_flag (edit, "enable", TRUE));
  write_number (edit, "pc_field", "updated", sb_precoro_now (edit->sandbox));

  return TRUE;
}

static gboolean
refuse_field (Edit *edit)
{
  return refuse (edit, "fields are renamed or disabled here, no more");
}

/* ---- dispatch ---- */

typedef struct {
  const char *name;            /* also with an "s" */
  const char *exists;          /* SQL */
  gboolean    (*create) (Edit *edit);
  gboolean    (*change) (Edit *edit);
  gboolean    (*remove) (Edit *edit);
  const char *members[16];
} Record;

static const Record records[] = {
  { "option", "SELECT id FROM pc_option WHERE id = ?", create_option, change_option, delete_option,
    { "company", "field", "name", "code", "parent", "externalId", "netSuiteId", "enable" } },
  { "user", "SELECT id FROM pc_user WHERE id = ?", create_user, change_user, delete_user,
    { "company", "firstname", "lastname", "email", "netSuiteId", "enable" } },
  { "purchaseorder", "SELECT id FROM pc_order WHERE id = ?", create_order, change_order, delete_order,
    { "company", "purchaser", "status", "note", "currency", "externalId", "items", "sum", "supplier", "location", "createDate",
      "requiredDate", "document" } },
  { "field", "SELECT id FROM pc_field WHERE id = ?", refuse_field, change_field, refuse_field, { "name", "enable" } },
};

static const Record *
find_record (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    {
      gsize length = strlen (records[i].name);

      if (strncmp (name, records[i].name, length) == 0 && (name[length] == '\0' || strcmp (name + length, "s") == 0))
        return &records[i];
    }

  return NULL;
}

static gboolean
run_edit (Edit *edit, const Record *record, const char *id, gboolean create, gboolean remove)
{
  if (!remove && !check_members (edit, record->members))
    return FALSE;
  if (create)
    return record->create (edit);
  edit->id = find_number (edit, record->exists, g_ascii_strtoll (id, NULL, 10));
  if (edit->id == 0)
    return refuse (edit, "there is no %s %s", record->name, id);
  if (remove)
    return record->remove (edit);
  if (json_object_has_member (edit->set, "company") || json_object_has_member (edit->set, "field"))
    return refuse (edit, "a record stays in its company and field");

  return record->change (edit);
}

char *
sb_precoro_edit (SbSandbox *self, const char *record_name, const char *id, gpointer set, gboolean create, gboolean remove,
                 GError **error)
{
  const Record *record = find_record (record_name);
  g_autoptr (GError) local_error = NULL;
  Edit edit = { self, 0, set, &local_error };

  if (record == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Precoro has option, user, purchaseorder and field, no “%s”",
                   record_name);
      return NULL;
    }
  if (run_edit (&edit, record, id, create, remove))
    return g_strdup_printf ("%" G_GINT64_FORMAT, edit.id);
  g_propagate_error (error, g_steal_pointer (&local_error));

  return NULL;
}
