/* cw-job.c: a plan or a run as something to look at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The worker puts what happened into a draft under a lock and asks for one
 * delivery at a time; the owner's thread takes the whole draft and turns it
 * into property changes.
 */

#include "config.h"

#include "cw-job-private.h"

typedef enum {
  PROP_STATE = 1, PROP_PHASE, PROP_MESSAGE, PROP_NEXT_STEP, PROP_TOTAL, PROP_DONE, PROP_FAILED, PROP_LEFT, PROP_FRACTION,
  PROP_SPEED, PROP_ENDS, PROP_HELD, PROP_RUN, PROP_PACE,
} CwJobProps;
static GParamSpec *properties[PROP_PACE + 1];

enum { ENDED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwJob, cw_job, G_TYPE_OBJECT)
/* ---- on the owner's thread ---- */

static void
set_text (CwJob *self, char **member, char *value, CwJobProps property)
{
  if (g_strcmp0 (*member, value) == 0)
    {
      g_free (value);
      return;
    }
  g_free (*member);
  *member = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_state (CwJob *self, CwJobState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/* NULL for one that is not known. Borrowed. */
static CwJobPage *
find_page (CwJob *self, gint64 plan, guint number)
{
  for (guint i = 0; i < self->page_index->len; i++)
    {
      CwJobPage *page = self->page_index->pdata[i];

      /* Pages of a plan lie side by side from 1 on. */
      if (page->plan == plan && page->number <= number && i + number - page->number < self->page_index->len)
        return self->page_index->pdata[i + number - page->number];
    }
  return NULL;
}

/* The part of @id, which is made where it is not there. Borrowed. */
static CwJobWorkflow *
get_part (CwJob *self, const char *id)
{
  g_autoptr (CwJobWorkflow) part = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->parts)); i++)
    {
      g_autoptr (CwJobWorkflow) known = g_list_model_get_item (G_LIST_MODEL (self->parts), i);

      if (g_strcmp0 (known->id, id) == 0)
        return known;   /* the list keeps it */
    }
  part = _cw_job_workflow_new (id);
  g_list_store_append (self->parts, part);
  return part;
}

static void
add_pages (CwJob *self, GPtrArray *workflows, GPtrArray *pages)
{
  for (guint i = 0; i < workflows->len; i++)
    get_part (self, workflows->pdata[i]);
  if (pages->len == 0)
    return;
  for (guint i = 0; i < pages->len; i++)
    {
      CwJobPage *page = pages->pdata[i];

      g_ptr_array_add (self->page_index, page);
      _cw_job_workflow_add_page (get_part (self, page->workflow), page);
    }
  g_list_store_splice (self->pages, g_list_model_get_n_items (G_LIST_MODEL (self->pages)), 0, pages->pdata, pages->len);
}

static void
apply_numbers (CwJob *self, const Draft *draft)
{
  self->total = draft->total;
  self->done = draft->done;
  self->failed = draft->failed;
  self->left = draft->left;
  self->speed = draft->speed;
  self->pace = draft->pace;
  self->ends = draft->ends;
  self->held_until = draft->held_until;
  for (guint i = PROP_TOTAL; i <= PROP_ENDS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PACE]);
  if (self->run != draft->run)
    {
      self->run = draft->run;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUN]);
    }
}

static CwJobState
find_end_state (CwJob *self, const Draft *draft)
{
  if (draft->info == NULL)
    return cw_error_get_exit_code (draft->error) == 4 ? CW_JOB_STOPPED : CW_JOB_FAILED;
  if (self->work == WORK_PLAN)
    return CW_JOB_PLANNED;
  if (g_strcmp0 (draft->info->outcome, "stopped") == 0)
    return CW_JOB_STOPPED;
  return g_strcmp0 (draft->info->outcome, "attention") == 0 ? CW_JOB_ATTENTION : CW_JOB_DONE;
}

static void
apply_end (CwJob *self, Draft *draft)
{
  if (draft->error != NULL)
    {
      set_text (self, &self->message, g_strdup (draft->error->message), PROP_MESSAGE);
      set_text (self, &self->next_step, cw_error_dup_next_step (draft->error), PROP_NEXT_STEP);
      self->error_code = cw_error_get_code (draft->error);
    }
  if (draft->plans != NULL)
    {
      g_ptr_array_unref (self->plans);
      self->plans = g_steal_pointer (&draft->plans);
    }
  set_state (self, find_end_state (self, draft));
  g_signal_emit (self, signals[ENDED], 0);
}

