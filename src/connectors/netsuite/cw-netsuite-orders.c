/* cw-netsuite-orders.c: purchase orders, found by their external ids
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SuiteQL shows them as rows of two tables: the head, and lines of which the
 * first, the main line, has the segments of the head. Signs of amounts follow
 * the ledger, so that only their size is taken.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "config.h"

#include "cw-netsuite-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define IDS_AT_ONCE 200   /* external ids in one condition: they are longer than numbers */

typedef struct { const char *name, *column; CwNsKind kind; } Field;

static const Field head_fields[] = {
  { "externalId", "externalid",  CW_NS_TEXT },
  { "tranId",     "tranid",      CW_NS_TEXT },
  { "tranDate",   "trandate",    CW_NS_DATE },
  { "dueDate",    "duedate",     CW_NS_DATE },
  { "entity",     "entity",      CW_NS_REFERENCE },
  { "employee",   "employee",    CW_NS_REFERENCE },
  { "currency",   "currency",    CW_NS_REFERENCE },
  { "memo",       "memo",        CW_NS_TEXT },
  { "total",      "foreigntotal", CW_NS_NUMBER },
  { NULL }
};

/* Of a main line the segments are the document's. */
static const Field line_fields[] = {
  { "transaction", "transaction", CW_NS_REFERENCE },
  { "sequence",    "linesequencenumber", CW_NS_INTEGER },
  { "mainLine",    "mainline",   CW_NS_BOOLEAN },
  { "item",        "item",       CW_NS_REFERENCE },
  { "account",     "expenseaccount", CW_NS_REFERENCE },
  { "quantity",    "quantity",   CW_NS_NUMBER },
  { "rate",        "rate",       CW_NS_NUMBER },
  { "amount",      "foreignamount", CW_NS_NUMBER },
  { "customer",    "entity",     CW_NS_REFERENCE },
  { "department",  "department", CW_NS_REFERENCE },
  { "class",       "class",      CW_NS_REFERENCE },
  { "location",    "location",   CW_NS_REFERENCE },
  { "subsidiary",  "subsidiary", CW_NS_REFERENCE },
  { "memo",        "memo",       CW_NS_TEXT },
  { NULL }
};

CwNsKind
_cw_ns_get_order_kind (const char *list, const char *name)
{
  static const struct { const char *name; CwNsKind kind; } kinds[] = {
    { "entity", CW_NS_REFERENCE }, { "subsidiary", CW_NS_REFERENCE }, { "employee", CW_NS_REFERENCE }, { "currency", CW_NS_REFERENCE },
    { "department", CW_NS_REFERENCE }, { "class", CW_NS_REFERENCE }, { "location", CW_NS_REFERENCE }, { "terms", CW_NS_REFERENCE },
    { "shipTo", CW_NS_REFERENCE }, { "exchangeRate", CW_NS_NUMBER }, { "tranDate", CW_NS_DATE }, { "dueDate", CW_NS_DATE },
  };
  static const struct { const char *name; CwNsKind kind; } line_kinds[] = {
    { "item", CW_NS_REFERENCE }, { "account", CW_NS_REFERENCE }, { "category", CW_NS_REFERENCE }, { "customer", CW_NS_REFERENCE },
    { "department", CW_NS_REFERENCE }, { "class", CW_NS_REFERENCE }, { "location", CW_NS_REFERENCE }, { "quantity", CW_NS_NUMBER },
    { "rate", CW_NS_NUMBER }, { "amount", CW_NS_NUMBER }, { "isBillable", CW_NS_BOOLEAN }, { "isClosed", CW_NS_BOOLEAN },
  };

  for (gsize i = 0; list == NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name))
      return kinds[i].kind;
  for (gsize i = 0; list != NULL && i < G_N_ELEMENTS (line_kinds); i++)
    if (g_str_equal (line_kinds[i].name, name))
      return line_kinds[i].kind;
  return CW_NS_TEXT;
}

/* ---- statements ---- */

static CwNsSelect *
new_select (CwNetsuite *self, const char *table, const char *key, const Field *fields)
{
  CwNsSelect *select = _cw_ns_select_new (table, NULL, "", key);

  for (; fields->name != NULL; fields++)
    _cw_ns_select_add (select, self, fields->name, fields->column, fields->kind);
  return select;
}

/* Letters, digits, "-" and "_": what can stand in quotes as it is. */
static gboolean
is_plain (const char *text)
{
  return *text != '\0' && strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == strlen (text);
}

