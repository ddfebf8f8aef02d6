/* test-dependencies.c: what every workflow needs is there before it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whatever workflows there are: none is named here.
 */

#include "services-fixture.h"

#include <string.h>

static CwWorkflow *
find (GPtrArray *workflows, const char *id)
{
  for (guint i = 0; i < workflows->len; i++)
    if (g_str_equal (((CwWorkflow *) workflows->pdata[i])->id, id))
      return workflows->pdata[i];
  return NULL;
}

/* @needed is there, and runs before @workflow. */
static void
assert_before (GPtrArray *workflows, const CwWorkflow *workflow, const char *needed)
{
  const CwWorkflow *other = find (workflows, needed);

  if (other == NULL)
    g_test_fail_printf ("%s needs %s, which is not there", workflow->id, needed);
  else if (other->position >= workflow->position)
    g_test_fail_printf ("%s needs %s, which runs after it", workflow->id, needed);
}

static void
test_order (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (f->profile, f->integrations[SPP_INTEGRATION], &error);

  g_assert_no_error (error);
  for (guint i = 0; i < workflows->len; i++)
    {
      const CwWorkflow *workflow = workflows->pdata[i];

      if (i > 0)
        g_assert_cmpint (workflow->position, >, ((CwWorkflow *) workflows->pdata[i - 1])->position);
      for (char **need = workflow->needs; need != NULL && *need != NULL; need++)
        assert_before (workflows, workflow, *need);
      for (guint j = 0; j < workflow->references->len; j++)
        {
          const CwReference *reference = workflow->references->pdata[j];

          assert_before (workflows, workflow, reference->workflow);
          if (reference->required && !g_strv_contains ((const char * const *) workflow->needs, reference->workflow))
            g_test_fail_printf ("%s does not say that it needs %s", workflow->id, reference->workflow);
          if (reference->via_workflow != NULL)
            assert_before (workflows, workflow, reference->via_workflow);
        }
      for (guint j = 0; j < workflow->settings->len; j++)
        for (char **need = ((CwSetting *) workflow->settings->pdata[j])->needs; need != NULL && *need != NULL; need++)
          assert_before (workflows, workflow, *need);
    }
  cw_fixture_free (f);
}

static void
switch_all_off (CwFixture *f, GPtrArray *workflows)
{
  /* From the last one on: what others need goes after them. */
  for (guint i = workflows->len; i > 0; i--)
    {
      const CwWorkflow *workflow = workflows->pdata[i - 1];
      g_autoptr (GError) error = NULL;

      if (!workflow->stays_enabled)
        cw_profile_enable_workflow (f->profile, f->integrations[SPP_INTEGRATION], workflow->id, FALSE, &error);
      g_assert_no_error (error);
    }
}

static void
assert_names_one (const GError *error, const CwWorkflow *workflow)
{
  gboolean named = FALSE;

  g_assert_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);
  for (char **need = workflow->needs; *need != NULL; need++)
    named |= strstr (error->message, *need) != NULL;
  if (!named)
    g_test_fail_printf ("%s: %s", workflow->id, error->message);
}

/* Said when it is switched on, and when a run starts; once all it needs is on, nothing is said. */
static void
test_checked (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  const char *integration = f->integrations[SPP_INTEGRATION];
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (f->profile, integration, NULL);
  guint checked = 0;

  switch_all_off (f, workflows);
  for (guint i = 0; i < workflows->len; i++)
    {
      const CwWorkflow *workflow = workflows->pdata[i];
      const char *alone[] = { workflow->id, NULL };
      g_autoptr (GError) error = NULL, second = NULL;

      if (workflow->stays_enabled || workflow->needs == NULL || workflow->needs[0] == NULL)
        continue;
      g_assert_false (cw_profile_enable_workflow (f->profile, integration, workflow->id, TRUE, &error));
      assert_names_one (error, workflow);
      g_assert_null (cw_profile_run_sync (f->profile, &(CwRunRequest) { .integration = integration, .workflows = alone }, &second));
      assert_names_one (second, workflow);
      checked++;
    }
  g_assert_cmpuint (checked, >=, 5);
  for (guint i = 0; i < workflows->len; i++)
    if (!((CwWorkflow *) workflows->pdata[i])->stays_enabled)
      spp_enable (f, ((CwWorkflow *) workflows->pdata[i])->id);
  cw_fixture_free (f);
}

/* Every setting that is offered is typed, has a default that it allows, and can be set and taken back. */
static void
test_settings (void)
{
  CwFixture *f = cw_fixture_new (3, 2, NULL);
  const char *integration = f->integrations[SPP_INTEGRATION];
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (f->profile, integration, NULL);

  for (guint i = 0; i < workflows->len; i++)
    if (!((CwWorkflow *) workflows->pdata[i])->stays_enabled)
      spp_enable (f, ((CwWorkflow *) workflows->pdata[i])->id);
  for (guint i = 0; i < workflows->len; i++)
    {
      const CwWorkflow *workflow = workflows->pdata[i];

      for (guint j = 0; j < workflow->settings->len; j++)
        {
          const CwSetting *setting = workflow->settings->pdata[j];
          g_autoptr (GError) error = NULL;
          gboolean refused;

          g_assert_true (cw_setting_check (setting, setting->value, &error));
          g_assert_true (cw_profile_set_workflow_setting (f->profile, integration, workflow->id, setting->key, setting->value, &error));
          g_assert_no_error (error);
          refused = setting->kind == CW_SETTING_TEXT
                    || !cw_profile_set_workflow_setting (f->profile, integration, workflow->id, setting->key, "no such value", &error);
          if (!refused)
            g_test_fail_printf ("%s %s takes anything", workflow->id, setting->key);
        }
    }
  cw_fixture_free (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dependencies/order", test_order);
  g_test_add_func ("/dependencies/checked", test_checked);
  g_test_add_func ("/dependencies/settings", test_settings);
  return g_test_run ();
}
