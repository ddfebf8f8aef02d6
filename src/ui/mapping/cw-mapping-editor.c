/* cw-mapping-editor.c: the rows of one mapping, to be edited
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-editor.h"

#include "cw-expression-page.h"
#include "cw-mapping-group-view.h"
#include "cw-mapping-markup.h"

#include <glib/gi18n-lib.h>

struct _CwMappingEditor {
  GtkWidget            parent_instance;

  /* inputs */
  CwMappingBench      *bench;       /* owned */

  /* template children */
  AdwLeaflet          *content;
  GtkWidget           *rows_page, *back_button, *undo_button, *redo_button, *try_button;
  GtkLabel            *title, *subtitle;
  AdwActionRow        *filter_row;
  GtkListBox          *filter_list, *problems;
  GtkBox              *groups;
  AdwPreferencesGroup *problems_group;

  gboolean             folded;
};

typedef enum {
  PROP_FOLDED = 1,
} CwMappingEditorProps;

static guint try_signal;

G_DEFINE_FINAL_TYPE (CwMappingEditor, cw_mapping_editor, GTK_TYPE_WIDGET)

static CwMappingDraft *
get_draft (CwMappingEditor *self)
{
  return cw_mapping_bench_get_draft (self->bench);
}

static const GPtrArray *
get_groups (CwMappingEditor *self)
{
  return cw_mapping_get_groups (cw_mapping_draft_get_mapping (get_draft (self)));
}

/* ---- pages ---- */

/* NULL: the rows themselves are shown. Borrowed. */
static CwExpressionPage *
get_page (CwMappingEditor *self)
{
  GtkWidget *visible = adw_leaflet_get_visible_child (self->content);

  return CW_IS_EXPRESSION_PAGE (visible) ? CW_EXPRESSION_PAGE (visible) : NULL;
}

static void
drop_page (CwMappingEditor *self)
{
  CwExpressionPage *page = get_page (self);

  if (page == NULL)
    return;
  adw_leaflet_set_visible_child (self->content, self->rows_page);
  adw_leaflet_remove (self->content, GTK_WIDGET (page));
}

static void
open_place (CwMappingEditor *self, const CwDraftPlace *place)
{
  GtkWidget *page = GTK_WIDGET (cw_expression_page_new (self->bench, place));

  drop_page (self);
  adw_leaflet_append (self->content, page);
  adw_leaflet_set_visible_child (self->content, page);
  gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static void
opened_cb (CwMappingEditor *self, guint group, guint row)
{
  CwDraftPlace place = { row == CW_MAPPING_NO_ROW ? CW_DRAFT_CONDITION : CW_DRAFT_SOURCE, group, row == CW_MAPPING_NO_ROW ? 0 : row };

  open_place (self, &place);
}

static void
filter_activated_cb (CwMappingEditor *self)
{
  CwDraftPlace place = { CW_DRAFT_FILTER, 0, 0 };

  open_place (self, &place);
}

static void
focus_row (CwMappingEditor *self, guint group, guint row)
{
  GtkWidget *view = gtk_widget_get_first_child (GTK_WIDGET (self->groups));

  while (view != NULL && group-- > 0)
    view = gtk_widget_get_next_sibling (view);
  if (view != NULL)
    cw_mapping_group_view_focus_row (CW_MAPPING_GROUP_VIEW (view), row);
}

/* ---- showing ---- */

static char *
dup_place_title (CwMappingEditor *self, const CwDraftPlace *place)
{
  const GPtrArray *groups = get_groups (self);
  const CwMappingGroup *group = place->group < groups->len ? groups->pdata[place->group] : NULL;

  switch (place->part)
    {
    case CW_DRAFT_SOURCE:
      if (group != NULL && place->row < group->rows->len)
        return g_strdup (cw_mapping_bench_get_target_label (self->bench, ((const CwMappingRow *) group->rows->pdata[place->row])->target));
      return g_strdup ("");
    case CW_DRAFT_CONDITION:
      return g_strdup_printf (_("Condition of %s"), group != NULL ? _(group->name) : "");
    case CW_DRAFT_FILTER:
    default:
      return g_strdup (_("Filter"));
    }
}

static void
show_title (CwMappingEditor *self)
{
  CwExpressionPage *page = get_page (self);
  const char *workflow = _(cw_mapping_bench_get_workflow (self->bench)->title);
  g_autofree char *title = page != NULL ? dup_place_title (self, cw_expression_page_get_place (page)) : g_strdup (workflow);

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->subtitle, cw_mapping_draft_is_dirty (get_draft (self)) ? _("Changed, not saved") : _("In force"));
  gtk_widget_set_visible (self->back_button, self->folded || page != NULL);
  gtk_widget_set_visible (self->try_button, self->folded);
}

