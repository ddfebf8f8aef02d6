/* cw-mapping-source.c: where a mapping asks for what is not in the record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Joined fields and look-ups are answered from the mirrors. A joined record is
 * kept for the next one that points to it; a look-up reads its record type once
 * and keeps what each value gives. Both memories are bounded: past the bound
 * they begin anew.
 */

#include "config.h"

#include "cw-mapping-source-private.h"

#include <string.h>

#define RECORDS_KEPT 20000
#define VALUES_KEPT  400000   /* of all look-ups */
#define MAX_STEPS    5

struct _CwMappingSource {
  CwProfile         *profile;       /* nullable, owned */
  CwStore           *own_store;     /* nullable, owned */
  CwIntegrationInfo *integration;   /* nullable, owned */
  CwStore           *store;         /* borrowed, or own_store */
  CwWorkflow        *workflow;      /* owned */
  CwFields          *settings;      /* owned */
  char              *source, *target;   /* connections */

  GHashTable        *records;       /* "customer:3" → CwRecord, or NULL where there is none; owned */
  GHashTable        *references;    /* "job\x1fcustomer" → record type; NULL: not known. Owned */
  GHashTable        *lookups;       /* "employee\x1femail\x1fid" → GHashTable value → result; NULL: several. Owned */
  guint              n_values;
  CwMappingContext   context;
};

static void
record_free (gpointer record)
{
  if (record != NULL)
    cw_record_free (record);
}

static const char *
get_setting (const char *key, gpointer data)
{
  CwMappingSource *self = data;

  return cw_workflow_get_setting (self->workflow, self->settings, key);
}

/* ---- fields of a record ---- */

/* A field, or what every record has. Borrowed. */
static const char *
get_value (const CwRecord *record, const char *field)
{
  const char *value = cw_fields_get (record->fields, field);

  if (value != NULL)
    return value;
  if (g_str_equal (field, "id"))
    return record->id;
  if (g_str_equal (field, "name"))
    return record->name;
  if (g_str_equal (field, "stage"))
    return record->stage;
  if (g_str_equal (field, "parent"))
    return record->parent_id;
  return NULL;
}

/* ---- joined fields ---- */

/* Borrowed; NULL: there is none. */
static const CwRecord *
get_record (CwMappingSource *self, const char *type, const char *id)
{
  g_autofree char *key = g_strconcat (type, ":", id, NULL);
  gpointer known;
  CwRecord *record;

  if (g_hash_table_lookup_extended (self->records, key, NULL, &known))
    return known;
  if (g_hash_table_size (self->records) >= RECORDS_KEPT)
    g_hash_table_remove_all (self->records);
  record = cw_store_mirror_get (self->store, self->source, type, id, NULL);
  g_hash_table_insert (self->records, g_steal_pointer (&key), record);
  return record;
}

char *
cw_mapping_dup_referred_type (CwStore *store, const char *connection, const char *type, const char *field)
{
  g_autoptr (GPtrArray) fields = cw_store_list_fields (store, connection, type, NULL);

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const CwFieldInfo *info = fields->pdata[i];

      if (g_str_equal (info->id, field))
        return g_strdup (info->refers);
    }
  return NULL;
}

static const char *
get_referred_type (CwMappingSource *self, const CwRecord *record, const char *field)
{
  g_autofree char *key = NULL;
  gpointer type;

  /* A parent may be of another type for every record. */
  if (g_str_equal (field, "parent"))
    return record->parent_type;
  key = g_strconcat (record->type, "\x1f", field, NULL);
  if (!g_hash_table_lookup_extended (self->references, key, NULL, &type))
    {
      type = cw_mapping_dup_referred_type (self->store, self->source, record->type, field);
      g_hash_table_insert (self->references, g_steal_pointer (&key), type);
    }
  return type;
}

static char *
dup_joined (const CwRecord *record, const char *path, gpointer data)
{
  CwMappingSource *self = data;
  g_auto (GStrv) steps = g_strsplit (path, ".", MAX_STEPS + 1);
  const CwRecord *at = record;

  for (guint i = 0; steps[i + 1] != NULL; i++)
    {
      const char *type = get_referred_type (self, at, steps[i]);
      const char *id = g_str_equal (steps[i], "parent") ? at->parent_id : cw_fields_get (at->fields, steps[i]);

      at = type != NULL && id != NULL && *id != '\0' ? get_record (self, type, id) : NULL;
      if (at == NULL)
        return NULL;
      if (steps[i + 2] == NULL)
        {
          const char *value = get_value (at, steps[i + 1]);

          return value != NULL && *value != '\0' ? g_strdup (value) : NULL;
        }
    }
  return NULL;
}

/* ---- look-ups ---- */

typedef struct {
  CwMappingSource *self;
  GHashTable      *values;
  const char      *by, *returns;
  guint            found;   /* records */
} Indexing;

static void
index_value (Indexing *indexing, const char *value, const char *result)
{
  if (value == NULL || *value == '\0')
    return;
  indexing->self->n_values++;
  /* Of several with one value none is the one. */
  if (g_hash_table_contains (indexing->values, value))
    g_hash_table_insert (indexing->values, g_strdup (value), NULL);
  else
    g_hash_table_insert (indexing->values, g_strdup (value), g_strdup (result != NULL ? result : ""));
}

