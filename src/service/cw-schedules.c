/* cw-schedules.c: the schedules of an integration
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-schedules.h"

#include "cw-session.h"

#include <glib/gi18n-lib.h>

/* ---- what is due ---- */

gboolean
cw_schedule_find_due (CwStore *store, const CwSchedule *schedule, gint64 now, gint64 *out_due, gint64 *out_next, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (CwOccurrence) taken = NULL;
  gint64 bound;

  *out_due = *out_next = 0;
  if (!cw_schedule_check (schedule, error))
    return FALSE;
  taken = cw_store_get_occurrence (store, schedule->id, now + CW_SCHEDULE_TRUST, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  bound = cw_schedule_get_bound (schedule, taken != NULL ? taken->planned : 0, now);
  *out_due = cw_schedule_get_latest (schedule, bound, now);
  *out_next = cw_schedule_get_next (schedule, MAX (bound, now));
  return TRUE;
}

/* ---- looking ---- */

void
cw_schedule_view_free (CwScheduleView *self)
{
  if (self == NULL)
    return;
  cw_schedule_free (self->schedule);
  g_strfreev (self->titles);
  g_strfreev (self->inactive);
  g_free (self->trouble);
  g_clear_pointer (&self->last, cw_occurrence_free);
  g_clear_pointer (&self->run, cw_run_info_free);
  g_free (self);
}

static void
name_workflows (CwProfile *profile, CwStore *store, GPtrArray *known, CwScheduleView *view)
{
  g_autoptr (GStrvBuilder) titles = g_strv_builder_new (), inactive = g_strv_builder_new ();
  g_autoptr (GHashTable) found = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < known->len; i++)
    {
      CwWorkflow *workflow = known->pdata[i];

      if (!cw_schedule_has_workflow (view->schedule, workflow->id))
        continue;
      g_hash_table_add (found, workflow->id);
      g_strv_builder_add (titles, _(workflow->title));
      if (!cw_profile_is_workflow_active (profile, store, view->schedule->integration, workflow))
        g_strv_builder_add (inactive, _(workflow->title));
    }
  for (char **id = view->schedule->workflows; *id != NULL; id++)
    if (!g_hash_table_contains (found, *id))
      {
        g_strv_builder_add (titles, *id);
        g_strv_builder_add (inactive, *id);
      }
  view->titles = g_strv_builder_end (titles);
  view->inactive = g_strv_builder_end (inactive);
}

static CwScheduleView *
load_view (CwProfile *profile, CwStore *store, GPtrArray *known, const CwSchedule *schedule, GError **error)
{
  g_autoptr (CwScheduleView) self = g_new0 (CwScheduleView, 1);
  g_autoptr (GError) trouble = NULL, local_error = NULL;

  self->schedule = cw_schedule_copy (schedule);
  name_workflows (profile, store, known, self);
  if (!cw_schedule_find_due (store, schedule, cw_clock_now (cw_profile_get_clock (profile)), &self->due, &self->next, &trouble))
    self->trouble = g_strdup (trouble->message);
  if (!schedule->on)
    self->due = self->next = 0;
  self->last = cw_store_get_occurrence (store, schedule->id, G_MAXINT64, &local_error);
  if (self->last != NULL)
    self->run = cw_store_get_run (store, self->last->run, &local_error);
  if (local_error == NULL)
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

GPtrArray *
cw_profile_list_schedules_sync (CwProfile *self, const char *integration, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);
  g_autoptr (GPtrArray) schedules = store != NULL ? cw_store_list_schedules (store, integration, error) : NULL;
  g_autoptr (GPtrArray) views = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_schedule_view_free), known = NULL;
  const char *known_of = NULL;

  if (schedules == NULL)
    return NULL;
  for (guint i = 0; i < schedules->len; i++)
    {
      const CwSchedule *schedule = schedules->pdata[i];
      CwScheduleView *view;

      if (g_strcmp0 (known_of, schedule->integration) != 0)
        {
          g_clear_pointer (&known, g_ptr_array_unref);
          known = cw_profile_list_workflows (self, schedule->integration, error);
          known_of = schedule->integration;
        }
      view = known != NULL ? load_view (self, store, known, schedule, error) : NULL;
      if (view == NULL)
        return NULL;
      g_ptr_array_add (views, view);
    }
  return g_steal_pointer (&views);
}

