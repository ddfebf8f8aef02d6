/* cw-record-order.c: the order of a mirror's records, kept between searches
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entries stand in the order of names, which every other order falls back to:
 * sorting by something else is a stable sort of them by one number. Names are
 * compared while they are read, by their first eight bytes as a number, and
 * forgotten.
 */

#include "cw-record-order.h"

#include "cw-record-query-private.h"

#include <string.h>

#define NONE      G_MAXUINT32
#define MAX_TYPES 250
#define MAX_SETS  65000

/* One record. */
typedef struct {
  gint64  key;
  gint64  number;          /* of its id */
  gint64  modified;
  guint32 rank;            /* of its name: equal names share one */
  guint32 parent;          /* index; NONE: at a root, or not known */
  guint8  type;            /* index into types */
  guint8  state;           /* CwRecordState, when states_for says so */
  guint16 set;             /* of subsidiaries: index into sets */
  guint8  deleted : 1;
  guint8  marked : 1;      /* when marks_for says so */
} Entry;

/* Subsidiaries that many records share. */
typedef struct {
  char    *text;           /* as a record keeps them; NULL: none are known */
  guint    rank;           /* in order of the texts */
} Set;

struct _CwRecordOrder {
  char      *connection;
  gint64     version;       /* of the database, as the store sees others write */
  GPtrArray *types;         /* of char *, owned */
  GArray    *sets;          /* of Set */
  GArray    *entries;       /* of Entry, by name */
  GArray    *by_key;        /* of guint32: indices of entries by ascending key */
  gboolean   empty_first;   /* rank 0 is that of no name */
  char      *states_for;    /* integration and workflow; NULL: states are not known */
  char      *marks_for;     /* integration; NULL: marks are not known */
  GArray    *sorted;        /* of guint32: all entries as they were sorted last; NULL: not yet, or no longer true */
  CwRecordSort sorted_by;
  gboolean   sorted_descending;
};

/* ---- values ---- */

void
cw_record_snapshot_free (CwRecordSnapshot *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->keys);
  g_clear_pointer (&self->places, g_byte_array_unref);
  g_free (self);
}

static void
set_clear (gpointer data)
{
  Set *set = data;

  g_free (set->text);
}

CwRecordOrder *
cw_record_order_new (void)
{
  CwRecordOrder *self = g_new0 (CwRecordOrder, 1);

  self->types = g_ptr_array_new_with_free_func (g_free);
  self->sets = g_array_new (FALSE, FALSE, sizeof (Set));
  g_array_set_clear_func (self->sets, set_clear);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->by_key = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

void
cw_record_order_free (CwRecordOrder *self)
{
  if (self == NULL)
    return;
  g_free (self->connection);
  g_free (self->states_for);
  g_free (self->marks_for);
  g_clear_pointer (&self->sorted, g_array_unref);
  g_ptr_array_unref (self->types);
  g_array_unref (self->sets);
  g_array_unref (self->entries);
  g_array_unref (self->by_key);
  g_free (self);
}

static Entry *
entry_at (CwRecordOrder *self, guint index)
{
  return &g_array_index (self->entries, Entry, index);
}

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

static int
compare_types (CwRecordOrder *self, guint8 a, guint8 b)
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
    order = compare_types (build->order, x->type, y->type);
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

/* Reads all anew when another connection has written since. */
static gboolean
ensure_entries (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, GError **error)
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

/* The entry of @key; NULL: it is newer than the order. */
static Entry *
find_entry (CwRecordOrder *self, gint64 key, guint *at)
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
  Entry *entry = find_entry (pass->order, key, &pass->at);

  if (entry != NULL)
    entry->state = (guint8) state;
}

static gboolean
ensure_states (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, GError **error)
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
  Entry *entry = find_entry (pass->order, key, &pass->at);

  if (entry != NULL)
    entry->marked = marked != 0;
}

static gboolean
ensure_marks (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, GError **error)
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

#define MATCHES  1   /* of flags */
#define FOUND    2   /* by name */
#define ABOVE    4   /* above one that matches */
#define PLACED   8

static void
take_found (gint64 key, guint state, gpointer data)
{
  Pass *pass = data;
  Entry *entry = find_entry (pass->order, key, &pass->at);

  if (entry != NULL)
    pass->flags[entry - entry_at (pass->order, 0)] |= FOUND;
}

static gboolean
find_texts (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, guint8 *flags, GError **error)
{
  g_autoptr (CwRecordQuery) some = cw_record_query_new (query->connection);
  Pass pass = { .order = self, .flags = flags };

  some->search = g_strdup (query->search);
  some->deleted_too = query->deleted_too;
  return _cw_record_query_foreach_key (store, some, take_found, &pass, error);
}

/* ---- matching ---- */

