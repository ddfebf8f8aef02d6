/* cw-preview-pane.c: a record that the mapping is tried on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-preview-pane.h"
#include "cw-plain-text.h"

#include "cw-effect-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _CwPreviewPane {
  GtkWidget       parent_instance;

  /* inputs */
  CwMappingBench *bench;          /* owned, nullable */
  gboolean        folded;

  /* template children */
  GtkStack       *stack;
  GtkSearchEntry *search;
  GtkSpinner     *spinner;
  AdwStatusPage  *failed_page;
  GtkLabel       *position, *name, *detail;
  GtkWidget      *previous_button, *next_button, *random_button;
  GtkListBox     *fields, *problems;
  GtkWidget      *effect, *effect_button;
  GtkLabel       *effect_label;

  GSignalGroup   *signals;        /* owned: of the preview */
  GSignalGroup   *effects;        /* owned: of what unsaved edits change */
  char           *type;           /* of the records that are looked for; NULL: all */
  GCancellable   *cancellable;    /* of what is being read; owned, nullable */
};

typedef enum {
  PROP_FOLDED = 1,
} CwPreviewPaneProps;

static guint opened_signal, effect_signal;

G_DEFINE_FINAL_TYPE (CwPreviewPane, cw_preview_pane, GTK_TYPE_WIDGET)

static CwMappingPreview *
get_preview (CwPreviewPane *self)
{
  return cw_mapping_bench_get_preview (self->bench);
}

/* ---- fields ---- */

static char *
dup_value (const char *value)
{
  if (value == NULL || *value == '\0')
    return g_strdup_printf ("<i>%s</i>", value == NULL ? _("nothing") : _("an empty text"));
  return g_markup_escape_text (value, -1);
}

/* "before → after" where the target would change. */
static char *
dup_field_text (const CwPreviewRecord *record, const CwPreviewField *field)
{
  g_autofree char *value = dup_value (field->value), *before = dup_value (field->before);

  if (!field->changes || !record->linked)
    return g_steal_pointer (&value);
  return g_strdup_printf ("<s>%s</s> → <b>%s</b>", before, value);
}

static AdwActionRow *
ensure_row (GtkListBox *list, guint position)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, (int) position);

  if (row != NULL)
    return ADW_ACTION_ROW (row);
  row = GTK_LIST_BOX_ROW (adw_action_row_new ());
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  gtk_list_box_row_set_activatable (row, TRUE);
  gtk_list_box_append (list, GTK_WIDGET (row));
  return ADW_ACTION_ROW (row);
}

/* Rows are used again: a change of one value moves nothing. */
static void
trim_rows (GtkListBox *list, guint length)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, (int) length)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (list), length > 0);
}

static void
place_row (AdwActionRow *row, guint group, guint position)
{
  g_object_set_data (G_OBJECT (row), "group", GUINT_TO_POINTER (group));
  g_object_set_data (G_OBJECT (row), "row", GUINT_TO_POINTER (position));
}

static void
show_field (CwPreviewPane *self, const CwPreviewRecord *record, const CwPreviewField *field, guint position)
{
  AdwActionRow *row = ensure_row (self->fields, position);
  g_autofree char *name = g_markup_escape_text (cw_mapping_bench_get_target_label (self->bench, field->target), -1);
  g_autofree char *text = dup_field_text (record, field);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (row, text);
  place_row (row, field->group, field->row);
}

static void
show_problem (CwPreviewPane *self, guint position, const char *sentence, guint group, guint of)
{
  AdwActionRow *row = ensure_row (self->problems, position);
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  adw_action_row_set_icon_name (row, "dialog-warning-symbolic");
  place_row (row, group, of);
}

static void
note_map (const CwExpression *expression, gpointer data)
{
  const CwExpression **found = data;

  if (*found == NULL && expression->kind == CW_EXPRESSION_MAP)
    *found = expression;
}

