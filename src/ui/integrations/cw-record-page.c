/* cw-record-page.c: one record on both sides, and why it did or did not travel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the mirrors say is there at once; the rules are worked out over all
 * records, which takes longer, and come when they are known.
 */

#include "config.h"

#include "cw-record-page.h"

#include "cw-plan-page.h"
#include "cw-record-columns.h"
#include "cw-record-detail.h"
#include "cw-time-text.h"
#include "cw-window.h"
#include "cw-plain-text.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define NARROW_WIDTH 560   /* pixels below which the three columns stand below each other */

struct _CwRecordPage {
  GtkWidget            parent_instance;

  /* inputs */
  CwDesk              *desk;         /* owned */
  char                *integration;
  char                *record;
  CwIntegrationsPage  *pages;        /* borrowed */

  /* template children */
  GtkStack            *stack;
  AdwStatusPage       *failed_page;
  GtkScrolledWindow   *scrolled;
  GtkLabel            *name_label, *about_label, *link_label, *state_label, *reason_label, *advice_label;
  GtkBox              *buttons;
  GtkButton           *export_button, *source_button, *target_button;
  AdwActionRow        *mark_row;
  GtkSwitch           *mark_switch;
  AdwPreferencesGroup *fields_group, *rules_group, *history_group;
  GtkSpinner          *rules_spinner;
  AdwExpanderRow      *others_row;

  CwRecordDetail      *detail;       /* owned; NULL until read */
  GSignalGroup        *job_signals;  /* owned: of the integration's work */
  GCancellable        *cancellable;  /* of what the page waits for */
  GtkWidget           *fields_list, *rules_list, *history_list;   /* borrowed; made anew with every reading; nullable */
  GPtrArray           *other_rows;   /* of GtkWidget, borrowed from others_row */
  GPtrArray           *wide_only, *narrow_only, *turning;         /* of GtkWidget, borrowed from fields_list */
  gboolean             filling;      /* the switch moves because the record was read, not a person */
  gboolean             narrow;
  guint                narrow_idle;
};

G_DEFINE_FINAL_TYPE (CwRecordPage, cw_record_page, GTK_TYPE_WIDGET)

static void read_detail (CwRecordPage *self);

static void
add_toast (CwRecordPage *self, const char *text)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), CW_TYPE_WINDOW);

  if (window != NULL)
    cw_window_add_toast (CW_WINDOW (window), text);
}

static void
set_optional (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/* The boxed list of @group, in place of the one before. */
static GtkWidget *
renew_list (AdwPreferencesGroup *group, GtkWidget **place)
{
  if (*place != NULL)
    adw_preferences_group_remove (group, *place);
  *place = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (*place), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (*place, "boxed-list");
  adw_preferences_group_add (group, *place);
  return *place;
}

static GtkWidget *
make_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  return row;
}

static void
add_icon (GtkWidget *row, const char *icon, const char *name)
{
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (image, name);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
}

/* ---- the three columns ---- */

static GtkWidget *
make_label (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  return label;
}

static void
add_value (CwRecordPage *self, GtkWidget *columns, const char *column, const char *value, gboolean differs)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *caption = make_label (column, "caption");
  GtkWidget *label = make_label (value != NULL && *value != '\0' ? value : "–", differs ? "warning" : NULL);
  g_autofree char *name = g_strdup_printf ("%s: %s", column, value != NULL ? value : _("nothing"));

  gtk_widget_add_css_class (caption, "dim-label");
  g_ptr_array_add (self->narrow_only, caption);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (box), caption);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (columns), box);
}

static GtkWidget *
make_columns (CwRecordPage *self)
{
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_homogeneous (GTK_BOX (columns), TRUE);
  g_ptr_array_add (self->turning, columns);
  return columns;
}

static void
append_row (GtkWidget *list, GtkWidget *child)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_widget_set_margin_start (child, 12);
  gtk_widget_set_margin_end (child, 12);
  gtk_widget_set_margin_top (child, 8);
  gtk_widget_set_margin_bottom (child, 8);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
