/* cw-expression-edit.c: changing a part of an expression
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-expression-edit.h"

#include <string.h>

/* ---- forms ---- */

CwExpressionForm *
cw_expression_form_new (const CwExpression *of)
{
  CwExpressionForm *self = g_new0 (CwExpressionForm, 1);

  self->kind = of->kind;
  self->type = of->type;
  self->what = of->what;
  self->flag = of->flag;
  self->numbers[0] = of->numbers[0];
  self->numbers[1] = of->numbers[1];
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_expression_unref);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < of->n_parts; i++)
    g_ptr_array_add (self->parts, cw_expression_ref (of->parts[i]));
  for (guint i = 0; i < of->n_texts; i++)
    g_ptr_array_add (self->texts, g_strdup (of->texts[i]));
  return self;
}

void
cw_expression_form_free (CwExpressionForm *self)
{
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

void
cw_expression_form_set_text (CwExpressionForm *self, guint index, const char *text)
{
  g_return_if_fail (index <= self->texts->len);

  if (index == self->texts->len)
    {
      g_ptr_array_add (self->texts, g_strdup (text));
      return;
    }
  g_free (self->texts->pdata[index]);
  self->texts->pdata[index] = g_strdup (text);
}

void
cw_expression_form_take_part (CwExpressionForm *self, guint index, CwExpression *part)
{
  g_return_if_fail (index <= self->parts->len);

  if (index == self->parts->len)
    {
      g_ptr_array_add (self->parts, part);
      return;
    }
  cw_expression_unref (self->parts->pdata[index]);
  self->parts->pdata[index] = part;
}

static const char *
get_text (const CwExpressionForm *self, guint index)
{
  return index < self->texts->len ? self->texts->pdata[index] : "";
}

/* The constructors take parts over: each gets a reference of its own. */
static CwExpression *
ref_part (const CwExpressionForm *self, guint index)
{
  return index < self->parts->len ? cw_expression_ref (self->parts->pdata[index]) : NULL;
}

static CwExpression *
make_function (const CwExpressionForm *self)
{
  CwExpression *of = ref_part (self, 0);

  switch ((CwFunction) self->what)
    {
    case CW_FUNCTION_TRIM:
    case CW_FUNCTION_UPPER:
    case CW_FUNCTION_LOWER:
    case CW_FUNCTION_TITLE:
      return cw_expression_new_function ((CwFunction) self->what, of);
    case CW_FUNCTION_REPLACE:
      return cw_expression_new_replace (of, get_text (self, 0), get_text (self, 1));
    case CW_FUNCTION_LEFT:
      return cw_expression_new_left (of, self->numbers[0]);
    case CW_FUNCTION_SUBSTRING:
      return cw_expression_new_substring (of, self->numbers[0], self->numbers[1]);
    case CW_FUNCTION_DATE_FORMAT:
      return cw_expression_new_date_format (of, get_text (self, 0));
    case CW_FUNCTION_NUMBER_FORMAT:
      return cw_expression_new_number_format (of, self->numbers[0], get_text (self, 0), get_text (self, 1));
    default:
      g_assert_not_reached ();
    }
}

static CwExpression *
make_compare (const CwExpressionForm *self)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new ();

  for (guint i = 0; i < self->texts->len; i++)
    g_ptr_array_add (values, self->texts->pdata[i]);
  g_ptr_array_add (values, NULL);
  return cw_expression_new_compare ((CwComparison) self->what, ref_part (self, 0), ref_part (self, 1),
                                    (const char * const *) values->pdata, self->flag);
}

static CwExpression *
make_of_parts (const CwExpressionForm *self)
{
  g_autofree CwExpression **parts = g_new0 (CwExpression *, self->parts->len + 1);

  for (guint i = 0; i < self->parts->len; i++)
    parts[i] = ref_part (self, i);
  if (self->kind == CW_EXPRESSION_CONCAT)
    return cw_expression_new_concat (parts, self->parts->len, get_text (self, 0));
  return cw_expression_new_group (self->kind, parts, self->parts->len);
}

