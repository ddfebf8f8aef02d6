/* cw-netsuite-describe.c: the fields of a type that can be read, each with a value that occurs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The catalogue knows properties, statements know columns, and neither has all
 * of the other: what the catalogue shows beside what we know of a type is asked
 * for in one page of rows, and what is no column drops out on the way. The page
 * gives the samples. Custom fields are columns of the same name.
 */

#define G_LOG_DOMAIN "cw-netsuite"

#include "config.h"

#include "cw-netsuite-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define COLUMNS_AT_ONCE 60   /* the engine takes a hundred */

typedef struct {
  GPtrArray *fields;   /* (element-type CwFieldInfo), borrowed */
  gboolean   done;     /* the first page was there */
} Sampling;

char *
_cw_ns_dup_label (const char *property)
{
  GString *label = g_string_new (NULL);

  for (const char *at = property; *at != '\0'; at++)
    {
      if (g_ascii_isupper (*at) && at > property && !g_ascii_isupper (at[-1]))
        g_string_append_c (label, ' ');
      g_string_append_c (label, at == property ? g_ascii_toupper (*at) : *at);
    }
  return g_string_free (label, FALSE);
}

/* ---- what is known without asking ---- */

static CwValueType
get_value_type (CwNsKind kind)
{
  static const CwValueType types[] = {
    [CW_NS_TEXT] = CW_VALUE_TEXT, [CW_NS_INTEGER] = CW_VALUE_INTEGER, [CW_NS_NUMBER] = CW_VALUE_NUMBER,
    [CW_NS_BOOLEAN] = CW_VALUE_BOOLEAN, [CW_NS_DATE] = CW_VALUE_DATE, [CW_NS_INSTANT] = CW_VALUE_DATETIME,
    [CW_NS_REFERENCE] = CW_VALUE_REFERENCE,
  };

  return types[kind];
}

/* Where a reference leads; the catalogue often says no more than that it is one. */
static const char *
get_referred (const char *type, const char *name)
{
  static const struct {
    const char *name, *type;
  } known[] = {
    { "customer", "customer" }, { "subsidiary", "subsidiary" }, { "salesRep", "employee" }, { "projectManager", "employee" },
    { "supervisor", "employee" }, { "department", "department" }, { "class", "classification" }, { "location", "location" },
    { "currency", "currency" }, { "defaultBillingAddress", CW_NS_ADDRESSES }, { "defaultShippingAddress", CW_NS_ADDRESSES },
  };

  if (g_str_equal (name, "parent"))
    return type;
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].name, name))
      return _cw_ns_get_fields (known[i].type) != NULL ? known[i].type : NULL;
  return NULL;
}

static gboolean
has_field (GPtrArray *fields, const char *name)
{
  for (guint i = 0; i < fields->len; i++)
    if (g_ascii_strcasecmp (((CwFieldInfo *) g_ptr_array_index (fields, i))->id, name) == 0)
      return TRUE;
  return FALSE;
}

/* A role may see less in the catalogue than in a table. */
static void
add_known (GPtrArray *fields, const char *type)
{
  for (const CwNsField *field = _cw_ns_get_fields (type); field->name != NULL; field++)
    {
      g_autofree char *label = _cw_ns_dup_label (field->name);

      if (!has_field (fields, field->name))
        g_ptr_array_add (fields, cw_field_info_new (field->name, label, get_value_type (field->kind)));
    }
}

/* Where a list or a record is not read, its name is what people know: every reference shows it. */
static void
add_shown (GPtrArray *fields)
{
  for (guint i = 0, n = fields->len; i < n; i++)
    {
      const CwFieldInfo *info = g_ptr_array_index (fields, i);
      g_autofree char *id = g_strconcat (info->id, CW_NS_SHOWN, NULL), *label = g_strconcat (info->label, " (name)", NULL);
      CwFieldInfo *shown;

      if (info->type != CW_VALUE_REFERENCE || info->refers != NULL || g_str_equal (info->id, "parent"))
        continue;
      shown = cw_field_info_new (id, label, CW_VALUE_TEXT);
      shown->custom = info->custom;
      g_ptr_array_add (fields, shown);
    }
}

