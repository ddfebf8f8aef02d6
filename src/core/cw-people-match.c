/* cw-people-match.c: which employee of the source is which user of the target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Four rounds: ids, logins (cw-people-login.c), addresses, suggestions. In the
 * third an employee and a user may be the same when they have one address and
 * nobody refused that. They are taken for the same only when nobody else has
 * that address; a person whom an earlier round settled still counts there, so
 * that an address which was once given to two people is never given away
 * silently.
 */

#include "config.h"

#include "cw-people-private.h"

#include <string.h>

/* Everybody of one address (or, for ids, of one employee). */
typedef struct {
  GArray *employees, *users;   /* (element-type guint) */
  guint   clash;               /* index, once there is one; CW_NOBODY */
} Group;

static void
clash_free (gpointer data)
{
  CwClash *clash = data;

  g_free (clash->key);
  g_array_unref (clash->employees);
  g_array_unref (clash->users);
  g_free (clash);
}

static Group *
group_new (void)
{
  Group *group = g_new0 (Group, 1);

  group->employees = g_array_new (FALSE, FALSE, sizeof (guint));
  group->users = g_array_new (FALSE, FALSE, sizeof (guint));
  group->clash = CW_NOBODY;
  return group;
}

static void
group_free (gpointer data)
{
  Group *group = data;

  g_array_unref (group->employees);
  g_array_unref (group->users);
  g_free (group);
}

/* Two small numbers in one: both halves count. */
static guint
hash_pair (gconstpointer data)
{
  guint64 pair = *(const guint64 *) data;

  return (guint) ((pair * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 32);
}

CwPeopleMatch *
cw_people_match_new (const CwPeopleRules *rules)
{
  CwPeopleMatch *self = g_new0 (CwPeopleMatch, 1);

  self->rules = *rules;
  self->texts = g_string_chunk_new (1 << 16);
  self->employees = g_array_new (FALSE, TRUE, sizeof (_CwPerson));
  self->users = g_array_new (FALSE, TRUE, sizeof (_CwPerson));
  self->employee_numbers = g_hash_table_new (g_str_hash, g_str_equal);
  self->user_numbers = g_hash_table_new (g_str_hash, g_str_equal);
  self->refusals = g_hash_table_new_full (hash_pair, g_int64_equal, g_free, NULL);
  self->employee_matches = g_array_new (FALSE, TRUE, sizeof (CwEmployeeMatch));
  self->user_matches = g_array_new (FALSE, TRUE, sizeof (CwUserMatch));
  self->near = g_array_new (FALSE, FALSE, sizeof (CwNearMiss));
  self->clashes = g_ptr_array_new_with_free_func (clash_free);
  self->by_email = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, group_free);
  return self;
}

void
cw_people_match_free (CwPeopleMatch *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->by_email);
  g_ptr_array_unref (self->clashes);
  g_array_unref (self->near);
  g_array_unref (self->user_matches);
  g_array_unref (self->employee_matches);
  g_hash_table_unref (self->refusals);
  g_hash_table_unref (self->user_numbers);
  g_hash_table_unref (self->employee_numbers);
  g_array_unref (self->users);
  g_array_unref (self->employees);
  g_string_chunk_free (self->texts);
  g_free (self);
}

/* ---- facts ---- */

static void
set_email (CwPeopleMatch *self, _CwPerson *person, const char *email)
{
  g_autofree char *key = cw_email_dup_key (email);
  const char *at;

  if (key == NULL)
    return;
  at = strrchr (key, '@');
  person->email = g_string_chunk_insert (self->texts, key);
  person->local = g_string_chunk_insert_len (self->texts, key, at - key);
  person->domain = g_string_chunk_insert_const (self->texts, at + 1);
}

