/* cw-expression-block.c: an expression as a block that is built by pointing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a block shows is said by the description of its kind. When an edit
 * changes the shape (kind, number of parts) the block is filled anew, else its
 * controls only take the new values, so that the focus stays where it is.
 */

#include "config.h"

#include "cw-expression-block.h"

#include "cw-dragged.h"
#include "cw-expression-control.h"
#include "cw-expression-picks.h"
#include "cw-menu-name.h"

#include <glib/gi18n-lib.h>

#define LONGEST_VALUE 200   /* characters of a value that are shown */

struct _CwExpressionBlock {
  GtkWidget          parent_instance;

  /* inputs */
  CwExpressionSpot  *spot;         /* owned */

  /* template children */
  GtkLabel          *label, *title, *value;
  GtkBox            *frame, *simple, *parameters, *parts;
  GtkMenuButton     *menu_button, *add_button;
  GtkWidget         *handle;

  /* what is shown */
  const CwKind      *kind;         /* NULL: nothing yet */
  guint              n_parts;
};

G_DEFINE_FINAL_TYPE (CwExpressionBlock, cw_expression_block, GTK_TYPE_WIDGET)

/* ---- editing ---- */

/* Takes @expression. */
static void
set (CwExpressionBlock *self, CwExpression *expression, const char *label)
{
  if (self->spot != NULL)
    cw_expression_spot_set (self->spot, expression, label, NULL);
  else
    g_clear_pointer (&expression, cw_expression_unref);
}

static void
put_picked_cb (CwExpression *expression, gpointer data)
{
  CwExpressionBlock *self = data;
  g_autofree char *label = g_strdup_printf (_("Put “%s” here"), cw_kind_get_title (cw_kind_find (expression)));

  set (self, expression, label);
}

static void
put_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwExpressionBlock *self = CW_EXPRESSION_BLOCK (widget);
  const CwKind *kind = cw_kind_find_id (g_variant_get_string (parameter, NULL));

  cw_expression_pick (widget, self->spot->bench, cw_expression_spot_get_choice_type (self->spot), kind, put_picked_cb,
                      g_object_ref (self), g_object_unref);
}

static void
wrap_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwExpressionBlock *self = CW_EXPRESSION_BLOCK (widget);
  const CwKind *kind = cw_kind_find_id (g_variant_get_string (parameter, NULL));
  CwExpression *now = cw_expression_spot_get (self->spot);
  g_autofree char *label = g_strdup_printf (_("Put into “%s”"), cw_kind_get_title (kind));

  if (now != NULL)
    set (self, cw_expression_wrap (now, kind->kind, kind->what), label);
}

static void
keep_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwExpressionBlock *self = CW_EXPRESSION_BLOCK (widget);
  CwExpression *now = cw_expression_spot_get (self->spot);
  guint index = g_variant_get_uint32 (parameter);

  if (now != NULL && index < now->n_parts)
    set (self, cw_expression_ref (now->parts[index]), _("Keep only what is inside"));
}

