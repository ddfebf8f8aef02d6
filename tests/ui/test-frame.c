/* test-frame.c: window, integration, plan and run, and what they say when something is wrong
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-attention-page.h"
#include "cw-export-page.h"
#include "cw-integration-view.h"
#include "cw-lock.h"
#include "cw-plan-page.h"
#include "cw-run-page.h"
#include "cw-sandbox-transport.h"
#include "cw-window.h"
#include "ui-accessible.h"
#include "ui-fixture.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static const char *self_path;

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

static void
run_sync (UiFixture *ui)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = cw_fixture_run (ui->fixture, 0, FALSE, &error);

  g_assert_no_error (error);
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  cw_overview_refresh_finish (CW_OVERVIEW (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static void
refresh (UiFixture *ui)
{
  gboolean done = FALSE;

  cw_overview_refresh_async (cw_desk_get_overview (ui->desk), NULL, refreshed_cb, &done);
  ui_wait (is_true, &done);
}

static GtkWidget *
find_sidebar (GtkWidget *root)
{
  GtkWidget *found = GTK_IS_LIST_BOX (root) && gtk_widget_has_css_class (root, "navigation-sidebar") ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_sidebar (child);
  return found;
}

/* The first integration of the fixture is not the first of the list. */
static GtkWidget *
show_view (UiFixture *ui)
{
  GtkListBox *list = GTK_LIST_BOX (find_sidebar (GTK_WIDGET (ui->pages)));

  for (int i = 0; gtk_list_box_get_row_at_index (list, i) != NULL; i++)
    if (ui_shows (GTK_WIDGET (gtk_list_box_get_row_at_index (list, i)), ui->fixture->integrations[0]))
      g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, i));
  ui_settle ();
  return ui_find (GTK_WIDGET (ui->pages), CW_TYPE_INTEGRATION_VIEW, NULL);
}

static char *
edit (UiFixture *ui, const char *format, ...) G_GNUC_PRINTF (2, 3);

static char *
edit (UiFixture *ui, const char *format, ...)
{
  g_autofree char *json = NULL;
  va_list list;

  va_start (list, format);
  json = g_strdup_vprintf (format, list);
  va_end (list);
  return cw_fixture_edit (ui->fixture, json);
}

static char *
create_customer (UiFixture *ui, const char *name)
{
  return edit (ui, "{\"system\":\"netsuite\",\"record\":\"customer\",\"create\":{\"companyname\":\"%s\",\"isperson\":\"F\","
                   "\"subsidiaries\":[\"%s\"],\"custentity_precoro_sync\":\"T\"}}", name, ui->fixture->subsidiaries[0]);
}

static char *
create_project (UiFixture *ui, const char *name, const char *customer)
{
  return edit (ui, "{\"system\":\"netsuite\",\"record\":\"job\",\"create\":{\"companyname\":\"%s\",\"parent\":\"%s\","
                   "\"subsidiaries\":[\"%s\"],\"custentity_precoro_sync\":\"T\"}}", name, customer, ui->fixture->subsidiaries[0]);
}

typedef struct {
  GtkWidget  *root;
  const char *text;
} Gone;

static gboolean
is_not_shown (gpointer data)
{
  Gone *gone = data;

  return !ui_shows (gone->root, gone->text);
}

static void
wait_gone (GtkWidget *root, const char *text)
{
  Gone gone = { root, text };

  g_test_message ("waiting until “%s” is gone", text);
  ui_wait (is_not_shown, &gone);
}

/* ---- the plan ---- */

