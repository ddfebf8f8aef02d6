/* cw-scheduler.c: runs what schedules have due
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A look is one reading on a worker; what it found is judged and started on the
 * owner's thread. Nothing here decides whether a planned moment was taken: that
 * is in the transaction in which its run begins (cw-run-schedule.c), so a look
 * that is out of date does no harm.
 */

#define G_LOG_DOMAIN "cw-scheduler"

#include "config.h"

#include "cw-scheduler.h"

#include "cw-schedules.h"
#include "cw-session.h"
#include "cw-store-worker.h"

#include <glib/gi18n-lib.h>

#define LOOK_AGAIN   G_TIME_SPAN_MINUTE         /* at the latest */
#define WAIT_FOR_END (5 * G_TIME_SPAN_SECOND)   /* for an integration that is at work elsewhere */
#define ATTEMPTS_MAX 3   /* starts of one run; what takes the program down each time is left to a person */

/* Something to start. */
typedef struct {
  char   *integration, *name;
  char  **workflows;
  gint64  schedule, planned;
  gint64  run;        /* one that was interrupted; 0: a new one */
  char   *holder;     /* who works the integration; NULL: nobody */
} Item;

/* What a look found; first what it was asked. */
typedef struct {
  CwProfile *profile;      /* borrowed from the task's source */
  guint      generation;
  GPtrArray *due;          /* of Item */
  GPtrArray *left;         /* of Item: interrupted runs */
  char      *trouble;      /* a schedule that cannot be followed; nullable */
  gint64     next;         /* 0: none */
} Look;

/* A run under way. */
typedef struct {
  CwJob    *job;       /* owned */
  char     *name;
  gboolean  told;      /* "started" was emitted */
} Active;

struct _CwScheduler {
  GObject        parent_instance;

  CwProfile     *profile;     /* owned */
  CwStoreWorker *worker;      /* owned */
  GHashTable    *active;      /* integration → Active, owned */
  GHashTable    *told;        /* set of sentences that were said; owned */
  GSource       *timer;       /* owned; NULL while looking */
  guint          generation;  /* of what this thread knows to have ended */
  gboolean       looking, again;
  guint          noting;      /* ends that are being noted */
  gboolean       resting;     /* nothing is started any more */
  gboolean       stopping;    /* what is under way was told to stop */
};

typedef enum { PROP_BUSY = 1 } CwSchedulerProps;
static GParamSpec *properties[PROP_BUSY + 1];

enum { STARTED, WAITING, ENDED, CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwScheduler, cw_scheduler, G_TYPE_OBJECT)

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->integration);
  g_free (item->name);
  g_strfreev (item->workflows);
  g_free (item->holder);
  g_free (item);
}

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->due, g_ptr_array_unref);
  g_clear_pointer (&look->left, g_ptr_array_unref);
  g_free (look->trouble);
  g_free (look);
}

static void
active_free (gpointer data)
{
  Active *active = data;

  g_clear_object (&active->job);
  g_free (active->name);
  g_free (active);
}

/* ---- on the worker ---- */

static char *
dup_holder (CwProfile *profile, const char *integration)
{
  gboolean ours;

  return cw_session_dup_worker (profile, integration, &ours);
}

static Item *
item_new (const CwSchedule *schedule, gint64 planned)
{
  Item *item = g_new0 (Item, 1);

  item->integration = g_strdup (schedule->integration);
  item->name = g_strdup (schedule->name);
  item->workflows = g_strdupv (schedule->workflows);
  item->schedule = schedule->id;
  item->planned = planned;
  return item;
}

/* One that began while the clock was far ahead begins now. */
static gboolean
mend_beginning (CwStore *store, CwSchedule *schedule, gint64 now, GError **error)
{
  if (schedule->since <= now + CW_SCHEDULE_TRUST)
    return TRUE;
  schedule->since = now;
  return cw_store_update_schedule (store, schedule, error);
}

static gboolean
look_at (CwStore *store, Look *look, CwSchedule *schedule, gint64 now, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  gint64 due, next;

  if (!schedule->on)
    return TRUE;
  if (!mend_beginning (store, schedule, now, error))
    return FALSE;
  if (!cw_schedule_find_due (store, schedule, now, &due, &next, &trouble))
    {
      if (look->trouble == NULL)
        look->trouble = g_strdup_printf ("%s (%s): %s", schedule->name, schedule->integration, trouble->message);
      return TRUE;
    }
  if (due != 0)
    {
      Item *item = item_new (schedule, due);

      item->holder = dup_holder (look->profile, schedule->integration);
      g_ptr_array_add (look->due, item);
    }
  look->next = look->next != 0 ? MIN (look->next, next) : next;
  return TRUE;
}

