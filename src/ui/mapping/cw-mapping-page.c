/* cw-mapping-page.c: the mapping in force, with a record run through it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-page.h"

#include "cw-mapping-preview.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

struct _CwMappingPage {
  GtkWidget           parent_instance;

  /* inputs */
  CwDesk             *desk;           /* owned */

  /* template children */
  GtkStack           *state_stack, *mapping_stack, *preview_stack;
  AdwLeaflet         *leaflet;
  GtkListBox         *list;
  GtkWidget          *mapping, *preview;
  GtkSpinner         *spinner;
  AdwStatusPage      *failed_page;
  GtkBox             *sections, *record;
  GtkSearchEntry     *search;
  GtkLabel           *position;
  GtkWidget          *previous_button, *next_button, *random_button;

  GListModel         *workflows;      /* of all integrations; owned */
  CwMappingPreview   *shown;          /* owned; NULL: none */
  char               *shown_key;      /* integration and workflow of it */
  GCancellable       *cancellable;    /* of what is being read; owned, nullable */
};

/* What a row of the list stands for. */
typedef struct {
  char       *integration;
  CwWorkflow *workflow;               /* owned */
} Choice;

G_DEFINE_FINAL_TYPE (CwMappingPage, cw_mapping_page, GTK_TYPE_WIDGET)

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_free (choice->integration);
  cw_workflow_unref (choice->workflow);
  g_free (choice);
}

static void
clear_box (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

/* Names in @words set off as chips. (transfer full) */
static char *
dup_markup (const char *words)
{
  g_autofree char *escaped = g_markup_escape_text (words, -1);
  g_autoptr (GString) markup = g_string_new (escaped);

  /* No-break spaces keep the chip's edge off its name. */
  g_string_replace (markup, CW_WORDS_NAME_START, "<span bgcolor='#888888' bgalpha='22%'>\302\240", 0);
  g_string_replace (markup, CW_WORDS_NAME_END, "\302\240</span>", 0);
  return g_string_free (g_steal_pointer (&markup), FALSE);
}

/* ---- the mapping ---- */

static GtkWidget *
make_line (const CwMappingLine *line)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_markup_escape_text (line->target, -1);
  g_autofree char *source = dup_markup (line->source);
  g_autofree char *remarks = line->remarks != NULL ? g_markup_escape_text (line->remarks, -1) : NULL;
  g_autofree char *subtitle = remarks != NULL ? g_strdup_printf ("← %s\n<i>%s</i>", source, remarks) : g_strdup_printf ("← %s", source);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (!line->active)
    gtk_widget_add_css_class (row, "dim-label");
  return row;
}

static void
add_filter (CwMappingPage *self)
{
  const char *filter = cw_mapping_preview_get_filter (self->shown);
  GtkWidget *group = adw_preferences_group_new (), *row = adw_action_row_new ();
  g_autofree char *markup = filter != NULL ? dup_markup (filter) : NULL;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Filter"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup != NULL ? markup : _("Every record of the integrated subsidiaries"));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  gtk_box_append (self->sections, group);
}

static void
show_sections (CwMappingPage *self)
{
  const GPtrArray *sections = cw_mapping_preview_get_sections (self->shown);

  clear_box (self->sections);
  add_filter (self);
  for (guint i = 0; i < sections->len; i++)
    {
      const CwMappingSection *section = sections->pdata[i];
      GtkWidget *group = adw_preferences_group_new ();
      g_autofree char *title = g_markup_escape_text (section->name, -1);

      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
      if (section->condition != NULL)
        {
          g_autofree char *condition = dup_markup (section->condition);
          g_autofree char *text = g_strdup_printf (_("Only if %s"), condition);

          adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), text);
        }
      for (guint j = 0; j < section->lines->len; j++)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_line (section->lines->pdata[j]));
      gtk_box_append (self->sections, group);
    }
}

/* ---- the record ---- */

static void
add_problem (AdwPreferencesGroup *group, const char *sentence)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  gtk_widget_add_css_class (icon, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (group, row);
}

static void
add_problems (CwMappingPage *self, const CwPreviewRecord *record)
{
  GtkWidget *group;

  if (record->passes && record->problems->len == 0)
    return;
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Problems"));
  if (!record->passes)
    add_problem (ADW_PREFERENCES_GROUP (group), _("The filter leaves this record out."));
  for (guint i = 0; i < record->problems->len; i++)
    add_problem (ADW_PREFERENCES_GROUP (group), record->problems->pdata[i]);
  gtk_box_append (self->record, group);
}

