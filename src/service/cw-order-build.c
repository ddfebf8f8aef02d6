/* cw-order-build.c: what an order becomes in NetSuite, and what stands in its way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every reference is resolved here, before anything is sent: what is missing is
 * known as far as the mirrors know it, and the rest NetSuite says itself.
 * Amounts are compared in whole smallest units; rates and quantities pass
 * through as the texts they are.
 */

#include "config.h"

#include "cw-order-build.h"

#include "cw-decimal.h"
#include "cw-money.h"
#include "cw-user-links.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One order in the making. */
typedef struct {
  CwSession          *session;
  const CwOrderRules *rules;
  const CwRecord     *order;
  CwFields           *source;     /* its fields and the days of its instants; owned */
  CwBuiltOrder       *built;
  const char         *currency;   /* code; nullable */
  guint               exponent;
  gint64              total;      /* of the lines, smallest units */
  guint               items, expenses;
} Build;

/* ---- rules ---- */

static const char *
get_text (const CwOrderRules *rules, const char *key)
{
  const char *text = cw_workflow_get_setting (rules->workflow, rules->settings, key);

  return text != NULL && *text != '\0' ? text : NULL;
}

static gboolean
passes (const CwOrderRules *rules, const char *key)
{
  return g_strcmp0 (get_text (rules, key), "pass") == 0;
}

gboolean
cw_order_rules_init (CwOrderRules *self, CwWorkflow *workflow, const CwFields *settings, CwOrderLists *lists,
                     const CwMappingContext *mapping, GError **error)
{
  const char *zone, *from;

  self->workflow = workflow;
  self->settings = settings;
  self->lists = lists;
  self->mapping = *mapping;
  zone = get_text (self, "time-zone");
  self->zone = g_time_zone_new_identifier (zone != NULL ? zone : "UTC");
  if (self->zone == NULL)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID,
                   _("“%s” is no time zone; write one such as Europe/Berlin into the setting time-zone of “%s”."), zone, workflow->id);
      return FALSE;
    }
  from = get_text (self, "approved-from");
  if (from != NULL)
    {
      g_autofree char *instant = g_strconcat (from, "T00:00:00Z", NULL);
      g_autoptr (GDateTime) day = g_date_time_new_from_iso8601 (instant, NULL);

      if (day == NULL)
        {
          g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_INVALID,
                       _("“%s” is no day; write one such as 2026-01-31 into the setting approved-from of “%s”."), from, workflow->id);
          return FALSE;
        }
    }
  return TRUE;
}

void
cw_order_rules_clear (CwOrderRules *self)
{
  g_clear_pointer (&self->zone, g_time_zone_unref);
}

/* ---- problems ---- */

static void
problem_free (gpointer data)
{
  CwOrderProblem *problem = data;

  g_free (problem->argument);
  g_free (problem);
}

/* Those that stop come first, each kind in the order of finding. (transfer full @argument) */
static void
add_problem (Build *build, CwReason reason, gboolean stops, char *argument)
{
  CwOrderProblem *problem = g_new0 (CwOrderProblem, 1);
  GPtrArray *problems = build->built->problems;
  guint at = 0;

  problem->reason = reason;
  problem->argument = argument;
  problem->stops = stops;
  while (at < problems->len && (!stops || ((CwOrderProblem *) g_ptr_array_index (problems, at))->stops))
    at++;
  g_ptr_array_insert (problems, (int) at, problem);
}

static const char *
get_field (Build *build, const char *name)
{
  return cw_fields_get (build->source, name);
}

static void
want (Build *build, const char *name, const char *value, const char *shown)
{
  cw_fields_set (build->built->wanted, name, value);
  cw_fields_set (build->built->shown, name, shown != NULL ? shown : value);
}

static const char *
or_words (const char *text)
{
  return text != NULL ? text : _("none");
}

/* ---- head ---- */

