/* cw-mapping-group-view.c: a group of rows in the editor
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-group-view.h"

#include "cw-expression-picks.h"
#include "cw-field-picker.h"
#include "cw-mapping-markup.h"
#include "cw-mapping-row-view.h"
#include "cw-menu-name.h"

#include <glib/gi18n-lib.h>

struct _CwMappingGroupView {
  GtkWidget       parent_instance;

  /* inputs */
  CwMappingBench *bench;      /* owned */
  guint           group;

  /* template children */
  GtkLabel       *name, *condition;
  GtkListBox     *list;
  GtkButton      *add_button;
  GtkMenuButton  *menu_button;
};

static guint opened_signal;

G_DEFINE_FINAL_TYPE (CwMappingGroupView, cw_mapping_group_view, GTK_TYPE_WIDGET)

static CwMappingDraft *
get_draft (CwMappingGroupView *self)
{
  return cw_mapping_bench_get_draft (self->bench);
}

static const CwMappingGroup *
get_group (CwMappingGroupView *self)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_draft_get_mapping (get_draft (self)));

  return self->group < groups->len ? groups->pdata[self->group] : NULL;
}

static CwMappingRowView *
get_row (CwMappingGroupView *self, guint row)
{
  return CW_MAPPING_ROW_VIEW (gtk_list_box_get_row_at_index (self->list, (int) row));
}

/* ---- showing ---- */

static void
moved_cb (CwMappingGroupView *self, guint row)
{
  cw_mapping_group_view_focus_row (self, row);
}

static void
show_rows (CwMappingGroupView *self, const CwMappingGroup *now)
{
  for (guint i = 0; i < now->rows->len; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) i);

      if (row != NULL)
        {
          cw_mapping_row_view_update (CW_MAPPING_ROW_VIEW (row), self->group, i);
          continue;
        }
      row = GTK_LIST_BOX_ROW (cw_mapping_row_view_new (self->bench, self->group, i));
      g_signal_connect_object (row, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->list, GTK_WIDGET (row));
    }
  for (GtkListBoxRow *row; (row = gtk_list_box_get_row_at_index (self->list, (int) now->rows->len)) != NULL;)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (self->list), now->rows->len > 0);
}

void
cw_mapping_group_view_update (CwMappingGroupView *self, guint group)
{
  const CwMappingGroup *now;
  g_autofree char *words = NULL, *markup = NULL, *text = NULL, *more = NULL;

  self->group = group;
  now = get_group (self);
  more = g_strdup_printf (_("More for %s"), _(now->name));
  cw_menu_button_set_name (self->menu_button, more);
  gtk_label_set_label (self->name, _(now->name));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _(now->name), -1);
  if (now->condition != NULL)
    {
      words = cw_mapping_bench_dup_words (self->bench, now->type, now->condition);
      markup = cw_mapping_dup_markup (words);
      text = g_strdup_printf (_("Only if %s"), markup);
    }
  gtk_label_set_markup (self->condition, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->condition), text != NULL);
  show_rows (self, now);
}

void
cw_mapping_group_view_focus_row (CwMappingGroupView *self, guint row)
{
  GtkListBoxRow *found = gtk_list_box_get_row_at_index (self->list, (int) row);

  if (found != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (found));
}

void
cw_mapping_group_view_set_findings (CwMappingGroupView *self, const GPtrArray *findings)
{
  const CwMappingGroup *now = get_group (self);

  /* Rows that are checked may be gone by now. */
  for (guint i = 0; now != NULL && i < now->rows->len; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint j = 0; j < findings->len; j++)
        {
          const CwMappingFinding *finding = findings->pdata[j];

          if (finding->problem->group == self->group && finding->problem->row == i)
            g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", finding->sentence);
        }
      cw_mapping_row_view_set_problems (get_row (self, i), text->len > 0 ? text->str : NULL);
    }
}

static void
row_activated_cb (CwMappingGroupView *self, GtkListBoxRow *row)
{
  g_signal_emit (self, opened_signal, 0, self->group, cw_mapping_row_view_get_row (CW_MAPPING_ROW_VIEW (row)));
}

/* ---- adding a row: target, then source ---- */

typedef struct {
  CwMappingGroupView *self;     /* owned */
  char               *target;
} Addition;

