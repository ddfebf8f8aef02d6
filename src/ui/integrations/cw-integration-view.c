/* cw-integration-view.c: one integration
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Groups of rows are made anew when the overview was read anew; settings keep
 * their rows, so that nobody loses what is being typed.
 */

#include "config.h"

#include "cw-integration-view.h"

#include "cw-attention-page.h"
#include "cw-conflicts-page.h"
#include "cw-edit-connection.h"
#include "cw-export-page.h"
#include "cw-hierarchies-page.h"
#include "cw-hierarchies.h"
#include "cw-schedules-page.h"
#include "cw-sync-employees.h"
#include "cw-time-text.h"
#include "cw-window.h"
#include "cw-workflow-settings.h"

#include <glib/gi18n-lib.h>

#define ACTIVITY_SHOWN 8

struct _CwIntegrationView {
  GtkWidget            parent_instance;

  /* inputs */
  CwDesk              *desk;       /* owned */
  CwIntegrationItem   *item;       /* owned */
  CwIntegrationsPage  *pages;      /* borrowed */

  /* template children */
  GtkLabel            *title, *summary, *budget;
  GtkBox              *budget_box;
  GtkLevelBar         *budget_bar;
  GtkButton           *run_all;
  AdwActionRow        *trouble_row, *warning_row, *attention_row;
  AdwPreferencesGroup *trouble_group, *warning_group, *interrupted_group, *attention_group, *workflows_group, *lists_group, *settings_group, *connections_group, *activity_group;

  GHashTable          *chosen;     /* set of workflow ids, owned: those whose box is checked */
  GPtrArray           *rows;       /* of GtkWidget, borrowed: rows that a refresh replaces, each with its group as data */
  GPtrArray           *settings;   /* of CwWorkflowSettings, borrowed */
  GtkSwitch           *sync_new;   /* borrowed */
  AdwActionRow        *sync_employees; /* borrowed */
  AdwActionRow        *schedule;   /* borrowed */
  AdwActionRow        *subsidiaries; /* borrowed; their names come with the first reading */
  gboolean             filling;    /* switches move because the overview did, not a person */
};

G_DEFINE_FINAL_TYPE (CwIntegrationView, cw_integration_view, GTK_TYPE_WIDGET)

/* ---- changes ---- */

static CwWindow *
get_window (CwIntegrationView *self)
{
  return CW_WINDOW (gtk_widget_get_ancestor (GTK_WIDGET (self), CW_TYPE_WINDOW));
}

static void refresh (CwIntegrationView *self);

/* What was refused is as it was, and the switch shows it. */
static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwIntegrationView) self = data;
  g_autoptr (GError) error = NULL;
  CwWindow *window = get_window (self);

  if (cw_overview_change_finish (CW_OVERVIEW (source), result, &error) || window == NULL)
    return;
  if (g_error_matches (error, CW_SYNC_ERROR, CW_SYNC_ERROR_IN_USE))
    cw_window_tell (window, _("A Schedule Uses It"), error->message);
  else
    cw_window_add_toast (window, error->message);
  if (self->item != NULL)
    refresh (self);
  cw_overview_refresh_async (CW_OVERVIEW (source), NULL, NULL, NULL);
}

static CwOverview *
get_overview (CwIntegrationView *self)
{
  return cw_desk_get_overview (self->desk);
}

static void
sync_employees_cb (CwIntegrationView *self)
{
  cw_sync_employees_show (self->desk, cw_integration_item_get_name (self->item), GTK_WIDGET (self));
}

static void
active_cb (GtkSwitch *widget, GParamSpec *pspec, CwIntegrationView *self)
{
  const char *workflow = g_object_get_data (G_OBJECT (widget), "workflow");

  if (!self->filling)
    cw_overview_activate_workflow_async (get_overview (self), cw_integration_item_get_name (self->item), workflow,
                                         gtk_switch_get_active (widget), changed_cb, g_object_ref (self));
}

static void
enable_clicked_cb (GtkButton *button, CwIntegrationView *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  cw_overview_enable_workflow_async (get_overview (self), cw_integration_item_get_name (self->item),
                                     g_object_get_data (G_OBJECT (button), "workflow"), TRUE, changed_cb, g_object_ref (self));
}

static void
sync_new_cb (CwIntegrationView *self)
{
  if (!self->filling)
    cw_overview_set_sync_new_async (get_overview (self), cw_integration_item_get_name (self->item),
                                    gtk_switch_get_active (self->sync_new), changed_cb, g_object_ref (self));
}

