/* test-hierarchies.c: both trees, in the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-choose-node.h"
#include "cw-hierarchies-page.h"
#include "cw-hierarchy-page.h"
#include "cw-integration-view.h"
#include "ui-accessible.h"
#include "ui-fixture.h"
#include "ui-keys.h"

#include <adwaita.h>

#define SERVICES 2   /* the integration with SuiteProjects Pro */

static CwIntegrationItem *
find_item (UiFixture *ui, guint index)
{
  return cw_overview_find_integration (cw_desk_get_overview (ui->desk), ui->fixture->integrations[index]);
}

/* As Return does on the row. */
static void
activate (GtkWidget *root, const char *title)
{
  adw_action_row_activate (ADW_ACTION_ROW (gtk_widget_get_ancestor (ui_find (root, GTK_TYPE_LABEL, title), ADW_TYPE_ACTION_ROW)));
}

static GtkWidget *
show_one (UiFixture *ui)
{
  GtkWidget *list = GTK_WIDGET (cw_hierarchies_page_new (ui->desk, find_item (ui, SERVICES), ui->pages)), *page;

  cw_integrations_page_push (ui->pages, "Hierarchies", list);
  ui_wait_shown (list, "No hierarchy");
  g_assert_true (ui_shows (list, "Employees"));
  g_assert_true (ui_shows (list, "Projects"));
  ui_shoot (ui, "hierarchies");
  activate (gtk_widget_get_ancestor (ui_find (list, GTK_TYPE_LABEL, "Customers"), ADW_TYPE_PREFERENCES_GROUP), "Department");
  page = ui_find (GTK_WIDGET (ui->pages), CW_TYPE_HIERARCHY_PAGE, NULL);
  /* Both sides are read by itself. */
  ui_wait_shown (page, "Accounts Receivable");
  return page;
}

typedef struct {
  GtkWidget  *page;
  const char *title;
} Choice;

/* FALSE until the other side was read and offers it. */
static gboolean
choose_now (gpointer data)
{
  Choice *asked = data;
  GtkDropDown *choice = GTK_DROP_DOWN (ui_look (asked->page, GTK_TYPE_DROP_DOWN, NULL));
  GListModel *titles = gtk_drop_down_get_model (choice);

  for (guint i = 0; titles != NULL && i < g_list_model_get_n_items (titles); i++)
    {
      g_autoptr (GtkStringObject) one = g_list_model_get_item (titles, i);

      if (!g_str_equal (gtk_string_object_get_string (one), asked->title))
        continue;
      gtk_drop_down_set_selected (choice, i);
      return TRUE;
    }
  return FALSE;
}

static void
choose (GtkWidget *page, const char *title)
{
  ui_wait (choose_now, &(Choice) { page, title });
}

/* The button of the first row whose title is @name. */
static GtkWidget *
find_button (GtkWidget *page, const char *name, const char *label)
{
  return ui_find (gtk_widget_get_ancestor (ui_find (page, GTK_TYPE_LABEL, name), ADW_TYPE_ACTION_ROW), GTK_TYPE_BUTTON, label);
}

static gboolean
is_closed (gpointer data)
{
  return !CW_IS_CHOOSE_NODE (ui_top_window ());
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
}

