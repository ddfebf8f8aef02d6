/* test-runs.c: several workflows at once, and what a person decides
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-conflict-page.h"
#include "cw-conflicts.h"
#include "cw-conflicts-page.h"
#include "cw-integration-view.h"
#include "cw-plan-page.h"
#include "cw-run-page.h"
#include "cw-sandbox-transport.h"
#include "ui-accessible.h"
#include "ui-fixture.h"
#include "ui-keys.h"

#include <adwaita.h>
#include <string.h>

#define SERVICES 2   /* the integration */
#define BOX      "custentity_oa_export_to_openair"

static GtkWidget *
get_root (UiFixture *ui)
{
  return GTK_WIDGET (ui->window);
}

static gboolean
is_over (gpointer data)
{
  CwJob *job = cw_desk_get_job (data);

  return job != NULL && cw_job_is_over (job);
}

static void
finish_job (UiFixture *ui)
{
  ui_wait (is_over, ui->desk);
  ui_settle ();
}

static GtkWidget *
find_sidebar (GtkWidget *root)
{
  GtkWidget *found = GTK_IS_LIST_BOX (root) && gtk_widget_has_css_class (root, "navigation-sidebar") ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_sidebar (child);
  return found;
}

static GtkWidget *
show_view (UiFixture *ui)
{
  GtkListBox *list = GTK_LIST_BOX (find_sidebar (GTK_WIDGET (ui->pages)));

  for (int i = 0; gtk_list_box_get_row_at_index (list, i) != NULL; i++)
    if (ui_shows (GTK_WIDGET (gtk_list_box_get_row_at_index (list, i)), ui->fixture->integrations[SERVICES]))
      g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, i));
  ui_settle ();
  return ui_find (GTK_WIDGET (ui->pages), CW_TYPE_INTEGRATION_VIEW, NULL);
}

static char *
add (UiFixture *ui, const char *system, const char *members)
{
  g_autofree char *json = g_strdup_printf ("{\"system\":\"%s\",\"record\":\"customer\",\"create\":{%s}}", system, members);

  return cw_fixture_edit (ui->fixture, json);
}

/* Two records there that one here could be. */
static char *
add_twice (UiFixture *ui, char **out_first, char **out_second)
{
  *out_first = add (ui, "suiteprojects", "\"name\":\"TWICE\",\"company\":\"Twice Holding\",\"active\":\"1\"");
  *out_second = add (ui, "suiteprojects", "\"name\":\"twice\",\"company\":\"Twice & Sons\",\"active\":\"1\"");
  return add (ui, "netsuite", "\"entityid\":\"Twice\",\"companyname\":\"Twice & Sons\",\"isperson\":\"F\",\"subsidiaries\":[\"2\"],\"" BOX "\":\"T\"");
}

static void
choose (GtkWidget *view, const char *title)
{
  GtkWidget *row = gtk_widget_get_ancestor (ui_find (view, GTK_TYPE_LABEL, title), ADW_TYPE_ACTION_ROW);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (row, GTK_TYPE_CHECK_BUTTON, NULL)), TRUE);
}

/* ---- stories ---- */