/* ---- changing ---- */

static const CwWorkflow *
find_workflow (GPtrArray *known, const char *id)
{
  for (guint i = 0; i < known->len; i++)
    if (g_str_equal (((const CwWorkflow *) known->pdata[i])->id, id))
      return known->pdata[i];
  return NULL;
}

/* One that is on has to have something to do. */
static gboolean
check_workflows (CwProfile *self, CwStore *store, const CwSchedule *schedule, GError **error)
{
  g_autoptr (GPtrArray) known = cw_profile_list_workflows (self, schedule->integration, error);
  guint n_active = 0;

  if (known == NULL)
    return FALSE;
  for (char **id = schedule->workflows; *id != NULL; id++)
    {
      const CwWorkflow *workflow = find_workflow (known, *id);

      if (workflow == NULL)
        {
          g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Integration “%s” has no workflow “%s”."), schedule->integration, *id);
          return FALSE;
        }
      n_active += cw_profile_is_workflow_active (self, store, schedule->integration, (CwWorkflow *) workflow) ? 1 : 0;
    }
  if (n_active > 0 || !schedule->on)
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
               _("No workflow of the schedule “%s” is active, so it would do nothing. Activate one of them first."), schedule->name);
  return FALSE;
}

static char *
describe (const CwSchedule *schedule, const char *what)
{
  g_autofree char *times = cw_schedule_dup_times (schedule->times), *workflows = g_strjoinv (" ", schedule->workflows);
  g_autoptr (GString) days = g_string_new (NULL);

  for (guint i = 0; i < 7; i++)
    if (schedule->weekdays & (1u << i))
      g_string_append_printf (days, "%s%s", days->len > 0 ? "," : "", cw_schedule_get_day (i));
  return g_strdup_printf ("schedule %s: %s, %s, %s %s %s, %s", schedule->name, what, schedule->on ? "on" : "off", days->str, times,
                          schedule->zone, workflows);
}

static gboolean
journal (CwProfile *self, CwStore *store, const CwSchedule *schedule, const char *what, GError **error)
{
  g_autofree char *text = describe (schedule, what);

  return cw_profile_journal_change (self, store, schedule->integration, text, error);
}

static gboolean
put (CwProfile *self, CwStore *store, CwSchedule *schedule, GError **error)
{
  g_autoptr (CwSchedule) before = schedule->id != 0 ? cw_store_get_schedule (store, schedule->id, error) : NULL;
  gint64 now = cw_clock_now (cw_profile_get_clock (self));

  if (schedule->id != 0 && before == NULL)
    return FALSE;
  schedule->since = before != NULL && cw_schedule_same_times (before, schedule) && (before->on || !schedule->on) ? before->since : now;
  return cw_schedule_check (schedule, error)
         && check_workflows (self, store, schedule, error)
         && (before != NULL ? cw_store_update_schedule (store, schedule, error) : cw_store_add_schedule (store, schedule, error))
         && journal (self, store, schedule, before != NULL ? "changed" : "added", error);
}

static gboolean
switch_one (CwProfile *self, CwStore *store, CwSchedule *wanted, GError **error)
{
  g_autoptr (CwSchedule) schedule = cw_store_get_schedule (store, wanted->id, error);

  if (schedule == NULL || schedule->on == wanted->on)
    return schedule != NULL;
  schedule->on = wanted->on;
  return put (self, store, schedule, error);
}