/* The name of a value without entry; NULL: it has none. Borrowed. */
static const char *
find_name (CwPreviewPane *self, const CwMappingProblem *problem)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_draft_get_mapping (cw_mapping_bench_get_draft (self->bench)));
  const CwMappingGroup *group = problem->group < groups->len ? groups->pdata[problem->group] : NULL;
  const CwExpression *map = NULL;

  if (problem->kind != CW_MAPPING_PROBLEM_NO_ENTRY || problem->argument == NULL || group == NULL || problem->row >= group->rows->len)
    return NULL;
  cw_expression_foreach (((const CwMappingRow *) group->rows->pdata[problem->row])->source, note_map, &map);
  return map != NULL ? cw_mapping_bench_get_value_name (self->bench, group->type, map->parts[0], problem->argument) : NULL;
}

/* With what people call the field and the value. */
static char *
dup_sentence (CwPreviewPane *self, const CwMappingProblem *problem)
{
  g_autoptr (CwMappingProblem) told = cw_mapping_problem_copy (problem);
  const char *name = find_name (self, problem);

  if (told->target != NULL)
    {
      g_free (told->target);
      told->target = g_strdup (cw_mapping_bench_get_target_label (self->bench, problem->target));
    }
  if (name != NULL)
    {
      g_free (told->argument);
      told->argument = g_strdup (name);
    }
  return cw_mapping_problem_dup_sentence (told);
}

static void
show_problems (CwPreviewPane *self, const CwPreviewRecord *record)
{
  guint n = 0;

  if (!record->passes)
    show_problem (self, n++, _("The filter leaves this record out."), CW_MAPPING_NO_GROUP, CW_MAPPING_NO_ROW);
  for (guint i = 0; i < record->problems->len; i++)
    {
      const CwMappingProblem *problem = record->problems->pdata[i];
      g_autofree char *sentence = dup_sentence (self, problem);

      show_problem (self, n++, sentence, problem->group, problem->row);
    }
  trim_rows (self->problems, n);
}

static char *
dup_detail (const CwPreviewRecord *record)
{
  guint changes = 0;

  if (!record->linked)
    return g_strdup_printf (_("%s, not in the target yet"), record->key);
  for (guint i = 0; i < record->fields->len; i++)
    changes += ((const CwPreviewField *) record->fields->pdata[i])->changes ? 1 : 0;
  if (changes == 0)
    return g_strdup_printf (_("%s, in the target already: nothing would change"), record->key);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, in the target already: %u field would change",
                                       "%s, in the target already: %u fields would change", changes), record->key, changes);
}

static void
show_record (CwPreviewPane *self, const CwPreviewRecord *record)
{
  g_autofree char *detail = dup_detail (record);

  gtk_label_set_label (self->name, record->name);
  gtk_label_set_label (self->detail, detail);
  for (guint i = 0; i < record->fields->len; i++)
    show_field (self, record, record->fields->pdata[i], i);
  trim_rows (self->fields, record->fields->len);
  show_problems (self, record);
}

static void
show (CwPreviewPane *self)
{
  CwMappingPreview *preview = get_preview (self);
  guint count = cw_mapping_preview_get_count (preview);
  const CwPreviewRecord *record = cw_mapping_preview_get_result (preview);
  g_autofree char *position = NULL;

  if (record != NULL)
    {
      show_record (self, record);
      position = g_strdup_printf (_("%'u of %'u"), cw_mapping_preview_get_position (preview) + 1, count);
      gtk_stack_set_visible_child_name (self->stack, "record");
    }
  gtk_label_set_label (self->position, position != NULL ? position : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "preview.pin", record != NULL && !record->waiting);
  gtk_widget_set_sensitive (self->previous_button, count > 1);
  gtk_widget_set_sensitive (self->next_button, count > 1);
  gtk_widget_set_sensitive (self->random_button, count > 1);
}

/* ---- what the edits change ---- */

