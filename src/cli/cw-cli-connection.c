/* cw-cli-connection.c: causewayctl connection
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"

#include <glib/gi18n.h>

/* The best way of signing in that the system has; the service says what is wrong with a system that there is not. */
static const char *
get_default_auth (const char *system)
{
  const CwSystemInfo *info = cw_system_find_info (system);

  return info != NULL ? info->ways[0].id : "token";
}

/* The service knows which systems and kinds there are; here only what would be pointless to send it. */
static gboolean
require_option (const char *value, const char *option, GError **error)
{
  if (value != NULL && *value != '\0')
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("The option --%s is missing."), option);
  return FALSE;
}

int
cw_cli_connection_add (CwCli *self, char **arguments, GError **error)
{
  g_autofree char *system = NULL, *url = NULL, *account = NULL, *auth = NULL;
  const GOptionEntry entries[] = {
    { "system", 0, 0, G_OPTION_ARG_STRING, &system, N_("netsuite, precoro or suiteprojects"), N_("SYSTEM") },
    { "url", 0, 0, G_OPTION_ARG_STRING, &url, N_("Address of its API"), N_("URL") },
    { "account", 0, 0, G_OPTION_ARG_STRING, &account, N_("Account of NetSuite, or company of SuiteProjects Pro"), N_("ID") },
    { "auth", 0, 0, G_OPTION_ARG_STRING, &auth, N_("How to sign in: m2m, tba, code or token"), N_("KIND") },
    { NULL }
  };
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwConnectionInfo) info = NULL;
  g_autoptr (CwSecret) secret = NULL;

  if (!cw_cli_parse (self, arguments, entries, 1, 1, &positional, error) ||
      !require_option (system, "system", error) || !require_option (url, "url", error))
    return CW_CLI_FAILED;
  info = cw_connection_info_new (positional[0], system);
  g_free (info->url);
  g_free (info->account);
  g_free (info->auth);
  info->url = g_steal_pointer (&url);
  info->account = g_steal_pointer (&account);
  info->auth = auth != NULL ? g_steal_pointer (&auth) : g_strdup (get_default_auth (system));

  secret = cw_cli_read_secret_sync (self, info->system, info->auth, error);
  if (secret == NULL || cw_cli_open (self, error) == NULL ||
      !cw_profile_add_connection_sync (self->profile, info, secret, self->cancellable, error))
    return CW_CLI_FAILED;
  if (!self->json)
    cw_cli_print (self, _("Connection “%s” is kept; “causewayctl connection test %s” tries it.\n"), info->name, info->name);
  return CW_CLI_DONE;
}

int
cw_cli_connection_set (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 2, CW_CLI_MANY, &positional, error) || cw_cli_open (self, error) == NULL)
    return CW_CLI_FAILED;
  for (guint i = 1; positional[i] != NULL; i++)
    {
      g_autofree char *key = NULL, *value = NULL;

      if (!cw_cli_split_setting (positional[i], &key, &value, error) ||
          !cw_profile_set_connection (self->profile, positional[0], key, value, error))
        return CW_CLI_FAILED;
    }
  return CW_CLI_DONE;
}

static void
print_state_line (CwCli *self, const char *name, const char *system, gboolean ok, const char *cause, const char *next)
{
  JsonBuilder *line = cw_cli_line_begin ();

  cw_cli_line_string (line, "name", name);
  cw_cli_line_string (line, "system", system);
  cw_cli_line_boolean (line, "ok", ok);
  cw_cli_line_string (line, "cause", cause);
  cw_cli_line_string (line, "next", next);
  cw_cli_line_end (self, line);
}

/* @cause and @next of a connection as it was last tested. */
static void
judge (const CwConnectionInfo *info, char **out_cause, char **out_next)
{
  *out_cause = *out_next = NULL;
  if (info->tested_at > 0 && info->test_ok)
    return;
  *out_cause = g_strdup (info->tested_at == 0 ? _("It was never tested.") : info->test_message);
  *out_next = g_strdup_printf (_("Test it: causewayctl connection test %s"), info->name);
}

static void
add_to_table (CwCliTable *table, const CwConnectionInfo *info)
{
  g_autofree char *tested = cw_cli_dup_time (info->tested_at);

  cw_cli_table_add (table, info->name, info->system, info->auth, info->url,
                    info->tested_at == 0 ? _("never tested") : info->test_ok ? _("works") : _("does not work"), tested);
}

int
cw_cli_connection_list (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (GPtrArray) connections = NULL;
  CwCliTable *table = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 0, 0, &positional, error))
    return CW_CLI_FAILED;
  store = cw_cli_open_store (self, error);
  connections = store != NULL ? cw_store_list_connections (store, error) : NULL;
  if (connections == NULL)
    return CW_CLI_FAILED;

  if (!self->json)
    table = cw_cli_table_new (_("Name"), _("System"), _("Sign-in"), _("Address"), _("State"), _("Tested"), NULL);
  for (guint i = 0; i < connections->len; i++)
    {
      const CwConnectionInfo *info = g_ptr_array_index (connections, i);
      g_autofree char *cause = NULL, *next = NULL;

      judge (info, &cause, &next);
      if (table != NULL)
        add_to_table (table, info);
      else
        print_state_line (self, info->name, info->system, cause == NULL, cause, next);
    }
  if (table != NULL)
    cw_cli_table_end (table, self, _("No connections."));
  return CW_CLI_DONE;
}

static void
print_test_text (CwCli *self, const CwConnectionTest *test)
{
  g_autofree char *account = test->account != NULL ? cw_cli_dup_safe (test->account) : NULL;
  g_autofree char *cause = test->cause != NULL ? cw_cli_dup_safe (test->cause) : NULL;

  if (!test->ok)
    {
      cw_cli_print (self, _("“%s” does not work. %s\n%s\n"), test->name, cause, test->next);
      return;
    }
  if (account != NULL)
    cw_cli_print (self, _("“%s” works: %s.\n"), test->name, account);
  else
    cw_cli_print (self, _("“%s” works.\n"), test->name);
  if (cause != NULL)
    cw_cli_print (self, "%s\n%s\n", cause, test->next);
}

void
cw_cli_print_test (CwCli *self, const CwConnectionTest *test)
{
  if (self->json)
    print_state_line (self, test->name, test->system, test->ok, test->cause, test->next);
  else
    print_test_text (self, test);
}

/* A connection that does not work is what was asked for, not a failure of the command; the exit code tells all the same. */
int
cw_cli_connection_test (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwConnectionInfo) info = NULL;
  CwConnectionTest *test;
  gboolean ok;

  if (!cw_cli_parse (self, arguments, NULL, 1, 1, &positional, error))
    return CW_CLI_FAILED;
  store = cw_cli_open_store (self, error);
  info = store != NULL ? cw_cli_get_connection (store, positional[0], error) : NULL;
  if (info == NULL || cw_cli_open_online (self, error) == NULL)
    return CW_CLI_FAILED;

  test = cw_profile_test_connection_sync (self->profile, positional[0], self->cancellable);
  ok = test->ok;
  cw_cli_print_test (self, test);
  cw_connection_test_free (test);
  return ok ? CW_CLI_DONE : CW_CLI_NOT_CONNECTED;
}

int
cw_cli_connection_remove (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;

  if (!cw_cli_parse (self, arguments, NULL, 1, 1, &positional, error) || cw_cli_open (self, error) == NULL ||
      !cw_profile_remove_connection_sync (self->profile, positional[0], self->cancellable, error))
    return CW_CLI_FAILED;
  return CW_CLI_DONE;
}