/* A test may take as long as the network does; the button says so. */
static void
show_testing (GtkWidget *button, gboolean testing)
{
  gtk_widget_set_sensitive (button, !testing);
  gtk_button_set_label (GTK_BUTTON (button), testing ? _("Testing…") : _("_Test"));
}

typedef struct {
  CwIntegrationView *view;     /* owned */
  GtkWidget         *button;   /* owned: it may have left the page */
} Testing;

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Testing *testing = data;
  g_autoptr (CwIntegrationView) self = testing->view;
  g_autoptr (GtkWidget) button = testing->button;
  g_autoptr (GError) error = NULL;
  gboolean ok = cw_overview_change_finish (CW_OVERVIEW (source), result, &error);
  CwWindow *window = get_window (self);

  show_testing (button, FALSE);
  if (window != NULL)
    cw_window_add_toast (window, ok ? _("The connection works") : _("The connection does not work"));
  if (!ok)
    cw_overview_refresh_async (CW_OVERVIEW (source), NULL, NULL, NULL);
}

static void
test_clicked_cb (GtkButton *button, CwIntegrationView *self)
{
  Testing *testing = g_new0 (Testing, 1);

  testing->view = g_object_ref (self);
  testing->button = GTK_WIDGET (g_object_ref (button));
  show_testing (testing->button, TRUE);
  cw_overview_test_connection_async (get_overview (self), g_object_get_data (G_OBJECT (button), "connection"), tested_cb, testing);
}

static void
edit_clicked_cb (GtkButton *button, CwIntegrationView *self)
{
  cw_edit_connection_show (self->desk, g_object_get_data (G_OBJECT (button), "connection"), GTK_WIDGET (self));
}

static void
remove_clicked_cb (CwIntegrationView *self)
{
  cw_remove_integration_show (self->desk, cw_integration_item_get_name (self->item), GTK_WIDGET (self));
}

/* Nothing is sent before somebody saw what it would be. @workflows NULL: every active one. */
static void
plan (CwIntegrationView *self, const char * const *workflows)
{
  CwRunRequest request = { .integration = cw_integration_item_get_name (self->item), .workflows = workflows };
  CwJob *running = cw_desk_find_job (self->desk, request.integration);

  if (running == NULL || cw_job_is_over (running))
    running = cw_desk_take_job (self->desk, cw_job_plan (cw_desk_get_profile (self->desk), &request));
  cw_integrations_page_show_job (self->pages, running);
}

static void
run_clicked_cb (GtkButton *button, CwIntegrationView *self)
{
  const char *workflows[] = { g_object_get_data (G_OBJECT (button), "workflow"), NULL };

  plan (self, workflows);
}

/* In the order of a run; NULL: none is chosen. (transfer full) */
static char **
dup_chosen (CwIntegrationView *self)
{
  GListModel *workflows = cw_integration_item_get_workflows (self->item);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (workflows); i++)
    {
      g_autoptr (CwWorkflowItem) item = g_list_model_get_item (workflows, i);

      if (cw_workflow_item_get_enabled (item) && g_hash_table_contains (self->chosen, cw_workflow_item_get_id (item)))
        g_strv_builder_add (ids, cw_workflow_item_get_id (item));
    }
  return g_hash_table_size (self->chosen) > 0 ? g_strv_builder_end (ids) : NULL;
}

static void
run_all_clicked_cb (CwIntegrationView *self)
{
  g_auto (GStrv) chosen = dup_chosen (self);

  plan (self, (const char * const *) chosen);
}

static guint
count_active (CwIntegrationView *self)
{
  GListModel *workflows = cw_integration_item_get_workflows (self->item);
  guint active = 0;

  for (guint i = 0; i < g_list_model_get_n_items (workflows); i++)
    {
      g_autoptr (CwWorkflowItem) item = g_list_model_get_item (workflows, i);

      active += cw_workflow_item_get_active (item) && cw_workflow_item_get_workflow (item)->owner == NULL ? 1 : 0;
    }
  return active;
}