static void
set_name (CwPeopleMatch *self, _CwPerson *person, const char *first, const char *last)
{
  g_autofree char *name = cw_person_name_dup_key (first, last), *turned = cw_person_name_dup_key (last, first);

  /* A single word is no full name. */
  if (strchr (name, ' ') == NULL)
    return;
  person->name = g_string_chunk_insert (self->texts, name);
  if (!g_str_equal (name, turned))
    person->turned = g_string_chunk_insert (self->texts, turned);
}

static guint
add_person (CwPeopleMatch *self, GArray *people, GHashTable *numbers, const char *id, const char *first, const char *last,
            const char *email, gboolean active, gboolean inactive_too, const char *employee_id)
{
  _CwPerson person = { .id = g_string_chunk_insert (self->texts, id), .active = active, .takes_part = active || inactive_too };

  g_assert (!self->decided);
  set_email (self, &person, email);
  set_name (self, &person, first, last);
  if (employee_id != NULL && *employee_id != '\0')
    person.employee_id = g_string_chunk_insert (self->texts, employee_id);
  g_array_append_val (people, person);
  g_hash_table_insert (numbers, (char *) person.id, GUINT_TO_POINTER (people->len));
  return people->len - 1;
}

guint
cw_people_match_add_employee (CwPeopleMatch *self, const char *id, const char *first, const char *last, const char *email,
                              gboolean active)
{
  CwEmployeeMatch match = { CW_EMPLOYEE_UNMATCHED, CW_NOBODY, CW_NOBODY };

  g_array_append_val (self->employee_matches, match);
  return add_person (self, self->employees, self->employee_numbers, id, first, last, email, active, self->rules.inactive_employees, NULL);
}

guint
cw_people_match_add_user (CwPeopleMatch *self, const char *id, const char *first, const char *last, const char *email,
                          gboolean active, const char *employee_id)
{
  CwUserMatch match = { CW_USER_UNMATCHED, CW_NOBODY, CW_NOBODY, 0, 0 };

  g_array_append_val (self->user_matches, match);
  return add_person (self, self->users, self->user_numbers, id, first, last, email, active, self->rules.inactive_users, employee_id);
}

static guint
find_number (GHashTable *numbers, const char *id)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, id));

  return number > 0 ? number - 1 : CW_NOBODY;
}

guint
cw_people_match_find_employee (const CwPeopleMatch *self, const char *id)
{
  return find_number (self->employee_numbers, id);
}

guint
cw_people_match_find_user (const CwPeopleMatch *self, const char *id)
{
  return find_number (self->user_numbers, id);
}

void
cw_people_match_set_login (CwPeopleMatch *self, gboolean is_user, guint number, const char *login)
{
  _CwPerson *person = is_user ? _cw_people_get_user (self, number) : _cw_people_get_employee (self, number);
  g_autofree char *folded = login != NULL && *login != '\0' ? g_utf8_casefold (login, -1) : NULL;

  g_assert (!self->decided);
  person->login = folded != NULL ? g_string_chunk_insert (self->texts, folded) : NULL;
}

_CwPerson *
_cw_people_get_employee (const CwPeopleMatch *self, guint number)
{
  return &g_array_index (self->employees, _CwPerson, number);
}

_CwPerson *
_cw_people_get_user (const CwPeopleMatch *self, guint number)
{
  return &g_array_index (self->users, _CwPerson, number);
}

CwEmployeeMatch *
_cw_people_employee_match (const CwPeopleMatch *self, guint number)
{
  return &g_array_index (self->employee_matches, CwEmployeeMatch, number);
}

CwUserMatch *
_cw_people_user_match (const CwPeopleMatch *self, guint number)
{
  return &g_array_index (self->user_matches, CwUserMatch, number);
}

static gint64
make_pair (guint employee, guint user)
{
  return ((gint64) employee << 32) | user;
}

void
cw_people_match_add_refusal (CwPeopleMatch *self, const char *employee_id, const char *user_id)
{
  guint employee = cw_people_match_find_employee (self, employee_id), user = cw_people_match_find_user (self, user_id);
  gint64 pair = make_pair (employee, user);

  if (employee != CW_NOBODY && user != CW_NOBODY)
    g_hash_table_add (self->refusals, g_memdup2 (&pair, sizeof pair));
}