static void
test_chosen (void)
{
  UiFixture *ui = ui_fixture_new (12, 6, FALSE);
  GtkWidget *view = show_view (ui), *page;
  GListModel *workflows;
  CwJob *job;

  ui_shoot (ui, "services");
  g_assert_cmpuint (ui_count_nameless (get_root (ui)), ==, 0);
  choose (view, "Employees");
  choose (view, "Customers");
  choose (view, "Projects");
  ui_settle ();
  ui_shoot (ui, "services-chosen");
  ui_click (view, "Run Chosen (3)");
  ui_wait_shown (get_root (ui), "ends about");
  page = ui_find (get_root (ui), CW_TYPE_PLAN_PAGE, NULL);
  ui_settle ();
  ui_shoot (ui, "plan-chosen");
  g_assert_cmpuint (ui_count_nameless (page), ==, 0);
  g_assert_cmpuint (cw_job_get_plans (cw_desk_get_job (ui->desk))->len, ==, 3);
  ui_click (page, "Projects ");
  ui_settle ();
  ui_shoot (ui, "plan-chosen-projects");
  ui_click (page, "Export");
  finish_job (ui);
  job = cw_desk_get_job (ui->desk);
  g_assert_null (cw_job_get_message (job));
  workflows = cw_job_get_workflows (job);
  g_assert_cmpuint (g_list_model_get_n_items (workflows), ==, 3);
  for (guint i = 0, all = 0; i < 3; i++)
    {
      g_autoptr (CwJobWorkflow) workflow = g_list_model_get_item (workflows, i);

      g_assert_cmpuint (cw_job_workflow_get_left (workflow), ==, 0);
      all += cw_job_workflow_get_done (workflow) + cw_job_workflow_get_failed (workflow);
      if (i == 2)
        g_assert_cmpuint (all, ==, cw_job_get_total (job));
    }
  page = ui_find (get_root (ui), CW_TYPE_RUN_PAGE, NULL);
  g_assert_true (ui_shows (page, "Employees") && ui_shows (page, "Customers") && ui_shows (page, "Projects"));
  ui_shoot (ui, "run-chosen");
  g_assert_cmpuint (ui_count_nameless (get_root (ui)), ==, 0);
  ui_fixture_free (ui);
}

/* What is missing is named before anything is pressed, and both switches are there. */
static void
test_missing (void)
{
  UiFixture *ui = ui_fixture_new (5, 3, FALSE);
  GtkWidget *view = show_view (ui), *row = gtk_widget_get_ancestor (ui_find (view, GTK_TYPE_LABEL, "Customers"), ADW_TYPE_ACTION_ROW);

  gtk_switch_set_active (GTK_SWITCH (ui_find (row, GTK_TYPE_SWITCH, NULL)), FALSE);
  ui_wait_shown (view, "Needs “Customers”, which is not active.");
  g_assert_true (ui_shows (view, "Not active · Never run"));
  ui_settle ();
  choose (view, "Projects");
  ui_settle ();
  ui_shoot (ui, "services-missing");
  choose (view, "Customers");
  ui_settle ();
  ui_click (view, "Run Chosen (2)");
  ui_wait_shown (get_root (ui), "All Workflows");
  ui_fixture_free (ui);
}

static gboolean
is_linked (UiFixture *ui, const char *source, const char *target)
{
  g_autoptr (CwStore) store = cw_profile_open_store (ui->fixture->profile, NULL);
  g_autoptr (CwLink) link = cw_store_get_link (store, ui->fixture->integrations[SERVICES], "spp.customers", "customer", source, NULL);

  return link != NULL && g_str_equal (link->target_id, target);
}

