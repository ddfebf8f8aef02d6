/* test-users.c: the page of users: cards, filters, suggestions, conflicts, Sync Employees
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ui-fixture.h"

#include "cw-people.h"
#include "cw-sync-employees.h"
#include "cw-users-page.h"
#include "cw-window.h"

#include <string.h>

/* ---- the page in a window of its own ---- */

typedef struct {
  CwFixture   *fixture;
  CwDesk      *desk;
  GtkWindow   *window;
  CwUsersPage *page;
  char        *company;
  guint        index;     /* of the integration that is shown */
} Users;

static gboolean
is_ready (gpointer data)
{
  return cw_desk_get_state (data) == CW_DESK_READY && g_list_model_get_n_items (cw_overview_get_integrations (cw_desk_get_overview (data))) > 0;
}

static GtkWidget *
find_drop_down (GtkWidget *root, const char *tooltip)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      const char *text = gtk_widget_get_tooltip_text (child);
      GtkWidget *found = GTK_IS_DROP_DOWN (child) && g_strcmp0 (text, tooltip) == 0 ? child : find_drop_down (child, tooltip);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The list of integrations is in order of name. */
static void
pick_integration (Users *self)
{
  GtkDropDown *drop_down = GTK_DROP_DOWN (find_drop_down (GTK_WIDGET (self->page), "Integration"));
  GListModel *items = gtk_drop_down_get_model (drop_down);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (CwIntegrationItem) item = g_list_model_get_item (items, i);

      if (g_str_equal (cw_integration_item_get_name (item), self->fixture->integrations[self->index]))
        gtk_drop_down_set_selected (drop_down, i);
    }
}

static Users *
users_new_for (guint index, CwFixture *fixture, gboolean read, gboolean on)
{
  Users *self = g_new0 (Users, 1);
  g_autoptr (GError) error = NULL;

  self->fixture = fixture;
  self->index = index;
  self->company = self->fixture->companies[index];
  if (on)
    cw_users_unref (cw_users_switch_on_sync (self->fixture->profile, self->fixture->integrations[self->index], self->company, NULL, &error));
  else if (read)
    cw_users_unref (cw_users_refresh_sync (self->fixture->profile, self->fixture->integrations[self->index], NULL, &error));
  g_assert_no_error (error);
  self->desk = cw_desk_new_for_profile (self->fixture->profile);
  ui_wait (is_ready, self->desk);
  self->window = GTK_WINDOW (adw_window_new ());
  self->page = cw_users_page_new (self->desk);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_set_default_size (self->window, 900, 700);
  gtk_window_present (self->window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (self->window));
  pick_integration (self);
  ui_settle ();
  return self;
}

static Users *
users_new (guint employees, gboolean read, gboolean on)
{
  return users_new_for (0, cw_fixture_new_with_people (employees, NULL), read, on);
}

static void
users_free (Users *self)
{
  UiFixture ui = { .fixture = self->fixture, .desk = self->desk, .window = self->window };

  ui_close (&ui);
  g_free (self);
}

static void
shoot (Users *self, const char *name)
{
  UiFixture ui = { .window = self->window };

  ui_shoot (&ui, name);
}

static CwUsers *
load (Users *self)
{
  g_autoptr (GError) error = NULL;
  CwUsers *users = cw_users_load_sync (self->fixture->profile, self->fixture->integrations[self->index], &error);

  g_assert_no_error (error);
  return users;
}

static GListModel *
get_list (Users *self)
{
  GtkWidget *table = ui_find (GTK_WIDGET (self->page), GTK_TYPE_COLUMN_VIEW, NULL);

  return gtk_no_selection_get_model (GTK_NO_SELECTION (gtk_column_view_get_model (GTK_COLUMN_VIEW (table))));
}

typedef struct {
  Users *self;
  guint  n;
} Count;

static gboolean
has_rows (gpointer data)
{
  Count *count = data;
  GtkWidget *table = ui_look (GTK_WIDGET (count->self->page), GTK_TYPE_COLUMN_VIEW, NULL);

  return table != NULL && g_list_model_get_n_items (get_list (count->self)) == count->n;
}

static void
wait_rows (Users *self, guint n)
{
  Count count = { self, n };

  g_test_message ("waiting for %u rows", n);
  ui_wait (has_rows, &count);
}

/* The card with @caption below its number. */
static GtkWidget *
find_card (GtkWidget *root, const char *caption)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = GTK_IS_TOGGLE_BUTTON (child) && ui_shows (child, caption) ? child : find_card (child, caption);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
press_card (Users *self, const char *caption)
{
  GtkToggleButton *card = GTK_TOGGLE_BUTTON (find_card (GTK_WIDGET (self->page), caption));

  gtk_toggle_button_set_active (card, !gtk_toggle_button_get_active (card));
}

