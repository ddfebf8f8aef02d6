/* cw-users-words.c: who is whom, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-users-private.h"

#include <glib/gi18n-lib.h>

/* ---- words ---- */

const char *
cw_users_get_state_word (CwUserState state)
{
  static const char * const words[] = {
    [CW_USER_UNMATCHED] = "unmatched", [CW_USER_LINKED] = "linked", [CW_USER_BY_ID] = "by-id", [CW_USER_BY_EMAIL] = "by-email",
    [CW_USER_ELSEWHERE] = "elsewhere", [CW_USER_CONFLICT] = "conflict", [CW_USER_INACTIVE] = "inactive", [CW_USER_BY_LOGIN] = "by-login",
  };

  return words[state];
}

static const struct {
  CwNearReason reason;
  const char  *word;
} near_words[] = {
  { CW_NEAR_EMAIL, "same-email" },
  { CW_NEAR_TYPO, "typo" },
  { CW_NEAR_LOCAL, "same-local-part" },
  { CW_NEAR_NAME, "same-name" },
};

const char **
cw_users_list_near_words (const CwNearMiss *miss)
{
  const char **words = g_new0 (const char *, G_N_ELEMENTS (near_words) + 1);
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (near_words); i++)
    if (miss->reasons & near_words[i].reason)
      words[n++] = near_words[i].word;
  return words;
}

