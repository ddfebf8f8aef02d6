/* cw-cli-users.c: causewayctl users
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli.h"
#include "cw-users.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- printing ---- */

static void
print_json (CwCli *self, JsonNode *node)
{
  JsonBuilder *line = cw_cli_line_begin ();
  JsonObject *object = json_node_get_object (node);
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *at = names; at != NULL; at = at->next)
    {
      json_builder_set_member_name (line, at->data);
      json_builder_add_value (line, json_node_copy (json_object_get_member (object, at->data)));
    }
  cw_cli_line_end (self, line);
  json_node_unref (node);
}

static void
add_row (CwCliTable *table, const CwUsers *users, guint user)
{
  const CwPeopleMatch *match = cw_users_get_match (users);
  const CwUserMatch *found = cw_people_match_get_user (match, user);
  const CwUsersPerson *person = cw_users_get_user (users, user);
  const CwUsersPerson *employee = found->employee != CW_NOBODY ? cw_users_get_employee (users, found->employee) : NULL;
  g_autofree char *name = cw_cli_dup_safe (person->name), *email = cw_cli_dup_safe (person->email != NULL ? person->email : "");
  g_autofree char *how = cw_users_dup_how_text (users, user), *other = NULL, *safe_how = cw_cli_dup_safe (how), *safe_other = NULL;

  if (employee != NULL)
    other = g_strdup_printf ("%s %s", employee->id, employee->name);
  else if (found->n_near > 0)
    {
      const CwNearMiss *miss = cw_people_match_get_near (match, found->first_near);

      other = g_strdup_printf (_("near: %s %s"), cw_users_get_employee (users, miss->employee)->id, cw_users_get_employee (users, miss->employee)->name);
    }
  safe_other = cw_cli_dup_safe (other != NULL ? other : "");
  cw_cli_table_add (table, person->id, name, email, safe_other, safe_how);
}

static void
print_employees (CwCli *self, const CwUsers *users, const GArray *numbers)
{
  CwCliTable *table = self->json ? NULL : cw_cli_table_new (_("Employee"), _("Name"), _("E-Mail"), _("User"), _("How"), NULL);

  for (guint i = 0; i < numbers->len; i++)
    {
      guint number = g_array_index (numbers, guint, i), partner = cw_users_get_partner (users, TRUE, number);
      const CwUsersPerson *person = cw_users_get_employee (users, number), *user = partner != CW_NOBODY ? cw_users_get_user (users, partner) : NULL;
      g_autofree char *name = cw_cli_dup_safe (person->name), *email = cw_cli_dup_safe (person->email != NULL ? person->email : "");
      g_autofree char *other = user != NULL ? g_strdup_printf ("%s %s", user->id, user->name) : g_strdup (""), *safe_other = cw_cli_dup_safe (other);
      g_autofree char *how = cw_users_dup_employee_text (users, number), *safe_how = cw_cli_dup_safe (how);

      if (table != NULL)
        cw_cli_table_add (table, person->id, name, email, safe_other, safe_how);
      else
        print_json (self, cw_users_make_employee_json (users, number));
    }
  if (table != NULL)
    cw_cli_table_end (table, self, _("No such people."));
}

static void
print_users (CwCli *self, const CwUsers *users, const GArray *numbers)
{
  CwCliTable *table = NULL;

  if (!self->json)
    table = cw_cli_table_new (_("User"), _("Name"), _("E-Mail"), _("Employee"), _("How"), NULL);
  for (guint i = 0; i < numbers->len; i++)
    if (table != NULL)
      add_row (table, users, g_array_index (numbers, guint, i));
    else
      print_json (self, cw_users_make_json (users, g_array_index (numbers, guint, i)));
  if (table != NULL)
    cw_cli_table_end (table, self, _("No such users."));
}

