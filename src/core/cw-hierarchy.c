/* cw-hierarchy.c: plans a classification of the source as a hierarchy of the target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A hierarchy consists of levels and of nodes; each node names its parent and
 * its level. Rows come in the order hierarchy, levels, nodes from the roots
 * down. What a row needs of an earlier one that is still to be made is written
 * as a late value.
 *
 * Some hundred nodes are usual; nothing here is slower than n log n but the
 * search for names that are there twice.
 */

#include "config.h"

#include "cw-hierarchy.h"

#include "cw-tree.h"

#include <string.h>

#define NONE CW_HIERARCHY_NONE

struct _CwHierarchy {
  CwHierarchyMode       mode;
  CwHierarchyUse       *use;        /* owned */
  char                 *workflow;
  char                 *prefix;     /* of external ids: "customer-department" */
  GPtrArray            *sources;    /* of CwHierarchySource, owned */
  GPtrArray            *targets;    /* of CwHierarchyTarget, owned */
  GPtrArray            *known;      /* of CwHierarchyInfo, owned */
  GPtrArray            *nodes;      /* of CwTargetRecord, owned: all of the account, until it is decided */
  GPtrArray            *levels;     /* of CwTargetRecord, borrowed from nodes: of this hierarchy, in order */
  GHashTable           *parents;    /* source id → id of its parent; owned */
  GHashTable           *links;      /* "department:4" → target id; owned */
  GHashTable           *made_by;    /* "department:4" → how; owned */
  /* results */
  CwHierarchyInfo      *found;      /* borrowed from known; NULL: to be made, or trouble */
  gboolean              found_new;  /* by its external id, without a link */
  CwReason              trouble;
  guint                *above;      /* nodes by number, see get_number(): the node above each, as it will be; NONE; owned */
  GArray               *order;      /* of guint: sources, in the order in which they are sent; owned */
  guint                 most_levels;
};

/* ---- words ---- */

static const char * const mode_names[] = { "off", "own", "existing", "extended" };

const char *
cw_hierarchy_mode_to_string (CwHierarchyMode mode)
{
  return mode_names[mode];
}

CwHierarchyMode
cw_hierarchy_mode_from_string (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (mode_names); i++)
    if (g_strcmp0 (mode_names[i], text) == 0)
      return (CwHierarchyMode) i;
  return CW_HIERARCHY_OFF;
}

CwHierarchyUse *
cw_hierarchy_use_copy (const CwHierarchyUse *self)
{
  CwHierarchyUse *copy = g_new0 (CwHierarchyUse, 1);

  copy->key = g_strdup (self->key);
  copy->title = g_strdup (self->title);
  copy->type = g_strdup (self->type);
  copy->kind = g_strdup (self->kind);
  copy->name = g_strdup (self->name);
  copy->collection = g_strdup (self->collection);
  copy->nodes = g_strdup (self->nodes);
  copy->target = g_strdup (self->target);
  copy->standard = self->standard;
  return copy;
}

void
cw_hierarchy_use_free (CwHierarchyUse *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->title);
  g_free (self->type);
  g_free (self->kind);
  g_free (self->name);
  g_free (self->collection);
  g_free (self->nodes);
  g_free (self->target);
  g_free (self);
}

char *
cw_hierarchy_use_dup_mode_key (const CwHierarchyUse *use)
{
  return g_strconcat ("map-", use->key, NULL);
}

char *
cw_hierarchy_use_dup_field_key (const CwHierarchyUse *use)
{
  return g_strconcat (use->key, "-field", NULL);
}

char *
cw_hierarchy_use_dup_value_name (const CwHierarchyUse *use)
{
  return g_strconcat (CW_HIERARCHY_VALUE, use->key, NULL);
}

CwHierarchyMode
cw_hierarchy_use_get_mode (const CwHierarchyUse *use, const CwWorkflow *owner, const CwFields *chosen)
{
  g_autofree char *key = cw_hierarchy_use_dup_mode_key (use);

  return cw_hierarchy_mode_from_string (cw_workflow_get_setting (owner, chosen, key));
}

