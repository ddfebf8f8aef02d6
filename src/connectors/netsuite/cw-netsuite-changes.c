/* cw-netsuite-changes.c: what changed or vanished since an instant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The date filter is ">=" in the session's zone and the paging goes by id, so
 * that thousands of rows with one and the same second neither end nor repeat a
 * page. The subsidiaries of a customer have a date of their own: who gained or
 * lost one counts as changed, and all relations of changed customers are read
 * again. What was deleted is listed by a table whose types have no fixed
 * spelling. Relations that vanish leave no trace: the fingerprint finds them.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "config.h"

#include "cw-netsuite-private.h"

#include <glib/gi18n-lib.h>

#define DELETED "deletedrecord"

static GPtrArray *
new_since_condition (CwNetsuite *self, const char *column, gint64 time,
                     GCancellable *cancellable, GError **error)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *bound = NULL;
  GPtrArray *conditions;

  if (!_cw_ns_get_zone_sync (self, &zone, cancellable, error))
    return NULL;
  bound = _cw_ns_dup_lower_bound (zone, time);
  conditions = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (conditions, g_strdup_printf ("@%s >= TO_TIMESTAMP('%s', 'YYYY-MM-DD HH24:MI:SS')", column, bound));
  return conditions;
}

/* ---- relations ---- */

static gboolean
entity_rows (GPtrArray *rows, gpointer data, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const char *entity = cw_fields_get (g_ptr_array_index (rows, i), "entity");

      if (entity != NULL)
        g_hash_table_add (data, g_strdup (entity));
    }
  return TRUE;
}

/* Customers whose relations changed; none where there are no subsidiaries. (element-type utf8) (transfer full) */
static GHashTable *
read_related (CwNetsuite *self, const char *table, gint64 since, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) customers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) conditions = new_since_condition (self, "lastmodifieddate", since, cancellable, error);
  g_autoptr (CwNsSelect) select = _cw_ns_select_new (table, NULL, "", "id");
  g_auto (CwNsFault) fault = { CW_NS_FAULT_NONE, NULL };
  g_autoptr (GError) local = NULL;

  if (conditions == NULL)
    return NULL;
  if (_cw_ns_is_absent (self, table, NULL))
    return g_steal_pointer (&customers);
  _cw_ns_select_add (select, self, "entity", "entity", CW_NS_REFERENCE);
  if (_cw_ns_scan_sync (self, select, conditions, _("reading changed subsidiaries of customers"), entity_rows, customers, &fault, cancellable,
                        &local))
    return g_steal_pointer (&customers);
  if (fault.kind == CW_NS_FAULT_TABLE)
    {
      _cw_ns_set_absent (self, table, NULL);
      return g_steal_pointer (&customers);
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* ---- deletions ---- */

typedef struct {
  const char *type;
  GHashTable *seen;      /* char* set */
  GPtrArray  *records;   /* of CwRecord */
} Deletions;

/* The type that a word of the table stands for; its spelling is not fixed. NULL for one that is not read. */
static const char *
find_type (const char *word)
{
  static const struct {
    const char *word, *type;
  } words[] = {
    { "customer", "customer" }, { "custjob", "customer" }, { "lead", "customer" }, { "prospect", "customer" },
    { "job", "job" }, { "project", "job" }, { "employee", "employee" }, { "subsidiary", "subsidiary" },
    { "department", "department" }, { "classification", "classification" }, { "class", "classification" }, { "location", "location" },
    { "vendor", "vendor" }, { "contact", "contact" }, { "expensecategory", "expensecategory" }, { "projecttask", "projecttask" },
    { "salesorder", "salesorder" }, { "salesord", "salesorder" }, { "serviceitem", "serviceitem" },
    { "inventoryitem", "purchaseitem" }, { "noninventoryitem", "purchaseitem" }, { CW_NS_PAYMENTS, CW_NS_PAYMENTS },
    { "custpymt", CW_NS_PAYMENTS },
  };

  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (words[i].word, word) == 0)
      return words[i].type;
  return NULL;
}

/* Some accounts say only that it was a transaction: all kinds of them share one row of ids. */
static gboolean
is_of_type (const char *word, const char *type)
{
  return g_strcmp0 (find_type (word), type) == 0
         || (word != NULL && g_ascii_strcasecmp (word, "transaction") == 0 && g_str_equal (_cw_ns_get_table (type), "transaction"));
}

/* With a payment all its shares are gone. */
static CwRecord *
new_deleted (const char *type, const char *id)
{
  gboolean has_parts = g_str_equal (type, CW_NS_PAYMENTS);
  g_autofree char *part = has_parts ? g_strconcat (id, "-0", NULL) : NULL;
  CwRecord *record = cw_record_new (type, has_parts ? part : id);

  record->deleted = TRUE;
  record->whole = has_parts ? g_strdup (id) : NULL;
  return record;
}