static void
choose (Users *self, const char *drop_down, guint position)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find_drop_down (GTK_WIDGET (self->page), drop_down)), position);
}

/* The entry of the drop-down that says so. */
static void
choose_system (Users *self, const char *label)
{
  GtkDropDown *drop_down = GTK_DROP_DOWN (find_drop_down (GTK_WIDGET (self->page), "System"));
  GtkStringList *entries = GTK_STRING_LIST (gtk_drop_down_get_model (drop_down));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (entries));

  for (guint i = 0; i < n; i++)
    if (g_str_equal (gtk_string_list_get_string (entries, i), label))
      {
        gtk_drop_down_set_selected (drop_down, i);
        return;
      }
  g_error ("no system “%s”", label);
}

/* The window of @type that is open. */
static GtkWidget *
find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }
  return NULL;
}

/* ---- reading and filtering ---- */

static void
test_read (void)
{
  Users *self = users_new (60, FALSE, FALSE);
  GtkWidget *page = GTK_WIDGET (self->page);
  g_autoptr (CwUsers) users = NULL;

  ui_wait_shown (page, "See which user is which employee");
  shoot (self, "users-unread");
  ui_click (page, "Read Both Systems");
  ui_wait_shown (page, "Sync Employees is off");
  users = load (self);
  wait_rows (self, cw_users_get_counts (users)->users);
  shoot (self, "users");
  g_assert_cmpuint (cw_fixture_count_writes (self->fixture, "precoro") + cw_fixture_count_writes (self->fixture, "netsuite"), ==, 0);
  users_free (self);
}

static void
test_filters (void)
{
  Users *self = users_new (300, TRUE, TRUE);
  GtkWidget *page = GTK_WIDGET (self->page), *card;
  g_autoptr (CwUsers) users = load (self);
  const CwUsersCounts *counts = cw_users_get_counts (users);
  g_autofree char *number = g_strdup_printf ("%u", counts->unmapped);
  const CwUsersFilter inactive = { .active = CW_USERS_NO }, employees = { .employees = TRUE };
  g_autoptr (GArray) gone = cw_users_list (users, &inactive, CW_USERS_BY_NAME, FALSE);
  g_autoptr (GArray) everybody = cw_users_list (users, &employees, CW_USERS_BY_NAME, FALSE);
  GtkWidget *search = ui_find (page, GTK_TYPE_SEARCH_ENTRY, NULL);

  wait_rows (self, counts->users);
  g_assert_false (ui_shows (page, "Sync Employees is off"));
  card = find_card (page, "Not mapped with NetSuite");
  g_assert_true (ui_shows (card, number));
  /* The card shows exactly whom it counts; pressed again, everybody. */
  press_card (self, "Not mapped with NetSuite");
  wait_rows (self, counts->unmapped);
  shoot (self, "users-unmapped");
  press_card (self, "Not mapped with NetSuite");
  wait_rows (self, counts->users);
  press_card (self, "Mapped");
  wait_rows (self, counts->integrated);
  press_card (self, "Conflicts");
  wait_rows (self, counts->conflicts);
  shoot (self, "users-conflicts");
  press_card (self, "Conflicts");
  wait_rows (self, counts->users);
  choose (self, "Active", 2);
  wait_rows (self, gone->len);
  choose (self, "Active", 0);
  choose_system (self, "NetSuite");
  wait_rows (self, everybody->len);
  shoot (self, "users-employees");
  choose_system (self, "Precoro");
  gtk_editable_set_text (GTK_EDITABLE (search), "no such person");
  ui_wait_shown (page, "Nobody Found");
  gtk_editable_set_text (GTK_EDITABLE (search), "INTEGRATION user");
  wait_rows (self, 1);
  users_free (self);
}

/* ---- deciding ---- */

typedef struct {
  Users *self;
  guint  integrated;
} Integrated;

static gboolean
are_integrated (gpointer data)
{
  Integrated *wanted = data;
  g_autoptr (CwUsers) users = load (wanted->self);

  return cw_users_get_counts (users)->integrated == wanted->integrated;
}

