/* cw-workflow-settings.c: the settings of a workflow, as its description lists them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-workflow-settings.h"

#include "cw-choice.h"
#include "cw-window.h"

#include <glib/gi18n-lib.h>

struct _CwWorkflowSettings {
  AdwExpanderRow parent_instance;

  CwDesk        *desk;          /* owned */
  char          *integration;
  CwWorkflow    *workflow;      /* owned */
  GtkSwitch     *enabled_switch; /* borrowed; NULL until filled, or where it stays on */
  gboolean       enabled;       /* as the overview has it */
  gboolean       following;     /* the switch moves because the overview did, not a person */
  gboolean       filled;
};

G_DEFINE_FINAL_TYPE (CwWorkflowSettings, cw_workflow_settings, ADW_TYPE_EXPANDER_ROW)

/* ---- saving ---- */

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwWorkflowSettings) self = data;
  g_autoptr (GError) error = NULL;
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), CW_TYPE_WINDOW);

  if (cw_overview_change_finish (CW_OVERVIEW (source), result, &error) || window == NULL)
    return;
  if (g_error_matches (error, CW_SYNC_ERROR, CW_SYNC_ERROR_IN_USE))
    cw_window_tell (CW_WINDOW (window), _("A Schedule Uses It"), error->message);
  else
    cw_window_add_toast (CW_WINDOW (window), error->message);
  /* What was refused is as it was, and the switch shows it. */
  cw_workflow_settings_show_enabled (self, self->enabled);
}

static void
save (CwWorkflowSettings *self, gpointer row, const char *value)
{
  const CwSetting *setting = g_object_get_data (row, "setting");

  cw_overview_set_setting_async (cw_desk_get_overview (self->desk), self->integration, self->workflow->id, setting->key, value,
                                 saved_cb, g_object_ref (self));
}

/* The first of the two switches; the other one stands beside the workflow. */
static void
enabled_cb (GtkSwitch *widget, GParamSpec *pspec, CwWorkflowSettings *self)
{
  if (self->following)
    return;
  cw_overview_enable_workflow_async (cw_desk_get_overview (self->desk), self->integration, self->workflow->id, gtk_switch_get_active (widget),
                                     saved_cb, g_object_ref (self));
}

static void
switch_cb (GtkSwitch *widget, GParamSpec *pspec, CwWorkflowSettings *self)
{
  save (self, widget, gtk_switch_get_active (widget) ? "true" : "false");
}

static void
choice_cb (AdwComboRow *row, GParamSpec *pspec, CwWorkflowSettings *self)
{
  const CwSetting *setting = g_object_get_data (G_OBJECT (row), "setting");

  save (self, row, setting->choices[adw_combo_row_get_selected (row)]);
}

static void
number_cb (GtkSpinButton *spin, CwWorkflowSettings *self)
{
  g_autofree char *text = g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (spin));

  save (self, spin, text);
}

static void
text_cb (AdwEntryRow *row, CwWorkflowSettings *self)
{
  save (self, row, gtk_editable_get_text (GTK_EDITABLE (row)));
}

/* ---- rows ---- */

static GtkWidget *
make_plain_row (const CwSetting *setting, GtkWidget *control)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), setting->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), setting->help != NULL ? setting->help : "");
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, setting->title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  return row;
}

static GtkWidget *
make_switch_row (CwWorkflowSettings *self, const CwSetting *setting, const char *value)
{
  GtkWidget *control = gtk_switch_new ();

  gtk_switch_set_active (GTK_SWITCH (control), g_strcmp0 (value, "true") == 0);
  g_object_set_data (G_OBJECT (control), "setting", (gpointer) setting);
  g_signal_connect_object (control, "notify::active", G_CALLBACK (switch_cb), self, 0);
  return make_plain_row (setting, control);
}

static GtkWidget *
make_number_row (CwWorkflowSettings *self, const CwSetting *setting, const char *value)
{
  GtkWidget *control = gtk_spin_button_new_with_range ((double) setting->minimum, (double) setting->maximum, 1);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (control), g_ascii_strtod (value, NULL));
  g_object_set_data (G_OBJECT (control), "setting", (gpointer) setting);
  g_signal_connect_object (control, "value-changed", G_CALLBACK (number_cb), self, 0);
  return make_plain_row (setting, control);
}

static GtkWidget *
make_choice_row (CwWorkflowSettings *self, const CwSetting *setting, const char *value)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) titles = gtk_string_list_new ((const char * const *) setting->choice_titles);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), setting->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), setting->help != NULL ? setting->help : "");
  cw_choice_cut (row);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (titles));
  for (guint i = 0; setting->choices[i] != NULL; i++)
    if (g_strcmp0 (setting->choices[i], value) == 0)
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
  g_object_set_data (G_OBJECT (row), "setting", (gpointer) setting);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (choice_cb), self, 0);
  return row;
}

