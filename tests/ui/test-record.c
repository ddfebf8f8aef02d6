/* test-record.c: one record on both sides, in the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-export-page.h"
#include "cw-record-page.h"
#include "cw-record-row.h"
#include "cw-steady-list.h"
#include "ui-fixture.h"

#include <adwaita.h>

static GtkWidget *
show_list (UiFixture *ui)
{
  GtkWidget *page = GTK_WIDGET (cw_export_page_new (ui->desk, ui->item, ui->workflow, ui->pages));

  cw_integrations_page_push (ui->pages, "Customers and projects", page);
  ui_wait_shown (page, "page 1 of ");
  return page;
}

static gboolean
is_loaded (gpointer data)
{
  CwRecordRow *row = cw_steady_item_get_object (data);

  return row != NULL && !cw_record_row_get_loading (row);
}

/* As Return does on the row. */
static void
open_row (UiFixture *ui, GtkWidget *list, guint position)
{
  GtkWidget *view = ui_find (list, GTK_TYPE_COLUMN_VIEW, NULL);
  g_autoptr (CwSteadyItem) place = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (view))), position);

  ui_wait (is_loaded, place);
  g_signal_emit_by_name (view, "activate", position);
  ui_wait_shown (GTK_WIDGET (ui->pages), "Both Sides");
}

/* The desk's present page of a record. */
static GtkWidget *
get_page (UiFixture *ui)
{
  return ui_find (GTK_WIDGET (ui->pages), CW_TYPE_RECORD_PAGE, NULL);
}

static void
run_all (UiFixture *ui)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = cw_fixture_run (ui->fixture, 0, TRUE, &error);

  g_assert_no_error (error);
}

/* A project at the top of the list of projects of the company, in step after a run. */
static void
test_both_sides (void)
{
  UiFixture *ui = ui_fixture_new (40, 20, TRUE);
  GtkWidget *list, *page;

  run_all (ui);
  list = show_list (ui);
  open_row (ui, list, 0);
  page = get_page (ui);
  ui_wait_shown (page, "Its parents can travel");
  g_assert_true (ui_shows (page, "After the mapping"));
  g_assert_true (ui_shows (page, "Company Name: "));
  g_assert_true (ui_shows (page, "Linked with Precoro "));
  g_assert_true (ui_shows (page, "Create: done"));
  g_assert_false (ui_shows (page, "differs"));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (ui_find (page, GTK_TYPE_BUTTON, "Open in NetSuite")), ".nl?id="));
  /* Nothing that leads nowhere. */
  g_assert_null (ui_look (page, GTK_TYPE_BUTTON, "Open Precoro"));
  ui_shoot (ui, "record");
  ui_fixture_free (ui);
}

static void
choose_state (GtkWidget *list, guint state)
{
  GtkDropDown *choice = GTK_DROP_DOWN (ui_find (list, GTK_TYPE_DROP_DOWN, NULL));

  gtk_drop_down_set_selected (choice, state + 1);
}

static gboolean
is_narrow (gpointer window)
{
  return gtk_widget_get_width (window) <= 360;
}

/* Why something is blocked can be read without a pointer. */
static void
test_blocked (void)
{
  UiFixture *ui = ui_fixture_new (120, 60, TRUE);
  GtkWidget *list = show_list (ui), *page;

  choose_state (list, CW_RECORD_STATE_SKIPPED);
  ui_settle ();
  ui_wait_shown (list, "Blocked");
  open_row (ui, list, 0);
  page = get_page (ui);
  g_assert_true (ui_shows (page, "Blocked"));
  g_assert_true (ui_shows (page, "."));
  ui_wait_shown (page, "Its parents can travel");
  gtk_window_set_default_size (ui->window, 360, 720);
  ui_wait (is_narrow, ui->window);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ui_shoot (ui, "record-narrow-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  ui_fixture_free (ui);
}

static void
test_mark (void)
{
  UiFixture *ui = ui_fixture_new (40, 20, TRUE);
  GtkWidget *page, *toggle;
  gboolean marked;

  open_row (ui, show_list (ui), 0);
  page = get_page (ui);
  toggle = ui_find (page, GTK_TYPE_SWITCH, NULL);
  marked = gtk_switch_get_active (GTK_SWITCH (toggle));
  cw_fixture_count_writes (ui->fixture, "netsuite");
  gtk_switch_set_active (GTK_SWITCH (toggle), !marked);
  ui_wait_shown (page, marked ? "Clear the sync box: done" : "Check the sync box: done");
  g_assert_cmpuint (cw_fixture_count_writes (ui->fixture, "netsuite"), ==, 1);
  g_assert_cmpint (gtk_switch_get_active (GTK_SWITCH (toggle)), ==, !marked);
  ui_fixture_free (ui);
}

static void
test_export (void)
{
  UiFixture *ui = ui_fixture_new (40, 20, TRUE);

  open_row (ui, show_list (ui), 0);
  ui_click (get_page (ui), "Export Now…");
  ui_wait_shown (GTK_WIDGET (ui->pages), "ends about");
  ui_click (GTK_WIDGET (ui->pages), "Create 1");
  ui_fixture_free (ui);
}

static void
test_unknown (void)
{
  UiFixture *ui = ui_fixture_new (10, 5, TRUE);

  cw_record_page_show (ui->desk, ui->fixture->integrations[0], "customer:999999", NULL, ui->pages);
  ui_wait_shown (GTK_WIDGET (ui->pages), "The Record Cannot Be Shown");
  ui_shoot (ui, "record-failed");
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
  g_test_add_func ("/record/both-sides", test_both_sides);
  g_test_add_func ("/record/blocked", test_blocked);
  g_test_add_func ("/record/mark", test_mark);
  g_test_add_func ("/record/export", test_export);
  g_test_add_func ("/record/unknown", test_unknown);
  return g_test_run ();
}
