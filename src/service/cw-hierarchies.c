/* cw-hierarchies.c: which classification of the source is which hierarchy of the target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is chosen is a setting of the workflow; which hierarchy and which nodes
 * are links of the workflow that keeps it. Every change is one transaction with
 * its entry in the journal.
 */

#include "config.h"

#include "cw-hierarchies.h"

#include "cw-node-book.h"
#include "cw-wanted-fields.h"
#include "cw-workflow-file.h"

#include <glib/gi18n-lib.h>

gboolean
cw_workflow_has_hierarchies (const CwWorkflow *workflow)
{
  return workflow->owner == NULL && workflow->hierarchies->len > 0;
}

/* ---- views ---- */

void
cw_hierarchy_view_free (CwHierarchyView *self)
{
  if (self == NULL)
    return;
  g_free (self->workflow);
  g_free (self->workflow_title);
  g_free (self->keeper);
  g_free (self->key);
  g_free (self->title);
  g_free (self->field);
  g_free (self->system);
  g_clear_pointer (&self->hierarchy, cw_hierarchy_free);
  g_free (self);
}

static void
count_nodes (CwHierarchyView *self)
{
  const GPtrArray *sources = cw_hierarchy_get_sources (self->hierarchy), *targets = cw_hierarchy_get_targets (self->hierarchy);

  for (guint i = 0; i < sources->len; i++)
    {
      const CwHierarchySource *source = sources->pdata[i];

      if (source->partner != CW_HIERARCHY_NONE)
        self->linked++;
      else if (source->operation == CW_OPERATION_CREATE)
        self->coming++;
      else if (!source->inactive && !source->deleted)
        self->alone++;
    }
  for (guint i = 0; i < targets->len; i++)
    self->alone_there += ((const CwHierarchyTarget *) targets->pdata[i])->partner == CW_HIERARCHY_NONE ? 1 : 0;
}

/* Both sides: what is known of one classification says nothing of another. */
static gboolean
was_read (CwStore *store, const CwIntegrationInfo *info, const CwHierarchyUse *use)
{
  g_autofree char *there = g_strdup_printf ("target/%s/%s", info->target, use->nodes), *text = cw_store_get_state (store, there, "read-whole", NULL);

  return text != NULL && cw_mirror_was_read (store, info->source, use->type);
}

static CwHierarchyView *
load_view (CwStore *store, const CwIntegrationInfo *info, const CwWorkflow *owner, const CwHierarchyUse *use, GError **error)
{
  g_autoptr (CwFields) chosen = cw_store_get_workflow_settings (store, info->name, owner->id, error);
  g_autoptr (CwWorkflow) keeper = cw_workflow_new_hierarchy (owner, use);
  g_autoptr (CwConnectionInfo) target = chosen != NULL ? cw_store_get_connection (store, info->target, error) : NULL;
  g_autoptr (CwHierarchyView) self = NULL;

  if (target == NULL)
    return NULL;
  self = g_new0 (CwHierarchyView, 1);
  self->workflow = g_strdup (owner->id);
  self->workflow_title = g_strdup (owner->title);
  self->keeper = g_strdup (keeper->id);
  self->key = g_strdup (use->key);
  self->title = g_strdup (use->title);
  self->field = g_strdup (cw_hierarchy_use_get_field (use, owner, chosen));
  self->system = g_strdup (cw_connection_get_label (target));
  self->mode = cw_hierarchy_use_get_mode (use, owner, chosen);
  self->read = was_read (store, info, use);
  self->hierarchy = cw_store_load_hierarchy (store, info, keeper, self->mode, error);
  if (self->hierarchy == NULL)
    return NULL;
  count_nodes (self);
  return g_steal_pointer (&self);
}

/* ---- words ---- */

const char *
cw_hierarchy_by_to_words (const char *by)
{
  if (by == NULL)
    return NULL;
  if (g_str_equal (by, "hand"))
    return _("by hand");
  if (g_str_equal (by, "name"))
    return _("by name");
  return g_str_equal (by, "export") ? _("created") : _("by its id");
}

