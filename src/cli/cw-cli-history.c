/* cw-cli-history.c: causewayctl history and budget
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

/* ---- runs ---- */

static const char *
get_outcome (const CwRunInfo *info)
{
  return info->outcome != NULL ? info->outcome : "interrupted";
}

/* The version of each workflow's mapping that the run began with. */
static void
add_mappings (JsonBuilder *line, const CwFields *options)
{
  json_builder_set_member_name (line, "mappings");
  json_builder_begin_object (line);
  for (guint i = 0; i < cw_fields_get_size (options); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (options, i, &name, &value);
      if (g_str_has_prefix (name, CW_RUN_MAPPING_OPTION))
        cw_cli_line_integer (line, name + strlen (CW_RUN_MAPPING_OPTION), g_ascii_strtoll (value, NULL, 10));
    }
  json_builder_end_object (line);
}

static void
print_mappings (CwCli *self, const CwFields *options)
{
  for (guint i = 0; i < cw_fields_get_size (options); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (options, i, &name, &value);
      if (!g_str_has_prefix (name, CW_RUN_MAPPING_OPTION))
        continue;
      name += strlen (CW_RUN_MAPPING_OPTION);
      if (g_str_equal (value, "0"))
        cw_cli_print (self, _("Mapping of %s: the default\n"), name);
      else
        cw_cli_print (self, _("Mapping of %s: version %s\n"), name, value);
    }
}

static void
print_run_line (CwCli *self, const CwRunInfo *info)
{
  JsonBuilder *line = cw_cli_line_begin ();

  cw_cli_line_integer (line, "run", info->id);
  cw_cli_line_time (line, "started", info->started);
  cw_cli_line_time (line, "ended", info->ended);
  cw_cli_line_string (line, "by", info->by);
  cw_cli_line_string (line, "why", info->why);
  cw_cli_line_string (line, "outcome", info->outcome);
  cw_cli_line_numbers (line, "counts", info->counts);
  cw_cli_line_numbers (line, "requests", info->requests);
  cw_cli_line_string (line, "integration", info->integration);
  cw_cli_line_string (line, "message", info->message);
  add_mappings (line, info->options);
  cw_cli_line_end (self, line);
}

/* "3 create, 1 failed" (transfer full) */
static char *
dup_counts (const CwFields *counts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < cw_fields_get_size (counts); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (counts, i, &name, &value);
      if (!g_str_equal (value, "0"))
        g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", value, name);
    }
  return g_string_free (text, FALSE);
}

static int
list_runs (CwCli *self, CwStore *store, GError **error)
{
  g_autoptr (GPtrArray) runs = cw_store_list_runs (store, NULL, 0, error);
  CwCliTable *table = NULL;

  if (runs == NULL)
    return CW_CLI_FAILED;
  if (!self->json)
    table = cw_cli_table_new (_("Run"), _("Started"), _("Integration"), _("By"), _("Why"), _("Outcome"), _("Records"), NULL);
  for (guint i = 0; i < runs->len; i++)
    {
      const CwRunInfo *info = g_ptr_array_index (runs, i);
      g_autofree char *id = NULL, *started = NULL, *counts = NULL;

      if (table == NULL)
        {
          print_run_line (self, info);
          continue;
        }
      id = g_strdup_printf ("%" G_GINT64_FORMAT, info->id);
      started = cw_cli_dup_time (info->started);
      counts = dup_counts (info->counts);
      cw_cli_table_add (table, id, started, info->integration, info->by, info->why, get_outcome (info), counts);
    }
  if (table != NULL)
    cw_cli_table_end (table, self, _("No runs yet."));
  return CW_CLI_DONE;
}

/* ---- one run: its journal ---- */

static const char *
get_kind (CwJournalKind kind)
{
  switch (kind)
    {
    case CW_JOURNAL_INTENT:
      return "intent";
    case CW_JOURNAL_DONE:
      return "done";
    case CW_JOURNAL_FAILED:
      return "failed";
    case CW_JOURNAL_NOT_APPLIED:
      return "not-applied";
    case CW_JOURNAL_UNKNOWN:
      return "unknown";
    case CW_JOURNAL_CHANGE:
    default:
      return "change";
    }
}

static char *
dup_source (const CwJournalEntry *entry)
{
  return entry->source_id != NULL ? g_strconcat (entry->type, ":", entry->source_id, NULL) : NULL;
}

