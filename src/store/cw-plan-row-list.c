/* cw-plan-row-list.c: the rows of a plan as a list model that reads what is looked at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A sealed plan never changes in what is shown here, so a page is read once
 * and stays right until it is forgotten.
 */

#include "cw-plan-row-list.h"

#include "cw-page-cache.h"
#include "cw-store-private.h"
#include "cw-store-worker.h"

/* ---- a row ---- */

struct _CwPlanItem {
  GObject    parent_instance;

  CwPlanRow *row;   /* owned; NULL while it is being read */
};

G_DEFINE_FINAL_TYPE (CwPlanItem, cw_plan_item, G_TYPE_OBJECT)

typedef enum {
  PROP_ROW = 1,
} CwPlanItemProps;

static GParamSpec *item_properties[PROP_ROW + 1];

static void
cw_plan_item_finalize (GObject *object)
{
  CwPlanItem *self = CW_PLAN_ITEM (object);

  g_clear_pointer (&self->row, cw_plan_row_free);
  G_OBJECT_CLASS (cw_plan_item_parent_class)->finalize (object);
}

static void
cw_plan_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwPlanItem *self = CW_PLAN_ITEM (object);

  switch ((CwPlanItemProps) prop_id)
    {
    case PROP_ROW:
      g_value_set_pointer (value, self->row);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_plan_item_class_init (CwPlanItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_plan_item_finalize;
  object_class->get_property = cw_plan_item_get_property;
  item_properties[PROP_ROW] = g_param_spec_pointer ("row", NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, PROP_ROW + 1, item_properties);
}

static void
cw_plan_item_init (CwPlanItem *self)
{
}

const CwPlanRow *
cw_plan_item_get_row (CwPlanItem *self)
{
  return self->row;
}

/* ---- the list ---- */

struct _CwPlanRowList {
  GObject        parent_instance;

  gint64         plan;
  CwStoreWorker *worker;
  GCancellable  *cancellable;   /* of everything that is under way */

  guint          operations;    /* wanted */
  guint          searches;      /* number of the latest search: answers of others are dropped */
  gboolean       loading;

  GArray        *seqs;          /* gint64, in order */
  CwPageCache   *pages;         /* of CwPlanItem, owned */
  GError        *error;         /* nullable */
};

static void cw_plan_row_list_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwPlanRowList, cw_plan_row_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, cw_plan_row_list_iface_init))

typedef enum {
  PROP_LOADING = 1,
  PROP_ERROR,
} CwPlanRowListProps;

static GParamSpec *properties[PROP_ERROR + 1];

static void
set_error (CwPlanRowList *self, const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

/* ---- reading rows ---- */

/* Keeps no list alive. */
typedef struct {
  GWeakRef   list;
  GPtrArray *items;    /* of CwPlanItem, owned: to be filled */
} RowsAnswer;

typedef struct {
  gint64  plan;
  GArray *seqs;        /* gint64, owned */
} RowsRequest;

static void
rows_request_free (gpointer data)
{
  RowsRequest *request = data;

  g_array_unref (request->seqs);
  g_free (request);
}

static gboolean
read_rows (CwStore *store, gpointer data, gpointer *out_result, GError **error)
{
  RowsRequest *request = data;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_plan_row_free);

  for (guint i = 0; i < request->seqs->len; i++)
    {
      CwPlanRow *row = cw_store_get_plan_row (store, request->plan, g_array_index (request->seqs, gint64, i), error);

      if (row == NULL)
        return FALSE;
      g_ptr_array_add (rows, row);
    }
  *out_result = g_steal_pointer (&rows);
  return TRUE;
}

static void
take_rows (GPtrArray *items, GPtrArray *rows)
{
  g_assert (items->len == rows->len);
  for (guint i = 0; i < items->len; i++)
    {
      CwPlanItem *item = items->pdata[i];

      item->row = g_steal_pointer (&rows->pdata[i]);
      g_object_notify_by_pspec (G_OBJECT (item), item_properties[PROP_ROW]);
    }
}

static void
read_rows_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  RowsAnswer *answer = data;
  g_autoptr (CwPlanRowList) self = g_weak_ref_get (&answer->list);
  g_autoptr (GPtrArray) items = g_steal_pointer (&answer->items);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = g_task_propagate_pointer (G_TASK (result), &error);

  g_weak_ref_clear (&answer->list);
  g_free (answer);
  if (self == NULL)
    return;
  if (rows != NULL)
    take_rows (items, rows);
  else
    set_error (self, error);
}

static GPtrArray *
make_items (gpointer list, guint first)
{
  CwPlanRowList *self = list;
  GPtrArray *items = g_ptr_array_new_full (CW_PAGE_SIZE, g_object_unref);
  RowsAnswer *answer = g_new0 (RowsAnswer, 1);
  RowsRequest *request = g_new0 (RowsRequest, 1);
  guint end = MIN (first + CW_PAGE_SIZE, self->seqs->len);
  GTask *task = g_task_new (NULL, self->cancellable, read_rows_cb, answer);

  for (guint position = first; position < end; position++)
    g_ptr_array_add (items, g_object_new (CW_TYPE_PLAN_ITEM, NULL));
  g_weak_ref_init (&answer->list, self);
  answer->items = g_ptr_array_ref (items);
  request->plan = self->plan;
  request->seqs = g_array_sized_new (FALSE, FALSE, sizeof (gint64), end - first);
  g_array_append_vals (request->seqs, &g_array_index (self->seqs, gint64, first), end - first);
  g_task_set_source_tag (task, make_items);
  g_task_set_task_data (task, request, rows_request_free);
  cw_store_worker_push (self->worker, task, read_rows, (GDestroyNotify) g_ptr_array_unref);
  return items;
}

