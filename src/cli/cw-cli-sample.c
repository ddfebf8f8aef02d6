/* cw-cli-sample.c: causewayctl sample
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include <glib/gi18n.h>

int
cw_cli_sample_add (CwCli *self, char **arguments, GError **error)
{
  g_autofree char *info_file = NULL;
  const GOptionEntry entries[] = {
    { "info", 0, 0, G_OPTION_ARG_FILENAME, &info_file, N_("Use the running sandbox that wrote FILE"), N_("FILE") },
    { NULL }
  };
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (GPtrArray) integrations = NULL;
  CwCliTable *table = NULL;

  if (!cw_cli_parse (self, arguments, entries, 0, 0, &positional, error))
    return CW_CLI_FAILED;
  if (cw_cli_open (self, error) == NULL)
    return CW_CLI_FAILED;
  integrations = cw_profile_add_sample_sync (self->profile, info_file, self->cancellable, error);
  store = integrations != NULL ? cw_cli_open_store (self, error) : NULL;
  if (store == NULL)
    return CW_CLI_FAILED;

  if (!self->json)
    table = cw_cli_integration_table_new ();
  for (guint i = 0; i < integrations->len; i++)
    cw_cli_print_integration (self, store, g_ptr_array_index (integrations, i), table);
  if (table != NULL)
    cw_cli_table_end (table, self, _("No integrations."));
  return CW_CLI_DONE;
}
