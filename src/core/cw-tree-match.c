/* cw-tree-match.c: which record of the target a source record is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By what a person chose, else by who decides about identity, by external id, by name. What belongs to another is never taken.
 */

#include "config.h"

#include "cw-tree-private.h"

#include "cw-decimal.h"
#include "cw-money.h"

/* Of several values together, amounts are what they are worth: "25" is "25.00". A name is what it looks like. */
static char *
dup_comparable (const char *value, gboolean amounts)
{
  CwDecimal decimal;

  if (amounts && cw_decimal_parse (value, &decimal))
    return cw_decimal_format (&decimal, CW_MONEY_MAX_EXPONENT, ".", "");
  return g_utf8_casefold (value, -1);
}

char *
_cw_tree_dup_flat_place (const CwTree *self, const CwFields *fields)
{
  const char *scope = self->rules.match_scope != NULL ? cw_fields_get (fields, self->rules.match_scope) : NULL;
  g_auto (GStrv) names = g_strsplit (self->rules.match_field != NULL ? self->rules.match_field : "name", " ", -1);
  g_autoptr (GString) place = g_string_new (scope);

  if (self->rules.match_scope != NULL && scope == NULL && names[1] != NULL)
    return NULL;
  for (char **name = names; *name != NULL; name++)
    {
      const char *value = cw_fields_get (fields, *name);
      g_autofree char *folded = value != NULL ? dup_comparable (value, names[1] != NULL) : NULL;

      if (folded == NULL)
        return NULL;
      g_string_append_printf (place, "\n%s", folded);
    }
  return g_string_free (g_steal_pointer (&place), FALSE);
}

/* ---- matching ---- */

static const char *
list_ids (CwTree *self, GArray *candidates)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < candidates->len && i < 5; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", target_at (self, g_array_index (candidates, guint, i))->id);
  return g_string_chunk_insert (self->strings, text->str);
}

gboolean
_cw_tree_may_take (CwTree *self, guint at, guint index)
{
  Node *node = node_at (self, at);
  Target *target = target_at (self, index);

  if (target->owner_id != NULL)
    {
      _cw_tree_conclude (node, CW_OPERATION_CONFLICT, CW_REASON_OTHER_OWNER, target->id);
      return FALSE;
    }
  if (target->claimed_by != NONE && target->claimed_by != at)
    {
      _cw_tree_conclude (node, CW_OPERATION_CONFLICT, CW_REASON_TAKEN, node_at (self, target->claimed_by)->name);
      return FALSE;
    }
  return TRUE;
}

/* Those of @list (nullable) that a person did not say it is not; NULL: none. (transfer full) */
static GArray *
dup_allowed (CwTree *self, const Node *node, GArray *list)
{
  g_autoptr (GArray) allowed = NULL;

  if (list == NULL || node->excluded == NULL)
    return list != NULL ? g_array_ref (list) : NULL;
  allowed = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < list->len; i++)
    if (!g_hash_table_contains (node->excluded, target_at (self, g_array_index (list, guint, i))->id))
      g_array_append_val (allowed, g_array_index (list, guint, i));
  return allowed->len > 0 ? g_steal_pointer (&allowed) : NULL;
}

/* What a person chose; it is looked at like any other: it may be gone, or somebody else's by now. */
static Match
match_chosen (CwTree *self, guint at)
{
  Node *node = node_at (self, at);
  guint index = find_index (self->target_by_id, node->chosen_id);

  if (index == NONE)
    {
      _cw_tree_conclude (node, CW_OPERATION_CONFLICT, CW_REASON_CHOICE_GONE, node->chosen_id);
      return MATCH_CONFLICT;
    }
  if (!_cw_tree_may_take (self, at, index))
    return MATCH_CONFLICT;
  node->target = index;
  node->set_external_id = g_strcmp0 (target_at (self, index)->external_id, node->id) != 0;
  return MATCH_FOUND;
}

static Match
match_external_id (CwTree *self, guint at)
{
  Node *node = node_at (self, at);
  g_autoptr (GArray) candidates = dup_allowed (self, node, g_hash_table_lookup (self->by_external_id, node->id));

  if (candidates == NULL)
    return MATCH_NONE;
  if (candidates->len > 1)
    {
      _cw_tree_conclude (node, CW_OPERATION_CONFLICT, CW_REASON_TWO_CANDIDATES, list_ids (self, candidates));
      return MATCH_CONFLICT;
    }
  if (!_cw_tree_may_take (self, at, g_array_index (candidates, guint, 0)))
    return MATCH_CONFLICT;
  node->target = g_array_index (candidates, guint, 0);
  return MATCH_FOUND;
}

static GArray *
find_flat (CwTree *self, const Node *node)
{
  g_autofree char *place = self->rules.match_by_name ? _cw_tree_dup_flat_place (self, _cw_tree_get_initial (node)) : NULL;

  return place != NULL ? g_hash_table_lookup (self->by_name, place) : NULL;
}

