/* cw-netsuite-records.c: rows into records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fields keep NetSuite's own names: the REST property (companyName), custom
 * fields their script id in lower case. SuiteQL's column is that name in lower
 * case. Every column but the id may be missing in an account or for a role.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "config.h"

#include "cw-netsuite-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A document's own column of its subsidiary is not dependable; that of its main line is. */
#define MAIN_LINES "transaction t LEFT JOIN transactionline l ON l.transaction = t.id AND l.mainline = 'T'"

/* Of our own, taken out again. */
#define STATUS_NAME   "entityStatusName"
#define STATUS_COLUMN "entitystatusname"

static CwNsKind
get_catalogue_kind (CwNetsuite *self, const char *type, const char *name)
{
  static const CwNsKind kinds[CW_N_VALUE_TYPES] = {
    [CW_VALUE_TEXT] = CW_NS_TEXT, [CW_VALUE_INTEGER] = CW_NS_INTEGER, [CW_VALUE_NUMBER] = CW_NS_NUMBER,
    [CW_VALUE_BOOLEAN] = CW_NS_BOOLEAN, [CW_VALUE_DATE] = CW_NS_DATE, [CW_VALUE_DATETIME] = CW_NS_INSTANT,
    [CW_VALUE_REFERENCE] = CW_NS_REFERENCE,
  };
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GPtrArray *catalogue = g_hash_table_lookup (self->catalogue, type);

  for (guint i = 0; catalogue != NULL && i < catalogue->len; i++)
    {
      const CwFieldInfo *info = g_ptr_array_index (catalogue, i);

      if (g_ascii_strcasecmp (info->id, name) == 0)
        return kinds[info->type];
    }
  return CW_NS_TEXT;
}

CwNsKind
_cw_ns_get_kind (CwNetsuite *self, const char *type, const char *name)
{
  for (const CwNsField *field = _cw_ns_get_fields (type); field != NULL && field->name != NULL; field++)
    if (g_str_equal (field->name, name))
      return field->kind;
  return get_catalogue_kind (self, type, name);
}

/* ---- the select of a type ---- */

char *
_cw_ns_dup_reference (const char *name)
{
  return g_str_has_suffix (name, CW_NS_SHOWN) ? g_strndup (name, strlen (name) - strlen (CW_NS_SHOWN)) : NULL;
}

/* Only what can be a column goes into a statement. */
static gboolean
is_column_name (const char *name)
{
  if (!g_ascii_isalpha (name[0]))
    return FALSE;
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '_')
      return FALSE;
  return TRUE;
}

static gboolean
is_custom (const char *name)
{
  return g_ascii_strncasecmp (name, "cust", 4) == 0 && strchr (name, '_') != NULL;
}

/* Kinds of custom fields are only in the account's own catalogue. */
static gboolean
has_custom (const CwReadQuery *query, const char * const *names)
{
  for (; names != NULL && *names != NULL; names++)
    if (is_custom (*names) && g_strcmp0 (*names, query->sync_field) != 0)
      return TRUE;
  return FALSE;
}

static gboolean
learn_custom_fields (CwNetsuite *self, const CwReadQuery *query, GCancellable *cancellable, GError **error)
{
  if (!has_custom (query, query->extra_fields) && !has_custom (query, query->optional_fields))
    return TRUE;
  return _cw_ns_learn_catalogue_sync (self, query->type, cancellable, error);
}

void
_cw_ns_add_field (CwNsSelect *select, CwNetsuite *self, const char *name, CwNsKind kind)
{
  g_autofree char *reference = _cw_ns_dup_reference (name), *column = g_ascii_strdown (reference != NULL ? reference : name, -1);
  g_autofree char *alias = NULL, *expression = NULL;

  if (!is_column_name (column))
    return;
  if (reference == NULL)
    {
      _cw_ns_select_add (select, self, name, column, kind);
      return;
    }
  alias = g_strconcat (column, "_shown", NULL);
  expression = g_strdup_printf ("BUILTIN.DF(%s%s)", select->prefix, column);
  _cw_ns_select_add_expression (select, self, name, column, alias, expression, CW_NS_TEXT);
}

/* A field that is there in another spelling is asked for once. */
static void
add_fields (CwNsSelect *select, CwNetsuite *self, const char *type, const char * const *names)
{
  for (; names != NULL && *names != NULL; names++)
    {
      g_autofree char *column = g_ascii_strdown (*names, -1);
      gboolean there = _cw_ns_is_derived (type, *names);

      for (guint i = 0; i < select->columns->len && !g_str_has_suffix (*names, CW_NS_SHOWN); i++)
        {
          const CwNsColumn *known = g_ptr_array_index (select->columns, i);

          there |= g_str_equal (known->column, column) && !g_str_has_suffix (known->name, CW_NS_SHOWN);
        }
      if (!there)
        _cw_ns_add_field (select, self, *names, _cw_ns_get_kind (self, type, *names));
    }
}