/* The button says how many it runs; what would be missing is said before it is pressed. */
static void
update_choice (CwIntegrationView *self)
{
  g_auto (GStrv) chosen = dup_chosen (self);
  guint n = chosen != NULL ? g_strv_length (chosen) : 0;
  g_autofree char *label = n > 0 ? g_strdup_printf (_("Run _Chosen (%u)…"), n) : g_strdup (_("Run _All…"));
  g_autofree char *missing = n > 0 ? cw_integration_item_dup_missing (self->item, NULL, (const char * const *) chosen) : NULL;
  /* A description is markup. */
  g_autofree char *escaped = missing != NULL ? g_markup_escape_text (missing, -1) : NULL;

  gtk_button_set_label (self->run_all, label);
  gtk_widget_set_visible (GTK_WIDGET (self->run_all), n > 0 || count_active (self) > 1);
  adw_preferences_group_set_description (self->workflows_group, escaped);
}

static void
chosen_cb (GtkCheckButton *check, GParamSpec *pspec, CwIntegrationView *self)
{
  const char *workflow = g_object_get_data (G_OBJECT (check), "workflow");

  if (gtk_check_button_get_active (check))
    g_hash_table_add (self->chosen, g_strdup (workflow));
  else
    g_hash_table_remove (self->chosen, workflow);
  update_choice (self);
}

static void
attention_clicked_cb (CwIntegrationView *self)
{
  cw_integrations_page_push (self->pages, _("Needs You"), GTK_WIDGET (cw_attention_page_new (self->desk, self->item, self->pages)));
}

static void
schedule_clicked_cb (CwIntegrationView *self)
{
  cw_integrations_page_push (self->pages, _("Schedule"), GTK_WIDGET (cw_schedules_page_new (self->desk, self->item, self->pages)));
}

static void
hierarchies_clicked_cb (CwIntegrationView *self)
{
  cw_integrations_page_push (self->pages, _("Hierarchies"), GTK_WIDGET (cw_hierarchies_page_new (self->desk, self->item, self->pages)));
}

static void
conflicts_clicked_cb (CwIntegrationView *self)
{
  cw_conflicts_page_push (self->desk, cw_integration_item_get_name (self->item), NULL, NULL, self->pages);
}

static void
resume_clicked_cb (CwIntegrationView *self)
{
  const char *name = cw_integration_item_get_name (self->item);
  CwJob *running = cw_desk_find_job (self->desk, name);

  if (running == NULL || cw_job_is_over (running))
    running = cw_desk_take_job (self->desk, cw_job_resume (cw_desk_get_profile (self->desk),
                                                           cw_integration_item_get_interrupted (self->item), name));
  cw_integrations_page_show_job (self->pages, running);
}

static void
export_clicked_cb (GtkButton *button, CwIntegrationView *self)
{
  CwWorkflowItem *item = g_object_get_data (G_OBJECT (button), "item");

  cw_integrations_page_push (self->pages, cw_workflow_item_get_title (item),
                             GTK_WIDGET (cw_export_page_new (self->desk, self->item, cw_workflow_item_get_workflow (item), self->pages)));
}

/* ---- rows ---- */

static void
add_row (CwIntegrationView *self, AdwPreferencesGroup *group, GtkWidget *row)
{
  adw_preferences_group_add (group, row);
  g_object_set_data (G_OBJECT (row), "group", group);
  g_ptr_array_add (self->rows, row);
}

static void
remove_rows (CwIntegrationView *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (g_object_get_data (self->rows->pdata[i], "group"), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

/* Texts come from the systems and are no markup. */
static GtkWidget *
make_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  return row;
}

static GtkWidget *
make_button (const char *label, const char *accessible)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, accessible, -1);
  return button;
}

static GtkWidget *
make_run_button (CwIntegrationView *self, CwWorkflowItem *item)
{
  g_autofree char *label = g_strdup_printf (_("Run %s"), cw_workflow_item_get_title (item));
  GtkWidget *button = make_button (_("_Run…"), label);

  g_object_set_data_full (G_OBJECT (button), "workflow", g_strdup (cw_workflow_item_get_id (item)), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (run_clicked_cb), self, 0);
  return button;
}

