/* sb-netsuite-order.c: what a purchase order needs, and the lines that come of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Strict where the real system is: a vendor of the subsidiary, in its currency;
 * items that exist there; segments that the account makes mandatory; a date in
 * an open period. The total is worked out from the lines, in whole minor units.
 */

#include "sb-netsuite-record.h"

#include <string.h>

#define MILLIONTHS G_GINT64_CONSTANT (1000000)

static gboolean
is_flag (SbDraft *self, const char *table, gint64 id, const char *column)
{
  g_autofree char *value = sb_record_dup (self->sandbox, sb_netsuite_find_table (table), id, column);

  return g_strcmp0 (value, "T") == 0;
}

static void
set_number (SbDraft *self, const char *column, gint64 value)
{
  g_autofree char *text = value != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, value) : NULL;

  sb_draft_set_column (self, column, text);
}

static gboolean
refuse_value (SbDraft *self, const char *column, gint64 value, GError **error)
{
  const SbField *field = sb_table_find_column (self->table, column);

  return sb_draft_fail (self, column, SB_RECORD_ERROR_CONTENT, error,
                        "You have entered an Invalid Field Value %" G_GINT64_FORMAT " for the following field: %s", value, field->property);
}

/* ---- header ---- */

static gboolean
is_vendor_of (SbDraft *self, gint64 vendor, gint64 subsidiary)
{
  return !sb_netsuite_has_feature (self->sandbox, "oneworld")
         || sb_record_query (self->sandbox, "SELECT 1 FROM ns_vendorsubsidiaryrelationship WHERE entity = ?1 AND subsidiary = ?2", 2, vendor,
                             subsidiary) != 0;
}

/* Subsidiary and currency follow from the vendor where they are not given. */
static gboolean
check_vendor (SbDraft *self, GError **error)
{
  gint64 vendor = sb_draft_get_reference (self, "entity"), subsidiary, currency;
  const SbTable *vendors = sb_netsuite_find_table ("vendor");
  g_autofree char *own_subsidiary = sb_record_dup (self->sandbox, vendors, vendor, "subsidiary");
  g_autofree char *own_currency = sb_record_dup (self->sandbox, vendors, vendor, "currency");

  if (vendor == 0)
    return TRUE;   /* missing, and refused as such */
  if (is_flag (self, "vendor", vendor, "isinactive"))
    return refuse_value (self, "entity", vendor, error);
  if (!sb_draft_touches (self, "subsidiary"))
    sb_draft_set_column (self, "subsidiary", own_subsidiary);
  subsidiary = sb_draft_get_reference (self, "subsidiary");
  if (!is_vendor_of (self, vendor, subsidiary))
    return sb_draft_fail (self, "entity", SB_RECORD_ERROR_RULE, error, "Invalid entity reference key %" G_GINT64_FORMAT
                          " for subsidiary %" G_GINT64_FORMAT ".", vendor, subsidiary);
  if (!sb_draft_touches (self, "currency"))
    sb_draft_set_column (self, "currency", own_currency);
  currency = sb_draft_get_reference (self, "currency");
  if (own_currency != NULL && currency != sb_record_parse_id (own_currency))
    return sb_draft_fail (self, "currency", SB_RECORD_ERROR_RULE, error, "Invalid currency reference key %" G_GINT64_FORMAT
                          " for entity %" G_GINT64_FORMAT ".", currency, vendor);

  return TRUE;
}

static gboolean
check_active (SbDraft *self, GError **error)
{
  static const struct { const char *column, *table; } references[] = {
    { "employee", "employee" }, { "department", "department" }, { "class", "classification" }, { "location", "location" },
    { "currency", "currency" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (references); i++)
    {
      gint64 id = sb_draft_touches (self, references[i].column) ? sb_draft_get_reference (self, references[i].column) : 0;

      if (id != 0 && is_flag (self, references[i].table, id, "isinactive"))
        return refuse_value (self, references[i].column, id, error);
    }

  return TRUE;
}

static gboolean
is_on_every_line (SbDraft *self, const char *column)
{
  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++)
    if (sb_line_get (g_ptr_array_index (self->lines, i), column) == NULL)
      return FALSE;

  return self->lines != NULL && self->lines->len > 0;
}

