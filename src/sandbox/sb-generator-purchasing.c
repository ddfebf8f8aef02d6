/* sb-generator-purchasing.c: vendors, items, accounts and accounting periods
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made last, with chance of its own, so that everybody else stays who he was.
 * Periods alone go by the clock: orders are dated by it, and some month must be
 * open.
 */

#include "sb-generator.h"

#define DAY            G_GINT64_CONSTANT (86400)
#define YEARS_BACK     2
#define YEARS          5      /* with periods, from YEARS_BACK ago on */
#define OPEN_MONTHS    5      /* before the present one; what lies before is closed */
#define PAIRED_FIRST   2      /* subsidiaries that a Precoro company is paired with */
#define PAIRED_LAST    3
#define US_DOLLAR      1

const char * const sb_generator_suppliers[] = { "Steelworks Ltd", "Papeterie Lemaire", "Nordlys Elektronikk AS", "Kontorhuset GmbH",
                                                "Blue Heron Couriers", "Sakura Instruments 株式会社", "Tallow & Finch",
                                                "Gräf Förderanlagen", NULL };

const SbGoods sb_generator_goods[] = {
  { "Pallet rack, 3 bays", "PR-3" }, { "Laser printer", "LP-20" }, { "Safety boots", "SB-S3" }, { "Copper cable, 100 m", "CC-100" },
  { "Site fencing", "SF-1" }, { "Catering", "SV-CAT" }, { "Tool rental", "SV-RENT" }, { "Hard hats", "HH-1" },
  { "Survey drone", "SD-7" }, { "Desk, adjustable", "DA-160" }, { NULL }
};

static const struct { const char *number, *name, *type; } accounts[] = {
  { "2000", "Accounts Payable", "AcctPay" }, { "5000", "Cost of Goods Sold", "COGS" }, { "6000", "Office Expense", "Expense" },
  { "6100", "Travel", "Expense" }, { "6200", "Professional Services", "Expense" }, { "6300", "Equipment Rental", "Expense" },
};

static void
add_accounts (SbGenerator *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (accounts); i++)
    {
      SbInsert row;

      sb_insert_begin (&row, self->sandbox, "account", "id, acctnumber, accountsearchdisplayname, fullname, accttype, subsidiary, isinactive,"
                       " lastmodifieddate");
      sb_insert_number (&row, 101 + i);
      sb_insert_text (&row, accounts[i].number);
      sb_insert_take (&row, g_strdup_printf ("%s %s", accounts[i].number, accounts[i].name));
      sb_insert_text (&row, accounts[i].name);
      sb_insert_text (&row, accounts[i].type);
      sb_insert_text (&row, "1");
      sb_insert_flag (&row, FALSE);
      sb_insert_number (&row, self->base - 1000 * DAY);
      sb_insert_end (&row);
    }
}

static void
add_items (SbGenerator *self)
{
  for (guint i = 0; sb_generator_goods[i].name != NULL; i++)
    {
      gboolean service = g_str_has_prefix (sb_generator_goods[i].sku, "SV-");
      SbInsert row;

      sb_insert_begin (&row, self->sandbox, "item", "id, itemid, fullname, displayname, purchasedescription, itemtype, subtype,"
                       " expenseaccount, subsidiary, includechildren, isinactive, createddate, lastmodifieddate");
      sb_insert_number (&row, 301 + i);
      sb_insert_text (&row, sb_generator_goods[i].sku);
      sb_insert_text (&row, sb_generator_goods[i].sku);
      sb_insert_text (&row, sb_generator_goods[i].name);
      sb_insert_text (&row, sb_generator_goods[i].name);
      sb_insert_text (&row, service ? "Service" : "NonInvtPart");
      sb_insert_text (&row, "Purchase");
      sb_insert_number (&row, service ? 105 : 103);
      sb_insert_text (&row, "1");
      sb_insert_flag (&row, TRUE);
      sb_insert_flag (&row, FALSE);
      sb_insert_number (&row, self->base - 700 * DAY);
      sb_insert_number (&row, self->base - (gint64) (30 + i) * DAY);
      sb_insert_end (&row);
    }
}

static void
add_relation (SbGenerator *self, gint64 vendor, guint subsidiary, gint64 modified)
{
  SbInsert row;

  sb_insert_begin (&row, self->sandbox, "vendorsubsidiaryrelationship", "id, entity, subsidiary, isprimarysub, lastmodifieddate");
  sb_insert_number (&row, ++self->last_relation);
  sb_insert_number (&row, vendor);
  sb_insert_number (&row, subsidiary);
  sb_insert_flag (&row, TRUE);
  sb_insert_number (&row, modified);
  sb_insert_end (&row);
}