/* Where the stage is no column, the text of the status begins with it ("CUSTOMER-Closed Won"). */
static void
add_stage (CwNsSelect *select, CwNetsuite *self)
{
  if (_cw_ns_is_absent (self, "customer", "searchstage"))
    _cw_ns_select_add_expression (select, self, STATUS_NAME, STATUS_COLUMN, STATUS_COLUMN, "BUILTIN.DF(entitystatus)", CW_NS_TEXT);
  else
    _cw_ns_select_keep (select, "searchStage");
}

CwNsSelect *
_cw_ns_record_select_sync (CwNetsuite *self, const CwReadQuery *query,
                           GCancellable *cancellable, GError **error)
{
  gboolean parents = g_str_equal (query->type, "job") && !query->ids_only && !_cw_ns_is_absent (self, "job", CW_NS_PARENT_COLUMN);
  gboolean lines = _cw_ns_find_type (query->type)->available == CW_NS_AVAILABLE_LINE && !query->ids_only;
  const char *from = parents ? "job j LEFT JOIN job p ON p.id = j.parent" : lines ? MAIN_LINES : NULL;
  g_autoptr (CwNsSelect) select = _cw_ns_select_new (_cw_ns_get_table (query->type), from, parents ? "j." : lines ? "t." : "",
                                                     _cw_ns_get_key (query->type));

  if (query->ids_only)
    return g_steal_pointer (&select);
  if (!learn_custom_fields (self, query, cancellable, error))
    return NULL;
  for (const CwNsField *field = _cw_ns_get_fields (query->type); field->name != NULL; field++)
    if (field->standard && !field->derived)
      _cw_ns_add_field (select, self, field->name, field->kind);
  if (query->sync_field != NULL)
    _cw_ns_add_field (select, self, query->sync_field, CW_NS_BOOLEAN);
  if (lines)
    _cw_ns_select_add_expression (select, self, "subsidiary", "subsidiary", "subsidiary", "l.subsidiary", CW_NS_REFERENCE);
  add_fields (select, self, query->type, query->extra_fields);
  add_fields (select, self, query->type, query->optional_fields);
  if (g_str_equal (query->type, "customer"))
    add_stage (select, self);
  return g_steal_pointer (&select);
}