/* An instant becomes the day that it is in the zone of the books. */
static void
add_day (Build *build, const char *instant, const char *day)
{
  const char *text = cw_fields_get (build->order->fields, instant);
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_timezone (time, build->rules->zone) : NULL;

  if (local != NULL)
    cw_fields_take (build->source, day, g_date_time_format (local, "%Y-%m-%d"));
}

static void
apply_mapping (Build *build)
{
  CwMapping *mapping = build->rules->workflow->mapping;
  g_autoptr (CwRecord) record = cw_record_new (build->order->type, build->order->id);
  g_autoptr (CwFields) made = cw_fields_new ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mapping_problem_free);

  record->name = g_strdup (build->order->name);
  record->stage = g_strdup (build->order->stage);
  cw_fields_merge (record->fields, build->source, TRUE);
  cw_mapping_apply (mapping, record, &build->rules->mapping, TRUE, made, problems);
  for (guint i = 0; i < problems->len; i++)
    if (((CwMappingProblem *) g_ptr_array_index (problems, i))->kind != CW_MAPPING_PROBLEM_TOO_LONG)
      add_problem (build, CW_REASON_MAPPING, TRUE, cw_mapping_problem_dup_sentence (g_ptr_array_index (problems, i)));
  for (guint i = 0; i < cw_fields_get_size (made); i++)
    {
      const char *name, *value;
      guint limit;

      cw_fields_get_nth (made, i, &name, &value);
      if (*value == '\0')
        continue;
      limit = cw_mapping_get_limit_in (mapping, record->type, name, &build->rules->mapping);
      if (limit > 0 && g_utf8_strlen (value, -1) > (glong) limit)
        add_problem (build, CW_REASON_VALUE_TOO_LONG, TRUE,
                     g_strdup_printf (_("%s: %ld characters, %u allowed"), name, g_utf8_strlen (value, -1), limit));
      want (build, name, value, NULL);
    }
}

/* NULL: the account has no subsidiaries, or the vendor is in none of the integration's. */
static const char *
find_subsidiary (Build *build, const CwRecord *vendor)
{
  char **ids = build->session->integration->subsidiaries;

  for (guint i = 0; vendor->subsidiaries != NULL && ids != NULL && ids[i] != NULL; i++)
    if (cw_subsidiaries_has (vendor->subsidiaries, ids[i]))
      return ids[i];
  return NULL;
}

static const CwRecord *
find_vendor (Build *build)
{
  const CwOrderRules *rules = build->rules;
  gboolean by_name = cw_workflow_get_boolean (rules->workflow, rules->settings, "match-by-name");
  const char *name = get_field (build, "supplierName");
  const char * const *subsidiaries = (const char * const *) build->session->integration->subsidiaries;
  const CwRecord *vendor = cw_order_lists_find_vendor (rules->lists, get_field (build, "supplierExternalId"), by_name ? name : NULL, subsidiaries);
  const char *stand_in = get_text (rules, "stand-in-vendor");
  g_autofree char *trouble = NULL;

  if (vendor == NULL && by_name && name != NULL && cw_order_lists_count_vendors (rules->lists, name, subsidiaries) > 1)
    trouble = g_strdup_printf (_("%s, as more than one vendor is called there"), name);
  else if (vendor == NULL)
    trouble = g_strdup (or_words (name));
  else if (vendor->inactive)
    trouble = g_strdup_printf (_("%s, which is inactive there"), vendor->name);
  else if (vendor->subsidiaries != NULL && subsidiaries != NULL && !cw_subsidiaries_has_any (vendor->subsidiaries, subsidiaries))
    trouble = g_strdup_printf (_("%s, which belongs to another subsidiary there"), vendor->name);
  if (trouble == NULL)
    return vendor;
  vendor = passes (rules, "vendor") && stand_in != NULL ? cw_order_lists_find_vendor (rules->lists, stand_in, NULL, subsidiaries) : NULL;
  if (vendor != NULL && vendor->inactive)
    vendor = NULL;
  add_problem (build, CW_REASON_VENDOR_UNKNOWN, vendor == NULL, g_steal_pointer (&trouble));
  return vendor;
}

