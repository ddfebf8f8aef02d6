/* cw-field-catalogue-sample.c: values and fields of the records in the mirrors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-field-catalogue-private.h"

#include <string.h>

#define SAMPLED       500                 /* records of a mirror that are looked through for samples */

char *
_cw_catalogue_dup_label (const char *id)
{
  g_autoptr (GString) label = g_string_new (NULL);
  const char *at = g_str_has_prefix (id, "custentity_") ? id + strlen ("custentity_") : id;

  for (const char *c = at; *c != '\0'; c++)
    {
      gboolean begins = c == at || c[-1] == '_';

      if (*c == '_')
        g_string_append_c (label, ' ');
      else
        g_string_append_printf (label, "%s%c", !begins && g_ascii_isupper (*c) && !g_ascii_isupper (c[-1]) ? " " : "",
                                begins ? g_ascii_toupper (*c) : *c);
    }
  return g_strdup (label->str);
}

typedef struct {
  GPtrArray *fields;    /* of CwCatalogueField */
  gboolean   add;       /* fields that nobody described */
  guint      seen;
} Sampling;

static gboolean
is_all (const char *text, const char *set)
{
  return text[strspn (text, set)] == '\0';
}

/* Until a system describes its fields, their values tell something. */
static CwValueType
guess_type (const char *value)
{
  gint64 instant;

  if (g_str_equal (value, "T") || g_str_equal (value, "F"))
    return CW_VALUE_BOOLEAN;
  if (strlen (value) >= 10 && value[4] == '-' && is_all (value, "0123456789-:TZ.") && cw_value_parse_instant (value, &instant))
    return strlen (value) == 10 ? CW_VALUE_DATE : CW_VALUE_DATETIME;
  return CW_VALUE_TEXT;
}

static void
sample_fields (Sampling *sampling, const CwFields *fields)
{
  for (guint i = 0; i < cw_fields_get_size (fields); i++)
    {
      CwCatalogueField *field;
      const char *id, *value;

      cw_fields_get_nth (fields, i, &id, &value);
      field = _cw_catalogue_find_field (sampling->fields, id);
      if (field == NULL && sampling->add && *value != '\0')
        {
          g_autofree char *label = _cw_catalogue_dup_label (id);
          g_autoptr (CwFieldInfo) info = cw_field_info_new (id, label, guess_type (value));

          info->custom = g_str_has_prefix (id, "cust") && strchr (id, '_') != NULL;
          field = _cw_catalogue_field_new (info);
          g_ptr_array_add (sampling->fields, field);
        }
      if (field != NULL && field->sample == NULL && *value != '\0')
        field->sample = g_strdup (value);
    }
}

static gboolean
sample_record (const CwRecord *record, gpointer data, GError **error)
{
  Sampling *sampling = data;

  sample_fields (sampling, record->fields);
  return ++sampling->seen < SAMPLED;
}

static gboolean
sample_target (const CwTargetRecord *record, gpointer data, GError **error)
{
  Sampling *sampling = data;
  CwCatalogueField *name = _cw_catalogue_find_field (sampling->fields, "name");

  sample_fields (sampling, record->fields);
  if (name != NULL && name->sample == NULL)
    name->sample = g_strdup (record->name);
  return ++sampling->seen < SAMPLED;
}

/* Ending early is no failure. */
gboolean
_cw_catalogue_sample_type (CwCatalogueLoading *loading, const char *type, GPtrArray *fields, gboolean add, GError **error)
{
  const char *types[] = { type, NULL };
  Sampling sampling = { fields, add, 0 };
  g_autoptr (GError) local = NULL;

  if (cw_store_mirror_foreach (loading->store, loading->source, types, sample_record, &sampling, &local) || local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Where the workflow writes; NULL where the integration does not say yet. */
static char *
dup_collection (CwCatalogueLoading *loading, const char *integration)
{
  CwRunRequest request = { .integration = integration };
  g_autoptr (CwSession) session = cw_session_new (loading->profile, &request, FALSE, NULL);
  const CwStrategy *strategy = cw_strategy_find (loading->workflow->strategy, NULL);

  if (session == NULL || strategy == NULL || strategy->dup_collection == NULL)
    return NULL;
  return strategy->dup_collection (session, loading->workflow, NULL);
}

gboolean
_cw_catalogue_sample_collection (CwCatalogueLoading *loading, const char *integration, GPtrArray *fields, gboolean add, GError **error)
{
  g_autofree char *collection = dup_collection (loading, integration);
  Sampling sampling = { fields, add, 0 };
  g_autoptr (GError) local = NULL;

  if (collection == NULL
      || cw_store_target_foreach (loading->store, loading->target, collection, sample_target, &sampling, &local) || local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
sample_property (const CwRecord *record, gpointer data, GError **error)
{
  GPtrArray *properties = data;
  gboolean whole = TRUE;

  for (guint i = 0; i < properties->len; i++)
    {
      CwCatalogueField *field = properties->pdata[i];
      g_autoptr (CwExpression) expression = cw_expression_new_record (field->id);

      if (field->sample == NULL)
        field->sample = cw_expression_evaluate (expression, record, NULL, NULL, NULL);
      whole = whole && field->sample != NULL;
    }
  return !whole;
}

void
_cw_catalogue_sample_properties (CwCatalogueLoading *loading, GPtrArray *properties)
{
  cw_store_mirror_foreach (loading->store, loading->source, (const char * const *) loading->workflow->types, sample_property, properties, NULL);
}
