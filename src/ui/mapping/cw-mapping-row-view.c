/* cw-mapping-row-view.c: one row of a mapping in the list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-row-view.h"

#include "cw-dragged.h"
#include "cw-mapping-markup.h"
#include "cw-menu-name.h"

#include <glib/gi18n-lib.h>

struct _CwMappingRowView {
  GtkListBoxRow   parent_instance;

  /* inputs */
  CwMappingBench *bench;        /* owned */
  guint           group, row;

  /* template children */
  GtkWidget      *handle, *problem_box;
  GtkLabel       *target, *source, *remarks, *problems;
  GtkSwitch      *active_switch;
  GtkMenuButton  *menu_button;

  gboolean        initial_only; /* property of the menu's check box */
  gboolean        updating;
};

typedef enum {
  PROP_INITIAL_ONLY = 1,
} CwMappingRowViewProps;

static guint moved_signal;

G_DEFINE_FINAL_TYPE (CwMappingRowView, cw_mapping_row_view, GTK_TYPE_LIST_BOX_ROW)

static CwMappingDraft *
get_draft (CwMappingRowView *self)
{
  return cw_mapping_bench_get_draft (self->bench);
}

static const CwMappingGroup *
get_group (CwMappingRowView *self)
{
  return cw_mapping_get_groups (cw_mapping_draft_get_mapping (get_draft (self)))->pdata[self->group];
}

/* ---- showing ---- */

static void
add_remark (GString *remarks, const char *remark)
{
  if (remarks->len > 0)
    g_string_append (remarks, " · ");
  g_string_append (remarks, remark);
}

static guint
get_limit (CwMappingRowView *self, const CwMappingRow *row)
{
  const char *setting = row->limit_setting != NULL
                        ? cw_mapping_preview_get_setting (cw_mapping_bench_get_preview (self->bench), row->limit_setting) : NULL;

  return setting != NULL ? (guint) g_ascii_strtoull (setting, NULL, 10) : row->limit;
}

static char *
dup_remarks (CwMappingRowView *self, const CwMappingRow *row)
{
  GString *remarks = g_string_new (NULL);
  guint limit = get_limit (self, row);

  if (!row->active)
    add_remark (remarks, _("switched off"));
  if (row->required)
    add_remark (remarks, _("required"));
  if (limit > 0)
    {
      g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "at most %'u character", "at most %'u characters", limit), limit);

      add_remark (remarks, text);
    }
  if (row->initial_only)
    add_remark (remarks, _("only when the record is created"));
  return g_string_free (remarks, FALSE);
}

void
cw_mapping_row_view_update (CwMappingRowView *self, guint group, guint row)
{
  const CwMappingGroup *in;
  const CwMappingRow *now;
  g_autofree char *words = NULL, *markup = NULL, *source = NULL, *remarks = NULL, *name = NULL, *on = NULL, *more = NULL;

  self->group = group;
  self->row = row;
  in = get_group (self);
  now = in->rows->pdata[row];
  words = cw_mapping_bench_dup_words (self->bench, in->type, now->source);
  markup = cw_mapping_dup_markup (words);
  source = g_strconcat ("← ", markup, NULL);
  remarks = dup_remarks (self, now);
  name = g_strdup_printf (_("%s from %s"), cw_mapping_bench_get_target_label (self->bench, now->target), words);
  on = g_strdup_printf (_("Fill %s"), cw_mapping_bench_get_target_label (self->bench, now->target));
  more = g_strdup_printf (_("More for %s"), cw_mapping_bench_get_target_label (self->bench, now->target));
  cw_menu_button_set_name (self->menu_button, more);
  self->updating = TRUE;
  gtk_label_set_label (self->target, cw_mapping_bench_get_target_label (self->bench, now->target));
  gtk_label_set_markup (self->source, source);
  gtk_label_set_label (self->remarks, remarks);
  gtk_widget_set_visible (GTK_WIDGET (self->remarks), *remarks != '\0');
  gtk_switch_set_active (self->active_switch, now->active);
  self->updating = FALSE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->active_switch), GTK_ACCESSIBLE_PROPERTY_LABEL, on, -1);
  gtk_widget_set_opacity (GTK_WIDGET (self->source), now->active ? 1.0 : 0.55);
  if (self->initial_only != now->initial_only)
    {
      self->initial_only = now->initial_only;
      g_object_notify (G_OBJECT (self), "initial-only");
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.move", in->rows->len > 1);
}

void
cw_mapping_row_view_set_problems (CwMappingRowView *self, const char *problems)
{
  gtk_label_set_label (self->problems, problems != NULL ? problems : "");
  gtk_widget_set_visible (self->problem_box, problems != NULL);
}