/* From the plan: both candidates side by side, one is pointed at, taken back, pointed at again, and exported. */
static void
test_settle (void)
{
  UiFixture *ui = ui_fixture_new (5, 3, FALSE);
  g_autofree char *first = NULL, *second = NULL, *twice = add_twice (ui, &first, &second);
  GtkWidget *view = show_view (ui), *page;

  choose (view, "Customers");
  ui_click (view, "Run Chosen (1)");
  ui_wait_shown (get_root (ui), "Conflict 1");
  ui_click (ui_find (get_root (ui), CW_TYPE_PLAN_PAGE, NULL), "Conflict 1");
  ui_wait_shown (get_root (ui), "More than one record in the target fits");
  ui_click (get_root (ui), "Settle…");
  ui_wait_shown (get_root (ui), "Twice Holding");
  page = ui_find (get_root (ui), CW_TYPE_CONFLICT_PAGE, NULL);
  g_assert_true (ui_shows (page, "Twice & Sons") && ui_shows (page, "Company") && ui_shows (page, "In NetSuite"));
  ui_shoot (ui, "conflict");
  g_assert_cmpuint (ui_count_nameless (get_root (ui)), ==, 0);
  g_assert_cmpuint (ui_count_unreachable (ui->window), ==, 0);
  ui_click (page, "Leave Out");
  ui_wait_shown (get_root (ui), "Settled: Twice");
  ui_wait_shown (get_root (ui), "It is left out");
  ui_settle ();
  ui_shoot (ui, "conflicts-decided");
  g_assert_cmpuint (ui_count_nameless (get_root (ui)), ==, 0);
  ui_click (ui_find (get_root (ui), CW_TYPE_CONFLICTS_PAGE, NULL), "Undo");
  ui_wait_shown (get_root (ui), "More than one record in the target fits");
  ui_settle ();
  ui_shoot (ui, "conflicts");

  /* Now with the keyboard: the row, the button of the second card. */
  if (ui_keys_work ())
    {
      g_autofree char *this_one = g_strdup_printf ("This one: twice, %s", second);

      ui_tab_to ("Twice");
      ui_press ("Return", NULL);
      ui_wait_shown (get_root (ui), "Twice Holding");
      ui_settle ();
      page = ui_find (get_root (ui), CW_TYPE_CONFLICT_PAGE, NULL);
      ui_tab_to (this_one);
      ui_press ("Return", NULL);
    }
  else
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *record = g_strconcat ("customer:", twice, NULL);

      g_assert_true (cw_profile_decide_sync (ui->fixture->profile, ui->fixture->integrations[SERVICES], NULL, record, CW_CHOICE_LINK, second,
                                             "window", &error));
      cw_desk_note_decision (ui->desk, ui->fixture->integrations[SERVICES]);
    }
  ui_wait_shown (get_root (ui), "It is record ");
  ui_settle ();
  gtk_widget_activate_action (get_root (ui), "win.back", NULL);
  ui_settle ();
  page = ui_find (get_root (ui), CW_TYPE_PLAN_PAGE, NULL);
  g_assert_true (ui_shows (page, "Something was settled since this plan was made."));
  ui_shoot (ui, "plan-settled");
  ui_click (page, "Plan Again");
  ui_wait_shown (get_root (ui), "A person chose this record of the target.");
  ui_click (ui_find (get_root (ui), CW_TYPE_PLAN_PAGE, NULL), "Export");
  finish_job (ui);
  g_assert_null (cw_job_get_message (cw_desk_get_job (ui->desk)));
  g_assert_true (is_linked (ui, twice, second));
  ui_fixture_free (ui);
}

/* ---- a process that died ---- */

/* The customers are sent and made there, but the answer never comes. */
static gboolean
die_after (gboolean after, const CwWireRequest *request, gpointer data)
{
  gsize length = 0;
  const char *body = request->body != NULL ? g_bytes_get_data (request->body, &length) : NULL;

  return !after || body == NULL || g_strstr_len (body, (gssize) length, "<Add type=\"Customer\"") == NULL;
}

/* The numbers that each workflow ended with, and how many of all are left. */
static guint
count_left (CwJob *job, guint *out_workflows)
{
  GListModel *workflows = cw_job_get_workflows (job);
  guint left = 0;

  *out_workflows = g_list_model_get_n_items (workflows);
  for (guint i = 0; i < *out_workflows; i++)
    {
      g_autoptr (CwJobWorkflow) workflow = g_list_model_get_item (workflows, i);

      left += cw_job_workflow_get_left (workflow);
    }
  return left;
}

static guint
count_customers (CwFixture *fixture)
{
  g_autoptr (JsonNode) node = cw_fixture_get (fixture, "/__sandbox/state/suiteprojects/customer");

  return json_array_get_length (json_node_get_array (node));
}

/* A run of several workflows died in the second of them. Another window shows it, says how far each had come, and goes on there: what was
 * done stays done, and nothing is done twice. */