static void
add_vendor (Build *build, const CwRecord *vendor)
{
  const char *subsidiary = find_subsidiary (build, vendor);

  want (build, "entity", vendor->id, vendor->name);
  if (subsidiary != NULL)
    want (build, "subsidiary", subsidiary, NULL);
}

/* An account without currencies has the one of its company, and nothing to choose. */
static void
add_currency (Build *build, const CwRecord *vendor)
{
  const CwOrderRules *rules = build->rules;
  const CwRecord *currency = cw_order_lists_find_currency (rules->lists, build->currency);
  const char *own = vendor != NULL ? cw_fields_get (vendor->fields, "currency") : NULL;
  const char *own_code = cw_order_lists_get_currency_code (rules->lists, own);

  if (!cw_order_lists_has_currencies (rules->lists))
    return;
  if (currency == NULL || currency->inactive)
    {
      add_problem (build, CW_REASON_CURRENCY_MISMATCH, TRUE, g_strdup_printf (_("NetSuite has no currency %s"), or_words (build->currency)));
      return;
    }
  want (build, "currency", currency->id, build->currency);
  if (own != NULL && !g_str_equal (own, currency->id))
    add_problem (build, CW_REASON_CURRENCY_MISMATCH, !passes (rules, "currency"),
                 g_strdup_printf (_("the order is in %s, and %s is paid in %s"), build->currency, vendor->name, own_code != NULL ? own_code : own));
}

static gboolean
find_employee (CwSession *session, const char *user, CwMatchedEmployee *out_employee, GError **error)
{
  CwWorkflow *people = cw_session_get_people (session, error);

  return people != NULL && cw_user_links_find_employee (session->store, session->integration, people, user, out_employee, error);
}

static gboolean
add_employee (Build *build, GError **error)
{
  const char *user = get_field (build, "purchaser"), *name = get_field (build, "purchaserName"), *email = get_field (build, "purchaserEmail");
  g_auto (CwMatchedEmployee) employee = { 0 };
  g_autoptr (CwTargetRecord) person = NULL;
  g_autofree char *who = NULL;

  if (user != NULL && !find_employee (build->session, user, &employee, error))
    return FALSE;
  if (employee.id != NULL && employee.active)
    {
      want (build, "employee", employee.id, employee.name);
      return TRUE;
    }
  /* An order may show no more than the id of its purchaser. */
  if (name == NULL && user != NULL)
    person = cw_store_target_get (build->session->store, cw_session_get_source (build->session, build->rules->workflow)->info->name, "users",
                                  user, NULL);
  if (person != NULL)
    {
      name = person->name;
      email = cw_fields_get (person->fields, "email");
    }
  who = name != NULL && email != NULL ? g_strdup_printf ("%s (%s)", name, email)
        : g_strdup (name != NULL ? name : email != NULL ? email : or_words (user));
  add_problem (build, CW_REASON_PURCHASER_UNMATCHED, !passes (build->rules, "purchaser"),
               employee.id != NULL ? g_strdup_printf (_("%s, who is inactive in NetSuite"), who) : g_steal_pointer (&who));
  return TRUE;
}

/* @id and @name: what the order says; both NULL: nothing. */
static void
add_segment (Build *build, CwSegment segment, const char *target, const char *title, const char *id, const char *name)
{
  const CwOrderRules *rules = build->rules;
  gboolean by_name = cw_workflow_get_boolean (rules->workflow, rules->settings, "match-by-name");
  const CwRecord *found;

  if ((id == NULL && name == NULL) || !cw_order_lists_has_segment (rules->lists, segment))
    return;
  found = cw_order_lists_find_segment (rules->lists, segment, id, by_name ? name : NULL);
  if (found != NULL && !found->inactive)
    {
      want (build, target, found->id, found->name);
      return;
    }
  add_problem (build, CW_REASON_SEGMENT_UNKNOWN, !passes (rules, "segment"),
               g_strdup_printf (found != NULL ? _("%s “%s”, which is inactive there") : "%s “%s”", title, name != NULL ? name : id));
}

