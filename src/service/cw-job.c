/* cw-job.c: a plan or a run as something to look at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The worker puts what happened into a draft under a lock and asks for one
 * delivery at a time; the owner's thread takes the whole draft and turns it
 * into property changes.
 */

#include "config.h"

#include "cw-job.h"

#include <glib/gi18n-lib.h>

#define DELIVERY_GAP 100   /* milliseconds */

typedef enum { WORK_PLAN, WORK_RUN, WORK_RESUME } Work;

/* ---- page ---- */

struct _CwJobPage {
  GObject  parent_instance;

  gint64   plan;
  char    *workflow;
  guint    number, size, done, failed;
  gboolean ended;
};

typedef enum { PAGE_NUMBER = 1, PAGE_SIZE, PAGE_DONE, PAGE_FAILED, PAGE_ENDED } CwJobPageProps;
static GParamSpec *page_properties[PAGE_ENDED + 1];

G_DEFINE_FINAL_TYPE (CwJobPage, cw_job_page, G_TYPE_OBJECT)

static void
job_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwJobPage *self = CW_JOB_PAGE (object);

  switch ((CwJobPageProps) prop_id)
    {
    case PAGE_NUMBER:
      g_value_set_uint (value, self->number);
      break;
    case PAGE_SIZE:
      g_value_set_uint (value, self->size);
      break;
    case PAGE_DONE:
      g_value_set_uint (value, self->done);
      break;
    case PAGE_FAILED:
      g_value_set_uint (value, self->failed);
      break;
    case PAGE_ENDED:
      g_value_set_boolean (value, self->ended);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
job_page_finalize (GObject *object)
{
  g_free (CW_JOB_PAGE (object)->workflow);
  G_OBJECT_CLASS (cw_job_page_parent_class)->finalize (object);
}

static void
cw_job_page_class_init (CwJobPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = job_page_finalize;
  object_class->get_property = job_page_get_property;
  page_properties[PAGE_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, flags);
  page_properties[PAGE_SIZE] = g_param_spec_uint ("size", NULL, NULL, 0, G_MAXUINT, 0, flags);
  page_properties[PAGE_DONE] = g_param_spec_uint ("done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  page_properties[PAGE_FAILED] = g_param_spec_uint ("failed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  page_properties[PAGE_ENDED] = g_param_spec_boolean ("ended", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (page_properties), page_properties);
}

static void
cw_job_page_init (CwJobPage *self)
{
}

guint
cw_job_page_get_number (CwJobPage *self)
{
  return self->number;
}

guint
cw_job_page_get_size (CwJobPage *self)
{
  return self->size;
}

guint
cw_job_page_get_done (CwJobPage *self)
{
  return self->done;
}

guint
cw_job_page_get_failed (CwJobPage *self)
{
  return self->failed;
}

gboolean
cw_job_page_get_ended (CwJobPage *self)
{
  return self->ended;
}

const char *
cw_job_page_get_workflow (CwJobPage *self)
{
  return self->workflow;
}

/* ---- trouble ---- */

struct _CwJobTrouble {
  GObject parent_instance;

  char   *record, *name, *error, *advice;
};

G_DEFINE_FINAL_TYPE (CwJobTrouble, cw_job_trouble, G_TYPE_OBJECT)

static void
job_trouble_finalize (GObject *object)
{
  CwJobTrouble *self = CW_JOB_TROUBLE (object);

  g_free (self->record);
  g_free (self->name);
  g_free (self->error);
  g_free (self->advice);
  G_OBJECT_CLASS (cw_job_trouble_parent_class)->finalize (object);
}

static void
cw_job_trouble_class_init (CwJobTroubleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = job_trouble_finalize;
}

static void
cw_job_trouble_init (CwJobTrouble *self)
{
}

CwJobTrouble *
cw_job_trouble_new (const CwAttention *attention)
{
  CwJobTrouble *self = g_object_new (CW_TYPE_JOB_TROUBLE, NULL);

  self->record = g_strdup_printf ("%s:%s", attention->type, attention->source_id);
  self->name = g_strdup (attention->name);
  self->error = g_strdup (attention->error);
  self->advice = g_strdup (attention->advice);
  return self;
}

const char *
cw_job_trouble_get_record (CwJobTrouble *self)
{
  return self->record;
}

const char *
cw_job_trouble_get_name (CwJobTrouble *self)
{
  return self->name;
}

const char *
cw_job_trouble_get_error (CwJobTrouble *self)
{
  return self->error;
}

const char *
cw_job_trouble_get_advice (CwJobTrouble *self)
{
  return self->advice;
}

/* ---- job ---- */

/* What the worker has to tell, not delivered yet. */
typedef struct {
  gboolean   scheduled;
  gboolean   over;
  gboolean   applying;
  char      *phase;
  guint      total, done, failed, left;
  double     speed, pace;
  gint64     ends, run, held_until;
  char      *held;
  gboolean   paused;
  GPtrArray *begun;      /* of CwJobPage: those of plans that were not known */
  GArray    *pages;      /* of PageChange */
  GPtrArray *troubles;   /* of CwJobTrouble */
  GPtrArray *plans;      /* of CwPlanInfo; NULL: none */
  CwRunInfo *info;
  GError    *error;
} Draft;

typedef struct {
  gint64   plan;
  guint    number, done, failed;   /* done and failed add up */
  gboolean ended;
} PageChange;

struct _CwJob {
  GObject       parent_instance;

  /* inputs */
  CwProfile    *profile;        /* owned */
  Work          work;
  char         *integration;
  char        **workflows, **records;   /* owned, nullable */
  CwRunRequest  request;        /* strings point into the members above */
  gint64        resumed;

  /* in progress */
  CwRunControl *control;        /* owned */
  GMainContext *context;        /* owned: of the thread that made the job */
  GThread      *thread;
  GMutex        lock;           /* guards draft */
  Draft         draft;
  GPtrArray    *sealed;         /* of CwPlanInfo, owned: plans of which nothing was sent yet; worker's own */
  GHashTable   *known_plans;    /* set of gint64, owned; worker's own */

  /* results */
  CwJobState    state;
  char         *phase, *message, *next_step, *held;
  const char   *error_code;     /* static */
  guint         total, done, failed, left;
  double        speed, pace;
  gint64        ends, run, held_until;
  GListStore   *pages;          /* owned */
  GPtrArray    *page_index;     /* the same pages; borrowed from the store */
  GListStore   *troubles;       /* owned */
  GPtrArray    *plans;          /* owned */
};

typedef enum {
  PROP_STATE = 1, PROP_PHASE, PROP_MESSAGE, PROP_NEXT_STEP, PROP_TOTAL, PROP_DONE, PROP_FAILED, PROP_LEFT, PROP_FRACTION,
  PROP_SPEED, PROP_ENDS, PROP_HELD, PROP_RUN, PROP_PACE,
} CwJobProps;
static GParamSpec *properties[PROP_PACE + 1];

enum { ENDED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwJob, cw_job, G_TYPE_OBJECT)

/* ---- on the worker ---- */

static gboolean deliver_cb (gpointer data);

/* Called with the lock held. */
static void
schedule (CwJob *self, guint delay)
{
  g_autoptr (GSource) source = NULL;

  if (self->draft.scheduled)
    return;
  self->draft.scheduled = TRUE;
  source = g_timeout_source_new (delay);
  g_source_set_callback (source, deliver_cb, g_object_ref (self), g_object_unref);
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
  for (guint i = 0; i < self->sealed->len; i++)
    add_plan_pages (self, self->sealed->pdata[i]);
  g_ptr_array_set_size (self->sealed, 0);
  add_plan_pages (self, event->plan);
}

static void
note_record (CwJob *self, const CwEvent *event)
{
  gboolean failed = g_strcmp0 (event->outcome, "failed") == 0 || g_strcmp0 (event->outcome, "unsettled") == 0;
  CwJobTrouble *trouble;

  if (event->page > 0 && event->plan != NULL && self->work != WORK_PLAN && !g_str_equal (event->outcome, "planned"))
    {
      PageChange *change = find_change (self, event->plan->id, event->page);

      change->done += failed ? 0 : 1;
      change->failed += failed ? 1 : 0;
    }
  if (!failed)
    return;
  trouble = g_object_new (CW_TYPE_JOB_TROUBLE, NULL);
  trouble->record = g_strdup_printf ("%s:%s", event->row->type, event->row->source_id);
  trouble->name = g_strdup (event->row->name);
  trouble->error = g_strdup (event->row->error != NULL ? event->row->error : _("No answer came, and it could not be found out whether it was made."));
  trouble->advice = g_strdup (_("Correct the record or the workflow's settings, then retry."));
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

static void
event_cb (const CwEvent *event, gpointer data)
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
  schedule (self, DELIVERY_GAP);
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

static gpointer
work_thread (gpointer data)
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

static void
add_pages (CwJob *self, GPtrArray *pages)
{
  if (pages->len == 0)
    return;
  for (guint i = 0; i < pages->len; i++)
    g_ptr_array_add (self->page_index, pages->pdata[i]);
  g_list_store_splice (self->pages, g_list_model_get_n_items (G_LIST_MODEL (self->pages)), 0, pages->pdata, pages->len);
}

static void
apply_page (CwJob *self, const PageChange *change)
{
  CwJobPage *page = find_page (self, change->plan, change->number);
  GObject *object = G_OBJECT (page);

  if (page == NULL)
    return;
  g_object_freeze_notify (object);
  if (change->done > 0)
    {
      page->done += change->done;
      g_object_notify_by_pspec (object, page_properties[PAGE_DONE]);
    }
  if (change->failed > 0)
    {
      page->failed += change->failed;
      g_object_notify_by_pspec (object, page_properties[PAGE_FAILED]);
    }
  if (change->ended && !page->ended)
    {
      page->ended = TRUE;
      page->size = MAX (page->done + page->failed, 1);
      g_object_notify_by_pspec (object, page_properties[PAGE_SIZE]);
      g_object_notify_by_pspec (object, page_properties[PAGE_ENDED]);
    }
  g_object_thaw_notify (object);
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

static gboolean
deliver_cb (gpointer data)
{
  CwJob *self = data;
  Draft draft;

  g_mutex_lock (&self->lock);
  draft = self->draft;
  self->draft.scheduled = FALSE;
  self->draft.phase = g_strdup (draft.phase);
  self->draft.held = g_strdup (draft.held);
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
  add_pages (self, draft.begun);
  for (guint i = 0; i < draft.pages->len; i++)
    apply_page (self, &g_array_index (draft.pages, PageChange, i));
  if (draft.troubles->len > 0)
    g_list_store_splice (self->troubles, g_list_model_get_n_items (G_LIST_MODEL (self->troubles)), 0,
                         draft.troubles->pdata, draft.troubles->len);
  if (draft.over)
    apply_end (self, &draft);
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
  g_clear_pointer (&self->draft.begun, g_ptr_array_unref);
  g_clear_pointer (&self->draft.pages, g_array_unref);
  g_clear_pointer (&self->sealed, g_ptr_array_unref);
  g_clear_pointer (&self->known_plans, g_hash_table_unref);
  g_clear_pointer (&self->page_index, g_ptr_array_unref);
  g_clear_pointer (&self->draft.troubles, g_ptr_array_unref);
  g_clear_object (&self->profile);
  g_clear_object (&self->pages);
  g_clear_object (&self->troubles);
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
  self->troubles = g_list_store_new (CW_TYPE_JOB_TROUBLE);
  self->plans = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_plan_info_free);
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
  self->request.event = event_cb;
  self->request.event_data = self;
  self->request.control = self->control;
  self->request.cancellable = NULL;
  self->draft.run = self->run = resumed;
  self->thread = g_thread_new (work == WORK_PLAN ? "plan" : "run", work_thread, self);
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
cw_job_get_troubles (CwJob *self)
{
  return G_LIST_MODEL (self->troubles);
}

GPtrArray *
cw_job_get_plans (CwJob *self)
{
  return self->plans;
}