/* A changed name, a project that belongs to somebody else, a customer that is inactive: each with what it was and will be. */
static void
test_plan_changes (void)
{
  UiFixture *ui = ui_fixture_new (5, 3, TRUE);
  g_autofree char *acme = create_customer (ui, "Acme Fit Out"), *bolt = create_customer (ui, "Bolt Works");
  g_autofree char *idle = create_customer (ui, "Idle Yard"), *wing = create_project (ui, "East Wing", acme);
  g_autofree char *a = NULL, *b = NULL, *c = NULL;
  g_autofree char *file = g_build_filename (ui->fixture->dir, "plan.json", NULL), *text = NULL;
  GtkWidget *view, *page;

  run_sync (ui);
  a = edit (ui, "{\"system\":\"netsuite\",\"record\":\"customer\",\"id\":\"%s\",\"set\":{\"companyname\":\"Acme Fit-Out\"}}", acme);
  b = edit (ui, "{\"system\":\"netsuite\",\"record\":\"job\",\"id\":\"%s\",\"set\":{\"parent\":\"%s\"}}", wing, bolt);
  c = edit (ui, "{\"system\":\"netsuite\",\"record\":\"customer\",\"id\":\"%s\",\"set\":{\"isinactive\":\"T\"}}", idle);
  refresh (ui);
  cw_fixture_count_writes (ui->fixture, "precoro");
  view = show_view (ui);
  ui_click (view, "Run…");
  ui_wait_shown (get_root (ui), "ends about");
  page = ui_find (get_root (ui), CW_TYPE_PLAN_PAGE, NULL);
  ui_wait_shown (page, "Name: “Acme Fit Out” → “Acme Fit-Out”");
  g_assert_true (ui_shows (page, "Parent: “Acme Fit Out” → “Bolt Works”") || ui_shows (page, "Parent: “Acme Fit-Out” → “Bolt Works”"));
  g_assert_true (ui_shows (page, "Active: “yes” → “no”"));
  ui_shoot (ui, "plan-changes");
  ui_click (page, "Update 1");
  wait_gone (page, "Idle Yard");
  ui_wait_shown (page, "Acme Fit-Out");
  ui_click (page, "Deactivate 1");
  ui_wait_shown (page, "Idle Yard");
  g_assert_false (ui_shows (page, "East Wing"));

  /* Kept in a file, whole; a place that cannot be written says so. */
  cw_plan_page_save (CW_PLAN_PAGE (page), "/nowhere/plan.json");
  ui_wait_shown (get_root (ui), "/nowhere/plan.json");
  cw_plan_page_save (CW_PLAN_PAGE (page), file);
  ui_wait_shown (get_root (ui), "Plan saved");
  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "Acme Fit-Out"));
  g_assert_nonnull (strstr (text, "Idle Yard"));
  g_assert_cmpuint (cw_fixture_count_writes (ui->fixture, "precoro"), ==, 0);

  ui_click (page, "Export");
  finish_job (ui);
  ui_wait_shown (get_root (ui), "Done: 3 records");
  g_assert_cmpuint (cw_fixture_count_writes (ui->fixture, "precoro"), ==, 3);
  cw_fixture_assert_converged (ui->fixture, 0, FALSE);
  /* The way back leads past the plan that is used up. */
  gtk_widget_activate_action (get_root (ui), "win.back", NULL);
  ui_wait_shown (get_root (ui), "2 changed");
  g_assert_null (ui_look (get_root (ui), CW_TYPE_PLAN_PAGE, NULL));
  ui_fixture_free (ui);
}

/* What somebody saw is what is sent; when it no longer fits, nothing is. */
static void
test_stale (void)
{
  UiFixture *ui = ui_fixture_new (5, 3, TRUE);
  g_autofree char *acme = create_customer (ui, "Acme Fit Out"), *changed = NULL;

  refresh (ui);
  ui_click (show_view (ui), "Run…");
  ui_wait_shown (get_root (ui), "ends about");
  changed = edit (ui, "{\"system\":\"netsuite\",\"record\":\"customer\",\"id\":\"%s\",\"set\":{\"companyname\":\"Acme Fit-Out\"}}", acme);
  cw_fixture_count_writes (ui->fixture, "precoro");
  ui_click (ui_find (get_root (ui), CW_TYPE_PLAN_PAGE, NULL), "Export");
  finish_job (ui);
  ui_wait_shown (get_root (ui), "Nothing was sent: the plan is out of date");
  g_assert_true (ui_shows (get_root (ui), "Acme Fit-Out"));
  ui_shoot (ui, "run-stale");
  g_assert_cmpuint (cw_fixture_count_writes (ui->fixture, "precoro"), ==, 0);
  ui_click (get_root (ui), "Plan Again");
  ui_wait_shown (get_root (ui), "ends about");
  g_assert_null (ui_look (get_root (ui), CW_TYPE_RUN_PAGE, NULL));
  ui_fixture_free (ui);
}

