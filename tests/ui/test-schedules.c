/* test-schedules.c: schedules in the window: made, changed, run, and what they protect
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-choose-zone.h"
#include "cw-integration-view.h"
#include "cw-schedule-page.h"
#include "cw-schedules-page.h"
#include "ui-accessible.h"
#include "ui-fixture.h"
#include "ui-keys.h"

#include <adwaita.h>
#include <string.h>

static GtkWidget *
show_list (UiFixture *ui)
{
  GtkWidget *view = GTK_WIDGET (cw_integration_view_new (ui->desk, ui->item, ui->pages));
  GtkWidget *row;

  cw_integrations_page_push (ui->pages, "Integration", view);
  ui_wait_shown (view, "Nothing runs by itself.");
  row = gtk_widget_get_ancestor (ui_find (view, GTK_TYPE_LABEL, "Nothing runs by itself."), ADW_TYPE_ACTION_ROW);
  adw_action_row_activate (ADW_ACTION_ROW (row));
  return ui_find (GTK_WIDGET (ui->pages), CW_TYPE_SCHEDULES_PAGE, NULL);
}

static gboolean
is_narrow (gpointer window)
{
  return gtk_widget_get_width (window) <= 360;
}

static void
shoot_looks (UiFixture *ui, const char *name)
{
  g_autofree char *dark = g_strconcat (name, "-dark", NULL), *narrow = g_strconcat (name, "-narrow", NULL);

  ui_shoot (ui, name);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ui_shoot (ui, dark);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  gtk_window_set_default_size (ui->window, 360, 720);
  ui_wait (is_narrow, ui->window);
  ui_shoot (ui, narrow);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (ui->window)), <=, 360);
}

/* The page of one schedule, opened with the button @label. */
static GtkWidget *
open_new (UiFixture *ui, GtkWidget *list, const char *label)
{
  ui_click (list, label);
  return ui_find (GTK_WIDGET (ui->pages), CW_TYPE_SCHEDULE_PAGE, NULL);
}

static void
press_day (GtkWidget *page, const char *name)
{
  GtkWidget *button = ui_find_hint (page, GTK_TYPE_TOGGLE_BUTTON, name);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)));
}

static gboolean
is_closed (gpointer data)
{
  return !CW_IS_CHOOSE_ZONE (ui_top_window ());
}

static void
choose_zone (UiFixture *ui, GtkWidget *page, const char *words)
{
  GtkWidget *search;

  adw_action_row_activate (ADW_ACTION_ROW (gtk_widget_get_ancestor (ui_find (page, GTK_TYPE_LABEL, "Time Zone"), ADW_TYPE_ACTION_ROW)));
  search = ui_find (GTK_WIDGET (ui_top_window ()), GTK_TYPE_SEARCH_ENTRY, NULL);
  ui_wait_shown (GTK_WIDGET (ui_top_window ()), "Africa/Abidjan");
  gtk_editable_set_text (GTK_EDITABLE (search), "atlantis");
  ui_wait_shown (GTK_WIDGET (ui_top_window ()), "No time zone is called that");
  gtk_editable_set_text (GTK_EDITABLE (search), words);
  ui_settle ();
  ui_shoot_top (ui, "schedule-zone");
  g_assert_cmpuint (ui_count_nameless (GTK_WIDGET (ui_top_window ())), ==, 0);
  g_signal_emit_by_name (search, "activate");
  ui_wait (is_closed, NULL);
}

static GtkSwitch *
find_switch (GtkWidget *list)
{
  return GTK_SWITCH (ui_find_hint (list, GTK_TYPE_SWITCH, "Runs by itself"));
}

static CwScheduleView *
load (UiFixture *ui)
{
  g_autoptr (GPtrArray) views = cw_profile_list_schedules_sync (ui->fixture->profile, NULL, NULL);

  return views->len == 1 ? g_ptr_array_steal_index (views, 0) : NULL;
}

