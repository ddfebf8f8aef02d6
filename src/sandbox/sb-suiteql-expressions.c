/* sb-suiteql-expressions.c: SuiteQL's values and conditions in SQLite's words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every value has a type, and where Oracle would convert or refuse, so does
 * this: a date is never compared with a bare text, a number with a quoted one
 * only as the assumptions allow.
 */

#include "sb-suiteql-scope.h"

#include <string.h>

#define MAX_IN_LIST 1000
#define MAX_CHAIN   500
/* Values emitted for one query. BETWEEN, CASE and DECODE repeat theirs, so that nesting them multiplies. */
#define MAX_WORK    20000

/* A function whose arguments are converted and passed on. */
typedef struct {
  const char *name;
  const char *function;    /* SQLite's or ours */
  guint       min, max;    /* arguments */
  const char *arguments;   /* 't' text, 'n' number; the last one repeats */
  SbQlType    type;
} Simple;

static const Simple simple_functions[] = {
  { "UPPER", "ns_upper", 1, 1, "t", SB_QL_TYPE_TEXT },
  { "LOWER", "ns_lower", 1, 1, "t", SB_QL_TYPE_TEXT },
  { "TRIM", "trim", 1, 1, "t", SB_QL_TYPE_TEXT },
  { "LTRIM", "ltrim", 1, 2, "t", SB_QL_TYPE_TEXT },
  { "RTRIM", "rtrim", 1, 2, "t", SB_QL_TYPE_TEXT },
  { "REPLACE", "replace", 3, 3, "t", SB_QL_TYPE_TEXT },
  { "LENGTH", "length", 1, 1, "t", SB_QL_TYPE_NUMBER },
  { "INSTR", "instr", 2, 2, "t", SB_QL_TYPE_NUMBER },
  { "ABS", "abs", 1, 1, "n", SB_QL_TYPE_NUMBER },
  { "CEIL", "ns_ceil", 1, 1, "n", SB_QL_TYPE_NUMBER },
  { "FLOOR", "ns_floor", 1, 1, "n", SB_QL_TYPE_NUMBER },
  { "ROUND", "ns_round", 1, 2, "n", SB_QL_TYPE_NUMBER },
  { "TO_NUMBER", "ns_to_number", 1, 1, "t", SB_QL_TYPE_NUMBER },
  { NULL }
};

typedef char *(*Special) (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type);

/* ---- conversion ---- */

static char *
dup_null (SbQlType *out_type)
{
  *out_type = SB_QL_TYPE_NULL;

  return g_strdup ("NULL");
}

static char *
dup_unsupported (SbQlTranslator *t, SbQlType *out_type)
{
  sb_ql_unsupported (t);

  return dup_null (out_type);
}

static char *
dup_quoted (const char *text)
{
  char *sql = sqlite3_mprintf ("%Q", text);
  char *copy = g_strdup (sql);

  sqlite3_free (sql);

  return copy;
}

/* (transfer full) @sql as @type; a date becomes a number by nothing, nor the other way round. */
static char *
convert (SbQlTranslator *t, char *sql, SbQlType from, SbQlType to)
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

static char *
dup_as (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType type)
{
  SbQlType from;
  char *sql = sb_ql_dup_value (t, scope, expr, &from);

  return convert (t, sql, from, type);
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
  mask = dup_quoted (sb_ql_preference_mask (sb_netsuite_get_date_format (t->sandbox)));

  return g_strdup_printf ("ns_to_date (%s, %s)", sql, mask);
}

/* Makes the text @expr comparable with a value of type @beside. */
static char *
adapt (SbQlTranslator *t, const SbQlExpr *expr, char *sql, SbQlType type, SbQlType beside)
{
  if (type != SB_QL_TYPE_TEXT)
    return sql;
  if (beside == SB_QL_TYPE_NUMBER)
    return text_beside_number (t, expr, sql);

  return beside == SB_QL_TYPE_TIME ? text_beside_time (t, expr, sql) : sql;
}

