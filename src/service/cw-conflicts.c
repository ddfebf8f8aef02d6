/* cw-conflicts.c: records for which more than one record of the target could be meant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-conflicts.h"

#include "cw-conflicts-private.h"
#include "cw-field-titles.h"
#include "cw-workflow-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ---- values ---- */

static void
candidate_free (gpointer data)
{
  CwConflictCandidate *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->external_id);
  g_free (self->note);
  g_free (self->url);
  g_free (self);
}

static void
field_free (gpointer data)
{
  CwConflictField *self = data;

  g_free (self->id);
  g_free (self->title);
  g_free (self->source);
  g_strfreev (self->values);
  g_free (self);
}

void
cw_conflict_free (CwConflict *self)
{
  if (self == NULL)
    return;
  g_free (self->workflow);
  g_free (self->title);
  g_free (self->type);
  g_free (self->source_id);
  g_free (self->record);
  g_free (self->name);
  g_free (self->reason);
  g_free (self->url);
  g_ptr_array_unref (self->candidates);
  g_ptr_array_unref (self->fields);
  cw_decision_free (self->decision);
  g_free (self);
}

static char *
format_instant (gint64 time)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  return local != NULL ? g_date_time_format (local, "%x %H:%M") : g_strdup ("");
}

char *
cw_conflict_dup_decision_text (const CwConflict *self)
{
  const CwDecision *decision = self->decision;
  g_autofree char *when = decision != NULL ? format_instant (decision->time) : NULL;

  if (decision == NULL)
    return NULL;
  switch (decision->choice)
    {
    case CW_CHOICE_LINK:
      return g_strdup_printf (_("It is record %s, said %s on %s."), decision->target_id, decision->by, when);
    case CW_CHOICE_CREATE:
      return g_strdup_printf (_("It is none of them and a new one is made, said %s on %s."), decision->by, when);
    case CW_CHOICE_LEAVE_OUT:
    default:
      return g_strdup_printf (_("It is left out, said %s on %s."), decision->by, when);
    }
}

/* ---- making one ---- */

/* Why a candidate cannot be chosen, or what should be known before it is. (transfer full) (nullable) */
static char *
dup_note (const CwTreeCandidate *from)
{
  if (from->foreign)
    return g_strdup (_("Another connector keeps it; it is never written to."));
  if (from->owner_key != NULL && from->linked)
    return g_strdup_printf (_("It belongs to %s (%s)."), from->owner_name, from->owner_key);
  if (from->owner_key != NULL)
    return g_strdup_printf (_("It carries the NetSuite id of %s (%s), which would be replaced."), from->owner_name, from->owner_key);
  return from->active ? NULL : g_strdup (_("It is inactive."));
}

static CwConflictCandidate *
make_candidate (const CwConflictPlace *place, const CwTreeCandidate *from)
{
  CwConflictCandidate *self = g_new0 (CwConflictCandidate, 1);
  gboolean exact = FALSE;

  self->id = g_strdup (from->id);
  self->name = g_strdup (from->name != NULL ? from->name : from->id);
  self->external_id = g_strdup (from->external_id);
  self->active = from->active;
  self->can_choose = !from->foreign && !(from->owner_key != NULL && from->linked);
  self->note = dup_note (from);
  self->url = cw_connection_dup_record_url (place->target, place->workflow->target_type, from->id, &exact);
  if (!exact)
    g_clear_pointer (&self->url, g_free);
  return self;
}

static const char *
get_value (const CwTreeCandidate *candidate, const char *name)
{
  const char *value = cw_fields_get (candidate->fields, name);

  if (value == NULL && g_str_equal (name, "name"))
    value = candidate->name;
  return value != NULL ? value : "";
}

static void
take_field (CwConflict *self, const char *id, const char *title, const char *source, char **values /* transfer full */)
{
  CwConflictField *field = g_new0 (CwConflictField, 1);
  gboolean any = source != NULL && *source != '\0';

  field->id = g_strdup (id);
  field->title = g_strdup (title);
  field->source = g_strdup (source);
  field->values = values;
  for (guint i = 0; i < self->candidates->len; i++)
    {
      any |= *values[i] != '\0';
      field->differs |= g_strcmp0 (values[i], source != NULL ? source : "") != 0;
    }
  if (any)
    g_ptr_array_add (self->fields, field);
  else
    field_free (field);
}

typedef const char *(*GetValue) (const CwTreeCandidate *candidate, const char *name);

static void
add_field (CwConflict *self, GPtrArray *candidates, const char *id, const char *title, const char *source, GetValue get)
{
  char **values = g_new0 (char *, candidates->len + 1);

  for (guint i = 0; i < candidates->len; i++)
    {
      const char *value = get (candidates->pdata[i], id);

      values[i] = g_strdup (value != NULL ? value : "");
    }
  take_field (self, id, title, source, values);
}

