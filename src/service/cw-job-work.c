/* cw-job-work.c: the worker's side of a job: what happened goes into the draft
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-job-private.h"

#include "cw-conflicts.h"

#include <glib/gi18n-lib.h>

/* Called with the lock held. */
static void
schedule (CwJob *self, guint delay)
{
  g_autoptr (GSource) source = NULL;

  if (self->draft.scheduled)
    return;
  self->draft.scheduled = TRUE;
  source = g_timeout_source_new (delay);
  g_source_set_callback (source, _cw_job_deliver, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

static PageChange *
find_change (CwJob *self, gint64 plan, guint number)
{
  PageChange fresh = { .plan = plan, .number = number };

  for (guint i = 0; i < self->draft.pages->len; i++)
    {
      PageChange *known = &g_array_index (self->draft.pages, PageChange, i);

      if (known->plan == plan && known->number == number)
        return known;
    }
  g_array_append_val (self->draft.pages, fresh);
  return &g_array_index (self->draft.pages, PageChange, self->draft.pages->len - 1);
}

/* What earlier attempts did of a plan that is taken up again; else every page is whole. (transfer full) */
static GArray *
count_pages (CwJob *self, const CwPlanInfo *plan)
{
  g_autoptr (CwStore) store = self->work == WORK_RESUME ? cw_profile_open_store (self->profile, NULL) : NULL;
  GArray *counts = store != NULL ? cw_store_count_plan_pages (store, plan->id, NULL) : NULL;
  guint left = 0;

  if (counts != NULL)
    return counts;
  counts = g_array_new (FALSE, FALSE, sizeof (CwPlanPageCount));
  for (guint operation = 0; operation < CW_OPERATION_UNCHANGED; operation++)
    left += plan->counts[operation];
  for (guint page = 1; page <= plan->pages; page++)
    {
      CwPlanPageCount count = { .page = page, .size = MIN (left, MAX (plan->page_size, 1)) };

      left -= count.size;
      g_array_append_val (counts, count);
    }
  return counts;
}

/* Pages are shown once something is sent, those that wait too. */
static void
add_plan_pages (CwJob *self, const CwPlanInfo *plan)
{
  g_autoptr (GArray) counts = NULL;

  if (plan == NULL || !g_hash_table_add (self->known_plans, g_memdup2 (&plan->id, sizeof plan->id)))
    return;
  counts = count_pages (self, plan);
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->draft.workflows, g_strdup (plan->workflow));
  for (guint i = 0; i < counts->len; i++)
    {
      const CwPlanPageCount *count = &g_array_index (counts, CwPlanPageCount, i);
      CwJobPage *page = g_object_new (CW_TYPE_JOB_PAGE, NULL);

      page->plan = plan->id;
      page->workflow = g_strdup (plan->workflow);
      page->number = count->page;
      page->size = MAX (count->size, 1);
      page->done = count->done;
      page->failed = count->failed;
      page->ended = count->done + count->failed >= count->size;
      g_ptr_array_add (self->draft.begun, page);
    }
  g_mutex_unlock (&self->lock);
}

/* A run that goes on with its plans says only which one is under way: those whose turn has not come are shown all the same. */
static void
add_resumed_plans (CwJob *self, gint64 under_way)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self->profile, NULL);
  g_autoptr (GPtrArray) plans = store != NULL ? cw_store_list_plans (store, self->resumed, NULL) : NULL;
  gboolean known = FALSE;

  for (guint i = 0; plans != NULL && i < plans->len; i++)
    known |= ((CwPlanInfo *) plans->pdata[i])->id == under_way;
  for (guint i = 0; known && self->sealed->len == 0 && i < plans->len; i++)
    if (((CwPlanInfo *) plans->pdata[i])->sealed)
      add_plan_pages (self, plans->pdata[i]);
}

static void
note_plan (CwJob *self, const CwEvent *event)
{
  if (event->plan == NULL || self->work == WORK_PLAN)
    return;
  if (event->kind == CW_EVENT_PLAN)
    {
      CwPlanInfo *copy = g_memdup2 (event->plan, sizeof *event->plan);

      copy->integration = copy->digest = NULL;
      copy->workflow = g_strdup (event->plan->workflow);
      g_ptr_array_add (self->sealed, copy);
      return;
    }
  if (self->work == WORK_RESUME && g_hash_table_size (self->known_plans) == 0)
    add_resumed_plans (self, event->plan->id);
  for (guint i = 0; i < self->sealed->len; i++)
    add_plan_pages (self, self->sealed->pdata[i]);
  g_ptr_array_set_size (self->sealed, 0);
  add_plan_pages (self, event->plan);
}

