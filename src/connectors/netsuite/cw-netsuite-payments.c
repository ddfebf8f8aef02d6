/* cw-netsuite-payments.c: customer payments, by what they were applied to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One payment pays several invoices, each in full or in part, and may leave a
 * rest. What others can be told of is its share in one document: a record of
 * its own, "PAYMENT-DOCUMENT", and "PAYMENT-0" for the rest. All shares of a
 * payment come together, so that one that is gone is noticed. Amounts are
 * added up as whole numbers.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "config.h"

#include "cw-netsuite-private.h"

#include "cw-money.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LINKS    "nexttransactionlinelink"
#define INVOICE  "CustInvc"
#define OURS     "@linktype = 'Payment' AND p.type = 'CustPymt'"   /* vendors are paid, too */
#define EXPONENT CW_MONEY_MAX_EXPONENT   /* finer than any currency */

/* A share of a payment. */
typedef struct {
  char    *document, *number;
  gboolean invoice;
  gint64   amount;   /* in 10^-EXPONENT */
} Share;

typedef struct {
  CwNetsuite *self;
  GHashTable *shares;   /* payment → GPtrArray of Share, owned */
} Shares;

static void
share_free (gpointer data)
{
  Share *share = data;

  g_free (share->document);
  g_free (share->number);
  g_free (share);
}

/* ---- what they were applied to ---- */

static Share *
get_share (GPtrArray *list, const char *document)
{
  Share *share;

  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((Share *) list->pdata[i])->document, document))
      return list->pdata[i];
  share = g_new0 (Share, 1);
  share->document = g_strdup (document);
  g_ptr_array_add (list, share);
  return share;
}

static gboolean
fail_amount (CwNetsuite *self, const char *payment, const char *text, GError **error)
{
  g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PROTOCOL, _("NetSuite “%s”, reading customer payments: payment %s has the amount “%s”"),
               self->name, payment, text != NULL ? text : "");
  return FALSE;
}

/* The sign of a link is the ledger's; a payment is not told to take money back. */
static gboolean
parse_amount (const char *text, gint64 *out_amount)
{
  if (!cw_money_parse (text, EXPONENT, out_amount))
    return FALSE;
  *out_amount = *out_amount < 0 ? -*out_amount : *out_amount;
  return TRUE;
}

/* A document may be linked line by line. */
static gboolean
link_rows (GPtrArray *rows, gpointer data, GError **error)
{
  Shares *shares = data;

  for (guint i = 0; i < rows->len; i++)
    {
      CwFields *row = g_ptr_array_index (rows, i);
      const char *payment = cw_fields_get (row, "id"), *document = cw_fields_get (row, "document");
      const char *type = cw_fields_get (row, "documentType"), *amount = cw_fields_get (row, "amount");
      GPtrArray *list = payment != NULL ? g_hash_table_lookup (shares->shares, payment) : NULL;
      gint64 parsed = 0;
      Share *share;

      if (payment == NULL || document == NULL)
        continue;
      if (!parse_amount (amount, &parsed))
        return fail_amount (shares->self, payment, amount, error);
      if (list == NULL)
        {
          list = g_ptr_array_new_with_free_func (share_free);
          g_hash_table_insert (shares->shares, g_strdup (payment), list);
        }
      share = get_share (list, document);
      share->invoice = g_strcmp0 (type, INVOICE) == 0;
      if (share->number == NULL)
        share->number = g_strdup (cw_fields_get (row, "documentNumber"));
      if (__builtin_add_overflow (share->amount, parsed, &share->amount))
        return fail_amount (shares->self, payment, amount, error);
    }
  return TRUE;
}

static CwNsSelect *
new_link_select (CwNetsuite *self)
{
  CwNsSelect *select = _cw_ns_select_new (LINKS, LINKS " l JOIN transaction d ON d.id = l.previousdoc JOIN transaction p ON p.id = l.nextdoc", "l.", "nextdoc");

  select->key_repeats = TRUE;
  _cw_ns_select_add (select, self, "document", "previousdoc", CW_NS_REFERENCE);
  _cw_ns_select_keep (select, "document");
  _cw_ns_select_add (select, self, "amount", "foreignamount", CW_NS_NUMBER);
  _cw_ns_select_keep (select, "amount");
  _cw_ns_select_add_expression (select, self, "documentType", "type", "documenttype", "d.type", CW_NS_TEXT);
  _cw_ns_select_add_expression (select, self, "documentNumber", "tranid", "documentnumber", "d.tranid", CW_NS_TEXT);
  return select;
}