const char *
cw_hierarchy_use_get_field (const CwHierarchyUse *use, const CwWorkflow *owner, const CwFields *chosen)
{
  g_autofree char *key = cw_hierarchy_use_dup_field_key (use);

  return cw_workflow_get_setting (owner, chosen, key);
}

gboolean
cw_hierarchy_use_asks_field (const CwHierarchyUse *use, const CwWorkflow *owner, const CwFields *chosen)
{
  g_autofree char *key = cw_hierarchy_use_dup_field_key (use);
  const CwSetting *setting = cw_workflow_find_setting (owner, key);

  return !use->standard || setting == NULL || g_strcmp0 (cw_workflow_get_setting (owner, chosen, key), setting->value) != 0;
}

/* ---- late values: "{spp.customers/department department:4}" ---- */

char *
cw_late_value_dup (const char *workflow, const char *type, const char *id)
{
  return g_strdup_printf ("{%s %s:%s}", workflow, type, id);
}

gboolean
cw_late_value_parse (const char *text, char **out_workflow, char **out_key)
{
  const char *space = text != NULL && *text == '{' ? strchr (text, ' ') : NULL;
  gsize length = space != NULL ? strlen (text) : 0;

  if (space == NULL || text[length - 1] != '}')
    return FALSE;
  *out_workflow = g_strndup (text + 1, (gsize) (space - text - 1));
  *out_key = g_strndup (space + 1, length - (gsize) (space - text) - 2);
  return TRUE;
}

/* ---- memory ---- */

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

static char *
dup_key (const char *type, const char *id)
{
  return g_strconcat (type, ":", id, NULL);
}

/* Systems write “none” in several ways. */
static const char *
or_null (const char *id)
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
  if (or_null (record->parent_id) != NULL)
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
  g_hash_table_insert (self->links, dup_key (type, source_id), g_strdup (target_id));
  g_hash_table_insert (self->made_by, dup_key (type, source_id), g_strdup (by != NULL ? by : "export"));
}

static const char *
find_link (CwHierarchy *self, const char *type, const char *id)
{
  g_autofree char *key = dup_key (type, id);

  return g_hash_table_lookup (self->links, key);
}

static const char *
find_by (CwHierarchy *self, const char *type, const char *id)
{
  g_autofree char *key = dup_key (type, id);

  return g_hash_table_lookup (self->made_by, key);
}

/* ---- the hierarchy itself ---- */

static CwHierarchyInfo *
find_info (CwHierarchy *self, gboolean (*fits) (CwHierarchy *self, const CwHierarchyInfo *info, const char *text), const char *text)
{
  for (guint i = 0; i < self->known->len; i++)
    if (fits (self, self->known->pdata[i], text))
      return self->known->pdata[i];
  return NULL;
}

static gboolean
has_id (CwHierarchy *self, const CwHierarchyInfo *info, const char *text)
{
  return g_str_equal (info->id, text);
}

static gboolean
has_external_id (CwHierarchy *self, const CwHierarchyInfo *info, const char *text)
{
  return g_strcmp0 (info->external_id, text) == 0;
}

static gboolean
has_name (CwHierarchy *self, const CwHierarchyInfo *info, const char *text)
{
  g_autofree char *a = g_utf8_casefold (info->name, -1), *b = g_utf8_casefold (text, -1);

  return g_str_equal (a, b);
}

static void
find_hierarchy (CwHierarchy *self)
{
  const char *link = find_link (self, CW_HIERARCHY_TYPE, self->use->key);
  gboolean own = self->mode == CW_HIERARCHY_OWN || self->mode == CW_HIERARCHY_OFF;

  /* One that a person chose is not ours, however it is called now. */
  if (own && link != NULL && g_strcmp0 (find_by (self, CW_HIERARCHY_TYPE, self->use->key), "hand") == 0)
    link = NULL;
  self->found = link != NULL ? find_info (self, has_id, link) : NULL;
  if (self->found != NULL)
    return;
  if (!own)
    {
      self->trouble = CW_REASON_HIERARCHY_MISSING;
      return;
    }
  self->found = find_info (self, has_external_id, self->prefix);
  self->found_new = self->found != NULL;
  if (self->found == NULL && self->mode == CW_HIERARCHY_OWN && find_info (self, has_name, self->use->name) != NULL)
    self->trouble = CW_REASON_HIERARCHY_THERE;
}

