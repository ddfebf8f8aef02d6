/* cw-order-lists.c: what a purchase order's references can be found in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-order-lists.h"

#include "cw-money.h"
#include "cw-text.h"

#define DOCUMENT_FIELDS "documentcustomfields"
#define CUSTOMERS       "precoro.customers-projects"   /* the workflow whose links tell what an option stands for */

const char * const cw_order_list_types[] = { "vendor", "item", "department", "classification", "location", "currency", "accountingperiod", NULL };

/* Records of one type. A name that several have finds none of them. */
typedef struct {
  GHashTable *by_id;         /* id → CwRecord, owned */
  GHashTable *by_external;   /* external id → CwRecord */
  GHashTable *by_code;       /* folded → CwRecord; items: number, segments: full name */
  GHashTable *by_name;       /* folded, owned → GPtrArray of CwRecord */
} List;

struct _CwOrderLists {
  CwSession  *session;       /* borrowed */
  CwEnd      *books, *shop;  /* borrowed */
  List        vendors, items, segments[CW_N_SEGMENTS];
  GHashTable *currencies;    /* id → CwRecord, owned */
  GPtrArray  *periods;       /* of CwPeriod, owned */
  GHashTable *options;       /* option id → "customer:3", owned both */
  char       *collection;    /* of options; nullable */
  GHashTable *fields;        /* document field id → CwTargetRecord, owned */
};

/* ---- lists ---- */

static void
list_init (List *list)
{
  list->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) cw_record_free);
  list->by_external = g_hash_table_new (g_str_hash, g_str_equal);
  list->by_code = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  list->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
}

static void
list_clear (List *list)
{
  g_clear_pointer (&list->by_name, g_hash_table_unref);
  g_clear_pointer (&list->by_code, g_hash_table_unref);
  g_clear_pointer (&list->by_external, g_hash_table_unref);
  g_clear_pointer (&list->by_id, g_hash_table_unref);
}

static char *
fold (const char *text)
{
  g_autofree char *trimmed = cw_text_dup_trimmed (text);

  return cw_text_dup_folded (trimmed);
}

static void
add_name (List *list, CwRecord *record, const char *name)
{
  g_autofree char *key = name != NULL && *name != '\0' ? fold (name) : NULL;
  GPtrArray *all = key != NULL ? g_hash_table_lookup (list->by_name, key) : NULL;

  if (key == NULL || (all != NULL && g_ptr_array_find (all, record, NULL)))
    return;
  if (all == NULL)
    g_hash_table_insert (list->by_name, g_strdup (key), all = g_ptr_array_new ());
  g_ptr_array_add (all, record);
}

static void
list_add (List *list, CwRecord *record, const char * const *codes, const char * const *names)
{
  const char *external = cw_fields_get (record->fields, "externalId");

  g_hash_table_insert (list->by_id, record->id, record);
  if (external != NULL)
    g_hash_table_insert (list->by_external, (gpointer) external, record);
  for (; *codes != NULL; codes++)
    if (cw_fields_get (record->fields, *codes) != NULL)
      g_hash_table_insert (list->by_code, fold (cw_fields_get (record->fields, *codes)), record);
  add_name (list, record, record->name);
  for (; *names != NULL; names++)
    add_name (list, record, cw_fields_get (record->fields, *names));
}

static const CwRecord *
list_find (const List *list, const char *id)
{
  const CwRecord *record = id != NULL ? g_hash_table_lookup (list->by_id, id) : NULL;

  return record == NULL && id != NULL ? g_hash_table_lookup (list->by_external, id) : record;
}

static gboolean
is_of (const CwRecord *record, const char * const *subsidiaries)
{
  return subsidiaries == NULL || record->subsidiaries == NULL || cw_subsidiaries_has_any (record->subsidiaries, subsidiaries);
}

