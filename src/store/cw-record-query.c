/* cw-record-query.c: searches, filters and sorts the mirror
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A search is one pass over the mirror's narrow table and one sort: some
 * hundred milliseconds for 150,000 records. What a condition does not need is
 * not joined.
 */

#include "config.h"

#include "cw-record-query.h"

#include "cw-fold.h"
#include "cw-record-query-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_ENUM_TYPE (CwRecordState, cw_record_state,
                    G_DEFINE_ENUM_VALUE (CW_RECORD_STATE_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (CW_RECORD_STATE_IN_STEP, "in-step"),
                    G_DEFINE_ENUM_VALUE (CW_RECORD_STATE_CHANGED, "changed"),
                    G_DEFINE_ENUM_VALUE (CW_RECORD_STATE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (CW_RECORD_STATE_ATTENTION, "attention"),
                    G_DEFINE_ENUM_VALUE (CW_RECORD_STATE_SKIPPED, "skipped"))

/* ---- values ---- */

CwRecordQuery *
cw_record_query_new (const char *connection)
{
  CwRecordQuery *self = g_new0 (CwRecordQuery, 1);

  self->connection = g_strdup (connection);
  self->mark = CW_MARK_UNKNOWN;
  return self;
}

CwRecordQuery *
cw_record_query_copy (const CwRecordQuery *self)
{
  CwRecordQuery *copy = g_memdup2 (self, sizeof *self);

  copy->connection = g_strdup (self->connection);
  copy->integration = g_strdup (self->integration);
  copy->workflow = g_strdup (self->workflow);
  copy->types = g_strdupv (self->types);
  copy->subsidiaries = g_strdupv (self->subsidiaries);
  copy->search = g_strdup (self->search);
  copy->turned = self->turned != NULL ? cw_key_set_copy (self->turned) : NULL;
  return copy;
}

void
cw_record_query_free (CwRecordQuery *self)
{
  if (self == NULL)
    return;
  g_free (self->connection);
  g_free (self->integration);
  g_free (self->workflow);
  g_strfreev (self->types);
  g_strfreev (self->subsidiaries);
  g_free (self->search);
  cw_key_set_free (self->turned);
  g_free (self);
}

static gboolean
equal_lists (char **a, char **b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return g_strv_equal ((const char * const *) a, (const char * const *) b);
}

/* None is the same as an empty set. */
static gboolean
equal_turned (const CwKeySet *a, const CwKeySet *b)
{
  if (a == NULL || b == NULL)
    return (a == NULL || cw_key_set_count (a) == 0) && (b == NULL || cw_key_set_count (b) == 0);
  return cw_key_set_equal (a, b);
}

gboolean
cw_record_query_equal (const CwRecordQuery *a, const CwRecordQuery *b)
{
  return g_strcmp0 (a->connection, b->connection) == 0 && g_strcmp0 (a->integration, b->integration) == 0 &&
         g_strcmp0 (a->workflow, b->workflow) == 0 && equal_lists (a->types, b->types) &&
         equal_lists (a->subsidiaries, b->subsidiaries) && g_strcmp0 (a->search, b->search) == 0 && a->states == b->states &&
         a->mark == b->mark && a->deleted_too == b->deleted_too && a->tree == b->tree && a->folded == b->folded &&
         equal_turned (a->turned, b->turned) && a->sort == b->sort && a->descending == b->descending;
}

void
cw_record_summary_free (CwRecordSummary *self)
{
  if (self == NULL)
    return;
  g_free (self->type);
  g_free (self->id);
  g_free (self->name);
  g_free (self->parent_name);
  g_free (self->subsidiaries);
  g_free (self->reason);
  g_free (self);
}

/* ---- what the SQL is made of ---- */

/* The joins that tell a record's state. Parameters: integration, workflow, integration, workflow, last plan, last whole plan.
 * A plan of chosen records knows only these; what became of the others stands in the last plan of all. */
#define STATE_JOINS \
  " LEFT JOIN link l ON l.integration = ? AND l.workflow = ? AND l.type = r.type AND l.source_id = r.id" \
  " LEFT JOIN attention a ON a.integration = ? AND a.workflow = ? AND a.type = r.type AND a.source_id = r.id" \
  " LEFT JOIN plan_row p ON p.key = coalesce ((SELECT key FROM plan_row WHERE plan = ? AND source_id = r.id AND type = r.type)," \
  " (SELECT key FROM plan_row WHERE plan = ? AND source_id = r.id AND type = r.type))" \
  " LEFT JOIN plan n ON n.id = p.plan LEFT JOIN run u ON u.id = n.run"

/* Parameter: integration. */
#define MARK_JOIN " LEFT JOIN local_mark m ON m.integration = ? AND m.type = r.type AND m.id = r.id"
#define MARKED "CASE WHEN r.mark >= 0 THEN r.mark ELSE coalesce (m.mark, 0) END"

#define PARENT_JOIN \
  " LEFT JOIN record q ON q.connection = r.connection AND q.type = r.parent_type AND q.number = cw_number (r.parent_id)" \
  " AND q.id = r.parent_id"

/* CwRecordState as a number. A skip that was decided before the record changed says nothing any more. */
#define STATE \
  "CASE WHEN a.id IS NOT NULL OR p.operation = 'conflict' OR p.state IN ('failed', 'unsettled') THEN 4" \
  " WHEN p.state IN ('pending', 'aside') THEN CASE WHEN u.ended = 0 THEN 3 WHEN l.target_id IS NULL THEN 0 ELSE 2 END" \
  " WHEN l.hold IS NOT NULL OR (p.operation = 'skip' AND r.modified <= n.created) THEN 5" \
  " WHEN l.target_id IS NULL THEN 0" \
  " WHEN r.modified > max (l.since, coalesce (n.created, 0)) OR (l.fingerprint IS NULL AND p.key IS NULL) THEN 2" \
  " ELSE 1 END"

static gboolean
ask_number (CwStore *self, const char *sql, const char *first, const char *second, gint64 *out_number, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self, sql, error))
    return FALSE;
  _cw_query_text (&query, first);
  if (second != NULL)
    _cw_query_text (&query, second);
  step = _cw_query_step (&query, error);
  *out_number = step == CW_STEP_ROW ? _cw_query_get_int (&query, 0) : 0;
  return step != CW_STEP_FAILED;
}