/* ---- the two trees ---- */

/* Of either tree, as far as ordering it goes. */
typedef struct {
  const char *name;
  guint       parent;
  guint       index;
} Branch;

static int
compare_branches (gconstpointer a, gconstpointer b)
{
  const Branch *x = a, *y = b;
  int order = g_utf8_collate (x->name, y->name);

  return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

/* Depth first, siblings by name. @branches: nobody is his own ancestor. (element-type guint) (transfer full) */
static GArray *
order_branches (GArray *branches)
{
  guint n = branches->len;
  g_autofree guint *first = g_new (guint, n + 1), *next = g_new (guint, n + 1);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  GArray *order = g_array_sized_new (FALSE, FALSE, sizeof (guint), n);
  guint roots = NONE;

  g_array_sort (branches, compare_branches);
  for (guint i = 0; i < n; i++)
    first[i] = next[i] = NONE;
  /* From the last on, so that each list comes in order. */
  for (guint i = n; i-- > 0;)
    {
      const Branch *branch = &g_array_index (branches, Branch, i);
      guint *list = branch->parent != NONE ? &first[branch->parent] : &roots;

      next[branch->index] = *list;
      *list = branch->index;
    }
  if (roots != NONE)
    g_array_append_val (stack, roots);
  while (stack->len > 0)
    {
      guint at = g_array_index (stack, guint, stack->len - 1);

      g_array_set_size (stack, stack->len - 1);
      g_array_append_val (order, at);
      if (next[at] != NONE)
        g_array_append_val (stack, next[at]);
      if (first[at] != NONE)
        g_array_append_val (stack, first[at]);
    }
  return order;
}

static void
reorder (GPtrArray *items, const GArray *order, guint *out_places)
{
  g_autofree gpointer *old = g_memdup2 (items->pdata, sizeof (gpointer) * items->len);

  for (guint i = 0; i < order->len; i++)
    {
      guint from = g_array_index (order, guint, i);

      items->pdata[i] = old[from];
      out_places[from] = i;
    }
}

static gboolean
is_below_itself (const guint *parents, guint start, guint n)
{
  guint at = parents[start];

  for (guint steps = 0; at != NONE && steps <= n; steps++, at = parents[at])
    if (at == start)
      return TRUE;
  return FALSE;
}

static CwHierarchySource *
source_at (CwHierarchy *self, guint index)
{
  return self->sources->pdata[index];
}

static CwHierarchyTarget *
target_at (CwHierarchy *self, guint index)
{
  return self->targets->pdata[index];
}

static char *
dup_path (const char *above, const char *name)
{
  return above != NULL ? g_strconcat (above, " : ", name, NULL) : g_strdup (name);
}

/* What is deleted and was never linked is none of ours. */
static void
drop_deleted (CwHierarchy *self)
{
  for (guint i = self->sources->len; i-- > 0;)
    {
      const CwHierarchySource *source = source_at (self, i);

      if (source->deleted && find_link (self, self->use->type, source->id) == NULL)
        g_ptr_array_remove_index (self->sources, i);
    }
}

static void
order_sources (CwHierarchy *self)
{
  guint n = self->sources->len;
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) branches = g_array_new (FALSE, FALSE, sizeof (Branch)), order = NULL;
  g_autofree guint *parents = g_new (guint, n + 1), *places = g_new (guint, n + 1);

  for (guint i = 0; i < n; i++)
    g_hash_table_insert (by_id, source_at (self, i)->id, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < n; i++)
    {
      const char *up = g_hash_table_lookup (self->parents, source_at (self, i)->id);
      guint found = up != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (by_id, up)) : 0;

      parents[i] = found > 0 && !source_at (self, found - 1)->deleted ? found - 1 : NONE;
    }
  for (guint i = 0; i < n; i++)
    source_at (self, i)->cycle = is_below_itself (parents, i, n);
  for (guint i = 0; i < n; i++)
    {
      Branch branch = { source_at (self, i)->name, source_at (self, i)->cycle ? NONE : parents[i], i };

      source_at (self, i)->parent = branch.parent;
      g_array_append_val (branches, branch);
    }
  order = order_branches (branches);
  reorder (self->sources, order, places);
  for (guint i = 0; i < n; i++)
    {
      CwHierarchySource *source = source_at (self, i);
      const CwHierarchySource *up;

      source->parent = source->parent != NONE ? places[source->parent] : NONE;
      up = source->parent != NONE ? source_at (self, source->parent) : NULL;
      source->depth = up != NULL ? up->depth + 1 : 0;
      source->path = dup_path (up != NULL ? up->path : NULL, source->name);
    }
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const CwTargetRecord *x = *(CwTargetRecord * const *) a, *y = *(CwTargetRecord * const *) b;
  gint64 m = g_ascii_strtoll (x->id, NULL, 10), n = g_ascii_strtoll (y->id, NULL, 10);

  return m != n ? (m < n ? -1 : 1) : strcmp (x->id, y->id);
}

