/* sb-netsuite-draft.c: a change, from its values to the row
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-netsuite-record.h"

#include <string.h>

SbDraft *
sb_draft_new (SbSandbox *self, const SbTable *table, gint64 id)
{
  SbDraft *draft = g_new0 (SbDraft, 1);

  draft->sandbox = self;
  draft->table = table;
  draft->id = id;
  draft->values = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  return draft;
}

SbLine *
sb_line_new (const SbSublist *sublist, guint index)
{
  SbLine *line = g_new0 (SbLine, 1);

  line->sublist = sublist;
  line->index = index;
  line->values = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  return line;
}

static void
line_free (gpointer data)
{
  SbLine *line = data;

  g_hash_table_unref (line->values);
  g_free (line);
}

const char *
sb_line_get (const SbLine *self, const char *column)
{
  for (const SbField *f = self->sublist->fields; f->column != NULL; f++)
    if (strcmp (f->column, column) == 0)
      return g_hash_table_lookup (self->values, f);

  return NULL;
}

void
sb_draft_add_line (SbDraft *self, SbLine *line)
{
  if (self->lines == NULL)
    self->lines = g_ptr_array_new_with_free_func (line_free);
  g_ptr_array_add (self->lines, line);
}

void
sb_draft_free (SbDraft *self)
{
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->applied, g_array_unref);
  g_free (self->fault_path);
  g_hash_table_unref (self->values);
  g_clear_pointer (&self->subsidiaries, g_array_unref);
  g_free (self);
}

void
sb_draft_set (SbDraft *self, const SbField *field, const char *value)
{
  g_hash_table_insert (self->values, (gpointer) field, g_strdup (value));
}

static const SbField *
get_field (SbDraft *self, const char *column)
{
  const SbField *field = sb_table_find_column (self->table, column);

  g_assert (field != NULL);

  return field;
}

void
sb_draft_set_column (SbDraft *self, const char *column, const char *value)
{
  sb_draft_set (self, get_field (self, column), value);
}

gboolean
sb_draft_touches (SbDraft *self, const char *column)
{
  return g_hash_table_contains (self->values, get_field (self, column));
}

char *
sb_draft_dup (SbDraft *self, const char *column)
{
  if (sb_draft_touches (self, column))
    return g_strdup (g_hash_table_lookup (self->values, get_field (self, column)));

  return self->id != 0 ? sb_record_dup (self->sandbox, self->table, self->id, column) : NULL;
}

gint64
sb_draft_get_reference (SbDraft *self, const char *column)
{
  g_autofree char *text = sb_draft_dup (self, column);

  return sb_record_parse_id (text);
}

/* ---- checks ---- */

gboolean
sb_draft_fail (SbDraft *self, const char *column, SbRecordError code, GError **error, const char *format, ...)
{
  va_list arguments;

  self->fault = column != NULL ? get_field (self, column) : NULL;
  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (SB_RECORD_ERROR, code, format, arguments));
  va_end (arguments);

  return FALSE;
}

static gboolean
check_length (SbDraft *self, const SbField *field, const char *value, GError **error)
{
  if (field->type != SB_FIELD_TEXT || field->max_length == 0 || g_utf8_strlen (value, -1) <= (glong) field->max_length)
    return TRUE;

  return sb_draft_fail (self, field->column, SB_RECORD_ERROR_CONTENT, error,
                        "The field %s contained more than the maximum number ( %u ) of characters allowed.", field->column,
                        field->max_length);
}

/* References to lists that the sandbox does not have are taken as they are. */
gboolean
sb_draft_check_reference (SbDraft *self, const SbField *field, const char *value, GError **error)
{
  const SbTable *target = field->type == SB_FIELD_REFERENCE ? sb_netsuite_find_referenced (field) : NULL;

  if (target == NULL || sb_record_exists (self->sandbox, target, sb_record_parse_id (value)))
    return TRUE;

  self->fault = field;
  g_set_error (error, SB_RECORD_ERROR, SB_RECORD_ERROR_CONTENT, "You have entered an Invalid Field Value %s for the following field: %s",
               value, field->property != NULL ? field->property : field->column);

  return FALSE;
}

static gboolean
check_values (SbDraft *self, GError **error)
{
  GHashTableIter iter;
  gpointer field, value;

  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &field, &value))
    if (value != NULL && (!check_length (self, field, value, error) || !sb_draft_check_reference (self, field, value, error)))
      return FALSE;

  return TRUE;
}

/* Several at once are named in one sentence. */
static gboolean
check_required (SbDraft *self, GError **error)
{
  g_autoptr (GString) missing = g_string_new (NULL);

  for (const SbField *f = self->table->fields; f->column != NULL; f++)
    {
      g_autofree char *value = NULL;

      if ((f->flags & SB_FIELD_REQUIRED) == 0 || !sb_netsuite_has_property (self->sandbox, self->table, f))
        continue;
      value = sb_draft_dup (self, f->column);
      if (value == NULL)
        g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", f->title != NULL ? f->title : f->property);
    }

  return missing->len == 0 ||
         sb_draft_fail (self, NULL, SB_RECORD_ERROR_RULE, error, "Please enter value(s) for: %s.", missing->str);
}

