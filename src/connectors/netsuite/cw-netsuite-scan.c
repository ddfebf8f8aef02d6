/* cw-netsuite-scan.c: reads a table by ranges of its key, several side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Strategy. Always offset 0, always ORDER BY the key: "key > last" is the next
 * page, so that neither the cap of 100,000 rows nor the cost of late pages
 * exists. The first page goes alone; it finds out which columns the account has,
 * how many rows there are (totalResults) and how dense the keys lie. From that
 * the rest is cut into ranges that should fill one page each, two for every
 * lane, and an open tail behind them, which is asked first and cut again with
 * the density found there. A range that overflows is cut in the same way.
 *
 * Limits. Gaps cost at most two requests a lane for every page read before
 * them. With one lane no range is cut and a table of N rows takes the minimum,
 * N / 1000 requests. A page is the last one of its range when it says so *and*
 * holds as many rows as the result has: where the cap bites, an answer says
 * that there is no more although there is.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "config.h"

#include "cw-netsuite-private.h"

#include <glib/gi18n-lib.h>

#define OPEN_END        G_MAXINT64
#define FILL_PERCENT    92   /* of a page, where keys have gaps: so that chance seldom overfills a range */
#define RANGES_PER_LANE 2

typedef struct {
  /* inputs */
  CwNetsuite *self;
  CwNsSelect *select;
  const char *doing;
  CwNsRows    rows;
  gpointer    data;

  /* owned */
  GTimeZone  *zone;       /* NULL when no column is an instant */
  GPtrArray  *ranges;     /* of Range, one for each of requests */
  GPtrArray  *requests;   /* of CwHttpRequest, handed over to the client */
} Scan;

/* Keys of (after, upto] that fit a condition; what its answer held. */
typedef struct {
  Scan       *scan;
  const char *condition;   /* NULL: all */
  gint64      after, upto;
  CwNsPage   *page;        /* written by the lane, read when the answer is there */
} Range;

static void
range_free (gpointer data)
{
  Range *range = data;

  _cw_ns_page_free (range->page);
  g_free (range);
}

static Range *
range_new (Scan *scan, const char *condition, gint64 after, gint64 upto)
{
  Range *range = g_new0 (Range, 1);

  range->scan = scan;
  range->condition = condition;
  range->after = after;
  range->upto = upto;
  return range;
}