static void
take_target (CwHierarchy *self, const CwTargetRecord *record)
{
  CwHierarchyTarget *target = g_new0 (CwHierarchyTarget, 1);

  target->id = g_strdup (record->id);
  target->name = g_strdup (record->name != NULL ? record->name : record->id);
  target->external_id = g_strdup (record->external_id);
  target->parent_id = g_strdup (or_null (record->parent_id));
  target->level_id = g_strdup (or_null (cw_fields_get (record->fields, CW_NODE_LEVEL)));
  target->parent = target->partner = NONE;
  g_ptr_array_add (self->targets, target);
}

static void
take_nodes (CwHierarchy *self)
{
  for (guint i = 0; self->found != NULL && i < self->nodes->len; i++)
    {
      CwTargetRecord *record = self->nodes->pdata[i];

      /* What a reading no longer shows is inactive from then on (nodes know no other such state): it is gone. */
      if (g_strcmp0 (cw_fields_get (record->fields, CW_NODE_HIERARCHY), self->found->id) != 0 || !record->active)
        continue;
      if (g_strcmp0 (cw_fields_get (record->fields, CW_NODE_IS_LEVEL), "T") == 0)
        g_ptr_array_add (self->levels, record);
      else
        take_target (self, record);
    }
  g_ptr_array_sort (self->levels, compare_ids);
}

static void
order_targets (CwHierarchy *self)
{
  guint n = self->targets->len;
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) branches = g_array_new (FALSE, FALSE, sizeof (Branch)), order = NULL;
  g_autofree guint *parents = g_new (guint, n + 1), *places = g_new (guint, n + 1);

  for (guint i = 0; i < n; i++)
    g_hash_table_insert (by_id, target_at (self, i)->id, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < n; i++)
    {
      const char *up = target_at (self, i)->parent_id;
      guint found = up != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (by_id, up)) : 0;

      parents[i] = found > 0 ? found - 1 : NONE;
    }
  for (guint i = 0; i < n; i++)
    {
      Branch branch = { target_at (self, i)->name, is_below_itself (parents, i, n) ? NONE : parents[i], i };

      target_at (self, i)->parent = branch.parent;
      g_array_append_val (branches, branch);
    }
  order = order_branches (branches);
  reorder (self->targets, order, places);
  for (guint i = 0; i < n; i++)
    {
      CwHierarchyTarget *target = target_at (self, i);
      const CwHierarchyTarget *up;

      target->parent = target->parent != NONE ? places[target->parent] : NONE;
      up = target->parent != NONE ? target_at (self, target->parent) : NULL;
      target->depth = up != NULL ? up->depth + 1 : 0;
      target->path = dup_path (up != NULL ? up->path : NULL, target->name);
    }
}

/* ---- partners ---- */

static guint
find_target (CwHierarchy *self, const char *id, const char *external_id)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      const CwHierarchyTarget *target = target_at (self, i);

      if (target->partner == NONE
          && (id != NULL ? g_str_equal (target->id, id) : g_strcmp0 (target->external_id, external_id) == 0))
        return i;
    }
  return NONE;
}

static void
pair (CwHierarchy *self, guint source, guint target)
{
  source_at (self, source)->partner = target;
  target_at (self, target)->partner = source;
}