CwExpression *
cw_expression_form_make (const CwExpressionForm *self)
{
  switch (self->kind)
    {
    case CW_EXPRESSION_FIELD:
      return cw_expression_new_field (get_text (self, 0), self->type);
    case CW_EXPRESSION_RECORD:
      return cw_expression_new_record (get_text (self, 0));
    case CW_EXPRESSION_VALUE:
      return cw_expression_new_value (get_text (self, 0), self->type);
    case CW_EXPRESSION_SETTING:
      return cw_expression_new_setting (get_text (self, 0));
    case CW_EXPRESSION_MAPPED:
      return cw_expression_new_mapped (get_text (self, 0));
    case CW_EXPRESSION_MAP:
      return cw_expression_new_map (ref_part (self, 0), (const char * const *) self->texts->pdata, self->texts->len,
                                    ref_part (self, 1), self->flag, self->type);
    case CW_EXPRESSION_LOOKUP:
      return cw_expression_new_lookup (ref_part (self, 0), get_text (self, 0), get_text (self, 1), get_text (self, 2), self->type);
    case CW_EXPRESSION_COMPARE:
      return make_compare (self);
    case CW_EXPRESSION_FUNCTION:
      return make_function (self);
    case CW_EXPRESSION_CONCAT:
    case CW_EXPRESSION_FIRST:
    case CW_EXPRESSION_IF:
    case CW_EXPRESSION_ALL:
    case CW_EXPRESSION_ANY:
    case CW_EXPRESSION_NOT:
      return make_of_parts (self);
    default:
      g_assert_not_reached ();
    }
}

/* ---- paths ---- */

/* The number at the head of @path; moves it to what is left, NULL at the end. */
static gboolean
take_step (const char **path, guint *out_index)
{
  char *end;
  guint64 index = g_ascii_strtoull (*path, &end, 10);

  if (end == *path || (*end != '\0' && *end != '.') || index > CW_EXPRESSION_MAX_SIZE)
    return FALSE;
  *out_index = (guint) index;
  *path = *end == '.' ? end + 1 : NULL;
  return TRUE;
}

CwExpression *
cw_expression_get_at (CwExpression *root, const char *path)
{
  const char *rest = *path != '\0' ? path : NULL;
  guint index;

  while (root != NULL && rest != NULL)
    {
      if (!take_step (&rest, &index) || index >= root->n_parts)
        return NULL;
      root = root->parts[index];
    }
  return root;
}

/* Recursion is as deep as the path, which is no longer than the tree is deep. */
static CwExpression *
replace (CwExpression *root, const char *path, CwExpression *part)
{
  g_autoptr (CwExpressionForm) form = NULL;
  CwExpression *below;
  guint index;

  if (path == NULL)
    return cw_expression_ref (part);
  if (!take_step (&path, &index) || index >= root->n_parts)
    return NULL;
  below = replace (root->parts[index], path, part);
  if (below == NULL)
    return NULL;
  form = cw_expression_form_new (root);
  cw_expression_form_take_part (form, index, below);
  return cw_expression_form_make (form);
}

CwExpression *
cw_expression_replace_at (CwExpression *root, const char *path, CwExpression *part)
{
  g_autoptr (CwExpression) owned = part;

  return part != NULL ? replace (root, *path != '\0' ? path : NULL, part) : NULL;
}

char *
cw_expression_dup_path (const char *path, guint index)
{
  return *path != '\0' ? g_strdup_printf ("%s.%u", path, index) : g_strdup_printf ("%u", index);
}

/* ---- new ones ---- */

gboolean
cw_expression_is_condition (const CwExpression *self)
{
  return self->kind == CW_EXPRESSION_COMPARE || self->kind == CW_EXPRESSION_ALL || self->kind == CW_EXPRESSION_ANY
         || self->kind == CW_EXPRESSION_NOT;
}

static void
note_field (const CwExpression *expression, gpointer data)
{
  const CwExpression **first = data;

  if (*first == NULL && expression->kind == CW_EXPRESSION_FIELD)
    *first = expression;
}

/* Whether there is something; of a larger expression, in the first field of it: that is what a person goes on from. */
static CwExpression *
make_not_empty (CwExpression *of)
{
  const CwExpression *field = NULL;

  cw_expression_foreach (of, note_field, &field);
  return cw_expression_new_compare (CW_COMPARE_NOT_EQUAL, cw_expression_ref (field != NULL ? (CwExpression *) field : of),
                                    cw_expression_new_value ("", CW_VALUE_TEXT), NULL, FALSE);
}

static CwExpression *
wrap_if (CwExpression *inner)
{
  CwExpression *parts[2] = { make_not_empty (inner), cw_expression_ref (inner) };

  return cw_expression_new_group (CW_EXPRESSION_IF, parts, 2);
}