static gboolean
is_standard (const char *type, const char *name)
{
  for (const CwNsField *field = _cw_ns_get_fields (type); field->name != NULL; field++)
    if (g_str_equal (field->name, name))
      return field->standard;
  return FALSE;
}

static void
complete (GPtrArray *fields, const char *type)
{
  for (guint i = 0; i < fields->len; i++)
    {
      CwFieldInfo *info = g_ptr_array_index (fields, i);

      if (info->type == CW_VALUE_REFERENCE && info->refers == NULL)
        info->refers = g_strdup (get_referred (type, info->id));
      info->always = is_standard (type, info->id);
    }
}

/* ---- labels of custom fields ---- */

#define LABELS_AT_ONCE 100

/* "custentity_sales_region" → "Sales region" */
static char *
dup_custom_label (const char *id)
{
  const char *at = strchr (id, '_');
  char *label;

  while (at != NULL && *at == '_')
    at++;
  if (at == NULL || *at == '\0')
    return g_strdup (id);
  label = g_strdelimit (g_strdup (at), "_", ' ');
  label[0] = g_ascii_toupper (label[0]);
  return label;
}

static void
take_label (GPtrArray *fields, const char *id, const char *label)
{
  for (guint i = 0; i < fields->len; i++)
    {
      CwFieldInfo *info = g_ptr_array_index (fields, i);

      if (g_str_equal (info->id, id) && label != NULL && *label != '\0')
        {
          g_free (info->label);
          info->label = g_strdup (label);
        }
    }
}

/* Asks for those of @ids, which are quoted and have commas between. A role that may not see them has their ids, made readable. */
static void
ask_labels (CwNetsuite *self, GPtrArray *fields, const char *ids, GCancellable *cancellable)
{
  static const char * const aliases[] = { "s", "n", NULL };
  g_autofree char *sql = g_strdup_printf ("SELECT LOWER(scriptid) AS s, name AS n FROM customfield WHERE LOWER(scriptid) IN (%s)", ids);
  g_auto (CwNsFault) fault = { CW_NS_FAULT_NONE, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = _cw_ns_query_rows_sync (self, sql, aliases, _("reading labels of custom fields"), &fault, cancellable, &error);

  if (rows == NULL)
    g_debug ("Custom fields have no labels: %s", error->message);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const GPtrArray *row = rows->pdata[i];

      if (row->pdata[0] != NULL)
        take_label (fields, row->pdata[0], row->pdata[1]);
    }
}

/* A reference to another schema has no title of its own in the catalogue. */
static void
label_customs (CwNetsuite *self, GPtrArray *fields, GCancellable *cancellable)
{
  g_autoptr (GString) ids = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < fields->len; i++)
    {
      CwFieldInfo *info = g_ptr_array_index (fields, i);

      if (!info->custom || !g_str_equal (info->label, info->id) || n == LABELS_AT_ONCE)
        continue;
      g_string_append_printf (ids, "%s'%s'", n++ > 0 ? "," : "", info->id);
      g_free (info->label);
      info->label = dup_custom_label (info->id);
    }
  if (n > 0)
    ask_labels (self, fields, ids->str, cancellable);
}

/* ---- asking ---- */

static gboolean
take_samples (GPtrArray *rows, gpointer data, GError **error)
{
  Sampling *sampling = data;

  for (guint i = 0; i < sampling->fields->len; i++)
    {
      CwFieldInfo *info = g_ptr_array_index (sampling->fields, i);

      for (guint row = 0; info->sample == NULL && row < rows->len; row++)
        {
          const char *value = cw_fields_get (g_ptr_array_index (rows, row), info->id);

          info->sample = value != NULL && *value != '\0' ? g_strdup (value) : NULL;
        }
    }
  sampling->done = TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "one page is enough");
  return FALSE;
}

static CwNsKind
get_kind (const char *type, const CwFieldInfo *info)
{
  static const CwNsKind kinds[CW_N_VALUE_TYPES] = {
    [CW_VALUE_TEXT] = CW_NS_TEXT, [CW_VALUE_INTEGER] = CW_NS_INTEGER, [CW_VALUE_NUMBER] = CW_NS_NUMBER,
    [CW_VALUE_BOOLEAN] = CW_NS_BOOLEAN, [CW_VALUE_DATE] = CW_NS_DATE, [CW_VALUE_DATETIME] = CW_NS_INSTANT,
    [CW_VALUE_REFERENCE] = CW_NS_REFERENCE,
  };

  for (const CwNsField *field = _cw_ns_get_fields (type); field->name != NULL; field++)
    if (g_str_equal (field->name, info->id))
      return field->kind;
  return kinds[info->type];
}

