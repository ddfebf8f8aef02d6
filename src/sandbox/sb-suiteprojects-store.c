/* sb-suiteprojects-store.c: objects as rows, and one change of one object
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteprojects.h"

#include <string.h>

/* ---- tables ---- */

static void
execute (SbSandbox *self, const char *sql)
{
  char *message = NULL;

  if (sqlite3_exec (sb_sandbox_get_db (self), sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("cannot make SuiteProjects Pro's tables: %s: %s", message, sql);
}

static gboolean
is_stored (const SbSppField *field)
{
  return field->alias == NULL && (field->flags & (SB_SPP_COMPUTED | SB_SPP_WRITE_ONLY)) == 0;
}

static const char *
sql_type (const SbSppField *field)
{
  return field->kind == SB_SPP_INTEGER || field->kind == SB_SPP_REFERENCE || field->kind == SB_SPP_INSTANT ? "INTEGER" : "TEXT";
}

static gboolean
is_looked_up (const SbSppField *field)
{
  static const char * const names[] = { "name", "nickname", "externalid", "number", "updated", "customerid", "projectid", "parentid",
                                        "hierarchyid", "invoiceid", NULL };

  return g_strv_contains (names, field->name);
}

/* Data of an earlier version have fewer columns; what they hold is kept. */
static void
add_missing_columns (SbSandbox *self, const SbSppType *type, const char *table)
{
  g_autoptr (GHashTable) present = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *info = g_strdup_printf ("SELECT name FROM pragma_table_info ('%s')", table);
  sqlite3_stmt *statement = NULL;

  sqlite3_prepare_v2 (sb_sandbox_get_db (self), info, -1, &statement, NULL);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_hash_table_add (present, g_strdup ((const char *) sqlite3_column_text (statement, 0)));
  sqlite3_finalize (statement);
  for (const SbSppField *f = type->fields + 1; f->name != NULL; f++)
    if (is_stored (f) && !g_hash_table_contains (present, f->name))
      {
        g_autofree char *sql = g_strdup_printf ("ALTER TABLE %s ADD COLUMN \"%s\" %s", table, f->name, sql_type (f));

        execute (self, sql);
      }
}

static void
create_table (SbSandbox *self, const SbSppType *type)
{
  g_autofree char *table = sb_spp_dup_table (type);
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "CREATE TABLE IF NOT EXISTS %s (id INTEGER PRIMARY KEY AUTOINCREMENT, born INTEGER NOT NULL,"
                          " deleted INTEGER NOT NULL DEFAULT 0", table);
  for (const SbSppField *f = type->fields + 1; f->name != NULL; f++)
    if (is_stored (f))
      g_string_append_printf (sql, ", \"%s\" %s", f->name, sql_type (f));
  g_string_append (sql, ")");
  execute (self, sql->str);
  add_missing_columns (self, type, table);
  g_string_truncate (sql, 0);
  for (const SbSppField *f = type->fields + 1; f->name != NULL; f++)
    if (is_stored (f) && is_looked_up (f))
      g_string_append_printf (sql, "CREATE INDEX IF NOT EXISTS %s_%s ON %s (\"%s\");", table, f->name, table, f->name);
  execute (self, sql->str);
}

void
sb_spp_create_store (SbSandbox *self)
{
  for (const SbSppType *t = sb_spp_types; t->name != NULL; t++)
    create_table (self, t);
  execute (self, "CREATE TABLE IF NOT EXISTS sp_value (type TEXT NOT NULL, record INTEGER NOT NULL, name TEXT NOT NULL,"
           " value TEXT NOT NULL, PRIMARY KEY (type, record, name));"
           "CREATE INDEX IF NOT EXISTS sp_value_value ON sp_value (type, name, value);"
           "CREATE TABLE IF NOT EXISTS sp_born (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL);"
           "INSERT OR IGNORE INTO sp_born VALUES (1, 0);");
}

/* ---- reading ---- */

gint64
sb_spp_query (SbSandbox *self, const char *sql, guint count, ...)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);
  gint64 value = 0;
  va_list arguments;

  va_start (arguments, count);
  for (guint i = 0; i < count; i++)
    sqlite3_bind_int64 (statement, (int) i + 1, va_arg (arguments, gint64));
  va_end (arguments);
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);

  return value;
}

