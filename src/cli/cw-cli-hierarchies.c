/* cw-cli-hierarchies.c: causewayctl hierarchies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include "cw-hierarchies.h"

#include <glib/gi18n.h>

/* ---- list ---- */

static void
print_view (CwCli *self, const CwHierarchyView *view, CwCliTable *table)
{
  g_autofree char *state = cw_hierarchy_view_dup_state (view);
  JsonBuilder *line;

  if (table != NULL)
    {
      cw_cli_table_add (table, view->workflow, view->key, cw_hierarchy_mode_to_string (view->mode), state);
      return;
    }
  line = cw_cli_line_begin ();
  cw_cli_line_string (line, "workflow", view->workflow);
  cw_cli_line_string (line, "classification", view->key);
  cw_cli_line_string (line, "mode", cw_hierarchy_mode_to_string (view->mode));
  cw_cli_line_string (line, "field", view->field);
  cw_cli_line_string (line, "hierarchy", cw_hierarchy_get_id (view->hierarchy));
  cw_cli_line_string (line, "name", cw_hierarchy_get_name (view->hierarchy));
  cw_cli_line_integer (line, "linked", view->linked);
  cw_cli_line_integer (line, "to_create", view->coming);
  cw_cli_line_integer (line, "without_partner", view->mode != CW_HIERARCHY_OFF ? view->alone : 0);
  cw_cli_line_string (line, "state", state);
  cw_cli_line_end (self, line);
}

int
cw_cli_hierarchies_list (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (GPtrArray) views = NULL;
  CwCliTable *table = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 1, 1, &positional, error) || cw_cli_open (self, error) == NULL)
    return CW_CLI_FAILED;
  views = cw_profile_list_hierarchies_sync (self->profile, positional[0], error);
  if (views == NULL)
    return CW_CLI_FAILED;
  if (!self->json)
    table = cw_cli_table_new (_("Workflow"), _("Classification"), _("Mode"), _("State"), NULL);
  for (guint i = 0; i < views->len; i++)
    print_view (self, views->pdata[i], table);
  if (table != NULL)
    cw_cli_table_end (table, self, _("This integration has no hierarchies."));
  return CW_CLI_DONE;
}

/* ---- show ---- */

static void
print_source (CwCli *self, const CwHierarchyView *view, const CwHierarchySource *source, CwCliTable *table)
{
  const GPtrArray *targets = cw_hierarchy_get_targets (view->hierarchy);
  const CwHierarchyTarget *partner = source->partner != CW_HIERARCHY_NONE ? targets->pdata[source->partner] : NULL;
  g_autofree char *state = cw_hierarchy_view_dup_node_state (view, source);
  JsonBuilder *line;

  if (table != NULL)
    {
      cw_cli_table_add (table, source->id, source->path, partner != NULL ? partner->id : NULL, state);
      return;
    }
  line = cw_cli_line_begin ();
  cw_cli_line_string (line, "node", source->id);
  cw_cli_line_string (line, "path", source->path);
  cw_cli_line_boolean (line, "active", !source->inactive);
  cw_cli_line_string (line, "partner", partner != NULL ? partner->id : NULL);
  cw_cli_line_string (line, "partner_path", partner != NULL ? partner->path : NULL);
  cw_cli_line_string (line, "by", source->by);
  cw_cli_line_string (line, "operation", cw_operation_to_string (source->operation));
  cw_cli_line_string (line, "state", state);
  cw_cli_line_end (self, line);
}

static void
print_alone_there (CwCli *self, const CwHierarchyTarget *target, CwCliTable *table)
{
  JsonBuilder *line;

  if (table != NULL)
    {
      cw_cli_table_add (table, NULL, NULL, target->id, target->path);
      return;
    }
  line = cw_cli_line_begin ();
  cw_cli_line_string (line, "node", NULL);
  cw_cli_line_string (line, "partner", target->id);
  cw_cli_line_string (line, "partner_path", target->path);
  cw_cli_line_end (self, line);
}

static void
print_nodes (CwCli *self, const CwHierarchyView *view)
{
  const GPtrArray *sources = cw_hierarchy_get_sources (view->hierarchy), *targets = cw_hierarchy_get_targets (view->hierarchy);
  g_autofree char *trouble = cw_hierarchy_view_dup_trouble (view);
  CwCliTable *table = NULL;

  if (!self->json)
    table = cw_cli_table_new (_("NetSuite"), view->title, view->system, _("Partner"), NULL);
  for (guint i = 0; i < sources->len; i++)
    print_source (self, view, sources->pdata[i], table);
  for (guint i = 0; i < targets->len; i++)
    if (((const CwHierarchyTarget *) targets->pdata[i])->partner == CW_HIERARCHY_NONE)
      print_alone_there (self, targets->pdata[i], table);
  if (table != NULL)
    cw_cli_table_end (table, self, _("Nothing was read yet; give --refresh."));
  if (table != NULL && trouble != NULL)
    cw_cli_print (self, "%s\n", trouble);
}

static void
print_known (CwCli *self, const CwHierarchyView *view)
{
  const GPtrArray *known = cw_hierarchy_get_known (view->hierarchy);

  for (guint i = 0; i < known->len; i++)
    {
      const CwHierarchyInfo *info = known->pdata[i];
      JsonBuilder *line;

      if (!self->json)
        {
          cw_cli_print (self, _("Hierarchy %s: %s\n"), info->id, info->name);
          continue;
        }
      line = cw_cli_line_begin ();
      cw_cli_line_string (line, "known_hierarchy", info->id);
      cw_cli_line_string (line, "name", info->name);
      cw_cli_line_end (self, line);
    }
}