add_field (CwRecordPage *self, const CwDetailField *field)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *columns = make_columns (self), *badge;

  gtk_box_append (GTK_BOX (line), make_label (field->title, "heading"));
  if (field->differs)
    {
      badge = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
      gtk_accessible_update_state (GTK_ACCESSIBLE (badge), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      gtk_box_append (GTK_BOX (line), badge);
      gtk_box_append (GTK_BOX (line), make_label (_("differs"), "warning"));
    }
  gtk_box_append (GTK_BOX (box), line);
  add_value (self, columns, self->detail->source_system, field->source, FALSE);
  add_value (self, columns, _("After the mapping"), field->mapped, field->differs);
  add_value (self, columns, self->detail->target_system, field->target, field->differs);
  gtk_box_append (GTK_BOX (box), columns);
  append_row (self->fields_list, box);
}

static void
add_header (CwRecordPage *self)
{
  GtkWidget *columns = make_columns (self);

  gtk_box_append (GTK_BOX (columns), make_label (self->detail->source_system, "dim-label"));
  gtk_box_append (GTK_BOX (columns), make_label (_("After the mapping"), "dim-label"));
  gtk_box_append (GTK_BOX (columns), make_label (self->detail->target_system, "dim-label"));
  append_row (self->fields_list, columns);
  g_ptr_array_add (self->wide_only, gtk_widget_get_parent (columns));
}

static void
apply_width (CwRecordPage *self)
{
  GtkOrientation orientation = self->narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  for (guint i = 0; i < self->wide_only->len; i++)
    gtk_widget_set_visible (self->wide_only->pdata[i], !self->narrow);
  for (guint i = 0; i < self->narrow_only->len; i++)
    gtk_widget_set_visible (self->narrow_only->pdata[i], self->narrow);
  for (guint i = 0; i < self->turning->len; i++)
    {
      gtk_box_set_homogeneous (self->turning->pdata[i], !self->narrow);
      gtk_orientable_set_orientation (self->turning->pdata[i], orientation);
    }
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->buttons), orientation);
}

static void
fill_fields (CwRecordPage *self)
{
  g_ptr_array_set_size (self->wide_only, 0);
  g_ptr_array_set_size (self->narrow_only, 0);
  g_ptr_array_set_size (self->turning, 0);
  renew_list (self->fields_group, &self->fields_list);
  add_header (self);
  for (guint i = 0; i < self->detail->fields->len; i++)
    add_field (self, self->detail->fields->pdata[i]);
  for (guint i = 0; i < self->detail->problems->len; i++)
    append_row (self->fields_list, make_label (self->detail->problems->pdata[i], "warning"));
  apply_width (self);
}

static void
fill_others (CwRecordPage *self)
{
  g_autofree char *title = g_strdup_printf (_("Other fields in %s"), self->detail->source_system);

  for (guint i = 0; i < self->other_rows->len; i++)
    adw_expander_row_remove (self->others_row, self->other_rows->pdata[i]);
  g_ptr_array_set_size (self->other_rows, 0);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->others_row), title);
  for (guint i = 0; i < self->detail->others->len; i++)
    {
      const CwDetailField *field = self->detail->others->pdata[i];
      GtkWidget *row = make_row (field->title, field->source);

      adw_expander_row_add_row (self->others_row, row);
      g_ptr_array_add (self->other_rows, row);
    }
}

/* ---- why ---- */

