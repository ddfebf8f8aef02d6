/* cw-cli-links.c: causewayctl links
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include <glib/gi18n.h>

static gboolean
print_link (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  CwCli *self = data;
  g_autofree char *source = g_strconcat (link->type, ":", link->source_id, NULL);
  JsonBuilder *line;

  if (!self->json)
    {
      g_autofree char *since = cw_cli_dup_time (link->since);

      cw_cli_print (self, "%-16s  %-12s  %-12s  %s\n", source, link->target_id, link->by, since);
      return TRUE;
    }
  line = cw_cli_line_begin ();
  cw_cli_line_string (line, "source", source);
  cw_cli_line_string (line, "target", link->target_id);
  cw_cli_line_string (line, "by", link->by);
  cw_cli_line_time (line, "since", link->since);
  cw_cli_line_string (line, "workflow", workflow);
  cw_cli_line_end (self, line);
  return TRUE;
}

int
cw_cli_links_list (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwIntegrationInfo) info = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 1, 1, &positional, error))
    return CW_CLI_FAILED;
  store = cw_cli_open_store (self, error);
  info = store != NULL ? cw_cli_get_integration (store, positional[0], error) : NULL;
  if (info == NULL || !cw_store_links_foreach (store, info->name, NULL, print_link, self, error))
    return CW_CLI_FAILED;
  return CW_CLI_DONE;
}

int
cw_cli_links_rebuild (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwCliReport) report = NULL;
  CwRunRequest request = { NULL };
  guint links = 0;
  JsonBuilder *line;

  if (!cw_cli_parse (self, arguments, NULL, 1, 1, &positional, error) || cw_cli_open_online (self, error) == NULL)
    return CW_CLI_FAILED;
  report = cw_cli_report_new (self, CW_CLI_REPORT_RUN);
  cw_cli_report_attach (report, &request);
  if (!cw_profile_rebuild_links_sync (self->profile, positional[0], &request, &links, error))
    return CW_CLI_FAILED;
  g_clear_pointer (&report, cw_cli_report_free);

  if (!self->json)
    {
      cw_cli_print (self, ngettext ("%u link was found in the target.\n", "%u links were found in the target.\n", links), links);
      return CW_CLI_DONE;
    }
  line = cw_cli_line_begin ();
  cw_cli_line_string (line, "integration", positional[0]);
  cw_cli_line_integer (line, "links", links);
  cw_cli_line_end (self, line);
  return CW_CLI_DONE;
}