static void
print_counts (CwCli *self, const CwUsers *users)
{
  const CwUsersCounts *counts = cw_users_get_counts (users);

  cw_cli_print (self, _("%u users and %u employees: %u integrated, %u not mapped with NetSuite, %u in conflict\n"), counts->users,
                counts->employees, counts->integrated, counts->unmapped, counts->conflicts);
  if (cw_users_are_made (users) && cw_users_get_sync (users))
    cw_cli_print (self, _("With the next run of “%s”: %u to link, %u to create\n"), _(cw_users_get_workflow (users)->title), counts->would_link,
                  counts->would_create);
}

/* ---- users ---- */

static gboolean
read_choice (const char *option, const char *text, CwUsersChoice *out_choice, GError **error)
{
  static const char * const words[] = { [CW_USERS_ALL] = "all", [CW_USERS_YES] = "yes", [CW_USERS_NO] = "no" };

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i], text))
      {
        *out_choice = (CwUsersChoice) i;
        return TRUE;
      }
  if (text == NULL)
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("--%s wants yes, no or all, not “%s”."), option, text);
  return FALSE;
}

/* NULL: the users. Those of one system at a time: an integration has one of each side. */
static gboolean
read_system (const char *text, const CwUsers *users, gboolean *out_employees, GError **error)
{
  const CwWorkflow *workflow = cw_users_get_workflow (users);

  *out_employees = g_strcmp0 (text, workflow->source_system) == 0;
  if (text == NULL || *out_employees || g_str_equal (text, workflow->target_system))
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("--system wants %s or %s, not “%s”."), workflow->target_system,
               workflow->source_system, text);
  return FALSE;
}

/* What is kept, unless it was never read or is wanted anew. */
static CwUsers *
load_users (CwCli *self, const char *integration, gboolean refresh, GError **error)
{
  CwRunRequest request = { .cancellable = self->cancellable };
  g_autoptr (CwStore) store = cw_cli_open_store (self, error);
  g_autoptr (CwIntegrationInfo) info = store != NULL ? cw_cli_get_integration (store, integration, error) : NULL;
  g_autoptr (CwUsers) users = info != NULL ? cw_users_load_sync (self->profile, integration, error) : NULL;

  if (users == NULL || (!refresh && cw_users_get_read_at (users) != 0))
    return g_steal_pointer (&users);
  if (cw_cli_open_online (self, error) == NULL)
    return NULL;
  return cw_users_refresh_sync (self->profile, integration, &request, error);
}

int
cw_cli_users (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autofree char *integrated = NULL, *out = NULL, *active = NULL, *system = NULL, *search = NULL;
  gboolean refresh = FALSE, conflicts = FALSE;
  CwUsersFilter filter = { .integrated = CW_USERS_ALL };
  g_autoptr (CwUsers) users = NULL;
  g_autoptr (GArray) numbers = NULL;
  const GOptionEntry entries[] = {
    { "integrated", 0, 0, G_OPTION_ARG_STRING, &integrated, N_("Only users who have an employee, or who have none"), N_("yes|no|all") },
    { "system", 0, 0, G_OPTION_ARG_STRING, &system, N_("The users of this system, or netsuite for the employees"), N_("SYSTEM") },
    { "active", 0, 0, G_OPTION_ARG_STRING, &active, N_("Only people who are active, or who are not"), N_("yes|no|all") },
    { "conflicts", 0, 0, G_OPTION_ARG_NONE, &conflicts, N_("Only people in a conflict"), NULL },
    { "search", 0, 0, G_OPTION_ARG_STRING, &search, N_("Only people whose name or e-mail has these words"), N_("WORDS") },
    { "refresh", 0, 0, G_OPTION_ARG_NONE, &refresh, N_("Read both systems anew"), NULL },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_("Write them to FILE: CSV, or JSON by its name"), N_("FILE") },
    { NULL }
  };

  if (!cw_cli_parse (self, arguments, entries, 1, 1, &positional, error) || !read_choice ("integrated", integrated, &filter.integrated, error)
      || !read_choice ("active", active, &filter.active, error))
    return CW_CLI_FAILED;
  users = load_users (self, positional[0], refresh, error);
  if (users == NULL || !read_system (system, users, &filter.employees, error))
    return CW_CLI_FAILED;
  filter.conflicts = conflicts;
  filter.search = search;
  numbers = cw_users_list (users, &filter, CW_USERS_BY_NAME, FALSE);
  if (out != NULL)
    return cw_users_write_sync (users, &filter, numbers, out, error) ? CW_CLI_DONE : CW_CLI_FAILED;
  if (filter.employees)
    print_employees (self, users, numbers);
  else
    print_users (self, users, numbers);
  if (!self->json)
    print_counts (self, users);
  return CW_CLI_DONE;
}