static const char *
get_rule_title (const char *rule)
{
  static const struct { const char *rule, *title; } titles[] = {
    { "available", N_("Available to a subsidiary of the integration") },
    { "marked", N_("Marked to be kept in step") },
    { "stage", N_("In a stage that travels") },
    { "filter", N_("Passes the filter of the workflow") },
    { "changed", N_("Something has to change in the target") },
    { "parents", N_("Its parents can travel") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_strcmp0 (titles[i].rule, rule) == 0)
      return _(titles[i].title);
  return rule;
}

static void
show_rules (CwRecordPage *self, const CwExplanation *explanation)
{
  renew_list (self->rules_group, &self->rules_list);
  for (guint i = 0; i < explanation->rules->len; i++)
    {
      const CwRuleCheck *check = explanation->rules->pdata[i];
      GtkWidget *row = make_row (get_rule_title (check->rule), check->reason);

      add_icon (row, check->passed ? "emblem-ok-symbolic" : "dialog-warning-symbolic", check->passed ? _("Yes") : _("No"));
      gtk_list_box_append (GTK_LIST_BOX (self->rules_list), row);
    }
  /* The present answer: what is listed is as old as the last plan. */
  cw_plain_text_set_group (self->rules_group, explanation->reason);
}

static void
explanation_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwRecordPage) self = data;
  g_autoptr (GError) error = NULL;
  CwExplanation *explanation = cw_explanation_read_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_spinner_set_spinning (self->rules_spinner, FALSE);
  if (explanation == NULL)
    cw_plain_text_set_group (self->rules_group, error->message);
  else
    show_rules (self, explanation);
  cw_explanation_free (explanation);
}

/* ---- history ---- */

static void
add_event (CwRecordPage *self, const CwDetailEvent *event)
{
  g_autofree char *when = cw_time_text_dup_exact (event->time), *place = NULL, *subtitle = NULL;
  GtkWidget *row;

  place = event->run != 0 ? g_strdup_printf (_("%s, run %u"), when, (guint) event->run) : g_steal_pointer (&when);
  subtitle = event->text != NULL ? g_strdup_printf ("%s\n%s", place, event->text) : g_steal_pointer (&place);
  row = make_row (event->title, subtitle);
  if (event->failed)
    add_icon (row, "dialog-warning-symbolic", _("Failed"));
  gtk_list_box_append (GTK_LIST_BOX (self->history_list), row);
}

static void
fill_history (CwRecordPage *self)
{
  renew_list (self->history_group, &self->history_list);
  for (guint i = 0; i < self->detail->history->len; i++)
    add_event (self, self->detail->history->pdata[i]);
  if (self->detail->history->len == 0)
    gtk_list_box_append (GTK_LIST_BOX (self->history_list), make_row (_("Nothing was sent for this record yet"), NULL));
}

/* ---- head ---- */

static char *
dup_about (const CwRecordDetail *detail)
{
  g_autofree char *changed = detail->changed != 0 ? cw_time_text_dup_exact (detail->changed) : NULL;
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _("%s, %s id %s"), cw_record_columns_get_type_title (detail->type), detail->source_system, detail->id);
  if (detail->parent_name != NULL)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, _("under %s"), detail->parent_name);
    }
  if (*detail->subsidiaries != '\0')
    g_string_append_printf (text, " · %s", detail->subsidiaries);
  if (changed != NULL)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, _("changed %s"), changed);
    }
  return g_string_free (text, FALSE);
}

/* Only what leads somewhere is offered. @exact: to the record, not only to the application. */
static void
set_address (GtkButton *button, const char *system, const char *url, gboolean exact)
{
  g_autofree char *label = exact ? g_strdup_printf (_("Open in %s"), system) : g_strdup_printf (_("Open %s"), system);
  g_autofree char *elsewhere = g_strdup_printf (_("Opens %s, where this record has no address of its own; search for its name there"), system);

  gtk_button_set_label (button, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), exact ? url : elsewhere);
  gtk_widget_set_visible (GTK_WIDGET (button), url != NULL);
}

static void
fill_head (CwRecordPage *self)
{
  const CwRecordDetail *detail = self->detail;
  g_autofree char *about = dup_about (detail);
  g_autofree char *unlinked = g_strdup_printf (_("Not linked with a record in %s"), detail->target_system);

  gtk_label_set_label (self->name_label, detail->name);
  gtk_label_set_label (self->about_label, about);
  gtk_label_set_label (self->link_label, detail->link != NULL ? detail->link : unlinked);
  gtk_label_set_label (self->state_label, cw_record_columns_get_state_title (detail->state));
  set_optional (self->reason_label, detail->reason);
  set_optional (self->advice_label, detail->advice);
  set_address (self->source_button, detail->source_system, detail->source_url, detail->source_url_exact);
  set_address (self->target_button, detail->target_system, detail->target_url, detail->target_url_exact);
  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), !detail->deleted);
}