/* The option of a document field; the id that the option itself carries tells more than its name. */
static void
add_option_segment (Build *build, CwSegment segment, const char *target, const char *title, const char *setting)
{
  CwOrderLists *lists = build->rules->lists;
  const char *name = get_text (build->rules, setting);
  const char *field = name != NULL ? cw_order_lists_find_field (lists, name) : NULL;
  g_autofree char *key = field != NULL ? g_strconcat ("document/", field, NULL) : NULL;
  const char *option = key != NULL ? get_field (build, key) : NULL, *id;

  if (option == NULL)
    return;
  id = cw_order_lists_get_option (lists, field, option, "externalId");
  if (id == NULL)
    id = cw_order_lists_get_option (lists, field, option, "netSuiteId");
  name = cw_order_lists_get_option (lists, field, option, "name");
  add_segment (build, segment, target, title, id, name != NULL ? name : option);
}

static void
check_period (Build *build)
{
  const char *day = cw_fields_get (build->built->wanted, "tranDate");
  const CwPeriod *period;

  if (day == NULL || !cw_order_lists_find_period (build->rules->lists, day, &period) || (period != NULL && period->open))
    return;
  add_problem (build, CW_REASON_PERIOD_CLOSED, !passes (build->rules, "period"),
               period != NULL ? g_strdup_printf (_("%s is in %s, which is closed"), day, period->name)
                              : g_strdup_printf (_("%s is in none"), day));
}

static void
check_required (Build *build)
{
  const char *text = get_text (build->rules, "required-fields");
  g_auto (GStrv) names = g_strsplit (text != NULL ? text : "", ",", -1);
  g_autoptr (GString) missing = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    if (*g_strstrip (names[i]) != '\0' && cw_fields_get (build->built->wanted, names[i]) == NULL)
      g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", names[i]);
  if (missing->len > 0)
    add_problem (build, CW_REASON_FIELD_MISSING, !passes (build->rules, "field-missing"), g_strdup (missing->str));
}

/* ---- lines ---- */

/* "4.00" → "4"; NULL for what is no number. (transfer full) */
static char *
dup_number (const char *text)
{
  CwDecimal decimal;
  guint decimals;

  if (text == NULL || !cw_decimal_parse (text, &decimal))
    return NULL;
  decimals = (int) decimal.n_digits > decimal.point ? (guint) ((int) decimal.n_digits - decimal.point) : 0;
  return cw_decimal_format (&decimal, decimals, ".", "");
}

static const char *
get_line_field (Build *build, guint number, const char *name)
{
  g_autofree char *key = g_strdup_printf ("line/%04u/%s", number, name);

  return get_field (build, key);
}

static void
want_line (Build *build, const char *list, guint nth, const char *name, const char *value)
{
  g_autofree char *key = g_strdup_printf ("%s/%04u/%s", list, nth, name);

  cw_fields_set (build->built->wanted, key, value);
}

/* The option of the field with customers and projects. @out_name: for people. */
static char *
find_customer (Build *build, guint number, char **out_name)
{
  const char *field = cw_fields_get (build->session->integration->settings, "item-custom-field");
  g_autofree char *key = field != NULL ? g_strconcat ("option/", field, NULL) : NULL;
  const char *option = key != NULL ? get_line_field (build, number, key) : NULL, *id, *record_key;
  g_autofree char *type = NULL, *record_id = NULL;
  g_autoptr (CwRecord) record = NULL;

  *out_name = NULL;
  if (option == NULL)
    return NULL;
  switch (cw_order_lists_find_customer (build->rules->lists, option, &id, &record_key))
    {
    case CW_OPTION_FOUND:
      if (cw_record_key_parse (record_key, &type, &record_id, NULL))
        record = cw_store_mirror_get (build->session->store, cw_session_get_target (build->session, build->rules->workflow)->info->name,
                                      type, record_id, NULL);
      *out_name = g_strdup (record != NULL && record->name != NULL ? record->name : record_key);
      if (record == NULL || (!record->inactive && !record->deleted))
        return g_strdup (id);
      add_problem (build, CW_REASON_CUSTOMER_UNKNOWN, !passes (build->rules, "customer"),
                   g_strdup_printf (_("line %u: “%s” is inactive there"), number, *out_name));
      g_clear_pointer (out_name, g_free);
      return NULL;

    case CW_OPTION_UNKNOWN:
      add_problem (build, CW_REASON_CUSTOMER_UNKNOWN, !passes (build->rules, "customer"),
                   g_strdup_printf (_("line %u: option %s"), number, option));
      return NULL;

    case CW_OPTION_NONE:
    default:
      return NULL;
    }
}