char *
cw_hierarchy_view_dup_trouble (const CwHierarchyView *self)
{
  CwReason trouble = cw_hierarchy_get_trouble (self->hierarchy);

  if (self->mode == CW_HIERARCHY_OFF || trouble == CW_REASON_NEW || !self->read)
    return NULL;
  return cw_reason_dup_sentence (trouble, cw_hierarchy_get_name (self->hierarchy));
}

char *
cw_hierarchy_view_dup_state (const CwHierarchyView *self)
{
  const char *name = cw_hierarchy_get_name (self->hierarchy);
  guint alone = self->alone;

  if (self->mode == CW_HIERARCHY_OFF)
    return g_strdup (_("No hierarchy"));
  if (!self->read)
    return g_strdup (_("Not read yet"));
  if (cw_hierarchy_get_trouble (self->hierarchy) != CW_REASON_NEW)
    return g_strdup (_("Needs you"));
  if (cw_hierarchy_get_id (self->hierarchy) == NULL)
    return g_strdup_printf (_("“%s” will be created by the next run"), name);
  if (self->coming > 0)
    return g_strdup_printf (ngettext ("“%s” · %u linked · %u node to create", "“%s” · %u linked · %u nodes to create", self->coming),
                            name, self->linked, self->coming);
  if (alone > 0)
    return g_strdup_printf (ngettext ("“%s” · %u linked · %u node without a partner", "“%s” · %u linked · %u nodes without a partner", alone),
                            name, self->linked, alone);
  return g_strdup_printf (_("“%s” · all %u linked"), name, self->linked);
}

char *
cw_hierarchy_view_dup_node_state (const CwHierarchyView *self, const CwHierarchySource *source)
{
  const GPtrArray *targets = cw_hierarchy_get_targets (self->hierarchy);
  const CwHierarchyTarget *partner = source->partner != CW_HIERARCHY_NONE ? targets->pdata[source->partner] : NULL;

  if (self->mode == CW_HIERARCHY_OFF)
    return g_strdup ("");
  switch (source->operation)
    {
    case CW_OPERATION_CREATE:
      return g_strdup (_("Will be created by the next run"));
    case CW_OPERATION_MOVE:
      return g_strdup_printf (_("%s · will be moved by the next run"), partner->path);
    case CW_OPERATION_UPDATE:
      return g_strdup_printf (_("%s · will be changed by the next run"), partner->path);
    case CW_OPERATION_DEACTIVATE:
    case CW_OPERATION_REACTIVATE:
    case CW_OPERATION_LINK:
    case CW_OPERATION_UNCHANGED:
    case CW_OPERATION_SKIP:
    case CW_OPERATION_CONFLICT:
    default:
      break;
    }
  if (partner != NULL)
    return g_strdup_printf ("%s · %s", partner->path, source->by != NULL ? cw_hierarchy_by_to_words (source->by) : _("by its id"));
  if (source->inactive)
    return g_strdup (_("Inactive in NetSuite, without a partner"));
  if (source->cycle)
    return cw_reason_dup_sentence (CW_REASON_CYCLE, source->path);
  return g_strdup (_("Without a partner"));
}

static gboolean
is_chosen_by_hand (const CwHierarchySource *source)
{
  return g_strcmp0 (source->by, "hand") == 0 || g_strcmp0 (source->by, "name") == 0;
}

gboolean
cw_hierarchy_view_may_link (const CwHierarchyView *self, const CwHierarchySource *source)
{
  return (self->mode == CW_HIERARCHY_EXISTING || self->mode == CW_HIERARCHY_EXTENDED)
         && cw_hierarchy_get_trouble (self->hierarchy) == CW_REASON_NEW && !source->deleted && !source->cycle
         && (source->partner == CW_HIERARCHY_NONE || is_chosen_by_hand (source));
}

gboolean
cw_hierarchy_view_may_unlink (const CwHierarchyView *self, const CwHierarchySource *source)
{
  return source->partner != CW_HIERARCHY_NONE && self->mode != CW_HIERARCHY_OWN && self->mode != CW_HIERARCHY_OFF
         && is_chosen_by_hand (source);
}

/* ---- finding them ---- */

