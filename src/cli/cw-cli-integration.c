/* cw-cli-integration.c: causewayctl integration
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include "cw-connect.h"

#include <glib/gi18n.h>

CwCliTable *
cw_cli_integration_table_new (void)
{
  return cw_cli_table_new (_("Integration"), _("System"), _("Company"), _("Subsidiaries"), NULL);
}

void
cw_cli_print_integration (CwCli *self, CwStore *store, const CwIntegrationInfo *info, CwCliTable *table)
{
  g_autoptr (CwConnectionInfo) target = cw_store_get_connection (store, info->target, NULL);
  const char *system = target != NULL ? target->system : NULL;
  JsonBuilder *line;

  if (table != NULL)
    {
      g_autofree char *subsidiaries = g_strjoinv (", ", info->subsidiaries);

      cw_cli_table_add (table, info->name, system, info->company, subsidiaries);
      return;
    }
  line = cw_cli_line_begin ();
  cw_cli_line_string (line, "integration", info->name);
  cw_cli_line_string (line, "system", system);
  cw_cli_line_string (line, "company", info->company);
  cw_cli_line_strv (line, "subsidiaries", info->subsidiaries);
  cw_cli_line_end (self, line);
}

static gboolean
check_pair (char **subsidiaries, const char *source, const char *target, GError **error)
{
  if (source != NULL && target != NULL && subsidiaries != NULL)
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("The option --%s is missing."),
               source == NULL ? "source" : target == NULL ? "target" : "subsidiary");
  return FALSE;
}

int
cw_cli_integration_add (CwCli *self, char **arguments, GError **error)
{
  g_autofree char *source = NULL, *target = NULL, *field = NULL;
  g_auto (GStrv) subsidiaries = NULL;
  const GOptionEntry entries[] = {
    { "source", 0, 0, G_OPTION_ARG_STRING, &source, N_("NetSuite connection"), N_("CONNECTION") },
    { "target", 0, 0, G_OPTION_ARG_STRING, &target, N_("Connection of the other system"), N_("CONNECTION") },
    { "subsidiary", 0, 0, G_OPTION_ARG_STRING_ARRAY, &subsidiaries, N_("Subsidiary by internal id; may be given again"), N_("ID") },
    { "item-custom-field", 0, 0, G_OPTION_ARG_STRING, &field, N_("Precoro's list for customers and projects"), N_("ID") },
    { NULL }
  };
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwIntegrationInfo) info = NULL;

  if (!cw_cli_parse (self, arguments, entries, 1, 1, &positional, error) ||
      !check_pair (subsidiaries, source, target, error) || cw_cli_open_online (self, error) == NULL)
    return CW_CLI_FAILED;
  info = cw_integration_info_new (positional[0]);
  g_free (info->source);
  g_free (info->target);
  g_strfreev (info->subsidiaries);
  info->source = g_steal_pointer (&source);
  info->target = g_steal_pointer (&target);
  info->subsidiaries = g_steal_pointer (&subsidiaries);
  if (field != NULL)
    cw_fields_set (info->settings, "item-custom-field", field);
  return cw_profile_add_integration (self->profile, info, error) ? CW_CLI_DONE : CW_CLI_FAILED;
}

int
cw_cli_integration_list (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (GPtrArray) integrations = NULL;
  CwCliTable *table = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 0, 0, &positional, error))
    return CW_CLI_FAILED;
  store = cw_cli_open_store (self, error);
  integrations = store != NULL ? cw_store_list_integrations (store, error) : NULL;
  if (integrations == NULL)
    return CW_CLI_FAILED;

  if (!self->json)
    table = cw_cli_integration_table_new ();
  for (guint i = 0; i < integrations->len; i++)
    cw_cli_print_integration (self, store, g_ptr_array_index (integrations, i), table);
  if (table != NULL)
    cw_cli_table_end (table, self, _("No integrations."));
  return CW_CLI_DONE;
}

int
cw_cli_integration_remove (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 1, 1, &positional, error) || cw_cli_open (self, error) == NULL
      || !cw_profile_remove_integration_sync (self->profile, positional[0], FALSE, self->cancellable, error))
    return CW_CLI_FAILED;
  return CW_CLI_DONE;
}