/* Active ones of that name and of @subsidiaries; @out_last: one of them. */
static guint
list_count_names (const List *list, const char *name, const char * const *subsidiaries, const CwRecord **out_last)
{
  g_autofree char *key = name != NULL && *name != '\0' ? fold (name) : NULL;
  GPtrArray *all = key != NULL ? g_hash_table_lookup (list->by_name, key) : NULL;
  guint count = 0;

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const CwRecord *record = g_ptr_array_index (all, i);

      if (record->inactive || !is_of (record, subsidiaries))
        continue;
      *out_last = record;
      count++;
    }
  return count;
}

/* The only one. */
static const CwRecord *
list_find_name (const List *list, const char *name, const char * const *subsidiaries)
{
  const CwRecord *found = NULL;

  return list_count_names (list, name, subsidiaries, &found) == 1 ? found : NULL;
}

/* ---- filling ---- */

static CwRecord *
copy_record (const CwRecord *record)
{
  CwRecord *copy = cw_record_new (record->type, record->id);

  copy->name = g_strdup (record->name);
  copy->subsidiaries = g_strdup (record->subsidiaries);
  copy->inactive = record->inactive;
  cw_fields_unref (copy->fields);
  copy->fields = cw_fields_ref (record->fields);
  return copy;
}

static gboolean
is_set (const CwRecord *record, const char *field)
{
  return g_strcmp0 (cw_fields_get (record->fields, field), "T") == 0;
}

/* Quarters, years and adjustments are no months. */
static void
add_period (CwOrderLists *self, const CwRecord *record)
{
  const char *from = cw_fields_get (record->fields, "startDate"), *upto = cw_fields_get (record->fields, "endDate");
  CwPeriod *period;

  if (from == NULL || upto == NULL || record->inactive || is_set (record, "isQuarter") || is_set (record, "isYear") || is_set (record, "isAdjust"))
    return;
  period = g_new0 (CwPeriod, 1);
  period->name = g_strdup (record->name != NULL ? record->name : record->id);
  period->from = g_strdup (from);
  period->upto = g_strdup (upto);
  period->open = !is_set (record, "closed") && !is_set (record, "allLocked") && !is_set (record, "apLocked");
  g_ptr_array_add (self->periods, period);
}

static void
period_free (gpointer data)
{
  CwPeriod *period = data;

  g_free (period->name);
  g_free (period->from);
  g_free (period->upto);
  g_free (period);
}

static gboolean
take_record (const CwRecord *record, gpointer data, GError **error)
{
  static const char * const none[] = { NULL }, * const item_codes[] = { "itemId", NULL }, * const item_names[] = { "fullName", NULL };
  static const char * const vendor_names[] = { "entityId", "legalName", NULL }, * const segment_codes[] = { "fullName", NULL };
  static const char * const segment_types[] = { "department", "classification", "location" };
  CwOrderLists *self = data;

  if (record->deleted)
    return TRUE;
  if (g_str_equal (record->type, "vendor"))
    list_add (&self->vendors, copy_record (record), none, vendor_names);
  else if (g_str_equal (record->type, "item"))
    list_add (&self->items, copy_record (record), item_codes, item_names);
  else if (g_str_equal (record->type, "currency"))
    g_hash_table_insert (self->currencies, g_strdup (record->id), copy_record (record));
  else if (g_str_equal (record->type, "accountingperiod"))
    add_period (self, record);
  for (guint i = 0; i < CW_N_SEGMENTS; i++)
    if (g_str_equal (record->type, segment_types[i]))
      list_add (&self->segments[i], copy_record (record), segment_codes, none);
  return TRUE;
}

static gboolean
take_link (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  CwOrderLists *self = data;

  g_hash_table_insert (self->options, g_strdup (link->target_id), cw_record_key (link->type, link->source_id));
  return TRUE;
}

static gboolean
take_field (const CwTargetRecord *field, gpointer data, GError **error)
{
  CwOrderLists *self = data;
  CwTargetRecord *copy = cw_target_record_copy (field);

  g_hash_table_insert (self->fields, copy->id, copy);
  return TRUE;
}