static void
show_effect (CwPreviewPane *self)
{
  g_autofree char *summary = self->bench != NULL ? cw_effect_page_dup_summary (self->bench) : NULL;
  CwMappingEffect *effect = summary != NULL ? cw_mapping_effects_get_effect (cw_mapping_bench_get_effects (self->bench)) : NULL;

  gtk_widget_set_visible (self->effect, summary != NULL);
  gtk_label_set_label (self->effect_label, summary != NULL ? summary : "");
  /* While the next edit is counted the button stays as it was: it keeps the focus. */
  if (summary != NULL && !cw_mapping_effects_is_counting (cw_mapping_bench_get_effects (self->bench)))
    gtk_widget_set_sensitive (self->effect_button, effect != NULL && effect->count > 0);
}

static void
effect_clicked_cb (CwPreviewPane *self)
{
  g_signal_emit (self, effect_signal, 0);
}

/* ---- reading ---- */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwPreviewPane) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = cw_mapping_preview_finish (CW_MAPPING_PREVIEW (source), result, &error);
  const char *text;

  /* Whoever cancelled asked for something else, or the pane is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->bench == NULL
      || CW_MAPPING_PREVIEW (source) != get_preview (self))
    return;
  gtk_spinner_stop (self->spinner);
  if (!ok)
    {
      g_autofree char *next = cw_error_dup_next_step (error), *description = g_strdup_printf ("%s\n%s", error->message, next);

      cw_plain_text_set_status (self->failed_page, description);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      return;
    }
  text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  if (cw_mapping_preview_get_record (CW_MAPPING_PREVIEW (source)) == NULL)
    gtk_stack_set_visible_child_name (self->stack, *text != '\0' ? "nothing-found" : "none");
  show (self);
}

static GCancellable *
restart (CwPreviewPane *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  return self->cancellable;
}

static void
reload (CwPreviewPane *self)
{
  if (self->bench != NULL)
    cw_mapping_preview_search_async (get_preview (self), self->type, gtk_editable_get_text (GTK_EDITABLE (self->search)), restart (self),
                                     read_cb, g_object_ref (self));
}

static void
step (CwPreviewPane *self, CwPreviewStep to)
{
  if (self->bench != NULL)
    cw_mapping_preview_step_async (get_preview (self), to, restart (self), read_cb, g_object_ref (self));
}

static void
search_changed_cb (CwPreviewPane *self)
{
  reload (self);
}

static void
previous_clicked_cb (CwPreviewPane *self)
{
  step (self, CW_PREVIEW_PREVIOUS);
}

static void
next_clicked_cb (CwPreviewPane *self)
{
  step (self, CW_PREVIEW_NEXT);
}

static void
random_clicked_cb (CwPreviewPane *self)
{
  step (self, CW_PREVIEW_RANDOM);
}

static void
row_activated_cb (CwPreviewPane *self, GtkListBoxRow *row)
{
  g_signal_emit (self, opened_signal, 0, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "group")),
                 GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "row")));
}

/* ---- pinning ---- */

static void
pin_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  CwPreviewPane *self = CW_PREVIEW_PANE (widget);
  const CwPreviewRecord *record = cw_mapping_preview_get_result (get_preview (self));
  g_autofree char *name = record != NULL ? g_strdup_printf ("%s (%s)", record->name, record->key) : NULL;
  g_autoptr (CwMappingTest) test = name != NULL ? cw_mapping_preview_dup_test (get_preview (self), name) : NULL;

  if (test != NULL)
    cw_mapping_draft_add_test (cw_mapping_bench_get_draft (self->bench), test);
}

/* ---- object ---- */

/* What was read meanwhile by an export can be tried now. */
static void
cw_preview_pane_map (GtkWidget *widget)
{
  CwPreviewPane *self = CW_PREVIEW_PANE (widget);

  GTK_WIDGET_CLASS (cw_preview_pane_parent_class)->map (widget);
  if (self->bench != NULL && cw_mapping_preview_get_record (get_preview (self)) == NULL)
    reload (self);
}

