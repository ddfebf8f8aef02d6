/* cw-netsuite-subsidiaries.c: records that are available to a list of subsidiaries, and to what is below them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Items and lists name subsidiaries, and may say "with children". Where any
 * record does, the tree of subsidiaries is read once.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "config.h"

#include "cw-netsuite-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CHILDREN "includeChildren"

char *
_cw_ns_dup_subsidiary_list (const char *text)
{
  g_autoptr (GString) list = g_string_new (",");

  for (const char *at = text; at != NULL && *at != '\0';)
    {
      gsize digits = strspn (at, "0123456789");

      if (digits > 0)
        {
          g_string_append_len (list, at, (gssize) digits);
          g_string_append_c (list, ',');
        }
      at += digits > 0 ? digits : 1;
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static gboolean
has_children (const CwRecord *record)
{
  return record->subsidiaries != NULL && g_strcmp0 (cw_fields_get (record->fields, CHILDREN), "T") == 0;
}

/* (element-type CwFields): "id" and "parent". */
static GPtrArray *
read_tree (CwNetsuite *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_fields_unref);
  g_autoptr (CwNsSelect) select = _cw_ns_select_new ("subsidiary", NULL, "", "id");
  g_auto (CwNsFault) fault = { CW_NS_FAULT_NONE, NULL };
  g_autoptr (GError) local = NULL;

  _cw_ns_select_add (select, self, "parent", "parent", CW_NS_REFERENCE);
  if (_cw_ns_scan_sync (self, select, NULL, _("reading subsidiaries"), _cw_ns_collect_rows, rows, &fault, cancellable, &local)
      || fault.kind == CW_NS_FAULT_TABLE)
    return g_steal_pointer (&rows);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* Each round adds what is below the ones before; a tree has fewer levels than members. */
static void
add_children (CwRecord *record, GPtrArray *tree)
{
  g_autoptr (GString) list = g_string_new (record->subsidiaries);
  gboolean grown = TRUE;

  while (grown)
    {
      grown = FALSE;
      for (guint i = 0; i < tree->len; i++)
        {
          const char *id = cw_fields_get (tree->pdata[i], "id"), *parent = cw_fields_get (tree->pdata[i], "parent");

          if (id == NULL || parent == NULL || cw_subsidiaries_has (list->str, id) || !cw_subsidiaries_has (list->str, parent))
            continue;
          g_string_append_printf (list, "%s,", id);
          grown = TRUE;
        }
    }
  g_free (record->subsidiaries);
  record->subsidiaries = g_strdup (list->str);
}

gboolean
_cw_ns_add_child_subsidiaries_sync (CwNetsuite *self, GPtrArray *records, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) tree = NULL;

  for (guint i = 0; i < records->len; i++)
    {
      if (!has_children (records->pdata[i]))
        continue;
      if (tree == NULL)
        tree = read_tree (self, cancellable, error);
      if (tree == NULL)
        return FALSE;
      add_children (records->pdata[i], tree);
    }
  return TRUE;
}
