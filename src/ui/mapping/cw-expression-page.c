/* cw-expression-page.c: a row, the condition of a group, or the filter, to be built
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-expression-page.h"

#include "cw-expression-block.h"
#include "cw-expression-picks.h"
#include "cw-field-picker.h"
#include "cw-mapping-markup.h"

#include <glib/gi18n-lib.h>

struct _CwExpressionPage {
  GtkWidget          parent_instance;

  /* inputs */
  CwMappingBench    *bench;        /* owned */
  CwDraftPlace       place;

  /* template children */
  GtkLabel          *words, *figures, *empty_label;
  GtkWidget        *unread;
  GtkLabel         *unread_label;
  GtkBox            *holder, *empty;
  GtkButton         *add_button, *remove_button;
  GtkWidget         *options;
  AdwActionRow      *target_row, *limit_row;
  GtkSwitch         *active_switch, *initial_switch, *required_switch;
  GtkSpinButton     *limit_spin;

  CwExpressionBlock *block;        /* borrowed from the holder; NULL: there is no expression */
  gboolean           updating;
};

G_DEFINE_FINAL_TYPE (CwExpressionPage, cw_expression_page, GTK_TYPE_WIDGET)

static CwMappingDraft *
get_draft (CwExpressionPage *self)
{
  return cw_mapping_bench_get_draft (self->bench);
}

/* NULL: this is no row, or it is gone. */
static const CwMappingRow *
get_row (CwExpressionPage *self)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_draft_get_mapping (get_draft (self)));
  const CwMappingGroup *group = self->place.group < groups->len ? groups->pdata[self->place.group] : NULL;

  if (self->place.part != CW_DRAFT_SOURCE || group == NULL || self->place.row >= group->rows->len)
    return NULL;
  return group->rows->pdata[self->place.row];
}

/* ---- showing ---- */

static void
show_options (CwExpressionPage *self)
{
  const CwMappingRow *row = get_row (self);
  g_autofree char *target = NULL;

  gtk_widget_set_visible (self->options, row != NULL);
  if (row == NULL)
    return;
  target = g_markup_escape_text (cw_mapping_bench_get_target_label (self->bench, row->target), -1);
  adw_action_row_set_subtitle (self->target_row, target);
  gtk_switch_set_active (self->active_switch, row->active);
  gtk_switch_set_active (self->initial_switch, row->initial_only);
  gtk_switch_set_active (self->required_switch, row->required);
  /* Asked for now, so that it is there when somebody wants to choose. */
  cw_mapping_bench_list_target_values (self->bench, row->target);
  /* What a setting of the workflow says is changed there. */
  gtk_widget_set_visible (GTK_WIDGET (self->limit_row), row->limit_setting == NULL);
  gtk_spin_button_set_value (self->limit_spin, row->limit);
}

static void
show_words (CwExpressionPage *self, CwExpression *now)
{
  g_autofree char *words = now != NULL ? cw_mapping_bench_dup_words (self->bench, cw_mapping_bench_get_record_type (self->bench, &self->place), now)
                                       : NULL;
  g_autofree char *markup = words != NULL ? cw_mapping_dup_markup (words) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->words), markup != NULL);
  gtk_label_set_markup (self->words, markup != NULL ? markup : "");
}

static void
show_block (CwExpressionPage *self, CwExpression *now)
{
  if (self->block != NULL && (now == NULL || !cw_expression_block_update (self->block)))
    {
      gtk_box_remove (self->holder, GTK_WIDGET (self->block));
      self->block = NULL;
    }
  if (self->block == NULL && now != NULL)
    {
      g_autoptr (CwExpressionSpot) spot = cw_expression_spot_new (self->bench, &self->place, "");

      self->block = cw_expression_block_new (spot);
      gtk_box_append (self->holder, GTK_WIDGET (self->block));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->empty), now == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->remove_button), now != NULL && self->place.part != CW_DRAFT_SOURCE);
}

static void
update (CwExpressionPage *self)
{
  CwExpression *now = cw_mapping_draft_get_expression (get_draft (self), &self->place);

  self->updating = TRUE;
  show_words (self, now);
  show_block (self, now);
  show_options (self);
  self->updating = FALSE;
}

static void
fields_changed_cb (CwExpressionPage *self)
{
  update (self);
  if (self->block != NULL)
    cw_expression_block_show_values (self->block);
}

/* How many records the filter lets through. */
static void
show_figures (CwExpressionPage *self)
{
  guint64 records = 0, passing = 0;
  gboolean known = self->place.part == CW_DRAFT_FILTER
                   && cw_mapping_findings_get_counts (cw_mapping_bench_get_findings (self->bench), &records, &passing);
  g_autofree char *text = known ? cw_mapping_dup_figures (records, passing) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->figures), text != NULL);
  gtk_label_set_label (self->figures, text != NULL ? text : "");
}

/* What was never read would be taken for empty. */
static void
show_unread (CwExpressionPage *self)
{
  CwMappingReport *report = cw_mapping_findings_get_report (cw_mapping_bench_get_findings (self->bench));
  const CwMappingFinding *unread = NULL;

  for (guint i = 0; report != NULL && unread == NULL && i < report->findings->len; i++)
    if (((const CwMappingFinding *) report->findings->pdata[i])->problem->kind == CW_MAPPING_PROBLEM_UNREAD)
      unread = report->findings->pdata[i];
  /* The focus does not leave the page with what had it. */
  if (unread == NULL && gtk_widget_get_focus_child (self->unread) != NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->holder), GTK_DIR_TAB_FORWARD);
  gtk_widget_set_visible (self->unread, unread != NULL);
  gtk_label_set_label (self->unread_label, unread != NULL ? unread->sentence : "");
}