static GtkWidget *
make_switch (CwIntegrationView *self, CwWorkflowItem *item)
{
  g_autofree char *label = g_strdup_printf (_("%s is active"), cw_workflow_item_get_title (item));
  GtkWidget *active = gtk_switch_new ();

  gtk_widget_set_valign (active, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (active, _("Has its part in every run that names no workflow"));
  gtk_switch_set_active (GTK_SWITCH (active), cw_workflow_item_get_active (item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (active), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (active), "workflow", g_strdup (cw_workflow_item_get_id (item)), g_free);
  g_signal_connect_object (active, "notify::active", G_CALLBACK (active_cb), self, 0);
  return active;
}

static GtkWidget *
make_check (CwIntegrationView *self, CwWorkflowItem *item)
{
  g_autofree char *label = g_strdup_printf (_("Choose %s"), cw_workflow_item_get_title (item));
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (check, _("Choose it for a run together with others"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), g_hash_table_contains (self->chosen, cw_workflow_item_get_id (item)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (check), "workflow", g_strdup (cw_workflow_item_get_id (item)), g_free);
  g_signal_connect_object (check, "notify::active", G_CALLBACK (chosen_cb), self, 0);
  return check;
}

static GtkWidget *
make_enable_button (CwIntegrationView *self, CwWorkflowItem *item)
{
  g_autofree char *label = g_strdup_printf (_("Enable %s"), cw_workflow_item_get_title (item));
  GtkWidget *button = make_button (_("_Enable"), label);

  g_object_set_data_full (G_OBJECT (button), "workflow", g_strdup (cw_workflow_item_get_id (item)), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (enable_clicked_cb), self, 0);
  return button;
}

/* What cannot be switched off again is shown and confirmed where its effect can be seen. */
static GtkWidget *
make_set_up_button (CwIntegrationView *self, CwWorkflowItem *item)
{
  g_autofree char *label = g_strdup_printf (_("Set up %s"), cw_workflow_item_get_title (item));
  GtkWidget *button = make_button (_("_Set Up…"), label);

  g_signal_connect_object (button, "clicked", G_CALLBACK (sync_employees_cb), self, G_CONNECT_SWAPPED);
  return button;
}

/* How it ended last and when, whether it is active, and what it lacks. (transfer full) */
static char *
dup_workflow_words (CwIntegrationView *self, CwWorkflowItem *item)
{
  gint64 last = cw_workflow_item_get_last_time (item);
  g_autofree char *ago = last != 0 ? cw_time_text_dup_ago (last) : NULL;
  g_autofree char *missing = cw_workflow_item_get_enabled (item)
                             ? cw_integration_item_dup_missing (self->item, cw_workflow_item_get_id (item), NULL) : NULL;
  GString *text = g_string_new (NULL);

  if (!cw_workflow_item_get_enabled (item))
    return g_string_free (g_string_append (text, _("Not enabled")), FALSE);
  if (!cw_workflow_item_get_active (item))
    g_string_append_printf (text, "%s · ", _("Not active"));
  else if (cw_workflow_item_get_scheduled (item) != NULL)
    g_string_append_printf (text, "%s · ", _("by schedule"));
  g_string_append (text, cw_workflow_item_get_last_result (item));
  if (ago != NULL)
    g_string_append_printf (text, " · %s", ago);
  if (missing != NULL)
    g_string_append_printf (text, "\n%s", missing);
  return g_string_free (text, FALSE);
}

static void
add_workflow_row (CwIntegrationView *self, CwWorkflowItem *item)
{
  gint64 last = cw_workflow_item_get_last_time (item);
  gboolean for_good = cw_workflow_item_get_workflow (item)->stays_enabled, enabled = cw_workflow_item_get_enabled (item);
  g_autofree char *exact = last != 0 ? cw_time_text_dup_exact (last) : NULL, *words = dup_workflow_words (self, item);
  GtkWidget *row = make_row (cw_workflow_item_get_title (item), words);

  gtk_widget_set_tooltip_text (row, exact);
  if (enabled)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), make_check (self, item));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), enabled ? make_run_button (self, item)
                                                   : for_good ? make_set_up_button (self, item) : make_enable_button (self, item));
  if (enabled && !for_good)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_switch (self, item));
  add_row (self, self->workflows_group, row);
}

/* Records of NetSuite that somebody can choose from. */
static gboolean
has_list (CwWorkflowItem *item)
{
  const CwWorkflow *workflow = cw_workflow_item_get_workflow (item);

  return g_strcmp0 (workflow->source_system, "netsuite") == 0
         && g_strv_contains ((const char * const *) workflow->operations, "create");
}

