/* cw-tree-compare.c: what is done with each record, and why
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "cw-tree-private.h"

#include <string.h>

/* ---- fingerprints ---- */

char *
cw_tree_dup_fingerprint (const char *rules_digest, const CwFields *wanted, const char *parent_key, gboolean active)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (sum, (const guchar *) rules_digest, -1);
  g_checksum_update (sum, (const guchar *) "\0", 1);
  for (guint i = 0; i < cw_fields_get_size (wanted); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (wanted, i, &name, &value);
      g_checksum_update (sum, (const guchar *) name, (gssize) strlen (name) + 1);
      g_checksum_update (sum, (const guchar *) value, (gssize) strlen (value) + 1);
    }
  g_checksum_update (sum, (const guchar *) "\1", 1);
  g_checksum_update (sum, (const guchar *) (parent_key != NULL ? parent_key : ""), -1);
  return g_strconcat (active ? "a" : "i", g_checksum_get_string (sum), NULL);
}

/* Without what is to be cleared: once it is, nothing of it is left to be confirmed. */
static CwFields *
dup_filled (const CwFields *wanted)
{
  CwFields *filled = cw_fields_new ();

  for (guint i = 0; i < cw_fields_get_size (wanted); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (wanted, i, &name, &value);
      if (*value != '\0')
        cw_fields_set (filled, name, value);
    }
  return filled;
}

/* Side by side the names of what we filled stand behind the digest: only that may be cleared later, never what people filled. */
char *
_cw_tree_dup_node_fingerprint (CwTree *self, const Node *node, gboolean active)
{
  g_autoptr (CwFields) filled = is_flat (self) ? dup_filled (node->wanted) : NULL;
  const CwFields *values = node->monitored != NULL ? node->monitored : filled != NULL ? filled : node->wanted;
  g_autofree char *digest = cw_tree_dup_fingerprint (self->rules.rules_digest, values, _cw_tree_get_parent_key (self, node), active);
  GString *text;

  if (filled == NULL || self->rules.clearable == NULL)
    return g_steal_pointer (&digest);
  text = g_string_new (digest);
  for (const char * const *name = self->rules.clearable; *name != NULL; name++)
    if (cw_fields_get (filled, *name) != NULL)
      g_string_append_printf (text, ";%s", *name);
  return g_string_free (text, FALSE);
}

/* Of monitored values only the digest counts: which others were filled is remembered until one of them changes. */
gboolean
_cw_tree_is_confirmed (const Node *node, const char *fingerprint)
{
  if (node->fingerprint == NULL || node->monitored == NULL)
    return g_strcmp0 (fingerprint, node->fingerprint) == 0;
  return strcspn (fingerprint, ";") == strcspn (node->fingerprint, ";") && strncmp (fingerprint, node->fingerprint, strcspn (fingerprint, ";")) == 0;
}

/* What we filled and the source has no value for any more is wanted empty. */
static void
clear_gone (CwTree *self, Node *node)
{
  const char *names = node->fingerprint != NULL ? strchr (node->fingerprint, ';') : NULL;
  g_auto (GStrv) filled = names != NULL ? g_strsplit (names + 1, ";", -1) : NULL;

  for (char **name = filled; name != NULL && *name != NULL; name++)
    if (self->rules.clearable != NULL && g_strv_contains (self->rules.clearable, *name) && cw_fields_get (node->wanted, *name) == NULL)
      cw_fields_set (node->wanted, *name, "");
}

/* ---- values and places ---- */

gboolean
_cw_tree_is_same (const char *one, const char *other)
{
  return g_strcmp0 (one != NULL ? one : "", other != NULL ? other : "") == 0;
}

static gboolean
values_differ (const Node *node, const Target *target)
{
  for (guint i = 0; i < cw_fields_get_size (node->wanted); i++)
    {
      const char *name, *value;

      cw_fields_get_nth (node->wanted, i, &name, &value);
      if (!_cw_tree_is_same (value, cw_fields_get (target->fields, name)))
        return TRUE;
    }
  return FALSE;
}

/* The parent is still to be made, perhaps once more because it vanished from the target. */
static gboolean
parent_is_new (CwTree *self, const Node *node)
{
  return node->target_parent != NONE && _cw_tree_get_parent_target (self, node) == NULL;
}

gboolean
_cw_tree_parent_differs (CwTree *self, const Node *node, const Target *target)
{
  if (is_flat (self))
    return FALSE;
  if (parent_is_new (self, node))
    return TRUE;
  return g_strcmp0 (_cw_tree_get_parent_target (self, node), target->parent_id) != 0;
}

