/* test-mapping.c: editing, trying and saving a mapping in the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-expression-block.h"
#include "cw-expression-words.h"
#include "cw-field-picker.h"
#include "cw-mapping-editor.h"
#include "cw-mapping-page.h"
#include "cw-mapping-row-view.h"
#include "cw-window.h"
#include "ui-fixture.h"
#include "ui-keys.h"

#include <adwaita.h>
#include <string.h>
#include <time.h>

/* ---- the page ---- */

typedef struct {
  UiFixture     *ui;
  CwMappingPage *page;
} Test;

static void
show_page (Test *test)
{
  cw_window_show_page (CW_WINDOW (test->ui->window), "mapping");
  test->page = CW_MAPPING_PAGE (ui_find (GTK_WIDGET (test->ui->window), CW_TYPE_MAPPING_PAGE, NULL));
}

static void
open_page (Test *test)
{
  test->ui = ui_fixture_new (40, 20, TRUE);
  show_page (test);
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

  return source != NULL ? cw_expression_dup_words (source, NULL) : g_strdup ("none");
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

static void
test_look (void)
{
  Test test;

  open_page (&test);
  g_assert_true (ui_shows (root (&test), "Customers"));
  ui_wait_shown (root (&test), "17 of 17 records take part");
  ui_shoot (test.ui, "mapping");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ui_shoot (test.ui, "mapping-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
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
  ui_shoot_top (test.ui, "mapping-add");
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

/* A field that no record has yet is not shown as empty: it is said, and read on demand. */
static gboolean
is_described (gpointer data)
{
  CwFieldCatalogue *catalogue = cw_mapping_bench_get_catalogue (get_bench (data));

  return catalogue != NULL && cw_field_catalogue_find_source (catalogue, "customer", "currency") != NULL;
}

static gboolean
is_read (gpointer data)
{
  Test *test = data;
  const CwRecord *record = cw_mapping_preview_get_record (cw_mapping_bench_get_preview (get_bench (test)));

  return !ui_shows (root (test), "Read Now") && record != NULL && cw_fields_get (record->fields, "currency") != NULL;
}

static void
test_unread (void)
{
  Test test;

  open_page (&test);
  ui_wait (is_described, &test);
  ui_click (root (&test), "Add a Field");
  ui_settle ();
  pick ("code");
  pick ("currency");
  g_assert_true (cw_mapping_editor_back (CW_MAPPING_EDITOR (ui_find (root (&test), CW_TYPE_MAPPING_EDITOR, NULL))));
  ui_wait_shown (root (&test), "Read Now");
  ui_shoot (test.ui, "mapping-unread");
  ui_click (root (&test), "Read Now");
  ui_wait (is_read, &test);
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

/* ---- versions ---- */

static gboolean
is_version (gpointer data)
{
  CwMappingBench *bench = ((gpointer *) data)[0];

  return cw_mapping_bench_get_version (bench)->number == GPOINTER_TO_UINT (((gpointer *) data)[1]);
}

static void
wait_version (Test *test, guint number)
{
  gpointer wanted[2] = { get_bench (test), GUINT_TO_POINTER (number) };

  ui_wait (is_version, wanted);
}

static gboolean
is_asked (gpointer data)
{
  return ADW_IS_MESSAGE_DIALOG (ui_top_window ());
}

/* Presses @response of the question that is asked. */
static void
answer (const char *response)
{
  GtkWindow *dialog = ui_top_window ();

  g_assert_true (ADW_IS_MESSAGE_DIALOG (dialog));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  ui_settle ();
}

static void
save (Test *test, const char *note, guint version)
{
  g_assert_true (gtk_widget_activate_action (ui_find (root (test), CW_TYPE_MAPPING_EDITOR, NULL), "mapping.save", NULL));
  ui_settle ();
  gtk_editable_set_text (GTK_EDITABLE (adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (ui_top_window ()))), note);
  ui_shoot_top (test->ui, "mapping-save");
  answer ("save");
  wait_version (test, version);
}

static void
test_versions (void)
{
  Test test;
  GtkWidget *editor;

  open_page (&test);
  editor = ui_find (root (&test), CW_TYPE_MAPPING_EDITOR, NULL);
  g_assert_false (cw_mapping_draft_is_dirty (get_draft (&test)));
  cw_mapping_draft_set_initial_only (get_draft (&test), 0, 0, TRUE);
  save (&test, "Names once", 1);
  g_assert_false (cw_mapping_draft_is_dirty (get_draft (&test)));
  cw_mapping_draft_set_active (get_draft (&test), 1, 1, FALSE);
  save (&test, "No codes", 2);
  g_assert_true (gtk_widget_activate_action (editor, "mapping.versions", NULL));
  ui_wait_shown (root (&test), "Version 2, in force");
  g_assert_true (ui_shows (root (&test), "Names once"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (root (&test), GTK_TYPE_CHECK_BUTTON, NULL)), TRUE);
  ui_wait_shown (root (&test), "Version 2 is the same as what is being edited");
  ui_shoot (test.ui, "mapping-versions");
  /* The first that can be restored is the one before. */
  ui_click (root (&test), "Restore");
  wait_version (&test, 3);
  ui_wait_shown (root (&test), "Version 3, in force");
  g_assert_false (cw_mapping_draft_is_dirty (get_draft (&test)));
  g_assert_true (((const CwMappingRow *) ((const CwMappingGroup *) cw_mapping_get_groups (cw_mapping_draft_get_mapping (get_draft (&test)))->pdata[1])->rows->pdata[1])->active);
  close_page (&test);
}

/* Somebody else saves meanwhile: nothing is lost, and the person is asked. */
static void
test_stale (void)
{
  Test test;
  GPtrArray *groups = g_ptr_array_new ();
  g_autoptr (CwMapping) other = NULL;
  g_autoptr (CwMappingDocument) document = NULL;
  g_autoptr (GError) error = NULL;

  open_page (&test);
  for (guint i = 0; i < 2; i++)
    g_ptr_array_add (groups, cw_mapping_group_copy (cw_mapping_get_groups (cw_mapping_draft_get_mapping (get_draft (&test)))->pdata[i]));
  ((CwMappingRow *) ((CwMappingGroup *) groups->pdata[1])->rows->pdata[1])->active = FALSE;
  other = cw_mapping_new (NULL, groups);
  document = cw_mapping_document_new (other, NULL);
  g_assert_cmpuint (cw_profile_save_mapping_sync (test.ui->fixture->profile, cw_mapping_bench_get_integration (get_bench (&test)),
                                                  cw_mapping_bench_get_workflow (get_bench (&test))->id, document, 0, "theirs", &error), ==, 1);
  g_assert_no_error (error);
  cw_mapping_draft_set_initial_only (get_draft (&test), 0, 0, TRUE);
  g_assert_true (gtk_widget_activate_action (ui_find (root (&test), CW_TYPE_MAPPING_EDITOR, NULL), "mapping.save", NULL));
  ui_settle ();
  answer ("save");
  ui_wait (is_asked, NULL);
  g_assert_true (ui_shows (GTK_WIDGET (ui_top_window ()), "Somebody Saved Meanwhile"));
  answer ("merge");
  wait_version (&test, 1);
  g_assert_true (cw_mapping_draft_is_dirty (get_draft (&test)));
  save (&test, "both", 2);
  groups = (GPtrArray *) cw_mapping_get_groups (cw_mapping_draft_get_mapping (get_draft (&test)));
  g_assert_true (((CwMappingRow *) ((CwMappingGroup *) groups->pdata[0])->rows->pdata[0])->initial_only);
  g_assert_false (((CwMappingRow *) ((CwMappingGroup *) groups->pdata[1])->rows->pdata[1])->active);
  close_page (&test);
}

/* ---- what is not saved ---- */

static gboolean
is_kept (gpointer data)
{
  Test *test = data;
  g_autoptr (CwStore) store = cw_profile_open_store (test->ui->fixture->profile, NULL);
  g_autofree char *scope = g_strjoin ("/", "mapping-draft", cw_mapping_bench_get_integration (get_bench (test)),
                                      cw_mapping_bench_get_workflow (get_bench (test))->id, NULL);
  g_autofree char *kept = cw_store_get_state (store, scope, "document", NULL);

  return kept != NULL && strstr (kept, "initial") != NULL;
}

static void
test_kept (void)
{
  Test test;

  open_page (&test);
  cw_mapping_draft_set_initial_only (get_draft (&test), 0, 0, TRUE);
  ui_wait (is_kept, &test);
  /* Another window, later. */
  gtk_window_destroy (test.ui->window);
  test.ui->window = GTK_WINDOW (cw_window_new (NULL, test.ui->desk));
  gtk_window_present (test.ui->window);
  show_page (&test);
  ui_wait_shown (root (&test), "Changed, not saved");
  g_assert_true (cw_mapping_bench_was_kept (get_bench (&test)));
  g_assert_true (cw_mapping_draft_undo (get_draft (&test)));
  g_assert_false (cw_mapping_draft_is_dirty (get_draft (&test)));
  close_page (&test);
}

/* ---- pins ---- */

static void
test_pin (void)
{
  Test test;
  CwDraftPlace name = { CW_DRAFT_SOURCE, 0, 0 };

  open_page (&test);
  ui_click (root (&test), "Pin This Result");
  ui_wait_shown (root (&test), "Gives what is pinned");
  cw_mapping_draft_set_expression (get_draft (&test), &name, cw_expression_new_value ("Anybody", CW_VALUE_TEXT), "x", NULL);
  ui_wait_shown (root (&test), " gives Anybody, pinned is ");
  ui_shoot (test.ui, "mapping-pin");
  g_assert_true (cw_mapping_draft_undo (get_draft (&test)));
  g_assert_true (ui_shows (root (&test), "Gives what is pinned"));
  g_assert_true (cw_mapping_draft_undo (get_draft (&test)));
  g_assert_false (ui_shows (root (&test), "Gives what is pinned"));
  close_page (&test);
}

/* ---- files ---- */

static void
write_file (const char *path, const char *from, const char *to)
{
  g_autofree char *text = NULL;
  g_autoptr (GString) changed = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  changed = g_string_new (text);
  g_assert_cmpuint (g_string_replace (changed, from, to, 1), ==, 1);
  g_assert_true (g_file_set_contents (path, changed->str, -1, NULL));
}

static gboolean
is_file (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Both sides change the same row, each in its way: the person decides; the rest comes together. */
static void
test_import (void)
{
  Test test;
  g_autofree char *path = NULL;
  CwDraftPlace name = { CW_DRAFT_SOURCE, 0, 0 }, project = { CW_DRAFT_SOURCE, 1, 0 };
  CwMappingEditor *editor;

  open_page (&test);
  editor = CW_MAPPING_EDITOR (ui_find (root (&test), CW_TYPE_MAPPING_EDITOR, NULL));
  path = g_build_filename (test.ui->fixture->dir, "mapping.json", NULL);
  cw_mapping_draft_set_expression (get_draft (&test), &name, cw_expression_new_field ("entityId", CW_VALUE_TEXT), "x", NULL);
  cw_mapping_draft_set_expression (get_draft (&test), &project, cw_expression_new_field ("entityId", CW_VALUE_TEXT), "x", NULL);
  cw_mapping_editor_export (editor, path);
  ui_wait (is_file, path);
  ui_settle ();
  /* The file came from what is delivered; here something else happens to one of the two rows. */
  cw_mapping_draft_replace (get_draft (&test), cw_mapping_draft_get_saved (get_draft (&test)), "back");
  cw_mapping_draft_set_expression (get_draft (&test), &name, cw_expression_new_field ("companyName", CW_VALUE_TEXT), "x", NULL);
  cw_mapping_editor_import (editor, path);
  ui_wait_shown (root (&test), "The file’s:");
  ui_shoot (test.ui, "mapping-import");
  ui_click (root (&test), "Take Over");
  ui_settle ();
  assert_source (&test, 0, 0, "companyName");
  assert_source (&test, 1, 0, "entityId");
  /* A file that is broken changes nothing and says why. */
  write_file (path, "causeway-mapping", "something-else");
  cw_mapping_editor_import (editor, path);
  ui_wait (is_asked, NULL);
  g_assert_true (ui_shows (GTK_WIDGET (ui_top_window ()), "Not Imported"));
  answer ("close");
  assert_source (&test, 0, 0, "companyName");
  close_page (&test);
}

/* ---- keys ---- */

static void
assert_targets (Test *test, const char *first, const char *second)
{
  const GPtrArray *groups = cw_mapping_get_groups (cw_mapping_draft_get_mapping (get_draft (test)));
  const GPtrArray *rows = ((const CwMappingGroup *) groups->pdata[1])->rows;

  g_assert_cmpuint (rows->len, ==, second != NULL ? 2 : 1);
  g_assert_cmpstr (((const CwMappingRow *) rows->pdata[0])->target, ==, first);
  if (second != NULL)
    g_assert_cmpstr (((const CwMappingRow *) rows->pdata[1])->target, ==, second);
}

/* Rows move with the focus on them, go, and come back. */
static void
test_keys (void)
{
  Test test;

  if (!ui_keys_work ())
    {
      g_test_skip ("no artificial keys");
      return;
    }
  open_page (&test);
  ui_tab_to ("Code");
  assert_targets (&test, "name", "code");
  ui_press ("alt+Up", NULL);
  assert_targets (&test, "code", "name");
  ui_press ("alt+Down", NULL);
  assert_targets (&test, "name", "code");
  ui_press ("Delete", NULL);
  assert_targets (&test, "name", NULL);
  ui_press ("ctrl+z", NULL);
  assert_targets (&test, "name", "code");
  ui_press ("ctrl+shift+z", NULL);
  assert_targets (&test, "name", NULL);
  ui_press ("ctrl+z", "ctrl+z", "ctrl+z", NULL);
  g_assert_false (cw_mapping_draft_is_dirty (get_draft (&test)));
  g_assert_false (cw_mapping_draft_can_undo (get_draft (&test)));
  close_page (&test);
}

/* Rows in the order in which they stand; each group begins with its row 0. */
static GtkWidget *
look_row (GtkWidget *root_widget, guint group, guint row, int *at)
{
  GtkWidget *found = NULL;

  if (CW_IS_MAPPING_ROW_VIEW (root_widget))
    {
      *at += cw_mapping_row_view_get_row (CW_MAPPING_ROW_VIEW (root_widget)) == 0 ? 1 : 0;
      return *at == (int) group && cw_mapping_row_view_get_row (CW_MAPPING_ROW_VIEW (root_widget)) == row ? root_widget : NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root_widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = look_row (child, group, row, at);
  return found;
}

static GtkWidget *
find_handle (Test *test, guint group, guint row)
{
  int at = -1;
  GtkWidget *found = look_row (ui_find (root (test), CW_TYPE_MAPPING_EDITOR, NULL), group, row, &at);

  g_assert_nonnull (found);
  return ui_find (found, GTK_TYPE_IMAGE, NULL);
}

/* With the pointer: taken at its handle, let go above another row of its group, which gives it its place. */
static void
test_drag (void)
{
  Test test;

  if (!ui_keys_work ())
    {
      g_test_skip ("no artificial pointer");
      return;
    }
  open_page (&test);
  ui_settle ();
  assert_targets (&test, "name", "code");
  ui_drag (find_handle (&test, 1, 1), find_handle (&test, 1, 0));
  assert_targets (&test, "code", "name");
  ui_drag (find_handle (&test, 1, 0), find_handle (&test, 1, 1));
  assert_targets (&test, "name", "code");
  /* Of another group it is not. */
  ui_drag (find_handle (&test, 1, 1), find_handle (&test, 0, 0));
  assert_targets (&test, "name", "code");
  ui_press ("ctrl+z", "ctrl+z", NULL);
  g_assert_false (cw_mapping_draft_is_dirty (get_draft (&test)));
  close_page (&test);
}

/* What was read while another page was looked at counts. */
static void
test_read_later (void)
{
  Test test;
  g_autoptr (GError) error = NULL;

  test.ui = ui_fixture_new (40, 20, FALSE);
  show_page (&test);
  ui_wait_shown (root (&test), "0 of 0 records take part");
  cw_window_show_page (CW_WINDOW (test.ui->window), "integrations");
  for (guint i = 0; i < 2; i++)
    cw_run_info_free (cw_fixture_plan (test.ui->fixture, i, FALSE, &error));
  g_assert_no_error (error);
  show_page (&test);
  ui_wait_shown (root (&test), "17 of 17 records take part");
  ui_wait_shown (root (&test), "customer:");
  close_page (&test);
}

/* A project's row is tried on a project. */
static void
test_type (void)
{
  Test test;

  open_page (&test);
  cw_mapping_editor_show (CW_MAPPING_EDITOR (ui_find (root (&test), CW_TYPE_MAPPING_EDITOR, NULL)), 1, 0);
  ui_wait_shown (root (&test), "job:");
  close_page (&test);
}

/* ---- the story, with the keyboard alone ---- */

static void
choose_in_menu (const char *into, const char *item)
{
  ui_press ("Return", NULL);
  ui_down_to (into);
  ui_press ("Return", NULL);
  ui_down_to (item);
  ui_press ("Return", NULL);
  ui_settle ();
}

/* In the picker that is open: types, and takes the first that fits. */
static void
type_and_choose (const char *text)
{
  g_assert_true (CW_IS_FIELD_PICKER (ui_top_window ()));
  ui_settle ();
  ui_type (text);
  ui_press ("Return", NULL);
  ui_settle ();
}

static void
choose_workflow (Test *test)
{
  ui_tab_to ("Customers and projects");
  for (guint i = 0; !g_str_equal (cw_mapping_bench_get_integration (get_bench (test)), test->ui->fixture->integrations[0])
                    || !g_str_equal (cw_mapping_bench_get_workflow (get_bench (test))->id, "precoro.customers-projects"); i++)
    {
      g_assert_cmpuint (i, <, 40);
      ui_press ("Down", NULL);
      ui_settle ();
    }
}

/* A row for the code: companies and people by a value mapping, only where there is an e-mail address. */
static void
build_row (Test *test)
{
  ui_tab_to ("Add a Field");
  ui_press ("Return", NULL);
  type_and_choose ("code");
  type_and_choose ("isperson");
  assert_source (test, 0, 1, "isPerson");
  ui_tab_to ("Change Field");
  choose_in_menu ("Put Into", "If … Then");
  ui_tab_to ("Field: Is Person");
  ui_press ("Return", NULL);
  type_and_choose ("email");
  ui_tab_to ("Change Then: Field");
  choose_in_menu ("Put Into", "Value Mapping");
  ui_wait_shown (root (test), " record");
  ui_tab_to ("What “F” becomes");
  ui_type ("company");
  ui_tab_to ("What “T” becomes");
  ui_type ("person");
  ui_shoot (test->ui, "story-condition");
  assert_source (test, 0, 1, "if email is not an empty text: (isPerson by a value mapping with 2 entries)");
}

/* Only what belongs to another subsidiary as well. The subsidiary's id. (transfer full) */
static char *
build_filter (Test *test)
{
  CwExpression *filter;

  ui_tab_to ("Back");
  ui_press ("Return", NULL);
  ui_settle ();
  ui_tab_to ("Filter");
  ui_press ("Return", NULL);
  ui_settle ();
  ui_tab_to ("Add a Condition");
  ui_press ("Return", NULL);
  type_and_choose ("subsidiaries");
  ui_tab_to ("Choose a Value That Occurs");
  ui_press ("Return", NULL);
  ui_settle ();
  ui_shoot_top (test->ui, "story-subsidiaries");
  type_and_choose ("harbor eu");
  ui_wait_shown (root (test), " records take part");
  ui_shoot (test->ui, "story-filter");
  filter = cw_mapping_get_filter (cw_mapping_draft_get_mapping (get_draft (test)));
  g_assert_cmpuint (filter->parts[0]->what, ==, CW_COMPARE_INCLUDES);
  return g_strdup (filter->parts[0]->parts[1]->texts[0]);
}

/* ---- what the plan must say, worked out from the records anew ---- */

typedef struct {
  Test       *test;
  const char *subsidiary;
  char      **available;     /* subsidiaries of the integration */
  GHashTable *codes;         /* "customer:3" → the code that it gets; owned */
} Expected;

static gboolean
expect_record (const CwRecord *record, gpointer data, GError **error)
{
  Expected *expected = data;
  const char *email = cw_fields_get (record->fields, "email");
  gboolean person = g_strcmp0 (cw_fields_get (record->fields, "isPerson"), "T") == 0;

  /* Unmarked ones, leads and prospects do not travel, whatever the mapping says. */
  if (!record->deleted && !record->inactive && record->mark == CW_MARK_ON && g_strcmp0 (record->stage, "customer") == 0 && email != NULL && *email != '\0'
      && cw_subsidiaries_has_any (record->subsidiaries, (const char * const *) expected->available)
      && cw_subsidiaries_has (record->subsidiaries, expected->subsidiary))
    g_hash_table_insert (expected->codes, g_strconcat ("customer:", record->id, NULL), g_strdup (person ? "person" : "company"));
  return TRUE;
}

/* Every update is one of the expected, and nothing else differs in it. */
static gboolean
check_row (const CwPlanRow *row, gpointer data, GError **error)
{
  Expected *expected = data;
  g_autofree char *key = g_strconcat (row->type, ":", row->source_id, NULL);
  const char *code = g_hash_table_lookup (expected->codes, key);

  if (row->operation != CW_OPERATION_UPDATE)
    {
      g_assert_true (row->operation == CW_OPERATION_UNCHANGED || row->operation == CW_OPERATION_SKIP);
      return TRUE;
    }
  g_assert_cmpstr (cw_fields_get (row->after, "code"), ==, code);
  g_assert_cmpuint (cw_fields_get_size (row->after), ==, 1);
  g_hash_table_remove (expected->codes, key);
  return TRUE;
}

static gboolean
is_planned (gpointer data)
{
  CwJob *job = cw_desk_get_job (data);

  return job != NULL && cw_job_get_state (job) == CW_JOB_PLANNED;
}

/* Returns how many records change. */
static guint
check_plan (Test *test, const char *subsidiary)
{
  static const char * const types[] = { "customer", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = cw_profile_open_store (test->ui->fixture->profile, &error);
  g_autoptr (CwIntegrationInfo) info = cw_store_get_integration (store, test->ui->fixture->integrations[0], &error);
  g_autoptr (GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) plans = cw_store_list_plans (store, cw_job_get_run (cw_desk_get_job (test->ui->desk)), &error);
  Expected expected = { test, subsidiary, info->subsidiaries, codes };
  guint n;

  g_assert_no_error (error);
  g_assert_true (cw_store_mirror_foreach (store, info->source, types, expect_record, &expected, &error));
  n = g_hash_table_size (codes);
  for (guint i = 0; i < plans->len; i++)
    g_assert_true (cw_store_plan_foreach (store, ((const CwPlanInfo *) plans->pdata[i])->id, 0, G_MAXUINT, check_row, &expected, &error));
  /* None was left out. */
  g_assert_cmpuint (g_hash_table_size (codes), ==, 0);
  return n;
}

static void
export_all (UiFixture *ui)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunInfo) info = cw_fixture_run (ui->fixture, 0, TRUE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (info);
}

static void
test_story (void)
{
  Test test;
  g_autofree char *subsidiary = NULL, *updates = NULL;
  guint n;

  if (!ui_keys_work ())
    {
      g_test_skip ("no artificial keys");
      return;
    }
  test.ui = ui_fixture_new (60, 30, FALSE);
  export_all (test.ui);
  show_page (&test);
  ui_wait_shown (root (&test), "customer:");
  choose_workflow (&test);
  ui_shoot (test.ui, "story-begin");
  build_row (&test);
  subsidiary = build_filter (&test);
  /* The record of the preview says what becomes of it now. */
  ui_wait_shown (root (&test), "in the target already: 1 field would change");
  ui_wait_shown (root (&test), "The filter leaves this record out.");
  ui_press ("ctrl+s", NULL);
  ui_settle ();
  ui_type ("Codes by kind");
  ui_shoot_top (test.ui, "story-save");
  ui_press ("Return", NULL);
  wait_version (&test, 1);
  ui_shoot (test.ui, "story-saved");
  ui_tab_to ("Integrations");
  ui_press ("space", NULL);
  ui_settle ();
  ui_tab_to ("Harbor EU");
  ui_down_to (test.ui->fixture->integrations[0]);
  /* Walking past the others opens none of them. */
  ui_press ("Return", NULL);
  ui_settle ();
  ui_tab_to ("Run Customers and projects");
  ui_press ("Return", NULL);
  ui_wait (is_planned, test.ui->desk);
  g_assert_cmpstr (cw_job_get_integration (cw_desk_get_job (test.ui->desk)), ==, test.ui->fixture->integrations[0]);
  n = check_plan (&test, subsidiary);
  g_assert_cmpuint (n, >, 0);
  updates = g_strdup_printf ("Update %u", n);
  ui_wait_shown (GTK_WIDGET (test.ui->window), "Update");
  ui_shoot (test.ui, "story-plan");
  g_assert_nonnull (ui_look (GTK_WIDGET (test.ui->window), GTK_TYPE_BUTTON, updates));
  close_page (&test);
}

/* ---- speed ---- */

#define TYPED 40

/* What one letter costs the window's thread, from the key to the preview, in microseconds; drawing not counted. */
static gint64
measure_edit (Test *test)
{
  CwDraftPlace name = { CW_DRAFT_SOURCE, 0, 0 };
  struct timespec begin, end;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &begin);
  for (guint i = 0; i < TYPED; i++)
    {
      g_autofree char *text = g_strdup_printf ("Name %u", i);

      cw_mapping_draft_set_part (get_draft (test), &name, "1", cw_expression_new_value (text, CW_VALUE_TEXT), "Type", "typing");
      g_assert_true (ui_shows (root (test), text));
    }
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &end);
  return ((end.tv_sec - begin.tv_sec) * G_USEC_PER_SEC + (end.tv_nsec - begin.tv_nsec) / 1000) / TYPED;
}

/* An edit shows its effect at once: within the same call, and within 50 ms. */
static void
test_speed (void)
{
  Test test;
  gint64 cost;

  open_page (&test);
  cw_mapping_editor_show (CW_MAPPING_EDITOR (ui_find (root (&test), CW_TYPE_MAPPING_EDITOR, NULL)), 0, 0);
  g_assert_true (gtk_widget_activate_action (get_block (&test), "block.wrap", "s", "if"));
  ui_settle ();
  cost = measure_edit (&test);
  g_test_minimized_result ((double) cost, "an edit takes %d us", (int) cost);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpint (cost, <, 50 * 1000);
#endif
  close_page (&test);
}

/* ---- narrow and dark ---- */

/* One column with a way back; that nothing is wider than the window is the test. */
static void
test_narrow (void)
{
  Test test;
  GtkWidget *editor;

  open_page (&test);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  gtk_window_set_default_size (test.ui->window, 360, 640);
  ui_settle ();
  ui_settle ();
  ui_shoot (test.ui, "narrow-list");
  cw_mapping_page_search (test.page);
  ui_settle ();
  ui_shoot (test.ui, "narrow-preview");
  cw_mapping_page_back (test.page);
  ui_settle ();
  ui_shoot (test.ui, "narrow-rows");
  editor = ui_find (root (&test), CW_TYPE_MAPPING_EDITOR, NULL);
  cw_mapping_editor_show (CW_MAPPING_EDITOR (editor), 0, 0);
  g_assert_true (gtk_widget_activate_action (get_block (&test), "block.wrap", "s", "if"));
  ui_settle ();
  ui_shoot (test.ui, "narrow-row");
  cw_mapping_page_back (test.page);
  g_assert_true (gtk_widget_activate_action (editor, "mapping.versions", NULL));
  ui_wait_shown (root (&test), "As delivered");
  ui_shoot (test.ui, "narrow-versions");
  cw_mapping_page_back (test.page);
  cw_mapping_editor_show (CW_MAPPING_EDITOR (editor), 0, 0);
  g_assert_true (gtk_widget_activate_action (get_block (&test), "block.wrap", "s", "map"));
  ui_wait_shown (root (&test), "1 record");
  ui_shoot (test.ui, "narrow-map");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (test.ui->window)), <=, 360);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
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
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/mapping/look", test_look);
  g_test_add_func ("/mapping/add-row", test_add_row);
  g_test_add_func ("/mapping/unread", test_unread);
  g_test_add_func ("/mapping/nest", test_nest);
  g_test_add_func ("/mapping/versions", test_versions);
  g_test_add_func ("/mapping/stale", test_stale);
  g_test_add_func ("/mapping/kept", test_kept);
  g_test_add_func ("/mapping/pin", test_pin);
  g_test_add_func ("/mapping/import", test_import);
  g_test_add_func ("/mapping/keys", test_keys);
  g_test_add_func ("/mapping/drag", test_drag);
  g_test_add_func ("/mapping/type", test_type);
  g_test_add_func ("/mapping/read-later", test_read_later);
  g_test_add_func ("/mapping/story", test_story);
  g_test_add_func ("/mapping/speed", test_speed);
  g_test_add_func ("/mapping/narrow", test_narrow);
  return g_test_run ();
}