static gboolean
is_standard (const char *type, const char *name)
{
  for (const CwNsField *field = _cw_ns_get_fields (type); field->name != NULL; field++)
    if (field->standard && g_ascii_strcasecmp (field->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* A field that a mapping wants and that is gone would empty what it fills, record by record, without a word. */
gboolean
_cw_ns_check_extra_fields (CwNetsuite *self, const CwReadQuery *query, const CwNsSelect *select, GError **error)
{
  for (const char * const *name = query->extra_fields; !query->ids_only && name != NULL && *name != NULL; name++)
    if (!is_standard (query->type, *name) && !_cw_ns_select_has (select, *name))
      {
        g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED,
                     _("NetSuite “%s” shows no field “%s” on its %s. Take it out of the mapping, or have the field and the role's "
                       "permission to see it restored."), self->name, *name, _cw_ns_get_title (query->type));
        return FALSE;
      }
  return TRUE;
}

/* ---- one record ---- */

static char *
dup_person_name (CwFields *row)
{
  const char *first = cw_fields_get (row, "firstName"), *last = cw_fields_get (row, "lastName");

  if (first == NULL || last == NULL)
    return g_strdup (first != NULL ? first : last);
  return g_strconcat (first, " ", last, NULL);
}

static char *
dup_name (const char *type, CwFields *row)
{
  static const char * const names[] = { "companyName", "name", "displayName", "itemId", "periodName", "addr1" };
  static const char * const numbers[] = { "entityId", "tranId", "title" };
  const char *whole = NULL;
  char *person;

  for (gsize i = 0; whole == NULL && i < G_N_ELEMENTS (names); i++)
    whole = cw_fields_get (row, names[i]);
  if (whole != NULL)
    return g_strdup (whole);
  person = dup_person_name (row);
  for (gsize i = 0; person == NULL && i < G_N_ELEMENTS (numbers); i++)
    person = g_strdup (cw_fields_get (row, numbers[i]));
  return person;
}

/* The texts of stages are not fixed ("Lead" was seen): part of the word is enough. */
static const char *
find_stage (const char *text)
{
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  if (lower == NULL)
    return NULL;
  if (strstr (lower, "lead") != NULL)
    return "lead";
  if (strstr (lower, "prospect") != NULL)
    return "prospect";
  return strstr (lower, "customer") != NULL ? "customer" : NULL;
}

/* A record of the table of customers that says nothing of its stage is taken for a customer. */
static const char *
get_stage (CwFields *row)
{
  const char *stage = find_stage (cw_fields_get (row, "searchStage"));

  if (stage == NULL)
    stage = find_stage (cw_fields_get (row, STATUS_NAME));
  return stage != NULL ? stage : "customer";
}

static gboolean
is_set (CwFields *row, const char *name)
{
  return g_strcmp0 (cw_fields_get (row, name), "T") == 0;
}

static gint64
get_time (CwFields *row, const char *name)
{
  const char *text = cw_fields_get (row, name);

  return text != NULL ? _cw_ns_parse_iso (text) : 0;
}

/* Parents of one's own type; a subsidiary may name itself. */
static void
set_parent (CwRecord *record, CwFields *row)
{
  const char *parent = cw_fields_get (row, "parent");

  if (parent == NULL || g_str_equal (parent, record->id))
    return;
  record->parent_type = g_strdup (record->type);
  record->parent_id = g_strdup (parent);
}

/* In an account without subsidiaries the column is missing and nothing is known; where only the value is missing, there is none. */
static char *
dup_own_subsidiary (const CwRecord *record, const CwNsSelect *select, CwFields *row)
{
  const char *subsidiary = cw_fields_get (row, "subsidiary");

  if (g_str_equal (record->type, "subsidiary"))
    return g_strdup_printf (",%s,", record->id);
  if (_cw_ns_find_type (record->type)->available == CW_NS_AVAILABLE_UNKNOWN || !_cw_ns_select_has (select, "subsidiary"))
    return NULL;
  if (_cw_ns_find_type (record->type)->available == CW_NS_AVAILABLE_LIST)
    return _cw_ns_dup_subsidiary_list (subsidiary);
  return subsidiary != NULL ? g_strdup_printf (",%s,", subsidiary) : g_strdup (",");
}

CwRecord *
_cw_ns_record_new (const CwReadQuery *query, const CwNsSelect *select, CwFields *row)
{
  CwRecord *record = cw_record_new (query->type, cw_fields_get (row, "id"));

  if (query->ids_only)
    return record;
  record->name = dup_name (query->type, row);
  record->inactive = is_set (row, "isInactive");
  record->created = get_time (row, cw_fields_get (row, "dateCreated") != NULL ? "dateCreated" : "createdDate");
  record->modified = get_time (row, "lastModifiedDate");
  if (query->sync_field != NULL && _cw_ns_select_has (select, query->sync_field))
    record->mark = is_set (row, query->sync_field) ? CW_MARK_ON : _cw_ns_find_type (query->type)->keeps_box ? CW_MARK_UNKNOWN : CW_MARK_OFF;
  if (g_str_equal (query->type, "customer"))
    record->stage = g_strdup (get_stage (row));
  if (_cw_ns_find_type (query->type)->own_parents)
    set_parent (record, row);
  record->subsidiaries = dup_own_subsidiary (record, select, row);

  cw_fields_set (row, STATUS_NAME, NULL);
  cw_fields_unref (record->fields);
  record->fields = cw_fields_ref (row);
  return record;
}

gboolean
_cw_ns_deliver (GPtrArray *records, CwReadPage page, gpointer data, GError **error)
{
  for (guint from = 0; from < records->len; from += CW_NS_PAGE_ROWS)
    {
      g_autoptr (GPtrArray) slice = g_ptr_array_new ();

      for (guint i = from; i < MIN (records->len, from + CW_NS_PAGE_ROWS); i++)
        g_ptr_array_add (slice, g_ptr_array_index (records, i));
      if (!page (slice, data, error))
        return FALSE;
    }
  return TRUE;
}

GPtrArray *
_cw_ns_list_keys (GHashTable *set)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (list, key);
  return list;
}

/* ---- reading ---- */

typedef struct {
  CwNetsuite        *self;
  const CwReadQuery *query;
  const CwNsSelect  *select;
  CwNsRelations     *relations;   /* NULL: not for this type */
  GPtrArray         *collected;   /* of CwRecord: the records stay here; NULL: they go to page */
  CwReadPage         page;
  gpointer           data;
} Reading;

static gboolean
record_rows (GPtrArray *rows, gpointer data, GError **error)
{
  Reading *reading = data;
  g_autoptr (GPtrArray) records = NULL;

  if (!_cw_ns_check_extra_fields (reading->self, reading->query, reading->select, error))
    return FALSE;
  records = reading->collected != NULL ? g_ptr_array_ref (reading->collected)
                                       : g_ptr_array_new_full (rows->len, (GDestroyNotify) cw_record_free);
  for (guint i = 0; i < rows->len; i++)
    {
      CwRecord *record = _cw_ns_record_new (reading->query, reading->select, g_ptr_array_index (rows, i));

      if (reading->relations != NULL)
        _cw_ns_relations_apply (reading->relations, record);
      g_ptr_array_add (records, record);
    }
  return reading->collected != NULL || reading->page (records, reading->data, error);
}

static GPtrArray *
copy_ids (const char * const *ids)
{
  GPtrArray *copy = g_ptr_array_new ();

  for (; *ids != NULL; ids++)
    g_ptr_array_add (copy, (gpointer) *ids);
  return copy;
}

/* A table that is missing holds nothing, which is the truth of a first reading; but "nothing is left" must not be concluded from it. */
gboolean
_cw_ns_settle_missing (CwNetsuite *self, const CwReadQuery *query, CwNsFaultKind fault, GError **cause, GError **error)
{
  if (fault != CW_NS_FAULT_TABLE)
    {
      g_propagate_error (error, g_steal_pointer (cause));
      return FALSE;
    }
  if (!query->ids_only && !g_str_equal (query->type, "customer"))
    return TRUE;
  g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PERMISSION,
               _("NetSuite “%s” does not show its %s to this role. Give the role permission to view them and for SuiteAnalytics Workbook. (%s)"),
               self->name, _cw_ns_get_title (query->type), (*cause)->message);
  return FALSE;
}

