/* cw-users-file.c: lists of users as files and lines for programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CSV as RFC 4180 has it, in UTF-8. What a spreadsheet would take for a
 * formula gets an apostrophe in front, which is its sign for "this is text".
 */

#include "config.h"

#include "cw-users.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* ---- values ---- */

static char *
dup_time (gint64 time)
{
  g_autoptr (GDateTime) instant = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);

  return time != 0 && instant != NULL ? g_date_time_format (instant, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

static const char *
get_by (const CwUsers *self, guint user)
{
  const CwUsersPerson *person = cw_users_get_user (self, user);

  if (cw_people_match_get_user (cw_users_get_match (self), user)->state == CW_USER_LINKED)
    return person->by;
  if (!cw_users_is_integrated (self, user))
    return NULL;
  return cw_users_are_made (self) ? "external id" : cw_users_get_workflow (self)->target_system;
}

/* The employee by link, else the one whom the target itself names. */
static const char *
get_employee_id (const CwUsers *self, guint user)
{
  guint partner = cw_users_get_partner (self, FALSE, user);

  if (partner != CW_NOBODY)
    return cw_people_match_get_employee_id (cw_users_get_match (self), partner);
  return cw_users_is_integrated (self, user) ? cw_users_get_user (self, user)->own_id : NULL;
}

static const char *
get_employee_name (const CwUsers *self, guint user)
{
  const char *id = get_employee_id (self, user);
  guint employee = id != NULL ? cw_people_match_find_employee (cw_users_get_match (self), id) : CW_NOBODY;

  return employee != CW_NOBODY ? cw_users_get_employee (self, employee)->name : NULL;
}

/* ---- JSON ---- */

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_flag (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_near (JsonBuilder *builder, const CwUsers *self, const CwUserMatch *match)
{
  json_builder_set_member_name (builder, "near");
  json_builder_begin_array (builder);
  for (guint i = 0; i < match->n_near; i++)
    {
      const CwNearMiss *miss = cw_people_match_get_near (cw_users_get_match (self), match->first_near + i);
      const CwUsersPerson *employee = cw_users_get_employee (self, miss->employee);
      g_autofree const char **words = cw_users_list_near_words (miss);

      json_builder_begin_object (builder);
      add_text (builder, "employee", employee->id);
      add_text (builder, "name", employee->name);
      add_text (builder, "email", employee->email);
      json_builder_set_member_name (builder, "reasons");
      json_builder_begin_array (builder);
      for (const char **word = words; *word != NULL; word++)
        json_builder_add_string_value (builder, *word);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_ids (JsonBuilder *builder, const char *name, const CwUsers *self, const GArray *numbers, gboolean employees)
{
  const CwPeopleMatch *match = cw_users_get_match (self);

  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < numbers->len; i++)
    {
      guint number = g_array_index (numbers, guint, i);

      json_builder_add_string_value (builder, employees ? cw_people_match_get_employee_id (match, number)
                                                        : cw_people_match_get_user_id (match, number));
    }
  json_builder_end_array (builder);
}

static void
add_clash (JsonBuilder *builder, const CwUsers *self, const CwUserMatch *match)
{
  static const char * const kinds[] = {
    [CW_CLASH_EMPLOYEES] = "employees-share", [CW_CLASH_USERS] = "users-share", [CW_CLASH_BOTH] = "both-share",
    [CW_CLASH_TAKEN] = "taken", [CW_CLASH_ID] = "id", [CW_CLASH_LOGIN] = "login", [CW_CLASH_LOGIN_TAKEN] = "login-taken",
    [CW_CLASH_KEPT_ID] = "kept-id",
  };
  const CwClash *clash;

  json_builder_set_member_name (builder, "conflict");
  if (match->clash == CW_NOBODY)
    {
      json_builder_add_null_value (builder);
      return;
    }
  clash = cw_people_match_get_clash (cw_users_get_match (self), match->clash);
  json_builder_begin_object (builder);
  add_text (builder, "kind", kinds[clash->kind]);
  add_text (builder, "key", clash->key);
  add_ids (builder, "employees", self, clash->employees, TRUE);
  add_ids (builder, "users", self, clash->users, FALSE);
  json_builder_end_object (builder);
}

struct _JsonNode *
cw_users_make_json (const CwUsers *self, guint user)
{
  const CwUserMatch *match = cw_people_match_get_user (cw_users_get_match (self), user);
  const CwUsersPerson *person = cw_users_get_user (self, user);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *since = dup_time (person->since), *how = cw_users_dup_how_text (self, user);

  json_builder_begin_object (builder);
  add_text (builder, "user", person->id);
  add_text (builder, "name", person->name);
  add_text (builder, "email", person->email);
  add_flag (builder, "active", person->active);
  add_flag (builder, "integrated", cw_users_is_integrated (self, user));
  add_text (builder, "state", cw_users_get_state_word (match->state));
  add_text (builder, "employee", get_employee_id (self, user));
  add_text (builder, "employee_name", get_employee_name (self, user));
  add_text (builder, "by", get_by (self, user));
  add_text (builder, "since", since);
  add_text (builder, "reason", how);
  add_clash (builder, self, match);
  add_near (builder, self, match);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

struct _JsonNode *
cw_users_make_employee_json (const CwUsers *self, guint employee)
{
  static const char * const states[] = {
    [CW_EMPLOYEE_UNMATCHED] = "unmatched", [CW_EMPLOYEE_LINKED] = "linked", [CW_EMPLOYEE_BY_ID] = "by-id",
    [CW_EMPLOYEE_BY_EMAIL] = "by-email", [CW_EMPLOYEE_CONFLICT] = "conflict", [CW_EMPLOYEE_INACTIVE] = "inactive",
    [CW_EMPLOYEE_BY_LOGIN] = "by-login", [CW_EMPLOYEE_ELSEWHERE] = "elsewhere",
  };
  const CwEmployeeMatch *match = cw_people_match_get_employee (cw_users_get_match (self), employee);
  const CwUsersPerson *person = cw_users_get_employee (self, employee);
  guint user = cw_users_get_partner (self, TRUE, employee);
  gboolean linked = user != CW_NOBODY;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *how = cw_users_dup_employee_text (self, employee);

  json_builder_begin_object (builder);
  add_text (builder, "employee", person->id);
  add_text (builder, "name", person->name);
  add_text (builder, "email", person->email);
  add_flag (builder, "active", person->active);
  add_flag (builder, "integrated", linked);
  add_text (builder, "state", states[match->state]);
  add_text (builder, "user", linked ? cw_users_get_user (self, user)->id : NULL);
  add_text (builder, "user_name", linked ? cw_users_get_user (self, user)->name : NULL);
  add_flag (builder, "will_be_created", cw_users_will_be_created (self, employee));
  add_text (builder, "reason", how);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static char *
make_json_file (const CwUsers *self, gboolean employees, const GArray *numbers)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_ARRAY);
  char *text, *line;

  for (guint i = 0; i < numbers->len; i++)
    {
      guint number = g_array_index (numbers, guint, i);

      json_array_add_element (array, employees ? cw_users_make_employee_json (self, number) : cw_users_make_json (self, number));
    }
  json_node_set_array (root, array);
  text = json_to_string (root, TRUE);
  line = g_strconcat (text, "\n", NULL);
  g_free (text);
  return line;
}

/* ---- CSV ---- */

/* Leading blanks do not keep a spreadsheet from seeing a formula. */
static gboolean
is_formula (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return *text != '\0' && (strchr ("=+-@|%", *text) != NULL || g_str_has_prefix (text, "\xef\xbc\x9d"));
}

static void
append_cell (GString *csv, const char *text, gboolean last)
{
  g_string_append_c (csv, '"');
  if (text != NULL && (is_formula (text) || *text == '\t' || *text == '\r' || *text == '\n'))
    g_string_append_c (csv, '\'');
  for (; text != NULL && *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *text);
    }
  g_string_append (csv, last ? "\"\r\n" : "\",");
}

static void
append_row (GString *csv, const char * const *cells, guint n)
{
  for (guint i = 0; i < n; i++)
    append_cell (csv, cells[i], i + 1 == n);
}

static char *
dup_near (const CwUsers *self, const CwUserMatch *match)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < match->n_near; i++)
    {
      const CwNearMiss *miss = cw_people_match_get_near (cw_users_get_match (self), match->first_near + i);
      const CwUsersPerson *employee = cw_users_get_employee (self, miss->employee);
      g_autofree char *why = cw_users_dup_near_text (miss);

      g_string_append_printf (text, "%s%s (%s): %s", i > 0 ? "; " : "", employee->name, employee->id, why);
    }
  return g_string_free (text, FALSE);
}