/* The menu or window that it was chosen in gives the focus back first. */
static gboolean
focus_added (gpointer data)
{
  CwExpressionBlock *self = data;
  GtkWidget *last = self->spot != NULL ? gtk_widget_get_last_child (GTK_WIDGET (self->parts)) : NULL;

  if (last != NULL)
    gtk_widget_child_focus (last, GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

/* What is added to a list of conditions is one itself. */
static void
add_picked_cb (CwExpression *expression, gpointer data)
{
  CwExpressionBlock *self = data;
  CwExpression *now = self->spot != NULL ? cw_expression_spot_get (self->spot) : NULL;
  g_autoptr (CwExpression) picked = expression;
  g_autoptr (CwExpressionForm) form = NULL;

  if (now == NULL)
    return;
  if (cw_kind_wants_conditions (self->kind, now->n_parts) && !cw_expression_is_condition (picked))
    {
      CwExpression *condition = cw_expression_wrap (picked, CW_EXPRESSION_COMPARE, CW_COMPARE_EQUAL);

      cw_expression_unref (picked);
      picked = condition;
    }
  form = cw_expression_form_new (now);
  cw_expression_form_take_part (form, form->parts->len, g_steal_pointer (&picked));
  set (self, cw_expression_form_make (form), _("Add a part"));
  g_idle_add_full (G_PRIORITY_LOW, focus_added, g_object_ref (self), g_object_unref);
}

static void
add_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwExpressionBlock *self = CW_EXPRESSION_BLOCK (widget);
  const CwKind *kind = cw_kind_find_id (g_variant_get_string (parameter, NULL));

  cw_expression_pick (widget, self->spot->bench, cw_expression_spot_get_choice_type (self->spot), kind, add_picked_cb,
                      g_object_ref (self), g_object_unref);
}

static void
move_part (CwExpressionBlock *self, int by)
{
  g_autoptr (CwExpressionSpot) above = NULL;
  guint index = 0, to;
  CwExpression *parent = cw_expression_spot_get_parent (self->spot, &above, &index);
  g_autoptr (CwExpressionForm) form = NULL;

  to = index + (guint) by;
  if (parent == NULL || cw_kind_find (parent)->max_parts != G_MAXUINT || to >= parent->n_parts)
    return;
  form = cw_expression_form_new (parent);
  g_ptr_array_insert (form->parts, (int) to, g_ptr_array_steal_index (form->parts, index));
  cw_expression_spot_set (above, cw_expression_form_make (form), _("Move a part"), NULL);
}

static void
move_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  move_part (CW_EXPRESSION_BLOCK (widget), g_variant_get_int32 (parameter));
}

/* ---- dragging ---- */

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, CwExpressionBlock *self)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, 0, 0);
  return cw_dragged_new (GTK_WIDGET (self));
}

/* Onto the part of the same expression that stands where the dragged one shall stand. */
static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, CwExpressionBlock *self)
{
  g_autoptr (GtkWidget) widget = cw_dragged_get (value);
  CwExpressionBlock *dragged = CW_IS_EXPRESSION_BLOCK (widget) ? CW_EXPRESSION_BLOCK (widget) : NULL;
  guint from = 0, to = 0;

  if (dragged == NULL || dragged == self || gtk_widget_get_parent (GTK_WIDGET (dragged)) != gtk_widget_get_parent (GTK_WIDGET (self))
      || cw_expression_spot_get_parent (dragged->spot, NULL, &from) == NULL || cw_expression_spot_get_parent (self->spot, NULL, &to) == NULL)
    return FALSE;
  move_part (dragged, (int) to - (int) from);
  return TRUE;
}

static void
add_dragging (CwExpressionBlock *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (CW_TYPE_DRAGGED, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (drag_prepare_cb), self, 0);
  gtk_widget_add_controller (self->handle, GTK_EVENT_CONTROLLER (source));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static gboolean
can_remove (CwExpressionBlock *self)
{
  guint index = 0;
  CwExpression *parent = cw_expression_spot_get_parent (self->spot, NULL, &index);
  const CwKind *kind = parent != NULL ? cw_kind_find (parent) : NULL;

  return kind != NULL && parent->kind != CW_EXPRESSION_COMPARE && parent->n_parts > kind->min_parts
         && (kind->max_parts == G_MAXUINT || index >= kind->min_parts);
}

static void
remove_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwExpressionBlock *self = CW_EXPRESSION_BLOCK (widget);
  g_autoptr (CwExpressionSpot) above = NULL;
  guint index = 0;
  CwExpression *parent = can_remove (self) ? cw_expression_spot_get_parent (self->spot, &above, &index) : NULL;
  g_autoptr (CwExpressionForm) form = parent != NULL ? cw_expression_form_new (parent) : NULL;

  if (form == NULL)
    return;
  g_ptr_array_remove_index (form->parts, index);
  cw_expression_spot_set (above, cw_expression_form_make (form), _("Remove a part"), NULL);
}

/* ---- menus ---- */

static void
append_kinds (GMenu *menu, CwKindSection section, const char *action)
{
  guint n;
  const CwKind *kinds = cw_kind_list (&n);

  for (guint i = 0; i < n; i++)
    if (kinds[i].section == section)
      {
        g_autoptr (GMenuItem) item = g_menu_item_new (cw_kind_get_title (&kinds[i]), NULL);

        g_menu_item_set_action_and_target (item, action, "s", kinds[i].id);
        g_menu_append_item (menu, item);
      }
}