/* Left and right of a comparison; a date and a number never meet. */
static char *
dup_comparison (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *left, const char *operator, const SbQlExpr *right)
{
  SbQlType left_type, right_type;
  g_autofree char *a = sb_ql_dup_value (t, scope, left, &left_type);
  g_autofree char *b = sb_ql_dup_value (t, scope, right, &right_type);

  if ((left_type == SB_QL_TYPE_TIME && right_type == SB_QL_TYPE_NUMBER) ||
      (left_type == SB_QL_TYPE_NUMBER && right_type == SB_QL_TYPE_TIME))
    sb_ql_unsupported (t);
  a = adapt (t, left, g_steal_pointer (&a), left_type, right_type);
  b = adapt (t, right, g_steal_pointer (&b), right_type, left_type);

  return g_strdup_printf ("%s %s %s", a, operator, b);
}

/* The one type of several results: with any text among them, text. */
static SbQlType
unify (SbQlTranslator *t, SbQlType a, SbQlType b)
{
  if (a == SB_QL_TYPE_NULL || a == b)
    return b;
  if (b == SB_QL_TYPE_NULL)
    return a;
  if (a == SB_QL_TYPE_TIME || b == SB_QL_TYPE_TIME)
    sb_ql_unsupported (t);

  return SB_QL_TYPE_TEXT;
}

/* Values that have to end up with one type. */
typedef struct {
  GPtrArray *sql;     /* owned char */
  GArray    *types;   /* SbQlType */
} Values;