static GPtrArray *
list_head_conditions (const char * const *external_ids)
{
  GPtrArray *conditions = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) list = g_string_new (NULL);
  guint n = 0;

  if (external_ids == NULL)
    g_ptr_array_add (conditions, g_strdup ("@type = 'PurchOrd'"));
  for (; external_ids != NULL && *external_ids != NULL; external_ids++)
    {
      if (!is_plain (*external_ids))
        continue;
      g_string_append_printf (list, "%s'%s'", n > 0 ? ", " : "", *external_ids);
      if (++n < IDS_AT_ONCE)
        continue;
      g_ptr_array_add (conditions, g_strdup_printf ("@type = 'PurchOrd' AND @externalid IN (%s)", list->str));
      g_string_truncate (list, 0);
      n = 0;
    }
  if (n > 0)
    g_ptr_array_add (conditions, g_strdup_printf ("@type = 'PurchOrd' AND @externalid IN (%s)", list->str));
  return conditions;
}

/* ---- rows ---- */

typedef struct {
  GHashTable *orders;   /* id, borrowed → CwTargetRecord, owned by list */
  GPtrArray  *list;     /* of CwTargetRecord, owned */
} Found;

static gboolean
head_rows (GPtrArray *rows, gpointer data, GError **error)
{
  Found *found = data;

  for (guint i = 0; i < rows->len; i++)
    {
      CwFields *row = g_ptr_array_index (rows, i);
      CwTargetRecord *order = cw_target_record_new (cw_fields_get (row, "id"));

      order->external_id = g_strdup (cw_fields_get (row, "externalId"));
      order->name = g_strdup (cw_fields_get (row, "tranId"));
      order->active = TRUE;
      cw_fields_merge (order->fields, row, TRUE);
      cw_fields_set (order->fields, "id", NULL);
      g_ptr_array_add (found->list, order);
      g_hash_table_insert (found->orders, order->id, order);
    }
  return TRUE;
}

static void
take_main_line (CwTargetRecord *order, CwFields *row)
{
  static const char * const names[] = { "department", "class", "location", "subsidiary" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    cw_fields_set (order->fields, names[i], cw_fields_get (row, names[i]));
}

static void
take_line (CwTargetRecord *order, CwFields *row)
{
  static const char * const names[] = { "item", "account", "quantity", "rate", "amount", "customer", "department", "class", "location" };
  gboolean is_item = cw_fields_get (row, "item") != NULL;
  const char *sequence = cw_fields_get (row, "sequence"), *text = cw_fields_get (row, "memo");
  g_autofree char *prefix = NULL, *memo = NULL;

  if (sequence == NULL)
    return;
  prefix = g_strdup_printf ("%s/%04u/", is_item ? "item" : "expense", (guint) g_ascii_strtoull (sequence, NULL, 10));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = cw_fields_get (row, names[i]);
      g_autofree char *name = g_strconcat (prefix, names[i], NULL);

      cw_fields_set (order->fields, name, value != NULL && *value == '-' ? value + 1 : value);
    }
  memo = g_strconcat (prefix, is_item ? "description" : "memo", NULL);
  cw_fields_set (order->fields, memo, text);
}

static gboolean
line_rows (GPtrArray *rows, gpointer data, GError **error)
{
  Found *found = data;

  for (guint i = 0; i < rows->len; i++)
    {
      CwFields *row = g_ptr_array_index (rows, i);
      const char *id = cw_fields_get (row, "transaction");
      CwTargetRecord *order = id != NULL ? g_hash_table_lookup (found->orders, id) : NULL;

      if (order == NULL)
        continue;
      if (g_strcmp0 (cw_fields_get (row, "mainLine"), "T") == 0)
        take_main_line (order, row);
      else
        take_line (order, row);
    }
  return TRUE;
}

static gboolean
read_lines (CwNetsuite *self, Found *found, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwNsSelect) select = new_select (self, "transactionline", "uniquekey", line_fields);
  g_autoptr (GPtrArray) ids = _cw_ns_list_keys (found->orders);
  g_autoptr (GPtrArray) conditions = _cw_ns_list_conditions ("@transaction", ids);

  return _cw_ns_scan_sync (self, select, conditions, _("reading the lines of purchase orders"), line_rows, found, NULL, cancellable, error);
}

gboolean
_cw_ns_read_orders_sync (CwNetsuite *self, const CwReadQuery *query, CwReadPage page, gpointer data,
                         GCancellable *cancellable, GError **error)
{
  g_autoptr (CwNsSelect) select = new_select (self, "transaction", "id", head_fields);
  g_autoptr (GPtrArray) conditions = list_head_conditions (query->external_ids);
  g_autoptr (GHashTable) orders = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_target_record_free);
  Found found = { orders, list };

  /* Without it nothing could be found again, and everything would be made twice. */
  _cw_ns_select_keep (select, "externalId");
  return _cw_ns_scan_sync (self, select, conditions, _("reading purchase orders"), head_rows, &found, NULL, cancellable, error)
         && (list->len == 0 || read_lines (self, &found, cancellable, error))
         && _cw_ns_deliver (list, page, data, error);
}
