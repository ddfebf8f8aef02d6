/* cw-expression-words.c: an expression as a person reads it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-expression-words.h"

#include "cw-text.h"

#include <glib/gi18n-lib.h>

#define LONGEST_TEXT 60   /* characters of a fixed text that are shown */

static char *dup_words (const CwExpression *self, const CwWorkflow *workflow);

static char *
dup_name (const char *name)
{
  return g_strconcat (CW_WORDS_NAME_START, name, CW_WORDS_NAME_END, NULL);
}

static char *
dup_quoted (const char *text)
{
  g_autofree char *head = NULL;

  if (*text == '\0')
    return g_strdup (_("an empty text"));
  if (g_utf8_strlen (text, -1) <= LONGEST_TEXT)
    return g_strdup_printf (_("“%s”"), text);
  head = cw_text_dup_left (text, LONGEST_TEXT);
  return g_strdup_printf (_("“%s…”"), head);
}

static char *
dup_setting (const CwExpression *self, const CwWorkflow *workflow)
{
  const CwSetting *setting = workflow != NULL ? cw_workflow_find_setting (workflow, self->texts[0]) : NULL;
  g_autofree char *name = dup_name (setting != NULL ? _(setting->title) : self->texts[0]);

  return g_strdup_printf (_("the setting %s"), name);
}

static char *
dup_joined (const CwExpression *self, const CwWorkflow *workflow, const char *between)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->n_parts; i++)
    {
      g_autofree char *part = dup_words (self->parts[i], workflow);

      g_string_append (text, i > 0 ? between : "");
      g_string_append (text, part);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_first (const CwExpression *self, const CwWorkflow *workflow)
{
  g_autofree char *parts = dup_joined (self, workflow, ", ");

  return g_strdup_printf (_("the first that is not empty: %s"), parts);
}

/* A text that others surround must show where it ends. */
static char *
dup_grouped (const CwExpression *self, const CwWorkflow *workflow)
{
  g_autofree char *words = dup_words (self, workflow);

  switch (self->kind)
    {
    case CW_EXPRESSION_CONCAT:
    case CW_EXPRESSION_FIRST:
    case CW_EXPRESSION_IF:
    case CW_EXPRESSION_ALL:
    case CW_EXPRESSION_ANY:
    case CW_EXPRESSION_MAP:
      return g_strdup_printf ("(%s)", words);
    case CW_EXPRESSION_FIELD:
    case CW_EXPRESSION_RECORD:
    case CW_EXPRESSION_VALUE:
    case CW_EXPRESSION_SETTING:
    case CW_EXPRESSION_MAPPED:
    case CW_EXPRESSION_LOOKUP:
    case CW_EXPRESSION_COMPARE:
    case CW_EXPRESSION_NOT:
    case CW_EXPRESSION_FUNCTION:
    default:
      return g_steal_pointer (&words);
    }
}

static char *
dup_map (const CwExpression *self, const CwWorkflow *workflow)
{
  g_autofree char *value = dup_grouped (self->parts[0], workflow), *otherwise = NULL;
  guint entries = self->n_texts / 2;
  g_autofree char *map = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s by a value mapping with %'u entry",
                                                       "%s by a value mapping with %'u entries", entries), value, entries);

  if (self->n_parts < 2)
    return g_steal_pointer (&map);
  otherwise = dup_grouped (self->parts[1], workflow);
  return g_strdup_printf (_("%s, otherwise %s"), map, otherwise);
}

static char *
dup_lookup (const CwExpression *self, const CwWorkflow *workflow)
{
  g_autofree char *value = dup_grouped (self->parts[0], workflow), *by = dup_name (self->texts[1]), *returns = dup_name (self->texts[2]);

  /* Translators: a field of the record of some type whose other field has a value */
  return g_strdup_printf (_("%s of the %s whose %s is %s"), returns, self->texts[0], by, value);
}

static char *
dup_if (const CwExpression *self, const CwWorkflow *workflow)
{
  g_autofree char *condition = dup_words (self->parts[0], workflow), *then = dup_grouped (self->parts[1], workflow), *otherwise = NULL;

  if (self->n_parts < 3)
    return g_strdup_printf (_("if %s: %s"), condition, then);
  otherwise = dup_grouped (self->parts[2], workflow);
  return g_strdup_printf (_("if %s: %s, otherwise %s"), condition, then, otherwise);
}

static char *
dup_not (const CwExpression *self, const CwWorkflow *workflow)
{
  g_autofree char *part = dup_grouped (self->parts[0], workflow);

  return g_strdup_printf (_("not %s"), part);
}

