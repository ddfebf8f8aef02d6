/* cw-desk.c: a profile with what is going on in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-desk.h"

struct _CwDesk {
  GObject      parent_instance;

  /* inputs; read by the opening worker, constant meanwhile */
  char        *dir;
  gboolean     want_sample;
  CwProfileParts parts;      /* members owned */

  /* results */
  CwDeskState  state;
  char        *error, *next_step;
  const char  *error_code;   /* static */
  gboolean     sample;
  CwProfile   *profile;      /* owned; NULL until ready */
  CwOverview  *overview;     /* owned; NULL until ready */
  CwScheduler *scheduler;    /* owned; NULL until ready */
  GHashTable  *jobs;         /* integration → CwJob, owned */
  GQueue       order;        /* of CwJob, borrowed from jobs: the newest first */
};

enum { TROUBLE, DECIDED, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef enum { PROP_STATE = 1, PROP_SAMPLE, PROP_ERROR, PROP_NEXT_STEP, PROP_JOB } CwDeskProps;
static GParamSpec *properties[PROP_JOB + 1];

G_DEFINE_FINAL_TYPE (CwDesk, cw_desk, G_TYPE_OBJECT)

static void
cw_desk_finalize (GObject *object)
{
  CwDesk *self = CW_DESK (object);

  g_free (self->dir);
  g_free (self->error);
  g_free (self->next_step);
  g_clear_object (&self->parts.credentials);
  g_clear_object (&self->parts.clock);
  g_clear_object (&self->parts.random);
  g_clear_object (&self->parts.transport);
  g_clear_object (&self->scheduler);
  g_clear_object (&self->overview);
  g_clear_object (&self->profile);
  g_queue_clear (&self->order);
  g_clear_pointer (&self->jobs, g_hash_table_unref);
  G_OBJECT_CLASS (cw_desk_parent_class)->finalize (object);
}

static void
cw_desk_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwDesk *self = CW_DESK (object);