static void
find_partners (CwHierarchy *self)
{
  for (guint i = 0; i < self->sources->len; i++)
    {
      CwHierarchySource *source = source_at (self, i);
      const char *link = find_link (self, self->use->type, source->id);
      guint found = link != NULL ? find_target (self, link, NULL) : NONE;

      if (found == NONE)
        continue;
      pair (self, i, found);
      source->by = g_strdup (find_by (self, self->use->type, source->id));
    }
  for (guint i = 0; self->mode != CW_HIERARCHY_EXISTING && i < self->sources->len; i++)
    {
      g_autofree char *external_id = g_strconcat (self->prefix, "-", source_at (self, i)->id, NULL);
      guint found = source_at (self, i)->partner == NONE ? find_target (self, NULL, external_id) : NONE;

      if (found != NONE)
        pair (self, i, found);
    }
}

/* ---- what is to be done ---- */

static gboolean
makes_nodes (const CwHierarchy *self)
{
  return self->mode == CW_HIERARCHY_OWN || self->mode == CW_HIERARCHY_EXTENDED;
}

/* What a person linked in an existing hierarchy is never changed. */
static gboolean
is_ours (const CwHierarchy *self, const CwHierarchySource *source)
{
  if (self->mode == CW_HIERARCHY_OWN)
    return TRUE;
  return self->mode == CW_HIERARCHY_EXTENDED && g_strcmp0 (source->by, "hand") != 0 && g_strcmp0 (source->by, "name") != 0;
}

/* Inactive ones are made only for what hangs below them. */
static void
mark_needed (CwHierarchy *self)
{
  for (guint i = self->sources->len; i-- > 0;)
    {
      CwHierarchySource *source = source_at (self, i);

      if (source->cycle || source->deleted)
        continue;
      source->needed |= !source->inactive || source->partner != NONE;
      if (source->needed && source->parent != NONE)
        source_at (self, source->parent)->needed = TRUE;
    }
}

/* Whether the target has its node when those that belong below it are sent. */
static gboolean
has_node (const CwHierarchySource *source)
{
  return source->partner != NONE || source->operation == CW_OPERATION_CREATE;
}

/* The nearest one above that has a node in the target. */
static guint
find_place (CwHierarchy *self, const CwHierarchySource *source)
{
  guint at = source->parent;

  while (at != NONE && !has_node (source_at (self, at)))
    at = source_at (self, at)->parent;
  return at;
}

/* NULL: there is none yet. */
static const CwTargetRecord *
find_level (CwHierarchy *self, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number), *external_id = g_strdup_printf ("%s-level-%u", self->prefix, number);
  const char *link = find_link (self, CW_HIERARCHY_LEVEL_TYPE, text);

  for (guint i = 0; link != NULL && i < self->levels->len; i++)
    if (g_str_equal (((const CwTargetRecord *) self->levels->pdata[i])->id, link))
      return self->levels->pdata[i];
  for (guint i = 0; i < self->levels->len; i++)
    if (g_strcmp0 (((const CwTargetRecord *) self->levels->pdata[i])->external_id, external_id) == 0)
      return self->levels->pdata[i];
  return self->mode != CW_HIERARCHY_OWN && number <= self->levels->len ? self->levels->pdata[number - 1] : NULL;
}

static void
conclude (CwHierarchySource *source, CwOperation operation, CwReason reason)
{
  source->operation = operation;
  source->reason = reason;
}

/* Nodes of the target by their index, then those that are made by the index of their source. */
static guint
get_number (CwHierarchy *self, guint source)
{
  guint partner = source_at (self, source)->partner;

  return partner != NONE ? partner : self->targets->len + source;
}

static gboolean
is_below (CwHierarchy *self, guint node, guint other)
{
  for (; node != NONE; node = self->above[node])
    if (node == other)
      return TRUE;
  return FALSE;
}

/* What is found by its external id is linked in any case, since others may belong below it; the next run can move it. */
static void
leave (CwHierarchySource *source, CwReason reason)
{
  if (source->partner != NONE && source->by == NULL)
    conclude (source, CW_OPERATION_LINK, CW_REASON_MATCH_EXTERNAL_ID);
  else
    conclude (source, CW_OPERATION_SKIP, reason);
}