/* While it runs; what a button asked for stays until the worker obeys. */
static void
apply_running_state (CwJob *self, const Draft *draft)
{
  if (draft->applying && self->state == CW_JOB_PLANNING)
    set_state (self, CW_JOB_RUNNING);
  else if (self->state == CW_JOB_PAUSING || self->state == CW_JOB_PAUSED)
    set_state (self, draft->paused ? CW_JOB_PAUSED : CW_JOB_PAUSING);
}

/* What is said of a record again replaces what was said before: a run that is resumed meets the conflicts of the attempt before it. */
static void
add_troubles (CwJob *self, GPtrArray *troubles)
{
  g_autoptr (GPtrArray) more = g_ptr_array_new ();

  for (guint i = 0; i < troubles->len; i++)
    {
      CwJobTrouble *trouble = troubles->pdata[i];
      char *key = g_strjoin (" ", cw_job_trouble_get_workflow (trouble), cw_job_trouble_get_record (trouble), NULL);
      CwJobTrouble *before = g_hash_table_lookup (self->known, key);
      guint position;

      if (before == NULL)
        g_ptr_array_add (more, trouble);
      else if (g_list_store_find (self->troubles, before, &position))
        g_list_store_splice (self->troubles, position, 1, (gpointer *) &trouble, 1);
      else if (g_ptr_array_find (more, before, &position))
        more->pdata[position] = trouble;
      g_hash_table_replace (self->known, key, g_object_ref (trouble));
    }
  if (more->len > 0)
    g_list_store_splice (self->troubles, g_list_model_get_n_items (G_LIST_MODEL (self->troubles)), 0, more->pdata, more->len);
}

gboolean
_cw_job_deliver (gpointer data)
{
  CwJob *self = data;
  Draft draft;

  g_mutex_lock (&self->lock);
  draft = self->draft;
  self->draft.scheduled = FALSE;
  self->draft.phase = g_strdup (draft.phase);
  self->draft.held = g_strdup (draft.held);
  self->draft.workflows = g_ptr_array_new_with_free_func (g_free);
  self->draft.begun = g_ptr_array_new_with_free_func (g_object_unref);
  self->draft.pages = g_array_new (FALSE, FALSE, sizeof (PageChange));
  self->draft.troubles = g_ptr_array_new_with_free_func (g_object_unref);
  self->draft.plans = NULL;
  self->draft.info = NULL;
  self->draft.error = NULL;
  g_mutex_unlock (&self->lock);

  g_object_freeze_notify (G_OBJECT (self));
  apply_numbers (self, &draft);
  apply_running_state (self, &draft);
  set_text (self, &self->phase, g_steal_pointer (&draft.phase), PROP_PHASE);
  set_text (self, &self->held, g_steal_pointer (&draft.held), PROP_HELD);
  g_object_thaw_notify (G_OBJECT (self));
  add_pages (self, draft.workflows, draft.begun);
  for (guint i = 0; i < draft.pages->len; i++)
    {
      const PageChange *change = &g_array_index (draft.pages, PageChange, i);
      CwJobPage *page = find_page (self, change->plan, change->number);

      if (page != NULL)
        _cw_job_page_apply (page, change);
    }
  for (guint i = 0; draft.pages->len > 0 && i < g_list_model_get_n_items (G_LIST_MODEL (self->parts)); i++)
    {
      g_autoptr (CwJobWorkflow) part = g_list_model_get_item (G_LIST_MODEL (self->parts), i);

      _cw_job_workflow_update (part);
    }
  add_troubles (self, draft.troubles);
  if (draft.over)
    apply_end (self, &draft);
  g_ptr_array_unref (draft.workflows);
  g_ptr_array_unref (draft.begun);
  g_array_unref (draft.pages);
  g_ptr_array_unref (draft.troubles);
  g_clear_pointer (&draft.info, cw_run_info_free);
  g_clear_error (&draft.error);
  return G_SOURCE_REMOVE;
}

/* ---- object ---- */

static void
cw_job_finalize (GObject *object)
{
  CwJob *self = CW_JOB (object);

  /* The delivery of the end holds the last reference, so the thread is past its work. */
  if (self->thread != NULL)
    g_thread_unref (self->thread);
  g_clear_pointer (&self->draft.phase, g_free);
  g_clear_pointer (&self->draft.held, g_free);
  g_clear_pointer (&self->draft.workflows, g_ptr_array_unref);
  g_clear_pointer (&self->draft.begun, g_ptr_array_unref);
  g_clear_pointer (&self->draft.pages, g_array_unref);
  g_clear_pointer (&self->sealed, g_ptr_array_unref);
  g_clear_pointer (&self->known_plans, g_hash_table_unref);
  g_clear_pointer (&self->page_index, g_ptr_array_unref);
  g_clear_pointer (&self->draft.troubles, g_ptr_array_unref);
  g_clear_object (&self->profile);
  g_clear_object (&self->pages);
  g_clear_object (&self->parts);
  g_clear_object (&self->troubles);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->plans, g_ptr_array_unref);
  g_clear_pointer (&self->control, cw_run_control_unref);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self->integration);
  g_strfreev (self->workflows);
  g_strfreev (self->records);
  g_free (self->phase);
  g_free (self->message);
  g_free (self->next_step);
  g_free (self->held);
  G_OBJECT_CLASS (cw_job_parent_class)->finalize (object);
}

