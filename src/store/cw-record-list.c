/* cw-record-list.c: the mirror's records as a list model that reads what is looked at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-record-list.h"

#include "cw-page-cache.h"
#include "cw-record-order.h"
#include "cw-record-row-private.h"
#include "cw-store-worker.h"

#include <string.h>

/* Entries of rows at which those of rows that are gone are swept out for the first time. */
#define FIRST_SWEEP (4 * CW_PAGES_KEPT * CW_PAGE_SIZE)
/* Rows asked for at once when what is shown is read again. */
#define REFRESH_SIZE 256
/* A longer stretch that differs is announced as removal, then addition: a view handles these faster than a replacement. */
#define LARGE_CHANGE 200

/* The one row of a record, as long as anybody holds it. */
typedef struct {
  gint64   key;
  GWeakRef row;
  guint    requested;  /* generation whose values were asked for last */
} KnownRow;

struct _CwRecordList {
  GObject        parent_instance;

  CwStoreWorker *searcher;
  CwRecordOrder *order;         /* owned; used on the searcher's thread alone */
  CwStoreWorker *reader;        /* of its own, so that rows do not wait for a search */
  GCancellable  *cancellable;   /* of everything that is under way */

  CwRecordQuery *query;         /* wanted; nullable */
  GCancellable  *search;        /* of the search under way; nullable */
  GCancellable  *warming;       /* of the reading ahead under way; nullable */
  guint          searches;      /* number of the latest search: answers of others are dropped */
  gboolean       search_again;

  CwRecordQuery *shown;         /* what keys answers; nullable */
  guint          generation;    /* of keys: answers to rows of others are dropped */
  GArray        *keys;          /* gint64, in order */
  GByteArray    *places;        /* of keys; NULL: a flat list */
  guint          n_matches;
  GHashTable    *rows;          /* gint64 → KnownRow, owned */
  guint          sweep_at;      /* size of rows at which entries of rows that are gone are swept out */
  CwPageCache   *pages;         /* of CwRecordRow, owned; their positions are those of keys */
  GError        *error;         /* nullable */
};

static void cw_record_list_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwRecordList, cw_record_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, cw_record_list_iface_init))

typedef enum {
  PROP_LOADING = 1,
  PROP_ERROR,
  PROP_N_ITEMS,
} CwRecordListProps;

static GParamSpec *properties[PROP_N_ITEMS + 1];

static void start_search (CwRecordList *self);

/* ---- answers: they keep no list alive ---- */

typedef struct {
  GWeakRef list;
  guint    number;     /* of the search, or the generation */
} Answer;

static Answer *
answer_new (CwRecordList *self, guint number)
{
  Answer *answer = g_new0 (Answer, 1);

  g_weak_ref_init (&answer->list, self);
  answer->number = number;
  return answer;
}

/* The list, or NULL when it is gone. (transfer full) */
static CwRecordList *
answer_free (Answer *answer, guint *out_number)
{
  CwRecordList *self = g_weak_ref_get (&answer->list);

  *out_number = answer->number;
  g_weak_ref_clear (&answer->list);
  g_free (answer);
  return self;
}

static void
set_error (CwRecordList *self, const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

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
      KnownRow *known = g_hash_table_lookup (self->rows, &summary->key);
      g_autoptr (CwRecordRow) row = known != NULL ? g_weak_ref_get (&known->row) : NULL;

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
  g_autoptr (CwRecordList) self = answer_free (data, &generation);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) summaries = g_task_propagate_pointer (G_TASK (result), &error);

  if (self == NULL || generation != self->generation)
    return;
  if (summaries != NULL)
    take_summaries (self, summaries);
  else
    set_error (self, error);
}

static void
request_rows (CwRecordList *self, GArray *keys)
{
  RowsRequest *request = g_new0 (RowsRequest, 1);
  GTask *task = g_task_new (NULL, self->cancellable, read_rows_cb, answer_new (self, self->generation));

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

static guint8
get_place (const GByteArray *places, guint position)
{
  return places != NULL ? places->data[position] : 0;
}

static GPtrArray *
make_rows (gpointer list, guint first)
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
      _cw_record_row_set_place (rows->pdata[rows->len - 1], get_place (self->places, position));
      if (known->requested == self->generation)
        continue;
      known->requested = self->generation;
      g_array_append_val (missing, key);
    }
  if (missing->len > 0)
    request_rows (self, missing);
  return rows;
}

/* ---- a new snapshot ---- */