static void
add_list_row (CwIntegrationView *self, CwWorkflowItem *item)
{
  g_autofree char *count = g_strdup_printf (_("%'u records read from NetSuite, %'u linked"), cw_workflow_item_get_records (item),
                                            cw_workflow_item_get_linked (item));
  GtkWidget *row = make_row (cw_workflow_item_get_title (item), count);
  g_autofree char *label = g_strdup_printf (_("Export %s"), cw_workflow_item_get_title (item));
  GtkWidget *button = make_button (_("_Export…"), label);

  g_object_set_data_full (G_OBJECT (button), "item", g_object_ref (item), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (export_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  add_row (self, self->lists_group, row);
}

static GtkWidget *
make_edit_button (CwIntegrationView *self, const char *connection)
{
  g_autofree char *label = g_strdup_printf (_("Edit %s"), connection);
  GtkWidget *button = make_button (_("_Edit…"), label);

  g_object_set_data_full (G_OBJECT (button), "connection", g_strdup (connection), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (edit_clicked_cb), self, 0);
  return button;
}

static void
add_connection_row (CwIntegrationView *self, CwConnectionItem *item)
{
  g_autofree char *ago = cw_connection_item_get_tested (item) != 0 ? cw_time_text_dup_ago (cw_connection_item_get_tested (item)) : NULL;
  g_autofree char *tested = ago != NULL ? g_strdup_printf (_("tested: %s"), ago) : g_strdup (_("not tested yet"));
  g_autofree char *exact = cw_connection_item_get_tested (item) != 0 ? cw_time_text_dup_exact (cw_connection_item_get_tested (item)) : NULL;
  g_autofree char *detail = g_strdup_printf ("%s · %s · %s", cw_connection_item_get_system (item), cw_connection_item_get_detail (item), tested);
  GtkWidget *row = make_row (cw_connection_item_get_name (item), detail);
  g_autofree char *label = g_strdup_printf (_("Test %s"), cw_connection_item_get_name (item));
  GtkWidget *button = make_button (_("_Test"), label);
  const char *warning = cw_connection_item_get_warning (item);
  gboolean healthy = cw_connection_item_get_healthy (item);
  GtkWidget *icon = gtk_image_new_from_icon_name (healthy && warning == NULL ? "emblem-ok-symbolic" : "dialog-warning-symbolic");

  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  !healthy ? _("Does not work") : warning != NULL ? warning : _("No trouble known"), -1);
  gtk_widget_set_tooltip_text (icon, warning);
  gtk_widget_set_tooltip_text (row, exact);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  g_object_set_data_full (G_OBJECT (button), "connection", g_strdup (cw_connection_item_get_name (item)), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (test_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_edit_button (self, cw_connection_item_get_name (item)));
  add_row (self, self->connections_group, row);
}

static void
add_activity_row (CwIntegrationView *self, CwRunItem *item)
{
  g_autofree char *detail = g_strdup_printf ("%s\n%s", cw_run_item_get_detail (item), cw_run_item_get_origin (item));
  g_autofree char *ago = cw_time_text_dup_ago (cw_run_item_get_time (item)), *exact = cw_time_text_dup_exact (cw_run_item_get_time (item));
  GtkWidget *row = make_row (cw_run_item_get_title (item), detail), *when = gtk_label_new (ago);

  gtk_widget_set_tooltip_text (row, exact);
  gtk_widget_add_css_class (when, "dim-label");
  gtk_widget_add_css_class (when, "numeric");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (cw_run_item_get_icon (item)));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), when);
  add_row (self, self->activity_group, row);
}

/* People are matched on a page of their own; here is only whether. */
static void
show_sync_employees (CwIntegrationView *self, gboolean on)
{
  adw_action_row_set_subtitle (self->sync_employees, on ? _("On for good: whoever is new is matched by e-mail with every run.")
                                                        : _("Matches users and employees by e-mail. Cannot be switched off again."));
  gtk_widget_set_visible (GTK_WIDGET (self->sync_employees), TRUE);
}

