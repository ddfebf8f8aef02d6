/* cw-store-worker.h: a thread with a store of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cw-store.h"

G_BEGIN_DECLS

typedef struct _CwStoreWorker CwStoreWorker;

/* Runs on the worker's thread; @data is the task's data. FALSE with @error; @out_result is taken. */
typedef gboolean (*CwStoreWork) (CwStore *store, gpointer data, gpointer *out_result, GError **error);

/* The store in @dir is opened with the first task. (transfer full) */
CwStoreWorker *cw_store_worker_new  (const char *dir);
/* Returns after the work that is under way; what waits is done before, unless its cancellable was triggered. */
void           cw_store_worker_free (CwStoreWorker *self);
/* Takes @task; returns what @work makes of it with g_task_return_pointer (). SQL is interrupted by the task's cancellable. */
void           cw_store_worker_push (CwStoreWorker *self, GTask *task, CwStoreWork work, GDestroyNotify free_result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwStoreWorker, cw_store_worker_free)

G_END_DECLS