static const char *
get_parent (const CwTreeCandidate *candidate, const char *name)
{
  return candidate->parent_name;
}

static const char *
get_external_id (const CwTreeCandidate *candidate, const char *name)
{
  return candidate->external_id;
}

static const char *
get_active (const CwTreeCandidate *candidate, const char *name)
{
  return candidate->active ? _("yes") : _("no");
}

/* What tells them apart comes first; the order is kept otherwise. */
static void
sort_fields (CwConflict *self)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < self->fields->len; i++)
      if (((const CwConflictField *) self->fields->pdata[i])->differs == (pass == 0))
        g_ptr_array_add (sorted, self->fields->pdata[i]);
  memcpy (self->fields->pdata, sorted->pdata, sorted->len * sizeof (gpointer));
}

/* The fields that the mapping fills, then what else the candidates have in common with no mapping. */
static void
add_fields (CwConflict *self, const CwConflictPlace *place, const CwPlanRow *row, const CwFields *wanted, GPtrArray *candidates)
{
  for (guint i = 0; i < cw_fields_get_size (wanted); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (wanted, i, &name, &value);
      add_field (self, candidates, name, cw_field_titles_get (place->titles, name), value, get_value);
    }
  add_field (self, candidates, "parent", cw_field_titles_get (place->titles, "parent"), NULL, get_parent);
  add_field (self, candidates, "active", cw_field_titles_get (place->titles, "active"), row->active ? _("yes") : _("no"), get_active);
  add_field (self, candidates, "netsuite-id", _("NetSuite id"), row->source_id, get_external_id);
  sort_fields (self);
}

static gboolean
is_linked (const CwConflictPlace *place, const CwPlanRow *row)
{
  g_autoptr (CwLink) link = cw_store_get_link (place->session->store, place->session->integration->name, place->workflow->id,
                                               row->type, row->source_id, NULL);

  return link != NULL;
}

CwConflict *
cw_conflict_new (const CwConflictPlace *place, const CwPlanRow *row, CwDecision *decision, const CwFields *wanted, GPtrArray *candidates)
{
  CwConflict *self = g_new0 (CwConflict, 1);
  gboolean exact = FALSE;

  self->workflow = g_strdup (place->workflow->id);
  self->title = g_strdup (place->workflow->title);
  self->type = g_strdup (row->type);
  self->source_id = g_strdup (row->source_id);
  self->record = cw_record_key (row->type, row->source_id);
  self->name = g_strdup (row->name);
  self->open = row->operation == CW_OPERATION_CONFLICT;
  self->reason = cw_reason_dup_sentence (row->reason, row->argument);
  self->decision = decision;
  self->sent = decision != NULL && decision->choice != CW_CHOICE_LEAVE_OUT && is_linked (place, row);
  self->url = cw_connection_dup_record_url (place->source, row->type, row->source_id, &exact);
  if (!exact)
    g_clear_pointer (&self->url, g_free);
  self->candidates = g_ptr_array_new_with_free_func (candidate_free);
  self->fields = g_ptr_array_new_with_free_func (field_free);
  for (guint i = 0; i < candidates->len; i++)
    g_ptr_array_add (self->candidates, make_candidate (place, candidates->pdata[i]));
  add_fields (self, place, row, wanted, candidates);
  return self;
}

/* ---- listing ---- */

static int
compare_open (gconstpointer a, gconstpointer b)
{
  const CwConflict *x = *(CwConflict * const *) a, *y = *(CwConflict * const *) b;

  return (x->open ? 0 : 1) - (y->open ? 0 : 1);
}

static gboolean
list_workflow (CwSession *session, CwWorkflow *workflow, GPtrArray *out, GError **error)
{
  const CwStrategy *strategy = cw_strategy_find (workflow->strategy, error);
  g_autoptr (CwFieldTitles) titles = NULL;
  CwConflictPlace place = { .session = session, .workflow = workflow };

  if (strategy == NULL || strategy->list_conflicts == NULL)
    return strategy != NULL;
  titles = cw_field_titles_load_sync (session->profile, session->integration->name, workflow, session->request->cancellable);
  place.titles = titles;
  place.source = cw_session_get_source (session, workflow)->info;
  place.target = cw_session_get_target (session, workflow)->info;
  return strategy->list_conflicts (&place, out, error);
}