/* FALSE: where it belongs lies below itself now. */
static gboolean
move (CwHierarchy *self, guint index)
{
  CwHierarchySource *source = source_at (self, index);
  guint place = find_place (self, source), wanted = place != NONE ? get_number (self, place) : NONE;

  if (is_below (self, wanted, source->partner))
    {
      leave (source, CW_REASON_BELOW_ITSELF);
      return FALSE;
    }
  conclude (source, CW_OPERATION_MOVE, CW_REASON_MOVED);
  self->above[source->partner] = wanted;
  return TRUE;
}

/* FALSE: it may have its place later. */
static gboolean
decide_place (CwHierarchy *self, guint index)
{
  CwHierarchySource *source = source_at (self, index);
  guint number = get_number (self, index), place = find_place (self, source);
  guint wanted = place != NONE ? get_number (self, place) : NONE;

  if (self->trouble != CW_REASON_NEW)
    conclude (source, CW_OPERATION_SKIP, CW_REASON_PARENT_STOPPED);
  else if (source->deleted)
    leave (source, CW_REASON_DELETED);
  else if (source->cycle)
    leave (source, CW_REASON_CYCLE);
  else if (source->partner != NONE && (!is_ours (self, source) || self->above[number] == wanted))
    conclude (source, CW_OPERATION_UNCHANGED, CW_REASON_SAME);
  else if (source->partner != NONE)
    return move (self, index) || source->operation == CW_OPERATION_LINK;
  else if (!makes_nodes (self))
    conclude (source, CW_OPERATION_SKIP, CW_REASON_NO_PARTNER);
  else if (!source->needed)
    conclude (source, CW_OPERATION_SKIP, CW_REASON_INACTIVE);
  else
    {
      conclude (source, CW_OPERATION_CREATE, CW_REASON_NEW);
      self->above[number] = wanted;
    }
  return TRUE;
}

/* Those above come first. A node that stays where a person put it may lie below one that belongs below it; that one has to wait
 * until what is between them has left, and where nothing leaves, it stays. */
static void
decide_places (CwHierarchy *self)
{
  guint n = self->targets->len, before;
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (guint));

  self->above = g_new (guint, n + self->sources->len + 1);
  for (guint i = 0; i < n; i++)
    self->above[i] = target_at (self, i)->parent;
  for (guint i = 0; i < self->sources->len; i++)
    g_array_append_val (decide_place (self, i) ? self->order : waiting, i);
  do
    {
      before = waiting->len;
      for (guint i = 0; i < waiting->len; i++)
        {
          guint index = g_array_index (waiting, guint, i);

          if (!move (self, index))
            continue;
          g_array_append_val (self->order, index);
          g_array_remove_index (waiting, i--);
        }
    }
  while (waiting->len < before);
  g_array_append_vals (self->order, waiting->data, waiting->len);
}

static gboolean
level_differs (CwHierarchy *self, const CwHierarchySource *source)
{
  const CwTargetRecord *level = find_level (self, source->level);

  return level == NULL || g_strcmp0 (level->id, target_at (self, source->partner)->level_id) != 0;
}

/* How deep each lies is known when all have their place. */
static void
decide_values (CwHierarchy *self, guint index)
{
  CwHierarchySource *source = source_at (self, index);

  if (!has_node (source))
    return;
  for (guint node = get_number (self, index); node != NONE; node = self->above[node])
    source->level++;
  if (source->operation == CW_OPERATION_UNCHANGED && is_ours (self, source))
    {
      if (!g_str_equal (source->name, target_at (self, source->partner)->name) || level_differs (self, source))
        conclude (source, CW_OPERATION_UPDATE, CW_REASON_CHANGED);
      else if (source->by == NULL)
        conclude (source, CW_OPERATION_LINK, CW_REASON_MATCH_EXTERNAL_ID);
    }
  if (source->operation <= CW_OPERATION_LINK)
    self->most_levels = MAX (self->most_levels, source->level);
}

void
cw_hierarchy_decide (CwHierarchy *self)
{
  find_hierarchy (self);
  drop_deleted (self);
  order_sources (self);
  take_nodes (self);
  order_targets (self);
  find_partners (self);
  mark_needed (self);
  decide_places (self);
  for (guint i = 0; i < self->sources->len; i++)
    decide_values (self, i);
}

