/* cw-mapping-editor.c: the rows of one mapping, to be edited
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-mapping-editor-private.h"

#include "cw-effect-page.h"
#include "cw-expression-page.h"
#include "cw-mapping-group-view.h"
#include "cw-mapping-markup.h"
#include "cw-menu-name.h"
#include "cw-time-text.h"

#include <glib/gi18n-lib.h>

#define MOST_RECORDS 100   /* of one finding that are listed */

typedef enum {
  PROP_FOLDED = 1,
} CwMappingEditorProps;

static guint try_signal, type_signal, record_signal;

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
static GtkWidget *
get_page (CwMappingEditor *self)
{
  GtkWidget *visible = adw_leaflet_get_visible_child (self->content);

  return visible != self->rows_page ? visible : NULL;
}

/* NULL: no part of the mapping is open. */
static const CwDraftPlace *
get_open_place (CwMappingEditor *self)
{
  GtkWidget *page = get_page (self);

  return CW_IS_EXPRESSION_PAGE (page) ? cw_expression_page_get_place (CW_EXPRESSION_PAGE (page)) : NULL;
}

static void
drop_page (CwMappingEditor *self)
{
  GtkWidget *page = get_page (self);

  if (page == NULL)
    return;
  adw_leaflet_set_visible_child (self->content, self->rows_page);
  adw_leaflet_remove (self->content, page);
}

void
_cw_mapping_editor_push (CwMappingEditor *self, const char *title, GtkWidget *page)
{
  drop_page (self);
  g_free (self->page_title);
  self->page_title = g_strdup (title);
  adw_leaflet_append (self->content, page);
  adw_leaflet_set_visible_child (self->content, page);
  gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static void
open_place (CwMappingEditor *self, const CwDraftPlace *place)
{
  _cw_mapping_editor_push (self, "", GTK_WIDGET (cw_expression_page_new (self->bench, place)));
  if (place->part != CW_DRAFT_FILTER)
    g_signal_emit (self, type_signal, 0, cw_mapping_bench_get_record_type (self->bench, place));
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

static char *
dup_subtitle (CwMappingEditor *self)
{
  const CwMappingVersion *version = cw_mapping_bench_get_version (self->bench);
  gboolean dirty = cw_mapping_draft_is_dirty (get_draft (self));
  g_autofree char *saved = version->created != 0 ? cw_time_text_dup_clock (version->created) : NULL;

  if (version->number == CW_MAPPING_DEFAULT)
    return g_strdup (dirty ? _("Changed, not saved") : _("As delivered"));
  if (dirty)
    return g_strdup_printf (_("Changed since version %u, not saved"), version->number);
  return g_strdup_printf (_("Version %u, saved %s"), version->number, saved);
}

static void
show_title (CwMappingEditor *self)
{
  const CwDraftPlace *place = get_open_place (self);
  gboolean dirty = cw_mapping_draft_is_dirty (get_draft (self));
  g_autofree char *title = place != NULL ? dup_place_title (self, place)
                           : g_strdup (get_page (self) != NULL ? self->page_title : _(cw_mapping_bench_get_workflow (self->bench)->title));
  g_autofree char *subtitle = dup_subtitle (self);

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->subtitle, subtitle);
  gtk_widget_set_visible (self->back_button, self->folded || get_page (self) != NULL);
  gtk_widget_set_visible (self->try_button, self->folded);
  /* Beside all the buttons there is no room for words in one column. */
  gtk_widget_set_visible (self->narrow_titles, self->folded);
  gtk_widget_set_opacity (self->titles, self->folded ? 0 : 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "mapping.save", dirty);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "mapping.discard", dirty);
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
  CwExpression *filter = self->bench != NULL ? cw_mapping_get_filter (cw_mapping_draft_get_mapping (get_draft (self))) : NULL;
  g_autofree char *words = NULL, *markup = NULL, *figures = NULL, *text = NULL;
  guint64 records, passing;

  if (self->bench == NULL)
    return;
  if (filter != NULL)
    {
      words = cw_mapping_bench_dup_words (self->bench, cw_mapping_bench_get_workflow (self->bench)->types[0], filter);
      markup = cw_mapping_dup_markup (words);
    }
  if (cw_mapping_findings_get_counts (cw_mapping_bench_get_findings (self->bench), &records, &passing))
    figures = cw_mapping_dup_figures (records, passing);
  text = g_strjoin ("\n", markup != NULL ? markup : _("Every record of the integrated subsidiaries"), figures, NULL);
  adw_action_row_set_subtitle (self->filter_row, text);
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

/* ---- suggestions ---- */

static void
accept_cb (GtkWidget *button, CwMappingEditor *self)
{
  cw_mapping_bench_take_up (self->bench, g_object_get_data (G_OBJECT (button), "suggestion"));
}

/* Takes @suggestion. */
static GtkWidget *
make_suggestion (CwMappingEditor *self, CwMappingSuggestion *suggestion)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_with_label (_("Add"));
  g_autofree char *words = cw_mapping_bench_dup_words (self->bench, suggestion->type, suggestion->source);
  g_autofree char *markup = cw_mapping_dup_markup (words), *target = g_markup_escape_text (cw_mapping_bench_get_target_label (self->bench, suggestion->target), -1);
  g_autofree char *reason = g_markup_escape_text (suggestion->reason, -1), *subtitle = g_strdup_printf ("← %s\n%s", markup, reason);
  g_autofree char *name = g_strdup_printf (_("Add %s"), cw_mapping_bench_get_target_label (self->bench, suggestion->target));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), target);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "suggestion", suggestion, (GDestroyNotify) cw_mapping_suggestion_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (accept_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
show_suggestions (CwMappingEditor *self)
{
  g_autoptr (GPtrArray) suggestions = cw_mapping_bench_suggest (self->bench);
  g_autofree char *title = g_strdup_printf (_("Suggestions (%u)"), suggestions->len);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->suggestions))) != NULL)
    gtk_list_box_remove (self->suggestions, child);
  adw_preferences_group_set_title (self->suggestions_group, title);
  gtk_widget_set_visible (GTK_WIDGET (self->suggestions_group), suggestions->len > 0);
  while (suggestions->len > 0)
    gtk_list_box_append (self->suggestions, make_suggestion (self, g_ptr_array_steal_index (suggestions, 0)));
}

