/* cw-expression-picks.c: choosing a simple expression by pointing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-expression-picks.h"

#include "cw-field-picker.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One choice that is under way. */
typedef struct {
  CwMappingBench    *bench;      /* owned */
  char              *type;
  const CwKind      *kind;
  CwExpressionPicked picked;
  gpointer           data;
  GDestroyNotify     free_data;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  if (choice->free_data != NULL)
    choice->free_data (choice->data);
  g_object_unref (choice->bench);
  g_free (choice->type);
  g_free (choice);
}

CwExpression *
cw_expression_new_known_field (CwMappingBench *bench, const char *type, const char *path)
{
  return cw_expression_new_field (path, cw_mapping_bench_get_source_type (bench, type, path));
}

static CwExpression *
make_picked (Choice *choice, const char *id)
{
  if (g_str_has_prefix (id, CW_PICKER_PROPERTY))
    return cw_expression_new_record (id + strlen (CW_PICKER_PROPERTY));
  switch ((int) choice->kind->kind)
    {
    case CW_EXPRESSION_SETTING:
      return cw_expression_new_setting (id);
    case CW_EXPRESSION_MAPPED:
      return cw_expression_new_mapped (id);
    case CW_EXPRESSION_FIELD:
    default:
      return cw_expression_new_known_field (choice->bench, choice->type, id);
    }
}

static void
picked_cb (CwPickerItem *item, gpointer data)
{
  Choice *choice = data;
  CwExpression *expression = make_picked (choice, cw_picker_item_get_id (item));

  if (expression != NULL)
    choice->picked (expression, choice->data);
}

static GListModel *
list_choices (CwMappingBench *bench, const char *type, CwExpressionKind kind)
{
  switch ((int) kind)
    {
    case CW_EXPRESSION_RECORD:
      return cw_picker_list_properties (bench);
    case CW_EXPRESSION_SETTING:
      return cw_picker_list_settings (bench);
    case CW_EXPRESSION_MAPPED:
      return cw_picker_list_rows (bench, type != NULL ? type : cw_mapping_bench_get_workflow (bench)->types[0]);
    case CW_EXPRESSION_FIELD:
    default:
      return cw_picker_list_source (bench, type, TRUE);
    }
}

void
cw_expression_pick (GtkWidget *parent, CwMappingBench *bench, const char *type, const CwKind *kind, CwExpressionPicked picked,
                    gpointer data, GDestroyNotify free_data)
{
  Choice *choice;

  if (kind->kind == CW_EXPRESSION_VALUE)
    {
      picked (cw_expression_new_value ("", CW_VALUE_TEXT), data);
      if (free_data != NULL)
        free_data (data);
      return;
    }
  choice = g_new0 (Choice, 1);
  choice->bench = g_object_ref (bench);
  choice->type = g_strdup (type);
  choice->kind = kind;
  choice->picked = picked;
  choice->data = data;
  choice->free_data = free_data;
  cw_field_picker_present (parent, cw_kind_get_title (kind), list_choices (bench, type, kind->kind), picked_cb, choice, choice_free);
}
