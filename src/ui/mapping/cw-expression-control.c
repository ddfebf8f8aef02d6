/* cw-expression-control.c: one parameter of an expression, to be chosen or typed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is typed becomes part of the draft with every letter that makes a valid
 * expression; the letters of one visit of the field are one step to undo.
 */

#include "config.h"

#include "cw-expression-control.h"

#include "cw-choice.h"
#include "cw-expression-picks.h"
#include "cw-field-picker.h"
#include "cw-value-table.h"

#include <glib/gi18n-lib.h>

struct _CwExpressionControl {
  GtkWidget          parent_instance;

  /* inputs */
  CwExpressionSpot  *spot;        /* owned */
  const CwParameter *parameter;

  GtkWidget         *widget;      /* what is operated; a child */
  GtkLabel          *called;      /* what people call a fixed value; a child, nullable */
  GtkWidget         *suggestions; /* chooses one; a child, nullable */
  gboolean           updating;    /* the draft is being shown: nobody types */
};

G_DEFINE_FINAL_TYPE (CwExpressionControl, cw_expression_control, GTK_TYPE_WIDGET)

/* ---- editing ---- */

static char *
dup_merge (CwExpressionControl *self)
{
  const CwDraftPlace *place = &self->spot->place;

  return g_strdup_printf ("%u/%u/%u/%s/%u/%u", place->part, place->group, place->row, self->spot->path, self->parameter->kind,
                          self->parameter->index);
}

/* Takes @expression. */
static void
set (CwExpressionControl *self, CwExpression *expression, gboolean typed)
{
  g_autofree char *merge = typed ? dup_merge (self) : NULL;
  g_autofree char *label = g_strdup_printf (_("Change “%s”"), _(self->parameter->label));
  g_autoptr (CwExpressionControl) keep = g_object_ref (self);
  gboolean valid;

  self->updating = TRUE;
  valid = cw_expression_spot_set (self->spot, expression, label, merge);
  self->updating = FALSE;
  /* An edit that changes the shape takes the control away. */
  if (self->spot == NULL)
    return;
  if (valid)
    gtk_widget_remove_css_class (self->widget, "error");
  else
    gtk_widget_add_css_class (self->widget, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->widget), GTK_ACCESSIBLE_STATE_INVALID,
                               valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
}

static void
set_text (CwExpressionControl *self, const char *text, gboolean typed)
{
  CwExpression *now = cw_expression_spot_get (self->spot), *made;
  g_autoptr (CwExpressionForm) form = NULL;

  if (now == NULL)
    return;
  form = cw_expression_form_new (now);
  cw_expression_form_set_text (form, self->parameter->index, text);
  made = cw_expression_form_make (form);
  set (self, made, typed);
}

/* A number to compare a number with, a text where it is none. */
static void
set_value (CwExpressionControl *self, const char *text)
{
  CwExpression *made = cw_expression_new_value (text, cw_expression_spot_get_wanted_type (self->spot));

  set (self, made != NULL ? made : cw_expression_new_value (text, CW_VALUE_TEXT), TRUE);
}

static void
left_cb (CwExpressionControl *self)
{
  cw_mapping_draft_settle (cw_mapping_bench_get_draft (self->spot->bench));
}

static void
text_changed_cb (CwExpressionControl *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->widget));

  if (self->updating)
    return;
  if (self->parameter->kind == CW_PARAMETER_VALUE)
    set_value (self, text);
  else
    set_text (self, text, TRUE);
}

static void
number_changed_cb (CwExpressionControl *self)
{
  CwExpression *now = cw_expression_spot_get (self->spot);
  g_autoptr (CwExpressionForm) form = NULL;

  if (self->updating || now == NULL)
    return;
  form = cw_expression_form_new (now);
  form->numbers[self->parameter->index] = (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->widget));
  set (self, cw_expression_form_make (form), TRUE);
}

static void
flag_changed_cb (CwExpressionControl *self)
{
  CwExpression *now = cw_expression_spot_get (self->spot);
  g_autoptr (CwExpressionForm) form = NULL;

  if (self->updating || now == NULL)
    return;
  form = cw_expression_form_new (now);
  form->flag = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->widget));
  set (self, cw_expression_form_make (form), FALSE);
}