static GtkWidget *
make_field (const CwPreviewField *field)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = g_markup_escape_text (field->field, -1);
  g_autofree char *value = field->value != NULL ? g_markup_escape_text (field->value, -1)
                                                : g_strdup_printf ("<i>%s</i>", _("nothing"));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static void
show_record (CwMappingPage *self)
{
  const CwPreviewRecord *record = cw_mapping_preview_get_record (self->shown);
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *name = g_markup_escape_text (record->name, -1), *key = g_markup_escape_text (record->key, -1);
  g_autofree char *description = g_strdup_printf (record->linked ? _("%s, in the target already") : _("%s, not in the target yet"), key);

  clear_box (self->record);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), name);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  for (guint i = 0; i < record->fields->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_field (record->fields->pdata[i]));
  gtk_box_append (self->record, group);
  add_problems (self, record);
}

static void
show_preview (CwMappingPage *self)
{
  guint count = cw_mapping_preview_get_count (self->shown);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autofree char *position = NULL;

  if (cw_mapping_preview_get_record (self->shown) != NULL)
    {
      show_record (self);
      position = g_strdup_printf (_("%'u of %'u"), cw_mapping_preview_get_position (self->shown) + 1, count);
      gtk_stack_set_visible_child_name (self->preview_stack, "record");
    }
  else
    {
      gtk_stack_set_visible_child_name (self->preview_stack, *text != '\0' ? "nothing-found" : "none");
    }
  gtk_label_set_label (self->position, position != NULL ? position : "");
  gtk_widget_set_sensitive (self->previous_button, count > 1);
  gtk_widget_set_sensitive (self->next_button, count > 1);
  gtk_widget_set_sensitive (self->random_button, count > 1);
}

/* ---- reading ---- */

static void
show_failure (CwMappingPage *self, const GError *error)
{
  g_autofree char *next = cw_error_dup_next_step (error);
  g_autofree char *text = g_markup_printf_escaped ("%s\n%s", error->message, next);

  adw_status_page_set_description (self->failed_page, text);
  gtk_stack_set_visible_child_name (self->mapping_stack, "failed");
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwMappingPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = cw_mapping_preview_finish (CW_MAPPING_PREVIEW (source), result, &error);

  /* Whoever cancelled asked for something else, or the page is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || CW_MAPPING_PREVIEW (source) != self->shown)
    return;
  gtk_spinner_stop (self->spinner);
  if (!ok)
    {
      show_failure (self, error);
      return;
    }
  if (gtk_widget_get_first_child (GTK_WIDGET (self->sections)) == NULL)
    show_sections (self);
  gtk_stack_set_visible_child_name (self->mapping_stack, "mapping");
  show_preview (self);
}

static GCancellable *
restart (CwMappingPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  return self->cancellable;
}

static void
reload (CwMappingPage *self)
{
  if (self->shown != NULL)
    cw_mapping_preview_search_async (self->shown, gtk_editable_get_text (GTK_EDITABLE (self->search)), restart (self), read_cb,
                                     g_object_ref (self));
}

static void
step (CwMappingPage *self, CwPreviewStep to)
{
  if (self->shown != NULL)
    cw_mapping_preview_step_async (self->shown, to, restart (self), read_cb, g_object_ref (self));
}

static void
search_changed_cb (CwMappingPage *self)
{
  reload (self);
}

static void
previous_clicked_cb (CwMappingPage *self)
{
  step (self, CW_PREVIEW_PREVIOUS);
}

static void
next_clicked_cb (CwMappingPage *self)
{
  step (self, CW_PREVIEW_NEXT);
}

static void
random_clicked_cb (CwMappingPage *self)
{
  step (self, CW_PREVIEW_RANDOM);
}

static void
try_clicked_cb (CwMappingPage *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->preview);
}

/* ---- the list ---- */

static char *
dup_key (const Choice *choice)
{
  return g_strconcat (choice->integration, "\n", choice->workflow->id, NULL);
}

static void
show_choice (CwMappingPage *self, const Choice *choice)
{
  g_autofree char *key = dup_key (choice);

  if (g_strcmp0 (key, self->shown_key) == 0)
    return;
  g_free (self->shown_key);
  self->shown_key = g_steal_pointer (&key);
  g_clear_object (&self->shown);
  self->shown = cw_mapping_preview_new (cw_desk_get_profile (self->desk), choice->integration, choice->workflow);
  clear_box (self->sections);
  gtk_spinner_start (self->spinner);
  gtk_stack_set_visible_child_name (self->mapping_stack, "loading");
  reload (self);
}

static void
row_selected_cb (CwMappingPage *self, GtkListBoxRow *row)
{
  if (row != NULL)
    show_choice (self, g_object_get_data (G_OBJECT (row), "choice"));
}

static void
row_activated_cb (CwMappingPage *self, GtkListBoxRow *row)
{
  adw_leaflet_set_visible_child (self->leaflet, self->mapping);
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const Choice *choice = g_object_get_data (G_OBJECT (row), "choice");
  const Choice *above = before != NULL ? g_object_get_data (G_OBJECT (before), "choice") : NULL;
  GtkWidget *label;

  if (above != NULL && g_str_equal (above->integration, choice->integration))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (choice->integration);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_margin_start (label, 8);
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_add_css_class (label, "heading");
  gtk_list_box_row_set_header (row, label);
}

static void
add_row (CwMappingPage *self, const char *integration, CwWorkflowItem *item)
{
  GtkWidget *row = gtk_list_box_row_new (), *label = gtk_label_new (_(cw_workflow_item_get_title (item)));
  Choice *choice = g_new0 (Choice, 1);
  g_autofree char *key = NULL;

  choice->integration = g_strdup (integration);
  choice->workflow = cw_workflow_ref (cw_workflow_item_get_workflow (item));
  key = dup_key (choice);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  g_object_set_data_full (G_OBJECT (row), "choice", choice, choice_free);
  gtk_list_box_append (self->list, row);
  if (g_strcmp0 (key, self->shown_key) == 0)
    gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
}

static void
fill_list (CwMappingPage *self)
{
  GListModel *integrations = cw_overview_get_integrations (cw_desk_get_overview (self->desk));
  GtkListBoxRow *first;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < g_list_model_get_n_items (integrations); i++)
    {
      g_autoptr (CwIntegrationItem) integration = g_list_model_get_item (integrations, i);
      GListModel *workflows = cw_integration_item_get_workflows (integration);

      for (guint j = 0; j < g_list_model_get_n_items (workflows); j++)
        {
          g_autoptr (CwWorkflowItem) item = g_list_model_get_item (workflows, j);

          add_row (self, cw_integration_item_get_name (integration), item);
        }
    }
  first = gtk_list_box_get_row_at_index (self->list, 0);
  gtk_stack_set_visible_child_name (self->state_stack, first != NULL ? "list" : "empty");
  if (first != NULL && gtk_list_box_get_selected_row (self->list) == NULL)
    gtk_list_box_select_row (self->list, first);
}