/* Keeps of @fields from @from up to before @to what is a column, and samples it. An empty table answers all the same. */
static gboolean
sample_columns (CwNetsuite *self, const char *type, GPtrArray *fields, guint from, guint to, GPtrArray *out_kept,
                GCancellable *cancellable, GError **error)
{
  g_autoptr (CwNsSelect) select = _cw_ns_select_new (_cw_ns_get_table (type), NULL, "", _cw_ns_get_key (type));
  g_autoptr (GPtrArray) some = g_ptr_array_new (), conditions = _cw_ns_add_type_condition (type, NULL);
  g_autofree char *doing = g_strdup_printf (_("reading samples of %s"), _cw_ns_get_title (type));
  g_auto (CwNsFault) fault = { CW_NS_FAULT_NONE, NULL };
  g_autoptr (GError) local = NULL;
  Sampling sampling = { some, FALSE };

  for (guint i = from; i < to; i++)
    {
      CwFieldInfo *info = g_ptr_array_index (fields, i);

      if (_cw_ns_is_derived (type, info->id))
        {
          g_ptr_array_add (out_kept, cw_field_info_copy (info));
          continue;
        }
      g_ptr_array_add (some, info);
      _cw_ns_add_field (select, self, info->id, get_kind (type, info));
    }
  if (!_cw_ns_scan_sync (self, select, conditions, doing, take_samples, &sampling, &fault, cancellable, &local)
      && !sampling.done && fault.kind != CW_NS_FAULT_TABLE)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  for (guint i = 0; fault.kind != CW_NS_FAULT_TABLE && i < some->len; i++)
    if (_cw_ns_select_has (select, ((CwFieldInfo *) g_ptr_array_index (some, i))->id))
      g_ptr_array_add (out_kept, cw_field_info_copy (g_ptr_array_index (some, i)));
  return TRUE;
}

static gboolean
is_readable (const CwFieldInfo *info)
{
  if (g_str_equal (info->id, "id") || !g_ascii_isalpha (info->id[0]))
    return FALSE;
  for (const char *at = info->id; *at != '\0' && !g_str_equal (at, CW_NS_SHOWN); at++)
    if (!g_ascii_isalnum (*at) && *at != '_')
      return FALSE;
  return TRUE;
}

static void
drop_unreadable (GPtrArray *fields)
{
  for (guint i = fields->len; i > 0; i--)
    if (!is_readable (g_ptr_array_index (fields, i - 1)))
      g_ptr_array_remove_index (fields, i - 1);
}

GPtrArray *
_cw_ns_describe_sync (CwNetsuite *self, const char *type, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_field_info_free);
  g_autoptr (GPtrArray) fields = NULL;
  g_autoptr (GError) local = NULL;

  /* A target: what can be written is in the catalogue, and no column of a table. */
  if (g_str_equal (type, CW_NS_ORDERS))
    return cw_netsuite_describe_sync (self, type, cancellable, error);
  if (_cw_ns_get_fields (type) == NULL)
    return g_steal_pointer (&kept);
  fields = cw_netsuite_describe_sync (self, type, cancellable, &local);
  if (fields == NULL && !g_error_matches (local, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_PERMISSION)
      && !g_error_matches (local, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_NOT_FOUND)
      && !g_error_matches (local, CW_CONNECTOR_ERROR, CW_CONNECTOR_ERROR_REJECTED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (fields == NULL)
    fields = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_field_info_free);
  add_known (fields, type);
  complete (fields, type);
  add_shown (fields);
  drop_unreadable (fields);
  label_customs (self, fields, cancellable);
  for (guint from = 0; from < fields->len; from += COLUMNS_AT_ONCE)
    if (!sample_columns (self, type, fields, from, MIN (fields->len, from + COLUMNS_AT_ONCE), kept, cancellable, error))
      return NULL;
  return g_steal_pointer (&kept);
}