static void
scan_clear (Scan *scan)
{
  g_clear_pointer (&scan->zone, g_time_zone_unref);
  g_clear_pointer (&scan->ranges, g_ptr_array_unref);
  g_clear_pointer (&scan->requests, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scan, scan_clear)

/* ---- statements ---- */

/* Conditions name columns as @column, whatever the table is called in the statement. */
static void
append_condition (GString *sql, const CwNsSelect *select, const char *condition)
{
  g_auto (GStrv) parts = g_strsplit (condition, "@", -1);
  g_autofree char *text = g_strjoinv (select->prefix, parts);

  g_string_append_printf (sql, " AND (%s)", text);
}

static char *
build_sql (const CwNsSelect *select, GPtrArray *columns, const Range *range)
{
  const CwNsColumn *key = g_ptr_array_index (select->columns, 0);
  g_autoptr (GString) sql = g_string_new ("SELECT ");

  for (guint i = 0; i < columns->len; i++)
    {
      const CwNsColumn *column = g_ptr_array_index (columns, i);

      g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "", column->expression);
      if (!g_str_equal (column->expression, column->alias))
        g_string_append_printf (sql, " AS %s", column->alias);
    }
  g_string_append_printf (sql, " FROM %s WHERE %s > %" G_GINT64_FORMAT, select->from, key->expression, range->after);
  if (range->upto != OPEN_END)
    g_string_append_printf (sql, " AND %s <= %" G_GINT64_FORMAT, key->expression, range->upto);
  if (range->condition != NULL)
    append_condition (sql, select, range->condition);
  g_string_append_printf (sql, " ORDER BY %s ASC", key->expression);
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/* Decodes on the lane, so that pages are taken apart side by side; a broken one is asked for again. */
static gboolean
check_page (const CwWireAnswer *wire, gpointer data, GError **error)
{
  Range *range = data;

  g_clear_pointer (&range->page, _cw_ns_page_free);
  range->page = _cw_ns_page_decode (range->scan->select, range->scan->zone, wire->body, error);
  return range->page != NULL;
}

static CwHttpRequest *
range_request (Range *range)
{
  CwNsSelect *select = range->scan->select;
  g_autofree char *sql = build_sql (select, select->columns, range);
  CwHttpRequest *request = _cw_ns_query_new (sql, CW_NS_PAGE_ROWS);

  request->check = check_page;
  request->check_data = range;
  return request;
}

/* ---- ranges ---- */

static void
queue_range (Scan *scan, const char *condition, gint64 after, gint64 upto)
{
  Range *range = range_new (scan, condition, after, upto);

  g_ptr_array_add (scan->ranges, range);
  g_ptr_array_add (scan->requests, range_request (range));
}

static gint64
get_key (GPtrArray *rows, guint index)
{
  return g_ascii_strtoll (cw_fields_get (g_ptr_array_index (rows, index), "id"), NULL, 10);
}

/* Cuts what lies behind @last in @range, which still has @remaining rows, by the density of the page just read. */
static void
queue_rest (Scan *scan, const Range *range, gint64 last, gint64 remaining)
{
  gint64 n = range->page->rows->len;
  gint64 span = last - get_key (range->page->rows, 0) + 1;
  gint64 fill = span <= n ? n : MAX (1, n * FILL_PERCENT / 100);
  gint64 width = MAX (n, (gint64) ((double) span / (double) n * (double) fill));
  guint lanes = cw_http_client_get_lanes (scan->self->client);
  gint64 pieces = remaining > 0 ? (remaining + fill - 1) / fill : 1;
  gint64 cuts = lanes > 1 ? MIN (pieces - 1, (gint64) lanes * RANGES_PER_LANE) : 0;
  gint64 tail = last;

  while (cuts-- > 0 && range->upto - tail > width)
    tail += width;
  queue_range (scan, range->condition, tail, range->upto);
  for (; last < tail; last += width)
    queue_range (scan, range->condition, last, last + width);
}

/* Several rows of one key may go on behind the page: its last key is left to the next one. */
static void
trim_last_key (GPtrArray *rows)
{
  gint64 last = get_key (rows, rows->len - 1);
  guint keep = rows->len;

  while (keep > 0 && get_key (rows, keep - 1) == last)
    keep--;
  if (keep > 0)
    g_ptr_array_set_size (rows, (int) keep);
}

static gboolean
check_order (const Scan *scan, const Range *range, GError **error)
{
  GPtrArray *rows = range->page->rows;
  gint64 before = range->after;

  for (guint i = 0; i < rows->len; i++)
    {
      gint64 key = get_key (rows, i);
      gboolean in_order = key > before || (scan->select->key_repeats && i > 0 && key == before);

      if (!in_order || key > range->upto)
        {
          g_autofree char *this = g_strdup_printf ("%" G_GINT64_FORMAT, key), *last = g_strdup_printf ("%" G_GINT64_FORMAT, before);

          g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL,
                       _("NetSuite “%s”, %s: the rows are not in the order that was asked for (%s after %s)"), scan->self->name, scan->doing,
                       this, last);
          return FALSE;
        }
      before = key;
    }
  return TRUE;
}

static gboolean
take_page (Scan *scan, Range *range, GError **error)
{
  CwNsPage *page = range->page;
  gint64 last, remaining;
  gboolean more = page->has_more || page->total > (gint64) page->rows->len;

  if (page->rows->len == 0)
    return TRUE;
  if (!check_order (scan, range, error))
    return FALSE;
  if (more && scan->select->key_repeats)
    trim_last_key (page->rows);

  last = get_key (page->rows, page->rows->len - 1);
  remaining = page->total >= 0 && !scan->select->key_repeats ? page->total - page->rows->len : 0;
  if (!scan->rows (page->rows, scan->data, error))
    return FALSE;
  if (more && last < range->upto)
    queue_rest (scan, range, last, remaining);
  g_clear_pointer (&range->page, _cw_ns_page_free);
  return TRUE;
}

/* ---- the first page, which settles the columns ---- */

static gboolean
fetch_range (Scan *scan, Range *range, CwNsFault *out_fault, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwHttpAnswer) answer = cw_http_client_send_sync (scan->self->client, range_request (range), cancellable);

  return _cw_ns_check_answer (scan->self, answer, scan->doing, out_fault, error);
}

static void
remove_column (Scan *scan, guint index)
{
  CwNsColumn *column = g_ptr_array_index (scan->select->columns, index);

  _cw_ns_set_absent (scan->self, scan->select->table, column->column);
  _cw_ns_select_remove (scan->select, index);
}

/* FALSE when @identifier is none of the columns that may be left out. */
static gboolean
remove_named (Scan *scan, const char *identifier)
{
  for (guint i = scan->select->columns->len - 1; i > 0; i--)
    {
      const CwNsColumn *column = g_ptr_array_index (scan->select->columns, i);

      if (g_str_equal (column->column, identifier) && !column->kept)
        {
          remove_column (scan, i);
          return TRUE;
        }
    }
  return FALSE;
}