gint64
sb_spp_get_horizon (SbSandbox *self)
{
  return sb_spp_query (self, "SELECT last FROM sp_born", 0);
}

gboolean
sb_spp_exists (SbSandbox *self, const SbSppType *type, gint64 id, gint64 horizon)
{
  g_autofree char *table = sb_spp_dup_table (type);
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM %s WHERE id = ?1 AND deleted = 0 AND born <= ?2", table);

  return sb_spp_query (self, sql, 2, id, horizon) != 0;
}

static char *
dup_first (sqlite3_stmt *statement)
{
  char *value = NULL;

  if (sqlite3_step (statement) == SQLITE_ROW)
    value = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_reset (statement);

  return value;
}

char *
sb_spp_dup_value (SbSandbox *self, const SbSppType *type, gint64 id, const char *column)
{
  g_autofree char *table = sb_spp_dup_table (type);
  g_autofree char *sql = g_strdup_printf ("SELECT \"%s\" FROM %s WHERE id = ?", column, table);
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);

  sqlite3_bind_int64 (statement, 1, id);

  return dup_first (statement);
}

char *
sb_spp_dup_custom (SbSandbox *self, const SbSppType *type, gint64 id, const char *name)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT value FROM sp_value WHERE type = ? AND record = ? AND name = ?");

  sqlite3_bind_text (statement, 1, type->name, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, id);
  sqlite3_bind_text (statement, 3, name, -1, SQLITE_STATIC);

  return dup_first (statement);
}

guint
sb_spp_find_by (SbSandbox *self, const SbSppType *type, const char *name, const char *value, gint64 *out_id)
{
  const SbSppField *field = sb_spp_find_field (self, type, name);
  g_autofree char *table = sb_spp_dup_table (type);
  g_autofree char *expression = NULL;
  g_autofree char *sql = NULL;
  sqlite3_stmt *statement;
  guint count = 0;

  if (field == NULL || !sb_spp_is_readable (field))
    return 0;
  expression = sb_spp_dup_expression (type, field);
  sql = g_strdup_printf ("SELECT count (*), min (t.id) FROM %s t WHERE %s = ? AND t.deleted = 0", table, expression);
  statement = sb_sandbox_prepare (self, sql);
  sqlite3_bind_text (statement, 1, value, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_ROW)
    {
      count = (guint) sqlite3_column_int (statement, 0);
      *out_id = sqlite3_column_int64 (statement, 1);
    }
  sqlite3_reset (statement);

  return count;
}

/* ---- a change ---- */

SbSppDraft *
sb_spp_draft_new (SbSandbox *self, const SbSppType *type, gint64 id)
{
  SbSppDraft *draft = g_new0 (SbSppDraft, 1);

  draft->sandbox = self;
  draft->type = type;
  draft->id = id;
  draft->values = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  draft->customs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return draft;
}

void
sb_spp_draft_free (SbSppDraft *self)
{
  g_hash_table_unref (self->values);
  g_hash_table_unref (self->customs);
  g_free (self);
}

static gboolean
is_number (const char *text)
{
  gsize digits = 0;
  gboolean point = FALSE;

  for (const char *c = text + (*text == '-'); *c != '\0'; c++)
    if (g_ascii_isdigit (*c))
      digits++;
    else if (*c == '.' && !point)
      point = TRUE;
    else
      return FALSE;

  return digits > 0 && digits <= 18;
}

static gboolean
check_reference (SbSppDraft *self, const SbSppField *field, const char *text, SbSppFailure *failure)
{
  const SbSppType *target = field->target != NULL ? sb_spp_find_type (field->target) : NULL;
  gint64 id = sb_spp_parse_id (text);

  if (id != 0 && (target == NULL || sb_spp_exists (self->sandbox, target, id, SB_SPP_ALL_SEEN)))
    return TRUE;
  self->refused = field;

  return sb_spp_fail (failure, g_strcmp0 (field->target, "Costcenter") == 0 ? 906 : 601, "There is no %s with the id “%s” (%s)",
                      field->target != NULL ? field->target : "object", text, field->name);
}