/* ---- rows ---- */

static void
finish_row (CwPlanRow *row, CwOperation operation, CwReason reason)
{
  row->operation = operation;
  row->reason = reason;
  row->state = operation < CW_OPERATION_UNCHANGED ? CW_ROW_PENDING : CW_ROW_NOTHING;
  if (operation <= CW_OPERATION_UNCHANGED)
    row->fingerprint = cw_tree_dup_fingerprint ("", row->wanted, row->parent_key, TRUE);
}

static CwPlanRow *
new_hierarchy_row (CwHierarchy *self)
{
  CwPlanRow *row = cw_plan_row_new (CW_HIERARCHY_TYPE, self->use->key);

  row->name = g_strdup (cw_hierarchy_get_name (self));
  row->collection = g_strdup (self->use->collection);
  row->depth = 1;
  row->target_id = g_strdup (cw_hierarchy_get_id (self));
  cw_fields_set (row->wanted, "name", row->name);
  cw_fields_set (row->wanted, CW_HIERARCHY_KIND, self->use->kind);
  cw_fields_set (row->wanted, "externalId", self->prefix);
  if (self->trouble != CW_REASON_NEW)
    {
      row->argument = g_strdup (self->use->name);
      finish_row (row, CW_OPERATION_CONFLICT, self->trouble);
    }
  else if (self->found == NULL)
    {
      cw_fields_set (row->after, "name", row->name);
      finish_row (row, CW_OPERATION_CREATE, CW_REASON_NEW);
    }
  else
    {
      finish_row (row, self->found_new ? CW_OPERATION_LINK : CW_OPERATION_UNCHANGED,
                  self->found_new ? CW_REASON_MATCH_EXTERNAL_ID : CW_REASON_SAME);
    }
  return row;
}

static void
take_hierarchy (CwHierarchy *self, CwPlanRow *row)
{
  if (self->found != NULL)
    cw_fields_set (row->wanted, CW_NODE_HIERARCHY, self->found->id);
  else
    cw_fields_take (row->wanted, CW_NODE_HIERARCHY, cw_late_value_dup (self->workflow, CW_HIERARCHY_TYPE, self->use->key));
}

/* NULL: nothing is to be said of that level. */
static CwPlanRow *
new_level_row (CwHierarchy *self, guint number)
{
  const CwTargetRecord *level = find_level (self, number);
  g_autofree char *text = g_strdup_printf ("%u", number), *external_id = g_strdup_printf ("%s-level-%u", self->prefix, number);
  gboolean linked = find_link (self, CW_HIERARCHY_LEVEL_TYPE, text) != NULL;
  CwPlanRow *row;

  if (level != NULL && (linked || g_strcmp0 (level->external_id, external_id) != 0))
    return NULL;
  row = cw_plan_row_new (CW_HIERARCHY_LEVEL_TYPE, text);
  row->name = g_strdup_printf ("Level %u", number);
  row->collection = g_strdup (self->use->nodes);
  row->depth = 1;
  row->target_id = level != NULL ? g_strdup (level->id) : NULL;
  cw_fields_set (row->wanted, "name", row->name);
  cw_fields_set (row->wanted, "externalId", external_id);
  cw_fields_set (row->wanted, CW_NODE_IS_LEVEL, "T");
  take_hierarchy (self, row);
  if (level == NULL)
    cw_fields_set (row->after, "name", row->name);
  finish_row (row, level == NULL ? CW_OPERATION_CREATE : CW_OPERATION_LINK, level == NULL ? CW_REASON_NEW : CW_REASON_MATCH_EXTERNAL_ID);
  return row;
}

static void
take_level (CwHierarchy *self, const CwHierarchySource *source, CwPlanRow *row)
{
  const CwTargetRecord *level = find_level (self, source->level);
  g_autofree char *text = g_strdup_printf ("%u", source->level);

  if (level != NULL)
    cw_fields_set (row->wanted, CW_NODE_LEVEL, level->id);
  else
    cw_fields_take (row->wanted, CW_NODE_LEVEL, cw_late_value_dup (self->workflow, CW_HIERARCHY_LEVEL_TYPE, text));
}

