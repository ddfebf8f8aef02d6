/* cw-users.c: users of a target and the employees whom they are matched to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-users-private.h"

#include "cw-fold.h"
#include "cw-mapping-source-private.h"
#include "cw-mapping.h"

#include <glib/gi18n-lib.h>

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
  g_hash_table_unref (self->bearers);
  g_hash_table_unref (self->linked);
  cw_people_match_free (self->match);
  cw_workflow_unref (self->workflow);
  g_free (self->company);
  g_free (self);
}

/* ---- loading ---- */

/* What reading the mirrors needs. */
typedef struct {
  CwUsers                *self;      /* borrowed */
  const CwWorkflowPeople *fields;    /* borrowed */
  const char             *login;     /* of the target; NULL: nobody is matched by it */
  CwMapping              *mapping;   /* makes the login; borrowed */
  CwMappingContext        context;
} Loading;

const char *
_cw_users_keep (CwUsers *self, const char *text)
{
  return text != NULL ? g_string_chunk_insert (self->texts, text) : NULL;
}

static void
add_person (CwUsers *self, GArray *people, const char *id, const char *first, const char *last, const char *email, gboolean active,
            const char *own_id)
{
  g_autofree char *full = g_strconcat (first != NULL ? first : "", " ", last != NULL ? last : "", NULL), *both = NULL, *folded = NULL;
  const char *name = g_strstrip (full);
  CwUsersPerson person = { .active = active, .coming = CW_OPERATION_UNCHANGED };

  if (*name == '\0')
    name = email != NULL && *email != '\0' ? email : id;
  both = g_strconcat (name, "\n", email, NULL);
  folded = cw_fold (both);
  person.id = _cw_users_keep (self, id);
  person.name = _cw_users_keep (self, name);
  person.email = email != NULL && *email != '\0' ? _cw_users_keep (self, email) : NULL;
  person.folded = _cw_users_keep (self, folded);
  person.own_id = own_id != NULL && *own_id != '\0' ? _cw_users_keep (self, own_id) : NULL;
  g_array_append_val (people, person);
}

/* The login that the employee would get, as the mapping in force makes it. */
static void
set_login (Loading *loading, const CwRecord *record, guint employee)
{
  g_autoptr (CwFields) values = cw_fields_new ();

  cw_mapping_apply (loading->mapping, record, &loading->context, TRUE, values, NULL);
  cw_people_match_set_login (loading->self->match, FALSE, employee, cw_fields_get (values, loading->login));
}

static gboolean
take_employee (const CwRecord *record, gpointer data, GError **error)
{
  Loading *loading = data;
  const CwWorkflowPeople *fields = loading->fields;
  const char *first = cw_fields_get (record->fields, fields->first[CW_PEOPLE_SOURCE]);
  const char *last = cw_fields_get (record->fields, fields->last[CW_PEOPLE_SOURCE]);
  const char *email = cw_fields_get (record->fields, fields->email[CW_PEOPLE_SOURCE]);
  guint number;

  if (record->deleted)
    return TRUE;
  /* Some employees are only called by their entity id. */
  if (first == NULL && last == NULL)
    last = record->name;
  number = cw_people_match_add_employee (loading->self->match, record->id, first, last, email, !record->inactive);
  if (loading->login != NULL)
    set_login (loading, record, number);
  add_person (loading->self, loading->self->employees, record->id, first, last, email, !record->inactive, NULL);
  return TRUE;
}

static gboolean
take_user (const CwTargetRecord *record, gpointer data, GError **error)
{
  Loading *loading = data;
  const CwWorkflowPeople *fields = loading->fields;
  const char *first = cw_fields_get (record->fields, fields->first[CW_PEOPLE_TARGET]);
  const char *last = cw_fields_get (record->fields, fields->last[CW_PEOPLE_TARGET]);
  const char *email = cw_fields_get (record->fields, fields->email[CW_PEOPLE_TARGET]);
  const char *own_id = fields->ids_are_ours ? record->external_id : record->owner_id;
  guint number;

  if (first == NULL && last == NULL)
    last = record->name;
  number = cw_people_match_add_user (loading->self->match, record->id, first, last, email, record->active, own_id);
  if (loading->login != NULL)
    cw_people_match_set_login (loading->self->match, TRUE, number, cw_fields_get (record->fields, loading->login));
  add_person (loading->self, loading->self->users, record->id, first, last, email, record->active, own_id);
  return TRUE;
}