static gboolean
check_ids (SbSppDraft *self, const SbSppField *field, const char *text, SbSppFailure *failure)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!sb_spp_exists (self->sandbox, sb_spp_find_type (field->target), sb_spp_parse_id (parts[i]), SB_SPP_ALL_SEEN))
      return sb_spp_fail (failure, 1050, "“%s” is no hierarchy node (%s)", parts[i], field->name);

  return TRUE;
}

static gboolean
check_content (SbSppDraft *self, const SbSppField *field, const char *text, SbSppFailure *failure)
{
  gint64 number;
  gint64 unused;
  gboolean good = TRUE;

  switch (field->kind)
    {
    case SB_SPP_REFERENCE:
      return check_reference (self, field, text, failure);
    case SB_SPP_IDS:
      return check_ids (self, field, text, failure);
    case SB_SPP_INTEGER:
    case SB_SPP_INSTANT:
      good = g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL);
      break;
    case SB_SPP_NUMBER:
      good = is_number (text);
      break;
    case SB_SPP_FLAG:
      good = strcmp (text, "0") == 0 || strcmp (text, "1") == 0;
      break;
    case SB_SPP_DAY:
      good = sb_spp_is_day (text);
      break;
    case SB_SPP_TEXT:
    default:
      good = strcmp (field->name, "currency") != 0 || self->unchecked ||
             sb_spp_find_by (self->sandbox, sb_spp_find_type ("Currency"), "symbol", text, &unused) > 0;
    }

  return good || sb_spp_fail (failure, 2001, "“%s” is not valid for %s", text, field->name);
}

/* Import-only elements name what a reference points to by its external id (A15). */
static gboolean
set_by_external (SbSppDraft *self, const SbSppField *field, const char *text, SbSppFailure *failure)
{
  const SbSppField *base = sb_spp_resolve (self->type, field);
  const SbSppType *target = sb_spp_find_type (base->target);
  gint64 id = 0;

  if (sb_spp_find_field (self->sandbox, target, "externalid") == NULL)
    return sb_spp_fail (failure, 916, "%s has no external id", target->name);
  if (sb_spp_find_by (self->sandbox, target, "externalid", text, &id) != 1)
    return sb_spp_fail (failure, 910, "No %s has the external id “%s”", target->name, text);
  g_hash_table_insert (self->values, (gpointer) base, g_strdup_printf ("%" G_GINT64_FORMAT, id));

  return TRUE;
}

gboolean
sb_spp_draft_set (SbSppDraft *self, const SbSppField *field, const char *text, SbSppFailure *failure)
{
  const SbSppField *base = sb_spp_resolve (self->type, field);
  gboolean clears = text == NULL || *text == '\0' || (base->kind == SB_SPP_REFERENCE && strcmp (text, "0") == 0);

  if ((field->flags & SB_SPP_COMPUTED) != 0 || ((field->flags & SB_SPP_READ_ONLY) != 0 && !self->unchecked))
    return sb_spp_fail (failure, 602, "%s cannot be written", field->name);
  if ((field->flags & SB_SPP_EXTERNAL) != 0 && !clears)
    return set_by_external (self, field, text, failure);
  if (!clears && !check_content (self, base, text, failure))
    return FALSE;
  if (is_stored (base))
    g_hash_table_insert (self->values, (gpointer) base, clears ? NULL : g_strdup (text));

  return TRUE;
}

static gboolean
is_listed (const char *values, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (values != NULL ? values : "", "\n", -1);

  return g_strv_contains ((const char * const *) lines, text);
}

