/* cw-netsuite-relations.c: which subsidiaries a customer is available to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SuiteQL's customer has no subsidiary: a table of its own relates the two. It
 * is missing in accounts without subsidiaries.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "config.h"

#include "cw-netsuite-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PRIMARY_FIRST '*'   /* opens a set whose first subsidiary is the primary one */

const char *
_cw_ns_get_relations (const char *type)
{
  if (g_str_equal (type, "customer"))
    return CW_NS_RELATIONS;
  return g_str_equal (type, "vendor") ? "vendorsubsidiaryrelationship" : NULL;
}

CwNsRelations *
_cw_ns_relations_new (CwNetsuite *netsuite, const char *type)
{
  CwNsRelations *self = g_new0 (CwNsRelations, 1);

  self->table = _cw_ns_get_relations (type);
  self->known = !_cw_ns_is_absent (netsuite, self->table, NULL);
  self->sets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->customers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
_cw_ns_relations_free (CwNsRelations *self)
{
  g_hash_table_unref (self->customers);
  g_hash_table_unref (self->sets);
  g_free (self);
}

/* Many customers share few sets. (transfer full @set) */
static const char *
share_set (CwNsRelations *self, char *set)
{
  gpointer shared;

  if (g_hash_table_lookup_extended (self->sets, set, &shared, NULL))
    {
      g_free (set);
      return shared;
    }
  g_hash_table_add (self->sets, set);
  return set;
}

static void
add_relation (CwNsRelations *self, const char *customer, const char *subsidiary, gboolean primary)
{
  const char *set = g_hash_table_lookup (self->customers, customer);
  gboolean has_primary = set != NULL && set[0] == PRIMARY_FIRST;
  const char *list = set == NULL ? "," : set + (has_primary ? 1 : 0);
  char *longer;

  if (cw_subsidiaries_has (list, subsidiary))
    return;
  if (primary && !has_primary)
    longer = g_strdup_printf ("%c,%s%s", PRIMARY_FIRST, subsidiary, list);
  else
    longer = g_strconcat (set != NULL ? set : list, subsidiary, ",", NULL);
  g_hash_table_insert (self->customers, g_strdup (customer), (gpointer) share_set (self, longer));
}

gboolean
_cw_ns_relations_has (CwNsRelations *self, const char *customer)
{
  return g_hash_table_contains (self->customers, customer);
}

char *
_cw_ns_relations_dup_primary (CwNsRelations *self, const char *customer)
{
  const char *set = g_hash_table_lookup (self->customers, customer);

  return set != NULL && set[0] == PRIMARY_FIRST ? g_strndup (set + 2, strcspn (set + 2, ",")) : NULL;
}

static gboolean
relation_rows (GPtrArray *rows, gpointer data, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    {
      CwFields *row = g_ptr_array_index (rows, i);
      const char *customer = cw_fields_get (row, "entity"), *subsidiary = cw_fields_get (row, "subsidiary");

      if (customer != NULL && subsidiary != NULL)
        add_relation (data, customer, subsidiary, g_strcmp0 (cw_fields_get (row, "isPrimarySub"), "T") == 0);
    }
  return TRUE;
}

gboolean
_cw_ns_relations_read_sync (CwNsRelations *self, CwNetsuite *netsuite, GPtrArray *customers, gboolean primary_only,
                            GCancellable *cancellable, GError **error)
{
  g_autoptr (CwNsSelect) select = NULL;
  g_autoptr (GPtrArray) conditions = customers != NULL ? _cw_ns_list_conditions ("@entity", customers) : NULL;
  g_auto (CwNsFault) fault = { CW_NS_FAULT_NONE, NULL };
  g_autoptr (GError) local = NULL;

  if (!self->known)
    return TRUE;
  for (guint i = 0; primary_only && conditions != NULL && i < conditions->len; i++)
    {
      char *condition = g_ptr_array_index (conditions, i);

      g_ptr_array_index (conditions, i) = g_strconcat (condition, " AND @isprimarysub = 'T'", NULL);
      g_free (condition);
    }

  select = _cw_ns_select_new (self->table, NULL, "", "id");
  _cw_ns_select_add (select, netsuite, "entity", "entity", CW_NS_REFERENCE);
  _cw_ns_select_add (select, netsuite, "subsidiary", "subsidiary", CW_NS_REFERENCE);
  _cw_ns_select_add (select, netsuite, "isPrimarySub", "isprimarysub", CW_NS_BOOLEAN);
  if (_cw_ns_scan_sync (netsuite, select, conditions, _("reading the subsidiaries of customers and vendors"), relation_rows, self, &fault, cancellable, &local))
    return TRUE;
  if (fault.kind != CW_NS_FAULT_TABLE)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  _cw_ns_set_absent (netsuite, self->table, NULL);
  self->known = FALSE;
  return TRUE;
}

void
_cw_ns_relations_apply (CwNsRelations *self, CwRecord *record)
{
  const char *set = g_hash_table_lookup (self->customers, record->id);

  if (!self->known)
    return;
  g_free (record->subsidiaries);
  record->subsidiaries = g_strdup (set == NULL ? "," : set[0] == PRIMARY_FIRST ? set + 1 : set);
  cw_fields_take (record->fields, "subsidiary", _cw_ns_relations_dup_primary (self, record->id));
}