/* Ids that the users carry are typed over by people who repair what belongs to what: where one says another thing than our link, it
 * is right. A link that a person made and no run has written yet is younger than the id. */
static gboolean
is_overruled (CwUsers *self, const CwLink *link)
{
  guint user = cw_people_match_find_user (self->match, link->target_id), bearer;
  const char *carried = user != CW_NOBODY ? cw_users_get_user (self, user)->own_id : NULL;
  gboolean by_hand = g_strcmp0 (link->by, "hand") == 0 && link->fingerprint == NULL;

  if (!self->workflow->people->ids_are_ours || user == CW_NOBODY || link->hold != NULL || by_hand)
    return FALSE;
  if (carried != NULL)
    return !g_str_equal (carried, link->source_id);
  /* It lost its id: another may have it now. */
  bearer = GPOINTER_TO_UINT (g_hash_table_lookup (self->bearers, link->source_id));
  return bearer != 0 && bearer - 1 != user && !g_hash_table_contains (self->linked, cw_people_match_get_user_id (self->match, bearer - 1));
}

static gboolean
note_linked (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  CwUsers *self = data;

  g_hash_table_add (self->linked, g_strdup (link->target_id));
  return TRUE;
}

static gboolean
take_link (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  CwUsers *self = data;

  if (!is_overruled (self, link))
    cw_people_match_add_link (self->match, link->source_id, link->target_id, link->since);
  return TRUE;
}

