/* test-mapping.c: editing, trying and saving a mapping in the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-expression-block.h"
#include "cw-field-picker.h"
#include "cw-mapping-editor.h"
#include "cw-mapping-page.h"
#include "ui-fixture.h"
#include "ui-keys.h"

#include <adwaita.h>
#include <string.h>

/* ---- the page ---- */

typedef struct {
  UiFixture     *ui;
  CwMappingPage *page;
} Test;

static void
open_page (Test *test)
{
  test->ui = ui_fixture_new (40, 20, TRUE);
  test->page = cw_mapping_page_new (test->ui->desk);
  gtk_window_set_child (test->ui->window, GTK_WIDGET (test->page));
  ui_wait_shown (GTK_WIDGET (test->page), "customer:");
}

static void
close_page (Test *test)
{
  ui_fixture_free (test->ui);
}

static GtkWidget *
root (Test *test)
{
  return GTK_WIDGET (test->page);
}

static CwMappingBench *
get_bench (Test *test)
{
  return cw_mapping_editor_get_bench (CW_MAPPING_EDITOR (ui_find (root (test), CW_TYPE_MAPPING_EDITOR, NULL)));
}

static CwMappingDraft *
get_draft (Test *test)
{
  return cw_mapping_bench_get_draft (get_bench (test));
}

static char *
dup_source (Test *test, guint group, guint row)
{
  CwDraftPlace place = { CW_DRAFT_SOURCE, group, row };
  CwExpression *source = cw_mapping_draft_get_expression (get_draft (test), &place);

  return source != NULL ? cw_mapping_bench_dup_words (get_bench (test), "customer", source) : g_strdup ("none");
}

static void
assert_source (Test *test, guint group, guint row, const char *expected)
{
  g_autofree char *words = dup_source (test, group, row);
  g_autoptr (GString) plain = g_string_new (words);

  g_string_replace (plain, "\342\201\250", "", 0);
  g_string_replace (plain, "\342\201\251", "", 0);
  g_assert_cmpstr (plain->str, ==, expected);
}

/* Chooses what matches @text best in the picker that is open. */
static void
pick (const char *text)
{
  GtkWindow *picker = ui_top_window ();

  g_assert_true (CW_IS_FIELD_PICKER (picker));
  cw_field_picker_search (CW_FIELD_PICKER (picker), text);
  g_signal_emit_by_name (ui_find (GTK_WIDGET (picker), GTK_TYPE_SEARCH_ENTRY, NULL), "activate");
  ui_settle ();
}

static GtkWidget *
get_block (Test *test)
{
  return ui_find (root (test), CW_TYPE_EXPRESSION_BLOCK, NULL);
}

/* What the application loads by itself. */
static void
load_style (void)
{
  GtkCssProvider *provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/io/github/causeway_app/Causeway/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_unref (provider);
}

static void
test_look (void)
{
  Test test;

  open_page (&test);
  g_assert_true (ui_shows (root (&test), "Customers"));
  ui_shoot (test.ui, "mapping");
  close_page (&test);
}

/* ---- rows ---- */

static void
test_add_row (void)
{
  Test test;

  open_page (&test);
  ui_click (root (&test), "Add a Field");
  ui_settle ();
  ui_shoot (test.ui, "mapping-add");
  pick ("name");
  pick ("entityId");
  assert_source (&test, 0, 1, "entityId");
  ui_shoot (test.ui, "mapping-row");
  g_assert_true (cw_mapping_draft_undo (get_draft (&test)));
  assert_source (&test, 0, 1, "none");
  /* The row that was open is gone: the list is back. */
  ui_wait_shown (root (&test), "Add a Field");
  close_page (&test);
}

/* ---- expressions ---- */

static void
test_nest (void)
{
  Test test;

  open_page (&test);
  cw_mapping_editor_show (CW_MAPPING_EDITOR (ui_find (root (&test), CW_TYPE_MAPPING_EDITOR, NULL)), 0, 0);
  ui_settle ();
  ui_shoot (test.ui, "mapping-first");
  g_assert_true (gtk_widget_activate_action (get_block (&test), "block.wrap", "s", "if"));
  ui_settle ();
  ui_shoot (test.ui, "mapping-if");
  g_assert_true (gtk_widget_activate_action (get_block (&test), "block.wrap", "s", "map"));
  ui_settle ();
  ui_shoot (test.ui, "mapping-map");
  close_page (&test);
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
  load_style ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/mapping/look", test_look);
  g_test_add_func ("/mapping/add-row", test_add_row);
  g_test_add_func ("/mapping/nest", test_nest);
  return g_test_run ();
}
