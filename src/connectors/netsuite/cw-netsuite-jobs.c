/* cw-netsuite-jobs.c: projects, their parents and their subsidiaries
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two things are not plain in a project's row. Its parent may be a project or a
 * customer, which share one space of ids: a join with the table itself tells
 * them apart, and where an account refuses the join, a look into the table does.
 * Its subsidiary is a column in some accounts, a property of the record API in
 * others, and in the rest that of its customer. What a row does not answer is
 * asked for in the end, a thousand projects at a time, since the lanes are busy
 * with pages until then.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "config.h"

#include "cw-netsuite-private.h"

#include <glib/gi18n-lib.h>

/* Of our own, taken out again. */
#define PARENT_JOB    "parentJob"
#define PARENT_COLUMN CW_NS_PARENT_COLUMN

typedef struct {
  /* inputs */
  CwNetsuite        *self;
  const CwReadQuery *query;
  GHashTable        *seen;      /* borrowed; NULL: none */
  CwReadPage         page;
  gpointer           data;

  /* in progress */
  const CwNsSelect  *select;    /* borrowed while a scan runs */
  GPtrArray         *pending;   /* of CwRecord: something is still to be asked */
  CwNsRelations     *customers; /* primary subsidiaries that were asked for */
} Jobs;

static void
jobs_clear (Jobs *jobs)
{
  g_clear_pointer (&jobs->pending, g_ptr_array_unref);
  g_clear_pointer (&jobs->customers, _cw_ns_relations_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Jobs, jobs_clear)

/* ---- rows ---- */

static void
set_parent (CwRecord *record, const char *type, const char *id)
{
  record->parent_type = g_strdup (type);
  record->parent_id = g_strdup (id);
}

/* Without the join, a parent that is not the owning customer keeps its type open. */
static void
read_parent (CwRecord *record, const CwNsSelect *select)
{
  const char *parent = cw_fields_get (record->fields, "parent"), *customer = cw_fields_get (record->fields, "customer");

  if (parent == NULL || g_str_equal (parent, record->id))
    parent = customer;
  if (parent == NULL)
    return;
  if (g_strcmp0 (parent, customer) == 0)
    set_parent (record, "customer", parent);
  else if (!_cw_ns_select_has (select, PARENT_JOB))
    set_parent (record, NULL, parent);
  else
    set_parent (record, cw_fields_get (record->fields, PARENT_JOB) != NULL ? "job" : "customer", parent);
  cw_fields_set (record->fields, PARENT_JOB, NULL);
}

static gboolean
is_complete (const Jobs *jobs, const CwRecord *record)
{
  return (record->subsidiaries != NULL || !jobs->customers->known) && (record->parent_id == NULL || record->parent_type != NULL);
}

static gboolean
job_rows (GPtrArray *rows, gpointer data, GError **error)
{
  Jobs *jobs = data;
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_record_free);

  if (!_cw_ns_check_extra_fields (jobs->self, jobs->query, jobs->select, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      CwFields *row = g_ptr_array_index (rows, i);
      const char *own = cw_fields_get (row, "subsidiary");
      CwRecord *record;

      if (jobs->seen != NULL && !g_hash_table_add (jobs->seen, g_strdup (cw_fields_get (row, "id"))))
        continue;
      record = _cw_ns_record_new (jobs->query, jobs->select, row);
      read_parent (record, jobs->select);
      if (own != NULL)
        record->subsidiaries = g_strdup_printf (",%s,", own);
      g_ptr_array_add (is_complete (jobs, record) ? records : jobs->pending, record);
    }
  return records->len == 0 || jobs->page (records, jobs->data, error);
}

static gboolean
scan_jobs (Jobs *jobs, GPtrArray *conditions, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      g_autoptr (CwNsSelect) select = _cw_ns_record_select_sync (jobs->self, jobs->query, cancellable, error);
      g_auto (CwNsFault) fault = { CW_NS_FAULT_NONE, NULL };
      g_autoptr (GError) local = NULL;

      if (select == NULL)
        return FALSE;
      if (select->prefix[0] != '\0')
        _cw_ns_select_add_expression (select, jobs->self, PARENT_JOB, PARENT_COLUMN, PARENT_COLUMN, "p.id", CW_NS_REFERENCE);
      jobs->select = select;
      if (_cw_ns_scan_sync (jobs->self, select, conditions, _("reading projects"), job_rows, jobs, &fault, cancellable, &local))
        return TRUE;
      if (fault.kind == CW_NS_FAULT_TABLE || fault.kind == CW_NS_FAULT_NONE || select->prefix[0] == '\0'
          || !g_error_matches (local, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED))
        return _cw_ns_settle_missing (jobs->self, jobs->query, fault.kind, &local, error);
      g_debug ("projects are read without their parents: %s", local->message);
      _cw_ns_set_absent (jobs->self, "job", PARENT_COLUMN);
    }
}