static CwExpression *
wrap_compare (CwExpression *inner, CwComparison comparison)
{
  static const char * const none[] = { NULL };
  gboolean alone = comparison == CW_COMPARE_IS_EMPTY || comparison == CW_COMPARE_ONE_OF;

  /* A list of ids equals none of them. */
  if (comparison == CW_COMPARE_EQUAL && inner->kind == CW_EXPRESSION_RECORD && g_str_equal (inner->texts[0], "subsidiaries"))
    comparison = CW_COMPARE_INCLUDES;
  return cw_expression_new_compare (comparison, cw_expression_ref (inner), alone ? NULL : cw_expression_new_value ("", CW_VALUE_TEXT),
                                    none, FALSE);
}

static CwExpression *
wrap_function (CwExpression *inner, CwFunction function)
{
  CwExpression *of = cw_expression_ref (inner);

  switch (function)
    {
    case CW_FUNCTION_REPLACE:
      return cw_expression_new_replace (of, " ", " ");
    case CW_FUNCTION_LEFT:
      return cw_expression_new_left (of, 83);
    case CW_FUNCTION_SUBSTRING:
      return cw_expression_new_substring (of, 0, 83);
    case CW_FUNCTION_DATE_FORMAT:
      return cw_expression_new_date_format (of, "%Y-%m-%d");
    case CW_FUNCTION_NUMBER_FORMAT:
      return cw_expression_new_number_format (of, 2, ".", "");
    case CW_FUNCTION_TRIM:
    case CW_FUNCTION_UPPER:
    case CW_FUNCTION_LOWER:
    case CW_FUNCTION_TITLE:
    default:
      return cw_expression_new_function (function, of);
    }
}

CwExpression *
cw_expression_wrap (CwExpression *inner, CwExpressionKind kind, guint what)
{
  CwExpression *one;

  switch (kind)
    {
    case CW_EXPRESSION_CONCAT:
      one = cw_expression_ref (inner);
      return cw_expression_new_concat (&one, 1, "");
    case CW_EXPRESSION_FIRST:
      one = cw_expression_ref (inner);
      return cw_expression_new_group (kind, &one, 1);
    case CW_EXPRESSION_ALL:
    case CW_EXPRESSION_ANY:
    case CW_EXPRESSION_NOT:
      one = cw_expression_is_condition (inner) ? cw_expression_ref (inner) : make_not_empty (inner);
      return cw_expression_new_group (kind, &one, 1);
    case CW_EXPRESSION_MAP:
      return cw_expression_new_map (cw_expression_ref (inner), NULL, 0, NULL, TRUE, CW_VALUE_TEXT);
    case CW_EXPRESSION_LOOKUP:
      return cw_expression_new_lookup (cw_expression_ref (inner), "customer", "entityId", "id", CW_VALUE_TEXT);
    case CW_EXPRESSION_IF:
      return wrap_if (inner);
    case CW_EXPRESSION_COMPARE:
      return wrap_compare (inner, (CwComparison) what);
    case CW_EXPRESSION_FUNCTION:
      return wrap_function (inner, (CwFunction) what);
    case CW_EXPRESSION_FIELD:
    case CW_EXPRESSION_RECORD:
    case CW_EXPRESSION_VALUE:
    case CW_EXPRESSION_SETTING:
    case CW_EXPRESSION_MAPPED:
    default:
      g_return_val_if_reached (NULL);
    }
}

/* A fixed value becomes the first of a list, and the first of a list the fixed value. */
CwExpression *
cw_expression_dup_compared (CwExpression *compare, CwComparison comparison)
{
  g_autoptr (CwExpressionForm) form = cw_expression_form_new (compare);
  gboolean has_right = comparison != CW_COMPARE_IS_EMPTY && comparison != CW_COMPARE_ONE_OF;

  g_return_val_if_fail (compare->kind == CW_EXPRESSION_COMPARE, NULL);
  form->what = comparison;
  if (has_right && form->parts->len < 2)
    cw_expression_form_take_part (form, 1, cw_expression_new_value (get_text (form, 0), CW_VALUE_TEXT));
  if (comparison != CW_COMPARE_ONE_OF)
    g_ptr_array_set_size (form->texts, 0);
  else if (compare->n_parts > 1 && compare->parts[1]->kind == CW_EXPRESSION_VALUE && *compare->parts[1]->texts[0] != '\0')
    cw_expression_form_set_text (form, 0, compare->parts[1]->texts[0]);
  if (!has_right)
    g_ptr_array_set_size (form->parts, 1);
  return cw_expression_form_make (form);
}
