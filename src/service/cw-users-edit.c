/* cw-users-edit.c: what a person decides about users and employees
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Links and refusals are rows of the profile's database; every change is one
 * transaction with its entry in the journal. What it may do is checked within
 * that transaction: a run may be at work in another process.
 */

#include "config.h"

#include "cw-users-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One change under way. */
typedef struct {
  CwProfile         *profile;   /* borrowed */
  CwStore           *store;     /* owned */
  CwIntegrationInfo *info;      /* owned */
  CwWorkflow        *workflow;  /* owned: whose links they are */
  CwUsers           *users;     /* owned: as it is in the transaction */
  guint              employee, user;
} Edit;

static void
edit_clear (Edit *edit)
{
  g_clear_pointer (&edit->users, cw_users_unref);
  g_clear_pointer (&edit->workflow, cw_workflow_unref);
  g_clear_pointer (&edit->info, cw_integration_info_free);
  g_clear_pointer (&edit->store, cw_store_close);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Edit, edit_clear)

static gboolean
find_people (Edit *edit, const char *employee, const char *user, GError **error)
{
  g_autoptr (CwFields) settings = cw_store_get_workflow_settings (edit->store, edit->info->name, edit->workflow->id, error);
  const CwPeopleMatch *match;

  edit->users = settings != NULL ? _cw_users_load (edit->store, edit->info, edit->workflow, FALSE, settings, error) : NULL;
  if (edit->users == NULL)
    return FALSE;
  match = cw_users_get_match (edit->users);
  edit->employee = cw_people_match_find_employee (match, employee);
  edit->user = cw_people_match_find_user (match, user);
  if (edit->employee == CW_NOBODY)
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                 _("There is no employee %s in NetSuite, as far as was read. Check the id, or read the users again."), employee);
  else if (edit->user == CW_NOBODY)
    g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                 _("There is no user %s in %s, as far as was read. Check the id, or read the users again."), user, cw_users_get_system (edit->users));
  return edit->employee != CW_NOBODY && edit->user != CW_NOBODY;
}

/* Opens a transaction, in which the people are looked up. */
static gboolean
edit_begin (Edit *edit, CwProfile *profile, const char *integration, const char *employee, const char *user, GError **error)
{
  edit->profile = profile;
  edit->store = cw_profile_open_store (profile, error);
  edit->info = edit->store != NULL ? cw_store_get_integration (edit->store, integration, error) : NULL;
  edit->workflow = edit->info != NULL ? _cw_users_find_workflow (profile, integration, error) : NULL;
  if (edit->workflow == NULL || !cw_store_begin (edit->store, error))
    return FALSE;
  if (find_people (edit, employee, user, error))
    return TRUE;
  cw_store_rollback (edit->store);
  return FALSE;
}

static gboolean
journal (Edit *edit, const char *operation, guint employee, guint user, GError **error)
{
  g_autoptr (CwJournalEntry) entry = cw_journal_entry_new (CW_JOURNAL_CHANGE);
  const CwUsersPerson *from = cw_users_get_employee (edit->users, employee), *to = cw_users_get_user (edit->users, user);

  entry->integration = g_strdup (edit->info->name);
  entry->workflow = g_strdup (edit->workflow->id);
  entry->connection = g_strdup (edit->info->target);
  entry->operation = g_strdup (operation);
  entry->type = g_strdup (edit->workflow->types[0]);
  entry->source_id = g_strdup (from->id);
  entry->collection = g_strdup (edit->workflow->people->collection);
  entry->target_id = g_strdup (to->id);
  entry->text = g_strdup_printf ("%s: %s, %s", operation, from->name, to->name);
  entry->time = cw_clock_now (cw_profile_get_clock (edit->profile));
  return cw_store_journal_add (edit->store, entry, error);
}

static gboolean
refuse (Edit *edit, guint employee, guint user, gboolean refused, GError **error)
{
  gint64 now = cw_clock_now (cw_profile_get_clock (edit->profile));

  return cw_store_set_match_refusal (edit->store, edit->info->name, edit->workflow->id, cw_users_get_employee (edit->users, employee)->id,
                                     cw_users_get_user (edit->users, user)->id, refused ? MAX (now, 1) : 0, error);
}

static gboolean
remove_link (Edit *edit, guint employee, GError **error)
{
  return cw_store_remove_link (edit->store, edit->info->name, edit->workflow->id, edit->workflow->types[0],
                               cw_users_get_employee (edit->users, employee)->id, error);
}

