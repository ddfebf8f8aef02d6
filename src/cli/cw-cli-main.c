/* cw-cli-main.c: causewayctl: options, dispatch, signals, errors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define PROGRAM "causewayctl"

/* In the order of the help. */
static const CwCliCommand commands[] = {
  { "sample", "add", N_("[--info FILE]"), N_("Make connections and integrations for sample data"), cw_cli_sample_add },
  { "connection", "add", N_("NAME --system SYSTEM --url URL [--account ID] [--auth KIND]"),
    N_("Add a connection; its secret is read from standard input"), cw_cli_connection_add },
  { "connection", "set", N_("NAME KEY=VALUE…"), N_("Change lanes, pace, hour, day or share"), cw_cli_connection_set },
  { "connection", "list", "", N_("List the connections"), cw_cli_connection_list },
  { "connection", "test", N_("NAME"), N_("Sign in and look around"), cw_cli_connection_test },
  { "connection", "sign-in", N_("NAME [--redirect ADDRESS]"), N_("Sign in on the system's own page"), cw_cli_connection_sign_in },
  { "connection", "remove", N_("NAME"), N_("Remove a connection and its secret"), cw_cli_connection_remove },
  { "integration", "add", N_("NAME --source CONNECTION --target CONNECTION --subsidiary ID… [--item-custom-field ID]"),
    N_("Pair a NetSuite connection with a target"), cw_cli_integration_add },
  { "integration", "list", "", N_("List the integrations"), cw_cli_integration_list },
  { "integration", "remove", N_("NAME"), N_("Remove an integration; its history stays"), cw_cli_integration_remove },
  { "workflow", "list", N_("INTEGRATION"), N_("List the workflows of an integration"), cw_cli_workflow_list },
  { "workflow", "enable", N_("INTEGRATION WORKFLOW"), N_("Make a workflow one of the integration's"), cw_cli_workflow_enable },
  { "workflow", "disable", N_("INTEGRATION WORKFLOW"), N_("Leave a workflow out of the integration"), cw_cli_workflow_disable },
  { "workflow", "activate", N_("INTEGRATION WORKFLOW"), N_("Let a workflow have its part in every run"), cw_cli_workflow_activate },
  { "workflow", "deactivate", N_("INTEGRATION WORKFLOW"), N_("Let it run only where it is named"), cw_cli_workflow_deactivate },
  { "workflow", "show", N_("INTEGRATION WORKFLOW"), N_("Show the settings of a workflow"), cw_cli_workflow_show },
  { "workflow", "set", N_("INTEGRATION WORKFLOW KEY=VALUE…"), N_("Change settings of a workflow"), cw_cli_workflow_set },
  { "plan", NULL, N_("INTEGRATION [WORKFLOW…] [--record TYPE:ID]… [--all] [--refresh] [--out FILE]"),
    N_("Show what a run would do; changes nothing in the systems"), cw_cli_plan },
  { "run", NULL, N_("INTEGRATION [WORKFLOW…] [--record TYPE:ID]… [--all] [--plan FILE] [--page-size N] [--yes]"),
    N_("Plan and apply what is marked and changed"), cw_cli_run },
  { "resume", NULL, N_("[RUN]"), N_("Go on with interrupted runs"), cw_cli_resume },
  { "schedule", "list", N_("[INTEGRATION]"), N_("List the schedules, their last run and their next"), cw_cli_schedule_list },
  { "schedule", "add", N_("INTEGRATION NAME --workflow ID… --days DAYS --time HH:MM… [--zone ZONE] [--off]"),
    N_("Let a group of workflows run by itself"), cw_cli_schedule_add },
  { "schedule", "set", N_("INTEGRATION NAME KEY=VALUE…"), N_("Change name, workflows, days, times or zone"), cw_cli_schedule_set },
  { "schedule", "remove", N_("INTEGRATION NAME"), N_("Remove a schedule; its runs stay in the history"), cw_cli_schedule_remove },
  { "schedule", "on", N_("INTEGRATION NAME"), N_("Switch a schedule on; it counts from now"), cw_cli_schedule_on },
  { "schedule", "off", N_("INTEGRATION NAME"), N_("Switch a schedule off"), cw_cli_schedule_off },
  { "schedule", "serve", N_("[--for SECONDS]"), N_("Run what schedules have due, until stopped"), cw_cli_schedule_serve },
  { "history", NULL, N_("[RUN]"), N_("List the runs, or what one run did"), cw_cli_history },
  { "attention", NULL, "", N_("List the records that need a person"), cw_cli_attention_list },
  { "attention", "list", "", N_("The same"), cw_cli_attention_list },
  { "attention", "retry", N_("[ID…]"), N_("Run these records again; all of them without an ID"), cw_cli_attention_retry },
  { "conflicts", "list", N_("INTEGRATION [WORKFLOW]"), N_("List the records for which more than one of the target could be meant"), cw_cli_conflicts_list },
  { "conflicts", "settle", N_("INTEGRATION TYPE:ID link TARGET|create|leave-out"), N_("Say which one it is"), cw_cli_conflicts_settle },
  { "conflicts", "undo", N_("INTEGRATION TYPE:ID"), N_("Take back what was said"), cw_cli_conflicts_undo },
  { "explain", NULL, N_("INTEGRATION TYPE:ID"), N_("Tell why a record did or did not travel"), cw_cli_explain },
  { "links", "list", N_("INTEGRATION"), N_("List which record belongs to which"), cw_cli_links_list },
  { "links", "rebuild", N_("INTEGRATION"), N_("Find the links again in the target"), cw_cli_links_rebuild },
  { "hierarchies", "list", N_("INTEGRATION"), N_("List which classification is which hierarchy of the target"), cw_cli_hierarchies_list },
  { "hierarchies", "show", N_("INTEGRATION WORKFLOW CLASSIFICATION [--refresh]"), N_("Show both trees and who is whose partner"),
    cw_cli_hierarchies_show },
  { "hierarchies", "create", N_("INTEGRATION WORKFLOW CLASSIFICATION"), N_("Create a hierarchy with the next run, and keep it in step"),
    cw_cli_hierarchies_create },
  { "hierarchies", "adopt", N_("INTEGRATION WORKFLOW CLASSIFICATION HIERARCHY [--extend]"),
    N_("Use an existing hierarchy; nodes of the same name are linked"), cw_cli_hierarchies_adopt },
  { "hierarchies", "off", N_("INTEGRATION WORKFLOW CLASSIFICATION"), N_("Leave hierarchy and records as they are from now on"),
    cw_cli_hierarchies_off },
  { "hierarchies", "link", N_("INTEGRATION WORKFLOW CLASSIFICATION NODE PARTNER"), N_("Link a node to one of the existing hierarchy"),
    cw_cli_hierarchies_link },
  { "hierarchies", "unlink", N_("INTEGRATION WORKFLOW CLASSIFICATION NODE"), N_("Take that link away"), cw_cli_hierarchies_unlink },
  { "users", NULL, N_("INTEGRATION [--system SYSTEM] [--integrated yes|no|all] [--active yes|no|all] [--conflicts] [--search WORDS] [--refresh] [--out FILE]"),
    N_("List the users of the target and their employees"), cw_cli_users },
  { "users", "link", N_("INTEGRATION EMPLOYEE USER"), N_("Link a user to an employee by hand"), cw_cli_users_link },
  { "users", "unlink", N_("INTEGRATION EMPLOYEE USER"), N_("Take the link of the two away"), cw_cli_users_unlink },
  { "users", "refuse", N_("INTEGRATION EMPLOYEE USER"), N_("Not this person: never match or suggest the two again"), cw_cli_users_refuse },
  { "users", "allow", N_("INTEGRATION EMPLOYEE USER"), N_("Take such a refusal back"), cw_cli_users_allow },
  { "users", "sync", N_("INTEGRATION on [--confirm COMPANY]"),
    N_("Show whom Sync Employees matches, then switch it on for good"), cw_cli_users_sync },
  { "mapping", "show", N_("INTEGRATION WORKFLOW [VERSION|FILE]"), N_("Show a mapping in words"), cw_cli_mapping_show },
  { "mapping", "export", N_("INTEGRATION WORKFLOW [VERSION] [FILE]"), N_("Write a mapping to a file"), cw_cli_mapping_export },
  { "mapping", "import", N_("INTEGRATION WORKFLOW FILE [--note TEXT] [--ours|--theirs]"),
    N_("Save a file as the newest version, merged with what changed here since"), cw_cli_mapping_import },
  { "mapping", "check", N_("INTEGRATION WORKFLOW [VERSION|FILE] [--refresh]"),
    N_("Look for problems over all known records, and run the tests"), cw_cli_mapping_check },
  { "mapping", "preview", N_("INTEGRATION WORKFLOW [VERSION|FILE] TYPE:ID… [--pin NAME]"),
    N_("Show what a mapping makes of records"), cw_cli_mapping_preview },
  { "mapping", "versions", N_("INTEGRATION WORKFLOW"), N_("List the saved versions"), cw_cli_mapping_versions },
  { "mapping", "diff", N_("INTEGRATION WORKFLOW [VERSION|FILE [VERSION|FILE]]"), N_("Show what two versions differ in"), cw_cli_mapping_diff },
  { "mapping", "restore", N_("INTEGRATION WORKFLOW VERSION"), N_("Save an old version as the newest"), cw_cli_mapping_restore },
  { "budget", NULL, "", N_("Show requests used and left of each limit"), cw_cli_budget },
};

