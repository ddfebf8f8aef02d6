/* cw-cli-workflow.c: causewayctl workflow
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include <glib/gi18n.h>

static void
print_workflow (CwCli *self, CwWorkflow *workflow, gboolean enabled, gboolean active, CwCliTable *table)
{
  JsonBuilder *line;

  if (table != NULL)
    {
      cw_cli_table_add (table, workflow->id, !enabled ? _("not enabled") : active ? _("active") : _("not active"), workflow->title);
      return;
    }
  line = cw_cli_line_begin ();
  cw_cli_line_string (line, "workflow", workflow->id);
  cw_cli_line_string (line, "title", workflow->title);
  cw_cli_line_boolean (line, "enabled", enabled);
  cw_cli_line_boolean (line, "active", active);
  cw_cli_line_end (self, line);
}

int
cw_cli_workflow_list (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (GPtrArray) workflows = NULL;
  CwCliTable *table = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 1, 1, &positional, error))
    return CW_CLI_FAILED;
  store = cw_cli_open_store (self, error);
  workflows = store != NULL ? cw_profile_list_workflows (self->profile, positional[0], error) : NULL;
  if (workflows == NULL)
    return CW_CLI_FAILED;

  if (!self->json)
    table = cw_cli_table_new (_("Workflow"), _("State"), _("Title"), NULL);
  for (guint i = 0; i < workflows->len; i++)
    {
      CwWorkflow *workflow = g_ptr_array_index (workflows, i);

      print_workflow (self, workflow, cw_profile_is_workflow_enabled (self->profile, store, positional[0], workflow),
                      cw_profile_is_workflow_active (self->profile, store, positional[0], workflow), table);
    }
  if (table != NULL)
    cw_cli_table_end (table, self, _("No workflows."));
  return CW_CLI_DONE;
}

static int
enable (CwCli *self, char **arguments, gboolean enabled, GError **error)
{
  g_auto (GStrv) positional = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 2, 2, &positional, error) || cw_cli_open (self, error) == NULL ||
      !cw_profile_enable_workflow (self->profile, positional[0], positional[1], enabled, error))
    return CW_CLI_FAILED;
  return CW_CLI_DONE;
}

int
cw_cli_workflow_enable (CwCli *self, char **arguments, GError **error)
{
  return enable (self, arguments, TRUE, error);
}

int
cw_cli_workflow_disable (CwCli *self, char **arguments, GError **error)
{
  return enable (self, arguments, FALSE, error);
}

static int
activate (CwCli *self, char **arguments, gboolean active, GError **error)
{
  g_auto (GStrv) positional = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 2, 2, &positional, error) || cw_cli_open (self, error) == NULL ||
      !cw_profile_activate_workflow (self->profile, positional[0], positional[1], active, error))
    return CW_CLI_FAILED;
  return CW_CLI_DONE;
}

int
cw_cli_workflow_activate (CwCli *self, char **arguments, GError **error)
{
  return activate (self, arguments, TRUE, error);
}

int
cw_cli_workflow_deactivate (CwCli *self, char **arguments, GError **error)
{
  return activate (self, arguments, FALSE, error);
}

CwWorkflow *
cw_cli_find_workflow (CwCli *self, const char *integration, const char *id, GError **error)
{
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (self->profile, integration, error);

  if (workflows == NULL)
    return NULL;
  for (guint i = 0; i < workflows->len; i++)
    {
      CwWorkflow *workflow = g_ptr_array_index (workflows, i);

      if (g_str_equal (workflow->id, id))
        return cw_workflow_ref (workflow);
    }
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
               _("Integration “%s” has no workflow “%s”; “causewayctl workflow list %s” lists them."), integration, id, integration);
  return NULL;
}

static void
print_setting (CwCli *self, const CwSetting *setting, const char *value, CwCliTable *table)
{
  JsonBuilder *line;

  if (table != NULL)
    {
      g_autofree char *choices = setting->choices != NULL ? g_strjoinv ("|", setting->choices) : NULL;

      cw_cli_table_add (table, setting->key, value, setting->value, choices, setting->title);
      return;
    }
  line = cw_cli_line_begin ();
  cw_cli_line_string (line, "key", setting->key);
  cw_cli_line_string (line, "value", value);
  cw_cli_line_string (line, "default", setting->value);
  cw_cli_line_strv (line, "choices", setting->choices);
  cw_cli_line_string (line, "title", setting->title);
  cw_cli_line_end (self, line);
}

int
cw_cli_workflow_show (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwWorkflow) workflow = NULL;
  g_autoptr (CwFields) chosen = NULL;
  CwCliTable *table = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 2, 2, &positional, error))
    return CW_CLI_FAILED;
  store = cw_cli_open_store (self, error);
  workflow = store != NULL ? cw_cli_find_workflow (self, positional[0], positional[1], error) : NULL;
  chosen = workflow != NULL ? cw_store_get_workflow_settings (store, positional[0], workflow->id, error) : NULL;
  if (chosen == NULL)
    return CW_CLI_FAILED;

  if (!self->json)
    table = cw_cli_table_new (_("Setting"), _("Value"), _("Default"), _("Choices"), _("Meaning"), NULL);
  for (guint i = 0; i < workflow->settings->len; i++)
    {
      const CwSetting *setting = g_ptr_array_index (workflow->settings, i);

      print_setting (self, setting, cw_workflow_get_setting (workflow, chosen, setting->key), table);
    }
  if (table != NULL)
    cw_cli_table_end (table, self, _("It has no settings."));
  return CW_CLI_DONE;
}

int
cw_cli_workflow_set (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 3, CW_CLI_MANY, &positional, error) || cw_cli_open (self, error) == NULL)
    return CW_CLI_FAILED;
  /* All or none: the first round only looks. */
  for (guint round = 0; round < 2; round++)
    for (guint i = 2; positional[i] != NULL; i++)
      {
        g_autofree char *key = NULL, *value = NULL;

        if (!cw_cli_split_setting (positional[i], &key, &value, error) ||
            !(round == 0 ? cw_profile_check_workflow_setting : cw_profile_set_workflow_setting) (self->profile, positional[0], positional[1], key,
                                                                                                 value, error))
          return CW_CLI_FAILED;
      }
  return CW_CLI_DONE;
}