static void
test_near (void)
{
  Users *self = users_new (300, TRUE, TRUE);
  GtkWidget *page = GTK_WIDGET (self->page);
  g_autoptr (CwUsers) before = load (self), refused = NULL;
  guint integrated = cw_users_get_counts (before)->integrated;
  Integrated one_more = { self, integrated + 1 }, as_before = { self, integrated };
  g_autofree char *count = g_strdup_printf ("%u", integrated + 1);

  wait_rows (self, cw_users_get_counts (before)->users);
  press_card (self, "Not mapped with NetSuite");
  wait_rows (self, cw_users_get_counts (before)->unmapped);
  gtk_editable_set_text (GTK_EDITABLE (ui_find (page, GTK_TYPE_SEARCH_ENTRY, NULL)), "another domain");
  ui_wait_shown (page, "same address in another domain");
  ui_click (page, "Link");
  ui_wait_shown (page, "Linked");
  ui_wait (are_integrated, &one_more);
  g_assert_true (ui_shows (find_card (page, "Mapped"), count));
  /* The toast takes it back. */
  ui_click (page, "Undo");
  ui_wait (are_integrated, &as_before);
  ui_click (page, "No");
  ui_wait_shown (page, "Not suggested again");
  refused = load (self);
  g_assert_cmpuint (cw_users_get_counts (refused)->integrated, ==, integrated);
  g_assert_cmpuint (cw_fixture_count_writes (self->fixture, "precoro") + cw_fixture_count_writes (self->fixture, "netsuite"), ==, 0);
  users_free (self);
}

static gboolean
is_choosing (gpointer data)
{
  return find_window (g_type_from_name ("CwChooseEmployee")) != NULL;
}

typedef struct {
  Users *self;
  guint  conflicts;
} Settled;

static gboolean
has_fewer_conflicts (gpointer data)
{
  Settled *settled = data;
  g_autoptr (CwUsers) users = load (settled->self);

  return cw_users_get_counts (users)->conflicts < settled->conflicts;
}

static void
test_settle (void)
{
  Users *self = users_new (300, TRUE, TRUE);
  GtkWidget *page = GTK_WIDGET (self->page), *dialog;
  g_autoptr (CwUsers) before = load (self);
  Settled settled = { self, cw_users_get_counts (before)->conflicts };
  UiFixture ui = { NULL };

  press_card (self, "Conflicts");
  wait_rows (self, settled.conflicts);
  ui_click (page, "Settle…");
  ui_wait (is_choosing, NULL);
  dialog = find_window (g_type_from_name ("CwChooseEmployee"));
  ui_settle ();
  ui.window = GTK_WINDOW (dialog);
  ui_shoot (&ui, "users-settle");
  ui_click (dialog, "Link");
  ui_wait (has_fewer_conflicts, &settled);
  users_free (self);
}

/* ---- Sync Employees ---- */

static gboolean
is_effect_shown (gpointer data)
{
  GtkWidget *dialog = find_window (CW_TYPE_SYNC_EMPLOYEES);

  return dialog != NULL && ui_shows (dialog, "To confirm, type the name of the company");
}

static gboolean
is_on (gpointer data)
{
  g_autoptr (CwUsers) users = load (data);

  return cw_users_get_sync (users);
}

static void
test_sync (void)
{
  Users *self = users_new (100, TRUE, FALSE);
  GtkWidget *page = GTK_WIDGET (self->page), *dialog, *entry, *button;
  g_autoptr (CwUsers) before = load (self), after = NULL;
  g_autofree char *matched = g_strdup_printf ("%u will be matched", cw_users_get_counts (before)->would_link);
  UiFixture ui = { NULL };

  wait_rows (self, cw_users_get_counts (before)->users);
  ui_click (page, "Sync Employees…");
  ui_wait (is_effect_shown, NULL);
  dialog = find_window (CW_TYPE_SYNC_EMPLOYEES);
  ui_settle ();
  ui.window = GTK_WINDOW (dialog);
  ui_shoot (&ui, "users-sync");
  g_assert_nonnull (ui_look (dialog, GTK_TYPE_TOGGLE_BUTTON, matched));
  entry = ui_find (dialog, GTK_TYPE_ENTRY, NULL);
  button = ui_find (dialog, GTK_TYPE_BUTTON, "Switch On for Good");
  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_editable_set_text (GTK_EDITABLE (entry), "another");
  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_editable_set_text (GTK_EDITABLE (entry), self->company);
  g_assert_true (gtk_widget_is_sensitive (button));
  /* Return confirms nothing. */
  g_assert_false (gtk_entry_get_activates_default (GTK_ENTRY (entry)));
  g_assert_null (gtk_window_get_default_widget (GTK_WINDOW (dialog)));
  g_signal_emit_by_name (entry, "activate");
  ui_settle ();
  g_assert_false (is_on (self));
  ui_click (dialog, "Switch On for Good");
  ui_wait (is_on, self);
  ui_wait_shown (dialog, "Sync Employees is on since");
  ui_shoot (&ui, "users-sync-on");
  gtk_window_close (GTK_WINDOW (dialog));
  ui_settle ();
  after = load (self);
  g_assert_cmpuint (cw_users_get_counts (after)->would_link, ==, 0);
  wait_rows (self, cw_users_get_counts (after)->users);
  g_assert_false (ui_shows (page, "Sync Employees is off"));
  g_assert_cmpuint (cw_fixture_count_writes (self->fixture, "precoro") + cw_fixture_count_writes (self->fixture, "netsuite"), ==, 0);
  users_free (self);
}