static GtkWidget *
make_text_row (CwWorkflowSettings *self, const CwSetting *setting, const char *value)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), setting->title);
  gtk_editable_set_text (GTK_EDITABLE (row), value != NULL ? value : "");
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "setting", (gpointer) setting);
  g_signal_connect_object (row, "apply", G_CALLBACK (text_cb), self, 0);
  return row;
}

static GtkWidget *
make_row (CwWorkflowSettings *self, const CwSetting *setting, const char *value)
{
  switch (setting->kind)
    {
    case CW_SETTING_BOOLEAN:
      return make_switch_row (self, setting, value);
    case CW_SETTING_INTEGER:
      return make_number_row (self, setting, value);
    case CW_SETTING_CHOICE:
      return make_choice_row (self, setting, value);
    case CW_SETTING_TEXT:
    default:
      return make_text_row (self, setting, value);
    }
}

static GtkWidget *
make_enabled_row (CwWorkflowSettings *self)
{
  const CwSetting setting = { .title = (char *) _("Enabled"), .help = (char *) _("It is one of the integration's workflows. Records that were sent stay as they are.") };
  GtkWidget *control = gtk_switch_new ();

  gtk_switch_set_active (GTK_SWITCH (control), self->enabled);
  g_signal_connect_object (control, "notify::active", G_CALLBACK (enabled_cb), self, 0);
  self->enabled_switch = GTK_SWITCH (control);
  return make_plain_row (&setting, control);
}

/* ---- reading the values in force, off the main thread ---- */

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CwWorkflowSettings *self = source;
  GError *error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (data, &error);
  CwFields *values = store != NULL ? cw_store_get_workflow_settings (store, self->integration, self->workflow->id, &error) : NULL;

  if (values != NULL)
    g_task_return_pointer (task, values, (GDestroyNotify) cw_fields_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CwWorkflowSettings *self = CW_WORKFLOW_SETTINGS (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwFields) values = g_task_propagate_pointer (G_TASK (result), &error);

  if (values == NULL)
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), error->message);
  if (values == NULL || self->filled)
    return;
  self->filled = TRUE;
  if (!self->workflow->stays_enabled)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (self), make_enabled_row (self));
  for (guint i = 0; i < self->workflow->settings->len; i++)
    {
      const CwSetting *setting = self->workflow->settings->pdata[i];
      const char *value = cw_workflow_get_setting (self->workflow, values, setting->key);

      adw_expander_row_add_row (ADW_EXPANDER_ROW (self), make_row (self, setting, value));
    }
}

/* ---- object ---- */

static void
cw_workflow_settings_dispose (GObject *object)
{
  CwWorkflowSettings *self = CW_WORKFLOW_SETTINGS (object);

  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_workflow_settings_parent_class)->dispose (object);
}

static void
cw_workflow_settings_finalize (GObject *object)
{
  CwWorkflowSettings *self = CW_WORKFLOW_SETTINGS (object);

  g_free (self->integration);
  g_clear_pointer (&self->workflow, cw_workflow_unref);
  G_OBJECT_CLASS (cw_workflow_settings_parent_class)->finalize (object);
}

static void
cw_workflow_settings_class_init (CwWorkflowSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_workflow_settings_dispose;
  object_class->finalize = cw_workflow_settings_finalize;
}

static void
cw_workflow_settings_init (CwWorkflowSettings *self)
{
}

CwWorkflowSettings *
cw_workflow_settings_new (CwDesk *desk, const char *integration, CwWorkflow *workflow)
{
  CwWorkflowSettings *self = g_object_new (CW_TYPE_WORKFLOW_SETTINGS, NULL);
  g_autoptr (GTask) task = g_task_new (self, NULL, read_cb, NULL);

  self->desk = g_object_ref (desk);
  self->integration = g_strdup (integration);
  self->workflow = cw_workflow_ref (workflow);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), workflow->title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), _("Settings of this workflow"));
  g_task_set_source_tag (task, cw_workflow_settings_new);
  g_task_set_task_data (task, g_object_ref (cw_desk_get_profile (desk)), g_object_unref);
  g_task_run_in_thread (task, read_thread);
  return self;
}

void
cw_workflow_settings_show_enabled (CwWorkflowSettings *self, gboolean enabled)
{
  self->enabled = enabled;
  if (self->enabled_switch == NULL)
    return;
  self->following = TRUE;
  gtk_switch_set_active (self->enabled_switch, enabled);
  self->following = FALSE;
}

const char *
cw_workflow_settings_get_id (CwWorkflowSettings *self)
{
  return self->workflow->id;
}