/* ---- changes by hand ---- */

typedef gboolean (*Change) (CwProfile *profile, const char *integration, const char *employee, const char *user, GError **error);

static gboolean
refuse (CwProfile *profile, const char *integration, const char *employee, const char *user, GError **error)
{
  return cw_users_refuse_sync (profile, integration, employee, user, TRUE, error);
}

static gboolean
allow (CwProfile *profile, const char *integration, const char *employee, const char *user, GError **error)
{
  return cw_users_refuse_sync (profile, integration, employee, user, FALSE, error);
}

/* "employee:1207" is accepted as well as "1207". */
static const char *
skip_type (const char *id, const char *type)
{
  gsize length = strlen (type);

  return g_str_has_prefix (id, type) && id[length] == ':' ? id + length + 1 : id;
}

static int
change (CwCli *self, char **arguments, Change func, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autoptr (CwUsers) users = NULL;
  const char *employee, *user;
  guint number;

  if (!cw_cli_parse (self, arguments, NULL, 3, 3, &positional, error))
    return CW_CLI_FAILED;
  employee = skip_type (positional[1], "employee");
  user = skip_type (positional[2], "user");
  /* Before anything was read, nobody is known. */
  users = load_users (self, positional[0], FALSE, error);
  if (users == NULL || !func (self->profile, positional[0], employee, user, error))
    return CW_CLI_FAILED;
  g_clear_pointer (&users, cw_users_unref);
  users = cw_users_load_sync (self->profile, positional[0], error);
  if (users == NULL)
    return CW_CLI_FAILED;
  number = cw_people_match_find_user (cw_users_get_match (users), user);
  if (number != CW_NOBODY)
    {
      g_autoptr (GArray) one = g_array_new (FALSE, FALSE, sizeof (guint));

      g_array_append_val (one, number);
      print_users (self, users, one);
    }
  return CW_CLI_DONE;
}

int
cw_cli_users_link (CwCli *self, char **arguments, GError **error)
{
  return change (self, arguments, cw_users_link_sync, error);
}

int
cw_cli_users_unlink (CwCli *self, char **arguments, GError **error)
{
  return change (self, arguments, cw_users_unlink_sync, error);
}

int
cw_cli_users_refuse (CwCli *self, char **arguments, GError **error)
{
  return change (self, arguments, refuse, error);
}

int
cw_cli_users_allow (CwCli *self, char **arguments, GError **error)
{
  return change (self, arguments, allow, error);
}

/* ---- Sync Employees ---- */