static void
values_clear (Values *values)
{
  g_clear_pointer (&values->sql, g_ptr_array_unref);
  g_clear_pointer (&values->types, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Values, values_clear)

static void
values_init (Values *values)
{
  values->sql = g_ptr_array_new_with_free_func (g_free);
  values->types = g_array_new (FALSE, FALSE, sizeof (SbQlType));
}

static void
values_add (Values *values, SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  SbQlType type;

  g_ptr_array_add (values->sql, sb_ql_dup_value (t, scope, expr, &type));
  g_array_append_val (values->types, type);
}

static SbQlType
values_unify (Values *values, SbQlTranslator *t)
{
  SbQlType type = SB_QL_TYPE_NULL;

  for (guint i = 0; i < values->types->len; i++)
    type = unify (t, type, g_array_index (values->types, SbQlType, i));
  for (guint i = 0; i < values->types->len; i++)
    values->sql->pdata[i] = convert (t, values->sql->pdata[i], g_array_index (values->types, SbQlType, i), type);

  return type;
}

/* ---- columns ---- */

static char *
dup_field (const SbQlRef *ref, SbQlType *out_type)
{
  g_autofree char *sql = sb_ql_ref_dup_sql (ref);

  switch (ref->field->type)
    {
    case SB_FIELD_INTEGER:
    case SB_FIELD_REFERENCE:
      *out_type = SB_QL_TYPE_NUMBER;
      return g_steal_pointer (&sql);
    case SB_FIELD_NUMBER:
      *out_type = SB_QL_TYPE_NUMBER;
      return g_strdup_printf ("CAST (%s AS NUMERIC)", sql);
    case SB_FIELD_DATETIME:
      *out_type = SB_QL_TYPE_TIME;
      return g_steal_pointer (&sql);
    case SB_FIELD_DATE:
      *out_type = SB_QL_TYPE_TIME;
      return g_strdup_printf ("ns_day (%s)", sql);
    case SB_FIELD_TEXT:
    case SB_FIELD_BOOLEAN:
    case SB_FIELD_MULTISELECT:
    case SB_FIELD_ENUM:
      *out_type = SB_QL_TYPE_TEXT;
      return g_steal_pointer (&sql);
    default:
      g_assert_not_reached ();
    }
}

static char *
dup_pseudo (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType *out_type)
{
  static const char *const clocks[] = { "SYSDATE", "CURRENT_DATE", "CURRENT_TIMESTAMP", "SYSTIMESTAMP" };

  for (guint i = 0; i < G_N_ELEMENTS (clocks); i++)
    if (sb_ql_is_pseudo (expr, clocks[i]))
      {
        *out_type = SB_QL_TYPE_TIME;
        /* A bare number would be a position in ORDER BY. */
        return g_strdup_printf ("CAST (%" G_GINT64_FORMAT " AS INTEGER)", sb_sandbox_now (t->sandbox) / G_USEC_PER_SEC);
      }
  if (sb_ql_is_pseudo (expr, "SESSIONTIMEZONE"))
    {
      *out_type = SB_QL_TYPE_TEXT;
      return dup_quoted (sb_netsuite_get_zone (t->sandbox));
    }
  if (!sb_ql_is_pseudo (expr, "ROWNUM"))
    return NULL;
  /* Elsewhere than in the outer part of its own SELECT there is no number to give. */
  if (!scope->outside)
    return dup_unsupported (t, out_type);
  *out_type = SB_QL_TYPE_NUMBER;

  return g_strdup_printf ("%s.\"rn\"", scope->wrapper);
}

static char *
dup_column (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType *out_type)
{
  char *sql = dup_pseudo (t, scope, expr, out_type);
  SbQlRef ref;

  if (sql != NULL)
    return sql;
  if (!sb_ql_resolve (t, scope, expr, &ref))
    return dup_null (out_type);
  if (ref.field != NULL)
    return dup_field (&ref, out_type);
  *out_type = g_array_index (ref.item->outputs, SbQlOutput, ref.output).type;

  return sb_ql_ref_dup_sql (&ref);
}

/* ---- functions ---- */

static gboolean
has_literal_mask (const SbQlExpr *call, gboolean fractions)
{
  const SbQlExpr *mask = call->args->len == 2 ? call->args->pdata[1] : NULL;

  return mask != NULL && mask->kind == SB_QL_STRING && sb_ql_mask_is_valid (mask->name, fractions);
}

static char *
to_char (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  SbQlType type;
  g_autofree char *value = sb_ql_dup_value (t, scope, call->args->pdata[0], &type);
  g_autofree char *mask = NULL;

  *out_type = SB_QL_TYPE_TEXT;
  if (call->args->len == 1)
    return convert (t, g_steal_pointer (&value), type, SB_QL_TYPE_TEXT);
  if ((type != SB_QL_TYPE_TIME && type != SB_QL_TYPE_NULL) || !has_literal_mask (call, TRUE))
    return dup_unsupported (t, out_type);
  mask = dup_as (t, scope, call->args->pdata[1], SB_QL_TYPE_TEXT);

  return g_strdup_printf ("ns_to_char (%s, %s)", value, mask);
}

static char *
to_date (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  SbQlType type;
  g_autofree char *value = sb_ql_dup_value (t, scope, call->args->pdata[0], &type);
  g_autofree char *mask = NULL;

  if ((type != SB_QL_TYPE_TEXT && type != SB_QL_TYPE_NULL) || !has_literal_mask (call, strcmp (call->name, "TO_TIMESTAMP") == 0))
    return dup_unsupported (t, out_type);
  mask = dup_as (t, scope, call->args->pdata[1], SB_QL_TYPE_TEXT);
  *out_type = SB_QL_TYPE_TIME;

  return g_strdup_printf ("ns_to_date (%s, %s)", value, mask);
}

/* What a person sees instead of an id; only a column has that. */
static char *
display (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  const SbQlExpr *column = call->args->pdata[0];
  g_autofree char *sql = NULL;
  const SbTable *target;
  SbQlType type;
  SbQlRef ref;

  if (column->kind != SB_QL_COLUMN || (sql = dup_pseudo (t, scope, column, &type)) != NULL)
    return dup_unsupported (t, out_type);
  *out_type = SB_QL_TYPE_TEXT;
  if (!sb_ql_resolve (t, scope, column, &ref))
    return dup_null (out_type);
  if (ref.field == NULL)
    return dup_as (t, scope, column, SB_QL_TYPE_TEXT);

  sql = sb_ql_ref_dup_sql (&ref);
  target = sb_netsuite_find_referenced (ref.field);
  if (ref.field->type == SB_FIELD_REFERENCE && target != NULL)
    return g_strdup_printf ("(SELECT d.\"%s\" FROM \"ns_%s\" d WHERE d.\"%s\" = %s)", target->display, target->table,
                            target->fields->column, sql);
  if (ref.field->type == SB_FIELD_MULTISELECT && target != NULL)
    return g_strdup_printf ("(SELECT group_concat (d.\"%s\", ', ') FROM \"ns_%s\" d"
                            " WHERE ', ' || %s || ',' LIKE '%%, ' || d.\"%s\" || ',%%')", target->display, target->table, sql,
                            target->fields->column);
  if (ref.field->type == SB_FIELD_ENUM)
    return g_strdup_printf ("ns_enum_text ('%s', '%s', %s)", ref.item->table->table, ref.field->column, sql);

  return dup_as (t, scope, column, SB_QL_TYPE_TEXT);
}

static char *
join (GPtrArray *list, const char *separator)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (text, "%s%s", i == 0 ? "" : separator, (const char *) g_ptr_array_index (list, i));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
common (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  static const struct { const char *name, *function; } names[] = {
    { "NVL", "coalesce" }, { "COALESCE", "coalesce" }, { "NULLIF", "nullif" }, { "GREATEST", "max" }, { "LEAST", "min" },
  };
  g_auto (Values) values = { NULL };
  g_autofree char *arguments = NULL;

  values_init (&values);
  for (guint i = 0; i < call->args->len; i++)
    values_add (&values, t, scope, call->args->pdata[i]);
  *out_type = values_unify (&values, t);
  arguments = join (values.sql, ", ");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].name, call->name) == 0)
      return g_strdup_printf ("%s (%s)", names[i].function, arguments);
  g_assert_not_reached ();
}