CwOrderLists *
cw_order_lists_new (CwSession *session, CwEnd *books, CwEnd *shop, GError **error)
{
  g_autoptr (CwOrderLists) self = g_new0 (CwOrderLists, 1);
  const char *field = cw_fields_get (session->integration->settings, "item-custom-field");

  self->session = session;
  self->books = books;
  self->shop = shop;
  list_init (&self->vendors);
  list_init (&self->items);
  for (guint i = 0; i < CW_N_SEGMENTS; i++)
    list_init (&self->segments[i]);
  self->currencies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cw_record_free);
  self->periods = g_ptr_array_new_with_free_func (period_free);
  self->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) cw_target_record_free);
  self->collection = field != NULL && *field != '\0' ? g_strconcat ("itemcustomfields/", field, NULL) : NULL;
  if (!cw_store_mirror_foreach (session->store, books->info->name, cw_order_list_types, take_record, self, error)
      || !cw_store_links_foreach (session->store, session->integration->name, CUSTOMERS, take_link, self, error)
      || !cw_store_target_foreach (session->store, shop->info->name, DOCUMENT_FIELDS, take_field, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
cw_order_lists_free (CwOrderLists *self)
{
  if (self == NULL)
    return;
  list_clear (&self->vendors);
  list_clear (&self->items);
  for (guint i = 0; i < CW_N_SEGMENTS; i++)
    list_clear (&self->segments[i]);
  g_clear_pointer (&self->currencies, g_hash_table_unref);
  g_clear_pointer (&self->periods, g_ptr_array_unref);
  g_clear_pointer (&self->options, g_hash_table_unref);
  g_clear_pointer (&self->fields, g_hash_table_unref);
  g_free (self->collection);
  g_free (self);
}

/* ---- looking up ---- */

const CwRecord *
cw_order_lists_find_vendor (CwOrderLists *self, const char *id, const char *name, const char * const *subsidiaries)
{
  const CwRecord *vendor = list_find (&self->vendors, id);

  return vendor != NULL ? vendor : list_find_name (&self->vendors, name, subsidiaries);
}

guint
cw_order_lists_count_vendors (CwOrderLists *self, const char *name, const char * const *subsidiaries)
{
  const CwRecord *last;

  return list_count_names (&self->vendors, name, subsidiaries, &last);
}

const CwRecord *
cw_order_lists_find_item (CwOrderLists *self, const char *code, const char *name)
{
  g_autofree char *key = code != NULL && *code != '\0' ? fold (code) : NULL;
  const CwRecord *item = key != NULL ? g_hash_table_lookup (self->items.by_code, key) : NULL;

  if (item == NULL && code != NULL)
    item = g_hash_table_lookup (self->items.by_external, code);
  return item != NULL ? item : list_find_name (&self->items, name, NULL);
}

const CwRecord *
cw_order_lists_find_segment (CwOrderLists *self, CwSegment segment, const char *id, const char *name)
{
  const List *list = &self->segments[segment];
  g_autofree char *key = name != NULL && *name != '\0' ? fold (name) : NULL;
  const CwRecord *record = list_find (list, id);

  if (record == NULL && key != NULL)
    record = g_hash_table_lookup (list->by_code, key);
  return record != NULL ? record : list_find_name (list, name, NULL);
}

gboolean
cw_order_lists_has_segment (CwOrderLists *self, CwSegment segment)
{
  return g_hash_table_size (self->segments[segment].by_id) > 0;
}

const CwRecord *
cw_order_lists_find_currency (CwOrderLists *self, const char *code)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->currencies);
  while (code != NULL && g_hash_table_iter_next (&iter, NULL, &value))
    {
      const char *symbol = cw_fields_get (((CwRecord *) value)->fields, "symbol");

      if (symbol != NULL && g_ascii_strcasecmp (symbol, code) == 0)
        return value;
    }
  return NULL;
}

gboolean
cw_order_lists_has_currencies (CwOrderLists *self)
{
  return g_hash_table_size (self->currencies) > 0;
}