/* Whether another statement may do after @fault: one that takes the stage from elsewhere, or from nowhere. */
static gboolean
has_way_round (CwNetsuite *self, const CwNsSelect *select, const CwNsFault *fault)
{
  const char *column = NULL;

  if (fault->kind == CW_NS_FAULT_COLUMN && g_strcmp0 (fault->identifier, "searchstage") == 0)
    column = "searchstage";
  else if (fault->kind == CW_NS_FAULT_SYNTAX && _cw_ns_select_has (select, STATUS_NAME))
    column = STATUS_COLUMN;
  if (column == NULL || _cw_ns_is_absent (self, select->table, column))
    return FALSE;
  _cw_ns_set_absent (self, select->table, column);
  return TRUE;
}

GPtrArray *
_cw_ns_add_type_condition (const char *type, GPtrArray *conditions)
{
  const char *own = _cw_ns_find_type (type)->condition;
  GPtrArray *all;

  if (own == NULL)
    return conditions != NULL ? g_ptr_array_ref (conditions) : NULL;
  all = g_ptr_array_new_with_free_func (g_free);
  if (conditions == NULL)
    g_ptr_array_add (all, g_strdup (own));
  for (guint i = 0; conditions != NULL && i < conditions->len; i++)
    g_ptr_array_add (all, g_strdup_printf ("%s AND %s", own, (const char *) g_ptr_array_index (conditions, i)));
  return all;
}

/* Without its table: by the record API, where the type can be there. */
static gboolean
read_without_table (Reading *reading, GError **cause, GCancellable *cancellable, GError **error)
{
  const CwReadQuery *query = reading->query;
  gboolean missing = !_cw_ns_find_type (query->type)->by_rest;

  if (!missing && !_cw_ns_read_by_rest_sync (reading->self, query, reading->select, record_rows, reading, &missing, cancellable, error))
    return FALSE;
  return !missing || _cw_ns_settle_missing (reading->self, query, CW_NS_FAULT_TABLE, cause, error);
}

