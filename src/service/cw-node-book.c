/* cw-node-book.c: which nodes of hierarchies the records of a workflow hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-node-book.h"

#include "cw-late-value.h"
#include "cw-workflow-file.h"

#include <string.h>

/* A node of the target. */
typedef struct {
  char *hierarchy;  /* owned: id of its hierarchy */
  char *path;       /* owned: its name and those above */
} Node;

/* One hierarchy that is switched on. */
typedef struct {
  const CwHierarchyUse *use;        /* borrowed from the workflow */
  char       *value;                /* owned: "hierarchy:department" */
  char       *field;                /* owned: of the source */
  char       *keeper;               /* owned: id of the workflow that keeps it */
  char       *id;                   /* owned: in the target; NULL: still to be made */
  char       *name;                 /* owned */
  gboolean    all_ours;             /* every node of it is */
  GHashTable *partners;             /* source id → node id, owned */
  GHashTable *partnered;            /* set of node ids, borrowed from partners */
  GHashTable *coming;               /* source id → path of the node that the run is going to make, owned */
} Kept;

struct _CwNodeBook {
  CwSession  *session;   /* borrowed */
  CwWorkflow *workflow;  /* borrowed */
  GPtrArray  *kept;      /* of Kept, owned */
  GHashTable *nodes;     /* id → Node, owned; those of the kept hierarchies */
};

static void
node_free (gpointer data)
{
  Node *self = data;

  g_free (self->hierarchy);
  g_free (self->path);
  g_free (self);
}

static void
kept_free (gpointer data)
{
  Kept *self = data;

  g_free (self->value);
  g_free (self->field);
  g_free (self->keeper);
  g_free (self->id);
  g_free (self->name);
  g_hash_table_unref (self->partnered);
  g_hash_table_unref (self->partners);
  g_hash_table_unref (self->coming);
  g_free (self);
}

/* ---- late values ---- */

char *
cw_late_value_dup_key (const char *value, const char *workflow)
{
  g_autofree char *of = NULL, *key = NULL;

  return cw_late_value_parse (value, &of, &key) && g_str_equal (of, workflow) ? g_steal_pointer (&key) : NULL;
}

static char *
dup_resolved (CwSession *session, const char *workflow, const char *key)
{
  g_autofree char *type = NULL, *id = NULL;
  g_autoptr (CwLink) link = NULL;

  if (cw_record_key_parse (key, &type, &id, NULL))
    link = cw_store_get_link (session->store, session->integration->name, workflow, type, id, NULL);
  return link != NULL ? g_strdup (link->target_id) : NULL;
}

/* Only where we write such values ourselves: nobody's text is taken for one. */
static gboolean
may_be_late (const char *name)
{
  return g_str_has_prefix (name, CW_HIERARCHY_VALUE) || g_str_equal (name, CW_NODE_HIERARCHY) || g_str_equal (name, CW_NODE_LEVEL);
}

gboolean
cw_late_values_resolve (CwSession *session, CwFields *fields, char **out_missing)
{
  for (guint i = 0; i < cw_fields_get_size (fields); i++)
    {
      const char *name, *value;
      g_autofree char *workflow = NULL, *key = NULL, *resolved = NULL;

      cw_fields_get_nth (fields, i, &name, &value);
      if (!may_be_late (name) || !cw_late_value_parse (value, &workflow, &key))
        continue;
      resolved = dup_resolved (session, workflow, key);
      if (resolved == NULL)
        {
          *out_missing = g_steal_pointer (&key);
          return FALSE;
        }
      cw_fields_set (fields, name, resolved);
    }
  return TRUE;
}

/* ---- loading a hierarchy from the mirrors ---- */

static gboolean
feed_source (const CwRecord *record, gpointer data, GError **error)
{
  cw_hierarchy_add_source (data, record);
  return TRUE;
}

static gboolean
feed_hierarchy (const CwTargetRecord *record, gpointer data, GError **error)
{
  cw_hierarchy_add_hierarchy (data, record);
  return TRUE;
}

static gboolean
feed_node (const CwTargetRecord *record, gpointer data, GError **error)
{
  cw_hierarchy_add_node (data, record);
  return TRUE;
}

static gboolean
feed_link (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  cw_hierarchy_add_link (data, link->type, link->source_id, link->target_id, link->by);
  return TRUE;
}

