/* sb-suiteprojects-rest-filter.c: the query expression of REST lists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A7.3, and of it what the manual shows: IS for texts, EQUAL for numbers,
 * ANY_OF for both, BETWEEN for dates and numbers, CONTAIN and CONTAIN_NOT for
 * custom fields with a text, joined by AND. Texts and dates stand in single
 * quotes, numbers bare. Everything else is a mistake.
 */

#include "sb-suiteprojects-rest.h"

#include <string.h>

typedef enum { TOKEN_END, TOKEN_WORD, TOKEN_TEXT, TOKEN_NUMBER, TOKEN_SIGN, TOKEN_BROKEN } TokenKind;

typedef struct {
  const char *at;
  TokenKind   kind;
  char       *text;     /* owned */
} Lexer;

static void
lexer_clear (Lexer *self)
{
  g_free (self->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lexer, lexer_clear)

static void
take (Lexer *self, TokenKind kind, const char *start, gsize length)
{
  g_free (self->text);
  self->text = g_strndup (start, length);
  self->kind = kind;
}

/* A quote within a text is doubled. */
static void
take_text (Lexer *self)
{
  GString *text = g_string_new (NULL);
  const char *c = self->at + 1;

  while (*c != '\0' && (*c != '\'' || c[1] == '\''))
    {
      g_string_append_c (text, *c);
      c += *c == '\'' ? 2 : 1;
    }
  g_free (self->text);
  self->text = g_string_free (text, FALSE);
  self->kind = *c == '\'' ? TOKEN_TEXT : TOKEN_BROKEN;
  self->at = *c == '\'' ? c + 1 : c;
}

static void
advance (Lexer *self)
{
  gsize length;

  while (*self->at == ' ')
    self->at++;
  if (*self->at == '\'')
    {
      take_text (self);
      return;
    }
  length = strspn (self->at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789.-");
  if (*self->at == '\0')
    take (self, TOKEN_END, self->at, 0);
  else if (strchr ("[],", *self->at) != NULL)
    take (self, TOKEN_SIGN, self->at, length = 1);
  else if (length == 0)
    take (self, TOKEN_BROKEN, self->at, 1);
  else
    take (self, g_ascii_isdigit (*self->at) || *self->at == '-' ? TOKEN_NUMBER : TOKEN_WORD, self->at, length);
  self->at += self->kind == TOKEN_END || self->kind == TOKEN_BROKEN ? 0 : length;
}

static gboolean
is_sign (Lexer *self, const char *sign)
{
  return self->kind == TOKEN_SIGN && strcmp (self->text, sign) == 0;
}

/* ---- values ---- */

gboolean
sb_rest_allows (SbSandbox *self, const SbSppField *field, guint flag)
{
  if ((field->flags & flag) != 0)
    return TRUE;
  /* an external id is looked up by it, and changes are found by the stamp: both have to be possible (A8, A7.3) */
  if (flag == SB_SPP_QUERY && (strcmp (field->name, "externalid") == 0 || strcmp (field->name, "updated") == 0))
    return TRUE;

  return (field->flags & SB_SPP_UNKNOWN) != 0 && sb_sandbox_assumes (self, "suiteprojects.unknown-flags", "allowed");
}

/* What an operator may be asked of. */
typedef enum { ASKS_TEXT = 1 << 0, ASKS_NUMBER = 1 << 1, ASKS_DATE = 1 << 2, ASKS_CUSTOM = 1 << 3 } Asks;

/* What stands before an operator. */
typedef struct {
  const char       *name;     /* borrowed */
  char             *sql;      /* owned */
  Asks              asks;
  gboolean          instant;  /* a date with a time, kept in seconds */
} Attribute;

static void
attribute_clear (Attribute *self)
{
  g_free (self->sql);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Attribute, attribute_clear)

static Asks
get_asks (const SbSppField *field)
{
  switch (field->kind)
    {
    case SB_SPP_TEXT:
    case SB_SPP_IDS:
      return ASKS_TEXT;
    case SB_SPP_DAY:
    case SB_SPP_INSTANT:
      return ASKS_DATE;
    case SB_SPP_INTEGER:
    case SB_SPP_NUMBER:
    case SB_SPP_FLAG:
    case SB_SPP_REFERENCE:
    default:
      return ASKS_NUMBER;
    }
}

static Asks
get_custom_asks (const SbSppCustom *custom)
{
  if (strcmp (custom->kind, "numeric") == 0 || strcmp (custom->kind, "checkbox") == 0)
    return ASKS_NUMBER;

  return strcmp (custom->kind, "date") == 0 ? ASKS_DATE : ASKS_TEXT | ASKS_CUSTOM;
}

/* In the store's form. */
static gboolean
read_value (SbRestCall *call, Lexer *lexer, const Attribute *attribute, GPtrArray *values)
{
  gint64 seconds;

  if (lexer->kind != ((attribute->asks & ASKS_NUMBER) != 0 ? TOKEN_NUMBER : TOKEN_TEXT))
    return FALSE;
  if (attribute->instant)
    {
      if (!sb_spp_parse_instant (call->sandbox, lexer->text, &seconds))
        return FALSE;
      g_ptr_array_add (values, g_strdup_printf ("%" G_GINT64_FORMAT, seconds));
    }
  else if ((attribute->asks & ASKS_DATE) != 0 && !sb_spp_is_day (lexer->text))
    return FALSE;
  else
    g_ptr_array_add (values, g_strdup (lexer->text));
  advance (lexer);

  return TRUE;
}

static gboolean
read_values (SbRestCall *call, Lexer *lexer, const Attribute *attribute, GPtrArray *values)
{
  if (!is_sign (lexer, "["))
    return FALSE;
  do
    {
      advance (lexer);
      if (!read_value (call, lexer, attribute, values))
        return FALSE;
    }
  while (is_sign (lexer, ","));
  if (!is_sign (lexer, "]"))
    return FALSE;
  advance (lexer);

  return TRUE;
}

/* ---- clauses ---- */

static const struct {
  const char *name;
  gboolean    listed;     /* takes [ … ] */
  guint       values;     /* 0: any number */
  guint       asks;       /* Asks: of one of these */
} operators[] = {
  { "IS", FALSE, 1, ASKS_TEXT },
  { "EQUAL", FALSE, 1, ASKS_NUMBER },
  { "ANY_OF", TRUE, 0, ASKS_TEXT | ASKS_NUMBER },
  { "BETWEEN", TRUE, 2, ASKS_DATE | ASKS_NUMBER },
  { "CONTAIN", FALSE, 1, ASKS_CUSTOM },
  { "CONTAIN_NOT", FALSE, 1, ASKS_CUSTOM },
};

/* FALSE: refused. */
static gboolean
find_attribute (SbRestCall *call, Attribute *attribute)
{
  const SbSppField *field = sb_spp_find_attribute (call->type, attribute->name);
  g_autoptr (SbSppCustom) custom = NULL;

  if (field != NULL && !sb_rest_allows (call->sandbox, field, SB_SPP_QUERY))
    return sb_rest_refuse (call, 400, "Query is not allowed for the attribute %s", attribute->name), FALSE;
  if (field != NULL)
    {
      attribute->sql = sb_spp_dup_expression (call->type, field);
      attribute->asks = get_asks (field);
      attribute->instant = field->kind == SB_SPP_INSTANT;
      return TRUE;
    }
  custom = g_str_has_prefix (attribute->name, "cf") ? sb_spp_find_custom (call->sandbox, call->type, attribute->name + 2) : NULL;
  if (custom == NULL)
    return sb_rest_refuse (call, 400, "Unknown attribute %s in q", attribute->name), FALSE;
  attribute->asks = get_custom_asks (custom);
  attribute->sql = g_strdup_printf ("(SELECT v.value FROM sp_value v WHERE v.type = '%s' AND v.record = t.id AND v.name = '%s')", call->type->name,
                                    custom->name);

  return TRUE;
}

static void
append_clause (GString *where, guint operator, const Attribute *attribute, GPtrArray *values)
{
  gboolean cast = (attribute->asks & ASKS_NUMBER) != 0 || attribute->instant;
  g_autofree char *typed = cast ? g_strdup_printf ("CAST (%s AS NUMERIC)", attribute->sql) : g_strdup (attribute->sql);
  const char *mark = cast ? "CAST (? AS NUMERIC)" : "?";

  g_string_append (where, " AND ");
  if (strcmp (operators[operator].name, "BETWEEN") == 0)
    g_string_append_printf (where, "%s BETWEEN %s AND %s", typed, mark, mark);
  else if (strcmp (operators[operator].name, "ANY_OF") == 0)
    {
      g_string_append_printf (where, "%s IN (", typed);
      for (guint i = 0; i < values->len; i++)
        g_string_append_printf (where, "%s%s", i > 0 ? ", " : "", mark);
      g_string_append_c (where, ')');
    }
  else if (strcmp (operators[operator].name, "CONTAIN") == 0)
    g_string_append_printf (where, "instr (coalesce (%s, ''), ?) > 0", attribute->sql);
  else if (strcmp (operators[operator].name, "CONTAIN_NOT") == 0)
    g_string_append_printf (where, "instr (coalesce (%s, ''), ?) = 0", attribute->sql);
  else
    g_string_append_printf (where, "%s = %s", typed, mark);
}

static gboolean
read_clause (SbRestCall *call, Lexer *lexer, GString *where, GPtrArray *texts)
{
  g_autofree char *name = lexer->kind == TOKEN_WORD ? g_strdup (lexer->text) : NULL;
  g_auto (Attribute) attribute = { .name = name };
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  guint operator = 0;
  gboolean good;

  if (name == NULL)
    return sb_rest_refuse (call, 400, "q does not begin with an attribute"), FALSE;
  if (!find_attribute (call, &attribute))
    return FALSE;
  advance (lexer);
  while (operator < G_N_ELEMENTS (operators) && (lexer->kind != TOKEN_WORD || strcmp (operators[operator].name, lexer->text) != 0))
    operator++;
  if (operator == G_N_ELEMENTS (operators) || (operators[operator].asks & attribute.asks) == 0)
    return sb_rest_refuse (call, 400, "Operator %s is not possible for %s", lexer->text, name), FALSE;
  advance (lexer);
  good = operators[operator].listed ? read_values (call, lexer, &attribute, values) : read_value (call, lexer, &attribute, values);
  if (good && (operators[operator].values == 0 || operators[operator].values == values->len))
    append_clause (where, operator, &attribute, values);
  else
    {
      sb_rest_refuse (call, 400, "The value of %s is not valid", name);
      good = FALSE;
    }
  for (guint i = 0; i < values->len; i++)
    g_ptr_array_add (texts, g_ptr_array_index (values, i));

  return good && values->len > 0;
}

gboolean
sb_rest_read_filter (SbRestCall *call, const char *q, GString *where, GPtrArray *texts)
{
  g_auto (Lexer) lexer = { .at = q };

  advance (&lexer);
  for (;;)
    {
      if (!read_clause (call, &lexer, where, texts))
        return FALSE;
      if (lexer.kind == TOKEN_END)
        return TRUE;
      if (lexer.kind != TOKEN_WORD || strcmp (lexer.text, "AND") != 0)
        return sb_rest_refuse (call, 400, "q: AND was expected, not “%s”", lexer.text), FALSE;
      advance (&lexer);
    }
}