static gboolean
check_mandatory (SbDraft *self, GError **error)
{
  static const struct { const char *feature, *assumption, *column, *title; } segments[] = {
    { "departments", "netsuite.mandatory-department", "department", "Department" },
    { "classes", "netsuite.mandatory-class", "class", "Class" },
    { "locations", "netsuite.mandatory-location", "location", "Location" },
  };
  g_autoptr (GString) missing = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (segments); i++)
    if (sb_netsuite_has_feature (self->sandbox, segments[i].feature) && sb_sandbox_assumes (self->sandbox, segments[i].assumption, "on")
        && sb_draft_get_reference (self, segments[i].column) == 0 && (self->id != 0 || !is_on_every_line (self, segments[i].column)))
      g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", segments[i].title);

  return missing->len == 0 || sb_draft_fail (self, NULL, SB_RECORD_ERROR_RULE, error, "Please enter value(s) for: %s.", missing->str);
}

/* ---- periods ---- */

static gint64
find_period (SbDraft *self, const char *date)
{
  sqlite3_stmt *statement = sb_sandbox_prepare (self->sandbox, "SELECT id FROM ns_accountingperiod WHERE startdate <= ?1 AND enddate >= ?1"
                                                " AND isyear = 'F' AND isquarter = 'F' AND isadjust = 'F' AND isinactive = 'F' LIMIT 1");
  gint64 id = 0;

  sqlite3_bind_text (statement, 1, date, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_ROW)
    id = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);

  return id;
}

static gboolean
check_period (SbDraft *self, GError **error)
{
  g_autofree char *date = sb_draft_dup (self, "trandate");
  g_autofree char *name = NULL;
  gint64 period;

  if (self->id != 0 && !sb_draft_touches (self, "trandate"))
    return TRUE;
  period = find_period (self, date);
  set_number (self, "postingperiod", period);
  if (period == 0)
    return sb_draft_fail (self, "trandate", SB_RECORD_ERROR_RULE, error,
                          "The transaction date you specified is not within the date range of your accounting period.");
  if (sb_sandbox_assumes (self->sandbox, "netsuite.closed-period", "accepted") ||
      (!is_flag (self, "accountingperiod", period, "closed") && !is_flag (self, "accountingperiod", period, "alllocked") &&
       !is_flag (self, "accountingperiod", period, "aplocked")))
    return TRUE;
  name = sb_record_dup_title (self->sandbox, sb_netsuite_find_table ("accountingperiod"), period);

  return sb_draft_fail (self, "trandate", SB_RECORD_ERROR_RULE, error,
                        "You cannot save a transaction in the period %s, which is closed or locked.", name);
}

/* ---- lines ---- */

static gboolean
fail_line (SbDraft *self, const SbLine *line, const SbField *field)
{
  g_free (self->fault_path);
  self->fault_path = g_strdup_printf ("%s.items[%u].%s", line->sublist->name, line->index, field->property);

  return FALSE;
}

static gboolean
refuse_line (SbDraft *self, const SbLine *line, const SbField *field, const char *value, GError **error)
{
  g_set_error (error, SB_RECORD_ERROR, SB_RECORD_ERROR_CONTENT, "You have entered an Invalid Field Value %s for the following field: %s",
               value, field->property);

  return fail_line (self, line, field);
}