gboolean
sb_spp_draft_set_custom (SbSppDraft *self, const char *name, const char *text, SbSppFailure *failure)
{
  g_autoptr (SbSppCustom) custom = sb_spp_find_custom (self->sandbox, self->type, name);
  gboolean good = TRUE;

  if (custom == NULL)
    return sb_spp_fail (failure, 1106, "%s has no custom field %s", self->type->name, name);
  if (text != NULL && *text != '\0')
    {
      if (strcmp (custom->kind, "dropdown") == 0 && !is_listed (custom->values, text))
        return sb_spp_fail (failure, 1101, "“%s” is not in the list of %s", text, name);
      if (strcmp (custom->kind, "checkbox") == 0)
        good = strcmp (text, "0") == 0 || strcmp (text, "1") == 0;
      else if (strcmp (custom->kind, "numeric") == 0)
        good = is_number (text);
      else if (strcmp (custom->kind, "date") == 0)
        good = sb_spp_is_day (text);
      if (!good)
        return sb_spp_fail (failure, 1100, "“%s” is not valid for %s", text, name);
    }
  g_hash_table_insert (self->customs, g_strdup (name), text != NULL && *text != '\0' ? g_strdup (text) : NULL);

  return TRUE;
}

void
sb_spp_draft_put (SbSppDraft *self, const char *name, const char *text)
{
  g_auto (SbSppFailure) failure = { 0 };
  const SbSppField *field = sb_spp_find_field (self->sandbox, self->type, name);
  gboolean done;

  if (g_str_has_suffix (name, "__c"))
    {
      g_autofree char *plain = g_strndup (name, strlen (name) - 3);

      /* past the switch that hides the connector's fields: rows are there, the account just cannot show them */
      g_hash_table_insert (self->customs, g_steal_pointer (&plain), text != NULL && *text != '\0' ? g_strdup (text) : NULL);
      return;
    }
  if (field == NULL)
    g_error ("%s has no field %s", self->type->name, name);
  done = sb_spp_draft_set (self, field, text, &failure);
  if (!done)
    g_error ("%s: %s", self->type->name, failure.text);
}

char *
sb_spp_draft_dup (SbSppDraft *self, const char *name)
{
  const SbSppField *field = NULL;
  gpointer value;

  for (const SbSppField *f = self->type->fields; f->name != NULL && field == NULL; f++)
    if (strcmp (f->name, name) == 0)
      field = sb_spp_resolve (self->type, f);
  g_assert (field != NULL);
  if (g_hash_table_lookup_extended (self->values, field, NULL, &value))
    return g_strdup (value);

  return self->id != 0 ? sb_spp_dup_value (self->sandbox, self->type, self->id, field->name) : NULL;
}

/* ---- writing ---- */

static gint64
take_birth (SbSandbox *self)
{
  sb_sandbox_run (self, sb_sandbox_prepare (self, "UPDATE sp_born SET last = last + 1"));

  return sb_spp_get_horizon (self);
}

static void
bind_values (sqlite3_stmt *statement, int column, GPtrArray *values)
{
  for (guint i = 0; i < values->len; i++)
    sqlite3_bind_text (statement, column + (int) i, g_ptr_array_index (values, i), -1, SQLITE_STATIC);
}

/* In the order of the type, so that the same fields always make the same statement. */
static void
write_row (SbSppDraft *self, gint64 now)
{
  g_autofree char *table = sb_spp_dup_table (self->type);
  g_autofree char *stamp = g_strdup_printf ("%" G_GINT64_FORMAT, now);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) marks = g_string_new (NULL);
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  g_autofree char *sql = NULL;
  gboolean is_new = self->id == 0;
  sqlite3_stmt *statement;

  for (const SbSppField *f = self->type->fields + 1; f->name != NULL; f++)
    {
      gpointer value = NULL;
      gboolean stamped = strcmp (f->name, "updated") == 0 || (is_new && strcmp (f->name, "created") == 0);

      if (!stamped && !g_hash_table_lookup_extended (self->values, f, NULL, &value))
        continue;
      g_string_append_printf (names, is_new ? ", \"%s\"" : ", \"%s\" = ?", f->name);
      g_string_append (marks, ", ?");
      g_ptr_array_add (values, stamped ? stamp : value);
    }
  if (is_new)
    sql = g_strdup_printf ("INSERT INTO %s (born%s) VALUES (?%s)", table, names->str, marks->str);
  else
    sql = g_strdup_printf ("UPDATE %s SET deleted = 0%s WHERE id = ?", table, names->str);
  statement = sb_sandbox_prepare (self->sandbox, sql);
  if (is_new)
    {
      gint64 birth = take_birth (self->sandbox);

      statement = sb_sandbox_prepare (self->sandbox, sql);
      sqlite3_bind_int64 (statement, 1, birth);
      bind_values (statement, 2, values);
    }
  else
    {
      bind_values (statement, 1, values);
      sqlite3_bind_int64 (statement, (int) values->len + 1, self->id);
    }
  sb_sandbox_run (self->sandbox, statement);
  if (is_new)
    self->id = sqlite3_last_insert_rowid (sb_sandbox_get_db (self->sandbox));
}