static gboolean
has_type (CwRecordOrder *self, guint type, char **types)
{
  return types == NULL || (type < self->types->len && g_strv_contains ((const char * const *) types, self->types->pdata[type]));
}

/* As the planner sees it: a record without any is available to all. */
static gboolean
is_available (const char *set, char **subsidiaries)
{
  return subsidiaries == NULL || set == NULL || cw_subsidiaries_has_any (set, (const char * const *) subsidiaries);
}

/* MATCHES in @flags says what fits; the number of them. */
static guint
combine (CwRecordOrder *self, const CwRecordQuery *query, gboolean texts, guint8 *flags)
{
  g_autofree gboolean *by_set = g_new (gboolean, self->sets->len + 1);
  gboolean by_type[MAX_TYPES + 1];
  guint count = 0;

  for (guint i = 0; i <= MAX_TYPES; i++)
    by_type[i] = has_type (self, i, query->types);
  for (guint i = 0; i < self->sets->len; i++)
    by_set[i] = is_available (g_array_index (self->sets, Set, i).text, query->subsidiaries);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = entry_at (self, i);

      if ((entry->deleted && !query->deleted_too) || !by_type[entry->type] || !by_set[entry->set]
          || (texts && (flags[i] & FOUND) == 0) || (query->states != 0 && (query->states & 1u << entry->state) == 0)
          || (query->mark != CW_MARK_UNKNOWN && (entry->marked != 0) != (query->mark == CW_MARK_ON)))
        continue;
      flags[i] |= MATCHES;
      count++;
    }
  return count;
}

/* (transfer full), by g_free(); NULL with @error. */
static guint8 *
find_matches (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, guint *out_count, GError **error)
{
  gboolean texts = query->search != NULL && *query->search != '\0';
  gboolean states = query->states != 0 || query->sort == CW_RECORD_SORT_STATE;
  gboolean marks = query->mark != CW_MARK_UNKNOWN || query->sort == CW_RECORD_SORT_MARK;
  g_autofree guint8 *flags = NULL;

  if (!ensure_entries (self, store, query, error)
      || (states && !ensure_states (self, store, query, error)) || (marks && !ensure_marks (self, store, query, error)))
    return NULL;
  flags = g_malloc0 (self->entries->len + 1);
  if (texts && !find_texts (self, store, query, flags, error))
    return NULL;
  *out_count = combine (self, query, texts, flags);
  return g_steal_pointer (&flags);
}

/* ---- sorting ---- */

typedef struct {
  gint64  value;
  guint32 index;
} Sorted;

static gint64
get_sort_value (CwRecordOrder *self, const Entry *entry, CwRecordSort sort, const guint *type_ranks)
{
  switch (sort)
    {
    case CW_RECORD_SORT_TYPE:
      return type_ranks[entry->type];
    case CW_RECORD_SORT_PARENT:
      /* No parent sorts like one without a name. */
      return entry->parent == NONE ? -1 : entry_at (self, entry->parent)->rank == 0 && self->empty_first ? -1
             : (gint64) entry_at (self, entry->parent)->rank;
    case CW_RECORD_SORT_SUBSIDIARIES:
      return g_array_index (self->sets, Set, entry->set).rank;
    case CW_RECORD_SORT_MARK:
      return entry->marked;
    case CW_RECORD_SORT_STATE:
      return entry->state;
    case CW_RECORD_SORT_CHANGED:
      return entry->modified;
    case CW_RECORD_SORT_ID:
      return entry->number;
    case CW_RECORD_SORT_NAME:
    default:
      return entry->rank;
    }
}

static int
compare_rising (gconstpointer a, gconstpointer b)
{
  const Sorted *x = a, *y = b;

  return x->value != y->value ? (x->value > y->value ? 1 : -1) : (x->index > y->index) - (x->index < y->index);
}

static int
compare_falling (gconstpointer a, gconstpointer b)
{
  const Sorted *x = a, *y = b;

  return x->value != y->value ? (x->value < y->value ? 1 : -1) : (x->index > y->index) - (x->index < y->index);
}

/* All entries as @query sorts: kept, since the next question mostly sorts alike. (element-type guint32) (borrowed) */
static const GArray *
sort_all (CwRecordOrder *self, const CwRecordQuery *query)
{
  g_autoptr (GArray) sorted = NULL;
  guint type_ranks[MAX_TYPES + 1] = { 0 };

  if (self->sorted != NULL && self->sorted_by == query->sort && self->sorted_descending == query->descending)
    return self->sorted;
  for (guint i = 0; i < self->types->len; i++)
    for (guint j = 0; j < self->types->len; j++)
      type_ranks[i] += compare_types (self, (guint8) j, (guint8) i) < 0 ? 1 : 0;
  sorted = g_array_sized_new (FALSE, FALSE, sizeof (Sorted), self->entries->len);
  for (guint32 i = 0; i < self->entries->len; i++)
    {
      Sorted one = { get_sort_value (self, entry_at (self, i), query->sort, type_ranks), i };

      g_array_append_val (sorted, one);
    }
  g_array_sort (sorted, query->descending ? compare_falling : compare_rising);
  g_clear_pointer (&self->sorted, g_array_unref);
  self->sorted = g_array_sized_new (FALSE, FALSE, sizeof (guint32), sorted->len);
  for (guint i = 0; i < sorted->len; i++)
    g_array_append_val (self->sorted, g_array_index (sorted, Sorted, i).index);
  self->sorted_by = query->sort;
  self->sorted_descending = query->descending;
  return self->sorted;
}

