/* cw-record-order.c: the order of a mirror's records, kept between searches
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entries stand in the order of names, which every other order falls back to:
 * sorting by something else is a stable sort of them by one number. Names are
 * compared while they are read, by their first eight bytes as a number, and
 * forgotten.
 */

#include "cw-record-order-private.h"

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

  if (!_cw_record_order_ensure_entries (self, store, query, error)
      || (states && !_cw_record_order_ensure_states (self, store, query, error)) || (marks && !_cw_record_order_ensure_marks (self, store, query, error)))
    return NULL;
  flags = g_malloc0 (self->entries->len + 1);
  if (texts && !_cw_record_order_find_texts (self, store, query, flags, error))
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
      type_ranks[i] += _cw_record_order_compare_types (self, (guint8) j, (guint8) i) < 0 ? 1 : 0;
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

GArray *
_cw_record_order_sort (CwRecordOrder *self, const CwRecordQuery *query, const guint8 *flags, guint8 wanted)
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

/* ---- questions ---- */

static void
make_list (CwRecordOrder *self, const CwRecordQuery *query, const guint8 *flags, CwRecordSnapshot *snapshot)
{
  g_autoptr (GArray) sorted = _cw_record_order_sort (self, query, flags, MATCHES);

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
    _cw_record_order_make_tree (self, query, flags, snapshot);
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
      const Entry *entry = _cw_record_order_find_entry (self, key, &at);

      if (entry == NULL)
        continue;
      flags[entry - entry_at (self, 0)] |= MATCHES;
      out_weight->requests += count_request (entry);
    }
  _cw_record_order_flag_parents (self, query, flags);
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
  return _cw_record_order_ensure_entries (self, store, query, error) && _cw_record_order_ensure_states (self, store, query, error) && _cw_record_order_ensure_marks (self, store, query, error);
}