/* CASE with @tests (SQL) and one value more than tests when there is an ELSE. */
static char *
dup_branches (SbQlTranslator *t, GPtrArray *tests, Values *values, SbQlType *out_type)
{
  g_autoptr (GString) sql = g_string_new ("CASE");

  *out_type = values_unify (values, t);
  for (guint i = 0; i < tests->len; i++)
    g_string_append_printf (sql, " WHEN %s THEN %s", (const char *) tests->pdata[i], (const char *) values->sql->pdata[i]);
  if (values->sql->len > tests->len)
    g_string_append_printf (sql, " ELSE %s", (const char *) values->sql->pdata[tests->len]);
  g_string_append (sql, " END");

  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/* DECODE takes two nulls for equal. */
static char *
decode (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  g_autoptr (GPtrArray) tests = g_ptr_array_new_with_free_func (g_free);
  g_auto (Values) values = { NULL };
  guint pairs = (call->args->len - 1) / 2;

  values_init (&values);
  for (guint i = 0; i < pairs; i++)
    {
      g_ptr_array_add (tests, dup_comparison (t, scope, call->args->pdata[0], "IS", call->args->pdata[2 * i + 1]));
      values_add (&values, t, scope, call->args->pdata[2 * i + 2]);
    }
  if (call->args->len % 2 == 0)
    values_add (&values, t, scope, call->args->pdata[call->args->len - 1]);

  return dup_branches (t, tests, &values, out_type);
}

/* Position 0 is position 1. */
static char *
substring (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  g_autofree char *text = dup_as (t, scope, call->args->pdata[0], SB_QL_TYPE_TEXT);
  g_autofree char *start = dup_as (t, scope, call->args->pdata[1], SB_QL_TYPE_NUMBER);
  g_autofree char *length = NULL;

  *out_type = SB_QL_TYPE_TEXT;
  if (call->args->len == 2)
    return g_strdup_printf ("nullif (substr (%s, coalesce (nullif (%s, 0), 1)), '')", text, start);
  length = dup_as (t, scope, call->args->pdata[2], SB_QL_TYPE_NUMBER);

  return g_strdup_printf ("nullif (substr (%s, coalesce (nullif (%s, 0), 1), max (%s, 0)), '')", text, start, length);
}

static char *
truncate_value (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  g_autofree char *value = sb_ql_dup_value (t, scope, call->args->pdata[0], out_type);
  g_autofree char *digits = NULL;

  if (*out_type == SB_QL_TYPE_TIME && call->args->len == 1)
    return g_strdup_printf ("ns_trunc_day (%s)", value);
  value = convert (t, g_steal_pointer (&value), *out_type, SB_QL_TYPE_NUMBER);
  *out_type = SB_QL_TYPE_NUMBER;
  if (call->args->len == 1)
    return g_strdup_printf ("ns_trunc (%s)", value);
  digits = dup_as (t, scope, call->args->pdata[1], SB_QL_TYPE_NUMBER);

  return g_strdup_printf ("ns_trunc (%s, %s)", value, digits);
}

/* A null is as good as an empty text, and an empty text is null. */
static char *
dup_joined (SbQlTranslator *t, SbQlScope *scope, GPtrArray *args, SbQlType *out_type)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  for (guint i = 0; i < args->len; i++)
    {
      g_autofree char *text = dup_as (t, scope, g_ptr_array_index (args, i), SB_QL_TYPE_TEXT);

      g_ptr_array_add (list, g_strdup_printf ("coalesce (%s, '')", text));
    }
  joined = join (list, " || ");
  *out_type = SB_QL_TYPE_TEXT;

  return g_strdup_printf ("nullif (%s, '')", joined);
}