static gboolean
print_entry (const CwJournalEntry *entry, gpointer data, GError **error)
{
  CwCli *self = data;
  g_autofree char *source = dup_source (entry), *time = NULL, *text = NULL;
  JsonBuilder *line;

  if (!self->json)
    {
      time = cw_cli_dup_time (entry->time);
      text = cw_cli_dup_safe (entry->text != NULL ? entry->text : "");
      cw_cli_print (self, "%6" G_GINT64_FORMAT "  %s  %-11s  %-11s  %-14s  %s  %s\n", entry->number, time, get_kind (entry->kind),
                    entry->operation != NULL ? entry->operation : "", source != NULL ? source : "",
                    entry->target_id != NULL ? entry->target_id : "", text);
      return TRUE;
    }
  line = cw_cli_line_begin ();
  cw_cli_line_integer (line, "entry", entry->number);
  cw_cli_line_integer (line, "intent", entry->intent);
  cw_cli_line_time (line, "time", entry->time);
  cw_cli_line_string (line, "kind", get_kind (entry->kind));
  cw_cli_line_string (line, "connection", entry->connection);
  cw_cli_line_string (line, "operation", entry->operation);
  cw_cli_line_string (line, "source", source);
  cw_cli_line_string (line, "target", entry->target_id);
  cw_cli_line_fields (line, "values", entry->values);
  cw_cli_line_string (line, "text", entry->text);
  cw_cli_line_end (self, line);
  return TRUE;
}

static int
show_run (CwCli *self, CwStore *store, gint64 run, GError **error)
{
  g_autoptr (CwRunInfo) info = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *started = NULL;

  info = cw_store_get_run (store, run, &local_error);
  if (g_error_matches (local_error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND))
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("There is no run %" PRId64 "."), run);
      return CW_CLI_FAILED;
    }
  if (info == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return CW_CLI_FAILED;
    }
  started = cw_cli_dup_time (info->started);
  if (self->json)
    print_run_line (self, info);
  else
    cw_cli_print (self, _("Run %" PRId64 " of “%s”, %s, started %s by %s: %s\n"), info->id, info->integration, info->why,
                  started, info->by, get_outcome (info));
  if (!self->json)
    print_mappings (self, info->options);
  return cw_store_journal_foreach (store, run, print_entry, self, error) ? CW_CLI_DONE : CW_CLI_FAILED;
}

int
cw_cli_history (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwStore) store = NULL;
  gint64 run = 0;

  if (!cw_cli_parse (self, arguments, NULL, 0, 1, &positional, error) ||
      (positional[0] != NULL && !cw_cli_read_number (positional[0], &run, error)))
    return CW_CLI_FAILED;
  store = cw_cli_open_store (self, error);
  if (store == NULL)
    return CW_CLI_FAILED;
  return run > 0 ? show_run (self, store, run, error) : list_runs (self, store, error);
}

/* ---- budget ---- */

static void
print_budget (CwCli *self, const CwBudget *budget, CwCliTable *table)
{
  JsonBuilder *line;

  if (table != NULL)
    {
      g_autofree char *used = g_strdup_printf ("%u", budget->used), *resets = cw_cli_dup_time (budget->resets);
      g_autofree char *limit = budget->limit > 0 ? g_strdup_printf ("%u", budget->limit) : g_strdup (_("none"));

      cw_cli_table_add (table, budget->connection, budget->window, used, limit, resets);
      return;
    }
  line = cw_cli_line_begin ();
  cw_cli_line_string (line, "connection", budget->connection);
  cw_cli_line_string (line, "window", budget->window);
  cw_cli_line_integer (line, "used", budget->used);
  cw_cli_line_integer (line, "limit", budget->limit);
  cw_cli_line_time (line, "resets", budget->resets);
  cw_cli_line_end (self, line);
}

int
cw_cli_budget (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (GPtrArray) budgets = NULL;
  CwCliTable *table = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 0, 0, &positional, error) || cw_cli_open (self, error) == NULL)
    return CW_CLI_FAILED;
  budgets = cw_profile_list_budget (self->profile, error);
  if (budgets == NULL)
    return CW_CLI_FAILED;
  if (!self->json)
    table = cw_cli_table_new (_("Connection"), _("Window"), _("Used"), _("Limit"), _("Resets"), NULL);
  for (guint i = 0; i < budgets->len; i++)
    print_budget (self, g_ptr_array_index (budgets, i), table);
  if (table != NULL)
    cw_cli_table_end (table, self, _("No connections."));
  return CW_CLI_DONE;
}