static void
append_section (GMenu *menu, GMenu *section)
{
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static GMenu *
make_wrap_menu (CwExpressionBlock *self)
{
  GMenu *menu = g_menu_new ();

  if (cw_expression_spot_wants_condition (self->spot))
    {
      append_kinds (menu, CW_SECTION_CONDITION, "block.wrap");
      return menu;
    }
  for (guint section = CW_SECTION_CHOICE; section <= CW_SECTION_TEXT; section++)
    {
      g_autoptr (GMenu) kinds = g_menu_new ();

      append_kinds (kinds, section, "block.wrap");
      append_section (menu, kinds);
    }
  return menu;
}

static void
append_keep (GMenu *menu, const CwKind *kind, guint n_parts)
{
  for (guint i = 0; i < n_parts; i++)
    {
      const char *part = cw_kind_get_part_label (kind, i);
      g_autofree char *label = n_parts == 1 ? g_strdup (_("Keep Only What Is Inside"))
                               : *part != '\0' ? g_strdup_printf (_("Keep Only “%s”"), part)
                                               : g_strdup_printf (_("Keep Only Part %u"), i + 1);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "block.keep", "u", i);
      g_menu_append_item (menu, item);
    }
}

static void
append_place (CwExpressionBlock *self, GMenu *menu)
{
  guint index = 0;
  CwExpression *parent = cw_expression_spot_get_parent (self->spot, NULL, &index);
  gboolean listed = parent != NULL && cw_kind_find (parent)->max_parts == G_MAXUINT;

  gtk_widget_set_visible (self->handle, listed && parent->n_parts > 1);
  if (listed && index > 0)
    g_menu_append (menu, _("Move Up"), "block.move(-1)");
  if (listed && index + 1 < parent->n_parts)
    g_menu_append (menu, _("Move Down"), "block.move(1)");
  if (can_remove (self))
    g_menu_append (menu, _("Remove"), "block.remove");
}

static void
fill_menu (CwExpressionBlock *self, guint n_parts)
{
  g_autoptr (GMenu) menu = g_menu_new (), put = g_menu_new (), into = g_menu_new (), wrap = make_wrap_menu (self);
  g_autoptr (GMenu) inside = g_menu_new (), place = g_menu_new ();

  append_kinds (put, CW_SECTION_SIMPLE, "block.put");
  g_menu_append_submenu (into, _("Put Into"), G_MENU_MODEL (wrap));
  g_menu_append_submenu (into, _("Replace With"), G_MENU_MODEL (put));
  append_keep (inside, self->kind, MIN (n_parts, 6));
  append_place (self, place);
  append_section (menu, into);
  append_section (menu, inside);
  append_section (menu, place);
  gtk_menu_button_set_menu_model (self->menu_button, G_MENU_MODEL (menu));
}

static void
fill_add_button (CwExpressionBlock *self, guint n_parts)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  gtk_widget_set_visible (GTK_WIDGET (self->add_button), self->kind->add != NULL && n_parts < self->kind->max_parts);
  if (self->kind->add == NULL)
    return;
  append_kinds (menu, CW_SECTION_SIMPLE, "block.add");
  gtk_menu_button_set_label (self->add_button, _(self->kind->add));
  gtk_menu_button_set_menu_model (self->add_button, G_MENU_MODEL (menu));
}

/* ---- filling ---- */

static void
clear_box (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static gboolean
is_simple (CwExpressionBlock *self)
{
  return self->kind->section == CW_SECTION_SIMPLE;
}

/* A parameter with its label before it; what says itself what it is stands alone. */
static GtkWidget *
make_parameter (CwExpressionBlock *self, const CwParameter *parameter)
{
  GtkWidget *control = GTK_WIDGET (cw_expression_control_new (self->spot, parameter)), *box, *label;

  if (parameter->kind == CW_PARAMETER_FLAG || parameter->kind == CW_PARAMETER_COMPARISON || parameter->kind == CW_PARAMETER_ENTRIES
      || parameter->kind == CW_PARAMETER_VALUES)
    return control;
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  label = gtk_label_new (_(parameter->label));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (control, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), control);
  return box;
}

