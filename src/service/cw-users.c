/* cw-users.c: users of a target and the employees whom they are matched to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-users.h"

#include "cw-fold.h"
#include "cw-session.h"
#include "cw-workflow-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _CwUsers {
  gatomicrefcount  refs;
  GStringChunk    *texts;
  GArray          *employees, *users;   /* of CwUsersPerson */
  CwPeopleMatch   *match;
  CwUsersCounts    counts;
  char            *company;
  gboolean         sync;
  gint64           sync_since;
  gint64           read_at;
};

CwUsers *
cw_users_ref (CwUsers *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_users_unref (CwUsers *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_string_chunk_free (self->texts);
  g_array_unref (self->employees);
  g_array_unref (self->users);
  cw_people_match_free (self->match);
  g_free (self->company);
  g_free (self);
}

/* ---- loading ---- */

static const char *
keep (CwUsers *self, const char *text)
{
  return text != NULL ? g_string_chunk_insert (self->texts, text) : NULL;
}

static void
add_person (CwUsers *self, GArray *people, const char *id, const char *first, const char *last, const char *email, gboolean active,
            const char *own_id)
{
  g_autofree char *full = g_strconcat (first != NULL ? first : "", " ", last != NULL ? last : "", NULL), *both = NULL, *folded = NULL;
  const char *name = g_strstrip (full);
  CwUsersPerson person = { .active = active };

  if (*name == '\0')
    name = email != NULL && *email != '\0' ? email : id;
  both = g_strconcat (name, "\n", email, NULL);
  folded = cw_fold (both);
  person.id = keep (self, id);
  person.name = keep (self, name);
  person.email = email != NULL && *email != '\0' ? keep (self, email) : NULL;
  person.folded = keep (self, folded);
  person.own_id = own_id != NULL && *own_id != '\0' ? keep (self, own_id) : NULL;
  g_array_append_val (people, person);
}

static gboolean
take_employee (const CwRecord *record, gpointer data, GError **error)
{
  CwUsers *self = data;
  const char *first = cw_fields_get (record->fields, "firstName"), *last = cw_fields_get (record->fields, "lastName");
  const char *email = cw_fields_get (record->fields, "email");

  if (record->deleted)
    return TRUE;
  /* Some employees are only called by their entity id. */
  if (first == NULL && last == NULL)
    last = record->name;
  cw_people_match_add_employee (self->match, record->id, first, last, email, !record->inactive);
  add_person (self, self->employees, record->id, first, last, email, !record->inactive, NULL);
  return TRUE;
}

static gboolean
take_user (const CwTargetRecord *record, gpointer data, GError **error)
{
  CwUsers *self = data;
  const char *first = cw_fields_get (record->fields, "firstname"), *last = cw_fields_get (record->fields, "lastname");
  const char *email = cw_fields_get (record->fields, "email");

  cw_people_match_add_user (self->match, record->id, first, last, email, record->active, record->owner_id);
  add_person (self, self->users, record->id, first, last, email, record->active, record->owner_id);
  return TRUE;
}

static gboolean
take_link (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  CwUsers *self = data;

  cw_people_match_add_link (self->match, link->source_id, link->target_id, link->since);
  return TRUE;
}

/* Only the link that counts says how. */
static gboolean
note_link (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  CwUsers *self = data;
  guint user = cw_people_match_find_user (self->match, link->target_id);
  guint employee = cw_people_match_find_employee (self->match, link->source_id);
  CwUsersPerson *person;

  if (user == CW_NOBODY || employee == CW_NOBODY || cw_people_match_get_user (self->match, user)->state != CW_USER_LINKED
      || cw_people_match_get_user (self->match, user)->employee != employee)
    return TRUE;
  person = &g_array_index (self->users, CwUsersPerson, user);
  person->by = keep (self, link->by);
  person->since = link->since;
  return TRUE;
}

static gboolean
take_refusal (const char *source_id, const char *target_id, gint64 since, gpointer data, GError **error)
{
  CwUsers *self = data;

  cw_people_match_add_refusal (self->match, source_id, target_id);
  return TRUE;
}

gboolean
cw_users_is_integrated (const CwUsers *self, guint user)
{
  return cw_people_match_get_user (self->match, user)->state == CW_USER_LINKED || cw_users_get_user (self, user)->own_id != NULL;
}

static void
count (CwUsers *self)
{
  CwUsersCounts *counts = &self->counts;

  counts->employees = self->employees->len;
  counts->users = self->users->len;
  for (guint i = 0; i < self->users->len; i++)
    {
      CwUserState state = cw_people_match_get_user (self->match, i)->state;

      if (cw_users_is_integrated (self, i))
        counts->integrated++;
      else
        counts->unmapped++;
      counts->conflicts += state == CW_USER_CONFLICT ? 1 : 0;
      counts->would_link += state == CW_USER_BY_EMAIL || state == CW_USER_BY_ID ? 1 : 0;
    }
}

static gint64
get_instant (CwStore *store, const char *scope, const char *key)
{
  g_autofree char *text = cw_store_get_state (store, scope, key, NULL);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/* The watermarks of the mirrors; what was read last by either side is as old as its elder one. */
static gint64
find_read_at (CwStore *store, const CwIntegrationInfo *integration)
{
  const char *field = cw_fields_get (integration->settings, "sync-field");
  g_autofree char *source = g_strdup_printf ("source/%s/employee/%s", integration->source, field != NULL ? field : CW_DEFAULT_SYNC_FIELD);
  g_autofree char *target = g_strdup_printf ("target/%s/users", integration->target);
  gint64 employees = get_instant (store, source, "since"), users = get_instant (store, target, "read-whole");

  return employees != 0 && users != 0 ? MIN (employees, users) : 0;
}

CwUsers *
cw_users_load (CwStore *store, const CwIntegrationInfo *integration, gboolean sync, const CwFields *settings, GError **error)
{
  static const char * const types[] = { "employee", NULL };
  g_autoptr (CwUsers) self = g_new0 (CwUsers, 1);
  const char *inactive = cw_fields_get (settings, "inactive"), *since = cw_fields_get (settings, "enabled-since");

  g_atomic_ref_count_init (&self->refs);
  self->texts = g_string_chunk_new (1 << 16);
  self->employees = g_array_new (FALSE, TRUE, sizeof (CwUsersPerson));
  self->users = g_array_new (FALSE, TRUE, sizeof (CwUsersPerson));
  self->match = cw_people_match_new (g_strcmp0 (inactive, "match") == 0);
  self->company = g_strdup (integration->company != NULL && *integration->company != '\0' ? integration->company : integration->name);
  self->sync = sync;
  self->sync_since = sync && since != NULL ? g_ascii_strtoll (since, NULL, 10) : 0;
  self->read_at = find_read_at (store, integration);
  if (!cw_store_mirror_foreach (store, integration->source, types, take_employee, self, error)
      || !cw_store_target_foreach (store, integration->target, "users", take_user, self, error)
      || !cw_store_links_foreach (store, integration->name, CW_EMPLOYEES_WORKFLOW, take_link, self, error)
      || !cw_store_match_refusals_foreach (store, integration->name, CW_EMPLOYEES_WORKFLOW, take_refusal, self, error))
    return NULL;
  cw_people_match_decide (self->match);
  if (!cw_store_links_foreach (store, integration->name, CW_EMPLOYEES_WORKFLOW, note_link, self, error))
    return NULL;
  count (self);
  return g_steal_pointer (&self);
}

/* Users are matched in Precoro only. */
static gboolean
check_target (CwStore *store, const CwIntegrationInfo *info, GError **error)
{
  g_autoptr (CwConnectionInfo) target = cw_store_get_connection (store, info->target, error);

  if (target == NULL)
    return FALSE;
  if (g_strcmp0 (target->system, "precoro") == 0)
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("The users of integration “%s” are not matched: it has no Precoro company."), info->name);
  return FALSE;
}

CwUsers *
cw_users_load_sync (CwProfile *profile, const char *integration, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (profile, error);
  g_autoptr (CwIntegrationInfo) info = store != NULL ? cw_store_get_integration (store, integration, error) : NULL;
  g_autoptr (CwFields) settings = NULL;

  if (info == NULL || !check_target (store, info, error))
    return NULL;
  settings = cw_store_get_workflow_settings (store, integration, CW_EMPLOYEES_WORKFLOW, error);
  return settings != NULL ? cw_users_load (store, info, g_strcmp0 (cw_fields_get (settings, "enabled"), "true") == 0, settings, error) : NULL;
}

/* ---- looking ---- */

const CwPeopleMatch *
cw_users_get_match (const CwUsers *self)
{
  return self->match;
}

const CwUsersPerson *
cw_users_get_user (const CwUsers *self, guint user)
{
  return &g_array_index (self->users, CwUsersPerson, user);
}

const CwUsersPerson *
cw_users_get_employee (const CwUsers *self, guint employee)
{
  return &g_array_index (self->employees, CwUsersPerson, employee);
}

const CwUsersCounts *
cw_users_get_counts (const CwUsers *self)
{
  return &self->counts;
}

gint64
cw_users_get_read_at (const CwUsers *self)
{
  return self->read_at;
}

gboolean
cw_users_get_sync (const CwUsers *self)
{
  return self->sync;
}

gint64
cw_users_get_sync_since (const CwUsers *self)
{
  return self->sync_since;
}

const char *
cw_users_get_company (const CwUsers *self)
{
  return self->company;
}

/* ---- words ---- */

const char *
cw_users_get_state_word (CwUserState state)
{
  static const char * const words[] = {
    [CW_USER_UNMATCHED] = "unmatched", [CW_USER_LINKED] = "linked", [CW_USER_BY_ID] = "by-id", [CW_USER_BY_EMAIL] = "by-email",
    [CW_USER_ELSEWHERE] = "elsewhere", [CW_USER_CONFLICT] = "conflict", [CW_USER_INACTIVE] = "inactive",
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
    case CW_CLASH_ID:
    default:
      return g_strdup_printf (_("Employee %s stands for more than one user: %s"), employees->str, users->str);
    }
}

static const char *
get_by_text (const char *by)
{
  if (g_strcmp0 (by, "hand") == 0)
    return _("by hand");
  if (g_strcmp0 (by, "external id") == 0)
    return _("by Precoro's own id");
  return _("by e-mail");
}

char *
cw_users_dup_how_text (const CwUsers *self, guint user)
{
  const CwUserMatch *match = cw_people_match_get_user (self->match, user);
  const CwUsersPerson *person = cw_users_get_user (self, user);

  switch (match->state)
    {
    case CW_USER_LINKED:
      if (person->own_id != NULL && !g_str_equal (person->own_id, cw_users_get_employee (self, match->employee)->id))
        return g_strdup_printf (_("%s; Precoro itself names employee %s"), get_by_text (person->by), person->own_id);
      if (!cw_users_get_employee (self, match->employee)->active)
        return g_strdup_printf (_("%s; the employee is inactive"), get_by_text (person->by));
      return g_strdup (get_by_text (person->by));
    case CW_USER_BY_ID:
      return g_strdup (_("will be linked by Precoro's own id"));
    case CW_USER_BY_EMAIL:
      return g_strdup (_("will be linked by e-mail"));
    case CW_USER_ELSEWHERE:
      return g_strdup_printf (_("Precoro names employee %s, whom NetSuite does not show"), person->own_id);
    case CW_USER_CONFLICT:
      return cw_users_dup_clash_text (self, match->clash);
    case CW_USER_INACTIVE:
      return g_strdup (_("inactive, left out"));
    case CW_USER_UNMATCHED:
    default:
      return g_strdup (person->email != NULL ? _("no employee has this address") : _("the user has no address"));
    }
}

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
  gboolean integrated = filter->employees ? cw_people_match_get_employee (self->match, number)->state == CW_EMPLOYEE_LINKED
                        : cw_users_is_integrated (self, number);
  gboolean conflict = filter->employees ? cw_people_match_get_employee (self->match, number)->state == CW_EMPLOYEE_CONFLICT
                      : cw_people_match_get_user (self->match, number)->state == CW_USER_CONFLICT;

  if (filter->would_link || filter->left_over)
    {
      CwUserState state = filter->employees ? CW_USER_UNMATCHED : cw_people_match_get_user (self->match, number)->state;
      gboolean would_link = state == CW_USER_BY_EMAIL || state == CW_USER_BY_ID;

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