/* ---- parents ---- */

static gboolean
id_rows (GPtrArray *rows, gpointer data, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (data, g_strdup (cw_fields_get (g_ptr_array_index (rows, i), "id")));
  return TRUE;
}

static gboolean
resolve_parents (Jobs *jobs, GPtrArray *slice, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) projects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) conditions = NULL;
  g_autoptr (CwNsSelect) select = _cw_ns_select_new ("job", NULL, "", "id");

  for (guint i = 0; i < slice->len; i++)
    {
      CwRecord *record = g_ptr_array_index (slice, i);

      if (record->parent_id != NULL && record->parent_type == NULL)
        g_ptr_array_add (ids, record->parent_id);
    }
  conditions = _cw_ns_list_conditions ("@id", ids);
  if (!_cw_ns_scan_sync (jobs->self, select, conditions, _("reading the parents of projects"), id_rows, projects, NULL, cancellable, error))
    return FALSE;
  for (guint i = 0; i < slice->len; i++)
    {
      CwRecord *record = g_ptr_array_index (slice, i);

      if (record->parent_id != NULL && record->parent_type == NULL)
        record->parent_type = g_strdup (g_hash_table_contains (projects, record->parent_id) ? "job" : "customer");
    }
  return TRUE;
}

/* ---- subsidiaries ---- */

static CwHttpRequest *
subsidiary_request (const char *id)
{
  g_autofree char *path = g_strdup_printf ("/services/rest/record/v1/job/%s?fields=subsidiary", id);
  CwHttpRequest *request = cw_http_request_new ("GET", path);

  cw_http_request_add_header (request, "Accept", "application/json");
  request->repeatable = TRUE;
  return request;
}

/* A reference comes as an object with an id, as a bare id, or in a list. */
static char *
dup_reference (JsonNode *node)
{
  g_autoptr (GPtrArray) list = NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node) && json_object_has_member (json_node_get_object (node), "id"))
    return cw_json_dup_member (json_node_get_object (node), "id");
  if (node == NULL || JSON_NODE_HOLDS_VALUE (node))
    return cw_json_dup_text (node);
  list = cw_json_list (node);
  return list != NULL && list->len > 0 ? dup_reference (g_ptr_array_index (list, 0)) : NULL;
}

/* A project that the role may not open, or that is gone by now, takes its customer's subsidiary. */
static gboolean
each_subsidiary (guint index, CwHttpAnswer *answer, gpointer data, GError **error)
{
  CwRecord *record = g_ptr_array_index ((GPtrArray *) data, index);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *id = NULL;

  if (answer->error != NULL)
    {
      g_propagate_error (error, g_error_copy (answer->error));
      return FALSE;
    }
  if (answer->wire->status / 100 != 2)
    return TRUE;
  root = cw_json_parse_object (answer->wire->body, error);
  if (root == NULL)
    return FALSE;
  id = dup_reference (cw_json_get (json_node_get_object (root), "subsidiary"));
  if (id != NULL)
    {
      record->subsidiaries = g_strdup_printf (",%s,", id);
      cw_fields_set (record->fields, "subsidiary", id);
    }
  return TRUE;
}