/* An item, or where there is none an expense; FALSE: neither, and the problem is noted. */
static gboolean
choose_item (Build *build, guint number, const CwRecord **out_item)
{
  const CwOrderRules *rules = build->rules;
  gboolean by_name = cw_workflow_get_boolean (rules->workflow, rules->settings, "match-by-name");
  const char *sku = get_line_field (build, number, "sku"), *name = get_line_field (build, number, "name");
  const CwRecord *item = cw_order_lists_find_item (rules->lists, sku, by_name ? name : NULL);
  gboolean expense = passes (rules, "item") && get_text (rules, "expense-account") != NULL;
  char *argument;

  *out_item = item != NULL && !item->inactive ? item : NULL;
  if (*out_item != NULL)
    return TRUE;
  if (item != NULL)
    argument = g_strdup_printf (_("line %u: %s, which is inactive there"), number, item->name);
  else if (sku != NULL)
    argument = g_strdup_printf (_("line %u: %s “%s”"), number, sku, or_words (name));
  else
    argument = g_strdup_printf (_("line %u: “%s”"), number, or_words (name));
  add_problem (build, CW_REASON_ITEM_UNKNOWN, !expense, argument);
  return expense;
}

/* "4 × Pallet rack (PR-3) at 300.00 = 1200.00 USD, for Warehouse fit-out" */
static void
show_line (Build *build, guint number, guint lines, const char *rate, const char *quantity, const char *amount, const CwRecord *item,
           const char *customer)
{
  guint width = lines < 10 ? 1 : lines < 100 ? 2 : lines < 1000 ? 3 : 4;
  g_autofree char *key = g_strdup_printf ("line %0*u", (int) width, number);
  const char *name = get_line_field (build, number, "name"), *number_text = item != NULL ? cw_fields_get (item->fields, "itemId") : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s × %s", quantity, or_words (name));
  if (number_text != NULL)
    g_string_append_printf (text, " (%s)", number_text);
  g_string_append_printf (text, _(" at %s = %s %s"), rate, amount, build->currency != NULL ? build->currency : "");
  if (customer != NULL)
    g_string_append_printf (text, _(", for %s"), customer);
  if (item == NULL)
    g_string_append (text, _(", as an expense"));
  cw_fields_set (build->built->shown, key, text->str);
}

