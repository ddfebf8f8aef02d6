/* cw-record-list-questions.c: what a list of records tells of many of them at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-record-list-private.h"

static void
ask (CwRecordList *self, const CwKeySet *keys, gpointer tag, CwStoreWork work, GDestroyNotify free_result, GCancellable *cancellable,
     GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, _cw_record_list_question_new (self, keys), _cw_record_question_free);
  cw_store_worker_push (self->searcher, task, work, free_result);
}

static gboolean
read_matches (CwStore *store, gpointer data, gpointer *out_result, GError **error)
{
  CwRecordQuestion *question = data;

  *out_result = cw_record_order_match (question->order, store, question->query, error);
  return *out_result != NULL;
}

void
cw_record_list_list_matches_async (CwRecordList *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (CW_IS_RECORD_LIST (self));
  g_return_if_fail (self->query != NULL);

  ask (self, NULL, cw_record_list_list_matches_async, read_matches, (GDestroyNotify) cw_key_set_free, cancellable, callback, data);
}

CwKeySet *
cw_record_list_list_matches_finish (CwRecordList *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
read_ids (CwStore *store, gpointer data, gpointer *out_result, GError **error)
{
  CwRecordQuestion *question = data;

  *out_result = cw_store_list_record_ids (store, question->keys, error);
  return *out_result != NULL;
}

void
cw_record_list_list_ids_async (CwRecordList *self, const CwKeySet *keys, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (CW_IS_RECORD_LIST (self));
  g_return_if_fail (self->query != NULL && keys != NULL);

  ask (self, keys, cw_record_list_list_ids_async, read_ids, (GDestroyNotify) g_strfreev, cancellable, callback, data);
}

char **
cw_record_list_list_ids_finish (CwRecordList *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
weigh (CwStore *store, gpointer data, gpointer *out_result, GError **error)
{
  CwRecordQuestion *question = data;
  g_autofree CwRecordWeight *weight = g_new0 (CwRecordWeight, 1);

  if (!cw_record_order_weigh (question->order, store, question->query, question->keys, weight, error))
    return FALSE;
  *out_result = g_steal_pointer (&weight);
  return TRUE;
}

void
cw_record_list_weigh_async (CwRecordList *self, const CwKeySet *keys, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (CW_IS_RECORD_LIST (self));
  g_return_if_fail (self->query != NULL && keys != NULL);

  ask (self, keys, cw_record_list_weigh_async, weigh, g_free, cancellable, callback, data);
}

gboolean
cw_record_list_weigh_finish (CwRecordList *self, GAsyncResult *result, CwRecordWeight *out_weight, GError **error)
{
  g_autofree CwRecordWeight *weight = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  weight = g_task_propagate_pointer (G_TASK (result), error);
  if (weight != NULL)
    *out_weight = *weight;
  return weight != NULL;
}