/* Asks with the key and columns @from up to before @to only. */
static gboolean
try_columns (Scan *scan, const Range *range, guint from, guint to, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  g_autoptr (CwHttpAnswer) answer = NULL;
  g_autofree char *sql = NULL;

  g_ptr_array_add (columns, g_ptr_array_index (scan->select->columns, 0));
  for (guint i = from; i < to; i++)
    g_ptr_array_add (columns, g_ptr_array_index (scan->select->columns, i));
  sql = build_sql (scan->select, columns, range);
  answer = cw_http_client_send_sync (scan->self->client, _cw_ns_query_new (sql, CW_NS_PAGE_ROWS), cancellable);
  return _cw_ns_check_answer (scan->self, answer, scan->doing, NULL, NULL);
}

/* The columns of @from up to before @to that trip the engine when they are asked for; each half is tried in turn. */
static void
find_offenders (Scan *scan, const Range *range, guint from, guint to, GArray *out_indices, GCancellable *cancellable)
{
  guint middle = from + (to - from) / 2;

  if (from == to || try_columns (scan, range, from, to, cancellable))
    return;
  if (to - from == 1)
    {
      g_array_append_val (out_indices, from);
      return;
    }
  find_offenders (scan, range, from, middle, out_indices, cancellable);
  find_offenders (scan, range, middle, to, out_indices, cancellable);
}

/* FALSE when no single column is to blame. */
static gboolean
remove_offenders (Scan *scan, const Range *range, GCancellable *cancellable)
{
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));

  if (!try_columns (scan, range, 1, 1, cancellable))
    return FALSE;
  find_offenders (scan, range, 1, scan->select->columns->len, indices, cancellable);
  if (indices->len == 0 || g_cancellable_is_cancelled (cancellable))
    return FALSE;
  for (guint i = indices->len; i > 0; i--)
    remove_column (scan, g_array_index (indices, guint, i - 1));
  return TRUE;
}

static gboolean
fetch_first (Scan *scan, Range *range, CwNsFault *out_fault, GCancellable *cancellable, GError **error)
{
  gboolean bisected = FALSE;

  for (;;)
    {
      g_autoptr (GError) local = NULL;

      _cw_ns_fault_clear (out_fault);
      if (fetch_range (scan, range, out_fault, cancellable, &local))
        return TRUE;
      if (out_fault->kind == CW_NS_FAULT_COLUMN && remove_named (scan, out_fault->identifier))
        continue;
      if (out_fault->kind == CW_NS_FAULT_ENGINE && !bisected && remove_offenders (scan, range, cancellable))
        {
          bisected = TRUE;
          continue;
        }
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
}

/* ---- the whole ---- */

static gboolean
each_answer (guint index, CwHttpAnswer *answer, gpointer data, GError **error)
{
  Scan *scan = data;

  return _cw_ns_check_answer (scan->self, answer, scan->doing, NULL, error)
         && take_page (scan, g_ptr_array_index (scan->ranges, index), error);
}

static gboolean
get_zone (Scan *scan, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < scan->select->columns->len; i++)
    if (((CwNsColumn *) g_ptr_array_index (scan->select->columns, i))->kind == CW_NS_INSTANT)
      return _cw_ns_get_zone_sync (scan->self, &scan->zone, cancellable, error);
  return TRUE;
}

gboolean
_cw_ns_scan_sync (CwNetsuite *self, CwNsSelect *select, GPtrArray *conditions, const char *doing, CwNsRows rows, gpointer data,
                  CwNsFault *out_fault, GCancellable *cancellable, GError **error)
{
  g_auto (CwNsFault) fault = { CW_NS_FAULT_NONE, NULL };
  g_auto (Scan) scan = { self, select, doing, rows, data, NULL, NULL, NULL };
  Range *first;

  if (conditions != NULL && conditions->len == 0)
    return TRUE;
  if (!get_zone (&scan, cancellable, error))
    return FALSE;
  scan.ranges = g_ptr_array_new_with_free_func (range_free);
  scan.requests = g_ptr_array_new ();

  first = range_new (&scan, conditions != NULL ? g_ptr_array_index (conditions, 0) : NULL, 0, OPEN_END);
  if (!fetch_first (&scan, first, out_fault != NULL ? out_fault : &fault, cancellable, error) || !take_page (&scan, first, error))
    {
      range_free (first);
      return FALSE;
    }
  range_free (first);
  for (guint i = 1; conditions != NULL && i < conditions->len; i++)
    queue_range (&scan, g_ptr_array_index (conditions, i), 0, OPEN_END);
  return scan.requests->len == 0 || cw_http_client_send_all_sync (self->client, scan.requests, each_answer, &scan, cancellable, error);
}

gboolean
_cw_ns_collect_rows (GPtrArray *rows, gpointer data, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (data, cw_fields_ref (g_ptr_array_index (rows, i)));
  return TRUE;
}