/* id of an employee → number of the only user who carries it + 1; 0 for several */
static void
find_bearers (CwUsers *self)
{
  for (guint i = 0; i < self->users->len; i++)
    {
      const char *id = cw_users_get_user (self, i)->own_id;

      if (id != NULL)
        g_hash_table_insert (self->bearers, (gpointer) id, GUINT_TO_POINTER (g_hash_table_contains (self->bearers, id) ? 0 : i + 1));
    }
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
  person->by = _cw_users_keep (self, link->by);
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
cw_users_will_link (const CwUsers *self, guint user)
{
  const CwUserMatch *match = cw_people_match_get_user (self->match, user);

  if (match->state != CW_USER_BY_EMAIL && match->state != CW_USER_BY_ID && match->state != CW_USER_BY_LOGIN)
    return FALSE;
  if (!cw_workflow_makes_records (self->workflow))
    return TRUE;
  /* Where users are made, only employees who travel are linked, and who carries the id is mapped already. */
  return self->sync && !cw_users_is_integrated (self, user)
         && cw_users_get_employee (self, match->employee)->coming <= CW_OPERATION_LINK;
}

static void
count (CwUsers *self)
{
  CwUsersCounts *counts = &self->counts;

  *counts = (CwUsersCounts) { .employees = self->employees->len, .users = self->users->len };
  for (guint i = 0; i < self->users->len; i++)
    {
      if (cw_users_is_integrated (self, i))
        counts->integrated++;
      else
        counts->unmapped++;
      counts->conflicts += cw_people_match_get_user (self->match, i)->state == CW_USER_CONFLICT ? 1 : 0;
      counts->would_link += cw_users_will_link (self, i) ? 1 : 0;
    }
  for (guint i = 0; i < self->employees->len; i++)
    counts->would_create += cw_users_will_be_created (self, i) ? 1 : 0;
}

gboolean
cw_users_will_be_created (const CwUsers *self, guint employee)
{
  return self->sync && cw_users_get_employee (self, employee)->coming == CW_OPERATION_CREATE;
}

gboolean
cw_users_is_integrated (const CwUsers *self, guint user)
{
  CwUserState state = cw_people_match_get_user (self->match, user)->state;

  if (state == CW_USER_LINKED)
    return TRUE;
  /* An id that we wrote says nothing where its employee is gone, or somebody else has it as well. */
  return self->workflow->people->ids_are_ours ? state == CW_USER_BY_ID : cw_users_get_user (self, user)->own_id != NULL;
}

guint
cw_users_get_partner (const CwUsers *self, gboolean is_employee, guint number)
{
  gboolean ids = self->workflow->people->ids_are_ours;

  if (is_employee)
    {
      const CwEmployeeMatch *employee = cw_people_match_get_employee (self->match, number);

      return employee->state == CW_EMPLOYEE_LINKED || (ids && employee->state == CW_EMPLOYEE_BY_ID) ? employee->user : CW_NOBODY;
    }
  else
    {
      const CwUserMatch *user = cw_people_match_get_user (self->match, number);

      return user->state == CW_USER_LINKED || (ids && user->state == CW_USER_BY_ID) ? user->employee : CW_NOBODY;
    }
}

const char *
cw_users_get_other_id (const CwUsers *self, guint employee)
{
  const CwClash *clash = cw_people_match_get_clash (self->match, cw_people_match_get_employee (self->match, employee)->clash);

  return cw_users_get_user (self, g_array_index (clash->users, guint, 0))->own_id;
}

static gint64
get_instant (CwStore *store, const char *scope, const char *key)
{
  g_autofree char *text = cw_store_get_state (store, scope, key, NULL);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/* The watermarks of the mirrors; what was read last by either side is as old as its elder one. */
static gint64
find_read_at (CwStore *store, const CwIntegrationInfo *integration, const CwWorkflow *workflow)
{
  const char *field = cw_fields_get (integration->settings, "sync-field");
  const char *box = workflow->box != NULL ? workflow->box : field != NULL ? field : CW_DEFAULT_SYNC_FIELD;
  g_autofree char *source = g_strdup_printf ("source/%s/%s/%s", integration->source, workflow->types[0], box);
  g_autofree char *target = g_strdup_printf ("target/%s/%s", integration->target, workflow->people->collection);
  gint64 employees = get_instant (store, source, "since"), users = get_instant (store, target, "read-whole");

  return employees != 0 && users != 0 ? MIN (employees, users) : 0;
}

static CwPeopleRules
make_rules (const CwWorkflow *workflow, const CwFields *settings)
{
  gboolean inactive = cw_workflow_get_boolean (workflow, settings, "inactive-too")
                      || g_strcmp0 (cw_workflow_get_setting (workflow, settings, "inactive"), "match") == 0;

  return (CwPeopleRules) {
    .inactive_employees = inactive,
    /* Somebody who left and comes back is not made a second time. */
    .inactive_users = inactive || cw_workflow_makes_records (workflow),
    .by_email = cw_workflow_find_setting (workflow, "match-by-email") == NULL || cw_workflow_get_boolean (workflow, settings, "match-by-email"),
    .ids_are_ours = workflow->people->ids_are_ours,
    .keeps_other_ids = cw_workflow_get_boolean (workflow, settings, "skip-merge"),
  };
}

static gboolean
load_people (Loading *loading, CwStore *store, const CwIntegrationInfo *integration, GError **error)
{
  CwUsers *self = loading->self;
  const char *workflow = self->workflow->id;

  if (!cw_store_mirror_foreach (store, integration->source, (const char * const *) self->workflow->types, take_employee, loading, error)
      || !cw_store_target_foreach (store, integration->target, loading->fields->collection, take_user, loading, error)
      || !cw_store_links_foreach (store, integration->name, workflow, note_linked, self, error))
    return FALSE;
  find_bearers (self);
  if (!cw_store_links_foreach (store, integration->name, workflow, take_link, self, error)
      || !cw_store_match_refusals_foreach (store, integration->name, workflow, take_refusal, self, error))
    return FALSE;
  cw_people_match_decide (self->match);
  if (!cw_store_links_foreach (store, integration->name, workflow, note_link, self, error))
    return FALSE;
  count (self);
  return TRUE;
}

CwUsers *
_cw_users_load (CwStore *store, const CwIntegrationInfo *integration, CwWorkflow *workflow, gboolean sync, const CwFields *settings, GError **error)
{
  g_autoptr (CwUsers) self = g_new0 (CwUsers, 1);
  g_autoptr (CwConnectionInfo) target = cw_store_get_connection (store, integration->target, error);
  g_autoptr (CwMappingSource) source = NULL;
  const char *since = cw_fields_get (settings, "enabled-since");
  CwPeopleRules rules = make_rules (workflow, settings);
  Loading loading = { .self = self, .fields = workflow->people };

  g_atomic_ref_count_init (&self->refs);
  self->workflow = cw_workflow_ref (workflow);
  self->texts = g_string_chunk_new (1 << 16);
  self->employees = g_array_new (FALSE, TRUE, sizeof (CwUsersPerson));
  self->users = g_array_new (FALSE, TRUE, sizeof (CwUsersPerson));
  self->bearers = g_hash_table_new (g_str_hash, g_str_equal);
  self->linked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->match = cw_people_match_new (&rules);
  self->company = g_strdup (integration->company != NULL && *integration->company != '\0' ? integration->company : integration->name);
  self->sync = sync;
  self->sync_since = sync && since != NULL ? g_ascii_strtoll (since, NULL, 10) : 0;
  self->read_at = find_read_at (store, integration, workflow);
  if (target == NULL)
    return NULL;
  self->system = _cw_users_keep (self, cw_connection_get_label (target));
  if (workflow->match != NULL && cw_workflow_get_boolean (workflow, settings, "match-by-name"))
    {
      source = cw_mapping_source_new_in (store, workflow, (CwFields *) settings, integration->source, integration->target);
      loading.context = *cw_mapping_source_get_context (source);
      loading.mapping = workflow->mapping;
      loading.login = workflow->match;
    }
  return load_people (&loading, store, integration, error) ? g_steal_pointer (&self) : NULL;
}

CwWorkflow *
_cw_users_find_workflow (CwProfile *profile, const char *integration, GError **error)
{
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (profile, integration, error);

  for (guint i = 0; workflows != NULL && i < workflows->len; i++)
    if (((CwWorkflow *) workflows->pdata[i])->people != NULL)
      return cw_workflow_ref (workflows->pdata[i]);
  if (workflows != NULL)
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("The users of integration “%s” are not matched: none of its workflows is about people."),
                 integration);
  return NULL;
}

CwUsers *
cw_users_load_sync (CwProfile *profile, const char *integration, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (profile, error);
  g_autoptr (CwIntegrationInfo) info = store != NULL ? cw_store_get_integration (store, integration, error) : NULL;
  g_autoptr (CwWorkflow) workflow = info != NULL ? _cw_users_find_workflow (profile, integration, error) : NULL;
  g_autoptr (CwFields) settings = workflow != NULL ? cw_store_get_workflow_settings (store, integration, workflow->id, error) : NULL;
  g_autoptr (CwUsers) self = NULL;

  if (settings == NULL)
    return NULL;
  self = _cw_users_load (store, info, workflow, cw_profile_is_workflow_enabled (profile, store, integration, workflow), settings, error);
  if (self == NULL || !cw_workflow_makes_records (workflow))
    return g_steal_pointer (&self);
  return _cw_users_foresee (self, profile, integration, error) ? g_steal_pointer (&self) : NULL;
}

/* ---- what the next run does ---- */

static gboolean
note_row (const CwPlanRow *row, gpointer data)
{
  CwUsers *self = data;
  guint number = cw_people_match_find_employee (self->match, row->source_id);
  g_autofree char *why = NULL;
  CwUsersPerson *employee;

  if (number == CW_NOBODY)
    return TRUE;
  why = cw_reason_dup_sentence (row->reason, row->argument);
  employee = &g_array_index (self->employees, CwUsersPerson, number);
  employee->coming = row->operation;
  employee->why = _cw_users_keep (self, why);
  return TRUE;
}

gboolean
_cw_users_foresee (CwUsers *self, CwProfile *profile, const char *integration, GError **error)
{
  CwRunRequest request = { .integration = integration };
  const CwStrategy *strategy = cw_strategy_find (self->workflow->strategy, error);
  g_autoptr (CwSession) session = strategy != NULL ? cw_session_new (profile, &request, FALSE, error) : NULL;

  if (session == NULL)
    return FALSE;
  if (strategy->foresee != NULL && !strategy->foresee (session, self->workflow, self, note_row, self, error))
    return FALSE;
  count (self);
  return TRUE;
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

CwWorkflow *
cw_users_get_workflow (const CwUsers *self)
{
  return self->workflow;
}

gboolean
cw_users_are_made (const CwUsers *self)
{
  return cw_workflow_makes_records (self->workflow);
}

const char *
cw_users_get_system (const CwUsers *self)
{
  return self->system;
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