static void
cw_job_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwJob *self = CW_JOB (object);

  switch ((CwJobProps) prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_PHASE:
      g_value_set_string (value, self->phase);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_NEXT_STEP:
      g_value_set_string (value, self->next_step);
      break;
    case PROP_TOTAL:
      g_value_set_uint (value, self->total);
      break;
    case PROP_DONE:
      g_value_set_uint (value, self->done);
      break;
    case PROP_FAILED:
      g_value_set_uint (value, self->failed);
      break;
    case PROP_LEFT:
      g_value_set_uint (value, self->left);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, cw_job_get_fraction (self));
      break;
    case PROP_SPEED:
      g_value_set_double (value, self->speed);
      break;
    case PROP_ENDS:
      g_value_set_int64 (value, self->ends);
      break;
    case PROP_HELD:
      g_value_set_string (value, self->held);
      break;
    case PROP_RUN:
      g_value_set_int64 (value, self->run);
      break;
    case PROP_PACE:
      g_value_set_double (value, self->pace);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_job_class_init (CwJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = cw_job_finalize;
  object_class->get_property = cw_job_get_property;
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, CW_JOB_FAILED, 0, flags);
  properties[PROP_PHASE] = g_param_spec_string ("phase", NULL, NULL, NULL, flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  properties[PROP_NEXT_STEP] = g_param_spec_string ("next-step", NULL, NULL, NULL, flags);
  properties[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_DONE] = g_param_spec_uint ("done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_FAILED] = g_param_spec_uint ("failed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_LEFT] = g_param_spec_uint ("left", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_SPEED] = g_param_spec_double ("speed", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  properties[PROP_ENDS] = g_param_spec_int64 ("ends", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_HELD] = g_param_spec_string ("held", NULL, NULL, NULL, flags);
  properties[PROP_RUN] = g_param_spec_int64 ("run", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_PACE] = g_param_spec_double ("pace", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[ENDED] = g_signal_new ("ended", CW_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_job_init (CwJob *self)
{
  g_mutex_init (&self->lock);
  self->context = g_main_context_ref_thread_default ();
  self->control = cw_run_control_new ();
  self->pages = g_list_store_new (CW_TYPE_JOB_PAGE);
  self->parts = g_list_store_new (CW_TYPE_JOB_WORKFLOW);
  self->troubles = g_list_store_new (CW_TYPE_JOB_TROUBLE);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->plans = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_plan_info_free);
  self->draft.workflows = g_ptr_array_new_with_free_func (g_free);
  self->draft.begun = g_ptr_array_new_with_free_func (g_object_unref);
  self->draft.pages = g_array_new (FALSE, FALSE, sizeof (PageChange));
  self->draft.troubles = g_ptr_array_new_with_free_func (g_object_unref);
  self->page_index = g_ptr_array_new ();
  self->sealed = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_plan_info_free);
  self->known_plans = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

static CwJob *
start_job (CwProfile *profile, Work work, gint64 resumed, const CwRunRequest *request)
{
  CwJob *self = g_object_new (CW_TYPE_JOB, NULL);

  self->profile = g_object_ref (profile);
  self->work = work;
  self->resumed = resumed;
  self->integration = g_strdup (request->integration);
  self->workflows = g_strdupv ((char **) request->workflows);
  self->records = g_strdupv ((char **) request->records);
  self->request = *request;
  self->request.integration = self->integration;
  self->request.workflows = (const char * const *) self->workflows;
  self->request.records = (const char * const *) self->records;
  self->request.why = NULL;
  self->request.plan_file = NULL;
  self->request.event = _cw_job_event;
  self->request.event_data = self;
  self->request.control = self->control;
  self->request.cancellable = NULL;
  self->draft.run = self->run = resumed;
  self->thread = g_thread_new (work == WORK_PLAN ? "plan" : "run", _cw_job_work, self);
  /* Until the end is delivered the job lives, whoever looks at it. */
  g_signal_connect (self, "ended", G_CALLBACK (g_object_unref), NULL);
  return g_object_ref (self);
}

CwJob *
cw_job_plan (CwProfile *profile, const CwRunRequest *request)
{
  return start_job (profile, WORK_PLAN, 0, request);
}

CwJob *
cw_job_run (CwProfile *profile, const CwRunRequest *request)
{
  return start_job (profile, WORK_RUN, 0, request);
}

CwJob *
cw_job_resume (CwProfile *profile, gint64 run, const char *integration)
{
  CwRunRequest request = { .integration = integration };

  return start_job (profile, WORK_RESUME, run, &request);
}

CwJob *
cw_job_apply (CwJob *plan_job)
{
  CwRunRequest request = plan_job->request;

  g_return_val_if_fail (plan_job->work == WORK_PLAN && plan_job->plans->len > 0, NULL);
  request.plan_run = ((CwPlanInfo *) plan_job->plans->pdata[0])->run;
  return start_job (plan_job->profile, WORK_RUN, 0, &request);
}

CwJob *
cw_job_again (CwJob *self, gboolean replan)
{
  CwRunRequest request = self->request;

  /* What a schedule had due is done; now a person asks for the same workflows. */
  request.schedule = 0;
  if (replan)
    request.plan_run = 0;
  return start_job (self->profile, replan ? WORK_PLAN : self->work, self->resumed, &request);
}

void
cw_job_pause (CwJob *self, gboolean paused)
{
  gboolean rests;

  if (cw_job_is_over (self) || self->state == CW_JOB_STOPPING)
    return;
  cw_run_control_pause (self->control, paused);
  g_mutex_lock (&self->lock);
  rests = self->draft.paused;
  g_mutex_unlock (&self->lock);
  if (paused)
    set_state (self, rests ? CW_JOB_PAUSED : CW_JOB_PAUSING);
  else
    set_state (self, self->total > 0 ? CW_JOB_RUNNING : CW_JOB_PLANNING);
}

void
cw_job_stop (CwJob *self)
{
  if (cw_job_is_over (self))
    return;
  set_state (self, CW_JOB_STOPPING);
  cw_run_control_stop (self->control);
}

CwJobState
cw_job_get_state (CwJob *self)
{
  return self->state;
}

gboolean
cw_job_is_over (CwJob *self)
{
  return self->state == CW_JOB_PLANNED || self->state >= CW_JOB_STOPPED;
}

const char *
cw_job_get_integration (CwJob *self)
{
  return self->integration;
}

const char *
cw_job_get_phase (CwJob *self)
{
  return self->phase;
}

const char *
cw_job_get_message (CwJob *self)
{
  return self->message;
}

const char *
cw_job_get_next_step (CwJob *self)
{
  return self->next_step;
}

const char *
cw_job_get_error_code (CwJob *self)
{
  return self->error_code;
}

gboolean
cw_job_can_resume (CwJob *self)
{
  return (self->state == CW_JOB_STOPPED || self->state == CW_JOB_FAILED)
         && (self->work == WORK_RESUME || (self->work == WORK_RUN && self->total > 0));
}

gboolean
cw_job_is_run (CwJob *self)
{
  return self->work != WORK_PLAN;
}

gboolean
cw_job_has_plan (CwJob *self)
{
  return self->work == WORK_RUN && self->request.plan_run != 0;
}

gint64
cw_job_get_run (CwJob *self)
{
  return self->run;
}

guint
cw_job_get_total (CwJob *self)
{
  return self->total;
}

guint
cw_job_get_done (CwJob *self)
{
  return self->done;
}

guint
cw_job_get_failed (CwJob *self)
{
  return self->failed;
}

guint
cw_job_get_left (CwJob *self)
{
  return self->left;
}

double
cw_job_get_fraction (CwJob *self)
{
  return self->total > 0 ? CLAMP ((double) (self->total - MIN (self->left, self->total)) / self->total, 0, 1) : 0;
}

double
cw_job_get_speed (CwJob *self)
{
  return self->speed;
}

gint64
cw_job_get_ends (CwJob *self)
{
  return self->ends;
}

const char *
cw_job_get_held (CwJob *self)
{
  return self->held;
}

gint64
cw_job_get_held_until (CwJob *self)
{
  return self->held_until;
}

double
cw_job_get_pace (CwJob *self)
{
  return self->pace;
}

GListModel *
cw_job_get_pages (CwJob *self)
{
  return G_LIST_MODEL (self->pages);
}

GListModel *
cw_job_get_workflows (CwJob *self)
{
  return G_LIST_MODEL (self->parts);
}

GListModel *
cw_job_get_troubles (CwJob *self)
{
  return G_LIST_MODEL (self->troubles);
}

GPtrArray *
cw_job_get_plans (CwJob *self)
{
  return self->plans;
}