static void
preview_changed_cb (CwExpressionPage *self)
{
  if (self->block != NULL)
    cw_expression_block_show_values (self->block);
}

/* ---- editing ---- */

static void
condition_picked_cb (CwExpression *expression, gpointer data)
{
  CwExpressionPage *self = data;
  g_autoptr (CwExpression) picked = expression;
  CwExpression *condition = cw_expression_wrap (picked, CW_EXPRESSION_COMPARE, CW_COMPARE_EQUAL);

  condition = condition != NULL ? cw_expression_new_group (CW_EXPRESSION_ALL, &condition, 1) : NULL;
  if (condition != NULL && self->bench != NULL)
    cw_mapping_draft_set_expression (get_draft (self), &self->place, condition, _("Add a condition"), NULL);
}

static void
add_clicked_cb (CwExpressionPage *self)
{
  const char *type = self->place.part == CW_DRAFT_FILTER ? NULL : cw_mapping_bench_get_record_type (self->bench, &self->place);

  cw_expression_pick (GTK_WIDGET (self), self->bench, type, cw_kind_find_id ("field"),
                      condition_picked_cb, g_object_ref (self), g_object_unref);
}

static void
remove_clicked_cb (CwExpressionPage *self)
{
  cw_mapping_draft_set_expression (get_draft (self), &self->place, NULL, _("Remove all conditions"), NULL);
}

static void
active_cb (CwExpressionPage *self)
{
  if (!self->updating)
    cw_mapping_draft_set_active (get_draft (self), self->place.group, self->place.row, gtk_switch_get_active (self->active_switch));
}

static void
initial_cb (CwExpressionPage *self)
{
  if (!self->updating)
    cw_mapping_draft_set_initial_only (get_draft (self), self->place.group, self->place.row, gtk_switch_get_active (self->initial_switch));
}

static void
required_cb (CwExpressionPage *self)
{
  if (!self->updating)
    cw_mapping_draft_set_required (get_draft (self), self->place.group, self->place.row, gtk_switch_get_active (self->required_switch));
}

static void
limit_cb (CwExpressionPage *self)
{
  if (!self->updating)
    cw_mapping_draft_set_limit (get_draft (self), self->place.group, self->place.row,
                                (guint) gtk_spin_button_get_value_as_int (self->limit_spin), NULL);
}

static void
target_picked_cb (CwPickerItem *item, gpointer data)
{
  CwExpressionPage *self = data;
  CwMappingField field = { CW_VALUE_TEXT, 0, FALSE };

  if (self->bench == NULL)
    return;
  cw_mapping_bench_find_target (self->bench, cw_picker_item_get_id (item), &field);
  cw_mapping_draft_set_target (get_draft (self), self->place.group, self->place.row, cw_picker_item_get_id (item), &field);
}

static void
target_activated_cb (CwExpressionPage *self)
{
  cw_field_picker_present (GTK_WIDGET (self), _("Target Field"),
                           cw_picker_list_target (self->bench, cw_mapping_bench_get_record_type (self->bench, &self->place)),
                           target_picked_cb, g_object_ref (self), g_object_unref);
}

/* ---- object ---- */

static void
cw_expression_page_dispose (GObject *object)
{
  CwExpressionPage *self = CW_EXPRESSION_PAGE (object);
  GtkWidget *child;

  self->block = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->bench);
  G_OBJECT_CLASS (cw_expression_page_parent_class)->dispose (object);
}

static void
cw_expression_page_class_init (CwExpressionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_expression_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-expression-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, words);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, figures);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, unread);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, unread_label);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, empty_label);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, holder);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, empty);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, remove_button);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, options);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, target_row);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, limit_row);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, active_switch);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, initial_switch);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, required_switch);
  gtk_widget_class_bind_template_child (widget_class, CwExpressionPage, limit_spin);
  gtk_widget_class_bind_template_callback (widget_class, active_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, initial_cb);
  gtk_widget_class_bind_template_callback (widget_class, limit_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, required_cb);
  gtk_widget_class_bind_template_callback (widget_class, target_activated_cb);
}

static void
cw_expression_page_init (CwExpressionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwExpressionPage *
cw_expression_page_new (CwMappingBench *bench, const CwDraftPlace *place)
{
  CwExpressionPage *self = g_object_new (CW_TYPE_EXPRESSION_PAGE, NULL);

  self->bench = g_object_ref (bench);
  self->place = *place;
  gtk_label_set_label (self->empty_label, place->part == CW_DRAFT_FILTER ? _("Every record of the integrated subsidiaries takes part.")
                                                                         : _("The rows of this group count for every record."));
  g_signal_connect_object (get_draft (self), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bench, "fields-changed", G_CALLBACK (fields_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_mapping_bench_get_findings (bench), "changed", G_CALLBACK (show_unread), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_mapping_bench_get_findings (bench), "counted", G_CALLBACK (show_figures), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cw_mapping_bench_get_preview (bench), "changed", G_CALLBACK (preview_changed_cb), self, G_CONNECT_SWAPPED);
  update (self);
  show_figures (self);
  show_unread (self);
  return self;
}

const CwDraftPlace *
cw_expression_page_get_place (CwExpressionPage *self)
{
  return &self->place;
}