static gboolean
fetch_subsidiaries (Jobs *jobs, GPtrArray *slice, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) requests = g_ptr_array_new ();
  g_autoptr (GPtrArray) records = g_ptr_array_new ();

  for (guint i = 0; i < slice->len; i++)
    {
      CwRecord *record = g_ptr_array_index (slice, i);

      if (record->subsidiaries != NULL)
        continue;
      g_ptr_array_add (records, record);
      g_ptr_array_add (requests, subsidiary_request (record->id));
    }
  if (requests->len == 0)
    return TRUE;
  if (cw_http_client_send_all_sync (jobs->self->client, requests, each_subsidiary, records, cancellable, error))
    return TRUE;
  g_prefix_error (error, "NetSuite “%s”, reading the subsidiaries of projects: ", jobs->self->name);
  return FALSE;
}

static const char *
get_customer (const CwRecord *record)
{
  const char *customer = cw_fields_get (record->fields, "customer");

  return customer == NULL && g_strcmp0 (record->parent_type, "customer") == 0 ? record->parent_id : customer;
}

static gboolean
derive_subsidiaries (Jobs *jobs, GPtrArray *slice, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) customers = NULL;

  for (guint i = 0; i < slice->len; i++)
    {
      CwRecord *record = g_ptr_array_index (slice, i);
      const char *customer = get_customer (record);

      if (record->subsidiaries == NULL && customer != NULL && !_cw_ns_relations_has (jobs->customers, customer))
        g_hash_table_add (wanted, (gpointer) customer);
    }
  customers = _cw_ns_list_keys (wanted);
  if (!_cw_ns_relations_read_sync (jobs->customers, jobs->self, customers, TRUE, cancellable, error))
    return FALSE;
  if (!jobs->customers->known)
    return TRUE;
  for (guint i = 0; i < slice->len; i++)
    {
      CwRecord *record = g_ptr_array_index (slice, i);
      const char *customer = get_customer (record);
      g_autofree char *primary = customer != NULL ? _cw_ns_relations_dup_primary (jobs->customers, customer) : NULL;

      if (record->subsidiaries == NULL)
        record->subsidiaries = primary != NULL ? g_strdup_printf (",%s,", primary) : g_strdup (",");
    }
  return TRUE;
}

gboolean
_cw_ns_job_subsidiary_is_derived_sync (CwNetsuite *self, gboolean *out_derived,
                                       GCancellable *cancellable, GError **error)
{
  *out_derived = FALSE;
  if (!_cw_ns_is_absent (self, "job", "subsidiary"))
    return TRUE;
  if (!_cw_ns_learn_catalogue_sync (self, "job", cancellable, error))
    return FALSE;
  *out_derived = !_cw_ns_has_property (self, "job", "subsidiary");
  return TRUE;
}

/* ---- the whole ---- */

static gboolean
complete_slice (Jobs *jobs, GPtrArray *slice, gboolean by_record, GCancellable *cancellable, GError **error)
{
  return resolve_parents (jobs, slice, cancellable, error)
         && (!by_record || fetch_subsidiaries (jobs, slice, cancellable, error))
         && derive_subsidiaries (jobs, slice, cancellable, error)
         && jobs->page (slice, jobs->data, error);
}

static gboolean
complete_pending (Jobs *jobs, GCancellable *cancellable, GError **error)
{
  gboolean derived;

  if (jobs->pending->len == 0)
    return TRUE;
  if (!_cw_ns_job_subsidiary_is_derived_sync (jobs->self, &derived, cancellable, error))
    return FALSE;
  for (guint from = 0; from < jobs->pending->len; from += CW_NS_PAGE_ROWS)
    {
      g_autoptr (GPtrArray) slice = g_ptr_array_new ();

      for (guint i = from; i < MIN (jobs->pending->len, from + CW_NS_PAGE_ROWS); i++)
        g_ptr_array_add (slice, g_ptr_array_index (jobs->pending, i));
      if (!complete_slice (jobs, slice, !derived && _cw_ns_is_absent (jobs->self, "job", "subsidiary"), cancellable, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
_cw_ns_read_jobs_sync (CwNetsuite *self, const CwReadQuery *query, GPtrArray *conditions, GHashTable *seen,
                       CwReadPage page, gpointer data, GCancellable *cancellable, GError **error)
{
  g_auto (Jobs) jobs = { self, query, seen, page, data, NULL, NULL, NULL };

  jobs.pending = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_record_free);
  jobs.customers = _cw_ns_relations_new (self, "customer");
  return scan_jobs (&jobs, conditions, cancellable, error) && complete_pending (&jobs, cancellable, error);
}