/* ---- users whom a workflow makes ---- */

static void
plant (CwFixture *f, const char *system, const char *record, const char *members)
{
  g_autofree char *json = g_strdup_printf ("{\"system\":\"%s\",\"record\":\"%s\",\"create\":{%s}}", system, record, members);
  g_autofree char *answer = cw_fixture_edit (f, json);
}

static CwFixture *
make_services (void)
{
  CwFixture *f = cw_fixture_new_with_people (60, NULL);

  plant (f, "netsuite", "employee", "\"entityid\":\"Olena Marsh\",\"firstname\":\"Olena\",\"lastname\":\"Marsh\",\"email\":\"olena.marsh@harbor.example\","
         "\"subsidiary\":\"2\",\"custentity_oa_export_to_openair\":\"T\"");
  plant (f, "suiteprojects", "user", "\"nickname\":\"omarsh\",\"name\":\"O. Marsh\",\"active\":\"1\",\"addr\":{\"first\":\"O.\",\"last\":\"Marsh\","
         "\"email\":\"olena.mash@harbor.example\"}");
  for (guint i = 0; i < 2; i++)
    plant (f, "netsuite", "employee", i == 0 ? "\"entityid\":\"Desk 1\",\"firstname\":\"Dora\",\"lastname\":\"One\",\"email\":\"desk@harbor.example\",\"subsidiary\":\"2\""
                                             : "\"entityid\":\"Desk 2\",\"firstname\":\"Dan\",\"lastname\":\"Two\",\"email\":\"desk@harbor.example\",\"subsidiary\":\"2\"");
  plant (f, "suiteprojects", "user", "\"nickname\":\"desk\",\"name\":\"The Desk\",\"active\":\"1\",\"addr\":{\"first\":\"The\",\"last\":\"Desk\","
         "\"email\":\"desk@harbor.example\"}");
  return f;
}

static guint
count_people_there (CwFixture *f)
{
  g_autoptr (JsonNode) node = cw_fixture_get (f, "/__sandbox/state/suiteprojects/user");

  return json_array_get_length (json_node_get_array (node));
}

static void
test_services (void)
{
  CwFixture *fixture = make_services ();
  guint there = count_people_there (fixture);
  Users *self = users_new_for (2, fixture, TRUE, FALSE);
  GtkWidget *page = GTK_WIDGET (self->page);
  g_autoptr (CwUsers) users = load (self);
  const CwUsersCounts *counts = cw_users_get_counts (users);
  const CwUsersFilter employees = { .employees = TRUE };
  g_autoptr (GArray) everybody = cw_users_list (users, &employees, CW_USERS_BY_NAME, FALSE);
  g_autofree char *unmapped = g_strdup_printf ("%u", counts->unmapped), *next = g_strdup_printf ("Next: %u to link, %u to create", counts->would_link, counts->would_create);
  Integrated one_more = { self, counts->integrated + 1 };

  wait_rows (self, counts->users);
  g_assert_cmpuint (counts->would_create, >, 2);
  g_assert_true (ui_shows (page, "users in SuiteProjects Pro"));
  g_assert_true (ui_shows (page, next));
  g_assert_null (ui_look (page, GTK_TYPE_BUTTON, "Sync Employees…"));
  shoot (self, "users-spp");
  g_assert_true (ui_shows (find_card (page, "Not mapped with NetSuite"), unmapped));
  press_card (self, "Not mapped with NetSuite");
  wait_rows (self, counts->unmapped);
  press_card (self, "Conflicts");
  wait_rows (self, counts->conflicts);
  press_card (self, "Conflicts");
  /* Who is to be made is no problem, and says so. */
  choose_system (self, "NetSuite");
  wait_rows (self, everybody->len);
  g_assert_true (ui_shows (page, "will be created by “Employees”"));
  shoot (self, "users-spp-employees");
  /* The users of another system are those of another integration. */
  choose_system (self, "Precoro");
  ui_wait_shown (page, "See which user is which employee");
  choose_system (self, "SuiteProjects Pro");
  wait_rows (self, counts->users);
  gtk_editable_set_text (GTK_EDITABLE (ui_find (page, GTK_TYPE_SEARCH_ENTRY, NULL)), "mash");
  wait_rows (self, 1);
  ui_click (page, "Link");
  ui_wait (are_integrated, &one_more);
  ui_wait_shown (page, "by hand");
  g_assert_cmpuint (count_people_there (fixture), ==, there);
  g_assert_cmpuint (cw_fixture_count_writes (fixture, "netsuite"), ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (ui_find (page, GTK_TYPE_SEARCH_ENTRY, NULL)), "");
  gtk_window_set_default_size (self->window, 360, 640);
  ui_settle ();
  ui_settle ();
  /* The columns that are hidden now had their width. */
  gtk_window_set_default_size (self->window, 360, 641);
  ui_settle ();
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ui_settle ();
  ui_settle ();
  shoot (self, "users-spp-narrow-dark");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, 360);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  users_free (self);
}

