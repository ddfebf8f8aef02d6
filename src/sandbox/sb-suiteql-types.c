/* sb-suiteql-types.c: what Oracle converts, and what it refuses to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every value has a type. A date is never compared with a bare text, a number
 * with a quoted one only as the assumptions allow.
 */

#include "sb-suiteql-scope.h"

#include <string.h>

char *
sb_ql_dup_null (SbQlType *out_type)
{
  *out_type = SB_QL_TYPE_NULL;

  return g_strdup ("NULL");
}

char *
sb_ql_dup_unsupported (SbQlTranslator *t, SbQlType *out_type)
{
  sb_ql_unsupported (t);

  return sb_ql_dup_null (out_type);
}

char *
sb_ql_dup_quoted (const char *text)
{
  char *sql = sqlite3_mprintf ("%Q", text);
  char *copy = g_strdup (sql);

  sqlite3_free (sql);

  return copy;
}

/* (transfer full) @sql as @type; a date becomes a number by nothing, nor the other way round. */
char *
sb_ql_convert (SbQlTranslator *t, char *sql, SbQlType from, SbQlType to)
{
  g_autofree char *owned = sql;

  if (from == to || from == SB_QL_TYPE_NULL)
    return g_steal_pointer (&owned);
  if (to == SB_QL_TYPE_TEXT)
    return g_strdup_printf ("%s (%s)", from == SB_QL_TYPE_TIME ? "ns_date_text" : "ns_number_text", sql);
  if (to == SB_QL_TYPE_NUMBER && from == SB_QL_TYPE_TEXT)
    return g_strdup_printf ("ns_to_number (%s)", sql);
  sb_ql_unsupported (t);

  return g_steal_pointer (&owned);
}

char *
sb_ql_dup_as (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType type)
{
  SbQlType from;
  char *sql = sb_ql_dup_value (t, scope, expr, &from);

  return sb_ql_convert (t, sql, from, type);
}

/* A text beside a number: @literal was written or came as a parameter, else it is a column or an expression. */
static char *
text_beside_number (SbQlTranslator *t, const SbQlExpr *expr, char *sql)
{
  g_autofree char *owned = sql;

  if (expr->kind == SB_QL_STRING && expr->param && sb_sandbox_assumes (t->sandbox, "netsuite.string-param", "refused"))
    sb_ql_unsupported (t);
  if (expr->kind == SB_QL_STRING && !expr->param)
    {
      if (sb_sandbox_assumes (t->sandbox, "netsuite.quoted-id", "refused"))
        sb_ql_unsupported (t);
      if (sb_sandbox_assumes (t->sandbox, "netsuite.quoted-id", "empty"))
        return g_strdup ("NULL");
    }

  return g_strdup_printf ("ns_to_number (%s)", sql);
}

static char *
text_beside_time (SbQlTranslator *t, const SbQlExpr *expr, char *sql)
{
  g_autofree char *owned = sql;
  g_autofree char *mask = NULL;

  if (expr->kind != SB_QL_STRING || sb_sandbox_assumes (t->sandbox, "netsuite.bare-date", "refused"))
    {
      sb_ql_unsupported (t);
      return g_steal_pointer (&owned);
    }
  mask = sb_ql_dup_quoted (sb_ql_preference_mask (sb_netsuite_get_date_format (t->sandbox)));

  return g_strdup_printf ("ns_to_date (%s, %s)", sql, mask);
}

/* Makes the text @expr comparable with a value of type @beside. */
char *
sb_ql_adapt (SbQlTranslator *t, const SbQlExpr *expr, char *sql, SbQlType type, SbQlType beside)
{
  if (type != SB_QL_TYPE_TEXT)
    return sql;
  if (beside == SB_QL_TYPE_NUMBER)
    return text_beside_number (t, expr, sql);

  return beside == SB_QL_TYPE_TIME ? text_beside_time (t, expr, sql) : sql;
}