gboolean
_cw_people_is_refused (const CwPeopleMatch *self, guint employee, guint user)
{
  gint64 pair = make_pair (employee, user);

  return g_hash_table_contains (self->refusals, &pair);
}

/* ---- pairs ---- */

void
_cw_people_pair_up (CwPeopleMatch *self, guint employee, guint user, CwEmployeeState employee_state, CwUserState user_state)
{
  _cw_people_employee_match (self, employee)->state = employee_state;
  _cw_people_employee_match (self, employee)->user = user;
  _cw_people_user_match (self, user)->state = user_state;
  _cw_people_user_match (self, user)->employee = employee;
}

static void
part (CwPeopleMatch *self, guint employee)
{
  CwEmployeeMatch *match = _cw_people_employee_match (self, employee);

  if (match->user == CW_NOBODY)
    return;
  _cw_people_user_match (self, match->user)->state = CW_USER_UNMATCHED;
  _cw_people_user_match (self, match->user)->employee = CW_NOBODY;
  match->state = CW_EMPLOYEE_UNMATCHED;
  match->user = CW_NOBODY;
}

/* The newer link wins, of equally old ones the one of the lower number; nobody is in two pairs. */
void
cw_people_match_add_link (CwPeopleMatch *self, const char *employee_id, const char *user_id, gint64 since)
{
  guint employee = cw_people_match_find_employee (self, employee_id), user = cw_people_match_find_user (self, user_id);
  guint others[2];

  if (employee == CW_NOBODY || user == CW_NOBODY)
    return;
  others[0] = _cw_people_employee_match (self, employee)->user != CW_NOBODY ? employee : CW_NOBODY;
  others[1] = _cw_people_user_match (self, user)->employee;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      gint64 at = others[i] != CW_NOBODY ? _cw_people_get_employee (self, others[i])->linked_at : G_MININT64;

      if (others[i] != CW_NOBODY && (at > since || (at == since && strcmp (_cw_people_get_employee (self, others[i])->id, employee_id) <= 0)))
        return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (others[i] != CW_NOBODY)
      part (self, others[i]);
  _cw_people_get_employee (self, employee)->linked_at = since;
  _cw_people_pair_up (self, employee, user, CW_EMPLOYEE_LINKED, CW_USER_LINKED);
}

/* ---- clashes ---- */

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;

  return (x > y) - (x < y);
}

CwClash *
_cw_people_add_clash (CwPeopleMatch *self, CwClashKind kind, const char *key, GArray *employees, GArray *users)
{
  CwClash *clash = g_new0 (CwClash, 1);

  clash->kind = kind;
  clash->key = g_strdup (key);
  clash->employees = g_array_copy (employees);
  clash->users = g_array_copy (users);
  g_array_sort (clash->employees, compare_numbers);
  g_array_sort (clash->users, compare_numbers);
  g_ptr_array_add (self->clashes, clash);
  return clash;
}

static void
mark_clash (CwPeopleMatch *self, const Group *group, guint number)
{
  for (guint i = 0; i < group->employees->len; i++)
    {
      CwEmployeeMatch *match = _cw_people_employee_match (self, g_array_index (group->employees, guint, i));

      if (match->user == CW_NOBODY && match->state == CW_EMPLOYEE_UNMATCHED)
        {
          match->state = CW_EMPLOYEE_CONFLICT;
          match->clash = number;
        }
    }
}

/* ---- first round: ids ---- */