static gboolean
is_item_of (SbDraft *self, gint64 item)
{
  g_autofree char *subsidiaries = sb_record_dup (self->sandbox, sb_netsuite_find_table ("item"), item, "subsidiary");
  g_autofree char *wanted = sb_draft_dup (self, "subsidiary");
  g_auto (GStrv) ids = g_strsplit (subsidiaries != NULL ? subsidiaries : "", ", ", -1);

  if (!sb_netsuite_has_feature (self->sandbox, "oneworld") || subsidiaries == NULL || wanted == NULL)
    return TRUE;

  return g_strv_contains ((const char * const *) ids, wanted)
         || (is_flag (self, "item", item, "includechildren") && g_strv_contains ((const char * const *) ids, "1"));
}

/* What may be on the other end of a reference, beside that it exists. */
static gboolean
is_good_reference (SbDraft *self, const SbField *field, gint64 id)
{
  const SbTable *target = sb_netsuite_find_referenced (field);

  if (strcmp (field->column, "entity") == 0)
    {
      const SbTable *entity = sb_record_find_entity (self->sandbox, id);

      return entity != NULL && (strcmp (entity->table, "customer") == 0 || strcmp (entity->table, "job") == 0)
             && !is_flag (self, entity->table, id, "isinactive");
    }
  if (target != NULL && sb_table_find_column (target, "isinactive") != NULL && is_flag (self, target->table, id, "isinactive"))
    return FALSE;

  return strcmp (field->column, "item") != 0 || is_item_of (self, id);
}

static gboolean
check_line_values (SbDraft *self, const SbLine *line, GError **error)
{
  for (const SbField *f = line->sublist->fields; f->column != NULL; f++)
    {
      const char *value = g_hash_table_lookup (line->values, f);

      if (value == NULL && (f->flags & SB_FIELD_REQUIRED) != 0)
        {
          g_set_error (error, SB_RECORD_ERROR, SB_RECORD_ERROR_RULE, "Please enter value(s) for: %s.", f->title);
          return fail_line (self, line, f);
        }
      if (value == NULL)
        continue;
      if (f->max_length != 0 && g_utf8_strlen (value, -1) > (glong) f->max_length)
        {
          g_set_error (error, SB_RECORD_ERROR, SB_RECORD_ERROR_CONTENT,
                       "The field %s contained more than the maximum number ( %u ) of characters allowed.", f->property, f->max_length);
          return fail_line (self, line, f);
        }
      if (f->type == SB_FIELD_REFERENCE && !sb_draft_check_reference (self, f, value, error))
        return fail_line (self, line, f);
      if (f->type == SB_FIELD_REFERENCE && !is_good_reference (self, f, sb_record_parse_id (value)))
        return refuse_line (self, line, f, value, error);
    }

  return TRUE;
}

/* "12.5" → 12,500,000 */
static gint64
parse_millionths (const char *text)
{
  gboolean negative = text != NULL && *text == '-';
  gint64 whole = 0, unit = MILLIONTHS / 10;

  if (text == NULL)
    return 0;
  for (text += negative ? 1 : 0; g_ascii_isdigit (*text); text++)
    whole = whole * 10 + (*text - '0');
  whole *= MILLIONTHS;
  if (*text == '.')
    for (text++; g_ascii_isdigit (*text) && unit > 0; text++, unit /= 10)
      whole += (*text - '0') * unit;

  return negative ? -whole : whole;
}

static guint
get_precision (SbDraft *self)
{
  g_autofree char *text = sb_record_dup (self->sandbox, sb_netsuite_find_table ("currency"), sb_draft_get_reference (self, "currency"),
                                         "currencyprecision");

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : 2;
}

static char *
format_amount (gint64 millionths, guint precision)
{
  const char *sign = millionths < 0 ? "-" : "";
  gint64 size = ABS (millionths), unit = MILLIONTHS;

  for (guint i = 0; i < precision; i++)
    unit /= 10;
  size = (size + unit / 2) / unit * unit;
  if (precision == 0)
    return g_strdup_printf ("%s%" G_GINT64_FORMAT, sign, size / MILLIONTHS);

  return g_strdup_printf ("%s%" G_GINT64_FORMAT ".%0*" G_GINT64_FORMAT, sign, size / MILLIONTHS, (int) precision, size % MILLIONTHS / unit);
}