static const CwHierarchyUse *
get_use (const CwWorkflow *keeper)
{
  return keeper->hierarchies->pdata[0];
}

CwHierarchy *
cw_store_load_hierarchy (CwStore *store, const CwIntegrationInfo *integration, CwWorkflow *keeper, CwHierarchyMode mode, GError **error)
{
  const CwHierarchyUse *use = get_use (keeper);
  g_autoptr (CwHierarchy) self = cw_hierarchy_new (mode, use, keeper->id);

  if (!cw_store_mirror_foreach (store, integration->source, (const char * const *) keeper->types, feed_source, self, error)
      || !cw_store_target_foreach (store, integration->target, use->collection, feed_hierarchy, self, error)
      || !cw_store_target_foreach (store, integration->target, use->nodes, feed_node, self, error)
      || !cw_store_links_foreach (store, integration->name, keeper->id, feed_link, self, error))
    return NULL;
  cw_hierarchy_decide (self);
  return g_steal_pointer (&self);
}

gboolean
cw_store_get_hierarchy_mode (CwStore *store, const char *integration, CwWorkflow *keeper, CwHierarchyMode *out_mode, GError **error)
{
  g_autoptr (CwWorkflow) owner = cw_workflow_load (keeper->owner, error);
  g_autoptr (CwFields) chosen = owner != NULL ? cw_store_get_workflow_settings (store, integration, owner->id, error) : NULL;

  if (chosen == NULL)
    return FALSE;
  *out_mode = cw_hierarchy_use_get_mode (get_use (keeper), owner, chosen);
  return TRUE;
}

CwHierarchy *
cw_session_load_hierarchy (CwSession *session, CwWorkflow *keeper, GError **error)
{
  CwHierarchyMode mode;

  if (!cw_store_get_hierarchy_mode (session->store, session->integration->name, keeper, &mode, error))
    return NULL;
  return cw_store_load_hierarchy (session->store, session->integration, keeper, mode, error);
}

/* ---- loading the book ---- */

static gboolean
note_coming (const CwPlanRow *row, gpointer data, GError **error)
{
  Kept *kept = data;

  if (row->operation == CW_OPERATION_CREATE && g_str_equal (row->type, kept->use->type))
    g_hash_table_insert (kept->coming, g_strdup (row->source_id), g_strdup (row->name));
  return TRUE;
}

/* What the plan of the hierarchy will have made when the records' turn comes. */
static gboolean
load_coming (CwNodeBook *self, Kept *kept, GError **error)
{
  CwSession *session = self->session;
  g_autoptr (GPtrArray) plans = session->run != NULL ? cw_store_list_plans (session->store, session->run->id, error) : NULL;

  for (guint i = 0; plans != NULL && i < plans->len; i++)
    {
      const CwPlanInfo *plan = plans->pdata[i];

      if (plan->sealed && g_strcmp0 (plan->workflow, kept->keeper) == 0
          && !cw_store_plan_foreach (session->store, plan->id, 1, G_MAXINT, note_coming, kept, error))
        return FALSE;
    }
  return plans != NULL || session->run == NULL;
}

static void
load_nodes (CwNodeBook *self, Kept *kept, CwHierarchy *hierarchy)
{
  const GPtrArray *targets = cw_hierarchy_get_targets (hierarchy), *sources = cw_hierarchy_get_sources (hierarchy);

  kept->id = g_strdup (cw_hierarchy_get_id (hierarchy));
  kept->name = g_strdup (cw_hierarchy_get_name (hierarchy));
  for (guint i = 0; i < targets->len; i++)
    {
      const CwHierarchyTarget *target = targets->pdata[i];
      Node *node = g_new0 (Node, 1);

      node->hierarchy = g_strdup (kept->id);
      node->path = g_strdup (target->path);
      g_hash_table_replace (self->nodes, g_strdup (target->id), node);
    }
  for (guint i = 0; i < sources->len; i++)
    {
      const CwHierarchySource *source = sources->pdata[i];
      char *id = source->partner != CW_HIERARCHY_NONE ? g_strdup (((CwHierarchyTarget *) targets->pdata[source->partner])->id) : NULL;

      if (id == NULL)
        continue;
      g_hash_table_replace (kept->partners, g_strdup (source->id), id);
      g_hash_table_add (kept->partnered, id);
    }
}