static void
fill_parameters (CwExpressionBlock *self)
{
  clear_box (self->simple);
  clear_box (self->parameters);
  for (guint i = 0; i < G_N_ELEMENTS (self->kind->parameters) && self->kind->parameters[i].kind != CW_PARAMETER_NONE; i++)
    {
      const CwParameter *parameter = &self->kind->parameters[i];

      if (is_simple (self))
        {
          GtkWidget *control = GTK_WIDGET (cw_expression_control_new (self->spot, parameter));

          gtk_widget_set_hexpand (control, TRUE);
          gtk_box_append (self->simple, control);
        }
      else
        {
          gtk_box_append (self->parameters, make_parameter (self, parameter));
        }
    }
  gtk_widget_set_visible (GTK_WIDGET (self->simple), is_simple (self));
  gtk_widget_set_visible (GTK_WIDGET (self->parameters), gtk_widget_get_first_child (GTK_WIDGET (self->parameters)) != NULL);
}

static void
fill_parts (CwExpressionBlock *self, guint n_parts)
{
  clear_box (self->parts);
  for (guint i = 0; i < n_parts; i++)
    {
      g_autofree char *path = cw_expression_dup_path (self->spot->path, i);
      g_autoptr (CwExpressionSpot) spot = cw_expression_spot_new (self->spot->bench, &self->spot->place, path);

      gtk_box_append (self->parts, GTK_WIDGET (cw_expression_block_new (spot)));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->parts), n_parts > 0);
}

/* Left, comparison, right: in the order in which it is read. */
static void
order_compare (CwExpressionBlock *self)
{
  GtkWidget *comparison = gtk_widget_get_first_child (GTK_WIDGET (self->parameters));
  GtkWidget *left = gtk_widget_get_first_child (GTK_WIDGET (self->parts));

  if (self->kind->kind != CW_EXPRESSION_COMPARE)
    {
      gtk_widget_insert_after (GTK_WIDGET (self->parameters), GTK_WIDGET (self->frame), GTK_WIDGET (self->value));
      return;
    }
  g_object_ref (comparison);
  gtk_box_remove (self->parameters, comparison);
  gtk_box_insert_child_after (self->parts, comparison, left);
  g_object_unref (comparison);
  gtk_widget_insert_after (GTK_WIDGET (self->parameters), GTK_WIDGET (self->frame), GTK_WIDGET (self->parts));
}

static const char *
get_part_label (CwExpressionBlock *self)
{
  guint index = 0;
  CwExpression *parent = cw_expression_spot_get_parent (self->spot, NULL, &index);

  return parent != NULL ? cw_kind_get_part_label (cw_kind_find (parent), index) : "";
}

static void
fill (CwExpressionBlock *self, const CwExpression *now)
{
  const char *part = get_part_label (self);
  g_autofree char *name = NULL, *change = NULL;

  self->kind = cw_kind_find (now);
  self->n_parts = now->n_parts;
  name = *part != '\0' ? g_strdup_printf (_("%s: %s"), part, cw_kind_get_title (self->kind)) : g_strdup (cw_kind_get_title (self->kind));
  change = g_strdup_printf (_("Change %s"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  cw_menu_button_set_name (self->menu_button, change);
  gtk_label_set_label (self->label, part);
  gtk_widget_set_visible (GTK_WIDGET (self->label), *part != '\0');
  gtk_label_set_label (self->title, cw_kind_get_title (self->kind));
  gtk_widget_set_visible (GTK_WIDGET (self->title), !is_simple (self));
  if (is_simple (self))
    gtk_widget_remove_css_class (GTK_WIDGET (self->frame), "block");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->frame), "block");
  fill_parameters (self);
  fill_parts (self, now->n_parts);
  order_compare (self);
  fill_menu (self, now->n_parts);
  fill_add_button (self, now->n_parts);
}

static void
update_below (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (CW_IS_EXPRESSION_BLOCK (child))
        cw_expression_block_update (CW_EXPRESSION_BLOCK (child));
      else if (CW_IS_EXPRESSION_CONTROL (child))
        cw_expression_control_update (CW_EXPRESSION_CONTROL (child));
      else if (GTK_IS_BOX (child))
        update_below (child);
    }
}