static gboolean
remove_one (CwProfile *self, CwStore *store, CwSchedule *wanted, GError **error)
{
  g_autoptr (CwSchedule) schedule = cw_store_get_schedule (store, wanted->id, error);

  return schedule != NULL
         && cw_store_remove_schedule (store, wanted->id, cw_clock_now (cw_profile_get_clock (self)), error)
         && journal (self, store, schedule, "removed", error);
}

static gboolean
restore_one (CwProfile *self, CwStore *store, CwSchedule *wanted, GError **error)
{
  g_autoptr (CwSchedule) schedule = cw_store_restore_schedule (store, wanted->id, error) ? cw_store_get_schedule (store, wanted->id, error) : NULL;

  return schedule != NULL && journal (self, store, schedule, "brought back", error);
}

typedef gboolean (*Change) (CwProfile *self, CwStore *store, CwSchedule *schedule, GError **error);

static gboolean
change (CwProfile *self, Change function, CwSchedule *schedule, GError **error)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self, error);

  if (store == NULL || !cw_store_begin (store, error))
    return FALSE;
  if (function (self, store, schedule, error))
    return cw_store_commit (store, error);
  cw_store_rollback (store);
  return FALSE;
}

gboolean
cw_profile_put_schedule_sync (CwProfile *self, CwSchedule *schedule, GError **error)
{
  return change (self, put, schedule, error);
}

gboolean
cw_profile_switch_schedule_sync (CwProfile *self, gint64 id, gboolean on, GError **error)
{
  CwSchedule wanted = { .id = id, .on = on };

  return change (self, switch_one, &wanted, error);
}

gboolean
cw_profile_remove_schedule_sync (CwProfile *self, gint64 id, GError **error)
{
  CwSchedule wanted = { .id = id };

  return change (self, remove_one, &wanted, error);
}

gboolean
cw_profile_restore_schedule_sync (CwProfile *self, gint64 id, GError **error)
{
  CwSchedule wanted = { .id = id };

  return change (self, restore_one, &wanted, error);
}

/* ---- the same without waiting ---- */

typedef struct {
  CwScheduleAction action;
  char            *integration;
  CwSchedule      *schedule;   /* owned; nullable */
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_free (asked->integration);
  cw_schedule_free (asked->schedule);
  g_free (asked);
}

static gboolean
do_asked (CwProfile *profile, const Asked *asked, GError **error)
{
  switch (asked->action)
    {
    case CW_SCHEDULE_PUT:
      return change (profile, put, asked->schedule, error);
    case CW_SCHEDULE_SWITCH:
      return change (profile, switch_one, asked->schedule, error);
    case CW_SCHEDULE_REMOVE:
      return change (profile, remove_one, asked->schedule, error);
    case CW_SCHEDULE_RESTORE:
      return change (profile, restore_one, asked->schedule, error);
    case CW_SCHEDULE_LOOK:
    default:
      return TRUE;
    }
}