static char *
concatenate (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  return dup_joined (t, scope, call->args, out_type);
}

static char *
aggregate (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  gboolean number = strcmp (call->name, "SUM") == 0 || strcmp (call->name, "AVG") == 0;
  g_autofree char *value = NULL;

  if (!scope->aggregates || (call->star && strcmp (call->name, "COUNT") != 0))
    return dup_unsupported (t, out_type);
  if (call->star)
    {
      *out_type = SB_QL_TYPE_NUMBER;
      return g_strdup ("count (*)");
    }

  /* No aggregate within an aggregate. */
  scope->aggregates = FALSE;
  value = sb_ql_dup_value (t, scope, call->args->pdata[0], out_type);
  scope->aggregates = TRUE;
  if (number)
    value = convert (t, g_steal_pointer (&value), *out_type, SB_QL_TYPE_NUMBER);
  if (number || strcmp (call->name, "COUNT") == 0)
    *out_type = SB_QL_TYPE_NUMBER;

  return g_strdup_printf ("%s (%s%s)", call->name, call->distinct ? "DISTINCT " : "", value);
}

static const struct { const char *name; guint min, max; Special function; } special_functions[] = {
  { "TO_CHAR", 1, 2, to_char },
  { "TO_DATE", 2, 2, to_date },
  { "TO_TIMESTAMP", 2, 2, to_date },
  { "BUILTIN.DF", 1, 1, display },
  { "NVL", 2, 2, common },
  { "COALESCE", 2, 64, common },
  { "NULLIF", 2, 2, common },
  { "GREATEST", 2, 64, common },
  { "LEAST", 2, 64, common },
  { "DECODE", 3, 255, decode },
  { "SUBSTR", 2, 3, substring },
  { "TRUNC", 1, 2, truncate_value },
  { "CONCAT", 2, 2, concatenate },
  { "COUNT", 0, 1, aggregate },
  { "MIN", 1, 1, aggregate },
  { "MAX", 1, 1, aggregate },
  { "SUM", 1, 1, aggregate },
  { "AVG", 1, 1, aggregate },
};

static char *
dup_simple (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, const Simple *simple, SbQlType *out_type)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *arguments = NULL;
  gsize kinds = strlen (simple->arguments);

  for (guint i = 0; i < call->args->len; i++)
    g_ptr_array_add (list, dup_as (t, scope, call->args->pdata[i],
                                   simple->arguments[MIN (i, kinds - 1)] == 't' ? SB_QL_TYPE_TEXT : SB_QL_TYPE_NUMBER));
  arguments = join (list, ", ");
  *out_type = simple->type;

  return g_strdup_printf ("%s (%s)", simple->function, arguments);
}

static gboolean
fits (const SbQlExpr *call, guint min, guint max)
{
  if (call->star)
    return sb_ql_is_aggregate (call);

  return call->args->len >= MAX (min, 1) && call->args->len <= max && (!call->distinct || sb_ql_is_aggregate (call));
}

