/* cw-record-list.c: the mirror's records as a list model that reads what is looked at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-record-list-private.h"

#include "cw-record-row-private.h"

/* A longer stretch that differs is announced as removal, then addition: a view handles these faster than a replacement. */
#define LARGE_CHANGE 200

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

CwRecordListAnswer *
_cw_record_list_answer_new (CwRecordList *self, guint number)
{
  CwRecordListAnswer *answer = g_new0 (CwRecordListAnswer, 1);

  g_weak_ref_init (&answer->list, self);
  answer->number = number;
  return answer;
}

CwRecordList *
_cw_record_list_answer_free (CwRecordListAnswer *answer, guint *out_number)
{
  CwRecordList *self = g_weak_ref_get (&answer->list);

  *out_number = answer->number;
  g_weak_ref_clear (&answer->list);
  g_free (answer);
  return self;
}

void
_cw_record_list_set_error (CwRecordList *self, const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
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
      gint64 key = g_array_index (self->keys, gint64, i);
      gboolean moved = _cw_record_get_place (before, (guint) ((int) i + shift)) != _cw_record_get_place (self->places, i);
      g_autoptr (CwRecordRow) row = moved ? _cw_record_list_find_row (self, key) : NULL;

      if (row != NULL)
        _cw_record_row_set_place (row, _cw_record_get_place (self->places, i));
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
  _cw_record_list_read_again (self);
}

/* ---- searching ---- */

CwRecordQuestion *
_cw_record_list_question_new (CwRecordList *self, const CwKeySet *keys)
{
  CwRecordQuestion *question = g_new0 (CwRecordQuestion, 1);

  question->order = self->order;
  question->query = cw_record_query_copy (self->query);
  question->keys = keys != NULL ? cw_key_set_copy (keys) : NULL;
  return question;
}

void
_cw_record_question_free (gpointer data)
{
  CwRecordQuestion *question = data;

  cw_record_query_free (question->query);
  cw_key_set_free (question->keys);
  g_free (question);
}

static gboolean
read_snapshot (CwStore *store, gpointer data, gpointer *out_result, GError **error)
{
  CwRecordQuestion *question = data;

  *out_result = cw_record_order_find (question->order, store, question->query, error);
  return *out_result != NULL;
}

/* Nobody waits for the answer; a search that comes breaks it off. */
static gboolean
warm (CwStore *store, gpointer data, gpointer *out_result, GError **error)
{
  CwRecordQuestion *question = data;

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
  g_task_set_task_data (task, _cw_record_list_question_new (self, NULL), _cw_record_question_free);
  cw_store_worker_push (self->searcher, task, warm, NULL);
}

static void
search_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  guint number;
  g_autoptr (CwRecordList) self = _cw_record_list_answer_free (data, &number);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRecordSnapshot) snapshot = g_task_propagate_pointer (G_TASK (result), &error);

  if (self == NULL || number != self->searches)
    return;
  g_clear_object (&self->search);
  _cw_record_list_set_error (self, error);
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
  task = g_task_new (NULL, self->search, search_cb, _cw_record_list_answer_new (self, ++self->searches));
  g_task_set_source_tag (task, start_search);
  g_task_set_task_data (task, _cw_record_list_question_new (self, NULL), _cw_record_question_free);
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
  _cw_record_list_init_rows (self);
  self->pages = cw_page_cache_new (_cw_record_list_make_rows, self);
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