static void
fill_rows (CwIntegrationView *self)
{
  GListModel *workflows = cw_integration_item_get_workflows (self->item);
  GListModel *connections = cw_integration_item_get_connections (self->item);
  GListModel *activity = cw_integration_item_get_activity (self->item);

  for (guint i = 0; i < g_list_model_get_n_items (workflows); i++)
    {
      g_autoptr (CwWorkflowItem) item = g_list_model_get_item (workflows, i);

      /* What belongs to another workflow is switched and run with it. */
      if (cw_workflow_item_get_workflow (item)->owner != NULL)
        continue;
      add_workflow_row (self, item);
      for (guint j = 0; j < self->settings->len; j++)
        if (g_str_equal (cw_workflow_settings_get_id (self->settings->pdata[j]), cw_workflow_item_get_id (item)))
          cw_workflow_settings_show_enabled (self->settings->pdata[j], cw_workflow_item_get_enabled (item));
      if (cw_workflow_item_get_workflow (item)->stays_enabled)
        show_sync_employees (self, cw_workflow_item_get_enabled (item));
      if (has_list (item) && cw_workflow_item_get_enabled (item))
        add_list_row (self, item);
    }
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (CwConnectionItem) item = g_list_model_get_item (connections, i);

      add_connection_row (self, item);
    }
  for (guint i = 0; i < MIN (g_list_model_get_n_items (activity), ACTIVITY_SHOWN); i++)
    {
      g_autoptr (CwRunItem) item = g_list_model_get_item (activity, i);

      add_activity_row (self, item);
    }
  if (g_list_model_get_n_items (activity) == 0)
    add_row (self, self->activity_group, make_row (_("Nothing has run yet"), NULL));
}

/* The first connection that will stop working before long; NULL: none. (transfer full) */
static CwConnectionItem *
find_warned (CwIntegrationView *self)
{
  GListModel *connections = cw_integration_item_get_connections (self->item);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (CwConnectionItem) item = g_list_model_get_item (connections, i);

      if (cw_connection_item_get_warning (item) != NULL)
        return g_steal_pointer (&item);
    }
  return NULL;
}

static void
warning_clicked_cb (CwIntegrationView *self)
{
  g_autoptr (CwConnectionItem) warned = find_warned (self);

  if (warned != NULL)
    cw_edit_connection_show (self->desk, cw_connection_item_get_name (warned), GTK_WIDGET (self));
}

/* What stands above everything else: why it does not work or soon will not, what waits for a person. */
static void
refresh_notes (CwIntegrationView *self)
{
  const char *trouble = cw_integration_item_get_trouble (self->item);
  g_autoptr (CwConnectionItem) warned = find_warned (self);
  guint attention = cw_integration_item_get_attention (self->item);
  g_autofree char *needing = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u record needs you", "%'u records need you", attention),
                                              attention);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->trouble_row), cw_integration_item_get_worked (self->item)
                                                                           ? _("Another Program Is at Work") : _("Not Connected"));
  adw_action_row_set_subtitle (self->trouble_row, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_group), trouble != NULL);
  adw_action_row_set_subtitle (self->warning_row, warned != NULL ? cw_connection_item_get_warning (warned) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->warning_group), warned != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->attention_row), needing);
  gtk_widget_set_visible (GTK_WIDGET (self->attention_group), attention > 0);
}

/* Which ones are on. */
static void
show_schedules (CwIntegrationView *self)
{
  const char *names = cw_integration_item_get_schedules (self->item);

  adw_action_row_set_subtitle (self->schedule, names != NULL ? names : _("Nothing runs by itself."));
}

static void
refresh (CwIntegrationView *self)
{
  const char *budget = cw_integration_item_get_budget (self->item);

  self->filling = TRUE;
  gtk_label_set_label (self->summary, cw_integration_item_get_detail (self->item));
  gtk_label_set_label (self->budget, budget != NULL ? budget : "");
  gtk_level_bar_set_value (self->budget_bar, cw_integration_item_get_budget_share (self->item));
  gtk_widget_set_visible (GTK_WIDGET (self->budget_box), budget != NULL);
  update_choice (self);
  refresh_notes (self);
  gtk_widget_set_visible (GTK_WIDGET (self->interrupted_group), cw_integration_item_get_interrupted (self->item) != 0);
  gtk_switch_set_active (self->sync_new, cw_integration_item_get_sync_new (self->item));
  adw_action_row_set_subtitle (self->subsidiaries, cw_integration_item_get_subsidiaries (self->item));
  show_schedules (self);
  remove_rows (self);
  fill_rows (self);
  self->filling = FALSE;
}

/* ---- settings: made once ---- */

/* Only where a description has some. */
static void
add_hierarchies (CwIntegrationView *self)
{
  GListModel *workflows = cw_integration_item_get_workflows (self->item);
  GtkWidget *row;
  gboolean any = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (workflows); i++)
    {
      g_autoptr (CwWorkflowItem) item = g_list_model_get_item (workflows, i);

      any = any || cw_workflow_has_hierarchies (cw_workflow_item_get_workflow (item));
    }
  if (!any)
    return;
  row = make_row (_("Hierarchies"), _("Which classification of NetSuite is which hierarchy there."));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (hierarchies_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->settings_group, row);
}