static gboolean
end_occurrence (CwStore *store, CwOccurrence *occurrence, gint64 time, GError **error)
{
  occurrence->ended = time;
  return cw_store_update_occurrence (store, occurrence, error);
}

/* The end of a run that nobody saw: it ended all the same, or another program took its place; or it is to be taken up again. */
static gboolean
look_at_open (CwStore *store, Look *look, CwOccurrence *occurrence, gint64 now, GError **error)
{
  g_autoptr (CwRunInfo) run = cw_store_get_run (store, occurrence->run, error);
  g_autofree char *holder = NULL;
  Item *item;

  if (run == NULL)
    return FALSE;
  if (run->ended != 0)
    return end_occurrence (store, occurrence, run->ended, error);
  holder = dup_holder (look->profile, run->integration);
  if (holder != NULL)
    return TRUE;
  if (occurrence->attempts >= ATTEMPTS_MAX)
    return end_occurrence (store, occurrence, now, error);
  item = g_new0 (Item, 1);
  item->integration = g_strdup (run->integration);
  item->schedule = occurrence->schedule;
  item->planned = occurrence->planned;
  item->run = occurrence->run;
  g_ptr_array_add (look->left, item);
  return TRUE;
}

static int
compare_planned (gconstpointer a, gconstpointer b)
{
  const Item *x = *(const Item * const *) a, *y = *(const Item * const *) b;

  return x->planned < y->planned ? -1 : x->planned > y->planned;
}

static gboolean
look_work (CwStore *store, gpointer data, gpointer *out_result, GError **error)
{
  Look *look = data;
  gint64 now = cw_clock_now (cw_profile_get_clock (look->profile));
  g_autoptr (GPtrArray) schedules = cw_store_list_schedules (store, NULL, error);
  g_autoptr (GPtrArray) open = schedules != NULL ? cw_store_list_open_occurrences (store, error) : NULL;

  if (open == NULL)
    return FALSE;
  for (guint i = 0; i < schedules->len; i++)
    if (!look_at (store, look, schedules->pdata[i], now, error))
      return FALSE;
  for (guint i = 0; i < open->len; i++)
    if (!look_at_open (store, look, open->pdata[i], now, error))
      return FALSE;
  for (guint i = 0; i < look->left->len; i++)
    {
      Item *item = look->left->pdata[i];
      g_autoptr (CwSchedule) schedule = cw_store_get_schedule (store, item->schedule, NULL);

      item->name = g_strdup (schedule != NULL ? schedule->name : "");
    }
  g_ptr_array_sort (look->due, compare_planned);
  return TRUE;
}

/* What this program saw of a run. */
typedef struct {
  gint64   run, time;
  gboolean again;   /* it is started once more; else it ended */
} Note;

static gboolean
note_work (CwStore *store, gpointer data, gpointer *out_result, GError **error)
{
  const Note *seen = data;
  g_autoptr (GPtrArray) open = cw_store_list_open_occurrences (store, error);

  for (guint i = 0; open != NULL && i < open->len; i++)
    {
      CwOccurrence *occurrence = open->pdata[i];

      if (occurrence->run != seen->run)
        continue;
      if (seen->again)
        occurrence->attempts++;
      else
        occurrence->ended = seen->time;
      return cw_store_update_occurrence (store, occurrence, error);
    }
  return open != NULL;
}

/* ---- on the owner's thread ---- */

static gboolean
look_cb (gpointer data)
{
  cw_scheduler_look (data);
  return G_SOURCE_REMOVE;
}