static GHashTable *
group_by_id (CwPeopleMatch *self)
{
  GHashTable *groups = g_hash_table_new_full (NULL, NULL, NULL, group_free);

  for (guint user = 0; user < self->users->len; user++)
    {
      const _CwPerson *person = _cw_people_get_user (self, user);
      guint employee;
      Group *group;

      if (person->employee_id == NULL || _cw_people_user_match (self, user)->state != CW_USER_UNMATCHED)
        continue;
      employee = cw_people_match_find_employee (self, person->employee_id);
      if (employee == CW_NOBODY)
        {
          /* One that we wrote is stale; what the target itself says is not ours to doubt. */
          if (!self->rules.ids_are_ours || self->rules.keeps_other_ids)
            _cw_people_user_match (self, user)->state = CW_USER_ELSEWHERE;
          continue;
        }
      if (_cw_people_is_refused (self, employee, user))
        continue;
      group = g_hash_table_lookup (groups, GUINT_TO_POINTER (employee));
      if (group == NULL)
        {
          g_hash_table_insert (groups, GUINT_TO_POINTER (employee), group = group_new ());
          g_array_append_val (group->employees, employee);
        }
      g_array_append_val (group->users, user);
    }
  return groups;
}

static void
settle_id_group (CwPeopleMatch *self, guint employee, Group *group)
{
  guint taken_by = _cw_people_employee_match (self, employee)->user;

  if (taken_by == CW_NOBODY && group->users->len == 1)
    {
      _cw_people_pair_up (self, employee, g_array_index (group->users, guint, 0), CW_EMPLOYEE_BY_ID, CW_USER_BY_ID);
      return;
    }
  for (guint i = 0; i < group->users->len; i++)
    {
      CwUserMatch *match = _cw_people_user_match (self, g_array_index (group->users, guint, i));

      match->state = CW_USER_CONFLICT;
      match->clash = self->clashes->len;
    }
  if (taken_by != CW_NOBODY)
    g_array_append_val (group->users, taken_by);
  _cw_people_add_clash (self, CW_CLASH_ID, _cw_people_get_employee (self, employee)->id, group->employees, group->users);
  mark_clash (self, group, self->clashes->len - 1);
}

/* Said not to be this employee, the user still carries his id: another user with the same one would be taken for him. */
static void
stop_kept_ids (CwPeopleMatch *self)
{
  for (guint user = 0; user < self->users->len; user++)
    {
      const char *id = _cw_people_get_user (self, user)->employee_id;
      guint employee = id != NULL ? cw_people_match_find_employee (self, id) : CW_NOBODY;
      Group *group;

      if (employee == CW_NOBODY || _cw_people_user_match (self, user)->state != CW_USER_UNMATCHED
          || _cw_people_employee_match (self, employee)->state != CW_EMPLOYEE_UNMATCHED)
        continue;
      group = group_new ();
      g_array_append_val (group->employees, employee);
      g_array_append_val (group->users, user);
      _cw_people_add_clash (self, CW_CLASH_KEPT_ID, id, group->employees, group->users);
      mark_clash (self, group, self->clashes->len - 1);
      group_free (group);
    }
}

static void
match_by_id (CwPeopleMatch *self)
{
  g_autoptr (GHashTable) groups = group_by_id (self);

  for (guint employee = 0; employee < self->employees->len; employee++)
    {
      Group *group = g_hash_table_lookup (groups, GUINT_TO_POINTER (employee));

      if (group != NULL)
        settle_id_group (self, employee, group);
    }
  if (self->rules.ids_are_ours)
    stop_kept_ids (self);
}

/* ---- third round: addresses ---- */

static void
put_in_group (CwPeopleMatch *self, const _CwPerson *person, guint number, gboolean is_user)
{
  Group *group;

  if (person->email == NULL || !person->takes_part)
    return;
  group = g_hash_table_lookup (self->by_email, person->email);
  if (group == NULL)
    g_hash_table_insert (self->by_email, (char *) person->email, group = group_new ());
  if (is_user)
    g_array_append_val (group->users, number);
  else
    g_array_append_val (group->employees, number);
}