static gboolean
load_kept (CwNodeBook *self, const CwHierarchyUse *use, CwHierarchyMode mode, const char *field, GError **error)
{
  g_autoptr (CwWorkflow) keeper = cw_workflow_new_hierarchy (self->workflow, use);
  g_autoptr (CwHierarchy) hierarchy = cw_store_load_hierarchy (self->session->store, self->session->integration, keeper, mode, error);
  Kept *kept;

  if (hierarchy == NULL)
    return FALSE;
  /* What cannot be kept is left as it is; the plan of the hierarchy says why. */
  if (cw_hierarchy_get_trouble (hierarchy) != CW_REASON_NEW)
    return TRUE;
  kept = g_new0 (Kept, 1);
  g_ptr_array_add (self->kept, kept);
  kept->use = use;
  kept->value = cw_hierarchy_use_dup_value_name (use);
  kept->field = g_strdup (field);
  kept->keeper = g_strdup (keeper->id);
  kept->all_ours = mode == CW_HIERARCHY_OWN;
  kept->partners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  kept->partnered = g_hash_table_new (g_str_hash, g_str_equal);
  kept->coming = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  load_nodes (self, kept, hierarchy);
  return load_coming (self, kept, error);
}

CwNodeBook *
cw_node_book_new (CwSession *session, CwWorkflow *workflow, GError **error)
{
  g_autoptr (CwNodeBook) self = g_new0 (CwNodeBook, 1);
  g_autoptr (CwFields) chosen = NULL;

  self->session = session;
  self->workflow = workflow;
  self->kept = g_ptr_array_new_with_free_func (kept_free);
  self->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, node_free);
  if (workflow->owner != NULL || workflow->hierarchies->len == 0)
    return g_steal_pointer (&self);
  chosen = cw_store_get_workflow_settings (session->store, session->integration->name, workflow->id, error);
  for (guint i = 0; chosen != NULL && i < workflow->hierarchies->len; i++)
    {
      const CwHierarchyUse *use = workflow->hierarchies->pdata[i];
      CwHierarchyMode mode = cw_hierarchy_use_get_mode (use, workflow, chosen);

      if (mode != CW_HIERARCHY_OFF && !load_kept (self, use, mode, cw_hierarchy_use_get_field (use, workflow, chosen), error))
        return NULL;
    }
  return chosen != NULL ? g_steal_pointer (&self) : NULL;
}

void
cw_node_book_free (CwNodeBook *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->kept);
  g_hash_table_unref (self->nodes);
  g_free (self);
}

gboolean
cw_node_book_is_empty (CwNodeBook *self)
{
  return self->kept->len == 0;
}

/* ---- what a record is to hold ---- */

void
cw_node_book_want (CwNodeBook *self, const CwRecord *record, CwFields *wanted)
{
  for (guint i = 0; i < self->kept->len; i++)
    {
      const Kept *kept = self->kept->pdata[i];
      const char *given = cw_fields_get (record->fields, kept->field);
      /* One node of each: of several choices the first. */
      g_autofree char *id = given != NULL ? g_strndup (given, strcspn (given, ",")) : g_strdup ("");
      const char *node = g_hash_table_lookup (kept->partners, id);

      if (node != NULL)
        cw_fields_set (wanted, kept->value, node);
      else if (g_hash_table_contains (kept->coming, id))
        cw_fields_take (wanted, kept->value, cw_late_value_dup (kept->keeper, kept->use->type, id));
      else
        cw_fields_set (wanted, kept->value, "");
    }
}

/* ---- lists of the target ---- */

static const char *
find_kept (CwNodeBook *self, const char *id, const Kept *kept)
{
  const Node *node = g_hash_table_lookup (self->nodes, id);

  return node != NULL && g_strcmp0 (node->hierarchy, kept->id) == 0 ? id : NULL;
}

/* The node of @kept in the list; NULL: none. @ours: only one that somebody linked, where not all are ours. (transfer full) */
static char *
dup_held (CwNodeBook *self, const Kept *kept, const char *list, gboolean ours)
{
  g_auto (GStrv) ids = g_strsplit (list != NULL ? list : "", ",", -1);

  for (char **id = ids; *id != NULL; id++)
    if (find_kept (self, g_strstrip (*id), kept) != NULL && (!ours || kept->all_ours || g_hash_table_contains (kept->partnered, *id)))
      return g_strdup (*id);
  return NULL;
}