/* ---- options and usage ---- */

/* The common options stand before the command or among its own. */
static GOptionGroup *
new_common_group (CwCli *self)
{
  const GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, &self->profile_dir, N_("Keep settings and database in DIR"), N_("DIR") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_("Print JSON lines"), NULL },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &self->verbose, N_("Say more: debugging text, and unchanged records"), NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &self->help, N_("Show help"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, N_("Show the version"), NULL },
    { NULL }
  };
  GOptionGroup *group = g_option_group_new ("common", NULL, NULL, NULL, NULL);

  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  g_option_group_add_entries (group, entries);
  return group;
}

static char *
dup_command_name (const CwCliCommand *command)
{
  return command->name != NULL ? g_strconcat (command->group, " ", command->name, NULL) : g_strdup (command->group);
}

static char *
dup_usage (const CwCliCommand *command)
{
  g_autofree char *name = dup_command_name (command);

  if (*command->parameters == '\0')
    return g_strconcat (PROGRAM " ", name, NULL);
  return g_strconcat (PROGRAM " ", name, " ", _(command->parameters), NULL);
}

static void
print_help (void)
{
  g_print (_("Usage: %s [--profile DIR] [--json] [--verbose] COMMAND …\n\n"), PROGRAM);
  g_print (_("Keeps NetSuite in step with Precoro and SuiteProjects Pro.\n\nCommands:\n"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *name = dup_command_name (&commands[i]);

      g_print ("  %-20s %s\n", name, _(commands[i].summary));
    }
  g_print (_("\nOptions:\n"
             "  --profile DIR        Keep settings and database in DIR\n"
             "  --json               Print JSON lines\n"
             "  --verbose            Say more: debugging text, and unchanged records\n"
             "  --version            Show the version\n\n"
             "“%s COMMAND --help” tells more about a command; so does “man %s”.\n"), PROGRAM, PROGRAM);
}

static void
print_command_help (const CwCliCommand *command, GOptionContext *context)
{
  g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);
  g_autofree char *usage = dup_usage (command);
  const char *options = strstr (help, "\n\n");

  g_print (_("Usage: %s\n\n%s.\n"), usage, _(command->summary));
  if (options != NULL)
    g_print ("%s", options + 1);
}