/* From nothing to a schedule of its own, by pointing; then changed, removed, and brought back. */
static void
test_edit (void)
{
  UiFixture *ui = ui_fixture_new (6, 4, TRUE);
  GtkWidget *list = show_list (ui), *page;
  g_autoptr (CwScheduleView) made = NULL, changed = NULL, gone = NULL, back = NULL;

  ui_wait_shown (list, "No Schedules");
  ui_shoot (ui, "schedules-empty");
  page = open_new (ui, list, "Add a Schedule…");
  g_assert_cmpuint (ui_count_nameless (GTK_WIDGET (ui->window)), ==, 0);
  for (guint day = 0; day < 5; day++)
    press_day (page, (const char *[]) { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday" }[day]);
  /* What is wrong is said, and stays to be mended. */
  ui_click (page, "Create");
  ui_wait_shown (page, "A schedule needs at least one day of the week.");
  press_day (page, "Monday");
  press_day (page, "Wednesday");
  ui_click (page, "Add Time");
  choose_zone (ui, page, "new york");
  ui_wait_shown (page, "New York (America/New_York)");
  shoot_looks (ui, "schedule");
  gtk_window_set_default_size (ui->window, 900, 720);
  ui_click (page, "Create");
  ui_wait_shown (list, "Mondays and Wednesdays at 06:00 and 18:00, New York time");
  g_assert_true (ui_shows (list, "next: "));
  made = load (ui);
  g_assert_cmpstr (made->schedule->name, ==, "Schedule 1");
  g_assert_cmphex (made->schedule->weekdays, ==, 0x05);
  g_assert_true (made->schedule->on);
  g_assert_cmpuint (ui_count_nameless (GTK_WIDGET (ui->window)), ==, 0);
  shoot_looks (ui, "schedules");

  adw_action_row_activate (ADW_ACTION_ROW (gtk_widget_get_ancestor (ui_find (list, GTK_TYPE_LABEL, "Schedule 1"), ADW_TYPE_ACTION_ROW)));
  page = ui_find (GTK_WIDGET (ui->pages), CW_TYPE_SCHEDULE_PAGE, NULL);
  g_signal_emit_by_name (ui_find_hint (page, GTK_TYPE_BUTTON, "Remove this time"), "clicked");
  gtk_editable_set_text (GTK_EDITABLE (ui_find (page, ADW_TYPE_ENTRY_ROW, NULL)), "Evenings");
  ui_click (page, "Save");
  ui_wait_shown (list, "Mondays and Wednesdays at 18:00, New York time");
  changed = load (ui);
  g_assert_cmpstr (changed->schedule->name, ==, "Evenings");
  g_assert_cmpint (changed->schedule->id, ==, made->schedule->id);

  adw_action_row_activate (ADW_ACTION_ROW (gtk_widget_get_ancestor (ui_find (list, GTK_TYPE_LABEL, "Evenings"), ADW_TYPE_ACTION_ROW)));
  page = ui_find (GTK_WIDGET (ui->pages), CW_TYPE_SCHEDULE_PAGE, NULL);
  ui_click (page, "Delete");
  ui_wait_shown (GTK_WIDGET (ui->window), "“Evenings” was deleted");
  ui_wait_shown (list, "No Schedules");
  gone = load (ui);
  g_assert_null (gone);
  ui_click (GTK_WIDGET (ui->window), "Undo");
  ui_wait_shown (list, "Mondays and Wednesdays at 18:00, New York time");
  back = load (ui);
  g_assert_cmpint (back->schedule->id, ==, made->schedule->id);
  ui_fixture_free (ui);
}

static gboolean
is_over (gpointer data)
{
  UiFixture *ui = data;
  g_autoptr (CwScheduleView) view = load (ui);

  return view->last != NULL && view->last->ended != 0;
}

/* What is due runs while the window is open, and is a run like any other. */
static void
test_run (void)
{
  UiFixture *ui = ui_fixture_new (6, 4, TRUE);
  g_autoptr (CwSchedule) schedule = cw_schedule_new (ui->fixture->integrations[0], "Nightly");
  g_autoptr (CwScheduleView) view = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *list = show_list (ui);

  g_strfreev (schedule->workflows);
  schedule->workflows = g_strsplit (ui->workflow->id, " ", -1);
  schedule->weekdays = 0x7f;
  g_array_unref (schedule->times);
  schedule->times = cw_schedule_parse_times ("06:00", NULL);
  g_assert_true (cw_profile_put_schedule_sync (ui->fixture->profile, schedule, &error));
  cw_virtual_clock_advance (ui->fixture->clock, G_TIME_SPAN_DAY);
  cw_scheduler_look (cw_desk_get_scheduler (ui->desk));
  ui_wait (is_over, ui);
  ui_wait_shown (list, "last: ");
  view = load (ui);
  g_assert_cmpstr (view->run->why, ==, "schedule");
  g_assert_nonnull (cw_desk_find_job (ui->desk, ui->fixture->integrations[0]));
  g_assert_cmpint (cw_job_get_run (cw_desk_find_job (ui->desk, ui->fixture->integrations[0])), ==, view->run->id);
  cw_fixture_assert_converged (ui->fixture, 0, FALSE);

  /* Its own switch. */
  gtk_switch_set_active (find_switch (list), FALSE);
  ui_wait_shown (list, "Off · last: ");
  g_assert_false (gtk_switch_get_active (find_switch (list)));
  ui_fixture_free (ui);
}

static gboolean
is_back_on (gpointer data)
{
  return gtk_switch_get_active (data);
}

/* The switch of a workflow that a schedule uses: refused in words, and back where it was. */
static void
test_protection (void)
{
  UiFixture *ui = ui_fixture_new (6, 4, TRUE);
  g_autoptr (CwSchedule) schedule = cw_schedule_new (ui->fixture->integrations[0], "Nightly");
  GtkWidget *view, *dialog;
  g_autoptr (GError) error = NULL;
  g_autofree char *hint = NULL;

  g_strfreev (schedule->workflows);
  schedule->workflows = g_strsplit (ui->workflow->id, " ", -1);
  schedule->weekdays = 0x7f;
  g_array_unref (schedule->times);
  schedule->times = cw_schedule_parse_times ("06:00", NULL);
  g_assert_true (cw_profile_put_schedule_sync (ui->fixture->profile, schedule, &error));
  view = GTK_WIDGET (cw_integration_view_new (ui->desk, ui->item, ui->pages));
  cw_integrations_page_push (ui->pages, "Integration", view);
  cw_overview_refresh_async (cw_desk_get_overview (ui->desk), NULL, NULL, NULL);
  ui_wait_shown (view, "Nightly");
  ui_wait_shown (view, "by schedule");
  gtk_switch_set_active (GTK_SWITCH (ui_find_hint (view, GTK_TYPE_SWITCH, "Has its part")), FALSE);
  while (!ADW_IS_MESSAGE_DIALOG (ui_top_window ()))
    ui_settle ();
  dialog = GTK_WIDGET (ui_top_window ());
  ui_wait_shown (dialog, "A Schedule Uses It");
  g_assert_true (ui_shows (dialog, "The schedule “Nightly”, which is switched on, uses"));
  ui_shoot_top (ui, "schedule-refusal");
  ui_click (dialog, "Close");
  ui_wait (is_back_on, ui_find_hint (view, GTK_TYPE_SWITCH, "Has its part"));
  ui_fixture_free (ui);
}

/* Without a mouse. */
static void
test_keyboard (void)
{
  UiFixture *ui;
  GtkWidget *list;
  g_autoptr (CwScheduleView) made = NULL;

  if (!ui_keys_work ())
    {
      g_test_skip ("this display takes no artificial keys");
      return;
    }
  ui = ui_fixture_new (6, 4, TRUE);
  list = show_list (ui);
  ui_wait_shown (list, "No Schedules");
  ui_tab_to ("Add a Schedule…");
  ui_press ("Return", NULL);
  ui_wait_shown (GTK_WIDGET (ui->pages), "They run in this order");
  ui_tab_to ("Friday");
  ui_press ("space", NULL);
  ui_tab_to ("Create");
  ui_press ("Return", NULL);
  ui_wait_shown (list, "Mondays to Thursdays at 06:00");
  made = load (ui);
  g_assert_cmphex (made->schedule->weekdays, ==, 0x0f);
  ui_fixture_free (ui);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/schedules/edit", test_edit);
  g_test_add_func ("/schedules/run", test_run);
  g_test_add_func ("/schedules/protection", test_protection);
  g_test_add_func ("/schedules/keyboard", test_keyboard);
  return g_test_run ();
}