static void
announce (CwRecordList *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (removed != added)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

/* Rows that stay where they are may stand elsewhere in the tree, or match now. @shift: what is added to a position for the one
 * before. */
static void
move_rows (CwRecordList *self, const GByteArray *before, guint position, guint count, int shift)
{
  for (guint i = position; i < position + count; i++)
    {
      KnownRow *known = get_place (before, (guint) ((int) i + shift)) != get_place (self->places, i)
                        ? g_hash_table_lookup (self->rows, &g_array_index (self->keys, gint64, i)) : NULL;
      g_autoptr (CwRecordRow) row = known != NULL ? g_weak_ref_get (&known->row) : NULL;

      if (row != NULL)
        _cw_record_row_set_place (row, get_place (self->places, i));
    }
}

/* The stretch that differs, exactly: what is equal at both ends stays. */
static void
replace_keys (CwRecordList *self, GArray *keys, GByteArray *places)
{
  g_autoptr (GByteArray) before = self->places != NULL ? g_byte_array_ref (self->places) : NULL;
  int shift = (int) self->keys->len - (int) keys->len;
  const gint64 *old = (const gint64 *) (gpointer) self->keys->data, *new = (const gint64 *) (gpointer) keys->data;
  guint shorter = MIN (self->keys->len, keys->len), prefix = 0, suffix = 0, removed, added;

  while (prefix < shorter && old[prefix] == new[prefix])
    prefix++;
  while (suffix < shorter - prefix && old[self->keys->len - 1 - suffix] == new[keys->len - 1 - suffix])
    suffix++;
  removed = self->keys->len - prefix - suffix;
  added = keys->len - prefix - suffix;

  if (removed > 0 && added > 0 && (MAX (removed, added) > LARGE_CHANGE || prefix + suffix == 0))
    {
      g_array_remove_range (self->keys, prefix, removed);
      shift -= (int) removed;
      if (before != NULL)
        g_byte_array_remove_range (before, prefix, removed);
      announce (self, prefix, removed, 0);
      removed = 0;
      /* A view may have asked for rows in between. */
      g_ptr_array_unref (cw_page_cache_take (self->pages));
    }
  g_array_unref (self->keys);
  self->keys = g_array_ref (keys);
  g_clear_pointer (&self->places, g_byte_array_unref);
  self->places = places != NULL ? g_byte_array_ref (places) : NULL;
  move_rows (self, before, 0, prefix, 0);
  move_rows (self, before, keys->len - suffix, suffix, shift);
  if (removed > 0 || added > 0)
    announce (self, prefix, removed, added);
}

/* Rows that somebody holds have values of the time before. */
static void
read_held_rows_again (CwRecordList *self)
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

static void
take_snapshot (CwRecordList *self, CwRecordSnapshot *snapshot)
{
  /* Pages count positions, which mean something else now. Their rows live on until the change is announced, so that the views
   * find the same ones again. */
  g_autoptr (GPtrArray) rows = cw_page_cache_take (self->pages);

  g_clear_pointer (&self->shown, cw_record_query_free);
  self->shown = cw_record_query_copy (self->query);
  self->generation++;
  self->n_matches = snapshot->n_matches;
  replace_keys (self, snapshot->keys, snapshot->places);
  read_held_rows_again (self);
}

/* ---- searching ---- */

/* What is asked of the order, on the searcher's thread. */
typedef struct {
  CwRecordOrder *order;     /* borrowed: the list joins the thread before it lets go of it */
  CwRecordQuery *query;     /* owned */
  CwKeySet      *keys;      /* owned; nullable */
} Question;

static Question *
question_new (CwRecordList *self, const CwKeySet *keys)
{
  Question *question = g_new0 (Question, 1);

  question->order = self->order;
  question->query = cw_record_query_copy (self->query);
  question->keys = keys != NULL ? cw_key_set_copy (keys) : NULL;
  return question;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  cw_record_query_free (question->query);
  cw_key_set_free (question->keys);
  g_free (question);
}

static gboolean
read_snapshot (CwStore *store, gpointer data, gpointer *out_result, GError **error)
{
  Question *question = data;

  *out_result = cw_record_order_find (question->order, store, question->query, error);
  return *out_result != NULL;
}

/* Nobody waits for the answer; a search that comes breaks it off. */
static gboolean
warm (CwStore *store, gpointer data, gpointer *out_result, GError **error)
{
  Question *question = data;

  return cw_record_order_warm (question->order, store, question->query, error);
}

static void
start_warming (CwRecordList *self)
{
  GTask *task;

  if (self->query->integration == NULL)
    return;
  g_clear_object (&self->warming);
  self->warming = g_cancellable_new ();
  task = g_task_new (NULL, self->warming, NULL, NULL);
  g_task_set_source_tag (task, start_warming);
  g_task_set_task_data (task, question_new (self, NULL), question_free);
  cw_store_worker_push (self->searcher, task, warm, NULL);
}

static void
search_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  guint number;
  g_autoptr (CwRecordList) self = answer_free (data, &number);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRecordSnapshot) snapshot = g_task_propagate_pointer (G_TASK (result), &error);

  if (self == NULL || number != self->searches)
    return;
  g_clear_object (&self->search);
  set_error (self, error);
  if (snapshot != NULL)
    take_snapshot (self, snapshot);
  if (self->search_again && self->search == NULL)
    {
      start_search (self);
    }
  else if (self->search == NULL)
    {
      start_warming (self);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
    }
}