GPtrArray *
cw_profile_list_conflicts_sync (CwProfile *self, const char *integration, const char *workflow, GCancellable *cancellable, GError **error)
{
  CwRunRequest request = { .integration = integration, .cancellable = cancellable };
  g_autoptr (CwSession) session = cw_session_new (self, &request, FALSE, error);
  g_autoptr (GPtrArray) workflows = session != NULL ? cw_profile_list_workflows (self, integration, error) : NULL;
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_conflict_free);

  for (guint i = 0; workflows != NULL && i < workflows->len; i++)
    {
      CwWorkflow *known = workflows->pdata[i];

      if (workflow != NULL ? !g_str_equal (workflow, known->id) : !cw_profile_is_workflow_enabled (self, session->store, integration, known))
        continue;
      if (!list_workflow (session, known, conflicts, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
    }
  /* A stable sort: within both halves workflows keep their order. */
  g_ptr_array_sort (conflicts, compare_open);
  return workflows != NULL ? g_steal_pointer (&conflicts) : NULL;
}

gboolean
cw_conflicts_are_decided (const char *workflow)
{
  g_autoptr (CwWorkflow) known = workflow != NULL ? cw_workflow_load (workflow, NULL) : NULL;
  const CwStrategy *strategy = known != NULL ? cw_strategy_find (known->strategy, NULL) : NULL;

  return strategy != NULL && strategy->list_conflicts != NULL;
}

/* ---- deciding ---- */

/* One change under way. */
typedef struct {
  CwWorkflow *workflow;     /* owned */
  GPtrArray  *conflicts;    /* owned */
  CwConflict *conflict;     /* borrowed from them */
} Edit;

static void
edit_clear (Edit *self)
{
  g_clear_pointer (&self->workflow, cw_workflow_unref);
  g_clear_pointer (&self->conflicts, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Edit, edit_clear)

/* @conflict NULL out: nothing is to be decided about the record. */
static gboolean
find_conflict (Edit *edit, CwProfile *profile, const char *integration, const char *workflow, const char *record, GError **error)
{
  g_autofree char *type = NULL, *id = NULL, *key = NULL;

  if (!cw_record_key_parse (record, &type, &id, error))
    return FALSE;
  key = cw_record_key (type, id);
  edit->workflow = workflow != NULL ? cw_profile_find_workflow (profile, integration, workflow, error)
                   : cw_profile_find_workflow_of_type (profile, integration, type, error);
  if (edit->workflow != NULL)
    edit->conflicts = cw_profile_list_conflicts_sync (profile, integration, edit->workflow->id, NULL, error);
  for (guint i = 0; edit->conflicts != NULL && i < edit->conflicts->len; i++)
    if (g_str_equal (((CwConflict *) edit->conflicts->pdata[i])->record, key))
      edit->conflict = edit->conflicts->pdata[i];
  return edit->conflicts != NULL;
}

static gboolean
check_target (const CwConflict *conflict, const char *target_id, GError **error)
{
  for (guint i = 0; i < conflict->candidates->len; i++)
    {
      const CwConflictCandidate *candidate = conflict->candidates->pdata[i];

      if (g_strcmp0 (candidate->id, target_id) != 0)
        continue;
      if (candidate->can_choose)
        return TRUE;
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Record %s of the target cannot be chosen: %s"), target_id, candidate->note);
      return FALSE;
    }
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Record %s of the target is none of those that %s could be. Choose one of those listed."),
               target_id != NULL ? target_id : "?", conflict->name);
  return FALSE;
}

static char **
dup_candidate_ids (const CwConflict *conflict)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < conflict->candidates->len; i++)
    g_strv_builder_add (ids, ((const CwConflictCandidate *) conflict->candidates->pdata[i])->id);
  return g_strv_builder_end (ids);
}

static CwDecision *
make_decision (CwProfile *profile, const CwConflict *conflict, CwChoice choice, const char *target_id, const char *way)
{
  CwDecision *decision = g_new0 (CwDecision, 1);

  decision->workflow = g_strdup (conflict->workflow);
  decision->type = g_strdup (conflict->type);
  decision->source_id = g_strdup (conflict->source_id);
  decision->name = g_strdup (conflict->name);
  decision->choice = choice;
  decision->target_id = choice == CW_CHOICE_LINK ? g_strdup (target_id) : NULL;
  decision->candidates = dup_candidate_ids (conflict);
  decision->by = g_strdup (g_get_user_name ());
  decision->way = g_strdup (way);
  decision->time = cw_clock_now (cw_profile_get_clock (profile));
  return decision;
}

/* In the history of the record, whichever way it went. */
static gboolean
journal (CwProfile *profile, CwStore *store, const char *integration, const CwConflict *conflict, const char *operation,
         const char *target_id, const char *way, GError **error)
{
  g_autoptr (CwJournalEntry) entry = cw_journal_entry_new (CW_JOURNAL_CHANGE);

  entry->integration = g_strdup (integration);
  entry->workflow = g_strdup (conflict->workflow);
  entry->operation = g_strdup (operation);
  entry->type = g_strdup (conflict->type);
  entry->source_id = g_strdup (conflict->source_id);
  entry->target_id = g_strdup (target_id);
  entry->text = g_strdup_printf ("%s, %s", g_get_user_name (), way);
  entry->time = cw_clock_now (cw_profile_get_clock (profile));
  return cw_store_journal_add (store, entry, error);
}