gboolean
cw_expression_block_update (CwExpressionBlock *self)
{
  const CwExpression *now = cw_expression_spot_get (self->spot);
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;

  if (now == NULL)
    return FALSE;
  if (self->kind != cw_kind_find (now) || self->n_parts != now->n_parts)
    {
      fill (self, now);
      /* What had the focus is gone: it stays in the block at least. */
      if (focused)
        gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
    }
  else
    {
      update_below (GTK_WIDGET (self->frame));
    }
  return TRUE;
}

static void
show_value (CwExpressionBlock *self)
{
  CwExpression *now = cw_expression_spot_get (self->spot);
  CwMappingPreview *preview = cw_mapping_bench_get_preview (self->spot->bench);
  gboolean told = now != NULL && now->kind != CW_EXPRESSION_VALUE && cw_mapping_preview_get_record (preview) != NULL;
  g_autofree char *value = told ? cw_mapping_preview_dup_value (preview, now, NULL) : NULL, *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->value), told);
  if (!told)
    return;
  if (!cw_value_is_empty (value) && (now->kind == CW_EXPRESSION_FIELD || now->kind == CW_EXPRESSION_RECORD))
    {
      char *words = cw_mapping_bench_dup_value_words (self->spot->bench, cw_mapping_preview_get_record (preview)->type, now, value);

      g_free (value);
      value = words;
    }
  if (cw_expression_is_condition (now))
    text = g_strdup (cw_value_is_true (value) ? _("→ holds for this record") : _("→ does not hold for this record"));
  else if (value == NULL)
    text = g_strdup (_("→ nothing"));
  else if (*value == '\0')
    text = g_strdup (_("→ an empty text"));
  else
    text = g_strdup_printf ("→ %.*s", (int) (g_utf8_offset_to_pointer (value, MIN (g_utf8_strlen (value, -1), LONGEST_VALUE)) - value), value);
  gtk_label_set_label (self->value, text);
}

static void
show_values_below (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (CW_IS_EXPRESSION_BLOCK (child))
      cw_expression_block_show_values (CW_EXPRESSION_BLOCK (child));
}

void
cw_expression_block_show_values (CwExpressionBlock *self)
{
  show_value (self);
  show_values_below (GTK_WIDGET (self->parts));
}

/* ---- object ---- */

static void
cw_expression_block_dispose (GObject *object)
{
  CwExpressionBlock *self = CW_EXPRESSION_BLOCK (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->spot, cw_expression_spot_free);
  G_OBJECT_CLASS (cw_expression_block_parent_class)->dispose (object);
}

static void
cw_expression_block_class_init (CwExpressionBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_expression_block_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-expression-block.ui");
  gtk_widget_class_bind_template_child (widget_class, CwExpressionBlock, label);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionBlock, title);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionBlock, value);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionBlock, frame);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionBlock, simple);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionBlock, parameters);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionBlock, parts);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionBlock, handle);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionBlock, menu_button);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionBlock, add_button);
  gtk_widget_class_install_action (widget_class, "block.put", "s", put_action);
  gtk_widget_class_install_action (widget_class, "block.wrap", "s", wrap_action);
  gtk_widget_class_install_action (widget_class, "block.keep", "u", keep_action);
  gtk_widget_class_install_action (widget_class, "block.add", "s", add_action);
  gtk_widget_class_install_action (widget_class, "block.move", "i", move_action);
  gtk_widget_class_install_action (widget_class, "block.remove", NULL, remove_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "block.move", "i", -1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "block.move", "i", 1);
}

static void
cw_expression_block_init (CwExpressionBlock *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_dragging (self);
}

CwExpressionBlock *
cw_expression_block_new (const CwExpressionSpot *spot)
{
  CwExpressionBlock *self = g_object_new (CW_TYPE_EXPRESSION_BLOCK, NULL);

  self->spot = cw_expression_spot_copy (spot);
  cw_expression_block_update (self);
  cw_expression_block_show_values (self);
  return self;
}