  switch ((CwDeskProps) prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_SAMPLE:
      g_value_set_boolean (value, self->sample);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    case PROP_NEXT_STEP:
      g_value_set_string (value, self->next_step);
      break;
    case PROP_JOB:
      g_value_set_object (value, cw_desk_get_job (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_desk_class_init (CwDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = cw_desk_finalize;
  object_class->get_property = cw_desk_get_property;
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, CW_DESK_FAILED, 0, flags);
  properties[PROP_SAMPLE] = g_param_spec_boolean ("sample", NULL, NULL, FALSE, flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  properties[PROP_NEXT_STEP] = g_param_spec_string ("next-step", NULL, NULL, NULL, flags);
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, CW_TYPE_JOB, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[DECIDED] = g_signal_new ("decided", CW_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[TROUBLE] = g_signal_new ("trouble", CW_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cw_desk_init (CwDesk *self)
{
  g_queue_init (&self->order);
  self->jobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/* ---- opening ---- */

/* A run that a schedule asked for is one like any other, from its beginning on. */
static void
scheduled_cb (CwScheduler *scheduler, CwJob *job, const char *name, CwDesk *self)
{
  cw_desk_take_job (self, g_object_ref (job));
}

static void
start_scheduler (CwDesk *self)
{
  if (self->scheduler != NULL)
    return;
  self->scheduler = cw_scheduler_new (self->profile);
  g_signal_connect_object (self->scheduler, "started", G_CALLBACK (scheduled_cb), self, 0);
}

static void
set_ready (CwDesk *self, gboolean sample)
{
  start_scheduler (self);
  self->state = CW_DESK_READY;
  self->sample = sample;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SAMPLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_failed (CwDesk *self, const GError *error)
{
  g_free (self->error);
  self->error = g_strdup (error->message);
  g_free (self->next_step);
  self->next_step = cw_error_dup_next_step (error);
  self->error_code = cw_error_get_code (error);
  self->state = CW_DESK_FAILED;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEXT_STEP]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CwDesk) self = data;
  g_autoptr (GError) error = NULL;

  if (!cw_overview_refresh_finish (CW_OVERVIEW (source), result, &error) && self->state == CW_DESK_READY)
    g_signal_emit (self, signals[TROUBLE], 0, error->message);
  else if (error != NULL)
    set_failed (self, error);
  else if (self->state == CW_DESK_OPENING)
    set_ready (self, GPOINTER_TO_INT (g_object_get_data (source, "sample")));
}

/* What the worker found. */
typedef struct {
  CwProfile *profile;   /* owned */
  gboolean   sample;
} Opened;

static void
opened_free (gpointer data)
{
  Opened *opened = data;

  g_clear_object (&opened->profile);
  g_free (opened);
}

static gboolean
has_integration (CwProfile *profile)
{
  g_autoptr (CwStore) store = cw_profile_open_store (profile, NULL);
  g_autoptr (GPtrArray) known = store != NULL ? cw_store_list_integrations (store, NULL) : NULL;

  return known != NULL && known->len > 0;
}

static gboolean
add_sample (CwProfile *profile, GError **error)
{
  g_autoptr (GPtrArray) added = cw_profile_add_sample_sync (profile, NULL, NULL, error);

  return added != NULL;
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CwDesk *self = source;
  Opened *opened = g_new0 (Opened, 1);
  GError *error = NULL;

  opened->profile = self->profile != NULL ? g_object_ref (self->profile) : cw_profile_open (self->dir, &self->parts, &error);
  if (opened->profile != NULL && self->want_sample && !has_integration (opened->profile))
    add_sample (opened->profile, &error);
  if (error == NULL && opened->profile != NULL)
    cw_profile_ensure_sample_sync (opened->profile, NULL, &error);
  if (error != NULL)
    {
      opened_free (opened);
      g_task_return_error (task, error);
      return;
    }
  opened->sample = cw_profile_is_sample (opened->profile);
  g_task_return_pointer (task, opened, opened_free);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CwDesk *self = CW_DESK (source);
  g_autoptr (GError) error = NULL;
  Opened *opened = g_task_propagate_pointer (G_TASK (result), &error);

  if (opened == NULL)
    {
      set_failed (self, error);
      return;
    }
  g_set_object (&self->profile, opened->profile);
  if (self->overview == NULL)
    self->overview = cw_overview_new (self->profile);
  g_object_set_data (G_OBJECT (self->overview), "sample", GINT_TO_POINTER (opened->sample));
  opened_free (opened);
  cw_overview_refresh_async (self->overview, NULL, refreshed_cb, g_object_ref (self));
}

static void
start_opening (CwDesk *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, opened_cb, NULL);

  self->state = CW_DESK_OPENING;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_task_set_source_tag (task, start_opening);
  g_task_run_in_thread (task, open_thread);
}

CwDesk *
cw_desk_new (const char *dir, gboolean sample, const CwProfileParts *parts)
{
  CwDesk *self = g_object_new (CW_TYPE_DESK, NULL);

  self->dir = g_strdup (dir);
  self->want_sample = sample;
  if (parts != NULL)
    {
      g_set_object (&self->parts.credentials, parts->credentials);
      g_set_object (&self->parts.clock, parts->clock);
      g_set_object (&self->parts.random, parts->random);
      g_set_object (&self->parts.transport, parts->transport);
      self->parts.keyring_timeout = parts->keyring_timeout;
    }
  start_opening (self);
  return self;
}

CwDesk *
cw_desk_new_for_profile (CwProfile *profile)
{
  CwDesk *self = g_object_new (CW_TYPE_DESK, NULL);

  self->profile = g_object_ref (profile);
  start_opening (self);
  return self;
}

void
cw_desk_add_sample (CwDesk *self)
{
  self->want_sample = TRUE;
  start_opening (self);
}

void
cw_desk_open_again (CwDesk *self)
{
  if (self->state == CW_DESK_FAILED)
    start_opening (self);
}

void
cw_desk_close (CwDesk *self)
{
  if (self->profile != NULL)
    cw_profile_stop_sample (self->profile);
}

CwDeskState
cw_desk_get_state (CwDesk *self)
{
  return self->state;
}

gboolean
cw_desk_get_sample (CwDesk *self)
{
  return self->sample;
}

const char *
cw_desk_get_error (CwDesk *self)
{
  return self->error;
}

const char *
cw_desk_get_next_step (CwDesk *self)
{
  return self->next_step;
}

const char *
cw_desk_get_error_code (CwDesk *self)
{
  return self->error_code;
}

CwProfile *
cw_desk_get_profile (CwDesk *self)
{
  return self->profile;
}

CwOverview *
cw_desk_get_overview (CwDesk *self)
{
  return self->overview;
}

CwScheduler *
cw_desk_get_scheduler (CwDesk *self)
{
  return self->scheduler;
}

void
cw_desk_note_decision (CwDesk *self, const char *integration)
{
  g_signal_emit (self, signals[DECIDED], 0, integration);
  cw_overview_refresh_async (self->overview, NULL, refreshed_cb, g_object_ref (self));
}

/* ---- jobs ---- */

static void
job_ended_cb (CwJob *job, CwDesk *self)
{
  cw_overview_refresh_async (self->overview, NULL, refreshed_cb, g_object_ref (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

/* It works now, or has begun to send: the integrations say so. */
static void
job_state_cb (CwJob *job, GParamSpec *pspec, CwDesk *self)
{
  if (cw_job_get_state (job) == CW_JOB_RUNNING)
    cw_overview_refresh_async (self->overview, NULL, refreshed_cb, g_object_ref (self));
}

CwJob *
cw_desk_take_job (CwDesk *self, CwJob *job)
{
  CwJob *before = cw_desk_find_job (self, cw_job_get_integration (job));

  if (before != NULL)
    g_queue_remove (&self->order, before);
  g_hash_table_insert (self->jobs, g_strdup (cw_job_get_integration (job)), job);
  g_queue_push_head (&self->order, job);
  g_signal_connect_object (job, "notify::state", G_CALLBACK (job_state_cb), self, 0);
  g_signal_connect_object (job, "ended", G_CALLBACK (job_ended_cb), self, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
  return job;
}

CwJob *
cw_desk_get_job (CwDesk *self)
{
  for (GList *at = self->order.head; at != NULL; at = at->next)
    if (!cw_job_is_over (at->data))
      return at->data;
  return g_queue_peek_head (&self->order);
}

CwJob *
cw_desk_find_job (CwDesk *self, const char *integration)
{
  return g_hash_table_lookup (self->jobs, integration);
}

gboolean
cw_desk_is_busy (CwDesk *self)
{
  for (GList *at = self->order.head; at != NULL; at = at->next)
    if (!cw_job_is_over (at->data) && cw_job_is_run (at->data))
      return TRUE;
  return FALSE;
}

void
cw_desk_go_on (CwDesk *self)
{
  if (self->scheduler != NULL)
    cw_scheduler_go_on (self->scheduler);
}

void
cw_desk_stop_jobs (CwDesk *self)
{
  if (self->scheduler != NULL)
    cw_scheduler_stop (self->scheduler);
  for (GList *at = self->order.head; at != NULL; at = at->next)
    cw_job_stop (at->data);
}