/* Those of @payments (element-type utf8), or of all: NULL. */
static gboolean
read_links (Shares *shares, GPtrArray *payments, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwNsSelect) select = new_link_select (shares->self);
  g_autoptr (GPtrArray) some = payments != NULL ? _cw_ns_list_conditions ("@nextdoc", payments) : NULL;
  g_autoptr (GPtrArray) conditions = g_ptr_array_new_with_free_func (g_free);
  g_auto (CwNsFault) fault = { CW_NS_FAULT_NONE, NULL };
  g_autoptr (GError) local = NULL;

  if (some == NULL)
    g_ptr_array_add (conditions, g_strdup (OURS));
  for (guint i = 0; some != NULL && i < some->len; i++)
    g_ptr_array_add (conditions, g_strdup_printf (OURS " AND %s", (const char *) some->pdata[i]));
  if (_cw_ns_scan_sync (shares->self, select, conditions, _("reading what customer payments were applied to"), link_rows, shares, &fault, cancellable, &local))
    return TRUE;
  if (fault.kind != CW_NS_FAULT_TABLE && fault.kind != CW_NS_FAULT_COLUMN)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* Without them nobody knows which invoice was paid: nothing is said of any payment. */
  g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PERMISSION,
               _("NetSuite “%s” does not show to this role what customer payments were applied to. Give the role permission to view customer "
                 "payments and invoices, and for SuiteAnalytics Workbook. (%s)"), shares->self->name, local->message);
  return FALSE;
}

/* ---- shares as records ---- */

static CwRecord *
new_part (const CwRecord *payment, const char *document, const char *number, gint64 amount)
{
  g_autofree char *id = g_strconcat (payment->id, "-", document, NULL);
  const char *own = cw_fields_get (payment->fields, "tranId");
  CwRecord *part = cw_record_new (payment->type, id);

  part->whole = g_strdup (payment->id);
  part->name = number != NULL ? g_strdup_printf ("%s → %s", own != NULL ? own : payment->id, number) : g_strdup (own != NULL ? own : payment->id);
  part->subsidiaries = g_strdup (payment->subsidiaries);
  part->inactive = payment->inactive;
  part->mark = payment->mark;
  part->created = payment->created;
  part->modified = payment->modified;
  cw_fields_unref (part->fields);
  part->fields = cw_fields_copy (payment->fields);
  cw_fields_set (part->fields, "id", id);
  cw_fields_set (part->fields, "payment", payment->id);
  cw_fields_set (part->fields, "documentNumber", number);
  cw_fields_take (part->fields, "amount", cw_money_format (amount, EXPONENT));
  return part;
}

/* Exact, without digits that say nothing: "1200.5". */
static void
shorten_amount (CwRecord *part)
{
  g_autofree char *amount = g_strdup (cw_fields_get (part->fields, "amount"));
  gsize length = strlen (amount);

  while (length > 0 && amount[length - 1] == '0' && length > 3 && amount[length - 3] != '.')
    amount[--length] = '\0';
  cw_fields_set (part->fields, "amount", amount);
}

static void
add_part (GPtrArray *records, CwRecord *part)
{
  shorten_amount (part);
  g_ptr_array_add (records, part);
}

/* @out_records: (element-type CwRecord). */
static gboolean
split_payment (Shares *shares, const CwRecord *payment, GPtrArray *records, GError **error)
{
  GPtrArray *list = g_hash_table_lookup (shares->shares, payment->id);
  const char *text = cw_fields_get (payment->fields, "foreignTotal");
  gint64 rest = 0;

  if (text != NULL && !parse_amount (text, &rest))
    return fail_amount (shares->self, payment->id, text, error);
  for (guint i = 0; list != NULL && !payment->inactive && i < list->len; i++)
    {
      const Share *share = list->pdata[i];
      CwRecord *part = new_part (payment, share->document, share->number, share->amount);

      if (share->invoice)
        cw_fields_set (part->fields, "invoice", share->document);
      add_part (records, part);
      rest -= share->amount;
    }
  if (rest > 0 || payment->inactive || list == NULL)
    add_part (records, new_part (payment, "0", NULL, MAX (rest, 0)));
  return TRUE;
}

static GPtrArray *
list_ids (GPtrArray *payments)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < payments->len; i++)
    g_ptr_array_add (ids, ((CwRecord *) payments->pdata[i])->id);
  return ids;
}

gboolean
_cw_ns_split_payments_sync (CwNetsuite *self, GPtrArray *payments, gboolean all, GPtrArray *out_parts, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GPtrArray) ids = all ? NULL : list_ids (payments);
  Shares shares = { self, table };

  if (payments->len == 0)
    return TRUE;
  if (!read_links (&shares, ids, cancellable, error))
    return FALSE;
  for (guint i = 0; i < payments->len; i++)
    {
      CwRecord *payment = payments->pdata[i];

      if (g_strcmp0 (cw_fields_get (payment->fields, "voided"), "T") == 0)
        payment->inactive = TRUE;
      if (!split_payment (&shares, payment, out_parts, error))
        return FALSE;
    }
  return TRUE;
}

GPtrArray *
_cw_ns_list_payment_ids (const char * const *parts)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (; *parts != NULL; parts++)
    {
      g_autofree char *id = g_strndup (*parts, strcspn (*parts, "-"));

      if (!g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
        g_ptr_array_add (ids, g_steal_pointer (&id));
    }
  return ids;
}