static gboolean
parse_options (GOptionContext *context, char ***inout_arguments, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  for (guint i = 0; (*inout_arguments)[i] != NULL; i++)
    if (!g_utf8_validate ((*inout_arguments)[i], -1, NULL))
      {
        g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Argument %u is not valid UTF-8."), i);
        return FALSE;
      }
  if (g_option_context_parse_strv (context, inout_arguments, &local_error))
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, "%s.", local_error->message);
  return FALSE;
}

/* Drops the program's name, and the "--" behind which an argument may begin with a dash. */
static char **
take_positional (char **arguments)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  char **positional;
  gboolean dashes = FALSE;

  for (guint i = 1; arguments[i] != NULL; i++)
    if (!dashes && g_str_equal (arguments[i], "--"))
      dashes = TRUE;
    else
      g_strv_builder_add (builder, arguments[i]);
  positional = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  g_strfreev (arguments);
  return positional;
}

gboolean
cw_cli_parse (CwCli *self, char **arguments, const GOptionEntry *entries, guint minimum, guint maximum,
              char ***out_positional, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) rest = g_strdupv (arguments);
  g_auto (GStrv) positional = NULL;
  guint given;

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_main_group (context, new_common_group (self));
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!parse_options (context, &rest, error))
    return FALSE;
  if (self->help)
    {
      print_command_help (self->command, context);
      return FALSE;
    }

  positional = take_positional (g_steal_pointer (&rest));
  given = g_strv_length (positional);
  if (given < minimum)
    {
      g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("An argument is missing."));
      return FALSE;
    }
  if (given > maximum)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("“%s” is too much."), positional[maximum]);
      return FALSE;
    }
  *out_positional = g_steal_pointer (&positional);
  return TRUE;
}