static void
group_by_email (CwPeopleMatch *self)
{
  for (guint i = 0; i < self->employees->len; i++)
    put_in_group (self, _cw_people_get_employee (self, i), i, FALSE);
  for (guint i = 0; i < self->users->len; i++)
    put_in_group (self, _cw_people_get_user (self, i), i, TRUE);
}

/* How many employees of the group could be @user, 2 for more; the last that was looked at out. */
static guint
count_employees (CwPeopleMatch *self, const Group *group, guint user, guint *out_employee)
{
  guint n = 0;

  for (guint i = 0; i < group->employees->len && n < 2; i++)
    {
      guint employee = g_array_index (group->employees, guint, i);

      if (_cw_people_is_refused (self, employee, user))
        continue;
      *out_employee = employee;
      n++;
    }
  return n;
}

static CwClashKind
get_clash_kind (CwPeopleMatch *self, const Group *group)
{
  gboolean employees = group->employees->len > 1, users = group->users->len > 1;
  guint first = g_array_index (group->employees, guint, 0);

  if (!employees && _cw_people_employee_match (self, first)->user != CW_NOBODY)
    return CW_CLASH_TAKEN;
  if (!employees && !users)
    return CW_CLASH_ID;
  return employees && users ? CW_CLASH_BOTH : employees ? CW_CLASH_EMPLOYEES : CW_CLASH_USERS;
}

/* Whoever holds the only employee of the address is a party, whatever his own address is. */
static GArray *
list_parties (CwPeopleMatch *self, const Group *group)
{
  GArray *users = g_array_copy (group->users);

  for (guint i = 0; i < group->employees->len; i++)
    {
      guint holder = _cw_people_employee_match (self, g_array_index (group->employees, guint, i))->user;
      gboolean known = holder == CW_NOBODY;

      for (guint j = 0; j < users->len && !known; j++)
        known = g_array_index (users, guint, j) == holder;
      if (!known)
        g_array_append_val (users, holder);
    }
  return users;
}

/* Whom an employee's own conflict is about as well. */
static void
join_clash (CwPeopleMatch *self, guint number, guint user)
{
  CwClash *clash = self->clashes->pdata[number];

  for (guint i = 0; i < clash->users->len; i++)
    if (g_array_index (clash->users, guint, i) == user)
      return;
  g_array_append_val (clash->users, user);
  g_array_sort (clash->users, compare_numbers);
}

static void
put_in_clash (CwPeopleMatch *self, Group *group, const char *key, guint user)
{
  if (group->clash == CW_NOBODY && group->employees->len == 1 && group->users->len == 1)
    {
      group->clash = _cw_people_employee_match (self, g_array_index (group->employees, guint, 0))->clash;
      if (group->clash != CW_NOBODY)
        join_clash (self, group->clash, user);
    }
  if (group->clash == CW_NOBODY)
    {
      g_autoptr (GArray) users = list_parties (self, group);

      _cw_people_add_clash (self, get_clash_kind (self, group), key, group->employees, users);
      group->clash = self->clashes->len - 1;
      mark_clash (self, group, group->clash);
    }
  _cw_people_user_match (self, user)->state = CW_USER_CONFLICT;
  _cw_people_user_match (self, user)->clash = group->clash;
}

/* An employee whom another round left alone is free here. */
static gboolean
is_free (CwPeopleMatch *self, guint employee)
{
  CwEmployeeState state = _cw_people_employee_match (self, employee)->state;

  return state == CW_EMPLOYEE_UNMATCHED || state == CW_EMPLOYEE_ELSEWHERE;
}

/* Everybody who is free is looked at before anybody is paired: the order does not matter. An address that several people have is
 * nobody's proof, even when all but one of them are out of question by now: who is left is settled by a person as well. */