/* A person who deactivates in the target is not overruled as long as nothing changed here: our last confirmed state was active. */
static gboolean
was_deactivated_there (const Node *node, const Target *target)
{
  return !target->active && node->fingerprint != NULL && node->fingerprint[0] == 'a';
}

/* @matched: how an unlinked record found its target; CW_REASON_NEW when it was linked. */
static void
compare_with_target (CwTree *self, Node *node, CwReason matched)
{
  const Target *target = target_at (self, node->target);
  gboolean values = values_differ (node, target), parent = _cw_tree_parent_differs (self, node, target);

  node->keep_inactive = was_deactivated_there (node, target) || node->inactive;
  if (!target->active && !node->keep_inactive)
    _cw_tree_conclude (node, CW_OPERATION_REACTIVATE, CW_REASON_ACTIVE_AGAIN, NULL);
  else if (parent)
    _cw_tree_conclude (node, CW_OPERATION_MOVE, CW_REASON_MOVED, NULL);
  else if (values)
    _cw_tree_conclude (node, CW_OPERATION_UPDATE, CW_REASON_CHANGED, NULL);
  else if (matched != CW_REASON_NEW)
    _cw_tree_conclude (node, CW_OPERATION_LINK, matched, NULL);
  else if (node->set_external_id)
    _cw_tree_conclude (node, CW_OPERATION_LINK, CW_REASON_ID_MISSING, NULL);
  else
    _cw_tree_conclude (node, CW_OPERATION_UNCHANGED, CW_REASON_SAME, NULL);
  if ((matched == CW_REASON_MATCH_NAME || matched == CW_REASON_CHOSEN || (matched != CW_REASON_NEW && node->identified))
      && node->operation != CW_OPERATION_LINK)
    _cw_tree_conclude (node, node->operation, matched, NULL);
}

/* A link that was never confirmed may be to a record that carries the id of another. */
static gboolean
lacks_id (const Node *node, const Target *target)
{
  return target->external_id == NULL
         || (node->identified && node->fingerprint == NULL && !g_str_equal (target->external_id, node->id));
}

static void
plan_travelling (CwTree *self, guint at)
{
  Node *node = node_at (self, at);
  g_autofree char *fingerprint = NULL;
  Match match;
  CwReason matched = CW_REASON_NEW;

  if (node->link != NONE)
    {
      if (!_cw_tree_may_take (self, at, node->link))
        return;
      node->target = node->link;
      node->set_external_id = lacks_id (node, target_at (self, node->link));
      if (is_flat (self))
        clear_gone (self, node);
      fingerprint = _cw_tree_dup_node_fingerprint (self, node, TRUE);
      if (_cw_tree_is_confirmed (node, fingerprint) && !parent_is_new (self, node) && !node->set_external_id)
        _cw_tree_conclude (node, CW_OPERATION_UNCHANGED, CW_REASON_SAME, NULL);
      else
        compare_with_target (self, node, CW_REASON_NEW);
      return;
    }

  match = _cw_tree_match (self, at, &matched);
  if (match == MATCH_FOUND)
    compare_with_target (self, node, matched);
  else if (match == MATCH_NONE && node->excluded != NULL)
    _cw_tree_conclude (node, CW_OPERATION_CREATE, CW_REASON_CHOSEN_NEW, NULL);
  else if (match == MATCH_NONE && node->brought_by != NONE)
    _cw_tree_conclude (node, CW_OPERATION_CREATE, CW_REASON_BROUGHT_IN, node_at (self, node->brought_by)->name);
  else if (match == MATCH_NONE)
    _cw_tree_conclude (node, CW_OPERATION_CREATE, CW_REASON_NEW, NULL);
}

/* Inactive or below something inactive: what is there goes inactive, what is not stays away. */
static void
plan_leaving (CwTree *self, Node *node)
{
  const Target *target = node->link != NONE ? target_at (self, node->link) : NULL;

  node->target = node->link;
  if (target == NULL)
    _cw_tree_conclude (node, CW_OPERATION_SKIP, node->stand_reason, node->stand_argument);
  else if (target->owner_id != NULL)
    _cw_tree_conclude (node, CW_OPERATION_CONFLICT, CW_REASON_OTHER_OWNER, target->id);
  else if (self->rules.tells_leaving)
    _cw_tree_conclude (node, CW_OPERATION_CONFLICT, CW_REASON_REMOVED, target->id);
  else if (self->rules.keeps_active)
    _cw_tree_conclude (node, CW_OPERATION_SKIP, node->stand_reason, node->stand_argument);
  else if (target->active)
    _cw_tree_conclude (node, CW_OPERATION_DEACTIVATE, node->stand_reason, node->stand_argument);
  else
    _cw_tree_conclude (node, CW_OPERATION_UNCHANGED, node->stand_reason, node->stand_argument);
}