gboolean
_cw_record_query_read_scope (CwStore *self, const CwRecordQuery *query, CwRecordScope *scope, GError **error)
{
  *scope = (CwRecordScope) { 0 };
  if (!ask_number (self, "SELECT id FROM connection WHERE name = ?", query->connection, NULL, &scope->connection, error))
    return FALSE;
  if (query->integration == NULL || query->workflow == NULL)
    return TRUE;
  return ask_number (self, "SELECT id FROM integration WHERE name = ?", query->integration, NULL, &scope->integration, error) &&
         ask_number (self, "SELECT max (id) FROM plan WHERE integration = ? AND workflow = ? AND sealed <> 0",
                     query->integration, query->workflow, &scope->last_plan, error) &&
         ask_number (self,
                     "SELECT max (n.id) FROM plan n LEFT JOIN run u ON u.id = n.run WHERE n.integration = ? AND n.workflow = ?"
                     " AND n.sealed <> 0 AND cw_field (u.options, 'records') IS NULL",
                     query->integration, query->workflow, &scope->whole_plan, error);
}

/* SQL with the values of its parameters, in order. */
typedef struct {
  const char *text;    /* NULL: a number */
  gint64      number;
} Value;

typedef struct {
  GString   *sql;
  GArray    *values;   /* of Value */
  GPtrArray *texts;    /* owned ones among them */
} Builder;

static void
builder_clear (Builder *self)
{
  g_string_free (self->sql, TRUE);
  g_array_unref (self->values);
  g_ptr_array_unref (self->texts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Builder, builder_clear)

static void
add_text_value (Builder *self, const char *text)
{
  Value value = { text, 0 };

  g_array_append_val (self->values, value);
}

static void
add_number_value (Builder *self, gint64 number)
{
  Value value = { NULL, number };

  g_array_append_val (self->values, value);
}

static gboolean
needs_state (const CwRecordQuery *query)
{
  return query->states != 0 || query->sort == CW_RECORD_SORT_STATE;
}

static void
add_state_joins (Builder *self, const CwRecordQuery *query, const CwRecordScope *scope)
{
  g_string_append (self->sql, STATE_JOINS);
  for (guint i = 0; i < 2; i++)
    {
      add_number_value (self, scope->integration);
      add_text_value (self, query->workflow != NULL ? query->workflow : "");
    }
  add_number_value (self, scope->last_plan);
  add_number_value (self, scope->whole_plan);
}

/* @otherwise: a condition that suffices alone. */
static void
add_any_of (Builder *self, char **texts, const char *otherwise, const char *condition)
{
  if (texts == NULL)
    return;
  g_string_append_printf (self->sql, " AND (%s", otherwise);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_string_append_printf (self->sql, " OR %s", condition);
      add_text_value (self, texts[i]);
    }
  g_string_append (self->sql, ")");
}

