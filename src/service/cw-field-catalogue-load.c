/* cw-field-catalogue-load.c: makes catalogues, from the profile or by asking the systems
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-field-catalogue-private.h"

#include "cw-mapping-source-private.h"
#include "cw-value-names.h"
#include "cw-wanted-fields.h"

#include <glib/gi18n-lib.h>

#define DESCRIBED_FOR G_TIME_SPAN_DAY     /* afterwards the systems are asked again */

/* ---- loading ---- */

static int
compare_fields (gconstpointer a, gconstpointer b)
{
  const CwCatalogueField *x = *(CwCatalogueField * const *) a, *y = *(CwCatalogueField * const *) b;

  if (x->removed != y->removed)
    return x->removed ? 1 : -1;
  if (x->custom != y->custom)
    return x->custom ? 1 : -1;
  return g_utf8_collate (x->label, y->label);
}

static GPtrArray *
list_present (const GPtrArray *fields)
{
  GPtrArray *present = g_ptr_array_new ();

  for (guint i = 0; i < fields->len; i++)
    if (!((CwCatalogueField *) fields->pdata[i])->removed)
      g_ptr_array_add (present, fields->pdata[i]);
  return present;
}

static GPtrArray *
load_fields (CwCatalogueLoading *loading, const char *connection, const char *type, gboolean *out_described, GError **error)
{
  g_autoptr (GPtrArray) infos = cw_store_list_fields (loading->store, connection, type, error);
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (_cw_catalogue_field_free);

  if (infos == NULL)
    return NULL;
  *out_described = infos->len > 0;
  for (guint i = 0; i < infos->len; i++)
    g_ptr_array_add (fields, _cw_catalogue_field_new (infos->pdata[i]));
  return g_steal_pointer (&fields);
}

/* An id means nothing to a person. */
static void
name_samples (CwCatalogueLoading *loading, const char *type, GPtrArray *fields)
{
  g_autoptr (CwKeptNames) kept = cw_kept_names_new (loading->store, loading->source, loading->workflow, type);

  for (guint i = 0; i < fields->len; i++)
    {
      CwCatalogueField *field = fields->pdata[i];
      g_autoptr (CwExpression) of = NULL;

      if (field->sample == NULL || (field->type != CW_VALUE_REFERENCE && field->refers == NULL && !field->list))
        continue;
      of = cw_expression_new_field (field->id, CW_VALUE_TEXT);
      field->sample_name = cw_kept_names_dup (of, field->sample, kept);
    }
}

static gboolean
load_source_type (CwCatalogueLoading *loading, const char *type, gboolean of_workflow, GError **error)
{
  gboolean described = FALSE;
  g_autoptr (GPtrArray) fields = load_fields (loading, loading->source, type, &described, error);

  if (fields == NULL || !_cw_catalogue_sample_type (loading, type, fields, !described, error))
    return FALSE;
  if (described)
    g_hash_table_add (loading->catalogue->told, g_strdup (type));
  if (fields->len == 0 && !of_workflow)
    return TRUE;
  name_samples (loading, type, fields);
  g_ptr_array_sort (fields, compare_fields);
  g_hash_table_insert (loading->catalogue->listed, g_strdup (type), list_present (fields));
  g_hash_table_insert (loading->catalogue->source, g_strdup (type), g_steal_pointer (&fields));
  return TRUE;
}

/* The types that fields of @type point to, which are not there yet. */
static void
add_referred (CwCatalogueLoading *loading, const char *type, GPtrArray *types)
{
  const GPtrArray *fields = g_hash_table_lookup (loading->catalogue->source, type);

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const CwCatalogueField *field = fields->pdata[i];
      gboolean known = field->refers == NULL;

      for (guint j = 0; !known && j < types->len; j++)
        known = g_str_equal (types->pdata[j], field->refers);
      if (!known)
        g_ptr_array_add (types, g_strdup (field->refers));
    }
}

static gboolean
load_source (CwCatalogueLoading *loading, GError **error)
{
  g_autoptr (GPtrArray) types = g_ptr_array_new_with_free_func (g_free);
  guint own;

  for (char **type = loading->workflow->types; *type != NULL; type++)
    g_ptr_array_add (types, g_strdup (*type));
  own = types->len;
  for (guint i = 0; i < types->len; i++)
    {
      if (!load_source_type (loading, types->pdata[i], i < own, error))
        return FALSE;
      add_referred (loading, types->pdata[i], types);
    }
  return TRUE;
}