static const CwHierarchyUse *
find_use (const CwWorkflow *owner, const char *key, GError **error)
{
  for (guint i = 0; i < owner->hierarchies->len; i++)
    if (g_str_equal (((const CwHierarchyUse *) owner->hierarchies->pdata[i])->key, key))
      return owner->hierarchies->pdata[i];
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Workflow “%s” has no hierarchy “%s”."), owner->id, key);
  return NULL;
}

GPtrArray *
cw_profile_list_hierarchies_sync (CwProfile *self, const char *integration, GError **error)
{
  g_autoptr (GPtrArray) workflows = cw_profile_list_workflows (self, integration, error);
  g_autoptr (CwStore) store = workflows != NULL ? cw_profile_open_store (self, error) : NULL;
  g_autoptr (CwIntegrationInfo) info = store != NULL ? cw_store_get_integration (store, integration, error) : NULL;
  g_autoptr (GPtrArray) views = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_hierarchy_view_free);

  if (info == NULL)
    return NULL;
  for (guint i = 0; i < workflows->len; i++)
    {
      const CwWorkflow *owner = workflows->pdata[i];

      for (guint j = 0; j < owner->hierarchies->len; j++)
        {
          CwHierarchyView *view = load_view (store, info, owner, owner->hierarchies->pdata[j], error);

          if (view == NULL)
            return NULL;
          g_ptr_array_add (views, view);
        }
    }
  return g_steal_pointer (&views);
}

CwHierarchyView *
cw_profile_load_hierarchy_sync (CwProfile *self, const char *integration, const char *workflow, const char *key, GError **error)
{
  g_autoptr (CwWorkflow) owner = cw_profile_find_workflow (self, integration, workflow, error);
  const CwHierarchyUse *use = owner != NULL ? find_use (owner, key, error) : NULL;
  g_autoptr (CwStore) store = use != NULL ? cw_profile_open_store (self, error) : NULL;
  g_autoptr (CwIntegrationInfo) info = store != NULL ? cw_store_get_integration (store, integration, error) : NULL;

  return info != NULL ? load_view (store, info, owner, use, error) : NULL;
}

/* ---- reading ---- */