static void
add_settings (CwIntegrationView *self)
{
  GListModel *workflows = cw_integration_item_get_workflows (self->item);
  GtkWidget *button, *row = make_row (_("Subsidiaries"), cw_integration_item_get_subsidiaries (self->item));

  self->subsidiaries = ADW_ACTION_ROW (row);
  adw_preferences_group_add (self->settings_group, row);
  row = make_row (_("Sync New Records by Default"), _("Records created in NetSuite from now on count as marked."));
  self->sync_new = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->sync_new), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sync_new), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Sync New Records by Default"), -1);
  g_signal_connect_object (self->sync_new, "notify::active", G_CALLBACK (sync_new_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->sync_new));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (self->sync_new));
  adw_preferences_group_add (self->settings_group, row);
  self->sync_employees = ADW_ACTION_ROW (make_row (_("Sync Employees"), NULL));
  button = make_button (_("_Show…"), _("Show Sync Employees"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (sync_employees_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (self->sync_employees, button);
  gtk_widget_set_visible (GTK_WIDGET (self->sync_employees), FALSE);
  adw_preferences_group_add (self->settings_group, GTK_WIDGET (self->sync_employees));
  self->schedule = ADW_ACTION_ROW (make_row (_("Schedule"), NULL));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->schedule), TRUE);
  g_signal_connect_object (self->schedule, "activated", G_CALLBACK (schedule_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (self->schedule, g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                                           "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  adw_preferences_group_add (self->settings_group, GTK_WIDGET (self->schedule));
  show_schedules (self);
  add_hierarchies (self);
  row = make_row (_("Conflicts"), _("Records that could be more than one of the target, and what was decided about them."));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (conflicts_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                                                 "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  adw_preferences_group_add (self->settings_group, row);
  for (guint i = 0; i < g_list_model_get_n_items (workflows); i++)
    {
      g_autoptr (CwWorkflowItem) item = g_list_model_get_item (workflows, i);

      if (cw_workflow_item_get_workflow (item)->owner != NULL
          || (cw_workflow_item_get_workflow (item)->settings->len == 0 && cw_workflow_item_get_workflow (item)->stays_enabled))
        continue;
      g_ptr_array_add (self->settings, cw_workflow_settings_new (self->desk, cw_integration_item_get_name (self->item),
                                                                 cw_workflow_item_get_workflow (item)));
      adw_preferences_group_add (self->settings_group, self->settings->pdata[self->settings->len - 1]);
    }
}

/* ---- object ---- */

static void
cw_integration_view_dispose (GObject *object)
{
  CwIntegrationView *self = CW_INTEGRATION_VIEW (object);
  GtkWidget *child;

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->settings, g_ptr_array_unref);
  g_clear_pointer (&self->chosen, g_hash_table_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->desk);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (cw_integration_view_parent_class)->dispose (object);
}

static void
cw_integration_view_class_init (CwIntegrationViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_integration_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/causeway_app/Causeway/ui/cw-integration-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, title);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, summary);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, budget);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, budget_box);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, budget_bar);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, run_all);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, trouble_row);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, warning_row);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, attention_row);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, trouble_group);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, warning_group);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, attention_group);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, interrupted_group);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, workflows_group);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, lists_group);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, settings_group);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, connections_group);
  gtk_widget_class_bind_template_child (widget_class, CwIntegrationView, activity_group);
  gtk_widget_class_bind_template_callback (widget_class, resume_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, run_all_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, attention_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, warning_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
}

static void
cw_integration_view_init (CwIntegrationView *self)
{
  self->rows = g_ptr_array_new ();
  self->settings = g_ptr_array_new ();
  self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

CwIntegrationView *
cw_integration_view_new (CwDesk *desk, CwIntegrationItem *item, CwIntegrationsPage *pages)
{
  CwIntegrationView *self = g_object_new (CW_TYPE_INTEGRATION_VIEW, NULL);

  self->desk = g_object_ref (desk);
  self->item = g_object_ref (item);
  self->pages = pages;
  gtk_label_set_label (self->title, cw_integration_item_get_name (item));
  add_settings (self);
  g_signal_connect_object (item, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
  return self;
}

GtkWidget *
cw_integration_view_get_title (CwIntegrationView *self)
{
  return GTK_WIDGET (self->title);
}
