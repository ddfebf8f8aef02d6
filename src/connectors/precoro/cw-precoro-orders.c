/* cw-precoro-orders.c: purchase orders as a source
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list shows heads without lines, in all states, so that an order that is
 * no longer approved is noticed too. Lines cost a request an order: they are
 * read of those that are approved, and of those that were sent before, as far
 * as the reader wants them.
 */

#define G_LOG_DOMAIN "cw-precoro"

#include "config.h"

#include "cw-precoro-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PER_PAGE 200   /* the largest that Precoro allows */
#define BATCH    50    /* whole orders that are handed over together */

typedef struct {
  CwPrecoro         *self;
  const CwReadQuery *query;
  CwReadPage         page;
  gpointer           data;
  GPtrArray         *wanted;    /* idn of orders that are read whole; owned */
  GPtrArray         *slots;     /* CwTargetRecord that a lane took apart, NULL while it did not; owned */
  GPtrArray         *whole;     /* CwRecord, not handed over yet; owned */
} Reading;

static void
reading_clear (Reading *reading)
{
  g_clear_pointer (&reading->wanted, g_ptr_array_unref);
  g_clear_pointer (&reading->slots, g_ptr_array_unref);
  g_clear_pointer (&reading->whole, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

/* ---- one order ---- */

static gint64
parse_instant (const char *text)
{
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC : 0;
}

/* Only "approved" is certain; the others are called what they most likely are. */
static char *
dup_stage (CwFields *fields)
{
  static const struct { const char *number, *stage; } stages[] = {
    { "0", "open" }, { "1", "pending" }, { "2", "approved" }, { "3", "denied" }, { "7", "on revise" }, { "8", "canceled" }, { "11", "closed" },
  };
  const char *status = cw_fields_get (fields, "status"), *words = cw_fields_get (fields, "statusString");

  /* 8: it waits for a connector that is switched off. */
  if (g_strcmp0 (cw_fields_get (fields, "integrationStatus"), "8") == 0)
    return g_strdup ("waiting for another connector");
  for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
    if (g_strcmp0 (stages[i].number, status) == 0)
      return g_strdup (stages[i].stage);
  return g_strdup (words != NULL ? words : status);
}

/* One id space for all companies of a region. */
static char *
dup_unique_id (CwPrecoro *self, const char *id)
{
  const char *region = strstr (self->url, "://api.precoro.com") != NULL ? "com" : strstr (self->url, "://api.precoro.us") != NULL ? "us" : "local";

  return g_strdup_printf ("precoro-%s-po-%s", region, id);
}

/* The day of an instant in UTC; who knows the books' own zone may say better. */
static void
add_day (CwFields *fields, const char *instant, const char *day)
{
  const char *text = cw_fields_get (fields, instant);

  if (text != NULL)
    cw_fields_take (fields, day, g_strndup (text, strlen ("YYYY-MM-DD")));
}

static CwRecord *
new_record (CwPrecoro *self, const CwTargetRecord *order)
{
  CwRecord *record = cw_record_new (CW_PRECORO_ORDERS, order->id);
  const char *name = cw_fields_get (order->fields, "customName"), *idn = cw_fields_get (order->fields, "idn");

  cw_fields_merge (record->fields, order->fields, TRUE);
  record->name = name != NULL ? g_strdup (name) : g_strdup_printf ("PO-%s", idn != NULL ? idn : order->id);
  record->stage = dup_stage (order->fields);
  record->created = parse_instant (cw_fields_get (order->fields, "createDate"));
  record->modified = parse_instant (cw_fields_get (order->fields, "updateDate"));
  record->mark = order->external_id != NULL ? CW_MARK_ON : CW_MARK_OFF;
  add_day (record->fields, "createDate", "createDay");
  add_day (record->fields, "approvalDate", "approvalDay");
  add_day (record->fields, "requiredDate", "requiredDay");
  /* A stamp is no content. */
  cw_fields_set (record->fields, "updateDate", NULL);
  cw_fields_take (record->fields, "uniqueId", dup_unique_id (self, order->id));
  return record;
}

/* What mappings can read of the head of an order. */
GPtrArray *
_cw_precoro_describe_orders (void)
{
  static const struct { const char *id, *label; CwValueType type; } known[] = {
    { "customName", "Purchase Order #", CW_VALUE_TEXT }, { "idn", "Number", CW_VALUE_TEXT }, { "note", "Note", CW_VALUE_TEXT },
    { "currency", "Order Currency", CW_VALUE_TEXT }, { "netSum", "Net Total", CW_VALUE_NUMBER }, { "sum", "Total", CW_VALUE_NUMBER },
    { "createDate", "Creation Date", CW_VALUE_DATETIME }, { "createDay", "Creation Date (day)", CW_VALUE_DATE },
    { "approvalDate", "Approval Date", CW_VALUE_DATETIME }, { "approvalDay", "Approval Date (day)", CW_VALUE_DATE },
    { "requiredDate", "Required Date", CW_VALUE_DATETIME }, { "requiredDay", "Required Date (day)", CW_VALUE_DATE },
    { "statusString", "Status", CW_VALUE_TEXT }, { "purchaserName", "Purchaser", CW_VALUE_TEXT },
    { "purchaserEmail", "Purchaser's E-mail", CW_VALUE_TEXT }, { "supplierName", "Supplier", CW_VALUE_TEXT },
    { "supplierExternalId", "Supplier's External Id", CW_VALUE_TEXT }, { "locationName", "Location", CW_VALUE_TEXT },
    { "uniqueId", "Unique Id", CW_VALUE_TEXT },
  };
  GPtrArray *fields = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_field_info_free);

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      CwFieldInfo *info = cw_field_info_new (known[i].id, known[i].label, known[i].type);

      info->always = TRUE;
      g_ptr_array_add (fields, info);
    }
  return fields;
}

