/* cw-record-list-rows.c: the one row of each record, and its values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-record-list-private.h"

#include "cw-record-row-private.h"

/* Entries of rows at which those of rows that are gone are swept out for the first time. */
#define FIRST_SWEEP (4 * CW_PAGES_KEPT * CW_PAGE_SIZE)

/* Rows asked for at once when what is shown is read again. */
#define REFRESH_SIZE 256

/* The one row of a record, as long as anybody holds it. */
typedef struct {
  gint64   key;
  GWeakRef row;
  guint    requested;  /* generation whose values were asked for last */
} KnownRow;

/* ---- values of rows ---- */

typedef struct {
  CwRecordQuery *query;
  GArray        *keys;
} RowsRequest;

static void
rows_request_free (gpointer data)
{
  RowsRequest *request = data;

  cw_record_query_free (request->query);
  g_array_unref (request->keys);
  g_free (request);
}

static gboolean
read_rows (CwStore *store, gpointer data, gpointer *out_result, GError **error)
{
  RowsRequest *request = data;

  *out_result = cw_store_get_record_summaries (store, request->query, request->keys, error);
  return *out_result != NULL;
}

static void
take_summaries (CwRecordList *self, GPtrArray *summaries)
{
  while (summaries->len > 0)
    {
      CwRecordSummary *summary = g_ptr_array_steal_index_fast (summaries, 0);
      g_autoptr (CwRecordRow) row = _cw_record_list_find_row (self, summary->key);

      if (row != NULL)
        _cw_record_row_take (row, summary);
      else
        cw_record_summary_free (summary);
    }
}

static void
read_rows_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  guint generation;
  g_autoptr (CwRecordList) self = _cw_record_list_answer_free (data, &generation);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) summaries = g_task_propagate_pointer (G_TASK (result), &error);

  if (self == NULL || generation != self->generation)
    return;
  if (summaries != NULL)
    take_summaries (self, summaries);
  else
    _cw_record_list_set_error (self, error);
}

static void
request_rows (CwRecordList *self, GArray *keys)
{
  RowsRequest *request = g_new0 (RowsRequest, 1);
  GTask *task = g_task_new (NULL, self->cancellable, read_rows_cb, _cw_record_list_answer_new (self, self->generation));

  request->query = cw_record_query_copy (self->shown);
  request->keys = g_array_ref (keys);
  g_task_set_source_tag (task, request_rows);
  g_task_set_task_data (task, request, rows_request_free);
  cw_store_worker_push (self->reader, task, read_rows, (GDestroyNotify) g_ptr_array_unref);
}

/* ---- rows ---- */

static void
known_row_free (gpointer data)
{
  KnownRow *known = data;

  g_weak_ref_clear (&known->row);
  g_free (known);
}

static gboolean
is_forgotten (gpointer key, gpointer value, gpointer data)
{
  KnownRow *known = value;
  g_autoptr (CwRecordRow) row = g_weak_ref_get (&known->row);

  return row == NULL;
}

/* The next sweep waits until there may be as many again, however many are held. */
static void
sweep_rows (CwRecordList *self)
{
  g_hash_table_foreach_remove (self->rows, is_forgotten, NULL);
  self->sweep_at = MAX (FIRST_SWEEP, 2 * g_hash_table_size (self->rows));
}

/* (transfer full) */
static CwRecordRow *
ensure_row (CwRecordList *self, gint64 key, KnownRow **out_known)
{
  KnownRow *known = g_hash_table_lookup (self->rows, &key);
  CwRecordRow *row = known != NULL ? g_weak_ref_get (&known->row) : NULL;

  if (known == NULL)
    {
      if (g_hash_table_size (self->rows) >= self->sweep_at)
        sweep_rows (self);
      known = g_new0 (KnownRow, 1);
      known->key = key;
      g_weak_ref_init (&known->row, NULL);
      g_hash_table_insert (self->rows, &known->key, known);
    }
  if (row == NULL)
    {
      row = _cw_record_row_new (key);
      g_weak_ref_set (&known->row, row);
      known->requested = 0;
    }
  *out_known = known;
  return row;
}

GPtrArray *
_cw_record_list_make_rows (gpointer list, guint first)
{
  CwRecordList *self = list;
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (gint64));
  GPtrArray *rows = g_ptr_array_new_full (CW_PAGE_SIZE, g_object_unref);
  guint end = MIN (first + CW_PAGE_SIZE, self->keys->len);

  for (guint position = first; position < end; position++)
    {
      gint64 key = g_array_index (self->keys, gint64, position);
      KnownRow *known;

      g_ptr_array_add (rows, ensure_row (self, key, &known));
      _cw_record_row_set_place (rows->pdata[rows->len - 1], _cw_record_get_place (self->places, position));
      if (known->requested == self->generation)
        continue;
      known->requested = self->generation;
      g_array_append_val (missing, key);
    }
  if (missing->len > 0)
    request_rows (self, missing);
  return rows;
}

CwRecordRow *
_cw_record_list_find_row (CwRecordList *self, gint64 key)
{
  KnownRow *known = g_hash_table_lookup (self->rows, &key);

  return known != NULL ? g_weak_ref_get (&known->row) : NULL;
}

void
_cw_record_list_init_rows (CwRecordList *self)
{
  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, known_row_free);
  self->sweep_at = FIRST_SWEEP;
}

void
_cw_record_list_read_again (CwRecordList *self)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      KnownRow *known = value;

      if (known->requested == self->generation || is_forgotten (NULL, known, NULL))
        continue;
      known->requested = self->generation;
      g_array_append_val (keys, known->key);
      if (keys->len < REFRESH_SIZE)
        continue;
      request_rows (self, keys);
      g_array_unref (keys);
      keys = g_array_new (FALSE, FALSE, sizeof (gint64));
    }
  if (keys->len > 0)
    request_rows (self, keys);
}