static void
addition_free (gpointer data)
{
  Addition *addition = data;

  g_object_unref (addition->self);
  g_free (addition->target);
  g_free (addition);
}

static void
source_picked_cb (CwExpression *expression, gpointer data)
{
  Addition *addition = data;
  CwMappingGroupView *self = addition->self;
  g_autoptr (CwExpression) source = expression;
  const CwMappingGroup *now = self->bench != NULL ? get_group (self) : NULL;
  guint position = now != NULL ? now->rows->len : 0;
  CwMappingRow *row;

  if (now == NULL)
    return;
  row = cw_mapping_bench_make_row (self->bench, addition->target, g_steal_pointer (&source));
  if (cw_mapping_draft_add_row (get_draft (self), self->group, position, row))
    g_signal_emit (self, opened_signal, 0, self->group, position);
}

static void
target_picked_cb (CwPickerItem *item, gpointer data)
{
  CwMappingGroupView *self = data;
  const CwMappingGroup *now = self->bench != NULL ? get_group (self) : NULL;
  Addition *addition;

  if (now == NULL)
    return;
  addition = g_new0 (Addition, 1);
  addition->self = g_object_ref (self);
  addition->target = g_strdup (cw_picker_item_get_id (item));
  cw_expression_pick (GTK_WIDGET (self), self->bench, now->type, cw_kind_find_id ("field"), source_picked_cb, addition, addition_free);
}

static void
add_row_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwMappingGroupView *self = CW_MAPPING_GROUP_VIEW (widget);

  cw_field_picker_present (widget, _("Target Field"), cw_picker_list_target (self->bench, get_group (self)->type), target_picked_cb,
                           g_object_ref (self), g_object_unref);
}

/* ---- the group ---- */

static void
condition_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwMappingGroupView *self = CW_MAPPING_GROUP_VIEW (widget);

  g_signal_emit (self, opened_signal, 0, self->group, CW_MAPPING_NO_ROW);
}

/* Same records, no rows yet: what shall count for some of them only goes into a group of its own. */
static void
duplicate_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwMappingGroupView *self = CW_MAPPING_GROUP_VIEW (widget);
  const CwMappingGroup *now = get_group (self);
  g_autofree char *name = g_strdup_printf (_("%s, further rows"), _(now->name));

  cw_mapping_draft_add_group (get_draft (self), self->group + 1, cw_mapping_group_new (name, now->type));
}

static void
remove_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwMappingGroupView *self = CW_MAPPING_GROUP_VIEW (widget);

  cw_mapping_draft_remove_group (get_draft (self), self->group);
}

/* ---- object ---- */

static void
cw_mapping_group_view_dispose (GObject *object)
{
  CwMappingGroupView *self = CW_MAPPING_GROUP_VIEW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->bench);
  G_OBJECT_CLASS (cw_mapping_group_view_parent_class)->dispose (object);
}

static void
cw_mapping_group_view_class_init (CwMappingGroupViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_mapping_group_view_dispose;
  opened_signal = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                G_TYPE_UINT, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-mapping-group-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwMappingGroupView, name);
  gtk_widget_class_bind_template_child (widget_class, CwMappingGroupView, condition);
  gtk_widget_class_bind_template_child (widget_class, CwMappingGroupView, list);
  gtk_widget_class_bind_template_child (widget_class, CwMappingGroupView, add_button);
  gtk_widget_class_bind_template_child (widget_class, CwMappingGroupView, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_install_action (widget_class, "group.add-row", NULL, add_row_action);
  gtk_widget_class_install_action (widget_class, "group.condition", NULL, condition_action);
  gtk_widget_class_install_action (widget_class, "group.duplicate", NULL, duplicate_action);
  gtk_widget_class_install_action (widget_class, "group.remove", NULL, remove_action);
}

static void
cw_mapping_group_view_init (CwMappingGroupView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwMappingGroupView *
cw_mapping_group_view_new (CwMappingBench *bench, guint group)
{
  CwMappingGroupView *self = g_object_new (CW_TYPE_MAPPING_GROUP_VIEW, NULL);

  self->bench = g_object_ref (bench);
  cw_mapping_group_view_update (self, group);
  return self;
}