static void
asked_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Asked *asked = data;
  GError *error = NULL;
  GPtrArray *views = do_asked (source, asked, &error) ? cw_profile_list_schedules_sync (source, asked->integration, &error) : NULL;

  if (views != NULL)
    g_task_return_pointer (task, views, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
cw_schedule_change_async (CwProfile *profile, CwScheduleAction action, const char *integration, const CwSchedule *schedule,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (profile, cancellable, callback, data);
  Asked *asked = g_new0 (Asked, 1);

  asked->action = action;
  asked->integration = g_strdup (integration);
  asked->schedule = schedule != NULL ? cw_schedule_copy (schedule) : NULL;
  g_task_set_source_tag (task, cw_schedule_change_async);
  g_task_set_task_data (task, asked, asked_free);
  g_task_run_in_thread (task, asked_thread);
}

GPtrArray *
cw_schedule_change_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- protection ---- */

typedef struct {
  CwProfile  *profile;
  CwStore    *store;
  const char *integration;
  GPtrArray  *known;   /* of CwWorkflow */
} Asking;

static gboolean needs (const Asking *asking, const CwWorkflow *workflow, const char *wanted, guint depth);

static gboolean
leads_to (const Asking *asking, char **ids, const char *wanted, guint depth)
{
  for (char **id = ids; id != NULL && *id != NULL; id++)
    {
      const CwWorkflow *next = find_workflow (asking->known, *id);

      if (g_str_equal (*id, wanted) || (next != NULL && needs (asking, next, wanted, depth + 1)))
        return TRUE;
    }
  return FALSE;
}

/* By its description, or by a setting that is on; directly, or through another. */
static gboolean
needs (const Asking *asking, const CwWorkflow *workflow, const char *wanted, guint depth)
{
  g_autoptr (CwFields) chosen = NULL;

  if (depth > asking->known->len)
    return FALSE;
  if (leads_to (asking, workflow->needs, wanted, depth))
    return TRUE;
  chosen = cw_store_get_workflow_settings (asking->store, asking->integration, workflow->id, NULL);
  for (guint i = 0; chosen != NULL && i < workflow->settings->len; i++)
    {
      const CwSetting *setting = workflow->settings->pdata[i];

      if (g_strcmp0 (cw_workflow_get_setting (workflow, chosen, setting->key), "true") == 0
          && leads_to (asking, setting->needs, wanted, depth))
        return TRUE;
    }
  return FALSE;
}

static gboolean
refuse_in_use (GError **error, char *message /* transfer full */)
{
  g_set_error_literal (error, CW_SYNC_ERROR, CW_SYNC_ERROR_IN_USE, message);
  g_free (message);
  return FALSE;
}

/* FALSE when @schedule cannot do without @workflow. */
static gboolean
check_schedule (const Asking *asking, const CwSchedule *schedule, CwWorkflow *workflow, GError **error)
{
  if (cw_schedule_has_workflow (schedule, workflow->id))
    return refuse_in_use (error, g_strdup_printf (_("The schedule “%s”, which is switched on, uses “%s”. Switch that schedule off, or take the workflow out of it, first."),
                                                  schedule->name, _(workflow->title)));
  for (char **id = schedule->workflows; *id != NULL; id++)
    {
      const CwWorkflow *user = find_workflow (asking->known, *id);

      if (user != NULL && cw_profile_is_workflow_active (asking->profile, asking->store, asking->integration, (CwWorkflow *) user)
          && needs (asking, user, workflow->id, 0))
        return refuse_in_use (error, g_strdup_printf (_("The schedule “%s”, which is switched on, uses “%s”, and that needs “%s”. Switch that schedule off, or take “%s” out of it, first."),
                                                      schedule->name, _(user->title), _(workflow->title), _(user->title)));
    }
  return TRUE;
}

/* What is off already is not missed by anybody. */
gboolean
cw_profile_check_unscheduled (CwProfile *self, CwStore *store, const char *integration, CwWorkflow *workflow, GError **error)
{
  g_autoptr (GPtrArray) schedules = cw_store_list_schedules (store, integration, error);
  g_autoptr (GPtrArray) known = NULL;
  Asking asking = { self, store, integration, NULL };

  if (schedules == NULL)
    return FALSE;
  if (workflow != NULL && !cw_profile_is_workflow_active (self, store, integration, workflow))
    return TRUE;
  for (guint i = 0; i < schedules->len; i++)
    {
      const CwSchedule *schedule = schedules->pdata[i];

      if (!schedule->on)
        continue;
      if (workflow == NULL)
        return refuse_in_use (error, g_strdup_printf (_("The schedule “%s” of integration “%s” is switched on. Switch it off or remove it first."),
                                                      schedule->name, integration));
      if (known == NULL)
        asking.known = known = cw_profile_list_workflows (self, integration, error);
      if (known == NULL || !check_schedule (&asking, schedule, workflow, error))
        return FALSE;
    }
  return TRUE;
}
