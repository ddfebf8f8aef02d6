/* test-pages.c: choosing, planning and running in the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-export-page.h"
#include "cw-sandbox-transport.h"
#include "ui-fixture.h"

#include <adwaita.h>

static GtkWidget *
show_list (UiFixture *ui)
{
  GtkWidget *page = GTK_WIDGET (cw_export_page_new (ui->desk, ui->item, ui->workflow, ui->pages));

  cw_integrations_page_push (ui->pages, "Customers and projects", page);
  return page;
}

static guint
count_rows (GtkWidget *page)
{
  GtkColumnView *view = GTK_COLUMN_VIEW (ui_find (page, GTK_TYPE_COLUMN_VIEW, NULL));

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (view)));
}

static void
search (GtkWidget *page, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (ui_find (page, GTK_TYPE_SEARCH_ENTRY, NULL)), text);
}

/* ---- the list ---- */

static void
test_list (void)
{
  UiFixture *ui = ui_fixture_new (300, 100, TRUE);
  GtkWidget *page = show_list (ui);

  ui_wait_shown (page, "page 1 of ");
  g_assert_cmpuint (count_rows (page), ==, 100);
  ui_shoot (ui, "export");
  /* Of a tree, some are there only for those below them. */
  ui_click (page, "List");
  ui_settle ();

  ui_click (page, "Mark All on Page");
  ui_wait_shown (page, "100 chosen, with ");
  ui_shoot (ui, "export-marked");
  g_signal_emit_by_name (ui_find_hint (page, GTK_TYPE_BUTTON, "Next page"), "clicked");
  ui_wait_shown (page, "page 2 of ");
  ui_click (page, "Mark All on Page");
  ui_wait_shown (page, "200 chosen");

  /* Searching changes what is shown, not what is chosen. */
  search (page, "zzz no such record");
  ui_wait_shown (page, "No Record Matches");
  ui_shoot (ui, "export-nothing");
  g_assert_true (ui_shows (page, "200 chosen"));
  ui_click (page, "Show All");
  ui_wait_shown (page, "page 1 of ");
  ui_click (page, "Unmark All");
  ui_wait_shown (page, "Nothing is chosen yet");
  ui_fixture_free (ui);
}

static void
test_mark_all (void)
{
  UiFixture *ui = ui_fixture_new (300, 100, TRUE);
  GtkWidget *page = show_list (ui), *button;
  g_autofree char *expected = NULL;
  guint matches = 0;

  ui_wait_shown (page, "page 1 of ");
  search (page, "an");
  ui_settle ();
  ui_settle ();
  /* The other button that begins so stands behind it. */
  button = gtk_widget_get_next_sibling (ui_find (page, GTK_TYPE_BUTTON, "Mark All on Page"));
  g_assert_cmpint (sscanf (gtk_button_get_label (GTK_BUTTON (button)), "Mark All %u", &matches), ==, 1);
  g_assert_cmpuint (matches, >, 0);
  g_assert_cmpuint (matches, <, 400);
  g_signal_emit_by_name (button, "clicked");
  expected = g_strdup_printf ("%u chosen, with ", matches);
  ui_wait_shown (page, expected);
  search (page, "");
  ui_settle ();
  g_assert_true (ui_shows (page, expected));
  ui_fixture_free (ui);
}

static void
test_empty (void)
{
  UiFixture *ui = ui_fixture_new (30, 10, FALSE);
  GtkWidget *page = show_list (ui);

  ui_wait_shown (page, "Nothing Read Yet");
  ui_shoot (ui, "export-empty");
  ui_click (page, "Read from NetSuite");
  ui_wait_shown (page, "page 1 of 1");
  ui_fixture_free (ui);
}

/* ---- the plan and the run ---- */

static gboolean
is_over (gpointer data)
{
  CwJob *job = cw_desk_get_job (data);

  return job != NULL && cw_job_is_over (job);
}