static void
set_timer (CwScheduler *self, gint64 delay)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  if (self->resting)
    return;
  /* The clock of timers stands while the computer sleeps, and does not follow the wall's: hence never longer than a minute. */
  self->timer = g_timeout_source_new ((guint) (CLAMP (delay, 0, LOOK_AGAIN) / 1000));
  g_source_set_callback (self->timer, look_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static void
say (CwScheduler *self, const char *integration, const char *name, const char *sentence)
{
  char *key = g_strdup_printf ("%s\n%s\n%s", integration, name, sentence);

  if (g_hash_table_add (self->told, key))
    g_signal_emit (self, signals[WAITING], 0, integration, name, sentence);
}

static void
push (CwScheduler *self, CwStoreWork work, gpointer data, GDestroyNotify free_data, GAsyncReadyCallback callback, gpointer callback_data)
{
  GTask *task = g_task_new (self, NULL, callback, callback_data);

  g_task_set_source_tag (task, push);
  g_task_set_task_data (task, data, free_data);
  cw_store_worker_push (self->worker, task, work, NULL);
}

static void
note (CwScheduler *self, gint64 run, gboolean again, GAsyncReadyCallback callback, gpointer data)
{
  Note seen = { run, cw_clock_now (cw_profile_get_clock (self->profile)), again };

  push (self, note_work, g_memdup2 (&seen, sizeof seen), g_free, callback, data);
}

static gboolean
is_about (gpointer key, gpointer value, gpointer data)
{
  return g_str_has_prefix (key, data);
}

static void
tell_started (CwScheduler *self, Active *active)
{
  g_autofree char *about = g_strdup_printf ("%s\n%s\n", cw_job_get_integration (active->job), active->name);

  if (active->told)
    return;
  active->told = TRUE;
  g_hash_table_foreach_remove (self->told, is_about, about);
  g_signal_emit (self, signals[STARTED], 0, active->job, active->name);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
job_run_cb (CwJob *job, GParamSpec *pspec, CwScheduler *self)
{
  Active *active = g_hash_table_lookup (self->active, cw_job_get_integration (job));

  if (active != NULL && active->job == job && cw_job_get_run (job) != 0)
    tell_started (self, active);
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CwScheduler *self = CW_SCHEDULER (source);
  Active *active = data;
  g_autoptr (GError) error = NULL;

  g_task_propagate_pointer (G_TASK (result), &error);
  if (error != NULL)
    g_info ("The end of a scheduled run could not be noted: %s", error->message);
  g_signal_emit (self, signals[ENDED], 0, active->job, active->name);
  g_signal_emit (self, signals[CHANGED], 0);
  active_free (active);
  self->noting--;
  g_object_notify_by_pspec (source, properties[PROP_BUSY]);
  cw_scheduler_look (self);
}

/* A run that never began left what is due as it was: somebody else was first, or something is wrong that waiting may mend. */
static void
job_ended_cb (CwJob *job, CwScheduler *self)
{
  Active *active = g_hash_table_lookup (self->active, cw_job_get_integration (job));
  g_autofree char *integration = g_strdup (cw_job_get_integration (job));
  const char *code = cw_job_get_error_code (job);
  gpointer key;

  if (active == NULL || active->job != job)
    return;
  g_hash_table_steal_extended (self->active, integration, &key, NULL);
  g_free (key);
  self->generation++;
  /* Stopped with the program: whoever looks next takes it up again. */
  if (active->told && self->stopping)
    {
      g_signal_emit (self, signals[ENDED], 0, job, active->name);
      active_free (active);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
      return;
    }
  if (active->told && g_strcmp0 (code, "locked") != 0)
    {
      self->noting++;
      note (self, cw_job_get_run (job), FALSE, noted_cb, active);
      return;
    }
  if (g_strcmp0 (code, "not-due") != 0 && cw_job_get_message (job) != NULL)
    say (self, integration, active->name, cw_job_get_message (job));
  active_free (active);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  set_timer (self, g_strcmp0 (code, "locked") == 0 || g_strcmp0 (code, "not-due") == 0 ? WAIT_FOR_END : LOOK_AGAIN);
}

static void
start (CwScheduler *self, const Item *item)
{
  CwRunRequest request = { .integration = item->integration, .workflows = (const char * const *) item->workflows, .schedule = item->schedule };
  Active *active = g_new0 (Active, 1);

  g_info ("%s of schedule “%s” (%s) starts", item->run != 0 ? "interrupted run" : "run", item->name, item->integration);
  active->name = g_strdup (item->name);
  active->job = item->run != 0 ? cw_job_resume (self->profile, item->run, item->integration) : cw_job_run (self->profile, &request);
  g_hash_table_insert (self->active, g_strdup (item->integration), active);
  g_signal_connect_object (active->job, "notify::run", G_CALLBACK (job_run_cb), self, 0);
  g_signal_connect_object (active->job, "ended", G_CALLBACK (job_ended_cb), self, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  if (item->run == 0)
    return;
  note (self, item->run, TRUE, NULL, NULL);
  tell_started (self, active);
}

/* TRUE when it has to wait for somebody else. */
static gboolean
start_or_wait (CwScheduler *self, const Item *item)
{
  g_autofree char *sentence = NULL;

  if (g_hash_table_contains (self->active, item->integration))
    return FALSE;
  if (item->holder == NULL)
    {
      start (self, item);
      return FALSE;
    }
  sentence = g_strdup_printf (_("It waits until %s is done with the integration."), item->holder);
  say (self, item->integration, item->name, sentence);
  return TRUE;
}

/* What is due comes before what was interrupted: its run takes that one's place. */
static void
judge (CwScheduler *self, const Look *look)
{
  gint64 now = cw_clock_now (cw_profile_get_clock (self->profile));
  gboolean waits = FALSE;

  for (guint i = 0; i < look->due->len; i++)
    waits |= start_or_wait (self, look->due->pdata[i]);
  for (guint i = 0; i < look->left->len && look->generation == self->generation; i++)
    start_or_wait (self, look->left->pdata[i]);
  if (look->trouble != NULL)
    say (self, "", "", look->trouble);
  g_signal_emit (self, signals[CHANGED], 0);
  set_timer (self, MIN (waits ? WAIT_FOR_END : LOOK_AGAIN, look->next != 0 ? MAX (look->next - now, 0) : LOOK_AGAIN));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CwScheduler *self = CW_SCHEDULER (source);
  g_autoptr (GError) error = NULL;

  self->looking = FALSE;
  g_task_propagate_pointer (G_TASK (result), &error);
  if (self->resting)
    return;
  if (error != NULL)
    {
      say (self, "", "", error->message);
      set_timer (self, LOOK_AGAIN);
    }
  else
    judge (self, g_task_get_task_data (G_TASK (result)));
  if (self->again)
    cw_scheduler_look (self);
}

void
cw_scheduler_look (CwScheduler *self)
{
  Look *look;

  self->again = self->looking;
  if (self->resting || self->looking)
    return;
  set_timer (self, LOOK_AGAIN);
  self->looking = TRUE;
  look = g_new0 (Look, 1);
  look->profile = self->profile;
  look->generation = self->generation;
  look->due = g_ptr_array_new_with_free_func (item_free);
  look->left = g_ptr_array_new_with_free_func (item_free);
  push (self, look_work, look, look_free, looked_cb, NULL);
}

void
cw_scheduler_rest (CwScheduler *self)
{
  self->resting = TRUE;
  set_timer (self, 0);
}

void
cw_scheduler_stop (CwScheduler *self)
{
  GHashTableIter iter;
  gpointer active;

  cw_scheduler_rest (self);
  self->stopping = TRUE;
  g_hash_table_iter_init (&iter, self->active);
  while (g_hash_table_iter_next (&iter, NULL, &active))
    {
      CwJob *job = ((Active *) active)->job;

      /* What a person paused is left to a person: it can be resumed, and is not by itself. */
      if (cw_job_get_run (job) != 0 && (cw_job_get_state (job) == CW_JOB_PAUSING || cw_job_get_state (job) == CW_JOB_PAUSED))
        note (self, cw_job_get_run (job), FALSE, NULL, NULL);
      cw_job_stop (job);
    }
}

void
cw_scheduler_go_on (CwScheduler *self)
{
  if (!self->resting)
    return;
  self->resting = self->stopping = FALSE;
  cw_scheduler_look (self);
}

gboolean
cw_scheduler_get_busy (CwScheduler *self)
{
  return g_hash_table_size (self->active) > 0 || self->noting > 0;
}

/* ---- object ---- */

static void
cw_scheduler_dispose (GObject *object)
{
  CwScheduler *self = CW_SCHEDULER (object);

  self->resting = TRUE;
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  g_clear_pointer (&self->worker, cw_store_worker_free);
  g_clear_pointer (&self->active, g_hash_table_unref);
  g_clear_pointer (&self->told, g_hash_table_unref);
  g_clear_object (&self->profile);
  G_OBJECT_CLASS (cw_scheduler_parent_class)->dispose (object);
}

static void
cw_scheduler_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwScheduler *self = CW_SCHEDULER (object);

  switch ((CwSchedulerProps) prop_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, cw_scheduler_get_busy (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_scheduler_class_init (CwSchedulerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_scheduler_dispose;
  object_class->get_property = cw_scheduler_get_property;
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[STARTED] = g_signal_new ("started", CW_TYPE_SCHEDULER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, CW_TYPE_JOB, G_TYPE_STRING);
  signals[WAITING] = g_signal_new ("waiting", CW_TYPE_SCHEDULER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_STRING,
                                   G_TYPE_STRING, G_TYPE_STRING);
  signals[ENDED] = g_signal_new ("ended", CW_TYPE_SCHEDULER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, CW_TYPE_JOB, G_TYPE_STRING);
  signals[CHANGED] = g_signal_new ("changed", CW_TYPE_SCHEDULER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_scheduler_init (CwScheduler *self)
{
  self->active = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, active_free);
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

CwScheduler *
cw_scheduler_new (CwProfile *profile)
{
  CwScheduler *self = g_object_new (CW_TYPE_SCHEDULER, NULL);

  self->profile = g_object_ref (profile);
  self->worker = cw_store_worker_new (cw_profile_get_dir (profile));
  set_timer (self, 0);
  return self;
}