static void
comparison_changed_cb (CwExpressionControl *self)
{
  CwExpression *now = cw_expression_spot_get (self->spot);

  if (!self->updating && now != NULL)
    set (self, cw_expression_dup_compared (now, gtk_drop_down_get_selected (GTK_DROP_DOWN (self->widget))), FALSE);
}

/* ---- choosing ---- */

static void
expression_picked_cb (CwExpression *expression, gpointer data)
{
  set (data, expression, FALSE);
}

static void
item_picked_cb (CwPickerItem *item, gpointer data)
{
  set_text (data, cw_picker_item_get_id (item), FALSE);
}

static GListModel *
list_items (CwExpressionControl *self)
{
  CwExpression *now = cw_expression_spot_get (self->spot);

  if (self->parameter->kind == CW_PARAMETER_RECORD_TYPE || now == NULL)
    return cw_picker_list_types (self->spot->bench);
  return cw_picker_list_source (self->spot->bench, now->texts[0], FALSE);
}

static void
choose_cb (CwExpressionControl *self)
{
  CwMappingBench *bench = self->spot->bench;
  CwExpression *now = cw_expression_spot_get (self->spot);

  if (now == NULL)
    return;
  if (self->parameter->kind == CW_PARAMETER_RECORD_TYPE || self->parameter->kind == CW_PARAMETER_TYPE_FIELD)
    cw_field_picker_present (GTK_WIDGET (self), _(self->parameter->label), list_items (self), item_picked_cb, g_object_ref (self),
                             g_object_unref);
  else
    cw_expression_pick (GTK_WIDGET (self), bench, cw_expression_spot_get_choice_type (self->spot), cw_kind_find (now),
                        expression_picked_cb, g_object_ref (self), g_object_unref);
}

/* Fixed values that records have, and patterns with what they make of a date. */
static void
suggestion_picked_cb (CwPickerItem *item, gpointer data)
{
  CwExpressionControl *self = data;

  if (self->spot == NULL)
    return;
  if (self->parameter->kind == CW_PARAMETER_VALUE)
    set_value (self, cw_picker_item_get_id (item));
  else
    set_text (self, cw_picker_item_get_id (item), FALSE);
  left_cb (self);
  cw_expression_control_update (self);
}

/* A fixed value that something is compared with. */
static gboolean
is_compared (CwExpressionControl *self)
{
  guint index = 0;
  CwExpression *parent = self->parameter->kind == CW_PARAMETER_VALUE ? cw_expression_spot_get_parent (self->spot, NULL, &index) : NULL;

  return parent != NULL && parent->kind == CW_EXPRESSION_COMPARE && index == 1;
}

/* Values that occur to compare with, values that the target takes, formats. */
static gboolean
has_suggestions (CwExpressionControl *self)
{
  const char *target = self->parameter->kind == CW_PARAMETER_VALUE ? cw_expression_spot_get_target (self->spot) : NULL;

  return self->parameter->kind == CW_PARAMETER_PATTERN || is_compared (self)
         || (target != NULL && cw_mapping_bench_list_target_values (self->spot->bench, target) != NULL);
}

static void
suggest_cb (CwExpressionControl *self)
{
  CwExpression *parent = cw_expression_spot_get_parent (self->spot, NULL, NULL);
  gboolean pattern = self->parameter->kind == CW_PARAMETER_PATTERN;
  GListModel *items;

  if (!has_suggestions (self))
    return;
  items = pattern ? cw_picker_list_patterns ()
          : !is_compared (self) ? cw_picker_list_target_values (self->spot->bench, cw_expression_spot_get_target (self->spot))
                  : cw_picker_list_values (self->spot->bench, cw_expression_spot_get_choice_type (self->spot), parent->parts[0]);
  cw_field_picker_present (GTK_WIDGET (self), _(self->parameter->label), items, suggestion_picked_cb, g_object_ref (self), g_object_unref);
}

static void
add_suggestions (CwExpressionControl *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("go-down-symbolic");
  const char *tooltip = self->parameter->kind == CW_PARAMETER_PATTERN ? _("Choose a Format")
                        : is_compared (self) ? _("Choose a Value That Occurs") : _("Choose a Value of the Target");

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (suggest_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  self->suggestions = button;
}

/* The name of an id stands beside it. */
static void
add_called (CwExpressionControl *self)
{
  self->called = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->called, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->called), "dim-label");
  gtk_widget_set_parent (GTK_WIDGET (self->called), GTK_WIDGET (self));
}