/* Adopted, linked and unlinked by pointing; nothing is sent. */
static void
test_existing (void)
{
  UiFixture *ui = ui_fixture_new (6, 4, TRUE);
  GtkWidget *page = show_one (ui), *search;

  choose (page, "Existing: Business Unit");
  ui_wait_shown (page, "8 linked · 4 nodes without a partner · in SuiteProjects Pro: 1");
  g_assert_true (ui_shows (page, "Sales : Field sales · by name"));
  cw_fixture_count_writes (ui->fixture, "suiteprojects");   /* its readings look like writes */
  g_assert_cmpuint (ui_count_nameless (GTK_WIDGET (ui->window)), ==, 0);

  g_signal_emit_by_name (find_button (page, "Accounts Receivable", "Link"), "clicked");
  search = ui_find (GTK_WIDGET (ui_top_window ()), GTK_TYPE_SEARCH_ENTRY, NULL);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (ui_top_window ()));
  ui_settle ();
  ui_shoot_top (ui, "hierarchy-choose");
  g_assert_cmpuint (ui_count_nameless (GTK_WIDGET (ui_top_window ())), ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (search), "legAL");
  ui_settle ();
  g_signal_emit_by_name (search, "activate");
  ui_wait_shown (page, "Legal · by hand");
  ui_wait (is_closed, NULL);
  ui_wait_shown (page, "9 linked · 3 nodes without a partner");
  shoot_looks (ui, "hierarchy");

  g_signal_emit_by_name (find_button (page, "Accounts Receivable", "Unlink"), "clicked");
  ui_wait_shown (page, "8 linked · 4 nodes without a partner");
  /* What a person does here is no business of the other system. */
  g_assert_cmpuint (cw_fixture_count_writes (ui->fixture, "suiteprojects"), ==, 0);
  ui_fixture_free (ui);
}

static void
test_own (void)
{
  UiFixture *ui = ui_fixture_new (6, 4, TRUE);
  GtkWidget *page = show_one (ui);

  choose (page, "Create and Keep in Step");
  ui_wait_shown (page, "will be created by the next run");
  ui_wait_shown (page, "Will be created by the next run");
  g_assert_null (ui_look (page, GTK_TYPE_BUTTON, "Link"));
  ui_click (page, "Show Plan");
  ui_wait_shown (GTK_WIDGET (ui->pages), "Customer Department");
  /* By its title, although it is on no list. */
  g_assert_true (ui_shows (GTK_WIDGET (ui->pages), "Customers: Department"));
  ui_shoot (ui, "hierarchy-plan");
  ui_fixture_free (ui);
}

/* Linked without a mouse, and the keyboard is where it was. */
static void
test_keyboard (void)
{
  UiFixture *ui;
  GtkWidget *page;

  if (!ui_keys_work ())
    {
      g_test_skip ("this display takes no artificial keys");
      return;
    }
  ui = ui_fixture_new (6, 4, TRUE);
  page = show_one (ui);
  choose (page, "Existing: Business Unit");
  ui_wait_shown (page, "8 linked");
  ui_tab_to ("Link Marketing");
  ui_press ("Return", NULL);
  ui_find (GTK_WIDGET (ui_top_window ()), GTK_TYPE_SEARCH_ENTRY, NULL);
  ui_type ("legal");
  ui_settle ();
  ui_press ("Return", NULL);
  ui_wait_shown (page, "Legal · by hand");
  ui_wait (is_closed, NULL);
  ui_settle ();
  ui_press ("Return", NULL);
  ui_wait_shown (page, "8 linked");
  ui_fixture_free (ui);
}

/* Only where a description has hierarchies. */
static void
test_where (void)
{
  UiFixture *ui = ui_fixture_new (6, 4, FALSE);
  GtkWidget *precoro = GTK_WIDGET (cw_integration_view_new (ui->desk, find_item (ui, 0), ui->pages)), *services;

  cw_integrations_page_push (ui->pages, "Precoro", precoro);
  ui_wait_shown (precoro, "Subsidiaries");
  g_assert_false (ui_shows (precoro, "Hierarchies"));
  services = GTK_WIDGET (cw_integration_view_new (ui->desk, find_item (ui, SERVICES), ui->pages));
  cw_integrations_page_push (ui->pages, "Services", services);
  ui_wait_shown (services, "Hierarchies");
  activate (services, "Hierarchies");
  ui_wait_shown (GTK_WIDGET (ui->pages), "A classification of NetSuite");
  ui_fixture_free (ui);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/hierarchies/existing", test_existing);
  g_test_add_func ("/hierarchies/own", test_own);
  g_test_add_func ("/hierarchies/keyboard", test_keyboard);
  g_test_add_func ("/hierarchies/where", test_where);
  return g_test_run ();
}