static const char *
get_journal_word (CwChoice choice)
{
  return choice == CW_CHOICE_LINK ? "decide-link" : choice == CW_CHOICE_CREATE ? "decide-create" : "decide-leave-out";
}

gboolean
cw_profile_decide_sync (CwProfile *self, const char *integration, const char *workflow, const char *record, CwChoice choice,
                        const char *target_id, const char *way, GError **error)
{
  g_auto (Edit) edit = { 0 };
  g_autoptr (CwStore) store = NULL;
  g_autoptr (CwDecision) decision = NULL;

  if (!find_conflict (&edit, self, integration, workflow, record, error))
    return FALSE;
  if (edit.conflict == NULL || edit.conflict->sent)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("There is nothing to decide about %s."), record);
      return FALSE;
    }
  if (choice == CW_CHOICE_LINK && !check_target (edit.conflict, target_id, error))
    return FALSE;
  decision = make_decision (self, edit.conflict, choice, target_id, way);
  store = cw_profile_open_store (self, error);
  if (store == NULL || !cw_store_begin (store, error))
    return FALSE;
  return cw_store_end (store, cw_store_put_decision (store, integration, decision, error)
                              && cw_store_clear_attention (store, integration, edit.conflict->workflow, edit.conflict->type,
                                                           edit.conflict->source_id, error)
                              && journal (self, store, integration, edit.conflict, get_journal_word (choice), decision->target_id, way, error),
                       error);
}

gboolean
cw_profile_undecide_sync (CwProfile *self, const char *integration, const char *workflow, const char *record, const char *way, GError **error)
{
  g_auto (Edit) edit = { 0 };
  g_autoptr (CwStore) store = NULL;
  const CwConflict *conflict;

  if (!find_conflict (&edit, self, integration, workflow, record, error))
    return FALSE;
  conflict = edit.conflict;
  if (conflict == NULL || conflict->decision == NULL)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Nothing was decided about %s."), record);
      return FALSE;
    }
  if (conflict->sent)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                   _("A run has done what was decided about %s already. Correct it in both systems, then rebuild the links."), conflict->name);
      return FALSE;
    }
  store = cw_profile_open_store (self, error);
  if (store == NULL || !cw_store_begin (store, error))
    return FALSE;
  return cw_store_end (store, cw_store_undo_decision (store, integration, conflict->workflow, conflict->type, conflict->source_id,
                                                      g_get_user_name (), cw_clock_now (cw_profile_get_clock (self)), NULL, error)
                              && journal (self, store, integration, conflict, "decide-undo", conflict->decision->target_id, way, error),
                       error);
}

/* ---- on a worker ---- */

typedef struct {
  char    *integration, *workflow, *record, *target_id;   /* owned */
  CwChoice choice;
  gboolean undo;
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;

  g_free (self->integration);
  g_free (self->workflow);
  g_free (self->record);
  g_free (self->target_id);
  g_free (self);
}

static void
list_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  GPtrArray *conflicts = cw_profile_list_conflicts_sync (source, request->integration, request->workflow, cancellable, &error);

  if (conflicts != NULL)
    g_task_return_pointer (task, conflicts, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
cw_conflicts_list_async (CwProfile *profile, const char *integration, const char *workflow, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (profile, cancellable, callback, data);
  Request *request = g_new0 (Request, 1);

  request->integration = g_strdup (integration);
  request->workflow = g_strdup (workflow);
  g_task_set_source_tag (task, cw_conflicts_list_async);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, list_thread);
}

GPtrArray *
cw_conflicts_list_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, cw_conflicts_list_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
decide_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  gboolean ok = request->undo
                ? cw_profile_undecide_sync (source, request->integration, request->workflow, request->record, "window", &error)
                : cw_profile_decide_sync (source, request->integration, request->workflow, request->record, request->choice,
                                          request->target_id, "window", &error);

  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
cw_conflicts_decide_async (CwProfile *profile, const char *integration, const CwConflict *conflict, gboolean undo, CwChoice choice,
                           const char *target_id, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (profile, NULL, callback, data);
  Request *request = g_new0 (Request, 1);

  request->integration = g_strdup (integration);
  request->workflow = g_strdup (conflict->workflow);
  request->record = g_strdup (conflict->record);
  request->target_id = g_strdup (target_id);
  request->choice = choice;
  request->undo = undo;
  g_task_set_source_tag (task, cw_conflicts_decide_async);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, decide_thread);
}

gboolean
cw_conflicts_decide_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, cw_conflicts_decide_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