static gboolean
deleted_rows (GPtrArray *rows, gpointer data, GError **error)
{
  Deletions *deletions = data;

  for (guint i = 0; i < rows->len; i++)
    {
      CwFields *row = g_ptr_array_index (rows, i);
      CwRecord *record;

      if (!is_of_type (cw_fields_get (row, "scriptid"), deletions->type) && !is_of_type (cw_fields_get (row, "type"), deletions->type))
        continue;
      if (!g_hash_table_add (deletions->seen, g_strdup (cw_fields_get (row, "id"))))
        continue;
      record = new_deleted (deletions->type, cw_fields_get (row, "id"));
      g_ptr_array_add (deletions->records, record);
    }
  return TRUE;
}

static CwNsSelect *
new_deleted_select (CwNetsuite *self)
{
  CwNsSelect *select = _cw_ns_select_new (DELETED, NULL, "", "recordid");

  select->key_repeats = TRUE;
  _cw_ns_select_add (select, self, "scriptid", "scriptid", CW_NS_TEXT);
  _cw_ns_select_add (select, self, "type", "type", CW_NS_TEXT);
  return select;
}

/* Adds what was deleted since. The table needs a permission of its own; without it the service finds deletions by comparing ids. */
static gboolean
read_deleted (CwNetsuite *self, const CwReadQuery *query, GPtrArray *records,
              GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) conditions = NULL;
  g_autoptr (CwNsSelect) select = new_deleted_select (self);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (CwNsFault) fault = { CW_NS_FAULT_NONE, NULL };
  g_autoptr (GError) local = NULL;
  Deletions deletions = { query->type, seen, records };

  if (_cw_ns_is_absent (self, DELETED, NULL))
    return TRUE;
  conditions = new_since_condition (self, "deleteddate", query->changed_since, cancellable, error);
  if (conditions == NULL)
    return FALSE;
  if (_cw_ns_scan_sync (self, select, conditions, _("reading deleted records"), deleted_rows, &deletions, &fault, cancellable, &local))
    return TRUE;
  if (fault.kind != CW_NS_FAULT_TABLE && !g_error_matches (local, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PERMISSION))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  _cw_ns_set_absent (self, DELETED, NULL);
  return TRUE;
}

static gboolean
deliver_deleted (CwNetsuite *self, const CwReadQuery *query, CwReadPage page, gpointer data,
                 GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_record_free);

  return read_deleted (self, query, records, cancellable, error) && _cw_ns_deliver (records, page, data, error);
}

/* ---- customers ---- */

/* Changed customers keep their place; those of @related that are not among them are read as well. */
static gboolean
read_missing_related (CwNetsuite *self, const CwReadQuery *query, GHashTable *related, GPtrArray *records,
                      GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GPtrArray) conditions = NULL;

  for (guint i = 0; i < records->len; i++)
    g_hash_table_remove (related, ((CwRecord *) g_ptr_array_index (records, i))->id);
  ids = _cw_ns_list_keys (related);
  conditions = _cw_ns_list_conditions ("@id", ids);
  return _cw_ns_collect_records_sync (self, query, conditions, records, cancellable, error);
}

static gboolean
add_subsidiaries (CwNetsuite *self, const char *type, GPtrArray *records, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwNsRelations) relations = _cw_ns_relations_new (self, type);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (ids, ((CwRecord *) g_ptr_array_index (records, i))->id);
  if (!_cw_ns_relations_read_sync (relations, self, ids, FALSE, cancellable, error))
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    _cw_ns_relations_apply (relations, g_ptr_array_index (records, i));
  return TRUE;
}

static gboolean
read_changed_customers (CwNetsuite *self, const CwReadQuery *query, GPtrArray *records,
                        GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) related = read_related (self, _cw_ns_get_relations (query->type), query->changed_since, cancellable, error);
  g_autoptr (GPtrArray) conditions = NULL;

  if (related == NULL)
    return FALSE;
  conditions = new_since_condition (self, "lastmodifieddate", query->changed_since, cancellable, error);
  return conditions != NULL
         && _cw_ns_collect_records_sync (self, query, conditions, records, cancellable, error)
         && read_missing_related (self, query, related, records, cancellable, error)
         && add_subsidiaries (self, query->type, records, cancellable, error);
}

/* ---- projects ---- */