static gboolean
is_picked (const CwReadQuery *query, const CwRecord *record)
{
  return query->ids == NULL || g_strv_contains (query->ids, record->id);
}

/* ---- heads ---- */

static gboolean
is_wanted_whole (const Reading *reading, const CwRecord *head, CwReadDepth depth)
{
  return depth == CW_READ_WHOLE && !reading->query->ids_only && cw_fields_get (head->fields, "idn") != NULL
         && (g_str_equal (head->stage != NULL ? head->stage : "", "approved") || head->mark == CW_MARK_ON);
}

static gboolean
take_heads (GPtrArray *orders, gpointer data, GError **error)
{
  Reading *reading = data;
  const CwReadQuery *query = reading->query;
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_record_free);

  for (guint i = 0; i < orders->len; i++)
    {
      g_autoptr (CwRecord) head = new_record (reading->self, g_ptr_array_index (orders, i));
      CwReadDepth depth = CW_READ_WHOLE;

      if (!is_picked (query, head))
        continue;
      if (query->depth != NULL)
        depth = query->depth (head, query->depth_data);
      if (is_wanted_whole (reading, head, depth))
        g_ptr_array_add (reading->wanted, g_strdup (cw_fields_get (head->fields, "idn")));
      else if (depth != CW_READ_NOTHING)
        g_ptr_array_add (records, g_steal_pointer (&head));
    }
  return records->len == 0 || reading->page (records, reading->data, error);
}

/* ---- whole orders ---- */

/* A broken answer is asked for again. */
static gboolean
check_order (const CwWireAnswer *wire, gpointer data, GError **error)
{
  CwTargetRecord **slot = data;
  g_autoptr (JsonNode) root = cw_json_parse_object (wire->body, error);

  g_clear_pointer (slot, cw_target_record_free);
  *slot = root != NULL ? _cw_precoro_decode_order (json_node_get_object (root), "$", error) : NULL;
  if (*slot != NULL && cw_fields_get ((*slot)->fields, CW_FIELD_LINES) == NULL)
    return cw_json_fail (error, "$.items", "the lines of the order were expected");
  return *slot != NULL;
}

static gboolean
hand_over (Reading *reading, GError **error)
{
  gboolean ok = reading->whole->len == 0 || reading->page (reading->whole, reading->data, error);

  g_ptr_array_set_size (reading->whole, 0);
  return ok;
}

/* An order that is gone between list and reading is none. */
static gboolean
each_order (guint index, CwHttpAnswer *answer, gpointer data, GError **error)
{
  Reading *reading = data;
  CwTargetRecord **slot = g_ptr_array_index (reading->slots, index);

  if (answer->error == NULL && answer->wire->status == 404)
    return TRUE;
  if (!_cw_precoro_check_answer (reading->self, answer, _("reading purchase orders"), error))
    return FALSE;
  g_ptr_array_add (reading->whole, new_record (reading->self, *slot));
  g_clear_pointer (slot, cw_target_record_free);
  return reading->whole->len < BATCH || hand_over (reading, error);
}

static void
slot_free (gpointer data)
{
  CwTargetRecord **slot = data;

  g_clear_pointer (slot, cw_target_record_free);
  g_free (slot);
}

static gboolean
read_whole (Reading *reading, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) requests = g_ptr_array_new ();

  for (guint i = 0; i < reading->wanted->len; i++)
    {
      g_autofree char *path = g_strdup_printf ("/purchaseorders/%s", (char *) g_ptr_array_index (reading->wanted, i));
      CwHttpRequest *request = cw_http_request_new ("GET", path);
      CwTargetRecord **slot = g_new0 (CwTargetRecord *, 1);

      g_ptr_array_add (reading->slots, slot);
      cw_http_request_add_header (request, "Accept", "application/json");
      request->repeatable = TRUE;
      request->check = check_order;
      request->check_data = slot;
      g_ptr_array_add (requests, request);
    }
  return requests->len == 0
         || (cw_http_client_send_all_sync (reading->self->client, requests, each_order, reading, cancellable, error)
             && hand_over (reading, error));
}

/* ---- the whole ---- */

gboolean
_cw_precoro_read_orders_sync (CwPrecoro *self, const CwReadQuery *query, CwReadPage page, gpointer data,
                              GCancellable *cancellable, GError **error)
{
  g_auto (Reading) reading = { self, query, page, data, NULL, NULL, NULL };
  g_autofree char *path = g_strdup ("/purchaseorders");

  reading.wanted = g_ptr_array_new_with_free_func (g_free);
  reading.slots = g_ptr_array_new_with_free_func (slot_free);
  reading.whole = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_record_free);
  if (query->changed_since > 0)
    {
      g_autoptr (GDateTime) since = g_date_time_new_from_unix_utc (query->changed_since / G_USEC_PER_SEC);
      g_autofree char *text = g_date_time_format (since, "%Y-%m-%dT%H:%M:%S");
      g_autofree char *escaped = g_uri_escape_string (text, NULL, FALSE);

      g_free (path);
      path = g_strconcat ("/purchaseorders?modifiedSince=", escaped, NULL);
    }
  return _cw_precoro_list_sync (self, path, PER_PAGE, _cw_precoro_decode_order, _("reading purchase orders"), take_heads, &reading,
                                cancellable, error)
         && read_whole (&reading, cancellable, error);
}
