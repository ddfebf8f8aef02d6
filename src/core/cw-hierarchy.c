/* cw-hierarchy.c: plans a classification of the source as a hierarchy of the target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A hierarchy consists of levels and of nodes; each node names its parent and
 * its level. Feeding and looking; what is decided:
 *  1. cw-hierarchy-trees.c: both sides in the order of their trees;
 *  2. cw-hierarchy-decide.c: partners, places, operations;
 *  3. cw-hierarchy-rows.c: the rows.
 *
 * Some hundred nodes are usual; nothing here is slower than n log n but the
 * search for ids and for names that are there twice.
 */

#include "config.h"

#include "cw-hierarchy-private.h"

static void
source_free (gpointer data)
{
  CwHierarchySource *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->path);
  g_free (self->by);
  g_free (self);
}

static void
target_free (gpointer data)
{
  CwHierarchyTarget *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->path);
  g_free (self->external_id);
  g_free (self->parent_id);
  g_free (self->level_id);
  g_free (self);
}

static void
info_free (gpointer data)
{
  CwHierarchyInfo *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->kind);
  g_free (self->external_id);
  g_free (self);
}

CwHierarchy *
cw_hierarchy_new (CwHierarchyMode mode, const CwHierarchyUse *use, const char *workflow)
{
  CwHierarchy *self = g_new0 (CwHierarchy, 1);

  self->mode = mode;
  self->use = cw_hierarchy_use_copy (use);
  self->workflow = g_strdup (workflow);
  self->prefix = g_strconcat (use->kind, "-", use->key, NULL);
  self->sources = g_ptr_array_new_with_free_func (source_free);
  self->targets = g_ptr_array_new_with_free_func (target_free);
  self->known = g_ptr_array_new_with_free_func (info_free);
  self->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_target_record_free);
  self->levels = g_ptr_array_new ();
  self->parents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->links = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->made_by = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->order = g_array_new (FALSE, FALSE, sizeof (guint));
  self->trouble = CW_REASON_NEW;
  return self;
}

void
cw_hierarchy_free (CwHierarchy *self)
{
  if (self == NULL)
    return;
  cw_hierarchy_use_free (self->use);
  g_free (self->workflow);
  g_free (self->prefix);
  g_ptr_array_unref (self->sources);
  g_ptr_array_unref (self->targets);
  g_ptr_array_unref (self->known);
  g_ptr_array_unref (self->levels);
  g_ptr_array_unref (self->nodes);
  g_hash_table_unref (self->parents);
  g_hash_table_unref (self->links);
  g_hash_table_unref (self->made_by);
  g_free (self->above);
  g_array_unref (self->order);
  g_free (self);
}

/* ---- feeding ---- */

char *
_cw_hierarchy_dup_key (const char *type, const char *id)
{
  return g_strconcat (type, ":", id, NULL);
}

const char *
_cw_hierarchy_or_null (const char *id)
{
  return id == NULL || *id == '\0' || g_str_equal (id, "0") ? NULL : id;
}

void
cw_hierarchy_add_source (CwHierarchy *self, const CwRecord *record)
{
  CwHierarchySource *source = g_new0 (CwHierarchySource, 1);
  const char *name = cw_fields_get (record->fields, "name");

  source->id = g_strdup (record->id);
  source->name = g_strdup (name != NULL ? name : record->name != NULL ? record->name : record->id);
  source->inactive = record->inactive;
  source->deleted = record->deleted;
  source->parent = source->partner = NONE;
  source->operation = CW_OPERATION_SKIP;
  if (_cw_hierarchy_or_null (record->parent_id) != NULL)
    g_hash_table_insert (self->parents, g_strdup (record->id), g_strdup (record->parent_id));
  g_ptr_array_add (self->sources, source);
}

void
cw_hierarchy_add_hierarchy (CwHierarchy *self, const CwTargetRecord *record)
{
  const char *kind = cw_fields_get (record->fields, CW_HIERARCHY_KIND);
  CwHierarchyInfo *info;

  /* One that is switched off says so; one that a reading no longer showed does not, and is gone. */
  if (g_strcmp0 (kind, self->use->kind) != 0 || (!record->active && g_strcmp0 (cw_fields_get (record->fields, "active"), "F") != 0))
    return;
  info = g_new0 (CwHierarchyInfo, 1);
  info->id = g_strdup (record->id);
  info->name = g_strdup (record->name != NULL ? record->name : record->id);
  info->kind = g_strdup (kind);
  info->external_id = g_strdup (record->external_id);
  g_ptr_array_add (self->known, info);
}

