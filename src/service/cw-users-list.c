/* cw-users-list.c: which people are listed, and in which order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-users-private.h"

#include "cw-fold.h"

#include <string.h>

/* ---- lists ---- */

typedef struct {
  const CwUsers *self;
  gboolean       employees;
  CwUsersOrder   order;
  gboolean       descending;
} Sorting;

static const CwUsersPerson *
get_other (const CwUsers *self, gboolean employees, guint number)
{
  guint other = employees ? cw_people_match_get_employee (self->match, number)->user : cw_people_match_get_user (self->match, number)->employee;

  if (other == CW_NOBODY)
    return NULL;
  return employees ? cw_users_get_user (self, other) : cw_users_get_employee (self, other);
}

static gint64
get_since (const CwUsersPerson *person, const CwUsersPerson *other)
{
  return person->since != 0 ? person->since : other != NULL ? other->since : 0;
}

static int
compare_people (gconstpointer a, gconstpointer b, gpointer data)
{
  const Sorting *sorting = data;
  const CwUsers *self = sorting->self;
  guint i = *(const guint *) a, j = *(const guint *) b;
  const CwUsersPerson *x = sorting->employees ? cw_users_get_employee (self, i) : cw_users_get_user (self, i);
  const CwUsersPerson *y = sorting->employees ? cw_users_get_employee (self, j) : cw_users_get_user (self, j);
  const CwUsersPerson *x_other = get_other (self, sorting->employees, i), *y_other = get_other (self, sorting->employees, j);
  gint64 x_since = get_since (x, x_other), y_since = get_since (y, y_other);
  int order = 0;

  if (sorting->order == CW_USERS_BY_EMAIL)
    order = g_strcmp0 (x->email, y->email);
  else if (sorting->order == CW_USERS_BY_EMPLOYEE)
    order = g_strcmp0 (x_other != NULL ? x_other->folded : NULL, y_other != NULL ? y_other->folded : NULL);
  else if (sorting->order == CW_USERS_BY_SINCE)
    order = (x_since > y_since) - (x_since < y_since);
  if (order == 0)
    order = strcmp (x->folded, y->folded);
  if (sorting->descending)
    order = -order;
  return order != 0 ? order : (i > j) - (i < j);
}

static gboolean
passes_choice (CwUsersChoice choice, gboolean value)
{
  return choice == CW_USERS_ALL || (choice == CW_USERS_YES) == value;
}

static gboolean
has_words (const char *folded, char **words)
{
  for (; words != NULL && *words != NULL; words++)
    if (strstr (folded, *words) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
passes (const CwUsers *self, const CwUsersFilter *filter, guint number, char **words)
{
  const CwUsersPerson *person = filter->employees ? cw_users_get_employee (self, number) : cw_users_get_user (self, number);
  gboolean integrated = filter->employees ? cw_users_get_partner (self, TRUE, number) != CW_NOBODY : cw_users_is_integrated (self, number);
  gboolean conflict = filter->employees ? cw_people_match_get_employee (self->match, number)->state == CW_EMPLOYEE_CONFLICT
                      : cw_people_match_get_user (self->match, number)->state == CW_USER_CONFLICT;

  if (filter->would_link || filter->left_over)
    {
      CwUserState state = filter->employees ? CW_USER_UNMATCHED : cw_people_match_get_user (self->match, number)->state;
      gboolean would_link = !filter->employees && cw_users_will_link (self, number);

      if (filter->employees || filter->would_link != would_link || (filter->left_over && (state == CW_USER_LINKED || state == CW_USER_CONFLICT)))
        return FALSE;
    }
  return passes_choice (filter->integrated, integrated) && passes_choice (filter->active, person->active)
         && (!filter->conflicts || conflict) && has_words (person->folded, words);
}

GArray *
cw_users_list (const CwUsers *self, const CwUsersFilter *filter, CwUsersOrder order, gboolean descending)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *folded = filter->search != NULL ? cw_fold (filter->search) : NULL;
  g_auto (GStrv) words = folded != NULL ? g_strsplit_set (folded, " \t\n", -1) : NULL;
  guint n = filter->employees ? self->employees->len : self->users->len;
  Sorting sorting = { self, filter->employees, order, descending };

  for (guint i = 0; i < n; i++)
    if (passes (self, filter, i, words))
      g_array_append_val (numbers, i);
  g_array_sort_with_data (numbers, compare_people, &sorting);
  return numbers;
}