static GArray *
find_by_name (CwTree *self, const Node *node)
{
  const char *name = cw_fields_get (_cw_tree_get_initial (node), "name");
  const char *parent = _cw_tree_get_parent_target (self, node);
  g_autofree char *place = NULL;

  if (!self->rules.match_by_name || name == NULL || (node->target_parent != NONE && parent == NULL))
    return NULL;
  place = g_strconcat (parent != NULL ? parent : "", "\n", name, NULL);
  return g_hash_table_lookup (self->by_name, place);
}

/* Whether @node holds the record of the target that carries its id: it is linked, travels now, or would without this selection. */
static gboolean
holds_its_record (CwTree *self, const Node *node)
{
  gboolean marked = node->mark == CW_MARK_ON || node->mark_due || node->taken;

  if (node->deleted || node->link != NONE || node->needed)
    return !node->deleted;
  return node->own_stop == CW_REASON_NOT_SELECTED && marked && node->stand == STAND_OK && _cw_tree_stage_passes (self, node) && node->passes_filter;
}

/* A candidate that carries the id of another record stays that one's while it takes part, since an id means one record on each side.
 * Else the id is replaced, unless merging such records is switched off. */
static gboolean
may_merge (CwTree *self, Node *node, const Target *target)
{
  g_autofree char *key = NULL;
  guint other;

  if (target->external_id == NULL || g_str_equal (target->external_id, node->id))
    return TRUE;
  if (self->rules.skip_merge)
    {
      _cw_tree_conclude (node, CW_OPERATION_SKIP, CW_REASON_OTHER_ID, target->external_id);
      return FALSE;
    }
  key = g_strconcat (node->type, ":", target->external_id, NULL);
  other = find_index (self->node_by_key, key);
  if (other == NONE || !holds_its_record (self, node_at (self, other)))
    return TRUE;
  _cw_tree_conclude (node, CW_OPERATION_CONFLICT, CW_REASON_TAKEN, node_at (self, other)->name);
  return FALSE;
}

/* Two source records that fit the same hand-made one cannot both be it: the second to come turns both into conflicts. */
static Match
match_name (CwTree *self, guint at)
{
  Node *node = node_at (self, at);
  g_autoptr (GArray) candidates = dup_allowed (self, node, is_flat (self) ? find_flat (self, node) : find_by_name (self, node));
  Target *target;

  if (candidates == NULL)
    return MATCH_NONE;
  if (candidates->len > 1)
    {
      _cw_tree_conclude (node, CW_OPERATION_CONFLICT, CW_REASON_TWO_CANDIDATES, list_ids (self, candidates));
      return MATCH_CONFLICT;
    }
  target = target_at (self, g_array_index (candidates, guint, 0));
  if (is_flat (self) && !may_merge (self, node, target))
    return MATCH_CONFLICT;
  if (target->claimed_by != NONE && target->claimed_by != at && !(is_flat (self) && node_at (self, target->claimed_by)->deleted))
    {
      /* With the id of the one that it was given to it will be no candidate of a tree any more; side by side it stays one. */
      if (is_flat (self) && target->chosen)
        _cw_tree_conclude (node, CW_OPERATION_CONFLICT, CW_REASON_TAKEN, node_at (self, target->claimed_by)->name);
      return is_flat (self) && target->chosen ? MATCH_CONFLICT : MATCH_NONE;
    }
  if (target->matched_by != NONE)
    {
      Node *other = node_at (self, target->matched_by);

      _cw_tree_conclude (other, CW_OPERATION_CONFLICT, CW_REASON_TAKEN, node->name);
      other->target = NONE;
      _cw_tree_conclude (node, CW_OPERATION_CONFLICT, CW_REASON_TAKEN, other->name);
      return MATCH_CONFLICT;
    }
  target->matched_by = at;
  node->target = g_array_index (candidates, guint, 0);
  node->set_external_id = TRUE;
  return MATCH_FOUND;
}

/* Somebody else decided who it is; what belongs to another is not taken all the same. */
static Match
match_identity (CwTree *self, guint at)
{
  Node *node = node_at (self, at);
  guint index = node->identity_target != NULL ? find_index (self->target_by_id, node->identity_target) : NONE;

  if (node->identity == CW_REASON_SHARED_EMAIL || node->identity == CW_REASON_PERSON_UNCLEAR || node->identity == CW_REASON_OTHER_ID)
    {
      _cw_tree_conclude (node, node->identity == CW_REASON_OTHER_ID ? CW_OPERATION_SKIP : CW_OPERATION_CONFLICT, node->identity,
                         node->identity_argument);
      return MATCH_CONFLICT;
    }
  if (index == NONE)
    return MATCH_NONE;
  if (!_cw_tree_may_take (self, at, index))
    return MATCH_CONFLICT;
  node->target = index;
  node->set_external_id = g_strcmp0 (target_at (self, index)->external_id, node->id) != 0;
  return MATCH_FOUND;
}