guint
cw_mapping_row_view_get_row (CwMappingRowView *self)
{
  return self->row;
}

/* ---- editing ---- */

static void
active_cb (CwMappingRowView *self)
{
  if (!self->updating)
    cw_mapping_draft_set_active (get_draft (self), self->group, self->row, gtk_switch_get_active (self->active_switch));
}

static void
move_to (CwMappingRowView *self, guint to)
{
  g_autoptr (CwMappingRowView) keep = g_object_ref (self);

  if (to < get_group (self)->rows->len && cw_mapping_draft_move_row (get_draft (self), self->group, self->row, self->group, to))
    g_signal_emit (self, moved_signal, 0, to);
}

static void
move_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwMappingRowView *self = CW_MAPPING_ROW_VIEW (widget);

  move_to (self, self->row + (guint) g_variant_get_int32 (parameter));
}

static void
remove_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwMappingRowView *self = CW_MAPPING_ROW_VIEW (widget);

  cw_mapping_draft_remove_row (get_draft (self), self->group, self->row);
}

/* ---- dragging ---- */

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, CwMappingRowView *self)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, 0, (int) y);
  return cw_dragged_new (GTK_WIDGET (self));
}

/* Onto the row that stands where the dragged one shall stand. */
static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, CwMappingRowView *self)
{
  g_autoptr (GtkWidget) widget = cw_dragged_get (value);
  CwMappingRowView *dragged = CW_IS_MAPPING_ROW_VIEW (widget) ? CW_MAPPING_ROW_VIEW (widget) : NULL;

  if (dragged == NULL || dragged == self || dragged->bench != self->bench || dragged->group != self->group)
    return FALSE;
  move_to (dragged, self->row);
  return TRUE;
}

static void
add_dragging (CwMappingRowView *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (CW_TYPE_DRAGGED, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (drag_prepare_cb), self, 0);
  gtk_widget_add_controller (self->handle, GTK_EVENT_CONTROLLER (source));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* ---- object ---- */

static void
cw_mapping_row_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwMappingRowView *self = CW_MAPPING_ROW_VIEW (object);

  switch ((CwMappingRowViewProps) prop_id)
    {
    case PROP_INITIAL_ONLY:
      g_value_set_boolean (value, self->initial_only);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_mapping_row_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  CwMappingRowView *self = CW_MAPPING_ROW_VIEW (object);

  switch ((CwMappingRowViewProps) prop_id)
    {
    case PROP_INITIAL_ONLY:
      cw_mapping_draft_set_initial_only (get_draft (self), self->group, self->row, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_mapping_row_view_dispose (GObject *object)
{
  CwMappingRowView *self = CW_MAPPING_ROW_VIEW (object);

  g_clear_object (&self->bench);
  G_OBJECT_CLASS (cw_mapping_row_view_parent_class)->dispose (object);
}

static void
cw_mapping_row_view_class_init (CwMappingRowViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cw_mapping_row_view_dispose;
  object_class->get_property = cw_mapping_row_view_get_property;
  object_class->set_property = cw_mapping_row_view_set_property;
  g_object_class_install_property (object_class, PROP_INITIAL_ONLY,
                                   g_param_spec_boolean ("initial-only", NULL, NULL, FALSE,
                                                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  moved_signal = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-mapping-row-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwMappingRowView, handle);
  gtk_widget_class_bind_template_child (widget_class, CwMappingRowView, target);
  gtk_widget_class_bind_template_child (widget_class, CwMappingRowView, source);
  gtk_widget_class_bind_template_child (widget_class, CwMappingRowView, remarks);
  gtk_widget_class_bind_template_child (widget_class, CwMappingRowView, problem_box);
  gtk_widget_class_bind_template_child (widget_class, CwMappingRowView, problems);
  gtk_widget_class_bind_template_child (widget_class, CwMappingRowView, active_switch);
  gtk_widget_class_bind_template_child (widget_class, CwMappingRowView, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, active_cb);
  gtk_widget_class_install_action (widget_class, "row.move", "i", move_action);
  gtk_widget_class_install_action (widget_class, "row.remove", NULL, remove_action);
  gtk_widget_class_install_property_action (widget_class, "row.initial-only", "initial-only");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "row.move", "i", -1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "row.move", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "row.remove", NULL);
}

static void
cw_mapping_row_view_init (CwMappingRowView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_dragging (self);
}

CwMappingRowView *
cw_mapping_row_view_new (CwMappingBench *bench, guint group, guint row)
{
  CwMappingRowView *self = g_object_new (CW_TYPE_MAPPING_ROW_VIEW, NULL);

  self->bench = g_object_ref (bench);
  cw_mapping_row_view_update (self, group, row);
  return self;
}