/* Before anything was read nothing is known. */
static gboolean
read_if_needed (CwCli *self, char **names, gboolean refresh, GError **error)
{
  CwRunRequest request = { .control = self->control, .cancellable = self->cancellable };
  g_autoptr (CwHierarchyView) view = NULL;

  if (cw_cli_open (self, error) == NULL)
    return FALSE;
  view = cw_profile_load_hierarchy_sync (self->profile, names[0], names[1], names[2], error);
  if (view == NULL)
    return FALSE;
  return (view->read && !refresh)
         || (cw_cli_open_online (self, error) != NULL
             && cw_profile_read_hierarchy_sync (self->profile, names[0], names[1], names[2], &request, error));
}

int
cw_cli_hierarchies_show (CwCli *self, char **arguments, GError **error)
{
  gboolean refresh = FALSE;
  const GOptionEntry entries[] = {
    { "refresh", 0, 0, G_OPTION_ARG_NONE, &refresh, N_("Read both sides again"), NULL }, G_OPTION_ENTRY_NULL
  };
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwHierarchyView) view = NULL;

  if (!cw_cli_parse (self, arguments, entries, 3, 3, &positional, error) || !read_if_needed (self, positional, refresh, error))
    return CW_CLI_FAILED;
  view = cw_profile_load_hierarchy_sync (self->profile, positional[0], positional[1], positional[2], error);
  if (view == NULL)
    return CW_CLI_FAILED;
  if (self->json)
    print_view (self, view, NULL);
  print_known (self, view);
  print_nodes (self, view);
  return CW_CLI_DONE;
}

/* ---- changes ---- */

static int
print_changed (CwCli *self, char **names, GError **error)
{
  g_autoptr (CwHierarchyView) view = cw_profile_load_hierarchy_sync (self->profile, names[0], names[1], names[2], error);
  g_autofree char *state = view != NULL ? cw_hierarchy_view_dup_state (view) : NULL;

  if (view == NULL)
    return CW_CLI_FAILED;
  if (self->json)
    print_view (self, view, NULL);
  else
    cw_cli_print (self, "%s\n", state);
  return CW_CLI_DONE;
}

static int
set_mode (CwCli *self, char **arguments, CwHierarchyMode mode, GError **error)
{
  g_auto (GStrv) positional = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 3, 3, &positional, error) || cw_cli_open (self, error) == NULL
      || !cw_profile_set_hierarchy_mode_sync (self->profile, positional[0], positional[1], positional[2], mode, error))
    return CW_CLI_FAILED;
  return print_changed (self, positional, error);
}

int
cw_cli_hierarchies_create (CwCli *self, char **arguments, GError **error)
{
  return set_mode (self, arguments, CW_HIERARCHY_OWN, error);
}

int
cw_cli_hierarchies_off (CwCli *self, char **arguments, GError **error)
{
  return set_mode (self, arguments, CW_HIERARCHY_OFF, error);
}

/* By its id, or by its name where that says which. */
static char *
dup_hierarchy (CwCli *self, char **names, GError **error)
{
  g_autoptr (CwHierarchyView) view = cw_profile_load_hierarchy_sync (self->profile, names[0], names[1], names[2], error);
  const GPtrArray *known = view != NULL ? cw_hierarchy_get_known (view->hierarchy) : NULL;
  const char *found = NULL;
  guint count = 0;

  for (guint i = 0; known != NULL && i < known->len; i++)
    {
      const CwHierarchyInfo *info = known->pdata[i];

      if (!g_str_equal (info->name, names[3]))
        continue;
      found = info->id;
      count++;
    }
  return view != NULL ? g_strdup (count == 1 ? found : names[3]) : NULL;
}

int
cw_cli_hierarchies_adopt (CwCli *self, char **arguments, GError **error)
{
  gboolean extend = FALSE;
  const GOptionEntry entries[] = {
    { "extend", 0, 0, G_OPTION_ARG_NONE, &extend, N_("Create there what it lacks, with the next run"), NULL }, G_OPTION_ENTRY_NULL
  };
  g_auto (GStrv) positional = NULL;
  g_autofree char *hierarchy = NULL;

  if (!cw_cli_parse (self, arguments, entries, 4, 4, &positional, error) || !read_if_needed (self, positional, FALSE, error))
    return CW_CLI_FAILED;
  hierarchy = dup_hierarchy (self, positional, error);
  if (hierarchy == NULL
      || !cw_profile_adopt_hierarchy_sync (self->profile, positional[0], positional[1], positional[2], hierarchy, extend, NULL, error))
    return CW_CLI_FAILED;
  return print_changed (self, positional, error);
}

int
cw_cli_hierarchies_link (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 5, 5, &positional, error) || cw_cli_open (self, error) == NULL
      || !cw_profile_link_node_sync (self->profile, positional[0], positional[1], positional[2], positional[3], positional[4], error))
    return CW_CLI_FAILED;
  return print_changed (self, positional, error);
}

int
cw_cli_hierarchies_unlink (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 4, 4, &positional, error) || cw_cli_open (self, error) == NULL
      || !cw_profile_unlink_node_sync (self->profile, positional[0], positional[1], positional[2], positional[3], error))
    return CW_CLI_FAILED;
  return print_changed (self, positional, error);
}