static void
fill_mark (CwRecordPage *self)
{
  g_autofree char *box = g_strdup_printf (_("The box of the record in %s"), self->detail->source_system);
  g_autofree char *kept = g_strdup_printf (_("Kept by Causeway: %s has no such box"), self->detail->source_system);

  self->filling = TRUE;
  adw_action_row_set_subtitle (self->mark_row, self->detail->has_box ? box : kept);
  gtk_switch_set_active (self->mark_switch, self->detail->marked);
  gtk_widget_set_visible (GTK_WIDGET (self->mark_row), self->detail->can_mark);
  self->filling = FALSE;
}

/* ---- reading ---- */

static void
detail_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwRecordPage) self = data;
  g_autoptr (GError) error = NULL;
  CwRecordDetail *detail = cw_record_detail_read_finish (result, &error);
  g_autofree char *next = NULL, *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (detail == NULL)
    {
      next = cw_error_dup_next_step (error);
      text = g_strdup_printf ("%s\n%s", error->message, next);
      cw_plain_text_set_status (self->failed_page, text);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      return;
    }
  g_clear_pointer (&self->detail, cw_record_detail_free);
  self->detail = detail;
  fill_head (self);
  fill_mark (self);
  fill_fields (self);
  fill_history (self);
  fill_others (self);
  gtk_stack_set_visible_child_name (self->stack, "record");
}

static void
read_detail (CwRecordPage *self)
{
  CwProfile *profile = cw_desk_get_profile (self->desk);

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  cw_record_detail_read_async (profile, self->integration, self->record, self->cancellable, detail_cb, g_object_ref (self));
  gtk_spinner_set_spinning (self->rules_spinner, TRUE);
  cw_explanation_read_async (profile, self->integration, self->record, self->cancellable, explanation_cb, g_object_ref (self));
}

static void
desk_job_cb (CwRecordPage *self)
{
  g_signal_group_set_target (self->job_signals, cw_desk_find_job (self->desk, self->integration));
}

/* ---- buttons ---- */

static void
export_clicked_cb (CwRecordPage *self)
{
  const char *workflows[] = { self->detail->workflow, NULL }, *records[] = { self->record, NULL };
  CwRunRequest request = { .integration = self->integration, .workflows = workflows, .records = records };
  CwJob *running = cw_desk_find_job (self->desk, self->integration);

  if (running != NULL && !cw_job_is_over (running))
    {
      add_toast (self, _("This integration is at work; here is how far it is"));
      cw_integrations_page_show_job (self->pages, running);
      return;
    }
  running = cw_desk_take_job (self->desk, cw_job_plan (cw_desk_get_profile (self->desk), &request));
  cw_integrations_page_push (self->pages, _("What Will Change"), GTK_WIDGET (cw_plan_page_new (self->desk, running, self->pages)));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwRecordPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error) && self->desk != NULL
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    add_toast (self, error->message);
}

static void
open_address (CwRecordPage *self, const char *url)
{
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_show_uri_full (GTK_WINDOW (window), url, GDK_CURRENT_TIME, NULL, opened_cb, g_object_ref (self));
}

static void
source_clicked_cb (CwRecordPage *self)
{
  open_address (self, self->detail->source_url);
}

static void
target_clicked_cb (CwRecordPage *self)
{
  open_address (self, self->detail->target_url);
}

static void
marked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwRecordPage) self = data;
  g_autoptr (GError) error = NULL;

  cw_record_mark_finish (result, &error);
  /* The page is gone; the journal knows. */
  if (self->desk == NULL)
    return;
  if (error != NULL)
    add_toast (self, error->message);
  gtk_widget_set_sensitive (GTK_WIDGET (self->mark_row), TRUE);
  /* Read again also when it failed: the switch goes back to what is. */
  read_detail (self);
}