static char *
dup_call (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *call, SbQlType *out_type)
{
  for (guint i = 0; i < G_N_ELEMENTS (special_functions); i++)
    if (strcmp (special_functions[i].name, call->name) == 0 && fits (call, special_functions[i].min, special_functions[i].max))
      return special_functions[i].function (t, scope, call, out_type);
  for (const Simple *s = simple_functions; s->name != NULL; s++)
    if (strcmp (s->name, call->name) == 0 && fits (call, s->min, s->max))
      return dup_simple (t, scope, call, s, out_type);

  return dup_unsupported (t, out_type);
}

/* ---- other values ---- */

static char *
dup_case (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType *out_type)
{
  g_autoptr (GPtrArray) tests = g_ptr_array_new_with_free_func (g_free);
  g_auto (Values) values = { NULL };

  values_init (&values);
  for (guint i = 0; i + 1 < expr->args->len; i += 2)
    {
      g_ptr_array_add (tests, sb_ql_dup_condition (t, scope, expr->args->pdata[i]));
      values_add (&values, t, scope, expr->args->pdata[i + 1]);
    }
  if (expr->args->len % 2 == 1)
    values_add (&values, t, scope, expr->args->pdata[expr->args->len - 1]);

  return dup_branches (t, tests, &values, out_type);
}

static char *
dup_cast (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType *out_type)
{
  static const char *const texts[] = { "VARCHAR", "VARCHAR2", "NVARCHAR2", "CHAR", "CLOB", NULL };
  static const char *const numbers[] = { "NUMBER", "NUMERIC", "DECIMAL", "FLOAT", NULL };
  static const char *const integers[] = { "INTEGER", "INT", NULL };
  g_autofree char *value = sb_ql_dup_value (t, scope, expr->args->pdata[0], out_type);
  SbQlType from = *out_type;

  *out_type = SB_QL_TYPE_TEXT;
  if (g_strv_contains (texts, expr->name))
    return convert (t, g_steal_pointer (&value), from, SB_QL_TYPE_TEXT);
  *out_type = SB_QL_TYPE_NUMBER;
  if (g_strv_contains (numbers, expr->name))
    return convert (t, g_steal_pointer (&value), from, SB_QL_TYPE_NUMBER);
  if (g_strv_contains (integers, expr->name))
    {
      value = convert (t, g_steal_pointer (&value), from, SB_QL_TYPE_NUMBER);
      return g_strdup_printf ("ns_round (%s)", value);
    }
  *out_type = SB_QL_TYPE_TIME;
  if ((strcmp (expr->name, "TIMESTAMP") == 0 || strcmp (expr->name, "DATE") == 0) &&
      (from == SB_QL_TYPE_TIME || from == SB_QL_TYPE_NULL))
    return g_steal_pointer (&value);

  return dup_unsupported (t, out_type);
}

/* One step of a chain of + and -, * and /; parentheses are put around the whole, since SQLite nests them 100 deep at most. */
static char *
dup_arithmetic (SbQlTranslator *t, char *left, SbQlType *type, const char *operator, char *right, SbQlType right_type)
{
  g_autofree char *a = left;
  g_autofree char *b = right;
  gboolean minus = *operator == '-';

  if ((*operator == '+' || minus) && (*type == SB_QL_TYPE_TIME || right_type == SB_QL_TYPE_TIME))
    {
      if (*type == SB_QL_TYPE_TIME && right_type == SB_QL_TYPE_TIME && minus)
        {
          *type = SB_QL_TYPE_NUMBER;
          return g_strdup_printf ("ns_days_between (%s, %s)", a, b);
        }
      if (*type == SB_QL_TYPE_TIME)
        {
          b = convert (t, g_steal_pointer (&b), right_type, SB_QL_TYPE_NUMBER);
          return g_strdup_printf ("ns_add_days (%s, %s(%s))", a, minus ? "-" : "", b);
        }
      if (minus)
        sb_ql_unsupported (t);
      a = convert (t, g_steal_pointer (&a), *type, SB_QL_TYPE_NUMBER);
      *type = SB_QL_TYPE_TIME;
      return g_strdup_printf ("ns_add_days (%s, %s)", b, a);
    }

  a = convert (t, g_steal_pointer (&a), *type, SB_QL_TYPE_NUMBER);
  b = convert (t, g_steal_pointer (&b), right_type, SB_QL_TYPE_NUMBER);
  *type = SB_QL_TYPE_NUMBER;

  return *operator == '/' ? g_strdup_printf ("ns_divide (%s, %s)", a, b) : g_strdup_printf ("%s %s %s", a, operator, b);
}

