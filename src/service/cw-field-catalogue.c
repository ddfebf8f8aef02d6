/* cw-field-catalogue.c: every field that a mapping of a workflow can read or fill
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-field-catalogue.h"

#include "cw-fold.h"
#include "cw-mapping-source-private.h"
#include "cw-value-names.h"
#include "cw-wanted-fields.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SAMPLED       500                 /* records of a mirror that are looked through for samples */
#define DESCRIBED_FOR G_TIME_SPAN_DAY     /* afterwards the systems are asked again */
#define MAX_STEPS     5

struct _CwFieldCatalogue {
  gatomicrefcount refs;
  gint64          described;
  char          **types;        /* of the workflow */
  GHashTable     *told;         /* char* set of types whose fields their system described; "" for the target's */
  GHashTable     *source;       /* char* type → GPtrArray of CwCatalogueField, removed ones at the end */
  GHashTable     *listed;       /* the same without removed ones, borrowed fields */
  GPtrArray      *properties;   /* of CwCatalogueField */
  GPtrArray      *target;       /* of CwCatalogueField */
  GPtrArray      *target_listed;
  GMutex          lock;         /* of joined */
  GHashTable     *joined;       /* "type\x1fpath" → CwCatalogueField or NULL; made when asked for */
};

/* While one is made. */
typedef struct {
  CwFieldCatalogue *catalogue;
  CwProfile        *profile;
  CwWorkflow       *workflow;
  CwStore          *store;
  const char       *source, *target;   /* connections */
} Loading;

/* ---- fields ---- */

static void
field_free (gpointer data)
{
  CwCatalogueField *field = data;

  if (field == NULL)
    return;
  g_free (field->id);
  g_free (field->label);
  g_free (field->refers);
  g_free (field->sample);
  g_free (field->sample_name);
  g_free (field);
}

static CwCatalogueField *
field_new (const CwFieldInfo *info)
{
  CwCatalogueField *field = g_new0 (CwCatalogueField, 1);

  field->id = g_strdup (info->id);
  field->label = g_strdup (info->label);
  field->type = info->type;
  field->list = info->list;
  field->custom = info->custom;
  field->required = info->required;
  field->writable = info->writable;
  field->removed = info->removed;
  field->limit = info->limit;
  field->refers = g_strdup (info->refers);
  field->sample = g_strdup (info->sample);
  return field;
}

/* "companyName" → "Company Name", "custentity_region" → "Region" */
static char *
dup_label (const char *id)
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

static CwCatalogueField *
find_field (const GPtrArray *fields, const char *id)
{
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    if (g_str_equal (((CwCatalogueField *) fields->pdata[i])->id, id))
      return fields->pdata[i];
  return NULL;
}

/* ---- samples and fields from the mirrors ---- */

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
      field = find_field (sampling->fields, id);
      if (field == NULL && sampling->add && *value != '\0')
        {
          g_autofree char *label = dup_label (id);
          g_autoptr (CwFieldInfo) info = cw_field_info_new (id, label, guess_type (value));

          info->custom = g_str_has_prefix (id, "cust") && strchr (id, '_') != NULL;
          field = field_new (info);
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
  CwCatalogueField *name = find_field (sampling->fields, "name");

  sample_fields (sampling, record->fields);
  if (name != NULL && name->sample == NULL)
    name->sample = g_strdup (record->name);
  return ++sampling->seen < SAMPLED;
}

/* Ending early is no failure. */
static gboolean
sample_type (Loading *loading, const char *type, GPtrArray *fields, gboolean add, GError **error)
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
dup_collection (Loading *loading, const char *integration)
{
  CwRunRequest request = { .integration = integration };
  g_autoptr (CwSession) session = cw_session_new (loading->profile, &request, FALSE, NULL);
  const CwStrategy *strategy = cw_strategy_find (loading->workflow->strategy, NULL);

  if (session == NULL || strategy == NULL || strategy->dup_collection == NULL)
    return NULL;
  return strategy->dup_collection (session, loading->workflow, NULL);
}

static gboolean
sample_collection (Loading *loading, const char *integration, GPtrArray *fields, gboolean add, GError **error)
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