/* ---- linking ---- */

/* What the target keeps says who somebody is as well, where it was written by a workflow of ours. */
static gboolean
check_ids (Edit *edit, GError **error)
{
  const CwPeopleMatch *match = cw_users_get_match (edit->users);
  guint employee = cw_users_get_partner (edit->users, FALSE, edit->user), user = cw_users_get_partner (edit->users, TRUE, edit->employee);
  gboolean user_taken = employee != CW_NOBODY && employee != edit->employee
                        && cw_people_match_get_user (match, edit->user)->state == CW_USER_BY_ID;
  gboolean employee_taken = user != CW_NOBODY && user != edit->user
                            && cw_people_match_get_employee (match, edit->employee)->state == CW_EMPLOYEE_BY_ID;
  const CwUsersPerson *from, *to;

  if (!user_taken && !employee_taken)
    return TRUE;
  from = cw_users_get_employee (edit->users, user_taken ? employee : edit->employee);
  to = cw_users_get_user (edit->users, user_taken ? edit->user : user);
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
               _("User %s (%s) carries the NetSuite id of employee %s (%s). If that is wrong, say first that they are not the same person."),
               to->name, to->id, from->name, from->id);
  return FALSE;
}

/* Somebody else's partner is not taken silently; one who is linked to an employee who left may get another. */
static gboolean
check_free (Edit *edit, GError **error)
{
  const CwPeopleMatch *match = cw_users_get_match (edit->users);
  const CwEmployeeMatch *employee = cw_people_match_get_employee (match, edit->employee);
  const CwUserMatch *user = cw_people_match_get_user (match, edit->user);
  const CwUsersPerson *other;

  if (employee->state == CW_EMPLOYEE_LINKED && employee->user != edit->user)
    {
      other = cw_users_get_user (edit->users, employee->user);
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Employee %s (%s) is linked to user %s (%s) already. Take that link away first."),
                   cw_users_get_employee (edit->users, edit->employee)->name, cw_users_get_employee (edit->users, edit->employee)->id,
                   other->name, other->id);
      return FALSE;
    }
  if (user->state == CW_USER_LINKED && user->employee != edit->employee
      && cw_users_get_employee (edit->users, user->employee)->active)
    {
      other = cw_users_get_employee (edit->users, user->employee);
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("User %s (%s) is linked to employee %s (%s) already. Take that link away first."),
                   cw_users_get_user (edit->users, edit->user)->name, cw_users_get_user (edit->users, edit->user)->id,
                   other->name, other->id);
      return FALSE;
    }
  return check_ids (edit, error);
}

/* The other pairs that either of the two is part of: settled means that the conflict does not come back. */
static gboolean
refuse_rivals (Edit *edit, guint number, GError **error)
{
  const CwClash *clash = cw_people_match_get_clash (cw_users_get_match (edit->users), number);

  for (guint i = 0; i < clash->employees->len; i++)
    for (guint j = 0; j < clash->users->len; j++)
      {
        guint employee = g_array_index (clash->employees, guint, i), user = g_array_index (clash->users, guint, j);

        if ((employee == edit->employee) == (user == edit->user))
          continue;
        if (!refuse (edit, employee, user, TRUE, error) || !journal (edit, "refuse", employee, user, error))
          return FALSE;
      }
  return TRUE;
}

static gboolean
link_them (Edit *edit, GError **error)
{
  const CwUserMatch *user = cw_people_match_get_user (cw_users_get_match (edit->users), edit->user);
  g_autoptr (CwLink) link = cw_link_new (edit->workflow->types[0], cw_users_get_employee (edit->users, edit->employee)->id,
                                         cw_users_get_user (edit->users, edit->user)->id);

  link->by = g_strdup ("hand");
  link->since = cw_clock_now (cw_profile_get_clock (edit->profile));
  link->mark = CW_LINK_MARK_DONE;
  if (!check_free (edit, error)
      || (user->state == CW_USER_LINKED && user->employee != edit->employee && !remove_link (edit, user->employee, error)))
    return FALSE;
  if (user->clash != CW_NOBODY && !refuse_rivals (edit, user->clash, error))
    return FALSE;
  return refuse (edit, edit->employee, edit->user, FALSE, error)
         && cw_store_put_link (edit->store, edit->info->name, edit->workflow->id, link, error)
         && cw_store_clear_attention (edit->store, edit->info->name, edit->workflow->id, edit->workflow->types[0], link->source_id, error)
         && journal (edit, "link", edit->employee, edit->user, error);
}