/* ---- problems ---- */

static void
open_cb (GtkWidget *button, CwMappingEditor *self)
{
  cw_mapping_editor_show (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "group")),
                          GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "row")));
}

static GtkWidget *
make_icon (const CwMappingFinding *finding)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  gtk_widget_add_css_class (icon, finding->error ? "error" : "warning");
  return icon;
}

static GtkWidget *
make_record (const CwFindingRecord *record)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_markup_escape_text (record->name != NULL ? record->name : record->key, -1);
  g_autofree char *value = record->called != NULL ? g_strdup_printf ("%s (%s)", record->called, record->value) : g_strdup (record->value);
  g_autofree char *text = value != NULL ? g_strdup_printf ("%s · %s", record->key, value) : g_strdup (record->key);
  g_autofree char *subtitle = g_markup_escape_text (text, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  return row;
}

static void
read_fields_cb (GtkWidget *button, CwMappingEditor *self)
{
  /* The next finding has a button of its own. */
  gtk_widget_set_sensitive (button, FALSE);
  _cw_mapping_editor_read (self);
}

/* What was never read is read on demand; nothing else of it is to be shown. */
static GtkWidget *
make_unread (CwMappingEditor *self, const CwMappingFinding *finding)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_with_label (_("Read Now"));
  g_autofree char *markup = g_markup_escape_text (finding->sentence, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (read_fields_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), make_icon (finding));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  return row;
}

/* The records of a finding are rows within its row. */
static GtkWidget *
make_finding (CwMappingEditor *self, const CwMappingFinding *finding)
{
  guint records = finding->records != NULL ? finding->records->len : 0;
  GtkWidget *row = records > 0 ? adw_expander_row_new () : adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("go-next-symbolic");
  g_autofree char *markup = g_markup_escape_text (finding->sentence, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Show Where"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Show Where"), -1);
  g_object_set_data (G_OBJECT (button), "group", GUINT_TO_POINTER (finding->problem->group));
  g_object_set_data (G_OBJECT (button), "row", GUINT_TO_POINTER (finding->problem->row));
  g_signal_connect_object (button, "clicked", G_CALLBACK (open_cb), self, 0);
  if (records == 0)
    {
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), make_icon (finding));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
      return row;
    }
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), make_icon (finding));
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), button);
  for (guint i = 0; i < MIN (records, MOST_RECORDS); i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row), make_record (finding->records->pdata[i]));
  return row;
}

static void
show_findings (CwMappingEditor *self)
{
  CwMappingReport *report = self->bench != NULL ? cw_mapping_findings_get_report (cw_mapping_bench_get_findings (self->bench)) : NULL;
  g_autofree char *title = NULL;
  GtkWidget *child;

  if (report == NULL)
    return;
  title = g_strdup_printf (_("Problems (%u)"), report->findings->len);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->problems))) != NULL)
    gtk_list_box_remove (self->problems, child);
  for (guint i = 0; i < report->findings->len; i++)
    {
      const CwMappingFinding *finding = report->findings->pdata[i];

      gtk_list_box_append (self->problems, finding->problem->kind == CW_MAPPING_PROBLEM_UNREAD ? make_unread (self, finding)
                                                                                                : make_finding (self, finding));
    }
  adw_preferences_group_set_title (self->problems_group, title);
  gtk_widget_set_visible (GTK_WIDGET (self->problems_group), report->findings->len > 0);
  for (child = gtk_widget_get_first_child (GTK_WIDGET (self->groups)); child != NULL; child = gtk_widget_get_next_sibling (child))
    cw_mapping_group_view_set_findings (CW_MAPPING_GROUP_VIEW (child), report->findings);
}

/* ---- pinned results ---- */