/* A plan of several workflows shows each of them, and is exported as one. */
static void
test_several (void)
{
  UiFixture *ui = ui_fixture_new (20, 10, TRUE);
  g_autoptr (GError) error = NULL;
  GtkWidget *page;
  CwJob *job;

  g_assert_true (cw_profile_enable_workflow (ui->fixture->profile, ui->fixture->integrations[0], "precoro.purchase-orders", TRUE, &error));
  refresh (ui);
  ui_click (show_view (ui), "Run All…");
  ui_wait_shown (get_root (ui), "ends about");
  page = ui_find (get_root (ui), CW_TYPE_PLAN_PAGE, NULL);
  ui_settle ();
  ui_shoot (ui, "plan-several");
  g_assert_true (ui_shows (page, "Create") && ui_shows (page, "Skip"));
  ui_find (page, GTK_TYPE_TOGGLE_BUTTON, "All Workflows");
  ui_click (page, "Purchase orders");
  wait_gone (page, "Not available to a subsidiary of this integration.");
  ui_shoot (ui, "plan-several-second");
  g_assert_cmpuint (ui_count_nameless (get_root (ui)), ==, 0);
  g_assert_cmpuint (ui_count_unreachable (ui->window), ==, 0);
  ui_click (page, "Export");
  finish_job (ui);
  job = cw_desk_get_job (ui->desk);
  g_assert_null (cw_job_get_message (job));
  ui_shoot (ui, "run-several");
  g_assert_cmpuint (cw_job_get_total (job), ==, cw_job_get_done (job) + cw_job_get_failed (job));
  cw_fixture_assert_converged (ui->fixture, 0, FALSE);
  ui_fixture_free (ui);
}

/* ---- the run ---- */

static gboolean
die_at (gboolean after, const CwWireRequest *request, gpointer data)
{
  guint *left = data;

  if (!after && g_str_equal (request->method, "POST") && strstr (request->url, "/options") != NULL && (*left)-- == 0)
    return FALSE;
  return TRUE;
}

/* A process that died in the middle: the next window says so and goes on, with what was done before in its numbers. */
static void
test_interrupted (void)
{
  UiFixture *ui = ui_fixture_new (30, 10, TRUE);
  CwRunRequest request = { .integration = ui->fixture->integrations[0], .all = TRUE, .page_size = 5 };
  guint left = 12;
  g_autoptr (GError) error = NULL;
  GtkWidget *view, *page;
  CwJob *job;

  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (ui->fixture->transport), die_at, &left);
  g_assert_null (cw_profile_run_sync (ui->fixture->profile, &request, &error));
  cw_sandbox_transport_revive (CW_SANDBOX_TRANSPORT (ui->fixture->transport));
  refresh (ui);
  view = show_view (ui);
  ui_wait_shown (get_root (ui), "Interrupted");
  g_assert_true (ui_shows (view, "A run was interrupted"));
  ui_shoot (ui, "integration-interrupted");
  ui_click (view, "Resume");
  page = ui_find (get_root (ui), CW_TYPE_RUN_PAGE, NULL);
  finish_job (ui);
  job = cw_desk_get_job (ui->desk);
  g_assert_cmpint (cw_job_get_state (job), ==, CW_JOB_DONE);
  g_assert_cmpuint (cw_job_get_total (job), >, 12);
  g_assert_cmpuint (cw_job_get_done (job), ==, cw_job_get_total (job));
  g_assert_cmpuint (g_list_model_get_n_items (cw_job_get_pages (job)), >=, cw_job_get_total (job) / 5);
  g_assert_true (ui_shows (page, "5 done"));
  cw_fixture_assert_converged (ui->fixture, 0, TRUE);
  ui_fixture_free (ui);
}