static gpointer
get_workflows_cb (gpointer item, gpointer data)
{
  g_autoptr (CwIntegrationItem) integration = item;

  return g_object_ref (cw_integration_item_get_workflows (integration));
}

/* ---- object ---- */

/* What was read meanwhile by an export can be tried now. */
static void
cw_mapping_page_map (GtkWidget *widget)
{
  CwMappingPage *self = CW_MAPPING_PAGE (widget);

  GTK_WIDGET_CLASS (cw_mapping_page_parent_class)->map (widget);
  if (self->shown != NULL && cw_mapping_preview_get_sections (self->shown) != NULL && cw_mapping_preview_get_record (self->shown) == NULL)
    reload (self);
}

static void
cw_mapping_page_dispose (GObject *object)
{
  CwMappingPage *self = CW_MAPPING_PAGE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->shown);
  g_clear_object (&self->workflows);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->shown_key, g_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cw_mapping_page_parent_class)->dispose (object);
}

static void
cw_mapping_page_class_init (CwMappingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_mapping_page_dispose;
  widget_class->map = cw_mapping_page_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-mapping-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, state_stack);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, mapping_stack);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, preview_stack);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, list);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, mapping);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, preview);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, failed_page);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, sections);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, record);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, search);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, position);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, previous_button);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, next_button);
  gtk_widget_class_bind_template_child (widget_class, CwMappingPage, random_button);
  gtk_widget_class_bind_template_callback (widget_class, cw_mapping_page_back);
  gtk_widget_class_bind_template_callback (widget_class, next_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, random_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, reload);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_clicked_cb);
}

static void
cw_mapping_page_init (CwMappingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, header_cb, NULL, NULL);
}

CwMappingPage *
cw_mapping_page_new (CwDesk *desk)
{
  CwMappingPage *self = g_object_new (CW_TYPE_MAPPING_PAGE, NULL);
  GListModel *integrations = cw_overview_get_integrations (cw_desk_get_overview (desk));
  GtkMapListModel *nested = gtk_map_list_model_new (g_object_ref (integrations), get_workflows_cb, NULL, NULL);

  self->desk = g_object_ref (desk);
  self->workflows = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (nested)));
  g_signal_connect_object (self->workflows, "items-changed", G_CALLBACK (fill_list), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  fill_list (self);
  return self;
}

void
cw_mapping_page_search (CwMappingPage *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->preview);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
cw_mapping_page_back (CwMappingPage *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}