static void
show_history (CwMappingEditor *self)
{
  CwMappingDraft *draft = get_draft (self);
  const char *undo = cw_mapping_draft_get_undo_label (draft), *redo = cw_mapping_draft_get_redo_label (draft);
  g_autofree char *undo_text = undo != NULL ? g_strdup_printf (_("Undo: %s"), undo) : g_strdup (_("Undo"));
  g_autofree char *redo_text = redo != NULL ? g_strdup_printf (_("Redo: %s"), redo) : g_strdup (_("Redo"));

  gtk_widget_set_tooltip_text (self->undo_button, undo_text);
  gtk_widget_set_tooltip_text (self->redo_button, redo_text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->undo_button), GTK_ACCESSIBLE_PROPERTY_LABEL, undo_text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->redo_button), GTK_ACCESSIBLE_PROPERTY_LABEL, redo_text, -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "mapping.undo", undo != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "mapping.redo", redo != NULL);
}

static void
show_filter (CwMappingEditor *self)
{
  CwExpression *filter = cw_mapping_get_filter (cw_mapping_draft_get_mapping (get_draft (self)));
  g_autofree char *words = NULL, *markup = NULL;

  if (filter != NULL)
    {
      words = cw_mapping_bench_dup_words (self->bench, cw_mapping_bench_get_workflow (self->bench)->types[0], filter);
      markup = cw_mapping_dup_markup (words);
    }
  adw_action_row_set_subtitle (self->filter_row, markup != NULL ? markup : _("Every record of the integrated subsidiaries"));
}

static void
show_groups (CwMappingEditor *self)
{
  const GPtrArray *groups = get_groups (self);
  GtkWidget *view = gtk_widget_get_first_child (GTK_WIDGET (self->groups));

  for (guint i = 0; i < groups->len; i++)
    {
      if (view == NULL)
        {
          view = GTK_WIDGET (cw_mapping_group_view_new (self->bench, i));
          g_signal_connect_object (view, "opened", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
          gtk_box_append (self->groups, view);
        }
      else
        {
          cw_mapping_group_view_update (CW_MAPPING_GROUP_VIEW (view), i);
        }
      view = gtk_widget_get_next_sibling (view);
    }
  while (view != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (view);

      gtk_box_remove (self->groups, view);
      view = next;
    }
}

/* ---- problems ---- */

static GtkWidget *
make_problem (const CwMappingProblem *problem)
{
  GtkWidget *row = adw_action_row_new (), *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  g_autofree char *sentence = cw_mapping_problem_dup_sentence (problem), *markup = g_markup_escape_text (sentence, -1);

  gtk_widget_add_css_class (icon, cw_mapping_problem_is_error (problem) ? "error" : "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "problem", cw_mapping_problem_copy (problem), (GDestroyNotify) cw_mapping_problem_free);
  return row;
}

static void
show_problems (CwMappingEditor *self)
{
  g_autoptr (GPtrArray) problems = cw_mapping_bench_check (self->bench);
  g_autofree char *title = g_strdup_printf (_("Problems (%u)"), problems->len);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->problems))) != NULL)
    gtk_list_box_remove (self->problems, child);
  for (guint i = 0; i < problems->len; i++)
    gtk_list_box_append (self->problems, make_problem (problems->pdata[i]));
  adw_preferences_group_set_title (self->problems_group, title);
  gtk_widget_set_visible (GTK_WIDGET (self->problems_group), problems->len > 0);
  for (child = gtk_widget_get_first_child (GTK_WIDGET (self->groups)); child != NULL; child = gtk_widget_get_next_sibling (child))
    cw_mapping_group_view_set_problems (CW_MAPPING_GROUP_VIEW (child), problems);
}

static void
problem_activated_cb (CwMappingEditor *self, GtkListBoxRow *row)
{
  const CwMappingProblem *problem = g_object_get_data (G_OBJECT (row), "problem");

  cw_mapping_editor_show (self, problem->group, problem->row);
}