/* ---- searching ---- */

typedef struct {
  GWeakRef list;
  guint    number;
} SearchAnswer;

typedef struct {
  gint64 plan;
  guint  operations;
} SearchRequest;

/* Nine operations at most: a list of literals, each from our own table. */
static char *
make_sql (guint operations)
{
  GString *sql = g_string_new ("SELECT seq FROM plan_row WHERE plan = ?");

  if (operations != 0)
    {
      g_string_append (sql, " AND operation IN (");
      for (guint operation = 0, n = 0; operation < CW_N_OPERATIONS; operation++)
        if ((operations & (1u << operation)) != 0)
          g_string_append_printf (sql, "%s'%s'", n++ > 0 ? ", " : "", cw_operation_to_string ((CwOperation) operation));
      g_string_append_c (sql, ')');
    }
  g_string_append (sql, " ORDER BY seq");
  return g_string_free (sql, FALSE);
}

static gboolean
read_seqs (CwStore *store, gpointer data, gpointer *out_result, GError **error)
{
  SearchRequest *request = data;
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *sql = make_sql (request->operations);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init_once (&query, store, sql, error))
    return FALSE;
  _cw_query_int (&query, request->plan);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    {
      gint64 seq = _cw_query_get_int (&query, 0);

      g_array_append_val (seqs, seq);
    }
  if (step != CW_STEP_DONE)
    return FALSE;
  *out_result = g_steal_pointer (&seqs);
  return TRUE;
}

/* As removal, then addition: a view handles these faster than a replacement. */
static void
take_seqs (CwPlanRowList *self, GArray *seqs)
{
  guint removed = self->seqs->len;

  g_ptr_array_unref (cw_page_cache_take (self->pages));
  g_array_set_size (self->seqs, 0);
  if (removed > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, removed, 0);
  g_array_unref (self->seqs);
  self->seqs = g_array_ref (seqs);
  if (seqs->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, seqs->len);
}

static void
search_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  SearchAnswer *answer = data;
  g_autoptr (CwPlanRowList) self = g_weak_ref_get (&answer->list);
  guint number = answer->number;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) seqs = g_task_propagate_pointer (G_TASK (result), &error);

  g_weak_ref_clear (&answer->list);
  g_free (answer);
  if (self == NULL || number != self->searches)
    return;
  self->loading = FALSE;
  set_error (self, error);
  if (seqs != NULL)
    take_seqs (self, seqs);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
search (CwPlanRowList *self)
{
  SearchAnswer *answer = g_new0 (SearchAnswer, 1);
  SearchRequest *request = g_new0 (SearchRequest, 1);
  GTask *task = g_task_new (NULL, self->cancellable, search_cb, answer);

  g_weak_ref_init (&answer->list, self);
  answer->number = ++self->searches;
  request->plan = self->plan;
  request->operations = self->operations;
  g_task_set_source_tag (task, search);
  g_task_set_task_data (task, request, g_free);
  cw_store_worker_push (self->worker, task, read_seqs, (GDestroyNotify) g_array_unref);
  if (self->loading)
    return;
  self->loading = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/* ---- list model ---- */

static GType
cw_plan_row_list_get_item_type (GListModel *model)
{
  return CW_TYPE_PLAN_ITEM;
}

static guint
cw_plan_row_list_get_n_items (GListModel *model)
{
  return CW_PLAN_ROW_LIST (model)->seqs->len;
}

static gpointer
cw_plan_row_list_get_item (GListModel *model, guint position)
{
  CwPlanRowList *self = CW_PLAN_ROW_LIST (model);

  if (position >= self->seqs->len)
    return NULL;
  return g_object_ref (cw_page_cache_get (self->pages, position));
}

static void
cw_plan_row_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = cw_plan_row_list_get_item_type;
  iface->get_n_items = cw_plan_row_list_get_n_items;
  iface->get_item = cw_plan_row_list_get_item;
}

/* ---- object ---- */

static void
cw_plan_row_list_finalize (GObject *object)
{
  CwPlanRowList *self = CW_PLAN_ROW_LIST (object);

  g_cancellable_cancel (self->cancellable);
  cw_store_worker_free (self->worker);
  cw_page_cache_free (self->pages);
  g_array_unref (self->seqs);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (cw_plan_row_list_parent_class)->finalize (object);
}

static void
cw_plan_row_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CwPlanRowList *self = CW_PLAN_ROW_LIST (object);

  switch ((CwPlanRowListProps) prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cw_plan_row_list_class_init (CwPlanRowListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = cw_plan_row_list_finalize;
  object_class->get_property = cw_plan_row_list_get_property;
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, PROP_ERROR + 1, properties);
}

static void
cw_plan_row_list_init (CwPlanRowList *self)
{
  self->seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->pages = cw_page_cache_new (make_items, self);
  self->cancellable = g_cancellable_new ();
}

CwPlanRowList *
cw_plan_row_list_new (const char *dir, gint64 plan)
{
  CwPlanRowList *self = g_object_new (CW_TYPE_PLAN_ROW_LIST, NULL);

  self->plan = plan;
  self->worker = cw_store_worker_new (dir);
  search (self);
  return self;
}

void
cw_plan_row_list_set_operations (CwPlanRowList *self, guint operations)
{
  g_return_if_fail (CW_IS_PLAN_ROW_LIST (self));
  if (self->operations == operations)
    return;
  self->operations = operations;
  search (self);
}

const GError *
cw_plan_row_list_get_error (CwPlanRowList *self)
{
  g_return_val_if_fail (CW_IS_PLAN_ROW_LIST (self), NULL);
  return self->error;
}