/* Each word may stand anywhere in the name: scripts without spaces between words, and one letter, are found like all else. */
static void
add_search (Builder *self, const char *search)
{
  g_autofree char *folded = cw_fold (search);
  g_auto (GStrv) words = g_strsplit_set (folded, " \t\n", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      {
        g_string_append (self->sql, " AND instr (r.folded, ?) > 0");
        add_text_value (self, words[i]);
        g_ptr_array_add (self->texts, g_strdup (words[i]));
        g_array_index (self->values, Value, self->values->len - 1).text = g_ptr_array_index (self->texts, self->texts->len - 1);
      }
}

static void
add_states (Builder *self, guint states)
{
  g_string_append (self->sql, " AND " STATE " IN (-1");
  for (guint state = 0; state < CW_N_RECORD_STATES; state++)
    if (states & (1u << state))
      g_string_append_printf (self->sql, ", %u", state);
  g_string_append (self->sql, ")");
}

/* "SELECT @columns FROM …" with every condition of @query, without order. */
static void
add_selection (Builder *self, const char *columns, const CwRecordQuery *query, const CwRecordScope *scope, gboolean with_state)
{
  g_string_append_printf (self->sql, "SELECT %s FROM record r", columns);
  if (with_state)
    add_state_joins (self, query, scope);
  if (query->mark != CW_MARK_UNKNOWN || query->sort == CW_RECORD_SORT_MARK)
    {
      g_string_append (self->sql, MARK_JOIN);
      add_number_value (self, scope->integration);
    }
  if (query->sort == CW_RECORD_SORT_PARENT)
    g_string_append (self->sql, PARENT_JOIN);
  /* The plus: a pass in the order of the table is faster than one in the order of the index on ids. */
  g_string_append (self->sql, " WHERE +r.connection = ?");
  add_number_value (self, scope->connection);
  if (!query->deleted_too)
    g_string_append (self->sql, " AND r.deleted = 0");
  add_any_of (self, query->types, "0", "r.type = ?");
  add_any_of (self, query->subsidiaries, "r.subsidiaries IS NULL", "instr (r.subsidiaries, ',' || ? || ',') > 0");
  if (query->search != NULL)
    add_search (self, query->search);
  if (query->mark != CW_MARK_UNKNOWN)
    g_string_append_printf (self->sql, " AND (" MARKED ") = %d", query->mark);
  if (query->states != 0)
    add_states (self, query->states);
}

/* Records that are equal in what is sorted by keep the order of their names, whichever way it goes. */
static void
add_order (Builder *self, const CwRecordQuery *query)
{
  static const char *columns[] = {
    [CW_RECORD_SORT_NAME] = "r.folded",
    [CW_RECORD_SORT_TYPE] = "r.type",
    [CW_RECORD_SORT_PARENT] = "coalesce (q.folded, '')",
    [CW_RECORD_SORT_SUBSIDIARIES] = "r.subsidiaries",
    [CW_RECORD_SORT_MARK] = "(" MARKED ")",
    [CW_RECORD_SORT_STATE] = STATE,
    [CW_RECORD_SORT_CHANGED] = "r.modified",
    [CW_RECORD_SORT_ID] = "r.number",
  };

  g_string_append_printf (self->sql, " ORDER BY %s%s, %sr.type, r.number, r.id", columns[query->sort],
                          query->descending ? " DESC" : "", query->sort == CW_RECORD_SORT_NAME ? "" : "r.folded, ");
}

static gboolean
start_query (CwQuery *query, CwStore *store, const Builder *builder, GError **error)
{
  if (!_cw_query_init_once (query, store, builder->sql->str, error))
    return FALSE;
  for (guint i = 0; i < builder->values->len; i++)
    {
      const Value *value = &g_array_index (builder->values, Value, i);

      if (value->text != NULL)
        _cw_query_text (query, value->text);
      else
        _cw_query_int (query, value->number);
    }
  return TRUE;
}

static void
builder_init (Builder *self)
{
  self->sql = g_string_new (NULL);
  self->values = g_array_new (FALSE, FALSE, sizeof (Value));
  self->texts = g_ptr_array_new_with_free_func (g_free);
}

/* ---- lists ---- */

static gboolean
start_list (CwQuery *sql_query, CwStore *self, Builder *builder, const char *columns, const CwRecordQuery *query, GError **error)
{
  CwRecordScope scope;

  builder_init (builder);
  if (!_cw_record_query_read_scope (self, query, &scope, error))
    return FALSE;
  add_selection (builder, columns, query, &scope, needs_state (query));
  add_order (builder, query);
  return start_query (sql_query, self, builder, error);
}

GArray *
cw_store_list_record_keys (CwStore *self, const CwRecordQuery *query, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (Builder) builder = { 0 };
  g_auto (CwQuery) sql_query = { 0 };
  CwStep step;

  if (!start_list (&sql_query, self, &builder, "r.key", query, error))
    return NULL;
  while ((step = _cw_query_step (&sql_query, error)) == CW_STEP_ROW)
    {
      gint64 key = _cw_query_get_int (&sql_query, 0);

      g_array_append_val (keys, key);
    }
  return step == CW_STEP_DONE ? g_steal_pointer (&keys) : NULL;
}

/* @columns: the key, then (@valued) a number. */
static gboolean
foreach_key (CwStore *self, const CwRecordQuery *query, const char *columns, gboolean with_state, gboolean valued, CwRecordKeyFunc func,
             gpointer data, GError **error)
{
  g_auto (Builder) builder = { 0 };
  g_auto (CwQuery) sql_query = { 0 };
  CwRecordScope scope;
  CwStep step;

  builder_init (&builder);
  if (!_cw_record_query_read_scope (self, query, &scope, error))
    return FALSE;
  add_selection (&builder, columns, query, &scope, with_state);
  if (!start_query (&sql_query, self, &builder, error))
    return FALSE;
  while ((step = _cw_query_step (&sql_query, error)) == CW_STEP_ROW)
    func (_cw_query_get_int (&sql_query, 0), valued ? (guint) _cw_query_get_int (&sql_query, 1) : 0, data);
  return step == CW_STEP_DONE;
}

gboolean
_cw_record_query_foreach_key (CwStore *self, const CwRecordQuery *query, CwRecordKeyFunc func, gpointer data, GError **error)
{
  return foreach_key (self, query, "r.key", query->states != 0, FALSE, func, data, error);
}

gboolean
_cw_record_query_foreach_state (CwStore *self, const CwRecordQuery *query, CwRecordKeyFunc func, gpointer data, GError **error)
{
  return foreach_key (self, query, "r.key, " STATE, TRUE, TRUE, func, data, error);
}

gboolean
_cw_record_query_foreach_mark (CwStore *self, const CwRecordQuery *query, CwRecordKeyFunc func, gpointer data, GError **error)
{
  g_autoptr (CwRecordQuery) sorted = cw_record_query_copy (query);

  /* Brings the marks of Causeway's own in; nothing is sorted here. */
  sorted->sort = CW_RECORD_SORT_MARK;
  return foreach_key (self, sorted, "r.key, (" MARKED ") = 1", query->states != 0, TRUE, func, data, error);
}

gint64
cw_store_count_records (CwStore *self, const CwRecordQuery *query, GError **error)
{
  g_auto (Builder) builder = { 0 };
  g_auto (CwQuery) sql_query = { 0 };
  CwRecordScope scope;

  builder_init (&builder);
  if (!_cw_record_query_read_scope (self, query, &scope, error))
    return -1;
  add_selection (&builder, "count (*)", query, &scope, query->states != 0);
  if (!start_query (&sql_query, self, &builder, error) || _cw_query_step (&sql_query, error) != CW_STEP_ROW)
    return -1;
  return _cw_query_get_int (&sql_query, 0);
}

/* ---- what is shown of a record ---- */

#define SUMMARY_SELECT \
  "SELECT r.key, r.type, r.id, r.name, q.name, r.subsidiaries, " MARKED ", r.inactive, " STATE ", a.error, l.hold, p.reason," \
  " p.argument, p.error, r.modified FROM record r" STATE_JOINS MARK_JOIN PARENT_JOIN " WHERE r.key = ?"

static char *
make_reason (CwQuery *query, CwRecordState state)
{
  const char *attention = _cw_query_get_text (query, 9), *hold = _cw_query_get_text (query, 10);
  const char *row_error = _cw_query_get_text (query, 13);
  CwReason reason;

  if (state != CW_RECORD_STATE_ATTENTION && state != CW_RECORD_STATE_SKIPPED)
    return NULL;
  if (state == CW_RECORD_STATE_ATTENTION && (attention != NULL || row_error != NULL))
    return g_strdup (attention != NULL ? attention : row_error);
  if (state == CW_RECORD_STATE_SKIPPED && hold != NULL)
    return cw_reason_dup_sentence (CW_REASON_HELD, hold);
  if (cw_reason_from_string (_cw_query_get_text (query, 11), &reason))
    return cw_reason_dup_sentence (reason, _cw_query_get_text (query, 12));
  return NULL;
}

static CwRecordSummary *
read_summary (CwQuery *query)
{
  CwRecordSummary *summary = g_new0 (CwRecordSummary, 1);

  summary->key = _cw_query_get_int (query, 0);
  summary->type = _cw_query_dup_text (query, 1);
  summary->id = _cw_query_dup_text (query, 2);
  summary->name = _cw_query_dup_text (query, 3);
  summary->parent_name = _cw_query_dup_text (query, 4);
  summary->subsidiaries = _cw_query_dup_text (query, 5);
  summary->marked = _cw_query_get_int (query, 6) == CW_MARK_ON;
  summary->inactive = _cw_query_get_int (query, 7) != 0;
  summary->state = (CwRecordState) _cw_query_get_int (query, 8);
  summary->reason = make_reason (query, summary->state);
  summary->changed = _cw_query_get_int (query, 14);
  return summary;
}

GPtrArray *
cw_store_get_record_summaries (CwStore *self, const CwRecordQuery *query, const GArray *keys, GError **error)
{
  g_autoptr (GPtrArray) summaries = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_record_summary_free);
  g_auto (CwQuery) sql_query = { 0 };
  CwRecordScope scope;

  if (!_cw_record_query_read_scope (self, query, &scope, error) || !_cw_query_init (&sql_query, self, SUMMARY_SELECT, error))
    return NULL;
  for (guint i = 0; i < keys->len; i++)
    {
      CwStep step;

      for (guint n = 0; n < 2; n++)
        {
          _cw_query_int (&sql_query, scope.integration);
          _cw_query_text (&sql_query, query->workflow);
        }
      _cw_query_int (&sql_query, scope.last_plan);
      _cw_query_int (&sql_query, scope.whole_plan);
      _cw_query_int (&sql_query, scope.integration);
      _cw_query_int (&sql_query, g_array_index (keys, gint64, i));
      step = _cw_query_step (&sql_query, error);
      if (step == CW_STEP_FAILED)
        return NULL;
      if (step == CW_STEP_ROW)
        g_ptr_array_add (summaries, read_summary (&sql_query));
      _cw_query_restart (&sql_query);
    }
  return g_steal_pointer (&summaries);
}