static void
update (CwMappingEditor *self)
{
  CwExpressionPage *page;
  const CwDraftPlace *place;

  if (self->bench == NULL)
    return;
  page = get_page (self);
  place = page != NULL ? cw_expression_page_get_place (page) : NULL;
  /* The row that was open was taken back. */
  if (place != NULL && place->part == CW_DRAFT_SOURCE && cw_mapping_draft_get_expression (get_draft (self), place) == NULL)
    drop_page (self);
  show_title (self);
  show_history (self);
  show_filter (self);
  show_groups (self);
  show_problems (self);
}

/* ---- actions ---- */

static void
undo_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  cw_mapping_draft_undo (get_draft (CW_MAPPING_EDITOR (widget)));
}

static void
redo_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  cw_mapping_draft_redo (get_draft (CW_MAPPING_EDITOR (widget)));
}

static void
back_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  if (!cw_mapping_editor_back (CW_MAPPING_EDITOR (widget)))
    gtk_widget_activate_action (gtk_widget_get_parent (widget), "win.back", NULL);
}

static void
try_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_signal_emit (widget, try_signal, 0);
}

/* ---- object ---- */

static void
cw_mapping_editor_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwMappingEditor *self = CW_MAPPING_EDITOR (object);

  switch ((CwMappingEditorProps) prop_id)
    {
    case PROP_FOLDED:
      g_value_set_boolean (value, self->folded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_mapping_editor_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  CwMappingEditor *self = CW_MAPPING_EDITOR (object);

  switch ((CwMappingEditorProps) prop_id)
    {
    case PROP_FOLDED:
      self->folded = g_value_get_boolean (value);
      if (self->bench != NULL)
        show_title (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_mapping_editor_dispose (GObject *object)
{
  CwMappingEditor *self = CW_MAPPING_EDITOR (object);
  GtkWidget *child;

  g_clear_object (&self->bench);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cw_mapping_editor_parent_class)->dispose (object);
}

static void
cw_mapping_editor_class_init (CwMappingEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cw_mapping_editor_dispose;
  object_class->get_property = cw_mapping_editor_get_property;
  object_class->set_property = cw_mapping_editor_set_property;
  g_object_class_install_property (object_class, PROP_FOLDED,
                                   g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  try_signal = g_signal_new ("try", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-mapping-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, content);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, rows_page);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, back_button);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, undo_button);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, redo_button);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, try_button);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, title);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, subtitle);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, filter_row);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, filter_list);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, problems);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, problems_group);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, groups);
  gtk_widget_class_bind_template_callback (widget_class, filter_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, problem_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_install_action (widget_class, "mapping.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "mapping.redo", NULL, redo_action);
  gtk_widget_class_install_action (widget_class, "mapping.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "mapping.try", NULL, try_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "mapping.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "mapping.redo", NULL);
}

static void
cw_mapping_editor_init (CwMappingEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwMappingEditor *
cw_mapping_editor_new (CwMappingBench *bench)
{
  CwMappingEditor *self = g_object_new (CW_TYPE_MAPPING_EDITOR, NULL);

  self->bench = g_object_ref (bench);
  g_signal_connect_object (get_draft (self), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (get_draft (self), "notify::dirty", G_CALLBACK (show_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bench, "fields-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}

CwMappingBench *
cw_mapping_editor_get_bench (CwMappingEditor *self)
{
  return self->bench;
}

gboolean
cw_mapping_editor_back (CwMappingEditor *self)
{
  CwExpressionPage *page = get_page (self);
  CwDraftPlace place;

  if (page == NULL)
    return FALSE;
  place = *cw_expression_page_get_place (page);
  drop_page (self);
  /* The focus goes back to where it came from. */
  if (place.part == CW_DRAFT_FILTER)
    gtk_widget_grab_focus (GTK_WIDGET (self->filter_row));
  else
    focus_row (self, place.group, place.row);
  return TRUE;
}

void
cw_mapping_editor_show (CwMappingEditor *self, guint group, guint row)
{
  CwDraftPlace filter = { CW_DRAFT_FILTER, 0, 0 };

  if (group == CW_MAPPING_NO_GROUP)
    open_place (self, &filter);
  else
    opened_cb (self, group, row);
}