static void
cw_preview_pane_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwPreviewPane *self = CW_PREVIEW_PANE (object);

  switch ((CwPreviewPaneProps) prop_id)
    {
    case PROP_FOLDED:
      g_value_set_boolean (value, self->folded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_preview_pane_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  CwPreviewPane *self = CW_PREVIEW_PANE (object);

  switch ((CwPreviewPaneProps) prop_id)
    {
    case PROP_FOLDED:
      self->folded = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_preview_pane_dispose (GObject *object)
{
  CwPreviewPane *self = CW_PREVIEW_PANE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->signals);
  g_clear_object (&self->effects);
  g_clear_pointer (&self->type, g_free);
  g_clear_object (&self->bench);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cw_preview_pane_parent_class)->dispose (object);
}

static void
cw_preview_pane_class_init (CwPreviewPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cw_preview_pane_dispose;
  object_class->get_property = cw_preview_pane_get_property;
  object_class->set_property = cw_preview_pane_set_property;
  widget_class->map = cw_preview_pane_map;
  g_object_class_install_property (object_class, PROP_FOLDED,
                                   g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  opened_signal = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                G_TYPE_UINT, G_TYPE_UINT);
  effect_signal = g_signal_new ("effect", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-preview-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CwPreviewPane, stack);
  gtk_widget_class_bind_template_child (widget_class, CwPreviewPane, search);
  gtk_widget_class_bind_template_child (widget_class, CwPreviewPane, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwPreviewPane, failed_page);
  gtk_widget_class_bind_template_child (widget_class, CwPreviewPane, position);
  gtk_widget_class_bind_template_child (widget_class, CwPreviewPane, name);
  gtk_widget_class_bind_template_child (widget_class, CwPreviewPane, detail);
  gtk_widget_class_bind_template_child (widget_class, CwPreviewPane, previous_button);
  gtk_widget_class_bind_template_child (widget_class, CwPreviewPane, next_button);
  gtk_widget_class_bind_template_child (widget_class, CwPreviewPane, random_button);
  gtk_widget_class_bind_template_child (widget_class, CwPreviewPane, fields);
  gtk_widget_class_bind_template_child (widget_class, CwPreviewPane, problems);
  gtk_widget_class_bind_template_child (widget_class, CwPreviewPane, effect);
  gtk_widget_class_bind_template_child (widget_class, CwPreviewPane, effect_label);
  gtk_widget_class_bind_template_child (widget_class, CwPreviewPane, effect_button);
  gtk_widget_class_install_action (widget_class, "preview.pin", NULL, pin_action);
  gtk_widget_class_bind_template_callback (widget_class, effect_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, random_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, reload);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
}

static void
cw_preview_pane_init (CwPreviewPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (CW_TYPE_MAPPING_PREVIEW);
  g_signal_group_connect_swapped (self->signals, "changed", G_CALLBACK (show), self);
  self->effects = g_signal_group_new (CW_TYPE_MAPPING_EFFECTS);
  g_signal_group_connect_swapped (self->effects, "changed", G_CALLBACK (show_effect), self);
}

void
cw_preview_pane_set_bench (CwPreviewPane *self, CwMappingBench *bench)
{
  if (!g_set_object (&self->bench, bench))
    return;
  g_clear_pointer (&self->type, g_free);
  g_signal_group_set_target (self->signals, bench != NULL ? get_preview (self) : NULL);
  g_signal_group_set_target (self->effects, bench != NULL ? cw_mapping_bench_get_effects (bench) : NULL);
  show_effect (self);
  if (bench == NULL)
    return;
  if (cw_mapping_preview_get_result (get_preview (self)) != NULL)
    {
      show (self);
      return;
    }
  gtk_spinner_start (self->spinner);
  gtk_stack_set_visible_child_name (self->stack, "loading");
  reload (self);
}

void
cw_preview_pane_want_type (CwPreviewPane *self, const char *type)
{
  const CwRecord *record = self->bench != NULL ? cw_mapping_preview_get_record (get_preview (self)) : NULL;

  if (record == NULL || g_str_equal (record->type, type))
    return;
  g_free (self->type);
  self->type = g_strdup (type);
  reload (self);
}

void
cw_preview_pane_search (CwPreviewPane *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
cw_preview_pane_find (CwPreviewPane *self, const char *name)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), name);
}
