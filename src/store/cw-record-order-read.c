/* cw-record-order-read.c: what an order keeps, from the store
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "cw-record-order-private.h"

#include "cw-record-query-private.h"

#include <string.h>

#define MAX_SETS  65000

/* ---- reading ---- */

/* One record as it is read. Texts are offsets into one block. */
typedef struct {
  gint64  key, number, modified;
  gint64  parent_number;
  guint64 head;            /* of the folded name: its first bytes, greatest first */
  guint32 name, id, parent_id;
  guint16 set;
  guint8  type, parent_type;
  guint8  deleted;
} Row;

typedef struct {
  CwRecordOrder *order;
  GHashTable    *sets;     /* text → index of the set + 1; texts borrowed */
  GArray        *rows;     /* of Row */
  GString       *texts;
} Build;

static guint8
find_type (CwRecordOrder *self, const char *type)
{
  guint at;

  if (type == NULL)
    return MAX_TYPES;
  for (at = 0; at < self->types->len; at++)
    if (g_str_equal (self->types->pdata[at], type))
      return (guint8) at;
  if (at == MAX_TYPES)
    return MAX_TYPES;
  g_ptr_array_add (self->types, g_strdup (type));
  return (guint8) at;
}

/* Index of the set that @text says. Beyond what can be counted all are taken for one that nobody knows. */
static guint16
find_set (Build *build, const char *text)
{
  gpointer known = g_hash_table_lookup (build->sets, text != NULL ? text : "");
  Set set = { g_strdup (text), 0 };

  if (known != NULL || build->order->sets->len >= MAX_SETS)
    {
      g_free (set.text);
      return known != NULL ? (guint16) (GPOINTER_TO_UINT (known) - 1) : 0;
    }
  g_array_append_val (build->order->sets, set);
  g_hash_table_insert (build->sets, set.text != NULL ? set.text : (gpointer) "", GUINT_TO_POINTER (build->order->sets->len));
  return (guint16) (build->order->sets->len - 1);
}

static int
compare_sets (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 ((*(Set * const *) a)->text, (*(Set * const *) b)->text);
}

static void
rank_sets (CwRecordOrder *self)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; i < self->sets->len; i++)
    g_ptr_array_add (sorted, &g_array_index (self->sets, Set, i));
  g_ptr_array_sort (sorted, compare_sets);
  for (guint i = 0; i < sorted->len; i++)
    ((Set *) sorted->pdata[i])->rank = i;
}

static guint32
keep_text (Build *build, const char *text)
{
  guint32 at = (guint32) build->texts->len;

  g_string_append_len (build->texts, text != NULL ? text : "", text != NULL ? (gssize) strlen (text) + 1 : 1);
  return at;
}

static guint64
make_head (const char *name)
{
  guint64 head = 0;
  gboolean ended = FALSE;

  for (guint i = 0; i < 8; i++)
    {
      ended = ended || name[i] == '\0';
      head = head << 8 | (ended ? 0 : (guchar) name[i]);
    }
  return head;
}

static void
read_row (Build *build, CwQuery *query)
{
  const char *name = _cw_query_get_text (query, 4), *parent_id = _cw_query_get_text (query, 6);
  Row row = { .key = _cw_query_get_int (query, 0), .number = _cw_query_get_int (query, 2), .modified = _cw_query_get_int (query, 7) };

  row.type = find_type (build->order, _cw_query_get_text (query, 1));
  row.deleted = _cw_query_get_int (query, 8) != 0;
  row.set = find_set (build, _cw_query_get_text (query, 9));
  row.head = make_head (name);
  row.name = keep_text (build, name);
  row.id = row.number == G_MAXINT64 ? keep_text (build, _cw_query_get_text (query, 3)) : 0;
  row.parent_type = parent_id != NULL ? find_type (build->order, _cw_query_get_text (query, 5)) : MAX_TYPES;
  row.parent_number = parent_id != NULL ? _cw_store_id_number (parent_id) : 0;
  row.parent_id = parent_id != NULL && row.parent_number == G_MAXINT64 ? keep_text (build, parent_id) : 0;
  g_array_append_val (build->rows, row);
}

static gboolean
read_rows (Build *build, CwStore *store, const char *connection, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, store,
                       "SELECT key, type, number, id, folded, parent_type, parent_id, modified, deleted, subsidiaries FROM record"
                       " WHERE +connection = (SELECT id FROM connection WHERE name = ?)", error))
    return FALSE;
  _cw_query_text (&query, connection);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    read_row (build, &query);
  return step == CW_STEP_DONE;
}