const char *
cw_order_lists_get_currency_code (CwOrderLists *self, const char *id)
{
  const CwRecord *currency = id != NULL ? g_hash_table_lookup (self->currencies, id) : NULL;

  return currency != NULL ? cw_fields_get (currency->fields, "symbol") : NULL;
}

guint
cw_order_lists_get_exponent (CwOrderLists *self, const char *code)
{
  const CwRecord *currency = cw_order_lists_find_currency (self, code);
  const char *precision = currency != NULL ? cw_fields_get (currency->fields, "currencyPrecision") : NULL;
  guint64 exponent;

  if (precision != NULL && g_ascii_string_to_unsigned (precision, 10, 0, CW_MONEY_MAX_EXPONENT, &exponent, NULL))
    return (guint) exponent;
  return cw_money_get_exponent (code);
}

gboolean
cw_order_lists_find_period (CwOrderLists *self, const char *day, const CwPeriod **out_period)
{
  *out_period = NULL;
  for (guint i = 0; *out_period == NULL && i < self->periods->len; i++)
    {
      const CwPeriod *period = g_ptr_array_index (self->periods, i);

      if (g_strcmp0 (period->from, day) <= 0 && g_strcmp0 (day, period->upto) <= 0)
        *out_period = period;
    }
  return self->periods->len > 0;
}

/* ---- options ---- */

static char *
find_entity (CwOrderLists *self, const char *id)
{
  static const char * const types[] = { "customer", "job" };

  for (gsize i = 0; id != NULL && i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (CwRecord) record = cw_store_mirror_get (self->session->store, self->books->info->name, types[i], id, NULL);

      if (record != NULL && !record->deleted)
        return cw_record_key (types[i], id);
    }
  return NULL;
}

/* What no link tells is told by the option itself; "" where it belongs to nobody, "?" where it names nobody we can see. */
static const char *
resolve_option (CwOrderLists *self, const char *option)
{
  g_autoptr (CwTargetRecord) record = NULL;
  char *key;

  if (g_hash_table_contains (self->options, option))
    return g_hash_table_lookup (self->options, option);
  if (self->collection != NULL)
    record = cw_store_target_get (self->session->store, self->shop->info->name, self->collection, option, NULL);
  if (record == NULL)
    key = g_strdup ("?");
  else if (record->external_id == NULL && record->owner_id == NULL)
    key = g_strdup ("");
  else
    key = find_entity (self, record->external_id != NULL ? record->external_id : record->owner_id);
  g_hash_table_insert (self->options, g_strdup (option), key != NULL ? key : g_strdup ("?"));
  return g_hash_table_lookup (self->options, option);
}

CwOptionState
cw_order_lists_find_customer (CwOrderLists *self, const char *option, const char **out_id, const char **out_name)
{
  const char *key = resolve_option (self, option), *colon = strchr (key, ':');

  *out_id = *out_name = NULL;
  if (*key == '\0')
    return CW_OPTION_NONE;
  if (colon == NULL)
    return CW_OPTION_UNKNOWN;
  *out_id = colon + 1;
  *out_name = key;
  return CW_OPTION_FOUND;
}

const char *
cw_order_lists_find_field (CwOrderLists *self, const char *name)
{
  g_autofree char *key = fold (name);
  GHashTableIter iter;
  gpointer value;

  if (g_hash_table_contains (self->fields, name))
    return ((CwTargetRecord *) g_hash_table_lookup (self->fields, name))->id;
  g_hash_table_iter_init (&iter, self->fields);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const CwTargetRecord *field = value;
      g_autofree char *own = field->name != NULL ? fold (field->name) : NULL;

      if (g_strcmp0 (own, key) == 0)
        return field->id;
    }
  return NULL;
}

const char *
cw_order_lists_get_option (CwOrderLists *self, const char *field, const char *option, const char *member)
{
  const CwTargetRecord *record = g_hash_table_lookup (self->fields, field);
  g_autofree char *name = g_strdup_printf ("option/%s/%s", option, member);

  return record != NULL ? cw_fields_get (record->fields, name) : NULL;
}