static void
test_interrupted (void)
{
  CwFixture *fixture = cw_fixture_new (40, 12, NULL);
  CwRunRequest request = { .integration = fixture->integrations[SERVICES], .all = TRUE, .page_size = 10 };
  guint workflows, there;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) again = NULL;
  UiFixture *ui;
  GtkWidget *view, *page;

  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (fixture->transport), die_after, NULL);
  g_assert_null (cw_profile_run_sync (fixture->profile, &request, &error));
  g_clear_error (&error);
  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (fixture->transport), NULL, NULL);
  cw_sandbox_transport_revive (CW_SANDBOX_TRANSPORT (fixture->transport));
  cw_fixture_reopen (fixture);
  ui = ui_fixture_new_for (fixture);
  view = show_view (ui);
  ui_wait_shown (get_root (ui), "Interrupted");
  g_assert_true (ui_shows (view, "A run was interrupted"));
  g_assert_cmpuint (ui_count_nameless (get_root (ui)), ==, 0);
  ui_shoot (ui, "services-interrupted");
  ui_click (view, "Resume");
  page = ui_find (get_root (ui), CW_TYPE_RUN_PAGE, NULL);
  finish_job (ui);
  ui_shoot (ui, "services-resumed");
  /* The one that is a conflict is named once, though both attempts met it. */
  g_assert_cmpint (cw_job_get_state (cw_desk_get_job (ui->desk)), ==, CW_JOB_ATTENTION);
  g_assert_cmpuint (g_list_model_get_n_items (cw_job_get_troubles (cw_desk_get_job (ui->desk))), ==, 1);
  ui_wait_shown (page, "Needs You (1)");
  g_assert_cmpuint (count_left (cw_desk_get_job (ui->desk), &workflows), ==, 0);
  g_assert_cmpuint (workflows, ==, 3);
  g_assert_true (ui_shows (page, "Employees") && ui_shows (page, "Customers") && ui_shows (page, "Projects"));
  there = count_customers (fixture);
  gtk_widget_activate_action (get_root (ui), "win.back", NULL);
  ui_settle ();
  g_assert_false (ui_shows (view, "A run was interrupted"));

  /* Everything is there, once. */
  again = cw_fixture_run (fixture, SERVICES, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_fields_get (again->counts, "create") == NULL ? 0 : g_ascii_strtoll (cw_fields_get (again->counts, "create"), NULL, 10), ==, 0);
  g_assert_cmpuint (count_customers (fixture), ==, there);
  ui_fixture_free (ui);
}

static gboolean
is_narrow (gpointer data)
{
  return gtk_widget_get_width (data) <= 360;
}

/* Pictures of a narrow and of a dark window; that nothing is wider than it is the test. */
static void
test_narrow (void)
{
  UiFixture *ui = ui_fixture_new (5, 3, FALSE);
  g_autofree char *first = NULL, *second = NULL, *twice = add_twice (ui, &first, &second);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = NULL;
  GtkWidget *view;

  info = cw_fixture_run (ui->fixture, SERVICES, FALSE, &error);
  g_assert_no_error (error);
  view = show_view (ui);
  gtk_window_set_default_size (ui->window, 360, 640);
  choose (view, "Customers");
  choose (view, "Projects");
  ui_wait (is_narrow, get_root (ui));
  ui_settle ();
  ui_shoot (ui, "services-narrow");
  cw_conflicts_page_push (ui->desk, ui->fixture->integrations[SERVICES], NULL, NULL, ui->pages);
  ui_wait_shown (get_root (ui), "More than one record in the target fits");
  ui_settle ();
  g_assert_cmpint (gtk_widget_get_width (get_root (ui)), <=, 360);
  ui_shoot (ui, "conflicts-narrow");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  {
    g_autofree char *record = g_strconcat ("customer:", twice, NULL);

    cw_conflicts_page_push (ui->desk, ui->fixture->integrations[SERVICES], "spp.customers", record, ui->pages);
  }
  ui_wait_shown (get_root (ui), "Twice Holding");
  ui_settle ();
  g_assert_cmpint (gtk_widget_get_width (get_root (ui)), <=, 360);
  ui_shoot (ui, "conflict-narrow-dark");
  gtk_window_set_default_size (ui->window, 1000, 720);
  ui_settle ();
  ui_shoot (ui, "conflict-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  ui_fixture_free (ui);
}

int
main (int argc, char **argv)
{
  if (g_getenv ("DISPLAY") == NULL)
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/ui/runs/chosen", test_chosen);
  g_test_add_func ("/ui/runs/missing", test_missing);
  g_test_add_func ("/ui/runs/settle", test_settle);
  g_test_add_func ("/ui/runs/interrupted", test_interrupted);
  g_test_add_func ("/ui/runs/narrow", test_narrow);
  return g_test_run ();
}