static void
add_vendor (SbGenerator *self, const char *name, guint subsidiary, guint number)
{
  gint64 created, modified, id = sb_generator_take_id (self);
  SbInsert row;

  sb_generator_pick_dates (self, &created, &modified);
  sb_insert_begin (&row, self->sandbox, "vendor", "id, entityid, isperson, companyname, legalname, email, subsidiary, currency, terms,"
                   " isinactive, datecreated, lastmodifieddate");
  sb_insert_number (&row, id);
  sb_insert_take (&row, g_strdup_printf ("V%u%03u", subsidiary, number));
  sb_insert_flag (&row, FALSE);
  sb_insert_text (&row, name);
  sb_insert_text (&row, name);
  sb_insert_take (&row, g_strdup_printf ("orders@vendor-%u-%u.example", subsidiary, number));
  sb_insert_number (&row, subsidiary);
  sb_insert_number (&row, US_DOLLAR);
  sb_insert_number (&row, 1 + sb_rng_below (&self->rng, 3));
  sb_insert_flag (&row, FALSE);
  sb_insert_number (&row, created);
  sb_insert_number (&row, modified);
  sb_insert_end (&row);
  add_relation (self, id, subsidiary, modified);
}

/* ---- periods ---- */

static gint64
add_period (SbGenerator *self, gint64 id, const char *name, GDateTime *from, GDateTime *upto, gint64 parent, gboolean quarter, gboolean year,
            gboolean closed)
{
  SbInsert row;

  sb_insert_begin (&row, self->sandbox, "accountingperiod", "id, periodname, startdate, enddate, parent, closed, alllocked, aplocked, arlocked,"
                   " isadjust, isquarter, isyear, isinactive, lastmodifieddate");
  sb_insert_number (&row, id);
  sb_insert_text (&row, name);
  sb_insert_take (&row, g_date_time_format (from, "%Y-%m-%d"));
  sb_insert_take (&row, g_date_time_format (upto, "%Y-%m-%d"));
  sb_insert_reference (&row, parent);
  for (guint i = 0; i < 4; i++)
    sb_insert_flag (&row, closed);
  sb_insert_flag (&row, FALSE);
  sb_insert_flag (&row, quarter);
  sb_insert_flag (&row, year);
  sb_insert_flag (&row, FALSE);
  sb_insert_number (&row, self->base - 500 * DAY);
  sb_insert_end (&row);

  return id;
}

/* @months long, from the first of @month on. */
static gint64
add_span (SbGenerator *self, gint64 *last, const char *name, int year, int month, int months, gint64 parent, gint64 open_from)
{
  g_autoptr (GDateTime) from = g_date_time_new_utc (year, month, 1, 0, 0, 0);
  g_autoptr (GDateTime) next = g_date_time_add_months (from, months);
  g_autoptr (GDateTime) upto = g_date_time_add_days (next, -1);

  return add_period (self, ++*last, name, from, upto, parent, months == 3, months == 12, g_date_time_to_unix (upto) < open_from);
}

static void
add_year (SbGenerator *self, gint64 *last, int year, gint64 open_from)
{
  static const char * const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autofree char *name = g_strdup_printf ("FY %d", year);
  gint64 whole = add_span (self, last, name, year, 1, 12, 0, open_from), quarter = 0;

  for (int month = 0; month < 12; month++)
    {
      g_autofree char *month_name = g_strdup_printf ("%s %d", months[month], year);
      g_autofree char *quarter_name = g_strdup_printf ("Q%d %d", month / 3 + 1, year);

      if (month % 3 == 0)
        quarter = add_span (self, last, quarter_name, year, month + 1, 3, whole, open_from);
      add_span (self, last, month_name, year, month + 1, 1, quarter, open_from);
    }
}

static void
add_periods (SbGenerator *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (sb_sandbox_now (self->sandbox) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) open_from = g_date_time_add_months (now, -OPEN_MONTHS);
  gint64 last = 0;

  for (int i = 0; i < YEARS; i++)
    add_year (self, &last, g_date_time_get_year (now) - YEARS_BACK + i, g_date_time_to_unix (open_from));
}

void
sb_generator_make_purchasing (SbGenerator *self)
{
  self->last_relation = 0;   /* of vendors from here on */
  add_accounts (self);
  add_items (self);
  for (guint subsidiary = PAIRED_FIRST; subsidiary <= PAIRED_LAST; subsidiary++)
    for (guint i = 0; sb_generator_suppliers[i] != NULL; i++)
      add_vendor (self, sb_generator_suppliers[i], subsidiary, i + 1);
  add_periods (self);
}