/* What the description says of the target where the system says nothing: its rows know their fields. */
static void
add_described_by_workflow (CwCatalogueLoading *loading, GPtrArray *fields)
{
  const GPtrArray *groups = cw_mapping_get_groups (loading->workflow->default_mapping);

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; j < group->rows->len; j++)
        {
          const CwMappingRow *row = group->rows->pdata[j];
          CwCatalogueField *field = _cw_catalogue_find_field (fields, row->target);

          if (field == NULL)
            {
              g_autofree char *label = _cw_catalogue_dup_label (row->target);
              g_autoptr (CwFieldInfo) info = cw_field_info_new (row->target, label, row->type);

              field = _cw_catalogue_field_new (info);
              field->limit = row->limit;
              g_ptr_array_add (fields, field);
            }
          field->required = field->required || row->required;
          if (field->limit == 0)
            field->limit = row->limit;
        }
    }
}

static gboolean
load_target (CwCatalogueLoading *loading, const char *integration, GError **error)
{
  gboolean described = FALSE;
  GPtrArray *fields = load_fields (loading, loading->target, loading->workflow->target_type, &described, error);

  if (fields == NULL)
    return FALSE;
  loading->catalogue->target = fields;
  if (described)
    g_hash_table_add (loading->catalogue->told, g_strdup (""));
  add_described_by_workflow (loading, fields);
  if (!_cw_catalogue_sample_collection (loading, integration, fields, FALSE, error))
    return FALSE;
  g_ptr_array_sort (fields, compare_fields);
  loading->catalogue->target_listed = list_present (fields);
  return TRUE;
}

static const char *
get_property_label (const char *property)
{
  static const struct {
    const char *property, *label;
  } labels[] = {
    { "id", N_("Internal id") }, { "type", N_("Record type") }, { "name", N_("Name of the record") }, { "stage", N_("Stage") },
    { "parent", N_("Id of the parent") }, { "parent-type", N_("Record type of the parent") }, { "subsidiaries", N_("Subsidiaries") },
    { "inactive", N_("Inactive") }, { "created", N_("Created") }, { "modified", N_("Changed") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].property, property))
      return _(labels[i].label);
  return property;
}

static void
load_properties (CwCatalogueLoading *loading)
{
  GPtrArray *properties = g_ptr_array_new_with_free_func (_cw_catalogue_field_free);

  for (const char * const *property = cw_expression_list_properties (); *property != NULL; property++)
    {
      g_autoptr (CwExpression) expression = cw_expression_new_record (*property);
      g_autoptr (CwFieldInfo) info = cw_field_info_new (*property, get_property_label (*property), expression->type);

      info->writable = FALSE;
      g_ptr_array_add (properties, _cw_catalogue_field_new (info));
    }
  _cw_catalogue_sample_properties (loading, properties);
  loading->catalogue->properties = properties;
}