/* ---- loading ---- */

static GPtrArray *
load_fields (Loading *loading, const char *connection, const char *type, gboolean *out_described, GError **error)
{
  g_autoptr (GPtrArray) infos = cw_store_list_fields (loading->store, connection, type, error);
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (field_free);

  if (infos == NULL)
    return NULL;
  *out_described = infos->len > 0;
  for (guint i = 0; i < infos->len; i++)
    g_ptr_array_add (fields, field_new (infos->pdata[i]));
  return g_steal_pointer (&fields);
}

/* An id means nothing to a person. */
static void
name_samples (Loading *loading, const char *type, GPtrArray *fields)
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
load_source_type (Loading *loading, const char *type, gboolean of_workflow, GError **error)
{
  gboolean described = FALSE;
  g_autoptr (GPtrArray) fields = load_fields (loading, loading->source, type, &described, error);

  if (fields == NULL || !sample_type (loading, type, fields, !described, error))
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
add_referred (Loading *loading, const char *type, GPtrArray *types)
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
load_source (Loading *loading, GError **error)
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
add_described_by_workflow (Loading *loading, GPtrArray *fields)
{
  const GPtrArray *groups = cw_mapping_get_groups (loading->workflow->default_mapping);

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; j < group->rows->len; j++)
        {
          const CwMappingRow *row = group->rows->pdata[j];
          CwCatalogueField *field = find_field (fields, row->target);

          if (field == NULL)
            {
              g_autofree char *label = dup_label (row->target);
              g_autoptr (CwFieldInfo) info = cw_field_info_new (row->target, label, row->type);

              field = field_new (info);
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
load_target (Loading *loading, const char *integration, GError **error)
{
  gboolean described = FALSE;
  GPtrArray *fields = load_fields (loading, loading->target, loading->workflow->target_type, &described, error);

  if (fields == NULL)
    return FALSE;
  loading->catalogue->target = fields;
  if (described)
    g_hash_table_add (loading->catalogue->told, g_strdup (""));
  add_described_by_workflow (loading, fields);
  if (!sample_collection (loading, integration, fields, FALSE, error))
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

static gboolean
sample_properties (const CwRecord *record, gpointer data, GError **error)
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

static void
load_properties (Loading *loading)
{
  GPtrArray *properties = g_ptr_array_new_with_free_func (field_free);

  for (const char * const *property = cw_expression_list_properties (); *property != NULL; property++)
    {
      g_autoptr (CwExpression) expression = cw_expression_new_record (*property);
      g_autoptr (CwFieldInfo) info = cw_field_info_new (*property, get_property_label (*property), expression->type);

      info->writable = FALSE;
      g_ptr_array_add (properties, field_new (info));
    }
  cw_store_mirror_foreach (loading->store, loading->source, (const char * const *) loading->workflow->types, sample_properties,
                           properties, NULL);
  loading->catalogue->properties = properties;
}

static CwFieldCatalogue *
catalogue_new (const CwWorkflow *workflow)
{
  CwFieldCatalogue *self = g_new0 (CwFieldCatalogue, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->types = g_strdupv (workflow->types);
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->source = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->joined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, field_free);
  return self;
}

CwFieldCatalogue *
cw_field_catalogue_ref (CwFieldCatalogue *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_field_catalogue_unref (CwFieldCatalogue *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_strfreev (self->types);
  g_hash_table_unref (self->told);
  g_hash_table_unref (self->listed);
  g_hash_table_unref (self->source);
  g_hash_table_unref (self->joined);
  g_clear_pointer (&self->target_listed, g_ptr_array_unref);
  g_clear_pointer (&self->target, g_ptr_array_unref);
  g_clear_pointer (&self->properties, g_ptr_array_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gint64
get_described_type (Loading *loading, const char *connection, const char *type)
{
  g_autofree char *scope = g_strconcat (CW_FIELDS_SCOPE, connection, NULL);
  g_autofree char *text = cw_store_get_state (loading->store, scope, type, NULL);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/* The oldest description of the workflow's types and of what it makes; 0: one is missing. A run asks for those of the source alone. */
static gint64
get_described (Loading *loading)
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
  Loading loading = { .profile = profile, .workflow = workflow };

  if (source == NULL)
    return NULL;
  self = catalogue_new (workflow);
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
  cw_field_catalogue_unref (catalogue);
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

/* ---- looking ---- */

gint64
cw_field_catalogue_get_described (CwFieldCatalogue *self)
{
  return self->described;
}

gboolean
cw_field_catalogue_is_described (CwFieldCatalogue *self, const char *type)
{
  return g_hash_table_contains (self->told, type != NULL ? type : "");
}

const GPtrArray *
cw_field_catalogue_list_source (CwFieldCatalogue *self, const char *type)
{
  return g_hash_table_lookup (self->listed, type);
}

const GPtrArray *
cw_field_catalogue_list_properties (CwFieldCatalogue *self)
{
  return self->properties;
}

const GPtrArray *
cw_field_catalogue_list_target (CwFieldCatalogue *self)
{
  return self->target_listed;
}

const CwCatalogueField *
cw_field_catalogue_find_target (CwFieldCatalogue *self, const char *field)
{
  return find_field (self->target, field);
}

static const CwCatalogueField *
find_own (CwFieldCatalogue *self, const char *type, const char *id)
{
  return find_field (g_hash_table_lookup (self->source, type), id);
}

/* The field at the end of @steps, from a record of @type on; @label collects the way. */
static const CwCatalogueField *
follow (CwFieldCatalogue *self, const char *type, char **steps, GString *label)
{
  const CwCatalogueField *field = find_own (self, type, steps[0]), *end = NULL;
  gsize before;

  if (field == NULL)
    return NULL;
  g_string_append_printf (label, "%s%s", label->len > 0 ? " › " : "", field->label);
  if (steps[1] == NULL)
    return field;
  before = label->len;
  if (field->refers != NULL)
    end = follow (self, field->refers, steps + 1, label);
  /* A parent may be of any of the workflow's types. */
  for (char **other = self->types; end == NULL && g_str_equal (steps[0], "parent") && *other != NULL; other++)
    {
      g_string_truncate (label, before);
      end = follow (self, *other, steps + 1, label);
    }
  return end;
}

static CwCatalogueField *
make_joined (CwFieldCatalogue *self, const char *type, const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", MAX_STEPS + 1);
  g_autoptr (GString) label = g_string_new (NULL);
  const CwCatalogueField *end = follow (self, type, steps, label);
  CwCatalogueField *joined;

  if (end == NULL)
    return NULL;
  joined = g_new0 (CwCatalogueField, 1);
  *joined = *end;
  joined->id = g_strdup (path);
  joined->label = g_strdup (label->str);
  joined->refers = g_strdup (end->refers);
  joined->sample = g_strdup (end->sample);
  joined->sample_name = g_strdup (end->sample_name);
  joined->writable = FALSE;
  return joined;
}

const CwCatalogueField *
cw_field_catalogue_find_source (CwFieldCatalogue *self, const char *type, const char *path)
{
  g_autofree char *key = NULL;
  gpointer joined;

  if (strchr (path, '.') == NULL)
    return find_own (self, type, path);
  key = g_strconcat (type, "\x1f", path, NULL);
  g_mutex_lock (&self->lock);
  if (!g_hash_table_lookup_extended (self->joined, key, NULL, &joined))
    {
      joined = make_joined (self, type, path);
      g_hash_table_insert (self->joined, g_steal_pointer (&key), joined);
    }
  g_mutex_unlock (&self->lock);
  return joined;
}

/* ---- searching ---- */

typedef struct {
  CwCatalogueField *field;
  guint             score, position;
} Hit;

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return x->position < y->position ? -1 : 1;
}

static gboolean
begins_word (const char *text, const char *at)
{
  return at == text || at[-1] == ' ' || at[-1] == '_' || at[-1] == '.';
}

/* 0: not all words are in it. */
static guint
score_words (const char *label, const char *id, char **words)
{
  guint score = 1;

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *in_label = strstr (label, words[i]), *in_id = strstr (id, words[i]);

      if (*words[i] == '\0')
        continue;
      if (in_label == NULL && in_id == NULL)
        return 0;
      score += in_label == label || in_id == id ? 4 : 0;
      score += in_label != NULL && begins_word (label, in_label) ? 2 : 0;
      score += g_str_equal (label, words[i]) || g_str_equal (id, words[i]) ? 8 : 0;
    }
  return score;
}

GPtrArray *
cw_field_catalogue_search (const GPtrArray *fields, const char *text)
{
  g_autofree char *folded = cw_fold (text != NULL ? text : "");
  g_auto (GStrv) words = g_strsplit_set (folded, " \t", -1);
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < fields->len; i++)
    {
      CwCatalogueField *field = fields->pdata[i];
      g_autofree char *label = cw_fold (field->label), *id = cw_fold (field->id);
      Hit hit = { field, score_words (label, id, words), i };

      if (hit.score > 0)
        g_array_append_val (hits, hit);
    }
  g_array_sort (hits, compare_hits);
  for (guint i = 0; i < hits->len; i++)
    g_ptr_array_add (found, g_array_index (hits, Hit, i).field);
  return found;
}

/* ---- suggestions ---- */

void
cw_mapping_suggestion_free (CwMappingSuggestion *self)
{
  if (self == NULL)
    return;
  g_free (self->type);
  g_free (self->target);
  g_free (self->path);
  g_clear_pointer (&self->source, cw_expression_unref);
  g_free (self->reason);
  g_free (self);
}

static void
suggestion_free (gpointer suggestion)
{
  cw_mapping_suggestion_free (suggestion);
}

/* The words of an id or label, without what only says whose field it is: "custentity_oa_region__c", "RegionName" → "region name". */
static char **
dup_words (const char *text)
{
  static const char * const noise[] = { "custentity", "custrecord", "custitem", "custbody", "oa", "c", NULL };
  g_autoptr (GString) spaced = g_string_new (NULL);
  g_autofree char *folded = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (const char *c = text; *c != '\0'; c++)
    {
      if (c > text && g_ascii_isupper (*c) && g_ascii_islower (c[-1]))
        g_string_append_c (spaced, ' ');
      g_string_append_c (spaced, (guchar) *c >= 0x80 || g_ascii_isalnum (*c) ? *c : ' ');
    }
  folded = cw_fold (spaced->str);
  parts = g_strsplit (folded, " ", -1);
  for (char **part = parts; *part != NULL; part++)
    if (**part != '\0' && !g_strv_contains (noise, *part))
      g_ptr_array_add (words, g_strdup (*part));
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

/* What different systems call the same. */
static const char *
get_common_word (const char *word)
{
  static const struct {
    const char *word, *common;
  } words[] = {
    { "company", "name" }, { "title", "name" }, { "mail", "email" }, { "telephone", "phone" }, { "tel", "phone" },
    { "number", "code" }, { "no", "code" }, { "num", "code" }, { "entity", "code" }, { "begin", "start" }, { "from", "start" },
    { "finish", "end" }, { "due", "end" }, { "comments", "notes" }, { "comment", "notes" }, { "memo", "notes" }, { "description", "notes" },
    { "zip", "postal" }, { "cur", "currency" }, { "dept", "department" }, { "client", "customer" }, { "job", "project" },
    { "forename", "first" }, { "surname", "last" }, { "id", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, word))
      return words[i].common;
  return word;
}

/* Percent of the words that both have in common, as people call them. */
static guint
compare_words (char **a, char **b)
{
  g_autoptr (GHashTable) x = g_hash_table_new (g_str_hash, g_str_equal), y = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer word;
  guint common = 0, all;

  for (; *a != NULL; a++)
    if (*get_common_word (*a) != '\0')
      g_hash_table_add (x, (gpointer) get_common_word (*a));
  for (; *b != NULL; b++)
    if (*get_common_word (*b) != '\0')
      g_hash_table_add (y, (gpointer) get_common_word (*b));
  g_hash_table_iter_init (&iter, x);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    common += g_hash_table_contains (y, word) ? 1 : 0;
  all = g_hash_table_size (x) + g_hash_table_size (y) - common;
  return all > 0 ? 100 * common / all : 0;
}

static char *
join_words (const char *text)
{
  g_auto (GStrv) words = dup_words (text);

  return g_strjoinv ("", words);
}

static gboolean
is_same (const char *a, const char *b)
{
  g_autofree char *x = join_words (a), *y = join_words (b);

  return *x != '\0' && g_str_equal (x, y);
}

/* How well @source fits @target; 0: not at all. @out_reason: (transfer full) */
static guint
rate (const CwCatalogueField *source, const CwCatalogueField *target, char **out_reason)
{
  g_auto (GStrv) source_words = dup_words (source->label), target_words = dup_words (target->label);
  gboolean same_type = source->type == target->type;
  guint common = compare_words (source_words, target_words), score;

  *out_reason = NULL;
  if (!cw_value_type_widens (source->type, target->type))
    return 0;
  if (g_ascii_strcasecmp (source->id, target->id) == 0 || is_same (source->id, target->id))
    {
      *out_reason = g_strdup (same_type ? _("Same id and type") : _("Same id"));
      return same_type ? 100 : 94;
    }
  if (is_same (source->label, target->label))
    {
      *out_reason = g_strdup (same_type ? _("Same label and type") : _("Same label"));
      return same_type ? 96 : 90;
    }
  if (common < 50)
    return 0;
  score = 40 + common / 3 + (same_type ? 5 : 0) - (source->custom ? 3 : 0);
  *out_reason = g_strdup_printf (same_type ? _("Similar label and the same type: %s") : _("Similar label: %s"), source->label);
  return score;
}

static gboolean
is_filled (CwMapping *mapping, const char *type, const char *target)
{
  const GPtrArray *groups = cw_mapping_get_groups (mapping);

  for (guint i = 0; i < groups->len; i++)
    {
      const CwMappingGroup *group = groups->pdata[i];

      for (guint j = 0; g_str_equal (group->type, type) && j < group->rows->len; j++)
        if (g_str_equal (((CwMappingRow *) group->rows->pdata[j])->target, target))
          return TRUE;
    }
  return FALSE;
}

static CwMappingSuggestion *
suggest_for (CwFieldCatalogue *self, const char *type, const CwCatalogueField *target)
{
  const GPtrArray *sources = cw_field_catalogue_list_source (self, type);
  CwMappingSuggestion *best = NULL;

  for (guint i = 0; sources != NULL && i < sources->len; i++)
    {
      const CwCatalogueField *source = sources->pdata[i];
      g_autofree char *reason = NULL;
      guint score = rate (source, target, &reason);

      if (score == 0 || (best != NULL && best->score >= score))
        continue;
      cw_mapping_suggestion_free (best);
      best = g_new0 (CwMappingSuggestion, 1);
      best->type = g_strdup (type);
      best->target = g_strdup (target->id);
      best->path = g_strdup (source->id);
      best->source = cw_expression_new_field (source->id, target->type == CW_VALUE_TEXT ? CW_VALUE_TEXT : source->type);
      best->reason = g_steal_pointer (&reason);
      best->score = score;
    }
  return best;
}

static int
compare_suggestions (gconstpointer a, gconstpointer b)
{
  const CwMappingSuggestion *x = *(CwMappingSuggestion * const *) a, *y = *(CwMappingSuggestion * const *) b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return strcmp (x->target, y->target) != 0 ? strcmp (x->target, y->target) : strcmp (x->type, y->type);
}

GPtrArray *
cw_field_catalogue_suggest (CwFieldCatalogue *self, CwMapping *mapping)
{
  GPtrArray *suggestions = g_ptr_array_new_with_free_func (suggestion_free);

  for (char **type = self->types; *type != NULL; type++)
    for (guint i = 0; i < self->target_listed->len; i++)
      {
        const CwCatalogueField *target = self->target_listed->pdata[i];
        CwMappingSuggestion *suggestion;

        if (!target->writable || is_filled (mapping, *type, target->id))
          continue;
        suggestion = suggest_for (self, *type, target);
        if (suggestion != NULL)
          g_ptr_array_add (suggestions, suggestion);
      }
  g_ptr_array_sort (suggestions, compare_suggestions);
  return suggestions;
}
