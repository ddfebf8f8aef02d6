/* cw-expression-words.c: an expression as a person reads it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-expression-words.h"

#include "cw-text.h"

#include <glib/gi18n-lib.h>

#define LONGEST_TEXT 60   /* characters of a fixed text that are shown */

/* What helps to say it. */
typedef struct {
  const CwWorkflow *workflow;   /* nullable */
  CwWordsNameOf     name_of;    /* nullable */
  gpointer          data;
} Words;

static char *dup_words (const CwExpression *self, const Words *words);

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
dup_setting (const CwExpression *self, const Words *words)
{
  const CwSetting *setting = words->workflow != NULL ? cw_workflow_find_setting (words->workflow, self->texts[0]) : NULL;
  g_autofree char *name = dup_name (setting != NULL ? _(setting->title) : self->texts[0]);

  return g_strdup_printf (_("the setting %s"), name);
}

static char *
dup_joined (const CwExpression *self, const Words *words, const char *between)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->n_parts; i++)
    {
      g_autofree char *part = dup_words (self->parts[i], words);

      g_string_append (text, i > 0 ? between : "");
      g_string_append (text, part);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_first (const CwExpression *self, const Words *words)
{
  g_autofree char *parts = dup_joined (self, words, ", ");

  return g_strdup_printf (_("the first that is not empty: %s"), parts);
}

/* A text that others surround must show where it ends. */
static char *
dup_grouped (const CwExpression *self, const Words *words)
{
  g_autofree char *text = dup_words (self, words);

  switch (self->kind)
    {
    case CW_EXPRESSION_CONCAT:
    case CW_EXPRESSION_FIRST:
    case CW_EXPRESSION_IF:
    case CW_EXPRESSION_ALL:
    case CW_EXPRESSION_ANY:
    case CW_EXPRESSION_MAP:
      return g_strdup_printf ("(%s)", text);
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
      return g_steal_pointer (&text);
    }
}

static char *
dup_map (const CwExpression *self, const Words *words)
{
  g_autofree char *value = dup_grouped (self->parts[0], words), *otherwise = NULL;
  guint entries = self->n_texts / 2;
  g_autofree char *map = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s by a value mapping with %'u entry",
                                                       "%s by a value mapping with %'u entries", entries), value, entries);

  if (self->n_parts < 2)
    return g_steal_pointer (&map);
  otherwise = dup_grouped (self->parts[1], words);
  return g_strdup_printf (_("%s, otherwise %s"), map, otherwise);
}

static char *
dup_lookup (const CwExpression *self, const Words *words)
{
  g_autofree char *value = dup_grouped (self->parts[0], words), *by = dup_name (self->texts[1]), *returns = dup_name (self->texts[2]);

  /* Translators: a field of the record of some type whose other field has a value */
  return g_strdup_printf (_("%s of the %s whose %s is %s"), returns, self->texts[0], by, value);
}

static char *
dup_if (const CwExpression *self, const Words *words)
{
  g_autofree char *condition = dup_words (self->parts[0], words), *then = dup_grouped (self->parts[1], words), *otherwise = NULL;

  if (self->n_parts < 3)
    return g_strdup_printf (_("if %s: %s"), condition, then);
  otherwise = dup_grouped (self->parts[2], words);
  return g_strdup_printf (_("if %s: %s, otherwise %s"), condition, then, otherwise);
}

static char *
dup_not (const CwExpression *self, const Words *words)
{
  g_autofree char *part = dup_grouped (self->parts[0], words);

  return g_strdup_printf (_("not %s"), part);
}

/* A value of @of, by its name where it has one: “Sales” (4). */
static char *
dup_value (const CwExpression *of, const char *value, const Words *words)
{
  g_autofree char *name = words->name_of != NULL ? words->name_of (of, value, words->data) : NULL, *quoted = NULL;

  if (name == NULL || g_str_equal (name, value))
    return dup_quoted (value);
  quoted = dup_quoted (name);
  return g_strdup_printf (_("%s (%s)"), quoted, value);
}

static char *
dup_values (const CwExpression *self, const Words *words)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (self->n_texts, 5); i++)
    {
      g_autofree char *value = dup_value (self->parts[0], self->texts[i], words);

      g_string_append (text, i > 0 ? ", " : "");
      g_string_append (text, value);
    }
  if (self->n_texts > 5)
    g_string_append (text, ", …");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_right (const CwExpression *self, const Words *words)
{
  if (self->n_parts < 2)
    return dup_values (self, words);
  return self->parts[1]->kind == CW_EXPRESSION_VALUE ? dup_value (self->parts[0], self->parts[1]->texts[0], words)
                                                     : dup_grouped (self->parts[1], words);
}

static char *
dup_compare (const CwExpression *self, const Words *words)
{
  g_autofree char *left = dup_grouped (self->parts[0], words);
  g_autofree char *right = dup_right (self, words);

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
dup_function (const CwExpression *self, const Words *words)
{
  g_autofree char *of = dup_grouped (self->parts[0], words);

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
dup_words (const CwExpression *self, const Words *words)
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
      return dup_setting (self, words);
    case CW_EXPRESSION_MAPPED:
      name = dup_name (self->texts[0]);
      return g_strdup_printf (_("what %s gets"), name);
    case CW_EXPRESSION_CONCAT:
      return dup_joined (self, words, " + ");
    case CW_EXPRESSION_FIRST:
      return dup_first (self, words);
    case CW_EXPRESSION_MAP:
      return dup_map (self, words);
    case CW_EXPRESSION_LOOKUP:
      return dup_lookup (self, words);
    case CW_EXPRESSION_IF:
      return dup_if (self, words);
    case CW_EXPRESSION_COMPARE:
      return dup_compare (self, words);
    case CW_EXPRESSION_ALL:
      return dup_joined (self, words, _(" and "));
    case CW_EXPRESSION_ANY:
      return dup_joined (self, words, _(" or "));
    case CW_EXPRESSION_NOT:
      return dup_not (self, words);
    case CW_EXPRESSION_FUNCTION:
      return dup_function (self, words);
    default:
      g_assert_not_reached ();
    }
}

char *
cw_expression_dup_named_words (const CwExpression *self, const CwWorkflow *workflow, CwWordsNameOf name_of, gpointer data)
{
  Words words = { workflow, name_of, data };

  g_return_val_if_fail (self != NULL, NULL);

  return dup_words (self, &words);
}

char *
cw_expression_dup_words (const CwExpression *self, const CwWorkflow *workflow)
{
  return cw_expression_dup_named_words (self, workflow, NULL, NULL);
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