static gboolean
read_plain (Reading *reading, GPtrArray *asked, GCancellable *cancellable, GError **error)
{
  const CwReadQuery *query = reading->query;
  g_autofree char *doing = g_strdup_printf (_("reading %s"), _cw_ns_get_title (query->type));
  g_autoptr (GPtrArray) conditions = _cw_ns_add_type_condition (query->type, asked);

  for (;;)
    {
      g_autoptr (CwNsSelect) select = _cw_ns_record_select_sync (reading->self, query, cancellable, error);
      g_auto (CwNsFault) fault = { CW_NS_FAULT_NONE, NULL };
      g_autoptr (GError) local = NULL;

      if (select == NULL)
        return FALSE;
      reading->select = select;
      if (_cw_ns_scan_sync (reading->self, select, conditions, doing, record_rows, reading, &fault, cancellable, &local))
        return TRUE;
      if (fault.kind == CW_NS_FAULT_TABLE)
        return read_without_table (reading, &local, cancellable, error);
      if (!has_way_round (reading->self, select, &fault))
        return _cw_ns_settle_missing (reading->self, query, fault.kind, &local, error);
    }
}

static gboolean
read_customers (Reading *reading, GPtrArray *ids, GPtrArray *conditions,
                GCancellable *cancellable, GError **error)
{
  g_autoptr (CwNsRelations) relations = _cw_ns_relations_new (reading->self, reading->query->type);

  reading->relations = relations;
  return _cw_ns_relations_read_sync (relations, reading->self, ids, FALSE, cancellable, error)
         && read_plain (reading, conditions, cancellable, error);
}

gboolean
_cw_ns_collect_records_sync (CwNetsuite *self, const CwReadQuery *query, GPtrArray *conditions, GPtrArray *records,
                             GCancellable *cancellable, GError **error)
{
  Reading reading = { self, query, NULL, NULL, records, NULL, NULL };

  return read_plain (&reading, conditions, cancellable, error)
         && (_cw_ns_find_type (query->type)->available != CW_NS_AVAILABLE_LIST
             || _cw_ns_add_child_subsidiaries_sync (self, records, cancellable, error));
}

/* Those whose list of subsidiaries may have more behind it. */
static gboolean
read_listed (CwNetsuite *self, const CwReadQuery *query, GPtrArray *conditions, CwReadPage page, gpointer data, GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_record_free);

  return _cw_ns_collect_records_sync (self, query, conditions, records, cancellable, error)
         && _cw_ns_deliver (records, page, data, error);
}

/* Shares of payments are told of a whole payment at a time. */
static gboolean
read_payments (CwNetsuite *self, const CwReadQuery *query, CwReadPage page, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) ids = query->ids != NULL ? _cw_ns_list_payment_ids (query->ids) : NULL;
  g_autoptr (GPtrArray) conditions = ids != NULL ? _cw_ns_list_conditions ("@id", ids) : NULL;
  g_autoptr (GPtrArray) payments = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_record_free);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_record_free);

  return _cw_ns_collect_records_sync (self, query, conditions, payments, cancellable, error)
         && _cw_ns_split_payments_sync (self, payments, ids == NULL, parts, cancellable, error)
         && _cw_ns_deliver (parts, page, data, error);
}

gboolean
_cw_ns_read_sync (CwNetsuite *self, const CwReadQuery *query, CwReadPage page, gpointer data,
                  GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) ids = query->ids != NULL ? copy_ids (query->ids) : NULL;
  g_autofree char *key = g_strconcat ("@", _cw_ns_get_key (query->type), NULL);
  g_autoptr (GPtrArray) conditions = ids != NULL ? _cw_ns_list_conditions (key, ids) : NULL;
  Reading reading = { self, query, NULL, NULL, NULL, page, data };

  if (g_str_equal (query->type, CW_NS_ORDERS))
    return _cw_ns_read_orders_sync (self, query, page, data, cancellable, error);
  if (_cw_ns_get_fields (query->type) == NULL)
    {
      g_set_error (error, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED, _("NetSuite “%s”: records of type “%s” are not read"),
                   self->name, query->type);
      return FALSE;
    }
  if (query->changed_since > 0 && ids == NULL && !query->ids_only)
    return _cw_ns_read_changes_sync (self, query, page, data, cancellable, error);
  if (ids == NULL)
    _cw_ns_adopt_lanes_sync (self, cancellable);
  if (g_str_equal (query->type, "job") && !query->ids_only)
    return _cw_ns_read_jobs_sync (self, query, conditions, NULL, page, data, cancellable, error);
  if (_cw_ns_find_type (query->type)->available == CW_NS_AVAILABLE_LIST && !query->ids_only)
    return read_listed (self, query, conditions, page, data, cancellable, error);
  if (g_str_equal (query->type, CW_NS_PAYMENTS) && !query->ids_only)
    return read_payments (self, query, page, data, cancellable, error);
  if (_cw_ns_get_relations (query->type) != NULL && !query->ids_only)
    return read_customers (&reading, ids, conditions, cancellable, error);
  return read_plain (&reading, conditions, cancellable, error);
}
