/* sb-suiteprojects-schema.c: look-ups in the table of object types
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteprojects.h"

#include <string.h>

void
sb_spp_failure_clear (SbSppFailure *self)
{
  self->code = 0;
  g_clear_pointer (&self->text, g_free);
}

gboolean
sb_spp_fail (SbSppFailure *self, int code, const char *format, ...)
{
  va_list arguments;

  sb_spp_failure_clear (self);
  self->code = code;
  va_start (arguments, format);
  self->text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  return FALSE;
}

/* ---- types ---- */

const SbSppType *
sb_spp_find_type (const char *name)
{
  for (const SbSppType *t = sb_spp_types; t->name != NULL; t++)
    if (g_strcmp0 (t->name, name) == 0)
      return t;

  return NULL;
}

const SbSppType *
sb_spp_find_collection (const char *collection)
{
  for (const SbSppType *t = sb_spp_types; t->name != NULL; t++)
    {
      g_autofree char *lower = g_ascii_strdown (t->name, -1);

      if (g_strcmp0 (lower, collection) == 0)
        return t;
    }

  return NULL;
}

const SbSppType *
sb_spp_find_path (const char *path)
{
  for (const SbSppType *t = sb_spp_types; t->name != NULL; t++)
    if (t->path != NULL && g_strcmp0 (t->path, path) == 0)
      return t;

  return NULL;
}

char *
sb_spp_dup_table (const SbSppType *type)
{
  g_autofree char *lower = g_ascii_strdown (type->name, -1);

  return g_strconcat ("sp_", lower, NULL);
}

/* ---- fields ---- */

/* E: both spellings circulate. */
static const struct { const char *joined, *underscored; } level_names[] = {
  { "isalevel", "is_a_level" },
  { "isanode", "is_a_node" },
};

const char *
sb_spp_get_field_name (SbSandbox *self, const SbSppField *field)
{
  if (sb_sandbox_assumes (self, "suiteprojects.level-names", "underscored"))
    for (guint i = 0; i < G_N_ELEMENTS (level_names); i++)
      if (strcmp (field->name, level_names[i].joined) == 0)
        return level_names[i].underscored;

  return field->name;
}

const SbSppField *
sb_spp_find_field (SbSandbox *self, const SbSppType *type, const char *name)
{
  for (const SbSppField *f = type->fields; f->name != NULL; f++)
    if (strcmp (sb_spp_get_field_name (self, f), name) == 0)
      return f;

  return NULL;
}

const SbSppField *
sb_spp_find_attribute (const SbSppType *type, const char *rest)
{
  for (const SbSppField *f = type->fields; f->name != NULL; f++)
    if (f->rest != NULL && strcmp (f->rest, rest) == 0)
      return f;

  return NULL;
}

const SbSppField *
sb_spp_resolve (const SbSppType *type, const SbSppField *field)
{
  if (field->alias == NULL)
    return field;
  for (const SbSppField *f = type->fields; f->name != NULL; f++)
    if (strcmp (f->name, field->alias) == 0)
      return f;
  g_assert_not_reached ();
}

gboolean
sb_spp_is_readable (const SbSppField *field)
{
  return (field->flags & SB_SPP_EXTERNAL) == 0 && (sb_spp_is_shown (field) || field->alias != NULL);
}

gboolean
sb_spp_is_shown (const SbSppField *field)
{
  return (field->flags & SB_SPP_WRITE_ONLY) == 0;
}

/* Read conveniences of the XML API (A12 to A14). */
static const struct { const char *type, *name, *sql; } computed[] = {
  { "Customer", "picklist_label", "t.name" },
  { "Project", "picklist_label", "t.name" },
  { "User", "picklist_label", "t.name" },
  { "Contact", "picklist_label", "trim (coalesce (t.\"addr/last\", '') || ', ' || coalesce (t.\"addr/first\", ''), ', ')" },
  { "Contact", "name", "trim (coalesce (t.\"addr/first\", '') || ' ' || coalesce (t.\"addr/last\", ''))" },
  { "Project", "customer_name", "(SELECT c.name FROM sp_customer c WHERE c.id = t.customerid)" },
  { "Projecttask", "customer_name", "(SELECT c.name FROM sp_customer c WHERE c.id = t.customerid)" },
  { "Projecttask", "project_name", "(SELECT p.name FROM sp_project p WHERE p.id = t.projectid)" },
  { "Projecttask", "deleted", "t.deleted" },
  { "Reimbursement", "envelope_number", "(SELECT e.number FROM sp_envelope e WHERE e.id = t.envelopeid)" },
  { "Payment", "invoice_number", "(SELECT i.number FROM sp_invoice i WHERE i.id = t.invoiceid)" },
};

char *
sb_spp_dup_expression (const SbSppType *type, const SbSppField *field)
{
  if ((field->flags & SB_SPP_COMPUTED) == 0)
    return g_strdup_printf ("t.\"%s\"", field->alias != NULL ? field->alias : field->name);
  for (guint i = 0; i < G_N_ELEMENTS (computed); i++)
    if (strcmp (computed[i].type, type->name) == 0 && strcmp (computed[i].name, field->name) == 0)
      return g_strdup (computed[i].sql);
  g_assert_not_reached ();
}

/* ---- custom fields ---- */

void
sb_spp_custom_free (SbSppCustom *self)
{
  g_free (self->name);
  g_free (self->kind);
  g_free (self->values);
  g_free (self);
}

static SbSppCustom *
read_custom (sqlite3_stmt *row)
{
  SbSppCustom *custom = g_new0 (SbSppCustom, 1);

  custom->id = sqlite3_column_int64 (row, 0);
  custom->name = g_strdup ((const char *) sqlite3_column_text (row, 1));
  custom->kind = g_strdup ((const char *) sqlite3_column_text (row, 2));
  custom->values = g_strdup ((const char *) sqlite3_column_text (row, 3));
  custom->unique = sqlite3_column_int (row, 4) != 0;

  return custom;
}

/* The connector's fields come with its first use; an account that never used it has none. */
#define CUSTOMS "SELECT id, name, type, valuelist, force_unique = '1' FROM sp_custfield WHERE association = ?1 AND active = '1' AND deleted = 0" \
                " AND (?2 OR name NOT LIKE 'netsuite\\_%' ESCAPE '\\')"

static sqlite3_stmt *
prepare_customs (SbSandbox *self, const SbSppType *type, const char *sql)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self, sql);

  sqlite3_bind_text (statement, 1, type->association, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, sb_sandbox_assumes (self, "suiteprojects.netsuite-fields", "present"));

  return statement;
}

SbSppCustom *
sb_spp_find_custom (SbSandbox *self, const SbSppType *type, const char *name)
{
  sqlite3_stmt *statement;
  SbSppCustom *custom = NULL;

  if (type->association == NULL)
    return NULL;
  statement = prepare_customs (self, type, CUSTOMS " AND name = ?3");
  sqlite3_bind_text (statement, 3, name, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_ROW)
    custom = read_custom (statement);
  sqlite3_reset (statement);

  return custom;
}

GPtrArray *
sb_spp_list_customs (SbSandbox *self, const SbSppType *type)
{
  GPtrArray *customs = g_ptr_array_new_with_free_func ((GDestroyNotify) sb_spp_custom_free);
  sqlite3_stmt *statement;

  if (type->association == NULL)
    return customs;
  statement = prepare_customs (self, type, CUSTOMS " ORDER BY id");
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_ptr_array_add (customs, read_custom (statement));
  sqlite3_reset (statement);

  return customs;
}