static void
add_line (Build *build, guint number, guint lines)
{
  const char *sum = get_line_field (build, number, "sum"), *name = get_line_field (build, number, "name");
  g_autofree char *quantity = dup_number (get_line_field (build, number, "quantity"));
  g_autofree char *rate = dup_number (get_line_field (build, number, "price"));
  g_autofree char *customer = NULL, *customer_name = NULL, *amount = NULL;
  const CwRecord *item;
  gint64 minor;
  const char *list;
  guint nth;

  if (quantity == NULL || rate == NULL || !cw_money_parse (sum, build->exponent, &minor))
    {
      add_problem (build, CW_REASON_AMOUNT_WRONG, TRUE,
                   g_strdup_printf (_("line %u: %s × %s = %s is no amount in %s"), number, or_words (get_line_field (build, number, "quantity")),
                                    or_words (get_line_field (build, number, "price")), or_words (sum), or_words (build->currency)));
      return;
    }
  build->total += minor;
  amount = cw_money_format (minor, build->exponent);
  customer = find_customer (build, number, &customer_name);
  if (!choose_item (build, number, &item))
    return;
  list = item != NULL ? "item" : "expense";
  nth = item != NULL ? ++build->items : ++build->expenses;
  if (item != NULL)
    {
      want_line (build, list, nth, "item", item->id);
      want_line (build, list, nth, "description", name);
      want_line (build, list, nth, "quantity", quantity);
      want_line (build, list, nth, "rate", rate);
    }
  else
    {
      g_autofree char *memo = g_strdup_printf ("%s × %s", quantity, or_words (name));

      want_line (build, list, nth, "account", get_text (build->rules, "expense-account"));
      want_line (build, list, nth, "memo", memo);
    }
  want_line (build, list, nth, "amount", amount);
  want_line (build, list, nth, "customer", customer);
  show_line (build, number, lines, get_line_field (build, number, "price"), quantity, amount, item, customer_name);
}

static void
add_lines (Build *build)
{
  const char *count = get_field (build, CW_FIELD_LINES), *said = get_field (build, "netSum");
  guint lines = count != NULL ? (guint) g_ascii_strtoull (count, NULL, 10) : 0;
  guint before = build->built->problems->len;
  g_autofree char *total = NULL, *shown = NULL;
  gint64 sum;

  for (guint number = 1; number <= lines; number++)
    add_line (build, number, lines);
  if (lines == 0)
    add_problem (build, CW_REASON_FIELD_MISSING, TRUE, g_strdup (_("lines")));
  total = cw_money_format (build->total, build->exponent);
  shown = g_strdup_printf ("%s %s", total, build->currency != NULL ? build->currency : "");
  cw_fields_set (build->built->shown, "total", g_strstrip (shown));
  if (lines == 0 || said == NULL)
    return;
  for (guint i = before; i < build->built->problems->len; i++)
    if (((CwOrderProblem *) g_ptr_array_index (build->built->problems, i))->reason == CW_REASON_AMOUNT_WRONG)
      return;
  if (!cw_money_parse (said, build->exponent, &sum) || sum != build->total)
    add_problem (build, CW_REASON_AMOUNT_WRONG, TRUE, g_strdup_printf (_("the lines make %s, the order says %s"), total, said));
}

/* ---- the whole ---- */

