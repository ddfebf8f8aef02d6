/* sb-netsuite-payments.c: sales documents that a person enters, and what payments are applied to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "apply" of a payment is a list of {"doc": invoice, "amount": text}; what it
 * was applied to before is given up. Amounts are cents. An invoice says how
 * much of it is paid, and a payment that is voided or deleted pays nothing.
 */

#include "sb-netsuite-record.h"

#include <math.h>
#include <string.h>

typedef struct {
  gint64 doc, cents;
} Share;

static gint64
to_cents (const char *text)
{
  return text != NULL ? llround (g_ascii_strtod (text, NULL) * 100) : 0;
}

static gint64
get_cents (SbSandbox *self, const char *sql, gint64 a, gint64 b)
{
  return sb_record_query (self, sql, 2, a, b);
}

/* ---- reading ---- */

static gboolean
read_share (JsonNode *node, Share *share)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *doc = object != NULL ? json_object_get_string_member_with_default (object, "doc", NULL) : NULL;
  const char *amount = object != NULL ? json_object_get_string_member_with_default (object, "amount", NULL) : NULL;

  share->doc = sb_record_parse_id (doc);
  share->cents = to_cents (amount);
  return share->doc != 0 && share->cents > 0;
}

gboolean
sb_payment_set_applied (SbDraft *draft, JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL)
    return FALSE;
  draft->applied = g_array_new (FALSE, FALSE, sizeof (Share));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      Share share = { 0, 0 };

      if (!read_share (json_array_get_element (array, i), &share))
        return FALSE;
      g_array_append_val (draft->applied, share);
    }
  return TRUE;
}

/* ---- rules ---- */

/* Cents of @doc that nobody but this payment has paid. */
static gint64
get_open (SbDraft *draft, gint64 doc)
{
  return get_cents (draft->sandbox, "SELECT CAST (round (100 * (foreigntotal - coalesce ((SELECT sum (abs (foreignamount)) FROM ns_nexttransactionlinelink"
                    " WHERE previousdoc = ?1 AND linktype = 'Payment' AND nextdoc <> ?2), 0))) AS INTEGER) FROM ns_transaction WHERE id = ?1", doc, draft->id);
}

static gboolean
check_share (SbDraft *draft, const Share *share, GError **error)
{
  gint64 fits = sb_record_query (draft->sandbox, "SELECT 1 FROM ns_transaction WHERE id = ?1 AND type = 'CustInvc' AND entity = ?2 AND currency = ?3", 3,
                                 share->doc, sb_draft_get_reference (draft, "entity"), sb_draft_get_reference (draft, "currency"));

  if (fits == 0)
    return sb_draft_fail (draft, NULL, SB_RECORD_ERROR_RULE, error, "Invoice %" G_GINT64_FORMAT " is not one of this customer in this currency.", share->doc);
  if (share->cents > get_open (draft, share->doc))
    return sb_draft_fail (draft, NULL, SB_RECORD_ERROR_RULE, error, "The amount applied is greater than what invoice %" G_GINT64_FORMAT " is open for.", share->doc);
  return TRUE;
}

static void
set_head (SbDraft *draft)
{
  g_autofree char *record = g_ascii_strdown (draft->table->record, -1);

  sb_draft_set_column (draft, "type", draft->table->kind);
  if (sb_table_find_column (draft->table, "recordtype") != NULL)
    sb_draft_set_column (draft, "recordtype", record);
}

gboolean
sb_payment_prepare (SbDraft *draft, GError **error)
{
  g_autofree char *text = NULL;
  gint64 left;

  if (draft->id == 0)
    set_head (draft);
  if (draft->applied == NULL)
    return TRUE;
  text = sb_draft_dup (draft, "foreigntotal");
  left = to_cents (text);
  for (guint i = 0; i < draft->applied->len; i++)
    {
      const Share *share = &g_array_index (draft->applied, Share, i);

      if (!check_share (draft, share, error))
        return FALSE;
      left -= share->cents;
    }
  return left >= 0 || sb_draft_fail (draft, NULL, SB_RECORD_ERROR_RULE, error, "More is applied than was paid.");
}

/* ---- consequences ---- */