gboolean
cw_users_link_sync (CwProfile *profile, const char *integration, const char *employee, const char *user, GError **error)
{
  g_auto (Edit) edit = { NULL };

  return edit_begin (&edit, profile, integration, employee, user, error) && cw_store_end (edit.store, link_them (&edit, error), error);
}

/* ---- unlinking and refusing ---- */

static gboolean
are_linked (Edit *edit)
{
  const CwUserMatch *user = cw_people_match_get_user (cw_users_get_match (edit->users), edit->user);

  return user->state == CW_USER_LINKED && user->employee == edit->employee;
}

static gboolean
unlink_them (Edit *edit, GError **error)
{
  const CwUsersPerson *user = cw_users_get_user (edit->users, edit->user), *employee = cw_users_get_employee (edit->users, edit->employee);

  if (cw_users_are_made (edit->users) && g_strcmp0 (user->own_id, employee->id) == 0)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                   _("User %s (%s) carries the NetSuite id of employee %s (%s), so that they would be linked again. Clear the id in %s, or say that they are not the same person."),
                   user->name, user->id, employee->name, employee->id, cw_users_get_system (edit->users));
      return FALSE;
    }
  if (are_linked (edit))
    return remove_link (edit, edit->employee, error) && journal (edit, "unlink", edit->employee, edit->user, error);
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Employee %s and user %s are not linked."),
               cw_users_get_employee (edit->users, edit->employee)->id, cw_users_get_user (edit->users, edit->user)->id);
  return FALSE;
}

gboolean
cw_users_unlink_sync (CwProfile *profile, const char *integration, const char *employee, const char *user, GError **error)
{
  g_auto (Edit) edit = { NULL };

  return edit_begin (&edit, profile, integration, employee, user, error) && cw_store_end (edit.store, unlink_them (&edit, error), error);
}

static gboolean
refuse_them (Edit *edit, gboolean refused, GError **error)
{
  if (refused && are_linked (edit)
      && (!remove_link (edit, edit->employee, error) || !journal (edit, "unlink", edit->employee, edit->user, error)))
    return FALSE;
  return refuse (edit, edit->employee, edit->user, refused, error)
         && journal (edit, refused ? "refuse" : "allow", edit->employee, edit->user, error);
}

gboolean
cw_users_refuse_sync (CwProfile *profile, const char *integration, const char *employee, const char *user, gboolean refused, GError **error)
{
  g_auto (Edit) edit = { NULL };

  return edit_begin (&edit, profile, integration, employee, user, error)
         && cw_store_end (edit.store, refuse_them (&edit, refused, error), error);
}

/* ---- undo ---- */

struct _CwUsersUndo {
  char      *integration;
  GPtrArray *employees, *users;   /* ids of everybody the change may concern */
  GPtrArray *links;               /* of CwLink: theirs, as they were */
  GPtrArray *refusals;            /* ids of employee and user in turn: theirs */
};

void
cw_users_undo_free (CwUsersUndo *self)
{
  if (self == NULL)
    return;
  g_free (self->integration);
  g_ptr_array_unref (self->employees);
  g_ptr_array_unref (self->users);
  g_ptr_array_unref (self->links);
  g_ptr_array_unref (self->refusals);
  g_free (self);
}

static gboolean
has_id (const GPtrArray *ids, const char *id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_str_equal (ids->pdata[i], id))
      return TRUE;
  return FALSE;
}

static void
note_id (GPtrArray *ids, const char *id)
{
  if (!has_id (ids, id))
    g_ptr_array_add (ids, g_strdup (id));
}

static gboolean
note_link (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  CwUsersUndo *self = data;
  CwLink *copy;

  if (!has_id (self->employees, link->source_id) && !has_id (self->users, link->target_id))
    return TRUE;
  copy = cw_link_new (link->type, link->source_id, link->target_id);
  copy->by = g_strdup (link->by);
  copy->since = link->since;
  copy->mark = link->mark;
  copy->fingerprint = g_strdup (link->fingerprint);
  copy->hold = g_strdup (link->hold);
  g_ptr_array_add (self->links, copy);
  return TRUE;
}