/* ---- making ---- */

static GtkWidget *
make_entry (CwExpressionControl *self)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  /* The draft undoes. */
  gtk_editable_set_enable_undo (GTK_EDITABLE (entry), FALSE);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 8);
  gtk_widget_set_hexpand (entry, TRUE);
  g_signal_connect_object (entry, "changed", G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (entry, focus);
  return entry;
}

static GtkWidget *
make_number (CwExpressionControl *self)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, self->parameter->maximum, 1);

  gtk_widget_set_halign (spin, GTK_ALIGN_START);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (number_changed_cb), self, G_CONNECT_SWAPPED);
  return spin;
}

static GtkWidget *
make_flag (CwExpressionControl *self)
{
  GtkWidget *check = gtk_check_button_new_with_label (_(self->parameter->label));

  g_signal_connect_object (check, "toggled", G_CALLBACK (flag_changed_cb), self, G_CONNECT_SWAPPED);
  return check;
}

static GtkWidget *
make_comparison (CwExpressionControl *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  GtkWidget *drop_down;

  for (guint i = 0; i < CW_N_COMPARISONS; i++)
    gtk_string_list_append (labels, cw_kind_get_comparison_label (i));
  drop_down = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), NULL);
  cw_choice_cut (drop_down);
  /* The focus is on what is inside. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (drop_down)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _(self->parameter->label), -1);
  gtk_widget_set_halign (drop_down, GTK_ALIGN_START);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (comparison_changed_cb), self, G_CONNECT_SWAPPED);
  return drop_down;
}

static GtkWidget *
make_chooser (CwExpressionControl *self)
{
  GtkWidget *button = gtk_button_new_with_label ("");
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_add_css_class (button, "chip-button");
  g_signal_connect_object (button, "clicked", G_CALLBACK (choose_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
make_widget (CwExpressionControl *self)
{
  switch (self->parameter->kind)
    {
    case CW_PARAMETER_VALUE:
    case CW_PARAMETER_TEXT:
    case CW_PARAMETER_PATTERN:
      return make_entry (self);
    case CW_PARAMETER_NUMBER:
      return make_number (self);
    case CW_PARAMETER_FLAG:
      return make_flag (self);
    case CW_PARAMETER_COMPARISON:
      return make_comparison (self);
    case CW_PARAMETER_VALUES:
    case CW_PARAMETER_ENTRIES:
      return GTK_WIDGET (cw_value_table_new (self->spot));
    case CW_PARAMETER_FIELD:
    case CW_PARAMETER_PROPERTY:
    case CW_PARAMETER_SETTING:
    case CW_PARAMETER_TARGET:
    case CW_PARAMETER_RECORD_TYPE:
    case CW_PARAMETER_TYPE_FIELD:
      return make_chooser (self);
    case CW_PARAMETER_NONE:
    default:
      g_assert_not_reached ();
    }
}

/* ---- showing ---- */

static const char *
get_text (const CwExpression *now, guint index)
{
  return index < now->n_texts ? now->texts[index] : "";
}

static const char *
get_label (CwExpressionControl *self, const CwExpression *now)
{
  const char *text = get_text (now, self->parameter->index);
  CwMappingBench *bench = self->spot->bench;
  const CwSetting *setting;

  switch ((int) self->parameter->kind)
    {
    case CW_PARAMETER_FIELD:
    case CW_PARAMETER_PROPERTY:
      return cw_mapping_bench_get_source_label (bench, cw_expression_spot_get_record_type (self->spot), text);
    case CW_PARAMETER_TYPE_FIELD:
      return cw_mapping_bench_get_source_label (bench, get_text (now, 0), text);
    case CW_PARAMETER_TARGET:
      return cw_mapping_bench_get_target_label (bench, text);
    case CW_PARAMETER_SETTING:
      setting = cw_workflow_find_setting (cw_mapping_bench_get_workflow (bench), text);
      return setting != NULL ? _(setting->title) : text;
    default:
      return text;
    }
}