static void
note_record (CwJob *self, const CwEvent *event)
{
  gboolean failed = g_strcmp0 (event->outcome, "failed") == 0 || g_strcmp0 (event->outcome, "unsettled") == 0;
  gboolean conflict = g_strcmp0 (event->outcome, "conflict") == 0 && self->work != WORK_PLAN
                      && cw_conflicts_are_decided (event->workflow);
  CwJobTrouble *trouble;

  if (event->page > 0 && event->plan != NULL && self->work != WORK_PLAN && !g_str_equal (event->outcome, "planned"))
    {
      PageChange *change = find_change (self, event->plan->id, event->page);

      change->done += failed ? 0 : 1;
      change->failed += failed ? 1 : 0;
    }
  if (!failed && !conflict)
    return;
  trouble = g_object_new (CW_TYPE_JOB_TROUBLE, NULL);
  trouble->record = g_strdup_printf ("%s:%s", event->row->type, event->row->source_id);
  trouble->name = g_strdup (event->row->name);
  trouble->workflow = g_strdup (event->workflow);
  trouble->conflict = conflict;
  if (conflict)
    trouble->error = cw_reason_dup_sentence (event->row->reason, event->row->argument);
  else
    trouble->error = g_strdup (event->row->error != NULL ? event->row->error : _("No answer came, and it could not be found out whether it was made."));
  if (conflict)
    trouble->advice = g_strdup (_("Choose under Conflicts which record is meant, or that a new one is made."));
  else
    trouble->advice = g_strdup (event->advice != NULL ? event->advice : _("Run again: it is looked up in the target before anything is sent."));
  g_ptr_array_add (self->draft.troubles, trouble);
}

static void
note_page (CwJob *self, const CwEvent *event)
{
  find_change (self, event->plan->id, event->page)->ended = TRUE;
}

static void
note_progress (CwJob *self, const CwEvent *event)
{
  Draft *draft = &self->draft;

  draft->applying = TRUE;
  draft->total = event->total;
  draft->left = event->left;
  draft->done = event->done_all;
  draft->failed = event->failed_all;
  draft->speed = event->speed;
  draft->pace = event->pace;
  draft->ends = event->ends;
  draft->paused = event->paused;
  draft->held_until = event->held_until;
  g_free (draft->held);
  draft->held = g_strdup (event->held);
}

void
_cw_job_event (const CwEvent *event, gpointer data)
{
  CwJob *self = data;
  g_autoptr (GMutexLocker) locker = NULL;

  note_plan (self, event);
  locker = g_mutex_locker_new (&self->lock);
  if (event->run != 0)
    self->draft.run = event->run;
  switch (event->kind)
    {
    case CW_EVENT_PHASE:
      self->draft.paused = event->paused;
      if (event->text != NULL)
        {
          g_free (self->draft.phase);
          self->draft.phase = g_strdup (event->text);
        }
      break;
    case CW_EVENT_PLAN:
      break;
    case CW_EVENT_RECORD:
      note_record (self, event);
      break;
    case CW_EVENT_PAGE:
      note_page (self, event);
      break;
    case CW_EVENT_PROGRESS:
      note_progress (self, event);
      break;
    case CW_EVENT_END:
    default:
      break;
    }
  schedule (self, CW_JOB_DELIVERY_GAP);
}

static GPtrArray *
load_plans (CwJob *self, gint64 run)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self->profile, NULL);

  return store != NULL ? cw_store_list_plans (store, run, NULL) : NULL;
}

/* Records that the attempts before this one could not send still need a person. */
static void
note_earlier_troubles (CwJob *self)
{
  g_autoptr (CwStore) store = cw_profile_open_store (self->profile, NULL);
  g_autoptr (GPtrArray) known = store != NULL ? cw_store_list_attention (store, self->integration, NULL) : NULL;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; known != NULL && i < known->len; i++)
    if (((CwAttention *) known->pdata[i])->run == self->resumed)
      g_ptr_array_add (self->draft.troubles, cw_job_trouble_new (known->pdata[i]));
}

gpointer
_cw_job_work (gpointer data)
{
  CwJob *self = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *plans = NULL;
  CwRunInfo *info;

  if (self->work == WORK_RESUME)
    note_earlier_troubles (self);
  if (self->work == WORK_PLAN)
    info = cw_profile_plan_sync (self->profile, &self->request, &error);
  else if (self->work == WORK_RUN)
    info = cw_profile_run_sync (self->profile, &self->request, &error);
  else
    info = cw_profile_resume_sync (self->profile, self->resumed, &self->request, &error);

  if (info != NULL && self->work == WORK_PLAN)
    plans = load_plans (self, info->id);
  g_mutex_lock (&self->lock);
  self->draft.plans = plans;
  self->draft.info = info;
  self->draft.error = g_steal_pointer (&error);
  self->draft.over = TRUE;
  schedule (self, 0);
  g_mutex_unlock (&self->lock);
  return NULL;
}