/* Indices of the entries with any of @wanted in @flags, as @query sorts. (element-type guint32) */
static GArray *
sort_entries (CwRecordOrder *self, const CwRecordQuery *query, const guint8 *flags, guint8 wanted)
{
  const GArray *all = query->sort != CW_RECORD_SORT_NAME || query->descending ? sort_all (self, query) : NULL;
  GArray *indices = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < self->entries->len; i++)
    {
      guint32 index = all != NULL ? g_array_index (all, guint32, i) : i;

      if ((flags[index] & wanted) != 0)
        g_array_append_val (indices, index);
    }
  return indices;
}

/* ---- trees ---- */

typedef struct {
  CwRecordOrder    *order;
  guint8           *flags;
  guint32          *first;     /* child of an entry, in order; NONE: none */
  guint32          *next;      /* brother of an entry, in order; NONE: none */
  const CwRecordQuery *query;
  CwRecordSnapshot *snapshot;
} Tree;

static guint32
get_parent (CwRecordOrder *self, const CwRecordQuery *query, guint32 index)
{
  guint32 parent = entry_at (self, index)->parent;

  return parent != NONE && entry_at (self, parent)->deleted && !query->deleted_too ? NONE : parent;
}

/* Each chain is walked as far as nobody has walked before, so that circles end as well. */
static void
flag_parents (CwRecordOrder *self, const CwRecordQuery *query, guint8 *flags)
{
  for (guint32 i = 0; i < self->entries->len; i++)
    {
      if ((flags[i] & MATCHES) == 0)
        continue;
      for (guint32 at = get_parent (self, query, i); at != NONE && (flags[at] & ABOVE) == 0; at = get_parent (self, query, at))
        flags[at] |= ABOVE;
    }
}

static guint32
skip_placed (Tree *tree, guint32 at)
{
  while (at != NONE && (tree->flags[at] & PLACED) != 0)
    at = tree->next[at];
  return at;
}

static gboolean
is_folded (Tree *tree, gint64 key)
{
  return tree->query->folded != (tree->query->turned != NULL && cw_key_set_contains (tree->query->turned, key));
}

/* @hidden: below a folded branch; it counts as placed all the same. Whether this one is folded. */
static gboolean
place (Tree *tree, guint32 index, guint depth, gboolean hidden)
{
  gint64 key = entry_at (tree->order, index)->key;
  CwRecordFold fold = CW_RECORD_FOLD_LEAF;
  guint8 byte;

  tree->flags[index] |= PLACED;
  if (hidden)
    return FALSE;
  if (skip_placed (tree, tree->first[index]) != NONE)
    fold = is_folded (tree, key) ? CW_RECORD_FOLD_FOLDED : CW_RECORD_FOLD_OPEN;
  byte = (guint8) (MIN (depth, CW_PLACE_DEPTH) | fold << CW_PLACE_FOLD_SHIFT);
  if ((tree->flags[index] & MATCHES) == 0)
    byte |= CW_PLACE_CONTEXT;
  g_array_append_val (tree->snapshot->keys, key);
  g_byte_array_append (tree->snapshot->places, &byte, 1);
  return fold == CW_RECORD_FOLD_FOLDED;
}

/* @root and everything below it, without recursion: a child is placed once, so that a circle ends where it began. What a folded
 * branch hides is walked as well, so that nothing of it is taken for a root later. */
static void
place_branch (Tree *tree, guint32 root, GArray *stack)
{
  guint hidden = place (tree, root, 0, FALSE) ? 0 : G_MAXUINT;   /* depth of the folded branch that the walk is in */
  guint32 at = tree->first[root];

  g_array_set_size (stack, 0);
  for (;;)
    {
      at = skip_placed (tree, at);
      if (at != NONE)
        {
          g_array_append_val (stack, at);
          if (place (tree, at, stack->len, stack->len > hidden))
            hidden = stack->len;
          at = tree->first[at];
        }
      else if (stack->len > 0)
        {
          at = tree->next[g_array_index (stack, guint32, stack->len - 1)];
          g_array_set_size (stack, stack->len - 1);
          /* A brother of the folded one, or of one above it, is seen again. */
          hidden = stack->len < hidden ? G_MAXUINT : hidden;
        }
      else
        {
          return;
        }
    }
}