static void
set_pair (CwPlanRow *row, const char *field, const char *before, const char *after)
{
  if (g_strcmp0 (before, after) == 0)
    return;
  if (row->target_id != NULL)
    cw_fields_set (row->before, field, before != NULL ? before : "");
  cw_fields_set (row->after, field, after != NULL ? after : "");
}

static const char *
get_level_name (CwHierarchy *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->levels->len; i++)
    if (g_str_equal (((const CwTargetRecord *) self->levels->pdata[i])->id, id))
      return ((const CwTargetRecord *) self->levels->pdata[i])->name;
  return NULL;
}

static void
fill_values (CwHierarchy *self, const CwHierarchySource *source, guint place, CwPlanRow *row)
{
  const CwHierarchyTarget *target = source->partner != NONE ? target_at (self, source->partner) : NULL;
  const CwTargetRecord *level = find_level (self, source->level);
  g_autofree char *usual = g_strdup_printf ("Level %u", source->level);
  const char *before = target != NULL && target->parent != NONE ? target_at (self, target->parent)->path : NULL;

  set_pair (row, "name", target != NULL ? target->name : NULL, source->name);
  /* Names alone do not tell: a parent that is renamed at the same time is the same one. */
  if (target == NULL || source->operation == CW_OPERATION_MOVE)
    set_pair (row, "parent", before, place != NONE ? source_at (self, place)->path : NULL);
  if (target != NULL)
    set_pair (row, "level", get_level_name (self, target->level_id), level != NULL ? level->name : usual);
}

static CwPlanRow *
new_node_row (CwHierarchy *self, const CwHierarchySource *source)
{
  CwPlanRow *row = cw_plan_row_new (self->use->type, source->id);
  guint place = find_place (self, source);

  row->name = g_strdup (source->path);
  row->collection = g_strdup (self->use->nodes);
  row->depth = source->depth + 1;
  row->target_id = source->partner != NONE ? g_strdup (target_at (self, source->partner)->id) : NULL;
  if (source->reason == CW_REASON_PARENT_STOPPED)
    row->argument = g_strdup (self->use->name);
  if (source->reason == CW_REASON_CYCLE)
    row->argument = g_strdup (source->path);
  if (source->reason == CW_REASON_BELOW_ITSELF)
    row->argument = g_strdup (source_at (self, place)->path);
  if (source->operation <= CW_OPERATION_LINK)
    {
      cw_fields_set (row->wanted, "name", source->name);
      cw_fields_take (row->wanted, "externalId", g_strconcat (self->prefix, "-", source->id, NULL));
      take_hierarchy (self, row);
      take_level (self, source, row);
      if (place != NONE)
        row->parent_key = dup_key (self->use->type, source_at (self, place)->id);
      else if (source->operation == CW_OPERATION_MOVE)
        cw_fields_set (row->wanted, CW_NODE_PARENT, "");
      fill_values (self, source, place, row);
    }
  finish_row (row, source->operation, source->reason);
  return row;
}

gboolean
cw_hierarchy_foreach (CwHierarchy *self, gboolean (*func) (const CwPlanRow *row, gpointer data), gpointer data)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_plan_row_free);
  gint64 seq = 0;

  g_ptr_array_add (rows, new_hierarchy_row (self));
  for (guint number = 1; makes_nodes (self) && self->trouble == CW_REASON_NEW && number <= self->most_levels; number++)
    {
      CwPlanRow *row = new_level_row (self, number);

      if (row != NULL)
        g_ptr_array_add (rows, row);
    }
  for (guint i = 0; i < self->order->len; i++)
    g_ptr_array_add (rows, new_node_row (self, source_at (self, g_array_index (self->order, guint, i))));
  for (guint i = 0; i < rows->len; i++)
    {
      CwPlanRow *row = rows->pdata[i];

      row->seq = ++seq;
      if (!func (row, data))
        return FALSE;
    }
  return TRUE;
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
        pair (self, i, found);
        g_ptr_array_add (pairs, g_strdup (source->id));
        g_ptr_array_add (pairs, g_strdup (target_at (self, found)->id));
      }
  return pairs;
}