void
cw_hierarchy_add_node (CwHierarchy *self, const CwTargetRecord *record)
{
  g_ptr_array_add (self->nodes, cw_target_record_copy (record));
}

void
cw_hierarchy_add_link (CwHierarchy *self, const char *type, const char *source_id, const char *target_id, const char *by)
{
  g_hash_table_insert (self->links, _cw_hierarchy_dup_key (type, source_id), g_strdup (target_id));
  g_hash_table_insert (self->made_by, _cw_hierarchy_dup_key (type, source_id), g_strdup (by != NULL ? by : "export"));
}

const char *
_cw_hierarchy_find_link (CwHierarchy *self, const char *type, const char *id)
{
  g_autofree char *key = _cw_hierarchy_dup_key (type, id);

  return g_hash_table_lookup (self->links, key);
}

const char *
_cw_hierarchy_find_by (CwHierarchy *self, const char *type, const char *id)
{
  g_autofree char *key = _cw_hierarchy_dup_key (type, id);

  return g_hash_table_lookup (self->made_by, key);
}

void
cw_hierarchy_decide (CwHierarchy *self)
{
  _cw_hierarchy_find (self);
  _cw_hierarchy_order (self);
  _cw_hierarchy_decide (self);
}

/* ---- looking ---- */

const char *
cw_hierarchy_get_id (CwHierarchy *self)
{
  return self->found != NULL ? self->found->id : NULL;
}

const char *
cw_hierarchy_get_name (CwHierarchy *self)
{
  return self->found != NULL ? self->found->name : self->use->name;
}

CwReason
cw_hierarchy_get_trouble (CwHierarchy *self)
{
  return self->trouble;
}

const GPtrArray *
cw_hierarchy_get_sources (CwHierarchy *self)
{
  return self->sources;
}

const GPtrArray *
cw_hierarchy_get_targets (CwHierarchy *self)
{
  return self->targets;
}

const GPtrArray *
cw_hierarchy_get_known (CwHierarchy *self)
{
  return self->known;
}

/* ---- same names ---- */

static gboolean
is_same_name (const char *a, const char *b)
{
  g_autofree char *x = g_utf8_casefold (a, -1), *y = g_utf8_casefold (b, -1);

  return g_str_equal (x, y);
}

/* NONE: none, or more than one. @under: index of the parent there, NONE: of the roots; @anywhere: of all. */
static guint
find_named (CwHierarchy *self, const char *name, guint under, gboolean anywhere)
{
  guint found = NONE;

  for (guint i = 0; i < self->targets->len; i++)
    {
      const CwHierarchyTarget *target = target_at (self, i);

      if (target->partner != NONE || (!anywhere && target->parent != under) || !is_same_name (target->name, name))
        continue;
      if (found != NONE)
        return NONE;
      found = i;
    }
  return found;
}

static guint
count_named (CwHierarchy *self, const char *name)
{
  guint count = 0;

  for (guint i = 0; i < self->sources->len; i++)
    count += is_same_name (source_at (self, i)->name, name) ? 1 : 0;
  return count;
}

GPtrArray *
cw_hierarchy_match_names (CwHierarchy *self)
{
  GPtrArray *pairs = g_ptr_array_new_with_free_func (g_free);

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < self->sources->len; i++)
      {
        const CwHierarchySource *source = source_at (self, i);
        guint above = source->parent != NONE ? source_at (self, source->parent)->partner : NONE, found;

        if (source->partner != NONE || source->deleted || source->cycle)
          continue;
        if (round == 0 ? source->parent != NONE && above == NONE : count_named (self, source->name) > 1)
          continue;
        found = find_named (self, source->name, above, round == 1);
        if (found == NONE)
          continue;
        _cw_hierarchy_pair (self, i, found);
        g_ptr_array_add (pairs, g_strdup (source->id));
        g_ptr_array_add (pairs, g_strdup (target_at (self, found)->id));
      }
  return pairs;
}
