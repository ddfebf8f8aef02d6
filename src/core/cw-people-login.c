/* cw-people-login.c: people whose login in the target is known to the source
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comes after ids and before addresses. A login is unique in the target, so
 * that an employee who cannot have the user of his login cannot be made there
 * either: whatever keeps the two apart stops the employee, never the user.
 */

#include "config.h"

#include "cw-people-private.h"

/* Everybody of one login who counts. */
typedef struct {
  GArray *employees, *users;   /* (element-type guint) */
} Logins;

static Logins *
logins_new (void)
{
  Logins *self = g_new0 (Logins, 1);

  self->employees = g_array_new (FALSE, FALSE, sizeof (guint));
  self->users = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

static void
logins_free (gpointer data)
{
  Logins *self = data;

  g_array_unref (self->employees);
  g_array_unref (self->users);
  g_free (self);
}

static Logins *
find_logins (GHashTable *groups, const char *login)
{
  Logins *self = g_hash_table_lookup (groups, login);

  if (self == NULL)
    g_hash_table_insert (groups, (char *) login, self = logins_new ());
  return self;
}

/* Employees who have somebody already are out; users are not, since their login is taken all the same. */
static GHashTable *
group_by_login (CwPeopleMatch *self)
{
  GHashTable *groups = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, logins_free);

  for (guint i = 0; i < self->users->len; i++)
    if (_cw_people_get_user (self, i)->login != NULL)
      g_array_append_val (find_logins (groups, _cw_people_get_user (self, i)->login)->users, i);
  for (guint i = 0; i < self->employees->len; i++)
    {
      const _CwPerson *person = _cw_people_get_employee (self, i);

      if (person->login != NULL && person->takes_part && _cw_people_employee_match (self, i)->state == CW_EMPLOYEE_UNMATCHED)
        g_array_append_val (find_logins (groups, person->login)->employees, i);
    }
  return groups;
}

static void
put_in_conflict (CwPeopleMatch *self, const Logins *logins, const char *login)
{
  for (guint i = 0; i < logins->employees->len; i++)
    {
      CwEmployeeMatch *match = _cw_people_employee_match (self, g_array_index (logins->employees, guint, i));

      match->state = CW_EMPLOYEE_CONFLICT;
      match->clash = self->clashes->len;
    }
  for (guint i = 0; i < logins->users->len; i++)
    {
      CwUserMatch *match = _cw_people_user_match (self, g_array_index (logins->users, guint, i));

      if (match->state != CW_USER_UNMATCHED)
        continue;
      match->state = CW_USER_CONFLICT;
      match->clash = self->clashes->len;
    }
  _cw_people_add_clash (self, CW_CLASH_LOGIN, login, logins->employees, logins->users);
}

/* The user of his login is somebody else, or is not him. */
static void
keep_apart (CwPeopleMatch *self, const Logins *logins, guint employee, guint user)
{
  CwEmployeeMatch *match = _cw_people_employee_match (self, employee);
  gboolean left_alone = self->rules.keeps_other_ids && _cw_people_get_user (self, user)->employee_id != NULL
                        && !_cw_people_is_refused (self, employee, user);

  match->state = left_alone ? CW_EMPLOYEE_ELSEWHERE : CW_EMPLOYEE_CONFLICT;
  match->clash = self->clashes->len;
  _cw_people_add_clash (self, CW_CLASH_LOGIN_TAKEN, _cw_people_get_employee (self, employee)->login, logins->employees, logins->users);
}

static void
settle_logins (CwPeopleMatch *self, const Logins *logins, const char *login)
{
  guint employee, user;

  if (logins->employees->len == 0 || logins->users->len == 0)
    return;
  if (logins->employees->len > 1 || logins->users->len > 1)
    {
      put_in_conflict (self, logins, login);
      return;
    }
  employee = g_array_index (logins->employees, guint, 0);
  user = g_array_index (logins->users, guint, 0);
  if (_cw_people_user_match (self, user)->state == CW_USER_UNMATCHED && !_cw_people_is_refused (self, employee, user))
    _cw_people_pair_up (self, employee, user, CW_EMPLOYEE_BY_LOGIN, CW_USER_BY_LOGIN);
  else
    keep_apart (self, logins, employee, user);
}

/* In the order of the employees, so that the same facts give the same numbers. */
void
_cw_people_match_by_login (CwPeopleMatch *self)
{
  g_autoptr (GHashTable) groups = group_by_login (self);

  for (guint i = 0; i < self->employees->len; i++)
    {
      const char *login = _cw_people_get_employee (self, i)->login;
      Logins *logins = login != NULL ? g_hash_table_lookup (groups, login) : NULL;

      if (logins == NULL)
        continue;
      settle_logins (self, logins, login);
      g_hash_table_remove (groups, login);
    }
}