gboolean
cw_store_find_record_key (CwStore *self, const char *connection, const char *type, const char *id, gint64 *out_key, GError **error)
{
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       "SELECT key FROM record WHERE connection = (SELECT id FROM connection WHERE name = ?) AND type = ? AND number = ?"
                       " AND id = ?", error))
    return FALSE;
  _cw_query_text (&query, connection);
  _cw_query_text (&query, type);
  _cw_query_int (&query, _cw_store_id_number (id));
  _cw_query_text (&query, id);
  step = _cw_query_step (&query, error);
  *out_key = step == CW_STEP_ROW ? _cw_query_get_int (&query, 0) : 0;
  if (step == CW_STEP_DONE)
    g_set_error (error, CW_STORE_ERROR, CW_STORE_ERROR_NOT_FOUND, _("%s %s is not known yet. Read both sides, then look again."), type, id);
  return step == CW_STEP_ROW;
}

GHashTable *
cw_store_list_record_names (CwStore *self, const char *connection, const char *type, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (CwQuery) query = { 0 };
  CwStep step;

  if (!_cw_query_init (&query, self,
                       "SELECT id, name FROM record WHERE connection = (SELECT id FROM connection WHERE name = ?) AND type = ?"
                       " AND name IS NOT NULL", error))
    return NULL;
  _cw_query_text (&query, connection);
  _cw_query_text (&query, type);
  while ((step = _cw_query_step (&query, error)) == CW_STEP_ROW)
    g_hash_table_insert (names, _cw_query_dup_text (&query, 0), _cw_query_dup_text (&query, 1));
  return step == CW_STEP_DONE ? g_steal_pointer (&names) : NULL;
}

char **
cw_store_list_record_ids (CwStore *self, const CwKeySet *keys, GError **error)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (CwQuery) query = { 0 };

  if (!_cw_query_init (&query, self, "SELECT type || ':' || id FROM record WHERE key = ?", error))
    return NULL;
  for (gint64 key = cw_key_set_next (keys, 0); key != 0; key = cw_key_set_next (keys, key))
    {
      CwStep step;

      _cw_query_int (&query, key);
      step = _cw_query_step (&query, error);
      if (step == CW_STEP_FAILED)
        return NULL;
      if (step == CW_STEP_ROW)
        g_strv_builder_add (ids, _cw_query_get_text (&query, 0));
      _cw_query_restart (&query);
    }
  return g_strv_builder_end (ids);
}