static char *
dup_chain (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType *out_type)
{
  g_autofree char *sql = NULL;

  if (expr->operators->len > MAX_CHAIN)
    return dup_unsupported (t, out_type);
  if (strcmp (expr->operators->pdata[0], "||") == 0)
    return dup_joined (t, scope, expr->args, out_type);

  sql = sb_ql_dup_value (t, scope, expr->args->pdata[0], out_type);
  for (guint i = 0; i < expr->operators->len; i++)
    {
      SbQlType type;
      char *right = sb_ql_dup_value (t, scope, expr->args->pdata[i + 1], &type);

      sql = dup_arithmetic (t, g_steal_pointer (&sql), out_type, expr->operators->pdata[i], right, type);
    }

  return g_strdup_printf ("(%s)", sql);
}

/* A sub-query of one column. */
static char *
dup_single (SbQlTranslator *t, SbQlScope *scope, const SbQlQuery *query, SbQlType *out_type)
{
  g_autoptr (GArray) outputs = NULL;
  g_autofree char *sql = sb_ql_dup_query (t, scope, query, &outputs);

  if (outputs->len != 1)
    return dup_unsupported (t, out_type);
  *out_type = g_array_index (outputs, SbQlOutput, 0).type;

  return g_strdup_printf ("(%s)", sql);
}

char *
sb_ql_dup_value (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, SbQlType *out_type)
{
  g_autofree char *sql = NULL;

  if (++t->work > MAX_WORK)
    return dup_unsupported (t, out_type);
  switch (expr->kind)
    {
    case SB_QL_COLUMN:
      return dup_column (t, scope, expr, out_type);
    case SB_QL_STRING:
      *out_type = SB_QL_TYPE_TEXT;
      return dup_quoted (expr->name);
    case SB_QL_NUMBER:
      *out_type = SB_QL_TYPE_NUMBER;
      return g_strdup (expr->name);
    case SB_QL_NULL:
      return dup_null (out_type);
    case SB_QL_CALL:
      return dup_call (t, scope, expr, out_type);
    case SB_QL_CAST:
      return dup_cast (t, scope, expr, out_type);
    case SB_QL_CASE:
      return dup_case (t, scope, expr, out_type);
    case SB_QL_CHAIN:
      return dup_chain (t, scope, expr, out_type);
    case SB_QL_NEGATE:
      sql = dup_as (t, scope, expr->args->pdata[0], SB_QL_TYPE_NUMBER);
      *out_type = SB_QL_TYPE_NUMBER;
      return g_strdup_printf ("(- %s)", sql);
    case SB_QL_SCALAR:
      return dup_single (t, scope, expr->query, out_type);
    case SB_QL_AND:
    case SB_QL_OR:
    case SB_QL_NOT:
    case SB_QL_COMPARE:
    case SB_QL_LIKE:
    case SB_QL_BETWEEN:
    case SB_QL_IN:
    case SB_QL_IS_NULL:
    case SB_QL_EXISTS:
    default:
      /* The parser keeps conditions out of values. */
      g_assert_not_reached ();
    }
}

/* ---- conditions ---- */

static char *
dup_logic (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr, const char *separator)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  for (guint i = 0; i < expr->args->len; i++)
    g_ptr_array_add (list, sb_ql_dup_condition (t, scope, expr->args->pdata[i]));
  joined = join (list, separator);

  return g_strdup_printf ("(%s)", joined);
}

static char *
dup_like (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *arguments = NULL;

  for (guint i = 0; i < expr->args->len; i++)
    g_ptr_array_add (list, dup_as (t, scope, expr->args->pdata[i], SB_QL_TYPE_TEXT));
  arguments = join (list, ", ");

  return g_strdup_printf ("%sns_like (%s)", expr->negated ? "NOT " : "", arguments);
}