/* Once it is sent, leaving the page does not take it back. */
static void
mark_changed_cb (CwRecordPage *self)
{
  if (self->filling || self->detail == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->mark_row), FALSE);
  cw_record_mark_async (cw_desk_get_profile (self->desk), self->integration, self->record, gtk_switch_get_active (self->mark_switch), NULL,
                        marked_cb, g_object_ref (self));
}

/* ---- narrow windows ---- */

static gboolean
narrow_cb (gpointer data)
{
  CwRecordPage *self = data;

  self->narrow_idle = 0;
  apply_width (self);
  return G_SOURCE_REMOVE;
}

/* Children must not change while sizes are being settled. */
static void
cw_record_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CwRecordPage *self = CW_RECORD_PAGE (widget);
  gboolean narrow = width < NARROW_WIDTH;

  if (narrow != self->narrow && self->narrow_idle == 0)
    self->narrow_idle = g_idle_add (narrow_cb, self);
  self->narrow = narrow;
  gtk_widget_allocate (GTK_WIDGET (self->stack), width, height, baseline, NULL);
}

static void
cw_record_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (CW_RECORD_PAGE (widget)->stack), orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
}

/* ---- object ---- */

static void
cw_record_page_dispose (GObject *object)
{
  CwRecordPage *self = CW_RECORD_PAGE (object);
  GtkWidget *child;

  self->filling = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->narrow_idle, g_source_remove);
  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->job_signals);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_record_page_parent_class)->dispose (object);
}

static void
cw_record_page_finalize (GObject *object)
{
  CwRecordPage *self = CW_RECORD_PAGE (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->detail, cw_record_detail_free);
  g_ptr_array_unref (self->other_rows);
  g_ptr_array_unref (self->wide_only);
  g_ptr_array_unref (self->narrow_only);
  g_ptr_array_unref (self->turning);
  g_free (self->integration);
  g_free (self->record);
  G_OBJECT_CLASS (cw_record_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, failed_page);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, name_label);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, about_label);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, link_label);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, state_label);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, reason_label);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, advice_label);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, buttons);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, source_button);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, target_button);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, mark_row);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, mark_switch);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, fields_group);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, rules_group);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, history_group);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, rules_spinner);
  gtk_widget_class_bind_template_child (widget_class, CwRecordPage, others_row);
}

static void
cw_record_page_class_init (CwRecordPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_record_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_record_page_finalize;
  widget_class->size_allocate = cw_record_page_size_allocate;
  widget_class->measure = cw_record_page_measure;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-record-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, read_detail);
  gtk_widget_class_bind_template_callback (widget_class, export_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, source_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, target_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, mark_changed_cb);
}

static void
cw_record_page_init (CwRecordPage *self)
{
  self->other_rows = g_ptr_array_new ();
  self->wide_only = g_ptr_array_new ();
  self->narrow_only = g_ptr_array_new ();
  self->turning = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  self->job_signals = g_signal_group_new (CW_TYPE_JOB);
  g_signal_group_connect_swapped (self->job_signals, "ended", G_CALLBACK (read_detail), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->mark_row), FALSE);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->others_row), FALSE);
}

CwRecordPage *
cw_record_page_new (CwDesk *desk, const char *integration, const char *record, CwIntegrationsPage *pages)
{
  CwRecordPage *self = g_object_new (CW_TYPE_RECORD_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->integration = g_strdup (integration);
  self->record = g_strdup (record);
  self->pages = pages;
  g_signal_connect_object (desk, "notify::job", G_CALLBACK (desk_job_cb), self, G_CONNECT_SWAPPED);
  desk_job_cb (self);
  read_detail (self);
  return self;
}

void
cw_record_page_show (CwDesk *desk, const char *integration, const char *record, const char *name, CwIntegrationsPage *pages)
{
  cw_integrations_page_push (pages, name != NULL ? name : record, GTK_WIDGET (cw_record_page_new (desk, integration, record, pages)));
}