/* A record that the target refuses: named on the integration, retried from there. */
static void
test_attention (void)
{
  UiFixture *ui = ui_fixture_new_assuming (5, 3, "precoro.unique-names=refuse");
  g_autofree char *acme = create_customer (ui, "Acme Fit Out"), *rival = NULL, *renamed = NULL;
  GtkWidget *view, *page;

  rival = edit (ui, "{\"system\":\"precoro\",\"record\":\"option\",\"create\":{\"company\":\"%s\",\"name\":\"Acme Fit Out\"}}",
                ui->fixture->companies[0]);
  /* Found by name it would be taken over. */
  {
    g_autoptr (GError) error = NULL;

    g_assert_true (cw_profile_set_workflow_setting (ui->fixture->profile, ui->fixture->integrations[0], ui->workflow->id, "match-by-name",
                                                    "false", &error));
  }
  run_sync (ui);
  refresh (ui);
  view = show_view (ui);
  g_assert_true (ui_shows (get_root (ui), "In step · 1 needs you"));
  g_assert_true (ui_shows (view, "1 record needs you"));
  ui_shoot (ui, "integration-attention");
  g_signal_emit_by_name (gtk_widget_get_ancestor (ui_find (view, GTK_TYPE_LABEL, "1 record needs you"), ADW_TYPE_ACTION_ROW), "activated");
  ui_settle ();
  page = ui_find (get_root (ui), CW_TYPE_ATTENTION_PAGE, NULL);
  g_assert_true (ui_shows (page, "Acme Fit Out"));
  g_assert_true (ui_shows (page, "This value is already used."));
  g_assert_true (ui_shows (page, "Another record there has this value already."));
  ui_shoot (ui, "attention");
  g_assert_cmpuint (ui_count_nameless (get_root (ui)), ==, 0);
  g_assert_cmpuint (ui_count_unreachable (ui->window), ==, 0);

  /* Still refused: the page of the retry says so, in the system's own words. */
  ui_click (page, "Retry");
  finish_job (ui);
  ui_wait_shown (get_root (ui), "Needs You (1)");
  g_assert_true (ui_shows (get_root (ui), "This value is already used."));
  ui_shoot (ui, "run-attention");
  g_assert_cmpuint (ui_count_nameless (get_root (ui)), ==, 0);
  g_assert_cmpuint (ui_count_unreachable (ui->window), ==, 0);
  renamed = edit (ui, "{\"system\":\"precoro\",\"record\":\"option\",\"id\":\"%s\",\"set\":{\"name\":\"By Hand\"}}", rival);
  ui_click (get_root (ui), "Retry All");
  ui_wait_shown (get_root (ui), "Done: 1 record");
  finish_job (ui);
  gtk_widget_activate_action (get_root (ui), "win.back", NULL);
  ui_settle ();
  ui_wait_shown (get_root (ui), "Nothing Needs You");
  ui_fixture_free (ui);
}

/* ---- what is wrong ---- */

/* The sandbox's answer to a test, then the row that says it. */
static void
test_connection (void)
{
  UiFixture *ui = ui_fixture_new (5, 3, TRUE);
  GtkWidget *view = show_view (ui);

  cw_fixture_control (ui->fixture, "/__sandbox/fault", "{\"spec\":\"netsuite:503:1\"}");
  ui_click (view, "Test");
  ui_wait_shown (view, "did not work when it was tested");
  g_assert_true (ui_shows (get_root (ui), "Not connected"));
  ui_shoot (ui, "integration-not-connected");
  ui_click (view, "Run…");
  ui_wait_shown (get_root (ui), "There Is No Plan");
  ui_shoot (ui, "plan-failed");
  g_assert_cmpuint (ui_count_nameless (get_root (ui)), ==, 0);
  cw_fixture_control (ui->fixture, "/__sandbox/fault", "{\"clear\":true}");
  ui_click (get_root (ui), "Plan Again");
  ui_wait_shown (get_root (ui), "requests");
  gtk_widget_activate_action (get_root (ui), "win.back", NULL);
  ui_settle ();
  ui_click (show_view (ui), "Test");
  ui_wait_shown (get_root (ui), "The connection works");
  g_assert_false (ui_shows (get_root (ui), "Not connected"));
  ui_fixture_free (ui);
}

/* What a second program would call its own. */
static char *
dup_identity (UiFixture *ui)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (ui->fixture->profile, &error);
  g_autoptr (CwIntegrationInfo) info = cw_store_get_integration (store, ui->fixture->integrations[0], &error);
  g_autoptr (CwConnectionInfo) target = cw_store_get_connection (store, info->target, &error);
  const char *place = cw_fields_get (info->settings, "item-custom-field");

  return g_strjoin ("\n", target->system, target->url, place != NULL ? place : info->company, NULL);
}

static void
test_other_program (void)
{
  UiFixture *ui = ui_fixture_new (5, 3, TRUE);
  g_autofree char *identity = dup_identity (ui);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) other = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE, &error, self_path,
                                                    "--hold", identity, NULL);
  char ready[2] = "";
  GtkWidget *view;

  g_assert_no_error (error);
  g_input_stream_read (g_subprocess_get_stdout_pipe (other), ready, 1, NULL, &error);
  g_assert_cmpstr (ready, ==, "y");
  refresh (ui);
  view = show_view (ui);
  ui_wait_shown (view, "works this integration at the moment. Wait until it is done, or stop it there.");
  g_assert_true (ui_shows (get_root (ui), "At work"));
  ui_click (view, "Run…");
  ui_wait_shown (get_root (ui), "There Is No Plan");
  g_assert_true (ui_shows (get_root (ui), "works this integration at the moment."));
  g_subprocess_force_exit (other);
  g_subprocess_wait (other, NULL, NULL);
  ui_click (get_root (ui), "Plan Again");
  ui_wait_shown (get_root (ui), "requests");
  ui_fixture_free (ui);
}