void
cw_built_order_free (CwBuiltOrder *self)
{
  if (self == NULL)
    return;
  cw_fields_unref (self->wanted);
  cw_fields_unref (self->shown);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

static gboolean
build_all (Build *build, GError **error)
{
  const CwRecord *vendor;

  add_day (build, "createDate", "createDay");
  add_day (build, "approvalDate", "approvalDay");
  add_day (build, "requiredDate", "requiredDay");
  apply_mapping (build);
  vendor = find_vendor (build);
  if (vendor != NULL)
    add_vendor (build, vendor);
  add_currency (build, vendor);
  if (!add_employee (build, error))
    return FALSE;
  add_segment (build, CW_SEGMENT_LOCATION, "location", _("location"), get_field (build, "locationExternalId"), get_field (build, "locationName"));
  add_option_segment (build, CW_SEGMENT_DEPARTMENT, "department", _("department"), "department-field");
  add_option_segment (build, CW_SEGMENT_CLASS, "class", _("class"), "class-field");
  check_period (build);
  add_lines (build);
  check_required (build);
  cw_fields_set (build->built->wanted, "externalId", get_field (build, "uniqueId"));
  return TRUE;
}

CwBuiltOrder *
cw_order_build (CwSession *session, const CwOrderRules *rules, const CwRecord *order, GError **error)
{
  g_autoptr (CwBuiltOrder) built = g_new0 (CwBuiltOrder, 1);
  g_autoptr (CwFields) source = cw_fields_copy (order->fields);
  Build build = { .session = session, .rules = rules, .order = order, .source = source, .built = built };

  built->wanted = cw_fields_new ();
  built->shown = cw_fields_new ();
  built->problems = g_ptr_array_new_with_free_func (problem_free);
  build.currency = cw_fields_get (order->fields, "currency");
  build.exponent = cw_order_lists_get_exponent (rules->lists, build.currency);
  return build_all (&build, error) ? g_steal_pointer (&built) : NULL;
}

gboolean
cw_built_order_is_stopped (const CwBuiltOrder *self)
{
  return self->problems->len > 0 && ((CwOrderProblem *) g_ptr_array_index (self->problems, 0))->stops;
}

static char *
join_sentences (const CwBuiltOrder *self, guint from)
{
  GString *text = g_string_new (NULL);

  for (guint i = from; i < self->problems->len; i++)
    {
      const CwOrderProblem *problem = g_ptr_array_index (self->problems, i);
      g_autofree char *sentence = cw_reason_dup_sentence (problem->reason, problem->argument);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", sentence);
    }
  return g_string_free (text, FALSE);
}

CwReason
cw_built_order_get_reason (const CwBuiltOrder *self, char **out_argument)
{
  const CwOrderProblem *first = self->problems->len > 0 ? g_ptr_array_index (self->problems, 0) : NULL;
  g_autofree char *others = NULL;

  *out_argument = NULL;
  if (first == NULL)
    return CW_REASON_NEW;
  if (!first->stops)
    {
      *out_argument = join_sentences (self, 0);
      return CW_REASON_NEW_WITHOUT;
    }
  others = join_sentences (self, 1);
  *out_argument = *others != '\0' ? g_strdup_printf (_("%s (and also: %s)"), first->argument, others) : g_strdup (first->argument);
  return first->reason;
}

/* ---- comparing ---- */

static gboolean
is_same_value (const char *a, const char *b)
{
  CwDecimal x, y;

  if (g_strcmp0 (a, b) == 0)
    return TRUE;
  return a != NULL && b != NULL && cw_decimal_parse (a, &x) && cw_decimal_parse (b, &y) && cw_decimal_compare (&x, &y) == 0;
}

/* What a person in NetSuite may well word otherwise is no difference. */
static gboolean
is_compared (const char *name)
{
  static const char * const heads[] = { "entity", "currency", "employee", "department", "class", "location", "tranDate" };
  static const char * const ends[] = { "/item", "/quantity", "/amount", "/customer", "/account" };

  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++)
    if (g_str_equal (heads[i], name))
      return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (name, ends[i]))
      return TRUE;
  return FALSE;
}

static void
note_difference (const CwBuiltOrder *self, const char *name, const char *before, const char *after, CwFields *out_before, CwFields *out_after)
{
  const char *shown = strchr (name, '/') == NULL ? cw_fields_get (self->shown, name) : NULL;

  cw_fields_set (out_before, name, before != NULL ? before : "");
  cw_fields_set (out_after, name, shown != NULL && after != NULL ? shown : after != NULL ? after : "");
}

gboolean
cw_built_order_differs (const CwBuiltOrder *self, const CwTargetRecord *target, CwFields *before, CwFields *after)
{
  gboolean differs = FALSE;

  for (guint i = 0; i < cw_fields_get_size (self->wanted); i++)
    {
      const char *name, *value, *there;

      cw_fields_get_nth (self->wanted, i, &name, &value);
      there = cw_fields_get (target->fields, name);
      if (!is_compared (name) || is_same_value (value, there))
        continue;
      note_difference (self, name, there, value, before, after);
      differs = TRUE;
    }
  /* A line too many there. */
  for (guint i = 0; i < cw_fields_get_size (target->fields); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (target->fields, i, &name, &value);
      if (!g_str_has_suffix (name, "/amount") || cw_fields_get (self->wanted, name) != NULL)
        continue;
      note_difference (self, name, value, NULL, before, after);
      differs = TRUE;
    }
  return differs;
}