static void
test_export (void)
{
  UiFixture *ui = ui_fixture_new (40, 20, TRUE);
  GtkWidget *root = GTK_WIDGET (ui->pages), *page = show_list (ui);
  g_autoptr (JsonNode) log = NULL;

  ui_wait_shown (page, "page 1 of 1");
  ui_click (page, "Mark All on Page");
  ui_wait_shown (page, "chosen, with ");
  ui_click (page, "Export…");
  ui_wait_shown (root, "ends about");
  ui_shoot (ui, "plan");
  g_assert_true (ui_shows (root, "not in Precoro yet") || ui_shows (root, "Create"));
  ui_click (root, "Create ");
  ui_settle ();
  ui_shoot (ui, "plan-create");
  g_assert_false (ui_shows (ui_find (root, GTK_TYPE_LIST_VIEW, NULL), "Skip"));
  g_assert_cmpuint (cw_fixture_count_writes (ui->fixture, "precoro"), ==, 0);
  ui_click (root, "Export");
  ui_wait (is_over, ui->desk);
  ui_settle ();
  ui_shoot (ui, "run");
  g_assert_cmpuint (cw_fixture_count_writes (ui->fixture, "precoro"), >, 0);
  g_assert_cmpuint (cw_job_get_done (cw_desk_get_job (ui->desk)), >, 0);
  cw_fixture_assert_converged (ui->fixture, 0, TRUE);
  ui_fixture_free (ui);
}

/* Each exchange takes a moment of real time, so that there is something to interrupt. */
static gboolean
dawdle (gboolean after, const CwWireRequest *request, gpointer data)
{
  g_usleep (10000);
  return TRUE;
}

typedef struct {
  CwJob      *job;
  CwJobState  state;
} Awaited;

static gboolean
is_in_state (gpointer data)
{
  Awaited *awaited = data;

  return cw_job_get_state (awaited->job) == awaited->state;
}

static gboolean
has_begun (gpointer data)
{
  return cw_job_get_state (data) == CW_JOB_RUNNING && cw_job_get_done (data) > 0;
}

static void
wait_for_state (CwJob *job, CwJobState state)
{
  Awaited awaited = { job, state };

  ui_wait (is_in_state, &awaited);
}

static void
test_pause (void)
{
  UiFixture *ui = ui_fixture_new (120, 40, TRUE);
  CwRunRequest request = { .integration = ui->fixture->integrations[0], .all = TRUE };
  GtkWidget *root = GTK_WIDGET (ui->pages);
  CwJob *job;
  guint left;

  cw_sandbox_transport_set_hook (CW_SANDBOX_TRANSPORT (ui->fixture->transport), dawdle, NULL);
  /* Progress is told by the test's clock. */
  cw_sandbox_transport_set_latency (CW_SANDBOX_TRANSPORT (ui->fixture->transport), G_USEC_PER_SEC);
  job = cw_desk_take_job (ui->desk, cw_job_run (ui->fixture->profile, &request));
  cw_integrations_page_show_job (ui->pages, job);
  ui_wait (has_begun, job);
  ui_click (root, "Pause");
  g_assert_cmpint (cw_job_get_state (job), ==, CW_JOB_PAUSING);
  g_assert_true (ui_shows (root, "Pausing"));
  wait_for_state (job, CW_JOB_PAUSED);
  /* Once it says so, nothing is under way any more. */
  left = cw_job_get_left (job);
  ui_settle ();
  g_assert_cmpuint (cw_job_get_left (job), ==, left);
  g_assert_cmpuint (left, >, 0);
  ui_shoot (ui, "run-paused");
  ui_click (root, "Resume");
  ui_wait (is_over, ui->desk);
  g_assert_cmpuint (cw_job_get_left (job), ==, 0);
  cw_fixture_assert_converged (ui->fixture, 0, TRUE);
  ui_fixture_free (ui);
}

/* Pictures of a narrow and of a dark window; that nothing warns is the test. */
static void
test_narrow (void)
{
  UiFixture *ui = ui_fixture_new (120, 40, TRUE);
  GtkWidget *page;

  gtk_window_set_default_size (ui->window, 360, 640);
  page = show_list (ui);
  ui_wait_shown (page, "page 1 of ");
  ui_click (page, "Mark All on Page");
  ui_wait_shown (page, "chosen, with ");
  ui_settle ();
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (ui->window)), <=, 360);
  g_assert_false (ui_shows (page, "Subsidiaries"));
  ui_shoot (ui, "export-narrow");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ui_click (page, "Export…");
  ui_wait_shown (GTK_WIDGET (ui->pages), "ends about");
  ui_shoot (ui, "plan-narrow-dark");
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
  g_test_add_func ("/ui/list", test_list);
  g_test_add_func ("/ui/mark-all", test_mark_all);
  g_test_add_func ("/ui/empty", test_empty);
  g_test_add_func ("/ui/export", test_export);
  g_test_add_func ("/ui/pause", test_pause);
  g_test_add_func ("/ui/narrow", test_narrow);
  return g_test_run ();
}