static gint64
get_described_type (CwCatalogueLoading *loading, const char *connection, const char *type)
{
  g_autofree char *scope = g_strconcat (CW_FIELDS_SCOPE, connection, NULL);
  g_autofree char *text = cw_store_get_state (loading->store, scope, type, NULL);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/* The oldest description of the workflow's types and of what it makes; 0: one is missing. A run asks for those of the source alone. */
static gint64
get_described (CwCatalogueLoading *loading)
{
  gint64 oldest = get_described_type (loading, loading->target, loading->workflow->target_type);

  for (char **type = loading->workflow->types; *type != NULL; type++)
    oldest = MIN (oldest, get_described_type (loading, loading->source, *type));
  return oldest;
}

CwFieldCatalogue *
cw_field_catalogue_load_sync (CwProfile *profile, const char *integration, CwWorkflow *workflow, GCancellable *cancellable, GError **error)
{
  g_autoptr (CwMappingSource) source = cw_mapping_source_new (profile, integration, workflow, error);
  g_autoptr (CwFieldCatalogue) self = NULL;
  CwCatalogueLoading loading = { .profile = profile, .workflow = workflow };

  if (source == NULL)
    return NULL;
  self = _cw_catalogue_new (workflow);
  loading.catalogue = self;
  loading.store = cw_mapping_source_get_store (source);
  loading.source = cw_mapping_source_get_source (source);
  loading.target = cw_mapping_source_get_target (source);
  cw_store_set_cancellable (loading.store, cancellable);
  if (!load_source (&loading, error) || !load_target (&loading, integration, error))
    return NULL;
  load_properties (&loading);
  self->described = get_described (&loading);
  return g_steal_pointer (&self);
}

/* ---- asking the systems ---- */

static gboolean
describe_source (CwSession *session, CwEnd *end, CwWorkflow *workflow, GError **error)
{
  g_autoptr (GPtrArray) types = g_ptr_array_new_with_free_func (g_free);
  guint own;

  for (char **type = workflow->types; *type != NULL; type++)
    g_ptr_array_add (types, g_strdup (*type));
  own = types->len;
  for (guint i = 0; i < types->len; i++)
    {
      g_autoptr (GPtrArray) fields = NULL;

      if (!cw_session_describe (session, end, types->pdata[i], TRUE, error))
        return FALSE;
      /* One step: what references of the workflow's records lead to. */
      fields = i < own ? cw_store_list_fields (session->store, end->info->name, types->pdata[i], error) : NULL;
      if (i < own && fields == NULL)
        return FALSE;
      for (guint j = 0; fields != NULL && j < fields->len; j++)
        {
          const CwFieldInfo *info = fields->pdata[j];
          gboolean known = info->refers == NULL || info->removed;

          for (guint k = 0; !known && k < types->len; k++)
            known = g_str_equal (types->pdata[k], info->refers);
          if (!known)
            g_ptr_array_add (types, g_strdup (info->refers));
        }
    }
  return TRUE;
}

CwFieldCatalogue *
cw_field_catalogue_refresh_sync (CwProfile *profile, const char *integration, CwWorkflow *workflow, GCancellable *cancellable, GError **error)
{
  CwRunRequest request = { .integration = integration, .cancellable = cancellable };
  g_autoptr (CwSession) session = cw_session_new (profile, &request, FALSE, error);
  gboolean ok;

  if (session == NULL || !cw_session_connect (session, error))
    return NULL;
  ok = describe_source (session, cw_session_get_source (session, workflow), workflow, error)
       && cw_session_describe (session, cw_session_get_target (session, workflow), workflow->target_type, TRUE, error);
  cw_session_flush_ledgers (session, NULL);
  g_clear_pointer (&session, cw_session_free);
  return ok ? cw_field_catalogue_load_sync (profile, integration, workflow, cancellable, error) : NULL;
}

/* ---- on a worker ---- */

typedef struct {
  CwProfile  *profile;
  char       *integration;
  CwWorkflow *workflow;
  gboolean    refresh;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_object_unref (load->profile);
  g_free (load->integration);
  cw_workflow_unref (load->workflow);
  g_free (load);
}

static void
catalogue_free (gpointer catalogue)
{
  cw_field_catalogue_free (catalogue);
}

/* A catalogue of yesterday is better than none. */
static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Load *load = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwFieldCatalogue) known = cw_field_catalogue_load_sync (load->profile, load->integration, load->workflow, cancellable, &error);
  g_autoptr (CwFieldCatalogue) fresh = NULL;
  gint64 now = cw_clock_now (cw_profile_get_clock (load->profile));

  if (known != NULL && load->refresh && (known->described == 0 || now - known->described > DESCRIBED_FOR || now < known->described))
    fresh = cw_field_catalogue_refresh_sync (load->profile, load->integration, load->workflow, cancellable, &error);
  if (fresh != NULL)
    g_task_return_pointer (task, g_steal_pointer (&fresh), catalogue_free);
  else if (known != NULL && known->described != 0)
    g_task_return_pointer (task, g_steal_pointer (&known), catalogue_free);
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&known), catalogue_free);
}

void
cw_field_catalogue_load_async (CwProfile *profile, const char *integration, CwWorkflow *workflow, gboolean refresh,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Load *load = g_new0 (Load, 1);

  load->profile = g_object_ref (profile);
  load->integration = g_strdup (integration);
  load->workflow = cw_workflow_ref (workflow);
  load->refresh = refresh;
  g_task_set_source_tag (task, cw_field_catalogue_load_async);
  g_task_set_task_data (task, load, load_free);
  g_task_run_in_thread (task, load_thread);
}

CwFieldCatalogue *
cw_field_catalogue_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