static gboolean
note_refusal (const char *source_id, const char *target_id, gint64 since, gpointer data, GError **error)
{
  CwUsersUndo *self = data;

  if (has_id (self->employees, source_id) && has_id (self->users, target_id))
    {
      g_ptr_array_add (self->refusals, g_strdup (source_id));
      g_ptr_array_add (self->refusals, g_strdup (target_id));
    }
  return TRUE;
}

static gboolean
remember (Edit *edit, CwUsersUndo *undo, GError **error)
{
  return cw_store_links_foreach (edit->store, undo->integration, edit->workflow->id, note_link, undo, error)
         && cw_store_match_refusals_foreach (edit->store, undo->integration, edit->workflow->id, note_refusal, undo, error);
}

CwUsersUndo *
cw_users_remember_sync (CwProfile *profile, const char *integration, const char *employee, const char *user, GError **error)
{
  g_auto (Edit) edit = { NULL };
  g_autoptr (CwUsersUndo) undo = NULL;
  const CwUserMatch *match;
  gboolean ok;

  if (!edit_begin (&edit, profile, integration, employee, user, error))
    return NULL;
  undo = g_new0 (CwUsersUndo, 1);
  undo->integration = g_strdup (integration);
  undo->employees = g_ptr_array_new_with_free_func (g_free);
  undo->users = g_ptr_array_new_with_free_func (g_free);
  undo->links = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_link_free);
  undo->refusals = g_ptr_array_new_with_free_func (g_free);
  note_id (undo->employees, employee);
  note_id (undo->users, user);
  match = cw_people_match_get_user (cw_users_get_match (edit.users), edit.user);
  if (match->employee != CW_NOBODY)
    note_id (undo->employees, cw_users_get_employee (edit.users, match->employee)->id);
  if (match->clash != CW_NOBODY)
    {
      const CwClash *clash = cw_people_match_get_clash (cw_users_get_match (edit.users), match->clash);

      for (guint i = 0; i < clash->employees->len; i++)
        note_id (undo->employees, cw_users_get_employee (edit.users, g_array_index (clash->employees, guint, i))->id);
      for (guint i = 0; i < clash->users->len; i++)
        note_id (undo->users, cw_users_get_user (edit.users, g_array_index (clash->users, guint, i))->id);
    }
  ok = remember (&edit, undo, error);
  cw_store_rollback (edit.store);
  return ok ? g_steal_pointer (&undo) : NULL;
}

static gboolean
forget_refusals (Edit *edit, CwUsersUndo *undo, GError **error)
{
  for (guint i = 0; i < undo->employees->len; i++)
    for (guint j = 0; j < undo->users->len; j++)
      if (!cw_store_set_match_refusal (edit->store, undo->integration, edit->workflow->id, undo->employees->pdata[i],
                                       undo->users->pdata[j], 0, error))
        return FALSE;
  return TRUE;
}