static void
show_text (CwExpressionControl *self, const char *text)
{
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->widget)), text))
    gtk_editable_set_text (GTK_EDITABLE (self->widget), text);
  gtk_widget_remove_css_class (self->widget, "error");
}

static void
show_label (CwExpressionControl *self, const char *label)
{
  g_autofree char *name = g_strdup_printf (_("%s: %s"), _(self->parameter->label), label);

  gtk_button_set_label (GTK_BUTTON (self->widget), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_called (CwExpressionControl *self, const CwExpression *now)
{
  CwExpression *parent = is_compared (self) ? cw_expression_spot_get_parent (self->spot, NULL, NULL) : NULL;
  const char *name = parent != NULL ? cw_mapping_bench_get_value_name (self->spot->bench, cw_expression_spot_get_choice_type (self->spot),
                                                                       parent->parts[0], get_text (now, self->parameter->index)) : NULL;

  gtk_label_set_label (self->called, name != NULL ? name : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->called), name);
  gtk_widget_set_visible (GTK_WIDGET (self->called), name != NULL);
}

static void
show (CwExpressionControl *self, const CwExpression *now)
{
  switch (self->parameter->kind)
    {
    case CW_PARAMETER_VALUE:
    case CW_PARAMETER_TEXT:
    case CW_PARAMETER_PATTERN:
      show_text (self, get_text (now, self->parameter->index));
      break;
    case CW_PARAMETER_NUMBER:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->widget), now->numbers[self->parameter->index]);
      break;
    case CW_PARAMETER_FLAG:
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->widget), now->flag);
      break;
    case CW_PARAMETER_COMPARISON:
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->widget), now->what);
      break;
    case CW_PARAMETER_VALUES:
      gtk_widget_set_visible (GTK_WIDGET (self), now->kind == CW_EXPRESSION_COMPARE && now->what == CW_COMPARE_ONE_OF);
      cw_value_table_update (CW_VALUE_TABLE (self->widget));
      break;
    case CW_PARAMETER_ENTRIES:
      cw_value_table_update (CW_VALUE_TABLE (self->widget));
      break;
    case CW_PARAMETER_FIELD:
    case CW_PARAMETER_PROPERTY:
    case CW_PARAMETER_SETTING:
    case CW_PARAMETER_TARGET:
    case CW_PARAMETER_RECORD_TYPE:
    case CW_PARAMETER_TYPE_FIELD:
      show_label (self, get_label (self, now));
      break;
    case CW_PARAMETER_NONE:
    default:
      break;
    }
}

void
cw_expression_control_update (CwExpressionControl *self)
{
  const CwExpression *now = cw_expression_spot_get (self->spot);

  if (now != NULL && self->called != NULL)
    show_called (self, now);
  /* While its own edit is announced the control shows it already. */
  if (now == NULL || (self->updating && GTK_IS_EDITABLE (self->widget)))
    return;
  self->updating = TRUE;
  show (self, now);
  self->updating = FALSE;
  if (self->suggestions == NULL && has_suggestions (self))
    add_suggestions (self);
}

/* ---- object ---- */

static void
cw_expression_control_dispose (GObject *object)
{
  CwExpressionControl *self = CW_EXPRESSION_CONTROL (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->spot, cw_expression_spot_free);
  G_OBJECT_CLASS (cw_expression_control_parent_class)->dispose (object);
}

static void
cw_expression_control_class_init (CwExpressionControlClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_expression_control_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
cw_expression_control_init (CwExpressionControl *self)
{
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 6);
}

CwExpressionControl *
cw_expression_control_new (const CwExpressionSpot *spot, const CwParameter *parameter)
{
  CwExpressionControl *self = g_object_new (CW_TYPE_EXPRESSION_CONTROL, NULL);

  self->spot = cw_expression_spot_copy (spot);
  self->parameter = parameter;
  self->widget = make_widget (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->widget), GTK_ACCESSIBLE_PROPERTY_LABEL, _(parameter->label), -1);
  gtk_widget_set_parent (self->widget, GTK_WIDGET (self));
  if (parameter->kind == CW_PARAMETER_VALUE)
    add_called (self);
  cw_expression_control_update (self);
  return self;
}