static char *
dup_values (const CwExpression *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (self->n_texts, 5); i++)
    {
      g_autofree char *value = dup_quoted (self->texts[i]);

      g_string_append (text, i > 0 ? ", " : "");
      g_string_append (text, value);
    }
  if (self->n_texts > 5)
    g_string_append (text, ", …");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_compare (const CwExpression *self, const CwWorkflow *workflow)
{
  g_autofree char *left = dup_grouped (self->parts[0], workflow);
  g_autofree char *right = self->n_parts > 1 ? dup_grouped (self->parts[1], workflow) : dup_values (self);

  switch ((CwComparison) self->what)
    {
    case CW_COMPARE_EQUAL:
      return g_strdup_printf (_("%s is %s"), left, right);
    case CW_COMPARE_NOT_EQUAL:
      return g_strdup_printf (_("%s is not %s"), left, right);
    case CW_COMPARE_CONTAINS:
      return g_strdup_printf (_("%s contains %s"), left, right);
    case CW_COMPARE_STARTS_WITH:
      return g_strdup_printf (_("%s starts with %s"), left, right);
    case CW_COMPARE_IS_EMPTY:
      return g_strdup_printf (_("%s is empty"), left);
    case CW_COMPARE_LESS:
      return g_strdup_printf (_("%s is less than %s"), left, right);
    case CW_COMPARE_GREATER:
      return g_strdup_printf (_("%s is greater than %s"), left, right);
    case CW_COMPARE_ONE_OF:
      return g_strdup_printf (_("%s is one of %s"), left, right);
    case CW_COMPARE_INCLUDES:
      return g_strdup_printf (_("%s includes %s"), left, right);
    default:
      g_assert_not_reached ();
    }
}

static char *
dup_function (const CwExpression *self, const CwWorkflow *workflow)
{
  g_autofree char *of = dup_grouped (self->parts[0], workflow);

  switch ((CwFunction) self->what)
    {
    case CW_FUNCTION_TRIM:
      return g_strdup_printf (_("%s without blanks around it"), of);
    case CW_FUNCTION_UPPER:
      return g_strdup_printf (_("%s in capital letters"), of);
    case CW_FUNCTION_LOWER:
      return g_strdup_printf (_("%s in small letters"), of);
    case CW_FUNCTION_TITLE:
      return g_strdup_printf (_("%s with each word capitalised"), of);
    case CW_FUNCTION_REPLACE:
      {
        g_autofree char *find = dup_quoted (self->texts[0]), *with = dup_quoted (self->texts[1]);

        return g_strdup_printf (_("%s with %s replaced by %s"), of, find, with);
      }
    case CW_FUNCTION_LEFT:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "the first %2$u character of %1$s", "the first %2$u characters of %1$s",
                                           self->numbers[0]), of, self->numbers[0]);
    case CW_FUNCTION_SUBSTRING:
      /* Translators: part of a text: characters FIRST to LAST of it */
      return g_strdup_printf (_("characters %2$u to %3$u of %1$s"), of, self->numbers[0] + 1, self->numbers[0] + self->numbers[1]);
    case CW_FUNCTION_DATE_FORMAT:
      return g_strdup_printf (_("%s as a date like “%s”"), of, self->texts[0]);
    case CW_FUNCTION_NUMBER_FORMAT:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s with %u decimal", "%s with %u decimals", self->numbers[0]),
                              of, self->numbers[0]);
    default:
      g_assert_not_reached ();
    }
}

static char *
dup_words (const CwExpression *self, const CwWorkflow *workflow)
{
  g_autofree char *name = NULL;

  switch (self->kind)
    {
    case CW_EXPRESSION_FIELD:
      return dup_name (self->texts[0]);
    case CW_EXPRESSION_RECORD:
      name = dup_name (self->texts[0]);
      return g_strdup_printf (_("the record’s %s"), name);
    case CW_EXPRESSION_VALUE:
      return dup_quoted (self->texts[0]);
    case CW_EXPRESSION_SETTING:
      return dup_setting (self, workflow);
    case CW_EXPRESSION_MAPPED:
      name = dup_name (self->texts[0]);
      return g_strdup_printf (_("what %s gets"), name);
    case CW_EXPRESSION_CONCAT:
      return dup_joined (self, workflow, " + ");
    case CW_EXPRESSION_FIRST:
      return dup_first (self, workflow);
    case CW_EXPRESSION_MAP:
      return dup_map (self, workflow);
    case CW_EXPRESSION_LOOKUP:
      return dup_lookup (self, workflow);
    case CW_EXPRESSION_IF:
      return dup_if (self, workflow);
    case CW_EXPRESSION_COMPARE:
      return dup_compare (self, workflow);
    case CW_EXPRESSION_ALL:
      return dup_joined (self, workflow, _(" and "));
    case CW_EXPRESSION_ANY:
      return dup_joined (self, workflow, _(" or "));
    case CW_EXPRESSION_NOT:
      return dup_not (self, workflow);
    case CW_EXPRESSION_FUNCTION:
      return dup_function (self, workflow);
    default:
      g_assert_not_reached ();
    }
}

char *
cw_expression_dup_words (const CwExpression *self, const CwWorkflow *workflow)
{
  g_return_val_if_fail (self != NULL, NULL);

  return dup_words (self, workflow);
}

char *
cw_words_dup_plain (const char *words)
{
  g_autoptr (GString) text = words != NULL ? g_string_new (words) : NULL;

  if (text == NULL)
    return NULL;
  g_string_replace (text, CW_WORDS_NAME_START, "", 0);
  g_string_replace (text, CW_WORDS_NAME_END, "", 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