/* Linked, or to be linked when it is switched on. */
static void
print_sync (CwCli *self, const char *integration, const CwUsers *users)
{
  const CwUsersCounts *counts = cw_users_get_counts (users);
  JsonBuilder *line;

  if (!self->json)
    {
      print_counts (self, users);
      if (!cw_users_get_sync (users))
        cw_cli_print (self, ngettext ("%u user will be linked.\n", "%u users will be linked.\n", counts->would_link), counts->would_link);
      return;
    }
  line = cw_cli_line_begin ();
  cw_cli_line_string (line, "event", "sync");
  cw_cli_line_string (line, "integration", integration);
  cw_cli_line_string (line, "company", cw_users_get_company (users));
  cw_cli_line_boolean (line, "on", cw_users_get_sync (users));
  cw_cli_line_time (line, "since", cw_users_get_sync_since (users));
  cw_cli_line_integer (line, "users", counts->users);
  cw_cli_line_integer (line, "employees", counts->employees);
  cw_cli_line_integer (line, "integrated", counts->integrated);
  cw_cli_line_integer (line, "unmapped", counts->unmapped);
  cw_cli_line_integer (line, "conflicts", counts->conflicts);
  cw_cli_line_integer (line, "would_link", counts->would_link);
  cw_cli_line_end (self, line);
}

/* The company's name as it was typed; NULL when nobody can be asked. (transfer full) */
static char *
ask_company (CwCli *self, const CwUsers *users)
{
  char text[512];

  if (self->json || !isatty (STDIN_FILENO) || !isatty (STDOUT_FILENO))
    return NULL;
  cw_cli_print (self, _("Sync Employees cannot be switched off again. To switch it on, type the name of the company, %s: "),
                cw_users_get_company (users));
  if (fgets (text, sizeof text, stdin) == NULL)
    return NULL;
  return g_strdup (g_strstrip (text));
}

static CwUsers *
switch_on (CwCli *self, const char *integration, const CwUsers *before, const char *confirm, GError **error)
{
  CwRunRequest request = { .cancellable = self->cancellable, .control = self->control };
  g_autofree char *typed = confirm != NULL ? g_strdup (confirm) : ask_company (self, before);

  if (typed == NULL)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                   _("Nothing is switched on yet. It cannot be switched off again; to confirm, add --confirm with the name of the company: %s"),
                   cw_users_get_company (before));
      return NULL;
    }
  return cw_users_switch_on_sync (self->profile, integration, typed, &request, error);
}

int
cw_cli_users_sync (CwCli *self, char **arguments, GError **error)
{
  g_auto (GStrv) positional = NULL;
  g_autofree char *confirm = NULL;
  g_autoptr (CwUsers) before = NULL, after = NULL;
  g_autoptr (GArray) numbers = NULL;
  const CwUsersFilter everybody = { .integrated = CW_USERS_ALL };
  const GOptionEntry entries[] = {
    { "confirm", 0, 0, G_OPTION_ARG_STRING, &confirm, N_("The name of the company, to confirm what cannot be undone"), N_("COMPANY") },
    { NULL }
  };

  if (!cw_cli_parse (self, arguments, entries, 2, 2, &positional, error))
    return CW_CLI_FAILED;
  if (g_str_equal (positional[1], "off"))
    {
      g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Sync Employees cannot be switched off once it is on."));
      return CW_CLI_FAILED;
    }
  if (!g_str_equal (positional[1], "on"))
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("“%s” is not “on”."), positional[1]);
      return CW_CLI_FAILED;
    }
  before = load_users (self, positional[0], TRUE, error);
  if (before == NULL)
    return CW_CLI_FAILED;
  /* Says what applies instead. */
  if (cw_users_are_made (before))
    {
      after = cw_users_switch_on_sync (self->profile, positional[0], NULL, NULL, error);
      return CW_CLI_FAILED;
    }
  if (!cw_users_get_sync (before))
    {
      numbers = cw_users_list (before, &everybody, CW_USERS_BY_NAME, FALSE);
      print_users (self, before, numbers);
      print_sync (self, positional[0], before);
      after = switch_on (self, positional[0], before, confirm, error);
      if (after == NULL)
        return CW_CLI_FAILED;
    }
  else
    {
      after = cw_users_ref (before);
    }
  print_sync (self, positional[0], after);
  return cw_users_get_counts (after)->conflicts > 0 ? CW_CLI_ATTENTION : CW_CLI_DONE;
}