static char *
dup_deviations (CwMappingEditor *self, const GPtrArray *deviations)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < deviations->len; i++)
    {
      const CwMappingDeviation *deviation = deviations->pdata[i];
      g_autofree char *line = deviation->target == NULL
                              ? g_strdup (_("The filter decides otherwise than pinned."))
                              : g_strdup_printf (_("%s gives %s, pinned is %s"), cw_mapping_bench_get_target_label (self->bench, deviation->target),
                                                 deviation->found != NULL ? deviation->found : _("nothing"),
                                                 deviation->expected != NULL ? deviation->expected : _("nothing"));

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", line);
    }
  return g_markup_escape_text (text->str, -1);
}

static void
unpin_cb (GtkWidget *button, CwMappingEditor *self)
{
  cw_mapping_draft_remove_test (get_draft (self), GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "test")));
}

static GtkWidget *
make_test (CwMappingEditor *self, const CwMappingTest *test, guint position)
{
  g_autoptr (GPtrArray) deviations = cw_mapping_preview_run_test (cw_mapping_bench_get_preview (self->bench), test,
                                                                  cw_mapping_draft_get_mapping (get_draft (self)));
  GtkWidget *row = adw_action_row_new (), *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  GtkWidget *icon = gtk_image_new_from_icon_name (deviations->len > 0 ? "dialog-warning-symbolic" : "emblem-ok-symbolic");
  g_autofree char *title = g_markup_escape_text (test->name, -1), *text = dup_deviations (self, deviations);

  gtk_widget_add_css_class (icon, deviations->len > 0 ? "error" : "success");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), deviations->len > 0 ? text : _("Gives what is pinned"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_tooltip_text (button, _("Unpin"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Unpin"), -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (button), "test", GUINT_TO_POINTER (position));
  g_signal_connect_object (button, "clicked", G_CALLBACK (unpin_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
show_tests (CwMappingEditor *self)
{
  const GPtrArray *tests = cw_mapping_document_get_tests (cw_mapping_draft_get_document (get_draft (self)));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->tests))) != NULL)
    gtk_list_box_remove (self->tests, child);
  for (guint i = 0; i < tests->len; i++)
    gtk_list_box_append (self->tests, make_test (self, tests->pdata[i], i));
  gtk_widget_set_visible (GTK_WIDGET (self->tests_group), tests->len > 0);
}

void
_cw_mapping_editor_update (CwMappingEditor *self)
{
  const CwDraftPlace *place;

  if (self->bench == NULL)
    return;
  place = get_open_place (self);
  /* The row that was open was taken back. */
  if (place != NULL && place->part == CW_DRAFT_SOURCE && cw_mapping_draft_get_expression (get_draft (self), place) == NULL)
    drop_page (self);
  show_title (self);
  show_history (self);
  show_filter (self);
  show_groups (self);
  show_suggestions (self);
  show_tests (self);
}

static void
update (CwMappingEditor *self)
{
  _cw_mapping_editor_update (self);
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

/* ---- what the edits change ---- */

static void
chosen_cb (CwMappingEditor *self, const char *name)
{
  g_signal_emit (self, record_signal, 0, name);
}

void
cw_mapping_editor_show_effect (CwMappingEditor *self)
{
  CwEffectPage *page = cw_effect_page_new (self->bench);

  g_signal_connect_object (page, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  _cw_mapping_editor_push (self, _("What Changes"), GTK_WIDGET (page));
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
  g_clear_pointer (&self->page_title, g_free);
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
  type_signal = g_signal_new ("type", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  record_signal = g_signal_new ("record", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-mapping-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, content);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, rows_page);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, back_button);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, undo_button);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, redo_button);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, try_button);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, menu_button);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, titles);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, narrow_titles);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, title);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, subtitle);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, filter_row);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, filter_list);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, problems);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, problems_group);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, suggestions);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, suggestions_group);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, tests);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, tests_group);
  gtk_widget_class_bind_template_child (widget_class, CwMappingEditor, groups);
  gtk_widget_class_bind_template_callback (widget_class, filter_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_install_action (widget_class, "mapping.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "mapping.redo", NULL, redo_action);
  gtk_widget_class_install_action (widget_class, "mapping.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "mapping.try", NULL, try_action);
  _cw_mapping_editor_install_actions (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "mapping.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "mapping.redo", NULL);
}

static void
cw_mapping_editor_init (CwMappingEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_menu_button_set_name (self->menu_button, _("More for This Mapping"));
}

CwMappingEditor *
cw_mapping_editor_new (CwMappingBench *bench)
{
  CwMappingEditor *self = g_object_new (CW_TYPE_MAPPING_EDITOR, NULL);

  self->bench = g_object_ref (bench);
  g_signal_connect_object (get_draft (self), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (get_draft (self), "notify::dirty", G_CALLBACK (show_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bench, "fields-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_mapping_bench_get_findings (bench), "changed", G_CALLBACK (show_findings), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_mapping_bench_get_findings (bench), "counted", G_CALLBACK (show_filter), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bench, "notify::version", G_CALLBACK (show_title), self, G_CONNECT_SWAPPED);
  update (self);
  show_findings (self);
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
  const CwDraftPlace *open = get_open_place (self);
  CwDraftPlace place = open != NULL ? *open : (CwDraftPlace) { CW_DRAFT_FILTER, 0, 0 };

  if (get_page (self) == NULL)
    return FALSE;
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
