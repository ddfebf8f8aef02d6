/* cw-store-worker.c: a thread with a store of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-store-worker.h"

typedef struct {
  GTask          *task;          /* owned; NULL: the end */
  CwStoreWork     work;
  GDestroyNotify  free_result;
} Job;

struct _CwStoreWorker {
  char        *dir;
  GAsyncQueue *jobs;     /* of Job, owned */
  GThread     *thread;
};

static gboolean
do_work (CwStore *store, const Job *job, gpointer *out_result, GError **error)
{
  gboolean ok;

  cw_store_set_cancellable (store, g_task_get_cancellable (job->task));
  ok = job->work (store, g_task_get_task_data (job->task), out_result, error);
  cw_store_set_cancellable (store, NULL);
  return ok;
}

/* A store that could not be opened is tried again with the next job: the disk may have room by then. */
static void
run_job (const char *dir, CwStore **store, const Job *job)
{
  GError *error = NULL;
  gpointer result = NULL;

  if (g_task_return_error_if_cancelled (job->task))
    return;
  if (*store == NULL)
    *store = cw_store_open (dir, &error);
  if (*store != NULL && do_work (*store, job, &result, &error))
    g_task_return_pointer (job->task, result, job->free_result);
  else
    g_task_return_error (job->task, error);
}

static gboolean
drop_task_cb (gpointer data)
{
  g_object_unref (data);
  return G_SOURCE_REMOVE;
}

/* On its own context: the task may hold the last reference to what this worker belongs to, which ends by joining this thread. */
static void
drop_task (GTask *task)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, drop_task_cb, task, NULL);
  g_source_attach (source, g_task_get_context (task));
}

static gpointer
run_worker (gpointer data)
{
  CwStoreWorker *self = data;
  g_autoptr (CwStore) store = NULL;

  for (;;)
    {
      g_autofree Job *job = g_async_queue_pop (self->jobs);

      if (job->task == NULL)
        return NULL;
      run_job (self->dir, &store, job);
      drop_task (job->task);
    }
}

CwStoreWorker *
cw_store_worker_new (const char *dir)
{
  CwStoreWorker *self = g_new0 (CwStoreWorker, 1);

  self->dir = g_strdup (dir);
  self->jobs = g_async_queue_new ();
  self->thread = g_thread_new ("store-worker", run_worker, self);
  return self;
}

void
cw_store_worker_free (CwStoreWorker *self)
{
  if (self == NULL)
    return;
  g_async_queue_push (self->jobs, g_new0 (Job, 1));
  g_thread_join (self->thread);
  g_async_queue_unref (self->jobs);
  g_free (self->dir);
  g_free (self);
}

void
cw_store_worker_push (CwStoreWorker *self, GTask *task, CwStoreWork work, GDestroyNotify free_result)
{
  Job *job = g_new0 (Job, 1);

  job->task = task;
  job->work = work;
  job->free_result = free_result;
  g_async_queue_push (self->jobs, job);
}