static gboolean
is_taken (SbDraft *self, const char *column, const char *value)
{
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM \"ns_%s\" WHERE \"%s\" = ?1 AND id <> ?2 LIMIT 1", self->table->table, column);
  sqlite3_stmt *statement = sb_sandbox_prepare (self->sandbox, sql);
  gboolean taken;

  sqlite3_bind_text (statement, 1, value, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, self->id);
  taken = sqlite3_step (statement) == SQLITE_ROW;
  sqlite3_reset (statement);

  return taken;
}

static gboolean
check_unique (SbDraft *self, GError **error)
{
  static const char * const columns[] = { "externalid", "entityid" };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      const SbField *field = sb_table_find_column (self->table, columns[i]);
      const char *value = field != NULL ? g_hash_table_lookup (self->values, field) : NULL;

      if (value != NULL && is_taken (self, columns[i], value))
        return sb_draft_fail (self, columns[i], SB_RECORD_ERROR_RULE, error, "A record with the %s %s already exists.",
                              i == 0 ? "external ID" : "ID", value);
    }

  return TRUE;
}

/* ---- writing ---- */

static gboolean
is_entity (const SbTable *table)
{
  return sb_table_find_column (table, "entityid") != NULL;
}

/* Entities share one space of ids; no id is given out twice, even when the record is gone. */
static gint64
take_id (SbDraft *self)
{
  g_autofree char *key = is_entity (self->table) ? g_strdup (SB_LAST_ENTITY_META)
                                                 : g_strconcat ("netsuite.last-id.", self->table->table, NULL);
  g_autofree char *noted = sb_sandbox_dup_meta (self->sandbox, key);
  g_autofree char *sql = g_strdup_printf ("SELECT max (id) FROM \"ns_%s\"", self->table->table);
  g_autofree char *text = NULL;
  gint64 last = is_entity (self->table) ? sb_record_query (self->sandbox, "SELECT max (coalesce ((SELECT max (id) FROM ns_customer), 0),"
                                                           " coalesce ((SELECT max (id) FROM ns_job), 0),"
                                                           " coalesce ((SELECT max (id) FROM ns_employee), 0),"
                                                           " coalesce ((SELECT max (id) FROM ns_vendor), 0),"
                                                           " coalesce ((SELECT max (id) FROM ns_contact), 0))", 0)
                                        : sb_record_query (self->sandbox, sql, 0);
  gint64 id = MAX (last, sb_record_parse_id (noted)) + 1;

  text = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  sb_sandbox_set_meta (self->sandbox, key, text);

  return id;
}

static void
run (SbDraft *self, const char *sql, GPtrArray *values, gint64 id)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self->sandbox, sql);
  int column = 0;

  for (guint i = 0; i < values->len; i++)
    sqlite3_bind_text (statement, ++column, g_ptr_array_index (values, i), -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, ++column, id);
  if (sqlite3_step (statement) != SQLITE_DONE)
    g_warning ("%s: %s", sql, sqlite3_errmsg (sb_sandbox_get_db (self->sandbox)));
  sqlite3_reset (statement);
}

/* In the order of the table, so that the same columns always make the same statement. */
static void
write_row (SbDraft *self, gboolean is_new)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) marks = g_string_new (NULL);
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  g_autofree char *sql = NULL;

  for (const SbField *f = self->table->fields; f->column != NULL; f++)
    {
      gpointer value;

      if (!g_hash_table_lookup_extended (self->values, f, NULL, &value))
        continue;
      if (is_new)
        g_string_append_printf (names, "\"%s\", ", f->column);
      else
        g_string_append_printf (names, "%s\"%s\" = ?", values->len > 0 ? ", " : "", f->column);
      g_string_append (marks, "?, ");
      g_ptr_array_add (values, value);
    }
  if (is_new)
    sql = g_strdup_printf ("INSERT INTO \"ns_%s\" (%sid) VALUES (%s?)", self->table->table, names->str, marks->str);
  else if (values->len > 0)
    sql = g_strdup_printf ("UPDATE \"ns_%s\" SET %s WHERE id = ?", self->table->table, names->str);
  if (sql != NULL)
    run (self, sql, values, self->id);
}

static void
stamp (SbDraft *self, gboolean is_new, gint64 now)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, now);

  if (is_new && sb_table_find_column (self->table, "datecreated") != NULL)
    sb_draft_set_column (self, "datecreated", text);
  if (sb_table_find_column (self->table, "lastmodifieddate") != NULL && !sb_draft_touches (self, "lastmodifieddate") &&
      sb_draft_is_stamped (self))
    sb_draft_set_column (self, "lastmodifieddate", text);
}

static void
set_default_flags (SbDraft *self)
{
  for (const SbField *f = self->table->fields; f->column != NULL; f++)
    if (f->type == SB_FIELD_BOOLEAN && !sb_netsuite_is_derived (self->table, f) && !g_hash_table_contains (self->values, f))
      sb_draft_set (self, f, "F");
}

gboolean
sb_draft_save (SbDraft *self, GError **error)
{
  gboolean is_new = self->id == 0;
  gint64 now = sb_netsuite_now (self->sandbox);

  if (!check_values (self, error) || !sb_draft_prepare (self, error) || !check_required (self, error) || !check_unique (self, error))
    return FALSE;
  if (is_new)
    {
      self->id = take_id (self);
      set_default_flags (self);
    }
  stamp (self, is_new, now);
  write_row (self, is_new);
  sb_draft_follow_up (self, now);

  return TRUE;
}