static gboolean
read_uses (CwSession *session, const CwWorkflow *owner, const char *key, GError **error)
{
  for (guint i = 0; i < owner->hierarchies->len; i++)
    {
      const CwHierarchyUse *use = owner->hierarchies->pdata[i];
      g_autoptr (CwWorkflow) keeper = cw_workflow_new_hierarchy (owner, use);
      CwEnd *target = cw_session_get_target (session, keeper);

      if (key != NULL && !g_str_equal (use->key, key))
        continue;
      if (!cw_mirror_refresh_target (session, target, use->collection, TRUE, error)
          || !cw_mirror_refresh_target (session, target, use->nodes, TRUE, error)
          || !cw_mirror_refresh_source (session, cw_session_get_source (session, keeper), (const char * const *) keeper->types, TRUE, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cw_profile_read_hierarchy_sync (CwProfile *self, const char *integration, const char *workflow, const char *key,
                                const CwRunRequest *request, GError **error)
{
  g_autoptr (CwWorkflow) owner = cw_profile_find_workflow (self, integration, workflow, error);
  CwRunRequest effective = { .integration = integration };
  g_autoptr (CwSession) session = NULL;
  gboolean ok;

  if (owner == NULL || (key != NULL && find_use (owner, key, error) == NULL))
    return FALSE;
  if (request != NULL)
    {
      effective.event = request->event;
      effective.event_data = request->event_data;
      effective.control = request->control;
      effective.cancellable = request->cancellable;
    }
  session = cw_session_new (self, &effective, TRUE, error);
  if (session == NULL || !cw_session_connect (session, error))
    return FALSE;
  ok = read_uses (session, owner, key, error);
  /* What was sent counts against the limits, whether it was answered or not. */
  return cw_session_flush_ledgers (session, ok ? error : NULL) && ok;
}

/* ---- changes ---- */

/* One change under way, in a transaction. */
typedef struct {
  CwProfile            *profile;   /* borrowed */
  const char           *integration;
  CwWorkflow           *owner;     /* owned */
  CwWorkflow           *keeper;    /* owned */
  const CwHierarchyUse *use;       /* borrowed from owner */
  CwStore              *store;     /* owned */
  CwIntegrationInfo    *info;      /* owned */
  CwHierarchyView      *view;      /* owned: as it was before */
} Edit;

static void
edit_clear (Edit *edit)
{
  g_clear_pointer (&edit->view, cw_hierarchy_view_free);
  g_clear_pointer (&edit->info, cw_integration_info_free);
  g_clear_pointer (&edit->store, cw_store_close);
  g_clear_pointer (&edit->keeper, cw_workflow_unref);
  g_clear_pointer (&edit->owner, cw_workflow_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Edit, edit_clear)

static gboolean
edit_begin (Edit *edit, CwProfile *profile, const char *integration, const char *workflow, const char *key, GError **error)
{
  edit->profile = profile;
  edit->integration = integration;
  edit->owner = cw_profile_find_workflow (profile, integration, workflow, error);
  edit->use = edit->owner != NULL ? find_use (edit->owner, key, error) : NULL;
  edit->store = edit->use != NULL ? cw_profile_open_store (profile, error) : NULL;
  edit->info = edit->store != NULL ? cw_store_get_integration (edit->store, integration, error) : NULL;
  if (edit->info == NULL || !cw_store_begin (edit->store, error))
    return FALSE;
  edit->keeper = cw_workflow_new_hierarchy (edit->owner, edit->use);
  edit->view = load_view (edit->store, edit->info, edit->owner, edit->use, error);
  if (edit->view == NULL)
    cw_store_rollback (edit->store);
  return edit->view != NULL;
}

static gboolean
note (Edit *edit, const char *operation, const char *source_id, const char *target_id, GError **error)
{
  g_autoptr (CwJournalEntry) entry = cw_journal_entry_new (CW_JOURNAL_CHANGE);

  entry->integration = g_strdup (edit->integration);
  entry->workflow = g_strdup (edit->keeper->id);
  entry->connection = g_strdup (edit->info->target);
  entry->operation = g_strdup (operation);
  entry->type = source_id != NULL ? g_strdup (edit->use->type) : NULL;
  entry->source_id = g_strdup (source_id);
  entry->collection = g_strdup (source_id != NULL ? edit->use->nodes : edit->use->collection);
  entry->target_id = g_strdup (target_id);
  entry->text = g_strdup_printf ("%s: %s%s%s", edit->keeper->id, operation, target_id != NULL ? " " : "", target_id != NULL ? target_id : "");
  entry->time = cw_clock_now (cw_profile_get_clock (edit->profile));
  return cw_store_journal_add (edit->store, entry, error);
}

static gboolean
set_mode (Edit *edit, CwHierarchyMode mode, GError **error)
{
  g_autofree char *key = cw_hierarchy_use_dup_mode_key (edit->use);

  return cw_store_set_workflow_setting (edit->store, edit->integration, edit->owner->id, key, cw_hierarchy_mode_to_string (mode), error);
}

static gboolean
put_link (Edit *edit, const char *type, const char *source_id, const char *target_id, const char *by, GError **error)
{
  g_autoptr (CwLink) link = cw_link_new (type, source_id, target_id);

  link->by = g_strdup (by);
  link->since = cw_clock_now (cw_profile_get_clock (edit->profile));
  link->mark = CW_LINK_MARK_DONE;
  return cw_store_put_link (edit->store, edit->integration, edit->keeper->id, link, error);
}

typedef struct {
  GPtrArray *links;   /* of CwLink, owned */
} Collecting;

static gboolean
collect_link (const char *workflow, const CwLink *link, gpointer data, GError **error)
{
  Collecting *collecting = data;
  CwLink *copy = cw_link_new (link->type, link->source_id, link->target_id);

  copy->by = g_strdup (link->by);
  g_ptr_array_add (collecting->links, copy);
  return TRUE;
}

/* Those that a person made, in an existing hierarchy; what we made stays known. */
static gboolean
drop_chosen_links (Edit *edit, GError **error)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_link_free);
  Collecting collecting = { links };

  if (!cw_store_links_foreach (edit->store, edit->integration, edit->keeper->id, collect_link, &collecting, error))
    return FALSE;
  for (guint i = 0; i < links->len; i++)
    {
      const CwLink *link = links->pdata[i];

      if ((g_strcmp0 (link->by, "hand") == 0 || g_strcmp0 (link->by, "name") == 0)
          && !cw_store_remove_link (edit->store, edit->integration, edit->keeper->id, link->type, link->source_id, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_existing (CwHierarchyMode mode)
{
  return mode == CW_HIERARCHY_EXISTING || mode == CW_HIERARCHY_EXTENDED;
}

static gboolean
change_mode (Edit *edit, CwHierarchyMode mode, GError **error)
{
  g_autofree char *operation = g_strconcat ("map ", cw_hierarchy_mode_to_string (mode), NULL);

  if (is_existing (mode) && !is_existing (edit->view->mode))
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Which hierarchy? Choose the one that is to hold “%s”."), edit->use->title);
      return FALSE;
    }
  return (mode != CW_HIERARCHY_OWN || drop_chosen_links (edit, error)) && set_mode (edit, mode, error)
         && note (edit, operation, NULL, NULL, error);
}

gboolean
cw_profile_set_hierarchy_mode_sync (CwProfile *self, const char *integration, const char *workflow, const char *key,
                                    CwHierarchyMode mode, GError **error)
{
  g_auto (Edit) edit = { NULL };

  return edit_begin (&edit, self, integration, workflow, key, error)
         && cw_store_end (edit.store, change_mode (&edit, mode, error), error);
}

/* ---- adopting ---- */

static gboolean
check_known (Edit *edit, const char *hierarchy, GError **error)
{
  const GPtrArray *known = cw_hierarchy_get_known (edit->view->hierarchy);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < known->len; i++)
    {
      const CwHierarchyInfo *one = known->pdata[i];

      if (g_str_equal (one->id, hierarchy))
        return TRUE;
      g_string_append_printf (names, "%s%s “%s”", i > 0 ? ", " : "", one->id, one->name != NULL ? one->name : "");
    }
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
               _("There is no hierarchy %s for “%s” in %s, as far as was read; there is: %s. Check the id, or read both sides again."),
               hierarchy, edit->view->workflow_title, edit->view->system, names->len > 0 ? names->str : "–");
  return FALSE;
}

static gboolean
link_names (Edit *edit, CwHierarchyMode mode, guint *out_linked, GError **error)
{
  g_autoptr (CwHierarchy) hierarchy = cw_store_load_hierarchy (edit->store, edit->info, edit->keeper, mode, error);
  g_autoptr (GPtrArray) pairs = hierarchy != NULL ? cw_hierarchy_match_names (hierarchy) : NULL;

  for (guint i = 0; pairs != NULL && i < pairs->len; i += 2)
    if (!put_link (edit, edit->use->type, pairs->pdata[i], pairs->pdata[i + 1], "name", error)
        || !note (edit, "link by name", pairs->pdata[i], pairs->pdata[i + 1], error))
      return FALSE;
  if (pairs != NULL && out_linked != NULL)
    *out_linked = pairs->len / 2;
  return pairs != NULL;
}

static gboolean
adopt (Edit *edit, const char *hierarchy, CwHierarchyMode mode, guint *out_linked, GError **error)
{
  const char *present = cw_hierarchy_get_id (edit->view->hierarchy);
  gboolean same = is_existing (edit->view->mode) && g_strcmp0 (present, hierarchy) == 0;

  /* Names that nobody knows yet would not be linked, and what has them would be made a second time. */
  if (!edit->view->read)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                   _("“%s” of “%s” was not read from both sides yet. Read it, then choose the hierarchy."), edit->use->title, edit->view->workflow_title);
      return FALSE;
    }
  if (!check_known (edit, hierarchy, error))
    return FALSE;
  /* Links into another hierarchy would never be used; those into this one are what the person worked on. */
  if (!same && !cw_store_remove_links (edit->store, edit->integration, edit->keeper->id, error))
    return FALSE;
  return put_link (edit, CW_HIERARCHY_TYPE, edit->use->key, hierarchy, "hand", error) && set_mode (edit, mode, error)
         && note (edit, "adopt", NULL, hierarchy, error) && link_names (edit, mode, out_linked, error);
}

gboolean
cw_profile_adopt_hierarchy_sync (CwProfile *self, const char *integration, const char *workflow, const char *key,
                                 const char *hierarchy, gboolean extend, guint *out_linked, GError **error)
{
  g_auto (Edit) edit = { NULL };

  return edit_begin (&edit, self, integration, workflow, key, error)
         && cw_store_end (edit.store, adopt (&edit, hierarchy, extend ? CW_HIERARCHY_EXTENDED : CW_HIERARCHY_EXISTING, out_linked, error), error);
}

/* ---- nodes ---- */

static const CwHierarchySource *
find_source (Edit *edit, const char *id, GError **error)
{
  const GPtrArray *sources = cw_hierarchy_get_sources (edit->view->hierarchy);

  for (guint i = 0; i < sources->len; i++)
    if (g_str_equal (((const CwHierarchySource *) sources->pdata[i])->id, id))
      return sources->pdata[i];
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
               _("NetSuite has no “%s” with the id %s, as far as was read. Check the id, or read both sides again."), edit->use->title, id);
  return NULL;
}

static const CwHierarchyTarget *
find_target (Edit *edit, const char *id, GError **error)
{
  const GPtrArray *targets = cw_hierarchy_get_targets (edit->view->hierarchy);

  for (guint i = 0; i < targets->len; i++)
    if (g_str_equal (((const CwHierarchyTarget *) targets->pdata[i])->id, id))
      return targets->pdata[i];
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
               _("Hierarchy “%s” has no node %s, as far as was read. Check the id, or read both sides again."),
               cw_hierarchy_get_name (edit->view->hierarchy), id);
  return NULL;
}