static int
compare_numbers (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

static const Row *
row_at (Build *build, guint32 index)
{
  return &g_array_index (build->rows, Row, index);
}

int
_cw_record_order_compare_types (CwRecordOrder *self, guint8 a, guint8 b)
{
  return a == b ? 0 : strcmp (self->types->pdata[a], self->types->pdata[b]);
}

static int
compare_names (Build *build, const Row *a, const Row *b)
{
  if (a->head != b->head)
    return a->head < b->head ? -1 : 1;
  return strcmp (build->texts->str + a->name, build->texts->str + b->name);
}

static int
compare_ids (Build *build, const Row *a, const Row *b)
{
  int order = compare_numbers (a->number, b->number);

  return order == 0 && a->number == G_MAXINT64 ? strcmp (build->texts->str + a->id, build->texts->str + b->id) : order;
}

static int
compare_by_name (gconstpointer a, gconstpointer b, gpointer data)
{
  Build *build = data;
  const Row *x = row_at (build, *(const guint32 *) a), *y = row_at (build, *(const guint32 *) b);
  int order = compare_names (build, x, y);

  if (order == 0)
    order = _cw_record_order_compare_types (build->order, x->type, y->type);
  return order != 0 ? order : compare_ids (build, x, y);
}

static int
compare_by_id (gconstpointer a, gconstpointer b, gpointer data)
{
  Build *build = data;
  const Row *x = row_at (build, *(const guint32 *) a), *y = row_at (build, *(const guint32 *) b);

  return x->type != y->type ? x->type - y->type : compare_ids (build, x, y);
}

static GArray *
sort_rows (Build *build, GCompareDataFunc compare)
{
  GArray *sorted = g_array_sized_new (FALSE, FALSE, sizeof (guint32), build->rows->len);

  for (guint32 i = 0; i < build->rows->len; i++)
    g_array_append_val (sorted, i);
  g_array_sort_with_data (sorted, compare, build);
  return sorted;
}

/* Index of the row that @row names as its parent; NONE: there is none. @by_id: rows in order of type and id. */
static guint32
find_parent (Build *build, const GArray *by_id, const Row *row)
{
  Row wanted = { .type = row->parent_type, .number = row->parent_number, .id = row->parent_id };
  guint low = 0, high = by_id->len;

  if (row->parent_type == MAX_TYPES)
    return NONE;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      guint32 index = g_array_index (by_id, guint32, middle);
      const Row *at = row_at (build, index);
      int order = at->type != wanted.type ? at->type - wanted.type : compare_ids (build, at, &wanted);

      if (order == 0)
        return index;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return NONE;
}

static void
make_entries (CwRecordOrder *self, Build *build)
{
  g_autoptr (GArray) by_name = sort_rows (build, compare_by_name), by_id = sort_rows (build, compare_by_id);
  g_autofree guint32 *places = g_new (guint32, build->rows->len + 1);   /* row → entry */
  guint32 rank = 0;

  for (guint32 i = 0; i < by_name->len; i++)
    places[g_array_index (by_name, guint32, i)] = i;
  g_array_set_size (self->entries, 0);
  for (guint32 i = 0; i < by_name->len; i++)
    {
      const Row *row = row_at (build, g_array_index (by_name, guint32, i));
      guint32 parent = find_parent (build, by_id, row);
      Entry entry = { .key = row->key, .number = row->number, .modified = row->modified, .type = row->type, .set = row->set,
                      .deleted = row->deleted };

      if (i > 0 && compare_names (build, row_at (build, g_array_index (by_name, guint32, i - 1)), row) != 0)
        rank++;
      entry.rank = rank;
      entry.parent = parent != NONE ? places[parent] : NONE;
      g_array_append_val (self->entries, entry);
    }
  self->empty_first = by_name->len > 0 && build->texts->str[row_at (build, g_array_index (by_name, guint32, 0))->name] == '\0';
  /* Rows came in the order of their keys, or nearly. */
  g_array_set_size (self->by_key, 0);
  g_array_append_vals (self->by_key, places, build->rows->len);
}

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer data)
{
  return compare_numbers (entry_at (data, *(const guint32 *) a)->key, entry_at (data, *(const guint32 *) b)->key);
}