char *
cw_users_dup_near_text (const CwNearMiss *miss)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (miss->reasons & CW_NEAR_EMAIL)
    g_ptr_array_add (parts, g_strdup (_("has the same address; the linked employee is inactive")));
  if (miss->reasons & CW_NEAR_TYPO)
    g_ptr_array_add (parts, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u letter differs", "%u letters differ", miss->letters), miss->letters));
  if (miss->reasons & CW_NEAR_LOCAL)
    g_ptr_array_add (parts, g_strdup (_("same address in another domain")));
  if (miss->reasons & CW_NEAR_NAME)
    g_ptr_array_add (parts, g_strdup (_("same name")));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

static void
append_people (GString *text, const GArray *numbers, const GArray *people)
{
  for (guint i = 0; i < numbers->len; i++)
    {
      const CwUsersPerson *person = &g_array_index (people, CwUsersPerson, g_array_index (numbers, guint, i));

      g_string_append_printf (text, "%s%s (%s)", i > 0 ? ", " : "", person->name, person->id);
    }
}

/* "two employees share ada@x.test: Ada Lund (7), Ada Berg (8)" */
char *
cw_users_dup_clash_text (const CwUsers *self, guint number)
{
  const CwClash *clash = cw_people_match_get_clash (self->match, number);
  g_autoptr (GString) employees = g_string_new (NULL), users = g_string_new (NULL);

  append_people (employees, clash->employees, self->employees);
  append_people (users, clash->users, self->users);
  switch (clash->kind)
    {
    case CW_CLASH_EMPLOYEES:
      return g_strdup_printf (_("%u employees share %s: %s"), clash->employees->len, clash->key, employees->str);
    case CW_CLASH_USERS:
      return g_strdup_printf (_("%u users share %s: %s; employee %s"), clash->users->len, clash->key, users->str, employees->str);
    case CW_CLASH_BOTH:
      return g_strdup_printf (_("%u employees and %u users share %s: %s; %s"), clash->employees->len, clash->users->len, clash->key,
                              employees->str, users->str);
    case CW_CLASH_TAKEN:
      return g_strdup_printf (_("Employee %s has %s but belongs to another user: %s"), employees->str, clash->key, users->str);
    case CW_CLASH_LOGIN:
      return g_strdup_printf (_("The login name %s stands for more than one person: employees %s; users %s"), clash->key, employees->str, users->str);
    case CW_CLASH_LOGIN_TAKEN:
      return g_strdup_printf (_("The login name of employee %s is taken by user %s"), employees->str, users->str);
    case CW_CLASH_KEPT_ID:
      return g_strdup_printf (_("User %s is not employee %s but still carries that NetSuite id; clear it in %s"), users->str, employees->str, self->system);
    case CW_CLASH_ID:
    default:
      return g_strdup_printf (_("Employee %s stands for more than one user: %s"), employees->str, users->str);
    }
}

static char *
dup_by_text (const CwUsers *self, const char *by)
{
  if (g_strcmp0 (by, "hand") == 0)
    return g_strdup (_("by hand"));
  if (g_strcmp0 (by, "external id") == 0 || g_strcmp0 (by, "rebuild") == 0)
    return g_strdup_printf (self->workflow->people->ids_are_ours ? _("by the NetSuite id in %s") : _("by %s's own id"), self->system);
  if (g_strcmp0 (by, "name") == 0)
    return g_strdup (_("by login name"));
  if (g_strcmp0 (by, "export") == 0)
    return g_strdup_printf (_("by the import “%s”"), _(self->workflow->title));
  return g_strdup (_("by e-mail"));
}

static char *
dup_linked_text (const CwUsers *self, const CwUsersPerson *user, const CwUsersPerson *employee)
{
  g_autofree char *by = dup_by_text (self, user->by);

  if (user->own_id != NULL && !g_str_equal (user->own_id, employee->id))
    return g_strdup_printf (_("%s; %s itself names employee %s"), by, self->system, user->own_id);
  if (!employee->active)
    return g_strdup_printf (_("%s; the employee is inactive"), by);
  return g_steal_pointer (&by);
}

/* Why the employee stays where he is. (transfer full) */
static char *
dup_why (const CwUsers *self, guint employee)
{
  const CwUsersPerson *person = cw_users_get_employee (self, employee);

  if (!self->sync)
    return g_strdup_printf (_("The import “%s” is switched off."), _(self->workflow->title));
  return g_strdup (person->why);
}

/* They fit, and no link says so yet. */
static char *
dup_fitting_text (const CwUsers *self, guint user)
{
  const CwUserMatch *match = cw_people_match_get_user (self->match, user);
  g_autofree char *why = NULL;

  if (match->state == CW_USER_BY_ID)
    return g_strdup_printf (self->workflow->people->ids_are_ours ? _("by the NetSuite id in %s") : _("will be linked by %s's own id"), self->system);
  if (cw_users_will_link (self, user) || !cw_users_are_made (self))
    return g_strdup (match->state == CW_USER_BY_LOGIN ? _("will be linked by login name") : _("will be linked by e-mail"));
  why = dup_why (self, match->employee);
  return g_strdup_printf (match->state == CW_USER_BY_LOGIN ? _("same login name, but: %s")
                                                           : _("same e-mail address, but: %s"),
                          why != NULL ? why : "");
}

static char *
dup_nobody_text (const CwUsers *self, guint number)
{
  const CwUsersPerson *user = cw_users_get_user (self, number);
  guint named = user->own_id != NULL ? cw_people_match_find_employee (self->match, user->own_id) : CW_NOBODY;

  if (named != CW_NOBODY)
    return g_strdup_printf (_("not employee %s, whose NetSuite id %s still keeps"), cw_users_get_employee (self, named)->name, self->system);
  if (user->own_id != NULL)
    return g_strdup_printf (_("carries NetSuite id %s, which no employee has"), user->own_id);
  if (cw_people_match_get_user (self->match, number)->refused)
    return g_strdup (_("not the employee who has this address, as a person said"));
  return g_strdup (user->email != NULL ? _("no employee has this address") : _("the user has no address"));
}

char *
cw_users_dup_how_text (const CwUsers *self, guint user)
{
  const CwUserMatch *match = cw_people_match_get_user (self->match, user);
  const CwUsersPerson *person = cw_users_get_user (self, user);

  switch (match->state)
    {
    case CW_USER_LINKED:
      return dup_linked_text (self, person, cw_users_get_employee (self, match->employee));
    case CW_USER_BY_ID:
    case CW_USER_BY_LOGIN:
    case CW_USER_BY_EMAIL:
      return dup_fitting_text (self, user);
    case CW_USER_ELSEWHERE:
      return g_strdup_printf (self->workflow->people->ids_are_ours ? _("%s keeps NetSuite id %s, which no employee has; such users are left alone")
                                                                   : _("%s names employee %s, whom NetSuite does not show"),
                              self->system, person->own_id);
    case CW_USER_CONFLICT:
      return cw_users_dup_clash_text (self, match->clash);
    case CW_USER_INACTIVE:
      return g_strdup (_("inactive, left out"));
    case CW_USER_UNMATCHED:
    default:
      return dup_nobody_text (self, user);
    }
}

/* Nobody is the employee: what a run will do about it, or why it will not. */
static char *
dup_coming_text (const CwUsers *self, guint employee)
{
  const CwUsersPerson *person = cw_users_get_employee (self, employee);
  char *why;

  if (cw_users_will_be_created (self, employee))
    return g_strdup_printf (_("will be created by “%s”"), _(self->workflow->title));
  why = cw_users_are_made (self) ? dup_why (self, employee) : NULL;
  return why != NULL ? why : g_strdup (person->email != NULL ? _("no user has this address") : _("the employee has no address"));
}

char *
cw_users_dup_employee_text (const CwUsers *self, guint employee)
{
  const CwEmployeeMatch *match = cw_people_match_get_employee (self->match, employee);

  if (match->clash != CW_NOBODY)
    return cw_users_dup_clash_text (self, match->clash);
  if (match->user != CW_NOBODY)
    return cw_users_dup_how_text (self, match->user);
  if (match->state == CW_EMPLOYEE_INACTIVE)
    return g_strdup (_("inactive, left out"));
  return dup_coming_text (self, employee);
}
