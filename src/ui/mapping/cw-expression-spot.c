/* cw-expression-spot.c: the part of a mapping that a builder shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-expression-spot.h"

#include <string.h>

CwExpressionSpot *
cw_expression_spot_new (CwMappingBench *bench, const CwDraftPlace *place, const char *path)
{
  CwExpressionSpot *self = g_new0 (CwExpressionSpot, 1);

  self->bench = g_object_ref (bench);
  self->place = *place;
  self->path = g_strdup (path);
  return self;
}

CwExpressionSpot *
cw_expression_spot_copy (const CwExpressionSpot *self)
{
  return cw_expression_spot_new (self->bench, &self->place, self->path);
}

void
cw_expression_spot_free (CwExpressionSpot *self)
{
  g_object_unref (self->bench);
  g_free (self->path);
  g_free (self);
}

CwExpression *
cw_expression_spot_get (const CwExpressionSpot *self)
{
  CwExpression *root = cw_mapping_draft_get_expression (cw_mapping_bench_get_draft (self->bench), &self->place);

  return root != NULL ? cw_expression_get_at (root, self->path) : NULL;
}

gboolean
cw_expression_spot_set (const CwExpressionSpot *self, CwExpression *expression, const char *label, const char *merge)
{
  CwMappingDraft *draft = cw_mapping_bench_get_draft (self->bench);

  if (expression == NULL)
    return FALSE;
  /* Where there is nothing yet, the first expression is the whole. */
  if (*self->path == '\0')
    return cw_mapping_draft_set_expression (draft, &self->place, expression, label, merge);
  return cw_mapping_draft_set_part (draft, &self->place, self->path, expression, label, merge);
}

CwExpression *
cw_expression_spot_get_parent (const CwExpressionSpot *self, CwExpressionSpot **out_parent, guint *out_index)
{
  const char *dot = strrchr (self->path, '.'), *last = dot != NULL ? dot + 1 : self->path;
  g_autofree char *path = g_strndup (self->path, dot != NULL ? (gsize) (dot - self->path) : 0);
  g_autoptr (CwExpressionSpot) parent = NULL;
  CwExpression *found;

  if (*self->path == '\0')
    return NULL;
  parent = cw_expression_spot_new (self->bench, &self->place, path);
  found = cw_expression_spot_get (parent);
  if (out_index != NULL)
    *out_index = (guint) g_ascii_strtoull (last, NULL, 10);
  if (out_parent != NULL)
    *out_parent = g_steal_pointer (&parent);
  return found;
}

gboolean
cw_expression_spot_wants_condition (const CwExpressionSpot *self)
{
  guint index = 0;
  CwExpression *parent = cw_expression_spot_get_parent (self, NULL, &index);

  if (parent == NULL)
    return *self->path == '\0' && self->place.part != CW_DRAFT_SOURCE;
  return cw_kind_wants_conditions (cw_kind_find (parent), index);
}

/* NULL: it is in no row. */
static const CwMappingRow *
get_row (const CwExpressionSpot *self)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_draft_get_mapping (cw_mapping_bench_get_draft (self->bench)));
  const CwMappingGroup *group = self->place.part == CW_DRAFT_SOURCE && self->place.group < groups->len
                                ? groups->pdata[self->place.group] : NULL;

  return group != NULL && self->place.row < group->rows->len ? group->rows->pdata[self->place.row] : NULL;
}

static CwValueType
get_target_type (const CwExpressionSpot *self)
{
  const CwMappingRow *row = get_row (self);

  return row != NULL ? row->type : CW_VALUE_TEXT;
}

const char *
cw_expression_spot_get_target (const CwExpressionSpot *self)
{
  g_autoptr (CwExpressionSpot) above = NULL;
  guint index = 0;
  CwExpression *parent = cw_expression_spot_get_parent (self, &above, &index);
  const CwMappingRow *row = get_row (self);

  if (parent == NULL || row == NULL)
    return row != NULL && *self->path == '\0' ? row->target : NULL;
  if (parent->kind == CW_EXPRESSION_FIRST || ((parent->kind == CW_EXPRESSION_IF || parent->kind == CW_EXPRESSION_MAP) && index > 0))
    return cw_expression_spot_get_target (above);
  return NULL;
}

CwValueType
cw_expression_spot_get_wanted_type (const CwExpressionSpot *self)
{
  g_autoptr (CwExpressionSpot) above = NULL;
  guint index = 0;
  CwExpression *parent = cw_expression_spot_get_parent (self, &above, &index);

  if (parent == NULL)
    return get_target_type (self);
  switch ((int) parent->kind)
    {
    case CW_EXPRESSION_COMPARE:
      return index == 1 ? parent->parts[0]->type : CW_VALUE_TEXT;
    case CW_EXPRESSION_IF:
      return index > 0 ? cw_expression_spot_get_wanted_type (above) : CW_VALUE_TEXT;
    case CW_EXPRESSION_FIRST:
      return cw_expression_spot_get_wanted_type (above);
    case CW_EXPRESSION_MAP:
      return index == 1 ? parent->type : CW_VALUE_TEXT;
    default:
      return CW_VALUE_TEXT;
    }
}

const char *
cw_expression_spot_get_record_type (const CwExpressionSpot *self)
{
  return cw_mapping_bench_get_record_type (self->bench, &self->place);
}

const char *
cw_expression_spot_get_choice_type (const CwExpressionSpot *self)
{
  return self->place.part == CW_DRAFT_FILTER ? NULL : cw_expression_spot_get_record_type (self);
}