/* Where a project's subsidiary is its customer's, it changes with the customer's. */
static gboolean
read_jobs_of_related (CwNetsuite *self, const CwReadQuery *query, GHashTable *seen, CwReadPage page, gpointer data,
                      GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) related = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GPtrArray) conditions = NULL;
  gboolean derived;

  if (!_cw_ns_job_subsidiary_is_derived_sync (self, &derived, cancellable, error))
    return FALSE;
  if (!derived || _cw_ns_is_absent (self, "job", "customer"))
    return TRUE;
  related = read_related (self, CW_NS_RELATIONS, query->changed_since, cancellable, error);
  if (related == NULL)
    return FALSE;
  ids = _cw_ns_list_keys (related);
  conditions = _cw_ns_list_conditions ("@customer", ids);
  return _cw_ns_read_jobs_sync (self, query, conditions, seen, page, data, cancellable, error);
}

static gboolean
read_changed_jobs (CwNetsuite *self, const CwReadQuery *query, CwReadPage page, gpointer data,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) conditions = new_since_condition (self, "lastmodifieddate", query->changed_since, cancellable, error);

  return conditions != NULL
         && _cw_ns_read_jobs_sync (self, query, conditions, seen, page, data, cancellable, error)
         && read_jobs_of_related (self, query, seen, page, data, cancellable, error);
}

/* ---- the whole ---- */

static gboolean
read_changed_payments (CwNetsuite *self, const CwReadQuery *query, GPtrArray *records, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) conditions = new_since_condition (self, "lastmodifieddate", query->changed_since, cancellable, error);
  g_autoptr (GPtrArray) payments = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_record_free);

  return conditions != NULL && _cw_ns_collect_records_sync (self, query, conditions, payments, cancellable, error)
         && _cw_ns_split_payments_sync (self, payments, FALSE, records, cancellable, error);
}

static gboolean
read_changed_others (CwNetsuite *self, const CwReadQuery *query, GPtrArray *records,
                     GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) conditions = new_since_condition (self, "lastmodifieddate", query->changed_since, cancellable, error);

  return conditions != NULL && _cw_ns_collect_records_sync (self, query, conditions, records, cancellable, error);
}

gboolean
_cw_ns_read_changes_sync (CwNetsuite *self, const CwReadQuery *query, CwReadPage page, gpointer data,
                          GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_record_free);
  gboolean ok;

  if (g_str_equal (query->type, "job"))
    ok = read_changed_jobs (self, query, page, data, cancellable, error);
  else if (g_str_equal (query->type, CW_NS_PAYMENTS))
    ok = read_changed_payments (self, query, records, cancellable, error);
  else if (_cw_ns_get_relations (query->type) != NULL)
    ok = read_changed_customers (self, query, records, cancellable, error);
  else
    ok = read_changed_others (self, query, records, cancellable, error);
  return ok && _cw_ns_deliver (records, page, data, error)
         && deliver_deleted (self, query, page, data, cancellable, error);
}

/* ---- fingerprint ---- */

/* Appends "COUNT:SUM" of @table; nothing where there is no such table. */
static gboolean
append_sums (CwNetsuite *self, const char *table, GString *text, GCancellable *cancellable, GError **error)
{
  static const char * const aliases[] = { "quantity", "total", NULL };
  g_autofree char *sql = g_strdup_printf ("SELECT COUNT(*) AS quantity, SUM(id) AS total FROM %s WHERE id > 0", table);
  g_autofree char *doing = g_strdup_printf (_("counting %s"), _cw_ns_get_title (table));
  g_auto (CwNsFault) fault = { CW_NS_FAULT_NONE, NULL };
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) row = NULL;
  const char *sum;

  if (_cw_ns_is_absent (self, table, NULL))
    return TRUE;
  row = _cw_ns_query_row_sync (self, sql, aliases, doing, &fault, cancellable, &local);
  if (row == NULL && fault.kind == CW_NS_FAULT_TABLE)
    {
      _cw_ns_set_absent (self, table, NULL);
      return TRUE;
    }
  if (row == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  sum = g_ptr_array_index (row, 1);
  g_string_append_printf (text, "%s%s:%s", text->len > 0 ? ";" : "", (char *) g_ptr_array_index (row, 0), sum != NULL ? sum : "0");
  return TRUE;
}

gboolean
_cw_ns_fingerprint_sync (CwNetsuite *self, const char *type, char **out_fingerprint,
                         GCancellable *cancellable, GError **error)
{
  static const char * const types[] = { "customer", "job", "employee", "subsidiary", NULL };

  g_autoptr (GString) text = g_string_new (NULL);

  /* Of the others a whole reading is as cheap, or a deleted one does no harm. */
  if (!g_strv_contains (types, type))
    return TRUE;
  if (!append_sums (self, type, text, cancellable, error))
    return FALSE;
  if (g_str_equal (type, "customer") && !append_sums (self, CW_NS_RELATIONS, text, cancellable, error))
    return FALSE;
  if (text->len > 0)
    *out_fingerprint = g_strdup (text->str);
  return TRUE;
}