/* A profile that cannot be opened has a page that says why and what to do, and can be tried again. */
static void
test_damaged (void)
{
  g_autofree char *dir = g_dir_make_tmp ("causeway-damaged-XXXXXX", NULL), *file = g_build_filename (dir, "causeway.db", NULL);
  g_autoptr (CwDesk) desk = NULL;
  g_autoptr (GDir) files = NULL;
  GtkWidget *window;
  const char *name;

  g_assert_true (g_file_set_contents (file, "this is no database, but long enough to look like a file that once was one ...............", -1, NULL));
  desk = cw_desk_new (dir, FALSE, NULL);
  window = GTK_WIDGET (cw_window_new (NULL, desk));
  gtk_window_present (GTK_WINDOW (window));
  ui_wait_shown (window, "This Profile Is Damaged");
  g_assert_true (ui_shows (window, "links are found again in the systems"));
  g_assert_cmpuint (ui_count_nameless (window), ==, 0);
  g_assert_cmpuint (ui_count_unreachable (GTK_WINDOW (window)), ==, 0);
  g_assert_cmpint (g_unlink (file), ==, 0);
  ui_click (window, "Try Again");
  ui_wait_shown (window, "No Integration Yet");
  g_assert_cmpuint (ui_count_nameless (window), ==, 0);
  g_assert_cmpuint (ui_count_unreachable (GTK_WINDOW (window)), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
  ui_settle ();
  files = g_dir_open (dir, 0, NULL);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      g_unlink (path);
    }
  g_rmdir (dir);
}

/* ---- the frame ---- */

static gboolean
dawdle (gboolean after, const CwWireRequest *request, gpointer data)
{
  g_usleep (30000);
  return TRUE;
}

static gboolean
has_begun (gpointer data)
{
  return cw_job_get_state (data) == CW_JOB_RUNNING && cw_job_get_done (data) > 2;
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window;
    }
  return NULL;
}

/* Running work is seen on every tab and led to; closing meanwhile asks, and stops in order. */
static void
test_running (void)
{
  UiFixture *ui = ui_fixture_new (120, 40, TRUE);
  CwRunRequest request = { .integration = ui->fixture->integrations[0], .all = TRUE };
  gpointer window = ui->window;
  g_autoptr (GArray) interrupted = NULL;
  CwJob *job;

  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (ui->fixture->transport), dawdle, NULL);
  cw_sandbox_transport_set_latency (CW_SANDBOX_TRANSPORT (ui->fixture->transport), G_USEC_PER_SEC);
  gtk_window_set_default_size (ui->window, 360, 640);
  job = cw_desk_take_job (ui->desk, cw_job_run (ui->fixture->profile, &request));
  ui_wait (has_begun, job);
  cw_window_show_page (CW_WINDOW (ui->window), "users");
  ui_wait_shown (get_root (ui), "Export · ");
  g_assert_true (ui_shows (get_root (ui), " of "));
  ui_shoot (ui, "users-running-narrow");
  gtk_widget_activate_action (get_root (ui), "win.show-job", NULL);
  ui_settle ();
  ui_find (get_root (ui), CW_TYPE_RUN_PAGE, NULL);
  ui_shoot (ui, "run-narrow");
  g_assert_cmpint (gtk_widget_get_width (get_root (ui)), <=, 360);
  g_assert_cmpuint (ui_count_nameless (get_root (ui)), ==, 0);
  g_assert_cmpuint (ui_count_unreachable (ui->window), ==, 0);

  gtk_window_close (ui->window);
  ui_settle ();
  g_assert_nonnull (find_dialog ());
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_dialog ()), "cancel");
  ui_settle ();
  g_assert_false (cw_job_is_over (job));
  gtk_window_close (ui->window);
  ui_settle ();
  g_object_add_weak_pointer (G_OBJECT (ui->window), &window);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_dialog ()), "close");
  ui_wait (is_gone, &window);
  g_assert_cmpint (cw_job_get_state (job), ==, CW_JOB_STOPPED);
  /* The next window can take it up. */
  interrupted = cw_profile_list_interrupted (ui->fixture->profile, NULL);
  g_assert_cmpuint (interrupted->len, ==, 1);
  ui->window = NULL;
  ui_fixture_free (ui);
}