static void
match_user_by_email (CwPeopleMatch *self, guint user, GArray *pairs)
{
  const _CwPerson *person = _cw_people_get_user (self, user);
  Group *group;
  guint employee = CW_NOBODY, n;

  if (_cw_people_user_match (self, user)->state != CW_USER_UNMATCHED)
    return;
  if (!person->takes_part)
    {
      _cw_people_user_match (self, user)->state = CW_USER_INACTIVE;
      return;
    }
  group = person->email != NULL ? g_hash_table_lookup (self->by_email, person->email) : NULL;
  n = group != NULL ? count_employees (self, group, user, &employee) : 0;
  if (n == 0)
    {
      _cw_people_user_match (self, user)->refused = group != NULL && group->employees->len > 0;
      return;
    }
  if (group->employees->len == 1 && group->users->len == 1 && is_free (self, employee))
    {
      gint64 pair = make_pair (employee, user);

      g_array_append_val (pairs, pair);
      return;
    }
  put_in_clash (self, group, person->email, user);
}

static void
match_by_email (CwPeopleMatch *self)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (gint64));

  group_by_email (self);
  for (guint user = 0; user < self->users->len && self->rules.by_email; user++)
    match_user_by_email (self, user, pairs);
  for (guint i = 0; i < pairs->len; i++)
    {
      gint64 pair = g_array_index (pairs, gint64, i);

      _cw_people_pair_up (self, (guint) (pair >> 32), (guint) (pair & G_MAXUINT32), CW_EMPLOYEE_BY_EMAIL, CW_USER_BY_EMAIL);
    }
  for (guint i = 0; i < self->employees->len; i++)
    if (_cw_people_employee_match (self, i)->state == CW_EMPLOYEE_UNMATCHED && !_cw_people_get_employee (self, i)->takes_part)
      _cw_people_employee_match (self, i)->state = CW_EMPLOYEE_INACTIVE;
}

/* ---- fourth round: suggestions ---- */

/* Ids are numbers as a rule: "9" before "10". */
static int
compare_ids (const char *a, const char *b)
{
  gsize x = strlen (a), y = strlen (b);

  return x != y ? (x > y) - (x < y) : strcmp (a, b);
}

static int
compare_by_id (gconstpointer a, gconstpointer b, gpointer data)
{
  CwPeopleMatch *self = data;

  return compare_ids (_cw_people_get_employee (self, *(const guint *) a)->id, _cw_people_get_employee (self, *(const guint *) b)->id);
}

static guint
count_reasons (const CwNearMiss *miss)
{
  guint n = 0;

  for (guint bit = miss->reasons; bit != 0; bit &= bit - 1)
    n++;
  return n;
}

/* More reasons first, then the stronger one: one letter, another domain, two letters, the name alone. */
static guint
get_rank (const CwNearMiss *miss)
{
  guint strength = miss->reasons & CW_NEAR_EMAIL ? 0
                   : miss->reasons & CW_NEAR_TYPO && miss->letters == 1 ? 1
                   : miss->reasons & CW_NEAR_LOCAL ? 2
                   : miss->reasons & CW_NEAR_TYPO ? 3 : 4;

  return (8 - count_reasons (miss)) * 8 + strength;
}

static int
compare_near (gconstpointer a, gconstpointer b, gpointer data)
{
  const CwNearMiss *x = a, *y = b;
  guint rank_x = get_rank (x), rank_y = get_rank (y);

  return rank_x != rank_y ? (rank_x > rank_y) - (rank_x < rank_y) : compare_by_id (&x->employee, &y->employee, data);
}

static _CwNearIndex *
make_near_index (CwPeopleMatch *self)
{
  _CwNearIndex *index = _cw_near_index_new ();
  g_autoptr (GArray) free_ones = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->employees->len; i++)
    {
      _cw_near_index_count_domain (index, _cw_people_get_employee (self, i));
      if (_cw_people_employee_match (self, i)->state == CW_EMPLOYEE_UNMATCHED)
        g_array_append_val (free_ones, i);
    }
  for (guint i = 0; i < self->users->len; i++)
    _cw_near_index_count_domain (index, _cw_people_get_user (self, i));
  g_array_sort_with_data (free_ones, compare_by_id, self);
  for (guint i = 0; i < free_ones->len; i++)
    {
      guint employee = g_array_index (free_ones, guint, i);

      _cw_near_index_add (index, employee, _cw_people_get_employee (self, employee));
    }
  return index;
}