Match
_cw_tree_match (CwTree *self, guint at, CwReason *out_matched)
{
  Node *node = node_at (self, at);
  Match match;

  if (node->chosen_id != NULL)
    {
      *out_matched = CW_REASON_CHOSEN;
      return match_chosen (self, at);
    }
  if (node->identified)
    {
      *out_matched = node->identity;
      return match_identity (self, at);
    }
  *out_matched = CW_REASON_MATCH_EXTERNAL_ID;
  match = match_external_id (self, at);
  if (match != MATCH_NONE)
    return match;
  *out_matched = CW_REASON_MATCH_NAME;
  return match_name (self, at);
}

/* ---- before the passes: links ---- */

/* The only record that carries @id and that nobody is linked to; NONE: there is no such. */
static guint
find_bearer (CwTree *self, const char *id)
{
  GArray *bearers = g_hash_table_lookup (self->by_external_id, id);
  guint bearer = bearers != NULL && bearers->len == 1 ? g_array_index (bearers, guint, 0) : NONE;

  return bearer != NONE && target_at (self, bearer)->claimed_by == NONE ? bearer : NONE;
}

/* Records side by side carry their ids in a field that people type into to repair what belongs to what: where that says another thing
 * than our link, the field is right. One that lost its id altogether keeps the link, unless another has it now. */
void
_cw_tree_follow_ids (CwTree *self)
{
  for (guint at = 0; at < self->nodes->len; at++)
    {
      Node *node = node_at (self, at);
      const Target *target = node->link != NONE ? target_at (self, node->link) : NULL;
      guint bearer = NONE;

      /* A link without a fingerprint is a person's word that was not carried out yet. */
      if (target == NULL || node->hold != NULL || node->fingerprint == NULL || g_strcmp0 (target->external_id, node->id) == 0)
        continue;
      /* Who decides who it is has looked at the ids. */
      if (node->identified && g_strcmp0 (node->identity_target, target->id) == 0)
        continue;
      if (target->external_id == NULL)
        bearer = find_bearer (self, node->id);
      if (target->external_id == NULL && bearer == NONE)
        continue;
      if (target->claimed_by == at)
        target_at (self, node->link)->claimed_by = NONE;
      node->link = NONE;
      node->fingerprint = NULL;
      node->unlinked = TRUE;
    }
  /* Of two that were linked to one record, the one that keeps its link has it. */
  for (guint at = 0; at < self->nodes->len; at++)
    if (node_at (self, at)->link != NONE)
      target_at (self, node_at (self, at)->link)->claimed_by = at;
}

/* ---- candidates ---- */

static void
candidate_free (gpointer data)
{
  CwTreeCandidate *self = data;

  cw_fields_unref (self->fields);
  g_free (self);
}

static void
add_candidate (CwTree *self, guint at, guint index, GHashTable *seen, GPtrArray *candidates)
{
  const Node *node = node_at (self, at);
  const Target *target = target_at (self, index);
  CwTreeCandidate *candidate;
  guint owner = target->claimed_by;

  if (!g_hash_table_add (seen, GUINT_TO_POINTER (index)))
    return;
  candidate = g_new0 (CwTreeCandidate, 1);
  candidate->id = target->id;
  candidate->name = target->name;
  candidate->external_id = target->external_id;
  candidate->parent_name = _cw_tree_get_target_name (self, target->parent_id);
  candidate->fields = cw_fields_ref (target->fields);
  candidate->active = target->active;
  candidate->foreign = target->owner_id != NULL;
  if (owner == NONE && target->external_id != NULL)
    {
      g_autofree char *key = g_strconcat (node->type, ":", target->external_id, NULL);

      owner = find_index (self->node_by_key, key);
    }
  if (owner != NONE && owner != at)
    {
      candidate->owner_key = node_at (self, owner)->key;
      candidate->owner_name = node_at (self, owner)->name;
      candidate->linked = target->claimed_by != NONE;
    }
  g_ptr_array_add (candidates, candidate);
}

static void
add_candidates (CwTree *self, guint at, GArray *list, GHashTable *seen, GPtrArray *candidates)
{
  for (guint i = 0; list != NULL && i < list->len; i++)
    add_candidate (self, at, g_array_index (list, guint, i), seen, candidates);
}

GPtrArray *
cw_tree_list_candidates (CwTree *self, const char *type, const char *source_id)
{
  g_autofree char *key = g_strconcat (type, ":", source_id, NULL);
  GPtrArray *candidates = g_ptr_array_new_with_free_func (candidate_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint at = find_index (self->node_by_key, key), chosen;
  Node *node = at != NONE ? node_at (self, at) : NULL;

  if (node == NULL)
    return candidates;
  add_candidates (self, at, g_hash_table_lookup (self->by_external_id, node->id), seen, candidates);
  add_candidates (self, at, is_flat (self) ? find_flat (self, node) : find_by_name (self, node), seen, candidates);
  chosen = node->chosen_id != NULL ? find_index (self->target_by_id, node->chosen_id) : NONE;
  if (chosen != NONE)
    add_candidate (self, at, chosen, seen, candidates);
  return candidates;
}