static gboolean
check_linkable (Edit *edit, const CwHierarchySource *source, const CwHierarchyTarget *target, GError **error)
{
  const CwHierarchySource *other = target->partner != CW_HIERARCHY_NONE
                                   ? cw_hierarchy_get_sources (edit->view->hierarchy)->pdata[target->partner] : NULL;

  if (!cw_hierarchy_view_may_link (edit->view, source))
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE,
                   _("“%s” follows NetSuite by itself; nodes are linked by hand where an existing hierarchy is adopted."), source->path);
      return FALSE;
    }
  if (other == NULL || other == source)
    return TRUE;
  g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Node “%s” is linked to “%s” already. Take that link away first."),
               target->path, other->path);
  return FALSE;
}

static gboolean
link_node (Edit *edit, const char *source_id, const char *target_id, GError **error)
{
  const CwHierarchySource *source = find_source (edit, source_id, error);
  const CwHierarchyTarget *target = source != NULL ? find_target (edit, target_id, error) : NULL;

  return target != NULL && check_linkable (edit, source, target, error)
         && put_link (edit, edit->use->type, source_id, target_id, "hand", error)
         && note (edit, "link", source_id, target_id, error);
}

gboolean
cw_profile_link_node_sync (CwProfile *self, const char *integration, const char *workflow, const char *key,
                           const char *source_id, const char *target_id, GError **error)
{
  g_auto (Edit) edit = { NULL };

  return edit_begin (&edit, self, integration, workflow, key, error)
         && cw_store_end (edit.store, link_node (&edit, source_id, target_id, error), error);
}

static gboolean
unlink_node (Edit *edit, const char *source_id, GError **error)
{
  const CwHierarchySource *source = find_source (edit, source_id, error);

  if (source == NULL)
    return FALSE;
  if (source->partner == CW_HIERARCHY_NONE)
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("“%s” has no partner."), source->path);
      return FALSE;
    }
  if (!cw_hierarchy_view_may_unlink (edit->view, source))
    {
      g_set_error (error, CW_SYNC_ERROR, CW_SYNC_ERROR_USAGE, _("Causeway made the partner of “%s” and keeps it in step."), source->path);
      return FALSE;
    }
  return cw_store_remove_link (edit->store, edit->integration, edit->keeper->id, edit->use->type, source_id, error)
         && note (edit, "unlink", source_id, NULL, error);
}

gboolean
cw_profile_unlink_node_sync (CwProfile *self, const char *integration, const char *workflow, const char *key,
                             const char *source_id, GError **error)
{
  g_auto (Edit) edit = { NULL };

  return edit_begin (&edit, self, integration, workflow, key, error)
         && cw_store_end (edit.store, unlink_node (&edit, source_id, error), error);
}