/* A parent that turned into a conflict has no target: its children cannot stand. */
static gboolean
parent_fell_out (CwTree *self, Node *node)
{
  Node *parent;

  if (node->target_parent == NONE)
    return FALSE;
  parent = node_at (self, node->target_parent);
  if (parent->target != NONE || parent->operation == CW_OPERATION_CREATE)
    return FALSE;
  _cw_tree_stop_node (node, CW_REASON_PARENT_STOPPED, parent->name);
  return TRUE;
}

/* A parent that is still brought in goes on being kept in step, whatever its stage or the filter; one that a person unmarked
 * after it was linked, or put on hold, stays as it is. */
static gboolean
updates_stopped (const Node *node)
{
  if (node->link == NONE)
    return FALSE;
  switch (node->own_stop)
    {
    case CW_REASON_NOT_MARKED:
    case CW_REASON_HELD:
      return TRUE;
    case CW_REASON_NOT_SELECTED:
      return node->mark != CW_MARK_ON && !node->mark_due;
    default:
      return FALSE;
    }
}

static void
plan_node (CwTree *self, guint at)
{
  Node *node = node_at (self, at);

  if (node->needed && parent_fell_out (self, node))
    {
      _cw_tree_conclude (node, CW_OPERATION_SKIP, node->stand_reason, node->stand_argument);
      return;
    }
  if (node->needed && !updates_stopped (node))
    {
      plan_travelling (self, at);
      return;
    }
  node->target = node->link;
  if (node->own_stop != CW_REASON_NEW)
    _cw_tree_conclude (node, CW_OPERATION_SKIP,
                       node->needed && node->own_stop == CW_REASON_NOT_SELECTED ? CW_REASON_NOT_MARKED : node->own_stop,
                       node->own_stop == CW_REASON_STAGE ? node->stage : node->own_stop == CW_REASON_HELD ? node->hold : NULL);
  else if (node->stand == STAND_INACTIVE || node->stand == STAND_PARENT_INACTIVE)
    plan_leaving (self, node);
  else
    _cw_tree_conclude (node, CW_OPERATION_SKIP, node->stand_reason, node->stand_argument);
}

/* Children of a name conflict that was found late (the second candidate came after them) fall out too. */
static void
plan_nodes (CwTree *self)
{
  for (guint at = 0; at < self->order->len; at++)
    plan_node (self, g_array_index (self->order, guint, at));
  for (guint at = 0; at < self->order->len; at++)
    {
      Node *node = node_at (self, g_array_index (self->order, guint, at));

      if (node->needed && node->operation < CW_OPERATION_SKIP && parent_fell_out (self, node))
        {
          _cw_tree_conclude (node, CW_OPERATION_SKIP, CW_REASON_PARENT_STOPPED, node->stand_argument);
          node->target = node->link;
        }
    }
}

static void
decide_marks (CwTree *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      Node *node = node_at (self, i);
      gboolean by_hand = self->rules.selection != CW_SELECT_MARKED && node->own_stop == CW_REASON_NEW;

      switch (node->operation)
        {
        case CW_OPERATION_CREATE:
        case CW_OPERATION_LINK:
          node->set_mark = node->mark != CW_MARK_ON;
          break;
        case CW_OPERATION_UPDATE:
        case CW_OPERATION_MOVE:
        case CW_OPERATION_REACTIVATE:
        case CW_OPERATION_UNCHANGED:
          node->set_mark = node->mark != CW_MARK_ON && (by_hand || node->mark_due || !node->linked || node->taken) && node->stand == STAND_OK;
          break;
        case CW_OPERATION_DEACTIVATE:
        case CW_OPERATION_SKIP:
        case CW_OPERATION_CONFLICT:
        default:
          break;
        }
    }
}

void
_cw_tree_compare (CwTree *self)
{
  plan_nodes (self);
  if (is_flat (self) && self->rules.unique)
    _cw_tree_refuse_twins (self);
  decide_marks (self);
}