static gboolean
restore (Edit *edit, CwUsersUndo *undo, GError **error)
{
  gint64 now = cw_clock_now (cw_profile_get_clock (edit->profile));

  for (guint i = 0; i < undo->employees->len; i++)
    if (!cw_store_remove_link (edit->store, undo->integration, edit->workflow->id, edit->workflow->types[0], undo->employees->pdata[i], error))
      return FALSE;
  if (!forget_refusals (edit, undo, error))
    return FALSE;
  for (guint i = 0; i < undo->links->len; i++)
    if (!cw_store_put_link (edit->store, undo->integration, edit->workflow->id, undo->links->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < undo->refusals->len; i += 2)
    if (!cw_store_set_match_refusal (edit->store, undo->integration, edit->workflow->id, undo->refusals->pdata[i],
                                     undo->refusals->pdata[i + 1], MAX (now, 1), error))
      return FALSE;
  return journal (edit, "undo", edit->employee, edit->user, error);
}

gboolean
cw_users_undo_sync (CwProfile *profile, CwUsersUndo *undo, GError **error)
{
  g_auto (Edit) edit = { NULL };

  return edit_begin (&edit, profile, undo->integration, undo->employees->pdata[0], undo->users->pdata[0], error)
         && cw_store_end (edit.store, restore (&edit, undo, error), error);
}

/* ---- reading anew ---- */

static gboolean
read_people (CwSession *session, CwWorkflow *workflow, GError **error)
{
  const CwStrategy *strategy = cw_strategy_find (workflow->strategy, error);

  if (strategy == NULL)
    return FALSE;
  if (strategy->read != NULL)
    return strategy->read (session, workflow, FALSE, error);
  /* Users change without us: asked for by hand they are read whatever their age is. */
  return cw_mirror_refresh_target_aged (session, cw_session_get_target (session, workflow), workflow->people->collection, 0, error)
         && cw_strategy_read_source (session, workflow, FALSE, error);
}

static gboolean
read_both (CwProfile *profile, CwWorkflow *workflow, const CwRunRequest *request, GError **error)
{
  g_autoptr (CwSession) session = cw_session_new (profile, request, TRUE, error);
  gboolean ok;

  if (session == NULL || !cw_session_connect (session, error))
    return FALSE;
  ok = read_people (session, workflow, error);
  /* What was sent counts against the limits, whether it was answered or not. */
  return cw_session_flush_ledgers (session, ok ? error : NULL) && ok;
}

CwUsers *
cw_users_refresh_sync (CwProfile *profile, const char *integration, const CwRunRequest *request, GError **error)
{
  g_autoptr (CwUsers) before = cw_users_load_sync (profile, integration, error);
  const char *workflows[] = { NULL, NULL };
  CwRunRequest effective = { .integration = integration, .workflows = workflows };
  g_autoptr (CwRunInfo) run = NULL;

  if (before == NULL)
    return NULL;
  workflows[0] = cw_users_get_workflow (before)->id;
  if (request != NULL)
    {
      effective.event = request->event;
      effective.event_data = request->event_data;
      effective.control = request->control;
      effective.cancellable = request->cancellable;
    }
  /* A run that makes users is somebody else's to start. */
  if (cw_users_get_sync (before) && !cw_users_are_made (before))
    {
      run = cw_profile_run_sync (profile, &effective, error);
      if (run == NULL)
        return NULL;
    }
  else if (!read_both (profile, cw_users_get_workflow (before), &effective, error))
    {
      return NULL;
    }
  return cw_users_load_sync (profile, integration, error);
}

/* ---- switching on ---- */

static gboolean
switch_on (CwStore *store, const CwIntegrationInfo *info, const char *workflow, gint64 now, GError **error)
{
  g_autoptr (CwJournalEntry) entry = cw_journal_entry_new (CW_JOURNAL_CHANGE);
  g_autofree char *since = g_strdup_printf ("%" G_GINT64_FORMAT, now);

  entry->integration = g_strdup (info->name);
  entry->workflow = g_strdup (workflow);
  entry->operation = g_strdup ("sync-employees");
  entry->text = g_strdup_printf ("workflow %s: enabled=true, confirmed for %s", workflow, info->company != NULL ? info->company : info->name);
  entry->time = now;
  return cw_store_set_workflow_setting (store, info->name, workflow, "enabled", "true", error)
         && cw_store_set_workflow_setting (store, info->name, workflow, "enabled-since", since, error)
         && cw_store_journal_add (store, entry, error);
}

static gboolean
is_confirmed (const CwUsers *users, const char *confirmed)
{
  g_autofree char *typed = g_strstrip (g_strdup (confirmed != NULL ? confirmed : ""));

  return g_str_equal (typed, cw_users_get_company (users));
}

CwUsers *
cw_users_switch_on_sync (CwProfile *profile, const char *integration, const char *confirmed, const CwRunRequest *request, GError **error)
{
  g_autoptr (CwUsers) before = cw_users_load_sync (profile, integration, error);
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwIntegrationInfo) info = NULL;

  if (before == NULL)
    return NULL;
  if (cw_users_are_made (before))
    {
      CwWorkflow *workflow = cw_users_get_workflow (before);

      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                   _("Users of %s are linked and made by the workflow “%s” (%s) whenever it runs; there is nothing else to switch on."),
                   cw_users_get_system (before), workflow->title, workflow->id);
      return NULL;
    }
  if (cw_users_get_sync (before))
    return cw_users_refresh_sync (profile, integration, request, error);
  if (!is_confirmed (before, confirmed))
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                   _("Sync Employees cannot be switched off again. To confirm it, give the name of the company: %s"), cw_users_get_company (before));
      return NULL;
    }
  store = cw_profile_open_store (profile, error);
  info = store != NULL ? cw_store_get_integration (store, integration, error) : NULL;
  if (info == NULL || !cw_store_begin (store, error)
      || !cw_store_end (store, switch_on (store, info, cw_users_get_workflow (before)->id, cw_clock_now (cw_profile_get_clock (profile)), error), error))
    return NULL;
  return cw_users_refresh_sync (profile, integration, request, error);
}