/* ---- what commands share ---- */

CwProfile *
cw_cli_open (CwCli *self, GError **error)
{
  if (self->profile == NULL)
    self->profile = cw_profile_open (self->profile_dir, NULL, error);
  return self->profile;
}

CwProfile *
cw_cli_open_online (CwCli *self, GError **error)
{
  if (cw_cli_open (self, error) == NULL || !cw_profile_ensure_sample_sync (self->profile, self->cancellable, error))
    return NULL;
  return self->profile;
}

CwStore *
cw_cli_open_store (CwCli *self, GError **error)
{
  if (cw_cli_open (self, error) == NULL)
    return NULL;
  return cw_profile_open_store (self->profile, error);
}

/* Takes the store's own words away, which know nothing of names a person typed. */
static gboolean
clear_not_found (GError **error)
{
  if (!g_error_matches (*error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND))
    return FALSE;
  g_clear_error (error);
  return TRUE;
}

CwConnectionInfo *
cw_cli_get_connection (CwStore *store, const char *name, GError **error)
{
  CwConnectionInfo *info = cw_store_get_connection (store, name, error);

  if (info == NULL && clear_not_found (error))
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                 _("There is no connection “%s”; “causewayctl connection list” lists them."), name);
  return info;
}

CwIntegrationInfo *
cw_cli_get_integration (CwStore *store, const char *name, GError **error)
{
  CwIntegrationInfo *info = cw_store_get_integration (store, name, error);

  if (info == NULL && clear_not_found (error))
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                 _("There is no integration “%s”; “causewayctl integration list” lists them."), name);
  return info;
}

char *
cw_cli_dup_record (const char *text, GError **error)
{
  const char *colon = strchr (text, ':');

  if (colon == NULL || colon == text || colon[1] == '\0')
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                   _("“%s” names no record: write TYPE:ID, such as customer:1542."), text);
      return NULL;
    }
  return g_str_has_prefix (text, "project:") ? g_strconcat ("job", colon, NULL) : g_strdup (text);
}