static void
make_tree (CwRecordOrder *self, const CwRecordQuery *query, guint8 *flags, CwRecordSnapshot *snapshot)
{
  g_autofree guint32 *first = g_new (guint32, self->entries->len + 1), *next = g_new (guint32, self->entries->len + 1);
  g_autoptr (GArray) sorted = NULL, stack = g_array_new (FALSE, FALSE, sizeof (guint32));
  Tree tree = { self, flags, first, next, query, snapshot };

  flag_parents (self, query, flags);
  sorted = sort_entries (self, query, flags, MATCHES | ABOVE);
  memset (first, 0xff, (self->entries->len + 1) * sizeof *first);
  /* From the last to the first, each in front of its brothers. */
  for (guint i = sorted->len; i > 0; i--)
    {
      guint32 index = g_array_index (sorted, guint32, i - 1), parent = get_parent (self, query, index);

      next[index] = parent != NONE ? first[parent] : NONE;
      if (parent != NONE)
        first[parent] = index;
    }
  for (guint i = 0; i < sorted->len; i++)
    if (get_parent (self, query, g_array_index (sorted, guint32, i)) == NONE)
      place_branch (&tree, g_array_index (sorted, guint32, i), stack);
  /* Who is his own ancestor has no root: the first of a circle stands for it. */
  for (guint i = 0; i < sorted->len; i++)
    if ((flags[g_array_index (sorted, guint32, i)] & PLACED) == 0)
      place_branch (&tree, g_array_index (sorted, guint32, i), stack);
}

/* ---- questions ---- */

static void
make_list (CwRecordOrder *self, const CwRecordQuery *query, const guint8 *flags, CwRecordSnapshot *snapshot)
{
  g_autoptr (GArray) sorted = sort_entries (self, query, flags, MATCHES);

  for (guint i = 0; i < sorted->len; i++)
    g_array_append_val (snapshot->keys, entry_at (self, g_array_index (sorted, guint32, i))->key);
}

CwRecordSnapshot *
cw_record_order_find (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, GError **error)
{
  guint count;
  g_autofree guint8 *flags = find_matches (self, store, query, &count, error);
  CwRecordSnapshot *snapshot;

  if (flags == NULL)
    return NULL;
  snapshot = g_new0 (CwRecordSnapshot, 1);
  snapshot->keys = g_array_sized_new (FALSE, FALSE, sizeof (gint64), count);
  snapshot->n_matches = count;
  if (query->tree)
    snapshot->places = g_byte_array_sized_new (count);
  if (query->tree)
    make_tree (self, query, flags, snapshot);
  else
    make_list (self, query, flags, snapshot);
  return snapshot;
}

CwKeySet *
cw_record_order_match (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, GError **error)
{
  guint count;
  g_autofree guint8 *flags = find_matches (self, store, query, &count, error);
  CwKeySet *keys;

  if (flags == NULL)
    return NULL;
  keys = cw_key_set_new ();
  for (guint i = 0; i < self->by_key->len; i++)
    {
      guint32 index = g_array_index (self->by_key, guint32, i);

      if ((flags[index] & MATCHES) != 0)
        cw_key_set_set (keys, entry_at (self, index)->key, TRUE);
    }
  return keys;
}

static guint
count_request (const Entry *entry)
{
  return entry->state == CW_RECORD_STATE_IN_STEP ? 0 : 1;
}

gboolean
cw_record_order_weigh (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, const CwKeySet *chosen, CwRecordWeight *out_weight,
                       GError **error)
{
  g_autofree guint8 *flags = NULL;
  guint at = 0;

  if (!cw_record_order_warm (self, store, query, error))
    return FALSE;
  flags = g_malloc0 (self->entries->len + 1);
  *out_weight = (CwRecordWeight) { 0 };
  for (gint64 key = cw_key_set_next (chosen, 0); key != 0; key = cw_key_set_next (chosen, key))
    {
      const Entry *entry = find_entry (self, key, &at);

      if (entry == NULL)
        continue;
      flags[entry - entry_at (self, 0)] |= MATCHES;
      out_weight->requests += count_request (entry);
    }
  flag_parents (self, query, flags);
  for (guint i = 0; i < self->entries->len; i++)
    if ((flags[i] & (MATCHES | ABOVE)) == ABOVE)
      {
        out_weight->parents++;
        out_weight->requests += count_request (entry_at (self, i));
      }
  return TRUE;
}

gboolean
cw_record_order_warm (CwRecordOrder *self, CwStore *store, const CwRecordQuery *query, GError **error)
{
  return ensure_entries (self, store, query, error) && ensure_states (self, store, query, error) && ensure_marks (self, store, query, error);
}