/* The integration's own page leads to the same dialog, and never switches it on by itself. */
static void
test_set_up (void)
{
  UiFixture *ui = ui_fixture_new (5, 5, TRUE);
  GtkWidget *root = GTK_WIDGET (ui->pages), *dialog;
  g_autoptr (CwUsers) users = NULL;
  g_autoptr (GError) error = NULL;

  ui_wait_shown (root, "Sync Employees");
  ui_click (root, "Set Up…");
  ui_wait (is_effect_shown, NULL);
  dialog = find_window (CW_TYPE_SYNC_EMPLOYEES);
  gtk_window_close (GTK_WINDOW (dialog));
  ui_settle ();
  users = cw_users_load_sync (ui->fixture->profile, ui->fixture->integrations[0], &error);
  g_assert_no_error (error);
  g_assert_false (cw_users_get_sync (users));
  ui_fixture_free (ui);
}

/* ---- files, failures, narrow windows ---- */

static gboolean
is_written (gpointer data)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (data, &text, NULL, NULL) && g_str_has_prefix (text, "\"user\",\"name\"");
}

static void
test_export (void)
{
  Users *self = users_new (30, TRUE, FALSE);
  g_autofree char *file = g_build_filename (self->fixture->dir, "list.csv", NULL);
  g_autoptr (CwUsers) users = load (self);

  wait_rows (self, cw_users_get_counts (users)->users);
  cw_users_page_export (self->page, file);
  ui_wait (is_written, file);
  ui_wait_shown (GTK_WIDGET (self->page), "The list was written");
  users_free (self);
}

static void
test_failed (void)
{
  Users *self = users_new (20, FALSE, FALSE);
  GtkWidget *page = GTK_WIDGET (self->page);

  ui_wait_shown (page, "See which user is which employee");
  cw_fixture_control (self->fixture, "/__sandbox/settings", "{\"revoke_grants\":true,\"expire_access_tokens\":true}");
  cw_fixture_control (self->fixture, "/__sandbox/fault", "{\"spec\":\"precoro:html403:#1+100\"}");
  ui_click (page, "Read Both Systems");
  ui_wait_shown (page, "Users Could Not Be Read");
  shoot (self, "users-failed");
  users_free (self);
}

static void
test_narrow (void)
{
  Users *self = users_new (300, TRUE, TRUE);
  g_autoptr (CwUsers) users = load (self);
  int minimum;

  wait_rows (self, cw_users_get_counts (users)->users);
  gtk_window_set_default_size (self->window, 360, 640);
  ui_settle ();
  ui_settle ();
  /* The columns that are hidden now had their width. */
  gtk_window_set_default_size (self->window, 360, 641);
  ui_settle ();
  press_card (self, "Not mapped with NetSuite");
  wait_rows (self, cw_users_get_counts (users)->unmapped);
  ui_settle ();
  shoot (self, "users-narrow");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, 360);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ui_settle ();
  shoot (self, "users-narrow-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  gtk_widget_measure (GTK_WIDGET (self->page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  users_free (self);
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
  g_test_add_func ("/users/read", test_read);
  g_test_add_func ("/users/filters", test_filters);
  g_test_add_func ("/users/near", test_near);
  g_test_add_func ("/users/settle", test_settle);
  g_test_add_func ("/users/sync", test_sync);
  g_test_add_func ("/users/services", test_services);
  g_test_add_func ("/users/set-up", test_set_up);
  g_test_add_func ("/users/export", test_export);
  g_test_add_func ("/users/failed", test_failed);
  g_test_add_func ("/users/narrow", test_narrow);
  return g_test_run ();
}