gboolean
cw_cli_read_number (const char *text, gint64 *out_number, GError **error)
{
  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, out_number, NULL))
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("“%s” is no number above 0."), text);
  return FALSE;
}

gboolean
cw_cli_split_setting (const char *text, char **out_key, char **out_value, GError **error)
{
  const char *equals = strchr (text, '=');

  if (equals == NULL || equals == text)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("“%s” sets nothing: write KEY=VALUE."), text);
      return FALSE;
    }
  *out_key = g_strndup (text, (gsize) (equals - text));
  *out_value = g_strdup (equals + 1);
  return TRUE;
}

/* ---- errors ---- */

static void
print_error_line (CwCli *self, const GError *error, const char *next)
{
  JsonBuilder *line = cw_cli_line_begin ();

  cw_cli_line_string (line, "event", "error");
  cw_cli_line_string (line, "code", cw_error_get_code (error));
  cw_cli_line_string (line, "message", error->message);
  cw_cli_line_string (line, "next", next);
  cw_cli_line_end (self, line);
}

static int
report_error (CwCli *self, const GError *error)
{
  g_autofree char *next = cw_error_dup_next_step (error);
  gboolean usage = g_error_matches (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE);

  if (self->json)
    {
      print_error_line (self, error, next);
    }
  else
    {
      g_autofree char *message = cw_cli_dup_safe (error->message);

      g_printerr ("%s: %s\n", PROGRAM, message);
      if (!usage)
        g_printerr ("%s\n", next);
    }
  if (usage && self->command != NULL)
    {
      g_autofree char *text = dup_usage (self->command);

      g_printerr (_("Usage: %s\n"), text);
    }
  else if (usage)
    {
      g_printerr (_("Usage: %s [--profile DIR] [--json] [--verbose] COMMAND …\n“%s --help” lists the commands.\n"),
                  PROGRAM, PROGRAM);
    }
  return cw_error_get_exit_code (error);
}

/* ---- dispatch ---- */

/* A group without its subcommand, or with an unknown one, is an unknown command. Moves @inout_arguments to the command's word. */
static const CwCliCommand *
find_command (char ***inout_arguments, GError **error)
{
  char **arguments = *inout_arguments;
  gboolean known = FALSE;
  const CwCliCommand *bare = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (!g_str_equal (commands[i].group, arguments[0]))
        continue;
      known = TRUE;
      if (commands[i].name == NULL)
        {
          bare = &commands[i];
        }
      else if (g_strcmp0 (commands[i].name, arguments[1]) == 0)
        {
          *inout_arguments = arguments + 1;
          return &commands[i];
        }
    }
  if (bare != NULL)
    return bare;
  if (!known)
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("There is no command “%s”."), arguments[0]);
  else if (arguments[1] == NULL)
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("“%s” wants a word that says what to do."), arguments[0]);
  else
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("“%s” has no command “%s”."), arguments[0], arguments[1]);
  return NULL;
}

/* "causewayctl connection --help"; FALSE when @group is no group of subcommands. */
static gboolean
print_group_help (const char *group)
{
  gboolean known = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    known |= g_str_equal (commands[i].group, group) && commands[i].name != NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (known && g_str_equal (commands[i].group, group))
      {
        g_autofree char *usage = dup_usage (&commands[i]);

        g_print ("%s\n    %s\n", usage, _(commands[i].summary));
      }
  return known;
}

static int
dispatch (CwCli *self, char **arguments, GError **error)
{
  char **at = arguments;

  if (at[0] == NULL)
    {
      g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("A command is missing."));
      return CW_CLI_FAILED;
    }
  if (at[1] != NULL && (g_str_equal (at[1], "--help") || g_str_equal (at[1], "-h")) && at[2] == NULL)
    if (print_group_help (at[0]))
      return CW_CLI_DONE;
  self->command = find_command (&at, error);
  if (self->command == NULL)
    return CW_CLI_FAILED;
  return self->command->run (self, at, error);
}