/* An amount that is given stands, whatever quantity and rate would make. */
static char *
dup_amount (SbDraft *self, const SbLine *line)
{
  const char *amount = sb_line_get (line, "foreignamount"), *quantity = sb_line_get (line, "quantity");
  gint64 product;

  if (amount != NULL)
    return format_amount (parse_millionths (amount), get_precision (self));
  product = (gint64) ((__int128) parse_millionths (quantity != NULL ? quantity : "1") * parse_millionths (sb_line_get (line, "rate"))
                      / MILLIONTHS);

  return format_amount (product, get_precision (self));
}

static gboolean
check_lines (SbDraft *self, GError **error)
{
  g_autofree char *total = NULL;
  gint64 sum = 0;

  if (self->id != 0)
    return TRUE;
  if (self->lines == NULL || self->lines->len == 0)
    return sb_draft_fail (self, NULL, SB_RECORD_ERROR_RULE, error, "You must enter at least one line item for this transaction.");
  for (guint i = 0; i < self->lines->len; i++)
    {
      const SbLine *line = g_ptr_array_index (self->lines, i);
      g_autofree char *amount = NULL;

      if (!check_line_values (self, line, error))
        return FALSE;
      if (strcmp (line->sublist->name, "expense") == 0 && sb_line_get (line, "expenseaccount") == NULL
          && sb_line_get (line, "category") == NULL)
        {
          g_set_error (error, SB_RECORD_ERROR, SB_RECORD_ERROR_RULE, "Please enter value(s) for: Account.");
          return fail_line (self, line, &line->sublist->fields[1]);
        }
      amount = dup_amount (self, line);
      sum += parse_millionths (amount);
    }
  total = format_amount (sum, get_precision (self));
  sb_draft_set_column (self, "foreigntotal", total);

  return TRUE;
}

/* ---- the whole ---- */

static void
set_default (SbDraft *self, const char *column, const char *value)
{
  g_autofree char *present = sb_draft_dup (self, column);

  if (present == NULL)
    sb_draft_set_column (self, column, value);
}

/* Today, as the account's own clock shows it. */
static char *
dup_today (SbDraft *self)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (sb_netsuite_get_zone (self->sandbox));
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (sb_netsuite_now (self->sandbox));
  g_autoptr (GDateTime) local = zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);

  return g_date_time_format (local, "%Y-%m-%d");
}

static void
set_new_values (SbDraft *self)
{
  g_autofree char *today = dup_today (self);
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, sb_netsuite_now (self->sandbox));
  gint64 next = sb_record_query (self->sandbox, "SELECT count (*) FROM ns_transaction WHERE \"type\" = 'PurchOrd'", 0) + 1;
  g_autofree char *number = g_strdup_printf ("PO%" G_GINT64_FORMAT, next);
  g_autofree char *rate = sb_record_dup (self->sandbox, sb_netsuite_find_table ("currency"), sb_draft_get_reference (self, "currency"),
                                         "exchangerate");
  g_autofree char *tran_id = NULL;
  g_autofree char *title = NULL;

  sb_draft_set_column (self, "type", "PurchOrd");
  sb_draft_set_column (self, "recordtype", "purchaseorder");
  sb_draft_set_column (self, "abbrevtype", "PURCHORD");
  sb_draft_set_column (self, "transactionnumber", number);
  sb_draft_set_column (self, "createddate", now);
  sb_draft_set_column (self, "status", "B");
  set_default (self, "approvalstatus", "2");
  set_default (self, "trandate", today);
  set_default (self, "tranid", number);
  set_default (self, "exchangerate", rate);
  tran_id = sb_draft_dup (self, "tranid");
  title = g_strdup_printf ("Purchase Order #%s", tran_id);
  sb_draft_set_column (self, "trandisplayname", title);
}