static gboolean
index_record (const CwRecord *record, gpointer data, GError **error)
{
  Indexing *indexing = data;

  indexing->found++;
  if (!record->deleted)
    index_value (indexing, get_value (record, indexing->by), get_value (record, indexing->returns));
  return TRUE;
}

static const char *
get_target_value (const CwTargetRecord *record, const char *field)
{
  const char *value = cw_fields_get (record->fields, field);

  if (value != NULL)
    return value;
  if (g_str_equal (field, "id"))
    return record->id;
  if (g_str_equal (field, "name"))
    return record->name;
  if (g_str_equal (field, "externalId"))
    return record->external_id;
  return NULL;
}

static gboolean
index_target (const CwTargetRecord *record, gpointer data, GError **error)
{
  Indexing *indexing = data;

  if (record->active)
    index_value (indexing, get_target_value (record, indexing->by), get_target_value (record, indexing->returns));
  return TRUE;
}

/* A type that the source does not have is one of the target: a record type where it is read like a source, else a collection. */
static GHashTable *
index_type (CwMappingSource *self, const char *type, const char *by, const char *returns)
{
  const char *types[] = { type, NULL };
  Indexing indexing = { self, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free), by, returns, 0 };

  cw_store_mirror_foreach (self->store, self->source, types, index_record, &indexing, NULL);
  if (indexing.found == 0)
    cw_store_mirror_foreach (self->store, self->target, types, index_record, &indexing, NULL);
  if (indexing.found == 0)
    cw_store_target_foreach (self->store, self->target, type, index_target, &indexing, NULL);
  return indexing.values;
}

static char *
dup_lookup (const char *type, const char *by, const char *value, const char *returns, gpointer data)
{
  CwMappingSource *self = data;
  g_autofree char *key = g_strjoin ("\x1f", type, by, returns, NULL);
  GHashTable *values = g_hash_table_lookup (self->lookups, key);
  const char *result;

  if (values == NULL)
    {
      if (self->n_values > VALUES_KEPT)
        {
          g_hash_table_remove_all (self->lookups);
          self->n_values = 0;
        }
      values = index_type (self, type, by, returns);
      g_hash_table_insert (self->lookups, g_steal_pointer (&key), values);
    }
  result = g_hash_table_lookup (values, value);
  return result != NULL && *result != '\0' ? g_strdup (result) : NULL;
}

/* ---- making ---- */

CwMappingSource *
cw_mapping_source_new_in (CwStore *store, CwWorkflow *workflow, CwFields *settings, const char *source, const char *target)
{
  CwMappingSource *self = g_new0 (CwMappingSource, 1);

  self->store = store;
  self->workflow = cw_workflow_ref (workflow);
  self->settings = cw_fields_ref (settings);
  self->source = g_strdup (source);
  self->target = g_strdup (target);
  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, record_free);
  self->references = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->lookups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  self->context = (CwMappingContext) { get_setting, dup_joined, dup_lookup, self };
  return self;
}

gboolean
cw_workflow_starts_at_source (CwStore *store, const CwIntegrationInfo *integration, const CwWorkflow *workflow)
{
  g_autoptr (CwConnectionInfo) source = cw_store_get_connection (store, integration->source, NULL);

  return source == NULL || g_strcmp0 (source->system, workflow->source_system) == 0;
}

CwMappingSource *
cw_mapping_source_new (CwProfile *profile, const char *integration, CwWorkflow *workflow, GError **error)
{
  CwStore *store = cw_profile_open_store (profile, error);
  g_autoptr (CwIntegrationInfo) info = store != NULL ? cw_store_get_integration (store, integration, error) : NULL;
  g_autoptr (CwFields) settings = info != NULL ? cw_store_get_workflow_settings (store, integration, workflow->id, error) : NULL;
  gboolean forward = settings != NULL && cw_workflow_starts_at_source (store, info, workflow);
  CwMappingSource *self;

  if (settings == NULL)
    {
      g_clear_pointer (&store, cw_store_close);
      return NULL;
    }
  self = cw_mapping_source_new_in (store, workflow, settings, forward ? info->source : info->target, forward ? info->target : info->source);
  self->profile = g_object_ref (profile);
  self->own_store = store;
  self->integration = g_steal_pointer (&info);
  return self;
}

void
cw_mapping_source_free (CwMappingSource *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->records);
  g_hash_table_unref (self->references);
  g_hash_table_unref (self->lookups);
  g_free (self->source);
  g_free (self->target);
  cw_fields_unref (self->settings);
  cw_workflow_unref (self->workflow);
  g_clear_pointer (&self->integration, cw_integration_info_free);
  g_clear_pointer (&self->own_store, cw_store_close);
  g_clear_object (&self->profile);
  g_free (self);
}

const CwMappingContext *
cw_mapping_source_get_context (CwMappingSource *self)
{
  return &self->context;
}

CwStore *
cw_mapping_source_get_store (CwMappingSource *self)
{
  return self->store;
}

const CwIntegrationInfo *
cw_mapping_source_get_integration (CwMappingSource *self)
{
  return self->integration;
}

const char *
cw_mapping_source_get_source (CwMappingSource *self)
{
  return self->source;
}

const char *
cw_mapping_source_get_target (CwMappingSource *self)
{
  return self->target;
}