static void
execute (SbSandbox *self, char *sql)
{
  g_autofree char *taken = sql;
  char *message = NULL;

  if (sqlite3_exec (sb_sandbox_get_db (self), taken, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", message, taken);
}

static void
settle_invoice (SbSandbox *self, gint64 invoice)
{
  execute (self, g_strdup_printf ("UPDATE ns_transaction SET foreignamountpaid = printf ('%%.2f', paid), foreignamountunpaid = printf ('%%.2f', foreigntotal - paid),"
                                  " status = CASE WHEN foreigntotal - paid < 0.005 THEN 'B' ELSE 'A' END FROM (SELECT coalesce (sum (abs (foreignamount)), 0) AS paid"
                                  " FROM ns_nexttransactionlinelink WHERE previousdoc = %" G_GINT64_FORMAT " AND linktype = 'Payment') WHERE id = %" G_GINT64_FORMAT,
                                  invoice, invoice));
}

static void
add_link (SbSandbox *self, gint64 invoice, gint64 payment, gint64 line, gint64 cents, gboolean negative, gint64 stamp)
{
  execute (self, g_strdup_printf ("INSERT INTO ns_nexttransactionlinelink (previousdoc, previousline, nextdoc, nextline, linktype, foreignamount, lastmodifieddate)"
                                  " VALUES (%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ", 0, 'Payment', '%s%" G_GINT64_FORMAT ".%02d',"
                                  " %" G_GINT64_FORMAT ")", invoice, line, payment, negative ? "-" : "", cents / 100, (int) (cents % 100), stamp));
}

void
sb_payment_forget (SbSandbox *self, gint64 payment)
{
  g_autoptr (GArray) invoices = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement = sb_sandbox_prepare (self, "SELECT DISTINCT previousdoc FROM ns_nexttransactionlinelink WHERE nextdoc = ? AND linktype = 'Payment'");

  sqlite3_bind_int64 (statement, 1, payment);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      gint64 invoice = sqlite3_column_int64 (statement, 0);

      g_array_append_val (invoices, invoice);
    }
  sqlite3_reset (statement);
  execute (self, g_strdup_printf ("DELETE FROM ns_nexttransactionlinelink WHERE nextdoc = %" G_GINT64_FORMAT " AND linktype = 'Payment'", payment));
  for (guint i = 0; i < invoices->len; i++)
    settle_invoice (self, g_array_index (invoices, gint64, i));
}

static void
apply_shares (SbDraft *draft, gint64 stamp)
{
  gboolean negative = sb_sandbox_assumes (draft->sandbox, "netsuite.payment-links", "negative");
  gboolean lines = sb_sandbox_assumes (draft->sandbox, "netsuite.payment-links", "lines");

  sb_payment_forget (draft->sandbox, draft->id);
  for (guint i = 0; i < draft->applied->len; i++)
    {
      const Share *share = &g_array_index (draft->applied, Share, i);
      gint64 first = lines ? share->cents / 3 : 0;

      if (first > 0)
        add_link (draft->sandbox, share->doc, draft->id, 0, first, negative, stamp);
      add_link (draft->sandbox, share->doc, draft->id, lines ? 1 : 0, share->cents - first, negative, stamp);
      settle_invoice (draft->sandbox, share->doc);
    }
}

/* SuiteQL finds the subsidiary of a document on its main line. */
static void
set_main_line (SbDraft *draft, gint64 stamp)
{
  execute (draft->sandbox, g_strdup_printf ("DELETE FROM ns_transactionline WHERE \"transaction\" = %" G_GINT64_FORMAT " AND mainline = 'T'", draft->id));
  execute (draft->sandbox, g_strdup_printf ("INSERT INTO ns_transactionline (uniquekey, id, \"transaction\", linesequencenumber, mainline, taxline, iscogs, donotdisplayline,"
                                            " foreignamount, entity, subsidiary, isclosed, isbillable, linelastmodifieddate) SELECT (SELECT coalesce (max (uniquekey), 0) + 1"
                                            " FROM ns_transactionline), 0, id, 0, 'T', 'F', 'F', 'F', foreigntotal, entity, subsidiary, 'F', 'F', %" G_GINT64_FORMAT
                                            " FROM ns_transaction WHERE id = %" G_GINT64_FORMAT, stamp, draft->id));
}

void
sb_payment_follow_up (SbDraft *draft, gint64 stamp)
{
  gboolean is_payment = strcmp (draft->table->kind, "CustPymt") == 0;
  g_autofree char *voided = is_payment ? sb_draft_dup (draft, "voided") : NULL;

  set_main_line (draft, stamp);
  if (strcmp (draft->table->kind, "CustInvc") == 0)
    settle_invoice (draft->sandbox, draft->id);
  else if (g_strcmp0 (voided, "T") == 0)
    sb_payment_forget (draft->sandbox, draft->id);
  else if (draft->applied != NULL)
    apply_shares (draft, stamp);
}