/* Who left and came back has a new record in the source; the link still holds the old one. */
static void
suggest_successors (CwPeopleMatch *self, guint user, GArray *found)
{
  const _CwPerson *person = _cw_people_get_user (self, user);
  Group *group = person->email != NULL ? g_hash_table_lookup (self->by_email, person->email) : NULL;

  for (guint i = 0; group != NULL && i < group->employees->len; i++)
    {
      CwNearMiss miss = { g_array_index (group->employees, guint, i), CW_NEAR_EMAIL, 0 };

      if (_cw_people_employee_match (self, miss.employee)->state == CW_EMPLOYEE_UNMATCHED)
        g_array_append_val (found, miss);
    }
}

static void
keep_nearest (CwPeopleMatch *self, guint user, GArray *found)
{
  CwUserMatch *match = _cw_people_user_match (self, user);

  match->first_near = self->near->len;
  g_array_sort_with_data (found, compare_near, self);
  for (guint i = 0; i < found->len && match->n_near < CW_NEAR_MAX; i++)
    {
      const CwNearMiss *miss = &g_array_index (found, CwNearMiss, i);

      if (_cw_people_is_refused (self, miss->employee, user))
        continue;
      g_array_append_val (self->near, *miss);
      match->n_near++;
    }
}

static void
suggest (CwPeopleMatch *self)
{
  _CwNearIndex *index = make_near_index (self);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (CwNearMiss));

  for (guint user = 0; user < self->users->len; user++)
    {
      const CwUserMatch *match = _cw_people_user_match (self, user);

      g_array_set_size (found, 0);
      if (match->state == CW_USER_UNMATCHED)
        _cw_near_index_find (index, _cw_people_get_user (self, user), found);
      else if (match->state == CW_USER_LINKED && !_cw_people_get_employee (self, match->employee)->active && _cw_people_get_user (self, user)->active)
        suggest_successors (self, user, found);
      keep_nearest (self, user, found);
    }
  _cw_near_index_free (index);
}

void
cw_people_match_decide (CwPeopleMatch *self)
{
  g_return_if_fail (!self->decided);

  self->decided = TRUE;
  match_by_id (self);
  _cw_people_match_by_login (self);
  match_by_email (self);
  suggest (self);
}

/* ---- decisions ---- */

guint
cw_people_match_get_n_employees (const CwPeopleMatch *self)
{
  return self->employees->len;
}

guint
cw_people_match_get_n_users (const CwPeopleMatch *self)
{
  return self->users->len;
}

const CwUserMatch *
cw_people_match_get_user (const CwPeopleMatch *self, guint user)
{
  return _cw_people_user_match (self, user);
}

const CwEmployeeMatch *
cw_people_match_get_employee (const CwPeopleMatch *self, guint employee)
{
  return _cw_people_employee_match (self, employee);
}

const char *
cw_people_match_get_employee_id (const CwPeopleMatch *self, guint employee)
{
  return _cw_people_get_employee (self, employee)->id;
}

const char *
cw_people_match_get_user_id (const CwPeopleMatch *self, guint user)
{
  return _cw_people_get_user (self, user)->id;
}

const CwNearMiss *
cw_people_match_get_near (const CwPeopleMatch *self, guint index)
{
  return &g_array_index (self->near, CwNearMiss, index);
}

guint
cw_people_match_get_n_clashes (const CwPeopleMatch *self)
{
  return self->clashes->len;
}

const CwClash *
cw_people_match_get_clash (const CwPeopleMatch *self, guint index)
{
  return self->clashes->pdata[index];
}
