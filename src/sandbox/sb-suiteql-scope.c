/* sb-suiteql-scope.c: finding the column that a name means
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sb-suiteql-scope.h"

#include <string.h>

static void
free_item (gpointer data)
{
  SbQlItem *item = data;

  g_clear_pointer (&item->outputs, g_array_unref);
  g_free (item->alias);
  g_free (item);
}

void
sb_ql_scope_init (SbQlScope *scope, SbQlScope *parent)
{
  *scope = (SbQlScope) { .parent = parent };
  scope->items = g_ptr_array_new_with_free_func (free_item);
  scope->carried = g_ptr_array_new_with_free_func (g_free);
}

void
sb_ql_scope_clear (SbQlScope *scope)
{
  g_clear_pointer (&scope->items, g_ptr_array_unref);
  g_clear_pointer (&scope->carried, g_ptr_array_unref);
  g_clear_pointer (&scope->wrapper, g_free);
}

SbQlItem *
sb_ql_scope_add (SbQlScope *scope, SbQlTranslator *t, const char *name, const SbTable *table)
{
  SbQlItem *item = g_new0 (SbQlItem, 1);

  item->name = name;
  item->table = table;
  item->alias = g_strdup_printf ("s%u", ++t->last_source);
  g_ptr_array_add (scope->items, item);

  return item;
}

gboolean
sb_ql_fail (SbQlTranslator *t, const char *format, ...)
{
  va_list args;

  if (t->detail != NULL)
    return FALSE;
  va_start (args, format);
  t->detail = g_strdup_vprintf (format, args);
  va_end (args);

  return FALSE;
}

gboolean
sb_ql_unsupported (SbQlTranslator *t)
{
  return sb_ql_fail (t, SB_QL_UNSUPPORTED);
}

static gboolean
find_in_item (SbQlTranslator *t, SbQlScope *scope, SbQlItem *item, const char *name, SbQlRef *out_ref)
{
  *out_ref = (SbQlRef) { .scope = scope, .item = item };
  if (item->table != NULL)
    {
      const SbField *field = sb_table_find_column (item->table, name);

      out_ref->field = field;
      return field != NULL && sb_netsuite_has_column (t->sandbox, item->table, field);
    }
  for (guint i = 0; i < item->outputs->len; i++)
    if (g_ascii_strcasecmp (g_array_index (item->outputs, SbQlOutput, i).name, name) == 0)
      {
        out_ref->output = i;
        return TRUE;
      }

  return FALSE;
}

/* "{c=customer, subsidiary=subsidiary}" */
static char *
dup_identifiers (SbQlScope *scope)
{
  g_autoptr (GString) text = g_string_new ("{");

  for (guint i = 0; i < scope->items->len; i++)
    {
      const SbQlItem *item = g_ptr_array_index (scope->items, i);

      if (item->name == NULL)
        continue;
      g_string_append_printf (text, "%s%s=%s", text->len > 1 ? ", " : "", item->name,
                              item->table != NULL ? item->table->table : item->name);
    }
  g_string_append_c (text, '}');

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
fail_unknown (SbQlTranslator *t, SbQlScope *scope, const char *name)
{
  g_autofree char *identifiers = dup_identifiers (scope);

  return sb_ql_fail (t, "Search error occurred: Unknown identifier '%s'. Available identifiers are: %s.", name, identifiers);
}

static gboolean
resolve_qualified (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *column, SbQlRef *out_ref)
{
  for (SbQlScope *s = scope; s != NULL; s = s->parent)
    for (guint i = 0; i < s->items->len; i++)
      {
        SbQlItem *item = g_ptr_array_index (s->items, i);

        if (item->name == NULL || g_ascii_strcasecmp (item->name, column->qualifier) != 0)
          continue;
        if (find_in_item (t, s, item, column->name, out_ref))
          return TRUE;
        if (item->table == NULL)
          return fail_unknown (t, s, column->name);
        return sb_ql_fail (t, "Search error occurred: Field '%s' for record '%s' was not found. "
                           "Reason: REMOVED - Field is removed.", column->name, item->table->table);
      }

  return fail_unknown (t, scope, column->qualifier);
}

static gboolean
resolve_bare (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *column, SbQlRef *out_ref)
{
  for (SbQlScope *s = scope; s != NULL; s = s->parent)
    {
      guint found = 0;

      for (guint i = 0; i < s->items->len; i++)
        {
          SbQlRef ref;

          if (find_in_item (t, s, g_ptr_array_index (s->items, i), column->name, &ref) && found++ == 0)
            *out_ref = ref;
        }
      if (found > 1)
        return sb_ql_unsupported (t);
      if (found == 1)
        return TRUE;
    }

  return fail_unknown (t, scope, column->name);
}

gboolean
sb_ql_resolve (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *column, SbQlRef *out_ref)
{
  gboolean found;

  found = column->qualifier != NULL ? resolve_qualified (t, scope, column, out_ref)
                                    : resolve_bare (t, scope, column, out_ref);
  if (found && out_ref->field != NULL && strcmp (out_ref->field->column, "comments") == 0 &&
      sb_sandbox_assumes (t->sandbox, "netsuite.tripping-column", "comments"))
    t->trips = TRUE;

  return found;
}

gboolean
sb_ql_try_resolve (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *column, SbQlRef *out_ref)
{
  SbQlTranslator probe = { .sandbox = t->sandbox };
  gboolean found;

  found = column->kind == SB_QL_COLUMN && sb_ql_resolve (&probe, scope, column, out_ref);
  g_free (probe.detail);

  return found;
}

gboolean
sb_ql_ref_is_key (const SbQlRef *ref)
{
  return ref->field != NULL && ref->field == ref->item->table->fields;
}

static void
carry (SbQlScope *scope, const char *column, const char *name)
{
  g_autofree char *sql = g_strdup_printf ("%s AS \"%s\"", column, name);

  if (!g_ptr_array_find_with_equal_func (scope->carried, sql, g_str_equal, NULL))
    g_ptr_array_add (scope->carried, g_steal_pointer (&sql));
}

char *
sb_ql_ref_dup_sql (const SbQlRef *ref)
{
  g_autofree char *name = NULL;
  g_autofree char *column = NULL;
  g_autofree char *carried = NULL;

  name = ref->field != NULL ? g_strdup (ref->field->column) : g_strdup_printf ("c%u", ref->output + 1);
  column = g_strdup_printf ("%s.\"%s\"", ref->item->alias, name);
  if (!ref->scope->outside)
    return g_steal_pointer (&column);

  carried = g_strdup_printf ("%s_%s", ref->item->alias, name);
  carry (ref->scope, column, carried);

  return g_strdup_printf ("%s.\"%s\"", ref->scope->wrapper, carried);
}