static void
write_customs (SbSppDraft *self)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, self->customs);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      sqlite3_stmt *statement = sb_sandbox_prepare (self->sandbox, value != NULL
                                                    ? "INSERT OR REPLACE INTO sp_value VALUES (?, ?, ?, ?)"
                                                    : "DELETE FROM sp_value WHERE type = ? AND record = ? AND name = ?");

      sqlite3_bind_text (statement, 1, self->type->name, -1, SQLITE_STATIC);
      sqlite3_bind_int64 (statement, 2, self->id);
      sqlite3_bind_text (statement, 3, name, -1, SQLITE_STATIC);
      if (value != NULL)
        sqlite3_bind_text (statement, 4, value, -1, SQLITE_STATIC);
      sb_sandbox_run (self->sandbox, statement);
    }
}

static gboolean
check_unique_customs (SbSppDraft *self, SbSppFailure *failure)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, self->customs);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autoptr (SbSppCustom) custom = value != NULL ? sb_spp_find_custom (self->sandbox, self->type, name) : NULL;
      g_autofree char *table = sb_spp_dup_table (self->type);
      g_autofree char *sql = NULL;
      sqlite3_stmt *statement;
      gboolean taken;

      if (custom == NULL || (!custom->unique && !(g_str_has_prefix (name, "netsuite_") &&
                                                  sb_sandbox_assumes (self->sandbox, "suiteprojects.netsuite-id-unique", "on"))))
        continue;
      sql = g_strdup_printf ("SELECT 1 FROM sp_value v JOIN %s t ON t.id = v.record WHERE v.type = ? AND v.name = ? AND v.value = ?"
                             " AND v.record <> ? AND t.deleted = 0", table);
      statement = sb_sandbox_prepare (self->sandbox, sql);
      sqlite3_bind_text (statement, 1, self->type->name, -1, SQLITE_STATIC);
      sqlite3_bind_text (statement, 2, name, -1, SQLITE_STATIC);
      sqlite3_bind_text (statement, 3, value, -1, SQLITE_STATIC);
      sqlite3_bind_int64 (statement, 4, self->id);
      taken = sqlite3_step (statement) == SQLITE_ROW;
      sqlite3_reset (statement);
      if (taken)
        return sb_spp_fail (failure, 1104, "Another %s has “%s” in %s", self->type->name, (const char *) value, (const char *) name);
    }

  return TRUE;
}

gboolean
sb_spp_draft_save (SbSppDraft *self, SbSppFailure *failure)
{
  if (!self->unchecked && !check_unique_customs (self, failure))
    return FALSE;
  if (!sb_spp_check_rules (self, failure))
    return FALSE;
  write_row (self, self->created != 0 ? self->created : sb_spp_now (self->sandbox));
  write_customs (self);
  sb_spp_follow_up (self);

  return TRUE;
}

/* The row stays, flagged, for half a year at least. */
gboolean
sb_spp_delete (SbSandbox *self, const SbSppType *type, gint64 id, SbSppFailure *failure)
{
  g_autofree char *table = sb_spp_dup_table (type);
  g_autofree char *sql = g_strdup_printf ("UPDATE %s SET deleted = 1, updated = ?2 WHERE id = ?1", table);
  g_autofree char *invoice = NULL;

  if (!sb_spp_check_deletable (self, type, id, failure))
    return FALSE;
  if (strcmp (type->name, "Payment") == 0)
    invoice = sb_spp_dup_value (self, type, id, "invoiceid");
  sb_spp_query (self, sql, 2, id, sb_spp_now (self));
  if (invoice != NULL)
    sb_spp_settle_invoice (self, sb_spp_parse_id (invoice));

  return TRUE;
}