void
cw_node_book_spread (CwNodeBook *self, CwFields *fields)
{
  for (guint i = 0; i < self->kept->len; i++)
    {
      const Kept *kept = self->kept->pdata[i];
      g_autofree char *held = dup_held (self, kept, cw_fields_get (fields, kept->use->target), TRUE);

      cw_fields_set (fields, kept->value, held != NULL ? held : "");
    }
}

/* Whether @id gives way: to another node of its hierarchy, or because it is ours and nothing takes its place. */
static gboolean
gives_way (CwNodeBook *self, const Kept *kept, const char *id, const char *wanted)
{
  if (find_kept (self, id, kept) == NULL)
    return FALSE;
  return *wanted != '\0' || kept->all_ours || g_hash_table_contains (kept->partnered, id);
}

static char *
dup_list (CwNodeBook *self, const Kept *kept, const char *list, const char *wanted)
{
  g_auto (GStrv) ids = g_strsplit (list != NULL ? list : "", ",", -1);
  GString *made = g_string_new (NULL);

  for (char **id = ids; *id != NULL; id++)
    if (*g_strstrip (*id) != '\0' && !gives_way (self, kept, *id, wanted))
      g_string_append_printf (made, "%s%s", made->len > 0 ? "," : "", *id);
  if (*wanted != '\0')
    g_string_append_printf (made, "%s%s", made->len > 0 ? "," : "", wanted);
  return g_string_free (made, FALSE);
}

void
cw_node_book_gather (CwNodeBook *self, const CwFields *wanted, const CwFields *present, CwFields *out_fields)
{
  for (guint i = 0; i < self->kept->len; i++)
    {
      const Kept *kept = self->kept->pdata[i];
      const char *node = cw_fields_get (wanted, kept->value), *list = cw_fields_get (out_fields, kept->use->target);
      g_autofree char *made = NULL;

      cw_fields_set (out_fields, kept->value, NULL);
      if (node == NULL)
        continue;
      if (list == NULL && present != NULL)
        list = cw_fields_get (present, kept->use->target);
      made = dup_list (self, kept, list, node);
      if (*made != '\0' || (list != NULL && *list != '\0'))
        cw_fields_set (out_fields, kept->use->target, made);
    }
}

gboolean
cw_node_book_has (CwNodeBook *self, const char *name, const char *value, const CwFields *present)
{
  for (guint i = 0; i < self->kept->len; i++)
    {
      const Kept *kept = self->kept->pdata[i];
      g_autofree char *held = g_str_equal (kept->value, name) ? dup_held (self, kept, cw_fields_get (present, kept->use->target), TRUE) : NULL;

      if (g_str_equal (kept->value, name))
        return g_strcmp0 (held != NULL ? held : "", value) == 0;
    }
  return FALSE;
}

/* ---- words ---- */

static const char *
get_path (CwNodeBook *self, const Kept *kept, const char *value)
{
  g_autofree char *key = value != NULL ? cw_late_value_dup_key (value, kept->keeper) : NULL;
  const char *id = key != NULL ? strchr (key, ':') + 1 : NULL;
  const Node *node = value != NULL ? g_hash_table_lookup (self->nodes, value) : NULL;

  if (id != NULL)
    return g_hash_table_lookup (kept->coming, id);
  return node != NULL ? node->path : value;
}

void
cw_node_book_word (CwNodeBook *self, CwPlanRow *row, const CwFields *present)
{
  for (guint i = 0; i < self->kept->len; i++)
    {
      const Kept *kept = self->kept->pdata[i];
      const char *after = cw_fields_get (row->after, kept->value);
      g_autofree char *held = present != NULL ? dup_held (self, kept, cw_fields_get (present, kept->use->target), FALSE) : NULL;
      const char *path;

      if (after == NULL)
        continue;
      path = get_path (self, kept, after);
      if (present != NULL)
        cw_fields_set (row->before, kept->name, held != NULL ? get_path (self, kept, held) : "");
      if (present != NULL || *after != '\0')
        cw_fields_set (row->after, kept->name, path != NULL ? path : "");
      cw_fields_set (row->before, kept->value, NULL);
      cw_fields_set (row->after, kept->value, NULL);
    }
}