/* A page that was left may still be reading; the sandbox has to outlive that. */
static void
wait_quiet (UiFixture *ui)
{
  CwSandboxTransport *transport = CW_SANDBOX_TRANSPORT (ui->fixture->transport);
  guint before;

  do
    {
      before = cw_sandbox_transport_count (transport, NULL);
      ui_settle ();
      ui_settle ();
    }
  while (cw_sandbox_transport_count (transport, NULL) != before);
}

static void
check_page (UiFixture *ui, const char *name)
{
  ui_settle ();
  g_test_message ("page %s", name);
  ui_shoot (ui, name);
  g_assert_cmpuint (ui_count_nameless (get_root (ui)), ==, 0);
  g_assert_cmpuint (ui_count_unreachable (ui->window), ==, 0);
}

/* Every page: each control has a name and is reached with Tab, wide and narrow. */
static void
test_accessible (gconstpointer data)
{
  UiFixture *ui = ui_fixture_new (60, 30, TRUE);
  gboolean narrow = GPOINTER_TO_INT (data);
  GtkWidget *page;

  if (narrow)
    gtk_window_set_default_size (ui->window, 360, 700);
  check_page (ui, narrow ? "integrations-narrow" : "integrations-page");
  if (narrow)
    {
      g_signal_emit_by_name (find_sidebar (GTK_WIDGET (ui->pages)), "row-activated",
                             gtk_list_box_get_row_at_index (GTK_LIST_BOX (find_sidebar (GTK_WIDGET (ui->pages))), 0));
      check_page (ui, "integration-narrow");
    }
  page = GTK_WIDGET (cw_export_page_new (ui->desk, ui->item, ui->workflow, ui->pages));
  cw_integrations_page_push (ui->pages, "Customers and projects", page);
  ui_wait_shown (page, "page 1 of ");
  ui_click (page, "Mark All on Page");
  ui_wait_shown (page, "chosen, with ");
  check_page (ui, narrow ? "list-narrow" : "list-page");
  ui_click (page, "Export…");
  ui_wait_shown (get_root (ui), "ends about");
  check_page (ui, narrow ? "plan-narrow" : "plan-page");
  /* Going past the other integrations has not left this one. */
  ui_find (get_root (ui), CW_TYPE_PLAN_PAGE, NULL);
  ui_click (ui_find (get_root (ui), CW_TYPE_PLAN_PAGE, NULL), "Export");
  finish_job (ui);
  check_page (ui, narrow ? "run-narrow" : "run-page");
  gtk_widget_activate_action (get_root (ui), "win.back", NULL);
  gtk_widget_activate_action (get_root (ui), "win.back", NULL);
  cw_window_show_page (CW_WINDOW (ui->window), "mapping");
  check_page (ui, narrow ? "mapping-narrow" : "mapping-page");
  cw_window_show_page (CW_WINDOW (ui->window), "users");
  check_page (ui, narrow ? "users-narrow" : "users-page");
  wait_quiet (ui);
  ui_fixture_free (ui);
}

/* Holds the lock of an integration until it is killed: the other program of a test. */
static int
hold (const char *identity)
{
  CwLock *lock = cw_lock_take (identity, NULL);

  if (lock == NULL)
    return 1;
  if (write (1, "y", 1) == 1)
    pause ();
  cw_lock_free (lock);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--hold"))
    return hold (argv[2]);
  if (g_getenv ("DISPLAY") == NULL)
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  self_path = argv[0];
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/frame/plan/changes", test_plan_changes);
  g_test_add_func ("/frame/plan/stale", test_stale);
  g_test_add_func ("/frame/plan/several", test_several);
  g_test_add_func ("/frame/run/interrupted", test_interrupted);
  g_test_add_func ("/frame/run/attention", test_attention);
  g_test_add_func ("/frame/run/closing", test_running);
  g_test_add_func ("/frame/wrong/connection", test_connection);
  g_test_add_func ("/frame/wrong/other-program", test_other_program);
  g_test_add_func ("/frame/wrong/damaged", test_damaged);
  g_test_add_data_func ("/frame/accessible/wide", GINT_TO_POINTER (FALSE), test_accessible);
  g_test_add_data_func ("/frame/accessible/narrow", GINT_TO_POINTER (TRUE), test_accessible);
  return g_test_run ();
}