static char *
make_csv_file (const CwUsers *self, gboolean employees, const GArray *numbers)
{
  static const char * const user_titles[] = { "user", "name", "email", "active", "integrated", "state", "employee", "employee_name",
                                              "by", "since", "reason", "near" };
  static const char * const employee_titles[] = { "employee", "name", "email", "active", "integrated", "user", "user_name", "reason" };
  GString *csv = g_string_new (NULL);

  if (employees)
    append_row (csv, employee_titles, G_N_ELEMENTS (employee_titles));
  else
    append_row (csv, user_titles, G_N_ELEMENTS (user_titles));
  for (guint i = 0; i < numbers->len; i++)
    {
      guint number = g_array_index (numbers, guint, i);

      if (employees)
        {
          const CwUsersPerson *person = cw_users_get_employee (self, number);
          guint partner = cw_users_get_partner (self, TRUE, number);
          const CwUsersPerson *user = partner != CW_NOBODY ? cw_users_get_user (self, partner) : NULL;
          g_autofree char *how = cw_users_dup_employee_text (self, number);
          const char *cells[] = { person->id, person->name, person->email, person->active ? "yes" : "no", user != NULL ? "yes" : "no",
                                  user != NULL ? user->id : NULL, user != NULL ? user->name : NULL, how };

          append_row (csv, cells, G_N_ELEMENTS (cells));
        }
      else
        {
          const CwUsersPerson *person = cw_users_get_user (self, number);
          const CwUserMatch *match = cw_people_match_get_user (cw_users_get_match (self), number);
          g_autofree char *since = dup_time (person->since), *how = cw_users_dup_how_text (self, number), *near = dup_near (self, match);
          const char *cells[] = { person->id, person->name, person->email, person->active ? "yes" : "no",
                                  cw_users_is_integrated (self, number) ? "yes" : "no", cw_users_get_state_word (match->state),
                                  get_employee_id (self, number), get_employee_name (self, number), get_by (self, number), since, how, near };

          append_row (csv, cells, G_N_ELEMENTS (cells));
        }
    }
  return g_string_free (csv, FALSE);
}

gboolean
cw_users_write_sync (const CwUsers *self, const CwUsersFilter *filter, const GArray *numbers, const char *file, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (file, -1);
  g_autofree char *text = g_str_has_suffix (lower, ".json") ? make_json_file (self, filter->employees, numbers)
                                                            : make_csv_file (self, filter->employees, numbers);

  return g_file_set_contents_full (file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