gboolean
_cw_record_order_ensure_entries (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, GError **error)
{
  Build build = { .order = self };
  gint64 version;
  gboolean ok;

  if (!_cw_store_pragma (store, "PRAGMA data_version", &version, error))
    return FALSE;
  if (version == self->version && g_strcmp0 (self->connection, query->connection) == 0)
    return TRUE;
  g_clear_pointer (&self->sorted, g_array_unref);
  g_clear_pointer (&self->connection, g_free);
  g_clear_pointer (&self->states_for, g_free);
  g_clear_pointer (&self->marks_for, g_free);
  g_array_set_size (self->sets, 0);
  build.sets = g_hash_table_new (g_str_hash, g_str_equal);
  build.rows = g_array_new (FALSE, FALSE, sizeof (Row));
  build.texts = g_string_new (NULL);
  ok = read_rows (&build, store, query->connection, error);
  if (ok)
    {
      rank_sets (self);
      make_entries (self, &build);
      g_array_sort_with_data (self->by_key, compare_keys, self);
      self->connection = g_strdup (query->connection);
      self->version = version;
    }
  g_hash_table_unref (build.sets);
  g_array_unref (build.rows);
  g_string_free (build.texts, TRUE);
  return ok;
}

/* ---- what SQLite has to say ---- */

typedef struct {
  CwRecordOrder *order;
  guint          at;      /* in by_key: where the next key is expected */
  guint8        *flags;   /* of entries; NULL: states are taken */
} Pass;

Entry *
_cw_record_order_find_entry (CwRecordOrder *self, gint64 key, guint *at)
{
  guint low = 0, high = self->by_key->len;

  if (*at < high && entry_at (self, g_array_index (self->by_key, guint32, *at))->key == key)
    return entry_at (self, g_array_index (self->by_key, guint32, (*at)++));
  while (low < high)
    {
      guint middle = (low + high) / 2;
      Entry *entry = entry_at (self, g_array_index (self->by_key, guint32, middle));

      if (entry->key == key)
        {
          *at = middle + 1;
          return entry;
        }
      if (entry->key < key)
        low = middle + 1;
      else
        high = middle;
    }
  return NULL;
}

static void
take_state (gint64 key, guint state, gpointer data)
{
  Pass *pass = data;
  Entry *entry = _cw_record_order_find_entry (pass->order, key, &pass->at);

  if (entry != NULL)
    entry->state = (guint8) state;
}

gboolean
_cw_record_order_ensure_states (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, GError **error)
{
  g_autofree char *wanted = g_strdup_printf ("%s\n%s", query->integration != NULL ? query->integration : "",
                                             query->workflow != NULL ? query->workflow : "");
  g_autoptr (CwRecordQuery) all = cw_record_query_new (query->connection);
  Pass pass = { .order = self };

  if (g_strcmp0 (self->states_for, wanted) == 0)
    return TRUE;
  g_clear_pointer (&self->states_for, g_free);
  g_clear_pointer (&self->sorted, g_array_unref);
  all->integration = g_strdup (query->integration);
  all->workflow = g_strdup (query->workflow);
  all->deleted_too = TRUE;
  if (!_cw_record_query_foreach_state (store, all, take_state, &pass, error))
    return FALSE;
  self->states_for = g_steal_pointer (&wanted);
  return TRUE;
}

static void
take_mark (gint64 key, guint marked, gpointer data)
{
  Pass *pass = data;
  Entry *entry = _cw_record_order_find_entry (pass->order, key, &pass->at);

  if (entry != NULL)
    entry->marked = marked != 0;
}

gboolean
_cw_record_order_ensure_marks (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, GError **error)
{
  const char *wanted = query->integration != NULL ? query->integration : "";
  g_autoptr (CwRecordQuery) all = cw_record_query_new (query->connection);
  Pass pass = { .order = self };

  if (g_strcmp0 (self->marks_for, wanted) == 0)
    return TRUE;
  g_clear_pointer (&self->marks_for, g_free);
  g_clear_pointer (&self->sorted, g_array_unref);
  all->integration = g_strdup (query->integration);
  all->workflow = g_strdup (query->workflow);
  all->deleted_too = TRUE;
  if (!_cw_record_query_foreach_mark (store, all, take_mark, &pass, error))
    return FALSE;
  self->marks_for = g_strdup (wanted);
  return TRUE;
}

static void
take_found (gint64 key, guint state, gpointer data)
{
  Pass *pass = data;
  Entry *entry = _cw_record_order_find_entry (pass->order, key, &pass->at);

  if (entry != NULL)
    pass->flags[entry - entry_at (pass->order, 0)] |= FOUND;
}

gboolean
_cw_record_order_find_texts (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, guint8 *flags, GError **error)
{
  g_autoptr (CwRecordQuery) some = cw_record_query_new (query->connection);
  Pass pass = { .order = self, .flags = flags };

  some->search = g_strdup (query->search);
  some->deleted_too = query->deleted_too;
  return _cw_record_query_foreach_key (store, some, take_found, &pass, error);
}
