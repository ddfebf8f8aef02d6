/* cw-field-catalogue.c: every field that a mapping of a workflow can read or fill
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-field-catalogue-private.h"

#include "cw-fold.h"

#include <string.h>

#define MAX_STEPS     5

/* ---- fields ---- */

void
_cw_catalogue_field_free (gpointer data)
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

CwCatalogueField *
_cw_catalogue_field_new (const CwFieldInfo *info)
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

CwCatalogueField *
_cw_catalogue_find_field (const GPtrArray *fields, const char *id)
{
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    if (g_str_equal (((CwCatalogueField *) fields->pdata[i])->id, id))
      return fields->pdata[i];
  return NULL;
}

CwFieldCatalogue *
_cw_catalogue_new (const CwWorkflow *workflow)
{
  CwFieldCatalogue *self = g_new0 (CwFieldCatalogue, 1);

  g_mutex_init (&self->lock);
  self->types = g_strdupv (workflow->types);
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->source = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->joined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, _cw_catalogue_field_free);
  return self;
}

void
cw_field_catalogue_free (CwFieldCatalogue *self)
{
  if (self == NULL)
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

/* ---- looking ---- */

const char * const *
cw_field_catalogue_get_types (CwFieldCatalogue *self)
{
  return (const char * const *) self->types;
}

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
  return _cw_catalogue_find_field (self->target, field);
}

static const CwCatalogueField *
find_own (CwFieldCatalogue *self, const char *type, const char *id)
{
  return _cw_catalogue_find_field (g_hash_table_lookup (self->source, type), id);
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
