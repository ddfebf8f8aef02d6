/* test-workflow.c: settings of a workflow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-workflow.h"

static const char *choices[] = { "refuse", "shorten", NULL };

static CwSetting flag = { .key = (char *) "leads", .kind = CW_SETTING_BOOLEAN, .value = (char *) "false" };
static CwSetting number = { .key = (char *) "page-size", .kind = CW_SETTING_INTEGER, .value = (char *) "100", .minimum = 1, .maximum = 1000 };
static CwSetting choice = { .key = (char *) "too-long", .kind = CW_SETTING_CHOICE, .value = (char *) "refuse", .choices = (char **) choices };
static CwSetting text = { .key = (char *) "prefix", .kind = CW_SETTING_TEXT, .value = (char *) "" };

static void
assert_check (const CwSetting *setting, const char *value, gboolean allowed)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (cw_setting_check (setting, value, &error), ==, allowed);
  if (allowed)
    {
      g_assert_no_error (error);
      return;
    }
  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID);
  g_assert_nonnull (g_strrstr (error->message, setting->key));
}

static void
test_check (void)
{
  assert_check (&flag, "true", TRUE);
  assert_check (&flag, "yes", FALSE);
  assert_check (&number, "1", TRUE);
  assert_check (&number, "1000", TRUE);
  assert_check (&number, "0", FALSE);
  assert_check (&number, "1001", FALSE);
  assert_check (&number, "1 ", FALSE);
  assert_check (&number, "99999999999999999999", FALSE);
  assert_check (&choice, "shorten", TRUE);
  assert_check (&choice, "Shorten", FALSE);
  assert_check (&text, "anything", TRUE);
  assert_check (&text, "\xff", FALSE);
}

static CwWorkflow *
make_workflow (void)
{
  CwWorkflow *workflow = g_new0 (CwWorkflow, 1);

  g_atomic_ref_count_init (&workflow->refs);
  workflow->settings = g_ptr_array_new ();
  g_ptr_array_add (workflow->settings, &flag);
  g_ptr_array_add (workflow->settings, &number);
  g_ptr_array_add (workflow->settings, &choice);
  return workflow;
}

static void
test_in_force (void)
{
  g_autoptr (CwWorkflow) workflow = make_workflow ();
  g_autoptr (CwFields) chosen = cw_fields_new ();

  cw_fields_set (chosen, "page-size", "250");
  cw_fields_set (chosen, "too-long", "gone");
  cw_fields_set (chosen, "leads", "true");
  g_assert_cmpint (cw_workflow_get_integer (workflow, NULL, "page-size"), ==, 100);
  g_assert_cmpint (cw_workflow_get_integer (workflow, chosen, "page-size"), ==, 250);
  g_assert_cmpint (cw_workflow_get_integer (workflow, chosen, "unknown"), ==, 0);
  /* A value that this version does not know leaves the default in force. */
  g_assert_cmpstr (cw_workflow_get_setting (workflow, chosen, "too-long"), ==, "refuse");
  g_assert_true (cw_workflow_get_boolean (workflow, chosen, "leads"));
  g_assert_false (cw_workflow_get_boolean (workflow, NULL, "leads"));
  g_assert_null (cw_workflow_get_setting (workflow, chosen, "unknown"));
  g_assert_null (cw_workflow_find_setting (workflow, "unknown"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/check", test_check);
  g_test_add_func ("/workflow/in-force", test_in_force);
  return g_test_run ();
}