/* The one type of several results: with any text among them, text. */
SbQlType
sb_ql_unify (SbQlTranslator *t, SbQlType a, SbQlType b)
{
  if (a == SB_QL_TYPE_NULL || a == b)
    return b;
  if (b == SB_QL_TYPE_NULL)
    return a;
  if (a == SB_QL_TYPE_TIME || b == SB_QL_TYPE_TIME)
    sb_ql_unsupported (t);

  return SB_QL_TYPE_TEXT;
}

void
sb_ql_values_clear (SbQlValues *values)
{
  g_clear_pointer (&values->sql, g_ptr_array_unref);
  g_clear_pointer (&values->types, g_array_unref);
}

void
sb_ql_values_init (SbQlValues *values)
{
  values->sql = g_ptr_array_new_with_free_func (g_free);
  values->types = g_array_new (FALSE, FALSE, sizeof (SbQlType));
}

void
sb_ql_values_add (SbQlValues *values, SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  SbQlType type;

  g_ptr_array_add (values->sql, sb_ql_dup_value (t, scope, expr, &type));
  g_array_append_val (values->types, type);
}

SbQlType
sb_ql_values_unify (SbQlValues *values, SbQlTranslator *t)
{
  SbQlType type = SB_QL_TYPE_NULL;

  for (guint i = 0; i < values->types->len; i++)
    type = sb_ql_unify (t, type, g_array_index (values->types, SbQlType, i));
  for (guint i = 0; i < values->types->len; i++)
    values->sql->pdata[i] = sb_ql_convert (t, values->sql->pdata[i], g_array_index (values->types, SbQlType, i), type);

  return type;
}

char *
sb_ql_join (GPtrArray *list, const char *separator)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (text, "%s%s", i == 0 ? "" : separator, (const char *) g_ptr_array_index (list, i));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* CASE with @tests (SQL) and one value more than tests when there is an ELSE. */
char *
sb_ql_dup_branches (SbQlTranslator *t, GPtrArray *tests, SbQlValues *values, SbQlType *out_type)
{
  g_autoptr (GString) sql = g_string_new ("CASE");

  *out_type = sb_ql_values_unify (values, t);
  for (guint i = 0; i < tests->len; i++)
    g_string_append_printf (sql, " WHEN %s THEN %s", (const char *) tests->pdata[i], (const char *) values->sql->pdata[i]);
  if (values->sql->len > tests->len)
    g_string_append_printf (sql, " ELSE %s", (const char *) values->sql->pdata[tests->len]);
  g_string_append (sql, " END");

  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/* A null is as good as an empty text, and an empty text is null. */
char *
sb_ql_dup_joined (SbQlTranslator *t, SbQlScope *scope, GPtrArray *args, SbQlType *out_type)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  for (guint i = 0; i < args->len; i++)
    {
      g_autofree char *text = sb_ql_dup_as (t, scope, g_ptr_array_index (args, i), SB_QL_TYPE_TEXT);

      g_ptr_array_add (list, g_strdup_printf ("coalesce (%s, '')", text));
    }
  joined = sb_ql_join (list, " || ");
  *out_type = SB_QL_TYPE_TEXT;

  return g_strdup_printf ("nullif (%s, '')", joined);
}

/* Left and right of a comparison; a date and a number never meet. */
char *
sb_ql_dup_comparison (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *left, const char *operator, const SbQlExpr *right)
{
  SbQlType left_type, right_type;
  g_autofree char *a = sb_ql_dup_value (t, scope, left, &left_type);
  g_autofree char *b = sb_ql_dup_value (t, scope, right, &right_type);

  if ((left_type == SB_QL_TYPE_TIME && right_type == SB_QL_TYPE_NUMBER) ||
      (left_type == SB_QL_TYPE_NUMBER && right_type == SB_QL_TYPE_TIME))
    sb_ql_unsupported (t);
  a = sb_ql_adapt (t, left, g_steal_pointer (&a), left_type, right_type);
  b = sb_ql_adapt (t, right, g_steal_pointer (&b), right_type, left_type);

  return g_strdup_printf ("%s %s %s", a, operator, b);
}