static void
start_search (CwRecordList *self)
{
  gboolean was_loading = self->search != NULL || self->search_again;
  GTask *task;

  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  if (self->warming != NULL)
    g_cancellable_cancel (self->warming);
  g_clear_object (&self->search);
  self->search = g_cancellable_new ();
  self->search_again = FALSE;
  task = g_task_new (NULL, self->search, search_cb, answer_new (self, ++self->searches));
  g_task_set_source_tag (task, start_search);
  g_task_set_task_data (task, question_new (self, NULL), question_free);
  cw_store_worker_push (self->searcher, task, read_snapshot, (GDestroyNotify) cw_record_snapshot_free);
  if (!was_loading)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/* ---- list model ---- */

static GType
cw_record_list_get_item_type (GListModel *model)
{
  return CW_TYPE_RECORD_ROW;
}

static guint
cw_record_list_get_n_items (GListModel *model)
{
  return CW_RECORD_LIST (model)->keys->len;
}

static gpointer
cw_record_list_get_item (GListModel *model, guint position)
{
  CwRecordList *self = CW_RECORD_LIST (model);

  if (position >= self->keys->len)
    return NULL;
  return g_object_ref (cw_page_cache_get (self->pages, position));
}

static void
cw_record_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = cw_record_list_get_item_type;
  iface->get_n_items = cw_record_list_get_n_items;
  iface->get_item = cw_record_list_get_item;
}

/* ---- object ---- */

static void
cw_record_list_finalize (GObject *object)
{
  CwRecordList *self = CW_RECORD_LIST (object);

  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  if (self->warming != NULL)
    g_cancellable_cancel (self->warming);
  g_cancellable_cancel (self->cancellable);
  cw_store_worker_free (self->searcher);
  cw_store_worker_free (self->reader);
  cw_record_order_free (self->order);
  cw_page_cache_free (self->pages);
  g_hash_table_unref (self->rows);
  g_array_unref (self->keys);
  cw_record_query_free (self->query);
  cw_record_query_free (self->shown);
  g_clear_pointer (&self->places, g_byte_array_unref);
  g_clear_object (&self->search);
  g_clear_object (&self->warming);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (cw_record_list_parent_class)->finalize (object);
}

static void
cw_record_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwRecordList *self = CW_RECORD_LIST (object);

  switch ((CwRecordListProps) prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, cw_record_list_is_loading (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->keys->len);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_record_list_class_init (CwRecordListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = cw_record_list_finalize;
  object_class->get_property = cw_record_list_get_property;
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cw_record_list_init (CwRecordList *self)
{
  self->cancellable = g_cancellable_new ();
  self->keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, known_row_free);
  self->sweep_at = FIRST_SWEEP;
  self->pages = cw_page_cache_new (make_rows, self);
}

CwRecordList *
cw_record_list_new (const char *dir)
{
  CwRecordList *self = g_object_new (CW_TYPE_RECORD_LIST, NULL);

  self->order = cw_record_order_new ();
  self->searcher = cw_store_worker_new (dir);
  self->reader = cw_store_worker_new (dir);
  return self;
}

void
cw_record_list_set_query (CwRecordList *self, const CwRecordQuery *query)
{
  g_return_if_fail (CW_IS_RECORD_LIST (self));
  g_return_if_fail (query != NULL);

  if (self->query != NULL && cw_record_query_equal (self->query, query))
    return;
  cw_record_query_free (self->query);
  self->query = cw_record_query_copy (query);
  start_search (self);
}

const CwRecordQuery *
cw_record_list_get_query (CwRecordList *self)
{
  return self->query;
}

/* A search that is under way is not broken off: refreshed often enough, it would never end. */
void
cw_record_list_refresh (CwRecordList *self)
{
  g_return_if_fail (CW_IS_RECORD_LIST (self));

  if (self->search != NULL)
    self->search_again = TRUE;
  else if (self->query != NULL)
    start_search (self);
}

gboolean
cw_record_list_is_loading (CwRecordList *self)
{
  return self->search != NULL;
}

const GError *
cw_record_list_get_error (CwRecordList *self)
{
  return self->error;
}

guint
cw_record_list_get_matches (CwRecordList *self)
{
  return self->n_matches;
}

guint
cw_record_list_find_above (CwRecordList *self, guint position)
{
  guint depth;

  g_return_val_if_fail (CW_IS_RECORD_LIST (self), G_MAXUINT);

  if (position >= self->keys->len || self->places == NULL)
    return G_MAXUINT;
  depth = self->places->data[position] & CW_PLACE_DEPTH;
  for (guint above = position; above > 0; above--)
    if ((self->places->data[above - 1] & CW_PLACE_DEPTH) < depth)
      return above - 1;
  return G_MAXUINT;
}

/* ---- questions about many ---- */

static void
ask (CwRecordList *self, const CwKeySet *keys, gpointer tag, CwStoreWork work, GDestroyNotify free_result, GCancellable *cancellable,
     GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, question_new (self, keys), question_free);
  cw_store_worker_push (self->searcher, task, work, free_result);
}

static gboolean
read_matches (CwStore *store, gpointer data, gpointer *out_result, GError **error)
{
  Question *question = data;

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
  Question *question = data;

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
  Question *question = data;
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