/* ---- threads and signals ---- */

typedef struct {
  CwCli     *cli;
  char     **arguments;   /* from the command's word on */
  GMainLoop *loop;
  int        exit_code;
} Work;

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static gpointer
work_thread (gpointer data)
{
  Work *work = data;
  CwCli *cli = work->cli;
  g_autoptr (GError) error = NULL;

  work->exit_code = dispatch (cli, work->arguments, &error);
  if (error != NULL)
    work->exit_code = report_error (cli, error);
  else if (work->exit_code == CW_CLI_FAILED)
    work->exit_code = CW_CLI_DONE;
  if (cli->profile != NULL)
    cw_profile_stop_sample (cli->profile);
  g_clear_object (&cli->profile);
  g_idle_add (quit_cb, work->loop);
  return NULL;
}

/* The first one lets a run finish what is on the wire; the second gives up; a third has the system's own effect. */
static gboolean
signal_cb (gpointer data)
{
  CwCli *self = data;
  int before = g_atomic_int_add (&self->signals, 1);

  if (before == 0 && g_atomic_int_get (&self->stoppable))
    {
      g_printerr ("\n%s\n", _("Stopping: what is on its way is finished. Once more gives up at once."));
      cw_run_control_stop (self->control);
      return G_SOURCE_CONTINUE;
    }
  cw_run_control_stop (self->control);
  g_cancellable_cancel (self->cancellable);
  signal (SIGINT, SIG_DFL);
  signal (SIGTERM, SIG_DFL);
  return G_SOURCE_CONTINUE;
}

static int
run_on_worker (CwCli *self, char **arguments)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Work work = { .cli = self, .arguments = arguments, .loop = loop };
  guint interrupt = g_unix_signal_add (SIGINT, signal_cb, self), terminate = g_unix_signal_add (SIGTERM, signal_cb, self);
  GThread *thread = g_thread_new ("command", work_thread, &work);

  g_main_loop_run (loop);
  g_thread_join (thread);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  return work.exit_code;
}

/* ---- start ---- */

/* Only our own domains, and never on standard output, which belongs to the result. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  const CwCli *self = data;

  if (level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO) && self->verbose)
    for (gsize i = 0; i < n_fields; i++)
      if (g_str_equal (fields[i].key, "GLIB_DOMAIN") && g_str_has_prefix (fields[i].value, "cw-"))
        return g_log_writer_standard_streams (level, fields, n_fields, NULL);
  return g_log_writer_default (level, fields, n_fields, NULL);
}

static void
set_locale (void)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname (PROGRAM);
}

/* The options that stand before the command. */
static gboolean
parse_common (CwCli *self, char ***inout_arguments, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_main_group (context, new_common_group (self));
  return parse_options (context, inout_arguments, error);
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) arguments = g_strdupv (argv);
  g_autoptr (GError) error = NULL;
  CwCli self = { .cancellable = g_cancellable_new (), .control = cw_run_control_new () };
  int exit_code = CW_CLI_DONE;

  set_locale ();
  signal (SIGPIPE, SIG_IGN);
  g_log_writer_default_set_use_stderr (TRUE);
  g_log_set_writer_func (write_log, &self, NULL);

  if (!parse_common (&self, &arguments, &error))
    exit_code = report_error (&self, error);
  else if (self.help)
    print_help ();
  else if (self.version)
    g_print ("%s %s\n", PROGRAM, PACKAGE_VERSION);
  else
    exit_code = run_on_worker (&self, arguments + 1);

  g_clear_pointer (&self.control, cw_run_control_unref);
  g_clear_object (&self.cancellable);
  g_free (self.profile_dir);
  return exit_code;
}