gboolean
sb_order_prepare (SbDraft *self, GError **error)
{
  if (!check_vendor (self, error) || !check_active (self, error))
    return FALSE;
  if (self->id == 0)
    set_new_values (self);
  if (sb_draft_get_reference (self, "entity") == 0)
    return TRUE;

  return check_mandatory (self, error) && check_period (self, error) && check_lines (self, error);
}

static void
insert_line (SbDraft *self, const char *columns, GPtrArray *values)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  sqlite3_stmt *statement;

  g_string_append_printf (sql, "INSERT INTO ns_transactionline (uniquekey, \"transaction\", taxline, iscogs, donotdisplayline, id,"
                          " linesequencenumber, mainline, subsidiary, linelastmodifieddate%s) SELECT coalesce ((SELECT max (uniquekey) FROM"
                          " ns_transactionline), 0) + 1, ?1, 'F', 'F', 'F', ?2, ?2, ?3, ?4, ?5", columns);
  for (guint i = 5; i < values->len; i++)
    g_string_append_printf (sql, ", ?%u", i + 1);
  statement = sb_sandbox_prepare (self->sandbox, sql->str);
  for (guint i = 0; i < values->len; i++)
    sqlite3_bind_text (statement, (int) i + 1, g_ptr_array_index (values, i), -1, SQLITE_STATIC);
  if (sqlite3_step (statement) != SQLITE_DONE)
    g_warning ("%s: %s", sql->str, sqlite3_errmsg (sb_sandbox_get_db (self->sandbox)));
  sqlite3_reset (statement);
}

static GPtrArray *
begin_values (SbDraft *self, guint number, gint64 stamp)
{
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (values, g_strdup_printf ("%" G_GINT64_FORMAT, self->id));
  g_ptr_array_add (values, g_strdup_printf ("%u", number));
  g_ptr_array_add (values, g_strdup (number == 0 ? "T" : "F"));
  g_ptr_array_add (values, sb_draft_dup (self, "subsidiary"));
  g_ptr_array_add (values, g_strdup_printf ("%" G_GINT64_FORMAT, stamp));

  return values;
}

static void
write_main_line (SbDraft *self, gint64 stamp)
{
  static const char * const columns[] = { "entity", "department", "class", "location", "memo" };
  g_autoptr (GPtrArray) values = begin_values (self, 0, stamp);

  sb_record_query (self->sandbox, "DELETE FROM ns_transactionline WHERE \"transaction\" = ? AND mainline = 'T'", 1, self->id);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_ptr_array_add (values, sb_draft_dup (self, columns[i]));
  g_ptr_array_add (values, sb_draft_dup (self, "foreigntotal"));
  insert_line (self, ", entity, department, class, location, memo, foreignamount", values);
}

static void
write_line (SbDraft *self, const SbLine *line, guint number, gint64 stamp)
{
  g_autoptr (GPtrArray) values = begin_values (self, number, stamp);
  g_autoptr (GString) columns = g_string_new (NULL);

  for (const SbField *f = line->sublist->fields; f->column != NULL; f++)
    {
      const char *value = g_hash_table_lookup (line->values, f);
      char *text = strcmp (f->column, "foreignamount") == 0 ? dup_amount (self, line) : g_strdup (value);

      if ((f->flags & SB_FIELD_READ_ONLY) != 0)
        {
          g_free (text);
          continue;
        }
      if (text == NULL && f->type == SB_FIELD_BOOLEAN)
        text = g_strdup ("F");
      g_string_append_printf (columns, ", \"%s\"", f->column);
      g_ptr_array_add (values, text);
    }
  insert_line (self, columns->str, values);
}

void
sb_order_follow_up (SbDraft *self, gint64 stamp)
{
  write_main_line (self, stamp);
  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++)
    write_line (self, g_ptr_array_index (self->lines, i), i + 1, stamp);
}