static char *
dup_between (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  const SbQlExpr *value = expr->args->pdata[0];
  g_autofree char *low = dup_comparison (t, scope, value, ">=", expr->args->pdata[1]);
  g_autofree char *high = dup_comparison (t, scope, value, "<=", expr->args->pdata[2]);

  return g_strdup_printf ("%s(%s AND %s)", expr->negated ? "NOT " : "", low, high);
}

/* An entry of an IN list takes the type of the value before IN. */
static char *
dup_entry (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *entry, SbQlType type)
{
  SbQlType entry_type;
  char *sql = sb_ql_dup_value (t, scope, entry, &entry_type);

  if (type == SB_QL_TYPE_TEXT && entry_type == SB_QL_TYPE_NUMBER)
    return convert (t, sql, entry_type, type);
  if (entry_type != SB_QL_TYPE_TEXT && entry_type != SB_QL_TYPE_NULL && type != SB_QL_TYPE_NULL && entry_type != type)
    sb_ql_unsupported (t);

  return adapt (t, entry, sql, entry_type, type);
}

static char *
dup_in (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  SbQlType type, query_type;
  g_autofree char *value = sb_ql_dup_value (t, scope, expr->args->pdata[0], &type);
  g_autofree char *entries = NULL;

  if (expr->query != NULL)
    {
      entries = dup_single (t, scope, expr->query, &query_type);
      if (unify (t, type, query_type) != type && type != SB_QL_TYPE_NULL)
        sb_ql_unsupported (t);
      return g_strdup_printf ("%s%s IN %s", value, expr->negated ? " NOT" : "", entries);
    }
  if (expr->args->len - 1 > MAX_IN_LIST)
    sb_ql_unsupported (t);
  for (guint i = 1; i < expr->args->len; i++)
    g_ptr_array_add (list, dup_entry (t, scope, expr->args->pdata[i], type));
  entries = join (list, ", ");

  return g_strdup_printf ("%s%s IN (%s)", value, expr->negated ? " NOT" : "", entries);
}

static char *
dup_exists (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  g_autoptr (GArray) outputs = NULL;
  g_autofree char *sql = sb_ql_dup_query (t, scope, expr->query, &outputs);

  return g_strdup_printf ("EXISTS (%s)", sql);
}

static char *
dup_is_null (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  SbQlType type;
  g_autofree char *value = sb_ql_dup_value (t, scope, expr->args->pdata[0], &type);

  return g_strdup_printf ("%s IS %sNULL", value, expr->negated ? "NOT " : "");
}

static char *
dup_not (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  g_autofree char *condition = sb_ql_dup_condition (t, scope, expr->args->pdata[0]);

  return g_strdup_printf ("NOT (%s)", condition);
}

char *
sb_ql_dup_condition (SbQlTranslator *t, SbQlScope *scope, const SbQlExpr *expr)
{
  switch (expr->kind)
    {
    case SB_QL_AND:
      return dup_logic (t, scope, expr, " AND ");
    case SB_QL_OR:
      return dup_logic (t, scope, expr, " OR ");
    case SB_QL_NOT:
      return dup_not (t, scope, expr);
    case SB_QL_COMPARE:
      return dup_comparison (t, scope, expr->args->pdata[0], expr->name, expr->args->pdata[1]);
    case SB_QL_LIKE:
      return dup_like (t, scope, expr);
    case SB_QL_BETWEEN:
      return dup_between (t, scope, expr);
    case SB_QL_IN:
      return dup_in (t, scope, expr);
    case SB_QL_IS_NULL:
      return dup_is_null (t, scope, expr);
    case SB_QL_EXISTS:
      return dup_exists (t, scope, expr);
    case SB_QL_COLUMN:
    case SB_QL_STRING:
    case SB_QL_NUMBER:
    case SB_QL_NULL:
    case SB_QL_CALL:
    case SB_QL_CAST:
    case SB_QL_CASE:
    case SB_QL_CHAIN:
    case SB_QL_NEGATE:
    case SB_QL_SCALAR:
    default:
      g_assert_not_reached ();
    }
}
